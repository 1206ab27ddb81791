/* SPDX-License-Identifier: Apache-2.0 */
/* inro explain — why a vulnerability does or does not concern an SBOM or a package. */
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/confine.h"

#include "inro/scan.h"

enum { PATH_BYTES = 4096 };

typedef struct {
    const char *db;
} ExplainArgs;

static const Option OPTIONS[] = {
    { "db", 0, "DIR", OPTION_TEXT, offsetof(ExplainArgs, db) },
};

static InroStatus explain_run(const App *app, const void *args_, char **operands)
{
    const ExplainArgs *args = args_;
    char dir[PATH_BYTES];
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    Needs needs = { .db = dir, .inputs = operands + 1 };
    InroQuestion question = { dir, operands[0], operands[1] };
    InroStatus status;
    InroBytes out;
    bool known;
    InroError error;
    Err err;

    if (!app_db_dir(app, args->db, true, dir, sizeof dir))
        return INRO_REFUSED;
    if (!confine(&needs, &arena, &err))
        return app_refuse(app, &err);
    if (!inro_explain(&app->inro, &question, &out, &known, &error))
        return app_fail(app, &error);
    /* No data is no answer, and a script must not take it for one. */
    status = status_add(known ? INRO_DONE : INRO_NO_DATA, app_write(app, out.ptr, out.len));
    inro_bytes_free(&out);
    return status;
}

const Command CMD_EXPLAIN = {
    .name = "explain", .usage = "VULNERABILITY SBOM|PURL",
    .options = OPTIONS, .option_count = ARRAY_LEN(OPTIONS), .args_size = sizeof(ExplainArgs),
    .operands = { 2, 2 }, .run = explain_run,
};
