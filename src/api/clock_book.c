/* SPDX-License-Identifier: Apache-2.0 */
/* What the record says of each flaw of each product, gathered for its clocks. */
#include "api/clocks_of.h"

#include "api/clock_fact.h"
#include "api/decision_row.h"
#include "base/halving.h"
#include "ident/flaw_id.h"

#include <stdio.h>

enum { KEY_BYTES = 512, DAY_S = 86400 };

#define RULE_NO_PRODUCT STR("store.noun-unknown")

#define FACT(name) ((uint32_t)1 << FACT_##name)

/* ---- products ----------------------------------------------------------------------- */

static bool foreign_add(ClockBook *book, Str market, Err *err)
{
    for (size_t i = 0; i < book->foreign_count; i++)
        if (str_eq_fold(book->foreign[i], market))
            return true;
    if (!ARENA_ROOM(book->arena, book->foreign, book->foreign_count, &book->foreign_room))
        return err_no_memory(err);
    book->foreign[book->foreign_count++] = market;
    return true;
}

static bool market_add(ClockBook *book, Str text, ClockProduct *product, Err *err)
{
    ClockMarket market;

    if (!clock_market_read(text, &market))
        return foreign_add(book, text, err);
    product->markets |= 1u << market;
    return true;
}

static void fact_say(ClockProduct *product, ClockFact fact, bool holds, GroundKind ground)
{
    uint32_t bit = (uint32_t)1 << fact;

    product->facts.yes = holds ? product->facts.yes | bit : product->facts.yes & ~bit;
    product->facts.no = holds ? product->facts.no & ~bit : product->facts.no | bit;
    product->ground[fact] = ground;
}

/* A field says yes, no or unknown; where it is empty, a device somewhere counts as one everywhere,
 * which is the safe side. */
static void field_say(ClockProduct *product, ClockFact fact, Str answer)
{
    if (str_eq(answer, STR("yes")) || str_eq(answer, STR("no"))) {
        fact_say(product, fact, str_eq(answer, STR("yes")), GROUND_PRODUCT);
    } else if (answer.len) {
        product->facts.yes &= ~((uint32_t)1 << fact);
        product->ground[fact] = GROUND_NONE;
    }
}

/* What the product is, as far as its own fields say so. */
static void product_facts(const Row *row, ClockProduct *product)
{
    static const struct {
        const char *column;
        ClockFact fact;
    } FIELDS[] = {
        { "device_us", FACT_DEVICE_US }, { "device_jp", FACT_DEVICE_JP },
        { "cyber_device", FACT_CYBER_DEVICE }, { "pma", FACT_PMA }, { "isao", FACT_ISAO },
        { "hospital", FACT_HOSPITAL }, { "nis2_entity", FACT_NIS2_ENTITY },
    };
    Str regulation = row_text(row, "regulation");
    bool none = str_eq(regulation, STR("none"));

    if (regulation.len)
        fact_say(product, FACT_DEVICE_EU, !none, GROUND_PRODUCT);
    if ((regulation.len && !none) || row_text(row, "device_class").len) {
        fact_say(product, FACT_DEVICE_US, true, GROUND_CLASS);
        fact_say(product, FACT_DEVICE_JP, true, GROUND_CLASS);
    }
    for (size_t i = 0; i < ARRAY_LEN(FIELDS); i++)
        field_say(product, FIELDS[i].fact, row_text(row, FIELDS[i].column));
}

static bool product_row(void *context, const Row *row, Err *err)
{
    ClockBook *book = context;
    ClockProduct *product;
    const Str *markets;
    size_t count;

    if (!ARENA_ROOM(book->arena, book->products, book->product_count, &book->product_room))
        return err_no_memory(err);
    product = &book->products[book->product_count++];
    *product = (ClockProduct){ .marketless = false };
    product_facts(row, product);
    if (!arena_copy(book->arena, row_text(row, "id"), &product->id)
        || !arena_copy(book->arena, row_text(row, "name"), &product->name)
        || !arena_copy(book->arena, row_text(row, "update_cycle"), &product->cycle)
        || !arena_copy(book->arena, row_text(row, "update_cycle_reason"), &product->cycle_reason))
        return err_no_memory(err);
    if (!texts_read(row_text(row, "markets"), book->arena, &markets, &count, err))
        return false;
    product->marketless = count == 0;
    for (size_t i = 0; i < count; i++)
        if (!market_add(book, markets[i], product, err))
            return false;
    return true;
}

/* NULL: not asked for. Products came by id. */
static const ClockProduct *product_find(const ClockBook *book, Str id)
{
    Halving half = halving_of(book->product_count);

    while (halving_next(&half)) {
        const ClockProduct *product = &book->products[half.middle];
        int order = str_cmp(product->id, id);

        if (order == 0)
            return product;
        halving_turn(&half, order < 0);
    }
    return NULL;
}

static bool release_row(void *context, const Row *row, Err *err)
{
    ClockBook *book = context;
    const ClockProduct *product = product_find(book, row_text(row, "product"));
    uint32_t id;
    Str name;

    if (!product)
        return true;
    if (!arena_copy(book->arena, row_text(row, "id"), &name)
        || !ARENA_ROOM(book->arena, book->release_of, book->releases.count, &book->release_room))
        return err_no_memory(err);
    if (!map_intern(&book->releases, name, &id, NULL, err))
        return false;
    book->release_of[id] = product;
    return true;
}

/* ---- matters ------------------------------------------------------------------------ */

static bool key_of(const ClockBook *book, const ClockProduct *product, Str id, Str *out, Err *err)
{
    char key[KEY_BYTES];
    Str canonical;

    if (!flaw_id_canonical(id, book->arena, &canonical))
        return err_no_memory(err);
    snprintf(key, sizeof key, "%.*s\n%.*s", STR_ARG(product->id), STR_ARG(canonical));
    return arena_copy(book->arena, str_of(key), out) || err_no_memory(err);
}

/* An alias group of a product. */
typedef struct {
    const ClockProduct *product;
    const Str *ids;
    size_t count;
} Group;

/* The ids by which a group is known again: its CVE alone, when it has one (DESIGN, identity). */
static size_t keys_of(const Group *group, const Str **out)
{
    *out = group->ids;
    for (size_t i = 0; i < group->count; i++)
        if (str_starts(group->ids[i], STR("CVE-"))) {
            *out = &group->ids[i];
            return 1;
        }
    return group->count;
}

/* All ids of a matter lead to it, but for those that lead to another already. */
static bool keys_register(ClockBook *book, uint32_t matter, const Group *group, Err *err)
{
    for (size_t i = 0; i < group->count; i++) {
        uint32_t place;
        bool added;
        Str key;

        if (!ARENA_ROOM(book->arena, book->matter_of_key, book->by_key.count, &book->key_room))
            return err_no_memory(err);
        if (!key_of(book, group->product, group->ids[i], &key, err)
            || !map_intern(&book->by_key, key, &place, &added, err))
            return false;
        if (added)
            book->matter_of_key[place] = matter;
    }
    return true;
}

static bool matter_find(const ClockBook *book, const Group *group, uint32_t *out, bool *found,
                        Err *err)
{
    const Str *keys;
    size_t count = keys_of(group, &keys);
    uint32_t place;
    Str key;

    *found = false;
    for (size_t i = 0; i < count && !*found; i++) {
        if (!key_of(book, group->product, keys[i], &key, err))
            return false;
        *found = map_find(&book->by_key, key, &place);
    }
    if (*found)
        *out = book->matter_of_key[place];
    return true;
}

bool clocks_find(const ClockBook *book, Str product, const Str *ids, size_t id_count,
                 ClockMatter **out, Err *err)
{
    Group group = { product_find(book, product), ids, id_count };
    bool found = false;
    uint32_t matter;

    *out = NULL;
    if (group.product && !matter_find(book, &group, &matter, &found, err))
        return false;
    if (found)
        *out = &book->matters[matter];
    return true;
}

bool clocks_blank(const ClockBook *book, Str product, ClockMatter **out, Err *err)
{
    *out = ARENA_NEW(book->arena, ClockMatter);
    if (!*out)
        return err_no_memory(err);
    (*out)->product = product_find(book, product);
    return (*out)->product || err_set(err, ERR_INTERNAL, RULE_NO_PRODUCT, product);
}

/* The matter of a group, made when there is none: it is called by its CVE, or its first id. */
static bool matter_of(ClockBook *book, const Group *group, uint32_t *out, Err *err)
{
    const Str *keys;
    bool found;

    if (!matter_find(book, group, out, &found, err) || found)
        return found;
    if (!ARENA_ROOM(book->arena, book->matters, book->matter_count, &book->matter_room))
        return err_no_memory(err);
    *out = (uint32_t)book->matter_count++;
    (void)keys_of(group, &keys);
    book->matters[*out] = (ClockMatter){ .product = group->product };
    return (arena_copy(book->arena, keys[0], &book->matters[*out].vulnerability)
            || err_no_memory(err))
        && keys_register(book, *out, group, err);
}

/* The same for a row with a list of ids; *out is NULL when its product was not asked for. */
static bool matter_of_row(ClockBook *book, const ClockProduct *product, Str json, ClockMatter **out,
                          Err *err)
{
    Group group = { .product = product };
    uint32_t matter;

    *out = NULL;
    if (!product)
        return true;
    if (!texts_read(json, book->arena, &group.ids, &group.count, err))
        return false;
    if (!group.count)
        return true;
    if (!matter_of(book, &group, &matter, err))
        return false;
    *out = &book->matters[matter];
    return true;
}

static bool moment_add(const ClockBook *book, ClockMatter *matter, ClockMoment moment, Err *err)
{
    if (!ARENA_ROOM(book->arena, matter->moments, matter->moment_count, &matter->moment_room))
        return err_no_memory(err);
    matter->moments[matter->moment_count++] = moment;
    if (moment.aware && moment.at_s <= book->now_s
        && (!matter->aware || moment.at_s < matter->aware_s)) {
        matter->aware = true;
        matter->aware_s = moment.at_s;
    }
    return true;
}

/* ---- findings ----------------------------------------------------------------------- */

/* Known to be exploited from the day it was listed. */
static void exploited_set(ClockMatter *matter, const ScanFlaw *flaw)
{
    if (!flaw->kev || matter->exploited)
        return;
    matter->exploited = true;
    matter->exploited_s = (int64_t)flaw->kev_date_added * DAY_S;
}

static bool findings_add(ClockBook *book, const FindingSet *set, Err *err)
{
    book->matter_of = ARENA_ARRAY(book->arena, uint32_t, set->count);
    if (!book->matter_of)
        return err_no_memory(err);
    for (size_t i = 0; i < set->count; i++) {
        const Subject *subject = &set->subjects[i];
        Group group = { product_find(book, subject->product), subject->flaw->ids,
                        subject->flaw->id_count };
        ClockMatter *matter;

        book->matter_of[i] = UINT32_MAX;
        if (!group.product)
            continue;
        if (!matter_of(book, &group, &book->matter_of[i], err))
            return false;
        matter = &book->matters[book->matter_of[i]];
        matter->found = true;
        matter->affected = matter->affected || set->resolutions[i].counts_as_affected;
        exploited_set(matter, set->scan->scan.findings[i].flaw);
    }
    return true;
}

/* ---- what was recorded -------------------------------------------------------------- */

static bool seen_row(void *context, const Row *row, Err *err)
{
    ClockBook *book = context;
    int64_t seen_s = row_int(row, "seen_s", 0);
    ClockMatter *matter;
    uint32_t release;

    if (!map_find(&book->releases, row_text(row, "release"), &release))
        return true;
    if (!matter_of_row(book, book->release_of[release], row_text(row, "ids"), &matter, err))
        return false;
    if (matter && (!matter->seen || seen_s < matter->first_seen_s)) {
        matter->seen = true;
        matter->first_seen_s = seen_s;
    }
    return true;
}

static bool aware_row(void *context, const Row *row, Err *err)
{
    ClockBook *book = context;
    ClockMoment moment = { .at_s = row_int(row, "aware_s", 0), .aware = true,
                           .ground = GROUND_STATED };
    ClockMatter *matter;

    return matter_of_row(book, product_find(book, row_text(row, "product")), row_text(row, "ids"),
                         &matter, err)
        && (!matter || (clock_facts_read(row_text(row, "facts"), book->arena, &moment.facts, err)
                        && moment_add(book, matter, moment, err)));
}

static bool event_add(const ClockBook *book, ClockMatter *matter, ClockEvent event, Err *err)
{
    if (!ARENA_ROOM(book->arena, matter->events, matter->event_count, &matter->event_room))
        return err_no_memory(err);
    matter->events[matter->event_count++] = event;
    return true;
}

static bool filing_add(const ClockBook *book, ClockMatter *matter, Str rule, int64_t at_s, Err *err)
{
    size_t place = clock_rules_find(&book->rules, rule);
    if (place == SIZE_MAX)
        return true;
    if (!ARENA_ROOM(book->arena, matter->filings, matter->filing_count, &matter->filing_room))
        return err_no_memory(err);
    matter->filings[matter->filing_count++] =
        (ClockFiling){ book->rules.rule[place].report, at_s };
    return true;
}

static bool waiver_add(const ClockBook *book, ClockMatter *matter, ClockWaiver waiver, Err *err)
{
    if (!ARENA_ROOM(book->arena, matter->waivers, matter->waiver_count, &matter->waiver_room))
        return err_no_memory(err);
    matter->waivers[matter->waiver_count++] = waiver;
    return true;
}

/* A step about a rule that this program does not know, of a later one, changes nothing here. */
static bool step_add(const ClockBook *book, ClockMatter *matter, const Row *row, Err *err)
{
    int64_t at_s = row_int(row, "at_s", 0);
    Str step = row_text(row, "step"), rule, reason, person;

    if (!arena_copy(book->arena, row_text(row, "clock"), &rule)
        || !arena_copy(book->arena, row_text(row, "reason"), &reason)
        || !arena_copy(book->arena, row_text(row, "person"), &person))
        return err_no_memory(err);
    if (rule.len && clock_rules_find(&book->rules, rule) == SIZE_MAX)
        return true;
    if (str_eq(step, STR("initiated")))
        return event_add(book, matter, (ClockEvent){ CLOCK_INITIATION, rule, at_s }, err);
    if (str_eq(step, STR("available")))
        return event_add(book, matter, (ClockEvent){ CLOCK_MEASURE, rule, at_s }, err);
    if (str_eq(step, STR("fulfilled")))
        return filing_add(book, matter, rule, at_s, err);
    return waiver_add(book, matter, (ClockWaiver){ rule, reason, person, at_s }, err);
}

/* Facts of a step that is planned are stated now; a correction is one from its plan on. */
static bool step_row(void *context, const Row *row, Err *err)
{
    ClockBook *book = context;
    int64_t at_s = row_int(row, "at_s", 0);
    ClockMoment moment = { .at_s = at_s < book->now_s ? at_s : book->now_s,
                           .ground = GROUND_STATED };
    ClockMoment done = { .at_s = moment.at_s, .facts = { .yes = FACT(CORRECTION) },
                         .ground = GROUND_STEP };
    Str id = row_text(row, "vulnerability");
    Group group = { product_find(book, row_text(row, "product")), &id, 1 };
    uint32_t matter;

    if (!group.product)
        return true;
    if (!matter_of(book, &group, &matter, err)
        || !clock_facts_read(row_text(row, "facts"), book->arena, &moment.facts, err))
        return false;
    if (str_eq(row_text(row, "step"), STR("initiated")) && !(moment.facts.no & FACT(CORRECTION))
        && !moment_add(book, &book->matters[matter], done, err))
        return false;
    return moment_add(book, &book->matters[matter], moment, err)
        && step_add(book, &book->matters[matter], row, err);
}

/* ---- all of it ---------------------------------------------------------------------- */

/* A system without that zone stays so; what may pass is no reason to call a day unknown. */
static bool is_passing(const Err *err)
{
    return err_is_no_memory(err) || str_eq(err->rule, STR("base.io-too-many-files"))
        || str_eq(err->rule, STR("base.io-device"));
}

static bool world_load(ClockBook *book, const char *folder, Err *err)
{
    if (!calendars_own(book->arena, &book->calendars, err)
        || !clock_rules_own(&book->calendars, book->arena, &book->rules, err))
        return false;
    book->zones = ARENA_ARRAY(book->arena, const Zone *, book->rules.zone_count);
    if (!book->zones)
        return err_no_memory(err);
    for (size_t i = 0; i < book->rules.zone_count; i++) {
        Zone *zone = ARENA_NEW(book->arena, Zone);
        Err missing; /* told by each clock that needs it */

        if (!zone)
            return err_no_memory(err);
        if (zone_load(folder ? folder : ZONE_FOLDER, book->rules.zone[i], book->arena, zone,
                      &missing)) {
            book->zones[i] = zone;
        } else if (is_passing(&missing)) {
            *err = missing;
            return false;
        }
    }
    return true;
}

/* Findings first: their groups have all ids, so that what was said of one id finds them. */
bool clocks_load(Db *db, const ClockQuestion *question, Arena *arena, ClockBook *out, Err *err)
{
    RowQuery products = { .table = TABLE_PRODUCT, .where = question->product.len ? "id" : NULL,
                          .equals = question->product };
    RowQuery releases = { .table = TABLE_RELEASE }, seen = { .table = TABLE_FINDING_SEEN };
    RowQuery aware = { .table = TABLE_AWARENESS }, steps = { .table = TABLE_CLOCK_STEP };

    *out = (ClockBook){ .arena = arena, .now_s = question->now_s };
    if (!world_load(out, question->zones, err) || !rows_walk(db, &products, product_row, out, err)
        || !rows_walk(db, &releases, release_row, out, err)
        || (question->set && !findings_add(out, question->set, err))
        || !rows_walk(db, &seen, seen_row, out, err) || !rows_walk(db, &aware, aware_row, out, err)
        || !rows_walk(db, &steps, step_row, out, err) || !clock_risks_take(out, db, question, err))
        return false;
    for (size_t i = 0; i < out->matter_count; i++)
        if ((!question->started || out->matters[i].moment_count)
            && !matter_settle(out, &out->matters[i], err))
            return false;
    return true;
}

void clocks_done(ClockBook *book)
{
    map_done(&book->releases);
    map_done(&book->by_key);
}
