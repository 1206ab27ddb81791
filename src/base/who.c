/* SPDX-License-Identifier: Apache-2.0 */
#include "base/who.h"

#include "base/io.h"
#include "base/utf8.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* getpwuid(3): what is not found may leave any of these behind. */
static bool is_unknown(int number)
{
    return number == 0 || number == ENOENT || number == ESRCH || number == EBADF || number == EPERM;
}

bool who_am_i(char buffer[WHO_BYTES], Err *err)
{
    const struct passwd *account = (errno = 0, getpwuid(getuid()));
    int number = account ? 0 : errno;
    struct utsname machine;
    const char *host = uname(&machine) == 0 && machine.nodename[0] ? machine.nodename
                                                                     : "localhost";

    if (!is_unknown(number))
        return io_refuse(err, "getpwuid", number);
    if (account && account->pw_name[0])
        snprintf(buffer, WHO_BYTES, "%s@%s", account->pw_name, host);
    else
        snprintf(buffer, WHO_BYTES, "%u@%s", (unsigned)getuid(), host);
    utf8_tame(buffer, strlen(buffer));
    return true;
}
