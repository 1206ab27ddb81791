/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/answer.h"

#include "portfolio/stack.h"

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

PortfolioUnchecked portfolio_unchecked(const Portfolio *portfolio, const Kb *kb)
{
    PortfolioUnchecked out = { .pairs = 0 };

    for (uint32_t s = 0; s < portfolio->segment_count; s++) {
        const Segment *segment = &portfolio->segment[s];
        const PfClass *rows = STACK_ROWS(segment, PF_CLASSES, PfClass);
        uint32_t count = container_count(&segment->file, PF_CLASSES) - 1;
        for (uint32_t i = 0; i < count; i++) {
            CoverageList gap = gap_of(segment, &rows[i], kb);
            if (gap == COVERAGE_LISTS)
                continue;
            out.pairs += rows[i].pairs;
            out.instances += rows[i].instances;
            out.instances_in[gap] += rows[i].instances;
        }
    }
    return out;
}
