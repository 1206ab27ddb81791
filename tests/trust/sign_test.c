/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/json.h"
#include "trust/sign.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_CAP = 64 << 20, MESSAGE_BYTES_MAX = 256 };

/* The bytes of hexadecimal digits; false when there is no room for them. */
static bool bytes_of(Str hex, unsigned char *to, size_t room, Str *out)
{
    static const char DIGITS[] = "0123456789abcdef";

    if (hex.len % 2 || hex.len / 2 > room)
        return false;
    for (size_t i = 0; i < hex.len / 2; i++) {
        const char *high = strchr(DIGITS, hex.ptr[2 * i]);
        const char *low = strchr(DIGITS, hex.ptr[2 * i + 1]);

        to[i] = (unsigned char)((high - DIGITS) * 16 + (low - DIGITS));
    }
    *out = (Str){ (const char *)to, hex.len / 2 };
    return true;
}

/* RFC 8032, section 7.1, tests 1 to 3 and "SHA(abc)". */
static const struct { const char *seed, *public, *message, *signature; } EXAMPLES[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
    { "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
      "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704" },
};

TEST(the_examples_of_the_standard_hold)
{
    for (size_t i = 0; i < ARRAY_LEN(EXAMPLES); i++) {
        unsigned char seed[SIGN_SEED_BYTES], public[SIGN_PUBLIC_BYTES], text[MESSAGE_BYTES_MAX];
        unsigned char want[SIGN_SIGNATURE_BYTES];
        CLEANUP(sign_key_done) SecretKey key;
        Str part, message, wanted;
        Signature signature;
        Err err = { 0 };

        CHECK(bytes_of(str_of(EXAMPLES[i].seed), seed, sizeof seed, &part), "a seed");
        CHECK_OK(sign_key_of_seed(seed, &key, &err), &err);
        CHECK(bytes_of(str_of(EXAMPLES[i].public), public, sizeof public, &part), "a key");
        CHECK_STR(((Str){ (const char *)key.public.bytes, SIGN_PUBLIC_BYTES }), part, "its key");
        CHECK(bytes_of(str_of(EXAMPLES[i].message), text, sizeof text, &message), "a message");
        CHECK(bytes_of(str_of(EXAMPLES[i].signature), want, sizeof want, &wanted), "a signature");
        CHECK_OK(sign_make(&key, message, &signature, &err), &err);
        CHECK_STR(((Str){ (const char *)signature.bytes, SIGN_SIGNATURE_BYTES }), wanted, "bytes");
        CHECK_OK(sign_verify(&key.public, message, &signature, &err), &err);
    }
}

/* Keys that would let a signature hold for every message, or that two programs read differently.
 * Points of small order: libsodium's list, and RFC 8032's neutral element. */
static const struct { const char *hex, *why; } BAD_KEYS[] = {
    { "0100000000000000000000000000000000000000000000000000000000000000", "the neutral element" },
    { "0000000000000000000000000000000000000000000000000000000000000000", "order 4" },
    { "0000000000000000000000000000000000000000000000000000000000000080", "order 4, the other" },
    { "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "order 2" },
    { "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "order 8" },
    { "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "order 8, another" },
    { "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "1 written as p + 1" },
    { "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "0 written as p" },
    { "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "above p" },
    { "0200000000000000000000000000000000000000000000000000000000000000", "no point of the curve" },
};

TEST(weak_keys_are_refused_when_read_and_when_used)
{
    for (size_t i = 0; i < ARRAY_LEN(BAD_KEYS); i++) {
        PublicKey key, out;
        Signature zero = { { 1 } }; /* R the neutral element, S zero */
        Err err = { 0 };
        Str bytes;

        CHECK(bytes_of(str_of(BAD_KEYS[i].hex), key.bytes, sizeof key.bytes, &bytes), "a row");
        CHECK(!sign_public_of(bytes, &out, &err), BAD_KEYS[i].why);
        CHECK_INT(err.code, ERR_VERIFY, BAD_KEYS[i].why);
        CHECK_STR(err.rule, STR("trust.sign-key"), BAD_KEYS[i].why);
        CHECK(!sign_verify(&key, STR("any message"), &zero, &err), BAD_KEYS[i].why);
        CHECK_STR(err.rule, STR("trust.sign-key"), BAD_KEYS[i].why);
    }
}

TEST(a_new_key_signs_and_every_change_is_seen)
{
    CLEANUP(sign_key_done) SecretKey key, other;
    char text[] = "the record", changed[sizeof text];
    Signature signature, bent;
    Err err = { 0 };

    CHECK_OK(sign_key_new(&key, &err), &err);
    CHECK_OK(sign_key_new(&other, &err), &err);
    CHECK(!sign_public_equal(&key.public, &other.public), "two keys");
    CHECK_OK(sign_make(&key, str_of(text), &signature, &err), &err);
    CHECK_OK(sign_verify(&key.public, str_of(text), &signature, &err), &err);
    CHECK(!sign_verify(&other.public, str_of(text), &signature, &err), "another key");
    for (size_t bit = 0; bit < 8 * strlen(text); bit++) {
        memcpy(changed, text, sizeof text);
        changed[bit / 8] = (char)(changed[bit / 8] ^ 1 << bit % 8);
        CHECK(!sign_verify(&key.public, str_of(changed), &signature, &err), "the message");
    }
    for (size_t bit = 0; bit < 8 * sizeof bent.bytes; bit++) {
        bent = signature;
        bent.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        CHECK(!sign_verify(&key.public, str_of(text), &bent, &err), "the signature");
        CHECK_INT(err.code, ERR_VERIFY, "said as such");
    }
    CHECK_STR(err.rule, STR("trust.sign-signature"), "the key is good");
}

TEST(lengths_are_exact)
{
    static const size_t LENGTHS[] = { 0, 1, 31, 33, 63, 65, 96, 128 };
    unsigned char bytes[128] = { 0 };
    Signature signature;
    PublicKey key;

    for (size_t i = 0; i < ARRAY_LEN(LENGTHS); i++) {
        Str text = { (const char *)bytes, LENGTHS[i] };
        Err err = { 0 };

        CHECK(!sign_public_of(text, &key, &err) && err.code == ERR_VERIFY, "no key");
        CHECK(!sign_signature_of(text, &signature, &err) && err.code == ERR_VERIFY, "no signature");
    }
}

TEST(a_key_leaves_no_trace_when_it_is_done)
{
    static const SecretKey ZERO;
    SecretKey key;
    Err err = { 0 };

    CHECK_OK(sign_key_new(&key, &err), &err);
    CHECK(memcmp(&key, &ZERO, sizeof key) != 0, "there is one");
    sign_key_done(&key);
    CHECK(memcmp(&key, &ZERO, sizeof key) == 0, "there was one");
    sign_key_done(NULL);
    sign_wipe(NULL, 0);
}

TEST(a_fingerprint_is_the_digest_of_the_key)
{
    char buffer[SIGN_FINGERPRINT_BYTES];
    PublicKey key;
    Err err = { 0 };
    Str bytes;

    CHECK(bytes_of(str_of(EXAMPLES[0].public), key.bytes, sizeof key.bytes, &bytes), "a key");
    CHECK_OK(sign_public_of(bytes, &key, &err), &err);
    CHECK_STR(sign_fingerprint(&key, buffer),
              STR("SHA256:21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"),
              "SHA-256 of the 32 bytes");
    CHECK_STR(str_of(buffer), sign_fingerprint(&key, buffer), "ended by NUL");
}

/* One test of a group: whether our verdict is the stated one. */
static bool agrees(Str pk, const Json *test)
{
    unsigned char key_bytes[64], message_bytes[4096], signature_bytes[256];
    bool wanted = str_eq(json_str(json_get(test, STR("result"))), STR("valid"));
    Str key_text, message, signature_text;
    Signature signature;
    PublicKey key;
    Err err = { 0 };

    CHECK(bytes_of(pk, key_bytes, sizeof key_bytes, &key_text)
              && bytes_of(json_str(json_get(test, STR("msg"))), message_bytes, sizeof message_bytes,
                          &message)
              && bytes_of(json_str(json_get(test, STR("sig"))), signature_bytes,
                          sizeof signature_bytes, &signature_text),
          "a row of the corpus");
    return wanted
        == (sign_public_of(key_text, &key, &err)
            && sign_signature_of(signature_text, &signature, &err)
            && sign_verify(&key, message, &signature, &err));
}

TEST(the_vectors_of_others_get_the_stated_verdict)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Str text = test_file(TEST_SHARED("corpus/crypto-vectors/wycheproof/ed25519_test.json"));
    const Json *root, *group, *test;
    size_t count = 0;
    Err err = { 0 };
    Str none;

    CHECK_OK(json_parse(text, JSON_UNIQUE_KEYS, &arena, &root, &err), &err);
    JsonIter groups = json_iter(json_get(root, STR("testGroups")));
    while (json_next(&groups, &none, &group)) {
        JsonIter tests = json_iter(json_get(group, STR("tests")));
        Str key = json_str(json_get(json_get(group, STR("publicKey")), STR("pk")));

        for (; json_next(&tests, &none, &test); count++)
            if (!agrees(key, test))
                test_fail("case %zu: another verdict", count);
    }
    CHECK_INT(count, 151, "all of them");
}
