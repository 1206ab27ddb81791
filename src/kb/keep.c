/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/keep.h"

#include <stdio.h>
#include <stdlib.h>

#define RULE_DAMAGED STR("kb.damaged")

typedef struct {
    const KbFile *base;
    Collect *collect;
    uint32_t *package_of;      /* by range */
    uint32_t *first, *ranges;  /* of advisory a: ranges[first[a]] … */
    uint32_t *text_of_version; /* in the Collect; INTERN_NONE until asked */
    uint32_t *collect_package; /* by package; KBF_NONE until asked */
    uint32_t *rank;            /* by package: its place among the touches of one advisory */
    uint32_t advisory_count, package_count, range_count;
    KbfSectionId damaged;      /* a row of it says what no import wrote; KBF_SECTIONS: none */
} Keep;

/* setting up ------------------------------------------------------------------------------- */

static void fill_none(uint32_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = UINT32_MAX;
}

static bool keep_allocate(Keep *keep, Arena *arena)
{
    uint32_t versions = kb_count(keep->base, KBF_VERSIONS);

    keep->package_of = ARENA_ARRAY(arena, uint32_t, keep->range_count);
    keep->ranges = ARENA_ARRAY(arena, uint32_t, keep->range_count);
    keep->first = ARENA_ARRAY(arena, uint32_t, (size_t)keep->advisory_count + 2);
    keep->text_of_version = ARENA_ARRAY(arena, uint32_t, versions);
    keep->collect_package = ARENA_ARRAY(arena, uint32_t, keep->package_count);
    keep->rank = ARENA_ARRAY(arena, uint32_t, keep->package_count);
    if (!keep->package_of || !keep->ranges || !keep->first || !keep->text_of_version ||
        !keep->collect_package || !keep->rank)
        return false;
    fill_none(keep->package_of, keep->range_count);
    fill_none(keep->text_of_version, versions);
    fill_none(keep->collect_package, keep->package_count);
    return true;
}

/* Ranges lie by package; here they are put by advisory. */
static void keep_bucket(Keep *keep)
{
    for (uint32_t p = 0; p < keep->package_count; p++) {
        const KbfPackage *row = KB_ROW(keep->base, KBF_PACKAGES, KbfPackage, p);
        const KbfPackage *next = KB_ROW(keep->base, KBF_PACKAGES, KbfPackage, p + 1);
        uint32_t first = row->first_range; /* read once: the file may change */
        uint32_t count = kb_span(keep->base, KBF_RANGES, first, next->first_range);

        for (uint32_t i = 0; i < count; i++)
            keep->package_of[first + i] = p;
    }
    for (uint32_t i = 0; i < keep->range_count; i++) {
        uint32_t advisory = KB_ROW(keep->base, KBF_RANGES, KbRange, i)->advisory;

        if (advisory < keep->advisory_count)
            keep->first[advisory + 2]++;
    }
    for (uint32_t a = 0; a < keep->advisory_count; a++)
        keep->first[a + 2] += keep->first[a + 1];
    for (uint32_t i = 0; i < keep->range_count; i++) {
        uint32_t advisory = KB_ROW(keep->base, KBF_RANGES, KbRange, i)->advisory;

        if (advisory < keep->advisory_count && keep->first[advisory + 1] < keep->range_count)
            keep->ranges[keep->first[advisory + 1]++] = i;
    }
}

/* rows ------------------------------------------------------------------------------------- */

static bool keep_text(Keep *keep, uint32_t offset, uint32_t *number)
{
    return intern(&keep->collect->strings, kb_text(keep->base, KBF_STRINGS, offset), number);
}

static bool keep_version(Keep *keep, uint32_t version, uint32_t *text)
{
    const KbfVersion *row = KB_ROW(keep->base, KBF_VERSIONS, KbfVersion, version);

    *text = KBF_NONE;
    if (!row)
        return true;
    if (keep->text_of_version[version] == INTERN_NONE &&
        !keep_text(keep, row->text, &keep->text_of_version[version]))
        return false;
    *text = keep->text_of_version[version];
    return true;
}

static bool keep_package(Keep *keep, uint32_t package, uint32_t *number)
{
    const KbfPackage *row = KB_ROW(keep->base, KBF_PACKAGES, KbfPackage, package);

    if (keep->collect_package[package] == KBF_NONE &&
        !collect_package(keep->collect, kb_text(keep->base, KBF_STRINGS, row->ecosystem),
                         kb_text(keep->base, KBF_STRINGS, row->name),
                         &keep->collect_package[package]))
        return false;
    *number = keep->collect_package[package];
    return true;
}

/* One advisory on its way back. */
typedef struct {
    Keep *keep;
    const KbfAdvisory *row, *next;
    const KbfOrigin *origin, *next_origin;
    CollectAdvisory *out;
    uint32_t number;
} Keeping;

/* Hashes are no proof of who wrote a file: what later indexes a table is held to its bounds. */
static bool refuse(Keep *keep, KbfSectionId section)
{
    keep->damaged = section;
    return false;
}

static bool keep_names(Keeping *keeping)
{
    const KbFile *base = keeping->keep->base;
    uint32_t first = keeping->origin->first_name;
    uint32_t count = kb_span(base, KBF_NAMES, first, keeping->next_origin->first_name);

    if (!count)
        return refuse(keeping->keep, KBF_NAMES);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t text;

        if (!keep_text(keeping->keep, kb_number(base, KBF_NAMES, first + i), &text) ||
            !list_add_u32(&keeping->keep->collect->names, text))
            return false;
        keeping->out->name_count++;
    }
    return true;
}

static bool keep_scores(Keeping *keeping)
{
    const KbFile *base = keeping->keep->base;
    uint32_t first = keeping->row->first_score;
    uint32_t count = kb_span(base, KBF_SCORES, first, keeping->next->first_score);

    for (uint32_t i = 0; i < count; i++) {
        const KbfScore *from = KB_ROW(base, KBF_SCORES, KbfScore, first + i);
        CollectScore *row = LIST_ADD(&keeping->keep->collect->scores, CollectScore);

        if (!row || !keep_text(keeping->keep, from->vector, &row->vector) ||
            !keep_text(keeping->keep, from->source_name, &row->source_name))
            return false;
        if (from->version >= CVSS_VERSIONS || from->by > SCORED_BY_OTHER)
            return refuse(keeping->keep, KBF_SCORES);
        row->base_tenths = from->base_tenths;
        row->version = from->version;
        row->by = from->by;
        keeping->out->score_count++;
    }
    return true;
}

static bool keep_cwes(Keeping *keeping)
{
    const KbFile *base = keeping->keep->base;
    uint32_t count = kb_span(base, KBF_CWES, keeping->row->first_cwe, keeping->next->first_cwe);

    for (uint32_t i = 0; i < count; i++) {
        uint32_t text;

        if (!keep_text(keeping->keep, kb_number(base, KBF_CWES, keeping->row->first_cwe + i),
                       &text) ||
            !list_add_u32(&keeping->keep->collect->cwes, text))
            return false;
        keeping->out->cwe_count++;
    }
    return true;
}

static bool keep_criteria(Keeping *keeping)
{
    const KbFile *base = keeping->keep->base;
    uint32_t first = keeping->origin->first_criterion;
    uint32_t count = kb_span(base, KBF_CRITERIA, first, keeping->next_origin->first_criterion);

    for (uint32_t i = 0; i < count; i++) {
        const KbfCriterion *from = KB_ROW(base, KBF_CRITERIA, KbfCriterion, first + i);
        CollectCriterion *row = LIST_ADD(&keeping->keep->collect->criteria, CollectCriterion);

        if (!row || !keep_version(keeping->keep, from->lower, &row->lower) ||
            !keep_version(keeping->keep, from->upper, &row->upper))
            return false;
        row->flags = from->flags;
        row->cpe = INTERN_NONE;
        if (from->cpe && !keep_text(keeping->keep, from->cpe, &row->cpe))
            return false;
        keeping->out->criterion_count++;
    }
    return true;
}

static bool keep_nodes(Keeping *keeping)
{
    const KbFile *base = keeping->keep->base;
    uint32_t first = keeping->origin->first_node;
    uint32_t count = kb_span(base, KBF_NODES, first, keeping->next_origin->first_node);

    for (uint32_t i = 0; i < count; i++) {
        KbfNode *row = LIST_ADD(&keeping->keep->collect->nodes, KbfNode);

        if (!row)
            return false;
        *row = *KB_ROW(base, KBF_NODES, KbfNode, first + i);
        row->first_criterion += keeping->out->first_criterion - keeping->origin->first_criterion;
        keeping->out->node_count++;
    }
    return true;
}

static bool keep_range(Keeping *keeping, uint32_t i)
{
    Keep *keep = keeping->keep;
    const KbRange *from = KB_ROW(keep->base, KBF_RANGES, KbRange, i);
    CollectRange *row = LIST_ADD(&keep->collect->ranges, CollectRange);

    if (!row || !keep_package(keep, keep->package_of[i], &row->package) ||
        !keep_version(keep, from->lower, &row->lower) ||
        !keep_version(keep, from->upper, &row->upper))
        return false;
    if (from->flags >> KB_SCHEME_SHIFT >= SCHEME_COUNT)
        return refuse(keep, KBF_RANGES);
    row->extra = from->extra;
    if (from->flags & KB_CPE && !keep_text(keep, from->extra, &row->extra))
        return false;
    if (from->flags & KB_TREE)
        row->extra += keeping->out->first_node - keeping->origin->first_node;
    row->flags = from->flags & ~(uint32_t)KB_NOT_COMPARABLE;
    row->flags |= from->flags & KBF_UNORDERED ? KB_NOT_COMPARABLE : 0;
    keeping->out->range_count++;
    return true;
}

static int u64_compare(const void *a_, const void *b_)
{
    uint64_t a = *(const uint64_t *)a_, b = *(const uint64_t *)b_;

    return a < b ? -1 : a > b;
}

/* In the order in which the record touched its packages. */
static bool keep_ranges(Keeping *keeping)
{
    Keep *keep = keeping->keep;
    uint32_t first_touch = keeping->origin->first_touch;
    uint32_t touches = kb_span(keep->base, KBF_TOUCHES, first_touch,
                               keeping->next_origin->first_touch);
    uint32_t first = keep->first[keeping->number];
    uint32_t count = keep->first[keeping->number + 1] - first;
    uint64_t *order = ARENA_ARRAY(&keep->collect->scratch, uint64_t, count);

    if (!order)
        return false;
    for (uint32_t i = 0; i < touches; i++) {
        uint32_t package = kb_number(keep->base, KBF_TOUCHES, first_touch + i);

        if (package < keep->package_count)
            keep->rank[package] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t range = keep->ranges[first + i];
        uint32_t package = keep->package_of[range];

        order[i] = (uint64_t)(package == KBF_NONE ? 0 : keep->rank[package]) << 32 | range;
    }
    qsort(order, count, sizeof *order, u64_compare);
    for (uint32_t i = 0; i < count; i++)
        if (keep->package_of[(uint32_t)order[i]] != KBF_NONE &&
            !keep_range(keeping, (uint32_t)order[i]))
            return false;
    return true;
}

static bool keep_head(Keeping *keeping, uint32_t unit, uint32_t first_file)
{
    Collect *collect = keeping->keep->collect;
    const KbfAdvisory *row = keeping->row;
    const KbfOrigin *origin = keeping->origin;
    CollectAdvisory *out = LIST_ADD(&collect->advisories, CollectAdvisory);
    Str summary = kb_text(keeping->keep->base, KBF_TEXTS, row->summary);

    if (!out || !keep_text(keeping->keep, row->id, &out->id) ||
        !intern(&collect->summaries, summary, &out->summary))
        return false;
    if (row->state >= RECORD_STATES || row->severity >= SEVERITIES)
        return refuse(keeping->keep, KBF_ADVISORIES);
    out->order = keeping->number;
    out->published_s = kbf_time(row->published_s, row->published_high);
    out->modified_s = kbf_time(row->modified_s, row->modified_high);
    out->source_offset = origin->source_offset;
    out->settled = true;
    out->source_length = origin->source_length;
    out->unit = unit;
    out->file = origin->file - first_file;
    out->first_name = collect->names.count;
    out->first_score = collect->scores.count;
    out->first_cwe = collect->cwes.count;
    out->first_range = collect->ranges.count;
    out->first_criterion = collect->criteria.count;
    out->first_node = collect->nodes.count;
    out->state = row->state;
    out->withdrawn_s = origin->withdrawn_s;
    out->severity = row->severity;
    out->flags = row->flags;
    keeping->out = out;
    return true;
}

static bool keep_advisory(Keep *keep, uint32_t a, uint32_t unit, uint32_t first_file)
{
    Keeping keeping = { .keep = keep,
                        .row = KB_ROW(keep->base, KBF_ADVISORIES, KbfAdvisory, a),
                        .next = KB_ROW(keep->base, KBF_ADVISORIES, KbfAdvisory, a + 1),
                        .origin = KB_ROW(keep->base, KBF_ORIGINS, KbfOrigin, a),
                        .next_origin = KB_ROW(keep->base, KBF_ORIGINS, KbfOrigin, a + 1),
                        .number = a };

    arena_reset(&keep->collect->scratch);
    if (!keeping.next_origin)
        return refuse(keep, KBF_ORIGINS);
    return keep_head(&keeping, unit, first_file) && keep_names(&keeping) &&
           keep_scores(&keeping) && keep_cwes(&keeping) && keep_criteria(&keeping) &&
           keep_nodes(&keeping) && keep_ranges(&keeping) && collect_sort_ranges(keep->collect);
}

static bool keep_failed(const Keep *keep, Err *err)
{
    char number[12];
    int len = snprintf(number, sizeof number, "%d", (int)keep->damaged);

    return keep->damaged == KBF_SECTIONS
               ? err_no_memory(err)
               : err_set(err, ERR_VERIFY, RULE_DAMAGED, (Str){ number, (size_t)len });
}

bool keep_sources(const Kb *kb, const bool *wanted, uint32_t first_unit, Collect *collect, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(COLLECT_BYTES_MAX);
    Keep keep = { .base = &kb->file[KBF_BASE],
                  .collect = collect,
                  .advisory_count = kb_advisory_count(kb),
                  .range_count = kb_count(&kb->file[KBF_BASE], KBF_RANGES),
                  .damaged = KBF_SECTIONS };

    keep.package_count = kb_count(keep.base, KBF_PACKAGES);
    keep.package_count -= keep.package_count > 0;
    if (!kb_file_verify(keep.base, err))
        return false;
    if (!keep_allocate(&keep, &arena))
        return err_no_memory(err);
    keep_bucket(&keep);
    for (uint32_t a = 0; a < keep.advisory_count; a++) {
        uint32_t source = KB_ROW(keep.base, KBF_ADVISORIES, KbfAdvisory, a)->source;
        const KbfSource *row = KB_ROW(keep.base, KBF_SOURCES, KbfSource, source);

        if (row && wanted[source] && !keep_advisory(&keep, a, first_unit + source, row->first_file))
            return keep_failed(&keep, err);
    }
    return true;
}
