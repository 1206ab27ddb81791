/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log.h"

#include <string.h>

enum { BODY_ROOM = 1 << 16 };

#define RULE_FRONTIER     STR("store.frontier")
#define RULE_EVENT_HASH   STR("store.event-hash")
#define RULE_EVENT_ABSENT STR("store.event-absent")
#define RULE_NODE_ABSENT  STR("store.node-absent")
#define RULE_EVENT_LIMIT  STR("store.event-limit")

static Str bytes_of(const Digest *digest)
{
    return (Str){ (const char *)digest->bytes, DIGEST_BYTES };
}

static bool digest_take(Str bytes, Digest *out)
{
    if (bytes.len != DIGEST_BYTES)
        return false;
    memcpy(out->bytes, bytes.ptr, DIGEST_BYTES);
    return true;
}

bool log_make(Db *db, Err *err)
{
    DbValue args[] = { db_int(1), db_int(0), db_bytes(STR("")) };

    return db_run(db, "INSERT INTO log (one, size, frontier) VALUES ($1, $2, $3)", args, 3, NULL,
                  err);
}

/* ---- the compact range -------------------------------------------------------------- */

/* Its digests stand one behind the other, of the smallest subtree first. */
static bool frontier_take(void *context, const DbValue *values, size_t count, Err *err)
{
    MerkleFrontier *frontier = context;
    Str digests = values[1].text;

    (void)count;
    frontier->size = (uint64_t)values[0].number;
    for (unsigned level = 0; level < MERKLE_LEVELS; level++)
        if (frontier->size >> level & 1) {
            if (!digest_take(str_slice(digests, 0, DIGEST_BYTES), &frontier->node[level]))
                return err_set(err, ERR_VERIFY, RULE_FRONTIER);
            digests = str_slice(digests, DIGEST_BYTES, digests.len);
        }
    return (values[0].number >= 0 && !digests.len) || err_set(err, ERR_VERIFY, RULE_FRONTIER);
}

static bool frontier_read(Db *db, const char *sql, MerkleFrontier *out, Err *err)
{
    MerkleFrontier frontier = { .size = UINT64_MAX };

    if (!db_query(db, sql, NULL, 0, frontier_take, &frontier, err))
        return false;
    if (frontier.size == UINT64_MAX)
        return err_set(err, ERR_VERIFY, RULE_FRONTIER);
    *out = frontier;
    return true;
}

bool log_state(Db *db, MerkleFrontier *out, Err *err)
{
    return frontier_read(db, "SELECT size, frontier FROM log WHERE one = 1", out, err);
}

/* SQLite took its lock when the transaction began. */
bool log_lock(Db *db, Log *out, Err *err)
{
    static const char *const LOCK[DB_DIALECTS] = {
        [DB_SQLITE] = "SELECT size, frontier FROM log WHERE one = 1",
        [DB_POSTGRES] = "SELECT size, frontier FROM log WHERE one = 1 FOR UPDATE",
    };

    out->db = db;
    return frontier_read(db, LOCK[db_dialect(db)], &out->frontier, err);
}

bool log_close(Log *log, Err *err)
{
    CLEANUP(buf_done) Buf digests = buf_new(MERKLE_LEVELS * DIGEST_BYTES * 2);
    DbValue args[2] = { db_int((int64_t)log->frontier.size) };

    for (unsigned level = 0; level < MERKLE_LEVELS; level++)
        if (log->frontier.size >> level & 1)
            buf_add(&digests, bytes_of(&log->frontier.node[level]));
    if (buf_failed(&digests))
        return err_no_memory(err);
    args[1] = db_bytes(buf_str(&digests));
    return db_run(log->db, "UPDATE log SET size = $1, frontier = $2 WHERE one = 1", args, 2, NULL,
                  err);
}

/* ---- adding ------------------------------------------------------------------------- */

typedef struct {
    uint64_t length;
    Digest hash;
    bool sound;
} ChainEnd;

static bool chain_take(void *context, const DbValue *values, size_t count, Err *err)
{
    ChainEnd *end = context;

    (void)count, (void)err;
    end->length = (uint64_t)values[0].number;
    end->sound = digest_take(values[1].text, &end->hash);
    return true;
}

static bool chain_read(Db *db, Str chain, ChainEnd *out, Err *err)
{
    DbValue arg = db_text(chain);

    *out = (ChainEnd){ .sound = true };
    return db_query(db, "SELECT length, hash FROM chain WHERE id = $1", &arg, 1, chain_take, out,
                    err)
        && (out->sound || err_set(err, ERR_VERIFY, RULE_FRONTIER));
}

bool log_chain(Db *db, Str chain, uint64_t *length, Digest *last, Err *err)
{
    ChainEnd end;

    if (!chain_read(db, chain, &end, err))
        return false;
    *length = end.length;
    *last = end.hash;
    return true;
}

static bool chain_write(Db *db, const Event *event, const Digest *hash, Err *err)
{
    DbValue args[] = { db_text(event->chain), db_int((int64_t)event->seq + 1),
                       db_bytes(bytes_of(hash)) };

    return db_run(db,
                  "INSERT INTO chain (id, length, hash) VALUES ($1, $2, $3)"
                  " ON CONFLICT (id) DO UPDATE SET length = excluded.length, hash = excluded.hash",
                  args, 3, NULL, err);
}

static bool event_store(Db *db, const Event *event, Str body, Str payload, const Digest *hash,
                        Err *err)
{
    DbValue args[] = {
        db_int((int64_t)event->leaf), db_text(event->id), db_text(event->chain),
        db_int((int64_t)event->seq), db_text(event->kind), db_int(event->time_s), db_text(body),
        db_text(payload), db_bytes(bytes_of(hash)),
    };

    return db_run(db,
                  "INSERT INTO event (leaf, id, chain, seq, kind, time_s, body, payload, hash)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", args, ARRAY_LEN(args), NULL, err);
}

/* The leaf itself stands in its event. */
static bool nodes_store(Log *log, const Digest *leaf, Err *err)
{
    MerkleNode complete[MERKLE_LEVELS];
    size_t count = merkle_append(&log->frontier, leaf, complete);

    for (size_t i = 0; i < count; i++) {
        DbValue args[] = { db_int((int64_t)complete[i].level), db_int((int64_t)complete[i].index),
                           db_bytes(bytes_of(&complete[i].digest)) };

        if (complete[i].level
            && !db_run(log->db, "INSERT INTO node (level, position, hash) VALUES ($1, $2, $3)",
                       args, 3, NULL, err))
            return false;
    }
    return true;
}

bool log_add(Log *log, Event *event, Str payload, Err *err)
{
    CLEANUP(buf_done) Buf body = buf_new(EVENT_BYTES_MAX);
    ChainEnd end;
    Digest hash;

    if (!chain_read(log->db, event->chain, &end, err))
        return false;
    event->leaf = log->frontier.size;
    event->seq = end.length;
    event->prev = end.hash;
    event_print(event, &body);
    if (buf_failed(&body) || event->subject_count > EVENT_SUBJECTS_MAX)
        return err_set(err, ERR_LIMIT, RULE_EVENT_LIMIT);
    hash = merkle_leaf(buf_str(&body));
    return event_store(log->db, event, buf_str(&body), payload, &hash, err)
        && chain_write(log->db, event, &hash, err)
        && nodes_store(log, &hash, err);
}

/* ---- reading ------------------------------------------------------------------------ */

#define ENTRY_COLUMNS "leaf, id, chain, seq, kind, time_s, body, payload, hash"

static bool entry_of(const DbValue *values, LogEntry *out)
{
    *out = (LogEntry){ .leaf = (uint64_t)values[0].number, .id = values[1].text,
                       .chain = values[2].text, .seq = (uint64_t)values[3].number,
                       .kind = values[4].text, .time_s = values[5].number,
                       .body = values[6].text, .payload = values[7].text };
    return digest_take(values[8].text, &out->hash);
}

typedef struct {
    LogEach *each;
    void *context;
} Walk;

static bool walk_row(void *context, const DbValue *values, size_t count, Err *err)
{
    const Walk *walk = context;
    LogEntry entry;

    (void)count;
    if (!entry_of(values, &entry)) {
        err_set(err, ERR_VERIFY, RULE_EVENT_HASH);
        return err_in(err, "event %llu", (unsigned long long)entry.leaf);
    }
    return walk->each(walk->context, &entry, err);
}

bool log_walk(Db *db, uint64_t from, Str chain, LogEach *each, void *context, Err *err)
{
    Walk walk = { each, context };
    DbValue args[] = { db_int((int64_t)from), db_text(chain) };

    if (chain.len)
        return db_query(db,
                        "SELECT " ENTRY_COLUMNS " FROM event WHERE leaf >= $1 AND chain = $2"
                        " ORDER BY leaf", args, 2, walk_row, &walk, err);
    return db_query(db, "SELECT " ENTRY_COLUMNS " FROM event WHERE leaf >= $1 ORDER BY leaf", args,
                    1, walk_row, &walk, err);
}

typedef struct {
    Arena *arena;
    LogEntry *out;
    bool found;
} EntryRead;

static bool entry_take(void *context, const DbValue *values, size_t count, Err *err)
{
    EntryRead *read = context;
    Str *texts[] = { &read->out->id, &read->out->chain, &read->out->kind, &read->out->body,
                     &read->out->payload };

    (void)count;
    if (!entry_of(values, read->out))
        return err_set(err, ERR_VERIFY, RULE_FRONTIER);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (!arena_copy(read->arena, *texts[i], texts[i]))
            return err_no_memory(err);
    return read->found = true;
}

bool log_entry(Db *db, uint64_t leaf, Arena *arena, LogEntry *out, Err *err)
{
    LogEntry entry;
    EntryRead read = { arena, &entry, false };
    DbValue arg = db_int((int64_t)leaf);

    if (!db_query(db, "SELECT " ENTRY_COLUMNS " FROM event WHERE leaf = $1", &arg, 1, entry_take,
                  &read, err))
        return false;
    if (!read.found)
        return err_set(err, ERR_VERIFY, RULE_EVENT_ABSENT);
    *out = entry;
    return true;
}

typedef struct {
    Digest *out;
    bool found;
} NodeRead;

static bool node_take(void *context, const DbValue *values, size_t count, Err *err)
{
    NodeRead *read = context;

    (void)count, (void)err;
    read->found = digest_take(values[0].text, read->out);
    return true;
}

bool log_node(void *db, unsigned level, uint64_t position, Digest *out, Err *err)
{
    static const char *const SQL[] = {
        "SELECT hash FROM event WHERE leaf = $1",
        "SELECT hash FROM node WHERE position = $1 AND level = $2",
    };
    DbValue args[] = { db_int((int64_t)position), db_int((int64_t)level) };
    NodeRead read = { out, false };

    return db_query(db, SQL[level > 0], args, level > 0 ? 2 : 1, node_take, &read, err)
        && (read.found || err_set(err, ERR_VERIFY, RULE_NODE_ABSENT));
}
