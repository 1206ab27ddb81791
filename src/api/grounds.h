/* SPDX-License-Identifier: Apache-2.0 */
/* grounds.h — what a decision rests on: files that the record keeps, addresses, words.
 *
 *     report.pdf               a file: its bytes become a blob, the decision names it
 *     https://host/report      an address: anything with "://"
 *     text:TST-118, section 4  words
 *
 * In a payload a file is {"blob":"sha256:…","bytes":…,"media":"…","name":"report.pdf"}, all else a
 * text.
 */
#pragma once

#include "api/record.h"
#include "base/jsonout.h"
#include "lifecycle/decision.h"

enum { EVIDENCE_BYTES_MAX = 256 << 20 }; /* of one file; memory, and what a dossier may weigh */

/* Whether it is a file by the rule above. */
bool grounds_is_file(Str given);
/* Reads the files and adds their blobs to the act. *out lives in the act.
 * Fails: ERR_IO, ERR_LIMIT, naming the file. */
MUST_CHECK bool grounds_take(Act *act, const char *const *given, size_t count,
                              const DecisionEvidence **out, Err *err);

void grounds_write(const DecisionEvidence *evidence, size_t count, JsonOut *json);
/* `json` is a list as it is written; empty: none. */
MUST_CHECK bool grounds_read(Str json, Arena *arena, const DecisionEvidence **out, size_t *count,
                              Err *err);
/* "report.pdf (application/pdf, sha256:…)", or the address or words. In `arena`. */
MUST_CHECK bool grounds_text(const DecisionEvidence *evidence, Arena *arena, Str *out, Err *err);
