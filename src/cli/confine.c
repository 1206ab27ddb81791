/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/confine.h"

#include "base/io.h"
#include "base/sandbox.h"
#include "base/zone.h"
#include "cli/app.h"

#include <string.h>

/* Paths for SandboxRights: as many as there is room for, then NULL. */
typedef struct {
    const char **path;
    size_t count;
} Paths;

static bool paths_new(Arena *arena, size_t room, Paths *out, Err *err)
{
    *out = (Paths){ ARENA_ARRAY(arena, const char *, room + 1), 0 };
    return out->path || err_no_memory(err);
}

static void paths_add(Paths *paths, const char *path)
{
    if (path)
        paths->path[paths->count++] = path;
}

static size_t inputs_count(char *const *inputs)
{
    size_t count = 0;

    while (inputs && inputs[count])
        count++;
    return count;
}

static void inputs_add(Paths *paths, char *const *inputs)
{
    for (; inputs && *inputs; inputs++)
        if (strcmp(*inputs, "-") != 0)
            paths_add(paths, *inputs);
}

/* The folder a file lies in: where its replacement is made. */
static bool folder_of(const char *file, Arena *arena, const char **out, Err *err)
{
    const char *slash = strrchr(file, '/');
    Str folder = { file, slash ? (size_t)(slash - file) : 0 };

    if (!slash)
        folder = STR(".");
    else if (slash == file)
        folder = STR("/");
    if (!arena_copy(arena, folder, &folder))
        return err_no_memory(err);
    *out = folder.ptr;
    return true;
}

static bool outputs_add(Paths *paths, const char *const *outputs, size_t count, Arena *arena,
                        Err *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *folder = NULL;
        if (outputs[i] && !folder_of(outputs[i], arena, &folder, err))
            return false;
        paths_add(paths, folder);
    }
    return true;
}

bool confine(const Needs *needs, Arena *arena, Err *err)
{
    SandboxRights rights = { .threads = needs->threads, .workers = needs->workers };
    SandboxStatus status;
    Paths read, write;

    if (!paths_new(arena, inputs_count(needs->inputs) + 1, &read, err)
        || !paths_new(arena, needs->output_count, &write, err)
        || !outputs_add(&write, needs->outputs, needs->output_count, arena, err))
        return false;
    paths_add(&read, needs->db);
    inputs_add(&read, needs->inputs);
    rights.read = read.path;
    rights.write = write.path;
    return sandbox_enter(&rights, &status, err);
}

bool confine_record(const RecordNeeds *needs, Arena *arena, Err *err)
{
    bool server = app_record_is_server(needs->place), apart = server || needs->aside;
    SandboxRights rights = { .threads = needs->threads, .sockets = server, .workers = true };
    SandboxStatus status;
    Paths read, write;

    if (apart && needs->state && !io_make_dirs(needs->state, 0700, err))
        return false;
    if (!paths_new(arena, inputs_count(needs->inputs) + 5, &read, err)
        || !paths_new(arena, needs->output_count + 1, &write, err)
        || !outputs_add(&write, needs->outputs, needs->output_count, arena, err))
        return false;
    paths_add(&read, needs->db);
    paths_add(&read, needs->personal);
    paths_add(&read, ZONE_FOLDER);
    paths_add(&read, "/dev/urandom"); /* SQLite guesses without it */
    inputs_add(&read, needs->inputs);
    paths_add(&read, needs->aside && !server ? needs->place : NULL);
    paths_add(&write, apart ? needs->state : needs->place);
    rights.read = read.path;
    rights.write = write.path;
    return sandbox_enter(&rights, &status, err);
}
