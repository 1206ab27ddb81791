/* SPDX-License-Identifier: Apache-2.0 */
#include "report/verdict_text.h"

#include "base/msg.h"
#include "report/say.h"

void verdict_members(const ScanVerdict *verdict, FactText *decided,
                     VerdictMember out[VERDICT_MEMBERS])
{
    const VerdictMember members[] = {
        { STR("status"), verdict->status },
        { STR("state"), verdict->state },
        { STR("said"), verdict->said },
        { STR("justification"), verdict->justification },
        { STR("reason"), verdict->reason },
        { STR("decision"), verdict->decision },
        { STR("decided"), facts_time(verdict->decided_s, decided) },
        { STR("harm"), verdict->harm },
        { STR("risk"), verdict->risk },
        { STR("exploitability"), verdict->exploitability },
        { STR("rationale"), verdict->rationale },
        { STR("assessment"), verdict->assessment },
        { STR("clock"), verdict->clock },
        { STR("clock_state"), verdict->clock_state },
        { STR("due"), verdict->due },
        { STR("overdue"), verdict->overdue ? STR("true") : STR("false") },
        { STR("support_level"), verdict->support_level },
    };

    static_assert(ARRAY_LEN(members) == VERDICT_MEMBERS, "all of them");
    for (size_t i = 0; i < VERDICT_MEMBERS; i++)
        out[i] = members[i];
}

bool verdict_same(const ScanVerdict *a, const ScanVerdict *b)
{
    VerdictMember left[VERDICT_MEMBERS], right[VERDICT_MEMBERS];
    FactText decided_left, decided_right;

    if (a == b || !a || !b)
        return a == b;
    verdict_members(a, &decided_left, left);
    verdict_members(b, &decided_right, right);
    for (size_t i = 0; i < VERDICT_MEMBERS; i++)
        if (!str_eq(left[i].text, right[i].text))
            return false;
    return str_eq(a->analysis, b->analysis) && str_eq(a->analysis_why, b->analysis_why);
}

static bool is_harmless(Str status)
{
    return str_eq(status, STR("not_affected")) || str_eq(status, STR("fixed"));
}

bool verdict_settles(const ScanVerdict *verdict)
{
    return verdict && is_harmless(verdict->status);
}

bool verdict_may_settle(const ScanVerdict *verdict)
{
    return verdict && str_eq(verdict->status, STR("undecided")) && is_harmless(verdict->said)
        && (str_eq(verdict->state, STR("awaiting-review"))
            || str_eq(verdict->state, STR("proposed")));
}

VerdictTally verdict_tally(const Scan *scan)
{
    VerdictTally tally = { 0 };

    for (size_t i = 0; scan->verdicts && i < scan->finding_count; i++) {
        const ScanVerdict *verdict = &scan->verdicts[i];

        tally.undecided += str_eq(verdict->status, STR("undecided"))
                        || str_eq(verdict->status, STR("contradiction"));
        tally.uncontrolled += str_eq(verdict->risk, STR("uncontrolled"));
        tally.not_assessed += str_eq(verdict->risk, STR("not-assessed"));
        tally.review += str_eq(verdict->risk, STR("review"));
        tally.overdue += verdict->overdue;
    }
    return tally;
}

void verdict_decision(const ScanVerdict *verdict, Lang lang, Buf *out)
{
    Str status = facts_word(STR("api.status-"), verdict->status, lang);

    if (!str_eq(verdict->status, STR("undecided")) || verdict->state.len == 0)
        buf_add(out, status);
    else
        say(out, lang, STR("report.record-waiting"), status,
            facts_word(STR("api.status-"), verdict->said, lang),
            facts_word(STR("api.state-"), verdict->state, lang));
}

void verdict_due(const ScanVerdict *verdict, Lang lang, Buf *out)
{
    if (verdict->clock.len == 0)
        return;
    if (verdict->due.len == 0)
        buf_add(out, msg_text(lang, str_eq(verdict->clock_state, STR("unknown"))
                                        ? STR("report.record-undated")
                                        : STR("report.record-endless")));
    else if (verdict->overdue)
        say(out, lang, STR("report.record-overdue"), verdict->due);
    else
        buf_add(out, verdict->due);
}

static void tell_risk(const ScanVerdict *verdict, Lang lang, Buf *out)
{
    Str risk = facts_word(STR("api.risk-"), verdict->risk, lang);

    if (risk.len)
        say(out, lang, STR("report.record-risk"), risk,
            facts_word(STR("risk.harm-"), verdict->harm, lang));
}

static void tell_clock(const ScanVerdict *verdict, Lang lang, Buf *out)
{
    if (verdict->clock.len == 0)
        return;
    say(out, lang, STR("report.record-clock"), verdict->clock);
    verdict_due(verdict, lang, out);
    buf_add(out, msg_text(lang, STR("report.full-stop")));
}

void verdict_tell(const ScanVerdict *verdict, Lang lang, Buf *out)
{
    buf_add(out, msg_text(lang, STR("report.record-decision")));
    verdict_decision(verdict, lang, out);
    if (verdict->reason.len)
        say(out, lang, STR("report.record-reason"), verdict->reason);
    buf_add(out, msg_text(lang, STR("report.full-stop")));
    tell_risk(verdict, lang, out);
    tell_clock(verdict, lang, out);
}

SupportText support_of_finding(const Scan *scan, const ScanFinding *finding)
{
    const ScanVerdict *verdict = facts_verdict(scan, finding);
    SupportText text = { .ends = finding->component->support_ends,
                         .source = finding->component->support_source };

    if (verdict && verdict->support_ends.len) {
        text.ends = verdict->support_ends;
        text.source = verdict->support_source;
    }
    if (verdict)
        text.level = verdict->support_level;
    return text;
}

/* A day, or a word: endoflife.date says true and false, our own dates yes, no and unknown. */
void support_end_say(Str ends, Lang lang, Buf *out)
{
    static const struct { Str word, sentence; } WORDS[] = {
        { STR_ROW("true"), STR_ROW("report.html-support-ended") },
        { STR_ROW("yes"), STR_ROW("report.html-support-ended") },
        { STR_ROW("false"), STR_ROW("report.html-support-open") },
        { STR_ROW("no"), STR_ROW("report.html-support-open") },
        { STR_ROW("unknown"), STR_ROW("report.severity-unknown") },
    };

    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (str_eq(ends, WORDS[i].word)) {
            buf_add(out, msg_text(lang, WORDS[i].sentence));
            return;
        }
    buf_add(out, ends);
}
