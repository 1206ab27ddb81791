/* SPDX-License-Identifier: Apache-2.0 */
/* A database that may be read and not written to. Each test's look at it runs in a process that
 * has given up the rights of root, for which modes would not count. */
/* Tests: db_sqlite.c */
#include "process.h"
#include "test.h"

#include "base/io.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_BYTES = 600, SKIPPED = 77 };

#define REFUSED_BY(rule_) (str_eq(err.rule, STR(rule_)))

static char folder[PATH_BYTES], file[PATH_BYTES + 20];

static const char *beside(const char *end)
{
    static char path[PATH_BYTES + 40];

    snprintf(path, sizeof path, "%s%s", file, end);
    return path;
}

static bool rows_write(Db *db, void *context, Err *err)
{
    (void)context;
    return db_script(db, "CREATE TABLE IF NOT EXISTS t (n INTEGER) STRICT;"
                         "INSERT INTO t VALUES (1)", err);
}

static void write_one(const char *place)
{
    Err err = { 0 };
    Db *db;

    CHECK_OK(db_open(place, true, &db, &err), &err);
    CHECK_OK(db_transact(db, DB_WRITE, rows_write, NULL, &err), &err);
    db_close(db);
}

/* A database of one row in a folder of its own, "100% sure?" for what a path may hold. */
static void begin(const char *name)
{
    Err err = { 0 };

    snprintf(folder, sizeof folder, "%s/100%% sure? #%s", process_folder(), name);
    snprintf(file, sizeof file, "%s/a.sqlite", folder);
    CHECK_OK(io_make_dirs(folder, 0700, &err), &err);
    write_one(file);
}

static void rights_drop(void)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct none[2] = { { 0 } };

    syscall(SYS_capset, &head, none);
}

/* Runs `body` in a child without rights; its result is the exit code. */
static int without_rights(int (*body)(void))
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        rights_drop();
        _exit(body());
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child, "it ran");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool count_row(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

static bool count_body(Db *db, void *context, Err *err)
{
    return db_query(db, "SELECT count(*) FROM t", NULL, 0, count_row, context, err);
}

/* 0: `want` rows are read, alone and in a transaction, and nothing can be written. */
static int reads(int64_t want)
{
    int64_t alone = 0, together = 0;
    Err err = { 0 };
    int result = 0;
    Db *db;

    if (!db_open(file, false, &db, &err))
        return 1;
    if (!count_body(db, &alone, &err) || !db_transact(db, DB_READ, count_body, &together, &err)
        || alone != want || together != want)
        result = 2;
    else if (db_may_write(db, &err) || !REFUSED_BY("store.read-only"))
        result = 3;
    else if (db_transact(db, DB_WRITE, rows_write, NULL, &err) || !REFUSED_BY("store.read-only"))
        result = 4;
    else if (db_run(db, "INSERT INTO t VALUES (2)", NULL, 0, NULL, &err))
        result = 5;
    db_close(db);
    return result;
}

#define WHY "1 opened, 2 read, 3 told, 4 and 5 refused"

static int reads_one(void)
{
    return reads(1);
}

static int reads_two(void)
{
    return reads(2);
}

TEST(a_file_that_may_not_be_written_to_is_read_and_nothing_is_left_beside_it)
{
    begin("file");
    chmod(file, 0400);
    CHECK_INT(without_rights(reads_one), 0, WHY);
    chmod(folder, 0500);
    CHECK_INT(without_rights(reads_one), 0, WHY);
    chmod(folder, 0700);
    CHECK(!io_exists(beside("-wal")) && !io_exists(beside("-shm")), "nobody is in its owner's way");
    chmod(file, 0600);
    write_one(file);
    CHECK_INT(without_rights(reads_two), 3, "and who may write does");
}

TEST(a_folder_that_may_not_be_written_to_makes_its_record_one_to_read)
{
    begin("folder");
    chmod(folder, 0500);
    CHECK_INT(without_rights(reads_one), 0, WHY);
    chmod(folder, 0700);
}

static int names_what(void)
{
    Err err = { 0 };
    char text[ERR_TEXT_BYTES];
    Db *db;

    if (!db_open(file, false, &db, &err) || db_may_write(db, &err))
        return 1;
    db_close(db);
    return strstr(err_text(&err, LANG_EN, text, sizeof text), folder)
        && !strstr(text, "a.sqlite") ? 0 : 2;
}

TEST(what_is_in_the_way_is_named)
{
    begin("named");
    chmod(folder, 0500);
    CHECK_INT(without_rights(names_what), 0, "the folder, not the file, which may be written to");
    chmod(folder, 0700);
}

static int log_unread(void)
{
    Err err = { 0 };
    Db *db;

    return !db_open(file, false, &db, &err) && REFUSED_BY("store.log-unread") ? 0 : 1;
}

static bool nothing(void *context, Str piece, Err *err)
{
    (void)context, (void)piece, (void)err;
    return true;
}

/* Copies what is there while a writer holds it open, as a medium may keep it. */
static void copy_open(const char *to)
{
    static const char *const ENDS[] = { "", "-wal", "-shm" };
    const IoEach each = { nothing, NULL };
    char path[PATH_BYTES + 60];
    uint64_t bytes;
    Err err = { 0 };
    Db *db;

    CHECK_OK(db_open(file, false, &db, &err), &err);
    CHECK_OK(db_transact(db, DB_WRITE, rows_write, NULL, &err), &err);
    CHECK_OK(io_make_dirs(to, 0700, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++) {
        snprintf(path, sizeof path, "%s/a.sqlite%s", to, ENDS[i]);
        CHECK_OK(io_copy(beside(ENDS[i]), path, &each, &bytes, &err), &err);
        chmod(path, 0400);
    }
    db_close(db);
    snprintf(folder, sizeof folder, "%s", to);
    snprintf(file, sizeof file, "%s/a.sqlite", to);
}

TEST(what_stands_in_the_log_is_read_or_nothing_is)
{
    char to[PATH_BYTES];

    begin("log");
    snprintf(to, sizeof to, "%s/medium", process_folder());
    copy_open(to);
    chmod(folder, 0500);
    CHECK_INT(without_rights(reads_two), 0, WHY);
    chmod(folder, 0700);
    CHECK(remove(beside("-shm")) == 0, "without the index of the log");
    chmod(folder, 0500);
    CHECK_INT(without_rights(log_unread), 0, "an old state is not shown");
    chmod(folder, 0700);
    CHECK(remove(beside("-wal")) == 0, "the log is empty");
    process_file("medium/a.sqlite-wal", STR(""));
    process_file("medium/a.sqlite-journal", STR("hot"));
    chmod(folder, 0500);
    CHECK_INT(without_rights(log_unread), 0, "nor with the journal of an interrupted writer");
    chmod(folder, 0700);
    CHECK(remove(beside("-journal")) == 0, "nothing waits");
    chmod(folder, 0500);
    CHECK_INT(without_rights(reads_one), 0, "an empty log says nothing more");
    chmod(folder, 0700);
}

/* Somebody else, with the right to write, between two questions. */
static int changes(bool (*change)(void))
{
    int64_t count = 0;
    Err err = { 0 };
    int result = 0;
    Db *db;

    if (!db_open(file, false, &db, &err) || !count_body(db, &count, &err))
        return 1;
    if (!change())
        result = 2;
    else if (count_body(db, &count, &err) || !REFUSED_BY("store.changed-meanwhile"))
        result = 3;
    else if (db_transact(db, DB_READ, count_body, &count, &err)
             || !REFUSED_BY("store.changed-meanwhile"))
        result = 4;
    db_close(db);
    return result;
}

static bool touch(void)
{
    return utimensat(AT_FDCWD, file, (struct timespec[2]){ { 1, 1 }, { 1, 1 } }, 0) == 0;
}

static bool log_make(void)
{
    int fd;
    bool ok = chmod(folder, 0700) == 0
           && (fd = open(beside("-wal"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) >= 0
           && write(fd, "log", 3) == 3 && close(fd) == 0;

    return chmod(folder, 0500) == 0 && ok;
}

static int file_changes(void)
{
    return changes(touch);
}

static int log_appears(void)
{
    return changes(log_make);
}

TEST(who_writes_while_no_lock_can_be_made_is_seen)
{
    begin("meanwhile");
    chmod(folder, 0500);
    CHECK_INT(without_rights(file_changes), 0, "1 read, 2 touched, 3 and 4 seen");
    CHECK_INT(without_rights(log_appears), 0, "1 read, 2 a log, 3 and 4 seen");
    chmod(folder, 0700);
}

static int is_denied(void)
{
    Err err = { 0 };
    Db *db;

    return !db_open(file, false, &db, &err) && REFUSED_BY("base.io-denied") ? 0 : 1;
}

TEST(a_file_that_may_not_be_read_is_refused_in_the_words_of_the_system)
{
    begin("denied");
    chmod(file, 0000);
    CHECK_INT(without_rights(is_denied), 0, "permission denied");
    chmod(file, 0600);
}

static int old_is_refused(void)
{
    StoreOptions options = { .place = file };
    Err err = { 0 };
    Store *store;

    return !store_open(&options, &store, &err) && REFUSED_BY("store.schema-read-only") ? 0 : 1;
}

static bool make_older(Db *db, void *context, Err *err)
{
    (void)context;
    return schema_make(db, err)
        && db_script(db, "INSERT INTO setting (name, value) VALUES ('schema', '1'),"
                         " ('record', '0192f0c1-2345-7abc-8def-0123456789ab')", err);
}

TEST(a_record_of_an_old_schema_says_that_it_would_have_to_be_updated)
{
    Err err = { 0 };
    Db *db;

    begin("old");
    CHECK_OK(db_open(file, false, &db, &err), &err);
    CHECK_OK(db_transact(db, DB_WRITE, make_older, NULL, &err), &err);
    db_close(db);
    chmod(file, 0400);
    CHECK_INT(without_rights(old_is_refused), 0, "in words of its own");
    chmod(file, 0600);
}

/* A file system that is mounted for reading alone, seen by this child only. */
static int on_a_medium(void)
{
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return SKIPPED;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
        || mount(folder, folder, NULL, MS_BIND, NULL) != 0
        || mount(NULL, folder, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0)
        return SKIPPED;
    return reads(1);
}

TEST(a_medium_for_reading_alone_is_read)
{
    pid_t child;
    int status = 0;

    begin("medium");
    child = fork();
    if (child == 0)
        _exit(on_a_medium());
    CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status), "it ran");
    if (WEXITSTATUS(status) == SKIPPED)
        test_skip("this process may not mount");
    CHECK_INT(WEXITSTATUS(status), 0, WHY);
}
