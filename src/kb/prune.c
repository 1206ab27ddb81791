/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/prune.h"

#include "base/io.h"
#include "kb/intern.h"
#include "trust/digest.h"

enum { FOLDER_NAMES_MAX = 1 << 22 };

/* ".<name>.<process>-<n>.part" (base/io) of the names that imports write. */
static bool is_left_over(Str name)
{
    bool ours = str_starts(name, STR(".current."));

    for (int kind = 0; kind < KBF_KINDS && !ours; kind++) {
        Str word = current_kind_name((KbfKind)kind);

        ours = name.len > word.len + 2 && name.ptr[0] == '.' &&
               str_starts(str_slice(name, 1, name.len), word) && name.ptr[1 + word.len] == '-';
    }
    return ours && str_ends(name, STR(".part"));
}

bool prune_left_overs(const char *dir, Arena *arena, Err *err)
{
    Str *names;
    size_t count;

    if (!io_list(dir, FOLDER_NAMES_MAX, arena, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *path;

        if (!is_left_over(names[i]))
            continue;
        if (!io_join(arena, dir, names[i], &path, err) || !io_remove(path, err))
            return false;
    }
    return true;
}

bool prune_is_named(const Current *current, Str name)
{
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (str_eq(current->file[kind], name))
            return true;
    return false;
}

/* Whether an import of ours wrote it: "base-7.kb" with the mark of our files in it. The folder may
 * be one where others keep theirs. */
static bool is_ours(Str name, const char *path, uint64_t generation_max)
{
    uint64_t generation;
    IoMap map;
    Err err = { 0 };
    bool ours = false;

    for (int kind = 0; kind < KBF_KINDS && !ours; kind++) {
        Str word = current_kind_name((KbfKind)kind);

        ours = name.len > word.len + 4 && str_starts(name, word) && name.ptr[word.len] == '-' &&
               str_ends(name, STR(".kb")) &&
               str_to_u64(str_slice(name, word.len + 1, name.len - 3), &generation) &&
               generation < generation_max;
    }
    if (!ours || io_is_link(path) || !io_map(path, IO_RANDOM, &map, &err))
        return false;
    ours = str_starts(map.bytes, STR(KBF_MAGIC));
    io_unmap(&map);
    return ours;
}

void prune_generations(const char *dir, const Current *fresh, const Current *old, Arena *arena)
{
    Str *names;
    size_t count;
    Err err = { 0 };

    if (!io_list(dir, FOLDER_NAMES_MAX, arena, &names, &count, &err))
        return;
    for (size_t i = 0; i < count; i++) {
        const char *path;

        if (prune_is_named(fresh, names[i]) || prune_is_named(old, names[i]) ||
            !io_join(arena, dir, names[i], &path, &err))
            continue;
        if (is_ours(names[i], path, fresh->generation))
            (void)!io_remove(path, &err);
    }
}

/* The digests of all files of a generation, as they are called in the folder. */
static bool note_files(const Kb *kb, Interner *named)
{
    static const Str METHOD = STR_ROW("sha256:");
    uint32_t number;

    for (int kind = 0; kb && kind < KBF_KINDS; kind++)
        for (uint32_t i = 0; i < kb_count(&kb->file[kind], KBF_FILES); i++) {
            const KbfFile *row = KB_ROW(&kb->file[kind], KBF_FILES, KbfFile, i);
            Str digest = kb_text(&kb->file[kind], KBF_STRINGS, row->digest);

            if (str_starts(digest, METHOD) &&
                !intern(named, str_slice(digest, METHOD.len, digest.len), &number))
                return false;
        }
    return true;
}

void prune_evidence(const char *folder, const Kb *fresh, const Kb *old, Arena *arena)
{
    Interner named = interner_new(arena);
    Str *names;
    size_t count;
    Err err = { 0 };

    if (!note_files(fresh, &named) || !note_files(old, &named) ||
        !io_list(folder, FOLDER_NAMES_MAX, arena, &names, &count, &err))
        return;
    for (size_t i = 0; i < count; i++) {
        const char *path;
        Digest digest;

        if (digest_parse(names[i], &digest) && interner_find(&named, names[i]) == INTERN_NONE &&
            io_join(arena, folder, names[i], &path, &err))
            (void)!io_remove(path, &err);
    }
}
