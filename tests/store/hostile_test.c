/* SPDX-License-Identifier: Apache-2.0 */
/* Dossiers that somebody made to harm, each under a good signature over the bytes as they are, so
 * that the parts have to prove themselves; and 1,500 mutations of a real one ($INRO_LONG: 20,000;
 * $INRO_SEED: others). What is refused says where and by which rule.
 * Tests: dossier.c dossier_form.c dossier_account.c */
#include "store/split.h"

#include "base/buf.h"
#include "store/dossier_account.h"
#include "store/log.h"

#include <stdlib.h>
#include <string.h>

enum { MUTATIONS = 1500, MUTATIONS_LONG = 20000, THROUGH_A_WORKER = 50 };

static const char ZEPHYR[] = "01939999-0000-7000-8000-00000000beef";

static void say(Record *record, const char *kind, const char *chain, const char *payload)
{
    Err err = { 0 };

    CHECK_OK(record_say(record, kind, chain, payload, &err), &err);
}

/* The Pump with an SBOM and an erased file, and another product. */
static Str begin(Record *record, Split *out)
{
    CLEANUP(buf_done) Buf buf = buf_new(SPLIT_BYTES_MAX);
    char text[512], release[37], id[37], name[BLOB_NAME_BYTES];
    Str sbom = STR("{\"bomFormat\":\"CycloneDX\"}"), bytes = STR("");
    Err err = { 0 };

    record_begin(record);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"2.1\"}",
             record_id(record, release).ptr, record->product);
    say(record, "release.created", record->product, text);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"name\":\"Zephyr\",\"organisation\":\"%s\"}",
             ZEPHYR, record->organisation);
    say(record, "product.created", ZEPHYR, text);
    snprintf(text, sizeof text, "{\"blob\":\"%s\",\"id\":\"%s\",\"release\":\"%s\"}",
             blob_name(sbom, name).ptr, record_id(record, id).ptr, release);
    CHECK_OK(record_say_blob(record, "sbom.attached", record->product, text, sbom, &err), &err);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"udi_di\":\"1\"}", record->product);
    say(record, "product.changed", record->product, text);
    CHECK_OK(dossier_write(record->store, str_of(record->product), &record->key.public,
                           &record->signer, &buf, &err), &err);
    CHECK(arena_copy(&record->arena, buf_str(&buf), &bytes), "memory");
    split_dossier(bytes, out);
    return bytes;
}

static Str part(Record *record, const char *word, Str bytes)
{
    CLEANUP(buf_done) Buf buf = buf_new(SPLIT_BYTES_MAX);
    Str out = STR("");

    part_write(&buf, word, bytes);
    CHECK(arena_copy(&record->arena, buf_str(&buf), &out), "memory");
    return out;
}

/* The place of the first part that begins so and holds `what`. */
static size_t find(const Split *split, const char *begin_, const char *what)
{
    for (size_t i = 0; i < split->count; i++)
        if (str_starts(split->part[i], str_of(begin_))
            && str_find(split->part[i], str_of(what)) < split->part[i].len)
            return i;
    test_fail("no part %s with %s", begin_, what);
    return 0;
}

/* ---- the attacks --------------------------------------------------------------------- */

static void nothing(Record *record, Split *split)
{
    (void)record, (void)split;
}

static void many_events(Manifest *manifest)
{
    manifest->events = UINT64_C(1) << 62;
}

static void many_blobs(Manifest *manifest)
{
    manifest->blobs = UINT64_C(1) << 62;
}

static void long_chain(Manifest *manifest)
{
    manifest->length = UINT64_C(1) << 62;
}

static void one_event_more(Manifest *manifest)
{
    manifest->events++;
}

static void one_blob_more(Manifest *manifest)
{
    manifest->blobs++;
}

static void one_blob_fewer(Manifest *manifest)
{
    manifest->blobs--;
}

static void other_chain(Manifest *manifest)
{
    manifest->chain = str_of(ZEPHYR);
}

static void other_record(Manifest *manifest)
{
    manifest->record = str_of(ZEPHYR);
}

static void other_content(Manifest *manifest)
{
    manifest->content.bytes[7] ^= 1;
}

static void huge_part(Record *record, Split *split)
{
    (void)record;
    split_put(split, 2, STR("event 9999999999\nx\n"));
}

static void huger_part(Record *record, Split *split)
{
    (void)record;
    split_put(split, 2, STR("event 18446744073709551615\nx\n"));
}

static void negative_part(Record *record, Split *split)
{
    (void)record;
    split_put(split, 2, STR("event -1\nx\n"));
}

static void zero_in_front(Record *record, Split *split)
{
    (void)record;
    split_put(split, 2, STR("event 01\nx\n"));
}

static void path_name(Record *record, Split *split)
{
    split_put(split, split->count, part(record, "../../keys/0123.key", STR("x")));
}

static void path_in_blob(Record *record, Split *split)
{
    (void)record;
    split_put(split, split->count, STR("blob /etc/passwd 1\nx\n"));
}

static void swapped_proof(Record *record, Split *split)
{
    size_t a = find(split, "event", "release.created"), b = find(split, "event", "sbom.attached");

    (void)record;
    split->part[a + 2] = split->part[b + 2];
}

static void ragged_proof(Record *record, Split *split)
{
    split->part[find(split, "event", "release.created") + 2] = part(record, "proof", STR("abc"));
}

static void endless_proof(Record *record, Split *split)
{
    CLEANUP(buf_done) Buf buf = buf_new(SPLIT_BYTES_MAX);

    for (size_t i = 0; i < (MERKLE_PROOF_MAX + 1) * (size_t)DIGEST_BYTES; i++)
        buf_char(&buf, 'x');
    split->part[find(split, "event", "release.created") + 2] =
        part(record, "proof", buf_str(&buf));
}

/* With a proof that holds, as its own maker could write it. */
static void other_product(Record *record, Split *split)
{
    const MerkleStore tree = { log_node, store_db(record->store) };
    size_t at = find(split, "event", "sbom.attached");
    MerkleProof proof;
    LogEntry entry;
    Err err = { 0 };

    CHECK_OK(log_entry(store_db(record->store), 5, &record->arena, &entry, &err), &err);
    CHECK_STR(entry.chain, str_of(ZEPHYR), "the other's event");
    CHECK_OK(merkle_inclusion_prove(&tree, record->receipt.size, 5, &proof, &err), &err);
    split_put(split, at, part(record, "proof", (Str){ (const char *)proof.node,
                                                     proof.count * DIGEST_BYTES }));
    split_put(split, at, part(record, "payload", entry.payload));
    split_put(split, at, part(record, "event", entry.body));
}

static void gap(Record *record, Split *split)
{
    (void)record;
    split_drop(split, find(split, "event", "release.created"), 3);
}

static void cut_chain(Record *record, Split *split)
{
    (void)record;
    split_drop(split, find(split, "event", "product.changed"), 3);
}

static void doubled(Record *record, Split *split)
{
    size_t at = find(split, "event", "release.created");

    (void)record;
    for (size_t i = 0; i < 3; i++)
        split_put(split, at + 3 + i, split->part[at + i]);
}

static void reordered(Record *record, Split *split)
{
    size_t a = find(split, "event", "release.created"), b = find(split, "event", "sbom.attached");

    (void)record;
    for (size_t i = 0; i < 3; i++) {
        Str other = split->part[a + i];

        split->part[a + i] = split->part[b + i];
        split->part[b + i] = other;
    }
}

static void other_payload(Record *record, Split *split)
{
    split->part[find(split, "event", "product.changed") + 1] =
        part(record, "payload", STR("{\"udi_di\":\"2\"}"));
}

static void no_key(Record *record, Split *split)
{
    (void)record;
    split_drop(split, find(split, "event", "key.added"), 3);
}

static void no_person(Record *record, Split *split)
{
    (void)record;
    split_drop(split, find(split, "event", "person.recorded"), 3);
    split_drop(split, find(split, "blob", "salt"), 1);
}

static void strange_blob(Record *record, Split *split)
{
    split_put(split, split->count, part(record, "blob", STR("nobody names it")));
}

static void missing_blob(Record *record, Split *split)
{
    (void)record;
    split_drop(split, find(split, "blob", "CycloneDX"), 1);
}

static void doubled_blob(Record *record, Split *split)
{
    size_t at = find(split, "blob", "CycloneDX");

    (void)record;
    split_put(split, at, split->part[at]);
}

static void reordered_blobs(Record *record, Split *split)
{
    Str last = split->part[split->count - 1];

    (void)record;
    split->part[split->count - 1] = split->part[split->count - 2];
    split->part[split->count - 2] = last;
}

static void other_head_signature(Record *record, Split *split)
{
    static const char NOTHING[64] = { 1 };

    split->part[1] = part(record, "head-signature", (Str){ NOTHING, sizeof NOTHING });
}

static void short_signature(Record *record, Split *split)
{
    split->part[1] = part(record, "head-signature", STR("short"));
}

static void deep_payload(Record *record, Split *split)
{
    CLEANUP(buf_done) Buf buf = buf_new(SPLIT_BYTES_MAX);

    for (int i = 0; i < 100000; i++)
        buf_char(&buf, '[');
    split->part[find(split, "event", "product.changed") + 1] =
        part(record, "payload", buf_str(&buf));
}

static void no_head(Record *record, Split *split)
{
    (void)record;
    split_drop(split, 0, 2);
}

static const struct {
    const char *why, *place, *rule;
    void (*attack)(Record *record, Split *split);
    SplitChange *change;
} ATTACKS[] = {
    { "more events than anybody has", "manifest", "store.dossier-limit", nothing, many_events },
    { "more files than anybody has", "manifest", "store.dossier-limit", nothing, many_blobs },
    { "a chain longer than it is", "chain", "store.dossier-end", nothing, long_chain },
    { "an event announced and absent", "manifest", "store.dossier-count", nothing, one_event_more },
    { "a file announced and absent", "manifest", "store.dossier-count", nothing, one_blob_more },
    { "a file not announced", "blob sha256:", "store.dossier-count", nothing, one_blob_fewer },
    { "the chain of another product", "event 4", "store.dossier-kind", nothing, other_chain },
    { "another record", "head", "store.dossier-record", nothing, other_record },
    { "a digest of other bytes", "manifest", "store.dossier-content", nothing, other_content },
    { "no head", "head", "store.dossier-part", no_head, NULL },
    { "a head that was not signed", "head", "trust.sign-signature", other_head_signature, NULL },
    { "half a signature", "head", "store.signature-form", short_signature, NULL },
    { "a part of ten gigabytes", "event 1", "store.dossier-cut", huge_part, NULL },
    { "a part as long as a number can say", "event 1", "store.dossier-part", huger_part, NULL },
    { "a part of negative length", "event 1", "store.dossier-part", negative_part, NULL },
    { "a number in a second spelling", "event 1", "store.dossier-part", zero_in_front, NULL },
    { "the name of a path as a part", "blob 3", "store.dossier-part", path_name, NULL },
    { "the name of a path for a file", "blob 3", "store.dossier-part", path_in_blob, NULL },
    { "the proof of another event", "event 5", "store.dossier-proof", swapped_proof, NULL },
    { "a proof that is no digests", "event 5", "store.dossier-proof", ragged_proof, NULL },
    { "a proof longer than any tree", "event 5", "store.dossier-proof", endless_proof, NULL },
    { "an event of another product", "event 6", "store.dossier-kind", other_product, NULL },
    { "a gap in the chain", "event 5", "store.chain-broken", gap, NULL },
    { "a chain without its end", "chain", "store.dossier-end", cut_chain, NULL },
    { "an event twice", "event 6", "store.dossier-order", doubled, NULL },
    { "events in another order", "event 5", "store.chain-broken", reordered, NULL },
    { "another payload", "event 7", "store.payload-altered", other_payload, NULL },
    { "a payload a hundred thousand deep", "event 7", "store.payload-altered", deep_payload,
      NULL },
    { "a key nobody made known", "key SHA256:", "store.dossier-key", no_key, NULL },
    { "an act of nobody", "person 0193", "store.dossier-person", no_person, NULL },
    { "a file that no event names", "blob sha256:", "store.blob-strange", strange_blob, NULL },
    { "a file left out that nobody erased", "blob sha256:", "store.blob-missing", missing_blob,
      one_blob_fewer },
    { "a file twice", "blob sha256:", "store.dossier-order", doubled_blob, one_blob_more },
    { "files in another order", "blob sha256:", "store.dossier-order", reordered_blobs, NULL },
};

TEST(every_attack_is_refused_by_place_and_rule_though_its_signature_holds)
{
    Split whole;
    Record record;
    Dossier dossier;
    Err err = { 0 };

    begin(&record, &whole);
    CHECK_OK(dossier_read(split_sign(&record, &whole, NULL), &record.arena, &dossier, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(ATTACKS); i++) {
        Split changed = whole;
        Str bytes;

        ATTACKS[i].attack(&record, &changed);
        bytes = split_sign(&record, &changed, ATTACKS[i].change);
        err = (Err){ 0 };
        CHECK(!dossier_read(bytes, &record.arena, &dossier, &err), ATTACKS[i].why);
        CHECK_STR(err.rule, str_of(ATTACKS[i].rule), ATTACKS[i].why);
        CHECK(str_starts(str_of(err.path), str_of(ATTACKS[i].place)), ATTACKS[i].why);
    }
    record_end(&record);
}

TEST(a_worker_says_of_each_attack_what_the_reader_says)
{
    Split whole;
    Record record;
    DossierAccount account;
    Err err = { 0 };

    begin(&record, &whole);
    for (size_t i = 0; i < ARRAY_LEN(ATTACKS); i++) {
        Split changed = whole;
        Str bytes;

        ATTACKS[i].attack(&record, &changed);
        bytes = split_sign(&record, &changed, ATTACKS[i].change);
        err = (Err){ 0 };
        CHECK(!dossier_account(bytes, &record.arena, &account, &err), ATTACKS[i].why);
        CHECK_STR(err.rule, str_of(ATTACKS[i].rule), ATTACKS[i].why);
    }
    record_end(&record);
}

static const struct {
    Str bytes;
    const char *why;
} STRANGE[] = {
    { STR_ROW(""), "nothing" },
    { STR_ROW("PK\x03\x04\x14\0\0\0\b\0"), "a zip archive" },
    { STR_ROW("\x1f\x8b\x08\0\0\0\0\0\0\xff\xed\xc1\x01\r"), "what gzip packed" },
    { STR_ROW("(\xb5/\xfd\x04X"), "what zstd packed" },
    { STR_ROW("SQLite format 3"), "a database" },
    { STR_ROW("inro dossier 2\nmanifest 2\n{}\n"), "another version" },
    { STR_ROW("inro dossier 1\r\nmanifest 2\r\n{}\r\n"), "other line ends" },
};

TEST(what_is_packed_or_something_else_is_no_dossier_and_is_not_unpacked)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Dossier dossier;
    Err err;

    for (size_t i = 0; i < ARRAY_LEN(STRANGE); i++) {
        err = (Err){ 0 };
        CHECK(!dossier_read(STRANGE[i].bytes, &arena, &dossier, &err), STRANGE[i].why);
        CHECK_STR(err.rule, STR("store.dossier-magic"), STRANGE[i].why);
    }
}

/* ---- an account ----------------------------------------------------------------------- */

static bool row_count(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

static int64_t counted(Db *db, const char *sql)
{
    int64_t count = -1;
    Err err = { 0 };

    CHECK_OK(db_query(db, sql, NULL, 0, row_count, &count, &err), &err);
    return count;
}

typedef struct {
    DossierAccount account;
    Str rows;
    bool ok;
} Writing;

static bool write_rows(Db *db, void *context, Err *err)
{
    Writing *writing = context;
    Projection to = { .db = db, .origin = str_of(ZEPHYR) };

    writing->account.rows = writing->rows;
    return dossier_account_write(&to, &writing->account, err);
}

TEST(an_account_has_the_rows_of_the_product_and_a_damaged_one_is_refused)
{
    Split whole;
    Record record;
    Writing writing = { .ok = true };
    Str bytes = begin(&record, &whole), rows;
    Db *db = store_db(record.store);
    char *copy;
    Err err = { 0 };

    CHECK_OK(dossier_account(bytes, &record.arena, &writing.account, &err), &err);
    CHECK_STR(writing.account.product, STR("Pump"), "its name");
    CHECK_INT(writing.account.length, 4, "its chain");
    rows = writing.account.rows;
    for (size_t len = 1; len < rows.len; len += 7) {
        writing.rows = str_slice(rows, 0, len);
        if (!db_transact(db, DB_WRITE, write_rows, &writing, &err))
            CHECK(err.rule.len > 0, "a cut answer is refused by rule");
        else
            CHECK_OK(db_run(db, "DELETE FROM product WHERE origin <> ''", NULL, 0, NULL, &err)
                     && db_run(db, "DELETE FROM release WHERE origin <> ''", NULL, 0, NULL, &err)
                     && db_run(db, "DELETE FROM person WHERE origin <> ''", NULL, 0, NULL, &err)
                     && db_run(db, "DELETE FROM organisation WHERE origin <> ''", NULL, 0, NULL,
                               &err)
                     && db_run(db, "DELETE FROM public_key WHERE origin <> ''", NULL, 0, NULL,
                               &err), &err);
    }
    copy = arena_alloc(&record.arena, rows.len, 1);
    CHECK(copy, "memory");
    memcpy(copy, rows.ptr, rows.len);
    copy[0] = (char)0xff;
    writing.rows = (Str){ copy, rows.len };
    CHECK(!db_transact(db, DB_WRITE, write_rows, &writing, &err), "a table nobody knows");
    CHECK_STR(err.rule, STR("store.dossier-account"), "by rule");
    writing.rows = rows;
    CHECK_OK(db_transact(db, DB_WRITE, write_rows, &writing, &err), &err);
    CHECK_INT(counted(db, "SELECT count(*) FROM product WHERE origin <> ''"), 1, "the Pump alone");
    CHECK_INT(counted(db, "SELECT count(*) FROM sbom WHERE origin <> ''"), 1, "its SBOM");
    record_end(&record);
}

/* ---- mutations ------------------------------------------------------------------------ */

static uint64_t random_state;

static size_t any(size_t count)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(random_state >> 33) % count;
}

/* Bytes flipped, deleted, put in, doubled, swapped, zeroed: one of them, of 1 to 64 bytes. */
static void mutate(Str from, Buf *out)
{
    size_t at = any(from.len), len = 1 + any(64), to = any(from.len);
    Str before = str_slice(from, 0, at), piece = str_slice(from, at, at + len);
    Str after = str_slice(from, at + piece.len, from.len);
    size_t how = any(5);

    buf_clear(out);
    buf_add(out, before);
    if (how == 1) /* put in */
        for (size_t i = 0; i < len; i++)
            buf_char(out, (char)any(256));
    if (how == 2) /* doubled */
        buf_add(out, piece);
    if (how == 3) /* copied from elsewhere */
        buf_add(out, str_slice(from, to, to + piece.len));
    if (how == 4) /* flipped */
        for (size_t i = 0; i < piece.len; i++)
            buf_char(out, (char)(piece.ptr[i] ^ (1 << any(8))));
    if (how == 1 || how == 2)
        buf_add(out, piece);
    buf_add(out, after);
}

/* Whole parts left out, doubled or moved, under the old signature or a new one. */
static Str shuffle(Record *record, const Split *whole)
{
    Split changed = *whole;
    size_t at = any(changed.count), to = any(changed.count);
    Str moved = changed.part[at];
    size_t how = any(3);

    if (how != 1)
        split_drop(&changed, at, 1);
    if (how != 0)
        split_put(&changed, to <= changed.count ? to : changed.count, moved);
    return any(2) ? split_join(record, &changed) : split_sign(record, &changed, NULL);
}

static void check_found(Record *record, Str bytes, unsigned number)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    DossierAccount account;
    Dossier dossier;
    Err err = { 0 };

    (void)record;
    if (number % (MUTATIONS / THROUGH_A_WORKER) == 0
            ? dossier_account(bytes, &arena, &account, &err)
            : dossier_read(bytes, &arena, &dossier, &err))
        test_fail("mutation %u was not found", number);
    CHECK(err.rule.len > 0 && err.code != ERR_NONE && err.code != ERR_INTERNAL, "by a rule");
}

TEST(every_mutation_of_a_real_dossier_is_found)
{
    CLEANUP(buf_done) Buf buf = buf_new(SPLIT_BYTES_MAX);
    unsigned wanted = getenv("INRO_LONG") ? MUTATIONS_LONG : MUTATIONS;
    unsigned made = 0;
    Split whole;
    Record record;
    Str bytes = begin(&record, &whole), changed;

    random_state = getenv("INRO_SEED") ? strtoull(getenv("INRO_SEED"), NULL, 10) : 20261122;
    while (made < wanted) {
        if (any(4)) {
            mutate(bytes, &buf);
            changed = buf_str(&buf);
        } else {
            changed = shuffle(&record, &whole);
        }
        if (str_eq(changed, bytes) || str_eq(changed, split_join(&record, &whole)))
            continue;
        check_found(&record, changed, made++);
    }
    printf("# %u mutations of %zu bytes, all found\n", made, bytes.len);
    record_end(&record);
}
