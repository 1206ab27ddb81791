/* SPDX-License-Identifier: Apache-2.0 */
/* clock_brief.h — reporting clocks as people read them first: a line each, questions once.
 *
 *     what is overdue or runs, before what waits for an answer, before what is done
 *     a vulnerability that nobody is recorded to be aware of: one line for all of its clocks
 *     (a) (b) …  below: each fact that nobody stated, and the command that states it
 *
 * What a line leaves out (law, recipient, what the clock rests on) is in the long list, and a note
 * says so. Nothing is left out without being counted.
 */
#pragma once

#include "api/clocks_of.h"

typedef struct {
    const ClockMatter *matter;
    const Clock *clock;
    size_t rank;     /* of the matter: by its most urgent clock */
} ClockLine;

enum { CLOCK_BRIEF_NOTES = CLOCK_FACTS + 4 };

typedef struct {
    const ListingColumn *columns;
    size_t column_count;
    ListingRow *rows;
    size_t row_count;
    ListingNote note[CLOCK_BRIEF_NOTES];
    size_t note_count;
} ClockBrief;

/* Adds to where a clock stands that an earlier day binds. Fails: as the record; no memory. */
typedef bool ClockAdds(const void *context, const ClockLine *line, Buf *buf, Err *err);

typedef struct {
    const ClockBook *book;
    const ClockLine *lines; /* those of a matter follow each other */
    size_t count;
    Lang lang;
    ClockAdds *adds;
    const void *context;    /* of `adds` */
} ClockBriefing;

/* In the arena of the book. Fails: as `adds`; no memory. */
MUST_CHECK bool clock_brief(const ClockBriefing *what, ClockBrief *out, Err *err);
