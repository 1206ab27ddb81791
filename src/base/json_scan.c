/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

static Marks marks_of(const char *at)
{
    __m128i part[4], folded[4];

    for (int i = 0; i < 4; i++) {
        part[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        folded[i] = _mm_or_si128(part[i], _mm_set1_epi8(BRACKET_FOLD));
    }
    return (Marks){ equal(part, '"'), equal(part, '\\'), equal(folded, '{'), equal(folded, '}') };
}
#else
static Marks marks_of(const char *at)
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
static uint64_t running_parity(uint64_t bits)
{
    for (int shift = 1; shift < BLOCK; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* Without the instruction, which not every x86-64 has, the built-in one calls a table. */
static size_t bit_count(uint64_t bits)
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

const char *json_container_end(const char *at, const char *end)
{
    uint64_t in_string = 0, carry = 0;
    size_t depth = 0;

    for (; at < end; at += BLOCK) {
        Marks marks = marks_of(at);
        uint64_t escaped, string, open, close;
        size_t closes;
        int bit;

        if (end - at < BLOCK)
            marks_cut(&marks, (size_t)(end - at));
        escaped = escaped_by(marks.backslash, &carry);
        string = running_parity(marks.quote & ~escaped) ^ in_string;
        in_string = (uint64_t)0 - (string >> 63);
        open = marks.open & ~string & ~escaped;
        close = marks.close & ~string & ~escaped;
        closes = bit_count(close);
        if (closes < depth) {
            depth = depth + bit_count(open) - closes;
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
