/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_trigger.h"

#include <stdio.h>

/* Ours (data/lifecycle/decision-triggers.tsv): ten points of a hundred more, or three times as
 * much and at least one point. */
static const EpssJump JUMP = { .rise_e5 = 10000, .factor_percent = 300, .floor_e5 = 1000 };

EpssJump epss_jump_default(void)
{
    return JUMP;
}

typedef struct {
    const Decision *decision;
    const DecisionBuild *then;
    const Subject *now;
} Facts;

/* ---- has it changed? ---- */

static bool kev_entered(const Facts *f)
{
    return !f->decision->world.kev && f->now->world.kev;
}

static uint32_t epss_or_zero(const DecisionWorld *world)
{
    return world->epss_e5 == DECISION_NO_EPSS ? 0 : world->epss_e5;
}

static bool epss_jumped(const Facts *f)
{
    const EpssJump *jump = &f->decision->jump;
    uint64_t then = epss_or_zero(&f->decision->world), now = epss_or_zero(&f->now->world);

    return now >= then + jump->rise_e5
        || (now > then && now >= jump->floor_e5 && now * 100 >= then * jump->factor_percent);
}

static bool exploit_grew(const Facts *f)
{
    return f->now->world.exploit > f->decision->world.exploit;
}

static bool changed(Str then, Str now)
{
    return then.len && !str_eq(then, now);
}

/* The hash of that algorithm, "sha256:…"; empty when there is none. */
static Str hash_of(Str hashes, Str algorithm)
{
    Str hash;

    while (str_next(&hashes, ' ', &hash))
        if (str_eq(str_slice(hash, 0, str_find_char(hash, ':')), algorithm))
            return hash;
    return STR("");
}

bool hashes_changed(Str then, Str now)
{
    bool common = false;
    Str hash, other;

    while (str_next(&then, ' ', &hash)) {
        other = hash_of(now, str_slice(hash, 0, str_find_char(hash, ':')));
        if (other.len && !str_eq_fold(hash, other))
            return true;
        common |= other.len > 0;
    }
    return !common;
}

static bool component_changed(const Facts *f)
{
    const DecisionBuild *then = f->then, *now = &f->now->build;

    if (changed(then->options, now->options))
        return true;
    if (changed(then->version, now->version))
        return !f->decision->scope.range.len;
    return then->digest.len && hashes_changed(then->digest, now->digest);
}

static bool context_changed(const Facts *f)
{
    return changed(f->then->context, f->now->build.context);
}

/* ---- the facts as texts ---- */

static Str epss_text(const DecisionWorld *world, char room[TRIGGER_FACT_BYTES])
{
    if (world->epss_e5 == DECISION_NO_EPSS)
        return STR("-");
    (void)snprintf(room, TRIGGER_FACT_BYTES, "%u.%03u %%", world->epss_e5 / 1000,
                   world->epss_e5 % 1000);
    return str_of(room);
}

static void epss_facts(const Facts *f, TriggerFacts *out)
{
    out->then = epss_text(&f->decision->world, out->room[0]);
    out->now = epss_text(&f->now->world, out->room[1]);
}

static void kev_facts(const Facts *f, TriggerFacts *out)
{
    out->then = f->decision->world.kev ? STR("KEV") : STR("-");
    out->now = f->now->world.kev ? STR("KEV") : STR("-");
}

/* The letters of CVSS 4.0, exploit maturity. */
static void exploit_facts(const Facts *f, TriggerFacts *out)
{
    static const Str LETTERS[] = { STR_ROW("U"), STR_ROW("P"), STR_ROW("A") };

    _Static_assert(ARRAY_LEN(LETTERS) == EXPLOITS, "a letter for each fact");
    out->then = LETTERS[f->decision->world.exploit];
    out->now = LETTERS[f->now->world.exploit];
}

static Str or_dash(Str text)
{
    return text.len ? text : STR("-");
}

/* As much of a digest as tells it from another: nobody compares 64 digits by eye. */
static Str brief(Str digest, char room[TRIGGER_FACT_BYTES])
{
    enum { SHOWN = TRIGGER_FACT_BYTES - 4 };

    if (digest.len <= SHOWN)
        return or_dash(digest);
    (void)snprintf(room, TRIGGER_FACT_BYTES, "%.*s…", SHOWN, digest.ptr);
    return str_of(room);
}

/* Of version, hash and options the one that tells. */
static void component_facts(const Facts *f, TriggerFacts *out)
{
    const DecisionBuild *then = f->then, *now = &f->now->build;
    const Str pairs[][2] = {
        { then->options, now->options }, { then->version, now->version },
        { then->digest, now->digest },
    };
    size_t i = 0;

    while (i + 1 < ARRAY_LEN(pairs) && !changed(pairs[i][0], pairs[i][1]))
        i++;
    out->then = brief(pairs[i][0], out->room[0]);
    out->now = brief(pairs[i][1], out->room[1]);
}

static void context_facts(const Facts *f, TriggerFacts *out)
{
    out->then = brief(f->then->context, out->room[0]);
    out->now = brief(f->now->build.context, out->room[1]);
}

/* ---- the table ---- */

static const struct {
    Trigger bit;
    Str word, sentence;
    bool (*fired)(const Facts *f);
    void (*facts)(const Facts *f, TriggerFacts *out);
    Str source;
} ROWS[] = {
    { TRIGGER_KEV, STR_ROW("kev"),
      STR_ROW("lifecycle.trigger-kev"), kev_entered, kev_facts,
      STR_ROW("CISA, Known Exploited Vulnerabilities catalogue") },
    { TRIGGER_EPSS, STR_ROW("epss"),
      STR_ROW("lifecycle.trigger-epss"), epss_jumped, epss_facts,
      STR_ROW("FIRST, Exploit Prediction Scoring System; thresholds: ours") },
    { TRIGGER_EXPLOIT, STR_ROW("exploit"),
      STR_ROW("lifecycle.trigger-exploit"), exploit_grew, exploit_facts,
      STR_ROW("FIRST, CVSS 4.0, Exploit Maturity (E)") },
    { TRIGGER_COMPONENT, STR_ROW("component"),
      STR_ROW("lifecycle.trigger-component"), component_changed, component_facts,
      STR_ROW("ours: what was judged is no longer what is shipped") },
    { TRIGGER_CONTEXT, STR_ROW("context"),
      STR_ROW("lifecycle.trigger-context"), context_changed, context_facts,
      STR_ROW("IEC 81001-5-1 7.1, security context") },
};
_Static_assert(ARRAY_LEN(ROWS) == TRIGGER_COUNT && 1 << TRIGGER_COUNT == TRIGGERS_ALL + 1,
               "a row for each trigger");

Trigger trigger_at(size_t i)
{
    return ROWS[i].bit;
}

Str trigger_word(size_t i)
{
    return ROWS[i].word;
}

Str trigger_sentence(size_t i)
{
    return ROWS[i].sentence;
}

Str trigger_source(size_t i)
{
    return ROWS[i].source;
}

bool trigger_of(Str word, Trigger *out, Err *err)
{
    for (size_t i = 0; i < TRIGGER_COUNT; i++)
        if (str_eq(ROWS[i].word, word)) {
            *out = ROWS[i].bit;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, STR("lifecycle.trigger-unknown"), word);
}

unsigned trigger_defaults(const Decision *decision)
{
    const DecisionBuild *build = &decision->build;
    bool component = build->version.len || build->digest.len || build->options.len;
    unsigned without = 0;

    if (!component || decision->scope.kind == SCOPE_ANY)
        without |= TRIGGER_COMPONENT;
    if (!build->context.len)
        without |= TRIGGER_CONTEXT;
    return TRIGGERS_ALL & ~without;
}

static unsigned fired_by(const Facts *facts)
{
    unsigned fired = 0;

    for (size_t i = 0; i < TRIGGER_COUNT; i++)
        if ((facts->decision->triggers & ROWS[i].bit) && ROWS[i].fired(facts))
            fired |= ROWS[i].bit;
    return fired;
}

unsigned trigger_fired(const Decision *decision, const DecisionBuild *then, const Subject *now)
{
    unsigned fired = fired_by(&(Facts){ decision, then, now });

    for (size_t i = 0; fired && i < then->other_count; i++)
        fired &= fired_by(&(Facts){ decision, &then->others[i], now });
    return fired;
}

static bool same_build(const DecisionBuild *a, const DecisionBuild *b)
{
    return str_eq(a->version, b->version) && str_eq(a->digest, b->digest)
        && str_eq(a->options, b->options) && str_eq(a->context, b->context);
}

bool build_join(DecisionBuild *made, size_t *room, const DecisionBuild *found, Arena *arena,
                Err *err)
{
    if (same_build(made, found))
        return true;
    for (size_t i = 0; i < made->other_count; i++)
        if (same_build(&made->others[i], found))
            return true;
    if (made->other_count == DECISION_BUILDS_MAX)
        return err_set(err, ERR_LIMIT, STR("lifecycle.decision-too-many"));
    if (!ARENA_ROOM(arena, made->others, made->other_count, room))
        return err_no_memory(err);
    made->others[made->other_count++] = *found;
    return true;
}

void trigger_facts(size_t i, const Decision *decision, const DecisionBuild *then,
                   const Subject *now, TriggerFacts *out)
{
    Facts facts = { decision, then, now };

    ROWS[i].facts(&facts, out);
}
