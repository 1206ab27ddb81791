/* SPDX-License-Identifier: Apache-2.0 */
/* CVSS 2.0: FIRST, "A Complete Guide to the Common Vulnerability Scoring System Version 2.0",
 * section 2 (metrics) and section 3.2 (equations, weights). */
#include "ident/cvss_parts.h"

enum { AV, AC, AU, C, I, A, E, RL, RC, CDP, TD, CR, IR, AR, METRICS };

static const CvssMetric METRIC[METRICS] = {
    [AV] = { STR_ROW("AV"), STR_ROW("L A N"), CVSS_BASE },
    [AC] = { STR_ROW("AC"), STR_ROW("H M L"), CVSS_BASE },
    [AU] = { STR_ROW("Au"), STR_ROW("M S N"), CVSS_BASE },
    [C] = { STR_ROW("C"), STR_ROW("N P C"), CVSS_BASE },
    [I] = { STR_ROW("I"), STR_ROW("N P C"), CVSS_BASE },
    [A] = { STR_ROW("A"), STR_ROW("N P C"), CVSS_BASE },
    [E] = { STR_ROW("E"), STR_ROW("U POC F H ND"), CVSS_TEMPORAL },
    [RL] = { STR_ROW("RL"), STR_ROW("OF TF W U ND"), CVSS_TEMPORAL },
    [RC] = { STR_ROW("RC"), STR_ROW("UC UR C ND"), CVSS_TEMPORAL },
    [CDP] = { STR_ROW("CDP"), STR_ROW("N L LM MH H ND"), CVSS_ENVIRONMENTAL },
    [TD] = { STR_ROW("TD"), STR_ROW("N L M H ND"), CVSS_ENVIRONMENTAL },
    [CR] = { STR_ROW("CR"), STR_ROW("L M H ND"), CVSS_ENVIRONMENTAL },
    [IR] = { STR_ROW("IR"), STR_ROW("L M H ND"), CVSS_ENVIRONMENTAL },
    [AR] = { STR_ROW("AR"), STR_ROW("L M H ND"), CVSS_ENVIRONMENTAL },
};

/* By metric, in the order of its values; place 0 is the weight of a metric not written, which
 * is that of ND. */
enum { PLACES = 7 };
static const double WEIGHT[METRICS][PLACES] = {
    [AV] = { 0, 0.395, 0.646, 1.0 },
    [AC] = { 0, 0.35, 0.61, 0.71 },
    [AU] = { 0, 0.45, 0.56, 0.704 },
    [C] = { 0, 0.0, 0.275, 0.660 },
    [I] = { 0, 0.0, 0.275, 0.660 },
    [A] = { 0, 0.0, 0.275, 0.660 },
    [E] = { 1.0, 0.85, 0.9, 0.95, 1.0, 1.0 },
    [RL] = { 1.0, 0.87, 0.90, 0.95, 1.0, 1.0 },
    [RC] = { 1.0, 0.90, 0.95, 1.0, 1.0 },
    [CDP] = { 0.0, 0.0, 0.1, 0.3, 0.4, 0.5, 0.0 },
    [TD] = { 1.0, 0.0, 0.25, 0.75, 1.0, 1.0 },
    [CR] = { 1.0, 0.5, 1.0, 1.51, 1.0 },
    [IR] = { 1.0, 0.5, 1.0, 1.51, 1.0 },
    [AR] = { 1.0, 0.5, 1.0, 1.51, 1.0 },
};

static double weight(const CvssVector *v, size_t metric)
{
    return WEIGHT[metric][v->value[metric]];
}

/* round_to_1_decimal, half up, as tenths. The weights are decimal fractions, so a half that is
 * exact on paper may fall a little short in binary: the margin lifts it, and is far smaller
 * than the distance of any other result from a half. */
static int tenths_nearest(double points)
{
    double half = points < 0 ? -0.5 - 1e-9 : 0.5 + 1e-9;

    return (int)(points * 10 + half);
}

static double exploitability(const CvssVector *v)
{
    return 20 * weight(v, AV) * weight(v, AC) * weight(v, AU);
}

static int base_tenths(const CvssVector *v, double impact)
{
    if (impact <= 0)
        return 0; /* f(impact) is 0 */
    return tenths_nearest((0.6 * impact + 0.4 * exploitability(v) - 1.5) * 1.176);
}

static int temporal_tenths(const CvssVector *v, int base)
{
    return tenths_nearest(base / 10.0 * weight(v, E) * weight(v, RL) * weight(v, RC));
}

/* The impact with the requirements CR, IR and AR; all of them are 1 in the base score. */
static double impact(const CvssVector *v, bool adjusted)
{
    double c = weight(v, C) * (adjusted ? weight(v, CR) : 1.0);
    double i = weight(v, I) * (adjusted ? weight(v, IR) : 1.0);
    double a = weight(v, A) * (adjusted ? weight(v, AR) : 1.0);
    double sum = 10.41 * (1 - (1 - c) * (1 - i) * (1 - a));

    return adjusted && sum > 10 ? 10 : sum;
}

/* With a low adjusted impact the adjusted base falls to -0.2; the equations go on with it. Only
 * the score that comes out is held to 0.0. */
static int environmental_tenths(const CvssVector *v)
{
    double temporal = temporal_tenths(v, base_tenths(v, impact(v, true))) / 10.0;
    int tenths = tenths_nearest((temporal + (10 - temporal) * weight(v, CDP)) * weight(v, TD));

    return tenths < 0 ? 0 : tenths;
}

/* NVD's bands: low to 3.9, medium to 6.9, high from 7.0. The specification has none. */
static Severity severity(int tenths)
{
    return tenths >= 70 ? SEVERITY_HIGH : tenths >= 40 ? SEVERITY_MEDIUM : SEVERITY_LOW;
}

bool cvss2_score(Str text, size_t at, CvssScore *out, Err *err)
{
    CvssScore score = { CVSS_2_0, 0, CVSS_ABSENT, CVSS_ABSENT, SEVERITY_UNKNOWN };
    CvssVector v;
    int last;

    if (!cvss_vector_read(text, at, METRIC, METRICS, &v, err))
        return false;
    last = score.base = base_tenths(&v, impact(&v, false));
    if (cvss_vector_has(&v, METRIC, METRICS, CVSS_TEMPORAL))
        last = score.temporal = temporal_tenths(&v, score.base);
    if (cvss_vector_has(&v, METRIC, METRICS, CVSS_ENVIRONMENTAL))
        last = score.environmental = environmental_tenths(&v);
    score.severity = severity(last);
    *out = score;
    return true;
}

bool cvss2_attack(Str text, size_t at, CvssAttack *out, Err *err)
{
    static const CvssMaturity MATURITY[] = {
        MATURITY_UNSTATED, MATURITY_UNPROVEN, MATURITY_PROOF, MATURITY_FUNCTIONAL, MATURITY_HIGH,
        MATURITY_UNSTATED,
    };
    CvssVector v;
    CvssEase ease;

    if (!cvss_vector_read(text, at, METRIC, METRICS, &v, err))
        return false;
    ease = (CvssEase){ (int)(exploitability(&v) * 100 + 0.5), CVSS_ABSENT, CVSS_ABSENT };
    *out = (CvssAttack){ CVSS_2_0, MATURITY[v.value[E]], ease, ease };
    return true;
}
