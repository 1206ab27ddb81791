/* SPDX-License-Identifier: Apache-2.0 */
/* inro release sbom — the SBOMs of a release. */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/record.h"

typedef struct {
    const char *record, *reason;
    TextList outputs;
    bool json;
} SbomArgs;

#define RECORD { "record", 0, "PLACE", OPTION_TEXT, offsetof(SbomArgs, record) }

static const Option ATTACH_OPTIONS[] = { RECORD };
static const Option DETACH_OPTIONS[] = {
    RECORD,
    { "reason", 0, "TEXT", OPTION_TEXT, offsetof(SbomArgs, reason) },
};
static const Option LIST_OPTIONS[] = {
    RECORD,
    { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(SbomArgs, outputs) },
    { "json", 0, NULL, OPTION_FLAG, offsetof(SbomArgs, json) },
};

static InroStatus attach_run(const App *app, const void *args_, char **operands)
{
    const SbomArgs *args = args_;
    const RecordNeeds needs = { .inputs = operands + 1 };
    CLEANUP(record_close) InroRecord *record = NULL;
    char id[INRO_UUID_BYTES];
    InroStatus status;
    InroError error;

    if (!record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    if (!inro_sbom_attach(&app->inro, record, operands[0], operands[1], id, &error))
        return app_fail(app, &error);
    return app_write_line(app, id);
}

static InroStatus detach_run(const App *app, const void *args_, char **operands)
{
    const SbomArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status;
    InroError error;

    if (!args->reason)
        return app_needed(app, "reason");
    if (!record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, NULL, &status))
        return status;
    return inro_sbom_detach(&app->inro, record, operands[0], args->reason, &error)
         ? INRO_DONE : app_fail(app, &error);
}

typedef struct {
    InroRecord *record;
    InroGiven where;
} Question;

static bool list_print(const App *app, const void *what, const InroReportOptions *options,
                       InroError *error)
{
    const Question *asked = what;

    return inro_noun_list(&app->inro, asked->record, "sbom", &asked->where, 1, options, error);
}

static InroStatus list_run(const App *app, const void *args_, char **operands)
{
    const SbomArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    Question question = { .where = { "release", operands[0] } };
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = NULL } };

    if (!output_read(app, &args->outputs, args->json, &outputs)
        || !record_begin(app, &wish, &record, &status))
        return status;
    question.record = record;
    return output_print(app, &outputs, list_print, &question);
}

const Command CMD_RELEASE_SBOM_ATTACH = {
    .name = "release sbom attach", .usage = "RELEASE FILE",
    .options = ATTACH_OPTIONS, .option_count = ARRAY_LEN(ATTACH_OPTIONS),
    .args_size = sizeof(SbomArgs), .operands = { 2, 2 }, .run = attach_run,
};

const Command CMD_RELEASE_SBOM_DETACH = {
    .name = "release sbom detach", .usage = "SBOM",
    .options = DETACH_OPTIONS, .option_count = ARRAY_LEN(DETACH_OPTIONS),
    .args_size = sizeof(SbomArgs), .operands = { 1, 1 }, .run = detach_run,
};

const Command CMD_RELEASE_SBOM_LIST = {
    .name = "release sbom list", .usage = "RELEASE",
    .options = LIST_OPTIONS, .option_count = ARRAY_LEN(LIST_OPTIONS),
    .args_size = sizeof(SbomArgs), .operands = { 1, 1 }, .run = list_run,
};
