/* SPDX-License-Identifier: Apache-2.0 */
#include "api/grounds.h"

#include "base/io.h"
#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

static const Str WORDS = STR_ROW("text:");

bool grounds_is_file(Str given)
{
    return !str_starts(given, WORDS) && str_find(given, STR("://")) == given.len;
}

/* ---- what kind of file -------------------------------------------------------------- */

/* By their first bytes. Source: the formats' own specifications; names: IANA media types. */
static const struct {
    Str first, media;
} MEDIA[] = {
    { STR_ROW("%PDF-"), STR_ROW("application/pdf") },
    { STR_ROW("\x89PNG\r\n\x1a\n"), STR_ROW("image/png") },
    { STR_ROW("\xff\xd8\xff"), STR_ROW("image/jpeg") },
    { STR_ROW("PK\x03\x04"), STR_ROW("application/zip") },
    { STR_ROW("\x1f\x8b"), STR_ROW("application/gzip") },
    { STR_ROW("{"), STR_ROW("application/json") },
    { STR_ROW("<?xml"), STR_ROW("application/xml") },
};

static Str media_of(Str bytes)
{
    bool text = utf8_check(bytes) == bytes.len && str_find_char(bytes, '\0') == bytes.len;

    for (size_t i = 0; i < ARRAY_LEN(MEDIA); i++)
        if (str_starts(bytes, MEDIA[i].first))
            return MEDIA[i].media;
    return text ? STR("text/plain") : STR("application/octet-stream");
}

/* ---- taking ------------------------------------------------------------------------- */

static Str last_part(Str path)
{
    size_t at = path.len;

    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return str_slice(path, at, path.len);
}

static bool file_take(Act *act, const char *path, DecisionEvidence *out, Err *err)
{
    DecisionEvidence file = { .name = last_part(str_of(path)) };
    Str bytes;

    if (!io_read_all(path, EVIDENCE_BYTES_MAX, &act->arena, &bytes, err))
        return false;
    file.media = media_of(bytes);
    file.bytes = bytes.len;
    if (!act_blob(act, file.media, bytes, &file.blob, err))
        return false;
    *out = file;
    return true;
}

bool grounds_take(Act *act, const char *const *given, size_t count, const DecisionEvidence **out,
                   Err *err)
{
    DecisionEvidence *list = ARENA_ARRAY(&act->arena, DecisionEvidence, count);

    if (!list)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        Str one = str_of(given[i]);

        if (!grounds_is_file(one))
            list[i].name = str_starts(one, WORDS) ? str_trim(str_slice(one, WORDS.len, one.len))
                                                  : one;
        else if (!file_take(act, given[i], &list[i], err))
            return err_in(err, "--evidence");
        if (!noun_text_check(list[i].name, err))
            return err_in(err, "--evidence");
    }
    *out = list;
    return true;
}

/* ---- in a payload ------------------------------------------------------------------- */

void grounds_write(const DecisionEvidence *evidence, size_t count, JsonOut *json)
{
    jsonout_array(json);
    for (size_t i = 0; i < count; i++) {
        if (!evidence[i].blob.len) {
            jsonout_str(json, evidence[i].name);
            continue;
        }
        jsonout_object(json);
        jsonout_str_at(json, STR("blob"), evidence[i].blob);
        jsonout_u64_at(json, STR("bytes"), evidence[i].bytes);
        jsonout_str_at(json, STR("media"), evidence[i].media);
        jsonout_str_at(json, STR("name"), evidence[i].name);
        jsonout_object_end(json);
    }
    jsonout_array_end(json);
}

static DecisionEvidence one_read(const Json *json)
{
    int64_t bytes = 0;

    if (json_kind(json) != JSON_OBJECT)
        return (DecisionEvidence){ .name = json_str(json) };
    (void)json_i64(json_get(json, STR("bytes")), &bytes);
    return (DecisionEvidence){ json_str(json_get(json, STR("name"))),
                               json_str(json_get(json, STR("media"))),
                               json_str(json_get(json, STR("blob"))), (uint64_t)bytes };
}

bool grounds_read(Str json, Arena *arena, const DecisionEvidence **out, size_t *count, Err *err)
{
    const Json *list = NULL, *value;
    DecisionEvidence *made;
    size_t met = 0;
    JsonIter iter;
    Str key;

    if (json.len && !json_parse(json, JSON_UNIQUE_KEYS, arena, &list, err))
        return false;
    made = ARENA_ARRAY(arena, DecisionEvidence, json_count(list));
    if (!made)
        return err_no_memory(err);
    iter = json_iter(list);
    while (json_next(&iter, &key, &value))
        made[met++] = one_read(value);
    *out = made;
    *count = met;
    return true;
}

bool grounds_text(const DecisionEvidence *evidence, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf text = buf_new(1 << 16);

    if (!evidence->blob.len) {
        *out = evidence->name;
        return true;
    }
    buf_printf(&text, "%.*s (%.*s, %.*s)", STR_ARG(evidence->name), STR_ARG(evidence->media),
               STR_ARG(evidence->blob));
    return (!buf_failed(&text) && arena_copy(arena, buf_str(&text), out)) || err_no_memory(err);
}
