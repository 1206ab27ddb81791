/* SPDX-License-Identifier: Apache-2.0 */
#include "match/judge.h"

#include "match/group.h"
#include "match/order.h"
#include "match/scratch.h"
#include "match/stated.h"

#include <limits.h>
#include <string.h>

enum { SET_BITS = 64, RANGES_NEAR = 16 };

/* One look-up while its ranges are walked. */
typedef struct {
    Matcher *m;
    const Question *question;
    const KbPackage *package;
    const Subject *subject;
    Judging *judging;
    uint32_t first_hit; /* of this look-up */
    bool literal;       /* part and vendor are stated, and the look-up is for them */
} Walk;

Judging judging_begin(Matcher *m)
{
    m->found_count = 0;
    return (Judging){ .first_hit = m->hits.count, .first_suspicion = m->suspicions.count };
}

Bounds judge_bounds(const Kb *kb, const KbRange *range)
{
    Bounds bounds = { .flags = range->flags };

    if (range->lower != KB_NONE)
        bounds.lower = kb_version(kb, range->lower);
    if (range->upper != KB_NONE)
        bounds.upper = kb_version(kb, range->upper);
    return bounds;
}

Fetch judge_node_at(const void *kb, uint32_t node_i, KbNode *out)
{
    return kb_tree(kb, node_i, out) ? FETCH_FOUND : FETCH_ABSENT;
}

static Fetch criterion_read(const Kb *kb, const KbCriterion *kept, Arena *scratch, Criterion *out)
{
    Err err = { 0 };

    if (!cpe_parse(kept->cpe, scratch, &out->cpe, &err))
        return err_is_no_memory(&err) ? FETCH_NO_MEMORY : FETCH_ABSENT;
    out->bounds = judge_bounds(kb, &(KbRange){ .lower = kept->lower, .upper = kept->upper,
                                               .flags = kept->flags });
    out->ranged = kept->ranged;
    out->vulnerable = kept->vulnerable;
    return FETCH_FOUND;
}

Fetch judge_criterion_at(const void *kb, uint32_t criterion_i, Arena *scratch, Criterion *out)
{
    KbCriterion kept;

    return kb_criterion(kb, criterion_i, &kept) ? criterion_read(kb, &kept, scratch, out)
                                                : FETCH_ABSENT;
}

static Fetch criterion_of(const Walk *walk, const KbRange *range, Criterion *out)
{
    KbCriterion kept;

    return kb_range_criterion(walk->m->kb, range, &kept)
             ? criterion_read(walk->m->kb, &kept, &walk->m->scratch, out) : FETCH_ABSENT;
}

static bool tell(Walk *walk, const KbRange *range, SeenRange *seen, Err *err)
{
    const Listener *listener = walk->m->listener;

    if (!listener)
        return true;
    seen->ecosystem = walk->question->ecosystem;
    seen->name = walk->question->name;
    seen->range = range;
    seen->subject = walk->subject;
    seen->stated = walk->question->stated;
    return listener->sees(listener->context, seen, err);
}

/* ---- what is known of a range that was inside ---- */

/* Ranges lie in one file, so their places in memory number them. */
static uint32_t range_number(const KbRange *range)
{
    return (uint32_t)((uintptr_t)range / sizeof *range);
}

static bool facts_read(Matcher *m, const KbPackage *package, const KbRange *range, RangeFacts *out)
{
    KbAdvisory advisory;

    *out = (RangeFacts){ .range = range, .slot = MATCH_NONE, .scheme = (uint8_t)package->scheme };
    if (!kb_advisory_facts(m->kb, range->advisory, &advisory)
        || advisory.state != RECORD_PUBLISHED)
        return true;
    out->published = true;
    out->malware = advisory.malware || range->flags & KB_MALWARE;
    if (advisory.group_count != 1)
        return true;
    out->slot = group_slot(m, kb_advisory_group(m->kb, &advisory, 0));
    return out->slot != MATCH_NONE;
}

/* The number of the range's facts; MATCH_NONE without memory. */
static uint32_t facts_of(Walk *walk, const KbRange *range)
{
    Matcher *m = walk->m;
    uint32_t *index = match_table_at(m, &m->facts_table, range_number(range));
    RangeFacts read, *kept;

    if (!index || *index != MATCH_NONE)
        return index ? *index : MATCH_NONE;
    if (!facts_read(m, walk->package, range, &read))
        return MATCH_NONE;
    kept = LIST_ADD(m, &m->facts, RangeFacts);
    if (!kept)
        return MATCH_NONE;
    *kept = read;
    *index = m->facts.count - 1;
    return *index;
}

/* ---- what a range that holds leaves behind ---- */

static bool add_hit(Walk *walk, uint32_t facts_i, uint32_t slot, MatchRule rule)
{
    Hit *hit;

    if (slot == MATCH_NONE)
        return false;
    if (!group_usable(walk->m, slot))
        return true;
    hit = LIST_ADD(walk->m, &walk->m->hits, Hit);
    if (hit)
        *hit = (Hit){ .facts = facts_i, .slot = slot, .rule = (uint8_t)rule,
                      .malware = LIST_AT(walk->m->facts, RangeFacts, facts_i)->malware };
    return hit;
}

static bool add_suspicion(Walk *walk, uint32_t slot, const Suspicion *like)
{
    Suspicion *suspicion;

    if (slot == MATCH_NONE)
        return false;
    if (!group_usable(walk->m, slot))
        return true;
    suspicion = LIST_ADD(walk->m, &walk->m->suspicions, Suspicion);
    if (suspicion) {
        *suspicion = *like;
        suspicion->slot = slot;
    }
    return suspicion;
}

/* A record of several flaws holds for each of them. */
static uint32_t group_count(const Walk *walk, uint32_t facts_i, KbAdvisory *advisory)
{
    const RangeFacts *facts = LIST_AT(walk->m->facts, RangeFacts, facts_i);

    if (facts->slot != MATCH_NONE)
        return 1;
    return kb_advisory(walk->m->kb, facts->range->advisory, advisory) ? advisory->group_count : 0;
}

static uint32_t group_at(Walk *walk, uint32_t facts_i, const KbAdvisory *advisory, uint32_t i)
{
    uint32_t only = LIST_AT(walk->m->facts, RangeFacts, facts_i)->slot;

    return only != MATCH_NONE ? only
                              : group_slot(walk->m, kb_advisory_group(walk->m->kb, advisory, i));
}

static bool add_hits(Walk *walk, uint32_t facts_i, MatchRule rule)
{
    KbAdvisory advisory;
    uint32_t count = group_count(walk, facts_i, &advisory);

    for (uint32_t i = 0; i < count; i++)
        if (!add_hit(walk, facts_i, group_at(walk, facts_i, &advisory, i), rule))
            return false;
    return true;
}

static bool add_suspicions(Walk *walk, const Suspicion *like)
{
    KbAdvisory advisory;
    uint32_t count = group_count(walk, like->facts, &advisory);

    for (uint32_t i = 0; i < count; i++)
        if (!add_suspicion(walk, group_at(walk, like->facts, &advisory, i), like))
            return false;
    return true;
}

/* The record says that this version is not affected. */
static bool acquit(Walk *walk, uint32_t advisory)
{
    uint32_t *acquitted = LIST_ADD(walk->m, &walk->m->acquitted, uint32_t);

    if (acquitted)
        *acquitted = advisory;
    return acquitted;
}

static bool is_acquitted(const Matcher *m, uint32_t advisory)
{
    for (uint32_t i = 0; i < m->acquitted.count; i++)
        if (*LIST_AT(m->acquitted, uint32_t, i) == advisory)
            return true;
    return false;
}

static const RangeFacts *facts_of_hit(const Matcher *m, const Hit *hit)
{
    return LIST_AT(m->facts, RangeFacts, hit->facts);
}

static void drop_acquitted(Walk *walk)
{
    Matcher *m = walk->m;
    uint32_t kept = walk->first_hit;

    if (!m->acquitted.count)
        return;
    for (uint32_t i = walk->first_hit; i < m->hits.count; i++) {
        const Hit *hit = LIST_AT(m->hits, Hit, i);
        if (!is_acquitted(m, facts_of_hit(m, hit)->range->advisory))
            *LIST_AT(m->hits, Hit, kept++) = *hit;
    }
    m->hits.count = kept;
    m->acquitted.count = 0;
}

/* ---- one range ---- */

static bool was_found(const Matcher *m, const KbPackageName *package)
{
    for (uint32_t i = 0; i < m->found_count; i++)
        if (str_eq(m->found[i].ecosystem, package->ecosystem)
            && str_eq(m->found[i].name, package->name))
            return true;
    return false;
}

static bool is_published(const Kb *kb, uint32_t advisory_i)
{
    KbAdvisory advisory;

    return kb_advisory(kb, advisory_i, &advisory) && advisory.state == RECORD_PUBLISHED;
}

/* Another record of the same flaw speaks of a package that was looked up: it has decided. */
static bool decided_elsewhere(const Walk *walk, const RangeFacts *facts)
{
    enum { TOUCHES = 64 };
    const Kb *kb = walk->m->kb;
    KbPackageName touches[TOUCHES];
    const KbGroup *group;

    if (facts->slot == MATCH_NONE)
        return false;
    group = group_read(walk->m, facts->slot);
    for (uint32_t i = 0; i < group->advisory_count; i++) {
        uint32_t advisory = kb_group_advisory(kb, group, i), count;
        if (advisory == facts->range->advisory || !is_published(kb, advisory))
            continue;
        count = kb_touches(kb, advisory, touches, TOUCHES);
        for (uint32_t k = 0; k < count && k < TOUCHES; k++)
            if (was_found(walk->m, &touches[k]))
                return true;
    }
    return false;
}

/* A record that names the package and no version at all has no range to compare with. */
static bool is_unnamed(const KbRange *range)
{
    return range->lower == KB_NONE && range->upper == KB_NONE
        && (range->flags & (KB_NOT_COMPARABLE | KB_COMMIT)) == KB_NOT_COMPARABLE;
}

static bool not_comparable(Walk *walk, uint32_t facts_i)
{
    const RangeFacts *facts = LIST_AT(walk->m->facts, RangeFacts, facts_i);
    Suspicion like = { .facts = facts_i, .kind = SUSPICION_PRODUCT_VERSION,
                       .criterion = KB_NONE };

    if (walk->question->lenient
        || (is_unnamed(facts->range) && !(facts->range->flags & KB_UNREADABLE)))
        return decided_elsewhere(walk, facts) || add_suspicions(walk, &like);
    if (!walk->judging->not_comparable)
        walk->judging->advisory = facts->range->advisory;
    walk->judging->not_comparable = true;
    return true;
}

/* A look-up by name stays one, however well the rest agrees. */
static MatchRule rule_of(const Walk *walk, bool open, bool by_firmware)
{
    if (walk->question->rule == RULE_NAME)
        return RULE_NAME;
    return open ? RULE_CPE_OPEN : by_firmware ? RULE_CPE_FIRMWARE : RULE_CPE;
}

/* A range that is not outside, on its way to what it leaves behind. */
typedef struct {
    const KbRange *range;
    uint32_t facts;
    SeenRange seen;
} Holding;

/* Without the document nobody can say. */
static bool leave_open(Walk *walk, const Holding *held, Err *err)
{
    Suspicion like = { .facts = held->facts, .criterion = KB_NONE, .kind = SUSPICION_DEVICE };

    return add_suspicions(walk, &like) || err_no_memory(err);
}

/* The version is inside; do all the other criteria of the configuration hold? */
static bool judge_tree(Walk *walk, Holding *held, Err *err)
{
    Suspicion like = { .facts = held->facts, .kind = SUSPICION_CONFIGURATION };
    CpeQuestion asked = { .stated = walk->question->stated };
    CpeVerdict verdict;
    bool done = true;

    if (walk->m->apart)
        return leave_open(walk, held, err);
    if (!stated_index(walk->m, &asked.index, err)
        || !cpe_judge(&walk->m->configurations, held->range->extra, &asked, &verdict, err))
        return false;
    held->seen.rule = rule_of(walk, verdict.open, verdict.by_firmware);
    if (verdict.truth == TRUTH_TRUE)
        done = add_hits(walk, held->facts, held->seen.rule);
    if (verdict.truth == TRUTH_UNKNOWN && verdict.not_comparable)
        done = not_comparable(walk, held->facts);
    if (verdict.truth == TRUTH_UNKNOWN && !verdict.not_comparable) {
        like.kind = verdict.platform_unknown ? SUSPICION_PLATFORM : SUSPICION_CONFIGURATION;
        like.criterion = verdict.platform;
        done = add_suspicions(walk, &like);
    }
    held->seen.verdict = &verdict;
    return done ? tell(walk, held->range, &held->seen, err) : err_no_memory(err);
}

/* The version is inside; do the other attributes of the CPE agree? */
static bool judge_attributes(Walk *walk, Holding *held, Err *err)
{
    Criterion criterion = { .bounds.flags = KB_LOWER_OPEN | KB_UPPER_OPEN, .ranged = true };
    SeenRange *seen = &held->seen;
    Fetch fetch = FETCH_FOUND;
    bool done = true;

    if (held->range->flags & KB_CPE)
        fetch = criterion_of(walk, held->range, &criterion);
    else if (!cpe_of_package(walk->question->name, &criterion.cpe))
        fetch = FETCH_ABSENT;
    if (fetch == FETCH_NO_MEMORY)
        return err_no_memory(err);
    if (fetch == FETCH_FOUND)
        seen->fit = criterion_fit(&criterion, walk->question->stated, &seen->which);
    seen->rule = rule_of(walk, seen->fit == CPE_FIT_OPEN, false);
    seen->criterion = &criterion;
    if (seen->fit == CPE_FIT_NOT_COMPARABLE)
        done = not_comparable(walk, held->facts);
    else if (seen->fit != CPE_FIT_NONE)
        done = add_hits(walk, held->facts, seen->rule);
    return done ? tell(walk, held->range, seen, err) : err_no_memory(err);
}

/* The version is not outside, and the record is a published one. */
static bool judge_holding(Walk *walk, Holding *held, Err *err)
{
    bool plain = held->range->flags & KB_PLAIN && walk->literal && !walk->m->listener;
    bool done = true;

    if (held->seen.decision == DECIDED_NOT_COMPARABLE)
        done = not_comparable(walk, held->facts);
    else if (held->range->flags & KB_UNAFFECTED)
        done = acquit(walk, held->range->advisory);
    else if (held->range->flags & KB_TREE && walk->question->stated)
        return judge_tree(walk, held, err);
    else if (walk->question->stated && !plain)
        return judge_attributes(walk, held, err);
    else
        done = add_hits(walk, held->facts, plain ? rule_of(walk, false, false)
                                                 : walk->question->rule);
    return done ? tell(walk, held->range, &held->seen, err) : err_no_memory(err);
}

static bool judge_range(Walk *walk, uint32_t range_i, Err *err)
{
    const KbRange *range = &walk->package->ranges[range_i];
    ScratchMark mark = scratch_mark(&walk->m->scratch);
    Holding held = { .range = range, .seen = { .rule = walk->question->rule,
                                               .which = CPE_ATTRIBUTES } };
    Bounds bounds = { .flags = range->flags };
    bool done;

    /* A commit range beside versions: its record gives the versions in ranges of their own. */
    if (range->flags & KB_COMMIT)
        return true;
    held.seen.decision = DECIDED_INSIDE;
    if (walk->m->listener || !decide_prefix_includes(walk->subject, walk->package, range_i)) {
        bounds = judge_bounds(walk->m->kb, range);
        held.seen.decision = decide_bounds(walk->subject, &bounds);
    }
    held.seen.bounds = &bounds;
    if (held.seen.decision == DECIDED_OUTSIDE)
        return tell(walk, range, &held.seen, err);
    held.facts = facts_of(walk, range);
    if (held.facts == MATCH_NONE)
        return err_no_memory(err);
    if (!LIST_AT(walk->m->facts, RangeFacts, held.facts)->published)
        return tell(walk, range, &held.seen, err);
    done = judge_holding(walk, &held, err);
    scratch_rewind(&walk->m->scratch, mark);
    return done;
}

/* Ranges that are perhaps inside: what they need is asked for together before the first is
 * judged. */
typedef struct {
    uint32_t range_i[RANGES_NEAR], count;
} Near;

static bool near_judge(Walk *walk, Near *near, Err *err)
{
    for (uint32_t i = 0; i < near->count; i++)
        if (!judge_range(walk, near->range_i[i], err))
            return false;
    near->count = 0;
    return true;
}

static bool near_add(Walk *walk, Near *near, uint32_t range_i, Err *err)
{
    const KbRange *range = &walk->package->ranges[range_i];

    match_table_ahead(&walk->m->facts_table, range_number(range));
    kb_range_ahead(walk->m->kb, range, 0);
    near->range_i[near->count++] = range_i;
    return near->count < RANGES_NEAR || near_judge(walk, near, err);
}

/* ---- the ranges of one flaw ---- */

/* The ranges of the package that belong to it, found once; NULL without memory. */
static const OnlyRanges *only_ranges(Walk *walk)
{
    Matcher *m = walk->m;
    const KbPackage *package = walk->package;
    OnlyRanges *kept;
    uint32_t first = m->only_ranges.count;

    for (uint32_t i = 0; i < m->only_packages.count; i++)
        if (LIST_AT(m->only_packages, OnlyRanges, i)->of == package->ranges)
            return LIST_AT(m->only_packages, OnlyRanges, i);
    for (uint32_t i = 0; i < package->count; i++) {
        uint32_t *index;
        if (!flaw_has_advisory(m->only, package->ranges[i].advisory))
            continue;
        index = LIST_ADD(m, &m->only_ranges, uint32_t);
        if (!index)
            return NULL;
        *index = i;
    }
    kept = LIST_ADD(m, &m->only_packages, OnlyRanges);
    if (kept)
        *kept = (OnlyRanges){ package->ranges, first, m->only_ranges.count - first };
    return kept;
}

static bool walk_only(Walk *walk, Err *err)
{
    const OnlyRanges *found = only_ranges(walk);
    OnlyRanges only;
    Near near;

    near.count = 0;
    if (!found)
        return err_no_memory(err);
    only = *found; /* the list may move */
    for (uint32_t i = 0; i < only.count; i++) {
        uint32_t range_i = *LIST_AT(walk->m->only_ranges, uint32_t, only.first + i);
        if (!decide_prefix_excludes(walk->subject, walk->package, range_i)
            && !near_add(walk, &near, range_i, err))
            return false;
    }
    if (!near_judge(walk, &near, err))
        return false;
    drop_acquitted(walk);
    return true;
}

static bool walk_ranges(Walk *walk, Err *err)
{
    const KbPackage *package = walk->package;
    const Listener *listener = walk->m->listener;
    uint32_t reach = listener ? package->count : decide_reach(walk->subject, package);
    Near near;

    near.count = 0;

    for (uint32_t i = 0; i < reach; i++) {
        if (listener ? !listener->wants(listener->context, package->ranges[i].advisory)
                     : decide_prefix_excludes(walk->subject, package, i))
            continue;
        if (!near_add(walk, &near, i, err))
            return false;
    }
    if (!near_judge(walk, &near, err))
        return false;
    drop_acquitted(walk);
    return true;
}

/* ---- criteria that are filed under no product ---- */

/* What a product begins with that a wildcard pattern can match. */
static Str front_of(Str pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] == '*' || pattern.ptr[i] == '?')
            return str_slice(pattern, 0, i);
        i += pattern.ptr[i] == '\\';
    }
    return pattern;
}

static size_t set_words(uint32_t count)
{
    return (count + SET_BITS - 1) / SET_BITS;
}

/* Most fronts begin with some other letter than a product does. */
static bool wildcard_sets_make(Matcher *m, uint32_t count)
{
    size_t words = set_words(count), bytes = UCHAR_MAX + 1;

    m->wildcard_sets = ARENA_ARRAY(&m->work, uint64_t, words * bytes);
    if (!m->wildcard_sets)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        Str front = m->wildcards[i].front;
        size_t byte = front.len ? (unsigned char)front.ptr[0] : 0;
        size_t end = front.len ? byte + 1 : bytes;
        for (; byte < end; byte++)
            m->wildcard_sets[byte * words + i / SET_BITS] |= UINT64_C(1) << i % SET_BITS;
    }
    return true;
}

/* Reads them once: every CPE of the document is held against those that may fit. */
static bool wildcards_read(Walk *walk)
{
    Matcher *m = walk->m;
    uint32_t place = 0;

    m->wildcards = ARENA_ARRAY(&m->work, Wildcard, walk->package->count);
    if (!m->wildcards)
        return false;
    for (uint32_t i = 0; i < walk->package->count; i++) {
        m->wildcards[i].product = kb_wildcard_next(m->kb, &place);
        m->wildcards[i].front = front_of(m->wildcards[i].product);
    }
    return wildcard_sets_make(m, walk->package->count);
}

static bool walk_wildcard(Walk *walk, uint32_t i, Str product, Err *err)
{
    const Wildcard *wildcard = &walk->m->wildcards[i];
    const Listener *listener = walk->m->listener;

    if (listener && !listener->wants(listener->context, walk->package->ranges[i].advisory))
        return true;
    if (walk->m->only && !flaw_has_advisory(walk->m->only, walk->package->ranges[i].advisory))
        return true;
    if (!str_starts(product, wildcard->front)
        || (wildcard->product.len
            && cpe_attribute_compare(wildcard->product, product) == CPE_DISJOINT))
        return true;
    return judge_range(walk, i, err);
}

static bool walk_wildcards(Walk *walk, Err *err)
{
    Str product = walk->question->stated->cpe.value[CPE_PRODUCT];
    size_t byte = product.len ? (unsigned char)product.ptr[0] : 0;
    size_t words = set_words(walk->package->count);
    const OnlyRanges *only = walk->m->only ? only_ranges(walk) : NULL;

    if (walk->m->only && !only)
        return err_no_memory(err);
    if (only && !only->count) /* hardly any flaw has one: they need not be read */
        return true;
    if (!walk->m->wildcards && !wildcards_read(walk))
        return err_no_memory(err);
    for (size_t word = 0; word < words; word++)
        for (uint64_t set = walk->m->wildcard_sets[byte * words + word]; set; set &= set - 1) {
            uint32_t i = (uint32_t)(word * SET_BITS) + (uint32_t)__builtin_ctzll(set);
            if (!walk_wildcard(walk, i, product, err))
                return false;
        }
    drop_acquitted(walk);
    return true;
}

/* ---- git: evidence is gathered per record ---- */

static bool advisory_before(const void *context, uint32_t a, uint32_t b)
{
    const KbRange *ranges = context;

    return ranges[a].advisory < ranges[b].advisory;
}

static bool git_add(Walk *walk, const GitEvidence *evidence, const KbRange *range, Err *err)
{
    Decision decision = git_decide(evidence, walk->question->revision);
    bool by_commit = evidence->affected
        || (!evidence->enumerated && walk->question->revision->commit.len);
    MatchRule rule = by_commit ? RULE_GIT_COMMIT : RULE_GIT_TAG;
    uint32_t facts = facts_of(walk, range);
    Bounds bounds = judge_bounds(walk->m->kb, range);
    SeenRange seen = { .bounds = &bounds, .decision = decision, .which = CPE_ATTRIBUTES,
                       .rule = rule };
    bool done = true;

    if (facts == MATCH_NONE)
        return err_no_memory(err);
    if (!LIST_AT(walk->m->facts, RangeFacts, facts)->published)
        return tell(walk, range, &seen, err);
    if (decision == DECIDED_INSIDE)
        done = add_hits(walk, facts, rule);
    if (decision == DECIDED_NOT_COMPARABLE)
        done = not_comparable(walk, facts);
    return done ? tell(walk, range, &seen, err) : err_no_memory(err);
}

/* The range that shows why: one that made the evidence, else the record's first. */
static const KbRange *telling_range(const Walk *walk, const uint32_t *order, uint32_t count)
{
    const KbRange *ranges = walk->package->ranges;

    for (uint32_t i = 0; i < count; i++) {
        GitEvidence alone = { 0 };
        Bounds bounds = judge_bounds(walk->m->kb, &ranges[order[i]]);
        git_evidence_add(&alone, walk->question->revision, &bounds);
        if (alone.affected || alone.enumerated)
            return &ranges[order[i]];
    }
    return &ranges[order[0]];
}

/* The ranges that are looked at, record by record; NULL without memory. */
static uint32_t *revisions_order(Walk *walk, uint32_t *count)
{
    const KbPackage *package = walk->package;
    Arena *scratch = &walk->m->scratch;
    const OnlyRanges *only;
    uint32_t *order, *room;

    *count = package->count;
    if (!walk->m->only)
        return order_new(package->count, advisory_before, package->ranges, scratch);
    only = only_ranges(walk);
    if (!only)
        return NULL;
    *count = only->count;
    order = ARENA_ARRAY(scratch, uint32_t, only->count);
    room = ARENA_ARRAY(scratch, uint32_t, only->count);
    if (!order || !room)
        return NULL;
    for (uint32_t i = 0; i < *count; i++)
        order[i] = *LIST_AT(walk->m->only_ranges, uint32_t, only->first + i);
    order_sort(order, room, *count, advisory_before, package->ranges);
    return order;
}

static bool walk_revisions(Walk *walk, Err *err)
{
    const KbPackage *package = walk->package;
    const Listener *listener = walk->m->listener;
    uint32_t i = 0, count, *order = revisions_order(walk, &count);

    if (!order)
        return err_no_memory(err);
    while (i < count) {
        uint32_t first = i, advisory = package->ranges[order[i]].advisory;
        GitEvidence evidence = { 0 };

        for (; i < count && package->ranges[order[i]].advisory == advisory; i++) {
            Bounds bounds = judge_bounds(walk->m->kb, &package->ranges[order[i]]);
            git_evidence_add(&evidence, walk->question->revision, &bounds);
        }
        if (listener && !listener->wants(listener->context, advisory))
            continue;
        if (!git_add(walk, &evidence, telling_range(walk, order + first, i - first), err))
            return false;
    }
    return true;
}

bool judge_package(Matcher *m, const Question *question, Judging *judging, Err *err)
{
    ScratchMark mark = scratch_mark(&m->scratch);
    KbPackage package;
    Walk walk = { .m = m, .question = question, .package = &package, .judging = judging,
                  .first_hit = m->hits.count };
    NOT_CLEARED Subject subject;
    bool wildcards, done;

    if (!kb_package(m->kb, question->ecosystem, question->name, &package))
        return true;
    if (m->found_count < MATCH_FOUND_MAX)
        m->found[m->found_count++] = (KbPackageName){ question->ecosystem, question->name };
    wildcards = question->stated && str_eq(question->name, CPE_WILDCARDS);
    walk.literal = question->stated && !wildcards
        && stated_cpe_literal(question->stated->cpe.value[CPE_PART])
        && stated_cpe_literal(question->stated->cpe.value[CPE_VENDOR]);
    walk.subject = &subject;
    if (question->stated && package.scheme == question->stated->subject.scheme)
        walk.subject = &question->stated->subject; /* the same version, read before */
    else
        subject_init(package.scheme, question->version, &subject);
    done = question->revision ? walk_revisions(&walk, err)
         : wildcards ? walk_wildcards(&walk, err)
         : m->only ? walk_only(&walk, err) : walk_ranges(&walk, err);
    scratch_rewind(&m->scratch, mark);
    return done;
}
