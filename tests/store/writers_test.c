/* SPDX-License-Identifier: Apache-2.0 */
/* Several writers at once, servers that die, connections that are cut: what was acknowledged is
 * there, what is there is sound. Other processes are the writers, as in life. */
/* Tests: store.c db_postgres.c db_sqlite.c */
#include "postgres.h"
#include "test.h"

#include "store/record.h"
#include "store/rows.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WRITERS_MAX = 8, WAIT_S = 120, IDS_EACH = 1000000, FIRST_EVENTS = 4 };

/* ---- other processes ---------------------------------------------------------------- */

typedef int Work(Record *record, int number, int out);

/* A process with a handle of its own; ids of its own, too. It ends with what `work` returns. */
static pid_t writer_start(const Record *record, int number, Work *work, int out)
{
    Record own;
    pid_t pid = record_fork(record, (unsigned)(number + 1) * IDS_EACH, &own);

    if (pid != 0)
        return pid;
    _exit(work(&own, number, out));
}

static int status_of(pid_t pid)
{
    int code;

    while (waitpid(pid, &code, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(code) ? WEXITSTATUS(code) : 128 + WTERMSIG(code);
}

static void report(const Err *err)
{
    char text[ERR_TEXT_BYTES];

    fprintf(stderr, "%s\n", err_text(err, LANG_EN, text, sizeof text));
}

/* ---- no lost update ----------------------------------------------------------------- */

enum { ADDITIONS = 12 };

typedef enum { ADDED, STALE, FAILED } Added;

/* Reads the number, adds one, and says so on the condition that nobody did meanwhile. */
static Added add_one(Record *record)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Draft draft = { .kind = STR("product.changed"), .chain = str_of(record->product) };
    Seen seen = { .table = TABLE_PRODUCT, .id = str_of(record->product) };
    Append append = record_append(record, &draft);
    char text[256];
    uint64_t number = 0;
    bool found;
    Row row;
    Err err = { 0 };

    if (!row_get(store_db(record->store), TABLE_PRODUCT, seen.id, &arena, &row, &found, &err))
        return report(&err), FAILED;
    if (!str_to_u64(row_text(&row, "device_class"), &number))
        number = 0;
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"device_class\":\"%llu\"}", record->product,
             (unsigned long long)number + 1);
    draft.payload = str_of(text);
    seen.leaf = row.leaf;
    append.seen = &seen;
    append.seen_count = 1;
    if (store_append(record->store, &append, &arena, &record->receipt, &err))
        return ADDED;
    if (str_eq(err.rule, STR("store.stale")) && err_arg(&err, 3).len)
        return STALE;
    return report(&err), FAILED;
}

static int adder(Record *record, int number, int out)
{
    (void)number, (void)out;
    for (int done = 0; done < ADDITIONS;) {
        Added added = add_one(record);

        if (added == FAILED)
            return 1;
        done += added == ADDED;
    }
    return 0;
}

static void many_add(Record *record, int writers)
{
    pid_t pid[WRITERS_MAX];
    VerifyReport told;
    char want[24];
    bool found;
    Row row;
    Err err = { 0 };

    for (int i = 0; i < writers; i++)
        pid[i] = writer_start(record, i, adder, -1);
    for (int i = 0; i < writers; i++)
        CHECK_INT(status_of(pid[i]), 0, "every addition was kept");
    snprintf(want, sizeof want, "%d", writers * ADDITIONS);
    CHECK_OK(row_get(store_db(record->store), TABLE_PRODUCT, str_of(record->product),
                     &record->arena, &row, &found, &err), &err);
    CHECK_STR(row_text(&row, "device_class"), str_of(want), "none was lost");
    CHECK_OK(store_verify(record->store, NULL, &told, &err), &err);
    CHECK_INT(told.events, FIRST_EVENTS + writers * ADDITIONS, "one event for each");
    CHECK_INT(told.unsigned_events, 0, "each signed for");
}

TEST_PLACES(two_writers_lose_no_update)
{
    Record record;

    record_begin(&record);
    many_add(&record, 2);
    record_end(&record);
}

TEST_PLACES(eight_writers_lose_no_update)
{
    Record record;

    record_begin(&record);
    many_add(&record, 8);
    record_end(&record);
}

TEST(a_server_that_serialises_by_default_changes_nothing)
{
    Record record;

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    postgres_say(record.place,
                 "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation"
                 " = serializable', current_database()); END $$");
    record_again(&record);
    many_add(&record, 4);
    record_end(&record);
}

/* ---- one is killed ------------------------------------------------------------------ */

enum { KILLS = 20, KILLS_LONG = 200, ADDS_MAX = 4, PAUSE_US = 500 };

static int adder_for_ever(Record *record, int number, int out)
{
    (void)number;
    for (;;) {
        Added added = add_one(record);

        if (added == FAILED)
            return 1;
        if (added == ADDED && write(out, "+", 1) != 1)
            return 2;
        usleep(PAUSE_US); /* who never lets go of the lock shuts others out */
    }
}

typedef struct {
    uint64_t random, added, stale;
    int64_t wait_ms_max;
} Beside;

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Adds some, each told at once or told what changed. */
static void add_beside(Record *record, Beside *beside)
{
    uint64_t wanted;

    beside->random = beside->random * 6364136223846793005U + 1442695040888963407U;
    wanted = beside->added + 1 + (beside->random >> 33) % ADDS_MAX;
    while (beside->added < wanted) {
        int64_t began = now_ms(), took;
        Added added = add_one(record);

        took = now_ms() - began;
        beside->wait_ms_max = took > beside->wait_ms_max ? took : beside->wait_ms_max;
        CHECK(added != FAILED, "added, or told that it was late");
        beside->added += added == ADDED;
        beside->stale += added == STALE;
    }
}

/* How many the other was told are kept before it was killed. */
static uint64_t kill_one(Record *record, int round, Beside *beside)
{
    uint64_t told = 0;
    int ends[2];
    char one;
    pid_t pid;

    CHECK(pipe(ends) == 0, "a pipe");
    pid = writer_start(record, round, adder_for_ever, ends[1]);
    close(ends[1]);
    if (round % 4)
        told += read(ends[0], &one, 1) == 1;
    add_beside(record, beside);
    kill(pid, SIGKILL);
    CHECK_INT(status_of(pid), 128 + SIGKILL, "it ended by the signal");
    while (read(ends[0], &one, 1) == 1)
        told++;
    close(ends[0]);
    return told;
}

TEST(a_writer_that_is_killed_blocks_nobody_and_no_update_is_lost)
{
    int kills = getenv("INRO_LONG") ? KILLS_LONG : KILLS;
    Record record;
    Beside beside = { .random = 20261122 };
    uint64_t told = 0, number;
    VerifyReport report;
    bool found;
    Row row;
    Err err = { 0 };

    record_place(RECORD_SQLITE);
    record_begin(&record);
    for (int round = 0; round < kills; round++)
        told += kill_one(&record, round, &beside);
    CHECK_OK(row_get(store_db(record.store), TABLE_PRODUCT, str_of(record.product),
                     &record.arena, &row, &found, &err), &err);
    CHECK(str_to_u64(row_text(&row, "device_class"), &number), "a number");
    CHECK(number >= beside.added + told, "what was acknowledged to either is in it");
    CHECK(number <= beside.added + told + (uint64_t)kills, "and one more a kill at most");
    CHECK(beside.wait_ms_max < DB_WAIT_MS, "nobody was shut out");
    CHECK_OK(store_verify(record.store, NULL, &report, &err), &err);
    CHECK_INT(report.events, FIRST_EVENTS + number, "one event for each");
    printf("kills: %d, added beside: %llu, acknowledged to the killed: %llu, late: %llu,"
           " longest wait: %lld ms\n", kills, (unsigned long long)beside.added,
           (unsigned long long)told, (unsigned long long)beside.stale,
           (long long)beside.wait_ms_max);
    record_end(&record);
}

/* ---- made at once ------------------------------------------------------------------- */

static pid_t maker_start(const char *place, int number)
{
    StoreOptions options = { place, true, STR("01930000-0000-7000-8000-fffffffffff0") };
    char record[37];
    Store *store;
    Err err = { 0 };
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid != 0)
        return pid;
    alarm(WAIT_S);
    snprintf(record, sizeof record, "01930000-0000-7000-8000-fffffffffff%d", number);
    options.record = str_of(record);
    if (store_open(&options, &store, &err))
        _exit(0);
    report(&err);
    _exit(1);
}

TEST_PLACES(eight_that_make_one_record_at_once_make_one_record)
{
    char folder[] = "/tmp/inro-makers-XXXXXX", path[64];
    StoreOptions options = { path, false, STR("") };
    pid_t pid[WRITERS_MAX];
    VerifyReport told;
    Store *store;
    Err err = { 0 };

    CHECK(mkdtemp(folder), "a folder");
    snprintf(path, sizeof path, "%s/record.sqlite", folder);
    if (record_placed() == RECORD_POSTGRES)
        options.place = postgres_new();
    for (int i = 0; i < WRITERS_MAX; i++)
        pid[i] = maker_start(options.place, i);
    for (int i = 0; i < WRITERS_MAX; i++)
        CHECK_INT(status_of(pid[i]), 0, "made, or found made");
    CHECK_OK(store_open(&options, &store, &err), &err);
    CHECK_OK(store_verify(store, NULL, &told, &err), &err);
    CHECK_INT(told.events, 0, "nothing was said");
    store_close(store);
    unlink(path);
    rmdir(folder);
}

/* ---- the server dies ---------------------------------------------------------------- */

/* Says facts for ever and tells the size of the log after each that was acknowledged. */
static int talker(Record *record, int number, int out)
{
    for (int i = 0;; i++) {
        Draft draft = { .kind = STR("release.created"), .chain = str_of(record->product) };
        Append append = record_append(record, &draft);
        char id[37], text[256];
        Err err = { 0 };

        record_id(record, id);
        snprintf(text, sizeof text, "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"%d.%d\"}", id,
                 record->product, number, i);
        draft.payload = str_of(text);
        if (!store_append(record->store, &append, &record->arena, &record->receipt, &err))
            return err.code == ERR_NETWORK || str_eq(err.rule, STR("store.commit-doubtful"))
                 ? 0 : (report(&err), 1);
        if (write(out, &record->receipt.size, sizeof record->receipt.size) < 0)
            return 2;
    }
}

typedef struct {
    uint64_t count, size_max;
} Heard;

static bool hear(int in, Heard *heard)
{
    uint64_t size;

    if (read(in, &size, sizeof size) != (ssize_t)sizeof size)
        return false;
    heard->count++;
    heard->size_max = size > heard->size_max ? size : heard->size_max;
    return true;
}

enum { SERVER_KILLS = 4, SERVER_KILLS_LONG = 100 };

/* One that came late was told so when it wanted to begin. */
static bool is_told(int status)
{
    return status == 0 || status == RECORD_UNOPENED;
}

static void die_once(Record *record, int round, Heard *heard)
{
    enum { TALKERS = 3 };
    pid_t pid[TALKERS];
    VerifyReport told;
    uint64_t before = heard->count;
    int ends[2];
    Err err = { 0 };

    CHECK(pipe(ends) == 0, "a pipe");
    for (int i = 0; i < TALKERS; i++)
        pid[i] = writer_start(record, round * TALKERS + i, talker, ends[1]);
    close(ends[1]);
    while (heard->count < before + 20 + (uint64_t)round % SERVER_KILLS * 7)
        CHECK(hear(ends[0], heard), "facts are said");
    postgres_kill();
    while (hear(ends[0], heard))
        continue;
    close(ends[0]);
    for (int i = 0; i < TALKERS; i++)
        CHECK(is_told(status_of(pid[i])), "told that the server is gone");
    postgres_start();
    record_again(record);
    CHECK_OK(store_verify(record->store, NULL, &told, &err), &err);
    CHECK(told.events >= heard->size_max, "what was acknowledged is there");
    CHECK(told.events >= FIRST_EVENTS + heard->count, "all of it");
    CHECK(told.events <= FIRST_EVENTS + heard->count + (uint64_t)(round + 1) * TALKERS,
          "and at most one of each whose answer was lost");
}

TEST(a_server_that_is_killed_keeps_what_it_acknowledged)
{
    int kills = getenv("INRO_LONG") ? SERVER_KILLS_LONG : SERVER_KILLS;
    Record record;
    Heard heard = { 0 };

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    for (int round = 0; round < kills; round++)
        die_once(&record, round, &heard);
    printf("server killed: %d times, acknowledged: %llu\n", kills,
           (unsigned long long)heard.count);
    record_end(&record);
}

/* ---- asked to try again ------------------------------------------------------------- */

/* A sequence counts on when a transaction is rolled back, so the first tries fail and then none. */
static void refuse_first(const Record *record, const char *state, int tries)
{
    char sql[1024];

    snprintf(sql, sizeof sql,
             "CREATE SEQUENCE IF NOT EXISTS tries MINVALUE -100;"
             "CREATE OR REPLACE FUNCTION refuse_first() RETURNS trigger LANGUAGE plpgsql AS $$"
             "BEGIN IF nextval('tries') <= 0 THEN"
             "  RAISE EXCEPTION 'try again' USING ERRCODE = '%s'; END IF; RETURN NEW; END $$;"
             "CREATE OR REPLACE TRIGGER refuse_first BEFORE INSERT ON event"
             "  FOR EACH ROW EXECUTE FUNCTION refuse_first();"
             "SELECT setval('tries', %d)", state, -tries);
    postgres_say(record->place, sql);
}

static bool change(Record *record, Err *err)
{
    char text[128];

    snprintf(text, sizeof text, "{\"id\":\"%s\",\"device_class\":\"IIa\"}", record->product);
    return record_say(record, "product.changed", record->product, text, err);
}

TEST(what_the_server_asks_to_repeat_is_repeated)
{
    static const struct { const char *state; int refused; bool kept; const char *rule; } ROWS[] = {
        { "40001", 1, true, "" },
        { "40P01", 3, true, "" },
        { "40001", DB_RETRIES_MAX, true, "" },
        { "40001", DB_RETRIES_MAX + 1, false, "store.busy" },
        { "55P03", 1, false, "store.busy" },
        { "53100", 1, false, "store.disk-full" },
        { "P0001", 1, false, "store.postgres" },
    };
    Record record;
    VerifyReport told;
    uint64_t events = FIRST_EVENTS;
    Err err = { 0 };

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        refuse_first(&record, ROWS[i].state, ROWS[i].refused);
        CHECK_INT(change(&record, &err), ROWS[i].kept, ROWS[i].state);
        if (!ROWS[i].kept)
            CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].state);
        events += ROWS[i].kept;
        CHECK_OK(store_verify(record.store, record.witness, &told, &err), &err);
        CHECK_INT(told.events, events, "written once, or not at all");
    }
    record_end(&record);
}

/* ---- durable ------------------------------------------------------------------------ */

static bool text_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    snprintf(context, 32, "%.*s", STR_ARG(values[0].text));
    return true;
}

static bool commit_setting(Db *db, void *context, Err *err)
{
    return db_query(db, "SELECT current_setting('synchronous_commit')", NULL, 0, text_take,
                    context, err);
}

TEST(a_writer_raises_synchronous_commit_and_never_lowers_it)
{
    static const struct { const char *server, *writer; } ROWS[] = {
        { "off", "on" }, { "on", "on" }, { "local", "local" }, { "remote_apply", "remote_apply" },
    };
    char is[32], sql[256];
    Record record;
    Err err = { 0 };

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        snprintf(sql, sizeof sql, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I SET"
                 " synchronous_commit = %s', current_database()); END $$", ROWS[i].server);
        postgres_say(record.place, sql);
        record_again(&record);
        CHECK_OK(db_transact(store_db(record.store), DB_WRITE, commit_setting, is, &err), &err);
        CHECK_STR(str_of(is), str_of(ROWS[i].writer), ROWS[i].server);
    }
    record_end(&record);
}

/* The server takes such a setting a moment after it is told to. */
static bool page_writes_are(Record *record, const char *want)
{
    for (int i = 0; i < 500; i++) {
        char is[32] = "";
        Err err = { 0 };

        CHECK_OK(db_query(store_db(record->store), "SELECT current_setting('full_page_writes')",
                          NULL, 0, text_take, is, &err), &err);
        if (strcmp(is, want) == 0)
            return true;
        usleep(10000);
    }
    return false;
}

TEST(a_server_that_a_power_cut_would_damage_is_not_written_to)
{
    Record record;
    VerifyReport told;
    Err err = { 0 };

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    postgres_say(NULL, "ALTER SYSTEM SET full_page_writes = off");
    postgres_say(NULL, "SELECT pg_reload_conf()");
    CHECK(page_writes_are(&record, "off"), "the server heard");
    CHECK(!change(&record, &err), "refused");
    CHECK_STR(err.rule, STR("store.postgres-unsafe"), "by its rule");
    CHECK_STR(err_arg(&err, 0), STR("full_page_writes"), "by name");
    CHECK_OK(store_verify(record.store, record.witness, &told, &err), &err);
    postgres_say(NULL, "ALTER SYSTEM RESET full_page_writes");
    postgres_say(NULL, "SELECT pg_reload_conf()");
    CHECK(page_writes_are(&record, "on"), "the server heard");
    CHECK_OK(change(&record, &err), &err);
    record_end(&record);
}
