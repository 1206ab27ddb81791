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

enum { ID_DIGITS = 16, SOURCES_KEPT = 64 };

/* What all findings of one component share. */
typedef struct {
    uint32_t component_i;
    Str version, purl, cpe, ref, place, support_ends, support_source;
} Bearer;

/* Findings on their way to their places: a rank's findings lie together. */
typedef struct {
    Matcher *m;
    Match *out;
    uint32_t *next[2];  /* per rank: where the next finding goes; [1] for malware */
    Bearer bearer;
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

static bool bearer_purl(Matcher *m, Str text, Bearer *bearer, Err *err)
{
    Err why = { 0 };
    Purl purl;

    if (bearer->purl.len || !purl_parse(text, &m->scratch, &purl, &why))
        return judge_no_memory(&why) ? err_no_memory(err) : true;
    if (!bearer->version.len && !arena_copy(m->results, purl.version, &bearer->version))
        return err_no_memory(err);
    return purl_format(&purl, m->results, &bearer->purl, &why) || !judge_no_memory(&why)
        || err_no_memory(err);
}

static bool bearer_cpe(Matcher *m, Str text, Bearer *bearer, Err *err)
{
    Err why = { 0 };
    Cpe cpe;

    if (bearer->cpe.len || !cpe_parse(text, &m->scratch, &cpe, &why))
        return judge_no_memory(&why) ? err_no_memory(err) : true;
    return cpe_format(&cpe, m->results, &bearer->cpe, &why) || err_no_memory(err);
}

static bool bearer_support(Matcher *m, Bearer *bearer, Err *err)
{
    Str identifier = bearer->purl.len ? bearer->purl : bearer->cpe;

    /* False is "unknown"; a memory failure there costs a date and no finding. */
    (void)err;
    if (identifier.len)
        (void)kb_support(m->kb, identifier, bearer->version, m->results, &bearer->support_ends,
                         &bearer->support_source);
    return true;
}

static bool bearer_read(Matcher *m, uint32_t component_i, Bearer *bearer, Err *err)
{
    const Component *component = &m->sbom->components[component_i];
    ScratchMark mark = scratch_mark(&m->scratch);

    *bearer = (Bearer){ .component_i = component_i, .version = component->version };
    for (uint32_t i = 0; i < component->identifier_count; i++) {
        const Identifier *identifier = &m->sbom->identifiers[component->first_identifier + i];
        if (identifier->kind == IDENTIFIER_PURL
            && !bearer_purl(m, identifier->text, bearer, err))
            return false;
        if (identifier->kind == IDENTIFIER_CPE && !bearer_cpe(m, identifier->text, bearer, err))
            return false;
    }
    scratch_rewind(&m->scratch, mark);
    return finding_ref(m, component_i, &bearer->ref, err)
        && finding_place(m, (Owner){ MATCH_NONE, component_i }, &bearer->place, err)
        && bearer_support(m, bearer, err);
}

/* ---- the finding's own texts ---- */

static bool write_id(Matcher *m, ScanFinding *finding, Err *err)
{
    static const char NUL[1] = { 0 };
    char *hex = arena_alloc_raw(m->results, ID_DIGITS), digits[DIGEST_HEX_BYTES];
    const Str parts[] = {
        finding->vulnerability,
        finding->component_purl.len ? finding->component_purl : finding->component_cpe,
        finding->component_version, finding->component_ref,
    };
    DigestStream stream;
    Digest digest;

    if (!hex)
        return err_no_memory(err);
    digest_begin(&stream);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        digest_add(&stream, parts[i]);
        digest_add(&stream, (Str){ NUL, 1 });
    }
    digest = digest_end(&stream);
    memcpy(hex, digest_hex(&digest, digits).ptr, ID_DIGITS);
    finding->id = (Str){ hex, ID_DIGITS };
    return true;
}

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

static bool write_fixes(Matcher *m, const Hit *hit, ScanFinding *finding, Err *err)
{
    ScratchMark mark = scratch_mark(&m->scratch);
    Str *sorted = ARENA_ARRAY(m->results, Str, hit->fix_count), *read;
    uint32_t *order, kept = 0;

    if (!hit->fix_count)
        return true;
    read = ARENA_ARRAY(&m->scratch, Str, hit->fix_count);
    if (!sorted || !read)
        return err_no_memory(err);
    for (uint32_t i = 0; i < hit->fix_count; i++)
        read[i] = kb_version(m->kb, *LIST_AT(m->fixes, uint32_t, hit->first_fix + i)).text;
    order = order_new(hit->fix_count, fix_before, &(Fixes){ read, (Scheme)hit->scheme },
                      &m->scratch);
    if (!order)
        return err_no_memory(err);
    for (uint32_t i = 0; i < hit->fix_count; i++)
        if (!kept || !str_eq(sorted[kept - 1], read[order[i]]))
            sorted[kept++] = read[order[i]];
    finding->fixed_versions = sorted;
    finding->fixed_count = kept;
    scratch_rewind(&m->scratch, mark);
    return true;
}

static void write_group(const GroupSlot *slot, ScanFinding *finding)
{
    finding->vulnerability = slot->group.primary;
    finding->aliases = slot->aliases;
    finding->alias_count = slot->alias_count;
    finding->summary = slot->summary;
    finding->severity = slot->severity;
    finding->scores = slot->scores;
    finding->score_count = slot->score_count;
    finding->epss_score = slot->group.epss_score;
    finding->epss_percentile = slot->group.epss_percentile;
    finding->kev = slot->group.kev;
    finding->kev_ransomware = slot->group.kev_ransomware;
    finding->kev_date_added = slot->group.kev ? slot->group.kev_date_added : SCAN_NO_DAY;
    finding->kev_due_date = slot->group.kev ? slot->group.kev_due_date : SCAN_NO_DAY;
    finding->published_s = slot->published_s;
    finding->modified_s = slot->modified_s;
}

static void write_bearer(const Writing *writing, ScanFinding *finding)
{
    const Bearer *bearer = &writing->bearer;

    finding->input = writing->m->input;
    finding->component_name = writing->m->sbom->components[bearer->component_i].name;
    finding->component_version = bearer->version;
    finding->component_purl = bearer->purl;
    finding->component_cpe = bearer->cpe;
    finding->component_ref = bearer->ref;
    finding->component_place = bearer->place;
    finding->support_ends = bearer->support_ends;
    finding->support_source = bearer->support_source;
}

static bool write_finding(Writing *writing, const Seed *seed, Err *err)
{
    Matcher *m = writing->m;
    const Hit *hit = LIST_AT(m->hits, Hit, seed->hit);
    const GroupSlot *slot = LIST_AT(m->slots, GroupSlot, hit->slot);
    ScanFinding *list = hit->malware ? writing->out->malware : writing->out->findings;
    ScanFinding *finding = &list[writing->next[hit->malware][slot->rank]++];
    Bounds bounds = judge_bounds(m->kb, hit->range);

    if (seed->component != writing->bearer.component_i
        && !bearer_read(m, seed->component, &writing->bearer, err))
        return false;
    write_bearer(writing, finding);
    write_group(slot, finding);
    finding->match_rule = match_rule_word((MatchRule)hit->rule);
    return text_vers((Scheme)hit->scheme, &bounds, m->results, &finding->match_range)
        ? finding_source(m, hit->advisory, &finding->match_source, err)
              && write_fixes(m, hit, finding, err) && write_id(m, finding, err)
        : err_no_memory(err);
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

static bool fill_groups(Matcher *m, Err *err)
{
    for (uint32_t i = 0; i < m->seeds.count; i++) {
        const Seed *seed = LIST_AT(m->seeds, Seed, i);
        if (!group_fill(m, LIST_AT(m->hits, Hit, seed->hit)->slot, err))
            return false;
    }
    return group_rank(m, err);
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
    Writing writing = { .m = m, .out = out, .bearer = { .component_i = MATCH_NONE } };

    if (!fill_groups(m, err) || !make_room(&writing, err))
        return false;
    for (uint32_t i = 0; i < m->seeds.count; i++)
        if (!write_finding(&writing, LIST_AT(m->seeds, Seed, i), err))
            return false;
    return true;
}
