/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/fold.h"

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

bool fold_purl(const Purl *purl, Arena *arena, Str *out, Err *err)
{
    Purl bare = { .type = purl->type, .ns = purl->ns, .name = purl->name };

    return purl_format(&bare, arena, out, err);
}
