/* SPDX-License-Identifier: Apache-2.0 */
/* inro product|release|component|control|safety|site|device — create, change, show, list;
 * inro organisation — change, show.
 *
 * The nouns differ in their fields alone: a table each. An option is the field's name with "-" for
 * "_"; a list has an option in the singular that may be given again and again.
 */
#include "cli/commands.h"
#include "cli/life.h"
#include "cli/output.h"
#include "cli/record.h"

#include <stdio.h>
#include <string.h>

enum { NOUN_TEXTS = 17, NOUN_LISTS = 2, GIVEN_MAX = NOUN_TEXTS + NOUN_LISTS * LIST_MAX };

typedef struct {
    const char *record, *text[NOUN_TEXTS], *version, *origin, *db;
    TextList list[NOUN_LISTS], outputs;
    bool json, held;
} NounArgs;

#define RECORD        { "record", 0, "PLACE", OPTION_TEXT, offsetof(NounArgs, record) }
#define ORIGIN        { "origin", 0, "PRODUCT", OPTION_TEXT, offsetof(NounArgs, origin) }
#define IF_VERSION    { "if-version", 0, "N", OPTION_TEXT, offsetof(NounArgs, version) }
#define OUTPUT        { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(NounArgs, outputs) }
#define JSON          { "json", 0, NULL, OPTION_FLAG, offsetof(NounArgs, json) }
#define TEXT(i, option, value) { option, 0, value, OPTION_TEXT, offsetof(NounArgs, text[i]) }
#define LIST(i, option, value) { option, 0, value, OPTION_LIST, offsetof(NounArgs, list[i]) }

/* A noun as its commands see it: texts and lists stand in the order of their options. */
typedef struct {
    const char *word;
    const char *text[NOUN_TEXTS + 1], *list[NOUN_LISTS + 1];
} Fields;

/* ---- what all of them do ------------------------------------------------------------ */

static size_t given_of(const Fields *fields, const NounArgs *args, InroGiven given[GIVEN_MAX])
{
    size_t count = 0;

    for (size_t i = 0; fields->text[i]; i++)
        if (args->text[i])
            given[count++] = (InroGiven){ fields->text[i], args->text[i] };
    for (size_t i = 0; fields->list[i]; i++)
        for (size_t k = 0; k < args->list[i].count; k++)
            given[count++] = (InroGiven){ fields->list[i], args->list[i].item[k] };
    return count;
}

/* A product makes the record that is not there yet: only for one that has a name. */
static bool makes_record(const App *app, const Fields *fields, const NounArgs *args, bool *makes)
{
    Err err;

    *makes = strcmp(fields->word, "product") == 0;
    for (size_t i = 0; *makes && fields->text[i]; i++)
        if (strcmp(fields->text[i], "name") == 0 && (!args->text[i] || !args->text[i][0])) {
            err_set(&err, ERR_USAGE, STR("api.noun-needed"), STR("name"));
            app_refuse(app, &err);
            return false;
        }
    return true;
}

static InroStatus create(const App *app, const Fields *fields, const NounArgs *args)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroGiven given[GIVEN_MAX];
    size_t count = given_of(fields, args, given);
    InroStatus status;
    InroError error;
    char id[INRO_UUID_BYTES];
    bool makes;

    if (!makes_record(app, fields, args, &makes))
        return INRO_REFUSED;
    if (!record_open(app, args->record, makes ? RECORD_MAKES : RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, NULL, &status))
        return status;
    if (!inro_noun_create(&app->inro, record, fields->word, given, count, id, &error))
        return app_fail(app, &error);
    return app_write_line(app, id);
}

static InroStatus version_read(const App *app, const char *text, int64_t *out)
{
    uint64_t version;
    Err err;

    *out = INRO_ANY_VERSION;
    if (!text)
        return INRO_DONE;
    if (!str_to_u64(str_of(text), &version) || version > INT64_MAX) {
        err_set(&err, ERR_USAGE, STR("cli.option-not-a-number"), STR("if-version"), str_of(text));
        return app_refuse(app, &err);
    }
    *out = (int64_t)version;
    return INRO_DONE;
}

static InroStatus change(const App *app, const Fields *fields, const NounArgs *args,
                         const char *called)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    InroGiven given[GIVEN_MAX];
    size_t count = given_of(fields, args, given);
    InroStatus status;
    InroError error;
    int64_t version;

    status = version_read(app, args->version, &version);
    if (status != INRO_DONE
        || !record_open(app, args->record, RECORD_WRITES, &record, &status)
        || !record_confine(app, args->record, NULL, &status))
        return status;
    return inro_noun_change(&app->inro, record, fields->word, called, given, count, version,
                            &error) ? INRO_DONE : app_fail(app, &error);
}

/* What is printed: one noun by its name, or all that hold a value. */
typedef struct {
    InroRecord *record;
    const Fields *fields;
    const char *called;
    InroGiven where[GIVEN_MAX];
    size_t where_count;
} Question;

static bool print(const App *app, const void *what, const InroReportOptions *options,
                  InroError *error)
{
    const Question *asked = what;

    return asked->called
         ? inro_noun_show(&app->inro, asked->record, asked->fields->word, asked->called, options,
                          error)
         : inro_noun_list(&app->inro, asked->record, asked->fields->word, asked->where,
                          asked->where_count, options, error);
}

/* Not what was stated, but what holds for each component that is shipped. */
static InroStatus look_held(const App *app, const NounArgs *args)
{
    LifeAsked asked = {
        .record = args->record, .db = args->db, .print = inro_ledger_list,
        .outputs = &args->outputs, .json = args->json,
        .question = { .product = args->text[0], .release = args->text[1] },
    };

    return life_ask(app, &asked);
}

static InroStatus look(const App *app, const Fields *fields, const NounArgs *args,
                       const char *called)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    Question question = { .fields = fields, .called = called };
    InroStatus status = INRO_REFUSED;
    OutputList outputs;
    const RecordWish wish = { args->record, &outputs, { .db = NULL } };
    Err err;

    if (args->held || (!called && args->text[1] && strcmp(fields->word, "component") == 0))
        return look_held(app, args);
    question.where_count = given_of(fields, args, question.where);
    if (question.where_count > 1) {
        err_set(&err, ERR_USAGE, STR("cli.one-filter"));
        return app_refuse(app, &err);
    }
    if (args->origin)
        question.where[question.where_count++] = (InroGiven){ "origin", args->origin };
    if (!output_read(app, &args->outputs, args->json, &outputs)
        || !record_begin(app, &wish, &record, &status))
        return status;
    question.record = record;
    return output_print(app, &outputs, print, &question);
}

/* ---- the nouns ---------------------------------------------------------------------- */

#define NOUN(NAME, word_, filter)                                                                  \
    static InroStatus word_##_create(const App *app, const void *args, char **operands)            \
    {                                                                                              \
        (void)operands;                                                                            \
        return create(app, &NAME, args);                                                           \
    }                                                                                              \
    static InroStatus word_##_change(const App *app, const void *args, char **operands)            \
    {                                                                                              \
        return change(app, &NAME, args, operands[0]);                                              \
    }                                                                                              \
    static InroStatus word_##_show(const App *app, const void *args, char **operands)              \
    {                                                                                              \
        return look(app, &NAME, args, operands[0]);                                                \
    }                                                                                              \
    static InroStatus word_##_list(const App *app, const void *args, char **operands)              \
    {                                                                                              \
        (void)operands;                                                                            \
        return look(app, &NAME, args, NULL);                                                       \
    }                                                                                              \
    static const Option NAME##_SHOW[] = { RECORD, OUTPUT, JSON };                                  \
    static const Option NAME##_LIST[] = { RECORD, OUTPUT, JSON, ORIGIN, filter };                  \
    const Command CMD_##NAME##_CREATE = {                                                          \
        .name = #word_ " create", .usage = "", .options = NAME##_CREATE,                           \
        .option_count = ARRAY_LEN(NAME##_CREATE), .args_size = sizeof(NounArgs),                   \
        .operands = { 0, 0 }, .run = word_##_create,                                               \
    };                                                                                             \
    const Command CMD_##NAME##_CHANGE = {                                                          \
        .name = #word_ " change", .usage = "NAME", .options = NAME##_CHANGE,                       \
        .option_count = ARRAY_LEN(NAME##_CHANGE), .args_size = sizeof(NounArgs),                   \
        .operands = { 1, 1 }, .run = word_##_change,                                               \
    };                                                                                             \
    const Command CMD_##NAME##_SHOW = {                                                            \
        .name = #word_ " show", .usage = "NAME", .options = NAME##_SHOW,                           \
        .option_count = ARRAY_LEN(NAME##_SHOW), .args_size = sizeof(NounArgs),                     \
        .operands = { 1, 1 }, .run = word_##_show,                                                 \
    };                                                                                             \
    const Command CMD_##NAME##_LIST = {                                                            \
        .name = #word_ " list", .usage = "", .options = NAME##_LIST,                               \
        .option_count = ARRAY_LEN(NAME##_LIST), .args_size = sizeof(NounArgs),                     \
        .operands = { 0, 0 }, .run = word_##_list,                                                 \
    }

/* A record has one organisation, made with it: it is neither created nor called by a name. */
static const Fields ORGANISATION = { "organisation", { "name" }, { NULL } };
static const Option ORGANISATION_CHANGE[] = { RECORD, IF_VERSION, TEXT(0, "name", "NAME") };
static const Option ORGANISATION_SHOW[] = { RECORD, OUTPUT, JSON };

static InroStatus organisation_change(const App *app, const void *args, char **operands)
{
    (void)operands;
    return change(app, &ORGANISATION, args, "");
}

static InroStatus organisation_show(const App *app, const void *args, char **operands)
{
    (void)operands;
    return look(app, &ORGANISATION, args, "");
}

const Command CMD_ORGANISATION_CHANGE = {
    .name = "organisation change", .usage = "", .options = ORGANISATION_CHANGE,
    .option_count = ARRAY_LEN(ORGANISATION_CHANGE), .args_size = sizeof(NounArgs),
    .run = organisation_change,
};
const Command CMD_ORGANISATION_SHOW = {
    .name = "organisation show", .usage = "", .options = ORGANISATION_SHOW,
    .option_count = ARRAY_LEN(ORGANISATION_SHOW), .args_size = sizeof(NounArgs),
    .run = organisation_show,
};

static const Fields PRODUCT = {
    "product",
    { "name", "intended_use", "essential_performance", "security_context", "udi_di",
      "device_class", "regulation", "review", "device_us", "device_jp", "cyber_device", "pma",
      "isao", "hospital", "nis2_entity", "update_cycle", "update_cycle_reason" },
    { "markets" },
};
#define ANSWER "yes|no|unknown"
#define PRODUCT_FIELDS                                                                             \
    TEXT(0, "name", "NAME"), TEXT(1, "intended-use", "TEXT"),                                      \
    TEXT(2, "essential-performance", "TEXT"), TEXT(3, "security-context", "TEXT"),                 \
    TEXT(4, "udi-di", "DI"), TEXT(5, "device-class", "CLASS"),                                     \
    TEXT(6, "regulation", "mdr|ivdr|none"), TEXT(7, "review", "required|optional"),                \
    TEXT(8, "device-us", ANSWER), TEXT(9, "device-jp", ANSWER),                                    \
    TEXT(10, "cyber-device", ANSWER), TEXT(11, "pma", ANSWER), TEXT(12, "isao", ANSWER),           \
    TEXT(13, "hospital", ANSWER), TEXT(14, "nis2-entity", ANSWER),                                 \
    TEXT(15, "update-cycle", "CYCLE"), TEXT(16, "update-cycle-reason", "TEXT"),                    \
    LIST(0, "market", "MARKET")
static const Option PRODUCT_CREATE[] = { RECORD, PRODUCT_FIELDS };
static const Option PRODUCT_CHANGE[] = { RECORD, IF_VERSION, PRODUCT_FIELDS };
NOUN(PRODUCT, product, TEXT(5, "device-class", "CLASS"));

static const Fields RELEASE = {
    "release",
    { "product", "version", "released", "end_of_life", "end_of_support", "withdrawn",
      "update_method", "configuration", "legacy_reason", "legacy_since" },
    { NULL },
};
#define RELEASE_FIELDS                                                                             \
    TEXT(1, "version", "VERSION"), TEXT(2, "released", "DATE"), TEXT(3, "end-of-life", "DATE"),    \
    TEXT(4, "end-of-support", "DATE"), TEXT(5, "withdrawn", "DATE"),                               \
    TEXT(6, "update-method", "remote|user-managed|service-visit"),                                 \
    TEXT(7, "configuration", "TEXT"), TEXT(8, "legacy-reason", "TEXT"),                           \
    TEXT(9, "legacy-since", "DATE")
static const Option RELEASE_CREATE[] = { RECORD, TEXT(0, "product", "NAME"), RELEASE_FIELDS };
static const Option RELEASE_CHANGE[] = { RECORD, IF_VERSION, RELEASE_FIELDS };
NOUN(RELEASE, release, TEXT(0, "product", "NAME"));

static const Fields SITE = { "site", { "name", "address" }, { NULL } };
#define SITE_FIELDS TEXT(0, "name", "NAME"), TEXT(1, "address", "TEXT")
static const Option SITE_CREATE[] = { RECORD, SITE_FIELDS };
static const Option SITE_CHANGE[] = { RECORD, IF_VERSION, SITE_FIELDS };
NOUN(SITE, site, TEXT(1, "address", "TEXT"));

static const Fields DEVICE = {
    "device", { "product", "release", "site", "serial", "udi", "withdrawn" }, { "addresses" },
};
#define DEVICE_FIELDS                                                                              \
    TEXT(1, "release", "NAME"), TEXT(2, "site", "NAME"), TEXT(3, "serial", "SERIAL"),              \
    TEXT(4, "udi", "UDI"), TEXT(5, "withdrawn", "DATE"), LIST(0, "address", "ADDRESS")
static const Option DEVICE_CREATE[] = { RECORD, TEXT(0, "product", "NAME"), DEVICE_FIELDS };
static const Option DEVICE_CHANGE[] = { RECORD, IF_VERSION, DEVICE_FIELDS };
NOUN(DEVICE, device, TEXT(0, "product", "NAME"));

static const Fields COMPONENT = {
    "component",
    { "product", "release", "component", "range", "item_class", "support_level", "support_end",
      "vocabulary", "source", "provenance", "justification", "withdrawn" },
    { "evidence" },
};
#define COMPONENT_FIELDS                                                                           \
    TEXT(4, "item-class", "maintained|supported|required"),                                        \
    TEXT(5, "support-level", "LEVEL"), TEXT(6, "support-end", "DATE"),                             \
    TEXT(7, "vocabulary", "WORD"), TEXT(8, "source", "TEXT"),                                      \
    TEXT(9, "provenance", "decided|supplier|derived"), TEXT(10, "justification", "TEXT"),          \
    TEXT(11, "withdrawn", "REASON"), LIST(0, "evidence", "TEXT")
static const Option COMPONENT_CREATE[] = {
    RECORD, TEXT(0, "product", "NAME"), TEXT(1, "release", "NAME"), TEXT(2, "component", "PURL"),
    TEXT(3, "range", "VERS"), COMPONENT_FIELDS,
};
static const Option COMPONENT_CHANGE[] = { RECORD, IF_VERSION, COMPONENT_FIELDS };
#define COMPONENT_FILTERS                                                                          \
    TEXT(0, "product", "NAME"), TEXT(1, "release", "NAME"),                                        \
    { "held", 0, NULL, OPTION_FLAG, offsetof(NounArgs, held) },                                    \
    { "db", 0, "DIR", OPTION_TEXT, offsetof(NounArgs, db) }
NOUN(COMPONENT, component, COMPONENT_FILTERS);

static const Fields CONTROL = {
    "control",
    { "product", "release", "name", "kind", "verified", "valid_until", "valid_from" },
    { "evidence" },
};
#define CONTROL_FIELDS                                                                             \
    TEXT(1, "release", "NAME"), TEXT(2, "name", "TEXT"), TEXT(3, "kind", "design|maker|customer"), \
    TEXT(4, "verified", "yes|no"), TEXT(6, "valid-from", "DATE"),                                  \
    TEXT(5, "valid-until", "DATE"), LIST(0, "evidence", "TEXT")
static const Option CONTROL_CREATE[] = { RECORD, TEXT(0, "product", "NAME"), CONTROL_FIELDS };
static const Option CONTROL_CHANGE[] = { RECORD, IF_VERSION, CONTROL_FIELDS };
NOUN(CONTROL, control, TEXT(0, "product", "NAME"));

static const Fields SAFETY = {
    "safety", { "product", "name", "title", "harm", "document" }, { "assessments" },
};
#define SAFETY_FIELDS                                                                              \
    TEXT(1, "name", "NAME"), TEXT(2, "title", "TEXT"), TEXT(3, "harm", "LEVEL"),                   \
    TEXT(4, "document", "TEXT"), LIST(0, "assessment", "NAME")
static const Option SAFETY_CREATE[] = { RECORD, TEXT(0, "product", "NAME"), SAFETY_FIELDS };
static const Option SAFETY_CHANGE[] = { RECORD, IF_VERSION, SAFETY_FIELDS };
NOUN(SAFETY, safety, TEXT(0, "product", "NAME"));
