/* SPDX-License-Identifier: Apache-2.0 */
/* writer.h — writes one file of the knowledge base, section after section.
 *
 * The sections may come in any order, each once; the header and the table are written last, over
 * the room that was left for them. Where the bytes go is the sink's affair: a file (base/io) or
 * memory. Failing to write is the sink's to remember.
 */
#pragma once

#include "base/hash.h"
#include "kb/format.h"
#include "kb/intern.h"

typedef struct {
    void *context;
    void (*put)(void *context, Str bytes);                  /* at the end */
    void (*put_at)(void *context, uint64_t offset, Str bytes); /* over what was written */
} KbSink;

typedef struct {
    KbSink sink;
    KbfHeader header;
    KbfSection table[KBF_SECTIONS];
    KbfSection *open;
    HashStream *hash;
    uint64_t at;
    size_t buffered;
    char buffer[1 << 14];
} KbWriter;

/* The seed may not be known to who writes the feeds: a hash of their digests. False: no memory.
 * The writer is ended by kb_writer_finish or kb_writer_done. */
MUST_CHECK bool kb_writer_start(KbWriter *writer, KbSink sink, KbfKind kind, uint64_t generation,
                                uint64_t seed);
void kb_writer_done(KbWriter *writer);
/* Ends the section before. */
void kb_writer_section(KbWriter *writer, KbfSectionId id);
void kb_writer_put(KbWriter *writer, const void *bytes, size_t size);
/* Ends the last section and writes header and table. */
void kb_writer_finish(KbWriter *writer);

/* A whole section of the texts of `interner` in the order of their numbers; the offset of each is
 * the sum of kbf_text_bytes before it, plus one. */
void kb_writer_texts(KbWriter *writer, KbfSectionId id, const Interner *interner);
/* Bytes that a text takes; 0 for the empty one. */
uint64_t kbf_text_bytes(Str text);

/* The bytes of a row of that section; 1 for texts. */
size_t kbf_element_bytes(KbfSectionId id);

typedef struct {
    char *bytes;
    size_t used, room;
} TextBlock;

/* A text section while it grows: texts lie in blocks as they will in the file, and their offsets
 * are known at once. */
typedef struct {
    Arena *arena;
    List blocks;      /* TextBlock */
    uint64_t bytes;   /* offset 0 is the empty text */
} TextBlob;
TextBlob text_blob_new(Arena *arena);
/* Copies `text`. False: no memory, past KBF_TEXT_BYTES_MAX, or past 4 GiB of all texts. */
MUST_CHECK bool text_blob_add(TextBlob *blob, Str text, uint32_t *offset);
void text_blob_write(const TextBlob *blob, KbWriter *writer, KbfSectionId id);
