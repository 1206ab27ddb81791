/* SPDX-License-Identifier: Apache-2.0 */
#include "base/container.h"

#include "base/hash.h"

#include <stdio.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are mapped as they lie");
_Static_assert(sizeof(ContainerHeader) == 64, "the header is the format");
_Static_assert(sizeof(ContainerSection) == 32, "the table is the format");

static bool refuse(const ContainerShape *shape, ContainerRule rule, uint64_t number, Err *err)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%llu", (unsigned long long)number);

    return err_set(err, ERR_VERIFY, shape->rules[rule], (Str){ text, (size_t)len });
}

static bool header_check(Str bytes, const ContainerShape *shape, uint32_t kind,
                         ContainerHeader *out, Err *err)
{
    if (bytes.len < sizeof *out || memcmp(bytes.ptr, shape->magic, sizeof out->magic) != 0)
        return err_set(err, ERR_VERIFY, shape->rules[CONTAINER_NO_FILE]);
    memcpy(out, bytes.ptr, sizeof *out);
    if (out->format != shape->format || out->kind != kind || kind >= shape->kind_count)
        return refuse(shape, CONTAINER_FORMAT, out->format, err);
    if (out->file_bytes != bytes.len || (uintptr_t)bytes.ptr % CONTAINER_MEMORY_ALIGN)
        return refuse(shape, CONTAINER_CUT, out->file_bytes, err);
    return true;
}

/* The table as bytes, when it is whole. */
static bool table_check(Str bytes, const ContainerShape *shape, const ContainerHeader *header,
                        Str *out, Err *err)
{
    size_t size = header->section_count * sizeof(ContainerSection);
    Str head = str_slice(bytes, 0, offsetof(ContainerHeader, table_hash));

    if (header->section_count > shape->section_count || size > bytes.len - sizeof *header)
        return err_set(err, ERR_VERIFY, shape->rules[CONTAINER_TABLE]);
    *out = str_slice(bytes, sizeof *header, sizeof *header + size);
    if (hash_xxh3(*out, hash_xxh3(head, 0)) != header->table_hash)
        return err_set(err, ERR_VERIFY, shape->rules[CONTAINER_TABLE]);
    return true;
}

static bool is_power_of_two(uint64_t count)
{
    return count && (count & (count - 1)) == 0;
}

static bool section_check(const ContainerSection *row, Container *out, Err *err)
{
    const ContainerShape *shape = out->shape;
    uint64_t count, bit;

    if (row->id >= shape->section_count || out->section[row->id].at ||
        row->element_bytes != shape->element_bytes[row->id] ||
        row->offset % CONTAINER_ALIGN || row->offset > out->bytes.len ||
        row->bytes > out->bytes.len - row->offset || row->bytes % row->element_bytes)
        return refuse(shape, CONTAINER_SECTION, row->id, err);
    count = row->bytes / row->element_bytes;
    bit = CONTAINER_BIT(row->id);
    if (count > UINT32_MAX || ((bit & shape->with_sentinel) && !count) ||
        ((bit & shape->hashed) && !is_power_of_two(count)))
        return refuse(shape, CONTAINER_SECTION, row->id, err);
    out->section[row->id] = (ContainerRows){ out->bytes.ptr + row->offset, (uint32_t)count,
                                             row->element_bytes };
    out->hash[row->id] = row->hash;
    return true;
}

bool container_open(Str bytes, const ContainerShape *shape, uint32_t kind, Container *out,
                    Err *err)
{
    Container file = { .bytes = bytes, .shape = shape };
    ContainerHeader header;
    Str table;

    if (!header_check(bytes, shape, kind, &header, err) ||
        !table_check(bytes, shape, &header, &table, err))
        return false;
    file.generation = header.generation;
    file.seed = header.seed;
    for (uint32_t i = 0; i < header.section_count; i++) {
        ContainerSection row;

        memcpy(&row, table.ptr + i * sizeof row, sizeof row);
        if (!section_check(&row, &file, err))
            return false;
    }
    for (uint32_t id = 0; id < shape->section_count; id++)
        if ((shape->needed[kind] & CONTAINER_BIT(id)) && !file.section[id].at)
            return refuse(shape, CONTAINER_SECTION, id, err);
    *out = file;
    return true;
}

bool container_verify(const Container *file, Err *err)
{
    for (uint32_t id = 0; file->shape && id < file->shape->section_count; id++) {
        const ContainerRows *rows = &file->section[id];
        Str bytes = { rows->at, (size_t)rows->count * rows->size };

        if (rows->at && hash_xxh3(bytes, 0) != file->hash[id])
            return refuse(file->shape, CONTAINER_DAMAGED, id, err);
    }
    return true;
}

const void *container_row(const Container *file, uint32_t id, uint32_t i)
{
    const ContainerRows *rows = &file->section[id];

    return i < rows->count ? (const char *)rows->at + (size_t)i * rows->size : NULL;
}

uint32_t container_number(const Container *file, uint32_t id, uint32_t i)
{
    const uint32_t *row = container_row(file, id, i);

    return row ? *row : CONTAINER_NONE;
}

Str container_text(const Container *file, uint32_t id, uint32_t offset)
{
    const ContainerRows *rows = &file->section[id];
    const unsigned char *bytes = rows->at;
    uint64_t len = 0, at = offset;

    for (unsigned shift = 0; at < rows->count && shift < 28; shift += 7) {
        unsigned char byte = bytes[at++];

        len |= (uint64_t)(byte & 0x7F) << shift;
        if (byte & 0x80)
            continue;
        if (len > CONTAINER_TEXT_BYTES_MAX || len > rows->count - at)
            break;
        return (Str){ (const char *)bytes + at, (size_t)len };
    }
    return (Str){ 0 };
}

uint32_t container_text_end(const Container *file, uint32_t id, Str text)
{
    const ContainerRows *rows = &file->section[id];

    return text.len ? (uint32_t)(text.ptr + text.len - (const char *)rows->at) : rows->count;
}
