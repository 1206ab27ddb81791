/* SPDX-License-Identifier: Apache-2.0 */
/* tally.h — what the records of each unit speak of, so that an OSV source gets its name.
 *
 * One Tally a thread; they are added up at the end.
 */
#pragma once

#include "kb/intern.h"
#include "model/vulnerability.h"

typedef struct {
    uint32_t ecosystem;    /* number of a text */
    uint32_t unit;
    uint64_t records;      /* that name it */
    uint64_t last;         /* the record that named it last, plus one */
    uint32_t next;         /* the unit's next row, plus one; 0: none */
} TallyEcosystem;

typedef struct {
    uint64_t records;
    uint32_t prefix;       /* of the ids; INTERN_NONE until the first */
    uint32_t first;        /* row of the unit's ecosystems, plus one; 0: none */
    bool mixed;            /* there is more than one prefix */
} TallyUnit;

typedef struct {
    Interner texts;
    PairMap map;           /* (unit, ecosystem) */
    List ecosystems;
    TallyUnit *units;
    uint32_t unit_count;
    uint64_t seen;
} Tally;

MUST_CHECK bool tally_new(Arena *arena, uint32_t unit_count, Tally *out);
/* False: no memory. */
MUST_CHECK bool tally_record(Tally *tally, uint32_t unit, const Record *record);
/* Units that make a source together. */
typedef struct {
    const uint32_t *unit;
    uint32_t count;
} TallyUnits;
/* The name of the source that these units make; `osv/PyPI`. */
MUST_CHECK bool tally_source(const Tally *tallies, size_t count, const TallyUnits *units,
                             Arena *arena, Str *out);
