/* SPDX-License-Identifier: Apache-2.0 */
/* Packages, their ranges and the versions these begin and end with. */
#include "kb/parts.h"

#include "ident/cpe.h"
#include "kb/lookup.h"

#include <stdlib.h>
#include <string.h>

enum { SCHEME_OF_COMMITS = SCHEME_COUNT }; /* commits are texts without order */

/* packages --------------------------------------------------------------------------------- */

static const CollectRange *range_at(const Build *build, uint32_t record, uint32_t i)
{
    const BuildRecord *of = &build->records[record];

    return LIST_AT(&build->in->collects[of->collect]->ranges, CollectRange,
                   of->row->first_range + i);
}

static bool package_new(Build *build, uint32_t collect, uint32_t local, uint32_t *number)
{
    const CollectPackage *theirs =
        LIST_AT(&build->in->collects[collect]->packages, CollectPackage, local);
    uint32_t ecosystem, name;
    BuildPackage *row;
    bool fresh;

    if (!build_text(build, collect, theirs->ecosystem, &ecosystem) ||
        !build_text(build, collect, theirs->name, &name) ||
        !pair_map_add(&build->package_map, ecosystem, name, number, &fresh))
        return false;
    if (!fresh)
        return true;
    row = LIST_ADD(&build->packages, BuildPackage);
    if (!row)
        return false;
    row->ecosystem = ecosystem;
    row->name = name;
    return true;
}

static bool package_of(Build *build, uint32_t record, const CollectRange *range, uint32_t *number)
{
    uint32_t collect = build->records[record].collect;
    uint32_t *known = &build->package_of[collect][range->package];

    if (*known == KBF_NONE && !package_new(build, collect, range->package, known))
        return false;
    *number = *known;
    return true;
}

static bool touch_record(Build *build, uint32_t record, uint32_t *rows, uint32_t *count)
{
    FeedKind kind = build->in->sources[build->records[record].source].kind;

    for (uint32_t i = 0; i < build->records[record].row->range_count; i++) {
        const CollectRange *range = range_at(build, record, i);
        BuildPackage *package;
        uint32_t number;

        if (!package_of(build, record, range, &number))
            return false;
        package = LIST_AT(&build->packages, BuildPackage, number);
        package->range_count++;
        package->listed |= kind == FEED_OSV;
        package->schemes |= UINT32_C(1) << (range->flags >> KB_SCHEME_SHIFT);
        if (package->touched_by == record + 1)
            continue;
        package->touched_by = record + 1;
        rows[(*count)++] = number;
    }
    return true;
}

/* As many touches as ranges at most. */
static bool touch_room(Build *build, uint32_t **rows)
{
    uint64_t most = 0;

    for (uint32_t r = 0; r < build->record_count; r++)
        most += build->records[r].row->range_count;
    *rows = most <= KBF_ROWS_MAX ? arena_alloc_raw(build->arena, most * sizeof **rows) : NULL;
    return *rows != NULL;
}

bool build_touches(Build *build)
{
    uint32_t count = 0, *rows;

    build->touch_first = ARENA_ARRAY(build->arena, uint32_t, (size_t)build->record_count + 1);
    if (!build->touch_first || !touch_room(build, &rows))
        return false;
    for (uint32_t r = 0; r < build->record_count; r++) {
        build->touch_first[r] = count;
        if (!touch_record(build, r, rows, &count))
            return false;
    }
    build->touch_first[build->record_count] = count;
    build_made(build, KBF_TOUCHES, rows, count);
    return true;
}

/* versions --------------------------------------------------------------------------------- */

static bool version_fill(Build *build, uint32_t scheme, uint32_t text, BuildVersion *row)
{
    Str version = interner_text(&build->strings, text);
    uint8_t key[VERSION_KEY_BYTES_MAX];
    size_t len;

    row->text = build_offset_of(build, text);
    row->valid = scheme == SCHEME_OF_COMMITS ||
                 (version_valid((Scheme)scheme, version) &&
                  (scheme != SCHEME_GENERIC || version_is_ordered(version)));
    if (scheme == SCHEME_OF_COMMITS || !row->valid ||
        !version_key((Scheme)scheme, version, key, &len))
        return true;
    if (!arena_copy(build->arena, (Str){ (const char *)key, len }, &row->key))
        return false;
    row->prefix = kb_key_prefix(row->key);
    return text_blob_add(&build->keys, row->key, &row->key_offset);
}

static bool version_new(Build *build, uint32_t scheme, uint32_t text)
{
    BuildVersion *row = LIST_ADD(&build->versions, BuildVersion);

    return row && version_fill(build, scheme, text, row);
}

/* Almost all versions are those of CPEs: they are found without a hash. */
static bool version_generic(Build *build, uint32_t text, uint32_t *out)
{
    uint32_t *known = list_reach_u32(&build->generic, text);

    if (!known || (!*known && !version_new(build, SCHEME_GENERIC, text)))
        return false;
    if (!*known)
        *known = build->versions.count;
    *out = *known - 1;
    return true;
}

static bool version_ordered(Build *build, uint32_t scheme, uint32_t text, uint32_t *out)
{
    uint32_t number, *known;
    bool fresh;

    if (!pair_map_add(&build->version_map, scheme, text, &number, &fresh))
        return false;
    known = list_reach_u32(&build->ordered, number);
    if (!known || (fresh && !version_new(build, scheme, text)))
        return false;
    if (fresh)
        *known = build->versions.count;
    *out = *known - 1;
    return true;
}

/* *out is KBF_NONE for a bound that is open. */
static bool version_of(Build *build, uint32_t collect, uint32_t scheme, uint32_t local,
                       uint32_t *out)
{
    uint32_t text;

    *out = KBF_NONE;
    if (local == KBF_NONE)
        return true;
    if (!build_text(build, collect, local, &text))
        return false;
    return scheme == SCHEME_GENERIC ? version_generic(build, text, out)
                                    : version_ordered(build, scheme, text, out);
}

static const BuildVersion *version_row(const Build *build, uint32_t version)
{
    return version == KBF_NONE ? NULL : LIST_AT(&build->versions, BuildVersion, version);
}

bool build_versions(Build *build)
{
    uint32_t count = build->versions.count;
    KbfVersion *rows = arena_alloc_raw(build->arena, count * sizeof *rows);

    for (uint32_t i = 0; rows && i < count; i++) {
        const BuildVersion *version = LIST_AT(&build->versions, BuildVersion, i);

        rows[i] = (KbfVersion){ version->text, version->key_offset };
    }
    build_made(build, KBF_VERSIONS, rows, count);
    build_made_texts(build, KBF_KEYS, &build->keys);
    return rows != NULL;
}

/* ranges ----------------------------------------------------------------------------------- */

/* The three sections of ranges, side by side. */
typedef struct {
    KbRange *rows;
    uint64_t *lower, *upper;   /* prefixes */
    uint32_t *next;            /* by package: where its next range goes */
    uint32_t total, largest;   /* of all packages, of one */
} RangeTable;

/* A range of one package while these are put in order. */
typedef struct {
    uint64_t lower, upper;     /* prefixes */
    Str key;                   /* of the lower bound */
    KbRange range;
} SortedRange;

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int range_compare(const void *a_, const void *b_)
{
    const SortedRange *a = a_, *b = b_;
    int order = compare_u64(a->lower, b->lower);

    if (!order)
        order = str_cmp(a->key, b->key);
    if (!order)
        order = compare_u64(a->range.advisory, b->range.advisory);
    if (!order)
        order = compare_u64(a->upper, b->upper);
    return order ? order : memcmp(&a->range, &b->range, sizeof a->range);
}

static Scheme package_scheme(const BuildPackage *package)
{
    for (int scheme = 0; scheme < SCHEME_COUNT; scheme++)
        if (package->schemes == UINT32_C(1) << scheme)
            return (Scheme)scheme;
    return SCHEME_GENERIC;
}

/* The key that a range is sorted by; empty when its lower bound is open or has none. */
static Str lower_key(const Build *build, const KbRange *range)
{
    const BuildVersion *lower = version_row(build, range->lower);

    return lower && !(range->flags & (KB_NOT_COMPARABLE | KB_COMMIT)) ? lower->key : (Str){ 0 };
}

static void range_prefixes(const Build *build, const KbRange *range, uint64_t *lower,
                           uint64_t *upper)
{
    const BuildVersion *from = version_row(build, range->lower);
    const BuildVersion *to = version_row(build, range->upper);

    *lower = 0;
    *upper = UINT64_MAX;
    if (range->flags & (KB_NOT_COMPARABLE | KB_COMMIT))
        return;
    if (from && from->key.len)
        *lower = from->prefix;
    if (range->flags & KB_EXACT)
        to = from;
    if (to && to->key.len)
        *upper = to->prefix;
}

/* An enumerated version is met by its text, whether it is valid or not. */
static bool bounds_hold(const Build *build, const KbRange *range)
{
    const BuildVersion *lower = version_row(build, range->lower);
    const BuildVersion *upper = version_row(build, range->upper);

    return (range->flags & KB_EXACT) || ((!lower || lower->valid) && (!upper || upper->valid));
}

static bool range_make(Build *build, uint32_t record, const CollectRange *from, Scheme scheme,
                       KbRange *out)
{
    const BuildRecord *of = &build->records[record];
    uint32_t by = from->flags & KB_COMMIT ? SCHEME_OF_COMMITS : (uint32_t)scheme;

    *out = (KbRange){ .advisory = record, .extra = from->extra, .flags = from->flags };
    if (!version_of(build, of->collect, by, from->lower, &out->lower) ||
        !version_of(build, of->collect, by, from->upper, &out->upper))
        return false;
    if (from->flags & KB_CPE && !build_text(build, of->collect, from->extra, &out->extra))
        return false;
    if (from->flags & KB_TREE)
        out->extra = build->node_first[record] + from->extra - of->row->first_node;
    if (!bounds_hold(build, out))
        out->flags |= KB_NOT_COMPARABLE;
    build->sources[of->source].not_comparable += (out->flags & KB_NOT_COMPARABLE) != 0;
    return true;
}

/* The ranges of a record go to their packages, each behind those of the records before. */
static bool scatter_record(Build *build, RangeTable *table, uint32_t record)
{
    for (uint32_t i = 0; i < build->records[record].row->range_count; i++) {
        const CollectRange *from = range_at(build, record, i);
        uint32_t number, at;
        Scheme scheme;

        if (!package_of(build, record, from, &number))
            return false;
        at = table->next[number]++;
        scheme = package_scheme(LIST_AT(&build->packages, BuildPackage, number));
        if (!range_make(build, record, from, scheme, &table->rows[at]))
            return false;
        range_prefixes(build, &table->rows[at], &table->lower[at], &table->upper[at]);
    }
    return true;
}

static bool range_table_open(Build *build, RangeTable *out)
{
    uint64_t sum = 0;

    *out = (RangeTable){ 0 };
    out->next = ARENA_ARRAY(build->arena, uint32_t, build->packages.count);
    if (!out->next)
        return false;
    for (uint32_t p = 0; p < build->packages.count; p++) {
        uint32_t count = LIST_AT(&build->packages, BuildPackage, p)->range_count;

        out->next[p] = (uint32_t)sum;
        out->largest = count > out->largest ? count : out->largest;
        sum += count;
        if (sum > KBF_ROWS_MAX)
            return false;
    }
    out->total = (uint32_t)sum;
    out->rows = arena_alloc_raw(build->arena, sum * sizeof *out->rows);
    out->lower = arena_alloc_raw(build->arena, sum * sizeof *out->lower);
    out->upper = arena_alloc_raw(build->arena, sum * sizeof *out->upper);
    return out->rows && out->lower && out->upper;
}

static bool is_in_order(const SortedRange *rows, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (range_compare(&rows[i - 1], &rows[i]) > 0)
            return false;
    return true;
}

/* The ranges of one package from `first` on, sorted into `rows`. */
static void package_sort(const Build *build, const RangeTable *table, uint32_t first,
                         uint32_t count, SortedRange *rows)
{
    for (uint32_t i = 0; i < count; i++)
        rows[i] = (SortedRange){ table->lower[first + i], table->upper[first + i],
                                 lower_key(build, &table->rows[first + i]),
                                 table->rows[first + i] };
    if (!is_in_order(rows, count))
        qsort(rows, count, sizeof *rows, range_compare);
}

/* Puts the sorted rows of one package back from `at` on, equal ones once; returns how many. */
static uint32_t ranges_put(RangeTable *table, uint32_t at, const SortedRange *rows, uint32_t count)
{
    uint32_t written = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (i && memcmp(&rows[i].range, &rows[i - 1].range, sizeof rows->range) == 0)
            continue;
        table->lower[at + written] = rows[i].lower;
        table->upper[at + written] = rows[i].upper;
        table->rows[at + written++] = rows[i].range;
    }
    return written;
}

/* The product that the CPE of a range asks for; "*" when it is not known. */
static bool wildcard_product(Build *build, const KbRange *range, Str *product)
{
    Err err = { 0 };
    Cpe cpe;

    *product = STR("*");
    if (!(range->flags & KB_CPE))
        return true;
    if (!cpe_parse(interner_text(&build->strings, range->extra), build->arena, &cpe, &err))
        return !err_is_no_memory(&err);
    *product = cpe.value[CPE_PRODUCT];
    return true;
}

/* Every CPE of every scan is held against these: they lie together, and what they fit is looked
 * at more closely. */
static bool wildcard_add(Build *build, const KbRange *range)
{
    uint32_t offset;
    Str product;

    return wildcard_product(build, range, &product) &&
           text_blob_add(&build->wildcards, product, &offset);
}

static bool wildcards_add(Build *build, const BuildPackage *package, const KbRange *ranges)
{
    if (!str_eq(interner_text(&build->strings, package->name), STR("*")) ||
        !str_eq(interner_text(&build->strings, package->ecosystem), STR("cpe")))
        return true;
    for (uint32_t i = 0; i < package->range_count; i++)
        if (!wildcard_add(build, &ranges[i]))
            return false;
    return true;
}

/* Until here a CPE was the number of its text. */
static void name_cpes(const Build *build, KbRange *ranges, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (ranges[i].flags & KB_CPE)
            ranges[i].extra = build_offset_of(build, ranges[i].extra);
}

/* Packages follow each other, so what one leaves out the next ones move up by. */
static bool packages_sort(Build *build, RangeTable *table)
{
    SortedRange *rows = ARENA_ARRAY(build->arena, SortedRange, table->largest);
    uint32_t from = 0, at = 0;

    if (!rows)
        return false;
    for (uint32_t p = 0; p < build->packages.count; p++) {
        BuildPackage *package = LIST_AT(&build->packages, BuildPackage, p);
        uint32_t count = package->range_count;

        package_sort(build, table, from, count, rows);
        package->first_range = at;
        package->range_count = ranges_put(table, at, rows, count);
        if (!wildcards_add(build, package, table->rows + at))
            return false;
        name_cpes(build, table->rows + at, package->range_count);
        from += count;
        at += package->range_count;
    }
    table->total = at;
    return true;
}

static bool make_packages(Build *build)
{
    uint32_t count = build->packages.count;
    KbfPackage *rows = ARENA_ARRAY(build->arena, KbfPackage, (size_t)count + 1);

    for (uint32_t p = 0; rows && p < count; p++) {
        const BuildPackage *package = LIST_AT(&build->packages, BuildPackage, p);

        rows[p] = (KbfPackage){ .ecosystem = build_offset_of(build, package->ecosystem),
                                .name = build_offset_of(build, package->name),
                                .scheme = package_scheme(package),
                                .first_range = package->first_range };
    }
    if (rows)
        rows[count].first_range = (uint32_t)build->report.ranges;
    build_made(build, KBF_PACKAGES, rows, (size_t)count + 1);
    return rows != NULL;
}

bool build_ranges(Build *build)
{
    RangeTable table;

    if (!range_table_open(build, &table))
        return false;
    for (uint32_t r = 0; r < build->record_count; r++)
        if (!scatter_record(build, &table, r))
            return false;
    if (!packages_sort(build, &table))
        return false;
    build->report.ranges = table.total;
    build_made(build, KBF_RANGES, table.rows, table.total);
    build_made(build, KBF_LOWER_PREFIX, table.lower, table.total);
    build_made(build, KBF_UPPER_PREFIX, table.upper, table.total);
    build_made_texts(build, KBF_WILDCARDS, &build->wildcards);
    return make_packages(build);
}

/* CPE -------------------------------------------------------------------------------------- */

static bool criterion_make(Build *build, uint32_t collect, const CollectCriterion *from,
                           KbfCriterion *row)
{
    *row = (KbfCriterion){ .flags = from->flags };
    return (from->cpe == INTERN_NONE || build_offset(build, collect, from->cpe, &row->cpe)) &&
           version_of(build, collect, SCHEME_GENERIC, from->lower, &row->lower) &&
           version_of(build, collect, SCHEME_GENERIC, from->upper, &row->upper);
}

static bool criteria_make(Build *build, uint32_t r, KbfCriterion *rows)
{
    const BuildRecord *record = &build->records[r];
    const List *criteria = &build->in->collects[record->collect]->criteria;

    for (uint32_t i = 0; i < record->row->criterion_count; i++)
        if (!criterion_make(build, record->collect,
                            LIST_AT(criteria, CollectCriterion, record->row->first_criterion + i),
                            &rows[i]))
            return false;
    return true;
}

static void nodes_make(const Build *build, uint32_t r, KbfNode *rows)
{
    const BuildRecord *record = &build->records[r];
    const List *nodes = &build->in->collects[record->collect]->nodes;

    for (uint32_t i = 0; i < record->row->node_count; i++) {
        rows[i] = *LIST_AT(nodes, KbfNode, record->row->first_node + i);
        rows[i].first_criterion += build->criterion_first[r] - record->row->first_criterion;
    }
}

bool build_criteria(Build *build)
{
    uint32_t criteria = build->criterion_first[build->record_count];
    uint32_t nodes = build->node_first[build->record_count];
    KbfCriterion *rows = arena_alloc_raw(build->arena, criteria * sizeof *rows);
    KbfNode *node_rows = arena_alloc_raw(build->arena, nodes * sizeof *node_rows);

    if (!rows || !node_rows)
        return false;
    for (uint32_t r = 0; r < build->record_count; r++) {
        if (!criteria_make(build, r, rows + build->criterion_first[r]))
            return false;
        nodes_make(build, r, node_rows + build->node_first[r]);
    }
    build->report.criteria = criteria;
    build_made(build, KBF_CRITERIA, rows, criteria);
    build_made(build, KBF_NODES, node_rows, nodes);
    return true;
}
