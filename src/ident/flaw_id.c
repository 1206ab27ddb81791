/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/flaw_id.h"

typedef enum { REST_KEPT, REST_UPPER, REST_LOWER } Rest;

/* What an id begins with, as it is written, and the case of what follows. The longer prefix of
 * two that fit stands first. */
static const struct {
    Str prefix;
    Rest rest;
} SCHEMES[] = {
    { STR_ROW("CVE-"), REST_UPPER },          { STR_ROW("GHSA-"), REST_LOWER },
    { STR_ROW("PYSEC-"), REST_KEPT },         { STR_ROW("DEBIAN-CVE-"), REST_UPPER },
    { STR_ROW("UBUNTU-CVE-"), REST_UPPER },   { STR_ROW("ALPINE-CVE-"), REST_UPPER },
    { STR_ROW("CURL-CVE-"), REST_UPPER },     { STR_ROW("RUSTSEC-"), REST_KEPT },
    { STR_ROW("GO-"), REST_KEPT },            { STR_ROW("OSV-"), REST_KEPT },
    { STR_ROW("MAL-"), REST_KEPT },           { STR_ROW("PSF-"), REST_KEPT },
    { STR_ROW("GSD-"), REST_KEPT },           { STR_ROW("DSA-"), REST_KEPT },
    { STR_ROW("DLA-"), REST_KEPT },           { STR_ROW("DTSA-"), REST_KEPT },
    { STR_ROW("USN-"), REST_KEPT },           { STR_ROW("LSN-"), REST_KEPT },
    { STR_ROW("RHSA-"), REST_KEPT },          { STR_ROW("RHBA-"), REST_KEPT },
    { STR_ROW("RHEA-"), REST_KEPT },          { STR_ROW("ALSA-"), REST_KEPT },
    { STR_ROW("ALBA-"), REST_KEPT },          { STR_ROW("ALEA-"), REST_KEPT },
    { STR_ROW("RLSA-"), REST_KEPT },          { STR_ROW("RXSA-"), REST_KEPT },
    { STR_ROW("SUSE-"), REST_KEPT },          { STR_ROW("openSUSE-"), REST_KEPT },
    { STR_ROW("MGASA-"), REST_KEPT },         { STR_ROW("OESA-"), REST_KEPT },
    { STR_ROW("PHSA-"), REST_KEPT },          { STR_ROW("HSEC-"), REST_KEPT },
    { STR_ROW("RSEC-"), REST_KEPT },          { STR_ROW("BIT-"), REST_KEPT },
    { STR_ROW("ASB-A-"), REST_KEPT },         { STR_ROW("PUB-A-"), REST_KEPT },
};

static char cased(char c, Rest rest)
{
    if (rest == REST_UPPER && c >= 'a' && c <= 'z')
        return (char)(c - 'a' + 'A');
    if (rest == REST_LOWER && c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c;
}

/* How the character at `i` of an id is written in scheme `s`. */
static char written(Str id, size_t s, size_t i)
{
    Str prefix = SCHEMES[s].prefix;

    return i < prefix.len ? prefix.ptr[i] : cased(id.ptr[i], SCHEMES[s].rest);
}

static bool rewrite(Str id, size_t s, Arena *arena, Str *out)
{
    size_t i = 0;
    char *text;

    *out = id;
    while (i < id.len && id.ptr[i] == written(id, s, i))
        i++;
    if (i == id.len)
        return true;
    if (!(text = arena_alloc_raw(arena, id.len)))
        return false;
    for (i = 0; i < id.len; i++)
        text[i] = written(id, s, i);
    *out = (Str){ text, id.len };
    return true;
}

bool flaw_id_canonical(Str text, Arena *arena, Str *out)
{
    Str id = str_trim(text);

    *out = id;
    for (size_t s = 0; id.len <= FLAW_ID_BYTES_MAX && s < ARRAY_LEN(SCHEMES); s++) {
        Str prefix = SCHEMES[s].prefix;

        if (id.len > prefix.len && str_eq_fold(str_slice(id, 0, prefix.len), prefix))
            return rewrite(id, s, arena, out);
    }
    return true;
}
