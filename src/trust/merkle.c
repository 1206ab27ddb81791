/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/merkle.h"

#include <string.h>

#define RULE_CONSISTENCY STR("trust.merkle-consistency")
#define RULE_INCLUSION   STR("trust.merkle-inclusion")
#define RULE_RANGE       STR("trust.merkle-range")

enum { PREFIX_LEAF = 0, PREFIX_NODE = 1 };

Digest merkle_leaf(Str entry)
{
    static const char PREFIX = PREFIX_LEAF;
    DigestStream stream;

    digest_begin(&stream);
    digest_add(&stream, (Str){ &PREFIX, 1 });
    digest_add(&stream, entry);
    return digest_end(&stream);
}

Digest merkle_node(const Digest *left, const Digest *right)
{
    char bytes[1 + 2 * DIGEST_BYTES] = { PREFIX_NODE };

    memcpy(bytes + 1, left->bytes, DIGEST_BYTES);
    memcpy(bytes + 1 + DIGEST_BYTES, right->bytes, DIGEST_BYTES);
    return digest_of((Str){ bytes, sizeof bytes });
}

static Digest empty_root(void)
{
    return digest_of((Str){ NULL, 0 });
}

/* ---- growing ---- */

/* As a binary counter: where a bit is set already, both nodes become one of the next level. */
size_t merkle_append(MerkleFrontier *frontier, const Digest *leaf,
                     MerkleNode complete[MERKLE_LEVELS])
{
    MerkleNode node = { 0, frontier->size, *leaf };
    size_t count = 0;

    assert(frontier->size < UINT64_MAX);
    for (;; node.level++, node.index >>= 1) {
        if (complete)
            complete[count] = node;
        count++;
        if (!(node.index & 1))
            break;
        node.digest = merkle_node(&frontier->node[node.level], &node.digest);
    }
    frontier->node[node.level] = node.digest;
    frontier->size++;
    return count;
}

Digest merkle_root(const MerkleFrontier *frontier)
{
    Digest root;
    bool any = false;

    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if (!(frontier->size >> level & 1))
            continue;
        root = any ? merkle_node(&frontier->node[level], &root) : frontier->node[level];
        any = true;
    }
    return any ? root : empty_root();
}

MerkleHead merkle_head(const MerkleFrontier *frontier)
{
    return (MerkleHead){ frontier->size, merkle_root(frontier) };
}

/* ---- proving ---- */

bool merkle_frontier_load(const MerkleStore *store, uint64_t size, MerkleFrontier *out, Err *err)
{
    MerkleFrontier frontier = { .size = size };

    for (unsigned level = 0; level < MERKLE_LEVELS; level++)
        if (size >> level & 1
            && !store->read(store->context, level, (size >> level) - 1, &frontier.node[level], err))
            return false;
    *out = frontier;
    return true;
}

/* The largest power of two below `count`, which is at least 2. */
static uint64_t split_of(uint64_t count)
{
    return UINT64_C(1) << (63 - __builtin_clzll(count - 1));
}

/* The digest of leaves [start, end), which is a subtree: the frontier of its own, with indexes that
 * begin further right. */
static bool range_digest(const MerkleStore *store, uint64_t start, uint64_t end, Digest *out,
                         Err *err)
{
    MerkleFrontier frontier = { .size = end - start };

    for (unsigned level = 0; level < MERKLE_LEVELS; level++)
        if (frontier.size >> level & 1
            && !store->read(store->context, level, (end >> level) - 1, &frontier.node[level], err))
            return false;
    *out = merkle_root(&frontier);
    return true;
}

/* The way from the root down to what is proved; the siblings met first come last in a proof. */
typedef struct {
    const MerkleStore *store;
    uint64_t start, end; /* the subtree that was reached */
    MerkleProof proof;   /* outermost first */
} Descent;

static bool take(Descent *descent, uint64_t start, uint64_t end, Err *err)
{
    MerkleProof *proof = &descent->proof;

    return range_digest(descent->store, start, end, &proof->node[proof->count++], err);
}

/* One step down, to the half that holds the leaf `leaf_i`; *right says which. */
static bool descend(Descent *descent, uint64_t leaf_i, bool *right, Err *err)
{
    uint64_t middle = descent->start + split_of(descent->end - descent->start);
    uint64_t start = descent->start, end = descent->end;

    *right = leaf_i >= middle;
    if (*right)
        descent->start = middle;
    else
        descent->end = middle;
    return *right ? take(descent, start, middle, err) : take(descent, middle, end, err);
}

static void innermost_first(const MerkleProof *proof, MerkleProof *out)
{
    out->count = proof->count;
    for (size_t i = 0; i < proof->count; i++)
        out->node[i] = proof->node[proof->count - 1 - i];
}

bool merkle_inclusion_prove(const MerkleStore *store, uint64_t size, uint64_t leaf_i,
                            MerkleProof *out, Err *err)
{
    Descent descent = { .store = store, .end = size };
    bool right;

    if (leaf_i >= size)
        return err_set(err, ERR_USAGE, RULE_RANGE);
    while (descent.end - descent.start > 1)
        if (!descend(&descent, leaf_i, &right, err))
            return false;
    innermost_first(&descent.proof, out);
    return true;
}

bool merkle_consistency_prove(const MerkleStore *store, uint64_t old_size, uint64_t size,
                              MerkleProof *out, Err *err)
{
    Descent descent = { .store = store, .end = size };
    bool right, whole = true; /* what was reached is the old tree itself, which the verifier has */

    if (!old_size || old_size > size)
        return err_set(err, ERR_USAGE, RULE_RANGE);
    while (descent.end != old_size) {
        if (!descend(&descent, old_size - 1, &right, err))
            return false;
        whole = whole && !right;
    }
    if (!whole && !take(&descent, descent.start, descent.end, err))
        return false;
    innermost_first(&descent.proof, out);
    return true;
}

/* ---- verifying ---- */

static bool is_subtree(const MerkleSubtree *subtree)
{
    uint64_t count = subtree->end - subtree->start;

    if (subtree->start > subtree->end)
        return false;
    if (count <= 1 || !subtree->start)
        return true;
    return count <= UINT64_C(1) << 63 && subtree->start % (2 * split_of(count)) == 0;
}

bool merkle_subtree_inclusion_verify(const MerkleSubtree *subtree, uint64_t leaf_i,
                                     const Digest *leaf, const MerkleProof *proof, Err *err)
{
    uint64_t place = leaf_i - subtree->start, last = subtree->end - 1 - subtree->start;
    Digest digest = *leaf;

    if (!is_subtree(subtree) || leaf_i < subtree->start || leaf_i >= subtree->end)
        return err_set(err, ERR_VERIFY, RULE_RANGE);
    for (size_t i = 0; i < proof->count; i++) {
        if (!last)
            return err_set(err, ERR_VERIFY, RULE_INCLUSION);
        if (place & 1 || place == last) {
            digest = merkle_node(&proof->node[i], &digest);
            for (; !(place & 1) && place; place >>= 1) /* levels at which it has no sibling */
                last >>= 1;
        } else {
            digest = merkle_node(&digest, &proof->node[i]);
        }
        place >>= 1;
        last >>= 1;
    }
    return (!last && digest_equal(&digest, &subtree->root))
        || err_set(err, ERR_VERIFY, RULE_INCLUSION);
}

bool merkle_inclusion_verify(const MerkleHead *head, uint64_t leaf_i, const Digest *leaf,
                             const MerkleProof *proof, Err *err)
{
    const MerkleSubtree whole = { 0, head->size, head->root };

    return merkle_subtree_inclusion_verify(&whole, leaf_i, leaf, proof, err);
}

/* On the way up: the leftmost and last node of the subtree and the last of the tree, as indexes on
 * the level that was reached, and what the subtree and the tree come to so far. */
typedef struct {
    uint64_t first, last, tree_last;
    Digest part, whole;
} Ascent;

static void rise(Ascent *ascent)
{
    ascent->first >>= 1;
    ascent->last >>= 1;
    ascent->tree_last >>= 1;
}

/* Up to the largest complete node at the subtree's right edge: below it all digests are known, or
 * follow from the one the proof begins with. */
static Ascent ascent_begin(const MerkleSubtree *subtree, uint64_t size)
{
    Ascent ascent = { subtree->start, subtree->end - 1, size - 1, subtree->root, subtree->root };
    bool at_end = ascent.last == ascent.tree_last;

    while (ascent.first != ascent.last && (at_end || ascent.last & 1))
        rise(&ascent);
    return ascent;
}

/* Takes one digest of the proof; false when the root was reached before. */
static bool ascend(Ascent *ascent, const Digest *sibling)
{
    if (!ascent->tree_last)
        return false;
    if (ascent->last & 1 || ascent->last == ascent->tree_last) {
        if (ascent->first < ascent->last)
            ascent->part = merkle_node(sibling, &ascent->part);
        ascent->whole = merkle_node(sibling, &ascent->whole);
        while (!(ascent->last & 1) && ascent->last)
            rise(ascent);
    } else {
        ascent->whole = merkle_node(&ascent->whole, sibling);
    }
    rise(ascent);
    return true;
}

bool merkle_subtree_consistency_verify(const MerkleSubtree *subtree, const MerkleHead *head,
                                       const MerkleProof *proof, Err *err)
{
    Digest nothing = empty_root();
    Ascent ascent;
    size_t i = 0;

    if (!is_subtree(subtree) || subtree->end > head->size)
        return err_set(err, ERR_VERIFY, RULE_RANGE);
    if (subtree->start == subtree->end)
        return (!proof->count && digest_equal(&subtree->root, &nothing))
            || err_set(err, ERR_VERIFY, RULE_CONSISTENCY);
    ascent = ascent_begin(subtree, head->size);
    if (ascent.first != ascent.last && proof->count)
        ascent.part = ascent.whole = proof->node[i++];
    for (; i < proof->count; i++)
        if (!ascend(&ascent, &proof->node[i]))
            return err_set(err, ERR_VERIFY, RULE_CONSISTENCY);
    return (!ascent.tree_last && digest_equal(&ascent.part, &subtree->root)
            && digest_equal(&ascent.whole, &head->root))
        || err_set(err, ERR_VERIFY, RULE_CONSISTENCY);
}

bool merkle_consistency_verify(const MerkleHead *old, const MerkleHead *head,
                               const MerkleProof *proof, Err *err)
{
    const MerkleSubtree front = { 0, old->size, old->root };

    if (!old->size && (head->size || !digest_equal(&old->root, &head->root)))
        return err_set(err, ERR_VERIFY, RULE_CONSISTENCY);
    return merkle_subtree_consistency_verify(&front, head, proof, err);
}
