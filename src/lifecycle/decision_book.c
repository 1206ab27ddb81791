/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_book.h"

#include "base/halving.h"
#include "match/order.h"

typedef struct {
    const DecisionRecord *record;
    Arena *arena;
    DecisionBook *book;
    Err *err;
} Job;

void book_done(DecisionBook *book)
{
    map_done(&book->ids);
    map_done(&book->products);
    map_done(&book->flaws);
}

/* ---- what each decision is by itself ---- */

static bool decision_read(const Job *job, size_t i)
{
    const Decision *d = &job->record->decisions[i];
    DecisionBook *book = job->book;
    uint32_t id;
    bool added;

    if (!scope_read(&d->scope, job->arena, &book->scopes[i], job->err)
        || !map_intern(&book->ids, d->id, &id, &added, job->err)
        || !map_intern(&book->products, d->product, &book->product[i], NULL, job->err))
        return false;
    if (!added)
        return err_set(job->err, ERR_STRUCTURE, STR("lifecycle.decision-twice"));
    return true;
}

static bool decisions_read(const Job *job)
{
    DecisionBook *book = job->book;
    size_t count = job->record->count;

    book->scopes = ARENA_ARRAY(job->arena, ScopeRead, count);
    book->product = ARENA_ARRAY(job->arena, uint32_t, count);
    if (!book->scopes || !book->product)
        return err_no_memory(job->err);
    for (size_t i = 0; i < count; i++)
        if (!decision_read(job, i))
            return err_in(job->err, "decision %.*s", STR_ARG(job->record->decisions[i].id));
    return true;
}

static bool policies_read(const Job *job)
{
    DecisionBook *book = job->book;
    uint32_t product;

    book->review_min = ARENA_ARRAY(job->arena, Independence, book->products.count);
    if (!book->review_min)
        return err_no_memory(job->err);
    for (size_t i = 0; i < job->record->policy_count; i++) {
        const DecisionPolicy *policy = &job->record->policies[i];
        if (map_find(&book->products, policy->product, &product)
            && policy->review_min > book->review_min[product])
            book->review_min[product] = policy->review_min;
    }
    return true;
}

static bool is_older(const void *context, uint32_t a, uint32_t b)
{
    const Decision *decisions = context;

    if (decisions[a].decided_s != decisions[b].decided_s)
        return decisions[a].decided_s < decisions[b].decided_s;
    return str_cmp(decisions[a].id, decisions[b].id) < 0;
}

static bool rank_all(const Job *job)
{
    uint32_t count = (uint32_t)job->record->count;
    uint32_t *order = order_new(count, is_older, job->record->decisions, job->arena);

    job->book->rank = ARENA_ARRAY(job->arena, uint32_t, count);
    if (!order || !job->book->rank)
        return err_no_memory(job->err);
    for (uint32_t i = 0; i < count; i++)
        job->book->rank[order[i]] = i;
    return true;
}

/* ---- who supersedes whom ---- */

static bool same_side(const Decision *a, const Decision *b)
{
    return a->origin == b->origin && str_eq(a->product, b->product)
        && str_eq(a->supplier, b->supplier);
}

static void name_one(const DecisionRecord *record, DecisionBook *book, uint32_t by, Str named)
{
    uint32_t old = DECISION_NONE;
    bool known = map_find(&book->ids, named, &old);

    if (!known || !same_side(&record->decisions[by], &record->decisions[old])) {
        book->strays[book->stray_count++] = (StrayName){ by, named, known };
        return;
    }
    if (book->superseded_by[old] == DECISION_NONE
        || book->rank[by] > book->rank[book->superseded_by[old]])
        book->superseded_by[old] = by;
}

static bool supersede_all(const Job *job)
{
    const DecisionRecord *record = job->record;
    DecisionBook *book = job->book;
    size_t names = 0;

    for (size_t i = 0; i < record->count; i++)
        names += record->decisions[i].supersede_count;
    book->strays = ARENA_ARRAY(job->arena, StrayName, names);
    book->superseded_by = ARENA_ARRAY(job->arena, uint32_t, record->count);
    if (!book->strays || !book->superseded_by)
        return err_no_memory(job->err);
    for (size_t i = 0; i < record->count; i++)
        book->superseded_by[i] = DECISION_NONE;
    for (uint32_t i = 0; i < record->count; i++) {
        const Decision *d = &record->decisions[i];
        for (size_t k = 0; d->decided_s <= record->now_s && k < d->supersede_count; k++)
            name_one(record, book, i, d->supersedes[k]);
    }
    return true;
}

uint32_t book_head(const DecisionBook *book, uint32_t decision)
{
    uint32_t at = decision;

    for (size_t steps = 0; steps < book->record->count; steps++) {
        if (book->superseded_by[at] == DECISION_NONE)
            return at;
        at = book->superseded_by[at];
    }
    return DECISION_NONE;
}

/* ---- which hold for a vulnerability ---- */

typedef struct {
    uint32_t flaw;
    BookEntry entry;
} Filed;

typedef struct {
    const DecisionBook *book;
    const Filed *filed;
} Files;

static bool filed_before(const void *context, uint32_t a, uint32_t b)
{
    const Files *files = context;
    const Filed *x = &files->filed[a], *y = &files->filed[b];

    if (x->flaw != y->flaw)
        return x->flaw < y->flaw;
    if (x->entry.product != y->entry.product)
        return x->entry.product < y->entry.product;
    return files->book->rank[x->entry.decision] < files->book->rank[y->entry.decision];
}

static bool stands(const DecisionBook *book, size_t i)
{
    return book->superseded_by[i] == DECISION_NONE
        && book->record->decisions[i].decided_s <= book->record->now_s;
}

/* One row for each decision that stands and each id it holds by. */
static bool file_all(const Job *job, Filed **out, uint32_t *count)
{
    const DecisionRecord *record = job->record;
    size_t keys, room = 0;
    Filed *filed;

    for (size_t i = 0; i < record->count; i++, room += keys)
        (void)decision_keys(&record->decisions[i], &keys);
    filed = ARENA_ARRAY(job->arena, Filed, room);
    if (!filed)
        return err_no_memory(job->err);
    *count = 0;
    for (uint32_t i = 0; i < record->count; i++) {
        const Str *key = decision_keys(&record->decisions[i], &keys);
        for (size_t k = 0; stands(job->book, i) && k < keys; k++) {
            Filed *row = &filed[(*count)++];
            row->entry = (BookEntry){ job->book->product[i], i };
            if (!map_intern(&job->book->flaws, key[k], &row->flaw, NULL, job->err))
                return false;
        }
    }
    *out = filed;
    return true;
}

static bool same_filed(const Filed *a, const Filed *b)
{
    return a->flaw == b->flaw && a->entry.decision == b->entry.decision;
}

static bool index_all(const Job *job)
{
    DecisionBook *book = job->book;
    uint32_t count = 0, used = 0, flaw = 0;
    uint32_t *order;
    Filed *filed = NULL;

    if (!file_all(job, &filed, &count))
        return false;
    order = order_new(count, filed_before, &(Files){ book, filed }, job->arena);
    book->entries = ARENA_ARRAY(job->arena, BookEntry, count);
    book->entries_from = ARENA_ARRAY(job->arena, uint32_t, book->flaws.count + 1);
    if (!order || !book->entries || !book->entries_from)
        return err_no_memory(job->err);
    for (uint32_t i = 0; i < count; i++) {
        const Filed *row = &filed[order[i]];
        if (i && same_filed(row, &filed[order[i - 1]]))
            continue; /* an id that the decision lists twice */
        for (; flaw < row->flaw; flaw++)
            book->entries_from[flaw + 1] = used;
        book->entries[used++] = row->entry;
    }
    book->entries_from[book->flaws.count] = used;
    return true;
}

BookEntries book_entries(const DecisionBook *book, Str product, Str flaw_id)
{
    const BookEntry *entries;
    uint32_t number, flaw;
    Halving half;
    size_t count, end;

    if (!map_find(&book->products, product, &number) || !map_find(&book->flaws, flaw_id, &flaw))
        return (BookEntries){ 0 };
    entries = &book->entries[book->entries_from[flaw]];
    count = book->entries_from[flaw + 1] - book->entries_from[flaw];
    half = halving_of(count);
    while (halving_next(&half))
        halving_turn(&half, entries[half.middle].product < number);
    for (end = half.at; end < count && entries[end].product == number;)
        end++;
    return (BookEntries){ &entries[half.at], end - half.at };
}

bool book_holds_for(const DecisionBook *book, uint32_t decision, const Str *ids, size_t count)
{
    size_t keys;
    const Str *key = decision_keys(&book->record->decisions[decision], &keys);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < keys; k++)
            if (str_eq(ids[i], key[k]))
                return true;
    return false;
}

/* ---- ids that have come apart ---- */

/* Groups share no id, so the first one tells them apart. */
static bool same_flaw(const Flaw *a, const Flaw *b)
{
    return str_eq(a->ids[0], b->ids[0]);
}

/* `first` tells by decision the first group that it was seen to hold for. */
static void hold_flaw(DecisionBook *book, const Flaw *flaw, const Flaw **first)
{
    uint32_t number;

    for (size_t i = 0; i < flaw->id_count; i++) {
        if (!map_find(&book->flaws, flaw->ids[i], &number))
            continue;
        for (uint32_t k = book->entries_from[number]; k < book->entries_from[number + 1]; k++) {
            uint32_t decision = book->entries[k].decision;
            if (!first[decision])
                first[decision] = flaw;
            book->is_apart[decision] |= !same_flaw(first[decision], flaw);
        }
    }
}

static bool flaws_hold(const Job *job)
{
    const Flaw **first = ARENA_ARRAY(job->arena, const Flaw *, job->record->count);

    job->book->is_apart = ARENA_ARRAY(job->arena, bool, job->record->count);
    if (!first || !job->book->is_apart)
        return err_no_memory(job->err);
    for (size_t i = 0; i < job->record->flaw_count; i++)
        hold_flaw(job->book, &job->record->flaws[i], first);
    return true;
}

/* ---- the whole ---- */

bool book_new(const DecisionRecord *record, Arena *arena, DecisionBook *out, Err *err)
{
    DecisionBook book = { .record = record };
    Job job = { record, arena, &book, err };

    if (record->count > BOOK_DECISIONS_MAX)
        return err_set(err, ERR_LIMIT, STR("lifecycle.decisions-too-many"));
    if (!decisions_read(&job) || !policies_read(&job) || !rank_all(&job) || !supersede_all(&job)
        || !index_all(&job) || !flaws_hold(&job)) {
        book_done(&book);
        return false;
    }
    *out = book;
    return true;
}

/* ---- an author who repeats himself ---- */

static bool repeats(const DecisionBook *book, uint32_t old, const Decision *draft,
                    const ScopeRead *scope)
{
    const Decision *d = &book->record->decisions[old];

    return same_side(d, draft) && str_eq(d->author, draft->author)
        && scope_equal(&book->scopes[old], scope);
}

static BookEntries entries_of(const DecisionBook *book, const Decision *draft, size_t i)
{
    return book_entries(book, draft->product, draft->vulnerabilities[i]);
}

bool book_repeated(const DecisionBook *book, const Decision *draft, Arena *arena, const Str **ids,
                   size_t *count, Err *err)
{
    size_t room = 0, used = 0;
    ScopeRead scope;
    Str *named;

    for (size_t i = 0; i < draft->vulnerability_count; i++)
        room += entries_of(book, draft, i).count;
    named = ARENA_ARRAY(arena, Str, room);
    if (!named)
        return err_no_memory(err);
    if (!scope_read(&draft->scope, arena, &scope, err))
        return false;
    for (size_t i = 0; i < draft->vulnerability_count; i++) {
        BookEntries found = entries_of(book, draft, i);
        for (size_t k = 0; k < found.count; k++)
            if (repeats(book, found.at[k].decision, draft, &scope)
                && !book_holds_for(book, found.at[k].decision, draft->vulnerabilities, i))
                named[used++] = book->record->decisions[found.at[k].decision].id;
    }
    *ids = named;
    *count = used;
    return true;
}
