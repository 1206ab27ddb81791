/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/stage.h"

#include "base/msg.h"
#include "lifecycle/tell.h"

#define RULE_ORDER   STR("lifecycle.dates-order")
#define RULE_REACHED STR("lifecycle.dates-reached")
#define RULE_REASON  STR("lifecycle.legacy-reason")
#define FIGURE_2     "IMDRF N60:2020 6.6, figure 2"

/* In the order of LifeStage; a stage lasts from its event to the next stage's. */
static const struct {
    Str name;
    RuleId sentence;
    LifeEvent begins;
    Responsible responsible;
    const char *source;
} STAGE[] = {
    [STAGE_UNKNOWN] = { STR_ROW("unknown"), STR_ROW("lifecycle.stage-unknown"), LIFE_EVENTS,
                        RESPONSIBLE_UNKNOWN, "-" },
    [STAGE_DEVELOPMENT] = { STR_ROW("development"), STR_ROW("lifecycle.stage-development"),
                            LIFE_EVENTS, RESPONSIBLE_MAKER, FIGURE_2 },
    [STAGE_SUPPORT] = { STR_ROW("support"), STR_ROW("lifecycle.stage-support"), LIFE_RELEASED,
                        RESPONSIBLE_MAKER, FIGURE_2 },
    [STAGE_LIMITED_SUPPORT] = { STR_ROW("limited-support"),
                                STR_ROW("lifecycle.stage-limited-support"), LIFE_SUPPORT_LIMITED,
                                RESPONSIBLE_SHARED, FIGURE_2 },
    [STAGE_END_OF_SUPPORT] = { STR_ROW("end-of-support"),
                               STR_ROW("lifecycle.stage-end-of-support"), LIFE_SUPPORT_END,
                               RESPONSIBLE_CUSTOMER, FIGURE_2 ", N60-6.6.1-EOS-a" },
    [STAGE_WITHDRAWN] = { STR_ROW("withdrawn"), STR_ROW("lifecycle.stage-withdrawn"),
                          LIFE_WITHDRAWN, RESPONSIBLE_CUSTOMER, FIGURE_2 },
};
static_assert(ARRAY_LEN(STAGE) == STAGES, "a row per stage");

static const struct {
    Str name;
    RuleId sentence;
} RESPONSIBLE[] = {
    [RESPONSIBLE_UNKNOWN] = { STR_ROW("unknown"), STR_ROW("lifecycle.responsible-unknown") },
    [RESPONSIBLE_MAKER] = { STR_ROW("maker"), STR_ROW("lifecycle.responsible-maker") },
    [RESPONSIBLE_SHARED] = { STR_ROW("shared"), STR_ROW("lifecycle.responsible-shared") },
    [RESPONSIBLE_CUSTOMER] = { STR_ROW("customer"), STR_ROW("lifecycle.responsible-customer") },
};
static_assert(ARRAY_LEN(RESPONSIBLE) == RESPONSIBLES, "a row per party");

/* ---- the invariants ---- */

/* The events in which one must not come before the other. */
static const struct {
    LifeEvent earlier, later;
} ORDER[] = {
    { LIFE_RELEASED, LIFE_SUPPORT_LIMITED },
    { LIFE_SUPPORT_LIMITED, LIFE_SUPPORT_END },
    { LIFE_RELEASED, LIFE_SUPPORT_END },
    { LIFE_RELEASED, LIFE_WITHDRAWN },
};

/* Of the four events of ReleaseDates. */
static Date date_of(const ReleaseDates *dates, LifeEvent event)
{
    if (event == LIFE_RELEASED)
        return dates->released;
    if (event == LIFE_SUPPORT_LIMITED)
        return dates->support_limited;
    return event == LIFE_SUPPORT_END ? dates->support_end : dates->withdrawn;
}

bool stage_check(const ReleaseLife *life, Err *err)
{
    char a[DATE_TEXT_BYTES], b[DATE_TEXT_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(ORDER); i++) {
        Date earlier = date_of(&life->dates, ORDER[i].earlier);
        Date later = date_of(&life->dates, ORDER[i].later);

        if (date_precedes(later, earlier))
            return err_set(err, ERR_STRUCTURE, RULE_ORDER, event_name(ORDER[i].later),
                           date_write(later, a), event_name(ORDER[i].earlier),
                           date_write(earlier, b));
        if (later.kind == DATE_YES && earlier.kind == DATE_NO)
            return err_set(err, ERR_STRUCTURE, RULE_REACHED, event_name(ORDER[i].later),
                           event_name(ORDER[i].earlier));
    }
    if (life->legacy_since.kind != DATE_UNKNOWN && str_trim(life->legacy_reason).len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_REASON);
    return true;
}

/* ---- where it is ---- */

typedef enum { REACHED_NO, REACHED_MAYBE, REACHED_YES, REACHED_UNKNOWN } Reached;

static Reached reached(Date date, int64_t day)
{
    DateDays days;

    if (date_days(date, &days))
        return day >= days.last ? REACHED_YES : day >= days.first ? REACHED_MAYBE : REACHED_NO;
    if (date.kind == DATE_YES)
        return REACHED_YES;
    return date.kind == DATE_NO ? REACHED_NO : REACHED_UNKNOWN;
}

/* The stages between which the release is: behind the last event that has come for sure, before the
 * first that surely has not. Each event proves those before it, so the last one that has come wins
 * over a "no" that was stated of an earlier one. */
static void place(const ReleaseDates *dates, StageOn *on)
{
    on->earliest = STAGE_DEVELOPMENT;
    on->latest = STAGE_END_OF_SUPPORT;
    for (LifeStage stage = STAGE_SUPPORT; stage <= STAGE_END_OF_SUPPORT; stage++)
        if (reached(date_of(dates, STAGE[stage].begins), on->day) == REACHED_YES)
            on->earliest = stage;
    for (LifeStage stage = STAGE_END_OF_SUPPORT; stage > on->earliest; stage--)
        if (reached(date_of(dates, STAGE[stage].begins), on->day) == REACHED_NO)
            on->latest = stage - 1;
}

/* The stage between the two, and the event that is to blame when they differ: one that was not
 * stated before one that was stated partly. */
static void settle(const ReleaseDates *dates, StageOn *on)
{
    on->stage = on->earliest;
    on->doubt = LIFE_EVENTS;
    for (LifeStage stage = on->latest; stage > on->earliest; stage--) {
        LifeEvent event = STAGE[stage].begins;
        bool stated = reached(date_of(dates, event), on->day) != REACHED_UNKNOWN;

        if (on->stage != STAGE_UNKNOWN || !stated)
            on->doubt = event;
        if (!stated)
            on->stage = STAGE_UNKNOWN;
    }
    if (on->stage == STAGE_DEVELOPMENT && on->latest > STAGE_DEVELOPMENT)
        on->stage = STAGE_SUPPORT; /* the release counts from its first day */
}

int32_t withdrawn_from(Str stated)
{
    DateDays days;
    Date date;

    if (!date_parse(stated, &date))
        return INT32_MAX;
    if (date_days(date, &days))
        return (int32_t)days.last; /* within the years 0000 … 9999 */
    return date.kind == DATE_YES ? INT32_MIN : INT32_MAX;
}

static void withdraw(const ReleaseDates *dates, StageOn *on)
{
    Reached gone = reached(dates->withdrawn, on->day);

    if (gone == REACHED_YES) {
        on->stage = on->earliest = on->latest = STAGE_WITHDRAWN;
        on->doubt = LIFE_EVENTS;
    }
    if (gone == REACHED_MAYBE) {
        if (on->earliest == on->latest)
            on->doubt = LIFE_WITHDRAWN;
        on->latest = STAGE_WITHDRAWN;
    }
}

/* ---- whether it is legacy ---- */

/* There is evidence, and `day` lies where the control is proven whatever days were meant. */
static bool control_proven(const CompensatingControl *control, int64_t day)
{
    DateDays until;

    return str_trim(control->evidence).len > 0 && reached(control->since, day) == REACHED_YES
        && date_days(control->until, &until) && day <= until.first;
}

static void judge_legacy(const ReleaseLife *life, StageOn *on)
{
    Reached stated = life->legacy_since.kind == DATE_UNKNOWN ? REACHED_NO
                   : reached(life->legacy_since, on->day);

    on->legacy = on->earliest == STAGE_END_OF_SUPPORT ? LEGACY_YES
               : on->latest == STAGE_END_OF_SUPPORT ? LEGACY_MAYBE : LEGACY_NO;
    on->because = on->legacy == LEGACY_NO ? LEGACY_BY_NOTHING : LEGACY_BY_END;
    if (on->legacy != LEGACY_YES && stated != REACHED_NO) {
        on->legacy = LEGACY_YES;
        on->because = LEGACY_BY_STATEMENT;
    }
    for (size_t i = 0; on->legacy != LEGACY_NO && i < life->control_count; i++)
        if (control_proven(&life->controls[i], on->day)) {
            on->legacy = LEGACY_NO;
            on->because = LEGACY_NOT_BY_CONTROL;
            on->control_i = i;
        }
}

/* REQ A141 A142 A146 A147 */
bool stage_on(const ReleaseLife *life, int64_t day, StageOn *out, Err *err)
{
    StageOn on = { .day = day };

    if (!stage_check(life, err))
        return false;
    place(&life->dates, &on);
    settle(&life->dates, &on);
    judge_legacy(life, &on); /* before: a device still found in use after withdrawal stays legacy */
    withdraw(&life->dates, &on);
    on.responsible = STAGE[on.stage].responsible;
    *out = on;
    return true;
}

/* ---- names and sentences ---- */

Str stage_name(LifeStage stage)
{
    return STAGE[stage].name;
}

RuleId stage_sentence(LifeStage stage)
{
    return STAGE[stage].sentence;
}

Responsible stage_responsible(LifeStage stage)
{
    return STAGE[stage].responsible;
}

LifeEvent stage_begins(LifeStage stage)
{
    return STAGE[stage].begins;
}

const char *stage_source(LifeStage stage)
{
    return STAGE[stage].source;
}

Str responsible_name(Responsible responsible)
{
    return RESPONSIBLE[responsible].name;
}

RuleId responsible_sentence(Responsible responsible)
{
    return RESPONSIBLE[responsible].sentence;
}

/* " … because the date of <event> is only stated as <date>." */
static void tell_doubt(const ReleaseLife *life, LifeStage stage, LifeEvent event, Lang lang,
                       Buf *out)
{
    char date[DATE_TEXT_BYTES];

    TELL(out, lang, stage == STAGE_DEVELOPMENT
                        ? STR("lifecycle.tell-stage-earlier") : STR("lifecycle.tell-stage-later"),
         msg_text(lang, STAGE[stage].sentence), msg_text(lang, event_sentence(event)),
         date_write(date_of(&life->dates, event), date));
}

static void tell_place(const StageOn *on, const ReleaseLife *life, Lang lang, Buf *out)
{
    char day[DATE_TEXT_BYTES];
    Str when = date_write_day(on->day, day);

    if (on->stage == STAGE_UNKNOWN) {
        TELL(out, lang, STR("lifecycle.tell-stage-unknown"), when,
             msg_text(lang, event_sentence(on->doubt)),
             msg_text(lang, STAGE[on->earliest].sentence),
             msg_text(lang, STAGE[on->latest].sentence));
        return;
    }
    TELL(out, lang, STR("lifecycle.tell-stage"), when, msg_text(lang, STAGE[on->stage].sentence),
         msg_text(lang, RESPONSIBLE[on->responsible].sentence));
    if (on->latest != on->stage)
        tell_doubt(life, on->latest, STAGE[on->latest].begins, lang, out);
    if (on->earliest != on->stage)
        tell_doubt(life, on->earliest, LIFE_RELEASED, lang, out);
}

/* %1 is the reason or the control, %2 since or until when, %3 the evidence. */
static void tell_legacy(const StageOn *on, const ReleaseLife *life, Lang lang, Buf *out)
{
    static const RuleId IDS[] = {
        [LEGACY_BY_NOTHING] = STR_ROW("lifecycle.tell-legacy-no"),
        [LEGACY_BY_END] = STR_ROW("lifecycle.tell-legacy-end"),
        [LEGACY_BY_STATEMENT] = STR_ROW("lifecycle.tell-legacy-stated"),
        [LEGACY_NOT_BY_CONTROL] = STR_ROW("lifecycle.tell-legacy-control"),
    };
    CompensatingControl told = { .name = life->legacy_reason, .until = life->legacy_since };
    char date[DATE_TEXT_BYTES];

    if (on->because == LEGACY_NOT_BY_CONTROL)
        told = life->controls[on->control_i];
    TELL(out, lang, on->legacy == LEGACY_MAYBE ? STR("lifecycle.tell-legacy-maybe")
                                               : IDS[on->because],
         told.name, date_told(told.until, lang, date), told.evidence);
}

void stage_tell(const StageOn *on, const ReleaseLife *life, Lang lang, Buf *out)
{
    tell_place(on, life, lang, out);
    tell_legacy(on, life, lang, out);
}
