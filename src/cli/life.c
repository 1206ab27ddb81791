/* SPDX-License-Identifier: Apache-2.0 */
/* inro release life, inro notice — how long what we ship is supported, and who is to be told. */
#include "cli/life.h"

#include "cli/commands.h"
#include "cli/record.h"

enum { PATH_BYTES = 4096 };

/* ---- asking ------------------------------------------------------------------------- */

typedef struct {
    InroRecord *record;
    const LifeAsked *asked;
} Question;

static bool print(const App *app, const void *what, const InroReportOptions *options,
                  InroError *error)
{
    const Question *question = what;

    return question->asked->print(&app->inro, question->record, &question->asked->question,
                                  options, error);
}

InroStatus life_ask(const App *app, LifeAsked *asked)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status = INRO_REFUSED;
    char db[PATH_BYTES];
    OutputList outputs;
    const RecordWish wish = { asked->record, &outputs, { .db = db } };

    if (!output_read(app, asked->outputs, asked->json, &outputs)
        || !app_db_dir(app, asked->db, true, db, sizeof db)
        || !record_begin(app, &wish, &record, &status))
        return status;
    asked->question.db = db;
    return output_print(app, &outputs, print, &(Question){ record, asked });
}

typedef struct {
    const char *record, *db, *product, *release, *on, *at;
    TextList outputs;
    bool json;
} LifeArgs;

#define RECORD { "record", 0, "PLACE", OPTION_TEXT, offsetof(LifeArgs, record) }
#define ASKING                                                                                     \
    RECORD, { "db", 0, "DIR", OPTION_TEXT, offsetof(LifeArgs, db) },                               \
    { "on", 0, "DATE", OPTION_TEXT, offsetof(LifeArgs, on) },                                      \
    { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(LifeArgs, outputs) },                  \
    { "json", 0, NULL, OPTION_FLAG, offsetof(LifeArgs, json) }

static LifeAsked asked_of(const LifeArgs *args, LifePrint *print_it)
{
    return (LifeAsked){
        .record = args->record, .db = args->db, .print = print_it,
        .outputs = &args->outputs, .json = args->json,
        .question = { .product = args->product, .release = args->release, .on = args->on },
    };
}

/* ---- release life ------------------------------------------------------------------- */

static const Option LIFE_OPTIONS[] = { ASKING };

static InroStatus life_run(const App *app, const void *args, char **operands)
{
    LifeAsked asked = asked_of(args, inro_release_life);

    asked.question.release = operands[0];
    return life_ask(app, &asked);
}

const Command CMD_RELEASE_LIFE = {
    .name = "release life", .usage = "RELEASE",
    .options = LIFE_OPTIONS, .option_count = ARRAY_LEN(LIFE_OPTIONS),
    .args_size = sizeof(LifeArgs), .operands = { 1, 1 }, .run = life_run,
};

/* ---- notices ------------------------------------------------------------------------ */

static const Option NOTICE_LIST_OPTIONS[] = {
    ASKING,
    { "product", 0, "NAME", OPTION_TEXT, offsetof(LifeArgs, product) },
    { "release", 0, "NAME", OPTION_TEXT, offsetof(LifeArgs, release) },
};

static InroStatus notice_list_run(const App *app, const void *args, char **operands)
{
    LifeAsked asked = asked_of(args, inro_notice_list);

    (void)operands;
    return life_ask(app, &asked);
}

const Command CMD_NOTICE_LIST = {
    .name = "notice list", .usage = "",
    .options = NOTICE_LIST_OPTIONS, .option_count = ARRAY_LEN(NOTICE_LIST_OPTIONS),
    .args_size = sizeof(LifeArgs), .operands = { 0, 0 }, .run = notice_list_run,
};

static const Option NOTICE_SENT_OPTIONS[] = {
    RECORD,
    { "release", 0, "NAME", OPTION_TEXT, offsetof(LifeArgs, release) },
    { "at", 0, "TIME", OPTION_TEXT, offsetof(LifeArgs, at) },
};

static InroStatus notice_sent_run(const App *app, const void *args_, char **operands)
{
    const LifeArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    char id[INRO_UUID_BYTES];
    InroStatus status;
    InroError error;

    if (!args->release || !args->at)
        return app_needed(app, args->release ? "at" : "release");
    if (!record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, NULL, &status))
        return status;
    if (!inro_notice_sent(&app->inro, record, args->release, operands[0], args->at, id, &error))
        return app_fail(app, &error);
    return app_write_line(app, id);
}

const Command CMD_NOTICE_SENT = {
    .name = "notice sent", .usage = "NOTICE",
    .options = NOTICE_SENT_OPTIONS, .option_count = ARRAY_LEN(NOTICE_SENT_OPTIONS),
    .args_size = sizeof(LifeArgs), .operands = { 1, 1 }, .run = notice_sent_run,
};
