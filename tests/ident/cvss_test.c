/* SPDX-License-Identifier: Apache-2.0 */
#include "cvss_lines.h"

#include <string.h>

TEST(syntax_is_judged_as_the_corpus_does)
{
    Str rest = test_file(TEST_SHARED("corpus/cvss/syntax.tsv")), line, column[4];

    CHECK(str_next(&rest, '\n', &line), "a header");
    while (str_next(&rest, '\n', &line)) {
        CvssScore got;
        Err err = { 0 };
        bool ok;

        if (!line.len)
            continue;
        for (size_t i = 0; i < ARRAY_LEN(column); i++)
            CHECK(str_next(&line, '\t', &column[i]), "a column");
        ok = cvss_score(column[1], &got, &err);
        /* `differs` rows: parentheses of v2 and the order of v4 are accepted, see cvss.c. */
        CHECK_INT(ok, !str_eq(column[2], STR("invalid")), column[1].ptr);
        CHECK(!ok || str_eq(cvss_version_name(got.version), column[0]), "the version of the row");
    }
}

static void row_refused(Str vector, Str rest)
{
    CvssScore got = { CVSS_2_0, 7, 7, 7, SEVERITY_NONE };
    Err err = { 0 };
    Str rule = { 0 }, arg = { 0 };

    CHECK(!cvss_score(vector, &got, &err), vector.ptr);
    CHECK_INT(got.base, 7, "a refusal writes nothing");
    CHECK(str_next(&rest, '\t', &rule) && str_next(&rest, '\t', &arg), "columns");
    CHECK_STR(err.rule, rule, vector.ptr);
    CHECK_STR(err_arg(&err, 0), arg, vector.ptr);
}

static void row_scored(Str vector, Str base, Str rest)
{
    CvssScore got;
    Err err = { 0 };
    Str temporal = { 0 }, environmental = { 0 }, severity = { 0 };
    char buffer[SCORE_BYTES];

    CHECK_OK(cvss_score(vector, &got, &err), &err);
    CHECK(str_next(&rest, '\t', &temporal) && str_next(&rest, '\t', &environmental), "columns");
    CHECK(str_next(&rest, '\t', &severity), "columns");
    CHECK_STR(str_of(score_text(got.base, buffer)), base, vector.ptr);
    CHECK_STR(str_of(score_text(got.temporal, buffer)), temporal, vector.ptr);
    CHECK_STR(str_of(score_text(got.environmental, buffer)), environmental, vector.ptr);
    CHECK_STR(severity_name(got.severity), severity, vector.ptr);
}

TEST(vectors_of_our_table_are_scored_or_refused_by_name)
{
    Str rest = test_file(test_source_path("tests/data/cvss.data")), line, vector, second;

    while (str_next(&rest, '\n', &line)) {
        if (!line.len || line.ptr[0] == '#')
            continue;
        CHECK(str_next(&line, '\t', &vector) && str_next(&line, '\t', &second), "columns");
        if (str_eq(second, STR("invalid")))
            row_refused(vector, line);
        else
            row_scored(vector, second, line);
    }
}

TEST(a_refusal_says_which_metric_and_where)
{
    CvssScore got;
    Err err = { 0 };
    char text[ERR_TEXT_BYTES];

    CHECK(!cvss_score(STR("CVSS:3.1/AV:N/AC:Q"), &got, &err), "Q is no value");
    CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)),
              STR("at byte 14: metric AC has no value \"Q\""), "place and rule");
    CHECK(!cvss_score(STR("(AV:N/Q)"), &got, &err), "no colon");
    CHECK_INT(err.byte, 6, "counted in the whole vector, with its parenthesis");
}

TEST(a_vector_past_the_limit_is_refused)
{
    static char large[CVSS_BYTES_MAX + 1];
    CvssScore got;
    Err err = { 0 };

    memset(large, '/', sizeof large);
    CHECK(!cvss_score((Str){ large, sizeof large }, &got, &err), "one byte too many");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
    CHECK(!cvss_score((Str){ NULL, 0 }, &got, &err), "nothing");
    CHECK_STR(err.rule, STR("cvss.empty"), "said so");
}

TEST(severities_are_read_in_the_words_of_vendors)
{
    Severity got = SEVERITY_NONE;

    for (int i = 0; i < SEVERITIES; i++) {
        CHECK(severity_of(severity_name((Severity)i), &got), "our own words");
        CHECK_INT(got, i, "round trip");
    }
    CHECK(severity_of(STR("MODERATE"), &got) && got == SEVERITY_MEDIUM, "GitHub");
    CHECK(severity_of(STR("Important"), &got) && got == SEVERITY_HIGH, "Red Hat");
    CHECK(!severity_of(STR("urgent"), &got), "no severity");
    CHECK(!severity_of(STR(""), &got), "nothing is no severity");
}
