/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/matrix.h"

#include "snapshot.h"

#include <string.h>

/* Every cell of the default matrix. */
static const char *const DEFAULT_ROWS[BANDS] = { "CCCRR", "CCRUU", "CRUUU" };

TEST(every_cell_of_the_default_matrix_is_as_written)
{
    for (size_t band = 0; band < BANDS; band++)
        for (size_t harm = HARM_NEGLIGIBLE; harm < HARMS; harm++)
            CHECK_INT(risk_level_letter(matrix_level(matrix_default(), (Band)band, (Harm)harm)),
                      DEFAULT_ROWS[band][harm - 1], DEFAULT_ROWS[band]);
}

TEST(what_nobody_assessed_counts_as_catastrophic)
{
    for (size_t band = 0; band < BANDS; band++)
        CHECK_INT(matrix_level(matrix_default(), (Band)band, HARM_UNASSESSED),
                  matrix_level(matrix_default(), (Band)band, HARM_CATASTROPHIC), "the worst");
}

TEST(the_default_matrix_is_the_rows_that_an_expert_reads)
{
    static const Str HEAD[] = {
        STR_ROW("exploitability"), STR_ROW("negligible"), STR_ROW("minor"), STR_ROW("serious"),
        STR_ROW("critical"), STR_ROW("catastrophic"), STR_ROW("source"),
    };
    const RiskMatrix *m = matrix_default();
    Buf text = snapshot_begin();

    snapshot_row(&text, HEAD, ARRAY_LEN(HEAD));
    for (size_t band = 0; band < BANDS; band++) {
        Str row[ARRAY_LEN(HEAD)] = { band_term((Band)band)->word };
        for (size_t i = 0; i < HARM_CATASTROPHIC; i++)
            row[i + 1] = risk_level_term(m->cell[band][i])->word;
        row[ARRAY_LEN(HEAD) - 1] = m->source;
        snapshot_row(&text, row, ARRAY_LEN(row));
    }
    snapshot_end("data/risk/matrix-default.tsv", &text);
}

TEST(the_default_matrix_is_told_in_sentences)
{
    const RiskMatrix *m = matrix_default();
    Buf text = snapshot_begin();

    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        const Str head[] = { m->id, m->source };
        snapshot_say(&text, lang, STR("risk.say-matrix"), head, ARRAY_LEN(head));
        for (size_t band = 0; band < BANDS; band++)
            for (size_t harm = HARM_NEGLIGIBLE; harm < HARMS; harm++) {
                RiskLevel level = matrix_level(m, (Band)band, (Harm)harm);
                const Str args[] = { snapshot_word(lang, band_term((Band)band)->title),
                                     snapshot_word(lang, harm_term((Harm)harm)->title),
                                     snapshot_word(lang, risk_level_term(level)->title) };
                snapshot_say(&text, lang, STR("risk.say-cell"), args, ARRAY_LEN(args));
            }
    }
    snapshot_end("tests/golden/risk-matrix.txt", &text);
}

/* The cells as three rows of letters, low first. */
static RiskMatrix matrix_of(const char *const rows[BANDS])
{
    RiskMatrix m = *matrix_default();

    for (size_t band = 0; band < BANDS; band++)
        for (size_t i = 0; i < HARM_CATASTROPHIC; i++)
            m.cell[band][i] = rows[band][i] == 'C'   ? RISK_CONTROLLED
                              : rows[band][i] == 'R' ? RISK_REVIEW
                                                     : RISK_UNCONTROLLED;
    return m;
}

static bool grows(const RiskMatrix *m)
{
    for (size_t a = 0; a < (size_t)BANDS * HARM_CATASTROPHIC; a++)
        for (size_t b = 0; b < (size_t)BANDS * HARM_CATASTROPHIC; b++) {
            size_t band_a = a / HARM_CATASTROPHIC, harm_a = a % HARM_CATASTROPHIC;
            size_t band_b = b / HARM_CATASTROPHIC, harm_b = b % HARM_CATASTROPHIC;
            if (band_a <= band_b && harm_a <= harm_b
                && m->cell[band_a][harm_a] > m->cell[band_b][harm_b])
                return false;
        }
    return true;
}

/* Any one cell of the default matrix, changed to any level: accepted when it still grows. */
TEST(a_matrix_grows_with_band_and_harm_or_is_refused)
{
    size_t refused = 0;

    for (size_t place = 0; place < (size_t)BANDS * HARM_CATASTROPHIC; place++)
        for (RiskLevel level = RISK_CONTROLLED; level < RISK_LEVELS; level++) {
            RiskMatrix m = *matrix_default();
            Err err = { 0 };
            bool corner, ok;

            m.cell[place / HARM_CATASTROPHIC][place % HARM_CATASTROPHIC] = level;
            corner = m.cell[BAND_HIGH][HARM_CATASTROPHIC - 1] == RISK_UNCONTROLLED;
            ok = matrix_check(&m, &err);
            CHECK_INT(ok, corner && grows(&m), "as the definition says");
            CHECK(ok || str_eq(err.rule, STR("risk.matrix-monotone")), "by its rule");
            refused += !ok;
        }
    CHECK(refused > 10, "some were refused");
}

TEST(the_cells_that_break_the_order_are_named)
{
    static const char *const ROW[] = { "CCCRR", "CCRUU", "CRUCU" };
    static const char *const COLUMN[] = { "CCCRR", "CCRCU", "CRUUU" };
    static const char *const ALL[] = { "CCCCC", "CCCCC", "CCCCC" };
    RiskMatrix m = matrix_of(ROW);
    Err err = { 0 };

    CHECK(!matrix_check(&m, &err), "critical better than serious");
    CHECK_STR(err.rule, STR("risk.matrix-monotone"), "the rule");
    CHECK_STR(err_arg(&err, 0), STR("high/critical"), "the cell");
    CHECK_STR(err_arg(&err, 1), STR("controlled"), "what it is");
    CHECK_STR(err_arg(&err, 2), STR("high/serious"), "the other cell");
    CHECK_STR(err_arg(&err, 3), STR("uncontrolled"), "what that is");
    m = matrix_of(COLUMN);
    CHECK(!matrix_check(&m, &err), "medium better than low");
    CHECK_STR(err_arg(&err, 0), STR("medium/critical"), "the cell");
    m = matrix_of(ALL);
    CHECK(!matrix_check(&m, &err), "nothing is ever uncontrolled");
    CHECK_STR(err.rule, STR("risk.matrix-corner"), "the worst corner");
}

TEST(a_band_is_compared_with_the_band_below)
{
    static const char *const ROWS[] = { "CRRUU", "CCRUU", "CRUUU" };
    RiskMatrix m = matrix_of(ROWS);
    Err err = { 0 };

    CHECK(!matrix_check(&m, &err), "medium/minor is better than low/minor");
    CHECK_STR(err_arg(&err, 0), STR("medium/minor"), "the cell");
    CHECK_STR(err_arg(&err, 2), STR("low/minor"), "the other cell");
}

#define DEFAULT_TEXT                                                                               \
    "{\"adopted\":\"2026-01-01\",\"cells\":{\"high\":\"CRUUU\",\"low\":\"CCCRR\","                 \
    "\"medium\":\"CCRUU\"},\"format\":\"inro-risk-matrix-1\",\"id\":\"inro-default\","             \
    "\"owner\":\"none: to be adopted by the manufacturer\",\"source\":\"inference: PM16 shades "   \
    "its figure and draws no borders\",\"version\":1}"

static Str written(const RiskMatrix *m, Buf *buf)
{
    buf_clear(buf);
    matrix_write(m, buf);
    CHECK(!buf_failed(buf), "there is room");
    return buf_str(buf);
}

TEST(a_matrix_has_one_text_and_is_read_back)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(buf_done) Buf buf = buf_new(MATRIX_BYTES_MAX);
    RiskMatrix m;
    Err err = { 0 };

    CHECK_STR(written(matrix_default(), &buf), STR(DEFAULT_TEXT), "the text of the default");
    CHECK_OK(matrix_read(STR(DEFAULT_TEXT), &arena, &m, &err), &err);
    CHECK_STR(written(&m, &buf), STR(DEFAULT_TEXT), "the same bytes");
    CHECK_OK(matrix_read(STR("{ \"version\": 12, \"id\": \"pump-2.x\", \"format\":"
                             "\"inro-risk-matrix-1\", \"source\": \"RMF 7\", \"owner\":"
                             "\"\xE5\x93\x81\xE8\xB3\xAA\", \"cells\": { \"low\": \"CCCCC\","
                             "\"medium\": \"CCCCC\", \"high\": \"CCCCU\" },"
                             "\"adopted\": \"2026-02-28\" }"), &arena, &m, &err), &err);
    CHECK_INT(m.version, 12, "the version");
    CHECK_STR(written(&m, &buf),
              STR("{\"adopted\":\"2026-02-28\",\"cells\":{\"high\":\"CCCCU\",\"low\":\"CCCCC\","
                  "\"medium\":\"CCCCC\"},\"format\":\"inro-risk-matrix-1\",\"id\":\"pump-2.x\","
                  "\"owner\":\"\xE5\x93\x81\xE8\xB3\xAA\",\"source\":\"RMF 7\",\"version\":12}"),
              "in one order, whatever the author wrote");
}

/* The default text with one piece replaced by another. */
static Str changed(const char *from, const char *to, char *buffer, size_t size)
{
    Str text = STR(DEFAULT_TEXT);
    size_t at = str_find(text, str_of(from));

    CHECK(at < text.len, from);
    snprintf(buffer, size, "%.*s%s%.*s", (int)at, text.ptr, to,
             (int)(text.len - at - strlen(from)), text.ptr + at + strlen(from));
    return str_of(buffer);
}

TEST(a_matrix_that_breaks_a_rule_is_refused_by_name)
{
    static const struct {
        const char *from, *to, *rule, *arg;
    } ROWS[] = {
        { "}", "", "base.json-end", "" },
        { "\"version\":1", "\"version\":1,\"version\":1", "base.json-double-key", "version" },
        { "\"version\":1", "\"version\":1,\"note\":1", "risk.matrix-extra", "note" },
        { "\"adopted\":\"2026-01-01\",", "", "risk.matrix-field", "adopted" },
        { "matrix-1", "matrix-2", "risk.matrix-format", "inro-risk-matrix-1" },
        { "inro-default", "Inro", "risk.matrix-id", "Inro" },
        { "inro-default", "", "risk.matrix-id", "" },
        { "inro-default", "a{", "risk.matrix-id", "a{" },
        { "inro-default", "a:", "risk.matrix-id", "a:" },
        { "inro-default", "a/", "risk.matrix-id", "a/" },
        { "inro-default",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "risk.matrix-id", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
        { "\"version\":1", "\"version\":0", "risk.matrix-version", "" },
        { "\"version\":1", "\"version\":-1", "risk.matrix-version", "" },
        { "\"version\":1", "\"version\":\"1\"", "risk.matrix-version", "" },
        { "\"version\":1", "\"version\":1000001", "risk.matrix-version", "" },
        { "2026-01-01", "2026-02-30", "risk.matrix-adopted", "2026-02-30" },
        { "none: to be adopted by the manufacturer", "", "risk.matrix-text", "owner" },
        { "none:", "\\u001b", "risk.matrix-text", "owner" },
        { "inference:", "\\u202e", "risk.matrix-text", "source" },
        { "CRUUU", "CRUU", "risk.matrix-row", "high" },
        { "CRUUU", "CRUUX", "risk.matrix-row", "high" },
        { "\"low\":\"CCCRR\",", "", "risk.matrix-row", "low" },
        { "\"low\"", "\"top\":\"U\",\"low\"", "risk.matrix-extra", "cells" },
        { "CRUUU", "CRUUR", "risk.matrix-monotone", "high/catastrophic" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
        RiskMatrix m = { .version = 77 };
        char buffer[2048];
        Err err = { 0 };

        CHECK(!matrix_read(changed(ROWS[i].from, ROWS[i].to, buffer, sizeof buffer), &arena, &m,
                           &err), ROWS[i].to);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].to);
        CHECK_STR(err_arg(&err, 0), str_of(ROWS[i].arg), ROWS[i].to);
        CHECK_INT(m.version, 77, "nothing is written");
    }
}

TEST(a_text_that_is_too_long_is_refused)
{
    static char text[MATRIX_BYTES_MAX + 1];
    static char owner[MATRIX_TEXT_BYTES_MAX + 1];
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    RiskMatrix m = *matrix_default();
    Err err = { 0 };

    CHECK(!matrix_read((Str){ text, sizeof text }, &arena, &m, &err), "too long");
    CHECK_STR(err.rule, STR("risk.matrix-long"), "the rule");
    memset(owner, 'x', sizeof owner);
    m.owner = (Str){ owner, sizeof owner };
    CHECK(!matrix_check(&m, &err), "too long");
    CHECK_STR(err.rule, STR("risk.matrix-text"), "the rule");
    m.owner.len--;
    m.id = (Str){ owner, MATRIX_ID_BYTES_MAX };
    m.version = MATRIX_VERSION_MAX;
    CHECK_OK(matrix_check(&m, &err), &err); /* as long as may be */
    m.owner = STR("\xFF");
    CHECK(!matrix_check(&m, &err), "no UTF-8");
    m = *matrix_default();
    m.version = MATRIX_VERSION_MAX + 1;
    CHECK(!matrix_check(&m, &err), "a version past the limit");
    CHECK_STR(err.rule, STR("risk.matrix-version"), "the rule");
}

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

TEST(an_assessment_names_its_matrix_exactly)
{
    MatrixRef ref = { STR("inro-default"), 1, STR(DIGEST) }, other = ref;
    Err err = { 0 };

    CHECK_OK(matrix_ref_check(&ref, matrix_default(), &err), &err);
    CHECK(matrix_ref_equal(&ref, &other), "the same");
    other.version = 2;
    CHECK(!matrix_ref_check(&other, matrix_default(), &err), "another version");
    CHECK_STR(err.rule, STR("risk.matrix-other"), "the rule");
    CHECK(!matrix_ref_equal(&ref, &other), "another version");
    other = ref;
    other.id = STR("pump");
    CHECK(!matrix_ref_check(&other, matrix_default(), &err), "another matrix");
    CHECK_INT(err.code, ERR_VERIFY, "the code");
    CHECK(!matrix_ref_equal(&ref, &other), "another matrix");
    other = ref;
    other.digest = STR("1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    CHECK(!matrix_ref_equal(&ref, &other), "another digest");
}

TEST(what_is_no_digest_is_refused)
{
    static const char *const DIGESTS[] = {
        "", "0123", DIGEST "0",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcdeg0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcde/0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcde:0123456789abcdef0123456789abcdef0123456789abcdef",
    };

    for (size_t i = 0; i < ARRAY_LEN(DIGESTS); i++) {
        MatrixRef ref = { STR("inro-default"), 1, str_of(DIGESTS[i]) };
        Err err = { 0 };
        CHECK(!matrix_ref_check(&ref, matrix_default(), &err), DIGESTS[i]);
        CHECK_STR(err.rule, STR("risk.matrix-digest"), DIGESTS[i]);
    }
}
