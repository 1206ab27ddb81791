/* SPDX-License-Identifier: Apache-2.0 */
/* Files of secrets, of io.h. */
#include "base/io.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RULE_LINK      STR("base.io-link")
#define RULE_NO_FILE   STR("base.io-no-file")
#define RULE_OPEN      STR("base.io-not-secret")
#define RULE_TOO_LARGE STR("base.io-too-large")

enum { MODE_SECRET = 0600, MODE_OTHERS = 077 };

static bool refuse(Err *err, ErrCode code, Str rule, Str argument, const char *path)
{
    err_set(err, code, rule, argument);
    return err_in(err, "%s", path);
}

/* ---- making ---- */

/* The mode is set once more, because the mask of the process may have taken bits away. */
static bool fill(const char *temporary, Str bytes, Err *err)
{
    CLEANUP(fd_close) int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                                    MODE_SECRET);

    if (fd < 0 || fchmod(fd, MODE_SECRET) != 0)
        return io_refuse(err, temporary, errno);
    return io_write_fd(fd, temporary, bytes, err);
}

bool io_create_secret(const char *path, Str bytes, Err *err)
{
    static atomic_uint count;
    char temporary[PATH_MAX];
    int len = snprintf(temporary, sizeof temporary, "%s.%ld-%u.part", path, (long)getpid(),
                       atomic_fetch_add(&count, 1));

    if (len >= (int)sizeof temporary)
        return io_refuse(err, path, ENAMETOOLONG);
    if (unlink(temporary) != 0 && errno != ENOENT) /* of a process that died with our number */
        return io_refuse(err, temporary, errno);
    if (fill(temporary, bytes, err) && io_rename(temporary, path, err))
        return true;
    return unlink(temporary) && false;
}

/* ---- reading ---- */

static bool open_secret(const char *path, int *fd, Err *err)
{
    struct stat info;
    char mode[16];

    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (*fd < 0 && errno == ELOOP)
        return refuse(err, ERR_IO, RULE_LINK, STR(""), path);
    if (*fd < 0 || fstat(*fd, &info) != 0)
        return io_refuse(err, path, errno);
    if (!S_ISREG(info.st_mode))
        return refuse(err, ERR_IO, RULE_NO_FILE, STR(""), path);
    snprintf(mode, sizeof mode, "%04o", (unsigned)info.st_mode & 07777);
    return !(info.st_mode & MODE_OTHERS) || refuse(err, ERR_IO, RULE_OPEN, str_of(mode), path);
}

bool io_read_secret(const char *path, void *to, size_t room, size_t *size, Err *err)
{
    CLEANUP(fd_close) int fd = -1;
    char *at = to, limit[24];
    size_t used = 0;
    ssize_t got = 1;
    char more;

    if (!open_secret(path, &fd, err))
        return false;
    while (got) {
        got = used < room ? read(fd, at + used, room - used) : read(fd, &more, 1);
        if (got < 0 && errno != EINTR)
            return io_refuse(err, path, errno);
        used += got > 0 ? (size_t)got : 0;
        if (used > room) {
            snprintf(limit, sizeof limit, "%zu", room);
            return refuse(err, ERR_LIMIT, RULE_TOO_LARGE, str_of(limit), path);
        }
    }
    *size = used;
    return true;
}
