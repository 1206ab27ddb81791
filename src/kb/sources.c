/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/sources.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const Plan *plan;
    const Intake *intake;
    Arena *arena;
    Str *id;               /* by unit */
    uint32_t *together;    /* numbers of units: those that make one source */
} Naming;

/* A folder of single records is one source, whether a record was small enough for the archive or
 * not. */
static bool is_single(const Naming *naming, uint32_t u)
{
    const PlanUnit *unit = &naming->plan->units[u];

    return unit->kind == FEED_OSV && unit->walked && !naming->intake->units[u].absent &&
           (unit->archive || naming->intake->units[u].records <= 1);
}

/* The first unit of a folder of single records stands for all of them; units before it have their
 * names, so each folder is walked once. */
static TallyUnits belong_together(Naming *naming, uint32_t u)
{
    uint32_t count = 0;

    naming->together[count++] = u;
    for (uint32_t other = u + 1; is_single(naming, u) && other < naming->plan->unit_count; other++)
        if (is_single(naming, other) &&
            naming->plan->units[u].given == naming->plan->units[other].given)
            naming->together[count++] = other;
    return (TallyUnits){ naming->together, count };
}

static bool name_osv(Naming *naming, uint32_t u)
{
    TallyUnits units = belong_together(naming, u);
    Str id;

    if (!tally_source(naming->intake->tallies, naming->intake->worker_count, &units,
                      naming->arena, &id))
        return false;
    for (uint32_t i = 0; i < units.count; i++)
        naming->id[units.unit[i]] = id;
    return true;
}

static bool name_units(Naming *naming)
{
    for (uint32_t u = 0; u < naming->plan->unit_count; u++) {
        if (naming->id[u].len || naming->intake->units[u].absent)
            continue;
        if (naming->plan->units[u].kind != FEED_OSV)
            naming->id[u] = feed_kind_name(naming->plan->units[u].kind);
        else if (!name_osv(naming, u))
            return false;
    }
    return true;
}

static int source_compare(const void *a_, const void *b_)
{
    const BuildSource *a = a_, *b = b_;

    return str_cmp(a->id, b->id);
}

static bool list_ids(const Naming *naming, SourceList *out)
{
    uint32_t count = naming->plan->unit_count;

    out->sources = ARENA_ARRAY(naming->arena, BuildSource, count);
    if (!out->sources)
        return false;
    for (uint32_t u = 0; u < count; u++)
        out->sources[u] = (BuildSource){ .id = naming->id[u], .kind = naming->plan->units[u].kind };
    qsort(out->sources, count, sizeof *out->sources, source_compare);
    for (uint32_t u = 0; u < count; u++) {
        const BuildSource *last = out->source_count ? &out->sources[out->source_count - 1] : NULL;

        if (out->sources[u].id.len && (!last || !str_eq(last->id, out->sources[u].id)))
            out->sources[out->source_count++] = out->sources[u];
    }
    return out->source_count <= BUILD_SOURCES_MAX / 2;
}

static bool digest_files(const Naming *naming, BuildSource *source)
{
    DigestStream stream;
    Digest digest;

    if (source->file_count == 1) {
        source->digest = source->files[0].digest;
        return true;
    }
    digest_begin(&stream);
    for (uint32_t f = 0; f < source->file_count; f++) {
        Str text = source->files[f].digest;

        digest_add(&stream, str_slice(text, str_find_char(text, ':') + 1, text.len));
        digest_add(&stream, STR("\n"));
    }
    digest = digest_end(&stream);
    return evidence_text(&digest, naming->arena, &source->digest);
}

/* Units come in the order of their names, so do the files of a source. */
static bool gather_files(const Naming *naming, uint32_t s, SourceList *out)
{
    BuildSource *source = &out->sources[s];
    BuildFile *files;
    uint32_t count = 0;

    for (uint32_t u = 0; u < naming->plan->unit_count; u++)
        count += str_eq(naming->id[u], source->id);
    files = ARENA_ARRAY(naming->arena, BuildFile, count);
    if (!files)
        return false;
    source->files = files;
    for (uint32_t u = 0; u < naming->plan->unit_count; u++) {
        const IntakeUnit *unit = &naming->intake->units[u];
        BuildFile *file = &files[source->file_count];

        if (!str_eq(naming->id[u], source->id))
            continue;
        out->of_unit[u] = s;
        out->file_of_unit[u] = source->file_count++;
        file->name = naming->plan->units[u].name;
        file->bytes = unit->evidence.bytes;
        source->refused += unit->refused;
        source->taken += unit->records - unit->refused;
        source->left_out += unit->left_out;
        source->date_s = unit->stamp_s > source->date_s ? unit->stamp_s : source->date_s;
        if (!evidence_text(&unit->evidence.digest, naming->arena, &file->digest))
            return false;
    }
    return digest_files(naming, source);
}

bool sources_name(const Plan *plan, const Intake *intake, Arena *arena, SourceList *out)
{
    Naming naming = { .plan = plan,
                      .intake = intake,
                      .arena = arena,
                      .id = ARENA_ARRAY(arena, Str, plan->unit_count),
                      .together = ARENA_ARRAY(arena, uint32_t, plan->unit_count) };

    *out = (SourceList){ .of_unit = ARENA_ARRAY(arena, uint32_t, plan->unit_count),
                         .file_of_unit = ARENA_ARRAY(arena, uint32_t, plan->unit_count) };
    if (!naming.id || !naming.together || !out->of_unit || !out->file_of_unit ||
        !name_units(&naming) || !list_ids(&naming, out))
        return false;
    for (uint32_t s = 0; s < out->source_count; s++)
        if (!gather_files(&naming, s, out))
            return false;
    return true;
}
