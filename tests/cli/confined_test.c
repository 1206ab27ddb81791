/* SPDX-License-Identifier: Apache-2.0 */
/* Each command of the record has given up its rights when it tells its result: looked at from the
 * outside, while it waits for somebody to read from a pipe. What it can still do then is told by
 * confine_test.c. Tests: cli/record.c cli/risk.c cli/confine.c */
#include "accept.h"

#include "base/sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 28, STEP_MS = 10, WAIT_MS = 20000, STATUS_BYTES = 8192 };

static OwnRecord world;
static char pipe_path[1300], json_to_pipe[1320];

#define DONE(...) own_done(own_run(&world, "INRO_ACTOR=author", (const char *[]){ __VA_ARGS__,   \
                                                                                  NULL }), __LINE__)

static void begin(void)
{
    if (world.at[0])
        return;
    world = own_record("confined");
    world.db = KNOWLEDGE("kb", document("flaws.json", PUMPLIB_FLAW));
    DONE("product", "create", "--name", "Pump");
    DONE("release", "create", "--product", "Pump", "--version", "1");
    DONE("release", "sbom", "attach", "Pump@1", document("p.cdx.json", PUMPLIB("1.0")));
    DONE("risk", "matrix", "adopt", document("matrix.json",
        "{'adopted':'2025-12-01','cells':{'high':'CCCUU','low':'CCCCR','medium':'CCCRU'},"
        "'format':'inro-risk-matrix-1','id':'ours','owner':'risk manager','source':'RMF-7',"
        "'version':1}"));
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", process_folder());
    snprintf(json_to_pipe, sizeof json_to_pipe, "json=%s", pipe_path);
    CHECK(mkfifo(pipe_path, 0600) == 0, "a pipe");
}

/* {kb} and {pipe} stand for the paths. */
static const char *const COMMANDS[][WORDS] = {
    { "risk", "assess", "CVE-2026-0001", "--product", "Pump", "--name", "SEC-1", "--harm",
      "critical", "--multi-patient", "no", "--safety", "RMF-7:H1", "--rationale", "dose",
      "--vector", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "--db", "{kb}", "-o", "{json}" },
    { "risk", "list", "-o", "{json}" },
    { "risk", "links", "-o", "{json}" },
    { "risk", "matrix", "list", "-o", "{json}" },
    { "product", "list", "-o", "{json}" },
    { "finding", "list", "--product", "Pump", "--db", "{kb}", "-o", "{json}" },
    { "decision", "list", "-o", "{json}" },
    { "clock", "list", "--db", "{kb}", "-o", "{json}" },
    { "affected", "CVE-2026-0001", "--db", "{kb}", "-o", "{json}" },
    { "key", "list", "-o", "{json}" },
    { "key", "export", "-o", "{pipe}" },
    { "record", "export", "Pump", "-o", "{pipe}" },
};

static const char *word_of(const char *word)
{
    return strcmp(word, "{kb}") == 0     ? world.db
           : strcmp(word, "{json}") == 0 ? json_to_pipe
           : strcmp(word, "{pipe}") == 0 ? pipe_path : word;
}

static Process start(const char *const *words)
{
    static const char *const WITH[] = { "INRO_DB=", "LC_ALL=C", "INRO_LANG=en",
                                        "INRO_ACTOR=author", NULL };
    const char *argv[WORDS + 4] = { process_inro() };
    ProcessOptions options = { .environment = WITH };
    size_t count = 1;

    for (; words[count - 1]; count++)
        argv[count] = word_of(words[count - 1]);
    argv[count] = "--record";
    argv[count + 1] = world.at;
    return process_start(argv, &options);
}

static bool status_says(int pid, const char *line)
{
    char path[64], text[STATUS_BYTES] = "";
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/status", pid);
    file = fopen(path, "r");
    if (file) {
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
    }
    return strstr(text, line) != NULL;
}

static bool has_ended(int pid)
{
    siginfo_t info = { .si_pid = 0 };

    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* It cannot end before somebody reads from the pipe. */
static bool is_confined(int pid)
{
    bool confined = false;

    for (int waited = 0; !confined && waited < WAIT_MS && !has_ended(pid); waited += STEP_MS) {
        confined = status_says(pid, "Seccomp:\t2") && status_says(pid, "NoNewPrivs:\t1");
        nanosleep(&(struct timespec){ 0, STEP_MS * 1000000L }, NULL);
    }
    return confined;
}

/* The pipe's other end, until the command has ended. */
static void pipe_drain(int pid)
{
    int fd = open(pipe_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    char bytes[4096];

    CHECK(fd >= 0, "the pipe is opened");
    for (int waited = 0; waited < WAIT_MS && !has_ended(pid); waited += STEP_MS)
        if (read(fd, bytes, sizeof bytes) <= 0)
            nanosleep(&(struct timespec){ 0, STEP_MS * 1000000L }, NULL);
    close(fd);
}

static void skip_unless_held(void)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        SandboxRights rights = { .read = NULL };
        SandboxStatus held = { 0 };
        Err err;

        _exit(sandbox_enter(&rights, &held, &err) && sandbox_holds(&held) ? 0 : 1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child, "it ran");
    if (status != 0)
        test_skip("this kernel cannot hold a process");
}

TEST(a_command_of_the_record_has_given_up_its_rights_when_it_tells_its_result)
{
    if (records_served())
        test_skip("each command is the same on a server");
    skip_unless_held();
    begin();
    for (size_t i = 0; i < ARRAY_LEN(COMMANDS); i++) {
        Process process = start(COMMANDS[i]);
        bool confined = is_confined(process.pid);
        char name[100];
        ProcessResult result;

        snprintf(name, sizeof name, "%s %s", COMMANDS[i][0], COMMANDS[i][1]);
        pipe_drain(process.pid);
        result = process_wait(&process);
        own_done(result, __LINE__);
        CHECK(confined, name);
    }
}
