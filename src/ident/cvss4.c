/* SPDX-License-Identifier: Apache-2.0 */
/* CVSS 4.0: FIRST, "CVSS v4.0 Specification Document", section 7 (vector string), section 8
 * (scoring): tables 24 to 29 (equivalence sets), section 8.2 (interpolation). The scores of
 * the macro-vectors and the highest vectors are those that FIRST publishes with its
 * calculator (cvss_lookup.js, max_composed.js, max_severity.js).
 *
 * A vector belongs to one of 270 macro-vectors, which has a score. That score is lowered by
 * the mean, over the equivalence sets that have a lower neighbour, of the distance to the
 * neighbour's score times the share of the set's depth that the vector already lies below the
 * set's highest vector. All of it is done in integers: depths divide DEPTHS. */
#include "ident/cvss_parts.h"

enum {
    AV, AC, AT, PR, UI, VC, VI, VA, SC, SI, SA, BASE_METRICS,
    E = BASE_METRICS, CR, IR, AR,
    MAV, MAC, MAT, MPR, MUI, MVC, MVI, MVA, MSC, MSI, MSA,
    SAFETY, AU, R, V, RE, U, METRICS,
};

static const CvssMetric METRIC[METRICS] = {
    [AV] = { STR_ROW("AV"), STR_ROW("N A L P"), CVSS_BASE },
    [AC] = { STR_ROW("AC"), STR_ROW("L H"), CVSS_BASE },
    [AT] = { STR_ROW("AT"), STR_ROW("N P"), CVSS_BASE },
    [PR] = { STR_ROW("PR"), STR_ROW("N L H"), CVSS_BASE },
    [UI] = { STR_ROW("UI"), STR_ROW("N P A"), CVSS_BASE },
    [VC] = { STR_ROW("VC"), STR_ROW("H L N"), CVSS_BASE },
    [VI] = { STR_ROW("VI"), STR_ROW("H L N"), CVSS_BASE },
    [VA] = { STR_ROW("VA"), STR_ROW("H L N"), CVSS_BASE },
    [SC] = { STR_ROW("SC"), STR_ROW("H L N"), CVSS_BASE },
    [SI] = { STR_ROW("SI"), STR_ROW("H L N"), CVSS_BASE },
    [SA] = { STR_ROW("SA"), STR_ROW("H L N"), CVSS_BASE },
    [E] = { STR_ROW("E"), STR_ROW("X A P U"), CVSS_TEMPORAL },
    [CR] = { STR_ROW("CR"), STR_ROW("X H M L"), CVSS_ENVIRONMENTAL },
    [IR] = { STR_ROW("IR"), STR_ROW("X H M L"), CVSS_ENVIRONMENTAL },
    [AR] = { STR_ROW("AR"), STR_ROW("X H M L"), CVSS_ENVIRONMENTAL },
    [MAV] = { STR_ROW("MAV"), STR_ROW("X N A L P"), CVSS_ENVIRONMENTAL },
    [MAC] = { STR_ROW("MAC"), STR_ROW("X L H"), CVSS_ENVIRONMENTAL },
    [MAT] = { STR_ROW("MAT"), STR_ROW("X N P"), CVSS_ENVIRONMENTAL },
    [MPR] = { STR_ROW("MPR"), STR_ROW("X N L H"), CVSS_ENVIRONMENTAL },
    [MUI] = { STR_ROW("MUI"), STR_ROW("X N P A"), CVSS_ENVIRONMENTAL },
    [MVC] = { STR_ROW("MVC"), STR_ROW("X H L N"), CVSS_ENVIRONMENTAL },
    [MVI] = { STR_ROW("MVI"), STR_ROW("X H L N"), CVSS_ENVIRONMENTAL },
    [MVA] = { STR_ROW("MVA"), STR_ROW("X H L N"), CVSS_ENVIRONMENTAL },
    [MSC] = { STR_ROW("MSC"), STR_ROW("X H L N"), CVSS_ENVIRONMENTAL },
    [MSI] = { STR_ROW("MSI"), STR_ROW("X S H L N"), CVSS_ENVIRONMENTAL },
    [MSA] = { STR_ROW("MSA"), STR_ROW("X S H L N"), CVSS_ENVIRONMENTAL },
    [SAFETY] = { STR_ROW("S"), STR_ROW("X N P"), CVSS_SUPPLEMENTAL },
    [AU] = { STR_ROW("AU"), STR_ROW("X N Y"), CVSS_SUPPLEMENTAL },
    [R] = { STR_ROW("R"), STR_ROW("X A U I"), CVSS_SUPPLEMENTAL },
    [V] = { STR_ROW("V"), STR_ROW("X D C"), CVSS_SUPPLEMENTAL },
    [RE] = { STR_ROW("RE"), STR_ROW("X L M H"), CVSS_SUPPLEMENTAL },
    [U] = { STR_ROW("U"), STR_ROW("X Clear Green Amber Red"), CVSS_SUPPLEMENTAL },
};

/* Scores in tenths by [EQ1][EQ2][EQ3 and EQ6][EQ4][EQ5]; 0 is the most severe level. EQ3 and
 * EQ6 depend on each other, so the pair has the five levels 00, 01, 10, 11, 21. */
enum { EQ36_LEVELS = 5 };
static const uint8_t MACRO_TENTHS[3][2][EQ36_LEVELS][3][3] = {
    {
        { /* EQ1 0, EQ2 0; EQ3 EQ6 00, 01, 10, 11, 21 */
            { { 100, 98, 95 }, { 100, 93, 91 }, { 93, 89, 81 } },
            { { 99, 95, 92 }, { 96, 87, 81 }, { 90, 80, 68 } },
            { { 98, 95, 90 }, { 93, 89, 81 }, { 88, 78, 69 } },
            { { 95, 92, 84 }, { 92, 81, 65 }, { 80, 70, 48 } },
            { { 92, 82, 72 }, { 79, 69, 50 }, { 69, 55, 27 } },
        },
        { /* EQ1 0, EQ2 1; EQ3 EQ6 00, 01, 10, 11, 21 */
            { { 99, 95, 92 }, { 95, 90, 84 }, { 92, 82, 72 } },
            { { 97, 92, 85 }, { 91, 83, 71 }, { 81, 71, 53 } },
            { { 95, 92, 85 }, { 92, 80, 70 }, { 84, 71, 50 } },
            { { 93, 85, 73 }, { 82, 72, 59 }, { 70, 52, 30 } },
            { { 86, 75, 52 }, { 71, 52, 29 }, { 63, 29, 17 } },
        },
    },
    {
        { /* EQ1 1, EQ2 0; EQ3 EQ6 00, 01, 10, 11, 21 */
            { { 98, 94, 91 }, { 94, 86, 77 }, { 87, 74, 63 } },
            { { 95, 87, 81 }, { 89, 74, 64 }, { 75, 63, 49 } },
            { { 94, 88, 76 }, { 86, 74, 59 }, { 72, 57, 52 } },
            { { 89, 77, 67 }, { 76, 58, 50 }, { 57, 52, 25 } },
            { { 83, 70, 54 }, { 65, 58, 26 }, { 53, 21, 13 } },
        },
        { /* EQ1 1, EQ2 1; EQ3 EQ6 00, 01, 10, 11, 21 */
            { { 95, 88, 76 }, { 90, 75, 61 }, { 77, 68, 52 } },
            { { 90, 76, 70 }, { 77, 62, 53 }, { 66, 59, 30 } },
            { { 89, 76, 62 }, { 74, 57, 47 }, { 61, 57, 24 } },
            { { 78, 67, 58 }, { 59, 57, 23 }, { 52, 29, 16 } },
            { { 71, 59, 30 }, { 58, 26, 15 }, { 23, 13, 6 } },
        },
    },
    {
        { /* EQ1 2, EQ2 0; EQ3 EQ6 00, 01, 10, 11, 21 */
            { { 93, 86, 75 }, { 86, 74, 56 }, { 70, 52, 40 } },
            { { 87, 72, 58 }, { 74, 61, 34 }, { 54, 40, 22 } },
            { { 85, 74, 62 }, { 72, 55, 46 }, { 53, 34, 19 } },
            { { 75, 55, 51 }, { 57, 41, 19 }, { 36, 19, 8 } },
            { { 64, 51, 20 }, { 47, 21, 11 }, { 24, 9, 4 } },
        },
        { /* EQ1 2, EQ2 1; EQ3 EQ6 00, 01, 10, 11, 21 */
            { { 88, 73, 60 }, { 73, 59, 41 }, { 54, 45, 20 } },
            { { 75, 53, 50 }, { 55, 40, 20 }, { 43, 22, 11 } },
            { { 75, 58, 40 }, { 61, 48, 20 }, { 46, 17, 8 } },
            { { 55, 45, 21 }, { 51, 18, 9 }, { 18, 7, 2 } },
            { { 53, 24, 14 }, { 24, 12, 5 }, { 10, 3, 1 } },
        },
    },
};

/* The pairs EQ3 EQ6 that lie next below a pair; the score of the best counts. */
static const struct {
    uint8_t count, level[2];
} EQ36_BELOW[EQ36_LEVELS] = { { 2, { 1, 2 } }, { 1, { 3 } }, { 1, { 3 } }, { 1, { 4 } }, { 0 } };

/* The highest vectors of a level, as places in the metrics' values (0 = most severe; S of the
 * subsequent system is 0, H is 1): max_composed.js. A vector lies below one or more of them,
 * and below at the same distance, so the first is taken. */
enum { TOPS_MAX = 5, TOP_METRICS = 6 };
typedef struct {
    uint8_t count, top[TOPS_MAX][TOP_METRICS];
} Tops;

static const uint8_t METRICS1[] = { AV, PR, UI }, METRICS2[] = { AC, AT },
                     METRICS36[] = { VC, VI, VA, CR, IR, AR }, METRICS4[] = { SC, SI, SA };

static const Tops TOPS1[] = {
    { 1, { { 0, 0, 0 } } },
    { 3, { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } },
    { 2, { { 3, 0, 0 }, { 1, 1, 1 } } },
};
static const Tops TOPS2[] = {
    { 1, { { 0, 0 } } },
    { 2, { { 1, 0 }, { 0, 1 } } },
};
static const Tops TOPS36[EQ36_LEVELS] = {
    { 1, { { 0, 0, 0, 0, 0, 0 } } },
    { 2, { { 0, 0, 1, 1, 1, 0 }, { 0, 0, 0, 1, 1, 1 } } },
    { 2, { { 1, 0, 0, 0, 0, 0 }, { 0, 1, 0, 0, 0, 0 } } },
    { 5, { { 1, 0, 1, 0, 1, 0 }, { 1, 0, 0, 0, 1, 1 }, { 0, 1, 0, 1, 0, 1 },
           { 0, 1, 1, 1, 0, 0 }, { 1, 1, 0, 0, 0, 1 } } },
    { 1, { { 1, 1, 1, 0, 0, 0 } } },
};
static const Tops TOPS4[] = {
    { 1, { { 1, 0, 0 } } },
    { 1, { { 1, 1, 1 } } },
    { 1, { { 2, 2, 2 } } },
};
static const Tops TOPS5[] = { { 1, { { 0 } } }, { 1, { { 0 } } }, { 1, { { 0 } } } };

/* The equivalence sets. `depth` is the distance between the highest and the lowest vector of
 * each level, plus one: max_severity.js. EQ5 is one metric, so its vectors lie on the top. */
enum { EQ1, EQ2, EQ36, EQ4, EQ5, SETS_COUNT, DEPTHS = 840 }; /* each depth divides DEPTHS */
static const struct {
    uint8_t levels, metric_count;
    const uint8_t *metrics;
    const Tops *tops;
    uint8_t depth[EQ36_LEVELS];
} SETS[SETS_COUNT] = {
    [EQ1] = { 3, 3, METRICS1, TOPS1, { 1, 4, 5 } },
    [EQ2] = { 2, 2, METRICS2, TOPS2, { 1, 2 } },
    [EQ36] = { EQ36_LEVELS, 6, METRICS36, TOPS36, { 7, 6, 8, 8, 10 } },
    [EQ4] = { 3, 3, METRICS4, TOPS4, { 6, 5, 4 } },
    [EQ5] = { 3, 0, NULL, TOPS5, { 1, 1, 1 } },
};

/* What scoring sees: the severity of each metric, 0 the most severe, after the modified
 * metrics took the place of the base metrics and X of E, CR, IR, AR became the worst. */
typedef struct {
    uint8_t at[MAV];
} Levels;

enum { S_SAFETY = 0, S_HIGH = 1, S_NONE = 3, V_HIGH = 0, V_NONE = 2 };

static uint8_t level_of(const CvssVector *v, size_t metric)
{
    uint8_t written = v->value[metric], modified;

    if (metric >= BASE_METRICS)
        return written > 1 ? (uint8_t)(written - 2) : 0;
    modified = v->value[MAV + metric];
    if (metric == SI || metric == SA)
        return modified > 1 ? (uint8_t)(modified - 2) : written;
    written = modified > 1 ? (uint8_t)(modified - 1) : written;
    return metric == SC ? written : (uint8_t)(written - 1);
}

static Levels levels_of(const CvssVector *v)
{
    Levels levels;

    for (size_t i = 0; i < ARRAY_LEN(levels.at); i++)
        levels.at[i] = level_of(v, i);
    return levels;
}

/* Tables 24 to 29: the level of each equivalence set. */
typedef struct {
    uint8_t eq[SETS_COUNT];
} Macro;

static uint8_t eq1_of(const uint8_t *at)
{
    int none = (at[AV] == 0) + (at[PR] == 0) + (at[UI] == 0);

    return none == 3 ? 0 : none == 0 || at[AV] == 3 ? 2 : 1;
}

static uint8_t eq2_of(const uint8_t *at)
{
    return at[AC] == 0 && at[AT] == 0 ? 0 : 1;
}

static uint8_t eq36_of(const uint8_t *at)
{
    bool c = at[VC] == V_HIGH, i = at[VI] == V_HIGH, a = at[VA] == V_HIGH;
    int eq3 = c && i ? 0 : c || i || a ? 1 : 2;
    int eq6 = (c && at[CR] == 0) || (i && at[IR] == 0) || (a && at[AR] == 0) ? 0 : 1;

    return eq3 == 2 ? EQ36_LEVELS - 1 : (uint8_t)(2 * eq3 + eq6);
}

static uint8_t eq4_of(const uint8_t *at)
{
    if (at[SI] == S_SAFETY || at[SA] == S_SAFETY)
        return 0;
    return at[SC] == S_HIGH || at[SI] == S_HIGH || at[SA] == S_HIGH ? 1 : 2;
}

static Macro macro_of(const uint8_t *at)
{
    Macro macro;

    macro.eq[EQ1] = eq1_of(at);
    macro.eq[EQ2] = eq2_of(at);
    macro.eq[EQ36] = eq36_of(at);
    macro.eq[EQ4] = eq4_of(at);
    macro.eq[EQ5] = at[E];
    return macro;
}

static int macro_tenths(Macro m)
{
    return MACRO_TENTHS[m.eq[EQ1]][m.eq[EQ2]][m.eq[EQ36]][m.eq[EQ4]][m.eq[EQ5]];
}

static int with_level(Macro macro, size_t set, uint8_t level)
{
    macro.eq[set] = level;
    return macro_tenths(macro);
}

/* The score of the macro-vector next below in `set`; false when there is none. */
static bool below_tenths(Macro macro, size_t set, int *out)
{
    uint8_t level = macro.eq[set];
    int best = 0;

    if (level + 1 >= SETS[set].levels)
        return false;
    if (set != EQ36) {
        *out = with_level(macro, set, (uint8_t)(level + 1));
        return true;
    }
    for (size_t i = 0; i < EQ36_BELOW[level].count; i++) {
        int tenths = with_level(macro, set, EQ36_BELOW[level].level[i]);

        best = tenths > best ? tenths : best;
    }
    *out = best;
    return true;
}

/* How far `at` lies below `top` in these metrics, or -1 when it is more severe in one. */
static int distance(const uint8_t *at, const uint8_t *top, const uint8_t *metrics, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++) {
        if (at[metrics[i]] < top[i])
            return -1;
        sum += at[metrics[i]] - top[i];
    }
    return sum;
}

/* Every vector lies below one of the highest vectors of its level. */
static int set_distance(const uint8_t *at, Macro macro, size_t set)
{
    const Tops *tops = &SETS[set].tops[macro.eq[set]];
    int found = -1;

    for (size_t i = 0; i < tops->count && found < 0; i++)
        found = distance(at, tops->top[i], SETS[set].metrics, SETS[set].metric_count);
    assert(found >= 0);
    return found;
}

/* Section 8.2: the mean of what the sets take off, rounded half up once at the end. */
static int interpolated_tenths(const uint8_t *at)
{
    Macro macro = macro_of(at);
    int tenths = macro_tenths(macro), sum = 0, neighbours = 0, below, whole;

    for (size_t set = 0; set < SETS_COUNT; set++) {
        int unit = DEPTHS / SETS[set].depth[macro.eq[set]];

        if (!below_tenths(macro, set, &below))
            continue;
        neighbours++;
        sum += (tenths - below) * set_distance(at, macro, set) * unit;
    }
    if (neighbours == 0)
        return tenths;
    whole = DEPTHS * neighbours;
    return (2 * (tenths * whole - sum) + whole) / (2 * whole);
}

/* Section 8.1: no impact on either system is 0, whatever the rest says. */
static bool no_impact(const uint8_t *at)
{
    return at[VC] == V_NONE && at[VI] == V_NONE && at[VA] == V_NONE && at[SC] == S_NONE
           && at[SI] == S_NONE && at[SA] == S_NONE;
}

bool cvss4_score(Str text, size_t at, CvssScore *out, Err *err)
{
    CvssScore score = { CVSS_4_0, 0, CVSS_ABSENT, CVSS_ABSENT, SEVERITY_UNKNOWN };
    CvssVector v;
    Levels levels;

    if (!cvss_vector_read(text, at, METRIC, METRICS, &v, err))
        return false;
    levels = levels_of(&v);
    score.base = no_impact(levels.at) ? 0 : interpolated_tenths(levels.at);
    score.severity = cvss_severity(score.base);
    *out = score;
    return true;
}

/* EQ1 and EQ2 look at AV, AC, AT, PR and UI alone. */
static CvssEase ease_of(Levels levels)
{
    return (CvssEase){ CVSS_ABSENT, eq1_of(levels.at), eq2_of(levels.at) };
}

static Levels levels_unmodified(const CvssVector *v)
{
    CvssVector base = *v;

    for (size_t i = MAV; i <= MSA; i++)
        base.value[i] = 0;
    return levels_of(&base);
}

bool cvss4_attack(Str text, size_t at, CvssAttack *out, Err *err)
{
    static const CvssMaturity MATURITY[] = {
        MATURITY_UNSTATED, MATURITY_UNSTATED, MATURITY_ATTACKED, MATURITY_PROOF, MATURITY_UNPROVEN,
    };
    CvssVector v;

    if (!cvss_vector_read(text, at, METRIC, METRICS, &v, err))
        return false;
    *out = (CvssAttack){ CVSS_4_0, MATURITY[v.value[E]], ease_of(levels_unmodified(&v)),
                         ease_of(levels_of(&v)) };
    return true;
}
