/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments printed: one with all that follows from it, and the list. */
#include "api/decision_row.h"
#include "api/risk_dates.h"
#include "api/risk_links.h"
#include "base/date.h"
#include "base/msg.h"

#include <stdio.h>

enum { CARD_ARENA_BYTES = 1 << 28, TEXT_BYTES = 2048 };
enum { SIDES = 3, REASONS_MAX = SIDES * EXPLOIT_STEPS_MAX };

typedef struct {
    const Inro *inro;
    Db *db;
    Arena *arena;
    const Assessed *assessed;
    AssessmentResult result;
    ClockBook book;
    RiskDates dates;
    RiskLink *links;          /* of its product */
    size_t link_count;
    bool *lost;               /* there was no room for a text */
} Told;

/* ---- what follows ------------------------------------------------------------------- */

static bool tell(Told *told, Err *err)
{
    return assessed_judge(told->assessed, &told->result, err)
        && risk_dates(&told->book, told->assessed, &told->result, &told->dates, err);
}

/* Awareness and steps, of one product or all. */
static bool book_load(Told *told, Str product, Err *err)
{
    ClockQuestion asked = { .product = product, .now_s = told->inro->now_s, .started = true };

    return clocks_load(told->db, &asked, told->arena, &told->book, err);
}

static void told_end(Told *told)
{
    clocks_done(&told->book);
}

/* ---- the card ----------------------------------------------------------------------- */

typedef enum {
    FIELD_ID, FIELD_NAME_GIVEN, FIELD_PRODUCT, FIELD_RELEASES, FIELD_FLAW, FIELD_COMPONENT,
    FIELD_RANGE, FIELD_VECTOR, FIELD_RUBRIC, FIELD_RISK, FIELD_HARM_BEFORE, FIELD_HARM,
    FIELD_MULTI, FIELD_BAND_BEFORE, FIELD_BAND, FIELD_BAND_WITH, FIELD_GUESSED,
    FIELD_RISK_BEFORE, FIELD_RISK_AFTER, FIELD_RISK_WITH, FIELD_RELIES, FIELD_CLOSED,
    FIELD_DECIDED, FIELD_WHY, FIELD_MATRIX, FIELD_DIGEST, FIELD_TABLE3, FIELD_CYCLE,
    FIELD_PRIORITY, FIELD_AWARE, FIELD_TELL, FIELD_TELL_RULE, FIELD_FIX, FIELD_FIX_RULE,
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
    [FIELD_VECTOR] = QUIET("vector", "api.field-vector"),
    [FIELD_RUBRIC] = TEXT("rubric", "api.field-rubric"),
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
    [FIELD_TELL_RULE] = TEXT("tell_rule", "api.field-tell_rule"),
    [FIELD_FIX] = DAY("fix_by", "api.field-fix_by"),
    [FIELD_FIX_RULE] = TEXT("fix_rule", "api.field-fix_rule"),
    [FIELD_RATIONALE] = TEXT("rationale", "api.field-rationale"),
    [FIELD_ASSESSOR] = TEXT("assessor", "api.field-assessor"),
    [FIELD_ASSESSED] = DAY("assessed", "api.field-assessed"),
    [FIELD_SUPERSEDED] = FACT("superseded", "api.state-superseded"),
    [FIELD_SUPERSEDES] = { STR_ROW("supersedes"), STR_ROW("api.field-supersedes"), LISTING_LIST,
                           .programs_only = true },
};

static Str kept(const Told *told, const char *text)
{
    Str out = STR("");

    if (!arena_copy(told->arena, str_of(text), &out))
        *told->lost = true;
    return out;
}

static Str day_text(const Told *told, int32_t day)
{
    char text[DATE_TEXT_BYTES];

    return day == REMEDY_NO_DAY ? STR("") : kept(told, date_write_day(day, text).ptr);
}

/* The day that binds and its rule; one that rests on what nobody stated is unknown, and says so. */
static void target_fill(const Told *told, TargetKind kind, ListingCell *day, ListingCell *rule)
{
    const Target *target = risk_target(&told->dates, kind);

    for (size_t i = 0; !target && i < told->dates.count; i++)
        if (told->dates.target[i].kind == kind)
            day->text = STR("unknown");
    if (!target)
        return;
    day->text = day_text(told, target->day);
    rule->text = target->rule;
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
    cells[FIELD_CLOSED].text = listing_truth(result->closed);
    if (result->closed)
        return;
    cells[FIELD_BAND].text = band_term(result->after.without.band)->word;
    cells[FIELD_GUESSED].text = listing_truth(result->unknown);
    cells[FIELD_RISK_AFTER].text = risk_level_term(result->after_level)->word;
    if (!result->after.customer_run)
        return;
    cells[FIELD_BAND_WITH].text = band_term(result->after.with.band)->word;
    cells[FIELD_RISK_WITH].text = risk_level_term(result->after_with_level)->word;
    cells[FIELD_RELIES].text = listing_truth(result->relies_on_customer);
}

static void follow_fill(const Told *told, ListingCell *cells)
{
    const RiskDates *dates = &told->dates;
    const OversightRow *row = oversight_row(dates->reason);

    cells[FIELD_TABLE3].text = oversight_term(row->level)->word;
    cells[FIELD_CYCLE].text = cycle_term(row->cycle)->word;
    cells[FIELD_AWARE].text = day_text(told, dates->aware_day);
    if (told->result.closed)
        return;
    cells[FIELD_PRIORITY].text = priority_term(dates->remedy.priority)->word;
    target_fill(told, TARGET_TELL, &cells[FIELD_TELL], &cells[FIELD_TELL_RULE]);
    target_fill(told, TARGET_FIX, &cells[FIELD_FIX], &cells[FIELD_FIX_RULE]);
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
    cells[FIELD_VECTOR].text = assessed->content.before.facts.path.vector;
    cells[FIELD_RUBRIC].text = assessed->content.before.facts.path.extended;
    cells[FIELD_RATIONALE].text = assessed->content.clinical_rationale;
    cells[FIELD_DIGEST].text = assessed->matrix.digest;
    if (assessed->content.decision.made) {
        cells[FIELD_DECIDED].text = risk_level_term(assessed->content.decision.level)->word;
        cells[FIELD_WHY].text = assessed->content.decision.justification;
    }
    snprintf(text, sizeof text, "%.*s %u", STR_ARG(matrix->id), matrix->version);
    cells[FIELD_MATRIX].text = kept(told, text);
    cells[FIELD_ASSESSED].text = kept(told, date_write_s(assessed->assessed_s, time).ptr);
    cells[FIELD_SUPERSEDED].text = listing_truth(assessed->superseded);
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
        && person_called(told->db, told->assessed->assessor, told->arena,
                         &cells[FIELD_ASSESSOR].text, err)
        && releases_fill(told, &cells[FIELD_RELEASES], err)
        && (!*told->lost || err_no_memory(err));
}

/* ---- its lists ---------------------------------------------------------------------- */

enum { LIST_COLUMNS_MAX = 10, CARD_LISTS = 5, LIST_ROWS_MAX = ASSESSMENT_CONTROLS_MAX };

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
        cells[3].text = kept(told, exploit_step_text(step, api_lang(told->inro), text,
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
        cells[3].text = listing_truth(control->verified);
        cells[4].text = control->evidence;
    }
}

static const ListingColumn SAFETY_COLUMNS[] = {
    TEXT("safety", "api.field-safety"), WORD("state", "api.field-link", "api.link-"),
    TEXT("title", "api.field-title"), WORD("harm", "api.field-safety_harm", "risk.harm-"),
    TEXT("document", "api.field-document"), TEXT("names_back", "api.field-names_back"),
};

/* What a safety assessment that is not in the record names, is what the assessor said. */
static Str names_back(const Assessed *assessed, const RiskLink *link)
{
    for (size_t i = 0; link->state == LINK_NO_SAFETY && i < assessed->content.safety_count; i++)
        if (str_eq(assessed->content.safety[i].safety, link->safety))
            return assessed->content.safety[i].names_back;
    return link->state == LINK_BOTH ? link->security : STR("");
}

/* Also what names this one without being named by it. */
static void safety_fill(const Told *told, Below *below)
{
    for (size_t i = 0; i < told->link_count && below->all.count < LIST_ROWS_MAX; i++) {
        const RiskLink *link = &told->links[i];
        ListingCell *cells;

        if (link->assessed != told->assessed)
            continue;
        cells = below_row(below);
        cells[0].text = link->safety;
        cells[1].text = link_word(link->state);
        cells[2].text = link->title;
        cells[3].text = link->safety_harm;
        cells[4].text = link->document;
        cells[5].text = names_back(told->assessed, link);
    }
}

static const ListingColumn TARGET_COLUMNS[] = {
    WORD("target", "api.field-target", "api.target-"), DAY("by", "api.field-by"),
    WORD("standing", "api.field-standing", "api.target-"),
    TEXT("superseded_by", "api.field-superseded_by"), TEXT("rule", "api.field-rule"),
    TEXT("zone", "api.field-zone"), TEXT("basis", "api.field-basis"),
    { STR_ROW("clock"), STR_ROW("api.field-clock"), LISTING_WORD,
      .words = STR_ROW("lifecycle.state-"), .programs_only = true },
    DAY("done", "api.field-done"), TEXT("grounds", "api.field-grounds"),
};

static Str said(const Told *told, RuleId rule, const Str *args, size_t count)
{
    char text[TEXT_BYTES];

    return kept(told, msg_format(api_lang(told->inro), rule, args, count, text, sizeof text));
}

static Str cycle_text(const Told *told, RegularCycle cycle)
{
    char count[16];
    Str arg;

    snprintf(count, sizeof count, "%d", cycle.count);
    arg = str_of(count);
    return said(told, regular_cycle_rule(cycle.unit), &arg, 1);
}

/* What set a day. */
static RuleId day_rule(const RiskDates *dates, const RemedyDue *due)
{
    if (!due->by_cycle)
        return STR("api.remedy-days");
    if (!dates->cycle_kept)
        return STR("api.remedy-cycle");
    return dates->matter->product->cycle.len ? STR("api.remedy-cycle-kept")
                                             : STR("api.remedy-cycle-gone");
}

/* For want of a day: what nobody stated, and how it is stated. */
static RuleId dayless_rule(const RiskDates *dates, int days)
{
    bool cycle_wanted = days == REMEDY_BY_CYCLE && !regular_cycle_stated(dates->cycle);

    if (dates->aware_day != REMEDY_NO_DAY)
        return STR("api.remedy-no-cycle");
    return cycle_wanted ? STR("api.remedy-neither") : STR("api.remedy-unaware");
}

static Str remedy_grounds(const Told *told, const RemedyDue *due, int days)
{
    const RiskDates *dates = &told->dates;
    const ClockProduct *product = dates->matter->product;
    char count[16];
    Str args[] = { STR(""), day_text(told, dates->aware_day), product->cycle_reason,
                   product->cycle };

    if (due->kind != DUE_ON_DAY)
        return said(told, dayless_rule(dates, days), NULL, 0);
    snprintf(count, sizeof count, "%d", days);
    args[0] = due->by_cycle ? cycle_text(told, dates->cycle) : str_of(count);
    return said(told, day_rule(dates, due), args, ARRAY_LEN(args));
}

static Str target_grounds(const Told *told, const Target *target)
{
    const RemedyDue *due = risk_target_due(&told->dates, target);
    const RemedyRule *rule = remedy_rule(told->dates.remedy.priority);

    return !due ? STR("") : remedy_grounds(told, due, target->kind == TARGET_TELL
                                                          ? rule->tell_days : rule->fix_days);
}

static void targets_fill(const Told *told, Below *below)
{
    for (size_t i = 0; i < told->dates.count; i++) {
        const Target *target = &told->dates.target[i];
        ListingCell *cells = below_row(below);

        cells[0].text = target_word(target->kind);
        cells[1].text = day_text(told, target->day);
        cells[2].text = target_standing_word(target->standing);
        cells[3].text = target->by;
        cells[4].text = target->rule;
        cells[5].text = target->zone;
        cells[6].text = target->basis;
        if (target->clock)
            cells[7].text = clock_state_word(target->clock->state);
        if (target->standing == TARGET_DONE)
            cells[8].text = day_text(told, target->done);
        cells[9].text = target_grounds(told, target);
    }
}

static const ListingColumn DISCRETION_COLUMNS[] = {
    QUIET("condition", "api.field-condition"), TEXT("text", "api.field-condition"),
    WORD("state", "api.field-state", "risk.condition-"), DAY("by", "api.field-by"),
    TEXT("grounds", "api.field-grounds"),
};

static Str ground_text(const Told *told, ClockFact fact)
{
    Str text = STR("");
    Err err;

    if (!clock_ground(told->dates.matter, fact, api_lang(told->inro), told->arena, &text, &err))
        *told->lost = true;
    return text;
}

static Str events_text(const Told *told)
{
    Str args[] = { ground_text(told, FACT_DEATH), ground_text(told, FACT_SERIOUS_HARM) };

    return said(told, STR("api.grounds-two"), args, ARRAY_LEN(args));
}

/* The paper that was handed in, or how that is recorded. */
static Str done_text(const Told *told, DiscretionCondition condition, Str clock)
{
    int32_t done = told->dates.done[condition];
    Str args[] = { clock, day_text(told, done) };

    return said(told, done == DISCRETION_NO_DAY ? STR("api.discretion-not-done")
                                                : STR("api.discretion-done"),
                args, ARRAY_LEN(args));
}

static void condition_fill(const Told *told, DiscretionCondition condition, ListingCell *cells)
{
    const Discretion *discretion = &told->dates.discretion;

    switch (condition) {
    case DISCRETION_NO_EVENT:
        cells[4].text = events_text(told);
        return;
    case DISCRETION_TOLD:
        cells[3].text = day_text(told, discretion->tell_by);
        cells[4].text = done_text(told, condition, STR("us-pm16-30"));
        return;
    case DISCRETION_FIXED:
        cells[3].text = day_text(told, discretion->fix_by);
        cells[4].text = done_text(told, condition, STR("us-pm16-60"));
        return;
    case DISCRETION_ISAO:
    case DISCRETION_CONDITIONS:
        cells[4].text = ground_text(told, FACT_ISAO);
        return;
    }
}

/* Of an uncontrolled risk alone: nothing else needs the discretion. */
static void discretion_fill(const Told *told, Below *below)
{
    if (!told->dates.discreet)
        return;
    for (int i = 0; i < DISCRETION_CONDITIONS; i++) {
        const RiskTerm *term = discretion_term((DiscretionCondition)i);
        ListingCell *cells = below_row(below);

        cells[0].text = term->word;
        cells[1].text = msg_text(api_lang(told->inro), term->title);
        cells[2].text = condition_state_term(told->dates.discretion.state[i])->word;
        condition_fill(told, (DiscretionCondition)i, cells);
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
        { STR_ROW("targets"), STR_ROW("inro.assessment-targets/1"), STR_ROW("api.risk-targets"),
          TARGET_COLUMNS, ARRAY_LEN(TARGET_COLUMNS), targets_fill },
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
    return !*told->lost;
}

static_assert((int)REASONS_MAX <= (int)LIST_ROWS_MAX && (int)ASSESSMENT_LINKS_MAX
                  <= (int)LIST_ROWS_MAX, "a list below a card holds every row");

/* ---- show, list --------------------------------------------------------------------- */

bool inro_risk_show(const Inro *inro, InroRecord *record, const char *called,
                    const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(CARD_ARENA_BYTES);
    bool lost = false;
    CLEANUP(told_end) Told told = { .inro = inro, .db = store_db(record->store),
                                    .arena = &arena, .lost = &lost };
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
    if (!book_load(&told, found->product, &err) || !tell(&told, &err)
        || !links_load(told.db, found->product, all, count, &arena, &told.links, &told.link_count,
                       &err)
        || !fields_fill(&told, cells, &err))
        return api_fail(inro, &err, error);
    if (!below_fill(&told, below, lists))
        return err_no_memory(&err) || api_fail(inro, &err, error);
    return api_report_card(inro, &card, options, error);
}

/* Which fields of the card a list shows. */
static const AssessmentField LISTED[] = {
    FIELD_ID, FIELD_PRODUCT, FIELD_RELEASES, FIELD_FLAW, FIELD_COMPONENT, FIELD_RISK, FIELD_HARM,
    FIELD_BAND, FIELD_RISK_BEFORE, FIELD_TABLE3, FIELD_CYCLE, FIELD_PRIORITY, FIELD_FIX,
    FIELD_FIX_RULE,
    FIELD_MATRIX, FIELD_ASSESSOR, FIELD_ASSESSED, FIELD_SUPERSEDED,
};

static bool row_fill(Told *told, ListingCell *to, Err *err)
{
    ListingCell cells[ASSESSMENT_FIELDS] = { 0 };

    if (!tell(told, err) || !fields_fill(told, cells, err))
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
    ListingRow *rows = NULL;
    size_t count;
    Row row;

    if (product && !noun_resolve(told->db, NOUN_PRODUCT, str_of(product), told->arena, &row, err))
        return false;
    if (!assessments_load(told->db, product ? row_text(&row, "id") : STR(""), told->arena, &all,
                          &count, err)
        || !book_load(told, product ? row_text(&row, "id") : STR(""), err)
        || !rows_fill(told, all, count, &rows, err))
        return false;
    *out = (ListingRows){ rows, count, 0 };
    return true;
}

/* REQ D5 */
bool inro_risk_list(const Inro *inro, InroRecord *record, const char *product,
                    const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(CARD_ARENA_BYTES);
    bool lost = false;
    CLEANUP(told_end) Told told = { .inro = inro, .db = store_db(record->store),
                                    .arena = &arena, .lost = &lost };
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
