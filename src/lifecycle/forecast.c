/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/forecast.h"

#include "base/msg.h"
#include "lifecycle/tell.h"

/* FDA V.A.4: what nobody maintains has no support, so a later date that was stated once does not
 * hold; one that has passed says when it ended. */
ForecastPart forecast_part(Str id, Str name, const ComponentSupport *support, int64_t day)
{
    ForecastPart part = { id, name, support->earliest_end, support->fact[FACT_END].state };
    bool gone = support->level == LEVEL_NOT_MAINTAINED || support->level == LEVEL_ABANDONED;
    DateDays days;

    if (!gone || (date_days(part.end, &days) && days.last <= day))
        return part;
    part.end = (Date){ .kind = DATE_YES };
    part.state = HELD_KNOWN;
    return part;
}

/* ---- the forecast ---- */

/* What has ended on an unknown day comes before every day, what states none behind. */
static int64_t first_day(Date date)
{
    DateDays days;

    if (date_days(date, &days))
        return days.first;
    return date.kind == DATE_YES ? INT64_MIN : INT64_MAX;
}

static int64_t last_day(Date date)
{
    DateDays days;

    return date_days(date, &days) ? days.last : INT64_MAX;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The earliest of all ends: its day, or the kind that says why there is none. */
static void find_first(const ForecastInput *input, Forecast *f)
{
    int64_t first = first_day(input->own_end), last = last_day(input->own_end);

    for (uint32_t i = 0; i < input->count; i++) {
        first = earlier(first, first_day(input->parts[i].end));
        last = earlier(last, last_day(input->parts[i].end));
    }
    f->days = (DateDays){ first, last };
    if (first == INT64_MIN)
        f->date.kind = DATE_YES;
    else if (first < INT64_MAX)
        f->date = date_of_day(first);
    else
        f->date.kind = f->unsure_count || input->own_end.kind == DATE_UNKNOWN ? DATE_UNKNOWN
                                                                              : DATE_NO;
}

static bool is_first(const Forecast *f, Date end)
{
    return first_day(end) == f->days.first && f->days.first < INT64_MAX;
}

/* REQ A143 */
bool forecast_legacy(const ForecastInput *input, Arena *arena, Forecast *out, Err *err)
{
    uint32_t *causes = ARENA_ARRAY(arena, uint32_t, input->count);
    uint32_t *unsure = ARENA_ARRAY(arena, uint32_t, input->count);
    Forecast f = { .causes = causes, .unsure = unsure };

    if (!causes || !unsure)
        return err_no_memory(err);
    for (uint32_t i = 0; i < input->count; i++) {
        if (input->parts[i].state != HELD_KNOWN)
            unsure[f.unsure_count++] = i;
        f.unending_count += input->parts[i].end.kind == DATE_NO;
    }
    find_first(input, &f);
    for (uint32_t i = 0; i < input->count; i++)
        if (is_first(&f, input->parts[i].end))
            causes[f.cause_count++] = i;
    f.own = is_first(&f, input->own_end);
    f.sure = f.date.kind == DATE_SPAN && f.days.first == f.days.last && f.unsure_count == 0
          && input->own_end.kind != DATE_UNKNOWN;
    *out = f;
    return true;
}

static const RuleId HELD[] = {
    [HELD_OPEN] = STR_ROW("lifecycle.held-open"),
    [HELD_UNKNOWN] = STR_ROW("lifecycle.held-unknown"),
    [HELD_CONTRADICTED] = STR_ROW("lifecycle.held-contradicted"),
    [HELD_KNOWN] = STR_ROW("lifecycle.held-known"),
};

static void tell_line(Buf *out, Lang lang, RuleId id, Str a, Str b)
{
    buf_add(out, STR("  "));
    TELL(out, lang, id, a, b);
    buf_char(out, '\n');
}

void forecast_tell(const Forecast *forecast, const ForecastInput *input, Lang lang, Buf *out)
{
    static const RuleId IDS[] = {
        [DATE_UNKNOWN] = STR_ROW("lifecycle.forecast-unknown"),
        [DATE_SPAN] = STR_ROW("lifecycle.forecast-day"),
        [DATE_YES] = STR_ROW("lifecycle.forecast-past"),
        [DATE_NO] = STR_ROW("lifecycle.forecast-none"),
    };
    bool unknown = forecast->unsure_count > 0 || input->own_end.kind == DATE_UNKNOWN;
    RuleId id = IDS[forecast->date.kind];
    char first[DATE_TEXT_BYTES], last[DATE_TEXT_BYTES], text[DATE_TEXT_BYTES];

    if (forecast->date.kind == DATE_SPAN && unknown)
        id = STR("lifecycle.forecast-latest");
    else if (forecast->date.kind == DATE_SPAN && forecast->days.first != forecast->days.last)
        id = STR("lifecycle.forecast-days");
    TELL(out, lang, id, date_write_day(forecast->days.first, first),
         date_write_day(forecast->days.last, last));
    buf_char(out, '\n');
    if (forecast->own)
        tell_line(out, lang, STR("lifecycle.forecast-own"),
                  date_told(input->own_end, lang, text), (Str){ 0 });
    for (uint32_t i = 0; i < forecast->cause_count; i++) {
        const ForecastPart *part = &input->parts[forecast->causes[i]];

        tell_line(out, lang, STR("lifecycle.forecast-part"), part->name,
                  date_told(part->end, lang, text));
    }
    if (input->own_end.kind == DATE_UNKNOWN)
        tell_line(out, lang, STR("lifecycle.warning-own-end"), (Str){ 0 }, (Str){ 0 });
    for (uint32_t i = 0; i < forecast->unsure_count; i++) {
        const ForecastPart *part = &input->parts[forecast->unsure[i]];

        tell_line(out, lang, STR("lifecycle.forecast-unsure"), part->name,
                  msg_text(lang, HELD[part->state]));
    }
}

/* ---- warnings ---- */

/* Of a component whose end is known: WARNINGS when there is none. */
static WarningKind judge_end(Date end, Date own_end)
{
    if (end.kind != DATE_SPAN)
        return end.kind == DATE_YES ? WARNING_ENDED : WARNING_UNENDING;
    if (date_precedes(end, own_end))
        return WARNING_ENDS_BEFORE;
    return date_may_precede(end, own_end) ? WARNING_MAY_END_BEFORE : WARNINGS;
}

static WarningKind judge(const ForecastPart *part, Date own_end)
{
    static const WarningKind KINDS[] = {
        [HELD_OPEN] = WARNING_OPEN,
        [HELD_UNKNOWN] = WARNING_UNKNOWN,
        [HELD_CONTRADICTED] = WARNING_CONTRADICTED,
    };

    return part->state == HELD_KNOWN ? judge_end(part->end, own_end) : KINDS[part->state];
}

bool forecast_warn(const ForecastInput *input, const StageOn *on, Arena *arena,
                   ForecastWarnings *out, Err *err)
{
    ForecastWarning *rows = ARENA_ARRAY(arena, ForecastWarning, (size_t)input->count + 1);
    uint32_t count = 0;

    if (!rows)
        return err_no_memory(err);
    if (on->earliest == STAGE_DEVELOPMENT) {
        if (input->own_end.kind != DATE_SPAN)
            rows[count++].kind = WARNING_OWN_END;
        for (uint32_t i = 0; i < input->count; i++) {
            WarningKind kind = judge(&input->parts[i], input->own_end);

            if (kind != WARNINGS)
                rows[count++] = (ForecastWarning){ kind, i };
        }
    }
    *out = (ForecastWarnings){ rows, count };
    return true;
}

void forecast_warning_tell(const ForecastWarning *warning, const ForecastInput *input, Lang lang,
                           Buf *out)
{
    static const RuleId IDS[] = {
        [WARNING_OWN_END] = STR_ROW("lifecycle.warning-own-end"),
        [WARNING_ENDED] = STR_ROW("lifecycle.warning-ended"),
        [WARNING_ENDS_BEFORE] = STR_ROW("lifecycle.warning-ends-before"),
        [WARNING_MAY_END_BEFORE] = STR_ROW("lifecycle.warning-may-end-before"),
        [WARNING_CONTRADICTED] = STR_ROW("lifecycle.warning-contradicted"),
        [WARNING_OPEN] = STR_ROW("lifecycle.warning-open"),
        [WARNING_UNKNOWN] = STR_ROW("lifecycle.warning-unknown"),
        [WARNING_UNENDING] = STR_ROW("lifecycle.warning-unending"),
    };
    bool own = warning->kind == WARNING_OWN_END;
    ForecastPart part = own ? (ForecastPart){ 0 } : input->parts[warning->part_i];
    char end[DATE_TEXT_BYTES], own_end[DATE_TEXT_BYTES];

    TELL(out, lang, IDS[warning->kind], part.name, date_told(part.end, lang, end),
         date_told(input->own_end, lang, own_end));
    buf_char(out, '\n');
}
