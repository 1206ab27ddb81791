/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h — what the tables of the record are made of, as values.
 *
 * Source: tables.def (tables and columns) and kinds.def (what an event writes), which both say
 * what their words mean. The DDL of both databases is printed from here and checked in beside it
 * (schema.sqlite.sql, schema.postgres.sql).
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "store/db.h"

typedef enum {
    COLUMN_UUID,  /* 36 lower-case characters             */
    COLUMN_TEXT,
    COLUMN_INT,   /* 64 bits, signed                      */
    COLUMN_BYTES,
    COLUMN_DATE,  /* "2027", "2027-03", "2027-03-31", "yes", "no", "unknown" (base/date.h) */
    COLUMN_LIST,  /* a JSON array, canonical              */
    COLUMN_JSON,  /* any JSON value, canonical            */
    COLUMN_UNIQUE, COLUMN_INDEX, /* behind the columns: what holds over several of them */
} ColumnType;

enum { COLUMN_KEY = 1, COLUMN_NEEDED = 2, COLUMN_ONCE = 4 };
enum { TABLE_COLUMNS_MAX = 40 };

typedef struct {
    const char *name; /* NULL behind the last; of COLUMN_UNIQUE, COLUMN_INDEX: "a, b" */
    ColumnType type;
    unsigned flags;
} Column;

typedef struct {
    const char *name;
    bool system;          /* written by the store itself: no origin, chain, leaf */
    Column column[TABLE_COLUMNS_MAX];
} Table;

typedef enum {
#define SYSTEM(ID, name) TABLE_##ID,
#define TABLE(ID, name)  TABLE_##ID,
#include "store/tables.def"
    TABLES_COUNT
} TableId;

extern const Table TABLES[TABLES_COUNT];

typedef enum {
    EFFECT_CREATE, EFFECT_CHANGE, EFFECT_ROWS, EFFECT_CHANGES, EFFECT_PERSON, EFFECT_ERASE,
    EFFECT_DOSSIER
} Effect;

typedef struct {
    const char *word; /* "product.created" */
    TableId table;
    Effect effect;
} Kind;

/* The kind of that word, or NULL. */
const Kind *kind_find(Str word);
/* The media type of the blob that an event of this kind names; NULL is any other kind. */
Str kind_media(const Kind *kind);
/* How many columns it has. */
size_t table_width(const Table *table);
/* The column's place, or table_width. */
size_t column_find(const Table *table, Str name);

/* The DDL: every table, its keys and indexes, as a script that db_script takes. */
void schema_print(DbDialect dialect, Buf *out);
/* Only the tables that events write. */
void views_print(DbDialect dialect, Buf *out);
