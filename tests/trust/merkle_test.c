/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/base64.h"
#include "base/io.h"
#include "base/json.h"
#include "trust/merkle.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_CAP = 64 << 20, LEAVES = 70, SIZE_BYTES_MAX = 1 << 16 };

/* A tree with its stored nodes, and how often they were read. */
typedef struct {
    Digest node[8][LEAVES];
    Digest leaf[LEAVES];
    MerkleFrontier frontier;
    size_t reads, reads_max; /* of which no more go well; 0: all do */
    bool broken;
} Tree;

static bool tree_read(void *context, unsigned level, uint64_t index, Digest *out, Err *err)
{
    Tree *tree = context;

    CHECK(((index + 1) << level) <= tree->frontier.size, "only complete nodes are asked for");
    if (tree->broken || (tree->reads_max && tree->reads == tree->reads_max))
        return err_set(err, ERR_IO, STR("base.io-device"));
    tree->reads++;
    *out = tree->node[level][index];
    return true;
}

static MerkleStore store_of(Tree *tree)
{
    return (MerkleStore){ tree_read, tree };
}

static void tree_add(Tree *tree)
{
    MerkleNode complete[MERKLE_LEVELS];
    uint64_t size = tree->frontier.size;
    char text[16];
    size_t count;

    snprintf(text, sizeof text, "leaf %d", (int)size);
    tree->leaf[size] = merkle_leaf(str_of(text));
    count = merkle_append(&tree->frontier, &tree->leaf[size], complete);
    CHECK_INT(count, __builtin_ctzll(size + 1) + 1, "the nodes that became complete");
    for (size_t i = 0; i < count; i++) {
        CHECK_INT(complete[i].level, i, "from the leaf upwards");
        CHECK_INT(complete[i].index, ((size + 1) >> i) - 1, "the last of its level");
        tree->node[complete[i].level][complete[i].index] = complete[i].digest;
    }
}

static Tree *tree_of(size_t size)
{
    static Tree tree;

    memset(&tree, 0, sizeof tree);
    while (tree.frontier.size < size)
        tree_add(&tree);
    return &tree;
}

/* ---- the definitions of RFC 9162, word by word, to compare with ---- */

static uint64_t half(uint64_t n)
{
    uint64_t k = 1;

    while (2 * k < n)
        k *= 2;
    return k;
}

static Digest mth(const Digest *leaf, uint64_t n)
{
    Digest left, right;

    if (n == 0)
        return digest_of(STR(""));
    if (n == 1)
        return leaf[0];
    left = mth(leaf, half(n));
    right = mth(leaf + half(n), n - half(n));
    return merkle_node(&left, &right);
}

static void path(uint64_t m, const Digest *leaf, uint64_t n, MerkleProof *out)
{
    uint64_t k = half(n);

    if (n == 1)
        return;
    if (m < k)
        path(m, leaf, k, out);
    else
        path(m - k, leaf + k, n - k, out);
    out->node[out->count++] = m < k ? mth(leaf + k, n - k) : mth(leaf, k);
}

/* SUBTREE_SUBPROOF of the draft; with start 0 it is SUBPROOF of RFC 9162. */
static void subproof(MerkleSubtree part, const Digest *leaf, uint64_t n, bool known,
                     MerkleProof *out)
{
    uint64_t k = half(n);

    if (part.start == 0 && part.end == n) {
        if (!known)
            out->node[out->count++] = mth(leaf, n);
    } else if (part.end <= k) {
        subproof(part, leaf, k, known, out);
        out->node[out->count++] = mth(leaf + k, n - k);
    } else {
        bool right = part.start >= k;
        subproof((MerkleSubtree){ right ? part.start - k : 0, part.end - k, part.root }, leaf + k,
                 n - k, known && right, out);
        out->node[out->count++] = mth(leaf, k);
    }
}

static bool proofs_equal(const MerkleProof *a, const MerkleProof *b)
{
    return a->count == b->count && memcmp(a->node, b->node, a->count * sizeof *a->node) == 0;
}

/* ---- roots ---- */

TEST(the_root_is_that_of_the_definition_at_every_size)
{
    Tree *tree = tree_of(0);

    for (size_t size = 0; size <= LEAVES; size++) {
        Digest wanted = mth(tree->leaf, size), root = merkle_root(&tree->frontier);
        MerkleHead head = merkle_head(&tree->frontier);

        CHECK(digest_equal(&root, &wanted), "by appending");
        CHECK(head.size == size && digest_equal(&head.root, &wanted), "the head says the same");
        if (size < LEAVES)
            tree_add(tree);
    }
}

TEST(the_published_example_holds)
{
    static const Str ENTRIES[] = {
        STR_ROW(""), STR_ROW("\x00"), STR_ROW("\x10"), STR_ROW("\x20\x21"), STR_ROW("\x30\x31"),
        STR_ROW("\x40\x41\x42\x43"), STR_ROW("\x50\x51\x52\x53\x54\x55\x56\x57"),
        STR_ROW("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"),
    };
    MerkleFrontier frontier = { 0 };
    char hex[DIGEST_HEX_BYTES];
    Digest root;

    for (size_t i = 0; i < ARRAY_LEN(ENTRIES); i++) {
        Digest leaf = merkle_leaf(ENTRIES[i]);
        (void)merkle_append(&frontier, &leaf, NULL);
    }
    root = merkle_root(&frontier);
    CHECK_STR(digest_hex(&root, hex),
              STR("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
              "the reference tree of Certificate Transparency");
}

TEST(a_frontier_is_loaded_for_any_earlier_size)
{
    Tree *tree = tree_of(LEAVES);
    MerkleStore store = store_of(tree);

    for (size_t size = 0; size <= LEAVES; size++) {
        Digest wanted = mth(tree->leaf, size), root;
        MerkleFrontier frontier;
        Err err = { 0 };

        tree->reads = 0;
        CHECK_OK(merkle_frontier_load(&store, size, &frontier, &err), &err);
        CHECK_INT(tree->reads, __builtin_popcountll(size), "one read for each bit");
        root = merkle_root(&frontier);
        CHECK(digest_equal(&root, &wanted), "its root");
        if (size == LEAVES)
            continue;
        (void)merkle_append(&frontier, &tree->leaf[size], NULL);
        root = merkle_root(&frontier);
        wanted = mth(tree->leaf, size + 1);
        CHECK(digest_equal(&root, &wanted), "and it grows");
    }
}

/* ---- proofs ---- */

/* A proof that was changed in any way is refused: one digest changed, left out, added, moved. */
static void change(MerkleProof *proof, size_t how)
{
    size_t at = how / 4, count = proof->count;

    switch (how % 4) {
    case 0:
        proof->node[at].bytes[at % DIGEST_BYTES] ^= 1;
        break;
    case 1:
        memmove(&proof->node[at], &proof->node[at + 1], (count - at - 1) * sizeof *proof->node);
        proof->count--;
        break;
    case 2:
        memmove(&proof->node[at + 1], &proof->node[at], (count - at) * sizeof *proof->node);
        proof->count++;
        break;
    default:
        proof->node[proof->count++] = proof->node[at];
        break;
    }
}

TEST(every_leaf_is_proved_as_the_definition_says)
{
    Tree *tree = tree_of(LEAVES);
    MerkleStore store = store_of(tree);

    for (uint64_t size = 1; size <= LEAVES; size++)
        for (uint64_t leaf = 0; leaf < size; leaf++) {
            MerkleHead head = { size, mth(tree->leaf, size) };
            MerkleProof proof, wanted = { 0 };
            Err err = { 0 };

            tree->reads = 0;
            CHECK_OK(merkle_inclusion_prove(&store, size, leaf, &proof, &err), &err);
            CHECK(tree->reads <= 14, "two reads for each level");
            path(leaf, tree->leaf, size, &wanted);
            CHECK(proofs_equal(&proof, &wanted), "the path");
            CHECK_OK(merkle_inclusion_verify(&head, leaf, &tree->leaf[leaf], &proof, &err), &err);
            CHECK(!merkle_inclusion_verify(&head, leaf ^ 1, &tree->leaf[leaf], &proof, &err),
                  "another place");
            CHECK(!merkle_inclusion_verify(&head, leaf, &tree->leaf[leaf ^ 1], &proof, &err),
                  "another leaf");
            for (size_t how = 0; how < 4 * proof.count; how++) {
                MerkleProof bent = proof;
                change(&bent, how);
                CHECK(!merkle_inclusion_verify(&head, leaf, &tree->leaf[leaf], &bent, &err),
                      "bent");
                CHECK_INT(err.code, ERR_VERIFY, "said as such");
            }
        }
}

TEST(every_earlier_tree_is_proved_as_the_definition_says)
{
    Tree *tree = tree_of(LEAVES);
    MerkleStore store = store_of(tree);

    for (uint64_t size = 1; size <= LEAVES; size++)
        for (uint64_t old_size = 1; old_size <= size; old_size++) {
            MerkleHead head = { size, mth(tree->leaf, size) };
            MerkleHead old = { old_size, mth(tree->leaf, old_size) };
            MerkleProof proof, wanted = { 0 };
            Err err = { 0 };

            tree->reads = 0;
            CHECK_OK(merkle_consistency_prove(&store, old_size, size, &proof, &err), &err);
            CHECK(tree->reads <= 15, "two reads for each level");
            subproof((MerkleSubtree){ .end = old_size }, tree->leaf, size, true, &wanted);
            CHECK(proofs_equal(&proof, &wanted), "the proof");
            CHECK_OK(merkle_consistency_verify(&old, &head, &proof, &err), &err);
            for (size_t how = 0; how < 4 * proof.count; how++) {
                MerkleProof bent = proof;
                change(&bent, how);
                CHECK(!merkle_consistency_verify(&old, &head, &bent, &err), "bent");
                CHECK_INT(err.code, ERR_VERIFY, "said as such");
            }
            old.root.bytes[0] ^= 1;
            CHECK(!merkle_consistency_verify(&old, &head, &proof, &err), "another old tree");
            old.root.bytes[0] ^= 1;
            head.root.bytes[31] ^= 1;
            CHECK(!merkle_consistency_verify(&old, &head, &proof, &err), "another tree");
        }
}

TEST(every_subtree_is_part_of_its_tree)
{
    Tree *tree = tree_of(LEAVES);

    for (uint64_t size = 1; size <= 40; size++)
        for (uint64_t start = 0; start < size; start++)
            for (uint64_t end = start + 1; end <= size; end++) {
                MerkleHead head = { size, mth(tree->leaf, size) };
                MerkleSubtree part = { start, end, mth(tree->leaf + start, end - start) };
                bool is_one = end - start == 1 || start % (2 * half(end - start)) == 0;
                MerkleProof proof = { 0 };
                Err err = { 0 };

                if (is_one)
                    subproof(part, tree->leaf, size, true, &proof);
                CHECK(merkle_subtree_consistency_verify(&part, &head, &proof, &err) == is_one,
                      "where it is one");
                part.root.bytes[0] ^= 1;
                CHECK(!merkle_subtree_consistency_verify(&part, &head, &proof, &err), "another");
            }
}

TEST(what_cannot_be_proved_is_refused)
{
    Tree *tree = tree_of(5);
    MerkleStore store = store_of(tree);
    MerkleFrontier frontier;
    MerkleProof proof;
    Err err = { 0 };

    CHECK(!merkle_inclusion_prove(&store, 5, 5, &proof, &err) && err.code == ERR_USAGE, "behind");
    CHECK(!merkle_inclusion_prove(&store, 0, 0, &proof, &err) && err.code == ERR_USAGE, "empty");
    CHECK(!merkle_consistency_prove(&store, 0, 5, &proof, &err) && err.code == ERR_USAGE, "zero");
    CHECK(!merkle_consistency_prove(&store, 6, 5, &proof, &err) && err.code == ERR_USAGE, "larger");
    tree->broken = true;
    CHECK(!merkle_inclusion_prove(&store, 5, 4, &proof, &err) && err.code == ERR_IO, "the disk");
    CHECK(!merkle_consistency_prove(&store, 3, 5, &proof, &err) && err.code == ERR_IO, "the disk");
    CHECK(!merkle_consistency_prove(&store, 5, 5, &proof, &err) || proof.count == 0, "no reads");
    CHECK(!merkle_frontier_load(&store, 5, &frontier, &err) && err.code == ERR_IO, "the disk");
}

TEST(every_read_may_fail)
{
    Tree *tree = tree_of(LEAVES);
    MerkleStore store = store_of(tree);
    bool inclusion = false, consistency = false;

    for (tree->reads_max = 1; !inclusion || !consistency; tree->reads_max++) {
        MerkleProof proof = { .count = 42 };
        Err err = { 0 };

        tree->reads = 0;
        inclusion = merkle_inclusion_prove(&store, LEAVES, 33, &proof, &err);
        CHECK(inclusion || (err.code == ERR_IO && proof.count == 42), "said, and untouched");
        tree->reads = 0;
        proof.count = 42;
        consistency = merkle_consistency_prove(&store, 67, LEAVES, &proof, &err);
        CHECK(consistency || (err.code == ERR_IO && proof.count == 42), "said, and untouched");
    }
    CHECK(tree->reads_max > 4, "several reads could fail");
}

/* Sizes that only a liar states must neither overflow nor run long. */
TEST(huge_trees_are_verified_like_small_ones)
{
    static const uint64_t SIZES[] = { UINT64_MAX, UINT64_MAX - 1, (UINT64_C(1) << 63) + 1,
                                      UINT64_C(1) << 63, (UINT64_C(1) << 63) - 1 };
    Digest digest = digest_of(STR("any"));
    static MerkleProof proof = { .count = MERKLE_PROOF_MAX };

    for (size_t i = 0; i < ARRAY_LEN(SIZES); i++)
        for (size_t count = 0; count <= MERKLE_PROOF_MAX; count++) {
            MerkleHead head = { SIZES[i], digest }, old = { SIZES[i] - 1, digest };
            MerkleSubtree part = { SIZES[i] / 2, SIZES[i], digest };
            Err err = { 0 };

            proof.count = count;
            CHECK(!merkle_inclusion_verify(&head, SIZES[i] - 1, &digest, &proof, &err), "a lie");
            CHECK(!merkle_inclusion_verify(&head, SIZES[i], &digest, &proof, &err), "outside");
            CHECK(!merkle_consistency_verify(&old, &head, &proof, &err), "a lie");
            CHECK(!merkle_subtree_consistency_verify(&part, &head, &proof, &err), "a lie");
        }
}

/* ---- the corpus ---- */

/* Its authors compare bytes of any length; we take digests only. What is no digest stands for the
 * digest of itself, so that equal stays equal; nothing at all is refused. */
static bool digest_field(const Json *object, const char *name, Digest *out)
{
    Str text = json_str(json_get(object, str_of(name)));
    char bytes[256];
    size_t count = 0;

    CHECK(text.len < sizeof bytes && base64_read(text, bytes, &count), "base64");
    if (count == DIGEST_BYTES)
        memcpy(out->bytes, bytes, DIGEST_BYTES);
    else
        *out = digest_of((Str){ bytes, count });
    return count > 0;
}

static uint64_t number_field(const Json *object, const char *name)
{
    uint64_t value;

    CHECK(json_u64(json_get(object, str_of(name)), &value), name);
    return value;
}

static bool proof_field(const Json *object, MerkleProof *out)
{
    JsonIter iter = json_iter(json_get(object, STR("proof")));
    const Json *value;
    char bytes[256];
    size_t count;
    Str none;

    for (out->count = 0; json_next(&iter, &none, &value); out->count++) {
        if (out->count == MERKLE_PROOF_MAX || json_str(value).len >= sizeof bytes
            || !base64_read(json_str(value), bytes, &count) || count != DIGEST_BYTES)
            return false;
        memcpy(out->node[out->count].bytes, bytes, DIGEST_BYTES);
    }
    return true;
}

typedef bool Verdict(const Json *test, Err *err);

static bool inclusion_of(const Json *test, Err *err)
{
    MerkleHead head = { number_field(test, "treeSize"), { { 0 } } };
    MerkleProof proof;
    Digest leaf;

    return digest_field(test, "root", &head.root) && digest_field(test, "leafHash", &leaf)
        && proof_field(test, &proof)
        && merkle_inclusion_verify(&head, number_field(test, "leafIdx"), &leaf, &proof, err);
}

static bool consistency_of(const Json *test, Err *err)
{
    MerkleHead old = { number_field(test, "size1"), { { 0 } } };
    MerkleHead head = { number_field(test, "size2"), { { 0 } } };
    MerkleProof proof;

    return digest_field(test, "root1", &old.root) && digest_field(test, "root2", &head.root)
        && proof_field(test, &proof) && merkle_consistency_verify(&old, &head, &proof, err);
}

static bool subtree_inclusion_of(const Json *test, Err *err)
{
    MerkleSubtree part = { number_field(test, "start"), number_field(test, "end"), { { 0 } } };
    MerkleProof proof;
    Digest leaf;

    return digest_field(test, "root", &part.root) && digest_field(test, "leafHash", &leaf)
        && proof_field(test, &proof)
        && merkle_subtree_inclusion_verify(&part, number_field(test, "leafIdx"), &leaf, &proof,
                                           err);
}

static bool subtree_consistency_of(const Json *test, Err *err)
{
    MerkleSubtree part = { number_field(test, "start"), number_field(test, "end"), { { 0 } } };
    MerkleHead head = { number_field(test, "size"), { { 0 } } };
    MerkleProof proof;

    return digest_field(test, "root1", &part.root) && digest_field(test, "root2", &head.root)
        && proof_field(test, &proof)
        && merkle_subtree_consistency_verify(&part, &head, &proof, err);
}

static const struct {
    const char *folder;
    Verdict *verdict;
    size_t count;
} FAMILIES[] = {
    { "inclusion", inclusion_of, 98 },
    { "consistency", consistency_of, 98 },
    { "subtreeinclusion", subtree_inclusion_of, 204 },
    { "subtreeconsistency", subtree_consistency_of, 118 },
};

static void judge(const char *file, Verdict *verdict, Arena *arena)
{
    Err err = { 0 };
    const Json *test;
    Str text;

    CHECK_OK(io_read_all(file, SIZE_BYTES_MAX, arena, &text, &err), &err);
    CHECK_OK(json_parse(text, JSON_UNIQUE_KEYS, arena, &test, &err), &err);
    if (verdict(test, &err) == json_bool(json_get(test, STR("wantErr"))))
        test_fail("%s: another verdict", file);
}

/* Every file below `folder`, which holds files and folders to a depth of two. */
static size_t judge_all(const char *folder, Verdict *verdict, Arena *arena)
{
    size_t count, judged = 0;
    Err err = { 0 };
    Str *names;

    CHECK_OK(io_list(folder, 1000, arena, &names, &count, &err), &err);
    for (size_t i = 0; i < count; i++) {
        const char *path_of;

        CHECK_OK(io_join(arena, folder, names[i], &path_of, &err), &err);
        if (io_kind(path_of) == IO_DIRECTORY) {
            judged += judge_all(path_of, verdict, arena);
        } else {
            judge(path_of, verdict, arena);
            judged++;
        }
    }
    return judged;
}

TEST(the_proofs_of_others_get_the_stated_verdict)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);

    for (size_t i = 0; i < ARRAY_LEN(FAMILIES); i++) {
        char folder[128];

        snprintf(folder, sizeof folder, "corpus/merkle-proofs/testdata/%s", FAMILIES[i].folder);
        CHECK_INT(judge_all(TEST_SHARED(folder), FAMILIES[i].verdict, &arena), FAMILIES[i].count,
                  FAMILIES[i].folder);
    }
}
