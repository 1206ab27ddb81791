/* SPDX-License-Identifier: Apache-2.0 */
#include "store/event.h"

#include "base/date.h"
#include "base/json.h"
#include "base/jsonout.h"

#define RULE_FORM   STR("store.event-form")
#define RULE_MEMBER STR("store.event-member")

static const char DIGEST_PREFIX[] = "sha256:";

Str event_evidence(const Json *element)
{
    return json_kind(element) == JSON_OBJECT ? json_str(json_get(element, STR("blob")))
                                             : json_str(element);
}

bool event_is_uuid(Str text)
{
    if (text.len != 36)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        char c = text.ptr[i];

        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}

static void digest_at(JsonOut *out, Str key, const Digest *digest)
{
    char hex[DIGEST_HEX_BYTES], text[sizeof DIGEST_PREFIX + DIGEST_HEX_BYTES];
    Str digits = digest_hex(digest, hex);

    memcpy(text, DIGEST_PREFIX, sizeof DIGEST_PREFIX - 1);
    memcpy(text + sizeof DIGEST_PREFIX - 1, digits.ptr, digits.len);
    jsonout_str_at(out, key, (Str){ text, sizeof DIGEST_PREFIX - 1 + digits.len });
}

/* The keys stand in their order; the values are ASCII without anything to escape. */
void event_print(const Event *event, Buf *out)
{
    JsonOut json = jsonout_new(out, 0);
    char time[DATE_TEXT_BYTES];

    jsonout_object(&json);
    jsonout_str_at(&json, STR("act"), event->act);
    jsonout_str_at(&json, STR("actor"), event->actor);
    jsonout_bool_at(&json, STR("asserted"), event->asserted);
    jsonout_str_at(&json, STR("chain"), event->chain);
    jsonout_str_at(&json, STR("id"), event->id);
    jsonout_str_at(&json, STR("kind"), event->kind);
    jsonout_u64_at(&json, STR("leaf"), event->leaf);
    digest_at(&json, STR("payload"), &event->payload);
    if (event->seq)
        digest_at(&json, STR("prev"), &event->prev);
    jsonout_u64_at(&json, STR("seq"), event->seq);
    jsonout_key(&json, STR("subjects"));
    jsonout_array(&json);
    for (size_t i = 0; i < event->subject_count; i++)
        jsonout_str(&json, event->subjects[i]);
    jsonout_array_end(&json);
    jsonout_str_at(&json, STR("time"), date_write_s(event->time_s, time));
    jsonout_u64_at(&json, STR("v"), EVENT_VERSION);
    jsonout_object_end(&json);
}

/* ---- reading ------------------------------------------------------------------------ */

static bool whole_number(const Json *json, uint64_t *out)
{
    int64_t number;

    if (!json_i64(json, &number) || number < 0)
        return false;
    *out = (uint64_t)number;
    return true;
}

static bool digest_of_json(const Json *json, Digest *out)
{
    Str text = json_str(json), prefix = STR("sha256:");

    return str_starts(text, prefix) && digest_parse(str_slice(text, prefix.len, text.len), out);
}

static bool uuid_of_json(const Json *json, Str *out)
{
    *out = json_str(json);
    return event_is_uuid(*out);
}

static bool subjects_read(const Json *list, Arena *arena, Event *out, Err *err)
{
    JsonIter iter = json_iter(list);
    Str *subjects = ARENA_ARRAY(arena, Str, json_count(list));
    const Json *value;
    Str key;

    if (!subjects)
        return err_no_memory(err);
    if (json_kind(list) != JSON_ARRAY || json_count(list) > EVENT_SUBJECTS_MAX)
        return err_set(err, ERR_VERIFY, RULE_MEMBER, STR("subjects"));
    while (json_next(&iter, &key, &value))
        if (!uuid_of_json(value, &subjects[out->subject_count++]))
            return err_set(err, ERR_VERIFY, RULE_MEMBER, STR("subjects"));
    out->subjects = subjects;
    return true;
}

/* The first member that is not as it must be, or NULL. */
static const char *members_read(const Json *json, Event *out)
{
    uint64_t version;

    out->kind = json_str(json_get(json, STR("kind")));
    out->asserted = json_bool(json_get(json, STR("asserted")));
    if (!uuid_of_json(json_get(json, STR("act")), &out->act))
        return "act";
    if (!uuid_of_json(json_get(json, STR("actor")), &out->actor))
        return "actor";
    if (!uuid_of_json(json_get(json, STR("chain")), &out->chain))
        return "chain";
    if (!uuid_of_json(json_get(json, STR("id")), &out->id))
        return "id";
    if (!whole_number(json_get(json, STR("leaf")), &out->leaf))
        return "leaf";
    if (!whole_number(json_get(json, STR("seq")), &out->seq))
        return "seq";
    if (!digest_of_json(json_get(json, STR("payload")), &out->payload))
        return "payload";
    if (out->seq && !digest_of_json(json_get(json, STR("prev")), &out->prev))
        return "prev";
    if (!date_parse_s(json_str(json_get(json, STR("time"))), &out->time_s))
        return "time";
    return whole_number(json_get(json, STR("v")), &version) && version == EVENT_VERSION ? NULL
                                                                                       : "v";
}

/* Whatever was read is written again: a text that differs says more, or says it otherwise. */
static bool same_again(const Event *event, Str body, Err *err)
{
    CLEANUP(buf_done) Buf again = buf_new(EVENT_BYTES_MAX + 64);

    event_print(event, &again);
    if (buf_failed(&again))
        return err_no_memory(err);
    return str_eq(buf_str(&again), body) || err_set(err, ERR_VERIFY, RULE_FORM);
}

bool event_parse(Str body, Arena *arena, Event *out, Err *err)
{
    Event event = { .leaf = 0 };
    const char *wrong;
    const Json *json;

    if (body.len > EVENT_BYTES_MAX)
        return err_set(err, ERR_VERIFY, RULE_FORM);
    if (!json_parse(body, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &json, err))
        return false;
    wrong = members_read(json, &event);
    if (wrong)
        return err_set(err, ERR_VERIFY, RULE_MEMBER, str_of(wrong));
    if (!subjects_read(json_get(json, STR("subjects")), arena, &event, err)
        || !same_again(&event, body, err))
        return false;
    *out = event;
    return true;
}
