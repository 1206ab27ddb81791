/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the URI of a key in hardware: what is taken fits one line of a file and holds no
 * PIN, and what is refused is not repeated. */
#include "trust/pkcs11.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool holds(Str text, const char *part)
{
    return str_find(text, str_of(part)) < text.len;
}

/* Where an attribute may begin: behind the scheme, and behind what separates them. */
static void check_taken(Str uri)
{
    Str query = str_slice(uri, str_find_char(uri, '?'), uri.len);
    Str path = str_slice(uri, sizeof "pkcs11:" - 1, uri.len - query.len);

    assert(uri.len <= PKCS11_URI_BYTES_MAX);
    for (size_t i = 0; i < uri.len; i++)
        assert((unsigned char)uri.ptr[i] > ' ' && uri.ptr[i] != 0x7F);
    assert(!str_starts(path, STR("pin-value=")) && !holds(path, ";pin-value="));
    assert(!str_starts(query, STR("?pin-value=")) && !holds(query, "&pin-value="));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Err err = { 0 };
    Str uri;

    if (size > 2 * PKCS11_URI_BYTES_MAX
        || !arena_copy(&arena, (Str){ (const char *)bytes, size }, &uri))
        return 0;
    uri = str_of(uri.ptr); /* as a program gets it: up to the first NUL */
    if (pkcs11_uri_check(uri.ptr, &err)) {
        check_taken(uri);
        return 0;
    }
    assert(err.code == ERR_USAGE && !err.args[0] && !err.path[0]);
    return 0;
}
