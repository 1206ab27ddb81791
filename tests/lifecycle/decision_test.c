/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision.h"

#include "heap.h"
#include "scene.h"
#include "snapshot.h"
#include "test.h"

#include "base/msg.h"

enum { TEXT_BYTES_MAX = 1 << 20 };

/* ---- what is refused, one spoiled field a row ---- */

static const Str TWO_CVES[] = { STR_ROW("CVE-2026-0001"), STR_ROW("CVE-2026-0002") };
static const Str BLANK[] = { STR_ROW("CVE-2026-0001"), STR_ROW(" ") };
static const Str LOWER[] = { STR_ROW("cve-2026-0001") };

static void spoil_id(Decision *d) { d->id = STR("D1"); }
static void spoil_id_none(Decision *d) { d->id = (Str){ 0 }; }
static void spoil_id_letter(Decision *d) { d->id = STR("00000000-0000-7000-8000-00000000000G"); }
static void spoil_id_nil(Decision *d) { d->id = STR("00000000-0000-0000-0000-000000000000"); }
static void spoil_product(Decision *d) { d->product = (Str){ 0 }; }
static void spoil_act(Decision *d) { d->act = STR("all"); }
static void spoil_author(Decision *d) { d->author = STR("somebody"); }
static void spoil_time(Decision *d) { d->decided_s = 0; }
static void spoil_origin(Decision *d) { d->origin = DECISION_ORIGINS; }
static void spoil_supplier(Decision *d) { d->origin = DECISION_SUPPLIER; }
static void spoil_ours(Decision *d) { d->supplier = STR("acme"); }
static void spoil_ids(Decision *d) { d->vulnerability_count = 0; }
static void spoil_id_many(Decision *d) { d->vulnerability_count = DECISION_IDS_MAX + 1; }
static void spoil_evidence_many(Decision *d) { d->evidence_count = DECISION_EVIDENCE_MAX + 1; }
static void spoil_reviews_many(Decision *d) { d->review_count = DECISION_REVIEWS_MAX + 1; }
static void spoil_named_many(Decision *d) { d->supersede_count = DECISION_NAMED_MAX + 1; }
static void spoil_status(Decision *d) { d->status = DECISION_NO_STATUS; }
static void spoil_status_past(Decision *d) { d->status = DECISION_STATUSES; }
static void spoil_label(Decision *d) { d->justification = JUSTIFICATIONS; }
static void spoil_justification(Decision *d) { d->justification = JUSTIFIED_NOT; }
static void spoil_reason(Decision *d) { d->reason = STR("  "); }
static void spoil_expiry(Decision *d) { d->expires_s = d->decided_s; }
static void spoil_expiry_negative(Decision *d) { d->expires_s = -1; }
static void spoil_trigger(Decision *d) { d->triggers = TRIGGERS_ALL + 1; }
static void spoil_component(Decision *d) { d->scope.component = (Str){ 0 }; }
static void spoil_kind(Decision *d) { d->scope.kind = SCOPE_ANY; }
static void spoil_kind_past(Decision *d) { d->scope.kind = SCOPE_KINDS; }
static void spoil_score_high(Decision *d) { d->world.cvss_tenths = 101; }
static void spoil_score_low(Decision *d) { d->world.cvss_tenths = -2; }
static void spoil_epss(Decision *d) { d->world.epss_e5 = 100001; }
static void spoil_exploit(Decision *d) { d->world.exploit = EXPLOITS; }
static void spoil_releases(Decision *d) { d->scope.release_count = 0; }

static void spoil_releases_many(Decision *d)
{
    d->scope.release_count = DECISION_RELEASES_MAX + 1;
}

static void spoil_long(Decision *d)
{
    static char text[DECISION_TEXT_BYTES_MAX + 1];

    d->action = (Str){ text, sizeof text };
}

static void spoil_id_blank(Decision *d)
{
    d->vulnerabilities = BLANK;
    d->vulnerability_count = 2;
}

static void spoil_two_cves(Decision *d)
{
    d->vulnerabilities = TWO_CVES;
    d->vulnerability_count = 2;
}

static void spoil_spelling(Decision *d)
{
    d->vulnerabilities = LOWER;
}

static void spoil_stray(Decision *d)
{
    d->status = DECISION_FIXED;
}

static void spoil_action(Decision *d)
{
    d->status = DECISION_AFFECTED;
    d->justification = JUSTIFIED_NOT;
}

static void spoil_evidence(Decision *d)
{
    static const DecisionEvidence BLANK_LAST[] = { { .name = STR_ROW("report.pdf") },
                                                   { .name = STR_ROW(" ") } };

    d->evidence = BLANK_LAST;
    d->evidence_count = ARRAY_LEN(BLANK_LAST);
}

static void jump(Decision *d, uint32_t rise_e5, uint32_t factor_percent, uint32_t floor_e5)
{
    d->triggers = TRIGGER_EPSS;
    d->jump = (EpssJump){ rise_e5, factor_percent, floor_e5 };
}

static void spoil_rise(Decision *d) { jump(d, 0, 300, 1000); }
static void spoil_rise_high(Decision *d) { jump(d, 100001, 300, 1000); }
static void spoil_factor(Decision *d) { jump(d, 10000, 100, 1000); }
static void spoil_floor(Decision *d) { jump(d, 10000, 300, 100001); }

static void spoil_any_component(Decision *d)
{
    d->triggers = TRIGGER_COMPONENT;
    d->scope.kind = SCOPE_ANY;
    d->scope.component = (Str){ 0 };
}

static void spoil_build(Decision *d)
{
    d->triggers = TRIGGER_COMPONENT;
    d->build = (DecisionBuild){ 0 };
}

static void spoil_context(Decision *d)
{
    d->triggers = TRIGGER_CONTEXT;
}

static void names(Decision *d, Str named)
{
    static Str list[1];

    list[0] = named;
    d->supersedes = list;
    d->supersede_count = 1;
}

static void spoil_names_itself(Decision *d) { names(d, d->id); }
static void spoil_names_nothing(Decision *d) { names(d, STR("D0")); }

static void spoil_release(Decision *d)
{
    static const DecisionRelease row = { .release = STR_ROW("2.1") };

    d->scope.releases = &row;
}

static void spoil_confirmed(Decision *d)
{
    static DecisionRelease row;

    row = d->scope.releases[0];
    row.confirmed_s = d->decided_s;
    d->scope.releases = &row;
}

static void spoil_review(Decision *d)
{
    static const DecisionReview review = { .reviewed_s = 1 };

    d->reviews = &review;
    d->review_count = 1;
}

static void spoil_end(Decision *d)
{
    d->end.at_s = 1;
}

/* A component, a kind and a range that do not belong together. */
static void scope(Decision *d, ScopeKind kind, Str component, Str range)
{
    d->scope.kind = kind;
    d->scope.component = component;
    d->scope.range = range;
}

static void spoil_range_alone(Decision *d)
{
    scope(d, SCOPE_ANY, (Str){ 0 }, STR("vers:generic/<3"));
}

static void spoil_range_and_version(Decision *d)
{
    scope(d, SCOPE_PURL, STR("pkg:generic/openssl@3.0.11"), STR("vers:generic/<3"));
}

static void spoil_range_and_cpe_version(Decision *d)
{
    scope(d, SCOPE_CPE, STR("cpe:2.3:a:openssl:openssl:3.0:*:*:*:*:*:*:*"),
          STR("vers:generic/<3"));
}

static void spoil_range_of_other(Decision *d)
{
    scope(d, SCOPE_PURL, STR("pkg:deb/debian/openssl"), STR("vers:npm/<3.0.0"));
}

static void spoil_range_of_all(Decision *d)
{
    scope(d, SCOPE_PURL, STR("pkg:deb/debian/openssl"), STR("vers:deb/*"));
}

static void spoil_range_order(Decision *d)
{
    scope(d, SCOPE_PURL, STR("pkg:generic/openssl"), STR("vers:unheard/<3"));
}

static void spoil_range_syntax(Decision *d)
{
    scope(d, SCOPE_PURL, STR("pkg:generic/openssl"), STR("<3"));
}

static void spoil_purl(Decision *d) { scope(d, SCOPE_PURL, STR("openssl"), (Str){ 0 }); }
static void spoil_cpe(Decision *d) { scope(d, SCOPE_CPE, STR("openssl"), (Str){ 0 }); }
static void spoil_name(Decision *d) { scope(d, SCOPE_NAME, STR(" "), (Str){ 0 }); }

static const struct {
    void (*spoil)(Decision *);
    Str rule;
} REFUSALS[] = {
    { spoil_id_many, STR_ROW("lifecycle.decision-too-many") },
    { spoil_evidence_many, STR_ROW("lifecycle.decision-too-many") },
    { spoil_reviews_many, STR_ROW("lifecycle.decision-too-many") },
    { spoil_named_many, STR_ROW("lifecycle.decision-too-many") },
    { spoil_releases_many, STR_ROW("lifecycle.decision-too-many") },
    { spoil_long, STR_ROW("lifecycle.decision-too-long") },
    { spoil_id, STR_ROW("lifecycle.decision-no-id") },
    { spoil_id_none, STR_ROW("lifecycle.decision-no-id") },
    { spoil_id_letter, STR_ROW("lifecycle.decision-no-id") },
    { spoil_id_nil, STR_ROW("lifecycle.decision-no-id") },
    { spoil_product, STR_ROW("lifecycle.decision-no-product") },
    { spoil_act, STR_ROW("lifecycle.decision-bad-act") },
    { spoil_author, STR_ROW("lifecycle.decision-no-author") },
    { spoil_time, STR_ROW("lifecycle.decision-no-time") },
    { spoil_origin, STR_ROW("lifecycle.decision-no-origin") },
    { spoil_supplier, STR_ROW("lifecycle.decision-supplier") },
    { spoil_ours, STR_ROW("lifecycle.decision-supplier") },
    { spoil_ids, STR_ROW("lifecycle.decision-no-vulnerability") },
    { spoil_id_blank, STR_ROW("lifecycle.decision-no-vulnerability") },
    { spoil_two_cves, STR_ROW("lifecycle.decision-two-cves") },
    { spoil_status, STR_ROW("lifecycle.decision-no-status") },
    { spoil_status_past, STR_ROW("lifecycle.decision-no-status") },
    { spoil_label, STR_ROW("lifecycle.decision-label") },
    { spoil_justification, STR_ROW("lifecycle.decision-no-justification") },
    { spoil_stray, STR_ROW("lifecycle.decision-stray-justification") },
    { spoil_reason, STR_ROW("lifecycle.decision-no-reason") },
    { spoil_action, STR_ROW("lifecycle.decision-no-action") },
    { spoil_evidence, STR_ROW("lifecycle.decision-blank-evidence") },
    { spoil_expiry, STR_ROW("lifecycle.decision-early-expiry") },
    { spoil_expiry_negative, STR_ROW("lifecycle.decision-early-expiry") },
    { spoil_trigger, STR_ROW("lifecycle.decision-unknown-trigger") },
    { spoil_rise, STR_ROW("lifecycle.decision-no-jump") },
    { spoil_rise_high, STR_ROW("lifecycle.decision-no-jump") },
    { spoil_factor, STR_ROW("lifecycle.decision-no-jump") },
    { spoil_floor, STR_ROW("lifecycle.decision-no-jump") },
    { spoil_any_component, STR_ROW("lifecycle.decision-any-component") },
    { spoil_build, STR_ROW("lifecycle.decision-component-unknown") },
    { spoil_context, STR_ROW("lifecycle.decision-context-unknown") },
    { spoil_score_high, STR_ROW("lifecycle.decision-bad-score") },
    { spoil_score_low, STR_ROW("lifecycle.decision-bad-score") },
    { spoil_epss, STR_ROW("lifecycle.decision-bad-score") },
    { spoil_exploit, STR_ROW("lifecycle.decision-bad-score") },
    { spoil_names_itself, STR_ROW("lifecycle.decision-names-itself") },
    { spoil_names_nothing, STR_ROW("lifecycle.decision-names-nothing") },
    { spoil_release, STR_ROW("lifecycle.decision-bad-release") },
    { spoil_releases, STR_ROW("lifecycle.decision-no-release") },
    { spoil_spelling, STR_ROW("lifecycle.decision-spelling") },
    { spoil_kind_past, STR_ROW("lifecycle.scope-unknown-kind") },
    { spoil_kind, STR_ROW("lifecycle.scope-component-stray") },
    { spoil_name, STR_ROW("lifecycle.scope-no-component") },
    { spoil_range_alone, STR_ROW("lifecycle.scope-range-alone") },
    { spoil_range_and_version, STR_ROW("lifecycle.scope-version-and-range") },
    { spoil_range_and_cpe_version, STR_ROW("lifecycle.scope-version-and-range") },
    { spoil_range_of_other, STR_ROW("lifecycle.scope-range-of-other") },
    { spoil_range_of_all, STR_ROW("lifecycle.scope-range-of-all") },
    { spoil_range_order, STR_ROW("version.scheme") },
    { spoil_range_syntax, STR_ROW("vers.no-scheme") },
    { spoil_component, STR_ROW("purl.no-scheme") },
    { spoil_purl, STR_ROW("purl.no-scheme") },
    { spoil_cpe, STR_ROW("cpe.no-scheme") },
    { spoil_confirmed, STR_ROW("lifecycle.confirm-no-person") },
    { spoil_review, STR_ROW("lifecycle.review-no-reviewer") },
    { spoil_end, STR_ROW("lifecycle.end-too-early") },
};

TEST(a_complete_decision_is_accepted)
{
    Decision d = scene_decision("D1");
    Err err = { 0 };

    CHECK_OK(decision_check(&d, &err), &err);
    d.justification = JUSTIFIED_NOT;
    d.impact = STR("the parser is not linked");
    CHECK_OK(decision_check(&d, &err), &err);
    d.act = scene_uuid(STR("act"));
    d.expires_s = d.decided_s + 1;
    d.world.epss_e5 = 100000;
    CHECK_OK(decision_check(&d, &err), &err);
}

TEST(what_is_incomplete_is_refused_by_its_rule)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        Decision d = scene_decision("D1");
        Err err = { 0 };
        REFUSALS[i].spoil(&d);
        if (decision_check(&d, &err))
            test_fail("%.*s: accepted", STR_ARG(REFUSALS[i].rule));
        CHECK_STR(err.rule, REFUSALS[i].rule, "the rule that is broken");
        CHECK(str_starts(str_of(err.path), STR("decision ")), "it says where");
    }
}

TEST(what_is_just_within_a_limit_is_accepted)
{
    static Str named[DECISION_NAMED_MAX], ids[DECISION_IDS_MAX];
    static DecisionEvidence evidence[DECISION_EVIDENCE_MAX];
    Decision d = scene_decision("D1");
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(named); i++)
        named[i] = scene_uuid(STR("D0"));
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        ids[i] = STR("GHSA-aaaa-bbbb-cccc");
    for (size_t i = 0; i < ARRAY_LEN(evidence); i++)
        evidence[i].name = STR("report.pdf");
    d.supersedes = named;
    d.supersede_count = ARRAY_LEN(named);
    d.vulnerabilities = ids;
    d.vulnerability_count = ARRAY_LEN(ids);
    d.evidence = evidence;
    d.evidence_count = ARRAY_LEN(evidence);
    CHECK_OK(decision_check(&d, &err), &err);
}

/* Every refusal as a person reads it, in both languages. */
TEST(refusals_read_as_sentences)
{
    Buf out = buf_new(TEXT_BYTES_MAX);

    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        Decision d = scene_decision("D1");
        Err err = { 0 };
        char text[ERR_TEXT_BYTES];
        REFUSALS[i].spoil(&d);
        CHECK(!decision_check(&d, &err), "it is refused");
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            buf_printf(&out, "%s\n", err_text(&err, lang, text, sizeof text));
    }
    snapshot_check("tests/golden/lifecycle-decision-refusals.txt", &out);
}

TEST(a_supplier_need_not_give_reason_action_or_release)
{
    Decision d = scene_decision("D1");
    Err err = { 0 };

    d.origin = DECISION_SUPPLIER;
    d.supplier = STR("acme");
    d.status = DECISION_AFFECTED;
    d.justification = JUSTIFIED_NOT;
    d.reason = (Str){ 0 };
    d.scope.release_count = 0;
    CHECK_OK(decision_check(&d, &err), &err);
}

/* ---- reviews, confirmations, ends ---- */

TEST(reviews_are_checked_before_they_are_appended)
{
    static const struct {
        const char *who, *when, *rule;
        Independence claimed;
        bool supplier;
    } ROWS[] = {
        { "other", "2026-01-11", NULL, REVIEWED_BY_OTHER, false },
        { "other", "2026-01-10", NULL, REVIEWED_INDEPENDENTLY, false },
        { "author", "2026-01-11", NULL, REVIEWED_BY_AUTHOR, false },
        { "author", "2026-01-11", NULL, REVIEWED_NOT, false },
        { "", "2026-01-11", "lifecycle.review-no-reviewer", REVIEWED_NOT, false },
        { "other", "2026-01-09", "lifecycle.review-too-early", REVIEWED_NOT, false },
        { "other", "2026-01-11", "lifecycle.review-unknown-independence", INDEPENDENCES, false },
        { "author", "2026-01-11", "lifecycle.review-not-independent", REVIEWED_BY_OTHER, false },
        { "other", "2026-01-11", "lifecycle.review-of-supplier", REVIEWED_BY_OTHER, true },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Decision d = scene_decision("D1");
        DecisionReview review = {
            ROWS[i].who[0] ? scene_uuid(str_of(ROWS[i].who)) : (Str){ 0 },
            scene_time(str_of(ROWS[i].when)), ROWS[i].claimed,
        };
        Err err = { 0 };
        d.origin = ROWS[i].supplier ? DECISION_SUPPLIER : DECISION_OURS;
        CHECK_INT(decision_review_check(&d, &review, &err), !ROWS[i].rule, ROWS[i].when);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), "the rule");
    }
}

TEST(independence_is_computed_where_it_can_be)
{
    static const struct {
        const char *who;
        Independence claimed, want;
    } ROWS[] = {
        { "author", REVIEWED_INDEPENDENTLY, REVIEWED_BY_AUTHOR },
        { "author", REVIEWED_NOT, REVIEWED_BY_AUTHOR },
        { "other", REVIEWED_NOT, REVIEWED_BY_OTHER },
        { "other", REVIEWED_BY_AUTHOR, REVIEWED_BY_OTHER },
        { "other", REVIEWED_INDEPENDENTLY, REVIEWED_INDEPENDENTLY },
    };
    Decision d = scene_decision("D1");

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        DecisionReview review = { scene_uuid(str_of(ROWS[i].who)), 1, ROWS[i].claimed };
        CHECK_INT(decision_independence(&d, &review), ROWS[i].want, ROWS[i].who);
    }
}

TEST(confirmations_are_checked_before_they_are_appended)
{
    static const DecisionBuild WITHOUT = { 0 }, VERSION = { .version = STR_ROW("3.0.12") };
    static const DecisionBuild CONTEXT = { .digest = STR_ROW("aa"), .context = STR_ROW("c") };
    static const DecisionBuild OPTIONS = { .options = STR_ROW("o"), .context = STR_ROW("c") };
    static const struct {
        const char *release, *by, *when, *rule;
        const DecisionBuild *build;
        bool supplier;
    } ROWS[] = {
        { "2.2", "author", "2026-01-11", NULL, NULL, false },
        { "2.2", "author", "2026-01-10", NULL, NULL, false },
        { "2.2", "author", "2026-01-11", NULL, &CONTEXT, false },
        { "2.2", "author", "2026-01-11", NULL, &OPTIONS, false },
        { "", "author", "2026-01-11", "lifecycle.decision-bad-release", NULL, false },
        { "2.2", "", "2026-01-11", "lifecycle.confirm-no-person", NULL, false },
        { "2.2", "author", "2026-01-09", "lifecycle.confirm-too-early", NULL, false },
        { "2.2", "author", "2026-01-11", "lifecycle.confirm-without-facts", &WITHOUT, false },
        { "2.2", "author", "2026-01-11", "lifecycle.confirm-without-facts", &VERSION, false },
        { "2.2", "author", "2026-01-11", "lifecycle.confirm-of-supplier", NULL, true },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Decision d = scene_decision("D1");
        DecisionRelease row = {
            ROWS[i].release[0] ? scene_uuid(str_of(ROWS[i].release)) : (Str){ 0 },
            scene_time(str_of(ROWS[i].when)),
            ROWS[i].by[0] ? scene_uuid(str_of(ROWS[i].by)) : (Str){ 0 }, ROWS[i].build,
        };
        Err err = { 0 };
        d.origin = ROWS[i].supplier ? DECISION_SUPPLIER : DECISION_OURS;
        d.triggers = TRIGGER_COMPONENT | TRIGGER_CONTEXT;
        CHECK_INT(decision_confirm_check(&d, &row, &err), !ROWS[i].rule, ROWS[i].when);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), "the rule");
    }
}

TEST(an_end_by_hand_says_who_and_why)
{
    static const struct { const char *when, *by, *reason, *rule; } ROWS[] = {
        { "2026-01-10", "author", "mistaken", NULL },
        { "2026-01-09", "author", "mistaken", "lifecycle.end-too-early" },
        { "2026-01-11", "", "mistaken", "lifecycle.end-no-person" },
        { "2026-01-11", "author", " ", "lifecycle.end-no-reason" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Decision d = scene_decision("D1");
        Err err = { 0 };
        d.end = (DecisionEnd){ scene_time(str_of(ROWS[i].when)),
                               ROWS[i].by[0] ? scene_uuid(str_of(ROWS[i].by)) : (Str){ 0 },
                               str_of(ROWS[i].reason) };
        CHECK_INT(decision_check(&d, &err), !ROWS[i].rule, ROWS[i].reason);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), "the rule");
    }
}

static bool check_lower(void *context, Arena *arena, Err *err)
{
    Decision d = scene_decision("D1");

    (void)context, (void)arena;
    d.vulnerabilities = LOWER;
    if (decision_check(&d, err))
        return false;
    return str_eq(err->rule, STR("lifecycle.decision-spelling"));
}

static bool check_good(void *context, Arena *arena, Err *err)
{
    Decision d = scene_decision("D1");

    (void)context, (void)arena;
    return decision_check(&d, err);
}

TEST(without_memory_a_check_fails_and_says_so)
{
    (void)scene_decision("D1"); /* its names are made before memory is counted */
    CHECK(heap_sweep(check_lower, NULL) > 0 || !heap_fails(), "spelling takes memory");
    CHECK(heap_sweep(check_good, NULL) > 0 || !heap_fails(), "reading a scope does");
}
