/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <stdio.h>

enum { ARENA_BYTES = 1 << 26, PARTS_MAX = 8 };

void case_world_done(CaseWorld *world)
{
    arena_done(&world->arena);
}

CaseWorld case_world_new(void)
{
    static CaseWorld world;
    Err err = { 0 };

    world = (CaseWorld){ .arena = arena_new(ARENA_BYTES) };
    CHECK_OK(calendars_own(&world.arena, &world.calendars, &err), &err);
    CHECK_OK(clock_rules_own(&world.calendars, &world.arena, &world.rules, &err), &err);
    for (size_t i = 0; i < world.rules.zone_count; i++) {
        CHECK_OK(zone_load(ZONE_FOLDER, world.rules.zone[i], &world.arena, &world.zone[i], &err),
                 &err);
        world.zones[i] = &world.zone[i];
    }
    world.world = (ClockWorld){ &world.rules, &world.calendars, world.zones };
    return world;
}

static int64_t at(Str text)
{
    int64_t seconds = 0;

    if (!date_parse_s(text, &seconds))
        test_fail("no instant: %.*s", STR_ARG(text));
    return seconds;
}

static ClockFacts facts_of(Str text)
{
    ClockFacts facts = { 0 };
    Str word;

    while (str_next(&text, ' ', &word)) {
        bool negated = str_starts(word, STR("!"));
        ClockFact fact;
        if (!word.len)
            continue;
        if (!clock_fact_read(str_slice(word, negated, word.len), &fact))
            test_fail("no fact: %.*s", STR_ARG(word));
        *(negated ? &facts.no : &facts.yes) |= 1u << fact;
    }
    return facts;
}

/* "name instant; name instant" */
typedef struct {
    Str name;
    int64_t at_s;
} Part;

static size_t parts_of(const char *text, Part *parts)
{
    Str rest = str_of(text), part;
    size_t count = 0;

    while (text[0] && str_next(&rest, ';', &part)) {
        size_t space;
        part = str_trim(part);
        space = str_find_char(part, ' ');
        parts[count++] = (Part){ str_slice(part, 0, space),
                                 at(str_slice(part, space + 1, part.len)) };
    }
    return count;
}

static ClockEvent event_of(Part part)
{
    static const Str STARTS[] = { STR_ROW("awareness"), STR_ROW("initiation"), STR_ROW("measure") };
    size_t mark = str_find_char(part.name, '@');

    for (unsigned i = 0; i < ARRAY_LEN(STARTS); i++)
        if (str_eq(str_slice(part.name, 0, mark), STARTS[i]))
            return (ClockEvent){ i, str_slice(part.name, mark + 1, part.name.len), part.at_s };
    test_fail("no event: %.*s", STR_ARG(part.name));
}

Clock *case_clocks(CaseWorld *world, const CaseText *text, const char *now, size_t *count)
{
    Part parts[PARTS_MAX];
    ClockEvent *events = ARENA_ARRAY(&world->arena, ClockEvent, PARTS_MAX);
    ClockFiling *filings = ARENA_ARRAY(&world->arena, ClockFiling, PARTS_MAX);
    ClockWaiver *waivers = ARENA_ARRAY(&world->arena, ClockWaiver, PARTS_MAX);
    ClockCase what = { .markets = (1u << CLOCK_MARKETS) - 1, .facts = facts_of(str_of(text->facts)),
                       .event = events, .filing = filings, .waiver = waivers };
    Clock *clocks;
    Err err = { 0 };

    world->world.zone = world->zones;
    what.seen = text->seen[0];
    what.first_seen_s = what.seen ? at(str_of(text->seen)) : 0;
    what.event_count = parts_of(text->events, parts);
    for (size_t i = 0; i < what.event_count; i++)
        events[i] = event_of(parts[i]);
    what.filing_count = parts_of(text->papers, parts);
    for (size_t i = 0; i < what.filing_count; i++)
        filings[i] = (ClockFiling){ parts[i].name, parts[i].at_s };
    what.waiver_count = parts_of(text->waivers, parts);
    for (size_t i = 0; i < what.waiver_count; i++)
        waivers[i] = (ClockWaiver){ parts[i].name, STR("a drill"), STR("reviewer"),
                                    parts[i].at_s };
    CHECK_OK(clock_list(&world->world, &what, at(str_of(now)), &world->arena, &clocks, count,
                        &err), &err);
    return clocks;
}

const Clock *case_clock(CaseWorld *world, const CaseText *text, const char *now, const char *rule)
{
    size_t count;
    Clock *clocks = case_clocks(world, text, now, &count);

    for (size_t i = 0; i < count; i++)
        if (str_eq(clocks[i].rule->id, str_of(rule)))
            return &clocks[i];
    test_fail("no clock for %s", rule);
}

void case_state(const Clock *clock, char *state, size_t size)
{
    bool closed = clock->office == DAY_WEEKEND || clock->office == DAY_HOLIDAY;

    if (clock->state == CLOCK_NOT_APPLICABLE && clock->fact == CLOCK_FACTS)
        snprintf(state, size, "not-in-force");
    else
        snprintf(state, size, "%.*s%s%s", STR_ARG(clock_state_word(clock->state)),
                 clock->late ? " late" : "", closed ? " closed" : "");
}
