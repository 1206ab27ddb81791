/* SPDX-License-Identifier: Apache-2.0 */
#include "base/who.h"

#include "base/utf8.h"
#include "test.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(somebody_runs_every_program_somewhere)
{
    char buffer[WHO_BYTES];
    Str who = who_am_i(buffer);
    size_t at = str_find_char(who, '@');

    CHECK(at > 0 && at + 1 < who.len, buffer);
    CHECK_INT(strlen(buffer), who.len, "ended by NUL");
    CHECK_INT(utf8_check(who), who.len, "text");
}

/* In a child, which may become nobody. */
TEST(an_account_without_a_name_is_its_number)
{
    enum { UNNAMED = 54321 };
    char buffer[WHO_BYTES];
    int status;
    pid_t child;

    if (getuid() != 0)
        test_skip("only root may become an account without a name");
    child = fork();
    if (child == 0) {
        bool ok = setuid(UNNAMED) == 0 && str_starts(who_am_i(buffer), STR("54321@"));
        _exit(ok ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child, "ended");
    CHECK_INT(status, 0, "its number");
}
