/* SPDX-License-Identifier: Apache-2.0 */
/* Hash tables over packages, products and ids; the groups and who belongs to them. */
#include "kb/parts.h"

#include "kb/names.h"

#include <stdlib.h>
#include <string.h>

/* hash tables ------------------------------------------------------------------------------ */

/* Packages are asked for by every component, ids by few questions. */
enum { LOAD_PERCENT = 60, LOAD_PERCENT_IDS = 75 };

typedef struct {
    KbfSlot *slots;
    uint32_t room;
} SlotTable;

/* A load of at most `percent`. */
static bool slots_new(Arena *arena, uint32_t count, uint32_t percent, SlotTable *out)
{
    uint64_t room = 8;

    while (room * percent < (uint64_t)count * 100)
        room *= 2;
    out->room = (uint32_t)room;
    out->slots = room <= UINT32_MAX ? ARENA_ARRAY(arena, KbfSlot, room) : NULL;
    return out->slots != NULL;
}

static void slot_add(SlotTable *table, uint64_t hash, uint32_t row)
{
    uint32_t mask = table->room - 1, i = (uint32_t)hash & mask;

    while (table->slots[i].row)
        i = (i + 1) & mask;
    table->slots[i] = (KbfSlot){ (uint32_t)(hash >> 32), row + 1 };
}


/* packages --------------------------------------------------------------------------------- */

typedef struct {
    Str text;
    uint32_t number;
} NamedNumber;

static int named_compare(const void *a_, const void *b_)
{
    const NamedNumber *a = a_, *b = b_;

    return str_cmp(a->text, b->text);
}

static const BuildPackage *package_at(const Build *build, uint32_t p)
{
    return LIST_AT(&build->packages, BuildPackage, p);
}

static bool put_package_hash(Build *build)
{
    SlotTable table;

    if (!slots_new(build->arena, build->packages.count, LOAD_PERCENT, &table))
        return false;
    for (uint32_t p = 0; p < build->packages.count; p++) {
        Str ecosystem = interner_text(&build->strings, package_at(build, p)->ecosystem);
        Str name = interner_text(&build->strings, package_at(build, p)->name);

        slot_add(&table, kbf_pair_hash(ecosystem, name, build->seed), p);
    }
    build_made(build, KBF_PACKAGE_HASH, table.slots, table.room);
    return true;
}

/* What is filed by product or repository is no ecosystem: any source speaks of it. */
static bool is_index(Str ecosystem)
{
    return str_eq(ecosystem, STR("cpe")) || str_eq(ecosystem, STR("product"))
        || str_eq(ecosystem, STR("git"));
}

/* CVE records name a package of npm or Maven in passing; that covers neither. */
static bool put_ecosystems(Build *build)
{
    PairMap seen = pair_map_new(build->arena);
    List found = list_new(build->arena, sizeof(NamedNumber));
    NamedNumber *sorted;
    uint32_t number, *rows;
    bool fresh;

    for (uint32_t p = 0; p < build->packages.count; p++) {
        uint32_t ecosystem = package_at(build, p)->ecosystem;
        NamedNumber *row;

        if (!package_at(build, p)->listed
            && !is_index(interner_text(&build->strings, ecosystem)))
            continue;
        if (!pair_map_add(&seen, ecosystem, 0, &number, &fresh))
            return false;
        row = fresh ? LIST_ADD(&found, NamedNumber) : NULL;
        if (fresh && !row)
            return false;
        if (row)
            *row = (NamedNumber){ interner_text(&build->strings, ecosystem), ecosystem };
    }
    sorted = ARENA_ARRAY(build->arena, NamedNumber, found.count);
    rows = ARENA_ARRAY(build->arena, uint32_t, found.count);
    if (!sorted || !rows)
        return false;
    for (uint32_t i = 0; i < found.count; i++)
        sorted[i] = *LIST_AT(&found, NamedNumber, i);
    qsort(sorted, found.count, sizeof *sorted, named_compare);
    for (uint32_t i = 0; i < found.count; i++)
        rows[i] = build_offset_of(build, sorted[i].number);
    build_made(build, KBF_ECOSYSTEMS, rows, found.count);
    return true;
}

/* What stands behind the second colon that no backslash quotes; empty for "*". */
static Str product_of(Str name)
{
    int colons = 0;

    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '\\')
            i++;
        else if (name.ptr[i] == ':' && ++colons == 2)
            return str_slice(name, i + 1, name.len);
    }
    return (Str){ 0 };
}

/* A package of "cpe" under the number of its product, sorted by product, then by name. */
typedef struct {
    Str name;
    uint32_t product, package;
} ProductRow;

static int product_compare(const void *a_, const void *b_)
{
    const ProductRow *a = a_, *b = b_;

    if (a->product != b->product)
        return a->product < b->product ? -1 : 1;
    return str_cmp(a->name, b->name);
}

static bool find_products(Build *build, Interner *products, ProductRow **out, uint32_t *count)
{
    *count = 0;
    *out = ARENA_ARRAY(build->arena, ProductRow, build->packages.count);
    if (!*out)
        return false;
    for (uint32_t p = 0; p < build->packages.count; p++) {
        Str name = interner_text(&build->strings, package_at(build, p)->name);
        Str product = product_of(name);
        ProductRow *row = &(*out)[*count];

        if (!product.len || !str_eq(interner_text(&build->strings, package_at(build, p)->ecosystem),
                                    STR("cpe")))
            continue;
        if (!intern(products, product, &row->product))
            return false;
        row->name = name;
        row->package = p;
        ++*count;
    }
    qsort(*out, *count, sizeof **out, product_compare);
    return true;
}

static bool put_product_names(Build *build, const Interner *products, const ProductRow *rows,
                              uint32_t count)
{
    uint32_t names = products->texts.count, at = 0;
    KbfId *ids = ARENA_ARRAY(build->arena, KbfId, (size_t)names + 1);
    uint32_t *packages = ARENA_ARRAY(build->arena, uint32_t, count);

    if (!ids || !packages)
        return false;
    for (uint32_t i = 0; i < names; i++) {
        uint32_t number;

        if (!build_text_new(build, interner_text(products, i), &number))
            return false;
        ids[i] = (KbfId){ build_offset_of(build, number), at };
        while (at < count && rows[at].product == i)
            at++;
    }
    ids[names].first_record = at;
    for (uint32_t i = 0; i < count; i++)
        packages[i] = rows[i].package;
    build_made(build, KBF_PRODUCT_NAMES, ids, (size_t)names + 1);
    build_made(build, KBF_PRODUCT_PACKAGES, packages, count);
    return true;
}

static bool put_products(Build *build)
{
    Interner products = interner_new(build->arena);
    ProductRow *rows;
    SlotTable table;
    uint32_t count;

    if (!find_products(build, &products, &rows, &count) ||
        !slots_new(build->arena, products.texts.count, LOAD_PERCENT, &table))
        return false;
    for (uint32_t i = 0; i < products.texts.count; i++)
        slot_add(&table, kbf_hash(interner_text(&products, i), build->seed), i);
    build_made(build, KBF_PRODUCT_HASH, table.slots, table.room);
    return put_product_names(build, &products, rows, count);
}

bool build_package_index(Build *build)
{
    return put_package_hash(build) && put_ecosystems(build) && put_products(build);
}

/* groups ----------------------------------------------------------------------------------- */

/* Elements by owner, in the order they were given: owner o has element[first[o]] … */
typedef struct {
    uint32_t *first, *element;
} Csr;

static bool csr_new(Arena *arena, uint32_t owners, uint32_t elements, Csr *out)
{
    out->first = ARENA_ARRAY(arena, uint32_t, (size_t)owners + 2);
    out->element = ARENA_ARRAY(arena, uint32_t, elements);
    return out->first && out->element;
}

/* first[] holds counts at o + 2; turned into starts at o + 1, so that csr_add ends at o + 1. */
static void csr_sum(Csr *csr, uint32_t owners)
{
    for (uint32_t o = 0; o < owners; o++)
        csr->first[o + 2] += csr->first[o + 1];
}

static void csr_add(Csr *csr, uint32_t owner, uint32_t element)
{
    csr->element[csr->first[owner + 1]++] = element;
}

static bool group_names(const Build *build, Csr *out)
{
    const Groups *groups = &build->groups;

    if (!csr_new(build->arena, groups->group_count, build->name_count, out))
        return false;
    for (uint32_t n = 0; n < build->name_count; n++)
        if (groups->of_name[n] != GROUP_NONE)
            out->first[groups->of_name[n] + 2]++;
    csr_sum(out, groups->group_count);
    for (uint32_t n = 0; n < build->name_count; n++)
        if (groups->of_name[n] != GROUP_NONE)
            csr_add(out, groups->of_name[n], n);
    return true;
}

static bool group_records(const Build *build, Csr *out)
{
    const Groups *groups = &build->groups;
    uint32_t total = groups->first[build->record_count];

    if (!csr_new(build->arena, groups->group_count, total, out))
        return false;
    for (uint32_t i = 0; i < total; i++)
        out->first[groups->members[i] + 2]++;
    csr_sum(out, groups->group_count);
    for (uint32_t r = 0; r < build->record_count; r++)
        for (uint32_t i = groups->first[r]; i < groups->first[r + 1]; i++)
            csr_add(out, groups->members[i], r);
    return true;
}

static bool sort_names(Build *build, uint32_t *names, uint32_t count)
{
    CLEANUP(arena_done) Arena scratch = arena_new(COLLECT_BYTES_MAX);
    NamedNumber *sorted;

    if (count < 2)
        return true;
    sorted = ARENA_ARRAY(&scratch, NamedNumber, count);
    if (!sorted)
        return false;
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = (NamedNumber){ interner_text(&build->strings, names[i]), names[i] };
    qsort(sorted, count, sizeof *sorted, named_compare);
    for (uint32_t i = 0; i < count; i++)
        names[i] = sorted[i].number;
    return true;
}

/* The CVE, else the first GHSA, else the first of the sorted names. */
static uint32_t primary_of(const Build *build, const uint64_t *cve, const uint32_t *names,
                           uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (cve[names[i]])
            return names[i];
    for (uint32_t i = 0; i < count; i++)
        if (str_starts(interner_text(&build->strings, names[i]), STR("GHSA-")))
            return names[i];
    return names[0];
}

static bool put_groups(Build *build, const uint64_t *cve, const Csr *names, const Csr *records)
{
    uint32_t count = build->groups.group_count;
    KbfGroup *rows = arena_alloc_raw(build->arena, ((size_t)count + 1) * sizeof *rows);

    if (!rows)
        return false;
    for (uint32_t g = 0; g < count; g++) {
        uint32_t first = names->first[g], *of = names->element + first;
        uint32_t held = names->first[g + 1] - first;

        if (!sort_names(build, of, held))
            return false;
        rows[g] = (KbfGroup){ .primary = build_offset_of(build, primary_of(build, cve, of, held)),
                              .first_id = first,
                              .first_record = records->first[g] };
    }
    rows[count] =
        (KbfGroup){ .first_id = names->first[count], .first_record = records->first[count] };
    build_made(build, KBF_GROUPS, rows, (size_t)count + 1);
    return true;
}

static bool put_group_lists(Build *build, const Csr *names, const Csr *records)
{
    uint32_t groups = build->groups.group_count, count = names->first[groups];
    uint32_t *rows = arena_alloc_raw(build->arena, count * sizeof *rows);

    for (uint32_t i = 0; rows && i < count; i++)
        rows[i] = build_offset_of(build, names->element[i]);
    build_made(build, KBF_GROUP_IDS, rows, count);
    build_made(build, KBF_GROUP_RECORDS, records->element, records->first[groups]);
    build_made(build, KBF_MEMBERSHIPS, build->groups.members,
               build->groups.first[build->record_count]);
    return rows != NULL;
}

/* Names of one publisher begin alike: what stands before the first '-', numbered. */
static bool name_schemes(Build *build, const uint32_t **out)
{
    uint32_t *schemes = ARENA_ARRAY(build->arena, uint32_t, build->name_count);
    Interner prefixes = interner_new(build->arena);

    for (uint32_t n = 0; schemes && n < build->name_count; n++) {
        Str name = interner_text(&build->strings, n);

        if (!intern(&prefixes, str_slice(name, 0, str_find_char(name, '-')), &schemes[n]))
            return false;
    }
    *out = schemes;
    return schemes != NULL;
}

bool build_groups(Build *build)
{
    bool *live = ARENA_ARRAY(build->arena, bool, build->record_count);
    uint64_t *cve = ARENA_ARRAY(build->arena, uint64_t, build->name_count);
    GroupRecords given = { .first = build->name_first,
                           .names = build->names,
                           .live = live,
                           .cve = cve,
                           .record_count = build->record_count,
                           .name_count = build->name_count };
    Csr names, records;

    if (!live || !cve || !name_schemes(build, &given.scheme))
        return false;
    for (uint32_t r = 0; r < build->record_count; r++)
        live[r] = build_is_live(build, build->records[r].row);
    for (uint32_t n = 0; n < build->name_count; n++)
        cve[n] = kb_cve_number(interner_text(&build->strings, n));
    if (!groups_join(&given, build->arena, &build->groups) || !group_names(build, &names) ||
        !group_records(build, &records))
        return false;
    return put_groups(build, cve, &names, &records) && put_group_lists(build, &names, &records);
}

/* ids -------------------------------------------------------------------------------------- */

/* Which records bear a name; a record that bears it twice counts once. */
static bool name_records(const Build *build, Csr *out)
{
    uint32_t total = build->name_first[build->record_count];
    uint32_t *seen = ARENA_ARRAY(build->arena, uint32_t, build->name_count);

    if (!seen || !csr_new(build->arena, build->name_count, total, out))
        return false;
    for (int adding = 0; adding < 2; adding++) {
        memset(seen, 0, build->name_count * sizeof *seen);
        for (uint32_t r = 0; r < build->record_count; r++)
            for (uint32_t i = build->name_first[r]; i < build->name_first[r + 1]; i++) {
                uint32_t name = build->names[i];

                if (seen[name] == r + 1)
                    continue;
                seen[name] = r + 1;
                if (adding)
                    csr_add(out, name, r);
                else
                    out->first[name + 2]++;
            }
        if (!adding)
            csr_sum(out, build->name_count);
    }
    return true;
}

bool build_ids(Build *build)
{
    uint32_t count = build->name_count;
    KbfId *rows = arena_alloc_raw(build->arena, ((size_t)count + 1) * sizeof *rows);
    SlotTable table;
    Csr records;

    if (!rows || !name_records(build, &records) ||
        !slots_new(build->arena, count, LOAD_PERCENT_IDS, &table))
        return false;
    for (uint32_t n = 0; n < count; n++) {
        rows[n] = (KbfId){ build_offset_of(build, n), records.first[n] };
        slot_add(&table, kbf_hash(interner_text(&build->strings, n), build->seed), n);
    }
    rows[count] = (KbfId){ 0, records.first[count] };
    build_made(build, KBF_IDS, rows, (size_t)count + 1);
    build_made(build, KBF_ID_HASH, table.slots, table.room);
    build_made(build, KBF_ID_RECORDS, records.element, records.first[count]);
    return true;
}
