/* SPDX-License-Identifier: Apache-2.0 */
/* inro db — the knowledge base: taking feeds in, saying what is there. */
#include "cli/app.h"
#include "cli/commands.h"

#include "inro/db.h"

#include <stdio.h>

enum { PATH_BYTES = 4096 };

typedef struct {
    const char *db;
    bool json;
} DbArgs;

static const Option IMPORT_OPTIONS[] = {
    { "db", 0, "DIR", OPTION_TEXT, offsetof(DbArgs, db) },
};
static const Option STATUS_OPTIONS[] = {
    { "db", 0, "DIR", OPTION_TEXT, offsetof(DbArgs, db) },
    { "json", 0, NULL, OPTION_FLAG, offsetof(DbArgs, json) },
};

static void say(void *context, InroImportKind kind, const char *text)
{
    const App *app = context;

    switch (kind) {
    case INRO_IMPORT_PROGRESS:
        if (app->err_is_terminal)
            fprintf(stderr, "\r\033[K%s", text);
        return;
    case INRO_IMPORT_REFUSED:
    case INRO_IMPORT_NOTE:
        break;
    }
    fprintf(stderr, "%s%s\n", app->err_is_terminal ? "\r\033[K" : "", text);
}

static InroStatus import_run(const App *app, const void *args_, char **operands)
{
    const DbArgs *args = args_;
    App copy = *app;
    InroImportOptions options = { .say = say, .context = &copy, .confine = true };
    char dir[PATH_BYTES];
    uint64_t refused;
    InroError error;
    size_t count = 0;

    while (operands[count])
        count++;
    if (!app_db_dir(app, args->db, false, dir, sizeof dir))
        return INRO_REFUSED;
    if (!inro_db_import(&app->inro, dir, operands, count, &options, &refused, &error))
        return app_fail(app, &error);
    return INRO_DONE;
}

static InroStatus status_run(const App *app, const void *args_, char **operands)
{
    const DbArgs *args = args_;
    char dir[PATH_BYTES];
    InroStatus status;
    InroBytes out;
    InroError error;

    (void)operands;
    if (!app_db_dir(app, args->db, true, dir, sizeof dir))
        return INRO_REFUSED;
    if (!inro_db_status(&app->inro, dir, args->json, &out, &error))
        return app_fail(app, &error);
    status = app_write(app, out.ptr, out.len);
    inro_bytes_free(&out);
    return status;
}

const Command CMD_DB_IMPORT = {
    .name = "db import", .usage = "SOURCE…",
    .options = IMPORT_OPTIONS, .option_count = ARRAY_LEN(IMPORT_OPTIONS),
    .args_size = sizeof(DbArgs), .operands = { 1, OPERANDS_MANY }, .run = import_run,
};

const Command CMD_DB_STATUS = {
    .name = "db status", .usage = "",
    .options = STATUS_OPTIONS, .option_count = ARRAY_LEN(STATUS_OPTIONS),
    .args_size = sizeof(DbArgs), .operands = { 0, 0 }, .run = status_run,
};
