/* SPDX-License-Identifier: Apache-2.0 */
/* risk.h — matrices and assessments as the record keeps them; for the api.
 */
#pragma once

#include "api/finding.h"
#include "inro/risk.h"
#include "risk/assessment.h"
#include "trust/digest.h"

/* A matrix, and the text whose digest names it. */
typedef struct {
    Str id;      /* of its row; empty: the program's default */
    Str text;
    Str digest;  /* 64 hexadecimal digits */
    uint64_t leaf; /* of its row: the greater, the newer */
    RiskMatrix matrix;
} KeptMatrix;

/* Reads a matrix and writes it anew, so that its digest is that of its one text. */
MUST_CHECK bool matrix_keep(Str json, Arena *arena, KeptMatrix *out, Err *err);
/* The one that holds for a product now: its own, else the newest that was adopted, else the
 * program's default. `product` may be NULL. */
MUST_CHECK bool matrix_now(Db *db, const Row *product, Arena *arena, KeptMatrix *out, Err *err);

typedef struct {
    Str id, product, vulnerability, component, range, version, assessor;
    Str cycle;                /* regular_cycle.h, frozen; empty: the product stated none */
    const Str *ids, *releases, *supersedes;
    size_t id_count, release_count, supersede_count;
    int64_t assessed_s;
    uint64_t leaf;            /* the greater, the newer: ids of one second have no order */
    KeptMatrix matrix;
    Assessment content;
    bool superseded;
} Assessed;

/* The assessments of a product (empty: of all), oldest first. Fails: as assessment_read; ERR_VERIFY
 * when a matrix is not the one that was named. */
MUST_CHECK bool assessments_load(Db *db, Str product, Arena *arena, Assessed **out, size_t *count,
                                 Err *err);
/* By UUID, or by the name that was given. Fails: ERR_USAGE. */
MUST_CHECK bool assessment_find(Assessed *all, size_t count, Str called, Assessed **out, Err *err);
MUST_CHECK bool assessed_judge(const Assessed *assessed, AssessmentResult *out, Err *err);
/* "controlled", "review", "uncontrolled": review until somebody decided. */
Str assessed_word(const AssessmentResult *result);
/* Whether both have an id by which alias groups are known again (seen.h). */
bool flaws_meet(const Str *a, size_t a_count, const Str *b, size_t b_count);
/* Kind and text of what a command line names as a component. */
DecisionScope component_scope(Str component, Str range);
