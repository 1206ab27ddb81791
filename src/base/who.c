/* SPDX-License-Identifier: Apache-2.0 */
#include "base/who.h"

#include "base/utf8.h"

#include <pwd.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

Str who_am_i(char buffer[WHO_BYTES])
{
    const struct passwd *account = getpwuid(getuid());
    struct utsname machine;
    const char *host = uname(&machine) == 0 && machine.nodename[0] ? machine.nodename
                                                                     : "localhost";
    Str who;

    if (account && account->pw_name[0])
        snprintf(buffer, WHO_BYTES, "%s@%s", account->pw_name, host);
    else
        snprintf(buffer, WHO_BYTES, "%u@%s", (unsigned)getuid(), host);
    who = str_of(buffer);
    utf8_tame(buffer, who.len);
    return who;
}
