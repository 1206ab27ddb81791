/* SPDX-License-Identifier: Apache-2.0 */
/* Places and people that the environment names. Tests: app.c */
#include "cli/app.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

static const App APP = { .lang = LANG_EN };

typedef struct {
    const char *name, *value;
} Variable;

static void environment(const char *own, const char *xdg, const char *home)
{
    const Variable all[] = { { "INRO_RECORD", own }, { "XDG_DATA_HOME", xdg },
                             { "XDG_STATE_HOME", xdg }, { "HOME", home } };

    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (!all[i].value)
            unsetenv(all[i].name);
        else
            CHECK(setenv(all[i].name, all[i].value, 1) == 0, all[i].name);
}

TEST(the_record_lies_where_it_is_said_first)
{
    static const struct { const char *given, *own, *xdg, *home, *want; } ROWS[] = {
        { "here", "there", "/data", "/role", "here" },
        { NULL, "there", "/data", "/role", "there" },
        { NULL, "", "/data", "/role", "/data/inro/record" },
        { NULL, NULL, "", "/role", "/role/.local/share/inro/record" },
        { "postgres://db", NULL, NULL, NULL, "postgres://db" },
        { NULL, NULL, NULL, NULL, NULL },
        { "", "there", NULL, NULL, NULL },
        { "postgres:/inro:secret@db/record", NULL, NULL, NULL, NULL }, /* a slash is missing */
        { "PostgreSQL:inro:secret@db/record", NULL, NULL, NULL, NULL },
        { NULL, "postgres:inro@db", NULL, NULL, NULL },
        { "./postgres:/inro@db", NULL, NULL, NULL, "./postgres:/inro@db" },
        { "postgres:x", NULL, NULL, NULL, "postgres:x" },
    };
    char buffer[64];

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        bool named;
        environment(ROWS[i].own, ROWS[i].xdg, ROWS[i].home);
        named = app_record_place(&APP, ROWS[i].given, buffer, sizeof buffer);
        CHECK_INT(named, ROWS[i].want != NULL, ROWS[i].want ? ROWS[i].want : "no place");
        if (named)
            CHECK_STR(str_of(buffer), str_of(ROWS[i].want), "the place");
    }
}

TEST(a_place_that_is_too_long_is_refused_and_not_cut)
{
    char buffer[8];

    CHECK(!app_record_place(&APP, "/srv/records", buffer, sizeof buffer), "no room");
}

TEST(keys_of_a_database_lie_below_the_state_of_the_user)
{
    char buffer[128];

    environment(NULL, "/state", "/role");
    CHECK(app_state_dir(&APP, "0190", buffer, sizeof buffer), "named");
    CHECK_STR(str_of(buffer), STR("/state/inro/0190"), "by XDG_STATE_HOME");
    CHECK(app_state_dir(&APP, NULL, buffer, sizeof buffer), "named");
    CHECK_STR(str_of(buffer), STR("/state/inro"), "the folder of all");
    environment(NULL, NULL, "/role");
    CHECK(app_state_dir(&APP, "0190", buffer, sizeof buffer), "named");
    CHECK_STR(str_of(buffer), STR("/role/.local/state/inro/0190"), "by HOME");
    environment(NULL, NULL, NULL);
    CHECK(!app_state_dir(&APP, "0190", buffer, sizeof buffer), "nowhere");
}

TEST(an_address_of_postgresql_is_told_from_a_folder)
{
    CHECK(app_record_is_server("postgres://db/x"), "one word");
    CHECK(app_record_is_server("postgresql://"), "the other");
    CHECK(!app_record_is_server("postgres:x"), "a folder");
    CHECK(!app_record_is_server("/srv/postgres://"), "a folder");
    CHECK(!app_record_is_server(NULL), "nothing");
}

TEST(the_actor_is_who_is_named_else_who_the_system_says)
{
    char buffer[APP_ACTOR_BYTES], wide[APP_ACTOR_BYTES_MAX + 2];

    CHECK(setenv("INRO_ACTOR", "品質保証 author", 1) == 0, "set");
    CHECK(app_actor(&APP, buffer), "taken");
    CHECK_STR(str_of(buffer), STR("品質保証 author"), "as it is");
    CHECK(setenv("INRO_ACTOR", "", 1) == 0, "empty is not set");
    CHECK(app_actor(&APP, buffer), "taken");
    CHECK(strchr(buffer, '@') != NULL, "user@host");
    memset(wide, 'x', sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    CHECK(setenv("INRO_ACTOR", wide, 1) == 0, "set");
    CHECK(!app_actor(&APP, buffer), "too long");
    wide[APP_ACTOR_BYTES_MAX] = '\0';
    CHECK(setenv("INRO_ACTOR", wide, 1) == 0, "set");
    CHECK(app_actor(&APP, buffer), "as long as may be");
    CHECK(setenv("INRO_ACTOR", "a\x1b[2J", 1) == 0, "set");
    CHECK(!app_actor(&APP, buffer), "a control character");
    CHECK(setenv("INRO_ACTOR", "a\xff", 1) == 0, "set");
    CHECK(!app_actor(&APP, buffer), "no UTF-8");
}
