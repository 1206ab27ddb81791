/* SPDX-License-Identifier: Apache-2.0 */
#include "report/narrative.h"

#include "base/msg.h"
#include "report/facts.h"
#include "report/say.h"
#include "report/verdict_text.h"

#define RULE_OLD      STR("report.warn-old")
#define RULE_ABSENT   STR("report.warn-absent")
#define RULE_UNDATED  STR("report.warn-undated")
#define RULE_NOTHING  STR("report.warn-no-database")
#define RULE_REFUSED  STR("report.warn-refused")
#define RULE_BARE     STR("report.warn-no-sbom")

void narrative_headline(const Scan *scan, Lang lang, Buf *out)
{
    FactsTally tally = facts_tally(scan);
    FactText findings, kev, checked;

    if (scan->finding_count == 0 && scan->checked == 0)
        buf_add(out, msg_text(lang, STR("report.headline-nothing-checked")));
    else if (scan->finding_count == 0 && scan->checked == 1)
        buf_add(out, msg_text(lang, STR("report.headline-zero-one")));
    else if (scan->finding_count == 0)
        say(out, lang, STR("report.headline-zero"), facts_grouped(scan->checked, &checked));
    else if (scan->finding_count == 1)
        buf_add(out, msg_text(lang, STR("report.headline-one")));
    else
        say(out, lang, STR("report.headline"), facts_grouped(scan->finding_count, &findings));
    if (tally.kev)
        say(out, lang, STR("report.headline-kev"), facts_grouped(tally.kev, &kev));
}

void narrative_coverage(const Scan *scan, Lang lang, Buf *out)
{
    FactText checked, all, not, share;
    Str rule = scan->components == 0    ? STR("report.coverage-empty")
               : scan->unchecked        ? STR("report.coverage-some")
               : scan->components == 1  ? STR("report.coverage-one")
                                        : STR("report.coverage-all");

    say(out, lang, rule, facts_grouped(scan->checked, &checked),
        facts_grouped(scan->components, &all), facts_coverage(scan, &share),
        facts_grouped(scan->unchecked, &not));
}

void narrative_age(const Scan *scan, Lang lang, Buf *out)
{
    const ScanDatabase *db = &scan->database;
    FactText date, age;

    if (!db->present)
        buf_add(out, msg_text(lang, STR("report.data-none")));
    else if (db->date_s == 0)
        buf_add(out, msg_text(lang, STR("report.data-undated")));
    else
        say(out, lang, STR("report.data-age"), facts_date(db->date_s, &date),
            facts_age(scan, db->date_s, lang, &age));
}

void narrative_rule(const ScanItem *item, Lang lang, Buf *out)
{
    say(out, lang, item->rule, item->args[0], item->args[1], item->args[2], item->args[3]);
}

static void add_fixes(const ScanFinding *f, Lang lang, Buf *out)
{
    if (f->evidence->fixed_count == 0) {
        buf_add(out, msg_text(lang, STR("report.finding-unfixed")));
        return;
    }
    buf_add(out, msg_text(lang, STR("report.finding-fixed")));
    for (size_t i = 0; i < f->evidence->fixed_count; i++) {
        if (i)
            buf_add(out, msg_text(lang, STR("report.comma")));
        buf_add(out, f->evidence->fixed_versions[i]);
    }
    buf_add(out, msg_text(lang, STR("report.full-stop")));
}

/* Ids of malware begin with MAL- (OSV schema). */
typedef enum { FOUND_AFFECTED, FOUND_SETTLED, FOUND_MALWARE, FOUND_KINDS } FoundKind;

static FoundKind kind_of(const ScanFinding *f, const ScanVerdict *verdict)
{
    if (str_starts(f->flaw->id, STR("MAL-")))
        return FOUND_MALWARE;
    return verdict_settles(verdict) ? FOUND_SETTLED : FOUND_AFFECTED;
}

/* The sentence and its form without a version. */
void narrative_finding(const Scan *scan, const ScanFinding *f, Lang lang, Buf *out)
{
    static const Str RULES[FOUND_KINDS][2] = {
        { STR_ROW("report.finding-affected"), STR_ROW("report.finding-affected-version") },
        { STR_ROW("report.finding-settled"), STR_ROW("report.finding-settled-version") },
        { STR_ROW("report.finding-malware"), STR_ROW("report.finding-malware-version") },
    };
    const ScanVerdict *verdict = facts_verdict(scan, f);
    FoundKind kind = kind_of(f, verdict);

    say(out, lang, RULES[kind][f->component->version.len > 0], f->component->name,
        f->component->version, f->flaw->id);
    if (kind == FOUND_MALWARE)
        return;
    if (f->flaw->kev)
        buf_add(out, msg_text(lang, STR("report.finding-kev")));
    add_fixes(f, lang, out);
    if (verdict)
        verdict_tell(verdict, lang, out);
}

static const ScanSource *source_of(const Scan *scan, Str id)
{
    for (size_t i = 0; i < scan->database.source_count; i++)
        if (str_eq(scan->database.sources[i].id, id))
            return &scan->database.sources[i];
    return NULL;
}

size_t narrative_warnings(const Scan *scan, NarrativeWarning out[NARRATIVE_WARNINGS_MAX])
{
    static const Str DAILY[] = { STR_ROW("kev"), STR_ROW("epss") };
    const ScanDatabase *db = &scan->database;
    size_t count = 0, undated = 0;

    if (scan->refused_count)
        out[count++] = (NarrativeWarning){ .rule = RULE_REFUSED, .count = scan->refused_count };
    if (scan->bare_count)
        out[count++] = (NarrativeWarning){ .rule = RULE_BARE, .count = scan->bare_count };
    if (!db->present) {
        out[count++] = (NarrativeWarning){ .rule = RULE_NOTHING };
        return count;
    }
    if (db->date_s && facts_is_old(scan, db->date_s))
        out[count++] = (NarrativeWarning){ .rule = RULE_OLD, .date_s = db->date_s };
    for (size_t i = 0; i < ARRAY_LEN(DAILY); i++) {
        const ScanSource *source = source_of(scan, DAILY[i]);
        if (!source || !source->records) /* an empty one knows nothing */
            out[count++] = (NarrativeWarning){ .rule = RULE_ABSENT, .source = DAILY[i] };
        else if (source->date_s && facts_is_old(scan, source->date_s))
            out[count++] = (NarrativeWarning){ RULE_OLD, DAILY[i], source->date_s, 0 };
    }
    for (size_t i = 0; i < db->source_count; i++)
        undated += db->sources[i].date_s == 0;
    if (undated)
        out[count++] = (NarrativeWarning){ .rule = RULE_UNDATED, .count = undated };
    return count;
}

static void warn_refused(const Scan *scan, Lang lang, Buf *out)
{
    FactText number, all;
    char text[ERR_TEXT_BYTES];

    say(out, lang, RULE_REFUSED, facts_grouped(scan->refused_count, &number),
        facts_grouped(scan->refused_count + scan->input_count, &all),
        str_of(err_text(&scan->refused[0].why, lang, text, sizeof text)));
}

void narrative_warning(const NarrativeWarning *warning, const Scan *scan, Lang lang, Buf *out)
{
    FactText age, days, number;
    Str source = warning->source.len ? warning->source
                                     : msg_text(lang, STR("report.failon-database"));

    if (str_eq(warning->rule, RULE_REFUSED))
        warn_refused(scan, lang, out);
    else if (str_eq(warning->rule, RULE_UNDATED) || str_eq(warning->rule, RULE_BARE))
        say(out, lang, warning->rule, facts_grouped(warning->count, &number));
    else
        say(out, lang, warning->rule, source, facts_age(scan, warning->date_s, lang, &age),
            facts_number((uint64_t)scan->max_age_days, &days));
}
