/* SPDX-License-Identifier: Apache-2.0 */
/* command.h — a subcommand is a value: its words, its options, its work.
 *
 * Help and the check of the man pages come from these tables. Sentences are ids of
 * po/<language>/cli.po: the brief is "cli.<name>", an option "cli.<name>.<option>", with
 * "-" for the blank between the words of a name.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "inro/inro.h"

/* What the process was started with; made once in main. */
typedef struct {
    Inro inro;
    Lang lang;
    bool err_is_terminal, out_is_terminal, colour;
    unsigned columns;   /* of standard output when it is a terminal, else 0 */
    uint64_t *recorded; /* events that the command appended to a record */
} App;

typedef enum {
    OPTION_FLAG,  /* bool                                           */
    OPTION_TEXT,  /* const char *                                   */
    OPTION_COUNT, /* int: a whole number from 0 to 1,000,000        */
    OPTION_LIST,  /* TextList: may be given again and again         */
} OptionKind;

enum { LIST_MAX = 32, OPERANDS_MANY = 1 << 20 };

typedef struct {
    const char *item[LIST_MAX];
    size_t count;
} TextList;

typedef struct {
    const char *name;       /* "fail-on", without dashes                 */
    char letter;            /* 'o', or 0                                 */
    const char *value;      /* "EXPR" as the help shows it; NULL: a flag */
    OptionKind kind;
    size_t offset;          /* in the command's arguments                */
} Option;

typedef struct {
    int min, max;
} OperandRange;

typedef struct {
    const char *name;       /* "scan", "db import"                       */
    const char *usage;      /* operands as the help shows them           */
    const Option *options;
    size_t option_count;
    size_t args_size;       /* of the struct the options write into      */
    OperandRange operands;
    InroStatus (*run)(const App *app, const void *args, char **operands);
} Command;

/* Every subcommand of this program; ends with NULL. Each program has its own list: commands.c is
 * that of inro, commands_record.c that of its siblings. */
extern const Command *const COMMANDS[];
/* First words of commands that a sibling has (siblings.h), their briefs being "cli.noun-<word>";
 * ends with NULL, and is empty in the siblings. */
extern const char *const NOUNS[];

/* Fills `args` (zeroed, command->args_size bytes) from argv behind the command's name and leaves
 * the operands, ended by NULL, in `operands` (room for argc + 1). "--" ends the options; "-" is an
 * operand. Fails: ERR_USAGE naming the word. */
MUST_CHECK bool command_parse(const Command *command, int argc, char **argv, void *args,
                              char **operands, Err *err);
/* The command with the longest name that the first words of argv spell, and how many words that
 * took. */
const Command *command_find(int argc, char **argv, int *words);
/* The next command after `last` (NULL: the first) whose name has more words than `noun`, which it
 * begins with: "release create" and "release sbom attach" for "release". */
const Command *command_of(const char *noun, const Command *last);
/* The name of the command, or the noun, whose first word is nearest to `word`; NULL when none is
 * near. */
const char *command_near(const char *word);

void help_all(Lang lang, Buf *out);
/* The commands of a noun. */
void help_noun(const char *noun, Lang lang, Buf *out);
void help_command(const Command *command, Lang lang, Buf *out);
void help_exit_codes(Lang lang, Buf *out);
