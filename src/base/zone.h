/* SPDX-License-Identifier: Apache-2.0 */
/* zone.h — time zones: which date and hour it is in New York at an instant, and back.
 *
 * A zone is read from a file of tzdata (TZif, versions 1 to 4, fat or slim): a list of changes, and
 * a rule for what comes after them. Files with leap seconds ("right/…") are refused: our instants
 * have none.
 *
 * Units:   instants are UTC seconds as in date.h, for its years; days are counted as there; offsets
 *          are seconds east of Greenwich.
 * Source:  RFC 9636 (and RFC 8536, which it replaces).
 * Threads: a Zone is read-only once it is made; share freely.
 */
#pragma once

#include "base/arena.h"
#include "base/date.h"
#include "base/zone_rule.h"

enum {
    ZONE_BYTES_MAX = 1 << 16,   /* a hostile file; the largest of tzdata has 4 KiB    */
    ZONE_NAME_BYTES_MAX = 64,   /* the same; "America/Argentina/ComodRivadavia" has 32 */
};

/* Where the system keeps its zones. */
#define ZONE_FOLDER "/usr/share/zoneinfo"

typedef struct {
    Str name;
    size_t count;       /* of changes */
    int64_t *at;        /* instants of changes, ascending */
    int32_t *offset_s;  /* count + 1 of them: before the first change, then from each */
    bool ruled;         /* a rule holds from the last change on; else its offset stays */
    ZoneRule rule;
} Zone;

/* Reads the bytes of a TZif file. `name` is kept, checked as zone_load does.
 *
 * Owns:    what *out points to lives in `arena`, the name too.
 * Fails:   ERR_SYNTAX with the byte for what is no TZif; ERR_UNKNOWN_NAME for a version we do not
 *          know or leap seconds; ERR_LIMIT; ERR_USAGE for the name. The name is a step.
 */
MUST_CHECK bool zone_parse(Str name, Str bytes, Arena *arena, Zone *out, Err *err);

/* Reads "<folder>/<name>". A name is made of parts between slashes, each of letters, digits, "_",
 * "+" and "-" and not empty, so that it stays below `folder`: else ERR_USAGE "base.zone-name". */
MUST_CHECK bool zone_load(const char *folder, Str name, Arena *arena, Zone *out, Err *err);

/* The span around `instant` in which one offset holds. */
ZoneSpan zone_span(const Zone *zone, int64_t instant);

/* The date there, in days since 1970, and the seconds since its 00:00 by the clock on the wall. */
typedef struct {
    int64_t days;
    int32_t second;
} ZoneTime;
ZoneTime zone_time(const Zone *zone, int64_t instant);

/* The first instant at which the clock on the wall shows this time or a later one. A time that is
 * shown twice, when clocks go back, so means the first of the two; a time that is never shown, when
 * they go forward, means the instant of the change; a day that a zone skipped, the next one's
 * beginning. So a period that ends there ends rather early than late. */
int64_t zone_instant(const Zone *zone, ZoneTime time);
