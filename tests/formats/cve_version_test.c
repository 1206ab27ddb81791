/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_version.h"
#include "feed_helper.h"

/* The reader's result as a record of one entry, so that the helpers can show it. */
static bool versions_of(const Json *json, Str source_name, Arena *arena, Record *out, Err *err)
{
    RecordDraft draft = record_draft(source_name, arena);
    RecordAffected *affected;
    CveVersions versions;

    draft.record.id = STR("T");
    if (!cve_versions_read(&draft, json, false, &versions, err))
        return false;
    for (int i = 0; i < 2; i++) {
        if (!record_affected(&draft, i ? AFFECTED_GIT : AFFECTED_PRODUCT, &affected, err))
            return false;
        affected->ranges = i ? versions.commits.items : versions.ranges.items;
        affected->range_count = i ? versions.commits.count : versions.ranges.count;
        affected->scheme = versions.scheme;
        affected->not_comparable = versions.not_comparable;
        affected->default_affected = versions.default_lost;
    }
    record_finish(&draft, out);
    return true;
}

#define V(version)          "{'version':'" version "','status':'affected'}"
#define VU(version)         "{'version':'" version "','status':'unaffected'}"
#define LT(version, upper)  "{'version':'" version "','lessThan':'" upper "','status':'affected'}"
#define LE(version, upper)                                                                         \
    "{'version':'" version "','lessThanOrEqual':'" upper "','status':'affected'}"
#define TYPED(type, version, upper)                                                                \
    "{'version':'" version "','lessThan':'" upper "','versionType':'" type "','status':'affected'}"

static const struct {
    const char *json, *want;
    bool comparable;
    const char *why;
} ROWS[] = {
    { V("1.2"), "=1.2", true, "one version" },
    { V("v1.2"), "=1.2", true, "with a v" },
    { LT("1.0", "1.4"), "[1.0,1.4)+", true, "lessThan" },
    { LE("1.0", "1.4"), "[1.0,1.4]", true, "lessThanOrEqual" },
    { LT("0", "1.4"), "(,1.4)+", true, "0 is no lower bound" },
    { LT("*", "1.4"), "(,1.4)+", true, "* is none" },
    { LT("unspecified", "1.4"), "(,1.4)+", true, "no word is none" },
    { LT("n/a", "1.4"), "(,1.4)+", true, "n/a is none" },
    { "{'lessThan':'1.4','status':'affected'}", "(,1.4)+", true, "an absent one is none" },
    { LT("1.0", "*"), "[1.0,)", true, "* as upper bound" },
    { LE("0", "*"), "(,)", true, "everything" },
    { V("*"), "(,)", true, "everything" },
    { V("0"), "(,)", true, "0 alone is read as everything" },
    { V("all versions"), "(,)", true, "in words" },
    { LE("5.4.269", "5.4.*"), "[5.4.269,5.5)", true, "to the end of a series" },
    { LT("21.2", "21.2*"), "[21.2,21.3)", true, "… which lessThan means too" },
    { V("5.4.x"), "[5.4,5.5)", true, "a series alone" },
    { LT("8.0.*", "8.0.29"), "[8.0,8.0.29)+", true, "a series as lower bound" },
    { V(">= 1.2, < 1.4"), "[1.2,1.4)+", true, "GitHub's way" },
    { V("> 1.2 <= 1.4"), "(1.2,1.4]", true, "without comma" },
    { V("< 1.4"), "(,1.4)+", true, "one operator" },
    { V("= 1.4"), "=1.4", true, "equal" },
    { V("1.4 and earlier"), "(,1.4]", true, "prose" },
    { V("Versions prior to v1.4"), "(,1.4)+", true, "prose" },
    { V("\\t1.2 "), "=1.2", true, "white space" },
    { VU("1.2"), "!=1.2", true, "unaffected" },
    { "{'version':'1','status':'unknown'}", "", true, "unknown says nothing" },
    { V("n/a"), "", false, "no version" },
    { V(""), "", false, "empty" },
    { V("Windows XP SP2"), "", false, "prose without pattern" },
    { V(">= 1.2, < 1.4, >= 2.0"), "", false, "two lower bounds" },
    { V("< "), "", false, "an operator alone" },
    { LT("10.0.0", "publication"), "", false, "a word as bound" },
    { LT("Android 12", "13"), "", false, "prose as lower bound" },
    { LE("1.0", "unspecified"), "", false, "an upper bound that is none" },
    { V("1.2") "," V("n/a"), "=1.2", false, "the others stay" },
    { LT("1.4", "1.4"), "(,1.4)+", true, "all before: Chrome's way" },
    { LT("1.4", "1.4") "," LT("1.8", "1.8"), "", false, "where a branch begins is not said" },
    { LT("1.4", "1.4") "," V("2"), "(,1.4)+ =2", true, "beside others" },
    { LE("1.4", "1.4"), "[1.4,1.4]", true, "one version" },
    { LT("22.0.0", "10.5.2"), "", false, "nothing lies there" },
    { TYPED("patch", "1.0", "1.4"), "[1.0,1.4)+", true, "an unknown type is free-form" },
    { TYPED("rpm", "0", "0:1.25.1-5.el9"), "(,0:1.25.1-5.el9)+", true, "rpm" },
};

TEST(versions_become_ranges_where_they_can_be_compared)
{
    char json[1024];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        (void)snprintf(json, sizeof json, "[%s]", ROWS[i].json);
        CHECK_OK(helper_read(versions_of, json, &record, &err), &err);
        CHECK_STR(str_of(helper_ranges(record.affected)), str_of(ROWS[i].want), ROWS[i].why);
        CHECK_INT(record.affected->not_comparable, !ROWS[i].comparable, ROWS[i].why);
    }
}

#define CHANGING(status, version, upper, changes)                                                  \
    "{'version':'" version "','lessThan':'" upper "','status':'" status "','changes':[" changes "]}"
#define AT(version, status) "{'at':'" version "','status':'" status "'}"

static const struct {
    const char *json, *want;
    bool comparable;
    const char *why;
} CHANGES[] = {
    { CHANGING("affected", "1", "9", AT("3", "unaffected")), "[1,3)+ ![3,9)+", true, "a fix" },
    { CHANGING("affected", "1", "*", AT("3", "unaffected")), "[1,3)+ ![3,)", true, "a last fix" },
    { CHANGING("unaffected", "1", "9", AT("3", "affected") "," AT("5", "unaffected")),
      "![1,3) [3,5)+ ![5,9)+", true, "broken and fixed" },
    { CHANGING("affected", "1", "9", AT("5", "affected") "," AT("3", "unaffected")),
      "[1,3)+ ![3,5) [5,9)+", true, "in any order" },
    { CHANGING("affected", "1", "9", AT("3", "unknown")), "[1,3)", true, "unknown from 3 on" },
    { CHANGING("affected", "1.14.0", "1.16.0",
               AT("1.15.7", "unaffected") "," AT("1.14.11", "unaffected")),
      "", false, "fixes on two branches: where the first ends is not said" },
    { CHANGING("affected", "1", "9", AT("some patch", "unaffected")), "", false, "no version" },
};

TEST(changes_cut_a_range)
{
    char json[1024];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(CHANGES); i++) {
        (void)snprintf(json, sizeof json, "[%s]", CHANGES[i].json);
        CHECK_OK(helper_read(versions_of, json, &record, &err), &err);
        CHECK_STR(str_of(helper_ranges(record.affected)), str_of(CHANGES[i].want), CHANGES[i].why);
        CHECK_INT(record.affected->not_comparable, !CHANGES[i].comparable, CHANGES[i].why);
    }
}

static const struct {
    const char *json;
    Scheme scheme;
    const char *why;
} SCHEMES[] = {
    { TYPED("semver", "1.0.0", "1.4.0"), SCHEME_SEMVER, "SemVer" },
    { TYPED("semver", "1.0.2", "1.0.2zd"), SCHEME_GENERIC, "said to be SemVer, but is not" },
    { TYPED("custom", "1.0.0", "1.4.0"), SCHEME_GENERIC, "never silently SemVer" },
    { LT("1.0.0", "1.4.0"), SCHEME_GENERIC, "nor without a type" },
    { TYPED("Maven", "1.0", "1.4"), SCHEME_MAVEN, "in any case of letters" },
    { TYPED("python", "1.0", "1.4"), SCHEME_PYPI, "Python" },
    { TYPED("rpm", "1.0-1", "1.4-1"), SCHEME_RPM, "rpm" },
    { TYPED("semver", "1.0.0", "1.4.0") "," TYPED("maven", "1", "2"), SCHEME_GENERIC, "two kinds" },
    { TYPED("git", "446fda4f2682", "97bc3683c249") "," TYPED("semver", "1.0.0", "1.4.0"),
      SCHEME_SEMVER, "commits do not count" },
};

TEST(the_type_says_how_to_compare)
{
    char json[1024];
    Record record;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(SCHEMES); i++) {
        (void)snprintf(json, sizeof json, "[%s]", SCHEMES[i].json);
        CHECK_OK(helper_read(versions_of, json, &record, &err), &err);
        CHECK_STR(scheme_name(record.affected->scheme), scheme_name(SCHEMES[i].scheme),
                  SCHEMES[i].why);
    }
}

TEST(commits_are_kept_apart)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(versions_of,
                         "[" TYPED("git", "446fda4f2682", "97bc3683c249") ","
                         TYPED("git", "0", "be3b82e4871b") ","
                         TYPED("git", "2.1.4-1", "2.1.4-2") ","
                         "{'version':'aaaaaaa','versionType':'git','status':'affected',"
                         "'lessThan':'*','changes':[" AT("bbbbbbb", "unaffected") ","
                         AT("ccccccc", "unaffected") "]}]", &record, &err), &err);
    CHECK_INT(record.affected[0].range_count, 0, "no versions");
    CHECK_STR(str_of(helper_ranges(&record.affected[1])),
              STR("[446fda4f2682,97bc3683c249)+ (,be3b82e4871b)+ [aaaaaaa,) [aaaaaaa,bbbbbbb)+ "
                  "[aaaaaaa,ccccccc)+"), "each fix on its branch");
    CHECK(record.affected[0].not_comparable, "versions under git are no commits");
}

TEST(a_lost_unaffected_version_takes_the_default_with_it)
{
    Record record;
    Err err = { 0 };

    CHECK_OK(helper_read(versions_of, "[" VU("cezannepi-fp6_1.0.0.c") "]", &record, &err), &err);
    CHECK(!record.affected->not_comparable, "nothing affected was lost");
    CHECK(record.affected->default_affected, "but the default would say too much");
}

static const struct {
    const char *json, *want;
} REFUSED[] = {
    { "{}", "this must be an array" },
    { "[7]", "[0]: this must be an object" },
    { "[{'version':'1'}]", "[0]: status: the status \"\" is not affected, unaffected or unknown" },
    { "[" V("1") ",{'version':'1','status':'maybe'}]",
      "[1]: status: the status \"maybe\" is not affected, unaffected or unknown" },
    { "[{'version':'1','status':'affected','lessThan':'2','lessThanOrEqual':'2'}]",
      "[0]: a version has both lessThan and lessThanOrEqual" },
    { "[" CHANGING("affected", "1", "9", "{'at':'3'}") "]",
      "[0]: changes[0]: status: the status \"\" is not affected, unaffected or unknown" },
};

TEST(versions_that_are_not_valid_are_refused_with_their_place)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++)
        CHECK_STR(str_of(helper_refusal(versions_of, REFUSED[i].json)), str_of(REFUSED[i].want),
                  REFUSED[i].json);
}
