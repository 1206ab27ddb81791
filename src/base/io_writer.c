/* SPDX-License-Identifier: Apache-2.0 */
/* The atomic writer of io.h: a temporary beside the target, then one rename. */
#include "base/io.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file is written in whole pieces of FILE_BUFFER_BYTES at multiples of that: then Linux can
 * keep it in memory in pages as large, and who maps the file meets a tenth of the page faults. */
enum {
    PIPE_BUFFER_BYTES = 1 << 16,
    FILE_BUFFER_BYTES = 1 << 21,
    NAME_TRIES = 100,
};

struct IoWriter {
    int fd;
    int number;         /* the first error of the system, or 0               */
    bool through;       /* the target is no regular file: nothing to rename  */
    bool unsynced;      /* the target is new, its name may not be on disk    */
    uint64_t flushed;   /* bytes that have left the buffer                   */
    size_t used, room;  /* of the buffer                                     */
    char path[PATH_MAX];
    char temporary[PATH_MAX];
    char buffer[];
};

/* ".name.<process>-<count>.part" in the directory of the target. */
static bool name_temporary(IoWriter *writer)
{
    static atomic_uint count;
    const char *slash = strrchr(writer->path, '/');
    int folder = slash ? (int)(slash - writer->path) + 1 : 0;
    int len = snprintf(writer->temporary, sizeof writer->temporary, "%.*s.%.200s.%ld-%u.part",
                       folder, writer->path, writer->path + folder, (long)getpid(),
                       atomic_fetch_add(&count, 1));

    return len > 0 && len < (int)sizeof writer->temporary;
}

static int open_temporary(IoWriter *writer)
{
    int fd = -1;

    errno = EEXIST;
    for (int i = 0; i < NAME_TRIES && fd < 0 && errno == EEXIST; i++) {
        if (!name_temporary(writer))
            errno = ENAMETOOLONG;
        else
            fd = open(writer->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    return fd;
}

bool io_writer_open(const char *path, IoWriter **out, Err *err)
{
    IoWriter *writer;
    size_t len = strlen(path), room;
    IoKind kind;

    if (!io_find(path, &kind, err))
        return false;
    if (len >= PATH_MAX || kind == IO_DIRECTORY)
        return io_refuse(err, path, kind == IO_DIRECTORY ? EISDIR : ENAMETOOLONG);
    room = kind == IO_OTHER ? PIPE_BUFFER_BYTES : FILE_BUFFER_BYTES;
    writer = malloc(sizeof *writer + room);
    if (!writer)
        return io_refuse(err, path, ENOMEM);
    writer->room = room;
    writer->number = 0;
    writer->unsynced = false;
    writer->flushed = writer->used = 0;
    memcpy(writer->path, path, len + 1);
    if (kind == IO_FILE) /* what a symbolic link names is replaced, not the link */
        (void)!realpath(path, writer->path);
    writer->through = kind == IO_OTHER;
    writer->fd = writer->through ? open(path, O_WRONLY | O_CLOEXEC) : open_temporary(writer);
    if (writer->fd < 0) {
        int number = errno;
        free(writer);
        return io_refuse(err, path, number);
    }
    *out = writer;
    return true;
}

/* Keeps the first failure; later calls do nothing. */
static void put(IoWriter *writer, uint64_t offset, Str bytes)
{
    while (bytes.len && !writer->number) {
        ssize_t done = writer->through ? write(writer->fd, bytes.ptr, bytes.len)
                                       : pwrite(writer->fd, bytes.ptr, bytes.len, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            writer->number = errno;
            break;
        }
        offset += (uint64_t)done;
        bytes = str_slice(bytes, (size_t)done, bytes.len);
    }
}

static void flush(IoWriter *writer)
{
    put(writer, writer->flushed, (Str){ writer->buffer, writer->used });
    writer->flushed += writer->used;
    writer->used = 0;
}

/* What fills the buffer more than once goes past it. */
static void put_whole(IoWriter *writer, Str *bytes)
{
    size_t whole = bytes->len - bytes->len % writer->room;

    put(writer, writer->flushed, str_slice(*bytes, 0, whole));
    writer->flushed += whole;
    *bytes = str_slice(*bytes, whole, bytes->len);
}

/* A pipe has no pieces: what is long goes past the buffer. */
static void put_through(IoWriter *writer, Str bytes)
{
    flush(writer);
    put(writer, writer->flushed, bytes);
    writer->flushed += bytes.len;
}

void io_write(IoWriter *writer, Str bytes)
{
    if (writer->through && bytes.len >= writer->room / 2) {
        put_through(writer, bytes);
        return;
    }
    while (bytes.len) {
        size_t left = writer->room - writer->used, part = bytes.len < left ? bytes.len : left;

        if (!writer->used && bytes.len >= writer->room) { /* whole pieces as they lie */
            part = bytes.len - bytes.len % writer->room;
            put(writer, writer->flushed, str_slice(bytes, 0, part));
            writer->flushed += part;
            bytes = str_slice(bytes, part, bytes.len);
            continue;
        }
        memcpy(writer->buffer + writer->used, bytes.ptr, part);
        writer->used += part;
        bytes = str_slice(bytes, part, bytes.len);
        if (writer->used == writer->room)
            flush(writer);
        if (writer->used == 0 && bytes.len >= writer->room)
            put_whole(writer, &bytes);
    }
}

void io_write_at(IoWriter *writer, uint64_t offset, Str bytes)
{
    assert(offset <= io_writer_offset(writer)
           && bytes.len <= io_writer_offset(writer) - offset);
    flush(writer);
    if (writer->through)
        writer->number = writer->number ? writer->number : ESPIPE;
    else
        put(writer, offset, bytes);
}

uint64_t io_writer_offset(const IoWriter *writer)
{
    return writer->flushed + writer->used;
}

static void note(IoWriter *writer, bool ok)
{
    if (!ok && !writer->number)
        writer->number = errno;
}

/* The new name must reach the disk too, or a crash could bring the old file back. */
static void publish(IoWriter *writer)
{
    CLEANUP(fd_close) int folder = fd_open_folder(writer->path);

    note(writer, folder >= 0 && rename(writer->temporary, writer->path) == 0);
    if (writer->number)
        return;
    writer->through = true; /* nothing is left to remove */
    writer->unsynced = !fd_sync(folder);
}

bool io_writer_commit(IoWriter **held, Err *err)
{
    IoWriter *writer = *held;
    bool ok;

    flush(writer);
    if (!writer->number && !writer->through)
        note(writer, fsync(writer->fd) == 0);
    note(writer, close(writer->fd) == 0);
    writer->fd = -1;
    if (!writer->number && !writer->through)
        publish(writer);
    ok = !writer->number && !writer->unsynced;
    if (writer->number)
        io_refuse(err, writer->path, writer->number);
    else if (!ok)
        io_refuse_unsynced(err, writer->path);
    io_writer_abandon(held);
    return ok;
}

void io_writer_abandon(IoWriter **held)
{
    IoWriter *writer = *held;

    *held = NULL;
    if (!writer)
        return;
    if (writer->fd >= 0)
        close(writer->fd);
    if (!writer->through)
        unlink(writer->temporary);
    free(writer);
}
