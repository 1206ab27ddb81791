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
    List list = { 0 };
    Str key, *slot;

    while (json_next(&iter, &key, &item)) {
        Str type = json_str(json_get(item, STR("type"))), id = json_str(json_get(item, STR("id")));

        if (id.len == 0 || !(str_eq(type, STR("purl")) || str_eq(type, STR("cpe"))))
            continue;
        if (!(slot = list_add(&list, arena, sizeof *slot)))
            return err_no_memory(err);
        *slot = id;
    }
    cycle->identifiers = list.items;
    cycle->identifier_count = list.count;
    return true;
}

static bool end_read(const Json *release, SupportCycle *cycle, Err *err)
{
    const Json *from = json_get(release, STR("eolFrom")), *is = json_get(release, STR("isEol"));

    cycle->ends = 0;
    if (json_is_str(from)) {
        cycle->kind = SUPPORT_DATE;
        if (record_day(json_str(from), &cycle->ends))
            return true;
        err_set(err, ERR_SYNTAX, RULE_DATE, json_str(from));
        return err_in(err, "eolFrom");
    }
    if (json_kind(is) == JSON_BOOL)
        cycle->kind = json_bool(is) ? SUPPORT_ENDED : SUPPORT_GOING_ON;
    else
        cycle->kind = SUPPORT_UNKNOWN;
    return true;
}

static bool release_read(const Json *release, SupportCycle *cycle, Err *err)
{
    cycle->cycle = json_str(json_get(release, STR("name")));
    if (cycle->cycle.len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_CYCLE);
    return end_read(release, cycle, err);
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
    for (; json_next(&iter, &key, &release); i++)
        if (!release_read(release, &cycle, err) || !each(context, &cycle, err))
            return err_in(err, "releases[%zu]", i);
    return true;
}
