/* SPDX-License-Identifier: Apache-2.0 */
/* notice.h — what customers have to be told ahead of an end, and by when.
 *
 * Three kinds of ends: the release's limited support begins, its support ends, the support of one
 * of its components ends. Each is told 24, 12 and 6 months ahead. IMDRF N60 asks for notices in
 * advance and names no months; these are ours (NOTICE_MONTHS).
 *
 * The day an event is counted from is the first day that its date may mean, so a notice falls early
 * rather than late; months are taken off as date_add_months does: six months before 31 August is
 * the last day of February.
 * Nobody can be told before there are customers: of the notices that fall before the release only
 * the last is kept, due at the release.
 * An end that has come on a day nobody stated is told at once. One that is not known is a row that
 * cannot be scheduled, not silence. A component that outlives the release's own support needs no
 * notice, nor does a release that is not out or is withdrawn.
 *
 * A notice counts as sent when one was sent by the day asked about, of the same end with the same
 * date, as near to it or nearer: who was told 6 months ahead needs no reminder of 24. A date that
 * changed has to be told again.
 *
 * Source: IMDRF N60:2020 6.6.1 (N60-6.6.1-02; N60-6.6.1-SUP-c, d; N60-6.6.1-LIM-a, b).
 * Threads: every function is pure.
 */
#pragma once

#include "lifecycle/forecast.h"
#include "lifecycle/obligation.h"

enum {
    NOTICE_LEADS = 3,
    NOTICE_DUE_DAYS = 30, /* what is due within so many days is "due": time to write the letter */
};
extern const int NOTICE_MONTHS[NOTICE_LEADS]; /* 24, 12, 6 */

typedef enum { NOTICE_SUPPORT_LIMITED, NOTICE_SUPPORT_END, NOTICE_PART_END, NOTICE_KINDS }
    NoticeKind;
typedef enum {
    NOTICE_OVERDUE,
    NOTICE_DUE,         /* today or within NOTICE_DUE_DAYS */
    NOTICE_COMING,
    NOTICE_SENT,
    NOTICE_UNSCHEDULED, /* the date of the end is not known */
    NOTICE_STATES,
} NoticeState;

typedef struct {
    NoticeKind kind;
    Str part_id;        /* of NOTICE_PART_END: ForecastPart.id */
    int months;         /* as in Notice */
    int64_t sent_day;
    Date told;          /* the date of the end that the customers were told */
} NoticeSent;

typedef struct {
    const ReleaseLife *life;
    const ForecastPart *parts;
    uint32_t part_count;
    const NoticeSent *sent;
    uint32_t sent_count;
    int64_t day;        /* the day asked about */
} NoticeQuestion;

typedef struct {
    NoticeKind kind;
    uint32_t part_i;    /* of NOTICE_PART_END */
    int months;         /* ahead of the end; 0 at once */
    Date end;
    DutyOf whom;
    int64_t due_day;    /* but for NOTICE_UNSCHEDULED */
    int64_t sent_day;   /* of NOTICE_SENT */
    NoticeState state;
    Str basis;          /* "N60-6.6.1-SUP-c" */
} Notice;

typedef struct {
    const Notice *rows; /* by due day, then kind, then component; unscheduled ones last */
    uint32_t count;
} Notices;

/* Owns: *out lives in `arena`. Fails: as stage_check; ERR_LIMIT without memory. */
MUST_CHECK bool notice_list(const NoticeQuestion *question, Arena *arena, Notices *out, Err *err);
/* Adds the notice as a line. */
void notice_tell(const Notice *notice, const NoticeQuestion *question, Lang lang, Buf *out);

Str notice_kind_name(NoticeKind kind);    /* "support-limited" */
Str notice_state_name(NoticeState state); /* "overdue" */
/* While the release is fully supported, and while it is supported less. */
Str notice_basis(NoticeKind kind, bool limited);
