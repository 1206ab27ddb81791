/* SPDX-License-Identifier: Apache-2.0 */
/* inro record backup|restore|copy|erase — copies of the record, and a person's name taken out of
 * it. */
#include "cli/commands.h"
#include "cli/record.h"

#include "base/msg.h"
#include "inro/key.h"

#include <stdio.h>
#include <string.h>

enum { PLACE_BYTES = 4096, CONFINE_BYTES = 1 << 20 };

typedef struct {
    const char *record;
} RecordArgs;

static const Option OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(RecordArgs, record) },
};

static InroStatus backup_run(const App *app, const void *args_, char **operands)
{
    const RecordArgs *args = args_;
    const char *file = operands[0];
    CLEANUP(record_close) InroRecord *record = NULL;
    RecordNeeds needs = { .outputs = &file, .output_count = 1 };
    InroStatus status;
    InroError error;

    if (!record_open(app, args->record, RECORD_READS, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    return inro_record_backup(&app->inro, record, file, &error) ? INRO_DONE : app_fail(app, &error);
}

static InroStatus count_say(const App *app, Str rule, uint64_t events)
{
    char text[ERR_TEXT_BYTES], number[24];

    snprintf(number, sizeof number, "%llu", (unsigned long long)events);
    msg_format(app->lang, rule, &(Str){ number, strlen(number) }, 1, text, sizeof text);
    return app_write_line(app, text);
}

static void restore_close(InroRestore **restore)
{
    inro_restore_close(*restore);
}

static bool restore_confine(const App *app, const InroRecordOptions *to, char *file,
                            InroStatus *status)
{
    CLEANUP(arena_done) Arena arena = arena_new(CONFINE_BYTES);
    char head[PLACE_BYTES + 8];
    char *inputs[] = { file, head, NULL };
    RecordNeeds needs = { .place = to->place, .state = to->state, .inputs = inputs };
    Err err;

    snprintf(head, sizeof head, "%s.head", file);
    if (confine_record(&needs, &arena, &err))
        return true;
    *status = app_refuse(app, &err);
    return false;
}

static InroStatus restore_run(const App *app, const void *args_, char **operands)
{
    const RecordArgs *args = args_;
    char place[PLACE_BYTES], state[PLACE_BYTES];
    InroRecordOptions to = { .place = place, .state = state, .create = true };
    CLEANUP(restore_close) InroRestore *restore = NULL;
    InroStatus status = INRO_REFUSED;
    uint64_t events;
    InroError error;

    if (!app_record_place(app, args->record, place, sizeof place)
        || !app_state_dir(app, NULL, state, sizeof state))
        return status;
    if (!inro_restore_open(&app->inro, &to, operands[0], &restore, &error))
        return app_fail(app, &error);
    if (!restore_confine(app, &to, operands[0], &status))
        return status;
    if (!inro_restore_run(&app->inro, restore, &events, &error))
        return app_fail(app, &error);
    *app->recorded = events;
    return count_say(app, STR("cli.restored"), events);
}

/* ---- copy ------------------------------------------------------------------------------- */

typedef struct {
    const char *record, *to;
} CopyArgs;

static const Option COPY_OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(CopyArgs, record) },
    { "to", 0, "PLACE", OPTION_TEXT, offsetof(CopyArgs, to) },
};

/* Both are open by now. One of them gives the right to speak or to write, and when the other is a
 * folder it is one that is written in, too. */
static bool copy_confine(const App *app, const char *from, const InroRecordOptions *to,
                         InroStatus *status)
{
    CLEANUP(arena_done) Arena arena = arena_new(CONFINE_BYTES);
    bool served = app_record_is_server(to->place);
    const char *other = served ? from : to->place;
    char inside[PLACE_BYTES + 8];
    const char *outputs[] = { inside };
    RecordNeeds needs = { .place = served ? to->place : from, .state = to->state,
                          .outputs = outputs,
                          .output_count = app_record_is_server(other) ? 0 : 1 };
    Err err;

    snprintf(inside, sizeof inside, "%s/keys", other);
    if (confine_record(&needs, &arena, &err))
        return true;
    *status = app_refuse(app, &err);
    return false;
}

static InroStatus copy_run(const App *app, const void *args_, char **operands)
{
    const CopyArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    CLEANUP(restore_close) InroRestore *to = NULL;
    char from[PLACE_BYTES], there[PLACE_BYTES], state[PLACE_BYTES];
    InroRecordOptions options = { .place = there, .state = state, .create = true };
    InroStatus status = INRO_REFUSED;
    InroError error;
    uint64_t events;
    Err err;

    (void)operands;
    if (!args->to || !args->to[0]) {
        err_set(&err, ERR_USAGE, STR("cli.option-needed"), STR("to"));
        return app_refuse(app, &err);
    }
    if (!app_record_place(app, args->record, from, sizeof from)
        || !app_record_place(app, args->to, there, sizeof there)
        || !app_state_dir(app, NULL, state, sizeof state)
        || !record_open(app, args->record, RECORD_READS, &record, &status))
        return status;
    if (!inro_restore_open(&app->inro, &options, NULL, &to, &error))
        return app_fail(app, &error);
    if (!copy_confine(app, from, &options, &status))
        return status;
    if (!inro_record_copy(&app->inro, record, to, &events, &error))
        return app_fail(app, &error);
    *app->recorded = events;
    return count_say(app, STR("cli.copied"), events);
}

const Command CMD_RECORD_COPY = {
    .name = "record copy", .usage = "", .options = COPY_OPTIONS,
    .option_count = ARRAY_LEN(COPY_OPTIONS), .args_size = sizeof(CopyArgs), .run = copy_run,
};

/* ---- names ------------------------------------------------------------------------------ */

static InroStatus erase_run(const App *app, const void *args_, char **operands)
{
    const RecordArgs *args = args_;

    return record_change(app, args->record, NULL, inro_record_erase, operands[0]);
}

#define RECORD_COMMAND(NAME, word, operand, run_)                                                  \
    const Command CMD_RECORD_##NAME = {                                                            \
        .name = "record " word, .usage = operand, .options = OPTIONS,                              \
        .option_count = ARRAY_LEN(OPTIONS), .args_size = sizeof(RecordArgs),                       \
        .operands = { 1, 1 }, .run = run_,                                                         \
    }

RECORD_COMMAND(BACKUP, "backup", "FILE", backup_run);
RECORD_COMMAND(RESTORE, "restore", "FILE", restore_run);
RECORD_COMMAND(ERASE, "erase", "PERSON", erase_run);
