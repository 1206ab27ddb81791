/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/record.h"
#include "base/buf.h"
#include "test.h"

static Arena arena;

static RecordDraft fresh(void)
{
    arena_done(&arena);
    arena = arena_new(1 << 24);
    return record_draft(STR("test"), &arena);
}

static const struct {
    const char *id;
    bool valid;
} CVE_IDS[] = {
    { "CVE-2024-1234", true },   { "CVE-1999-0001", true },  { "CVE-2024-1234567", true },
    { "CVE-2024-123", false },   { "CVE-24-1234", false },   { "cve-2024-1234", true },
    { "CVE-2024-12345x", false }, { "CVE-2024_12345", false }, { "CVE-2024-", false },
    { "CVE-2024", false },       { "", false },
};

TEST(a_cve_id_has_a_year_and_four_digits)
{
    for (size_t i = 0; i < ARRAY_LEN(CVE_IDS); i++)
        CHECK_INT(cve_id_valid(str_of(CVE_IDS[i].id)), CVE_IDS[i].valid, CVE_IDS[i].id);
}

TEST(a_list_keeps_its_elements_while_it_grows)
{
    RecordDraft draft = fresh();
    Array list = { 0 };
    size_t *slot;

    for (size_t i = 0; i < 1000; i++) {
        slot = array_add(&list, draft.arena, sizeof *slot);
        CHECK(slot && *slot == 0, "zeroed");
        *slot = i;
    }
    for (size_t i = 0; i < 1000; i++)
        CHECK_INT(((size_t *)list.items)[i], i, "kept");
}

static const struct {
    const char *given, *want;
} SUMMARIES[] = {
    { "  one\ntwo\tthree  ", "one two three" },
    { "12345678\x01" "9", "12345678 9" },
    { "\x7f" "del", " del" },
    { "\xc2\x85" "c1", "  c1" },
    { "12345678\xc2\xa0kept", "12345678\xc2\xa0kept" },
    { "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac" },
    { " \n ", "" },
};

TEST(a_summary_has_no_control_characters)
{
    for (size_t i = 0; i < ARRAY_LEN(SUMMARIES); i++) {
        RecordDraft draft = fresh();
        Err err = { 0 };

        CHECK_OK(record_summary(&draft, str_of(SUMMARIES[i].given), &err), &err);
        CHECK_STR(draft.record.summary, str_of(SUMMARIES[i].want), SUMMARIES[i].given);
    }
}

/* 200 bytes of summary end with a whole word and a mark, in any script. */
TEST(a_summary_that_is_cut_says_so)
{
    static const struct { const char *piece, *end, *why; size_t repeat; } ROWS[] = {
        { "four ", "four…", "at the end of a word", 60 },
        { "word", "w…", "one word without end", 60 },
        { "\xe6\x97\xa5", "\xe6\x97\xa5…", "no character is cut", 80 },
        { "four ", "four", "what fits is not cut", 40 },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf text = buf_new(1 << 12);
        RecordDraft draft = fresh();
        Err err = { 0 };

        for (size_t k = 0; k < ROWS[i].repeat; k++)
            buf_add(&text, str_of(ROWS[i].piece));
        CHECK_OK(record_summary(&draft, buf_str(&text), &err), &err);
        CHECK(draft.record.summary.len <= RECORD_SUMMARY_BYTES, ROWS[i].why);
        CHECK(draft.record.summary.len > RECORD_SUMMARY_BYTES - 12, "no more than a word is lost");
        CHECK(str_ends(draft.record.summary, str_of(ROWS[i].end)), ROWS[i].why);
    }
}

TEST(the_first_summary_stays)
{
    RecordDraft draft = fresh();
    Err err = { 0 };

    CHECK_OK(record_summary(&draft, STR(""), &err), &err);
    CHECK_OK(record_summary(&draft, STR("one"), &err), &err);
    CHECK_OK(record_summary(&draft, STR("two"), &err), &err);
    CHECK_STR(draft.record.summary, STR("one"), "an empty one is none");
}

TEST(too_many_vectors_are_counted_not_kept)
{
    RecordDraft draft = fresh();
    char source[RECORD_SCORES_MAX + 10][8];
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(source); i++) {
        (void)snprintf(source[i], sizeof source[i], "s%zu", i);
        CHECK_OK(record_score(&draft, STR("AV:N/AC:L/Au:N/C:P/I:P/A:P"), SCORED_BY_OTHER,
                              str_of(source[i]), &err), &err);
    }
    CHECK_INT(draft.scores.count, RECORD_SCORES_MAX, "the limit");
    CHECK_INT(draft.record.left_out, 10, "the rest");
}

TEST(days_are_days_of_the_calendar)
{
    int32_t day = 7;

    CHECK(record_day(STR("1970-01-02"), &day) && day == 1, "the second day");
    CHECK(record_day(STR("1969-12-31"), &day) && day == -1, "the day before");
    CHECK(!record_day(STR("2025-02-29"), &day) && day == -1, "no such day");
    CHECK(!record_day(STR("2025-02-28T00:00:00Z"), &day), "an instant is no day");
}

TEST(ranges_of_one_record_have_a_limit)
{
    RecordDraft draft = fresh();
    Array ranges = { 0 };
    Err err = { 0 };

    draft.range_count = RECORD_RANGES_MAX;
    CHECK(!record_range(&draft, &ranges, (RecordRange){ 0 }, &err), "full");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
}
