/* SPDX-License-Identifier: Apache-2.0 */
/* finding.h — the findings of what we ship, and what was decided about them.
 *
 * A finding is computed each time: from the SBOMs of releases, the knowledge base, the decisions
 * and the present. A decision is recorded once; where it holds today is computed, too.
 */
#pragma once

#include "inro/record.h"
#include "inro/scan.h"

typedef struct {
    const char *db;       /* folder of the knowledge base                                 */
    const char *product;  /* by name or UUID; NULL: every product                         */
    const char *release;  /* the same; NULL: every release that is not withdrawn          */
    const char *where;    /* NULL, or an expression as for --fail-on: findings it is true of */
    const char *status;   /* NULL, or "undecided", "contradiction", "affected", …         */
    const char *risk;     /* NULL, or "controlled", "review", "uncontrolled", "not-assessed" */
    const char *sort;     /* NULL: what to look at first; else columns: "-epss,release"   */
    const char *view;     /* NULL, or the name of a saved view, which the others refine   */
} InroFindingQuestion;

/* One row a finding. `say` gets warnings of the scan. error->status: see InroError. */
bool inro_finding_list(const Inro *inro, InroRecord *record, const InroFindingQuestion *question,
                       InroSay *say, void *context, const InroReportOptions *options,
                       InroError *error);
/* Keeps the filters and the order of `question` under a name. */
bool inro_view_save(const Inro *inro, InroRecord *record, const char *name,
                    const InroFindingQuestion *question, InroError *error);

/* The scan of every release of a product (or of one, "Pump@2.1"), with what was decided of each
 * finding. Records when findings were first seen, of those that have no such fact. `options` as
 * for inro_scan, without files. The status is that of inro_scan; *out is NULL when nothing could be
 * scanned, else the caller frees it. */
typedef struct InroProductScan InroProductScan;
InroStatus inro_product_scan(const Inro *inro, InroRecord *record, const char *product,
                             const InroScanOptions *options, InroSay *say, void *context,
                             InroProductScan **out);
void inro_product_scan_free(InroProductScan *scan);
bool inro_product_scan_report(const Inro *inro, const InroProductScan *scan,
                              const InroReportOptions *options, InroError *error);

/* Records when findings were first seen, of those that have no such fact; *count of them.
 * error->status: see InroError. */
bool inro_finding_refresh(const Inro *inro, InroRecord *record,
                          const InroFindingQuestion *question, InroSay *say, void *context,
                          uint64_t *count, InroError *error);

/* Who knew of it, when, and how: this starts clocks, and nothing else does. `finding` is the id
 * that a list shows, or a vulnerability together with `product`. */
typedef struct {
    const char *finding, *product, *at, *by, *channel;
    const char *const *facts; /* what decides which clocks run: "death", "serious-harm=no" … */
    size_t fact_count;
} InroAwareness;
bool inro_finding_aware(const Inro *inro, InroRecord *record, const InroAwareness *awareness,
                        char *id, InroError *error);

typedef struct {
    const char *vulnerability; /* any id */
    const char *const *products;   /* one decision each, said in one act */
    size_t product_count;
    const char *const *releases;   /* of these products; NULL: those it is found in now */
    size_t release_count;
    const char *component, *range, *configuration;
    const char *status, *justification, *impact, *reason, *action, *expires;
    const char *const *evidence;   /* files, addresses, "text:…": inro_evidence_is_file */
    size_t evidence_count;
    const char *const *triggers;   /* NULL: all that can be compared */
    size_t trigger_count;
    const char *const *supersedes;
    size_t supersede_count;
    const char *supplier;          /* NULL: we say so; else who does, which decides nothing */
    bool not_inherited;            /* new releases do not get it proposed */
    const char *db;
} InroDecisionDraft;
/* Whether a piece of evidence is a file, which the record then keeps: neither an address (it has
 * "://") nor words ("text:…"). */
bool inro_evidence_is_file(const char *given);
/* `ids` takes the UUIDs of the decisions, one a line: INRO_UUID_BYTES for each product. */
bool inro_finding_decide(const Inro *inro, InroRecord *record, const InroDecisionDraft *draft,
                         InroSay *say, void *context, char *ids, InroError *error);

bool inro_decision_list(const Inro *inro, InroRecord *record, const char *product,
                        const InroReportOptions *options, InroError *error);
/* All that the record says of one decision: whom it holds for, the facts it was made on, reviews,
 * confirmations, evidence. */
bool inro_decision_show(const Inro *inro, InroRecord *record, const char *decision,
                        const InroReportOptions *options, InroError *error);
/* `independence` is "other" or "independent". */
bool inro_decision_review(const Inro *inro, InroRecord *record, const char *decision,
                          const char *independence, InroError *error);
bool inro_decision_expire(const Inro *inro, InroRecord *record, const char *decision,
                          const char *reason, InroError *error);
/* Confirms what new releases inherit: every proposal that `question` finds, or those of
 * `decisions`. *count of confirmed releases. error->status: see InroError. */
bool inro_decision_confirm(const Inro *inro, InroRecord *record,
                           const InroFindingQuestion *question, const char *const *decisions,
                           size_t decision_count, InroSay *say, void *context, uint64_t *count,
                           InroError *error);
