/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h — the facts of a scan as short texts, the same in every format.
 *
 * A text lives in the caller's buffer until its next use; an absent fact is an empty text.
 */
#pragma once

#include "model/scan.h"

enum { FACT_BYTES = 64 };
typedef struct {
    char text[FACT_BYTES];
} FactText;

Str facts_time(int64_t time_s, FactText *buffer);  /* "2026-11-20T00:00:00Z" */
Str facts_date(int64_t time_s, FactText *buffer);  /* its day: "2026-11-20" */
Str facts_day(int32_t day, FactText *buffer);      /* days since 1970: "2021-12-24" */
Str facts_score(int tenths, FactText *buffer);     /* "9.8" */
Str facts_parts(uint32_t parts_e5, FactText *buffer);   /* the same as "0.97537" */
Str facts_percent(uint32_t parts_e5, FactText *buffer); /* EPSS 97537: "97.5%" */
Str facts_number(uint64_t number, FactText *buffer);    /* "1234" */
Str facts_grouped(uint64_t number, FactText *buffer);   /* "1,234", for people */
/* "75.0%" of the components could be checked; cut, never rounded up: 100% means all. */
Str facts_coverage(const Scan *scan, FactText *buffer);
/* "today", "3 days old", "age unknown". */
Str facts_age(const Scan *scan, int64_t date_s, Lang lang, FactText *buffer);
/* Older than the scan's max_age_days, or of unknown age. */
bool facts_is_old(const Scan *scan, int64_t date_s);

/* Words on screens. */
Str facts_severity(Severity severity, Lang lang);

/* The coverage lists in the order they are printed: name in JSON, title, what it means. */
typedef struct {
    CoverageList list;
    Str key, title, meaning; /* title and meaning are ids of sentences */
} FactsList;
extern const FactsList FACTS_LISTS[COVERAGE_LISTS];

typedef struct {
    size_t kev;
    size_t by_severity[SEVERITIES];
} FactsTally;
FactsTally facts_tally(const Scan *scan);

/* The file of an input as the user wrote it. */
Str facts_input(const Scan *scan, uint32_t input);
/* What the record says of one of scan->findings; NULL when it was not asked. */
const ScanVerdict *facts_verdict(const Scan *scan, const ScanFinding *finding);
/* The sentence prefix + word, such as "api.risk-" + "controlled"; else the word itself. */
Str facts_word(Str prefix, Str word, Lang lang);
/* The first score, the one that decides; NULL when there is none. */
const ScanScore *facts_score_of(const ScanFinding *finding);
