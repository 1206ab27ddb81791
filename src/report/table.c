/* SPDX-License-Identifier: Apache-2.0 */
/* The scan for people at a terminal: findings, the outcome, what was not checked, the data.
 *
 * What the record says has columns where they fit, and on a pipe; on a narrower terminal it stands
 * as a sentence below each finding, so that nothing runs over and no word is broken. */
#include "base/msg.h"
#include "report/escape.h"
#include "report/facts.h"
#include "report/narrative.h"
#include "report/say.h"
#include "report/verdict_text.h"
#include "report/wrap.h"
#include "report/writers.h"

typedef struct {
    const Scan *scan;
    const ReportOptions *options;
    unsigned width; /* 0: no wrapping */
    Buf *out;
    Buf line;       /* one paragraph before it is wrapped */
    Buf cells;      /* the texts of one row */
    bool folded;    /* the record stands below each row, not in it */
} Table;

static const Str BETWEEN = STR_ROW(" | ");

/* A word beside the colour, and a sign beside the word: never colour alone. ASCII, because the
 * width of other signs depends on the terminal. */
static const struct { Str sign, colour; } LOOK[SEVERITIES] = {
    [SEVERITY_UNKNOWN] = { STR_ROW("?"), STR_ROW("35") },
    [SEVERITY_NONE] = { STR_ROW(""), STR_ROW("") },
    [SEVERITY_LOW] = { STR_ROW("-"), STR_ROW("36") },
    [SEVERITY_MEDIUM] = { STR_ROW("+"), STR_ROW("33") },
    [SEVERITY_HIGH] = { STR_ROW("!"), STR_ROW("31") },
    [SEVERITY_CRITICAL] = { STR_ROW("!!"), STR_ROW("1;31") },
};

static Str word(const Table *t, Str id)
{
    return msg_text(t->options->lang, id);
}

/* Writes what was collected in t->line as a paragraph. */
static void end_paragraph(Table *t, unsigned indent)
{
    wrap_paragraph(t->out, buf_str(&t->line), indent, t->width, t->options->ambiguous_wide);
    buf_clear(&t->line);
}

static void put_title(Table *t, Str id, uint64_t count)
{
    FactText number;

    if (t->options->colour)
        buf_add(t->out, STR("\x1b[1m"));
    say(t->out, t->options->lang, STR("report.title-count"), word(t, id),
        facts_grouped(count, &number));
    buf_add(t->out, t->options->colour ? STR("\x1b[0m\n") : STR("\n"));
}

/* ---- findings ------------------------------------------------------------------------ */

typedef enum {
    CELL_SIGN, CELL_SEVERITY, CELL_ID, CELL_KEV, CELL_CVSS, CELL_EPSS, CELL_STATUS, CELL_RISK,
    CELL_HARM, CELL_SUPPORT, CELL_DUE, CELL_NAME, CELL_VERSION, CELL_FIXED, CELL_INPUT, CELLS,
} Cell;

static const struct { Str title; bool right, flexible; } COLUMN[CELLS] = {
    [CELL_SIGN] = { STR_ROW(""), false, false },
    [CELL_SEVERITY] = { STR_ROW("report.column-severity"), false, false },
    [CELL_ID] = { STR_ROW("report.column-vulnerability"), false, false },
    [CELL_KEV] = { STR_ROW("report.column-kev"), false, false },
    [CELL_CVSS] = { STR_ROW("report.column-cvss"), true, false },
    [CELL_EPSS] = { STR_ROW("report.column-epss"), true, false },
    [CELL_STATUS] = { STR_ROW("report.column-status"), false, false },
    [CELL_RISK] = { STR_ROW("report.column-risk"), false, false },
    [CELL_HARM] = { STR_ROW("report.column-harm"), false, false },
    [CELL_SUPPORT] = { STR_ROW("report.column-support"), false, false },
    [CELL_DUE] = { STR_ROW("report.column-due"), false, false },
    [CELL_NAME] = { STR_ROW("report.column-component"), false, true },
    [CELL_VERSION] = { STR_ROW("report.column-version"), false, true },
    [CELL_FIXED] = { STR_ROW("report.column-fixed"), false, true },
    [CELL_INPUT] = { STR_ROW("report.column-input"), false, true },
};

typedef struct {
    FactText cvss, epss;
    Str cell[CELLS], colour[CELLS];
} Row;

/* Texts that are put together or come from strangers, one after the other in t->cells, and which
 * cell each is: t->cells may move until the last is there. */
typedef struct {
    Cell cell;
    size_t end;
} TextEnd;
enum { ROW_TEXTS = 7 };

static void add_fixes(Table *t, const ScanFinding *f)
{
    for (size_t i = 0; i < f->evidence->fixed_count; i++) {
        if (i)
            buf_add(&t->cells, STR(", "));
        escape_terminal(&t->cells, f->evidence->fixed_versions[i]);
    }
    if (f->evidence->fixed_count == 0)
        buf_char(&t->cells, '-');
}

/* t->line is free while rows are made. */
static void add_record(Table *t, const ScanFinding *f, Cell cell)
{
    const ScanVerdict *verdict = facts_verdict(t->scan, f);
    Lang lang = t->options->lang;

    if (!verdict)
        return;
    if (cell == CELL_STATUS)
        verdict_decision(verdict, lang, &t->line);
    else if (cell == CELL_SUPPORT)
        support_end_say(support_of_finding(t->scan, f).ends, lang, &t->line);
    else
        verdict_due(verdict, lang, &t->line);
    escape_terminal(&t->cells, buf_str(&t->line));
    buf_clear(&t->line);
}

static void row_texts(Table *t, const ScanFinding *f, TextEnd ends[ROW_TEXTS])
{
    static const Cell TEXTS[ROW_TEXTS] = { CELL_NAME, CELL_VERSION, CELL_FIXED, CELL_INPUT,
                                           CELL_STATUS, CELL_SUPPORT, CELL_DUE };

    buf_clear(&t->cells);
    for (size_t i = 0; i < ROW_TEXTS; i++) {
        if (TEXTS[i] == CELL_NAME)
            escape_terminal(&t->cells, f->component->name);
        else if (TEXTS[i] == CELL_VERSION)
            escape_terminal(&t->cells, f->component->version);
        else if (TEXTS[i] == CELL_FIXED)
            add_fixes(t, f);
        else if (TEXTS[i] != CELL_INPUT)
            add_record(t, f, TEXTS[i]);
        else if (t->width)
            buf_printf(&t->cells, "%u", f->component->input + 1);
        else
            escape_terminal(&t->cells, facts_input(t->scan, f->component->input));
        ends[i] = (TextEnd){ TEXTS[i], t->cells.len };
    }
}

/* The input is only of use when there are several; the record only when it was asked. */
static bool is_shown(const Table *t, Cell cell)
{
    if (cell == CELL_INPUT)
        return t->scan->input_count > 1;
    return (t->scan->verdicts && !t->folded) || cell < CELL_STATUS || cell > CELL_DUE;
}

/* Moves what is shown to the front; returns its number. */
static size_t cells_pack(const Table *t, Str cells[CELLS])
{
    size_t count = 0;

    for (Cell cell = 0; cell < CELLS; cell++)
        if (is_shown(t, cell))
            cells[count++] = cells[cell];
    return count;
}

static void row_make(Table *t, const ScanFinding *f, Row *row)
{
    const ScanScore *score = facts_score_of(f);
    const ScanVerdict *verdict = facts_verdict(t->scan, f);
    TextEnd ends[ROW_TEXTS];
    size_t from = 0;

    row_texts(t, f, ends);
    *row = (Row){ .colour[CELL_SEVERITY] = LOOK[f->flaw->severity].colour,
                  .colour[CELL_SIGN] = LOOK[f->flaw->severity].colour,
                  .colour[CELL_KEV] = STR("1;31") };
    row->cell[CELL_SIGN] = LOOK[f->flaw->severity].sign;
    row->cell[CELL_SEVERITY] = facts_severity(f->flaw->severity, t->options->lang);
    row->cell[CELL_ID] = f->flaw->id;
    row->cell[CELL_KEV] = f->flaw->kev ? STR("KEV") : STR("");
    row->cell[CELL_CVSS] = score ? facts_score(score->score, &row->cvss) : STR("");
    row->cell[CELL_EPSS] = facts_percent(f->flaw->epss_score, &row->epss);
    if (verdict) {
        row->cell[CELL_RISK] = facts_word(STR("api.risk-"), verdict->risk, t->options->lang);
        row->cell[CELL_HARM] = facts_word(STR("risk.harm-"), verdict->harm, t->options->lang);
    }
    for (size_t i = 0; i < ROW_TEXTS; from = ends[i++].end)
        row->cell[ends[i].cell] = str_slice(buf_str(&t->cells), from, ends[i].end);
    (void)cells_pack(t, row->cell);
    (void)cells_pack(t, row->colour);
}

/* On a terminal the input is a number, explained by put_inputs, on a pipe its name, so that each
 * line can be used alone. */
static Grid grid_begin(const Table *t, Str titles[CELLS])
{
    Grid grid = { .ambiguous_wide = t->options->ambiguous_wide };

    for (Cell i = 0; i < CELLS; i++) {
        if (!is_shown(t, i))
            continue;
        titles[grid.column_count] = COLUMN[i].title.len ? word(t, COLUMN[i].title) : STR("");
        grid.column[grid.column_count].right = COLUMN[i].right;
        grid.column[grid.column_count++].flexible = COLUMN[i].flexible;
    }
    grid_measure(&grid, titles);
    return grid;
}

static Grid grid_measured(Table *t, Str titles[CELLS])
{
    Grid grid = grid_begin(t, titles);
    Row row;

    for (size_t i = 0; i < t->scan->finding_count; i++) {
        row_make(t, &t->scan->findings[i], &row);
        grid_measure(&grid, row.cell);
    }
    return grid;
}

/* What the record says, below the row it is about. */
static void put_folded(Table *t, const ScanFinding *f)
{
    enum { INDENT = 5 };
    Str ends = support_of_finding(t->scan, f).ends;

    if (!t->folded)
        return;
    buf_clear(&t->cells);
    verdict_tell(facts_verdict(t->scan, f), t->options->lang, &t->cells);
    if (ends.len) {
        support_end_say(ends, t->options->lang, &t->line);
        say(&t->cells, t->options->lang, STR("report.record-support"), buf_str(&t->line));
        buf_clear(&t->line);
    }
    escape_terminal(&t->line, str_trim(buf_str(&t->cells)));
    end_paragraph(t, INDENT);
}

static void put_findings(Table *t)
{
    const ScanFinding *findings = t->scan->findings;
    size_t count = t->scan->finding_count;
    Str titles[CELLS];
    Grid grid = grid_measured(t, titles);
    Row row;

    if (count == 0)
        return;
    t->folded = t->scan->verdicts && t->width && grid_width(&grid) > t->width;
    if (t->folded)
        grid = grid_measured(t, titles);
    grid_fit(&grid, t->width);
    grid_row(&grid, titles, NULL, t->out);
    for (size_t i = 0; i < count; i++) {
        row_make(t, &findings[i], &row);
        grid_row(&grid, row.cell, t->options->colour ? row.colour : NULL, t->out);
        put_folded(t, &findings[i]);
    }
    buf_char(t->out, '\n');
}

/* ---- the rest ------------------------------------------------------------------------ */

static void put_inputs(Table *t)
{
    FactText number;

    for (size_t i = 0; i < t->scan->input_count; i++) {
        const ScanInput *input = &t->scan->inputs[i];
        if (t->scan->input_count > 1)
            buf_printf(&t->line, "%zu: ", i + 1);
        escape_terminal(&t->line, input->file);
        buf_add(&t->line, BETWEEN);
        escape_terminal(&t->line, input->format);
        buf_char(&t->line, ' ');
        escape_terminal(&t->line, input->version);
        buf_add(&t->line, BETWEEN);
        say(&t->line, t->options->lang, STR("report.components"),
            facts_grouped(input->components, &number));
        end_paragraph(t, 0);
    }
    buf_char(t->out, '\n');
}

static void put_malware(Table *t)
{
    if (t->scan->malware_count == 0)
        return;
    put_title(t, STR("report.malware"), t->scan->malware_count);
    buf_add(&t->line, word(t, STR("report.malware-means")));
    end_paragraph(t, 2);
    for (size_t i = 0; i < t->scan->malware_count; i++) {
        const ScanFinding *f = &t->scan->malware[i];
        escape_terminal(&t->line, f->flaw->id);
        buf_add(&t->line, BETWEEN);
        escape_terminal(&t->line, f->component->name);
        buf_char(&t->line, ' ');
        escape_terminal(&t->line, f->component->version);
        buf_add(&t->line, BETWEEN);
        escape_terminal(&t->line, facts_input(t->scan, f->component->input));
        buf_char(&t->line, ' ');
        escape_terminal(&t->line, f->component->place);
        buf_add(&t->line, STR(": "));
        escape_terminal(&t->line, f->flaw->summary);
        end_paragraph(t, 4);
    }
    buf_char(t->out, '\n');
}

static void put_outcome(Table *t)
{
    FactsTally tally = facts_tally(t->scan);
    FactText number;
    bool first = true;

    narrative_headline(t->scan, t->options->lang, &t->line);
    end_paragraph(t, 0);
    for (unsigned i = SEVERITIES; i-- > 0;) {
        if (tally.by_severity[i] == 0)
            continue;
        if (!first)
            buf_add(&t->line, STR("   "));
        first = false;
        buf_add(&t->line, facts_severity((Severity)i, t->options->lang));
        buf_char(&t->line, ' ');
        buf_add(&t->line, facts_grouped(tally.by_severity[i], &number));
    }
    end_paragraph(t, 2);
    buf_char(t->out, '\n');
}

/* "busybox 1.36 · components[4]: purl · its sentence" */
static void put_item(Table *t, const ScanItem *item)
{
    escape_terminal(&t->line, item->name.len ? item->name : item->ref);
    if (item->version.len) {
        buf_char(&t->line, ' ');
        escape_terminal(&t->line, item->version);
    }
    if (item->vulnerability.len) {
        buf_add(&t->line, BETWEEN);
        escape_terminal(&t->line, item->vulnerability);
    }
    if (item->identifier.len) {
        buf_add(&t->line, BETWEEN);
        escape_terminal(&t->line, item->identifier);
    }
    if (item->ecosystem.len) {
        buf_add(&t->line, BETWEEN);
        escape_terminal(&t->line, item->ecosystem);
    }
    buf_add(&t->line, BETWEEN);
    if (t->scan->input_count > 1) {
        escape_terminal(&t->line, facts_input(t->scan, item->input));
        buf_char(&t->line, ' ');
    }
    escape_terminal(&t->line, item->place);
    buf_add(&t->line, STR(": "));
    buf_clear(&t->cells);
    narrative_rule(item, t->options->lang, &t->cells);
    escape_terminal(&t->line, buf_str(&t->cells));
    end_paragraph(t, 4);
}

static void put_items(Table *t, const ScanItem *items, size_t count)
{
    size_t shown = t->width && count > REPORT_LINES_MAX ? REPORT_LINES_MAX : count;
    FactText number;

    for (size_t i = 0; i < shown; i++)
        put_item(t, &items[i]);
    if (shown == count)
        return;
    say(&t->line, t->options->lang, STR("report.more"), facts_grouped(count - shown, &number));
    end_paragraph(t, 4);
}

static void put_coverage(Table *t)
{
    FactText number;

    narrative_coverage(t->scan, t->options->lang, &t->line);
    end_paragraph(t, 0);
    for (size_t i = 0; i < ARRAY_LEN(FACTS_LISTS); i++) {
        const FactsList *list = &FACTS_LISTS[i];
        if (t->scan->coverage_count[list->list] == 0)
            continue;
        say(&t->line, t->options->lang, STR("report.title-means"), word(t, list->title),
            facts_grouped(t->scan->coverage_count[list->list], &number), word(t, list->meaning));
        end_paragraph(t, 2);
        put_items(t, t->scan->coverage[list->list], t->scan->coverage_count[list->list]);
    }
    buf_char(t->out, '\n');
}

static void put_hints(Table *t)
{
    if (t->scan->hint_count == 0)
        return;
    put_title(t, STR("report.hints"), t->scan->hint_count);
    buf_add(&t->line, word(t, STR("report.hints-means")));
    end_paragraph(t, 2);
    put_items(t, t->scan->hints, t->scan->hint_count);
    buf_char(t->out, '\n');
}

static void put_sources(Table *t)
{
    const ScanDatabase *db = &t->scan->database;
    Grid grid = { .column_count = 4, .indent = 2, .column[3].right = true };
    FactText date, age, number;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < db->source_count; i++) {
            Str cells[4] = { db->sources[i].id, facts_date(db->sources[i].date_s, &date),
                             facts_age(t->scan, db->sources[i].date_s, t->options->lang, &age),
                             facts_grouped(db->sources[i].records, &number) };
            if (pass == 0)
                grid_measure(&grid, cells);
            else
                grid_row(&grid, cells, NULL, t->out);
        }
}

static void put_data(Table *t)
{
    NarrativeWarning warnings[NARRATIVE_WARNINGS_MAX];
    size_t count = narrative_warnings(t->scan, warnings);
    FactText number;

    narrative_age(t->scan, t->options->lang, &t->line);
    if (t->scan->database.present)
        say(&t->line, t->options->lang, STR("report.generation"),
            facts_number(t->scan->database.generation, &number), t->scan->database.digest);
    end_paragraph(t, 0);
    put_sources(t);
    for (size_t i = 0; i < count; i++) {
        buf_add(&t->line, word(t, STR("report.warning")));
        narrative_warning(&warnings[i], t->scan, t->options->lang, &t->line);
        end_paragraph(t, 0);
    }
}

static void table_done(Table *t)
{
    buf_done(&t->line);
    buf_done(&t->cells);
}

bool table_write(const Scan *scan, const ReportOptions *options, Buf *out, Err *err)
{
    CLEANUP(table_done) Table t = { scan, options, options->width, out, buf_new(out->cap),
                                    buf_new(out->cap), false };

    if (t.width && t.width < REPORT_WIDTH_MIN)
        t.width = REPORT_WIDTH_MIN;
    put_inputs(&t);
    put_findings(&t);
    put_malware(&t);
    put_outcome(&t);
    put_coverage(&t);
    put_hints(&t);
    put_data(&t);
    if (buf_failed(out) || buf_failed(&t.line) || buf_failed(&t.cells))
        return err_no_memory(err);
    return true;
}
