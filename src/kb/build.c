/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/import.h"
#include "kb/parts.h"

#include <stdlib.h>

enum { REPEATED_MAX = 64 }; /* records of one id that are held against each other */

/* texts ------------------------------------------------------------------------------------ */

static bool number_known(Build *build, uint32_t number)
{
    if (number < build->offsets.count)
        return true;
    if (!list_add_u32(&build->offsets, (uint32_t)build->string_bytes))
        return false;
    if (!interner_text(&build->strings, number).len)
        *LIST_AT(&build->offsets, uint32_t, number) = 0;
    build->string_bytes += kbf_text_bytes(interner_text(&build->strings, number));
    return build->string_bytes < UINT32_MAX;
}

bool build_text_new(Build *build, Str text, uint32_t *number)
{
    return intern(&build->strings, text, number) && number_known(build, *number);
}

bool build_text(Build *build, uint32_t collect, uint32_t local, uint32_t *number)
{
    uint32_t *known = &build->text_of[collect][local];
    const Interner *theirs = &build->in->collects[collect]->strings;

    if (*known == INTERN_NONE)
        if (!intern_other(&build->strings, LIST_AT(&theirs->texts, InternText, local), known) ||
            !number_known(build, *known))
            return false;
    *number = *known;
    return true;
}

bool build_offset(Build *build, uint32_t collect, uint32_t local, uint32_t *offset)
{
    uint32_t number;

    if (!build_text(build, collect, local, &number))
        return false;
    *offset = build_offset_of(build, number);
    return true;
}

/* records ---------------------------------------------------------------------------------- */

typedef struct {
    uint64_t key;   /* source, then order */
    BuildRecord record;
} Sorted;

static int sorted_compare(const void *a_, const void *b_)
{
    const Sorted *a = a_, *b = b_;

    return a->key < b->key ? -1 : a->key > b->key;
}

static bool sort_records(Build *build, Sorted **out, uint32_t *count)
{
    const BuildInput *in = build->in;
    uint64_t total = 0;

    for (size_t c = 0; c < in->collect_count; c++)
        total += in->collects[c]->advisories.count;
    *out = ARENA_ARRAY(build->arena, Sorted, total);
    if (total > KBF_ROWS_MAX || !*out)
        return false;
    *count = 0;
    for (uint32_t c = 0; c < in->collect_count; c++)
        for (uint32_t i = 0; i < in->collects[c]->advisories.count; i++) {
            CollectAdvisory *row = LIST_AT(&in->collects[c]->advisories, CollectAdvisory, i);
            uint16_t source = (uint16_t)in->units[row->unit].source;

            (*out)[(*count)++] = (Sorted){ (uint64_t)source << 48 | row->order,
                                           { row, c, source } };
        }
    qsort(*out, *count, sizeof **out, sorted_compare);
    return true;
}

/* A time that a record may have been modified at. */
static bool is_believable(const Build *build, int64_t time_s)
{
    return time_s >= IMPORT_FIRST_S && time_s <= build->in->now_s + IMPORT_AHEAD_S;
}

typedef enum { TAKES_PLACE, STANDS_BESIDE, IS_OUTDONE } Repeated;

/* What the later of two records of one id in one source is to the one before it. Only a time of
 * modification makes one outdo the other; of the same time both may say what the other leaves
 * out (OSS-Fuzz has one with ranges and one without). */
static Repeated repeated_of(const Build *build, const CollectAdvisory *before,
                            const CollectAdvisory *after)
{
    if (before->settled || after->settled)
        return STANDS_BESIDE;
    if (before->text_hash && before->text_hash == after->text_hash)
        return IS_OUTDONE;
    if (before->modified_s == after->modified_s || !is_believable(build, before->modified_s) ||
        !is_believable(build, after->modified_s))
        return STANDS_BESIDE;
    return after->modified_s > before->modified_s ? TAKES_PLACE : IS_OUTDONE;
}

static void settle_repeated(Build *build, Sorted *before, Sorted *after)
{
    KbfSource *source = &build->sources[after->record.source];

    switch (repeated_of(build, before->record.row, after->record.row)) {
    case TAKES_PLACE:
        before->record.row = NULL;
        source->replaced++;
        break;
    case IS_OUTDONE:
        after->record.row = NULL;
        source->replaced++;
        break;
    case STANDS_BESIDE:
        source->repeated += !after->record.row->settled;
        break;
    }
}

/* Records of one id in one source: a chain by `before`, the last that stays first. */
static bool drop_replaced(Build *build, Sorted *sorted, uint32_t count)
{
    PairMap by_id = pair_map_new(build->arena);
    uint32_t *last = ARENA_ARRAY(build->arena, uint32_t, count);
    uint32_t *before = ARENA_ARRAY(build->arena, uint32_t, count);

    if (!last || !before)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        BuildRecord *record = &sorted[i].record;
        uint32_t id, number, steps = 0;
        bool fresh;

        if (!build_text(build, record->collect, record->row->id, &id) ||
            !pair_map_add(&by_id, record->source, id, &number, &fresh))
            return false;
        before[i] = fresh ? KBF_NONE : last[number];
        last[number] = i;
        for (uint32_t b = before[i]; b != KBF_NONE && record->row && steps < REPEATED_MAX;
             b = before[b], steps++)
            if (sorted[b].record.row)
                settle_repeated(build, &sorted[b], &sorted[i]);
    }
    return true;
}

/* A withdrawal that is dated has not happened before that time: until then the record stands. */
bool build_is_live(const Build *build, const CollectAdvisory *row)
{
    return row->state == RECORD_PUBLISHED ||
           (row->state == RECORD_WITHDRAWN && row->withdrawn_s > build->in->now_s);
}

static void count_record(const Build *build, const BuildRecord *record)
{
    KbfSource *source = &build->sources[record->source];
    const CollectAdvisory *row = record->row;
    int64_t times[] = { row->published_s, row->modified_s };

    source->records++;
    source->withdrawn += row->state == RECORD_WITHDRAWN && !build_is_live(build, row);
    source->rejected += row->state == RECORD_REJECTED;
    source->unknown_ecosystem += row->unknown_ecosystem;
    for (size_t i = 0; i < ARRAY_LEN(times) && !build->in->sources[record->source].date_s; i++)
        if (is_believable(build, times[i]) && times[i] > source->date_s)
            source->date_s = times[i];
}

static bool choose_records(Build *build)
{
    Sorted *sorted;
    uint32_t count;

    if (!sort_records(build, &sorted, &count) || !drop_replaced(build, sorted, count))
        return false;
    build->records = ARENA_ARRAY(build->arena, BuildRecord, count);
    if (!build->records)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (sorted[i].record.row) {
            build->records[build->record_count++] = sorted[i].record;
            count_record(build, &sorted[i].record);
        }
    return true;
}

/* Names come before all other texts, so that a name's number is a text's number. */
static bool number_names(Build *build)
{
    uint64_t total = 0;
    uint32_t at = 0;

    for (uint32_t r = 0; r < build->record_count; r++)
        total += build->records[r].row->name_count;
    build->names = total <= KBF_ROWS_MAX ? ARENA_ARRAY(build->arena, uint32_t, total) : NULL;
    build->name_first = ARENA_ARRAY(build->arena, uint32_t, (size_t)build->record_count + 1);
    if (!build->names || !build->name_first)
        return false;
    for (uint32_t r = 0; r < build->record_count; r++) {
        const BuildRecord *record = &build->records[r];
        const Collect *from = build->in->collects[record->collect];

        build->name_first[r] = at;
        for (uint32_t i = 0; i < record->row->name_count; i++)
            if (!build_text(build, record->collect,
                            *LIST_AT(&from->names, uint32_t, record->row->first_name + i),
                            &build->names[at++]))
                return false;
    }
    build->name_first[build->record_count] = at;
    build->name_count = build->strings.texts.count;
    return true;
}

/* sections of the records ------------------------------------------------------------------- */

static bool write_names(Build *build)
{
    kb_writer_section(build->writer, KBF_NAMES);
    for (uint32_t i = 0; i < build->name_first[build->record_count]; i++) {
        uint32_t offset = build_offset_of(build, build->names[i]);

        kb_writer_put(build->writer, &offset, sizeof offset);
    }
    return true;
}

static bool write_scores(Build *build)
{
    kb_writer_section(build->writer, KBF_SCORES);
    for (uint32_t r = 0; r < build->record_count; r++) {
        const BuildRecord *record = &build->records[r];
        const Collect *from = build->in->collects[record->collect];

        for (uint32_t i = 0; i < record->row->score_count; i++) {
            const CollectScore *score =
                LIST_AT(&from->scores, CollectScore, record->row->first_score + i);
            KbfScore row = { .base_tenths = score->base_tenths,
                             .version = score->version,
                             .by = score->by };

            if (!build_offset(build, record->collect, score->vector, &row.vector) ||
                !build_offset(build, record->collect, score->source_name, &row.source_name))
                return false;
            kb_writer_put(build->writer, &row, sizeof row);
        }
    }
    return true;
}

static bool write_cwes(Build *build)
{
    kb_writer_section(build->writer, KBF_CWES);
    for (uint32_t r = 0; r < build->record_count; r++) {
        const BuildRecord *record = &build->records[r];
        const Collect *from = build->in->collects[record->collect];

        for (uint32_t i = 0; i < record->row->cwe_count; i++) {
            uint32_t offset;

            if (!build_offset(build, record->collect,
                              *LIST_AT(&from->cwes, uint32_t, record->row->first_cwe + i),
                              &offset))
                return false;
            kb_writer_put(build->writer, &offset, sizeof offset);
        }
    }
    return true;
}

static KbfAdvisory advisory_row(const Build *build, const BuildRecord *record,
                                const KbfAdvisory *firsts)
{
    const CollectAdvisory *row = record->row;
    KbfAdvisory out = *firsts;

    out.published_s = row->published_s;
    out.modified_s = row->modified_s;
    out.source_offset = row->source_offset;
    out.source_length = row->source_length;
    out.file = build->sources[record->source].first_file +
               build->in->units[row->unit].first_file + row->file;
    out.source = record->source;
    out.state = row->state;
    out.withdrawn_s = row->withdrawn_s;
    out.severity = row->severity;
    out.flags = row->flags;
    return out;
}

/* Running sums give each row its firsts; the sentinel has nothing else. */
static bool write_advisories(Build *build)
{
    TextBlob texts = text_blob_new(build->arena);
    KbfAdvisory firsts = { 0 };

    kb_writer_section(build->writer, KBF_ADVISORIES);
    for (uint32_t r = 0; r < build->record_count; r++) {
        const BuildRecord *record = &build->records[r];
        KbfAdvisory row;

        firsts.first_name = build->name_first[r];
        firsts.first_touch = build->touch_first[r];
        firsts.first_membership = build->groups.first[r];
        row = advisory_row(build, record, &firsts);
        row.id = build_offset_of(build, build->names[build->name_first[r]]);
        if (!text_blob_add(&texts, record->row->summary, &row.summary))
            return false;
        kb_writer_put(build->writer, &row, sizeof row);
        firsts.first_score += record->row->score_count;
        firsts.first_cwe += record->row->cwe_count;
        firsts.first_criterion += record->row->criterion_count;
        firsts.first_node += record->row->node_count;
    }
    firsts.first_name = build->name_first[build->record_count];
    firsts.first_touch = build->touch_first[build->record_count];
    firsts.first_membership = build->groups.first[build->record_count];
    kb_writer_put(build->writer, &firsts, sizeof firsts);
    text_blob_write(&texts, build->writer, KBF_TEXTS);
    return true;
}

/* the manifest ------------------------------------------------------------------------------- */

static bool write_manifest(Build *build)
{
    const BuildInput *in = build->in;
    uint32_t number;

    kb_writer_section(build->writer, KBF_FILES);
    for (size_t s = 0; s < in->source_count; s++)
        for (uint32_t f = 0; f < in->sources[s].file_count; f++) {
            const BuildFile *file = &in->sources[s].files[f];
            KbfFile row = { .bytes = file->bytes };

            if (!build_text_new(build, file->name, &number))
                return false;
            row.name = build_offset_of(build, number);
            if (!build_text_new(build, file->digest, &number))
                return false;
            row.digest = build_offset_of(build, number);
            kb_writer_put(build->writer, &row, sizeof row);
        }
    for (size_t s = 0; s < in->source_count; s++) {
        if (!build_text_new(build, in->sources[s].id, &number))
            return false;
        build->sources[s].id = build_offset_of(build, number);
        if (!build_text_new(build, in->sources[s].digest, &number))
            return false;
        build->sources[s].digest = build_offset_of(build, number);
    }
    for (size_t s = 0; s < in->source_count; s++)
        build->sources[s].date_s *= build->sources[s].records > 0; /* nothing is of no time */
    kb_writer_section(build->writer, KBF_SOURCES);
    kb_writer_put(build->writer, build->sources, in->source_count * sizeof *build->sources);
    return true;
}

/* `sources` is the first allocation, so that the report may keep it. */
static bool build_open(Build *build)
{
    const BuildInput *in = build->in;
    uint32_t first_file = 0;

    build->sources = ARENA_ARRAY(build->arena, KbfSource, in->source_count);
    build->text_of = ARENA_ARRAY(build->arena, uint32_t *, in->collect_count);
    build->package_of = ARENA_ARRAY(build->arena, uint32_t *, in->collect_count);
    if (!build->sources || !build->text_of || !build->package_of)
        return false;
    for (size_t s = 0; s < in->source_count; s++) {
        build->sources[s] = (KbfSource){ .date_s = in->sources[s].date_s,
                                         .refused = in->sources[s].refused,
                                         .left_out = in->sources[s].left_out,
                                         .replaced = in->sources[s].replaced,
                                         .repeated = in->sources[s].repeated,
                                         .unknown_ecosystem = in->sources[s].unknown_ecosystem,
                                         .kind = in->sources[s].kind,
                                         .first_file = first_file };
        first_file += in->sources[s].file_count;
    }
    for (size_t c = 0; c < in->collect_count; c++) {
        uint32_t texts = in->collects[c]->strings.texts.count;
        uint32_t packages = in->collects[c]->packages.count;

        build->text_of[c] = ARENA_ARRAY(build->arena, uint32_t, texts);
        build->package_of[c] = ARENA_ARRAY(build->arena, uint32_t, packages);
        if (!build->text_of[c] || !build->package_of[c])
            return false;
        for (uint32_t i = 0; i < texts; i++)
            build->text_of[c][i] = INTERN_NONE;
        for (uint32_t i = 0; i < packages; i++)
            build->package_of[c][i] = KBF_NONE;
    }
    return true;
}

static void report_fill(const Build *build, BuildReport *report)
{
    *report = build->report;
    report->sources = build->sources;
    report->advisories = build->record_count;
    report->groups = build->groups.group_count;
    report->refused_joins = build->groups.refused_joins;
    report->packages = build->packages.count;
    report->versions = build->versions.count;
}

bool kb_build(const BuildInput *input, Arena *arena, KbWriter *writer, BuildReport *report,
              Err *err)
{
    Build build = { .in = input,
                    .arena = arena,
                    .writer = writer,
                    .strings = interner_new(arena),
                    .offsets = list_new(arena, sizeof(uint32_t)),
                    .string_bytes = 1,
                    .package_map = pair_map_new(arena),
                    .version_map = pair_map_new(arena),
                    .packages = list_new(arena, sizeof(BuildPackage)),
                    .versions = list_new(arena, sizeof(BuildVersion)),
                    .ordered = list_new(arena, sizeof(uint32_t)),
                    .generic = list_new(arena, sizeof(uint32_t)),
                    .keys = text_blob_new(arena),
                    .wildcards = text_blob_new(arena) };

    assert(input->source_count <= BUILD_SOURCES_MAX);
    if (!build_open(&build) || !choose_records(&build) || !number_names(&build) ||
        !build_groups(&build) || !build_touches(&build) || !build_package_index(&build) ||
        !build_ranges(&build) || !build_criteria(&build) || !write_names(&build) ||
        !write_scores(&build) || !write_cwes(&build) || !write_advisories(&build) ||
        !build_ids(&build) || !write_manifest(&build))
        return err_no_memory(err);
    build_versions(&build);
    kb_writer_texts(writer, KBF_STRINGS, &build.strings);
    report_fill(&build, report);
    return true;
}
