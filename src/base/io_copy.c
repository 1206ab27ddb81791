/* SPDX-License-Identifier: Apache-2.0 */
/* Copying and renaming of io.h. */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 1 << 16, COPY_RANGE_BYTES = 1 << 30 };

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t done = write(fd, bytes, size);

        if (done < 0 && errno != EINTR)
            return false;
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

static bool copy_by_hand(int from, int to)
{
    char buffer[COPY_BYTES];

    for (;;) {
        ssize_t got = read(from, buffer, sizeof buffer);

        if (got == 0)
            return true;
        if (got < 0 && errno != EINTR)
            return false;
        if (got > 0 && !write_all(to, buffer, (size_t)got))
            return false;
    }
}

/* Both calls may be unknown to the kernel or the file system: then bytes are carried by hand, from
 * where the kernel stopped. */
static bool copy_bytes(int from, int to)
{
    if (ioctl(to, FICLONE, from) == 0)
        return true;
    for (;;) {
        ssize_t done = copy_file_range(from, NULL, to, NULL, COPY_RANGE_BYTES, 0);

        if (done == 0)
            break;
        if (done < 0 && errno != EINTR)
            break;
    }
    return copy_by_hand(from, to);
}

bool io_copy(const char *from, const char *to, uint64_t *bytes, Err *err)
{
    CLEANUP(close_fd) int in = open(from, O_RDONLY | O_CLOEXEC);
    CLEANUP(close_fd) int out = -1;
    struct stat status;

    if (in < 0 || fstat(in, &status) != 0)
        return io_refuse(err, from, errno);
    if (!S_ISREG(status.st_mode))
        return io_refuse(err, from, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
    out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (out < 0 || !copy_bytes(in, out) || fstat(out, &status) != 0)
        return io_refuse(err, to, errno);
    *bytes = (uint64_t)status.st_size;
    return true;
}

static bool sync_path(const char *path, int flags)
{
    CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | flags);

    return fd >= 0 && (fsync(fd) == 0 || errno == EINVAL); /* EINVAL: the file system cannot */
}

bool io_rename(const char *from, const char *to, Err *err)
{
    char folder[PATH_MAX] = ".";
    const char *slash = strrchr(to, '/');

    if (slash && slash - to >= PATH_MAX)
        return io_refuse(err, to, ENAMETOOLONG);
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - to) + 1, to);
    if (!sync_path(from, 0))
        return io_refuse(err, from, errno);
    if (rename(from, to) != 0 || !sync_path(folder, O_DIRECTORY))
        return io_refuse(err, to, errno);
    return true;
}
