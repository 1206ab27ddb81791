/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments out of the record. */
#include "api/decision_row.h"
#include "api/risk.h"
#include "api/seen.h"
#include "risk/paper.h"

#include <stdlib.h>

#define RULE_MATRIX        STR("api.assessment-matrix")
#define RULE_NO_ASSESSMENT STR("api.assessment-unknown")

typedef struct {
    Arena *arena;
    Assessed *rows;
    size_t count, room;
} Loading;

static bool texts_take(const Row *row, Arena *arena, Assessed *out, Err *err)
{
    const struct {
        const char *column;
        Str *to;
    } texts[] = {
        { "id", &out->id }, { "product", &out->product },
        { "vulnerability", &out->vulnerability }, { "component", &out->component },
        { "range", &out->range }, { "version", &out->version }, { "assessor", &out->assessor },
        { "update_cycle", &out->cycle },
    };
    const struct {
        const char *column;
        const Str **to;
        size_t *count;
    } lists[] = {
        { "ids", &out->ids, &out->id_count }, { "releases", &out->releases, &out->release_count },
        { "supersedes", &out->supersedes, &out->supersede_count },
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (!arena_copy(arena, row_text(row, texts[i].column), texts[i].to))
            return err_no_memory(err);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        if (!texts_read(row_text(row, lists[i].column), arena, lists[i].to, lists[i].count, err))
            return false;
    return true;
}

/* The matrix it was judged by, whatever was adopted since. */
static bool matrix_take(const Row *row, Arena *arena, Assessed *out, Err *err)
{
    if (!matrix_keep(row_text(row, "matrix_text"), arena, &out->matrix, err))
        return false;
    if (!str_eq(out->matrix.digest, row_text(row, "matrix_digest"))
        || !str_eq(out->matrix.digest, out->content.before.matrix.digest))
        return err_set(err, ERR_VERIFY, RULE_MATRIX, out->id);
    return arena_copy(arena, row_text(row, "matrix"), &out->matrix.id) || err_no_memory(err);
}

static bool assessed_row(void *context, const Row *row, Err *err)
{
    Loading *loading = context;
    Assessed *out;

    if (!ARENA_ROOM(loading->arena, loading->rows, loading->count, &loading->room))
        return err_no_memory(err);
    out = &loading->rows[loading->count++];
    *out = (Assessed){ .assessed_s = row_int(row, "assessed_s", 0), .leaf = row->leaf };
    return texts_take(row, loading->arena, out, err)
        && assessment_read(row_text(row, "content"), loading->arena, &out->content, err)
        && matrix_take(row, loading->arena, out, err);
}

static int age_compare(const void *left, const void *right)
{
    const Assessed *a = left, *b = right;

    return a->leaf < b->leaf ? -1 : a->leaf > b->leaf;
}

/* Oldest first, so what is named stands before. */
static void superseded_mark(Assessed *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < all[i].supersede_count; k++)
            for (size_t j = 0; j < i; j++)
                all[j].superseded = all[j].superseded
                                 || str_eq(all[j].id, all[i].supersedes[k]);
}

bool assessments_load(Db *db, Str product, Arena *arena, Assessed **out, size_t *count, Err *err)
{
    Loading loading = { .arena = arena };
    RowQuery query = { .table = TABLE_ASSESSMENT, .where = product.len ? "product" : NULL,
                       .equals = product };

    if (!rows_walk(db, &query, assessed_row, &loading, err))
        return false;
    if (loading.count)
        qsort(loading.rows, loading.count, sizeof *loading.rows, age_compare);
    superseded_mark(loading.rows, loading.count);
    *out = loading.rows;
    *count = loading.count;
    return true;
}

bool assessment_find(Assessed *all, size_t count, Str called, Assessed **out, Err *err)
{
    for (size_t i = count; i-- > 0;)
        if (str_eq(all[i].id, called) || str_eq(all[i].content.id, called)) {
            *out = &all[i];
            return true;
        }
    return err_set(err, ERR_USAGE, RULE_NO_ASSESSMENT, called);
}

bool assessed_judge(const Assessed *assessed, AssessmentResult *out, Err *err)
{
    return assessment_judge(&assessed->content, &assessed->matrix.matrix, out, err);
}

Str assessed_word(const AssessmentResult *result)
{
    return risk_level_term(result->needs_decision ? RISK_REVIEW : result->residual)->word;
}

bool flaws_meet(const Str *a, size_t a_count, const Str *b, size_t b_count)
{
    const Str *left, *right;
    size_t left_count = flaw_keys(a, a_count, &left), right_count = flaw_keys(b, b_count, &right);

    for (size_t i = 0; i < left_count; i++)
        for (size_t k = 0; k < right_count; k++)
            if (str_eq(left[i], right[k]))
                return true;
    return false;
}

DecisionScope component_scope(Str component, Str range)
{
    return (DecisionScope){
        .component = component, .range = range,
        .kind = !component.len                          ? SCOPE_ANY
              : str_starts(component, STR("pkg:")) ? SCOPE_PURL
              : str_starts(component, STR("cpe:")) ? SCOPE_CPE : SCOPE_NAME,
    };
}
