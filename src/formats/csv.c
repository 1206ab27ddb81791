/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv.h"

#include "base/utf8.h"

#include <string.h>

#define RULE_ENCODING STR("formats.csv-encoding")
#define RULE_QUOTE  STR("formats.csv-quote")
#define RULE_BEHIND STR("formats.csv-behind-quote")
#define RULE_OPEN   STR("formats.csv-open")
#define RULE_FIELDS STR("formats.csv-fields")
#define RULE_LONG   STR("formats.csv-long")

bool csv_is_formula(Str text)
{
    static const Str WIDE[] = {
        STR_ROW("\xEF\xBC\x9D"), /* ＝ */ STR_ROW("\xEF\xBC\x8B"), /* ＋ */
        STR_ROW("\xEF\xBC\x8D"), /* － */ STR_ROW("\xEF\xBC\xA0"), /* ＠ */
    };

    while (text.len && text.ptr[0] == '\'')
        text = str_slice(text, 1, text.len);
    if (text.len && memchr("=+-@\t\r\n", text.ptr[0], 7))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(WIDE); i++)
        if (str_starts(text, WIDE[i]))
            return true;
    return false;
}

/* ---- the encoding --------------------------------------------------------------------- */

/* Two bytes a unit; what is no character becomes U+0000, which no text may hold. */
static uint32_t utf16_take(Str *rest, bool big)
{
    uint32_t unit[2] = { 0, 0 };

    for (size_t i = 0; i < 2 && rest->len >= 2 * i + 2; i++) {
        unsigned char a = (unsigned char)rest->ptr[2 * i], b = (unsigned char)rest->ptr[2 * i + 1];

        unit[i] = big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
    }
    if (unit[0] >= 0xd800 && unit[0] < 0xdc00 && unit[1] >= 0xdc00 && unit[1] < 0xe000) {
        *rest = str_slice(*rest, 4, rest->len);
        return 0x10000 + ((unit[0] - 0xd800) << 10) + (unit[1] - 0xdc00);
    }
    *rest = str_slice(*rest, 2, rest->len);
    return unit[0] >= 0xd800 && unit[0] < 0xe000 ? 0 : unit[0];
}

static size_t utf8_put(uint32_t code, char *out)
{
    static const unsigned char FIRST[] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = len; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(FIRST[len] | code);
    return len;
}

/* Two bytes become at most three. */
static bool utf16_read(Str bytes, bool big, Arena *arena, Str *out, Err *err)
{
    char *text = arena_alloc_raw(arena, bytes.len / 2 * 3 + 4);
    size_t len = 0;

    if (!text)
        return err_no_memory(err);
    while (bytes.len >= 2)
        len += utf8_put(utf16_take(&bytes, big), text + len);
    if (bytes.len)
        text[len++] = '\0';
    *out = (Str){ text, len };
    return true;
}

bool csv_text(Str bytes, Arena *arena, Str *out, Err *err)
{
    bool little = str_starts(bytes, STR("\xff\xfe")), big = str_starts(bytes, STR("\xfe\xff"));
    size_t good, nul;
    uint64_t line = 1;
    Str text = bytes;

    if ((little || big)
        && !utf16_read(str_slice(bytes, 2, bytes.len), big, arena, &text, err))
        return false;
    good = utf8_check(text);
    nul = str_find_char(text, '\0');
    good = nul < good ? nul : good;
    if (good == text.len) {
        *out = text;
        return true;
    }
    for (size_t i = 0; i < good; i++)
        line += text.ptr[i] == '\n';
    err_set(err, ERR_SYNTAX, RULE_ENCODING);
    return err_in(err, "line %llu", (unsigned long long)line);
}

/* ---- what parts fields ---------------------------------------------------------------- */

/* What parts the first record most often, outside quotes; commas when nothing does. */
static char parter_of(Str text)
{
    static const char PARTERS[] = { ',', ';', '\t' };
    size_t count[ARRAY_LEN(PARTERS)] = { 0 }, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.len && (quoted || text.ptr[i] != '\n'); i++) {
        quoted ^= text.ptr[i] == '"';
        for (size_t k = 0; k < ARRAY_LEN(PARTERS); k++)
            count[k] += !quoted && text.ptr[i] == PARTERS[k];
    }
    for (size_t k = 1; k < ARRAY_LEN(PARTERS); k++)
        best = count[k] > count[best] ? k : best;
    return PARTERS[best];
}

/* A first line "sep=;", which Excel writes and reads. */
static bool parter_said(CsvReader *reader)
{
    static const char KNOWN[] = { ',', ';', '\t', '|' };
    size_t end = str_find_char(reader->rest, '\n');
    Str line = str_slice(reader->rest, 0, end);

    if (str_ends(line, STR("\r")))
        line.len--;
    if (line.len != 5 || !str_starts(line, STR("sep="))
        || !memchr(KNOWN, line.ptr[4], sizeof KNOWN))
        return false;
    *reader = (CsvReader){ str_slice(reader->rest, end + 1, reader->rest.len), 2, line.ptr[4] };
    return true;
}

CsvReader csv_reader(Str text)
{
    size_t skip = str_starts(text, STR("\xef\xbb\xbf")) ? 3 : 0;
    CsvReader reader = { str_slice(text, skip, text.len), 1, ',' };

    if (!parter_said(&reader))
        reader.parter = parter_of(reader.rest);
    return reader;
}

/* Bytes of the line end that `rest` begins with; 0 when it begins with none. */
static size_t line_end(Str rest)
{
    if (rest.len && rest.ptr[0] == '\n')
        return 1;
    return rest.len > 1 && rest.ptr[0] == '\r' && rest.ptr[1] == '\n' ? 2 : 0;
}

/* Up to the parter or line end; a lone CR is part of the text. */
static bool plain_field(Str *rest, char parter, Str *out, Err *err)
{
    size_t at = 0;

    while (at < rest->len && rest->ptr[at] != parter && rest->ptr[at] != '\n'
           && !line_end(str_slice(*rest, at, rest->len))) {
        if (rest->ptr[at] == '"')
            return err_set(err, ERR_SYNTAX, RULE_QUOTE);
        at++;
    }
    *out = str_slice(*rest, 0, at);
    *rest = str_slice(*rest, at, rest->len);
    return true;
}

/* Behind the opening quote: *len bytes up to the closing one, *doubled of them one too many. */
static bool quoted_span(Str rest, size_t *len, size_t *doubled, uint64_t *lines, Err *err)
{
    size_t at = 0;

    for (; at < rest.len && at <= CSV_FIELD_BYTES_MAX; at++) {
        *lines += rest.ptr[at] == '\n';
        if (rest.ptr[at] != '"')
            continue;
        if (at + 1 == rest.len || rest.ptr[at + 1] != '"') {
            *len = at;
            return true;
        }
        ++*doubled;
        at++;
    }
    return err_set(err, at < rest.len ? ERR_LIMIT : ERR_SYNTAX, at < rest.len ? RULE_LONG
                                                                             : RULE_OPEN);
}

static bool unquote(Str quoted, size_t doubled, Arena *arena, Str *out, Err *err)
{
    char *at = arena_alloc_raw(arena, quoted.len - doubled + 1);
    size_t len = 0;

    if (!at)
        return err_no_memory(err);
    for (size_t i = 0; i < quoted.len; i++) {
        at[len++] = quoted.ptr[i];
        i += quoted.ptr[i] == '"';
    }
    at[len] = '\0';
    *out = (Str){ at, len };
    return true;
}

/* The reader of one record: its rest is behind what was read. */
typedef struct {
    Str rest;
    char parter;
    uint64_t lines;
    Arena *arena;
} Reading;

static bool quoted_field(Reading *reading, Str *out, Err *err)
{
    Str inside = str_slice(reading->rest, 1, reading->rest.len), rest;
    size_t len = 0, doubled = 0;

    if (!quoted_span(inside, &len, &doubled, &reading->lines, err))
        return false;
    rest = reading->rest = str_slice(inside, len + 1, inside.len);
    if (rest.len && rest.ptr[0] != reading->parter && !line_end(rest))
        return err_set(err, ERR_SYNTAX, RULE_BEHIND);
    *out = str_slice(inside, 0, len);
    return !doubled || unquote(*out, doubled, reading->arena, out, err);
}

static bool field_read(Reading *reading, Str *out, Err *err)
{
    if (reading->rest.len && reading->rest.ptr[0] == '"')
        return quoted_field(reading, out, err);
    if (!plain_field(&reading->rest, reading->parter, out, err))
        return false;
    return out->len <= CSV_FIELD_BYTES_MAX || err_set(err, ERR_LIMIT, RULE_LONG);
}

/* Every field of the record at the front, and its line end. */
static bool record_read(Reading *reading, CsvRecord *out, Err *err)
{
    Str *rest = &reading->rest;

    for (;;) {
        if (out->count == CSV_FIELDS_MAX)
            return err_set(err, ERR_LIMIT, RULE_FIELDS);
        if (!field_read(reading, &out->field[out->count++], err))
            return false;
        if (!rest->len || rest->ptr[0] != reading->parter)
            break;
        *rest = str_slice(*rest, 1, rest->len);
    }
    reading->lines += rest->len > 0;
    *rest = str_slice(*rest, line_end(*rest), rest->len);
    return true;
}

bool csv_next(CsvReader *reader, Arena *arena, CsvRecord *out, bool *more, Err *err)
{
    Reading reading = { .parter = reader->parter, .arena = arena };

    for (size_t skip; (skip = line_end(reader->rest)) > 0; reader->line++)
        reader->rest = str_slice(reader->rest, skip, reader->rest.len);
    *more = reader->rest.len > 0;
    out->line = reader->line;
    out->count = 0;
    reading.rest = reader->rest;
    if (*more && !record_read(&reading, out, err))
        return err_in(err, "line %llu", (unsigned long long)out->line);
    reader->rest = reading.rest;
    reader->line += reading.lines;
    return true;
}
