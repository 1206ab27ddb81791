/* SPDX-License-Identifier: Apache-2.0 */
#include "api/clocks_of.h"

#include "api/clock_fact.h"

#include <stdlib.h>

/* What holds of every vulnerability of a product; that nobody assessed it, is the worse. */
static const ClockFacts ASSUMED = {
    .yes = (uint32_t)1 << FACT_VULNERABILITY | (uint32_t)1 << FACT_UNCONTROLLED,
};
static const ClockFacts EXPLOITED = { .yes = (uint32_t)1 << FACT_EXPLOITED };

#define BIT(fact) ((uint32_t)1 << (fact))

static int moment_compare(const void *left, const void *right)
{
    const ClockMoment *a = left, *b = right;

    return (a->at_s > b->at_s) - (a->at_s < b->at_s);
}

/* The story of a matter while it is told again. */
typedef struct {
    const ClockBook *book;
    ClockFacts facts;
    ClockGround *ground; /* by fact */
    bool aware;
    bool *started;      /* by rule */
    ClockEvent *events; /* with room for one a rule, and one for all */
    size_t count;
} Story;

static void story_start(Story *story, Str rule, int64_t at_s)
{
    story->events[story->count++] = (ClockEvent){ CLOCK_AWARENESS, rule, at_s };
}

static void story_facts(Story *story, ClockFacts facts, ClockGround ground)
{
    clock_facts_add(&story->facts, facts);
    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++)
        if ((facts.yes | facts.no) & BIT(fact))
            story->ground[fact] = ground;
}

static void story_moment(Story *story, const ClockMoment *moment)
{
    const ClockRules *rules = &story->book->rules;
    ClockFact fact;

    story_facts(story, moment->facts, (ClockGround){ moment->ground, moment->at_s });
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
        all[count++] = (ClockMoment){ .at_s = matter->exploited_s, .facts = EXPLOITED,
                                      .ground = GROUND_LISTED };
    qsort(all, count, sizeof *all, moment_compare);
    matter->moments = all;
    matter->moment_count = count;
    return true;
}

/* What holds before anything was said: what the product is, and the worse of the rest. */
static void story_begin(Story *story, const ClockProduct *product)
{
    story->ground[FACT_VULNERABILITY].kind = GROUND_MATTER;
    story->ground[FACT_UNCONTROLLED].kind = GROUND_ASSUMED;
    clock_facts_add(&story->facts, product->facts);
    for (unsigned fact = 0; fact < CLOCK_FACTS; fact++)
        if (product->ground[fact])
            story->ground[fact].kind = product->ground[fact];
}

/* An assessment in force counts, whatever was said beside it. */
static void story_assess(Story *story, const ClockMatter *matter)
{
    bool controlled = matter->risk == CLASS_CONTROLLED;
    ClockFacts facts = { controlled ? 0 : BIT(FACT_UNCONTROLLED),
                         controlled ? BIT(FACT_UNCONTROLLED) : 0 };
    ClockGround ground = { matter->changed                ? GROUND_CHANGED
                           : matter->risk == CLASS_REVIEW ? GROUND_REVIEW : GROUND_ASSESSED,
                           0 };

    if (!matter->assessed)
        return;
    ground.at_s = matter->assessed->assessed_s;
    story_facts(story, facts, ground);
}

static bool story_tell(const ClockBook *book, ClockMatter *matter, Err *err)
{
    size_t room = book->rules.count + 1 + matter->event_count;
    Story story = { .book = book, .facts = ASSUMED, .ground = matter->ground,
                    .started = ARENA_ARRAY(book->arena, bool, book->rules.count),
                    .events = ARENA_ARRAY(book->arena, ClockEvent, room) };

    if (!story.started || !story.events)
        return err_no_memory(err);
    story_begin(&story, matter->product);
    for (; story.count < matter->event_count; story.count++)
        story.events[story.count] = matter->events[story.count];
    for (size_t i = 0; i < matter->moment_count; i++)
        if (matter->moments[i].at_s <= book->now_s)
            story_moment(&story, &matter->moments[i]);
    story_assess(&story, matter);
    matter->facts = story.facts;
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

    if (!moments_sort(book, matter, err) || !story_tell(book, matter, err))
        return false;
    what.facts = matter->facts;
    what.event = matter->events;
    what.event_count = matter->event_count;
    what.filing = matter->filings;
    what.filing_count = matter->filing_count;
    what.waiver = matter->waivers;
    what.waiver_count = matter->waiver_count;
    if (!clock_list(&world, &what, book->now_s, book->arena, &clocks, &matter->clock_count, err))
        return false;
    matter->clocks = clocks;
    matter->settled = true;
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
