/* SPDX-License-Identifier: Apache-2.0 */
#include "base/io.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define RULE_TOO_LARGE  STR("base.io-too-large")
#define RULE_TOO_MANY   STR("base.io-too-many-names")
#define RULE_LOCKED     STR("base.io-locked")
#define RULE_NO_FILE    STR("base.io-no-file")
#define RULE_OTHER      STR("base.io-other")
#define RULE_UNSYNCED   STR("base.io-unsynced")

enum { PIPE_BYTES_FIRST = 1 << 16, NAMES_FIRST = 64, BLOCK_BYTES = 1 << 16 };

/* The system's reasons that people meet, in our words; the rest say their number and name. */
static const struct {
    int number;
    Str rule;
} REASONS[] = {
    { ENOENT, STR_ROW("base.io-absent") },
    { EACCES, STR_ROW("base.io-denied") },
    { EPERM, STR_ROW("base.io-denied") },
    { EISDIR, STR_ROW("base.io-directory") },
    { ENOTDIR, STR_ROW("base.io-no-directory") },
    { EEXIST, STR_ROW("base.io-exists") },
    { ENOSPC, STR_ROW("base.io-full") },
    { EDQUOT, STR_ROW("base.io-full") },
    { EFBIG, STR_ROW("base.io-full") },
    { EROFS, STR_ROW("base.io-read-only") },
    { EMFILE, STR_ROW("base.io-too-many-files") },
    { ENFILE, STR_ROW("base.io-too-many-files") },
    { ELOOP, STR_ROW("base.io-loop") },
    { ENAMETOOLONG, STR_ROW("base.io-long-name") },
    { ENOTEMPTY, STR_ROW("base.io-not-empty") },
    { EPIPE, STR_ROW("base.io-pipe") },
    { EIO, STR_ROW("base.io-device") },
    { EBUSY, STR_ROW("base.io-busy") },
    { ETXTBSY, STR_ROW("base.io-busy") },
};

bool io_refuse(Err *err, const char *path, int number)
{
    char text[ERR_ARG_BYTES];
    Str rule = { NULL, 0 };

    for (size_t i = 0; i < ARRAY_LEN(REASONS); i++)
        if (REASONS[i].number == number)
            rule = REASONS[i].rule;
    if (number == ENOMEM)
        err_no_memory(err);
    else if (rule.len)
        err_set(err, ERR_IO, rule);
    else
        err_set(err, ERR_IO, RULE_OTHER, str_of(strerror_r(number, text, sizeof text)));
    return path ? err_in(err, "%s", path) : false;
}

bool io_refuse_unsynced(Err *err, const char *path)
{
    err_set(err, ERR_IO, RULE_UNSYNCED);
    return err_in(err, "%s", path);
}

static bool refuse_size(Err *err, const char *path, uint64_t max)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, max);
    err_set(err, ERR_LIMIT, RULE_TOO_LARGE, str_of(text));
    return err_in(err, "%s", path);
}

static int open_read(const char *path)
{
    return strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                  : open(path, O_RDONLY | O_CLOEXEC);
}

static ssize_t read_some(int fd, char *at, size_t room)
{
    ssize_t got;

    do
        got = read(fd, at, room);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Room for the whole file at once when its size is known; a pipe doubles its room. */
static bool read_fd(int fd, const char *path, uint64_t max, Arena *arena, Str *out, Err *err)
{
    struct stat info;
    uint64_t hint = PIPE_BYTES_FIRST;
    size_t size = 0, room;
    char *bytes;
    ssize_t got;

    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0)
        hint = (uint64_t)info.st_size;
    if (hint > max && hint != PIPE_BYTES_FIRST)
        return refuse_size(err, path, max);
    room = (size_t)(hint < max ? hint : max) + IO_PAD_BYTES;
    bytes = arena_alloc_raw(arena, room);
    while (bytes) {
        got = read_some(fd, bytes + size, room - size);
        if (got < 0)
            return io_refuse(err, path, errno);
        size += (size_t)got;
        if (size > max)
            return refuse_size(err, path, max);
        if (got == 0 && size <= room - IO_PAD_BYTES)
            break;
        if (size > room - IO_PAD_BYTES) {
            bytes = arena_grow(arena, bytes, room, 2 * room);
            room *= 2;
        }
    }
    if (!bytes) {
        err_no_memory(err);
        return err_in(err, "%s", path);
    }
    memset(bytes + size, 0, IO_PAD_BYTES);
    *out = (Str){ bytes, size };
    return true;
}

bool io_read_all(const char *path, uint64_t max, Arena *arena, Str *out, Err *err)
{
    CLEANUP(fd_close) int fd = open_read(path);

    if (fd < 0)
        return io_refuse(err, path, errno);
    return read_fd(fd, path, max, arena, out, err);
}

bool io_write_fd(int fd, const char *name, Str bytes, Err *err)
{
    while (bytes.len) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return io_refuse(err, name, errno);
        bytes = str_slice(bytes, (size_t)put, bytes.len);
    }
    return true;
}

static IoKind kind_of(mode_t mode)
{
    return S_ISREG(mode) ? IO_FILE : S_ISDIR(mode) ? IO_DIRECTORY : IO_OTHER;
}

bool io_find(const char *path, IoKind *out, Err *err)
{
    struct stat info;

    if (stat(path, &info) == 0)
        *out = kind_of(info.st_mode);
    else if (errno == ENOENT || errno == ENOTDIR)
        *out = IO_NONE;
    else
        return io_refuse(err, path, errno);
    return true;
}

IoKind io_kind(const char *path)
{
    IoKind kind;
    Err err;

    return io_find(path, &kind, &err) ? kind : IO_NONE;
}

bool io_exists(const char *path)
{
    return io_kind(path) != IO_NONE;
}

bool io_is_link(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

bool io_real_folder(const char *path, char *out)
{
    char folder[IO_PATH_BYTES], real[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    int len = slash ? (int)(slash - path) + (slash == path) : 1;

    static_assert(IO_PATH_BYTES <= PATH_MAX, "a real path fits");
    return snprintf(folder, sizeof folder, "%.*s", len, slash ? path : ".") < IO_PATH_BYTES
        && realpath(folder, real)
        && snprintf(out, IO_PATH_BYTES, "%s/%s", real, name) < IO_PATH_BYTES;
}

bool io_identity(const char *path, IoIdentity *out, Err *err)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return io_refuse(err, path, errno);
    *out = (IoIdentity){ info.st_dev, info.st_ino };
    return true;
}

static int64_t written_ns(const struct stat *info)
{
    return info->st_mtim.tv_sec * INT64_C(1000000000) + info->st_mtim.tv_nsec;
}

bool io_stamp(const char *path, IoStamp *out, Err *err)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return io_refuse(err, path, errno);
    *out = (IoStamp){ { info.st_dev, info.st_ino }, (uint64_t)info.st_size, written_ns(&info) };
    return true;
}

bool io_stamp_equal(const IoStamp *a, const IoStamp *b)
{
    return a->file.device == b->file.device && a->file.number == b->file.number
        && a->size == b->size && a->written_ns == b->written_ns;
}

bool io_may_write(const char *path)
{
    return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

IoWriters io_writers(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return IO_OWNER_WRITES;
    return info.st_mode & S_IWOTH   ? IO_ALL_WRITE
           : info.st_mode & S_IWGRP ? IO_GROUP_WRITES : IO_OWNER_WRITES;
}

bool io_size(const char *path, uint64_t *out, Err *err)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return io_refuse(err, path, errno);
    if (!S_ISREG(info.st_mode)) {
        err_set(err, ERR_IO, RULE_NO_FILE);
        return err_in(err, "%s", path);
    }
    *out = (uint64_t)info.st_size;
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void close_dir(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* One more name; the list doubles in the arena. */
static bool list_add(Arena *arena, Str **names, size_t *room, size_t count, const char *name)
{
    if (count == *room) {
        Str *grown = arena_grow(arena, *names, count * sizeof **names, 2 * count * sizeof **names);
        if (!grown)
            return false;
        *names = grown;
        *room *= 2;
    }
    return arena_copy(arena, str_of(name), &(*names)[count]);
}

bool io_list(const char *path, size_t max, Arena *arena, Str **names, size_t *count, Err *err)
{
    CLEANUP(close_dir) DIR *dir = opendir(path);
    size_t room = NAMES_FIRST, found = 0;
    Str *list = ARENA_ARRAY(arena, Str, NAMES_FIRST);
    struct dirent *entry;

    if (!dir)
        return io_refuse(err, path, errno);
    if (!list)
        return io_refuse(err, path, ENOMEM);
    while ((void)(errno = 0), (entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (found == max) {
            err_set(err, ERR_LIMIT, RULE_TOO_MANY);
            return err_in(err, "%s", path);
        }
        if (!list_add(arena, &list, &room, found++, entry->d_name))
            return io_refuse(err, path, ENOMEM);
    }
    if (errno)
        return io_refuse(err, path, errno);
    qsort(list, found, sizeof *list, by_bytes);
    *names = list;
    *count = found;
    return true;
}

bool io_join(Arena *arena, const char *directory, Str name, const char **out, Err *err)
{
    size_t len = strlen(directory);
    bool slash = len > 0 && directory[len - 1] != '/';
    char *path = arena_alloc_raw(arena, len + name.len + 2);

    if (!path)
        return err_no_memory(err);
    snprintf(path, len + name.len + 2, "%s%s%.*s", directory, slash ? "/" : "", STR_ARG(name));
    *out = path;
    return true;
}

/* A folder outlives a power cut from when the one it lies in has reached the disk. */
static bool sync_above(const char *path)
{
    CLEANUP(fd_close) int above = fd_open_folder(path);

    return above >= 0 && fd_sync(above);
}

static bool make_dir(const char *path, mode_t mode, Err *err)
{
    if (mkdir(path, mode) == 0)
        return sync_above(path) || io_refuse(err, path, errno);
    return errno == EEXIST || io_refuse(err, path, errno);
}

bool io_make_dirs(const char *path, unsigned mode, Err *err)
{
    char step[PATH_MAX];
    size_t len = strlen(path);

    if (len >= sizeof step)
        return io_refuse(err, path, ENAMETOOLONG);
    memcpy(step, path, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (step[i] != '/' && step[i] != '\0')
            continue;
        step[i] = '\0';
        if (!make_dir(step, (mode_t)mode, err))
            return false;
        step[i] = path[i];
    }
    return io_kind(path) == IO_DIRECTORY || io_refuse(err, path, ENOTDIR);
}

bool io_remove(const char *path, Err *err)
{
    return unlink(path) == 0 || errno == ENOENT || io_refuse(err, path, errno);
}

bool io_lock(const char *path, bool wait, IoLock *out, Err *err)
{
    CLEANUP(fd_close) int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    int result;

    if (fd < 0)
        return io_refuse(err, path, errno);
    do
        result = flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB));
    while (result != 0 && errno == EINTR);
    if (result != 0 && errno == EWOULDBLOCK) {
        err_set(err, ERR_IO, RULE_LOCKED);
        return err_in(err, "%s", path);
    }
    if (result != 0)
        return io_refuse(err, path, errno);
    *out = (IoLock){ fd + 1 };
    fd = -1;
    return true;
}

void io_unlock(IoLock *lock)
{
    if (lock->fd)
        close(lock->fd - 1);
    *lock = (IoLock){ 0 };
}

unsigned io_processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

    return count > 1 ? (unsigned)count : 1;
}

bool io_line(char *buffer, size_t size, Str *out)
{
    size_t len = 0;
    int c;

    while ((c = getc(stdin)) != EOF && c != '\n')
        if (len < size)
            buffer[len++] = (char)c;
    *out = (Str){ buffer, len };
    return c != EOF || len;
}
