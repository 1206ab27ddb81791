/* SPDX-License-Identifier: Apache-2.0 */
/* Devices and sites out of CSV files, through the program.
 * Tests: cli/fleet.c api/fleet.c formats/fleet.c formats/csv.c */
#include "accept.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DONE(...) own_done(INRO(__VA_ARGS__), __LINE__)

static const char *pump(const char *name)
{
    const char *at = place(name);

    DONE("product", "create", "--record", at, "--name", "Pump");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.1");
    DONE("release", "create", "--record", at, "--product", "Pump", "--version", "2.2");
    return at;
}

/* The CSV goes in by standard input. */
static ProcessResult devices(const char *at, const char *csv)
{
    const char *words[] = { "device", "import", "--record", at, "--product", "Pump", "-", NULL };

    return inro_words(str_of(csv), NULL, words);
}

static Str listed(const char *at, const char *noun)
{
    return DONE(noun, "list", "--record", at, "--json");
}

TEST(new_devices_and_their_sites_are_made_and_a_second_time_nothing_is)
{
    static const char CSV[] = "\xef\xbb\xbfserial,version,site,addresses,note\r\n"
                              "SN-1,2.1,Ward 3,10.0.0.1; PUMP_1,x\r\n"
                              "SN-2,Pump@2.2,\"Ward \"\"A\"\", east\",,\r\n"
                              "\r\n"
                              "SN-3,,Ward 3,,\r\n";
    static const Fact FACTS[] = {
        { "rows", "[3]", "an empty line is no row" },
        { "rows[serial=SN-1].release", "Pump@2.1", "a version alone is of the product" },
        { "rows[serial=SN-1].addresses", "[2]", "parted by ;" },
        { "rows[serial=SN-2].site", "Ward \"A\", east", "quoted" },
        { "rows[serial=SN-3].release", "null", "not given" },
    };
    const char *at = pump("new");
    ProcessResult result = devices(at, CSV);

    CHECK_INT(result.status, 0, "taken");
    CHECK_HAS(result.out,
              "rows: 3; created: 3, changed: 0, unchanged: 0; sites made for them: 2", "told");
    CHECK(result.err.len == 0, "and nothing of speed where nobody watches");
    CHECK_FACTS(listed(at, "device"), FACTS);
    CHECK_STR(json_at(listed(at, "site"), "rows"), STR("[2]"), "each site once");
    result = devices(at, CSV);
    CHECK_HAS(result.out, "created: 0, changed: 0, unchanged: 3; sites made for them: 0", "again");
    CHECK_HAS(DONE("record", "verify", "--record", at), "verified", "and all of it holds");
}

TEST(known_devices_change_where_the_file_says_otherwise_and_only_there)
{
    static const Fact FACTS[] = {
        { "rows[serial=SN-1].release", "Pump@2.2", "changed" },
        { "rows[serial=SN-1].udi", "U1", "an empty cell takes nothing away" },
        { "rows[serial=SN-2].release", "Pump@2.1", "as it was" },
    };
    const char *at = pump("change");

    CHECK_INT(devices(at, "serial,release,udi\nSN-1,2.1,U1\nSN-2,2.1,U2\n").status, 0, "");
    CHECK_HAS(devices(at, "serial,release,udi\nSN-1,2.2,\nSN-2,2.1,U2\nSN-3,2.2,\n").out,
              "created: 1, changed: 1, unchanged: 1", "each told apart");
    CHECK_FACTS(listed(at, "device"), FACTS);
    CHECK_HAS(DONE("record", "verify", "--record", at), "verified", "and all of it holds");
}

TEST(headers_may_be_japanese_and_what_we_print_can_be_read_again)
{
    const char *at = pump("round"), *other = pump("other");
    Str csv;

    CHECK_INT(devices(at, "製造番号,バージョン,施設名,ネットワークアドレス\n"
                          "=SN-1,2.1,第三病棟,10.0.0.1;10.0.0.2\n-2,2.2,,\n").status, 0, "read");
    csv = DONE("device", "list", "--record", at, "--product", "Pump", "-o", "csv");
    CHECK_HAS(csv, "'=SN-1", "a spreadsheet calculates nothing");
    CHECK_INT(devices(other, csv.ptr).status, 0, "our own list");
    CHECK_STR(json_at(listed(other, "device"), "rows[serial=\x3dSN-1].site"), STR("第三病棟"),
              "the same again");
    CHECK_HAS(devices(at, csv.ptr).out, "unchanged: 2", "and nothing new where it came from");
}

/* "serial", "設置場所" and a row, as Excel in Japan saves "Unicode text", and as it saves "CSV". */
static const char UTF_16[] =
    "\xff\xfe" "s\0e\0r\0i\0a\0l\0\t\0\x2d\x8a\x6e\x7f\x34\x58\x40\x62\r\0\n\0"
    "S\0N\0-\0""1\0\t\0W\0a\0r\0d\0\r\0\n\0";
static const char SHIFT_JIS[] = "serial,site\r\nSN-1,\x95\x61\x93\x8f\r\n";

static ProcessResult file_of(const char *at, const char *name, Str bytes)
{
    return INRO("device", "import", "--record", at, "--product", "Pump", process_file(name, bytes));
}

TEST(files_of_spreadsheets_of_other_countries_are_taken_or_refused_by_their_encoding)
{
    const char *at = pump("excel");
    ProcessResult result = file_of(at, "utf16.csv", (Str){ UTF_16, sizeof UTF_16 - 1 });

    CHECK_INT(result.status, 0, "Unicode text");
    CHECK_STR(json_at(listed(at, "device"), "rows[serial=SN-1].site"), STR("Ward"), "read");
    result = file_of(at, "sjis.csv", (Str){ SHIFT_JIS, sizeof SHIFT_JIS - 1 });
    CHECK_INT(result.status, 2, "Shift_JIS");
    CHECK_HAS(result.err, "sjis.csv: line 2: ", "where");
    CHECK_HAS(result.err, "set \"Save as type\" to \"CSV UTF-8 (Comma delimited) (*.csv)\"",
              "and what to do in Excel");
    result = INRO("device", "import", "--record", at, "--product", "Pump", "--lang", "ja",
                  process_file("sjis.csv", (Str){ SHIFT_JIS, sizeof SHIFT_JIS - 1 }));
    CHECK_HAS(result.err, "［ファイルの種類］を「CSV UTF-8 (コンマ区切り) (*.csv)」にして保存",
              "in the words of its menus");
    CHECK_INT(devices(at, "sep=;\r\nserial;udi;addresses\r\nSN-2;U2;\"10.0.0.1; PUMP\"\r\n").status,
              0, "semicolons");
    CHECK_STR(json_at(listed(at, "device"), "rows[serial=SN-2].addresses"), STR("[2]"), "two");
    CHECK_INT(devices(at, "serial\tudi\nSN-3\tU3\n").status, 0, "tabs");
    CHECK_STR(json_at(listed(at, "device"), "rows"), STR("[3]"), "all of them");
    CHECK_HAS(DONE("record", "verify", "--record", at), "verified", "and all of it holds");
}

static const struct {
    const char *csv, *says, *why;
} BAD[] = {
    { "serial\nSN-1\nSN@2\n", "line 3: serial", "no name" },
    { "serial,release\nSN-1,9.9\n", "line 2: there is no release \"9.9\"", "no such release" },
    { "serial,product\nSN-1,Monitor\n", "line 2: product", "of another product" },
    { "serial\nSN-1\nSN-1\n", "line 3: \"SN-1\" stands in the file twice", "twice" },
    { "serial,udi\nSN-1\n", "line 2: it has more or fewer fields", "a field too few" },
    { "serial,withdrawn\nSN-1,soon\n", "line 2: withdrawn", "no date" },
    { "udi\nU1\n", "no column \"serial\"", "no serial" },
    { "serial,製造番号\nSN-1,SN-1\n", "two columns mean \"serial\"", "doubled" },
    { "serial\n\"SN-1\n", "never closed", "an open quote" },
    { "serial\n\"SN\"1\n", "behind a closing", "text behind a quote" },
    { "serial\nS\"N\n", "inside a field", "a quote inside" },
    { "", "no column", "nothing" },
    { "serial,udi\nSN-1,\x01\n", "line 2: udi", "a control character" },
    { "serial,site\nSN-1,a@b\n", "line 2: site", "no name of a site" },
    { "serial,addresses\nSN-1,\"\"\"a; b\"\n", "line 2: addresses: an item", "an open item" },
    { "serial,addresses\nSN-1,\"\"\"a\"\"\"\"\"\n", "line 2: addresses", "doubled: still open" },
    { "serial,addresses\nSN-1,\"\"\"a\"\" b\"\n", "line 2: addresses", "text behind an item" },
};

TEST(a_bad_row_is_named_with_line_and_rule_and_nothing_is_written)
{
    const char *at = pump("bad");

    for (size_t i = 0; i < ARRAY_LEN(BAD); i++) {
        ProcessResult result = devices(at, BAD[i].csv);

        CHECK_INT(result.status, 2, BAD[i].why);
        CHECK_HAS(result.err, BAD[i].says, BAD[i].why);
        CHECK(result.out.len == 0, BAD[i].why);
    }
    CHECK_STR(json_at(listed(at, "device"), "rows"), STR("[0]"), "not even the good rows");
    CHECK_HAS(devices(at, "serial\na@\nb@\n").err, "2 bad rows", "all of them are named");
}

TEST(a_check_says_what_would_be_written_and_writes_nothing)
{
    const char *at = pump("check");
    const char *words[] = { "device", "import", "--record", at, "--product", "Pump", "--check",
                            "-", NULL };
    ProcessResult result = inro_words(STR("serial,site\nSN-1,Ward\n"), NULL, words);

    CHECK_INT(result.status, 0, "it could be");
    CHECK_HAS(result.out, "would be created: 1", "told");
    CHECK_STR(json_at(listed(at, "device"), "rows"), STR("[0]"), "nothing");
    CHECK_INT(INRO("device", "import", "--record", at, "-").status, 2, "whose devices?");
}

TEST(sites_are_made_and_their_addresses_changed)
{
    const char *at = pump("sites");
    const char *words[] = { "site", "import", "--record", at, "-", NULL };

    CHECK_HAS(inro_words(STR("施設名,住所\n第三病棟,東京\nWard,\n"), NULL, words).out,
              "created: 2", "made");
    CHECK_HAS(inro_words(STR("name,address\n第三病棟,大阪\nWard,\n"), NULL, words).out,
              "created: 0, changed: 1, unchanged: 1", "changed");
    CHECK_STR(json_at(listed(at, "site"), "rows[name=第三病棟].address"), STR("大阪"), "");
    CHECK_INT(inro_words(STR("name,address\na@b,\n"), NULL, words).status, 2, "no name");
    CHECK_INT(inro_words(STR("name,address\nB,\x02\n"), NULL, words).status, 2, "no text");
    CHECK_HAS(DONE("record", "verify", "--record", at), "verified", "and all of it holds");
}

TEST(what_a_list_of_devices_says_comes_back_as_it_was)
{
    static const Fact FACTS[] = {
        { "rows[serial=SN-1].addresses", "[5]", "as many" },
        { "rows[serial=SN-1].addresses[0]", "10.0.0.1", "an address" },
        { "rows[serial=SN-1].addresses[1]", "http://x/a;b", "with what parts a list" },
        { "rows[serial=SN-1].addresses[2]", "\"A\"; \"B", "with quotes" },
        { "rows[serial=SN-1].addresses[3]", " AE ", "with spaces around it" },
        { "rows[serial=SN-1].addresses[4]", "C\"", "that ends with a quote" },
        { "rows[serial=SN-2].udi", "'=1", "behind an apostrophe of its own" },
        { "rows[serial=SN-3].udi", "＝1", "a formula of full width" },
    };
    const char *at = pump("exact"), *other = pump("exact-other");
    Str csv;

    DONE("device", "create", "--record", at, "--product", "Pump", "--serial", "SN-1", "--address",
         "10.0.0.1", "--address", "http://x/a;b", "--address", "\"A\"; \"B", "--address", " AE ",
         "--address", "C\"");
    DONE("device", "create", "--record", at, "--product", "Pump", "--serial", "SN-2", "--udi",
         "'=1");
    DONE("device", "create", "--record", at, "--product", "Pump", "--serial", "SN-3", "--udi",
         "＝1");
    CHECK_FACTS(listed(at, "device"), FACTS);
    csv = DONE("device", "list", "--record", at, "--product", "Pump", "-o", "csv");
    CHECK_HAS(devices(at, csv.ptr).out, "changed: 0, unchanged: 3", "it says nothing new");
    CHECK_HAS(devices(other, csv.ptr).out, "created: 3", "and elsewhere all");
    CHECK_FACTS(listed(other, "device"), FACTS);
}

/* A terminal that stands where errors go. */
TEST(who_watches_an_import_is_told_how_fast_it_went)
{
    const char *at = pump("speed"), *terminal;
    char shell[256], said[1024], home[300];
    const char *argv[] = { "/bin/sh", "-c", shell, process_inro(), "device", "import", "--record",
                           record_served(at), "--product", "Pump", "-", NULL };
    const char *environment[] = { "INRO_LANG=en", home, "XDG_STATE_HOME=", NULL };
    ProcessOptions options = { .input = STR("serial\nSN-1\nSN-2\n"), .environment = environment };
    int watched = posix_openpt(O_RDWR | O_NOCTTY);
    ssize_t got;

    CHECK(watched >= 0 && grantpt(watched) == 0 && unlockpt(watched) == 0, "a terminal");
    terminal = ptsname(watched);
    snprintf(home, sizeof home, "HOME=%s", process_folder());
    snprintf(shell, sizeof shell, "exec \"$0\" \"$@\" 2>%s", terminal);
    CHECK_HAS(process_run(argv, &options).out, "rows: 2; created: 2", "what was done");
    got = read(watched, said, sizeof said);
    CHECK(got > 0, "something was said");
    CHECK_HAS(((Str){ said, (size_t)got }), "2 rows in ", "how many");
    CHECK_HAS(((Str){ said, (size_t)got }), " rows/s)", "how fast");
    close(watched);
}
