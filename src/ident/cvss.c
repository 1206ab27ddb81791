/* SPDX-License-Identifier: Apache-2.0 */
/* Two forms on which programs differ are accepted, because each has one meaning only and a
 * vector refused is a severity lost: parentheses around a v2 vector (old feeds write them),
 * and v4.0 metrics out of the order that section 7 of the specification asks of writers. */
#include "ident/cvss.h"

#include "ident/cvss_parts.h"

#define RULE_EMPTY   STR("cvss.empty")
#define RULE_LONG    STR("cvss.too-long")
#define RULE_VERSION STR("cvss.version")
#define RULE_PART    STR("cvss.part")
#define RULE_METRIC  STR("cvss.metric")
#define RULE_VALUE   STR("cvss.value")
#define RULE_TWICE   STR("cvss.twice")
#define RULE_MISSING STR("cvss.missing")

static const struct {
    Str name, prefix; /* v2 vectors have no prefix */
} VERSIONS[] = {
    [CVSS_2_0] = { STR_ROW("2.0"), STR_ROW("") },
    [CVSS_3_0] = { STR_ROW("3.0"), STR_ROW("CVSS:3.0/") },
    [CVSS_3_1] = { STR_ROW("3.1"), STR_ROW("CVSS:3.1/") },
    [CVSS_4_0] = { STR_ROW("4.0"), STR_ROW("CVSS:4.0/") },
};
static_assert(ARRAY_LEN(VERSIONS) == CVSS_VERSIONS, "one row per version");

static const Str SEVERITY_NAMES[] = {
    [SEVERITY_UNKNOWN] = STR_ROW("unknown"), [SEVERITY_NONE] = STR_ROW("none"),
    [SEVERITY_LOW] = STR_ROW("low"),         [SEVERITY_MEDIUM] = STR_ROW("medium"),
    [SEVERITY_HIGH] = STR_ROW("high"),       [SEVERITY_CRITICAL] = STR_ROW("critical"),
};
static_assert(ARRAY_LEN(SEVERITY_NAMES) == SEVERITIES, "one name per severity");

/* Words of vendors: GitHub and Red Hat write "moderate", Red Hat "important". */
static const struct {
    Str word;
    Severity severity;
} SEVERITY_WORDS[] = {
    { STR_ROW("moderate"), SEVERITY_MEDIUM },
    { STR_ROW("important"), SEVERITY_HIGH },
};

Str cvss_version_name(CvssVersion version)
{
    assert(version < CVSS_VERSIONS);
    return VERSIONS[version].name;
}

Str severity_name(Severity severity)
{
    assert(severity < SEVERITIES);
    return SEVERITY_NAMES[severity];
}

bool severity_of(Str word, Severity *out)
{
    for (size_t i = 0; i < ARRAY_LEN(SEVERITY_NAMES); i++)
        if (str_eq_fold(word, SEVERITY_NAMES[i])) {
            *out = (Severity)i;
            return true;
        }
    for (size_t i = 0; i < ARRAY_LEN(SEVERITY_WORDS); i++)
        if (str_eq_fold(word, SEVERITY_WORDS[i].word)) {
            *out = SEVERITY_WORDS[i].severity;
            return true;
        }
    return false;
}

Severity cvss_severity(int tenths)
{
    assert(tenths >= 0 && tenths <= 100);
    return tenths >= 90  ? SEVERITY_CRITICAL
           : tenths >= 70 ? SEVERITY_HIGH
           : tenths >= 40 ? SEVERITY_MEDIUM
           : tenths >= 1  ? SEVERITY_LOW
                          : SEVERITY_NONE;
}

/* The 1-based place of `word` in the list, or 0. */
static uint8_t value_place(Str values, Str word)
{
    uint8_t place = 0;
    Str value;

    while (str_next(&values, ' ', &value)) {
        place++;
        if (str_eq(value, word))
            return place;
    }
    return 0;
}

static bool metric_find(Str name, const CvssMetric *metrics, size_t count, size_t *out)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(metrics[i].name, name)) {
            *out = i;
            return true;
        }
    return false;
}

/* One "AV:N" into its place. */
static bool part_read(Str part, const CvssMetric *metrics, size_t count, CvssVector *vector,
                      Err *err)
{
    size_t colon = str_find_char(part, ':'), i;
    Str name = str_slice(part, 0, colon), value = str_slice(part, colon + 1, part.len);
    uint8_t place;

    if (colon >= part.len)
        return err_set(err, ERR_SYNTAX, RULE_PART, part);
    if (!metric_find(name, metrics, count, &i))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_METRIC, name);
    if (!(place = value_place(metrics[i].values, value)))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_VALUE, name, value);
    if (vector->value[i])
        return err_set(err, ERR_SYNTAX, RULE_TWICE, name);
    vector->value[i] = place;
    return true;
}

bool cvss_vector_read(Str text, size_t at, const CvssMetric *metrics, size_t count,
                      CvssVector *out, Err *err)
{
    const char *start = text.ptr;
    CvssVector vector = { 0 };
    Str part;

    assert(count <= CVSS_METRICS_MAX);
    while (str_next(&text, '/', &part))
        if (!part_read(part, metrics, count, &vector, err))
            return err_at(err, at + (size_t)(part.ptr - start));
    for (size_t i = 0; i < count; i++)
        if (metrics[i].group == CVSS_BASE && !vector.value[i])
            return err_set(err, ERR_SYNTAX, RULE_MISSING, metrics[i].name);
    *out = vector;
    return true;
}

bool cvss_vector_has(const CvssVector *vector, const CvssMetric *metrics, size_t count,
                     CvssGroup group)
{
    for (size_t i = 0; i < count; i++)
        if (metrics[i].group == group && vector->value[i])
            return true;
    return false;
}

/* A vector with a prefix of a version; v2 is what has none. */
static bool version_of(Str vector, CvssVersion *out, Err *err)
{
    if (!str_starts(vector, STR("CVSS:"))) {
        *out = CVSS_2_0;
        return true;
    }
    for (size_t i = CVSS_3_0; i < CVSS_VERSIONS; i++)
        if (str_starts(vector, VERSIONS[i].prefix)) {
            *out = (CvssVersion)i;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_VERSION,
                   str_slice(vector, 0, str_find_char(vector, '/')));
}

/* Where the metrics of a v2 vector begin; *text loses a pair of parentheses. */
static size_t parentheses_cut(Str *text)
{
    if (!str_starts(*text, STR("(")) || !str_ends(*text, STR(")")))
        return 0;
    *text = str_slice(*text, 1, text->len - 1);
    return 1;
}

/* A vector without what tells its version; `at` is how many bytes that was. */
typedef struct {
    CvssVersion version;
    Str text;
    size_t at;
} Split;

static bool vector_split(Str vector, Split *out, Err *err)
{
    Split split = { CVSS_2_0, vector, 0 };

    if (vector.len == 0)
        return err_set(err, ERR_SYNTAX, RULE_EMPTY);
    if (vector.len > CVSS_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (!version_of(vector, &split.version, err))
        return false;
    split.at = split.version == CVSS_2_0 ? parentheses_cut(&split.text)
                                         : VERSIONS[split.version].prefix.len;
    if (split.version != CVSS_2_0)
        split.text = str_slice(vector, split.at, vector.len);
    *out = split;
    return true;
}

bool cvss_score(Str vector, CvssScore *out, Err *err)
{
    Split v = { 0 };

    if (!vector_split(vector, &v, err))
        return false;
    if (v.version == CVSS_2_0)
        return cvss2_score(v.text, v.at, out, err);
    return v.version == CVSS_4_0 ? cvss4_score(v.text, v.at, out, err)
                                 : cvss3_score(v.text, v.at, v.version, out, err);
}

bool cvss_attack(Str vector, CvssAttack *out, Err *err)
{
    Split v = { 0 };

    if (!vector_split(vector, &v, err))
        return false;
    if (v.version == CVSS_2_0)
        return cvss2_attack(v.text, v.at, out, err);
    return v.version == CVSS_4_0 ? cvss4_attack(v.text, v.at, out, err)
                                 : cvss3_attack(v.text, v.at, v.version, out, err);
}

Str cvss_metric(Str vector, Str metric)
{
    Str part;

    (void)parentheses_cut(&vector);
    while (str_next(&vector, '/', &part)) {
        size_t colon = str_find_char(part, ':');
        if (str_eq(str_slice(part, 0, colon), metric))
            return str_slice(part, colon + 1, part.len);
    }
    return (Str){ 0 };
}

/* U of 2.0, 3.x and 4.0, X and ND tell nothing. */
ExploitFact cvss_exploit(Str vector)
{
    static const Str PUBLIC[] = { STR_ROW("POC"), STR_ROW("P"), STR_ROW("F"), STR_ROW("H") };
    Str value = cvss_metric(vector, STR("E"));

    for (size_t i = 0; i < ARRAY_LEN(PUBLIC); i++)
        if (str_eq(value, PUBLIC[i]))
            return EXPLOIT_PROOF;
    return str_eq(value, STR("A")) ? EXPLOIT_ATTACKED : EXPLOIT_UNREPORTED;
}
