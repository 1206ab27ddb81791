/* SPDX-License-Identifier: Apache-2.0 */
/* Both databases behind db.h: values, many rows, questions inside questions, refusals. */
/* Tests: db.c db_postgres.c db_postgres_copy.c db_sqlite.c */
#include "postgres.h"
#include "test.h"

#include "store/record.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 5000, LONG_BYTES = 300000 };

/* Any record's database will do; the table stands beside its own. */
static void begin(Record *record)
{
    Err err = { 0 };

    record_begin(record);
    CHECK_OK(db_script(store_db(record->store),
                       db_dialect(store_db(record->store)) == DB_SQLITE
                           ? "CREATE TABLE number (i INTEGER PRIMARY KEY, t TEXT, b BLOB) STRICT"
                           : "CREATE TABLE number (i bigint PRIMARY KEY, t text, b bytea)", &err),
             &err);
}

/* ---- values ------------------------------------------------------------------------- */

static const DbValue VALUES[][3] = {
    { { DB_INT, INT64_MIN, { 0 } }, { DB_NULL, 0, { 0 } }, { DB_NULL, 0, { 0 } } },
    { { DB_INT, -1, { 0 } }, { DB_TEXT, 0, STR_ROW("") }, { DB_BYTES, 0, STR_ROW("") } },
    { { DB_INT, 0, { 0 } }, { DB_TEXT, 0, STR_ROW("輸液\ttab \\ ' \"") },
      { DB_BYTES, 0, STR_ROW("\0\377\\x") } },
    { { DB_INT, INT64_MAX, { 0 } }, { DB_TEXT, 0, STR_ROW("NULL") }, { DB_NULL, 0, { 0 } } },
};

static void same_value(const DbValue *got, const DbValue *want)
{
    CHECK_INT(got->kind, want->kind, "kind");
    if (want->kind == DB_INT)
        CHECK(got->number == want->number, "number");
    else if (want->kind != DB_NULL)
        CHECK_STR(got->text, want->text, "bytes");
}

static bool row_compare(void *context, const DbValue *values, size_t count, Err *err)
{
    size_t *row = context;

    (void)err;
    for (size_t i = 0; i < count; i++)
        same_value(&values[i], &VALUES[*row][i]);
    return ++*row <= ARRAY_LEN(VALUES);
}

static bool values_write(Db *db, void *context, Err *err)
{
    (void)context;
    for (size_t i = 0; i < ARRAY_LEN(VALUES); i++)
        if (!db_run(db, "INSERT INTO number (i, t, b) VALUES ($1, $2, $3)", VALUES[i], 3, NULL,
                    err))
            return false;
    return true;
}

static bool values_copy(Db *db, void *context, Err *err)
{
    static const char *const COLUMNS[] = { "i", "t", "b" };
    DbBulk *bulk;

    (void)context;
    if (!db_bulk_begin(db, "number", COLUMNS, 3, &bulk, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(VALUES); i++)
        CHECK_OK(db_bulk_row(bulk, VALUES[i], err), err);
    return db_bulk_end(&bulk, err);
}

TEST_PLACES(values_come_back_as_they_went_one_by_one_and_in_bulk)
{
    DbBody *const WRITE[] = { values_write, values_copy };
    Record record;
    Err err = { 0 };

    begin(&record);
    for (size_t i = 0; i < ARRAY_LEN(WRITE); i++) {
        size_t rows = 0;
        uint64_t changed = 0;

        CHECK_OK(db_transact(store_db(record.store), DB_WRITE, WRITE[i], NULL, &err), &err);
        CHECK_OK(db_query(store_db(record.store), "SELECT i, t, b FROM number ORDER BY i", NULL, 0,
                          row_compare, &rows, &err), &err);
        CHECK_INT(rows, ARRAY_LEN(VALUES), "every row");
        CHECK_OK(db_run(store_db(record.store), "DELETE FROM number WHERE i <> $1", &VALUES[1][0],
                        1, &changed, &err), &err);
        CHECK_INT(changed, ARRAY_LEN(VALUES) - 1, "how many went");
        CHECK_OK(db_run(store_db(record.store), "DELETE FROM number", NULL, 0, NULL, &err), &err);
    }
    record_end(&record);
}

/* ---- many rows ---------------------------------------------------------------------- */

static bool many_write(Db *db, void *context, Err *err)
{
    static const char *const COLUMNS[] = { "t", "i", "b" };
    static char text[LONG_BYTES];
    bool *abandoned = context;
    DbBulk *bulk;

    memset(text, 'x', sizeof text);
    if (!db_bulk_begin(db, "number", COLUMNS, 3, &bulk, err))
        return false;
    for (int64_t i = 0; i < ROWS; i++) {
        size_t len = i % 1000 == 999 ? LONG_BYTES : (size_t)i % 50;
        DbValue values[] = { db_text((Str){ text, len }), db_int(i), db_bytes(STR("b")) };

        CHECK_OK(db_bulk_row(bulk, values, err), err);
    }
    if (!*abandoned)
        return db_bulk_end(&bulk, err);
    db_bulk_abandon(&bulk);
    return err_set(err, ERR_USAGE, STR("store.busy"));
}

typedef struct {
    Db *db;
    int64_t rows, bytes, inner, deepest;
} Walk;

static bool deepest_row(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    ((Walk *)context)->deepest += values[0].number;
    return true;
}

static bool inner_row(void *context, const DbValue *values, size_t count, Err *err)
{
    Walk *walk = context;

    (void)count;
    walk->inner++;
    return walk->inner % 100
        || db_query(walk->db, "SELECT count(*) FROM number WHERE i = $1", values, 1, deepest_row,
                    walk, err);
}

static bool outer_row(void *context, const DbValue *values, size_t count, Err *err)
{
    Walk *walk = context;
    DbValue around[] = { db_int(walk->rows - 1), db_int(walk->rows + 1) };

    (void)count;
    CHECK_INT(values[0].number, walk->rows, "in order");
    walk->rows++;
    walk->bytes += (int64_t)values[1].text.len;
    return db_query(walk->db, "SELECT i FROM number WHERE i BETWEEN $1 AND $2 ORDER BY i", around,
                    2, inner_row, walk, err);
}

static bool walk_all(Db *db, void *context, Err *err)
{
    return db_query(db, "SELECT i, t FROM number ORDER BY i", NULL, 0, outer_row, context, err);
}

TEST_PLACES(a_row_may_ask_further_questions_while_thousands_follow)
{
    Record record;
    Walk walk;
    bool abandoned = false;
    Err err = { 0 };

    begin(&record);
    walk = (Walk){ .db = store_db(record.store) };
    CHECK_OK(db_transact(walk.db, DB_WRITE, many_write, &abandoned, &err), &err);
    CHECK_OK(db_transact(walk.db, DB_READ, walk_all, &walk, &err), &err);
    CHECK_INT(walk.rows, ROWS, "every row, once");
    CHECK_INT(walk.inner, 3 * ROWS - 2, "its neighbours and itself");
    CHECK_INT(walk.deepest, (3 * ROWS - 2) / 100, "and one more level");
    CHECK_INT(walk.bytes, 5 * LONG_BYTES + 5 * (19 * 1225 + 1176), "every byte of them");
    walk = (Walk){ .db = walk.db };
    CHECK_OK(walk_all(walk.db, &walk, &err), &err);
    CHECK_INT(walk.rows, ROWS, "the same without a transaction around it");
    record_end(&record);
}

TEST_PLACES(rows_that_are_given_up_are_not_there)
{
    Record record;
    Walk walk;
    bool abandoned = true;
    Err err = { 0 };

    begin(&record);
    walk = (Walk){ .db = store_db(record.store) };
    CHECK(!db_transact(walk.db, DB_WRITE, many_write, &abandoned, &err), "it was given up");
    CHECK_STR(err.rule, STR("store.busy"), "with the error of whoever gave up");
    CHECK_OK(walk_all(walk.db, &walk, &err), &err);
    CHECK_INT(walk.rows, 0, "no row");
    record_end(&record);
}

/* ---- refusals ----------------------------------------------------------------------- */

static bool first_row_ends(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)values, (void)count;
    ++*(int *)context;
    return err_set(err, ERR_USAGE, STR("store.busy"));
}

static bool ends_and_goes_on(Db *db, void *context, Err *err)
{
    int rows = 0;

    CHECK(!db_query(db, "SELECT i FROM number", NULL, 0, first_row_ends, &rows, err), "ended");
    CHECK_INT(rows, 1, "by the first row");
    CHECK(!db_query(db, "SELECT i FROM number", NULL, 0, first_row_ends, &rows, err), "again");
    return walk_all(db, context, err);
}

TEST_PLACES(a_row_that_fails_ends_its_query_and_no_more)
{
    Record record;
    Walk walk;
    bool abandoned = false;
    Err err = { 0 };

    begin(&record);
    walk = (Walk){ .db = store_db(record.store) };
    CHECK_OK(db_transact(walk.db, DB_WRITE, many_write, &abandoned, &err), &err);
    CHECK_OK(db_transact(walk.db, DB_READ, ends_and_goes_on, &walk, &err), &err);
    CHECK_INT(walk.rows, ROWS, "the transaction goes on");
    record_end(&record);
}

TEST_PLACES(a_wrong_statement_is_our_fault_and_the_handle_lives)
{
    Record record;
    int rows = 0;
    Err err = { 0 };

    record_begin(&record);
    CHECK(!db_query(store_db(record.store), "SELECT nothing FROM nowhere", NULL, 0, first_row_ends,
                    &rows, &err), "no such table");
    CHECK_INT(err.code, ERR_INTERNAL, "a statement of ours");
    record_again(&record);
    record_end(&record);
}

static bool write_in_reader(Db *db, void *context, Err *err)
{
    (void)context;
    return db_run(db, "DELETE FROM number", NULL, 0, NULL, err);
}

TEST(a_reader_in_postgres_cannot_write)
{
    Record record;
    Err err = { 0 };

    record_place(RECORD_POSTGRES);
    begin(&record);
    CHECK(!db_transact(store_db(record.store), DB_READ, write_in_reader, NULL, &err), "read only");
    record_end(&record);
}

/* ---- places ------------------------------------------------------------------------- */

TEST(a_place_is_shown_without_its_secrets)
{
    static const struct { const char *place, *shown; } ROWS_[] = {
        { "/srv/record.sqlite", "/srv/record.sqlite" },
        { "postgres://host/db", "postgres://host/db" },
        { "postgres://u:s3cret@host:5432/db", "postgres://host:5432/db" },
        { "postgres://u:s3c@ret@host/db", "postgres://host/db" },
        { "postgres://u:s3/cret@host/db", "postgres://host/db" },
        { "postgres://u:s3?cret@host/db", "postgres://…" },
        { "postgres://host/db?password=s3cret", "postgres://host/db" },
        { "postgres://host/db?password=s3@cret", "postgres://…" },
        { "postgres://[::1]:5432/db", "postgres://[::1]:5432/db" },
        { "postgres://[::1]/db", "postgres://[::1]/db" },
        { "postgres://u:s3cret/db", "postgres://…" },
        { "postgresql:///db?host=/run/x", "postgresql:///db" },
    };
    char buffer[DB_SHOWN_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(ROWS_); i++)
        CHECK_STR(db_shown(ROWS_[i].place, buffer), str_of(ROWS_[i].shown), ROWS_[i].place);
}

TEST(no_error_tells_a_password)
{
    static const char *const PLACES[] = {
        "postgres://u:s3cret@/db?host=/nowhere", "postgres://u:s3cret@127.0.0.1:1/db",
        "postgres://u:s3/cret@127.0.0.1:1/db", "postgres://u:@s3cret@127.0.0.1:1/db",
        "postgres://u:%zzs3cret@127.0.0.1:1/db", "postgres://u:s3cret@[::1/db",
        "postgres://127.0.0.1:1/db?password=s3cret", "postgres://127.0.0.1:1/db?s3cret",
        "postgres://127.0.0.1:1/db?s3cret=1", "postgres://127.0.0.1:s3cret/db",
        "postgres://u:s3?cret@127.0.0.1:1/db",
    };

    for (size_t i = 0; i < ARRAY_LEN(PLACES); i++) {
        StoreOptions options = { PLACES[i], false, STR("") };
        char text[ERR_TEXT_BYTES];
        Store *store;
        Err err = { 0 };

        CHECK(!store_open(&options, &store, &err), PLACES[i]);
        err_text(&err, LANG_EN, text, sizeof text);
        CHECK(!strstr(text, "cret"), text);
        CHECK(err.code == ERR_NETWORK || err.code == ERR_USAGE, text);
    }
}

TEST(a_place_that_nobody_opens_is_refused_by_its_scheme)
{
    StoreOptions options = { "mysql://u:s3cret@host/db", false, STR("") };
    Store *store;
    Err err = { 0 };

    CHECK(!store_open(&options, &store, &err), "no such database");
    CHECK_STR(err.rule, STR("store.no-backend"), "by its rule");
    CHECK_STR(err_arg(&err, 0), STR("mysql"), "its scheme alone");
}

TEST(a_database_without_a_record_says_so)
{
    StoreOptions options = { postgres_new(), false, STR("") };
    Store *store;
    Err err = { 0 };

    CHECK(!store_open(&options, &store, &err), "empty");
    CHECK_INT(err.code, ERR_NO_DATA, "no record yet");
    CHECK_STR(err.rule, STR("store.no-record"), "by its rule");
}
