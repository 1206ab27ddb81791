/* SPDX-License-Identifier: Apache-2.0 */
/* "Are we hit?", through the program. Tests: cli/affected.c api/affected.c api/portfolio_of.c */
#include "accept.h"

#include "base/container.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>


#define RUN(world, ...)  own_run((world), NULL, (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), __VA_ARGS__), __LINE__)
#define AFFECTED(world, asked)                                                                     \
    RUN((world), "affected", (asked), "--db", (world)->db, "--json")

/* Pump 1.0 has the flaw and two devices, Pump 2.0 has it no more and one. */
static OwnRecord world_of(const char *name)
{
    OwnRecord world = own_record(name);

    world.now = NOW;
    world.db = KNOWLEDGE(name, document("one.json", PUMPLIB_FLAW));
    DONE(&world, "product", "create", "--name", "Pump");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "2.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    DONE(&world, "release", "sbom", "attach", "Pump@2.0", document("2.json", PUMPLIB("2.0")));
    DONE(&world, "site", "create", "--name", "Ward 3");
    DONE(&world, "device", "create", "--product", "Pump", "--serial", "SN-1", "--release",
         "Pump@1.0", "--site", "Ward 3");
    DONE(&world, "device", "create", "--product", "Pump", "--serial", "SN-2", "--release",
         "Pump@1.0");
    DONE(&world, "device", "create", "--product", "Pump", "--serial", "SN-3", "--release",
         "Pump@2.0");
    return world;
}

TEST(a_vulnerability_names_every_device_and_its_next_step) /* REQ D44 */
{
    OwnRecord world = world_of("devices");
    static const Fact FACTS[] = {
        { "rows[serial=SN-1].state", "affected", "it runs 1.0" },
        { "rows[serial=SN-1].site", "Ward 3", "where it stands" },
        { "rows[serial=SN-1].next_step", "decide", "nobody decided" },
        { "rows[serial=SN-2].state", "affected", "it runs 1.0, too" },
        { "rows[serial=SN-2].site", "null", "nobody said where" },
        { "database.sources", "[1]", "how old the data is" },
    };
    ProcessResult result = AFFECTED(&world, "CVE-2026-0001");

    CHECK_INT(result.status, 0, "answered");
    CHECK_FACTS(result.out, FACTS);
    CHECK_HAS(result.err, "made anew", "the first call says that it builds");
    CHECK_LACKS(AFFECTED(&world, "CVE-2026-0001").err, "made anew", "the second does not");
}

TEST(a_decision_changes_the_answer_without_a_new_portfolio)
{
    OwnRecord world = world_of("decided");
    static const Fact FACTS[] = {
        { "rows[serial=SN-1].status", "not_affected", "as decided" },
        { "rows[serial=SN-1].next_step", "none", "nothing is left to do" },
    };
    ProcessResult result;

    AFFECTED(&world, "CVE-2026-0001");
    DONE(&world, "finding", "decide", "CVE-2026-0001", "--db", world.db, "--product", "Pump",
         "--status", "not_affected", "--justification", "vulnerable_code_not_present", "--reason",
         "left out of the build");
    result = AFFECTED(&world, "CVE-2026-0001");
    CHECK_FACTS(result.out, FACTS);
    CHECK_LACKS(result.err, "made anew", "a decision lists no component");
}

TEST(a_device_that_moves_on_moves_in_the_answer)
{
    OwnRecord world = world_of("moved");
    static const Fact FACTS[] = { { "rows[serial=SN-1]", "absent", "it runs 2.0 now" },
                                  { "rows[serial=SN-2].state", "affected", "it does not" } };
    ProcessResult result;

    AFFECTED(&world, "CVE-2026-0001");
    DONE(&world, "device", "change", "Pump@SN-1", "--release", "Pump@2.0");
    result = AFFECTED(&world, "CVE-2026-0001");
    CHECK_HAS(result.err, "made anew", "the portfolio was of before");
    CHECK_FACTS(result.out, FACTS);
}

TEST(a_component_is_found_by_its_name_and_its_package_url)
{
    OwnRecord world = world_of("component");
    static const Fact ALL[] = { { "rows", "[3]", "every version" },
                                { "rows[serial=SN-3].state", "present", "it is there" } };
    static const Fact ONE[] = { { "rows", "[1]", "one version" },
                                { "rows[0].serial", "SN-3", "of one device" } };

    CHECK_FACTS(AFFECTED(&world, "pumplib").out, ALL);
    CHECK_FACTS(AFFECTED(&world, "pkg:pypi/pumplib").out, ALL);
    CHECK_FACTS(AFFECTED(&world, "pkg:pypi/pumplib@2.0").out, ONE);
}

TEST(a_release_with_seventy_sboms_is_asked_about_all_of_them)
{
    OwnRecord world = world_of("seventy");
    static const Fact FACTS[] = {
        { "rows[serial=SN-3].state", "affected", "by what the last of its SBOMs lists" },
        { "rows[serial=SN-3].component", "pumplib 1.5", "which is named" },
    };

    for (int i = 1; i < 70; i++) {
        char name[32], text[400];
        snprintf(name, sizeof name, "part-%d.json", i);
        snprintf(text, sizeof text,
                 CDX("{'type':'library','name':'part%d','version':'1',"
                     "'purl':'pkg:pypi/part%d@1'}"), i, i);
        DONE(&world, "release", "sbom", "attach", "Pump@2.0",
             document(name, i < 69 ? text : PUMPLIB("1.5")));
    }
    CHECK_FACTS(AFFECTED(&world, "CVE-2026-0001").out, FACTS);
}

#define FINDINGS(world)                                                                            \
    RUN((world), "finding", "list", "--db", (world)->db, "--json").out

/* Today is 2026-01-10. */
static const struct {
    const char *withdrawn;
    bool gone;
    const char *why;
} WITHDRAWALS[] = {
    { "no", false, "it is not withdrawn" },
    { "2026-01-11", false, "the day lies ahead" },
    { "2026-01", false, "of a month its last day binds" },
    { "2026", false, "of a year, too" },
    { "unknown", false, "nobody knows" },
    { "2026-01-10", true, "today is the day" },
    { "2025-12", true, "all of the month is over" },
    { "yes", true, "it is, since nobody knows when" },
};

TEST(a_release_is_withdrawn_when_its_day_has_come_and_never_vanishes)
{
    OwnRecord world = world_of("withdrawn");

    for (size_t i = 0; i < ARRAY_LEN(WITHDRAWALS); i++) {
        const Fact affected[] = {
            { "rows[serial=SN-1].state", "affected", "devices do not know of it" },
            { "rows[serial=SN-1].release_state", WITHDRAWALS[i].gone ? "withdrawn" : "null",
              WITHDRAWALS[i].why },
        };
        const Fact findings[] = { { "rows", WITHDRAWALS[i].gone ? "[0]" : "[1]",
                                    WITHDRAWALS[i].why } };
        DONE(&world, "release", "change", "Pump@1.0", "--withdrawn", WITHDRAWALS[i].withdrawn);
        CHECK_FACTS(AFFECTED(&world, "CVE-2026-0001").out, affected);
        CHECK_FACTS(FINDINGS(&world), findings);
    }
}

TEST(a_device_is_out_of_use_when_its_day_has_come)
{
    OwnRecord world = world_of("retired");

    for (size_t i = 0; i < ARRAY_LEN(WITHDRAWALS); i++) {
        const Fact facts[] = { { "rows[serial=SN-2].state",
                                 WITHDRAWALS[i].gone ? "absent" : "affected",
                                 WITHDRAWALS[i].why } };
        DONE(&world, "device", "change", "Pump@SN-2", "--withdrawn", WITHDRAWALS[i].withdrawn);
        CHECK_FACTS(AFFECTED(&world, "CVE-2026-0001").out, facts);
    }
}

/* Both components of Twin have the flaw; only one of them is decided. */
TEST(a_component_that_was_decided_hides_no_other_of_its_release)
{
    OwnRecord world = world_of("twin");
    static const Fact FACTS[] = {
        { "rows[product=Twin].status", "undecided", "of the other one" },
        { "rows[product=Twin].component", "pumplib 1.5", "which is named" },
        { "rows[product=Twin].next_step", "decide", "and asks for most" },
    };

    DONE(&world, "product", "create", "--name", "Twin");
    DONE(&world, "release", "create", "--product", "Twin", "--version", "1");
    DONE(&world, "release", "sbom", "attach", "Twin@1", document("1.json", PUMPLIB("1.0")));
    DONE(&world, "finding", "decide", "CVE-2026-0001", "--db", world.db, "--product", "Twin",
         "--component", "pkg:pypi/pumplib@1.0", "--status", "not_affected", "--justification",
         "vulnerable_code_not_present", "--reason", "left out of the build");
    DONE(&world, "release", "sbom", "attach", "Twin@1", document("15.json", PUMPLIB("1.5")));
    CHECK_FACTS(AFFECTED(&world, "CVE-2026-0001").out, FACTS);
}

TEST(what_the_answer_does_not_cover_is_said)
{
    OwnRecord world = world_of("gaps");

    DONE(&world, "release", "create", "--product", "Pump", "--version", "3.0");
    DONE(&world, "device", "create", "--product", "Pump", "--serial", "SN-9");
    CHECK_HAS(AFFECTED(&world, "CVE-2026-0001").out, "1 release has no SBOM", "nothing to ask");
    CHECK_HAS(AFFECTED(&world, "CVE-2026-0001").out, "1 device runs no release", "nor of these");
}

#define SHA "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"

TEST(a_file_is_found_by_its_hash)
{
    OwnRecord world = world_of("hash");
    static const Fact FACTS[] = { { "rows", "[1]", "of one device" },
                                  { "rows[0].component", "parser.so", "which has it" } };

    DONE(&world, "release", "sbom", "attach", "Pump@2.0",
         document("file.json", CDX("{'type':'file','name':'parser.so','hashes':["
                                   "{'alg':'SHA-256','content':'" SHA "'}]}")));
    CHECK_FACTS(AFFECTED(&world, SHA).out, FACTS);
    CHECK_FACTS(AFFECTED(&world, "SHA-256:" SHA).out, FACTS);
    CHECK_HAS(AFFECTED(&world, "SHA-1:" SHA).out, "\"rows\": 0", "another algorithm");
}

TEST(a_file_that_no_sbom_could_list_is_no_all_clear)
{
    OwnRecord world = world_of("files");

    CHECK_HAS(AFFECTED(&world, "libssl.so.1.1").out, "SBOMs that list files: 0 of 2",
              "packages alone say nothing of it");
    CHECK_LACKS(AFFECTED(&world, "nothing").out, "list files", "a name of a package");
    DONE(&world, "release", "sbom", "attach", "Pump@2.0",
         document("listed.json", CDX("{'type':'file','name':'/usr/lib/parser.so'}")));
    CHECK_HAS(AFFECTED(&world, "libssl.so.1.1").out, "SBOMs that list files: 1 of 3",
              "how many could have");
    CHECK_LACKS(AFFECTED(&world, "parser.so").out, "list files", "which is there");
}

TEST(an_id_that_no_record_bears_is_no_all_clear)
{
    OwnRecord world = world_of("unknown");
    ProcessResult result = AFFECTED(&world, "CVE-2199-0001");

    CHECK_INT(result.status, 3, "no data");
    CHECK_HAS(result.out, "no record of the knowledge base bears this id", "and it is said");
    CHECK_HAS(RUN(&world, "affected", "CVE-2199-0001", "--db", world.db).out,
              "cannot answer the question\n\n"
              "no record of the knowledge base bears this id", "once to people, too");
}

/* That of a record on a server lies below the state of the user, by the record's UUID. */
static void portfolio_spoil(const char *folder, long at, int from)
{
    char pattern[1400];
    glob_t found;

    if (records_served())
        snprintf(pattern, sizeof pattern, "%s/.local/state/inro/*/portfolio/base.pf",
                 process_folder());
    else
        snprintf(pattern, sizeof pattern, "%s/portfolio/base.pf", folder);
    CHECK_INT(glob(pattern, 0, NULL, &found), 0, "the file of the portfolio");
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "r+");

        CHECK(file && fseek(file, at, from) == 0, found.gl_pathv[i]);
        fputs("spoiled", file);
        fclose(file);
    }
    globfree(&found);
}

TEST(a_damaged_portfolio_is_made_anew)
{
    OwnRecord world = world_of("damaged");
    static const Fact FACTS[] = { { "rows[serial=SN-1].state", "affected", "the same answer" } };
    ProcessResult result;

    AFFECTED(&world, "CVE-2026-0001");
    portfolio_spoil(world.at, 0, SEEK_SET);
    result = AFFECTED(&world, "CVE-2026-0001");
    CHECK_HAS(result.err, "made anew", "what is damaged is not asked");
    CHECK_FACTS(result.out, FACTS);
}

/* What lies behind is looked at when a question needs it, or never. */
TEST(a_record_that_is_verified_throws_a_damaged_portfolio_away)
{
    OwnRecord world = world_of("proved");

    CHECK_LACKS(DONE(&world, "record", "verify"), "portfolio", "none is there");
    AFFECTED(&world, "CVE-2026-0001");
    CHECK_HAS(DONE(&world, "record", "verify"), "is what was written", "every byte of it");
    portfolio_spoil(world.at, -CONTAINER_ALIGN, SEEK_END); /* the begin of the last section */
    CHECK_LACKS(AFFECTED(&world, "CVE-2026-0001").err, "made anew", "nobody looked there");
    CHECK_HAS(DONE(&world, "record", "verify"), "thrown away", "found");
    CHECK_HAS(AFFECTED(&world, "CVE-2026-0001").err, "made anew", "and cured");
    CHECK_HAS(DONE(&world, "record", "verify"), "is what was written", "for good");
}
