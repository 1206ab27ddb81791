/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/applicability.h"
#include "feed_helper.h"

#define CPE(product) "cpe:2.3:a:v:" product ":*:*:*:*:*:*:*:*"
#define MATCH(product, more) "{'criteria':'" CPE(product) "','vulnerable':true" more "}"
#define PLATFORM(product) "{'criteria':'" CPE(product) "','vulnerable':false}"
#define NODE(op, matches) "{'operator':'" op "','negate':false,'cpeMatch':[" matches "]}"
#define REST ":*:*:*:*:*:*:*:*"

static const struct {
    const char *configurations, *want, *why;
} CONFIGURATIONS[] = {
    { "", "", "none" },
    { "{'nodes':[" NODE("OR", MATCH("a", "")) "]}", "OR{v:a" REST "}", "one node" },
    { "{'nodes':[" NODE("OR", MATCH("a", "") "," MATCH("b", "")) "]}",
      "OR{v:a" REST " v:b" REST "}", "two products" },
    { "{'nodes':[" NODE("OR", MATCH("a", "")) "," NODE("OR", MATCH("b", "")) "]}",
      "OR{v:a" REST "} OR{v:b" REST "}", "nodes without operator are OR-ed" },
    { "{'operator':'AND','nodes':[" NODE("OR", MATCH("a", "")) ","
      NODE("OR", PLATFORM("os")) "]}",
      "AND{OR{v:a" REST "} OR{~v:os" REST "}}", "running on a platform" },
    { "{'operator':'AND','negate':true,'nodes':["
      NODE("AND", MATCH("a", "") "," MATCH("b", "")) "]}",
      "!AND{v:a" REST " v:b" REST "}", "a single node takes the negation" },
    { "{'operator':'OR','negate':true,'nodes':[" NODE("OR", MATCH("a", "")) ","
      NODE("OR", MATCH("b", "")) "]}",
      "!OR{OR{v:a" REST "} OR{v:b" REST "}}", "several nodes negated together" },
    { "{'nodes':["
      NODE("OR", MATCH("a", ",'versionStartIncluding':'1','versionEndExcluding':'2'")) "]}",
      "OR{v:a" REST "[1,2)+}", "from 1, fixed in 2" },
    { "{'nodes':["
      NODE("OR", MATCH("a", ",'versionStartExcluding':'1','versionEndIncluding':'2'")) "]}",
      "OR{v:a" REST "(1,2]}", "the other two bounds" },
    { "{'nodes':[" NODE("OR", PLATFORM("x") "," "{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}",
      "OR{~v:x" REST "}", "null:null matches nothing" },
    { "{'nodes':[" NODE("OR", "{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}", "",
      "a root of nothing says nothing" },
    { "{'nodes':[" NODE("AND", MATCH("a", "") ",{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}",
      "", "a AND nothing is nothing" },
    { "{'operator':'AND','nodes':[" NODE("OR", MATCH("a", "")) ","
      NODE("OR", "{'criteria':'cpe:2.3:a:null:null" REST "'}") "]}",
      "AND{OR{v:a" REST "} OR{}}", "a node of nothing stays in its AND" },
};

static bool nodes_read(const Json *json, Str source_name, Arena *arena, Record *out, Err *err)
{
    RecordDraft draft = record_draft(source_name, arena);

    draft.record.id = STR("T");
    if (!applicability_read(&draft, json, err))
        return false;
    record_finish(&draft, out);
    return true;
}

TEST(configurations_become_nodes_in_preorder)
{
    char json[4096];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(CONFIGURATIONS); i++) {
        (void)snprintf(json, sizeof json, "[%s]", CONFIGURATIONS[i].configurations);
        CHECK_OK(helper_read(nodes_read, json, &record, &err), &err);
        CHECK_STR(str_of(helper_nodes(&record)), str_of(CONFIGURATIONS[i].want),
                  CONFIGURATIONS[i].why);
    }
}

static const struct {
    const char *json, *want;
} REFUSED[] = {
    { "{}", "this must be an array" },
    { "[7]", "[0]: this must be an object" },
    { "[{'nodes':[7]}]", "[0]: nodes[0]: this must be an object" },
    { "[{'nodes':[{'cpeMatch':[7]}]}]", "[0]: nodes[0]: cpeMatch[0]: this must be an object" },
    { "[{'operator':'XOR','nodes':[]}]",
      "[0]: operator: the operator \"XOR\" is neither AND nor OR" },
    { "[{'nodes':[{'operator':7}]}]",
      "[0]: nodes[0]: operator: the operator \"\" is neither AND nor OR" },
};

/* What is wrong in one criterion takes nothing from the others of its record. */
static const struct {
    const char *match, *want, *doubt, *why;
} DOUBTED[] = {
    { MATCH("a", "") ",{'vulnerable':true}", "AND{v:a" REST " }", "a CPE match needs its criteria",
      "kept without a name: nobody can say whether it holds" },
    { MATCH("a", ",'versionEndIncluding':'1.10','versionEndExcluding':'1.9'"),
      "OR{v:a" REST "(,1.10]}",
      "a second bound on the same side: \"versionEndExcluding\"", "the wider end counts" },
    { MATCH("a", ",'versionStartExcluding':'2','versionStartIncluding':'1'"), "OR{v:a" REST "[1,)}",
      "a second bound on the same side: \"versionStartIncluding\"", "the wider begin counts" },
    { MATCH("a", ",'versionEndExcluding':'2','versionEndIncluding':'2'"), "OR{v:a" REST "(,2]}",
      "a second bound on the same side: \"versionEndIncluding\"", "inclusive is wider" },
    { MATCH("a", ",'versionStartIncluding':'17.3','versionEndExcluding':'17.2.5'"),
      "OR{v:a" REST "[17.3,17.2.5)+}", "the range from \"17.3\" to \"17.2.5\" holds no version",
      "what was meant cannot be known" },
    { MATCH("a", ",'versionStartIncluding':'2.0','versionEndExcluding':'2'"),
      "OR{v:a" REST "[2.0,2)+}", "the range from \"2.0\" to \"2\" holds no version",
      "begin and end are one version, which is outside" },
};

TEST(a_doubtful_criterion_is_kept_at_its_widest_and_told)
{
    char json[4096], text[ERR_TEXT_BYTES];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(DOUBTED); i++) {
        (void)snprintf(json, sizeof json, "[{'nodes':[{'operator':'%s','cpeMatch':[%s]}]}]",
                       i ? "OR" : "AND", DOUBTED[i].match);
        CHECK_OK(helper_read(nodes_read, json, &record, &err), &err);
        CHECK_STR(str_of(helper_nodes(&record)), str_of(DOUBTED[i].want), DOUBTED[i].why);
        CHECK_INT(record.left_out, 1, "counted");
        CHECK_STR(str_of(err_text(record.doubt, LANG_EN, text, sizeof text)),
                  str_of(DOUBTED[i].doubt), "and named");
    }
}

TEST(a_configuration_that_is_not_valid_is_refused_with_its_place)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++)
        CHECK_STR(str_of(helper_refusal(nodes_read, REFUSED[i].json)), str_of(REFUSED[i].want),
                  REFUSED[i].json);
}

TEST(a_range_of_one_version_is_a_range)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(nodes_read,
                         "[{'nodes':[{'cpeMatch':[" MATCH("a", ",'versionStartIncluding':'2',"
                         "'versionEndIncluding':'2'") "]}]}]", &record, &err), &err);
    CHECK_INT(record.left_out, 0, "nothing is wrong with it");
}

TEST(an_empty_bound_is_no_bound)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(nodes_read,
                         "[{'nodes':[{'cpeMatch':[" MATCH("a", ",'versionEndIncluding':''")
                         "]}]}]", &record, &err), &err);
    CHECK(!record.criteria[0].ranged, "not ranged");
}
