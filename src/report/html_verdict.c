/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_verdict.h"

#include "base/msg.h"
#include "report/facts.h"
#include "report/verdict_text.h"

/* ---- tiles ----------------------------------------------------------------------------- */

void html_tile(Html *h, Str number, const char *place, bool alarm)
{
    html_raw(h, alarm ? "<li class=\"alarm\"><b>" : "<li><b>");
    if (place)
        buf_printf(h->out, "<a href=\"#%s\">", place);
    html_text(h, number);
    html_raw(h, place ? "</a></b><span>" : "</b><span>");
}

void html_verdict_tiles(Html *h)
{
    const VerdictTally tally = verdict_tally(h->scan);
    const struct { size_t count; Str label; bool alarm; } tiles[] = {
        { tally.undecided, STR("report.html-undecided"), false },
        { tally.uncontrolled, STR("report.html-uncontrolled"), true },
        { tally.not_assessed, STR("report.html-not-assessed"), false },
        { tally.review, STR("report.html-review"), false },
        { tally.overdue, STR("report.html-overdue"), true },
    };
    FactText number;

    if (!h->scan->verdicts)
        return;
    html_raw(h, "<ul class=\"tiles\">\n");
    for (size_t i = 0; i < ARRAY_LEN(tiles); i++) {
        html_tile(h, facts_grouped(tiles[i].count, &number), tiles[i].count ? "findings" : NULL,
                  tiles[i].alarm && tiles[i].count);
        html_word(h, tiles[i].label);
        html_raw(h, "</span></li>\n");
    }
    html_raw(h, "</ul>\n");
}

/* ---- beside a finding ------------------------------------------------------------------ */

/* A sign beside the word, as severities have: never colour alone. The classes are theirs, too. */
static const struct { Str risk; const char *classes, *sign; } RISKS[] = {
    { STR_ROW("uncontrolled"), "chip s4", "▲" },
    { STR_ROW("review"), "chip s3", "◇" },
    { STR_ROW("controlled"), "chip s1", "○" },
    { STR_ROW("not-assessed"), "chip s0", "?" },
};

/* `kind` is a class, "empty" where there is nothing to say. */
static void begin_part(Html *h, Str title, size_t i, const char *kind)
{
    html_raw(h, "<div");
    if (kind[0])
        buf_printf(h->out, " class=\"%s\"", kind);
    html_raw(h, "><dt>");
    html_word(h, title);
    buf_printf(h->out, "</dt><dd><a href=\"#why-%zu\">", i);
}

static void end_part(Html *h)
{
    html_raw(h, "</a></dd></div>\n");
}

/* The words collected in h->text, or a dash. */
static void put_words(Html *h)
{
    buf_add(&h->text, h->text.len ? STR("") : STR("–"));
    html_flush(h);
}

static void put_chip(Html *h, const char *classes, const char *sign)
{
    buf_printf(h->out, "<span class=\"%s\"><i aria-hidden=\"true\">%s</i>", classes, sign);
    html_flush(h);
    html_raw(h, "</span>");
}

static void put_risk(Html *h, Str risk)
{
    buf_add(&h->text, facts_word(STR("api.risk-"), risk, h->lang));
    for (size_t i = 0; i < ARRAY_LEN(RISKS); i++)
        if (str_eq(RISKS[i].risk, risk)) {
            put_chip(h, RISKS[i].classes, RISKS[i].sign);
            return;
        }
    put_words(h);
}

static void put_due(Html *h, const ScanVerdict *verdict)
{
    verdict_due(verdict, h->lang, &h->text);
    if (verdict->overdue)
        put_chip(h, "chip bad", "!");
    else
        put_words(h);
}

void html_verdict(Html *h, const ScanFinding *finding, size_t i)
{
    const ScanVerdict *verdict = facts_verdict(h->scan, finding);
    Str ends = support_of_finding(h->scan, finding).ends;

    if (!verdict)
        return;
    html_raw(h, "<dl class=\"verdict\">\n");
    begin_part(h, STR("report.name-status"), i, "");
    verdict_decision(verdict, h->lang, &h->text);
    put_words(h);
    end_part(h);
    begin_part(h, STR("report.name-risk"), i, verdict->risk.len ? "" : "empty");
    put_risk(h, verdict->risk);
    end_part(h);
    begin_part(h, STR("report.name-harm"), i, verdict->harm.len ? "" : "empty");
    buf_add(&h->text, facts_word(STR("risk.harm-"), verdict->harm, h->lang));
    put_words(h);
    end_part(h);
    begin_part(h, STR("report.name-support"), i, ends.len ? "" : "empty");
    support_end_say(ends, h->lang, &h->text);
    put_words(h);
    end_part(h);
    begin_part(h, STR("report.name-due"), i, verdict->clock.len ? "due" : "empty");
    put_due(h, verdict);
    end_part(h);
    if (verdict->reason.len) {
        begin_part(h, STR("report.name-why"), i, "wide");
        html_text(h, verdict->reason);
        end_part(h);
    }
    html_raw(h, "</dl>\n");
}

/* ---- reasons --------------------------------------------------------------------------- */

/* OpenVEX's label and its meaning in words. */
static const struct { Str label, meaning; } JUSTIFIED[] = {
    { STR_ROW("component_not_present"), STR_ROW("lifecycle.justified-component-absent") },
    { STR_ROW("vulnerable_code_not_present"), STR_ROW("lifecycle.justified-code-absent") },
    { STR_ROW("vulnerable_code_not_in_execute_path"),
      STR_ROW("lifecycle.justified-code-not-executed") },
    { STR_ROW("vulnerable_code_cannot_be_controlled_by_adversary"),
      STR_ROW("lifecycle.justified-not-controlled") },
    { STR_ROW("inline_mitigations_already_exist"),
      STR_ROW("lifecycle.justified-inline-mitigation") },
};

static void put_justification(Html *h, Str label)
{
    buf_add(&h->text, label);
    for (size_t i = 0; i < ARRAY_LEN(JUSTIFIED); i++)
        if (str_eq(JUSTIFIED[i].label, label))
            buf_printf(&h->text, ": %.*s", STR_ARG(html_msg(h, JUSTIFIED[i].meaning)));
    html_fact(h, STR("report.name-justification"), buf_str(&h->text), false);
    buf_clear(&h->text);
}

static void put_decision_facts(Html *h, const ScanVerdict *verdict)
{
    FactText decided;

    verdict_decision(verdict, h->lang, &h->text);
    html_fact(h, STR("report.name-status"), buf_str(&h->text), false);
    buf_clear(&h->text);
    put_justification(h, verdict->justification);
    html_fact(h, STR("report.name-why"), verdict->reason, false);
    html_fact(h, STR("report.name-state"), facts_word(STR("api.state-"), verdict->state, h->lang),
              false);
    html_fact(h, STR("report.name-decided"), facts_date(verdict->decided_s, &decided), false);
    html_fact(h, STR("report.name-decision"), verdict->decision, true);
}

void html_verdict_facts(Html *h, const ScanVerdict *verdict)
{
    if (!verdict)
        return;
    put_decision_facts(h, verdict);
    html_fact(h, STR("report.name-risk"), facts_word(STR("api.risk-"), verdict->risk, h->lang),
              false);
    html_fact(h, STR("report.name-exploitability"),
              facts_word(STR("risk.band-"), verdict->exploitability, h->lang), false);
    html_fact(h, STR("report.name-harm"), facts_word(STR("risk.harm-"), verdict->harm, h->lang),
              false);
    html_fact(h, STR("report.name-rationale"), verdict->rationale, false);
    html_fact(h, STR("report.name-assessment"), verdict->assessment, true);
    html_fact(h, STR("report.name-clock"), verdict->clock, true);
    verdict_due(verdict, h->lang, &h->text);
    html_fact(h, STR("report.name-due"), buf_str(&h->text), false);
    buf_clear(&h->text);
}
