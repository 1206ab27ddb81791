/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/msg.h"
#include "report/failon.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 86400 };
#define NOW_S INT64_C(1795305600)

static Arena arena = { .cap = 1 << 20 };

static const FailOn *parsed(Str text)
{
    const FailOn *failon = NULL;
    Err err = { 0 };

    CHECK_OK(failon_parse(text, &arena, &failon, &err), &err);
    return failon;
}

static Truth judged(Str text, const Scan *scan)
{
    return failon_evaluate(parsed(text), scan).truth;
}

/* ---- reading ------------------------------------------------------------------------- */

TEST(what_the_language_allows_is_read)
{
    static const Str ROWS[] = {
        STR_ROW("kev"), STR_ROW("  kev\t"), STR_ROW("epss>0.1"), STR_ROW("epss > .1"),
        STR_ROW("cvss>=7"), STR_ROW("cvss>=7.0"), STR_ROW("severity>=high"), STR_ROW("fixable"),
        STR_ROW("coverage<0.9"), STR_ROW("unchecked>0"), STR_ROW("high"), STR_ROW("critical"),
        STR_ROW("not kev"), STR_ROW("not(kev)"), STR_ROW("not not kev"),
        STR_ROW("kev or high and fixable"), STR_ROW("(kev)or(high)"), STR_ROW("KEV OR High"),
        STR_ROW("severity != medium"), STR_ROW("unchecked==0"), STR_ROW("unchecked=0"),
        STR_ROW("kev or (severity>=high and epss>0.1)"), STR_ROW("cvss>=10"),
        STR_ROW("uncontrolled"), STR_ROW("harm>=serious"), STR_ROW("HARM = Minor"),
        STR_ROW("harm!=negligible"), STR_ROW("overdue or review and not controlled"),
        STR_ROW("uncontrolled and (kev or epss>0.1)"),
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK(parsed(ROWS[i]) != NULL, ROWS[i].ptr);
}

TEST(what_is_wrong_is_refused_with_its_column)
{
    static const struct { Str text; const char *rule, *column; } ROWS[] = {
        { STR_ROW(""), "report.failon-empty", "1" },
        { STR_ROW("   "), "report.failon-empty", "4" },
        { STR_ROW("kev or"), "report.failon-empty", "7" },
        { STR_ROW("foo"), "report.failon-word", "1" },
        { STR_ROW("kev or foo"), "report.failon-word", "8" },
        { STR_ROW("notkev"), "report.failon-word", "1" },
        { STR_ROW("unknown"), "report.failon-word", "1" },
        { STR_ROW("重大 or foo"), "report.failon-word", "1" },
        { STR_ROW("kev or 重大"), "report.failon-word", "8" },
        { STR_ROW("kev　or foo"), "report.failon-word", "1" },
        { STR_ROW(")"), "report.failon-word", "1" },
        { STR_ROW("epss"), "report.failon-comparison", "5" },
        { STR_ROW("epss and kev"), "report.failon-comparison", "6" },
        { STR_ROW("coverage 0.9"), "report.failon-comparison", "10" },
        { STR_ROW("epss>"), "report.failon-number", "6" },
        { STR_ROW("epss>high"), "report.failon-number", "6" },
        { STR_ROW("epss>0.1.2"), "report.failon-number", "6" },
        { STR_ROW("epss>."), "report.failon-number", "6" },
        { STR_ROW("epss>-1"), "report.failon-number", "6" },
        { STR_ROW("epss>1e-1"), "report.failon-number", "6" },
        { STR_ROW("epss>10%"), "report.failon-number", "6" },
        { STR_ROW("epss>0.0000000001"), "report.failon-number", "6" },
        { STR_ROW("unchecked>99999999999999999999"), "report.failon-number", "11" },
        { STR_ROW("epss>10"), "report.failon-range", "6" },
        { STR_ROW("cvss>10.1"), "report.failon-range", "6" },
        { STR_ROW("coverage<90"), "report.failon-range", "10" },
        { STR_ROW("severity>=7"), "report.failon-severity", "11" },
        { STR_ROW("severity=unknown"), "report.failon-severity", "10" },
        { STR_ROW("harm"), "report.failon-comparison", "5" },
        { STR_ROW("harm>=high"), "report.failon-harm", "7" },
        { STR_ROW("harm=unassessed"), "report.failon-harm", "6" },
        { STR_ROW("harm>3"), "report.failon-harm", "6" },
        { STR_ROW("serious"), "report.failon-word", "1" },
        { STR_ROW("uncontrolled>0"), "report.failon-rest", "13" },
        { STR_ROW("(kev"), "report.failon-parenthesis", "1" },
        { STR_ROW("kev or ((kev)"), "report.failon-parenthesis", "8" },
        { STR_ROW("kev)"), "report.failon-rest", "4" },
        { STR_ROW("kev kev"), "report.failon-rest", "5" },
        { STR_ROW("kev>0"), "report.failon-rest", "4" },
        { STR_ROW("kev && high"), "report.failon-rest", "5" },
        { STR_ROW("kev\0or high"), "report.failon-rest", "4" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const FailOn *failon = NULL;
        Err err = { 0 };

        CHECK(!failon_parse(ROWS[i].text, &arena, &failon, &err), ROWS[i].text.ptr);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].text.ptr);
        CHECK_STR(err_arg(&err, 0), str_of(ROWS[i].column), ROWS[i].text.ptr);
        CHECK(err.code == ERR_USAGE && !failon, "exit 2, nothing is written");
    }
}

TEST(length_and_depth_are_limits)
{
    char text[FAILON_BYTES_MAX + 8];
    const FailOn *failon = NULL;
    Err err = { 0 };

    memset(text, ' ', sizeof text);
    memcpy(text, "kev", 3);
    CHECK(failon_parse((Str){ text, FAILON_BYTES_MAX }, &arena, &failon, &err), "just as long");
    CHECK(!failon_parse((Str){ text, FAILON_BYTES_MAX + 1 }, &arena, &failon, &err), "too long");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
    memset(text, '(', sizeof text);
    CHECK(!failon_parse((Str){ text, FAILON_BYTES_MAX }, &arena, &failon, &err), "too deep");
    CHECK_STR(err.rule, STR("report.failon-deep"), "the depth is named");
    memset(text, '(', FAILON_DEPTH_MAX - 1);
    memcpy(text + FAILON_DEPTH_MAX - 1, "kev", 3);
    memset(text + FAILON_DEPTH_MAX + 2, ')', FAILON_DEPTH_MAX - 1);
    CHECK_OK(failon_parse((Str){ text, 2 * FAILON_DEPTH_MAX + 1 }, &arena, &failon, &err), &err);
}

TEST(without_memory_it_fails_cleanly)
{
    Arena none = arena_new(0);
    const FailOn *failon = NULL;
    Err err = { 0 };

    CHECK(!failon_parse(STR("kev"), &none, &failon, &err) && !failon, "no room");
    CHECK_INT(err.code, ERR_LIMIT, "the arena's cap");
}

/* ---- truth --------------------------------------------------------------------------- */

static const ScanSource FRESH[] = {
    { STR_ROW("epss"), NOW_S - DAY, 1, STR_ROW("") },
    { STR_ROW("kev"), NOW_S - DAY, 1, STR_ROW("") },
    { STR_ROW("nvd"), NOW_S - DAY, 1, STR_ROW("") },
};

static Scan scan_of(const ScanSource *sources, size_t count, const ScanFinding *findings,
                    size_t finding_count)
{
    Scan scan = { .now_s = NOW_S, .max_age_days = 7, .components = 4, .checked = 3,
                  .unchecked = 1, .findings = findings, .finding_count = finding_count };

    scan.database.present = true;
    scan.database.sources = sources;
    scan.database.source_count = count;
    for (size_t i = 0; i < count; i++)
        if (sources[i].date_s > scan.database.date_s)
            scan.database.date_s = sources[i].date_s;
    return scan;
}

/* T, F and U as facts of the scan alone: one component is unchecked, and there is no KEV. */
TEST(and_or_and_not_follow_the_strong_tables_of_kleene)
{
    static const char *const ATOM[] = { "unchecked>1", "kev", "unchecked>0" };
    static const Truth AND[3][3] = {
        { TRUTH_FALSE, TRUTH_FALSE, TRUTH_FALSE },
        { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_UNKNOWN },
        { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE },
    };
    static const Truth OR[3][3] = {
        { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE },
        { TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_TRUE },
        { TRUTH_TRUE, TRUTH_TRUE, TRUTH_TRUE },
    };
    static const Truth NOT[3] = { TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_FALSE };
    Scan scan = scan_of(&FRESH[2], 1, NULL, 0);
    char text[128];

    for (Truth a = TRUTH_FALSE; a <= TRUTH_TRUE; a++) {
        snprintf(text, sizeof text, "not %s", ATOM[a]);
        CHECK_INT(judged(str_of(text), &scan), NOT[a], text);
        for (Truth b = TRUTH_FALSE; b <= TRUTH_TRUE; b++) {
            snprintf(text, sizeof text, "%s and %s", ATOM[a], ATOM[b]);
            CHECK_INT(judged(str_of(text), &scan), AND[a][b], text);
            snprintf(text, sizeof text, "%s or %s", ATOM[a], ATOM[b]);
            CHECK_INT(judged(str_of(text), &scan), OR[a][b], text);
        }
    }
}

TEST(not_binds_closer_than_and_and_and_closer_than_or)
{
    Scan scan = scan_of(FRESH, 3, NULL, 0);

    CHECK_INT(judged(STR("unchecked>0 or unchecked>0 and unchecked>5"), &scan), TRUTH_TRUE,
              "a or (b and c)");
    CHECK_INT(judged(STR("(unchecked>0 or unchecked>0) and unchecked>5"), &scan), TRUTH_FALSE,
              "(a or b) and c");
    CHECK_INT(judged(STR("not unchecked>5 or unchecked>0"), &scan), TRUTH_TRUE, "(not a) or b");
    CHECK_INT(judged(STR("not (unchecked>5 or unchecked>0)"), &scan), TRUTH_FALSE, "not (a or b)");
}

/* One finding with everything, one with nothing. */
static const ScanScore SCORE = { CVSS_3_1, STR_ROW(""), STR_ROW(""), 75 };
static const Str FIXED = STR_ROW("1.2");
static const ScanFinding FULL = {
    .component = &(const ScanComponent){ .name = STR_ROW("full") },
    .flaw = &(const ScanFlaw){ .id = STR_ROW("CVE-1"), .kev = true, .severity = SEVERITY_HIGH,
                               .scores = &SCORE, .score_count = 1, .epss_score = 10000 },
    .evidence = &(const ScanEvidence){ .fixed_versions = &FIXED, .fixed_count = 1 },
};
static const ScanFinding BARE = {
    .component = &(const ScanComponent){ .name = STR_ROW("bare") },
    .flaw = &(const ScanFlaw){ .id = STR_ROW("CVE-2"), .epss_score = SCAN_NO_PARTS },
    .evidence = &(const ScanEvidence){ .fixed_count = 0 },
};

TEST(facts_of_a_finding_are_compared_exactly)
{
    static const struct { Str text; Truth full, bare; const char *why; } ROWS[] = {
        { STR_ROW("kev"), TRUTH_TRUE, TRUTH_FALSE, "not listed is false" },
        { STR_ROW("fixable"), TRUTH_TRUE, TRUTH_FALSE, "no fixed version is false" },
        { STR_ROW("epss>0.1"), TRUTH_FALSE, TRUTH_UNKNOWN, "equal is not greater; no row" },
        { STR_ROW("epss>=0.1"), TRUTH_TRUE, TRUTH_UNKNOWN, "0.1 exactly" },
        { STR_ROW("epss>0.099999999"), TRUTH_TRUE, TRUTH_UNKNOWN, "nine places" },
        { STR_ROW("epss<0.1"), TRUTH_FALSE, TRUTH_UNKNOWN, "not less" },
        { STR_ROW("epss=0.1"), TRUTH_TRUE, TRUTH_UNKNOWN, "equal" },
        { STR_ROW("epss!=0.1"), TRUTH_FALSE, TRUTH_UNKNOWN, "unequal" },
        { STR_ROW("cvss>=7"), TRUTH_TRUE, TRUTH_UNKNOWN, "7.5" },
        { STR_ROW("cvss>=7.5"), TRUTH_TRUE, TRUTH_UNKNOWN, "7.5 itself" },
        { STR_ROW("cvss>7.5"), TRUTH_FALSE, TRUTH_UNKNOWN, "no more" },
        { STR_ROW("cvss<=7.49"), TRUTH_FALSE, TRUTH_UNKNOWN, "between tenths" },
        { STR_ROW("severity>=high"), TRUTH_TRUE, TRUTH_UNKNOWN, "high" },
        { STR_ROW("severity>high"), TRUTH_FALSE, TRUTH_UNKNOWN, "not critical" },
        { STR_ROW("high"), TRUTH_TRUE, TRUTH_UNKNOWN, "short for severity>=high" },
        { STR_ROW("medium"), TRUTH_TRUE, TRUTH_UNKNOWN, "at least medium" },
        { STR_ROW("critical"), TRUTH_FALSE, TRUTH_UNKNOWN, "not critical" },
        { STR_ROW("kev or critical"), TRUTH_TRUE, TRUTH_UNKNOWN, "false or unknown" },
        { STR_ROW("kev and critical"), TRUTH_FALSE, TRUTH_FALSE, "false and unknown" },
    };
    Scan full = scan_of(FRESH, 3, &FULL, 1), bare = scan_of(FRESH, 3, &BARE, 1);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_INT(judged(ROWS[i].text, &full), ROWS[i].full, ROWS[i].why);
        CHECK_INT(judged(ROWS[i].text, &bare), ROWS[i].bare, ROWS[i].why);
    }
}

TEST(facts_of_the_scan_need_no_finding)
{
    static const struct { Str text; Truth want; } ROWS[] = {
        { STR_ROW("coverage<0.9"), TRUTH_TRUE },  { STR_ROW("coverage<0.75"), TRUTH_FALSE },
        { STR_ROW("coverage<=0.75"), TRUTH_TRUE }, { STR_ROW("coverage=0.75"), TRUTH_TRUE },
        { STR_ROW("coverage>0.749999999"), TRUTH_TRUE }, { STR_ROW("unchecked>0"), TRUTH_TRUE },
        { STR_ROW("unchecked>1"), TRUTH_FALSE },  { STR_ROW("unchecked=1"), TRUTH_TRUE },
    };
    Scan scan = scan_of(FRESH, 3, NULL, 0), empty = scan;

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(judged(ROWS[i].text, &scan), ROWS[i].want, ROWS[i].text.ptr);
    empty.components = empty.checked = empty.unchecked = 0;
    CHECK_INT(judged(STR("coverage<0.9"), &empty), TRUTH_TRUE, "no components: coverage 0");
}

TEST(with_no_finding_every_finding_fact_is_false)
{
    static const Str ROWS[] = {
        STR_ROW("kev"), STR_ROW("fixable"), STR_ROW("epss<0.9"), STR_ROW("cvss<=10"),
        STR_ROW("severity<=critical"),
    };
    Scan scan = scan_of(FRESH, 3, NULL, 0);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(judged(ROWS[i], &scan), TRUTH_FALSE, ROWS[i].ptr);
    CHECK_INT(judged(STR("not kev"), &scan), TRUTH_TRUE, "so its opposite is true");
    CHECK_INT(judged(STR("kev or coverage<0.9"), &scan), TRUTH_TRUE, "by the scan's fact");
}

/* Sources: absent, eight days old, undated; with a finding that has all facts, and with none. */
TEST(facts_of_an_absent_or_old_source_are_unknown)
{
    static const ScanSource OLD[] = {
        { STR_ROW("epss"), NOW_S - 8 * DAY, 1, STR_ROW("") },
        { STR_ROW("kev"), NOW_S - 8 * DAY, 1, STR_ROW("") },
        { STR_ROW("nvd"), NOW_S - 8 * DAY, 1, STR_ROW("") },
    };
    static const Str ROWS[] = {
        STR_ROW("kev"), STR_ROW("fixable"), STR_ROW("epss>0.1"), STR_ROW("cvss>=7"),
        STR_ROW("high"),
    };
    Scan old = scan_of(OLD, 3, &FULL, 1), none = scan_of(OLD, 3, NULL, 0);
    Scan absent = scan_of(&FRESH[2], 1, &FULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_INT(judged(ROWS[i], &old), TRUTH_UNKNOWN, ROWS[i].ptr);
        CHECK_INT(judged(ROWS[i], &none), TRUTH_UNKNOWN, ROWS[i].ptr);
    }
    CHECK_INT(judged(STR("kev"), &absent), TRUTH_UNKNOWN, "no kev source");
    CHECK_INT(judged(STR("epss>0.01"), &absent), TRUTH_UNKNOWN, "no epss source");
    CHECK_INT(judged(STR("high"), &absent), TRUTH_TRUE, "nvd is there");
    CHECK_INT(judged(STR("kev or high"), &absent), TRUTH_TRUE, "true decides");
    old.max_age_days = 8;
    CHECK_INT(judged(STR("kev"), &old), TRUTH_TRUE, "older than means more whole days than");
    old.database.present = false;
    CHECK_INT(judged(STR("high"), &old), TRUTH_UNKNOWN, "no knowledge base");
}

TEST(a_list_shows_what_an_old_source_states_and_nothing_for_the_sake_of_no_finding)
{
    static const ScanSource OLD[] = {
        { STR_ROW("epss"), NOW_S - 8 * DAY, 1, STR_ROW("") },
        { STR_ROW("kev"), NOW_S - 8 * DAY, 1, STR_ROW("") },
        { STR_ROW("nvd"), NOW_S - 8 * DAY, 1, STR_ROW("") },
    };
    static const struct { Str text; Truth full, bare; const char *why; } ROWS[] = {
        { STR_ROW("kev"), TRUTH_TRUE, TRUTH_UNKNOWN, "listed then; not listed then" },
        { STR_ROW("not kev"), TRUTH_FALSE, TRUTH_UNKNOWN, "no finding at all is no kev either" },
        { STR_ROW("kev or cvss>=9"), TRUTH_TRUE, TRUTH_UNKNOWN, "what is known is enough" },
        { STR_ROW("epss>0.01"), TRUTH_TRUE, TRUTH_UNKNOWN, "a number of then" },
    };
    Scan full = scan_of(OLD, 3, &FULL, 1), bare = scan_of(OLD, 3, &BARE, 1);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_INT(failon_lists(parsed(ROWS[i].text), &full, 0), ROWS[i].full, ROWS[i].why);
        CHECK_INT(failon_lists(parsed(ROWS[i].text), &bare, 0), ROWS[i].bare, ROWS[i].why);
    }
}

TEST(a_source_is_old_by_itself)
{
    const ScanSource sources[] = {
        { STR("epss"), NOW_S - 100 * DAY, 1, STR("") },
        { STR("kev"), NOW_S - DAY, 1, STR("") },
    };
    Scan scan = scan_of(sources, 2, &FULL, 1);

    CHECK_INT(judged(STR("epss>0.01"), &scan), TRUTH_UNKNOWN, "old beside a fresh kev");
    CHECK_INT(judged(STR("kev"), &scan), TRUTH_TRUE, "kev is fresh");
}

TEST(what_a_source_of_unknown_age_does_not_list_is_unknown)
{
    const ScanSource sources[] = {
        { STR("kev"), 0, 1, STR("") },
        { STR("nvd"), NOW_S - DAY, 1, STR("") },
    };
    Scan full = scan_of(sources, 2, &FULL, 1), bare = scan_of(sources, 2, &BARE, 1);
    Scan none = scan_of(sources, 2, NULL, 0);

    CHECK_INT(judged(STR("kev"), &full), TRUTH_TRUE, "it is listed");
    CHECK_INT(judged(STR("kev"), &bare), TRUTH_UNKNOWN, "perhaps it is by now");
    CHECK_INT(judged(STR("kev"), &none), TRUTH_UNKNOWN, "also with no finding");
}

/* ---- why ----------------------------------------------------------------------------- */

static void check_why(Str text, const Scan *scan, Str want)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    FailOnVerdict verdict = failon_evaluate(parsed(text), scan);

    failon_explain(&verdict, scan, LANG_EN, &buf);
    CHECK_STR(buf_str(&buf), want, text.ptr);
}

TEST(the_verdict_names_the_findings_or_the_sources)
{
    const ScanFinding findings[] = { FULL, BARE };
    Scan scan = scan_of(FRESH, 3, findings, 2), no_kev = scan_of(&FRESH[2], 1, findings, 2);

    check_why(STR("kev"), &scan, STR("policy not met: CVE-1 in full"));
    check_why(STR("coverage<0.9"), &scan,
              STR("policy not met: the expression holds for the scan as a whole"));
    check_why(STR("critical"), &scan, STR("policy cannot be decided: no score, severity or EPSS "
                                          "value for CVE-2 in bare"));
    check_why(STR("kev"), &no_kev,
              STR("policy cannot be decided: kev is absent, too old or of unknown age"));
    check_why(STR("kev or critical"), &no_kev,
              STR("policy cannot be decided: kev is absent, too old or of unknown age; "
                  "no score, severity or EPSS value for CVE-2 in bare"));
    check_why(STR("unchecked>5"), &scan, STR(""));
}

TEST(only_what_makes_it_unknown_is_named)
{
    Scan scan = scan_of(&FRESH[2], 1, NULL, 0);

    check_why(STR("(epss>0.1 and unchecked>5) or kev"), &scan,
              STR("policy cannot be decided: kev is absent, too old or of unknown age"));
}

TEST(many_findings_are_counted)
{
    ScanFinding findings[FAILON_NAMED_MAX + 3];
    FailOnVerdict verdict;
    Scan scan = scan_of(FRESH, 3, findings, ARRAY_LEN(findings));

    for (size_t i = 0; i < ARRAY_LEN(findings); i++)
        findings[i] = FULL;
    verdict = failon_evaluate(parsed(STR("kev")), &scan);
    CHECK_INT(verdict.finding_count, FAILON_NAMED_MAX + 3, "all are counted");
    CHECK_INT(verdict.findings[FAILON_NAMED_MAX - 1], FAILON_NAMED_MAX - 1, "the first are named");
}

/* One table of truth: who lists the words reads them from the parser. */
TEST(every_word_that_is_listed_is_read_and_told_in_both_languages)
{
    size_t count = 0;

    for (Str word; (word = failon_word(count)).len; count++) {
        static const char *const TAILS[] = { "", ">=1", ">=high", ">=serious" };
        size_t read = 0;

        for (size_t i = 0; i < ARRAY_LEN(TAILS); i++) {
            const FailOn *failon = NULL;
            char text[40];
            Err err;

            snprintf(text, sizeof text, "%.*s%s", STR_ARG(word), TAILS[i]);
            read += failon_parse(str_of(text), &arena, &failon, &err);
        }
        CHECK(read > 0, word.ptr);
        for (int lang = LANG_EN; lang <= LANG_JA; lang++) {
            Str told = msg_text((Lang)lang, STR("report.failon-word"));
            CHECK(str_find(told, word) < told.len, word.ptr);
        }
    }
    CHECK_INT(count, 14, "words");
}

enum { SAYS_COUNT = 10 };
/* Who looked at what: nobody; two who contradict each other; one whose decision expired … */
static const ScanVerdict SAYS[SAYS_COUNT] = {
    { .status = STR_ROW("undecided"), .risk = STR_ROW("not-assessed"),
      .harm = STR_ROW("unassessed") },
    { .status = STR_ROW("contradiction"), .state = STR_ROW("in-force"),
      .risk = STR_ROW("not-assessed"), .harm = STR_ROW("unassessed") },
    { .status = STR_ROW("undecided"), .state = STR_ROW("expired"),
      .said = STR_ROW("not_affected"), .risk = STR_ROW("not-assessed"),
      .harm = STR_ROW("unassessed"), .overdue = true },
    { .status = STR_ROW("undecided"), .state = STR_ROW("awaiting-review"),
      .risk = STR_ROW("uncontrolled"), .harm = STR_ROW("critical") },
    { .status = STR_ROW("affected"), .state = STR_ROW("in-force"),
      .risk = STR_ROW("uncontrolled"), .harm = STR_ROW("minor"), .overdue = true },
    { .status = STR_ROW("affected"), .state = STR_ROW("in-force"), .risk = STR_ROW("review"),
      .harm = STR_ROW("serious") },
    { .status = STR_ROW("affected"), .state = STR_ROW("in-force"), .risk = STR_ROW("controlled"),
      .harm = STR_ROW("catastrophic") },
    { .status = STR_ROW("not_affected"), .state = STR_ROW("in-force") },
    { .status = STR_ROW("fixed"), .state = STR_ROW("in-force"), .risk = STR_ROW("controlled"),
      .harm = STR_ROW("negligible") },
    { .status = STR_ROW("under_investigation"), .state = STR_ROW("in-force"),
      .risk = STR_ROW("not-assessed"), .harm = STR_ROW("unassessed") },
};

/* A letter for each row of SAYS: t, f or u. The finding is in KEV, high, 9.8, EPSS 0.5, fixable. */
static const struct { Str text; const char *truth; const char *why; } RECORD[] = {
    /*                                     0123456789 */
    { STR_ROW("decided"),                 "ffffttttTt", "only what is in force" },
    { STR_ROW("undecided"),               "ttttffffff", "expired, waiting and contradicting, too" },
    { STR_ROW("uncontrolled"),            "ttttttffft", "unassessed and unjustified count so" },
    { STR_ROW("controlled"),              "ffffffTfTf", "only what was assessed so" },
    { STR_ROW("review"),                  "fffffTffff", "nobody decided about that risk" },
    { STR_ROW("overdue"),                 "ffTfTfffff", "a clock has run out" },
    { STR_ROW("harm>=serious"),           "ttttftTfft", "unassessed counts as the worst" },
    { STR_ROW("harm<serious"),            "ffffTffTTf", "a harm that was ruled out is less" },
    { STR_ROW("harm=catastrophic"),       "tttfffTfft", "as the scale says of unassessed" },
    { STR_ROW("harm>=negligible"),        "tttttttfTt", "none is less than the least" },
    { STR_ROW("harm!=minor"),             "ttttfttttt", "compared by the scale" },
    { STR_ROW("uncontrolled and harm>=serious"), "ttttftffft", "both" },
    { STR_ROW("uncontrolled and not review"), "tttttffffT", "who looks at review apart" },
    { STR_ROW("kev and uncontrolled"),    "ttttttffft", "with a fact of a feed" },
    { STR_ROW("uncontrolled and epss>0.9"), "ffffffffff", "which is not so" },
    { STR_ROW("kev and not controlled"),  "ttttttftft", "what is not controlled is more" },
    { STR_ROW("high and undecided and fixable"), "ttttffffff", "three" },
    { STR_ROW("Uncontrolled OR Harm>=SERIOUS"), "ttttttTfft", "in either case of letters" },
};

TEST(what_the_record_says_is_asked_as_a_fact)
{
    Scan scan = scan_of(FRESH, ARRAY_LEN(FRESH), &FULL, 1);

    for (size_t i = 0; i < ARRAY_LEN(RECORD); i++) {
        CHECK(failon_asks_record(parsed(RECORD[i].text)), RECORD[i].text.ptr);
        for (size_t j = 0; j < SAYS_COUNT; j++) {
            char got[120], want = (char)(RECORD[i].truth[j] | 0x20);
            scan.verdicts = &SAYS[j];
            snprintf(got, sizeof got, "%.*s of row %zu: %s", STR_ARG(RECORD[i].text), j,
                     RECORD[i].why);
            CHECK_INT(judged(RECORD[i].text, &scan), want == 't' ? TRUTH_TRUE : TRUTH_FALSE, got);
            CHECK_INT(failon_finding(parsed(RECORD[i].text), &scan, 0),
                      want == 't' ? TRUTH_TRUE : TRUTH_FALSE, "alone, too");
        }
    }
    CHECK(!failon_asks_record(parsed(STR("kev or high"))), "files are enough");
}

TEST(a_record_that_was_not_asked_leaves_its_facts_unknown)
{
    Scan scan = scan_of(FRESH, ARRAY_LEN(FRESH), &FULL, 1);

    for (size_t i = 0; i < 6; i++)
        CHECK_INT(judged(RECORD[i].text, &scan), TRUTH_UNKNOWN, RECORD[i].text.ptr);
    CHECK_INT(judged(STR("harm>=minor"), &scan), TRUTH_UNKNOWN, "harm, too");
    scan.finding_count = 0;
    scan.verdicts = SAYS;
    CHECK_INT(judged(STR("uncontrolled or harm>=minor"), &scan), TRUTH_FALSE, "nothing found");
}

TEST(a_fact_that_is_missing_leaves_a_policy_of_the_record_open_only_where_it_counts)
{
    static const struct { Str text; Truth truth; const char *why; } ROWS[] = {
        { STR_ROW("kev and uncontrolled"), TRUTH_UNKNOWN, "it may be exploited" },
        { STR_ROW("kev or uncontrolled"), TRUTH_TRUE, "whether or not it is" },
        { STR_ROW("kev and controlled"), TRUTH_FALSE, "nothing is controlled here" },
        { STR_ROW("epss>0.1 and harm>=serious"), TRUTH_UNKNOWN, "it may be likely" },
        { STR_ROW("epss>0.1 or harm>=serious"), TRUTH_TRUE, "harm is enough" },
    };
    Scan scan = scan_of(NULL, 0, &FULL, 1);

    scan.database.present = true;
    scan.database.date_s = NOW_S;
    scan.verdicts = &SAYS[0];
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_INT(judged(ROWS[i].text, &scan), ROWS[i].truth, ROWS[i].why);
}

TEST(old_data_undoes_no_fact_of_the_record_and_proves_no_absence)
{
    static const ScanVerdict ONE = { .status = STR_ROW("undecided"), .risk = STR_ROW("review") };
    Scan scan = scan_of(FRESH, ARRAY_LEN(FRESH), &FULL, 1);

    scan.verdicts = &ONE;
    scan.now_s += INT64_C(1000) * DAY;
    CHECK_INT(judged(STR("undecided"), &scan), TRUTH_TRUE, "it is so of this finding");
    CHECK_INT(judged(STR("controlled"), &scan), TRUTH_UNKNOWN, "newer data may find another");
}
