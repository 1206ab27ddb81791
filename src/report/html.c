/* SPDX-License-Identifier: Apache-2.0 */
/* The scan as one self-contained HTML file: it loads nothing, runs only its own script (by hash),
 * and is complete without it. For screens from 390 pixels, for paper, light and dark.
 *
 * All text of strangers passes escape_markup; no attribute `style` and no event attribute is
 * written, so the Content-Security-Policy needs no `unsafe-inline`. */
#include "base/msg.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/html_parts.h"
#include "report/html_verdict.h"
#include "report/narrative.h"
#include "report/rules.h"
#include "report/say.h"
#include "report/verdict_text.h"
#include "report/writers.h"

#include <stdio.h>

static void put_masthead(Html *h)
{
    FactText number;

    html_begin(h, STR("report.title"), h->scan->input_count ? h->scan->inputs[0].file : STR(""));
    html_skip(h, "findings", STR("report.html-skip"));
    html_masthead(h, STR("report.title"));
    html_raw(h, "<ul class=\"inputs\">\n");
    for (size_t i = 0; i < h->scan->input_count; i++) {
        const ScanInput *input = &h->scan->inputs[i];
        html_raw(h, "<li>");
        html_bdi(h, input->file);
        html_raw(h, " · ");
        html_text(h, input->format);
        html_raw(h, " ");
        html_text(h, input->version);
        html_raw(h, " · ");
        html_say(h, STR("report.components"), facts_grouped(input->components, &number));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n</header>\n<main>\n");
}

static void put_outcome(Html *h)
{
    html_raw(h, "<section class=\"outcome\" aria-labelledby=\"outcome\">\n"
                "<h2 class=\"unseen\" id=\"outcome\">");
    html_word(h, STR("report.html-outcome"));
    html_raw(h, "</h2>\n<p class=\"headline\">");
    narrative_headline(h->scan, h->lang, &h->text);
    html_flush(h);
    html_raw(h, "</p>\n<p>");
    narrative_coverage(h->scan, h->lang, &h->text);
    html_flush(h);
    html_raw(h, "</p>\n<p>");
    narrative_age(h->scan, h->lang, &h->text);
    html_flush(h);
    html_raw(h, "</p>\n");
    html_warnings(h);
    html_raw(h, "</section>\n");
}

/* There is nothing behind a zero. */
static void put_tile(Html *h, uint64_t number, Str label, const char *place, bool alarm)
{
    FactText buffer;

    html_tile(h, facts_grouped(number, &buffer), number ? place : NULL, alarm);
    html_text(h, label);
    html_raw(h, "</span></li>\n");
}

/* The bar is SVG because a policy without inline styles allows its widths, and paper its fill. */
static void put_bar(Html *h)
{
    uint64_t share = h->scan->components ? h->scan->checked * 1000 / h->scan->components : 0;

    html_raw(h, "<svg class=\"bar\" viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" "
                "aria-hidden=\"true\"><rect class=\"rest\" width=\"1000\" height=\"8\"/>");
    buf_printf(h->out, "<rect class=\"done\" width=\"%u\" height=\"8\"/></svg>", (unsigned)share);
}

static void put_tiles(Html *h)
{
    FactsTally tally = facts_tally(h->scan);
    FactText share, checked, all;

    html_raw(h, "<ul class=\"tiles\">\n");
    if (h->scan->malware_count)
        put_tile(h, h->scan->malware_count, html_msg(h, STR("report.malware")), "malware", true);
    put_tile(h, tally.kev, html_msg(h, STR("report.html-kev")), "findings", tally.kev > 0);
    for (unsigned i = SEVERITIES; i-- > SEVERITY_LOW;)
        put_tile(h, tally.by_severity[i], facts_severity((Severity)i, h->lang), "findings", false);
    if (tally.by_severity[SEVERITY_NONE])
        put_tile(h, tally.by_severity[SEVERITY_NONE], facts_severity(SEVERITY_NONE, h->lang),
                 "findings", false);
    put_tile(h, tally.by_severity[SEVERITY_UNKNOWN], html_msg(h, STR("report.html-unrated")),
             "findings", false);
    html_tile(h, facts_coverage(h->scan, &share), "coverage", false);
    html_say(h, STR("report.html-checked"), facts_grouped(h->scan->checked, &checked),
             facts_grouped(h->scan->components, &all));
    html_raw(h, "</span>");
    put_bar(h);
    html_raw(h, "</li>\n</ul>\n");
}

/* ---- findings ------------------------------------------------------------------------ */

/* A sign beside the word: never colour alone. */
static const char *const SIGNS[SEVERITIES] = {
    [SEVERITY_UNKNOWN] = "?", [SEVERITY_NONE] = "○", [SEVERITY_LOW] = "▽",
    [SEVERITY_MEDIUM] = "◇",  [SEVERITY_HIGH] = "▲", [SEVERITY_CRITICAL] = "◆",
};

static void put_severity(Html *h, Severity severity)
{
    buf_printf(h->out, "<span class=\"chip s%u\"><i aria-hidden=\"true\">%s</i>",
               (unsigned)severity, SIGNS[severity]);
    html_text(h, facts_severity(severity, h->lang));
    html_raw(h, "</span>");
}

static void put_id(Html *h, Str id)
{
    if (rules_link(id, &h->text)) {
        html_raw(h, "<a rel=\"noreferrer\" href=\"");
        html_flush(h);
        html_raw(h, "\">");
        html_text(h, id);
        html_raw(h, "</a>");
    } else {
        html_bdi(h, id);
    }
}

static void put_cvss_facts(Html *h, const ScanFinding *f)
{
    FactText buffer;

    for (size_t i = 0; i < f->flaw->score_count; i++) {
        const ScanScore *score = &f->flaw->scores[i];
        html_raw(h, "<dt>CVSS ");
        html_text(h, cvss_version_name(score->version));
        html_raw(h, "</dt><dd>");
        html_text(h, facts_score(score->score, &buffer));
        html_raw(h, " <code>");
        html_text(h, score->vector);
        html_raw(h, "</code> ");
        html_text(h, score->source);
        html_raw(h, "</dd>\n");
    }
}

static void put_kev_facts(Html *h, const ScanFinding *f)
{
    FactText added, due;

    if (!f->flaw->kev)
        return;
    html_raw(h, "<dt>KEV</dt><dd>");
    html_say(h,
             f->flaw->kev_ransomware ? STR("report.html-kev-ransomware")
                                      : STR("report.html-kev-dates"),
             facts_day(f->flaw->kev_date_added, &added), facts_day(f->flaw->kev_due_date, &due));
    html_raw(h, "</dd>\n");
}

static void put_epss_fact(Html *h, const ScanFinding *f)
{
    FactText score, percentile;

    if (f->flaw->epss_score == SCAN_NO_PARTS)
        return;
    html_raw(h, "<dt>EPSS</dt><dd>");
    html_say(h, STR("report.html-epss"), facts_percent(f->flaw->epss_score, &score),
             facts_percent(f->flaw->epss_percentile, &percentile));
    html_raw(h, "</dd>\n");
}

static void put_list_fact(Html *h, Str label, const Str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add(&h->text, STR(", "));
        buf_add(&h->text, texts[i]);
    }
    html_fact(h, label, buf_str(&h->text), false);
    buf_clear(&h->text);
}

static void put_support_fact(Html *h, const ScanFinding *f)
{
    SupportText support = support_of_finding(h->scan, f);

    support_end_say(support.ends, h->lang, &h->text);
    if (support.ends.len && support.source.len)
        buf_printf(&h->text, " (%.*s)", STR_ARG(support.source));
    html_fact(h, STR("report.html-support"), buf_str(&h->text), false);
    buf_clear(&h->text);
    html_fact(h, STR("report.name-level"), facts_word(STR("api.level-"), support.level, h->lang),
              false);
}

/* The word of the rule and, where `match` has one, its sentence. */
static void put_rule_fact(Html *h, Str rule)
{
    char id[64];
    int len = snprintf(id, sizeof id, "match.rule-%.*s", STR_ARG(rule));
    Str sentence = len > 0 && (size_t)len < sizeof id ? html_msg(h, str_of(id)) : STR("");

    buf_add(&h->text, rule);
    if (sentence.len && !str_eq(sentence, str_of(id)))
        buf_printf(&h->text, ": %.*s", STR_ARG(sentence));
    html_fact(h, STR("report.html-rule"), buf_str(&h->text), false);
    buf_clear(&h->text);
}

/* `counted`: one of scan->findings, whose numbers lead here. */
static void put_facts(Html *h, const ScanFinding *f, bool counted)
{
    FactText buffer;

    html_raw(h, "<dl class=\"facts\"");
    if (counted)
        buf_printf(h->out, " id=\"why-%zu\"", (size_t)(f - h->scan->findings));
    html_raw(h, ">\n");
    put_rule_fact(h, f->evidence->rule);
    html_fact(h, STR("report.html-record"), f->evidence->source, true);
    html_fact(h, STR("report.html-range"), f->evidence->range, true);
    html_fact(h, STR("report.name-input"), facts_input(h->scan, f->component->input), true);
    html_fact(h, STR("report.name-place"), f->component->place, true);
    html_fact(h, STR("report.html-purl"), f->component->purl, true);
    html_fact(h, STR("report.html-cpe"), f->component->cpe, true);
    put_list_fact(h, STR("report.html-aliases"), f->flaw->aliases, f->flaw->alias_count);
    put_list_fact(h, STR("report.name-fixed"), f->evidence->fixed_versions,
                  f->evidence->fixed_count);
    put_cvss_facts(h, f);
    put_epss_fact(h, f);
    put_kev_facts(h, f);
    put_support_fact(h, f);
    html_verdict_facts(h, facts_verdict(h->scan, f));
    html_fact(h, STR("report.html-published"), facts_date(f->flaw->published_s, &buffer), false);
    html_fact(h, STR("report.html-modified"), facts_date(f->flaw->modified_s, &buffer), false);
    html_fact(h, STR("report.html-finding"), f->id, true);
    html_raw(h, "</dl>\n");
}

/* The numbers the script sorts by stand in data attributes. */
static void begin_finding(Html *h, const ScanFinding *f)
{
    const ScanScore *score = facts_score_of(f);

    buf_printf(h->out, "<tbody data-severity=\"%u\" data-cvss=\"%d\" data-epss=\"%lld\"",
               (unsigned)f->flaw->severity, score ? score->score : -1,
               f->flaw->epss_score == SCAN_NO_PARTS ? -1LL : (long long)f->flaw->epss_score);
    html_raw(h, f->flaw->kev ? " data-kev" : "");
    html_raw(h, f->evidence->fixed_count ? " data-fix" : "");
    if (h->scan->verdicts && !verdict_settles(facts_verdict(h->scan, f)))
        html_raw(h, " data-open");
    html_raw(h, " data-id=\"");
    html_text(h, f->flaw->id);
    html_raw(h, "\" data-name=\"");
    html_text(h, f->component->name);
    html_raw(h, "\">\n<tr>");
}

static void put_what(Html *h, const ScanFinding *f)
{
    html_raw(h, "<td class=\"what\"><span class=\"id\">");
    put_id(h, f->flaw->id);
    html_raw(h, "</span>");
    if (f->flaw->kev) {
        html_raw(h, " <span class=\"chip kev\">KEV<span class=\"unseen\"> ");
        html_word(h, STR("report.html-kev"));
        html_raw(h, "</span></span>");
    }
    html_raw(h, "<br><span class=\"summary\">");
    html_bdi(h, f->flaw->summary);
    html_raw(h, "</span></td>");
}

static void put_component(Html *h, const ScanFinding *f)
{
    html_cell(h, STR("report.name-component"), "part");
    html_raw(h, "<span class=\"name\">");
    html_bdi(h, f->component->name);
    html_raw(h, "</span> ");
    html_bdi(h, f->component->version);
    if (h->scan->input_count > 1) {
        html_raw(h, "<br><span class=\"quiet\">");
        html_bdi(h, html_input(h, f->component->input));
        html_raw(h, "</span>");
    }
    html_raw(h, "</td>");
}

static void put_fixed(Html *h, const ScanFinding *f)
{
    html_cell(h, STR("report.name-fixed"), "");
    if (f->evidence->fixed_count == 0)
        html_word(h, STR("report.html-none-known"));
    for (size_t i = 0; i < f->evidence->fixed_count; i++) {
        html_raw(h, i ? ", " : "");
        html_bdi(h, f->evidence->fixed_versions[i]);
    }
    html_raw(h, "</td>");
}

/* The number leads to the vector, source and age behind it. */
static void put_number_cell(Html *h, const ScanFinding *f, Str title, Str number)
{
    html_cell(h, title, number.len ? "number" : "number empty");
    if (number.len) {
        buf_printf(h->out, "<a href=\"#why-%zu\">", (size_t)(f - h->scan->findings));
        html_text(h, number);
        html_raw(h, "</a>");
    }
    html_raw(h, "</td>");
}

static void put_finding(Html *h, const ScanFinding *f)
{
    const ScanScore *score = facts_score_of(f);
    FactText buffer;

    begin_finding(h, f);
    html_raw(h, "<td class=\"lead\">");
    put_severity(h, f->flaw->severity);
    html_raw(h, "</td>");
    put_what(h, f);
    put_component(h, f);
    put_fixed(h, f);
    put_number_cell(h, f, STR("report.name-cvss"),
                    score ? facts_score(score->score, &buffer) : STR(""));
    put_number_cell(h, f, STR("report.name-epss"), facts_percent(f->flaw->epss_score, &buffer));
    html_raw(h, "</tr>\n<tr class=\"more\"><td colspan=\"6\">");
    html_verdict(h, f, (size_t)(f - h->scan->findings));
    html_raw(h, "<details><summary>");
    html_word(h, h->scan->verdicts ? STR("report.html-why-record") : STR("report.html-why"));
    html_raw(h, "</summary>\n");
    put_facts(h, f, true);
    html_raw(h, "</details></td></tr>\n</tbody>\n");
    buf_pour(h->out);
}

/* Hidden until the script, which they need, shows them. */
static void put_filters(Html *h)
{
    html_raw(h, "<div class=\"filters\" id=\"filters\" role=\"search\" hidden>\n"
                "<label class=\"grow\"><span>");
    html_word(h, STR("report.html-search"));
    html_raw(h, "</span> <input type=\"search\" id=\"search\" autocomplete=\"off\"></label>\n"
                "<label>");
    html_word(h, STR("report.html-least"));
    html_raw(h, " <select id=\"least\"><option value=\"0\">");
    html_word(h, STR("report.html-any"));
    html_raw(h, "</option>");
    for (unsigned i = SEVERITY_LOW; i < SEVERITIES; i++) {
        buf_printf(h->out, "<option value=\"%u\">", i);
        html_text(h, facts_severity((Severity)i, h->lang));
        html_raw(h, "</option>");
    }
    html_raw(h, "</select></label>\n<label><input type=\"checkbox\" id=\"only-kev\"> ");
    html_word(h, STR("report.html-only-kev"));
    html_raw(h, "</label>\n<label><input type=\"checkbox\" id=\"only-fix\"> ");
    html_word(h, STR("report.html-only-fix"));
    if (h->scan->verdicts) {
        html_raw(h, "</label>\n<label><input type=\"checkbox\" id=\"only-open\"> ");
        html_word(h, STR("report.html-only-open"));
    }
    html_raw(h, "</label>\n<button type=\"button\" id=\"open-all\" aria-pressed=\"false\">");
    html_word(h, STR("report.html-open-all"));
    html_raw(h, "</button>\n<output id=\"shown\" aria-live=\"polite\" data-text=\"");
    html_word(h, STR("report.html-shown"));
    html_raw(h, "\"></output>\n</div>\n");
}

static void put_finding_titles(Html *h)
{
    static const struct { Str title; const char *open; } COLUMNS[] = {
        { STR_ROW("report.name-severity"), "<th scope=\"col\" data-key=\"severity\">" },
        { STR_ROW("report.name-vulnerability"), "<th scope=\"col\" data-key=\"id\" data-text>" },
        { STR_ROW("report.name-component"), "<th scope=\"col\" data-key=\"name\" data-text>" },
        { STR_ROW("report.name-fixed"), "<th scope=\"col\">" },
        { STR_ROW("report.name-cvss"), "<th scope=\"col\" class=\"number\" data-key=\"cvss\">" },
        { STR_ROW("report.name-epss"), "<th scope=\"col\" class=\"number\" data-key=\"epss\">" },
    };

    html_raw(h, "<thead><tr>");
    for (size_t i = 0; i < ARRAY_LEN(COLUMNS); i++) {
        html_raw(h, COLUMNS[i].open);
        html_word(h, COLUMNS[i].title);
        html_raw(h, "</th>");
    }
    html_raw(h, "</tr></thead>\n");
}

static void put_findings(Html *h)
{
    html_section(h, "findings", STR("report.findings"), h->scan->finding_count, true);
    if (h->scan->finding_count == 0) {
        html_raw(h, "<p>");
        narrative_headline(h->scan, h->lang, &h->text);
        html_flush(h);
        html_raw(h, "</p>\n<p>");
        narrative_coverage(h->scan, h->lang, &h->text);
        html_flush(h);
        html_raw(h, "</p>\n</section>\n");
        return;
    }
    put_filters(h);
    html_raw(h, "<table class=\"findings\" id=\"finding-table\">\n");
    put_finding_titles(h);
    for (size_t i = 0; i < h->scan->finding_count; i++)
        put_finding(h, &h->scan->findings[i]);
    html_raw(h, "</table>\n</section>\n");
}

static void put_malware(Html *h)
{
    if (h->scan->malware_count == 0)
        return;
    html_section(h, "malware", STR("report.malware"), h->scan->malware_count, true);
    html_raw(h, "<p>");
    html_word(h, STR("report.malware-means"));
    html_raw(h, "</p>\n<table class=\"findings\">\n");
    for (size_t i = 0; i < h->scan->malware_count; i++) {
        const ScanFinding *f = &h->scan->malware[i];
        html_raw(h, "<tbody><tr><td class=\"lead\"><span class=\"chip bad\">");
        html_word(h, STR("report.malware"));
        html_raw(h, "</span></td>");
        put_what(h, f);
        put_component(h, f);
        html_raw(h, "</tr>\n<tr class=\"more\"><td colspan=\"3\"><details><summary>");
        html_word(h, STR("report.html-why"));
        html_raw(h, "</summary>\n");
        put_facts(h, f, false);
        html_raw(h, "</details></td></tr></tbody>\n");
    }
    html_raw(h, "</table>\n</section>\n");
}

/* ---- the rest ------------------------------------------------------------------------ */

static void put_item(Html *h, const ScanItem *item, Str last)
{
    html_raw(h, "<tr>");
    html_cell(h, STR("report.name-component"), "");
    html_bdi(h, item->name.len ? item->name : item->ref);
    html_raw(h, " ");
    html_bdi(h, item->version);
    html_raw(h, "</td>");
    html_cell(h, STR("report.name-identifier"), item->identifier.len ? "mono" : "mono empty");
    html_bdi(h, item->identifier);
    html_raw(h, "</td>");
    html_cell(h, last, item->vulnerability.len || item->ecosystem.len ? "" : "empty");
    if (item->vulnerability.len)
        put_id(h, item->vulnerability);
    else
        html_bdi(h, item->ecosystem);
    html_raw(h, "</td>");
    html_cell(h, STR("report.name-place"), "");
    if (h->scan->input_count > 1) {
        html_bdi(h, html_input(h, item->input));
        html_raw(h, " ");
    }
    html_raw(h, "<code>");
    html_text(h, item->place);
    html_raw(h, "</code></td>");
    html_cell(h, STR("report.name-reason"), "reason");
    narrative_rule(item, h->lang, &h->text);
    html_flush(h);
    html_raw(h, "</td></tr>\n");
    buf_pour(h->out);
}

static void put_items(Html *h, const ScanItem *items, size_t count, Str last)
{
    const Str titles[] = { STR("report.name-component"), STR("report.name-identifier"), last,
                           STR("report.name-place"), STR("report.name-reason") };

    html_table(h, "items", titles, ARRAY_LEN(titles));
    for (size_t i = 0; i < count; i++)
        put_item(h, &items[i], last);
    html_raw(h, "</tbody></table>\n");
}

enum { OPEN_ITEMS_MAX = 12 }; /* a longer list is closed at first */

static void put_list(Html *h, const FactsList *list)
{
    size_t count = h->scan->coverage_count[list->list];
    FactText number;

    if (count == 0)
        return;
    html_raw(h, count > OPEN_ITEMS_MAX ? "<details class=\"list\"><summary>"
                                       : "<details class=\"list\" open><summary>");
    html_word(h, list->title);
    html_raw(h, "<span class=\"count\">");
    html_text(h, facts_grouped(count, &number));
    html_raw(h, "</span></summary>\n<p>");
    html_word(h, list->meaning);
    html_raw(h, "</p>\n");
    put_items(h, h->scan->coverage[list->list], count, STR("report.name-ecosystem"));
    html_raw(h, "</details>\n");
}

static void put_coverage(Html *h)
{
    html_section(h, "coverage", STR("report.html-unchecked"), h->scan->unchecked, true);
    html_raw(h, "<p>");
    narrative_coverage(h->scan, h->lang, &h->text);
    html_flush(h);
    if (h->scan->unchecked)
        html_word(h, STR("report.html-unchecked-means"));
    html_raw(h, "</p>\n");
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++)
        put_list(h, &FACTS_LISTS[i]);
    html_raw(h, "</section>\n");
}

static void put_hints(Html *h)
{
    if (h->scan->hint_count == 0)
        return;
    html_section(h, "hints", STR("report.hints"), h->scan->hint_count, true);
    html_raw(h, "<p>");
    html_word(h, STR("report.hints-means"));
    html_raw(h, "</p>\n");
    put_items(h, h->scan->hints, h->scan->hint_count, STR("report.name-vulnerability"));
    html_raw(h, "</section>\n");
}

static void put_source(Html *h, const ScanSource *source)
{
    FactText buffer;

    html_raw(h, "<tr>");
    html_cell(h, STR("report.name-source"), "");
    html_bdi(h, source->id);
    html_raw(h, "</td>");
    html_cell(h, STR("report.name-date"), source->date_s ? "" : "empty");
    html_text(h, facts_date(source->date_s, &buffer));
    html_raw(h, "</td>");
    html_cell(h, STR("report.name-age"), "");
    html_raw(h, facts_is_old(h->scan, source->date_s) ? "<span class=\"chip old\">" : "<span>");
    html_text(h, facts_age(h->scan, source->date_s, h->lang, &buffer));
    html_raw(h, "</span></td>");
    html_cell(h, STR("report.name-records"), "number");
    html_text(h, facts_grouped(source->records, &buffer));
    html_raw(h, "</td>");
    html_cell(h, STR("report.name-digest"), source->digest.len ? "mono quiet" : "empty");
    html_text(h, source->digest);
    html_raw(h, "</td></tr>\n");
}

static void put_data(Html *h)
{
    static const Str TITLES[] = { STR_ROW("report.name-source"), STR_ROW("report.name-date"),
                                  STR_ROW("report.name-age"), STR_ROW("report.name-records"),
                                  STR_ROW("report.name-digest") };
    const ScanDatabase *db = &h->scan->database;
    FactText number;

    html_section(h, "data", STR("report.data"), 0, false);
    html_raw(h, "<p>");
    narrative_age(h->scan, h->lang, &h->text);
    html_flush(h);
    if (db->present)
        html_say(h, STR("report.generation"), facts_number(db->generation, &number), db->digest);
    html_raw(h, "</p>\n");
    if (db->source_count) {
        html_table(h, "sources", TITLES, ARRAY_LEN(TITLES));
        for (size_t i = 0; i < db->source_count; i++)
            put_source(h, &db->sources[i]);
        html_raw(h, "</tbody></table>\n");
    }
    html_raw(h, "</section>\n");
}

static void put_legend(Html *h)
{
    static const struct { const char *term; Str meaning; } ROWS[] = {
        { "KEV", STR_ROW("report.html-legend-kev") },
        { "EPSS", STR_ROW("report.html-legend-epss") },
        { "CVSS", STR_ROW("report.html-legend-cvss") },
    };
    static const Str RECORD[] = {
        STR_ROW("report.name-status"), STR_ROW("report.html-legend-status"),
        STR_ROW("report.name-risk"), STR_ROW("report.html-legend-risk"),
        STR_ROW("report.name-due"), STR_ROW("report.html-legend-due"),
    };

    html_section(h, "legend", STR("report.html-legend"), 0, false);
    html_raw(h, "<dl class=\"legend\">\n");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        html_raw(h, "<dt>");
        html_raw(h, ROWS[i].term);
        html_raw(h, "</dt><dd>");
        html_word(h, ROWS[i].meaning);
        html_raw(h, "</dd>\n");
    }
    for (size_t i = 0; h->scan->verdicts && i < ARRAY_LEN(RECORD); i += 2)
        html_fact(h, RECORD[i], html_msg(h, RECORD[i + 1]), false);
    html_raw(h, "</dl>\n</section>\n");
    html_end(h, STR("report.html-made"));
}

bool html_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err)
{
    Html html = { scan, options->lang, out, buf_new(out->cap) };
    bool ok;

    put_masthead(&html);
    put_outcome(&html);
    put_tiles(&html);
    html_verdict_tiles(&html);
    put_malware(&html);
    put_findings(&html);
    put_coverage(&html);
    put_hints(&html);
    put_data(&html);
    put_legend(&html);
    ok = !buf_failed(out) && !buf_failed(&html.text);
    buf_done(&html.text);
    return ok || err_no_memory(err);
}
