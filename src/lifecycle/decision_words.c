/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_words.h"

#include "base/buf.h"

enum { STATUS_WORDS_BYTES = 256 };

#define SOURCE_WORDS STR_ROW("OpenVEX 0.2.0, status; CSAF 2.0/2.1, product_status; CycloneDX "     \
                             "1.6, impactAnalysisState; SPDX 3.0, relationship types")
#define SOURCE_CSAF  STR_ROW("CSAF 2.0/2.1, product_status")
#define SOURCE_CDX   STR_ROW("CycloneDX 1.6, impactAnalysisState")

/* One row per meaning: read any row, write the first row of a status. Empty: no such word. */
static const VexStatusRow STATUS_ROWS[] = {
    /*                         OpenVEX                   CSAF 2.0, 2.1
                               CycloneDX 1.6             SPDX 3.0 */
    { DECISION_AFFECTED,     { STR_ROW("affected"),      STR_ROW("known_affected"),
                               STR_ROW("exploitable"),   STR_ROW("affects") },
      true, SOURCE_WORDS },
    { DECISION_AFFECTED,     { { 0 },                    STR_ROW("first_affected"),
                               { 0 },                    { 0 } },
      false, SOURCE_CSAF },
    { DECISION_AFFECTED,     { { 0 },                    STR_ROW("last_affected"),
                               { 0 },                    { 0 } },
      false, SOURCE_CSAF },
    { DECISION_NOT_AFFECTED, { STR_ROW("not_affected"),  STR_ROW("known_not_affected"),
                               STR_ROW("not_affected"),  STR_ROW("doesNotAffect") },
      true, SOURCE_WORDS },
    { DECISION_NOT_AFFECTED, { { 0 },                    { 0 },
                               STR_ROW("false_positive"), { 0 } },
      false, SOURCE_CDX },
    { DECISION_FIXED,        { STR_ROW("fixed"),         STR_ROW("fixed"),
                               STR_ROW("resolved"),      STR_ROW("fixedIn") },
      true, SOURCE_WORDS },
    { DECISION_FIXED,        { { 0 },                    STR_ROW("first_fixed"),
                               { 0 },                    { 0 } },
      false, SOURCE_CSAF },
    { DECISION_FIXED,        { { 0 },                    { 0 },
                               STR_ROW("resolved_with_pedigree"), { 0 } },
      false, SOURCE_CDX },
    { DECISION_INVESTIGATING, { STR_ROW("under_investigation"), STR_ROW("under_investigation"),
                               STR_ROW("in_triage"),     STR_ROW("underInvestigationFor") },
      true, SOURCE_WORDS },
};

#define SOURCE_LABELS STR_ROW("OpenVEX 0.2.0, justifications; CSAF 2.0/2.1, flags; SPDX 3.0, "     \
                              "VEX justification types; nearest of CycloneDX 1.6: ours")

/* What is written. OpenVEX and CSAF share their labels; SPDX 3 writes them in camel case. */
static const VexLabelRow LABELS[] = {
    [JUSTIFIED_NOT] = { .source = { 0 } },
    [JUSTIFIED_COMPONENT_ABSENT] = { {
        STR_ROW("component_not_present"), STR_ROW("component_not_present"),
        STR_ROW("code_not_present"), STR_ROW("componentNotPresent") }, SOURCE_LABELS },
    [JUSTIFIED_CODE_ABSENT] = { {
        STR_ROW("vulnerable_code_not_present"), STR_ROW("vulnerable_code_not_present"),
        STR_ROW("code_not_present"), STR_ROW("vulnerableCodeNotPresent") }, SOURCE_LABELS },
    [JUSTIFIED_CODE_NOT_EXECUTED] = { {
        STR_ROW("vulnerable_code_not_in_execute_path"),
        STR_ROW("vulnerable_code_not_in_execute_path"),
        STR_ROW("code_not_reachable"), STR_ROW("vulnerableCodeNotInExecutePath") },
        SOURCE_LABELS },
    [JUSTIFIED_NOT_CONTROLLED] = { {
        STR_ROW("vulnerable_code_cannot_be_controlled_by_adversary"),
        STR_ROW("vulnerable_code_cannot_be_controlled_by_adversary"),
        STR_ROW("requires_environment"),
        STR_ROW("vulnerableCodeCannotBeControlledByAdversary") }, SOURCE_LABELS },
    [JUSTIFIED_INLINE_MITIGATION] = { {
        STR_ROW("inline_mitigations_already_exist"), STR_ROW("inline_mitigations_already_exist"),
        STR_ROW("protected_by_mitigating_control"),
        STR_ROW("inlineMitigationsAlreadyExist") }, SOURCE_LABELS },
};
_Static_assert(ARRAY_LEN(LABELS) == JUSTIFICATIONS, "a row for each label");

#define SOURCE_READ  STR_ROW("CycloneDX 1.6, impactAnalysisJustification; its label: ours")
#define SOURCE_OUTER STR_ROW("IMDRF N60:2020 3.7: a control that the customer runs compensates; "  \
                             "the device stays affected")

static const VexCycloneDxRow CYCLONEDX[] = {
    { STR_ROW("code_not_present"), DECISION_NOT_AFFECTED, JUSTIFIED_CODE_ABSENT, true,
      SOURCE_READ },
    { STR_ROW("code_not_reachable"), DECISION_NOT_AFFECTED, JUSTIFIED_CODE_NOT_EXECUTED, true,
      SOURCE_READ },
    { STR_ROW("requires_configuration"), DECISION_NOT_AFFECTED, JUSTIFIED_CODE_NOT_EXECUTED, false,
      SOURCE_READ },
    { STR_ROW("requires_dependency"), DECISION_NOT_AFFECTED, JUSTIFIED_COMPONENT_ABSENT, false,
      SOURCE_READ },
    { STR_ROW("requires_environment"), DECISION_NOT_AFFECTED, JUSTIFIED_NOT_CONTROLLED, true,
      SOURCE_READ },
    { STR_ROW("protected_by_compiler"), DECISION_NOT_AFFECTED, JUSTIFIED_INLINE_MITIGATION, false,
      SOURCE_READ },
    { STR_ROW("protected_at_runtime"), DECISION_NOT_AFFECTED, JUSTIFIED_INLINE_MITIGATION, false,
      SOURCE_READ },
    { STR_ROW("protected_at_perimeter"), DECISION_AFFECTED, JUSTIFIED_NOT, false, SOURCE_OUTER },
    { STR_ROW("protected_by_mitigating_control"), DECISION_NOT_AFFECTED,
      JUSTIFIED_INLINE_MITIGATION, true, SOURCE_READ },
};

const VexStatusRow *vex_status_row(size_t i)
{
    return i < ARRAY_LEN(STATUS_ROWS) ? &STATUS_ROWS[i] : NULL;
}

const VexLabelRow *vex_label_row(Justification justification)
{
    return justification < JUSTIFICATIONS ? &LABELS[justification] : NULL;
}

const VexCycloneDxRow *vex_cyclonedx_row(size_t i)
{
    return i < ARRAY_LEN(CYCLONEDX) ? &CYCLONEDX[i] : NULL;
}

/* A word that a dialect lacks is empty there, and an empty word is asked of nobody. */
static bool is_word(Str row, Str word)
{
    return row.len && str_eq(row, word);
}

/* Which words there are, so that nobody has to look them up. */
static bool status_refuse(VexDialect dialect, Str word, Err *err)
{
    CLEANUP(buf_done) Buf words = buf_new(STATUS_WORDS_BYTES);

    for (size_t i = 0; i < ARRAY_LEN(STATUS_ROWS); i++)
        if (STATUS_ROWS[i].word[dialect].len) {
            buf_add(&words, words.len ? STR(", ") : STR(""));
            buf_add(&words, STATUS_ROWS[i].word[dialect]);
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_VEX_STATUS, word, buf_str(&words));
}

static bool status_read(VexDialect dialect, Str word, VexReading *out, Err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(STATUS_ROWS); i++)
        if (is_word(STATUS_ROWS[i].word[dialect], word)) {
            out->status = STATUS_ROWS[i].status;
            out->exact = STATUS_ROWS[i].exact;
            return true;
        }
    return status_refuse(dialect, word, err);
}

static bool cyclonedx_read(Str word, VexReading *out, Err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(CYCLONEDX); i++)
        if (str_eq(CYCLONEDX[i].word, word)) {
            out->justification = CYCLONEDX[i].justification;
            out->exact = out->exact && CYCLONEDX[i].exact;
            out->customer_control = CYCLONEDX[i].status == DECISION_AFFECTED;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, STR("lifecycle.vex-justification"), word);
}

static bool label_read(VexDialect dialect, Str word, VexReading *out, Err *err)
{
    for (Justification j = JUSTIFIED_NOT + 1; j < JUSTIFICATIONS; j++)
        if (str_eq(LABELS[j].word[dialect], word)) {
            out->justification = j;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, STR("lifecycle.vex-justification"), word);
}

/* Neither what protects outside of the device nor a reason for another status makes a device
 * unaffected or repaired. */
static void settle(VexReading *out)
{
    if (out->customer_control && out->status != DECISION_INVESTIGATING)
        out->status = DECISION_AFFECTED;
    if (out->justification && out->status != DECISION_NOT_AFFECTED) {
        out->justification = JUSTIFIED_NOT;
        out->exact = false;
    }
}

bool vex_read(VexDialect dialect, Str status, Str justification, VexReading *out, Err *err)
{
    VexReading read = { 0 };

    if (!status_read(dialect, status, &read, err))
        return false;
    if (justification.len
        && !(dialect == DIALECT_CYCLONEDX ? cyclonedx_read(justification, &read, err)
                                          : label_read(dialect, justification, &read, err)))
        return false;
    settle(&read);
    *out = read;
    return true;
}

Str vex_status_word(DecisionStatus status, VexDialect dialect)
{
    for (size_t i = 0; i < ARRAY_LEN(STATUS_ROWS); i++)
        if (STATUS_ROWS[i].status == status)
            return STATUS_ROWS[i].word[dialect];
    return (Str){ 0 };
}

Str vex_justification_word(Justification justification, VexDialect dialect)
{
    return LABELS[justification].word[dialect];
}

/* ---- names on screens ---- */

Str status_name(DecisionStatus status)
{
    static const Str NAMES[] = {
        [DECISION_NO_STATUS] = STR_ROW("lifecycle.status-none"),
        [DECISION_AFFECTED] = STR_ROW("lifecycle.status-affected"),
        [DECISION_NOT_AFFECTED] = STR_ROW("lifecycle.status-not-affected"),
        [DECISION_FIXED] = STR_ROW("lifecycle.status-fixed"),
        [DECISION_INVESTIGATING] = STR_ROW("lifecycle.status-investigating"),
    };

    _Static_assert(ARRAY_LEN(NAMES) == DECISION_STATUSES, "a name for each status");
    return NAMES[status];
}

Str justification_name(Justification justification)
{
    static const Str NAMES[] = {
        [JUSTIFIED_NOT] = STR_ROW("lifecycle.justified-not"),
        [JUSTIFIED_COMPONENT_ABSENT] = STR_ROW("lifecycle.justified-component-absent"),
        [JUSTIFIED_CODE_ABSENT] = STR_ROW("lifecycle.justified-code-absent"),
        [JUSTIFIED_CODE_NOT_EXECUTED] = STR_ROW("lifecycle.justified-code-not-executed"),
        [JUSTIFIED_NOT_CONTROLLED] = STR_ROW("lifecycle.justified-not-controlled"),
        [JUSTIFIED_INLINE_MITIGATION] = STR_ROW("lifecycle.justified-inline-mitigation"),
    };

    _Static_assert(ARRAY_LEN(NAMES) == JUSTIFICATIONS, "a name for each label");
    return NAMES[justification];
}

Str independence_name(Independence independence)
{
    static const Str NAMES[] = {
        [REVIEWED_NOT] = STR_ROW("lifecycle.independence-none"),
        [REVIEWED_BY_AUTHOR] = STR_ROW("lifecycle.independence-author"),
        [REVIEWED_BY_OTHER] = STR_ROW("lifecycle.independence-other"),
        [REVIEWED_INDEPENDENTLY] = STR_ROW("lifecycle.independence-independent"),
    };

    _Static_assert(ARRAY_LEN(NAMES) == INDEPENDENCES, "a name for each distance");
    return NAMES[independence];
}
