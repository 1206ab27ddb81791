/* SPDX-License-Identifier: Apache-2.0 */
/* Backups while others write, and the way back. */
/* Tests: copy.c db_sqlite.c */
#include "postgres.h"
#include "test.h"

#include "store/copy.h"
#include "store/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool say_class(Record *record, int number, Err *err)
{
    char text[128];

    snprintf(text, sizeof text, "{\"id\":\"%s\",\"device_class\":\"%d\"}", record->product,
             number);
    return record_say(record, "product.changed", record->product, text, err);
}

/* A fresh place of the other kind or of the same; a file in the record's folder. */
static const char *place_fresh(const Record *record, RecordPlace place)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/copy.sqlite", record->folder);
    return place == RECORD_POSTGRES ? postgres_new() : path;
}

static void copied_to(RecordPlace place)
{
    Record record;
    VerifyReport told = { 0 };
    const char *to;
    StoreOptions options;
    Store *copy;
    Err err = { 0 };

    record_begin(&record);
    CHECK_OK(say_class(&record, 1, &err), &err);
    to = place_fresh(&record, place);
    CHECK_OK(store_copy(record.store, record.witness, to, &told, &err), &err);
    CHECK_INT(told.events, 5, "every event");
    CHECK_INT(told.heads, 5, "every signature");
    CHECK_INT(told.blobs, 1, "every blob");
    CHECK(!store_copy(record.store, record.witness, to, &told, &err), "twice");
    CHECK_STR(err.rule, STR("store.copy-exists"), "there is one now");
    options = (StoreOptions){ to, false, STR("") };
    CHECK_OK(store_open(&options, &copy, &err), &err);
    CHECK_STR(store_record(copy), store_record(record.store), "the same record");
    store_close(record.store);
    record.store = copy;
    CHECK_OK(say_class(&record, 2, &err), &err);
    CHECK_OK(store_verify(copy, record.witness, &told, &err), &err);
    CHECK_INT(told.events, 6, "and it goes on from there");
    record_end(&record);
}

TEST_PLACES(a_record_is_copied_into_a_file)
{
    copied_to(RECORD_SQLITE);
}

TEST_PLACES(a_record_is_copied_into_a_server)
{
    copied_to(RECORD_POSTGRES);
}

TEST_PLACES(a_record_that_does_not_verify_is_not_copied)
{
    Record record;
    VerifyReport told;
    const char *to;
    StoreOptions options;
    Store *copy;
    Err err = { 0 };

    record_begin(&record);
    to = place_fresh(&record, RECORD_SQLITE);
    CHECK_OK(db_script(store_db(record.store), "UPDATE product SET name = 'Pomp'", &err), &err);
    CHECK(!store_copy(record.store, record.witness, to, &told, &err), "refused");
    CHECK_STR(err.rule, STR("store.row-altered"), "by what verify found");
    options = (StoreOptions){ to, false, STR("") };
    CHECK(!store_open(&options, &copy, &err), "nothing was made");
    CHECK_INT(err.code, ERR_NO_DATA, "no record there");
    record_end(&record);
}

/* ---- while others write ------------------------------------------------------------- */

static pid_t writer_start(const Record *record)
{
    Record own;
    Err err = { 0 };
    pid_t pid = record_fork(record, 1000000, &own);

    if (pid != 0)
        return pid;
    for (int i = 0; i < 60; i++)
        if (!say_class(&own, i, &err))
            _exit(2);
    _exit(0);
}

typedef bool Backup(Record *record, const char *to, Err *err);

static bool by_pages(Record *record, const char *to, Err *err)
{
    return db_backup(store_db(record->store), to, err);
}

static bool by_rows(Record *record, const char *to, Err *err)
{
    VerifyReport told;

    return store_copy(record->store, NULL, to, &told, err);
}

/* Copies until the writer has ended, each of which must verify. */
static void backups_during(Record *record, pid_t writer, Backup *backup)
{
    StoreOptions options = { place_fresh(record, RECORD_SQLITE), false, STR("") };
    uint64_t events = 4;
    int code = -1;

    do {
        VerifyReport told = { 0 };
        Store *copy;
        Err err = { 0 };

        CHECK_OK(backup(record, options.place, &err), &err);
        CHECK_OK(store_open(&options, &copy, &err), &err);
        CHECK_OK(store_verify(copy, NULL, &told, &err), &err);
        store_close(copy);
        CHECK(unlink(options.place) == 0, "the copy is one file");
        CHECK(told.events >= events, "no backup holds less than the one before");
        events = told.events;
    } while (waitpid(writer, &code, WNOHANG) == 0);
    CHECK_INT(code, 0, "the writer was not disturbed");
}

TEST_PLACES(a_copy_that_is_made_while_others_write_is_of_one_moment)
{
    Record record;

    record_begin(&record);
    backups_during(&record, writer_start(&record), by_rows);
    record_end(&record);
}

TEST(a_backup_of_the_file_is_of_one_moment_and_verifies)
{
    Record record;
    VerifyReport told;
    Err err = { 0 };

    record_place(RECORD_SQLITE);
    record_begin(&record);
    backups_during(&record, writer_start(&record), by_pages);
    CHECK_OK(by_pages(&record, place_fresh(&record, RECORD_SQLITE), &err), &err);
    CHECK(!by_pages(&record, place_fresh(&record, RECORD_SQLITE), &err), "it is not overwritten");
    CHECK_OK(store_verify(record.store, NULL, &told, &err), &err);
    CHECK_INT(told.events, 64, "the record itself has them all");
    record_end(&record);
}

TEST(a_server_is_backed_up_by_its_own_tools)
{
    Record record;
    Err err = { 0 };

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    CHECK(!by_pages(&record, place_fresh(&record, RECORD_SQLITE), &err), "refused");
    CHECK_STR(err.rule, STR("store.backup-by-server"), "by name");
    record_end(&record);
}
