/* SPDX-License-Identifier: Apache-2.0 */
/* io.h — files: read whole, mapped, listed, replaced at one stroke, locked.
 *
 * Every failure is ERR_IO with the path as a step and the system's reason as a sentence
 * (io_refuse), so callers add no path of their own. Paths are ended by NUL. Reads and writes
 * that a signal interrupts go on; a closed pipe is the program's concern (SIGPIPE).
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

enum {
    IO_PAD_BYTES = 8,      /* zero bytes behind every text that is read whole              */
    IO_LIST_MAX = 2000000, /* names in one directory; protects memory against a flooded one */
    IO_MAPS_MAX = 64,      /* mapped files at a time; a signal handler walks them          */
};

/* ERR_IO for the system's error `number` at `path` (NULL: no path); returns false. */
bool io_refuse(Err *err, const char *path, int number);

/* ERR_IO for a file that stands whole at `path` under a name that may not outlive a power cut;
 * returns false. */
bool io_refuse_unsynced(Err *err, const char *path);

/* Reads a whole file, or standard input when `path` is "-", into `arena`, followed by
 * IO_PAD_BYTES zero bytes that do not count. ERR_LIMIT when it holds more than `max` bytes. */
MUST_CHECK bool io_read_all(const char *path, uint64_t max, Arena *arena, Str *out, Err *err);

/* Reads a regular file whole, by its own name: a link is refused, a pipe is not waited for.
 * ERR_LIMIT when it holds more than `max` bytes. */
MUST_CHECK bool io_read_regular(const char *path, uint64_t max, Arena *arena, Str *out, Err *err);

typedef enum {
    IO_RANDOM,     /* a few places: read these pages and no others                       */
    IO_LARGE,      /* many places: read 2 MiB around each, kept in large pages, where Linux can */
    IO_SEQUENTIAL, /* from the first byte to the last                                    */
    IO_ADVICE_COUNT
} IoAdvice;
typedef struct {
    Str bytes;          /* empty for an empty file */
    int64_t written_ns; /* when the file was last written to, as the file system says */
    int fd;             /* plus one, so that zero means none */
    unsigned guard;     /* the same */
} IoMap;
/* A regular file in memory, read-only and shared; a link is refused. Such files are replaced, never
 * changed in place. When one is cut short all the same, or its disk fails, what is no longer there
 * reads as zeros (io_map takes SIGBUS for the addresses of its maps, and leaves all others to who
 * had it before), and io_map_changed says so: nothing that was read may be used without asking it
 * afterwards. ERR_LIMIT past IO_MAPS_MAX maps. */
MUST_CHECK bool io_map(const char *path, IoAdvice advice, IoMap *out, Err *err);
/* Whether the file was written to, cut short or could not be read since it was mapped. A file that
 * was replaced or removed is still the one that was mapped. */
bool io_map_changed(const IoMap *map);
void io_unmap(IoMap *map);

/* A buffered writer whose file appears whole or not at all: it writes beside the target and
 * io_writer_commit renames. The file reaches the disk before that and its name after: when the disk
 * fails at that last step, the new file is there and the commit says so (io_refuse_unsynced). A
 * target that exists and is no regular file, such as a pipe or /dev/null, is written through.
 * Failure is sticky: only the commit needs a check. */
typedef struct IoWriter IoWriter;
MUST_CHECK bool io_writer_open(const char *path, IoWriter **out, Err *err);
void io_write(IoWriter *writer, Str bytes);
/* Overwrites bytes that were written before, such as a header whose sums are known last. */
void io_write_at(IoWriter *writer, uint64_t offset, Str bytes);
/* Bytes written so far. */
uint64_t io_writer_offset(const IoWriter *writer);
/* Both end the writer; *writer becomes NULL. A failed commit leaves the old file as it was. */
MUST_CHECK bool io_writer_commit(IoWriter **writer, Err *err);
void io_writer_abandon(IoWriter **writer);

/* Writes all of `bytes` to a descriptor; `name` stands in the error. */
MUST_CHECK bool io_write_fd(int fd, const char *name, Str bytes, Err *err);

/* Files of secrets, whose bytes pass through no other memory than the caller's.
 * Makes a file that only its owner may read and write; whole and on disk, or not at all. One that
 * is there already is left alone, which is a failure ("base.io-exists"). The file system must know
 * hard links. */
MUST_CHECK bool io_create_secret(const char *path, Str bytes, Err *err);
/* Reads such a file, a regular one by its own name, into `to`; *size is what it holds. Refused are
 * one that the group or others may read or write, and ERR_LIMIT one of more than `room` bytes. What
 * was read before a failure stands in `to`. */
MUST_CHECK bool io_read_secret(const char *path, void *to, size_t room, size_t *size, Err *err);

typedef enum { IO_NONE, IO_FILE, IO_DIRECTORY, IO_OTHER } IoKind;
/* What stands at `path`, symbolic links followed. Fails when that cannot be told: what may not be
 * seen is not absent. */
MUST_CHECK bool io_find(const char *path, IoKind *out, Err *err);
/* The same as a hint; IO_NONE also when it cannot be told. */
IoKind io_kind(const char *path);
bool io_exists(const char *path);
/* Whether `path` itself is a symbolic link; false also when that cannot be told. */
bool io_is_link(const char *path);
/* `path` with the links of its folder followed and its last name kept, into `out` of IO_PATH_BYTES,
 * for what refuses a link anywhere; false when the folder is not there or the path too long. */
enum { IO_PATH_BYTES = 4096 };
bool io_real_folder(const char *path, char *out);
/* What tells a file or directory from every other that is there now, by whatever path. */
typedef struct {
    uint64_t device, number;
} IoIdentity;
MUST_CHECK bool io_identity(const char *path, IoIdentity *out, Err *err);
/* What differs when a file is written to, or another takes its place. */
typedef struct {
    IoIdentity file;
    uint64_t size;
    int64_t written_ns;
} IoStamp;
MUST_CHECK bool io_stamp(const char *path, IoStamp *out, Err *err);
bool io_stamp_equal(const IoStamp *a, const IoStamp *b);
/* Whether the rights of this process and the file system let it write to what stands at `path`;
 * false also when nothing does. A hint: what was true may have changed. */
bool io_may_write(const char *path);
/* Who beside its owner may write to what stands at `path`, as its mode says; links followed. */
typedef enum { IO_OWNER_WRITES, IO_GROUP_WRITES, IO_ALL_WRITE } IoWriters;
IoWriters io_writers(const char *path);
/* Size in bytes; fails for what is no regular file. */
MUST_CHECK bool io_size(const char *path, uint64_t *out, Err *err);

/* The names in a directory but "." and "..", sorted bytewise, each ended by NUL; at most `max`. */
MUST_CHECK bool io_list(const char *path, size_t max, Arena *arena, Str **names, size_t *count,
                        Err *err);
/* "directory/name", ended by NUL. */
MUST_CHECK bool io_join(Arena *arena, const char *directory, Str name, const char **out, Err *err);
/* Makes a directory and what is missing above it, which reach the disk; fine when it exists. */
MUST_CHECK bool io_make_dirs(const char *path, unsigned mode, Err *err);
/* Removes a file; fine when there is none. */
MUST_CHECK bool io_remove(const char *path, Err *err);

/* Copies a regular file byte for byte, sharing the blocks where the file system can; `to` is
 * replaced and not yet safe on disk. *bytes is its size, which is what `from` held when its end
 * was met, whoever writes to it meanwhile. */
typedef struct {
    /* Sees each piece in order once it stands in `to`; false ends the copy with its *err. */
    bool (*each)(void *context, Str piece, Err *err);
    void *context;
} IoEach;
MUST_CHECK bool io_copy(const char *from, const char *to, const IoEach *each, uint64_t *bytes,
                        Err *err);
/* Renames within one file system, to where nothing stands yet; the file and its name reach the
 * disk. On failure both names are as before, unless the disk takes no name back either, which is
 * then said (io_refuse_unsynced). */
MUST_CHECK bool io_rename(const char *from, const char *to, Err *err);

/* How many processors this process may use; at least 1. */
unsigned io_processors(void);

/* One writer at a time: a lock on the file `path` (made when missing), held until io_unlock or
 * the end of the process. When another holds it: waits, or fails with "base.io-locked". */
typedef struct {
    int fd; /* plus one, so that zero means no lock */
} IoLock;
MUST_CHECK bool io_lock(const char *path, bool wait, IoLock *out, Err *err);
void io_unlock(IoLock *lock);

/* One line of standard input, without its end, in `buffer`; the rest of a longer one is left out.
 * False at the end of the input. */
MUST_CHECK bool io_line(char *buffer, size_t size, Str *out);
