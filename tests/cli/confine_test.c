/* SPDX-License-Identifier: Apache-2.0 */
/* What a command of the record can still do once it is confined, tried in a process of its own. */
#include "cli/confine.h"

#include "base/io.h"
#include "base/sandbox.h"
#include "process.h"
#include "store/db.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_BYTES = 1024 };
#define CAP ((size_t)64 << 20)

static const char *inside(const char *name)
{
    static char path[8][PATH_BYTES];
    static size_t next;
    char *out = path[next++ % ARRAY_LEN(path)];

    snprintf(out, PATH_BYTES, "%s/%s", process_folder(), name);
    return out;
}

static bool can_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Runs `body` in a child; its result is the exit code. */
static int in_process(int (*body)(void))
{
    pid_t child = fork();
    int status = 0;

    if (child == 0)
        _exit(body());
    CHECK(child > 0 && waitpid(child, &status, 0) == child, "it ran");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool count_row(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count;
    (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

static bool write_rows(Db *db, void *context, Err *err)
{
    (void)context;
    for (int64_t i = 0; i < 1000; i++) {
        DbValue value = db_int(i);
        if (!db_run(db, "INSERT INTO t VALUES ($1)", &value, 1, NULL, err))
            return false;
    }
    return true;
}

/* What SQLite does all day: a second connection, a transaction, its log beside the file. */
static bool database_works(Db *db, const char *place)
{
    Db *second = NULL;
    int64_t count = 0;
    Err err;
    bool ok = db_transact(db, DB_WRITE, write_rows, NULL, &err)
        && db_open(place, false, &second, &err)
        && db_query(second, "SELECT count(*) FROM t", NULL, 0, count_row, &count, &err)
        && count == 1000;

    db_close(second);
    return ok;
}

static bool answer_four(void *arg, int fd, Err *err)
{
    return can_open(arg, O_RDONLY) ? err_set(err, ERR_INTERNAL, STR("base.no-memory"))
                                   : sandbox_write(fd, STR("four"), err);
}

static bool worker_answers(void)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    char path[] = "/etc/passwd";
    Str answer;
    Err err;

    return sandbox_run(answer_four, path, NULL, &arena, &answer, &err)
        && str_eq(answer, STR("four"));
}

static RecordNeeds needs_of(char *inputs[3], const char *const *outputs)
{
    static char input[PATH_BYTES], stdin_word[] = "-";

    snprintf(input, sizeof input, "%s", inside("input.json"));
    inputs[0] = stdin_word;
    inputs[1] = input;
    inputs[2] = NULL;
    return (RecordNeeds){ .place = inside("record"), .db = inside("kb"), .inputs = inputs,
                          .outputs = outputs, .output_count = 2 };
}

static bool rest_is_closed(void)
{
    char *const words[] = { NULL };

    return !can_open("/etc/passwd", O_RDONLY) && !can_open(inside("beside"), O_RDONLY)
        && !can_open(inside("kb/rows"), O_WRONLY) && !can_open(inside("input.json"), O_WRONLY)
        && socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM
        && execve("/bin/true", words, words) < 0 && errno == EPERM;
}

static bool kernel_holds(void)
{
    SandboxRights rights = { .read = NULL };
    SandboxStatus status = { 0 };
    Err err;

    return sandbox_enter(&rights, &status, &err) && sandbox_holds(&status);
}

static int can_be_held(void)
{
    return kernel_holds() ? 0 : 1;
}

static int in_a_folder(void)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const char *const outputs[] = { NULL, inside("out/report.html") };
    char *inputs[3];
    RecordNeeds needs = needs_of(inputs, outputs);
    char place[PATH_BYTES];
    Db *db = NULL;
    Err err;

    snprintf(place, sizeof place, "%s/record.sqlite", needs.place);
    if (!db_open(place, true, &db, &err)
        || !db_script(db, "CREATE TABLE t (n INTEGER) STRICT", &err)
        || !confine_record(&needs, &arena, &err))
        return 1;
    if (!database_works(db, place))
        return 2;
    if (!can_open(inside("record/keys"), O_WRONLY | O_CREAT)
        || !can_open(inside("out/report.html"), O_WRONLY | O_CREAT))
        return 3;
    if (!can_open(inside("kb/rows"), O_RDONLY) || !can_open(inside("input.json"), O_RDONLY)
        || !can_open("/usr/share/zoneinfo/Asia/Tokyo", O_RDONLY))
        return 4;
    if (!worker_answers())
        return 5;
    return rest_is_closed() ? 0 : 6;
}

static void folders_make(void)
{
    static const char *const FOLDERS[] = { "record", "kb", "out" };
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(FOLDERS); i++)
        CHECK_OK(io_make_dirs(inside(FOLDERS[i]), 0700, &err), &err);
    process_file("kb/rows", STR("x"));
    process_file("input.json", STR("{}"));
    process_file("beside", STR("x"));
}

TEST(a_record_in_a_folder_is_written_and_nothing_else_is)
{
    folders_make();
    if (in_process(can_be_held) != 0)
        test_skip("this kernel cannot hold a process");
    CHECK_INT(in_process(in_a_folder), 0,
              "1 confined, 2 the database, 3 writing, 4 reading, 5 a worker, 6 all the rest");
}

static int in_a_server(void)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const char *const outputs[] = { NULL, NULL };
    char *inputs[3];
    RecordNeeds needs = needs_of(inputs, outputs);
    int pair[2];
    char got[4];
    Err err;

    needs.place = "postgres:///record";
    needs.state = inside("state/inro");
    needs.db = NULL;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || !confine_record(&needs, &arena, &err))
        return 1;
    if (send(pair[0], "ping", 4, MSG_NOSIGNAL) != 4 || recv(pair[1], got, 4, 0) != 4)
        return 2;
    if (!can_open(inside("state/inro/key"), O_WRONLY | O_CREAT))
        return 3;
    if (can_open(inside("record/keys"), O_WRONLY | O_CREAT)
        || can_open(inside("kb/rows"), O_RDONLY))
        return 4;
    return worker_answers() && rest_is_closed() ? 0 : 5;
}

TEST(a_record_in_a_database_keeps_its_connection_and_the_folder_of_its_keys)
{
    folders_make();
    if (in_process(can_be_held) != 0)
        test_skip("this kernel cannot hold a process");
    CHECK_INT(in_process(in_a_server), 0,
              "1 confined, 2 the connection, 3 its keys, 4 other folders, 5 worker and the rest");
}

static int without_inputs(void)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    RecordNeeds needs = { .place = inside("record") };
    Err err;

    return confine_record(&needs, &arena, &err) && !can_open(inside("kb/rows"), O_RDONLY) ? 0 : 1;
}

TEST(a_command_that_needs_little_says_little)
{
    folders_make();
    if (in_process(can_be_held) != 0)
        test_skip("this kernel cannot hold a process");
    CHECK_INT(in_process(without_inputs), 0, "the record alone");
}

TEST(no_memory_is_an_error)
{
    CLEANUP(arena_done) Arena arena = arena_new(16);
    RecordNeeds needs = { .place = "record" };
    Err err;

    CHECK(!confine_record(&needs, &arena, &err), "refused before anything is given up");
    CHECK_INT(err.code, ERR_LIMIT, "said so");
}
