/* SPDX-License-Identifier: Apache-2.0 */
#include "base/tsv.h"

#include "base/utf8.h"

#define RULE_COLUMNS STR("base.tsv-columns")
#define RULE_CELLS   STR("base.tsv-cells")
#define RULE_EMPTY   STR("base.tsv-empty")
#define RULE_BYTES   STR("base.tsv-bytes")
#define RULE_VALUE   STR("base.tsv-value")

bool tsv_in(const Tsv *tsv, Err *err)
{
    return err_in(err, "line %zu", tsv->line);
}

static bool refuse(const Tsv *tsv, RuleId rule, Err *err)
{
    err_set(err, ERR_STRUCTURE, rule);
    return tsv_in(tsv, err);
}

static bool line_fits(Str line)
{
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.ptr[i] < ' ' && line.ptr[i] != '\t')
            return false;
    return utf8_check(line) == line.len;
}

/* The next line that is no comment; false at the end. */
static bool take_line(Tsv *tsv, Str *line)
{
    while (tsv->rest.len && str_next(&tsv->rest, '\n', line)) {
        tsv->line++;
        if (line->len && line->ptr[0] != '#')
            return true;
    }
    return false;
}

bool tsv_next(Tsv *tsv, Str *cells, bool *more, Err *err)
{
    Str line, cell;
    size_t count = 0;

    *more = take_line(tsv, &line);
    if (!*more)
        return true;
    if (!line_fits(line))
        return refuse(tsv, RULE_BYTES, err);
    while (str_next(&line, '\t', &cell)) {
        if (!cell.len || cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ')
            return refuse(tsv, RULE_EMPTY, err);
        if (count < tsv->columns)
            cells[count] = cell;
        count++;
    }
    if (count != tsv->columns)
        return refuse(tsv, RULE_CELLS, err);
    return true;
}

bool tsv_open(Str text, const Str *columns, size_t count, Tsv *out, Err *err)
{
    Str names[TSV_COLUMNS_MAX];
    Tsv tsv = { .rest = text, .columns = count };
    bool same;

    assert(count <= TSV_COLUMNS_MAX);
    if (!tsv_next(&tsv, names, &same, err))
        return false;
    for (size_t i = 0; same && i < count; i++)
        same = str_eq(names[i], columns[i]);
    if (!same)
        return refuse(&tsv, RULE_COLUMNS, err);
    *out = tsv;
    return true;
}

bool tsv_value(Str text, Str key, Str *out, Err *err)
{
    Str line;

    while (text.len && str_next(&text, '\n', &line)) {
        if (line.len && line.ptr[0] != '#')
            break;
        line = str_slice(line, 2, line.len);
        if (str_starts(line, key) && str_starts(str_slice(line, key.len, line.len), STR(": "))) {
            *out = str_slice(line, key.len + 2, line.len);
            return true;
        }
    }
    return err_set(err, ERR_STRUCTURE, RULE_VALUE, key);
}
