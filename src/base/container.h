/* SPDX-License-Identifier: Apache-2.0 */
/* container.h — a file of sections: written once, mapped, believed in nothing.
 *
 *     ContainerHeader | ContainerSection × section_count | sections, each at a multiple of 64
 *
 * It is immutable, holds offsets and never pointers, and is little-endian. What the sections mean
 * is the affair of whoever describes them in a ContainerShape. Texts are named by their byte offset
 * in a text section: a length (LEB128) and the bytes; offset 0 is the empty text. A list of lists
 * is kept as "first" fields: row i owns the elements from its `first` up to the `first` of row
 * i + 1, so such tables end with one row more, the sentinel. Hash tables have a power of two of
 * slots.
 *
 * container_open checks what costs O(sections): header, table, sizes and alignment. What rows say
 * of other rows is checked where it is used: the accessors give NULL, an empty text or an empty
 * span for anything that points outside.
 *
 * Threads: an open container may be read by many.
 */
#pragma once

#include "base/err.h"

enum {
    CONTAINER_SECTIONS_MAX = 64,
    CONTAINER_ALIGN = 64,              /* of sections in the file            */
    CONTAINER_MEMORY_ALIGN = 8,        /* of the file in memory              */
    CONTAINER_TEXT_BYTES_MAX = 1 << 20, /* of one text: what a reader believes */
};
#define CONTAINER_NONE UINT32_MAX

typedef struct {
    char magic[8];
    uint32_t format;
    uint32_t kind;
    uint64_t file_bytes;
    uint64_t seed;           /* of the file's hash tables: whoever feeds it cannot know it */
    uint32_t section_count;
    uint32_t reserved;       /* 0 */
    uint64_t generation;
    uint64_t reserved_too;   /* 0 */
    uint64_t table_hash;     /* XXH3-64 of the section table, seeded with the hash of the header
                                up to this field */
} ContainerHeader;

typedef struct {
    uint32_t id;
    uint32_t element_bytes;
    uint64_t offset, bytes;
    uint64_t hash;           /* XXH3-64 of the section; checked by container_verify, not at open */
} ContainerSection;

/* What a refusal is called; the numbers that stand in its sentence. */
typedef enum {
    CONTAINER_NO_FILE,
    CONTAINER_FORMAT,        /* %1: the format of the file  */
    CONTAINER_CUT,           /* %1: the bytes it should have */
    CONTAINER_TABLE,
    CONTAINER_SECTION,       /* %1: the section             */
    CONTAINER_DAMAGED,       /* %1: the section             */
    CONTAINER_RULES,
} ContainerRule;

#define CONTAINER_BIT(id) (UINT64_C(1) << (id))

/* One format of such files; static. */
typedef struct {
    char magic[9];                  /* eight bytes and a NUL */
    uint32_t format;                /* raised with any change of meaning: others are refused */
    uint32_t section_count;         /* ids are 0 … section_count - 1 */
    const uint32_t *element_bytes;  /* of a row of each section; 1 for texts */
    uint64_t with_sentinel, hashed; /* bits of sections: tables that end with a sentinel, and
                                       tables that are probed by a mask */
    const uint64_t *needed;         /* bits of sections, for each kind of file */
    uint32_t kind_count;
    Str rules[CONTAINER_RULES];
} ContainerShape;

typedef struct {
    const void *at;
    uint32_t count;  /* rows; bytes of a text section */
    uint32_t size;   /* of a row, in bytes */
} ContainerRows;

typedef struct {
    Str bytes;
    const ContainerShape *shape;
    uint64_t generation;
    uint64_t seed;
    ContainerRows section[CONTAINER_SECTIONS_MAX];
    uint64_t hash[CONTAINER_SECTIONS_MAX];
} Container;

/* `bytes` must outlive *out and lie at a multiple of CONTAINER_MEMORY_ALIGN.
 * Fails: ERR_VERIFY by the shape's rules. */
MUST_CHECK bool container_open(Str bytes, const ContainerShape *shape, uint32_t kind,
                               Container *out, Err *err);
/* Reads all bytes and compares each section with its hash; a zero container has none. */
MUST_CHECK bool container_verify(const Container *file, Err *err);

/* Row `i`, or NULL. */
const void *container_row(const Container *file, uint32_t id, uint32_t i);
#define CONTAINER_ROW(file, id, Type, i) ((const Type *)container_row((file), (id), (i)))

static inline uint32_t container_count(const Container *file, uint32_t id)
{
    return file->section[id].count;
}

/* Rows [first, next) of a section, cut to nothing when they do not lie in it. */
static inline uint32_t container_span(const Container *file, uint32_t id, uint32_t first,
                                      uint32_t next)
{
    return first <= next && next <= file->section[id].count ? next - first : 0;
}

/* The number at row `i` of a section of uint32_t; CONTAINER_NONE when there is none. */
uint32_t container_number(const Container *file, uint32_t id, uint32_t i);

/* The text at `offset` of a text section, or the empty text. */
Str container_text(const Container *file, uint32_t id, uint32_t offset);
/* The offset behind a text that container_text gave; the section's end for the empty text. */
uint32_t container_text_end(const Container *file, uint32_t id, Str text);
