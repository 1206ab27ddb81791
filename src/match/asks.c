/* SPDX-License-Identifier: Apache-2.0 */
#include "match/asks.h"

#include "match/assemble.h"
#include "match/plan.h"
#include "match/scratch.h"
#include "match/stated.h"

/* What is heard of one component. */
typedef struct {
    Matcher m;
    Rows asks; /* MatchAsk */
    bool can, wrong;   /* some identifier can be checked; some cannot, and then it stands here: */
    CoverageList gap;
} Hearing;

static void hearing_done(Hearing *hearing)
{
    matcher_done(&hearing->m);
}

static bool heard(void *context, Str ecosystem, Str name)
{
    Hearing *hearing = context;
    MatchAsk *ask = match_rows_add(&hearing->m, &hearing->asks, sizeof *ask);

    if (!ask)
        return false;
    *ask = (MatchAsk){ .ecosystem = ecosystem };
    return arena_copy(hearing->m.results, ecosystem, &ask->ecosystem)
        && arena_copy(hearing->m.results, name, &ask->name);
}

/* The words of asks.h are no ecosystems of their own. */
static bool is_ecosystem(Str ecosystem)
{
    static const Str WORDS[] = { STR_ROW("cpe-stated"), STR_ROW("cpe-open"),
                                 STR_ROW("cpe-named") };

    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (str_eq(WORDS[i], ecosystem))
            return false;
    return true;
}

/* The look-ups from `first` on are those of one identifier: may their data check the component? */
static void weigh(Hearing *hearing, uint32_t first, const Judgement *judged)
{
    bool counts = !hearing->m.bearer.distribution || judged->distribution;
    CoverageList gap = assemble_list_of((JudgedState)judged->state);

    for (uint32_t i = first; i < hearing->asks.count; i++) {
        MatchAsk *ask = LIST_AT(hearing->asks, MatchAsk, i);
        ask->counts = counts && judged->state == JUDGED_CHECKED && is_ecosystem(ask->ecosystem);
        hearing->can |= ask->counts;
    }
    if (!judged->problem || !(counts || gap == COVERAGE_INVALID_IDENTIFIER))
        return;
    if (!hearing->wrong || gap < hearing->gap)
        hearing->gap = gap;
    hearing->wrong = true;
}

static bool hear_platform(Hearing *hearing, Owner owner, MatchAsks *out, Err *err)
{
    ScratchMark mark = scratch_mark(&hearing->m.scratch);
    StatedCpe stated;
    Fetch fetch = stated_of(&hearing->m, owner, &hearing->m.scratch, &stated);

    for (Platform i = PLATFORM_OS; fetch == FETCH_FOUND && i < PLATFORMS; i++)
        out->names[i] |= stated_cpe_names(&stated, i);
    scratch_rewind(&hearing->m.scratch, mark);
    return fetch != FETCH_NO_MEMORY || err_no_memory(err);
}

static bool hear_identifier(Hearing *hearing, Owner owner, MatchAsks *out, Err *err)
{
    uint32_t first = hearing->asks.count, judged;

    if (!plan_identifier(&hearing->m, owner, &judged, err))
        return false;
    weigh(hearing, first, LIST_AT(hearing->m.judgements, Judgement, judged));
    return hearing->m.sbom->identifiers[owner.identifier].kind != IDENTIFIER_CPE
        || hear_platform(hearing, owner, out, err);
}

static bool hear_component(Hearing *hearing, uint32_t component_i, MatchAsks *out, Err *err)
{
    const Component *component = &hearing->m.sbom->components[component_i];
    uint32_t judged;

    for (uint32_t i = 0; i < component->identifier_count && i < SBOM_IDENTIFIERS_MAX; i++)
        if (!hear_identifier(hearing, (Owner){ component->first_identifier + i, component_i }, out,
                             err))
            return false;
    return plan_name(&hearing->m, component_i, &judged, err);
}

bool match_asks(const Sbom *sbom, uint32_t component_i, Arena *arena, MatchAsks *out, Err *err)
{
    CLEANUP(hearing_done) Hearing hearing = { .gap = COVERAGE_WITHOUT_IDENTIFIER };
    MatchTask task = { NULL, sbom, 0, component_i, component_i + 1 };
    Asker asker = { &hearing, heard };
    MatchAsks all = { .asks = NULL };
    MatchAsk *asks;

    if (!matcher_begin(&task, arena, &hearing.m, err))
        return false;
    hearing.m.asker = &asker;
    if (!hear_component(&hearing, component_i, &all, err))
        return false;
    asks = ARENA_ARRAY(arena, MatchAsk, hearing.asks.count);
    if (!asks)
        return err_no_memory(err);
    for (uint32_t i = 0; i < hearing.asks.count; i++)
        asks[i] = *LIST_AT(hearing.asks, MatchAsk, i);
    all.asks = asks;
    all.count = hearing.asks.count;
    all.gap = hearing.can ? COVERAGE_LISTS : hearing.gap;
    *out = all;
    return true;
}
