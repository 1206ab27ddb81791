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

static void reads_add(const Needs *needs, SandboxRights *rights)
{
    size_t count = 0;

    rights->read[count++] = needs->db;
    for (char *const *input = needs->inputs; *input; input++) {
        if (strcmp(*input, "-") == 0)
            continue;
        if (count + 1 == SANDBOX_PATHS_MAX) {
            rights->read[0] = "/";
            return;
        }
        rights->read[count++] = *input;
    }
}

static bool writes_add(const Needs *needs, SandboxRights *rights, Arena *arena, Err *err)
{
    size_t count = 0;

    for (size_t i = 0; i < needs->output_count && count + 1 < SANDBOX_PATHS_MAX; i++)
        if (needs->outputs[i] && !folder_of(needs->outputs[i], arena, &rights->write[count++], err))
            return false;
    return true;
}

bool confine(const Needs *needs, Arena *arena, Err *err)
{
    SandboxRights rights = { 0 };
    SandboxStatus status;

    reads_add(needs, &rights);
    return writes_add(needs, &rights, arena, err) && sandbox_enter(&rights, &status, err);
}
