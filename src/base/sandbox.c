/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sandbox.h"

#include "base/io.h"
#include "base/msg.h"
#include "base/sandbox_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RULE_DIED  STR("base.sandbox-died")
#define RULE_LIMIT STR("base.sandbox-limit")
#define RULE_RIGHT STR("base.sandbox-rights")

enum { EXIT_MUTE = 2 }; /* of a child that could not tell what became of it */

/* Landlock as in linux/landlock.h and landlock(7), named here because the headers of Debian 12
 * know ABI 2 only. The numbers of its calls are the same on every processor. */
enum { LANDLOCK_CREATE = 444, LANDLOCK_ADD = 445, LANDLOCK_RESTRICT = 446 };
enum { LANDLOCK_ASK_VERSION = 1, LANDLOCK_RULE_PATH = 1 };
enum {
    FILE_EXECUTE = 1 << 0,
    FILE_WRITE = 1 << 1,
    FILE_READ = 1 << 2,
    FOLDER_READ = 1 << 3,
    FOLDER_REMOVE_FILE = 1 << 5,
    FOLDER_MAKE_FOLDER = 1 << 7,
    FOLDER_MAKE_FILE = 1 << 8,
    FOLDER_REFER = 1 << 13,
    FILE_TRUNCATE = 1 << 14,
    FILE_DEVICE = 1 << 15,
    RIGHTS_READ = FILE_READ | FOLDER_READ,
    RIGHTS_WRITE = RIGHTS_READ | FILE_WRITE | FILE_TRUNCATE | FOLDER_REMOVE_FILE
        | FOLDER_MAKE_FOLDER | FOLDER_MAKE_FILE,
    RIGHTS_OF_FILES = FILE_EXECUTE | FILE_WRITE | FILE_READ | FILE_TRUNCATE | FILE_DEVICE,
};

typedef struct {
    uint64_t files, network, scopes; /* what is refused unless a rule allows it */
} Ruleset;

typedef struct {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed)) PathRule;

/* What each ABI can refuse; one row holds until the next. */
static const struct {
    int abi;
    size_t size; /* of the ruleset */
    Ruleset refused;
} LANDLOCK[] = {
    { 1, 8, { (1 << 13) - 1, 0, 0 } },
    { 2, 8, { (1 << 14) - 1, 0, 0 } },
    { 3, 8, { (1 << 15) - 1, 0, 0 } },
    { 4, 16, { (1 << 15) - 1, 3, 0 } },
    { 5, 16, { (1 << 16) - 1, 3, 0 } },
    { 6, 24, { (1 << 16) - 1, 3, 3 } },
};

bool sandbox_holds(const SandboxStatus *status)
{
    return status->landlock_abi > 0 && status->seccomp && status->no_new_privs;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static bool refuse(Err *err, const char *step)
{
    char text[ERR_ARG_BYTES];

    err_set(err, ERR_IO, RULE_RIGHT, str_of(step),
            str_of(strerror_r(errno, text, sizeof text)));
    return false;
}

/* A path that leads nowhere needs no right: who opens it will be told, and goes on with others. */
static bool leads_nowhere(int number)
{
    static const int NUMBERS[] = { ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG };

    for (size_t i = 0; i < ARRAY_LEN(NUMBERS); i++)
        if (number == NUMBERS[i])
            return true;
    return false;
}

/* A right of folders must not be asked for a file. */
static bool allow(int ruleset, const char *path, uint64_t rights, Err *err)
{
    CLEANUP(close_fd) int fd = open(path, O_PATH | O_CLOEXEC);
    PathRule rule = { rights, fd };
    struct stat info;

    if (fd < 0)
        return leads_nowhere(errno) || io_refuse(err, path, errno);
    if (fstat(fd, &info) != 0)
        return io_refuse(err, path, errno);
    if (!S_ISDIR(info.st_mode))
        rule.allowed &= RIGHTS_OF_FILES;
    return syscall(LANDLOCK_ADD, ruleset, LANDLOCK_RULE_PATH, &rule, 0) == 0
        || refuse(err, "landlock_add_rule");
}

static bool allow_all(int ruleset, const SandboxRights *rights, uint64_t known, Err *err)
{
    for (const char *const *path = rights->read; path && *path; path++)
        if (!allow(ruleset, *path, RIGHTS_READ & known, err))
            return false;
    for (const char *const *path = rights->write; path && *path; path++)
        if (!allow(ruleset, *path, RIGHTS_WRITE & known, err))
            return false;
    return true;
}

/* *abi stays 0 where the kernel has no Landlock or it is switched off. */
static bool close_files(const SandboxRights *rights, int *abi, Err *err)
{
    long known = syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_ASK_VERSION);
    CLEANUP(close_fd) int ruleset = -1;
    size_t row = 0;

    if (known < 1)
        return true;
    while (row + 1 < ARRAY_LEN(LANDLOCK) && LANDLOCK[row + 1].abi <= known)
        row++;
    ruleset = (int)syscall(LANDLOCK_CREATE, &LANDLOCK[row].refused, LANDLOCK[row].size, 0);
    if (ruleset < 0)
        return refuse(err, "landlock_create_ruleset");
    if (!allow_all(ruleset, rights, LANDLOCK[row].refused.files, err))
        return false;
    if (syscall(LANDLOCK_RESTRICT, ruleset, 0) != 0)
        return refuse(err, "landlock_restrict_self");
    *abi = (int)known;
    return true;
}

static bool enter(const SandboxRights *rights, unsigned filter, SandboxStatus *out, Err *err)
{
    SandboxStatus status = { 0 };

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return refuse(err, "no_new_privs");
    status.no_new_privs = true;
    if (!close_files(rights, &status.landlock_abi, err))
        return false;
    status.seccomp = filter_install(filter);
    *out = status;
    return true;
}

bool sandbox_enter(const SandboxRights *rights, SandboxStatus *out, Err *err)
{
    unsigned filter = FILTER_SELF;

    filter |= rights->threads ? FILTER_THREADS : 0u;
    filter |= rights->sockets ? FILTER_SOCKETS : 0u;
    filter |= rights->workers ? FILTER_WORKERS : 0u;
    return enter(rights, filter, out, err);
}

bool sandbox_write(int answer_fd, Str bytes, Err *err)
{
    return io_write_fd(answer_fd, "sandbox", bytes, err);
}

/* How a child tells why it failed: its Err without pointers. The parent believes none of it. */
typedef struct {
    uint32_t code;
    uint32_t arg_count;
    uint64_t byte;
    char rule[64];
    char path[ERR_PATH_BYTES];
    char args[ERR_ARG_BYTES];
} Verdict;

static Verdict verdict_of(const Err *err)
{
    Verdict verdict = { .code = err->code, .arg_count = err->arg_count, .byte = err->byte };

    snprintf(verdict.rule, sizeof verdict.rule, "%.*s", STR_ARG(err->rule));
    memcpy(verdict.path, err->path, sizeof verdict.path);
    memcpy(verdict.args, err->args, sizeof verdict.args);
    return verdict;
}

static bool verdict_refuse(Verdict *verdict, Err *err)
{
    Str texts[1 + ERR_ARGS_MAX];
    const char *at = verdict->args;
    uint32_t count = verdict->arg_count < ERR_ARGS_MAX ? verdict->arg_count : ERR_ARGS_MAX;

    verdict->rule[sizeof verdict->rule - 1] = '\0';
    verdict->path[sizeof verdict->path - 1] = '\0';
    verdict->args[sizeof verdict->args - 1] = '\0';
    texts[0] = msg_id(str_of(verdict->rule));
    if (!texts[0].len || verdict->code == ERR_NONE || verdict->code >= ERR_CODES)
        return err_set(err, ERR_INTERNAL, RULE_DIED);
    for (uint32_t i = 0; i < count; i++) {
        texts[1 + i] = str_of(at);
        at += strlen(at) + (at + strlen(at) + 1 < verdict->args + sizeof verdict->args);
    }
    err_set_texts(err, (ErrCode)verdict->code, texts, 1 + count);
    err->byte = verdict->byte;
    memcpy(err->path, verdict->path, sizeof err->path);
    return false;
}

static void limit(enum __rlimit_resource which, uint64_t value)
{
    struct rlimit both = { value, value };

    (void)setrlimit(which, &both);
}

/* The sanitizers' shadow memory is larger than any honest limit. */
static bool memory_can_be_limited(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return false;
#endif
#endif
    return true;
}

typedef struct {
    int answer[2], verdict[2];
} Pipes;

static void close_pipes(Pipes *pipes)
{
    close_fd(&pipes->answer[0]);
    close_fd(&pipes->answer[1]);
    close_fd(&pipes->verdict[0]);
    close_fd(&pipes->verdict[1]);
}

static void set_limits(const SandboxLimits *limits)
{
    if (memory_can_be_limited())
        limit(RLIMIT_AS, limits->memory_max);
    limit(RLIMIT_CPU, limits->seconds_max);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NPROC, 0);
    limit(RLIMIT_MEMLOCK, 0);
}

/* Keeps the two ends it writes to, as descriptors 3 and 4; drops every other, so that neither
 * the SBOM's file nor a terminal is within reach. */
static bool keep_two(int *answer, int *verdict, Err *err)
{
    enum { ANSWER_FD = 3, VERDICT_FD = 4, PARKED_FD = 5 };
    int parked_answer = fcntl(*answer, F_DUPFD, PARKED_FD);
    int parked_verdict = fcntl(*verdict, F_DUPFD, PARKED_FD);

    if (parked_answer < 0 || parked_verdict < 0)
        return io_refuse(err, "sandbox", errno);
    *verdict = parked_verdict;
    if (dup2(parked_answer, ANSWER_FD) < 0 || dup2(parked_verdict, VERDICT_FD) < 0)
        return io_refuse(err, "sandbox", errno);
    *answer = ANSWER_FD;
    *verdict = VERDICT_FD;
    for (int fd = 0; fd < ANSWER_FD; fd++)
        close(fd);
    if (syscall(436 /* close_range, Linux 5.9 */, PARKED_FD, ~0u, 0) != 0)
        for (int fd = PARKED_FD; fd < 1024; fd++)
            close(fd);
    return true;
}

__attribute__((noreturn)) static void run_child(SandboxWorker *worker, void *arg,
                                                const SandboxLimits *limits, Pipes *pipes)
{
    static const SandboxRights NOTHING = { 0 };
    int answer = pipes->answer[1], verdict = pipes->verdict[1];
    SandboxStatus status;
    Verdict told;
    Err err = { 0 };

    signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_DUMPABLE, 0);
    set_limits(limits);
    if (keep_two(&answer, &verdict, &err) && enter(&NOTHING, FILTER_WORKER, &status, &err)
        && worker(arg, answer, &err))
        err.code = ERR_NONE;
    told = verdict_of(&err);
    _exit(write(verdict, &told, sizeof told) == sizeof told ? 0 : EXIT_MUTE);
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

typedef struct {
    char *bytes;
    size_t len, room;
} Answer;

static bool refuse_limit(Err *err)
{
    return err_set(err, ERR_LIMIT, RULE_LIMIT);
}

/* One piece of the answer; *ended when the child has closed its end. */
static bool collect(int fd, uint64_t max, Arena *arena, Answer *answer, bool *ended, Err *err)
{
    ssize_t got;

    if (answer->len == answer->room) {
        size_t room = answer->room ? 2 * answer->room : 1 << 16;
        char *grown = answer->room ? arena_grow(arena, answer->bytes, answer->room, room)
                                   : arena_alloc_raw(arena, room);
        if (!grown)
            return err_no_memory(err);
        *answer = (Answer){ grown, answer->len, room };
    }
    got = read(fd, answer->bytes + answer->len, answer->room - answer->len);
    if (got < 0 && errno != EINTR)
        return io_refuse(err, "sandbox", errno);
    *ended = got == 0;
    answer->len += got > 0 ? (size_t)got : 0;
    return answer->len <= max || refuse_limit(err);
}

static bool collect_all(int fd, const SandboxLimits *limits, Arena *arena, Answer *answer, Err *err)
{
    int64_t until = now_ms() + (int64_t)limits->seconds_max * 1000;
    bool ended = false;

    while (!ended) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        int64_t left = until - now_ms();
        int count = left > 0 ? poll(&ready, 1, left < INT32_MAX ? (int)left : INT32_MAX) : 0;

        if (count == 0 || (count < 0 && errno != EINTR))
            return refuse_limit(err);
        if (count > 0 && !collect(fd, limits->answer_max, arena, answer, &ended, err))
            return false;
    }
    return true;
}

/* What became of the child: its own words, or the manner of its death. */
static bool judge(int verdict_fd, int status, Err *err)
{
    Verdict verdict = { 0 };
    ssize_t got = read(verdict_fd, &verdict, sizeof verdict);

    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return refuse_limit(err);
    if (got < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MUTE))
        return io_refuse(err, "sandbox", got < 0 ? errno : EIO);
    if (got != sizeof verdict || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return err_set(err, ERR_INTERNAL, RULE_DIED);
    return verdict.code == ERR_NONE || verdict_refuse(&verdict, err);
}

static int reap(pid_t child)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

static SandboxLimits limits_of(const SandboxLimits *given)
{
    SandboxLimits limits = given ? *given : (SandboxLimits){ 0 };

    limits.memory_max = limits.memory_max ? limits.memory_max : (uint64_t)4 << 30;
    limits.answer_max = limits.answer_max ? limits.answer_max : (uint64_t)1 << 30;
    limits.seconds_max = limits.seconds_max ? limits.seconds_max : 60;
    return limits;
}

bool sandbox_run(SandboxWorker *worker, void *arg, const SandboxLimits *given, Arena *arena,
                 Str *out, Err *err)
{
    CLEANUP(close_pipes) Pipes pipes = { { -1, -1 }, { -1, -1 } };
    SandboxLimits limits = limits_of(given);
    Answer answer = { 0 };
    pid_t child;
    bool ok;
    int status;

    if (pipe2(pipes.answer, O_CLOEXEC) != 0 || pipe2(pipes.verdict, O_CLOEXEC) != 0)
        return refuse(err, "pipe");
    child = fork();
    if (child < 0)
        return refuse(err, "fork");
    if (child == 0)
        run_child(worker, arg, &limits, &pipes);
    close_fd(&pipes.answer[1]);
    close_fd(&pipes.verdict[1]);
    ok = collect_all(pipes.answer[0], &limits, arena, &answer, err);
    if (!ok)
        kill(child, SIGKILL);
    status = reap(child);
    if (!ok || !judge(pipes.verdict[0], status, err))
        return false;
    *out = (Str){ answer.bytes, answer.len };
    return true;
}
