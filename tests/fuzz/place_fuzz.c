/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the place of a record, and as the password in one: what is shown of it fits, and
 * never holds the password. */
#include "store/db.h"

#include <stdio.h>
#include <string.h>

enum { PLACE_BYTES = 2048, SECRET_BYTES_MIN = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void shown(const char *place, Str secret)
{
    char buffer[DB_SHOWN_BYTES];
    Str text = db_shown(place, buffer);

    assert(text.ptr == place || text.len < DB_SHOWN_BYTES);
    if (secret.len >= SECRET_BYTES_MIN && text.ptr != place)
        assert(str_find(text, secret) == text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char text[PLACE_BYTES / 2], place[PLACE_BYTES];

    if (size >= sizeof text)
        return 0;
    memcpy(text, bytes, size);
    text[size] = '\0';
    shown(text, STR(""));
    /* What stands in all that is shown is no secret. */
    if (strstr("postgres://host.example:5432/record postgres://…", text))
        return 0;
    snprintf(place, sizeof place, "postgres://user:%s@host.example:5432/record", text);
    shown(place, str_of(text));
    return 0;
}
