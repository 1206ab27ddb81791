/* SPDX-License-Identifier: Apache-2.0 */
/* The connection to the server is cut at every question, before it arrives and after it was
 * answered: a writer is told the truth, and only a lost answer to COMMIT leaves a doubt. */
/* Tests: db_postgres.c db.c */
#include "between.h"
#include "test.h"

#include "store/record.h"

#include <stdio.h>
#include <string.h>

enum { QUESTIONS_MAX = 80, SOUND_IN_A_ROW = 3 };

/* ---- what the writer is told -------------------------------------------------------- */

typedef enum { KEPT, NOT_OPENED, LOST, DOUBTFUL } Told;

static Told told_by(const Err *err)
{
    char text[ERR_TEXT_BYTES];

    if (str_eq(err->rule, STR("store.commit-doubtful")))
        return DOUBTFUL;
    CHECK(err->code == ERR_NETWORK, err_text(err, LANG_EN, text, sizeof text));
    return LOST;
}

static bool say(Record *record, Err *err)
{
    char text[256], id[37];

    record_id(record, id);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"%u\"}", id,
             record->product, record->ids);
    return record_say(record, "release.created", record->product, text, err);
}

/* One fact through the proxy. A handle in doubt writes no more. */
static Told say_through(Record *record, const char *place)
{
    Record own = *record;
    StoreOptions options = { own.place, false, STR("") };
    Told told = KEPT;
    Err err = { 0 };

    snprintf(own.place, sizeof own.place, "%s", place);
    own.signer.context = &own;
    own.arena = arena_new(1 << 24);
    if (!store_open(&options, &own.store, &err)) {
        CHECK(err.code == ERR_NETWORK, "not reached");
        told = NOT_OPENED;
    } else {
        if (!say(&own, &err))
            told = told_by(&err);
        if (told == DOUBTFUL)
            CHECK(!say(&own, &err) && told_by(&err) == DOUBTFUL, "nothing before one looks");
        store_close(own.store);
    }
    arena_done(&own.arena);
    record->ids = own.ids;
    return told;
}

static bool count_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

static int64_t events_of(Record *record)
{
    int64_t count = -1;
    Err err = { 0 };

    CHECK_OK(db_query(store_db(record->store), "SELECT count(*) FROM event", NULL, 0, count_take,
                      &count, &err), &err);
    return count;
}

static void cut_everywhere(bool answered)
{
    int sound = 0, told_count[DOUBTFUL + 1] = { 0 };
    Record record;
    VerifyReport report;
    Err err = { 0 };

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    for (int at = 1; at < QUESTIONS_MAX && sound < SOUND_IN_A_ROW; at++) {
        int64_t before = events_of(&record);
        Told told = say_through(&record, between_start(record.place, at, answered));

        between_end();
        CHECK_INT(events_of(&record) - before,
                  told == KEPT || (told == DOUBTFUL && answered), "kept when it was said to be");
        told_count[told]++;
        sound = told == KEPT ? sound + 1 : 0;
    }
    CHECK_INT(sound, SOUND_IN_A_ROW, "behind the last question nothing is cut");
    CHECK(told_count[DOUBTFUL] > 0 && told_count[DOUBTFUL] < 4, /* it moves as the tree grows */
          "COMMIT alone leaves a doubt");
    CHECK(told_count[NOT_OPENED] > 0 && told_count[LOST] > 3, "and many leave none");
    CHECK_OK(store_verify(record.store, NULL, &report, &err), &err);
    record_end(&record);
}

TEST(a_question_that_never_arrives_is_told_truly)
{
    cut_everywhere(false);
}

TEST(an_answer_that_never_arrives_is_told_truly)
{
    cut_everywhere(true);
}
