/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/groups.h"

/* A forest of names; the root of a tree knows the tree's CVE. The smaller number is the root.
 * Names that stand on their own hang in a chain at the root of their tree. */
typedef struct {
    const GroupRecords *records;
    uint32_t *parent;
    uint32_t *cve;      /* by root: the name that is a CVE, or GROUP_NONE */
    uint32_t *seen;     /* by name: the record that named it last, plus one */
    uint32_t *alone;    /* by root: the first of the chain, or GROUP_NONE */
    uint32_t *next;     /* by name that stands alone: the next of its chain, or GROUP_NONE */
    uint64_t refused;
} Forest;

static uint32_t root_of(Forest *forest, uint32_t name)
{
    while (forest->parent[name] != name) {
        forest->parent[name] = forest->parent[forest->parent[name]];
        name = forest->parent[name];
    }
    return name;
}

/* Whether the flaws of their own in two trees may become one group. */
static bool may_share(const Forest *forest, uint32_t x, uint32_t y)
{
    const uint32_t *scheme = forest->records->scheme;
    uint32_t count = 0;

    for (uint32_t a = forest->alone[x]; a != GROUP_NONE; a = forest->next[a]) {
        count++;
        for (uint32_t b = forest->alone[y]; b != GROUP_NONE; b = forest->next[b])
            if (scheme[a] == scheme[b])
                return false;
    }
    for (uint32_t b = forest->alone[y]; b != GROUP_NONE; b = forest->next[b])
        count++;
    return count <= GROUP_ALONE_MAX;
}

static void chain_join(Forest *forest, uint32_t top, uint32_t low)
{
    uint32_t last = forest->alone[low];

    if (last == GROUP_NONE)
        return;
    while (forest->next[last] != GROUP_NONE)
        last = forest->next[last];
    forest->next[last] = forest->alone[top];
    forest->alone[top] = forest->alone[low];
}

static void join(Forest *forest, uint32_t a, uint32_t b)
{
    uint32_t x = root_of(forest, a), y = root_of(forest, b);
    uint32_t top = x < y ? x : y, low = x < y ? y : x;

    if (x == y)
        return;
    if ((forest->cve[x] != GROUP_NONE && forest->cve[y] != GROUP_NONE) ||
        !may_share(forest, x, y)) {
        forest->refused++;
        return;
    }
    if (forest->cve[top] == GROUP_NONE)
        forest->cve[top] = forest->cve[low];
    chain_join(forest, top, low);
    forest->parent[low] = top;
}

/* Different CVEs among the names of record `r`; *one is the first of them. */
static uint32_t cve_count(Forest *forest, uint32_t r, uint32_t *one)
{
    const GroupRecords *records = forest->records;
    uint32_t count = 0;

    for (uint32_t i = records->first[r]; i < records->first[r + 1]; i++) {
        uint32_t name = records->names[i];

        if (!records->cve[name] || forest->seen[name] == r + 1)
            continue;
        forest->seen[name] = r + 1;
        *one = count++ ? *one : name;
    }
    return count;
}

/* Which names of a record: its own id is said first. */
typedef enum { OWN_ID, OTHER_NAMES } WhichNames;

static void join_names(Forest *forest, uint32_t r, uint32_t with, WhichNames which)
{
    const GroupRecords *records = forest->records;
    uint32_t first = records->first[r];
    uint32_t end = which == OWN_ID ? first + 1 : records->first[r + 1];

    for (uint32_t i = which == OWN_ID ? first : first + 1; i < end; i++)
        join(forest, with, records->names[i]);
}

static void clear_seen(Forest *forest)
{
    for (uint32_t n = 0; n < forest->records->name_count; n++)
        forest->seen[n] = 0;
}

/* Joins by the records that name exactly `wanted` CVEs. */
static void join_records(Forest *forest, uint32_t wanted, WhichNames which)
{
    const GroupRecords *records = forest->records;

    clear_seen(forest);
    for (uint32_t r = 0; r < records->record_count; r++) {
        uint32_t with = GROUP_NONE;

        if (!records->live[r] || records->first[r] == records->first[r + 1] ||
            cve_count(forest, r, &with) != wanted)
            continue;
        join_names(forest, r, wanted ? with : records->names[records->first[r]], which);
    }
}

/* Ids of live records stand on their own until one of their records names a CVE. */
static void find_alone(Forest *forest)
{
    const GroupRecords *records = forest->records;

    clear_seen(forest);
    for (int named = 0; named < 2; named++)
        for (uint32_t r = 0; r < records->record_count; r++) {
            uint32_t one, first = records->first[r];

            if (!records->live[r] || first == records->first[r + 1])
                continue;
            if (!named)
                forest->alone[records->names[first]] = records->names[first];
            else if (cve_count(forest, r, &one))
                forest->alone[records->names[first]] = GROUP_NONE;
        }
}

static bool forest_plant(const GroupRecords *records, Arena *arena, Forest *out)
{
    *out = (Forest){ .records = records,
                     .parent = ARENA_ARRAY(arena, uint32_t, records->name_count),
                     .cve = ARENA_ARRAY(arena, uint32_t, records->name_count),
                     .seen = ARENA_ARRAY(arena, uint32_t, records->name_count),
                     .alone = ARENA_ARRAY(arena, uint32_t, records->name_count),
                     .next = ARENA_ARRAY(arena, uint32_t, records->name_count) };
    if (!out->parent || !out->cve || !out->seen || !out->alone || !out->next)
        return false;
    for (uint32_t n = 0; n < records->name_count; n++) {
        out->parent[n] = n;
        out->cve[n] = records->cve[n] ? n : GROUP_NONE;
        out->alone[n] = out->next[n] = GROUP_NONE;
    }
    find_alone(out);
    return true;
}

/* The number of the group of `name`, given now when a record belongs to it for the first time.
 * Until all are given they stand with the roots. */
static uint32_t number_of(Forest *forest, Groups *groups, uint32_t name)
{
    uint32_t root = root_of(forest, name);

    if (groups->of_name[root] == GROUP_NONE)
        groups->of_name[root] = groups->group_count++;
    return groups->of_name[root];
}

static void record_members(Forest *forest, Groups *groups, uint32_t r, uint32_t *count)
{
    const GroupRecords *records = forest->records;
    uint32_t begin = *count;

    for (uint32_t i = records->first[r]; records->live[r] && i < records->first[r + 1]; i++) {
        uint32_t name = records->names[i];

        if (!records->cve[name] || forest->seen[name] == r + 1)
            continue;
        forest->seen[name] = r + 1;
        groups->members[(*count)++] = number_of(forest, groups, name);
    }
    if (*count == begin && records->first[r] < records->first[r + 1])
        groups->members[(*count)++] = number_of(forest, groups, records->names[records->first[r]]);
}

static bool members_find(Forest *forest, Arena *arena, Groups *out)
{
    const GroupRecords *records = forest->records;
    uint32_t count = 0;

    out->first = ARENA_ARRAY(arena, uint32_t, (size_t)records->record_count + 1);
    out->members = ARENA_ARRAY(arena, uint32_t, records->first[records->record_count]);
    if (!out->first || !out->members)
        return false;
    clear_seen(forest);
    for (uint32_t r = 0; r < records->record_count; r++) {
        out->first[r] = count;
        record_members(forest, out, r, &count);
    }
    out->first[records->record_count] = count;
    return true;
}

bool groups_join(const GroupRecords *records, Arena *arena, Groups *out)
{
    Groups groups = { .of_name = ARENA_ARRAY(arena, uint32_t, records->name_count) };
    Forest forest;

    if (!groups.of_name || !forest_plant(records, arena, &forest))
        return false;
    for (uint32_t n = 0; n < records->name_count; n++)
        groups.of_name[n] = GROUP_NONE;
    join_records(&forest, 1, OWN_ID);
    join_records(&forest, 1, OTHER_NAMES);
    join_records(&forest, 0, OTHER_NAMES);
    if (!members_find(&forest, arena, &groups))
        return false;
    /* A root has the smallest number of its tree, so it was seen before its names. */
    for (uint32_t n = 0; n < records->name_count; n++)
        groups.of_name[n] = groups.of_name[root_of(&forest, n)];
    groups.refused_joins = forest.refused;
    *out = groups;
    return true;
}
