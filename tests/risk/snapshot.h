/* SPDX-License-Identifier: Apache-2.0 */
/* snapshot.h — tables as people read them.
 *
 * A table of src/risk is held in three places, and tests keep them one: the C table, the rows of
 * data/risk/NAME.tsv that an expert reads (with the source of each), and sentences in English and
 * Japanese in tests/golden/. test_golden writes the last two anew when it is asked to.
 */
#pragma once

#include "base/buf.h"
#include "risk/scale.h"
#include "test.h"

enum { SNAPSHOT_BYTES_MAX = 1 << 20, SENTENCE_BYTES = 2048 };

/* A text that grows while the test says what it knows, and is compared at the end. */
Buf snapshot_begin(void);
/* The file in the repository must have these bytes. Ends the buffer. */
void snapshot_end(const char *inside, Buf *text);

/* A row of data/risk: texts of both languages, separated by TABs, without them in it. */
void snapshot_row(Buf *text, const Str *columns, size_t count);
/* A sentence and its line end. */
void snapshot_say(Buf *text, Lang lang, Str id, const Str *args, size_t count);
/* The sentence without arguments. */
Str snapshot_word(Lang lang, Str id);
/* word, title and meaning in both languages, source: a row of data/risk for each term. */
void snapshot_terms(Buf *text, const RiskTerm *(*term_of)(size_t), size_t from, size_t to);
