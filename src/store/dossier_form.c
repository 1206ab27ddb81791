/* SPDX-License-Identifier: Apache-2.0 */
#include "store/dossier_parts.h"

#include "base/jsonout.h"

#include <stdio.h>
#include <string.h>

#define RULE_PART     STR("store.dossier-part")
#define RULE_CUT      STR("store.dossier-cut")
#define RULE_MANIFEST STR("store.dossier-manifest")

enum { NUMBER_DIGITS_MAX = 10 };

static const char PREFIX[] = "sha256:";

/* ---- parts -------------------------------------------------------------------------- */

void part_write(Buf *out, const char *word, Str bytes)
{
    buf_printf(out, "%s %zu\n", word, bytes.len);
    buf_add(out, bytes);
    buf_char(out, '\n');
}

bool part_is(Str rest, const char *word)
{
    Str name = str_of(word);

    return str_starts(rest, name) && rest.len > name.len && rest.ptr[name.len] == ' ';
}

/* Digits as they are written: no zero in front, so that there is one text for a number. */
static bool number_read(Str digits, uint64_t *out)
{
    return digits.len > 0 && digits.len <= NUMBER_DIGITS_MAX
        && (digits.ptr[0] != '0' || digits.len == 1) && str_to_u64(digits, out);
}

bool dossier_part_read(Str *rest, const char *word, Str *bytes, Err *err)
{
    size_t front = strlen(word) + 1;
    Str after, digits;
    uint64_t len;
    size_t end;

    if (!part_is(*rest, word))
        return err_set(err, ERR_VERIFY, RULE_PART, str_of(word));
    after = str_slice(*rest, front, rest->len);
    end = str_find_char(str_slice(after, 0, NUMBER_DIGITS_MAX + 1), '\n');
    digits = str_slice(after, 0, end);
    if (!number_read(digits, &len))
        return err_set(err, ERR_VERIFY, RULE_PART, str_of(word));
    after = str_slice(after, end + 1, after.len);
    if (len >= after.len || after.ptr[len] != '\n')
        return err_set(err, ERR_VERIFY, RULE_CUT, str_of(word));
    *bytes = str_slice(after, 0, (size_t)len);
    *rest = str_slice(after, (size_t)len + 1, after.len);
    return true;
}

/* ---- the manifest ------------------------------------------------------------------- */

static void digest_at(JsonOut *out, Str key, const Digest *digest)
{
    char hex[DIGEST_HEX_BYTES], text[sizeof PREFIX + DIGEST_HEX_BYTES];

    snprintf(text, sizeof text, "%s%s", PREFIX, digest_hex(digest, hex).ptr);
    jsonout_str_at(out, key, str_of(text));
}

void manifest_write(const Manifest *manifest, Buf *out)
{
    JsonOut json = jsonout_new(out, 0);
    char hex[DIGEST_HEX_BYTES];
    Digest key;

    static_assert(sizeof key.bytes == SIGN_PUBLIC_BYTES, "a key is as long as a digest");
    memcpy(key.bytes, manifest->key.bytes, sizeof key.bytes);
    jsonout_object(&json);
    jsonout_u64_at(&json, STR("blobs"), manifest->blobs);
    jsonout_str_at(&json, STR("chain"), manifest->chain);
    digest_at(&json, STR("content"), &manifest->content);
    jsonout_u64_at(&json, STR("events"), manifest->events);
    jsonout_str_at(&json, STR("key"), digest_hex(&key, hex));
    digest_at(&json, STR("last"), &manifest->last);
    jsonout_u64_at(&json, STR("length"), manifest->length);
    jsonout_str_at(&json, STR("record"), manifest->record);
    jsonout_u64_at(&json, STR("v"), MANIFEST_VERSION);
    jsonout_object_end(&json);
}

static bool digest_get(const Json *json, const char *key, Digest *out)
{
    Str text = json_str(json_get(json, str_of(key)));

    return str_starts(text, str_of(PREFIX))
        && digest_parse(str_slice(text, sizeof PREFIX - 1, text.len), out);
}

static bool members_read(const Json *json, Manifest *out)
{
    Digest key;

    out->chain = json_str(json_get(json, STR("chain")));
    out->record = json_str(json_get(json, STR("record")));
    if (!event_is_uuid(out->chain) || !event_is_uuid(out->record)
        || !digest_parse(json_str(json_get(json, STR("key"))), &key))
        return false;
    memcpy(out->key.bytes, key.bytes, sizeof key.bytes);
    return digest_get(json, "content", &out->content) && digest_get(json, "last", &out->last)
        && json_u64(json_get(json, STR("blobs")), &out->blobs)
        && json_u64(json_get(json, STR("events")), &out->events)
        && json_u64(json_get(json, STR("length")), &out->length);
}

bool manifest_read(Str text, Arena *arena, Manifest *out, Err *err)
{
    CLEANUP(buf_done) Buf again = buf_new(MANIFEST_BYTES_MAX * 2);
    Manifest manifest = { .blobs = 0 };
    const Json *json;

    if (text.len > MANIFEST_BYTES_MAX)
        return err_set(err, ERR_VERIFY, RULE_MANIFEST);
    if (!json_parse(text, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &json, err))
        return false;
    if (!members_read(json, &manifest))
        return err_set(err, ERR_VERIFY, RULE_MANIFEST);
    manifest_write(&manifest, &again);
    if (buf_failed(&again))
        return err_no_memory(err);
    if (!str_eq(buf_str(&again), text))
        return err_set(err, ERR_VERIFY, RULE_MANIFEST);
    *out = manifest;
    return true;
}

bool manifest_message(Str text, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(MANIFEST_BYTES_MAX * 2);

    buf_add(&buf, (Str){ DOSSIER_CONTEXT, sizeof DOSSIER_CONTEXT }); /* with its NUL */
    buf_add(&buf, text);
    return (!buf_failed(&buf) && arena_copy(arena, buf_str(&buf), out)) || err_no_memory(err);
}

/* ---- what may stand in it ----------------------------------------------------------- */

/* Tables of the organisation's chain. Those that are shown concern every product alike: who it is,
 * its people, its keys, how it judges risk. Its sites are its customers, its views its habits, and
 * dossiers of others are theirs to hand on. */
static const struct { TableId table; bool shown; } ORGANISATION_S[] = {
    { TABLE_ORGANISATION, true }, { TABLE_PERSON, true },     { TABLE_PUBLIC_KEY, true },
    { TABLE_MATRIX, true },       { TABLE_SITE, false },      { TABLE_SAVED_VIEW, false },
    { TABLE_DOSSIER, false },
};

bool dossier_takes(const Kind *kind, bool own)
{
    for (size_t i = 0; i < ARRAY_LEN(ORGANISATION_S); i++)
        if (ORGANISATION_S[i].table == kind->table)
            return !own && ORGANISATION_S[i].shown;
    return own;
}

static bool blob_name_add(Str name, Arena *arena, Map *names, Err *err)
{
    uint32_t id;
    Str copy;

    if (!str_starts(name, str_of(PREFIX)) || map_find(names, name, &id))
        return true;
    return arena_copy(arena, name, &copy) ? map_intern(names, copy, &id, NULL, err)
                                          : err_no_memory(err);
}

/* As verify_log.c counts them: the members `blob` and `evidence`, which is a list. */
bool payload_blobs(const Json *payload, Arena *arena, Map *names, Err *err)
{
    JsonIter evidence = json_iter(json_get(payload, STR("evidence")));
    const Json *value;
    Str key;

    if (!blob_name_add(json_str(json_get(payload, STR("blob"))), arena, names, err))
        return false;
    while (json_next(&evidence, &key, &value))
        if (!blob_name_add(event_evidence(value), arena, names, err))
            return false;
    return true;
}
