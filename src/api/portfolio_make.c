/* SPDX-License-Identifier: Apache-2.0 */
#include "api/portfolio_make.h"

#include "api/foreign.h"
#include "base/list.h"
#include "base/map.h"
#include "lifecycle/stage.h"
#include "portfolio/builder.h"
#include "store/log.h"

#include <string.h>

#define PORTFOLIO_ARENA_BYTES ((size_t)8 << 30)
#define CHANGED_ARENA_BYTES   ((size_t)1 << 30)
/* SBOMs as they came that one worker reads, and one release more; in memory together with what
 * they say. */
#define BATCH_BYTES           ((size_t)8 << 20)

static bool uuid_of(Str text, Uuid *out, Err *err)
{
    *out = (Uuid){ { 0 } };
    return !text.len || uuid_parse(text, out, err);
}

/* Releases wait until their SBOMs are worth a worker: each costs milliseconds to start. */
typedef struct {
    PortfolioRelease row;
    uint32_t first_sbom;
} WaitingRelease;

typedef struct {
    InroRecord *record;
    PortfolioBuilder *builder;
    uint64_t since;            /* only rows that these leaves and later ones wrote */
    PortfolioNewer newer;      /* what they wrote                                  */
    Arena arena;               /* of the releases that wait */
    List releases, names, sboms; /* WaitingRelease; ForeignDocument and PortfolioSbom beside it */
    size_t bytes;              /* of their SBOMs */
} Job;

static void batch_begin(Job *job)
{
    arena_reset(&job->arena);
    job->releases = list_new(&job->arena, sizeof(WaitingRelease));
    job->names = list_new(&job->arena, sizeof(ForeignDocument));
    job->sboms = list_new(&job->arena, sizeof(PortfolioSbom));
    job->bytes = 0;
}

/* Whose SBOM it is: "Pump@2.1: pump.json: …". */
static bool refuse(Job *job, uint32_t sbom, Err *err)
{
    char text[UUID_TEXT_BYTES];
    uint32_t i = job->releases.count - 1;
    Str called;
    Err lost;

    while (LIST_AT(&job->releases, WaitingRelease, i)->first_sbom > sbom)
        i--;
    return noun_called(store_db(job->record->store), NOUN_RELEASE,
                       uuid_text(&LIST_AT(&job->releases, WaitingRelease, i)->row.id, text),
                       &job->arena, &called, &lost)
         ? err_in(err, "%.*s", STR_ARG(called)) : false;
}

/* One that the many were not read with is asked for alone, which tells why. */
static bool batch_parse(Job *job, Sbom *sboms, Err *err)
{
    uint32_t count = job->names.count;
    ForeignDocument *documents = ARENA_ARRAY(&job->arena, ForeignDocument, count);
    bool *read = ARENA_ARRAY(&job->arena, bool, count);

    if (!documents || !read)
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++)
        documents[i] = *LIST_AT(&job->names, ForeignDocument, i);
    foreign_sboms(documents, count, &job->arena, sboms, read);
    for (uint32_t i = 0; i < count; i++)
        if (!read[i] && !foreign_sbom(documents[i].bytes, documents[i].name, &job->arena,
                                      &sboms[i], err))
            return refuse(job, i, err);
    return true;
}

static bool batch_add(Job *job, const PortfolioSbom *sboms, Err *err)
{
    for (uint32_t i = 0; i < job->releases.count; i++) {
        WaitingRelease *release = LIST_AT(&job->releases, WaitingRelease, i);
        release->row.sboms = sboms + release->first_sbom;
        if (!portfolio_add_release(job->builder, &release->row, err))
            return err_in(err, "release %.*s", STR_ARG(release->row.version));
    }
    return true;
}

static bool batch_end(Job *job, Err *err)
{
    uint32_t count = job->sboms.count;
    PortfolioSbom *rows = ARENA_ARRAY(&job->arena, PortfolioSbom, count);
    Sbom *sboms = ARENA_ARRAY(&job->arena, Sbom, count);

    if (!rows || !sboms)
        return err_no_memory(err);
    if (count && !batch_parse(job, sboms, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        rows[i] = *LIST_AT(&job->sboms, PortfolioSbom, i);
        rows[i].sbom = &sboms[i];
    }
    if (!batch_add(job, rows, err))
        return false;
    batch_begin(job);
    return true;
}

static bool named_row(Job *job, const Row *row, bool product, Err *err)
{
    Uuid id;

    return uuid_of(row_text(row, "id"), &id, err)
        && (product ? portfolio_add_product(job->builder, &id, row_text(row, "name"), err)
                    : portfolio_add_site(job->builder, &id, row_text(row, "name"), err));
}

static bool product_row(void *context, const Row *row, Err *err)
{
    return named_row(context, row, true, err);
}

static bool site_row(void *context, const Row *row, Err *err)
{
    return named_row(context, row, false, err);
}

static bool sbom_row(void *context, const Row *row, Err *err)
{
    Job *job = context;
    Str blob = row_text(row, "blob");
    ForeignDocument *document;
    PortfolioSbom *sbom;
    Digest digest;
    Str file;

    if (row_text(row, "detached").len)
        return true;
    document = LIST_ADD(&job->names, ForeignDocument);
    sbom = LIST_ADD(&job->sboms, PortfolioSbom);
    if (!document || !sbom)
        return err_no_memory(err);
    if (!arena_copy(&job->arena, row_text(row, "file"), &file))
        return err_no_memory(err);
    document->name = file.ptr;
    if (!digest_parse(str_slice(blob, strlen("sha256:"), blob.len), &digest)
        || !store_blob(job->record->store, blob, &job->arena, &document->bytes, err))
        return err_in(err, "SBOM");
    memcpy(sbom->digest, digest.bytes, sizeof sbom->digest);
    job->bytes += document->bytes.len;
    return true;
}

/* Days as the portfolio keeps them: its zero is "not stated". */
static int32_t withdrawn_day(const Row *row)
{
    int32_t day = withdrawn_from(row_text(row, "withdrawn"));

    return day == INT32_MAX ? 0 : day ? day : -1;
}

static bool release_wait(Job *job, const Row *row, Err *err)
{
    RowQuery sboms = { .table = TABLE_SBOM, .where = "release", .equals = row_text(row, "id") };
    WaitingRelease *waiting = LIST_ADD(&job->releases, WaitingRelease);

    if (!waiting)
        return err_no_memory(err);
    waiting->first_sbom = job->sboms.count;
    waiting->row.withdrawn_day = withdrawn_day(row);
    if (!arena_copy(&job->arena, row_text(row, "version"), &waiting->row.version))
        return err_no_memory(err);
    if (!uuid_of(row_text(row, "id"), &waiting->row.id, err)
        || !uuid_of(row_text(row, "product"), &waiting->row.product, err)
        || !rows_walk(store_db(job->record->store), &sboms, sbom_row, job, err))
        return false;
    waiting->row.sbom_count = job->sboms.count - waiting->first_sbom;
    return true;
}

static bool release_row(void *context, const Row *row, Err *err)
{
    Job *job = context;

    if (!release_wait(job, row, err))
        return err_in(err, "release %.*s", STR_ARG(row_text(row, "version")));
    return job->bytes < BATCH_BYTES || batch_end(job, err);
}

static bool device_row(void *context, const Row *row, Err *err)
{
    Job *job = context;
    PortfolioDevice device = { .serial = row_text(row, "serial"), .udi = row_text(row, "udi"),
                               .withdrawn_day = withdrawn_day(row) };

    return uuid_of(row_text(row, "id"), &device.id, err)
        && uuid_of(row_text(row, "release"), &device.release, err)
        && uuid_of(row_text(row, "site"), &device.site, err)
        && portfolio_add_device(job->builder, &device, err);
}

static bool newer_take(void *context, const DbValue *values, size_t count, Err *err)
{
    const Kind *kind = kind_find(values[0].text);
    PortfolioNewer *newer = context;

    (void)count, (void)err;
    newer->count += values[1].number;
    for (size_t i = 0; i < TABLES_COUNT; i++)
        newer->wrote[i] |= !kind || kind->table == i;
    return true;
}

bool portfolio_newer(InroRecord *record, uint64_t since, PortfolioNewer *out, Err *err)
{
    DbValue from = db_int((int64_t)since);

    *out = (PortfolioNewer){ .count = 0 };
    return db_query(store_db(record->store),
                    "SELECT kind, count(*) FROM event WHERE leaf >= $1 GROUP BY kind", &from, 1,
                    newer_take, out, err);
}

/* No index tells rows by leaf, so a table that no newer event wrote is not gone through. */
static bool rows_newer(const Job *job, TableId table, RowEach *each, void *context, Err *err)
{
    RowQuery query = { .table = table, .since = job->since };

    return (job->since && !job->newer.wrote[table])
        || rows_walk(store_db(job->record->store), &query, each, context, err);
}

static bool rows_add(Job *job, TableId table, RowEach *each, Err *err)
{
    return rows_newer(job, table, each, job, err);
}

/* ---- all of it, or what is newer ---------------------------------------------------- */

static bool releases_all(Job *job, Err *err)
{
    return rows_add(job, TABLE_RELEASE, release_row, err) && batch_end(job, err);
}

typedef struct {
    Arena arena;
    Map ids;                   /* UUIDs of releases that changed, or whose SBOMs did */
} Changed;

static void changed_done(Changed *changed)
{
    map_done(&changed->ids);
    arena_done(&changed->arena);
}

static bool changed_add(Changed *changed, Str id, Err *err)
{
    uint32_t place;
    bool added;
    Str kept;

    if (map_find(&changed->ids, id, &place))
        return true;
    if (!arena_copy(&changed->arena, id, &kept))
        return err_no_memory(err);
    return map_intern(&changed->ids, kept, &place, &added, err);
}

static bool changed_release(void *changed, const Row *row, Err *err)
{
    return changed_add(changed, row_text(row, "id"), err);
}

static bool changed_sbom(void *changed, const Row *row, Err *err)
{
    return changed_add(changed, row_text(row, "release"), err);
}

/* A release is laid upon the one below as a whole, with all its SBOMs. */
static bool releases_changed(Job *job, Err *err)
{
    CLEANUP(changed_done) Changed changed = { .arena = arena_new(CHANGED_ARENA_BYTES) };
    Db *db = store_db(job->record->store);

    if (!rows_newer(job, TABLE_RELEASE, changed_release, &changed, err)
        || !rows_newer(job, TABLE_SBOM, changed_sbom, &changed, err))
        return false;
    for (size_t i = 0; i < changed.ids.count; i++) {
        RowQuery one = { .table = TABLE_RELEASE, .where = "id", .equals = changed.ids.key[i] };
        if (!rows_walk(db, &one, release_row, job, err))
            return false;
    }
    return batch_end(job, err);
}

/* Which devices the newer events wrote. There may be a million others, and no index tells by leaf:
 * so the events are asked, unless one of them wrote a list of rows, or all too many did. */
enum { DEVICES_ONE_BY_ONE = 10000 };

typedef struct {
    Changed changed;
    Arena arena;               /* of one payload */
    bool many;
} DeviceEvents;

static void device_events_done(DeviceEvents *events)
{
    changed_done(&events->changed);
    arena_done(&events->arena);
}

static bool device_event(void *context, const LogEntry *entry, Err *err)
{
    DeviceEvents *events = context;
    const Kind *kind = kind_find(entry->kind);
    const Json *payload;

    if (!kind || kind->table != TABLE_DEVICE || events->many)
        return true;
    events->many = (kind->effect != EFFECT_CREATE && kind->effect != EFFECT_CHANGE)
        || events->changed.ids.count == DEVICES_ONE_BY_ONE;
    arena_reset(&events->arena);
    return events->many
        || (json_parse(entry->payload, JSON_UNIQUE_KEYS, &events->arena, &payload, err)
            && changed_add(&events->changed, json_str(json_get(payload, STR("id"))), err));
}

static DeviceEvents device_events_new(void)
{
    return (DeviceEvents){ .changed.arena = arena_new(CHANGED_ARENA_BYTES),
                           .arena = arena_new(CHANGED_ARENA_BYTES) };
}

bool portfolio_devices_changed(InroRecord *record, uint64_t since, uint64_t *out, Err *err)
{
    CLEANUP(device_events_done) DeviceEvents events = device_events_new();
    RowQuery query = { .table = TABLE_DEVICE, .since = since };
    Db *db = store_db(record->store);

    if (!log_walk(db, since, STR(""), device_event, &events, err))
        return false;
    *out = events.changed.ids.count;
    return !events.many || rows_count(db, &query, out, err);
}

static bool devices_changed(Job *job, Err *err)
{
    CLEANUP(device_events_done) DeviceEvents events = device_events_new();
    Db *db = store_db(job->record->store);

    if (!log_walk(db, job->since, STR(""), device_event, &events, err))
        return false;
    if (events.many)
        return rows_add(job, TABLE_DEVICE, device_row, err);
    for (size_t i = 0; i < events.changed.ids.count; i++) {
        RowQuery one = { .table = TABLE_DEVICE, .where = "id",
                         .equals = events.changed.ids.key[i] };
        if (!rows_walk(db, &one, device_row, job, err))
            return false;
    }
    return true;
}

static bool add_all(Job *job, Err *err)
{
    batch_begin(job);
    return rows_add(job, TABLE_PRODUCT, product_row, err)
        && rows_add(job, TABLE_SITE, site_row, err)
        && (job->since ? releases_changed(job, err) : releases_all(job, err))
        && (job->since ? devices_changed(job, err)
                       : rows_add(job, TABLE_DEVICE, device_row, err));
}

bool portfolio_make(InroRecord *record, const PortfolioHead *head, const Portfolio *below,
                    const char *dir, Err *err)
{
    Job job = { .record = record, .arena = arena_new(PORTFOLIO_ARENA_BYTES),
                .since = below ? portfolio_head(below).size : 0 };
    bool ok = (below ? portfolio_newer(record, job.since, &job.newer, err)
                           && portfolio_builder_upon(below, head, &job.builder, err)
                     : portfolio_builder_new(head, &job.builder, err))
        && add_all(&job, err) && portfolio_write(job.builder, dir, err);

    portfolio_builder_free(&job.builder);
    arena_done(&job.arena);
    return ok;
}
