/* SPDX-License-Identifier: Apache-2.0 */
/* groups.h — which names speak of one flaw.
 *
 * A group holds at most one CVE. A record that names one CVE joins its other names to it; a
 * record without CVE joins its names to each other; a record naming several CVEs joins nothing
 * and belongs to the group of each. Refused and counted are joins that would bring two CVEs
 * together, and those that would bring two flaws of one scheme together that stand on their own:
 * names with a live record that names no CVE. Their publisher knows them as two, and a stranger
 * who lists both as aliases would make one finding of them. A record whose join was refused
 * belongs to the group of its CVE, else to that of its own id. Records that are withdrawn or
 * rejected join nothing, and take nothing from others.
 *
 * What a record says of its own id comes first, then all else in the order of the records,
 * those with a CVE first, so the result does not hang on how they were read.
 *
 * Source: OSV schema, `aliases` against `upstream` and `related`.
 */
#pragma once

#include "base/arena.h"

#define GROUP_NONE UINT32_MAX
enum { GROUP_ALONE_MAX = 8 }; /* flaws of their own in one group: what one wrong alias may join */

/* Names are numbered 0 … name_count - 1; record r names names[first[r]] … names[first[r + 1]],
 * its own id first. */
typedef struct {
    const uint32_t *first, *names;
    const bool *live;        /* published: may join */
    const uint64_t *cve;     /* by name: not 0 for a CVE */
    const uint32_t *scheme;  /* by name: a number for "GHSA", "PYSEC" … */
    uint32_t record_count, name_count;
} GroupRecords;

/* Groups are numbered in the order in which records first belong to them. */
typedef struct {
    uint32_t *of_name;       /* GROUP_NONE when no record belongs to the name's group */
    uint32_t *first, *members; /* of record r: members[first[r]] … members[first[r + 1]] */
    uint32_t group_count;
    uint64_t refused_joins;
} Groups;

/* False: no memory. */
MUST_CHECK bool groups_join(const GroupRecords *records, Arena *arena, Groups *out);
