/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/answer.h"

#include "portfolio/stack.h"

enum { UNCHECKED_BYTES_MAX = 1 << 28 };

/* The list in which the pairs of a class would stand; COVERAGE_LISTS when they can be checked. */
static CoverageList gap_of(const Segment *segment, const PfClass *row, const Kb *kb)
{
    uint32_t count = container_span(&segment->file, PF_CLASS_PARTS, row->first_part,
                                    row[1].first_part);

    if (row->gap < COVERAGE_LISTS)
        return (CoverageList)row->gap;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = container_number(&segment->file, PF_CLASS_PARTS, row->first_part + i);
        if (kb_has_ecosystem(kb, stack_text(segment, word)))
            return COVERAGE_LISTS;
    }
    return COVERAGE_WITHOUT_DATA;
}

/* A document of a release that a later file speaks of counts no more. */
static void take_document(const Segment *segment, uint32_t document, const CoverageList *gaps,
                          PortfolioUnchecked *out)
{
    const Container *file = &segment->file;
    const PfDocument *row = container_row(file, PF_DOCUMENTS, document);
    uint32_t classes = container_count(file, PF_CLASSES) - 1;
    uint32_t count = row ? container_span(file, PF_DOCUMENT_PAIRS, row->first_pair,
                                          row[1].first_pair) : 0;

    for (uint32_t i = 0; i < count; i++) {
        const PfPair *pair = container_row(file, PF_PAIRS,
                                           container_number(file, PF_DOCUMENT_PAIRS,
                                                            row->first_pair + i));
        CoverageList gap = pair && pair->flags & PF_COUNTED && pair->class_i < classes
                               ? gaps[pair->class_i] : COVERAGE_LISTS;
        if (gap == COVERAGE_LISTS || !out->instances_in[gap])
            continue;
        out->instances--;
        out->instances_in[gap]--;
    }
}

static void take_replaced(const Portfolio *p, uint32_t s, const CoverageList *gaps,
                          PortfolioUnchecked *out)
{
    const Segment *segment = &p->segment[s];
    uint32_t count = container_count(&segment->file, PF_DOCUMENTS) - 1;
    uint32_t named = container_count(&segment->file, PF_DOCUMENT_RELEASES);

    for (uint32_t i = 0; p->owner[STACK_RELEASES] && i < count && i < named; i++)
        if (stack_release_of(p, s, i) == PORTFOLIO_NONE)
            take_document(segment, i, gaps, out);
}

static void count_classes(const Segment *segment, const Kb *kb, CoverageList *gaps, uint32_t count,
                          PortfolioUnchecked *out)
{
    const PfClass *rows = STACK_ROWS(segment, PF_CLASSES, PfClass);

    for (uint32_t i = 0; i < count; i++) {
        gaps[i] = gap_of(segment, &rows[i], kb);
        if (gaps[i] == COVERAGE_LISTS)
            continue;
        out->pairs += rows[i].pairs;
        out->instances += rows[i].instances;
        out->instances_in[gaps[i]] += rows[i].instances;
    }
}

bool portfolio_unchecked(const Portfolio *portfolio, const Kb *kb, PortfolioUnchecked *out,
                         Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(UNCHECKED_BYTES_MAX);
    PortfolioUnchecked counted = { .pairs = 0 };

    for (uint32_t s = 0; s < portfolio->segment_count; s++) {
        const Segment *segment = &portfolio->segment[s];
        uint32_t count = container_count(&segment->file, PF_CLASSES) - 1;
        CoverageList *gaps = ARENA_ARRAY(&arena, CoverageList, count);
        if (!gaps)
            return err_no_memory(err);
        count_classes(segment, kb, gaps, count, &counted);
        take_replaced(portfolio, s, gaps, &counted);
    }
    *out = counted;
    return true;
}
