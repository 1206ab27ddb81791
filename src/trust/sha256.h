/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h — whole blocks of SHA-256 by the processor's own instructions. Only digest.c.
 *
 * libsodium computes 0.2 – 0.4 GB/s; with the instructions it is several times as much, and the
 * archives of an import are hashed while they are inflated.
 */
#pragma once

#include "base/defs.h"

enum { SHA256_BLOCK_BYTES = 64, SHA256_STATE_WORDS = 8 };

/* Whether this processor has the instructions (x86-64, CPUID leaf 7). */
bool sha256_is_fast(void);
/* FIPS 180-4 section 6.2.2 over `count` blocks; only when sha256_is_fast. */
void sha256_blocks(uint32_t state[SHA256_STATE_WORDS], const unsigned char *at, size_t count);
