/* SPDX-License-Identifier: Apache-2.0 */
/* An SBOM of the record that cannot be read today: no command that counts findings is silent about
 * it, in any format, and none ends with 0.
 * Tests: api/finding.c api/finding_list.c api/clock.c api/scan.c api/decide.c api/risk_assess.c
 * cli/output.c */
#include "accept.h"

#include "api/record.h"
#include "inro/clock.h"
#include "inro/finding.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>


enum { DAY_S = 1767139200 }; /* 2025-12-31 */

#define RUN(world, ...)                                                                            \
    own_run((world), "INRO_ACTOR=author", (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), __VA_ARGS__), __LINE__)

/* Attaches bytes that no reader of today takes, as a reader of another day may have taken them. */
static bool attach(Act *act, const char *called, Err *err)
{
    char payload[512];
    Str id, blob, kept;
    Row release;

    if (!act_uuid(act, &id, err)
        || !noun_resolve(store_db(act->record->store), NOUN_RELEASE, str_of(called), &act->arena,
                         &release, err)
        || !act_blob(act, STR("application/json"), STR("{\"bomFormat\":\"Xy\"}"), &blob, err))
        return false;
    snprintf(payload, sizeof payload,
             "{\"blob\":\"%.*s\",\"components\":1,\"file\":\"old.json\",\"format\":"
             "\"CycloneDX 0.1\",\"id\":\"%.*s\",\"release\":\"%.*s\"}", STR_ARG(blob),
             STR_ARG(id), STR_ARG(row_text(&release, "id")));
    return arena_copy(&act->arena, str_of(payload), &kept)
        && act_say(act, "sbom.attached", row_text(&release, "product"), row_text(&release, "id"),
                   kept, err)
        && act_end(act, err);
}

static void attach_unreadable(const OwnRecord *world, const char *release)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Inro inro = { INRO_ENGLISH, DAY_S };
    char state[1200];
    InroRecordOptions options = { .place = record_served(world->at), .state = state,
                                  .actor = "author" };
    InroRecord *record = NULL;
    InroError error;
    Err err = { 0 };

    snprintf(state, sizeof state, "%s/.local/state/inro", process_folder());
    if (!inro_record_open(&inro, &options, &record, &error))
        test_fail("%s", error.text);
    CHECK_OK(act_begin(record, &inro, &act, &err) && attach(&act, release, &err), &err);
    inro_record_close(record);
}

/* 1.0 is read, 2.0 is not, 3.0 has no SBOM. */
static OwnRecord world_of(const char *name)
{
    OwnRecord world = own_record(name);

    world.now = "2026-01-10";
    world.db = KNOWLEDGE(name, document("one.json", PUMPLIB_FLAW));
    DONE(&world, "product", "create", "--name", "Pump", "--market", "EU", "--regulation", "mdr");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "2.0");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "3.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", PUMPLIB("1.0")));
    attach_unreadable(&world, "Pump@2.0");
    return world;
}

static Str told(ProcessResult result, const char *why)
{
    CHECK_INT(result.status, 2, why);
    CHECK_HAS(result.err, "Pump@2.0: ", "on standard error, too");
    return result.out;
}

#define LIST(world, ...) RUN((world), "finding", "list", "--db", (world)->db, __VA_ARGS__)
#define REFUSED "1 of 2 SBOMs could not be read, so nothing is known of what is in it "           \
                "(Pump@2.0, old.json): "
#define BARE "1 release has no SBOM: nothing is known of what is in it"

TEST(a_list_of_findings_tells_in_every_format_which_sbom_is_missing_from_it)
{
    static const char *const FORMATS[] = { "table", "json", "jsonl", "markdown", "html" };
    OwnRecord world = world_of("list");
    Str text;

    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        text = told(LIST(&world, "-o", FORMATS[i]), FORMATS[i]);
        CHECK_HAS(text, "CVE-2026-0001", "what could be read is listed");
        CHECK_HAS(text, "1 of 2 SBOMs could not be read", FORMATS[i]);
        CHECK_HAS(text, "2.0, old.json): ", "which one, and why");
        CHECK_HAS(text, BARE, FORMATS[i]);
    }
    text = told(LIST(&world, "--json"), "json");
    CHECK_STR(json_at(text, "notes[rule=api.findings-refused].rule"), STR("api.findings-refused"),
              "for programs it is the same rule, whatever the number");
    CHECK_LACKS(json_at(text, "notes[rule=api.findings-refused].text"), "Pump@2.0: ",
                "the release is named once");
    CHECK_HAS(told(LIST(&world, "-o", "csv"), "csv"), "CVE-2026-0001",
              "rows alone: standard error and the status tell the rest");
    CHECK_HAS(told(LIST(&world, "--lang", "ja"), "ja"), "2件のSBOMのうち1件を読み取れなかった",
              "Japanese");
}

/* One library that the knowledge base knows, two components of which it has no data. */
#define UNCHECKED(version)                                                                         \
    CDX(LIBRARY("pumplib", version, "") ",{'type':'library','name':'a','purl':'pkg:npm/a@1'},"     \
        "{'type':'library','name':'b','version':'1'}")

TEST(components_that_could_not_be_checked_are_counted_below_findings_and_clocks)
{
    OwnRecord world = own_record("unchecked");
    Str text;

    world.now = "2026-01-10";
    world.db = KNOWLEDGE("unchecked", document("unchecked.json", PUMPLIB_FLAW));
    DONE(&world, "product", "create", "--name", "Pump", "--market", "EU");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "1.0");
    DONE(&world, "release", "create", "--product", "Pump", "--version", "2.0");
    DONE(&world, "release", "sbom", "attach", "Pump@1.0", document("1.json", UNCHECKED("1.0")));
    DONE(&world, "release", "sbom", "attach", "Pump@2.0", document("2.json", UNCHECKED("2.0")));
    text = DONE(&world, "finding", "list", "--db", world.db, "-o", "table");
    CHECK_HAS(text, "4 components could not be checked and are in no finding", "of both");
    text = DONE(&world, "finding", "list", "--db", world.db, "--release", "Pump@2.0", "-o",
                "table");
    CHECK_HAS(text, "No finding, as far as could be checked.\n", "no row is no all-clear");
    CHECK_HAS(text, "2 components could not be checked and are in no finding", "of this one");
    text = DONE(&world, "finding", "list", "--db", world.db, "--status", "fixed", "-o", "table");
    CHECK_HAS(text, "No finding passes these filters, as far as", "there are others");
    text = DONE(&world, "clock", "list", "--db", world.db, "-o", "table");
    CHECK_HAS(text, "No reporting clock is to be shown, as far as could be checked.", "nor here");
    CHECK_HAS(text, "4 components could not be checked", "clocks come of findings");
    CHECK_HAS(RUN(&world, "finding", "list", "--db", world.db, "--sort", "bad").err,
              "no column \"bad\" to sort by; the first row of -o csv names them", "the columns");
}

TEST(several_are_counted_and_a_release_alone_that_cannot_be_read_is_no_empty_list)
{
    OwnRecord world = world_of("several");
    ProcessResult result;

    attach_unreadable(&world, "Pump@1.0");
    CHECK_HAS(told(LIST(&world, "-o", "table"), "two"), "2 of 3 SBOMs could not be read, so "
              "nothing is known of what is in them. The first (Pump@", "both");
    CHECK_HAS(told(LIST(&world, "-o", "table", "--where", "kev"), "filtered"),
              "2 of 3 SBOMs", "whatever is filtered");
    result = LIST(&world, "-o", "table", "--release", "Pump@2.0");
    CHECK_INT(result.status, 2, "nothing could be read");
    CHECK(result.out.len == 0, "so there is no list");
}

TEST(first_sightings_are_recorded_of_what_was_read_and_the_rest_is_told)
{
    OwnRecord world = world_of("refresh");
    Str count = told(RUN(&world, "finding", "refresh", "Pump", "--db", world.db), "refresh");

    CHECK_HAS(count, ": 1\n", "the finding of the other release");
    attach_unreadable(&world, "Pump@1.0");
    CHECK_INT(RUN(&world, "decision", "confirm", "Pump@1.0", "--db", world.db).status, 2,
              "nor is all confirmed that it may inherit");
}

TEST(what_is_decided_and_assessed_beside_it_is_recorded_and_does_not_end_with_0)
{
    OwnRecord world = world_of("decide");
    Str id = told(RUN(&world, "finding", "decide", "CVE-2026-0001", "--db", world.db, "--product",
                      "Pump", "--status", "fixed", "--reason", "r"), "decide"), card;

    CHECK_INT(id.len, 37, "a UUID and a line end");
    card = told(RUN(&world, "risk", "assess", "CVE-2026-0001", "--db", world.db, "--product",
                    "Pump", "--harm", "minor", "--rationale", "r", "--multi-patient", "no",
                    "--vector", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "--safety",
                    "RMF-7:H12", "--json"), "assess");
    CHECK_STR(json_at(card, "harm"), STR("minor"), "it is printed");
    CHECK_STR(json_at(DONE(&world, "decision", "list", "--json"), "rows"), STR("[1]"), "kept");
    CHECK_STR(json_at(DONE(&world, "risk", "list", "--json"), "rows"), STR("[1]"), "kept");
}

TEST(a_list_of_clocks_tells_it_and_still_shows_the_clocks_that_run)
{
    OwnRecord world = world_of("clocks");
    Str text;

    DONE(&world, "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at",
         "2026-01-09T08:00:00Z", "--by", "x", "--channel", "mail", "--fact", "serious-incident");
    text = told(RUN(&world, "clock", "list", "--db", world.db, "-o", "table"), "table");
    CHECK_HAS(text, "eu-mdr-15", "the clock");
    CHECK_HAS(LIST(&world, "-o", "csv").out, "2026-01-24 24:00 Brussels", "and whose midnight");
    CHECK_HAS(text, REFUSED, "the SBOM");
    CHECK_HAS(told(RUN(&world, "clock", "list", "--db", world.db, "--json"), "json"), REFUSED,
              "for programs");
    attach_unreadable(&world, "Pump@1.0");
    DONE(&world, "release", "sbom", "detach",
         json_at(DONE(&world, "release", "sbom", "list", "Pump@1.0", "--json"),
                 "rows[file=1.json].id").ptr, "--reason",
         "replaced");
    text = told(RUN(&world, "clock", "list", "--db", world.db, "-o", "table"), "none is read");
    CHECK_HAS(text, "eu-mdr-15", "awareness alone makes a clock run");
    CHECK_HAS(text, "no SBOM could be compared", "and what is not known");
}

TEST(a_scan_of_a_product_tells_it_in_every_format)
{
    static const char *const FORMATS[] = { "table", "json", "jsonl", "csv", "markdown", "html",
                                           "sarif", "junit" };
    OwnRecord world = world_of("scan");

    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        Str text = told(RUN(&world, "scan", "--product", "Pump", "--db", world.db, "-o",
                            FORMATS[i]), FORMATS[i]);

        CHECK_HAS(text, "2.0: this JSON is neither", FORMATS[i]);
        CHECK(has(text, "1 release has no SBOM") || has(text, "releases_without_sbom"),
              FORMATS[i]);
    }
}

/* ---- a knowledge base that changes meanwhile ---------------------------------------- */

static void hush(void *context, const char *text)
{
    (void)context, (void)text;
}

/* Whoever reads the list cuts the file that it is made from, as a copy that overwrites does. */
static void cut(void *file, const char *bytes, size_t len)
{
    (void)bytes, (void)len;
    usleep(20000); /* a file system counts time in steps */
    CHECK(truncate(file, 4096) == 0, "cut short");
}

TEST(no_list_is_whole_when_the_knowledge_base_changes_while_it_is_read)
{
    OwnRecord world = world_of("changes");
    char state[1200], base[1200];
    Inro inro = { INRO_ENGLISH, DAY_S };
    InroRecordOptions options = { .place = record_served(world.at), .state = state,
                                  .actor = "author" };
    InroReportOptions report = { .format = "json", .take = cut, .context = base };

    snprintf(state, sizeof state, "%s/.local/state/inro", process_folder());
    for (int clocks = 0; clocks < 2; clocks++) {
        char name[] = "changes-0";
        InroClockQuestion clock = { .all = true };
        InroFindingQuestion finding = { .sort = NULL };
        InroRecord *record = NULL;
        InroError error;
        uint64_t overdue;
        bool done;

        name[sizeof name - 2] += (char)clocks;
        clock.db = finding.db = KNOWLEDGE(name, document("one.json", PUMPLIB_FLAW));
        snprintf(base, sizeof base, "%s/base-1.kb", clock.db);
        CHECK(inro_record_open(&inro, &options, &record, &error), error.text);
        done = clocks ? inro_clock_list(&inro, record, &clock, hush, NULL, &report, &overdue,
                                        &error)
                      : inro_finding_list(&inro, record, &finding, hush, NULL, &report, &error);
        CHECK(!done, "no list");
        CHECK_INT(error.status, INRO_NO_DATA, "exit status 3");
        CHECK(strstr(error.text, "this file changed while it was read"), error.text);
        inro_record_close(record);
    }
}

TEST(what_cannot_answer_without_it_refuses_and_names_it)
{
    OwnRecord world = world_of("refuse");

    told(RUN(&world, "affected", "CVE-2026-0001", "--db", world.db), "affected");
    CHECK_INT(RUN(&world, "notice", "list", "--db", world.db).status, 2, "notices");
    CHECK_INT(RUN(&world, "component", "list", "--held", "--product", "Pump", "--db", world.db)
              .status, 2, "components");
}
