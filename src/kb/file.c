/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/file.h"

#include "base/hash.h"
#include "kb/writer.h"

#include <stdio.h>
#include <string.h>

#define RULE_NO_FILE  STR("kb.no-file")
#define RULE_FORMAT   STR("kb.format")
#define RULE_CUT      STR("kb.cut")
#define RULE_TABLE    STR("kb.table")
#define RULE_SECTION  STR("kb.section")
#define RULE_DAMAGED  STR("kb.damaged")

#define BIT(id) (UINT64_C(1) << (id))
_Static_assert(KBF_SECTIONS < 64, "a bit for every section");

/* What a file of a kind must hold. */
static const uint64_t NEEDED[KBF_KINDS] = {
    [KBF_BASE] = (BIT(KBF_KEV_ROWS) - 1) | BIT(KBF_ORIGINS),
    [KBF_KEV] = BIT(KBF_SOURCES) | BIT(KBF_FILES) | BIT(KBF_STRINGS) | BIT(KBF_KEV_ROWS),
    [KBF_EPSS] = BIT(KBF_SOURCES) | BIT(KBF_FILES) | BIT(KBF_STRINGS) | BIT(KBF_EPSS_ROWS),
    [KBF_SUPPORT] = BIT(KBF_SOURCES) | BIT(KBF_FILES) | BIT(KBF_STRINGS) | BIT(KBF_ID_HASH) |
                    BIT(KBF_IDS) | BIT(KBF_ID_RECORDS) | BIT(KBF_PRODUCTS) | BIT(KBF_CYCLES),
};

/* Tables that end with a sentinel, and tables that are probed by a mask. */
static const uint64_t WITH_SENTINEL = BIT(KBF_PACKAGES) | BIT(KBF_ADVISORIES) | BIT(KBF_GROUPS) |
                                      BIT(KBF_IDS) | BIT(KBF_PRODUCT_NAMES) | BIT(KBF_PRODUCTS) |
                                      BIT(KBF_ORIGINS);
static const uint64_t HASHED = BIT(KBF_PACKAGE_HASH) | BIT(KBF_ID_HASH) | BIT(KBF_PRODUCT_HASH) |
                               BIT(KBF_KEV_ROWS);

static bool refuse(Err *err, RuleId rule, uint64_t number)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%llu", (unsigned long long)number);

    return err_set(err, ERR_VERIFY, rule, (Str){ text, (size_t)len });
}

static bool header_check(Str bytes, KbfKind kind, KbfHeader *out, Err *err)
{
    if (bytes.len < sizeof *out || memcmp(bytes.ptr, KBF_MAGIC, sizeof out->magic) != 0)
        return err_set(err, ERR_VERIFY, RULE_NO_FILE);
    memcpy(out, bytes.ptr, sizeof *out);
    if (out->format != KBF_FORMAT || out->kind != (uint32_t)kind)
        return refuse(err, RULE_FORMAT, out->format);
    if (out->file_bytes != bytes.len || (uintptr_t)bytes.ptr % KB_FILE_ALIGN)
        return refuse(err, RULE_CUT, out->file_bytes);
    return true;
}

/* The table as bytes, when it is whole. */
static bool table_check(Str bytes, const KbfHeader *header, Str *out, Err *err)
{
    size_t size = header->section_count * sizeof(KbfSection);
    Str head = str_slice(bytes, 0, offsetof(KbfHeader, table_hash));

    if (header->section_count > KBF_SECTIONS || size > bytes.len - sizeof *header)
        return err_set(err, ERR_VERIFY, RULE_TABLE);
    *out = str_slice(bytes, sizeof *header, sizeof *header + size);
    if (hash_xxh3(*out, hash_xxh3(head, 0)) != header->table_hash)
        return err_set(err, ERR_VERIFY, RULE_TABLE);
    return true;
}

static bool is_power_of_two(uint64_t count)
{
    return count && (count & (count - 1)) == 0;
}

static bool section_check(Str bytes, const KbfSection *row, KbFile *out, Err *err)
{
    uint64_t count;

    if (row->id >= KBF_SECTIONS || out->section[row->id].at ||
        row->element_bytes != kbf_element_bytes((KbfSectionId)row->id) ||
        row->offset % KBF_ALIGN || row->offset > bytes.len ||
        row->bytes > bytes.len - row->offset || row->bytes % row->element_bytes)
        return refuse(err, RULE_SECTION, row->id);
    count = row->bytes / row->element_bytes;
    if (count > UINT32_MAX || ((BIT(row->id) & WITH_SENTINEL) && !count) ||
        ((BIT(row->id) & HASHED) && !is_power_of_two(count)))
        return refuse(err, RULE_SECTION, row->id);
    out->section[row->id] = (KbSection){ bytes.ptr + row->offset, (uint32_t)count };
    out->hash[row->id] = row->hash;
    return true;
}

bool kb_file_open(Str bytes, KbfKind kind, KbFile *out, Err *err)
{
    KbFile file = { .bytes = bytes };
    KbfHeader header;
    Str table;

    if (!header_check(bytes, kind, &header, err) || !table_check(bytes, &header, &table, err))
        return false;
    file.generation = header.generation;
    file.seed = header.seed;
    for (uint32_t i = 0; i < header.section_count; i++) {
        KbfSection row;

        memcpy(&row, table.ptr + i * sizeof row, sizeof row);
        if (!section_check(bytes, &row, &file, err))
            return false;
    }
    for (uint32_t id = 0; id < KBF_SECTIONS; id++)
        if ((NEEDED[kind] & BIT(id)) && !file.section[id].at)
            return refuse(err, RULE_SECTION, id);
    *out = file;
    return true;
}

bool kb_file_verify(const KbFile *file, Err *err)
{
    for (uint32_t id = 0; id < KBF_SECTIONS; id++) {
        const KbSection *section = &file->section[id];
        Str bytes = { section->at, section->count * kbf_element_bytes((KbfSectionId)id) };

        if (section->at && hash_xxh3(bytes, 0) != file->hash[id])
            return refuse(err, RULE_DAMAGED, id);
    }
    return true;
}

const void *kb_row(const KbFile *file, KbfSectionId id, uint32_t i)
{
    const KbSection *section = &file->section[id];

    if (i >= section->count)
        return NULL;
    return (const char *)section->at + i * kbf_element_bytes(id);
}

uint32_t kb_count(const KbFile *file, KbfSectionId id)
{
    return file->section[id].count;
}

Str kb_text(const KbFile *file, KbfSectionId id, uint32_t offset)
{
    const KbSection *section = &file->section[id];
    const unsigned char *bytes = section->at;
    uint64_t len = 0, at = offset;

    for (unsigned shift = 0; at < section->count && shift < 28; shift += 7) {
        unsigned char byte = bytes[at++];

        len |= (uint64_t)(byte & 0x7F) << shift;
        if (byte & 0x80)
            continue;
        if (len > KBF_TEXT_BYTES_MAX || len > section->count - at)
            break;
        return (Str){ (const char *)bytes + at, (size_t)len };
    }
    return (Str){ 0 };
}

uint32_t kb_text_end(const KbFile *file, KbfSectionId id, Str text)
{
    const KbSection *section = &file->section[id];

    return text.len ? (uint32_t)(text.ptr + text.len - (const char *)section->at)
                    : section->count;
}

uint32_t kb_span(const KbFile *file, KbfSectionId id, uint32_t first, uint32_t next)
{
    return first <= next && next <= file->section[id].count ? next - first : 0;
}

uint32_t kb_number(const KbFile *file, KbfSectionId id, uint32_t i)
{
    const uint32_t *row = kb_row(file, id, i);

    return row ? *row : KBF_NONE;
}
