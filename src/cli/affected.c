/* SPDX-License-Identifier: Apache-2.0 */
/* inro affected — are we hit, and where? */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/record.h"

#include "inro/affected.h"

enum { PATH_BYTES = 4096 };

typedef struct {
    const char *record, *db;
    TextList outputs;
    bool json;
} AffectedArgs;

static const Option OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(AffectedArgs, record) },
    { "db", 0, "DIR", OPTION_TEXT, offsetof(AffectedArgs, db) },
    { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(AffectedArgs, outputs) },
    { "json", 0, NULL, OPTION_FLAG, offsetof(AffectedArgs, json) },
};

typedef struct {
    InroRecord *record;
    const char *db, *asked;
    bool *known;
} Question;

static void say(void *context, const char *text)
{
    app_say(context, text);
}

static bool print(const App *app, const void *what, const InroReportOptions *options,
                  InroError *error)
{
    const Question *question = what;
    App copy = *app;

    return inro_affected(&app->inro, question->record, question->db, question->asked, say, &copy,
                         options, question->known, error);
}

/* Having no rows means something only when the knowledge base knows what was asked for. */
static InroStatus affected_run(const App *app, const void *args_, char **operands)
{
    const AffectedArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    char db[PATH_BYTES];
    bool known = true;
    Question question = { .db = db, .asked = operands[0], .known = &known };
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = db, .inputs = operands,
                                                        .threads = true, .aside = true } };

    if (!output_read(app, &args->outputs, args->json, &outputs)
        || !app_db_dir(app, args->db, true, db, sizeof db)
        || !record_begin(app, &wish, &record, &status))
        return status;
    question.record = record;
    status = output_print(app, &outputs, print, &question);
    return known ? status : status_add(status, INRO_NO_DATA);
}

const Command CMD_AFFECTED = {
    .name = "affected", .usage = "VULNERABILITY|COMPONENT|FILE",
    .options = OPTIONS, .option_count = ARRAY_LEN(OPTIONS),
    .args_size = sizeof(AffectedArgs), .operands = { 1, 1 }, .run = affected_run,
};
