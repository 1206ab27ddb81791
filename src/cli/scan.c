/* SPDX-License-Identifier: Apache-2.0 */
/* inro scan — find known vulnerabilities in SBOMs. */
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/confine.h"

#include "base/date.h"
#include "base/io.h"
#include "inro/scan.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, MAX_AGE_DAYS = 7, FORMAT_BYTES = 32 };

typedef struct {
    const char *db, *fail_on, *now, *max_age;
    TextList outputs;
    bool exit_zero;
} ScanArgs;

static const Option OPTIONS[] = {
    { "db", 0, "DIR", OPTION_TEXT, offsetof(ScanArgs, db) },
    { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(ScanArgs, outputs) },
    { "fail-on", 0, "EXPR", OPTION_TEXT, offsetof(ScanArgs, fail_on) },
    { "max-age", 0, "DAYS", OPTION_TEXT, offsetof(ScanArgs, max_age) },
    { "now", 0, "TIME", OPTION_TEXT, offsetof(ScanArgs, now) },
    { "exit-zero", 0, NULL, OPTION_FLAG, offsetof(ScanArgs, exit_zero) },
};

/* "html=report.html" is the format and the file; no file is standard output. */
typedef struct {
    char format[FORMAT_BYTES];
    const char *file;
} Output;

static bool output_read(const App *app, const char *text, Output *out)
{
    Str word = str_of(text);
    size_t equals = str_find_char(word, '=');
    InroError error;

    snprintf(out->format, sizeof out->format, "%.*s", (int)(equals < FORMAT_BYTES ? equals : 31),
             text);
    out->file = equals < word.len && strcmp(text + equals + 1, "-") != 0 ? text + equals + 1 : NULL;
    if (inro_report_known(&app->inro, out->format, &error))
        return true;
    app_fail(app, &error);
    return false;
}

/* Where a report goes, piece by piece: a file that appears whole, or standard output. */
typedef struct {
    IoWriter *writer; /* NULL: standard output */
    bool closed;      /* standard output takes no more */
    Err err;          /* why */
} Target;

static void target_take(void *context, const char *bytes, size_t len)
{
    Target *target = context;

    if (target->writer)
        io_write(target->writer, (Str){ bytes, len });
    else if (!target->closed)
        target->closed = !io_write_fd(STDOUT_FILENO, "stdout", (Str){ bytes, len }, &target->err);
}

/* A reader that has seen enough, such as head, is no failure. */
static InroStatus target_end(const App *app, Target *target)
{
    Err err;

    if (target->writer)
        return io_writer_commit(&target->writer, &err) ? INRO_DONE : app_refuse(app, &err);
    return target->closed && !str_eq(target->err.rule, STR("base.io-pipe"))
        ? app_refuse(app, &target->err) : INRO_DONE;
}

static InroStatus print_report(const App *app, const InroScan *scan, const Output *output)
{
    Target target = { .writer = NULL };
    InroReportOptions options = { .format = output->format, .take = target_take,
                                  .context = &target };
    InroError error;
    Err err;

    if (!output->file) {
        options.columns = app->columns;
        options.colour = app->colour;
    } else if (!io_writer_open(output->file, &target.writer, &err)) {
        return app_refuse(app, &err);
    }
    if (inro_scan_report(&app->inro, scan, &options, &error))
        return target_end(app, &target);
    io_writer_abandon(&target.writer);
    return app_fail(app, &error);
}

/* The age limit and the present, as far as they were given. */
static bool times_read(const App *app, const ScanArgs *args, Inro *inro, InroScanOptions *options)
{
    uint64_t days = MAX_AGE_DAYS;
    Err err;

    if (args->max_age && (!str_to_u64(str_of(args->max_age), &days) || days > 36500)) {
        err_set(&err, ERR_USAGE, STR("cli.option-not-a-number"), STR("max-age"),
                str_of(args->max_age));
        app_refuse(app, &err);
        return false;
    }
    options->max_age_days = (int)days;
    if (args->now && !date_parse_s(str_of(args->now), &inro->now_s)) {
        err_set(&err, ERR_USAGE, STR("cli.not-a-time"), STR("now"), str_of(args->now));
        app_refuse(app, &err);
        return false;
    }
    return true;
}

static void say(void *context, const char *text)
{
    app_say(context, text);
}

static InroStatus reports_print(const App *app, const InroScan *scan, const Output *outputs,
                                size_t count)
{
    InroStatus status = INRO_DONE;

    for (size_t i = 0; scan && i < count; i++)
        status = status_add(status, print_report(app, scan, &outputs[i]));
    return status;
}

static bool rights_drop(const App *app, const char *dir, char **operands, const Output *outputs,
                        size_t count)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const char *files[LIST_MAX];
    Needs needs = { .db = dir, .inputs = operands, .outputs = files, .output_count = count,
                    .threads = true };
    Err err;

    for (size_t i = 0; i < count; i++)
        files[i] = outputs[i].file;
    if (confine(&needs, &arena, &err))
        return true;
    app_refuse(app, &err);
    return false;
}

static InroStatus scan_run(const App *app, const void *args_, char **operands)
{
    const ScanArgs *args = args_;
    App copy = *app;
    char dir[PATH_BYTES];
    Output outputs[LIST_MAX] = { { .format = "table", .file = NULL } };
    size_t output_count = args->outputs.count ? args->outputs.count : 1;
    InroScanOptions options = { .dir = dir, .sboms = operands, .fail_on = args->fail_on,
                                .age_matters = args->max_age != NULL };
    InroStatus status;
    InroScan *scan;

    for (size_t i = 0; i < args->outputs.count; i++)
        if (!output_read(app, args->outputs.item[i], &outputs[i]))
            return INRO_REFUSED;
    if (!app_db_dir(app, args->db, true, dir, sizeof dir)
        || !times_read(app, args, &copy.inro, &options)
        || !rights_drop(app, dir, operands, outputs, output_count))
        return INRO_REFUSED;
    while (operands[options.sbom_count])
        options.sbom_count++;
    status = inro_scan(&copy.inro, &options, say, &copy, &scan);
    status = status_add(status, reports_print(&copy, scan, outputs, output_count));
    inro_scan_free(scan);
    return args->exit_zero && status == INRO_POLICY ? INRO_DONE : status;
}

const Command CMD_SCAN = {
    .name = "scan", .usage = "SBOM…",
    .options = OPTIONS, .option_count = ARRAY_LEN(OPTIONS), .args_size = sizeof(ScanArgs),
    .operands = { 1, OPERANDS_MANY }, .run = scan_run,
};
