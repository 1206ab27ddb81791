/* SPDX-License-Identifier: Apache-2.0 */
/* inro purl — the canonical form of package URLs. */
#include "cli/app.h"
#include "cli/commands.h"

#include "inro/ident.h"

static InroStatus purl_line(const App *app, Str line, Buf *out, const void *context)
{
    InroBytes canonical;
    InroError error;

    (void)context;
    if (!inro_purl_canonical(&app->inro, (InroText){ line.ptr, line.len }, &canonical, &error))
        return app_fail(app, &error);
    buf_add(out, (Str){ canonical.ptr, canonical.len });
    buf_char(out, '\n');
    inro_bytes_free(&canonical);
    return INRO_DONE;
}

static InroStatus purl_run(const App *app, const void *args, char **operands)
{
    (void)args;
    return app_each_operand(app, operands, purl_line, NULL);
}

const Command CMD_PURL = {
    .name = "purl", .usage = "PURL…", .operands = { 1, OPERANDS_MANY }, .run = purl_run,
};
