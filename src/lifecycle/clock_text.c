/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/clock_text.h"

#include "base/msg.h"

#include <inttypes.h>
#include <stdio.h>

#define RULE_HEAD  STR("lifecycle.rule-head")
#define RULE_WHEN  STR("lifecycle.rule-when")
#define RULE_START STR("lifecycle.rule-start")
#define RULE_AFTER STR("lifecycle.rule-after")
#define RULE_TO    STR("lifecycle.rule-to")
#define RULE_BASIS STR("lifecycle.rule-basis")
#define RULE_FROM  STR("lifecycle.rule-from")
#define RULE_UNTIL STR("lifecycle.rule-until")
#define WHEN_AND   STR("lifecycle.when-and")
#define WHEN_OR    STR("lifecycle.when-or")
#define WHEN_NOT   STR("lifecycle.when-not")

#define TELL_RULED_OUT    STR("lifecycle.clock-ruled-out")
#define TELL_NOT_IN_FORCE STR("lifecycle.clock-not-in-force")
#define TELL_UNDECIDED    STR("lifecycle.clock-undecided")
#define TELL_NOT_STARTED  STR("lifecycle.clock-not-started")
#define TELL_AT_ONCE      STR("lifecycle.clock-at-once")
#define TELL_NO_LIMIT     STR("lifecycle.clock-no-limit")
#define TELL_RUNNING      STR("lifecycle.clock-running")
#define TELL_DUE_TODAY    STR("lifecycle.clock-due-today")
#define TELL_OVERDUE      STR("lifecycle.clock-overdue")
#define TELL_MET          STR("lifecycle.clock-met")
#define TELL_MET_LATE     STR("lifecycle.clock-met-late")
#define TELL_WAIVED       STR("lifecycle.clock-waived")
#define TELL_NO_YEAR      STR("lifecycle.clock-no-year")
#define TELL_NO_ZONE      STR("lifecycle.clock-no-zone")
#define TELL_CLOSED       STR("lifecycle.clock-closed")

enum { WHEN_BYTES_MAX = 1 << 12, NUMBER_BYTES = 24 };

/* ---- rows ------------------------------------------------------------------------- */

static void add_fact(Buf *out, Lang lang, ClockFact fact, bool negated)
{
    Str name = msg_text(lang, clock_fact_name(fact));
    char text[TELL_BYTES];

    if (negated)
        name = str_of(msg_format(lang, WHEN_NOT, &name, 1, text, sizeof text));
    buf_add(out, name);
}

static void add_clause(Buf *out, Lang lang, ClockFacts clause)
{
    bool first = true;

    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++) {
        if (!((clause.yes | clause.no) >> fact & 1))
            continue;
        if (!first)
            buf_add(out, msg_text(lang, WHEN_OR));
        add_fact(out, lang, (ClockFact)fact, clause.no >> fact & 1);
        first = false;
    }
}

static void tell_when(const ClockRule *rule, Lang lang, Buf *out)
{
    CLEANUP(buf_done) Buf when = buf_new(WHEN_BYTES_MAX);

    for (size_t i = 0; i < rule->clause_count; i++) {
        if (i)
            buf_add(&when, msg_text(lang, WHEN_AND));
        add_clause(&when, lang, rule->clause[i]);
    }
    TELL(out, lang, RULE_WHEN, buf_str(&when));
    out->failed |= buf_failed(&when);
}

static void tell_period(const ClockRules *rules, const ClockRule *rule, Lang lang, Buf *out)
{
    char number[NUMBER_BYTES];

    snprintf(number, sizeof number, "%d", rule->length);
    TELL(out, lang, RULE_START, msg_text(lang, clock_start_name(rule->start)));
    if (rule->start == CLOCK_NOTIFICATION)
        TELL(out, lang, RULE_AFTER, rules->rule[rule->after_i].id);
    TELL(out, lang, clock_unit_name(rule->unit), str_of(number), rules->zone[rule->zone_i],
         rule->calendar);
}

static void tell_dates(const ClockRule *rule, Lang lang, Buf *out)
{
    char date[DATE_TEXT_BYTES];

    if (rule->from != INT64_MIN)
        TELL(out, lang, RULE_FROM, date_write_day(rule->from, date));
    if (rule->until != INT64_MAX)
        TELL(out, lang, RULE_UNTIL, date_write_day(rule->until, date));
}

void clock_rule_tell(const ClockRules *rules, const ClockRule *rule, Lang lang, Buf *out)
{
    TELL(out, lang, RULE_HEAD, rule->id, msg_text(lang, clock_market_name(rule->market)),
         msg_text(lang, clock_kind_name(rule->kind)));
    buf_char(out, '\n');
    TELL(out, lang, rule->title);
    buf_char(out, '\n');
    tell_when(rule, lang, out);
    buf_char(out, '\n');
    tell_period(rules, rule, lang, out);
    buf_char(out, '\n');
    TELL(out, lang, RULE_TO, msg_text(lang, rule->to_name), rule->report);
    TELL(out, lang, RULE_BASIS, rule->basis, rule->source,
         msg_text(lang, clock_confidence_name(rule->confidence)));
    tell_dates(rule, lang, out);
    buf_char(out, '\n');
}

/* ---- clocks ----------------------------------------------------------------------- */

Str clock_due_text(const Clock *clock, char buffer[CLOCK_DUE_BYTES])
{
    char date[DATE_TEXT_BYTES];
    int len;

    if (!clock->dated)
        return (Str){ buffer, 0 };
    (void)date_write_day(clock->due_days, date);
    len = snprintf(buffer, CLOCK_DUE_BYTES, "%s %02d:%02d", date, clock->due_second / 3600,
                   clock->due_second / 60 % 60);
    return (Str){ buffer, (size_t)len };
}

Str clock_due_placed(const ClockRules *rules, const Clock *clock,
                     char buffer[CLOCK_PLACED_BYTES])
{
    char due[CLOCK_DUE_BYTES];
    Str zone = rules->zone[clock->rule->zone_i];
    size_t city = 0;
    int len;

    if (!clock_due_text(clock, due).len)
        return (Str){ buffer, 0 };
    for (size_t i = 0; i < zone.len; i++)
        city = zone.ptr[i] == '/' ? i + 1 : city;
    zone = str_slice(zone, city, zone.len);
    len = snprintf(buffer, CLOCK_PLACED_BYTES, "%s %.*s", due, (int)zone.len, zone.ptr);
    for (int i = 0; i < len; i++)
        buffer[i] = buffer[i] == '_' ? ' ' : buffer[i];
    return (Str){ buffer, (size_t)len };
}

typedef struct {
    const ClockRules *rules;
    const Clock *clock;
    Lang lang;
    Buf *out;
} Telling;

/* The due date by a sentence, the zone, the days left; and whether the office is open that day. */
static void tell_due(const Telling *to, RuleId sentence)
{
    const Clock *clock = to->clock;
    char due[CLOCK_DUE_BYTES], left[NUMBER_BYTES];

    snprintf(left, sizeof left, "%" PRId64, clock->days_left);
    TELL(to->out, to->lang, sentence, clock_due_text(clock, due),
         to->rules->zone[clock->rule->zone_i], str_of(left));
    if (clock->office == DAY_WEEKEND || clock->office == DAY_HOLIDAY)
        TELL(to->out, to->lang, TELL_CLOSED);
}

/* Why there is no date where one belongs; else nothing. */
static void tell_missing(const Telling *to)
{
    const Clock *clock = to->clock;
    char year[NUMBER_BYTES];

    snprintf(year, sizeof year, "%d", clock->missing_year);
    if (clock->missing_zone)
        TELL(to->out, to->lang, TELL_NO_ZONE, to->rules->zone[clock->rule->zone_i]);
    else if (clock->missing_year)
        TELL(to->out, to->lang, TELL_NO_YEAR, clock->rule->calendar, str_of(year));
}

/* What a clock that does not run would be due by. */
static void tell_supposed(const Telling *to)
{
    static const Str SENTENCES[CLOCK_BASES] = {
        [CLOCK_BY_EVENT] = STR_ROW("lifecycle.clock-if-so"),
        [CLOCK_BY_FIRST_SEEN] = STR_ROW("lifecycle.clock-first-seen"),
        [CLOCK_BY_PLAN] = STR_ROW("lifecycle.clock-planned"),
        [CLOCK_BY_LAST_MOMENT] = STR_ROW("lifecycle.clock-last-moment"),
    };

    if (to->clock->dated)
        tell_due(to, SENTENCES[to->clock->basis]);
    else
        tell_missing(to);
}

static void tell_not_applicable(const Telling *to)
{
    if (to->clock->fact == CLOCK_FACTS)
        TELL(to->out, to->lang, TELL_NOT_IN_FORCE);
    else
        TELL(to->out, to->lang, TELL_RULED_OUT,
             msg_text(to->lang, clock_fact_name(to->clock->fact)));
}

static void tell_undecided(const Telling *to)
{
    TELL(to->out, to->lang, TELL_UNDECIDED, msg_text(to->lang, clock_fact_name(to->clock->fact)));
    tell_supposed(to);
}

static void tell_not_started(const Telling *to)
{
    RuleId start = clock_start_name(to->clock->rule->start);

    TELL(to->out, to->lang, TELL_NOT_STARTED, msg_text(to->lang, start));
    tell_supposed(to);
}

static void tell_running(const Telling *to)
{
    if (to->clock->rule->unit == CLOCK_AT_ONCE)
        TELL(to->out, to->lang, TELL_AT_ONCE);
    else if (to->clock->rule->unit == CLOCK_NO_LIMIT)
        TELL(to->out, to->lang, TELL_NO_LIMIT);
    else
        tell_due(to, TELL_RUNNING);
}

static void tell_due_today(const Telling *to)
{
    tell_due(to, TELL_DUE_TODAY);
}

static void tell_overdue(const Telling *to)
{
    tell_due(to, TELL_OVERDUE);
}

static void tell_met(const Telling *to)
{
    char date[DATE_TEXT_BYTES];

    TELL(to->out, to->lang, to->clock->late ? TELL_MET_LATE : TELL_MET,
         date_write_s(to->clock->filing->at_s, date));
}

static void tell_waived(const Telling *to)
{
    TELL(to->out, to->lang, TELL_WAIVED, to->clock->waiver->reason);
}

void clock_tell(const ClockRules *rules, const Clock *clock, Lang lang, Buf *out)
{
    static void (*const BY_STATE[CLOCK_STATES])(const Telling *) = {
        [CLOCK_NOT_APPLICABLE] = tell_not_applicable,
        [CLOCK_UNDECIDED] = tell_undecided,
        [CLOCK_NOT_STARTED] = tell_not_started,
        [CLOCK_RUNNING] = tell_running,
        [CLOCK_DUE_TODAY] = tell_due_today,
        [CLOCK_OVERDUE] = tell_overdue,
        [CLOCK_MET] = tell_met,
        [CLOCK_NOT_REPORTABLE] = tell_waived,
        [CLOCK_UNKNOWN] = tell_missing,
    };

    BY_STATE[clock->state](&(Telling){ rules, clock, lang, out });
}
