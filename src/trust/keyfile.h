/* SPDX-License-Identifier: Apache-2.0 */
/* keyfile.h — keys as one line of text, and the files that hold them.
 *
 *     inro-ed25519 <base64 of the 32 bytes> <label>
 *     inro-ed25519-secret <base64 of the seed and the public key, 64 bytes> <label>
 *
 * The label is for people: UTF-8 without anything that cannot be seen, no blank around it, up to
 * KEYFILE_LABEL_BYTES_MAX bytes, and may be absent with the blank before it. It says nothing about
 * whose key it is; only the fingerprint does (sign_fingerprint). The public half stands in a secret
 * line so that a damaged seed is seen and not taken for another key.
 *
 * Secrets: no byte of a secret line is ever part of an Err; the buffers used here are wiped. The
 * caller names every path; nothing is looked up in the environment.
 * Fails: ERR_SYNTAX for a line of another form, ERR_VERIFY for a key that sign.h refuses or whose
 * halves do not belong together, and what base/io.h says.
 */
#pragma once

#include "base/buf.h"
#include "trust/sign.h"

enum { KEYFILE_LABEL_BYTES_MAX = 200, KEYFILE_BYTES_MAX = 512 };

/* Reads one line, with or without its end; *label points into `text`. */
MUST_CHECK bool keyfile_public_read(Str text, PublicKey *out, Str *label, Err *err);
MUST_CHECK bool keyfile_secret_read(Str text, SecretKey *out, Str *label, Err *err);

/* Adds the line of a public key, with its end. Fails: ERR_SYNTAX for the label. */
MUST_CHECK bool keyfile_public_write(Buf *out, const PublicKey *key, Str label, Err *err);

/* Files of one line. The label is copied to `arena`. */
MUST_CHECK bool keyfile_public_load(const char *path, Arena *arena, PublicKey *out, Str *label,
                                    Err *err);
/* Refuses a file that others may read (io_read_secret). */
MUST_CHECK bool keyfile_secret_load(const char *path, Arena *arena, SecretKey *out, Str *label,
                                    Err *err);
/* Makes a file of mode 0600 that was not there (io_create_secret). */
MUST_CHECK bool keyfile_secret_create(const char *path, const SecretKey *key, Str label, Err *err);
