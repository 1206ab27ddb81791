/* SPDX-License-Identifier: Apache-2.0 */
/* Help, out of the same tables that read the command line. */
#include "cli/command.h"

#include "base/msg.h"

#include <stdio.h>
#include <string.h>

enum { ID_BYTES = 96, OPTION_COLUMN = 26, COMMAND_COLUMN = 24, NOUN_COLUMN = 28 };

/* "cli.db-import.db" for the option `option` of "db import". */
static Str sentence_id(char id[ID_BYTES], const char *name, const char *option)
{
    int len = snprintf(id, ID_BYTES, "cli.%s%s%s", name, option ? "." : "", option ? option : "");

    for (int i = 0; i < len && i < ID_BYTES; i++)
        if (id[i] == ' ')
            id[i] = '-';
    return str_of(id);
}

/* An option says the same in every command of a noun, or in all commands: its sentence is that of
 * the command, else of the noun ("cli.release.version"), else of the option ("cli.option.json"). */
static Str option_sentence(Lang lang, const char *name, const char *option)
{
    char id[ID_BYTES], noun[ID_BYTES];
    Str text;

    snprintf(noun, sizeof noun, "%.*s", (int)strcspn(name, " "), name);
    text = msg_text(lang, sentence_id(id, name, option));
    if (!option || !str_eq(text, str_of(id)))
        return text;
    text = msg_text(lang, sentence_id(id, noun, option));
    return str_eq(text, str_of(id)) ? msg_text(lang, sentence_id(id, "option", option)) : text;
}

static void put_sentence(Buf *out, Lang lang, const char *name, const char *option)
{
    buf_add(out, option_sentence(lang, name, option));
    buf_char(out, '\n');
}

static void put_padded(Buf *out, const char *text, int column)
{
    buf_printf(out, "  %-*s", column - 2, text);
    if ((int)strlen(text) > column - 3)
        buf_printf(out, "\n%*s", column, "");
}

static void put_command(const Command *command, int column, Lang lang, Buf *out)
{
    put_padded(out, command->name, column);
    put_sentence(out, lang, command->name, NULL);
}

static void put_nouns(Lang lang, Buf *out)
{
    char id[ID_BYTES];

    if (NOUNS[0])
        buf_printf(out, "\n%.*s\n\n", STR_ARG(msg_text(lang, STR("cli.help-record"))));
    for (size_t i = 0; NOUNS[i]; i++) {
        snprintf(id, sizeof id, "cli.noun-%s", NOUNS[i]);
        put_padded(out, NOUNS[i], COMMAND_COLUMN);
        buf_printf(out, "%.*s\n", STR_ARG(msg_text(lang, str_of(id))));
    }
}

void help_all(Lang lang, Buf *out)
{
    buf_add(out, msg_text(lang, STR("cli.help-head")));
    buf_add(out, STR("\n\n"));
    for (size_t i = 0; COMMANDS[i]; i++)
        put_command(COMMANDS[i], COMMAND_COLUMN, lang, out);
    put_nouns(lang, out);
    buf_char(out, '\n');
    buf_add(out, msg_text(lang, STR("cli.help-foot")));
    buf_char(out, '\n');
}

void help_noun(const char *noun, Lang lang, Buf *out)
{
    for (const Command *command = NULL; (command = command_of(noun, command)) != NULL; )
        put_command(command, NOUN_COLUMN, lang, out);
}

static void put_option(const Option *option, const char *name, Lang lang, Buf *out)
{
    char words[64], letter[8] = "";

    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(words, sizeof words, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
             option->value ? option->value : "");
    put_padded(out, words, OPTION_COLUMN);
    put_sentence(out, lang, name, option->name);
}

void help_command(const Command *command, Lang lang, Buf *out)
{
    buf_printf(out, "inro %s%s%s%s\n\n  ", command->name,
               command->option_count ? " [OPTION]…" : "", command->usage[0] ? " " : "",
               command->usage);
    put_sentence(out, lang, command->name, NULL);
    if (command->option_count)
        buf_char(out, '\n');
    for (size_t i = 0; i < command->option_count; i++)
        put_option(&command->options[i], command->name, lang, out);
    buf_printf(out, "\n%.*s\n", STR_ARG(msg_text(lang, STR("cli.help-example"))));
    buf_printf(out, "  ");
    put_sentence(out, lang, command->name, "example");
}

void help_exit_codes(Lang lang, Buf *out)
{
    static const struct { int code; Str id; } ROWS[] = {
        { INRO_DONE, STR_ROW("cli.exit-0") },    { INRO_POLICY, STR_ROW("cli.exit-1") },
        { INRO_REFUSED, STR_ROW("cli.exit-2") }, { INRO_NO_DATA, STR_ROW("cli.exit-3") },
        { INRO_NETWORK, STR_ROW("cli.exit-4") }, { INRO_INTERNAL, STR_ROW("cli.exit-70") },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        buf_printf(out, "%4d  %.*s\n", ROWS[i].code, STR_ARG(msg_text(lang, ROWS[i].id)));
}
