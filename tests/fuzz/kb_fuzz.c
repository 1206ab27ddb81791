/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as a file of the knowledge base, and every question asked of it. The first byte says which
 * file; magic, format, size and table hash are made to fit, or nothing would get past the door. */
#include "base/hash.h"
#include "kb/open.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 8, ARENA_BYTES = 1 << 22, ROWS_ASKED = 300 };

static size_t sum; /* what is read must be readable: it is added up */

static void look(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        sum += (unsigned char)text.ptr[i];
}

static void sign(char *bytes, size_t size)
{
    KbfHeader header;
    size_t table;

    memcpy(&header, bytes, sizeof header);
    memcpy(header.magic, KBF_MAGIC, sizeof header.magic);
    header.format = KBF_FORMAT;
    header.file_bytes = size;
    memcpy(bytes, &header, sizeof header);
    table = header.section_count * sizeof(KbfSection);
    if (header.section_count > KBF_SECTIONS || table > size - sizeof header)
        return;
    header.table_hash =
        hash_xxh3((Str){ bytes + sizeof header, table },
                  hash_xxh3((Str){ bytes, offsetof(KbfHeader, table_hash) }, 0));
    memcpy(bytes, &header, sizeof header);
}

static void ask_package(const Kb *kb, Str ecosystem, Str name)
{
    KbPackage package;

    look(ecosystem);
    look(name);
    if (!kb_package(kb, ecosystem, name, &package))
        return;
    for (uint32_t i = 0; i < package.count && i < ROWS_ASKED; i++) {
        KbVersion lower = kb_version(kb, package.ranges[i].lower);
        KbVersion upper = kb_version(kb, package.ranges[i].upper);
        KbCriterion criterion;
        KbNode node;

        look(lower.text);
        look(lower.key);
        look(upper.text);
        sum += package.lower_prefix[i] + package.upper_prefix[i];
        if (kb_range_criterion(kb, &package.ranges[i], &criterion))
            look(criterion.cpe);
        if (kb_tree(kb, package.ranges[i].extra, &node))
            sum += node.span;
    }
}

static void ask_group(const Kb *kb, uint32_t number)
{
    KbGroup group;

    if (!kb_group(kb, number, &group))
        return;
    look(group.primary);
    for (uint32_t i = 0; i < group.id_count && i < ROWS_ASKED; i++)
        look(kb_group_id(kb, &group, i));
    for (uint32_t i = 0; i < group.advisory_count && i < ROWS_ASKED; i++)
        sum += kb_group_advisory(kb, &group, i);
}

static void ask_advisory(const Kb *kb, uint32_t number)
{
    uint32_t found[ROOM];
    KbPackageName touched[ROOM] = { 0 };
    KbAdvisory advisory;
    ScanScore score;
    ScoreSource by;
    uint32_t count;

    if (!kb_advisory(kb, number, &advisory))
        return;
    look(advisory.id);
    look(advisory.summary);
    look(kb_source_id(kb, advisory.source));
    for (uint32_t i = 0; i < advisory.score_count && i < ROWS_ASKED; i++)
        if (kb_score(kb, advisory.first_score + i, &score, &by)) {
            look(score.vector);
            look(score.source);
        }
    for (uint32_t i = 0; i < advisory.cwe_count && i < ROWS_ASKED; i++)
        look(kb_advisory_cwe(kb, &advisory, i));
    for (uint32_t i = 0; i < advisory.group_count && i < ROWS_ASKED; i++)
        ask_group(kb, kb_advisory_group(kb, &advisory, i));
    count = kb_touches(kb, number, touched, ROOM);
    for (uint32_t i = 0; i < count && i < ROOM; i++)
        ask_package(kb, touched[i].ecosystem, touched[i].name);
    sum += kb_find(kb, advisory.id, found, ROOM);
}

static void ask_all(const Kb *kb)
{
    static const char *const NAMES[] = { "pump", "pkg:generic/postgresql", "postgresql", "" };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Str names[ROOM], ends, source;
    ScanDatabase database;
    int64_t date_s;

    for (uint32_t i = 0; i <= kb_advisory_count(kb) && i < ROWS_ASKED; i++)
        ask_advisory(kb, i);
    for (uint32_t i = 0; i < ROWS_ASKED; i++) {
        KbCriterion criterion;
        KbNode node;

        ask_group(kb, i);
        if (kb_tree(kb, i, &node))
            sum += node.criterion_count;
        if (kb_criterion(kb, i, &criterion))
            look(criterion.cpe);
    }
    ask_package(kb, STR("cpe"), STR("*"));
    for (uint32_t i = 0, place = 0; i < ROWS_ASKED; i++)
        look(kb_wildcard_next(kb, &place));
    ask_package(kb, STR("npm"), STR("sealed"));
    if (kb_database(kb, &arena, &database))
        for (size_t i = 0; i < database.source_count; i++)
            look(database.sources[i].id);
    sum += kb_has_ecosystem(kb, STR("npm")) + kb_source_date(kb, STR("kev"), &date_s);
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        uint32_t count = kb_products(kb, str_of(NAMES[i]), names, ROOM);

        for (uint32_t k = 0; k < count && k < ROOM; k++)
            look(names[k]);
        if (kb_support(kb, str_of(NAMES[i]), STR("15.4"), &arena, &ends, &source))
            look(ends);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES + size);
    Str files[KBF_KINDS] = { 0 };
    char *bytes;
    Err err = { 0 };
    Kb *kb;

    if (size < 1 + sizeof(KbfHeader))
        return 0;
    bytes = arena_alloc_raw(&arena, size - 1);
    if (!bytes)
        return 0;
    memcpy(bytes, data + 1, size - 1);
    sign(bytes, size - 1);
    files[data[0] % KBF_KINDS] = (Str){ bytes, size - 1 };
    if (!kb_open_memory(files, &kb, &err))
        return 0;
    ask_all(kb);
    (void)!kb_verify(kb, &err);
    kb_close(kb);
    return 0;
}
