/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "report/verdict_text.h"
#include "sample.h"

/* What one of the functions says, as text that the next call may overwrite. */
#define SAID(call)                                                                                 \
    (buf_clear(&buf), (call), buf_str(&buf))

static Buf buf = { .cap = 1 << 16 };

__attribute__((destructor)) static void forget(void)
{
    buf_done(&buf);
}

#define VERDICT(...) (&(const ScanVerdict){ __VA_ARGS__ })

TEST(a_decision_that_does_not_hold_is_told_with_what_it_would_say)
{
    static const struct { ScanVerdict verdict; Str en, ja; const char *why; } ROWS[] = {
        { { .status = STR_ROW("undecided") }, STR_ROW("undecided"), STR_ROW("未判断"),
          "nobody looked at it" },
        { { .status = STR_ROW("undecided"), .state = STR_ROW("expired"),
            .said = STR_ROW("not_affected") },
          STR_ROW("undecided (not affected: expired)"), STR_ROW("未判断（影響なし: 期限切れ）"),
          "it held once" },
        { { .status = STR_ROW("not_affected"), .state = STR_ROW("in-force"),
            .said = STR_ROW("not_affected") },
          STR_ROW("not affected"), STR_ROW("影響なし"), "it holds" },
        { { .status = STR_ROW("contradiction"), .state = STR_ROW("in-force"),
            .said = STR_ROW("not_affected") },
          STR_ROW("contradiction"), STR_ROW("矛盾"), "neither holds" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_STR(SAID(verdict_decision(&ROWS[i].verdict, LANG_EN, &buf)), ROWS[i].en,
                  ROWS[i].why);
        CHECK_STR(SAID(verdict_decision(&ROWS[i].verdict, LANG_JA, &buf)), ROWS[i].ja,
                  ROWS[i].why);
    }
}

TEST(only_what_is_in_force_settles_a_finding)
{
    static const struct { const char *status, *state, *said; bool settled, may; } ROWS[] = {
        { "not_affected", "in-force", "not_affected", true, false },
        { "fixed", "in-force", "fixed", true, false },
        { "affected", "in-force", "affected", false, false },
        { "under_investigation", "in-force", "under_investigation", false, false },
        { "contradiction", "in-force", "not_affected", false, false },
        { "undecided", "", "", false, false },
        { "undecided", "awaiting-review", "not_affected", false, true },
        { "undecided", "proposed", "fixed", false, true },
        { "undecided", "proposed", "affected", false, false },
        { "undecided", "expired", "not_affected", false, false },
        { "undecided", "re-opened", "fixed", false, false },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const ScanVerdict *verdict = VERDICT(.status = str_of(ROWS[i].status),
                                             .state = str_of(ROWS[i].state),
                                             .said = str_of(ROWS[i].said));

        CHECK_INT(verdict_settles(verdict), ROWS[i].settled, ROWS[i].state);
        CHECK_INT(verdict_may_settle(verdict), ROWS[i].may, ROWS[i].state);
    }
    CHECK(!verdict_settles(NULL) && !verdict_may_settle(NULL), "files have no record");
}

TEST(a_clock_says_when_whether_it_is_over_and_that_it_cannot_be_told)
{
    CHECK_STR(SAID(verdict_due(VERDICT(.overdue = false), LANG_EN, &buf)), STR(""), "none runs");
    CHECK_STR(SAID(verdict_due(VERDICT(.clock = STR("x"), .due = STR("2026-12-07 24:00")),
                               LANG_EN, &buf)), STR("2026-12-07 24:00"), "runs");
    CHECK_STR(SAID(verdict_due(VERDICT(.clock = STR("x"), .due = STR("2026-12-07 24:00"),
                                       .overdue = true), LANG_EN, &buf)),
              STR("overdue since 2026-12-07 24:00"), "is over");
    CHECK_STR(SAID(verdict_due(VERDICT(.clock = STR("x"), .clock_state = STR("unknown")), LANG_JA,
                               &buf)), STR("期限を算出できません"), "never a guess");
    CHECK_STR(SAID(verdict_due(VERDICT(.clock = STR("x"), .clock_state = STR("running")), LANG_EN,
                               &buf)), STR("running, no fixed date"), "as its rule has none");
}

TEST(what_is_left_to_do_is_counted)
{
    Scan scan = sample_product(), plain = sample_scan();
    VerdictTally tally = verdict_tally(&scan), none = verdict_tally(&plain);

    CHECK_INT(tally.undecided, 2, "one waits, one was never looked at");
    CHECK_INT(tally.uncontrolled, 1, "as assessed");
    CHECK_INT(tally.not_assessed, 2, "nobody assessed them");
    CHECK_INT(tally.review, 0, "none");
    CHECK_INT(tally.overdue, 1, "a clock ran out");
    CHECK_INT(none.undecided, 0, "files have no record");
}

TEST(the_sentences_tell_all_of_it_in_both_languages)
{
    Scan scan = sample_product();

    CHECK_STR(SAID(verdict_tell(&scan.verdicts[0], LANG_EN, &buf)),
              STR(" Decision: affected (The gateway logs what devices send). Risk: uncontrolled; "
                  "harm: critical. Report under eu-mdr-15: overdue since 2026-11-17 24:00."),
              "in force and overdue");
    CHECK_STR(SAID(verdict_tell(&scan.verdicts[3], LANG_EN, &buf)),
              STR(" Decision: undecided. Risk: not assessed; harm: not assessed."), "nobody");
    CHECK_STR(SAID(verdict_tell(&scan.verdicts[1], LANG_JA, &buf)),
              STR("判断: 影響なし（The parser is switched off）。"), "no risk is left");
}

TEST(the_ledger_speaks_of_support_before_the_knowledge_base)
{
    Scan scan = sample_product();
    SupportText stated = support_of_finding(&scan, &scan.findings[0]);
    SupportText known = support_of_finding(&scan, &scan.findings[1]);

    CHECK_STR(stated.ends, STR("2027-03-31"), "the supplier's letter");
    CHECK_STR(stated.level, STR("actively-maintained"), "and the level");
    CHECK_STR(known.ends, STR("2023-09-11"), "nobody stated anything else");
    CHECK_STR(known.source, STR("eol"), "of the knowledge base");
    CHECK_STR(SAID(support_end_say(STR("yes"), LANG_EN, &buf)), STR("already ended"), "a word");
    CHECK_STR(SAID(support_end_say(STR("false"), LANG_EN, &buf)), STR("not ended"), "a word");
    CHECK_STR(SAID(support_end_say(STR("2030"), LANG_JA, &buf)), STR("2030"), "a year");
}

TEST(verdicts_are_the_same_when_all_of_their_members_are)
{
    Scan scan = sample_product();
    ScanVerdict other = scan.verdicts[0];

    CHECK(verdict_same(&scan.verdicts[0], &other), "a copy");
    other.overdue = false;
    CHECK(!verdict_same(&scan.verdicts[0], &other), "another clock");
    CHECK(verdict_same(NULL, NULL) && !verdict_same(NULL, &other), "files have no record");
}
