/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void fd_close(int *fd)
{
    int number = errno;

    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    errno = number;
}

int fd_open_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX] = ".";

    if (slash && slash - path + 1 >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path);
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool fd_sync(int fd)
{
    return fsync(fd) == 0 || errno == EINVAL; /* EINVAL: the file system cannot */
}
