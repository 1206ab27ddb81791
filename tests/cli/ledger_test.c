/* SPDX-License-Identifier: Apache-2.0 */
/* The component ledger through the program: what was stated, and what holds for what we ship.
 * Tests: cli/noun.c cli/life.c api/ledger.c api/ledger_list.c api/noun_rule.c */
#include "accept.h"

#include <stdio.h>
#include <stdlib.h>

#define DONE(...) own_done(INRO(__VA_ARGS__), __LINE__)

/* A pump with two releases of the same three components. */
static const char *pump(const char *name)
{
    const char *at = place(name);
    const char *sbom = document("ledger.cdx.json",
        CDX("{'type':'library','name':'libdose','version':'1.9','purl':'pkg:pypi/libdose@1.9'},"
            "{'type':'library','name':'openssl','version':'3.0.1',"
            "'purl':'pkg:generic/openssl@3.0.1'},"
            "{'type':'library','name':'zlib','version':'1.2'}"));

    DONE("product", "create", "--record", at, "--name", "Pump");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.1");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.2");
    DONE("release", "sbom", "attach", "--record", at, "Pump@2.1", sbom);
    DONE("release", "sbom", "attach", "--record", at, "Pump@2.2", sbom);
    return at;
}

#define ANSWER(at, ...) DONE("component", "create", "--record", at, __VA_ARGS__)
#define HELD(at, ...)                                                                              \
    DONE("component", "list", "--record", at, "--db", ward(), "--json", __VA_ARGS__)

TEST(an_answer_for_the_product_holds_for_its_releases_and_says_where_it_comes_from)
{
    static const Fact FACTS[] = {
        { "rows[component=openssl].item_class", "required", "as stated" },
        { "rows[component=openssl].item_class_state", "inherited", "not stated for the release" },
        { "rows[component=openssl].item_class_scope", "product", "from the product" },
        { "rows[component=openssl].support_end", "2026-09-07", "" },
        { "rows[component=openssl].support_end_provenance", "here", "decided here" },
        { "rows[component=openssl].source", "https://example.org", "where it was found" },
        { "rows[component=openssl].support_level_state", "open", "nobody said" },
        { "rows[component=zlib].support_end_state", "open", "nobody said anything" },
        { "rows", "[3]", "every component" },
    };
    const char *at = pump("inherit");

    CHECK_HAS(DONE("component", "list", "--record", at), "--held lists the components",
              "what is shipped is another list");
    ANSWER(at, "--product", "Pump", "--component", "pkg:generic/openssl", "--item-class",
           "required", "--support-end", "2026-09-07", "--source", "https://example.org");
    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), FACTS);
    CHECK_HAS(DONE("component", "list", "--record", at), "pkg:generic/openssl",
              "what was stated is listed as ever");
}

TEST(an_answer_for_the_release_goes_before_one_for_the_product)
{
    static const Fact FACTS[] = {
        { "rows[release=Pump@2.1].support_end", "2030", "its own" },
        { "rows[release=Pump@2.1].support_end_state", "known", "not inherited" },
        { "rows[release=Pump@2.2].support_end", "2026", "the product's" },
        { "rows", "[6]", "all components of both releases" },
    };
    const char *at = pump("scope");

    ANSWER(at, "--product", "Pump", "--component", "libdose", "--support-end", "2026", "--source",
           "letter");
    ANSWER(at, "--product", "Pump", "--release", "Pump@2.1", "--component", "libdose",
           "--support-end", "2030", "--source", "contract");
    CHECK_FACTS(HELD(at, "--product", "Pump", "--held"), FACTS);
}

TEST(what_endoflife_date_says_is_derived_and_gives_way_to_what_was_decided) /* REQ D50 */
{
    static const Fact DERIVED[] = {
        { "rows[component=libdose].support_end", "2025-06-30", "of the knowledge base" },
        { "rows[component=libdose].support_end_provenance", "derived", "marked so" },
        { "rows[component=libdose].support_end_scope", "organisation", "for everything" },
    };
    static const Fact DECIDED[] = {
        { "rows[component=libdose].support_end", "2027", "ours" },
        { "rows[component=libdose].support_end_provenance", "supplier", "as the supplier says" },
    };
    const char *at = pump("derived");

    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), DERIVED);
    ANSWER(at, "--product", "Pump", "--component", "pkg:pypi/libdose", "--support-end", "2027",
           "--source", "letter", "--provenance", "supplier");
    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), DECIDED);
    CHECK_HAS(DONE("component", "list", "--record", at, "--release", "Pump@2.1", "--db",
                   place("no-kb")),
              "no knowledge base", "said when nothing can be derived");
}

TEST(answers_are_listed_in_the_words_of_the_reader)
{
    const char *at = pump("listed");

    ANSWER(at, "--product", "Pump", "--component", "pkg:pypi/libdose", "--item-class", "required",
           "--support-level", "abandoned");
    CHECK_HAS(DONE("component", "list", "--record", at, "--lang", "ja"), "要求仕様対象    放棄",
              "item class and support level");
    CHECK_HAS(DONE("component", "list", "--record", at, "--lang", "ja", "-o", "csv"),
              "required,abandoned", "programs read the words as they were said");
}

TEST(an_end_keeps_whose_word_it_is_and_what_it_ends)
{
    static const Fact DERIVED[] = {
        { "rows[component=libdose].support_end_event", "security-end", "what ends" },
        { "rows[component=libdose].vocabulary", "endoflife.date.eolFrom", "its source's word" },
    };
    static const Fact STATED[] = {
        { "rows[component=openssl].support_end_event", "support-end", "not the end of sales" },
        { "rows[component=openssl].vocabulary", "openeox.end_of_life", "as its supplier says" },
        { "rows[component=openssl].source", "letter", "where it was found" },
        { "rows[component=zlib].vocabulary", "endoflife.date.eolFrom", "by either name" },
    };
    const char *at = pump("words");

    ANSWER(at, "--product", "Pump", "--component", "openssl", "--support-end", "2027", "--source",
           "letter", "--vocabulary", "openeox.end_of_life");
    ANSWER(at, "--product", "Pump", "--component", "zlib", "--support-end", "2027", "--source",
           "letter", "--vocabulary", "endoflife.eolFrom");
    ANSWER(at, "--product", "Pump", "--release", "Pump@2.1", "--component", "zlib",
           "--support-end", "2028", "--source", "list", "--vocabulary", "endoflife.date.eolFrom");
    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), DERIVED);
    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), STATED);
}

/* REQ D50 */
TEST(an_answer_for_all_products_holds_in_each_until_one_says_otherwise)
{
    static const Fact BOTH[] = {
        { "rows[release=Pump@2.1].item_class", "supported", "the pump" },
        { "rows[release=Monitor@1].item_class", "supported", "and the monitor" },
        { "rows[release=Pump@2.1].item_class_state", "inherited", "as inherited" },
        { "rows[release=Monitor@1].item_class_scope", "organisation", "from the organisation" },
        { "rows[release=Monitor@1].support_level_provenance", "supplier", "the supplier said so" },
        { "rows[release=Monitor@1].support_level", "no-longer-maintained", "this" },
    };
    static const Fact OWN[] = {
        { "rows[release=Pump@2.1].support_level", "actively-maintained", "decided for the pump" },
        { "rows[release=Pump@2.1].support_level_provenance", "here", "by us" },
        { "rows[release=Monitor@1].support_level", "no-longer-maintained", "and for it alone" },
    };
    const char *at = place("all");
    const char *sbom = document("all.cdx.json",
        CDX("{'type':'library','name':'zlib','version':'1.2'}"));

    DONE("product", "create", "--record", at, "--name", "Pump");
    DONE("product", "create", "--record", at, "--name", "Monitor");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.1");
    DONE("release", "create", "--record", at, "--product", "Monitor", "--version", "1");
    DONE("release", "sbom", "attach", "--record", at, "Pump@2.1", sbom);
    DONE("release", "sbom", "attach", "--record", at, "Monitor@1", sbom);
    ANSWER(at, "--component", "zlib", "--item-class", "supported");
    ANSWER(at, "--component", "zlib", "--support-level", "no-longer-maintained", "--provenance",
           "supplier");
    CHECK_FACTS(HELD(at, "--held"), BOTH);
    ANSWER(at, "--product", "Pump", "--component", "zlib", "--support-level",
           "actively-maintained");
    CHECK_FACTS(HELD(at, "--held"), OWN);
}

TEST(answers_of_equal_rank_that_differ_contradict_and_none_holds)
{
    static const Fact FACTS[] = {
        { "rows[component=zlib].support_end", "null", "none holds" },
        { "rows[component=zlib].support_end_state", "contradicted", "and that is said" },
        { "rows[component=zlib].contradictions", "[2]", "both are shown" },
    };
    static const Fact NEWER[] = {
        { "rows[component=zlib].support_end", "2028", "the later answer" },
    };
    const char *at = pump("contradict");

    setenv("SOURCE_DATE_EPOCH", "2208988800", 1); /* at once; else the newer answer holds */
    ANSWER(at, "--product", "Pump", "--component", "zlib", "--support-end", "2026",
           "--source", "a");
    ANSWER(at, "--product", "Pump", "--component", "zlib", "--support-end", "2027",
           "--source", "b");
    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), FACTS);
    setenv("SOURCE_DATE_EPOCH", "2208988801", 1);
    ANSWER(at, "--product", "Pump", "--component", "zlib", "--support-end", "2028",
           "--source", "c");
    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), NEWER);
    unsetenv("SOURCE_DATE_EPOCH");
}

static const struct {
    const char *words[12];
    const char *says, *why;
} REFUSALS[] = {
    { { "--component", "zlib", "--support-level", "unknown" }, "justification",
      "an unknown without a justification" },
    { { "--component", "zlib", "--support-end", "unknown" }, "justification", "an end, too" },
    { { "--component", "zlib", "--support-end", "2027" }, "where it was found", "no source" },
    { { "--component", "zlib" }, "states", "nothing is stated" },
    { { "--component", "pkg:", "--item-class", "required" }, "purl", "no package URL" },
    { { "--component", "zlib", "--release", "Pump@2.1", "--item-class", "required" },
      "another product", "a release without its product" },
    { { "--component", "zlib", "--support-end", "2027", "--source", "x", "--vocabulary",
        "endoflifeish.eolFrom" }, "unknown vocabulary", "no such vocabulary" },
    { { "--component", "zlib", "--support-end", "2027", "--source", "x", "--vocabulary",
        "openeox.EoS" }, "openeox", "the end of sales ends no support" },
};

TEST(answers_that_are_incomplete_are_refused_by_rule)
{
    const char *at = pump("refuse");

    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        const char *words[20] = { "component", "create", "--record", at };
        ProcessResult result;
        size_t count = 4;

        for (size_t k = 0; REFUSALS[i].words[k]; k++)
            words[count++] = REFUSALS[i].words[k];
        result = inro_words(STR(""), NULL, words);
        CHECK_INT(result.status, 2, REFUSALS[i].why);
        CHECK_HAS(result.err, REFUSALS[i].says, REFUSALS[i].why);
    }
    CHECK_STR(json_at(DONE("component", "list", "--record", at, "--json"), "rows"), STR("[0]"),
              "nothing stands");
}

TEST(an_unknown_with_its_justification_is_an_answer) /* REQ D51 */
{
    static const Fact FACTS[] = {
        { "rows[component=zlib].support_level", "unknown", "" },
        { "rows[component=zlib].support_level_state", "unknown", "and not open" },
        { "rows[component=zlib].justification", "the supplier does not answer", "why" },
    };
    const char *at = pump("unknown");

    ANSWER(at, "--product", "Pump", "--component", "zlib", "--support-level", "unknown",
           "--justification", "the supplier does not answer");
    CHECK_FACTS(HELD(at, "--release", "Pump@2.1"), FACTS);
    CHECK_HAS(DONE("component", "list", "--record", at, "--release", "Pump@2.1", "-o", "csv"),
              "support_end_state", "programs get every column");
}
