/* SPDX-License-Identifier: Apache-2.0 */
/* "Are we hit?", through the program. Tests: cli/affected.c api/affected.c api/portfolio_of.c */
#include "accept.h"

#include <stdio.h>
#include <string.h>

#define RECORD_1                                                                                   \
    "{'id':'CVE-2026-0001','modified':'2026-01-05T00:00:00Z','affected':[{'package':"              \
    "{'ecosystem':'PyPI','name':'pumplib'},'ranges':[{'type':'ECOSYSTEM',"                         \
    "'events':[{'introduced':'0'},{'fixed':'2.0'}]}]}]}"
#define SBOM(version)                                                                              \
    CDX("{'type':'library','name':'pumplib','version':'" version "',"                              \
        "'purl':'pkg:pypi/pumplib@" version "'}")

typedef struct {
    char at[1200];
    const char *db;
} World;

static Str done(ProcessResult result, int line)
{
    char where[300];

    snprintf(where, sizeof where, "line %d: %.*s", line, STR_ARG(str_slice(result.err, 0, 250)));
    CHECK_INT(result.status, 0, where);
    return result.out;
}
#define DONE(world, ...) done(INRO(__VA_ARGS__, "--record", (world)->at), __LINE__)
#define AFFECTED(world, asked)                                                                     \
    INRO("affected", (asked), "--record", (world)->at, "--db", (world)->db, "--json")

/* Pump 1.0 has the flaw and two devices, Pump 2.0 has it no more and one. */
static World world_of(const char *name)
{
    World world;

    snprintf(world.at, sizeof world.at, "%s/record-%s", process_folder(), name);
    world.db = KNOWLEDGE(name, document("one.json", RECORD_1));
    DONE(&world, "product", "create", "--name", "Pump");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "2.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", SBOM("1.0")));
    DONE(&world, "release", "sbom", "attach", "Pump@2.0", document("2.json", SBOM("2.0")));
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
    World world = world_of("devices");
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
    World world = world_of("decided");
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
    World world = world_of("moved");
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
    World world = world_of("component");
    static const Fact ALL[] = { { "rows", "[3]", "every version" },
                                { "rows[serial=SN-3].state", "present", "it is there" } };
    static const Fact ONE[] = { { "rows", "[1]", "one version" },
                                { "rows[0].serial", "SN-3", "of one device" } };

    CHECK_FACTS(AFFECTED(&world, "pumplib").out, ALL);
    CHECK_FACTS(AFFECTED(&world, "pkg:pypi/pumplib").out, ALL);
    CHECK_FACTS(AFFECTED(&world, "pkg:pypi/pumplib@2.0").out, ONE);
}

TEST(an_id_that_no_record_bears_is_no_all_clear)
{
    World world = world_of("unknown");
    ProcessResult result = AFFECTED(&world, "CVE-2199-0001");

    CHECK_INT(result.status, 3, "no data");
    CHECK_HAS(result.out, "no record of the knowledge base bears this id", "and it is said");
}

TEST(a_damaged_portfolio_is_made_anew)
{
    World world = world_of("damaged");
    char path[1400];
    static const Fact FACTS[] = { { "rows[serial=SN-1].state", "affected", "the same answer" } };
    ProcessResult result;
    FILE *file;

    AFFECTED(&world, "CVE-2026-0001");
    snprintf(path, sizeof path, "%s/portfolio/base.pf", world.at);
    file = fopen(path, "r+");
    CHECK(file != NULL, "the file of the portfolio");
    fputs("spoiled", file);
    fclose(file);
    result = AFFECTED(&world, "CVE-2026-0001");
    CHECK_HAS(result.err, "made anew", "what is damaged is not asked");
    CHECK_FACTS(result.out, FACTS);
}
