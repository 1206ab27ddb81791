/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/confine.h"

#include "base/sandbox.h"

#include <string.h>

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

/* Both lists end with the zero they were made of. */
static bool reads_add(const Needs *needs, Arena *arena, const char *const **out)
{
    size_t count = 0;
    const char **read;

    while (needs->inputs[count])
        count++;
    read = ARENA_ARRAY(arena, const char *, count + 2);
    *out = read;
    if (!read)
        return false;
    *read++ = needs->db;
    for (size_t i = 0; i < count; i++)
        if (strcmp(needs->inputs[i], "-") != 0)
            *read++ = needs->inputs[i];
    return true;
}

static bool writes_add(const Needs *needs, Arena *arena, const char *const **out, Err *err)
{
    const char **write = ARENA_ARRAY(arena, const char *, needs->output_count + 1);

    *out = write;
    if (!write)
        return err_no_memory(err);
    for (size_t i = 0; i < needs->output_count; i++)
        if (needs->outputs[i] && !folder_of(needs->outputs[i], arena, write++, err))
            return false;
    return true;
}

bool confine(const Needs *needs, Arena *arena, Err *err)
{
    SandboxRights rights = { .threads = needs->threads };
    SandboxStatus status;

    return (reads_add(needs, arena, &rights.read) || err_no_memory(err))
        && writes_add(needs, arena, &rights.write, err) && sandbox_enter(&rights, &status, err);
}
