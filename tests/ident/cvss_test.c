/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/cvss.h"
#include "test.h"

#include <string.h>

/* A line "98", "9.8" or "10" as tenths; "-", "None" and "" are an absent score. */
static int tenths_of(Str text)
{
    int tenths = 0, digits_after = 0;
    bool after = false;

    text = str_trim(text);
    if (!text.len || str_eq(text, STR("-")) || str_eq(text, STR("None")))
        return CVSS_ABSENT;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '.')
            after = true;
        else if (text.ptr[i] != '-') {
            tenths = tenths * 10 + (text.ptr[i] - '0');
            digits_after += after;
        }
    }
    return digits_after ? tenths : tenths * 10;
}

static bool any_metric(Str vector, const char *names)
{
    Str rest = vector, part, list, name;

    while (str_next(&rest, '/', &part)) {
        list = str_of(names);
        while (str_next(&list, ' ', &name))
            if (str_eq(str_slice(part, 0, str_find_char(part, ':')), name))
                return true;
    }
    return false;
}

/* The corpora of v3 repeat the score before for a group that is not written, and so do their
 * v2 lines at times: an absent group must then be one that the vector does not write. */
static bool group_agrees(int got, int want, Str vector, const char *names)
{
    if (any_metric(vector, names))
        return got == want;
    return got == CVSS_ABSENT;
}

static bool scores_agree(const CvssScore *got, const int want[3], Str vector)
{
    if (got->version == CVSS_4_0)
        return got->base == want[0] && got->temporal == CVSS_ABSENT
               && got->environmental == CVSS_ABSENT;
    return got->base == want[0] && group_agrees(got->temporal, want[1], vector, "E RL RC")
           && group_agrees(got->environmental, want[2], vector,
                           "CDP TD CR IR AR MAV MAC MPR MUI MS MC MI MA");
}

enum { SCORE_BYTES = 16 };

static int wrong; /* lines of the present file */

static void vector_check(Str vector, const int want[3], const char *file)
{
    CvssScore got;
    Err err = { 0 };

    if (!cvss_score(vector, &got, &err) || !scores_agree(&got, want, vector)) {
        if (wrong++ < 5)
            fprintf(stderr, "%s: %.*s: got %d %d %d, want %d %d %d\n", file, STR_ARG(vector),
                    got.base, got.temporal, got.environmental, want[0], want[1], want[2]);
    }
}

/* "VECTOR - (7.8, 6.4, None)" or "VECTOR - 7.3". */
static void redhat_line(Str line, const char *file)
{
    size_t dash = str_find(line, STR(" - "));
    Str rest = str_slice(line, dash + 3, line.len), piece;
    int want[3] = { CVSS_ABSENT, CVSS_ABSENT, CVSS_ABSENT };

    if (str_starts(rest, STR("(")))
        rest = str_slice(rest, 1, rest.len - 1);
    for (size_t i = 0; i < 3 && str_next(&rest, ',', &piece); i++)
        want[i] = tenths_of(piece);
    vector_check(str_slice(line, 0, dash), want, file);
}

static void tab_line(Str line, const char *file)
{
    int want[3] = { CVSS_ABSENT, CVSS_ABSENT, CVSS_ABSENT };
    Str vector, piece;

    CHECK(str_next(&line, '\t', &vector), "a vector");
    for (size_t i = 0; i < 3 && str_next(&line, '\t', &piece); i++)
        want[i] = tenths_of(piece);
    vector_check(vector, want, file);
}

static void file_check(const char *name, void (*line_check)(Str, const char *), size_t lines_min)
{
    char inside[128];
    Str rest, line;
    size_t lines = 0;

    snprintf(inside, sizeof inside, "corpus/cvss/%s", name);
    rest = test_file(TEST_SHARED(inside));
    wrong = 0;
    while (str_next(&rest, '\n', &line))
        if (line.len) {
            line_check(line, name);
            lines++;
        }
    CHECK(lines >= lines_min, "the file is whole");
    CHECK_INT(wrong, 0, name);
}

TEST(every_vector_of_red_hats_suite_has_its_score)
{
    static const struct {
        const char *name;
        size_t lines;
    } FILES[] = {
        { "redhat/vectors_calculator2", 5 }, { "redhat/vectors_calculator3", 2 },
        { "redhat/vectors_cvsslib2", 24 },   { "redhat/vectors_cvsslib3", 29 },
        { "redhat/vectors_simple2", 729 },   { "redhat/vectors_simple3", 2592 },
        { "redhat/vectors_simple31", 2592 }, { "redhat/vectors_simple4", 1058 },
        { "redhat/vectors_security4", 54 },  { "redhat/vectors_supplemental4", 576 },
        { "redhat/vectors_threat4", 6 },
    };

    for (size_t i = 0; i < ARRAY_LEN(FILES); i++)
        file_check(FILES[i].name, redhat_line, FILES[i].lines);
}

TEST(twelve_thousand_vectors_with_optional_metrics_have_their_scores)
{
    file_check("generated/random-2.0.tsv", tab_line, 4000);
    file_check("generated/random-3.0.tsv", tab_line, 4000);
    file_check("generated/random-3.1.tsv", tab_line, 4000);
}

static const char *score_text(int tenths, char buffer[SCORE_BYTES])
{
    if (tenths == CVSS_ABSENT)
        return "-";
    snprintf(buffer, SCORE_BYTES, "%d.%d", tenths / 10, tenths % 10);
    return buffer;
}

TEST(four_thousand_vectors_of_v4_have_their_score_and_severity)
{
    Str rest = test_file(TEST_SHARED("corpus/cvss/generated/random-4.0.tsv")), line;
    size_t lines = 0;

    while (str_next(&rest, '\n', &line)) {
        Str vector, score, severity;
        CvssScore got;
        Err err = { 0 };
        char buffer[SCORE_BYTES];

        if (!line.len)
            continue;
        CHECK(str_next(&line, '\t', &vector) && str_next(&line, '\t', &score), "columns");
        CHECK(str_next(&line, '\t', &severity), "columns");
        CHECK_OK(cvss_score(vector, &got, &err), &err);
        CHECK_STR(str_of(score_text(got.base, buffer)), score, vector.ptr);
        CHECK(str_eq_fold(severity_name(got.severity), severity), "FIRST's bands");
        lines++;
    }
    CHECK_INT(lines, 4000, "the file is whole");
}

/* "{'vector': 'CVSS:4.0/…', 'score': 9.8, 'severity': 'Critical'}" */
static Str between(Str line, Str before, char after)
{
    size_t from = str_find(line, before) + before.len;
    Str tail = str_slice(line, from, line.len);

    return str_slice(tail, 0, str_find_char(tail, after));
}

TEST(the_270_macro_vectors_of_first_have_their_score_and_severity)
{
    Str rest = test_file(TEST_SHARED("corpus/cvss/first/macro-scores")), line;
    size_t lines = 0;

    while (str_next(&rest, '\n', &line)) {
        CvssScore got;
        Err err = { 0 };

        if (!line.len)
            continue;
        CHECK_OK(cvss_score(between(line, STR("'vector': '"), '\''), &got, &err), &err);
        CHECK_INT(got.base, tenths_of(between(line, STR("'score': "), ',')), line.ptr);
        CHECK(str_eq_fold(severity_name(got.severity), between(line, STR("'severity': '"), '\'')),
              "FIRST's bands");
        lines++;
    }
    CHECK_INT(lines, 270, "the file is whole");
}

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
    Str rule, arg;

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
    Str temporal, environmental, severity;
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
