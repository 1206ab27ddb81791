/* SPDX-License-Identifier: Apache-2.0 */
#include "cvss_lines.h"

TEST(every_vector_of_red_hats_suite_for_v4_has_its_score)
{
    file_check("redhat/vectors_simple4", redhat_line, 1058);
    file_check("redhat/vectors_security4", redhat_line, 54);
    file_check("redhat/vectors_supplemental4", redhat_line, 576);
    file_check("redhat/vectors_threat4", redhat_line, 6);
}

TEST(four_thousand_vectors_of_v4_have_their_score_and_severity)
{
    Str rest = test_file(TEST_SHARED("corpus/cvss/generated/random-4.0.tsv")), line;
    size_t lines = 0;

    while (str_next(&rest, '\n', &line)) {
        Str vector = { 0 }, score = { 0 }, severity = { 0 };
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
