/* SPDX-License-Identifier: Apache-2.0 */
/* inro risk rubric — CVSS 3.1 for a medical device, by answering questions. */
#include "base/io.h"
#include "base/msg.h"
#include "cli/app.h"
#include "cli/commands.h"

#include "inro/risk.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 64, PROMPT_BYTES = 1024 };

typedef struct {
    TextList answers;
} RubricArgs;

static const Option RUBRIC_OPTIONS[] = {
    { "answer", 0, "QUESTION=ANSWER", OPTION_LIST, offsetof(RubricArgs, answers) },
};

static bool given_take(const App *app, const RubricArgs *args, InroRubric *rubric,
                       InroError *error)
{
    for (size_t i = 0; i < args->answers.count; i++) {
        char id[LINE_BYTES];
        const char *given = args->answers.item[i], *equals = strchr(given, '=');

        snprintf(id, sizeof id, "%.*s", (int)(equals ? equals - given : (int)strlen(given)),
                 given);
        if (!inro_rubric_answer(&app->inro, rubric, id, equals ? equals + 1 : "", error))
            return false;
    }
    return true;
}

static void prompt(const App *app, const InroRubricQuestion *question)
{
    Str args[] = { str_of(question->id), str_of(question->metric), str_of(question->text) };
    char text[PROMPT_BYTES];
    Err err;

    msg_format(app->lang, STR("cli.rubric-prompt"), args, ARRAY_LEN(args), text, sizeof text);
    if (!io_write_fd(2, "stderr", str_of(text), &err))
        return; /* nobody reads the questions; the answers are still taken */
}

/* Asks until the input ends or nothing is open; "?" and what is no answer explain the answers. */
static void ask(const App *app, InroRubric *rubric)
{
    InroRubricQuestion question;
    char line[LINE_BYTES], word[LINE_BYTES + 1], help[PROMPT_BYTES];
    InroError error;
    Str text;

    while (inro_rubric_next(&app->inro, rubric, &question)) {
        prompt(app, &question);
        if (!io_line(line, sizeof line, &text))
            return;
        snprintf(word, sizeof word, "%.*s", STR_ARG(str_trim(text)));
        if (!inro_rubric_answer(&app->inro, rubric, question.id, word, &error))
            app_say(app, msg_format(app->lang, STR("cli.rubric-help"), NULL, 0, help,
                                    sizeof help));
    }
}

static InroStatus rubric_run(const App *app, const void *args, char **operands)
{
    InroRubric rubric = { "" };
    char vector[INRO_RUBRIC_VECTOR_BYTES], out[INRO_RUBRIC_BYTES + INRO_RUBRIC_VECTOR_BYTES + 2];
    unsigned unknown;
    InroError error;

    if ((operands[0] && !inro_rubric_read(&app->inro, operands[0], &rubric, &error))
        || !given_take(app, args, &rubric, &error))
        return app_fail(app, &error);
    ask(app, &rubric);
    if (!inro_rubric_vector(&app->inro, &rubric, vector, &unknown, &error))
        return app_fail(app, &error);
    snprintf(out, sizeof out, "%s\n%s\n", vector, rubric.extended);
    return app_write(app, out, strlen(out));
}

const Command CMD_RISK_RUBRIC = {
    .name = "risk rubric", .usage = "[ANSWERS]", .options = RUBRIC_OPTIONS,
    .option_count = ARRAY_LEN(RUBRIC_OPTIONS), .args_size = sizeof(RubricArgs),
    .operands = { 0, 1 }, .run = rubric_run,
};
