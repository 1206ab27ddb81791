/* SPDX-License-Identifier: Apache-2.0 */
#include "api/noun_rule.h"

#include "api/ledger.h"
#include "base/json.h"
#include "lifecycle/stage.h"
#include "risk/regular_cycle.h"

#define RULE_UNJUSTIFIED   STR("api.answer-unjustified")
#define RULE_CONTROL_DATES STR("api.control-dates")
#define RULE_CYCLE_REASON  STR("api.cycle-unjustified")
#define RULE_NO_CYCLE      STR("api.cycle-missing")
#define RULE_OTHER_RELEASE STR("api.release-of-other")

/* The fields as they will be. */
typedef struct {
    const Json *payload;
    const Row *old;
} Fields;

static Str field(const Fields *fields, const char *column)
{
    const Json *given = json_get(fields->payload, str_of(column));

    if (given)
        return json_str(given);
    return fields->old ? row_text(fields->old, column) : STR("");
}

static Date date_field(const Fields *fields, const char *column)
{
    Date date = { .kind = DATE_UNKNOWN };

    return date_parse(field(fields, column), &date) ? date : (Date){ .kind = DATE_UNKNOWN };
}

static bool release_rule(const Fields *fields, Err *err)
{
    ReleaseLife life = {
        .dates = { date_field(fields, "released"), date_field(fields, "end_of_life"),
                   date_field(fields, "end_of_support"), date_field(fields, "withdrawn") },
        .legacy_reason = field(fields, "legacy_reason"),
        .legacy_since = date_field(fields, "legacy_since"),
    };

    return stage_check(&life, err);
}

/* The law asks for a cycle that is reasonably justified: none without its reason, none under the
 * reason of another. */
static bool product_rule(const Fields *fields, Err *err)
{
    Str cycle = field(fields, "update_cycle"), reason = field(fields, "update_cycle_reason");
    bool old_reason = !json_get(fields->payload, STR("update_cycle_reason"));
    RegularCycle read;

    if (!cycle.len)
        return !reason.len || err_set(err, ERR_USAGE, RULE_NO_CYCLE);
    if (!regular_cycle_read(cycle, &read, err))
        return err_in(err, "update_cycle");
    if (!str_trim(reason).len
        || (old_reason && !str_eq(cycle, row_text(fields->old, "update_cycle"))))
        return err_set(err, ERR_STRUCTURE, RULE_CYCLE_REASON, cycle);
    return true;
}

/* A control that ends, whatever days were meant, before it begins. */
static bool control_rule(const Fields *fields, Err *err)
{
    Date from = date_field(fields, "valid_from"), until = date_field(fields, "valid_until");

    return !date_precedes(until, from)
        || err_set(err, ERR_USAGE, RULE_CONTROL_DATES, field(fields, "valid_from"),
                   field(fields, "valid_until"));
}

/* ---- answers about components ------------------------------------------------------- */

static bool justified(const Fields *fields, Err *err)
{
    static const char *const COLUMNS[] = { "support_level", "support_end" };

    for (size_t i = 0; i < ARRAY_LEN(COLUMNS); i++)
        if (str_eq(field(fields, COLUMNS[i]), STR("unknown"))
            && !str_trim(field(fields, "justification")).len)
            return err_set(err, ERR_STRUCTURE, RULE_UNJUSTIFIED, str_of(COLUMNS[i]));
    return true;
}

static bool same_product(Act *act, const Fields *fields, Err *err)
{
    Str release = field(fields, "release");
    bool found;
    Row row;

    if (!release.len)
        return true;
    return row_get(store_db(act->record->store), TABLE_RELEASE, release, &act->arena, &row, &found,
                   err)
        && ((found && str_eq(row_text(&row, "product"), field(fields, "product")))
            || err_set(err, ERR_USAGE, RULE_OTHER_RELEASE));
}

static bool said_add(Act *act, Str *payload, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_BYTES_MAX);

    buf_add(&buf, str_slice(*payload, 0, payload->len - 1));
    buf_printf(&buf, ",\"person\":\"%.*s\",\"stated_s\":%lld}", STR_ARG(act->actor),
               (long long)act->inro->now_s);
    return (!buf_failed(&buf) && arena_copy(&act->arena, buf_str(&buf), payload))
        || err_no_memory(err);
}

static bool component_rule(Act *act, const Fields *fields, Str *payload, Err *err)
{
    LedgerWords words = {
        .release = field(fields, "release"), .product = field(fields, "product"),
        .organisation = act->organisation, .component = field(fields, "component"),
        .range = field(fields, "range"), .item_class = field(fields, "item_class"),
        .level = field(fields, "support_level"), .end = field(fields, "support_end"),
        .vocabulary = field(fields, "vocabulary"), .source = field(fields, "source"),
        .provenance = field(fields, "provenance"),
        .justification = field(fields, "justification"), .who = act->record->actor,
        .said_s = act->inro->now_s,
    };
    SupportAnswer answer;

    return ledger_answer(&words, &act->arena, &answer, err) && answer_check(&answer, err)
        && justified(fields, err) && same_product(act, fields, err) && said_add(act, payload, err);
}

bool noun_rule(Act *act, NounId noun, const Row *old, Str *payload, Err *err)
{
    Fields fields = { .old = old };

    if (noun != NOUN_PRODUCT && noun != NOUN_RELEASE && noun != NOUN_COMPONENT
        && noun != NOUN_CONTROL)
        return true;
    if (!json_parse(*payload, 0, &act->arena, &fields.payload, err))
        return false;
    return noun == NOUN_PRODUCT ? product_rule(&fields, err)
         : noun == NOUN_RELEASE ? release_rule(&fields, err)
         : noun == NOUN_CONTROL ? control_rule(&fields, err)
                                : component_rule(act, &fields, payload, err);
}
