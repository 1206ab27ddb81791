/* SPDX-License-Identifier: Apache-2.0 */
/* That tools/coverage.sh fails when a branch is lost, in a small tree with one source. */
#include "base/io.h"
#include "process.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS_BYTES = 4096 };

#define OBJECT "src/libinro.a.p/planted_sign.c.o" /* of the source planted/sign.c */

static const char SOURCE[] =
    "int sign_of(int value);\n"
    "int sign_of(int value)\n"
    "{\n"
    "    if (value < 0)\n"
    "        return -1;\n"
    "    return value > 0;\n"
    "}\n";

static ProcessResult shell(const char *words)
{
    const char *const argv[] = { "/bin/sh", "-c", words, NULL };

    return process_run(argv, &(ProcessOptions){ .folder = process_folder() });
}

/* A tree as the build makes one, and a program that asks for the signs of its arguments. */
static void plant(void)
{
    ProcessResult result;
    Err err = { 0 };
    char path[WORDS_BYTES];

    if (shell("command -v gcc && command -v gcov").status)
        test_skip("gcc and gcov are not installed");
    snprintf(path, sizeof path, "%s/src/planted", process_folder());
    CHECK_OK(io_make_dirs(path, 0700, &err), &err);
    snprintf(path, sizeof path, "%s/build/coverage/src/libinro.a.p", process_folder());
    CHECK_OK(io_make_dirs(path, 0700, &err), &err);
    process_file("src/planted/sign.c", str_of(SOURCE));
    process_file("ask.c", STR("#include <stdlib.h>\n"
                              "int sign_of(int value);\n"
                              "int main(int count, char **words)\n"
                              "{\n"
                              "    while (*++words)\n"
                              "        count += sign_of((int)strtol(*words, NULL, 10));\n"
                              "    return count < 0;\n"
                              "}\n"));
    result = shell("cd build/coverage && gcc --coverage -c ../../src/planted/sign.c -o " OBJECT
                   " && gcc -c ../../ask.c -o ask.o && gcc --coverage " OBJECT " ask.o -o ask");
    CHECK_INT(result.status, 0, "it is built");
}

/* What the script says after the program asked for these numbers. */
static ProcessResult judged(const char *numbers)
{
    char words[WORDS_BYTES];

    snprintf(words, sizeof words, "%s && sh '%s/tools/coverage.sh' judge planted", numbers,
             getenv("INRO_SOURCE"));
    return shell(words);
}

static void says(ProcessResult result, int status, const char *words)
{
    CHECK_INT(result.status, status, words);
    CHECK(str_find(result.out, str_of(words)) < result.out.len, words);
}

TEST(a_branch_that_no_test_takes_fails_and_is_named)
{
    plant();
    says(judged("true"), 1, "src/planted/sign.c:4: ");
    says(judged("build/coverage/ask 1"), 1, "src/planted/sign.c:4: ");
    says(judged("build/coverage/ask -1"), 0, "all of it");
    says(judged("cp src/planted/sign.c src/planted/left.c"), 1, "nothing ran src/planted/left.c");
}
