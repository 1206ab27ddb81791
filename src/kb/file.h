/* SPDX-License-Identifier: Apache-2.0 */
/* file.h — one file of the knowledge base as it lies in memory, believed in nothing.
 *
 * kb_file_open checks what costs O(sections): header, table, sizes and alignment. What rows say of
 * other rows is checked where it is used: the accessors here give NULL, an empty text or an
 * empty span for anything that points outside.
 */
#pragma once

#include "base/err.h"
#include "kb/format.h"

enum { KB_FILE_ALIGN = 8 }; /* of the bytes in memory */

typedef struct {
    const void *at;
    uint32_t count;  /* rows; bytes of a text section */
} KbSection;

typedef struct {
    Str bytes;
    uint64_t generation; /* the first it belongs to */
    uint64_t seed;
    KbSection section[KBF_SECTIONS];
    uint64_t hash[KBF_SECTIONS];
} KbFile;

/* `bytes` must outlive *out and lie at a multiple of KB_FILE_ALIGN.
 * Fails: ERR_VERIFY naming what is wrong. */
MUST_CHECK bool kb_file_open(Str bytes, KbfKind kind, KbFile *out, Err *err);
/* Reads all bytes and compares each section with its hash. */
MUST_CHECK bool kb_file_verify(const KbFile *file, Err *err);

/* Row `i`, or NULL. */
const void *kb_row(const KbFile *file, KbfSectionId id, uint32_t i);
#define KB_ROW(file, id, Type, i) ((const Type *)kb_row((file), (id), (i)))
uint32_t kb_count(const KbFile *file, KbfSectionId id);
/* The text at `offset` of a text section, or the empty text. */
Str kb_text(const KbFile *file, KbfSectionId id, uint32_t offset);
/* The offset behind a text that kb_text gave; the section's end for the empty text. */
uint32_t kb_text_end(const KbFile *file, KbfSectionId id, Str text);
/* Rows [first, next) of a section, cut to nothing when they do not lie in it. */
uint32_t kb_span(const KbFile *file, KbfSectionId id, uint32_t first, uint32_t next);
/* The number at row `i` of a section of uint32_t; KBF_NONE when there is none. */
uint32_t kb_number(const KbFile *file, KbfSectionId id, uint32_t i);
