/* SPDX-License-Identifier: Apache-2.0 */
#include "match/group.h"

#include "match/order.h"
#include "match/scratch.h"

#define RULE_GROUP STR("match.group-without-id")

enum { GROUP_RECORDS_MAX = 4096, GROUP_SCORES_MAX = 1024 };

uint32_t group_slot(Matcher *m, uint32_t group)
{
    uint32_t *index = match_table_at(m, &m->slot_table, group);
    GroupSlot *slot;

    if (!index || *index != MATCH_NONE)
        return index ? *index : MATCH_NONE;
    slot = LIST_ADD(m, &m->slots, GroupSlot);
    if (!slot)
        return MATCH_NONE;
    *slot = (GroupSlot){ .number = group };
    *index = m->slots.count - 1;
    return *index;
}

bool group_usable(const Matcher *m, uint32_t slot)
{
    return kb_has_group(m->kb, LIST_AT(m->slots, GroupSlot, slot)->number);
}

const KbGroup *group_read(Matcher *m, uint32_t slot_i)
{
    GroupSlot *slot = LIST_AT(m->slots, GroupSlot, slot_i);

    if (!slot->read && !kb_group(m->kb, slot->number, &slot->group))
        slot->group = (KbGroup){ 0 };
    slot->read = true;
    return &slot->group;
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

Severity group_band(const ScanScore *score)
{
    for (size_t i = 0; i < ARRAY_LEN(BANDS); i++)
        if (score->score >= BANDS[i].from)
            return score->version == CVSS_2_0 ? BANDS[i].v2 : BANDS[i].later;
    return SEVERITY_UNKNOWN;
}

typedef struct {
    ScanScore score;
    ScoreSource by;
    bool outdone; /* a stranger's, whose record has a score of a newer version */
} SourcedScore;

/* Strangers come after the three named sources. Of several of them the highest counts: one that
 * uses a newer version knows no better for that, and must not talk the others down. */
static bool stranger_before(const SourcedScore *left, const SourcedScore *right)
{
    if (left->outdone != right->outdone)
        return right->outdone;
    if (left->score.score != right->score.score)
        return left->score.score > right->score.score;
    return left->score.version > right->score.version;
}

static bool score_before(const void *context, uint32_t a, uint32_t b)
{
    const SourcedScore *scores = context, *left = &scores[a], *right = &scores[b];
    bool stranger = left->by == SCORED_BY_OTHER;
    int order;

    if (stranger != (right->by == SCORED_BY_OTHER))
        return !stranger;
    if (stranger && (left->outdone != right->outdone || left->score.score != right->score.score
                     || left->score.version != right->score.version))
        return stranger_before(left, right);
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
    Severity word;  /* the severest of records that have no score */
    int summary_rank;
} Gathered;

static void mark_outdone(SourcedScore *scores, uint32_t count)
{
    CvssVersion newest = CVSS_2_0;

    for (uint32_t i = 0; i < count; i++)
        if (scores[i].by == SCORED_BY_OTHER && scores[i].score.version > newest)
            newest = scores[i].score.version;
    for (uint32_t i = 0; i < count; i++)
        scores[i].outdone = scores[i].by == SCORED_BY_OTHER && scores[i].score.version < newest;
}

static void gather_scores(const Matcher *m, const KbAdvisory *advisory, Gathered *all)
{
    uint32_t first = all->score_count;

    for (uint32_t i = 0; i < advisory->score_count && all->score_count < GROUP_SCORES_MAX; i++) {
        SourcedScore *next = &all->scores[all->score_count];
        if (kb_score(m->kb, advisory->first_score + i, &next->score, &next->by))
            all->score_count++;
    }
    mark_outdone(all->scores + first, all->score_count - first);
    if (all->score_count == first && advisory->severity > all->word)
        all->word = advisory->severity;
}

/* Errata: what they tell is what they mend, "Important: go-toolset security update", not the flaw.
 * Source: OSV schema, ids of databases; the distributions' own words for their advisories. */
static const Str ERRATA[] = {
    STR_ROW("ALSA-"), STR_ROW("ALBA-"), STR_ROW("ALEA-"), STR_ROW("RHSA-"), STR_ROW("RHBA-"),
    STR_ROW("RHEA-"), STR_ROW("RLSA-"), STR_ROW("RXSA-"), STR_ROW("ELSA-"), STR_ROW("DSA-"),
    STR_ROW("DLA-"), STR_ROW("DTSA-"), STR_ROW("USN-"), STR_ROW("LSN-"), STR_ROW("SUSE-"),
    STR_ROW("openSUSE-"), STR_ROW("MGASA-"), STR_ROW("ALAS"),
};

/* Who describes the flaw itself: rather anybody than an erratum, then in the order of primary
 * ids. */
static int summary_rank(const KbAdvisory *advisory)
{
    if (!advisory->summary.len)
        return -1;
    if (str_starts(advisory->id, STR("CVE-")))
        return 3;
    if (str_starts(advisory->id, STR("GHSA-")))
        return 2;
    for (size_t i = 0; i < ARRAY_LEN(ERRATA); i++)
        if (str_starts(advisory->id, ERRATA[i]))
            return 0;
    return 1;
}

static void gather(const Matcher *m, const KbAdvisory *advisory, ScanFlaw *flaw, Gathered *all)
{
    int rank = summary_rank(advisory);

    gather_scores(m, advisory, all);
    if (advisory->exploit > flaw->exploit)
        flaw->exploit = advisory->exploit;
    if (rank > all->summary_rank) {
        flaw->summary = advisory->summary;
        all->summary_rank = rank;
    }
    if (advisory->published_s && (!flaw->published_s || advisory->published_s < flaw->published_s))
        flaw->published_s = advisory->published_s;
    if (advisory->modified_s > flaw->modified_s)
        flaw->modified_s = advisory->modified_s;
}

static bool keep_scores(Matcher *m, const Gathered *all, ScanFlaw *flaw)
{
    uint32_t *order = order_new(all->score_count, score_before, all->scores, &m->scratch);
    ScanScore *scores = ARENA_ARRAY(m->results, ScanScore, all->score_count);

    if (!order || !scores)
        return false;
    for (uint32_t i = 0; i < all->score_count; i++) {
        const ScanScore *next = &all->scores[order[i]].score;
        if (!flaw->score_count || !score_eq(&scores[flaw->score_count - 1], next))
            scores[flaw->score_count++] = *next;
    }
    flaw->scores = scores;
    flaw->severity = flaw->score_count ? group_band(&scores[0]) : all->word;
    /* A stranger's score is no better than another stranger's word. */
    if (flaw->score_count && all->scores[order[0]].by == SCORED_BY_OTHER)
        flaw->severity = all->word > flaw->severity ? all->word : flaw->severity;
    return true;
}

static bool keep_aliases(Matcher *m, const KbGroup *group, ScanFlaw *flaw)
{
    Str *aliases = ARENA_ARRAY(m->results, Str, group->id_count);

    if (!aliases)
        return false;
    for (uint32_t i = 0; i < group->id_count; i++) {
        Str id = kb_group_id(m->kb, group, i);
        if (id.len && !str_eq(id, group->primary))
            aliases[flaw->alias_count++] = id;
    }
    flaw->aliases = aliases;
    return true;
}

static void keep_columns(const KbGroup *group, ScanFlaw *flaw)
{
    flaw->id = group->primary;
    flaw->epss_score = group->epss_score;
    flaw->epss_percentile = group->epss_percentile;
    flaw->kev = group->kev;
    flaw->kev_ransomware = group->kev_ransomware;
    flaw->kev_date_added = group->kev ? group->kev_date_added : SCAN_NO_DAY;
    flaw->kev_due_date = group->kev ? group->kev_due_date : SCAN_NO_DAY;
}

static bool flaw_read(Matcher *m, const KbGroup *group, ScanFlaw *flaw)
{
    Gathered *all = arena_alloc_raw(&m->scratch, sizeof *all); /* large: not worth zeroing */
    KbAdvisory advisory;

    if (!all)
        return false;
    all->score_count = 0;
    all->word = SEVERITY_UNKNOWN;
    all->summary_rank = -1;
    for (uint32_t i = 0; i < group->advisory_count && i < GROUP_RECORDS_MAX; i++)
        if (kb_advisory(m->kb, kb_group_advisory(m->kb, group, i), &advisory)
            && advisory.state == RECORD_PUBLISHED)
            gather(m, &advisory, flaw, all);
    keep_columns(group, flaw);
    return keep_scores(m, all, flaw) && keep_aliases(m, group, flaw);
}

int group_score(const ScanFlaw *flaw)
{
    return flaw->score_count ? flaw->scores[0].score : -1;
}

bool group_fill(Matcher *m, uint32_t slot_i, Err *err)
{
    GroupSlot *slot = LIST_AT(m->slots, GroupSlot, slot_i);
    ScratchMark mark = scratch_mark(&m->scratch);
    const KbGroup *group = group_read(m, slot_i);
    ScanFlaw *flaw = slot->flaw ? slot->flaw : ARENA_NEW(m->results, ScanFlaw);

    if (slot->flaw)
        return true;
    if (!group->primary.len)
        return err_set(err, ERR_VERIFY, RULE_GROUP);
    if (!flaw || !flaw_read(m, group, flaw))
        return err_no_memory(err);
    scratch_rewind(&m->scratch, mark);
    slot->flaw = flaw;
    return true;
}

/* Each step of the way to a group's texts waits for the one before: they are taken together, some
 * groups ahead of their turn. */
static void fill_ahead(const Matcher *m, uint32_t slot_i)
{
    enum { APART = 4 };
    uint32_t at = slot_i;

    for (int step = KB_GROUP_AHEAD_STEPS - 1; step >= 0; step--) {
        at += APART;
        if (at < m->slots.count)
            kb_group_ahead(m->kb, LIST_AT(m->slots, GroupSlot, at)->number, step);
    }
}

bool group_fill_found(Matcher *m, Err *err)
{
    for (uint32_t i = 0; i < m->slots.count; i++) {
        fill_ahead(m, i);
        if (LIST_AT(m->slots, GroupSlot, i)->found && !group_fill(m, i, err))
            return false;
    }
    return true;
}

bool flaw_before(const ScanFlaw *a, const ScanFlaw *b)
{
    if (a->kev != b->kev)
        return a->kev;
    if (a->severity != b->severity)
        return a->severity > b->severity;
    if (group_score(a) != group_score(b))
        return group_score(a) > group_score(b);
    return str_cmp(a->id, b->id) < 0;
}

/* More for what comes earlier; as flaw_before, but for the id. */
static uint32_t flaw_weight(const ScanFlaw *flaw)
{
    enum { SCORES = 1 << 16 };

    return ((uint32_t)flaw->kev * SEVERITIES + flaw->severity) * SCORES
           + (uint32_t)(group_score(flaw) + 1);
}

/* By what groups are sorted, close together. */
typedef struct {
    uint64_t front;  /* of a CVE's id, behind "CVE-", as a number; 0 for other ids */
    uint32_t weight; /* see flaw_weight; 0: no finding, so it comes last, in any order */
    const ScanFlaw *flaw;
} RankKey;

static RankKey rank_key(const ScanFlaw *flaw)
{
    RankKey key = { .flaw = flaw, .weight = flaw ? 1 + flaw_weight(flaw) : 0 };

    if (flaw && str_starts(flaw->id, STR("CVE-")))
        for (size_t i = STR("CVE-").len; i < STR("CVE-").len + sizeof key.front; i++)
            key.front = key.front << 8 | (i < flaw->id.len ? (unsigned char)flaw->id.ptr[i] : 0);
    return key;
}

static bool rank_before(const void *context, uint32_t a, uint32_t b)
{
    const RankKey *keys = context, *left = &keys[a], *right = &keys[b];

    if (left->weight != right->weight)
        return left->weight > right->weight;
    if (left->front != right->front && left->front && right->front)
        return left->front < right->front;
    return left->weight && str_cmp(left->flaw->id, right->flaw->id) < 0;
}

bool group_rank(Matcher *m, Err *err)
{
    RankKey *keys = arena_alloc_raw(&m->work, m->slots.count * sizeof *keys);
    uint32_t *order;

    if (!keys)
        return err_no_memory(err);
    for (uint32_t i = 0; i < m->slots.count; i++)
        keys[i] = rank_key(LIST_AT(m->slots, GroupSlot, i)->flaw);
    order = order_new(m->slots.count, rank_before, keys, &m->work);
    if (!order)
        return err_no_memory(err);
    for (uint32_t i = 0; i < m->slots.count; i++)
        LIST_AT(m->slots, GroupSlot, order[i])->rank = i;
    return true;
}
