/* SPDX-License-Identifier: Apache-2.0 */
#include "match/match.h"

#include "match/group.h"

/* Where the next finding of each document lies while several are merged. The earlier document
 * wins a tie. */
typedef struct {
    const Match *matches;
    size_t *next;
    size_t count;
    bool malware;
    size_t from;          /* the document that gave the last one … */
    const ScanFlaw *flaw; /* … which was about this: what it has of it follows */
} Merge;

static const ScanFinding *merge_peek(const Merge *merge, size_t i)
{
    const Match *match = &merge->matches[i];
    size_t count = merge->malware ? match->malware_count : match->finding_count;
    const ScanFinding *list = merge->malware ? match->malware : match->findings;

    return merge->next[i] < count ? &list[merge->next[i]] : NULL;
}

static const ScanFinding *merge_next(Merge *merge)
{
    const ScanFinding *best = merge->flaw ? merge_peek(merge, merge->from) : NULL;
    bool follows = best && best->flaw == merge->flaw;

    for (size_t i = 0; !follows && i < merge->count; i++) {
        const ScanFinding *next = merge_peek(merge, i);
        if (i == 0)
            best = NULL;
        if (next && (!best || flaw_before(next->flaw, best->flaw))) {
            best = next;
            merge->from = i;
        }
    }
    if (!best)
        return NULL;
    merge->flaw = best->flaw;
    merge->next[merge->from]++;
    return best;
}

/* `out` holds as many findings as all documents together. */
static bool merge_all(Merge merge, Arena *arena, ScanFinding *out, Err *err)
{
    const ScanFinding *next;

    merge.next = ARENA_ARRAY(arena, size_t, merge.count);
    if (!merge.next)
        return err_no_memory(err);
    while ((next = merge_next(&merge)) != NULL)
        *out++ = *next;
    return true;
}

static bool join_findings(const Match *matches, size_t count, Arena *arena, Scan *scan, Err *err)
{
    size_t findings = 0, malware = 0;
    ScanFinding *all, *bad;
    Merge merge;

    for (size_t i = 0; i < count; i++) {
        findings += matches[i].finding_count;
        malware += matches[i].malware_count;
    }
    all = ARENA_ARRAY(arena, ScanFinding, findings);
    bad = ARENA_ARRAY(arena, ScanFinding, malware);
    if (!all || !bad)
        return err_no_memory(err);
    merge = (Merge){ .matches = matches, .count = count };
    if (!merge_all(merge, arena, all, err))
        return false;
    merge.malware = true;
    if (!merge_all(merge, arena, bad, err))
        return false;
    scan->findings = all;
    scan->finding_count = findings;
    scan->malware = bad;
    scan->malware_count = malware;
    return true;
}

/* One list of every document, one after the other; NULL without memory. */
static const ScanItem *join_items(ScanItem *const *lists, const size_t *counts, size_t count,
                                  Arena *arena)
{
    ScanItem *joined;
    size_t total = 0, at = 0;

    for (size_t i = 0; i < count; i++)
        total += counts[i];
    joined = ARENA_ARRAY(arena, ScanItem, total);
    for (size_t i = 0; joined && i < count; i++)
        for (size_t k = 0; k < counts[i]; k++)
            joined[at++] = lists[i][k];
    return joined;
}

static bool join_lists(const Match *matches, size_t count, Arena *arena, Scan *scan, Err *err)
{
    ScanItem **lists = ARENA_ARRAY(arena, ScanItem *, count);
    size_t *counts = ARENA_ARRAY(arena, size_t, count);

    if (!lists || !counts)
        return err_no_memory(err);
    for (size_t list = 0; list <= COVERAGE_LISTS; list++) {
        bool hints = list == COVERAGE_LISTS;
        const ScanItem *joined;
        size_t total = 0;

        for (size_t i = 0; i < count; i++) {
            lists[i] = hints ? matches[i].hints : matches[i].coverage[list];
            counts[i] = hints ? matches[i].hint_count : matches[i].coverage_count[list];
            total += counts[i];
        }
        joined = count == 1 ? lists[0] : join_items(lists, counts, count, arena);
        if (!joined)
            return err_no_memory(err);
        *(hints ? &scan->hints : &scan->coverage[list]) = joined;
        *(hints ? &scan->hint_count : &scan->coverage_count[list]) = total;
    }
    return true;
}

bool match_join(const Match *matches, size_t count, Arena *arena, Scan *scan, Err *err)
{
    Scan joined = *scan;

    if (!join_lists(matches, count, arena, &joined, err))
        return false;
    if (count == 1) { /* sorted already, and perhaps large: not copied */
        joined.findings = matches->findings;
        joined.finding_count = matches->finding_count;
        joined.malware = matches->malware;
        joined.malware_count = matches->malware_count;
    } else if (!join_findings(matches, count, arena, &joined, err)) {
        return false;
    }
    joined.components = joined.checked = joined.unchecked = 0;
    for (size_t i = 0; i < count; i++) {
        joined.checked += matches[i].checked;
        joined.unchecked += matches[i].unchecked;
    }
    joined.components = joined.checked + joined.unchecked;
    *scan = joined;
    return true;
}
