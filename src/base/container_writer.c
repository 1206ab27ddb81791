/* SPDX-License-Identifier: Apache-2.0 */
#include "base/container_writer.h"

#include <string.h>

enum { BLOB_BLOCK_BYTES = 1 << 20 };

static void put_zeros(ContainerWriter *writer, uint64_t count)
{
    static const char ZEROS[CONTAINER_ALIGN];

    for (; count; count -= count < CONTAINER_ALIGN ? count : CONTAINER_ALIGN)
        writer->sink.put(writer->sink.context,
                         (Str){ ZEROS, count < CONTAINER_ALIGN ? (size_t)count : CONTAINER_ALIGN });
}

bool container_writer_start(ContainerWriter *writer, ContainerSink sink,
                            const ContainerShape *shape, const ContainerName *name)
{
    uint64_t room = sizeof(ContainerHeader) + shape->section_count * sizeof(ContainerSection);

    room = (room + CONTAINER_ALIGN - 1) / CONTAINER_ALIGN * CONTAINER_ALIGN;
    *writer = (ContainerWriter){ .sink = sink, .shape = shape, .hash = hash_stream_new(),
                                 .at = room };
    if (!writer->hash)
        return false;
    memcpy(writer->header.magic, shape->magic, sizeof writer->header.magic);
    writer->header.format = shape->format;
    writer->header.kind = name->kind;
    writer->header.generation = name->generation;
    writer->header.seed = name->seed;
    put_zeros(writer, room);
    return true;
}

void container_writer_done(ContainerWriter *writer)
{
    if (writer->hash)
        hash_stream_free(&writer->hash);
}

static void put_through(ContainerWriter *writer, Str bytes)
{
    if (!bytes.len)
        return;
    hash_stream_add(writer->hash, bytes);
    writer->sink.put(writer->sink.context, bytes);
}

static void flush(ContainerWriter *writer)
{
    put_through(writer, (Str){ writer->buffer, writer->buffered });
    writer->buffered = 0;
}

static void section_end(ContainerWriter *writer)
{
    uint64_t over;

    if (!writer->open)
        return;
    flush(writer);
    writer->open->hash = hash_stream_end(writer->hash);
    writer->at += writer->open->bytes;
    over = writer->at % CONTAINER_ALIGN;
    if (over) {
        put_zeros(writer, CONTAINER_ALIGN - over);
        writer->at += CONTAINER_ALIGN - over;
    }
    writer->open = NULL;
}

void container_writer_section(ContainerWriter *writer, uint32_t id)
{
    section_end(writer);
    assert(writer->header.section_count < writer->shape->section_count);
    writer->open = &writer->table[writer->header.section_count++];
    *writer->open = (ContainerSection){ .id = id,
                                       .element_bytes = writer->shape->element_bytes[id],
                                       .offset = writer->at };
}

void container_writer_put(ContainerWriter *writer, const void *bytes, size_t size)
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

void container_writer_finish(ContainerWriter *writer)
{
    Str header = { (const char *)&writer->header, sizeof writer->header };
    Str table;

    section_end(writer);
    table = (Str){ (const char *)writer->table,
                   writer->header.section_count * sizeof writer->table[0] };
    writer->header.file_bytes = writer->at;
    writer->header.table_hash =
        hash_xxh3(table, hash_xxh3(str_slice(header, 0, offsetof(ContainerHeader, table_hash)), 0));
    writer->sink.put_at(writer->sink.context, 0, header);
    writer->sink.put_at(writer->sink.context, sizeof(ContainerHeader), table);
    container_writer_done(writer);
}

static size_t leb_write(uint64_t value, unsigned char out[10])
{
    size_t len = 0;

    for (; value >= 0x80; value >>= 7)
        out[len++] = (unsigned char)(value | 0x80);
    out[len++] = (unsigned char)value;
    return len;
}

uint64_t container_text_bytes(Str text)
{
    unsigned char leb[10];

    return text.len ? leb_write(text.len, leb) + text.len : 0;
}

void container_writer_text(ContainerWriter *writer, Str text)
{
    unsigned char leb[10];

    if (!text.len)
        return;
    container_writer_put(writer, leb, leb_write(text.len, leb));
    container_writer_put(writer, text.ptr, text.len);
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

bool text_blob_keep(TextBlob *blob, Str text, uint32_t *offset, Str *kept)
{
    unsigned char leb[10];
    size_t head = leb_write(text.len, leb);
    char *at;

    *offset = 0;
    *kept = (Str){ 0 };
    if (!text.len)
        return true;
    if (text.len > CONTAINER_TEXT_BYTES_MAX || blob->bytes + head + text.len >= UINT32_MAX)
        return false;
    at = blob_room(blob, head + text.len);
    if (!at)
        return false;
    memcpy(at, leb, head);
    memcpy(at + head, text.ptr, text.len);
    *kept = (Str){ at + head, text.len };
    *offset = (uint32_t)blob->bytes;
    blob->bytes += head + text.len;
    return true;
}

bool text_blob_add(TextBlob *blob, Str text, uint32_t *offset)
{
    Str kept;

    return text_blob_keep(blob, text, offset, &kept);
}

void text_blob_write(const TextBlob *blob, ContainerWriter *writer, uint32_t id)
{
    container_writer_section(writer, id);
    container_writer_put(writer, "", 1);
    for (uint32_t i = 0; i < blob->blocks.count; i++) {
        const TextBlock *block = LIST_AT(&blob->blocks, TextBlock, i);

        container_writer_put(writer, block->bytes, block->used);
    }
}
