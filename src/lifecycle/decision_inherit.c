/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_inherit.h"

#include "lifecycle/decision_trigger.h"
#include "match/order.h"

enum { RESOLVE_BYTES_MAX = 256 << 20 /* all decisions about one finding */ };

typedef struct {
    const DecisionBook *book;
    const Subject *subjects;
    Arena *arena;
    Proposal *rows;
    size_t count, room;
} List;

static bool list_add(List *list, Proposal proposal)
{
    if (!ARENA_ROOM(list->arena, list->rows, list->count, &list->room))
        return false;
    list->rows[list->count++] = proposal;
    return true;
}

static bool add_proposed(List *list, uint32_t subject, const Side *ours)
{
    for (size_t i = 0; i < ours->waiting_count; i++)
        if (ours->waiting[i].standing.state == STANDING_PROPOSED
            && !list_add(list, (Proposal){ ours->waiting[i].decision, subject }))
            return false;
    return true;
}

static bool propose_all(List *list, size_t count, Err *err)
{
    CLEANUP(arena_done) Arena scratch = arena_new(RESOLVE_BYTES_MAX);
    Resolution found;

    for (uint32_t i = 0; i < count; i++) {
        arena_reset(&scratch);
        if (!decisions_resolve(list->book, &list->subjects[i], &scratch, &found, err))
            return false;
        if (!add_proposed(list, i, &found.side[DECISION_OURS]))
            return err_no_memory(err);
    }
    return true;
}

static bool row_before(const void *context, uint32_t a, uint32_t b)
{
    const List *list = context;
    const Proposal *x = &list->rows[a], *y = &list->rows[b];
    int order;

    if (x->decision != y->decision)
        return list->book->rank[x->decision] < list->book->rank[y->decision];
    order = str_cmp(list->subjects[x->subject].release, list->subjects[y->subject].release);
    return order ? order < 0 : x->subject < y->subject;
}

static bool group_all(const List *list, Proposals *out)
{
    uint32_t *order = order_new((uint32_t)list->count, row_before, list, list->arena);
    Proposal *rows = ARENA_ARRAY(list->arena, Proposal, list->count);
    ProposalGroup *groups = ARENA_ARRAY(list->arena, ProposalGroup, list->count);
    size_t used = 0;

    if (!order || !rows || !groups)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        rows[i] = list->rows[order[i]];
        if (!i || rows[i].decision != rows[i - 1].decision)
            groups[used++] = (ProposalGroup){ .decision = rows[i].decision, .first = i };
        groups[used - 1].count++;
    }
    *out = (Proposals){ rows, list->count, groups, used };
    return true;
}

bool decisions_propose(const DecisionBook *book, const Subjects *found, Arena *arena,
                       Proposals *out, Err *err)
{
    List list = { .book = book, .subjects = found->rows, .arena = arena };

    if (!propose_all(&list, found->count, err))
        return false;
    if (!group_all(&list, out))
        return err_no_memory(err);
    return true;
}

/* One confirmation a release, on the builds of all its findings. */
static bool confirm_group(const Proposals *proposals, const ProposalGroup *group,
                          const Subjects *found, Arena *arena, Confirmations *out, Err *err)
{
    Confirmation *made = NULL;
    size_t room = 0;

    for (size_t i = 0; i < group->count; i++) {
        const Subject *s = &found->rows[proposals->rows[group->first + i].subject];

        if (made && str_eq(made->release, s->release)) {
            if (!build_join(&made->build, &room, &s->build, arena, err))
                return false;
            continue;
        }
        made = &out->rows[out->count++];
        *made = (Confirmation){ group->decision, s->release, s->build };
        room = 0;
    }
    return true;
}

bool proposals_confirm(const Proposals *proposals, const Subjects *found, const bool *chosen,
                       Arena *arena, Confirmations *out, Err *err)
{
    Confirmations made = { ARENA_ARRAY(arena, Confirmation, proposals->count), 0 };

    if (!made.rows)
        return err_no_memory(err);
    for (size_t g = 0; g < proposals->group_count; g++)
        if ((!chosen || chosen[g])
            && !confirm_group(proposals, &proposals->groups[g], found, arena, &made, err))
            return false;
    *out = made;
    return true;
}
