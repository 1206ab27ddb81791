/* SPDX-License-Identifier: Apache-2.0 */
/* `inro explain`: the story of one vulnerability and one SBOM, as indented lines of text. */
#include "base/msg.h"
#include "model/explanation.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/report.h"
#include "report/say.h"

#include <stdio.h>

enum { LINE_BYTES_MAX = 1 << 20 };

static const Str OUTCOME[EXPLAINED_OUTCOMES] = {
    [EXPLAINED_AFFECTED] = STR_ROW("report.explain-affected"),
    [EXPLAINED_UNKNOWN] = STR_ROW("report.explain-unknown"),
    [EXPLAINED_NOT_AFFECTED] = STR_ROW("report.explain-not-affected"),
};
static const Str STATE[RECORD_STATES] = {
    [RECORD_PUBLISHED] = STR_ROW(""),
    [RECORD_WITHDRAWN] = STR_ROW("report.explain-withdrawn"),
    [RECORD_REJECTED] = STR_ROW("report.explain-rejected"),
};

/* Lines are written into `line` first, so that hostile text is escaped as a whole. */
typedef struct {
    Buf *out, *line;
    Lang lang;
} Page;

static void line_end(Page *page)
{
    escape_terminal(page->out, buf_str(page->line));
    buf_char(page->out, '\n');
    buf_clear(page->line);
}

static void put_sentence(Page *page, const Sentence *sentence)
{
    say(page->line, page->lang, sentence->rule, sentence->args[0], sentence->args[1],
        sentence->args[2], sentence->args[3]);
}

#define IN_HEAD  STR("  ")     /* what is said of the vulnerability, a component, a range */
#define IN_PART  STR("    ")
#define IN_RANGE STR("      ")

/* "      range: …"; nothing when there is nothing to say. */
static void put_labelled(Page *page, Str indent, Str label, Str text)
{
    if (text.len == 0)
        return;
    buf_add(page->line, indent);
    buf_add(page->line, msg_text(page->lang, label));
    buf_add(page->line, text);
    line_end(page);
}

static void put_labelled_sentence(Page *page, Str indent, Str label, const Sentence *sentence)
{
    if (sentence->rule.len == 0)
        return;
    buf_add(page->line, indent);
    buf_add(page->line, msg_text(page->lang, label));
    put_sentence(page, sentence);
    line_end(page);
}

static void put_rule(Page *page, Str rule)
{
    char id[64];
    int len = snprintf(id, sizeof id, "match.rule-%.*s", STR_ARG(rule));

    if (len > 0 && (size_t)len < sizeof id)
        put_labelled(page, IN_RANGE, STR("report.explain-rule"),
                     msg_text(page->lang, str_of(id)));
}

/* What was said of the range before, the look-up and its rule, is not said again. */
static void put_range(Page *page, const ExplainedRange *range, const ExplainedRange *before)
{
    Str outcome = msg_text(page->lang, OUTCOME[range->outcome]);
    bool again = before && str_eq(before->identifier, range->identifier)
        && str_eq(before->rule, range->rule);

    buf_printf(page->line, "    [%.*s] %.*s", STR_ARG(outcome), STR_ARG(range->source));
    line_end(page);
    if (!again) {
        put_labelled(page, IN_RANGE, STR("report.explain-identifier"), range->identifier);
        put_rule(page, range->rule);
    }
    put_labelled(page, IN_RANGE, STR("report.explain-range"), range->range);
    put_labelled_sentence(page, IN_RANGE, STR("report.explain-comparison"), &range->comparison);
    put_labelled_sentence(page, IN_RANGE, STR("report.explain-change"), &range->change);
}

/* A package that was asked about has no place in a document. */
static void put_component(Page *page, const ExplainedComponent *component, bool package)
{
    buf_char(page->out, '\n');
    buf_add(page->line, IN_HEAD);
    put_sentence(page, &component->conclusion);
    if (!package)
        buf_printf(page->line, " (%.*s)", STR_ARG(component->place));
    line_end(page);
    put_labelled_sentence(page, IN_PART, STR("report.explain-reason"), &component->reason);
    put_labelled_sentence(page, IN_PART, STR("report.explain-change"), &component->change);
    for (size_t i = 0; i < component->range_count; i++)
        put_range(page, &component->ranges[i], i ? &component->ranges[i - 1] : NULL);
}

/* What the vulnerability is: one line, so that a reader knows what is talked about. */
static void put_flaw(Page *page, const ScanFlaw *flaw)
{
    FactText score;

    if (!flaw)
        return;
    put_labelled(page, IN_HEAD, STR("report.explain-summary"), flaw->summary);
    buf_add(page->line, IN_HEAD);
    buf_add(page->line, msg_text(page->lang, STR("report.explain-severity")));
    buf_add(page->line, facts_severity(flaw->severity, page->lang));
    if (flaw->score_count)
        say(page->line, page->lang, STR("report.explain-score"),
            facts_score(flaw->scores[0].score, &score));
    if (flaw->kev)
        buf_add(page->line, msg_text(page->lang, STR("report.explain-kev")));
    line_end(page);
}

/* How many components of an SBOM came out how. */
static void put_counts(Page *page, const Explanation *explanation)
{
    FactText affected, unknown, not_affected, unchecked;

    if (explanation->package || !explanation->known)
        return;
    buf_add(page->line, IN_HEAD);
    say(page->line, page->lang, STR("report.explain-counts"),
        facts_grouped(explanation->counts[EXPLAINED_AFFECTED], &affected),
        facts_grouped(explanation->counts[EXPLAINED_UNKNOWN], &unknown),
        facts_grouped(explanation->counts[EXPLAINED_NOT_AFFECTED], &not_affected),
        facts_grouped(explanation->unchecked, &unchecked));
    line_end(page);
}

static void put_untold(Page *page, size_t count)
{
    FactText number;

    if (!count)
        return;
    buf_char(page->out, '\n');
    buf_add(page->line, IN_HEAD);
    say(page->line, page->lang, STR("report.explain-untold"), facts_grouped(count, &number));
    line_end(page);
}

static void put_aliases(Page *page, const Explanation *explanation)
{
    if (explanation->alias_count == 0)
        return;
    buf_add(page->line, STR("  "));
    buf_add(page->line, msg_text(page->lang, STR("report.explain-aliases")));
    for (size_t i = 0; i < explanation->alias_count; i++)
        buf_printf(page->line, "%s%.*s", i ? ", " : "", STR_ARG(explanation->aliases[i]));
    line_end(page);
}

static void put_records(Page *page, const Explanation *explanation)
{
    if (explanation->record_count == 0)
        return;
    buf_add(page->line, STR("  "));
    buf_add(page->line, msg_text(page->lang, STR("report.explain-records")));
    for (size_t i = 0; i < explanation->record_count; i++) {
        const ExplainedRecord *record = &explanation->records[i];
        buf_printf(page->line, "%s%.*s/%.*s", i ? ", " : "", STR_ARG(record->source),
                   STR_ARG(record->id));
        if (STATE[record->state].len)
            buf_add(page->line, msg_text(page->lang, STATE[record->state]));
    }
    line_end(page);
}

bool report_explanation(const Explanation *explanation, Lang lang, Buf *out, Err *err)
{
    CLEANUP(buf_done) Buf line = buf_new(LINE_BYTES_MAX);
    Page page = { out, &line, lang };

    put_sentence(&page, &explanation->conclusion);
    line_end(&page);
    put_labelled_sentence(&page, IN_HEAD, STR("report.explain-change"), &explanation->change);
    put_flaw(&page, explanation->flaw);
    put_aliases(&page, explanation);
    put_records(&page, explanation);
    put_counts(&page, explanation);
    for (size_t i = 0; i < explanation->component_count; i++)
        put_component(&page, &explanation->components[i], explanation->package);
    put_untold(&page, explanation->misses_untold);
    return !(buf_failed(out) || buf_failed(&line)) || err_no_memory(err);
}
