/* SPDX-License-Identifier: Apache-2.0 */
#include "crash/remains.h"

#include "test.h"

#include "base/hash.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fcntl.h>

enum { NAMES_MAX = 256, PENDING_MAX = 1 << 15, PATH_BYTES = 1024, SECTOR_SMALL = 512,
       SECTOR_LARGE = 4096, WALK_FDS = 8 };

typedef struct {
    unsigned char *bytes;
    size_t size, room;
} Content;

typedef struct {
    const char *name; /* NULL: free */
    unsigned folder, node;
} Name;

/* `safe` is what is on disk in any case; `chosen` is one state: names, and the content of the files
 * that differ from what is safe. */
struct Remains {
    const DiskOp *ops;
    size_t count, at;
    RemainsHonest *honest;
    Content safe[DISK_NODES_MAX], chosen[DISK_NODES_MAX];
    bool differs[DISK_NODES_MAX];
    Name names[NAMES_MAX], chosen_names[NAMES_MAX];
    size_t pending[PENDING_MAX];
    size_t pending_count;
    uint64_t random;
    bool rubbish;
};

static uint64_t draw(Remains *remains, uint64_t below)
{
    remains->random = remains->random * 6364136223846793005U + 1442695040888963407U;
    return (remains->random >> 33) % below;
}

/* ---- files ------------------------------------------------------------------------------ */

static void content_size(Content *content, uint64_t size, bool rubbish)
{
    if (size > content->room) {
        content->room = (size_t)size * 2;
        content->bytes = realloc(content->bytes, content->room);
        CHECK(content->bytes != NULL, "memory");
    }
    if (size > content->size)
        memset(content->bytes + content->size, rubbish ? 0xa5 : 0, (size_t)size - content->size);
    content->size = (size_t)size;
}

static void content_write(Content *content, uint64_t at, Str bytes, bool rubbish)
{
    if (at + bytes.len > content->size)
        content_size(content, at + bytes.len, rubbish);
    if (bytes.len)
        memcpy(content->bytes + at, bytes.ptr, bytes.len);
}

static void content_do(Content *content, const DiskOp *op, bool rubbish)
{
    if (op->kind == DISK_WRITE)
        content_write(content, op->at, op->bytes, rubbish);
    else
        content_size(content, op->at, false);
}

/* ---- names ------------------------------------------------------------------------------ */

static Name *name_find(Name names[NAMES_MAX], unsigned folder, const char *text)
{
    for (size_t i = 0; i < NAMES_MAX; i++)
        if (names[i].name && names[i].folder == folder && strcmp(names[i].name, text) == 0)
            return &names[i];
    return NULL;
}

static void name_take(Name names[NAMES_MAX], unsigned folder, const char *text)
{
    Name *name = name_find(names, folder, text);

    if (name)
        name->name = NULL;
}

static void name_do(Name names[NAMES_MAX], const DiskOp *op)
{
    Name *name;

    if (op->kind == DISK_RENAME)
        name_take(names, op->folder, op->was);
    if (op->kind == DISK_UNNAME) {
        name_take(names, op->folder, op->name);
        return;
    }
    name = name_find(names, op->folder, op->name);
    for (size_t i = 0; i < NAMES_MAX && !name; i++)
        if (!names[i].name)
            name = &names[i];
    if (!name)
        test_fail("no room for a name");
    *name = (Name){ op->name, op->folder, op->node };
}

/* ---- what is safe ----------------------------------------------------------------------- */

static bool is_of_file(const DiskOp *op)
{
    return op->kind == DISK_WRITE || op->kind == DISK_RESIZE;
}

static void op_do(Remains *remains, const DiskOp *op)
{
    if (is_of_file(op))
        content_do(&remains->safe[op->node], op, false);
    else
        name_do(remains->names, op);
}

/* All that waits for the sync of this file or folder is safe. */
static void sync_do(Remains *remains, unsigned node)
{
    size_t kept = 0;

    for (size_t i = 0; i < remains->pending_count; i++) {
        const DiskOp *op = &remains->ops[remains->pending[i]];

        if ((is_of_file(op) ? op->node : op->folder) == node)
            op_do(remains, op);
        else
            remains->pending[kept++] = remains->pending[i];
    }
    remains->pending_count = kept;
}

static void step(Remains *remains)
{
    const DiskOp *op = &remains->ops[remains->at];

    switch (op->kind) {
    case DISK_NOTE:
        break;
    case DISK_SYNC:
        if (!remains->honest || remains->honest(op))
            sync_do(remains, op->node);
        break;
    case DISK_WRITE:
    case DISK_RESIZE:
    case DISK_NAME:
    case DISK_UNNAME:
    case DISK_RENAME:
        CHECK(remains->pending_count < PENDING_MAX, "room for what waits");
        remains->pending[remains->pending_count++] = remains->at;
        break;
    }
    remains->at++;
}

Remains *remains_new(const DiskOp *ops, size_t count, RemainsHonest *honest)
{
    Remains *remains = calloc(1, sizeof *remains);

    CHECK(remains != NULL, "memory");
    remains->ops = ops;
    remains->count = count;
    remains->honest = honest;
    return remains;
}

void remains_free(Remains *remains)
{
    for (size_t i = 0; i < DISK_NODES_MAX; i++) {
        free(remains->safe[i].bytes);
        free(remains->chosen[i].bytes);
    }
    free(remains);
}

void remains_advance(Remains *remains, size_t cut)
{
    CHECK(cut >= remains->at && cut <= remains->count, "forward");
    while (remains->at < cut)
        step(remains);
}

size_t remains_pending(const Remains *remains)
{
    return remains->pending_count;
}

/* ---- one state -------------------------------------------------------------------------- */

static Content *chosen_content(Remains *remains, unsigned node)
{
    Content *content = &remains->chosen[node];

    if (!remains->differs[node]) {
        content_size(content, 0, false);
        content_write(content, 0, (Str){ (const char *)remains->safe[node].bytes,
                                         remains->safe[node].size }, false);
        remains->differs[node] = true;
    }
    return content;
}

/* The sectors of a write, each of which `keeps` of 8 chances let through. */
static void sectors_do(Remains *remains, const DiskOp *op, uint64_t keeps, uint64_t sector)
{
    Content *content = chosen_content(remains, op->node);
    uint64_t end = op->at + op->bytes.len;

    for (uint64_t at = op->at, next; at < end; at = next) {
        next = (at / sector + 1) * sector;
        next = next < end ? next : end;
        if (draw(remains, 8) < keeps)
            content_write(content, at,
                          str_slice(op->bytes, (size_t)(at - op->at), (size_t)(next - op->at)),
                          remains->rubbish);
    }
}

static void whole_do(Remains *remains, const DiskOp *op)
{
    if (is_of_file(op))
        content_do(chosen_content(remains, op->node), op, remains->rubbish);
    else
        name_do(remains->chosen_names, op);
}

/* Its first sectors, some of them and not all. */
static void torn_do(Remains *remains, const DiskOp *op)
{
    uint64_t end = op->at + op->bytes.len;
    uint64_t sectors = (end - 1) / SECTOR_SMALL - op->at / SECTOR_SMALL;
    uint64_t stop = (op->at / SECTOR_SMALL + draw(remains, sectors + 1)) * SECTOR_SMALL;

    if (stop > op->at)
        content_write(chosen_content(remains, op->node), op->at,
                      str_slice(op->bytes, 0, (size_t)(stop - op->at)), remains->rubbish);
}

static void chance_do(Remains *remains, const DiskOp *op, uint64_t keeps, uint64_t sector)
{
    if (op->kind == DISK_WRITE)
        sectors_do(remains, op, keeps, sector);
    else if (draw(remains, 8) < keeps)
        whole_do(remains, op);
}

static void shuffle(Remains *remains, size_t order[PENDING_MAX])
{
    memcpy(order, remains->pending, remains->pending_count * sizeof *order);
    for (size_t i = remains->pending_count; i > 1; i--) {
        size_t other = draw(remains, i), was = order[i - 1];

        if (is_of_file(&remains->ops[was]) && is_of_file(&remains->ops[order[other]])) {
            order[i - 1] = order[other];
            order[other] = was;
        }
    }
}

static void way_do(Remains *remains, RemainsWay way)
{
    static size_t order[PENDING_MAX];
    size_t count = remains->pending_count, one = count ? draw(remains, count) : 0, last = count;
    uint64_t keeps = 1 + draw(remains, 7);
    uint64_t sector = draw(remains, 2) ? SECTOR_SMALL : SECTOR_LARGE;

    memcpy(order, remains->pending, count * sizeof *order);
    if (way == REMAINS_SHUFFLED)
        shuffle(remains, order);
    while (last > 0 && remains->ops[order[last - 1]].kind != DISK_WRITE)
        last--;
    for (size_t i = 0; i < count && way != REMAINS_NOTHING; i++) {
        const DiskOp *op = &remains->ops[order[i]];

        if (way == REMAINS_SECTORS || way == REMAINS_SHUFFLED)
            chance_do(remains, op, keeps, sector);
        else if (way == REMAINS_TORN && i + 1 == last)
            torn_do(remains, op);
        else if (way == REMAINS_ALL || way == REMAINS_TORN || (way == REMAINS_ONLY) == (i == one))
            whole_do(remains, op);
    }
}

static uint64_t hash_chosen(const Remains *remains)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < NAMES_MAX; i++) {
        const Name *name = &remains->chosen_names[i];
        const Content *content;
        uint64_t hash;

        if (!name->name)
            continue;
        content = remains->differs[name->node] ? &remains->chosen[name->node]
                                               : &remains->safe[name->node];
        hash = hash_xxh3(str_of(name->name), name->folder);
        sum += hash_xxh3((Str){ (const char *)content->bytes, content->size }, hash);
    }
    return sum;
}

uint64_t remains_choose(Remains *remains, RemainsWay way, uint64_t seed)
{
    remains->random = seed * 2 + 1;
    remains->rubbish = draw(remains, 4) == 0;
    memset(remains->differs, 0, sizeof remains->differs);
    memcpy(remains->chosen_names, remains->names, sizeof remains->names);
    way_do(remains, way);
    return hash_chosen(remains);
}

/* ---- put down --------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info, (void)type;
    return walk->level ? remove(path) : 0;
}

static void file_put(const char *path, const Content *content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    CHECK(fd >= 0, path);
    CHECK(!content->size || write(fd, content->bytes, content->size) == (ssize_t)content->size,
          path);
    close(fd);
}

static void folder_put(const Remains *remains, unsigned folder, const char *path)
{
    for (size_t i = 0; i < NAMES_MAX; i++) {
        const Name *name = &remains->chosen_names[i];
        char inside[PATH_BYTES * 2];

        if (!name->name || name->folder != folder)
            continue;
        snprintf(inside, sizeof inside, "%s/%s", path, name->name);
        if (disk_is_folder(name->node)) {
            CHECK(mkdir(inside, 0700) == 0, inside);
            folder_put(remains, name->node, inside);
        } else {
            file_put(inside, remains->differs[name->node] ? &remains->chosen[name->node]
                                                          : &remains->safe[name->node]);
        }
    }
}

void remains_put(const Remains *remains, const char *folder)
{
    CHECK(nftw(folder, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS) == 0, folder);
    folder_put(remains, DISK_ROOT, folder);
}
