/* SPDX-License-Identifier: Apache-2.0 */
#include "match/finding.h"

#include "match/group.h"
#include "match/judge.h"
#include "match/order.h"
#include "match/scratch.h"
#include "match/text.h"
#include "ident/purl.h"
#include "trust/digest.h"

#include <stdio.h>
#include <string.h>

enum { ID_DIGITS = 16 };

/* Findings on their way to their places: a rank's findings lie together. */
typedef struct {
    Matcher *m;
    Match *out;
    uint32_t *next[2];  /* per rank: where the next finding goes; [1] for malware */
    char *ids;          /* ID_DIGITS for each finding */
    uint32_t component_i;
    const ScanComponent *component;
} Writing;

bool finding_ref(Matcher *m, uint32_t component_i, Str *out, Err *err)
{
    const Component *component = &m->sbom->components[component_i];
    char buffer[SBOM_PLACE_BYTES];

    if (component->ref.len) {
        *out = component->ref;
        return true;
    }
    return arena_copy(m->results, str_of(sbom_pointer(m->sbom, component_i, buffer)), out)
        || err_no_memory(err);
}

bool finding_place(Matcher *m, Owner owner, Str *out, Err *err)
{
    enum { FIELD_BYTES = 64 };
    char place[SBOM_PLACE_BYTES], text[SBOM_PLACE_BYTES + FIELD_BYTES];
    const Identifier *identifier = NULL;

    (void)sbom_place(m->sbom, owner.component, place);
    if (owner.identifier != MATCH_NONE)
        identifier = &m->sbom->identifiers[owner.identifier];
    if (!identifier)
        (void)snprintf(text, sizeof text, "%s", place);
    else if (identifier->field_i == SBOM_NO_INDEX)
        (void)snprintf(text, sizeof text, "%s: %s", place, identifier->field);
    else
        (void)snprintf(text, sizeof text, "%s: %s[%u]", place, identifier->field,
                       (unsigned)identifier->field_i);
    return arena_copy(m->results, str_of(text), out) || err_no_memory(err);
}

bool finding_source(Matcher *m, uint32_t advisory, Str *out, Err *err)
{
    KbAdvisory record;
    Str pieces[3] = { { 0 }, STR("/"), { 0 } };

    if (kb_advisory(m->kb, advisory, &record)) {
        pieces[0] = kb_source_id(m->kb, record.source);
        pieces[2] = record.id;
    }
    return text_join(pieces, ARRAY_LEN(pieces), m->results, out) || err_no_memory(err);
}

/* ---- the component's side ---- */

static bool read_purl(Matcher *m, Str text, ScanComponent *out, Err *err)
{
    Err why = { 0 };
    Purl purl;

    if (out->purl.len || !purl_parse(text, &m->scratch, &purl, &why))
        return err_is_no_memory(&why) ? err_no_memory(err) : true;
    if (!out->version.len && !arena_copy(m->results, purl.version, &out->version))
        return err_no_memory(err);
    return purl_format(&purl, m->results, &out->purl, &why) || !err_is_no_memory(&why)
        || err_no_memory(err);
}

static bool read_cpe(Matcher *m, Str text, ScanComponent *out, Err *err)
{
    Err why = { 0 };
    Cpe cpe;

    if (out->cpe.len || !cpe_parse(text, &m->scratch, &cpe, &why))
        return err_is_no_memory(&why) ? err_no_memory(err) : true;
    return cpe_format(&cpe, m->results, &out->cpe, &why) || err_no_memory(err);
}

static bool read_support(Matcher *m, ScanComponent *out, Err *err)
{
    Str identifier = out->purl.len ? out->purl : out->cpe;

    return identifier.len == 0
        || kb_support(m->kb, identifier, out->version, m->results, &out->support_ends,
                      &out->support_source)
        || err_no_memory(err);
}

static bool component_read(Matcher *m, uint32_t component_i, const ScanComponent **out, Err *err)
{
    const Component *component = &m->sbom->components[component_i];
    ScratchMark mark = scratch_mark(&m->scratch);
    ScanComponent *read = ARENA_NEW(m->results, ScanComponent);

    if (!read)
        return err_no_memory(err);
    *read = (ScanComponent){ .input = m->input, .component = component_i,
                             .name = component->name, .version = component->version };
    for (uint32_t i = 0; i < component->identifier_count; i++) {
        const Identifier *identifier = &m->sbom->identifiers[component->first_identifier + i];
        if (identifier->kind == IDENTIFIER_PURL && !read_purl(m, identifier->text, read, err))
            return false;
        if (identifier->kind == IDENTIFIER_CPE && !read_cpe(m, identifier->text, read, err))
            return false;
    }
    scratch_rewind(&m->scratch, mark);
    *out = read;
    return read_support(m, read, err) && finding_ref(m, component_i, &read->ref, err)
        && finding_place(m, (Owner){ MATCH_NONE, component_i }, &read->place, err);
}

/* ---- the evidence ---- */

typedef struct {
    const Str *versions;
    Scheme scheme;
} Fixes;

static bool fix_before(const void *context, uint32_t a, uint32_t b)
{
    const Fixes *fixes = context;
    Err ignored = { 0 };
    int order;

    if (version_compare(fixes->scheme, fixes->versions[a], fixes->versions[b], &order, &ignored))
        return order < 0;
    return str_cmp(fixes->versions[a], fixes->versions[b]) < 0;
}

/* Several fixed versions, sorted, each once. */
static bool fixes_write(Matcher *m, const Hit *hit, Scheme scheme, ScanEvidence *out)
{
    Str *sorted = ARENA_ARRAY(m->results, Str, hit->fix_count);
    Str *read = ARENA_ARRAY(&m->scratch, Str, hit->fix_count);
    uint32_t *order;

    if (!sorted || !read)
        return false;
    for (uint32_t i = 0; i < hit->fix_count; i++)
        read[i] = kb_version(m->kb, *LIST_AT(m->fixes, uint32_t, hit->first_fix + i)).text;
    order = order_new(hit->fix_count, fix_before, &(Fixes){ read, scheme }, &m->scratch);
    if (!order)
        return false;
    for (uint32_t i = 0; i < hit->fix_count; i++)
        if (!out->fixed_count || !str_eq(sorted[out->fixed_count - 1], read[order[i]]))
            sorted[out->fixed_count++] = read[order[i]];
    out->fixed_versions = sorted;
    return true;
}

/* The fixed version that ends the range itself. */
static bool fix_write(Matcher *m, const Bounds *bounds, ScanEvidence *out)
{
    Str *only;

    if (!(bounds->flags & KB_FIXED) || !bounds->upper.text.len)
        return true;
    only = ARENA_NEW(m->results, Str);
    if (!only)
        return false;
    *only = bounds->upper.text;
    out->fixed_versions = only;
    out->fixed_count = 1;
    return true;
}

static bool evidence_write(Matcher *m, const Hit *hit, ScanEvidence *out, Err *err)
{
    const RangeFacts *facts = LIST_AT(m->facts, RangeFacts, hit->facts);
    Bounds bounds = judge_bounds(m->kb, facts->range);
    Scheme scheme = (Scheme)facts->scheme;
    ScratchMark mark = scratch_mark(&m->scratch);
    bool done = hit->fix_count ? fixes_write(m, hit, scheme, out) : fix_write(m, &bounds, out);

    scratch_rewind(&m->scratch, mark);
    out->rule = match_rule_word((MatchRule)hit->rule);
    return (done && text_vers(scheme, &bounds, m->results, &out->range))
        ? finding_source(m, facts->range->advisory, &out->source, err) : err_no_memory(err);
}

/* A range alone says the same of every component; of several united ones each hit has its own. */
bool finding_evidence(Matcher *m, const Hit *hit, const ScanEvidence **out, Err *err)
{
    RangeFacts *facts = LIST_AT(m->facts, RangeFacts, hit->facts);
    ScanEvidence *made;

    if (!hit->fix_count && facts->evidence && facts->rule == hit->rule) {
        *out = facts->evidence;
        return true;
    }
    made = ARENA_NEW(m->results, ScanEvidence);
    if (!made)
        return err_no_memory(err);
    if (!evidence_write(m, hit, made, err))
        return false;
    if (!hit->fix_count) {
        facts->evidence = made;
        facts->rule = hit->rule;
    }
    *out = made;
    return true;
}

/* ---- the finding ---- */

static Digest digest_of_parts(const Str *parts, size_t count)
{
    static const char NUL[1] = { 0 };
    DigestStream stream;

    digest_begin(&stream);
    for (size_t i = 0; i < count; i++) {
        digest_add(&stream, parts[i]);
        digest_add(&stream, (Str){ NUL, 1 });
    }
    return digest_end(&stream);
}

/* The parts, each ended by NUL, as one text when there is room for it: a call less for each. */
static size_t parts_join(const Str *parts, size_t count, char *room, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (parts[i].len >= size - used)
            return 0;
        if (parts[i].len)
            memcpy(room + used, parts[i].ptr, parts[i].len);
        used += parts[i].len;
        room[used++] = '\0';
    }
    return used;
}

static Str id_of(const ScanFinding *finding, char digits[ID_DIGITS])
{
    enum { ROOM = 512 };
    const ScanComponent *component = finding->component;
    const Str parts[] = {
        finding->flaw->id, component->purl.len ? component->purl : component->cpe,
        component->version, component->ref,
    };
    NOT_CLEARED char room[ROOM];
    size_t used = parts_join(parts, ARRAY_LEN(parts), room, ROOM);
    Digest digest = used ? digest_of((Str){ room, used })
                         : digest_of_parts(parts, ARRAY_LEN(parts));

    digest_digits(&digest, digits, ID_DIGITS);
    return (Str){ digits, ID_DIGITS };
}

/* The hit of a finding whose turn is some findings ahead; NULL past the last. */
static const Hit *hit_ahead(const Matcher *m, uint32_t seed_i, uint32_t ahead)
{
    if (m->seeds.count - seed_i <= ahead)
        return NULL;
    return LIST_AT(m->hits, Hit, LIST_AT(m->seeds, Seed, seed_i + ahead)->hit);
}

/* A finding draws on its hit, that on two more places, and its range on versions: they are asked
 * for before its turn. */
static void look_ahead(const Matcher *m, uint32_t seed_i)
{
    enum { HIT = 20, PLACES = 15, VERSIONS = 10, TEXTS = 5 };
    const Hit *hit = hit_ahead(m, seed_i, HIT);

    __builtin_prefetch(hit);
    hit = hit_ahead(m, seed_i, PLACES);
    if (hit) {
        __builtin_prefetch(LIST_AT(m->facts, RangeFacts, hit->facts));
        __builtin_prefetch(&LIST_AT(m->slots, GroupSlot, hit->slot)->rank);
    }
    for (uint32_t ahead = VERSIONS; ahead >= TEXTS; ahead -= TEXTS) {
        const RangeFacts *facts;
        hit = hit_ahead(m, seed_i, ahead);
        facts = hit ? LIST_AT(m->facts, RangeFacts, hit->facts) : NULL;
        if (facts && !facts->evidence)
            kb_range_ahead(m->kb, facts->range, ahead == VERSIONS ? 0 : 1);
    }
}

static bool write_finding(Writing *writing, uint32_t seed_i, Err *err)
{
    Matcher *m = writing->m;
    const Seed *seed = LIST_AT(m->seeds, Seed, seed_i);
    const Hit *hit = LIST_AT(m->hits, Hit, seed->hit);
    const GroupSlot *slot = LIST_AT(m->slots, GroupSlot, hit->slot);
    ScanFinding *list = hit->malware ? writing->out->malware : writing->out->findings;
    ScanFinding *finding = &list[writing->next[hit->malware][slot->rank]++];

    if (seed->component != writing->component_i
        && !component_read(m, seed->component, &writing->component, err))
        return false;
    writing->component_i = seed->component;
    finding->component = writing->component;
    finding->flaw = slot->flaw;
    if (!finding_evidence(m, hit, &finding->evidence, err))
        return false;
    finding->id = id_of(finding, writing->ids + (size_t)ID_DIGITS * seed_i);
    return true;
}

/* ---- places ---- */

/* Turns the number of findings per rank into the place of each rank's first. */
static size_t places_of(uint32_t *next, uint32_t ranks)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < ranks; i++) {
        uint32_t count = next[i];
        next[i] = at;
        at += count;
    }
    return at;
}

static bool make_room(Writing *writing, Err *err)
{
    Matcher *m = writing->m;
    Match *out = writing->out;

    for (int kind = 0; kind < 2; kind++) {
        writing->next[kind] = ARENA_ARRAY(&m->work, uint32_t, m->slots.count);
        if (!writing->next[kind])
            return err_no_memory(err);
    }
    for (uint32_t i = 0; i < m->seeds.count; i++) {
        const Hit *hit = LIST_AT(m->hits, Hit, LIST_AT(m->seeds, Seed, i)->hit);
        writing->next[hit->malware][LIST_AT(m->slots, GroupSlot, hit->slot)->rank]++;
    }
    out->finding_count = places_of(writing->next[0], m->slots.count);
    out->malware_count = places_of(writing->next[1], m->slots.count);
    out->findings = ARENA_ARRAY(m->results, ScanFinding, out->finding_count);
    out->malware = ARENA_ARRAY(m->results, ScanFinding, out->malware_count);
    return (out->findings && out->malware) || err_no_memory(err);
}

bool finding_write_all(Matcher *m, Match *out, Err *err)
{
    Writing writing = { .m = m, .out = out, .component_i = MATCH_NONE };

    if (!group_fill_found(m, err) || !group_rank(m, err) || !make_room(&writing, err))
        return false;
    writing.ids = arena_alloc_raw(m->results, (size_t)ID_DIGITS * m->seeds.count);
    if (!writing.ids)
        return err_no_memory(err);
    for (uint32_t i = 0; i < m->seeds.count; i++) {
        look_ahead(m, i);
        if (!write_finding(&writing, i, err))
            return false;
    }
    return true;
}
