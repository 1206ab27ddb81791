/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tables.h"

#include <string.h>

#define KEY                       COLUMN_KEY
#define NEEDED                    COLUMN_NEEDED
#define ONCE                      COLUMN_ONCE
#define SYSTEM(ID, table)         [TABLE_##ID] = { .name = #table, .system = true, .column = {
#define TABLE(ID, table)          [TABLE_##ID] = { .name = #table, .column = {
#define COLUMN(name, type, flags) { #name, COLUMN_##type, flags },
#define UNIQUE(columns)           { columns, COLUMN_UNIQUE, 0 },
#define INDEX(columns)            { columns, COLUMN_INDEX, 0 },
#define END                       } },
const Table TABLES[TABLES_COUNT] = {
#include "store/tables.def"
};
#undef KEY
#undef NEEDED
#undef ONCE

#define KIND(word, ID, effect) { word, TABLE_##ID, EFFECT_##effect },
static const Kind KINDS[] = {
#include "store/kinds.def"
};

const Kind *kind_find(Str word)
{
    for (size_t i = 0; i < ARRAY_LEN(KINDS); i++)
        if (str_eq(word, str_of(KINDS[i].word)))
            return &KINDS[i];
    return NULL;
}

Str kind_media(const Kind *kind)
{
    if (kind && (kind->effect == EFFECT_ROWS || kind->effect == EFFECT_CHANGES))
        return STR("application/x-ndjson");
    return kind && kind->effect == EFFECT_DOSSIER ? STR("application/vnd.inro.dossier")
                                                  : STR("application/json");
}

size_t table_width(const Table *table)
{
    size_t width = 0;

    while (table->column[width].name && table->column[width].type < COLUMN_UNIQUE)
        width++;
    return width;
}

size_t column_find(const Table *table, Str name)
{
    size_t width = table_width(table), i = 0;

    while (i < width && !str_eq(name, str_of(table->column[i].name)))
        i++;
    return i;
}

/* ---- DDL ---------------------------------------------------------------------------- */

/* What a column is declared as. Text that is compared is compared by bytes in both. */
static const char *const DECLARED[DB_DIALECTS][COLUMN_UNIQUE] = {
    [DB_SQLITE] = { "TEXT", "TEXT", "INTEGER", "BLOB", "TEXT", "TEXT", "TEXT" },
    [DB_POSTGRES] = { "text COLLATE \"C\"", "text COLLATE \"C\"", "bigint", "bytea",
                      "text COLLATE \"C\"", "text COLLATE \"C\"", "text COLLATE \"C\"" },
};

static void column_print(DbDialect dialect, const Column *column, Buf *out)
{
    buf_printf(out, "    \"%s\" %s%s,\n", column->name, DECLARED[dialect][column->type],
               column->flags & (COLUMN_KEY | COLUMN_NEEDED) ? " NOT NULL" : "");
}

static void key_print(const Table *table, Buf *out)
{
    const char *comma = table->system ? "" : ", ";

    buf_printf(out, "    PRIMARY KEY (%s", table->system ? "" : "origin");
    for (const Column *column = table->column; column->name; column++)
        if (column->flags & COLUMN_KEY) {
            buf_printf(out, "%s\"%s\"", comma, column->name);
            comma = ", ";
        }
    buf_char(out, ')');
}

static void extras_print(const Table *table, ColumnType type, Buf *out)
{
    const char *origin = table->system ? "" : "origin, ";
    unsigned number = 0;

    for (const Column *column = table->column; column->name; column++) {
        if (column->type != type)
            continue;
        if (type == COLUMN_UNIQUE)
            buf_printf(out, ",\n    UNIQUE (%s%s)", origin, column->name);
        else
            buf_printf(out, "CREATE INDEX %s_%u ON \"%s\" (%s%s);\n", table->name, ++number,
                       table->name, origin, column->name);
    }
}

/* How many rows an origin has, and how many of them one value of an index, as ANALYZE would find in
 * a large record (sqlite.org, "The ANALYZE command"). Without it SQLite expects ten rows of an
 * origin, of which nearly all are ours, and reads the whole table rather than the index. */
#define STATISTICS_KEY   "1000000 1000000 1"
#define STATISTICS_FIRST "1000000 1000000 10"

static size_t columns_of(const char *list)
{
    size_t count = 1;

    for (; *list; list++)
        count += *list == ',';
    return count;
}

static void statistics_print(const Table *table, Buf *out)
{
    unsigned unique = 1, index = 0; /* SQLite numbers keys from 1, the primary one first */

    buf_printf(out, "INSERT INTO sqlite_stat1 VALUES ('%s', '%s', '" STATISTICS_KEY "')",
               table->name, table->name);
    for (const Column *column = table->column; column->name; column++) {
        if (column->type == COLUMN_UNIQUE)
            buf_printf(out, ",\n    ('%s', 'sqlite_autoindex_%s_%u', '%s", table->name, table->name,
                       ++unique,
                       columns_of(column->name) > 1 ? STATISTICS_FIRST : STATISTICS_KEY);
        else if (column->type == COLUMN_INDEX)
            buf_printf(out, ",\n    ('%s', '%s_%u', '" STATISTICS_FIRST, table->name, table->name,
                       ++index);
        else
            continue;
        for (size_t i = 1; column->type == COLUMN_UNIQUE && i < columns_of(column->name); i++)
            buf_add(out, STR(" 1"));
        buf_add(out, STR("')"));
    }
    buf_add(out, STR(";\n"));
}

static void table_print(DbDialect dialect, const Table *table, Buf *out)
{
    static const Column OWN[] = {
        { "origin", COLUMN_UUID, COLUMN_NEEDED }, { "chain", COLUMN_UUID, COLUMN_NEEDED },
        { "leaf", COLUMN_INT, COLUMN_NEEDED },
    };
    size_t width = table_width(table);

    buf_printf(out, "CREATE TABLE \"%s\" (\n", table->name);
    for (size_t i = 0; !table->system && i < ARRAY_LEN(OWN); i++)
        column_print(dialect, &OWN[i], out);
    for (size_t i = 0; i < width; i++)
        column_print(dialect, &table->column[i], out);
    key_print(table, out);
    extras_print(table, COLUMN_UNIQUE, out);
    buf_printf(out, "\n)%s;\n", dialect == DB_POSTGRES ? "" : table->system ? " STRICT"
                                                         : " STRICT, WITHOUT ROWID");
    extras_print(table, COLUMN_INDEX, out);
    if (dialect == DB_SQLITE && !table->system)
        statistics_print(table, out);
}

void views_print(DbDialect dialect, Buf *out)
{
    if (dialect == DB_SQLITE)
        buf_add(out, STR("ANALYZE sqlite_schema;\n")); /* makes the table of the statistics */
    for (int i = 0; i < TABLES_COUNT; i++)
        if (!TABLES[i].system)
            table_print(dialect, &TABLES[i], out);
}

void schema_print(DbDialect dialect, Buf *out)
{
    buf_printf(out, "-- SPDX-License-Identifier: Apache-2.0\n"
                    "-- Printed by tools/schema from src/store/tables.def: change that.\n");
    for (int i = 0; i < TABLES_COUNT; i++)
        if (TABLES[i].system)
            table_print(dialect, &TABLES[i], out);
    views_print(dialect, out);
}
