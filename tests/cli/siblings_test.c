/* SPDX-License-Identifier: Apache-2.0 */
/* Which command lines inro hands over, and to which program. A copy of inro lies in a folder with
 * siblings made by the test, which print how they were called. Tests: siblings.c main.c */
#include "accept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRIPT                                                                                     \
    "#!/bin/sh\nprintf '%s' \"${0##*/}\"\nprintf ' [%s]' \"$@\"\nexit 41\n"

static void sibling_make(const char *name)
{
    CHECK(chmod(process_file(name, STR(SCRIPT)), 0700) == 0, name);
}

/* The copied program over the words, with one variable of the environment set. */
static ProcessResult copy_run(const char *environment, const char *const *words)
{
    const char *argv[16] = { place("bin/inro") };
    const char *const set[] = { environment ? environment : "INRO_RECORD=", NULL };

    if (access(argv[0], X_OK) != 0) {
        const char *const copy[] = { "/bin/cp", process_inro(), argv[0], NULL };
        CHECK(mkdir(place("bin"), 0700) == 0, "a folder");
        CHECK_INT(process_run(copy, &(ProcessOptions){ 0 }).status, 0, "copied");
    }
    for (size_t i = 0; words[i]; i++)
        argv[i + 1] = words[i];
    return process_run(argv, &(ProcessOptions){ .environment = set });
}

typedef struct {
    const char *words[10];
    const char *environment;
    const char *want; /* NULL: inro does it itself */
    const char *why;
} Row;

static const Row ROWS[] = {
    { { "product", "create", "--name", "Pump" }, NULL,
      "inro-record [product] [create] [--name] [Pump]", "a noun of the record" },
    { { "--lang", "ja", "product", "list" }, NULL, "inro-record [--lang] [ja] [product] [list]",
      "all words are handed on" },
    { { "help", "release", "create" }, NULL, "inro-record [help] [release] [create]", "its help" },
    { { "release", "create", "--help" }, NULL, "inro-record [release] [create] [--help]",
      "and help that way" },
    { { "scan", "--product", "Pump", "x" }, NULL, "inro-record [scan] [--product] [Pump] [x]",
      "a scan that asks for what is recorded" },
    { { "scan", "--product=Pump" }, NULL, "inro-record [scan] [--product=Pump]", "written so" },
    { { "explain", "--product", "Pump", "CVE-1" }, NULL,
      "inro-record [explain] [--product] [Pump] [CVE-1]", "an explanation" },
    { { "scan", "--fail-on", "kev or UNCONTROLLED", "x" }, NULL,
      "inro-record [scan] [--fail-on] [kev or UNCONTROLLED] [x]", "a policy of the record" },
    { { "scan", "--fail-on=harm>=serious", "x" }, NULL,
      "inro-record [scan] [--fail-on=harm>=serious] [x]", "another one" },
    { { "product", "list", "--record", "postgres://db/x" }, NULL,
      "inro-record-postgres [product] [list] [--record] [postgres://db/x]", "by an option" },
    { { "product", "list", "--record=postgresql://db/x" }, NULL,
      "inro-record-postgres [product] [list] [--record=postgresql://db/x]", "the other word" },
    { { "record", "copy", "--to", "postgres://db/x" }, NULL,
      "inro-record-postgres [record] [copy] [--to] [postgres://db/x]", "by where it goes" },
    { { "product", "list" }, "INRO_RECORD=postgres://db/x",
      "inro-record-postgres [product] [list]", "by the environment" },
    { { "product", "list", "--record", "/srv/x" }, "INRO_RECORD=postgres://db/x",
      "inro-record [product] [list] [--record] [/srv/x]", "an option before the environment" },
    { { "product", "list", "--", "--record=postgres://db/x" }, NULL,
      "inro-record [product] [list] [--] [--record=postgres://db/x]", "no option behind --" },
    { { "product", "list", "--record", "postgresque" }, NULL,
      "inro-record [product] [list] [--record] [postgresque]", "a folder of that name" },
    { { "scan", "--fail-on", "kev", "nosuch.json" }, NULL, NULL, "a policy of a scan alone" },
    { { "scan", "--fail-on", "kev and (overdue or undecided)", "x" }, NULL,
      "inro-record [scan] [--fail-on] [kev and (overdue or undecided)] [x]", "inside another" },
    { { "scan", "--fail-on", "harmless", "nosuch.json" }, NULL, NULL, "a word that begins so" },
    { { "scan", "--fail-on", "uncontrolled and", "nosuch.json" }, NULL, NULL,
      "what cannot be read is refused here" },
    { { "scan", "--fail-on", "harm", "nosuch.json" }, NULL, NULL, "harm is compared" },
    { { "scan", "--fail-on", "clock", "nosuch.json" }, NULL, NULL, "no word of the language" },
    { { "scan", "--", "--product" }, NULL, NULL, "a file of that name" },
    { { "scan", "product" }, NULL, NULL, "a file of that name, too" },
    { { "purl", "--product", "x" }, NULL, NULL, "no command of the record" },
    { { "version", "compare", "deb", "1", "product" }, NULL, NULL, "a word further behind" },
};

TEST(what_needs_the_record_is_handed_to_the_program_that_holds_it)
{
    CHECK(mkdir(place("libexec"), 0700) == 0 && mkdir(place("libexec/inro"), 0700) == 0, "made");
    sibling_make("libexec/inro/inro-record");
    sibling_make("libexec/inro/inro-record-postgres");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ProcessResult result = copy_run(ROWS[i].environment, ROWS[i].words);
        if (ROWS[i].want) {
            CHECK_STR(result.out, str_of(ROWS[i].want), ROWS[i].why);
            CHECK_INT(result.status, 41, "its status is ours");
        } else {
            CHECK_LACKS(result.out, "inro-record", ROWS[i].why);
            CHECK(result.status != 41, ROWS[i].why);
        }
    }
}

TEST(a_sibling_beside_the_program_goes_before_an_installed_one)
{
    static const char *const WORDS[] = { "product", NULL };

    CHECK(rename(place("libexec/inro/inro-record"), place("bin/inro-record")) == 0, "moved");
    CHECK_STR(copy_run(NULL, WORDS).out, STR("inro-record [product]"), "found");
}

TEST(a_sibling_that_is_missing_or_cannot_run_is_said_by_name)
{
    static const char *const WORDS[] = { "key", "list", NULL };
    static const char *const POSTGRES[] = { "key", "list", "--record", "postgres://x", NULL };
    ProcessResult result;

    CHECK(unlink(place("libexec/inro/inro-record-postgres")) == 0, "gone");
    result = copy_run(NULL, POSTGRES);
    CHECK_INT(result.status, 2, "the installation's fault");
    CHECK_HAS(result.err, "inro-record-postgres", "by name");
    CHECK_STR(result.out, STR(""), "nothing else");
    process_file("bin/inro-record", STR("#!/nonexistent\n"));
    result = copy_run(NULL, WORDS);
    CHECK_INT(result.status, 2, "not run");
    CHECK_HAS(result.err, "/inro-record: ", "with its path");
}

TEST(the_sibling_of_this_build_scans_and_explains_as_inro_does)
{
    char sibling[1200];
    const char *const words[] = { sibling, "scan", "--nosuch", NULL };
    const char *const product[] = { sibling, "product", NULL };
    ProcessResult result;

    snprintf(sibling, sizeof sibling, "%s/inro-record", getenv("INRO_BUILD"));
    result = process_run(words, &(ProcessOptions){ 0 });
    CHECK_INT(result.status, 2, "a command of its own");
    CHECK_HAS(result.err, "inro: \"--nosuch\" is no option of scan", "in the name of inro");
    result = process_run(product, &(ProcessOptions){ 0 });
    CHECK_INT(result.status, 2, "it hands nothing over again");
}
