/* SPDX-License-Identifier: Apache-2.0 */
/* file.h — one file of the knowledge base as it lies in memory, believed in nothing:
 * base/container.h with the sections of format.h.
 */
#pragma once

#include "base/container.h"
#include "kb/format.h"

enum { KB_FILE_ALIGN = CONTAINER_MEMORY_ALIGN }; /* of the bytes in memory */

extern const ContainerShape KBF_SHAPE;
typedef ContainerRows KbSection;
typedef Container KbFile; /* .generation: the first it belongs to */

/* `bytes` must outlive *out and lie at a multiple of KB_FILE_ALIGN.
 * Fails: ERR_VERIFY naming what is wrong. */
MUST_CHECK bool kb_file_open(Str bytes, KbfKind kind, KbFile *out, Err *err);
/* Reads all bytes and compares each section with its hash. */
MUST_CHECK bool kb_file_verify(const KbFile *file, Err *err);
/* The bytes of a row of that section; 1 for texts. */
size_t kbf_element_bytes(KbfSectionId id);

/* Row `i`, or NULL. */
static inline const void *kb_row(const KbFile *file, KbfSectionId id, uint32_t i)
{
    return container_row(file, id, i);
}
#define KB_ROW(file, id, Type, i) ((const Type *)kb_row((file), (id), (i)))

static inline uint32_t kb_count(const KbFile *file, KbfSectionId id)
{
    return container_count(file, id);
}

/* The text at `offset` of a text section, or the empty text. */
static inline Str kb_text(const KbFile *file, KbfSectionId id, uint32_t offset)
{
    return container_text(file, id, offset);
}

/* The offset behind a text that kb_text gave; the section's end for the empty text. */
static inline uint32_t kb_text_end(const KbFile *file, KbfSectionId id, Str text)
{
    return container_text_end(file, id, text);
}

/* Rows [first, next) of a section, cut to nothing when they do not lie in it. */
static inline uint32_t kb_span(const KbFile *file, KbfSectionId id, uint32_t first, uint32_t next)
{
    return container_span(file, id, first, next);
}

/* The number at row `i` of a section of uint32_t; KBF_NONE when there is none. */
static inline uint32_t kb_number(const KbFile *file, KbfSectionId id, uint32_t i)
{
    return container_number(file, id, i);
}
