/* SPDX-License-Identifier: Apache-2.0 */
/* writer.h — writes one file of the knowledge base, section after section: base/container_writer.h
 * with the sections of format.h.
 */
#pragma once

#include "base/container_writer.h"
#include "kb/file.h"
#include "kb/intern.h"

typedef ContainerSink KbSink;
typedef ContainerWriter KbWriter;

/* The seed may not be known to who writes the feeds: a hash of their digests. False: no memory.
 * The writer is ended by kb_writer_finish or kb_writer_done. */
MUST_CHECK bool kb_writer_start(KbWriter *writer, KbSink sink, KbfKind kind, uint64_t generation,
                                uint64_t seed);

static inline void kb_writer_done(KbWriter *writer)
{
    container_writer_done(writer);
}

/* Ends the section before. */
static inline void kb_writer_section(KbWriter *writer, KbfSectionId id)
{
    container_writer_section(writer, id);
}

static inline void kb_writer_put(KbWriter *writer, const void *bytes, size_t size)
{
    container_writer_put(writer, bytes, size);
}

/* Ends the last section and writes header and table. */
static inline void kb_writer_finish(KbWriter *writer)
{
    container_writer_finish(writer);
}

/* A whole section of the texts of `interner` in the order of their numbers; the offset of each is
 * the sum of kbf_text_bytes before it, plus one. */
void kb_writer_texts(KbWriter *writer, KbfSectionId id, const Interner *interner);

/* Bytes that a text takes; 0 for the empty one. */
static inline uint64_t kbf_text_bytes(Str text)
{
    return container_text_bytes(text);
}
