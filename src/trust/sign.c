/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/sign.h"

#include "base/random.h"

#include <stdatomic.h>
#include <string.h>

#include <sodium.h>

#define RULE_KEY              STR("trust.sign-key")
#define RULE_KEY_LENGTH       STR("trust.sign-key-length")
#define RULE_LIBRARY          STR("trust.sign-library")
#define RULE_SIGNATURE        STR("trust.sign-signature")
#define RULE_SIGNATURE_LENGTH STR("trust.sign-signature-length")

#define FINGERPRINT_PREFIX STR("SHA256:")

static_assert(SIGN_SEED_BYTES == crypto_sign_ed25519_SEEDBYTES, "seed");
static_assert(SIGN_PUBLIC_BYTES == crypto_sign_ed25519_PUBLICKEYBYTES, "public key");
static_assert(SIGN_SIGNATURE_BYTES == crypto_sign_ed25519_BYTES, "signature");
/* The library's secret key is the seed and the public key, one behind the other, as ours. */
static_assert(sizeof(SecretKey) == crypto_sign_ed25519_SECRETKEYBYTES, "secret key");

/* The library ends the program where the system has no random bytes for it, so it asks us; what
 * it gets none of (guards around memory that we do not ask it for) matters to no key. */
static atomic_bool starved;

static void chance_fill(void *to, size_t size)
{
    Err err;

    if (!random_fill(to, size, &err))
        starved = true;
}

static uint32_t chance_word(void)
{
    uint32_t word = 0;

    chance_fill(&word, sizeof word);
    return word;
}

static const char *chance_name(void)
{
    return "system";
}

/* May be called again and by several threads at once. */
static bool library_starts(Err *err)
{
    static randombytes_implementation chance = {
        .implementation_name = chance_name, .random = chance_word, .buf = chance_fill,
    };

    if (randombytes_set_implementation(&chance) != 0 || sodium_init() < 0)
        return err_set(err, ERR_INTERNAL, RULE_LIBRARY);
    return !atomic_exchange(&starved, false) || err_set(err, ERR_IO, RULE_LIBRARY);
}

void sign_wipe(void *secret, size_t size)
{
    if (size)
        sodium_memzero(secret, size);
}

void sign_key_done(SecretKey *key)
{
    if (key)
        sign_wipe(key, sizeof *key);
}

bool sign_key_of_seed(const unsigned char seed[SIGN_SEED_BYTES], SecretKey *out, Err *err)
{
    CLEANUP(sign_key_done) SecretKey key;
    unsigned char *whole = (unsigned char *)&key;

    if (!library_starts(err))
        return false;
    crypto_sign_ed25519_seed_keypair(key.public.bytes, whole, seed);
    *out = key;
    return true;
}

bool sign_key_new(SecretKey *out, Err *err)
{
    CLEANUP(sign_key_done) SecretKey random;

    *out = (SecretKey){ 0 };
    return random_fill(random.seed, sizeof random.seed, err)
        && sign_key_of_seed(random.seed, out, err);
}

bool sign_make(const SecretKey *key, Str message, Signature *out, Err *err)
{
    if (!library_starts(err))
        return false;
    crypto_sign_ed25519_detached(out->bytes, NULL, (const unsigned char *)message.ptr, message.len,
                                 (const unsigned char *)key);
    return true;
}

bool sign_verify(const PublicKey *key, Str message, const Signature *signature, Err *err)
{
    if (!library_starts(err))
        return false;
    if (crypto_sign_ed25519_verify_detached(signature->bytes, (const unsigned char *)message.ptr,
                                            message.len, key->bytes) == 0)
        return true;
    return err_set(err, ERR_VERIFY,
                   crypto_core_ed25519_is_valid_point(key->bytes) ? RULE_SIGNATURE : RULE_KEY);
}

bool sign_public_of(Str bytes, PublicKey *out, Err *err)
{
    if (bytes.len != SIGN_PUBLIC_BYTES)
        return err_set(err, ERR_VERIFY, RULE_KEY_LENGTH);
    if (!library_starts(err))
        return false;
    if (!crypto_core_ed25519_is_valid_point((const unsigned char *)bytes.ptr))
        return err_set(err, ERR_VERIFY, RULE_KEY);
    memcpy(out->bytes, bytes.ptr, SIGN_PUBLIC_BYTES);
    return true;
}

bool sign_signature_of(Str bytes, Signature *out, Err *err)
{
    if (bytes.len != SIGN_SIGNATURE_BYTES)
        return err_set(err, ERR_VERIFY, RULE_SIGNATURE_LENGTH);
    memcpy(out->bytes, bytes.ptr, SIGN_SIGNATURE_BYTES);
    return true;
}

bool sign_public_equal(const PublicKey *a, const PublicKey *b)
{
    return memcmp(a->bytes, b->bytes, SIGN_PUBLIC_BYTES) == 0;
}

Str sign_fingerprint(const PublicKey *key, char buffer[SIGN_FINGERPRINT_BYTES])
{
    Digest digest = digest_of((Str){ (const char *)key->bytes, SIGN_PUBLIC_BYTES });

    memcpy(buffer, FINGERPRINT_PREFIX.ptr, FINGERPRINT_PREFIX.len);
    (void)digest_hex(&digest, buffer + FINGERPRINT_PREFIX.len);
    return (Str){ buffer, SIGN_FINGERPRINT_BYTES - 1 };
}
