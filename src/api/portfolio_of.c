/* SPDX-License-Identifier: Apache-2.0 */
#include "api/portfolio_of.h"

#include "api/foreign.h"
#include "base/io.h"
#include "base/list.h"
#include "base/msg.h"
#include "lifecycle/stage.h"
#include "portfolio/builder.h"
#include "store/log.h"

#include <stdio.h>
#include <string.h>

enum { FOLDER_MODE = 0700 };
#define PORTFOLIO_ARENA_BYTES ((size_t)8 << 30)
/* SBOMs as they came that one worker reads, and one release more; in memory together with what
 * they say. */
#define BATCH_BYTES           ((size_t)64 << 20)

static bool uuid_of(Str text, Uuid *out, Err *err)
{
    *out = (Uuid){ { 0 } };
    return !text.len || uuid_parse(text, out, err);
}

/* ---- is the one that is there of today? --------------------------------------------- */

static bool head_of(InroRecord *record, PortfolioHead *out, Err *err)
{
    MerkleFrontier frontier;
    Digest root;

    if (!log_state(store_db(record->store), &frontier, err)
        || !uuid_of(store_record(record->store), &out->record, err))
        return false;
    root = merkle_root(&frontier);
    out->size = frontier.size;
    static_assert(sizeof out->root == sizeof root.bytes, "a root is a digest");
    memcpy(out->root, root.bytes, sizeof out->root);
    return true;
}

static bool count_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

/* Whether the log begins with what the portfolio tells, and nothing since has changed what it
 * lists: decisions and assessments do not. */
static bool still_told(InroRecord *record, const PortfolioHead *told, const PortfolioHead *now,
                       bool *out, Err *err)
{
    MerkleStore nodes = { log_node, store_db(record->store) };
    DbValue arg = db_int((int64_t)told->size);
    MerkleFrontier frontier;
    int64_t newer = 0;
    Digest root;

    *out = false;
    if (!uuid_equal(&told->record, &now->record) || told->size > now->size)
        return true;
    if (!merkle_frontier_load(&nodes, told->size, &frontier, err))
        return false;
    root = merkle_root(&frontier);
    if (memcmp(root.bytes, told->root, sizeof root.bytes) != 0)
        return true;
    if (!db_query(store_db(record->store),
                  "SELECT count(*) FROM event WHERE leaf >= $1 AND (kind LIKE 'product.%'"
                  " OR kind LIKE 'release.%' OR kind LIKE 'sbom.%' OR kind LIKE 'site%'"
                  " OR kind LIKE 'device%' OR kind LIKE 'dossier.%')", &arg, 1, count_take,
                  &newer, err))
        return false;
    *out = newer == 0;
    return true;
}

/* ---- made anew ---------------------------------------------------------------------- */

/* Releases wait until their SBOMs are worth a worker: each costs milliseconds to start. */
typedef struct {
    PortfolioRelease row;
    uint32_t first_sbom;
} WaitingRelease;

typedef struct {
    InroRecord *record;
    PortfolioBuilder *builder;
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
            return false;
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

    if (row_text(row, "detached").len)
        return true;
    document = LIST_ADD(&job->names, ForeignDocument);
    sbom = LIST_ADD(&job->sboms, PortfolioSbom);
    if (!document || !sbom)
        return err_no_memory(err);
    document->name = "SBOM";
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

static bool rows_add(Job *job, TableId table, RowEach *each, Err *err)
{
    RowQuery query = { .table = table };

    return rows_walk(store_db(job->record->store), &query, each, job, err);
}

static bool build(InroRecord *record, const PortfolioHead *head, const char *dir, Err *err)
{
    Job job = { .record = record, .arena = arena_new(PORTFOLIO_ARENA_BYTES) };
    bool ok;

    batch_begin(&job);
    ok = io_make_dirs(dir, FOLDER_MODE, err) && portfolio_builder_new(head, &job.builder, err)
      && rows_add(&job, TABLE_PRODUCT, product_row, err)
      && rows_add(&job, TABLE_SITE, site_row, err)
      && rows_add(&job, TABLE_RELEASE, release_row, err) && batch_end(&job, err)
      && rows_add(&job, TABLE_DEVICE, device_row, err)
      && portfolio_write(job.builder, dir, err);

    portfolio_builder_free(&job.builder);
    arena_done(&job.arena);
    return ok;
}

/* A folder of the record, or that of its keys when it is a database. */
static bool folder_of(InroRecord *record, char *out, size_t size, Err *err)
{
    Str keys = record->keys, base = str_slice(keys, 0, keys.len - strlen("/keys"));

    return snprintf(out, size, "%.*s/portfolio", STR_ARG(base)) < (int)size
        || err_set(err, ERR_USAGE, STR("api.path-long"));
}

bool portfolio_of(const Inro *inro, InroRecord *record, InroSay *say, void *context,
                  Portfolio **out, Err *err)
{
    char dir[4096], text[ERR_TEXT_BYTES];
    PortfolioHead now, told;
    bool usable = false;

    if (!folder_of(record, dir, sizeof dir, err) || !head_of(record, &now, err))
        return false;
    if (portfolio_open(dir, out, err)) {
        told = portfolio_head(*out);
        if (!still_told(record, &told, &now, &usable, err) || !usable)
            portfolio_close(out);
        if (usable)
            return true;
    } else if (err->code != ERR_NO_DATA && err->code != ERR_VERIFY) {
        return false;
    }
    msg_format(api_lang(inro), STR("api.portfolio-built"), NULL, 0, text, sizeof text);
    say(context, text);
    return build(record, &now, dir, err) && portfolio_open(dir, out, err);
}
