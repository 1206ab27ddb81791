/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/import.h"

#include "base/sandbox.h"
#include "kb/keep.h"
#include "kb/prune.h"
#include "kb/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULE_LOCKED  STR("base.io-locked")
#define RULE_NO_FEED STR("kb.no-feed")
#define RULE_EMPTY   STR("kb.empty-source")

/* One import from beginning to end. */
typedef struct {
    const KbImportOptions *options;
    Arena *arena;
    const char *dir;
    const char *evidence;       /* DIR/sources */
    Current old, fresh;
    bool had_old;
    Kb *kb;                     /* the generation before, or NULL */
    Plan plan;
    Intake intake;
    SourceList given;
    bool *kept;                 /* by source of the old base */
    List manifest;              /* ImportSource: all sources of the new generation */
    BuildReport built;
} Import;

static bool is_base_kind(FeedKind kind)
{
    return kind == FEED_OSV || kind == FEED_NVD || kind == FEED_CVE;
}

static KbfKind file_kind(FeedKind kind)
{
    switch (kind) {
    case FEED_KEV:
        return KBF_KEV;
    case FEED_EPSS:
        return KBF_EPSS;
    case FEED_EOL:
        return KBF_SUPPORT;
    case FEED_NONE:
    case FEED_OSV:
    case FEED_NVD:
    case FEED_CVE:
    case FEED_KINDS:
        break;
    }
    return KBF_BASE;
}

/* beginning -------------------------------------------------------------------------------- */

static bool open_old(Import *import, Str dir, Err *err)
{
    if (!current_read(dir, import->arena, &import->old, &import->had_old, err))
        return false;
    import->fresh = import->old;
    import->fresh.generation = import->had_old ? import->old.generation + 1 : 1;
    return !import->had_old || kb_open(dir, UINT64_MAX, &import->kb, err);
}

/* Records of a source in the generation before. */
static uint64_t records_before(const Import *import, Str id)
{
    for (int kind = 0; import->kb && kind < KBF_KINDS; kind++) {
        const KbFile *file = &import->kb->file[kind];

        for (uint32_t i = 0; i < kb_count(file, KBF_SOURCES); i++) {
            const KbfSource *row = KB_ROW(file, KBF_SOURCES, KbfSource, i);

            if (str_eq(kb_text(file, KBF_STRINGS, row->id), id))
                return row->records;
        }
    }
    return 0;
}

/* A source without a record counts as absent: "not listed" in an empty catalogue is not "no". It
 * may not stand in for what is known. */
static bool check_given(const Import *import, Err *err)
{
    for (size_t s = 0; s < import->given.source_count; s++) {
        const BuildSource *source = &import->given.sources[s];

        if (!source->taken && records_before(import, source->id))
            return err_set(err, ERR_STRUCTURE, RULE_EMPTY, source->id);
    }
    return true;
}

/* From here on strangers' bytes are read. */
static bool give_up_rights(const Import *import, const PlanFound *found, Err *err)
{
    const char **read = ARENA_ARRAY(import->arena, const char *, (size_t)found->paths.count + 1);
    SandboxRights rights = { .read = read,
                             .write = (const char *const[]){ import->dir, NULL },
                             .threads = true };
    SandboxStatus status;

    if (!read)
        return err_no_memory(err);
    for (uint32_t i = 0; i < found->paths.count; i++)
        read[i] = *LIST_AT(&found->paths, const char *, i);
    return sandbox_enter(&rights, &status, err);
}

static bool read_given(Import *import, const Str *sources, size_t count, Err *err)
{
    PlanFound found;

    if (!plan_find(sources, count, import->arena, &found, err) ||
        (import->options->confine && !give_up_rights(import, &found, err)) ||
        !plan_make(&found, import->arena, &import->plan, err))
        return false;
    if (!import->plan.unit_count)
        return err_set(err, ERR_USAGE, RULE_NO_FEED);
    if (!intake_run(&import->plan, import->evidence, import->options, import->arena,
                    &import->intake, err))
        return false;
    if (!sources_name(&import->plan, &import->intake, import->arena, &import->given))
        return err_no_memory(err);
    return check_given(import, err);
}

/* manifest --------------------------------------------------------------------------------- */

static bool manifest_add(Import *import, Str id, Str digest, const KbfSource *row, bool kept)
{
    ImportSource *out = LIST_ADD(&import->manifest, ImportSource);

    if (!out || !arena_copy(import->options->arena, id, &out->id) ||
        !arena_copy(import->options->arena, digest, &out->digest))
        return false;
    out->date_s = row->date_s;
    out->kept = kept;
    out->rows = !is_base_kind((FeedKind)row->kind);
    out->records = row->records;
    out->records_before = records_before(import, id);
    out->withdrawn = row->withdrawn;
    out->rejected = row->rejected;
    out->refused = row->refused;
    out->replaced = row->replaced;
    out->unknown_ecosystem = row->unknown_ecosystem;
    out->not_comparable = row->not_comparable;
    out->left_out = row->left_out;
    out->repeated = row->repeated;
    return true;
}

static bool is_given(const Import *import, Str id)
{
    for (size_t s = 0; s < import->given.source_count; s++)
        if (str_eq(import->given.sources[s].id, id))
            return true;
    return false;
}

/* The sources of an old file that nobody gave now. */
static bool manifest_keep(Import *import, KbfKind kind)
{
    const KbFile *file = import->kb ? &import->kb->file[kind] : NULL;

    for (uint32_t i = 0; file && i < kb_count(file, KBF_SOURCES); i++) {
        const KbfSource *row = KB_ROW(file, KBF_SOURCES, KbfSource, i);
        Str id = kb_text(file, KBF_STRINGS, row->id);

        if (is_given(import, id))
            continue;
        if (!manifest_add(import, id, kb_text(file, KBF_STRINGS, row->digest), row, true))
            return false;
    }
    return true;
}

static int manifest_compare(const void *a_, const void *b_)
{
    const ImportSource *a = a_, *b = b_;

    return str_cmp(a->id, b->id);
}

static ImportSource *manifest_sorted(const Import *import)
{
    uint32_t count = import->manifest.count;
    ImportSource *rows = ARENA_ARRAY(import->options->arena, ImportSource, count);

    for (uint32_t i = 0; rows && i < count; i++)
        rows[i] = *LIST_AT(&import->manifest, ImportSource, i);
    if (rows)
        qsort(rows, count, sizeof *rows, manifest_compare);
    return rows;
}

/* The digest of a generation says what was imported: its format, and each source with its
 * digest, a line each. */
static Digest manifest_digest(const ImportSource *rows, size_t count)
{
    char format[32];
    DigestStream stream;
    int len = snprintf(format, sizeof format, "inro-kb %d\n", KBF_FORMAT);

    digest_begin(&stream);
    digest_add(&stream, (Str){ format, (size_t)len });
    for (size_t i = 0; i < count; i++) {
        digest_add(&stream, rows[i].id);
        digest_add(&stream, STR(" "));
        digest_add(&stream, rows[i].digest);
        digest_add(&stream, STR("\n"));
    }
    return digest_end(&stream);
}

/* files ------------------------------------------------------------------------------------ */

static void file_put(void *writer, Str bytes)
{
    io_write(writer, bytes);
}

static void file_put_at(void *writer, uint64_t offset, Str bytes)
{
    io_write_at(writer, offset, bytes);
}

/* "base-7.kb" becomes the file of `kind`. */
static bool file_name(Import *import, KbfKind kind, const char **path, Err *err)
{
    if (!current_name(kind, import->fresh.generation, import->arena, &import->fresh.file[kind]))
        return err_no_memory(err);
    return io_join(import->arena, import->dir, import->fresh.file[kind], path, err);
}

/* A seed that whoever writes a feed cannot know before the feed is written. */
static uint64_t seed_of(const BuildSource *sources, size_t count)
{
    uint64_t seed = 0;

    for (size_t s = 0; s < count; s++)
        seed = hash_xxh3(sources[s].digest, seed);
    return seed;
}

/* Opens and closes a file around what writes its sections. */
typedef bool WriteSections(Import *import, const void *context, KbWriter *writer, Err *err);

static bool write_file(Import *import, KbfKind kind, uint64_t seed, WriteSections *sections,
                       const void *context, Err *err)
{
    CLEANUP(io_writer_abandon) IoWriter *file = NULL;
    KbWriter *writer = ARENA_NEW(import->arena, KbWriter);
    const char *path;
    bool ok;

    if (!writer)
        return err_no_memory(err);
    if (!file_name(import, kind, &path, err) || !io_writer_open(path, &file, err))
        return false;
    if (!kb_writer_start(writer, (KbSink){ file, file_put, file_put_at }, kind,
                         import->fresh.generation, seed))
        return err_no_memory(err);
    ok = sections(import, context, writer, err);
    if (ok)
        kb_writer_finish(writer);
    kb_writer_done(writer);
    return ok && io_writer_commit(&file, err);
}

static bool column_sections(Import *import, const void *context, KbWriter *writer, Err *err)
{
    const BuildSource *source = context;
    KbfSource row;

    if (!columns_write(&import->intake.columns[source->kind], source, writer, &row, err))
        return false;
    return manifest_add(import, source->id, source->digest, &row, false) || err_no_memory(err);
}

static bool write_columns(Import *import, Err *err)
{
    for (size_t s = 0; s < import->given.source_count; s++) {
        const BuildSource *source = &import->given.sources[s];

        if (!is_base_kind(source->kind) &&
            !write_file(import, file_kind(source->kind), seed_of(source, 1), column_sections,
                        source, err))
            return false;
    }
    return true;
}

/* the base --------------------------------------------------------------------------------- */

typedef struct {
    BuildInput input;
    BuildSource *sources;
    BuildUnit *units;
    uint32_t *of_given, *of_old;  /* their numbers among `sources`; KBF_NONE */
    const Collect **collects;
} Base;

static int build_compare(const void *a_, const void *b_)
{
    const BuildSource *a = a_, *b = b_;

    return str_cmp(a->id, b->id);
}

static bool keep_files(const Import *import, const KbFile *old, uint32_t s, BuildSource *out)
{
    const KbfSource *row = KB_ROW(old, KBF_SOURCES, KbfSource, s);
    const KbfSource *next = KB_ROW(old, KBF_SOURCES, KbfSource, s + 1);
    uint32_t end = next ? next->first_file : kb_count(old, KBF_FILES);
    BuildFile *files;

    out->file_count = kb_span(old, KBF_FILES, row->first_file, end);
    files = ARENA_ARRAY(import->arena, BuildFile, out->file_count);
    out->files = files;
    for (uint32_t f = 0; files && f < out->file_count; f++) {
        const KbfFile *from = KB_ROW(old, KBF_FILES, KbfFile, row->first_file + f);

        files[f] = (BuildFile){ kb_text(old, KBF_STRINGS, from->name),
                                kb_text(old, KBF_STRINGS, from->digest), from->bytes };
    }
    return files != NULL;
}

/* Sources of the old base that stay; *count of all its sources. */
static bool keep_old(Import *import, Base *base, uint32_t *count)
{
    const KbFile *old = import->kb ? &import->kb->file[KBF_BASE] : NULL;

    *count = old ? kb_count(old, KBF_SOURCES) : 0;
    import->kept = ARENA_ARRAY(import->arena, bool, *count);
    if (!import->kept)
        return false;
    for (uint32_t i = 0; i < *count; i++) {
        const KbfSource *row = KB_ROW(old, KBF_SOURCES, KbfSource, i);
        BuildSource *out = &base->sources[base->input.source_count];

        *out = (BuildSource){ .id = kb_text(old, KBF_STRINGS, row->id),
                              .digest = kb_text(old, KBF_STRINGS, row->digest),
                              .kind = (FeedKind)row->kind,
                              .date_s = row->date_s,
                              .refused = row->refused,
                              .left_out = row->left_out,
                              .replaced = row->replaced,
                              .repeated = row->repeated,
                              .unknown_ecosystem = row->unknown_ecosystem };
        import->kept[i] = !is_given(import, out->id);
        if (!import->kept[i])
            continue;
        if (row->kind >= FEED_KINDS || !keep_files(import, old, i, out))
            return false;
        base->input.source_count++;
    }
    return true;
}

static uint32_t source_number(const Base *base, Str id)
{
    for (uint32_t s = 0; s < base->input.source_count; s++)
        if (str_eq(base->sources[s].id, id))
            return s;
    return 0;
}

/* Units of the plan, then one for each source of the old base. */
static void number_units(const Import *import, Base *base, uint32_t old_count)
{
    uint32_t plan_count = import->plan.unit_count;

    for (uint32_t u = 0; u < plan_count; u++) {
        const BuildSource *source = &import->given.sources[import->given.of_unit[u]];

        base->units[u] = (BuildUnit){ is_base_kind(source->kind) ? source_number(base, source->id)
                                                                 : 0,
                                      import->given.file_of_unit[u] };
    }
    for (uint32_t i = 0; i < old_count; i++)
        base->units[plan_count + i] =
            (BuildUnit){ source_number(base, kb_source_id(import->kb, i)), 0 };
}

static bool base_sources(Import *import, Base *base, uint32_t *old_count)
{
    size_t given = import->given.source_count;
    uint32_t room = import->kb ? kb_count(&import->kb->file[KBF_BASE], KBF_SOURCES) : 0;

    base->sources = ARENA_ARRAY(import->arena, BuildSource, given + room + 1);
    base->units = ARENA_ARRAY(import->arena, BuildUnit, (size_t)import->plan.unit_count + room);
    if (!base->sources || !base->units)
        return false;
    for (size_t s = 0; s < given; s++)
        if (is_base_kind(import->given.sources[s].kind))
            base->sources[base->input.source_count++] = import->given.sources[s];
    if (!keep_old(import, base, old_count))
        return false;
    qsort(base->sources, base->input.source_count, sizeof *base->sources, build_compare);
    number_units(import, base, *old_count);
    return base->input.source_count <= BUILD_SOURCES_MAX;
}

static bool base_sections(Import *import, const void *context, KbWriter *writer, Err *err)
{
    const BuildInput *input = context;

    if (!kb_build(input, import->arena, writer, &import->built, err))
        return false;
    for (size_t s = 0; s < input->source_count; s++)
        if (is_given(import, input->sources[s].id) &&
            !manifest_add(import, input->sources[s].id, input->sources[s].digest,
                          &import->built.sources[s], false))
            return err_no_memory(err);
    return true;
}

static bool any_kept(const Import *import, uint32_t old_count)
{
    for (uint32_t i = 0; i < old_count; i++)
        if (import->kept[i])
            return true;
    return false;
}

static bool write_base(Import *import, Err *err)
{
    size_t workers = import->intake.worker_count;
    const Collect **collects = ARENA_ARRAY(import->arena, const Collect *, workers + 1);
    Collect kept = collect_new(import->arena);
    Base base = { 0 };
    uint32_t old_count = 0;
    bool ok;

    if (!collects || !base_sources(import, &base, &old_count))
        return err_no_memory(err);
    for (size_t i = 0; i < workers; i++)
        collects[i] = &import->intake.collects[i];
    collects[workers] = &kept;
    base.input.collects = collects;
    base.input.collect_count = workers + 1;
    base.input.sources = base.sources;
    base.input.units = base.units;
    base.input.unit_count = import->plan.unit_count + old_count;
    base.input.now_s = import->options->now_s;
    ok = (!any_kept(import, old_count) ||
          keep_sources(import->kb, import->kept, import->plan.unit_count, &kept, err)) &&
         write_file(import, KBF_BASE, seed_of(base.sources, base.input.source_count),
                    base_sections, &base.input, err);
    collect_done(&kept);
    return ok;
}

static bool any_base_given(const Import *import)
{
    for (size_t s = 0; s < import->given.source_count; s++)
        if (is_base_kind(import->given.sources[s].kind))
            return true;
    return false;
}

/* publishing ------------------------------------------------------------------------------- */

static bool keep_evidence(const Import *import, Err *err)
{
    for (uint32_t u = 0; u < import->plan.unit_count; u++)
        if (!evidence_keep(import->evidence, &import->intake.units[u].evidence, import->arena,
                           err))
            return false;
    return true;
}

/* The generation before stays for readers that are just opening it. */
static void remove_old(const Import *import, Str dir)
{
    Kb *fresh = NULL;
    Err err = { 0 };

    prune_generations(import->dir, &import->fresh, &import->old, import->arena);
    if (kb_open(dir, UINT64_MAX, &fresh, &err))
        prune_evidence(import->evidence, fresh, import->kb, import->arena);
    kb_close(fresh);
}

static int str_compare(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

/* Files and members of archives. */
static bool report_no_feed(const Import *import, KbImportReport *out)
{
    size_t files = import->plan.no_feed_count, members = import->intake.no_feed.count;
    Str *texts = ARENA_ARRAY(import->options->arena, Str, files + members);

    if (!texts)
        return false;
    for (size_t i = 0; i < files; i++)
        if (!arena_copy(import->options->arena, import->plan.no_feed[i], &texts[i]))
            return false;
    for (size_t i = 0; i < members; i++)
        texts[files + i] = *LIST_AT(&import->intake.no_feed, Str, (uint32_t)i);
    qsort(texts, files + members, sizeof *texts, str_compare);
    out->no_feed = texts;
    out->no_feed_count = files + members;
    return true;
}

/* What an import that failed wrote, which may fill the disk. Files that `current` names, or may
 * name because it cannot be read, stay: the last step may fail after it has happened. */
static void remove_unpublished(const Import *import, Str dir)
{
    bool present = false;
    const char *path;
    Current now;
    Err err = { 0 };

    for (uint32_t u = 0; import->intake.units && u < import->plan.unit_count; u++)
        if (import->intake.units[u].evidence.path)
            (void)!io_remove(import->intake.units[u].evidence.path, &err);
    if (!current_read(dir, import->arena, &now, &present, &err))
        return;
    for (int kind = 0; kind < KBF_KINDS; kind++) {
        Str name = import->fresh.file[kind];

        if (name.len && !prune_is_named(&import->old, name)
            && !(present && prune_is_named(&now, name))
            && io_join(import->arena, import->dir, name, &path, &err))
            (void)!io_remove(path, &err);
    }
}

static bool report_refusals(const Import *import, KbImportReport *out)
{
    uint32_t count = import->intake.refusals.count;
    ImportRefusal *rows = ARENA_ARRAY(import->options->arena, ImportRefusal, count);

    if (!rows)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        rows[i] = *LIST_AT(&import->intake.refusals, ImportRefusal, i);
        if (!arena_copy(import->options->arena, rows[i].file, &rows[i].file))
            return false;
        if (import->options->refused)
            import->options->refused(import->options->context, &rows[i]);
    }
    out->refusals = rows;
    out->refusal_count = count;
    for (uint32_t u = 0; u < import->plan.unit_count; u++)
        out->refused += import->intake.units[u].refused;
    return true;
}

static bool report_make(const Import *import, const ImportSource *sources, KbImportReport *out)
{
    *out = (KbImportReport){ .generation = import->fresh.generation,
                             .sources = sources,
                             .source_count = import->manifest.count,
                             .advisories = import->built.advisories,
                             .groups = import->built.groups,
                             .refused_joins = import->built.refused_joins,
                             .packages = import->built.packages,
                             .ranges = import->built.ranges,
                             .versions = import->built.versions,
                             .criteria = import->built.criteria };
    return report_no_feed(import, out) &&
           arena_copy(import->options->arena, import->fresh.digest, &out->digest) &&
           report_refusals(import, out);
}

/* Everything before the last step may fail without a trace; after it the import has happened. */
static bool publish(Import *import, Str dir, KbImportReport *out, Err *err)
{
    ImportSource *sources;
    KbImportReport report;
    Digest digest;

    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (!manifest_keep(import, (KbfKind)kind))
            return err_no_memory(err);
    sources = manifest_sorted(import);
    if (!sources)
        return err_no_memory(err);
    digest = manifest_digest(sources, import->manifest.count);
    if (!evidence_text(&digest, import->arena, &import->fresh.digest) ||
        !report_make(import, sources, &report))
        return err_no_memory(err);
    if (import->kb && !kb_unchanged(import->kb, err))
        return false;
    if (!keep_evidence(import, err) || !current_write(dir, &import->fresh, import->arena, err))
        return false;
    *out = report;
    return true;
}

static bool import_all(Import *import, Str dir, const Str *sources, size_t count,
                       KbImportReport *out, Err *err)
{
    if (!prune_left_overs(import->dir, import->arena, err) || !open_old(import, dir, err) ||
        !evidence_open(dir, import->arena, &import->evidence, err) ||
        !read_given(import, sources, count, err) ||
        (any_base_given(import) && !write_base(import, err)) || !write_columns(import, err) ||
        !publish(import, dir, out, err))
        return false;
    remove_old(import, dir);
    return true;
}

/* Who waits is told so, once. */
static bool lock_take(const char *path, const KbImportOptions *options, IoLock *lock, Err *err)
{
    if (io_lock(path, false, lock, err))
        return true;
    if (!str_eq(err->rule, RULE_LOCKED))
        return false;
    if (options->waiting)
        options->waiting(options->context);
    return io_lock(path, true, lock, err);
}

bool kb_import(Str dir, const Str *sources, size_t count, const KbImportOptions *options,
               KbImportReport *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(IMPORT_BYTES_MAX);
    CLEANUP(io_unlock) IoLock lock = { 0 };
    Import import = { .options = options, .arena = &arena };
    const char *lock_path;
    Str path;
    bool ok;

    arena.small_pages = true;
    if (!arena_copy(&arena, dir, &path))
        return err_no_memory(err);
    import.dir = path.ptr;
    import.manifest = list_new(&arena, sizeof(ImportSource));
    if (!io_make_dirs(import.dir, 0755, err) ||
        !io_join(&arena, import.dir, STR("lock"), &lock_path, err) ||
        !lock_take(lock_path, options, &lock, err))
        return false;
    ok = import_all(&import, dir, sources, count, out, err);
    if (!ok)
        remove_unpublished(&import, dir);
    intake_done(&import.intake);
    kb_close(import.kb);
    return ok;
}
