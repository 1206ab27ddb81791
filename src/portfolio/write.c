/* SPDX-License-Identifier: Apache-2.0 */
/* From rows as they came to sections in the order of the file. */
#include "portfolio/build.h"

#include "base/hash.h"
#include "match/order.h"

#include <string.h>

/* What is known once everything was added. */
typedef struct {
    PortfolioBuilder *b;
    ContainerWriter *out;
    uint32_t *order, *rank;  /* place in the file → pair, and back */
    uint32_t *number;        /* of the pair at that place */
    uint64_t seed;
} Writing;

static void section(Writing *w, PfSectionId id)
{
    container_writer_section(w->out, id);
}

static void put(Writing *w, const void *row, size_t size)
{
    container_writer_put(w->out, row, size);
}

static void put_number(Writing *w, uint32_t number)
{
    put(w, &number, sizeof number);
}

static void put_list(Writing *w, PfSectionId id, const List *list)
{
    section(w, id);
    for (uint32_t i = 0; i < list->count; i++)
        put(w, list_at(list, i), list->size);
}

/* Numbers of `count` rows, zeroed; NULL without memory. */
static uint32_t *numbers(Writing *w, size_t count)
{
    return ARENA_ARRAY(&w->b->scratch, uint32_t, count);
}

/* ---- the order of pairs ---- */

static bool pair_before(const void *context, uint32_t a, uint32_t b)
{
    const PortfolioBuilder *builder = context;
    const BuildPair *left = LIST_AT(&builder->pairs, BuildPair, a);
    const BuildPair *right = LIST_AT(&builder->pairs, BuildPair, b);
    int order = str_cmp(left->name, right->name);

    return (order ? order : str_cmp(left->version, right->version)) < 0;
}

static bool order_pairs(Writing *w)
{
    uint32_t count = w->b->pairs.count;

    w->rank = numbers(w, count);
    w->order = order_new(count, pair_before, w->b, &w->b->scratch);
    for (uint32_t i = 0; w->rank && w->order && i < count; i++)
        w->rank[w->order[i]] = i;
    return w->rank && w->order;
}

/* A pair that is below keeps its number. */
static bool number_pairs(Writing *w, Err *err)
{
    uint32_t count = w->b->pairs.count, fresh = w->b->given.pairs;

    w->number = numbers(w, count);
    if (!w->number)
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        w->number[i] = PF_NONE;
        if (w->b->below && !build_pair_below(w->b, w->order[i], &w->number[i], err))
            return false;
        if (w->number[i] == PF_NONE)
            w->number[i] = fresh++;
    }
    return true;
}

/* ---- pairs and what leads from them ---- */

/* Rows [*first, *next) of the document in document_pairs. */
static void pairs_of_document(const PortfolioBuilder *b, uint32_t document, uint32_t *first,
                              uint32_t *next)
{
    *first = LIST_AT(&b->documents, PfDocument, document)->first_pair;
    *next = document + 1 < b->documents.count
                ? LIST_AT(&b->documents, PfDocument, document + 1)->first_pair
                : b->document_pairs.count;
}

/* Calls `each` for every pair of every document, by documents, each pair once a document. */
static bool each_pair(Writing *w, void (*each)(uint32_t *at, uint32_t pair, uint32_t document),
                      uint32_t *at)
{
    const PortfolioBuilder *b = w->b;
    uint32_t *seen = numbers(w, b->pairs.count);

    if (!seen)
        return false;
    for (uint32_t document = 0; document < b->documents.count; document++) {
        uint32_t i, next;
        for (pairs_of_document(b, document, &i, &next); i < next; i++) {
            uint32_t pair = w->rank[*LIST_AT(&b->document_pairs, uint32_t, i)];
            if (seen[pair] == document + 1)
                continue;
            seen[pair] = document + 1;
            each(at, pair, document);
        }
    }
    return true;
}

static void count_one(uint32_t *at, uint32_t pair, uint32_t document)
{
    (void)document;
    at[pair + 1]++;
}

/* at[0] stands for where the documents begin: at[pair + 1] is the next free place of a pair. */
static void place_one(uint32_t *at, uint32_t pair, uint32_t document)
{
    uint32_t *documents = at + at[0];

    documents[at[pair + 1]++] = document;
}

/* first[i] is the place of the first document of the pair at i; the sentinel is at the end. */
static bool documents_of_pairs(Writing *w, uint32_t **first, uint32_t **documents)
{
    uint32_t count = w->b->pairs.count, total;
    uint32_t *at = numbers(w, (size_t)count + 1), *both;

    if (!at || !each_pair(w, count_one, at))
        return false;
    for (uint32_t i = 0; i < count; i++)
        at[i + 1] += at[i];
    total = at[count];
    both = numbers(w, (size_t)count + 1 + total);
    if (!both)
        return false;
    both[0] = count + 1;
    for (uint32_t i = 0; i < count; i++)
        both[i + 1] = at[i];
    if (!each_pair(w, place_one, both))
        return false;
    *first = at;
    *documents = both + count + 1;
    return true;
}

static bool write_pairs(Writing *w)
{
    PortfolioBuilder *b = w->b;
    uint32_t *first, *documents, identifiers = 0;
    PfPair sentinel = { 0 };

    if (!documents_of_pairs(w, &first, &documents))
        return false;
    section(w, PF_PAIRS);
    for (uint32_t i = 0; i < b->pairs.count; i++) {
        const BuildPair *pair = LIST_AT(&b->pairs, BuildPair, w->order[i]);
        PfPair row = pair->row;
        row.number = w->number[i];
        row.first_document = first[i];
        row.first_identifier = identifiers;
        identifiers += pair->identifier_count;
        put(w, &row, sizeof row);
    }
    sentinel.first_identifier = identifiers;
    sentinel.first_document = first[b->pairs.count];
    put(w, &sentinel, sizeof sentinel);
    section(w, PF_IDENTIFIERS);
    for (uint32_t i = 0; i < b->pairs.count; i++) {
        const BuildPair *pair = LIST_AT(&b->pairs, BuildPair, w->order[i]);
        for (uint32_t k = 0; k < pair->identifier_count; k++)
            put(w, list_at(&b->identifiers, pair->row.first_identifier + k),
                sizeof(PfIdentifier));
    }
    section(w, PF_PAIR_DOCUMENTS);
    put(w, documents, first[b->pairs.count] * sizeof *documents);
    return true;
}

/* ---- keys ---- */

/* Pairs of each key, in the order of the file: next[key + 1] counts, then places. */
static bool pairs_of_keys(Writing *w, uint32_t **first, uint32_t **pairs)
{
    const PortfolioBuilder *b = w->b;
    uint32_t *seen = numbers(w, b->keys.count), *next = numbers(w, (size_t)b->keys.count + 2);

    *first = numbers(w, (size_t)b->keys.count + 1);
    *pairs = numbers(w, b->pair_keys.count);
    if (!seen || !next || !*first || !*pairs)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < b->pairs.count; i++) {
            const BuildPair *pair = LIST_AT(&b->pairs, BuildPair, w->order[i]);
            for (uint32_t k = 0; k < pair->key_count; k++) {
                uint32_t key = *LIST_AT(&b->pair_keys, uint32_t, pair->first_key + k);
                uint32_t stamp = (uint32_t)pass * b->pairs.count + i + 1;
                if (seen[key] == stamp)
                    continue;
                seen[key] = stamp;
                if (pass)
                    (*pairs)[next[key]] = i;
                next[key + (pass ? 0 : 1)]++;
            }
        }
        for (uint32_t i = 0; !pass && i < b->keys.count; i++)
            next[i + 1] += next[i];
        for (uint32_t i = 0; !pass && i <= b->keys.count; i++)
            (*first)[i] = next[i];
    }
    return true;
}

static Str key_text(const PortfolioBuilder *b, uint32_t key, Str *ecosystem)
{
    Str bytes = b->key_map.key[key];
    uint32_t len;

    memcpy(&len, bytes.ptr + 1, sizeof len); /* as pairs.c wrote it */
    *ecosystem = str_slice(bytes, 1 + sizeof len, 1 + sizeof len + len);
    return str_slice(bytes, 1 + sizeof len + len, bytes.len);
}

static bool write_key_hash(Writing *w)
{
    const PortfolioBuilder *b = w->b;
    size_t slots = 16;
    PfSlot *table;

    while (slots / 8 * 5 < b->keys.count)
        slots *= 2;
    table = ARENA_ARRAY(&w->b->scratch, PfSlot, slots);
    if (!table)
        return false;
    for (uint32_t key = 0; key < b->keys.count; key++) {
        const PfKey *row = LIST_AT(&b->keys, PfKey, key);
        Str ecosystem, name = key_text(b, key, &ecosystem);
        uint64_t hash = pf_key_hash(w->seed, (PfKeyKind)row->kind, ecosystem, name);
        size_t at = (size_t)hash & (slots - 1);
        while (table[at].row)
            at = (at + 1) & (slots - 1);
        table[at] = (PfSlot){ (uint32_t)(hash >> 32), key + 1 };
    }
    section(w, PF_KEY_HASH);
    put(w, table, slots * sizeof *table);
    return true;
}

static bool write_keys(Writing *w)
{
    PortfolioBuilder *b = w->b;
    uint32_t *first, *pairs;
    PfKey sentinel = { 0 };

    if (!pairs_of_keys(w, &first, &pairs) || !write_key_hash(w))
        return false;
    section(w, PF_KEYS);
    for (uint32_t key = 0; key < b->keys.count; key++) {
        PfKey row = *LIST_AT(&b->keys, PfKey, key);
        row.first_pair = first[key];
        put(w, &row, sizeof row);
    }
    sentinel.first_pair = first[b->keys.count];
    put(w, &sentinel, sizeof sentinel);
    section(w, PF_KEY_PAIRS);
    put(w, pairs, first[b->keys.count] * sizeof *pairs);
    return true;
}

/* ---- releases and documents ---- */

/* Rows that begin with an id and a number. */
static bool numbered_before(const void *list, uint32_t a, uint32_t b)
{
    return LIST_AT((const List *)list, PfProduct, a)->number
         < LIST_AT((const List *)list, PfProduct, b)->number;
}

/* In a delta they come in any order; in a base they are numbered as they came. */
static bool put_by_number(Writing *w, PfSectionId id, const List *list)
{
    uint32_t *order = order_new(list->count, numbered_before, list, &w->b->scratch);

    if (!order)
        return false;
    section(w, id);
    for (uint32_t i = 0; i < list->count; i++)
        put(w, list_at(list, order[i]), list->size);
    return true;
}

static uint32_t rank_of(const Writing *w, uint32_t pair)
{
    return pair == PF_NONE ? PF_NONE : w->rank[pair];
}

static void write_documents(Writing *w)
{
    const PortfolioBuilder *b = w->b;
    PfDocument sentinel = { .first_pair = b->document_pairs.count };

    section(w, PF_DOCUMENTS);
    for (uint32_t i = 0; i < b->documents.count; i++) {
        PfDocument row = *LIST_AT(&b->documents, PfDocument, i);
        row.system_pair = rank_of(w, row.system_pair);
        row.hardware_pair = rank_of(w, row.hardware_pair);
        put(w, &row, sizeof row);
    }
    put(w, &sentinel, sizeof sentinel);
    section(w, PF_DOCUMENT_PAIRS);
    for (uint32_t i = 0; i < b->document_pairs.count; i++)
        put_number(w, w->rank[*LIST_AT(&b->document_pairs, uint32_t, i)]);
}

static void write_classes(Writing *w)
{
    PfClass sentinel = { .first_part = w->b->class_parts.count };

    put_list(w, PF_CLASSES, &w->b->classes);
    put(w, &sentinel, sizeof sentinel);
    put_list(w, PF_CLASS_PARTS, &w->b->class_parts);
}

/* ---- devices ---- */

/* How many releases there are, here and below. */
static uint32_t releases_of(const PortfolioBuilder *b)
{
    return b->given.releases + b->fresh[BUILD_RELEASE];
}

/* Devices by release, those without one last: first[release + 1] counts, then places. */
static bool order_devices(Writing *w, uint32_t **first, uint32_t **order)
{
    const PortfolioBuilder *b = w->b;
    uint32_t runs = releases_of(b) + 1; /* the last: none */
    uint32_t *next = numbers(w, (size_t)runs + 1);

    *first = numbers(w, (size_t)runs + 1);
    *order = numbers(w, b->devices.count);
    if (!next || !*first || !*order)
        return false;
    for (uint32_t i = 0; i < b->devices.count; i++) {
        uint32_t release = LIST_AT(&b->devices, BuildDevice, i)->release;
        next[(release == PF_NONE ? runs - 1 : release) + 1]++;
    }
    for (uint32_t i = 0; i < runs; i++)
        next[i + 1] += next[i];
    memcpy(*first, next, ((size_t)runs + 1) * sizeof *next);
    for (uint32_t i = 0; i < b->devices.count; i++) {
        uint32_t release = LIST_AT(&b->devices, BuildDevice, i)->release;
        (*order)[next[release == PF_NONE ? runs - 1 : release]++] = i;
    }
    return true;
}

static void write_runs(Writing *w, const uint32_t *first)
{
    uint32_t runs = releases_of(w->b) + 1;

    section(w, PF_RUNS);
    for (uint32_t i = 0; i < runs; i++) {
        PfRun run = { i + 1 == runs ? PF_NONE : i, first[i] };
        if (first[i] < first[i + 1])
            put(w, &run, sizeof run);
    }
    put(w, &(PfRun){ PF_NONE, first[runs] }, sizeof(PfRun));
}

/* A bit for each ending of an id of two bytes: of a million devices below hardly any is among those
 * added, and a bit says so sooner than a hash. */
typedef struct {
    uint64_t bit[1 << 10];
} Endings;

static unsigned ending_of(const unsigned char *id)
{
    return (unsigned)id[UUID_BYTES - 2] << 8 | id[UUID_BYTES - 1];
}

static void endings_fill(const Map *ids, Endings *out)
{
    *out = (Endings){ { 0 } };
    for (size_t i = 0; i < ids->count; i++) {
        unsigned ending = ending_of((const unsigned char *)ids->key[i].ptr);

        out->bit[ending / 64] |= UINT64_C(1) << ending % 64;
    }
}

static bool has_ending(const Endings *endings, const unsigned char *id)
{
    unsigned ending = ending_of(id);

    return endings->bit[ending / 64] >> ending % 64 & 1;
}

/* Devices that are below keep their numbers: each file's own are looked for among those added. */
static void numbers_below(const PortfolioBuilder *b, uint32_t *number)
{
    Endings endings;

    endings_fill(&b->ids[BUILD_DEVICE], &endings);
    for (uint32_t s = 0; b->below && b->devices.count && s < b->below->segment_count; s++) {
        const Segment *segment = &b->below->segment[s];
        const PfDevice *rows = STACK_ROWS(segment, PF_DEVICES, PfDevice);
        uint32_t count = container_count(&segment->file, PF_DEVICES), place;
        for (const PfDevice *row = rows; row < rows + count; row++) {
            Str key = { (const char *)row->id.bytes, UUID_BYTES };
            if (has_ending(&endings, row->id.bytes)
                && map_find(&b->ids[BUILD_DEVICE], key, &place)
                && row->number < b->given.devices)
                number[place] = row->number + 1;
        }
    }
}

static bool write_devices(Writing *w)
{
    const PortfolioBuilder *b = w->b;
    uint32_t *first, *order, fresh = b->given.devices;
    uint32_t *number = numbers(w, b->devices.count);

    if (!number || !order_devices(w, &first, &order))
        return false;
    numbers_below(b, number);
    write_runs(w, first);
    section(w, PF_DEVICES);
    for (uint32_t i = 0; i < b->devices.count; i++) {
        PfDevice row = LIST_AT(&b->devices, BuildDevice, order[i])->row;
        row.number = number[order[i]] ? number[order[i]] - 1 : fresh++;
        put(w, &row, sizeof row);
    }
    return true;
}

/* ---- all ---- */

/* Nobody who writes an SBOM knows the record's head. */
static uint64_t seed_of(const PortfolioHead *head)
{
    Str root = { (const char *)head->root, sizeof head->root };

    return hash_xxh3(root, hash_xxh3((Str){ (const char *)head->record.bytes, UUID_BYTES },
                                     head->size));
}

static void write_meta(Writing *w)
{
    const PortfolioBuilder *b = w->b;
    const PortfolioHead *head = &b->head;
    PfMeta meta = { .record = head->record, .head_size = head->size,
                    .first_product = b->given.products, .first_site = b->given.sites,
                    .first_release = b->given.releases, .first_document = b->given.documents,
                    .first_device = b->given.devices, .first_pair = b->given.pairs };
    const Segment *below = b->below ? &b->below->segment[b->below->segment_count - 1] : NULL;

    if (below) {
        meta.below = below->name;
        meta.below_size = below->meta->head_size;
    }
    memcpy(meta.head_root, head->root, sizeof meta.head_root);
    section(w, PF_META);
    put(w, &meta, sizeof meta);
}

static bool write_sections(Writing *w)
{
    write_meta(w);
    text_blob_write(&w->b->strings, w->out, PF_STRINGS);
    if (!write_keys(w) || !write_pairs(w))
        return false;
    put_list(w, PF_DOCUMENT_RELEASES, &w->b->document_releases);
    if (!put_by_number(w, PF_RELEASES, &w->b->releases) || !write_devices(w)
        || !put_by_number(w, PF_PRODUCTS, &w->b->products)
        || !put_by_number(w, PF_SITES, &w->b->sites))
        return false;
    write_classes(w);
    write_documents(w);
    text_blob_write(&w->b->device_texts, w->out, PF_DEVICE_TEXTS);
    return true;
}

bool build_write(PortfolioBuilder *b, ContainerSink sink, Err *err)
{
    Writing w = { .b = b, .seed = seed_of(&b->head) };
    ContainerName name = { b->below ? PF_DELTA : PF_BASE, b->head.size, w.seed };
    bool done;

    arena_done(&b->scratch);
    w.out = ARENA_NEW(&b->scratch, ContainerWriter);
    if (!w.out || !order_pairs(&w))
        return err_no_memory(err);
    if (!number_pairs(&w, err))
        return false;
    if (!container_writer_start(w.out, sink, &PF_SHAPE, &name))
        return err_no_memory(err);
    done = write_sections(&w);
    if (done)
        container_writer_finish(w.out);
    else
        container_writer_done(w.out);
    return done || err_no_memory(err);
}
