/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: backends_all.c backends_local.c db.c db_postgres.c db_postgres_copy.c db_sqlite.c */
/* Tests: event.c head.c log.c noun.c project.c */
/* Tests: rows.c tables.c verify.c verify_log.c verify_tables.c */
#include "test.h"

#include "store/noun.h"
#include "store/record.h"

#include <stdio.h>
#include <string.h>

TEST(a_text_of_people_is_as_long_as_may_be_and_plain)
{
    static char text[NOUN_TEXT_BYTES_MAX + 1];
    Err err = { 0 };

    memset(text, 'x', sizeof text);
    CHECK_OK(noun_text_check((Str){ text, NOUN_TEXT_BYTES_MAX }, &err), &err);
    CHECK(!noun_text_check((Str){ text, NOUN_TEXT_BYTES_MAX + 1 }, &err), "one byte more");
    CHECK_STR(err.rule, STR("store.field-text"), "the rule");
    CHECK_OK(noun_text_check(STR("two\nlines\tof it"), &err), &err);
    CHECK(!noun_text_check(STR("be\033[2J"), &err), "a control");
    CHECK_INT(err.byte, 2, "where");
    CHECK(!noun_text_check(STR("x\xFF"), &err), "no UTF-8");
}

TEST_PLACES(what_was_said_is_there_when_it_is_opened_again)
{
    Record record;
    Row row;
    Err err = { 0 };

    record_begin(&record);
    record_again(&record);
    CHECK_OK(noun_resolve(store_db(record.store), NOUN_PRODUCT, STR("Pump"), &record.arena, &row,
                          &err), &err);
    CHECK_STR(row_text(&row, "id"), str_of(record.product), "by its name");
    CHECK_STR(row_text(&row, "organisation"), str_of(record.organisation), "its owner");
    CHECK_INT(row.leaf, 3, "the fourth event wrote it");
    record_end(&record);
}

TEST_PLACES(a_record_whose_name_is_no_uuid_is_refused_before_it_names_a_folder)
{
    StoreOptions options = { .record = STR("") };
    Record record;
    Store *store;
    Err err = { 0 };

    record_begin(&record);
    CHECK_OK(db_run(store_db(record.store),
                    "UPDATE setting SET value = '../../elsewhere' WHERE name = 'record'", NULL, 0,
                    NULL, &err), &err);
    options.place = record.place;
    CHECK(!store_open(&options, &store, &err), "a path");
    CHECK_INT(err.code, ERR_VERIFY, "it was altered");
    CHECK_STR(err.rule, STR("store.settings"), "and where");
    record_end(&record);
}

TEST_PLACES(a_sound_record_verifies)
{
    Record record;
    VerifyReport report;
    Err err = { 0 };

    record_begin(&record);
    CHECK_OK(store_verify(record.store, record.witness, &report, &err), &err);
    CHECK_INT(report.events, 4, "events");
    CHECK_INT(report.heads, 4, "a head for each append");
    CHECK_INT(report.rows, 4, "organisation, key, person, product");
    CHECK_INT(report.blobs, 1, "the person's");
    CHECK_INT(report.unsigned_events, 0, "all are signed for");
    CHECK(report.witnessed, "the witness was there");
    record_end(&record);
}

TEST_PLACES(a_name_that_is_taken_is_refused_and_nothing_is_written)
{
    Record record;
    VerifyReport report;
    char text[256], id[37];
    Err err = { 0 };

    record_begin(&record);
    record_id(&record, id);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"name\":\"Pump\",\"organisation\":\"%s\"}", id,
             record.organisation);
    CHECK(!record_say(&record, "product.created", id, text, &err), "there is a Pump");
    CHECK_STR(err.rule, STR("store.not-unique"), "by its rule");
    CHECK_OK(store_verify(record.store, record.witness, &report, &err), &err);
    CHECK_INT(report.events, 4, "no event more");
    record_end(&record);
}

TEST_PLACES(a_stale_writer_is_told_what_changed)
{
    Record record;
    char text[256];
    Draft draft = { .kind = STR("product.changed") };
    Seen seen = { .table = TABLE_PRODUCT, .leaf = 3 };
    Append append;
    Err err = { 0 };

    record_begin(&record);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"device_class\":\"IIb\"}", record.product);
    CHECK_OK(record_say(&record, "product.changed", record.product, text, &err), &err);
    draft.chain = str_of(record.product);
    draft.payload = str_of(text);
    seen.id = str_of(record.product);
    append = record_append(&record, &draft);
    append.seen = &seen;
    append.seen_count = 1;
    CHECK(!store_append(record.store, &append, &record.arena, &record.receipt, &err), "stale");
    CHECK_STR(err.rule, STR("store.stale"), "by its rule");
    CHECK_STR(err_arg(&err, 1), STR("product.changed"), "by which event");
    CHECK(str_find(err_arg(&err, 3), STR("\"device_class\":\"IIb\"")) < err_arg(&err, 3).len,
          "what it said");
    record_end(&record);
}
