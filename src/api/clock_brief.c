/* SPDX-License-Identifier: Apache-2.0 */
#include "api/clock_brief.h"

#include "base/msg.h"
#include "lifecycle/clock_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define TELL_CLOSED  STR("lifecycle.clock-closed")
#define TELL_WAITS   STR("api.brief-waits")
#define TELL_STARTS  STR("api.brief-starts")
#define TELL_FIRST   STR("api.brief-first")
#define TELL_FOLDED  STR("api.brief-folded")
#define TELL_UNAWARE STR("api.brief-unaware")
#define TELL_MORE    STR("api.brief-more")
#define NOTE_PRODUCT STR("api.brief-ask-product")
#define NOTE_FACT    STR("api.brief-ask-fact")
#define NOTE_STATE   STR("api.brief-state")
#define NOTE_DAYS    STR("api.brief-days")
#define NOTE_UNAWARE STR("api.brief-ask-aware")
#define NOTE_REST    STR("api.brief-rest")

enum { CELL_BYTES = 1 << 12, NAMES_TOLD = 4, NUMBER_BYTES = 24, LETTER_BYTES = 4 };

typedef enum { BRIEF_STATE, BRIEF_DUE, BRIEF_LEFT, BRIEF_STANDING, BRIEF_CLOCK,
               BRIEF_COLUMNS } BriefColumn;

static const ListingColumn COLUMNS[BRIEF_COLUMNS] = {
    [BRIEF_STATE] = { STR_ROW("state"), STR_ROW("api.field-state"), LISTING_WORD,
                      .words = STR_ROW("lifecycle.state-") },
    [BRIEF_DUE] = { STR_ROW("due"), STR_ROW("api.field-due"), LISTING_TEXT },
    [BRIEF_LEFT] = { STR_ROW("days_left"), STR_ROW("api.field-days_left"), LISTING_INT },
    [BRIEF_STANDING] = { STR_ROW("standing"), STR_ROW("api.field-standing"), LISTING_TEXT },
    [BRIEF_CLOCK] = { STR_ROW("clock"), STR_ROW("api.field-clock"), LISTING_TEXT, .leaves = 1 },
};

static_assert((int)CLOCK_FACTS <= 26, "each fact has a letter");

/* One line of the list: a clock, or all clocks of a matter that nobody is aware of. */
typedef struct {
    ClockLine line;    /* folded: the earliest clock */
    bool folded;
    uint64_t waiting[2]; /* folded: not started, undecided */
} BriefRow;

typedef struct {
    const ClockBriefing *what;
    Arena *arena;
    BriefRow *rows;
    size_t count;
    bool *one_line;             /* by line: its matter is folded */
    uint64_t folded, folded_clocks;
    bool supposed;              /* a day is shown that may not bind */
    uint32_t open;              /* facts that somebody has to state … */
    char letter[CLOCK_FACTS];   /* … and how lines call them */
} Brief;

/* ---- which lines -------------------------------------------------------------------- */

static bool waits(const Clock *clock)
{
    return clock->state == CLOCK_UNDECIDED || clock->state == CLOCK_NOT_STARTED;
}

/* A matter can be told in one line when none of its clocks asks for more than awareness. */
static bool can_fold(const ClockLine *line, const ClockLine *end)
{
    const ClockMatter *matter = line->matter;

    if (matter->aware || matter->event_count || matter->filing_count || matter->waiver_count)
        return false;
    for (; line < end && line->matter == matter; line++)
        if (!waits(line->clock) && line->clock->state != CLOCK_NOT_APPLICABLE)
            return false;
    return true;
}

/* Facts of a clause that would have to be stated; none when it holds. */
static uint32_t clause_open(const ClockMatter *matter, ClockFacts clause)
{
    uint32_t held = (clause.yes & matter->facts.yes) | (clause.no & matter->facts.no);

    return held ? 0 : (clause.yes | clause.no) & ~(matter->facts.yes | matter->facts.no);
}

static uint32_t of_product(void)
{
    uint32_t facts = 0;

    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++)
        facts |= (uint32_t)clock_fact_of_product((ClockFact)fact) << fact;
    return facts;
}

static uint32_t line_open(const ClockLine *line)
{
    uint32_t facts = 0;

    for (size_t i = 0; line->clock->state == CLOCK_UNDECIDED
                    && i < line->clock->rule->clause_count; i++)
        facts |= clause_open(line->matter, line->clock->rule->clause[i]);
    return facts;
}

static void fold_add(BriefRow *row, const ClockLine *line)
{
    if (!row->line.clock || clock_compare(line->clock, row->line.clock) < 0)
        row->line = *line;
    row->waiting[line->clock->state == CLOCK_UNDECIDED] += waits(line->clock);
}

static void rows_collect(Brief *brief)
{
    const ClockLine *end = brief->what->lines + brief->what->count;
    const ClockMatter *matter = NULL;
    bool folded = false;

    for (const ClockLine *line = brief->what->lines; line < end; line++) {
        bool first = line->matter != matter;

        matter = line->matter;
        folded = first ? can_fold(line, end) : folded;
        if (first || !folded)
            brief->rows[brief->count++] = (BriefRow){ .folded = folded };
        if (folded)
            fold_add(&brief->rows[brief->count - 1], line);
        else
            brief->rows[brief->count - 1].line = *line;
        brief->one_line[line - brief->what->lines] = folded;
        brief->folded += first && folded;
        brief->folded_clocks += folded;
        brief->supposed |= waits(line->clock) && line->clock->dated;
        brief->open |= line_open(line) & (folded ? of_product() : UINT32_MAX);
    }
}

/* What somebody has to act on comes first, what is done last. */
static unsigned turn_of(const Clock *clock)
{
    static const uint8_t TURNS[CLOCK_STATES] = {
        [CLOCK_OVERDUE] = 0, [CLOCK_DUE_TODAY] = 0, [CLOCK_RUNNING] = 0, [CLOCK_UNKNOWN] = 0,
        [CLOCK_UNDECIDED] = 1, [CLOCK_NOT_STARTED] = 2, [CLOCK_MET] = 3,
        [CLOCK_NOT_REPORTABLE] = 3, [CLOCK_NOT_APPLICABLE] = 4,
    };

    return TURNS[clock->state];
}

static int row_compare(const void *left, const void *right)
{
    const BriefRow *a = left, *b = right;
    const ClockMatter *ours = a->line.matter, *theirs = b->line.matter;
    int order = a->folded - b->folded;

    if (!order && a->folded)
        order = str_cmp(ours->product->name, theirs->product->name);
    if (!order && !a->folded)
        order = (int)turn_of(a->line.clock) - (int)turn_of(b->line.clock);
    if (!order)
        order = clock_compare(a->line.clock, b->line.clock);
    if (!order)
        order = str_cmp(ours->product->name, theirs->product->name);
    return order ? order : str_cmp(ours->vulnerability, theirs->vulnerability);
}

static int rank_compare(const void *left, const void *right)
{
    const BriefRow *a = left, *b = right;

    return a->line.rank != b->line.rank ? (a->line.rank < b->line.rank ? -1 : 1)
                                        : row_compare(a, b);
}

/* Lines of a matter stand together, the matter with the most urgent clock first. */
static bool rows_sort(Brief *brief, Err *err)
{
    size_t *rank = ARENA_ARRAY(brief->arena, size_t, brief->what->book->matter_count + 1);

    if (!rank)
        return err_no_memory(err);
    if (brief->count)
        qsort(brief->rows, brief->count, sizeof *brief->rows, row_compare);
    for (size_t i = 0; i < brief->count; i++) {
        size_t *of = &rank[brief->rows[i].line.matter - brief->what->book->matters];

        if (!*of)
            *of = i + 1;
        brief->rows[i].line.rank = *of;
    }
    if (brief->count)
        qsort(brief->rows, brief->count, sizeof *brief->rows, rank_compare);
    return true;
}

static void letters_give(Brief *brief)
{
    char letter = 'a';

    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++)
        if (brief->open >> fact & 1)
            brief->letter[fact] = letter++;
}

/* ---- cells -------------------------------------------------------------------------- */

static bool keep(const Brief *brief, const Buf *buf, Str *out, Err *err)
{
    return (!buf_failed(buf) && arena_copy(brief->arena, str_trim(buf_str(buf)), out))
        || err_no_memory(err);
}

/* The last moment, by the clock of the authority. */
static bool due_cells(const Brief *brief, const Clock *clock, ListingCell *cells, Err *err)
{
    char due[CLOCK_PLACED_BYTES], left[NUMBER_BYTES];

    if (!clock->dated)
        return true;
    snprintf(left, sizeof left, "%" PRId64, clock->days_left);
    return (arena_copy(brief->arena, clock_due_placed(&brief->what->book->rules, clock, due),
                       &cells[BRIEF_DUE].text)
            && arena_copy(brief->arena, str_of(left), &cells[BRIEF_LEFT].text))
        || err_no_memory(err);
}

/* "a, c/d": a, and one of c and d. */
static void waits_tell(const Brief *brief, const ClockLine *line, Buf *out)
{
    CLEANUP(buf_done) Buf letters = buf_new(CELL_BYTES);

    for (size_t i = 0; i < line->clock->rule->clause_count; i++) {
        uint32_t open = clause_open(line->matter, line->clock->rule->clause[i]);
        const char *between = buf_str(&letters).len ? ", " : "";

        for (unsigned fact = 0; fact < CLOCK_FACTS; fact++) {
            if (!(open >> fact & 1))
                continue;
            buf_add(&letters, str_of(between));
            buf_char(&letters, brief->letter[fact]);
            between = "/";
        }
    }
    TELL(out, brief->what->lang, TELL_WAITS, buf_str(&letters));
    out->failed |= buf_failed(&letters);
}

/* What state and day say already is not said again. */
static bool standing_cell(const Brief *brief, const ClockLine *line, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(CELL_BYTES);
    const Clock *clock = line->clock;
    Lang lang = brief->what->lang;
    bool owed = clock->state == CLOCK_RUNNING || clock->state == CLOCK_DUE_TODAY
             || clock->state == CLOCK_OVERDUE;

    if (clock->state == CLOCK_UNDECIDED)
        waits_tell(brief, line, &buf);
    else if (clock->state == CLOCK_NOT_STARTED)
        TELL(&buf, lang, TELL_STARTS, msg_text(lang, clock_start_name(clock->rule->start)));
    else if (!owed || !clock->dated)
        clock_tell(&brief->what->book->rules, clock, lang, &buf);
    else if (clock->office == DAY_WEEKEND || clock->office == DAY_HOLIDAY)
        TELL(&buf, lang, TELL_CLOSED);
    return brief->what->adds(brief->what->context, line, &buf, err)
        && keep(brief, &buf, out, err);
}

/* "EU MDR serious incident, 15 days → competent authority (eu-mdr-15)" */
static bool clock_cells(const Brief *brief, const BriefRow *row, ListingCell *cells, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(CELL_BYTES), told = buf_new(CELL_BYTES);
    const ClockRule *rule = row->line.clock->rule;
    char number[3][NUMBER_BYTES];

    buf_add(&buf, msg_text(brief->what->lang, rule->brief));
    buf_printf(&buf, " (%.*s)", STR_ARG(rule->id));
    if (!row->folded)
        return keep(brief, &buf, &cells[BRIEF_CLOCK].text, err)
            && standing_cell(brief, &row->line, &cells[BRIEF_STANDING].text, err);
    snprintf(number[0], NUMBER_BYTES, "%" PRIu64, row->waiting[0]);
    snprintf(number[1], NUMBER_BYTES, "%" PRIu64, row->waiting[1]);
    snprintf(number[2], NUMBER_BYTES, "%" PRIu64, row->waiting[0] + row->waiting[1]);
    TELL(&told, brief->what->lang, TELL_FIRST, row->line.matter->vulnerability, buf_str(&buf));
    buf_clear(&buf);
    TELL(&buf, brief->what->lang, TELL_FOLDED, str_of(number[2]), str_of(number[0]),
         str_of(number[1]));
    return keep(brief, &told, &cells[BRIEF_CLOCK].text, err)
        && keep(brief, &buf, &cells[BRIEF_STANDING].text, err);
}

/* "Pump: CVE-2026-1234" */
static bool heading_cell(const Brief *brief, const BriefRow *row, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(CELL_BYTES);
    const ClockMatter *matter = row->line.matter;

    buf_printf(&buf, "%.*s: %.*s", STR_ARG(matter->product->name),
               STR_ARG(row->folded ? msg_text(brief->what->lang, TELL_UNAWARE)
                                   : matter->vulnerability));
    return keep(brief, &buf, out, err);
}

static bool rows_make(const Brief *brief, ClockBrief *out, Err *err)
{
    ListingCell *cells = ARENA_ARRAY(brief->arena, ListingCell, brief->count * BRIEF_COLUMNS + 1);

    out->rows = ARENA_ARRAY(brief->arena, ListingRow, brief->count + 1);
    if (!cells || !out->rows)
        return err_no_memory(err);
    for (size_t i = 0; i < brief->count; i++, cells += BRIEF_COLUMNS) {
        const BriefRow *row = &brief->rows[i];

        out->rows[i].cells = cells;
        cells[BRIEF_STATE].text = clock_state_word(row->line.clock->state);
        if (!due_cells(brief, row->line.clock, cells, err) || !clock_cells(brief, row, cells, err)
            || !heading_cell(brief, row, &out->rows[i].heading, err))
            return false;
    }
    out->row_count = brief->count;
    return true;
}

/* ---- what is asked below ------------------------------------------------------------ */

/* Names of what nobody stated a fact of. */
typedef struct {
    Buf told;
    Str name;      /* the last one */
    uint64_t count;
} Names;

/* `of` is the product of a vulnerability, where there are several. */
static void names_add(Names *names, Str name, Str of)
{
    names->name = name;
    if (names->count++ >= NAMES_TOLD)
        return;
    buf_add(&names->told, names->count > 1 ? STR(", ") : STR(""));
    buf_add(&names->told, name);
    if (of.len)
        buf_printf(&names->told, " (%.*s)", STR_ARG(of));
}

static void names_end(Names *names, Lang lang)
{
    char more[NUMBER_BYTES];

    if (names->count <= NAMES_TOLD)
        return;
    snprintf(more, sizeof more, "%" PRIu64, names->count - NAMES_TOLD);
    TELL(&names->told, lang, TELL_MORE, str_of(more));
}

/* Each product, or each vulnerability with lines of its own, whose clock waits for the fact. */
static bool names_collect(const Brief *brief, unsigned fact, bool product, Names *out, Err *err)
{
    const ClockBook *book = brief->what->book;
    bool *told = ARENA_ARRAY(brief->arena, bool, book->product_count + book->matter_count + 1);

    if (!told)
        return err_no_memory(err);
    for (size_t i = 0; i < brief->what->count; i++) {
        const ClockLine *line = &brief->what->lines[i];
        const ClockMatter *matter = line->matter;
        size_t of = product ? (size_t)(matter->product - book->products)
                            : book->product_count + (size_t)(matter - book->matters);

        if (told[of] || !(line_open(line) >> fact & 1) || (!product && brief->one_line[i]))
            continue;
        told[of] = true;
        names_add(out, product ? matter->product->name : matter->vulnerability,
                  !product && book->product_count > 1 ? matter->product->name : STR(""));
    }
    names_end(out, brief->what->lang);
    return true;
}

/* A name that a shell takes as it is; else the word for one. */
static Str command_name(const Names *names)
{
    for (size_t i = 0; i < names->name.len; i++) {
        char c = names->name.ptr[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')
            && c != '.' && c != '_' && !(c == '-' && i))
            return STR("NAME");
    }
    return names->count == 1 ? names->name : STR("NAME");
}

/* How the fact is stated. */
static void command_tell(unsigned fact, const Names *names, Buf *out)
{
    Str word = clock_fact_word((ClockFact)fact);
    Str name = command_name(names);

    if (!clock_fact_of_product((ClockFact)fact))
        buf_printf(out, "--fact %.*s[=no]", STR_ARG(word));
    else if (fact == FACT_DEVICE_EU)
        buf_printf(out, "inro product change %.*s --regulation mdr|ivdr|none", STR_ARG(name));
    else
        buf_printf(out, "inro product change %.*s --%.*s yes|no", STR_ARG(name), STR_ARG(word));
}

static void names_done(Names *names)
{
    buf_done(&names->told);
}

static bool note_ask(const Brief *brief, unsigned fact, ClockBrief *out, Err *err)
{
    CLEANUP(names_done) Names names = { .told = buf_new(CELL_BYTES) };
    CLEANUP(buf_done) Buf command = buf_new(CELL_BYTES);
    bool product = clock_fact_of_product((ClockFact)fact);
    ListingNote *note = &out->note[out->note_count++];
    char letter[LETTER_BYTES] = { brief->letter[fact] };

    if (!names_collect(brief, fact, product, &names, err))
        return false;
    command_tell(fact, &names, &command);
    *note = (ListingNote){ .rule = product ? NOTE_PRODUCT : NOTE_FACT };
    note->args[1] = msg_text(brief->what->lang, clock_fact_name((ClockFact)fact));
    return (arena_copy(brief->arena, str_of(letter), &note->args[0]) || err_no_memory(err))
        && keep(brief, &names.told, &note->args[2], err)
        && keep(brief, &command, &note->args[3], err);
}

static bool note_unaware(const Brief *brief, ClockBrief *out, Err *err)
{
    ListingNote *note = &out->note[out->note_count];
    char number[NUMBER_BYTES], clocks[NUMBER_BYTES];

    if (!brief->folded)
        return true;
    out->note_count++;
    snprintf(number, sizeof number, "%" PRIu64, brief->folded);
    snprintf(clocks, sizeof clocks, "%" PRIu64, brief->folded_clocks);
    *note = (ListingNote){ .rule = NOTE_UNAWARE };
    return (arena_copy(brief->arena, str_of(number), &note->args[0])
            && arena_copy(brief->arena, str_of(clocks), &note->args[1]))
        || err_no_memory(err);
}

static bool notes_make(const Brief *brief, ClockBrief *out, Err *err)
{
    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++)
        if (brief->open >> fact & 1 && !note_ask(brief, fact, out, err))
            return false;
    if (brief->open & ~of_product())
        out->note[out->note_count++] = (ListingNote){ .rule = NOTE_STATE };
    if (brief->supposed)
        out->note[out->note_count++] = (ListingNote){ .rule = NOTE_DAYS };
    if (!note_unaware(brief, out, err))
        return false;
    if (brief->count)
        out->note[out->note_count++] = (ListingNote){ .rule = NOTE_REST };
    return true;
}

bool clock_brief(const ClockBriefing *what, ClockBrief *out, Err *err)
{
    Brief brief = { .what = what, .arena = what->book->arena };

    *out = (ClockBrief){ .columns = COLUMNS, .column_count = BRIEF_COLUMNS };
    brief.rows = ARENA_ARRAY(brief.arena, BriefRow, what->count + 1);
    brief.one_line = ARENA_ARRAY(brief.arena, bool, what->count + 1);
    if (!brief.rows || !brief.one_line)
        return err_no_memory(err);
    rows_collect(&brief);
    letters_give(&brief);
    return rows_sort(&brief, err) && rows_make(&brief, out, err) && notes_make(&brief, out, err);
}
