/* SPDX-License-Identifier: Apache-2.0 */
#include "match/ahead.h"

#include "match/known.h"
#include "match/stated.h"

/* How many components lie between the steps; the first is taken MATCH_AHEAD - 1 before. */
enum { STEP = 7, STEPS = 3 };

/* "cpe:2.3:a:vendor:product:…" as the packages of "cpe" and "product" are called, when nothing in
 * it needs folding; else some other text, which is found nowhere. */
static void ahead_of_cpe(const Matcher *m, Str text, Ahead *ahead)
{
    Str rest = str_slice(text, STR("cpe:2.3:").len, text.len), piece, product;
    size_t len = 0;

    for (int i = 0; i < 3 && str_next(&rest, ':', &piece); i++)
        len += piece.len + 1;
    if (len < 4)
        return;
    product = str_slice(text, STR("cpe:2.3:").len, STR("cpe:2.3:").len + len - 1);
    ahead->package = kb_ahead(m->kb, STR("cpe"), product);
    ahead->product = kb_ahead(m->kb, STR("product"), str_slice(product, 2, product.len));
}

/* Identifier i of a component; NULL when there is none. */
static const Identifier *identifier_of(const Matcher *m, uint32_t component_i, uint32_t i)
{
    const Component *component = &m->sbom->components[component_i];

    return i < component->identifier_count
               ? &m->sbom->identifiers[component->first_identifier + i] : NULL;
}

/* A component's row, then its identifiers' rows, then their texts: each is known from the one
 * before, and far from it in a large document. Few components have more than two identifiers. */
static void ahead_of_document(const Matcher *m, uint32_t component_i)
{
    enum { ROW = 12, IDENTIFIERS = 8, TEXTS = 4, EACH = 2 };

    if (m->end - component_i <= ROW)
        return;
    __builtin_prefetch(&m->sbom->components[component_i + ROW].first_identifier);
    for (uint32_t i = 0; i < EACH; i++) {
        const Identifier *near = identifier_of(m, component_i + TEXTS, i);
        __builtin_prefetch(identifier_of(m, component_i + IDENTIFIERS, i));
        if (near)
            __builtin_prefetch(near->text.ptr);
    }
}

static void ahead_begin(Matcher *m, uint32_t component_i)
{
    const Component *component = &m->sbom->components[component_i];
    Ahead *ahead = &m->ahead[component_i % MATCH_AHEAD];
    Str purl_type = stated_purl_type(m->sbom, component);
    bool cpe = false;

    ahead_of_document(m, component_i);
    *ahead = (Ahead){ .component = component_i };
    for (uint32_t i = 0; i < component->identifier_count && i < MATCH_AHEAD_HASHES; i++) {
        uint32_t identifier_i = component->first_identifier + i;
        const Identifier *identifier = &m->sbom->identifiers[identifier_i];
        Owner owner = { identifier_i, component_i };

        ahead->hash[ahead->hash_count++] = known_hash(m, owner, purl_type);
        __builtin_prefetch(&m->judged[(uint32_t)ahead->hash[i] & m->judged_mask]);
        if (identifier->kind == IDENTIFIER_CPE && !cpe)
            ahead_of_cpe(m, identifier->text, ahead);
        cpe |= identifier->kind == IDENTIFIER_CPE;
    }
}

/* Of an identifier that was judged before, the judgement, its owner and their texts: known_find
 * compares them. */
static void ahead_of_known(const Matcher *m, const Ahead *ahead, int step)
{
    for (uint32_t i = 0; i < ahead->hash_count; i++) {
        const Judgement *known = known_guess(m, ahead->hash[i]);
        const Component *component;
        if (!known)
            continue;
        component = &m->sbom->components[known->owner.component];
        if (step == 0) {
            __builtin_prefetch(&known->owner);
        } else if (step == 1) {
            __builtin_prefetch(&component->version);
            __builtin_prefetch(&component->first_identifier);
            __builtin_prefetch(&m->sbom->identifiers[known->owner.identifier]);
        } else {
            __builtin_prefetch(component->version.ptr);
            __builtin_prefetch(m->sbom->identifiers[known->owner.identifier].text.ptr);
        }
    }
}

static void ahead_of_packages(const Matcher *m, Ahead *ahead, int step)
{
    void (*const EACH[])(const Kb *kb, KbAhead *ahead) = { kb_ahead_row, kb_ahead_ranges };

    if (!ahead->package.hash || step >= (int)ARRAY_LEN(EACH))
        return;
    EACH[step](m->kb, &ahead->package);
    EACH[step](m->kb, &ahead->product);
}

void ahead_prepare(Matcher *m, uint32_t component_i)
{
    if (component_i == m->first)
        for (uint32_t i = 0; i < MATCH_AHEAD - 1 && i < m->end - m->first; i++)
            ahead_begin(m, m->first + i);
    if (m->end - component_i > MATCH_AHEAD - 1)
        ahead_begin(m, component_i + MATCH_AHEAD - 1);
    for (int step = 0; step < STEPS; step++) {
        uint32_t at = component_i + (uint32_t)(STEPS - step) * STEP;
        Ahead *ahead = &m->ahead[at % MATCH_AHEAD];
        if (ahead->component != at)
            continue;
        ahead_of_packages(m, ahead, step);
        ahead_of_known(m, ahead, step);
    }
}

uint64_t ahead_hash(const Matcher *m, Owner owner, Str purl_type)
{
    const Ahead *ahead = &m->ahead[owner.component % MATCH_AHEAD];
    uint32_t i = owner.identifier - m->sbom->components[owner.component].first_identifier;

    return ahead->component == owner.component && i < ahead->hash_count
               ? ahead->hash[i] : known_hash(m, owner, purl_type);
}
