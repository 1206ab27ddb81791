/* SPDX-License-Identifier: Apache-2.0 */
/* What we make and ship, through the program.
 * Tests: cli/noun.c cli/record.c api/act.c api/noun.c api/record.c store/noun.c */
#include "accept.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DONE(...) own_done(INRO(__VA_ARGS__), __LINE__)

TEST(a_product_and_its_release_are_found_by_their_names)
{
    const char *at = place("names");
    Str json;

    DONE("product", "create", "--record", at, "--name", "Pump", "--market", "JP", "--market", "US");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.1",
         "--released", "2026-04", "--update-method", "remote");
    json = DONE("release", "show", "--record", at, "Pump@2.1", "--json");
    {
        static const Fact FACTS[] = {
            { "schema", "inro.release/1", "what it is" },
            { "product", "Pump", "named, not numbered" },
            { "released", "2026-04", "a month is a date" },
            { "update_method", "remote", "a word of IMDRF Table 2" },
            { "end_of_support", "null", "nobody said" },
        };
        CHECK_FACTS(json, FACTS);
    }
    json = DONE("product", "show", "--record", at, "Pump", "-o", "json");
    {
        static const Fact FACTS[] = { { "markets", "[2]", "both" }, { "markets[1]", "US", "" } };
        CHECK_FACTS(json, FACTS);
    }
    CHECK_HAS(DONE("record", "verify", "--record", at), "verified", "and all of it holds");
}

static const struct {
    const char *words[12];
    const char *says, *why;
} REFUSALS[] = {
    { { "product", "create", "--name", "Pump" }, "there is a product of that name already",
      "names are unique" },
    { { "product", "create", "--name", "Pump@2" }, "name", "@ parts names" },
    { { "product", "create", "--intended-use", "infusion" }, "--name is needed", "no name" },
    { { "product", "create", "--name", "" }, "--name is needed", "nor is nothing one" },
    { { "release", "create", "--product", "Pomp", "--version", "1" },
      "there is no product \"Pomp\"", "no such product" },
    { { "release", "create", "--product", "Pump", "--version", "1", "--released", "soon" },
      "is no date", "not a date" },
    { { "release", "create", "--product", "Pump", "--version", "1", "--update-method", "magic" },
      "is none of: remote user-managed service-visit", "the words are said" },
    { { "product", "show", "Pump@2" }, "a product is called by its name alone",
      "a product belongs to nothing" },
    { { "release", "change", "Pump@9", "--configuration", "x" },
      "there is no release \"Pump@9\"; `inro release list` shows", "no such release" },
    { { "release", "show", "Pump" }, "there is no release \"Pump\"", "a product is none" },
    { { "device", "create", "--product", "Pump" }, "--serial is needed", "no serial number" },
};

TEST(a_release_takes_each_sbom_once)
{
    const char *at = place("once"), *sbom = document("once.json", PUMPLIB("1.0"));
    char id[64];

    DONE("product", "create", "--record", at, "--name", "Pump");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "1");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2");
    snprintf(id, sizeof id, "%.36s",
             DONE("release", "sbom", "attach", "--record", at, "Pump@1", sbom).ptr);
    CHECK_HAS(INRO("release", "sbom", "attach", "--record", at, "Pump@1", sbom).err,
              "the release has this SBOM already", "each finding would be there twice");
    DONE("release", "sbom", "attach", "--record", at, "Pump@2", sbom);
    DONE("release", "sbom", "detach", "--record", at, id, "--reason", "a slip");
    DONE("release", "sbom", "attach", "--record", at, "Pump@1", sbom);
}

TEST(what_cannot_be_recorded_is_refused_by_name_and_nothing_is_written)
{
    const char *at = place("refusals");

    CHECK_INT(INRO("product", "create", "--record", at).status, 2, "no name");
    CHECK_HAS(INRO("product", "list", "--record", at).err, "there is no record yet",
              "none is made");
    DONE("product", "create", "--record", at, "--name", "Pump");
    for (size_t i = 0; i < ARRAY_LEN(REFUSALS); i++) {
        const char *words[16] = { NULL };
        ProcessResult result;
        size_t count = 0;

        while (REFUSALS[i].words[count]) {
            words[count] = REFUSALS[i].words[count];
            count++;
        }
        words[count++] = "--record";
        words[count] = at;
        result = inro_words(STR(""), NULL, words);
        CHECK_INT(result.status, 2, REFUSALS[i].why);
        CHECK_HAS(result.err, REFUSALS[i].says, REFUSALS[i].why);
    }
    CHECK_HAS(DONE("record", "verify", "--record", at), "4 events", "no event more");
}

TEST(a_late_writer_is_told_what_was_written_since)
{
    const char *at = place("late");
    ProcessResult result;

    DONE("product", "create", "--record", at, "--name", "Pump");
    DONE("product", "change", "--record", at, "Pump", "--device-class", "IIb");
    result = INRO("product", "change", "--record", at, "Pump", "--if-version", "3", "--review",
                  "required");
    CHECK_INT(result.status, 2, "it read version 3");
    CHECK_HAS(result.err, "product.changed", "by which event");
    CHECK_HAS(result.err, "IIb", "what it said");
    DONE("product", "change", "--record", at, "Pump", "--if-version", "4", "--review", "required");
}

TEST(a_value_is_taken_away_by_an_empty_text)
{
    const char *at = place("empty");
    static const Fact FACTS[] = { { "device_class", "null", "gone" }, { "name", "Pump", "kept" } };

    DONE("product", "create", "--record", at, "--name", "Pump", "--device-class", "IIb");
    DONE("product", "change", "--record", at, "Pump", "--device-class", "");
    CHECK_FACTS(DONE("product", "show", "--record", at, "Pump", "--json"), FACTS);
    CHECK_INT(INRO("product", "change", "--record", at, "Pump", "--name", "").status, 2,
              "a name is needed");
}

TEST(the_organisation_has_no_name_until_it_is_given_one)
{
    const char *at = place("whose");
    static const Fact FIRST[] = { { "name", "organisation", "nobody named it yet" } };
    static const Fact NAMED[] = { { "name", "Example Medical", "it was named" } };

    DONE("product", "create", "--record", at, "--name", "Pump");
    CHECK_FACTS(DONE("organisation", "show", "--record", at, "--json"), FIRST);
    DONE("organisation", "change", "--record", at, "--name", "Example Medical");
    CHECK_FACTS(DONE("organisation", "show", "--record", at, "--json"), NAMED);
    CHECK_INT(INRO("organisation", "change", "--record", at, "--name", "a@b").status, 2,
              "a name holds no @");
    CHECK_INT(INRO("organisation", "create", "--record", at, "--name", "Other").status, 2,
              "a record is of one organisation");
    CHECK_INT(INRO("record", "verify", "--record", at).status, 0, "the record holds");
}

TEST(without_a_record_nothing_is_shown_and_the_way_to_one_is_said)
{
    ProcessResult result = INRO("product", "list", "--record", place("absent"));

    CHECK_INT(result.status, 3, "no data");
    CHECK_HAS(result.err, "inro product create", "how to make one");
}

TEST(a_record_lies_behind_a_linked_folder_but_is_no_link_itself)
{
    char folder[1200], file[1300], stray[1300];
    const char *link = place("linked");

    if (records_served())
        test_skip("it lies in no folder");
    snprintf(folder, sizeof folder, "%s", place("real"));
    snprintf(file, sizeof file, "%s/record.sqlite", folder);
    snprintf(stray, sizeof stray, "%s/elsewhere", folder);
    CHECK(symlink(folder, link) == 0 && mkdir(folder, 0700) == 0, "a link to a folder");
    CHECK_INT(INRO("product", "create", "--record", link, "--name", "Pump").status, 0, "made");
    CHECK_HAS(INRO("product", "list", "--record", folder).out, "Pump", "where the link leads");
    CHECK_INT(INRO("record", "verify", "--record", link).status, 0, "and verified through it");
    CHECK(rename(file, stray) == 0 && symlink(stray, file) == 0, "a link in the file's place");
    CHECK_INT(INRO("product", "list", "--record", folder).status, 2, "is refused");
}
