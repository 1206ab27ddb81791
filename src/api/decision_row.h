/* SPDX-License-Identifier: Apache-2.0 */
/* decision_row.h — a decision as the record keeps it: a payload, and rows of three tables.
 *
 * Lists and facts are JSON inside a column: facts {"build":{…},"world":{…}}, triggers
 * {"epss":{…},"when":[…]}; a build holds further ones that differ as {…,"others":[{…}]}.
 * Words are those of OpenVEX for statuses and justifications, but a justification that was said in
 * CycloneDX's stays as it was said.
 */
#pragma once

#include "base/buf.h"
#include "lifecycle/decision_words.h"
#include "store/rows.h"

/* Reads and writes a list of texts, such as ["CVE-2026-1"]. */
MUST_CHECK bool texts_read(Str json, Arena *arena, const Str **out, size_t *count, Err *err);

/* A row of `decision` without its reviews and confirmations. Texts are copied to `arena`. */
MUST_CHECK bool decision_read_row(const Row *row, Arena *arena, Decision *out, Err *err);
MUST_CHECK bool review_read_row(const Row *row, Arena *arena, DecisionReview *out, Err *err);
MUST_CHECK bool confirmation_read_row(const Row *row, Arena *arena, DecisionRelease *out,
                                      Err *err);

/* The payload of decision.made: what was set, as JSON. */
void decision_write(const Decision *decision, Buf *out);
/* The payloads of decision.reviewed; `id` is that of the new row. */
typedef struct {
    Str id, act, decision;
} ReviewNames;
void review_write(const ReviewNames *names, const DecisionReview *review, Buf *out);
/* One object of the rows of decision.confirmed. */
void confirmation_write(Str id, Str decision, const DecisionRelease *release, Buf *out);

/* A status of OpenVEX with a justification of OpenVEX (CISA, CSAF) or CycloneDX; *label is the word
 * of the latter. Fails: ERR_UNKNOWN_NAME; ERR_USAGE for CycloneDX's protected_at_perimeter. */
MUST_CHECK bool verdict_read(Str status, Str justification, VexReading *out, Str *label, Err *err);
/* "none", "proof", "attacked". */
Str exploit_word(ExploitFact exploit);
/* "author", "other", "independent"; REVIEWED_NOT is the empty word. */
Str independence_word(Independence independence);
MUST_CHECK bool independence_of(Str word, Independence *out, Err *err);
