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

enum { INRO_ERROR_BYTES = 1024 };

/* Filled by a call that returns false; the text is rendered in the language given to it. */
typedef struct {
    InroStatus status;
    char text[INRO_ERROR_BYTES];
} InroError;
