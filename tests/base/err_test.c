/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

TEST(no_memory_is_told_from_every_other_failure)
{
    Err err = { 0 };

    CHECK(!err_is_no_memory(&err), "nothing failed");
    err_set(&err, ERR_LIMIT, STR("base.io-too-large"), STR("7"));
    CHECK(!err_is_no_memory(&err), "another limit");
    CHECK(!err_no_memory(&err) && err_is_no_memory(&err), "no memory");
    err_in(&err, "pump.json");
    CHECK(err_is_no_memory(&err), "wherever it happened");
}

TEST(a_message_reads_like_a_path)
{
    Err err = { 0 };
    char text[ERR_TEXT_BYTES];

    err_set(&err, ERR_LIMIT, STR("base.no-memory"));
    err_at(&err, 9);
    err_in(&err, "components[%d]", 3);
    err_in(&err, "plan.cdx.json");
    CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)),
              STR("plan.cdx.json: components[3]: at byte 9: "
                  "more memory is needed than this job may use"),
              "outermost step first");
    CHECK_STR(str_slice(str_of(err_text(&err, LANG_JA, text, sizeof text)), 0, 15),
              STR("plan.cdx.json: "), "the path is the same in Japanese");
}

TEST(a_place_that_is_counted_is_told_in_the_language_of_the_reader)
{
    Err err = { 0 };
    char text[ERR_TEXT_BYTES];

    err_set(&err, ERR_SYNTAX, STR("test.rule"));
    err_in(&err, "serial");
    err_in(&err, "line %d", 3);
    err_in(&err, "line of devices.csv");
    CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)),
              STR("line of devices.csv: line 3: serial: test.rule"), "English");
    CHECK_STR(str_of(err_text(&err, LANG_JA, text, sizeof text)),
              STR("line of devices.csv: 3 行目: serial: test.rule"), "names stay as they are");
}

TEST(a_full_path_is_cut_in_the_middle_at_a_character_border)
{
    Err err = { 0 };

    err_set(&err, ERR_SYNTAX, STR("base.no-memory"));
    for (int i = 0; i < 50; i++)
        err_in(&err, "薬の小箱%d", i);
    CHECK(str_ends(str_of(err.path), STR("薬の小箱0: ")), "the innermost step stays");
    CHECK(str_starts(str_of(err.path), STR("薬の小箱49: ")), "the outermost step stays");
    CHECK(strlen(err.path) < sizeof err.path, "it fits");
}

TEST(arguments_are_cut_not_lost)
{
    Err err = { 0 };
    char large[500];

    memset(large, 'x', sizeof large);
    err_set(&err, ERR_SYNTAX, STR("t"), (Str){ large, sizeof large }, STR("b"), STR("c"), STR("d"));
    CHECK_INT(err.arg_count, 4, "all four are there");
    CHECK_STR(err_arg(&err, 3), STR("d"), "the last is whole");
    CHECK_STR(err_arg(&err, 4), STR(""), "there is no fifth");
}

TEST(control_characters_do_not_reach_a_terminal)
{
    Err err = { 0 };

    err_set(&err, ERR_SYNTAX, STR("t"), (Str){ "a\x1B[2J\0b", 7 }, STR("c\x7F"));
    err_in(&err, "%s", "file\nname\t薬");
    CHECK_STR(err_arg(&err, 0), STR("a?[2J?b"), "escape and NUL");
    CHECK_STR(err_arg(&err, 1), STR("c?"), "delete; the second is still the second");
    CHECK_STR(str_of(err.path), STR("file?name?薬: "), "line ends; other letters stay");
}
