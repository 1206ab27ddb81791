/* SPDX-License-Identifier: Apache-2.0 */
/* Copying and renaming of io.h. */
#include "base/io.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 1 << 18 };

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

/* The next bytes of a file; *got is 0 at its end. */
static bool read_some(int fd, char *buffer, size_t *got)
{
    ssize_t count;

    do
        count = read(fd, buffer, COPY_BYTES);
    while (count < 0 && errno == EINTR);
    *got = count > 0 ? (size_t)count : 0;
    return count >= 0;
}

/* Bytes are carried by hand, so that each is seen as it lies in the copy; blocks that the file
 * system shares are read back. */
typedef struct {
    const char *from, *to;
    int in, out;
    const IoEach *each;
    bool shared;
} Copy;

static bool carry(const Copy *copy, uint64_t *bytes, Err *err)
{
    char buffer[COPY_BYTES];
    size_t got = 1;

    for (*bytes = 0; got; *bytes += got) {
        if (!read_some(copy->shared ? copy->out : copy->in, buffer, &got))
            return io_refuse(err, copy->shared ? copy->to : copy->from, errno);
        if (!copy->shared && !write_all(copy->out, buffer, got))
            return io_refuse(err, copy->to, errno);
        if (got && !copy->each->each(copy->each->context, (Str){ buffer, got }, err))
            return false;
    }
    return true;
}

bool io_copy(const char *from, const char *to, const IoEach *each, uint64_t *bytes, Err *err)
{
    CLEANUP(fd_close) int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    CLEANUP(fd_close) int out = -1;
    struct stat status;
    Copy copy = { .from = from, .to = to, .each = each };

    if (in < 0 || fstat(in, &status) != 0)
        return io_refuse(err, from, errno);
    if (!S_ISREG(status.st_mode))
        return io_refuse(err, from, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
    out = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (out < 0)
        return io_refuse(err, to, errno);
    copy.in = in;
    copy.out = out;
    copy.shared = ioctl(out, FICLONE, in) == 0;
    return carry(&copy, bytes, err);
}

/* Only where no name stands yet, which rename cannot promise. Where the file system knows no other
 * way, a link is made first. */
static bool rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if ((errno != EINVAL && errno != ENOSYS) || link(from, to) != 0)
        return false;
    return unlink(from) == 0 || (unlink(to) && false);
}

static bool sync_file(const char *path)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd >= 0 && fd_sync(fd);
}

bool io_rename(const char *from, const char *to, Err *err)
{
    CLEANUP(fd_close) int folder = fd_open_folder(to);

    if (folder < 0)
        return io_refuse(err, to, errno);
    if (!sync_file(from))
        return io_refuse(err, from, errno);
    if (!rename_new(from, to))
        return io_refuse(err, to, errno);
    if (fd_sync(folder))
        return true;
    io_refuse(err, to, errno);
    return rename_new(to, from) ? false : io_refuse_unsynced(err, to);
}
