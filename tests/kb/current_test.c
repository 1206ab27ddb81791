/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "base/hash.h"
#include "kb/current.h"

#include <stdio.h>

TEST(what_was_written_is_read_again)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Current current = { 7, STR("sha256:00"), { [KBF_BASE] = STR("base-7.kb"),
                                               [KBF_EPSS] = STR("epss-3.kb") } };
    bool present;
    Current got;
    Err err = { 0 };

    folder_begin();
    CHECK_OK(current_read(str_of(in("")), &arena, &got, &present, &err), &err);
    CHECK(!present, "none yet");
    CHECK_OK(current_write(str_of(in("")), &current, &arena, &err), &err);
    CHECK_OK(current_read(str_of(in("")), &arena, &got, &present, &err), &err);
    CHECK(present && got.generation == 7, "the generation");
    CHECK_STR(got.digest, STR("sha256:00"), "its digest");
    CHECK_STR(got.file[KBF_BASE], STR("base-7.kb"), "the base");
    CHECK_STR(got.file[KBF_EPSS], STR("epss-3.kb"), "and its columns");
    CHECK_INT(got.file[KBF_KEV].len, 0, "an absent one has no line");
}

static Str signed_text(const char *lines, char text[128])
{
    int len = snprintf(text, 128, "%scheck %016llx\n", lines,
                       (unsigned long long)hash_xxh3(str_of(lines), 0));

    return (Str){ text, (size_t)len };
}

TEST(a_line_that_is_not_understood_is_refused)
{
    static const char *const ROWS[] = {
        "", "inro-kb 2\ngeneration 1\n", "inro-kb 1\n", "inro-kb 1\ngeneration 0\n",
        "inro-kb 1\ngeneration x\n", "inro-kb 1\ngeneration 1\nbase ../etc/passwd\n",
        "inro-kb 1\ngeneration 1\nbase .hidden\n", "inro-kb 1\ngeneration 1\nbase \n",
        "inro-kb 1\ngeneration 1\nother x.kb\n", "inro-kb 1\ngeneration 1\ndigest md5:0\n",
        "inro-kb 1\ngeneration\n", "inro-kb 1\ngeneration 1\nbase base-1\n",
        "inro-kb 1\ngeneration 1\nbase kev-1.kb\n", "inro-kb 1\ngeneration 1\nbase base-2.kb\n",
        "inro-kb 1\ngeneration 1\nbase base-0.kb\n", "inro-kb 1\ngeneration 1\nkev kev-.kb\n",
    };
    Current current;
    char text[128];
    Err err = { 0 };

    CHECK_OK(current_parse(signed_text("inro-kb 1\ngeneration 2\nbase base-1.kb\n", text),
                           &current, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK(!current_parse(signed_text(ROWS[i], text), &current, &err)
                  && str_eq(err.rule, STR("kb.current")), ROWS[i]);
}

TEST(a_file_without_its_last_line_is_not_whole)
{
    Current current;
    Err err = { 0 };

    CHECK(!current_parse(STR("inro-kb 1\ngeneration 2\nbase base-1.kb\n"), &current, &err)
              && str_eq(err.rule, STR("kb.current-not-whole")), "nothing answers for it");
}
