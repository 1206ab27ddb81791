/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/err.h"
#include "base/mask.h"

#include <stdio.h>
#include <string.h>

static const struct { const char *text, *value, *line, *why; } ROWS[] = {
    { "nothing", "nothing", "nothing", "nothing to leave out" },
    { "postgres://u:pw@host:5432/db", "postgres://host:5432/db", "postgres://host:5432/db",
      "a password" },
    { "postgres://u@host/db", "postgres://u@host/db", "postgres://u@host/db", "a name alone" },
    { "postgres://u:p@w@host/db", "postgres://host/db", "postgres://host/db", "the last @ counts" },
    { "postgres://h/db?password=pw&x=y", "postgres://h/db?password=&x=y",
      "postgres://h/db?password=&x=y", "an option" },
    { "postgres://h/?password=a&sslpassword=b", "postgres://h/?password=&sslpassword=",
      "postgres://h/?password=&sslpassword=", "each of them" },
    { "postgres://u:cut", "postgres://…", "postgres://u:cut", "no port, so what is it?" },
    { "postgres://u:p w@host/db", "postgres://host/db", "postgres://u:p w@host/db",
      "a value may hold blanks" },
    { "https://[::1]:80/x", "https://[::1]:80/x", "https://[::1]:80/x", "an address of IPv6" },
    { "https://[::1]", "https://[::1]", "https://[::1]", "without a port" },
    { "https://host:80", "https://host:80", "https://host:80", "a port" },
    { "https://host/a:b", "https://host/a:b", "https://host/a:b", "a path" },
    { "see x://a:b@c or x://d:e@f now", "see x://f now", "see x://c or x://f now", "each in turn" },
    { "://", "://", "://", "an end" },
};

TEST(what_is_secret_in_an_address_is_left_out)
{
    char out[200];

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        size_t len = mask_copy(str_of(ROWS[i].text), MASK_VALUE, out, sizeof out);

        CHECK_STR(((Str){ out, len }), str_of(ROWS[i].value), ROWS[i].why);
        len = mask_copy(str_of(ROWS[i].text), MASK_LINE, out, sizeof out);
        CHECK_STR(((Str){ out, len }), str_of(ROWS[i].line), ROWS[i].why);
        CHECK_INT(out[len], '\0', "ended");
    }
}

/* Wherever the text ends for want of room, nothing of the password does. */
TEST(no_cut_shows_a_part_of_a_password)
{
    static char text[6000];
    char out[400];

    for (size_t name = 0; name < 600; name += 7)
        for (size_t secret = 1; secret < 4000; secret += 1333) {
            size_t len = (size_t)snprintf(text, sizeof text, "--recordx=postgres://");
            Err err = { 0 };

            memset(text + len, 'u', name);
            text[len + name] = ':';
            memset(text + len + name + 1, '7', secret + 1);
            snprintf(text + len + name + secret + 2, 64, "@host/db");
            for (size_t room = 1; room < sizeof out; room += 13) {
                mask_copy(str_of(text), MASK_VALUE, out, room);
                CHECK(!strstr(out, "77"), "in no room");
            }
            err_set(&err, ERR_USAGE, STR("cli.option-unknown"), str_of(text), STR("x"));
            err_in(&err, "%s", text);
            err_in(&err, "%s", text);
            CHECK(!strstr(err_text(&err, LANG_EN, out, sizeof out), "77"), "in no error");
            CHECK(!strstr(err.path, "77"), "nor in its path");
        }
}
