/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_words.h"

#include "snapshot.h"
#include "test.h"

#include "base/msg.h"

enum { TEXT_BYTES_MAX = 1 << 20 };

static const char *const DIALECT_NAMES[] = { "OpenVEX", "CSAF", "CycloneDX", "SPDX 3" };

/* ---- the tables that a reviewer reads ---- */

/* What must stand beside a status, in the words of the refusal. */
static Str needs(DecisionStatus status, Lang lang)
{
    static const Str NEEDS[] = {
        [DECISION_AFFECTED] = STR_ROW("lifecycle.decision-no-action"),
        [DECISION_NOT_AFFECTED] = STR_ROW("lifecycle.decision-no-justification"),
        [DECISION_INVESTIGATING] = { 0 },
    };

    return NEEDS[status].len ? msg_text(lang, NEEDS[status]) : (Str){ 0 };
}

TEST(the_table_of_statuses_is_the_one_in_data)
{
    Buf out = buf_new(TEXT_BYTES_MAX);
    const VexStatusRow *row;

    buf_add(&out, STR("status\topenvex\tcsaf\tcyclonedx\tspdx3\twritten\tname_en\tname_ja\tneeds_en"
                      "\tneeds_ja\tsource\n"));
    for (size_t i = 0; (row = vex_status_row(i)); i++)
        SNAPSHOT_ROW(&out, vex_status_word(row->status, DIALECT_OPENVEX), row->word[0],
                     row->word[1], row->word[2], row->word[3], row->exact ? STR("yes") : STR("no"),
                     msg_text(LANG_EN, status_name(row->status)),
                     msg_text(LANG_JA, status_name(row->status)), needs(row->status, LANG_EN),
                     needs(row->status, LANG_JA), row->source);
    snapshot_check("data/lifecycle/decision-statuses.tsv", &out);
}

TEST(the_table_of_justifications_is_the_one_in_data)
{
    Buf out = buf_new(TEXT_BYTES_MAX);

    buf_add(&out, STR("openvex\tcsaf\tcyclonedx\tspdx3\tname_en\tname_ja\tsource\n"));
    for (Justification j = JUSTIFIED_COMPONENT_ABSENT; j < JUSTIFICATIONS; j++) {
        const VexLabelRow *row = vex_label_row(j);
        SNAPSHOT_ROW(&out, row->word[0], row->word[1], row->word[2], row->word[3],
                     msg_text(LANG_EN, justification_name(j)),
                     msg_text(LANG_JA, justification_name(j)), row->source);
    }
    snapshot_check("data/lifecycle/decision-justifications.tsv", &out);
}

TEST(the_table_of_cyclonedx_is_the_one_in_data)
{
    Buf out = buf_new(TEXT_BYTES_MAX);
    const VexCycloneDxRow *row;

    buf_add(&out, STR("cyclonedx\tstatus\tjustification\twritten\tsource\n"));
    for (size_t i = 0; (row = vex_cyclonedx_row(i)); i++)
        SNAPSHOT_ROW(&out, row->word, vex_status_word(row->status, DIALECT_OPENVEX),
                     vex_justification_word(row->justification, DIALECT_OPENVEX),
                     row->exact ? STR("yes") : STR("no"), row->source);
    snapshot_check("data/lifecycle/decision-cyclonedx.tsv", &out);
}

TEST(the_tables_read_as_sentences)
{
    Buf out = buf_new(TEXT_BYTES_MAX);
    const VexCycloneDxRow *row;

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        for (DecisionStatus s = DECISION_AFFECTED; s < DECISION_STATUSES; s++) {
            buf_printf(&out, "%.*s:", STR_ARG(msg_text(lang, status_name(s))));
            for (VexDialect d = DIALECT_OPENVEX; d < VEX_DIALECTS; d++)
                buf_printf(&out, " %s %.*s", DIALECT_NAMES[d], STR_ARG(vex_status_word(s, d)));
            buf_char(&out, '\n');
        }
        for (Justification j = JUSTIFIED_COMPONENT_ABSENT; j < JUSTIFICATIONS; j++)
            buf_printf(&out, "%.*s: %.*s\n",
                       STR_ARG(vex_justification_word(j, DIALECT_OPENVEX)),
                       STR_ARG(msg_text(lang, justification_name(j))));
        for (size_t i = 0; (row = vex_cyclonedx_row(i)); i++)
            buf_printf(&out, "CycloneDX %.*s: %.*s, %.*s\n", STR_ARG(row->word),
                       STR_ARG(msg_text(lang, status_name(row->status))),
                       STR_ARG(msg_text(lang, justification_name(row->justification))));
        for (Independence i = REVIEWED_NOT; i < INDEPENDENCES; i++)
            buf_printf(&out, "%.*s\n", STR_ARG(msg_text(lang, independence_name(i))));
    }
    snapshot_check("tests/golden/lifecycle-decision-words.txt", &out);
}

/* ---- reading ---- */

static const struct {
    VexDialect dialect;
    const char *status, *justification;
    DecisionStatus want;
    Justification label;
    bool exact, control;
    const char *why;
} READS[] = {
    { DIALECT_OPENVEX, "affected", "", DECISION_AFFECTED, JUSTIFIED_NOT, true, false, "plain" },
    { DIALECT_CSAF, "first_affected", "", DECISION_AFFECTED, JUSTIFIED_NOT, false, false,
      "which one is first is lost" },
    { DIALECT_CYCLONEDX, "false_positive", "", DECISION_NOT_AFFECTED, JUSTIFIED_NOT, false, false,
      "written back as not_affected" },
    { DIALECT_SPDX3, "fixedIn", "", DECISION_FIXED, JUSTIFIED_NOT, true, false, "plain" },
    { DIALECT_OPENVEX, "not_affected", "component_not_present", DECISION_NOT_AFFECTED,
      JUSTIFIED_COMPONENT_ABSENT, true, false, "a label" },
    { DIALECT_CYCLONEDX, "not_affected", "code_not_reachable", DECISION_NOT_AFFECTED,
      JUSTIFIED_CODE_NOT_EXECUTED, true, false, "a label of CycloneDX" },
    { DIALECT_CYCLONEDX, "not_affected", "requires_dependency", DECISION_NOT_AFFECTED,
      JUSTIFIED_COMPONENT_ABSENT, false, false, "written back as code_not_present" },
    { DIALECT_CYCLONEDX, "false_positive", "code_not_present", DECISION_NOT_AFFECTED,
      JUSTIFIED_CODE_ABSENT, false, false, "the status is not the one written" },
    { DIALECT_CYCLONEDX, "not_affected", "protected_at_perimeter", DECISION_AFFECTED,
      JUSTIFIED_NOT, false, true, "a hospital's firewall makes no device unaffected" },
    { DIALECT_CYCLONEDX, "false_positive", "protected_at_perimeter", DECISION_AFFECTED,
      JUSTIFIED_NOT, false, true, "by no other word either" },
    { DIALECT_CYCLONEDX, "resolved", "protected_at_perimeter", DECISION_AFFECTED, JUSTIFIED_NOT,
      false, true, "nor repaired" },
    { DIALECT_CYCLONEDX, "in_triage", "protected_at_perimeter", DECISION_INVESTIGATING,
      JUSTIFIED_NOT, false, true, "what is looked into stays so" },
    { DIALECT_CYCLONEDX, "exploitable", "code_not_present", DECISION_AFFECTED, JUSTIFIED_NOT,
      false, false, "a label beside another status is dropped" },
};

TEST(words_of_each_dialect_are_read)
{
    for (size_t i = 0; i < ARRAY_LEN(READS); i++) {
        VexReading got;
        Err err = { 0 };
        CHECK_OK(vex_read(READS[i].dialect, str_of(READS[i].status),
                          str_of(READS[i].justification), &got, &err), &err);
        CHECK_INT(got.status, READS[i].want, READS[i].why);
        CHECK_INT(got.justification, READS[i].label, READS[i].why);
        CHECK_INT(got.exact, READS[i].exact, READS[i].why);
        CHECK_INT(got.customer_control, READS[i].control, READS[i].why);
    }
}

TEST(unknown_words_are_refused)
{
    static const struct {
        VexDialect dialect;
        const char *status, *justification, *rule;
    } ROWS[] = {
        { DIALECT_OPENVEX, "exploitable", "", "lifecycle.vex-status" },
        { DIALECT_OPENVEX, "", "", "lifecycle.vex-status" },
        { DIALECT_CSAF, "recommended", "", "lifecycle.vex-status" },
        { DIALECT_CSAF, "not_affected", "code_not_present", "lifecycle.vex-status" },
        { DIALECT_OPENVEX, "not_affected", "code_not_present", "lifecycle.vex-justification" },
        { DIALECT_OPENVEX, "not_affected", "protected_at_perimeter",
          "lifecycle.vex-justification" },
        { DIALECT_CYCLONEDX, "not_affected", "component_not_present",
          "lifecycle.vex-justification" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        VexReading got;
        Err err = { 0 };
        CHECK(!vex_read(ROWS[i].dialect, str_of(ROWS[i].status), str_of(ROWS[i].justification),
                        &got, &err), ROWS[i].rule);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), "the rule");
    }
}

TEST(what_is_written_is_read_back)
{
    for (VexDialect d = DIALECT_OPENVEX; d < VEX_DIALECTS; d++)
        for (DecisionStatus s = DECISION_AFFECTED; s < DECISION_STATUSES; s++) {
            VexReading got;
            Err err = { 0 };
            CHECK_OK(vex_read(d, vex_status_word(s, d), (Str){ 0 }, &got, &err), &err);
            CHECK(got.status == s && got.exact, DIALECT_NAMES[d]);
        }
    for (VexDialect d = DIALECT_OPENVEX; d < VEX_DIALECTS; d++)
        for (Justification j = JUSTIFIED_COMPONENT_ABSENT; j < JUSTIFICATIONS; j++) {
            VexReading got;
            Err err = { 0 };
            CHECK_OK(vex_read(d, vex_status_word(DECISION_NOT_AFFECTED, d),
                              vex_justification_word(j, d), &got, &err), &err);
            CHECK(got.justification == j
                      || (d == DIALECT_CYCLONEDX && j == JUSTIFIED_COMPONENT_ABSENT),
                  "CycloneDX has one word for an absent component and absent code");
        }
}

/* The promise by itself, over all words of CycloneDX. */
TEST(a_control_outside_of_the_device_never_closes_a_finding)
{
    const VexStatusRow *row;

    for (size_t i = 0; (row = vex_status_row(i)); i++) {
        VexReading got;
        Err err = { 0 };
        if (!row->word[DIALECT_CYCLONEDX].len)
            continue;
        CHECK_OK(vex_read(DIALECT_CYCLONEDX, row->word[DIALECT_CYCLONEDX],
                          STR("protected_at_perimeter"), &got, &err), &err);
        CHECK(got.status != DECISION_NOT_AFFECTED && got.status != DECISION_FIXED,
              "IMDRF N60 3.7");
    }
}

TEST(what_is_nothing_has_no_word)
{
    CHECK_INT(vex_status_word(DECISION_NO_STATUS, DIALECT_CSAF).len, 0, "no status");
    CHECK_INT(vex_justification_word(JUSTIFIED_NOT, DIALECT_CSAF).len, 0, "no label");
    CHECK(!vex_label_row(JUSTIFICATIONS), "behind the last label");
}
