/* SPDX-License-Identifier: Apache-2.0 */
/* How a file gets into the record is told by tests/cli/decision_test.c, and what the card of a
 * decision shows by tests/cli/reopen_test.c. Tests: grounds.c decision_card.c */
#include "api/grounds.h"

#include "test.h"

enum { ARENA_BYTES = 1 << 20 };

TEST(what_is_neither_an_address_nor_words_is_a_file)
{
    static const struct { const char *given; bool file; } ROWS[] = {
        { "report.pdf", true }, { "/tmp/a file", true }, { "TST-118", true }, { "text", true },
        { "https://example.org/1", false }, { "text:TST-118", false }, { "text:", false },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(grounds_is_file(str_of(ROWS[i].given)), ROWS[i].file, ROWS[i].given);
}

TEST(what_is_written_is_read_the_same)
{
    static const DecisionEvidence ROWS[] = {
        { STR_ROW("report.pdf"), STR_ROW("application/pdf"), STR_ROW("sha256:aa"), 1234 },
        { STR_ROW("https://example.org/1"), { 0 }, { 0 }, 0 },
    };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) Buf text = buf_new(ARENA_BYTES);
    JsonOut json = jsonout_new(&text, 0);
    const DecisionEvidence *got = NULL;
    size_t count = 0;
    Str shown;
    Err err = { 0 };

    grounds_write(ROWS, ARRAY_LEN(ROWS), &json);
    CHECK_STR(buf_str(&text), STR("[{\"blob\":\"sha256:aa\",\"bytes\":1234,\"media\":"
                                  "\"application/pdf\",\"name\":\"report.pdf\"},"
                                  "\"https://example.org/1\"]"), "as an event has it");
    CHECK_OK(grounds_read(buf_str(&text), &arena, &got, &count, &err), &err);
    CHECK_INT(count, ARRAY_LEN(ROWS), "both");
    CHECK_STR(got[0].blob, ROWS[0].blob, "the blob");
    CHECK_INT(got[0].bytes, 1234, "its bytes");
    CHECK_OK(grounds_text(&got[0], &arena, &shown, &err), &err);
    CHECK_STR(shown, STR("report.pdf (application/pdf, sha256:aa)"), "for people");
    CHECK_OK(grounds_text(&got[1], &arena, &shown, &err), &err);
    CHECK_STR(shown, ROWS[1].name, "as it is");
    CHECK_OK(grounds_read(STR(""), &arena, &got, &count, &err), &err);
    CHECK_INT(count, 0, "nothing");
    CHECK(!grounds_read(STR("["), &arena, &got, &count, &err), "no JSON");
}
