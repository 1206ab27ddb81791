/* SPDX-License-Identifier: Apache-2.0 */
/* Where a release is in its life, who answers for it, and until when. */
#include "inro/life.h"

#include "api/ledger.h"
#include "base/msg.h"
#include "lifecycle/obligation.h"
#include "lifecycle/tell.h"

#include <string.h>

#define TELL_OVER STR("api.life-over")

enum { TOLD_BYTES_MAX = 1 << 24 };

typedef enum {
    FIELD_RELEASE, FIELD_ON, FIELD_STAGE, FIELD_EARLIEST, FIELD_LATEST, FIELD_RESPONSIBLE,
    FIELD_LEGACY, FIELD_BECAUSE, FIELD_CONTROL, FIELD_FORECAST, FIELD_SURE, LIFE_FIELDS
} LifeField;

#define TITLE(name) STR_ROW(name), STR_ROW("api.field-" name)

static const ListingColumn FIELDS[LIFE_FIELDS] = {
    [FIELD_RELEASE] = { TITLE("release"), LISTING_TEXT },
    [FIELD_ON] = { TITLE("on"), LISTING_DATE },
    [FIELD_STAGE] = { TITLE("stage"), LISTING_WORD, .words = STR_ROW("lifecycle.stage-") },
    [FIELD_EARLIEST] = { TITLE("earliest_stage"), LISTING_WORD,
                         .words = STR_ROW("lifecycle.stage-") },
    [FIELD_LATEST] = { TITLE("latest_stage"), LISTING_WORD, .words = STR_ROW("lifecycle.stage-") },
    [FIELD_RESPONSIBLE] = { TITLE("responsible"), LISTING_WORD,
                            .words = STR_ROW("lifecycle.responsible-") },
    [FIELD_LEGACY] = { TITLE("legacy"), LISTING_WORD, .words = STR_ROW("api.legacy-") },
    [FIELD_BECAUSE] = { TITLE("legacy_because"), LISTING_WORD, .words = STR_ROW("api.because-") },
    [FIELD_CONTROL] = { TITLE("control"), LISTING_TEXT },
    [FIELD_FORECAST] = { TITLE("legacy_forecast"), LISTING_WORD,
                         .words = STR_ROW("lifecycle.date-") },
    [FIELD_SURE] = { TITLE("forecast_sure"), LISTING_BOOL },
};

static const ListingColumn EXPLANATION[] = { { TITLE("explanation"), LISTING_TEXT } };
static const ListingColumn CAUSES[] = {
    { TITLE("identifier"), LISTING_TEXT },
    { TITLE("component"), LISTING_TEXT },
    { TITLE("support_end"), LISTING_TEXT },
};
static const ListingColumn WARNINGS_OF[] = {
    { TITLE("warning"), LISTING_WORD, .words = STR_ROW("api.warning-") },
    { TITLE("identifier"), LISTING_TEXT, .programs_only = true },
    { TITLE("explanation"), LISTING_TEXT },
};
static const ListingColumn OBLIGATIONS_OF[] = {
    { TITLE("basis"), LISTING_TEXT },
    { TITLE("who"), LISTING_WORD, .words = STR_ROW("api.duty-") },
    { TITLE("strength"), LISTING_WORD, .words = STR_ROW("api.strength-") },
    { TITLE("explanation"), LISTING_TEXT },
};
typedef enum {
    LIST_EXPLANATION, LIST_CAUSES, LIST_WARNINGS, LIST_OBLIGATIONS, LIFE_LISTS
} LifeList;

static const struct {
    Str key, title, schema, empty;
    const ListingColumn *columns;
    size_t column_count;
} LISTS[LIFE_LISTS] = {
    [LIST_EXPLANATION] = { STR_ROW("explanation"), STR_ROW("api.life-told"),
                           STR_ROW("inro.life-explanation/1"), { 0 }, EXPLANATION,
                           ARRAY_LEN(EXPLANATION) },
    [LIST_CAUSES] = { STR_ROW("shortest_lived"), STR_ROW("api.life-causes"),
                      STR_ROW("inro.life-causes/1"), STR_ROW("api.life-no-causes"), CAUSES,
                      ARRAY_LEN(CAUSES) },
    [LIST_WARNINGS] = { STR_ROW("warnings"), STR_ROW("api.life-warnings"),
                        STR_ROW("inro.life-warnings/1"), STR_ROW("api.life-no-warnings"),
                        WARNINGS_OF, ARRAY_LEN(WARNINGS_OF) },
    [LIST_OBLIGATIONS] = { STR_ROW("obligations"), STR_ROW("api.life-obligations"),
                           STR_ROW("inro.life-obligations/1"), STR_ROW("api.life-no-obligations"),
                           OBLIGATIONS_OF, ARRAY_LEN(OBLIGATIONS_OF) },
};

typedef struct {
    LedgerBook book;
    LedgerRelease release;
    ReleaseLife life;
    StageOn on;
    ForecastPart *parts;
    ForecastInput input;
    Forecast forecast;
    ForecastWarnings warnings;
    Lang lang;
    ListingCell values[LIFE_FIELDS];
    ListingRow *rows[LIFE_LISTS];
    size_t row_count[LIFE_LISTS];
} Life;

/* ---- what is known ------------------------------------------------------------------ */

static bool life_compute(Life *life, const Row *release, int64_t day, Err *err)
{
    Arena *arena = &life->book.arena;

    if (!release_life(life->book.record, release, arena, &life->life, err)
        || !stage_on(&life->life, day, &life->on, err)
        || !ledger_release(&life->book, release, &life->release, err))
        return false;
    life->parts = ARENA_ARRAY(arena, ForecastPart, life->release.count + 1);
    if (!life->parts)
        return err_no_memory(err);
    for (uint32_t i = 0; i < life->release.count; i++) {
        const LedgerComponent *component = &life->release.components[i];

        life->parts[i] = forecast_part(component->id, component->label, &component->support, day);
    }
    life->input = (ForecastInput){ life->life.dates.support_end, life->parts,
                                   life->release.count };
    return forecast_legacy(&life->input, arena, &life->forecast, err)
        && forecast_warn(&life->input, &life->on, arena, &life->warnings, err);
}

/* ---- what is told of it ------------------------------------------------------------- */

static bool date_cell(Life *life, Date date, ListingCell *out, Err *err)
{
    char text[DATE_TEXT_BYTES];

    return arena_copy(&life->book.arena, date_write(date, text), &out->text) || err_no_memory(err);
}

static bool values_fill(Life *life, Err *err)
{
    static const Str LEGACY[] = { [LEGACY_NO] = STR_ROW("no"), [LEGACY_MAYBE] = STR_ROW("maybe"),
                                  [LEGACY_YES] = STR_ROW("yes") };
    static const Str BECAUSE[] = {
        [LEGACY_BY_NOTHING] = STR_ROW("nothing"), [LEGACY_BY_END] = STR_ROW("end-of-support"),
        [LEGACY_BY_STATEMENT] = STR_ROW("statement"),
        [LEGACY_NOT_BY_CONTROL] = STR_ROW("control"),
    };
    const StageOn *on = &life->on;

    life->values[FIELD_RELEASE].text = life->release.called;
    life->values[FIELD_STAGE].text = stage_name(on->stage);
    life->values[FIELD_EARLIEST].text = stage_name(on->earliest);
    life->values[FIELD_LATEST].text = stage_name(on->latest);
    life->values[FIELD_RESPONSIBLE].text = responsible_name(on->responsible);
    life->values[FIELD_LEGACY].text = LEGACY[on->legacy];
    life->values[FIELD_BECAUSE].text = BECAUSE[on->because];
    if (on->because == LEGACY_NOT_BY_CONTROL)
        life->values[FIELD_CONTROL].text = life->life.controls[on->control_i].name;
    life->values[FIELD_SURE].text = listing_truth(life->forecast.sure);
    return date_cell(life, date_of_day(on->day), &life->values[FIELD_ON], err)
        && date_cell(life, life->forecast.date, &life->values[FIELD_FORECAST], err);
}

static ListingCell *row_new(Life *life, LifeList list, size_t room)
{
    Arena *arena = &life->book.arena;
    ListingCell *cells = ARENA_ARRAY(arena, ListingCell, LISTS[list].column_count);

    if (!life->rows[list])
        life->rows[list] = ARENA_ARRAY(arena, ListingRow, room);
    if (!life->rows[list] || !cells)
        return NULL;
    life->rows[list][life->row_count[list]++].cells = cells;
    return cells;
}

/* Each line of `text` as a row. */
static bool lines_of(Life *life, Str text, Err *err)
{
    size_t count = 1;
    Str rest, line;

    if (!arena_copy(&life->book.arena, text, &rest))
        return err_no_memory(err);
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    while (rest.len && str_next(&rest, '\n', &line)) {
        ListingCell *cells;

        if (!str_trim(line).len)
            continue;
        cells = row_new(life, LIST_EXPLANATION, count);
        if (!cells)
            return err_no_memory(err);
        cells[0].text = str_trim(line);
    }
    return true;
}

/* A part ended, and nobody said what follows from it. */
static bool forecast_over(const Life *life)
{
    return life->on.legacy == LEGACY_NO && life->on.because == LEGACY_BY_NOTHING
        && life->forecast.date.kind == DATE_SPAN && life->forecast.days.last <= life->on.day;
}

static bool told_fill(Life *life, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(TOLD_BYTES_MAX);

    stage_tell(&life->on, &life->life, life->lang, &buf);
    buf_char(&buf, '\n');
    forecast_tell(&life->forecast, &life->input, life->lang, &buf);
    if (forecast_over(life)) {
        buf_char(&buf, '\n');
        TELL(&buf, life->lang, TELL_OVER, life->release.called);
    }
    return buf_failed(&buf) ? err_no_memory(err) : lines_of(life, buf_str(&buf), err);
}

static bool causes_fill(Life *life, Err *err)
{
    for (uint32_t i = 0; i < life->forecast.cause_count; i++) {
        const ForecastPart *part = &life->parts[life->forecast.causes[i]];
        ListingCell *cells = row_new(life, LIST_CAUSES, life->forecast.cause_count);

        if (!cells)
            return err_no_memory(err);
        cells[0].text = part->id;
        cells[1].text = part->name;
        if (!date_cell(life, part->end, &cells[2], err))
            return false;
    }
    return true;
}

/* REQ A142 */
static bool warnings_fill(Life *life, Err *err)
{
    static const Str KINDS[] = {
        [WARNING_OWN_END] = STR_ROW("own-end"), [WARNING_ENDED] = STR_ROW("ended"),
        [WARNING_ENDS_BEFORE] = STR_ROW("ends-before"),
        [WARNING_MAY_END_BEFORE] = STR_ROW("may-end-before"),
        [WARNING_CONTRADICTED] = STR_ROW("contradicted"), [WARNING_OPEN] = STR_ROW("open"),
        [WARNING_UNKNOWN] = STR_ROW("unknown"), [WARNING_UNENDING] = STR_ROW("unending"),
    };
    CLEANUP(buf_done) Buf buf = buf_new(TOLD_BYTES_MAX);

    for (uint32_t i = 0; i < life->warnings.count; i++) {
        const ForecastWarning *warning = &life->warnings.rows[i];
        ListingCell *cells = row_new(life, LIST_WARNINGS, life->warnings.count);

        buf_clear(&buf);
        forecast_warning_tell(warning, &life->input, life->lang, &buf);
        if (!cells || buf_failed(&buf)
            || !arena_copy(&life->book.arena, str_trim(buf_str(&buf)), &cells[2].text))
            return err_no_memory(err);
        cells[0].text = KINDS[warning->kind];
        if (warning->kind != WARNING_OWN_END)
            cells[1].text = life->parts[warning->part_i].id;
    }
    return true;
}

static bool obligations_fill(Life *life, Err *err)
{
    size_t count;
    const Obligation *rows = obligation_rows(&count);

    for (size_t i = 0; i < count; i++) {
        ListingCell *cells;

        if (!obligation_holds(&rows[i], &life->on))
            continue;
        cells = row_new(life, LIST_OBLIGATIONS, count);
        if (!cells)
            return err_no_memory(err);
        cells[0].text = rows[i].id;
        cells[1].text = duty_name(rows[i].who);
        cells[2].text = strength_name(rows[i].strength);
        cells[3].text = msg_text(life->lang, rows[i].sentence);
    }
    return true;
}

static bool print(Life *life, const Inro *inro, const InroReportOptions *options, InroError *error)
{
    ListingNote note = { .rule = life->book.kb ? (Str){ 0 } : STR("api.ledger-no-knowledge") };
    ListingRows rows[LIFE_LISTS];
    Listing listings[LIFE_LISTS];
    CardList lists[LIFE_LISTS];
    Card card = { .head = { .schema = STR("inro.release-life/1"), .title = STR("api.life"),
                            .notes = &note, .note_count = 1 },
                  .name = life->release.called, .fields = FIELDS, .values = life->values,
                  .field_count = LIFE_FIELDS, .lists = lists, .list_count = LIFE_LISTS };

    for (LifeList i = 0; i < LIFE_LISTS; i++) {
        rows[i] = (ListingRows){ life->rows[i], life->row_count[i], 0 };
        listings[i] = (Listing){ .head = { .schema = LISTS[i].schema, .title = LISTS[i].title },
                                 .columns = LISTS[i].columns,
                                 .column_count = LISTS[i].column_count, .empty = LISTS[i].empty,
                                 .next = listing_rows_next, .context = &rows[i] };
        lists[i] = (CardList){ LISTS[i].key, &listings[i] };
    }
    return api_report_card(inro, &card, options, error);
}

bool inro_release_life(const Inro *inro, InroRecord *record, const InroLifeQuestion *question,
                       const InroReportOptions *options, InroError *error)
{
    Life life = { .lang = report_lang(inro, options->format) };
    int64_t day;
    Row row;
    Err err;
    bool ok = day_read(inro, question->on, &day, &err)
           && ledger_open(inro, record, question->db, &life.book, &err)
           && noun_resolve(store_db(record->store), NOUN_RELEASE, str_of(question->release),
                           &life.book.arena, &row, &err)
           && life_compute(&life, &row, day, &err) && values_fill(&life, &err)
           && told_fill(&life, &err)
           && causes_fill(&life, &err) && warnings_fill(&life, &err)
           && obligations_fill(&life, &err);

    ok = ok ? print(&life, inro, options, error) : api_fail(inro, &err, error);
    ledger_close(&life.book);
    return ok;
}
