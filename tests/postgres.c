/* SPDX-License-Identifier: Apache-2.0 */
#include "postgres.h"

#include "test.h"

#include "store/db.h"

#include <dirent.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SERVERS "/usr/lib/postgresql"

#define MEMORY_BYTES ((fsblkcnt_t)4 << 30)
enum { PATH_BYTES = 256, CHILDREN_MAX = 64, STEP_MS = 20, WAIT_MS = 60000, ARGS_MAX = 24 };

static char programs[PATH_BYTES / 2], folder[PATH_BYTES / 2];
static pid_t server, owner;
static const char *tls_certificate, *tls_key;
static unsigned port = 5432;

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* The newest of those that are installed. */
static bool programs_find(void)
{
    DIR *all = opendir(SERVERS);
    unsigned long newest = 0;

    for (struct dirent *entry; all && (entry = readdir(all));) {
        unsigned long number = strtoul(entry->d_name, NULL, 10);
        char path[PATH_BYTES];

        snprintf(path, sizeof path, SERVERS "/%lu/bin/initdb", number);
        if (number > newest && access(path, X_OK) == 0)
            newest = number;
    }
    if (all)
        closedir(all);
    snprintf(programs, sizeof programs, SERVERS "/%lu/bin", newest);
    return newest > 0 && (geteuid() != 0 || getpwnam("postgres"));
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

/* Whose the server's files are; NULL: ours. */
static const struct passwd *server_user(void)
{
    return geteuid() == 0 ? getpwnam("postgres") : NULL;
}

/* The server writes to a file, and ends when this program does, however that ends. */
static void become(const char *const *argv)
{
    const struct passwd *user = server_user();
    char path[PATH_BYTES];
    int log;

    snprintf(path, sizeof path, "%s/log", folder);
    log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    dup2(log, 1);
    dup2(log, 2);
    if (user && (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0
                 || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (chdir(folder) != 0)
        _exit(126);
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

static pid_t start(const char *const *argv)
{
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid < 0)
        test_fail("fork: %s", strerror(errno));
    if (pid == 0)
        become(argv);
    return pid;
}

static bool ended(pid_t pid, long wait_ms)
{
    for (; wait_ms > 0; wait_ms -= STEP_MS) {
        pid_t got = waitpid(pid, NULL, WNOHANG);

        if (got == pid || (got < 0 && errno == ECHILD))
            return true;
        pause_ms(STEP_MS);
    }
    return false;
}

static void end_server(void)
{
    if (getpid() != owner)
        return;
    if (server > 0) {
        kill(server, SIGQUIT);
        if (!ended(server, WAIT_MS / 2))
            kill(server, SIGKILL);
    }
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A socket's path is short. Where memory has room for it the folder lies there: SIGKILL takes no
 * page from the kernel, so that no test sees a difference but the time. */
static void folder_make(void)
{
    static const char MEMORY[] = "/dev/shm";
    struct statvfs room;
    bool fits = statvfs(MEMORY, &room) == 0 && room.f_bavail > MEMORY_BYTES / room.f_frsize;

    snprintf(folder, sizeof folder, "%s/inro-postgres-XXXXXX", fits ? MEMORY : "/tmp");
    if (!mkdtemp(folder))
        test_fail("%s: %s", folder, strerror(errno));
}

static void give(const char *path)
{
    const struct passwd *user = server_user();

    if (user && chown(path, user->pw_uid, user->pw_gid) != 0)
        test_fail("%s: %s", path, strerror(errno));
}

/* A file of the server's own, for its user alone. */
static void server_file(const char *name, Str text)
{
    char path[PATH_BYTES];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    CHECK(file && fchmod(fileno(file), 0600) == 0 && fwrite(text.ptr, 1, text.len, file) == text.len
          && fclose(file) == 0, path);
    give(path);
}

static void tls_place(void)
{
    static const char RULES[] = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";

    server_file("server.pem", test_file(tls_certificate));
    server_file("server.key", test_file(tls_key));
    server_file("data/pg_hba.conf", str_of(RULES));
}

/* A port that nobody had a moment ago. */
static unsigned port_free(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&at, size) == 0
          && getsockname(fd, (struct sockaddr *)&at, &size) == 0 && close(fd) == 0, "a port");
    return ntohs(at.sin_port);
}

unsigned postgres_listens(const char *certificate, const char *key)
{
    CHECK(!folder[0], "before the first database");
    tls_certificate = certificate;
    tls_key = key;
    return port = port_free();
}

static void cluster_make(void)
{
    char program[PATH_BYTES], data[PATH_BYTES];
    const char *const argv[] = { program, "-D", data, "-U", "postgres", "-A", "trust", "-E",
                                 "UTF8", "--locale=C.UTF-8", "--no-sync", NULL };
    int code = 0;
    pid_t pid;

    folder_make();
    owner = getpid();
    atexit(end_server);
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* what the server leaves behind is ours to wait for */
    give(folder);
    snprintf(program, sizeof program, "%s/initdb", programs);
    snprintf(data, sizeof data, "%s/data", folder);
    pid = start(argv);
    while (waitpid(pid, &code, 0) < 0 && errno == EINTR)
        continue;
    if (code != 0)
        test_fail("initdb ended with %d", code);
}

static const char *place_of(const char *database)
{
    static char place[2 * PATH_BYTES];

    snprintf(place, sizeof place, "postgres://postgres@/%s?host=%s&port=%u", database, folder,
             port);
    return place;
}

static bool answers(void)
{
    Err err;
    Db *db;

    if (!db_open(place_of("postgres"), false, &db, &err))
        return false;
    db_close(db);
    return true;
}

void postgres_start(void)
{
    char program[PATH_BYTES], data[PATH_BYTES], number[16];
    char certificate[PATH_BYTES], key[PATH_BYTES];
    const char *const argv[ARGS_MAX] = {
        program, "-D", data, "-k", folder, "-p", number, "-c", "fsync=on", "-c",
        "shared_buffers=16MB", "-c", "max_connections=60", "-c", "logging_collector=off", "-c",
        tls_key ? "listen_addresses=127.0.0.1" : "listen_addresses=",
        tls_key ? "-c" : NULL, "ssl=on", "-c", certificate, "-c", key, NULL,
    };
    long waited = 0;

    snprintf(number, sizeof number, "%u", port);
    snprintf(certificate, sizeof certificate, "ssl_cert_file=%s/server.pem", folder);
    snprintf(key, sizeof key, "ssl_key_file=%s/server.key", folder);
    snprintf(program, sizeof program, "%s/postgres", programs);
    snprintf(data, sizeof data, "%s/data", folder);
    server = start(argv);
    for (; waited < WAIT_MS && !answers(); waited += STEP_MS) {
        if (ended(server, STEP_MS))
            test_fail("the server ended; see %s/log", folder);
        pause_ms(STEP_MS);
    }
    if (waited >= WAIT_MS)
        test_fail("the server did not answer; see %s/log", folder);
}

const char *postgres_folder(void)
{
    return folder;
}

/* Whether this program was built with libpq. */
static bool speaks(void)
{
    Err err = { 0 };
    Db *db;

    return db_open("postgres://@:0/", false, &db, &err)
        || !str_eq(err.rule, STR("store.no-backend"));
}

const char *postgres_new(void)
{
    static unsigned number;
    char sql[64], name[16];

    if (!folder[0] && (!speaks() || !programs_find()))
        test_skip("no PostgreSQL");
    if (!folder[0]) {
        cluster_make();
        if (tls_key)
            tls_place();
        postgres_start();
    }
    snprintf(name, sizeof name, "record%u", ++number);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
    postgres_say(NULL, sql);
    return test_keep(strdup(place_of(name)));
}

void postgres_say(const char *place, const char *sql)
{
    Err err = { 0 };
    Db *db;

    CHECK_OK(db_open(place ? place : place_of("postgres"), false, &db, &err), &err);
    CHECK_OK(db_script(db, sql, &err), &err);
    db_close(db);
}

/* Each session has a process; they are told apart by who started them. */
static size_t children_of(pid_t pid, pid_t *out)
{
    char path[64], text[1024] = "", *at = text;
    size_t count = 0;
    int in;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    in = open(path, O_RDONLY | O_CLOEXEC);
    if (in < 0 || read(in, text, sizeof text - 1) < 0)
        test_fail("%s: %s", path, strerror(errno));
    close(in);
    for (long child; count < CHILDREN_MAX && (child = strtol(at, &at, 10)) > 0;)
        out[count++] = (pid_t)child;
    return count;
}

void postgres_kill(void)
{
    pid_t children[CHILDREN_MAX];
    size_t count;

    kill(server, SIGSTOP); /* it starts nobody while we look */
    count = children_of(server, children);
    kill(server, SIGKILL);
    for (size_t i = 0; i < count; i++)
        kill(children[i], SIGKILL);
    CHECK(ended(server, WAIT_MS), "the server is gone");
    for (size_t i = 0; i < count; i++)
        CHECK(ended(children[i], WAIT_MS), "its sessions are gone");
    server = 0;
}
