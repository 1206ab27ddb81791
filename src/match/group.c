/* SPDX-License-Identifier: Apache-2.0 */
#include "match/group.h"

#include "match/order.h"
#include "match/scratch.h"

enum { SLOT_HEADS_MIN = 256, GROUP_RECORDS_MAX = 4096, GROUP_SCORES_MAX = 1024 };

static uint32_t number_hash(uint32_t number)
{
    return number * 2654435761U; /* Knuth: 2^32 / golden ratio */
}

static bool slots_grow(Matcher *m)
{
    uint32_t heads = m->slot_heads ? 2 * (m->slot_mask + 1) : SLOT_HEADS_MIN;
    uint32_t *table = arena_alloc_raw(&m->work, heads * sizeof *table);

    if (!table)
        return false;
    for (uint32_t i = 0; i < heads; i++)
        table[i] = MATCH_NONE;
    for (uint32_t i = 0; i < m->slots.count; i++) {
        uint32_t at = number_hash(LIST_AT(m->slots, GroupSlot, i)->number) & (heads - 1);
        while (table[at] != MATCH_NONE)
            at = (at + 1) & (heads - 1);
        table[at] = i;
    }
    m->slot_heads = table;
    m->slot_mask = heads - 1;
    return true;
}

uint32_t group_slot(Matcher *m, uint32_t group)
{
    GroupSlot *slot;
    uint32_t at;

    if ((!m->slot_heads || m->slots.count > m->slot_mask / 2) && !slots_grow(m))
        return MATCH_NONE;
    at = number_hash(group) & m->slot_mask;
    for (; m->slot_heads[at] != MATCH_NONE; at = (at + 1) & m->slot_mask)
        if (LIST_AT(m->slots, GroupSlot, m->slot_heads[at])->number == group)
            return m->slot_heads[at];
    slot = LIST_ADD(m, &m->slots, GroupSlot);
    if (!slot)
        return MATCH_NONE;
    *slot = (GroupSlot){ .number = group };
    if (!kb_group(m->kb, group, &slot->group))
        slot->group = (KbGroup){ .rejected = true };
    m->slot_heads[at] = m->slots.count - 1;
    return m->slots.count - 1;
}

bool group_usable(const Matcher *m, uint32_t slot)
{
    return !LIST_AT(m->slots, GroupSlot, slot)->group.rejected;
}

/* ---- scores ---- */

/* CVSS 3.x and 4.0: FIRST's qualitative scale; 2.0: NVD's bands. Tenths. */
static const struct {
    int from;
    Severity v2, later;
} BANDS[] = {
    { 90, SEVERITY_HIGH, SEVERITY_CRITICAL },
    { 70, SEVERITY_HIGH, SEVERITY_HIGH },
    { 40, SEVERITY_MEDIUM, SEVERITY_MEDIUM },
    { 1, SEVERITY_LOW, SEVERITY_LOW },
    { 0, SEVERITY_LOW, SEVERITY_NONE },
};

static Severity band_of(const ScanScore *score)
{
    for (size_t i = 0; i < ARRAY_LEN(BANDS); i++)
        if (score->score >= BANDS[i].from)
            return score->version == CVSS_2_0 ? BANDS[i].v2 : BANDS[i].later;
    return SEVERITY_UNKNOWN;
}

typedef struct {
    ScanScore score;
    ScoreSource by;
} SourcedScore;

static bool score_before(const void *context, uint32_t a, uint32_t b)
{
    const SourcedScore *scores = context, *left = &scores[a], *right = &scores[b];
    int order;

    if (left->score.version != right->score.version)
        return left->score.version > right->score.version;
    if (left->by != right->by)
        return left->by < right->by;
    if (left->score.score != right->score.score)
        return left->score.score > right->score.score;
    order = str_cmp(left->score.vector, right->score.vector);
    return order ? order < 0 : str_cmp(left->score.source, right->score.source) < 0;
}

static bool score_eq(const ScanScore *a, const ScanScore *b)
{
    return a->version == b->version && a->score == b->score && str_eq(a->vector, b->vector)
        && str_eq(a->source, b->source);
}

/* The published records of a group, read one after the other. */
typedef struct {
    SourcedScore scores[GROUP_SCORES_MAX];
    uint32_t score_count;
    Severity word;
    bool summary_of_cve;
} Gathered;

static void gather_scores(const Matcher *m, const KbAdvisory *advisory, Gathered *all)
{
    for (uint32_t i = 0; i < advisory->score_count && all->score_count < GROUP_SCORES_MAX; i++) {
        SourcedScore *next = &all->scores[all->score_count];
        if (kb_score(m->kb, advisory->first_score + i, &next->score, &next->by))
            all->score_count++;
    }
}

static void gather(const Matcher *m, const KbAdvisory *advisory, GroupSlot *slot, Gathered *all)
{
    bool is_cve = str_starts(advisory->id, STR("CVE-"));

    gather_scores(m, advisory, all);
    all->word = advisory->severity > all->word ? advisory->severity : all->word;
    if (advisory->summary.len && (!slot->summary.len || (is_cve && !all->summary_of_cve))) {
        slot->summary = advisory->summary;
        all->summary_of_cve = is_cve;
    }
    if (advisory->published_s && (!slot->published_s || advisory->published_s < slot->published_s))
        slot->published_s = advisory->published_s;
    if (advisory->modified_s > slot->modified_s)
        slot->modified_s = advisory->modified_s;
}

static bool keep_scores(Matcher *m, GroupSlot *slot, const Gathered *all, Err *err)
{
    uint32_t *order = order_new(all->score_count, score_before, all->scores, &m->scratch);
    ScanScore *scores = ARENA_ARRAY(m->results, ScanScore, all->score_count);

    if (!order || !scores)
        return err_no_memory(err);
    slot->score_count = 0;
    for (uint32_t i = 0; i < all->score_count; i++) {
        const ScanScore *next = &all->scores[order[i]].score;
        if (!slot->score_count || !score_eq(&scores[slot->score_count - 1], next))
            scores[slot->score_count++] = *next;
    }
    slot->scores = scores;
    slot->severity = slot->score_count ? band_of(&scores[0]) : all->word;
    return true;
}

static bool keep_aliases(Matcher *m, GroupSlot *slot, Err *err)
{
    Str *aliases = ARENA_ARRAY(m->results, Str, slot->group.id_count);

    if (!aliases)
        return err_no_memory(err);
    for (uint32_t i = 0; i < slot->group.id_count; i++) {
        Str id = kb_group_id(m->kb, &slot->group, i);
        if (id.len && !str_eq(id, slot->group.primary))
            aliases[slot->alias_count++] = id;
    }
    slot->aliases = aliases;
    return true;
}

bool group_fill(Matcher *m, uint32_t slot_i, Err *err)
{
    GroupSlot *slot = LIST_AT(m->slots, GroupSlot, slot_i);
    ScratchMark mark = scratch_mark(&m->scratch);
    KbAdvisory advisory;
    Gathered *all;

    if (slot->filled)
        return true;
    all = arena_alloc_raw(&m->scratch, sizeof *all); /* large: not worth zeroing */
    if (!all)
        return err_no_memory(err);
    all->score_count = 0;
    all->word = SEVERITY_UNKNOWN;
    all->summary_of_cve = false;
    for (uint32_t i = 0; i < slot->group.advisory_count && i < GROUP_RECORDS_MAX; i++)
        if (kb_advisory(m->kb, kb_group_advisory(m->kb, &slot->group, i), &advisory)
            && advisory.state == RECORD_PUBLISHED)
            gather(m, &advisory, slot, all);
    slot->filled = keep_scores(m, slot, all, err) && keep_aliases(m, slot, err);
    scratch_rewind(&m->scratch, mark);
    return slot->filled;
}

int group_score(const GroupSlot *slot)
{
    return slot->score_count ? slot->scores[0].score : -1;
}

static bool slot_before(const void *context, uint32_t a, uint32_t b)
{
    const GroupSlot *slots = context, *left = &slots[a], *right = &slots[b];

    if (left->group.kev != right->group.kev)
        return left->group.kev;
    if (left->severity != right->severity)
        return left->severity > right->severity;
    if (group_score(left) != group_score(right))
        return group_score(left) > group_score(right);
    return str_cmp(left->group.primary, right->group.primary) < 0;
}

bool group_rank(Matcher *m, Err *err)
{
    uint32_t *order = order_new(m->slots.count, slot_before, m->slots.at, &m->work);

    if (!order)
        return err_no_memory(err);
    for (uint32_t i = 0; i < m->slots.count; i++)
        LIST_AT(m->slots, GroupSlot, order[i])->rank = i;
    return true;
}
