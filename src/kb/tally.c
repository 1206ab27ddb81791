/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/tally.h"

#include "kb/import.h"

#include <string.h>

bool tally_new(Arena *arena, uint32_t unit_count, Tally *out)
{
    *out = (Tally){ .texts = interner_new(arena),
                    .map = pair_map_new(arena),
                    .ecosystems = list_new(arena, sizeof(TallyEcosystem)),
                    .units = ARENA_ARRAY(arena, TallyUnit, unit_count),
                    .unit_count = unit_count };
    for (uint32_t i = 0; out->units && i < unit_count; i++)
        out->units[i].prefix = INTERN_NONE;
    return out->units != NULL;
}

static Str before(Str text, char c)
{
    return str_slice(text, 0, str_find_char(text, c));
}

/* An ecosystem named by two packages of a record counts once. */
static bool tally_ecosystem(Tally *tally, uint32_t unit, Str ecosystem)
{
    uint32_t text, number;
    TallyEcosystem *row;
    bool fresh;

    if (!intern(&tally->texts, ecosystem, &text) ||
        !pair_map_add(&tally->map, unit, text, &number, &fresh))
        return false;
    row = fresh ? LIST_ADD(&tally->ecosystems, TallyEcosystem)
                : LIST_AT(&tally->ecosystems, TallyEcosystem, number);
    if (!row)
        return false;
    if (fresh) {
        row->next = tally->units[unit].first;
        tally->units[unit].first = number + 1;
    }
    row->ecosystem = text;
    row->unit = unit;
    row->records += row->last != tally->seen;
    row->last = tally->seen;
    return true;
}

bool tally_record(Tally *tally, uint32_t unit, const Record *record)
{
    TallyUnit *row = &tally->units[unit];
    uint32_t prefix;

    tally->seen++;
    row->records++;
    if (!intern(&tally->texts, before(record->id, '-'), &prefix))
        return false;
    row->mixed = row->mixed || (row->prefix != INTERN_NONE && row->prefix != prefix);
    row->prefix = prefix;
    for (size_t i = 0; i < record->affected_count; i++) {
        const RecordAffected *affected = &record->affected[i];

        if (affected->kind == AFFECTED_PACKAGE && affected->ecosystem.len &&
            !tally_ecosystem(tally, unit, before(affected->ecosystem, ':')))
            return false;
    }
    return true;
}

/* naming ----------------------------------------------------------------------------------- */

typedef struct {
    Interner texts;
    List counts;           /* uint64_t by text */
    uint64_t records;
    Str prefix;
    bool mixed;
} Sum;

static void add_units(const Tally *tally, const TallyUnits *units, Sum *sum)
{
    for (uint32_t i = 0; i < units->count; i++) {
        const TallyUnit *row = &tally->units[units->unit[i]];
        Str prefix;

        if (row->prefix == INTERN_NONE)
            continue;
        prefix = interner_text(&tally->texts, row->prefix);
        sum->records += row->records;
        sum->mixed = sum->mixed || row->mixed || (sum->prefix.len && !str_eq(sum->prefix, prefix));
        sum->prefix = prefix;
    }
}

static bool add_ecosystems_of(const Tally *tally, uint32_t unit, Sum *sum)
{
    const TallyEcosystem *row;

    for (uint32_t at = tally->units[unit].first; at; at = row->next) {
        uint32_t number;

        row = LIST_AT(&tally->ecosystems, TallyEcosystem, at - 1);
        if (!intern(&sum->texts, interner_text(&tally->texts, row->ecosystem), &number))
            return false;
        if (number == sum->counts.count && !LIST_ADD(&sum->counts, uint64_t))
            return false;
        *LIST_AT(&sum->counts, uint64_t, number) += row->records;
    }
    return true;
}

static bool add_ecosystems(const Tally *tally, const TallyUnits *units, Sum *sum)
{
    for (uint32_t i = 0; i < units->count; i++)
        if (!add_ecosystems_of(tally, units->unit[i], sum))
            return false;
    return true;
}

/* Ids of sources stand in paths and URLs: nothing but the letters that ecosystems use. */
static bool is_plain(Str name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == '/' || name.ptr[i] == 0x7F)
            return false;
    return name.len > 0 && name.len <= 64;
}

/* The ecosystem that most records name; of two, the one that comes first by name. */
static Str name_of(const Sum *sum)
{
    Str best = { 0 };
    uint64_t most = 0;

    for (uint32_t i = 0; i < sum->counts.count; i++) {
        uint64_t count = *LIST_AT(&sum->counts, uint64_t, i);
        Str name = interner_text(&sum->texts, i);

        if (count < most || !is_plain(name) || (count == most && str_cmp(name, best) > 0))
            continue;
        best = name;
        most = count;
    }
    if (most && most * 100 >= sum->records * IMPORT_SHARE)
        return best;
    return !sum->mixed && is_plain(sum->prefix) ? sum->prefix : STR("all");
}

bool tally_source(const Tally *tallies, size_t count, const TallyUnits *units, Arena *arena,
                  Str *out)
{
    Sum sum = { .texts = interner_new(arena), .counts = list_new(arena, sizeof(uint64_t)) };
    char *text;
    Str name;

    for (size_t t = 0; t < count; t++) {
        add_units(&tallies[t], units, &sum);
        if (!add_ecosystems(&tallies[t], units, &sum))
            return false;
    }
    name = name_of(&sum);
    text = arena_alloc_raw(arena, 4 + name.len);
    if (!text)
        return false;
    memcpy(text, "osv/", 4);
    memcpy(text + 4, name.ptr, name.len);
    *out = (Str){ text, 4 + name.len };
    return true;
}
