/* SPDX-License-Identifier: Apache-2.0 */
#include "match/judge.h"

#include "match/group.h"
#include "match/order.h"
#include "match/scratch.h"
#include "match/stated.h"

#include <string.h>

/* One look-up while its ranges are walked. */
typedef struct {
    Matcher *m;
    const Question *question;
    const KbPackage *package;
    Subject subject;
    Judging *judging;
    uint32_t first_hit; /* of this look-up */
} Walk;

Judging judging_begin(const Matcher *m)
{
    return (Judging){ .first_hit = m->hits.count, .first_suspicion = m->suspicions.count };
}

bool judge_no_memory(const Err *err)
{
    return err->code == ERR_LIMIT && str_eq(err->rule, STR("base.no-memory"));
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

Fetch judge_criterion_at(const void *kb, uint32_t criterion_i, Arena *scratch, Criterion *out)
{
    Err err = { 0 };
    KbCriterion kept;

    if (!kb_criterion(kb, criterion_i, &kept))
        return FETCH_ABSENT;
    if (!cpe_parse(kept.cpe, scratch, &out->cpe, &err))
        return judge_no_memory(&err) ? FETCH_NO_MEMORY : FETCH_ABSENT;
    out->bounds = judge_bounds(kb, &(KbRange){ .lower = kept.lower, .upper = kept.upper,
                                               .flags = kept.flags });
    out->ranged = kept.ranged;
    out->vulnerable = kept.vulnerable;
    return FETCH_FOUND;
}

static bool tell(Walk *walk, const KbRange *range, SeenRange *seen, Err *err)
{
    const Listener *listener = walk->m->listener;

    if (!listener)
        return true;
    seen->ecosystem = walk->question->ecosystem;
    seen->name = walk->question->name;
    seen->range = range;
    seen->subject = &walk->subject;
    return listener->sees(listener->context, seen, err);
}

/* ---- what a range that holds leaves behind ---- */

static bool add_fix(Walk *walk, Hit *hit)
{
    uint32_t *fix;

    if (!(hit->range->flags & KB_FIXED) || hit->range->upper == KB_NONE)
        return true;
    fix = LIST_ADD(walk->m, &walk->m->fixes, uint32_t);
    if (!fix)
        return false;
    *fix = hit->range->upper;
    hit->first_fix = walk->m->fixes.count - 1;
    hit->fix_count = 1;
    return true;
}

static bool add_hits(Walk *walk, const KbRange *range, const KbAdvisory *advisory, MatchRule rule)
{
    Matcher *m = walk->m;

    for (uint32_t i = 0; i < advisory->group_count; i++) {
        uint32_t slot = group_slot(m, kb_advisory_group(m->kb, advisory, i));
        Hit *hit = slot == MATCH_NONE ? NULL : LIST_ADD(m, &m->hits, Hit);
        if (!hit)
            return false;
        *hit = (Hit){ .range = range, .advisory = range->advisory, .slot = slot,
                      .rule = (uint8_t)rule, .scheme = (uint8_t)walk->package->scheme,
                      .malware = advisory->malware || range->flags & KB_MALWARE };
        if (!group_usable(m, slot))
            m->hits.count--;
        else if (!add_fix(walk, hit))
            return false;
    }
    return true;
}

static bool add_suspicions(Walk *walk, const KbRange *range, const KbAdvisory *advisory,
                           const Suspicion *like)
{
    Matcher *m = walk->m;

    for (uint32_t i = 0; i < advisory->group_count; i++) {
        uint32_t slot = group_slot(m, kb_advisory_group(m->kb, advisory, i));
        Suspicion *suspicion = slot == MATCH_NONE ? NULL : LIST_ADD(m, &m->suspicions, Suspicion);
        if (!suspicion)
            return false;
        *suspicion = *like;
        suspicion->range = range;
        suspicion->advisory = range->advisory;
        suspicion->slot = slot;
        suspicion->scheme = (uint8_t)walk->package->scheme;
        if (!group_usable(m, slot))
            m->suspicions.count--;
    }
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

static void drop_acquitted(Walk *walk)
{
    List *hits = &walk->m->hits;
    uint32_t kept = walk->first_hit;

    if (!walk->m->acquitted.count)
        return;
    for (uint32_t i = walk->first_hit; i < hits->count; i++)
        if (!is_acquitted(walk->m, LIST_AT(*hits, Hit, i)->advisory))
            *LIST_AT(*hits, Hit, kept++) = *LIST_AT(*hits, Hit, i);
    hits->count = kept;
    walk->m->acquitted.count = 0;
}

/* ---- one range ---- */

static bool not_comparable(Walk *walk, const KbRange *range, const KbAdvisory *advisory)
{
    Suspicion like = { .kind = SUSPICION_PRODUCT_VERSION, .criterion = KB_NONE };

    if (walk->question->lenient)
        return add_suspicions(walk, range, advisory, &like);
    if (!walk->judging->not_comparable)
        walk->judging->advisory = range->advisory;
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

/* The version is inside; do all the other criteria of the configuration hold? */
static bool judge_tree(Walk *walk, const KbRange *range, const KbAdvisory *advisory,
                       SeenRange *seen, Err *err)
{
    Suspicion like = { .criterion = KB_NONE };
    CpeQuestion asked = { .stated = walk->question->stated };
    CpeVerdict verdict;
    bool done = true;

    if (!stated_index(walk->m, &asked.index, err)
        || !cpe_judge(&walk->m->configurations, range->extra, &asked, &verdict, err))
        return false;
    seen->rule = rule_of(walk, verdict.open, verdict.by_firmware);
    if (verdict.truth == TRUTH_TRUE)
        done = add_hits(walk, range, advisory, seen->rule);
    if (verdict.truth == TRUTH_UNKNOWN && verdict.not_comparable)
        done = not_comparable(walk, range, advisory);
    if (verdict.truth == TRUTH_UNKNOWN && !verdict.not_comparable) {
        like.kind = verdict.platform_unknown ? SUSPICION_PLATFORM : SUSPICION_CONFIGURATION;
        like.criterion = verdict.platform;
        done = add_suspicions(walk, range, advisory, &like);
    }
    seen->verdict = &verdict;
    return done ? tell(walk, range, seen, err) : err_no_memory(err);
}

/* A ranged criterion that asks for nothing but its product, and a CPE that names that product:
 * by far the most, and decided already. */
static bool is_plain(const Walk *walk, const KbRange *range)
{
    const Cpe *cpe = &walk->question->stated->cpe;
    KbCriterion kept;

    return kb_criterion(walk->m->kb, range->extra, &kept) && kept.ranged
        && str_ends(kept.cpe, STR(":*:*:*:*:*:*:*:*")) && stated_cpe_literal(cpe->value[CPE_PART])
        && stated_cpe_literal(cpe->value[CPE_VENDOR]) && !str_eq(walk->question->name, STR("*"));
}

/* The version is inside; do the other attributes of the CPE agree? */
static bool judge_attributes(Walk *walk, const KbRange *range, const KbAdvisory *advisory,
                             SeenRange *seen, Err *err)
{
    const StatedCpe *stated = walk->question->stated;
    Criterion criterion = { .bounds.flags = KB_LOWER_OPEN | KB_UPPER_OPEN, .ranged = true };
    Fetch fetch = FETCH_FOUND;
    bool done = true;

    if (range->flags & KB_CPE && !walk->m->listener && is_plain(walk, range)) {
        MatchRule rule = rule_of(walk, false, false);
        return add_hits(walk, range, advisory, rule) || err_no_memory(err);
    }
    if (range->flags & KB_CPE)
        fetch = judge_criterion_at(walk->m->kb, range->extra, &walk->m->scratch, &criterion);
    else if (!cpe_of_package(walk->question->name, &criterion.cpe))
        fetch = FETCH_ABSENT;
    if (fetch == FETCH_NO_MEMORY)
        return err_no_memory(err);
    if (fetch == FETCH_FOUND)
        seen->fit = criterion_fit(&criterion, stated, &seen->open);
    seen->rule = rule_of(walk, seen->fit == CPE_FIT_OPEN, false);
    seen->criterion = &criterion;
    if (seen->fit == CPE_FIT_NOT_COMPARABLE)
        done = not_comparable(walk, range, advisory);
    else if (seen->fit != CPE_FIT_NONE)
        done = add_hits(walk, range, advisory, seen->rule);
    return done ? tell(walk, range, seen, err) : err_no_memory(err);
}

/* The version is not outside, and the record is a published one. */
static bool judge_holding(Walk *walk, const KbRange *range, const KbAdvisory *advisory,
                          SeenRange *seen, Err *err)
{
    bool done = true;

    if (seen->decision == DECIDED_NOT_COMPARABLE)
        done = not_comparable(walk, range, advisory);
    else if (range->flags & KB_UNAFFECTED)
        done = acquit(walk, range->advisory);
    else if (range->flags & KB_TREE && walk->question->stated)
        return judge_tree(walk, range, advisory, seen, err);
    else if (walk->question->stated)
        return judge_attributes(walk, range, advisory, seen, err);
    else
        done = add_hits(walk, range, advisory, walk->question->rule);
    return done ? tell(walk, range, seen, err) : err_no_memory(err);
}

static bool judge_range(Walk *walk, const KbRange *range, Err *err)
{
    ScratchMark mark = scratch_mark(&walk->m->scratch);
    Bounds bounds = judge_bounds(walk->m->kb, range);
    SeenRange seen = { .bounds = &bounds, .rule = walk->question->rule, .open = CPE_ATTRIBUTES };
    KbAdvisory advisory;
    bool done;

    /* A commit range beside versions: its record gives the versions in ranges of their own. */
    if (range->flags & KB_COMMIT)
        return true;
    seen.decision = decide_bounds(&walk->subject, &bounds);
    if (seen.decision == DECIDED_OUTSIDE)
        return tell(walk, range, &seen, err);
    if (!kb_advisory(walk->m->kb, range->advisory, &advisory)
        || advisory.state != RECORD_PUBLISHED)
        return tell(walk, range, &seen, err);
    done = judge_holding(walk, range, &advisory, &seen, err);
    scratch_rewind(&walk->m->scratch, mark);
    return done;
}

static bool walk_ranges(Walk *walk, Err *err)
{
    const KbPackage *package = walk->package;
    const Listener *listener = walk->m->listener;
    uint32_t reach = listener ? package->count : decide_reach(&walk->subject, package);

    for (uint32_t i = 0; i < reach; i++) {
        if (listener ? !listener->wants(listener->context, package->ranges[i].advisory)
                     : decide_prefix_excludes(&walk->subject, package, i))
            continue;
        if (!judge_range(walk, &package->ranges[i], err))
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
    Bounds bounds = judge_bounds(walk->m->kb, range);
    SeenRange seen = { .bounds = &bounds, .decision = decision, .open = CPE_ATTRIBUTES,
                       .rule = evidence->enumerated ? RULE_GIT_TAG : RULE_GIT_COMMIT };
    KbAdvisory advisory;
    bool done = true;

    if (!kb_advisory(walk->m->kb, range->advisory, &advisory)
        || advisory.state != RECORD_PUBLISHED)
        return tell(walk, range, &seen, err);
    if (decision == DECIDED_INSIDE)
        done = add_hits(walk, range, &advisory, seen.rule);
    if (decision == DECIDED_NOT_COMPARABLE)
        done = not_comparable(walk, range, &advisory);
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

static bool walk_revisions(Walk *walk, Err *err)
{
    const KbPackage *package = walk->package;
    const Listener *listener = walk->m->listener;
    uint32_t *order = order_new(package->count, advisory_before, package->ranges,
                                &walk->m->scratch);
    uint32_t i = 0;

    if (!order)
        return err_no_memory(err);
    while (i < package->count) {
        uint32_t first = i, advisory = package->ranges[order[i]].advisory;
        GitEvidence evidence = { 0 };

        for (; i < package->count && package->ranges[order[i]].advisory == advisory; i++) {
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
    bool done;

    if (!kb_package(m->kb, question->ecosystem, question->name, &package))
        return true;
    judging->found = true;
    subject_init(package.scheme, question->version, &walk.subject);
    done = question->revision ? walk_revisions(&walk, err) : walk_ranges(&walk, err);
    scratch_rewind(&m->scratch, mark);
    return done;
}

/* ---- one hit per group ---- */

/* The strongest evidence first; a range says more than an enumerated version. */
static bool hit_before(const void *context, uint32_t a, uint32_t b)
{
    const Hit *hits = context, *left = &hits[a], *right = &hits[b];
    bool left_exact = left->range->flags & KB_EXACT, right_exact = right->range->flags & KB_EXACT;

    if (left->slot != right->slot)
        return left->slot < right->slot;
    if (left->rule != right->rule)
        return left->rule < right->rule;
    if (left_exact != right_exact)
        return right_exact;
    return left->advisory < right->advisory;
}

static bool has_fix(const Matcher *m, const Hit *hit, uint32_t fix)
{
    for (uint32_t i = 0; i < hit->fix_count; i++)
        if (*LIST_AT(m->fixes, uint32_t, hit->first_fix + i) == fix)
            return true;
    return false;
}

/* Appends what `more` adds; the list of *best is moved to the end when it must grow. */
static bool unite_fixes(Matcher *m, Hit *best, const Hit *more)
{
    for (uint32_t i = 0; i < more->fix_count; i++) {
        uint32_t fix = *LIST_AT(m->fixes, uint32_t, more->first_fix + i);
        if (has_fix(m, best, fix))
            continue;
        if (best->first_fix + best->fix_count != m->fixes.count) {
            uint32_t moved = m->fixes.count;
            for (uint32_t j = 0; j < best->fix_count; j++) {
                uint32_t *copy = LIST_ADD(m, &m->fixes, uint32_t);
                if (!copy)
                    return false;
                *copy = *LIST_AT(m->fixes, uint32_t, best->first_fix + j);
            }
            best->first_fix = moved;
        }
        uint32_t *added = LIST_ADD(m, &m->fixes, uint32_t);
        if (!added)
            return false;
        *added = fix;
        best->fix_count++;
    }
    return true;
}

bool hits_merge(Matcher *m, uint32_t first, Err *err)
{
    ScratchMark mark = scratch_mark(&m->scratch);
    uint32_t count = m->hits.count - first, kept = 0;
    Hit *hits = LIST_AT(m->hits, Hit, first), *merged;
    uint32_t *order;

    if (count < 2)
        return true;
    merged = arena_alloc_raw(&m->scratch, count * sizeof *merged);
    order = order_new(count, hit_before, hits, &m->scratch);
    if (!merged || !order)
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        const Hit *next = &hits[order[i]];
        if (!kept || merged[kept - 1].slot != next->slot) {
            merged[kept++] = *next;
            continue;
        }
        merged[kept - 1].malware |= next->malware;
        if (!unite_fixes(m, &merged[kept - 1], next))
            return err_no_memory(err);
    }
    memcpy(hits, merged, kept * sizeof *hits);
    m->hits.count = first + kept;
    scratch_rewind(&m->scratch, mark);
    return true;
}
