/* SPDX-License-Identifier: Apache-2.0 */
#include "tree.h"

#include "process.h"
#include "test.h"

#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_BYTES = 1024, HANDLES = 16 };

static char *copy(const char *bytes, size_t len)
{
    char *at = malloc(len + 1);

    if (!at)
        test_fail("no memory");
    if (len)
        memcpy(at, bytes, len);
    at[len] = '\0';
    return at;
}

static Str read_file(const char *path, size_t size)
{
    FILE *in = fopen(path, "rb");
    char *bytes = copy("", 0);

    bytes = realloc(bytes, size + 1);
    if (!in || !bytes || fread(bytes, 1, size, in) != size)
        test_fail("%s cannot be read", path);
    fclose(in);
    return (Str){ bytes, size };
}

/* nftw hands over no context. */
static Tree reading;
static size_t reading_prefix;

static int read_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    TreeFile *files;

    (void)walk;
    if (kind != FTW_F)
        return 0;
    files = realloc(reading.files, (reading.count + 1) * sizeof *files);
    if (!files)
        test_fail("no memory");
    reading.files = files;
    files[reading.count++] = (TreeFile){
        str_of(copy(path + reading_prefix, strlen(path) - reading_prefix)),
        read_file(path, (size_t)info->st_size),
        info->st_mode & 0777,
    };
    return 0;
}

Tree tree_read(const char *folder)
{
    reading = (Tree){ 0 };
    reading_prefix = strlen(folder) + 1;
    if (nftw(folder, read_one, HANDLES, FTW_PHYS) != 0 && errno != ENOENT)
        test_fail("%s: %s", folder, strerror(errno));
    return reading;
}

void tree_free(Tree *tree)
{
    for (size_t i = 0; i < tree->count; i++) {
        free((void *)(uintptr_t)tree->files[i].path.ptr);
        free((void *)(uintptr_t)tree->files[i].bytes.ptr);
    }
    free(tree->files);
    *tree = (Tree){ 0 };
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind, (void)walk;
    return remove(path);
}

/* Makes the folders in front of the last '/'. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0755) != 0 && errno != EEXIST)
            test_fail("%s: %s", path, strerror(errno));
        *slash = '/';
    }
}

/* Only what lies beneath this process' own folder is ever removed. */
static void must_be_ours(const char *folder)
{
    const char *own = process_folder();
    size_t len = strlen(own);

    if (len < 2 || strncmp(folder, own, len) != 0 || folder[len] != '/' || !folder[len + 1]
        || strstr(folder, ".."))
        test_fail("%s is not beneath %s; nothing was removed", folder, own);
}

void tree_write(const Tree *tree, const char *folder)
{
    must_be_ours(folder);
    if (nftw(folder, remove_one, HANDLES, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        test_fail("%s: %s", folder, strerror(errno));
    for (size_t i = 0; i < tree->count; i++) {
        const TreeFile *file = &tree->files[i];
        char path[PATH_BYTES];
        FILE *out;

        snprintf(path, sizeof path, "%s/%.*s", folder, STR_ARG(file->path));
        make_folders(path);
        out = fopen(path, "wb");
        if (!out || fwrite(file->bytes.ptr, 1, file->bytes.len, out) != file->bytes.len
            || fclose(out) != 0 || (file->mode && chmod(path, file->mode) != 0))
            test_fail("%s cannot be written", path);
    }
}

const TreeFile *tree_find(const Tree *tree, Str path)
{
    for (size_t i = 0; i < tree->count; i++)
        if (str_eq(tree->files[i].path, path))
            return &tree->files[i];
    return NULL;
}

const TreeFile *tree_missing(const Tree *whole, const Tree *part)
{
    for (size_t i = 0; i < part->count; i++) {
        const TreeFile *found = tree_find(whole, part->files[i].path);

        if (!found || !str_eq(found->bytes, part->files[i].bytes))
            return &part->files[i];
    }
    return NULL;
}
