/* SPDX-License-Identifier: Apache-2.0 */
#include "store/head.h"

#include "base/date.h"
#include "base/io.h"
#include "base/json.h"
#include "base/jsonout.h"

#include <stdio.h>
#include <string.h>

enum { HEAD_BYTES_MAX = 4096, HEAD_VERSION = 1, WITNESS_ARENA_BYTES = 1 << 16 };

#define RULE_HEAD_FORM      STR("store.head-form")
#define RULE_WITNESS_BEYOND STR("store.witness-beyond")
#define RULE_WITNESS_FORM   STR("store.witness-form")
#define RULE_WITNESS_OTHER  STR("store.witness-other")

static const char PREFIX[] = "sha256:";

void head_write(const Head *head, Buf *out)
{
    JsonOut json = jsonout_new(out, 0);
    char hex[DIGEST_HEX_BYTES], root[sizeof PREFIX + DIGEST_HEX_BYTES], time[DATE_TEXT_BYTES];

    snprintf(root, sizeof root, "%s%s", PREFIX, digest_hex(&head->root, hex).ptr);
    jsonout_object(&json);
    jsonout_str_at(&json, STR("key"), head->key);
    jsonout_str_at(&json, STR("record"), head->record);
    jsonout_str_at(&json, STR("root"), str_of(root));
    jsonout_u64_at(&json, STR("size"), head->size);
    jsonout_str_at(&json, STR("time"), date_write_s(head->time_s, time));
    jsonout_u64_at(&json, STR("v"), HEAD_VERSION);
    jsonout_object_end(&json);
}

static bool members_read(const Json *json, Head *out)
{
    Str root = json_str(json_get(json, STR("root")));
    int64_t size;

    out->key = json_str(json_get(json, STR("key")));
    out->record = json_str(json_get(json, STR("record")));
    if (!json_i64(json_get(json, STR("size")), &size) || size < 0)
        return false;
    out->size = (uint64_t)size;
    return str_starts(root, str_of(PREFIX))
        && digest_parse(str_slice(root, sizeof PREFIX - 1, root.len), &out->root)
        && date_parse_s(json_str(json_get(json, STR("time"))), &out->time_s);
}

bool head_read(Str body, Arena *arena, Head *out, Err *err)
{
    CLEANUP(buf_done) Buf again = buf_new(HEAD_BYTES_MAX * 2);
    Head head = { .size = 0 };
    const Json *json;

    if (body.len > HEAD_BYTES_MAX)
        return err_set(err, ERR_VERIFY, RULE_HEAD_FORM);
    if (!json_parse(body, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &json, err))
        return false;
    if (!members_read(json, &head))
        return err_set(err, ERR_VERIFY, RULE_HEAD_FORM);
    head_write(&head, &again);
    if (buf_failed(&again) || !str_eq(buf_str(&again), body))
        return err_set(err, ERR_VERIFY, RULE_HEAD_FORM);
    *out = head;
    return true;
}

bool head_message(Str body, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(HEAD_BYTES_MAX * 2);

    buf_add(&buf, (Str){ HEAD_CONTEXT, sizeof HEAD_CONTEXT }); /* with its NUL */
    buf_add(&buf, body);
    return (!buf_failed(&buf) && arena_copy(arena, buf_str(&buf), out)) || err_no_memory(err);
}

static bool head_store(Db *db, const Signer *signer, const Receipt *receipt, Err *err)
{
    DbValue args[] = { db_int((int64_t)receipt->size), db_text(signer->key),
                       db_text(receipt->body),
                       db_bytes((Str){ (const char *)receipt->signature, SIGNATURE_BYTES }) };

    return db_run(db,
                  "INSERT INTO head (size, public_key, body, signature) VALUES ($1, $2, $3, $4)"
                  " ON CONFLICT (size, public_key) DO NOTHING", args, ARRAY_LEN(args), NULL, err);
}

bool head_make(Db *db, Str record, const Log *log, const Append *append, Arena *arena,
               Receipt *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(HEAD_BYTES_MAX);
    Head head = { .record = record, .root = merkle_root(&log->frontier),
                  .size = log->frontier.size, .time_s = append->now_s };
    Receipt receipt = { .size = head.size, .root = head.root };
    Str message;

    if (!append->signer) {
        *out = receipt;
        return true;
    }
    head.key = append->signer->key;
    head_write(&head, &buf);
    if (buf_failed(&buf) || !arena_copy(arena, buf_str(&buf), &receipt.body))
        return err_no_memory(err);
    if (!head_message(receipt.body, arena, &message, err)
        || !append->signer->sign(append->signer->context, message, receipt.signature, err)
        || !head_store(db, append->signer, &receipt, err))
        return false;
    *out = receipt;
    return true;
}

typedef struct {
    HeadEach *each;
    void *context;
} Walk;

static bool head_row(void *context, const DbValue *values, size_t count, Err *err)
{
    const Walk *walk = context;

    (void)count;
    return walk->each(walk->context, values[2].text, values[1].text, values[3].text,
                      (uint64_t)values[0].number, err);
}

bool head_walk(Db *db, HeadEach *each, void *context, Err *err)
{
    Walk walk = { each, context };

    return db_query(db,
                    "SELECT size, public_key, body, signature FROM head ORDER BY size, public_key",
                    NULL, 0, head_row, &walk, err);
}

/* ---- the witness -------------------------------------------------------------------- */

bool witness_write(const char *path, const Receipt *receipt, Err *err)
{
    static const char DIGITS[] = "0123456789abcdef";
    char line[HEAD_BYTES_MAX + 2 * SIGNATURE_BYTES + 3];
    size_t len = receipt->body.len;
    IoWriter *writer;

    if (!len || len > HEAD_BYTES_MAX)
        return err_set(err, ERR_INTERNAL, RULE_HEAD_FORM);
    memcpy(line, receipt->body.ptr, len);
    line[len++] = '\t';
    for (size_t i = 0; i < SIGNATURE_BYTES; i++) {
        line[len++] = DIGITS[receipt->signature[i] >> 4];
        line[len++] = DIGITS[receipt->signature[i] & 15];
    }
    line[len++] = '\n';
    if (!io_writer_open(path, &writer, err))
        return false;
    io_write(writer, (Str){ line, len });
    return io_writer_commit(&writer, err);
}

/* 128 hexadecimal digits are two digests. */
static bool signature_read(Str hex, unsigned char out[SIGNATURE_BYTES])
{
    Digest half[2];

    static_assert(sizeof half == SIGNATURE_BYTES, "two halves");
    if (hex.len != 2 * SIGNATURE_BYTES || !digest_parse(str_slice(hex, 0, 64), &half[0])
        || !digest_parse(str_slice(hex, 64, 128), &half[1]))
        return false;
    memcpy(out, half, SIGNATURE_BYTES);
    return true;
}

bool witness_parse(Str text, Witness *out, Err *err)
{
    Witness witness = { .found = true };
    Str line;

    if (!str_next(&text, '\n', &line) || text.len || !str_next(&line, '\t', &witness.body)
        || !signature_read(line, witness.signature))
        return err_set(err, ERR_VERIFY, RULE_WITNESS_FORM);
    *out = witness;
    return true;
}

bool witness_read(const char *path, Arena *arena, Witness *out, Err *err)
{
    IoKind kind;
    Str text;

    *out = (Witness){ .found = false };
    if (!io_find(path, &kind, err))
        return false;
    if (kind == IO_NONE)
        return true;
    return io_read_regular(path, HEAD_BYTES_MAX * 2, arena, &text, err)
        && (witness_parse(text, out, err) || err_in(err, "%s", path));
}

/* ---- the witness and the log -------------------------------------------------------- */

static bool head_of(const char *path, Arena *arena, Head *out, bool *found, Err *err)
{
    Witness witness;

    if (!witness_read(path, arena, &witness, err))
        return false;
    *found = witness.found;
    return !witness.found || head_read(witness.body, arena, out, err) || err_in(err, "%s", path);
}

bool witness_advance(const char *path, const Receipt *receipt, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(WITNESS_ARENA_BYTES);
    bool found;
    Head head;

    return head_of(path, &arena, &head, &found, err)
        && ((found && head.size > receipt->size) || witness_write(path, receipt, err));
}

typedef struct {
    const Head *head;
    bool found;
} Kept;

static bool kept_take(void *context, const DbValue *values, size_t count, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(WITNESS_ARENA_BYTES);
    Kept *kept = context;
    Head head;

    (void)count;
    if (!head_read(values[0].text, &arena, &head, err))
        return false;
    kept->found = digest_equal(&head.root, &kept->head->root);
    return true;
}

/* The head that the witness is a copy of stands in the log. */
static bool head_is_kept(Db *db, const Head *head, const char *path, Err *err)
{
    DbValue args[] = { db_int((int64_t)head->size), db_text(head->key) };
    Kept kept = { head, false };

    if (!db_query(db, "SELECT body FROM head WHERE size = $1 AND public_key = $2", args, 2,
                  kept_take, &kept, err))
        return false;
    return kept.found || err_set(err, ERR_VERIFY, RULE_WITNESS_OTHER) || err_in(err, "%s", path);
}

bool witness_agrees(const char *path, const Log *log, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(WITNESS_ARENA_BYTES);
    char said[24], there[24];
    bool found;
    Head head;

    if (!head_of(path, &arena, &head, &found, err))
        return false;
    if (!found || head.size <= log->frontier.size)
        return !found || head_is_kept(log->db, &head, path, err);
    snprintf(said, sizeof said, "%llu", (unsigned long long)head.size);
    snprintf(there, sizeof there, "%llu", (unsigned long long)log->frontier.size);
    err_set(err, ERR_VERIFY, RULE_WITNESS_BEYOND, str_of(said), str_of(there));
    return err_in(err, "%s", path);
}
