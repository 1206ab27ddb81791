/* SPDX-License-Identifier: Apache-2.0 */
/* inro.h — what every header of the public face needs: a session and an error.
 *
 * Text goes in as pointer and length, or NUL-ended where a command line gives it so, and
 * comes out in handles that own it. Nothing here is thread-local or global.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INRO_VERSION "0.1.0"

/* Exit statuses of the programs, also the kinds of failure of the library. */
typedef enum {
    INRO_DONE = 0,
    INRO_POLICY = 1,   /* policy or profile not met, differences found        */
    INRO_REFUSED = 2,  /* usage, invalid document, failed verification        */
    INRO_NO_DATA = 3,  /* knowledge data missing or too old                   */
    INRO_NETWORK = 4,
    INRO_INTERNAL = 70 /* our fault                                           */
} InroStatus;

typedef enum { INRO_ENGLISH, INRO_JAPANESE } InroLanguage;

/* What every call depends on besides its arguments; plain, copy it freely. */
typedef struct {
    InroLanguage language; /* of messages and reports                 */
    int64_t now_s;         /* the present as UTC seconds, for ages    */
} Inro;

/* Text that somebody else owns; not ended by NUL. */
typedef struct {
    const char *ptr;
    size_t len;
} InroText;

/* Bytes that the caller owns; give them back with inro_bytes_free. */
typedef struct {
    char *ptr;
    size_t len;
} InroBytes;

void inro_bytes_free(InroBytes *bytes);

enum { INRO_ERROR_BYTES = 1024 };

/* Filled by a call that returns false, in the language of its session. What
 * computes findings or clocks, be it to list them or to act on them, and returns true tells by
 * `status` alone how it ends: not INRO_DONE when an SBOM could not be read, which `say` gets and a
 * note of a list tells. What was to be recorded is recorded all the same. */
typedef struct {
    InroStatus status;
    char text[INRO_ERROR_BYTES];
} InroError;
