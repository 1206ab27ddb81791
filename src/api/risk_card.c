/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments printed: one with all that follows from it, the list, and what an update is for. */
#include "api/decision_row.h"
#include "api/risk.h"
#include "base/date.h"
#include "base/msg.h"
#include "risk/discretion.h"
#include "risk/remedy.h"

#include <stdio.h>

enum { CARD_ARENA_BYTES = 1 << 28, DAY_S = 86400, TEXT_BYTES = 512 };
enum { SIDES = 3, REASONS_MAX = SIDES * EXPLOIT_STEPS_MAX };

#define RULE_ANSWER STR("api.answer-unknown")
#define RULE_DAY    STR("api.not-a-day")
#define RULE_MANY   STR("api.update-many")

typedef struct {
    const Inro *inro;
    Db *db;
    Arena *arena;
    const Assessed *assessed;
    AssessmentResult result;
    UpdateReason reason;
    Remedy remedy;
    RemedyFacts facts;
    Discretion discretion;
} Told;

/* ---- what follows ------------------------------------------------------------------- */

typedef struct {
    const Assessed *assessed;
    Arena *arena;
    int64_t first_s; /* INT64_MAX: nobody is aware */
} Aware;

static bool aware_row(void *context, const Row *row, Err *err)
{
    Aware *aware = context;
    const Str *ids;
    size_t count;

    if (!texts_read(row_text(row, "ids"), aware->arena, &ids, &count, err))
        return false;
    if (flaws_meet(ids, count, aware->assessed->ids, aware->assessed->id_count)
        && row_int(row, "aware_s", INT64_MAX) < aware->first_s)
        aware->first_s = row_int(row, "aware_s", INT64_MAX);
    return true;
}

/* The first day on which anybody knew; a calendar day of UTC. */
static bool aware_day(Told *told, int32_t *out, Err *err)
{
    Aware aware = { told->assessed, told->arena, INT64_MAX };
    RowQuery query = { .table = TABLE_AWARENESS, .where = "product",
                       .equals = told->assessed->product };

    if (!rows_walk(told->db, &query, aware_row, &aware, err))
        return false;
    *out = aware.first_s == INT64_MAX ? REMEDY_NO_DAY : (int32_t)(aware.first_s / DAY_S);
    return true;
}

/* An update that removed it was for the risk before; else for what remains without one. */
static UpdateReason reason_of(const AssessmentResult *result)
{
    RiskLevel risk = result->closed ? result->before_level : result->residual;

    return (UpdateReason){ PURPOSE_VULNERABILITY, risk_level_counted(risk) };
}

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

static bool day_take(const char *text, int32_t *out, Err *err)
{
    int64_t seconds;

    *out = DISCRETION_NO_DAY;
    if (!text)
        return true;
    if (!date_parse_s(str_of(text), &seconds))
        return err_set(err, ERR_USAGE, RULE_DAY, str_of(text));
    *out = (int32_t)(seconds / DAY_S);
    return true;
}

static bool discretion_take(Told *told, const InroRiskFacts *said, Err *err)
{
    DiscretionFacts facts = { .aware_day = told->facts.aware_day,
                              .today = (int32_t)(told->inro->now_s / DAY_S) };

    if (!answer_take(said->serious_event, &facts.serious_event, err))
        return err_in(err, "--serious-event");
    if (!answer_take(said->isao, &facts.isao_member, err))
        return err_in(err, "--isao");
    if (!day_take(said->told, &facts.told_day, err))
        return err_in(err, "--told");
    if (!day_take(said->fixed, &facts.fixed_day, err))
        return err_in(err, "--fixed");
    told->discretion = discretion_of(&facts);
    return true;
}

static bool tell(Told *told, const InroRiskFacts *said, Err *err)
{
    static const InroRiskFacts NOTHING = { .told = NULL };
    const ExploitFacts *facts = &told->assessed->content.before.facts;

    if (!assessed_judge(told->assessed, &told->result, err))
        return false;
    told->reason = reason_of(&told->result);
    told->facts = (RemedyFacts){ PURPOSE_VULNERABILITY, told->reason.risk,
                                 facts->in_kev || facts->seen_here, told->result.multi_patient,
                                 REMEDY_NO_DAY, REMEDY_NO_DAY };
    if (!aware_day(told, &told->facts.aware_day, err))
        return false;
    told->remedy = remedy_of(&told->facts, remedy_default());
    return discretion_take(told, said ? said : &NOTHING, err);
}

/* ---- the card ----------------------------------------------------------------------- */

typedef enum {
    FIELD_ID, FIELD_NAME_GIVEN, FIELD_PRODUCT, FIELD_RELEASES, FIELD_FLAW, FIELD_COMPONENT,
    FIELD_RANGE, FIELD_RISK, FIELD_HARM_BEFORE, FIELD_HARM, FIELD_MULTI, FIELD_BAND_BEFORE,
    FIELD_BAND, FIELD_BAND_WITH, FIELD_GUESSED, FIELD_RISK_BEFORE, FIELD_RISK_AFTER,
    FIELD_RISK_WITH, FIELD_RELIES, FIELD_CLOSED, FIELD_DECIDED, FIELD_WHY, FIELD_MATRIX,
    FIELD_DIGEST, FIELD_TABLE3, FIELD_CYCLE, FIELD_PRIORITY, FIELD_AWARE, FIELD_TELL, FIELD_FIX,
    FIELD_RATIONALE, FIELD_ASSESSOR, FIELD_ASSESSED, FIELD_SUPERSEDED, FIELD_SUPERSEDES,
    ASSESSMENT_FIELDS
} AssessmentField;

#define TEXT(key, title)  { STR_ROW(key), STR_ROW(title), LISTING_TEXT }
#define FACT(key, title)  { STR_ROW(key), STR_ROW(title), LISTING_BOOL }
#define DAY(key, title)   { STR_ROW(key), STR_ROW(title), LISTING_DATE }
#define LIST(key, title)  { STR_ROW(key), STR_ROW(title), LISTING_LIST }
#define QUIET(key, title) { STR_ROW(key), STR_ROW(title), LISTING_TEXT, .programs_only = true }
#define WORD(key, title, ids)                                                                      \
    { STR_ROW(key), STR_ROW(title), LISTING_WORD, .words = STR_ROW(ids) }

static const ListingColumn FIELDS[ASSESSMENT_FIELDS] = {
    [FIELD_ID] = TEXT("id", "api.field-id"),
    [FIELD_NAME_GIVEN] = QUIET("name", "api.field-name"),
    [FIELD_PRODUCT] = TEXT("product", "api.field-product"),
    [FIELD_RELEASES] = LIST("releases", "api.field-release"),
    [FIELD_FLAW] = TEXT("vulnerability", "api.field-vulnerability"),
    [FIELD_COMPONENT] = TEXT("component", "api.field-component"),
    [FIELD_RANGE] = TEXT("range", "api.field-range"),
    [FIELD_RISK] = WORD("risk", "api.field-risk", "risk."),
    [FIELD_HARM_BEFORE] = WORD("harm_before", "api.field-harm_before", "risk.harm-"),
    [FIELD_HARM] = WORD("harm", "api.field-harm", "risk.harm-"),
    [FIELD_MULTI] = WORD("multi_patient", "api.field-multi_patient", "risk."),
    [FIELD_BAND_BEFORE] = WORD("exploitability_before", "api.field-band_before", "risk.band-"),
    [FIELD_BAND] = WORD("exploitability", "api.field-band_after", "risk.band-"),
    [FIELD_BAND_WITH] = WORD("exploitability_with_customer", "api.field-band_with",
                             "risk.band-"),
    [FIELD_GUESSED] = FACT("exploitability_unknown", "api.field-band_unknown"),
    [FIELD_RISK_BEFORE] = WORD("risk_before", "api.field-risk_before", "risk."),
    [FIELD_RISK_AFTER] = WORD("risk_after", "api.field-risk_after", "risk."),
    [FIELD_RISK_WITH] = WORD("risk_with_customer", "api.field-risk_with", "risk."),
    [FIELD_RELIES] = FACT("relies_on_customer", "api.field-relies"),
    [FIELD_CLOSED] = FACT("removed", "api.field-removed"),
    [FIELD_DECIDED] = WORD("decision", "api.field-risk_decision", "risk."),
    [FIELD_WHY] = TEXT("justification", "api.field-justification"),
    [FIELD_MATRIX] = TEXT("matrix", "api.field-matrix"),
    [FIELD_DIGEST] = QUIET("matrix_digest", "api.field-blob"),
    [FIELD_TABLE3] = WORD("table_3", "api.field-table_3", "risk.oversight-"),
    [FIELD_CYCLE] = WORD("cycle", "api.field-cycle", "api.cycle-"),
    [FIELD_PRIORITY] = WORD("priority", "api.field-priority", "risk.priority-"),
    [FIELD_AWARE] = DAY("aware", "api.field-aware"),
    [FIELD_TELL] = DAY("tell_by", "api.field-tell_by"),
    [FIELD_FIX] = DAY("fix_by", "api.field-fix_by"),
    [FIELD_RATIONALE] = TEXT("rationale", "api.field-rationale"),
    [FIELD_ASSESSOR] = TEXT("assessor", "api.field-assessor"),
    [FIELD_ASSESSED] = DAY("assessed", "api.field-assessed"),
    [FIELD_SUPERSEDED] = FACT("superseded", "api.state-superseded"),
    [FIELD_SUPERSEDES] = { STR_ROW("supersedes"), STR_ROW("api.field-supersedes"), LISTING_LIST,
                           .programs_only = true },
};

static Str truth(bool value)
{
    return value ? STR("true") : STR("false");
}

static Str kept(Arena *arena, const char *text)
{
    Str out = STR("");

    return arena_copy(arena, str_of(text), &out) ? out : STR("");
}

static Str day_text(Arena *arena, int32_t day)
{
    char text[DATE_TEXT_BYTES];

    return day == REMEDY_NO_DAY ? STR("") : kept(arena, date_write_day(day, text).ptr);
}

/* A day that rests on what nobody stated is unknown, and says so. */
static Str due_text(Arena *arena, RemedyDue due)
{
    return due.kind == DUE_ON_DAY ? day_text(arena, due.day)
         : due.kind == DUE_UNKNOWN ? STR("unknown") : STR("");
}

/* A person who was erased has no name any more. */
static bool person_called(const Told *told, Str id, Str *out, Err *err)
{
    bool found;
    Row row;

    if (!row_get(told->db, TABLE_PERSON, id, told->arena, &row, &found, err))
        return false;
    *out = found && row_text(&row, "name").len ? row_text(&row, "name") : id;
    return true;
}

static void levels_fill(const Told *told, ListingCell *cells)
{
    const AssessmentResult *result = &told->result;
    const Assessment *content = &told->assessed->content;

    cells[FIELD_RISK].text = assessed_word(result);
    cells[FIELD_HARM_BEFORE].text = harm_term(content->before.harm)->word;
    cells[FIELD_HARM].text = harm_term(content->after.harm)->word;
    cells[FIELD_MULTI].text = answer_term(content->multi_patient)->word;
    cells[FIELD_BAND_BEFORE].text = band_term(result->before.without.band)->word;
    cells[FIELD_RISK_BEFORE].text = risk_level_term(result->before_level)->word;
    cells[FIELD_CLOSED].text = truth(result->closed);
    if (result->closed)
        return;
    cells[FIELD_BAND].text = band_term(result->after.without.band)->word;
    cells[FIELD_GUESSED].text = truth(result->unknown);
    cells[FIELD_RISK_AFTER].text = risk_level_term(result->after_level)->word;
    if (!result->after.customer_run)
        return;
    cells[FIELD_BAND_WITH].text = band_term(result->after.with.band)->word;
    cells[FIELD_RISK_WITH].text = risk_level_term(result->after_with_level)->word;
    cells[FIELD_RELIES].text = truth(result->relies_on_customer);
}

static void follow_fill(const Told *told, ListingCell *cells)
{
    const OversightRow *row = oversight_row(told->reason);

    cells[FIELD_TABLE3].text = oversight_term(row->level)->word;
    cells[FIELD_CYCLE].text = cycle_term(row->cycle)->word;
    cells[FIELD_AWARE].text = day_text(told->arena, told->facts.aware_day);
    if (told->result.closed)
        return;
    cells[FIELD_PRIORITY].text = priority_term(told->remedy.priority)->word;
    cells[FIELD_TELL].text = due_text(told->arena, told->remedy.tell);
    cells[FIELD_FIX].text = due_text(told->arena, told->remedy.fix);
}

static bool releases_fill(const Told *told, ListingCell *cell, Err *err)
{
    const Assessed *assessed = told->assessed;
    Str *names = ARENA_ARRAY(told->arena, Str, assessed->release_count);

    if (!names)
        return err_no_memory(err);
    *cell = (ListingCell){ .items = names, .item_count = assessed->release_count };
    for (size_t i = 0; i < assessed->release_count; i++)
        if (!noun_called(told->db, NOUN_RELEASE, assessed->releases[i], told->arena, &names[i],
                         err))
            return false;
    return true;
}

static void texts_fill(const Told *told, ListingCell *cells)
{
    const Assessed *assessed = told->assessed;
    const RiskMatrix *matrix = &assessed->matrix.matrix;
    char text[TEXT_BYTES], time[DATE_TEXT_BYTES];

    cells[FIELD_ID].text = assessed->id;
    cells[FIELD_NAME_GIVEN].text = assessed->content.id;
    cells[FIELD_FLAW].text = assessed->vulnerability;
    cells[FIELD_COMPONENT].text = assessed->component;
    cells[FIELD_RANGE].text = assessed->range;
    cells[FIELD_RATIONALE].text = assessed->content.clinical_rationale;
    cells[FIELD_DIGEST].text = assessed->matrix.digest;
    if (assessed->content.decision.made) {
        cells[FIELD_DECIDED].text = risk_level_term(assessed->content.decision.level)->word;
        cells[FIELD_WHY].text = assessed->content.decision.justification;
    }
    snprintf(text, sizeof text, "%.*s %u", STR_ARG(matrix->id), matrix->version);
    cells[FIELD_MATRIX].text = kept(told->arena, text);
    cells[FIELD_ASSESSED].text = kept(told->arena, date_write_s(assessed->assessed_s, time).ptr);
    cells[FIELD_SUPERSEDED].text = truth(assessed->superseded);
    cells[FIELD_SUPERSEDES] = (ListingCell){ .items = assessed->supersedes,
                                             .item_count = assessed->supersede_count };
}

static bool fields_fill(const Told *told, ListingCell *cells, Err *err)
{
    texts_fill(told, cells);
    levels_fill(told, cells);
    follow_fill(told, cells);
    return noun_called(told->db, NOUN_PRODUCT, told->assessed->product, told->arena,
                       &cells[FIELD_PRODUCT].text, err)
        && person_called(told, told->assessed->assessor, &cells[FIELD_ASSESSOR].text, err)
        && releases_fill(told, &cells[FIELD_RELEASES], err);
}

/* ---- its lists ---------------------------------------------------------------------- */

enum { LIST_COLUMNS_MAX = 5, CARD_LISTS = 4, LIST_ROWS_MAX = ASSESSMENT_CONTROLS_MAX };

/* One list below the card. */
typedef struct {
    Listing listing;
    ListingRows all;
    ListingRow *rows;
    ListingCell *cells;
} Below;

static bool below_make(Below *below, Str schema, Str title, const ListingColumn *columns,
                       size_t column_count, Arena *arena)
{
    below->rows = ARENA_ARRAY(arena, ListingRow, LIST_ROWS_MAX);
    below->cells = ARENA_ARRAY(arena, ListingCell, LIST_ROWS_MAX * LIST_COLUMNS_MAX);
    below->listing = (Listing){ .head = { .schema = schema, .title = title },
                                .columns = columns, .column_count = column_count,
                                .next = listing_rows_next, .context = &below->all };
    return below->rows && below->cells;
}

static ListingCell *below_row(Below *below)
{
    ListingCell *cells = below->cells + below->all.count * LIST_COLUMNS_MAX;

    below->rows[below->all.count++].cells = cells;
    below->all.rows = below->rows;
    return cells;
}

static const ListingColumn REASON_COLUMNS[] = {
    WORD("side", "api.field-side", "api.side-"),
    WORD("exploitability", "api.field-exploitability", "risk.band-"),
    QUIET("step", "api.field-reason"),
    TEXT("reason", "api.field-reason"),
};

static void reasons_add(const Told *told, Below *below, Str side, const ExploitReasons *reasons)
{
    char text[EXPLOIT_STEP_BYTES];

    for (size_t i = 0; i < reasons->step_count; i++) {
        const ExploitStep *step = &reasons->step[i];
        ListingCell *cells = below_row(below);

        cells[0].text = side;
        cells[1].text = band_term(step->band)->word;
        cells[2].text = exploit_step_term(step->kind)->word;
        cells[3].text = kept(told->arena, exploit_step_text(step, api_lang(told->inro), text,
                                                            sizeof text));
    }
}

static void reasons_fill(const Told *told, Below *below)
{
    reasons_add(told, below, STR("before"), &told->result.before.without);
    if (told->result.closed)
        return;
    reasons_add(told, below, STR("after"), &told->result.after.without);
    if (told->result.after.customer_run)
        reasons_add(told, below, STR("customer"), &told->result.after.with);
}

static const ListingColumn CONTROL_COLUMNS[] = {
    QUIET("id", "api.field-id"), TEXT("name", "api.field-name"),
    WORD("kind", "api.field-kind", "api.control-"), FACT("verified", "api.field-verified"),
    TEXT("evidence", "api.field-evidence"),
};

static void controls_fill(const Told *told, Below *below)
{
    const Assessment *content = &told->assessed->content;

    for (size_t i = 0; i < content->control_count; i++) {
        const RiskControl *control = &content->controls[i];
        ListingCell *cells = below_row(below);

        cells[0].text = control->id;
        cells[1].text = control->text;
        cells[2].text = control_kind_term(control->kind)->word;
        cells[3].text = truth(control->verified);
        cells[4].text = control->evidence;
    }
}

static const ListingColumn SAFETY_COLUMNS[] = {
    TEXT("safety", "api.field-safety"), TEXT("names_back", "api.field-names_back"),
};

static void safety_fill(const Told *told, Below *below)
{
    for (size_t i = 0; i < told->assessed->content.safety_count; i++) {
        ListingCell *cells = below_row(below);

        cells[0].text = told->assessed->content.safety[i].safety;
        cells[1].text = told->assessed->content.safety[i].names_back;
    }
}

static const ListingColumn DISCRETION_COLUMNS[] = {
    QUIET("condition", "api.field-condition"), TEXT("text", "api.field-condition"),
    WORD("state", "api.field-state", "risk.condition-"), DAY("by", "api.field-by"),
};

/* Of an uncontrolled risk alone: nothing else needs the discretion. */
static void discretion_fill(const Told *told, Below *below)
{
    if (told->result.closed || told->result.residual != RISK_UNCONTROLLED)
        return;
    for (int i = 0; i < DISCRETION_CONDITIONS; i++) {
        const RiskTerm *term = discretion_term((DiscretionCondition)i);
        ListingCell *cells = below_row(below);

        cells[0].text = term->word;
        cells[1].text = msg_text(api_lang(told->inro), term->title);
        cells[2].text = condition_state_term(told->discretion.state[i])->word;
        cells[3].text = i == DISCRETION_TOLD ? day_text(told->arena, told->discretion.tell_by)
                      : i == DISCRETION_FIXED ? day_text(told->arena, told->discretion.fix_by)
                                              : STR("");
    }
}

static bool below_fill(const Told *told, Below below[CARD_LISTS], CardList lists[CARD_LISTS])
{
    static const struct {
        Str key, schema, title;
        const ListingColumn *columns;
        size_t count;
        void (*fill)(const Told *told, Below *below);
    } LISTS[CARD_LISTS] = {
        { STR_ROW("reasons"), STR_ROW("inro.assessment-reasons/1"), STR_ROW("api.risk-reasons"),
          REASON_COLUMNS, ARRAY_LEN(REASON_COLUMNS), reasons_fill },
        { STR_ROW("controls"), STR_ROW("inro.assessment-controls/1"),
          STR_ROW("api.noun-control-list"), CONTROL_COLUMNS, ARRAY_LEN(CONTROL_COLUMNS),
          controls_fill },
        { STR_ROW("safety"), STR_ROW("inro.assessment-safety/1"), STR_ROW("api.risk-safety"),
          SAFETY_COLUMNS, ARRAY_LEN(SAFETY_COLUMNS), safety_fill },
        { STR_ROW("discretion"), STR_ROW("inro.assessment-discretion/1"),
          STR_ROW("api.risk-discretion"), DISCRETION_COLUMNS, ARRAY_LEN(DISCRETION_COLUMNS),
          discretion_fill },
    };

    for (size_t i = 0; i < CARD_LISTS; i++) {
        if (!below_make(&below[i], LISTS[i].schema, LISTS[i].title, LISTS[i].columns,
                        LISTS[i].count, told->arena))
            return false;
        LISTS[i].fill(told, &below[i]);
        lists[i] = (CardList){ LISTS[i].key, &below[i].listing };
    }
    return true;
}

static_assert((int)REASONS_MAX <= (int)LIST_ROWS_MAX && (int)ASSESSMENT_LINKS_MAX
                  <= (int)LIST_ROWS_MAX, "a list below a card holds every row");

/* ---- show, list --------------------------------------------------------------------- */

bool inro_risk_show(const Inro *inro, InroRecord *record, const char *called,
                    const InroRiskFacts *facts, const InroReportOptions *options,
                    InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(CARD_ARENA_BYTES);
    Told told = { .inro = inro, .db = store_db(record->store), .arena = &arena };
    ListingCell cells[ASSESSMENT_FIELDS] = { 0 };
    Below below[CARD_LISTS] = { 0 };
    CardList lists[CARD_LISTS];
    Card card = { .head = { .schema = STR("inro.assessment/1"),
                            .title = STR("api.assessment") },
                  .fields = FIELDS, .values = cells, .field_count = ASSESSMENT_FIELDS,
                  .lists = lists, .list_count = CARD_LISTS };
    Assessed *all, *found;
    size_t count;
    Err err;

    if (!assessments_load(told.db, STR(""), &arena, &all, &count, &err)
        || !assessment_find(all, count, str_of(called), &found, &err))
        return api_fail(inro, &err, error);
    told.assessed = found;
    card.name = found->content.id;
    if (!tell(&told, facts, &err) || !fields_fill(&told, cells, &err))
        return api_fail(inro, &err, error);
    if (!below_fill(&told, below, lists))
        return err_no_memory(&err) || api_fail(inro, &err, error);
    return api_report_card(inro, &card, options, error);
}

/* Which fields of the card a list shows. */
static const AssessmentField LISTED[] = {
    FIELD_ID, FIELD_PRODUCT, FIELD_RELEASES, FIELD_FLAW, FIELD_COMPONENT, FIELD_RISK, FIELD_HARM,
    FIELD_BAND, FIELD_RISK_BEFORE, FIELD_TABLE3, FIELD_CYCLE, FIELD_PRIORITY, FIELD_FIX,
    FIELD_MATRIX, FIELD_ASSESSOR, FIELD_ASSESSED, FIELD_SUPERSEDED,
};

static bool row_fill(Told *told, ListingCell *to, Err *err)
{
    ListingCell cells[ASSESSMENT_FIELDS] = { 0 };

    if (!tell(told, NULL, err) || !fields_fill(told, cells, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(LISTED); i++)
        to[i] = cells[LISTED[i]];
    return true;
}

static bool rows_fill(Told *told, const Assessed *all, size_t count, ListingRow **out, Err *err)
{
    ListingCell *cells = ARENA_ARRAY(told->arena, ListingCell, count * ARRAY_LEN(LISTED) + 1);
    ListingRow *rows = ARENA_ARRAY(told->arena, ListingRow, count);

    if (!cells || !rows)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++, cells += ARRAY_LEN(LISTED)) {
        told->assessed = &all[i];
        rows[i].cells = cells;
        if (!row_fill(told, cells, err))
            return err_in(err, "%.*s", STR_ARG(all[i].id));
    }
    *out = rows;
    return true;
}

static bool list(Told *told, const char *product, ListingRows *out, Err *err)
{
    Assessed *all;
    ListingRow *rows;
    size_t count;
    Row row;

    if (product && !noun_resolve(told->db, NOUN_PRODUCT, str_of(product), told->arena, &row, err))
        return false;
    if (!assessments_load(told->db, product ? row_text(&row, "id") : STR(""), told->arena, &all,
                          &count, err)
        || !rows_fill(told, all, count, &rows, err))
        return false;
    *out = (ListingRows){ rows, count, 0 };
    return true;
}

bool inro_risk_list(const Inro *inro, InroRecord *record, const char *product,
                    const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(CARD_ARENA_BYTES);
    Told told = { .inro = inro, .db = store_db(record->store), .arena = &arena };
    ListingColumn columns[ARRAY_LEN(LISTED)];
    ListingRows all;
    Listing listing = { .head = { .schema = STR("inro.assessment-list/1"),
                                  .title = STR("api.assessments") },
                        .columns = columns, .column_count = ARRAY_LEN(LISTED),
                        .next = listing_rows_next, .context = &all };
    Err err;

    for (size_t i = 0; i < ARRAY_LEN(LISTED); i++)
        columns[i] = FIELDS[LISTED[i]];
    return list(&told, product, &all, &err) ? api_report_listing(inro, &listing, options, error)
                                            : api_fail(inro, &err, error);
}

/* ---- what an update is for ---------------------------------------------------------- */

static const ListingColumn UPDATE_FIELDS[] = {
    WORD("table_3", "api.field-table_3", "risk.oversight-"),
    WORD("cycle", "api.field-cycle", "api.cycle-"),
    FACT("unacceptable", "api.field-unacceptable"),
    FACT("ordinary_change", "api.field-ordinary"),
};
static const ListingColumn UPDATE_COLUMNS[] = {
    TEXT("assessment", "api.assessment"), TEXT("vulnerability", "api.field-vulnerability"),
    WORD("risk", "api.field-risk", "risk."), WORD("table_3", "api.field-table_3",
                                                  "risk.oversight-"),
    TEXT("condition", "api.field-condition"),
};

typedef struct {
    const Inro *inro;
    Below below;
    UpdateReason *reasons;
    size_t count;
} Update;

static void reason_add(Update *update, UpdateReason reason, Str name, Str flaw)
{
    const OversightRow *row = oversight_row(reason);
    ListingCell *cells = below_row(&update->below);

    update->reasons[update->count++] = reason;
    cells[0].text = name;
    cells[1].text = flaw;
    if (reason.purpose == PURPOSE_VULNERABILITY)
        cells[2].text = risk_level_term(reason.risk)->word;
    cells[3].text = oversight_term(row->level)->word;
    cells[4].text = msg_text(api_lang(update->inro), row->condition);
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
        reason_add(update, reason_of(&result), found->content.id, found->vulnerability);
    }
    return true;
}

static bool update_judge(Update *update, const InroUpdate *said, Db *db, Arena *arena,
                         Oversight *out, Err *err)
{
    Answer only_security;

    if (said->assessment_count >= LIST_ROWS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    update->reasons = ARENA_ARRAY(arena, UpdateReason, said->assessment_count + 1);
    if (!update->reasons
        || !below_make(&update->below, STR("inro.update-reasons/1"), STR("api.update-reasons"),
                       UPDATE_COLUMNS, ARRAY_LEN(UPDATE_COLUMNS), arena))
        return err_no_memory(err);
    if (!answer_take(said->only_security, &only_security, err))
        return err_in(err, "--only-security");
    return reasons_read(update, said, db, arena, err)
        && oversight_judge(update->reasons, update->count, only_security, out, err);
}

bool inro_risk_update(const Inro *inro, InroRecord *record, const InroUpdate *said,
                      const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(CARD_ARENA_BYTES);
    Update update = { .inro = inro };
    ListingCell cells[ARRAY_LEN(UPDATE_FIELDS)] = { 0 };
    CardList list = { STR("reasons"), &update.below.listing };
    Card card = { .head = { .schema = STR("inro.update/1"), .title = STR("api.update") },
                  .fields = UPDATE_FIELDS, .values = cells,
                  .field_count = ARRAY_LEN(UPDATE_FIELDS), .lists = &list, .list_count = 1 };
    Oversight oversight;
    Err err;

    if (!update_judge(&update, said, store_db(record->store), &arena, &oversight, &err))
        return api_fail(inro, &err, error);
    cells[0].text = oversight_term(oversight.level)->word;
    cells[1].text = cycle_term(oversight.cycle)->word;
    cells[2].text = truth(oversight.unacceptable);
    cells[3].text = truth(oversight.ordinary_change);
    return api_report_card(inro, &card, options, error);
}
