/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as sizes and a proof. As they are they may say anything and must be refused or hold
 * for the right reason; written over a true proof they must be refused, unless nothing changed. */
#include "trust/merkle.h"

#include <string.h>

enum { LEVELS = 7, LEAVES = 100, NUMBERS = 3 };

typedef struct {
    Digest node[LEVELS][LEAVES];
    MerkleFrontier frontier;
    MerkleHead head[LEAVES + 1];
} Tree;

typedef struct {
    uint64_t number[NUMBERS];
    MerkleProof proof;
} Input;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool tree_read(void *context, unsigned level, uint64_t index, Digest *out, Err *err)
{
    const Tree *tree = context;

    (void)err;
    assert(level < LEVELS && (index + 1) << level <= tree->frontier.size);
    *out = tree->node[level][index];
    return true;
}

static Tree *tree_once(void)
{
    static Tree tree;

    while (tree.frontier.size < LEAVES) {
        MerkleNode complete[MERKLE_LEVELS];
        Digest leaf = merkle_leaf((Str){ (const char *)&tree.frontier.size, 1 });
        size_t count;

        tree.head[tree.frontier.size] = merkle_head(&tree.frontier);
        count = merkle_append(&tree.frontier, &leaf, complete);
        for (size_t i = 0; i < count; i++)
            tree.node[complete[i].level][complete[i].index] = complete[i].digest;
    }
    tree.head[LEAVES] = merkle_head(&tree.frontier);
    return &tree;
}

static Input input_of(const uint8_t *bytes, size_t size)
{
    Input input = { .proof = { .count = 0 } };
    size_t front = size < sizeof input.number ? size : sizeof input.number, left;

    if (front)
        memcpy(input.number, bytes, front);
    left = (size - front) / DIGEST_BYTES;
    input.proof.count = left < MERKLE_PROOF_MAX ? left : MERKLE_PROOF_MAX;
    for (size_t i = 0; i < input.proof.count; i++)
        memcpy(input.proof.node[i].bytes, bytes + front + i * DIGEST_BYTES, DIGEST_BYTES);
    return input;
}

/* No digest of the input is a root, so nothing but an empty proof of one leaf could hold. */
static void check_lies(const Input *input)
{
    Digest leaf = digest_of(STR("leaf")), root = digest_of(STR("root"));
    MerkleHead head = { input->number[1], root }, old = { input->number[0], leaf };
    MerkleSubtree part = { input->number[0], input->number[1], leaf };
    MerkleHead whole = { input->number[2], root };
    Err err = { 0 };

    assert(!merkle_inclusion_verify(&head, input->number[0], &leaf, &input->proof, &err));
    assert(!merkle_consistency_verify(&old, &head, &input->proof, &err));
    assert(!merkle_subtree_inclusion_verify(&part, input->number[2], &root, &input->proof, &err));
    assert(!merkle_subtree_consistency_verify(&part, &whole, &input->proof, &err));
}

static bool proofs_equal(const MerkleProof *a, const MerkleProof *b)
{
    return a->count == b->count && memcmp(a->node, b->node, a->count * sizeof *a->node) == 0;
}

static void check_inclusion(Tree *tree, const Input *input)
{
    const MerkleStore store = { tree_read, tree };
    uint64_t size = 1 + input->number[0] % LEAVES, leaf = input->number[1] % size;
    MerkleProof proof;
    Err err = { 0 };
    bool ok = merkle_inclusion_prove(&store, size, leaf, &proof, &err);

    assert(ok);
    assert(merkle_inclusion_verify(&tree->head[size], leaf, &tree->node[0][leaf], &proof, &err));
    ok = merkle_inclusion_verify(&tree->head[size], leaf, &tree->node[0][leaf], &input->proof,
                                 &err);
    assert(ok == proofs_equal(&proof, &input->proof));
}

static void check_consistency(Tree *tree, const Input *input)
{
    const MerkleStore store = { tree_read, tree };
    uint64_t size = 1 + input->number[0] % LEAVES, old = 1 + input->number[1] % size;
    MerkleProof proof;
    Err err = { 0 };
    bool ok = merkle_consistency_prove(&store, old, size, &proof, &err);

    assert(ok);
    assert(merkle_consistency_verify(&tree->head[old], &tree->head[size], &proof, &err));
    ok = merkle_consistency_verify(&tree->head[old], &tree->head[size], &input->proof, &err);
    assert(ok == proofs_equal(&proof, &input->proof));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Tree *tree = tree_once();
    Input input = input_of(bytes, size);

    check_lies(&input);
    check_inclusion(tree, &input);
    check_consistency(tree, &input);
    return 0;
}
