/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/applicability.h"

#define RULE_NOT_ARRAY   STR("formats.cpe-not-array")
#define RULE_NOT_OBJECT  STR("formats.cpe-not-object")
#define RULE_OPERATOR    STR("formats.cpe-operator")
#define RULE_NO_CRITERIA STR("formats.cpe-no-criteria")
#define RULE_NO_MATCH    STR("formats.cpe-no-match")
#define RULE_TWO_BOUNDS  STR("formats.cpe-two-bounds")
#define RULE_EMPTY_RANGE STR("formats.cpe-empty-range")
#define RULE_MANY        STR("formats.record-many")

/* "cpe:2.3:a:" is followed by vendor and product. */
enum { CPE_PREFIX_BYTES = 10 };

bool applicability_node(RecordDraft *draft, RecordNode node, Err *err)
{
    RecordNode *slot;

    if (draft->nodes.count >= RECORD_NODES_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!(slot = array_add(&draft->nodes, draft->arena, sizeof *slot)))
        return err_no_memory(err);
    *slot = node;
    slot->first_criterion = (uint32_t)draft->criteria.count;
    return true;
}

bool applicability_criterion(RecordDraft *draft, const RecordCriterion *criterion, Err *err)
{
    RecordNode *nodes = draft->nodes.items;
    RecordCriterion *slot;

    assert(draft->nodes.count > 0);
    if (draft->criteria.count >= RECORD_CRITERIA_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!(slot = array_add(&draft->criteria, draft->arena, sizeof *slot)))
        return err_no_memory(err);
    *slot = *criterion;
    nodes[draft->nodes.count - 1].criterion_count++;
    return true;
}

static bool operator_read(const Json *json, NodeOperator *out, Err *err)
{
    Str word = json_str(json);

    if (str_eq_fold(word, STR("OR")) || json_kind(json) == JSON_NULL)
        *out = NODE_OR;
    else if (str_eq_fold(word, STR("AND")))
        *out = NODE_AND;
    else {
        err_set(err, ERR_UNKNOWN_NAME, RULE_OPERATOR, word);
        return err_in(err, "operator");
    }
    return true;
}

/* One end of a range as it is being read. */
typedef struct {
    Str text;
    bool inclusive, lower, lost;
} Bound;

/* Two bounds for one end: the wider counts, and neither when they cannot be compared. */
static void bound_widen(Bound *bound, Str value, bool inclusive)
{
    Err ignored = { 0 };
    int order = 0;

    if (bound->lost
        || !version_compare(SCHEME_GENERIC, value, bound->text, &order, &ignored)) {
        *bound = (Bound){ .lower = bound->lower, .lost = true };
        return;
    }
    order = bound->lower ? -order : order;
    if (order > 0)
        bound->text = value;
    bound->inclusive = order ? (order > 0 ? inclusive : bound->inclusive) : true;
}

/* One side of a range should be given once. */
static void bound_set(Bound *bound, Str value, bool inclusive, Str key, Err *doubt)
{
    if (value.len && (value.ptr[0] <= ' ' || value.ptr[value.len - 1] <= ' '))
        value = str_trim(value);
    if (value.len == 0)
        return;
    if (bound->text.len || bound->lost) {
        err_set(doubt, ERR_STRUCTURE, RULE_TWO_BOUNDS, key);
        bound_widen(bound, value, inclusive);
        return;
    }
    bound->text = value;
    bound->inclusive = inclusive;
}

/* A criterion being read; the ends of its range are put in when all is known. */
typedef struct {
    RecordCriterion made;
    Bound lower, upper;
} CriterionDraft;

static void criterion_member(CriterionDraft *c, Str key, const Json *value, Err *doubt)
{
    Str text;

    if (KEY_IS(key, "vulnerable")) { /* what is no bool makes nobody safe */
        c->made.vulnerable = json_kind(value) != JSON_BOOL || json_bool(value);
        return;
    }
    text = json_str(value);
    if (KEY_IS(key, "criteria"))
        c->made.cpe = str_trim(text);
    else if (KEY_IS(key, "versionStartIncluding"))
        bound_set(&c->lower, text, true, key, doubt);
    else if (KEY_IS(key, "versionStartExcluding"))
        bound_set(&c->lower, text, false, key, doubt);
    else if (KEY_IS(key, "versionEndIncluding"))
        bound_set(&c->upper, text, true, key, doubt);
    else if (KEY_IS(key, "versionEndExcluding"))
        bound_set(&c->upper, text, false, key, doubt);
}

static bool matches_nothing(Str cpe)
{
    static const char NOTHING[] = "null:null:";

    return cpe.len >= CPE_PREFIX_BYTES + sizeof NOTHING - 1
        && memcmp(cpe.ptr + CPE_PREFIX_BYTES, NOTHING, sizeof NOTHING - 1) == 0;
}

/* "17.3" up to "17.2.5": no version lies there, and nobody would notice that the range is lost.
 * Only said: what was meant cannot be known, and as not comparable it would hide other ranges. */
static void range_check(const RecordRange *range, Err *doubt)
{
    if (record_range_hollow(SCHEME_GENERIC, range))
        err_set(doubt, ERR_STRUCTURE, RULE_EMPTY_RANGE, range->lower, range->upper);
}

static bool criterion_read(RecordDraft *draft, const Json *json, bool *nothing, Err *err)
{
    CriterionDraft c = { .made.vulnerable = true, .lower.lower = true };
    JsonIter iter = json_iter(json);
    Err doubt = { 0 };
    const Json *value;
    Str key;

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    while (json_next(&iter, &key, &value))
        criterion_member(&c, key, value, &doubt);
    if (c.made.cpe.len == 0) /* kept without its name: nobody can say whether it holds */
        err_set(&doubt, ERR_STRUCTURE, RULE_NO_CRITERIA);
    c.made.range = (RecordRange){ .lower = c.lower.text, .lower_inclusive = c.lower.inclusive,
                                  .upper = c.upper.text, .upper_inclusive = c.upper.inclusive,
                                  .fixed_known = c.upper.text.len && !c.upper.inclusive };
    range_check(&c.made.range, &doubt);
    if (doubt.code != ERR_NONE)
        record_leave_out(draft, &doubt);
    *nothing = matches_nothing(c.made.cpe);
    c.made.ranged = c.lower.text.len || c.upper.text.len || c.lower.lost || c.upper.lost;
    return *nothing || applicability_criterion(draft, &c.made, err);
}

/* Makes the last node false: it keeps no criterion. */
static void leaf_clear(RecordDraft *draft)
{
    RecordNode *node = (RecordNode *)draft->nodes.items + draft->nodes.count - 1;

    draft->criteria.count = node->first_criterion;
    node->criterion_count = 0;
    node->op = NODE_OR;
}

/* The members of a configuration or of a node; `list` holds the nodes or the matches. */
typedef struct {
    const Json *op, *negate, *list;
} Members;

static bool members_of(const Json *json, Members *out, Err *err)
{
    JsonIter iter = json_iter(json);
    const Json *value;
    Str key;

    *out = (Members){ NULL, NULL, NULL };
    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    while (json_next(&iter, &key, &value)) {
        if (KEY_IS(key, "operator"))
            out->op = value;
        else if (KEY_IS(key, "negate"))
            out->negate = value;
        else if (KEY_IS(key, "cpeMatch") || KEY_IS(key, "nodes"))
            out->list = value;
    }
    return true;
}

/* A node without a match asks for something that nobody can read. */
static bool nothing_said(RecordDraft *draft, Err *err)
{
    const RecordCriterion unknown = { .vulnerable = true };
    Err doubt;

    err_set(&doubt, ERR_STRUCTURE, RULE_NO_MATCH);
    record_leave_out(draft, &doubt);
    return applicability_criterion(draft, &unknown, err);
}

static bool leaf_read(RecordDraft *draft, const Json *json, bool negate, Err *err)
{
    RecordNode node = { 0 };
    bool nothing = false, impossible = false;
    const Json *match;
    Members members;
    JsonIter iter;
    size_t i = 0;
    Str key;

    if (!members_of(json, &members, err) || !operator_read(members.op, &node.op, err))
        return false;
    node.negate = json_bool(members.negate) != negate;
    node.first_criterion = (uint32_t)draft->criteria.count;
    if (!applicability_node(draft, node, err))
        return false;
    if (json_count(members.list) == 0 && !nothing_said(draft, err))
        return false;
    iter = json_iter(members.list);
    for (; json_next(&iter, &key, &match); i++) {
        if (!criterion_read(draft, match, &nothing, err))
            return err_in(err, "cpeMatch[%zu]", i);
        impossible = impossible || (nothing && node.op == NODE_AND);
    }
    if (impossible || draft->criteria.count == node.first_criterion)
        leaf_clear(draft);
    return true;
}

/* A root that can never be true says nothing. */
static void root_drop_if_false(RecordDraft *draft)
{
    const RecordNode *node = (RecordNode *)draft->nodes.items + draft->nodes.count - 1;

    if (node->criterion_count == 0 && !node->negate)
        draft->nodes.count--;
}

/* Nodes that are only OR-ed become roots of their own; a single node takes the negation. */
static bool configuration_read(RecordDraft *draft, const Json *json, Err *err)
{
    RecordNode root = { 0 };
    const Json *node;
    Members members;
    JsonIter iter;
    bool flat;
    size_t i = 0;
    Str key;

    if (!members_of(json, &members, err) || !operator_read(members.op, &root.op, err))
        return false;
    root.negate = json_bool(members.negate);
    root.child_count = (uint32_t)json_count(members.list);
    flat = root.child_count <= 1 || (root.op == NODE_OR && !root.negate);
    if (!flat && !applicability_node(draft, root, err))
        return false;
    iter = json_iter(members.list);
    for (; json_next(&iter, &key, &node); i++) {
        if (!leaf_read(draft, node, flat && root.negate, err))
            return err_in(err, "nodes[%zu]", i);
        if (flat)
            root_drop_if_false(draft);
    }
    return true;
}

bool applicability_read(RecordDraft *draft, const Json *configurations, Err *err)
{
    JsonIter iter = json_iter(configurations);
    const Json *json;
    size_t i = 0;
    Str key;

    if (json_kind(configurations) != JSON_NULL && json_kind(configurations) != JSON_ARRAY)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_ARRAY);
    for (; json_next(&iter, &key, &json); i++)
        if (!configuration_read(draft, json, err))
            return err_in(err, "[%zu]", i);
    return true;
}
