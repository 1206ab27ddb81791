/* SPDX-License-Identifier: Apache-2.0 */
/* CVSS 3.0 and 3.1: FIRST, "CVSS v3.0 / v3.1 Specification Document", section 6 (vector
 * string), 3.0 section 8 and 3.1 section 7 (equations, weights), 3.1 appendix A (Roundup).
 *
 * The two versions differ in two places: how a score is rounded up, and the term of the
 * modified impact when the scope changes. */
#include "ident/cvss_parts.h"

enum {
    AV, AC, PR, UI, S, C, I, A, E, RL, RC, CR, IR, AR,
    MAV, MAC, MPR, MUI, MS, MC, MI, MA, METRICS,
};

static const CvssMetric METRIC[METRICS] = {
    [AV] = { STR_ROW("AV"), STR_ROW("N A L P"), CVSS_BASE },
    [AC] = { STR_ROW("AC"), STR_ROW("L H"), CVSS_BASE },
    [PR] = { STR_ROW("PR"), STR_ROW("N L H"), CVSS_BASE },
    [UI] = { STR_ROW("UI"), STR_ROW("N R"), CVSS_BASE },
    [S] = { STR_ROW("S"), STR_ROW("U C"), CVSS_BASE },
    [C] = { STR_ROW("C"), STR_ROW("H L N"), CVSS_BASE },
    [I] = { STR_ROW("I"), STR_ROW("H L N"), CVSS_BASE },
    [A] = { STR_ROW("A"), STR_ROW("H L N"), CVSS_BASE },
    [E] = { STR_ROW("E"), STR_ROW("X H F P U"), CVSS_TEMPORAL },
    [RL] = { STR_ROW("RL"), STR_ROW("X U W T O"), CVSS_TEMPORAL },
    [RC] = { STR_ROW("RC"), STR_ROW("X C R U"), CVSS_TEMPORAL },
    [CR] = { STR_ROW("CR"), STR_ROW("X H M L"), CVSS_ENVIRONMENTAL },
    [IR] = { STR_ROW("IR"), STR_ROW("X H M L"), CVSS_ENVIRONMENTAL },
    [AR] = { STR_ROW("AR"), STR_ROW("X H M L"), CVSS_ENVIRONMENTAL },
    [MAV] = { STR_ROW("MAV"), STR_ROW("X N A L P"), CVSS_ENVIRONMENTAL },
    [MAC] = { STR_ROW("MAC"), STR_ROW("X L H"), CVSS_ENVIRONMENTAL },
    [MPR] = { STR_ROW("MPR"), STR_ROW("X N L H"), CVSS_ENVIRONMENTAL },
    [MUI] = { STR_ROW("MUI"), STR_ROW("X N R"), CVSS_ENVIRONMENTAL },
    [MS] = { STR_ROW("MS"), STR_ROW("X U C"), CVSS_ENVIRONMENTAL },
    [MC] = { STR_ROW("MC"), STR_ROW("X H L N"), CVSS_ENVIRONMENTAL },
    [MI] = { STR_ROW("MI"), STR_ROW("X H L N"), CVSS_ENVIRONMENTAL },
    [MA] = { STR_ROW("MA"), STR_ROW("X H L N"), CVSS_ENVIRONMENTAL },
};

/* By metric, in the order of its values; place 0 is a metric that is not written, as X. The
 * modified metrics have the weights of the base metrics. */
enum { PLACES = 6, SCOPE_CHANGED = 2 };
static const double WEIGHT[MAV][PLACES] = {
    [AV] = { 0, 0.85, 0.62, 0.55, 0.2 },
    [AC] = { 0, 0.77, 0.44 },
    [PR] = { 0, 0.85, 0.62, 0.27 },
    [UI] = { 0, 0.85, 0.62 },
    [C] = { 0, 0.56, 0.22, 0 },
    [I] = { 0, 0.56, 0.22, 0 },
    [A] = { 0, 0.56, 0.22, 0 },
    [E] = { 1, 1, 1, 0.97, 0.94, 0.91 },
    [RL] = { 1, 1, 1, 0.97, 0.96, 0.95 },
    [RC] = { 1, 1, 1, 0.96, 0.92 },
    [CR] = { 1, 1, 1.5, 1, 0.5 },
    [IR] = { 1, 1, 1.5, 1, 0.5 },
    [AR] = { 1, 1, 1.5, 1, 0.5 },
};
/* Privileges weigh more when the scope changes. */
static const double PR_CHANGED[PLACES] = { 0, 0.85, 0.68, 0.50 };

/* The vector as one of the two equations sees it: values of the base metrics, modified or not. */
typedef struct {
    uint8_t value[A + 1];
    bool changed;
} Seen;

static Seen seen_base(const CvssVector *v)
{
    Seen seen = { { 0 }, v->value[S] == SCOPE_CHANGED };

    for (size_t i = 0; i <= A; i++)
        seen.value[i] = v->value[i];
    return seen;
}

/* A modified metric that is written and not X takes the place of the base metric. */
static Seen seen_modified(const CvssVector *v)
{
    Seen seen = seen_base(v);

    for (size_t i = 0; i <= A; i++)
        if (v->value[MAV + i] > 1)
            seen.value[i] = (uint8_t)(v->value[MAV + i] - 1);
    seen.changed = seen.value[S] == SCOPE_CHANGED;
    return seen;
}

/* The smallest tenth that is not below `points`. 3.0 means the exact decimal: products of its
 * weights have at most 11 decimals, so the twelfth cuts off what binary arithmetic added. 3.1
 * prescribes five decimals. */
static int tenths_up(double points, CvssVersion version)
{
    int64_t unit = version == CVSS_3_1 ? 10000 : 100000000000;
    int64_t scaled = (int64_t)(points * 10 * (double)unit + 0.5);

    return (int)((scaled + unit - 1) / unit);
}

static double power(double x, int n)
{
    double product = 1;

    while (n-- > 0)
        product *= x;
    return product;
}

static double exploitability(const Seen *seen)
{
    const double *pr = seen->changed ? PR_CHANGED : WEIGHT[PR];

    return 8.22 * WEIGHT[AV][seen->value[AV]] * WEIGHT[AC][seen->value[AC]]
           * pr[seen->value[PR]] * WEIGHT[UI][seen->value[UI]];
}

static double both(const Seen *seen, double impact)
{
    double sum = impact + exploitability(seen);

    sum = seen->changed ? 1.08 * sum : sum;
    return sum > 10 ? 10 : sum;
}

static int base_tenths(const CvssVector *v, CvssVersion version)
{
    Seen seen = seen_base(v);
    double iss = 1 - (1 - WEIGHT[C][seen.value[C]]) * (1 - WEIGHT[I][seen.value[I]])
                         * (1 - WEIGHT[A][seen.value[A]]);
    double impact = seen.changed ? 7.52 * (iss - 0.029) - 3.25 * power(iss - 0.02, 15)
                                 : 6.42 * iss;

    return iss <= 0 || impact <= 0 ? 0 : tenths_up(both(&seen, impact), version);
}

static double temporal_factor(const CvssVector *v)
{
    return WEIGHT[E][v->value[E]] * WEIGHT[RL][v->value[RL]] * WEIGHT[RC][v->value[RC]];
}

static double changed_impact(double miss, CvssVersion version)
{
    double tail = version == CVSS_3_1 ? power(miss * 0.9731 - 0.02, 13) : power(miss - 0.02, 15);

    return 7.52 * (miss - 0.029) - 3.25 * tail;
}

static int environmental_tenths(const CvssVector *v, CvssVersion version)
{
    Seen seen = seen_modified(v);
    double c = WEIGHT[C][seen.value[C]] * WEIGHT[CR][v->value[CR]];
    double i = WEIGHT[I][seen.value[I]] * WEIGHT[IR][v->value[IR]];
    double a = WEIGHT[A][seen.value[A]] * WEIGHT[AR][v->value[AR]];
    double miss = 1 - (1 - c) * (1 - i) * (1 - a), impact;

    miss = miss > 0.915 ? 0.915 : miss;
    impact = seen.changed ? changed_impact(miss, version) : 6.42 * miss;
    if (miss <= 0 || impact <= 0)
        return 0;
    return tenths_up(tenths_up(both(&seen, impact), version) / 10.0 * temporal_factor(v), version);
}

bool cvss3_score(Str text, size_t at, CvssVersion version, CvssScore *out, Err *err)
{
    CvssScore score = { version, 0, CVSS_ABSENT, CVSS_ABSENT, SEVERITY_UNKNOWN };
    CvssVector v;
    int last;

    if (!cvss_vector_read(text, at, METRIC, METRICS, &v, err))
        return false;
    last = score.base = base_tenths(&v, version);
    if (cvss_vector_has(&v, METRIC, METRICS, CVSS_TEMPORAL))
        last = score.temporal = tenths_up(score.base / 10.0 * temporal_factor(&v), version);
    if (cvss_vector_has(&v, METRIC, METRICS, CVSS_ENVIRONMENTAL))
        last = score.environmental = environmental_tenths(&v, version);
    score.severity = cvss_severity(last);
    *out = score;
    return true;
}

static CvssEase ease_of(Seen seen)
{
    return (CvssEase){ (int)(exploitability(&seen) * 100 + 0.5), CVSS_ABSENT, CVSS_ABSENT };
}

bool cvss3_attack(Str text, size_t at, CvssVersion version, CvssAttack *out, Err *err)
{
    static const CvssMaturity MATURITY[] = {
        MATURITY_UNSTATED, MATURITY_UNSTATED, MATURITY_HIGH, MATURITY_FUNCTIONAL, MATURITY_PROOF,
        MATURITY_UNPROVEN,
    };
    CvssVector v;

    if (!cvss_vector_read(text, at, METRIC, METRICS, &v, err))
        return false;
    *out = (CvssAttack){ version, MATURITY[v.value[E]], ease_of(seen_base(&v)),
                         ease_of(seen_modified(&v)) };
    return true;
}
