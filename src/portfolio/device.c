/* SPDX-License-Identifier: Apache-2.0 */
/* Configurations: "affected when it runs on that" is decided by what else a document lists. Of that
 * a configuration sees the CPEs of the products it names, and whether any CPE names a system or
 * hardware; documents that are alike in this are judged once. */
#include "portfolio/trial.h"

#include "base/hash.h"
#include "match/asks.h"

enum { DEVICE_BYTES_MAX = 1 << 30, PRODUCTS_MAX = 4096 };

/* A pair in its documents. */
typedef struct {
    const Trial *trial;
    const Portfolio *p;
    Arena arena;
    uint32_t pair;
    const uint32_t *documents;
    uint32_t count;
    uint64_t *seen;            /* beside each document: a hash of what a configuration sees of it */
    uint32_t *place;           /* document number → place + 1 in `documents` */
    Str *products;             /* PRODUCTS_MAX */
    uint32_t product_count;
    bool everything;           /* a configuration asks for a product by a pattern */
    Gather companions;         /* other pairs with a CPE of those products */
    uint32_t *companion, companion_count;
} Device;

static void device_done(Device *device)
{
    gather_done(&device->companions);
    arena_done(&device->arena);
}

/* ---- which products ---- */

static void product_add(Device *device, Str product)
{
    for (uint32_t i = 0; i < device->product_count; i++)
        if (str_eq(device->products[i], product))
            return;
    if (device->product_count == PRODUCTS_MAX)
        device->everything = true;
    else
        device->products[device->product_count++] = product;
}

static bool criterion_add(Device *device, uint32_t criterion_i, Err *err)
{
    KbCriterion criterion;
    Err why = { 0 };
    Cpe cpe;

    if (!kb_criterion(device->trial->kb, criterion_i, &criterion))
        return true;
    if (!cpe_parse(criterion.cpe, &device->arena, &cpe, &why))
        return !err_is_no_memory(&why) || err_no_memory(err);
    if (stated_cpe_literal(cpe.value[CPE_PRODUCT]))
        product_add(device, cpe.value[CPE_PRODUCT]);
    else
        device->everything = true;
    return true;
}

/* Every node of the tree, which lie one after the other. */
static bool tree_add(Device *device, uint32_t root, Err *err)
{
    KbNode node;
    uint32_t span;

    if (!kb_tree(device->trial->kb, root, &node))
        return true;
    span = node.span;
    for (uint32_t i = 0; i < span; i++) {
        if (!kb_tree(device->trial->kb, root + i, &node))
            break;
        for (uint32_t k = 0; k < node.criterion_count && !device->everything; k++)
            if (!criterion_add(device, node.first_criterion + k, err))
                return false;
    }
    return true;
}

/* ---- what it sees ---- */

static uint64_t mix(uint64_t seen, uint32_t number)
{
    return hash_xxh3((Str){ (const char *)&number, sizeof number }, seen);
}

static const PfDocument *document_row(const Portfolio *p, uint32_t document,
                                      const Segment **segment)
{
    uint32_t row;

    *segment = stack_document(p, document, &row);
    return *segment ? container_row(&(*segment)->file, PF_DOCUMENTS, row) : NULL;
}

/* Whether anything names a system, whether anything names hardware. */
static void see_platforms(Device *device)
{
    for (uint32_t i = 0; i < device->count; i++) {
        const Segment *segment;
        const PfDocument *row = document_row(device->p, device->documents[i], &segment);
        uint32_t system = row && row->system_pair != PF_NONE;
        uint32_t hardware = row && row->hardware_pair != PF_NONE;
        uint32_t bits = system | hardware << 1;
        device->seen[i] = mix(device->p->segment[0].file.seed, bits);
    }
}

static bool see_companion(Device *device, uint32_t pair)
{
    const uint32_t *documents;
    uint32_t count;

    if (!gather_documents(&device->companions, pair, &documents, &count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = documents[i] < device->p->counts.documents
                             ? device->place[documents[i]] : 0;
        if (place)
            device->seen[place - 1] = mix(device->seen[place - 1], pair);
    }
    return true;
}

static bool see_companions(Device *device)
{
    for (uint32_t i = 0; i < device->product_count; i++)
        if (!gather_key(&device->companions, PF_KEY_PACKAGE, ASKS_STATED, device->products[i]))
            return false;
    device->companion = gather_pairs(&device->companions, &device->companion_count);
    for (uint32_t i = 0; device->companion && i < device->companion_count; i++)
        if (device->companion[i] != device->pair && !see_companion(device, device->companion[i]))
            return false;
    return device->companion;
}

/* A pattern may meet any CPE: then every document is one of its own. */
static void see_everything(Device *device)
{
    for (uint32_t i = 0; i < device->count; i++)
        device->seen[i] = i;
}

/* ---- the SBOM that the judge sees ---- */

typedef struct {
    uint32_t *pairs, count, room;
} PairList;

static bool has_cpe(const Portfolio *p, uint32_t pair)
{
    Identifier identifier;

    for (uint32_t i = 0; portfolio_identifier(p, pair, i, &identifier); i++)
        if (identifier.kind == IDENTIFIER_CPE)
            return true;
    return false;
}

static void list_add(PairList *list, uint32_t pair)
{
    if (pair != PORTFOLIO_NONE && list->count < list->room)
        list->pairs[list->count++] = pair;
}

static bool lists_document(Device *device, uint32_t pair, uint32_t document, bool *out)
{
    const uint32_t *documents;
    uint32_t count, low = 0, high;

    if (!gather_documents(&device->companions, pair, &documents, &count))
        return false;
    high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (documents[middle] < document)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low < count && documents[low] == document;
    return true;
}

static uint32_t number_of(const Segment *segment, uint32_t row)
{
    const PfPair *pair = row == PF_NONE ? NULL : container_row(&segment->file, PF_PAIRS, row);

    return pair ? pair->number : PORTFOLIO_NONE;
}

/* The pair itself, what the configuration sees beside it, and who names the platforms. */
static bool fill_seen(Device *device, uint32_t document, PairList *list)
{
    const Segment *segment;
    const PfDocument *row = document_row(device->p, document, &segment);

    for (uint32_t i = 0; i < device->companion_count; i++) {
        bool there;
        if (device->companion[i] == device->pair)
            continue;
        if (!lists_document(device, device->companion[i], document, &there))
            return false;
        if (there)
            list_add(list, device->companion[i]);
    }
    if (row) {
        list_add(list, number_of(segment, row->system_pair));
        list_add(list, number_of(segment, row->hardware_pair));
    }
    return true;
}

static void fill_everything(Device *device, uint32_t document, uint32_t components, PairList *list)
{
    for (uint32_t i = 0; i < components; i++) {
        uint32_t pair = portfolio_document_pair(device->p, document, i);
        if (pair != device->pair && has_cpe(device->p, pair))
            list_add(list, pair);
    }
}

static bool fill(Device *device, uint32_t document, PairList *list)
{
    enum { PLATFORM_PAIRS = 2 };
    PortfolioDocumentRow row = { .component_count = 0 };

    (void)portfolio_document(device->p, document, &row);
    list->room = 1 + PLATFORM_PAIRS
        + (device->everything ? row.component_count : device->companion_count);
    list->pairs = ARENA_ARRAY(&device->arena, uint32_t, list->room);
    if (!list->pairs)
        return false;
    list_add(list, device->pair);
    if (!device->everything)
        return fill_seen(device, document, list);
    fill_everything(device, document, row.component_count, list);
    return true;
}

/* ---- verdicts ---- */

static bool judge_alike(Device *device, uint32_t document, TrialVerdict *told, Err *err)
{
    const Trial *trial = device->trial;
    VerdictTask task = { .only = trial->only, .told = trial->told };
    PairList list = { .count = 0 };
    Verdicts verdicts;
    Sbom sbom;

    if (!fill(device, document, &list)
        || !trial_sbom(device->p, list.pairs, list.count, &device->arena, &sbom))
        return err_no_memory(err);
    task.match = match_task(trial->kb, &sbom, 0);
    task.match.end = 1;
    if (!match_verdicts(&task, trial->gather->arena, &verdicts, err))
        return false;
    told->rows = verdicts.verdicts;
    told->count = verdicts.count;
    told->coverage = (CoverageList)verdicts.coverage[0];
    return trial->each(trial->context, told, err);
}

/* The documents that look like the one at `first`, taken off the list. */
static uint32_t *take_alike(Device *device, uint32_t first, bool *taken, uint32_t *count)
{
    uint32_t *alike = ARENA_ARRAY(device->trial->gather->arena, uint32_t, device->count - first);

    *count = 0;
    for (uint32_t i = first; alike && i < device->count; i++) {
        if (taken[i] || device->seen[i] != device->seen[first])
            continue;
        taken[i] = true;
        alike[(*count)++] = device->documents[i];
        if (device->everything)
            break;
    }
    return alike;
}

static bool judge_documents(Device *device, Err *err)
{
    bool *taken = ARENA_ARRAY(&device->arena, bool, device->count);

    if (!taken)
        return err_no_memory(err);
    for (uint32_t i = 0; i < device->count; i++) {
        TrialVerdict told = { .pair = device->pair };
        if (taken[i])
            continue;
        told.documents = take_alike(device, i, taken, &told.document_count);
        if (!told.documents)
            return err_no_memory(err);
        if (!judge_alike(device, device->documents[i], &told, err))
            return false;
    }
    return true;
}

static bool device_prepare(Device *device, const Verdict *open, uint32_t open_count, Err *err)
{
    device->products = arena_alloc_raw(&device->arena, PRODUCTS_MAX * sizeof(Str));
    if (!device->products)
        return err_no_memory(err);
    for (uint32_t i = 0; i < open_count; i++)
        if (open[i].kind == VERDICT_OPEN && !tree_add(device, open[i].tree, err))
            return false;
    if (!gather_documents(device->trial->gather, device->pair, &device->documents,
                          &device->count))
        return err_no_memory(err);
    device->seen = ARENA_ARRAY(&device->arena, uint64_t, device->count);
    device->place = ARENA_ARRAY(&device->arena, uint32_t, device->p->counts.documents);
    if (!device->seen || !device->place)
        return err_no_memory(err);
    for (uint32_t i = 0; i < device->count; i++)
        if (device->documents[i] < device->p->counts.documents)
            device->place[device->documents[i]] = i + 1;
    return true;
}

bool device_judge(const Trial *trial, uint32_t pair, const Verdict *open, uint32_t open_count,
                  Err *err)
{
    CLEANUP(device_done) Device device = { .trial = trial, .p = trial->gather->p, .pair = pair,
                                           .arena = arena_new(DEVICE_BYTES_MAX) };

    if (!gather_init(device.p, &device.arena, &device.companions, err)
        || !device_prepare(&device, open, open_count, err))
        return false;
    if (device.everything) {
        see_everything(&device);
    } else {
        see_platforms(&device);
        if (!see_companions(&device))
            return err_no_memory(err);
    }
    return judge_documents(&device, err);
}
