/* SPDX-License-Identifier: Apache-2.0 */
/* Acts signed by who acted. Whoever holds the key of the installation can write anything that its
 * heads then cover; what they write in the name of somebody with a key of their own is found.
 * Tests: vouch.c store.c verify_log.c dossier.c dossier_write.c */
#include "store/record.h"

#include "base/buf.h"
#include "store/dossier.h"
#include "store/rows.h"
#include "store/vouch.h"

#include <stdio.h>
#include <string.h>

static Str change(Record *record)
{
    char text[128];
    Str out = STR("");

    snprintf(text, sizeof text, "{\"id\":\"%s\",\"udi_di\":\"%u\"}", record->product,
             ++record->ids);
    CHECK(arena_copy(&record->arena, str_of(text), &out), "memory");
    return out;
}

static void say(Record *record, const char *kind, const char *chain, Str payload)
{
    Err err = { 0 };

    CHECK_OK(record_say(record, kind, chain, payload.ptr, &err), &err);
}

static uint64_t vouched(Record *record)
{
    VerifyReport told = { .vouched = 99 };
    Err err = { 0 };

    CHECK_OK(store_verify(record->store, record->witness, &told, &err), &err);
    return told.vouched;
}

static bool dossier_of(Record *record, Dossier *out, Err *err)
{
    Buf *buf = ARENA_NEW(&record->arena, Buf);
    Str bytes = STR("");

    CHECK(buf, "memory");
    *buf = buf_new(1 << 20);
    CHECK_OK(dossier_write(record->store, str_of(record->product), &record->key.public,
                           &record->signer, buf, err), err);
    CHECK(arena_copy(&record->arena, buf_str(buf), &bytes), "memory");
    buf_done(buf);
    return dossier_read(bytes, &record->arena, out, err);
}

TEST_PLACES(from_the_act_after_the_binding_on_every_act_is_signed_in_every_chain)
{
    static const char OTHER[] = "01939999-0000-7000-8000-00000000beef";
    RowQuery all = { .table = TABLE_ACT_SIGNATURE };
    Draft drafts[2] = { { .kind = STR("product.changed") }, { .kind = STR("product.created") } };
    Record record;
    Dossier dossier;
    char text[256];
    Append append;
    uint64_t rows = 0;
    Err err = { 0 };

    record_begin(&record);
    CHECK_INT(vouched(&record), 0, "all is asserted at first");
    record_bind(&record);
    CHECK_INT(vouched(&record), 0, "so is the binding");
    say(&record, "product.changed", record.product, change(&record));
    CHECK_INT(vouched(&record), 1, "and then no more");
    drafts[0].chain = str_of(record.product);
    drafts[0].payload = change(&record);
    drafts[1].chain = str_of(OTHER);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"name\":\"Zephyr\",\"organisation\":\"%s\"}",
             OTHER, record.organisation);
    drafts[1].payload = str_of(text);
    append = record_append(&record, drafts);
    append.draft_count = 2;
    CHECK_OK(store_append(record.store, &append, &record.arena, &record.receipt, &err), &err);
    CHECK_INT(vouched(&record), 3, "an act in two chains has a signature in each");
    CHECK_OK(rows_count(store_db(record.store), &all, &rows, &err), &err);
    CHECK_INT(rows, 3, "each is a row");
    CHECK_OK(dossier_of(&record, &dossier, &err), &err);
    CHECK_INT(dossier.vouched, 2, "a dossier holds those of its product");
    record_end(&record);
}

/* ---- forged by the installation ------------------------------------------------------- */

static bool signs_badly(void *context, Str message, unsigned char signature[SIGNATURE_BYTES],
                        Err *err)
{
    const Record *record = context;
    Signature made;

    if (!sign_make(&record->person_key, message, &made, err))
        return false;
    memcpy(signature, made.bytes, SIGNATURE_BYTES);
    signature[9] ^= 1;
    return true;
}

static bool installation_signs(void *context, Str message, unsigned char signature[SIGNATURE_BYTES],
                               Err *err)
{
    const Record *record = context;

    return record->signer.sign(record->signer.context, message, signature, err);
}

static bool old_signature(void *context, Str message, unsigned char signature[SIGNATURE_BYTES],
                          Err *err)
{
    Record *record = context;

    (void)message;
    return record->personal.sign(record, STR("another act"), signature, err);
}

typedef enum { BADLY, BY_INSTALLATION, OF_ANOTHER, UNSIGNED, ASSERTED, BY_SIGN_KEY } Forgery;

static Append forged(Record *record, const Draft *draft, Forgery how, Signer *signer)
{
    Append append = record_append(record, draft);

    *signer = record->personal;
    append.personal = signer;
    switch (how) {
    case BADLY:
        signer->sign = signs_badly;
        break;
    case BY_INSTALLATION:
        signer->sign = installation_signs;
        break;
    case OF_ANOTHER:
        signer->sign = old_signature;
        break;
    case UNSIGNED:
        append.personal = NULL;
        break;
    case ASSERTED:
        append.personal = NULL;
        append.asserted = true;
        break;
    case BY_SIGN_KEY:
        *signer = record->signer;
        break;
    }
    return append;
}

static const struct {
    Forgery how;
    const char *rule, *why;
} FORGERIES[] = {
    { BADLY, "trust.sign-signature", "a changed personal signature" },
    { BY_INSTALLATION, "trust.sign-signature", "the installation signs in the person's name" },
    { OF_ANOTHER, "trust.sign-signature", "the signature of another act" },
    { UNSIGNED, "store.act-unsigned", "said to be signed, and is not" },
    { ASSERTED, "store.act-asserted", "asserted though the person has a key" },
    { BY_SIGN_KEY, "store.act-key", "under the key of the installation" },
};

TEST(who_holds_the_key_of_the_installation_cannot_act_in_the_name_of_who_has_one)
{
    for (size_t i = 0; i < ARRAY_LEN(FORGERIES); i++) {
        Draft draft = { .kind = STR("product.changed") };
        VerifyReport told;
        Dossier dossier;
        Record record;
        Append append;
        Signer signer;
        Err err = { 0 };

        record_begin(&record);
        record_bind(&record);
        say(&record, "product.changed", record.product, change(&record));
        draft.chain = str_of(record.product);
        draft.payload = change(&record);
        append = forged(&record, &draft, FORGERIES[i].how, &signer);
        CHECK_OK(store_append(record.store, &append, &record.arena, &record.receipt, &err), &err);
        CHECK(!store_verify(record.store, NULL, &told, &err), FORGERIES[i].why);
        CHECK_STR(err.rule, str_of(FORGERIES[i].rule), FORGERIES[i].why);
        CHECK(err.path[0], "and where");
        err = (Err){ 0 };
        CHECK(!dossier_of(&record, &dossier, &err), FORGERIES[i].why);
        CHECK_STR(err.rule, str_of(FORGERIES[i].rule), "a dossier shows it, too");
        record_end(&record);
    }
}

TEST(an_unsigned_act_is_found_before_a_signed_one_too)
{
    Draft draft = { .kind = STR("product.changed") };
    VerifyReport told;
    Record record;
    Append append;
    Signer signer;
    Err err = { 0 };

    record_begin(&record);
    record_bind(&record);
    draft.chain = str_of(record.product);
    draft.payload = change(&record);
    append = forged(&record, &draft, UNSIGNED, &signer);
    CHECK_OK(store_append(record.store, &append, &record.arena, &record.receipt, &err), &err);
    say(&record, "product.changed", record.product, change(&record));
    CHECK(!store_verify(record.store, NULL, &told, &err), "the next signature covers no other act");
    CHECK_STR(err.rule, STR("store.act-unsigned"), "by rule");
    record_end(&record);
}

/* ---- keys ----------------------------------------------------------------------------- */

TEST(a_binding_without_the_word_of_who_holds_the_key_is_found)
{
    char zeros[VOUCH_HEX_BYTES];
    const char *const proofs[] = { "", "00", zeros };

    memset(zeros, '0', sizeof zeros - 1);
    zeros[sizeof zeros - 1] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(proofs); i++) {
        VerifyReport told;
        Record record;
        Err err = { 0 };

        record_begin(&record);
        say(&record, "key.added", record.organisation, record_binding(&record, proofs[i]));
        CHECK(!store_verify(record.store, NULL, &told, &err), proofs[i]);
        CHECK_STR(err.rule, STR("store.key-proof"), proofs[i]);
        record_end(&record);
    }
}

static Str retirement(Record *record)
{
    char text[256];
    Str out = STR("");

    snprintf(text, sizeof text, "{\"id\":\"%s\",\"retired\":\"2026-11-22T06:00:00Z\"}",
             record->person_fingerprint);
    CHECK(arena_copy(&record->arena, str_of(text), &out), "memory");
    return out;
}

TEST(a_retired_key_signs_its_own_retirement_and_nothing_after_it)
{
    VerifyReport told;
    Dossier dossier;
    Record record;
    Err err = { 0 };

    record_begin(&record);
    record_bind(&record);
    say(&record, "product.changed", record.product, change(&record));
    say(&record, "key.retired", record.organisation, retirement(&record));
    CHECK_INT(vouched(&record), 2, "its last act");
    record.signs = false;
    say(&record, "product.changed", record.product, change(&record));
    CHECK_INT(vouched(&record), 2, "then the person is asserted again");
    CHECK_OK(dossier_of(&record, &dossier, &err), &err);
    CHECK_INT(dossier.vouched, 1, "a dossier knows of the retirement");
    record.signs = true;
    say(&record, "product.changed", record.product, change(&record));
    CHECK(!store_verify(record.store, NULL, &told, &err), "the retired key signs again");
    CHECK_STR(err.rule, STR("store.act-key"), "by rule");
    err = (Err){ 0 };
    CHECK(!dossier_of(&record, &dossier, &err), "in a dossier, too");
    CHECK_STR(err.rule, STR("store.act-key"), "by rule");
    record_end(&record);
}

TEST(the_bytes_that_are_signed_are_canonical_and_of_one_kind)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    const VouchedAct act = { STR("a"), STR("c"), STR("p"), STR("r"), 7, { { 0 } } };
    static const char WANTED[] =
        "inro act v1\0{\"act\":\"a\",\"chain\":\"c\",\"last\":\"sha256:"
        "0000000000000000000000000000000000000000000000000000000000000000\",\"length\":7,"
        "\"person\":\"p\",\"record\":\"r\",\"v\":1}";
    Str message;
    Err err = { 0 };

    CHECK_OK(vouch_act_message(&act, &arena, &message, &err), &err);
    CHECK_STR(message, ((Str){ WANTED, sizeof WANTED - 1 }), "a context, a NUL, canonical JSON");
}

/* ---- many keys ---------------------------------------------------------------------------- */

enum { KEYS = 6, PEOPLE = 3 };

typedef struct {
    Arena arena;
    Vouching vouching;
    SecretKey key[KEYS];
    char fingerprint[KEYS][SIGN_FINGERPRINT_BYTES];
    unsigned acts;
} Crowd;

static Str uuid_of(Crowd *crowd, char kind, unsigned number)
{
    char text[37];
    Str out = STR("");

    snprintf(text, sizeof text, "0193999%c-0000-7000-8000-%012u", kind, number);
    CHECK(arena_copy(&crowd->arena, str_of(text), &out), "memory");
    return out;
}

/* An event of `actor` in an act of its own, asserted. */
static bool crowd_hears(Crowd *crowd, const char *kind, Str actor, const char *payload, Err *err)
{
    Event event = { .kind = str_of(kind), .actor = actor, .asserted = true,
                    .act = uuid_of(crowd, 'a', ++crowd->acts), .chain = uuid_of(crowd, 'c', 0) };
    const Json *json = NULL;

    CHECK_OK(json_parse(str_of(payload), JSON_UNIQUE_KEYS | JSON_NO_NUL, &crowd->arena, &json,
                        err), err);
    return vouch_event(&crowd->vouching, NULL, &event, json, err);
}

static void crowd_binds(Crowd *crowd, unsigned i)
{
    unsigned char seed[SIGN_SEED_BYTES] = { (unsigned char)(i + 1) };
    char text[600], hex[VOUCH_HEX_BYTES], key_hex[DIGEST_HEX_BYTES];
    Str person = uuid_of(crowd, 'b', i % PEOPLE), message;
    Signature signature;
    Err err = { 0 };
    Digest key;

    CHECK_OK(sign_key_of_seed(seed, &crowd->key[i], &err), &err);
    CHECK_OK(vouch_key_message(&crowd->key[i].public, person, crowd->vouching.record,
                               &crowd->arena, &message, &err)
             && sign_make(&crowd->key[i], message, &signature, &err), &err);
    memcpy(key.bytes, crowd->key[i].public.bytes, sizeof key.bytes);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"key\":\"%s\",\"person\":\"%.*s\",\"proof\":"
             "\"%s\",\"purpose\":\"person\"}",
             sign_fingerprint(&crowd->key[i].public, crowd->fingerprint[i]).ptr,
             digest_hex(&key, key_hex).ptr, STR_ARG(person), vouch_hex(signature.bytes, hex).ptr);
    CHECK_OK(crowd_hears(crowd, "key.added", uuid_of(crowd, 'b', 9), text, &err), &err);
}

static void crowd_retires(Crowd *crowd, unsigned i)
{
    char text[200];
    Err err = { 0 };

    snprintf(text, sizeof text, "{\"id\":\"%s\"}", crowd->fingerprint[i]);
    CHECK_OK(crowd_hears(crowd, "key.retired", uuid_of(crowd, 'b', 9), text, &err), &err);
}

TEST(whoever_has_any_key_left_asserts_nothing)
{
    Crowd crowd = { .arena = arena_new(1 << 22) };
    Err err = { 0 };

    crowd.vouching = (Vouching){ .arena = &crowd.arena, .record = uuid_of(&crowd, 'd', 0) };
    for (unsigned i = 0; i < KEYS; i++)
        crowd_binds(&crowd, i);
    for (unsigned i = 0; i < KEYS; i++) {
        Str person = uuid_of(&crowd, 'b', i % PEOPLE);

        CHECK(!crowd_hears(&crowd, "product.changed", person, "{}", &err), "a key is left");
        CHECK_STR(err.rule, STR("store.act-asserted"), "so it is no assertion");
        crowd_retires(&crowd, i);
    }
    for (unsigned i = 0; i < PEOPLE; i++)
        CHECK_OK(crowd_hears(&crowd, "product.changed", uuid_of(&crowd, 'b', i), "{}", &err),
                 &err);
    vouch_done(&crowd.vouching);
    arena_done(&crowd.arena);
}
