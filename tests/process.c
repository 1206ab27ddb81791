/* SPDX-License-Identifier: Apache-2.0 */
#include "process.h"

#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_MAX = 60, PATH_BYTES = 512, ENVIRONMENT_MAX = 256 };

extern char **environ;
static char folder[PATH_BYTES];

const char *process_inro(void)
{
    const char *path = getenv("INRO_PROGRAM");

    if (!path || access(path, X_OK) != 0)
        test_fail("INRO_PROGRAM names no program");
    return path;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

static void folder_remove(void)
{
    if (folder[0])
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *process_folder(void)
{
    const char *build = getenv("INRO_BUILD");

    if (folder[0])
        return folder;
    snprintf(folder, sizeof folder, "%s/test-XXXXXX", build ? build : "/tmp");
    if (!mkdtemp(folder))
        test_fail("%s: %s", folder, strerror(errno));
    atexit(folder_remove);
    return folder;
}

const char *process_file(const char *name, Str text)
{
    char path[2 * PATH_BYTES];
    FILE *out;

    snprintf(path, sizeof path, "%s/%s", process_folder(), name);
    out = fopen(path, "wb");
    if (!out || fwrite(text.ptr ? text.ptr : "", 1, text.len, out) != text.len || fclose(out) != 0)
        test_fail("%s cannot be written", path);
    return test_keep(strdup(path));
}

/* Whether a variable of that name stands among the first ones: shells take the last of a name. */
static bool is_given(char *const *first, size_t count, const char *variable)
{
    size_t len = strcspn(variable, "=") + 1;

    for (size_t i = 0; i < count; i++)
        if (strncmp(first[i], variable, len) == 0)
            return true;
    return false;
}

static void child(const char *const *argv, const ProcessOptions *options, const int fd[3])
{
    static char *environment[ENVIRONMENT_MAX];
    size_t count = 0, given;

    /* The leak checker cannot look into a program that gave up its rights; tests/fault does. */
    environment[count++] = (char[]){ "LSAN_OPTIONS=detect_leaks=0" };
    for (const char *const *e = options->environment; e && *e; e++)
        environment[count++] = strdup(*e);
    given = count;
    for (char **e = environ; *e && count < ENVIRONMENT_MAX - 1; e++)
        if (!is_given(environment, given, *e))
            environment[count++] = *e;
    for (int i = 0; i < 3; i++)
        dup2(fd[i], i);
    if (options->folder && chdir(options->folder) != 0)
        _exit(127);
    alarm(options->seconds_max ? options->seconds_max : SECONDS_MAX);
    execve(argv[0], (char *const *)(uintptr_t)argv, environment);
    _exit(127);
}

/* Files rather than pipes: nothing can block, whatever the program writes first. */
static int scratch(Str text)
{
    char path[PATH_BYTES + 16];
    int fd;

    snprintf(path, sizeof path, "%s/io-XXXXXX", process_folder());
    fd = mkstemp(path);
    if (fd < 0 || unlink(path) != 0)
        test_fail("%s: %s", path, strerror(errno));
    for (size_t at = 0; at < text.len;) {
        ssize_t wrote = write(fd, text.ptr + at, text.len - at);
        if (wrote < 0)
            test_fail("%s: %s", path, strerror(errno));
        at += (size_t)wrote;
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static Str drain(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char *text = malloc((size_t)size + 1);
    ssize_t got = text ? pread(fd, text, (size_t)size, 0) : -1;

    if (got != size)
        test_fail("the output cannot be read back");
    text[size] = '\0';
    test_keep(text);
    close(fd);
    return (Str){ text, (size_t)size };
}

Process process_start(const char *const *argv, const ProcessOptions *options)
{
    static const ProcessOptions NONE = { 0 };
    int fd[3];
    pid_t pid;

    options = options ? options : &NONE;
    fd[0] = scratch(options->input);
    fd[1] = scratch(STR(""));
    fd[2] = scratch(STR(""));
    fflush(NULL);
    pid = fork();
    if (pid < 0)
        test_fail("fork: %s", strerror(errno));
    if (pid == 0)
        child(argv, options, fd);
    close(fd[0]);
    return (Process){ pid, fd[1], fd[2] };
}

ProcessResult process_wait(Process *process)
{
    int code;

    while (waitpid(process->pid, &code, 0) < 0 && errno == EINTR)
        continue;
    return (ProcessResult){ WIFEXITED(code) ? WEXITSTATUS(code) : 128 + WTERMSIG(code),
                            drain(process->out), drain(process->err) };
}

ProcessResult process_run(const char *const *argv, const ProcessOptions *options)
{
    Process process = process_start(argv, options);

    return process_wait(&process);
}
