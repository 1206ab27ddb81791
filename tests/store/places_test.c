/* SPDX-License-Identifier: Apache-2.0 */
/* One record, two databases: what is the same in both, and where each keeps its own promises. */
/* Tests: db_postgres.c db_postgres_copy.c tables.c */
#include "postgres.h"
#include "test.h"

#include "base/buf.h"
#include "store/record.h"

#include <stdio.h>
#include <string.h>

enum { DUMP_BYTES = 1 << 24 };

/* ---- the tables as SQL -------------------------------------------------------------- */

TEST(the_tables_that_are_checked_in_are_those_of_the_program)
{
    static const struct { DbDialect dialect; const char *path; } FILES[] = {
        { DB_SQLITE, "src/store/schema.sqlite.sql" },
        { DB_POSTGRES, "src/store/schema.postgres.sql" },
    };

    for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
        CLEANUP(buf_done) Buf sql = buf_new(DUMP_BYTES);

        schema_print(FILES[i].dialect, &sql);
        CHECK(str_eq(test_file(test_source_path(FILES[i].path)), buf_str(&sql)),
              "run `build/dev/schema postgres`, `… sqlite` and check it in");
    }
}

/* ---- the same rows ------------------------------------------------------------------ */

static bool value_dump(void *context, const DbValue *values, size_t count, Err *err)
{
    Buf *out = context;

    (void)err;
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "%d:%lld:", (int)values[i].kind,
                   (long long)(values[i].kind == DB_INT ? values[i].number : 0));
        for (size_t at = 0; values[i].kind == DB_BYTES && at < values[i].text.len; at++)
            buf_printf(out, "%02x", (unsigned)(unsigned char)values[i].text.ptr[at]);
        if (values[i].kind == DB_TEXT)
            buf_add(out, values[i].text);
        buf_char(out, '\t');
    }
    buf_char(out, '\n');
    return true;
}

/* Every row of a table in the order of its key. */
static void table_dump(Db *db, const Table *table, Buf *out)
{
    CLEANUP(buf_done) Buf sql = buf_new(1 << 14), order = buf_new(1 << 12);
    Err err = { 0 };

    buf_add(&order, table->system ? STR("") : STR(", origin"));
    buf_add(&sql, table->system ? STR("SELECT 0") : STR("SELECT origin, chain, leaf"));
    for (size_t i = 0; i < table_width(table); i++) {
        buf_printf(&sql, ", \"%s\"", table->column[i].name);
        if (table->column[i].flags & COLUMN_KEY)
            buf_printf(&order, ", \"%s\"", table->column[i].name);
    }
    buf_printf(&sql, " FROM \"%s\" ORDER BY %s", table->name, buf_str(&order).ptr + 2);
    buf_printf(out, "%s\n", table->name);
    CHECK_OK(db_query(db, buf_str(&sql).ptr, NULL, 0, value_dump, out, &err), &err);
}

static void say(Record *record, const char *kind, const char *chain, const char *payload)
{
    Err err = { 0 };

    CHECK_OK(record_say(record, kind, chain, payload, &err), &err);
}

/* A little of everything: text of every kind, numbers, lists, absences, many rows at once, a
 * change that takes a value away, and a person who is forgotten. */
static void words_of_a_year(Record *record)
{
    char text[4096], site[37], release[37], id[37];
    const char *product = record->product, *organisation = record->organisation;

    snprintf(text, sizeof text, "{\"id\":\"%s\",\"intended_use\":\"輸液を \\\"送る\\\" é\\t\","
             "\"markets\":[\"EU\",\"JP\"]}", product);
    say(record, "product.changed", product, text);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"intended_use\":null,\"device_class\":\"\"}",
             product);
    say(record, "product.changed", product, text);
    record_id(record, release);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"2.1\","
             "\"released\":\"2026-03\"}", release, product);
    say(record, "release.created", product, text);
    record_id(record, site);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"organisation\":\"%s\",\"name\":\"病院\"}", site,
             organisation);
    say(record, "site.created", organisation, text);
    for (int i = 0; i < 3; i++) {
        char other[37];

        record_id(record, id);
        record_id(record, other);
        snprintf(text, sizeof text, "{\"rows\":[{\"id\":\"%s\",\"product\":\"%s\",\"serial\":"
                 "\"%d-a\",\"site\":\"%s\"},{\"id\":\"%s\",\"product\":\"%s\",\"serial\":"
                 "\"%d-b\",\"addresses\":[\"10.0.0.%d\"]}]}", id, product, i, site, other,
                 product, i, i);
        say(record, "devices.imported", product, text);
    }
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"release\":\"%s\",\"file\":\"pump.json\","
             "\"blob\":\"sha256:%064d\",\"components\":9007199254740991}", id, release, 0);
    say(record, "sbom.attached", product, text);
}

static void dump_in(RecordPlace place, Buf *out)
{
    VerifyReport report;
    Record record;
    Err err = { 0 };

    record_place(place);
    record_begin(&record);
    words_of_a_year(&record);
    for (int i = 0; i < TABLES_COUNT; i++)
        table_dump(store_db(record.store), &TABLES[i], out);
    CHECK(!store_verify(record.store, record.witness, &report, &err), "a blob is missing");
    CHECK_STR(err.rule, STR("store.blob-missing"), "the blob that was never given");
    record_end(&record);
}

TEST(both_databases_hold_the_same_rows)
{
    CLEANUP(buf_done) Buf sqlite = buf_new(DUMP_BYTES), postgres = buf_new(DUMP_BYTES);
    Str left, right, a, b;

    dump_in(RECORD_POSTGRES, &postgres);
    dump_in(RECORD_SQLITE, &sqlite);
    left = buf_str(&sqlite);
    right = buf_str(&postgres);
    CHECK(left.len > 4000, "there is something to compare");
    while (left.len && str_next(&left, '\n', &a) && str_next(&right, '\n', &b))
        CHECK_STR(b, a, "as in SQLite");
    CHECK_INT(right.len, 0, "and no row more");
}

/* ---- the same refusals -------------------------------------------------------------- */

/* Payloads that are refused: %s is the product's UUID. */
static const struct { const char *kind, *payload, *rule; } REFUSED[] = {
    { "product.changed", "{\"id\":\"%s\",\"colour\":\"red\"}", "store.payload-member" },
    { "product.changed", "{\"id\":\"%s\",\"organisation\":\"%s\"}", "store.payload-once" },
    { "product.changed", "{\"id\":\"%s\",\"markets\":\"EU\"}", "store.payload-type" },
    { "finding.awareness", "{\"id\":\"%s\",\"aware_s\":-1}", "store.payload-type" },
    { "release.created", "{\"id\":\"%s\",\"product\":\"%s\"}", "store.payload-needed" },
    { "release.changed", "{\"id\":\"%s\"}", "store.row-unknown" },
    { "devices.imported",
      "{\"rows\":[{\"id\":\"01930000-0000-7000-8000-00000000aaa1\",\"product\":\"%s\","
      "\"serial\":\"1\"},{\"id\":\"01930000-0000-7000-8000-00000000aaa2\",\"product\":\"%s\","
      "\"serial\":\"1\"}]}", "store.not-unique" },
    { "devices.imported",
      "{\"rows\":[{\"id\":\"01930000-0000-7000-8000-00000000aaa1\",\"product\":\"%s\","
      "\"serial\":\"1\"},{\"id\":\"01930000-0000-7000-8000-00000000aaa1\",\"product\":\"%s\","
      "\"serial\":\"2\"}]}", "store.not-unique" },
    { "devices.imported", "{\"blob\":\"sha256:00\"}", "store.blob-absent" },
    { "nobody.knows", "{\"id\":\"%s\"}", "store.kind-unknown" },
};

static void with_product(const char *payload, const char *product, char buffer[1024])
{
    size_t len = 0;

    for (; *payload; payload++) {
        bool place = payload[0] == '%' && payload[1] == 's';

        len += (size_t)snprintf(buffer + len, 1024 - len, "%.*s", place ? 36 : 1,
                                place ? product : payload);
        payload += place;
    }
}

TEST_PLACES(what_is_refused_is_refused_by_the_same_rule_and_leaves_nothing)
{
    VerifyReport report;
    Record record;
    Err err = { 0 };

    record_begin(&record);
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        char text[1024];

        with_product(REFUSED[i].payload, record.product, text);
        CHECK(!record_say(&record, REFUSED[i].kind, record.product, text, &err), text);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), text);
        CHECK_OK(store_verify(record.store, record.witness, &report, &err), &err);
        CHECK_INT(report.events, 4, "as before");
    }
    record_end(&record);
}
