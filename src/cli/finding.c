/* SPDX-License-Identifier: Apache-2.0 */
/* inro finding, inro decision — what we ship is open to, and what was decided about it. */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/record.h"

#include "inro/finding.h"

#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 4096, UUID_ROOM = 40 };

typedef struct {
    const char *record, *db, *product, *release, *where, *status, *risk, *sort, *view,
        *save;
    TextList outputs, decisions;
    bool json;
} FindingArgs;

#define RECORD(Args)  { "record", 0, "PLACE", OPTION_TEXT, offsetof(Args, record) }
#define DB(Args)      { "db", 0, "DIR", OPTION_TEXT, offsetof(Args, db) }
#define PRODUCT(Args) { "product", 0, "NAME", OPTION_TEXT, offsetof(Args, product) }
#define OUTPUT(Args)  { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(Args, outputs) },    \
                      { "json", 0, NULL, OPTION_FLAG, offsetof(Args, json) }

static const TextList JSON_ALONE = { { "json" }, 1 };

static void say(void *context, const char *text)
{
    app_say(context, text);
}

/* What a command works with besides the record. */
typedef struct {
    const char *record, *db;   /* --record; the folder of the knowledge base or NULL */
    const OutputList *outputs; /* or NULL                                            */
} Reach;

/* Opens the record and gives up every other right. */
static bool begin(const App *app, const Reach *reach, InroRecord **record, InroStatus *status)
{
    const char *files[LIST_MAX];
    RecordNeeds needs = { .db = reach->db, .outputs = files, .threads = true };

    if (reach->outputs) {
        output_files(reach->outputs, files);
        needs.output_count = reach->outputs->count;
    }
    return record_open(app, reach->record, false, record, status)
        && record_confine(app, reach->record, &needs, status);
}

static InroStatus print_count(const App *app, uint64_t count)
{
    char text[32];

    snprintf(text, sizeof text, "%llu\n", (unsigned long long)count);
    return app_write(app, text, strlen(text));
}

static InroStatus print_id(const App *app, char id[UUID_ROOM])
{
    size_t len = strlen(id);

    id[len] = '\n';
    return app_write(app, id, len + 1);
}

/* ---- finding list, refresh ---------------------------------------------------------- */

static const Option LIST_OPTIONS[] = {
    RECORD(FindingArgs), DB(FindingArgs), PRODUCT(FindingArgs),
    { "release", 0, "NAME", OPTION_TEXT, offsetof(FindingArgs, release) },
    { "where", 0, "EXPR", OPTION_TEXT, offsetof(FindingArgs, where) },
    { "status", 0, "STATUS", OPTION_TEXT, offsetof(FindingArgs, status) },
    { "risk", 0, "RISK", OPTION_TEXT, offsetof(FindingArgs, risk) },
    { "sort", 0, "COLUMNS", OPTION_TEXT, offsetof(FindingArgs, sort) },
    { "view", 0, "NAME", OPTION_TEXT, offsetof(FindingArgs, view) },
    { "save-view", 0, "NAME", OPTION_TEXT, offsetof(FindingArgs, save) },
    OUTPUT(FindingArgs),
};

typedef struct {
    InroRecord *record;
    InroFindingQuestion question;
} Asked;

static bool list_print(const App *app, const void *what, const InroReportOptions *options,
                       InroError *error)
{
    const Asked *asked = what;
    App copy = *app;

    return inro_finding_list(&app->inro, asked->record, &asked->question, say, &copy, options,
                             error);
}

static InroFindingQuestion question_of(const FindingArgs *args, const char *db)
{
    return (InroFindingQuestion){ .db = db, .product = args->product, .release = args->release,
                                  .where = args->where, .status = args->status,
                                  .risk = args->risk,
                                  .sort = args->sort, .view = args->view };
}

static InroStatus list_run(const App *app, const void *args_, char **operands)
{
    const FindingArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    char db[PATH_BYTES];
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    InroError error;
    Asked asked;

    (void)operands;
    if (!output_read(app, args->json ? &JSON_ALONE : &args->outputs, &outputs)
        || !app_db_dir(app, args->db, true, db, sizeof db)
        || !begin(app, &(Reach){ args->record, db, &outputs }, &record, &status))
        return status;
    asked = (Asked){ record, question_of(args, db) };
    if (args->save
        && !inro_view_save(&app->inro, record, args->save, &asked.question, &error))
        return app_fail(app, &error);
    return output_print(app, &outputs, list_print, &asked);
}

const Command CMD_FINDING_LIST = {
    .name = "finding list", .usage = "",
    .options = LIST_OPTIONS, .option_count = ARRAY_LEN(LIST_OPTIONS),
    .args_size = sizeof(FindingArgs), .operands = { 0, 0 }, .run = list_run,
};

static const Option REFRESH_OPTIONS[] = { RECORD(FindingArgs), DB(FindingArgs) };

static InroStatus refresh_run(const App *app, const void *args_, char **operands)
{
    const FindingArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroFindingQuestion question = { .product = operands[0] };
    char db[PATH_BYTES];
    App copy = *app;
    InroStatus status = INRO_REFUSED;
    InroError error;
    uint64_t count;

    if (!app_db_dir(app, args->db, true, db, sizeof db)
        || !begin(app, &(Reach){ args->record, db, NULL }, &record, &status))
        return status;
    question.db = db;
    return inro_finding_refresh(&app->inro, record, &question, say, &copy, &count, &error)
         ? print_count(app, count) : app_fail(app, &error);
}

const Command CMD_FINDING_REFRESH = {
    .name = "finding refresh", .usage = "PRODUCT",
    .options = REFRESH_OPTIONS, .option_count = ARRAY_LEN(REFRESH_OPTIONS),
    .args_size = sizeof(FindingArgs), .operands = { 1, 1 }, .run = refresh_run,
};

/* ---- finding aware ------------------------------------------------------------------ */

typedef struct {
    const char *record, *product, *at, *by, *channel;
    TextList facts;
} AwareArgs;

static const Option AWARE_OPTIONS[] = {
    RECORD(AwareArgs), PRODUCT(AwareArgs),
    { "at", 0, "TIME", OPTION_TEXT, offsetof(AwareArgs, at) },
    { "by", 0, "WHO", OPTION_TEXT, offsetof(AwareArgs, by) },
    { "channel", 0, "TEXT", OPTION_TEXT, offsetof(AwareArgs, channel) },
    { "fact", 0, "FACT", OPTION_LIST, offsetof(AwareArgs, facts) },
};

static InroStatus needed(const App *app, const char *option)
{
    Err err;

    err_set(&err, ERR_USAGE, STR("cli.option-needed"), str_of(option));
    return app_refuse(app, &err);
}

static InroStatus aware_run(const App *app, const void *args_, char **operands)
{
    const AwareArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroAwareness said = { operands[0], args->product, args->at, args->by, args->channel,
                           args->facts.item, args->facts.count };
    char id[UUID_ROOM] = { 0 };
    InroStatus status;
    InroError error;

    if (!args->at || !args->by || !args->channel)
        return needed(app, !args->at ? "at" : !args->by ? "by" : "channel");
    if (!begin(app, &(Reach){ args->record, NULL, NULL }, &record, &status))
        return status;
    return inro_finding_aware(&app->inro, record, &said, id, &error) ? print_id(app, id)
                                                                     : app_fail(app, &error);
}

const Command CMD_FINDING_AWARE = {
    .name = "finding aware", .usage = "FINDING",
    .options = AWARE_OPTIONS, .option_count = ARRAY_LEN(AWARE_OPTIONS),
    .args_size = sizeof(AwareArgs), .operands = { 1, 1 }, .run = aware_run,
};

/* ---- finding decide ----------------------------------------------------------------- */

typedef struct {
    const char *record, *db, *product, *component, *range, *configuration, *status,
        *justification, *impact, *reason, *action, *expires;
    TextList releases, evidence, triggers, supersedes;
    bool not_inherited;
} DecideArgs;

static const Option DECIDE_OPTIONS[] = {
    RECORD(DecideArgs), DB(DecideArgs), PRODUCT(DecideArgs),
    { "release", 0, "NAME", OPTION_LIST, offsetof(DecideArgs, releases) },
    { "component", 0, "PURL", OPTION_TEXT, offsetof(DecideArgs, component) },
    { "range", 0, "VERS", OPTION_TEXT, offsetof(DecideArgs, range) },
    { "configuration", 0, "TEXT", OPTION_TEXT, offsetof(DecideArgs, configuration) },
    { "status", 0, "STATUS", OPTION_TEXT, offsetof(DecideArgs, status) },
    { "justification", 0, "LABEL", OPTION_TEXT, offsetof(DecideArgs, justification) },
    { "impact", 0, "TEXT", OPTION_TEXT, offsetof(DecideArgs, impact) },
    { "reason", 0, "TEXT", OPTION_TEXT, offsetof(DecideArgs, reason) },
    { "action", 0, "TEXT", OPTION_TEXT, offsetof(DecideArgs, action) },
    { "evidence", 0, "TEXT", OPTION_LIST, offsetof(DecideArgs, evidence) },
    { "expires", 0, "TIME", OPTION_TEXT, offsetof(DecideArgs, expires) },
    { "trigger", 0, "FACT", OPTION_LIST, offsetof(DecideArgs, triggers) },
    { "supersedes", 0, "ID", OPTION_LIST, offsetof(DecideArgs, supersedes) },
    { "not-inherited", 0, NULL, OPTION_FLAG, offsetof(DecideArgs, not_inherited) },
};

static InroDecisionDraft draft_of(const DecideArgs *args, const char *db, const char *flaw)
{
    return (InroDecisionDraft){
        .vulnerability = flaw, .product = args->product, .releases = args->releases.item,
        .release_count = args->releases.count, .component = args->component,
        .range = args->range, .configuration = args->configuration, .status = args->status,
        .justification = args->justification, .impact = args->impact, .reason = args->reason,
        .action = args->action, .expires = args->expires, .evidence = args->evidence.item,
        .evidence_count = args->evidence.count, .triggers = args->triggers.item,
        .trigger_count = args->triggers.count, .supersedes = args->supersedes.item,
        .supersede_count = args->supersedes.count, .not_inherited = args->not_inherited, .db = db,
    };
}

static InroStatus decide_run(const App *app, const void *args_, char **operands)
{
    const DecideArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    char db[PATH_BYTES], id[UUID_ROOM] = { 0 };
    InroDecisionDraft draft = draft_of(args, db, operands[0]);
    App copy = *app;
    InroStatus status = INRO_REFUSED;
    InroError error;

    if (!args->product || !args->status)
        return needed(app, !args->product ? "product" : "status");
    if (!app_db_dir(app, args->db, true, db, sizeof db)
        || !begin(app, &(Reach){ args->record, db, NULL }, &record, &status))
        return status;
    return inro_finding_decide(&app->inro, record, &draft, say, &copy, id, &error)
         ? print_id(app, id) : app_fail(app, &error);
}

const Command CMD_FINDING_DECIDE = {
    .name = "finding decide", .usage = "VULNERABILITY",
    .options = DECIDE_OPTIONS, .option_count = ARRAY_LEN(DECIDE_OPTIONS),
    .args_size = sizeof(DecideArgs), .operands = { 1, 1 }, .run = decide_run,
};

/* ---- decision list, confirm --------------------------------------------------------- */

static const Option DECISIONS_OPTIONS[] = {
    RECORD(FindingArgs), PRODUCT(FindingArgs), OUTPUT(FindingArgs),
};

static bool decisions_print(const App *app, const void *what, const InroReportOptions *options,
                            InroError *error)
{
    const Asked *asked = what;

    return inro_decision_list(&app->inro, asked->record, asked->question.product, options, error);
}

static InroStatus decisions_run(const App *app, const void *args_, char **operands)
{
    const FindingArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    Asked asked;

    (void)operands;
    if (!output_read(app, args->json ? &JSON_ALONE : &args->outputs, &outputs)
        || !begin(app, &(Reach){ args->record, NULL, &outputs }, &record, &status))
        return status;
    asked = (Asked){ record, question_of(args, NULL) };
    return output_print(app, &outputs, decisions_print, &asked);
}

const Command CMD_DECISION_LIST = {
    .name = "decision list", .usage = "",
    .options = DECISIONS_OPTIONS, .option_count = ARRAY_LEN(DECISIONS_OPTIONS),
    .args_size = sizeof(FindingArgs), .operands = { 0, 0 }, .run = decisions_run,
};

static const Option CONFIRM_OPTIONS[] = {
    RECORD(FindingArgs), DB(FindingArgs),
    { "decision", 0, "ID", OPTION_LIST, offsetof(FindingArgs, decisions) },
};

static InroStatus confirm_run(const App *app, const void *args_, char **operands)
{
    const FindingArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroFindingQuestion question = { .release = operands[0] };
    char db[PATH_BYTES];
    App copy = *app;
    InroStatus status = INRO_REFUSED;
    InroError error;
    uint64_t count;

    if (!app_db_dir(app, args->db, true, db, sizeof db)
        || !begin(app, &(Reach){ args->record, db, NULL }, &record, &status))
        return status;
    question.db = db;
    return inro_decision_confirm(&app->inro, record, &question, args->decisions.item,
                                 args->decisions.count, say, &copy, &count, &error)
         ? print_count(app, count) : app_fail(app, &error);
}

const Command CMD_DECISION_CONFIRM = {
    .name = "decision confirm", .usage = "RELEASE",
    .options = CONFIRM_OPTIONS, .option_count = ARRAY_LEN(CONFIRM_OPTIONS),
    .args_size = sizeof(FindingArgs), .operands = { 1, 1 }, .run = confirm_run,
};

/* ---- decision review, expire -------------------------------------------------------- */

typedef struct {
    const char *record, *independence, *reason;
} EndArgs;

static const Option REVIEW_OPTIONS[] = {
    RECORD(EndArgs),
    { "independence", 0, "other|independent", OPTION_TEXT, offsetof(EndArgs, independence) },
};

static InroStatus review_run(const App *app, const void *args_, char **operands)
{
    const EndArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status;
    InroError error;

    if (!begin(app, &(Reach){ args->record, NULL, NULL }, &record, &status))
        return status;
    return inro_decision_review(&app->inro, record, operands[0],
                                args->independence ? args->independence : "other", &error)
         ? INRO_DONE : app_fail(app, &error);
}

const Command CMD_DECISION_REVIEW = {
    .name = "decision review", .usage = "ID",
    .options = REVIEW_OPTIONS, .option_count = ARRAY_LEN(REVIEW_OPTIONS),
    .args_size = sizeof(EndArgs), .operands = { 1, 1 }, .run = review_run,
};

static const Option EXPIRE_OPTIONS[] = {
    RECORD(EndArgs),
    { "reason", 0, "TEXT", OPTION_TEXT, offsetof(EndArgs, reason) },
};

static InroStatus expire_run(const App *app, const void *args_, char **operands)
{
    const EndArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status;
    InroError error;

    if (!args->reason)
        return needed(app, "reason");
    if (!begin(app, &(Reach){ args->record, NULL, NULL }, &record, &status))
        return status;
    return inro_decision_expire(&app->inro, record, operands[0], args->reason, &error)
         ? INRO_DONE : app_fail(app, &error);
}

const Command CMD_DECISION_EXPIRE = {
    .name = "decision expire", .usage = "ID",
    .options = EXPIRE_OPTIONS, .option_count = ARRAY_LEN(EXPIRE_OPTIONS),
    .args_size = sizeof(EndArgs), .operands = { 1, 1 }, .run = expire_run,
};
