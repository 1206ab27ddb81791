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

static bool touch_record(Build *build, uint32_t record, uint32_t *count)
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
        kb_writer_put(build->writer, &number, sizeof number);
        ++*count;
    }
    return true;
}

bool build_touches(Build *build)
{
    uint32_t count = 0;

    build->touch_first = ARENA_ARRAY(build->arena, uint32_t, (size_t)build->record_count + 1);
    if (!build->touch_first)
        return false;
    kb_writer_section(build->writer, KBF_TOUCHES);
    for (uint32_t r = 0; r < build->record_count; r++) {
        build->touch_first[r] = count;
        if (!touch_record(build, r, &count))
            return false;
    }
    build->touch_first[build->record_count] = count;
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
                  (scheme != SCHEME_GENERIC || version_has_number(version)));
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

void build_versions(Build *build)
{
    kb_writer_section(build->writer, KBF_VERSIONS);
    for (uint32_t i = 0; i < build->versions.count; i++) {
        const BuildVersion *version = LIST_AT(&build->versions, BuildVersion, i);
        KbfVersion row = { version->text, version->key_offset };

        kb_writer_put(build->writer, &row, sizeof row);
    }
    text_blob_write(&build->keys, build->writer, KBF_KEYS);
}

/* ranges ----------------------------------------------------------------------------------- */

typedef struct {
    uint64_t lower_prefix, upper_prefix;
    Str lower_key;
    KbRange range;
} SortedRange;

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int range_compare(const void *a_, const void *b_)
{
    const SortedRange *a = a_, *b = b_;
    int order = compare_u64(a->lower_prefix, b->lower_prefix);

    if (!order)
        order = str_cmp(a->lower_key, b->lower_key);
    if (!order)
        order = compare_u64(a->range.advisory, b->range.advisory);
    if (!order)
        order = compare_u64(a->upper_prefix, b->upper_prefix);
    return order ? order : memcmp(&a->range, &b->range, sizeof a->range);
}

/* The order of the records' ranges, package by package: record << 32 | its range. */
static bool ranges_scatter(Build *build, uint64_t **out, uint32_t *total)
{
    uint64_t sum = 0;

    for (uint32_t p = 0; p < build->packages.count; p++) {
        BuildPackage *package = LIST_AT(&build->packages, BuildPackage, p);

        package->first_range = (uint32_t)sum;
        sum += package->range_count;
        if (sum > KBF_ROWS_MAX)
            return false;
    }
    *out = ARENA_ARRAY(build->arena, uint64_t, sum);
    if (!*out)
        return false;
    for (uint32_t r = 0; r < build->record_count; r++)
        for (uint32_t i = 0; i < build->records[r].row->range_count; i++) {
            uint32_t number;

            if (!package_of(build, r, range_at(build, r, i), &number))
                return false;
            (*out)[LIST_AT(&build->packages, BuildPackage, number)->first_range++] =
                (uint64_t)r << 32 | i;
        }
    *total = (uint32_t)sum;
    return true;
}

static Scheme package_scheme(const BuildPackage *package)
{
    for (int scheme = 0; scheme < SCHEME_COUNT; scheme++)
        if (package->schemes == UINT32_C(1) << scheme)
            return (Scheme)scheme;
    return SCHEME_GENERIC;
}

static void range_prefixes(const Build *build, SortedRange *row)
{
    const BuildVersion *lower = version_row(build, row->range.lower);
    const BuildVersion *upper = version_row(build, row->range.upper);

    row->lower_prefix = 0;
    row->upper_prefix = UINT64_MAX;
    if (row->range.flags & (KB_NOT_COMPARABLE | KB_COMMIT))
        return;
    if (lower && lower->key.len) {
        row->lower_prefix = lower->prefix;
        row->lower_key = lower->key;
    }
    if (row->range.flags & KB_EXACT)
        upper = lower;
    if (upper && upper->key.len)
        row->upper_prefix = upper->prefix;
}

/* An enumerated version is met by its text, whether it is valid or not. */
static bool bounds_hold(const Build *build, const KbRange *range)
{
    const BuildVersion *lower = version_row(build, range->lower);
    const BuildVersion *upper = version_row(build, range->upper);

    return (range->flags & KB_EXACT) || ((!lower || lower->valid) && (!upper || upper->valid));
}

static bool range_make(Build *build, uint64_t place, Scheme scheme, SortedRange *out)
{
    uint32_t record = (uint32_t)(place >> 32);
    const CollectRange *from = range_at(build, record, (uint32_t)place);
    const BuildRecord *of = &build->records[record];
    uint32_t by = from->flags & KB_COMMIT ? SCHEME_OF_COMMITS : (uint32_t)scheme;

    *out = (SortedRange){ .range = { .advisory = record,
                                     .extra = from->extra,
                                     .flags = from->flags } };
    if (!version_of(build, of->collect, by, from->lower, &out->range.lower) ||
        !version_of(build, of->collect, by, from->upper, &out->range.upper))
        return false;
    if (from->flags & KB_CPE)
        out->range.extra = build->criterion_first[record] + from->extra - of->row->first_criterion;
    if (from->flags & KB_TREE)
        out->range.extra = build->node_first[record] + from->extra - of->row->first_node;
    if (!bounds_hold(build, &out->range))
        out->range.flags |= KB_NOT_COMPARABLE;
    build->sources[of->source].not_comparable += (out->range.flags & KB_NOT_COMPARABLE) != 0;
    range_prefixes(build, out);
    return true;
}

/* The product that the criterion of a range asks for; "*" when it is not known. */
static bool wildcard_product(Build *build, const KbRange *range, Str *product)
{
    const BuildRecord *record = &build->records[range->advisory];
    const Collect *collect = build->in->collects[record->collect];
    const CollectCriterion *criterion;
    Err err = { 0 };
    Cpe cpe;

    *product = STR("*");
    if (!(range->flags & KB_CPE))
        return true;
    criterion = LIST_AT(&collect->criteria, CollectCriterion,
                        record->row->first_criterion + range->extra
                            - build->criterion_first[range->advisory]);
    if (criterion->cpe == INTERN_NONE)
        return true;
    if (!cpe_parse(interner_text(&collect->strings, criterion->cpe), build->arena, &cpe, &err))
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

static bool is_wildcards(const Build *build, const BuildPackage *package)
{
    return str_eq(interner_text(&build->strings, package->name), STR("*")) &&
           str_eq(interner_text(&build->strings, package->ecosystem), STR("cpe"));
}

typedef struct {
    List lower, upper;  /* prefixes */
    SortedRange *rows;  /* room for the largest package */
    bool wildcards;     /* the rows are those of ("cpe", "*") */
} RangeOutput;

/* Writes the sorted rows of one package, equal ones once; returns how many. */
static bool ranges_put(Build *build, RangeOutput *out, uint32_t count, uint32_t *written)
{
    *written = 0;
    for (uint32_t i = 0; i < count; i++) {
        const SortedRange *row = &out->rows[i];
        uint64_t *lower, *upper;

        if (i && memcmp(&row->range, &out->rows[i - 1].range, sizeof row->range) == 0)
            continue;
        lower = LIST_ADD(&out->lower, uint64_t);
        upper = LIST_ADD(&out->upper, uint64_t);
        if (!lower || !upper)
            return false;
        *lower = row->lower_prefix;
        *upper = row->upper_prefix;
        if (out->wildcards && !wildcard_add(build, &row->range))
            return false;
        kb_writer_put(build->writer, &row->range, sizeof row->range);
        ++*written;
    }
    return true;
}

static bool package_ranges(Build *build, BuildPackage *package, const uint64_t *places,
                           RangeOutput *out)
{
    uint32_t first = (uint32_t)build->report.ranges, count = package->range_count;
    Scheme scheme = package_scheme(package);

    for (uint32_t i = 0; i < count; i++)
        if (!range_make(build, places[i], scheme, &out->rows[i]))
            return false;
    qsort(out->rows, count, sizeof *out->rows, range_compare);
    out->wildcards = is_wildcards(build, package);
    if (!ranges_put(build, out, count, &package->range_count))
        return false;
    package->first_range = first;
    build->report.ranges += package->range_count;
    return true;
}

static void write_prefixes(Build *build, const List *prefixes, KbfSectionId id)
{
    kb_writer_section(build->writer, id);
    for (uint32_t i = 0; i < prefixes->count; i++)
        kb_writer_put(build->writer, LIST_AT(prefixes, uint64_t, i), sizeof(uint64_t));
}

static void write_packages(Build *build)
{
    KbfPackage row = { 0 };

    kb_writer_section(build->writer, KBF_PACKAGES);
    for (uint32_t p = 0; p < build->packages.count; p++) {
        const BuildPackage *package = LIST_AT(&build->packages, BuildPackage, p);

        row = (KbfPackage){ .ecosystem = build_offset_of(build, package->ecosystem),
                            .name = build_offset_of(build, package->name),
                            .scheme = package_scheme(package),
                            .first_range = package->first_range };
        kb_writer_put(build->writer, &row, sizeof row);
    }
    row = (KbfPackage){ .first_range = (uint32_t)build->report.ranges };
    kb_writer_put(build->writer, &row, sizeof row);
}

/* Where each record's criteria and nodes begin in the file. */
static bool number_criteria(Build *build)
{
    uint32_t criterion = 0, node = 0;

    build->criterion_first = ARENA_ARRAY(build->arena, uint32_t, build->record_count);
    build->node_first = ARENA_ARRAY(build->arena, uint32_t, build->record_count);
    if (!build->criterion_first || !build->node_first)
        return false;
    for (uint32_t r = 0; r < build->record_count; r++) {
        build->criterion_first[r] = criterion;
        build->node_first[r] = node;
        criterion += build->records[r].row->criterion_count;
        node += build->records[r].row->node_count;
    }
    return true;
}

static bool range_output_open(Build *build, RangeOutput *out)
{
    uint32_t largest = 0;

    for (uint32_t p = 0; p < build->packages.count; p++) {
        uint32_t count = LIST_AT(&build->packages, BuildPackage, p)->range_count;

        largest = count > largest ? count : largest;
    }
    *out = (RangeOutput){ .lower = list_new(build->arena, sizeof(uint64_t)),
                          .upper = list_new(build->arena, sizeof(uint64_t)),
                          .rows = ARENA_ARRAY(build->arena, SortedRange, largest) };
    return out->rows != NULL;
}

bool build_ranges(Build *build)
{
    RangeOutput out;
    uint64_t *places;
    uint32_t total, at = 0;

    if (!number_criteria(build) || !range_output_open(build, &out) ||
        !ranges_scatter(build, &places, &total))
        return false;
    kb_writer_section(build->writer, KBF_RANGES);
    for (uint32_t p = 0; p < build->packages.count; p++) {
        BuildPackage *package = LIST_AT(&build->packages, BuildPackage, p);
        uint32_t count = package->range_count;

        if (!package_ranges(build, package, places + at, &out))
            return false;
        at += count;
    }
    write_prefixes(build, &out.lower, KBF_LOWER_PREFIX);
    write_prefixes(build, &out.upper, KBF_UPPER_PREFIX);
    text_blob_write(&build->wildcards, build->writer, KBF_WILDCARDS);
    write_packages(build);
    return at == total;
}

/* CPE -------------------------------------------------------------------------------------- */

static bool criterion_put(Build *build, const BuildRecord *record, uint32_t i)
{
    const CollectCriterion *from =
        LIST_AT(&build->in->collects[record->collect]->criteria, CollectCriterion,
                record->row->first_criterion + i);
    KbfCriterion row = { .flags = from->flags };

    if (from->cpe != INTERN_NONE && !build_offset(build, record->collect, from->cpe, &row.cpe))
        return false;
    if (!version_of(build, record->collect, SCHEME_GENERIC, from->lower, &row.lower) ||
        !version_of(build, record->collect, SCHEME_GENERIC, from->upper, &row.upper))
        return false;
    kb_writer_put(build->writer, &row, sizeof row);
    build->report.criteria++;
    return true;
}

static void nodes_put(Build *build, uint32_t r)
{
    const BuildRecord *record = &build->records[r];

    for (uint32_t i = 0; i < record->row->node_count; i++) {
        KbfNode row = *LIST_AT(&build->in->collects[record->collect]->nodes, KbfNode,
                               record->row->first_node + i);

        row.first_criterion += build->criterion_first[r] - record->row->first_criterion;
        kb_writer_put(build->writer, &row, sizeof row);
    }
}

bool build_criteria(Build *build)
{
    kb_writer_section(build->writer, KBF_CRITERIA);
    for (uint32_t r = 0; r < build->record_count; r++)
        for (uint32_t i = 0; i < build->records[r].row->criterion_count; i++)
            if (!criterion_put(build, &build->records[r], i))
                return false;
    kb_writer_section(build->writer, KBF_NODES);
    for (uint32_t r = 0; r < build->record_count; r++)
        nodes_put(build, r);
    return true;
}
