/* SPDX-License-Identifier: Apache-2.0 */
#include "match/flaw.h"

#include "base/halving.h"
#include "match/order.h"

enum { QUERY_BYTES_MAX = 256 };

/* What was found so far; each record once. */
typedef struct {
    const Kb *kb;
    Str id;
    uint32_t *found, *records, *order, count;
    Flaw flaw;
} Search;

static bool is_recorded(const Search *search, uint32_t advisory)
{
    for (uint32_t i = 0; i < search->count; i++)
        if (search->records[i] == advisory)
            return true;
    return false;
}

static void record_add(Search *search, uint32_t advisory)
{
    if (search->count < FLAW_RECORDS_MAX && !is_recorded(search, advisory))
        search->records[search->count++] = advisory;
}

static bool group_bears(const Kb *kb, const KbGroup *group, Str id)
{
    for (uint32_t i = 0; i < group->id_count; i++)
        if (str_eq_fold(kb_group_id(kb, group, i), id))
            return true;
    return false;
}

/* The whole alias group that bears the id: an erratum of several flaws belongs to more. */
static void group_add(Search *search, uint32_t number)
{
    Flaw *flaw = &search->flaw;
    KbGroup group;

    if (flaw_has_group(flaw, number) || flaw->group_count == FLAW_GROUPS_MAX
        || !kb_group(search->kb, number, &group) || !group_bears(search->kb, &group, search->id))
        return;
    flaw->groups[flaw->group_count++] = number;
    for (uint32_t i = 0; i < group.advisory_count; i++)
        record_add(search, kb_group_advisory(search->kb, &group, i));
}

static void find(Search *search)
{
    uint32_t count = kb_find(search->kb, search->id, search->found, FLAW_RECORDS_MAX);

    for (uint32_t i = 0; i < count && i < FLAW_RECORDS_MAX; i++) {
        KbAdvisory advisory;
        if (!kb_advisory(search->kb, search->found[i], &advisory))
            continue;
        record_add(search, search->found[i]);
        for (uint32_t k = 0; k < advisory.group_count; k++)
            group_add(search, kb_advisory_group(search->kb, &advisory, k));
    }
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* People write "cve-2021-44228" and "ghsa-JFH8-…": capitals throughout, or up to the first "-". */
static void find_any_case(Search *search)
{
    Str id = search->id;
    size_t front = str_find_char(id, '-');
    char other[QUERY_BYTES_MAX];

    find(search);
    for (int small = 0; small < 2 && !search->count && id.len <= sizeof other; small++) {
        for (size_t i = 0; i < id.len; i++)
            other[i] = small && i > front ? lower(id.ptr[i]) : upper(id.ptr[i]);
        search->id = (Str){ other, id.len };
        find(search);
    }
    search->id = id;
}

static bool number_before(const void *numbers, uint32_t a, uint32_t b)
{
    const uint32_t *number = numbers;

    return number[a] < number[b];
}

bool flaw_find(const Kb *kb, Str id, Arena *arena, Flaw *out)
{
    Search search = { .kb = kb, .id = id,
                      .found = ARENA_ARRAY(arena, uint32_t, FLAW_RECORDS_MAX),
                      .records = ARENA_ARRAY(arena, uint32_t, FLAW_RECORDS_MAX) };

    if (!search.found || !search.records)
        return false;
    find_any_case(&search);
    search.order = order_new(search.count, number_before, search.records, arena);
    if (!search.order)
        return false;
    for (uint32_t i = 0; i < search.count; i++)
        search.order[i] = search.records[search.order[i]];
    search.flaw.advisories = search.order;
    search.flaw.advisory_count = search.count;
    *out = search.flaw;
    return true;
}

bool flaw_has_advisory(const Flaw *flaw, uint32_t advisory)
{
    Halving half = halving_of(flaw->advisory_count);

    while (halving_next(&half))
        halving_turn(&half, flaw->advisories[half.middle] < advisory);
    return half.at < flaw->advisory_count && flaw->advisories[half.at] == advisory;
}

bool flaw_has_group(const Flaw *flaw, uint32_t group)
{
    for (uint32_t i = 0; i < flaw->group_count; i++)
        if (flaw->groups[i] == group)
            return true;
    return false;
}
