/* SPDX-License-Identifier: Apache-2.0 */
/* inro scan — find known vulnerabilities in SBOMs. */
#include "cli/app.h"
#include "cli/commands.h"
#include "cli/confine.h"
#include "cli/output.h"
#include "cli/scan.h"

#include "base/date.h"
#include "inro/scan.h"

enum { PATH_BYTES = 4096, MAX_AGE_DAYS = 7 };

static const Option OPTIONS[] = {
    { "db", 0, "DIR", OPTION_TEXT, offsetof(ScanArgs, db) },
    { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(ScanArgs, outputs) },
    { "fail-on", 0, "EXPR", OPTION_TEXT, offsetof(ScanArgs, fail_on) },
    { "max-age", 0, "DAYS", OPTION_TEXT, offsetof(ScanArgs, max_age) },
    { "now", 0, "TIME", OPTION_TEXT, offsetof(ScanArgs, now) },
    { "exit-zero", 0, NULL, OPTION_FLAG, offsetof(ScanArgs, exit_zero) },
    { "product", 0, "NAME", OPTION_TEXT, offsetof(ScanArgs, product) },
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(ScanArgs, record) },
};

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

static bool scan_print(const App *app, const void *scan, const InroReportOptions *options,
                       InroError *error)
{
    return inro_scan_report(&app->inro, scan, options, error);
}

static bool rights_drop(const App *app, const char *dir, char *const *operands,
                        const OutputList *outputs)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const char *files[LIST_MAX];
    Needs needs = { .db = dir, .inputs = operands, .outputs = files,
                    .output_count = outputs->count, .threads = true };
    Err err;

    output_files(outputs, files);
    if (confine(&needs, &arena, &err))
        return true;
    app_refuse(app, &err);
    return false;
}

static bool operands_count(const App *app, const ScanArgs *args, char **operands, size_t *count)
{
    Err err;

    while (operands[*count])
        ++*count;
    if ((args->product != NULL) != (*count > 0))
        return true;
    err_set(&err, ERR_USAGE, args->product ? STR("cli.scan-both") : STR("cli.scan-nothing"));
    app_refuse(app, &err);
    return false;
}

static InroStatus files_scan(const App *app, const OutputList *outputs,
                             const InroScanOptions *options)
{
    App copy = *app;
    InroStatus status;
    InroScan *scan;

    if (!rights_drop(app, options->dir, options->sboms, outputs))
        return INRO_REFUSED;
    status = inro_scan(&copy.inro, options, say, &copy, &scan);
    if (scan)
        status = status_add(status, output_print(&copy, outputs, scan_print, scan));
    inro_scan_free(scan);
    return status;
}

static InroStatus scan_run(const App *app, const void *args_, char **operands)
{
    const ScanArgs *args = args_;
    App copy = *app;
    char dir[PATH_BYTES];
    OutputList outputs;
    InroScanOptions options = { .dir = dir, .sboms = operands, .fail_on = args->fail_on,
                                .age_matters = args->max_age != NULL };
    InroStatus status;

    if (!operands_count(app, args, operands, &options.sbom_count)
        || !output_read(app, &args->outputs, false, &outputs)
        || !app_db_dir(app, args->db, true, dir, sizeof dir)
        || !times_read(app, args, &copy.inro, &options))
        return INRO_REFUSED;
    status = args->product ? scan_product(&copy, args, &options, &outputs)
                           : files_scan(&copy, &outputs, &options);
    return args->exit_zero && status == INRO_POLICY ? INRO_DONE : status;
}

const Command CMD_SCAN = {
    .name = "scan", .usage = "SBOM…",
    .options = OPTIONS, .option_count = ARRAY_LEN(OPTIONS), .args_size = sizeof(ScanArgs),
    .operands = { 0, OPERANDS_MANY }, .run = scan_run,
};
