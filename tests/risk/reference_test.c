/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of our reference on risk, read from its text, line by line: harm, the matrix, the
 * rubric, test vectors, factors of an attack, and that each worked example has its test. */
#include "risk/assessment.h"
#include "risk/feasibility.h"
#include "risk/harm.h"
#include "risk/oversight.h"
#include "risk/rubric.h"
#include "test.h"

#include <string.h>

enum { CELLS_MAX = 8 };

/* From the heading that begins with `title` to the next one of its depth. */
static Str section(const char *title)
{
    Str text = test_file(TEST_SHARED("reference/risk.md")), heading = str_of(title);
    size_t at = str_find(text, heading);

    CHECK(at < text.len, title);
    text = str_slice(text, at + heading.len, text.len);
    return str_slice(text, 0, str_find(text, STR("\n## ")));
}

/* The next row of a table below *rest that is neither its head nor its rule; 0 at the end. */
static size_t row_next(Str *rest, Str cells[CELLS_MAX])
{
    Str line, cell;
    size_t count = 0;

    while (str_next(rest, '\n', &line)) {
        if (!str_starts(line, STR("| ")) || str_starts(line, STR("|--")))
            continue;
        line = str_slice(line, 2, line.len);
        while (str_next(&line, '|', &cell) && count < CELLS_MAX)
            cells[count++] = str_trim(cell);
        return count;
    }
    return 0;
}

static Str table_of(const char *heading, const char *head)
{
    Str text = section(heading);
    size_t at = str_find(text, str_of(head));

    CHECK(at < text.len, head);
    text = str_slice(text, at, text.len);
    return str_slice(text, str_find_char(text, '\n'), text.len);
}

static unsigned hundredths(Str text)
{
    unsigned out = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '.')
            out = out * 10 + (unsigned)(text.ptr[i] - '0');
    return out;
}

static Band band_named(Str name)
{
    for (int i = 0; i < BANDS; i++)
        if (str_eq_fold(band_term((Band)i)->word, name))
            return (Band)i;
    test_fail("no band %.*s", STR_ARG(name));
    return BAND_LOW;
}

TEST(section_2_the_scale_of_harm)
{
    Str rest = table_of("## 2.", "| # | Level"), cells[CELLS_MAX];
    int count = 0;

    while (row_next(&rest, cells)) {
        Harm harm;

        CHECK(harm_of(cells[0], &harm), "a number of the scale");
        CHECK(str_eq_fold(harm_term(harm)->word, cells[1]), "is the level of that name");
        CHECK_INT(harm, ++count, "in its order");
    }
    CHECK_INT(count, HARMS - 1, "every level but unassessed");
}

TEST(section_3_the_default_matrix)
{
    Str rest = table_of("## 3.", "| exploitability"), cells[CELLS_MAX];
    int count = 0;

    while (row_next(&rest, cells)) {
        Band band = band_named(cells[0]);

        for (int harm = HARM_NEGLIGIBLE; harm < HARMS; harm++)
            CHECK_INT(risk_level_letter(matrix_level(matrix_default(), band, (Harm)harm)),
                      cells[harm].ptr[0], "a cell");
        count++;
    }
    CHECK_INT(count, BANDS, "every band");
}

/* What follows from a level: the words of the reference, and ours. */
TEST(section_3_the_consequences)
{
    static const struct {
        const char *level, *cycle, *table_3;
        UpdateReason reason;
        OversightLevel want;
        UpdateCycle want_cycle;
    } ROWS[] = {
        { "controlled:\n", "law_524B: b2A, regular cycle", "n60_table3: medium",
          { PURPOSE_VULNERABILITY, RISK_CONTROLLED }, OVERSIGHT_MEDIUM, CYCLE_REGULAR },
        { "\nuncontrolled:\n", "law_524B: b2B, out of cycle", "n60_table3: high",
          { PURPOSE_VULNERABILITY, RISK_UNCONTROLLED }, OVERSIGHT_HIGH, CYCLE_OUT_OF_CYCLE },
        { "controlled:\n", "law_524B: b2A, regular cycle",
          "low when no vulnerability is the reason", { PURPOSE_ENHANCEMENT, RISK_CONTROLLED },
          OVERSIGHT_LOW, CYCLE_REGULAR },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str text = section("## 3.");
        const OversightRow *row = oversight_row(ROWS[i].reason);

        text = str_slice(text, str_find(text, str_of(ROWS[i].level)), text.len);
        CHECK(str_find(text, str_of(ROWS[i].cycle)) < text.len, ROWS[i].cycle);
        CHECK(str_find(text, str_of(ROWS[i].table_3)) < text.len, ROWS[i].table_3);
        CHECK_INT(row->level, ROWS[i].want, ROWS[i].table_3);
        CHECK_INT(row->cycle, ROWS[i].want_cycle, ROWS[i].cycle);
    }
}

/* ---- section 4: the rubric ---------------------------------------------------------- */

/* What stands behind "if_yes: " or the like in the line; empty when nothing does. */
static Str after(Str line, const char *word)
{
    size_t at = str_find(line, str_of(word));
    Str rest = str_slice(line, at, line.len);
    size_t end;

    if (at == line.len)
        return STR("");
    rest = str_trim(str_slice(rest, strlen(word), rest.len));
    if (str_starts(rest, STR("\"")))
        rest = str_slice(rest, 1, rest.len);
    for (end = 0; end < rest.len && !strchr(",}\" ", rest.ptr[end]);)
        end++;
    return str_slice(rest, 0, end);
}

/* "XAVT" is the next question, "AV:N" a value. */
static void branch_check(const RubricRow *row, Answer answer, Str target)
{
    RubricBranch branch = row->branch[answer];
    size_t colon = str_find_char(target, ':');

    if (!target.len)
        return;
    if (colon == target.len) {
        CHECK_INT(branch.value, 0, "it leads to another question");
        CHECK_STR(rubric_row(branch.next)->id, target, "this one");
        return;
    }
    CHECK_STR(rubric_metric_name(row->metric), str_slice(target, 0, colon), "its metric");
    CHECK_INT(branch.value, target.ptr[colon + 1], "its value");
}

static void question_check(Str id, Str line)
{
    RubricQuestion question;
    const RubricRow *row;

    CHECK(rubric_question_of(id, &question), "it is asked");
    row = rubric_row(question);
    branch_check(row, ANSWER_YES, after(line, "if_yes: "));
    branch_check(row, ANSWER_NO, after(line, "if_no: "));
    branch_check(row, ANSWER_UNKNOWN, after(line, "if_unknown: "));
    branch_check(row, ANSWER_YES, after(line, "any: "));
    branch_check(row, ANSWER_NO, after(line, "any: "));
}

TEST(section_4_the_tree_of_the_rubric)
{
    Str rest = section("## 4."), line, id;
    int questions = 0;

    while (str_next(&rest, '\n', &line)) {
        Str text = str_trim(line), list;

        if (str_starts(text, STR("X")) && str_find(text, STR(": {")) < text.len) {
            question_check(str_slice(text, 0, str_find_char(text, ':')), text);
            questions++;
        } else if (text.len > 6 && strchr("CIA", text.ptr[0]) && str_find_char(text, '[') == 3) {
            list = str_slice(text, 4, text.len - 1);
            while (str_next(&list, ',', &id)) {
                RubricQuestion question;
                CHECK(rubric_question_of(str_trim(id), &question), "it is asked");
                CHECK_INT(rubric_metric_name(rubric_row(question)->metric).ptr[0], text.ptr[0],
                          "for this metric");
                questions++;
            }
        }
    }
    CHECK_INT(questions, RUBRIC_QUESTIONS, "31 questions, and no other");
}

/* ---- section 5 and 6 ---------------------------------------------------------------- */

TEST(section_5_the_test_vectors)
{
    Str rest = table_of("## 5.", "| Vector v3.1"), cells[CELLS_MAX];
    int count = 0;

    while (row_next(&rest, cells)) {
        char vector[64];
        ExploitFacts facts = { .path = { .vector = { vector, 0 } } };
        Exploitability got = { 0 };
        CvssScore score;
        Err err = { 0 };

        facts.path.vector.len = (size_t)snprintf(vector, sizeof vector, "CVSS:3.1/%.*s",
                                                 STR_ARG(cells[0]));
        CHECK_OK(exploitability_judge(&facts, &got, &err), &err);
        CHECK_OK(cvss_score(facts.path.vector, &score, &err), &err);
        CHECK_INT(got.without.step[0].number[0], hundredths(cells[1]), "the sub-score");
        CHECK_INT(score.base, hundredths(cells[2]), "the base score");
        CHECK_INT(got.without.band, band_named(cells[3]), "the band");
        count++;
    }
    CHECK_INT(count, 9, "every vector");
}

/* "<=1 day 0; <=1 week 1; …": the points of a factor, in order. */
static void points_check(Factor factor, Str values, size_t *at)
{
    size_t count;
    const FactorValue *value = feasibility_values(&count);
    Str part;

    while (str_next(&values, ';', &part)) {
        Str points = str_trim(part);

        for (size_t space = str_find_char(points, ' '); space < points.len;
             space = str_find_char(points, ' '))
            points = str_slice(points, space + 1, points.len);
        CHECK(*at < count, "a value of ours");
        CHECK_INT(value[*at].factor, factor, "of this factor");
        CHECK_INT(value[*at].points, hundredths(points), "its points");
        ++*at;
    }
}

TEST(section_6_the_factors_of_an_attack)
{
    Str rest = table_of("## 6.", "| Factor"), cells[CELLS_MAX], text = section("## 6.");
    size_t at = 0, count;
    int factor = 0;

    while (row_next(&rest, cells))
        points_check((Factor)factor++, cells[1], &at);
    (void)feasibility_values(&count);
    CHECK_INT(at, count, "every value");
    CHECK_INT(factor, FACTORS, "every factor");
    CHECK(str_find(text, STR("0-9 basic, 10-13 enhanced-basic, 14-19 moderate, 20-24 high, "
                             ">=25 beyond high")) < text.len, "the sums");
    CHECK(str_find(text, STR("0-13 High feasibility, 14-19 Medium, >=20 Low")) < text.len,
          "their bands");
    CHECK_INT(feasibility_potential(POTENTIAL_ENHANCED_BASIC)->points_min, 10, "10-13");
    CHECK_INT(feasibility_potential(POTENTIAL_MODERATE)->points_min, 14, "14-19");
    CHECK_INT(feasibility_potential(POTENTIAL_HIGH)->points_min, 20, "20-24");
    CHECK_INT(feasibility_potential(POTENTIAL_BEYOND_HIGH)->points_min, 25, "25 and more");
}

TEST(section_6_the_example)
{
    Feasibility given = { 0 };
    FeasibilityResult result = { 0 };
    Str text = section("## 6.");
    Err err = { 0 };

    CHECK(str_find(text, STR("Example: 2 weeks (2) + expert (6) + restricted (3) + moderate (4) + "
                             "specialised (4) = 19 -> Medium")) < text.len, "as it is written");
    CHECK_OK(feasibility_read(STR("time:2-weeks/expertise:expert/knowledge:restricted/"
                                  "window:moderate/equipment:specialised"), &given, &err), &err);
    CHECK_OK(feasibility_judge(&given, &result, &err), &err);
    CHECK_INT(result.points, 19, "2 + 6 + 3 + 4 + 4");
    CHECK_INT(result.band, BAND_MEDIUM, "medium");
}

/* Each has its test in example_test.c and, but for 3 and 5, in tests/cli/risk_test.c. */
TEST(section_8_has_no_worked_example_without_a_test)
{
    Str rest = section("## 8."), line;
    Str tests = test_file(test_source_path("tests/risk/example_test.c"));
    int examples = 0;

    while (str_next(&rest, '\n', &line)) {
        char name[16];

        if (!line.len || line.ptr[0] < '1' || line.ptr[0] > '9')
            continue;
        snprintf(name, sizeof name, "example_%d_", ++examples);
        CHECK(str_find(tests, str_of(name)) < tests.len, name);
    }
    CHECK_INT(examples, 6, "six");
}
