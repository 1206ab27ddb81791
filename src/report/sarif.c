/* SPDX-License-Identifier: Apache-2.0 */
/* The scan as SARIF 2.1.0, as GitHub code scanning reads it: one run, a rule for each
 * vulnerability, a result for each finding, a notification for each thing that was not checked.
 *
 * GitHub takes 20 runs a file, 25,000 results and as many rules a run, and 10 MB compressed; it
 * shows 5,000 results. A report is never cut to that; when it is larger, a notification says so.
 * Of a rule it asks an id, short and full descriptions of at most 1,024 characters, a help text
 * and at most 20 tags. `informationUri` is optional and left out: Inro has no home page yet, and a
 * link that leads nowhere is worse than none.
 *
 * In the scan of a product each result has `suppressions`: one, `accepted`, where a decision in
 * force says that nothing is left to do, `underReview` where such a decision waits, else none. The
 * level stays that of the vulnerability: a suppressed result is no smaller one. All that the record
 * says stands in the result's property bag.
 *
 * Source: OASIS SARIF 2.1.0; GitHub, "SARIF support for code scanning", "SARIF results exceed one
 * or more limits". */
#include "base/jsonout.h"
#include "base/msg.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/narrative.h"
#include "report/object.h"
#include "report/rules.h"
#include "report/say.h"
#include "report/verdict_text.h"
#include "report/writers.h"

enum { GITHUB_RESULTS_MAX = 25000 };

typedef struct {
    const Scan *scan;
    Lang lang;
    JsonOut out;
    Buf text;
    Rules rules;
} Run;

/* KEV and malware are errors whatever their score. */
static const Str LEVELS[SEVERITIES] = {
    [SEVERITY_UNKNOWN] = STR_ROW("warning"), [SEVERITY_NONE] = STR_ROW("note"),
    [SEVERITY_LOW] = STR_ROW("note"),        [SEVERITY_MEDIUM] = STR_ROW("warning"),
    [SEVERITY_HIGH] = STR_ROW("error"),      [SEVERITY_CRITICAL] = STR_ROW("error"),
};

static Str level_of(const ScanFinding *f, bool malware)
{
    return f->flaw->kev || malware ? STR("error") : LEVELS[f->flaw->severity];
}

/* {"text": …} under `key`; takes what was collected in r->text. */
static void put_message(Run *r, Str key)
{
    jsonout_key(&r->out, key);
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("text"), buf_str(&r->text));
    jsonout_object_end(&r->out);
    buf_clear(&r->text);
}

/* GitHub matches alerts to files by paths relative to the repository. */
static void put_location(Run *r, uint32_t input)
{
    Str path = facts_input(r->scan, input);
    bool absolute = str_starts(path, STR("/"));

    while (str_starts(path, STR("./")))
        path = str_slice(path, 2, path.len);
    if (str_eq(path, STR("-")))
        path = STR("stdin");
    buf_add(&r->text, absolute ? STR("file://") : STR(""));
    escape_path(&r->text, path);
    jsonout_key(&r->out, STR("physicalLocation"));
    jsonout_object(&r->out);
    jsonout_key(&r->out, STR("artifactLocation"));
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("uri"), buf_str(&r->text));
    jsonout_object_end(&r->out);
    jsonout_key(&r->out, STR("region"));
    jsonout_object(&r->out);
    jsonout_u64_at(&r->out, STR("startLine"), 1);
    jsonout_object_end(&r->out);
    jsonout_object_end(&r->out);
    buf_clear(&r->text);
}

static void put_logical(Run *r, Str name, Str full, Str kind)
{
    jsonout_key(&r->out, STR("logicalLocations"));
    jsonout_array(&r->out);
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("name"), name);
    if (full.len)
        jsonout_str_at(&r->out, STR("fullyQualifiedName"), full);
    jsonout_str_at(&r->out, STR("kind"), kind);
    jsonout_object_end(&r->out);
    jsonout_array_end(&r->out);
}

static void put_tag(Run *r, bool wanted, Str tag)
{
    if (wanted)
        jsonout_str(&r->out, tag);
}

static void put_rule_properties(Run *r, const ScanFinding *f, bool malware)
{
    const ScanScore *score = facts_score_of(f);
    FactText buffer;

    jsonout_key(&r->out, STR("properties"));
    jsonout_object(&r->out);
    jsonout_key(&r->out, STR("tags"));
    jsonout_array(&r->out);
    put_tag(r, true, STR("security"));
    put_tag(r, !malware, STR("vulnerability"));
    put_tag(r, malware, STR("malware"));
    put_tag(r, f->flaw->kev, STR("kev"));
    jsonout_array_end(&r->out);
    if (malware)
        jsonout_str_at(&r->out, STR("security-severity"), STR("10.0"));
    else if (score && score->score >= 0)
        jsonout_str_at(&r->out, STR("security-severity"), facts_score(score->score, &buffer));
    jsonout_str_at(&r->out, STR("precision"), STR("high"));
    jsonout_object_end(&r->out);
}

static void put_help(Run *r, const ScanFinding *f)
{
    escape_terminal(&r->text, f->flaw->summary.len ? f->flaw->summary : f->flaw->id);
    for (size_t i = 0; i < f->flaw->alias_count; i++) {
        buf_add(&r->text, i ? STR(", ") : STR("\n"));
        escape_terminal(&r->text, f->flaw->aliases[i]);
    }
    for (size_t i = 0; i < f->flaw->score_count; i++) {
        buf_char(&r->text, '\n');
        escape_terminal(&r->text, f->flaw->scores[i].vector);
    }
    put_message(r, STR("help"));
}

static void put_rule(Run *r, const ScanFinding *f, bool malware)
{
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("id"), f->flaw->id);
    buf_add(&r->text, f->flaw->id);
    put_message(r, STR("shortDescription"));
    buf_add(&r->text, f->flaw->summary.len ? f->flaw->summary : f->flaw->id);
    put_message(r, STR("fullDescription"));
    put_help(r, f);
    if (rules_link(f->flaw->id, &r->text))
        jsonout_str_at(&r->out, STR("helpUri"), buf_str(&r->text));
    buf_clear(&r->text);
    jsonout_key(&r->out, STR("defaultConfiguration"));
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("level"), level_of(f, malware));
    jsonout_object_end(&r->out);
    put_rule_properties(r, f, malware);
    jsonout_object_end(&r->out);
}

static void put_driver(Run *r)
{
    jsonout_key(&r->out, STR("tool"));
    jsonout_object(&r->out);
    jsonout_key(&r->out, STR("driver"));
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("name"), TOOL_NAME);
    jsonout_str_at(&r->out, STR("version"), r->scan->tool_version);
    jsonout_str_at(&r->out, STR("semanticVersion"), r->scan->tool_version);
    jsonout_key(&r->out, STR("rules"));
    jsonout_array(&r->out);
    for (size_t i = 0; i < r->rules.count; i++)
        put_rule(r, rules_finding(&r->rules, i), rules_is_malware(&r->rules, i));
    jsonout_array_end(&r->out);
    jsonout_object_end(&r->out);
    jsonout_object_end(&r->out);
}

/* Both fingerprints are the finding's own id, which is the same in every later scan. GitHub reads
 * the first; without it, it would hash the line, which is always line 1 here. */
static void put_fingerprints(Run *r, const ScanFinding *f)
{
    jsonout_key(&r->out, STR("partialFingerprints"));
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("primaryLocationLineHash"), f->id);
    jsonout_str_at(&r->out, STR("inroFinding/v1"), f->id);
    jsonout_object_end(&r->out);
}

static void put_result_properties(Run *r, const ScanFinding *f)
{
    const ScanVerdict *verdict = facts_verdict(r->scan, f);
    SupportText support = support_of_finding(r->scan, f);

    jsonout_key(&r->out, STR("properties"));
    jsonout_object(&r->out);
    jsonout_bool_at(&r->out, STR("kev"), f->flaw->kev);
    if (f->flaw->epss_score != SCAN_NO_PARTS) {
        jsonout_key(&r->out, STR("epss"));
        jsonout_decimal(&r->out, f->flaw->epss_score, 5);
    }
    jsonout_str_at(&r->out, STR("place"), f->component->place);
    jsonout_str_at(&r->out, STR("matchRule"), f->evidence->rule);
    jsonout_str_at(&r->out, STR("matchSource"), f->evidence->source);
    jsonout_str_at(&r->out, STR("matchRange"), f->evidence->range);
    if (verdict) {
        object_verdict(&r->out, verdict);
        jsonout_text_at(&r->out, STR("supportEnds"), support.ends);
    }
    jsonout_object_end(&r->out);
}

/* Not as `guid`: the schema of 2.1.0 knows UUIDs of versions 1 to 5 only, and ours are of 7. */
static void put_decision(Run *r, Str decision)
{
    jsonout_key(&r->out, STR("properties"));
    jsonout_object(&r->out);
    jsonout_text_at(&r->out, STR("decision"), decision);
    jsonout_object_end(&r->out);
}

/* SARIF 2.1.0, 3.27.23: an empty list means that nothing suppresses it, and all results of a run
 * have the list when one has. Who decides is no comment in the source, but a system outside. */
static void put_suppressions(Run *r, const ScanVerdict *verdict)
{
    bool settled = verdict_settles(verdict);

    if (!r->scan->verdicts)
        return;
    jsonout_key(&r->out, STR("suppressions"));
    jsonout_array(&r->out);
    if (settled || verdict_may_settle(verdict)) {
        jsonout_object(&r->out);
        jsonout_str_at(&r->out, STR("kind"), STR("external"));
        jsonout_str_at(&r->out, STR("status"), settled ? STR("accepted") : STR("underReview"));
        buf_add(&r->text, verdict->said);
        buf_add(&r->text, verdict->justification.len ? STR(" (") : STR(""));
        buf_add(&r->text, verdict->justification);
        buf_add(&r->text, verdict->justification.len ? STR(")") : STR(""));
        buf_add(&r->text, verdict->reason.len ? STR(": ") : STR(""));
        buf_add(&r->text, verdict->reason);
        jsonout_str_at(&r->out, STR("justification"), buf_str(&r->text));
        buf_clear(&r->text);
        put_decision(r, verdict->decision);
        jsonout_object_end(&r->out);
    }
    jsonout_array_end(&r->out);
}

static void put_result(Run *r, const ScanFinding *f, bool malware)
{
    const ScanVerdict *verdict = facts_verdict(r->scan, f);

    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("ruleId"), f->flaw->id);
    jsonout_u64_at(&r->out, STR("ruleIndex"), rules_index(&r->rules, f));
    jsonout_str_at(&r->out, STR("level"), level_of(f, malware));
    narrative_finding(r->scan, f, r->lang, &r->text);
    put_message(r, STR("message"));
    put_suppressions(r, verdict);
    jsonout_key(&r->out, STR("locations"));
    jsonout_array(&r->out);
    jsonout_object(&r->out);
    put_location(r, f->component->input);
    put_logical(r, f->component->name,
                f->component->purl.len ? f->component->purl : f->component->cpe, STR("module"));
    jsonout_object_end(&r->out);
    jsonout_array_end(&r->out);
    put_fingerprints(r, f);
    put_result_properties(r, f);
    jsonout_object_end(&r->out);
    buf_pour(r->out.buf);
}

static void begin_notification(Run *r, Str id, Str level)
{
    jsonout_object(&r->out);
    jsonout_key(&r->out, STR("descriptor"));
    jsonout_object(&r->out);
    jsonout_str_at(&r->out, STR("id"), id);
    jsonout_object_end(&r->out);
    jsonout_str_at(&r->out, STR("level"), level);
}

static void put_sentence(Run *r, Str id, Str level)
{
    begin_notification(r, id, level);
    put_message(r, STR("message"));
    jsonout_object_end(&r->out);
}

static void put_items(Run *r, Str id, const ScanItem *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        begin_notification(r, id, STR("note"));
        buf_add(&r->text, items[i].name.len ? items[i].name : items[i].ref);
        buf_add(&r->text, items[i].version.len ? STR(" ") : STR(""));
        buf_add(&r->text, items[i].version);
        buf_add(&r->text, STR(" ("));
        buf_add(&r->text, items[i].place);
        buf_add(&r->text, STR("): "));
        buf_add(&r->text, items[i].vulnerability);
        buf_add(&r->text, items[i].vulnerability.len ? STR(": ") : STR(""));
        narrative_rule(&items[i], r->lang, &r->text);
        put_message(r, STR("message"));
        jsonout_key(&r->out, STR("locations"));
        jsonout_array(&r->out);
        jsonout_object(&r->out);
        put_location(r, items[i].input);
        put_logical(r, items[i].name, items[i].identifier, STR("module"));
        jsonout_object_end(&r->out);
        jsonout_array_end(&r->out);
        jsonout_object_end(&r->out);
    }
}

static void put_notifications(Run *r)
{
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    size_t count = narrative_warnings(r->scan, warnings);

    narrative_headline(r->scan, r->lang, &r->text);
    put_sentence(r, STR("outcome"), STR("note"));
    narrative_coverage(r->scan, r->lang, &r->text);
    put_sentence(r, STR("coverage"), r->scan->unchecked ? STR("warning") : STR("note"));
    narrative_age(r->scan, r->lang, &r->text);
    put_sentence(r, STR("data"), STR("note"));
    for (size_t i = 0; i < count; i++) {
        narrative_warning(&warnings[i], r->scan, r->lang, &r->text);
        put_sentence(r, STR("data"), STR("warning"));
    }
    if (r->scan->finding_count + r->scan->malware_count > GITHUB_RESULTS_MAX) {
        buf_add(&r->text, msg_text(r->lang, STR("report.sarif-large")));
        put_sentence(r, STR("size"), STR("warning"));
    }
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++)
        put_items(r, FACTS_LISTS[i].key, r->scan->coverage[FACTS_LISTS[i].list],
                  r->scan->coverage_count[FACTS_LISTS[i].list]);
    put_items(r, STR("hint"), r->scan->hints, r->scan->hint_count);
}

static void put_invocation(Run *r)
{
    jsonout_key(&r->out, STR("invocations"));
    jsonout_array(&r->out);
    jsonout_object(&r->out);
    jsonout_bool_at(&r->out, STR("executionSuccessful"), true);
    jsonout_key(&r->out, STR("toolExecutionNotifications"));
    jsonout_array(&r->out);
    put_notifications(r);
    jsonout_array_end(&r->out);
    jsonout_object_end(&r->out);
    jsonout_array_end(&r->out);
}

/* The property bag holds what the other formats call database and summary. */
static void put_run(Run *r)
{
    jsonout_object(&r->out);
    put_driver(r);
    jsonout_str_at(&r->out, STR("language"), r->lang == LANG_JA ? STR("ja") : STR("en-US"));
    jsonout_str_at(&r->out, STR("columnKind"), STR("utf16CodeUnits"));
    put_invocation(r);
    jsonout_key(&r->out, STR("results"));
    jsonout_array(&r->out);
    for (size_t i = 0; i < r->scan->finding_count; i++)
        put_result(r, &r->scan->findings[i], false);
    for (size_t i = 0; i < r->scan->malware_count; i++)
        put_result(r, &r->scan->malware[i], true);
    jsonout_array_end(&r->out);
    jsonout_key(&r->out, STR("properties"));
    jsonout_object(&r->out);
    object_database(&r->out, r->scan);
    object_summary(&r->out, r->scan);
    jsonout_object_end(&r->out);
    jsonout_object_end(&r->out);
}

static void run_done(Run *r)
{
    buf_done(&r->text);
    rules_done(&r->rules);
}

bool sarif_write(const Scan *scan, const ReportOptions *options, Buf *buf, Err *err)
{
    CLEANUP(run_done) Run run = { .scan = scan, .lang = options->lang,
                                  .out = jsonout_new(buf, 2), .text = buf_new(buf->cap) };

    if (!rules_make(scan, &run.rules, err))
        return false;
    jsonout_object(&run.out);
    jsonout_str_at(&run.out, STR("$schema"),
                   STR("https://json.schemastore.org/sarif-2.1.0.json"));
    jsonout_str_at(&run.out, STR("version"), STR("2.1.0"));
    jsonout_key(&run.out, STR("runs"));
    jsonout_array(&run.out);
    put_run(&run);
    jsonout_array_end(&run.out);
    jsonout_object_end(&run.out);
    buf_char(buf, '\n');
    return (jsonout_done(&run.out) && !buf_failed(&run.text)) || err_no_memory(err);
}
