/* SPDX-License-Identifier: Apache-2.0 */
/* feasibility.h — how much an attacker must bring, for paths that CVSS describes badly.
 *
 * Five factors have points; their sum is the attack potential that is needed, and that is a band
 * of exploitability: the more is needed, the lower the band.
 *
 * Text:    "time:2-weeks/expertise:expert/knowledge:restricted/window:moderate/
 *          equipment:specialised" on one line, in any order, each factor once; written in this
 *          order.
 * Source:  Common Criteria, CEM v3.1 R5, tables 3 and 4. The bands are an inference.
 * Threads: every function is pure.
 */
#pragma once

#include "base/buf.h"
#include "risk/scale.h"

enum { FEASIBILITY_BYTES_MAX = 256 };

typedef enum {
    FACTOR_TIME, FACTOR_EXPERTISE, FACTOR_KNOWLEDGE, FACTOR_WINDOW, FACTOR_EQUIPMENT, FACTORS,
} Factor;

/* 1-based place of the value in its factor's table; 0: not given. */
typedef struct {
    uint8_t value[FACTORS];
} Feasibility;

typedef enum {
    POTENTIAL_BASIC, POTENTIAL_ENHANCED_BASIC, POTENTIAL_MODERATE, POTENTIAL_HIGH,
    POTENTIAL_BEYOND_HIGH, POTENTIALS,
} AttackPotential;

typedef struct {
    unsigned points; /* 0 … 57 */
    AttackPotential potential;
    Band band;
} FeasibilityResult;

/* A value of a factor and what it adds. */
typedef struct {
    Factor factor;
    Str word;
    unsigned points;
    RuleId title;
} FactorValue;

/* From `points_min` points on, up to the row that follows. */
typedef struct {
    unsigned points_min;
    Band band;
    RiskTerm term;
} PotentialRow;

/* The tables, ordered by factor, then by points. */
const FactorValue *feasibility_values(size_t *count);
const PotentialRow *feasibility_potential(AttackPotential potential);
const RiskTerm *factor_term(Factor factor);
/* The row of `place` ≥ 1 in the factor's table; NULL behind the last. */
const FactorValue *factor_value(Factor factor, size_t place);

/* Fails: ERR_SYNTAX, ERR_UNKNOWN_NAME or ERR_LIMIT naming factor and value; a factor that is not
 * there stays 0. *out is untouched then. */
MUST_CHECK bool feasibility_read(Str text, Feasibility *out, Err *err);
void feasibility_write(const Feasibility *feasibility, Buf *buf);
/* Fails: ERR_STRUCTURE naming the factor that is not given. */
MUST_CHECK bool feasibility_judge(const Feasibility *feasibility, FeasibilityResult *out, Err *err);
