/* SPDX-License-Identifier: Apache-2.0 */
/* Files in memory, and what is left of them when they shrink under the reader. */
#include "base/io.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define RULE_NO_FILE   STR("base.io-no-file")
#define RULE_LINK      STR("base.io-link")
#define RULE_MAPS      STR("base.io-too-many-maps")
#define RULE_TOO_LARGE STR("base.io-too-large")

enum { NS_A_SECOND = 1000000000 };

/* The maps there are. A signal handler reads this: it is found by address, without a lock. */
static struct {
    atomic_uintptr_t from, to;
    atomic_bool broken;
} guards[IO_MAPS_MAX];

static struct sigaction before; /* whoever cared for SIGBUS before us */

/* The file no longer has the page that was read. From here to its end the map becomes zeros, which
 * a reader that believes nothing takes as "nothing there"; io_map_changed tells it afterwards. */
static bool patch(uintptr_t at)
{
    uintptr_t page = at & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);

    for (size_t i = 0; i < IO_MAPS_MAX; i++) {
        uintptr_t to = atomic_load(&guards[i].to);

        if (at < atomic_load(&guards[i].from) || at >= to)
            continue;
        atomic_store(&guards[i].broken, true);
        return mmap((void *)page, to - page, PROT_READ, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1,
                    0) != MAP_FAILED;
    }
    return false;
}

/* An access that is not ours meets, when it is made again, whoever cared before. */
static void on_bus_error(int number, siginfo_t *info, void *context)
{
    int kept = errno;

    (void)context;
    if (!patch((uintptr_t)info->si_addr))
        sigaction(number, &before, NULL);
    errno = kept;
}

/* With every map, since others may have taken the signal since the last one. */
static void watch(void)
{
    struct sigaction ours = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO }, now;

    if (sigaction(SIGBUS, NULL, &now) != 0 || now.sa_sigaction == on_bus_error)
        return;
    before = now;
    sigaction(SIGBUS, &ours, NULL);
}

/* The number of a guard plus one; 0 when there are too many maps. */
static unsigned guard_take(Str bytes)
{
    uintptr_t from = (uintptr_t)bytes.ptr;

    for (unsigned i = 0; i < IO_MAPS_MAX; i++) {
        uintptr_t none = 0;

        if (!atomic_compare_exchange_strong(&guards[i].from, &none, from))
            continue;
        atomic_store(&guards[i].broken, false);
        atomic_store(&guards[i].to, from + bytes.len);
        return i + 1;
    }
    return 0;
}

static void guard_give(unsigned guard)
{
    if (!guard)
        return;
    atomic_store(&guards[guard - 1].to, 0);
    atomic_store(&guards[guard - 1].from, 0);
}

static bool refuse(Err *err, RuleId rule, const char *path)
{
    err_set(err, ERR_IO, rule);
    return err_in(err, "%s", path);
}

/* A regular file by its own name: neither a link nor a pipe that would be waited for. */
static bool open_regular(const char *path, int *fd, struct stat *info, Err *err)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (*fd < 0 && errno == ELOOP)
        return refuse(err, RULE_LINK, path);
    if (*fd < 0 || fstat(*fd, info) != 0)
        return io_refuse(err, path, errno);
    return S_ISREG(info->st_mode) || refuse(err, RULE_NO_FILE, path);
}

bool io_read_regular(const char *path, uint64_t max, Arena *arena, Str *out, Err *err)
{
    CLEANUP(fd_close) int fd = -1;
    struct stat info;
    size_t got = 0;
    ssize_t part = 1;
    char *bytes;

    if (!open_regular(path, &fd, &info, err))
        return false;
    if ((uint64_t)info.st_size > max) {
        char text[24];

        snprintf(text, sizeof text, "%" PRIu64, max);
        err_set(err, ERR_LIMIT, RULE_TOO_LARGE, str_of(text));
        return err_in(err, "%s", path);
    }
    bytes = arena_alloc_raw(arena, (size_t)info.st_size + 1);
    if (!bytes)
        return io_refuse(err, path, ENOMEM);
    while (got < (size_t)info.st_size && part) {
        part = read(fd, bytes + got, (size_t)info.st_size - got);
        if (part < 0 && errno != EINTR)
            return io_refuse(err, path, errno);
        got += part > 0 ? (size_t)part : 0;
    }
    *out = (Str){ bytes, got };
    return true;
}

static int64_t written_ns(const struct stat *info)
{
    return (int64_t)info->st_mtim.tv_sec * NS_A_SECOND + info->st_mtim.tv_nsec;
}

static void advise(Str bytes, IoAdvice advice)
{
    static const int ADVICE[IO_ADVICE_COUNT] = {
        [IO_RANDOM] = MADV_RANDOM,
        [IO_LARGE] = MADV_HUGEPAGE,
        [IO_SEQUENTIAL] = MADV_SEQUENTIAL,
    };

    if (advice == IO_LARGE) /* the pages around a place, but not those behind them as well */
        (void)madvise((char *)(uintptr_t)bytes.ptr, bytes.len, MADV_RANDOM);
    (void)madvise((char *)(uintptr_t)bytes.ptr, bytes.len, ADVICE[advice]);
}

bool io_map(const char *path, IoAdvice advice, IoMap *out, Err *err)
{
    CLEANUP(fd_close) int fd = -1;
    struct stat info;
    IoMap map = { 0 };
    void *bytes;

    if (!open_regular(path, &fd, &info, err))
        return false;
    if (info.st_size > 0) {
        bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (bytes == MAP_FAILED)
            return io_refuse(err, path, errno);
        map.bytes = (Str){ bytes, (size_t)info.st_size };
        map.guard = guard_take(map.bytes);
        if (!map.guard) {
            io_unmap(&map);
            err_set(err, ERR_LIMIT, RULE_MAPS);
            return err_in(err, "%s", path);
        }
        watch();
        advise(map.bytes, advice);
    }
    map.written_ns = written_ns(&info);
    map.fd = fd + 1;
    fd = -1;
    *out = map;
    return true;
}

bool io_map_changed(const IoMap *map)
{
    struct stat info;

    if (!map->fd)
        return false;
    return (map->guard && atomic_load(&guards[map->guard - 1].broken))
        || fstat(map->fd - 1, &info) != 0 || written_ns(&info) != map->written_ns
        || (uint64_t)info.st_size != map->bytes.len;
}

void io_unmap(IoMap *map)
{
    guard_give(map->guard);
    if (map->bytes.len)
        munmap((char *)(uintptr_t)map->bytes.ptr, map->bytes.len);
    if (map->fd)
        close(map->fd - 1);
    *map = (IoMap){ 0 };
}
