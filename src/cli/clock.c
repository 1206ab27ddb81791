/* SPDX-License-Identifier: Apache-2.0 */
/* inro clock — by when whom must be told. */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/record.h"

#include "inro/clock.h"

#include <stdlib.h>

enum { PATH_BYTES = 4096 };

/* ---- clock list --------------------------------------------------------------------- */

typedef struct {
    const char *record, *db, *product;
    TextList outputs;
    bool all, fail_overdue, json;
} ListArgs;

static const Option LIST_OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(ListArgs, record) },
    { "db", 0, "DIR", OPTION_TEXT, offsetof(ListArgs, db) },
    { "product", 0, "NAME", OPTION_TEXT, offsetof(ListArgs, product) },
    { "all", 0, NULL, OPTION_FLAG, offsetof(ListArgs, all) },
    { "fail-overdue", 0, NULL, OPTION_FLAG, offsetof(ListArgs, fail_overdue) },
    { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(ListArgs, outputs) },
    { "json", 0, NULL, OPTION_FLAG, offsetof(ListArgs, json) },
};

typedef struct {
    InroRecord *record;
    InroClockQuestion question;
    uint64_t *overdue;
} Asked;

static void say(void *context, const char *text)
{
    app_say(context, text);
}

static bool list_print(const App *app, const void *what, const InroReportOptions *options,
                       InroError *error)
{
    const Asked *asked = what;
    App copy = *app;

    return inro_clock_list(&app->inro, asked->record, &asked->question, say, &copy, options,
                           asked->overdue, error);
}

static InroStatus list_run(const App *app, const void *args_, char **operands)
{
    const ListArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    char db[PATH_BYTES], *zones[] = { getenv("TZDIR"), NULL };
    InroStatus status = INRO_REFUSED;
    uint64_t overdue = 0;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = db, .inputs = zones,
                                                        .threads = true } };
    Asked asked;

    (void)operands;
    if (!output_read(app, &args->outputs, args->json, &outputs)
        || !app_db_dir(app, args->db, true, db, sizeof db)
        || !record_begin(app, &wish, &record, &status))
        return status;
    asked = (Asked){ record, { db, args->product, zones[0], args->all }, &overdue };
    status = output_print(app, &outputs, list_print, &asked);
    return status_add(status, args->fail_overdue && overdue ? INRO_POLICY : INRO_DONE);
}

const Command CMD_CLOCK_LIST = {
    .name = "clock list", .usage = "",
    .options = LIST_OPTIONS, .option_count = ARRAY_LEN(LIST_OPTIONS),
    .args_size = sizeof(ListArgs), .operands = { 0, 0 }, .run = list_run,
};

/* ---- clock step --------------------------------------------------------------------- */

typedef struct {
    const char *record, *product, *step, *clock, *at, *reason;
    TextList facts;
} StepArgs;

static const Option STEP_OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(StepArgs, record) },
    { "product", 0, "NAME", OPTION_TEXT, offsetof(StepArgs, product) },
    { "step", 0, "STEP", OPTION_TEXT, offsetof(StepArgs, step) },
    { "clock", 0, "RULE", OPTION_TEXT, offsetof(StepArgs, clock) },
    { "at", 0, "TIME", OPTION_TEXT, offsetof(StepArgs, at) },
    { "reason", 0, "TEXT", OPTION_TEXT, offsetof(StepArgs, reason) },
    { "fact", 0, "FACT", OPTION_LIST, offsetof(StepArgs, facts) },
};

static InroStatus step_run(const App *app, const void *args_, char **operands)
{
    const StepArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroClockStep said = { operands[0], args->product, args->step, args->clock, args->at,
                           args->reason, args->facts.item, args->facts.count };
    char id[INRO_UUID_BYTES];
    InroStatus status;
    InroError error;

    if (!args->product || !args->step || !args->at)
        return app_needed(app, !args->product ? "product" : !args->step ? "step" : "at");
    if (!record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, NULL, &status))
        return status;
    return inro_clock_step(&app->inro, record, &said, id, &error) ? app_write_line(app, id)
                                                                  : app_fail(app, &error);
}

const Command CMD_CLOCK_STEP = {
    .name = "clock step", .usage = "VULNERABILITY",
    .options = STEP_OPTIONS, .option_count = ARRAY_LEN(STEP_OPTIONS),
    .args_size = sizeof(StepArgs), .operands = { 1, 1 }, .run = step_run,
};
