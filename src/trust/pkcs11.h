/* SPDX-License-Identifier: Apache-2.0 */
/* pkcs11.h — signing with an Ed25519 key that never leaves its hardware.
 *
 *     pkcs11:token=Works%20HSM;object=head?module-path=/usr/lib/libhsm.so&pin-source=file:/run/pin
 *
 * Source: RFC 7512 (URI); OASIS PKCS #11 3.0, 2.3.14 (CKM_EDDSA without parameters, which is the
 * Ed25519 of sign.h); by p11-kit, which only pkcs11.c touches. The module is the one that
 * `module-path` names, else those that p11-kit knows; its code runs in this process, so a URI is
 * the operator's to choose and never a stranger's.
 *
 * Exactly one token and one key must fit the URI, so that no PIN is tried on another token. The
 * PIN is typed at the token where that can be (CKF_PROTECTED_AUTHENTICATION_PATH), else comes from
 * the file of `pin-source`, which its owner alone may read, else from the callback; `pin-value` is
 * refused, because a URI is kept and shown. A PIN is wiped after its use and part of no Err.
 * Blanks and controls are refused, too: p11-kit drops them, and a line of a file ends at one.
 *
 * This source is not part of a program that does not call it: p11-kit costs every start.
 * Threads: a key belongs to one thread at a time.
 */
#pragma once

#include "trust/sign.h"

enum {
    PKCS11_PIN_BYTES_MAX = 256, PKCS11_SLOTS_MAX = 64,
    PKCS11_URI_BYTES_MAX = 3000, /* with a public key it fits the file that names the key */
};

typedef struct {
    /* Writes the PIN of the token named `token` to `to` and its bytes to *size. */
    bool (*ask)(void *context, Str token, char to[PKCS11_PIN_BYTES_MAX], size_t *size, Err *err);
    void *context;
} Pkcs11Pin;

/* An open session; all zero: none. It may be moved, not copied. */
typedef struct {
    void *registered, *named, *module; /* of p11-kit */
    unsigned long session, private_key;
    PublicKey public;
} Pkcs11Key;

/* Whether the URI could be followed; no module is loaded. Fails: ERR_USAGE. */
MUST_CHECK bool pkcs11_uri_check(const char *uri, Err *err);

/* `pin` may be NULL. Fails: ERR_USAGE for the URI and a PIN nobody gives; ERR_STRUCTURE when not
 * exactly one token and key fit; ERR_VERIFY for a wrong PIN and a weak key; ERR_IO for what module
 * or token say. */
MUST_CHECK bool pkcs11_open(const char *uri, const Pkcs11Pin *pin, Pkcs11Key *out, Err *err);
void pkcs11_close(Pkcs11Key *key);

/* Fails: ERR_IO; ERR_VERIFY when what the token gives is not a signature of `message`. */
MUST_CHECK bool pkcs11_sign(const Pkcs11Key *key, Str message, Signature *out, Err *err);

/* Makes a key that cannot be read out, under the label (`object`) and `id` of the URI; without an
 * id under a random one. Fails as pkcs11_open; ERR_STRUCTURE when a key fits the URI already. */
MUST_CHECK bool pkcs11_generate(const char *uri, const Pkcs11Pin *pin, PublicKey *out, Err *err);
