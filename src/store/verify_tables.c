/* SPDX-License-Identifier: Apache-2.0 */
/* Blobs and tables. The tables are built again from the events in a database of our own memory,
 * and every row of both is hashed in the order of its key: the first difference names the row. */
#include "store/verify_parts.h"

#include "store/project.h"
#include "store/rows.h"

#include <stdio.h>

#define ROW_HASHES_BYTES ((size_t)1 << 34)

#define RULE_BLOB_ALTERED STR("store.blob-altered")
#define RULE_BLOB_STRANGE STR("store.blob-strange")
#define RULE_BLOB_KEPT    STR("store.blob-kept")
#define RULE_BLOB_MISSING STR("store.blob-missing")
#define RULE_ROW_ALTERED  STR("store.row-altered")
#define RULE_ROW_MISSING  STR("store.row-missing")
#define RULE_ROW_STRANGE  STR("store.row-strange")
#define RULE_SETTINGS     STR("store.settings")

/* ---- blobs -------------------------------------------------------------------------- */

static bool blob_judge(Verify *verify, Str digest, Str media, Str bytes, Err *err)
{
    char name[BLOB_NAME_BYTES];
    uint32_t id;
    bool added;
    Str copy;

    if (!str_eq(blob_name(bytes, name), digest))
        return err_set(err, ERR_VERIFY, RULE_BLOB_ALTERED, digest);
    if (!arena_copy(verify->arena, digest, &copy))
        return err_no_memory(err);
    if (!map_intern(&verify->blobs, copy, &id, &added, err))
        return false;
    if (added)
        return err_set(err, ERR_VERIFY, RULE_BLOB_STRANGE);
    if (verify->blob_erased[id])
        return err_set(err, ERR_VERIFY, RULE_BLOB_KEPT);
    if (verify->blob_media[id].len && !str_eq(verify->blob_media[id], media))
        return err_set(err, ERR_VERIFY, RULE_BLOB_ALTERED, digest);
    verify->blob_needed[id] = false; /* met */
    verify->report->blobs++;
    return true;
}

typedef struct {
    Verify *verify;
    Str digest, media;
} BlobJob;

static bool blob_bytes(void *context, const DbValue *values, size_t count, Err *err)
{
    const BlobJob *job = context;

    (void)count;
    return blob_judge(job->verify, job->digest, job->media, values[0].text, err);
}

/* One by one: a batch of them might be larger than memory. */
static bool blob_row(void *context, const DbValue *values, size_t count, Err *err)
{
    BlobJob job = { context, values[0].text, values[1].text };

    (void)count;
    return db_query(job.verify->db, "SELECT bytes FROM blob WHERE digest = $1", values, 1,
                    blob_bytes, &job, err)
        || err_in(err, "blob %.*s", STR_ARG(values[0].text));
}

bool verify_blobs(Verify *verify, Err *err)
{
    if (!db_query(verify->db, "SELECT digest, media FROM blob ORDER BY digest", NULL, 0,
                  blob_row, verify, err))
        return false;
    for (size_t i = 0; i < verify->blobs.count; i++) {
        verify->report->erased += verify->blob_erased[i];
        if (verify->blob_needed[i] && !verify->blob_erased[i]) {
            err_set(err, ERR_VERIFY, RULE_BLOB_MISSING);
            return err_in(err, "blob %.*s", STR_ARG(verify->blobs.key[i]));
        }
    }
    return true;
}

/* ---- the tables again --------------------------------------------------------------- */

typedef struct {
    Verify *verify;
    Projection to;
} Replay;

static bool blob_get(void *context, Str digest, Arena *arena, Str *bytes, Err *err)
{
    return blob_read(context, digest, arena, bytes, err);
}

static bool replay_event(void *context, const LogEntry *entry, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(EVENT_BYTES_MAX * 8);
    Replay *replay = context;
    Event event;

    return (event_parse(entry->body, &arena, &event, err)
            && project(&replay->to, &event, entry->payload, err))
        || err_in(err, "event %llu", (unsigned long long)entry->leaf);
}

static bool replay_body(Db *db, void *context, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(1 << 17);
    Verify *verify = context;
    Replay replay = { verify, { .db = db, .replay = true, .blob = blob_get,
                                .context = verify->db } };

    schema_print(DB_SQLITE, &sql);
    buf_char(&sql, '\0');
    if (buf_failed(&sql))
        return err_no_memory(err);
    return db_script(db, sql.ptr, err)
        && log_walk(verify->db, 0, STR(""), replay_event, &replay, err);
}

/* ---- row by row --------------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    Digest *digest;
    size_t count, room;
    size_t wanted;   /* whose name is asked for */
    Str name;
} Hashes;

static void value_hash(DigestStream *stream, const DbValue *value)
{
    char head[48];
    size_t len = value->kind == DB_INT || value->kind == DB_NULL ? 0 : value->text.len;
    int written = snprintf(head, sizeof head, "%d:%lld:%zu:", (int)value->kind,
                           (long long)(value->kind == DB_INT ? value->number : 0), len);

    digest_add(stream, (Str){ head, (size_t)written });
    digest_add(stream, (Str){ value->text.ptr, len });
}

static bool hash_row(void *context, const DbValue *values, size_t count, Err *err)
{
    Hashes *hashes = context;
    DigestStream stream;

    if (!ARENA_ROOM(hashes->arena, hashes->digest, hashes->count, &hashes->room))
        return err_no_memory(err);
    digest_begin(&stream);
    for (size_t i = 0; i < count; i++)
        value_hash(&stream, &values[i]);
    if (hashes->count == hashes->wanted && !arena_copy(hashes->arena, values[1].text,
                                                       &hashes->name))
        return err_no_memory(err);
    hashes->digest[hashes->count++] = digest_end(&stream);
    return true;
}

/* Origin and key come first; the order is of bytes in both databases. */
static bool hash_table(Db *db, const Table *table, Hashes *out, Err *err)
{
    CLEANUP(buf_done) Buf sql = buf_new(8192);

    buf_add(&sql, STR("SELECT origin, id, chain, leaf"));
    for (size_t i = 0; i < table_width(table); i++)
        buf_printf(&sql, ", \"%s\"", table->column[i].name);
    buf_printf(&sql, " FROM \"%s\" ORDER BY origin, id", table->name);
    buf_char(&sql, '\0');
    return buf_failed(&sql) ? err_no_memory(err)
                            : db_query(db, sql.ptr, NULL, 0, hash_row, out, err);
}

static size_t first_difference(const Hashes *a, const Hashes *b)
{
    size_t i = 0;

    while (i < a->count && i < b->count && digest_equal(&a->digest[i], &b->digest[i]))
        i++;
    return i;
}

/* Walks both tables again for the names of the rows that differ. The smaller one is either missing
 * (the events give it) or strange (they do not); equal ones were altered. */
static bool difference_tell(Verify *verify, Db *again, const Table *table, size_t at, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(ROW_HASHES_BYTES);
    Hashes is = { .arena = &arena, .wanted = at }, wanted = { .arena = &arena, .wanted = at };
    int order;

    if (!hash_table(verify->db, table, &is, err) || !hash_table(again, table, &wanted, err))
        return false;
    order = at >= is.count ? 1 : at >= wanted.count ? -1 : str_cmp(is.name, wanted.name);
    err_set(err, ERR_VERIFY,
            order < 0 ? RULE_ROW_STRANGE : order > 0 ? RULE_ROW_MISSING : RULE_ROW_ALTERED);
    return err_in(err, "%s %.*s", table->name, STR_ARG(order > 0 ? wanted.name : is.name));
}

static bool table_compare(Verify *verify, Db *again, const Table *table, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(ROW_HASHES_BYTES);
    Hashes is = { .arena = &arena, .wanted = SIZE_MAX };
    Hashes wanted = { .arena = &arena, .wanted = SIZE_MAX };
    size_t at;

    if (!hash_table(verify->db, table, &is, err) || !hash_table(again, table, &wanted, err))
        return false;
    verify->report->rows += is.count;
    at = first_difference(&is, &wanted);
    return (at == is.count && at == wanted.count)
        || difference_tell(verify, again, table, at, err);
}

static bool tables_compare(Verify *verify, Db *again, Err *err)
{
    for (int i = 0; i < TABLES_COUNT; i++)
        if (!TABLES[i].system && !table_compare(verify, again, &TABLES[i], err))
            return false;
    return true;
}

/* Nothing else may stand among the settings: record and schema were read when it was opened. */
static bool settings_check(Verify *verify, Err *err)
{
    Hashes rows = { .arena = verify->arena, .wanted = SIZE_MAX };

    if (!db_query(verify->db, "SELECT name, value FROM setting ORDER BY name", NULL, 0, hash_row,
                  &rows, err))
        return false;
    if (rows.count == 2)
        return true;
    err_set(err, ERR_VERIFY, RULE_SETTINGS);
    return err_in(err, "setting");
}

bool verify_tables(Verify *verify, Err *err)
{
    Db *again;
    bool ok;

    if (!settings_check(verify, err) || !db_open_memory(&again, err))
        return false;
    ok = db_transact(again, DB_WRITE, replay_body, verify, err)
      && tables_compare(verify, again, err);
    db_close(again);
    return ok;
}
