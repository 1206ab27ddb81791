/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/build.h"

#include "base/io.h"
#include "portfolio/place.h"

#include <string.h>

#define RULE_ID_NIL     STR("portfolio.id-nil")
#define RULE_ID_TWICE   STR("portfolio.id-twice")
#define RULE_ID_UNKNOWN STR("portfolio.id-unknown")

#define RULE_META       STR("portfolio.meta")
#define RULE_WORN       STR("portfolio.worn")

enum { IDENTITY_BYTES_MAX = 1 << 26, PATH_BYTES_MAX = 1 << 16 };

bool portfolio_builder_new(const PortfolioHead *head, PortfolioBuilder **out, Err *err)
{
    Arena arena = arena_new(BUILDER_BYTES_MAX);
    PortfolioBuilder *b;

    arena.small_pages = true;
    b = ARENA_NEW(&arena, PortfolioBuilder);
    if (!b) {
        arena_done(&arena);
        return err_no_memory(err);
    }
    *b = (PortfolioBuilder){ .arena = arena, .scratch = arena_new(BUILDER_BYTES_MAX),
                             .head = *head, .identity = buf_new(IDENTITY_BYTES_MAX) };
    b->products = b->sites = list_new(&b->arena, sizeof(PfProduct));
    b->releases = list_new(&b->arena, sizeof(PfRelease));
    b->devices = list_new(&b->arena, sizeof(BuildDevice));
    b->documents = list_new(&b->arena, sizeof(PfDocument));
    b->document_releases = b->document_pairs = list_new(&b->arena, sizeof(uint32_t));
    b->pairs = list_new(&b->arena, sizeof(BuildPair));
    b->identifiers = list_new(&b->arena, sizeof(PfIdentifier));
    b->words = b->pair_keys = b->class_parts = list_new(&b->arena, sizeof(uint32_t));
    b->keys = list_new(&b->arena, sizeof(PfKey));
    b->classes = list_new(&b->arena, sizeof(PfClass));
    b->strings = b->device_texts = text_blob_new(&b->arena);
    *out = b;
    return true;
}

static bool ids_below(PortfolioBuilder *b, BuildId kind, StackKind rows, uint32_t count, Err *err)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t segment, id;
        const PfProduct *row = stack_row(b->below, rows, i, &segment); /* all begin with an id */
        Str key = { row ? (const char *)row->id.bytes : NULL, row ? UUID_BYTES : 0 };
        bool added;
        if (!map_intern(&b->below_ids[kind], key, &id, &added, err))
            return false;
        if (!added || id != i)
            return err_set(err, ERR_VERIFY, RULE_META);
    }
    return true;
}

bool portfolio_builder_upon(const Portfolio *below, const PortfolioHead *head,
                            PortfolioBuilder **out, Err *err)
{
    CLEANUP(portfolio_builder_free) PortfolioBuilder *b = NULL;

    if (!portfolio_builder_new(head, &b, err))
        return false;
    b->below = below;
    b->given = below->counts;
    if (!ids_below(b, BUILD_PRODUCT, STACK_PRODUCTS, b->given.products, err)
        || !ids_below(b, BUILD_SITE, STACK_SITES, b->given.sites, err)
        || !ids_below(b, BUILD_RELEASE, STACK_RELEASES, b->given.releases, err))
        return false;
    *out = b;
    b = NULL;
    return true;
}

void portfolio_builder_free(PortfolioBuilder **builder)
{
    PortfolioBuilder *b = *builder;
    Arena arena;

    *builder = NULL;
    if (!b)
        return;
    for (size_t i = 0; i < BUILD_IDS; i++)
        map_done(&b->ids[i]);
    for (size_t i = 0; i < BUILD_DEVICE; i++)
        map_done(&b->below_ids[i]);
    map_done(&b->pair_map);
    map_done(&b->word_map);
    map_done(&b->key_map);
    map_done(&b->class_map);
    buf_done(&b->identity);
    arena_done(&b->scratch);
    arena = b->arena; /* which holds *b itself */
    arena_done(&arena);
}

/* ---- ids ---- */

static bool refuse(RuleId rule, const Uuid *id, Err *err)
{
    char text[UUID_TEXT_BYTES];

    return err_set(err, ERR_STRUCTURE, rule, uuid_text(id, text));
}

/* `id` stands in a row that does not move. */
static bool id_add(PortfolioBuilder *b, BuildId kind, const Uuid *id, Err *err)
{
    Str key = { (const char *)id->bytes, sizeof id->bytes };
    uint32_t place;
    bool added;

    if (uuid_is_nil(id))
        return refuse(RULE_ID_NIL, id, err);
    if (!map_intern(&b->ids[kind], key, &place, &added, err))
        return false;
    return added || refuse(RULE_ID_TWICE, id, err);
}

static uint32_t given(const PortfolioBuilder *b, BuildId kind)
{
    return kind == BUILD_PRODUCT ? b->given.products
         : kind == BUILD_SITE    ? b->given.sites : b->given.releases;
}

/* The same; its number is the one that it has below, or the next. */
static bool id_number(PortfolioBuilder *b, BuildId kind, const Uuid *id, uint32_t *number,
                      Err *err)
{
    Str key = { (const char *)id->bytes, sizeof id->bytes };

    if (!id_add(b, kind, id, err))
        return false;
    if (!map_find(&b->below_ids[kind], key, number))
        *number = given(b, kind) + b->fresh[kind]++;
    return true;
}

static uint32_t number_at(const PortfolioBuilder *b, BuildId kind, uint32_t place)
{
    return kind == BUILD_PRODUCT ? LIST_AT(&b->products, PfProduct, place)->number
         : kind == BUILD_SITE    ? LIST_AT(&b->sites, PfProduct, place)->number
                                 : LIST_AT(&b->releases, PfRelease, place)->number;
}

/* The number of what was added under that id, or is below. */
static bool id_find(PortfolioBuilder *b, BuildId kind, const Uuid *id, uint32_t *out, Err *err)
{
    Str key = { (const char *)id->bytes, sizeof id->bytes };
    uint32_t place;

    if (map_find(&b->ids[kind], key, &place)) {
        *out = number_at(b, kind, place);
        return true;
    }
    return map_find(&b->below_ids[kind], key, out) || refuse(RULE_ID_UNKNOWN, id, err);
}

/* ---- rows ---- */

bool build_word_kept(PortfolioBuilder *b, Str text, uint32_t *offset, Str *kept, Err *err)
{
    uint32_t number;
    bool added;

    *offset = 0;
    *kept = (Str){ 0 };
    if (!text.len)
        return true;
    if (!map_intern(&b->word_map, text, &number, &added, err))
        return false;
    if (added) {
        if (!text_blob_keep(&b->strings, text, offset, kept) || !list_add_u32(&b->words, *offset))
            return err_no_memory(err);
        b->word_map.key[number] = *kept; /* the caller's text may go away */
    }
    *offset = *LIST_AT(&b->words, uint32_t, number);
    *kept = b->word_map.key[number];
    return true;
}

bool build_word(PortfolioBuilder *b, Str text, uint32_t *offset, Err *err)
{
    Str kept;

    return build_word_kept(b, text, offset, &kept, err);
}

static bool named_add(PortfolioBuilder *b, BuildId kind, const Uuid *id, Str name, Err *err)
{
    List *list = kind == BUILD_PRODUCT ? &b->products : &b->sites;
    PfProduct *row = LIST_ADD(list, PfProduct);

    if (!row)
        return err_no_memory(err);
    row->id = *id;
    return id_number(b, kind, &row->id, &row->number, err) && build_word(b, name, &row->name, err);
}

bool portfolio_add_product(PortfolioBuilder *builder, const Uuid *id, Str name, Err *err)
{
    return named_add(builder, BUILD_PRODUCT, id, name, err);
}

bool portfolio_add_site(PortfolioBuilder *builder, const Uuid *id, Str name, Err *err)
{
    return named_add(builder, BUILD_SITE, id, name, err);
}

/* The first component of a document that says what it runs on speaks for all of them. */
static void name_platform(PortfolioBuilder *b, PfDocument *row, uint32_t pair)
{
    uint32_t flags = LIST_AT(&b->pairs, BuildPair, pair)->row.flags;

    if (flags & PF_NAMES_SYSTEM && row->system_pair == PF_NONE)
        row->system_pair = pair;
    if (flags & PF_NAMES_HARDWARE && row->hardware_pair == PF_NONE)
        row->hardware_pair = pair;
}

static bool document_fill(PortfolioBuilder *b, const PortfolioSbom *document, PfDocument *row,
                          Err *err)
{
    const Sbom *sbom = document->sbom;

    row->system_pair = row->hardware_pair = PF_NONE;
    row->first_pair = b->document_pairs.count;
    memcpy(row->digest, document->digest, sizeof row->digest);
    if (!build_word(b, sbom->os, &row->os, err))
        return false;
    for (uint32_t i = 0; i < sbom->component_count; i++) {
        uint32_t pair;
        const PfPair *kept;
        if (!build_pair(b, sbom, i, &pair, err))
            return false;
        if (!list_add_u32(&b->document_pairs, pair))
            return err_no_memory(err);
        name_platform(b, row, pair);
        kept = &LIST_AT(&b->pairs, BuildPair, pair)->row;
        if (kept->flags & PF_COUNTED)
            LIST_AT(&b->classes, PfClass, kept->class_i)->instances++;
    }
    return true;
}

static bool document_add(PortfolioBuilder *b, const PortfolioSbom *document, uint32_t release,
                         Err *err)
{
    PfDocument *row = LIST_ADD(&b->documents, PfDocument);

    if (!row || !list_add_u32(&b->document_releases, release))
        return err_no_memory(err);
    return document_fill(b, document, row, err);
}

bool portfolio_add_release(PortfolioBuilder *builder, const PortfolioRelease *release, Err *err)
{
    PfRelease *row = LIST_ADD(&builder->releases, PfRelease);

    if (!row)
        return err_no_memory(err);
    row->id = release->id;
    row->first_document = builder->documents.count;
    row->document_count = (uint32_t)release->sbom_count;
    row->withdrawn_day = release->withdrawn_day;
    if (!id_number(builder, BUILD_RELEASE, &row->id, &row->number, err)
        || !id_find(builder, BUILD_PRODUCT, &release->product, &row->product, err)
        || !build_word(builder, release->version, &row->version, err))
        return false;
    for (size_t i = 0; i < release->sbom_count; i++)
        if (!document_add(builder, &release->sboms[i], row->number, err))
            return false;
    return true;
}

bool portfolio_add_device(PortfolioBuilder *builder, const PortfolioDevice *device, Err *err)
{
    BuildDevice *row = LIST_ADD(&builder->devices, BuildDevice);

    if (!row)
        return err_no_memory(err);
    row->row.id = device->id;
    row->row.withdrawn_day = device->withdrawn_day;
    row->row.site = row->release = PF_NONE;
    if (!id_add(builder, BUILD_DEVICE, &row->row.id, err))
        return false;
    if (!uuid_is_nil(&device->site)
        && !id_find(builder, BUILD_SITE, &device->site, &row->row.site, err))
        return false;
    if (!uuid_is_nil(&device->release)
        && !id_find(builder, BUILD_RELEASE, &device->release, &row->release, err))
        return false;
    return (text_blob_add(&builder->device_texts, device->serial, &row->row.serial)
            && text_blob_add(&builder->device_texts, device->udi, &row->row.udi))
        || err_no_memory(err);
}

/* ---- out ---- */

static void file_put(void *file, Str bytes)
{
    io_write(file, bytes);
}

static void file_put_at(void *file, uint64_t offset, Str bytes)
{
    io_write_at(file, offset, bytes);
}

/* What was left behind above the new file goes first or last, so that it is never believed: a
 * delta of another portfolio is passed over, a base has none. */
bool portfolio_write(PortfolioBuilder *builder, const char *dir, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(PATH_BYTES_MAX);
    CLEANUP(io_writer_abandon) IoWriter *file = NULL;
    unsigned place = builder->below ? builder->below->segment_count : 0;
    const char *path;

    if (place == STACK_FILES_MAX)
        return err_set(err, ERR_LIMIT, RULE_WORN);
    if (!place_path(dir, place, &arena, &path, err) || !io_writer_open(path, &file, err))
        return false;
    return build_write(builder, (ContainerSink){ file, file_put, file_put_at }, err)
        && io_writer_commit(&file, err) && place_clear(dir, place + 1, &arena, err);
}

static void memory_put(void *buf, Str bytes)
{
    buf_add(buf, bytes);
}

static void memory_put_at(void *buf_, uint64_t offset, Str bytes)
{
    Buf *buf = buf_;

    if (!buf_failed(buf))
        memcpy(buf->ptr + offset, bytes.ptr, bytes.len);
}

bool portfolio_write_memory(PortfolioBuilder *builder, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(BUILDER_BYTES_MAX);
    char *copy;

    if (!build_write(builder, (ContainerSink){ &buf, memory_put, memory_put_at }, err))
        return false;
    copy = buf_failed(&buf) ? NULL : arena_alloc_raw(arena, buf.len);
    if (!copy)
        return err_no_memory(err);
    memcpy(copy, buf.ptr, buf.len);
    *out = (Str){ copy, buf.len };
    return true;
}
