/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: paper.c shape.c */
#include "risk/paper.h"
#include "risk/shape.h"

#include "test.h"

#include <string.h>

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define PATH0  "{\"extended\":\"\",\"feasibility\":\"\",\"vector\":\"\"}"

static const RiskControl CONTROLS[] = {
    { STR_ROW("RC-1"), CONTROL_DESIGN, STR_ROW("\"checked\""), true, STR_ROW("TST-1") },
    { STR_ROW("RC-2"), CONTROL_CUSTOMER, STR_ROW("firewall"), false, STR_ROW("") },
};
static const SafetyLink LINKS[] = { { STR_ROW("HA-4"), STR_ROW("SRA-1") } };
static const Feasibility WAY = { { 3, 3, 2, 3, 2 } };

static Assessment sample(void)
{
    RiskSide side = {
        { .path = { .feasibility = &WAY }, .in_kev = true, .epss_known = true, .epss_e5 = 4321 },
        HARM_CRITICAL, { STR("inro-default"), 1, STR(DIGEST) },
    };

    return (Assessment){
        .id = STR("SRA-1"), .finding = STR("F-1"), .before = side, .after = side,
        .clinical_rationale = STR("\xE9\x81\x8E\xE9\x87\x8F"), .assessor = STR("assessor"),
        .multi_patient = ANSWER_UNKNOWN, .controls = CONTROLS, .control_count = 2,
        .safety = LINKS, .safety_count = 1,
        .decision = { true, RISK_UNCONTROLLED, STR("why"), STR("reviewer") },
    };
}

#define SIDE                                                                                       \
    "{\"facts\":{\"customer_evidence\":\"\",\"customer_path\":" PATH0 ",\"customer_run\":false,"   \
    "\"epss_e5\":4321,\"epss_known\":true,\"evidence\":\"\",\"exploit_public\":false,"             \
    "\"in_kev\":true,\"path\":{\"extended\":\"\",\"feasibility\":\"time:2-weeks/expertise:expert/" \
    "knowledge:restricted/window:moderate/equipment:specialised\",\"vector\":\"\"},"               \
    "\"seen_here\":false,\"unreachable\":false},\"harm\":\"critical\",\"matrix\":{\"digest\":\""   \
    DIGEST "\",\"id\":\"inro-default\",\"version\":1}}"
#define SAMPLE                                                                                     \
    "{\"after\":" SIDE ",\"assessor\":\"assessor\",\"before\":" SIDE ",\"clinical_rationale\":"    \
    "\"\xE9\x81\x8E\xE9\x87\x8F\",\"controls\":[{\"evidence\":\"TST-1\",\"id\":\"RC-1\",\"kind\":" \
    "\"design\",\"text\":\"\\\"checked\\\"\",\"verified\":true},{\"evidence\":\"\",\"id\":"        \
    "\"RC-2\",\"kind\":\"compensating-customer\",\"text\":\"firewall\",\"verified\":false}],"      \
    "\"decision\":{\"by\":\"reviewer\",\"justification\":\"why\",\"level\":\"uncontrolled\","      \
    "\"made\":true},\"finding\":\"F-1\",\"format\":\"inro-risk-assessment-1\",\"id\":\"SRA-1\","   \
    "\"multi_patient\":\"unknown\",\"removed\":false,\"safety\":[{\"names_back\":\"SRA-1\","       \
    "\"safety\":\"HA-4\"}]}"

TEST(an_assessment_has_one_text_and_is_judged_the_same_when_read_back)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(buf_done) Buf first = buf_new(PAPER_BYTES_MAX), second = buf_new(PAPER_BYTES_MAX);
    Assessment kept = sample(), again;
    AssessmentResult then = { 0 }, now = { 0 };
    Err err = { 0 };

    assessment_write(&kept, &first);
    CHECK_STR(buf_str(&first), STR(SAMPLE), "the text");
    CHECK_OK(assessment_read(buf_str(&first), &arena, &again, &err), &err);
    assessment_write(&again, &second);
    CHECK_STR(buf_str(&second), STR(SAMPLE), "the same bytes");
    CHECK_OK(assessment_judge(&kept, matrix_default(), &then, &err), &err);
    CHECK_OK(assessment_judge(&again, matrix_default(), &now, &err), &err);
    CHECK_INT(now.after.without.band, then.after.without.band, "the same band");
    CHECK_INT(now.after.method, METHOD_FEASIBILITY, "by the same method");
    CHECK_INT(now.residual, then.residual, "the same risk");
}

TEST(an_assessment_that_says_nothing_is_kept_too)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(buf_done) Buf first = buf_new(PAPER_BYTES_MAX), second = buf_new(PAPER_BYTES_MAX);
    Assessment kept = { 0 }, again;
    Err err = { 0 };

    assessment_write(&kept, &first);
    CHECK_OK(assessment_read(buf_str(&first), &arena, &again, &err), &err);
    CHECK(again.multi_patient == ANSWER_NONE && !again.before.facts.path.feasibility
              && again.control_count == 0 && again.safety_count == 0,
          "nothing was made up");
    assessment_write(&again, &second);
    CHECK_STR(buf_str(&second), buf_str(&first), "the same bytes");
}

/* The sample with one piece replaced by another. */
static Str changed(const char *sample_text, const char *from, const char *to, char *buffer,
                   size_t size)
{
    Str text = str_of(sample_text);
    size_t at = str_find(text, str_of(from));

    CHECK(at < text.len, from);
    snprintf(buffer, size, "%.*s%s%s", (int)at, text.ptr, to, text.ptr + at + strlen(from));
    return str_of(buffer);
}

TEST(what_breaks_the_format_is_refused_by_key)
{
    static const struct {
        const char *from, *to, *rule, *arg, *path;
    } ROWS[] = {
        { "\"finding\":\"F-1\",", "", "risk.json-missing", "finding", "" },
        { "\"finding\":", "\"note\":1,\"finding\":", "risk.json-extra", "note", "" },
        { "\"finding\":", "\"id\":1,\"finding\":", "base.json-double-key", "id", "" },
        { "\"finding\":\"F-1\"", "\"finding\":1", "risk.json-kind", "finding", "finding: " },
        { "assessment-1", "assessment-2", "risk.json-word", "format", "format: " },
        { "\"removed\":false", "\"removed\":0", "risk.json-kind", "removed", "removed: " },
        { "\"harm\":\"critical\"", "\"harm\":\"severe\"", "risk.json-word", "harm",
          "after: harm: " },
        { "\"harm\":\"critical\"", "\"harm\":4", "risk.json-word", "harm", "after: harm: " },
        { "\"multi_patient\":\"unknown\"", "\"multi_patient\":null", "risk.json-word",
          "multi_patient", "multi_patient: " },
        { "\"version\":1", "\"version\":-1", "risk.json-kind", "version",
          "after: matrix: version: " },
        { "\"version\":1", "\"version\":4294967296", "risk.json-kind", "version",
          "after: matrix: version: " },
        { "\"version\":1", "\"version\":1.5", "risk.json-kind", "version",
          "after: matrix: version: " },
        { "\"decision\":{", "\"decision\":[],\"x\":{", "risk.json-extra", "x", "" },
        { "\"safety\":[{", "\"safety\":[1,{", "risk.json-kind", "{}", "safety: [0]: " },
        { "\"safety\":[", "\"safety\":{\"a\":[", "base.json-structure", "", "" },
        { "\"verified\":false", "\"verified\":\"no\"", "risk.json-kind", "verified",
          "controls: [1]: verified: " },
        { "time:2-weeks", "time:2-years", "risk.factor-value", "time",
          "after: facts: path: feasibility: " },
        { "\"feasibility\":\"\"", "\"feasibility\":0", "risk.json-kind", "feasibility",
          "after: facts: customer_path: feasibility: " },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
        Assessment got = { .control_count = 77 };
        char buffer[8192];
        Err err = { 0 };

        CHECK(!assessment_read(changed(SAMPLE, ROWS[i].from, ROWS[i].to, buffer, sizeof buffer),
                               &arena, &got, &err), ROWS[i].to);
        if (strcmp(ROWS[i].rule, "base.json-structure") != 0) {
            CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].to);
            CHECK_STR(err_arg(&err, 0), str_of(ROWS[i].arg), ROWS[i].to);
            CHECK_STR(str_of(err.path), str_of(ROWS[i].path), ROWS[i].to);
        }
        CHECK_INT(got.control_count, 77, "nothing is written");
    }
}

TEST(a_list_of_another_kind_or_too_long_is_refused)
{
    static char text[1 << 16];
    CLEANUP(arena_done) Arena arena = arena_new(1 << 22);
    Str head = STR(SAMPLE);
    size_t at = str_find(head, STR("\"safety\":[")), len;
    Assessment got;
    Err err = { 0 };

    len = (size_t)snprintf(text, sizeof text, "%.*s\"safety\":[", (int)at, head.ptr);
    for (size_t i = 0; i <= ASSESSMENT_LINKS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s{\"names_back\":\"a\",\"safety\":"
                                "\"b\"}", i ? "," : "");
    snprintf(text + len, sizeof text - len, "]}");
    CHECK(!assessment_read(str_of(text), &arena, &got, &err), "too many");
    CHECK_STR(err.rule, STR("risk.json-many"), "the rule");
    snprintf(text, sizeof text, "%.*s\"safety\":{}}", (int)at, head.ptr);
    CHECK(!assessment_read(str_of(text), &arena, &got, &err), "an object");
    CHECK_STR(err.rule, STR("risk.json-kind"), "the rule");
}

TEST(a_text_that_is_too_long_is_not_parsed)
{
    static char text[PAPER_BYTES_MAX + 1];
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Assessment got;
    Err err = { 0 };

    CHECK(!assessment_read((Str){ text, sizeof text }, &arena, &got, &err), "too long");
    CHECK_STR(err.rule, STR("risk.json-long"), "the rule");
}

typedef struct {
    const Feasibility *way;
} Way;

TEST(a_value_that_finds_no_memory_ends_the_reading)
{
    static const ShapeField FIELDS[] = { { STR_ROW("way"), SHAPE_FEASIBILITY,
                                           offsetof(Way, way) } };
    static const Shape SHAPE = { FIELDS, 1, sizeof(Way) };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16), none = arena_new(0);
    const Json *json;
    Way way = { NULL };
    Err err = { 0 };

    CHECK_OK(json_parse(STR("{\"way\":\"time:1-day\"}"), JSON_PLAIN, &arena, &json, &err), &err);
    CHECK(!shape_read(json, &SHAPE, &none, &way, &err), "no memory");
    CHECK(err_is_no_memory(&err), "by its rule");
    CHECK_OK(shape_read(json, &SHAPE, &arena, &way, &err), &err);
    CHECK_INT(way.way->value[FACTOR_TIME], 1, "the first value");
}

/* A long list at the end of little memory: every cap is a success or ERR_LIMIT. */
TEST(memory_that_runs_out_ends_the_reading)
{
    static char text[1 << 16];
    Str head = STR(SAMPLE);
    size_t at = str_find(head, STR("\"safety\":[")), len, refused = 0;

    len = (size_t)snprintf(text, sizeof text, "%.*s\"safety\":[", (int)at, head.ptr);
    for (size_t i = 0; i < ASSESSMENT_LINKS_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s{\"names_back\":\"a\",\"safety\":"
                                "\"b\"}", i ? "," : "");
    snprintf(text + len, sizeof text - len, "]}");
    for (size_t cap = 1024; cap < 1 << 18; cap += 256) {
        CLEANUP(arena_done) Arena arena = arena_new(cap);
        Assessment got;
        Err err = { 0 };

        if (assessment_read(str_of(text), &arena, &got, &err))
            continue;
        CHECK(err_is_no_memory(&err), "by its rule");
        refused++;
    }
    CHECK(refused > 0, "some were too little");
}
