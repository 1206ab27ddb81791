/* SPDX-License-Identifier: Apache-2.0 */
#include "match/known.h"

#include "base/hash.h"
#include "match/stated.h"

/* Everything that a judgement depends on. */
typedef struct {
    IdentifierKind kind;
    Str part[6];
} Key;

static Key key_of(const Sbom *sbom, Owner owner, Str purl_type)
{
    const Component *component = &sbom->components[owner.component];
    const Identifier *identifier = &sbom->identifiers[owner.identifier];
    bool cpe = identifier->kind == IDENTIFIER_CPE;

    return (Key){ identifier->kind,
                  { identifier->text, component->version, identifier->commit,
                    component->source_name, component->source_version,
                    cpe ? purl_type : (Str){ 0 } } };
}

static uint64_t key_hash(const Key *key, uint64_t seed)
{
    uint64_t hash = seed + key->kind;

    for (size_t i = 0; i < ARRAY_LEN(key->part); i++)
        if (key->part[i].len)
            hash = hash_xxh3(key->part[i], hash + i);
    return hash;
}

static bool key_eq(const Key *a, const Key *b)
{
    for (size_t i = 0; i < ARRAY_LEN(a->part); i++)
        if (!str_eq(a->part[i], b->part[i]))
            return false;
    return a->kind == b->kind;
}

uint64_t known_hash(const Matcher *m, Owner owner, Str purl_type)
{
    Key key = key_of(m->sbom, owner, purl_type);

    return key_hash(&key, kb_seed(m->kb));
}

static uint32_t tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

static bool is_judged(const Matcher *m, uint32_t judgement, const Key *key)
{
    Owner owner = LIST_AT(m->judgements, Judgement, judgement)->owner;
    Key other = key_of(m->sbom, owner,
                       stated_purl_type(m->sbom, &m->sbom->components[owner.component]));

    return key_eq(key, &other);
}

Judged *known_find(const Matcher *m, Owner owner, Str purl_type, uint64_t hash)
{
    Key key = key_of(m->sbom, owner, purl_type);
    uint32_t at = (uint32_t)hash & m->judged_mask;

    for (; m->judged[at].judgement != MATCH_NONE; at = (at + 1) & m->judged_mask)
        if (m->judged[at].tag == tag_of(hash) && is_judged(m, m->judged[at].judgement, &key))
            break;
    return &m->judged[at];
}

const Judgement *known_guess(const Matcher *m, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & m->judged_mask;

    for (; m->judged[at].judgement != MATCH_NONE; at = (at + 1) & m->judged_mask)
        if (m->judged[at].tag == tag_of(hash))
            return LIST_AT(m->judgements, Judgement, m->judged[at].judgement);
    return NULL;
}
