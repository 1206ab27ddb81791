/* SPDX-License-Identifier: Apache-2.0 */
/* Why a vulnerability does or does not concern a component. Tests: explain.c api/explain.c */
#include "accept.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

static ProcessResult explain(const char *vulnerability, const char *subject)
{
    return INRO("explain", "--db", ward(), vulnerability, subject);
}

typedef struct {
    const char *vulnerability, *subject;
    const char *said[6], *never; /* what must and must not be read */
    const char *why;
} Row;

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ProcessResult result = explain(rows[i].vulnerability, rows[i].subject);
        CHECK_INT(result.status, 0, rows[i].why);
        for (size_t s = 0; s < ARRAY_LEN(rows[i].said) && rows[i].said[s]; s++)
            CHECK_HAS(result.out, rows[i].said[s], rows[i].why);
        if (rows[i].never)
            CHECK_LACKS(result.out, rows[i].never, rows[i].why);
    }
}

TEST(a_match_tells_record_range_comparison_rule_and_what_would_change_it)
{
    static const Row ROWS[] = {
        { "CVE-2024-2001", "pkg:pypi/libdose@1.0",
          { "osv/PyPI/PYSEC-2024-1", "vers:pypi/<2.0.0", "the version is 1.0", "rule: ",
            "what would change the answer: ", "from 2.0.0" }, "not affected", "a range of OSV" },
        { "CVE-2024-3001", "pkg:deb/debian/openssl@3.0.5-1?distro=debian-12",
          { "osv/Debian/DEBIAN-CVE-2024-3001", "vers:deb/<3.0.11-1~deb12u2", "3.0.5-1",
            "distribution", "from 3.0.11-1~deb12u2" }, "not affected", "a distribution" },
        { "PYSEC-2024-5", "pkg:pypi/libopen@9",
          { "vers:pypi/*", "what would change the answer: ", "no fixed version" },
          "not affected", "an open range" },
        { "PYSEC-2024-3", "pkg:pypi/libmix@1.0",
          { "[affected] osv/PyPI/PYSEC-2024-3", "libmix 1.0 is affected", "any version but 1.0" },
          "would not match", "a list of versions: another of it would match" },
        { "MAL-2024-6", "pkg:pypi/libevil@1.0", { "osv/PyPI/MAL-2024-6" }, "not affected",
          "malware" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(a_non_match_tells_the_same)
{
    static const Row ROWS[] = {
        { "CVE-2024-2001", "pkg:pypi/libdose@2.0.0",
          { "osv/PyPI/PYSEC-2024-1", "vers:pypi/<2.0.0", "the version is 2.0.0", "rule: ",
            "what would change the answer: ", "not affected" }, "[affected]", "fixed" },
        { "PYSEC-2024-2", "pkg:pypi/libflow@0.9",
          { "vers:pypi/>=1.0|<=1.5", "what would change the answer: ", "not affected" },
          "[affected]", "below the range" },
        { "PYSEC-2024-3", "pkg:pypi/libmix@1.0.5", { "osv/PyPI/PYSEC-2024-3", "not affected" },
          "[affected]", "not in the list" },
        { "CVE-2024-3001", "pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12",
          { "DEBIAN-CVE-2024-3001", "3.0.11-1~deb12u2", "not affected" }, "[affected]",
          "a backported fix" },
        { "PYSEC-2024-4", "pkg:pypi/libdose@1.0",
          { "withdrawn", "what would change the answer: only its source can publish it again" },
          "[affected]", "withdrawn" },
        { "CVE-2024-1004", "pkg:pypi/libdose@1.0",
          { "rejected", "what would change the answer: only its source can publish it again" },
          "[affected]", "rejected" },
        { "CVE-2024-1011", "pkg:pypi/libdose@1.0", { "rejected" }, "[affected]",
          "rejected by its CNA" },
        { "CVE-2024-2001", "pkg:pypi/libopen@1",
          { "does not concern this package", "such as libdose (PyPI)",
            "what would change the answer: an identifier that names libdose (PyPI)" },
          "[affected]", "another package: which one it is about" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(what_was_not_checked_is_never_called_unconcerned)
{
    static const Row ROWS[] = {
        { "CVE-2024-3001", "pkg:deb/debian/openssl@1.1.1n-0?distro=debian-11",
          { "cannot be decided", "Debian:11" }, "does not concern", "no data for the release" },
        { "CVE-2024-3001", "pkg:deb/debian/libssl3@1.1.1n-0?distro=debian-11",
          { "cannot be decided, because it was not checked", "why: ", "data for Debian:11",
            "what would change the answer: " }, "does not concern", "also under another name" },
        { "CVE-2024-1001", "pkg:deb/debian/openssl@3.0.5-1?distro=debian-12",
          { "only the data of its own distribution decides" }, "another package",
          "what NVD says of openssl" },
        { "CVE-2024-2001", "pkg:pypi/libdose",
          { "whether libdose is affected", "no version",
            "what would change the answer: a version" },
          "does not concern", "no version" },
        { "CVE-2024-3001", "pkg:deb/debian/openssl@3.0.5-1",
          { "of which release", "what would change the answer: the release would decide" },
          "does not concern", "no release" },
        { "CVE-2024-2001", "pkg:generic/libother@1",
          { "no data for generic", "what would change the answer: data for generic" },
          "does not concern", "a type without data, although no record names it" },
        { "CVE-2024-3001", "pkg:deb/debian/openssl@x:1?distro=debian-12",
          { "cannot be decided", "x:1" }, "does not concern", "a version that is none" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(no_record_of_an_id_is_no_answer_and_exit_status_3)
{
    static const char *const SUBJECTS[] = { "pkg:pypi/libdose@1.0", NULL };
    const char *sbom = document("one.cdx.json", CDX("{'type':'library','name':'n'}"));

    for (size_t i = 0; i < ARRAY_LEN(SUBJECTS); i++) {
        ProcessResult result = explain("CVE-9999-1", SUBJECTS[i] ? SUBJECTS[i] : sbom);
        CHECK_INT(result.status, 3, "no data");
        CHECK_HAS(result.out, "no record of the knowledge base bears the id CVE-9999-1", "which");
        CHECK_HAS(result.out, "does not mean “not affected”", "silence is no clean bill");
        CHECK_HAS(result.out, "inro db import", "what to do");
        CHECK_LACKS(result.out, "does not concern", "never");
    }
}

/* A reader of one package is not told of "this SBOM" or of places in it. */
TEST(a_package_is_called_a_package_and_an_sbom_an_sbom)
{
    static const char *const PURLS[] = { "pkg:pypi/libdose@1.0", "pkg:pypi/libdose@2.0.0",
                                         "pkg:pypi/libdose", "pkg:pypi/libopen@1" };
    const char *sbom = document("unversioned.cdx.json",
        CDX("{'type':'library','name':'libdose','purl':'pkg:pypi/libdose'},"
            "{'type':'library','name':'libdose','version':'1.0','purl':'pkg:pypi/libdose@1.0'},"
            "{'type':'library','name':'own code'}"));
    Str told = explain("CVE-2024-2001", sbom).out;

    for (size_t i = 0; i < ARRAY_LEN(PURLS); i++) {
        Str out = explain("CVE-2024-2001", PURLS[i]).out;
        CHECK_HAS(out, "this package", PURLS[i]);
        CHECK_LACKS(out, "SBOM", PURLS[i]);
        CHECK_LACKS(out, "components[", PURLS[i]);
    }
    CHECK_HAS(told, "CVE-2024-2001 concerns this SBOM\n", "the SBOM");
    CHECK_HAS(told, "whether libdose is affected", "no blank for a version that is not stated");
    CHECK_HAS(told, "1 affected, 1 cannot be decided, 0 not affected", "each is counted");
    CHECK_HAS(told, "not checked in the whole SBOM: 2", "and what could not be checked");
}

/* A hundred of the same name: what is not told is counted. */
TEST(near_misses_past_the_limit_are_counted)
{
    CLEANUP(buf_done) Buf text = buf_new(1 << 16);
    Str told;

    buf_add(&text, STR("{'bomFormat':'CycloneDX','specVersion':'1.5','version':1,'components':["));
    for (int i = 0; i < 70; i++)
        buf_printf(&text, "%s{'type':'library','name':'libdose','purl':'pkg:npm/libdose@%d'}",
                   i ? "," : "", i);
    buf_add(&text, STR("]}"));
    buf_char(&text, '\0');
    told = explain("CVE-2024-2001", document("many.cdx.json", text.ptr)).out;
    CHECK_HAS(told, "6 more components of the same name", "64 are told");
}

TEST(any_id_of_the_group_may_be_asked_for)
{
    static const char *const IDS[] = { "CVE-2024-2001", "PYSEC-2024-1", "GHSA-aaaa-aaaa-aaaa" };
    Str first = explain(IDS[0], "pkg:pypi/libdose@1.0").out;

    for (size_t i = 0; i < ARRAY_LEN(IDS); i++) {
        ProcessResult result = explain(IDS[i], "pkg:pypi/libdose@1.0");
        CHECK_STR(result.out, first, IDS[i]);
        for (size_t other = 0; other < ARRAY_LEN(IDS); other++)
            CHECK_HAS(result.out, IDS[other], "all ids are named");
    }
}

#define CPE(part, product, version)                                                                \
    "{'type':'library','name':'" product "','cpe':'cpe:2.3:" part ":" product ":" version \
    ":*:*:*:*:*:*:*'}"

TEST(components_of_an_sbom_are_explained_each)
{
    static const char TEXT[] =
        CDX("{'type':'library','name':'old','purl':'pkg:pypi/libdose@1.0'},"
            "{'type':'library','name':'new','purl':'pkg:pypi/libdose@2.0.0'},"
            "{'type':'library','name':'other','purl':'pkg:pypi/libopen@1'}");
    const char *sbom = document("many.cdx.json", TEXT);
    ProcessResult result = explain("CVE-2024-2001", sbom);

    CHECK_INT(result.status, 0, "it explains");
    CHECK_HAS(result.out, "old", "the match");
    CHECK_HAS(result.out, "components[0]", "and its place");
    CHECK_HAS(result.out, "new", "the non-match");
    CHECK_HAS(result.out, "components[1]", "and its place");
    CHECK_LACKS(result.out, "components[2]", "what it cannot concern is left out");
}

TEST(configurations_are_explained)
{
    const char *alone = document("viewer.cdx.json", CDX(CPE("a", "acme:viewer", "1.0")));
    const char *both = document("shield.cdx.json", CDX(CPE("a", "acme:viewer", "1.0") ","
                                                       CPE("a", "acme:shield", "1.0")));
    const char *ssl = document("ssl.cdx.json", CDX(CPE("a", "openssl:openssl", "3.0.5")));
    const char *fixed = document("fixed.cdx.json", CDX(CPE("a", "openssl:openssl", "3.0.8")));

    CHECK_HAS(explain("CVE-2024-1009", alone).out, "[affected] nvd/CVE-2024-1009", "AND NOT");
    CHECK_LACKS(explain("CVE-2024-1009", both).out, "[affected]", "the shield is there");
    CHECK_HAS(explain("CVE-2024-1001", ssl).out, "[affected] nvd/CVE-2024-1001", "a range");
    CHECK_HAS(explain("CVE-2024-1001", ssl).out, ">=3.0.0|<3.0.8", "is shown");
    CHECK_HAS(explain("CVE-2024-1001", fixed).out, "3.0.8", "the end is shown");
    CHECK_LACKS(explain("CVE-2024-1001", fixed).out, "[affected]", "and does not match");
}

/* Two commands must not contradict each other. */
TEST(explain_agrees_with_scan)
{
    static const char *const PURLS[] = {
        "pkg:pypi/libdose@1.0", "pkg:pypi/libdose@2.0.0", "pkg:pypi/libflow@1.5",
        "pkg:pypi/libflow@1.6", "pkg:pypi/libmix@1.1", "pkg:pypi/libtwo@1.5",
        "pkg:pypi/libtwo@2.1", "pkg:deb/debian/openssl@3.0.5-1?distro=debian-12",
        "pkg:deb/debian/libpump@1.2-3?distro=debian-12",
    };
    static const char *const IDS[] = {
        "CVE-2024-2001", "GHSA-bbbb-bbbb-bbbb", "PYSEC-2024-3", "PYSEC-2024-4", "PYSEC-2024-5",
        "PYSEC-2024-7", "CVE-2024-3001", "CVE-2024-3002", "CVE-2024-1001",
    };
    for (size_t p = 0; p < ARRAY_LEN(PURLS); p++) {
        char text[256], place[128];
        Str json;
        snprintf(text, sizeof text, "{'type':'library','name':'n','purl':'%s'}", PURLS[p]);
        json = ward_components(text);
        for (size_t i = 0; i < ARRAY_LEN(IDS); i++) {
            bool found;
            snprintf(place, sizeof place, "findings[vulnerability.id=%s].id", IDS[i]);
            found = !str_eq(json_at(json, place), STR("absent"));
            CHECK_INT(has(explain(IDS[i], PURLS[p]).out, "[affected]"), found, PURLS[p]);
        }
    }
}

TEST(what_cannot_be_read_is_refused)
{
    static const struct { const char *words[6]; int status; const char *said, *why; } ROWS[] = {
        { { "CVE-2024-2001", "no-such-file.json" }, 2, "no-such-file.json", "no file" },
        { { "CVE-2024-2001", "pkg:pypi" }, 2, "pkg:pypi: ", "no purl" },
        { { "CVE-2024-2001" }, 2, "SBOM", "nothing to hold it against" },
        { { "CVE-2024-2001", "pkg:pypi/a@1", "pkg:pypi/b@1" }, 2, "explain", "one thing too many" },
        { { "--db", "/nowhere", "CVE-2024-2001", "pkg:pypi/a@1" }, 3, "inro db import",
          "no knowledge base" },
    };
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *words[10] = { "explain", "--db", ward() };
        ProcessResult result;
        memcpy(words + 3, ROWS[i].words, sizeof ROWS[i].words);
        result = inro_words(STR(""), NULL, words);
        CHECK_INT(result.status, ROWS[i].status, ROWS[i].why);
        CHECK_HAS(result.err, ROWS[i].said, ROWS[i].why);
        CHECK_STR(result.out, STR(""), "nothing is printed");
    }
}

TEST(a_document_on_standard_input_and_both_languages)
{
    Str sbom = quoted(CDX("{'type':'library','name':'n','purl':'pkg:pypi/libdose@1.0'}"));
    const char *words[] = { "explain", "--db", ward(), "CVE-2024-2001", "-", NULL };
    ProcessResult en = inro_words(sbom, NULL, words);
    ProcessResult ja = inro_words(sbom, "INRO_LANG=ja", words);

    CHECK_HAS(en.out, "[affected]", "English");
    CHECK_HAS(ja.out, "vers:pypi/<2.0.0", "the facts are the same");
    CHECK_LACKS(ja.out, "affected", "the words are not");
    CHECK_HAS(ja.out, "該当", "Japanese");
}
