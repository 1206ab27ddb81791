/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_resolve.h"

#include <string.h>

enum { SUBJECT_BYTES_MAX = 256 << 20 }; /* identifiers of one finding, decisions about it */

typedef struct {
    Party *in_force, *waiting;
    size_t in_force_count, waiting_count;
} Lists;

typedef struct {
    const DecisionBook *book;
    SubjectRead *subject;
    Lists lists[DECISION_ORIGINS];
    Err *err;
} Job;

static const struct {
    Str word, sentence;
} VERDICT_ROWS[] = {
    [VERDICT_UNDECIDED] = { STR_ROW("undecided"),
        STR_ROW("lifecycle.verdict-undecided") },
    [VERDICT_DECIDED] = { STR_ROW("decided"),
        STR_ROW("lifecycle.verdict-decided") },
    [VERDICT_CONTRADICTION] = { STR_ROW("contradiction"),
        STR_ROW("lifecycle.verdict-contradiction") },
};
_Static_assert(ARRAY_LEN(VERDICT_ROWS) == VERDICTS, "a row for each verdict");

Str verdict_word(Verdict verdict)
{
    return VERDICT_ROWS[verdict].word;
}

Str verdict_sentence(Verdict verdict)
{
    return VERDICT_ROWS[verdict].sentence;
}

/* ---- collecting ---- */

/* Entries of one id come by age, so nearly every one goes to the end. */
static void put(const DecisionBook *book, Party *list, size_t *count, Party party)
{
    size_t at = (*count)++;

    for (; at && book->rank[list[at - 1].decision] > book->rank[party.decision]; at--)
        list[at] = list[at - 1];
    list[at] = party;
}

/* Which states are worth showing: what never reached the finding is not, but a decision about
 * another configuration of it is. */
static bool is_waiting(const Standing *standing)
{
    return standing->state != STANDING_OUT_OF_SCOPE || standing->miss == MISS_CONFIGURATION;
}

static bool collect_one(Job *job, uint32_t decision)
{
    Lists *lists = &job->lists[job->book->record->decisions[decision].origin];
    Party party = { decision, { 0 } };

    if (!standing_of(job->book, decision, job->subject, &party.standing, job->err))
        return false;
    if (party.standing.state == STANDING_IN_FORCE)
        put(job->book, lists->in_force, &lists->in_force_count, party);
    else if (is_waiting(&party.standing))
        put(job->book, lists->waiting, &lists->waiting_count, party);
    return true;
}

static BookEntries entries_of(const Job *job, size_t i)
{
    const Subject *s = job->subject->subject;

    return book_entries(job->book, s->product, s->flaw->ids[i]);
}

/* A decision that holds by several ids is asked at the first of them. */
static bool collect_all(Job *job)
{
    const Flaw *flaw = job->subject->subject->flaw;

    for (size_t i = 0; i < flaw->id_count; i++) {
        BookEntries found = entries_of(job, i);
        for (size_t k = 0; k < found.count; k++)
            if (!book_holds_for(job->book, found.at[k].decision, flaw->ids, i)
                && !collect_one(job, found.at[k].decision))
                return false;
    }
    return true;
}

/* Lists of all that could stand in them; what does is copied. */
static bool lists_new(Job *job, Arena *arena)
{
    size_t room = 0;

    for (size_t i = 0; i < job->subject->subject->flaw->id_count; i++)
        room += entries_of(job, i).count;
    for (DecisionOrigin side = DECISION_OURS; side < DECISION_ORIGINS; side++) {
        Party *rows = ARENA_ARRAY(arena, Party, 2 * room);

        if (!rows)
            return err_no_memory(job->err);
        job->lists[side].in_force = rows;
        job->lists[side].waiting = rows + room;
    }
    return true;
}

static bool parties_keep(const Party *from, size_t count, Arena *arena, const Party **out, Err *err)
{
    Party *kept = NULL;

    if (count) {
        kept = ARENA_ARRAY(arena, Party, count);
        if (!kept)
            return err_no_memory(err);
        memcpy(kept, from, count * sizeof *kept);
    }
    *out = kept;
    return true;
}

/* ---- judging ---- */

static Side side_of(const DecisionBook *book, const Lists *lists)
{
    Side side = {
        .in_force = lists->in_force, .in_force_count = lists->in_force_count,
        .waiting = lists->waiting, .waiting_count = lists->waiting_count,
    };

    for (size_t i = 0; i < side.in_force_count; i++) {
        uint32_t number = side.in_force[i].decision;
        DecisionStatus status = book->record->decisions[number].status;
        side.statuses_differ |= side.status && side.status != status;
        side.flaws_differ |= book->is_apart[number];
        side.status = status;
    }
    if (side.statuses_differ || side.flaws_differ)
        side.verdict = VERDICT_CONTRADICTION;
    else if (side.in_force_count)
        side.verdict = VERDICT_DECIDED;
    if (side.verdict != VERDICT_DECIDED)
        side.status = DECISION_NO_STATUS;
    return side;
}

bool decisions_resolve(const DecisionBook *book, const Subject *subject, Arena *arena,
                       Resolution *out, Err *err)
{
    CLEANUP(arena_done) Arena scratch = arena_new(SUBJECT_BYTES_MAX);
    SubjectRead read = subject_read(subject, &scratch);
    Job job = { .book = book, .subject = &read, .err = err };
    Resolution found;

    if (!lists_new(&job, &scratch) || !collect_all(&job))
        return false;
    for (DecisionOrigin i = DECISION_OURS; i < DECISION_ORIGINS; i++) {
        Side *side = &found.side[i];

        *side = side_of(book, &job.lists[i]);
        if (!parties_keep(side->in_force, side->in_force_count, arena, &side->in_force, err)
            || !parties_keep(side->waiting, side->waiting_count, arena, &side->waiting, err))
            return false;
    }
    found.counts_as_affected = found.side[DECISION_OURS].status != DECISION_NOT_AFFECTED
        && found.side[DECISION_OURS].status != DECISION_FIXED;
    *out = found;
    return true;
}
