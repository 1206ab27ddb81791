/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/intake.h"

#include "base/hash.h"
#include "base/zip.h"
#include "kb/keeper.h"
#include "kb/worker.h"

#include <stdlib.h>
#include <string.h>

#define RULE_NO_THREAD STR("kb.no-thread")
#define RULE_NO_CVE    STR("kb.no-cve")
#define RULE_TOO_LONG  STR("kb.line-too-long")

enum {
    LINE_BYTES_MAX = 4096,     /* of an EPSS line */
    READ_BYTES = 1 << 16,
};
#define WORKER_BYTES_MAX ((size_t)4 << 30)
#define RECORDS_MAX      (UINT64_C(1) << WORKER_UNIT_SHIFT)
_Static_assert((uint64_t)IMPORT_FILES_MAX << WORKER_UNIT_SHIFT <= COLLECT_ORDER_MAX + 1,
               "unit and record fit the order");

/* the reading thread ------------------------------------------------------------------------- */

typedef struct {
    const Plan *plan;
    const KbImportOptions *options;
    Intake *out;
    Arena *arena;
    Ring ring;
    Keeper keeper;
    Worker *workers;
    List refusals, doubts;     /* Refused, of the columns */
    JsonPool *pool;
    uint64_t bytes_done;
} Reader;

static void progress(const Reader *reader, const PlanFile *file, uint64_t in_file)
{
    if (reader->options->progress)
        reader->options->progress(reader->options->context,
                                  &(ImportProgress){ file->name, reader->bytes_done + in_file,
                                                     reader->plan->bytes });
}

/* One open file of a unit. */
typedef struct {
    const PlanFile *file;
    FeedKind kind;             /* of the member, in a zip archive */
    uint64_t offset;           /* of the file in its evidence */
    uint32_t unit, number;     /* its number in the plan */
    bool member;               /* of a zip archive */
} Open;

static void take_stamp(IntakeUnit *unit, FeedKind kind, Str text, int64_t now_s)
{
    int64_t stamp_s = feed_stamp(kind, text);

    /* A feed that is dated in the future would never grow too old. */
    if (stamp_s < IMPORT_FIRST_S || stamp_s > now_s + IMPORT_AHEAD_S)
        return;
    unit->stamp_s = stamp_s > unit->stamp_s ? stamp_s : unit->stamp_s;
}

/* Head and frame are no records: their stamps are taken and they leave the batch. */
static void take_heads(const Open *open, IntakeUnit *unit, RecordBatch *records, int64_t now_s)
{
    size_t kept = 0;

    for (size_t i = 0; i < records->count; i++) {
        if (records->record[i].kind == RECORD_VALUE)
            records->record[kept++] = records->record[i];
        else
            take_stamp(unit, open->kind, records->record[i].text, now_s);
    }
    records->count = kept;
}

static const Str RECORD_NAMES[] = { STR_ROW("vulnerabilities"), STR_ROW("result") };

/* A batch is empty at the end of the file only; one of nothing but a head is filled again. */
static bool fill(const Reader *reader, const Open *open, Records *records, RecordBatch *batch,
                 Err *err)
{
    IntakeUnit *unit = &reader->out->units[open->unit];
    bool end;

    do {
        if (!records_fill(records, batch, err))
            return false;
        end = batch->count == 0;
        take_heads(open, unit, batch, reader->options->now_s);
    } while (!end && !batch->count);
    return true;
}

static bool too_many_records(Err *err)
{
    return err_set(err, ERR_LIMIT, STR("kb.too-many-records"));
}

/* Hands the records of one file to the workers. False without error when a worker failed. */
static bool give_records(Reader *reader, const Open *open, Stream *stream, Err *err)
{
    CLEANUP(records_close) Records *records = NULL;
    IntakeUnit *unit = &reader->out->units[open->unit];
    bool end = false;

    if (!records_open(stream, RECORD_NAMES, ARRAY_LEN(RECORD_NAMES), &records, err))
        return false;
    while (!end) {
        Batch *batch = ring_empty(&reader->ring);

        if (!batch)
            return false;
        batch->unit = open->unit;
        batch->file = open->number;
        batch->kind = open->kind;
        batch->offset = open->offset;
        batch->member = open->member;
        batch->first = unit->records;
        if (!fill(reader, open, records, &batch->records, err)) {
            ring_return(&reader->ring, batch, false);
            return false;
        }
        end = batch->records.count == 0;
        unit->records += batch->records.count;
        if (end || unit->records >= RECORDS_MAX)
            ring_return(&reader->ring, batch, false);
        if (unit->records >= RECORDS_MAX)
            return too_many_records(err);
        if (!end)
            ring_give(&reader->ring, batch);
        if (!open->member)
            progress(reader, open->file, stream_bytes_in(stream));
    }
    return true;
}

/* columns ---------------------------------------------------------------------------------- */

/* What a column's reader is given: one JSON value or one line. */
typedef struct {
    Reader *reader;
    const Open *open;
    Columns *columns;
    Arena scratch;
    uint64_t byte;             /* where the value at hand begins */
} ColumnIntake;

static bool column_refuse(ColumnIntake *intake, uint64_t byte, const Err *why, Err *err)
{
    IntakeUnit *unit = &intake->reader->out->units[intake->open->unit];
    uint64_t number = unit->records - 1;
    Refused row = { worker_order(intake->open->unit, number), byte, number,
                    intake->open->number, *why };

    unit->refused++;
    return refused_add(&intake->reader->refusals, &row) || err_no_memory(err);
}

/* What an entry was taken without. */
static bool column_doubt(ColumnIntake *intake, const Err *why)
{
    IntakeUnit *unit = &intake->reader->out->units[intake->open->unit];
    uint64_t number = unit->records - 1;

    if (why->code == ERR_NONE)
        return true;
    unit->left_out++;
    return refused_add(&intake->reader->doubts,
                       &(Refused){ worker_order(intake->open->unit, number), intake->byte, number,
                                   intake->open->number, *why });
}

static bool add_cycle(void *intake_, const SupportCycle *cycle, Err *err)
{
    ColumnIntake *intake = intake_;

    if (!column_doubt(intake, &cycle->doubt))
        return err_no_memory(err);
    return !cycle->cycle.len || columns_support(intake->columns, cycle) || err_no_memory(err);
}

/* False: refused for `why`; *full tells that there is no memory. */
static bool column_read(ColumnIntake *intake, const Json *json, bool *full, Err *why)
{
    KevEntry entry;
    bool refused;

    *full = false;
    if (intake->open->kind == FEED_EOL) {
        if (eol_read(json, &intake->scratch, add_cycle, intake, why))
            return true;
        *full = err_is_no_memory(why);
        return false;
    }
    if (!kev_read(json, &entry, why))
        return false;
    *full = !columns_kev(intake->columns, &entry, &refused) || !column_doubt(intake, &entry.doubt);
    return !*full && (!refused || err_set(why, ERR_STRUCTURE, RULE_NO_CVE, entry.cve));
}

static bool column_record(ColumnIntake *intake, const RecordText *text, Err *err)
{
    const Json *json;
    bool full = false;
    Err why = { 0 };

    arena_reset(&intake->scratch);
    intake->byte = text->byte;
    intake->reader->out->units[intake->open->unit].records++;
    if (json_pool_parse(intake->reader->pool, text->text, JSON_PLAIN, &json, &why) &&
        column_read(intake, json, &full, &why))
        return true;
    return full || err_is_no_memory(&why) ? err_no_memory(err)
                                          : column_refuse(intake, text->byte, &why, err);
}

static void batch_end(RecordBatch *batch)
{
    record_batch_done(batch);
}

static bool column_records(ColumnIntake *intake, Stream *stream, Err *err)
{
    CLEANUP(records_close) Records *records = NULL;
    CLEANUP(batch_end) RecordBatch batch = { 0 };
    bool end = false;

    if (!records_open(stream, RECORD_NAMES, ARRAY_LEN(RECORD_NAMES), &records, err))
        return false;
    while (!end) {
        if (!fill(intake->reader, intake->open, records, &batch, err))
            return false;
        end = batch.count == 0;
        for (size_t i = 0; i < batch.count; i++)
            if (!column_record(intake, &batch.record[i], err))
                return false;
    }
    return true;
}

/* The first line of EPSS is a comment with the stamp, the second the names of the columns. */
static bool epss_line(ColumnIntake *intake, Str line, uint64_t byte, Err *err)
{
    IntakeUnit *unit = &intake->reader->out->units[intake->open->unit];
    bool refused;
    EpssRow row;
    Err why = { 0 };

    if (str_ends(line, STR("\r")))
        line.len--;
    if (str_starts(line, STR("#")))
        take_stamp(unit, FEED_EPSS, line, intake->reader->options->now_s);
    if (!line.len || str_starts(line, STR("#")) || str_starts(line, STR("cve,")))
        return true;
    unit->records++;
    if (!epss_read(line, &row, &why))
        return column_refuse(intake, byte, &why, err);
    if (!columns_epss(intake->columns, &row, &refused))
        return err_no_memory(err);
    if (!refused)
        return true;
    err_set(&why, ERR_STRUCTURE, RULE_NO_CVE, row.cve);
    return column_refuse(intake, byte, &why, err);
}

static bool epss_lines(ColumnIntake *intake, Stream *stream, Err *err)
{
    char *block = arena_alloc_raw(intake->reader->arena, READ_BYTES + LINE_BYTES_MAX);
    size_t held = 0, got = 1;
    uint64_t byte = 0;

    if (!block)
        return err_no_memory(err);
    while (got) {
        Str rest, line;

        if (!stream_read(stream, block + held, READ_BYTES, &got, err))
            return false;
        rest = (Str){ block, held + got };
        while (str_find_char(rest, '\n') < rest.len || (!got && rest.len)) {
            if (!str_next(&rest, '\n', &line) || !epss_line(intake, line, byte, err))
                return false;
            byte += line.len + 1;
            rest = rest.ptr ? rest : (Str){ block, 0 };
        }
        if (rest.len > LINE_BYTES_MAX)
            return err_set(err, ERR_LIMIT, RULE_TOO_LONG);
        memmove(block, rest.ptr, rest.len);
        held = rest.len;
    }
    return true;
}

static bool read_columns(Reader *reader, const Open *open, Stream *stream, Err *err)
{
    ColumnIntake intake = { .reader = reader,
                            .open = open,
                            .columns = &reader->out->columns[open->kind],
                            .scratch = arena_new(COLLECT_BYTES_MAX) };
    bool ok = open->kind == FEED_EPSS ? epss_lines(&intake, stream, err)
                                            : column_records(&intake, stream, err);

    arena_done(&intake.scratch);
    return ok;
}

/* files ------------------------------------------------------------------------------------ */

static bool read_stream(Reader *reader, const Open *open, Stream *stream, Err *err)
{
    switch (open->kind) {
    case FEED_OSV:
    case FEED_NVD:
    case FEED_CVE:
        return give_records(reader, open, stream, err);
    case FEED_KEV:
    case FEED_EPSS:
    case FEED_EOL:
        return read_columns(reader, open, stream, err);
    case FEED_NONE:
    case FEED_KINDS:
        break;
    }
    return true;
}

static bool note_no_feed(Reader *reader, const PlanFile *file, Str member, Err *err)
{
    Arena *arena = reader->options->arena;
    char *name = arena_alloc_raw(arena, file->name.len + 1 + member.len);
    Str *row = name ? LIST_ADD(&reader->out->no_feed, Str) : NULL;

    if (!row)
        return err_no_memory(err);
    memcpy(name, file->name.ptr, file->name.len);
    name[file->name.len] = '/';
    memcpy(name + file->name.len + 1, member.ptr, member.len);
    *row = (Str){ name, file->name.len + 1 + member.len };
    return true;
}

/* Each member goes to the unit of its kind: they follow each other in the order of the kinds. */
static bool read_member(Reader *reader, const Open *zip, const ZipMember *member, Str bytes,
                        Err *err)
{
    CLEANUP(stream_close) Stream *stream = NULL;
    Open open = *zip;

    open.kind = feed_sniff(str_slice(bytes, 0, PLAN_SNIFF_BYTES), bytes.len <= PLAN_SNIFF_BYTES);
    if (open.kind == FEED_NONE)
        return note_no_feed(reader, open.file, member->name, err);
    open.unit = zip->unit + open.kind - (FEED_NONE + 1);
    open.offset = member->offset;
    reader->out->units[open.unit].absent = false;
    return stream_open_bytes(bytes, "", NULL, &stream, err) &&
           (read_stream(reader, &open, stream, err) ||
            (err->code != ERR_NONE && err_in(err, "%.*s", STR_ARG(member->name))));
}

static bool read_members(Reader *reader, const Open *open, const char *path, Err *err)
{
    static const ZipLimits LIMITS = { .name = "" };
    CLEANUP(zip_buffer_done) ZipBuffer buffer = { 0 };
    CLEANUP(zip_close) Zip *zip = NULL;
    uint64_t done = 0;

    if (!zip_open(path, &LIMITS, &zip, err))
        return false;
    for (size_t i = 0; i < zip_count(zip); i++) {
        ZipMember member = zip_member(zip, i);
        Str bytes;

        if (member.folder)
            continue;
        if (!zip_read(zip, &member, &buffer, &bytes, err) ||
            !read_member(reader, open, &member, bytes, err))
            return false;
        done += member.packed;
        progress(reader, open->file, done);
    }
    return true;
}

static void share_evidence(const Reader *reader, uint32_t first)
{
    for (uint32_t u = first + 1; u < first + FEED_KINDS - 1; u++)
        reader->out->units[u].evidence = reader->out->units[first].evidence;
}

static bool read_zip(Reader *reader, Open *open, const Evidence *evidence, Err *err)
{
    open->member = true;
    for (uint32_t u = open->unit; u < open->unit + FEED_KINDS - 1; u++)
        reader->out->units[u].absent = true;
    if (!keeper_wait_whole(&reader->keeper, open->unit, err) ||
        !read_members(reader, open, evidence->path, err))
        return false;
    share_evidence(reader, open->unit);
    return true;
}

/* One unit that is still being copied. */
typedef struct {
    Reader *reader;
    uint32_t unit;
} Growing;

static bool wait_for_bytes(void *growing_, uint64_t offset, Err *err)
{
    const Growing *growing = growing_;

    return keeper_wait(&growing->reader->keeper, growing->unit, offset, err);
}

/* The kept copy is what is read, while it grows. */
static bool read_file(Reader *reader, const Open *open, const Evidence *evidence, Err *err)
{
    CLEANUP(stream_close) Stream *stream = NULL;
    Growing growing = { reader, open->unit };
    StreamOptions options = { .ratio_max = STREAM_RATIO_MAX, .name = "",
                              .wait = wait_for_bytes, .context = &growing };

    return keeper_wait(&reader->keeper, open->unit, 0, err) &&
           stream_open(evidence->path, &options, &stream, err) &&
           read_stream(reader, open, stream, err) &&
           keeper_wait_whole(&reader->keeper, open->unit, err);
}

static bool read_archived(Reader *reader, Open *open, EvidenceArchive *archive, Err *err)
{
    CLEANUP(arena_done) Arena scratch = arena_new(4 * (size_t)IMPORT_SMALL_BYTES);
    CLEANUP(stream_close) Stream *stream = NULL;
    Digest digest;
    Str bytes;

    if (!io_read_all(open->file->path, IMPORT_SMALL_BYTES, &scratch, &bytes, err))
        return false;
    evidence_archive_add(archive, open->file->name, bytes, &digest, &open->offset);
    return stream_open_bytes(bytes, open->file->path, NULL, &stream, err) &&
           read_stream(reader, open, stream, err);
}

static bool read_archive(Reader *reader, uint32_t u, Evidence *evidence, Err *err)
{
    CLEANUP(evidence_archive_done) EvidenceArchive archive = { 0 };
    const PlanUnit *unit = &reader->plan->units[u];

    if (!evidence_archive_open(evidence->path, &archive, err))
        return false;
    for (uint32_t f = unit->first_file; f < unit->first_file + unit->file_count; f++) {
        Open open = {
            .file = &reader->plan->files[f], .kind = unit->kind, .unit = u, .number = f
        };

        if (!read_archived(reader, &open, &archive, err))
            return false;
        reader->bytes_done += open.file->bytes;
    }
    return evidence_archive_close(&archive, evidence, err);
}

static bool read_unit(Reader *reader, uint32_t u, Err *err)
{
    const PlanUnit *unit = &reader->plan->units[u];
    Evidence *evidence = &reader->out->units[u].evidence;
    Open open = { .file = &reader->plan->files[unit->first_file],
                  .kind = unit->kind,
                  .unit = u,
                  .number = unit->first_file };

    if (unit->evidence != u)
        return true;
    if (unit->archive)
        return read_archive(reader, u, evidence, err);
    if (open.file->packing == STREAM_ZIP ? !read_zip(reader, &open, evidence, err)
                                         : !read_file(reader, &open, evidence, err))
        return false;
    reader->bytes_done += open.file->bytes;
    return true;
}

static bool name_evidence(Reader *reader, const char *folder, Err *err)
{
    for (uint32_t u = 0; u < reader->plan->unit_count; u++)
        if (!evidence_path(folder, u, reader->arena, &reader->out->units[u].evidence, err))
            return false;
    return true;
}

/* The name of the evidence means nothing to who gave the file. */
static bool read_units(Reader *reader, Err *err)
{
    for (uint32_t u = 0; u < reader->plan->unit_count; u++)
        if (!read_unit(reader, u, err))
            return err->code != ERR_NONE
                       ? err_in(err, "%.*s", STR_ARG(reader->plan->units[u].name))
                       : false;
    return true;
}

/* beginning and end ------------------------------------------------------------------------ */

static bool worker_new(Reader *reader, size_t i)
{
    Intake *out = reader->out;

    out->arenas[i] = arena_new(WORKER_BYTES_MAX);
    out->arenas[i].small_pages = true;
    out->collects[i] = collect_new(&out->arenas[i]);
    return tally_new(&out->arenas[i], reader->plan->unit_count, &out->tallies[i]) &&
           worker_open(&reader->workers[i], &reader->ring, &out->collects[i], &out->tallies[i],
                       reader->plan->unit_count);
}

static bool workers_open(Reader *reader, Err *err)
{
    size_t count = reader->options->threads ? reader->options->threads : 2;
    Intake *out = reader->out;

    count = count < IMPORT_THREADS_MAX ? count : IMPORT_THREADS_MAX;
    reader->workers = ARENA_ARRAY(reader->arena, Worker, count);
    out->arenas = ARENA_ARRAY(reader->arena, Arena, count);
    out->collects = ARENA_ARRAY(reader->arena, Collect, count);
    out->tallies = ARENA_ARRAY(reader->arena, Tally, count);
    out->units = ARENA_ARRAY(reader->arena, IntakeUnit, reader->plan->unit_count);
    if (!reader->workers || !out->arenas || !out->collects || !out->tallies || !out->units)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        bool ok = worker_new(reader, i);

        out->worker_count = i + 1;
        if (!ok)
            return err_no_memory(err);
    }
    return true;
}

static bool workers_start(Reader *reader, Err *err)
{
    for (size_t i = 0; i < reader->out->worker_count; i++) {
        Worker *worker = &reader->workers[i];

        if (pthread_create(&worker->thread, NULL, worker_run, worker) != 0)
            return err_set(err, ERR_LIMIT, RULE_NO_THREAD);
        worker->started = true;
    }
    return true;
}

/* The first worker that failed speaks, unless the reader did. */
static bool workers_join(Reader *reader, bool ok, Err *err)
{
    ring_end(&reader->ring, !ok);
    for (size_t i = 0; i < reader->out->worker_count; i++) {
        Worker *worker = &reader->workers[i];

        if (worker->started)
            (void)pthread_join(worker->thread, NULL);
        if (worker->err.code != ERR_NONE && err->code == ERR_NONE)
            *err = worker->err;
        ok = ok && worker->err.code == ERR_NONE;
    }
    return ok;
}

static void workers_close(Reader *reader)
{
    for (size_t i = 0; reader->workers && i < reader->out->worker_count; i++)
        worker_close(&reader->workers[i]);
}

static int refused_compare(const void *a_, const void *b_)
{
    const Refused *a = *(const Refused *const *)a_, *b = *(const Refused *const *)b_;

    return a->order < b->order ? -1 : a->order > b->order;
}

static size_t list_refused(const List *list, const Refused **out)
{
    for (uint32_t i = 0; i < list->count; i++)
        out[i] = LIST_AT(list, Refused, i);
    return list->count;
}

/* All lists are in order and hold their first ones, so the first of all are among them. */
static bool join_lists(Reader *reader, bool taken)
{
    size_t count = 0, lists = reader->out->worker_count + 1;
    const Refused **sorted =
        ARENA_ARRAY(reader->arena, const Refused *, lists * IMPORT_REFUSALS_MAX);

    if (!sorted)
        return false;
    count += list_refused(taken ? &reader->doubts : &reader->refusals, sorted);
    for (size_t i = 0; i < reader->out->worker_count; i++) {
        const Worker *worker = &reader->workers[i];

        count += list_refused(taken ? &worker->doubts : &worker->refusals, sorted + count);
    }
    qsort(sorted, count, sizeof *sorted, refused_compare);
    for (size_t i = 0; i < count && i < IMPORT_REFUSALS_MAX; i++) {
        ImportRefusal *row = LIST_ADD(&reader->out->refusals, ImportRefusal);

        if (!row)
            return false;
        *row = (ImportRefusal){ reader->plan->files[sorted[i]->file].name, sorted[i]->record,
                                sorted[i]->byte, sorted[i]->err, taken };
    }
    return true;
}

static bool join_refusals(Reader *reader)
{
    for (size_t i = 0; i < reader->out->worker_count; i++)
        for (uint32_t u = 0; u < reader->plan->unit_count; u++) {
            reader->out->units[u].refused += reader->workers[i].refused[u];
            reader->out->units[u].left_out += reader->workers[i].left_out[u];
        }
    return join_lists(reader, false) && join_lists(reader, true);
}

bool intake_run(const Plan *plan, const char *folder, const KbImportOptions *options, Arena *arena,
                Intake *out, Err *err)
{
    Reader reader = { .plan = plan,
                      .options = options,
                      .out = out,
                      .arena = arena,
                      .refusals = list_new(arena, sizeof(Refused)),
                      .doubts = list_new(arena, sizeof(Refused)),
                      .pool = json_pool_new() };
    bool ok;

    *out = (Intake){ .refusals = list_new(options->arena, sizeof(ImportRefusal)),
                     .no_feed = list_new(options->arena, sizeof(Str)) };
    for (int kind = 0; kind < FEED_KINDS; kind++)
        out->columns[kind] = columns_new(arena, (FeedKind)kind);
    err->code = ERR_NONE;
    ring_start(&reader.ring);
    ok = (reader.pool || err_no_memory(err)) && workers_open(&reader, err) &&
         workers_start(&reader, err) && name_evidence(&reader, folder, err) &&
         keeper_start(&reader.keeper, plan, out->units, err) && read_units(&reader, err);
    keeper_end(&reader.keeper);
    ok = workers_join(&reader, ok, err);
    if (ok && !join_refusals(&reader))
        ok = err_no_memory(err);
    workers_close(&reader);
    json_pool_free(reader.pool);
    ring_done(&reader.ring);
    return ok;
}

void intake_done(Intake *intake)
{
    for (size_t i = 0; i < intake->worker_count; i++) {
        collect_done(&intake->collects[i]);
        arena_done(&intake->arenas[i]);
    }
    *intake = (Intake){ 0 };
}
