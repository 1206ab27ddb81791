/* SPDX-License-Identifier: Apache-2.0 */
/* risk.h — what a vulnerability can do to a patient: assessments, matrices, the MITRE rubric.
 *
 * An assessment is recorded once, with the matrix that it was judged by; it is replaced by another
 * one that names it. Words are those of data/risk.
 */
#pragma once

#include "inro/record.h"
#include "inro/scan.h"

/* ---- the manufacturer's matrix: what is acceptable ---- */

/* Adopts the matrix in `file` ("-": standard input; docs/formats/risk.md). With `product` it holds
 * for that one; else for all that have none of their own. `id` takes its UUID. */
bool inro_matrix_adopt(const Inro *inro, InroRecord *record, const char *file,
                       const char *product, char *id, InroError *error);
/* The matrix of that name or UUID; NULL: the one by which `product` (NULL: a new product) is
 * judged now, which is the program's default when none was adopted. */
bool inro_matrix_show(const Inro *inro, InroRecord *record, const char *called,
                      const char *product, const InroReportOptions *options, InroError *error);
bool inro_matrix_list(const Inro *inro, InroRecord *record, const InroReportOptions *options,
                      InroError *error);

/* ---- assessments ---- */

typedef struct {
    const char *vulnerability;     /* any id */
    const char *product;
    const char *const *releases;   /* NULL: those it is found in now */
    size_t release_count;
    const char *component, *range;
    const char *name;              /* what safety assessments call it; NULL: its UUID */
    const char *harm, *harm_after; /* after: NULL for the same */
    const char *rationale, *multi_patient;
    const char *vector, *rubric, *feasibility; /* NULL all: the vector of the knowledge base */
    const char *after_vector, *after_feasibility;       /* NULL: the path stays as it is */
    const char *customer_vector, *customer_feasibility; /* NULL: customers' controls block it */
    const char *unreachable;       /* evidence, or NULL */
    bool seen_here, exploit_public, removed;
    const char *const *controls;   /* UUIDs of controls of the product */
    size_t control_count;
    const char *const *safety;     /* "RMF-7:H12": the name of a safety assessment, also
                                      one that is not in the record; or "RMF-7:H12=SEC-3"
                                      with what it is said to name */
    size_t safety_count;
    const char *decide, *justification;
    const char *const *supersedes;
    size_t supersede_count;
    const char *db;
} InroAssessmentDraft;

/* `id` takes the UUID of the assessment (INRO_UUID_BYTES). */
bool inro_risk_assess(const Inro *inro, InroRecord *record, const InroAssessmentDraft *draft,
                      InroSay *say, void *context, char *id, InroError *error);

/* `called`: UUID or name of an assessment. What FDA's enforcement discretion asks is read from the
 * record: awareness and its facts, steps of clocks, and what the product is. */
bool inro_risk_show(const Inro *inro, InroRecord *record, const char *called,
                    const InroReportOptions *options, InroError *error);
bool inro_risk_list(const Inro *inro, InroRecord *record, const char *product,
                    const InroReportOptions *options, InroError *error);

/* How assessments of security and of safety (noun "safety") name each other; with `unlinked` only
 * what is not linked both ways. */
bool inro_risk_links(const Inro *inro, InroRecord *record, const char *product, bool unlinked,
                     const InroReportOptions *options, InroError *error);

/* What an update is for: assessments, and whether it also strengthens. */
typedef struct {
    const char *const *assessments;
    size_t assessment_count;
    bool enhancement;
    const char *only_security; /* yes, no, unknown: it only strengthens cybersecurity */
} InroUpdate;
bool inro_risk_update(const Inro *inro, InroRecord *record, const InroUpdate *update,
                      const InroReportOptions *options, InroError *error);

/* ---- the MITRE rubric: CVSS 3.1 by questions ---- */

enum { INRO_RUBRIC_BYTES = 513, INRO_RUBRIC_VECTOR_BYTES = 48, INRO_RUBRIC_TEXT_BYTES = 1024 };

/* Answers so far, as the extended vector; begins empty. */
typedef struct {
    char extended[INRO_RUBRIC_BYTES];
} InroRubric;

typedef struct {
    char id[8], metric[4];
    char text[INRO_RUBRIC_TEXT_BYTES];
} InroRubricQuestion;

/* Replaces the answers by those of an extended vector. */
bool inro_rubric_read(const Inro *inro, const char *text, InroRubric *rubric, InroError *error);
/* `answer` is yes, no or unknown. */
bool inro_rubric_answer(const Inro *inro, InroRubric *rubric, const char *question,
                        const char *answer, InroError *error);
/* The question to be asked next; false when there is none. Its text is lines of at most `columns`
 * columns, indented by two; 0: one line. */
bool inro_rubric_next(const Inro *inro, const InroRubric *rubric, unsigned columns,
                      InroRubricQuestion *out);
/* Fails naming the first question that is open. */
bool inro_rubric_vector(const Inro *inro, const InroRubric *rubric,
                        char vector[INRO_RUBRIC_VECTOR_BYTES], unsigned *unknown,
                        InroError *error);
