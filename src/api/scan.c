/* SPDX-License-Identifier: Apache-2.0 */
/* Reads every input, opens the knowledge base, matches, judges the policy. Decides nothing else. */
/* REQ A36 D52 */
#include "inro/scan.h"

#include "api/scan.h"
#include "base/msg.h"
#include "base/stream.h"
#include "base/utf8.h"
#include "formats/sbom.h"
#include "report/failon.h"
#include "report/report.h"

#include <stdio.h>

#define RULE_PRODUCT STR("api.policy-product")

enum { SECONDS_A_DAY = 86400, SCAN_DOCUMENTS_MAX = 10000 };

/* Inflated text and parsed components of all inputs, and what was found. */
#define SCAN_ARENA_BYTES ((size_t)16 << 30)

/* The inputs that could be read, and how the others went. */
typedef struct {
    const Inro *inro;
    const InroScanOptions *options;
    const ScanDocument *given;
    size_t given_count;
    size_t *place; /* may be NULL */
    Err *ended;    /* the last refusal of any kind; may be NULL */
    const ScanParse *parse;
    bool of_record;
    InroSay *say;
    void *context;
    InroScan *scan;
    Sbom *sboms;
    ScanInput *inputs;
    ScanRefusal *refused;
    size_t count;
    uint64_t components;
    InroStatus status;
} Job;

/* The first that applies of 70, 2, 3, 4, 1, 0. */
static void job_add(Job *job, InroStatus status)
{
    static const int RANK[] = { INRO_DONE, INRO_POLICY, INRO_NETWORK, INRO_NO_DATA, INRO_REFUSED };
    int rank[2] = { (int)ARRAY_LEN(RANK), (int)ARRAY_LEN(RANK) };

    for (int i = 0; i < (int)ARRAY_LEN(RANK); i++) {
        rank[0] = RANK[i] == (int)job->status ? i : rank[0];
        rank[1] = RANK[i] == (int)status ? i : rank[1];
    }
    job->status = rank[1] > rank[0] ? status : job->status;
}

static void job_refuse(Job *job, const Err *err)
{
    char text[ERR_TEXT_BYTES];

    job->say(job->context, err_text(err, api_lang(job->inro), text, sizeof text));
    job_add(job, api_status(err));
    if (job->ended)
        *job->ended = *err;
}

static void job_warn(Job *job, Str rule, Str first, Str second)
{
    char text[ERR_TEXT_BYTES];

    msg_format(api_lang(job->inro), rule, (const Str[]){ first, second }, 2, text, sizeof text);
    job->say(job->context, text);
}

/* SPDX writes its own name into the version: "SPDX-2.3". */
static Str version_of(const Sbom *sbom)
{
    Str version = sbom->spec_version;

    return str_starts(version, STR("SPDX-")) ? str_slice(version, 5, version.len) : version;
}

/* What one worker understood of all documents of the record; see foreign.h. */
typedef struct {
    Sbom *sboms;
    bool *read;
} Understood;

static bool understand(Job *job, Understood *out, Err *err)
{
    Arena *arena = &job->scan->arena;
    bool foreign = job->given_count > 0;

    for (size_t i = 0; i < job->given_count; i++)
        foreign = foreign && job->given[i].bytes.ptr;
    out->sboms = ARENA_ARRAY(arena, Sbom, job->given_count);
    out->read = ARENA_ARRAY(arena, bool, job->given_count);
    if (!out->sboms || !out->read)
        return err_no_memory(err);
    if (foreign)
        job->parse->all(job->given, job->given_count, arena, out->sboms, out->read);
    return true;
}

/* A file; the text stays in the scan's arena: components point into it. */
static bool file_read(const char *file, Arena *arena, Str *text, Sbom *sbom, Err *err)
{
    return stream_read_document(file, &STREAM_DOCUMENT, arena, text, err)
        && (sbom_read(*text, arena, sbom, err) || err_in(err, "%s", file));
}

static bool input_read(Job *job, size_t i, const Understood *understood, Err *err)
{
    Arena *arena = &job->scan->arena;
    Sbom *sbom = &job->sboms[job->count];
    const char *file = job->given[i].name;
    Str text = job->given[i].bytes;

    if (understood->read[i])
        *sbom = understood->sboms[i];
    else if (text.ptr ? !job->parse->one(text, file, arena, sbom, err)
                      : !file_read(file, arena, &text, sbom, err))
        return false;
    if (sbom->had_bom)
        job_warn(job, STR("api.byte-order-mark"), str_of(file), STR(""));
    job->inputs[job->count] = (ScanInput){ str_of(file), sbom_format_name(sbom->format),
                                           version_of(sbom), sbom->counted_count };
    job->scan->documents[job->count] = (ReportDocument){ text, sbom };
    job->components += sbom->component_count;
    job->count++;
    return true;
}

/* What was refused stays beside what was found: a report without it would be a false zero. */
static void input_refuse(Job *job, size_t i, Err *err)
{
    Scan *scan = &job->scan->scan;

    if (!str_starts(str_of(err->path), str_of(job->given[i].name)))
        err_in(err, "%s", job->given[i].name);
    job_refuse(job, err);
    job->refused[scan->refused_count++] = (ScanRefusal){ str_of(job->given[i].name), *err };
}

static bool inputs_read(Job *job)
{
    Arena *arena = &job->scan->arena;
    Understood understood;
    Err err;

    if (job->given_count > SCAN_DOCUMENTS_MAX) {
        err_set(&err, ERR_LIMIT, STR("api.too-many-inputs"));
        job_refuse(job, &err);
        return false;
    }
    job->sboms = ARENA_ARRAY(arena, Sbom, job->given_count);
    job->inputs = ARENA_ARRAY(arena, ScanInput, job->given_count);
    job->refused = ARENA_ARRAY(arena, ScanRefusal, job->given_count);
    job->scan->documents = ARENA_ARRAY(arena, ReportDocument, job->given_count);
    if (!job->sboms || !job->inputs || !job->refused || !job->scan->documents) {
        err_no_memory(&err);
        job_refuse(job, &err);
        return false;
    }
    job->scan->scan.refused = job->refused;
    if (!understand(job, &understood, &err)) {
        job_refuse(job, &err);
        return false;
    }
    for (size_t i = 0; i < job->given_count; i++) {
        bool taken = input_read(job, i, &understood, &err);

        if (!taken)
            input_refuse(job, i, &err);
        if (job->place)
            job->place[i] = taken ? job->count - 1 : SIZE_MAX;
    }
    return job->count > 0;
}

/* Opened also when every input was refused: a missing knowledge base is always said. */
static bool kb_ready(Job *job)
{
    Err err;

    if (!kb_open(str_of(job->options->dir), job->components, &job->scan->kb, &err)) {
        job_refuse(job, &err);
        return false;
    }
    kb_set_now(job->scan->kb, job->inro->now_s);
    if (kb_database(job->scan->kb, &job->scan->arena, &job->scan->scan.database))
        return true;
    err_no_memory(&err);
    job_refuse(job, &err);
    return false;
}

/* Document i adds crew_size matches to *count. */
static bool document_match(Job *job, size_t i, Match *matches, size_t *count, Err *err)
{
    MatchTask task = match_task(job->scan->kb, &job->sboms[i], (uint32_t)i);
    size_t parts = crew_size(job->sboms[i].component_count);
    Arena *arenas[CREW_MAX] = { &job->scan->arena };

    for (size_t part = 1; part < CREW_MAX; part++)
        arenas[part] = &job->scan->part[part - 1];
    *count += parts;
    return crew_match(&task, arenas, matches + *count - parts, parts, err);
}

static bool all_match(Job *job)
{
    Arena *arena = &job->scan->arena;
    Match *matches = ARENA_ARRAY(arena, Match, CREW_MAX * job->count);
    Scan *scan = &job->scan->scan;
    size_t count = 0;
    bool ok = true;
    Err err;

    if (!matches)
        ok = err_no_memory(&err);
    for (size_t i = 0; ok && i < job->count; i++)
        ok = document_match(job, i, matches, &count, &err);
    ok = ok && kb_unchanged(job->scan->kb, &err);
    ok = ok && match_join(matches, count, arena, scan, &err);
    if (!ok)
        job_refuse(job, &err);
    scan->inputs = job->inputs;
    scan->input_count = job->count;
    return ok;
}

/* Whole days from `date_s` to now; a date to come is no age. */
static int64_t age_days(const Job *job, int64_t date_s)
{
    return date_s < job->inro->now_s ? (job->inro->now_s - date_s) / SECONDS_A_DAY : 0;
}

/* Says when data is old or of unknown age; true when it is older than the limit. */
static bool age_check(Job *job, Str what, int64_t date_s)
{
    char days[24];

    if (date_s == 0) {
        job_warn(job, STR("api.age-unknown"), what, STR(""));
        return false;
    }
    if (age_days(job, date_s) <= job->options->max_age_days)
        return false;
    snprintf(days, sizeof days, "%lld", (long long)age_days(job, date_s));
    job_warn(job, STR("api.too-old"), what, str_of(days));
    return true;
}

/* A source that states no date may be of any age, however new the others are. */
static void undated_say(Job *job)
{
    const ScanDatabase *database = &job->scan->scan.database;

    for (size_t i = 0; database->date_s && i < database->source_count; i++)
        if (database->sources[i].date_s == 0)
            job_warn(job, STR("api.source-undated"), database->sources[i].id, STR(""));
}

/* The database as a whole, and the two sources that have a clock of their own. When only
 * --fail-on is given, old KEV or EPSS data makes their facts unknown and nothing else. */
static void ages_check(Job *job)
{
    static const Str OWN_CLOCK[] = { STR_ROW("kev"), STR_ROW("epss") };
    const ScanDatabase *database = &job->scan->scan.database;
    const InroScanOptions *options = job->options;
    bool old = age_check(job, msg_text(api_lang(job->inro), STR("report.failon-database")),
                         database->date_s);

    if (old && (options->age_matters || options->fail_on))
        job_add(job, INRO_NO_DATA);
    undated_say(job);
    for (size_t i = 0; !old && i < database->source_count; i++)
        for (size_t j = 0; j < ARRAY_LEN(OWN_CLOCK); j++)
            if (str_eq(database->sources[i].id, OWN_CLOCK[j]) && database->sources[i].date_s
                && age_check(job, OWN_CLOCK[j], database->sources[i].date_s)
                && options->age_matters)
                job_add(job, INRO_NO_DATA);
}

/* What only the record knows cannot be asked of files. */
static bool policy_read(Job *job, Err *err)
{
    const InroScanOptions *options = job->options;
    InroScan *scan = job->scan;

    if (!options->fail_on)
        return true;
    if (!failon_parse(str_of(options->fail_on), &scan->arena, &scan->policy, err))
        return err_in(err, "--fail-on");
    return job->of_record || !failon_asks_record(scan->policy)
        || err_set(err, ERR_USAGE, RULE_PRODUCT, str_of(options->fail_on));
}

static void policy_check(Job *job, const InroScan *scan)
{
    CLEANUP(buf_done) Buf reason = buf_new(1 << 16);
    FailOnVerdict verdict = failon_evaluate(scan->policy, &scan->scan);
    Err err;

    if (verdict.truth == TRUTH_FALSE)
        return;
    failon_explain(&verdict, &scan->scan, api_lang(job->inro), &reason);
    buf_char(&reason, '\0');
    if (buf_failed(&reason)) {
        err_no_memory(&err);
        job_refuse(job, &err);
    } else {
        utf8_tame(reason.ptr, reason.len - 1);
        job->say(job->context, reason.ptr);
    }
    job_add(job, verdict.truth == TRUTH_TRUE ? INRO_POLICY : INRO_NO_DATA);
}

static bool run(Job *job)
{
    Scan *scan = &job->scan->scan;
    bool readable;
    Err err;

    if (!policy_read(job, &err)) {
        job_refuse(job, &err);
        return false;
    }
    readable = inputs_read(job);
    if (!kb_ready(job) || !readable || !all_match(job))
        return false;
    scan->tool_version = STR(INRO_VERSION);
    scan->now_s = job->inro->now_s;
    scan->max_age_days = job->options->max_age_days;
    ages_check(job);
    if (job->scan->policy && !job->of_record)
        policy_check(job, job->scan);
    return true;
}

InroStatus scan_judge(const Inro *inro, const InroScan *scan, InroStatus before, InroSay *say,
                      void *context)
{
    Job job = { .inro = inro, .say = say, .context = context, .status = before };

    if (scan->policy)
        policy_check(&job, scan);
    return job.status;
}

InroStatus scan_documents(const Inro *inro, const InroScanOptions *options,
                          const ScanDocuments *documents, InroSay *say, void *context,
                          InroScan **out)
{
    Arena arena = arena_new(SCAN_ARENA_BYTES);
    Job job = { .inro = inro, .options = options, .given = documents->rows,
                .given_count = documents->count, .place = documents->place,
                .ended = documents->ended,
                .parse = documents->parse, .of_record = documents->of_record,
                .say = say, .context = context };
    Err err;

    *out = NULL;
    job.scan = ARENA_NEW(&arena, InroScan);
    if (!job.scan) {
        err_no_memory(&err);
        job_refuse(&job, &err);
        return job.status;
    }
    job.scan->arena = arena; /* from here on the scan owns the arena it lives in */
    for (size_t i = 0; i < ARRAY_LEN(job.scan->part); i++)
        job.scan->part[i] = arena_new(SCAN_ARENA_BYTES);
    if (run(&job))
        *out = job.scan;
    else
        inro_scan_free(job.scan);
    return job.status;
}

InroStatus inro_scan(const Inro *inro, const InroScanOptions *options, InroSay *say, void *context,
                     InroScan **out)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    ScanDocument *documents = ARENA_ARRAY(&arena, ScanDocument, options->sbom_count);
    char text[ERR_TEXT_BYTES];
    Err err;

    *out = NULL;
    if (!documents) {
        err_no_memory(&err);
        say(context, err_text(&err, api_lang(inro), text, sizeof text));
        return INRO_REFUSED;
    }
    for (size_t i = 0; i < options->sbom_count; i++)
        documents[i].name = options->sboms[i];
    return scan_documents(inro, options,
                          &(ScanDocuments){ .rows = documents, .count = options->sbom_count }, say,
                          context, out);
}

void inro_scan_free(InroScan *scan)
{
    Arena arena;

    if (!scan)
        return;
    kb_close(scan->kb);
    for (size_t i = 0; i < ARRAY_LEN(scan->part); i++)
        arena_done(&scan->part[i]);
    arena = scan->arena;
    arena_done(&arena);
}

static bool scan_write(const void *scan_, const ReportOptions *options, Buf *out, Err *err)
{
    const InroScan *scan = scan_;
    ReportOptions copy = *options;

    copy.policy = scan->policy;
    copy.documents = scan->documents;
    copy.document_count = scan->scan.input_count;
    return report_write(&scan->scan, &copy, out, err) && kb_unchanged(scan->kb, err);
}

bool inro_scan_report(const Inro *inro, const InroScan *scan, const InroReportOptions *options,
                      InroError *error)
{
    return api_report(inro, scan_write, scan, options, error);
}
