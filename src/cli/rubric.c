/* SPDX-License-Identifier: Apache-2.0 */
/* inro risk rubric — CVSS 3.1 for a medical device, by answering questions. */
#include "base/io.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "cli/app.h"
#include "cli/commands.h"

#include "inro/risk.h"

#include <stdio.h>
#include <string.h>

enum {
    LINE_BYTES = 64, WORD_BYTES = 65, PROMPT_BYTES = 2048,
    COLUMNS_MAX = 80,   /* also of a wider terminal: longer lines are hard to read */
    QUESTIONS_MAX = 64, /* of the rubric: more than it has                         */
};

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

/* ---- the conversation --------------------------------------------------------------- */

/* What each part of the vector is called. */
static const struct {
    const char *metric;
    Str name;
} METRICS[] = {
    { "AV", STR_ROW("cli.metric-AV") }, { "AC", STR_ROW("cli.metric-AC") },
    { "PR", STR_ROW("cli.metric-PR") }, { "UI", STR_ROW("cli.metric-UI") },
    { "S", STR_ROW("cli.metric-S") },   { "C", STR_ROW("cli.metric-C") },
    { "I", STR_ROW("cli.metric-I") },   { "A", STR_ROW("cli.metric-A") },
};

/* What a Japanese keyboard gives without being switched, and what people write. */
static const struct {
    const char *written, *meant;
} WRITTEN[] = {
    { "ｙ", "y" }, { "ｎ", "n" }, { "ｕ", "u" }, { "ｂ", "b" }, { "？", "?" },
    { "はい", "y" }, { "いいえ", "n" }, { "不明", "u" }, { "戻る", "b" }, { "back", "b" },
};

/* The answers so far, before each of those that were given here. */
typedef struct {
    const App *app;
    InroRubric *rubric;
    InroRubric before[QUESTIONS_MAX];
    size_t asked;
} Talk;

/* Nobody may read this; the answers are still taken. */
static void tell(Str text)
{
    Err err;

    if (!io_write_fd(2, "stderr", text, &err))
        return;
}

static void tell_sentence(const App *app, Str id, const Str *args, size_t count)
{
    char text[PROMPT_BYTES];

    tell(str_of(msg_format(app->lang, id, args, count, text, sizeof text)));
}

static void tell_line(const App *app, Str id, const Str *args, size_t count)
{
    tell_sentence(app, id, args, count);
    tell(STR("\n"));
}

/* A blank line, what it is about, the question in lines, and where to answer. */
static void prompt(const Talk *talk, const InroRubricQuestion *question)
{
    Str name = STR("");
    char number[24];

    for (size_t i = 0; i < ARRAY_LEN(METRICS); i++)
        if (strcmp(METRICS[i].metric, question->metric) == 0)
            name = msg_text(talk->app->lang, METRICS[i].name);
    snprintf(number, sizeof number, "%zu", talk->asked + 1);
    tell(STR("\n"));
    tell_line(talk->app, STR("cli.rubric-about"),
              (const Str[]){ str_of(number), name, str_of(question->metric),
                             str_of(question->id) }, 4);
    tell(str_of(question->text));
    tell_sentence(talk->app, STR("cli.rubric-prompt"), NULL, 0);
}

static void back(Talk *talk)
{
    if (talk->asked)
        *talk->rubric = talk->before[--talk->asked];
    else
        tell_line(talk->app, STR("cli.rubric-first"), NULL, 0);
}

static void answer(Talk *talk, const InroRubricQuestion *question, char *word)
{
    InroRubric before = *talk->rubric;
    InroError error;

    if (strcmp(word, "?") == 0 || !word[0]) {
        tell_line(talk->app, STR("cli.rubric-help"), NULL, 0);
    } else if (strcmp(word, "b") == 0) {
        back(talk);
    } else if (inro_rubric_answer(&talk->app->inro, talk->rubric, question->id, word, &error)) {
        talk->before[talk->asked++] = before;
    } else {
        utf8_tame(word, strlen(word));
        tell_line(talk->app, STR("cli.rubric-no-answer"), (const Str[]){ str_of(word) }, 1);
        tell_line(talk->app, STR("cli.rubric-help"), NULL, 0);
    }
}

/* The line of a terminal that was ended goes on with what is said about it. */
static void ended(const Talk *talk)
{
    tell(STR("\n"));
    if (talk->rubric->extended[0])
        tell_line(talk->app, STR("cli.rubric-ended"),
                  (const Str[]){ str_of(talk->rubric->extended) }, 1);
}

static bool line_read(char word[WORD_BYTES])
{
    char line[LINE_BYTES];
    Str text;

    if (!io_line(line, sizeof line, &text))
        return false;
    snprintf(word, WORD_BYTES, "%.*s", STR_ARG(str_trim(text)));
    for (size_t i = 0; i < ARRAY_LEN(WRITTEN); i++)
        if (strcmp(word, WRITTEN[i].written) == 0)
            snprintf(word, WORD_BYTES, "%s", WRITTEN[i].meant);
    return true;
}

/* Asks until the input ends or nothing is open. Nothing is written anywhere before the end. */
static void ask(const App *app, InroRubric *rubric)
{
    unsigned columns = app->columns && app->columns < COLUMNS_MAX ? app->columns : COLUMNS_MAX;
    Talk talk = { .app = app, .rubric = rubric };
    InroRubricQuestion question;
    char word[WORD_BYTES];

    if (inro_rubric_next(&app->inro, rubric, columns, &question))
        tell_line(app, STR("cli.rubric-help"), NULL, 0);
    while (inro_rubric_next(&app->inro, rubric, columns, &question)) {
        prompt(&talk, &question);
        if (!line_read(word)) {
            ended(&talk);
            return;
        }
        answer(&talk, &question, word);
    }
    if (talk.asked)
        tell(STR("\n"));
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
