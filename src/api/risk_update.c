/* SPDX-License-Identifier: Apache-2.0 */
/* What an update is for: the assessments it answers, and what IMDRF Table 3 makes of them. */
#include "api/risk.h"
#include "api/risk_dates.h"
#include "base/msg.h"
#include "model/listing.h"

enum { UPDATE_ARENA_BYTES = 1 << 28, UPDATE_REASONS_MAX = 256 };

#define RULE_ANSWER STR("api.answer-unknown")
#define RULE_MANY   STR("api.update-many")

/* ---- what is printed ---------------------------------------------------------------- */

typedef enum { FIELD_TABLE3, FIELD_CYCLE, FIELD_UNACCEPTABLE, FIELD_ORDINARY,
               UPDATE_FIELDS } UpdateField;
typedef enum { COLUMN_ASSESSMENT, COLUMN_FLAW, COLUMN_RISK, COLUMN_TABLE3, COLUMN_CONDITION,
               REASON_COLUMNS } ReasonColumn;

#define WORD(key, title, ids)                                                                      \
    { STR_ROW(key), STR_ROW(title), LISTING_WORD, .words = STR_ROW(ids) }
#define TABLE3 WORD("table_3", "api.field-table_3", "risk.oversight-")

static const ListingColumn FIELDS[UPDATE_FIELDS] = {
    [FIELD_TABLE3] = TABLE3,
    [FIELD_CYCLE] = WORD("cycle", "api.field-cycle", "api.cycle-"),
    [FIELD_UNACCEPTABLE] = { STR_ROW("unacceptable"), STR_ROW("api.field-unacceptable"),
                             LISTING_BOOL },
    [FIELD_ORDINARY] = { STR_ROW("ordinary_change"), STR_ROW("api.field-ordinary"), LISTING_BOOL },
};
static const ListingColumn COLUMNS[REASON_COLUMNS] = {
    [COLUMN_ASSESSMENT] = { STR_ROW("assessment"), STR_ROW("api.assessment"), LISTING_TEXT },
    [COLUMN_FLAW] = { STR_ROW("vulnerability"), STR_ROW("api.field-vulnerability"), LISTING_TEXT },
    [COLUMN_RISK] = WORD("risk", "api.field-risk", "risk."),
    [COLUMN_TABLE3] = TABLE3,
    [COLUMN_CONDITION] = { STR_ROW("condition"), STR_ROW("api.field-condition"), LISTING_TEXT },
};

typedef struct {
    const Inro *inro;
    ListingRow *rows;
    ListingCell *cells;
    UpdateReason *reasons;
    size_t count; /* of each; there is room for UPDATE_REASONS_MAX */
} Update;

static void reason_add(Update *update, UpdateReason reason, Str name, Str flaw)
{
    const OversightRow *row = oversight_row(reason);
    ListingCell *cells = update->cells + update->count * REASON_COLUMNS;

    update->rows[update->count].cells = cells;
    update->reasons[update->count++] = reason;
    cells[COLUMN_ASSESSMENT].text = name;
    cells[COLUMN_FLAW].text = flaw;
    if (reason.purpose == PURPOSE_VULNERABILITY)
        cells[COLUMN_RISK].text = risk_level_term(reason.risk)->word;
    cells[COLUMN_TABLE3].text = oversight_term(row->level)->word;
    cells[COLUMN_CONDITION].text = msg_text(api_lang(update->inro), row->condition);
}

/* ---- what is said ------------------------------------------------------------------- */

static bool answer_take(const char *word, Answer *out, Err *err)
{
    *out = ANSWER_UNKNOWN;
    for (int i = ANSWER_YES; word && i < ANSWERS; i++)
        if (str_eq(answer_term((Answer)i)->word, str_of(word))) {
            *out = (Answer)i;
            return true;
        }
    return !word || err_set(err, ERR_USAGE, RULE_ANSWER, str_of(word));
}

static bool reasons_read(Update *update, const InroUpdate *said, Db *db, Arena *arena, Err *err)
{
    AssessmentResult result;
    Assessed *all, *found;
    size_t count;

    if (!assessments_load(db, STR(""), arena, &all, &count, err))
        return false;
    if (said->enhancement)
        reason_add(update, (UpdateReason){ PURPOSE_ENHANCEMENT, RISK_CONTROLLED }, STR(""),
                   STR(""));
    for (size_t i = 0; i < said->assessment_count; i++) {
        if (!assessment_find(all, count, str_of(said->assessments[i]), &found, err)
            || !assessed_judge(found, &result, err))
            return false;
        reason_add(update, update_reason(&result), found->content.id, found->vulnerability);
    }
    return true;
}

static bool update_judge(Update *update, const InroUpdate *said, Db *db, Arena *arena,
                         Oversight *out, Err *err)
{
    Answer only_security;

    if (said->assessment_count >= UPDATE_REASONS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    update->reasons = ARENA_ARRAY(arena, UpdateReason, UPDATE_REASONS_MAX);
    update->rows = ARENA_ARRAY(arena, ListingRow, UPDATE_REASONS_MAX);
    update->cells = ARENA_ARRAY(arena, ListingCell, UPDATE_REASONS_MAX * REASON_COLUMNS);
    if (!update->reasons || !update->rows || !update->cells)
        return err_no_memory(err);
    if (!answer_take(said->only_security, &only_security, err))
        return err_in(err, "--only-security");
    return reasons_read(update, said, db, arena, err)
        && oversight_judge(update->reasons, update->count, only_security, out, err);
}

bool inro_risk_update(const Inro *inro, InroRecord *record, const InroUpdate *said,
                      const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(UPDATE_ARENA_BYTES);
    Update update = { .inro = inro };
    ListingRows rows;
    Listing reasons = { .head = { .schema = STR("inro.update-reasons/1"),
                                  .title = STR("api.update-reasons") },
                        .columns = COLUMNS, .column_count = REASON_COLUMNS,
                        .next = listing_rows_next, .context = &rows };
    ListingCell cells[UPDATE_FIELDS] = { 0 };
    CardList list = { STR("reasons"), &reasons };
    Card card = { .head = { .schema = STR("inro.update/1"), .title = STR("api.update") },
                  .fields = FIELDS, .values = cells, .field_count = UPDATE_FIELDS,
                  .lists = &list, .list_count = 1 };
    Oversight oversight;
    Err err;

    if (!update_judge(&update, said, store_db(record->store), &arena, &oversight, &err))
        return api_fail(inro, &err, error);
    rows = (ListingRows){ update.rows, update.count, 0 };
    cells[FIELD_TABLE3].text = oversight_term(oversight.level)->word;
    cells[FIELD_CYCLE].text = cycle_term(oversight.cycle)->word;
    cells[FIELD_UNACCEPTABLE].text = listing_truth(oversight.unacceptable);
    cells[FIELD_ORDINARY].text = listing_truth(oversight.ordinary_change);
    return api_report_card(inro, &card, options, error);
}
