/* SPDX-License-Identifier: Apache-2.0 */
#include "api/portfolio_of.h"

#include "api/foreign.h"
#include "base/io.h"
#include "base/msg.h"
#include "portfolio/builder.h"
#include "store/log.h"

#include <stdio.h>
#include <string.h>

enum { FOLDER_MODE = 0700, SBOMS_MAX = 64 };
#define PORTFOLIO_ARENA_BYTES ((size_t)8 << 30)

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

typedef struct {
    InroRecord *record;
    PortfolioBuilder *builder;
    Arena arena;               /* of one release */
    Row release;
    PortfolioSbom sboms[SBOMS_MAX];
    size_t sbom_count;
    uint64_t refused;
} Job;

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
    Str blob = row_text(row, "blob"), bytes;
    Sbom *sbom = ARENA_NEW(&job->arena, Sbom);
    Digest digest;

    if (row_text(row, "detached").len || job->sbom_count == SBOMS_MAX)
        return true;
    if (!sbom)
        return err_no_memory(err);
    if (!store_blob(job->record->store, blob, &job->arena, &bytes, err)
        || !foreign_sbom(bytes, "SBOM", &job->arena, sbom, err))
        return false;
    digest = digest_of(bytes);
    job->sboms[job->sbom_count].sbom = sbom;
    memcpy(job->sboms[job->sbom_count++].digest, digest.bytes, sizeof digest.bytes);
    return true;
}

static bool release_add(Job *job, const Row *row, Err *err)
{
    RowQuery sboms = { .table = TABLE_SBOM, .where = "release", .equals = row_text(row, "id") };
    PortfolioRelease release = { .version = row_text(row, "version"), .sboms = job->sboms };

    job->sbom_count = 0;
    if (!rows_walk(store_db(job->record->store), &sboms, sbom_row, job, err)
        || !uuid_of(row_text(row, "id"), &release.id, err)
        || !uuid_of(row_text(row, "product"), &release.product, err))
        return false;
    release.sbom_count = job->sbom_count;
    return portfolio_add_release(job->builder, &release, err);
}

static bool release_row(void *context, const Row *row, Err *err)
{
    Job *job = context;
    bool ok = release_add(job, row, err);

    arena_reset(&job->arena);
    return ok || err_in(err, "release %.*s", STR_ARG(row_text(row, "version")));
}

static bool device_row(void *context, const Row *row, Err *err)
{
    Job *job = context;
    PortfolioDevice device = { .serial = row_text(row, "serial"), .udi = row_text(row, "udi") };

    if (row_text(row, "withdrawn").len)
        return true;
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
    bool ok = io_make_dirs(dir, FOLDER_MODE, err) && portfolio_builder_new(head, &job.builder, err)
           && rows_add(&job, TABLE_PRODUCT, product_row, err)
           && rows_add(&job, TABLE_SITE, site_row, err)
           && rows_add(&job, TABLE_RELEASE, release_row, err)
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
