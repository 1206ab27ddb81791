/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of the C library that change files, as this program has them: each asks whether it
 * shall fail, is done by the kernel, and is told. Their names are given to the linker alone, so
 * that both widths of offsets, which are one on this machine, are met. */
#include "crash/disk_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define CALLED(name) __asm__(name) __attribute__((used))

int call_open(const char *path, int flags, ...) CALLED("open64");
int call_open_old(const char *path, int flags, ...) CALLED("open");
int call_close(int fd) CALLED("close");
ssize_t call_write(int fd, const void *bytes, size_t size) CALLED("write");
ssize_t call_pwrite(int fd, const void *bytes, size_t size, off_t at) CALLED("pwrite64");
ssize_t call_pwrite_old(int fd, const void *bytes, size_t size, off_t at) CALLED("pwrite");
int call_fsync(int fd) CALLED("fsync");
int call_fdatasync(int fd) CALLED("fdatasync");
int call_ftruncate(int fd, off_t size) CALLED("ftruncate64");
int call_ftruncate_old(int fd, off_t size) CALLED("ftruncate");
int call_mkdir(const char *path, mode_t mode) CALLED("mkdir");
int call_link(const char *from, const char *to) CALLED("link");
int call_unlink(const char *path) CALLED("unlink");
int call_rename(const char *from, const char *to) CALLED("rename");
int call_renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
    CALLED("renameat2");
int call_ioctl(int fd, unsigned long request, ...) CALLED("ioctl");

static int fail(int number)
{
    errno = number;
    return -1;
}

static int open_at(const char *path, int flags, mode_t mode)
{
    bool changes = flags & (O_CREAT | O_TRUNC | O_DIRECTORY) || (flags & O_ACCMODE) != O_RDONLY;
    int number = changes ? disk_fails_path(path, CALL_NAMES) : 0;
    int fd = number ? fail(number) : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);

    if (fd >= 0)
        disk_opened(fd, path, flags);
    return fd;
}

#define MODE_OF(flags, mode)                                                                       \
    va_list args;                                                                                  \
    mode_t mode;                                                                                   \
    va_start(args, flags);                                                                         \
    mode = (flags) & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;                             \
    va_end(args)

int call_open(const char *path, int flags, ...)
{
    MODE_OF(flags, mode);
    return open_at(path, flags, mode);
}

int call_open_old(const char *path, int flags, ...)
{
    MODE_OF(flags, mode);
    return open_at(path, flags, mode);
}

int call_close(int fd)
{
    disk_closed(fd);
    return (int)syscall(SYS_close, fd);
}

static ssize_t write_at(int fd, const void *bytes, size_t size, off_t at)
{
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, size, at);

    if (done > 0)
        disk_wrote(fd, (uint64_t)at, bytes, (size_t)done);
    return done;
}

/* A disk that fills up takes what it can, and fails when it is asked again. */
ssize_t call_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    int number = disk_fails_fd(fd, CALL_WRITES);

    if (number && disk_half() && size > 1)
        return write_at(fd, bytes, size / 2, at);
    return number ? fail(number) : write_at(fd, bytes, size, at);
}

ssize_t call_pwrite_old(int fd, const void *bytes, size_t size, off_t at)
{
    return call_pwrite(fd, bytes, size, at);
}

ssize_t call_write(int fd, const void *bytes, size_t size)
{
    int number = disk_fails_fd(fd, CALL_WRITES);
    off_t at = disk_watches_fd(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t done;

    if (number)
        return fail(number);
    done = syscall(SYS_write, fd, bytes, size);
    if (done > 0)
        disk_wrote(fd, (uint64_t)at, bytes, (size_t)done);
    return done;
}

int call_fsync(int fd)
{
    int number = disk_fails_fd(fd, CALL_SYNCS);

    if (number)
        return fail(number);
    disk_synced(fd);
    return disk_watches_fd(fd) ? 0 : (int)syscall(SYS_fsync, fd);
}

int call_fdatasync(int fd)
{
    return call_fsync(fd);
}

int call_ftruncate(int fd, off_t size)
{
    int number = disk_fails_fd(fd, CALL_WRITES);
    int code = number ? fail(number) : (int)syscall(SYS_ftruncate, fd, size);

    if (code == 0)
        disk_resized(fd, (uint64_t)size);
    return code;
}

int call_ftruncate_old(int fd, off_t size)
{
    return call_ftruncate(fd, size);
}

int call_mkdir(const char *path, mode_t mode)
{
    int number = disk_fails_path(path, CALL_NAMES);
    int code = number ? fail(number) : (int)syscall(SYS_mkdir, path, mode);

    if (code == 0)
        disk_made_folder(path);
    return code;
}

int call_link(const char *from, const char *to)
{
    int number = disk_fails_path(to, CALL_NAMES);
    int code = number ? fail(number) : (int)syscall(SYS_link, from, to);

    if (code == 0)
        disk_linked(from, to);
    return code;
}

int call_unlink(const char *path)
{
    int number = disk_fails_path(path, CALL_UNNAMES);
    int code = number ? fail(number) : (int)syscall(SYS_unlink, path);

    if (code == 0)
        disk_unlinked(path);
    return code;
}

int call_rename(const char *from, const char *to)
{
    int number = disk_fails_path(to, CALL_NAMES);
    int code = number ? fail(number) : (int)syscall(SYS_rename, from, to);

    if (code == 0)
        disk_renamed(from, to);
    return code;
}

/* Of whole paths. */
int call_renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    int number = disk_fails_path(to, CALL_NAMES);
    int code = number ? fail(number)
                      : (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);

    if (code == 0)
        disk_renamed(from, to);
    return code;
}

/* Blocks that two files share would be bytes that nobody wrote. */
int call_ioctl(int fd, unsigned long request, ...)
{
    va_list args;
    void *argument;

    va_start(args, request);
    argument = va_arg(args, void *);
    va_end(args);
    return request == FICLONE ? fail(EOPNOTSUPP) : (int)syscall(SYS_ioctl, fd, request, argument);
}
