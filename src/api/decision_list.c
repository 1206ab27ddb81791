/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions as a list, and saved views of findings. */
#include "inro/finding.h"

#include "api/decision_row.h"
#include "api/finding_list.h"
#include "api/grounds.h"
#include "base/date.h"
#include "base/jsonout.h"
#include "base/name.h"
#include "lifecycle/decision_state.h"
#include "lifecycle/decision_words.h"

#include <string.h>

enum { LIST_ARENA_BYTES = 1 << 30 };

#define RULE_NO_VIEW STR("api.view-unknown")

typedef enum {
    COLUMN_ID, COLUMN_PRODUCT, COLUMN_FLAWS, COLUMN_STATUS, COLUMN_SUPPLIER, COLUMN_JUSTIFICATION,
    COLUMN_STATE, COLUMN_COMPONENT, COLUMN_RANGE, COLUMN_REASON, COLUMN_AUTHOR, COLUMN_VOUCHED,
    COLUMN_DECIDED, COLUMN_EXPIRES, COLUMN_REVIEWED, COLUMN_REVIEW_VOUCHED, COLUMN_EVIDENCE,
    DECISION_COLUMNS
} DecisionColumn;

static const ListingColumn COLUMNS[DECISION_COLUMNS] = {
    [COLUMN_ID] = { STR_ROW("id"), STR_ROW("api.field-id"), LISTING_TEXT,
                    .whole = true, .leaves = 9 },
    [COLUMN_PRODUCT] = { STR_ROW("product"), STR_ROW("api.field-product"), LISTING_TEXT },
    [COLUMN_FLAWS] = { STR_ROW("vulnerabilities"), STR_ROW("api.field-vulnerability"),
                       LISTING_LIST },
    [COLUMN_STATUS] = { STR_ROW("status"), STR_ROW("api.field-status"), LISTING_WORD,
                        .words = STR_ROW("api.status-") },
    [COLUMN_SUPPLIER] = { STR_ROW("supplier"), STR_ROW("api.field-supplier"), LISTING_TEXT },
    [COLUMN_JUSTIFICATION] = { STR_ROW("justification"), STR_ROW("api.field-justification"),
                               LISTING_TEXT, .leaves = 7 },
    [COLUMN_STATE] = { STR_ROW("state"), STR_ROW("api.field-state"), LISTING_WORD,
                       .words = STR_ROW("api.state-") },
    [COLUMN_COMPONENT] = { STR_ROW("component"), STR_ROW("api.field-component"), LISTING_TEXT,
                           .leaves = 5 },
    [COLUMN_RANGE] = { STR_ROW("range"), STR_ROW("api.field-range"), LISTING_TEXT, .leaves = 4 },
    [COLUMN_REASON] = { STR_ROW("reason"), STR_ROW("api.field-reason"), LISTING_TEXT,
                        .leaves = 6 },
    [COLUMN_AUTHOR] = { STR_ROW("author"), STR_ROW("api.field-author"), LISTING_TEXT },
    [COLUMN_VOUCHED] = { STR_ROW("vouched"), STR_ROW("api.field-vouched"), LISTING_WORD,
                         .words = STR_ROW("api.vouched-"), .leaves = 3 },
    [COLUMN_DECIDED] = { STR_ROW("decided"), STR_ROW("api.field-decided"), LISTING_DATE },
    [COLUMN_EXPIRES] = { STR_ROW("expires"), STR_ROW("api.field-expires"), LISTING_DATE },
    [COLUMN_REVIEWED] = { STR_ROW("reviewed"), STR_ROW("api.field-reviewed"), LISTING_TEXT,
                          .leaves = 8 },
    [COLUMN_REVIEW_VOUCHED] = { STR_ROW("review_vouched"), STR_ROW("api.field-review_vouched"),
                                LISTING_WORD, .words = STR_ROW("api.vouched-"), .leaves = 2 },
    [COLUMN_EVIDENCE] = { STR_ROW("evidence"), STR_ROW("api.field-evidence"), LISTING_LIST,
                          .leaves = 1 },
};

typedef struct {
    Db *db;
    Arena *arena;
    DecisionBook *book;
    ListingRow *rows;
    Str product, product_name, author, author_name; /* of the row before */
} Lister;

static bool time_cell(Lister *lister, int64_t seconds, Str *out, Err *err)
{
    char text[DATE_TEXT_BYTES];

    if (!seconds)
        return true;
    return arena_copy(lister->arena, date_write_s(seconds, text), out) || err_no_memory(err);
}

/* Many decisions in a row are about one product and by one author. */
static bool product_cell(Lister *lister, Str id, Str *out, Err *err)
{
    if (!str_eq(lister->product, id)
        && !noun_called(lister->db, NOUN_PRODUCT, id, lister->arena, &lister->product_name, err))
        return false;
    lister->product = id;
    *out = lister->product_name;
    return true;
}

static bool author_cell(Lister *lister, Str id, Str *out, Err *err)
{
    if (!str_eq(lister->author, id)
        && !person_called(lister->db, id, lister->arena, &lister->author_name, err))
        return false;
    lister->author = id;
    *out = lister->author_name;
    return true;
}

static bool evidence_cell(Lister *lister, const Decision *decision, ListingCell *cell, Err *err)
{
    Str *texts = ARENA_ARRAY(lister->arena, Str, decision->evidence_count);

    if (!texts)
        return err_no_memory(err);
    *cell = (ListingCell){ .items = texts, .item_count = decision->evidence_count };
    for (size_t i = 0; i < decision->evidence_count; i++)
        if (!grounds_text(&decision->evidence[i], lister->arena, &texts[i], err))
            return false;
    return true;
}

/* ---- who proved that it was them ------------------------------------------------------ */

typedef struct {
    Str chain, person;
    bool found;
} Signed;

static bool signature_row(void *context, const Row *row, Err *err)
{
    Signed *is = context;

    (void)err;
    is->found = is->found
             || (str_eq(row->chain, is->chain) && str_eq(row_text(row, "person"), is->person));
    return true;
}

/* Whether that person signed for the act in the product's chain. */
static bool vouched_cell(Lister *lister, Str act, const Signed *by, Str *out, Err *err)
{
    RowQuery query = { .table = TABLE_ACT_SIGNATURE, .where = "act", .equals = act };
    Signed is = *by;

    if (act.len && !rows_walk(lister->db, &query, signature_row, &is, err))
        return false;
    *out = is.found ? STR("signed") : STR("asserted");
    return true;
}

typedef struct {
    Arena *arena;
    Row newest;
    bool found;
} Reviews;

static bool review_row(void *context, const Row *row, Err *err)
{
    Reviews *reviews = context;

    if (reviews->found && row->leaf < reviews->newest.leaf)
        return true;
    reviews->found = true;
    return row_keep(row, reviews->arena, &reviews->newest, err);
}

static bool vouched_cells(Lister *lister, const Decision *decision, ListingCell *cells, Err *err)
{
    RowQuery query = { .table = TABLE_DECISION_REVIEW, .where = "decision",
                       .equals = decision->id };
    Reviews reviews = { .arena = lister->arena };
    Signed by = { decision->product, decision->author, false };

    if (!vouched_cell(lister, decision->act, &by, &cells[COLUMN_VOUCHED].text, err)
        || !rows_walk(lister->db, &query, review_row, &reviews, err))
        return false;
    if (!reviews.found)
        return true;
    by.person = row_text(&reviews.newest, "reviewer");
    return vouched_cell(lister, row_text(&reviews.newest, "act"), &by,
                        &cells[COLUMN_REVIEW_VOUCHED].text, err);
}

static bool cells_of(Lister *lister, const Decision *decision, uint32_t i, ListingCell *cells,
                     Err *err)
{
    Standing standing = standing_alone(lister->book, i);

    cells[COLUMN_ID].text = decision->id;
    cells[COLUMN_FLAWS] = (ListingCell){ .items = decision->vulnerabilities,
                                         .item_count = decision->vulnerability_count };
    cells[COLUMN_STATUS].text = vex_status_word(decision->status, DIALECT_OPENVEX);
    cells[COLUMN_SUPPLIER].text = decision->supplier;
    cells[COLUMN_JUSTIFICATION].text = vex_justification_word(decision->justification,
                                                              DIALECT_OPENVEX);
    cells[COLUMN_STATE].text = standing_word(standing.state);
    cells[COLUMN_COMPONENT].text = decision->scope.component;
    cells[COLUMN_RANGE].text = decision->scope.range;
    cells[COLUMN_REASON].text = decision->reason;
    cells[COLUMN_REVIEWED].text = independence_word(standing.reviewed);
    return product_cell(lister, decision->product, &cells[COLUMN_PRODUCT].text, err)
        && vouched_cells(lister, decision, cells, err)
        && author_cell(lister, decision->author, &cells[COLUMN_AUTHOR].text, err)
        && evidence_cell(lister, decision, &cells[COLUMN_EVIDENCE], err)
        && time_cell(lister, decision->decided_s, &cells[COLUMN_DECIDED].text, err)
        && time_cell(lister, decision->expires_s, &cells[COLUMN_EXPIRES].text, err);
}

static bool rows_make(Lister *lister, const Decision *decisions, size_t count, Err *err)
{
    ListingCell *cells = ARENA_ARRAY(lister->arena, ListingCell, count * DECISION_COLUMNS + 1);

    lister->rows = ARENA_ARRAY(lister->arena, ListingRow, count);
    if (!cells || !lister->rows)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++, cells += DECISION_COLUMNS) {
        lister->rows[i].cells = cells;
        if (!cells_of(lister, &decisions[i], (uint32_t)i, cells, err))
            return false;
    }
    return true;
}

static bool list(Lister *lister, const char *product, int64_t now_s, size_t *count, Err *err)
{
    DecisionRecord record = { .now_s = now_s };
    Decision *decisions;
    Str of = STR("");
    Row row;

    if (product) {
        if (!noun_resolve(lister->db, NOUN_PRODUCT, str_of(product), lister->arena, &row, err))
            return false;
        of = row_text(&row, "id");
    }
    if (!decisions_load(lister->db, of, lister->arena, &decisions, count, err)
        || !policies_load(lister->db, lister->arena, &record.policies, &record.policy_count, err))
        return false;
    record.decisions = decisions;
    record.count = *count;
    return book_new(&record, lister->arena, lister->book, err)
        && rows_make(lister, decisions, *count, err);
}

bool inro_decision_list(const Inro *inro, InroRecord *record, const char *product,
                        const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(LIST_ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { .record = NULL };
    Lister lister = { .db = store_db(record->store), .arena = &arena, .book = &book };
    Listing listing = { .head = { .schema = STR("inro.decision-list/1"),
                                  .title = STR("api.decisions") },
                        .columns = COLUMNS, .column_count = DECISION_COLUMNS,
                        .next = listing_rows_next };
    size_t count;
    ListingRows all;
    Err err;

    if (!list(&lister, product, inro->now_s, &count, &err))
        return api_fail(inro, &err, error);
    all = (ListingRows){ lister.rows, count, 0 };
    listing.context = &all;
    return api_report_listing(inro, &listing, options, error);
}

/* ---- saved views -------------------------------------------------------------------- */

/* What a view keeps of a question, by the names of its members. */
static const struct {
    Str key;
    size_t offset;
} KEPT[] = {
    { STR_ROW("product"), offsetof(InroFindingQuestion, product) },
    { STR_ROW("release"), offsetof(InroFindingQuestion, release) },
    { STR_ROW("where"), offsetof(InroFindingQuestion, where) },
    { STR_ROW("status"), offsetof(InroFindingQuestion, status) },
    { STR_ROW("risk"), offsetof(InroFindingQuestion, risk) },
    { STR_ROW("sort"), offsetof(InroFindingQuestion, sort) },
};

static bool view_find(Db *db, Str name, Arena *arena, Row *out, bool *found, Err *err)
{
    RowQuery query = { .table = TABLE_SAVED_VIEW, .where = "name", .equals = name };

    return row_find(db, &query, arena, out, found, err);
}

bool view_apply(InroRecord *record, Arena *arena, InroFindingQuestion *question, Err *err)
{
    Str called = str_of(question->view), name;
    const Json *json;
    bool found;
    Row row;

    if (!question->view)
        return true;
    if (!name_read(called, arena, &name, err)) /* older records took any bytes for one */
        name = called;
    if (!view_find(store_db(record->store), name, arena, &row, &found, err))
        return false;
    if (!found)
        return err_set(err, ERR_USAGE, RULE_NO_VIEW, str_of(question->view));
    if (!json_parse(row_text(&row, "query"), JSON_UNIQUE_KEYS, arena, &json, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(KEPT); i++) {
        const char **member = (const char **)(void *)((char *)question + KEPT[i].offset);
        Str text = json_str(json_get(json, KEPT[i].key)), kept;

        if (*member || !text.len)
            continue;
        if (!arena_copy(arena, text, &kept))
            return err_no_memory(err);
        *member = kept.ptr;
    }
    return true;
}

static void question_write(const InroFindingQuestion *question, Buf *out)
{
    JsonOut json = jsonout_new(out, 0);

    jsonout_object(&json);
    for (size_t i = 0; i < ARRAY_LEN(KEPT); i++) {
        const char *const *member =
            (const char *const *)(const void *)((const char *)question + KEPT[i].offset);

        if (*member)
            jsonout_str_at(&json, KEPT[i].key, str_of(*member));
    }
    jsonout_object_end(&json);
}

/* The same name again replaces what it stood for. */
static bool view_say(Act *act, const char *called, const InroFindingQuestion *question, Err *err)
{
    CLEANUP(buf_done) Buf query = buf_new(1 << 16), buf = buf_new(1 << 17);
    JsonOut json = jsonout_new(&buf, 0);
    Str name, id, payload;
    bool found;
    Row row;

    if (!name_read(str_of(called), &act->arena, &name, err))
        return err_in(err, "--save-view");
    if (!view_find(store_db(act->record->store), name, &act->arena, &row, &found, err))
        return false;
    if (found)
        id = row_text(&row, "id");
    else if (!act_uuid(act, &id, err))
        return false;
    question_write(question, &query);
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("query"), buf_str(&query));
    if (!found) {
        jsonout_str_at(&json, STR("name"), name);
        jsonout_str_at(&json, STR("organisation"), act->organisation);
    }
    jsonout_object_end(&json);
    if (buf_failed(&query) || buf_failed(&buf)
        || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, found ? "view.changed" : "view.saved", act->organisation, id, payload, err)
        && act_end(act, err);
}

bool inro_view_save(const Inro *inro, InroRecord *record, const char *name,
                    const InroFindingQuestion *question, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && view_say(&act, name, question, &err))
        || api_fail(inro, &err, error);
}
