/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_state.h"

#include "lifecycle/decision_trigger.h"

/* What the questions are asked about. */
typedef struct {
    const DecisionBook *book;
    uint32_t i;
    const Decision *decision;
    SubjectRead *subject;       /* NULL: the decision alone */
    const DecisionRelease *row; /* the release, when it is listed */
    Err *err;
    bool failed;                /* without memory */
} Question;

/* The parts of the scope that need no comparing. */
static Miss miss_plain(const Question *q)
{
    const Subject *s = q->subject->subject;

    if (!str_eq(s->product, q->decision->product))
        return MISS_PRODUCT;
    if (!book_holds_for(q->book, q->i, s->flaw->ids, s->flaw->id_count))
        return MISS_FLAW;
    return q->decision->decided_s > q->book->record->now_s ? MISS_TIME : MISS_NONE;
}

/* It reaches the releases it lists and no other. A supplier who names none of ours means all. */
static bool is_closed(const Decision *d)
{
    return !d->scope.inherits && (d->origin == DECISION_OURS || d->scope.release_count);
}

static bool is_outside(Question *q, Standing *out)
{
    if (!q->subject)
        return false;
    out->miss = miss_plain(q);
    if (out->miss)
        return true;
    if (!scope_fits(&q->book->scopes[q->i], q->subject, &out->miss, q->err))
        return q->failed = true;
    if (!out->miss && !q->row && is_closed(q->decision))
        out->miss = MISS_RELEASE;
    return out->miss;
}

static bool is_superseded(Question *q, Standing *out)
{
    out->by = q->book->superseded_by[q->i];
    return out->by != DECISION_NONE;
}

/* Of an end by hand and an end by date the earlier one tells when. */
static bool is_expired(Question *q, Standing *out)
{
    const Decision *d = q->decision;
    int64_t now_s = q->book->record->now_s;
    bool by_date = d->expires_s && d->expires_s <= now_s;

    out->by_hand = d->end.at_s && d->end.at_s <= now_s
        && !(by_date && d->expires_s < d->end.at_s);
    out->when_s = out->by_hand ? d->end.at_s : d->expires_s;
    return out->by_hand || by_date;
}

static bool is_reopened(Question *q, Standing *out)
{
    if (!q->subject)
        return false;
    out->then = q->row && q->row->build ? q->row->build : &q->decision->build;
    out->fired = trigger_fired(q->decision, out->then, q->subject->subject);
    return out->fired;
}

static bool is_proposed(Question *q, Standing *out)
{
    (void)out;
    return q->subject && !q->row && q->decision->origin == DECISION_OURS;
}

static bool is_awaiting(Question *q, Standing *out)
{
    (void)out;
    return q->decision->origin == DECISION_OURS
        && decision_reviewed(q->decision, q->book->record->now_s)
            < q->book->review_min[q->book->product[q->i]];
}

#define SOURCE_ORDER "; the order of the questions: ours"

/* In the order of the questions. */
static const struct {
    Str word, sentence, question;
    bool (*is)(Question *q, Standing *out);
    Str source;
} STATES[] = {
    [STANDING_OUT_OF_SCOPE] = { STR_ROW("out-of-scope"),
        STR_ROW("lifecycle.standing-out-of-scope"),
        STR_ROW("lifecycle.asks-out-of-scope"), is_outside,
        STR_ROW("OpenVEX 0.2.0, products of a statement" SOURCE_ORDER) },
    [STANDING_SUPERSEDED] = { STR_ROW("superseded"),
        STR_ROW("lifecycle.standing-superseded"),
        STR_ROW("lifecycle.asks-superseded"), is_superseded,
        STR_ROW("OpenVEX 0.2.0: later statements override, none is edited" SOURCE_ORDER) },
    [STANDING_EXPIRED] = { STR_ROW("expired"),
        STR_ROW("lifecycle.standing-expired"),
        STR_ROW("lifecycle.asks-expired"), is_expired,
        STR_ROW("IEC 81001-5-1 clause 9, periodic review" SOURCE_ORDER) },
    [STANDING_REOPENED] = { STR_ROW("re-opened"),
        STR_ROW("lifecycle.standing-reopened"),
        STR_ROW("lifecycle.asks-reopened"), is_reopened,
        STR_ROW("IEC 81001-5-1 7.5, monitoring; the triggers" SOURCE_ORDER) },
    [STANDING_PROPOSED] = { STR_ROW("proposed"),
        STR_ROW("lifecycle.standing-proposed"),
        STR_ROW("lifecycle.asks-proposed"), is_proposed,
        STR_ROW("FDA premarket guidance V.A: every fielded version is assessed" SOURCE_ORDER) },
    [STANDING_AWAITING_REVIEW] = { STR_ROW("awaiting-review"),
        STR_ROW("lifecycle.standing-awaiting-review"),
        STR_ROW("lifecycle.asks-awaiting-review"), is_awaiting,
        STR_ROW("IEC 81001-5-1 5.2.2, 5.7.5, independence" SOURCE_ORDER) },
    [STANDING_IN_FORCE] = { STR_ROW("in-force"),
        STR_ROW("lifecycle.standing-in-force"),
        STR_ROW("lifecycle.asks-in-force"), NULL,
        STR_ROW("ours") },
};
_Static_assert(ARRAY_LEN(STATES) == STANDINGS, "a row for each state");

Str standing_word(StandingState state)
{
    return STATES[state].word;
}

Str standing_sentence(StandingState state)
{
    return STATES[state].sentence;
}

Str standing_question(StandingState state)
{
    return STATES[state].question;
}

Str standing_source(StandingState state)
{
    return STATES[state].source;
}

/* Each question writes its own fields; those of the questions that were denied are cleared. */
static Standing first_yes(Question *q)
{
    StandingState state = STANDING_OUT_OF_SCOPE;
    Standing found = { 0 };

    for (; state < STANDING_IN_FORCE; state++) {
        found = (Standing){ .by = DECISION_NONE };
        if (STATES[state].is(q, &found))
            break;
    }
    found.state = state;
    found.reviewed = decision_reviewed(q->decision, q->book->record->now_s);
    return found;
}

bool standing_of(const DecisionBook *book, uint32_t i, SubjectRead *subject, Standing *out,
                 Err *err)
{
    const Decision *d = &book->record->decisions[i];
    Question q = { book, i, d, subject, NULL, err, false };
    Standing found;

    q.row = scope_release(&book->scopes[i], subject->subject->release, book->record->now_s);
    found = first_yes(&q);
    if (!q.failed)
        *out = found;
    return !q.failed;
}

Standing standing_alone(const DecisionBook *book, uint32_t i)
{
    Question q = { .book = book, .i = i, .decision = &book->record->decisions[i] };

    return first_yes(&q);
}
