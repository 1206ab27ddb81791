/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/names.h"

#include "base/hash.h"

#include <string.h>

enum { CVE_DIGITS_MIN = 4, CVE_DIGITS_MAX = 12, CVE_YEAR_DIGITS = 4 };

uint64_t kbf_hash(Str text, uint64_t seed)
{
    return hash_xxh3(text, seed);
}

uint64_t kbf_pair_hash(Str ecosystem, Str name, uint64_t seed)
{
    return hash_xxh3(name, hash_xxh3(ecosystem, seed));
}

uint64_t kbf_cve_hash(uint64_t cve, uint64_t seed)
{
    return hash_xxh3((Str){ (const char *)&cve, sizeof cve }, seed);
}

uint64_t kb_key_prefix(Str key)
{
    uint64_t prefix = 0;

    for (size_t i = 0; i < sizeof prefix; i++)
        prefix = prefix << 8 | (i < key.len ? (unsigned char)key.ptr[i] : 0);
    return prefix;
}

uint64_t kb_cve_number(Str id)
{
    static const Str PREFIX = STR_ROW("CVE-");
    const size_t number_at = PREFIX.len + CVE_YEAR_DIGITS + 1;
    uint64_t year, number;
    Str digits;

    if (id.len < number_at + CVE_DIGITS_MIN || id.len > number_at + CVE_DIGITS_MAX ||
        !str_eq_fold(str_slice(id, 0, PREFIX.len), PREFIX) || id.ptr[number_at - 1] != '-')
        return 0;
    digits = str_slice(id, number_at, id.len);
    if (!str_to_u64(str_slice(id, PREFIX.len, number_at - 1), &year) ||
        !str_to_u64(digits, &number))
        return 0;
    if (year < 1000 || number == 0 || (digits.len > CVE_DIGITS_MIN && digits.ptr[0] == '0'))
        return 0;
    return year << 40 | number;
}

/* Lower case; runs of anything but letters and digits become one `_`; other bytes (UTF-8) are
 * kept. Returns the end of what was written. */
static char *fold_word(Str word, char *to)
{
    const char *start = to;

    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i];

        if (c >= 'A' && c <= 'Z')
            *to++ = (char)(c + 'a' - 'A');
        else if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+')
            *to++ = (char)c;
        else if (to > start && to[-1] != '_')
            *to++ = '_';
    }
    while (to > start && to[-1] == '_')
        to--;
    return to;
}

bool kb_product_name(Str vendor, Str product, Arena *arena, Str *out)
{
    char *text = arena_alloc_raw(arena, vendor.len + product.len + 1), *at = text;

    if (!text)
        return false;
    at = fold_word(vendor, at);
    *at++ = ':';
    at = fold_word(product, at);
    *out = (Str){ text, (size_t)(at - text) };
    return true;
}

/* What stands before the host: a scheme and a user. */
static Str without_scheme(Str url)
{
    size_t scheme = str_find(url, STR("://")), at;
    Str rest = scheme < url.len ? str_slice(url, scheme + 3, url.len) : url;

    at = str_find_char(str_slice(rest, 0, str_find_char(rest, '/')), '@');
    return at < str_find_char(rest, '/') ? str_slice(rest, at + 1, rest.len) : rest;
}

static Str without_tail(Str url)
{
    url = str_slice(url, 0, str_find_char(url, '?'));
    url = str_slice(url, 0, str_find_char(url, '#'));
    while (str_ends(url, STR("/")))
        url.len--;
    if (str_ends(url, STR(".git")))
        url.len -= 4;
    while (str_ends(url, STR("/")))
        url.len--;
    return url;
}

/* Where the host ends, and where what follows begins: "host:path" of ssh and "host:port/path". */
static void host_ends(Str url, size_t *end, size_t *path)
{
    *end = 0;
    while (*end < url.len && url.ptr[*end] != '/' && url.ptr[*end] != ':')
        ++*end;
    *path = *end;
    if (*end == url.len || url.ptr[*end] == '/')
        return;
    while (++*path < url.len && url.ptr[*path] >= '0' && url.ptr[*path] <= '9')
        continue;
    *path = *path < url.len && url.ptr[*path] == '/' ? *path : *end;
}

/* Forges take paths whatever their case. */
bool kb_repository_name(Str url, Arena *arena, Str *out)
{
    Str rest = without_tail(without_scheme(str_trim(url)));
    char *text = arena_alloc_raw(arena, rest.len);
    size_t host, path, len = 0;

    if (!text)
        return false;
    host_ends(rest, &host, &path);
    for (size_t i = 0; i < rest.len; i = i + 1 == host ? path : i + 1) {
        char c = rest.ptr[i] == ':' && i == host ? '/' : rest.ptr[i];

        text[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    while (len && text[len - 1] == '/')
        len--;
    *out = (Str){ text, len };
    return true;
}
