/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/matrix.h"

#include "base/date.h"
#include "base/json.h"
#include "base/jsonout.h"
#include "base/utf8.h"

#include <stdio.h>

#define RULE_LONG     STR("risk.matrix-long")
#define RULE_FORMAT   STR("risk.matrix-format")
#define RULE_FIELD    STR("risk.matrix-field")
#define RULE_EXTRA    STR("risk.matrix-extra")
#define RULE_ID       STR("risk.matrix-id")
#define RULE_VERSION  STR("risk.matrix-version")
#define RULE_TEXT     STR("risk.matrix-text")
#define RULE_ADOPTED  STR("risk.matrix-adopted")
#define RULE_ROW      STR("risk.matrix-row")
#define RULE_MONOTONE STR("risk.matrix-monotone")
#define RULE_CORNER   STR("risk.matrix-corner")
#define RULE_OTHER    STR("risk.matrix-other")
#define RULE_DIGEST   STR("risk.matrix-digest")

#define FORMAT STR("inro-risk-matrix-1")

enum { COLUMNS = HARM_CATASTROPHIC };

#define C RISK_CONTROLLED
#define R RISK_REVIEW
#define U RISK_UNCONTROLLED

static const RiskMatrix DEFAULT = {
    .id = STR_ROW("inro-default"),
    .version = 1,
    .owner = STR_ROW("none: to be adopted by the manufacturer"),
    .adopted = STR_ROW("2026-01-01"),
    .source = STR_ROW("inference: PM16 shades its figure and draws no borders"),
    .cell = {
        /*                negligible  minor  serious  critical  catastrophic */
        [BAND_LOW]    = { C,          C,     C,       R,        R },
        [BAND_MEDIUM] = { C,          C,     R,       U,        U },
        [BAND_HIGH]   = { C,          R,     U,       U,        U },
    },
};

#undef C
#undef R
#undef U

const RiskMatrix *matrix_default(void)
{
    return &DEFAULT;
}

RiskLevel matrix_level(const RiskMatrix *matrix, Band band, Harm harm)
{
    Harm counted = harm == HARM_UNASSESSED ? HARM_CATASTROPHIC : harm;

    assert(band < BANDS && harm < HARMS);
    return matrix->cell[band][counted - 1];
}

/* ---- the rules ----------------------------------------------------------------------- */

enum { PLACE_BYTES = 32 };

/* "high/minor", as the file and the command line write it. */
static Str place_text(size_t band, size_t column, char buffer[PLACE_BYTES])
{
    snprintf(buffer, PLACE_BYTES, "%.*s/%.*s", ROW_ARG(band_term((Band)band)->word),
             ROW_ARG(harm_term((Harm)(column + 1))->word));
    return str_of(buffer);
}

/* The cell must not be better than the one at [band][column], where both are as good or better. */
static bool cell_check(const RiskMatrix *m, size_t band, size_t column, size_t better_band,
                       size_t better_column, Err *err)
{
    RiskLevel worse = m->cell[band][column], better = m->cell[better_band][better_column];
    char at[PLACE_BYTES], than[PLACE_BYTES];

    if (worse >= better)
        return true;
    return err_set(err, ERR_STRUCTURE, RULE_MONOTONE, place_text(band, column, at),
                   risk_level_term(worse)->word, place_text(better_band, better_column, than),
                   risk_level_term(better)->word);
}

static bool cells_check(const RiskMatrix *m, Err *err)
{
    for (size_t band = 0; band < BANDS; band++)
        for (size_t column = 0; column < COLUMNS; column++) {
            if (column > 0 && !cell_check(m, band, column, band, column - 1, err))
                return false;
            if (band > 0 && !cell_check(m, band, column, band - 1, column, err))
                return false;
        }
    if (m->cell[BANDS - 1][COLUMNS - 1] != RISK_UNCONTROLLED)
        return err_set(err, ERR_STRUCTURE, RULE_CORNER);
    return true;
}

static bool id_valid(Str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.')
            return false;
    }
    return id.len > 0 && id.len <= MATRIX_ID_BYTES_MAX;
}

/* Plain characters, which are written as themselves: the digest knows one text of a matrix. */
static bool text_plain(Str text)
{
    while (text.len) {
        uint32_t code;
        size_t bytes = utf8_decode(text, &code);
        if (!bytes || utf8_is_unsafe(code))
            return false;
        text = str_slice(text, bytes, text.len);
    }
    return true;
}

static bool text_check(Str text, const char *name, Err *err)
{
    if (text.len > 0 && text.len <= MATRIX_TEXT_BYTES_MAX && text_plain(text))
        return true;
    return err_set(err, ERR_STRUCTURE, RULE_TEXT, str_of(name));
}

bool matrix_check(const RiskMatrix *matrix, Err *err)
{
    Ymd day;

    if (!id_valid(matrix->id))
        return err_set(err, ERR_STRUCTURE, RULE_ID, matrix->id);
    if (matrix->version < 1 || matrix->version > MATRIX_VERSION_MAX)
        return err_set(err, ERR_STRUCTURE, RULE_VERSION);
    if (!date_parse_day(matrix->adopted, &day))
        return err_set(err, ERR_STRUCTURE, RULE_ADOPTED, matrix->adopted);
    return text_check(matrix->owner, "owner", err) && text_check(matrix->source, "source", err)
           && cells_check(matrix, err);
}

/* ---- the text ------------------------------------------------------------------------ */

/* Alphabetical, as they are written. */
static const Str FIELDS[] = {
    STR_ROW("adopted"), STR_ROW("cells"), STR_ROW("format"), STR_ROW("id"),
    STR_ROW("owner"),   STR_ROW("source"), STR_ROW("version"),
};

/* The order in which the bands' words stand in the text. */
static const Band WRITTEN[BANDS] = { BAND_HIGH, BAND_LOW, BAND_MEDIUM };

static bool field_known(Str key)
{
    for (size_t i = 0; i < ARRAY_LEN(FIELDS); i++)
        if (str_eq(FIELDS[i], key))
            return true;
    return false;
}

/* Nothing that we do not know may stand in what somebody adopts. */
static bool fields_check(const Json *json, Err *err)
{
    JsonIter iter = json_iter(json);
    const Json *value;
    Str key;

    for (size_t i = 0; i < ARRAY_LEN(FIELDS); i++)
        if (!json_get(json, FIELDS[i]))
            return err_set(err, ERR_STRUCTURE, RULE_FIELD, FIELDS[i]);
    while (json_next(&iter, &key, &value))
        if (!field_known(key))
            return err_set(err, ERR_UNKNOWN_NAME, RULE_EXTRA, key);
    return true;
}

static bool row_read(Str text, RiskLevel row[COLUMNS])
{
    if (text.len != COLUMNS)
        return false;
    for (size_t i = 0; i < COLUMNS; i++) {
        row[i] = RISK_CONTROLLED;
        while (row[i] < RISK_LEVELS && risk_level_letter(row[i]) != text.ptr[i])
            row[i]++;
        if (row[i] == RISK_LEVELS)
            return false;
    }
    return true;
}

static bool rows_read(const Json *cells, RiskMatrix *matrix, Err *err)
{
    for (size_t band = 0; band < BANDS; band++) {
        Str word = band_term((Band)band)->word;
        if (!row_read(json_str(json_get(cells, word)), matrix->cell[band]))
            return err_set(err, ERR_STRUCTURE, RULE_ROW, word);
    }
    if (json_count(cells) != BANDS)
        return err_set(err, ERR_STRUCTURE, RULE_EXTRA, STR("cells"));
    return true;
}

static uint32_t version_of(const Json *json)
{
    int64_t version = 0;

    if (!json_i64(json, &version) || version < 0 || version > MATRIX_VERSION_MAX)
        return 0;
    return (uint32_t)version;
}

bool matrix_read(Str text, Arena *arena, RiskMatrix *out, Err *err)
{
    RiskMatrix matrix = { 0 };
    const Json *json;

    if (text.len > MATRIX_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (!json_parse(text, JSON_UNIQUE_KEYS | JSON_NO_NUL, arena, &json, err)
        || !fields_check(json, err))
        return false;
    if (!str_eq(json_str(json_get(json, STR("format"))), FORMAT))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_FORMAT, FORMAT);
    matrix.id = json_str(json_get(json, STR("id")));
    matrix.version = version_of(json_get(json, STR("version")));
    matrix.owner = json_str(json_get(json, STR("owner")));
    matrix.adopted = json_str(json_get(json, STR("adopted")));
    matrix.source = json_str(json_get(json, STR("source")));
    if (!rows_read(json_get(json, STR("cells")), &matrix, err) || !matrix_check(&matrix, err))
        return false;
    *out = matrix;
    return true;
}

static void rows_write(const RiskMatrix *matrix, JsonOut *json)
{
    jsonout_object(json);
    for (size_t i = 0; i < BANDS; i++) {
        char row[COLUMNS];
        for (size_t column = 0; column < COLUMNS; column++)
            row[column] = risk_level_letter(matrix->cell[WRITTEN[i]][column]);
        jsonout_str_at(json, band_term(WRITTEN[i])->word, (Str){ row, COLUMNS });
    }
    jsonout_object_end(json);
}

void matrix_write(const RiskMatrix *matrix, Buf *buf)
{
    JsonOut json = jsonout_new(buf, 0);

    jsonout_object(&json);
    jsonout_str_at(&json, STR("adopted"), matrix->adopted);
    jsonout_key(&json, STR("cells"));
    rows_write(matrix, &json);
    jsonout_str_at(&json, STR("format"), FORMAT);
    jsonout_str_at(&json, STR("id"), matrix->id);
    jsonout_str_at(&json, STR("owner"), matrix->owner);
    jsonout_str_at(&json, STR("source"), matrix->source);
    jsonout_u64_at(&json, STR("version"), matrix->version);
    jsonout_object_end(&json);
}

/* ---- what an assessment keeps -------------------------------------------------------- */

static bool digest_valid(Str digest)
{
    for (size_t i = 0; i < digest.len; i++) {
        char c = digest.ptr[i];
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
            return false;
    }
    return digest.len == MATRIX_DIGEST_BYTES;
}

bool matrix_ref_check(const MatrixRef *ref, const RiskMatrix *matrix, Err *err)
{
    if (!str_eq(ref->id, matrix->id) || ref->version != matrix->version)
        return err_set(err, ERR_VERIFY, RULE_OTHER, ref->id, matrix->id);
    if (!digest_valid(ref->digest))
        return err_set(err, ERR_SYNTAX, RULE_DIGEST, ref->digest);
    return true;
}

bool matrix_ref_equal(const MatrixRef *a, const MatrixRef *b)
{
    return str_eq(a->id, b->id) && a->version == b->version && str_eq(a->digest, b->digest);
}
