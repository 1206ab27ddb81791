/* SPDX-License-Identifier: Apache-2.0 */
/* inro key — the keys that sign the record, and the keys of others that are trusted. */
#include "inro/key.h"

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/record.h"

#include "base/io.h"

#include <stdio.h>

typedef struct {
    const char *record, *label, *file, *pkcs11;
    TextList outputs;
    bool json, personal;
} KeyArgs;

enum { FOLDER_BYTES = 4096 };

#define RECORD { "record", 0, "PLACE", OPTION_TEXT, offsetof(KeyArgs, record) }
#define LABEL  { "label", 0, "TEXT", OPTION_TEXT, offsetof(KeyArgs, label) }

/* The folder is made before rights are given up, so that a file can be made in it. */
static InroStatus personal_run(const App *app, const KeyArgs *args)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    char folder[FOLDER_BYTES], inside[FOLDER_BYTES + 8], fingerprint[INRO_FINGERPRINT_BYTES];
    const char *file = inside;
    RecordNeeds needs = { .outputs = &file, .output_count = 1 };
    InroStatus status;
    InroError error;
    Err err;

    app_personal_dir(folder, sizeof folder);
    snprintf(inside, sizeof inside, "%s/key", folder);
    if (folder[0] && !io_make_dirs(folder, 0700, &err))
        return app_refuse(app, &err);
    if (!record_open(app, args->record, RECORD_MAKES, &record, &status)
        || !record_confine(app, args->record, folder[0] ? &needs : NULL, &status))
        return status;
    return inro_key_create_personal(&app->inro, record, fingerprint, &error)
         ? app_write_line(app, fingerprint) : app_fail(app, &error);
}

static InroStatus create_run(const App *app, const void *args_, char **operands)
{
    const KeyArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    char fingerprint[INRO_FINGERPRINT_BYTES];
    InroStatus status;
    InroError error;

    (void)operands;
    if (args->personal)
        return personal_run(app, args);
    if (!record_open(app, args->record, RECORD_MAKES, &record, &status)
        || (!args->pkcs11 && !record_confine(app, args->record, NULL, &status)))
        return status;
    return (args->pkcs11 ? inro_key_create_card(&app->inro, record, args->pkcs11, args->label,
                                                fingerprint, &error)
                         : inro_key_create(&app->inro, record, args->label, fingerprint, &error))
         ? app_write_line(app, fingerprint) : app_fail(app, &error);
}

static InroStatus trust_run(const App *app, const void *args_, char **operands)
{
    const KeyArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    RecordNeeds needs = { .inputs = operands };
    char fingerprint[INRO_FINGERPRINT_BYTES];
    InroStatus status;
    InroError error;

    if (!record_open(app, args->record, RECORD_MAKES, &record, &status)
        || !record_confine(app, args->record, &needs, &status))
        return status;
    return inro_key_trust(&app->inro, record, operands[0], args->label, fingerprint, &error)
         ? app_write_line(app, fingerprint) : app_fail(app, &error);
}

static InroStatus retire_run(const App *app, const void *args_, char **operands)
{
    const KeyArgs *args = args_;

    return record_change(app, args->record, NULL, inro_key_retire, operands[0]);
}

static InroStatus export_run(const App *app, const void *args_, char **operands)
{
    const KeyArgs *args = args_;

    return record_export(app, args->record, inro_key_export, operands[0], args->file);
}

static bool list_print(const App *app, const void *record, const InroReportOptions *options,
                       InroError *error)
{
    return inro_key_list(&app->inro, *(InroRecord *const *)record, options, error);
}

static InroStatus list_run(const App *app, const void *args_, char **operands)
{
    const KeyArgs *args = args_;
    CLEANUP(record_close) InroRecord *record = NULL;
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = NULL } };

    (void)operands;
    return output_read(app, &args->outputs, args->json, &outputs)
                && record_begin(app, &wish, &record, &status)
         ? output_print(app, &outputs, list_print, &record) : status;
}

static const Option CREATE[] = {
    RECORD, LABEL, { "pkcs11", 0, "URI", OPTION_TEXT, offsetof(KeyArgs, pkcs11) },
    { "personal", 0, NULL, OPTION_FLAG, offsetof(KeyArgs, personal) },
};
static const Option TRUST[] = { RECORD, LABEL };
static const Option RETIRE[] = { RECORD };
static const Option EXPORT[] = {
    RECORD, { "output", 'o', "FILE", OPTION_TEXT, offsetof(KeyArgs, file) },
};
static const Option LISTED[] = {
    RECORD,
    { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(KeyArgs, outputs) },
    { "json", 0, NULL, OPTION_FLAG, offsetof(KeyArgs, json) },
};

#define KEY(NAME, word, operands_, TABLE, low, high, run_)                                         \
    const Command CMD_KEY_##NAME = {                                                               \
        .name = "key " word, .usage = operands_, .options = TABLE,                                 \
        .option_count = ARRAY_LEN(TABLE), .args_size = sizeof(KeyArgs),                            \
        .operands = { low, high }, .run = run_,                                                    \
    }

KEY(CREATE, "create", "", CREATE, 0, 0, create_run);
KEY(LIST, "list", "", LISTED, 0, 0, list_run);
KEY(EXPORT, "export", "[KEY]", EXPORT, 0, 1, export_run);
KEY(TRUST, "trust", "FILE", TRUST, 1, 1, trust_run);
KEY(RETIRE, "retire", "KEY", RETIRE, 1, 1, retire_run);
