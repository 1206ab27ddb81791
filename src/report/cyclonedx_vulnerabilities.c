/* SPDX-License-Identifier: Apache-2.0 */
/* What CycloneDX calls vulnerabilities: one for each rule of the scan.
 * In the scan of a product a vulnerability has an `analysis`, and stands once for each different
 * thing that the record says of it: an analysis holds for all that it affects. `response` is left
 * out, for the record holds no plan in its five words. What nobody looked at has no analysis. What
 * the record says besides stands in properties and, of an assessed risk, in a rating without
 * severity: patient harm is none of CVSS.
 *
 * Source: CycloneDX 1.4 – 1.7 JSON schemas, vulnerability; data/lifecycle for the words of VEX. */
#include "report/cyclonedx_parts.h"
#include "report/facts.h"
#include "report/verdict_text.h"

#include <stdio.h>

enum { VERSION_TEXT_MAX = 1024 };

void bom_property(Bom *b, Str name)
{
    jsonout_object(&b->out);
    jsonout_str_at(&b->out, STR("name"), name);
    jsonout_str_at(&b->out, STR("value"), buf_str(&b->text));
    jsonout_object_end(&b->out);
    buf_clear(&b->text);
}

void bom_text_at(Bom *b, Str key, Str text)
{
    if (text.len)
        jsonout_str_at(&b->out, key, text);
}

void bom_fact(Bom *b, Str name, Str value)
{
    if (value.len == 0)
        return;
    buf_add(&b->text, value);
    bom_property(b, name);
}

void bom_ref(Bom *b, uint32_t input, Str ref)
{
    if (b->converted && b->scan->input_count > 1)
        buf_printf(&b->text, "%u:", input + 1);
    buf_add(&b->text, ref);
}

static void put_source(Bom *b, Str id)
{
    jsonout_key(&b->out, STR("source"));
    jsonout_object(&b->out);
    jsonout_str_at(&b->out, STR("name"), rules_publisher(id));
    if (rules_link(id, &b->text))
        jsonout_str_at(&b->out, STR("url"), buf_str(&b->text));
    buf_clear(&b->text);
    jsonout_object_end(&b->out);
}

static void put_references(Bom *b, const ScanFinding *f)
{
    if (f->flaw->alias_count == 0)
        return;
    jsonout_key(&b->out, STR("references"));
    jsonout_array(&b->out);
    for (size_t i = 0; i < f->flaw->alias_count; i++) {
        jsonout_object(&b->out);
        jsonout_str_at(&b->out, STR("id"), f->flaw->aliases[i]);
        put_source(b, f->flaw->aliases[i]);
        jsonout_object_end(&b->out);
    }
    jsonout_array_end(&b->out);
}

static Str method_of(const Bom *b, CvssVersion version)
{
    static const Str METHODS[CVSS_VERSIONS] = {
        [CVSS_2_0] = STR_ROW("CVSSv2"), [CVSS_3_0] = STR_ROW("CVSSv3"),
        [CVSS_3_1] = STR_ROW("CVSSv31"), [CVSS_4_0] = STR_ROW("CVSSv4"),
    };

    return version == CVSS_4_0 && !b->since_1_5 ? STR("other") : METHODS[version];
}

static void put_rating(Bom *b, const ScanFinding *f, size_t i)
{
    const ScanScore *score = &f->flaw->scores[i];

    jsonout_object(&b->out);
    if (score->source.len) {
        jsonout_key(&b->out, STR("source"));
        jsonout_object(&b->out);
        jsonout_str_at(&b->out, STR("name"), score->source);
        jsonout_object_end(&b->out);
    }
    if (score->score >= 0) {
        jsonout_key(&b->out, STR("score"));
        jsonout_decimal(&b->out, (uint64_t)score->score, 1);
    }
    if (i == 0)
        jsonout_str_at(&b->out, STR("severity"), severity_name(f->flaw->severity));
    jsonout_str_at(&b->out, STR("method"), method_of(b, score->version));
    if (score->vector.len)
        jsonout_str_at(&b->out, STR("vector"), score->vector);
    jsonout_object_end(&b->out);
}

/* The method is the manufacturer's own. */
static void put_risk_rating(Bom *b, const ScanVerdict *verdict)
{
    jsonout_object(&b->out);
    jsonout_key(&b->out, STR("source"));
    jsonout_object(&b->out);
    jsonout_str_at(&b->out, STR("name"), STR("inro risk assessment"));
    jsonout_object_end(&b->out);
    jsonout_str_at(&b->out, STR("method"), STR("other"));
    buf_printf(&b->text, "risk %.*s: exploitability %.*s, harm to patients %.*s",
               STR_ARG(verdict->risk), STR_ARG(verdict->exploitability), STR_ARG(verdict->harm));
    jsonout_str_at(&b->out, STR("justification"), buf_str(&b->text));
    buf_clear(&b->text);
    jsonout_object_end(&b->out);
}

static void put_ratings(Bom *b, const ScanFinding *f)
{
    const ScanVerdict *verdict = facts_verdict(b->scan, f);
    bool assessed = verdict && verdict->assessment.len;

    if (f->flaw->score_count == 0 && f->flaw->severity == SEVERITY_UNKNOWN && !assessed)
        return;
    jsonout_key(&b->out, STR("ratings"));
    jsonout_array(&b->out);
    for (size_t i = 0; i < f->flaw->score_count; i++)
        put_rating(b, f, i);
    if (f->flaw->score_count == 0 && f->flaw->severity != SEVERITY_UNKNOWN) {
        jsonout_object(&b->out);
        jsonout_str_at(&b->out, STR("severity"), severity_name(f->flaw->severity));
        jsonout_object_end(&b->out);
    }
    if (assessed)
        put_risk_rating(b, verdict);
    jsonout_array_end(&b->out);
}

/* A range that says "affected" of the version would contradict what was decided of it. */
static void put_versions(Bom *b, const ScanFinding *f)
{
    bool settled = verdict_settles(facts_verdict(b->scan, f));
    const struct { Str key, text; } rows[] = {
        { STR("version"), f->component->version },
        { STR("range"), settled ? STR("") : f->evidence->range },
    };

    jsonout_key(&b->out, STR("versions"));
    jsonout_array(&b->out);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i].text.len == 0 || rows[i].text.len > VERSION_TEXT_MAX)
            continue;
        jsonout_object(&b->out);
        jsonout_str_at(&b->out, rows[i].key, rows[i].text);
        jsonout_str_at(&b->out, STR("status"), settled ? STR("unaffected") : STR("affected"));
        jsonout_object_end(&b->out);
    }
    jsonout_array_end(&b->out);
}

/* A vulnerability of the document: what one rule found and the record says one thing of. */
typedef struct {
    size_t rule, group;
    const ScanFinding *first;
} Entry;

/* The next finding of an entry at or behind sorted[*i], which moves behind it; NULL: no more. */
static const ScanFinding *entry_next(const Bom *b, const Entry *entry, size_t *i)
{
    while (*i < b->rules.first[entry->rule + 1]) {
        size_t at = (*i)++;

        if (b->group[at] == entry->group)
            return b->rules.sorted[at];
    }
    return NULL;
}

/* The findings of a rule are sorted by input and ref, so a doubled ref follows itself. */
static bool is_doubled(const ScanFinding *before, const ScanFinding *f)
{
    return before && before->component->input == f->component->input
        && str_eq(before->component->ref, f->component->ref);
}

static void put_affects(Bom *b, const Entry *entry)
{
    const ScanFinding *f, *before = NULL;

    jsonout_key(&b->out, STR("affects"));
    jsonout_array(&b->out);
    for (size_t i = b->rules.first[entry->rule]; (f = entry_next(b, entry, &i)); before = f) {
        if (is_doubled(before, f))
            continue;
        jsonout_object(&b->out);
        bom_ref(b, f->component->input, f->component->ref);
        jsonout_str_at(&b->out, STR("ref"), buf_str(&b->text));
        buf_clear(&b->text);
        put_versions(b, f);
        jsonout_object_end(&b->out);
    }
    jsonout_array_end(&b->out);
}

static void put_kev(Bom *b, const ScanFinding *f)
{
    FactText buffer;

    if (!f->flaw->kev)
        return;
    bom_fact(b, STR("inro:kev"), STR("true"));
    bom_fact(b, STR("inro:kev:date_added"), facts_day(f->flaw->kev_date_added, &buffer));
    bom_fact(b, STR("inro:kev:due_date"), facts_day(f->flaw->kev_due_date, &buffer));
    bom_fact(b, STR("inro:kev:ransomware"), f->flaw->kev_ransomware ? STR("true") : STR("false"));
}

/* "inro:record:status" … */
static void put_record(Bom *b, const ScanFinding *f)
{
    const ScanVerdict *verdict = facts_verdict(b->scan, f);
    VerdictMember members[VERDICT_MEMBERS];
    char name[FACT_BYTES];
    FactText decided;

    if (!verdict)
        return;
    verdict_members(verdict, &decided, members);
    for (size_t i = 0; i < VERDICT_MEMBERS; i++) {
        snprintf(name, sizeof name, "inro:record:%.*s", STR_ARG(members[i].name));
        bom_fact(b, str_of(name), members[i].text);
    }
}

/* Until when the component is supported stands beside what was decided. */
static void put_support(Bom *b, const ScanFinding *f)
{
    SupportText support = support_of_finding(b->scan, f);

    if (!facts_verdict(b->scan, f) || support.ends.len == 0)
        return;
    bom_ref(b, f->component->input, f->component->ref);
    buf_printf(&b->text, ": %.*s, %.*s", STR_ARG(support.ends), STR_ARG(support.source));
    bom_property(b, STR("inro:support_ends"));
}

static void put_facts(Bom *b, const Entry *entry)
{
    const ScanFinding *f = entry->first;
    FactText buffer;

    jsonout_key(&b->out, STR("properties"));
    jsonout_array(&b->out);
    if (rules_is_malware(&b->rules, entry->rule))
        bom_fact(b, STR("inro:malware"), STR("true"));
    put_kev(b, f);
    bom_fact(b, STR("inro:epss:score"), facts_parts(f->flaw->epss_score, &buffer));
    bom_fact(b, STR("inro:epss:percentile"), facts_parts(f->flaw->epss_percentile, &buffer));
    put_record(b, f);
    for (size_t i = b->rules.first[entry->rule]; (f = entry_next(b, entry, &i));) {
        for (size_t j = 0; j < f->evidence->fixed_count; j++)
            bom_fact(b, STR("inro:fixed_version"), f->evidence->fixed_versions[j]);
        bom_ref(b, f->component->input, f->component->ref);
        buf_printf(&b->text, ": %.*s, %.*s", STR_ARG(f->evidence->rule),
                   STR_ARG(f->evidence->source));
        bom_property(b, STR("inro:match"));
        put_support(b, f);
    }
    jsonout_array_end(&b->out);
}

/* impactAnalysisState and its justification come in the words of CycloneDX (model/scan.h). */
static void put_analysis(Bom *b, const ScanFinding *f)
{
    const ScanVerdict *verdict = facts_verdict(b->scan, f);
    FactText buffer;

    if (!verdict || verdict->analysis.len == 0)
        return;
    jsonout_key(&b->out, STR("analysis"));
    jsonout_object(&b->out);
    jsonout_str_at(&b->out, STR("state"), verdict->analysis);
    bom_text_at(b, STR("justification"), verdict->analysis_why);
    verdict_decision(verdict, LANG_EN, &b->text);
    buf_add(&b->text, verdict->reason.len ? STR(": ") : STR(""));
    buf_add(&b->text, verdict->reason);
    jsonout_str_at(&b->out, STR("detail"), buf_str(&b->text));
    buf_clear(&b->text);
    if (b->since_1_5)
        bom_text_at(b, STR("lastUpdated"), facts_time(verdict->decided_s, &buffer));
    jsonout_object_end(&b->out);
}

static void put_vulnerability(Bom *b, const Entry *entry)
{
    const ScanFinding *f = entry->first;
    FactText buffer;

    jsonout_object(&b->out);
    buf_add(&b->text, BOM_REF_PREFIX);
    buf_add(&b->text, f->flaw->id);
    if (entry->group)
        buf_printf(&b->text, "/%zu", entry->group + 1);
    jsonout_str_at(&b->out, STR("bom-ref"), buf_str(&b->text));
    buf_clear(&b->text);
    jsonout_str_at(&b->out, STR("id"), f->flaw->id);
    put_source(b, f->flaw->id);
    put_references(b, f);
    put_ratings(b, f);
    bom_text_at(b, STR("description"), f->flaw->summary);
    bom_text_at(b, STR("published"), facts_time(f->flaw->published_s, &buffer));
    bom_text_at(b, STR("updated"), facts_time(f->flaw->modified_s, &buffer));
    put_analysis(b, f);
    put_affects(b, entry);
    put_facts(b, entry);
    jsonout_object_end(&b->out);
}

/* Findings of a rule of which the record says the same are one group; a first one begins it. */
static void rule_group(Bom *b, size_t rule)
{
    size_t first = b->rules.first[rule], end = b->rules.first[rule + 1], count = 0;

    for (size_t i = first; i < end; i++) {
        const ScanVerdict *verdict = facts_verdict(b->scan, b->rules.sorted[i]);
        size_t j = first;

        while (j < i && !verdict_same(verdict, facts_verdict(b->scan, b->rules.sorted[j])))
            j++;
        b->group[i] = j < i ? b->group[j] : count++;
    }
}

void bom_vulnerabilities(Bom *b)
{
    for (size_t rule = 0; rule < b->rules.count; rule++) {
        size_t next = 0;

        rule_group(b, rule);
        for (size_t i = b->rules.first[rule]; i < b->rules.first[rule + 1]; i++)
            if (b->group[i] == next) {
                put_vulnerability(b, &(Entry){ rule, next++, b->rules.sorted[i] });
                buf_pour(b->out.buf);
            }
    }
}
