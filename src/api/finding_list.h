/* SPDX-License-Identifier: Apache-2.0 */
/* finding_list.h — which findings a question is about, and where each stands; for the api.
 */
#pragma once

#include "api/clocks_of.h"
#include "api/risk_of.h"
#include "api/seen.h"
#include "inro/finding.h"
#include "model/listing.h"

typedef struct {
    FindingSet *set;
    SeenBook *seen;
    const ClockBook *clocks;
    const FindingRisk *risks; /* by finding; NULL: not asked for */
    Arena *arena;
    Arena *cell;       /* of the row that is made now */
    Lang lang;         /* of sentences */
    uint32_t *order;   /* findings of the set, as they are printed */
    size_t count;
    uint64_t unknown;  /* findings that `where` could not judge */
} FindingRows;

/* "undecided", "contradiction", or what was decided, in the word of OpenVEX. */
Str finding_status(const Resolution *resolution);
/* "9.8", and "0.91000" of 91000 parts. */
MUST_CHECK bool score_cell(Arena *arena, int tenths, ListingCell *cell, Err *err);
MUST_CHECK bool epss_cell(Arena *arena, uint32_t parts, ListingCell *cell, Err *err);
/* The newest decision about it: in force, or what it waits for; NULL: there is none. */
const Party *finding_party(const Resolution *resolution);
/* The findings of a question, computed; warnings of the scan are said. */
MUST_CHECK bool findings_of(const Inro *inro, InroRecord *record,
                            const InroFindingQuestion *question, InroSay *say, void *context,
                            FindingSet *out, InroError *error);
/* Appends the first-seen facts that are missing, and ends the act when there are any. */
MUST_CHECK bool seen_refresh(Act *act, const FindingSet *set, SeenBook *seen, uint64_t *count,
                             Err *err);
/* Takes from a saved view what the question does not say itself. */
MUST_CHECK bool view_apply(InroRecord *record, Arena *arena, InroFindingQuestion *question,
                           Err *err);
