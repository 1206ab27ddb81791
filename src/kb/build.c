/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/import.h"
#include "kb/parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    REPEATED_MAX = 64,         /* records of one id that are held against each other */
    AHEAD = 8,                 /* records that memory is asked for before they are looked at */
    ALONE_RECORDS_MAX = 4096,  /* up to here other threads would not be worth their start */
};
#define BESIDE_BYTES_MAX ((size_t)16 << 30)

/* texts ------------------------------------------------------------------------------------ */

static bool number_known(Build *build, uint32_t number)
{
    uint32_t offset;

    return number < build->offsets.count ||
           (text_blob_add(&build->string_texts, interner_text(&build->strings, number), &offset) &&
            list_add_u32(&build->offsets, offset));
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

/* Where a collector's summary lies in TEXTS. */
static bool summary_offset(Build *build, uint32_t collect, uint32_t local, uint32_t *offset)
{
    uint32_t *known = &build->summary_of[collect][local];
    const Interner *theirs = &build->in->collects[collect]->summaries;

    if (*known == INTERN_NONE &&
        !intern_other(&build->summaries, LIST_AT(&theirs->texts, InternText, local), known))
        return false;
    if (*known == build->summary_offsets.count &&
        (!text_blob_add(&build->summary_texts, interner_text(theirs, local), offset) ||
         !list_add_u32(&build->summary_offsets, *offset)))
        return false;
    *offset = *LIST_AT(&build->summary_offsets, uint32_t, *known);
    return true;
}

/* sections --------------------------------------------------------------------------------- */

void build_made(Build *build, KbfSectionId id, const void *rows, size_t count)
{
    build->sections[id] =
        (BuildSection){ .rows = rows, .bytes = count * kbf_element_bytes(id), .made = true };
}

void build_made_texts(Build *build, KbfSectionId id, const TextBlob *texts)
{
    build->sections[id] = (BuildSection){ .texts = texts, .made = true };
}

/* How sections lie in the file. What a scan reads lies together; what it does not is at both
 * ends. It is nearly the order in which they are made: a section waits for those before it. */
static const KbfSectionId FILE_ORDER[] = {
    KBF_ORIGINS,      KBF_TOUCHES,       KBF_NAMES,            KBF_PACKAGE_HASH,
    KBF_ECOSYSTEMS,   KBF_PRODUCT_HASH,  KBF_PRODUCT_NAMES,    KBF_PRODUCT_PACKAGES,
    KBF_PACKAGES,     KBF_WILDCARDS,     KBF_LOWER_PREFIX,     KBF_UPPER_PREFIX,
    KBF_RANGES,       KBF_CRITERIA,      KBF_NODES,            KBF_SCORES,
    KBF_CWES,         KBF_VERSIONS,      KBF_KEYS,             KBF_ADVISORIES,
    KBF_MEMBERSHIPS,  KBF_GROUPS,        KBF_GROUP_IDS,        KBF_GROUP_RECORDS,
    KBF_TEXTS,        KBF_SOURCES,       KBF_FILES,            KBF_STRINGS,
    KBF_IDS,          KBF_ID_RECORDS,    KBF_ID_HASH,
};

/* Hands over what is made, and whose turn it is from *next on. */
static bool hand_over(const Build *build, Scribe *scribe, size_t *next)
{
    for (; *next < ARRAY_LEN(FILE_ORDER); ++*next) {
        KbfSectionId id = FILE_ORDER[*next];
        const BuildSection *section = &build->sections[id];

        if (!section->made)
            break;
        if (section->texts)
            scribe_texts(scribe, id, section->texts);
        else
            scribe_rows(scribe, id, section->rows, section->bytes);
    }
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

static Sorted sorted_at(const BuildInput *in, uint32_t c, uint32_t i)
{
    const CollectAdvisory *row = LIST_AT(&in->collects[c]->advisories, CollectAdvisory, i);
    uint16_t source = (uint16_t)in->units[row->unit].source;

    return (Sorted){ (uint64_t)source << 48 | row->order, { row, c, source } };
}

/* Each collector met its records in their order, unless the sources are not in that of the
 * units: so the first of all stands first somewhere. */
static void merge_records(const BuildInput *in, uint32_t *taken, Sorted *out, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        Sorted first = { .key = UINT64_MAX };

        for (uint32_t c = 0; c < in->collect_count; c++) {
            Sorted row;

            if (taken[c] == in->collects[c]->advisories.count)
                continue;
            row = sorted_at(in, c, taken[c]);
            first = !first.record.row || row.key < first.key ? row : first;
        }
        out[i] = first;
        taken[first.record.collect]++;
    }
}

static bool is_sorted(const Sorted *rows, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (rows[i - 1].key > rows[i].key)
            return false;
    return true;
}

static bool sort_records(Build *build, Sorted **out, uint32_t *count)
{
    const BuildInput *in = build->in;
    uint32_t *taken = ARENA_ARRAY(build->arena, uint32_t, in->collect_count);
    uint64_t total = 0;

    for (size_t c = 0; c < in->collect_count; c++)
        total += in->collects[c]->advisories.count;
    if (total > KBF_ROWS_MAX || !taken)
        return false;
    *out = arena_alloc_raw(build->arena, total * sizeof **out);
    if (!*out)
        return false;
    *count = (uint32_t)total;
    merge_records(in, taken, *out, *count);
    if (!is_sorted(*out, *count))
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

static void id_ahead(const Build *build, const BuildRecord *record)
{
    const Interner *theirs = &build->in->collects[record->collect]->strings;

    intern_other_ahead(&build->strings, LIST_AT(&theirs->texts, InternText, record->row->id));
}

/* Records of one id in one source: a chain by `before`, the last that stays first. No text but
 * ids is numbered yet, so their numbers are below `count`; records of one source lie together. */
static bool drop_replaced(Build *build, Sorted *sorted, uint32_t count)
{
    uint32_t *last = ARENA_ARRAY(build->arena, uint32_t, count); /* plus one */
    uint32_t *before = ARENA_ARRAY(build->arena, uint32_t, count);

    if (!last || !before)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        BuildRecord *record = &sorted[i].record;
        uint32_t id, steps = 0;

        if (i + AHEAD < count)
            id_ahead(build, &sorted[i + AHEAD].record);
        if (!build_text(build, record->collect, record->row->id, &id))
            return false;
        before[i] = last[id] && sorted[last[id] - 1].record.source == record->source ? last[id] : 0;
        last[id] = i + 1;
        for (uint32_t b = before[i]; b && record->row && steps < REPEATED_MAX;
             b = before[b - 1], steps++)
            if (sorted[b - 1].record.row)
                settle_repeated(build, &sorted[b - 1], &sorted[i]);
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

/* Where each record's criteria and nodes begin in the file. */
static bool number_facts(Build *build)
{
    size_t room = (size_t)build->record_count + 1;
    uint32_t r = 0;

    build->criterion_first = ARENA_ARRAY(build->arena, uint32_t, room);
    build->node_first = ARENA_ARRAY(build->arena, uint32_t, room);
    if (!build->criterion_first || !build->node_first)
        return false;
    for (; r < build->record_count; r++) {
        const CollectAdvisory *row = build->records[r].row;

        build->criterion_first[r + 1] = build->criterion_first[r] + row->criterion_count;
        build->node_first[r + 1] = build->node_first[r] + row->node_count;
        build->score_count += row->score_count;
        build->cwe_count += row->cwe_count;
    }
    return true;
}

static bool make_names(Build *build)
{
    uint32_t count = build->name_first[build->record_count];
    uint32_t *rows = arena_alloc_raw(build->arena, count * sizeof *rows);

    for (uint32_t i = 0; rows && i < count; i++)
        rows[i] = build_offset_of(build, build->names[i]);
    build_made(build, KBF_NAMES, rows, count);
    return rows != NULL;
}

static bool make_origins(Build *build)
{
    uint32_t count = build->record_count;
    KbfOrigin *rows = arena_alloc_raw(build->arena, ((size_t)count + 1) * sizeof *rows);

    for (uint32_t r = 0; rows && r <= count; r++)
        rows[r] = (KbfOrigin){ .first_name = build->name_first[r],
                               .first_touch = build->touch_first[r],
                               .first_criterion = build->criterion_first[r],
                               .first_node = build->node_first[r] };
    for (uint32_t r = 0; rows && r < count; r++) {
        const BuildRecord *record = &build->records[r];
        const CollectAdvisory *from = record->row;

        rows[r].source_offset = from->source_offset;
        rows[r].source_length = from->source_length;
        rows[r].withdrawn_s = from->withdrawn_s;
        rows[r].file = build->sources[record->source].first_file +
                       build->in->units[from->unit].first_file + from->file;
    }
    build_made(build, KBF_ORIGINS, rows, (size_t)count + 1);
    return rows != NULL;
}

static bool score_row(Build *build, uint32_t collect, const CollectScore *score, KbfScore *row)
{
    *row = (KbfScore){ .base_tenths = score->base_tenths,
                       .version = score->version,
                       .by = score->by };
    return build_offset(build, collect, score->vector, &row->vector) &&
           build_offset(build, collect, score->source_name, &row->source_name);
}

static bool make_scores(Build *build)
{
    KbfScore *rows = arena_alloc_raw(build->arena, build->score_count * sizeof *rows);
    uint32_t at = 0;

    if (!rows)
        return false;
    for (uint32_t r = 0; r < build->record_count; r++) {
        const BuildRecord *record = &build->records[r];
        const List *scores = &build->in->collects[record->collect]->scores;

        for (uint32_t i = 0; i < record->row->score_count; i++)
            if (!score_row(build, record->collect,
                           LIST_AT(scores, CollectScore, record->row->first_score + i),
                           &rows[at++]))
                return false;
    }
    build_made(build, KBF_SCORES, rows, at);
    return true;
}

static bool make_cwes(Build *build)
{
    uint32_t *rows = arena_alloc_raw(build->arena, build->cwe_count * sizeof *rows);
    uint32_t at = 0;

    if (!rows)
        return false;
    for (uint32_t r = 0; r < build->record_count; r++) {
        const BuildRecord *record = &build->records[r];
        const List *cwes = &build->in->collects[record->collect]->cwes;

        for (uint32_t i = 0; i < record->row->cwe_count; i++)
            if (!build_offset(build, record->collect,
                              *LIST_AT(cwes, uint32_t, record->row->first_cwe + i), &rows[at++]))
                return false;
    }
    build_made(build, KBF_CWES, rows, at);
    return true;
}

static void put_time(int64_t time_s, uint32_t *low, uint8_t *high)
{
    uint64_t time = time_s < 0 ? 0 : (uint64_t)(time_s < KBF_TIME_MAX ? time_s : KBF_TIME_MAX);

    *low = (uint32_t)time;
    *high = (uint8_t)(time >> 32);
}

static bool advisory_row(Build *build, uint32_t r, KbfAdvisory *row)
{
    const BuildRecord *record = &build->records[r];
    const CollectAdvisory *from = record->row;

    put_time(from->published_s, &row->published_s, &row->published_high);
    put_time(from->modified_s, &row->modified_s, &row->modified_high);
    row->id = build_offset_of(build, build->names[build->name_first[r]]);
    row->source = record->source;
    row->state = from->state;
    row->severity = from->severity;
    row->flags = from->flags;
    return summary_offset(build, record->collect, from->summary, &row->summary);
}

/* Running sums give each row its firsts; the sentinel has nothing else. */
static bool make_advisories(Build *build)
{
    uint32_t count = build->record_count;
    KbfAdvisory *rows = arena_alloc_raw(build->arena, ((size_t)count + 1) * sizeof *rows);
    KbfAdvisory firsts = { 0 };

    if (!rows)
        return false;
    for (uint32_t r = 0; r < count; r++) {
        rows[r] = firsts;
        if (!advisory_row(build, r, &rows[r]))
            return false;
        firsts.first_score += build->records[r].row->score_count;
        firsts.first_cwe += build->records[r].row->cwe_count;
    }
    rows[count] = firsts;
    build->advisories = rows;
    build_made_texts(build, KBF_TEXTS, &build->summary_texts);
    build_made(build, KBF_ADVISORIES, rows, (size_t)count + 1);
    return true;
}

/* Groups are found meanwhile, beside. */
static void put_memberships(Build *build)
{
    for (uint32_t r = 0; r <= build->record_count; r++)
        build->advisories[r].first_membership = build->groups.first[r];
}

/* the manifest ------------------------------------------------------------------------------- */

static bool text_offset(Build *build, Str text, uint32_t *offset)
{
    uint32_t number;

    if (!build_text_new(build, text, &number))
        return false;
    *offset = build_offset_of(build, number);
    return true;
}

static bool make_files(Build *build)
{
    const BuildInput *in = build->in;
    KbfFile *rows;
    size_t count = 0, at = 0;

    for (size_t s = 0; s < in->source_count; s++)
        count += in->sources[s].file_count;
    rows = ARENA_ARRAY(build->arena, KbfFile, count);
    if (!rows)
        return false;
    for (size_t s = 0; s < in->source_count; s++)
        for (uint32_t f = 0; f < in->sources[s].file_count; f++, at++) {
            const BuildFile *file = &in->sources[s].files[f];

            rows[at].bytes = file->bytes;
            if (!text_offset(build, file->name, &rows[at].name) ||
                !text_offset(build, file->digest, &rows[at].digest))
                return false;
        }
    build_made(build, KBF_FILES, rows, count);
    return true;
}

static bool make_sources(Build *build)
{
    const BuildInput *in = build->in;

    for (size_t s = 0; s < in->source_count; s++) {
        KbfSource *row = &build->sources[s];

        if (!text_offset(build, in->sources[s].id, &row->id) ||
            !text_offset(build, in->sources[s].digest, &row->digest))
            return false;
        row->date_s *= row->records > 0; /* nothing is of no time */
    }
    build_made(build, KBF_SOURCES, build->sources, in->source_count);
    return true;
}

/* KBF_NONE for each of `count` numbers. */
static uint32_t *none_known(Build *build, uint32_t count)
{
    uint32_t *numbers = arena_alloc_raw(build->arena, count * sizeof *numbers);

    if (numbers)
        memset(numbers, 0xFF, count * sizeof *numbers);
    return numbers;
}

/* Rooms for the numbers of all collectors; what they all hold is about what we shall. */
static bool number_maps(Build *build)
{
    const BuildInput *in = build->in;
    uint64_t texts = 0, summaries = 0;

    for (size_t c = 0; c < in->collect_count; c++) {
        const Collect *collect = in->collects[c];

        build->text_of[c] = none_known(build, collect->strings.texts.count);
        build->summary_of[c] = none_known(build, collect->summaries.texts.count);
        build->package_of[c] = none_known(build, collect->packages.count);
        if (!build->text_of[c] || !build->summary_of[c] || !build->package_of[c])
            return false;
        texts += collect->strings.texts.count;
        summaries += collect->summaries.texts.count;
    }
    return interner_reserve(&build->strings, texts) &&
           interner_reserve(&build->summaries, summaries);
}

/* `sources` is the first allocation, so that the report may keep it. */
static bool build_open(Build *build)
{
    const BuildInput *in = build->in;
    uint32_t first_file = 0;

    build->sources = ARENA_ARRAY(build->arena, KbfSource, in->source_count);
    build->text_of = ARENA_ARRAY(build->arena, uint32_t *, in->collect_count);
    build->summary_of = ARENA_ARRAY(build->arena, uint32_t *, in->collect_count);
    build->package_of = ARENA_ARRAY(build->arena, uint32_t *, in->collect_count);
    if (!build->sources || !build->text_of || !build->summary_of || !build->package_of)
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
    return number_maps(build);
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

/* Groups and ids hang on names alone: they are made on a thread of their own. */
typedef struct {
    Arena arena;
    Build build;               /* a copy: the lists of the original only grow, and never move */
    pthread_t thread;
    bool threaded, ok;
} Beside;

static void *make_beside(void *beside_)
{
    Beside *beside = beside_;

    beside->ok = build_groups(&beside->build) && build_ids(&beside->build);
    return NULL;
}

static void beside_start(Beside *beside, const Build *build, bool alone)
{
    *beside = (Beside){ .arena = arena_new(BESIDE_BYTES_MAX), .build = *build };
    beside->arena.small_pages = true;
    beside->build.arena = &beside->arena;
    beside->threaded =
        !alone && pthread_create(&beside->thread, NULL, make_beside, beside) == 0;
    if (!beside->threaded)
        make_beside(beside);
}

static bool beside_join(Beside *beside)
{
    if (beside->threaded)
        (void)pthread_join(beside->thread, NULL);
    beside->threaded = false;
    return beside->ok;
}

static void take_beside(Build *build, const Beside *beside)
{
    build->groups = beside->build.groups;
    for (int id = 0; id < KBF_SECTIONS; id++)
        if (!build->sections[id].made)
            build->sections[id] = beside->build.sections[id];
}

typedef struct {
    Build build;
    Beside beside;
    Scribe scribe;
    size_t next;               /* in FILE_ORDER */
} Building;

static bool make_records(Building *b)
{
    Build *build = &b->build;

    return build_touches(build) && number_facts(build) && make_names(build) &&
           make_origins(build) && hand_over(build, &b->scribe, &b->next) &&
           build_package_index(build) && hand_over(build, &b->scribe, &b->next) &&
           build_ranges(build) && hand_over(build, &b->scribe, &b->next) &&
           build_criteria(build) && hand_over(build, &b->scribe, &b->next) &&
           make_scores(build) && make_cwes(build) && build_versions(build) &&
           make_advisories(build);
}

static bool make_rest(Building *b)
{
    Build *build = &b->build;

    take_beside(build, &b->beside);
    put_memberships(build);
    if (!make_files(build) || !make_sources(build))
        return false;
    build_made_texts(build, KBF_STRINGS, &build->string_texts);
    return hand_over(build, &b->scribe, &b->next);
}

static bool make_all(Building *b, KbWriter *writer)
{
    bool ok, joined;

    if (!build_open(&b->build) || !choose_records(&b->build) || !number_names(&b->build))
        return false;
    b->build.seed = writer->header.seed;
    beside_start(&b->beside, &b->build, b->build.record_count < ALONE_RECORDS_MAX);
    scribe_start(&b->scribe, writer, b->build.record_count < ALONE_RECORDS_MAX);
    ok = make_records(b);
    joined = beside_join(&b->beside);
    ok = ok && joined && make_rest(b);
    scribe_end(&b->scribe);
    arena_done(&b->beside.arena);
    return ok;
}

bool kb_build(const BuildInput *input, Arena *arena, KbWriter *writer, BuildReport *report,
              Err *err)
{
    Building b = { .build = { .in = input,
                              .arena = arena,
                              .strings = interner_new(arena),
                              .summaries = interner_new(arena),
                              .offsets = list_new(arena, sizeof(uint32_t)),
                              .summary_offsets = list_new(arena, sizeof(uint32_t)),
                              .string_texts = text_blob_new(arena),
                              .summary_texts = text_blob_new(arena),
                              .package_map = pair_map_new(arena),
                              .version_map = pair_map_new(arena),
                              .packages = list_new(arena, sizeof(BuildPackage)),
                              .versions = list_new(arena, sizeof(BuildVersion)),
                              .ordered = list_new(arena, sizeof(uint32_t)),
                              .generic = list_new(arena, sizeof(uint32_t)),
                              .keys = text_blob_new(arena),
                              .wildcards = text_blob_new(arena) } };

    assert(input->source_count <= BUILD_SOURCES_MAX);
    if (!make_all(&b, writer))
        return err_no_memory(err);
    report_fill(&b.build, report);
    return true;
}
