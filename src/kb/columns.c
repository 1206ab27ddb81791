/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/columns.h"

#include "base/halving.h"
#include "ident/cpe.h"
#include "ident/ecosystem.h"
#include "ident/purl.h"
#include "kb/names.h"

#include <stdlib.h>
#include <string.h>

enum { IDENTIFIER_BYTES = 1 << 16 };

typedef struct {
    uint32_t name, first_cycle;
} ColumnProduct;

typedef struct {
    uint32_t text, product;
} ColumnIdentifier;

Columns columns_new(Arena *arena, FeedKind kind)
{
    return (Columns){ .arena = arena,
                      .kind = kind,
                      .kev = list_new(arena, sizeof(KbfKev)),
                      .epss = list_new(arena, sizeof(KbfEpss)),
                      .strings = interner_new(arena),
                      .products = list_new(arena, sizeof(ColumnProduct)),
                      .cycles = list_new(arena, sizeof(KbfCycle)),
                      .identifiers = list_new(arena, sizeof(ColumnIdentifier)) };
}

bool columns_kev(Columns *columns, const KevEntry *entry, bool *refused)
{
    uint64_t cve = kb_cve_number(entry->cve);
    KbfKev *row;

    *refused = !cve;
    if (!cve)
        return true;
    row = LIST_ADD(&columns->kev, KbfKev);
    if (row)
        *row = (KbfKev){ .cve = cve,
                         .date_added = entry->date_added,
                         .due_date = entry->due_date,
                         .ransomware = entry->ransomware };
    return row != NULL;
}

bool columns_epss(Columns *columns, const EpssRow *entry, bool *refused)
{
    uint64_t cve = kb_cve_number(entry->cve);
    KbfEpss *row;

    *refused = !cve;
    if (!cve)
        return true;
    row = LIST_ADD(&columns->epss, KbfEpss);
    if (row)
        *row = (KbfEpss){ cve, entry->score_e5, entry->percentile_e5 };
    return row != NULL;
}

/* identifiers ------------------------------------------------------------------------------ */

/* None for a distribution's package: the sources speak of what its author releases, and the
 * distribution goes on mending what the author has left (and may stop before). */
static bool purl_identifier(Str text, Arena *arena, Str *out)
{
    Err err = { 0 };
    Purl purl;

    *out = (Str){ 0 };
    if (!purl_parse(text, arena, &purl, &err))
        return !err_is_no_memory(&err);
    if (ecosystem_is_distribution(purl.type))
        return true;
    purl.version = purl.subpath = (Str){ 0 };
    purl.qualifier_count = 0;
    return purl_format(&purl, arena, out, &err) || !err_is_no_memory(&err);
}

static bool cpe_identifier(Str text, Arena *arena, Str *out)
{
    Err err = { 0 };
    char *at;
    Cpe cpe;

    *out = (Str){ 0 };
    if (!cpe_parse(text, arena, &cpe, &err))
        return !err_is_no_memory(&err);
    at = arena_alloc_raw(arena, text.len * 2 + 3);
    if (!at)
        return false;
    out->ptr = at;
    for (int i = CPE_PART; i <= CPE_PRODUCT; i++) {
        if (i > CPE_PART)
            *at++ = ':';
        memcpy(at, cpe.value[i].ptr, cpe.value[i].len);
        at += cpe.value[i].len;
    }
    out->len = (size_t)(at - out->ptr);
    return true;
}

bool columns_identifier(Str text, Arena *arena, Str *out)
{
    char *copy;

    if (text.len > PURL_BYTES_MAX) {
        *out = (Str){ 0 };
        return true;
    }
    if (str_starts(text, STR("pkg:")))
        return purl_identifier(text, arena, out);
    if (str_starts(text, STR("cpe:")))
        return cpe_identifier(text, arena, out);
    copy = arena_alloc_raw(arena, text.len);
    if (!copy)
        return false;
    for (size_t i = 0; i < text.len; i++)
        copy[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] + 'a' - 'A')
                                                           : text.ptr[i];
    *out = (Str){ copy, text.len };
    return true;
}

static bool identifier_add(Columns *columns, Str text, uint32_t product)
{
    CLEANUP(arena_done) Arena scratch = arena_new(IDENTIFIER_BYTES);
    ColumnIdentifier *row;
    uint32_t number;
    Str plain;

    if (!columns_identifier(text, &scratch, &plain))
        return false;
    if (!plain.len)
        return true;
    if (!intern(&columns->strings, plain, &number))
        return false;
    row = LIST_ADD(&columns->identifiers, ColumnIdentifier);
    if (row)
        *row = (ColumnIdentifier){ number, product };
    return row != NULL;
}

static bool product_add(Columns *columns, const SupportCycle *cycle, uint32_t name)
{
    uint32_t product = columns->products.count;
    ColumnProduct *row = LIST_ADD(&columns->products, ColumnProduct);

    if (!row)
        return false;
    *row = (ColumnProduct){ name, columns->cycles.count };
    for (size_t i = 0; i < cycle->identifier_count; i++)
        if (!identifier_add(columns, cycle->identifiers[i], product))
            return false;
    return identifier_add(columns, cycle->product, product);
}

bool columns_support(Columns *columns, const SupportCycle *cycle)
{
    uint32_t name, text, last = columns->products.count;
    KbfCycle *row;

    if (!intern(&columns->strings, cycle->product, &name) ||
        !intern(&columns->strings, cycle->cycle, &text))
        return false;
    if (!last || LIST_AT(&columns->products, ColumnProduct, last - 1)->name != name)
        if (!product_add(columns, cycle, name))
            return false;
    row = LIST_ADD(&columns->cycles, KbfCycle);
    if (row)
        *row = (KbfCycle){ text, cycle->kind, cycle->ends };
    return row != NULL;
}

/* writing ---------------------------------------------------------------------------------- */

/* Offsets of the texts by number; the texts are written as they are numbered. */
static uint32_t *text_offsets(const Interner *strings, Arena *arena)
{
    uint32_t *offsets = ARENA_ARRAY(arena, uint32_t, strings->texts.count);
    uint64_t at = 1;

    for (uint32_t i = 0; offsets && i < strings->texts.count; i++) {
        uint64_t bytes = kbf_text_bytes(interner_text(strings, i));

        offsets[i] = bytes ? (uint32_t)at : 0;
        at += bytes;
        if (at >= UINT32_MAX)
            return NULL;
    }
    return offsets;
}

static uint32_t room_for(uint32_t count)
{
    uint32_t room = 8;

    while ((uint64_t)room * 6 < (uint64_t)count * 10)
        room *= 2;
    return room;
}

/* A CVE that stands twice: the earlier dates, and ransomware if either says so. */
static KbfKev kev_worse(const KbfKev *a, const KbfKev *b)
{
    KbfKev worse = *b;

    if (!a->cve)
        return worse;
    if (a->date_added != INT32_MIN && (a->date_added < b->date_added || b->date_added == INT32_MIN))
        worse.date_added = a->date_added;
    if (a->due_date != INT32_MIN && (a->due_date < b->due_date || b->due_date == INT32_MIN))
        worse.due_date = a->due_date;
    worse.ransomware |= a->ransomware;
    return worse;
}

static bool put_kev(const Columns *columns, KbWriter *writer, KbfSource *out)
{
    uint32_t room = room_for(columns->kev.count), mask = room - 1;
    KbfKev *rows = ARENA_ARRAY(columns->arena, KbfKev, room);

    for (uint32_t i = 0; rows && i < columns->kev.count; i++) {
        const KbfKev *row = LIST_AT(&columns->kev, KbfKev, i);
        uint32_t at = (uint32_t)kbf_cve_hash(row->cve, writer->header.seed) & mask;

        while (rows[at].cve && rows[at].cve != row->cve)
            at = (at + 1) & mask;
        out->records += !rows[at].cve;
        out->replaced += rows[at].cve != 0;
        rows[at] = kev_worse(&rows[at], row);
    }
    if (rows) {
        kb_writer_section(writer, KBF_KEV_ROWS);
        kb_writer_put(writer, rows, room * sizeof *rows);
    }
    return rows != NULL;
}

static int epss_compare(const void *a_, const void *b_)
{
    const KbfEpss *a = a_, *b = b_;

    if (a->cve != b->cve)
        return a->cve < b->cve ? -1 : 1;
    if (a->score_e5 != b->score_e5)
        return a->score_e5 > b->score_e5 ? -1 : 1;
    return (a->percentile_e5 < b->percentile_e5) - (a->percentile_e5 > b->percentile_e5);
}

/* All rows by CVE; the feed has them so, and then nothing is sorted. A CVE that stands twice has
 * its higher score first. */
static KbfEpss *epss_sorted(const Columns *columns)
{
    uint32_t count = columns->epss.count;
    KbfEpss *rows = arena_alloc_raw(columns->arena, (size_t)count * sizeof *rows);
    bool sorted = true;

    for (uint32_t i = 0; rows && i < count; i++) {
        rows[i] = *LIST_AT(&columns->epss, KbfEpss, i);
        sorted = sorted && (i == 0 || rows[i - 1].cve < rows[i].cve);
    }
    if (rows && !sorted)
        qsort(rows, count, sizeof *rows, epss_compare);
    return rows;
}

static bool put_epss(const Columns *columns, KbWriter *writer, KbfSource *out)
{
    KbfEpss *rows = epss_sorted(columns);
    uint32_t kept = 0;

    for (uint32_t i = 0; rows && i < columns->epss.count; i++)
        if (!kept || rows[kept - 1].cve != rows[i].cve)
            rows[kept++] = rows[i];
    if (!rows)
        return false;
    out->records += kept;
    out->replaced += columns->epss.count - kept;
    kb_writer_section(writer, KBF_EPSS_ROWS);
    kb_writer_put(writer, rows, kept * sizeof *rows);
    return true;
}

static void put_products(const Columns *columns, KbWriter *writer, const uint32_t *offsets)
{
    KbfProduct sentinel = { 0, columns->cycles.count };

    kb_writer_section(writer, KBF_PRODUCTS);
    for (uint32_t i = 0; i < columns->products.count; i++) {
        const ColumnProduct *from = LIST_AT(&columns->products, ColumnProduct, i);
        KbfProduct row = { offsets[from->name], from->first_cycle };

        kb_writer_put(writer, &row, sizeof row);
    }
    kb_writer_put(writer, &sentinel, sizeof sentinel);
    kb_writer_section(writer, KBF_CYCLES);
    for (uint32_t i = 0; i < columns->cycles.count; i++) {
        KbfCycle row = *LIST_AT(&columns->cycles, KbfCycle, i);

        row.cycle = offsets[row.cycle];
        kb_writer_put(writer, &row, sizeof row);
    }
}

/* Identifiers in the order of first sight, the products of each in the order of the feed. */
typedef struct {
    PairMap numbers;         /* text → identifier */
    uint32_t *text, *first;  /* by identifier; first[] as counts, then as starts */
    uint32_t *products;
} IdentifierTable;

static bool identifiers_gather(const Columns *columns, IdentifierTable *out)
{
    uint32_t count = columns->identifiers.count, number;
    Arena *arena = columns->arena;
    bool fresh;

    *out = (IdentifierTable){ .numbers = pair_map_new(arena),
                              .text = ARENA_ARRAY(arena, uint32_t, count),
                              .first = ARENA_ARRAY(arena, uint32_t, (size_t)count + 2),
                              .products = ARENA_ARRAY(arena, uint32_t, count) };
    if (!out->text || !out->first || !out->products)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const ColumnIdentifier *row = LIST_AT(&columns->identifiers, ColumnIdentifier, i);

        if (!pair_map_add(&out->numbers, row->text, 0, &number, &fresh))
            return false;
        out->text[number] = row->text;
        out->first[number + 2]++;
    }
    for (uint32_t n = 0; n < out->numbers.count; n++)
        out->first[n + 2] += out->first[n + 1];
    for (uint32_t i = 0; i < count; i++) {
        const ColumnIdentifier *row = LIST_AT(&columns->identifiers, ColumnIdentifier, i);

        if (!pair_map_add(&out->numbers, row->text, 0, &number, &fresh))
            return false;
        out->products[out->first[number + 1]++] = row->product;
    }
    return true;
}

static bool put_identifiers(const Columns *columns, KbWriter *writer, const uint32_t *offsets)
{
    uint32_t room = room_for(columns->identifiers.count), mask = room - 1;
    KbfSlot *slots = ARENA_ARRAY(columns->arena, KbfSlot, room);
    IdentifierTable table;

    if (!slots || !identifiers_gather(columns, &table))
        return false;
    kb_writer_section(writer, KBF_IDS);
    for (uint32_t n = 0; n <= table.numbers.count; n++) {
        bool last = n == table.numbers.count;
        KbfId row = { last ? 0 : offsets[table.text[n]], table.first[n] };
        Str text = last ? (Str){ 0 } : interner_text(&columns->strings, table.text[n]);
        uint64_t hash = kbf_hash(text, writer->header.seed);
        uint32_t at = (uint32_t)hash & mask;

        kb_writer_put(writer, &row, sizeof row);
        while (!last && slots[at].row)
            at = (at + 1) & mask;
        if (!last)
            slots[at] = (KbfSlot){ (uint32_t)(hash >> 32), n + 1 };
    }
    kb_writer_section(writer, KBF_ID_RECORDS);
    kb_writer_put(writer, table.products, columns->identifiers.count * sizeof *table.products);
    kb_writer_section(writer, KBF_ID_HASH);
    kb_writer_put(writer, slots, room * sizeof *slots);
    return true;
}

static bool put_manifest(Interner *strings, const BuildSource *source, Arena *arena,
                         KbWriter *writer, KbfSource *row)
{
    uint32_t id, digest, *numbers = ARENA_ARRAY(arena, uint32_t, 2 * (size_t)source->file_count);
    const uint32_t *offsets;

    if (!numbers || !intern(strings, source->id, &id) || !intern(strings, source->digest, &digest))
        return false;
    for (uint32_t f = 0; f < source->file_count; f++)
        if (!intern(strings, source->files[f].name, &numbers[2 * f]) ||
            !intern(strings, source->files[f].digest, &numbers[2 * f + 1]))
            return false;
    offsets = text_offsets(strings, arena);
    if (!offsets)
        return false;
    row->date_s = row->records ? row->date_s : 0; /* nothing is of no time */
    row->id = offsets[id];
    row->digest = offsets[digest];
    kb_writer_section(writer, KBF_SOURCES);
    kb_writer_put(writer, row, sizeof *row);
    kb_writer_section(writer, KBF_FILES);
    for (uint32_t f = 0; f < source->file_count; f++) {
        KbfFile file = { source->files[f].bytes, offsets[numbers[2 * f]],
                         offsets[numbers[2 * f + 1]] };

        kb_writer_put(writer, &file, sizeof file);
    }
    return true;
}

static bool put_rows(const Columns *columns, const uint32_t *offsets, KbWriter *writer,
                     KbfSource *out)
{
    switch (columns->kind) {
    case FEED_KEV:
        return put_kev(columns, writer, out);
    case FEED_EPSS:
        return put_epss(columns, writer, out);
    case FEED_EOL:
        put_products(columns, writer, offsets);
        out->records = columns->products.count;
        return put_identifiers(columns, writer, offsets);
    case FEED_NONE:
    case FEED_OSV:
    case FEED_NVD:
    case FEED_CVE:
    case FEED_KINDS:
        break;
    }
    return false;
}

bool columns_write(const Columns *columns, const BuildSource *source, KbWriter *writer,
                   KbfSource *out, Err *err)
{
    KbfSource row = { .date_s = source->date_s,
                      .refused = source->refused,
                      .left_out = source->left_out,
                      .kind = source->kind };
    Interner strings = columns->strings;
    const uint32_t *offsets = text_offsets(&strings, columns->arena);

    if (!offsets || !put_rows(columns, offsets, writer, &row) ||
        !put_manifest(&strings, source, columns->arena, writer, &row))
        return err_no_memory(err);
    kb_writer_texts(writer, KBF_STRINGS, &strings);
    *out = row;
    return true;
}

/* look-up ---------------------------------------------------------------------------------- */

/* A row is where probing meets it; a full table of strangers ends after one round. */
const KbfKev *columns_find_kev(const KbFile *file, uint64_t cve)
{
    uint32_t count = kb_count(file, KBF_KEV_ROWS), at = (uint32_t)kbf_cve_hash(cve, file->seed);

    for (uint32_t i = 0; cve && i < count; i++) {
        const KbfKev *row = KB_ROW(file, KBF_KEV_ROWS, KbfKev, (at + i) & (count - 1));

        if (!row || !row->cve)
            return NULL;
        if (row->cve == cve)
            return row;
    }
    return NULL;
}

/* In rows of strangers that are not sorted the search ends all the same. */
const KbfEpss *columns_find_epss(const KbFile *file, uint64_t cve)
{
    Halving half = halving_of(kb_count(file, KBF_EPSS_ROWS));

    while (halving_next(&half)) {
        const KbfEpss *row = KB_ROW(file, KBF_EPSS_ROWS, KbfEpss, (uint32_t)half.middle);

        if (row->cve == cve)
            return row;
        halving_turn(&half, row->cve < cve);
    }
    return NULL;
}

static const KbfId *find_identifier(const KbFile *file, Str identifier, uint32_t *number)
{
    uint64_t hash = kbf_hash(identifier, file->seed);
    uint32_t count = kb_count(file, KBF_ID_HASH);

    for (uint32_t i = 0; i < count; i++) {
        const KbfSlot *slot =
            KB_ROW(file, KBF_ID_HASH, KbfSlot, ((uint32_t)hash + i) & (count - 1));
        const KbfId *row;

        if (!slot || !slot->row)
            return NULL;
        row = slot->tag == (uint32_t)(hash >> 32) ? KB_ROW(file, KBF_IDS, KbfId, slot->row - 1)
                                                  : NULL;
        if (row && str_eq(kb_text(file, KBF_STRINGS, row->text), identifier)) {
            *number = slot->row - 1;
            return row;
        }
    }
    return NULL;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "3.10" holds "3.10" and "3.10.4", not "3.101"; a leading v is a habit, not a part. */
static bool in_cycle(Str cycle, Str version)
{
    if (version.len > 1 && version.ptr[0] == 'v' && is_word(version.ptr[1]))
        version = str_slice(version, 1, version.len);
    return cycle.len && str_starts(version, cycle) &&
           (version.len == cycle.len || !is_word(version.ptr[cycle.len]));
}

static const KbfCycle *product_cycle(const KbFile *file, uint32_t product, Str version,
                                     size_t *longest)
{
    const KbfProduct *row = KB_ROW(file, KBF_PRODUCTS, KbfProduct, product);
    const KbfProduct *next = row ? KB_ROW(file, KBF_PRODUCTS, KbfProduct, product + 1) : NULL;
    uint32_t count = next ? kb_span(file, KBF_CYCLES, row->first_cycle, next->first_cycle) : 0;
    const KbfCycle *best = NULL;

    for (uint32_t i = 0; i < count; i++) {
        const KbfCycle *cycle = KB_ROW(file, KBF_CYCLES, KbfCycle, row->first_cycle + i);
        Str text = kb_text(file, KBF_STRINGS, cycle->cycle);

        if (text.len > *longest && in_cycle(text, version)) {
            *longest = text.len;
            best = cycle;
        }
    }
    return best;
}

const KbfCycle *columns_find_cycle(const KbFile *file, Str identifier, Str version)
{
    uint32_t number = 0, count;
    const KbfId *row = find_identifier(file, identifier, &number);
    const KbfId *next = row ? KB_ROW(file, KBF_IDS, KbfId, number + 1) : NULL;
    const KbfCycle *best = NULL;
    size_t longest = 0;

    count = next ? kb_span(file, KBF_ID_RECORDS, row->first_record, next->first_record) : 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t product = kb_number(file, KBF_ID_RECORDS, row->first_record + i);
        const KbfCycle *cycle = product_cycle(file, product, version, &longest);

        best = cycle ? cycle : best;
    }
    return best;
}
