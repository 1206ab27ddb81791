/* SPDX-License-Identifier: Apache-2.0 */
/* stage.h — the stage of a release on a day, who answers for its security, and whether it is
 * legacy.
 *
 *     development │ support │ limited support │ end of support
 *                 ▲         ▲                 ▲
 *             released   support limited   support end        withdrawn ends each of them
 *             (IMDRF's commercial release, EOL and EOS)
 *
 * An event takes effect on its day. Dates may be partial or absent, so what is known is a first
 * and a last stage between which the release is:
 *   – `earliest`: every event up to here has happened, whatever day was meant;
 *   – `latest`: nothing after it can have happened yet.
 * They differ where a date is partial or not stated. A date that is not stated makes the stage
 * unknown, never a guess. A partial one does not: the release counts from its first day and an end
 * from its last, because a maker who states "2027" has promised the whole of 2027 and the stage
 * names his duties; that an end may have come already is said beside it (`latest`), because a
 * hospital has to be warned by the first day.
 * DATE_YES: has happened, on every day asked about. DATE_NO: has not.
 * Withdrawal is an event that is only stated when it happens: unknown means not.
 *
 * Legacy is a fact of its own: from the end of support, or before it when stated with a reason (age
 * alone does not decide), unless a compensating control with evidence protects on that day. In
 * doubt about a day it counts as legacy from the first day that may be meant.
 *
 * Source: IMDRF N60:2020 3.16, 6.6, figure 2 (N60-6.6-01, N60-6.6.1-01 … 03, N60-6.6.1-EOS-a).
 * Threads: every function is pure.
 */
#pragma once

#include "base/buf.h"
#include "base/date.h"
#include "lifecycle/event.h"

typedef enum {
    STAGE_UNKNOWN,
    STAGE_DEVELOPMENT,
    STAGE_SUPPORT,
    STAGE_LIMITED_SUPPORT,
    STAGE_END_OF_SUPPORT,
    STAGE_WITHDRAWN,
    STAGES,
} LifeStage;

/* Who answers for the security of the device. */
typedef enum {
    RESPONSIBLE_UNKNOWN,  /* the stage is                                                      */
    RESPONSIBLE_MAKER,    /* the customer operates it securely                                 */
    RESPONSIBLE_SHARED,   /* the maker supports less and guarantees nothing                    */
    RESPONSIBLE_CUSTOMER, /* passed on completely                                              */
    RESPONSIBLES,
} Responsible;

typedef struct {
    Date released;        /* LIFE_RELEASED                                                     */
    Date support_limited; /* LIFE_SUPPORT_LIMITED, the cybersecurity end of life of IMDRF      */
    Date support_end;     /* LIFE_SUPPORT_END, the cybersecurity end of support of IMDRF       */
    Date withdrawn;       /* LIFE_WITHDRAWN                                                    */
} ReleaseDates;

typedef struct {
    Str name, evidence;   /* evidence: what proves that it protects; without it, it does not   */
    Date since, until;    /* proven from the last day of `since` to the first day of `until`   */
} CompensatingControl;

typedef struct {
    ReleaseDates dates;
    Str legacy_reason;    /* stated legacy before the end of support; empty when not stated    */
    Date legacy_since;    /* DATE_UNKNOWN when it is not stated legacy                         */
    const CompensatingControl *controls;
    size_t control_count;
} ReleaseLife;

typedef enum { LEGACY_NO, LEGACY_MAYBE, LEGACY_YES } LegacyState;
typedef enum {
    LEGACY_BY_NOTHING,    /* LEGACY_NO: neither of the following                               */
    LEGACY_BY_END,        /* end of support has come, or for LEGACY_MAYBE may have             */
    LEGACY_BY_STATEMENT,
    LEGACY_NOT_BY_CONTROL,/* LEGACY_NO: it would be, but control_i protects                    */
} LegacyReason;

typedef struct {
    int64_t day;
    LifeStage stage, earliest, latest; /* stage is STAGE_UNKNOWN when a date is not stated */
    LifeEvent doubt;      /* the event whose date leaves them apart; LIFE_EVENTS when equal    */
    Responsible responsible;
    LegacyState legacy;
    LegacyReason because;
    size_t control_i;     /* of LEGACY_NOT_BY_CONTROL                                          */
} StageOn;

/* The invariants: released ≤ support limited ≤ support end, and released ≤ withdrawn, as far as the
 * stated dates must contradict them; no later event has come (DATE_YES) where an earlier has not
 * (DATE_NO); a release is stated legacy with a reason.
 * Fails: ERR_STRUCTURE naming both events and both dates. */
MUST_CHECK bool stage_check(const ReleaseLife *life, Err *err);
/* Where the release is on `day` (days since 1970-01-01). Fails as stage_check. */
MUST_CHECK bool stage_on(const ReleaseLife *life, int64_t day, StageOn *out, Err *err);

/* The day from which a release or a device that states this date of withdrawal (as date_parse reads
 * it) is withdrawn whatever day was meant: of a month its last. INT32_MIN for "yes"; INT32_MAX for
 * what says of no day that it is withdrawn. */
int32_t withdrawn_from(Str stated);

/* "limited-support"; the ids of their sentences. */
Str stage_name(LifeStage stage);
RuleId stage_sentence(LifeStage stage);
Str responsible_name(Responsible responsible);
RuleId responsible_sentence(Responsible responsible);
/* Who answers at a stage, by figure 2. */
Responsible stage_responsible(LifeStage stage);
/* The event with which a stage begins; LIFE_EVENTS for those that begin with none. */
LifeEvent stage_begins(LifeStage stage);
const char *stage_source(LifeStage stage);

/* Adds what stands in `on` as sentences, without a line end. */
void stage_tell(const StageOn *on, const ReleaseLife *life, Lang lang, Buf *out);
