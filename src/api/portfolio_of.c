/* SPDX-License-Identifier: Apache-2.0 */
#include "api/portfolio_of.h"

#include "api/portfolio_make.h"
#include "base/io.h"
#include "base/msg.h"
#include "base/uuid.h"
#include "portfolio/place.h"
#include "store/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    FOLDER_MODE = 0700, PATH_BYTES = 4096, NUMBER_BYTES = 24, PATHS_BYTES = 1 << 18,
    IDLE_EVENTS_MAX = 10000, /* that change nothing and are looked through again each time */
};

/* How a portfolio stands to the record. */
typedef enum {
    STAND_CURRENT,  /* nothing since its head changed what it lists */
    STAND_BEHIND,   /* its head is a prefix of the log: what is newer can be laid upon it */
    STAND_APART,    /* it is of another record, or of a log that went another way */
} Stand;

static bool uuid_of(Str text, Uuid *out, Err *err)
{
    *out = (Uuid){ { 0 } };
    return !text.len || uuid_parse(text, out, err);
}

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

/* ---- how the one that is there stands to the record --------------------------------- */

static bool is_prefix(InroRecord *record, const PortfolioHead *told, const PortfolioHead *now,
                      bool *out, Err *err)
{
    MerkleStore nodes = { log_node, store_db(record->store) };
    MerkleFrontier frontier;
    Digest root;

    *out = false;
    if (!uuid_equal(&told->record, &now->record) || told->size > now->size)
        return true;
    if (!merkle_frontier_load(&nodes, told->size, &frontier, err))
        return false;
    root = merkle_root(&frontier);
    *out = memcmp(root.bytes, told->root, sizeof root.bytes) == 0;
    return true;
}

/* Whether what a portfolio lists has changed; decisions and assessments are not listed, nor is what
 * dossiers of others tell. */
static bool wrote_listed(const PortfolioNewer *newer)
{
    return newer->wrote[TABLE_PRODUCT] || newer->wrote[TABLE_RELEASE] || newer->wrote[TABLE_SBOM]
        || newer->wrote[TABLE_SITE] || newer->wrote[TABLE_DEVICE];
}

static bool stand_of(InroRecord *record, const PortfolioHead *told, const PortfolioHead *now,
                     Stand *out, Err *err)
{
    PortfolioNewer newer = { .count = 0 };
    bool prefix;

    if (!is_prefix(record, told, now, &prefix, err)
        || (prefix && !portfolio_newer(record, told->size, &newer, err)))
        return false;
    if (!prefix)
        *out = STAND_APART;
    else
        *out = wrote_listed(&newer) || newer.count > IDLE_EVENTS_MAX ? STAND_BEHIND : STAND_CURRENT;
    return true;
}

/* ---- made current ------------------------------------------------------------------- */

typedef struct {
    const Inro *inro;
    InroRecord *record;
    InroSay *say;
    void *context;       /* of `say` */
    char dir[PATH_BYTES];
    PortfolioHead now;
    Portfolio **out;
} Job;

static bool is_few(uint64_t changed, uint32_t all)
{
    return changed * 100 <= (uint64_t)all * PORTFOLIO_DELTA_PERCENT_MAX;
}

/* Whether what is newer than `below` is worth a delta: more would cost what all costs. */
static bool is_worth_delta(const Job *job, const Portfolio *below, bool *out, Err *err)
{
    static const TableId TABLE[] = { TABLE_RELEASE, TABLE_SBOM };
    uint64_t since = portfolio_head(below).size, changed[ARRAY_LEN(TABLE)] = { 0 }, devices;
    PortfolioCounts all = portfolio_counts(below);
    PortfolioNewer newer;

    if (!portfolio_newer(job->record, since, &newer, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(TABLE); i++) {
        RowQuery query = { .table = TABLE[i], .since = since };
        if (newer.wrote[TABLE[i]]
            && !rows_count(store_db(job->record->store), &query, &changed[i], err))
            return false;
    }
    if (!portfolio_devices_changed(job->record, since, &devices, err))
        return false;
    *out = is_few(changed[0] + changed[1], all.releases) && is_few(devices, all.devices);
    return true;
}

/* Lays what is newer upon the open portfolio. When there is no place for one more file, a delta
 * upon the base takes the place of all: what they changed is told by the rows of now. */
static bool lay_delta(const Job *job, bool *laid, Err *err)
{
    *laid = false;
    if (portfolio_is_worn(*job->out))
        return true;
    if (portfolio_is_full(*job->out)) {
        portfolio_close(job->out);
        if (!portfolio_open_base(job->dir, job->out, err))
            return false;
    }
    if (!is_worth_delta(job, *job->out, laid, err))
        return false;
    return !*laid || portfolio_make(job->record, &job->now, *job->out, job->dir, err);
}

static bool number_of(const Job *job, TableId table, char text[NUMBER_BYTES], Str *out, Err *err)
{
    RowQuery query = { .table = table };
    uint64_t count;

    if (!rows_count(store_db(job->record->store), &query, &count, err))
        return false;
    snprintf(text, NUMBER_BYTES, "%" PRIu64, count);
    *out = str_of(text);
    return true;
}

/* Before the work, because it may take a while. */
static bool make_anew(const Job *job, Err *err)
{
    char releases[NUMBER_BYTES], devices[NUMBER_BYTES], text[ERR_TEXT_BYTES];
    Str numbers[2];

    if (!number_of(job, TABLE_RELEASE, releases, &numbers[0], err)
        || !number_of(job, TABLE_DEVICE, devices, &numbers[1], err))
        return false;
    msg_format(api_lang(job->inro), STR("api.portfolio-built"), numbers, ARRAY_LEN(numbers), text,
               sizeof text);
    job->say(job->context, text);
    return io_make_dirs(job->dir, FOLDER_MODE, err)
        && portfolio_make(job->record, &job->now, NULL, job->dir, err);
}

static bool make_current(const Job *job, Err *err)
{
    bool laid = false;

    if (*job->out && !lay_delta(job, &laid, err))
        return false;
    portfolio_close(job->out);
    return (laid || make_anew(job, err)) && portfolio_open(job->dir, job->out, err);
}

/* Opens the one that is there, unless it stands apart. */
static bool look(const Job *job, Stand *out, Err *err)
{
    PortfolioHead told;

    *out = STAND_APART;
    if (!portfolio_open(job->dir, job->out, err))
        return err->code == ERR_NO_DATA || err->code == ERR_VERIFY;
    told = portfolio_head(*job->out);
    if (!stand_of(job->record, &told, &job->now, out, err))
        return false;
    if (*out == STAND_APART)
        portfolio_close(job->out);
    return true;
}

/* A folder of the record, or that of its keys when it is a database. */
static bool folder_of(const InroRecord *record, char *out, size_t size, Err *err)
{
    Str keys = record->keys, base = str_slice(keys, 0, keys.len - strlen("/keys"));

    return snprintf(out, size, "%.*s/portfolio", STR_ARG(base)) < (int)size
        || err_set(err, ERR_USAGE, STR("api.path-long"));
}

/* One state of the record, from the first look to the last row. What lies in a record that may
 * only be read serves while it is current; what takes its place lies elsewhere. */
static bool body(Db *db, void *context, Err *err)
{
    Job *job = context;
    Str aside = job->record->aside;
    Stand stand;

    (void)db;
    portfolio_close(job->out);
    if (!head_of(job->record, &job->now, err)
        || !folder_of(job->record, job->dir, sizeof job->dir, err)
        || (!look(job, &stand, err) && !aside.len))
        return false;
    if (stand != STAND_CURRENT && aside.len) {
        portfolio_close(job->out);
        snprintf(job->dir, sizeof job->dir, "%s", aside.ptr);
        if (!look(job, &stand, err))
            return false;
    }
    return stand == STAND_CURRENT || make_current(job, err);
}

bool portfolio_of(const Inro *inro, InroRecord *record, InroSay *say, void *context,
                  Portfolio **out, Err *err)
{
    Job job = { .inro = inro, .record = record, .say = say, .context = context, .out = out };

    return db_transact(store_db(record->store), DB_READ, body, &job, err);
}

bool portfolio_prove(const InroRecord *record, PortfolioProof *out, Err *err)
{
    CLEANUP(arena_done) Arena paths = arena_new(PATHS_BYTES);
    CLEANUP(portfolio_close) Portfolio *portfolio = NULL;
    char dir[PATH_BYTES];

    if (!folder_of(record, dir, sizeof dir, err))
        return false;
    if (portfolio_open(dir, &portfolio, err)
        && (portfolio_verify(portfolio, err) || err_in(err, "%s", dir))) {
        *out = PORTFOLIO_SOUND;
        return true;
    }
    *out = err->code == ERR_VERIFY ? PORTFOLIO_THROWN_AWAY : PORTFOLIO_ABSENT;
    if (err->code == ERR_VERIFY)
        return !inro_record_read_only(record) && place_clear(dir, 0, &paths, err);
    return err->code == ERR_NO_DATA || inro_record_read_only(record);
}
