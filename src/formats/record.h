/* SPDX-License-Identifier: Apache-2.0 */
/* record.h — what the readers of OSV, NVD and CVE share: a record being filled.
 *
 * A reader starts a draft, adds what its format says and ends it; the Record is written only
 * then. Lists grow in the caller's arena. A fact that is not valid on its own — a vector, a
 * date — is left out and counted in Record.left_out; what decides who is affected is never left
 * out: there the whole record is refused.
 */
#pragma once

#include "base/json.h"
#include "model/vulnerability.h"

#include <string.h>

enum {
    RECORD_ID_BYTES_MAX = 256,
    RECORD_SCORES_MAX = 256, /* further vectors of one record are left out and counted */
    RECORD_CWES_MAX = 256,
};

/* True when a member is called `literal`. The length is compared first, so a chain of these is
 * a few integer comparisons. */
#define KEY_IS(key, literal)                                                                       \
    ((key).len == sizeof(literal) - 1 && memcmp((key).ptr, "" literal, sizeof(literal) - 1) == 0)

typedef struct {
    void *items;
    size_t count, room;
} Array;

/* The next element of `size` bytes, zeroed; NULL without memory. Elements move when it grows. */
void *array_add(Array *array, Arena *arena, size_t size) MUST_CHECK;

typedef struct {
    Arena *arena;
    Str source_name;
    Record record;
    Array scores, cwes, affected, nodes, criteria;
    size_t range_count, version_count; /* over all affected entries, held against the limits */
} RecordDraft;

RecordDraft record_draft(Str source_name, Arena *arena);
/* Moves the lists into the record and hands it over. */
void record_finish(RecordDraft *draft, Record *out);

/* The id of the record, in the case of its scheme: not empty, no white space or control characters.
 * Fails: ERR_STRUCTURE without one, ERR_SYNTAX, ERR_LIMIT past RECORD_ID_BYTES_MAX. */
MUST_CHECK bool record_set_id(RecordDraft *draft, const Json *id, Err *err);
/* "CVE-" year "-" four digits or more, in any case. Source: CVE Record Format 5.x, cveId. */
bool cve_id_valid(Str id);

/* An array of texts, or null. Fails: ERR_STRUCTURE naming the element, ERR_LIMIT past `max`. */
MUST_CHECK bool record_texts(RecordDraft *draft, const Json *array, size_t max, const Str **out,
                             size_t *count, Err *err);
/* The same of ids, in the case of their schemes; one with white space or control characters in it
 * is left out and counted. */
MUST_CHECK bool record_ids(RecordDraft *draft, const Json *array, const Str **out, size_t *count,
                           Err *err);
/* Takes the first RECORD_SUMMARY_BYTES of `text`, control characters as spaces; a longer text ends
 * with a whole word and "…". A text that is there already stays. */
MUST_CHECK bool record_summary(RecordDraft *draft, Str text, Err *err);
/* The same of the first English text in a list of { lang, value }, as NVD and CVE write them. */
MUST_CHECK bool record_english(RecordDraft *draft, const Json *texts, Err *err);
/* Counts a fact that is left out, and keeps why when it is the first. */
void record_leave_out(RecordDraft *draft, const Err *why);
/* UTC seconds; 0 for an absent text, and for one before 1970 (Go's sources write year 1 where
 * they do not know) or unreadable. Only the unreadable one is counted as left out. */
int64_t record_time(RecordDraft *draft, const Json *text);
/* "2025-08-25" as days since 1970-01-01; false for anything else. */
bool record_day(Str text, int32_t *out);
/* Adds a vector with its score; one that the record has already from this source is not added. */
MUST_CHECK bool record_score(RecordDraft *draft, Str vector, ScoreSource source, Str source_name,
                             Err *err);
/* Adds "CWE-79"; placeholders such as NVD-CWE-noinfo are not added. */
MUST_CHECK bool record_cwe(RecordDraft *draft, Str cwe, Err *err);
/* Adds all of a list of lists: NVD's weaknesses[].description[].value. */
typedef struct {
    Str texts, id; /* "description", "value" */
} RecordCwePath;
MUST_CHECK bool record_cwes(RecordDraft *draft, const Json *list, RecordCwePath path, Err *err);
/* What SSVC's decision point "Exploitation" tells, as CISA's Vulnrichment adds it to CVE 5 and
 * NVD: options [ { "Exploitation": "poc" } … ]. The furthest that anybody tells counts. */
void record_ssvc(RecordDraft *draft, const Json *options);
/* The exploit that references[] tell of: NVD tags one "Exploit", CVE 5 "exploit", OSV has the type
 * EVIDENCE ("a demonstration of the validity of a vulnerability claim"). */
void record_references(RecordDraft *draft, const Json *references);
/* A new affected entry at the end of the draft. */
MUST_CHECK bool record_affected(RecordDraft *draft, AffectedKind kind, RecordAffected **out,
                                Err *err);
/* No version lies between the bounds, as in 17.3 up to 17.2.5. False as well when a bound is open
 * or they cannot be compared, as commits. */
bool record_range_hollow(Scheme scheme, const RecordRange *range);
/* A new range at the end of `ranges`, counted against RECORD_RANGES_MAX. */
MUST_CHECK bool record_range(RecordDraft *draft, Array *ranges, RecordRange range, Err *err);
