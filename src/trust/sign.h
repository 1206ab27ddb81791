/* SPDX-License-Identifier: Apache-2.0 */
/* sign.h — Ed25519: who says so.
 *
 * Source: RFC 8032 section 5.1 (pure Ed25519), by libsodium, which only sign.c touches. Signatures
 * are deterministic: the same key and message give the same bytes.
 *
 * Refused when verifying: a public key or the point R of a signature of small order or not in its
 * shortest form, and a scalar S that is not reduced (RFC 8032 section 5.1.7), so that nobody but
 * the holder of the key can make a second signature of the same message, and two verifiers agree.
 *
 * Secrets: a SecretKey is wiped by sign_key_done, which CLEANUP calls; none is ever part of an Err.
 * Threads: every function may be called from any thread.
 */
#pragma once

#include "trust/digest.h"

enum {
    SIGN_SEED_BYTES = 32,
    SIGN_PUBLIC_BYTES = 32,
    SIGN_SIGNATURE_BYTES = 64,
    SIGN_FINGERPRINT_BYTES = 7 + 2 * DIGEST_BYTES + 1,
};

typedef struct {
    unsigned char bytes[SIGN_PUBLIC_BYTES];
} PublicKey;

typedef struct {
    unsigned char bytes[SIGN_SIGNATURE_BYTES];
} Signature;

typedef struct {
    unsigned char seed[SIGN_SEED_BYTES]; /* RFC 8032 calls this the private key */
    PublicKey public;
} SecretKey;

/* A new key from the system's randomness. Fails: ERR_IO, ERR_INTERNAL; *out is zero then. */
MUST_CHECK bool sign_key_new(SecretKey *out, Err *err);
/* The key of a seed. Fails: ERR_INTERNAL when the library cannot start. */
MUST_CHECK bool sign_key_of_seed(const unsigned char seed[SIGN_SEED_BYTES], SecretKey *out,
                                 Err *err);
void sign_key_done(SecretKey *key);
/* Overwrites a secret in a way that no compiler leaves out. */
void sign_wipe(void *secret, size_t size);

/* Fails: ERR_INTERNAL. */
MUST_CHECK bool sign_make(const SecretKey *key, Str message, Signature *out, Err *err);

/* Fails: ERR_VERIFY, "trust.sign-key" for a key that sign_public_of would refuse for its order or
 * form, "trust.sign-signature" for a signature that does not hold. */
MUST_CHECK bool sign_verify(const PublicKey *key, Str message, const Signature *signature,
                            Err *err);

/* Take bytes of strangers. Fail: ERR_VERIFY, when there are not exactly as many as it takes, or the
 * key is no point of the curve, not in its shortest form, or not of the main group's order. */
MUST_CHECK bool sign_public_of(Str bytes, PublicKey *out, Err *err);
MUST_CHECK bool sign_signature_of(Str bytes, Signature *out, Err *err);

bool sign_public_equal(const PublicKey *a, const PublicKey *b);
/* "SHA256:" and the digest of the 32 bytes of the key, as 64 small hexadecimal digits in `buffer`,
 * ended by NUL. */
Str sign_fingerprint(const PublicKey *key, char buffer[SIGN_FINGERPRINT_BYTES]);
