/* SPDX-License-Identifier: Apache-2.0 */
/* Reporting clocks as a list, and the steps that start and stop them. */
#include "inro/clock.h"

#include "api/clock_brief.h"
#include "api/clock_fact.h"
#include "api/risk_dates.h"
#include "base/date.h"
#include "base/msg.h"
#include "ident/flaw_id.h"
#include "lifecycle/clock_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLOCKS_ARENA_BYTES ((size_t)8 << 30)

enum { STEP_BYTES = 1 << 20, TELL_ROOM = 1 << 12, NAMES_ROOM = 1 << 12, DEFAULT_AGE_DAYS = 7,
       OWN_NOTES = 5 + FINDING_NOTES };

#define RULE_TIME       STR("api.not-a-moment")
#define RULE_STEP       STR("api.clock-step")
#define RULE_CLOCK      STR("api.clock-unknown")
#define RULE_NO_CLOCK   STR("api.clock-needed")
#define RULE_REASON     STR("api.clock-reason")
#define RULE_FUTURE     STR("api.clock-future")
#define RULE_NO_KB      STR("kb.no-database")
#define TELL_BASIS      STR("api.clock-basis")
#define TELL_JOINT      STR("api.clock-joint")
#define TELL_GROUNDS    STR("api.clock-grounds")
#define TELL_SUPERSEDED STR("api.clock-superseded")
#define TELL_CYCLE      STR("api.clock-cycle")
#define NOTE_HIDDEN     STR("api.clock-hidden")
#define NOTE_FINDINGS   STR("api.clock-findings-hidden")
#define NOTE_MARKET     STR("api.clock-market-unknown")
#define NOTE_MARKETLESS STR("api.clock-no-market")
#define NOTE_NO_DATA    STR("api.clock-no-data")
#define NOTE_NO_SCAN    STR("api.clock-no-scan")

typedef enum {
    COLUMN_STATE, COLUMN_DUE, COLUMN_ZONE, COLUMN_LEFT, COLUMN_PRODUCT, COLUMN_FLAW, COLUMN_CLOCK,
    COLUMN_KIND, COLUMN_TO, COLUMN_BASIS, COLUMN_STANDING, COLUMN_GROUNDS, COLUMN_MARKET,
    COLUMN_SOURCE, COLUMN_CONFIDENCE, COLUMN_REPORT, COLUMN_DUE_AT, COLUMN_STARTED,
    COLUMN_STARTED_BY, COLUMN_SEEN, COLUMN_FACTS, COLUMN_ASSESSMENT, CLOCK_COLUMNS
} ClockColumn;

static const ListingColumn COLUMNS[CLOCK_COLUMNS] = {
    [COLUMN_STATE] = { STR_ROW("state"), STR_ROW("api.field-state"), LISTING_WORD,
                       .words = STR_ROW("lifecycle.state-") },
    [COLUMN_DUE] = { STR_ROW("due"), STR_ROW("api.field-due"), LISTING_TEXT },
    [COLUMN_ZONE] = { STR_ROW("zone"), STR_ROW("api.field-zone"), LISTING_TEXT,
                      .programs_only = true },
    [COLUMN_LEFT] = { STR_ROW("days_left"), STR_ROW("api.field-days_left"), LISTING_INT },
    [COLUMN_PRODUCT] = { STR_ROW("product"), STR_ROW("api.field-product"), LISTING_TEXT,
                         .programs_only = true },
    [COLUMN_FLAW] = { STR_ROW("vulnerability"), STR_ROW("api.field-vulnerability"), LISTING_TEXT,
                      .programs_only = true },
    [COLUMN_CLOCK] = { STR_ROW("clock"), STR_ROW("api.field-clock"), LISTING_TEXT },
    [COLUMN_KIND] = { STR_ROW("kind"), STR_ROW("api.field-kind"), LISTING_WORD,
                      .words = STR_ROW("lifecycle.kind-"), .programs_only = true },
    [COLUMN_TO] = { STR_ROW("recipient"), STR_ROW("api.field-recipient"), LISTING_WORD,
                    .words = STR_ROW("lifecycle.to-"), .programs_only = true },
    [COLUMN_BASIS] = { STR_ROW("basis"), STR_ROW("api.field-basis"), LISTING_TEXT,
                       .programs_only = true },
    [COLUMN_STANDING] = { STR_ROW("standing"), STR_ROW("api.field-standing"), LISTING_TEXT },
    [COLUMN_GROUNDS] = { STR_ROW("grounds"), STR_ROW("api.field-grounds"), LISTING_LIST,
                         .programs_only = true },
    [COLUMN_MARKET] = { STR_ROW("market"), STR_ROW("api.field-market"), LISTING_WORD,
                        .words = STR_ROW("lifecycle.market-"), .programs_only = true },
    [COLUMN_SOURCE] = { STR_ROW("source"), STR_ROW("api.field-source"), LISTING_TEXT,
                        .programs_only = true },
    [COLUMN_CONFIDENCE] = { STR_ROW("confidence"), STR_ROW("api.field-confidence"), LISTING_WORD,
                            .words = STR_ROW("lifecycle.confidence-"), .programs_only = true },
    [COLUMN_REPORT] = { STR_ROW("report"), STR_ROW("api.field-report"), LISTING_TEXT,
                        .programs_only = true },
    [COLUMN_DUE_AT] = { STR_ROW("due_at"), STR_ROW("api.field-due_at"), LISTING_DATE,
                        .programs_only = true },
    [COLUMN_STARTED] = { STR_ROW("started"), STR_ROW("api.field-started"), LISTING_DATE,
                         .programs_only = true },
    [COLUMN_STARTED_BY] = { STR_ROW("started_by"), STR_ROW("api.field-started_by"), LISTING_TEXT,
                            .programs_only = true },
    [COLUMN_SEEN] = { STR_ROW("first_seen"), STR_ROW("api.field-first_seen"), LISTING_DATE,
                      .programs_only = true },
    [COLUMN_FACTS] = { STR_ROW("facts"), STR_ROW("api.field-grounds"), LISTING_LIST,
                       .programs_only = true },
    [COLUMN_ASSESSMENT] = { STR_ROW("assessment"), STR_ROW("api.assessment"), LISTING_TEXT,
                            .programs_only = true },
};
static_assert((int)CLOCK_COLUMNS <= (int)LISTING_COLUMNS_MAX, "a listing has room for them");

/* ---- which clocks are shown --------------------------------------------------------- */

typedef ClockLine Line;

typedef struct {
    ClockBook book;
    Arena *arena;
    Lang lang;            /* of sentences */
    bool people;          /* read them: basis and grounds stand in one text with the standing */
    bool all;
    Line *lines;
    size_t count;
    uint64_t rules_hidden, matters_hidden, overdue;
    ListingRow *rows;
    ClockBrief brief;     /* for people who did not ask for all */
} Clocks;

/* What nobody was aware of matters when it is known to be exploited and was not decided to be
 * harmless. */
static bool matters_now(const ClockMatter *matter)
{
    return matter->aware || matter->event_count || matter->filing_count || matter->waiver_count
        || (matter->exploited && matter->affected);
}

static int line_compare(const void *left, const void *right)
{
    const Line *a = left, *b = right;
    int order = clock_compare(a->clock, b->clock);

    if (order == 0)
        order = str_cmp(a->matter->product->name, b->matter->product->name);
    return order ? order : str_cmp(a->matter->vulnerability, b->matter->vulnerability);
}

static int rank_compare(const void *left, const void *right)
{
    const Line *a = left, *b = right;

    return a->rank != b->rank ? (a->rank < b->rank ? -1 : 1) : line_compare(a, b);
}

/* The clocks of a matter stand together, the matter with the most urgent clock first. */
static bool lines_sort(Clocks *clocks, Err *err)
{
    size_t *rank = ARENA_ARRAY(clocks->arena, size_t, clocks->book.matter_count + 1);

    if (!rank)
        return err_no_memory(err);
    if (clocks->count)
        qsort(clocks->lines, clocks->count, sizeof *clocks->lines, line_compare);
    for (size_t i = 0; i < clocks->count; i++) {
        size_t *of = &rank[clocks->lines[i].matter - clocks->book.matters];

        if (!*of)
            *of = i + 1;
        clocks->lines[i].rank = *of;
    }
    if (clocks->count)
        qsort(clocks->lines, clocks->count, sizeof *clocks->lines, rank_compare);
    return true;
}

static void lines_of(Clocks *clocks, const ClockMatter *matter)
{
    for (size_t i = 0; i < matter->clock_count; i++) {
        const Clock *clock = &matter->clocks[i];

        clocks->overdue += clock->state == CLOCK_OVERDUE;
        if (clock->state == CLOCK_NOT_APPLICABLE && !clocks->all)
            clocks->rules_hidden++;
        else
            clocks->lines[clocks->count++] = (Line){ matter, clock, 0 };
    }
}

static bool lines_choose(Clocks *clocks, Err *err)
{
    const ClockBook *book = &clocks->book;

    clocks->lines = ARENA_ARRAY(clocks->arena, Line, book->matter_count * book->rules.count + 1);
    if (!clocks->lines)
        return err_no_memory(err);
    for (size_t i = 0; i < book->matter_count; i++)
        if (clocks->all || matters_now(&book->matters[i]))
            lines_of(clocks, &book->matters[i]);
        else
            clocks->matters_hidden++;
    return true;
}

/* ---- cells -------------------------------------------------------------------------- */

static bool instant_cell(const Clocks *clocks, int64_t at_s, Str *out, Err *err)
{
    char text[DATE_TEXT_BYTES];

    return arena_copy(clocks->arena, date_write_s(at_s, text), out) || err_no_memory(err);
}

/* A rule that does not apply is due on no day. */
static bool due_cells(const Clocks *clocks, const Clock *clock, ListingCell *cells, Err *err)
{
    char due[CLOCK_DUE_BYTES], left[24];

    if (!clock->dated || clock->state == CLOCK_NOT_APPLICABLE)
        return true;
    snprintf(left, sizeof left, "%" PRId64, clock->days_left);
    return (arena_copy(clocks->arena, clock_due_text(clock, due), &cells[COLUMN_DUE].text)
            && arena_copy(clocks->arena, str_of(left), &cells[COLUMN_LEFT].text))
         ? instant_cell(clocks, clock->due_s, &cells[COLUMN_DUE_AT].text, err)
         : err_no_memory(err);
}

static bool start_cells(const Clocks *clocks, const Line *line, ListingCell *cells, Err *err)
{
    const Clock *clock = line->clock;

    if (clock->basis != CLOCK_BY_NOTHING) {
        cells[COLUMN_STARTED_BY].text = clock_basis_word(clock->basis);
        if (!instant_cell(clocks, clock->start_s, &cells[COLUMN_STARTED].text, err))
            return false;
    }
    return !line->matter->seen
        || instant_cell(clocks, line->matter->first_seen_s, &cells[COLUMN_SEEN].text, err);
}

/* Where the law leaves it to the regular cycle, the product says how long that is. */
static bool left_to_cycle(const RiskDates *dates, const Target *target, const Clock *clock)
{
    const RemedyDue *due = risk_target_due(dates, target);

    return clock->state == CLOCK_RUNNING && clock->rule->unit == CLOCK_NO_LIMIT
        && str_eq(clock->rule->report, REGULAR_UPDATE) && target->kind == TARGET_FIX && due
        && due->by_cycle;
}

/* Where the priority of the assessment sets an earlier day for the same, that one binds. */
static bool targets_tell(const void *context, const Line *line, Buf *buf, Err *err)
{
    const Clocks *clocks = context;
    const Assessed *assessed = line->matter->assessed;
    AssessmentResult result;
    RiskDates dates;

    if (!assessed || line->clock->state == CLOCK_NOT_APPLICABLE)
        return true;
    if (!assessed_judge(assessed, &result, err)
        || !risk_dates(&clocks->book, assessed, &result, &dates, err))
        return false;
    for (size_t i = 0; i < dates.count; i++) {
        const Target *target = &dates.target[i];
        char day[DATE_TEXT_BYTES];

        if (target->clock == line->clock && target->standing == TARGET_SUPERSEDED)
            TELL(buf, clocks->lang, TELL_SUPERSEDED, target->by,
                 date_write_day(risk_target(&dates, target->kind)->day, day),
                 assessed->content.id);
        if (left_to_cycle(&dates, target, line->clock))
            TELL(buf, clocks->lang, TELL_CYCLE, target->rule, date_write_day(target->day, day),
                 assessed->content.id);
    }
    return true;
}

static bool standing_cell(const Clocks *clocks, const Line *line, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(TELL_ROOM);

    clock_tell(&clocks->book.rules, line->clock, clocks->lang, &buf);
    if (!targets_tell(clocks, line, &buf, err))
        return false;
    return (!buf_failed(&buf) && arena_copy(clocks->arena, str_trim(buf_str(&buf)), out))
        || err_no_memory(err);
}

/* Columns that a screen has no room for, as sentences behind where the clock stands. */
static bool told_cell(const Clocks *clocks, const ClockRule *rule, ListingCell *cells, Err *err)
{
    CLEANUP(buf_done) Buf grounds = buf_new(TELL_ROOM), told = buf_new(TELL_ROOM);
    const ListingCell *facts = &cells[COLUMN_GROUNDS];

    if (!clocks->people)
        return true;
    for (size_t i = 0; i < facts->item_count; i++) {
        buf_add(&grounds, i ? msg_text(clocks->lang, TELL_JOINT) : STR(""));
        buf_add(&grounds, facts->items[i]);
    }
    buf_add(&told, cells[COLUMN_STANDING].text);
    TELL(&told, clocks->lang, TELL_BASIS, msg_text(clocks->lang, clock_kind_name(rule->kind)),
         rule->basis, msg_text(clocks->lang, rule->to_name));
    TELL(&told, clocks->lang, TELL_GROUNDS, buf_str(&grounds));
    return (!buf_failed(&told) && !buf_failed(&grounds)
            && arena_copy(clocks->arena, str_trim(buf_str(&told)), &cells[COLUMN_STANDING].text))
        || err_no_memory(err);
}

static bool cells_of(const Clocks *clocks, const Line *line, ListingCell *cells, Err *err)
{
    const ClockRule *rule = line->clock->rule;

    cells[COLUMN_STATE].text = clock_state_word(line->clock->state);
    cells[COLUMN_ZONE].text = clocks->book.rules.zone[rule->zone_i];
    cells[COLUMN_PRODUCT].text = line->matter->product->name;
    cells[COLUMN_FLAW].text = line->matter->vulnerability;
    cells[COLUMN_CLOCK].text = rule->id;
    cells[COLUMN_KIND].text = clock_kind_word(rule->kind);
    cells[COLUMN_TO].text = rule->to;
    cells[COLUMN_BASIS].text = rule->basis;
    cells[COLUMN_MARKET].text = clock_market_word(rule->market);
    cells[COLUMN_SOURCE].text = rule->source;
    cells[COLUMN_CONFIDENCE].text = clock_confidence_word(rule->confidence);
    cells[COLUMN_REPORT].text = rule->report;
    if (line->matter->assessed)
        cells[COLUMN_ASSESSMENT].text = line->matter->assessed->id;
    return clock_grounds(line->matter, rule, clocks->lang, clocks->arena, &cells[COLUMN_GROUNDS],
                         &cells[COLUMN_FACTS], err)
        && due_cells(clocks, line->clock, cells, err) && start_cells(clocks, line, cells, err)
        && standing_cell(clocks, line, &cells[COLUMN_STANDING].text, err)
        && told_cell(clocks, rule, cells, err);
}

/* "Pump: CVE-2026-1234" */
static bool heading_of(const Clocks *clocks, const ClockMatter *matter, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf text = buf_new(TELL_ROOM);

    buf_printf(&text, "%.*s: %.*s", STR_ARG(matter->product->name),
               STR_ARG(matter->vulnerability));
    return (!buf_failed(&text) && arena_copy(clocks->arena, buf_str(&text), out))
        || err_no_memory(err);
}

static bool rows_make_long(Clocks *clocks, Err *err)
{
    ListingCell *cells = ARENA_ARRAY(clocks->arena, ListingCell,
                                     clocks->count * CLOCK_COLUMNS + 1);

    clocks->rows = ARENA_ARRAY(clocks->arena, ListingRow, clocks->count + 1);
    if (!cells || !clocks->rows)
        return err_no_memory(err);
    for (size_t i = 0; i < clocks->count; i++, cells += CLOCK_COLUMNS) {
        clocks->rows[i].cells = cells;
        if (!cells_of(clocks, &clocks->lines[i], cells, err)
            || !heading_of(clocks, clocks->lines[i].matter, &clocks->rows[i].heading, err))
            return false;
    }
    return true;
}

static bool rows_make(Clocks *clocks, Err *err)
{
    ClockBriefing briefing = { &clocks->book, clocks->lines, clocks->count, clocks->lang,
                               targets_tell, clocks };

    if (clocks->people && !clocks->all)
        return clock_brief(&briefing, &clocks->brief, err);
    return lines_sort(clocks, err) && rows_make_long(clocks, err);
}

/* ---- what is said below ------------------------------------------------------------- */

typedef struct {
    ListingNote note[CLOCK_BRIEF_NOTES + OWN_NOTES];
    size_t count;
    Arena *arena;
    Err *err;
} Notes;

static bool note_add(Notes *notes, RuleId rule, Str text)
{
    ListingNote *note = &notes->note[notes->count++];

    *note = (ListingNote){ .rule = rule };
    return arena_copy(notes->arena, text, &note->args[0]) || err_no_memory(notes->err);
}

static bool note_number(Notes *notes, RuleId rule, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, number);
    return !number || note_add(notes, rule, str_of(text));
}

/* Names of `count` things, parted by commas; a list too long for a note ends with "…". */
static void names_add(Buf *buf, Str name)
{
    if (buf_str(buf).len + name.len > NAMES_ROOM / 2)
        return;
    if (buf_str(buf).len)
        buf_add(buf, STR(", "));
    buf_add(buf, name);
}

static bool note_names(Notes *notes, RuleId rule, const Buf *names)
{
    if (buf_failed(names))
        return err_no_memory(notes->err);
    return !buf_str(names).len || note_add(notes, rule, buf_str(names));
}

/* What is in no finding, or why there are none: `no_data`, or what the scan has said already. */
static bool note_scan(Notes *notes, const FindingSet *set, const char *no_data, Lang lang)
{
    FindingNotes gaps;

    if (set->scan) {
        if (!findings_notes(set, lang, notes->arena, &gaps, notes->err))
            return false;
        memcpy(&notes->note[notes->count], gaps.note, sizeof gaps.note);
        notes->count += FINDING_NOTES;
        return true;
    }
    return note_add(notes, no_data[0] ? NOTE_NO_DATA : NOTE_NO_SCAN, str_of(no_data));
}

static bool notes_make(const Clocks *clocks, const FindingSet *set, const char *no_data,
                       Notes *notes)
{
    CLEANUP(buf_done) Buf foreign = buf_new(NAMES_ROOM), marketless = buf_new(NAMES_ROOM);
    const ClockBook *book = &clocks->book;

    for (size_t i = 0; i < clocks->brief.note_count; i++)
        notes->note[notes->count++] = clocks->brief.note[i];
    for (size_t i = 0; i < book->foreign_count; i++)
        names_add(&foreign, book->foreign[i]);
    for (size_t i = 0; i < book->product_count; i++)
        if (book->products[i].marketless)
            names_add(&marketless, book->products[i].name);
    return note_number(notes, NOTE_HIDDEN, clocks->rules_hidden)
        && note_number(notes, NOTE_FINDINGS, clocks->matters_hidden)
        && note_names(notes, NOTE_MARKET, &foreign)
        && note_names(notes, NOTE_MARKETLESS, &marketless)
        && note_scan(notes, set, no_data, clocks->lang);
}

/* ---- the list ----------------------------------------------------------------------- */

/* Programs read English, as in every list. */
static bool readers_of(const Inro *inro, const InroReportOptions *options, Clocks *out, Err *err)
{
    ReportFormat format;

    if (!report_format_of(str_of(options->format), &format, err))
        return false;
    out->people = format != REPORT_JSON && format != REPORT_JSONL && format != REPORT_CSV;
    out->lang = out->people ? api_lang(inro) : LANG_EN;
    return true;
}

static bool product_of(InroRecord *record, const char *called, Arena *arena, Str *out, Err *err)
{
    Row row;

    if (!called)
        return true;
    if (!noun_resolve(store_db(record->store), NOUN_PRODUCT, str_of(called), arena, &row, err))
        return false;
    *out = row_text(&row, "id");
    return true;
}

/* The findings now; none, and the reason, where there is none to be found: no SBOM, or no knowledge
 * base, which is no failure. What could not be read is one, but other clocks run all the same. */
static bool findings_now(const Inro *inro, InroRecord *record, const InroClockQuestion *question,
                         InroSay *say, void *context, FindingSet *set, InroError *error)
{
    FindingQuestion asked = { .db = question->db, .product = question->product,
                              .max_age_days = DEFAULT_AGE_DAYS };

    *error = (InroError){ .status = INRO_DONE };
    if (!findings_make(inro, record, &asked, say, context, set, error)) {
        if (error->status != INRO_NO_DATA || set->scan)
            return false;
        error->status = INRO_DONE;
        return true;
    }
    if (set->scan || !str_eq(set->ended.rule, RULE_NO_KB))
        error->status = set->status;
    return true;
}

static bool print(const Inro *inro, const Clocks *clocks, const FindingSet *set,
                  const char *no_data, const InroReportOptions *options, InroError *error)
{
    Err err;
    Notes notes = { .arena = clocks->arena, .err = &err };
    ListingRows all = { clocks->rows, clocks->count, 0 };
    Listing listing = { .head = { .schema = STR("inro.clock-list/1"),
                                  .title = STR("api.clocks"),
                                  .data = set->scan ? &set->scan->scan : NULL,
                                  .notes = notes.note },
                        .empty = STR("api.clocks-none"),
                        .columns = COLUMNS, .column_count = CLOCK_COLUMNS,
                        .heading_key = STR("matter"),
                        .next = listing_rows_next, .context = &all };

    if (clocks->brief.columns) {
        all = (ListingRows){ clocks->brief.rows, clocks->brief.row_count, 0 };
        listing.columns = clocks->brief.columns;
        listing.column_count = clocks->brief.column_count;
    }
    if (!notes_make(clocks, set, no_data, &notes))
        return api_fail(inro, &err, error);
    listing.head.note_count = notes.count;
    return api_report_listing(inro, &listing, options, error);
}

static void clocks_end(Clocks *clocks)
{
    clocks_done(&clocks->book);
}

/* REQ A134 */
bool inro_clock_list(const Inro *inro, InroRecord *record, const InroClockQuestion *question,
                     InroSay *say, void *context, const InroReportOptions *options,
                     uint64_t *overdue, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(CLOCKS_ARENA_BYTES);
    CLEANUP(findings_done) FindingSet set = { .scan = NULL };
    CLEANUP(clocks_end) Clocks clocks = { .arena = &arena, .all = question->all };
    ClockQuestion asked = { .zones = question->zones, .now_s = inro->now_s };
    InroError no_data;
    Err err;

    if (!readers_of(inro, options, &clocks, &err)
        || !product_of(record, question->product, &arena, &asked.product, &err))
        return api_fail(inro, &err, error);
    if (!findings_now(inro, record, question, say, context, &set, &no_data)) {
        *error = no_data;
        return false;
    }
    asked.set = set.scan ? &set : NULL;
    if (!clocks_load(store_db(record->store), &asked, &arena, &clocks.book, &err)
        || !lines_choose(&clocks, &err) || !rows_make(&clocks, &err))
        return api_fail(inro, &err, error);
    *overdue = clocks.overdue;
    error->status = no_data.status;
    return print(inro, &clocks, &set, no_data.text, options, error)
        && (!set.scan || kb_unchanged(set.scan->kb, &err) || api_fail(inro, &err, error));
}

/* ---- steps -------------------------------------------------------------------------- */

static const struct {
    Str word;
    bool ahead;   /* may be planned */
    bool clock;   /* belongs to one clock */
    bool reason;
} STEP_WORDS[] = {
    { STR_ROW("initiated"), true, false, false },
    { STR_ROW("available"), false, false, false },
    { STR_ROW("fulfilled"), false, true, false },
    { STR_ROW("not-reportable"), false, true, true },
};

typedef struct {
    Str product, vulnerability, clock, reason;
    size_t step;
    int64_t at_s;
    ClockFacts facts;
} Step;

static bool step_word(const char *text, size_t *out, Err *err)
{
    for (*out = 0; *out < ARRAY_LEN(STEP_WORDS); ++*out)
        if (str_eq(STEP_WORDS[*out].word, str_of(text)))
            return true;
    return err_set(err, ERR_USAGE, RULE_STEP, str_of(text));
}

static bool step_clock(Act *act, const InroClockStep *said, Step *step, Err *err)
{
    Calendars calendars;
    ClockRules rules;

    step->clock = str_of(said->clock);
    if (!step->clock.len)
        return !STEP_WORDS[step->step].clock
            || err_set(err, ERR_USAGE, RULE_NO_CLOCK, STEP_WORDS[step->step].word);
    if (!calendars_own(&act->arena, &calendars, err)
        || !clock_rules_own(&calendars, &act->arena, &rules, err))
        return false;
    return clock_rules_find(&rules, step->clock) != SIZE_MAX
        || err_set(err, ERR_USAGE, RULE_CLOCK, step->clock);
}

/* Also a reason of blanks is none. */
static bool step_reason(const InroClockStep *said, Step *step, Err *err)
{
    step->reason = str_trim(str_of(said->reason));
    if (!act_text(said->reason, "reason", err))
        return false;
    return step->reason.len || !STEP_WORDS[step->step].reason || err_set(err, ERR_USAGE,
    RULE_REASON);
}

static bool step_time(const Act *act, const InroClockStep *said, Step *step, Err *err)
{
    if (!date_parse_moment(str_of(said->at), &step->at_s) || step->at_s <= 0)
        return err_set(err, ERR_USAGE, RULE_TIME, str_of(said->at));
    return step->at_s <= act->inro->now_s || STEP_WORDS[step->step].ahead
        || err_set(err, ERR_USAGE, RULE_FUTURE, str_of(said->at));
}

static bool step_read(Act *act, const InroClockStep *said, Step *out, Err *err)
{
    if (!step_word(said->step, &out->step, err) || !step_clock(act, said, out, err)
        || !step_reason(said, out, err) || !step_time(act, said, out, err)
        || !clock_facts_given(said->facts, said->fact_count, &out->facts, err)
        || !product_of(act->record, said->product, &act->arena, &out->product, err))
        return false;
    return flaw_id_canonical(str_of(said->vulnerability), &act->arena, &out->vulnerability)
        || err_no_memory(err);
}

static bool step_say(Act *act, const Step *step, Str id, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(STEP_BYTES);
    JsonOut json = jsonout_new(&buf, 0);
    Str payload;

    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("product"), step->product);
    jsonout_str_at(&json, STR("vulnerability"), step->vulnerability);
    if (step->clock.len)
        jsonout_str_at(&json, STR("clock"), step->clock);
    jsonout_str_at(&json, STR("step"), STEP_WORDS[step->step].word);
    jsonout_u64_at(&json, STR("at_s"), (uint64_t)step->at_s);
    if (step->reason.len)
        jsonout_str_at(&json, STR("reason"), step->reason);
    jsonout_str_at(&json, STR("person"), act->actor);
    clock_facts_write(step->facts, &json);
    jsonout_object_end(&json);
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "clock.step", step->product, id, payload, err);
}

bool inro_clock_step(const Inro *inro, InroRecord *record, const InroClockStep *said, char *id,
                     InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Step step;
    Str uuid;
    Err err;

    if (!act_begin(record, inro, &act, &err) || !act_uuid(&act, &uuid, &err)
        || !step_read(&act, said, &step, &err) || !step_say(&act, &step, uuid, &err)
        || !act_end(&act, &err))
        return api_fail(inro, &err, error);
    memcpy(id, uuid.ptr, uuid.len + 1);
    return true;
}
