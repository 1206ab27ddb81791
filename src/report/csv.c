/* SPDX-License-Identifier: Apache-2.0 */
/* The scan as one CSV table (RFC 4180): one header, the same columns in every line, so that a
 * spreadsheet can filter it. The first column, `record`, says what a line is: finding, malware,
 * hint, coverage, refused, summary or source. Column names are the paths of scan-1.schema.json.
 * The scan of a product has more columns behind these: what the record says. */
#include "report/escape.h"
#include "report/facts.h"
#include "report/verdict_text.h"
#include "report/writers.h"

typedef enum {
    COLUMN_RECORD, COLUMN_INPUT, COLUMN_ID, COLUMN_NAME, COLUMN_VERSION, COLUMN_PURL, COLUMN_CPE,
    COLUMN_REF, COLUMN_VULNERABILITY, COLUMN_ALIASES, COLUMN_SEVERITY, COLUMN_CVSS_VERSION,
    COLUMN_CVSS_SCORE, COLUMN_CVSS_VECTOR, COLUMN_EPSS_SCORE, COLUMN_EPSS_PERCENTILE, COLUMN_KEV,
    COLUMN_KEV_ADDED, COLUMN_KEV_DUE, COLUMN_KEV_RANSOMWARE, COLUMN_FIXED, COLUMN_SUPPORT,
    COLUMN_PUBLISHED, COLUMN_MODIFIED, COLUMN_MATCH_RULE, COLUMN_MATCH_SOURCE, COLUMN_MATCH_RANGE,
    COLUMN_SUMMARY, COLUMN_LIST, COLUMN_IDENTIFIER, COLUMN_ECOSYSTEM, COLUMN_PLACE, COLUMN_RULE,
    COLUMN_VALUE, COLUMNS,
} Column;

static const Str TITLES[COLUMNS] = {
    [COLUMN_RECORD] = STR_ROW("record"),
    [COLUMN_INPUT] = STR_ROW("input"),
    [COLUMN_ID] = STR_ROW("id"),
    [COLUMN_NAME] = STR_ROW("component"),
    [COLUMN_VERSION] = STR_ROW("version"),
    [COLUMN_PURL] = STR_ROW("purl"),
    [COLUMN_CPE] = STR_ROW("cpe"),
    [COLUMN_REF] = STR_ROW("ref"),
    [COLUMN_VULNERABILITY] = STR_ROW("vulnerability"),
    [COLUMN_ALIASES] = STR_ROW("aliases"),
    [COLUMN_SEVERITY] = STR_ROW("severity"),
    [COLUMN_CVSS_VERSION] = STR_ROW("cvss_version"),
    [COLUMN_CVSS_SCORE] = STR_ROW("cvss_score"),
    [COLUMN_CVSS_VECTOR] = STR_ROW("cvss_vector"),
    [COLUMN_EPSS_SCORE] = STR_ROW("epss_score"),
    [COLUMN_EPSS_PERCENTILE] = STR_ROW("epss_percentile"),
    [COLUMN_KEV] = STR_ROW("kev"),
    [COLUMN_KEV_ADDED] = STR_ROW("kev_date_added"),
    [COLUMN_KEV_DUE] = STR_ROW("kev_due_date"),
    [COLUMN_KEV_RANSOMWARE] = STR_ROW("kev_ransomware"),
    [COLUMN_FIXED] = STR_ROW("fixed_versions"),
    [COLUMN_SUPPORT] = STR_ROW("support_ends"),
    [COLUMN_PUBLISHED] = STR_ROW("published"),
    [COLUMN_MODIFIED] = STR_ROW("modified"),
    [COLUMN_MATCH_RULE] = STR_ROW("match_rule"),
    [COLUMN_MATCH_SOURCE] = STR_ROW("match_source"),
    [COLUMN_MATCH_RANGE] = STR_ROW("match_range"),
    [COLUMN_SUMMARY] = STR_ROW("summary"),
    [COLUMN_LIST] = STR_ROW("list"),
    [COLUMN_IDENTIFIER] = STR_ROW("identifier"),
    [COLUMN_ECOSYSTEM] = STR_ROW("ecosystem"),
    [COLUMN_PLACE] = STR_ROW("place"),
    [COLUMN_RULE] = STR_ROW("rule"),
    [COLUMN_VALUE] = STR_ROW("value"),
};

/* What the record says of a finding; nothing of other lines. */
static void put_verdict(Buf *out, const ScanVerdict *verdict)
{
    static const ScanVerdict NOTHING = { .status = STR_ROW("") };
    VerdictMember members[VERDICT_MEMBERS];
    FactText decided;

    verdict_members(verdict ? verdict : &NOTHING, &decided, members);
    for (size_t i = 0; i < VERDICT_MEMBERS; i++) {
        buf_char(out, ',');
        if (verdict)
            escape_csv(out, members[i].text);
    }
}

static void put_line(Buf *out, const Scan *scan, const Str cells[COLUMNS], const ScanFinding *f)
{
    for (Column column = 0; column < COLUMNS; column++) {
        if (column)
            buf_char(out, ',');
        escape_csv(out, cells[column]);
    }
    if (scan->verdicts)
        put_verdict(out, f ? facts_verdict(scan, f) : NULL);
    buf_add(out, STR("\r\n"));
}

static void put_titles(Buf *out, const Scan *scan)
{
    static const ScanVerdict NOTHING = { .status = STR_ROW("") };
    VerdictMember members[VERDICT_MEMBERS];
    FactText decided;

    for (Column column = 0; column < COLUMNS; column++)
        buf_printf(out, "%s%.*s", column ? "," : "", STR_ARG(TITLES[column]));
    verdict_members(&NOTHING, &decided, members);
    for (size_t i = 0; scan->verdicts && i < VERDICT_MEMBERS; i++)
        buf_printf(out, ",record_%.*s", STR_ARG(members[i].name));
    buf_add(out, STR("\r\n"));
}

static Str joined(Buf *scratch, const Str *texts, size_t count)
{
    buf_clear(scratch);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add(scratch, STR("; "));
        buf_add(scratch, texts[i]);
    }
    return buf_str(scratch);
}

/* The texts of the cells of one line; lists need room of their own. */
typedef struct {
    FactText score, epss, percentile, added, due, published, modified;
    Buf aliases, fixed;
} Scratch;

static Str word_of(bool value)
{
    return value ? STR("true") : STR("false");
}

static void put_finding(Buf *out, const Scan *scan, const ScanFinding *f, Str record, Scratch *s)
{
    const ScanScore *score = facts_score_of(f);
    Str cells[COLUMNS] = {
        [COLUMN_RECORD] = record,
        [COLUMN_INPUT] = facts_input(scan, f->component->input),
        [COLUMN_ID] = f->id,
        [COLUMN_NAME] = f->component->name,
        [COLUMN_VERSION] = f->component->version,
        [COLUMN_PURL] = f->component->purl,
        [COLUMN_CPE] = f->component->cpe,
        [COLUMN_REF] = f->component->ref,
        [COLUMN_VULNERABILITY] = f->flaw->id,
        [COLUMN_ALIASES] = joined(&s->aliases, f->flaw->aliases, f->flaw->alias_count),
        [COLUMN_SEVERITY] = severity_name(f->flaw->severity),
        [COLUMN_EPSS_SCORE] = facts_parts(f->flaw->epss_score, &s->epss),
        [COLUMN_EPSS_PERCENTILE] = facts_parts(f->flaw->epss_percentile, &s->percentile),
        [COLUMN_KEV] = word_of(f->flaw->kev),
        [COLUMN_FIXED] = joined(&s->fixed, f->evidence->fixed_versions, f->evidence->fixed_count),
        [COLUMN_SUPPORT] = support_of_finding(scan, f).ends,
        [COLUMN_PUBLISHED] = facts_time(f->flaw->published_s, &s->published),
        [COLUMN_MODIFIED] = facts_time(f->flaw->modified_s, &s->modified),
        [COLUMN_MATCH_RULE] = f->evidence->rule,
        [COLUMN_MATCH_SOURCE] = f->evidence->source,
        [COLUMN_MATCH_RANGE] = f->evidence->range,
        [COLUMN_SUMMARY] = f->flaw->summary,
    };

    if (score) {
        cells[COLUMN_CVSS_VERSION] = cvss_version_name(score->version);
        cells[COLUMN_CVSS_SCORE] = facts_score(score->score, &s->score);
        cells[COLUMN_CVSS_VECTOR] = score->vector;
    }
    if (f->flaw->kev) {
        cells[COLUMN_KEV_ADDED] = facts_day(f->flaw->kev_date_added, &s->added);
        cells[COLUMN_KEV_DUE] = facts_day(f->flaw->kev_due_date, &s->due);
        cells[COLUMN_KEV_RANSOMWARE] = word_of(f->flaw->kev_ransomware);
    }
    put_line(out, scan, cells, f);
    buf_pour(out);
}

static void put_item(Buf *out, const Scan *scan, const ScanItem *item, Str record, Str list)
{
    Str cells[COLUMNS] = {
        [COLUMN_RECORD] = record,
        [COLUMN_INPUT] = facts_input(scan, item->input),
        [COLUMN_NAME] = item->name,
        [COLUMN_VERSION] = item->version,
        [COLUMN_REF] = item->ref,
        [COLUMN_VULNERABILITY] = item->vulnerability,
        [COLUMN_LIST] = list,
        [COLUMN_IDENTIFIER] = item->identifier,
        [COLUMN_ECOSYSTEM] = item->ecosystem,
        [COLUMN_PLACE] = item->place,
        [COLUMN_RULE] = item->rule,
    };

    put_line(out, scan, cells, NULL);
    buf_pour(out);
}

static void put_refused(Buf *out, const Scan *scan)
{
    char text[ERR_TEXT_BYTES];

    for (size_t i = 0; i < scan->refused_count; i++) {
        const ScanRefusal *refused = &scan->refused[i];
        Str cells[COLUMNS] = {
            [COLUMN_RECORD] = STR_ROW("refused"),
            [COLUMN_INPUT] = refused->file,
            [COLUMN_RULE] = refused->why.rule,
            [COLUMN_VALUE] = str_of(err_text(&refused->why, LANG_EN, text, sizeof text)),
        };
        put_line(out, scan, cells, NULL);
    }
}

static void put_number(Buf *out, const Scan *scan, Str list, uint64_t value)
{
    FactText buffer;
    Str cells[COLUMNS] = {
        [COLUMN_RECORD] = STR_ROW("summary"),
        [COLUMN_LIST] = list,
        [COLUMN_VALUE] = facts_number(value, &buffer),
    };

    put_line(out, scan, cells, NULL);
}

static void put_summary(Buf *out, const Scan *scan)
{
    FactsTally tally = facts_tally(scan);

    put_number(out, scan, STR("components"), scan->components);
    put_number(out, scan, STR("checked"), scan->checked);
    put_number(out, scan, STR("unchecked"), scan->unchecked);
    put_number(out, scan, STR("findings"), scan->finding_count);
    put_number(out, scan, STR("kev"), tally.kev);
    if (scan->bare_count)
        put_number(out, scan, STR("releases_without_sbom"), scan->bare_count);
}

static void put_sources(Buf *out, const Scan *scan)
{
    const ScanDatabase *db = &scan->database;
    FactText date, number;

    for (size_t i = 0; i < db->source_count; i++) {
        Str cells[COLUMNS] = {
            [COLUMN_RECORD] = STR_ROW("source"),
            [COLUMN_ID] = db->sources[i].id,
            [COLUMN_MODIFIED] = facts_time(db->sources[i].date_s, &date),
            [COLUMN_VALUE] = facts_number(db->sources[i].records, &number),
        };
        put_line(out, scan, cells, NULL);
    }
}

static void put_coverage(Buf *out, const Scan *scan)
{
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++) {
        const FactsList *list = &FACTS_LISTS[i];
        for (size_t j = 0; j < scan->coverage_count[list->list]; j++)
            put_item(out, scan, &scan->coverage[list->list][j], STR("coverage"), list->key);
    }
    for (size_t i = 0; i < scan->hint_count; i++)
        put_item(out, scan, &scan->hints[i], STR("hint"), STR(""));
    put_refused(out, scan);
}

static void scratch_done(Scratch *s)
{
    buf_done(&s->aliases);
    buf_done(&s->fixed);
}

bool csv_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err)
{
    CLEANUP(scratch_done) Scratch s = { .aliases = buf_new(out->cap), .fixed = buf_new(out->cap) };

    (void)options;
    put_titles(out, scan);
    for (size_t i = 0; i < scan->finding_count; i++)
        put_finding(out, scan, &scan->findings[i], STR("finding"), &s);
    for (size_t i = 0; i < scan->malware_count; i++)
        put_finding(out, scan, &scan->malware[i], STR("malware"), &s);
    put_coverage(out, scan);
    put_summary(out, scan);
    put_sources(out, scan);
    if (buf_failed(out) || buf_failed(&s.aliases) || buf_failed(&s.fixed))
        return err_no_memory(err);
    return true;
}
