/* SPDX-License-Identifier: Apache-2.0 */
#include "base/program.h"

#include "process.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TEST(a_program_is_found_in_the_first_folder_that_has_it_and_may_run_it)
{
    const char *folder = process_folder();
    const char *script = process_file("script", STR("#!/bin/sh\nexit 7\n"));
    const char *const none[] = { "/nonexistent", folder, NULL };
    char path[PROGRAM_PATH_BYTES];

    CHECK(chmod(script, 0600) == 0, "not to be run");
    CHECK(!program_find("script", none, path), "a file that may not be run is no program");
    CHECK(chmod(script, 0700) == 0, "to be run");
    CHECK(program_find("script", none, path), "found behind a folder that is not there");
    CHECK_STR(str_of(path), str_of(script), "by its path");
}

TEST(a_folder_is_seen_from_the_program_s_own_wherever_it_was_called_from)
{
    static const char *const OWN[] = { ".", NULL };
    static const char *const ABOVE[] = { "..", NULL };
    char path[PROGRAM_PATH_BYTES];

    CHECK(chdir("/") == 0, "elsewhere");
    CHECK(program_find("base_program_test", OWN, path), "this test itself");
    CHECK(path[0] == '/', "as a whole path");
    CHECK(!program_find("base_program_test", ABOVE, path), "not above it");
    CHECK(!program_find("tests", ABOVE, path), "a folder is no program");
}

TEST(a_path_that_is_too_long_is_no_program)
{
    static char folder[PROGRAM_PATH_BYTES];
    const char *const folders[] = { folder, NULL };
    char path[PROGRAM_PATH_BYTES];

    memset(folder, '/', sizeof folder - 1);
    CHECK(!program_find("sh", folders, path), "no room for its name");
}

TEST(what_cannot_run_is_said_with_its_path)
{
    char name[] = "none";
    char *argv[] = { name, NULL };
    Err err;

    CHECK(!program_replace("/nonexistent/none", argv, &err), "there is none");
    CHECK_INT(err.code, ERR_IO, "the system's reason");
    CHECK(strstr(err.path, "/nonexistent/none") != NULL, "and the path");
}
