/* SPDX-License-Identifier: Apache-2.0 */
/* inro device import, inro site import — many at once, out of a CSV file. */
#include "cli/commands.h"
#include "cli/record.h"
#include "inro/fleet.h"

#include "base/date.h"
#include "base/msg.h"

#include <stdio.h>

enum { TOLD_BYTES = 1024, NUMBER_BYTES = 24 };

typedef struct {
    const char *record, *product;
    bool check;
} FleetArgs;

#define RECORD { "record", 0, "PLACE", OPTION_TEXT, offsetof(FleetArgs, record) }
#define CHECK  { "check", 0, NULL, OPTION_FLAG, offsetof(FleetArgs, check) }

static const Option DEVICE_OPTIONS[] = {
    RECORD, { "product", 0, "NAME", OPTION_TEXT, offsetof(FleetArgs, product) }, CHECK,
};
static const Option SITE_OPTIONS[] = { RECORD, CHECK };

static void say(void *context, const char *text)
{
    app_say(context, text);
}

static InroStatus tell(const App *app, const InroImported *done, bool check)
{
    const uint64_t numbers[] = { done->rows, done->created, done->changed, done->unchanged,
                                 done->sites };
    char text[ARRAY_LEN(numbers)][NUMBER_BYTES], told[TOLD_BYTES];
    Str args[ARRAY_LEN(numbers)];

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        snprintf(text[i], NUMBER_BYTES, "%llu", (unsigned long long)numbers[i]);
        args[i] = str_of(text[i]);
    }
    msg_format(app->lang, check ? STR("cli.import-checked") : STR("cli.import-done"), args,
               ARRAY_LEN(numbers), told, sizeof told);
    return app_write_line(app, told);
}

/* How fast it went, for who watches. */
static void speed_say(const App *app, uint64_t rows, int64_t took_ms)
{
    char number[3][NUMBER_BYTES], told[TOLD_BYTES];
    uint64_t ms = took_ms > 0 ? (uint64_t)took_ms : 1;
    Str args[3];

    if (!app->err_is_terminal)
        return;
    snprintf(number[0], NUMBER_BYTES, "%llu", (unsigned long long)rows);
    snprintf(number[1], NUMBER_BYTES, "%llu.%llu", (unsigned long long)ms / 1000,
             (unsigned long long)ms % 1000 / 100);
    snprintf(number[2], NUMBER_BYTES, "%llu", (unsigned long long)(rows * 1000 / ms));
    for (size_t i = 0; i < ARRAY_LEN(args); i++)
        args[i] = str_of(number[i]);
    app_say(app, msg_format(app->lang, STR("cli.import-speed"), args, ARRAY_LEN(args), told,
                            sizeof told));
}

typedef bool FleetImport(const Inro *inro, InroRecord *record, const InroImportOptions *options,
                         InroImported *out, InroError *error);

static InroStatus import(const App *app, const FleetArgs *args, char **operands,
                         FleetImport *import_it)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    char *inputs[] = { operands[0], NULL };
    RecordNeeds needs = { .inputs = inputs };
    App copy = *app;
    InroImportOptions options = { operands[0], args->product, args->check, say, &copy };
    InroImported done;
    InroStatus status;
    InroError error;
    int64_t began_ms;

    if (!record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    began_ms = date_ticks_ms();
    if (!import_it(&app->inro, record, &options, &done, &error))
        return app_fail(app, &error);
    speed_say(app, done.rows, date_ticks_ms() - began_ms);
    return tell(app, &done, args->check);
}

static InroStatus device_run(const App *app, const void *args_, char **operands)
{
    const FleetArgs *args = args_;

    if (!args->product)
        return app_needed(app, "product");
    return import(app, args, operands, inro_devices_import);
}

static InroStatus site_run(const App *app, const void *args, char **operands)
{
    return import(app, args, operands, inro_sites_import);
}

const Command CMD_DEVICE_IMPORT = {
    .name = "device import", .usage = "FILE",
    .options = DEVICE_OPTIONS, .option_count = ARRAY_LEN(DEVICE_OPTIONS),
    .args_size = sizeof(FleetArgs), .operands = { 1, 1 }, .run = device_run,
};

const Command CMD_SITE_IMPORT = {
    .name = "site import", .usage = "FILE",
    .options = SITE_OPTIONS, .option_count = ARRAY_LEN(SITE_OPTIONS),
    .args_size = sizeof(FleetArgs), .operands = { 1, 1 }, .run = site_run,
};
