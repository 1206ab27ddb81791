/* SPDX-License-Identifier: Apache-2.0 */
/* inro cvss — the scores of CVSS vectors. */
#include "base/utf8.h"
#include "cli/app.h"
#include "cli/commands.h"

#include "inro/ident.h"

static void put_score(Buf *out, int tenths)
{
    if (tenths == INRO_CVSS_ABSENT)
        buf_add(out, STR("\t-"));
    else
        buf_printf(out, "\t%d.%d", tenths / 10, tenths % 10);
}

static InroStatus score_line(const App *app, Str line, Buf *out, const void *context)
{
    InroError error;
    InroCvss score;
    size_t from;

    (void)context;
    if (line.len == 0)
        return INRO_DONE;
    from = out->len;
    buf_add(out, line);
    if (!buf_failed(out)) /* vectors on stdin may be anything, and stdout a terminal */
        utf8_tame(out->ptr + from, out->len - from);
    if (!inro_cvss_score(&app->inro, (InroText){ line.ptr, line.len }, &score, &error)) {
        buf_printf(out, "\tinvalid\t%s\n", error.text);
        return INRO_REFUSED;
    }
    put_score(out, score.base_tenths);
    put_score(out, score.temporal_tenths);
    put_score(out, score.environmental_tenths);
    buf_printf(out, "\t%s\n", score.severity);
    return INRO_DONE;
}

static InroStatus cvss_run(const App *app, const void *args, char **operands)
{
    (void)args;
    return operands[0] ? app_each_operand(app, operands, score_line, NULL)
                       : app_each_line(app, score_line, NULL);
}

const Command CMD_CVSS = {
    .name = "cvss", .usage = "[VECTOR]…", .operands = { 0, OPERANDS_MANY }, .run = cvss_run,
};
