/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zone.h"

#include "base/halving.h"
#include "base/io.h"

#include <string.h>

#define RULE_NAME    STR("base.zone-name")
#define RULE_NO_FILE STR("base.zone-no-file")
#define RULE_VERSION STR("base.zone-version")
#define RULE_CUT     STR("base.zone-cut")
#define RULE_COUNT   STR("base.zone-count")
#define RULE_ORDER   STR("base.zone-order")
#define RULE_TYPE    STR("base.zone-type")
#define RULE_OFFSET  STR("base.zone-offset")
#define RULE_LEAPS   STR("base.zone-leap-seconds")
#define RULE_FOOTER  STR("base.zone-footer")

enum {
    HEADER_BYTES = 44, VERSION_AT = 4, COUNTS_AT = 20, TYPE_BYTES = 6,
    TYPES_MAX = 256,     /* a type is named by one byte */
    DAY_S = 86400,
};
#define INSTANT_MIN (-((int64_t)1 << 59)) /* RFC 9636 section 3.2: no time before the Big Bang */

/* Header of a block:  "TZif" version 15 × 0, then six counts of four bytes.
 * Block:  times, type of each, (offset, saves, name) of each type, names, leap seconds, two lists
 *         of flags. A file of version 2 and later has a block with times of 4 bytes, which nobody
 *         needs, then header and block with times of 8, then a line with the rule. */
typedef struct {
    char version;
    uint32_t ut_flags, standard_flags, leaps, times, types, chars;
    size_t time_bytes;
    size_t at, end; /* of the block behind the header */
} Block;

static uint32_t read_u32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int64_t read_time(const char *at, size_t bytes)
{
    return bytes == 4 ? (int32_t)read_u32(at)
                      : (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

static bool refuse(Err *err, RuleId rule, size_t at)
{
    err_set(err, ERR_SYNTAX, rule);
    return err_at(err, at);
}

/* Counts are of 32 bits and sizes of 64, so nothing overflows. */
static bool block_read(Str bytes, size_t at, size_t time_bytes, Block *out, Err *err)
{
    const char *header = bytes.ptr + at;
    uint64_t size;

    if (bytes.len - at < HEADER_BYTES || memcmp(header, "TZif", 4) != 0)
        return refuse(err, RULE_NO_FILE, at);
    *out = (Block){
        .version = header[VERSION_AT],
        .ut_flags = read_u32(header + COUNTS_AT),
        .standard_flags = read_u32(header + COUNTS_AT + 4),
        .leaps = read_u32(header + COUNTS_AT + 8),
        .times = read_u32(header + COUNTS_AT + 12),
        .types = read_u32(header + COUNTS_AT + 16),
        .chars = read_u32(header + COUNTS_AT + 20),
        .time_bytes = time_bytes,
        .at = at + HEADER_BYTES,
    };
    size = (uint64_t)out->times * (time_bytes + 1) + (uint64_t)out->types * TYPE_BYTES + out->chars
         + (uint64_t)out->leaps * (time_bytes + 4) + out->standard_flags + out->ut_flags;
    if (size > bytes.len - out->at)
        return refuse(err, RULE_CUT, at);
    out->end = out->at + (size_t)size;
    return true;
}

/* ---- the changes ------------------------------------------------------------------ */

static bool take_offsets(Str bytes, const Block *block, int32_t *offsets, Err *err)
{
    size_t at = block->at + block->times * (block->time_bytes + 1);

    for (size_t i = 0; i < block->types; i++, at += TYPE_BYTES) {
        offsets[i] = (int32_t)read_u32(bytes.ptr + at);
        if (offsets[i] < -ZONE_OFFSET_MAX_S || offsets[i] > ZONE_OFFSET_MAX_S)
            return refuse(err, RULE_OFFSET, at);
    }
    return true;
}

/* The first type holds before the first change (RFC 9636 section 3.2). */
static bool take_changes(Str bytes, const Block *block, Zone *zone, Err *err)
{
    size_t at = block->at, type_at = block->at + block->times * block->time_bytes;
    int32_t offsets[TYPES_MAX];
    int64_t before = INSTANT_MIN - 1;

    if (!take_offsets(bytes, block, offsets, err))
        return false;
    zone->offset_s[0] = offsets[0];
    for (size_t i = 0; i < block->times; i++, at += block->time_bytes, type_at++) {
        unsigned type = (unsigned char)bytes.ptr[type_at];
        int64_t time = read_time(bytes.ptr + at, block->time_bytes);
        if (time <= before || time > -INSTANT_MIN)
            return refuse(err, RULE_ORDER, at);
        if (type >= block->types)
            return refuse(err, RULE_TYPE, type_at);
        zone->at[i] = before = time;
        zone->offset_s[i + 1] = offsets[type];
    }
    return true;
}

static bool block_take(Str bytes, const Block *block, Arena *arena, Zone *zone, Err *err)
{
    if (block->leaps)
        return err_set(err, ERR_UNKNOWN_NAME, RULE_LEAPS);
    if (!block->types || block->types > TYPES_MAX)
        return refuse(err, RULE_COUNT, block->at - HEADER_BYTES + COUNTS_AT + 16);
    zone->count = block->times;
    zone->at = ARENA_ARRAY(arena, int64_t, zone->count);
    zone->offset_s = ARENA_ARRAY(arena, int32_t, zone->count + 1);
    if (!zone->at || !zone->offset_s)
        return err_no_memory(err);
    return take_changes(bytes, block, zone, err);
}

/* "\n" rule "\n"; an empty rule says that nobody knows what comes. */
static bool footer_take(Str bytes, size_t at, Zone *zone, Err *err)
{
    Str text = str_slice(bytes, at + 1, bytes.len);
    size_t end = str_find_char(text, '\n');

    if (at == bytes.len || bytes.ptr[at] != '\n' || end == text.len)
        return refuse(err, RULE_FOOTER, at);
    zone->ruled = end > 0;
    if (!zone->ruled || zone_rule_parse(str_slice(text, 0, end), &zone->rule, err))
        return true;
    return err_at(err, err->byte == ERR_NO_BYTE ? at + 1 : at + 1 + err->byte);
}

static bool file_take(Str bytes, Arena *arena, Zone *zone, Err *err)
{
    Block block;

    if (bytes.len > ZONE_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_COUNT);
    if (!block_read(bytes, 0, 4, &block, err))
        return false;
    if (!block.version)
        return block_take(bytes, &block, arena, zone, err);
    if (block.version < '2' || block.version > '4')
        return err_set(err, ERR_UNKNOWN_NAME, RULE_VERSION, (Str){ &block.version, 1 });
    return block_read(bytes, block.end, 8, &block, err)
        && block_take(bytes, &block, arena, zone, err)
        && footer_take(bytes, block.end, zone, err);
}

/* ---- names ------------------------------------------------------------------------ */

static bool part_fits(Str part)
{
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z')
            && c != '_' && c != '+' && c != '-')
            return false;
    }
    return part.len > 0;
}

static bool name_fits(Str name, Err *err)
{
    Str rest = name, part;
    bool fits = name.len <= ZONE_NAME_BYTES_MAX;

    while (fits && str_next(&rest, '/', &part))
        fits = part_fits(part);
    if (!fits)
        return err_set(err, ERR_USAGE, RULE_NAME, name);
    return true;
}

bool zone_parse(Str name, Str bytes, Arena *arena, Zone *out, Err *err)
{
    Zone zone = { 0 };

    if (!name_fits(name, err))
        return false;
    if (!arena_copy(arena, name, &zone.name))
        return err_no_memory(err);
    if (!file_take(bytes, arena, &zone, err))
        return err_in(err, "%s", zone.name.ptr);
    *out = zone;
    return true;
}

bool zone_load(const char *folder, Str name, Arena *arena, Zone *out, Err *err)
{
    CLEANUP(arena_done) Arena scratch = arena_new(4 * ZONE_BYTES_MAX);
    const char *path;
    Str bytes;

    return name_fits(name, err) && io_join(&scratch, folder, name, &path, err)
        && io_read_all(path, ZONE_BYTES_MAX, &scratch, &bytes, err)
        && zone_parse(name, bytes, arena, out, err);
}

/* ---- asking ----------------------------------------------------------------------- */

/* How many changes are not later than `instant`. */
static size_t changes_before(const Zone *zone, int64_t instant)
{
    Halving half = halving_of(zone->count);

    while (halving_next(&half))
        halving_turn(&half, zone->at[half.middle] <= instant);
    return half.at;
}

ZoneSpan zone_span(const Zone *zone, int64_t instant)
{
    size_t i = changes_before(zone, instant);
    ZoneSpan span = {
        .from = i ? zone->at[i - 1] : INT64_MIN,
        .to = i < zone->count ? zone->at[i] : INT64_MAX,
        .offset_s = zone->offset_s[i],
    };

    if (i == zone->count && zone->ruled) {
        ZoneSpan ruled = zone_rule_span(&zone->rule, instant);
        span.from = ruled.from > span.from ? ruled.from : span.from;
        span.to = ruled.to;
        span.offset_s = ruled.offset_s;
    }
    return span;
}

ZoneTime zone_time(const Zone *zone, int64_t instant)
{
    int64_t there = instant + zone_span(zone, instant).offset_s;
    int64_t days = date_days_of_s(there);

    return (ZoneTime){ days, (int32_t)(there - days * DAY_S) };
}

/* Before the first span looked at, every clock shows less: no offset is larger than the maximum. */
int64_t zone_instant(const Zone *zone, ZoneTime time)
{
    int64_t there = time.days * DAY_S + time.second, instant;
    ZoneSpan span = zone_span(zone, there - ZONE_OFFSET_MAX_S);

    while (there - span.offset_s >= span.to)
        span = zone_span(zone, span.to);
    instant = there - span.offset_s;
    return instant > span.from ? instant : span.from;
}
