/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/plan.h"

#include "base/io.h"
#include "base/zip.h"
#include "kb/intern.h"

#include <stdlib.h>
#include <string.h>

#define RULE_TOO_DEEP STR("kb.too-deep")
#define RULE_TOO_MANY STR("kb.too-many-files")
#define RULE_NO_PATH  STR("kb.no-path")

typedef struct {
    Arena *arena;
    PlanFound *found;
    Interner walked;       /* the folders, by device and number */
    uint32_t given;
} Walk;

/* sniffing --------------------------------------------------------------------------------- */

/* The first bytes of the inflated file, up to PLAN_SNIFF_BYTES. */
static bool read_head(const char *path, char *head, Str *out, bool *whole, Err *err)
{
    CLEANUP(stream_close) Stream *stream = NULL;
    size_t len = 0, got = 1;

    if (!stream_open(path, NULL, &stream, err))
        return false;
    while (got && len < PLAN_SNIFF_BYTES) {
        if (!stream_read(stream, head + len, PLAN_SNIFF_BYTES - len, &got, err))
            return false;
        len += got;
    }
    *out = (Str){ head, len };
    *whole = got == 0;
    return true;
}

/* The kind of the first member that is a feed. */
static bool sniff_zip(PlanFile *file, Err *err)
{
    CLEANUP(zip_buffer_done) ZipBuffer buffer = { 0 };
    CLEANUP(zip_close) Zip *zip = NULL;

    if (!zip_open(file->path, NULL, &zip, err))
        return false;
    for (size_t i = 0; i < zip_count(zip) && i < PLAN_SNIFF_MEMBERS && !file->kind; i++) {
        ZipMember member = zip_member(zip, i);
        Str bytes;

        if (member.folder)
            continue;
        if (!zip_read(zip, &member, &buffer, &bytes, err))
            return false;
        file->kind = feed_sniff(str_slice(bytes, 0, PLAN_SNIFF_BYTES),
                                bytes.len <= PLAN_SNIFF_BYTES);
    }
    return true;
}

/* One record and no more: not lines of records, which are a source of their own. */
static bool is_one_record(Str head)
{
    Str text = str_trim(head);
    size_t end = str_find_char(text, '\n');

    return str_starts(text, STR("{")) &&
           (end == text.len || !str_ends(str_trim(str_slice(text, 0, end)), STR("}")));
}

static bool sniff(PlanFile *file, char *head_room, Err *err)
{
    bool whole;
    Str head;

    if (!io_size(file->path, &file->bytes, err) || !stream_sniff(file->path, &file->packing, err))
        return false;
    if (file->packing == STREAM_ZIP)
        return sniff_zip(file, err);
    if (!read_head(file->path, head_room, &head, &whole, err))
        return false;
    file->kind = feed_sniff(head, whole);
    file->single = whole && is_one_record(head);
    return true;
}

/* walking ---------------------------------------------------------------------------------- */

static bool add_file(Walk *walk, const char *path, Str name, bool walked, Err *err)
{
    PlanFile *file;

    if (walk->found->files.count >= IMPORT_FILES_MAX)
        return err_set(err, ERR_LIMIT, RULE_TOO_MANY);
    file = LIST_ADD(&walk->found->files, PlanFile);
    if (!file)
        return err_no_memory(err);
    file->path = path;
    file->name = name;
    file->given = walk->given;
    file->walked = walked;
    return true;
}

static bool add_path(Walk *walk, const char *path)
{
    const char **row = LIST_ADD(&walk->found->paths, const char *);

    if (row)
        *row = path;
    return row != NULL;
}

static bool join_name(Arena *arena, Str folder, Str name, Str *out)
{
    char *text = arena_alloc_raw(arena, folder.len + 1 + name.len);

    if (!text)
        return false;
    memcpy(text, folder.ptr, folder.len);
    text[folder.len] = '/';
    memcpy(text + folder.len + 1, name.ptr, name.len);
    *out = (Str){ text, folder.len + 1 + name.len };
    return true;
}

/* Folders are kept on a list, not on the stack. */
typedef struct {
    const char *path;
    Str name;
    unsigned depth;
} Folder;

static bool walk_entry(Walk *walk, List *folders, const Folder *in, Str entry, Err *err)
{
    const char *path;
    Folder *deeper;
    IoKind kind;
    Str name;

    if (!io_join(walk->arena, in->path, entry, &path, err) || !io_find(path, &kind, err))
        return false;
    if (!join_name(walk->arena, in->name, entry, &name) ||
        (io_is_link(path) && !add_path(walk, path)))
        return err_no_memory(err);
    switch (kind) {
    case IO_FILE:
        return add_file(walk, path, name, true, err);
    case IO_DIRECTORY:
        deeper = LIST_ADD(folders, Folder);
        if (!deeper)
            return err_no_memory(err);
        *deeper = (Folder){ path, name, in->depth + 1 };
        return true;
    case IO_NONE:
    case IO_OTHER:
        break;
    }
    return true;
}

/* Links may lead back, and two of them would double the way at each turn. */
static bool is_known(Walk *walk, const Folder *folder, bool *known, Err *err)
{
    uint32_t before = walk->walked.texts.count, number;
    IoIdentity identity;

    if (!io_identity(folder->path, &identity, err))
        return false;
    if (!intern(&walk->walked, (Str){ (const char *)&identity, sizeof identity }, &number))
        return err_no_memory(err);
    *known = number < before;
    return true;
}

static bool walk_folder(Walk *walk, List *folders, const Folder *folder, Err *err)
{
    Str *names;
    size_t count;
    bool known = false;

    if (!is_known(walk, folder, &known, err))
        return false;
    if (known)
        return true;

    if (folder->depth > IMPORT_DEPTH_MAX) {
        err_set(err, ERR_LIMIT, RULE_TOO_DEEP);
        return err_in(err, "%s", folder->path);
    }
    if (!io_list(folder->path, IMPORT_FILES_MAX, walk->arena, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!walk_entry(walk, folders, folder, names[i], err))
            return false;
    return true;
}

/* "feeds/osv/" is called "osv". */
static Str last_part(Str path)
{
    size_t from;

    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    for (from = path.len; from && path.ptr[from - 1] != '/'; from--)
        continue;
    return str_slice(path, from, path.len);
}

static bool walk_source(Walk *walk, Str source, Err *err)
{
    List folders = list_new(walk->arena, sizeof(Folder));
    Folder *first;
    Str path;

    if (!arena_copy(walk->arena, source, &path))
        return err_no_memory(err);
    if (memchr(source.len ? source.ptr : "", '\0', source.len))
        return err_set(err, ERR_USAGE, RULE_NO_PATH, source);
    if (!add_path(walk, path.ptr))
        return err_no_memory(err);
    if (io_kind(path.ptr) != IO_DIRECTORY)
        return add_file(walk, path.ptr, last_part(path), false, err);
    first = LIST_ADD(&folders, Folder);
    if (!first)
        return err_no_memory(err);
    *first = (Folder){ path.ptr, last_part(path), 1 };
    for (uint32_t i = 0; i < folders.count; i++)
        if (!walk_folder(walk, &folders, LIST_AT(&folders, Folder, i), err))
            return false;
    return true;
}

/* units ------------------------------------------------------------------------------------ */

static bool is_small(const PlanFile *file)
{
    return file->walked && file->single && file->bytes <= IMPORT_SMALL_BYTES &&
           (file->kind == FEED_OSV || file->kind == FEED_CVE);
}

/* What a unit is sorted by: small files stand under the first part of their name. */
static Str unit_name(const PlanFile *file)
{
    return is_small(file) ? str_slice(file->name, 0, str_find_char(file->name, '/')) : file->name;
}

static int file_compare(const void *a_, const void *b_)
{
    const PlanFile *a = a_, *b = b_;
    int order = str_cmp(unit_name(a), unit_name(b));

    if (!order)
        order = (int)is_small(a) - (int)is_small(b);
    if (!order)
        order = (int)a->kind - (int)b->kind;
    if (!order)
        order = str_cmp(a->name, b->name);
    return order ? order : str_cmp(str_of(a->path), str_of(b->path));
}

static bool same_unit(const PlanUnit *unit, const PlanFile *file)
{
    return unit->archive && is_small(file) && unit->kind == file->kind &&
           unit->given == file->given && str_eq(unit->name, unit_name(file));
}

static void add_unit(Plan *plan, uint32_t i, FeedKind kind, uint32_t evidence)
{
    const PlanFile *file = &plan->files[i];

    plan->units[plan->unit_count++] = (PlanUnit){ .name = unit_name(file),
                                                  .kind = kind,
                                                  .given = file->given,
                                                  .first_file = i,
                                                  .file_count = 1,
                                                  .evidence = evidence,
                                                  .archive = is_small(file),
                                                  .walked = file->walked };
}

static void add_units(Plan *plan, uint32_t i)
{
    const PlanFile *file = &plan->files[i];
    uint32_t first = plan->unit_count;

    plan->bytes += file->bytes;
    if (first && same_unit(&plan->units[first - 1], file))
        plan->units[first - 1].file_count++;
    else if (file->packing != STREAM_ZIP)
        add_unit(plan, i, file->kind, first);
    else
        for (FeedKind kind = FEED_NONE + 1; kind < FEED_KINDS; kind++)
            add_unit(plan, i, kind, first);
}

/* Fails: ERR_LIMIT. */
static bool make_units(Plan *plan, Arena *arena, Err *err)
{
    uint64_t room = plan->file_count;

    for (uint32_t i = 0; i < plan->file_count; i++)
        room += plan->files[i].packing == STREAM_ZIP ? FEED_KINDS : 0;
    if (room > IMPORT_FILES_MAX)
        return err_set(err, ERR_LIMIT, RULE_TOO_MANY);
    plan->units = ARENA_ARRAY(arena, PlanUnit, room);
    if (!plan->units)
        return err_no_memory(err);
    for (uint32_t i = 0; i < plan->file_count; i++)
        add_units(plan, i);
    return true;
}

static int str_compare(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static bool sort_found(const List *found, Arena *arena, Plan *out, Err *err)
{
    Plan plan = { .files = ARENA_ARRAY(arena, PlanFile, found->count),
                  .no_feed = ARENA_ARRAY(arena, Str, found->count) };

    if (!plan.files || !plan.no_feed)
        return err_no_memory(err);
    for (uint32_t i = 0; i < found->count; i++) {
        const PlanFile *file = LIST_AT(found, PlanFile, i);

        if (file->kind == FEED_NONE)
            plan.no_feed[plan.no_feed_count++] = file->name;
        else
            plan.files[plan.file_count++] = *file;
    }
    qsort(plan.files, plan.file_count, sizeof *plan.files, file_compare);
    qsort(plan.no_feed, plan.no_feed_count, sizeof *plan.no_feed, str_compare);
    if (!make_units(&plan, arena, err))
        return false;
    *out = plan;
    return true;
}

bool plan_find(const Str *sources, size_t count, Arena *arena, PlanFound *out, Err *err)
{
    Walk walk = { .arena = arena, .found = out };

    *out = (PlanFound){ list_new(arena, sizeof(PlanFile)), list_new(arena, sizeof(const char *)) };
    for (size_t i = 0; i < count; i++) {
        walk.walked = interner_new(arena);
        walk.given = (uint32_t)i;
        if (!walk_source(&walk, sources[i], err))
            return false;
    }
    return true;
}

bool plan_make(PlanFound *found, Arena *arena, Plan *out, Err *err)
{
    char *head = arena_alloc_raw(arena, PLAN_SNIFF_BYTES);

    if (!head)
        return err_no_memory(err);
    for (uint32_t i = 0; i < found->files.count; i++)
        if (!sniff(LIST_AT(&found->files, PlanFile, i), head, err))
            return false;
    return sort_found(&found->files, arena, out, err);
}
