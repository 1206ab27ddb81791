/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/writer.h"

#include "kb/lookup.h"

#include <string.h>

enum { BLOB_BLOCK_BYTES = 1 << 20 };

static const uint32_t ELEMENT_BYTES[] = {
    [KBF_SOURCES] = sizeof(KbfSource),
    [KBF_FILES] = sizeof(KbfFile),
    [KBF_STRINGS] = 1,
    [KBF_TEXTS] = 1,
    [KBF_ECOSYSTEMS] = sizeof(uint32_t),
    [KBF_PACKAGE_HASH] = sizeof(KbfSlot),
    [KBF_PACKAGES] = sizeof(KbfPackage),
    [KBF_RANGES] = sizeof(KbRange),
    [KBF_LOWER_PREFIX] = sizeof(uint64_t),
    [KBF_UPPER_PREFIX] = sizeof(uint64_t),
    [KBF_VERSIONS] = sizeof(KbfVersion),
    [KBF_KEYS] = 1,
    [KBF_ADVISORIES] = sizeof(KbfAdvisory),
    [KBF_NAMES] = sizeof(uint32_t),
    [KBF_SCORES] = sizeof(KbfScore),
    [KBF_CWES] = sizeof(uint32_t),
    [KBF_TOUCHES] = sizeof(uint32_t),
    [KBF_MEMBERSHIPS] = sizeof(uint32_t),
    [KBF_CRITERIA] = sizeof(KbfCriterion),
    [KBF_NODES] = sizeof(KbfNode),
    [KBF_GROUPS] = sizeof(KbfGroup),
    [KBF_GROUP_IDS] = sizeof(uint32_t),
    [KBF_GROUP_RECORDS] = sizeof(uint32_t),
    [KBF_ID_HASH] = sizeof(KbfSlot),
    [KBF_IDS] = sizeof(KbfId),
    [KBF_ID_RECORDS] = sizeof(uint32_t),
    [KBF_PRODUCT_HASH] = sizeof(KbfSlot),
    [KBF_PRODUCT_NAMES] = sizeof(KbfId),
    [KBF_PRODUCT_PACKAGES] = sizeof(uint32_t),
    [KBF_WILDCARDS] = 1,
    [KBF_KEV_ROWS] = sizeof(KbfKev),
    [KBF_EPSS_ROWS] = sizeof(KbfEpss),
    [KBF_PRODUCTS] = sizeof(KbfProduct),
    [KBF_CYCLES] = sizeof(KbfCycle),
    [KBF_ORIGINS] = sizeof(KbfOrigin),
};
_Static_assert(ARRAY_LEN(ELEMENT_BYTES) == KBF_SECTIONS, "a size for every section");
_Static_assert(sizeof(KbRange) == 20, "KbRange is part of the format");

size_t kbf_element_bytes(KbfSectionId id)
{
    return ELEMENT_BYTES[id];
}

static void put_zeros(KbWriter *writer, uint64_t count)
{
    static const char ZEROS[KBF_ALIGN];

    for (; count; count -= count < KBF_ALIGN ? count : KBF_ALIGN)
        writer->sink.put(writer->sink.context,
                         (Str){ ZEROS, count < KBF_ALIGN ? (size_t)count : KBF_ALIGN });
}

static uint64_t table_end(void)
{
    return sizeof(KbfHeader) + sizeof((KbWriter *)0)->table;
}

bool kb_writer_start(KbWriter *writer, KbSink sink, KbfKind kind, uint64_t generation,
                     uint64_t seed)
{
    uint64_t room = (table_end() + KBF_ALIGN - 1) / KBF_ALIGN * KBF_ALIGN;

    *writer = (KbWriter){ .sink = sink, .hash = hash_stream_new(), .at = room };
    if (!writer->hash)
        return false;
    memcpy(writer->header.magic, KBF_MAGIC, sizeof writer->header.magic);
    writer->header.format = KBF_FORMAT;
    writer->header.kind = kind;
    writer->header.generation = generation;
    writer->header.seed = seed;
    put_zeros(writer, room);
    return true;
}

void kb_writer_done(KbWriter *writer)
{
    if (writer->hash)
        hash_stream_free(&writer->hash);
}

static void put_through(KbWriter *writer, Str bytes)
{
    if (!bytes.len)
        return;
    hash_stream_add(writer->hash, bytes);
    writer->sink.put(writer->sink.context, bytes);
}

static void flush(KbWriter *writer)
{
    put_through(writer, (Str){ writer->buffer, writer->buffered });
    writer->buffered = 0;
}

static void section_end(KbWriter *writer)
{
    uint64_t over;

    if (!writer->open)
        return;
    flush(writer);
    writer->open->hash = hash_stream_end(writer->hash);
    writer->at += writer->open->bytes;
    over = writer->at % KBF_ALIGN;
    if (over) {
        put_zeros(writer, KBF_ALIGN - over);
        writer->at += KBF_ALIGN - over;
    }
    writer->open = NULL;
}

void kb_writer_section(KbWriter *writer, KbfSectionId id)
{
    section_end(writer);
    assert(writer->header.section_count < KBF_SECTIONS);
    writer->open = &writer->table[writer->header.section_count++];
    *writer->open = (KbfSection){ .id = id,
                                  .element_bytes = (uint32_t)kbf_element_bytes(id),
                                  .offset = writer->at };
}

void kb_writer_put(KbWriter *writer, const void *bytes, size_t size)
{
    const char *from = bytes;

    writer->open->bytes += size;
    if (size >= sizeof writer->buffer) {
        flush(writer);
        put_through(writer, (Str){ from, size });
        return;
    }
    while (size) {
        size_t room = sizeof writer->buffer - writer->buffered, part = size < room ? size : room;

        memcpy(writer->buffer + writer->buffered, from, part);
        writer->buffered += part;
        from += part;
        size -= part;
        if (writer->buffered == sizeof writer->buffer)
            flush(writer);
    }
}

void kb_writer_finish(KbWriter *writer)
{
    Str header = { (const char *)&writer->header, sizeof writer->header };
    Str table;

    section_end(writer);
    table = (Str){ (const char *)writer->table,
                   writer->header.section_count * sizeof writer->table[0] };
    writer->header.file_bytes = writer->at;
    writer->header.table_hash =
        hash_xxh3(table, hash_xxh3(str_slice(header, 0, offsetof(KbfHeader, table_hash)), 0));
    writer->sink.put_at(writer->sink.context, 0, header);
    writer->sink.put_at(writer->sink.context, sizeof(KbfHeader), table);
    kb_writer_done(writer);
}

static size_t leb_write(uint64_t value, unsigned char out[10])
{
    size_t len = 0;

    for (; value >= 0x80; value >>= 7)
        out[len++] = (unsigned char)(value | 0x80);
    out[len++] = (unsigned char)value;
    return len;
}

uint64_t kbf_text_bytes(Str text)
{
    unsigned char leb[10];

    return text.len ? leb_write(text.len, leb) + text.len : 0;
}

static void put_text(KbWriter *writer, Str text)
{
    unsigned char leb[10];

    if (!text.len)
        return;
    kb_writer_put(writer, leb, leb_write(text.len, leb));
    kb_writer_put(writer, text.ptr, text.len);
}

void kb_writer_texts(KbWriter *writer, KbfSectionId id, const Interner *interner)
{
    kb_writer_section(writer, id);
    kb_writer_put(writer, "", 1);
    for (uint32_t i = 0; i < interner->texts.count; i++)
        put_text(writer, interner_text(interner, i));
}

TextBlob text_blob_new(Arena *arena)
{
    return (TextBlob){ .arena = arena, .blocks = list_new(arena, sizeof(TextBlock)), .bytes = 1 };
}

/* Room for `size` bytes behind the last text. */
static char *blob_room(TextBlob *blob, size_t size)
{
    TextBlock *last = blob->blocks.count
                          ? LIST_AT(&blob->blocks, TextBlock, blob->blocks.count - 1)
                          : NULL;
    size_t room = size > BLOB_BLOCK_BYTES ? size : BLOB_BLOCK_BYTES;

    if (!last || size > last->room - last->used) {
        last = LIST_ADD(&blob->blocks, TextBlock);
        if (last)
            *last = (TextBlock){ arena_alloc_raw(blob->arena, room), 0, room };
        if (!last || !last->bytes)
            return NULL;
    }
    last->used += size;
    return last->bytes + last->used - size;
}

bool text_blob_add(TextBlob *blob, Str text, uint32_t *offset)
{
    unsigned char leb[10];
    size_t head = leb_write(text.len, leb);
    char *at;

    *offset = 0;
    if (!text.len)
        return true;
    if (text.len > KBF_TEXT_BYTES_MAX || blob->bytes + head + text.len >= UINT32_MAX)
        return false;
    at = blob_room(blob, head + text.len);
    if (!at)
        return false;
    memcpy(at, leb, head);
    memcpy(at + head, text.ptr, text.len);
    *offset = (uint32_t)blob->bytes;
    blob->bytes += head + text.len;
    return true;
}

void text_blob_write(const TextBlob *blob, KbWriter *writer, KbfSectionId id)
{
    kb_writer_section(writer, id);
    kb_writer_put(writer, "", 1);
    for (uint32_t i = 0; i < blob->blocks.count; i++) {
        const TextBlock *block = LIST_AT(&blob->blocks, TextBlock, i);

        kb_writer_put(writer, block->bytes, block->used);
    }
}
