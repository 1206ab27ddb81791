/* SPDX-License-Identifier: Apache-2.0 */
/* `inro db status`: the sources of a knowledge base and how old they are. */
#include "base/arena.h"
#include "base/msg.h"
#include "report/facts.h"
#include "report/narrative.h"
#include "report/object.h"
#include "report/report.h"
#include "report/wrap.h"

enum { COLUMNS = 5, DIGEST_BYTES = 19, STATUS_ARENA_BYTES = 1 << 26 };

typedef struct {
    FactText date, age, records;
    Str cell[COLUMNS];
} StatusRow;

static void row_fill(StatusRow *row, const Scan *scan, const ScanSource *source, Lang lang)
{
    row->cell[0] = source->id;
    row->cell[1] = facts_date(source->date_s, &row->date);
    row->cell[2] = facts_age(scan, source->date_s, lang, &row->age);
    row->cell[3] = facts_grouped(source->records, &row->records);
    row->cell[4] = str_slice(source->digest, 0, DIGEST_BYTES);
}

static bool rows_print(const Scan *scan, Lang lang, Arena *arena, Buf *out)
{
    const ScanDatabase *database = &scan->database;
    StatusRow *rows = ARENA_ARRAY(arena, StatusRow, database->source_count + 1);
    Grid grid = { .column_count = COLUMNS, .column = { [3] = { .right = true } } };

    if (!rows)
        return false;
    rows[0] = (StatusRow){ .cell = { msg_text(lang, STR("report.status-source")),
                                     msg_text(lang, STR("report.status-date")),
                                     msg_text(lang, STR("report.status-age")),
                                     msg_text(lang, STR("report.status-records")),
                                     msg_text(lang, STR("report.status-digest")) } };
    for (size_t i = 0; i < database->source_count; i++)
        row_fill(&rows[i + 1], scan, &database->sources[i], lang);
    for (size_t i = 0; i <= database->source_count; i++)
        grid_measure(&grid, rows[i].cell);
    for (size_t i = 0; i <= database->source_count; i++)
        grid_row(&grid, rows[i].cell, NULL, out);
    return true;
}

bool report_status(const Scan *scan, Lang lang, Buf *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(STATUS_ARENA_BYTES);

    narrative_age(scan, lang, out);
    buf_add(out, STR("\n\n"));
    return (rows_print(scan, lang, &arena, out) && !buf_failed(out)) || err_no_memory(err);
}

bool report_status_json(const Scan *scan, Buf *out, Err *err)
{
    JsonOut json = jsonout_new(out, 2);

    object_database_value(&json, &scan->database);
    buf_char(out, '\n');
    return !buf_failed(out) || err_no_memory(err);
}
