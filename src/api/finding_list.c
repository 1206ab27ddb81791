/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as a list: filtered, sorted, printed. */
#include "inro/finding.h"

#include "api/finding_list.h"
#include "api/ledger.h"
#include "api/verdict.h"
#include "base/date.h"
#include "lifecycle/clock_text.h"
#include "lifecycle/decision_text.h"
#include "lifecycle/decision_words.h"
#include "lifecycle/work.h"
#include "report/failon.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LIST_ARENA_BYTES = 1 << 30, CELL_ARENA_BYTES = 1 << 24,
    SORT_KEYS_MAX = 8, WHY_BYTES_MAX = 1 << 16
};

#define RULE_SORT STR("api.sort-unknown")
#define RULE_RISK STR("api.risk-unknown")
#define RULE_STATUS STR("api.finding-status-unknown")
#define NONE        STR("api.findings-none")
#define NONE_SUCH   STR("api.findings-none-such") /* none that passes the filters */

typedef enum {
    COLUMN_ID, COLUMN_PRODUCT, COLUMN_RELEASE, COLUMN_COMPONENT, COLUMN_VERSION, COLUMN_FLAW,
    COLUMN_SEVERITY, COLUMN_SCORE, COLUMN_EPSS, COLUMN_KEV, COLUMN_STATUS, COLUMN_STATE,
    COLUMN_RISK, COLUMN_HARM, COLUMN_AGAIN, COLUMN_ASSESSMENT, COLUMN_DECISION, COLUMN_SEEN,
    COLUMN_CLOCK, COLUMN_DUE, COLUMN_LEFT, COLUMN_WHY, COLUMN_SUPPLIER, FINDING_COLUMNS
} FindingColumn;

/* On a narrow terminal what few findings have leaves the table before what tells them apart. */
static const ListingColumn COLUMNS[FINDING_COLUMNS] = {
    [COLUMN_ID] = { STR_ROW("id"), STR_ROW("api.field-id"), LISTING_TEXT,
                    .programs_only = true },
    [COLUMN_PRODUCT] = { STR_ROW("product"), STR_ROW("api.field-product"), LISTING_TEXT },
    [COLUMN_RELEASE] = { STR_ROW("release"), STR_ROW("api.field-release"), LISTING_TEXT },
    [COLUMN_COMPONENT] = { STR_ROW("component"), STR_ROW("api.field-component"), LISTING_TEXT },
    [COLUMN_VERSION] = { STR_ROW("version"), STR_ROW("api.field-version"), LISTING_TEXT },
    [COLUMN_FLAW] = { STR_ROW("vulnerability"), STR_ROW("api.field-vulnerability"), LISTING_TEXT,
                      .whole = true },
    [COLUMN_SEVERITY] = { STR_ROW("severity"), STR_ROW("api.field-severity"), LISTING_WORD,
                          .words = STR_ROW("report.severity-"), .leaves = 9, .spare = true },
    [COLUMN_SCORE] = { STR_ROW("cvss"), STR_ROW("api.field-cvss"), LISTING_SCORE },
    [COLUMN_EPSS] = { STR_ROW("epss"), STR_ROW("api.field-epss"), LISTING_SCORE,
                      .leaves = 8, .spare = true },
    [COLUMN_KEV] = { STR_ROW("kev"), STR_ROW("api.field-kev"), LISTING_BOOL },
    [COLUMN_STATUS] = { STR_ROW("status"), STR_ROW("api.field-status"), LISTING_WORD,
                        .words = STR_ROW("api.status-") },
    [COLUMN_STATE] = { STR_ROW("state"), STR_ROW("api.field-state"), LISTING_WORD,
                       .words = STR_ROW("api.state-"), .leaves = 6 },
    [COLUMN_RISK] = { STR_ROW("risk"), STR_ROW("api.field-risk"), LISTING_WORD,
                      .words = STR_ROW("api.risk-") },
    [COLUMN_HARM] = { STR_ROW("harm"), STR_ROW("api.field-harm"), LISTING_WORD,
                      .words = STR_ROW("risk.harm-") },
    [COLUMN_AGAIN] = { STR_ROW("look_again"), STR_ROW("api.field-look_again"), LISTING_LIST,
                       .leaves = 3 },
    [COLUMN_ASSESSMENT] = { STR_ROW("assessment"), STR_ROW("api.assessment"), LISTING_TEXT,
                            .programs_only = true },
    [COLUMN_DECISION] = { STR_ROW("decision"), STR_ROW("api.field-decision"), LISTING_TEXT,
                          .programs_only = true },
    [COLUMN_SEEN] = { STR_ROW("first_seen"), STR_ROW("api.field-first_seen"), LISTING_DATE,
                      .leaves = 4, .spare = true },
    [COLUMN_CLOCK] = { STR_ROW("clock"), STR_ROW("api.field-clock"), LISTING_TEXT, .leaves = 5 },
    [COLUMN_DUE] = { STR_ROW("due"), STR_ROW("api.field-due"), LISTING_TEXT, .leaves = 7 },
    [COLUMN_LEFT] = { STR_ROW("days_left"), STR_ROW("api.field-days_left"), LISTING_INT,
                      .programs_only = true },
    [COLUMN_WHY] = { STR_ROW("why"), STR_ROW("api.field-why"), LISTING_TEXT, .leaves = 1 },
    [COLUMN_SUPPLIER] = { STR_ROW("supplier_says"), STR_ROW("api.field-supplier_says"),
                          LISTING_WORD, .words = STR_ROW("api.status-"), .leaves = 2 },
};
_Static_assert((int)FINDING_COLUMNS <= (int)LISTING_COLUMNS_MAX, "as many as can be printed");

/* ---- the cells of one finding ------------------------------------------------------- */

static Str side_status(const Side *side)
{
    switch (side->verdict) {
    case VERDICT_DECIDED:
        return vex_status_word(side->status, DIALECT_OPENVEX);
    case VERDICT_CONTRADICTION:
        return STR("contradiction");
    case VERDICT_UNDECIDED:
    case VERDICTS:
        break;
    }
    return STR("undecided");
}

Str finding_status(const Resolution *resolution)
{
    return side_status(&resolution->side[DECISION_OURS]);
}

const Party *finding_party(const Resolution *resolution)
{
    const Side *ours = &resolution->side[DECISION_OURS];

    return ours->in_force_count ? &ours->in_force[ours->in_force_count - 1]
         : ours->waiting_count  ? &ours->waiting[ours->waiting_count - 1] : NULL;
}

static bool number_cell(Arena *arena, int places, double value, ListingCell *cell, Err *err)
{
    char text[32];

    snprintf(text, sizeof text, "%.*f", places, value);
    return arena_copy(arena, str_of(text), &cell->text) || err_no_memory(err);
}

bool score_cell(Arena *arena, int tenths, ListingCell *cell, Err *err)
{
    return number_cell(arena, 1, tenths / 10.0, cell, err);
}

bool epss_cell(Arena *arena, uint32_t parts, ListingCell *cell, Err *err)
{
    return number_cell(arena, 5, parts / 100000.0, cell, err);
}

static bool world_cells(const FindingRows *rows, size_t i, ListingCell *cells, Err *err)
{
    const ScanFlaw *flaw = rows->set->scan->scan.findings[i].flaw;

    cells[COLUMN_SEVERITY].text = severity_name(flaw->severity);
    cells[COLUMN_KEV].text = listing_truth(flaw->kev);
    return (!flaw->score_count
            || score_cell(rows->cell, flaw->scores[0].score, &cells[COLUMN_SCORE], err))
        && (flaw->epss_score == SCAN_NO_PARTS
            || epss_cell(rows->cell, flaw->epss_score, &cells[COLUMN_EPSS], err));
}

/* What changed since the assessment, in the words of basis.h. */
static bool again_cell(const FindingRows *rows, unsigned changed, ListingCell *cell, Err *err)
{
    Str *words = ARENA_ARRAY(rows->cell, Str, REOPEN_CAUSES);

    if (!words)
        return err_no_memory(err);
    cell->items = words;
    for (int i = 0; i < REOPEN_CAUSES; i++)
        if (changed & 1U << i)
            words[cell->item_count++] = reopen_term((ReopenCause)i)->word;
    return true;
}

static bool risk_cells(const FindingRows *rows, size_t i, ListingCell *cells, Err *err)
{
    const FindingRisk *risk = &rows->risks[i];

    cells[COLUMN_RISK].text = risk_class_word(risk->risk);
    if (risk->risk != CLASS_NONE)
        cells[COLUMN_HARM].text = harm_term(risk->harm)->word;
    if (risk->assessed)
        cells[COLUMN_ASSESSMENT].text = risk->assessed->id;
    return !risk->changed || again_cell(rows, risk->changed, &cells[COLUMN_AGAIN], err);
}

static bool seen_cells(const FindingRows *rows, size_t i, ListingCell *cells, Err *err)
{
    const Seen1 *seen = seen_find(rows->seen, &rows->set->subjects[i], rows->cell);
    char text[DATE_TEXT_BYTES];

    if (!seen)
        return true;
    cells[COLUMN_ID].text = seen->id;
    return arena_copy(rows->cell, date_write_s(seen->seen_s, text), &cells[COLUMN_SEEN].text)
        || err_no_memory(err);
}

/* The clock that has to be met first. */
static bool clock_cells(const FindingRows *rows, size_t i, ListingCell *cells, Err *err)
{
    const Clock *clock = clock_next(rows->clocks, i);
    char due[CLOCK_PLACED_BYTES], left[24];

    if (!clock)
        return true;
    cells[COLUMN_CLOCK].text = clock->rule->id;
    if (!clock->dated)
        return true;
    snprintf(left, sizeof left, "%" PRId64, clock->days_left);
    return (arena_copy(rows->cell, clock_due_placed(&rows->clocks->rules, clock, due),
                       &cells[COLUMN_DUE].text)
            && arena_copy(rows->cell, str_of(left), &cells[COLUMN_LEFT].text))
        || err_no_memory(err);
}

/* Why it is not decided: what the decisions in force contradict each other in, or what keeps the
 * newest one from being in force. */
static bool why_cell(const FindingRows *rows, size_t i, ListingCell *cell, Err *err)
{
    CLEANUP(buf_done) Buf text = buf_new(WHY_BYTES_MAX);
    const FindingSet *set = rows->set;
    const Side *ours = &set->resolutions[i].side[DECISION_OURS];
    const Party *party = finding_party(&set->resolutions[i]);

    if (ours->verdict == VERDICT_CONTRADICTION)
        side_say(&set->book, ours, rows->lang, &text);
    else if (party && party->standing.state != STANDING_IN_FORCE)
        standing_say(&set->book, party, &set->subjects[i], rows->lang, &text);
    return (!buf_failed(&text) && arena_copy(rows->cell, str_trim(buf_str(&text)), &cell->text))
        || err_no_memory(err);
}

/* What others say stands beside, and decides nothing. */
static void supplier_cell(const Resolution *resolution, ListingCell *cell)
{
    const Side *theirs = &resolution->side[DECISION_SUPPLIER];

    if (theirs->verdict != VERDICT_UNDECIDED)
        cell->text = side_status(theirs);
}

static bool cells_of(const FindingRows *rows, size_t i, ListingCell *cells, Err *err)
{
    const FindingSet *set = rows->set;
    const ScanFinding *finding = &set->scan->scan.findings[i];
    const FindingInput *input = &set->inputs[finding->component->input];
    const Party *party = finding_party(&set->resolutions[i]);

    cells[COLUMN_PRODUCT].text = input->product_name;
    cells[COLUMN_RELEASE].text = input->version;
    cells[COLUMN_COMPONENT].text = finding->component->name;
    cells[COLUMN_VERSION].text = finding->component->version;
    cells[COLUMN_FLAW].text = finding->flaw->id;
    cells[COLUMN_STATUS].text = finding_status(&set->resolutions[i]);
    if (party) {
        cells[COLUMN_STATE].text = standing_word(party->standing.state);
        cells[COLUMN_DECISION].text = set->decisions[party->decision].id;
    }
    supplier_cell(&set->resolutions[i], &cells[COLUMN_SUPPLIER]);
    return world_cells(rows, i, cells, err)
        && why_cell(rows, i, &cells[COLUMN_WHY], err) && risk_cells(rows, i, cells, err)
        && seen_cells(rows, i, cells, err)
        && clock_cells(rows, i, cells, err);
}

/* ---- filters ------------------------------------------------------------------------ */

/* An expression is asked about one finding at a time; what it cannot tell is not shown, and
 * counted. */
static bool where_holds(const FailOn *where, FindingRows *rows, size_t i, bool *out, Err *err)
{
    Scan one = rows->set->scan->scan;
    ScanVerdict said;
    Truth truth;

    one.findings += i;
    one.finding_count = 1;
    if (rows->risks) {
        said = verdict_of(rows->set, i, &rows->risks[i]);
        if (rows->clocks && !verdict_clock(rows->clocks, i, rows->arena, &said, err))
            return false;
        one.verdicts = &said;
    }
    truth = failon_lists(where, &one, 0);
    rows->unknown += truth == TRUTH_UNKNOWN;
    *out = truth == TRUTH_TRUE;
    return true;
}

/* A word that no finding can have is a mistake, not an empty list. */
static bool status_known(Str word)
{
    bool known = str_eq(word, STR("undecided")) || str_eq(word, STR("contradiction"));

    for (DecisionStatus i = DECISION_AFFECTED; !known && i < DECISION_STATUSES; i++)
        known = str_eq(word, vex_status_word(i, DIALECT_OPENVEX));
    return known;
}

/* Fills `order` with the findings that pass the filters of the question. */
static bool rows_filter(FindingRows *rows, const InroFindingQuestion *question, Err *err)
{
    const FailOn *where = NULL;
    RiskClass risk = CLASS_NONE;

    if (question->status && !status_known(str_of(question->status)))
        return err_set(err, ERR_USAGE, RULE_STATUS, str_of(question->status));
    if (question->risk && !risk_class_of(str_of(question->risk), &risk))
        return err_set(err, ERR_USAGE, RULE_RISK, str_of(question->risk));
    if (question->where && !failon_parse(str_of(question->where), rows->arena, &where, err))
        return err_in(err, "--where");
    rows->order = ARENA_ARRAY(rows->arena, uint32_t, rows->set->count);
    if (!rows->order)
        return err_no_memory(err);
    for (size_t i = 0; i < rows->set->count; i++) {
        Str status = finding_status(&rows->set->resolutions[i]);
        bool holds = (!question->status || str_eq(status, str_of(question->status)))
                  && (risk == CLASS_NONE || rows->risks[i].risk == risk);

        if (holds && where && !where_holds(where, rows, i, &holds, err))
            return false;
        if (holds)
            rows->order[rows->count++] = (uint32_t)i;
    }
    return true;
}

/* ---- order -------------------------------------------------------------------------- */

typedef struct {
    FindingColumn column;
    bool down;
} SortKey;

typedef struct {
    const FindingSet *set;
    const FindingRisk *risks; /* by finding */
    const Str *texts;         /* by finding, one for each key */
    SortKey key[SORT_KEYS_MAX];
    size_t key_count;
} Sorting;

static bool sort_read(const char *text, Sorting *out, Err *err)
{
    Str rest = str_of(text), word;

    while (rest.len && str_next(&rest, ',', &word)) {
        bool down = str_starts(word, STR("-"));
        Str name = str_slice(word, down, word.len);
        int i = 0;

        while (i < FINDING_COLUMNS && !str_eq(COLUMNS[i].key, name))
            i++;
        if (i == FINDING_COLUMNS || out->key_count == SORT_KEYS_MAX)
            return err_set(err, ERR_USAGE, RULE_SORT, name);
        out->key[out->key_count++] = (SortKey){ (FindingColumn)i, down };
    }
    return true;
}

static int cell_compare(ListingKind kind, Str a, Str b)
{
    double x = 0, y = 0;

    if ((kind != LISTING_SCORE && kind != LISTING_INT) || !a.len || !b.len)
        return str_cmp(a, b);
    x = strtod(a.ptr, NULL);
    y = strtod(b.ptr, NULL);
    return x < y ? -1 : x > y;
}

/* What has a scale is sorted by it, not by its words. */
static int key_compare(const Sorting *sorting, size_t key, uint32_t a, uint32_t b)
{
    const FindingRisk *x = &sorting->risks[a], *y = &sorting->risks[b];
    const ScanFinding *findings = sorting->set->scan->scan.findings;
    FindingColumn column = sorting->key[key].column;

    if (column == COLUMN_RISK)
        return (int)x->risk - (int)y->risk;
    if (column == COLUMN_HARM)
        return (int)x->harm - (int)y->harm;
    if (column == COLUMN_SEVERITY)
        return (int)findings[a].flaw->severity - (int)findings[b].flaw->severity;
    return cell_compare(COLUMNS[column].kind, sorting->texts[a * sorting->key_count + key],
                        sorting->texts[b * sorting->key_count + key]);
}

/* Equal rows keep the order of the scan. */
static int row_compare(const void *left, const void *right, void *context)
{
    const Sorting *sorting = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    for (size_t i = 0; i < sorting->key_count; i++) {
        int order = key_compare(sorting, i, a, b);

        if (order)
            return sorting->key[i].down ? -order : order;
    }
    return a < b ? -1 : a > b;
}

/* What to look at first. Harm that nobody assessed counts as the worst. */
static bool rows_by_work(FindingRows *rows, Err *err)
{
    WorkRow *work = ARENA_ARRAY(rows->arena, WorkRow, rows->count);
    uint32_t *by, *order = ARENA_ARRAY(rows->arena, uint32_t, rows->count);

    if (!work || !order)
        return err_no_memory(err);
    for (size_t i = 0; i < rows->count; i++) {
        uint32_t at = rows->order[i];
        const ScanFinding *finding = &rows->set->scan->scan.findings[at];
        const FindingRisk *risk = &rows->risks[at];
        const Seen1 *seen = seen_find(rows->seen, &rows->set->subjects[at], rows->arena);

        work[i] = (WorkRow){
            .risk_class = risk_class_rank(risk->risk), .kev = finding->flaw->kev,
            .harm = (int)(risk->harm == HARM_UNASSESSED ? HARM_CATASTROPHIC : risk->harm),
            .cvss_tenths = finding->flaw->score_count ? finding->flaw->scores[0].score : -1,
            .first_seen_s = seen ? seen->seen_s : 0, .id = finding->id,
        };
    }
    by = work_order(work, (uint32_t)rows->count, rows->arena);
    if (!by)
        return err_no_memory(err);
    for (size_t i = 0; i < rows->count; i++)
        order[i] = rows->order[by[i]];
    rows->order = order;
    return true;
}

/* The cells that are sorted by, of every row; the others are made when they are printed. */
static bool keys_fill(FindingRows *rows, Sorting *sorting, Err *err)
{
    Str *texts = ARENA_ARRAY(rows->arena, Str, rows->set->count * sorting->key_count + 1);

    if (!texts)
        return err_no_memory(err);
    sorting->texts = texts;
    for (size_t i = 0; i < rows->count; i++) {
        ListingCell cells[FINDING_COLUMNS] = { 0 };
        uint32_t at = rows->order[i];

        arena_reset(rows->cell);
        if (!cells_of(rows, at, cells, err))
            return false;
        for (size_t k = 0; k < sorting->key_count; k++)
            if (!arena_copy(rows->arena, cells[sorting->key[k].column].text,
                            &texts[at * sorting->key_count + k]))
                return err_no_memory(err);
    }
    return true;
}

static bool rows_sort(FindingRows *rows, const char *sort, Err *err)
{
    Sorting sorting = { .set = rows->set, .risks = rows->risks };

    if (sort && !sort_read(sort, &sorting, err))
        return err_in(err, "--sort");
    if (!sorting.key_count)
        return rows_by_work(rows, err);
    if (!keys_fill(rows, &sorting, err))
        return false;
    qsort_r(rows->order, rows->count, sizeof *rows->order, row_compare, &sorting);
    return true;
}

/* ---- printing ----------------------------------------------------------------------- */

typedef struct {
    FindingRows *rows;
    size_t at;
    ListingCell cells[FINDING_COLUMNS];
    ListingRow row;
} Printing;

static bool row_next(void *context, const ListingRow **row, Err *err)
{
    Printing *printing = context;
    FindingRows *rows = printing->rows;

    *row = NULL;
    if (printing->at == rows->count)
        return true;
    arena_reset(rows->cell);
    memset(printing->cells, 0, sizeof printing->cells);
    if (!cells_of(rows, rows->order[printing->at++], printing->cells, err))
        return false;
    printing->row.cells = printing->cells;
    *row = &printing->row;
    return true;
}

static bool print(FindingRows *rows, const Inro *inro, const InroReportOptions *options,
                  InroError *error)
{
    Printing printing = { .rows = rows };
    char number[24];
    ListingNote notes[FINDING_NOTES + 1] = { { .rule = { NULL, 0 } } };
    FindingNotes gaps;
    Err err;
    Listing listing = { .head = { .schema = STR("inro.finding-list/1"),
                                  .title = STR("api.findings"),
                                  .data = &rows->set->scan->scan, .notes = notes,
                                  .note_count = ARRAY_LEN(notes) },
                        .empty = rows->set->count ? NONE_SUCH : NONE,
                        .columns = COLUMNS, .column_count = FINDING_COLUMNS,
                        .next = row_next, .context = &printing };

    if (!findings_notes(rows->set, report_lang(inro, options->format), rows->arena, &gaps, &err))
        return api_fail(inro, &err, error);
    memcpy(notes, gaps.note, sizeof gaps.note);
    snprintf(number, sizeof number, "%llu", (unsigned long long)rows->unknown);
    if (rows->unknown)
        notes[FINDING_NOTES] = (ListingNote){ STR("api.where-unknown"), { str_of(number) } };
    return api_report_listing(inro, &listing, options, error)
        && (kb_unchanged(rows->set->scan->kb, &err) || api_fail(inro, &err, error));
}

/* Clocks of the one product that was asked for, or of all. */
static bool clocks_take(Db *db, const InroFindingQuestion *question, const FindingRows *rows,
                        ClockBook *out, Err *err)
{
    bool one = (question->product || question->release) && rows->set->input_count;
    ClockQuestion asked = { .product = one ? rows->set->inputs[0].product : STR(""),
                            .set = rows->set, .risks = rows->risks, .started = true,
                            .now_s = rows->set->scan->scan.now_s };

    return clocks_load(db, &asked, rows->arena, out, err);
}

bool inro_finding_list(const Inro *inro, InroRecord *record, const InroFindingQuestion *asked,
                       InroSay *say, void *context, const InroReportOptions *options,
                       InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(LIST_ARENA_BYTES);
    CLEANUP(arena_done) Arena cell = arena_new(CELL_ARENA_BYTES);
    CLEANUP(findings_done) FindingSet set = { .scan = NULL };
    CLEANUP(seen_done) SeenBook seen = { .count = 0 };
    CLEANUP(clocks_done) ClockBook clocks = { .arena = NULL };
    FindingRows rows = { .set = &set, .seen = &seen, .clocks = &clocks, .arena = &arena,
                         .cell = &cell, .lang = api_lang(inro) };
    InroFindingQuestion question = *asked;
    FindingRisk *risks = NULL;
    Err err;

    if (!view_apply(record, &arena, &question, &err))
        return api_fail(inro, &err, error);
    if (!findings_of(inro, record, &question, say, context, &set, error))
        return false;
    error->status = set.status;
    if (!risk_of(&set, store_db(record->store), &arena, &risks, &err))
        return api_fail(inro, &err, error);
    rows.risks = risks;
    return (seen_load(store_db(record->store), &arena, &seen, &err)
            && clocks_take(store_db(record->store), &question, &rows, &clocks, &err)
            && rows_filter(&rows, &question, &err)
            && rows_sort(&rows, question.sort, &err))
         ? print(&rows, inro, options, error) : api_fail(inro, &err, error);
}
