/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include "base/halving.h"

#include <string.h>

#include <utf8proc.h>

#define RULE_UTF8      STR("base.json-utf8")
#define RULE_TOO_LARGE STR("base.utf8-too-large")

static_assert(UTF8PROC_VERSION_MAJOR >= 2, "widths by Unicode 9 or newer");

/* Characters whose width is ambiguous: EastAsianWidth.txt of Unicode 14.0.0, class A, without the
 * private use planes. */
static const struct {
    uint32_t first, last;
} AMBIGUOUS[] = {
    { 0x00A1, 0x00A1 }, { 0x00A4, 0x00A4 }, { 0x00A7, 0x00A8 }, { 0x00AA, 0x00AA },
    { 0x00AD, 0x00AE }, { 0x00B0, 0x00B4 }, { 0x00B6, 0x00BA }, { 0x00BC, 0x00BF },
    { 0x00C6, 0x00C6 }, { 0x00D0, 0x00D0 }, { 0x00D7, 0x00D8 }, { 0x00DE, 0x00E1 },
    { 0x00E6, 0x00E6 }, { 0x00E8, 0x00EA }, { 0x00EC, 0x00ED }, { 0x00F0, 0x00F0 },
    { 0x00F2, 0x00F3 }, { 0x00F7, 0x00FA }, { 0x00FC, 0x00FC }, { 0x00FE, 0x00FE },
    { 0x0101, 0x0101 }, { 0x0111, 0x0111 }, { 0x0113, 0x0113 }, { 0x011B, 0x011B },
    { 0x0126, 0x0127 }, { 0x012B, 0x012B }, { 0x0131, 0x0133 }, { 0x0138, 0x0138 },
    { 0x013F, 0x0142 }, { 0x0144, 0x0144 }, { 0x0148, 0x014B }, { 0x014D, 0x014D },
    { 0x0152, 0x0153 }, { 0x0166, 0x0167 }, { 0x016B, 0x016B }, { 0x01CE, 0x01CE },
    { 0x01D0, 0x01D0 }, { 0x01D2, 0x01D2 }, { 0x01D4, 0x01D4 }, { 0x01D6, 0x01D6 },
    { 0x01D8, 0x01D8 }, { 0x01DA, 0x01DA }, { 0x01DC, 0x01DC }, { 0x0251, 0x0251 },
    { 0x0261, 0x0261 }, { 0x02C4, 0x02C4 }, { 0x02C7, 0x02C7 }, { 0x02C9, 0x02CB },
    { 0x02CD, 0x02CD }, { 0x02D0, 0x02D0 }, { 0x02D8, 0x02DB }, { 0x02DD, 0x02DD },
    { 0x02DF, 0x02DF }, { 0x0300, 0x036F }, { 0x0391, 0x03A1 }, { 0x03A3, 0x03A9 },
    { 0x03B1, 0x03C1 }, { 0x03C3, 0x03C9 }, { 0x0401, 0x0401 }, { 0x0410, 0x044F },
    { 0x0451, 0x0451 }, { 0x2010, 0x2010 }, { 0x2013, 0x2016 }, { 0x2018, 0x2019 },
    { 0x201C, 0x201D }, { 0x2020, 0x2022 }, { 0x2024, 0x2027 }, { 0x2030, 0x2030 },
    { 0x2032, 0x2033 }, { 0x2035, 0x2035 }, { 0x203B, 0x203B }, { 0x203E, 0x203E },
    { 0x2074, 0x2074 }, { 0x207F, 0x207F }, { 0x2081, 0x2084 }, { 0x20AC, 0x20AC },
    { 0x2103, 0x2103 }, { 0x2105, 0x2105 }, { 0x2109, 0x2109 }, { 0x2113, 0x2113 },
    { 0x2116, 0x2116 }, { 0x2121, 0x2122 }, { 0x2126, 0x2126 }, { 0x212B, 0x212B },
    { 0x2153, 0x2154 }, { 0x215B, 0x215E }, { 0x2160, 0x216B }, { 0x2170, 0x2179 },
    { 0x2189, 0x2189 }, { 0x2190, 0x2199 }, { 0x21B8, 0x21B9 }, { 0x21D2, 0x21D2 },
    { 0x21D4, 0x21D4 }, { 0x21E7, 0x21E7 }, { 0x2200, 0x2200 }, { 0x2202, 0x2203 },
    { 0x2207, 0x2208 }, { 0x220B, 0x220B }, { 0x220F, 0x220F }, { 0x2211, 0x2211 },
    { 0x2215, 0x2215 }, { 0x221A, 0x221A }, { 0x221D, 0x2220 }, { 0x2223, 0x2223 },
    { 0x2225, 0x2225 }, { 0x2227, 0x222C }, { 0x222E, 0x222E }, { 0x2234, 0x2237 },
    { 0x223C, 0x223D }, { 0x2248, 0x2248 }, { 0x224C, 0x224C }, { 0x2252, 0x2252 },
    { 0x2260, 0x2261 }, { 0x2264, 0x2267 }, { 0x226A, 0x226B }, { 0x226E, 0x226F },
    { 0x2282, 0x2283 }, { 0x2286, 0x2287 }, { 0x2295, 0x2295 }, { 0x2299, 0x2299 },
    { 0x22A5, 0x22A5 }, { 0x22BF, 0x22BF }, { 0x2312, 0x2312 }, { 0x2460, 0x24E9 },
    { 0x24EB, 0x254B }, { 0x2550, 0x2573 }, { 0x2580, 0x258F }, { 0x2592, 0x2595 },
    { 0x25A0, 0x25A1 }, { 0x25A3, 0x25A9 }, { 0x25B2, 0x25B3 }, { 0x25B6, 0x25B7 },
    { 0x25BC, 0x25BD }, { 0x25C0, 0x25C1 }, { 0x25C6, 0x25C8 }, { 0x25CB, 0x25CB },
    { 0x25CE, 0x25D1 }, { 0x25E2, 0x25E5 }, { 0x25EF, 0x25EF }, { 0x2605, 0x2606 },
    { 0x2609, 0x2609 }, { 0x260E, 0x260F }, { 0x261C, 0x261C }, { 0x261E, 0x261E },
    { 0x2640, 0x2640 }, { 0x2642, 0x2642 }, { 0x2660, 0x2661 }, { 0x2663, 0x2665 },
    { 0x2667, 0x266A }, { 0x266C, 0x266D }, { 0x266F, 0x266F }, { 0x269E, 0x269F },
    { 0x26BF, 0x26BF }, { 0x26C6, 0x26CD }, { 0x26CF, 0x26D3 }, { 0x26D5, 0x26E1 },
    { 0x26E3, 0x26E3 }, { 0x26E8, 0x26E9 }, { 0x26EB, 0x26F1 }, { 0x26F4, 0x26F4 },
    { 0x26F6, 0x26F9 }, { 0x26FB, 0x26FC }, { 0x26FE, 0x26FF }, { 0x273D, 0x273D },
    { 0x2776, 0x277F }, { 0x2B56, 0x2B59 }, { 0x3248, 0x324F }, { 0xFE00, 0xFE0F },
    { 0xFFFD, 0xFFFD }, { 0x1F100, 0x1F10A }, { 0x1F110, 0x1F12D }, { 0x1F130, 0x1F169 },
    { 0x1F170, 0x1F18D }, { 0x1F18F, 0x1F190 }, { 0x1F19B, 0x1F1AC }, { 0xE0100, 0xE01EF },
};

/* How the first byte says length and range of the second (RFC 3629 section 4). */
static const struct {
    unsigned char first, last, more, low, high;
} LEADS[] = {
    { 0x00, 0x7F, 0, 0x80, 0xBF }, { 0xC2, 0xDF, 1, 0x80, 0xBF }, { 0xE0, 0xE0, 2, 0xA0, 0xBF },
    { 0xE1, 0xEC, 2, 0x80, 0xBF }, { 0xED, 0xED, 2, 0x80, 0x9F }, { 0xEE, 0xEF, 2, 0x80, 0xBF },
    { 0xF0, 0xF0, 3, 0x90, 0xBF }, { 0xF1, 0xF3, 3, 0x80, 0xBF }, { 0xF4, 0xF4, 3, 0x80, 0x8F },
};

size_t utf8_decode(Str text, uint32_t *code)
{
    const unsigned char *at = (const unsigned char *)text.ptr;
    uint32_t value;
    size_t row = 0;

    if (!text.len)
        return 0;
    while (row < ARRAY_LEN(LEADS) && at[0] > LEADS[row].last)
        row++;
    if (row == ARRAY_LEN(LEADS) || at[0] < LEADS[row].first || LEADS[row].more >= text.len)
        return 0;
    if (LEADS[row].more && (at[1] < LEADS[row].low || at[1] > LEADS[row].high))
        return 0;
    value = LEADS[row].more ? at[0] & (0x3Fu >> LEADS[row].more) : at[0];
    for (size_t i = 1; i <= LEADS[row].more; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (at[i] & 0x3F);
    }
    *code = value;
    return LEADS[row].more + 1u;
}

/* Bytes of ASCII at the front, eight at a time. */
static size_t ascii_run(Str text)
{
    size_t at = 0;
    uint64_t word;

    for (; at + sizeof word <= text.len; at += sizeof word) {
        memcpy(&word, text.ptr + at, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    while (at < text.len && !((unsigned char)text.ptr[at] & 0x80))
        at++;
    return at;
}

size_t utf8_check(Str text)
{
    size_t at = 0, len;
    uint32_t code;

    while ((at += ascii_run(str_slice(text, at, text.len))) < text.len) {
        len = utf8_decode(str_slice(text, at, text.len), &code);
        if (!len)
            break;
        at += len;
    }
    return at;
}

bool utf8_is_unsafe(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x061C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

void utf8_tame(char *text, size_t len)
{
    size_t at = 0;

    while (at < len) {
        uint32_t code = 0;
        size_t bytes = utf8_decode((Str){ text + at, len - at }, &code);

        if (bytes == 0 || utf8_is_unsafe(code))
            memset(text + at, '?', bytes ? bytes : 1);
        at += bytes ? bytes : 1;
    }
}

static bool is_ambiguous(uint32_t code)
{
    Halving half = halving_of(ARRAY_LEN(AMBIGUOUS));

    while (halving_next(&half))
        halving_turn(&half, AMBIGUOUS[half.middle].last < code);
    return half.at < ARRAY_LEN(AMBIGUOUS) && AMBIGUOUS[half.at].first <= code;
}

static size_t code_width(uint32_t code, bool ambiguous_wide)
{
    int width = utf8proc_charwidth((utf8proc_int32_t)code);

    if (width == 1 && ambiguous_wide && is_ambiguous(code))
        return 2;
    return width > 0 ? (size_t)width : 0;
}

size_t utf8_width(Str text, bool ambiguous_wide)
{
    size_t width = 0;

    while (text.len) {
        uint32_t code;
        size_t len = utf8_decode(text, &code);

        width += len ? code_width(code, ambiguous_wide) : 1;
        text = str_slice(text, len ? len : 1, text.len);
    }
    return width;
}

/* Letters and marks that are not drawn: Default_Ignorable_Code_Point of DerivedCoreProperties.txt,
 * Unicode 14.0.0, without what has a category of its own (Cf, Cn) and without selectors. */
static const struct {
    uint32_t first, last;
} NOT_DRAWN[] = {
    { 0x034F, 0x034F }, /* combining grapheme joiner */
    { 0x115F, 0x1160 }, /* Hangul fillers            */
    { 0x17B4, 0x17B5 }, /* Khmer inherent vowels     */
    { 0x3164, 0x3164 }, /* Hangul filler             */
    { 0xFFA0, 0xFFA0 }, /* the same, half width      */
};

bool utf8_is_hidden(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);

    for (size_t i = 0; i < ARRAY_LEN(NOT_DRAWN); i++)
        if (code >= NOT_DRAWN[i].first && code <= NOT_DRAWN[i].last)
            return true;
    return category == UTF8PROC_CATEGORY_CN || category >= UTF8PROC_CATEGORY_ZL;
}

bool utf8_is_blank(uint32_t code)
{
    return utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_ZS;
}

/* Every text of characters has a form, so what fails here is memory. */
static bool normalise(Str text, Arena *arena, Str *out)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.ptr;
    const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t len = (utf8proc_ssize_t)text.len, count, room;
    utf8proc_int32_t *codes;
    utf8proc_uint8_t *to;
    size_t used = 0;

    room = utf8proc_decompose(bytes, len, NULL, 0, how);
    codes = room < 0 ? NULL : ARENA_ARRAY(arena, utf8proc_int32_t, (size_t)room + 1);
    to = room < 0 ? NULL : arena_alloc_raw(arena, (size_t)room * UTF8_BYTES_MAX + 1);
    if (!codes || !to)
        return false;
    count = utf8proc_decompose(bytes, len, codes, room, how);
    count = utf8proc_normalize_utf32(codes, count, how);
    for (utf8proc_ssize_t i = 0; i < count; i++)
        used += (size_t)utf8proc_encode_char(codes[i], to + used);
    to[used] = '\0';
    *out = (Str){ (const char *)to, used };
    return true;
}

bool utf8_nfc(Str text, Arena *arena, Str *out, Err *err)
{
    size_t good = utf8_check(text);
    bool done;

    if (text.len > UTF8_NFC_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_TOO_LARGE);
    if (good < text.len) {
        err_set(err, ERR_SYNTAX, RULE_UTF8);
        return err_at(err, good);
    }
    done = ascii_run(text) == text.len ? arena_copy(arena, text, out)
                                       : normalise(text, arena, out);
    return done || err_no_memory(err);
}
