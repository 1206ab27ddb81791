/* SPDX-License-Identifier: Apache-2.0 */
/* inro record — the record itself: whether it is what was written. */
#include "cli/record.h"

#include "cli/commands.h"
#include "cli/output.h"

enum { PLACE_BYTES = 4096 };

bool record_open(const App *app, const char *given, bool create, InroRecord **out,
                 InroStatus *status)
{
    char place[PLACE_BYTES], state[PLACE_BYTES], actor[APP_ACTOR_BYTES];
    InroRecordOptions options = { .place = place, .state = state, .actor = actor,
                                  .create = create };
    InroError error;

    *status = INRO_REFUSED;
    if (!app_record_place(app, given, place, sizeof place)
        || !app_state_dir(app, NULL, state, sizeof state) || !app_actor(app, actor))
        return false;
    if (inro_record_open(&app->inro, &options, out, &error))
        return true;
    *status = app_fail(app, &error);
    return false;
}

bool record_confine(const App *app, const char *given, const RecordNeeds *more, InroStatus *status)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    RecordNeeds needs = more ? *more : (RecordNeeds){ .place = NULL };
    char place[PLACE_BYTES], state[PLACE_BYTES];
    Err err;

    *status = INRO_REFUSED;
    if (!app_record_place(app, given, place, sizeof place)
        || !app_state_dir(app, NULL, state, sizeof state))
        return false;
    needs.place = place;
    needs.state = state;
    if (confine_record(&needs, &arena, &err))
        return true;
    *status = app_refuse(app, &err);
    return false;
}

void record_close(InroRecord **record)
{
    inro_record_close(*record);
}

typedef struct {
    const char *record;
} VerifyArgs;

static const Option VERIFY_OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(VerifyArgs, record) },
};

static bool verify_print(const App *app, const void *record, const InroReportOptions *options,
                         InroError *error)
{
    return inro_record_verify(&app->inro, *(InroRecord *const *)record, options, error);
}

static InroStatus verify_run(const App *app, const void *args_, char **operands)
{
    static const TextList NONE = { .count = 0 };
    const VerifyArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status;
    OutputList outputs;

    (void)operands;
    if (!output_read(app, &NONE, &outputs)
        || !record_open(app, args->record, false, &record, &status)
        || !record_confine(app, args->record, NULL, &status))
        return status;
    return output_print(app, &outputs, verify_print, &record);
}

const Command CMD_RECORD_VERIFY = {
    .name = "record verify", .usage = "",
    .options = VERIFY_OPTIONS, .option_count = ARRAY_LEN(VERIFY_OPTIONS),
    .args_size = sizeof(VerifyArgs), .operands = { 0, 0 }, .run = verify_run,
};
