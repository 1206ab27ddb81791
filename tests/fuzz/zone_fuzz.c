/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of tzdata: what is read answers for every instant, and its spans meet. */
#include "base/zone.h"

enum { ARENA_BYTES = 1 << 21, DAY_S = 86400 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ask(const Zone *zone, int64_t instant)
{
    ZoneSpan span = zone_span(zone, instant);
    ZoneTime time = zone_time(zone, instant);
    int64_t back = zone_instant(zone, time);
    bool ok = span.from <= instant && instant < span.to && time.second >= 0 && time.second < DAY_S
           && back <= instant;

    assert(ok);
    (void)ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const int64_t INSTANTS[] = { -62167219200, -1, 0, 1772953200, 4102444800, 253402300799 };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Err err = { 0 };
    Zone zone;

    if (!zone_parse(STR("Fuzz"), (Str){ (const char *)bytes, size }, &arena, &zone, &err))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(INSTANTS); i++)
        ask(&zone, INSTANTS[i]);
    for (size_t i = 0; i < zone.count && i < 8; i++)
        if (zone.at[i] > INSTANTS[0] && zone.at[i] < INSTANTS[5]) {
            ask(&zone, zone.at[i]);
            ask(&zone, zone.at[i] - 1);
        }
    return 0;
}
