/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/stack.h"

#include "match/order.h"
#include "portfolio/place.h"

#include <string.h>

#define RULE_NONE    STR("portfolio.none")
#define RULE_META    STR("portfolio.meta")
#define RULE_CHANGED STR("portfolio.changed")

enum { STACK_BYTES_MAX = 1 << 28 };

/* Every such row begins so. */
typedef struct {
    Uuid id;
    uint32_t number;
} Numbered;

static const PfSectionId SECTION_OF[STACK_KINDS] = {
    [STACK_PRODUCTS] = PF_PRODUCTS,
    [STACK_SITES] = PF_SITES,
    [STACK_RELEASES] = PF_RELEASES,
    [STACK_DEVICES] = PF_DEVICES,
};
_Static_assert(offsetof(PfProduct, number) == offsetof(Numbered, number), "a product is numbered");
_Static_assert(offsetof(PfRelease, number) == offsetof(Numbered, number), "a release is numbered");
_Static_assert(offsetof(PfDevice, number) == offsetof(Numbered, number), "a device is numbered");

/* Rows without the sentinel. */
static uint32_t rows_of(const Segment *segment, PfSectionId id)
{
    uint32_t count = container_count(&segment->file, id);

    return segment->file.shape->with_sentinel & CONTAINER_BIT(id) ? count - 1 : count;
}

/* ---- opening ---- */

static bool segment_open(Str bytes, PfKind kind, Segment *out, Err *err)
{
    if (!container_open(bytes, &PF_SHAPE, kind, &out->file, err))
        return false;
    out->meta = container_row(&out->file, PF_META, 0);
    out->name = pf_name(bytes);
    return true;
}

/* What the first numbers of a file may be: those that the files below have given. */
static bool numbers_fit(const PfMeta *meta, const PortfolioCounts *given)
{
    return meta->first_product == given->products && meta->first_site == given->sites
        && meta->first_release == given->releases && meta->first_device == given->devices
        && meta->first_document == given->documents && meta->first_pair == given->pairs;
}

static bool follows(const Segment *below, const Segment *delta)
{
    return uuid_equal(&below->meta->record, &delta->meta->record)
        && delta->meta->below == below->name
        && delta->meta->below_size == below->meta->head_size;
}

/* One more than the highest number of a section, or `least`. */
static uint32_t numbers_end(const Segment *segment, PfSectionId id, uint32_t least)
{
    uint32_t count = rows_of(segment, id);

    for (uint32_t i = 0; i < count; i++) {
        const Numbered *row = container_row(&segment->file, id, i);
        if (row->number != PF_NONE && row->number >= least)
            least = row->number + 1;
    }
    return least;
}

static void counts_add(PortfolioCounts *counts, const Segment *segment)
{
    counts->products = numbers_end(segment, PF_PRODUCTS, counts->products);
    counts->sites = numbers_end(segment, PF_SITES, counts->sites);
    counts->releases = numbers_end(segment, PF_RELEASES, counts->releases);
    counts->devices = numbers_end(segment, PF_DEVICES, counts->devices);
}

/* In the base number and place are the same: a million rows need not be read. */
static void counts_of_base(PortfolioCounts *counts, const Segment *segment)
{
    counts->products = rows_of(segment, PF_PRODUCTS);
    counts->sites = rows_of(segment, PF_SITES);
    counts->releases = rows_of(segment, PF_RELEASES);
    counts->devices = rows_of(segment, PF_DEVICES);
    counts->pairs = rows_of(segment, PF_PAIRS);
}

static uint32_t number_at(const Segment *segment, uint32_t row)
{
    return STACK_ROWS(segment, PF_PAIRS, PfPair)[row].number;
}

static bool number_before(const void *segment, uint32_t a, uint32_t b)
{
    return number_at(segment, a) < number_at(segment, b);
}

/* Pairs of a delta by their numbers: those that it brings follow those that were given before,
 * without a gap. */
static bool pairs_add(Portfolio *p, Segment *segment, Err *err)
{
    uint32_t count = rows_of(segment, PF_PAIRS);

    segment->by_number = order_new(count, number_before, segment, &p->arena);
    if (!segment->by_number)
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = number_at(segment, segment->by_number[i]);
        if (number > p->counts.pairs
            || (i && number == number_at(segment, segment->by_number[i - 1])))
            return err_set(err, ERR_VERIFY, RULE_META);
        p->counts.pairs += number == p->counts.pairs;
    }
    return true;
}

/* A delta may number nothing beyond what one row each can give. */
static bool counts_fit(const PortfolioCounts *before, const PortfolioCounts *after,
                       const Segment *segment)
{
    return after->products - before->products <= rows_of(segment, PF_PRODUCTS)
        && after->sites - before->sites <= rows_of(segment, PF_SITES)
        && after->releases - before->releases <= rows_of(segment, PF_RELEASES)
        && after->devices - before->devices <= rows_of(segment, PF_DEVICES);
}

static bool delta_add(Portfolio *p, Segment *segment, Err *err)
{
    PortfolioCounts before = p->counts;

    counts_add(&p->counts, segment);
    return counts_fit(&before, &p->counts, segment) ? pairs_add(p, segment, err)
                                                    : err_set(err, ERR_VERIFY, RULE_META);
}

static bool segment_add(Portfolio *p, const Segment *opened, Err *err)
{
    Segment *segment = &p->segment[p->segment_count];

    *segment = *opened;
    if (!numbers_fit(segment->meta, &p->counts))
        return err_set(err, ERR_VERIFY, RULE_META);
    if (p->segment_count == 0)
        counts_of_base(&p->counts, segment);
    else if (!delta_add(p, segment, err))
        return false;
    p->counts.documents += container_count(&segment->file, PF_DOCUMENT_RELEASES);
    p->counts.instances += container_count(&segment->file, PF_DOCUMENT_PAIRS);
    p->segment_count++;
    return true;
}

/* ---- who has the last word ---- */

static uint32_t count_of(const Portfolio *p, StackKind kind)
{
    switch (kind) {
    case STACK_PRODUCTS:
        return p->counts.products;
    case STACK_SITES:
        return p->counts.sites;
    case STACK_RELEASES:
        return p->counts.releases;
    case STACK_DEVICES:
        return p->counts.devices;
    case STACK_KINDS:
        break;
    }
    return 0;
}

/* The last run of the base that begins at a device or before it. */
static uint32_t release_of_device(const Segment *base, uint32_t device)
{
    const PfRun *runs = STACK_ROWS(base, PF_RUNS, PfRun);
    uint32_t low = 0, high = rows_of(base, PF_RUNS);

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (runs[middle].first_device <= device)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? runs[low - 1].release : PF_NONE;
}

/* So that the devices of a release are counted without looking at each. */
static bool count_moved(Portfolio *p)
{
    const Segment *base = &p->segment[0];
    uint32_t devices = rows_of(base, PF_DEVICES);

    p->moved = ARENA_ARRAY(&p->arena, uint32_t, p->counts.releases);
    if (!p->moved)
        return false;
    for (uint32_t s = 1; s < p->segment_count; s++) {
        uint32_t rows = rows_of(&p->segment[s], PF_DEVICES);
        for (uint32_t i = 0; i < rows; i++) {
            const PfDevice *row = container_row(&p->segment[s].file, PF_DEVICES, i);
            uint32_t release;
            if (row->number >= devices || p->owner[STACK_DEVICES][row->number] != s)
                continue; /* new, or counted by a later file */
            release = release_of_device(base, row->number);
            if (release < p->counts.releases)
                p->moved[release]++;
        }
    }
    return true;
}

static bool owners_make(Portfolio *p, StackKind kind)
{
    uint32_t count = count_of(p, kind);

    p->owner[kind] = ARENA_ARRAY(&p->arena, uint8_t, count);
    if (!p->owner[kind])
        return false;
    for (uint32_t s = 1; s < p->segment_count; s++) {
        uint32_t rows = rows_of(&p->segment[s], SECTION_OF[kind]);
        for (uint32_t i = 0; i < rows; i++) {
            const Numbered *row = container_row(&p->segment[s].file, SECTION_OF[kind], i);
            if (row->number < count)
                p->owner[kind][row->number] = (uint8_t)s;
        }
    }
    return true;
}

static bool stack_finish(Portfolio *p, Err *err)
{
    for (StackKind kind = STACK_PRODUCTS; p->segment_count > 1 && kind < STACK_KINDS; kind++)
        if (!owners_make(p, kind))
            return err_no_memory(err);
    return p->segment_count == 1 || count_moved(p) || err_no_memory(err);
}

static Portfolio *stack_new(Err *err)
{
    Arena arena = arena_new(STACK_BYTES_MAX);
    Portfolio *p = ARENA_NEW(&arena, Portfolio);

    if (!p) {
        (void)err_no_memory(err);
        return NULL;
    }
    p->arena = arena;
    return p;
}

bool portfolio_open_memory(const Str *files, size_t count, Portfolio **out, Err *err)
{
    CLEANUP(portfolio_close) Portfolio *p = stack_new(err);

    if (!p)
        return false;
    assert(count >= 1 && count <= STACK_FILES_MAX);
    for (size_t i = 0; i < count; i++) {
        Segment segment = { .meta = NULL };
        if (!segment_open(files[i], i ? PF_DELTA : PF_BASE, &segment, err))
            return false;
        if (i && !follows(&p->segment[p->segment_count - 1], &segment))
            break; /* left behind */
        if (!segment_add(p, &segment, err))
            return false;
    }
    if (!stack_finish(p, err))
        return false;
    *out = p;
    p = NULL;
    return true;
}

/* *follows: it belongs to the portfolio, and is part of it now. */
static bool file_add(Portfolio *p, const char *path, bool *added, Err *err)
{
    Segment segment = { .meta = NULL };
    bool base = !p->segment_count, done;

    *added = false;
    if (!io_map(path, IO_RANDOM, &segment.map, err))
        return false;
    done = segment_open(segment.map.bytes, base ? PF_BASE : PF_DELTA, &segment, err);
    if (done && !base && !follows(&p->segment[p->segment_count - 1], &segment)) {
        io_unmap(&segment.map);
        return true;
    }
    done = done && segment_add(p, &segment, err);
    if (!done)
        io_unmap(&segment.map);
    *added = done;
    return done || err_in(err, "%s", path);
}

static bool open_files(const char *dir, unsigned count, Portfolio **out, Err *err)
{
    CLEANUP(portfolio_close) Portfolio *p = stack_new(err);
    bool added = true;

    for (unsigned i = 0; p && added && i < count; i++) {
        const char *path;
        IoKind kind;
        if (!place_path(dir, i, &p->arena, &path, err) || !io_find(path, &kind, err))
            return false;
        if (kind == IO_NONE && i == 0)
            return err_set(err, ERR_NO_DATA, RULE_NONE, str_of(dir));
        if (kind == IO_NONE)
            break;
        if (!file_add(p, path, &added, err))
            return false;
    }
    if (!p || !stack_finish(p, err))
        return false;
    *out = p;
    p = NULL;
    return true;
}

bool portfolio_open(const char *dir, Portfolio **out, Err *err)
{
    return open_files(dir, STACK_FILES_MAX, out, err);
}

bool portfolio_open_base(const char *dir, Portfolio **out, Err *err)
{
    return open_files(dir, 1, out, err);
}

void portfolio_close(Portfolio **portfolio)
{
    Portfolio *p = *portfolio;
    Arena arena;

    *portfolio = NULL;
    if (!p)
        return;
    for (uint32_t i = 0; i < p->segment_count; i++)
        io_unmap(&p->segment[i].map);
    arena = p->arena; /* which holds *p itself */
    arena_done(&arena);
}

bool portfolio_unchanged(const Portfolio *portfolio, Err *err)
{
    for (uint32_t i = 0; i < portfolio->segment_count; i++)
        if (portfolio->segment[i].map.fd && io_map_changed(&portfolio->segment[i].map))
            return err_set(err, ERR_VERIFY, RULE_CHANGED);
    return true;
}

bool portfolio_verify(const Portfolio *portfolio, Err *err)
{
    for (uint32_t i = 0; i < portfolio->segment_count; i++)
        if (!container_verify(&portfolio->segment[i].file, err))
            return false;
    return true;
}

/* ---- rows ---- */

const void *stack_row(const Portfolio *portfolio, StackKind kind, uint32_t number,
                      uint32_t *segment)
{
    const Segment *owner;
    uint32_t low = 0, high;

    if (number >= count_of(portfolio, kind))
        return NULL;
    *segment = stack_owner(portfolio, kind, number);
    owner = &portfolio->segment[*segment];
    high = rows_of(owner, SECTION_OF[kind]);
    if (*segment == 0)
        return number < high ? container_row(&owner->file, SECTION_OF[kind], number) : NULL;
    while (low < high) { /* rows of a delta are sorted by number, but for devices */
        uint32_t middle = low + (high - low) / 2;
        const Numbered *row = container_row(&owner->file, SECTION_OF[kind], middle);
        if (row->number == number)
            return row;
        if (row->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const Segment *stack_document(const Portfolio *portfolio, uint32_t document, uint32_t *row)
{
    uint32_t s = portfolio->segment_count;

    if (document >= portfolio->counts.documents)
        return NULL;
    while (s > 1 && portfolio->segment[s - 1].meta->first_document > document)
        s--;
    *row = document - portfolio->segment[s - 1].meta->first_document;
    return &portfolio->segment[s - 1];
}

const PfPair *stack_pair_in(const Segment *segment, uint32_t pair)
{
    uint32_t count = rows_of(segment, PF_PAIRS), low = 0, high = count;

    if (!segment->by_number)
        return pair < count ? STACK_ROWS(segment, PF_PAIRS, PfPair) + pair : NULL;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (number_at(segment, segment->by_number[middle]) < pair)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count || number_at(segment, segment->by_number[low]) != pair)
        return NULL;
    return STACK_ROWS(segment, PF_PAIRS, PfPair) + segment->by_number[low];
}

const PfPair *stack_pair(const Portfolio *portfolio, uint32_t pair, const Segment **segment)
{
    uint32_t s = portfolio->segment_count;

    if (pair >= portfolio->counts.pairs)
        return NULL;
    while (s > 1 && portfolio->segment[s - 1].meta->first_pair > pair)
        s--;
    *segment = &portfolio->segment[s - 1];
    return stack_pair_in(*segment, pair);
}

Str stack_text(const Segment *segment, uint32_t offset)
{
    return container_text(&segment->file, PF_STRINGS, offset);
}

uint32_t stack_release_of(const Portfolio *portfolio, uint32_t segment, uint32_t row)
{
    uint32_t release = container_number(&portfolio->segment[segment].file, PF_DOCUMENT_RELEASES,
                                        row);

    if (release >= portfolio->counts.releases
        || stack_owner(portfolio, STACK_RELEASES, release) != segment)
        return PORTFOLIO_NONE;
    return release;
}

/* The first run that is not before `release`. Nearly every release has devices, so the place is
 * near its number. */
static uint32_t run_place(const PfRun *runs, uint32_t count, uint32_t release)
{
    uint32_t low = 0, high = release < count ? release : count;

    for (uint32_t step = 1; high - low > step && runs[high - step].release >= release; step *= 2)
        high -= step;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (runs[middle].release < release)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool stack_run(const Segment *segment, uint32_t release, uint32_t *first, uint32_t *next)
{
    const PfRun *runs = STACK_ROWS(segment, PF_RUNS, PfRun);
    uint32_t count = rows_of(segment, PF_RUNS), at;

    at = release < count && runs[release].release == release ? release
                                                             : run_place(runs, count, release);
    if (at == count || runs[at].release != release
        || !container_span(&segment->file, PF_DEVICES, runs[at].first_device,
                           runs[at + 1].first_device))
        return false;
    *first = runs[at].first_device;
    *next = runs[at + 1].first_device;
    return true;
}

const uint32_t *stack_key(const Segment *segment, PfKeyKind kind, Str ecosystem, Str name,
                          uint32_t *count)
{
    const Container *file = &segment->file;
    const PfSlot *slots = STACK_ROWS(segment, PF_KEY_HASH, PfSlot);
    uint64_t hash = pf_key_hash(file->seed, kind, ecosystem, name);
    uint32_t mask = container_count(file, PF_KEY_HASH) - 1, at = (uint32_t)hash & mask;

    for (uint32_t i = 0; i <= mask && slots[at].row; i++, at = (at + 1) & mask) {
        const PfKey *row = slots[at].tag == (uint32_t)(hash >> 32)
                               ? container_row(file, PF_KEYS, slots[at].row - 1) : NULL;
        const PfKey *next = row ? container_row(file, PF_KEYS, slots[at].row) : NULL;
        if (!next || row->kind != (uint32_t)kind
            || !str_eq(stack_text(segment, row->name), name)
            || !str_eq(stack_text(segment, row->ecosystem), ecosystem))
            continue;
        *count = container_span(file, PF_KEY_PAIRS, row->first_pair, next->first_pair);
        return *count ? STACK_ROWS(segment, PF_KEY_PAIRS, uint32_t) + row->first_pair : NULL;
    }
    return NULL;
}
