/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv.h"

#include <string.h>

#define RULE_QUOTE  STR("formats.csv-quote")
#define RULE_BEHIND STR("formats.csv-behind-quote")
#define RULE_OPEN   STR("formats.csv-open")
#define RULE_FIELDS STR("formats.csv-fields")
#define RULE_LONG   STR("formats.csv-long")

CsvReader csv_reader(Str text)
{
    size_t skip = str_starts(text, STR("\xef\xbb\xbf")) ? 3 : 0;

    return (CsvReader){ str_slice(text, skip, text.len), 1 };
}

/* Bytes of the line end that `rest` begins with; 0 when it begins with none. */
static size_t line_end(Str rest)
{
    if (rest.len && rest.ptr[0] == '\n')
        return 1;
    return rest.len > 1 && rest.ptr[0] == '\r' && rest.ptr[1] == '\n' ? 2 : 0;
}

/* Up to the comma or line end; a lone CR is part of the text. */
static bool plain_field(Str *rest, Str *out, Err *err)
{
    size_t at = 0;

    while (at < rest->len && rest->ptr[at] != ',' && rest->ptr[at] != '\n'
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

static bool quoted_field(Str *rest, Arena *arena, uint64_t *lines, Str *out, Err *err)
{
    Str inside = str_slice(*rest, 1, rest->len);
    size_t len = 0, doubled = 0;

    if (!quoted_span(inside, &len, &doubled, lines, err))
        return false;
    *rest = str_slice(inside, len + 1, inside.len);
    if (rest->len && rest->ptr[0] != ',' && !line_end(*rest))
        return err_set(err, ERR_SYNTAX, RULE_BEHIND);
    *out = str_slice(inside, 0, len);
    return !doubled || unquote(*out, doubled, arena, out, err);
}

static bool field_read(Str *rest, Arena *arena, uint64_t *lines, Str *out, Err *err)
{
    if (rest->len && rest->ptr[0] == '"')
        return quoted_field(rest, arena, lines, out, err);
    if (!plain_field(rest, out, err))
        return false;
    return out->len <= CSV_FIELD_BYTES_MAX || err_set(err, ERR_LIMIT, RULE_LONG);
}

/* Every field of the record at the front of *rest, and its line end. */
static bool record_read(Str *rest, Arena *arena, uint64_t *lines, CsvRecord *out, Err *err)
{
    for (;;) {
        if (out->count == CSV_FIELDS_MAX)
            return err_set(err, ERR_LIMIT, RULE_FIELDS);
        if (!field_read(rest, arena, lines, &out->field[out->count++], err))
            return false;
        if (!rest->len || rest->ptr[0] != ',')
            break;
        *rest = str_slice(*rest, 1, rest->len);
    }
    *lines += rest->len > 0;
    *rest = str_slice(*rest, line_end(*rest), rest->len);
    return true;
}

bool csv_next(CsvReader *reader, Arena *arena, CsvRecord *out, bool *more, Err *err)
{
    uint64_t lines = 0;

    for (size_t skip; (skip = line_end(reader->rest)) > 0; reader->line++)
        reader->rest = str_slice(reader->rest, skip, reader->rest.len);
    *more = reader->rest.len > 0;
    out->line = reader->line;
    out->count = 0;
    if (*more && !record_read(&reader->rest, arena, &lines, out, err))
        return err_in(err, "line %llu", (unsigned long long)out->line);
    reader->line += lines;
    return true;
}
