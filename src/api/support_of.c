/* SPDX-License-Identifier: Apache-2.0 */
#include "api/support_of.h"

#include "api/ledger.h"
#include "base/map.h"

/* One component of one release, which many findings share. */
typedef struct {
    Str ends, source, level;
} Stated;

typedef struct {
    LedgerBook book;
    FindingSet *set;
    Map known;       /* addresses of components */
    Stated *stated;  /* by id of `known` */
} Supports;

/* The component as its SBOM gave it, as far as a finding keeps it. */
static bool part_of(Supports *supports, const ScanComponent *component, LedgerPart *out, Err *err)
{
    Identifier identifiers[2];
    Component one = { .name = component->name, .version = component->version };
    Sbom sbom = { .components = &one, .component_count = 1, .identifiers = identifiers };
    const struct { IdentifierKind kind; Str text; } rows[] = {
        { IDENTIFIER_PURL, component->purl }, { IDENTIFIER_CPE, component->cpe },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].text.len)
            identifiers[one.identifier_count++] =
                (Identifier){ .kind = rows[i].kind, .text = rows[i].text };
    return ledger_part_read(&sbom, 0, &supports->book.arena, out, err);
}

/* Ends that contradict each other: the earliest, and no source. */
static bool end_say(const Supports *supports, const ComponentSupport *support, Stated *out,
                    Err *err)
{
    const HeldFact *held = &support->fact[FACT_END];
    Arena *arena = &supports->set->arena;
    char text[DATE_TEXT_BYTES];

    if (held->state == HELD_OPEN)
        return true;
    if (held->state != HELD_CONTRADICTED
        && !arena_copy(arena, supports->book.answers[held->answers[0]].source, &out->source))
        return err_no_memory(err);
    return arena_copy(arena, date_write(support->earliest_end, text), &out->ends)
        || err_no_memory(err);
}

static bool resolve(Supports *supports, const Subject *subject, const ScanComponent *component,
                    Stated *out, Err *err)
{
    LedgerBook *book = &supports->book;
    Ledger ledger = { .answers = book->answers, .count = book->stated,
                      .organisation = book->organisation, .product = subject->product,
                      .release = subject->release };
    ComponentSupport support;
    LedgerPart part;

    if (!part_of(supports, component, &part, err)
        || !support_resolve(&ledger, &part, &book->arena, &support, err))
        return false;
    if (support.fact[FACT_LEVEL].state == HELD_KNOWN
        || support.fact[FACT_LEVEL].state == HELD_UNKNOWN)
        out->level = support_level_name(support.level);
    return end_say(supports, &support, out, err);
}

static bool one(Supports *supports, size_t i, ScanVerdict *out, Err *err)
{
    const ScanComponent *component = supports->set->scan->scan.findings[i].component;
    Str address = { (const char *)&component, sizeof component };
    Stated *stated;
    uint32_t id;
    bool added;

    if (!map_intern(&supports->known, address, &id, &added, err))
        return false;
    stated = &supports->stated[id];
    if (added && !resolve(supports, &supports->set->subjects[i], component, stated, err))
        return false;
    out->support_ends = stated->ends;
    out->support_source = stated->source;
    out->support_level = stated->level;
    return true;
}

static void supports_done(Supports *supports)
{
    map_done(&supports->known);
    ledger_close(&supports->book);
}

bool supports_of(const Inro *inro, InroRecord *record, FindingSet *set, ScanVerdict *verdicts,
                 Err *err)
{
    CLEANUP(supports_done) Supports supports = { .set = set };

    if (!ledger_open(inro, record, NULL, &supports.book, err))
        return false;
    if (supports.book.stated == 0)
        return true;
    supports.stated = ARENA_ARRAY(&supports.book.arena, Stated, set->count);
    if (!supports.stated)
        return err_no_memory(err);
    for (size_t i = 0; i < set->count; i++)
        if (!one(&supports, i, &verdicts[i], err))
            return false;
    return true;
}
