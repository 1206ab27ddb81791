/* SPDX-License-Identifier: Apache-2.0 */
#include "match/cpe.h"

#include "match/scratch.h"

#define ANY            STR("*")
#define NA             STR("-")
#define FIRMWARE_ENDS  STR("_firmware")

/* A `target_sw` word and the purl type whose packages run there. Words of one type stand
 * together; a word may serve several types.
 *
 * Source: purl-spec, PURL-TYPES; the words are those of NVD's CPE dictionary. */
static const struct {
    Str type, word;
} TARGETS[] = {
    { STR_ROW("cargo"), STR_ROW("rust") },
    { STR_ROW("composer"), STR_ROW("php") },
    { STR_ROW("composer"), STR_ROW("wordpress") },
    { STR_ROW("composer"), STR_ROW("drupal") },
    { STR_ROW("composer"), STR_ROW("joomla") },
    { STR_ROW("composer"), STR_ROW("joomla\\!") },
    { STR_ROW("composer"), STR_ROW("typo3") },
    { STR_ROW("composer"), STR_ROW("laravel") },
    { STR_ROW("composer"), STR_ROW("magento") },
    { STR_ROW("composer"), STR_ROW("mediawiki") },
    { STR_ROW("cpan"), STR_ROW("perl") },
    { STR_ROW("gem"), STR_ROW("ruby") },
    { STR_ROW("gem"), STR_ROW("rails") },
    { STR_ROW("gem"), STR_ROW("ruby_on_rails") },
    { STR_ROW("golang"), STR_ROW("go") },
    { STR_ROW("golang"), STR_ROW("golang") },
    { STR_ROW("hex"), STR_ROW("elixir") },
    { STR_ROW("hex"), STR_ROW("erlang") },
    { STR_ROW("maven"), STR_ROW("java") },
    { STR_ROW("maven"), STR_ROW("maven") },
    { STR_ROW("maven"), STR_ROW("jenkins") },
    { STR_ROW("npm"), STR_ROW("node.js") },
    { STR_ROW("npm"), STR_ROW("nodejs") },
    { STR_ROW("npm"), STR_ROW("javascript") },
    { STR_ROW("npm"), STR_ROW("electron") },
    { STR_ROW("nuget"), STR_ROW(".net") },
    { STR_ROW("nuget"), STR_ROW("asp.net") },
    { STR_ROW("pub"), STR_ROW("dart") },
    { STR_ROW("pub"), STR_ROW("flutter") },
    { STR_ROW("pypi"), STR_ROW("python") },
};

static bool is_any(Str value)
{
    return str_eq(value, ANY);
}

/* The word names a language or host, and not that of the component's packages. */
static bool target_excludes(Str word, Str type)
{
    bool word_known = false, type_known = false;

    if (!type.len)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(TARGETS); i++) {
        bool same_word = str_eq(TARGETS[i].word, word), same_type = str_eq(TARGETS[i].type, type);
        if (same_word && same_type)
            return false;
        word_known |= same_word;
        type_known |= same_type;
    }
    return word_known && type_known;
}

static CpeFit attribute_fit(const Criterion *criterion, const StatedCpe *stated, CpeAttribute which)
{
    Str wanted = criterion->cpe.value[which], has = stated->cpe.value[which];

    if (is_any(wanted))
        return CPE_FIT_FULL;
    if (which == CPE_TARGET_SW && is_any(has) && target_excludes(wanted, stated->purl_type))
        return CPE_FIT_NONE;
    switch (cpe_attribute_compare(wanted, has)) {
    case CPE_EQUAL:
    case CPE_SUPERSET:
        return CPE_FIT_FULL;
    case CPE_SUBSET:
    case CPE_UNDEFINED:
        return CPE_FIT_OPEN;
    case CPE_DISJOINT:
        break;
    }
    return CPE_FIT_NONE;
}

static CpeFit decided_fit(Decision decision)
{
    switch (decision) {
    case DECIDED_INSIDE:
        return CPE_FIT_FULL;
    case DECIDED_NOT_COMPARABLE:
        return CPE_FIT_NOT_COMPARABLE;
    case DECIDED_OUTSIDE:
        break;
    }
    return CPE_FIT_NONE;
}

/* NA is "has no version": it meets only itself, and what leaves the version open. */
static CpeFit na_fit(const StatedCpe *stated)
{
    Str has = stated->cpe.value[CPE_VERSION];

    if (str_eq(has, NA))
        return CPE_FIT_FULL;
    return is_any(has) && !stated->subject.text.len ? CPE_FIT_OPEN : CPE_FIT_NONE;
}

/* One version, or a pattern such as "1.2.*". */
static CpeFit named_version_fit(const Criterion *criterion, const StatedCpe *stated)
{
    Str has = stated->cpe.value[CPE_VERSION];

    if (!stated->subject.text.len)
        return str_eq(has, NA) ? CPE_FIT_NONE : CPE_FIT_NOT_COMPARABLE;
    if (is_any(has) || str_eq(has, NA))
        has = stated->subject.text;
    switch (cpe_attribute_compare(criterion->cpe.value[CPE_VERSION], has)) {
    case CPE_EQUAL:
    case CPE_SUPERSET:
        return CPE_FIT_FULL;
    case CPE_SUBSET:
    case CPE_UNDEFINED:
        return CPE_FIT_NOT_COMPARABLE;
    case CPE_DISJOINT:
        break;
    }
    /* "1.0" and "1.00" differ as text. */
    return criterion->bounds.flags & KB_EXACT
        ? decided_fit(decide_bounds(&stated->subject, &criterion->bounds)) : CPE_FIT_NONE;
}

static CpeFit version_fit(const Criterion *criterion, const StatedCpe *stated)
{
    Str wanted = criterion->cpe.value[CPE_VERSION];

    if (criterion->ranged)
        return decided_fit(decide_bounds(&stated->subject, &criterion->bounds));
    if (is_any(wanted))
        return CPE_FIT_FULL;
    return str_eq(wanted, NA) ? na_fit(stated) : named_version_fit(criterion, stated);
}

CpeFit criterion_fit(const Criterion *criterion, const StatedCpe *stated, CpeAttribute *which)
{
    CpeFit worst = CPE_FIT_FULL, fit;

    for (CpeAttribute i = CPE_PART; i < CPE_ATTRIBUTES; i++) {
        fit = i == CPE_VERSION ? version_fit(criterion, stated)
                               : attribute_fit(criterion, stated, i);
        if (which && (fit == CPE_FIT_NONE || (fit == CPE_FIT_OPEN && worst == CPE_FIT_FULL)))
            *which = i;
        if (fit == CPE_FIT_NONE)
            return CPE_FIT_NONE;
        worst = fit < worst ? fit : worst;
    }
    return worst;
}

bool cpe_of_package(Str name, Cpe *out)
{
    CpeAttribute at = CPE_PART;
    size_t from = 0;

    for (CpeAttribute i = CPE_PART; i < CPE_ATTRIBUTES; i++)
        out->value[i] = ANY;
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '\\')
            i++;
        else if (name.ptr[i] == ':' && at < CPE_PRODUCT) {
            out->value[at++] = str_slice(name, from, i);
            from = i + 1;
        }
    }
    out->value[at] = str_slice(name, from, name.len);
    return at == CPE_PRODUCT;
}

bool stated_cpe_literal(Str value)
{
    if (!value.len || is_any(value) || str_eq(value, NA))
        return false;
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] == '\\')
            i++;
        else if (value.ptr[i] == '*' || value.ptr[i] == '?')
            return false;
    return true;
}

static Str hardware_of(const Cpe *cpe)
{
    Str product = cpe->value[CPE_PRODUCT];

    if (!str_eq(cpe->value[CPE_PART], STR("o")) || !str_ends(product, FIRMWARE_ENDS))
        return (Str){ 0 };
    return str_slice(product, 0, product.len - FIRMWARE_ENDS.len);
}

bool stated_cpe_init(const Cpe *cpe, Str version, Arena *arena, StatedCpe *out, Err *err)
{
    Str stated = cpe->value[CPE_VERSION];

    if (!is_any(stated) && !str_eq(stated, NA) && !cpe_unquote(stated, arena, &version))
        return err_no_memory(err);
    out->cpe = *cpe;
    out->purl_type = (Str){ 0 };
    out->hardware = hardware_of(cpe);
    subject_init(SCHEME_GENERIC, version, &out->subject);
    return true;
}

/* ---- all CPEs of a device ---- */

enum { NO_STATED = UINT32_MAX };

/* A chain of stated CPEs per product:  heads[hash & mask] → i → next[i] → … → NO_STATED */
struct StatedIndex {
    const StatedSource *source;
    uint32_t *heads, *next, *hash;
    uint32_t mask;
    bool named[PLATFORMS]; /* the SBOM names at least one CPE of that part */
};

static uint32_t product_hash(Str product)
{
    uint32_t hash = 2166136261U; /* FNV-1a, 32 bits */

    for (size_t i = 0; i < product.len; i++)
        hash = (hash ^ (unsigned char)product.ptr[i]) * 16777619U;
    return hash;
}

static bool platform_of(const Cpe *cpe, Platform *out)
{
    if (str_eq(cpe->value[CPE_PART], STR("o")))
        *out = PLATFORM_OS;
    else if (str_eq(cpe->value[CPE_PART], STR("h")))
        *out = PLATFORM_HARDWARE;
    else
        return false;
    return true;
}

/* Firmware says nothing of the operating system beside or below it. */
bool stated_cpe_names(const StatedCpe *stated, Platform platform)
{
    Platform named;

    return stated_cpe_literal(stated->cpe.value[CPE_PRODUCT]) && !stated->hardware.len
        && platform_of(&stated->cpe, &named) && named == platform;
}

static bool index_add(StatedIndex *index, uint32_t i, Arena *scratch)
{
    ScratchMark mark = scratch_mark(scratch);
    StatedCpe stated;
    Fetch fetch = index->source->at(index->source->context, i, scratch, &stated);

    if (fetch == FETCH_FOUND && stated_cpe_literal(stated.cpe.value[CPE_PRODUCT])) {
        uint32_t hash = product_hash(stated.cpe.value[CPE_PRODUCT]);
        index->hash[i] = hash;
        index->next[i] = index->heads[hash & index->mask];
        index->heads[hash & index->mask] = i;
        index->named[PLATFORM_OS] |= stated_cpe_names(&stated, PLATFORM_OS);
        index->named[PLATFORM_HARDWARE] |= stated_cpe_names(&stated, PLATFORM_HARDWARE);
    }
    scratch_rewind(scratch, mark);
    return fetch != FETCH_NO_MEMORY;
}

bool stated_index_new(const StatedSource *source, Arena *arena, Arena *scratch, StatedIndex **out,
                      Err *err)
{
    StatedIndex *index = ARENA_NEW(arena, StatedIndex);
    size_t heads = 16;

    while (heads < source->count)
        heads *= 2;
    if (!index)
        return err_no_memory(err);
    *index = (StatedIndex){ .source = source, .mask = (uint32_t)(heads - 1) };
    index->heads = arena_alloc_raw(arena, heads * sizeof *index->heads);
    index->next = ARENA_ARRAY(arena, uint32_t, source->count);
    index->hash = ARENA_ARRAY(arena, uint32_t, source->count);
    if (!index->heads || !index->next || !index->hash)
        return err_no_memory(err);
    for (size_t i = 0; i < heads; i++)
        index->heads[i] = NO_STATED;
    /* Backwards, so that a chain runs in the order of the document. */
    for (uint32_t i = source->count; i-- > 0;)
        if (!index_add(index, i, scratch))
            return err_no_memory(err);
    *out = index;
    return true;
}

/* ---- configurations ---- */

/* What one node or criterion amounts to. `ours` is how far it holds through a vulnerable
 * criterion of the component itself; it never exceeds `all`. */
typedef struct {
    Truth all, ours;
} Holding;

typedef struct {
    const Configurations *from;
    const CpeQuestion *question;
    CpeVerdict verdict;
    CpeFit own; /* the best of the component's own fits */
    uint32_t steps;
    bool exhausted, no_memory;
} Judge;

static Truth truth_min(Truth a, Truth b)
{
    return a < b ? a : b;
}

static Truth truth_max(Truth a, Truth b)
{
    return a > b ? a : b;
}

static Truth fit_truth(CpeFit fit)
{
    return fit == CPE_FIT_NONE ? TRUTH_FALSE
         : fit == CPE_FIT_NOT_COMPARABLE ? TRUTH_UNKNOWN : TRUTH_TRUE;
}

/* Does stated CPE `i` meet the criterion? */
static Truth stated_truth(Judge *judge, const Criterion *criterion, uint32_t i)
{
    const StatedSource *source = judge->question->index->source;
    ScratchMark mark = scratch_mark(judge->from->scratch);
    StatedCpe stated;
    Truth truth = TRUTH_FALSE;
    Fetch fetch = source->at(source->context, i, judge->from->scratch, &stated);

    if (fetch == FETCH_FOUND)
        truth = fit_truth(criterion_fit(criterion, &stated, NULL));
    judge->no_memory |= fetch == FETCH_NO_MEMORY;
    scratch_rewind(judge->from->scratch, mark);
    return truth;
}

/* False when the tree asks for more than its share of time. */
static bool step(Judge *judge)
{
    if (judge->steps++ < CPE_TREE_STEPS_MAX && !judge->no_memory)
        return true;
    judge->exhausted = true;
    return false;
}

static Truth device_truth(Judge *judge, const Criterion *criterion)
{
    const StatedIndex *index = judge->question->index;
    Str product = criterion->cpe.value[CPE_PRODUCT];
    bool literal = stated_cpe_literal(product);
    uint32_t hash = literal ? product_hash(product) : 0;
    uint32_t i = literal ? index->heads[hash & index->mask] : 0;
    Truth best = TRUTH_FALSE;

    while (i < index->source->count && best != TRUTH_TRUE) {
        if (!step(judge))
            return TRUTH_UNKNOWN;
        if (!literal || index->hash[i] == hash)
            best = truth_max(best, stated_truth(judge, criterion, i));
        i = literal ? index->next[i] : i + 1;
    }
    return best;
}

static bool firmware_implies(const StatedCpe *stated, const Cpe *hardware)
{
    return stated->hardware.len && str_eq(hardware->value[CPE_PART], STR("h"))
        && str_eq(hardware->value[CPE_VENDOR], stated->cpe.value[CPE_VENDOR])
        && str_eq(hardware->value[CPE_PRODUCT], stated->hardware);
}

/* Nothing on the device meets the criterion: is that "no", or has nobody said? */
static Truth absent_truth(Judge *judge, uint32_t criterion_i, const Criterion *criterion)
{
    Platform platform;

    if (firmware_implies(judge->question->stated, &criterion->cpe)) {
        judge->verdict.by_firmware = true;
        return TRUTH_TRUE;
    }
    if (!platform_of(&criterion->cpe, &platform) || judge->question->index->named[platform])
        return TRUTH_FALSE;
    if (!judge->verdict.platform_unknown)
        judge->verdict.platform = criterion_i;
    judge->verdict.platform_unknown = true;
    return TRUTH_UNKNOWN;
}

static Truth own_truth(Judge *judge, const Criterion *criterion)
{
    CpeAttribute open = CPE_ATTRIBUTES;
    CpeFit fit = criterion_fit(criterion, judge->question->stated, &open);

    if (criterion->vulnerable && fit > judge->own) {
        judge->own = fit;
        judge->verdict.attribute = open;
    }
    judge->verdict.not_comparable |= fit == CPE_FIT_NOT_COMPARABLE;
    return fit_truth(fit);
}

static Holding judge_criterion(Judge *judge, uint32_t criterion_i)
{
    ScratchMark mark = scratch_mark(judge->from->scratch);
    Holding held = { TRUTH_FALSE, TRUTH_FALSE };
    Criterion criterion;
    Fetch fetch = judge->from->criterion(judge->from->context, criterion_i, judge->from->scratch,
                                         &criterion);

    judge->no_memory |= fetch == FETCH_NO_MEMORY;
    if (fetch == FETCH_ABSENT)
        held.all = TRUTH_UNKNOWN; /* what is no CPE may be met by anything */
    if (fetch == FETCH_FOUND) {
        held.all = own_truth(judge, &criterion);
        held.ours = criterion.vulnerable ? held.all : TRUTH_FALSE;
        if (held.all != TRUTH_TRUE)
            held.all = truth_max(held.all, device_truth(judge, &criterion));
        if (held.all == TRUTH_FALSE)
            held.all = absent_truth(judge, criterion_i, &criterion);
    }
    scratch_rewind(judge->from->scratch, mark);
    return held;
}

/* Adds one part to a node: for AND all parts must hold, and one of them through ours. */
static void holding_add(Holding *node, NodeOperator op, Holding part)
{
    node->all = op == NODE_AND ? truth_min(node->all, part.all) : truth_max(node->all, part.all);
    node->ours = truth_max(node->ours, part.ours);
}

static Holding judge_node(Judge *judge, uint32_t node_i, unsigned depth);

static void judge_children(Judge *judge, uint32_t node_i, const KbNode *node, Holding *held,
                           unsigned depth)
{
    uint32_t child = node_i + 1, end = node_i + node->span;
    KbNode next;

    for (uint32_t i = 0; i < node->child_count && child < end && step(judge); i++) {
        if (judge->from->node(judge->from->context, child, &next) != FETCH_FOUND || !next.span) {
            holding_add(held, node->op, (Holding){ TRUTH_FALSE, TRUTH_FALSE });
            return;
        }
        holding_add(held, node->op, judge_node(judge, child, depth + 1));
        child += next.span;
    }
}

static Holding judge_node(Judge *judge, uint32_t node_i, unsigned depth)
{
    Holding held = { TRUTH_FALSE, TRUTH_FALSE };
    KbNode node;

    if (depth > CPE_TREE_DEPTH_MAX) {
        judge->exhausted = true;
        return held;
    }
    if (judge->from->node(judge->from->context, node_i, &node) != FETCH_FOUND)
        return held;
    held.all = node.op == NODE_AND ? TRUTH_TRUE : TRUTH_FALSE;
    for (uint32_t i = 0; i < node.criterion_count && step(judge); i++)
        holding_add(&held, node.op, judge_criterion(judge, node.first_criterion + i));
    judge_children(judge, node_i, &node, &held, depth);
    held.ours = truth_min(held.ours, held.all);
    /* "Not ours" makes nobody vulnerable. */
    return node.negate ? (Holding){ TRUTH_TRUE - held.all, TRUTH_FALSE } : held;
}

bool cpe_judge(const Configurations *from, uint32_t root, const CpeQuestion *question,
               CpeVerdict *out, Err *err)
{
    Judge judge = { .from = from, .question = question,
                    .verdict = { .attribute = CPE_ATTRIBUTES, .platform = KB_NONE } };

    judge.verdict.truth = judge_node(&judge, root, 0).ours;
    if (judge.no_memory)
        return err_no_memory(err);
    if (judge.exhausted)
        judge.verdict.truth = TRUTH_UNKNOWN;
    judge.verdict.open = judge.own == CPE_FIT_OPEN;
    *out = judge.verdict;
    return true;
}
