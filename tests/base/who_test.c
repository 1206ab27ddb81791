/* SPDX-License-Identifier: Apache-2.0 */
#include "base/who.h"

#include "base/utf8.h"
#include "test.h"

#include <sys/wait.h>
#include <unistd.h>

TEST(somebody_runs_every_program_somewhere)
{
    char buffer[WHO_BYTES];
    size_t at;
    Err err;
    Str who;

    CHECK_OK(who_am_i(buffer, &err), &err);
    who = str_of(buffer);
    at = str_find_char(who, '@');
    CHECK(at > 0 && at + 1 < who.len, buffer);
    CHECK_INT(utf8_check(who), who.len, "text");
}

/* In a child, which may become nobody. */
TEST(an_account_without_a_name_is_its_number)
{
    enum { UNNAMED = 54321 };
    char buffer[WHO_BYTES];
    int status;
    pid_t child;
    Err err;

    if (getuid() != 0)
        test_skip("only root may become an account without a name");
    child = fork();
    if (child == 0) {
        bool ok = setuid(UNNAMED) == 0 && who_am_i(buffer, &err)
               && str_starts(str_of(buffer), STR("54321@"));
        _exit(ok ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child, "ended");
    CHECK_INT(status, 0, "its number");
}
