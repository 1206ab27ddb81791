/* SPDX-License-Identifier: Apache-2.0 */
/* shim — makes one call, or every call from one on, of a program fail; preloaded by fault.c.
 *
 * $INRO_FAULT is "count", or "MODE:CLASS:SITE:N": from the N-th call (from 1) at SITE on, `once`
 * or `forever` calls of CLASS (alloc, io) fail. A site is the calls on the stack, as offsets in
 * their modules, hashed: the same in every run, whatever the threads do; its lower half is the
 * nearest calls alone. Random bytes are the same in every run, too.
 *
 * $INRO_FAULT_LOG gets a line each at the end: "alloc SITE" and "io SITE" for every call, in
 * order, when counting; "live SITE" for every block that was never freed, SITE being 1 when it was
 * made behind the call that failed; "at OFFSET" for the stack of the first call that failed, for
 * addr2line; "kept 1" when a file could not be removed; "failed N". It is opened before main,
 * because the program may give up the right to open files.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 14, FRAMES_OWN = 2, FRAMES_NEAR = 6 };
enum { MODULES_MAX = 64, CALLS_MAX = 1 << 18, LIVE_SLOTS = 1 << 16, LOG_FD = 900 };
enum { EXIT_FULL = 98, EXIT_LOG = 99 };
enum { SITE_LATER = 1 }; /* of calls behind the one that failed: nobody looks for it */
typedef enum { CLASS_ALLOC, CLASS_IO } Class;
typedef enum { MODE_COUNT, MODE_ONCE, MODE_FOREVER } Mode;

typedef struct {
    uint64_t site;
    Class class;
} Call;
typedef struct {
    void *block;
    uint64_t site; /* 0: freed; the slot is free, but probing goes on past it */
} Live;

static struct {
    Mode mode;
    Class class;
    uint64_t site, nth, met, failed;
    Call *calls; /* when counting */
    size_t call_count;
    Live *live;
    void *stack[FRAMES]; /* of the first call that failed */
    int stack_count;
    bool ready, kept;    /* something that should have been removed */
} shim;
static int log_fd = -1;
static __thread bool inside;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* The real function, looked up once; start() asks for all, so that no look-up happens later. */
#define REAL(name)                                                                                 \
    static __typeof__(&name) real_##name;                                                          \
    if (!real_##name)                                                                              \
        *(void **)&real_##name = real(#name)

static void *real(const char *name)
{
    bool was = inside;
    void *found;

    inside = true;
    found = dlsym(RTLD_NEXT, name);
    inside = was;
    return found;
}

/* Where the modules lie that are there before main; asking dladdr each time is most of the cost. */
typedef struct {
    uintptr_t from, to, base;
} Module;
static Module modules[MODULES_MAX];
static size_t module_count;

static int module_add(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size, (void)context;
    for (int i = 0; i < info->dlpi_phnum && module_count < MODULES_MAX; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + part->p_vaddr;

        if (part->p_type == PT_LOAD && part->p_flags & PF_X)
            modules[module_count++] = (Module){ from, from + part->p_memsz, info->dlpi_addr };
    }
    return 0;
}

static uint64_t offset_of(const void *frame)
{
    uintptr_t at = (uintptr_t)frame;
    Dl_info info;

    for (size_t i = 0; i < module_count; i++)
        if (at >= modules[i].from && at < modules[i].to)
            return at - modules[i].base;
    return dladdr(frame, &info) && info.dli_fbase ? at - (uintptr_t)info.dli_fbase : at;
}

/* The frames above the failing function, hashed as offsets in their modules (FNV-1a): the nearest
 * in the lower half, all of them in the upper. */
__attribute__((noinline)) static uint64_t site_now(void)
{
    void *frames[FRAMES];
    int count = backtrace(frames, FRAMES);
    uint64_t hash = UINT64_C(14695981039346656037), near = 1;

    for (int i = FRAMES_OWN; i < count; i++) {
        hash = (hash ^ offset_of(frames[i])) * UINT64_C(1099511628211);
        if (i < FRAMES_OWN + FRAMES_NEAR)
            near = hash >> 32 | 1;
    }
    return (hash & UINT64_C(0xffffffff00000000)) | near;
}

static bool decide(Class class, uint64_t site)
{
    bool fails = false;

    if (shim.mode == MODE_COUNT) {
        if (shim.call_count == CALLS_MAX)
            _exit(EXIT_FULL);
        shim.calls[shim.call_count++] = (Call){ site, class };
        return false;
    }
    if (class != shim.class)
        return false;
    if (site == shim.site && ++shim.met == shim.nth)
        fails = true;
    else if (shim.mode == MODE_FOREVER)
        fails = shim.met >= shim.nth;
    shim.failed += fails;
    return fails;
}

/* True when this call must fail; *site is 0 for calls that are not counted. */
__attribute__((noinline)) static bool must_fail(Class class, uint64_t *site)
{
    bool fails;

    *site = 0;
    if (!shim.ready || inside)
        return false;
    if (shim.mode == MODE_ONCE && shim.failed) {
        *site = SITE_LATER;
        return false;
    }
    inside = true;
    *site = site_now();
    pthread_mutex_lock(&mutex);
    fails = decide(class, *site);
    if (fails && shim.failed == 1)
        shim.stack_count = backtrace(shim.stack, FRAMES);
    pthread_mutex_unlock(&mutex);
    inside = false;
    return fails;
}

/* ---- blocks ------------------------------------------------------------------------- */

static size_t slot_of(const void *block)
{
    return (size_t)(((uint64_t)(uintptr_t)block >> 4) * UINT64_C(11400714819323198485) >> 48);
}
_Static_assert(LIVE_SLOTS == 1 << (64 - 48), "slot_of gives a slot");

static void live_add(void *block, uint64_t site)
{
    size_t i = slot_of(block), probes = 0;

    if (!shim.ready || !block || !site)
        return;
    pthread_mutex_lock(&mutex);
    while (shim.live[i].site && probes++ < LIVE_SLOTS)
        i = (i + 1) % LIVE_SLOTS;
    if (probes >= LIVE_SLOTS)
        _exit(EXIT_FULL);
    shim.live[i] = (Live){ block, site };
    pthread_mutex_unlock(&mutex);
}

static void live_remove(const void *block)
{
    size_t i = slot_of(block);

    if (!shim.ready || !block)
        return;
    pthread_mutex_lock(&mutex);
    for (size_t probes = 0; probes < LIVE_SLOTS && shim.live[i].block; probes++) {
        if (shim.live[i].block == block && shim.live[i].site) {
            shim.live[i].site = 0;
            break;
        }
        i = (i + 1) % LIVE_SLOTS;
    }
    pthread_mutex_unlock(&mutex);
}

/* glibc's own names: dlsym asks for memory before we could know the real functions. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

#define FAIL_ALLOC(site)                                                                           \
    do {                                                                                           \
        if (must_fail(CLASS_ALLOC, &(site))) {                                                     \
            errno = ENOMEM;                                                                        \
            return NULL;                                                                           \
        }                                                                                          \
    } while (0)

void *malloc(size_t size)
{
    uint64_t site;
    void *block;

    FAIL_ALLOC(site);
    block = __libc_malloc(size);
    live_add(block, site);
    return block;
}

void *calloc(size_t count, size_t size)
{
    uint64_t site;
    void *block;

    FAIL_ALLOC(site);
    block = __libc_calloc(count, size);
    live_add(block, site);
    return block;
}

void *realloc(void *old, size_t size)
{
    uint64_t site;
    void *block;

    FAIL_ALLOC(site);
    live_remove(old);
    block = __libc_realloc(old, size);
    live_add(block || !size ? block : old, site);
    return block;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    uint64_t site;
    void *block;

    FAIL_ALLOC(site);
    block = __libc_memalign(alignment, size);
    live_add(block, site);
    return block;
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *block = aligned_alloc(alignment, size);

    if (!block)
        return ENOMEM;
    *out = block;
    return 0;
}

void free(void *block)
{
    live_remove(block);
    __libc_free(block);
}

/* A thread is memory too: its stack. */
int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *arg)
{
    uint64_t site;

    REAL(pthread_create);
    return must_fail(CLASS_ALLOC, &site) ? EAGAIN : real_pthread_create(thread, how, run, arg);
}

/* ---- files: what fails, and with which error ----------------------------------------- */

#define FAIL_IO(error, result)                                                                     \
    do {                                                                                           \
        uint64_t site_;                                                                            \
        if (must_fail(CLASS_IO, &site_)) {                                                         \
            errno = (error);                                                                       \
            return result;                                                                         \
        }                                                                                          \
    } while (0)

/* One line a call: its type, name, parameters, arguments, and how it fails. */
#define CALL(type, name, parameters, arguments, error, result)                                     \
    type name parameters                                                                           \
    {                                                                                              \
        REAL(name);                                                                                \
        FAIL_IO(error, result);                                                                    \
        return real_##name arguments;                                                              \
    }

CALL(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), EIO, -1)
CALL(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at), EIO, -1)
CALL(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size), ENOSPC, -1)
CALL(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at),
     ENOSPC, -1)
CALL(ssize_t, copy_file_range,
     (int from, off_t *from_at, int to, off_t *to_at, size_t size, unsigned flags),
     (from, from_at, to, to_at, size, flags), EIO, -1)
CALL(int, ftruncate, (int fd, off_t size), (fd, size), ENOSPC, -1)
CALL(int, rename, (const char *from, const char *to), (from, to), EIO, -1)
CALL(int, renameat2, (int at, const char *from, int to_at, const char *to, unsigned flags),
     (at, from, to_at, to, flags), EIO, -1)
CALL(int, link, (const char *from, const char *to), (from, to), EIO, -1)
CALL(int, fchmod, (int fd, mode_t mode), (fd, mode), EIO, -1)
CALL(int, mkdir, (const char *path, mode_t rights), (path, rights), EACCES, -1)
CALL(int, stat, (const char *path, struct stat *out), (path, out), EIO, -1)
CALL(int, lstat, (const char *path, struct stat *out), (path, out), EIO, -1)
CALL(int, fstat, (int fd, struct stat *out), (fd, out), EIO, -1)
CALL(int, flock, (int fd, int how), (fd, how), ENOLCK, -1)
CALL(int, dup2, (int from, int to), (from, to), EMFILE, -1)
CALL(int, pipe2, (int ends[2], int flags), (ends, flags), EMFILE, -1)
CALL(DIR *, opendir, (const char *path), (path), EMFILE, NULL)
CALL(struct dirent *, readdir, (DIR *dir), (dir), EIO, NULL)

/* So that two runs write the same: a generator (splitmix64) for chance. */
ssize_t getrandom(void *to, size_t size, unsigned flags)
{
    static _Atomic uint64_t state;
    unsigned char *bytes = to;

    REAL(getrandom);
    if (!shim.ready)
        return real_getrandom(to, size, flags);
    for (size_t i = 0; i < size; i++) {
        uint64_t mixed = state += UINT64_C(0x9e3779b97f4a7c15);
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
        bytes[i] = (unsigned char)(mixed >> 56);
    }
    FAIL_IO(EIO, -1);
    return (ssize_t)size;
}

/* Nothing of a test need survive a power cut: what does not fail is not carried out. */
int fsync(int fd)
{
    (void)fd;
    FAIL_IO(EIO, -1);
    return 0;
}

int fdatasync(int fd)
{
    (void)fd;
    FAIL_IO(EIO, -1);
    return 0;
}

/* A failed close has closed all the same. */
int close(int fd)
{
    REAL(close);
    int result = real_close(fd);

    FAIL_IO(EIO, -1);
    return result;
}

int unlink(const char *path)
{
    uint64_t site;

    REAL(unlink);
    if (!must_fail(CLASS_IO, &site))
        return real_unlink(path);
    shim.kept = true;
    errno = EIO;
    return -1;
}

static mode_t rights_of(int flags, va_list args)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list args;
    mode_t rights;

    REAL(open);
    va_start(args, flags);
    rights = rights_of(flags, args);
    va_end(args);
    FAIL_IO(EMFILE, -1);
    return real_open(path, flags, rights);
}

/* Every command has at most one argument, which fits a long. */
int fcntl(int fd, int command, ...)
{
    va_list args;
    long argument;

    REAL(fcntl);
    va_start(args, command);
    argument = va_arg(args, long);
    va_end(args);
    FAIL_IO(EMFILE, -1);
    return real_fcntl(fd, command, argument);
}

int ioctl(int fd, unsigned long command, ...);
int ioctl(int fd, unsigned long command, ...)
{
    va_list args;
    long argument;

    REAL(ioctl);
    va_start(args, command);
    argument = va_arg(args, long);
    va_end(args);
    FAIL_IO(EOPNOTSUPP, -1);
    return real_ioctl(fd, command, argument);
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t at)
{
    uint64_t site;

    REAL(mmap);
    if (must_fail(fd < 0 ? CLASS_ALLOC : CLASS_IO, &site)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return real_mmap(address, size, protection, flags, fd, at);
}

/* The names that programs built for large files use; here they are the same calls. */
#define SAME(type, name, other, parameters)                                                        \
    type other parameters __attribute__((alias(#name)));
SAME(int, open, open64, (const char *, int, ...))
SAME(int, fcntl, fcntl64, (int, int, ...))
SAME(ssize_t, pread, pread64, (int, void *, size_t, off_t))
SAME(ssize_t, pwrite, pwrite64, (int, const void *, size_t, off_t))
SAME(int, ftruncate, ftruncate64, (int, off_t))
SAME(void *, mmap, mmap64, (void *, size_t, int, int, int, off_t))
SAME(int, stat, stat64, (const char *, struct stat64 *))
SAME(int, lstat, lstat64, (const char *, struct stat64 *))
SAME(int, fstat, fstat64, (int, struct stat64 *))
SAME(struct dirent64 *, readdir, readdir64, (DIR *))

/* ---- beginning and end ---------------------------------------------------------------- */

static void *pages(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED)
        _exit(EXIT_FULL);
    return at;
}

static bool wish_read(const char *wish)
{
    const char *colon = strchr(wish, ':');
    char *end;

    if (strcmp(wish, "count") == 0)
        return true;
    if (!colon)
        return false;
    shim.mode = strncmp(wish, "once:", 5) == 0 ? MODE_ONCE : MODE_FOREVER;
    shim.class = strncmp(colon, ":io:", 4) == 0 ? CLASS_IO : CLASS_ALLOC;
    colon = strchr(colon + 1, ':');
    shim.site = colon ? strtoul(colon + 1, &end, 16) : 0;
    shim.nth = colon && *end == ':' ? strtoul(end + 1, NULL, 10) : 0;
    return shim.nth > 0;
}

/* Whatever a call needs the first time, such as the unwinder, happens here, uncounted. */
static void warm_up(void)
{
    void *frames[FRAMES];
    struct stat info;
    char byte;

    (void)backtrace(frames, FRAMES);
    (void)site_now();
    (void)!read(-1, &byte, 0), (void)!pread(-1, &byte, 0, 0), (void)!write(-1, &byte, 0);
    (void)!pwrite(-1, &byte, 0, 0), (void)!ftruncate(-1, 0);
    (void)copy_file_range(-1, NULL, -1, NULL, 0, 0);
    (void)rename("", ""), (void)renameat2(-1, "", -1, "", 0), (void)unlink(""), (void)!link("", ""),
    (void)fchmod(-1, 0), (void)mkdir("", 0), (void)stat("", &info);
    (void)lstat("", &info), (void)fstat(-1, &info), (void)flock(-1, 0), (void)dup2(-1, -1);
    (void)close(-1), (void)open("", 0), (void)fcntl(-1, F_GETFD, 0L), (void)ioctl(-1, 0, 0L);
    (void)opendir(""), (void)!getrandom(NULL, 0, 0);
}

__attribute__((constructor)) static void start(void)
{
    const char *wish = getenv("INRO_FAULT"), *path = getenv("INRO_FAULT_LOG");
    int fd;

    if (!wish || !path || !wish_read(wish))
        return;
    dl_iterate_phdr(module_add, NULL);
    warm_up();
    shim.calls = pages(CALLS_MAX * sizeof *shim.calls);
    shim.live = pages(LIVE_SLOTS * sizeof *shim.live);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    log_fd = fcntl(fd, F_DUPFD_CLOEXEC, (long)LOG_FD);
    close(fd);
    if (log_fd < 0)
        _exit(EXIT_LOG);
    shim.ready = true;
}

static void put(const char *word, uint64_t number)
{
    static char text[1 << 16];
    static size_t used;

    if (!word || used + 64 > sizeof text) {
        if (write(log_fd, text, used) != (ssize_t)used)
            _exit(EXIT_LOG);
        used = 0;
    }
    if (word)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %016lx\n", word, number);
}

__attribute__((destructor)) static void finish(void)
{
    if (!shim.ready)
        return;
    shim.ready = false;
    for (size_t i = 0; i < shim.call_count; i++)
        put(shim.calls[i].class == CLASS_IO ? "io" : "alloc", shim.calls[i].site);
    for (size_t i = 0; i < LIVE_SLOTS; i++)
        if (shim.live[i].site)
            put("live", shim.live[i].site);
    for (int i = FRAMES_OWN; i < shim.stack_count; i++)
        put("at", offset_of(shim.stack[i]));
    if (shim.kept)
        put("kept", 1);
    put("failed", shim.failed);
    put(NULL, 0);
}
