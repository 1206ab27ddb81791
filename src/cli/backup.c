/* SPDX-License-Identifier: Apache-2.0 */
/* inro record backup|restore|erase — copies of the record, and a person's name taken out of it. */
#include "cli/commands.h"
#include "cli/record.h"

#include "base/msg.h"

#include <stdio.h>
#include <string.h>

enum { PLACE_BYTES = 4096 };

typedef struct {
    const char *record;
} RecordArgs;

static const Option OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(RecordArgs, record) },
};

static InroStatus backup_run(const App *app, const void *args_, char **operands)
{
    const RecordArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    const char *file = operands[0];
    RecordNeeds needs = { .outputs = &file, .output_count = 1 };
    InroStatus status;
    InroError error;

    if (!record_open(app, args->record, false, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    return inro_record_backup(&app->inro, record, file, &error) ? INRO_DONE
                                                               : app_fail(app, &error);
}

static InroStatus restored_say(const App *app, uint64_t events)
{
    char text[ERR_TEXT_BYTES], number[24];
    size_t len;

    snprintf(number, sizeof number, "%llu", (unsigned long long)events);
    msg_format(app->lang, STR("cli.restored"), &(Str){ number, strlen(number) }, 1, text,
               sizeof text - 1);
    len = strlen(text);
    text[len] = '\n';
    return app_write(app, text, len + 1);
}

static InroStatus restore_run(const App *app, const void *args_, char **operands)
{
    const RecordArgs *args = args_;
    char place[PLACE_BYTES], state[PLACE_BYTES];
    InroRecordOptions to = { .place = place, .state = state, .create = true };
    uint64_t events;
    InroError error;

    if (!app_record_place(app, args->record, place, sizeof place)
        || !app_state_dir(app, NULL, state, sizeof state))
        return INRO_REFUSED;
    return inro_record_restore(&app->inro, &to, operands[0], &events, &error)
         ? restored_say(app, events) : app_fail(app, &error);
}

static InroStatus erase_run(const App *app, const void *args_, char **operands)
{
    const RecordArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status;
    InroError error;

    if (!record_open(app, args->record, false, &record, &status)
        || !record_confine(app, args->record, NULL, &status))
        return status;
    return inro_record_erase(&app->inro, record, operands[0], &error) ? INRO_DONE
                                                                     : app_fail(app, &error);
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
