/* SPDX-License-Identifier: Apache-2.0 */
/* inro risk — what a vulnerability can do to a patient: matrices, assessments, updates. */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/record.h"

#include "inro/risk.h"

enum { PATH_BYTES = 4096 };

#define RECORD(Args)  { "record", 0, "PLACE", OPTION_TEXT, offsetof(Args, record) }
#define PRODUCT(Args) { "product", 0, "NAME", OPTION_TEXT, offsetof(Args, product) }
#define OUTPUT(Args)  { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(Args, outputs) },    \
                      { "json", 0, NULL, OPTION_FLAG, offsetof(Args, json) }
#define TEXT(name, value, Args, member) { name, 0, value, OPTION_TEXT, offsetof(Args, member) }
#define LIST(name, value, Args, member) { name, 0, value, OPTION_LIST, offsetof(Args, member) }
#define FLAG(name, Args, member)        { name, 0, NULL, OPTION_FLAG, offsetof(Args, member) }

static void say(void *context, const char *text)
{
    app_say(context, text);
}

/* ---- what only reads ---------------------------------------------------------------- */

typedef struct {
    const char *record, *product, *only_security;
    TextList outputs;
    bool json, enhancement, unlinked;
} LookArgs;

typedef struct {
    InroRecord *record;
    const LookArgs *args;
    char **operands;
} Asked;

static InroStatus look(const App *app, const LookArgs *args, char **operands, OutputPrint *print)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = NULL } };
    Asked asked;

    if (!output_read(app, &args->outputs, args->json, &outputs)
        || !record_begin(app, &wish, &record, &status))
        return status;
    asked = (Asked){ record, args, operands };
    return output_print(app, &outputs, print, &asked);
}

static bool matrix_print(const App *app, const void *what, const InroReportOptions *options,
                         InroError *error)
{
    const Asked *asked = what;

    return inro_matrix_show(&app->inro, asked->record, asked->operands[0], asked->args->product,
                            options, error);
}

static bool matrices_print(const App *app, const void *what, const InroReportOptions *options,
                           InroError *error)
{
    const Asked *asked = what;

    return inro_matrix_list(&app->inro, asked->record, options, error);
}

static bool show_print(const App *app, const void *what, const InroReportOptions *options,
                       InroError *error)
{
    const Asked *asked = what;

    return inro_risk_show(&app->inro, asked->record, asked->operands[0], options, error);
}

static bool list_print(const App *app, const void *what, const InroReportOptions *options,
                       InroError *error)
{
    const Asked *asked = what;

    return inro_risk_list(&app->inro, asked->record, asked->args->product, options, error);
}

static bool links_print(const App *app, const void *what, const InroReportOptions *options,
                        InroError *error)
{
    const Asked *asked = what;

    return inro_risk_links(&app->inro, asked->record, asked->args->product, asked->args->unlinked,
                           options, error);
}

static bool update_print(const App *app, const void *what, const InroReportOptions *options,
                         InroError *error)
{
    const Asked *asked = what;
    InroUpdate update = { .enhancement = asked->args->enhancement,
                          .assessments = (const char *const *)asked->operands,
                          .only_security = asked->args->only_security };

    while (asked->operands[update.assessment_count])
        update.assessment_count++;
    return inro_risk_update(&app->inro, asked->record, &update, options, error);
}

#define LOOK(word)                                                                                 \
    static InroStatus word##_run(const App *app, const void *args, char **operands)                \
    {                                                                                              \
        return look(app, args, operands, word##_print);                                            \
    }
LOOK(matrix)
LOOK(matrices)
LOOK(show)
LOOK(list)
LOOK(links)
LOOK(update)

static const Option MATRIX_OPTIONS[] = { RECORD(LookArgs), PRODUCT(LookArgs), OUTPUT(LookArgs) };
static const Option RECORD_OPTIONS[] = { RECORD(LookArgs), OUTPUT(LookArgs) };
static const Option LINKS_OPTIONS[] = {
    RECORD(LookArgs), PRODUCT(LookArgs), FLAG("unlinked", LookArgs, unlinked), OUTPUT(LookArgs),
};
static const Option UPDATE_OPTIONS[] = {
    RECORD(LookArgs),
    FLAG("enhancement", LookArgs, enhancement),
    TEXT("only-security", "yes|no|unknown", LookArgs, only_security),
    OUTPUT(LookArgs),
};

const Command CMD_RISK_MATRIX_SHOW = {
    .name = "risk matrix show", .usage = "[MATRIX]", .options = MATRIX_OPTIONS,
    .option_count = ARRAY_LEN(MATRIX_OPTIONS), .args_size = sizeof(LookArgs),
    .operands = { 0, 1 }, .run = matrix_run,
};
const Command CMD_RISK_MATRIX_LIST = {
    .name = "risk matrix list", .usage = "", .options = RECORD_OPTIONS,
    .option_count = ARRAY_LEN(RECORD_OPTIONS), .args_size = sizeof(LookArgs),
    .operands = { 0, 0 }, .run = matrices_run,
};
const Command CMD_RISK_SHOW = {
    .name = "risk show", .usage = "ASSESSMENT", .options = RECORD_OPTIONS,
    .option_count = ARRAY_LEN(RECORD_OPTIONS), .args_size = sizeof(LookArgs),
    .operands = { 1, 1 }, .run = show_run,
};
const Command CMD_RISK_LIST = {
    .name = "risk list", .usage = "", .options = MATRIX_OPTIONS,
    .option_count = ARRAY_LEN(MATRIX_OPTIONS), .args_size = sizeof(LookArgs),
    .operands = { 0, 0 }, .run = list_run,
};
const Command CMD_RISK_LINKS = {
    .name = "risk links", .usage = "", .options = LINKS_OPTIONS,
    .option_count = ARRAY_LEN(LINKS_OPTIONS), .args_size = sizeof(LookArgs),
    .operands = { 0, 0 }, .run = links_run,
};
const Command CMD_RISK_UPDATE = {
    .name = "risk update", .usage = "[ASSESSMENT]…", .options = UPDATE_OPTIONS,
    .option_count = ARRAY_LEN(UPDATE_OPTIONS), .args_size = sizeof(LookArgs),
    .operands = { 0, OPERANDS_MANY }, .run = update_run,
};

/* ---- risk matrix adopt -------------------------------------------------------------- */

typedef struct {
    const char *record, *product;
} AdoptArgs;

static const Option ADOPT_OPTIONS[] = { RECORD(AdoptArgs), PRODUCT(AdoptArgs) };

static InroStatus adopt_run(const App *app, const void *args_, char **operands)
{
    const AdoptArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    RecordNeeds needs = { .inputs = operands };
    char id[INRO_UUID_BYTES];
    InroStatus status;
    InroError error;

    if (!record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    if (!inro_matrix_adopt(&app->inro, record, operands[0], args->product, id, &error))
        return app_fail(app, &error);
    return app_write_line(app, id);
}

const Command CMD_RISK_MATRIX_ADOPT = {
    .name = "risk matrix adopt", .usage = "FILE", .options = ADOPT_OPTIONS,
    .option_count = ARRAY_LEN(ADOPT_OPTIONS), .args_size = sizeof(AdoptArgs),
    .operands = { 1, 1 }, .run = adopt_run,
};

/* ---- risk assess -------------------------------------------------------------------- */

typedef struct {
    const char *record, *db, *product, *component, *range, *name, *harm, *harm_after, *rationale,
        *multi_patient, *vector, *rubric, *feasibility, *after_vector, *after_feasibility,
        *customer_vector, *customer_feasibility, *unreachable, *decide, *justification;
    TextList releases, controls, safety, supersedes, outputs;
    bool seen_here, exploit_public, removed, json;
} AssessArgs;

static const Option ASSESS_OPTIONS[] = {
    RECORD(AssessArgs), TEXT("db", "DIR", AssessArgs, db), PRODUCT(AssessArgs),
    LIST("release", "NAME", AssessArgs, releases),
    TEXT("component", "PURL", AssessArgs, component),
    TEXT("range", "VERS", AssessArgs, range),
    TEXT("name", "TEXT", AssessArgs, name),
    TEXT("harm", "LEVEL", AssessArgs, harm),
    TEXT("harm-after", "LEVEL", AssessArgs, harm_after),
    TEXT("rationale", "TEXT", AssessArgs, rationale),
    TEXT("multi-patient", "yes|no|unknown", AssessArgs, multi_patient),
    TEXT("vector", "VECTOR", AssessArgs, vector),
    TEXT("rubric", "ANSWERS", AssessArgs, rubric),
    TEXT("feasibility", "FACTORS", AssessArgs, feasibility),
    TEXT("after-vector", "VECTOR", AssessArgs, after_vector),
    TEXT("after-feasibility", "FACTORS", AssessArgs, after_feasibility),
    TEXT("customer-vector", "VECTOR", AssessArgs, customer_vector),
    TEXT("customer-feasibility", "FACTORS", AssessArgs, customer_feasibility),
    TEXT("unreachable", "EVIDENCE", AssessArgs, unreachable),
    FLAG("seen-here", AssessArgs, seen_here),
    FLAG("exploit-public", AssessArgs, exploit_public),
    FLAG("removed", AssessArgs, removed),
    LIST("control", "ID", AssessArgs, controls),
    LIST("safety", "LINK", AssessArgs, safety),
    TEXT("decide", "controlled|uncontrolled", AssessArgs, decide),
    TEXT("justification", "TEXT", AssessArgs, justification),
    LIST("supersedes", "ID", AssessArgs, supersedes),
    OUTPUT(AssessArgs),
};

static InroAssessmentDraft draft_of(const AssessArgs *args, const char *db, const char *flaw)
{
    return (InroAssessmentDraft){
        .vulnerability = flaw, .product = args->product, .releases = args->releases.item,
        .release_count = args->releases.count, .component = args->component,
        .range = args->range, .name = args->name, .harm = args->harm,
        .harm_after = args->harm_after, .rationale = args->rationale,
        .multi_patient = args->multi_patient, .vector = args->vector, .rubric = args->rubric,
        .feasibility = args->feasibility, .after_vector = args->after_vector,
        .after_feasibility = args->after_feasibility, .customer_vector = args->customer_vector,
        .customer_feasibility = args->customer_feasibility, .unreachable = args->unreachable,
        .seen_here = args->seen_here, .exploit_public = args->exploit_public,
        .removed = args->removed, .controls = args->controls.item,
        .control_count = args->controls.count, .safety = args->safety.item,
        .safety_count = args->safety.count, .decide = args->decide,
        .justification = args->justification, .supersedes = args->supersedes.item,
        .supersede_count = args->supersedes.count, .db = db,
    };
}

/* Prints the card of what was recorded. */
static InroStatus assessed_print(const App *app, InroRecord *record, char *id,
                                 const OutputList *outputs)
{
    static const LookArgs NOTHING = { .record = NULL };
    char *operands[] = { id, NULL };
    Asked asked = { record, &NOTHING, operands };

    return output_print(app, outputs, show_print, &asked);
}

static InroStatus assess_run(const App *app, const void *args_, char **operands)
{
    const AssessArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    char db[PATH_BYTES], id[INRO_UUID_BYTES];
    InroAssessmentDraft draft = draft_of(args, db, operands[0]);
    App copy = *app;
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = db, .threads = true },
                              .writes = true };
    InroError error;

    if (!output_read(app, &args->outputs, args->json, &outputs)
        || !app_db_dir(app, args->db, true, db, sizeof db)
        || !record_begin(app, &wish, &record, &status))
        return status;
    return inro_risk_assess(&app->inro, record, &draft, say, &copy, id, &error)
         ? status_add(error.status, assessed_print(app, record, id, &outputs))
         : app_fail(app, &error);
}

const Command CMD_RISK_ASSESS = {
    .name = "risk assess", .usage = "VULNERABILITY", .options = ASSESS_OPTIONS,
    .option_count = ARRAY_LEN(ASSESS_OPTIONS), .args_size = sizeof(AssessArgs),
    .operands = { 1, 1 }, .run = assess_run,
};
