/* SPDX-License-Identifier: Apache-2.0 */
/* A person's name taken out of the record; what they did stays, under their UUID. */
#include "api/record.h"

#include <stdio.h>

enum { PAYLOAD_ROOM = 512 };

#define RULE_UNKNOWN STR("api.person-unknown")
#define RULE_GONE    STR("api.person-erased")

static bool person_find(const Act *act, Str called, Arena *arena, Row *out, Err *err)
{
    RowQuery query = { .table = TABLE_PERSON, .where = event_is_uuid(called) ? "id" : "name",
                       .equals = called };
    bool found;

    return row_find(store_db(act->record->store), &query, arena, out, &found, err)
        && (found || err_set(err, ERR_USAGE, RULE_UNKNOWN, called))
        && (row_text(out, "name").len || err_set(err, ERR_USAGE, RULE_GONE, called));
}

static bool erase(Act *act, Str called, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
    Str payload;
    Row row;

    if (!person_find(act, called, &act->arena, &row, err))
        return false;
    buf_printf(&buf, "{\"blob\":\"%.*s\"}", STR_ARG(row_text(&row, "blob")));
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_seen(act, TABLE_PERSON, row_text(&row, "id"), row.leaf, err)
        && act_say(act, "blob.erased", act->organisation, row_text(&row, "id"), payload, err)
        && act_end(act, err);
}

bool inro_record_erase(const Inro *inro, InroRecord *record, const char *person, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && erase(&act, str_of(person), &err))
        || api_fail(inro, &err, error);
}
