/* SPDX-License-Identifier: Apache-2.0 */
/* merkle.h — one digest for a list that only grows, and short proofs about it.
 *
 * Source: RFC 9162 section 2.1, with SHA-256: a leaf is hashed behind the byte 0, a node of two
 * children behind the byte 1; the digest of no leaves is that of no bytes. Subtrees, which are
 * ranges [start, end) whose start is a multiple of the power of two that holds them, as in
 * draft-ietf-plants-merkle-tree-certs section 4.
 *
 * Whoever stores the tree keeps one digest for every complete node, which never changes again:
 *
 *     level 2            (2,0)
 *                   ┌──────┴──────┐
 *     level 1     (1,0)         (1,1)               size 6: the complete nodes that nobody is
 *                 ┌─┴─┐         ┌─┴─┐               above are (2,0) and (1,2), the frontier;
 *     level 0     0   1         2   3    4   5      the root is the digest of these two
 *
 * A proof needs at most two of them for each level of the tree, whatever its size.
 *
 * Limits: MERKLE_PROOF_MAX digests in a proof, enough for 2^64 leaves.
 * Threads: pure, but for the callback.
 */
#pragma once

#include "trust/digest.h"

enum { MERKLE_LEVELS = 64, MERKLE_PROOF_MAX = MERKLE_LEVELS + 1 };

Digest merkle_leaf(Str entry);
Digest merkle_node(const Digest *left, const Digest *right);

/* A tree of so many leaves, as heads state it. */
typedef struct {
    uint64_t size;
    Digest root;
} MerkleHead;

/* What is needed to let a tree grow: a plain value, which may be stored and copied. All zero: the
 * empty tree. */
typedef struct {
    uint64_t size;
    Digest node[MERKLE_LEVELS]; /* node[l] counts where bit l of `size` is set */
} MerkleFrontier;

/* A complete node: the digest of leaves [index << level, (index + 1) << level). */
typedef struct {
    unsigned level;
    uint64_t index;
    Digest digest;
} MerkleNode;

/* Adds a leaf. The nodes that became complete, from the leaf upwards, are to be stored: they stand
 * in `complete` when it is not NULL; returns how many. */
size_t merkle_append(MerkleFrontier *frontier, const Digest *leaf,
                     MerkleNode complete[MERKLE_LEVELS]);
Digest merkle_root(const MerkleFrontier *frontier);
MerkleHead merkle_head(const MerkleFrontier *frontier);

/* Reads a complete node that was stored; false with *err when it cannot. */
typedef struct {
    bool (*read)(void *context, unsigned level, uint64_t index, Digest *out, Err *err);
    void *context;
} MerkleStore;

/* The frontier of the tree's first `size` leaves: one read for each bit of `size` that is set. */
MUST_CHECK bool merkle_frontier_load(const MerkleStore *store, uint64_t size, MerkleFrontier *out,
                                     Err *err);

typedef struct {
    size_t count;
    Digest node[MERKLE_PROOF_MAX]; /* in the order of RFC 9162 */
} MerkleProof;

/* Proves that the leaf stands at `leaf_i` of the tree of `size` leaves (RFC 9162 section 2.1.3.1).
 * Fails: ERR_USAGE when it does not lie in the tree; what the store says. */
MUST_CHECK bool merkle_inclusion_prove(const MerkleStore *store, uint64_t size, uint64_t leaf_i,
                                       MerkleProof *out, Err *err);
/* Proves that the tree of `size` leaves begins with that of `old_size` (section 2.1.4.1).
 * Fails: ERR_USAGE unless 0 < old_size ≤ size; what the store says. */
MUST_CHECK bool merkle_consistency_prove(const MerkleStore *store, uint64_t old_size, uint64_t size,
                                         MerkleProof *out, Err *err);

/* Fail: ERR_VERIFY (sections 2.1.3.2 and 2.1.4.2). Every digest of a proof counts: one too many is
 * refused. Of an empty tree nothing can be proved but that it is equal to itself. */
MUST_CHECK bool merkle_inclusion_verify(const MerkleHead *head, uint64_t leaf_i, const Digest *leaf,
                                        const MerkleProof *proof, Err *err);
MUST_CHECK bool merkle_consistency_verify(const MerkleHead *old, const MerkleHead *head,
                                          const MerkleProof *proof, Err *err);

/* The leaves [start, end) of a tree, where they make a subtree. */
typedef struct {
    uint64_t start, end;
    Digest root;
} MerkleSubtree;

/* The same of a subtree; `leaf_i` counts from the begin of the tree. An empty subtree is part of
 * every tree that is as long as its end. */
MUST_CHECK bool merkle_subtree_inclusion_verify(const MerkleSubtree *subtree, uint64_t leaf_i,
                                                const Digest *leaf, const MerkleProof *proof,
                                                Err *err);
MUST_CHECK bool merkle_subtree_consistency_verify(const MerkleSubtree *subtree,
                                                  const MerkleHead *head, const MerkleProof *proof,
                                                  Err *err);
