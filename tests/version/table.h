/* SPDX-License-Identifier: Apache-2.0 */
/* table.h — version orders as lines that a domain expert can read and extend.
 *
 *     1.0~rc1 < 1.0 # "~" sorts before the end
 *     ! 1.0 rc1     # not a version of the scheme
 *
 * Empty lines and lines that begin with "#" or "//" are skipped. Each comparison is made in
 * both directions, and by keys where both versions have one.
 */
#pragma once

#include "test.h"
#include "version/version.h"

#include <string.h>

typedef struct {
    Scheme scheme;
    const char *name;
    size_t line, rows, wrong;
} Table;

static inline int sign_of(int order)
{
    return (order > 0) - (order < 0);
}

/* The order, or 2 when the scheme refuses one of them. */
static inline int order_of(Scheme scheme, Str left, Str right)
{
    Err err = { 0 };
    int order = 0;

    return version_compare(scheme, left, right, &order, &err) ? sign_of(order) : 2;
}

/* The order of the keys, or 2 when one of them has none. */
static inline int key_order_of(Scheme scheme, Str left, Str right)
{
    uint8_t a[VERSION_KEY_BYTES_MAX], b[VERSION_KEY_BYTES_MAX];
    size_t a_len, b_len;

    if (!version_key(scheme, left, a, &a_len) || !version_key(scheme, right, b, &b_len))
        return 2;
    return sign_of(str_cmp((Str){ (const char *)a, a_len }, (Str){ (const char *)b, b_len }));
}

static inline void table_wrong(Table *table, Str line, int got)
{
    if (table->wrong++ < 20)
        printf("%s:%zu: %.*s: got %d\n", table->name, table->line, STR_ARG(line), got);
}

static inline void table_compare(Table *table, Str line, Str left, Str right, int want)
{
    int order = order_of(table->scheme, left, right);
    int key = key_order_of(table->scheme, left, right);

    table->rows++;
    if (order != want || order_of(table->scheme, right, left) != -want
        || (key != want && key != 2))
        table_wrong(table, line, order);
}

/* Finds the operator, which stands between spaces. */
static inline bool table_split(Str line, Str *left, Str *right, int *want)
{
    static const struct { Str word; int want; } OPERATORS[] = {
        { STR_ROW(" < "), -1 }, { STR_ROW(" = "), 0 }, { STR_ROW(" > "), 1 },
    };
    size_t first = line.len;

    for (size_t i = 0; i < ARRAY_LEN(OPERATORS); i++) {
        size_t at = str_find(line, OPERATORS[i].word);
        if (at < first) {
            first = at;
            *want = OPERATORS[i].want;
        }
    }
    *left = str_trim(str_slice(line, 0, first));
    *right = str_trim(str_slice(line, first + 3, line.len));
    return first < line.len;
}

static inline void table_line(Table *table, Str line)
{
    Str left, right, text = str_trim(str_slice(line, 0, str_find(line, STR(" # "))));
    int want = 0;

    if (text.len == 0 || text.ptr[0] == '#' || str_starts(text, STR("//")))
        return;
    if (text.ptr[0] == '!') {
        table->rows++;
        if (version_valid(table->scheme, str_trim(str_slice(text, 1, text.len))))
            table_wrong(table, line, 0);
    } else if (table_split(text, &left, &right, &want)) {
        table_compare(table, line, left, right, want);
    } else {
        table_wrong(table, line, 2);
    }
}

/* Reads every line of a file and says how many there were. */
static inline Table table_read(Scheme scheme, const char *path)
{
    Str rest = test_file(path), line;
    Table table = { scheme, strrchr(path, '/') + 1, 0, 0, 0 };

    while (str_next(&rest, '\n', &line)) {
        table.line++;
        table_line(&table, line);
    }
    printf("%s: %zu lines, %zu wrong\n", table.name, table.rows, table.wrong);
    return table;
}

/* The same for a file of tests/data, which must be right. */
static inline void table_check(Scheme scheme, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "tests/data/%s", name);
    Table table = table_read(scheme, test_source_path(path));
    CHECK(table.rows > 0, name);
    CHECK_INT(table.wrong, 0, name);
}
