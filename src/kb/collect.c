/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/collect.h"

#include "ident/cpe.h"
#include "ident/ecosystem.h"
#include "kb/cover.h"
#include "kb/names.h"

#include <stdlib.h>
#include <string.h>

static const Str ECOSYSTEM_CPE = STR_ROW("cpe"), ECOSYSTEM_PRODUCT = STR_ROW("product"),
                 ECOSYSTEM_GIT = STR_ROW("git"), NAME_ANY = STR_ROW("*");
#define RULE_NO_CPE STR("kb.no-cpe")
static const Str ECOSYSTEM_FOREIGN = STR_ROW("not an ecosystem");

/* One record on its way into the lists. */
typedef struct {
    Collect *collect;
    const Record *record;
    CollectAdvisory *advisory;
    bool distribution;
} Adding;

Collect collect_new(Arena *arena)
{
    return (Collect){
        .arena = arena,
        .scratch = arena_new(COLLECT_BYTES_MAX),
        .strings = interner_new(arena),
        .summaries = interner_new(arena),
        .package_map = pair_map_new(arena),
        .packages = list_new(arena, sizeof(CollectPackage)),
        .advisories = list_new(arena, sizeof(CollectAdvisory)),
        .names = list_new(arena, sizeof(uint32_t)),
        .scores = list_new(arena, sizeof(CollectScore)),
        .cwes = list_new(arena, sizeof(uint32_t)),
        .ranges = list_new(arena, sizeof(CollectRange)),
        .criteria = list_new(arena, sizeof(CollectCriterion)),
        .nodes = list_new(arena, sizeof(KbfNode)),
        .cpes = list_new(arena, sizeof(CollectCpe)),
        .cpe_of = list_new(arena, sizeof(uint32_t)),
    };
}

void collect_done(Collect *collect)
{
    arena_done(&collect->scratch);
}

bool collect_package(Collect *collect, Str ecosystem, Str name, uint32_t *package)
{
    uint32_t in, called;
    CollectPackage *row;
    bool fresh;

    if (!intern(&collect->strings, ecosystem, &in) || !intern(&collect->strings, name, &called) ||
        !pair_map_add(&collect->package_map, in, called, package, &fresh))
        return false;
    row = fresh ? LIST_ADD(&collect->packages, CollectPackage)
                : LIST_AT(&collect->packages, CollectPackage, *package);
    if (!row)
        return false;
    row->ecosystem = in;
    row->name = called;
    return true;
}

/* names ------------------------------------------------------------------------------------ */

static bool add_name(Adding *adding, Str name)
{
    uint32_t number;

    if (!name.len)
        return true;
    if (!intern(&adding->collect->strings, name, &number) ||
        !list_add_u32(&adding->collect->names, number))
        return false;
    adding->advisory->name_count++;
    return true;
}

/* The id comes first. */
static bool add_own_name(Adding *adding)
{
    adding->advisory->name_count = 1;
    return list_add_u32(&adding->collect->names, adding->advisory->id);
}

static bool any_cve(const Str *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (kb_cve_number(ids[i]))
            return true;
    return false;
}

static bool add_cves(Adding *adding, const Str *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (kb_cve_number(ids[i]) && !add_name(adding, ids[i]))
            return false;
    return true;
}

/* `upstream` of a distribution's record are the flaws it takes over; an erratum without any
 * lists them as `related`. Elsewhere neither says that two ids are one flaw. */
static bool add_names(Adding *adding)
{
    const Record *r = adding->record;
    bool named = any_cve(r->aliases, r->alias_count) || any_cve(r->upstream, r->upstream_count);

    for (size_t i = 0; i < r->alias_count; i++)
        if (!str_eq(r->aliases[i], r->id) && !add_name(adding, r->aliases[i]))
            return false;
    if (!adding->distribution)
        return true;
    if (!named && r->upstream_count == 1 && !add_name(adding, r->upstream[0]))
        return false;
    return add_cves(adding, r->upstream, r->upstream_count) &&
           (named || add_cves(adding, r->related, r->related_count));
}

/* ranges ----------------------------------------------------------------------------------- */

static bool add_bound(Collect *collect, Str version, uint32_t *bound)
{
    *bound = KBF_NONE;
    return !version.len || intern(&collect->strings, version, bound);
}

/* "0" and "*" below, and "*" above, are how some sources write "every version". */
static RecordRange range_plain(RecordRange range)
{
    if (str_eq(range.lower, STR("*")) || (str_eq(range.lower, STR("0")) && !range.exact &&
                                          range.lower_inclusive)) {
        range.lower = (Str){ 0 };
        range.exact = false;
    }
    if (str_eq(range.upper, STR("*")))
        range.upper = (Str){ 0 };
    range.exact = range.exact && range.lower.len;
    if (range.exact)
        range.upper = (Str){ 0 };
    return range;
}

static uint32_t range_flags(const RecordRange *range)
{
    uint32_t flags = range->unaffected ? KB_UNAFFECTED : 0;

    if (range->exact)
        return flags | KB_EXACT;
    flags |= !range->lower.len ? KB_LOWER_OPEN : range->lower_inclusive ? KB_LOWER_INCLUSIVE : 0;
    flags |= !range->upper.len ? KB_UPPER_OPEN : range->upper_inclusive ? KB_UPPER_INCLUSIVE : 0;
    return flags | (range->upper.len && range->fixed_known ? KB_FIXED : 0);
}

/* Where an entry is filed, by what scheme, and whether its versions have an order. */
typedef struct {
    uint32_t package, flags;
    Scheme scheme;
    bool ordered;
} Filed;

static bool add_range(Adding *adding, const Filed *filed, const RecordRange *given)
{
    RecordRange range = range_plain(*given);
    Collect *collect = adding->collect;
    CollectRange *row = LIST_ADD(&collect->ranges, CollectRange);

    if (!row || !add_bound(collect, range.lower, &row->lower) ||
        !add_bound(collect, range.upper, &row->upper))
        return false;
    row->package = filed->package;
    row->extra = KBF_NONE;
    row->flags = (uint32_t)filed->scheme << KB_SCHEME_SHIFT | range_flags(&range) |
                 (adding->record->malware ? KB_MALWARE : 0);
    if (!(row->flags & KB_EXACT) && (row->lower & row->upper) != KBF_NONE)
        row->flags |= filed->flags;
    adding->advisory->range_count++;
    return true;
}

static bool add_exact(Adding *adding, const Filed *filed, Str version)
{
    RecordRange range = { .lower = version, .exact = true };

    return !version.len || add_range(adding, filed, &range);
}

/* An ecosystem of a stranger that is called like one of our own sections would speak for CPEs. */
static bool is_ours(Str ecosystem)
{
    return str_eq(ecosystem, ECOSYSTEM_CPE) || str_eq(ecosystem, ECOSYSTEM_PRODUCT)
        || str_eq(ecosystem, ECOSYSTEM_GIT);
}

static bool file_package(Adding *adding, const RecordAffected *affected, Filed *out)
{
    Collect *collect = adding->collect;
    EcosystemKey key;

    if (!ecosystem_of_osv(affected->ecosystem, affected->name, &collect->scratch, &key))
        return false;
    if (!key.row && is_ours(key.ecosystem))
        key.ecosystem = ECOSYSTEM_FOREIGN;
    out->ordered = key.row != NULL;
    out->scheme = key.row ? key.row->scheme : SCHEME_GENERIC;
    out->flags = key.row ? 0 : KB_NOT_COMPARABLE | KBF_UNORDERED;
    adding->advisory->unknown_ecosystem += !key.row;
    adding->distribution = adding->distribution || (key.row && key.row->distribution);
    return collect_package(collect, key.ecosystem, key.name, &out->package);
}

static bool file_product(Collect *collect, const RecordAffected *affected, Filed *out)
{
    Str name;

    *out = (Filed){ .scheme = affected->scheme, .ordered = true };
    return kb_product_name(affected->ecosystem, affected->name, &collect->scratch, &name) &&
           collect_package(collect, ECOSYSTEM_PRODUCT, name, &out->package);
}

static bool file_git(Collect *collect, const RecordAffected *affected, Filed *out)
{
    Str name;

    *out = (Filed){ .scheme = SCHEME_GENERIC, .flags = KB_COMMIT };
    return kb_repository_name(affected->name, &collect->scratch, &name) &&
           collect_package(collect, ECOSYSTEM_GIT, name, &out->package);
}

static bool file_affected(Adding *adding, const RecordAffected *affected, Filed *out)
{
    switch (affected->kind) {
    case AFFECTED_PACKAGE:
        return file_package(adding, affected, out);
    case AFFECTED_PRODUCT:
        return file_product(adding->collect, affected, out);
    case AFFECTED_GIT:
        return file_git(adding->collect, affected, out);
    }
    return false;
}

static bool add_versions(Adding *adding, const RecordAffected *affected, const Filed *filed)
{
    Cover cover;

    if (!cover_open(affected, filed->scheme, filed->ordered, &adding->collect->scratch, &cover))
        return false;
    for (size_t i = 0; i < affected->version_count; i++)
        if (!cover_holds(&cover, affected->versions[i]) &&
            !add_exact(adding, filed, affected->versions[i]))
            return false;
    return true;
}

static const RecordRange EVERY_VERSION = { 0 };

/* "n/a" and the like: the entry concerns some versions, and nobody can say which. */
static bool add_unnamed(Adding *adding, const Filed *filed, bool unreadable)
{
    if (!add_range(adding, filed, &EVERY_VERSION))
        return false;
    LIST_AT(&adding->collect->ranges, CollectRange, adding->collect->ranges.count - 1)->flags |=
        KB_NOT_COMPARABLE | KBF_UNORDERED | (unreadable ? KB_UNREADABLE : 0);
    return true;
}

static bool add_affected(Adding *adding, const RecordAffected *affected)
{
    Filed filed = { 0 };

    if (!file_affected(adding, affected, &filed))
        return false;
    if (affected->default_affected && !add_range(adding, &filed, &EVERY_VERSION))
        return false;
    for (size_t i = 0; i < affected->range_count; i++)
        if (!add_range(adding, &filed, &affected->ranges[i]))
            return false;
    if ((affected->not_comparable || affected->unreadable) &&
        !add_unnamed(adding, &filed, affected->unreadable))
        return false;
    return add_versions(adding, affected, &filed);
}

/* CPE -------------------------------------------------------------------------------------- */

/* ANY, or a wildcard that no backslash quotes. */
static bool is_open_word(Str value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\\')
            i++;
        else if (value.ptr[i] == '*' || value.ptr[i] == '?')
            return true;
    }
    return false;
}

/* "a:vendor:product", or "*" when one of the three is open and no single name will do. */
static bool cpe_file_name(const Cpe *cpe, Arena *arena, Str *out)
{
    size_t len = 0;
    char *at;

    *out = NAME_ANY;
    for (int i = CPE_PART; i <= CPE_PRODUCT; i++) {
        if (is_open_word(cpe->value[i]))
            return true;
        len += cpe->value[i].len + 1;
    }
    at = arena_alloc_raw(arena, len);
    if (!at)
        return false;
    *out = (Str){ at, len - 1 };
    for (int i = CPE_PART; i <= CPE_PRODUCT; i++) {
        memcpy(at, cpe->value[i].ptr, cpe->value[i].len);
        at += cpe->value[i].len;
        *at++ = ':';
    }
    return true;
}

static bool cpe_work_out(Collect *collect, Str text, CollectCpe *out)
{
    Str canonical, name, version;
    Err err = { 0 };
    Cpe cpe;

    *out = (CollectCpe){ INTERN_NONE, INTERN_NONE, INTERN_NONE };
    if (!cpe_parse(text, &collect->scratch, &cpe, &err) ||
        !cpe_format(&cpe, &collect->scratch, &canonical, &err))
        return !err_is_no_memory(&err);
    if (!intern(&collect->strings, canonical, &out->cpe) ||
        !cpe_file_name(&cpe, &collect->scratch, &name) ||
        !collect_package(collect, ECOSYSTEM_CPE, name, &out->package))
        return false;
    version = cpe.value[CPE_VERSION];
    if (is_open_word(version) || str_eq(version, STR("-")))
        return true;
    return cpe_unquote(version, &collect->scratch, &version) &&
           intern(&collect->strings, version, &out->version);
}

static bool cpe_of(Collect *collect, Str text, const CollectCpe **out)
{
    uint32_t raw, *known = NULL;
    CollectCpe *row;

    if (intern(&collect->strings, text, &raw))
        known = list_reach_u32(&collect->cpe_of, raw);
    if (!known)
        return false;
    if (!*known) {
        row = LIST_ADD(&collect->cpes, CollectCpe);
        if (!row || !cpe_work_out(collect, text, row))
            return false;
        *known = collect->cpes.count;
    }
    *out = LIST_AT(&collect->cpes, CollectCpe, *known - 1);
    return true;
}

/* The record stands without what is no CPE, and that is said. */
static void leave_out(Adding *adding, Str cpe)
{
    Collect *collect = adding->collect;

    if (!cpe.len)
        return; /* its reader has told */
    collect->left_out++;
    if (collect->doubt.code == ERR_NONE)
        err_set(&collect->doubt, ERR_SYNTAX, RULE_NO_CPE, cpe);
}

/* In a tree a criterion is kept even when its text is no CPE: nobody can say whether it holds. */
static bool make_criterion(Adding *adding, const RecordCriterion *given, const CollectCpe **cpe,
                           CollectCriterion *row)
{
    Collect *collect = adding->collect;
    RecordRange range = range_plain(given->range);

    if (!cpe_of(collect, given->cpe, cpe))
        return false;
    if (!given->ranged)
        range = (RecordRange){ .exact = (*cpe)->version != INTERN_NONE };
    if (!add_bound(collect, range.lower, &row->lower) ||
        !add_bound(collect, range.upper, &row->upper))
        return false;
    row->lower = range.exact && !given->ranged ? (*cpe)->version : row->lower;
    row->cpe = (*cpe)->cpe;
    if (row->cpe == INTERN_NONE)
        leave_out(adding, given->cpe);
    row->flags = range_flags(&range) | (given->ranged ? KBF_RANGED : 0) |
                 (given->vulnerable ? KBF_VULNERABLE : 0);
    return true;
}

static bool add_criterion(Adding *adding, const CollectCriterion *row)
{
    CollectCriterion *kept = LIST_ADD(&adding->collect->criteria, CollectCriterion);

    if (!kept)
        return false;
    *kept = *row;
    adding->advisory->criterion_count++;
    return true;
}

/* Whether a criterion asks for more than its product, and a version that is stated beside it or
 * by itself: the attributes behind those. */
static bool is_plain(const Collect *collect, const CollectCriterion *criterion)
{
    Str cpe = criterion->cpe != INTERN_NONE ? interner_text(&collect->strings, criterion->cpe)
                                            : (Str){ 0 };

    return str_ends(cpe, criterion->flags & KB_EXACT ? STR(":*:*:*:*:*:*:*")
                                                     : STR(":*:*:*:*:*:*:*:*"));
}

/* Files a vulnerable criterion under its product; it decides alone when there is no `root`. */
static bool file_criterion(Adding *adding, const CollectCriterion *criterion, uint32_t package,
                           uint32_t root)
{
    Collect *collect = adding->collect;
    CollectRange *row;

    if (package == INTERN_NONE || !(criterion->flags & KBF_VULNERABLE))
        return true;
    row = LIST_ADD(&collect->ranges, CollectRange);
    if (!row)
        return false;
    *row = (CollectRange){ .package = package,
                           .lower = criterion->lower,
                           .upper = criterion->upper,
                           .extra = root == KBF_NONE ? criterion->cpe : root,
                           .flags = criterion->flags & (KB_TREE - 1) };
    row->flags |= root == KBF_NONE ? KB_CPE : KB_TREE;
    if (root == KBF_NONE && criterion->flags & KBF_RANGED)
        row->flags |= KB_RANGED;
    if (root == KBF_NONE && is_plain(collect, criterion))
        row->flags |= KB_PLAIN;
    adding->advisory->range_count++;
    return true;
}

/* Nodes of the subtree at each node, itself included; false when the counts contradict. */
static bool node_spans(const Record *record, uint32_t *span)
{
    for (size_t i = record->node_count; i-- > 0;) {
        uint32_t total = 1;

        for (uint32_t child = 0; child < record->nodes[i].child_count; child++) {
            if (i + total >= record->node_count)
                return false;
            total += span[i + total];
        }
        span[i] = total;
    }
    return true;
}

/* Whether any single criterion below decides alone: nothing negated, no AND of two things. */
static bool is_plain_or(const RecordNode *nodes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (nodes[i].negate || (nodes[i].op == NODE_AND &&
                                (uint64_t)nodes[i].child_count + nodes[i].criterion_count > 1))
            return false;
    return true;
}

static bool node_criteria(Adding *adding, const RecordNode *node, uint32_t root)
{
    const Record *record = adding->record;
    size_t end = (size_t)node->first_criterion + node->criterion_count;

    for (size_t i = node->first_criterion; i < end && i < record->criterion_count; i++) {
        CollectCriterion row = { 0 };
        const CollectCpe *cpe;

        if (root == KBF_NONE && !record->criteria[i].vulnerable)
            continue;
        if (!make_criterion(adding, &record->criteria[i], &cpe, &row) ||
            (root != KBF_NONE && !add_criterion(adding, &row)) ||
            !file_criterion(adding, &row, cpe->package, root))
            return false;
    }
    return true;
}

static bool add_or(Adding *adding, const RecordNode *nodes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!node_criteria(adding, &nodes[i], KBF_NONE))
            return false;
    return true;
}

static bool add_tree(Adding *adding, const RecordNode *nodes, const uint32_t *span)
{
    Collect *collect = adding->collect;
    uint32_t root = collect->nodes.count;

    for (uint32_t i = 0; i < span[0]; i++) {
        KbfNode *row = LIST_ADD(&collect->nodes, KbfNode);

        if (!row)
            return false;
        *row = (KbfNode){ .span = span[i],
                          .child_count = nodes[i].child_count,
                          .first_criterion = collect->criteria.count,
                          .op = (uint8_t)nodes[i].op,
                          .negate = nodes[i].negate };
        if (!node_criteria(adding, &nodes[i], root))
            return false;
        row->criterion_count = collect->criteria.count - row->first_criterion;
        adding->advisory->node_count++;
    }
    return true;
}

/* Plain ORs first, then trees: so a record that is read back from a generation keeps its order. */
static bool add_configurations(Adding *adding)
{
    const Record *record = adding->record;
    uint32_t *span = ARENA_ARRAY(&adding->collect->scratch, uint32_t, record->node_count);

    if (!span)
        return false;
    if (!node_spans(record, span))
        return true;
    for (int trees = 0; trees < 2; trees++)
        for (size_t i = 0; i < record->node_count; i += span[i]) {
            const RecordNode *root = &record->nodes[i];
            bool plain = is_plain_or(root, span[i]);

            if (plain && !trees && !add_or(adding, root, span[i]))
                return false;
            if (!plain && trees && !add_tree(adding, root, span + i))
                return false;
        }
    return true;
}

/* records ---------------------------------------------------------------------------------- */

static bool add_scores(Adding *adding)
{
    Collect *collect = adding->collect;

    for (size_t i = 0; i < adding->record->score_count; i++) {
        const RecordScore *score = &adding->record->scores[i];
        CollectScore *row = LIST_ADD(&collect->scores, CollectScore);

        if (!row || !intern(&collect->strings, score->vector, &row->vector) ||
            !intern(&collect->strings, score->source_name, &row->source_name))
            return false;
        row->base_tenths = (int16_t)score->score.base;
        row->version = (uint8_t)score->score.version;
        row->by = (uint8_t)score->source;
        adding->advisory->score_count++;
    }
    return true;
}

static bool add_cwes(Adding *adding)
{
    Collect *collect = adding->collect;

    for (size_t i = 0; i < adding->record->cwe_count; i++) {
        uint32_t number;

        if (!intern(&collect->strings, adding->record->cwes[i], &number) ||
            !list_add_u32(&collect->cwes, number))
            return false;
        adding->advisory->cwe_count++;
    }
    return true;
}

static bool add_all_affected(Adding *adding)
{
    for (size_t i = 0; i < adding->record->affected_count; i++)
        if (!add_affected(adding, &adding->record->affected[i]))
            return false;
    return true;
}

static bool add_head(Adding *adding, CollectPlace place)
{
    const Record *record = adding->record;
    Collect *collect = adding->collect;
    CollectAdvisory *row = LIST_ADD(&collect->advisories, CollectAdvisory);
    Str summary = str_slice(record->summary, 0, RECORD_SUMMARY_BYTES);

    if (!row || !intern_apart(&collect->strings, record->id, &row->id) ||
        !intern(&collect->summaries, summary, &row->summary))
        return false;
    row->order = place.order;
    row->unit = place.unit;
    row->file = place.file;
    row->published_s = record->published_s;
    row->modified_s = record->modified_s;
    row->source_offset = record->source_offset;
    row->text_hash = record->text_hash;
    row->source_length =
        record->source_length < UINT32_MAX ? (uint32_t)record->source_length : UINT32_MAX;
    row->state = (uint8_t)record->state;
    row->withdrawn_s =
        record->withdrawn_s < UINT32_MAX ? (uint32_t)record->withdrawn_s : UINT32_MAX;
    row->severity = (uint8_t)record->severity;
    row->first_name = collect->names.count;
    row->first_score = collect->scores.count;
    row->first_cwe = collect->cwes.count;
    row->first_range = collect->ranges.count;
    row->first_criterion = collect->criteria.count;
    row->first_node = collect->nodes.count;
    adding->advisory = row;
    return true;
}

static void bound_ahead(const Collect *collect, Str bound)
{
    if (bound.len)
        intern_ahead(&collect->strings, bound);
}

void collect_ahead(const Collect *collect, const Record *record)
{
    intern_ahead(&collect->summaries, str_slice(record->summary, 0, RECORD_SUMMARY_BYTES));
    for (size_t i = 0; i < record->criterion_count; i++) {
        intern_ahead(&collect->strings, record->criteria[i].cpe);
        bound_ahead(collect, record->criteria[i].range.lower);
        bound_ahead(collect, record->criteria[i].range.upper);
    }
}

/* A range beside what it is sorted by. Those of trees come in the order of these. */
typedef struct {
    uint32_t rank, tree;
    Str cpe, lower, upper;
    CollectRange row;
} RankedRange;

static int ranked_compare(const void *a_, const void *b_)
{
    const RankedRange *a = a_, *b = b_;
    int order = (a->rank > b->rank) - (a->rank < b->rank);

    if (!order)
        order = (a->tree > b->tree) - (a->tree < b->tree);
    if (!order)
        order = str_cmp(a->cpe, b->cpe);
    if (!order)
        order = str_cmp(a->lower, b->lower);
    if (!order)
        order = str_cmp(a->upper, b->upper);
    return order ? order : (a->row.flags > b->row.flags) - (a->row.flags < b->row.flags);
}

static Str text_or_none(const Collect *collect, uint32_t text)
{
    return text == KBF_NONE ? (Str){ 0 } : interner_text(&collect->strings, text);
}

static RankedRange rank_range(const Collect *collect, const CollectRange *row, uint32_t *ranks)
{
    CollectPackage *package = LIST_AT(&collect->packages, CollectPackage, row->package);

    if (package->touched_by != collect->advisories.count) {
        package->touched_by = collect->advisories.count;
        package->rank = (*ranks)++;
    }
    return (RankedRange){ package->rank, row->flags & KB_CPE ? 0 : row->extra,
                          text_or_none(collect, row->flags & KB_CPE ? row->extra : KBF_NONE),
                          text_or_none(collect, row->lower), text_or_none(collect, row->upper),
                          *row };
}

bool collect_sort_ranges(Collect *collect)
{
    const CollectAdvisory *advisory =
        LIST_AT(&collect->advisories, CollectAdvisory, collect->advisories.count - 1);
    uint32_t count = advisory->range_count, first = advisory->first_range, ranks = 0;
    RankedRange *sorted;
    bool ordered = true;

    if (count < 2)
        return true;
    sorted = ARENA_ARRAY(&collect->scratch, RankedRange, count);
    if (!sorted)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        sorted[i] = rank_range(collect, LIST_AT(&collect->ranges, CollectRange, first + i), &ranks);
        ordered = ordered && (!i || ranked_compare(&sorted[i - 1], &sorted[i]) <= 0);
    }
    if (ordered)
        return true;
    qsort(sorted, count, sizeof *sorted, ranked_compare);
    for (uint32_t i = 0; i < count; i++)
        *LIST_AT(&collect->ranges, CollectRange, first + i) = sorted[i].row;
    return true;
}

bool collect_record(Collect *collect, const Record *record, CollectPlace place, Err *err)
{
    Adding adding = { .collect = collect, .record = record };

    assert(record->id.len && place.order <= COLLECT_ORDER_MAX);
    arena_reset(&collect->scratch);
    collect->left_out += record->left_out;
    collect->doubt.code = ERR_NONE;
    if (record->doubt)
        collect->doubt = *record->doubt;
    if (!add_head(&adding, place) || !add_own_name(&adding) || !add_all_affected(&adding) ||
        !add_names(&adding) || !add_scores(&adding) || !add_cwes(&adding) ||
        !add_configurations(&adding) || !collect_sort_ranges(collect))
        return err_no_memory(err);
    adding.advisory->flags = (uint8_t)((record->malware ? KBF_MALWARE : 0) |
                                       (adding.distribution ? KBF_DISTRIBUTION : 0) |
                                       record->exploit << KBF_EXPLOIT_SHIFT);
    return true;
}
