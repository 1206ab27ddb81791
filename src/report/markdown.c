/* SPDX-License-Identifier: Apache-2.0 */
/* The scan as GitHub Flavored Markdown, for a pull request or a wiki. Names of strangers stand in
 * code spans, their prose is escaped: nothing of theirs becomes markup, a link or a mention. */
#include "base/msg.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/narrative.h"
#include "report/say.h"
#include "report/verdict_text.h"
#include "report/writers.h"

typedef struct {
    const Scan *scan;
    Lang lang;
    Buf *out;
    Buf text; /* a sentence before it is escaped */
} Page;

static Str word(const Page *p, Str id)
{
    return msg_text(p->lang, id);
}

static void put_text(Page *p)
{
    escape_prose(p->out, buf_str(&p->text));
    buf_clear(&p->text);
}

static void put_heading(Page *p, Str marks, Str title)
{
    buf_add(p->out, STR("\n"));
    buf_add(p->out, marks);
    buf_char(p->out, ' ');
    buf_add(p->out, title);
    buf_add(p->out, STR("\n\n"));
}

static void put_titles(Page *p, const Str *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add(p->out, i ? STR(" ") : STR("| "));
        buf_add(p->out, word(p, ids[i]));
        buf_add(p->out, STR(" |"));
    }
    buf_add(p->out, STR("\n|"));
    for (size_t i = 0; i < count; i++)
        buf_add(p->out, STR(" --- |"));
    buf_char(p->out, '\n');
}

static void put_component(Page *p, Str name, Str version, Str place)
{
    escape_code(p->out, name.len ? name : place);
    if (version.len)
        buf_char(p->out, ' ');
    escape_code(p->out, version);
}

static void put_fixed(Page *p, const ScanFinding *f)
{
    for (size_t i = 0; i < f->evidence->fixed_count; i++) {
        if (i)
            buf_add(p->out, STR(", "));
        escape_code(p->out, f->evidence->fixed_versions[i]);
    }
    if (f->evidence->fixed_count == 0)
        buf_add(p->out, STR("–"));
}

/* What the record says, where it was asked; an empty cell would look like a mistake of ours. */
static void put_verdict(Page *p, const ScanFinding *f)
{
    const ScanVerdict *verdict = facts_verdict(p->scan, f);

    if (!verdict)
        return;
    verdict_decision(verdict, p->lang, &p->text);
    put_text(p);
    buf_add(p->out, STR(" | "));
    buf_add(p->out, verdict->risk.len ? facts_word(STR("api.risk-"), verdict->risk, p->lang)
                                      : STR("–"));
    buf_add(p->out, STR(" | "));
    buf_add(p->out, verdict->harm.len ? facts_word(STR("risk.harm-"), verdict->harm, p->lang)
                                      : STR("–"));
    buf_add(p->out, STR(" | "));
    support_end_say(support_of_finding(p->scan, f).ends, p->lang, &p->text);
    buf_add(&p->text, p->text.len ? STR("") : STR("–"));
    put_text(p);
    buf_add(p->out, STR(" | "));
    verdict_due(verdict, p->lang, &p->text);
    buf_add(&p->text, p->text.len ? STR("") : STR("–"));
    put_text(p);
    buf_add(p->out, STR(" | "));
}

static void put_finding(Page *p, const ScanFinding *f)
{
    const ScanScore *score = facts_score_of(f);
    FactText buffer;

    buf_add(p->out, STR("| "));
    buf_add(p->out, facts_severity(f->flaw->severity, p->lang));
    buf_add(p->out, STR(" | "));
    escape_code(p->out, f->flaw->id);
    buf_add(p->out, f->flaw->kev ? STR(" **KEV**") : STR(""));
    buf_add(p->out, STR(" | "));
    buf_add(p->out, score ? facts_score(score->score, &buffer) : STR(""));
    buf_add(p->out, STR(" | "));
    escape_prose(p->out, facts_percent(f->flaw->epss_score, &buffer));
    buf_add(p->out, STR(" | "));
    put_verdict(p, f);
    put_component(p, f->component->name, f->component->version, f->component->place);
    buf_add(p->out, STR(" | "));
    put_fixed(p, f);
    buf_add(p->out, STR(" | "));
    escape_code(p->out, facts_input(p->scan, f->component->input));
    buf_add(p->out, STR(" | "));
    escape_prose(p->out, f->flaw->summary);
    buf_add(p->out, STR(" |\n"));
    buf_pour(p->out);
}

static void put_findings(Page *p, Str title, const ScanFinding *findings, size_t count)
{
    enum { RECORD_FROM = 4, RECORD_UNTIL = 9 };
    static const Str IDS[] = {
        STR_ROW("report.name-severity"), STR_ROW("report.name-vulnerability"),
        STR_ROW("report.name-cvss"), STR_ROW("report.name-epss"), STR_ROW("report.name-status"),
        STR_ROW("report.name-risk"), STR_ROW("report.name-harm"), STR_ROW("report.name-support"),
        STR_ROW("report.name-due"), STR_ROW("report.name-component"),
        STR_ROW("report.name-fixed"), STR_ROW("report.name-input"), STR_ROW("report.name-summary"),
    };
    Str shown[ARRAY_LEN(IDS)];
    size_t shown_count = 0;

    if (count == 0)
        return;
    for (size_t i = 0; i < ARRAY_LEN(IDS); i++)
        if (i < RECORD_FROM || i >= RECORD_UNTIL || facts_verdict(p->scan, findings))
            shown[shown_count++] = IDS[i];
    put_heading(p, STR("##"), word(p, title));
    put_titles(p, shown, shown_count);
    for (size_t i = 0; i < count; i++)
        put_finding(p, &findings[i]);
}

static void put_item(Page *p, const ScanItem *item)
{
    buf_add(p->out, STR("| "));
    put_component(p, item->name, item->version, item->ref);
    buf_add(p->out, STR(" | "));
    escape_code(p->out, item->identifier);
    buf_add(p->out, STR(" | "));
    escape_prose(p->out, item->vulnerability.len ? item->vulnerability : item->ecosystem);
    buf_add(p->out, STR(" | "));
    escape_code(p->out, facts_input(p->scan, item->input));
    buf_char(p->out, ' ');
    escape_code(p->out, item->place);
    buf_add(p->out, STR(" | "));
    narrative_rule(item, p->lang, &p->text);
    put_text(p);
    buf_add(p->out, STR(" |\n"));
    buf_pour(p->out);
}

static void put_items(Page *p, Str what, const ScanItem *items, size_t count)
{
    const Str ids[] = { STR("report.name-component"), STR("report.name-identifier"), what,
                        STR("report.name-place"), STR("report.name-reason") };

    put_titles(p, ids, ARRAY_LEN(ids));
    for (size_t i = 0; i < count; i++)
        put_item(p, &items[i]);
}

static void put_list(Page *p, const FactsList *list)
{
    size_t count = p->scan->coverage_count[list->list];
    FactText number;

    if (count == 0)
        return;
    say(&p->text, p->lang, STR("report.title-count"), word(p, list->title),
        facts_grouped(count, &number));
    put_heading(p, STR("###"), buf_str(&p->text));
    buf_clear(&p->text);
    buf_add(p->out, word(p, list->meaning));
    buf_add(p->out, STR("\n\n"));
    put_items(p, STR("report.name-ecosystem"), p->scan->coverage[list->list], count);
}

static void put_coverage(Page *p)
{
    put_heading(p, STR("##"), word(p, STR("report.coverage")));
    narrative_coverage(p->scan, p->lang, &p->text);
    put_text(p);
    buf_char(p->out, '\n');
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++)
        put_list(p, &FACTS_LISTS[i]);
}

static void put_hints(Page *p)
{
    if (p->scan->hint_count == 0)
        return;
    put_heading(p, STR("##"), word(p, STR("report.hints")));
    buf_add(p->out, word(p, STR("report.hints-means")));
    buf_add(p->out, STR("\n\n"));
    put_items(p, STR("report.name-vulnerability"), p->scan->hints, p->scan->hint_count);
}

static void put_cell(Page *p, Str text)
{
    buf_add(p->out, STR(" | "));
    buf_add(p->out, text);
}

static void put_sources(Page *p)
{
    static const Str IDS[] = { STR_ROW("report.name-source"), STR_ROW("report.name-date"),
                               STR_ROW("report.name-age"), STR_ROW("report.name-records"),
                               STR_ROW("report.name-digest") };
    const ScanDatabase *db = &p->scan->database;
    FactText date, age, records;

    put_titles(p, IDS, ARRAY_LEN(IDS));
    for (size_t i = 0; i < db->source_count; i++) {
        const ScanSource *source = &db->sources[i];
        buf_add(p->out, STR("| "));
        escape_code(p->out, source->id);
        put_cell(p, facts_date(source->date_s, &date));
        put_cell(p, facts_age(p->scan, source->date_s, p->lang, &age));
        put_cell(p, facts_grouped(source->records, &records));
        buf_add(p->out, STR(" | "));
        escape_code(p->out, source->digest);
        buf_add(p->out, STR(" |\n"));
    }
}

static void put_data(Page *p)
{
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    size_t count = narrative_warnings(p->scan, warnings);

    put_heading(p, STR("##"), word(p, STR("report.data")));
    narrative_age(p->scan, p->lang, &p->text);
    put_text(p);
    buf_add(p->out, STR("\n\n"));
    for (size_t i = 0; i < count; i++) {
        buf_add(p->out, STR("- **"));
        buf_add(p->out, word(p, STR("report.warning-word")));
        buf_add(p->out, STR("** "));
        narrative_warning(&warnings[i], p->scan, p->lang, &p->text);
        put_text(p);
        buf_char(p->out, '\n');
    }
    if (count)
        buf_char(p->out, '\n');
    if (p->scan->database.source_count)
        put_sources(p);
}

static void put_front(Page *p)
{
    FactText number;

    buf_add(p->out, STR("# "));
    buf_add(p->out, word(p, STR("report.title")));
    buf_add(p->out, STR("\n\n"));
    for (size_t i = 0; i < p->scan->input_count; i++) {
        const ScanInput *input = &p->scan->inputs[i];
        buf_add(p->out, STR("- "));
        escape_code(p->out, input->file);
        buf_char(p->out, ' ');
        escape_prose(p->out, input->format);
        buf_char(p->out, ' ');
        escape_prose(p->out, input->version);
        buf_add(p->out, STR(", "));
        say(p->out, p->lang, STR("report.components"), facts_grouped(input->components, &number));
        buf_char(p->out, '\n');
    }
    buf_add(p->out, STR("\n**"));
    narrative_headline(p->scan, p->lang, &p->text);
    put_text(p);
    /* A long table follows: who reads no further still knows how far the headline reaches. */
    buf_add(p->out, STR("**\n\n"));
    narrative_coverage(p->scan, p->lang, &p->text);
    put_text(p);
    buf_add(p->out, STR("\n\n"));
    narrative_age(p->scan, p->lang, &p->text);
    put_text(p);
    buf_char(p->out, '\n');
}

bool markdown_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err)
{
    Page page = { scan, options->lang, out, buf_new(out->cap) };
    bool ok;

    put_front(&page);
    put_findings(&page, STR("report.findings"), scan->findings, scan->finding_count);
    put_findings(&page, STR("report.malware"), scan->malware, scan->malware_count);
    put_coverage(&page);
    put_hints(&page);
    put_data(&page);
    ok = !buf_failed(out) && !buf_failed(&page.text);
    buf_done(&page.text);
    return ok || err_no_memory(err);
}
