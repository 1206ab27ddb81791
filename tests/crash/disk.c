/* SPDX-License-Identifier: Apache-2.0 */
#include "crash/disk.h"

#include "crash/disk_calls.h"
#include "test.h"

#include "base/arena.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { OPS_MAX = 1 << 17, FDS_MAX = 1024, NAMES_MAX = 256, PATH_BYTES = 1024 };

typedef struct {
    const char *name; /* NULL: free */
    unsigned folder, node;
} Name;

static struct {
    bool watching, breaking;
    char root[PATH_BYTES];
    size_t root_len;
    Arena arena; /* names and bytes */
    DiskOp ops[OPS_MAX];
    size_t count;
    Name names[NAMES_MAX];
    bool folder[DISK_NODES_MAX];
    unsigned nodes;
    unsigned fd_node[FDS_MAX]; /* plus one */
    DiskFault fault;
    uint64_t calls, failed;
} disk;

/* A child has descriptors of its own under our numbers. */
static void child_begins(void)
{
    disk.watching = disk.breaking = false;
}

__attribute__((constructor)) static void look_out_for_children(void)
{
    (void)pthread_atfork(NULL, NULL, child_begins);
}

/* ---- names ------------------------------------------------------------------------------ */

static Name *name_find(unsigned folder, Str name)
{
    for (size_t i = 0; i < NAMES_MAX; i++)
        if (disk.names[i].name && disk.names[i].folder == folder
            && str_eq(str_of(disk.names[i].name), name))
            return &disk.names[i];
    return NULL;
}

/* The folder that holds the last step of a path below the root; false outside. */
static bool place_of(const char *path, unsigned *folder, Str *last)
{
    Str rest, step;
    Name *name;

    if (strncmp(path, disk.root, disk.root_len) != 0 || path[disk.root_len] != '/')
        return false;
    rest = str_of(path + disk.root_len + 1);
    while (str_ends(rest, STR("/")))
        rest.len--;
    *folder = DISK_ROOT;
    while (str_next(&rest, '/', &step)) {
        if (rest.len == SIZE_MAX)
            return *last = step, true;
        name = name_find(*folder, step);
        if (!name)
            return false;
        *folder = name->node;
    }
    return false;
}

static bool is_root(const char *path)
{
    return strncmp(path, disk.root, disk.root_len) == 0
        && (!path[disk.root_len] || strcmp(path + disk.root_len, "/") == 0);
}

static bool is_left_out(Str name)
{
    return str_ends(name, STR("-shm"));
}

static const char *keep(Str text)
{
    Str copy;

    CHECK(arena_copy(&disk.arena, text, &copy), "room for a name");
    return copy.ptr;
}

static unsigned node_new(bool folder)
{
    CHECK(disk.nodes < DISK_NODES_MAX, "room for a file");
    disk.folder[disk.nodes] = folder;
    return disk.nodes++;
}

static unsigned node_of(unsigned folder, Str text)
{
    const Name *name = name_find(folder, text);

    if (!name)
        test_fail("no such name");
    return name->node;
}

static void name_set(unsigned folder, const char *text, unsigned node)
{
    Name *name = name_find(folder, str_of(text));

    for (size_t i = 0; i < NAMES_MAX && !name; i++)
        if (!disk.names[i].name)
            name = &disk.names[i];
    if (!name)
        test_fail("no room for a name");
    *name = (Name){ text, folder, node };
}

/* ---- writing down ----------------------------------------------------------------------- */

static void add(const DiskOp *op)
{
    CHECK(disk.count < OPS_MAX, "room for a call");
    disk.ops[disk.count++] = *op;
}

static void add_name(unsigned folder, Str text, unsigned node)
{
    DiskOp op = { .kind = DISK_NAME, .folder = folder, .node = node, .name = keep(text) };

    name_set(folder, op.name, node);
    add(&op);
}

bool disk_watches_fd(int fd)
{
    return (disk.watching || disk.breaking) && fd >= 0 && fd < FDS_MAX && disk.fd_node[fd];
}

static bool notes_fd(int fd)
{
    return disk.watching && disk_watches_fd(fd);
}

void disk_opened(int fd, const char *path, int flags)
{
    unsigned folder;
    Str last;

    CHECK(fd < FDS_MAX, "room for a descriptor");
    disk.fd_node[fd] = 0;
    if (disk.breaking && strncmp(path, disk.fault.folder, strlen(disk.fault.folder)) == 0)
        disk.fd_node[fd] = 1;
    if (!disk.watching)
        return;
    if (is_root(path)) {
        disk.fd_node[fd] = DISK_ROOT + 1;
        return;
    }
    if (!place_of(path, &folder, &last) || is_left_out(last))
        return;
    if (!name_find(folder, last))
        add_name(folder, last, node_new(flags & O_DIRECTORY));
    disk.fd_node[fd] = node_of(folder, last) + 1;
    if (flags & O_TRUNC)
        add(&(DiskOp){ .kind = DISK_RESIZE, .node = disk.fd_node[fd] - 1 });
}

void disk_closed(int fd)
{
    if (fd >= 0 && fd < FDS_MAX)
        disk.fd_node[fd] = 0;
}

static void add_write(unsigned node, uint64_t at, const void *bytes, size_t size)
{
    DiskOp op = { .kind = DISK_WRITE, .node = node, .at = at };

    CHECK(arena_copy(&disk.arena, (Str){ bytes, size }, &op.bytes), "room for bytes");
    add(&op);
}

void disk_wrote(int fd, uint64_t at, const void *bytes, size_t size)
{
    if (notes_fd(fd))
        add_write(disk.fd_node[fd] - 1, at, bytes, size);
}

void disk_resized(int fd, uint64_t size)
{
    if (notes_fd(fd))
        add(&(DiskOp){ .kind = DISK_RESIZE, .node = disk.fd_node[fd] - 1, .at = size });
}

void disk_synced(int fd)
{
    if (notes_fd(fd))
        add(&(DiskOp){ .kind = DISK_SYNC, .node = disk.fd_node[fd] - 1 });
}

void disk_made_folder(const char *path)
{
    unsigned folder;
    Str last;

    if (disk.watching && place_of(path, &folder, &last))
        add_name(folder, last, node_new(true));
}

void disk_linked(const char *from, const char *to)
{
    unsigned folder, other;
    Str last, first;

    if (disk.watching && place_of(from, &other, &first) && place_of(to, &folder, &last))
        add_name(folder, last, node_of(other, first));
}

void disk_unlinked(const char *path)
{
    unsigned folder;
    Str last;
    Name *name;

    if (!disk.watching || !place_of(path, &folder, &last) || is_left_out(last))
        return;
    name = name_find(folder, last);
    if (!name)
        test_fail("what is removed was not there");
    add(&(DiskOp){ .kind = DISK_UNNAME, .folder = folder, .name = name->name });
    name->name = NULL;
}

void disk_renamed(const char *from, const char *to)
{
    unsigned folder, other;
    Str last, first;
    Name *name;
    DiskOp op = { .kind = DISK_RENAME };

    if (!disk.watching || !place_of(from, &other, &first) || !place_of(to, &folder, &last))
        return;
    CHECK_INT(folder, other, "a name stays in its folder");
    name = name_find(other, first);
    if (!name)
        test_fail("what is renamed was not there");
    op.folder = folder;
    op.node = name->node;
    op.was = name->name;
    op.name = keep(last);
    name->name = NULL;
    name_set(folder, op.name, op.node);
    add(&op);
}

/* ---- what was there already ------------------------------------------------------------- */

static void take_in(const char *path, unsigned folder);

static void take_one(const char *path, Str name, unsigned folder)
{
    struct stat info;
    unsigned node;

    CHECK(stat(path, &info) == 0, path);
    node = node_new(S_ISDIR(info.st_mode));
    add_name(folder, name, node);
    if (S_ISDIR(info.st_mode)) {
        take_in(path, node);
    } else {
        Str text = test_file(path);
        add_write(node, 0, text.ptr, text.len);
    }
    add(&(DiskOp){ .kind = DISK_SYNC, .node = node });
}

/* As deep as the folder of a test is. */
static void take_in(const char *path, unsigned folder)
{
    DIR *open = opendir(path);
    struct dirent *entry;

    CHECK(open != NULL, path);
    while ((entry = readdir(open)) != NULL) {
        char inside[PATH_BYTES * 2];

        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && !is_left_out(str_of(entry->d_name)))
            take_one(inside, str_of(entry->d_name), folder);
    }
    closedir(open);
    add(&(DiskOp){ .kind = DISK_SYNC, .node = folder });
}

void disk_watch(const char *folder)
{
    disk_leave();
    arena_done(&disk.arena);
    memset(disk.names, 0, sizeof disk.names);
    memset(disk.fd_node, 0, sizeof disk.fd_node);
    disk.arena = arena_new((size_t)1 << 30);
    disk.count = disk.nodes = 0;
    snprintf(disk.root, sizeof disk.root, "%s", folder);
    disk.root_len = strlen(disk.root);
    (void)node_new(true);
    take_in(folder, DISK_ROOT);
    disk.watching = true;
}

void disk_leave(void)
{
    disk.watching = false;
}

void disk_note(uint64_t number)
{
    add(&(DiskOp){ .kind = DISK_NOTE, .at = number });
}

const DiskOp *disk_ops(size_t *count)
{
    *count = disk.count;
    return disk.ops;
}

bool disk_is_folder(unsigned node)
{
    return disk.folder[node];
}

/* ---- failing ---------------------------------------------------------------------------- */

void disk_break(const DiskFault *fault)
{
    disk_leave();
    memset(disk.fd_node, 0, sizeof disk.fd_node);
    disk.fault = *fault;
    disk.calls = disk.failed = 0;
    disk.breaking = true;
}

void disk_mend(void)
{
    disk.breaking = false;
}

uint64_t disk_calls(void)
{
    return disk.calls;
}

uint64_t disk_failed(void)
{
    return disk.failed;
}

/* A disk without room still syncs and removes. */
static int fails_now(CallKind kind)
{
    const DiskFault *fault = &disk.fault;

    disk.calls++;
    if (disk.calls < fault->first || disk.calls - fault->first >= fault->count
        || (fault->error == ENOSPC && kind != CALL_WRITES && kind != CALL_NAMES))
        return 0;
    disk.failed++;
    return fault->error;
}

int disk_fails_fd(int fd, CallKind kind)
{
    return disk.breaking && disk_watches_fd(fd) ? fails_now(kind) : 0;
}

int disk_fails_path(const char *path, CallKind kind)
{
    return disk.breaking && strncmp(path, disk.fault.folder, strlen(disk.fault.folder)) == 0
         ? fails_now(kind) : 0;
}

bool disk_half(void)
{
    return disk.fault.half;
}
