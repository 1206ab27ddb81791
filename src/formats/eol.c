/* SPDX-License-Identifier: Apache-2.0 */
/* eol.c — one product of endoflife.date's API v1 `products/full`.
 *
 * Support ends with `eolFrom`, the end of security support that the publisher gives to everyone;
 * extended support that must be bought (`eoesFrom`) and active support (`eoasFrom`) do not move
 * it. Without a date `isEol` says ended or going on.
 */
#include "formats/feed.h"
#include "formats/record.h"

#define RULE_NO_NAME  STR("formats.eol-no-name")
#define RULE_NO_CYCLE STR("formats.eol-no-cycle")
#define RULE_DATE     STR("formats.eol-date")

static bool identifiers_read(const Json *array, Arena *arena, SupportCycle *cycle, Err *err)
{
    JsonIter iter = json_iter(array);
    const Json *item;
    Array list = { 0 };
    Str key, *slot;

    while (json_next(&iter, &key, &item)) {
        Str type = json_str(json_get(item, STR("type"))), id = json_str(json_get(item, STR("id")));

        if (id.len == 0 || !(str_eq(type, STR("purl")) || str_eq(type, STR("cpe"))))
            continue;
        if (!(slot = array_add(&list, arena, sizeof *slot)))
            return err_no_memory(err);
        *slot = id;
    }
    cycle->identifiers = list.items;
    cycle->identifier_count = list.count;
    return true;
}

/* What is no day tells nothing: then the end is unknown, whatever `isEol` says. */
static void end_read(const Json *release, SupportCycle *cycle)
{
    const Json *from = json_get(release, STR("eolFrom")), *is = json_get(release, STR("isEol"));

    cycle->ends = 0;
    if (json_is_str(from)) {
        cycle->kind = SUPPORT_DATE;
        if (record_day(json_str(from), &cycle->ends))
            return;
        cycle->kind = SUPPORT_UNKNOWN;
        cycle->ends = 0;
        err_set(&cycle->doubt, ERR_SYNTAX, RULE_DATE, json_str(from));
        err_in(&cycle->doubt, "eolFrom");
        return;
    }
    if (json_kind(is) == JSON_BOOL)
        cycle->kind = json_bool(is) ? SUPPORT_ENDED : SUPPORT_GOING_ON;
    else
        cycle->kind = SUPPORT_UNKNOWN;
}

static void release_read(const Json *release, size_t i, SupportCycle *cycle)
{
    cycle->doubt.code = ERR_NONE;
    cycle->cycle = json_str(json_get(release, STR("name")));
    end_read(release, cycle);
    if (cycle->cycle.len == 0)
        err_set(&cycle->doubt, ERR_STRUCTURE, RULE_NO_CYCLE);
    if (cycle->doubt.code != ERR_NONE)
        err_in(&cycle->doubt, "releases[%zu]", i);
}

bool eol_read(const Json *json, Arena *arena, SupportEach *each, void *context, Err *err)
{
    SupportCycle cycle = { .product = json_str(json_get(json, STR("name"))) };
    JsonIter iter = json_iter(json_get(json, STR("releases")));
    const Json *release;
    size_t i = 0;
    Str key;

    if (cycle.product.len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_NAME);
    if (!identifiers_read(json_get(json, STR("identifiers")), arena, &cycle, err))
        return false;
    for (; json_next(&iter, &key, &release); i++) {
        release_read(release, i, &cycle);
        if (!each(context, &cycle, err))
            return err_in(err, "releases[%zu]", i);
    }
    return true;
}
