/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/command.h"

#include <string.h>

#define RULE_OPTION_UNKNOWN STR("cli.option-unknown")
#define RULE_OPTION_VALUE   STR("cli.option-without-value")
#define RULE_OPTION_FLAG    STR("cli.option-takes-no-value")
#define RULE_OPTION_NUMBER  STR("cli.option-not-a-number")
#define RULE_OPTION_MANY    STR("cli.option-too-often")
#define RULE_OPERANDS_FEW   STR("cli.operands-too-few")
#define RULE_OPERANDS_MANY  STR("cli.operands-too-many")

enum { COUNT_MAX = 1000000 };

static const Option *option_named(const Command *command, Str name)
{
    for (size_t i = 0; i < command->option_count; i++)
        if (str_eq(name, str_of(command->options[i].name)))
            return &command->options[i];
    return NULL;
}

static const Option *option_lettered(const Command *command, char letter)
{
    for (size_t i = 0; i < command->option_count; i++)
        if (command->options[i].letter == letter)
            return &command->options[i];
    return NULL;
}

static bool store_count(const Option *option, const char *value, int *at, Err *err)
{
    uint64_t count;

    if (!str_to_u64(str_of(value), &count) || count > COUNT_MAX)
        return err_set(err, ERR_USAGE, RULE_OPTION_NUMBER, str_of(option->name), str_of(value));
    *at = (int)count;
    return true;
}

static bool store_item(const Option *option, const char *value, TextList *list, Err *err)
{
    if (list->count == LIST_MAX)
        return err_set(err, ERR_LIMIT, RULE_OPTION_MANY, str_of(option->name));
    list->item[list->count++] = value;
    return true;
}

static bool store(const Option *option, const char *value, void *args, Err *err)
{
    char *at = (char *)args + option->offset;

    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)(void *)at = true;
        return true;
    case OPTION_TEXT:
        *(const char **)(void *)at = value;
        return true;
    case OPTION_COUNT:
        return store_count(option, value, (int *)(void *)at, err);
    case OPTION_LIST:
        return store_item(option, value, (TextList *)(void *)at, err);
    }
    return false;
}

/* An option word: where its value stands depends on how it was written. */
typedef struct {
    const Option *option;
    const char *value; /* behind "=" or the letter; NULL when it is the next word */
} Word;

static bool word_read(const Command *command, const char *text, Word *out, Err *err)
{
    Str word = str_of(text);
    size_t equals = str_find_char(word, '=');

    if (text[1] == '-') {
        out->option = option_named(command, str_slice(word, 2, equals));
        out->value = equals < word.len ? text + equals + 1 : NULL;
    } else {
        out->option = option_lettered(command, text[1]);
        out->value = text[2] ? text + 2 : NULL;
    }
    if (!out->option)
        return err_set(err, ERR_USAGE, RULE_OPTION_UNKNOWN, word, str_of(command->name));
    if (out->option->kind == OPTION_FLAG && out->value)
        return err_set(err, ERR_USAGE, RULE_OPTION_FLAG, str_of(out->option->name));
    return true;
}

static bool operands_check(const Command *command, char **operands, int count, Err *err)
{
    if (count < command->operands.min)
        return err_set(err, ERR_USAGE, RULE_OPERANDS_FEW, str_of(command->name),
                       str_of(command->usage));
    if (count > command->operands.max)
        return err_set(err, ERR_USAGE, RULE_OPERANDS_MANY, str_of(command->name),
                       str_of(operands[command->operands.max]));
    return true;
}

bool command_parse(const Command *command, int argc, char **argv, void *args, char **operands,
                   Err *err)
{
    bool options_over = false;
    int count = 0;

    for (int i = 0; i < argc; i++) {
        Word word;
        if (!options_over && strcmp(argv[i], "--") == 0) {
            options_over = true;
            continue;
        }
        if (options_over || argv[i][0] != '-' || argv[i][1] == '\0') {
            operands[count++] = argv[i];
            continue;
        }
        if (!word_read(command, argv[i], &word, err))
            return false;
        if (word.option->kind != OPTION_FLAG && !word.value && !(word.value = argv[++i]))
            return err_set(err, ERR_USAGE, RULE_OPTION_VALUE, str_of(word.option->name),
                           str_of(word.option->value));
        if (!store(word.option, word.value, args, err))
            return false;
    }
    operands[count] = NULL;
    return operands_check(command, operands, count, err);
}

/* Whether the words spell the name; says how many words that took. */
static bool name_spelt(const char *name, int argc, char **argv, int *words)
{
    Str rest = str_of(name), word;
    int i = 0;

    while (str_next(&rest, ' ', &word)) {
        if (i >= argc || !str_eq(word, str_of(argv[i])))
            return false;
        i++;
    }
    *words = i;
    return true;
}

const Command *command_find(int argc, char **argv, int *words)
{
    const Command *best = NULL;
    int spelt;

    *words = 0;
    for (size_t i = 0; COMMANDS[i]; i++)
        if (name_spelt(COMMANDS[i]->name, argc, argv, &spelt) && spelt > *words) {
            best = COMMANDS[i];
            *words = spelt;
        }
    return best;
}

const Command *command_of(const char *noun, const Command *last)
{
    size_t len = strlen(noun), i = 0;

    while (last && COMMANDS[i++] != last)
        ;
    for (; COMMANDS[i]; i++)
        if (strncmp(COMMANDS[i]->name, noun, len) == 0 && COMMANDS[i]->name[len] == ' ')
            return COMMANDS[i];
    return NULL;
}

enum { NEAR_BYTES_MAX = 31 };

/* Levenshtein distance over bytes, one row at a time. */
static size_t distance(Str a, Str b)
{
    size_t row[NEAR_BYTES_MAX + 1];

    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 0; i < a.len; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.len; j++) {
            size_t change = corner + (a.ptr[i] != b.ptr[j]);
            size_t least = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
            corner = row[j + 1];
            row[j + 1] = change < least ? change : least;
        }
    }
    return row[b.len];
}

/* The better of `name`, whose first word is compared, and what was best so far. */
static void near_take(Str given, const char *name, const char **best, size_t *best_distance)
{
    Str word = str_slice(str_of(name), 0, str_find_char(str_of(name), ' '));
    size_t far = given.len <= NEAR_BYTES_MAX ? distance(given, word) : *best_distance;

    if (far < *best_distance) {
        *best_distance = far;
        *best = name;
    }
}

const char *command_near(const char *word)
{
    const char *best = NULL;
    size_t best_distance = 3; /* three slips are another word */

    for (size_t i = 0; COMMANDS[i]; i++)
        near_take(str_of(word), COMMANDS[i]->name, &best, &best_distance);
    for (size_t i = 0; NOUNS[i]; i++)
        near_take(str_of(word), NOUNS[i], &best, &best_distance);
    return best;
}
