/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to the system stand between, so that each can fail. */
#include "test.h"

#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CAP = 1 << 20, NAME_BYTES = 256 };

typedef enum { CALL_FCHMOD, CALL_WRITE, CALL_FSYNC, CALL_RENAME, CALL_LINK, CALL_READ } Call;

/* The call number `at` of its kind, from 1, fails with `error`. */
static struct {
    Call call;
    int at, error;
} fault;

static bool fails(Call call)
{
    if (fault.call != call || !fault.at || --fault.at)
        return false;
    errno = fault.error;
    return true;
}

int fchmod(int fd, mode_t mode)
{
    return fails(CALL_FCHMOD) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

ssize_t write(int fd, const void *from, size_t size)
{
    return fails(CALL_WRITE) ? -1 : syscall(SYS_write, fd, from, size);
}

int fsync(int fd)
{
    return fails(CALL_FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

/* A link is asked for only where the file system cannot rename without replacing. */
int renameat2(int old, const char *from, int new, const char *to, unsigned flags)
{
    if (fault.call == CALL_LINK && fault.at) {
        errno = EINVAL;
        return -1;
    }
    return fails(CALL_RENAME) ? -1 : (int)syscall(SYS_renameat2, old, from, new, to, flags);
}

int link(const char *from, const char *to)
{
    return fails(CALL_LINK) ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

ssize_t read(int fd, void *to, size_t size)
{
    return fails(CALL_READ) ? -1 : syscall(SYS_read, fd, to, size);
}

static const char *in_folder(const char *name)
{
    static char folder[64], path[4][NAME_BYTES];
    static unsigned next;
    char *to = path[next++ % 4];

    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/inro-secret-XXXXXX");
        CHECK(mkdtemp(folder), "a directory of our own");
    }
    snprintf(to, NAME_BYTES, "%s/%s", folder, name);
    return to;
}

static void check_message(const Err *err, const char *path, const char *message)
{
    char text[ERR_TEXT_BYTES], want[ERR_TEXT_BYTES];

    snprintf(want, sizeof want, "%s: %s", path, message);
    CHECK_STR(str_of(err_text(err, LANG_EN, text, sizeof text)), str_of(want), "the message");
}

static size_t names_in(const char *path)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    size_t count;
    Err err = { 0 };
    Str *names;

    CHECK_OK(io_list(path, 100, &arena, &names, &count, &err), &err);
    return count;
}

TEST(a_secret_comes_back_and_is_its_owners_alone)
{
    const char *path = in_folder("secret");
    mode_t before = umask(0777);
    struct stat info;
    char bytes[8];
    size_t size;
    Err err = { 0 };

    CHECK_OK(io_create_secret(path, STR("secret"), &err), &err);
    umask(before);
    CHECK(stat(path, &info) == 0 && (info.st_mode & 07777) == 0600, "whatever the mask says");
    CHECK_INT(info.st_nlink, 1, "under one name");
    CHECK_OK(io_read_secret(path, bytes, sizeof bytes, &size, &err), &err);
    CHECK_STR(((Str){ bytes, size }), STR("secret"), "its bytes");
    CHECK_OK(io_read_secret(path, bytes, 6, &size, &err), &err);
    CHECK_INT(size, 6, "room for no more");
}

TEST(a_file_that_is_there_is_never_replaced)
{
    const char *path = in_folder("taken");
    char bytes[8];
    size_t size;
    Err err = { 0 };

    CHECK_OK(io_create_secret(path, STR("first"), &err), &err);
    CHECK(!io_create_secret(path, STR("second"), &err), "there is one");
    check_message(&err, path, "exists already");
    CHECK_OK(io_read_secret(path, bytes, sizeof bytes, &size, &err), &err);
    CHECK_STR(((Str){ bytes, size }), STR("first"), "the old bytes");
    CHECK(symlink("nowhere", in_folder("loose")) == 0, "a link to nothing");
    CHECK(!io_create_secret(in_folder("loose"), STR("x"), &err), "is a name, too");
    CHECK(!io_exists(in_folder("nowhere")), "and is not followed");
}

TEST(what_fails_leaves_nothing_behind)
{
    const char *folder = in_folder("empty"), *path = in_folder("empty/secret");
    Err err = { 0 };

    CHECK(!io_create_secret(in_folder("absent/secret"), STR("x"), &err), "no such directory");
    CHECK_OK(io_make_dirs(folder, 0700, &err), &err);
    CHECK_OK(io_create_secret(path, STR("x"), &err), &err);
    CHECK(!io_create_secret(path, STR("x"), &err), "taken");
    CHECK_INT(names_in(folder), 1, "only the secret");
}

static const struct { Call call; int at, error; bool made; const char *why; } FAULTS[] = {
    { CALL_FCHMOD, 1, EPERM, false, "the mode cannot be set" },
    { CALL_WRITE, 1, ENOSPC, false, "the disk is full" },
    { CALL_WRITE, 1, EINTR, true, "a signal" },
    { CALL_FSYNC, 1, EIO, false, "the disk fails" },
    { CALL_RENAME, 1, EIO, false, "the name cannot be given" },
    { CALL_RENAME, 1, EINVAL, true, "the file system only knows links" },
    { CALL_RENAME, 1, ENOSYS, true, "so does the system" },
    { CALL_LINK, 1, EPERM, false, "the file system knows no links" },
    { CALL_LINK, 1, ENOSPC, false, "the directory is full" },
    { CALL_FSYNC, 2, EINVAL, true, "the file system cannot sync a directory" },
    { CALL_FSYNC, 2, EIO, false, "whether the name is on disk is not known" },
};

TEST(a_call_that_fails_leaves_no_half_of_a_secret)
{
    const char *folder = in_folder("faults"), *path = in_folder("faults/secret");
    Err err = { 0 };

    CHECK_OK(io_make_dirs(folder, 0700, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(FAULTS); i++) {
        bool made;

        fault = (__typeof__(fault)){ FAULTS[i].call, FAULTS[i].at, FAULTS[i].error };
        made = io_create_secret(path, STR("secret"), &err);
        fault.at = 0;
        CHECK_INT(made, FAULTS[i].made, FAULTS[i].why);
        CHECK_INT(names_in(folder), FAULTS[i].made, FAULTS[i].why);
        CHECK_OK(io_remove(path, &err), &err);
    }
}

TEST(a_read_that_fails_is_said_and_a_signal_is_not)
{
    const char *path = in_folder("read");
    char bytes[8];
    size_t size = 42;
    Err err = { 0 };

    CHECK_OK(io_create_secret(path, STR("secret"), &err), &err);
    fault = (__typeof__(fault)){ CALL_READ, 1, EIO };
    CHECK(!io_read_secret(path, bytes, sizeof bytes, &size, &err) && size == 42, "the disk fails");
    check_message(&err, path, "the device failed to read or write");
    fault = (__typeof__(fault)){ CALL_READ, 2, EINTR };
    CHECK_OK(io_read_secret(path, bytes, sizeof bytes, &size, &err), &err);
    CHECK_INT(size, 6, "all of it");
}

TEST(what_a_dead_process_left_is_no_hindrance)
{
    char rest[NAME_BYTES];
    const char *path = in_folder("again");
    Err err = { 0 };

    for (unsigned i = 0; i < 100; i++) {
        FILE *file;

        snprintf(rest, sizeof rest, "%s.%ld-%u.part", path, (long)getpid(), i);
        file = fopen(rest, "w");
        CHECK(file && fclose(file) == 0, "a part of a file");
    }
    CHECK_OK(io_create_secret(path, STR("x"), &err), &err);
}

TEST(a_secret_that_others_may_see_is_refused)
{
    static const struct { mode_t mode; const char *text; } MODES[] = {
        { 0640, "0640" }, { 0604, "0604" }, { 0620, "0620" }, { 0602, "0602" }, { 0677, "0677" },
    };
    const char *path = in_folder("open");
    char bytes[8], message[128];
    size_t size = 42;
    Err err = { 0 };

    CHECK_OK(io_create_secret(path, STR("secret"), &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(MODES); i++) {
        CHECK(chmod(path, MODES[i].mode) == 0, MODES[i].text);
        CHECK(!io_read_secret(path, bytes, sizeof bytes, &size, &err), MODES[i].text);
        CHECK_INT(err.code, ERR_IO, MODES[i].text);
        snprintf(message, sizeof message,
                 "other users may read or write this secret (mode %s); give it mode 0600",
                 MODES[i].text);
        check_message(&err, path, message);
    }
    CHECK(chmod(path, 0400) == 0, "to read only");
    CHECK_OK(io_read_secret(path, bytes, sizeof bytes, &size, &err), &err);
}

TEST(only_a_file_of_its_own_name_is_read)
{
    const char *path = in_folder("real"), *named = in_folder("link");
    char bytes[8];
    size_t size = 42;
    Err err = { 0 };

    CHECK_OK(io_create_secret(path, STR("123456789"), &err), &err);
    CHECK(symlink("real", named) == 0, "a link to it");
    CHECK(!io_read_secret(named, bytes, sizeof bytes, &size, &err), "a link");
    check_message(&err, named, "is a symbolic link, which is not followed here");
    CHECK(!io_read_secret(path, bytes, sizeof bytes, &size, &err), "nine bytes in eight");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
    check_message(&err, path, "holds more than 8 bytes");
    path = in_folder("pipe");
    CHECK(mkfifo(path, 0600) == 0, "a pipe");
    CHECK(!io_read_secret(path, bytes, sizeof bytes, &size, &err), "is not waited for");
    check_message(&err, path, "is not a regular file");
    path = in_folder("absent");
    CHECK(!io_read_secret(path, bytes, sizeof bytes, &size, &err), "no file");
    check_message(&err, path, "there is no such file or directory");
    CHECK_INT(size, 42, "untouched");
}
