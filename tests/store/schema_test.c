/* SPDX-License-Identifier: Apache-2.0 */
/* A record of an older schema becomes one of ours: whole, or not at all. The older schema is made
 * up: a view and two columns of today are missing in it. */
/* Tests: schema.c */
#include "postgres.h"
#include "process.h"
#include "test.h"

#include "store/record.h"
#include "store/rows.h"
#include "store/schema.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ADD_MEDIA "ALTER TABLE blob ADD COLUMN media TEXT NOT NULL DEFAULT 'application/json'"

static const Migration TO_OURS[] = {
    { 1, { ADD_MEDIA, ADD_MEDIA }, false },
    { 2, { NULL }, false },
    { STORE_SCHEMA, { NULL }, true },
    { 0 },
};
/* The first step would do, the second fails. */
static const Migration TO_NOWHERE[] = {
    { 1, { ADD_MEDIA, ADD_MEDIA }, true },
    { 2, { "DROP TABLE nowhere", "DROP TABLE nowhere" }, false },
    { 0 },
};

static void old_record(Record *record)
{
    char text[256];
    Err err = { 0 };

    record_begin(record);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"device_class\":\"IIa\"}", record->product);
    CHECK_OK(record_say(record, "product.changed", record->product, text, &err), &err);
    CHECK_OK(db_script(store_db(record->store),
                       "DROP TABLE saved_view; ALTER TABLE product DROP COLUMN device_class;"
                       "ALTER TABLE blob DROP COLUMN media;"
                       "UPDATE setting SET value = '0' WHERE name = 'schema'", &err), &err);
}

static unsigned number_of(Record *record)
{
    unsigned number = 99;
    Err err = { 0 };

    CHECK_OK(schema_number(store_db(record->store), &number, &err), &err);
    return number;
}

static void is_ours(Record *record)
{
    VerifyReport told;
    bool found;
    Row row;
    Err err = { 0 };

    CHECK_INT(number_of(record), STORE_SCHEMA, "the new number");
    CHECK_OK(store_verify(record->store, record->witness, &told, &err), &err);
    CHECK_INT(told.events, 5, "every event");
    CHECK_OK(row_get(store_db(record->store), TABLE_PRODUCT, str_of(record->product),
                     &record->arena, &row, &found, &err), &err);
    CHECK(found, "the product");
    CHECK_STR(row_text(&row, "device_class"), STR("IIa"), "from the event that said it");
}

TEST_PLACES(an_older_record_becomes_one_of_ours)
{
    Record record;
    Err err = { 0 };

    old_record(&record);
    CHECK_OK(schema_migrate(store_db(record.store), TO_OURS, STORE_SCHEMA, &err), &err);
    is_ours(&record);
    CHECK_OK(schema_migrate(store_db(record.store), TO_OURS, STORE_SCHEMA, &err), &err);
    record_again(&record);
    is_ours(&record);
    record_end(&record);
}

#define UNDO_3                                                                                     \
    "ALTER TABLE product DROP COLUMN update_cycle;"                                                \
    "ALTER TABLE product DROP COLUMN update_cycle_reason;"                                         \
    "ALTER TABLE assessment DROP COLUMN update_cycle;"
#define UNDO_2                                                                                     \
    "DROP TABLE act_signature; ALTER TABLE public_key DROP COLUMN person;"                         \
    "ALTER TABLE public_key DROP COLUMN proof; ALTER TABLE control DROP COLUMN valid_from;"        \
    "ALTER TABLE decision_review DROP COLUMN act;"
#define CALL_IT(number) "UPDATE setting SET value = '" number "' WHERE name = 'schema'"

/* The schema before people had keys, as it was. */
TEST_PLACES(a_record_of_schema_1_is_brought_up_to_date_when_it_is_opened)
{
    VerifyReport told;
    Record record;
    bool found;
    Row row;
    Err err = { 0 };

    record_begin(&record);
    CHECK_OK(db_script(store_db(record.store), UNDO_3 UNDO_2 CALL_IT("1"), &err), &err);
    record_again(&record);
    CHECK_INT(number_of(&record), STORE_SCHEMA, "the new number");
    CHECK_OK(store_verify(record.store, record.witness, &told, &err), &err);
    CHECK_INT(told.events, 4, "every event");
    record_bind(&record);
    CHECK_OK(row_get(store_db(record.store), TABLE_PUBLIC_KEY, str_of(record.person_fingerprint),
                     &record.arena, &row, &found, &err), &err);
    CHECK_STR(row_text(&row, "person"), str_of(record.person), "and it knows keys of people");
    record_end(&record);
}

/* The schema before products stated how often they are updated. */
TEST_PLACES(a_record_of_schema_2_gets_the_regular_cycle)
{
    VerifyReport told;
    Record record;
    char text[256];
    bool found;
    Row row;
    Err err = { 0 };

    record_begin(&record);
    CHECK_OK(db_script(store_db(record.store), UNDO_3 CALL_IT("2"), &err), &err);
    record_again(&record);
    CHECK_INT(number_of(&record), STORE_SCHEMA, "the new number");
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"update_cycle\":\"90d\"}", record.product);
    CHECK_OK(record_say(&record, "product.changed", record.product, text, &err), &err);
    CHECK_OK(store_verify(record.store, record.witness, &told, &err), &err);
    CHECK_INT(told.events, 5, "every event, and the new one");
    CHECK_OK(row_get(store_db(record.store), TABLE_PRODUCT, str_of(record.product), &record.arena,
                     &row, &found, &err), &err);
    CHECK_STR(row_text(&row, "update_cycle"), STR("90d"), "it knows cycles");
    record_end(&record);
}

/* Else a changed number would have the views made again, and nobody would know. */
TEST_PLACES(a_number_that_was_changed_is_found)
{
    static const char *const NUMBERS[] = { CALL_IT("1"), CALL_IT("2"), UNDO_3 CALL_IT("1") };
    StoreOptions options;
    Record record;
    Store *store;
    Err err = { 0 };

    record_begin(&record);
    options = (StoreOptions){ record.place, false, STR("") };
    for (size_t i = 0; i < ARRAY_LEN(NUMBERS); i++) {
        CHECK_OK(db_script(store_db(record.store), NUMBERS[i], &err), &err);
        CHECK(!store_open(&options, &store, &err), NUMBERS[i]);
        CHECK_STR(err.rule, STR("store.schema-mixed"), NUMBERS[i]);
    }
    record_end(&record);
}

TEST_PLACES(a_migration_that_fails_leaves_the_old_record)
{
    Record record;
    Err err = { 0 };

    old_record(&record);
    CHECK(!schema_migrate(store_db(record.store), TO_NOWHERE, 2, &err), "the second step fails");
    CHECK(str_starts(str_of(err.path), STR("schema 2")), "it is named");
    CHECK_INT(number_of(&record), 0, "the old number");
    CHECK_OK(schema_migrate(store_db(record.store), TO_OURS, STORE_SCHEMA, &err), &err);
    is_ours(&record);
    record_end(&record);
}

TEST_PLACES(a_record_of_another_time_is_refused)
{
    Record record;
    StoreOptions options;
    Store *store;
    Err err = { 0 };

    old_record(&record);
    options = (StoreOptions){ record.place, false, STR("") };
    CHECK(!store_open(&options, &store, &err), "no migration leads on from 0");
    CHECK_STR(err.rule, STR("store.schema-older"), "by its rule");
    CHECK_OK(db_script(store_db(record.store),
                       "UPDATE setting SET value = '999' WHERE name = 'schema'", &err), &err);
    CHECK(!store_open(&options, &store, &err), "999 is not known yet");
    CHECK_STR(err.rule, STR("store.schema-newer"), "by its rule");
    CHECK_OK(db_script(store_db(record.store),
                       "UPDATE setting SET value = 'II' WHERE name = 'schema'", &err), &err);
    CHECK(!store_open(&options, &store, &err), "no number");
    CHECK_STR(err.rule, STR("store.settings"), "by its rule");
    record_end(&record);
}

/* ---- interrupted -------------------------------------------------------------------- */

/* Another process migrates and is killed some time later. */
static void killed_after(const Record *record, useconds_t us)
{
    Err err = { 0 };
    pid_t pid;
    Db *db;

    fflush(NULL);
    pid = fork();
    if (pid == 0)
        _exit(db_open(record->place, false, &db, &err)
                      && schema_migrate(db, TO_OURS, STORE_SCHEMA, &err) ? 0 : 1);
    usleep(us);
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

TEST_PLACES(a_migration_that_is_killed_is_done_or_not_begun)
{
    enum { KILLS = 12 };
    Record record;
    unsigned number;
    Err err = { 0 };

    old_record(&record);
    for (useconds_t i = 0; i < KILLS && number_of(&record) == 0; i++)
        killed_after(&record, i * i * 500);
    number = number_of(&record);
    CHECK(number == 0 || number == STORE_SCHEMA, "one of both");
    CHECK_OK(schema_migrate(store_db(record.store), TO_OURS, STORE_SCHEMA, &err), &err);
    is_ours(&record);
    record_end(&record);
}

/* A file of SQLite of its own, made with nothing in it. */
static Db *file_open(const char *name)
{
    char place[1200];
    Db *db;
    Err err = { 0 };

    snprintf(place, sizeof place, "%s/%s.sqlite", process_folder(), name);
    CHECK_OK(db_open(place, true, &db, &err), &err);
    return db;
}

static bool plan_take(void *context, const DbValue *values, size_t count, Err *err)
{
    const char **want = context;

    (void)err;
    for (size_t at = 0; *want && at + strlen(*want) <= values[count - 1].text.len; at++)
        if (str_starts(str_slice(values[count - 1].text, at, values[count - 1].text.len),
                       str_of(*want)))
            *want = NULL;
    return true;
}

/* SQLite alone: PostgreSQL counts its rows itself. */
TEST(rows_are_found_by_their_index_and_not_by_reading_the_table)
{
    static const struct { const char *sql, *index; } ASKED[] = {
        { "sbom WHERE origin = '' AND release = 'r' ORDER BY id", "INDEX sbom_1" },
        { "release WHERE origin = '' AND product = 'p' ORDER BY id", "release_2" },
        { "decision_release WHERE origin = '' AND decision = 'd' ORDER BY id",
          "INDEX decision_release_1" },
        { "device WHERE origin = '' AND product = 'p' AND serial = 's'", "device_2" },
        { "device WHERE origin = '' AND id = 'd'", "PRIMARY KEY (origin=? AND id=?)" },
    };
    Db *db = file_open("planned");
    char sql[256];
    Err err = { 0 };

    CHECK_OK(schema_make(db, &err), &err);
    db_close(db);
    db = file_open("planned"); /* what it knows of its tables is read when it is opened */
    for (size_t i = 0; i < ARRAY_LEN(ASKED); i++) {
        const char *want = ASKED[i].index;
        snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN SELECT * FROM %s", ASKED[i].sql);
        CHECK_OK(db_query(db, sql, NULL, 0, plan_take, &want, &err), &err);
        CHECK(!want, ASKED[i].sql);
    }
    db_close(db);
}

/* SQLite alone, whose file anybody may have had in hand. */
TEST(a_table_that_is_gone_and_whatever_was_planted_are_named)
{
    static const struct { const char *script, *code, *what; } DONE[] = {
        { "DROP TABLE head", "store.table-gone", "a table of the log" },
        { "DROP TABLE site", "store.table-gone", "a table of a noun" },
        { "ALTER TABLE site RENAME TO hidden; CREATE VIEW site AS SELECT * FROM hidden",
          "store.planted", "a view in the place of a table" },
        { "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM product; END",
          "store.planted", "a trigger" },
        { "CREATE INDEX own ON site(name); CREATE TABLE notes(text)", "", "what does no harm" },
    };
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(DONE); i++) {
        char name[] = { 'p', (char)('0' + i), '\0' };
        Db *db = file_open(name);

        CHECK_OK(schema_make(db, &err) && schema_whole(db, &err), &err);
        CHECK_OK(db_script(db, DONE[i].script, &err), &err);
        CHECK(schema_whole(db, &err) == !*DONE[i].code, DONE[i].what);
        CHECK_STR(err.rule, str_of(DONE[i].code), DONE[i].what);
        db_close(db);
        err = (Err){ 0 };
    }
}

static bool count_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

TEST(a_planted_trigger_is_not_run)
{
    Db *db = file_open("trigger");
    int64_t rows = 0;
    Err err = { 0 };

    CHECK_OK(db_script(db, "CREATE TABLE a(x); CREATE TABLE b(x); CREATE TRIGGER t AFTER INSERT"
                           " ON a BEGIN INSERT INTO b VALUES(1); END; INSERT INTO a VALUES(1)",
                       &err), &err);
    CHECK_OK(db_query(db, "SELECT count(*) FROM b", NULL, 0, count_take, &rows, &err), &err);
    CHECK_INT(rows, 0, "rows that the trigger would have written");
    db_close(db);
}

TEST(a_column_that_is_gone_is_refused_and_not_read_as_its_name)
{
    Db *db = file_open("column");
    int64_t seen = 0;
    Err err = { 0 };

    CHECK_OK(db_script(db, "CREATE TABLE a(x, y); INSERT INTO a VALUES(1, 2);"
                           "ALTER TABLE a DROP COLUMN y", &err), &err);
    CHECK_OK(db_query(db, "SELECT \"x\" FROM a", NULL, 0, count_take, &seen, &err), &err);
    CHECK_INT(seen, 1, "a column that is there");
    CHECK(!db_query(db, "SELECT \"y\" FROM a", NULL, 0, count_take, &seen, &err), "a lost one");
    db_close(db);
}
