/* SPDX-License-Identifier: Apache-2.0 */
/* container_writer.h — writes one file of container.h, section after section.
 *
 * The sections may come in any order, each once; the header and the table are written last, over
 * the room that was left for them. Where the bytes go is the sink's affair: a file (io.h) or
 * memory. Failing to write is the sink's to remember.
 */
#pragma once

#include "base/container.h"
#include "base/hash.h"
#include "base/list.h"

typedef struct {
    void *context;
    void (*put)(void *context, Str bytes);                  /* at the end */
    void (*put_at)(void *context, uint64_t offset, Str bytes); /* over what was written */
} ContainerSink;

/* What stands in the header. */
typedef struct {
    uint32_t kind;
    uint64_t generation;
    uint64_t seed;      /* may not be known to who writes what is stored */
} ContainerName;

typedef struct {
    ContainerSink sink;
    const ContainerShape *shape;
    ContainerHeader header;
    ContainerSection table[CONTAINER_SECTIONS_MAX];
    ContainerSection *open;
    HashStream *hash;
    uint64_t at;
    size_t buffered;
    char buffer[1 << 14];
} ContainerWriter;

/* False: no memory. The writer is ended by container_writer_finish or container_writer_done. */
MUST_CHECK bool container_writer_start(ContainerWriter *writer, ContainerSink sink,
                                       const ContainerShape *shape, const ContainerName *name);
void container_writer_done(ContainerWriter *writer);
/* Ends the section before. */
void container_writer_section(ContainerWriter *writer, uint32_t id);
void container_writer_put(ContainerWriter *writer, const void *bytes, size_t size);
/* One text with its length; nothing for the empty one. */
void container_writer_text(ContainerWriter *writer, Str text);
/* Ends the last section and writes header and table. */
void container_writer_finish(ContainerWriter *writer);
/* Bytes that a text takes; 0 for the empty one. */
uint64_t container_text_bytes(Str text);

/* A text section while it grows: texts lie in blocks as they will in the file, and their offsets
 * are known at once. */
typedef struct {
    char *bytes;
    size_t used, room;
} TextBlock;
typedef struct {
    Arena *arena;
    List blocks;      /* TextBlock */
    uint64_t bytes;   /* offset 0 is the empty text */
} TextBlob;
TextBlob text_blob_new(Arena *arena);
/* Copies `text`. False: no memory, past CONTAINER_TEXT_BYTES_MAX, or past 4 GiB of all texts. */
MUST_CHECK bool text_blob_add(TextBlob *blob, Str text, uint32_t *offset);
/* The same; *kept is the text as it lies in the blob, which does not move. */
MUST_CHECK bool text_blob_keep(TextBlob *blob, Str text, uint32_t *offset, Str *kept);
void text_blob_write(const TextBlob *blob, ContainerWriter *writer, uint32_t id);
