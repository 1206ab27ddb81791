/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/basis.h"

#include "snapshot.h"

static const RiskBasis THEN = { STR_ROW("3.0.2"), STR_ROW("no-dtls"), STR_ROW("SC-3"), false, false,
                                false, true, 5000 };

/* A library whose vulnerable function is not in the execution path: the evidence holds for this
 * version and these build options. */
TEST(evidence_holds_for_the_version_and_the_build_it_was_made_on)
{
    RiskBasis now = THEN;

    CHECK_INT(basis_changes(&THEN, &now), 0, "nothing changed");
    now.component = STR("3.0.3");
    CHECK_INT(basis_changes(&THEN, &now), 1 << REOPEN_COMPONENT, "another version");
    now = THEN;
    now.build = STR("dtls");
    CHECK_INT(basis_changes(&THEN, &now), 1 << REOPEN_BUILD, "other build options");
    now = THEN;
    now.context = STR("SC-4");
    CHECK_INT(basis_changes(&THEN, &now), 1 << REOPEN_CONTEXT, "another context");
}

TEST(facts_that_come_are_causes_and_those_that_go_are_none)
{
    RiskBasis now = THEN;

    now.in_kev = true;
    CHECK_INT(basis_changes(&THEN, &now), 1 << REOPEN_KEV, "KEV");
    CHECK_INT(basis_changes(&now, &THEN), 0, "gone from KEV");
    now = THEN;
    now.seen_here = true;
    CHECK_INT(basis_changes(&THEN, &now), 1 << REOPEN_SEEN, "seen here");
    now = THEN;
    now.exploit_public = true;
    CHECK_INT(basis_changes(&THEN, &now), 1 << REOPEN_EXPLOIT, "public");
    now.in_kev = true;
    CHECK_INT(basis_changes(&THEN, &now), 1 << REOPEN_EXPLOIT | 1 << REOPEN_KEV, "both");
}

TEST(epss_is_a_cause_when_it_crosses_its_threshold)
{
    RiskBasis low = THEN, high = THEN, none = THEN;

    low.epss_e5 = 9999;
    high.epss_e5 = 10000;
    none.epss_known = false;
    none.epss_e5 = 99999;
    CHECK_INT(basis_changes(&THEN, &low), 0, "still below");
    CHECK_INT(basis_changes(&THEN, &high), 1 << REOPEN_EPSS, "crossed");
    CHECK_INT(basis_changes(&high, &high), 0, "was above");
    CHECK_INT(basis_changes(&none, &high), 1 << REOPEN_EPSS, "was not known");
    CHECK_INT(basis_changes(&THEN, &none), 0, "is not known");
}

TEST(causes_are_told_in_sentences_and_rows)
{
    static const Str HEAD[] = { STR_ROW("cause"), STR_ROW("en"), STR_ROW("ja"), STR_ROW("source") };
    Buf rows = snapshot_begin(), text = snapshot_begin();

    snapshot_row(&rows, HEAD, ARRAY_LEN(HEAD));
    for (size_t i = 0; i < REOPEN_CAUSES; i++) {
        const RiskTerm *term = reopen_term((ReopenCause)i);
        const Str row[] = { term->word, snapshot_word(LANG_EN, term->title),
                            snapshot_word(LANG_JA, term->title), term->source };
        snapshot_row(&rows, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/reopen.tsv", &rows);
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-reopen"), NULL, 0);
        for (size_t i = 0; i < REOPEN_CAUSES; i++) {
            const RiskTerm *term = reopen_term((ReopenCause)i);
            const Str args[] = { snapshot_word(lang, term->title), term->source };
            snapshot_say(&text, lang, STR("risk.say-cause"), args, ARRAY_LEN(args));
        }
    }
    snapshot_end("tests/golden/risk-reopen.txt", &text);
}
