/* SPDX-License-Identifier: Apache-2.0 */
/* An import that gave up its rights. Tests: import.c, base/sandbox.c */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What whoever had taken over a reader of feeds would try; bits of what was let. */
enum {
    LET_READ = 1 << 0,
    LET_WRITE = 1 << 1,
    LET_SOCKET = 1 << 2,
    LET_FORK = 1 << 3,
    LET_RUN = 1 << 4,
    NO_IMPORT = 1 << 5,
    NOT_TRIED = 1 << 6,
};

static bool can_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int try_all(void)
{
    char *const words[] = { NULL };
    int let = 0;
    pid_t child;

    let |= can_open("/etc/passwd", O_RDONLY) || can_open(in("beside.json"), O_RDONLY) ? LET_READ
                                                                                       : 0;
    let |= can_open(in("beside.json"), O_WRONLY) || can_open(in("made"), O_WRONLY | O_CREAT) ||
                   can_open(in("feeds/made"), O_WRONLY | O_CREAT)
               ? LET_WRITE
               : 0;
    let |= socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM ? LET_SOCKET : 0;
    child = fork();
    if (child == 0)
        _exit(0);
    let |= child >= 0 ? LET_FORK : 0;
    execve("/bin/true", words, words);
    return let | (errno == EPERM ? 0 : LET_RUN);
}

static int let = NOT_TRIED;

static void on_progress(void *context, const ImportProgress *progress)
{
    (void)context;
    (void)progress;
    let = try_all();
}

static int import_confined(void)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    KbImportOptions options = { .now_s = FOLDER_NOW, .confine = true, .arena = &arena,
                                .progress = on_progress };
    KbImportReport report;
    Err err = { 0 };
    Str source, db;

    if (!arena_copy(&arena, str_of(in("feeds")), &source) ||
        !arena_copy(&arena, str_of(in("db")), &db))
        return NO_IMPORT;
    return kb_import(db, &source, 1, &options, &report, &err) ? let : NO_IMPORT;
}

static int in_child(int (*run)(void))
{
    pid_t child = fork();
    int status = 0;

    CHECK(child >= 0, "a process");
    if (child == 0)
        _exit(run());
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status), "it ends by itself");
    return WEXITSTATUS(status);
}

static bool has_landlock(void)
{
    return syscall(444 /* landlock_create_ruleset */, NULL, 0, 1 /* its version */) > 0;
}

TEST(a_confined_import_opens_no_other_file_and_no_socket)
{
    int got;

    folder_begin();
    write_file("beside.json", FEED_OSV_A);
    write_file("elsewhere/python.json", FEED_OSV_PYTHON);
    write_file("feeds/npm.ndjson", FEED_OSV_A);
    write_file("feeds/nvd.json", FEED_NVD_PAGE);
    CHECK(symlink("../elsewhere/python.json", in("feeds/python.json")) == 0, "a link to a feed");
    got = in_child(import_confined);
    CHECK(!(got & (LET_SOCKET | LET_FORK | LET_RUN | NO_IMPORT | NOT_TRIED)), "no system calls");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        KbPackage package;

        CHECK(kb_package(kb, STR("PyPI"), STR("seal-ed"), &package), "what a link names is read");
    }
    if (!has_landlock())
        test_skip("this kernel has no Landlock; seccomp was tested");
    CHECK_INT(got, 0, "1 reads, 2 writes other files");
    CHECK(access(in("made"), F_OK) != 0 && access(in("feeds/made"), F_OK) != 0, "nothing made");
}
