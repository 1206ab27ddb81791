/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/notice.h"

#include "base/msg.h"
#include "lifecycle/tell.h"

#include <stdio.h>
#include <stdlib.h>

const int NOTICE_MONTHS[NOTICE_LEADS] = { 24, 12, 6 };

/* REQ A144 A145. IMDRF N60:2020 6.6.1. */
static const struct {
    Str name, basis, basis_limited;
    RuleId sentence;
} KINDS[] = {
    [NOTICE_SUPPORT_LIMITED] = { STR_ROW("support-limited"), STR_ROW("N60-6.6.1-02"),
                                 STR_ROW("N60-6.6.1-02"), STR_ROW("lifecycle.notice-limited") },
    [NOTICE_SUPPORT_END] = { STR_ROW("support-end"), STR_ROW("N60-6.6.1-SUP-d"),
                             STR_ROW("N60-6.6.1-LIM-a"), STR_ROW("lifecycle.notice-end") },
    [NOTICE_PART_END] = { STR_ROW("part-end"), STR_ROW("N60-6.6.1-SUP-c"),
                          STR_ROW("N60-6.6.1-LIM-b"), STR_ROW("lifecycle.notice-part") },
};
static_assert(ARRAY_LEN(KINDS) == NOTICE_KINDS, "a row per kind");

static const struct {
    Str name;
    RuleId sentence;
} STATES[] = {
    [NOTICE_OVERDUE] = { STR_ROW("overdue"), STR_ROW("lifecycle.notice-overdue") },
    [NOTICE_DUE] = { STR_ROW("due"), STR_ROW("lifecycle.notice-due") },
    [NOTICE_COMING] = { STR_ROW("coming"), STR_ROW("lifecycle.notice-coming") },
    [NOTICE_SENT] = { STR_ROW("sent"), STR_ROW("lifecycle.notice-sent") },
    [NOTICE_UNSCHEDULED] = { STR_ROW("unscheduled"), STR_ROW("lifecycle.notice-unscheduled") },
};
static_assert(ARRAY_LEN(STATES) == NOTICE_STATES, "a row per state");

Str notice_kind_name(NoticeKind kind)
{
    return KINDS[kind].name;
}

Str notice_state_name(NoticeState state)
{
    return STATES[state].name;
}

Str notice_basis(NoticeKind kind, bool limited)
{
    return limited ? KINDS[kind].basis_limited : KINDS[kind].basis;
}

/* ---- the rows ---- */

typedef struct {
    const NoticeQuestion *q;
    Notice *rows;
    uint32_t count;
    int64_t released; /* no notice is due before; INT64_MIN when that day is not known */
    int64_t limited;  /* the first day of limited support; INT64_MAX when that is not known */
} Draft;

static bool covers(const NoticeSent *sent, const Notice *n, const NoticeQuestion *q)
{
    return sent->kind == n->kind && sent->months <= n->months && sent->sent_day <= q->day
        && date_same(sent->told, n->end)
        && (n->kind != NOTICE_PART_END || str_eq(sent->part_id, q->parts[n->part_i].id));
}

static void add(Draft *draft, Notice n)
{
    const NoticeQuestion *q = draft->q;

    n.whom = DUTY_CUSTOMER;
    n.basis = notice_basis(n.kind, n.due_day >= draft->limited);
    if (n.state != NOTICE_UNSCHEDULED)
        n.state = n.due_day < q->day ? NOTICE_OVERDUE
                : n.due_day <= q->day + NOTICE_DUE_DAYS ? NOTICE_DUE : NOTICE_COMING;
    for (uint32_t i = 0; i < q->sent_count; i++)
        if (covers(&q->sent[i], &n, q)
            && (n.state != NOTICE_SENT || q->sent[i].sent_day < n.sent_day)) {
            n.state = NOTICE_SENT;
            n.sent_day = q->sent[i].sent_day;
        }
    draft->rows[draft->count++] = n;
}

/* Of those that fall before the release only the last, at the release. */
static void add_leads(Draft *draft, Notice n, int64_t end_day)
{
    for (size_t i = 0; i < NOTICE_LEADS; i++) {
        bool next_too = i + 1 < NOTICE_LEADS
                     && date_add_months(end_day, -NOTICE_MONTHS[i + 1]) < draft->released;

        n.months = NOTICE_MONTHS[i];
        n.due_day = date_add_months(end_day, -n.months);
        if (n.due_day < draft->released) {
            if (next_too)
                continue;
            n.due_day = draft->released;
        }
        add(draft, n);
    }
}

static void add_end(Draft *draft, Notice n)
{
    DateDays days;

    if (date_days(n.end, &days)) {
        add_leads(draft, n, days.first);
        return;
    }
    if (n.end.kind == DATE_NO)
        return;
    n.due_day = draft->q->day;
    if (n.end.kind == DATE_UNKNOWN)
        n.state = NOTICE_UNSCHEDULED;
    add(draft, n);
}

/* Surely not before the release's own end. */
static bool outlives(Date end, Date own_end)
{
    DateDays days, own;

    return date_days(end, &days) && date_days(own_end, &own) && !date_may_precede(end, own_end);
}

/* No two rows are equal: the notices of one end have different days. */
static int notice_compare(const void *a_, const void *b_)
{
    const Notice *a = a_, *b = b_;
    int last = (a->state == NOTICE_UNSCHEDULED) - (b->state == NOTICE_UNSCHEDULED);
    int day = (a->due_day > b->due_day) - (a->due_day < b->due_day);
    int kind = (int)a->kind - (int)b->kind;
    int part = (a->part_i > b->part_i) - (a->part_i < b->part_i);

    return last ? last : day ? day : kind ? kind : part;
}

static void fill(Draft *draft)
{
    const ReleaseDates *dates = &draft->q->life->dates;

    add_end(draft, (Notice){ .kind = NOTICE_SUPPORT_LIMITED, .end = dates->support_limited });
    add_end(draft, (Notice){ .kind = NOTICE_SUPPORT_END, .end = dates->support_end });
    for (uint32_t i = 0; i < draft->q->part_count; i++) {
        Notice n = { .kind = NOTICE_PART_END, .part_i = i, .end = draft->q->parts[i].end };

        if (!outlives(n.end, dates->support_end))
            add_end(draft, n);
    }
}

bool notice_list(const NoticeQuestion *question, Arena *arena, Notices *out, Err *err)
{
    const ReleaseDates *dates = &question->life->dates;
    Draft draft = { .q = question, .released = INT64_MIN, .limited = INT64_MAX };
    DateDays days;
    StageOn on;

    if (!stage_on(question->life, question->day, &on, err))
        return false;
    draft.rows = ARENA_ARRAY(arena, Notice, NOTICE_LEADS * (2 + (size_t)question->part_count));
    if (!draft.rows)
        return err_no_memory(err);
    if (date_days(dates->released, &days))
        draft.released = days.first;
    if (date_days(dates->support_limited, &days))
        draft.limited = days.first;
    if (dates->released.kind != DATE_NO && on.earliest != STAGE_WITHDRAWN)
        fill(&draft);
    qsort(draft.rows, draft.count, sizeof *draft.rows, notice_compare);
    *out = (Notices){ draft.rows, draft.count };
    return true;
}

/* "limited support begins (2029-04-01, 24 months ahead)". */
static Str subject_text(const Notice *notice, const NoticeQuestion *question, Lang lang,
                        char buffer[TELL_BYTES])
{
    bool of_part = notice->kind == NOTICE_PART_END;
    char date[DATE_TEXT_BYTES], months[16], when[TELL_BYTES / 2];
    Str end = date_told(notice->end, lang, date);

    snprintf(months, sizeof months, "%d", notice->months);
    msg_format(lang, notice->months ? STR("lifecycle.notice-ahead") : STR("lifecycle.notice-now"),
               (const Str[]){ end, str_of(months) }, 2, when, sizeof when);
    return str_of(msg_format(lang, KINDS[notice->kind].sentence,
                             (const Str[]){ str_of(when),
                                            of_part ? question->parts[notice->part_i].name
                                                    : (Str){ 0 } },
                             2, buffer, TELL_BYTES));
}

void notice_tell(const Notice *notice, const NoticeQuestion *question, Lang lang, Buf *out)
{
    char due[DATE_TEXT_BYTES], sent[DATE_TEXT_BYTES], subject[TELL_BYTES];

    TELL(out, lang, STATES[notice->state].sentence, date_write_day(notice->sent_day, sent),
         date_write_day(notice->due_day, due), subject_text(notice, question, lang, subject),
         notice->basis);
    buf_char(out, '\n');
}
