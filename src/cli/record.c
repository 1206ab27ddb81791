/* SPDX-License-Identifier: Apache-2.0 */
/* inro record — the record itself: whether it is what was written, and a product's part of it
 * handed over as a dossier. */
#include "cli/record.h"

#include "base/io.h"
#include "cli/commands.h"
#include "cli/confine.h"
#include "cli/output.h"
#include "inro/dossier.h"
#include "inro/key.h"

#include <stdio.h>
#include <string.h>

enum { PLACE_BYTES = 4096, CONFINE_BYTES = 1 << 20 };

/* Who opened the record; there is one at a time. */
static const App *opener;

/* The module of a key in hardware runs in this process and needs rights that only its maker knows,
 * so that they cannot be given up. */
static bool card_is_used;

bool record_open(const App *app, const char *given, RecordUse use, InroRecord **out,
                 InroStatus *status)
{
    char place[PLACE_BYTES], state[PLACE_BYTES], personal[PLACE_BYTES], actor[APP_ACTOR_BYTES];
    InroRecordOptions options = { .place = place, .state = state, .actor = actor,
                                  .personal = personal, .create = use == RECORD_MAKES,
                                  .reads = use == RECORD_READS };
    InroError error;

    *status = INRO_REFUSED;
    app_personal_dir(personal, sizeof personal);
    if (!app_record_place(app, given, place, sizeof place)
        || !app_state_dir(app, NULL, state, sizeof state) || !app_actor(app, actor))
        return false;
    if (inro_record_open(&app->inro, &options, out, &error)) {
        card_is_used = inro_record_on_card(*out);
        opener = app;
        return true;
    }
    *status = app_fail(app, &error);
    return false;
}

bool record_confine(const App *app, const char *given, const RecordNeeds *more, InroStatus *status)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    RecordNeeds needs = more ? *more : (RecordNeeds){ .place = NULL };
    char place[PLACE_BYTES], state[PLACE_BYTES], personal[PLACE_BYTES];
    Err err;

    if (card_is_used)
        return true;
    *status = INRO_REFUSED;
    if (!app_record_place(app, given, place, sizeof place)
        || !app_state_dir(app, NULL, state, sizeof state))
        return false;
    app_personal_dir(personal, sizeof personal);
    needs.place = place;
    needs.state = state;
    needs.personal = personal[0] ? personal : NULL;
    if (confine_record(&needs, &arena, &err))
        return true;
    *status = app_refuse(app, &err);
    return false;
}

bool record_begin(const App *app, const RecordWish *wish, InroRecord **out, InroStatus *status)
{
    const char *files[LIST_MAX];
    RecordNeeds needs = wish->more;

    output_files(wish->outputs, files);
    needs.outputs = files;
    needs.output_count = wish->outputs->count;
    if (!record_open(app, wish->place, wish->writes ? RECORD_WRITES : RECORD_READS, out, status))
        return false;
    needs.aside = needs.aside && inro_record_read_only(*out);
    return record_confine(app, wish->place, &needs, status);
}

void record_close(InroRecord **record)
{
    const char *exposed;

    if (*record && inro_record_warning(*record))
        app_say(NULL, inro_record_warning(*record));
    if (*record && inro_record_said(*record)
        && (exposed = inro_record_exposed(&opener->inro, *record)))
        app_say(NULL, exposed);
    if (*record)
        *opener->recorded += inro_record_said(*record);
    inro_record_close(*record);
}

InroStatus record_change(const App *app, const char *given, const RecordNeeds *needs,
                         RecordChange *change, const char *called)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status;
    InroError error;

    if (!record_open(app, given, RECORD_WRITES, &record, &status)
        || !record_confine(app, given, needs, &status))
        return status;
    return change(&app->inro, record, called, &error) ? INRO_DONE : app_fail(app, &error);
}

static InroStatus file_write(const App *app, const char *file, const InroBytes *bytes)
{
    IoWriter *writer;
    Err err;

    if (!file || strcmp(file, "-") == 0)
        return app_write(app, bytes->ptr, bytes->len);
    if (!io_writer_open(file, &writer, &err))
        return app_refuse(app, &err);
    io_write(writer, (Str){ bytes->ptr, bytes->len });
    return io_writer_commit(&writer, &err) ? INRO_DONE : app_refuse(app, &err);
}

InroStatus record_export(const App *app, const char *given, RecordExport *export,
                         const char *called, const char *file)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    RecordNeeds needs = { .outputs = &file, .output_count = 1 };
    InroBytes bytes;
    InroStatus status;
    InroError error;

    if (!record_open(app, given, RECORD_WRITES, &record, &status)
        || !record_confine(app, given, &needs, &status))
        return status;
    if (!export(&app->inro, record, called, &bytes, &error))
        return app_fail(app, &error);
    status = file_write(app, file, &bytes);
    inro_bytes_free(&bytes);
    return status;
}

/* ---- verify ------------------------------------------------------------------------- */

typedef struct {
    const char *record, *key, *head;
} VerifyArgs;

static const Option VERIFY_OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(VerifyArgs, record) },
    { "key", 0, "FILE", OPTION_TEXT, offsetof(VerifyArgs, key) },
    { "head", 0, "FILE", OPTION_TEXT, offsetof(VerifyArgs, head) },
};

typedef struct {
    InroRecord *record;
    const char *head; /* or NULL */
} Proving;

static bool verify_print(const App *app, const void *what, const InroReportOptions *options,
                         InroError *error)
{
    const Proving *proving = what;

    return inro_record_verify(&app->inro, proving->record, proving->head, options, error);
}

typedef struct {
    InroRecord *record; /* or NULL */
    InroDossierQuestion asked;
    bool *known;
} Question;

static bool dossier_print(const App *app, const void *what, const InroReportOptions *options,
                          InroError *error)
{
    const Question *question = what;

    return inro_dossier_verify(&app->inro, question->record, &question->asked, options,
                               question->known, error);
}

/* Who is trusted stands in a record: the one that is named, or the usual one when it is a folder
 * and there. A key that is named needs none. */
static bool verify_needs_record(const App *app, const VerifyArgs *args)
{
    char place[PLACE_BYTES], file[PLACE_BYTES + 16];

    if (args->key || args->record)
        return !args->key;
    if (!app_record_place(app, NULL, place, sizeof place) || app_record_is_server(place))
        return false;
    snprintf(file, sizeof file, "%s/record.sqlite", place);
    return io_exists(file);
}

static bool verify_confine(const App *app, const VerifyArgs *args, char *file, InroRecord *record,
                           InroStatus *status)
{
    CLEANUP(arena_done) Arena arena = arena_new(CONFINE_BYTES);
    char *inputs[] = { file, NULL, NULL };
    RecordNeeds more = { .inputs = inputs };
    Needs needs = { .inputs = inputs, .workers = true };
    char key[PLACE_BYTES];
    Err err;

    if (record)
        return record_confine(app, args->record, &more, status);
    if (args->key) {
        snprintf(key, sizeof key, "%s", args->key);
        inputs[1] = key;
    }
    if (confine(&needs, &arena, &err))
        return true;
    *status = app_refuse(app, &err);
    return false;
}

/* A dossier is a stranger's: all rights but to read it are given up first, no key is loaded, and a
 * worker without any understands it. */
static InroStatus verify_dossier(const App *app, const VerifyArgs *args, char *file)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status = INRO_REFUSED;
    bool known = false;
    OutputList outputs;
    Question question;

    if (!output_read(app, NULL, false, &outputs)
        || (verify_needs_record(app, args)
            && !record_open(app, args->record, RECORD_READS, &record, &status))
        || !verify_confine(app, args, file, record, &status))
        return status;
    question = (Question){ record, { file, args->key }, &known };
    status = output_print(app, &outputs, dossier_print, &question);
    return status == INRO_DONE && !known ? INRO_POLICY : status;
}

static InroStatus verify_record(const App *app, const VerifyArgs *args)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status = INRO_REFUSED;
    char head[PLACE_BYTES];
    char *const inputs[] = { args->head ? head : NULL, NULL };
    const RecordNeeds more = { .inputs = inputs };
    OutputList outputs;

    snprintf(head, sizeof head, "%s", args->head ? args->head : "");
    if (!output_read(app, NULL, false, &outputs)
        || !record_open(app, args->record, RECORD_READS, &record, &status)
        || !record_confine(app, args->record, &more, &status))
        return status;
    return output_print(app, &outputs, verify_print, &(Proving){ record, args->head });
}

static InroStatus verify_run(const App *app, const void *args_, char **operands)
{
    const VerifyArgs *args = args_;
    Err err;

    if (operands[0] ? !args->head : !args->key)
        return operands[0] ? verify_dossier(app, args, operands[0]) : verify_record(app, args);
    err_set(&err, ERR_USAGE, operands[0] ? STR("cli.head-with-file") : STR("cli.key-without-file"));
    return app_refuse(app, &err);
}

const Command CMD_RECORD_VERIFY = {
    .name = "record verify", .usage = "[FILE]",
    .options = VERIFY_OPTIONS, .option_count = ARRAY_LEN(VERIFY_OPTIONS),
    .args_size = sizeof(VerifyArgs), .operands = { 0, 1 }, .run = verify_run,
};

/* ---- export ------------------------------------------------------------------------- */

typedef struct {
    const char *record, *output;
} ExportArgs;

static const Option EXPORT_OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(ExportArgs, record) },
    { "output", 'o', "FILE", OPTION_TEXT, offsetof(ExportArgs, output) },
};

static InroStatus export_run(const App *app, const void *args_, char **operands)
{
    const ExportArgs *args = args_;

    return record_export(app, args->record, inro_dossier_export, operands[0], args->output);
}

const Command CMD_RECORD_EXPORT = {
    .name = "record export", .usage = "PRODUCT",
    .options = EXPORT_OPTIONS, .option_count = ARRAY_LEN(EXPORT_OPTIONS),
    .args_size = sizeof(ExportArgs), .operands = { 1, 1 }, .run = export_run,
};

/* ---- import --------------------------------------------------------------------------- */

typedef struct {
    const char *record, *signer;
} ImportArgs;

static const Option IMPORT_OPTIONS[] = {
    { "record", 0, "PLACE", OPTION_TEXT, offsetof(ImportArgs, record) },
    { "accept-signer", 0, "FINGERPRINT", OPTION_TEXT, offsetof(ImportArgs, signer) },
};

typedef struct {
    InroRecord *record;
    InroDossierImport wanted;
} Taking;

static bool import_print(const App *app, const void *what, const InroReportOptions *options,
                         InroError *error)
{
    const Taking *taking = what;

    return inro_dossier_import(&app->inro, taking->record, &taking->wanted, options, error);
}

static InroStatus import_run(const App *app, const void *args_, char **operands)
{
    const ImportArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    RecordNeeds needs = { .inputs = operands };
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    Taking taking;

    if (!output_read(app, NULL, false, &outputs)
        || !record_open(app, args->record, RECORD_MAKES, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    taking = (Taking){ record, { operands[0], args->signer } };
    return output_print(app, &outputs, import_print, &taking);
}

const Command CMD_RECORD_IMPORT = {
    .name = "record import", .usage = "FILE",
    .options = IMPORT_OPTIONS, .option_count = ARRAY_LEN(IMPORT_OPTIONS),
    .args_size = sizeof(ImportArgs), .operands = { 1, 1 }, .run = import_run,
};
