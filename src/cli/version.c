/* SPDX-License-Identifier: Apache-2.0 */
/* inro version compare — which of two versions is newer. */
#include "cli/app.h"
#include "cli/commands.h"

#include "inro/ident.h"

static InroText as_text(Str text)
{
    return (InroText){ text.ptr, text.len };
}

static char sign(int order)
{
    return order < 0 ? '<' : order > 0 ? '>' : '=';
}

/* One TAB-separated pair; a pair that cannot be compared is answered with "?". */
static InroStatus compare_line(const App *app, Str line, Buf *out, const void *scheme)
{
    size_t tab = str_find_char(line, '\t');
    InroError error;
    int order;
    bool ok = tab < line.len
           && inro_version_compare(&app->inro, as_text(str_of(scheme)),
                                   as_text(str_slice(line, 0, tab)),
                                   as_text(str_slice(line, tab + 1, line.len)), &order, &error);

    buf_printf(out, "%c\n", ok ? sign(order) : '?');
    return INRO_DONE;
}

static InroStatus compare_pair(const App *app, char **operands)
{
    InroError error;
    char answer[2] = "\0\n";
    int order;

    if (!inro_version_compare(&app->inro, as_text(str_of(operands[0])),
                              as_text(str_of(operands[1])), as_text(str_of(operands[2])), &order,
                              &error))
        return app_fail(app, &error);
    answer[0] = sign(order);
    return app_write(app, answer, sizeof answer);
}

static InroStatus version_compare_run(const App *app, const void *args, char **operands)
{
    InroError error;
    Err err;

    (void)args;
    if (operands[1] && !operands[2]) {
        err_set(&err, ERR_USAGE, STR("cli.version-compare-one"));
        return app_refuse(app, &err);
    }
    if (operands[1])
        return compare_pair(app, operands);
    if (!inro_version_scheme(&app->inro, as_text(str_of(operands[0])), &error))
        return app_fail(app, &error);
    return app_each_line(app, compare_line, operands[0]);
}

const Command CMD_VERSION_COMPARE = {
    .name = "version compare", .usage = "SCHEME [A B]", .operands = { 1, 3 },
    .run = version_compare_run,
};
