/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: sandbox.c sandbox_filter.c */
#include "test.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/json.h"
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CAP ((size_t)256 << 20)

/* What a taken-over reader would try. Each returns the error it met, or 0 when it was let. */
static int try_open(void)
{
    return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
}

static int try_write(void)
{
    return open("/tmp/inro-sandbox-escape", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static int try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int try_connect(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(9) };

    return connect(1, (const struct sockaddr *)&address, sizeof address) < 0 ? errno : 0;
}

static int try_exec(void)
{
    char *const argv[] = { NULL };

    execve("/bin/true", argv, argv);
    return errno;
}

static int try_fork(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    return child < 0 ? errno : 0;
}

static int try_ptrace(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) < 0 ? errno : 0;
}

static int try_kill(void)
{
    return kill(1, 0) < 0 ? errno : 0;
}

static int try_code(void)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return at == MAP_FAILED ? errno : 0;
}

static int try_chmod(void)
{
    return chmod("/tmp", 0777) < 0 ? errno : 0;
}

static int try_mount(void)
{
    return chroot("/") < 0 ? errno : 0;
}

static const struct {
    const char *name;
    int (*attempt)(void);
} ATTEMPTS[] = {
    { "open", try_open },     { "write", try_write }, { "socket", try_socket },
    { "connect", try_connect }, { "exec", try_exec },  { "fork", try_fork },
    { "ptrace", try_ptrace }, { "kill", try_kill },   { "code", try_code },
    { "chmod", try_chmod },   { "chroot", try_mount },
};

static bool attempt_all(void *arg, int answer, Err *err)
{
    (void)arg;
    for (size_t i = 0; i < ARRAY_LEN(ATTEMPTS); i++) {
        char code = (char)ATTEMPTS[i].attempt();
        if (!sandbox_write(answer, (Str){ &code, 1 }, err))
            return false;
    }
    return true;
}

TEST(a_worker_can_neither_open_connect_run_nor_trace)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    Err err = { 0 };
    Str answer;

    CHECK_OK(sandbox_run(attempt_all, NULL, NULL, &arena, &answer, &err), &err);
    CHECK_INT(answer.len, ARRAY_LEN(ATTEMPTS), "every attempt returned");
    for (size_t i = 0; i < answer.len; i++)
        CHECK_INT(answer.ptr[i], EPERM, ATTEMPTS[i].name);
}

static bool parse(void *arg, int answer, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    const Json *json;

    if (!json_parse(*(const Str *)arg, JSON_UNIQUE_KEYS, &arena, &json, err))
        return err_in(err, "inside");
    buf_printf(&buf, "%zu", json_count(json));
    return sandbox_write(answer, buf_str(&buf), err);
}

TEST(a_worker_answers_or_says_why_not)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    Str good = STR("[1,2,3]"), bad = STR("{\"a\":1,\"a\":2}"), answer;
    char text[ERR_TEXT_BYTES];
    Err err = { 0 };

    CHECK_OK(sandbox_run(parse, &good, NULL, &arena, &answer, &err), &err);
    CHECK_STR(answer, STR("3"), "its answer");
    CHECK(!sandbox_run(parse, &bad, NULL, &arena, &answer, &err), "it refused");
    CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)),
              STR("inside: at byte 8: the key \"a\" stands twice in one object"),
              "path, byte, rule and argument came through");
    CHECK_INT(err.code, ERR_STRUCTURE, "so did the kind");
}

static bool write_much(void *arg, int answer, Err *err)
{
    char block[10000];

    memset(block, 'm', sizeof block);
    for (size_t i = 0; i < *(const size_t *)arg; i++)
        if (!sandbox_write(answer, (Str){ block, sizeof block }, err))
            return false;
    return true;
}

TEST(a_large_answer_comes_whole_and_has_a_limit)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    SandboxLimits limits = { .answer_max = 10000000 };
    size_t blocks = 1000;
    Err err = { 0 };
    Str answer;

    CHECK_OK(sandbox_run(write_much, &blocks, &limits, &arena, &answer, &err), &err);
    CHECK_INT(answer.len, 10000000, "all of it");
    blocks++;
    CHECK(!sandbox_run(write_much, &blocks, &limits, &arena, &answer, &err), "too much");
    CHECK_STR(err.rule, STR("base.sandbox-limit"), "is a limit");
}

static bool crash(void *arg, int answer, Err *err)
{
    (void)arg;
    (void)answer;
    (void)err;
    _exit(3);
}

static bool spin(void *arg, int answer, Err *err)
{
    volatile bool turning = true;

    (void)arg;
    (void)answer;
    (void)err;
    while (turning)
        continue;
    return true;
}

static bool lie(void *arg, int answer, Err *err)
{
    (void)arg;
    (void)answer;
    *err = (Err){ .code = (ErrCode)99, .rule = STR("no.such-rule"), .arg_count = 77 };
    memset(err->path, 'p', sizeof err->path);
    memset(err->args, 'a', sizeof err->args);
    return false;
}

TEST(a_worker_that_dies_hangs_or_lies_harms_nobody)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    SandboxLimits limits = { .seconds_max = 1 };
    Err err = { 0 };
    Str answer;

    CHECK(!sandbox_run(crash, NULL, NULL, &arena, &answer, &err), "it died");
    CHECK_STR(err.rule, STR("base.sandbox-died"), "and is found out");
    CHECK(!sandbox_run(spin, NULL, &limits, &arena, &answer, &err), "it hangs");
    CHECK_STR(err.rule, STR("base.sandbox-limit"), "and is ended");
    CHECK(!sandbox_run(lie, NULL, NULL, &arena, &answer, &err), "it lies");
    CHECK_STR(err.rule, STR("base.sandbox-died"), "and is not believed");
    CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "no child is left");
}

static void *thread(void *arg)
{
    return arg;
}

/* Runs `body` in a process of its own; its result is the exit code. */
static int in_process(int (*body)(const char *folder), const char *folder)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0)
        _exit(body(folder));
    CHECK(child > 0 && waitpid(child, &status, 0) == child, "it ran");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool can_read(const char *folder, const char *name)
{
    char path[256];
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDONLY);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool can_replace(const char *folder, const char *name)
{
    IoWriter *writer = NULL;
    char path[256];
    Err err = { 0 };

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!io_writer_open(path, &writer, &err))
        return false;
    io_write(writer, STR("new"));
    return io_writer_commit(&writer, &err);
}

enum { NO_LANDLOCK = 100 };

static int own_rights(const char *folder)
{
    char allowed[128], writable[128];
    SandboxRights rights = { .read = (const char *const[]){ allowed, "/nowhere", NULL },
                             .write = (const char *const[]){ writable, NULL },
                             .threads = true };
    SandboxStatus status = { 0 };
    pthread_t started;
    Err err = { 0 };

    snprintf(allowed, sizeof allowed, "%s/readable", folder);
    snprintf(writable, sizeof writable, "%s/writable", folder);
    if (!sandbox_enter(&rights, &status, &err))
        return 1;
    if (!status.seccomp || try_socket() != EPERM || try_exec() != EPERM || try_ptrace() != EPERM
        || try_fork() != EPERM || try_kill() != EPERM || try_code() != EPERM)
        return 2;
    if (pthread_create(&started, NULL, thread, NULL) != 0 || pthread_join(started, NULL) != 0)
        return 3;
    if (!can_read(folder, "readable/file") || !can_replace(folder, "writable/file"))
        return 4;
    if (!sandbox_holds(&status))
        return NO_LANDLOCK;
    if (can_read(folder, "other") || can_replace(folder, "readable/file")
        || can_replace(folder, "other") || can_read("/etc", "passwd"))
        return 5;
    return 0;
}

TEST(a_process_keeps_only_the_named_rights)
{
    char folder[] = "/tmp/inro-sandbox-XXXXXX", path[256];
    Err err = { 0 };
    int code;

    CHECK(mkdtemp(folder), "a folder");
    snprintf(path, sizeof path, "%s/readable", folder);
    CHECK_OK(io_make_dirs(path, 0755, &err), &err);
    snprintf(path, sizeof path, "%s/writable", folder);
    CHECK_OK(io_make_dirs(path, 0755, &err), &err);
    CHECK(can_replace(folder, "readable/file") && can_replace(folder, "other"), "before");
    code = in_process(own_rights, folder);
    if (code == NO_LANDLOCK)
        test_skip("this kernel has no Landlock; seccomp was tested");
    CHECK_INT(code, 0, "1 enter, 2 calls, 3 threads, 4 named files, 5 other files");
}

static int without_threads(const char *folder)
{
    SandboxRights rights = { .read = (const char *const[]){ folder, NULL } };
    SandboxStatus status = { 0 };
    pthread_t started;
    Err err = { 0 };

    if (!sandbox_enter(&rights, &status, &err))
        return 1;
    return status.seccomp && pthread_create(&started, NULL, thread, NULL) != EPERM ? 2 : 0;
}

TEST(threads_are_a_right_of_their_own)
{
    CHECK_INT(in_process(without_threads, "/tmp"), 0, "no thread is started");
}

/* A process that was confined and may still have its strangers' bytes parsed by a worker. */
static int with_workers(const char *folder)
{
    SandboxRights rights = { .read = (const char *const[]){ folder, NULL }, .workers = true };
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    SandboxStatus status = { 0 };
    pthread_t started;
    Err err = { 0 };
    Str answer;

    if (!sandbox_enter(&rights, &status, &err))
        return 1;
    if (!status.seccomp)
        return 0;
    if (try_socket() != EPERM || try_exec() != EPERM || try_ptrace() != EPERM
        || try_code() != EPERM)
        return 2;
    if (unshare(CLONE_NEWUSER) == 0
        || syscall(__NR_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL) >= 0)
        return 3;
    if (pthread_create(&started, NULL, thread, NULL) != 0 || pthread_join(started, NULL) != 0)
        return 4;
    if (!sandbox_run(attempt_all, NULL, NULL, &arena, &answer, &err))
        return 5;
    for (size_t i = 0; i < answer.len; i++)
        if (answer.ptr[i] != EPERM)
            return 6;
    return answer.len == ARRAY_LEN(ATTEMPTS) ? 0 : 7;
}

TEST(a_confined_process_may_keep_the_right_to_workers_that_have_none)
{
    CHECK_INT(in_process(with_workers, "/tmp"), 0,
              "1 enter, 2 calls, 3 namespaces, 4 threads, 5 worker, 6 its rights, 7 its answer");
}

static int with_sockets(const char *folder)
{
    SandboxRights rights = { .read = (const char *const[]){ folder, NULL }, .sockets = true };
    SandboxStatus status = { 0 };
    int pair[2];
    char got[4];
    Err err = { 0 };

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || !sandbox_enter(&rights, &status, &err))
        return 1;
    if (send(pair[0], "ping", 4, MSG_NOSIGNAL) != 4 || recv(pair[1], got, 4, 0) != 4)
        return 2;
    return status.seccomp && (try_socket() != EPERM || try_connect() != EPERM) ? 3 : 0;
}

static int without_sockets(const char *folder)
{
    SandboxRights rights = { .read = (const char *const[]){ folder, NULL } };
    SandboxStatus status = { 0 };
    int pair[2];
    Err err = { 0 };

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || !sandbox_enter(&rights, &status, &err))
        return 1;
    return status.seccomp && (send(pair[0], "ping", 4, 0) >= 0 || errno != EPERM) ? 2 : 0;
}

TEST(sockets_that_are_open_are_a_right_of_their_own)
{
    CHECK_INT(in_process(with_sockets, "/tmp"), 0, "1 enter, 2 the open one, 3 others");
    CHECK_INT(in_process(without_sockets, "/tmp"), 0, "1 enter, 2 not even the open one");
}

static bool nothing(void *arg, int answer, Err *err)
{
    (void)arg;
    (void)answer;
    (void)err;
    return true;
}

static double elapsed_us(const struct timespec *from)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - from->tv_sec) * 1e6 + (double)(now.tv_nsec - from->tv_nsec) / 1e3;
}

static int time_enter(const char *folder)
{
    SandboxRights rights = { .read = (const char *const[]){ folder, "/etc", NULL },
                             .write = (const char *const[]){ folder, NULL } };
    SandboxStatus status;
    struct timespec from;
    Err err = { 0 };
    double us;

    clock_gettime(CLOCK_MONOTONIC, &from);
    if (!sandbox_enter(&rights, &status, &err))
        return 1;
    us = elapsed_us(&from);
    printf("sandbox_enter: %.0f us\n", us);
    fflush(stdout);
    return 0;
}

/* Printed, never judged: a busy machine is no failure. */
TEST(what_it_costs_is_printed)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    struct timespec from;
    Err err = { 0 };
    Str answer;

    fflush(stdout);
    CHECK_INT(in_process(time_enter, "/tmp"), 0, "it enters");
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 20; i++)
        CHECK_OK(sandbox_run(nothing, NULL, NULL, &arena, &answer, &err), &err);
    printf("sandbox_run: %.0f us\n", elapsed_us(&from) / 20);
}
