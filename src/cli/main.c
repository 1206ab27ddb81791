/* SPDX-License-Identifier: Apache-2.0 */
/* inro — the security record of a medical device. Finds the subcommand and runs it. */
#include "cli/app.h"
#include "cli/siblings.h"

#include "base/arena.h"
#include "base/msg.h"

#include <inttypes.h>
#include <signal.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGS_BYTES_MAX = 8192 };

static Str first_set(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = getenv(names[i]);
        if (value && value[0])
            return str_of(value);
    }
    return STR("");
}

/* The language of an option; *unknown keeps one that there is not. */
static void lang_choose(const char *value, Lang *lang, const char **unknown)
{
    *lang = msg_lang_of(str_of(value));
    if (*lang != LANG_JA && !str_starts(str_of(value), STR("en")))
        *unknown = value;
}

/* --lang may stand anywhere before "--": it must be known before the first message. Copies argv
 * to `words` without it. */
static int lang_take(char **argv, char **words, Lang *lang, const char **unknown)
{
    static const char *const NAMES[] = { "INRO_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };
    bool options = true;
    int kept = 0;

    *lang = msg_lang_of(first_set(NAMES, ARRAY_LEN(NAMES)));
    for (int i = 0; argv[i]; i++) {
        options = options && strcmp(argv[i], "--") != 0;
        if (options && strcmp(argv[i], "--lang") == 0 && argv[i + 1])
            lang_choose(argv[++i], lang, unknown);
        else if (options && strncmp(argv[i], "--lang=", 7) == 0)
            lang_choose(argv[i] + 7, lang, unknown);
        else
            words[kept++] = argv[i];
    }
    words[kept] = NULL;
    return kept;
}

/* "create, show, list": the words that may follow `noun`. */
static void verbs_list(const char *noun, Buf *out)
{
    for (const Command *command = NULL; (command = command_of(noun, command)) != NULL; ) {
        buf_add(out, out->len ? STR(", ") : STR(""));
        buf_add(out, str_of(command->name + strlen(noun) + 1));
    }
}

static InroStatus unknown_command(const App *app, char **argv)
{
    CLEANUP(buf_done) Buf verbs = buf_new(1 << 16);
    const char *near = command_near(argv[0]);
    Err err;

    verbs_list(argv[0], &verbs);
    if (buf_failed(&verbs))
        err_no_memory(&err);
    else if (verbs.len)
        err_set(&err, ERR_USAGE, STR("cli.command-incomplete"), str_of(argv[0]),
                buf_str(&verbs));
    else if (near)
        err_set(&err, ERR_USAGE, STR("cli.command-unknown-near"), str_of(argv[0]), str_of(near));
    else
        err_set(&err, ERR_USAGE, STR("cli.command-unknown"), str_of(argv[0]));
    return app_refuse(app, &err);
}

static InroStatus print_help(const App *app, int argc, char **argv)
{
    CLEANUP(buf_done) Buf out = buf_new(1 << 20);
    int words;
    const Command *command = command_find(argc, argv, &words);

    if (command)
        help_command(command, app->lang, &out);
    else if (argc > 0 && command_of(argv[0], NULL))
        help_noun(argv[0], app->lang, &out);
    else if (argc > 0 && strcmp(argv[0], "exit-codes") == 0)
        help_exit_codes(app->lang, &out);
    else if (argc > 0 && argv[0][0] != '-')
        return unknown_command(app, argv);
    else
        help_all(app->lang, &out);
    return app_write_buf(app, &out);
}

static bool asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

/* A command that failed after it wrote must not be taken for one that wrote nothing. */
static InroStatus recorded_say(const App *app, InroStatus status)
{
    char text[ERR_TEXT_BYTES], number[24];

    if (*app->recorded == 0 || status == INRO_DONE || status == INRO_POLICY)
        return status;
    snprintf(number, sizeof number, "%" PRIu64, *app->recorded);
    app_say(app, msg_format(app->lang, STR("cli.recorded-all-the-same"),
                            &(Str){ number, strlen(number) }, 1, text, sizeof text));
    return status;
}

static InroStatus run_command(const App *app, const Command *command, int argc, char **argv)
{
    alignas(max_align_t) char args[ARGS_BYTES_MAX] = { 0 };
    CLEANUP(arena_done) Arena arena = arena_new(ARGS_BYTES_MAX + (size_t)argc * 2 * sizeof(char *));
    char **operands = ARENA_ARRAY(&arena, char *, (size_t)argc + 1);
    Err err;

    assert(command->args_size <= sizeof args);
    if (!operands) {
        err_no_memory(&err);
        return app_refuse(app, &err);
    }
    return command_parse(command, argc, argv, args, operands, &err)
             ? recorded_say(app, command->run(app, args, operands))
             : app_refuse(app, &err);
}

static InroStatus dispatch(const App *app, int argc, char **argv)
{
    static const char VERSION[] = "inro " INRO_VERSION "\n";
    const Command *command;
    int words;

    if (argc == 0 || strcmp(argv[0], "help") == 0)
        return print_help(app, argc ? argc - 1 : 0, argv + (argc ? 1 : 0));
    if (strcmp(argv[0], "--version") == 0)
        return app_write(app, VERSION, sizeof VERSION - 1);
    if (asks_help(argc, argv))
        return print_help(app, argc, argv);
    command = command_find(argc, argv, &words);
    return command ? run_command(app, command, argc - words, argv + words)
                   : unknown_command(app, argv);
}

/* `argv` as it was given, `words` the same without --lang and its program. */
static InroStatus start(const App *app, char **argv, int argc, char **words)
{
    return sibling_wanted(argc, words) ? sibling_run(app, sibling_name(argc, words), argv)
                                       : dispatch(app, argc, words);
}

int main(int argc, char **argv)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARGS_BYTES_MAX + (size_t)argc * 2 * sizeof(char *));
    char **words = ARENA_ARRAY(&arena, char *, (size_t)argc + 2);
    const char *unknown = NULL;
    uint64_t recorded = 0;
    App app = { .lang = LANG_EN, .recorded = &recorded };
    Err err;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no further is an error like a full disk */
    if (!words) {
        err_no_memory(&err);
        return (int)app_refuse(&app, &err);
    }
    argc = lang_take(argv, words, &app.lang, &unknown);
    app_start(&app);
    if (unknown) {
        err_set(&err, ERR_USAGE, STR("cli.lang-unknown"), str_of(unknown));
        return (int)app_refuse(&app, &err);
    }
    return (int)start(&app, argv, argc > 0 ? argc - 1 : 0, words + (argc > 0 ? 1 : 0));
}
