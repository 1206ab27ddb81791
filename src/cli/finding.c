/* SPDX-License-Identifier: Apache-2.0 */
/* inro finding, inro decision — what we ship is open to, and what was decided about it. */
#include "base/msg.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/record.h"

#include "inro/finding.h"

#include <stdio.h>

enum { PATH_BYTES = 4096, LINE_BYTES = LIST_MAX * INRO_UUID_BYTES };

/* What any of these commands may be given; each names its own in its table. */
typedef struct {
    const char *record, *db, *product, *release, *where, *status, *risk, *sort, *view, *save;
    const char *at, *by, *channel;
    const char *component, *range, *configuration, *justification, *impact, *reason, *action,
        *expires, *supplier, *independence;
    TextList outputs, products, decisions, facts, releases, evidence, triggers, supersedes;
    bool json, not_inherited;
} Args;

#define TEXT(word, value, member) { word, 0, value, OPTION_TEXT, offsetof(Args, member) }
#define LIST(word, value, member) { word, 0, value, OPTION_LIST, offsetof(Args, member) }
#define RECORD  TEXT("record", "PLACE", record)
#define DB      TEXT("db", "DIR", db)
#define PRODUCT TEXT("product", "NAME", product)
#define OUTPUT  { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(Args, outputs) },          \
                { "json", 0, NULL, OPTION_FLAG, offsetof(Args, json) }

static void say(void *context, const char *text)
{
    app_say(context, text);
}

/* ---- commands that say something ---------------------------------------------------- */

/* One run of a command; `line` is printed when it is done, unless it is empty. */
typedef struct {
    const App *app;
    InroRecord *record;
    const Args *args;
    char **operands;
    const char *db;
    App speaker;      /* for `say` */
    char line[LINE_BYTES];
} Saying;

typedef struct {
    const char *needed[3]; /* options without which nothing is said */
    size_t needed_at[3];   /* in Args */
    bool asks;             /* findings are computed: it reads the knowledge base */
    bool (*say)(Saying *saying, InroError *error);
} Speech;

static bool count_line(Saying *saying, Str sentence, uint64_t count)
{
    char number[24];
    Str arg = { number, (size_t)snprintf(number, sizeof number, "%llu",
                                         (unsigned long long)count) };

    msg_format(saying->app->lang, sentence, &arg, 1, saying->line, sizeof saying->line);
    return true;
}

/* The first option that is missing; NULL: none. */
static const char *missing(const Speech *speech, const Args *args)
{
    for (size_t i = 0; i < ARRAY_LEN(speech->needed) && speech->needed[i]; i++)
        if (!*(const char *const *)(const void *)((const char *)args + speech->needed_at[i]))
            return speech->needed[i];
    return NULL;
}

/* The files among the evidence are read after the other rights are given up. */
static void evidence_files(const Args *args, char *files[LIST_MAX + 1])
{
    size_t count = 0;

    for (size_t i = 0; i < args->evidence.count; i++)
        if (inro_evidence_is_file(args->evidence.item[i]))
            files[count++] = (char *)(uintptr_t)args->evidence.item[i];
    files[count] = NULL;
}

static InroStatus speak(const App *app, const Args *args, char **operands, const Speech *speech)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    Saying saying = { .app = app, .args = args, .operands = operands, .speaker = *app };
    RecordNeeds needs = { .threads = true };
    const char *absent = missing(speech, args);
    char db[PATH_BYTES], *files[LIST_MAX + 1];
    InroStatus status = INRO_REFUSED;
    InroError error = { .status = INRO_DONE };

    if (absent)
        return app_needed(app, absent);
    evidence_files(args, files);
    needs.inputs = files;
    if (speech->asks && !app_db_dir(app, args->db, true, db, sizeof db))
        return status;
    saying.db = needs.db = speech->asks ? db : NULL;
    if (!record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    saying.record = record;
    if (!speech->say(&saying, &error))
        return app_fail(app, &error);
    if (!saying.line[0])
        return error.status;
    return status_add(error.status, app_write_line(app, saying.line));
}

/* ---- commands that print a list ----------------------------------------------------- */

typedef struct {
    InroRecord *record;
    InroFindingQuestion question;
    const char *decision;
} Asked;

static InroFindingQuestion question_of(const Args *args, const char *db)
{
    return (InroFindingQuestion){ .db = db, .product = args->product, .release = args->release,
                                  .where = args->where, .status = args->status,
                                  .risk = args->risk, .sort = args->sort, .view = args->view };
}

/* `db` is NULL when no findings are computed. */
static InroStatus show(const App *app, const Args *args, Asked *asked, OutputPrint *print)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = asked->question.db,
                                                        .threads = true },
                              .writes = args->save != NULL };
    InroError error;

    if (!output_read(app, &args->outputs, args->json, &outputs)
        || !record_begin(app, &wish, &record, &status))
        return status;
    asked->record = record;
    if (args->save
        && !inro_view_save(&app->inro, record, args->save, &asked->question, &error))
        return app_fail(app, &error);
    return output_print(app, &outputs, print, asked);
}

/* ---- finding list, refresh ---------------------------------------------------------- */

static const Option LIST_OPTIONS[] = {
    RECORD, DB, PRODUCT, TEXT("release", "NAME", release), TEXT("where", "EXPR", where),
    TEXT("status", "STATUS", status), TEXT("risk", "RISK", risk), TEXT("sort", "COLUMNS", sort),
    TEXT("view", "NAME", view), TEXT("save-view", "NAME", save), OUTPUT,
};

static bool list_print(const App *app, const void *what, const InroReportOptions *options,
                       InroError *error)
{
    const Asked *asked = what;
    App copy = *app;

    return inro_finding_list(&app->inro, asked->record, &asked->question, say, &copy, options,
                             error);
}

static InroStatus list_run(const App *app, const void *args, char **operands)
{
    char db[PATH_BYTES];
    Asked asked = { .question = question_of(args, db) };

    (void)operands;
    if (!app_db_dir(app, ((const Args *)args)->db, true, db, sizeof db))
        return INRO_REFUSED;
    return show(app, args, &asked, list_print);
}

const Command CMD_FINDING_LIST = {
    .name = "finding list", .usage = "",
    .options = LIST_OPTIONS, .option_count = ARRAY_LEN(LIST_OPTIONS),
    .args_size = sizeof(Args), .operands = { 0, 0 }, .run = list_run,
};

static const Option REFRESH_OPTIONS[] = { RECORD, DB };

static bool refresh(Saying *saying, InroError *error)
{
    InroFindingQuestion question = { .product = saying->operands[0], .db = saying->db };
    uint64_t count = 0;

    return inro_finding_refresh(&saying->app->inro, saying->record, &question, say,
                                &saying->speaker, &count, error)
        && count_line(saying, STR("cli.refreshed"), count);
}

static InroStatus refresh_run(const App *app, const void *args, char **operands)
{
    static const Speech SPEECH = { .asks = true, .say = refresh };

    return speak(app, args, operands, &SPEECH);
}

const Command CMD_FINDING_REFRESH = {
    .name = "finding refresh", .usage = "PRODUCT",
    .options = REFRESH_OPTIONS, .option_count = ARRAY_LEN(REFRESH_OPTIONS),
    .args_size = sizeof(Args), .operands = { 1, 1 }, .run = refresh_run,
};

/* ---- finding aware ------------------------------------------------------------------ */

static const Option AWARE_OPTIONS[] = {
    RECORD, PRODUCT, TEXT("at", "TIME", at), TEXT("by", "WHO", by),
    TEXT("channel", "TEXT", channel), LIST("fact", "FACT", facts),
};

static bool aware(Saying *saying, InroError *error)
{
    const Args *args = saying->args;
    InroAwareness said = { saying->operands[0], args->product, args->at, args->by, args->channel,
                           args->facts.item, args->facts.count };

    return inro_finding_aware(&saying->app->inro, saying->record, &said, saying->line, error);
}

static InroStatus aware_run(const App *app, const void *args, char **operands)
{
    static const Speech SPEECH = {
        .needed = { "at", "by", "channel" },
        .needed_at = { offsetof(Args, at), offsetof(Args, by), offsetof(Args, channel) },
        .say = aware,
    };

    return speak(app, args, operands, &SPEECH);
}

const Command CMD_FINDING_AWARE = {
    .name = "finding aware", .usage = "FINDING",
    .options = AWARE_OPTIONS, .option_count = ARRAY_LEN(AWARE_OPTIONS),
    .args_size = sizeof(Args), .operands = { 1, 1 }, .run = aware_run,
};

/* ---- finding decide ----------------------------------------------------------------- */

static const Option DECIDE_OPTIONS[] = {
    RECORD, DB, LIST("product", "NAME", products), LIST("release", "NAME", releases),
    TEXT("component", "PURL", component),
    TEXT("range", "VERS", range), TEXT("configuration", "TEXT", configuration),
    TEXT("status", "STATUS", status), TEXT("justification", "LABEL", justification),
    TEXT("impact", "TEXT", impact), TEXT("reason", "TEXT", reason),
    TEXT("action", "TEXT", action), LIST("evidence", "FILE|URL|text:WORDS", evidence),
    TEXT("expires", "TIME", expires), LIST("trigger", "FACT", triggers),
    LIST("supersedes", "ID", supersedes), TEXT("supplier", "NAME", supplier),
    { "not-inherited", 0, NULL, OPTION_FLAG, offsetof(Args, not_inherited) },
};

static InroDecisionDraft draft_of(const Args *args, const char *db, const char *flaw)
{
    return (InroDecisionDraft){
        .vulnerability = flaw, .products = args->products.item,
        .product_count = args->products.count, .releases = args->releases.item,
        .release_count = args->releases.count, .component = args->component,
        .range = args->range, .configuration = args->configuration, .status = args->status,
        .justification = args->justification, .impact = args->impact, .reason = args->reason,
        .action = args->action, .expires = args->expires, .evidence = args->evidence.item,
        .evidence_count = args->evidence.count, .triggers = args->triggers.item,
        .trigger_count = args->triggers.count, .supersedes = args->supersedes.item,
        .supersede_count = args->supersedes.count, .supplier = args->supplier,
        .not_inherited = args->not_inherited, .db = db,
    };
}

static bool decide(Saying *saying, InroError *error)
{
    InroDecisionDraft draft = draft_of(saying->args, saying->db, saying->operands[0]);

    return inro_finding_decide(&saying->app->inro, saying->record, &draft, say, &saying->speaker,
                               saying->line, error);
}

static InroStatus decide_run(const App *app, const void *args, char **operands)
{
    static const Speech SPEECH = {
        .needed = { "status" }, .needed_at = { offsetof(Args, status) },
        .asks = true, .say = decide,
    };

    return speak(app, args, operands, &SPEECH);
}

const Command CMD_FINDING_DECIDE = {
    .name = "finding decide", .usage = "VULNERABILITY",
    .options = DECIDE_OPTIONS, .option_count = ARRAY_LEN(DECIDE_OPTIONS),
    .args_size = sizeof(Args), .operands = { 1, 1 }, .run = decide_run,
};

/* ---- decision list, show ------------------------------------------------------------ */

static const Option DECISIONS_OPTIONS[] = { RECORD, PRODUCT, OUTPUT };
static const Option SHOW_OPTIONS[] = { RECORD, OUTPUT };

static bool decisions_print(const App *app, const void *what, const InroReportOptions *options,
                            InroError *error)
{
    const Asked *asked = what;

    return inro_decision_list(&app->inro, asked->record, asked->question.product, options, error);
}

static InroStatus decisions_run(const App *app, const void *args, char **operands)
{
    Asked asked = { .question = question_of(args, NULL) };

    (void)operands;
    return show(app, args, &asked, decisions_print);
}

const Command CMD_DECISION_LIST = {
    .name = "decision list", .usage = "",
    .options = DECISIONS_OPTIONS, .option_count = ARRAY_LEN(DECISIONS_OPTIONS),
    .args_size = sizeof(Args), .operands = { 0, 0 }, .run = decisions_run,
};

static bool decision_print(const App *app, const void *what, const InroReportOptions *options,
                           InroError *error)
{
    const Asked *asked = what;

    return inro_decision_show(&app->inro, asked->record, asked->decision, options, error);
}

static InroStatus show_run(const App *app, const void *args, char **operands)
{
    Asked asked = { .decision = operands[0] };

    return show(app, args, &asked, decision_print);
}

const Command CMD_DECISION_SHOW = {
    .name = "decision show", .usage = "ID",
    .options = SHOW_OPTIONS, .option_count = ARRAY_LEN(SHOW_OPTIONS),
    .args_size = sizeof(Args), .operands = { 1, 1 }, .run = show_run,
};

/* ---- decision confirm, review, expire ----------------------------------------------- */

static const Option CONFIRM_OPTIONS[] = { RECORD, DB, LIST("decision", "ID", decisions) };

static bool confirm(Saying *saying, InroError *error)
{
    const TextList *decisions = &saying->args->decisions;
    InroFindingQuestion question = { .release = saying->operands[0], .db = saying->db };
    uint64_t count = 0;

    return inro_decision_confirm(&saying->app->inro, saying->record, &question, decisions->item,
                                 decisions->count, say, &saying->speaker, &count, error)
        && count_line(saying, STR("cli.confirmed"), count);
}

static InroStatus confirm_run(const App *app, const void *args, char **operands)
{
    static const Speech SPEECH = { .asks = true, .say = confirm };

    return speak(app, args, operands, &SPEECH);
}

const Command CMD_DECISION_CONFIRM = {
    .name = "decision confirm", .usage = "RELEASE",
    .options = CONFIRM_OPTIONS, .option_count = ARRAY_LEN(CONFIRM_OPTIONS),
    .args_size = sizeof(Args), .operands = { 1, 1 }, .run = confirm_run,
};

static const Option REVIEW_OPTIONS[] = {
    RECORD, TEXT("independence", "other|independent", independence),
};

static bool review(Saying *saying, InroError *error)
{
    const char *independence = saying->args->independence;

    return inro_decision_review(&saying->app->inro, saying->record, saying->operands[0],
                                independence ? independence : "other", error);
}

static InroStatus review_run(const App *app, const void *args, char **operands)
{
    static const Speech SPEECH = { .say = review };

    return speak(app, args, operands, &SPEECH);
}

const Command CMD_DECISION_REVIEW = {
    .name = "decision review", .usage = "ID",
    .options = REVIEW_OPTIONS, .option_count = ARRAY_LEN(REVIEW_OPTIONS),
    .args_size = sizeof(Args), .operands = { 1, 1 }, .run = review_run,
};

static const Option EXPIRE_OPTIONS[] = { RECORD, TEXT("reason", "TEXT", reason) };

static bool expire(Saying *saying, InroError *error)
{
    return inro_decision_expire(&saying->app->inro, saying->record, saying->operands[0],
                                saying->args->reason, error);
}

static InroStatus expire_run(const App *app, const void *args, char **operands)
{
    static const Speech SPEECH = { .needed = { "reason" },
                                   .needed_at = { offsetof(Args, reason) }, .say = expire };

    return speak(app, args, operands, &SPEECH);
}

const Command CMD_DECISION_EXPIRE = {
    .name = "decision expire", .usage = "ID",
    .options = EXPIRE_OPTIONS, .option_count = ARRAY_LEN(EXPIRE_OPTIONS),
    .args_size = sizeof(Args), .operands = { 1, 1 }, .run = expire_run,
};
