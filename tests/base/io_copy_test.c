/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to the system stand between, so that each can fail. */
#include "test.h"

#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* In the order of io_rename. */
typedef enum {
    CALL_OPEN_FOLDER,
    CALL_OPEN_FILE,
    CALL_SYNC_FILE,
    CALL_RENAME,
    CALL_SYNC_FOLDER,
} Call;

/* The call number `at` of its kind, from 1, fails with `error`; so does, when stuck, every rename
 * after it. */
static struct {
    Call call;
    int at, error;
} fault;
static bool stuck;

static bool fails(Call call)
{
    if (fault.call != call || !fault.at || --fault.at)
        return false;
    errno = fault.error;
    return true;
}

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    va_list rest;

    va_start(rest, flags);
    if (flags & O_CREAT)
        mode = va_arg(rest, mode_t);
    va_end(rest);
    if (fails(flags & O_DIRECTORY ? CALL_OPEN_FOLDER : CALL_OPEN_FILE))
        return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int fsync(int fd)
{
    bool folder = fcntl(fd, F_GETFL) & O_DIRECTORY;

    return fails(folder ? CALL_SYNC_FOLDER : CALL_SYNC_FILE) ? -1 : (int)syscall(SYS_fsync, fd);
}

int renameat2(int old, const char *from, int new, const char *to, unsigned flags)
{
    if (stuck && !fault.at) {
        errno = EIO;
        return -1;
    }
    return fails(CALL_RENAME) ? -1 : (int)syscall(SYS_renameat2, old, from, new, to, flags);
}

static const char *in_folder(const char *name)
{
    static char folder[64], paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];

    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/inro-copy-XXXXXX");
        CHECK(mkdtemp(folder), "a directory of our own");
    }
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static const char *file_of(const char *name, const char *text)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "w");

    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0, name);
    return path;
}

typedef struct {
    uint64_t seen, most;
} Seen;

static bool on_piece(void *seen_, Str piece, Err *err)
{
    Seen *seen = seen_;

    (void)err;
    seen->seen += piece.len;
    return seen->seen <= seen->most;
}

TEST(a_copy_has_every_byte_and_replaces)
{
    const char *from = test_source_path("LICENSE");
    Str want = test_file(from);
    Seen seen = { 0, UINT64_MAX };
    IoEach each = { on_piece, &seen };
    uint64_t bytes;
    Err err = { 0 };

    for (int round = 0; round < 2; round++) {
        CHECK_OK(io_copy(from, in_folder("copy"), &each, &bytes, &err), &err);
        CHECK_INT(bytes, want.len, "as long");
        CHECK_STR(test_file(in_folder("copy")), want, "and equal");
    }
    CHECK(!io_copy(in_folder("absent"), in_folder("x"), &each, &bytes, &err) && err.code == ERR_IO,
          "nothing comes of nothing");
    CHECK(!io_copy("/tmp", in_folder("x"), &each, &bytes, &err) && err.code == ERR_IO,
          "no directories");
    CHECK_INT(seen.seen, 2 * want.len, "each byte was seen once");
    seen.most = 0;
    CHECK(!io_copy(from, in_folder("x"), &each, &bytes, &err), "who sees a piece may end it");
}

TEST(a_renamed_file_is_there_under_the_new_name_alone)
{
    Seen seen = { 0, UINT64_MAX };
    IoEach each = { on_piece, &seen };
    uint64_t bytes;
    Err err = { 0 };

    CHECK_OK(io_copy(test_source_path("LICENSE"), in_folder("old"), &each, &bytes, &err), &err);
    CHECK_OK(io_rename(in_folder("old"), in_folder("new"), &err), &err);
    CHECK(io_kind(in_folder("old")) == IO_NONE && io_kind(in_folder("new")) == IO_FILE, "moved");
    CHECK(!io_rename(in_folder("old"), in_folder("newer"), &err) && err.code == ERR_IO, "gone");
}

TEST(a_name_that_cannot_be_taken_back_is_told)
{
    const char *from = file_of("kept", "kept"), *to = in_folder("given");
    char text[ERR_TEXT_BYTES];
    Err err = { 0 };

    fault = (__typeof__(fault)){ CALL_SYNC_FOLDER, 1, EIO };
    stuck = true;
    CHECK(!io_rename(from, to, &err), "the disk fails from then on");
    stuck = false;
    CHECK(io_exists(to) && !io_exists(from), "the name was given");
    CHECK(strstr(err_text(&err, LANG_EN, text, sizeof text), "it stands"), text);
}

TEST(a_file_that_stands_there_is_not_replaced)
{
    const char *from = file_of("from", "new"), *to = file_of("to", "old");
    Err err = { 0 };

    CHECK(!io_rename(from, to, &err) && err.code == ERR_IO, "taken");
    CHECK_STR(test_file(to), STR("old"), "what stood there");
    CHECK_STR(test_file(from), STR("new"), "what would have gone there");
}

static const struct { Call call; int error; bool moved; const char *why; } FAULTS[] = {
    { CALL_OPEN_FOLDER, EMFILE, false, "the folder cannot be opened" },
    { CALL_OPEN_FILE, EMFILE, false, "the file cannot be opened" },
    { CALL_SYNC_FILE, EIO, false, "the bytes do not reach the disk" },
    { CALL_SYNC_FILE, EINVAL, true, "the file system cannot sync a file" },
    { CALL_RENAME, EIO, false, "the name cannot be given" },
    { CALL_RENAME, EINVAL, true, "the file system only knows links" },
    { CALL_SYNC_FOLDER, EIO, false, "the name does not reach the disk" },
    { CALL_SYNC_FOLDER, EINVAL, true, "the file system cannot sync a folder" },
};

TEST(a_rename_that_fails_leaves_both_names_as_they_were)
{
    for (size_t i = 0; i < ARRAY_LEN(FAULTS); i++) {
        const char *from = file_of("a", "a"), *to = in_folder("b");
        bool moved;
        Err err = { 0 };

        fault = (__typeof__(fault)){ FAULTS[i].call, 1, FAULTS[i].error };
        moved = io_rename(from, to, &err);
        fault.at = 0;
        CHECK_INT(moved, FAULTS[i].moved, FAULTS[i].why);
        CHECK(moved || err.code == ERR_IO, FAULTS[i].why);
        CHECK(io_exists(from) == !moved && io_exists(to) == moved, FAULTS[i].why);
        CHECK(io_remove(moved ? to : from, &err), FAULTS[i].why);
    }
}
