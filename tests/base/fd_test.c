/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool same_folder(int fd, const char *path)
{
    struct stat a, b;

    return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_ino == b.st_ino
        && a.st_dev == b.st_dev;
}

static const struct { const char *path, *folder; } FOLDERS[] = {
    { "/etc/passwd", "/etc" }, { "/etc/", "/etc" }, { "/etc", "/" }, { "name", "." },
    { "./name", "." },         { "../name", ".." },
};

TEST(the_folder_of_a_path_is_opened_whatever_lies_in_it)
{
    for (size_t i = 0; i < ARRAY_LEN(FOLDERS); i++) {
        CLEANUP(fd_close) int fd = fd_open_folder(FOLDERS[i].path);

        CHECK(fd >= 0 && same_folder(fd, FOLDERS[i].folder), FOLDERS[i].path);
    }
}

TEST(what_is_no_folder_is_not_opened)
{
    char path[PATH_MAX + 2];

    CHECK(fd_open_folder("/nowhere/name") < 0 && errno == ENOENT, "there is none");
    CHECK(fd_open_folder("/etc/passwd/name") < 0 && errno == ENOTDIR, "a file");
    memset(path, '/', sizeof path);
    path[PATH_MAX + 1] = '\0';
    CHECK(fd_open_folder(path) < 0 && errno == ENAMETOOLONG, "longer than any path");
}

TEST(what_cannot_be_synced_is_no_failure_and_what_is_not_open_is_one)
{
    CLEANUP(fd_close) int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

    CHECK(fd_sync(nothing), "a device that keeps nothing");
    CHECK(!fd_sync(-1) && errno == EBADF, "no file");
}

TEST(a_closed_descriptor_is_closed_once_and_leaves_errno)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC), was = fd;

    errno = ENOSPC;
    fd_close(&fd);
    fd_close(&fd);
    CHECK(fd == -1 && errno == ENOSPC, "nothing left to close");
    CHECK(fcntl(was, F_GETFD) == -1 && errno == EBADF, "it is closed");
}
