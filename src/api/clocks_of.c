/* SPDX-License-Identifier: Apache-2.0 */
#include "api/clocks_of.h"

#include "api/clock_fact.h"

#include <stdlib.h>

/* What holds of every vulnerability of a product that nobody assessed: the worse. */
static const ClockFacts ASSUMED = {
    .yes = (uint32_t)1 << FACT_VULNERABILITY | (uint32_t)1 << FACT_UNCONTROLLED,
};
static const ClockFacts EXPLOITED = { .yes = (uint32_t)1 << FACT_EXPLOITED };

static int moment_compare(const void *left, const void *right)
{
    const ClockMoment *a = left, *b = right;

    return (a->at_s > b->at_s) - (a->at_s < b->at_s);
}

/* The story of a matter while it is told again. */
typedef struct {
    const ClockBook *book;
    ClockFacts facts;
    bool aware;
    bool *started;      /* by rule */
    ClockEvent *events; /* with room for one a rule, and one for all */
    size_t count;
} Story;

static void story_start(Story *story, Str rule, int64_t at_s)
{
    story->events[story->count++] = (ClockEvent){ CLOCK_AWARENESS, rule, at_s };
}

static void story_moment(Story *story, const ClockMoment *moment)
{
    const ClockRules *rules = &story->book->rules;
    ClockFact fact;

    clock_facts_add(&story->facts, moment->facts);
    if (moment->aware && !story->aware)
        story_start(story, STR(""), moment->at_s);
    story->aware = story->aware || moment->aware;
    for (size_t i = 0; story->aware && i < rules->count; i++) {
        const ClockRule *rule = &rules->rule[i];

        if (story->started[i] || rule->start != CLOCK_AWARENESS
            || clock_rule_holds(rule, story->facts, &fact) != CLOCK_HOLDS)
            continue;
        story->started[i] = true;
        story_start(story, rule->id, moment->at_s);
    }
}

/* All moments by time; that it is known to be exploited is one of them. */
static bool moments_sort(const ClockBook *book, ClockMatter *matter, Err *err)
{
    size_t count = matter->moment_count;
    ClockMoment *all = ARENA_ARRAY(book->arena, ClockMoment, count + 1);

    if (!all)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++)
        all[i] = matter->moments[i];
    if (matter->exploited)
        all[count++] = (ClockMoment){ .at_s = matter->exploited_s, .facts = EXPLOITED };
    qsort(all, count, sizeof *all, moment_compare);
    matter->moments = all;
    matter->moment_count = count;
    return true;
}

static bool story_tell(const ClockBook *book, ClockMatter *matter, ClockFacts *facts, Err *err)
{
    size_t room = book->rules.count + 1 + matter->event_count;
    Story story = { .book = book, .facts = ASSUMED,
                    .started = ARENA_ARRAY(book->arena, bool, book->rules.count),
                    .events = ARENA_ARRAY(book->arena, ClockEvent, room) };

    if (!story.started || !story.events)
        return err_no_memory(err);
    clock_facts_add(&story.facts, matter->product->facts);
    for (; story.count < matter->event_count; story.count++)
        story.events[story.count] = matter->events[story.count];
    for (size_t i = 0; i < matter->moment_count; i++)
        if (matter->moments[i].at_s <= book->now_s)
            story_moment(&story, &matter->moments[i]);
    *facts = story.facts;
    matter->events = story.events;
    matter->event_count = story.count;
    return true;
}

bool matter_settle(const ClockBook *book, ClockMatter *matter, Err *err)
{
    ClockWorld world = { &book->rules, &book->calendars, book->zones };
    ClockCase what = { .markets = matter->product->markets, .seen = matter->seen,
                       .first_seen_s = matter->first_seen_s };
    Clock *clocks;

    if (!moments_sort(book, matter, err) || !story_tell(book, matter, &what.facts, err))
        return false;
    what.event = matter->events;
    what.event_count = matter->event_count;
    what.filing = matter->filings;
    what.filing_count = matter->filing_count;
    what.waiver = matter->waivers;
    what.waiver_count = matter->waiver_count;
    if (!clock_list(&world, &what, book->now_s, book->arena, &clocks, &matter->clock_count, err))
        return false;
    matter->clocks = clocks;
    return true;
}

const Clock *clock_next(const ClockBook *book, size_t finding)
{
    const Clock *found = NULL;
    const ClockMatter *matter;

    if (book->matter_of[finding] == UINT32_MAX)
        return NULL;
    matter = &book->matters[book->matter_of[finding]];
    for (size_t i = 0; i < matter->clock_count; i++) {
        const Clock *clock = &matter->clocks[i];
        bool runs = clock->state == CLOCK_RUNNING || clock->state == CLOCK_DUE_TODAY
                 || clock->state == CLOCK_OVERDUE || clock->state == CLOCK_UNKNOWN;

        if (runs && (!found || clock_compare(clock, found) < 0))
            found = clock;
    }
    return found;
}
