/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/catalogue.h"
#include "base/msg.h"

#include <string.h>

TEST(an_unknown_id_is_seen_not_hidden)
{
    CHECK_STR(msg_text(LANG_JA, STR("no.such")), STR("no.such"), "the id itself");
}

TEST(arguments_stand_where_the_sentence_wants_them)
{
    char text[64];
    Str args[] = { STR("一"), STR("2") };

    CHECK_STR(str_of(msg_format(LANG_EN, STR("%2-%1-%%-%3"), args, 2, text, sizeof text)),
              STR("2-一-%-"), "an absent argument is empty");
    CHECK_STR(str_of(msg_format(LANG_EN, STR("ab%1"), args, 1, text, 5)), STR("ab"),
              "never half a character");
}

TEST(one_of_what_is_counted_has_a_sentence_of_its_own_where_there_is_one)
{
    static const struct { const char *id, *count, *want; } ROWS[] = {
        { "api.affected-no-sbom", "1", "1 release has no SBOM" },
        { "api.affected-no-sbom", "2", "2 releases have no SBOM" },
        { "api.affected-no-sbom", "11", "11 releases have no SBOM" },
        { "api.where-unknown", "0", "0 findings lack" },
        { "api.verify-erased", "1", "1 erased" }, /* the same for any number */
    };
    char text[256];

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str count = str_of(ROWS[i].count);

        msg_format(LANG_EN, str_of(ROWS[i].id), &count, 1, text, sizeof text);
        CHECK(str_starts(str_of(text), str_of(ROWS[i].want)), text);
    }
    CHECK_STR(msg_sentence(LANG_EN, STR("no.such"), NULL, 0), STR("no.such"), "nothing counted");
}

TEST(the_catalogue_is_sorted_and_complete)
{
    for (size_t i = 0; i < CATALOGUE_COUNT; i++) {
        const char *id = CATALOGUE_TEXTS + CATALOGUE[i].id.at;

        CHECK_INT(strlen(id), CATALOGUE[i].id.bytes, id);
        CHECK(i == 0 || strcmp(CATALOGUE_TEXTS + CATALOGUE[i - 1].id.at, id) < 0, id);
        for (int lang = 0; lang < LANG_COUNT; lang++)
            CHECK(CATALOGUE[i].text[lang].bytes > 0, id);
    }
}
