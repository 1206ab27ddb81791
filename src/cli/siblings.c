/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/siblings.h"

#include "base/program.h"
#include "inro/report.h"

#include <stdlib.h>
#include <string.h>

#define RULE_MISSING STR("cli.sibling-missing")

static const char RECORD[] = "inro-record", RECORD_POSTGRES[] = "inro-record-postgres";

/* Commands that inro has too, as long as nothing of this is asked of them. */
static const char *const SHARED_COMMANDS[] = { "scan", "explain" };
static const char *const RECORD_OPTIONS[] = { "--product", "--record" };

/* The value of the option in argv[i], or NULL when argv[i] is not that option: what stands behind
 * "=", else the next word, else "". */
static const char *value_of(char **argv, int i, const char *option)
{
    size_t len = strlen(option);

    if (strncmp(argv[i], option, len) != 0)
        return NULL;
    if (argv[i][len] == '=')
        return argv[i] + len + 1;
    if (argv[i][len])
        return NULL;
    return argv[i + 1] ? argv[i + 1] : "";
}

/* The value of the last `option` before "--", or NULL. */
static const char *option_find(int argc, char **argv, const char *option)
{
    const char *found = NULL;

    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *value = value_of(argv, i, option);
        found = value ? value : found;
    }
    return found;
}

static bool listed(Str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(word, str_of(list[i])))
            return true;
    return false;
}

static bool shared_wanted(int argc, char **argv)
{
    const char *policy = option_find(argc, argv, "--fail-on");

    if (!listed(str_of(argv[0]), SHARED_COMMANDS, ARRAY_LEN(SHARED_COMMANDS)))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(RECORD_OPTIONS); i++)
        if (option_find(argc, argv, RECORD_OPTIONS[i]))
            return true;
    return policy && inro_policy_asks_record(policy);
}

static bool is_noun(const char *word)
{
    for (size_t i = 0; NOUNS[i]; i++)
        if (strcmp(word, NOUNS[i]) == 0)
            return true;
    return false;
}

bool sibling_wanted(int argc, char **argv)
{
    if (!NOUNS[0] || argc == 0) /* we are the sibling */
        return false;
    if (argc > 1 && strcmp(argv[0], "help") == 0)
        return is_noun(argv[1]);
    return is_noun(argv[0]) || shared_wanted(argc, argv);
}

const char *sibling_name(int argc, char **argv)
{
    const char *place = option_find(argc, argv, "--record");
    bool served = app_record_is_server(place ? place : getenv("INRO_RECORD"))
               || app_record_is_server(option_find(argc, argv, "--to"));

    return served ? RECORD_POSTGRES : RECORD;
}

InroStatus sibling_run(const App *app, const char *name, char **argv)
{
    static const char *const FOLDERS[] = { ".", "../libexec/inro", INRO_LIBEXEC_DIR, NULL };
    char path[PROGRAM_PATH_BYTES];
    Err err;

    if (program_find(name, FOLDERS, path)) {
        if (!program_replace(path, argv, &err))
            return app_refuse(app, &err);
    } else {
        err_set(&err, ERR_IO, RULE_MISSING, str_of(name), STR(INRO_LIBEXEC_DIR));
    }
    return app_refuse(app, &err);
}
