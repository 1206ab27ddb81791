/* SPDX-License-Identifier: Apache-2.0 */
/* `inro explain`: the story of one vulnerability and one SBOM, as indented lines of text. */
#include "base/msg.h"
#include "model/explanation.h"
#include "report/escape.h"
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

/* "      fixed: …"; nothing when there is nothing to say. */
static void put_labelled(Page *page, Str label, Str text)
{
    if (text.len == 0)
        return;
    buf_add(page->line, STR("      "));
    buf_add(page->line, msg_text(page->lang, label));
    buf_add(page->line, text);
    line_end(page);
}

static void put_labelled_sentence(Page *page, Str label, const Sentence *sentence)
{
    if (sentence->rule.len == 0)
        return;
    buf_add(page->line, STR("      "));
    buf_add(page->line, msg_text(page->lang, label));
    put_sentence(page, sentence);
    line_end(page);
}

static void put_rule(Page *page, Str rule)
{
    char id[64];
    int len = snprintf(id, sizeof id, "match.rule-%.*s", STR_ARG(rule));

    if (len > 0 && (size_t)len < sizeof id)
        put_labelled(page, STR("report.explain-rule"), msg_text(page->lang, str_of(id)));
}

static void put_range(Page *page, const ExplainedRange *range)
{
    Str outcome = msg_text(page->lang, OUTCOME[range->outcome]);

    buf_printf(page->line, "    [%.*s] %.*s", STR_ARG(outcome), STR_ARG(range->source));
    line_end(page);
    put_labelled(page, STR("report.explain-identifier"), range->identifier);
    put_rule(page, range->rule);
    put_labelled(page, STR("report.explain-range"), range->range);
    put_labelled_sentence(page, STR("report.explain-comparison"), &range->comparison);
    put_labelled_sentence(page, STR("report.explain-change"), &range->change);
}

static void put_component(Page *page, const ExplainedComponent *component)
{
    buf_char(page->out, '\n');
    buf_add(page->line, STR("  "));
    put_sentence(page, &component->conclusion);
    buf_printf(page->line, " (%.*s)", STR_ARG(component->place));
    line_end(page);
    for (size_t i = 0; i < component->range_count; i++)
        put_range(page, &component->ranges[i]);
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

    buf_printf(&line, "%.*s: ", STR_ARG(explanation->primary.len ? explanation->primary
                                                                 : explanation->query));
    put_sentence(&page, &explanation->conclusion);
    line_end(&page);
    put_aliases(&page, explanation);
    put_records(&page, explanation);
    for (size_t i = 0; i < explanation->component_count; i++)
        put_component(&page, &explanation->components[i]);
    return !(buf_failed(out) || buf_failed(&line)) || err_no_memory(err);
}
