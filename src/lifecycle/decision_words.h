/* SPDX-License-Identifier: Apache-2.0 */
/* decision_words.h — statuses and justifications in the words of each VEX dialect.
 *
 * The record keeps OpenVEX's words, which name each meaning once. A dialect that has no word of its
 * own for a justification is written the nearest one, and read back it may mean another: `exact`
 * tells, and the original word should travel beside.
 *
 * CycloneDX's protected_at_perimeter is never "not affected": a firewall of the hospital is a
 * control that the customer runs (IMDRF N60 3.7), so it is read as affected, with that control as
 * its action.
 *
 * Source:  data/lifecycle/decision-statuses.tsv, decision-justifications.tsv.
 * Threads: pure.
 */
#pragma once

#include "lifecycle/decision.h"

typedef enum { DIALECT_OPENVEX, DIALECT_CSAF, DIALECT_CYCLONEDX, DIALECT_SPDX3, VEX_DIALECTS }
    VexDialect;

typedef struct {
    DecisionStatus status;
    Justification justification; /* JUSTIFIED_NOT: none was given, or it says nothing here */
    bool exact;                  /* writing it in the same dialect gives the same words */
    bool customer_control;       /* affected, and the customer runs what protects */
} VexReading;

/* The tables behind it, row by row, for those who read and check them; NULL behind the last row. */
typedef struct {
    DecisionStatus status;
    Str word[VEX_DIALECTS];      /* empty: the dialect has no such word */
    bool exact;                  /* the row that is written */
    Str source;
} VexStatusRow;
const VexStatusRow *vex_status_row(size_t i);

typedef struct {
    Str word[VEX_DIALECTS];
    Str source;
} VexLabelRow;
const VexLabelRow *vex_label_row(Justification justification);

/* CycloneDX draws its lines elsewhere, so what it says is read by a table of its own. */
typedef struct {
    Str word;
    DecisionStatus status;
    Justification justification;
    bool exact;
    Str source;
} VexCycloneDxRow;
const VexCycloneDxRow *vex_cyclonedx_row(size_t i);

/* `justification` may be empty.
 * Fails: ERR_UNKNOWN_NAME for a word that the dialect does not have, or that tells no status: then
 * RULE_VEX_STATUS with those that do. */
#define RULE_VEX_STATUS STR("lifecycle.vex-status")
MUST_CHECK bool vex_read(VexDialect dialect, Str status, Str justification, VexReading *out,
                         Err *err);
/* Empty for DECISION_NO_STATUS and JUSTIFIED_NOT. */
Str vex_status_word(DecisionStatus status, VexDialect dialect);
Str vex_justification_word(Justification justification, VexDialect dialect);

/* Ids of their names on screens: "lifecycle.status-fixed", "lifecycle.independence-author" … */
Str status_name(DecisionStatus status);
Str justification_name(Justification justification);
Str independence_name(Independence independence);
