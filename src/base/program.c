/* SPDX-License-Identifier: Apache-2.0 */
#include "base/program.h"

#include "base/io.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The folder of this program's own file; "." where the system does not say. */
static void own_folder(char buffer[PROGRAM_PATH_BYTES])
{
    ssize_t len = readlink("/proc/self/exe", buffer, PROGRAM_PATH_BYTES - 1);
    char *slash;

    buffer[len > 0 ? len : 0] = '\0';
    slash = strrchr(buffer, '/');
    if (slash)
        slash[slash == buffer] = '\0';
    else
        memcpy(buffer, ".", 2);
}

bool program_find(const char *name, const char *const *folders, char buffer[PROGRAM_PATH_BYTES])
{
    char own[PROGRAM_PATH_BYTES];

    own_folder(own);
    for (; *folders; folders++) {
        bool whole = (*folders)[0] == '/';
        int len = snprintf(buffer, PROGRAM_PATH_BYTES, "%s%s%s/%s", whole ? "" : own,
                           whole ? "" : "/", *folders, name);
        if (len > 0 && len < PROGRAM_PATH_BYTES && io_kind(buffer) == IO_FILE
            && access(buffer, X_OK) == 0)
            return true;
    }
    return false;
}

bool program_replace(const char *path, char *const *argv, Err *err)
{
    execv(path, argv);
    return io_refuse(err, path, errno);
}
