/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision.h"

#include "base/uuid.h"
#include "ident/flaw_id.h"
#include "lifecycle/decision_scope.h"

enum { SCORE_TENTHS_MAX = 100, EPSS_E5_MAX = 100000, FACTOR_PERCENT_MIN = 101 };

static bool is_blank(Str text)
{
    return str_trim(text).len == 0;
}

static bool is_uuid(Str text)
{
    Uuid uuid;
    Err err = { 0 };

    return uuid_parse(text, &uuid, &err) && !uuid_is_nil(&uuid);
}

/* ---- the rules, one question each: is it broken? ---- */

static bool no_id(const Decision *d)
{
    return !is_uuid(d->id);
}

static bool no_product(const Decision *d)
{
    return !is_uuid(d->product);
}

static bool bad_act(const Decision *d)
{
    return d->act.len && !is_uuid(d->act);
}

static bool no_author(const Decision *d)
{
    return !is_uuid(d->author);
}

static bool no_time(const Decision *d)
{
    return d->decided_s <= 0;
}

static bool no_origin(const Decision *d)
{
    return d->origin >= DECISION_ORIGINS;
}

static bool supplier_unnamed(const Decision *d)
{
    return (d->origin == DECISION_SUPPLIER) == is_blank(d->supplier);
}

static bool too_many(const Decision *d)
{
    return d->vulnerability_count > DECISION_IDS_MAX || d->evidence_count > DECISION_EVIDENCE_MAX
        || d->review_count > DECISION_REVIEWS_MAX || d->supersede_count > DECISION_NAMED_MAX
        || d->scope.release_count > DECISION_RELEASES_MAX;
}

static bool too_long(const Decision *d)
{
    const Str texts[] = { d->supplier, d->impact, d->reason, d->action, d->scope.configuration };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (texts[i].len > DECISION_TEXT_BYTES_MAX)
            return true;
    return false;
}

static bool any_blank(const Str *texts, size_t count)
{
    size_t i = 0;

    while (i < count && !is_blank(texts[i]))
        i++;
    return i < count;
}

static bool no_vulnerability(const Decision *d)
{
    return !d->vulnerability_count || any_blank(d->vulnerabilities, d->vulnerability_count);
}

static bool is_cve(Str id)
{
    return str_starts(id, STR("CVE-"));
}

/* An alias group holds at most one CVE, so a decision about one flaw does, too. */
static bool two_cves(const Decision *d)
{
    size_t count = 0;

    for (size_t i = 0; i < d->vulnerability_count; i++)
        count += is_cve(d->vulnerabilities[i]);
    return count > 1;
}

static bool no_status(const Decision *d)
{
    return d->status == DECISION_NO_STATUS || d->status >= DECISION_STATUSES;
}

static bool unknown_justification(const Decision *d)
{
    return d->justification >= JUSTIFICATIONS;
}

static bool no_justification(const Decision *d)
{
    return d->status == DECISION_NOT_AFFECTED && !d->justification && is_blank(d->impact);
}

static bool stray_justification(const Decision *d)
{
    return d->status != DECISION_NOT_AFFECTED && d->justification;
}

static bool no_reason(const Decision *d)
{
    return d->origin == DECISION_OURS && is_blank(d->reason);
}

static bool no_action(const Decision *d)
{
    return d->origin == DECISION_OURS && d->status == DECISION_AFFECTED && is_blank(d->action);
}

static bool blank_evidence(const Decision *d)
{
    size_t i = 0;

    while (i < d->evidence_count && !is_blank(d->evidence[i].name))
        i++;
    return i < d->evidence_count;
}

static bool early_expiry(const Decision *d)
{
    return d->expires_s && d->expires_s <= d->decided_s;
}

static bool unknown_trigger(const Decision *d)
{
    return d->triggers & ~(unsigned)TRIGGERS_ALL;
}

static bool epss_without_jump(const Decision *d)
{
    return (d->triggers & TRIGGER_EPSS)
        && (d->jump.rise_e5 == 0 || d->jump.rise_e5 > EPSS_E5_MAX
            || d->jump.factor_percent < FACTOR_PERCENT_MIN || d->jump.floor_e5 > EPSS_E5_MAX);
}

static bool any_component(const Decision *d)
{
    return (d->triggers & TRIGGER_COMPONENT) && d->scope.kind == SCOPE_ANY;
}

static bool lacks_component(const Decision *d, const DecisionBuild *build)
{
    return (d->triggers & TRIGGER_COMPONENT)
        && !build->version.len && !build->digest.len && !build->options.len;
}

static bool lacks_context(const Decision *d, const DecisionBuild *build)
{
    return (d->triggers & TRIGGER_CONTEXT) && !build->context.len;
}

static bool component_unknown(const Decision *d)
{
    return lacks_component(d, &d->build);
}

static bool context_unknown(const Decision *d)
{
    return lacks_context(d, &d->build);
}

static bool bad_score(const Decision *d)
{
    const DecisionWorld *w = &d->world;

    return w->cvss_tenths < CVSS_ABSENT || w->cvss_tenths > SCORE_TENTHS_MAX
        || (w->epss_e5 > EPSS_E5_MAX && w->epss_e5 != DECISION_NO_EPSS) || w->exploit >= EXPLOITS;
}

static bool names_itself(const Decision *d)
{
    size_t i = 0;

    while (i < d->supersede_count && !str_eq(d->supersedes[i], d->id))
        i++;
    return i < d->supersede_count;
}

static bool names_nothing(const Decision *d)
{
    size_t i = 0;

    while (i < d->supersede_count && is_uuid(d->supersedes[i]))
        i++;
    return i < d->supersede_count;
}

static bool bad_release(const Decision *d)
{
    size_t i = 0;

    while (i < d->scope.release_count && is_uuid(d->scope.releases[i].release))
        i++;
    return i < d->scope.release_count;
}

/* It could never be in force: no release is named, and none may be proposed. */
static bool no_release(const Decision *d)
{
    return d->origin == DECISION_OURS && !d->scope.release_count && !d->scope.inherits;
}

static const struct {
    bool (*is_broken)(const Decision *);
    ErrCode code;
    Str rule;
} RULES[] = {
    { too_many, ERR_LIMIT, STR_ROW("lifecycle.decision-too-many") },
    { too_long, ERR_LIMIT, STR_ROW("lifecycle.decision-too-long") },
    { no_id, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-id") },
    { no_product, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-product") },
    { bad_act, ERR_STRUCTURE, STR_ROW("lifecycle.decision-bad-act") },
    { no_author, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-author") },
    { no_time, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-time") },
    { no_origin, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-origin") },
    { supplier_unnamed, ERR_STRUCTURE, STR_ROW("lifecycle.decision-supplier") },
    { no_vulnerability, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-vulnerability") },
    { two_cves, ERR_STRUCTURE, STR_ROW("lifecycle.decision-two-cves") },
    { no_status, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-status") },
    { unknown_justification, ERR_STRUCTURE, STR_ROW("lifecycle.decision-label") },
    { no_justification, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-justification") },
    { stray_justification, ERR_STRUCTURE, STR_ROW("lifecycle.decision-stray-justification") },
    { no_reason, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-reason") },
    { no_action, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-action") },
    { blank_evidence, ERR_STRUCTURE, STR_ROW("lifecycle.decision-blank-evidence") },
    { early_expiry, ERR_STRUCTURE, STR_ROW("lifecycle.decision-early-expiry") },
    { unknown_trigger, ERR_STRUCTURE, STR_ROW("lifecycle.decision-unknown-trigger") },
    { epss_without_jump, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-jump") },
    { any_component, ERR_STRUCTURE, STR_ROW("lifecycle.decision-any-component") },
    { component_unknown, ERR_STRUCTURE, STR_ROW("lifecycle.decision-component-unknown") },
    { context_unknown, ERR_STRUCTURE, STR_ROW("lifecycle.decision-context-unknown") },
    { bad_score, ERR_STRUCTURE, STR_ROW("lifecycle.decision-bad-score") },
    { names_itself, ERR_STRUCTURE, STR_ROW("lifecycle.decision-names-itself") },
    { names_nothing, ERR_STRUCTURE, STR_ROW("lifecycle.decision-names-nothing") },
    { bad_release, ERR_STRUCTURE, STR_ROW("lifecycle.decision-bad-release") },
    { no_release, ERR_STRUCTURE, STR_ROW("lifecycle.decision-no-release") },
};

static bool rules_hold(const Decision *d, Err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(RULES); i++)
        if (RULES[i].is_broken(d))
            return err_set(err, RULES[i].code, RULES[i].rule);
    return true;
}

static bool scope_holds(const Decision *d, Err *err)
{
    CLEANUP(arena_done) Arena scratch = arena_new(DECISION_SCOPE_BYTES_MAX);
    ScopeRead read;

    return scope_read(&d->scope, &scratch, &read, err);
}

/* Ids are compared byte by byte, so each has one spelling in the record. */
static bool spelling_holds(const Decision *d, Err *err)
{
    CLEANUP(arena_done) Arena scratch = arena_new(DECISION_SCOPE_BYTES_MAX);
    Str canonical;

    for (size_t i = 0; i < d->vulnerability_count; i++) {
        if (!flaw_id_canonical(d->vulnerabilities[i], &scratch, &canonical))
            return err_no_memory(err);
        if (!str_eq(canonical, d->vulnerabilities[i]))
            return err_set(err, ERR_STRUCTURE, STR("lifecycle.decision-spelling"),
                           d->vulnerabilities[i], canonical);
    }
    return true;
}

/* What was added to it later. */
static bool events_hold(const Decision *d, Err *err)
{
    for (size_t i = 0; i < d->review_count; i++)
        if (!decision_review_check(d, &d->reviews[i], err))
            return err_in(err, "reviews[%zu]", i);
    for (size_t i = 0; i < d->scope.release_count; i++)
        if (d->scope.releases[i].confirmed_s
            && !decision_confirm_check(d, &d->scope.releases[i], err))
            return err_in(err, "releases[%zu]", i);
    return !d->end.at_s || decision_end_check(d, &d->end, err);
}

bool decision_check(const Decision *decision, Err *err)
{
    if (rules_hold(decision, err) && spelling_holds(decision, err) && scope_holds(decision, err)
        && events_hold(decision, err))
        return true;
    return err_in(err, "decision %.*s", STR_ARG(str_slice(decision->id, 0, UUID_CHARS)));
}

bool decision_review_check(const Decision *decision, const DecisionReview *review, Err *err)
{
    if (!is_uuid(review->reviewer))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.review-no-reviewer"));
    if (review->reviewed_s < decision->decided_s)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.review-too-early"));
    if (review->claimed >= INDEPENDENCES)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.review-unknown-independence"));
    if (decision->origin != DECISION_OURS)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.review-of-supplier"));
    if (review->claimed > REVIEWED_BY_AUTHOR && str_eq(review->reviewer, decision->author))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.review-not-independent"));
    return true;
}

/* A trigger would never fire for that release. */
static bool build_unknown(const Decision *d, const DecisionBuild *build)
{
    return lacks_component(d, build) || lacks_context(d, build);
}

bool decision_confirm_check(const Decision *decision, const DecisionRelease *release, Err *err)
{
    if (!is_uuid(release->release))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.decision-bad-release"));
    if (!is_uuid(release->by))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.confirm-no-person"));
    if (release->confirmed_s < decision->decided_s)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.confirm-too-early"));
    if (release->build && build_unknown(decision, release->build))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.confirm-without-facts"));
    if (decision->origin != DECISION_OURS)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.confirm-of-supplier"));
    return true;
}

bool decision_end_check(const Decision *decision, const DecisionEnd *end, Err *err)
{
    if (end->at_s < decision->decided_s)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.end-too-early"));
    if (!is_uuid(end->by))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.end-no-person"));
    if (is_blank(end->reason))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.end-no-reason"));
    return true;
}

Independence decision_independence(const Decision *decision, const DecisionReview *review)
{
    if (str_eq(review->reviewer, decision->author))
        return REVIEWED_BY_AUTHOR;
    return review->claimed == REVIEWED_INDEPENDENTLY ? REVIEWED_INDEPENDENTLY : REVIEWED_BY_OTHER;
}

Independence decision_reviewed(const Decision *decision, int64_t now_s)
{
    Independence best = REVIEWED_NOT;

    for (size_t i = 0; i < decision->review_count; i++) {
        Independence one = decision_independence(decision, &decision->reviews[i]);
        if (decision->reviews[i].reviewed_s <= now_s && one > best)
            best = one;
    }
    return best;
}

const Str *decision_keys(const Decision *decision, size_t *count)
{
    size_t i = 0;

    while (i < decision->vulnerability_count && !is_cve(decision->vulnerabilities[i]))
        i++;
    if (i < decision->vulnerability_count) {
        *count = 1;
        return &decision->vulnerabilities[i];
    }
    *count = decision->vulnerability_count;
    return decision->vulnerabilities;
}
