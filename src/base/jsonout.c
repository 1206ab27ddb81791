/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jsonout.h"

#include "base/utf8.h"

#include <string.h>

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
        if (len > 1) {
            at += len;
            continue;
        }
        buf_add(buf, str_slice(text, from, at));
        if (len)
            put_escaped(buf, (unsigned char)text.ptr[at]);
        else
            buf_add(buf, STR("\xEF\xBF\xBD"));
        from = ++at;
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

    if (plain_run(text) < text.len) {
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

/* All that stands before a value, at one stroke. */
static void put_plain_key(JsonOut *out, unsigned char *level, Str key)
{
    char *from = buf_room(out->buf, separator_room(out) + key.len + 4), *at;

    if (!from)
        return;
    at = put_quoted(put_separator(out, level, from), key);
    *at++ = ':';
    *at = ' ';
    at += out->indent > 0;
    buf_use(out->buf, (size_t)(at - from));
}

void jsonout_key(JsonOut *out, Str key)
{
    unsigned char *level = out->depth ? &out->state[out->depth - 1] : NULL;

    if (out->failed || !level || !(*level & LEVEL_OBJECT) || out->after_key) {
        out->failed = true;
        return;
    }
    out->after_key = true;
    if (plain_run(key) == key.len) {
        put_plain_key(out, level, key);
        return;
    }
    separate(out, level);
    put_string(out->buf, key);
    buf_add(out->buf, out->indent ? STR(": ") : STR(":"));
}

void jsonout_str(JsonOut *out, Str text)
{
    if (begin_value(out))
        put_string(out->buf, text);
}

void jsonout_i64(JsonOut *out, int64_t value)
{
    if (!begin_value(out))
        return;
    if (value < 0)
        buf_char(out->buf, '-');
    put_digits(out->buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);
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

void jsonout_str_at(JsonOut *out, Str key, Str text)
{
    jsonout_key(out, key);
    jsonout_str(out, text);
}

void jsonout_text_at(JsonOut *out, Str key, Str text)
{
    jsonout_key(out, key);
    if (text.len)
        jsonout_str(out, text);
    else
        jsonout_null(out);
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
