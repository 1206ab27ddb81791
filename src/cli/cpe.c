/* SPDX-License-Identifier: Apache-2.0 */
/* inro cpe match — the relation between two CPE names. */
#include "cli/app.h"
#include "cli/commands.h"

#include "inro/ident.h"

#include <stdio.h>

static InroText text_of(const char *operand)
{
    Str text = str_of(operand);

    return (InroText){ text.ptr, text.len };
}

static InroStatus cpe_match_run(const App *app, const void *args, char **operands)
{
    char line[64];
    const char *relation;
    InroError error;

    (void)args;
    if (!inro_cpe_relation(&app->inro, text_of(operands[0]), text_of(operands[1]), &relation,
                           &error))
        return app_fail(app, &error);
    return app_write(app, line, (size_t)snprintf(line, sizeof line, "%s\n", relation));
}

const Command CMD_CPE_MATCH = {
    .name = "cpe match", .usage = "SOURCE TARGET", .operands = { 2, 2 }, .run = cpe_match_run,
};
