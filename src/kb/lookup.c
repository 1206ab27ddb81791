/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/lookup.h"

#include "base/date.h"
#include "base/halving.h"
#include "kb/columns.h"
#include "kb/names.h"
#include "kb/open.h"

#include <stdio.h>
#include <stdlib.h>

#define RULE_NO_DATABASE STR("kb.no-database")
#define RULE_GENERATION  STR("kb.generation")
#define RULE_CHANGED     STR("kb.changed")

enum {
    KB_BYTES = 1 << 20,            /* of an open knowledge base, mapped pages not counted */
    COMPONENTS_A_FEW = 64,         /* up to here single pages are read, from a cold disk, too */
};

static const KbFile *base_of(const Kb *kb)
{
    return &kb->file[KBF_BASE];
}

static Str string_at(const Kb *kb, uint32_t offset)
{
    return kb_text(base_of(kb), KBF_STRINGS, offset);
}

/* opening ---------------------------------------------------------------------------------- */

static bool kb_new(Kb **out, Err *err)
{
    Arena arena = arena_new(KB_BYTES);
    Kb *kb = ARENA_NEW(&arena, Kb);

    if (!kb) {
        arena_done(&arena);
        return err_no_memory(err);
    }
    kb->arena = arena;
    kb->now_s = INT64_MAX;
    *out = kb;
    return true;
}

void kb_close(Kb *kb)
{
    Arena arena;

    if (!kb)
        return;
    for (int kind = 0; kind < KBF_KINDS; kind++)
        io_unmap(&kb->map[kind]);
    arena = kb->arena;
    arena_done(&arena);
}

/* A file under another's name may be whole, and is not what `current` speaks of. */
static bool right_generation(const KbFile *file, KbfKind kind, Str name, Err *err)
{
    char holds[24];

    if (file->generation == current_name_generation(kind, name))
        return true;
    snprintf(holds, sizeof holds, "%llu", (unsigned long long)file->generation);
    return err_set(err, ERR_VERIFY, RULE_GENERATION, str_of(holds));
}

static bool map_file(Kb *kb, const char *dir, KbfKind kind, IoAdvice advice, Err *err)
{
    const char *path;

    if (!kb->current.file[kind].len)
        return true;
    if (!io_join(&kb->arena, dir, kb->current.file[kind], &path, err) ||
        !io_map(path, advice, &kb->map[kind], err))
        return false;
    if (!kb_file_open(kb->map[kind].bytes, kind, &kb->file[kind], err) ||
        !right_generation(&kb->file[kind], kind, kb->current.file[kind], err))
        return err_in(err, "%s", path);
    return true;
}

static bool open_files(Kb *kb, Str dir, uint64_t component_count, Err *err)
{
    IoAdvice advice = component_count > COMPONENTS_A_FEW ? IO_LARGE : IO_RANDOM;
    bool present;
    Str path;

    if (!arena_copy(&kb->arena, dir, &path))
        return err_no_memory(err);
    if (!current_read(dir, &kb->arena, &kb->current, &present, err))
        return false;
    if (!present)
        return err_set(err, ERR_NO_DATA, RULE_NO_DATABASE, dir);
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (!map_file(kb, path.ptr, (KbfKind)kind, advice, err))
            return false;
    return true;
}

bool kb_open(Str dir, uint64_t component_count, Kb **out, Err *err)
{
    Kb *kb = NULL;

    if (!kb_new(&kb, err))
        return false;
    if (!open_files(kb, dir, component_count, err)) {
        kb_close(kb);
        return false;
    }
    *out = kb;
    return true;
}

bool kb_open_memory(const Str files[KBF_KINDS], Kb **out, Err *err)
{
    Kb *kb = NULL;

    if (!kb_new(&kb, err))
        return false;
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (files[kind].len && !kb_file_open(files[kind], (KbfKind)kind, &kb->file[kind], err)) {
            kb_close(kb);
            return false;
        }
    *out = kb;
    return true;
}

bool kb_unchanged(const Kb *kb, Err *err)
{
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (io_map_changed(&kb->map[kind])) {
            err_set(err, ERR_NO_DATA, RULE_CHANGED);
            return err_in(err, "%.*s", STR_ARG(kb->current.file[kind]));
        }
    return true;
}

bool kb_verify(const Kb *kb, Err *err)
{
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (!kb_file_verify(&kb->file[kind], err))
            return err_in(err, "%.*s", STR_ARG(current_kind_name((KbfKind)kind)));
    return true;
}

uint64_t kb_seed(const Kb *kb)
{
    return base_of(kb)->seed;
}

/* manifest --------------------------------------------------------------------------------- */

static ScanSource source_row(const KbFile *file, const KbfSource *row)
{
    return (ScanSource){ .id = kb_text(file, KBF_STRINGS, row->id),
                         .date_s = row->date_s,
                         .records = row->records,
                         .digest = kb_text(file, KBF_STRINGS, row->digest) };
}

static int source_compare(const void *a_, const void *b_)
{
    const ScanSource *a = a_, *b = b_;

    return str_cmp(a->id, b->id);
}

bool kb_database(const Kb *kb, Arena *arena, ScanDatabase *out)
{
    ScanDatabase database = { .present = true,
                              .generation = kb->current.generation,
                              .digest = kb->current.digest };
    ScanSource *rows;
    size_t count = 0;

    for (int kind = 0; kind < KBF_KINDS; kind++)
        count += kb_count(&kb->file[kind], KBF_SOURCES);
    rows = ARENA_ARRAY(arena, ScanSource, count);
    if (!rows)
        return false;
    for (int kind = 0; kind < KBF_KINDS; kind++)
        for (uint32_t i = 0; i < kb_count(&kb->file[kind], KBF_SOURCES); i++) {
            const KbfSource *row = KB_ROW(&kb->file[kind], KBF_SOURCES, KbfSource, i);

            rows[database.source_count++] = source_row(&kb->file[kind], row);
            database.date_s = row->date_s > database.date_s ? row->date_s : database.date_s;
        }
    qsort(rows, count, sizeof *rows, source_compare);
    database.sources = rows;
    *out = database;
    return true;
}

bool kb_source_date(const Kb *kb, Str id, int64_t *date_s)
{
    for (int kind = 0; kind < KBF_KINDS; kind++)
        for (uint32_t i = 0; i < kb_count(&kb->file[kind], KBF_SOURCES); i++) {
            const KbfSource *row = KB_ROW(&kb->file[kind], KBF_SOURCES, KbfSource, i);

            if (!str_eq(kb_text(&kb->file[kind], KBF_STRINGS, row->id), id))
                continue;
            *date_s = row->date_s;
            return true;
        }
    return false;
}

Str kb_source_id(const Kb *kb, uint32_t source)
{
    const KbfSource *row = KB_ROW(base_of(kb), KBF_SOURCES, KbfSource, source);

    return row ? string_at(kb, row->id) : (Str){ 0 };
}

/* The list is sorted; in a file of strangers the search ends all the same. */
bool kb_has_ecosystem(const Kb *kb, Str ecosystem)
{
    Halving half = halving_of(kb_count(base_of(kb), KBF_ECOSYSTEMS));

    while (halving_next(&half)) {
        uint32_t text = kb_number(base_of(kb), KBF_ECOSYSTEMS, (uint32_t)half.middle);
        int order = str_cmp(string_at(kb, text), ecosystem);

        if (order == 0)
            return true;
        halving_turn(&half, order < 0);
    }
    return false;
}

/* hash tables ------------------------------------------------------------------------------ */

/* Rows whose tag fits, one after the other; false when there are no more. */
typedef struct {
    const KbFile *file;
    uint64_t hash;
    KbfSectionId id;
    uint32_t tried;
} Probe;

static bool probe_next(Probe *probe, uint32_t *row)
{
    uint32_t count = kb_count(probe->file, probe->id);

    while (probe->tried < count) {
        uint32_t at = ((uint32_t)probe->hash + probe->tried++) & (count - 1);
        const KbfSlot *slot = KB_ROW(probe->file, probe->id, KbfSlot, at);

        if (!slot || !slot->row)
            return false;
        if (slot->tag == (uint32_t)(probe->hash >> 32)) {
            *row = slot->row - 1;
            return true;
        }
    }
    return false;
}

/* packages --------------------------------------------------------------------------------- */

static bool package_fill(const KbFile *base, const KbfPackage *row, uint32_t i, KbPackage *out)
{
    const KbfPackage *next = KB_ROW(base, KBF_PACKAGES, KbfPackage, i + 1);
    uint32_t first = row->first_range, scheme = row->scheme; /* read once: the file may change */
    uint32_t end = next ? next->first_range : 0, count = kb_span(base, KBF_RANGES, first, end);

    if (!count || scheme >= SCHEME_COUNT || kb_span(base, KBF_LOWER_PREFIX, first, end) != count ||
        kb_span(base, KBF_UPPER_PREFIX, first, end) != count)
        return false;
    *out = (KbPackage){ KB_ROW(base, KBF_RANGES, KbRange, first),
                        KB_ROW(base, KBF_LOWER_PREFIX, uint64_t, first),
                        KB_ROW(base, KBF_UPPER_PREFIX, uint64_t, first), count, (Scheme)scheme };
    return true;
}

bool kb_package(const Kb *kb, Str ecosystem, Str name, KbPackage *out)
{
    const KbFile *base = base_of(kb);
    Probe probe = { base, kbf_pair_hash(ecosystem, name, base->seed), KBF_PACKAGE_HASH, 0 };
    uint32_t i;

    while (probe_next(&probe, &i)) {
        const KbfPackage *row = KB_ROW(base, KBF_PACKAGES, KbfPackage, i);

        if (row && str_eq(string_at(kb, row->name), name) &&
            str_eq(string_at(kb, row->ecosystem), ecosystem))
            return package_fill(base, row, i, out);
    }
    return false;
}

static void fetch(const KbFile *file, KbfSectionId id, uint32_t i)
{
    const void *row = kb_row(file, id, i);

    if (row)
        __builtin_prefetch(row);
}

static uint32_t first_slot(const KbFile *base, const KbAhead *ahead)
{
    return (uint32_t)ahead->hash & (kb_count(base, KBF_PACKAGE_HASH) - 1);
}

KbAhead kb_ahead(const Kb *kb, Str ecosystem, Str name)
{
    const KbFile *base = base_of(kb);
    KbAhead ahead = { kbf_pair_hash(ecosystem, name, base->seed), 0 };

    fetch(base, KBF_PACKAGE_HASH, first_slot(base, &ahead));
    return ahead;
}

void kb_ahead_row(const Kb *kb, KbAhead *ahead)
{
    const KbFile *base = base_of(kb);
    uint32_t row = 0;
    Probe probe = { base, ahead->hash, KBF_PACKAGE_HASH, 0 };

    if (!probe_next(&probe, &row))
        return;
    ahead->row = row + 1;
    fetch(base, KBF_PACKAGES, row);
}

void kb_ahead_ranges(const Kb *kb, KbAhead *ahead)
{
    const KbFile *base = base_of(kb);
    const KbfPackage *row = ahead->row ? KB_ROW(base, KBF_PACKAGES, KbfPackage, ahead->row - 1)
                                       : NULL;

    if (!row)
        return;
    fetch(base, KBF_STRINGS, row->name);
    fetch(base, KBF_RANGES, row->first_range);
    fetch(base, KBF_LOWER_PREFIX, row->first_range);
    fetch(base, KBF_UPPER_PREFIX, row->first_range);
}

uint32_t kb_products(const Kb *kb, Str product, Str *names, uint32_t room)
{
    const KbFile *base = base_of(kb);
    Probe probe = { base, kbf_hash(product, base->seed), KBF_PRODUCT_HASH, 0 };
    uint32_t i;

    while (probe_next(&probe, &i)) {
        const KbfId *row = KB_ROW(base, KBF_PRODUCT_NAMES, KbfId, i);
        const KbfId *next = row ? KB_ROW(base, KBF_PRODUCT_NAMES, KbfId, i + 1) : NULL;
        uint32_t count;

        if (!next || !str_eq(string_at(kb, row->text), product))
            continue;
        count = kb_span(base, KBF_PRODUCT_PACKAGES, row->first_record, next->first_record);
        for (uint32_t k = 0; k < count && k < room; k++) {
            uint32_t number = kb_number(base, KBF_PRODUCT_PACKAGES, row->first_record + k);
            const KbfPackage *package = KB_ROW(base, KBF_PACKAGES, KbfPackage, number);

            names[k] = package ? string_at(kb, package->name) : (Str){ 0 };
        }
        return count;
    }
    return 0;
}

Str kb_wildcard_next(const Kb *kb, uint32_t *place)
{
    Str product = kb_text(base_of(kb), KBF_WILDCARDS, *place ? *place : 1);

    *place = kb_text_end(base_of(kb), KBF_WILDCARDS, product);
    return product;
}

KbVersion kb_version(const Kb *kb, uint32_t version)
{
    const KbfVersion *row = KB_ROW(base_of(kb), KBF_VERSIONS, KbfVersion, version);

    if (!row)
        return (KbVersion){ 0 };
    return (KbVersion){ string_at(kb, row->text), kb_text(base_of(kb), KBF_KEYS, row->key) };
}

/* CPE -------------------------------------------------------------------------------------- */

bool kb_tree(const Kb *kb, uint32_t node, KbNode *out)
{
    const KbfNode *at = KB_ROW(base_of(kb), KBF_NODES, KbfNode, node);
    KbfNode row = at ? *at : (KbfNode){ 0 };

    if (!row.span || row.span > kb_count(base_of(kb), KBF_NODES) - node ||
        row.child_count >= row.span || row.op > NODE_AND)
        return false;
    *out = (KbNode){ .op = (NodeOperator)row.op,
                     .negate = row.negate != 0,
                     .span = row.span,
                     .child_count = row.child_count,
                     .first_criterion = row.first_criterion,
                     .criterion_count = row.criterion_count };
    if (out->criterion_count > kb_count(base_of(kb), KBF_CRITERIA) ||
        out->first_criterion > kb_count(base_of(kb), KBF_CRITERIA) - out->criterion_count)
        out->criterion_count = 0;
    return true;
}

bool kb_criterion(const Kb *kb, uint32_t criterion, KbCriterion *out)
{
    const KbfCriterion *row = KB_ROW(base_of(kb), KBF_CRITERIA, KbfCriterion, criterion);

    if (!row)
        return false;
    *out = (KbCriterion){ .cpe = string_at(kb, row->cpe),
                          .lower = row->lower,
                          .upper = row->upper,
                          .flags = row->flags & (KBF_RANGED - 1),
                          .ranged = (row->flags & KBF_RANGED) != 0,
                          .vulnerable = (row->flags & KBF_VULNERABLE) != 0 };
    return out->cpe.len > 0;
}

bool kb_range_criterion(const Kb *kb, const KbRange *range, KbCriterion *out)
{
    uint32_t flags = range->flags;

    if (!(flags & KB_CPE))
        return false;
    *out = (KbCriterion){ .cpe = string_at(kb, range->extra),
                          .lower = range->lower,
                          .upper = range->upper,
                          .flags = flags & (KB_TREE - 1),
                          .ranged = (flags & KB_RANGED) != 0,
                          .vulnerable = true };
    return out->cpe.len > 0;
}

/* advisories ------------------------------------------------------------------------------- */

static const KbfAdvisory *advisory_at(const Kb *kb, uint32_t advisory, const KbfAdvisory **next)
{
    const KbfAdvisory *row = KB_ROW(base_of(kb), KBF_ADVISORIES, KbfAdvisory, advisory);

    *next = row ? KB_ROW(base_of(kb), KBF_ADVISORIES, KbfAdvisory, advisory + 1) : NULL;
    return *next ? row : NULL;
}

void kb_set_now(Kb *kb, int64_t now_s)
{
    kb->now_s = now_s;
}

static RecordState state_now(const Kb *kb, uint32_t advisory, RecordState state)
{
    const KbfOrigin *origin;

    if (state != RECORD_WITHDRAWN)
        return state;
    origin = KB_ROW(base_of(kb), KBF_ORIGINS, KbfOrigin, advisory);
    return origin && origin->withdrawn_s > kb->now_s ? RECORD_PUBLISHED : state;
}

bool kb_advisory(const Kb *kb, uint32_t advisory, KbAdvisory *out)
{
    const KbfAdvisory *row = KB_ROW(base_of(kb), KBF_ADVISORIES, KbfAdvisory, advisory);

    if (!kb_advisory_facts(kb, advisory, out))
        return false;
    out->id = string_at(kb, row->id);
    out->summary = kb_text(base_of(kb), KBF_TEXTS, row->summary);
    return true;
}

static ExploitFact exploit_of(uint8_t flags)
{
    unsigned exploit = (flags >> KBF_EXPLOIT_SHIFT) & KBF_EXPLOIT_MASK;

    return exploit < EXPLOITS ? (ExploitFact)exploit : EXPLOIT_ATTACKED;
}

bool kb_advisory_facts(const Kb *kb, uint32_t advisory, KbAdvisory *out)
{
    const KbFile *base = base_of(kb);
    const KbfAdvisory *next, *row = advisory_at(kb, advisory, &next);

    if (!row || row->state >= RECORD_STATES || row->severity >= SEVERITIES)
        return false;
    *out = (KbAdvisory){
        .source = row->source,
        .state = state_now(kb, advisory, (RecordState)row->state),
        .malware = (row->flags & KBF_MALWARE) != 0,
        .exploit = exploit_of(row->flags),
        .published_s = kbf_time(row->published_s, row->published_high),
        .modified_s = kbf_time(row->modified_s, row->modified_high),
        .severity = (Severity)row->severity,
        .first_score = row->first_score,
        .score_count = kb_span(base, KBF_SCORES, row->first_score, next->first_score),
        .first_group = row->first_membership,
        .group_count = kb_span(base, KBF_MEMBERSHIPS, row->first_membership,
                               next->first_membership),
        .first_cwe = row->first_cwe,
        .cwe_count = kb_span(base, KBF_CWES, row->first_cwe, next->first_cwe),
    };
    return true;
}

uint32_t kb_advisory_count(const Kb *kb)
{
    uint32_t rows = kb_count(base_of(kb), KBF_ADVISORIES);

    return rows ? rows - 1 : 0;
}

uint32_t kb_advisory_group(const Kb *kb, const KbAdvisory *advisory, uint32_t i)
{
    return i < advisory->group_count
               ? kb_number(base_of(kb), KBF_MEMBERSHIPS, advisory->first_group + i)
               : KB_NONE;
}

Str kb_advisory_cwe(const Kb *kb, const KbAdvisory *advisory, uint32_t i)
{
    if (i >= advisory->cwe_count)
        return (Str){ 0 };
    return string_at(kb, kb_number(base_of(kb), KBF_CWES, advisory->first_cwe + i));
}

/* A score without a name of its own is the source's: found through the advisory that owns it. */
static Str score_source(const Kb *kb, uint32_t score)
{
    Halving half = halving_of(kb_advisory_count(kb));
    const KbfAdvisory *row;

    while (halving_next(&half)) {
        row = KB_ROW(base_of(kb), KBF_ADVISORIES, KbfAdvisory, (uint32_t)half.middle);
        halving_turn(&half, row && row->first_score <= score);
    }
    row = half.at ? KB_ROW(base_of(kb), KBF_ADVISORIES, KbfAdvisory, (uint32_t)half.at - 1)
                  : NULL;
    return row ? kb_source_id(kb, row->source) : (Str){ 0 };
}

bool kb_score(const Kb *kb, uint32_t score, ScanScore *out, ScoreSource *by)
{
    const KbfScore *row = KB_ROW(base_of(kb), KBF_SCORES, KbfScore, score);

    if (!row || row->version >= CVSS_VERSIONS || row->by > SCORED_BY_OTHER)
        return false;
    *out = (ScanScore){ .version = (CvssVersion)row->version,
                        .vector = string_at(kb, row->vector),
                        .source = string_at(kb, row->source_name),
                        .score = row->base_tenths };
    if (!out->source.len)
        out->source = score_source(kb, score);
    *by = (ScoreSource)row->by;
    return true;
}

uint32_t kb_touches(const Kb *kb, uint32_t advisory, KbPackageName *out, uint32_t room)
{
    const KbfOrigin *row = KB_ROW(base_of(kb), KBF_ORIGINS, KbfOrigin, advisory);
    const KbfOrigin *next = row ? KB_ROW(base_of(kb), KBF_ORIGINS, KbfOrigin, advisory + 1) : NULL;
    uint32_t count =
        next ? kb_span(base_of(kb), KBF_TOUCHES, row->first_touch, next->first_touch) : 0;

    for (uint32_t i = 0; i < count && i < room; i++) {
        uint32_t number = kb_number(base_of(kb), KBF_TOUCHES, row->first_touch + i);
        const KbfPackage *package = KB_ROW(base_of(kb), KBF_PACKAGES, KbfPackage, number);

        out[i] = (KbPackageName){ 0 };
        if (package)
            out[i] = (KbPackageName){ string_at(kb, package->ecosystem),
                                      string_at(kb, package->name) };
    }
    return count;
}

uint32_t kb_find(const Kb *kb, Str id, uint32_t *advisories, uint32_t room)
{
    const KbFile *base = base_of(kb);
    Probe probe = { base, kbf_hash(id, base->seed), KBF_ID_HASH, 0 };
    uint32_t i;

    while (probe_next(&probe, &i)) {
        const KbfId *row = KB_ROW(base, KBF_IDS, KbfId, i);
        const KbfId *next = row ? KB_ROW(base, KBF_IDS, KbfId, i + 1) : NULL;
        uint32_t count;

        if (!next || !str_eq(string_at(kb, row->text), id))
            continue;
        count = kb_span(base, KBF_ID_RECORDS, row->first_record, next->first_record);
        for (uint32_t k = 0; k < count && k < room; k++)
            advisories[k] = kb_number(base, KBF_ID_RECORDS, row->first_record + k);
        return count;
    }
    return 0;
}

/* groups ----------------------------------------------------------------------------------- */

static void group_facts(const Kb *kb, KbGroup *out)
{
    bool any = kb->file[KBF_KEV].bytes.len || kb->file[KBF_EPSS].bytes.len;
    uint64_t cve = any ? kb_cve_number(out->primary) : 0;
    const KbfKev *kev = cve ? columns_find_kev(&kb->file[KBF_KEV], cve) : NULL;
    const KbfEpss *epss = cve ? columns_find_epss(&kb->file[KBF_EPSS], cve) : NULL;

    out->kev = kev != NULL;
    out->kev_ransomware = kev && kev->ransomware;
    out->kev_date_added = kev ? kev->date_added : SCAN_NO_DAY;
    out->kev_due_date = kev ? kev->due_date : SCAN_NO_DAY;
    out->epss_score = epss ? epss->score_e5 : SCAN_NO_PARTS;
    out->epss_percentile = epss ? epss->percentile_e5 : SCAN_NO_PARTS;
}

bool kb_group(const Kb *kb, uint32_t group, KbGroup *out)
{
    const KbFile *base = base_of(kb);
    const KbfGroup *row = KB_ROW(base, KBF_GROUPS, KbfGroup, group);
    const KbfGroup *next = row ? KB_ROW(base, KBF_GROUPS, KbfGroup, group + 1) : NULL;

    if (!next)
        return false;
    *out = (KbGroup){
        .primary = string_at(kb, row->primary),
        .first_id = row->first_id,
        .id_count = kb_span(base, KBF_GROUP_IDS, row->first_id, next->first_id),
        .first_advisory = row->first_record,
        .advisory_count = kb_span(base, KBF_GROUP_RECORDS, row->first_record, next->first_record),
    };
    group_facts(kb, out);
    return true;
}

bool kb_has_group(const Kb *kb, uint32_t group)
{
    uint32_t rows = kb_count(base_of(kb), KBF_GROUPS);

    return rows && group < rows - 1;
}

Str kb_group_id(const Kb *kb, const KbGroup *group, uint32_t i)
{
    if (i >= group->id_count)
        return (Str){ 0 };
    return string_at(kb, kb_number(base_of(kb), KBF_GROUP_IDS, group->first_id + i));
}

uint32_t kb_group_advisory(const Kb *kb, const KbGroup *group, uint32_t i)
{
    return i < group->advisory_count
               ? kb_number(base_of(kb), KBF_GROUP_RECORDS, group->first_advisory + i)
               : KB_NONE;
}

static void fetch_record(const KbFile *base, const KbfAdvisory *row)
{
    fetch(base, KBF_STRINGS, row->id);
    fetch(base, KBF_TEXTS, row->summary);
    fetch(base, KBF_SCORES, row->first_score);
}

/* Of what lies behind a number that is itself to be read first, step by step. */
void kb_group_ahead(const Kb *kb, uint32_t group, int step)
{
    const KbFile *base = base_of(kb);
    const KbfGroup *row = step > 0 ? KB_ROW(base, KBF_GROUPS, KbfGroup, group) : NULL;
    uint32_t record = row && step > 1 ? kb_number(base, KBF_GROUP_RECORDS, row->first_record)
                                      : KBF_NONE;
    const KbfAdvisory *advisory =
        step > 2 ? KB_ROW(base, KBF_ADVISORIES, KbfAdvisory, record) : NULL;
    const KbfScore *score =
        advisory && step > 3 ? KB_ROW(base, KBF_SCORES, KbfScore, advisory->first_score) : NULL;

    if (step == 0) {
        fetch(base, KBF_GROUPS, group);
    } else if (row && step == 1) {
        fetch(base, KBF_GROUP_RECORDS, row->first_record);
        fetch(base, KBF_GROUP_IDS, row->first_id);
        fetch(base, KBF_STRINGS, row->primary);
    } else if (step == 2) {
        fetch(base, KBF_ADVISORIES, record);
    } else if (advisory && step == 3) {
        fetch_record(base, advisory);
    } else if (score) {
        fetch(base, KBF_STRINGS, score->vector);
    }
}

void kb_range_ahead(const Kb *kb, const KbRange *range, int step)
{
    const KbFile *base = base_of(kb);
    const uint32_t bounds[] = { range->lower, range->upper };
    const KbfAdvisory *advisory =
        step ? KB_ROW(base, KBF_ADVISORIES, KbfAdvisory, range->advisory) : NULL;

    if (!step)
        fetch(base, KBF_ADVISORIES, range->advisory);
    else if (advisory)
        fetch(base, KBF_STRINGS, advisory->id);
    for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
        const KbfVersion *row = step ? KB_ROW(base, KBF_VERSIONS, KbfVersion, bounds[i]) : NULL;

        if (!step)
            fetch(base, KBF_VERSIONS, bounds[i]);
        else if (row)
            fetch(base, KBF_STRINGS, row->text);
    }
}

/* support ---------------------------------------------------------------------------------- */

bool kb_support(const Kb *kb, Str identifier, Str version, Arena *arena, Str *ends, Str *source)
{
    const KbFile *file = &kb->file[KBF_SUPPORT];
    char day[DATE_TEXT_BYTES];
    const KbfCycle *cycle;
    Str plain;

    *ends = *source = (Str){ 0 };
    if (!kb_count(file, KBF_CYCLES))
        return true;
    if (!columns_identifier(identifier, arena, &plain))
        return false;
    cycle = plain.len ? columns_find_cycle(file, plain, version) : NULL;
    if (!cycle)
        return true;
    if (cycle->kind == SUPPORT_ENDED)
        *ends = STR("true");
    else if (cycle->kind == SUPPORT_GOING_ON)
        *ends = STR("false");
    else if (cycle->kind != SUPPORT_DATE)
        return true;
    else if (!arena_copy(arena, date_write_day(cycle->ends, day), ends))
        return false;
    *source = STR("eol");
    return true;
}
