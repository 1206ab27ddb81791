/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "base/buf.h"
#include "base/canonical.h"
#include "base/date.h"
#include "base/map.h"
#include "store/head.h"
#include "store/log.h"
#include "store/project.h"
#include "store/schema.h"
#include "store/vouch.h"
#include "trust/digest.h"

#include <stdio.h>

enum { STORE_ARENA_BYTES = 1 << 16, VOUCH_ARENA_BYTES = 1 << 16, VOUCH_PAYLOAD_BYTES = 1 << 12 };

#define RULE_BLOB_ABSENT  STR("store.blob-absent")
#define RULE_BLOB_ALTERED STR("store.blob-altered")
#define RULE_BLOB_LIMIT   STR("store.blob-limit")
#define RULE_STALE        STR("store.stale")
#define RULE_STALE_GONE   STR("store.stale-new")
#define RULE_TOO_MANY     STR("store.append-limit")
#define RULE_SETTINGS     STR("store.settings")

struct Store {
    Arena arena; /* holds this struct */
    Db *db;
    Str record;
};

/* ---- opening ------------------------------------------------------------------------ */

typedef struct {
    Arena *arena;
    const StoreOptions *options;
    bool found;
    Str record, schema; /* as they stand in the settings */
} Making;

static bool setting_take(void *context, const DbValue *values, size_t count, Err *err)
{
    Making *making = context;
    bool schema = str_eq(values[0].text, STR("schema"));

    (void)count;
    return arena_copy(making->arena, values[1].text, schema ? &making->schema : &making->record)
        || err_no_memory(err);
}

static bool record_make(Db *db, Str record, Err *err)
{
    DbValue args[] = { db_text(record), db_text(STR("")) };
    char number[24];

    snprintf(number, sizeof number, "%d", STORE_SCHEMA);
    args[1] = db_text(str_of(number));
    return schema_make(db, err)
        && db_run(db, "INSERT INTO setting (name, value) VALUES ('record', $1), ('schema', $2)",
                  args, 2, NULL, err)
        && log_make(db, err);
}

/* Two that create at once: the second finds the tables of the first. */
static bool make_once(Db *db, void *context, Err *err)
{
    Making *making = context;

    if (!schema_find(db, &making->found, err))
        return false;
    if (!making->found && !making->options->create)
        return true;
    return (making->found || record_make(db, making->options->record, err))
        && db_query(db, "SELECT name, value FROM setting WHERE name IN ('record', 'schema')", NULL,
                    0, setting_take, making, err);
}

static bool ready(Store *store, const StoreOptions *options, Err *err)
{
    Making making = { .arena = &store->arena, .options = options };
    char shown[DB_SHOWN_BYTES];
    uint64_t schema;

    if (!db_transact(store->db, options->create ? DB_WRITE : DB_READ, make_once, &making, err))
        return false;
    if (!making.found && !options->create)
        return err_set(err, ERR_NO_DATA, STR("store.no-record"),
                       db_shown(options->place, shown));
    store->record = making.record;
    if (!event_is_uuid(store->record)) /* it names folders */
        return err_set(err, ERR_VERIFY, RULE_SETTINGS);
    return ((str_to_u64(making.schema, &schema) && schema == STORE_SCHEMA)
            || schema_migrate(store->db, MIGRATIONS, STORE_SCHEMA, err))
        && schema_whole(store->db, err);
}

/* `db` is the store's then, and closed on failure. */
static bool open_db(Db *db, const StoreOptions *options, Store **out, Err *err)
{
    Arena arena = arena_new(STORE_ARENA_BYTES);
    Store *store = ARENA_NEW(&arena, Store);

    if (!store) {
        db_close(db);
        return err_no_memory(err);
    }
    store->arena = arena;
    store->db = db;
    if (ready(store, options, err)) {
        *out = store;
        return true;
    }
    store_close(store);
    return false;
}

bool store_open(const StoreOptions *options, Store **out, Err *err)
{
    Db *db;

    return db_open(options->place, options->create, &db, err)
        && open_db(db, options, out, err);
}

void store_close(Store *store)
{
    Arena arena;

    if (!store)
        return;
    db_close(store->db);
    arena = store->arena;
    arena_done(&arena);
}

Db *store_db(Store *store)
{
    return store->db;
}

Str store_record(const Store *store)
{
    return store->record;
}

/* ---- blobs -------------------------------------------------------------------------- */

Str blob_name(Str bytes, char buffer[BLOB_NAME_BYTES])
{
    Digest digest = digest_of(bytes);
    char hex[DIGEST_HEX_BYTES];

    snprintf(buffer, BLOB_NAME_BYTES, "sha256:%s", digest_hex(&digest, hex).ptr);
    return str_of(buffer);
}

typedef struct {
    Arena *arena;
    Str bytes;
    bool found;
} BlobRead;

static bool blob_take(void *context, const DbValue *values, size_t count, Err *err)
{
    BlobRead *read = context;

    (void)count;
    read->found = true;
    return arena_copy(read->arena, values[0].text, &read->bytes) || err_no_memory(err);
}

bool blob_read(Db *db, Str digest, Arena *arena, Str *bytes, Err *err)
{
    BlobRead read = { arena, STR(""), false };
    DbValue arg = db_text(digest);
    char name[BLOB_NAME_BYTES];

    if (!db_query(db, "SELECT bytes FROM blob WHERE digest = $1", &arg, 1, blob_take, &read, err))
        return false;
    if (!read.found)
        return err_set(err, ERR_NO_DATA, RULE_BLOB_ABSENT, digest);
    if (!str_eq(blob_name(read.bytes, name), digest))
        return err_set(err, ERR_VERIFY, RULE_BLOB_ALTERED, digest);
    *bytes = read.bytes;
    return true;
}

bool store_blob(Store *store, Str digest, Arena *arena, Str *bytes, Err *err)
{
    return blob_read(store->db, digest, arena, bytes, err);
}

static bool blob_for_projection(void *context, Str digest, Arena *arena, Str *bytes, Err *err)
{
    return blob_read(context, digest, arena, bytes, err);
}

static bool blob_write(Db *db, const BlobDraft *blob, Err *err)
{
    char name[BLOB_NAME_BYTES];
    DbValue args[3];

    if (blob->bytes.len > BLOB_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_BLOB_LIMIT);
    args[0] = db_text(blob_name(blob->bytes, name));
    args[1] = db_text(blob->media);
    args[2] = db_bytes(blob->bytes);
    return db_run(db,
                  "INSERT INTO blob (digest, media, bytes) VALUES ($1, $2, $3)"
                  " ON CONFLICT (digest) DO NOTHING", args, 3, NULL, err);
}

/* ---- appending ---------------------------------------------------------------------- */

typedef struct {
    Store *store;
    const Append *append;
    Arena *arena;
    Receipt *out;
} Job;

typedef struct {
    uint64_t leaf;
    bool found;
} RowLeaf;

static bool leaf_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(RowLeaf *)context = (RowLeaf){ (uint64_t)values[0].number, true };
    return true;
}

/* Tells a stale writer by which event the row was written since, and what that event said. */
static bool stale(Db *db, const Seen *seen, uint64_t leaf, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(PAYLOAD_BYTES_MAX * 2);
    LogEntry entry;
    char time[DATE_TEXT_BYTES];

    if (!log_entry(db, leaf, &arena, &entry, err))
        return false;
    return err_set(err, ERR_USAGE, RULE_STALE, str_of(TABLES[seen->table].name),
                   entry.kind, date_write_s(entry.time_s, time), entry.payload);
}

static bool still_as_seen(Db *db, const Seen *seen, Err *err)
{
    char sql[128];
    DbValue arg = db_text(seen->id);
    RowLeaf row = { STORE_NO_LEAF, false };

    snprintf(sql, sizeof sql, "SELECT leaf FROM \"%s\" WHERE origin = '' AND id = $1",
             TABLES[seen->table].name);
    if (!db_query(db, sql, &arg, 1, leaf_take, &row, err))
        return false;
    if (row.leaf == seen->leaf)
        return true;
    return row.found ? stale(db, seen, row.leaf, err)
                     : err_set(err, ERR_USAGE, RULE_STALE_GONE, str_of(TABLES[seen->table].name));
}

static bool draft_payload(const Draft *draft, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_BYTES_MAX);

    if (!canonical_of(draft->payload, arena, &buf, err))
        return false;
    return (!buf_failed(&buf) && arena_copy(arena, buf_str(&buf), out)) || err_no_memory(err);
}

static bool draft_write(Job *job, const Draft *draft, Log *log, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)PAYLOAD_BYTES_MAX * 4);
    const Append *append = job->append;
    Projection to = { .db = job->store->db, .blob = blob_for_projection,
                      .context = job->store->db, .dossier = append->dossier };
    Event event = { .act = append->act, .actor = append->actor, .asserted = append->asserted,
                    .chain = draft->chain, .kind = draft->kind, .time_s = append->now_s,
                    .subjects = draft->subjects, .subject_count = draft->subject_count };
    char id[37];
    Str payload;

    if (!append->id(append->context, id, err) || !draft_payload(draft, &arena, &payload, err))
        return false;
    event.id = str_of(id);
    event.payload = digest_of(payload);
    return log_add(log, &event, payload, err) && project(&to, &event, payload, err);
}

/* ---- signed by who acts --------------------------------------------------------------- */

static bool act_payload(const Job *job, Str chain, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(VOUCH_PAYLOAD_BYTES);
    const Append *append = job->append;
    VouchedAct act = { .act = append->act, .chain = chain, .person = append->actor,
                       .record = job->store->record };
    unsigned char signature[SIGNATURE_BYTES];
    char id[37], hex[VOUCH_HEX_BYTES];
    Str message;

    if (!log_chain(job->store->db, chain, &act.length, &act.last, err)
        || !vouch_act_message(&act, arena, &message, err)
        || !append->personal->sign(append->personal->context, message, signature, err)
        || !append->id(append->context, id, err))
        return false;
    buf_printf(&buf, "{\"act\":\"%.*s\",\"id\":\"%s\",\"key\":\"%.*s\",\"person\":\"%.*s\","
                     "\"signature\":\"%s\"}", STR_ARG(append->act), id,
               STR_ARG(append->personal->key), STR_ARG(append->actor),
               vouch_hex(signature, hex).ptr);
    return (!buf_failed(&buf) && arena_copy(arena, buf_str(&buf), out)) || err_no_memory(err);
}

static bool chain_sign(Job *job, Str chain, Log *log, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(VOUCH_ARENA_BYTES);
    Draft draft = { .kind = STR("act.signed"), .chain = chain };

    return act_payload(job, chain, &arena, &draft.payload, err)
        && draft_write(job, &draft, log, err);
}

/* Each chain that the act speaks in, once. */
static bool act_sign(Job *job, Log *log, Err *err)
{
    const Append *append = job->append;
    Map chains = { 0 };
    bool ok = true;
    uint32_t id;

    for (size_t i = 0; append->personal && ok && i < append->draft_count; i++)
        ok = map_intern(&chains, append->drafts[i].chain, &id, NULL, err);
    for (size_t i = 0; ok && i < chains.count; i++)
        ok = chain_sign(job, chains.key[i], log, err);
    map_done(&chains);
    return ok;
}

static bool append_body(Db *db, void *context, Err *err)
{
    Job *job = context;
    const Append *append = job->append;
    Log log;

    if (!log_lock(db, &log, err)
        || (append->witness && !witness_agrees(append->witness, &log, err)))
        return false;
    for (size_t i = 0; i < append->seen_count; i++)
        if (!still_as_seen(db, &append->seen[i], err))
            return false;
    for (size_t i = 0; i < append->blob_count; i++)
        if (!blob_write(db, &append->blobs[i], err))
            return false;
    for (size_t i = 0; i < append->draft_count; i++)
        if (!draft_write(job, &append->drafts[i], &log, err))
            return false;
    return act_sign(job, &log, err) && log_close(&log, err)
        && head_make(db, job->store->record, &log, append, job->arena, job->out, err);
}

bool store_append(Store *store, const Append *append, Arena *arena, Receipt *out, Err *err)
{
    Job job = { store, append, arena, out };

    if (append->draft_count > APPEND_EVENTS_MAX)
        return err_set(err, ERR_LIMIT, RULE_TOO_MANY);
    return db_transact(store->db, DB_WRITE, append_body, &job, err);
}
