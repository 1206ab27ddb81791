/* SPDX-License-Identifier: Apache-2.0 */
/* The scan as JUnit XML, for build servers: one test suite for each input; a failure for each
 * finding, a skipped case for each component that was not checked, and one case that passes and
 * says how many were. What concerns the whole scan stands in the suites' properties.
 *
 * In the scan of a product a finding is skipped, not failed, when a decision in force says that
 * nothing is left to do and the policy of --fail-on is surely not broken by it: so the cases and
 * the exit status tell the same.
 *
 * Source: the JUnit schema that Jenkins' xUnit plugin reads. */
#include "base/hash.h"
#include "base/msg.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/narrative.h"
#include "report/say.h"
#include "report/verdict_text.h"
#include "report/writers.h"

/* Build servers know a case by suite, class and name, and drop a second one of that name. So the
 * second says where it stands; the first keeps the name by which its history is kept. */
typedef struct {
    uint64_t *hashes; /* open addressing; 0 is free. Two names of one hash cost a place, no more. */
    size_t mask;
} Names;

typedef struct {
    const Scan *scan;
    const FailOn *policy; /* NULL: none was given */
    Lang lang;
    Buf *out;
    Buf text;
    Arena arena;
    Names names;
    uint32_t input;
} Suite;

typedef struct {
    Str class_name, name, version, vulnerability, place;
} Case;

static void put_attribute(Buf *out, const char *name, Str value)
{
    buf_printf(out, " %s=\"", name);
    escape_markup(out, value);
    buf_char(out, '"');
}

static void put_property(Suite *s, const char *name, Str value)
{
    buf_add(s->out, STR("      <property"));
    put_attribute(s->out, "name", str_of(name));
    put_attribute(s->out, "value", value);
    buf_add(s->out, STR("/>\n"));
}

/* Writes the sentence collected in s->text. */
static void put_text(Suite *s)
{
    escape_markup(s->out, buf_str(&s->text));
    buf_clear(&s->text);
}

static bool is_new(Suite *s, Str class_name, Str name)
{
    uint64_t hash = hash_xxh3(name, hash_xxh3(class_name, s->input)) | 1;
    size_t at = hash >> 1 & s->names.mask;

    for (; s->names.hashes[at]; at = (at + 1) & s->names.mask)
        if (s->names.hashes[at] == hash)
            return false;
    s->names.hashes[at] = hash;
    return true;
}

static void add_part(Suite *s, const char *before, Str part)
{
    if (part.len)
        buf_printf(&s->text, "%s%.*s", before, STR_ARG(part));
}

static void begin_case(Suite *s, const Case *c)
{
    buf_add(s->out, STR("    <testcase"));
    put_attribute(s->out, "classname", c->class_name);
    buf_add(&s->text, c->name);
    add_part(s, " ", c->version);
    add_part(s, ": ", c->vulnerability);
    if (!is_new(s, c->class_name, buf_str(&s->text)))
        buf_printf(&s->text, " (%.*s)", STR_ARG(c->place));
    put_attribute(s->out, "name", buf_str(&s->text));
    buf_clear(&s->text);
    buf_add(s->out, STR(" time=\"0\">\n"));
}

static Str class_of(const ScanFinding *f)
{
    if (f->component->purl.len)
        return f->component->purl;
    return f->component->cpe.len ? f->component->cpe : f->component->place;
}

static bool is_skipped(const Suite *s, const ScanFinding *f)
{
    return verdict_settles(facts_verdict(s->scan, f))
        && (!s->policy
            || failon_finding(s->policy, s->scan, (size_t)(f - s->scan->findings)) == TRUTH_FALSE);
}

static void put_message(Suite *s, const ScanFinding *f)
{
    buf_add(s->out, STR(" message=\""));
    narrative_finding(s->scan, f, s->lang, &s->text);
    put_text(s);
    buf_char(s->out, '"');
}

static void put_finding(Suite *s, const ScanFinding *f, Str type)
{
    begin_case(s, &(Case){ class_of(f), f->component->name, f->component->version, f->flaw->id,
                           f->component->place });
    if (is_skipped(s, f)) {
        buf_add(s->out, STR("      <skipped"));
        put_message(s, f);
        buf_add(s->out, STR("/>\n    </testcase>\n"));
        buf_pour(s->out);
        return;
    }
    buf_add(s->out, STR("      <failure"));
    put_attribute(s->out, "type", type);
    put_message(s, f);
    buf_char(s->out, '>');
    escape_markup(s->out, f->flaw->summary);
    buf_add(s->out, STR("\nmatch: "));
    escape_markup(s->out, f->evidence->rule);
    buf_add(s->out, STR(", "));
    escape_markup(s->out, f->evidence->source);
    buf_add(s->out, STR(", "));
    escape_markup(s->out, f->evidence->range);
    buf_add(s->out, STR("\nplace: "));
    escape_markup(s->out, f->component->place);
    buf_add(s->out, STR("</failure>\n    </testcase>\n"));
    buf_pour(s->out);
}

static void put_skipped(Suite *s, const FactsList *list, const ScanItem *item)
{
    begin_case(s, &(Case){ list->key, item->name.len ? item->name : item->ref, item->version,
                           STR(""), item->place });
    buf_add(s->out, STR("      <skipped message=\""));
    escape_markup(s->out, item->place);
    buf_add(s->out, STR(": "));
    narrative_rule(item, s->lang, &s->text);
    put_text(s);
    buf_add(s->out, STR("\"/>\n    </testcase>\n"));
    buf_pour(s->out);
}

typedef struct {
    size_t failures, skipped;
    size_t decided; /* of the skipped ones: findings, not components */
} Counts;

static Counts count_of(const Suite *s, uint32_t input)
{
    const Scan *scan = s->scan;
    Counts counts = { 0 };

    for (size_t i = 0; i < scan->finding_count; i++) {
        bool here = scan->findings[i].component->input == input;
        bool skipped = here && is_skipped(s, &scan->findings[i]);

        counts.skipped += skipped;
        counts.decided += skipped;
        counts.failures += here && !skipped;
    }
    for (size_t i = 0; i < scan->malware_count; i++)
        counts.failures += scan->malware[i].component->input == input;
    for (CoverageList list = 0; list < COVERAGE_NOTES; list++)
        for (size_t i = 0; i < scan->coverage_count[list]; i++)
            counts.skipped += scan->coverage[list][i].input == input;
    return counts;
}

static void put_properties(Suite *s)
{
    const Scan *scan = s->scan;
    FactText buffer;

    buf_add(s->out, STR("    <properties>\n"));
    put_property(s, "components", facts_number(scan->components, &buffer));
    put_property(s, "checked", facts_number(scan->checked, &buffer));
    put_property(s, "unchecked", facts_number(scan->unchecked, &buffer));
    put_property(s, "database.date", facts_time(scan->database.date_s, &buffer));
    put_property(s, "database.digest", scan->database.digest);
    for (size_t i = 0; i < scan->database.source_count; i++) {
        buf_add(&s->text, STR("database."));
        buf_add(&s->text, scan->database.sources[i].id);
        buf_add(s->out, STR("      <property name=\""));
        put_text(s);
        buf_char(s->out, '"');
        put_attribute(s->out, "value", facts_time(scan->database.sources[i].date_s, &buffer));
        buf_add(s->out, STR("/>\n"));
    }
    buf_add(s->out, STR("    </properties>\n"));
}

/* Notes and hints fail nothing; they are told all the same. */
static void put_remark(Suite *s, Str kind, const ScanItem *item)
{
    escape_markup(s->out, kind);
    buf_add(s->out, STR(": "));
    add_part(s, "", item->name);
    add_part(s, " ", item->version);
    add_part(s, " ", item->vulnerability);
    put_text(s);
    buf_add(s->out, STR(" ("));
    escape_markup(s->out, item->place);
    buf_add(s->out, STR("): "));
    narrative_rule(item, s->lang, &s->text);
    put_text(s);
    buf_char(s->out, '\n');
}

static void put_remarks(Suite *s, uint32_t input)
{
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    size_t count = narrative_warnings(s->scan, warnings);

    buf_add(s->out, STR("    <system-out>"));
    narrative_headline(s->scan, s->lang, &s->text);
    buf_char(&s->text, '\n');
    narrative_coverage(s->scan, s->lang, &s->text);
    buf_char(&s->text, '\n');
    narrative_age(s->scan, s->lang, &s->text);
    buf_char(&s->text, '\n');
    for (size_t i = 0; i < count; i++) {
        narrative_warning(&warnings[i], s->scan, s->lang, &s->text);
        buf_char(&s->text, '\n');
    }
    put_text(s);
    for (size_t i = 0; i < s->scan->coverage_count[COVERAGE_NOTES]; i++)
        if (s->scan->coverage[COVERAGE_NOTES][i].input == input)
            put_remark(s, STR("note"), &s->scan->coverage[COVERAGE_NOTES][i]);
    for (size_t i = 0; i < s->scan->hint_count; i++)
        if (s->scan->hints[i].input == input)
            put_remark(s, STR("hint"), &s->scan->hints[i]);
    buf_add(s->out, STR("</system-out>\n"));
}

static void put_cases(Suite *s, uint32_t input)
{
    const Scan *scan = s->scan;

    for (size_t i = 0; i < scan->finding_count; i++)
        if (scan->findings[i].component->input == input)
            put_finding(s, &scan->findings[i], severity_name(scan->findings[i].flaw->severity));
    for (size_t i = 0; i < scan->malware_count; i++)
        if (scan->malware[i].component->input == input)
            put_finding(s, &scan->malware[i], STR("malware"));
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++) {
        CoverageList list = FACTS_LISTS[i].list;
        for (size_t j = 0; list != COVERAGE_NOTES && j < scan->coverage_count[list]; j++)
            if (scan->coverage[list][j].input == input)
                put_skipped(s, &FACTS_LISTS[i], &scan->coverage[list][j]);
    }
}

static void put_suite(Suite *s, uint32_t input)
{
    const ScanInput *in = &s->scan->inputs[input];
    Counts counts = count_of(s, input);
    size_t unchecked = counts.skipped - counts.decided;
    FactText buffer;

    buf_add(s->out, STR("  <testsuite"));
    put_attribute(s->out, "name", in->file);
    buf_printf(s->out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\"",
               counts.failures + counts.skipped + 1, counts.failures, counts.skipped);
    if (s->scan->database.date_s)
        put_attribute(s->out, "timestamp",
                      str_slice(facts_time(s->scan->database.date_s, &buffer), 0, 19));
    buf_add(s->out, STR(">\n"));
    put_properties(s);
    s->input = input;
    put_cases(s, input);
    buf_add(s->out, STR("    <testcase classname=\"coverage\" name=\""));
    say(s->out, s->lang, STR("report.junit-checked"),
        facts_grouped(in->components > unchecked ? in->components - unchecked : 0, &buffer));
    buf_add(s->out, STR("\" time=\"0\"/>\n"));
    put_remarks(s, input);
    buf_add(s->out, STR("  </testsuite>\n"));
}

static bool names_room(Suite *s, size_t cases)
{
    size_t room = 16;

    while (room < 2 * cases)
        room *= 2;
    s->names.mask = room - 1;
    s->names.hashes = ARENA_ARRAY(&s->arena, uint64_t, room);
    return s->names.hashes;
}

static void suite_done(Suite *s)
{
    buf_done(&s->text);
    arena_done(&s->arena);
}

/* Findings, malware, and components that were not checked. */
static size_t cases_of(const Scan *scan)
{
    size_t count = scan->finding_count + scan->malware_count;

    for (CoverageList list = 0; list < COVERAGE_NOTES; list++)
        count += scan->coverage_count[list];
    return count;
}

bool junit_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err)
{
    CLEANUP(suite_done) Suite suite = { .scan = scan, .policy = options->policy,
                                        .lang = options->lang, .out = out,
                                        .text = buf_new(out->cap), .arena = arena_new(out->cap) };
    size_t failures = scan->malware_count, skipped;

    for (size_t i = 0; i < scan->finding_count; i++)
        failures += !is_skipped(&suite, &scan->findings[i]);
    skipped = cases_of(scan) - failures;
    if (!names_room(&suite, failures + skipped))
        return err_no_memory(err);
    buf_printf(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<testsuites name=\"inro scan\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
               "skipped=\"%zu\" time=\"0\">\n",
               failures + skipped + scan->input_count, failures, skipped);
    for (uint32_t input = 0; input < scan->input_count; input++)
        put_suite(&suite, input);
    buf_add(out, STR("</testsuites>\n"));
    return !(buf_failed(out) || buf_failed(&suite.text)) || err_no_memory(err);
}
