/* SPDX-License-Identifier: Apache-2.0 */
/* What people say of findings: seen, known of, decided, reviewed, ended, confirmed. */
#include "inro/finding.h"

#include "api/clock_fact.h"
#include "api/decision_row.h"
#include "api/grounds.h"
#include "api/finding_list.h"
#include "base/date.h"
#include "base/jsonout.h"
#include "base/uuid.h"
#include "ident/flaw_id.h"
#include "lifecycle/decision_inherit.h"
#include "lifecycle/decision_trigger.h"
#include "lifecycle/decision_words.h"

#include <stdio.h>
#include <string.h>

enum { PAYLOAD_ROOM = 64 << 20, RELEASES_BYTES = 16 << 20, DEFAULT_AGE_DAYS = 7 };

#define RULE_TIME        STR("api.not-a-time")
#define RULE_MOMENT      STR("api.not-a-moment")
#define RULE_AHEAD       STR("api.aware-future")
#define RULE_NO_DECISION STR("api.decision-unknown")
#define RULE_NO_FINDING  STR("api.finding-unknown")
#define RULE_NOT_FOUND   STR("api.finding-none")
#define RULE_PRODUCT     STR("api.product-needed")
#define RULE_NO_PRODUCT  STR("api.decide-product")
#define RULE_OTHER_PRODUCT STR("api.release-of-other")

bool findings_of(const Inro *inro, InroRecord *record, const InroFindingQuestion *question,
                 InroSay *say, void *context, FindingSet *out, InroError *error)
{
    FindingQuestion asked = { .db = question->db, .product = question->product,
                              .release = question->release, .max_age_days = DEFAULT_AGE_DAYS };

    if (!findings_make(inro, record, &asked, say, context, out, error))
        return false;
    if (out->scan)
        return true;
    *error = (InroError){ .status = out->status }; /* every input was refused, and said */
    return false;
}

static bool payload_of(Act *act, Buf *buf, Str *out, Err *err)
{
    return (!buf_failed(buf) && arena_copy(&act->arena, buf_str(buf), out)) || err_no_memory(err);
}

/* ---- first seen --------------------------------------------------------------------- */

static bool seen_put(Act *act, const Subject *subject, Str primary, JsonOut *json, Err *err)
{
    Str id, component;

    if (!act_uuid(act, &id, err) || !seen_component(subject, &act->arena, &component, err))
        return false;
    jsonout_object(json);
    jsonout_str_at(json, STR("id"), id);
    jsonout_str_at(json, STR("release"), subject->release);
    jsonout_str_at(json, STR("component"), component);
    jsonout_str_at(json, STR("vulnerability"), primary);
    jsonout_key(json, STR("ids"));
    jsonout_array(json);
    for (size_t i = 0; i < subject->flaw->id_count; i++)
        jsonout_str(json, subject->flaw->ids[i]);
    jsonout_array_end(json);
    jsonout_u64_at(json, STR("seen_s"), (uint64_t)act->inro->now_s);
    jsonout_str_at(json, STR("knowledge"), subject->world.knowledge);
    jsonout_object_end(json);
    return true;
}

/* The findings of one product that have no first-seen fact, as rows of one event. */
static bool product_refresh(Act *act, const FindingSet *set, SeenBook *seen, Str product,
                            uint64_t *count, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
    JsonOut json = jsonout_new(&buf, 0);
    uint64_t met = 0;
    Str payload;

    jsonout_object(&json);
    jsonout_key(&json, STR("rows"));
    jsonout_array(&json);
    for (size_t i = 0; i < set->count; i++) {
        const Subject *subject = &set->subjects[i];

        if (!str_eq(subject->product, product) || seen_find(seen, subject, &act->arena))
            continue;
        if (!seen_put(act, subject, set->scan->scan.findings[i].flaw->id, &json, err))
            return false;
        met++;
    }
    jsonout_array_end(&json);
    jsonout_object_end(&json);
    *count += met;
    return !met || (payload_of(act, &buf, &payload, err)
                    && act_say(act, "finding.first_seen", product, STR(""), payload, err));
}

bool seen_refresh(Act *act, const FindingSet *set, SeenBook *seen, uint64_t *count, Err *err)
{
    *count = 0;
    for (size_t i = 0; i < set->input_count; i++) {
        bool again = false;

        for (size_t k = 0; k < i && !again; k++)
            again = str_eq(set->inputs[k].product, set->inputs[i].product);
        if (!again && !product_refresh(act, set, seen, set->inputs[i].product, count, err))
            return false;
    }
    return !*count || act_end(act, err);
}

bool inro_finding_refresh(const Inro *inro, InroRecord *record,
                          const InroFindingQuestion *question, InroSay *say, void *context,
                          uint64_t *count, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    CLEANUP(findings_done) FindingSet set = { .scan = NULL };
    CLEANUP(seen_done) SeenBook seen = { .count = 0 };
    Err err;

    if (!findings_of(inro, record, question, say, context, &set, error))
        return false;
    error->status = set.status;
    return (act_begin(record, inro, &act, &err)
            && seen_load(store_db(record->store), &act.arena, &seen, &err)
            && seen_refresh(&act, &set, &seen, count, &err))
        || api_fail(inro, &err, error);
}

/* ---- awareness ---------------------------------------------------------------------- */

/* What somebody became aware of: a finding that was seen, or a flaw of a product. */
typedef struct {
    Str product, finding, vulnerability, ids;
    ClockFacts facts;
} Aware;

static bool aware_of_finding(Act *act, Str id, Aware *out, Err *err)
{
    Db *db = store_db(act->record->store);
    Row seen, release;
    bool found;

    if (!row_get(db, TABLE_FINDING_SEEN, id, &act->arena, &seen, &found, err))
        return false;
    if (!found)
        return err_set(err, ERR_USAGE, RULE_NO_FINDING, id);
    if (!noun_resolve(db, NOUN_RELEASE, row_text(&seen, "release"), &act->arena, &release, err))
        return false;
    *out = (Aware){ row_text(&release, "product"), id, row_text(&seen, "vulnerability"),
                    row_text(&seen, "ids"), out->facts };
    return true;
}

static bool aware_of_flaw(Act *act, const InroAwareness *said, Aware *out, Err *err)
{
    CLEANUP(buf_done) Buf ids = buf_new(1 << 16);
    JsonOut json = jsonout_new(&ids, 0);
    Row product;

    if (!said->product)
        return err_set(err, ERR_USAGE, RULE_PRODUCT);
    if (!noun_resolve(store_db(act->record->store), NOUN_PRODUCT, str_of(said->product),
                      &act->arena, &product, err))
        return false;
    if (!flaw_id_canonical(str_of(said->finding), &act->arena, &out->vulnerability))
        return err_no_memory(err);
    out->product = row_text(&product, "id");
    jsonout_array(&json);
    jsonout_str(&json, out->vulnerability);
    jsonout_array_end(&json);
    return payload_of(act, &ids, &out->ids, err);
}

static bool aware_say(Act *act, const Aware *aware, const InroAwareness *said, Str id, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);
    JsonOut json = jsonout_new(&buf, 0);
    int64_t at_s;
    Str person, payload;

    if (!date_parse_moment(str_of(said->at), &at_s) || at_s <= 0)
        return err_set(err, ERR_USAGE, RULE_MOMENT, str_of(said->at));
    if (at_s > act->inro->now_s)
        return err_set(err, ERR_USAGE, RULE_AHEAD, str_of(said->at));
    if (!act_person(act, str_of(said->by), &person, err))
        return err_in(err, "--by");
    if (!act_text(said->channel, "channel", err))
        return false;
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("product"), aware->product);
    if (aware->finding.len)
        jsonout_str_at(&json, STR("finding"), aware->finding);
    jsonout_str_at(&json, STR("vulnerability"), aware->vulnerability);
    jsonout_key(&json, STR("ids"));
    jsonout_raw(&json, aware->ids);
    jsonout_u64_at(&json, STR("aware_s"), (uint64_t)at_s);
    jsonout_str_at(&json, STR("person"), person);
    jsonout_str_at(&json, STR("channel"), str_of(said->channel));
    clock_facts_write(aware->facts, &json);
    jsonout_object_end(&json);
    return payload_of(act, &buf, &payload, err)
        && act_say(act, "finding.awareness", aware->product, aware->finding, payload, err);
}

bool inro_finding_aware(const Inro *inro, InroRecord *record, const InroAwareness *said, char *id,
                        InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Aware aware = { .finding = STR("") };
    Str uuid;
    Err err;
    bool ok = clock_facts_given(said->facts, said->fact_count, &aware.facts, &err)
           && act_begin(record, inro, &act, &err) && act_uuid(&act, &uuid, &err)
           && (event_is_uuid(str_of(said->finding))
                   ? aware_of_finding(&act, str_of(said->finding), &aware, &err)
                   : aware_of_flaw(&act, said, &aware, &err))
           && aware_say(&act, &aware, said, uuid, &err) && act_end(&act, &err);

    if (!ok)
        return api_fail(inro, &err, error);
    memcpy(id, uuid.ptr, uuid.len + 1);
    return true;
}

/* ---- deciding ----------------------------------------------------------------------- */

static bool triggers_of(const InroDecisionDraft *draft, Decision *out, Err *err)
{
    Trigger bit;

    out->jump = epss_jump_default();
    for (size_t i = 0; i < draft->trigger_count; i++) {
        if (!trigger_of(str_of(draft->triggers[i]), &bit, err))
            return err_in(err, "--trigger");
        out->triggers |= bit;
    }
    return true;
}

static bool status_of(const InroDecisionDraft *draft, Decision *out, Err *err)
{
    VexReading reading;

    if (!verdict_read(str_of(draft->status), str_of(draft->justification), &reading, &out->label,
                      err))
        return err_in(err, str_eq(err->rule, RULE_VEX_STATUS) ? "--status" : "--justification");
    out->status = reading.status;
    out->justification = reading.justification;
    return true;
}

static bool expiry_of(const InroDecisionDraft *draft, Decision *out, Err *err)
{
    if (!draft->expires)
        return true;
    return (date_parse_s(str_of(draft->expires), &out->expires_s) && out->expires_s > 0)
        || err_set(err, ERR_USAGE, RULE_TIME, str_of(draft->expires)) || err_in(err, "--expires");
}

/* Whether the finding bears the id that was decided upon. */
static bool flaw_has(const Flaw *flaw, Str id)
{
    for (size_t i = 0; i < flaw->id_count; i++)
        if (str_eq(flaw->ids[i], id))
            return true;
    return false;
}

static bool release_named(const Decision *decision, Str release)
{
    for (size_t i = 0; i < decision->scope.release_count; i++)
        if (str_eq(decision->scope.releases[i].release, release))
            return true;
    return false;
}

/* What is known of the flaw now, from the findings that are decided upon. */
typedef struct {
    Act *act;
    Decision *decision;
    ScopeRead scope;
    bool named;            /* the releases were named; else those it is found in are */
    DecisionRelease *found;
    size_t found_room, build_room;
    bool met;
} Taking;

/* Whether the scope holds the finding; an id that it cannot be compared with fits nothing. */
static bool finding_meant(Taking *taking, const Subject *subject, bool *meant, Err *err)
{
    SubjectRead read = subject_read(subject, &taking->act->arena);
    Miss miss = MISS_NONE;

    *meant = false;
    if (taking->named && !release_named(taking->decision, subject->release))
        return true;
    if (!scope_fits(&taking->scope, &read, &miss, err))
        return false;
    *meant = miss == MISS_NONE;
    return true;
}

static bool release_add(Taking *taking, Str release, Err *err)
{
    DecisionScope *scope = &taking->decision->scope;

    if (taking->named || release_named(taking->decision, release))
        return true;
    if (!ARENA_ROOM(&taking->act->arena, taking->found, scope->release_count,
                    &taking->found_room))
        return err_no_memory(err);
    taking->found[scope->release_count++] = (DecisionRelease){ .release = release };
    scope->releases = taking->found;
    return true;
}

static bool finding_take(Taking *taking, const Subject *subject, Err *err)
{
    Decision *decision = taking->decision;

    if (!taking->met) {
        decision->world = subject->world;
        decision->build = subject->build;
    }
    taking->met = true;
    return release_add(taking, subject->release, err)
        && build_join(&decision->build, &taking->build_room, &subject->build,
                      &taking->act->arena, err);
}

/* The ids, the facts, and, when none were named, the releases it is found in. */
static bool facts_take(Act *act, const FindingSet *set, bool releases_named, Decision *decision,
                       Err *err)
{
    Taking taking = { .act = act, .decision = decision,
                      .named = releases_named };
    Str id = decision->vulnerabilities[0];
    bool meant = false;

    if (!scope_read(&decision->scope, &act->arena, &taking.scope, err))
        return false;
    for (size_t i = 0; i < set->count; i++) {
        const Subject *subject = &set->subjects[i];

        if (!flaw_has(subject->flaw, id) || !str_eq(subject->product, decision->product))
            continue;
        decision->vulnerabilities = subject->flaw->ids;
        decision->vulnerability_count = subject->flaw->id_count;
        if (!finding_meant(&taking, subject, &meant, err)
            || (meant && !finding_take(&taking, subject, err)))
            return false;
    }
    return decision->scope.release_count || err_set(err, ERR_USAGE, RULE_NOT_FOUND, id);
}

/* Of the releases that were named those of the decision's product. */
static bool releases_given(Act *act, const InroDecisionDraft *draft, Decision *out, Err *err)
{
    DecisionRelease *releases = ARENA_ARRAY(&act->arena, DecisionRelease, draft->release_count);
    size_t count = 0;
    Row row;

    if (!releases)
        return err_no_memory(err);
    for (size_t i = 0; i < draft->release_count; i++) {
        if (!noun_resolve(store_db(act->record->store), NOUN_RELEASE, str_of(draft->releases[i]),
                          &act->arena, &row, err))
            return err_in(err, "--release");
        if (str_eq(row_text(&row, "product"), out->product))
            releases[count++].release = row_text(&row, "id");
        else if (draft->product_count == 1) {
            err_set(err, ERR_USAGE, RULE_OTHER_PRODUCT, str_of(draft->releases[i]));
            return err_in(err, "--release");
        }
    }
    out->scope.releases = releases;
    out->scope.release_count = count;
    return true;
}

static bool scope_of(Act *act, const InroDecisionDraft *draft, const FindingSet *set,
                     Decision *out, Err *err)
{
    Str *id = ARENA_NEW(&act->arena, Str);

    if (!id || !flaw_id_canonical(str_of(draft->vulnerability), &act->arena, id))
        return err_no_memory(err);
    out->vulnerabilities = id;
    out->vulnerability_count = 1;
    out->scope.component = str_of(draft->component);
    out->scope.kind = !draft->component                                   ? SCOPE_ANY
                    : str_starts(out->scope.component, STR("pkg:")) ? SCOPE_PURL
                    : str_starts(out->scope.component, STR("cpe:")) ? SCOPE_CPE : SCOPE_NAME;
    out->scope.range = str_of(draft->range);
    out->scope.configuration = str_of(draft->configuration);
    out->scope.inherits = !draft->not_inherited;
    return releases_given(act, draft, out, err)
        && facts_take(act, set, draft->release_count > 0, out, err);
}

static bool supersede(Act *act, const InroDecisionDraft *draft, const FindingSet *set,
                      Decision *decision, Err *err)
{
    const Str *repeated;
    size_t count;
    Str *all;

    if (!book_repeated(&set->book, decision, &act->arena, &repeated, &count, err))
        return false;
    all = ARENA_ARRAY(&act->arena, Str, count + draft->supersede_count);
    if (!all)
        return err_no_memory(err);
    for (size_t i = 0; i < draft->supersede_count; i++)
        all[decision->supersede_count++] = str_of(draft->supersedes[i]);
    for (size_t i = 0; i < count; i++)
        all[decision->supersede_count++] = repeated[i];
    decision->supersedes = all;
    return true;
}

static bool texts_check(const InroDecisionDraft *draft, Err *err)
{
    return act_text(draft->reason, "reason", err) && act_text(draft->action, "action", err)
        && act_text(draft->impact, "impact", err) && act_text(draft->supplier, "supplier", err)
        && act_text(draft->configuration, "configuration", err);
}

/* What is the same for every product. */
static bool common_fill(Act *act, const InroDecisionDraft *draft, Decision *out, Err *err)
{
    *out = (Decision){ .origin = draft->supplier ? DECISION_SUPPLIER : DECISION_OURS,
                       .supplier = str_of(draft->supplier), .author = act->actor, .act = act->id,
                       .decided_s = act->inro->now_s, .reason = str_of(draft->reason),
                       .action = str_of(draft->action), .impact = str_of(draft->impact),
                       .evidence_count = draft->evidence_count,
                       .world = { .cvss_tenths = CVSS_ABSENT, .epss_e5 = DECISION_NO_EPSS } };
    return texts_check(draft, err) && status_of(draft, out, err) && expiry_of(draft, out, err)
        && triggers_of(draft, out, err)
        && grounds_take(act, draft->evidence, draft->evidence_count, &out->evidence, err);
}

static bool decision_fill(Act *act, const InroDecisionDraft *draft, const FindingSet *set,
                          const char *called, Decision *out, Err *err)
{
    Row product;

    if (!noun_resolve(store_db(act->record->store), NOUN_PRODUCT, str_of(called), &act->arena,
                      &product, err))
        return false;
    out->product = row_text(&product, "id");
    out->world.knowledge = set->scan->scan.database.digest;
    if (!context_digest(row_text(&product, "security_context"), &act->arena, &out->build.context))
        return err_no_memory(err);
    if (!act_uuid(act, &out->id, err) || !scope_of(act, draft, set, out, err))
        return false;
    if (!draft->trigger_count)
        out->triggers = trigger_defaults(out);
    return decision_check(out, err) && supersede(act, draft, set, out, err);
}

static bool decide(Act *act, const InroDecisionDraft *draft, const FindingSet *set, char *ids,
                   Err *err)
{
    Decision common;

    if (!common_fill(act, draft, &common, err))
        return false;
    for (size_t i = 0; i < draft->product_count; i++) {
        CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
        Decision decision = common;
        Str payload;

        if (!decision_fill(act, draft, set, draft->products[i], &decision, err))
            return false;
        decision_write(&decision, &buf);
        if (!payload_of(act, &buf, &payload, err)
            || !act_say(act, "decision.made", decision.product, decision.id, payload, err))
            return false;
        memcpy(ids + i * (UUID_CHARS + 1), decision.id.ptr, UUID_CHARS);
        ids[i * (UUID_CHARS + 1) + UUID_CHARS] = i + 1 < draft->product_count ? '\n' : '\0';
    }
    return act_end(act, err);
}

bool inro_evidence_is_file(const char *given)
{
    return grounds_is_file(str_of(given));
}

/* The products that are named, else those of the releases that are. */
static bool products_named(InroRecord *record, Arena *arena, InroDecisionDraft *draft, Err *err)
{
    const char **products = ARENA_ARRAY(arena, const char *, draft->release_count);
    size_t count = 0, at = 0;
    Row row;

    if (draft->product_count)
        return true;
    if (!products)
        return err_no_memory(err);
    for (size_t i = 0; i < draft->release_count; i++) {
        if (!noun_resolve(store_db(record->store), NOUN_RELEASE, str_of(draft->releases[i]), arena,
                          &row, err))
            return err_in(err, "--release");
        for (at = 0; at < count; at++)
            if (str_eq(str_of(products[at]), row_text(&row, "product")))
                break;
        products[at] = row_text(&row, "product").ptr;
        count += at == count;
    }
    draft->products = products;
    draft->product_count = count;
    return count || err_set(err, ERR_USAGE, RULE_NO_PRODUCT);
}

bool inro_finding_decide(const Inro *inro, InroRecord *record, const InroDecisionDraft *asked,
                         InroSay *say, void *context, char *ids, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(RELEASES_BYTES);
    CLEANUP(act_done) Act act = { .record = NULL };
    CLEANUP(findings_done) FindingSet set = { .scan = NULL };
    InroDecisionDraft draft = *asked;
    InroFindingQuestion question = { .db = draft.db };
    Err err;

    if (!products_named(record, &arena, &draft, &err))
        return api_fail(inro, &err, error);
    if (draft.product_count == 1) /* else the findings of all */
        question.product = draft.products[0];
    if (!findings_of(inro, record, &question, say, context, &set, error))
        return false;
    error->status = set.status;
    return (act_begin(record, inro, &act, &err) && decide(&act, &draft, &set, ids, &err))
        || api_fail(inro, &err, error);
}

/* ---- reviewing, ending -------------------------------------------------------------- */

/* The decision of that id, its product being the chain that speaks of it. */
static bool decision_get(Act *act, const char *id, Decision *out, uint64_t *leaf, Err *err)
{
    bool found;
    Row row;

    if (!row_get(store_db(act->record->store), TABLE_DECISION, str_of(id), &act->arena, &row,
                 &found, err))
        return false;
    if (!found)
        return err_set(err, ERR_USAGE, RULE_NO_DECISION, str_of(id));
    *leaf = row.leaf;
    return decision_read_row(&row, &act->arena, out, err);
}

static bool review(Act *act, const char *id, const char *independence, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 16);
    DecisionReview said = { .reviewer = act->actor, .reviewed_s = act->inro->now_s };
    Decision decision;
    uint64_t leaf;
    Str uuid, payload;

    if (!independence_of(str_of(independence), &said.claimed, err)
        || !decision_get(act, id, &decision, &leaf, err)
        || !decision_review_check(&decision, &said, err) || !act_uuid(act, &uuid, err))
        return false;
    said.claimed = decision_independence(&decision, &said);
    review_write(&(ReviewNames){ uuid, act->id, decision.id }, &said, &buf);
    return payload_of(act, &buf, &payload, err)
        && act_seen(act, TABLE_DECISION, decision.id, leaf, err)
        && act_say(act, "decision.reviewed", decision.product, decision.id, payload, err)
        && act_end(act, err);
}

bool inro_decision_review(const Inro *inro, InroRecord *record, const char *decision,
                          const char *independence, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && review(&act, decision, independence, &err))
        || api_fail(inro, &err, error);
}

static bool expire(Act *act, const char *id, const char *reason, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);
    JsonOut json = jsonout_new(&buf, 0);
    DecisionEnd end = { act->inro->now_s, act->actor, str_of(reason) };
    Decision decision;
    uint64_t leaf;
    Str payload;

    if (!act_text(reason, "reason", err) || !decision_get(act, id, &decision, &leaf, err)
        || !decision_end_check(&decision, &end, err))
        return false;
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), decision.id);
    jsonout_u64_at(&json, STR("ended_s"), (uint64_t)end.at_s);
    jsonout_str_at(&json, STR("ended_by"), end.by);
    jsonout_str_at(&json, STR("ended_reason"), end.reason);
    jsonout_object_end(&json);
    return payload_of(act, &buf, &payload, err)
        && act_seen(act, TABLE_DECISION, decision.id, leaf, err)
        && act_say(act, "decision.ended", decision.product, decision.id, payload, err)
        && act_end(act, err);
}

bool inro_decision_expire(const Inro *inro, InroRecord *record, const char *decision,
                          const char *reason, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && expire(&act, decision, reason, &err))
        || api_fail(inro, &err, error);
}

/* ---- confirming what is inherited --------------------------------------------------- */

static bool chosen_make(Act *act, const FindingSet *set, const Proposals *proposals,
                        const char *const *ids, size_t count, bool **out, Err *err)
{
    bool *chosen = ARENA_ARRAY(&act->arena, bool, proposals->group_count);

    if (!chosen)
        return err_no_memory(err);
    for (size_t i = 0; i < proposals->group_count; i++)
        for (size_t k = 0; k < count; k++)
            chosen[i] = chosen[i]
                     || str_eq(set->decisions[proposals->groups[i].decision].id, str_of(ids[k]));
    *out = count ? chosen : NULL;
    return true;
}

/* The confirmations of one product, as rows of one event. */
static bool product_confirm(Act *act, const FindingSet *set, const Confirmations *confirmed,
                            Str product, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_ROOM);
    size_t met = 0;
    Str id, payload;

    buf_add(&buf, STR("{\"rows\":["));
    for (size_t i = 0; i < confirmed->count; i++) {
        const Decision *decision = &set->decisions[confirmed->rows[i].decision];
        DecisionRelease release = { confirmed->rows[i].release, act->inro->now_s, act->actor,
                                    &confirmed->rows[i].build };

        if (!str_eq(decision->product, product))
            continue;
        if (!act_uuid(act, &id, err) || !decision_confirm_check(decision, &release, err))
            return false;
        if (met++)
            buf_char(&buf, ',');
        confirmation_write(id, decision->id, &release, &buf);
    }
    buf_add(&buf, STR("]}"));
    return !met || (payload_of(act, &buf, &payload, err)
                    && act_say(act, "decision.confirmed", product, STR(""), payload, err));
}

static bool confirm(Act *act, const FindingSet *set, const char *const *ids, size_t id_count,
                    uint64_t *count, Err *err)
{
    Subjects subjects = { set->subjects, set->count };
    Proposals proposals;
    Confirmations confirmed;
    bool *chosen = NULL;

    if (!decisions_propose(&set->book, &subjects, &act->arena, &proposals, err)
        || !chosen_make(act, set, &proposals, ids, id_count, &chosen, err))
        return false;
    if (!proposals_confirm(&proposals, &subjects, chosen, &act->arena, &confirmed, err))
        return false;
    for (size_t i = 0; i < set->input_count; i++) {
        bool again = false;

        for (size_t k = 0; k < i && !again; k++)
            again = str_eq(set->inputs[k].product, set->inputs[i].product);
        if (!again && !product_confirm(act, set, &confirmed, set->inputs[i].product, err))
            return false;
    }
    *count = confirmed.count;
    return !confirmed.count || act_end(act, err);
}

bool inro_decision_confirm(const Inro *inro, InroRecord *record,
                           const InroFindingQuestion *question, const char *const *decisions,
                           size_t decision_count, InroSay *say, void *context, uint64_t *count,
                           InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    CLEANUP(findings_done) FindingSet set = { .scan = NULL };
    Err err;

    if (!findings_of(inro, record, question, say, context, &set, error))
        return false;
    error->status = set.status;
    return (act_begin(record, inro, &act, &err)
            && confirm(&act, &set, decisions, decision_count, count, &err))
        || api_fail(inro, &err, error);
}
