/* SPDX-License-Identifier: Apache-2.0 */
/* stack.h — an open portfolio from the inside: a base and the deltas upon it.
 *
 * Rows are believed in nothing: every accessor gives NULL, an empty text or an empty span for what
 * points outside. Without deltas nothing is kept per row; with them, one byte for each product,
 * site, release and device says which file has the last word about it.
 */
#pragma once

#include "base/io.h"
#include "portfolio/format.h"
#include "portfolio/portfolio.h"

enum { STACK_FILES_MAX = 1 + PORTFOLIO_DELTAS_MAX };

/* The kinds of rows that a delta may replace; their rows begin with id and number. */
typedef enum { STACK_PRODUCTS, STACK_SITES, STACK_RELEASES, STACK_DEVICES, STACK_KINDS } StackKind;

typedef struct {
    Container file;
    IoMap map;
    const PfMeta *meta;
    uint64_t name;           /* pf_name */
    uint32_t *by_number;     /* delta: rows of PAIRS by their numbers; base: NULL, they are those */
} Segment;

struct Portfolio {
    Arena arena;             /* holds this struct, too */
    Segment segment[STACK_FILES_MAX];
    uint32_t segment_count;
    uint8_t *owner[STACK_KINDS]; /* segment that has the last word, by number; NULL: the base */
    uint32_t *moved;         /* by release: devices of its run in the base that others speak of */
    PortfolioCounts counts;
};

/* Rows of a section as they lie in memory. */
#define STACK_ROWS(segment, id, Type) ((const Type *)(segment)->file.section[id].at)

/* Which segment says what is true of number `number`. */
static inline uint32_t stack_owner(const Portfolio *portfolio, StackKind kind, uint32_t number)
{
    return portfolio->owner[kind] ? portfolio->owner[kind][number] : 0;
}

/* The row of a number in its segment; NULL when there is none. */
const void *stack_row(const Portfolio *portfolio, StackKind kind, uint32_t number,
                      uint32_t *segment);
/* The segment of a document and its row there; NULL when there is none. */
const Segment *stack_document(const Portfolio *portfolio, uint32_t document, uint32_t *row);
/* The segment in which a pair came first and its row there; NULL when there is none. */
const PfPair *stack_pair(const Portfolio *portfolio, uint32_t pair, const Segment **segment);
/* The row of a pair in this segment, with one more behind it; NULL when it is not in it. */
const PfPair *stack_pair_in(const Segment *segment, uint32_t pair);
Str stack_text(const Segment *segment, uint32_t offset);
/* The release of a document's row, when the segment has the last word about that release;
 * PORTFOLIO_NONE else. */
uint32_t stack_release_of(const Portfolio *portfolio, uint32_t segment, uint32_t row);
/* The run of a release in a segment: devices [*first, *next). False: none. */
bool stack_run(const Segment *segment, uint32_t release, uint32_t *first, uint32_t *next);
/* Pairs of a key: rows of PAIRS [count]; NULL when nobody has it. */
const uint32_t *stack_key(const Segment *segment, PfKeyKind kind, Str ecosystem, Str name,
                          uint32_t *count);
