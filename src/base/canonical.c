/* SPDX-License-Identifier: Apache-2.0 */
#include "base/canonical.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define RULE_DIFFERS    STR("base.canonical-differs")
#define RULE_DOUBLE_KEY STR("base.json-double-key")
#define RULE_INTEGER    STR("base.canonical-integer")
#define RULE_RANGE      STR("base.canonical-range")

/* Every integer up to here is a double, and its digits are those of the double. */
static const int64_t EXACT_MAX = INT64_C(1) << 53;

enum {
    DIGITS_MAX = 17,      /* always enough for a double                          */
    PLAIN_DIGITS_MAX = 21, /* ECMAScript, Number::toString: more take an exponent */
    PLAIN_ZEROS_MAX = 5,  /* the same, between the point and the first digit     */
    FEW_PLACES_MAX = 15,  /* behind the point, to be found by counting           */
};

/* ---- numbers ---- */

/* value = 0.DIGITS × 10^point */
typedef struct {
    char digit[DIGITS_MAX];
    int count, point;
} Decimal;

/* Written without a point, so that no locale can change its meaning. */
static double decimal_value(const Decimal *decimal)
{
    char text[DIGITS_MAX + 16];

    snprintf(text, sizeof text, "%.*se%d", decimal->count, decimal->digit,
             decimal->point - decimal->count);
    return strtod(text, NULL);
}

/* The number of `count` digits next to `value`, which is positive. */
static Decimal decimal_nearest(double value, int count)
{
    Decimal decimal = { .count = count };
    char text[DIGITS_MAX + 16];
    const char *at = text;
    int digits = 0;

    snprintf(text, sizeof text, "%.*e", count - 1, value);
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9') /* whatever the locale puts between them */
            decimal.digit[digits++] = *at;
    assert(digits == count);
    decimal.point = (int)strtol(at + 1, NULL, 10) + 1;
    return decimal;
}

/* The next larger one; false when that has fewer digits. */
static bool decimal_up(Decimal *decimal)
{
    int at = decimal->count - 1;

    while (at >= 0 && decimal->digit[at] == '9')
        decimal->digit[at--] = '0';
    if (at >= 0)
        decimal->digit[at]++;
    return at >= 0;
}

/* Above a power of two the doubles lie twice as far apart as below it. There the nearest number
 * may belong to the double below, while the one above it, farther off, still reads back. */
static bool decimal_of(double value, int count, Decimal *out)
{
    Decimal decimal = decimal_nearest(value, count);
    bool found = decimal_value(&decimal) == value
              || (decimal_up(&decimal) && decimal_value(&decimal) == value);

    if (found)
        *out = decimal;
    return found;
}

/* If some number of n digits reads back, so does one of n + 1. */
static Decimal decimal_shortest(double value)
{
    int low = 1, high = DIGITS_MAX;
    Decimal decimal, shortest = decimal_nearest(value, DIGITS_MAX);

    while (low < high) {
        int middle = (low + high) / 2;
        if (decimal_of(value, middle, &decimal)) {
            shortest = decimal;
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return shortest;
}

/* Most numbers that people write are whole after a few shifts of the point. Both integers are
 * doubles without loss, so their quotient is what the decimal number reads as; with this few digits
 * no other number of as many reads the same. */
static bool decimal_few(double value, Decimal *out)
{
    static const double WHOLE_MAX = 1e15;
    double scale = 1;
    char text[24];

    for (int places = 0; places <= FEW_PLACES_MAX && value * scale < WHOLE_MAX; places++) {
        uint64_t whole = (uint64_t)(value * scale + 0.5);

        if ((double)whole / scale == value) {
            out->count = snprintf(text, sizeof text, "%" PRIu64, whole);
            out->point = out->count - places;
            memcpy(out->digit, text, (size_t)out->count);
            return true;
        }
        scale *= 10;
    }
    return false;
}

static int put_scientific(const Decimal *decimal, char *to, size_t room)
{
    return snprintf(to, room, "%c%s%.*se%+d", decimal->digit[0], decimal->count > 1 ? "." : "",
                    decimal->count - 1, decimal->digit + 1, decimal->point - 1);
}

/* ECMA-262, Number::toString, steps 6 to 11; n there is `point`, k is `count`. */
static int put_decimal(const Decimal *decimal, char *to, size_t room)
{
    static const char ZEROS[] = "000000000000000000000";
    int count = decimal->count, point = decimal->point;

    if (point > PLAIN_DIGITS_MAX || point < -PLAIN_ZEROS_MAX)
        return put_scientific(decimal, to, room);
    if (point <= 0)
        return snprintf(to, room, "0.%.*s%.*s", -point, ZEROS, count, decimal->digit);
    if (count <= point)
        return snprintf(to, room, "%.*s%.*s", count, decimal->digit, point - count, ZEROS);
    return snprintf(to, room, "%.*s.%.*s", point, decimal->digit, count - point,
                    decimal->digit + point);
}

Str canonical_number(double value, char buffer[CANONICAL_NUMBER_BYTES])
{
    size_t sign = value < 0;
    Decimal decimal;
    int len;

    assert(value - value == 0);
    if (value == 0) {
        buffer[0] = '0'; /* minus zero, too */
        return (Str){ buffer, 1 };
    }
    buffer[0] = '-';
    if (!decimal_few(sign ? -value : value, &decimal))
        decimal = decimal_shortest(sign ? -value : value);
    len = put_decimal(&decimal, buffer + sign, CANONICAL_NUMBER_BYTES - sign);
    return (Str){ buffer, sign + (size_t)len };
}

/* ---- values ---- */

typedef struct {
    Str key;
    const Json *value;
} Member;

typedef struct {
    Arena *scratch;
    Buf *out;
} Writer;

static bool write_value(const Writer *writer, const Json *json, size_t depth, Err *err);

/* Digits that a double may not be able to keep. */
static bool write_long_integer(const Writer *writer, Str digits, double value, Err *err)
{
    char buffer[CANONICAL_NUMBER_BYTES];

    if (value - value != 0 || !str_eq(canonical_number(value, buffer), digits))
        return err_set(err, ERR_LIMIT, RULE_INTEGER, digits);
    buf_add(writer->out, digits);
    return true;
}

/* Kept as text by the reader: an integer of more than 64 bits, or what no double can hold. */
static bool write_raw(const Writer *writer, Str raw, Err *err)
{
    Str text;

    for (size_t i = str_starts(raw, STR("-")); i < raw.len; i++)
        if (raw.ptr[i] < '0' || raw.ptr[i] > '9')
            return err_set(err, ERR_LIMIT, RULE_RANGE, raw);
    if (!arena_copy(writer->scratch, raw, &text))
        return err_no_memory(err);
    return write_long_integer(writer, raw, strtod(text.ptr, NULL), err);
}

static bool write_number(const Writer *writer, const Json *json, Err *err)
{
    char buffer[CANONICAL_NUMBER_BYTES];
    uint64_t natural;
    int64_t integer;
    double value;

    if (json_i64(json, &integer) && integer >= -EXACT_MAX && integer <= EXACT_MAX) {
        buf_printf(writer->out, "%" PRId64, integer);
        return true;
    }
    if (!json_double(json, &value))
        return write_raw(writer, json_raw_number(json), err);
    if (json_i64(json, &integer))
        snprintf(buffer, sizeof buffer, "%" PRId64, integer);
    else if (json_u64(json, &natural))
        snprintf(buffer, sizeof buffer, "%" PRIu64, natural);
    else {
        buf_add(writer->out, canonical_number(value, buffer));
        return true;
    }
    return write_long_integer(writer, str_of(buffer), value, err);
}

static void write_escape(Buf *out, unsigned char c)
{
    static const char SHORT[] = "\"\\\b\t\n\f\r", LETTER[] = "\"\\btnfr";
    const char *at = c ? strchr(SHORT, c) : NULL;

    if (at)
        buf_printf(out, "\\%c", LETTER[at - SHORT]);
    else
        buf_printf(out, "\\u%04x", c);
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

/* Whether eight characters stand for themselves. A byte is zero where (x - 1) & ~x has its upper
 * bit, and below 32 where (x - 32) & ~x has; a borrow can only come from a byte that is. */
static bool all_plain(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101), upper = 0x80 * each;
    uint64_t quote = word ^ '"' * each, backslash = word ^ '\\' * each;

    return !(((word - 0x20 * each) & ~word & upper) | ((quote - each) & ~quote & upper)
             | ((backslash - each) & ~backslash & upper));
}

/* The first byte from `at` on that needs an escape, or the end. */
static size_t plain_end(Str text, size_t at)
{
    uint64_t word;

    for (; at + sizeof word <= text.len; at += sizeof word) {
        memcpy(&word, text.ptr + at, sizeof word);
        if (!all_plain(word))
            break;
    }
    while (at < text.len && is_plain((unsigned char)text.ptr[at]))
        at++;
    return at;
}

static void write_string(Buf *out, Str text)
{
    size_t at = 0, end;

    buf_char(out, '"');
    for (; (end = plain_end(text, at)) < text.len; at = end + 1) {
        buf_add(out, str_slice(text, at, end));
        write_escape(out, (unsigned char)text.ptr[end]);
    }
    buf_add(out, str_slice(text, at, end));
    buf_char(out, '"');
}

/* The order of UTF-16 code units is that of UTF-8 bytes, but that the surrogates of characters
 * beyond U+FFFF (first byte F0 and more) stand before U+E000 (first bytes EE and EF). */
static int key_order(Str a, Str b)
{
    size_t common = a.len < b.len ? a.len : b.len, i = 0;
    unsigned char x, y;

    while (i < common && a.ptr[i] == b.ptr[i])
        i++;
    if (i == common)
        return a.len < b.len ? -1 : a.len > b.len;
    x = (unsigned char)a.ptr[i];
    y = (unsigned char)b.ptr[i];
    if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
        return x >= 0xF0 ? -1 : 1;
    return x < y ? -1 : 1;
}

static int by_key(const void *a, const void *b)
{
    return key_order(((const Member *)a)->key, ((const Member *)b)->key);
}

/* False also for a name that stands twice. */
static bool is_ordered(const Json *object)
{
    JsonIter iter = json_iter(object);
    const Json *value;
    Str last, key;

    if (!json_next(&iter, &last, &value))
        return true;
    for (; json_next(&iter, &key, &value); last = key)
        if (key_order(last, key) >= 0)
            return false;
    return true;
}

static bool write_member(const Writer *writer, const Member *member, size_t depth, Err *err)
{
    write_string(writer->out, member->key);
    buf_char(writer->out, ':');
    return write_value(writer, member->value, depth, err)
        || err_in(err, "%.*s", STR_ARG(member->key));
}

static bool write_sorted(const Writer *writer, const Json *object, size_t depth, Err *err)
{
    size_t count = json_count(object), i = 0;
    Member *members = ARENA_ARRAY(writer->scratch, Member, count);
    JsonIter iter = json_iter(object);

    if (!members)
        return err_no_memory(err);
    while (json_next(&iter, &members[i].key, &members[i].value) && ++i < count)
        continue;
    qsort(members, count, sizeof *members, by_key);
    for (i = 0; i < count; i++) {
        if (i && str_eq(members[i - 1].key, members[i].key))
            return err_set(err, ERR_STRUCTURE, RULE_DOUBLE_KEY, members[i].key);
        if (i)
            buf_char(writer->out, ',');
        if (!write_member(writer, &members[i], depth, err))
            return false;
    }
    return true;
}

/* What we wrote ourselves is in order already. */
static bool write_object(const Writer *writer, const Json *object, size_t depth, Err *err)
{
    JsonIter iter = json_iter(object);
    bool ok = true, first = true;
    Member member;

    buf_char(writer->out, '{');
    if (is_ordered(object)) {
        for (; ok && json_next(&iter, &member.key, &member.value); first = false) {
            if (!first)
                buf_char(writer->out, ',');
            ok = write_member(writer, &member, depth, err);
        }
    } else {
        ok = write_sorted(writer, object, depth, err);
    }
    buf_char(writer->out, '}');
    return ok;
}

static bool write_array(const Writer *writer, const Json *array, size_t depth, Err *err)
{
    JsonIter iter = json_iter(array);
    const Json *value;
    Str none;

    buf_char(writer->out, '[');
    for (size_t i = 0; json_next(&iter, &none, &value); i++) {
        if (i)
            buf_char(writer->out, ',');
        if (!write_value(writer, value, depth, err))
            return err_in(err, "[%zu]", i);
    }
    buf_char(writer->out, ']');
    return true;
}

/* Recursion ends at JSON_DEPTH_MAX, which the reader has kept. */
static bool write_value(const Writer *writer, const Json *json, size_t depth, Err *err)
{
    assert(depth <= JSON_DEPTH_MAX);
    switch (json_kind(json)) {
    case JSON_NULL:
        buf_add(writer->out, STR("null"));
        return true;
    case JSON_BOOL:
        buf_add(writer->out, json_bool(json) ? STR("true") : STR("false"));
        return true;
    case JSON_NUMBER:
        return write_number(writer, json, err);
    case JSON_STRING:
        write_string(writer->out, json_str(json));
        return true;
    case JSON_ARRAY:
        return write_array(writer, json, depth + 1, err);
    case JSON_OBJECT:
        return write_object(writer, json, depth + 1, err);
    }
    return false;
}

bool canonical_write(const Json *json, Arena *scratch, Buf *out, Err *err)
{
    const Writer writer = { scratch, out };
    size_t before = out->len;
    bool ok = write_value(&writer, json, 0, err);

    if (ok && buf_failed(out))
        ok = err_no_memory(err);
    if (!ok)
        out->len = before;
    return ok;
}

bool canonical_of(Str text, Arena *scratch, Buf *out, Err *err)
{
    const Json *json;

    return json_parse(text, JSON_PLAIN, scratch, &json, err)
        && canonical_write(json, scratch, out, err);
}

/* The canonical form is never longer than six times the text: a control character would be
 * escaped, but stands escaped in JSON already; a short number such as 1E20 grows to 21 digits. */
bool canonical_is(Str text, Arena *scratch, Err *err)
{
    CLEANUP(buf_done) Buf form = buf_new(6 * text.len + 64);
    size_t at = 0;

    if (!canonical_of(text, scratch, &form, err))
        return false;
    while (at < text.len && at < form.len && text.ptr[at] == form.ptr[at])
        at++;
    if (at == text.len && at == form.len)
        return true;
    err_set(err, ERR_SYNTAX, RULE_DIFFERS);
    return err_at(err, at);
}
