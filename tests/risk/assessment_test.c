/* SPDX-License-Identifier: Apache-2.0 */
#include "risk/assessment.h"

#include "snapshot.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define MATRIX { STR_ROW("inro-default"), 1, STR_ROW(DIGEST) }
#define REMOTE "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define NEAR   "CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define DENIAL "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"
#define PORT   "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
/* The answers that lead to REMOTE. */
#define ANSWERS31                                                                                  \
    "XAVN:Y/XAVT:Y/XACL:Y/XPRL:N/XUI:N/XS:N/XCP:N/XCD:Y/XCT:N/XCW:N/XCS:N/XCO:N/XIP:N/XID:N/"      \
    "XIT:Y/XIW:N/XIS:N/XIO:N/XAP:N/XAD:N/XAT:Y/XAW:N/XAS:N/XAO:N"
#define OTHER_DIGEST "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const RiskControl PATCH = { STR_ROW("RC-1"), CONTROL_DESIGN, STR_ROW("input is checked"),
                                   true, STR_ROW("TST-7") };
static const RiskControl FIREWALL = { STR_ROW("RC-2"), CONTROL_CUSTOMER,
                                      STR_ROW("segment and firewall"), true, STR_ROW("TST-8") };
static const RiskControl GATEWAY = { STR_ROW("RC-3"), CONTROL_MAKER,
                                     STR_ROW("gateway of the remote service"), true,
                                     STR_ROW("TST-9") };
static const RiskControl WISH = { STR_ROW("RC-4"), CONTROL_DESIGN, STR_ROW("planned"), false,
                                  STR_ROW("") };

static const SafetyLink HAZARD = { STR_ROW("HA-4"), STR_ROW("SRA-1") };

/* Complete, without controls: both sides are the same. */
static Assessment assessment_of(const char *vector, Harm harm)
{
    RiskSide side = { { .path = { str_of(vector) } }, harm, MATRIX };

    return (Assessment){
        .id = STR("SRA-1"), .finding = STR("F-1"), .before = side, .after = side,
        .clinical_rationale = STR("over-infusion"), .assessor = STR("clinical assessor"),
        .multi_patient = ANSWER_NO, .safety = &HAZARD, .safety_count = 1,
    };
}

static AssessmentResult judged(const Assessment *assessment)
{
    AssessmentResult got = { 0 };
    Err err = { 0 };

    CHECK_OK(assessment_judge(assessment, matrix_default(), &got, &err), &err);
    return got;
}

static void refused(const Assessment *assessment, const char *rule, const char *path)
{
    AssessmentResult got = { .residual = RISK_LEVELS };
    Err err = { 0 };

    CHECK(!assessment_judge(assessment, matrix_default(), &got, &err), rule);
    CHECK_STR(err.rule, str_of(rule), rule);
    CHECK_STR(str_of(err.path), str_of(path), rule);
    CHECK_INT(got.residual, RISK_LEVELS, "nothing is written");
}

/* The pump with a command injection on its TCP service: a firewall of the hospital does not make
 * it controlled, the patch closes it. */
TEST(an_infusion_pump_stays_uncontrolled_until_it_is_patched) /* REQ A28 */
{
    Assessment pump = assessment_of(REMOTE, HARM_CRITICAL);
    AssessmentResult got = judged(&pump);
    RiskControl both[] = { FIREWALL, PATCH };

    CHECK_INT(got.before.without.band, BAND_HIGH, "3.89");
    CHECK_INT(got.residual, RISK_UNCONTROLLED, "high and critical");
    pump.controls = both;
    pump.control_count = 1;
    pump.after.facts.customer_run = true;
    pump.after.facts.customer_path = (AttackPath){ STR(NEAR) };
    pump.after.facts.customer_evidence = STR("TST-8");
    got = judged(&pump);
    CHECK_INT(got.after.without.band, BAND_HIGH, "where the customer does nothing");
    CHECK_INT(got.after.with.band, BAND_MEDIUM, "1.62");
    CHECK_INT(got.after_with_level, RISK_UNCONTROLLED, "medium and critical");
    CHECK_INT(got.residual, RISK_UNCONTROLLED, "still");
    CHECK(!got.needs_decision && !got.closed && !got.relies_on_customer, "nothing to decide");
    pump.control_count = 2;
    pump.removed = true;
    got = judged(&pump);
    CHECK(got.closed, "the risk is closed");
    CHECK_INT(got.before_level, RISK_UNCONTROLLED, "what it was stays written");
    CHECK_INT(got.residual, RISK_CONTROLLED, "nothing is left");
}

/* The workstation whose images are kept at the modality: review, until somebody justifies it. */
TEST(an_imaging_workstation_is_controlled_once_it_is_justified)
{
    Assessment station = assessment_of(DENIAL, HARM_MINOR);
    AssessmentResult got = judged(&station);

    CHECK_INT(got.after_level, RISK_REVIEW, "high and minor");
    CHECK_INT(got.residual, RISK_UNCONTROLLED, "nobody decided");
    CHECK(got.needs_decision, "somebody has to");
    station.decision = (RiskDecision){ true, RISK_CONTROLLED,
                                       STR("images are kept at the modality"), STR("reviewer") };
    got = judged(&station);
    CHECK_INT(got.residual, RISK_CONTROLLED, "justified");
    CHECK(!got.needs_decision && !got.relies_on_customer, "decided");
    station.decision.level = RISK_UNCONTROLLED;
    CHECK_INT(judged(&station).residual, RISK_UNCONTROLLED, "the stricter way is always open");
}

TEST(a_home_reader_with_a_debug_port_is_controlled)
{
    Assessment reader = assessment_of(PORT, HARM_SERIOUS);
    AssessmentResult got = judged(&reader);

    CHECK_INT(got.after.without.band, BAND_LOW, "0.91");
    CHECK_INT(got.residual, RISK_CONTROLLED, "low and serious");
    CHECK(!got.needs_decision, "by the matrix alone");
}

TEST(a_gateway_of_the_manufacturer_counts_without_the_customer)
{
    Assessment pump = assessment_of(REMOTE, HARM_SERIOUS);
    AssessmentResult got;

    pump.controls = &GATEWAY;
    pump.control_count = 1;
    pump.after.facts.unreachable = true;
    pump.after.facts.evidence = STR("TST-9");
    got = judged(&pump);
    CHECK_INT(got.after.without.band, BAND_MEDIUM, "one band down");
    CHECK_INT(got.after_level, RISK_REVIEW, "medium and serious");
    CHECK(got.needs_decision, "somebody has to");
}

TEST(a_design_that_makes_harm_less_severe_counts)
{
    Assessment pump = assessment_of(REMOTE, HARM_CRITICAL);

    pump.controls = &PATCH;
    pump.control_count = 1;
    pump.after.harm = HARM_NEGLIGIBLE;
    CHECK_INT(judged(&pump).residual, RISK_CONTROLLED, "high and negligible");
}

TEST(a_risk_that_only_customers_control_says_so)
{
    Assessment pump = assessment_of(REMOTE, HARM_SERIOUS);
    AssessmentResult got;

    pump.controls = &FIREWALL;
    pump.control_count = 1;
    pump.after.facts.customer_run = true;
    pump.after.facts.customer_evidence = STR("TST-8");
    got = judged(&pump);
    CHECK_INT(got.after_level, RISK_UNCONTROLLED, "high and serious");
    CHECK_INT(got.after_with_level, RISK_REVIEW, "medium and serious");
    CHECK_INT(got.residual, RISK_UNCONTROLLED, "what counts is without the customer");
    pump.decision = (RiskDecision){ true, RISK_CONTROLLED, STR("customers confirmed"),
                                    STR("reviewer") };
    got = judged(&pump);
    CHECK_INT(got.residual, RISK_CONTROLLED, "decided by a person");
    CHECK(got.relies_on_customer, "and it says on whom it relies");
}

TEST(what_is_uncontrolled_cannot_be_decided_away)
{
    static const RiskControl UNPROVEN = { STR_ROW("RC-2"), CONTROL_CUSTOMER, STR_ROW("segment"),
                                          false, STR_ROW("") };
    Assessment pump = assessment_of(REMOTE, HARM_SERIOUS);

    pump.decision = (RiskDecision){ true, RISK_CONTROLLED, STR("no attack known"),
                                    STR("reviewer") };
    refused(&pump, "risk.decision-uncontrolled", "decision: ");
    pump.controls = &UNPROVEN;
    pump.control_count = 1;
    pump.after.facts.customer_run = true;
    pump.after.facts.customer_evidence = STR("IFU 4");
    refused(&pump, "risk.decision-uncontrolled", "decision: ");
    pump.controls = &FIREWALL;
    pump.before.harm = pump.after.harm = HARM_CATASTROPHIC;
    refused(&pump, "risk.decision-uncontrolled", "decision: ");
}

TEST(a_decision_is_complete_or_refused)
{
    Assessment station = assessment_of(DENIAL, HARM_MINOR);

    station.decision = (RiskDecision){ true, RISK_REVIEW, STR("why"), STR("reviewer") };
    refused(&station, "risk.decision-review", "decision: ");
    station.decision = (RiskDecision){ true, RISK_CONTROLLED, STR(""), STR("reviewer") };
    refused(&station, "risk.decision-field", "decision: ");
    station.decision = (RiskDecision){ true, RISK_CONTROLLED, STR("why"), STR("") };
    refused(&station, "risk.decision-field", "decision: ");
}

/* Every field that must be there, taken away in turn. */
TEST(an_incomplete_assessment_is_refused_by_name)
{
    static const char *const NAMES[] = { "id", "finding", "clinical-rationale", "assessor" };

    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        Assessment a = assessment_of(REMOTE, HARM_MINOR);
        Str *fields[] = { &a.id, &a.finding, &a.clinical_rationale, &a.assessor };
        AssessmentResult got;
        Err err = { 0 };

        *fields[i] = STR("");
        CHECK(!assessment_judge(&a, matrix_default(), &got, &err), NAMES[i]);
        CHECK_STR(err.rule, STR("risk.assessment-field"), NAMES[i]);
        CHECK_STR(err_arg(&err, 0), str_of(NAMES[i]), "the field");
    }
}

TEST(what_was_not_assessed_is_refused_by_its_rule)
{
    Assessment a = assessment_of(REMOTE, HARM_MINOR);

    a.multi_patient = ANSWER_NONE;
    refused(&a, "risk.multi-patient-missing", "");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.before.harm = HARM_UNASSESSED;
    refused(&a, "risk.harm-missing", "before: ");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.after.harm = HARM_UNASSESSED;
    refused(&a, "risk.harm-missing", "after: ");
}

TEST(safety_and_security_assessments_name_each_other)
{
    static const SafetyLink OTHER[] = { { STR_ROW("HA-4"), STR_ROW("SRA-1") },
                                        { STR_ROW("HA-5"), STR_ROW("SRA-2") } };
    static const SafetyLink NONE = { STR_ROW("HA-4"), STR_ROW("") };
    static const SafetyLink UNNAMED = { STR_ROW(""), STR_ROW("SRA-1") };
    static SafetyLink many[ASSESSMENT_LINKS_MAX + 1];
    Assessment a = assessment_of(REMOTE, HARM_MINOR);

    a.safety = OTHER;
    CHECK_INT(judged(&a).before_level, RISK_REVIEW, "the first names this one");
    a.safety_count = 2;
    refused(&a, "risk.safety-one-way", "");
    a.safety = &NONE;
    a.safety_count = 1;
    refused(&a, "risk.safety-one-way", "");
    a.safety = &UNNAMED;
    refused(&a, "risk.assessment-field", "");
    a.safety_count = 0;
    refused(&a, "risk.assessment-field", "");
    a.safety = many;
    a.safety_count = ARRAY_LEN(many);
    refused(&a, "risk.links-many", "");
}

TEST(methods_and_matrices_are_not_mixed)
{
    Assessment a = assessment_of(REMOTE, HARM_MINOR);

    a.after.facts.path.vector = STR("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
    refused(&a, "risk.method-mixed", "after: ");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.after.facts.path.extended = STR(ANSWERS31);
    refused(&a, "risk.method-mixed", "after: ");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.after.matrix.digest = STR(OTHER_DIGEST);
    refused(&a, "risk.matrix-mixed", "after: ");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.before.matrix.version = 2;
    refused(&a, "risk.matrix-other", "before: ");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.after.matrix.id = STR("pump");
    refused(&a, "risk.matrix-other", "after: ");
    a = assessment_of("AV:N", HARM_MINOR);
    refused(&a, "cvss.missing", "before: ");
}

TEST(facts_of_the_world_do_not_vanish_by_control)
{
    Assessment a = assessment_of(REMOTE, HARM_MINOR);

    a.before.facts.in_kev = true;
    refused(&a, "risk.fact-vanished", "after: ");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.before.facts.seen_here = true;
    refused(&a, "risk.fact-vanished", "after: ");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.before.facts.exploit_public = true;
    refused(&a, "risk.fact-vanished", "after: ");
    a.after.facts.exploit_public = a.after.facts.in_kev = true;
    CHECK_INT(judged(&a).after.without.band, BAND_HIGH, "a fact may come");
}

TEST(a_lower_risk_needs_a_verified_control)
{
    Assessment a = assessment_of(REMOTE, HARM_CRITICAL);

    a.after.facts.path.vector = STR(NEAR);
    refused(&a, "risk.lowered-how", "after: ");
    a.controls = &WISH;
    a.control_count = 1;
    refused(&a, "risk.lowered-how", "after: ");
    a.controls = &FIREWALL;
    refused(&a, "risk.lowered-how", "after: ");
    a.controls = &GATEWAY;
    CHECK_INT(judged(&a).after.without.band, BAND_MEDIUM, "by the manufacturer, verified");
    a = assessment_of(REMOTE, HARM_CRITICAL);
    a.after.harm = HARM_MINOR;
    refused(&a, "risk.lowered-how", "after: ");
}

TEST(controls_are_listed_whole)
{
    static RiskControl many[ASSESSMENT_CONTROLS_MAX + 1];
    RiskControl two[] = { PATCH, PATCH };
    Assessment a = assessment_of(REMOTE, HARM_MINOR);

    a.controls = two;
    a.control_count = 2;
    refused(&a, "risk.control-twice", "");
    two[1] = (RiskControl){ STR("RC-9"), CONTROL_MAKER, STR("text"), true, STR("") };
    refused(&a, "risk.control-evidence", "");
    two[1].id = STR("");
    refused(&a, "risk.assessment-field", "");
    two[1] = (RiskControl){ STR("RC-9"), CONTROL_MAKER, STR(""), false, STR("") };
    refused(&a, "risk.assessment-field", "");
    a.controls = many;
    a.control_count = ARRAY_LEN(many);
    refused(&a, "risk.controls-many", "");
    a = assessment_of(REMOTE, HARM_MINOR);
    a.removed = true;
    refused(&a, "risk.removed-how", "");
    a.removed = false;
    a.before.facts.customer_run = true;
    a.before.facts.customer_evidence = STR("IFU 4");
    refused(&a, "risk.control-customer", "before: ");
}

TEST(several_patients_are_a_flag_beside_the_level)
{
    Assessment a = assessment_of(PORT, HARM_SERIOUS);
    RiskLevel alone = judged(&a).residual;

    a.multi_patient = ANSWER_YES;
    CHECK(judged(&a).multi_patient, "yes");
    CHECK_INT(judged(&a).residual, alone, "the level stays");
    a.multi_patient = ANSWER_UNKNOWN;
    CHECK(judged(&a).multi_patient, "unknown counts as yes");
    a.multi_patient = ANSWER_NO;
    CHECK(!judged(&a).multi_patient, "no");
}

TEST(what_is_not_known_is_said)
{
    Assessment a = assessment_of("", HARM_MINOR);
    AssessmentResult got = judged(&a);

    CHECK(got.unknown && got.after.method == METHOD_NONE, "nothing is known");
    CHECK_INT(got.after.without.band, BAND_HIGH, "so it is the worse");
    a = assessment_of(PORT, HARM_MINOR);
    a.before.facts.epss_known = a.after.facts.epss_known = true;
    a.before.facts.epss_e5 = a.after.facts.epss_e5 = 20000;
    got = judged(&a);
    CHECK(got.prompted && !got.unknown, "EPSS asks to look again");
}

/* The residual risk by every cell and every decision that is allowed. */
TEST(what_counts_is_never_review)
{
    static const char *const VECTORS[BANDS] = {
        [BAND_LOW] = PORT, [BAND_MEDIUM] = NEAR, [BAND_HIGH] = REMOTE,
    };

    for (size_t band = 0; band < BANDS; band++)
        for (size_t harm = HARM_NEGLIGIBLE; harm < HARMS; harm++) {
            Assessment a = assessment_of(VECTORS[band], (Harm)harm);
            AssessmentResult got = judged(&a);
            RiskLevel cell = matrix_level(matrix_default(), (Band)band, (Harm)harm);

            CHECK_INT(got.after_level, cell, "the cell");
            CHECK_INT(got.residual, risk_level_counted(cell), "what counts");
            CHECK_INT(got.needs_decision, cell == RISK_REVIEW, "only review is decided");
        }
}

static const RiskTerm *control_at(size_t i)
{
    return control_kind_term((ControlKind)i);
}

TEST(kinds_of_controls_are_told_in_sentences_and_rows)
{
    static const Str HEAD[] = {
        STR_ROW("word"), STR_ROW("title_en"), STR_ROW("title_ja"), STR_ROW("meaning_en"),
        STR_ROW("meaning_ja"), STR_ROW("source"),
    };
    Buf rows = snapshot_begin(), text = snapshot_begin();

    snapshot_row(&rows, HEAD, ARRAY_LEN(HEAD));
    snapshot_terms(&rows, control_at, 0, CONTROL_KINDS);
    snapshot_end("data/risk/control.tsv", &rows);
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        snapshot_say(&text, lang, STR("risk.say-controls"), NULL, 0);
        for (size_t i = 0; i < CONTROL_KINDS; i++) {
            const Str args[] = { snapshot_word(lang, control_at(i)->title),
                                 snapshot_word(lang, control_at(i)->meaning),
                                 control_at(i)->source };
            snapshot_say(&text, lang, STR("risk.say-term"), args, ARRAY_LEN(args));
        }
    }
    snapshot_end("tests/golden/risk-control.txt", &text);
}
