/* SPDX-License-Identifier: Apache-2.0 */
/* What is distinct: pairs, their keys, and the classes of data that can check them. */
#include "portfolio/build.h"
#include "portfolio/fold.h"

#include "ident/purl.h"
#include "match/asks.h"

#include <string.h>

/* ---- identity ---- */

static void identity_add(Buf *buf, Str text)
{
    uint32_t len = (uint32_t)text.len;

    buf_add(buf, (Str){ (const char *)&len, sizeof len });
    buf_add(buf, text);
}

/* What the document says of a component beside the component itself. */
typedef struct {
    Str os, hashes, pedigree;
} Beside;

static bool beside_of(const Sbom *sbom, uint32_t component_i, Arena *arena, Beside *out)
{
    out->os = sbom->os;
    out->pedigree = sbom_pedigree(sbom, component_i);
    return sbom_hashes(sbom, &sbom->components[component_i], arena, &out->hashes);
}

static void identity_begin(Buf *buf, const Component *component, const Beside *beside)
{
    buf_clear(buf);
    buf_char(buf, component->counted ? '+' : '-');
    identity_add(buf, beside->os);
    identity_add(buf, component->name);
    identity_add(buf, component->version);
    identity_add(buf, component->source_name);
    identity_add(buf, component->source_version);
    identity_add(buf, beside->hashes);
    identity_add(buf, beside->pedigree);
}

static void identity_identifier(Buf *buf, const Identifier *identifier)
{
    buf_char(buf, (char)('0' + identifier->kind));
    identity_add(buf, identifier->text);
    identity_add(buf, identifier->commit);
}

/* All that matching looks at, and by what a decision knows the component again. */
static Str identity_of(PortfolioBuilder *b, const Sbom *sbom, const Component *component,
                       const Beside *beside)
{
    identity_begin(&b->identity, component, beside);
    for (uint32_t i = 0; i < component->identifier_count; i++)
        identity_identifier(&b->identity,
                            &sbom->identifiers[component->first_identifier + i]);
    return buf_str(&b->identity);
}

/* The same of a pair below. */
static Str identity_below(PortfolioBuilder *b, uint32_t pair)
{
    PortfolioPairRow row = { .identifier_count = 0 };
    Component component;
    Identifier identifier;

    if (!portfolio_pair(b->below, pair, &row))
        return (Str){ 0 };
    component = (Component){ .name = row.name, .version = row.version, .counted = row.counted,
                             .source_name = row.source_name,
                             .source_version = row.source_version };
    identity_begin(&b->identity, &component, &(Beside){ row.os, row.hashes, row.pedigree });
    for (uint32_t i = 0; i < row.identifier_count; i++)
        if (portfolio_identifier(b->below, pair, i, &identifier))
            identity_identifier(&b->identity, &identifier);
    return buf_str(&b->identity);
}

/* A pair without a name is not looked for: it is a new one, which costs a row. */
bool build_pair_below(PortfolioBuilder *b, uint32_t pair, uint32_t *number, Err *err)
{
    Str own = b->pair_map.key[pair], name = LIST_AT(&b->pairs, BuildPair, pair)->name, folded;

    *number = PF_NONE;
    if (!fold_name(name, &b->scratch, &folded))
        return err_no_memory(err);
    for (uint32_t s = 0; s < b->below->segment_count; s++) {
        const Segment *segment = &b->below->segment[s];
        uint32_t count = 0;
        const uint32_t *rows = stack_key(segment, PF_KEY_NAME, (Str){ 0 }, folded, &count);
        for (uint32_t i = 0; i < count && *number == PF_NONE; i++) {
            const PfPair *row = container_row(&segment->file, PF_PAIRS, rows[i]);
            if (row && str_eq(identity_below(b, row->number), own))
                *number = row->number;
        }
    }
    return !buf_failed(&b->identity) || err_no_memory(err);
}

/* ---- keys ---- */

/* The number of a key, added when it is new. */
static bool key_number(PortfolioBuilder *b, PfKeyKind kind, Str ecosystem, Str name,
                       uint32_t *number, Err *err)
{
    PfKey *row;
    bool added;
    Str kept;

    buf_clear(&b->identity);
    buf_char(&b->identity, (char)('0' + kind));
    identity_add(&b->identity, ecosystem);
    buf_add(&b->identity, name);
    if (buf_failed(&b->identity))
        return err_no_memory(err);
    if (!map_intern(&b->key_map, buf_str(&b->identity), number, &added, err))
        return false;
    if (!added)
        return true;
    if (!arena_copy(&b->arena, buf_str(&b->identity), &kept))
        return err_no_memory(err);
    b->key_map.key[*number] = kept;
    row = LIST_ADD(&b->keys, PfKey);
    if (!row)
        return err_no_memory(err);
    row->kind = kind;
    return build_word(b, ecosystem, &row->ecosystem, err) && build_word(b, name, &row->name, err);
}

static bool key_add(PortfolioBuilder *b, PfKeyKind kind, Str ecosystem, Str name, Err *err)
{
    uint32_t number;

    if (!name.len)
        return true;
    return key_number(b, kind, ecosystem, name, &number, err)
        && (list_add_u32(&b->pair_keys, number) || err_no_memory(err));
}

/* A purl that breaks the rules has no key: nobody can ask for it. */
static bool key_of_purl(PortfolioBuilder *b, Str text, Err *err)
{
    Err why = { 0 };
    Purl purl;
    Str bare;

    if (!purl_parse(text, &b->scratch, &purl, &why) || !fold_purl(&purl, &b->scratch, &bare, &why))
        return !err_is_no_memory(&why) || err_no_memory(err);
    return key_add(b, PF_KEY_PURL, (Str){ 0 }, bare, err);
}

static bool keys_of_name(PortfolioBuilder *b, Str name, Err *err)
{
    Str folded;

    if (!fold_name(name, &b->scratch, &folded))
        return err_no_memory(err);
    return key_add(b, PF_KEY_NAME, (Str){ 0 }, folded, err)
        && (fold_file(folded).len == folded.len
            || key_add(b, PF_KEY_FILE, (Str){ 0 }, fold_file(folded), err));
}

/* Hashes that are no hash to whoever asks have no key. */
static bool keys_of_hashes(PortfolioBuilder *b, Str hashes, Err *err)
{
    Str rest = hashes, hash, algorithm, digits;
    bool is;

    while (rest.len && str_next(&rest, ' ', &hash)) {
        if (!fold_digest(hash, &b->scratch, &algorithm, &digits, &is))
            return err_no_memory(err);
        if (is && !key_add(b, PF_KEY_DIGEST, (Str){ 0 }, digits, err))
            return false;
    }
    return true;
}

static bool keys_of_identifiers(PortfolioBuilder *b, const Sbom *sbom, const Component *component,
                     const MatchAsks *asks, Err *err)
{
    for (uint32_t i = 0; i < asks->count; i++)
        if (!key_add(b, PF_KEY_PACKAGE, asks->asks[i].ecosystem, asks->asks[i].name, err))
            return false;
    for (uint32_t i = 0; i < component->identifier_count; i++) {
        const Identifier *identifier = &sbom->identifiers[component->first_identifier + i];
        if (identifier->kind == IDENTIFIER_PURL && !key_of_purl(b, identifier->text, err))
            return false;
    }
    return true;
}

/* ---- classes ---- */

static bool is_part(const MatchAsks *asks, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (asks->asks[k].counts && str_eq(asks->asks[k].ecosystem, asks->asks[i].ecosystem))
            return false;
    return asks->asks[i].counts;
}

static bool class_new(PortfolioBuilder *b, const MatchAsks *asks, Err *err)
{
    PfClass *row = LIST_ADD(&b->classes, PfClass);

    if (!row)
        return err_no_memory(err);
    row->gap = asks->gap;
    row->first_part = b->class_parts.count;
    for (uint32_t i = 0; i < asks->count; i++) {
        uint32_t word;
        if (!is_part(asks, i))
            continue;
        if (!build_word(b, asks->asks[i].ecosystem, &word, err))
            return false;
        if (!list_add_u32(&b->class_parts, word))
            return err_no_memory(err);
    }
    return true;
}

static bool class_of(PortfolioBuilder *b, const MatchAsks *asks, uint32_t *out, Err *err)
{
    Str kept;
    bool added;

    buf_clear(&b->identity);
    buf_char(&b->identity, (char)('0' + asks->gap));
    for (uint32_t i = 0; i < asks->count; i++)
        if (is_part(asks, i))
            identity_add(&b->identity, asks->asks[i].ecosystem);
    if (!arena_copy(&b->scratch, buf_str(&b->identity), &kept))
        return err_no_memory(err);
    if (!map_intern(&b->class_map, kept, out, &added, err))
        return false;
    if (!added)
        return true;
    if (!arena_copy(&b->arena, kept, &b->class_map.key[*out]))
        return err_no_memory(err);
    return class_new(b, asks, err);
}

/* ---- the pair ---- */

static bool words_of(PortfolioBuilder *b, const Component *component, const Beside *beside,
                     BuildPair *pair, Err *err)
{
    PfPair *row = &pair->row;

    return build_word_kept(b, component->name, &row->name, &pair->name, err)
        && build_word_kept(b, component->version, &row->version, &pair->version, err)
        && build_word(b, beside->os, &row->os, err)
        && build_word(b, component->source_name, &row->source_name, err)
        && build_word(b, component->source_version, &row->source_version, err)
        && build_word(b, beside->hashes, &row->hashes, err)
        && build_word(b, beside->pedigree, &row->pedigree, err);
}

static bool identifiers_add(PortfolioBuilder *b, const Sbom *sbom, const Component *component,
                            Err *err)
{
    for (uint32_t i = 0; i < component->identifier_count; i++) {
        const Identifier *from = &sbom->identifiers[component->first_identifier + i];
        PfIdentifier *row = LIST_ADD(&b->identifiers, PfIdentifier);
        if (!row)
            return err_no_memory(err);
        row->kind = from->kind;
        if (!build_word(b, from->text, &row->text, err)
            || !build_word(b, from->commit, &row->commit, err))
            return false;
    }
    return true;
}

static bool pair_fill(PortfolioBuilder *b, const Sbom *sbom, const Component *component,
                      const Beside *beside, Err *err)
{
    uint32_t component_i = (uint32_t)(component - sbom->components);
    BuildPair *pair = LIST_ADD(&b->pairs, BuildPair);
    PfPair *row = pair ? &pair->row : NULL;
    MatchAsks asks;

    if (!pair)
        return err_no_memory(err);
    if (!match_asks(sbom, component_i, &b->scratch, &asks, err))
        return false;
    row->flags = (component->counted ? PF_COUNTED : 0)
        | (asks.names[PLATFORM_OS] ? PF_NAMES_SYSTEM : 0)
        | (asks.names[PLATFORM_HARDWARE] ? PF_NAMES_HARDWARE : 0);
    row->first_identifier = b->identifiers.count;
    pair->identifier_count = component->identifier_count;
    pair->first_key = b->pair_keys.count;
    if (!words_of(b, component, beside, pair, err) || !identifiers_add(b, sbom, component, err)
        || !keys_of_identifiers(b, sbom, component, &asks, err)
        || !keys_of_hashes(b, beside->hashes, err) || !keys_of_name(b, component->name, err)
        || !class_of(b, &asks, &row->class_i, err))
        return false;
    pair->key_count = b->pair_keys.count - pair->first_key;
    LIST_AT(&b->classes, PfClass, row->class_i)->pairs++;
    return true;
}

bool build_pair(PortfolioBuilder *b, const Sbom *sbom, uint32_t component_i, uint32_t *out,
                Err *err)
{
    const Component *component = &sbom->components[component_i];
    Beside beside;
    Str identity;
    bool added;

    arena_reset(&b->scratch);
    if (!beside_of(sbom, component_i, &b->scratch, &beside))
        return err_no_memory(err);
    identity = identity_of(b, sbom, component, &beside);
    if (buf_failed(&b->identity))
        return err_no_memory(err);
    if (!map_intern(&b->pair_map, identity, out, &added, err))
        return false;
    if (!added)
        return true;
    if (!arena_copy(&b->arena, identity, &b->pair_map.key[*out]))
        return err_no_memory(err);
    return pair_fill(b, sbom, component, &beside, err);
}
