/* SPDX-License-Identifier: Apache-2.0 */
#include "store/dossier_account.h"

#include "base/sandbox.h"
#include "base/utf8.h"
#include "store/dossier_parts.h"

#include <stdio.h>
#include <string.h>

#define ACCOUNT_ARENA_BYTES ((size_t)8 << 30)

enum {
    SQL_BYTES = 1 << 17, EVENT_ARENA_BYTES = 64 << 20, FRONT_BYTES = MANIFEST_BYTES_MAX * 2,
    OWN = 3, /* origin, chain, leaf stand before a table's own columns */
};

#define RULE_ACCOUNT STR("store.dossier-account")
#define RULE_ABSENT  STR("store.blob-absent")

static const SandboxLimits LIMITS = {
    .memory_max = (uint64_t)16 << 30, .answer_max = (uint64_t)4 << 30, .seconds_max = 600,
};

static bool refuse(Err *err)
{
    return err_set(err, ERR_VERIFY, RULE_ACCOUNT);
}

/* ---- in the worker: writing down ----------------------------------------------------- */

static void put_number(Buf *out, uint64_t number)
{
    buf_add(out, (Str){ (const char *)&number, sizeof number });
}

static void put_text(Buf *out, Str text)
{
    put_number(out, text.len);
    buf_add(out, text);
}

static void put_digest(Buf *out, const Digest *digest)
{
    buf_add(out, (Str){ (const char *)digest->bytes, DIGEST_BYTES });
}

static void head_put(Buf *out, const Dossier *dossier)
{
    const uint64_t numbers[] = { (uint64_t)dossier->time_s, dossier->size, dossier->length,
                                 dossier->event_count, dossier->blob_count, dossier->erased,
                                 dossier->vouched };

    put_text(out, dossier->product);
    put_text(out, dossier->organisation);
    put_text(out, dossier->chain);
    put_text(out, dossier->record);
    buf_add(out, (Str){ (const char *)dossier->key.bytes, SIGN_PUBLIC_BYTES });
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        put_number(out, numbers[i]);
    put_digest(out, &dossier->last);
    for (size_t i = 0; i < dossier->event_count; i++)
        if (dossier->events[i].own)
            put_digest(out, &dossier->events[i].hash);
}

/* A row: its table, then each value as its kind, and its number or its text. */
typedef struct {
    Buf *out;
    uint64_t table;
} Putting;

static bool row_put(void *context, const DbValue *values, size_t count, Err *err)
{
    const Putting *putting = context;

    put_number(putting->out, putting->table);
    for (size_t i = 0; i < count; i++) {
        put_number(putting->out, (uint64_t)values[i].kind);
        if (values[i].kind == DB_INT)
            put_number(putting->out, (uint64_t)values[i].number);
        else if (values[i].kind != DB_NULL)
            put_text(putting->out, values[i].text);
    }
    return !buf_failed(putting->out) || err_no_memory(err);
}

static bool tables_put(Db *db, Buf *out, Err *err)
{
    for (int i = 0; i < TABLES_COUNT; i++) {
        CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
        Putting putting = { out, (uint64_t)i };

        if (TABLES[i].system)
            continue;
        buf_add(&sql, STR("SELECT chain, leaf"));
        for (size_t k = 0; k < table_width(&TABLES[i]); k++)
            buf_printf(&sql, ", \"%s\"", TABLES[i].column[k].name);
        buf_printf(&sql, " FROM \"%s\"", TABLES[i].name);
        buf_char(&sql, '\0');
        if (buf_failed(&sql))
            return err_no_memory(err);
        if (!db_query(db, sql.ptr, NULL, 0, row_put, &putting, err))
            return false;
    }
    return true;
}

/* ---- in the worker: understanding ---------------------------------------------------- */

static bool blob_of(void *context, Str digest, Arena *arena, Str *bytes, Err *err)
{
    (void)arena;
    return dossier_blob(context, digest, bytes) || err_set(err, ERR_NO_DATA, RULE_ABSENT, digest);
}

static bool event_replay(const Projection *to, const DossierEvent *said, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(EVENT_ARENA_BYTES);
    Event event;

    return event_parse(said->body, &arena, &event, err) && project(to, &event, said->payload, err);
}

typedef struct {
    Dossier *dossier;
    Buf *out;
} Replay;

static bool replay_body(Db *db, void *context, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(SQL_BYTES);
    const Replay *replay = context;
    Dossier *dossier = replay->dossier;
    Projection to = { .db = db, .origin = dossier->chain, .replay = true, .blob = blob_of,
                      .context = dossier };

    views_print(DB_SQLITE, &sql);
    buf_char(&sql, '\0');
    if (buf_failed(&sql))
        return err_no_memory(err);
    if (!db_script(db, sql.ptr, err))
        return false;
    for (size_t i = 0; i < dossier->event_count; i++)
        if (!event_replay(&to, &dossier->events[i], err))
            return err_in(err, "event %zu", i + 1);
    return tables_put(db, replay->out, err);
}

static bool work(void *arg, int answer, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(ACCOUNT_ARENA_BYTES);
    CLEANUP(buf_done) Buf out = buf_new(LIMITS.answer_max);
    const Str *bytes = arg;
    Dossier dossier;
    Db *db;
    bool ok;

    if (!dossier_read(*bytes, &arena, &dossier, err) || !db_open_memory(&db, err))
        return false;
    head_put(&out, &dossier);
    ok = db_transact(db, DB_WRITE, replay_body, &(Replay){ &dossier, &out }, err);
    db_close(db);
    return ok && sandbox_write(answer, buf_str(&out), err);
}

/* ---- what came back ------------------------------------------------------------------ */

/* What is left of the bytes. A failure stays: what is read afterwards is zero or empty. */
typedef struct {
    Str rest;
    bool failed;
} Reader;

static Str take(Reader *reader, uint64_t len)
{
    Str taken;

    reader->failed = reader->failed || len > reader->rest.len;
    if (reader->failed)
        return STR("");
    taken = str_slice(reader->rest, 0, (size_t)len);
    reader->rest = str_slice(reader->rest, (size_t)len, reader->rest.len);
    return taken;
}

static uint64_t take_number(Reader *reader)
{
    uint64_t number = 0;
    Str bytes = take(reader, sizeof number);

    if (!reader->failed)
        memcpy(&number, bytes.ptr, sizeof number);
    return number;
}

static Str take_text(Reader *reader)
{
    Str text = take(reader, take_number(reader));

    reader->failed = reader->failed || utf8_check(text) != text.len
                  || str_find_char(text, '\0') != text.len;
    return reader->failed ? STR("") : text;
}

static void take_bytes(Reader *reader, void *out, size_t len)
{
    Str bytes = take(reader, len);

    if (!reader->failed)
        memcpy(out, bytes.ptr, len);
}

static bool account_take(Str answer, DossierAccount *out)
{
    Reader reader = { answer, false };

    out->product = take_text(&reader);
    out->organisation = take_text(&reader);
    out->chain = take_text(&reader);
    out->record = take_text(&reader);
    take_bytes(&reader, out->key.bytes, SIGN_PUBLIC_BYTES);
    out->time_s = (int64_t)take_number(&reader);
    out->size = take_number(&reader);
    out->length = take_number(&reader);
    out->events = take_number(&reader);
    out->blobs = take_number(&reader);
    out->erased = take_number(&reader);
    out->vouched = take_number(&reader);
    take_bytes(&reader, out->last.bytes, DIGEST_BYTES);
    out->hashes = take(&reader, out->length <= DOSSIER_EVENTS_MAX ? out->length * DIGEST_BYTES
                                                                  : UINT64_MAX);
    out->rows = reader.rest;
    return !reader.failed && event_is_uuid(out->chain) && event_is_uuid(out->record);
}

/* The front as it must stand in the file: magic, manifest and signature, which is taken from it. */
static bool front_write(const DossierAccount *account, const Digest *content, Str signature,
                        Buf *out, Arena *arena, Str *message, Err *err)
{
    CLEANUP(buf_done) Buf text = buf_new(MANIFEST_BYTES_MAX);
    const Manifest manifest = { .chain = account->chain, .record = account->record,
                                .key = account->key, .content = *content, .last = account->last,
                                .blobs = account->blobs, .events = account->events,
                                .length = account->length };

    manifest_write(&manifest, &text);
    buf_add(out, STR(DOSSIER_MAGIC));
    part_write(out, "manifest", buf_str(&text));
    part_write(out, "signature", signature);
    if (buf_failed(&text) || buf_failed(out))
        return err_no_memory(err);
    return manifest_message(buf_str(&text), arena, message, err);
}

/* Its length is the same whatever the digest is, so a first writing tells where the content begins.
 */
static bool front_prove(const DossierAccount *account, Str bytes, Arena *arena, Err *err)
{
    static const char NOTHING[SIGN_SIGNATURE_BYTES] = { 0 };
    CLEANUP(buf_done) Buf first = buf_new(FRONT_BYTES), front = buf_new(FRONT_BYTES);
    Signature signature;
    Digest content;
    Str message, signed_by;

    if (!front_write(account, &account->last, (Str){ NOTHING, sizeof NOTHING }, &first, arena,
                     &message, err))
        return false;
    if (bytes.len < first.len)
        return refuse(err);
    signed_by = str_slice(bytes, first.len - SIGN_SIGNATURE_BYTES - 1, first.len - 1);
    memcpy(signature.bytes, signed_by.ptr, sizeof signature.bytes);
    content = digest_of(str_slice(bytes, first.len, bytes.len));
    return front_write(account, &content, signed_by, &front, arena, &message, err)
        && (str_starts(bytes, buf_str(&front)) || refuse(err))
        && sign_verify(&account->key, message, &signature, err);
}

bool dossier_account(Str bytes, Arena *arena, DossierAccount *out, Err *err)
{
    DossierAccount account = { .digest = digest_of(bytes) };
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    Digest last;
    Str answer;

    if (!sandbox_run(work, &bytes, &LIMITS, arena, &answer, err))
        return false;
    if (!account_take(answer, &account)
        || !dossier_account_hash(&account, account.length - 1, &last)
        || !digest_equal(&last, &account.last))
        return refuse(err);
    if (!front_prove(&account, bytes, arena, err))
        return false;
    if (!arena_copy(arena, sign_fingerprint(&account.key, fingerprint), &account.fingerprint))
        return err_no_memory(err);
    *out = account;
    return true;
}

bool dossier_account_hash(const DossierAccount *account, uint64_t seq, Digest *out)
{
    if (seq >= account->length)
        return false;
    memcpy(out->bytes, account->hashes.ptr + seq * DIGEST_BYTES, DIGEST_BYTES);
    return true;
}

/* ---- its rows ------------------------------------------------------------------------ */

static bool value_take(Reader *reader, DbValue *out)
{
    uint64_t kind = take_number(reader);

    *out = (DbValue){ .kind = DB_NULL };
    if (kind == DB_INT)
        *out = db_int((int64_t)take_number(reader));
    else if (kind == DB_TEXT)
        *out = db_text(take_text(reader));
    return !reader->failed && (kind == DB_NULL || kind == DB_INT || kind == DB_TEXT);
}

/* Whether a column may hold the value, as project.c would have it. */
static bool value_fits(const Column *column, const DbValue *value)
{
    if (value->kind == DB_NULL)
        return !(column->flags & (COLUMN_KEY | COLUMN_NEEDED));
    if (column->type == COLUMN_UUID)
        return value->kind == DB_TEXT && event_is_uuid(value->text);
    return value->kind == (column->type == COLUMN_INT ? DB_INT : DB_TEXT);
}

static bool row_take(Reader *reader, const Table *table, DbValue *values)
{
    if (!value_take(reader, &values[1]) || !value_take(reader, &values[2])
        || values[1].kind != DB_TEXT || !event_is_uuid(values[1].text)
        || values[2].kind != DB_INT)
        return false;
    for (size_t i = 0; i < table_width(table); i++)
        if (!value_take(reader, &values[OWN + i])
            || !value_fits(&table->column[i], &values[OWN + i]))
            return false;
    return true;
}

static bool bulk_open(Db *db, const Table *table, DbBulk **out, Err *err)
{
    const char *names[OWN + TABLE_COLUMNS_MAX] = { "origin", "chain", "leaf" };
    size_t width = table_width(table);

    for (size_t i = 0; i < width; i++)
        names[OWN + i] = table->column[i].name;
    return db_bulk_begin(db, table->name, names, OWN + width, out, err);
}

/* The rows of one table, which stand together. */
static bool table_write(const Projection *to, Reader *reader, const Table *table, DbBulk *bulk,
                        Err *err)
{
    DbValue values[OWN + TABLE_COLUMNS_MAX] = { db_text(to->origin) };
    const uint64_t number = (uint64_t)(table - TABLES);

    for (;;) {
        Reader ahead = *reader;

        if (!ahead.rest.len || take_number(&ahead) != number)
            return true;
        if (!row_take(&ahead, table, values))
            return refuse(err);
        if (!db_bulk_row(bulk, values, err))
            return false;
        *reader = ahead;
    }
}

bool dossier_account_write(const Projection *to, const DossierAccount *account, Err *err)
{
    Reader reader = { account->rows, false };

    while (reader.rest.len) {
        Reader ahead = reader;
        uint64_t number = take_number(&ahead);
        DbBulk *bulk;

        if (ahead.failed || number >= TABLES_COUNT || TABLES[number].system)
            return refuse(err);
        if (!bulk_open(to->db, &TABLES[number], &bulk, err))
            return false;
        if (!table_write(to, &reader, &TABLES[number], bulk, err)) {
            db_bulk_abandon(&bulk);
            return false;
        }
        if (!db_bulk_end(&bulk, err))
            return false;
    }
    return true;
}
