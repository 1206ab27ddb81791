/* SPDX-License-Identifier: Apache-2.0 */
/* Matrices: adopted, shown, listed. */
#include "api/risk.h"

#include "base/io.h"
#include "base/jsonout.h"
#include "base/msg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MATRIX_ARENA_BYTES = 1 << 26 };

#define RULE_NO_MATRIX STR("api.matrix-unknown")
#define RULE_OTHER     STR("api.matrix-other")

/* ---- which one holds ---------------------------------------------------------------- */

static bool digest_take(KeptMatrix *kept, Arena *arena, Err *err)
{
    char hex[DIGEST_HEX_BYTES];
    Digest digest = digest_of(kept->text);

    return arena_copy(arena, digest_hex(&digest, hex), &kept->digest) || err_no_memory(err);
}

static bool text_take(KeptMatrix *kept, Arena *arena, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(2 * MATRIX_BYTES_MAX);

    matrix_write(&kept->matrix, &buf);
    if (buf_failed(&buf) || !arena_copy(arena, buf_str(&buf), &kept->text))
        return err_no_memory(err);
    return digest_take(kept, arena, err);
}

bool matrix_keep(Str json, Arena *arena, KeptMatrix *out, Err *err)
{
    KeptMatrix kept = { .id = STR("") };

    if (!matrix_read(json, arena, &kept.matrix, err) || !text_take(&kept, arena, err))
        return false;
    *out = kept;
    return true;
}

static bool row_matrix(const Row *row, Arena *arena, KeptMatrix *out, Err *err)
{
    if (!matrix_keep(row_text(row, "content"), arena, out, err))
        return false;
    out->leaf = row->leaf;
    return arena_copy(arena, row_text(row, "id"), &out->id) || err_no_memory(err);
}

typedef struct {
    Arena *arena;
    Row last;
    bool found;
} Newest;

static bool newest_row(void *context, const Row *row, Err *err)
{
    Newest *newest = context;

    if (newest->found && row->leaf < newest->last.leaf)
        return true;
    newest->found = true;
    return row_keep(row, newest->arena, &newest->last, err);
}

bool matrix_now(Db *db, const Row *product, Arena *arena, KeptMatrix *out, Err *err)
{
    Str set = product ? row_text(product, "matrix") : STR("");
    RowQuery query = { .table = TABLE_MATRIX };
    Newest newest = { .arena = arena };

    if (set.len) {
        if (!row_get(db, TABLE_MATRIX, set, arena, &newest.last, &newest.found, err))
            return false;
    } else if (!rows_walk(db, &query, newest_row, &newest, err)) {
        return false;
    }
    if (newest.found)
        return row_matrix(&newest.last, arena, out, err);
    *out = (KeptMatrix){ .id = STR(""), .matrix = *matrix_default() };
    return text_take(out, arena, err);
}

/* ---- adopting ----------------------------------------------------------------------- */

typedef struct {
    const KeptMatrix *asked;
    Arena *arena;
    Str id;
    bool other;
} Same;

static bool same_row(void *context, const Row *row, Err *err)
{
    Same *same = context;
    const RiskMatrix *asked = &same->asked->matrix;

    if (!str_eq(row_text(row, "name"), asked->id)
        || row_int(row, "version", 0) != (int64_t)asked->version)
        return true;
    same->other = !str_eq(row_text(row, "content"), same->asked->text);
    return arena_copy(same->arena, row_text(row, "id"), &same->id) || err_no_memory(err);
}

static bool adopted_say(Act *act, const KeptMatrix *kept, Str id, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(8 * MATRIX_BYTES_MAX);
    JsonOut json = jsonout_new(&buf, 0);
    Str person, payload;

    if (!act_person(act, kept->matrix.owner, &person, err))
        return err_in(err, "owner");
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("organisation"), act->organisation);
    jsonout_str_at(&json, STR("name"), kept->matrix.id);
    jsonout_u64_at(&json, STR("version"), kept->matrix.version);
    jsonout_str_at(&json, STR("content"), kept->text);
    jsonout_str_at(&json, STR("owner"), person);
    jsonout_object_end(&json);
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "matrix.adopted", act->organisation, id, payload, err);
}

static bool product_set(Act *act, const char *called, Str matrix, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(4096);
    JsonOut json = jsonout_new(&buf, 0);
    Str id, payload;
    Row row;

    if (!noun_resolve(store_db(act->record->store), NOUN_PRODUCT, str_of(called), &act->arena,
                      &row, err))
        return false;
    id = row_text(&row, "id");
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("matrix"), matrix);
    jsonout_object_end(&json);
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_seen(act, TABLE_PRODUCT, id, row.leaf, err)
        && act_say(act, "product.changed", id, id, payload, err);
}

/* The same text again is the same matrix; another one needs another version. */
static bool adopt(Act *act, const char *file, const char *product, char *id, Err *err)
{
    RowQuery query = { .table = TABLE_MATRIX };
    Same same = { .arena = &act->arena };
    KeptMatrix kept;
    Str text;

    if (!io_read_all(file, MATRIX_BYTES_MAX, &act->arena, &text, err))
        return false;
    if (!matrix_keep(text, &act->arena, &kept, err))
        return err_in(err, "%s", file);
    same.asked = &kept;
    if (!rows_walk(store_db(act->record->store), &query, same_row, &same, err))
        return false;
    if (same.other)
        return err_set(err, ERR_USAGE, RULE_OTHER, kept.matrix.id);
    if (!same.id.len && (!act_uuid(act, &same.id, err) || !adopted_say(act, &kept, same.id, err)))
        return false;
    if (product && !product_set(act, product, same.id, err))
        return false;
    memcpy(id, same.id.ptr, same.id.len + 1);
    return !act->draft_count || act_end(act, err);
}

bool inro_matrix_adopt(const Inro *inro, InroRecord *record, const char *file,
                       const char *product, char *id, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && adopt(&act, file, product, id, &err))
        || api_fail(inro, &err, error);
}

/* ---- showing ------------------------------------------------------------------------ */

static const ListingColumn MATRIX_FIELDS[] = {
    { STR_ROW("id"), STR_ROW("api.field-id"), LISTING_TEXT, .programs_only = true },
    { STR_ROW("name"), STR_ROW("api.field-name"), LISTING_TEXT },
    { STR_ROW("version"), STR_ROW("api.field-version"), LISTING_INT },
    { STR_ROW("owner"), STR_ROW("api.field-owner"), LISTING_TEXT },
    { STR_ROW("adopted"), STR_ROW("api.field-adopted"), LISTING_DATE },
    { STR_ROW("source"), STR_ROW("api.field-source"), LISTING_TEXT },
    { STR_ROW("digest"), STR_ROW("api.field-blob"), LISTING_TEXT },
    { STR_ROW("text"), STR_ROW("api.field-text"), LISTING_TEXT, .programs_only = true },
};
enum { MATRIX_FIELD_COUNT = ARRAY_LEN(MATRIX_FIELDS) };

#define LEVELS(key, title)                                                                         \
    { STR_ROW(key), STR_ROW(title), LISTING_WORD, .words = STR_ROW("api.risk-") }
static const ListingColumn CELL_COLUMNS[HARMS] = {
    { STR_ROW("exploitability"), STR_ROW("api.field-exploitability"), LISTING_WORD,
      .words = STR_ROW("risk.band-") },
    LEVELS("negligible", "risk.harm-negligible"), LEVELS("minor", "risk.harm-minor"),
    LEVELS("serious", "risk.harm-serious"), LEVELS("critical", "risk.harm-critical"),
    LEVELS("catastrophic", "risk.harm-catastrophic"),
};

static bool matrix_cells(const KeptMatrix *kept, Arena *arena, ListingCell *cells, Err *err)
{
    const RiskMatrix *matrix = &kept->matrix;
    char number[16];
    Str version;

    snprintf(number, sizeof number, "%u", matrix->version);
    if (!arena_copy(arena, str_of(number), &version))
        return err_no_memory(err);
    Str texts[MATRIX_FIELD_COUNT] = { kept->id, matrix->id, version, matrix->owner,
                                      matrix->adopted, matrix->source, kept->digest, kept->text };
    for (size_t i = 0; i < MATRIX_FIELD_COUNT; i++)
        cells[i] = (ListingCell){ .text = texts[i] };
    return true;
}

static bool matrix_print(const Inro *inro, const KeptMatrix *kept, Arena *arena,
                         const InroReportOptions *options, InroError *error)
{
    ListingCell values[MATRIX_FIELD_COUNT], cells[BANDS][HARMS] = { 0 };
    ListingRow rows[BANDS];
    ListingRows all = { rows, BANDS, 0 };
    Listing table = { .head = { .schema = STR("inro.matrix-cells/1"),
                                .title = STR("api.matrix-cells") },
                      .columns = CELL_COLUMNS, .column_count = HARMS,
                      .next = listing_rows_next, .context = &all };
    CardList list = { STR("cells"), &table };
    Card card = { .head = { .schema = STR("inro.matrix/1"), .title = STR("api.matrix") },
                  .name = kept->matrix.id, .fields = MATRIX_FIELDS, .values = values,
                  .field_count = MATRIX_FIELD_COUNT, .lists = &list, .list_count = 1 };
    Err err;

    for (size_t i = 0; i < BANDS; i++) {
        rows[i] = (ListingRow){ .cells = cells[i] };
        cells[i][0].text = band_term((Band)(BANDS - 1 - i))->word;
        for (int harm = HARM_NEGLIGIBLE; harm < HARMS; harm++)
            cells[i][harm].text =
                risk_level_term(kept->matrix.cell[BANDS - 1 - i][harm - 1])->word;
    }
    return matrix_cells(kept, arena, values, &err) ? api_report_card(inro, &card, options, error)
                                                   : api_fail(inro, &err, error);
}

typedef struct {
    const char *called;
    Arena *arena;
    KeptMatrix *kept;
    size_t count, room;
} Matrices;

static bool kept_row(void *context, const Row *row, Err *err)
{
    Matrices *all = context;

    if (all->called && !str_eq(row_text(row, "id"), str_of(all->called))
        && !str_eq(row_text(row, "name"), str_of(all->called)))
        return true;
    if (!ARENA_ROOM(all->arena, all->kept, all->count, &all->room))
        return err_no_memory(err);
    return row_matrix(row, all->arena, &all->kept[all->count++], err);
}

static int age_compare(const void *left, const void *right)
{
    const KeptMatrix *a = left, *b = right;

    return a->leaf < b->leaf ? -1 : a->leaf > b->leaf;
}

/* Oldest first. */
static bool matrices_load(Db *db, Matrices *all, Err *err)
{
    RowQuery query = { .table = TABLE_MATRIX };

    if (!rows_walk(db, &query, kept_row, all, err))
        return false;
    if (all->count)
        qsort(all->kept, all->count, sizeof *all->kept, age_compare);
    return true;
}

/* By a name, the newest of its versions. */
static bool matrix_called(Db *db, const char *called, Arena *arena, KeptMatrix *out, Err *err)
{
    Matrices all = { .called = called, .arena = arena };

    if (!matrices_load(db, &all, err))
        return false;
    if (!all.count)
        return err_set(err, ERR_USAGE, RULE_NO_MATRIX, str_of(called));
    *out = all.kept[all.count - 1];
    return true;
}

bool inro_matrix_show(const Inro *inro, InroRecord *record, const char *called,
                      const char *product, const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(MATRIX_ARENA_BYTES);
    Db *db = store_db(record->store);
    KeptMatrix kept;
    Row row;
    Err err;
    bool ok = !product || noun_resolve(db, NOUN_PRODUCT, str_of(product), &arena, &row, &err);

    ok = ok && (called ? matrix_called(db, called, &arena, &kept, &err)
                       : matrix_now(db, product ? &row : NULL, &arena, &kept, &err));
    return ok ? matrix_print(inro, &kept, &arena, options, error) : api_fail(inro, &err, error);
}

bool inro_matrix_list(const Inro *inro, InroRecord *record, const InroReportOptions *options,
                      InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(MATRIX_ARENA_BYTES);
    Matrices kept = { .arena = &arena };
    Listing listing = { .head = { .schema = STR("inro.matrix-list/1"),
                                  .title = STR("api.matrices") },
                        .columns = MATRIX_FIELDS, .column_count = MATRIX_FIELD_COUNT,
                        .next = listing_rows_next };
    ListingCell *cells;
    ListingRows all;
    ListingRow *rows;
    Err err;

    if (!matrices_load(store_db(record->store), &kept, &err))
        return api_fail(inro, &err, error);
    cells = ARENA_ARRAY(&arena, ListingCell, kept.count * MATRIX_FIELD_COUNT + 1);
    rows = ARENA_ARRAY(&arena, ListingRow, kept.count);
    if (!cells || !rows)
        return err_no_memory(&err) || api_fail(inro, &err, error);
    for (size_t i = 0; i < kept.count; i++, cells += MATRIX_FIELD_COUNT) {
        rows[i].cells = cells;
        if (!matrix_cells(&kept.kept[i], &arena, cells, &err))
            return api_fail(inro, &err, error);
    }
    all = (ListingRows){ rows, kept.count, 0 };
    listing.context = &all;
    return api_report_listing(inro, &listing, options, error);
}
