/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jsonout.h"

#include "base/utf8.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What a level is, and whether it has a member yet. */
enum { LEVEL_OBJECT = 1 << 0, LEVEL_USED = 1 << 1 };

JsonOut jsonout_new(Buf *buf, unsigned indent)
{
    return (JsonOut){ .buf = buf, .indent = indent };
}

/* Eight bytes at a time: SIZE_MAX / 255 has a 1 in every byte, and a byte below a bound borrows
 * its own high bit ("Bit Twiddling Hacks", "Determine if a word has a byte less than n"). A byte
 * may be called special wrongly when the one before it is: then the slow way looks again. */
#define EACH(byte) (UINT64_MAX / 255 * (byte))

static bool word_is_plain(const char *at)
{
    uint64_t word, quote, backslash;

    memcpy(&word, at, sizeof word);
    quote = word ^ EACH('"');
    backslash = word ^ EACH('\\');
    return (((word - EACH(0x20)) | (quote - EACH(1)) | (backslash - EACH(1)) | word) & EACH(0x80))
        == 0;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Whether `len` bytes need no escape and are ASCII: blocks of one size, the last of which may lie
 * over the one before. */
static bool words_are_plain(const char *at, size_t len)
{
    for (size_t i = 0; i + sizeof(uint64_t) <= len; i += sizeof(uint64_t))
        if (!word_is_plain(at + i))
            return false;
    return word_is_plain(at + len - sizeof(uint64_t));
}

#ifdef __SSE2__
enum { BLOCK = sizeof(__m128i) };

/* As numbers with a sign, control characters and bytes past ASCII are both below the space. */
static __m128i block_special(const char *at)
{
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')),
                                 _mm_cmpeq_epi8(block, _mm_set1_epi8('\\')));

    return _mm_or_si128(marks, _mm_cmplt_epi8(block, _mm_set1_epi8(' ')));
}

static bool blocks_are_plain(const char *at, size_t len)
{
    __m128i special = block_special(at + len - BLOCK);

    for (size_t i = 0; i + BLOCK <= len; i += BLOCK)
        special = _mm_or_si128(special, block_special(at + i));
    return _mm_movemask_epi8(special) == 0;
}
#else
enum { BLOCK = 2 * sizeof(uint64_t) };

static bool blocks_are_plain(const char *at, size_t len)
{
    return words_are_plain(at, len);
}
#endif

static bool bytes_are_plain(const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_plain((unsigned char)at[i]))
            return false;
    return true;
}

/* False may be wrong for text that holds an escaped character: see word_is_plain. */
static bool is_plain_text(Str text)
{
    return text.len >= BLOCK              ? blocks_are_plain(text.ptr, text.len)
         : text.len >= sizeof(uint64_t)   ? words_are_plain(text.ptr, text.len)
                                          : bytes_are_plain(text.ptr, text.len);
}

/* How many bytes at the front need no escape and are ASCII. */
static size_t plain_run(Str text)
{
    size_t at = 0;

    while (at + sizeof(uint64_t) <= text.len && word_is_plain(text.ptr + at))
        at += sizeof(uint64_t);
    while (at < text.len && is_plain((unsigned char)text.ptr[at]))
        at++;
    return at;
}

enum { LINE_BYTES = 32 };

/* Bytes that a comma, a line end and the indentation may be written over. */
static size_t separator_room(const JsonOut *out)
{
    return 1 + LINE_BYTES + (size_t)out->depth * out->indent;
}

static char *put_line(const JsonOut *out, char *at)
{
    static const char LINE[LINE_BYTES + 1] = "\n                               ";
    size_t spaces = (size_t)out->depth * out->indent;

    if (out->indent == 0)
        return at;
    memcpy(at, LINE, LINE_BYTES); /* a fixed number of bytes needs no call */
    if (spaces >= LINE_BYTES)
        memset(at + LINE_BYTES, ' ', spaces + 1 - LINE_BYTES);
    return at + 1 + spaces;
}

static char *put_separator(const JsonOut *out, unsigned char *level, char *at)
{
    if (*level & LEVEL_USED)
        *at++ = ',';
    *level |= LEVEL_USED;
    return put_line(out, at);
}

static void new_line(JsonOut *out)
{
    char *at = buf_room(out->buf, separator_room(out));

    if (at)
        buf_use(out->buf, (size_t)(put_line(out, at) - at));
}

static void separate(JsonOut *out, unsigned char *level)
{
    char *at = buf_room(out->buf, separator_room(out));

    if (at)
        buf_use(out->buf, (size_t)(put_separator(out, level, at) - at));
}

/* Puts what stands before a value; false when no value may stand here. */
static bool begin_value(JsonOut *out)
{
    unsigned char *level = out->depth ? &out->state[out->depth - 1] : NULL;
    bool ok = level ? !(*level & LEVEL_OBJECT) || out->after_key : !out->written;

    if (out->failed || !ok)
        return !(out->failed = true);
    if (level && !out->after_key)
        separate(out, level);
    out->after_key = false;
    out->written = true;
    return true;
}

static void open_level(JsonOut *out, char bracket, unsigned char kind)
{
    if (!begin_value(out))
        return;
    if (out->depth == JSONOUT_DEPTH_MAX) {
        out->failed = true;
        return;
    }
    buf_char(out->buf, bracket);
    out->state[out->depth++] = kind;
}

static void close_level(JsonOut *out, char bracket, unsigned char kind)
{
    unsigned char level = out->depth ? out->state[out->depth - 1] : 0;

    if (out->failed || out->after_key || out->depth == 0 || (level & LEVEL_OBJECT) != kind) {
        out->failed = true;
        return;
    }
    out->depth--;
    if (level & LEVEL_USED)
        new_line(out);
    buf_char(out->buf, bracket);
}

void jsonout_object(JsonOut *out)
{
    open_level(out, '{', LEVEL_OBJECT);
}

void jsonout_object_end(JsonOut *out)
{
    close_level(out, '}', LEVEL_OBJECT);
}

void jsonout_array(JsonOut *out)
{
    open_level(out, '[', 0);
}

void jsonout_array_end(JsonOut *out)
{
    close_level(out, ']', 0);
}

static void put_escaped(Buf *buf, unsigned char c)
{
    static const char SHORT[] = "\"\\\b\f\n\r\t", LETTER[] = "\"\\bfnrt";
    const char *at = c ? memchr(SHORT, c, sizeof SHORT - 1) : NULL;

    if (at)
        buf_printf(buf, "\\%c", LETTER[at - SHORT]);
    else
        buf_printf(buf, "\\u%04x", c);
}

/* Runs of plain characters are copied whole. */
static void put_escaping(Buf *buf, Str text)
{
    size_t from = 0, at = 0, len;
    uint32_t code;

    buf_char(buf, '"');
    for (;;) {
        at += plain_run(str_slice(text, at, text.len));
        if (at == text.len)
            break;
        len = utf8_decode(str_slice(text, at, text.len), &code);
        if (len > 1 && !utf8_is_unsafe(code)) {
            at += len;
            continue;
        }
        buf_add(buf, str_slice(text, from, at));
        if (len > 1) /* the same text to a parser, and nothing that turns a terminal around */
            buf_printf(buf, "\\u%04x", (unsigned)code);
        else if (len)
            put_escaped(buf, (unsigned char)text.ptr[at]);
        else
            buf_add(buf, STR("\xEF\xBF\xBD"));
        at += len ? len : 1;
        from = at;
    }
    buf_add(buf, str_slice(text, from, at));
    buf_char(buf, '"');
}

static char *put_quoted(char *at, Str text)
{
    *at = '"';
    if (text.len)
        memcpy(at + 1, text.ptr, text.len);
    at[text.len + 1] = '"';
    return at + text.len + 2;
}

/* Hardly any string needs an escape. */
static void put_string(Buf *buf, Str text)
{
    char *at;

    if (!is_plain_text(text)) {
        put_escaping(buf, text);
        return;
    }
    at = buf_room(buf, text.len + 2);
    if (at)
        buf_use(buf, (size_t)(put_quoted(at, text) - at));
}

/* The digits of `value`, at least `least` of them. */
static void put_digits(Buf *buf, uint64_t value, unsigned least)
{
    char digits[24], *at = digits + sizeof digits;

    for (unsigned count = 0; count < least || value; count++, value /= 10)
        *--at = (char)('0' + value % 10);
    buf_add(buf, (Str){ at, (size_t)(digits + sizeof digits - at) });
}

/* Bytes that what stands before a member's value may be written over. */
static size_t key_room(const JsonOut *out, Str key)
{
    return separator_room(out) + key.len + 4;
}

static char *put_plain_key(const JsonOut *out, unsigned char *level, Str key, char *at)
{
    at = put_quoted(put_separator(out, level, at), key);
    *at++ = ':';
    *at = ' ';
    return at + (out->indent > 0);
}

/* The level that a member may be added to; NULL when it may not. */
static unsigned char *member_level(JsonOut *out)
{
    unsigned char *level = out->depth ? &out->state[out->depth - 1] : NULL;

    if (!out->failed && level && *level & LEVEL_OBJECT && !out->after_key)
        return level;
    out->failed = true;
    return NULL;
}

void jsonout_key(JsonOut *out, Str key)
{
    unsigned char *level = member_level(out);
    char *at;

    if (!level)
        return;
    out->after_key = true;
    if (is_plain_text(key)) {
        at = buf_room(out->buf, key_room(out, key));
        if (at)
            buf_use(out->buf, (size_t)(put_plain_key(out, level, key, at) - at));
        return;
    }
    separate(out, level);
    put_string(out->buf, key);
    buf_add(out->buf, out->indent ? STR(": ") : STR(":"));
}

/* Hardly any member needs an escape: then it is written at one stroke. */
static bool put_plain_member(JsonOut *out, Str key, Str text)
{
    unsigned char *level = member_level(out);
    char *from;

    if (!level || !is_plain_text(key) || !is_plain_text(text))
        return false;
    from = buf_room(out->buf, key_room(out, key) + text.len + 2);
    if (from)
        buf_use(out->buf,
                (size_t)(put_quoted(put_plain_key(out, level, key, from), text) - from));
    return true;
}

void jsonout_str(JsonOut *out, Str text)
{
    if (begin_value(out))
        put_string(out->buf, text);
}

void jsonout_u64(JsonOut *out, uint64_t value)
{
    if (begin_value(out))
        put_digits(out->buf, value, 1);
}

void jsonout_bool(JsonOut *out, bool value)
{
    jsonout_raw(out, value ? STR("true") : STR("false"));
}

void jsonout_null(JsonOut *out)
{
    jsonout_raw(out, STR("null"));
}

void jsonout_decimal(JsonOut *out, uint64_t value, unsigned places)
{
    uint64_t unit = 1;

    if (places > JSONOUT_PLACES_MAX)
        out->failed = true;
    if (!begin_value(out))
        return;
    for (unsigned i = 0; i < places; i++)
        unit *= 10;
    put_digits(out->buf, value / unit, 1);
    if (places == 0)
        return;
    buf_char(out->buf, '.');
    put_digits(out->buf, value % unit, places);
}

void jsonout_raw(JsonOut *out, Str json)
{
    if (begin_value(out))
        buf_add(out->buf, json);
}

size_t jsonout_next_member(const JsonOut *out)
{
    bool used = out->depth && out->state[out->depth - 1] & LEVEL_USED;
    size_t line = out->indent ? 1 + (size_t)out->depth * out->indent : 0;

    return out->buf->len + used + line;
}

void jsonout_members(JsonOut *out, Str members)
{
    unsigned char *level = member_level(out);

    out->failed |= !members.len;
    if (!level || out->failed)
        return;
    separate(out, level);
    buf_add(out->buf, members);
}

void jsonout_again(JsonOut *out, size_t from, size_t to)
{
    unsigned char *level = from < to ? member_level(out) : NULL;
    char *at = level ? buf_room(out->buf, to - from) : NULL;

    if (!at)
        return;
    assert(to <= out->buf->len);
    memcpy(at, out->buf->ptr + from, to - from);
    buf_use(out->buf, to - from);
    *level |= LEVEL_USED;
}

void jsonout_str_at(JsonOut *out, Str key, Str text)
{
    if (put_plain_member(out, key, text))
        return;
    jsonout_key(out, key);
    jsonout_str(out, text);
}

void jsonout_text_at(JsonOut *out, Str key, Str text)
{
    if (text.len) {
        jsonout_str_at(out, key, text);
        return;
    }
    jsonout_null_at(out, key);
}

void jsonout_u64_at(JsonOut *out, Str key, uint64_t value)
{
    jsonout_key(out, key);
    jsonout_u64(out, value);
}

void jsonout_bool_at(JsonOut *out, Str key, bool value)
{
    jsonout_key(out, key);
    jsonout_bool(out, value);
}

void jsonout_null_at(JsonOut *out, Str key)
{
    jsonout_key(out, key);
    jsonout_null(out);
}

bool jsonout_done(const JsonOut *out)
{
    return out->written && out->depth == 0 && !out->failed && !buf_failed(out->buf);
}
