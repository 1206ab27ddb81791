/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/fold.h"

#include <string.h>

enum { DIGITS_MIN = 32 }; /* of MD5, the shortest in use */

bool fold_name(Str name, Arena *arena, Str *out)
{
    char *to = arena_alloc_raw(arena, name.len);

    if (!to)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        to[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    *out = (Str){ to, name.len };
    return true;
}

Str fold_file(Str name)
{
    size_t from = name.len;

    while (from > 0 && name.ptr[from - 1] != '/' && name.ptr[from - 1] != '\\')
        from--;
    return str_slice(name, from, name.len);
}

static bool is_digits(Str text)
{
    size_t i = 0;

    while (i < text.len && strchr("0123456789abcdef", text.ptr[i]))
        i++;
    return i == text.len && i % 2 == 0 && i >= DIGITS_MIN;
}

bool fold_digest(Str text, Arena *arena, Str *algorithm, Str *digits, bool *is)
{
    size_t colon = str_find_char(text, ':'), kept = 0;
    Str folded;
    char *name;

    *is = false;
    if (!fold_name(text, arena, &folded))
        return false;
    *digits = colon < text.len ? str_slice(folded, colon + 1, folded.len) : folded;
    *algorithm = colon < text.len ? str_slice(folded, 0, colon) : STR("");
    name = arena_alloc_raw(arena, algorithm->len);
    if (!name)
        return false;
    for (size_t i = 0; i < algorithm->len; i++)
        if (algorithm->ptr[i] != '-' && algorithm->ptr[i] != '_')
            name[kept++] = algorithm->ptr[i];
    *algorithm = (Str){ name, kept };
    *is = is_digits(*digits) && (colon == text.len || kept);
    return true;
}

bool fold_purl(const Purl *purl, Arena *arena, Str *out, Err *err)
{
    Purl bare = { .type = purl->type, .ns = purl->ns, .name = purl->name };

    return purl_format(&bare, arena, out, err);
}
