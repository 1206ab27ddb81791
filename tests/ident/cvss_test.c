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

/* The sub-scores of the three versions that have one: by hand from the weights. */
static const struct {
    const char *vector;
    int base, modified;
    CvssMaturity maturity;
} EASE[] = {
    { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 389, 389, MATURITY_UNSTATED },
    { "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X", 284, 284, MATURITY_UNSTATED },
    { "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H/E:H", 183, 183, MATURITY_HIGH },
    { "CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H/E:F", 201, 201, MATURITY_FUNCTIONAL },
    { "CVSS:3.0/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:L/A:L/E:P", 12, 12, MATURITY_PROOF },
    { "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:L/A:L/E:U/MAV:N/MAC:L", 12, 90,
      MATURITY_UNPROVEN },
    { "AV:N/AC:L/Au:N/C:C/I:C/A:C", 1000, 1000, MATURITY_UNSTATED },
    { "(AV:L/AC:H/Au:M/C:N/I:N/A:P/E:ND)", 124, 124, MATURITY_UNSTATED },
    { "AV:A/AC:M/Au:S/C:N/I:N/A:P/E:POC", 441, 441, MATURITY_PROOF },
};

TEST(the_exploitability_sub_score_has_hundredths)
{
    for (size_t i = 0; i < ARRAY_LEN(EASE); i++) {
        CvssAttack got;
        Err err = { 0 };

        CHECK_OK(cvss_attack(str_of(EASE[i].vector), &got, &err), &err);
        CHECK_INT(got.base.hundredths, EASE[i].base, EASE[i].vector);
        CHECK_INT(got.modified.hundredths, EASE[i].modified, EASE[i].vector);
        CHECK_INT(got.maturity, EASE[i].maturity, EASE[i].vector);
        CHECK(got.base.eq1 == CVSS_ABSENT && got.base.eq2 == CVSS_ABSENT, "sets are of 4.0");
    }
}

#define REST4 "/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
static const struct {
    const char *vector;
    int eq1, eq2, modified_eq1, modified_eq2;
    CvssMaturity maturity;
} SETS[] = {
    { "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N" REST4, 0, 0, 0, 0, MATURITY_UNSTATED },
    { "CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:N" REST4 "/E:A", 1, 1, 1, 1, MATURITY_ATTACKED },
    { "CVSS:4.0/AV:P/AC:H/AT:N/PR:N/UI:N" REST4 "/E:P", 2, 1, 2, 1, MATURITY_PROOF },
    { "CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:A" REST4 "/E:U", 2, 0, 2, 0, MATURITY_UNPROVEN },
    { "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N" REST4 "/E:X/MAV:P/MAT:P", 0, 0, 2, 1,
      MATURITY_UNSTATED },
};

TEST(version_4_has_equivalence_sets_instead_of_a_sub_score)
{
    for (size_t i = 0; i < ARRAY_LEN(SETS); i++) {
        CvssAttack got;
        Err err = { 0 };

        CHECK_OK(cvss_attack(str_of(SETS[i].vector), &got, &err), &err);
        CHECK_INT(got.base.eq1, SETS[i].eq1, SETS[i].vector);
        CHECK_INT(got.base.eq2, SETS[i].eq2, SETS[i].vector);
        CHECK_INT(got.modified.eq1, SETS[i].modified_eq1, SETS[i].vector);
        CHECK_INT(got.modified.eq2, SETS[i].modified_eq2, SETS[i].vector);
        CHECK_INT(got.maturity, SETS[i].maturity, SETS[i].vector);
        CHECK_INT(got.base.hundredths, CVSS_ABSENT, "4.0 has no sub-score");
    }
}

TEST(an_attack_is_refused_as_a_score_is)
{
    static const char *const REFUSED[] = {
        "", "CVSS:5.0/AV:N", "AV:N", "CVSS:3.1/AV:N", "CVSS:4.0/AV:N",
    };

    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        CvssAttack got = { CVSS_VERSIONS };
        CvssScore score;
        Err attack = { 0 }, scored = { 0 };

        CHECK(!cvss_attack(str_of(REFUSED[i]), &got, &attack), REFUSED[i]);
        CHECK(!cvss_score(str_of(REFUSED[i]), &score, &scored), REFUSED[i]);
        CHECK_STR(attack.rule, scored.rule, "the same rule");
        CHECK_INT(got.version, CVSS_VERSIONS, "nothing is written");
    }
}

TEST(one_metric_is_read_as_it_was_written)
{
    Str vector = STR("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F");

    CHECK_STR(cvss_metric(vector, STR("AV")), STR("N"), "the first");
    CHECK_STR(cvss_metric(vector, STR("E")), STR("F"), "the last");
    CHECK_STR(cvss_metric(vector, STR("RL")), STR(""), "not written");
    CHECK_STR(cvss_metric(STR("(AV:L/AC:H/Au:M/C:N/I:N/A:P)"), STR("A")), STR("P"),
              "in parentheses");
}

TEST(metric_e_tells_of_an_exploit)
{
    static const struct { const char *e; ExploitFact want; } ROWS[] = {
        { "POC", EXPLOIT_PROOF }, { "P", EXPLOIT_PROOF }, { "F", EXPLOIT_PROOF },
        { "H", EXPLOIT_PROOF }, { "A", EXPLOIT_ATTACKED }, { "U", EXPLOIT_UNREPORTED },
        { "X", EXPLOIT_UNREPORTED }, { "ND", EXPLOIT_UNREPORTED },
    };

    CHECK_INT(cvss_exploit(STR("CVSS:3.1/AV:N")), EXPLOIT_UNREPORTED, "not written");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        char vector[64];

        snprintf(vector, sizeof vector, "CVSS:4.0/AV:A/E:%s", ROWS[i].e);
        CHECK_INT(cvss_exploit(str_of(vector)), ROWS[i].want, ROWS[i].e);
    }
}
