/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_affected.h"
#include "feed_helper.h"

static bool entries_of(const Json *json, Str source_name, Arena *arena, Record *out, Err *err)
{
    RecordDraft draft = record_draft(source_name, arena);

    draft.record.id = STR("T");
    if (!cve_affected_read(&draft, json, err))
        return false;
    record_finish(&draft, out);
    return true;
}

#define ENTRY(members)     "[{'vendor':'V','product':'P'," members "}]"
#define CPE(version)       "'cpe:2.3:a:v:p:" version ":*:*:*:*:*:*'"
#define CPES(names)        "'cpes':[" names "],"
#define RANGE(lower, upper) "{'version':'" lower "','lessThan':'" upper "','status':'affected'}"
#define NOT_FROM(version)  "{'version':'" version "','lessThan':'*','status':'unaffected'}"
#define ONE(version)       "{'version':'" version "','status':'affected'}"
#define VERSIONS(list)     "'versions':[" list "]"
#define ANY                "v:p:*:*:*:*:*:*:*:*"

static const struct {
    const char *json, *want;
    size_t named; /* entries that say: not comparable */
    const char *why;
} CPE_ROWS[] = {
    { ENTRY(CPES(CPE("*:*")) VERSIONS(RANGE("1", "2"))), "OR{" ANY "[1,2)+}", 0, "a range" },
    { ENTRY(CPES(CPE("-:*")) VERSIONS(RANGE("1", "2"))), "OR{" ANY "[1,2)+}", 0,
      "NA in the name gives way to the range" },
    { ENTRY(CPES(CPE("1:-")) VERSIONS(RANGE("1", "2"))), "OR{" ANY "[1,2)+}", 0,
      "CISA names the first version: the range is wider" },
    { ENTRY(CPES(CPE("1:*") "," CPE("3:*")) VERSIONS(RANGE("1", "2") "," RANGE("3", "4"))),
      "OR{" ANY "[1,2)+ " ANY "[3,4)+}", 0, "… and names each: once is enough" },
    { ENTRY(CPES(CPE("1:*") "," CPE("2:*")) VERSIONS(ONE("1") "," ONE("2"))),
      "OR{v:p:1:*:*:*:*:*:*:* v:p:2:*:*:*:*:*:*:*}", 0, "versions in the names stand for them" },
    { ENTRY(CPES(CPE("*:*")) VERSIONS(ONE("1") "," ONE("2"))),
      "OR{" ANY "[1,1] " ANY "[2,2]}", 0, "versions beside an open name" },
    { ENTRY(CPES(CPE("*:*")) VERSIONS(ONE("*"))), "OR{" ANY "}", 0, "every version" },
    { ENTRY(CPES(CPE("-:*")) VERSIONS(RANGE("0", "*"))), "OR{" ANY "}", 0, "every version" },
    { ENTRY(CPES(CPE("1703:*")) VERSIONS(RANGE("10.0.0", "publication"))),
      "OR{v:p:1703:*:*:*:*:*:*:*}", 1, "the name is exact, the range is not comparable" },
    { ENTRY(CPES(CPE("*:*")) VERSIONS(RANGE("10.0.0", "publication"))), "", 1,
      "an open name would say too much" },
    { ENTRY(CPES(CPE("*:*")) VERSIONS(ONE("n/a"))), "", 1, "no version at all" },
    { ENTRY(CPES(CPE("*:*")) "'defaultStatus':'affected'," VERSIONS(NOT_FROM("3"))),
      "OR{" ANY "(,3)+}", 0, "affected by default, fixed in 3" },
    { ENTRY(CPES(CPE("*:*")) "'defaultStatus':'affected'," VERSIONS(NOT_FROM("x y"))), "", 1,
      "a lost fix must not make everything affected" },
    { ENTRY(CPES(CPE("*:*")) "'defaultStatus':'affected'"), "OR{" ANY "}", 0, "by default" },
    { ENTRY(CPES(CPE("*:*")) "'defaultStatus':'unaffected'"), "", 0, "not affected" },
    { ENTRY(CPES(CPE("*:*")) VERSIONS("{'version':'1','status':'unaffected'}")), "", 0,
      "nothing affected" },
    { ENTRY(CPES("'cpe:/a:v:p:1'") VERSIONS(RANGE("1", "2"))), "OR{" ANY "[1,2)+}", 0,
      "the older binding" },
    { ENTRY(CPES("'cpe:2.3:a:v\\\\:x:p:1:*:*:*:*:*:*:*'") VERSIONS(RANGE("1", "2"))),
      "OR{v\\:x:p:*:*:*:*:*:*:*:*[1,2)+}", 0, "a quoted colon" },
    { ENTRY(CPES("'cpe:2.3:a:v:cpe:2.3:a:v:p:1:*:*:*:*:*:*:*'") VERSIONS(RANGE("1", "2"))), "", 0,
      "a name that is none" },
};

TEST(cpe_names_carry_the_ranges_of_their_entry)
{
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(CPE_ROWS); i++) {
        CHECK_OK(helper_read(entries_of, CPE_ROWS[i].json, &record, &err), &err);
        CHECK_STR(str_of(helper_nodes(&record)), str_of(CPE_ROWS[i].want), CPE_ROWS[i].why);
        CHECK_INT(record.affected_count, CPE_ROWS[i].named, CPE_ROWS[i].why);
        for (size_t a = 0; a < record.affected_count; a++)
            CHECK(record.affected[a].not_comparable && record.affected[a].range_count == 0,
                  CPE_ROWS[i].why);
    }
    CHECK_INT(record.left_out, 1, "the name that is none is counted");
}

static const struct {
    const char *json;
    AffectedKind kind;
    const char *ecosystem, *name, *ranges;
    bool comparable;
    const char *why;
} ROWS[] = {
    { ENTRY(VERSIONS(RANGE("1", "2"))), AFFECTED_PRODUCT, "V", "P", "[1,2)+", true, "a product" },
    { ENTRY("'defaultStatus':'affected'," VERSIONS(NOT_FROM("3"))), AFFECTED_PRODUCT, "V", "P",
      "(,3)+", true, "affected by default, up to the fix" },
    { ENTRY(VERSIONS(RANGE("1", "4") ",{'version':'2','lessThan':'3','status':'unaffected'}")),
      AFFECTED_PRODUCT, "V", "P", "[1,2)+ [3,4)+", true, "without what is not affected" },
    { ENTRY(VERSIONS(ONE("n/a"))), AFFECTED_PRODUCT, "V", "P", "", false, "named only" },
    { ENTRY(VERSIONS("")), AFFECTED_PRODUCT, "V", "P", "", false, "no version given" },
    { ENTRY("'packageURL':'pkg:pypi/Foo_Bar'," VERSIONS(RANGE("1", "2"))), AFFECTED_PACKAGE,
      "PyPI", "foo-bar", "[1,2)+", true, "a purl (5.2)" },
    { ENTRY("'collectionURL':'https://pypi.python.org','packageName':'foo',"
            VERSIONS(RANGE("0", "2") ",{'version':'1','status':'unaffected'}")),
      AFFECTED_PACKAGE, "PyPI", "foo", "(,1)+ (1,2)+", true, "a collection of a language" },
    { ENTRY("'repo':'https://a.example/r'," VERSIONS("{'version':'446fda4f2682','lessThan':"
            "'97bc3683c249','versionType':'git','status':'affected'}")),
      AFFECTED_GIT, "", "https://a.example/r", "[446fda4f2682,97bc3683c249)+", true, "commits" },
    { ENTRY("'collectionURL':'https://access.redhat.com/downloads/x','packageName':'openssl',"
            "'cpes':['cpe:/o:redhat:enterprise_linux:8'],'defaultStatus':'affected'"),
      AFFECTED_PRODUCT, "V", "openssl", "", false, "a distribution's package is named only" },
};

TEST(an_entry_is_filed_by_what_it_names)
{
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_OK(helper_read(entries_of, ROWS[i].json, &record, &err), &err);
        CHECK(record.affected_count >= 1, ROWS[i].why);
        CHECK_INT(record.affected[0].kind, ROWS[i].kind, ROWS[i].why);
        CHECK_STR(record.affected[0].ecosystem, str_of(ROWS[i].ecosystem), ROWS[i].why);
        CHECK_STR(record.affected[0].name, str_of(ROWS[i].name), ROWS[i].why);
        CHECK_STR(str_of(helper_ranges(record.affected)), str_of(ROWS[i].ranges), ROWS[i].why);
        CHECK_INT(record.affected[0].not_comparable, !ROWS[i].comparable, ROWS[i].why);
        CHECK_INT(record.node_count, 0, "no CPE");
    }
}

#define COMMIT(status) "{'version':'446fda4f2682','versionType':'git','status':'" status "'}"
#define REPO           "'repo':'https://a.example/r',"

static bool named_of(const Json *json, Str source_name, Arena *arena, Record *out, Err *err)
{
    RecordDraft draft = record_draft(source_name, arena);

    draft.record.id = STR("T");
    if (!cve_affected_read(&draft, json, err) || !cve_affected_name(&draft, json, err))
        return false;
    record_finish(&draft, out);
    return true;
}

/* vim's and CISA's records: the first digits of a hash are no version. */
TEST(a_hash_is_never_compared_as_a_version)
{
    static const struct {
        const char *json, *ranges;
        AffectedKind kind;
        bool comparable;
    } HASHES[] = {
        { ENTRY(VERSIONS("{'version':'unspecified','lessThan':'20d161ace307e28690229b68',"
                         "'versionType':'custom','status':'affected'}")),
          "", AFFECTED_PRODUCT, false },
        { ENTRY(REPO VERSIONS("{'version':'1da177e4c3f4','lessThan':'99bb25cb6753',"
                              "'status':'affected'}")),
          "[1da177e4c3f4,99bb25cb6753)+", AFFECTED_GIT, true },
    };
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(HASHES); i++) {
        CHECK_OK(helper_read(entries_of, HASHES[i].json, &record, &err), &err);
        CHECK_INT(record.affected_count, 1, "once");
        CHECK_INT(record.affected[0].kind, HASHES[i].kind, "by what it names");
        CHECK_STR(str_of(helper_ranges(record.affected)), str_of(HASHES[i].ranges), "no version");
        CHECK_INT(record.affected[0].not_comparable, !HASHES[i].comparable, "and said so");
    }
    CHECK_OK(helper_read(entries_of,
                         "[{'vendor':'V','product':'P'," VERSIONS(RANGE("1", "2")) "},"
                         "{'vendor':'v','product':'p'," CPES(CPE("-:*"))
                         VERSIONS("{'version':'1da177e4c3f4','lessThan':'99bb25cb6753',"
                                  "'versionType':'custom','status':'affected'}") "}]",
                         &record, &err), &err);
    CHECK_INT(record.affected_count, 1, "commits of nowhere add nothing to what was said");
    CHECK_INT(record.criterion_count, 0, "and no configuration");
}

TEST(a_record_of_commits_alone_names_its_products)
{
    static const struct { const char *json; size_t entries, named; const char *why; } NAMED[] = {
        { ENTRY(REPO VERSIONS(COMMIT("affected"))), 2, 1, "or a CPE would meet silence" },
        { ENTRY(REPO VERSIONS(COMMIT("unaffected"))), 1, 0, "nothing is affected" },
        { ENTRY(VERSIONS(COMMIT("affected"))), 1, 1, "without repository it was named before" },
        { ENTRY(VERSIONS(COMMIT("unaffected") "," RANGE("1", "2"))), 1, 0,
          "a good commit beside versions takes nothing from them" },
        { ENTRY(VERSIONS(COMMIT("affected") "," RANGE("1", "2"))), 1, 0,
          "the entry's own versions decide" },
        { "[{'vendor':'V','product':'P'," REPO VERSIONS(COMMIT("affected")) "},"
          "{'vendor':'V','product':'P'," VERSIONS(RANGE("1", "2")) "}]", 2, 0,
          "the Linux kernel's records: versions decide" },
        { "[{'vendor':'V','product':'P'," REPO VERSIONS(COMMIT("affected")) "},"
          "{'vendor':'V','product':'P'," CPES(CPE("*:*")) VERSIONS(RANGE("1", "2")) "}]", 1, 0,
          "a configuration decides" },
        { ENTRY(REPO "'defaultStatus':'affected'," VERSIONS(COMMIT("unaffected"))), 2, 0,
          "affected by default: every version is" },
    };
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(NAMED); i++) {
        size_t named = 0;

        CHECK_OK(helper_read(named_of, NAMED[i].json, &record, &err), &err);
        CHECK_INT(record.affected_count, NAMED[i].entries, NAMED[i].why);
        for (size_t a = 0; a < record.affected_count; a++)
            named += record.affected[a].kind == AFFECTED_PRODUCT
                  && record.affected[a].not_comparable;
        CHECK_INT(named, NAMED[i].named, NAMED[i].why);
    }
}

TEST(what_says_nothing_is_not_filed)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(entries_of,
                         "[{'vendor':'n/a','product':'n/a','versions':[" ONE("n/a") "]},"
                         "{'vendor':'V','product':'P','defaultStatus':'unaffected'}]",
                         &record, &err), &err);
    CHECK_INT(record.affected_count, 0, "no product, nothing affected");
}

TEST(openssl_is_compared_as_openssl)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(entries_of,
                         "[{'vendor':'OpenSSL','product':'OpenSSL','versions':[{'version':'1.0.2',"
                         "'lessThan':'1.0.2zd','versionType':'custom','status':'affected'},"
                         "{'version':'3.0.0','lessThan':'3.0.2','versionType':'semver',"
                         "'status':'affected'}]}]", &record, &err), &err);
    CHECK_STR(scheme_name(record.affected[0].scheme), STR("openssl"), "letters are patches");
    CHECK_STR(str_of(helper_ranges(record.affected)), STR("[1.0.2,1.0.2zd)+ [3.0.0,3.0.2)+"),
              "both");
}

TEST(an_entry_that_is_not_valid_is_told_with_its_place)
{
    static const struct {
        const char *json, *want;
    } DOUBTED[] = {
        { "[{},7]", "affected[1]: this must be an object" },
        { ENTRY(VERSIONS("7")), "affected[0]: versions: [0]: this must be an object" },
    };
    char text[ERR_TEXT_BYTES];
    Record record;
    Err err = { 0 };

    CHECK_STR(str_of(helper_refusal(entries_of, "{}")), STR("this must be an array"), "object");
    for (size_t i = 0; i < ARRAY_LEN(DOUBTED); i++) {
        CHECK_OK(helper_read(entries_of, DOUBTED[i].json, &record, &err), &err);
        CHECK_STR(str_of(err_text(record.doubt, LANG_EN, text, sizeof text)),
                  str_of(DOUBTED[i].want), "and the others stand");
    }
}
