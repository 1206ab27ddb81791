/* SPDX-License-Identifier: Apache-2.0 */
/* The worked examples of our reference on risk, from the vector to what follows. Inference. */
#include "risk/assessment.h"
#include "risk/basis.h"
#include "risk/remedy.h"
#include "test.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

enum { AWARE = 20000 };

/* What a regulator and a planner read of one vulnerability. */
typedef struct {
    AssessmentResult risk;
    Oversight oversight;
    Remedy remedy;
} Story;

static Story story_of(Assessment a)
{
    static const SafetyLink HAZARD = { STR_ROW("HA-1"), STR_ROW("SRA-1") };
    Story story = { 0 };
    UpdateReason reason = { PURPOSE_VULNERABILITY, RISK_CONTROLLED };
    Err err = { 0 };

    a.id = STR("SRA-1");
    a.finding = STR("F-1");
    a.clinical_rationale = STR("worst credible outcome");
    a.assessor = STR("clinical assessor");
    a.safety = &HAZARD;
    a.safety_count = 1;
    a.multi_patient = ANSWER_NO;
    a.before.matrix = a.after.matrix = (MatrixRef){ STR("inro-default"), 1, STR(DIGEST) };
    CHECK_OK(assessment_judge(&a, matrix_default(), &story.risk, &err), &err);
    reason.risk = story.risk.residual;
    CHECK_OK(oversight_judge(&reason, 1, ANSWER_YES, &story.oversight, &err), &err);
    story.remedy = remedy_of(&(RemedyFacts){ PURPOSE_VULNERABILITY, reason.risk, false, false,
                                             AWARE });
    return story;
}

static RiskSide side_of(const char *vector, Harm harm)
{
    return (RiskSide){ .facts = { .path = { str_of(vector) } }, .harm = harm };
}

/* An infusion pump, a service on TCP, command injection without authentication. */
TEST(example_1_the_pump)
{
    static const RiskControl SEGMENT = { STR_ROW("RC-1"), CONTROL_CUSTOMER,
                                         STR_ROW("segment and firewall"), true, STR_ROW("TST-1") };
    Assessment pump = {
        .before = side_of("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", HARM_CRITICAL),
        .after = side_of("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", HARM_CRITICAL),
        .controls = &SEGMENT, .control_count = 1,
    };
    Story story;

    pump.after.facts.customer_run = true;
    pump.after.facts.customer_path.vector = STR("CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H");
    pump.after.facts.customer_evidence = STR("TST-1");
    story = story_of(pump);
    CHECK_INT(story.risk.before.without.step[0].number[0], 389, "3.89");
    CHECK_INT(story.risk.before_level, RISK_UNCONTROLLED, "high and critical");
    CHECK_INT(story.risk.after.with.step[0].number[0], 162, "1.62");
    CHECK_INT(story.risk.after_with_level, RISK_UNCONTROLLED, "medium and critical: until patched");
    CHECK_INT(story.oversight.level, OVERSIGHT_HIGH, "table 3");
    CHECK_INT(story.oversight.cycle, CYCLE_OUT_OF_CYCLE, "524B(b)(2)(B)");
    CHECK_INT(story.remedy.priority, PRIORITY_URGENT, "urgent");
    CHECK_INT(story.remedy.fix.day, AWARE + 60, "60 days");
}

/* An imaging workstation whose TLS library can be stopped; the study is repeated later. */
TEST(example_2_the_workstation)
{
    RiskSide side = side_of("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", HARM_MINOR);
    Assessment station = { .before = side, .after = side,
                           .decision = { true, RISK_CONTROLLED,
                                         STR_ROW("images are kept at the modality"),
                                         STR_ROW("reviewer") } };
    Story story = story_of(station);
    CvssScore score;
    Err err = { 0 };

    CHECK_OK(cvss_score(side.facts.path.vector, &score, &err), &err);
    CHECK_INT(score.base, 75, "7.5");
    CHECK_INT(story.risk.before.without.step[0].number[0], 389, "3.89");
    CHECK_INT(story.risk.after_level, RISK_REVIEW, "high and minor");
    CHECK_INT(story.risk.residual, RISK_CONTROLLED, "justified");
    CHECK_INT(story.oversight.level, OVERSIGHT_MEDIUM, "table 3");
    CHECK_INT(story.oversight.cycle, CYCLE_REGULAR, "the regular cycle");
    CHECK_INT(story.remedy.priority, PRIORITY_PLANNED, "planned");
}

/* Software that takes a hardened host system over, without a known vulnerability: no risk row. */
TEST(example_3_the_hardened_host)
{
    static const UpdateReason REASON = { PURPOSE_ENHANCEMENT, RISK_CONTROLLED };
    Oversight got = { 0 };
    Err err = { 0 };

    CHECK_OK(oversight_judge(&REASON, 1, ANSWER_YES, &got, &err), &err);
    CHECK_INT(got.level, OVERSIGHT_LOW, "table 3");
}

/* A glucose reader at home with a debug port. */
TEST(example_4_the_glucose_reader)
{
    RiskSide side = side_of("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", HARM_SERIOUS);
    Story story = story_of((Assessment){ .before = side, .after = side });

    CHECK_INT(story.risk.before.without.step[0].number[0], 91, "0.91");
    CHECK_INT(story.risk.residual, RISK_CONTROLLED, "low and serious");
    CHECK(!story.risk.needs_decision && !story.risk.closed, "it stays as a residual risk");
}

/* A library whose vulnerable function is not in the execution path: the evidence is kept, and is
 * looked at again when the version or the build options change. */
TEST(example_5_the_function_that_is_not_run)
{
    RiskBasis then = { STR("3.0.2"), STR("no-dtls"), STR("SC-1"), .epss_known = false };
    RiskBasis now = then;

    CHECK_INT(basis_changes(&then, &now), 0, "the evidence holds");
    now.component = STR("3.0.3");
    CHECK_INT(basis_changes(&then, &now), 1 << REOPEN_COMPONENT, "another version");
    now = then;
    now.build = STR("dtls");
    CHECK_INT(basis_changes(&then, &now), 1 << REOPEN_BUILD, "other build options");
}

/* One release: hardening, the workstation's fix and the pump's. */
TEST(example_6_one_release_for_all)
{
    static const UpdateReason REASONS[] = {
        { PURPOSE_ENHANCEMENT, RISK_CONTROLLED },
        { PURPOSE_VULNERABILITY, RISK_CONTROLLED },
        { PURPOSE_VULNERABILITY, RISK_UNCONTROLLED },
    };
    Oversight got = { 0 };
    Err err = { 0 };

    CHECK_OK(oversight_judge(REASONS, ARRAY_LEN(REASONS), ANSWER_YES, &got, &err), &err);
    CHECK_INT(got.level, OVERSIGHT_HIGH, "the highest of low, medium and high");
    CHECK_INT(got.cycle, CYCLE_OUT_OF_CYCLE, "one is enough");
}
