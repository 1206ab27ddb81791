/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/rubric.h"

#include "ident/cvss.h"
#include "risk/exploitability.h"
#include "snapshot.h"

#include <string.h>

/* "AV" in the vector of these answers, as the author of a vector would read it. */
static char value_of(const RubricResult *result, RubricMetric metric)
{
    Str value = cvss_metric(str_of(result->vector), rubric_metric_name(metric));

    CHECK_INT(value.len, 1, result->vector);
    CHECK_INT(value.ptr[0], result->value[metric], "the vector is its values");
    return value.ptr[0];
}

static RubricAnswers read_of(const char *text)
{
    RubricAnswers answers = { 0 };
    Err err = { 0 };

    CHECK_OK(rubric_read(str_of(text), &answers, &err), &err);
    return answers;
}

/* Every question that is still open is answered by `answer`. */
static RubricResult completed(RubricAnswers answers, Answer answer)
{
    RubricResult result = { 0 };
    RubricQuestion question;
    Err err = { 0 };

    while (rubric_next(&answers, &question))
        rubric_answer(&answers, question, answer);
    CHECK_OK(rubric_result(&answers, &result, &err), &err);
    return result;
}

/* Each leaf of the tree of one metric, with what it means. */
TEST(every_leaf_of_the_tree_has_its_value)
{
    static const struct {
        const char *path;
        RubricMetric metric;
        char value;
    } ROWS[] = {
        { "XAVN:U", RUBRIC_AV, 'N' },
        { "XAVN:Y/XAVT:Y", RUBRIC_AV, 'N' },
        { "XAVN:Y/XAVT:U", RUBRIC_AV, 'N' },
        { "XAVN:Y/XAVT:N/XAVW:N", RUBRIC_AV, 'A' },
        { "XAVN:Y/XAVT:N/XAVW:U", RUBRIC_AV, 'A' },
        { "XAVN:Y/XAVT:N/XAVW:Y/XAVR:Y", RUBRIC_AV, 'L' },
        { "XAVN:Y/XAVT:N/XAVW:Y/XAVR:N", RUBRIC_AV, 'A' },
        { "XAVN:Y/XAVT:N/XAVW:Y/XAVR:U", RUBRIC_AV, 'A' },
        { "XAVN:N/XAVP:N", RUBRIC_AV, 'L' },
        { "XAVN:N/XAVP:U", RUBRIC_AV, 'L' },
        { "XAVN:N/XAVP:Y/XAVPA:Y", RUBRIC_AV, 'P' },
        { "XAVN:N/XAVP:Y/XAVPA:N", RUBRIC_AV, 'P' },
        { "XAVN:N/XAVP:Y/XAVPA:U", RUBRIC_AV, 'P' },
        { "XACL:Y", RUBRIC_AC, 'L' }, { "XACL:N", RUBRIC_AC, 'H' }, { "XACL:U", RUBRIC_AC, 'L' },
        { "XPRL:N", RUBRIC_PR, 'N' }, { "XPRL:U", RUBRIC_PR, 'N' },
        { "XPRL:Y/XPRZ:N", RUBRIC_PR, 'N' }, { "XPRL:Y/XPRZ:U", RUBRIC_PR, 'N' },
        { "XPRL:Y/XPRZ:Y/XPRS:Y", RUBRIC_PR, 'H' }, { "XPRL:Y/XPRZ:Y/XPRS:N", RUBRIC_PR, 'L' },
        { "XPRL:Y/XPRZ:Y/XPRS:U", RUBRIC_PR, 'L' },
        { "XUI:Y", RUBRIC_UI, 'R' }, { "XUI:N", RUBRIC_UI, 'N' }, { "XUI:U", RUBRIC_UI, 'N' },
        { "XS:Y", RUBRIC_S, 'C' }, { "XS:N", RUBRIC_S, 'U' }, { "XS:U", RUBRIC_S, 'C' },
        { "XCP:N", RUBRIC_C, 'N' }, { "XCP:U", RUBRIC_C, 'H' },
        { "XCP:Y/XCPM:Y", RUBRIC_C, 'H' }, { "XCP:Y/XCPM:N", RUBRIC_C, 'L' },
        { "XCP:Y/XCPM:U", RUBRIC_C, 'H' },
        { "XCP:Y/XCPM:N/XCD:Y", RUBRIC_C, 'H' }, { "XCP:Y/XCPM:N/XCO:U", RUBRIC_C, 'H' },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        RubricResult got = completed(read_of(ROWS[i].path), ANSWER_NO);
        CHECK_INT(value_of(&got, ROWS[i].metric), ROWS[i].value, ROWS[i].path);
    }
}

static int rank(const char *order, char value)
{
    const char *at = strchr(order, value);

    CHECK(at && value, "a value of the metric");
    return (int)(at - order);
}

/* From the least to the most severe. */
static const char *const ORDER[RUBRIC_METRICS] = {
    [RUBRIC_AV] = "PLAN", [RUBRIC_AC] = "HL", [RUBRIC_PR] = "HLN", [RUBRIC_UI] = "RN",
    [RUBRIC_S] = "UC",    [RUBRIC_C] = "NLH", [RUBRIC_I] = "NLH",  [RUBRIC_A] = "NLH",
};

/* What one visit of the walk over a metric's answers knows. */
typedef struct {
    size_t paths;
    RubricMetric metric;
    bool seen[ANSWERS][RUBRIC_QUESTIONS];
} Walk;

/* Answers the next open question of the metric in all three ways; the other metrics stay open.
 * Gives the worst value that the paths below end in. Depth: the questions of one metric. */
static int walk_worst(RubricAnswers answers, Walk *walk)
{
    RubricQuestion open = RUBRIC_QUESTIONS;
    int worst[ANSWERS] = { 0 }, all = 0;

    if (!rubric_next(&answers, &open) || rubric_row(open)->metric != walk->metric) {
        RubricResult got = completed(answers, ANSWER_NO);
        walk->paths++;
        return rank(ORDER[walk->metric], value_of(&got, walk->metric));
    }
    for (Answer answer = ANSWER_YES; answer < ANSWERS; answer++) {
        RubricAnswers next = answers;

        rubric_answer(&next, open, answer);
        walk->seen[answer][open] = true;
        worst[answer] = walk_worst(next, walk);
        all = worst[answer] > all ? worst[answer] : all;
    }
    CHECK_INT(worst[ANSWER_UNKNOWN], all, "unknown takes the worse branch");
    return all;
}

/* Every path of the tree: those of a metric do not depend on the answers to the others. */
TEST(every_path_ends_and_unknown_is_the_worse_everywhere)
{
    static const size_t PATHS[RUBRIC_METRICS] = {
        [RUBRIC_AV] = 13,      [RUBRIC_AC] = 3,   [RUBRIC_PR] = 7,   [RUBRIC_UI] = 3,
        [RUBRIC_S] = 3,        [RUBRIC_C] = 5 * 243, [RUBRIC_I] = 729, [RUBRIC_A] = 729,
    };
    RubricAnswers answers = { 0 };

    for (size_t metric = 0; metric < RUBRIC_METRICS; metric++) {
        Walk walk = { .metric = (RubricMetric)metric };
        RubricQuestion open;

        walk_worst(answers, &walk);
        CHECK_INT(walk.paths, PATHS[metric], "all paths of the metric");
        for (size_t i = 0; i < RUBRIC_QUESTIONS; i++)
            for (Answer answer = ANSWER_YES; answer < ANSWERS; answer++)
                CHECK_INT(walk.seen[answer][i], rubric_row((RubricQuestion)i)->metric == metric,
                          "every answer to every question");
        while (rubric_next(&answers, &open) && rubric_row(open)->metric == metric)
            rubric_answer(&answers, open, ANSWER_NO);
    }
}

/* Exploitability alone: 13 · 3 · 7 · 3 · 3 paths, each of them a vector that has a band. */
TEST(every_result_is_a_vector_with_a_score_and_a_band)
{
    static const char *const AV[] = {
        "XAVN:U", "XAVN:Y/XAVT:N/XAVW:N", "XAVN:N/XAVP:N", "XAVN:N/XAVP:Y/XAVPA:Y",
    };
    static const char *const PR[] = { "XPRL:N", "XPRL:Y/XPRZ:Y/XPRS:N", "XPRL:Y/XPRZ:Y/XPRS:Y" };
    static const char LETTERS[] = "YNU";

    for (size_t n = 0; n < 4 * 3 * 3 * 3 * 3 * 3; n++) {
        char text[RUBRIC_BYTES_MAX];
        Exploitability band = { 0 };
        RubricResult got;
        Err err = { 0 };

        snprintf(text, sizeof text, "%s/%s/XACL:%c/XUI:%c/XS:%c", AV[n % 4], PR[n / 4 % 3],
                 LETTERS[n / 12 % 3], LETTERS[n / 36 % 3], LETTERS[n / 108 % 3]);
        got = completed(read_of(text), n / 324 ? ANSWER_UNKNOWN : ANSWER_NO);
        CHECK_OK(exploitability_judge(&(ExploitFacts){ .path = { str_of(got.vector) } }, &band,
                                      &err), &err);
        CHECK_INT(band.method, METHOD_CVSS_3_1, "a vector of 3.1");
    }
}

TEST(nothing_but_unknown_is_the_worst_vector)
{
    RubricAnswers answers = { 0 };
    RubricResult got = completed(answers, ANSWER_UNKNOWN);

    CHECK_STR(str_of(got.vector), STR("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"), "the worst");
    CHECK_INT(got.unknown_count, 23, "the questions that are asked always");
    got = completed(answers, ANSWER_NO);
    CHECK_STR(str_of(got.vector), STR("CVSS:3.1/AV:L/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:N"), "all no");
    CHECK_INT(got.unknown_count, 0, "all known");
    got = completed(answers, ANSWER_YES);
    CHECK_STR(str_of(got.vector), STR("CVSS:3.1/AV:N/AC:L/PR:H/UI:R/S:C/C:H/I:H/A:H"), "all yes");
}

TEST(questions_are_asked_in_the_order_of_the_tree)
{
    static const char *const ORDER_ASKED[] = { "XAVN", "XAVT", "XAVW", "XAVR", "XACL" };
    RubricAnswers answers = { 0 };
    RubricQuestion question = RUBRIC_QUESTIONS;
    const Answer given[] = { ANSWER_YES, ANSWER_NO, ANSWER_YES, ANSWER_YES };

    for (size_t i = 0; i < ARRAY_LEN(ORDER_ASKED); i++) {
        CHECK(rubric_next(&answers, &question), "one is open");
        CHECK_STR(rubric_row(question)->id, str_of(ORDER_ASKED[i]), "the next");
        if (i < ARRAY_LEN(given))
            rubric_answer(&answers, question, given[i]);
    }
}

TEST(a_changed_answer_forgets_what_it_no_longer_leads_to)
{
    RubricAnswers answers = read_of("XAVN:Y/XAVT:N/XAVW:Y/XAVR:Y/XACL:Y");
    CLEANUP(buf_done) Buf buf = buf_new(RUBRIC_BYTES_MAX);

    rubric_answer(&answers, RUBRIC_XAVT, ANSWER_YES);
    rubric_write(&answers, &buf);
    CHECK_STR(buf_str(&buf), STR("XAVN:Y/XAVT:Y/XACL:Y"), "the rest stays");
    rubric_answer(&answers, RUBRIC_XAVT, ANSWER_NONE);
    buf_clear(&buf);
    rubric_write(&answers, &buf);
    CHECK_STR(buf_str(&buf), STR("XAVN:Y/XACL:Y"), "an answer can be taken back");
}

TEST(an_extended_vector_is_read_in_any_order_and_written_in_one)
{
    static const struct {
        const char *text, *written;
    } ROWS[] = {
        { "", "" },
        { "XAVN:U", "XAVN:U" },
        { "XAO:N/XAVT:N/XAVN:Y", "XAVN:Y/XAVT:N/XAO:N" },
        { "XCPM:U/XCP:Y/XS:N", "XS:N/XCP:Y/XCPM:U" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf buf = buf_new(RUBRIC_BYTES_MAX);
        RubricAnswers answers = read_of(ROWS[i].text), again;

        rubric_write(&answers, &buf);
        CHECK_STR(buf_str(&buf), str_of(ROWS[i].written), ROWS[i].text);
        buf_char(&buf, '\0');
        again = read_of(buf.ptr);
        CHECK(memcmp(&again, &answers, sizeof again) == 0, "read back");
    }
}

TEST(an_extended_vector_that_breaks_a_rule_is_refused_by_name)
{
    static const struct {
        const char *text, *rule, *arg;
        uint64_t byte;
    } ROWS[] = {
        { "XAVN", "risk.rubric-part", "XAVN", 0 },
        { "XAVN:Y/", "risk.rubric-part", "", 7 },
        { "XAVN:Y/YAVT:Y", "risk.rubric-question", "YAVT", 7 },
        { "xavn:Y", "risk.rubric-question", "xavn", 0 },
        { "XAVN:y", "risk.rubric-answer", "XAVN", 0 },
        { "XAVN:?", "risk.rubric-answer", "XAVN", 0 },
        { "XAVN:", "risk.rubric-answer", "XAVN", 0 },
        { "XAVN:YY", "risk.rubric-answer", "XAVN", 0 },
        { "XAVN:Y/XAVN:Y", "risk.rubric-twice", "XAVN", 7 },
        { "XAVN:Y/XAVP:Y", "risk.rubric-unasked", "XAVP", ERR_NO_BYTE },
        { "XAVT:Y", "risk.rubric-unasked", "XAVT", ERR_NO_BYTE },
        { "XCP:U/XCPM:Y", "risk.rubric-unasked", "XCPM", ERR_NO_BYTE },
    };
    char longest[RUBRIC_BYTES_MAX + 1];
    RubricAnswers got = { { ANSWER_NO } };
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK(!rubric_read(str_of(ROWS[i].text), &got, &err), ROWS[i].text);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].text);
        CHECK_STR(err_arg(&err, 0), str_of(ROWS[i].arg), ROWS[i].text);
        CHECK_INT(err.byte, ROWS[i].byte, ROWS[i].text);
        CHECK_INT(got.answer[0], ANSWER_NO, "nothing is written");
    }
    memset(longest, '/', sizeof longest);
    CHECK(!rubric_read((Str){ longest, sizeof longest }, &got, &err), "too long");
    CHECK_STR(err.rule, STR("risk.rubric-long"), "the rule");
}

TEST(an_unfinished_rubric_has_no_vector)
{
    RubricAnswers answers = read_of("XAVN:U/XUI:N");
    RubricResult got = { .unknown_count = 99 };
    Err err = { 0 };

    CHECK(!rubric_result(&answers, &got, &err), "questions are open");
    CHECK_STR(err.rule, STR("risk.rubric-open"), "the rule");
    CHECK_STR(err_arg(&err, 0), STR("XACL"), "the first that is open");
    CHECK_INT(got.unknown_count, 99, "nothing is written");
}

/* ---- for reading ---------------------------------------------------------------------- */

static Str branch_text(const RubricRow *row, Answer answer, Lang lang, char buffer[64])
{
    const RubricBranch *branch = &row->branch[answer];

    if (branch->value) {
        snprintf(buffer, 64, "%.*s:%c", STR_ARG(rubric_metric_name(row->metric)), branch->value);
    } else {
        Str pattern = snapshot_word(lang, STR("risk.say-rubric-next"));
        Str id = rubric_row(branch->next)->id;
        size_t at = str_find(pattern, STR("%1"));
        snprintf(buffer, 64, "%.*s%.*s%.*s", (int)at, pattern.ptr, STR_ARG(id),
                 (int)(pattern.len - at - 2), pattern.ptr + at + 2);
    }
    return str_of(buffer);
}

TEST(the_questions_are_told_in_sentences)
{
    Buf text = snapshot_begin();

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-rubric"), NULL, 0);
        for (size_t i = 0; i < RUBRIC_QUESTIONS; i++) {
            const RubricRow *row = rubric_row((RubricQuestion)i);
            char yes[64], no[64], unknown[64];
            const Str question[] = { row->id, snapshot_word(lang, row->text) };
            const Str branches[] = { branch_text(row, ANSWER_YES, lang, yes),
                                     branch_text(row, ANSWER_NO, lang, no),
                                     branch_text(row, ANSWER_UNKNOWN, lang, unknown) };
            snapshot_say(&text, lang, STR("risk.say-rubric-question"), question,
                         ARRAY_LEN(question));
            snapshot_say(&text, lang, STR("risk.say-rubric-branch"), branches,
                         ARRAY_LEN(branches));
        }
        snapshot_say(&text, lang, STR("risk.say-rubric-highest"), NULL, 0);
    }
    snapshot_end("tests/golden/risk-rubric.txt", &text);
}

TEST(the_questions_are_the_rows_that_an_expert_reads)
{
    static const Str HEAD[] = {
        STR_ROW("question"), STR_ROW("metric"), STR_ROW("asked"), STR_ROW("yes"), STR_ROW("no"),
        STR_ROW("unknown"), STR_ROW("en"), STR_ROW("ja"), STR_ROW("source"),
    };
    Buf text = snapshot_begin();

    snapshot_row(&text, HEAD, ARRAY_LEN(HEAD));
    for (size_t i = 0; i < RUBRIC_QUESTIONS; i++) {
        const RubricRow *at = rubric_row((RubricQuestion)i);
        char yes[64], no[64], unknown[64];
        const Str row[] = {
            at->id, rubric_metric_name(at->metric),
            at->first ? STR("always") : STR("when led to"),
            branch_text(at, ANSWER_YES, LANG_EN, yes), branch_text(at, ANSWER_NO, LANG_EN, no),
            branch_text(at, ANSWER_UNKNOWN, LANG_EN, unknown),
            snapshot_word(LANG_EN, at->text), snapshot_word(LANG_JA, at->text),
            STR("MITRE, Rubric for Applying CVSS to Medical Devices; wording: ours"),
        };
        snapshot_row(&text, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/rubric.tsv", &text);
}
