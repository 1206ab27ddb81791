/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/sha256.h"

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

enum { ROUNDS_AT_ONCE = 4, GROUPS = 64 / ROUNDS_AT_ONCE };
enum { SHA_BIT = 29, SSSE3_BIT = 9, SSE41_BIT = 19 };

/* FIPS 180-4 section 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64
 * primes. */
static const _Alignas(16) uint32_t ROUND[64] = {
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
};

static bool ask(void)
{
    unsigned a, b, c, d;

    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> SSSE3_BIT & 1) || !(c >> SSE41_BIT & 1))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> SHA_BIT & 1);
}

/* Asked once: in a virtual machine each question leaves the guest. */
bool sha256_is_fast(void)
{
    static atomic_int answer; /* 0 not asked, 1 no, 2 yes */

    if (!atomic_load_explicit(&answer, memory_order_relaxed))
        atomic_store_explicit(&answer, 1 + ask(), memory_order_relaxed);
    return atomic_load_explicit(&answer, memory_order_relaxed) == 2;
}

/* The instructions hold the eight words as (a b e f) and (c d g h), highest first. */
#define FAST __attribute__((target("sha,sse4.1,ssse3")))

FAST static __m128i load(const void *at)
{
    return _mm_loadu_si128((const __m128i *)at);
}

/* Section 6.2.2 step 1 for four words of the schedule: w[0] is the oldest four, w[3] the newest. */
FAST static __m128i schedule(__m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
    __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));

    return _mm_sha256msg2_epu32(sum, w3);
}

FAST static void block(__m128i *abef, __m128i *cdgh, const unsigned char *at)
{
    const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
    __m128i x = *abef, y = *cdgh, w[4];

#pragma GCC unroll 16
    for (int g = 0; g < GROUPS; g++) {
        __m128i k;

        w[g % 4] = g < 4 ? _mm_shuffle_epi8(load(at + 16 * g), big_endian)
                         : schedule(w[g % 4], w[(g + 1) % 4], w[(g + 2) % 4], w[(g + 3) % 4]);
        k = _mm_add_epi32(w[g % 4], load(ROUND + ROUNDS_AT_ONCE * g));
        y = _mm_sha256rnds2_epu32(y, x, k);
        x = _mm_sha256rnds2_epu32(x, y, _mm_shuffle_epi32(k, 0x0E));
    }
    *abef = _mm_add_epi32(*abef, x);
    *cdgh = _mm_add_epi32(*cdgh, y);
}

FAST void sha256_blocks(uint32_t state[SHA256_STATE_WORDS], const unsigned char *at, size_t count)
{
    __m128i badc = _mm_shuffle_epi32(load(state), 0xB1);
    __m128i hgfe = _mm_shuffle_epi32(load(state + 4), 0x1B);
    __m128i abef = _mm_alignr_epi8(badc, hgfe, 8), cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);

    for (; count; count--, at += SHA256_BLOCK_BYTES)
        block(&abef, &cdgh, at);
    badc = _mm_shuffle_epi32(abef, 0x1B);
    hgfe = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(badc, hgfe, 0xF0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(hgfe, badc, 8));
}
#else
bool sha256_is_fast(void)
{
    return false;
}

void sha256_blocks(uint32_t state[SHA256_STATE_WORDS], const unsigned char *at, size_t count)
{
    (void)state;
    (void)at;
    assert(count == 0);
}
#endif
