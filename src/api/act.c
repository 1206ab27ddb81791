/* SPDX-License-Identifier: Apache-2.0 */
#include "api/record.h"

#include "base/jsonout.h"
#include "base/msg.h"
#include "base/name.h"
#include "base/random.h"
#include "base/uuid.h"
#include "store/head.h"

#include <string.h>

enum { SALT_BYTES = 16, PERSON_BYTES_MAX = 4096, PEOPLE_MAX = 64 };

#define RULE_ACT_LIMIT  STR("api.act-limit")
#define WARNING_WITNESS STR("api.witness-behind")

static bool uuid_make(const Inro *inro, char out[37], Err *err)
{
    Uuid uuid;

    if (!uuid_new((uint64_t)(inro->now_s < 0 ? 0 : inro->now_s) * 1000, &uuid, err))
        return false;
    uuid_text(&uuid, out);
    return true;
}

bool act_uuid(Act *act, Str *out, Err *err)
{
    char text[37];

    if (!uuid_make(act->inro, text, err))
        return false;
    return arena_copy(&act->arena, str_of(text), out) || err_no_memory(err);
}

bool act_say(Act *act, const char *kind, Str chain, Str subject, Str payload, Err *err)
{
    Str *subjects = ARENA_NEW(&act->arena, Str);

    if (!subjects || !ARENA_ROOM(&act->arena, act->drafts, act->draft_count, &act->draft_room))
        return err_no_memory(err);
    *subjects = subject;
    act->drafts[act->draft_count++] = (Draft){ .kind = str_of(kind), .chain = chain,
                                               .payload = payload, .subjects = subjects,
                                               .subject_count = subject.len > 0 };
    return true;
}

bool act_blob(Act *act, Str media, Str bytes, Str *name, Err *err)
{
    char text[BLOB_NAME_BYTES];

    if (!ARENA_ROOM(&act->arena, act->blobs, act->blob_count, &act->blob_room))
        return err_no_memory(err);
    act->blobs[act->blob_count++] = (BlobDraft){ media, bytes };
    return arena_copy(&act->arena, blob_name(bytes, text), name) || err_no_memory(err);
}

bool act_seen(Act *act, TableId table, Str id, uint64_t leaf, Err *err)
{
    if (!ARENA_ROOM(&act->arena, act->seen, act->seen_count, &act->seen_room))
        return err_no_memory(err);
    act->seen[act->seen_count++] = (Seen){ table, id, leaf };
    return true;
}

/* ---- people ------------------------------------------------------------------------- */

/* {"name":"…","salt":"…"}: the salt keeps the digest of a name from being guessed. */
static bool person_blob(Act *act, Str name, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PERSON_BYTES_MAX);
    JsonOut json = jsonout_new(&buf, 0);
    unsigned char salt[SALT_BYTES];
    char hex[2 * SALT_BYTES + 1];

    if (!random_fill(salt, sizeof salt, err))
        return false;
    for (size_t i = 0; i < SALT_BYTES; i++) {
        hex[2 * i] = "0123456789abcdef"[salt[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[salt[i] & 15];
    }
    jsonout_object(&json);
    jsonout_str_at(&json, STR("name"), name);
    jsonout_str_at(&json, STR("salt"), (Str){ hex, 2 * SALT_BYTES });
    jsonout_object_end(&json);
    return (jsonout_done(&json) && !buf_failed(&buf)
            && arena_copy(&act->arena, buf_str(&buf), out)) || err_no_memory(err);
}

static bool person_say(Act *act, Str name, Str id, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PERSON_BYTES_MAX);
    Str blob, digest, payload;

    if (!person_blob(act, name, &blob, err)
        || !act_blob(act, STR("application/json"), blob, &digest, err))
        return false;
    buf_printf(&buf, "{\"blob\":\"%.*s\",\"id\":\"%.*s\"}", STR_ARG(digest), STR_ARG(id));
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "person.recorded", act->organisation, id, payload, err);
}

bool act_text(const char *text, const char *option, Err *err)
{
    return noun_text_check(str_of(text), err) || err_in(err, "--%s", option);
}

static bool person_known(Act *act, Str name, Str *id, bool *found, Err *err)
{
    RowQuery query = { .table = TABLE_PERSON, .where = "name", .equals = name };
    Row row;

    for (size_t i = 0; i < act->person_count; i++)
        if (str_eq(act->people[i].name, name)) {
            *id = act->people[i].id;
            return *found = true;
        }
    if (!row_find(store_db(act->record->store), &query, &act->arena, &row, found, err))
        return false;
    if (*found)
        *id = row_text(&row, "id");
    return true;
}

bool act_person(Act *act, Str given, Str *id, Err *err)
{
    bool found;
    Str name;

    if (!name_person_read(given, &act->arena, &name, err)
        || !person_known(act, name, id, &found, err))
        return false;
    if (found)
        return true;
    if (!act->people)
        act->people = arena_alloc(&act->arena, PEOPLE_MAX, sizeof *act->people);
    if (!act->people || act->person_count == PEOPLE_MAX)
        return err_set(err, ERR_LIMIT, RULE_ACT_LIMIT);
    if (!act_uuid(act, id, err) || !person_say(act, name, *id, err))
        return false;
    act->people[act->person_count].name = name;
    act->people[act->person_count++].id = *id;
    return true;
}

/* ---- who speaks --------------------------------------------------------------------- */

/* The one organisation whose record this is; a new record gets one without a name of its own. */
static bool organisation_find(Act *act, Err *err)
{
    RowQuery query = { .table = TABLE_ORGANISATION };
    CLEANUP(buf_done) Buf buf = buf_new(PERSON_BYTES_MAX);
    bool found;
    Str payload;
    Row row;

    if (!row_find(store_db(act->record->store), &query, &act->arena, &row, &found, err))
        return false;
    if (found) {
        act->organisation = row_text(&row, "id");
        return true;
    }
    if (!act_uuid(act, &act->organisation, err))
        return false;
    buf_printf(&buf, "{\"id\":\"%.*s\",\"name\":\"organisation\"}",
               STR_ARG(act->organisation));
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "organisation.created", act->organisation, act->organisation, payload, err);
}

bool act_begin(InroRecord *record, const Inro *inro, Act *out, Err *err)
{
    *out = (Act){ .record = record, .inro = inro, .arena = arena_new(ACT_ARENA_BYTES) };
    return db_may_write(store_db(record->store), err)
        && organisation_find(out, err) && record_key(record, err) && act_key(out, err)
        && act_uuid(out, &out->id, err) && act_person(out, record->actor, &out->actor, err)
        && act_vouch(out, err);
}

void act_done(Act *act)
{
    arena_done(&act->arena);
}

static bool next_id(void *context, char out[37], Err *err)
{
    return uuid_make(((Act *)context)->inro, out, err);
}

/* What was said is on disk, whatever becomes of the witness: a failure is told beside it, and the
 * next act renews it. */
static void witness_renew(InroRecord *record, const Inro *inro, const Receipt *receipt)
{
    char text[ERR_TEXT_BYTES];
    Str reason;
    Err err;

    record->warning[0] = '\0';
    if (witness_advance(record->witness.ptr, receipt, &err))
        return;
    reason = str_of(err_text(&err, api_lang(inro), text, sizeof text));
    msg_format(api_lang(inro), WARNING_WITNESS, &reason, 1, record->warning,
               sizeof record->warning);
}

bool act_end(Act *act, Err *err)
{
    InroRecord *record = act->record;
    Append append = { .drafts = act->drafts, .draft_count = act->draft_count, .seen = act->seen,
                      .seen_count = act->seen_count, .blobs = act->blobs,
                      .blob_count = act->blob_count, .actor = act->actor, .act = act->id,
                      .asserted = !act->vouched,
                      .personal = act->vouched ? &record->person_signer : NULL,
                      .now_s = act->inro->now_s, .signer = &record->signer,
                      .witness = record->witness.ptr, .dossier = act->dossier, .id = next_id,
                      .context = act };
    Receipt receipt;

    if (!store_append(record->store, &append, &act->arena, &receipt, err))
        return false;
    record->said += act->draft_count;
    witness_renew(record, act->inro, &receipt);
    return true;
}
