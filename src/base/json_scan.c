/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"

#include <string.h>

#ifdef __SSE2__
#include <immintrin.h>
#define WIDE __attribute__((target("avx2,pclmul,popcnt,bmi")))
#endif
#define INLINED inline __attribute__((always_inline))

enum { BLOCK = JSON_SCAN_SLACK }; /* a whole block is read at once: one bit a byte in 64 */

/* One bit a byte, the lowest for the first. */
typedef struct {
    uint64_t quote, backslash, open, close;
} Marks;

/* '[' and '{' differ in one bit only, as do ']' and '}'; no other byte meets them under it. */
enum { BRACKET_FOLD = 0x20 };
static_assert(('[' | BRACKET_FOLD) == '{' && (']' | BRACKET_FOLD) == '}', "ASCII");

#ifdef __SSE2__
static uint64_t equal(const __m128i part[4], char c)
{
    __m128i wanted = _mm_set1_epi8(c);
    uint64_t mask = 0;

    for (int i = 0; i < 4; i++)
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(part[i], wanted)) << 16 * i;
    return mask;
}

static INLINED Marks marks_of(const char *at)
{
    __m128i part[4], folded[4];

    for (int i = 0; i < 4; i++) {
        part[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        folded[i] = _mm_or_si128(part[i], _mm_set1_epi8(BRACKET_FOLD));
    }
    return (Marks){ equal(part, '"'), equal(part, '\\'), equal(folded, '{'), equal(folded, '}') };
}

WIDE static INLINED uint64_t wide_equal(__m256i low, __m256i high, char c)
{
    __m256i wanted = _mm256_set1_epi8(c);
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));

    return first | (uint64_t)second << 32;
}

WIDE static INLINED Marks wide_marks_of(const char *at)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)at);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32));
    __m256i fold = _mm256_set1_epi8(BRACKET_FOLD);
    __m256i low_folded = _mm256_or_si256(low, fold), high_folded = _mm256_or_si256(high, fold);

    return (Marks){ wide_equal(low, high, '"'), wide_equal(low, high, '\\'),
                    wide_equal(low_folded, high_folded, '{'),
                    wide_equal(low_folded, high_folded, '}') };
}

/* A product without carries with all ones is the running parity. */
WIDE static INLINED uint64_t wide_parity(uint64_t bits)
{
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits),
                                           _mm_set1_epi8((char)0xFF), 0);

    return (uint64_t)_mm_cvtsi128_si64(product);
}

WIDE static INLINED size_t wide_count(uint64_t bits)
{
    return (size_t)__builtin_popcountll(bits);
}
#else
static INLINED Marks marks_of(const char *at)
{
    Marks marks = { 0 };

    for (int i = 0; i < BLOCK; i++) {
        uint64_t bit = (uint64_t)1 << i;
        marks.quote |= at[i] == '"' ? bit : 0;
        marks.backslash |= at[i] == '\\' ? bit : 0;
        marks.open |= (at[i] | BRACKET_FOLD) == '{' ? bit : 0;
        marks.close |= (at[i] | BRACKET_FOLD) == '}' ? bit : 0;
    }
    return marks;
}
#endif

/* Forgets the marks from bit `count` on. */
static void marks_cut(Marks *marks, size_t count)
{
    uint64_t keep = ((uint64_t)1 << count) - 1;

    marks->quote &= keep;
    marks->backslash &= keep;
    marks->open &= keep;
    marks->close &= keep;
}

/* Which bytes a backslash takes the meaning of; *carry says it of the first byte. Backslashes
 * are rare, so they are taken one by one: each consumes the byte behind it. */
static uint64_t escaped_by(uint64_t backslash, uint64_t *carry)
{
    uint64_t escaped = *carry;

    backslash &= ~escaped;
    *carry = 0;
    while (backslash) {
        uint64_t bit = backslash & -backslash;
        escaped |= bit << 1;
        *carry = bit >> 63;
        backslash &= ~(bit | bit << 1);
    }
    return escaped;
}

/* Bit i becomes the parity of the bits 0 … i: set from an opening quote up to the closing one. */
static INLINED uint64_t running_parity(uint64_t bits)
{
    for (int shift = 1; shift < BLOCK; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* Without the instruction, which not every x86-64 has, the built-in one calls a table. */
static INLINED size_t bit_count(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (size_t)(bits * 0x0101010101010101u >> 56);
}

/* Walks the brackets of one block; the bit where depth reaches zero, or BLOCK. */
static int closing_bit(uint64_t open, uint64_t close, size_t *depth)
{
    uint64_t both = open | close;

    for (; both; both &= both - 1) {
        int bit = __builtin_ctzll(both);
        if (open >> bit & 1)
            ++*depth;
        else if (--*depth == 0)
            return bit;
    }
    return BLOCK;
}

/* What a processor is good at. */
typedef struct {
    Marks (*marks)(const char *at);
    uint64_t (*parity)(uint64_t bits);
    size_t (*count)(uint64_t bits);
} Means;

static INLINED const char *container_end(const char *at, const char *end, Means means)
{
    uint64_t in_string = 0, carry = 0;
    size_t depth = 0;

    for (; at < end; at += BLOCK) {
        Marks marks = means.marks(at);
        uint64_t escaped, string, open, close;
        size_t closes;
        int bit;

        if (end - at < BLOCK)
            marks_cut(&marks, (size_t)(end - at));
        escaped = escaped_by(marks.backslash, &carry);
        string = means.parity(marks.quote & ~escaped) ^ in_string;
        in_string = (uint64_t)0 - (string >> 63);
        open = marks.open & ~string & ~escaped;
        close = marks.close & ~string & ~escaped;
        closes = means.count(close);
        if (closes < depth) {
            depth = depth + means.count(open) - closes;
            continue;
        }
        bit = closing_bit(open, close, &depth);
        if (bit < BLOCK)
            return at + bit + 1;
        if (end - at < BLOCK)
            break;
    }
    return NULL;
}

static const char *plain_container_end(const char *at, const char *end)
{
    return container_end(at, end, (Means){ marks_of, running_parity, bit_count });
}

#ifdef __SSE2__
WIDE static const char *wide_container_end(const char *at, const char *end)
{
    return container_end(at, end, (Means){ wide_marks_of, wide_parity, wide_count });
}

static bool is_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");
}

const char *json_container_end(const char *at, const char *end)
{
    return is_wide() ? wide_container_end(at, end) : plain_container_end(at, end);
}
#else
const char *json_container_end(const char *at, const char *end)
{
    return plain_container_end(at, end);
}
#endif

const char *json_string_end(const char *at, const char *end)
{
    const char *quote = at;

    while (++quote < end) {
        const char *before;

        quote = memchr(quote, '"', (size_t)(end - quote));
        if (!quote)
            return NULL;
        for (before = quote; before[-1] == '\\' && before - 1 > at;)
            before--;
        if ((quote - before) % 2 == 0)
            return quote + 1;
    }
    return NULL;
}

const char *json_skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}
