/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"
#include "base/io.h"
#include "kb/import.h"
#include "kb/lookup.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 256, PATHS = 16 };
#define NOW INT64_C(1795000000)

/* A fresh folder for each test; the system cleans /tmp. */
static char folder[64];

static const char *in(const char *name)
{
    static char paths[PATHS][PATH_BYTES];
    static unsigned next;
    char *path = paths[next++ % PATHS];

    snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    return path;
}

static void begin(void)
{
    snprintf(folder, sizeof folder, "/tmp/inro-kb-XXXXXX");
    CHECK(mkdtemp(folder), "a directory of our own");
}

static const char *write_file(const char *name, const char *text)
{
    const char *path = in(name), *slash = strrchr(path, '/');
    char dir[PATH_BYTES];
    IoWriter *writer = NULL;
    Err err = { 0 };

    snprintf(dir, sizeof dir, "%.*s", (int)(slash - path), path);
    CHECK_OK(io_make_dirs(dir, 0755, &err), &err);
    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    io_write(writer, str_of(text));
    CHECK_OK(io_writer_commit(&writer, &err), &err);
    return path;
}

static Arena report_arena;

/* Imports up to four paths; NULL ends them. */
static bool import_into(const char *db, unsigned threads, const char *const paths[],
                        KbImportReport *report, Err *err)
{
    KbImportOptions options = { .now_s = NOW, .threads = threads, .arena = &report_arena };
    Str sources[4];
    size_t count = 0;

    report_arena.cap = (size_t)1 << 30;
    while (count < ARRAY_LEN(sources) && paths[count]) {
        sources[count] = str_of(paths[count]);
        count++;
    }
    return kb_import(str_of(db), sources, count, &options, report, err);
}

#define PATHS_OF(...) (const char *const[]){ __VA_ARGS__, NULL }

static KbImportReport import_well(const char *db, const char *const paths[])
{
    KbImportReport report = { 0 };
    Err err = { 0 };

    CHECK_OK(import_into(db, 2, paths, &report, &err), &err);
    return report;
}

static const ImportSource *source_of(const KbImportReport *report, const char *id)
{
    for (size_t i = 0; i < report->source_count; i++)
        if (str_eq(report->sources[i].id, str_of(id)))
            return &report->sources[i];
    test_fail("no source %s", id);
    return NULL;
}

static void kb_end(Kb **kb)
{
    kb_close(*kb);
}

static Kb *open_kb(const char *db)
{
    Kb *kb = NULL;
    Err err = { 0 };

    CHECK_OK(kb_open(str_of(db), 10, &kb, &err), &err);
    CHECK_OK(kb_verify(kb, &err), &err);
    return kb;
}

static const char OSV_A[] =
    "{\"id\":\"GHSA-aaaa-aaaa-aaaa\",\"modified\":\"2024-05-01T00:00:00Z\","
    "\"aliases\":[\"CVE-2024-1111\"],\"affected\":[{\"package\":{\"ecosystem\":\"npm\","
    "\"name\":\"sealed\"},\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},"
    "{\"fixed\":\"1.2.3\"}]}],\"versions\":[\"1.0.0\",\"9.9.9\"]}]}\n";
static const char OSV_B[] =
    "{\"id\":\"GHSA-bbbb-bbbb-bbbb\",\"modified\":\"2024-06-01T00:00:00Z\","
    "\"affected\":[{\"package\":{\"ecosystem\":\"npm\",\"name\":\"opened\"},\"ranges\":"
    "[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"2.0.0\"}]}]}]}\n";
static const char OSV_BAD[] =
    "{\"id\":\"GHSA-cccc-cccc-cccc\",\"modified\":\"2024-06-01T00:00:00Z\",\"affected\":7}\n";
static const char OSV_PYTHON[] =
    "{\"id\":\"PYSEC-2024-1\",\"modified\":\"2024-07-01T00:00:00Z\","
    "\"aliases\":[\"CVE-2024-2222\"],\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\","
    "\"name\":\"Seal_Ed\"},\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},"
    "{\"fixed\":\"3.0\"}]}]}]}\n";
static const char NVD[] =
    "{\"resultsPerPage\":1,\"startIndex\":0,\"totalResults\":1,\"format\":\"NVD_CVE\","
    "\"version\":\"2.0\",\"timestamp\":\"2024-08-01T00:00:00.000\",\"vulnerabilities\":[{\"cve\":"
    "{\"id\":\"CVE-2024-1111\",\"published\":\"2024-04-01T00:00:00.000\",\"lastModified\":"
    "\"2024-04-02T00:00:00.000\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[{\"lang\":\"en\","
    "\"value\":\"A seal opens.\"}],\"references\":[],\"configurations\":[{\"nodes\":[{\"operator\":"
    "\"OR\",\"negate\":false,\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":"
    "\"cpe:2.3:a:maker:sealed:*:*:*:*:*:*:*:*\",\"versionEndExcluding\":\"1.2.3\"}]}]}]}}]}\n";
static const char KEV[] =
    "{\"title\":\"CISA Catalog\",\"catalogVersion\":\"2024.09.01\",\"dateReleased\":"
    "\"2024-09-01T12:00:00.000Z\",\"count\":1,\"vulnerabilities\":[{\"cveID\":\"CVE-2024-1111\","
    "\"vendorProject\":\"Maker\",\"product\":\"Sealed\",\"vulnerabilityName\":\"x\",\"dateAdded\":"
    "\"2024-08-30\",\"shortDescription\":\"x\",\"requiredAction\":\"x\",\"dueDate\":\"2024-09-20\","
    "\"knownRansomwareCampaignUse\":\"Known\",\"notes\":\"\",\"cwes\":[]}]}\n";
static const char EPSS[] = "#model_version:v2025.03.14,score_date:2024-09-02T00:00:00+0000\n"
                           "cve,epss,percentile\nCVE-2024-1111,0.97001,0.99999\n"
                           "CVE-2024-3333,0.00042,0.05000\nnonsense,1,2\n";

TEST(an_import_names_sources_counts_records_and_lists_what_is_no_feed)
{
    const ImportSource *npm;
    KbImportReport report;

    begin();
    write_file("feeds/a.ndjson", "");
    write_file("feeds/npm.ndjson", OSV_A);
    write_file("feeds/README.md", "# not a feed\n");
    write_file("feeds/bad/npm.ndjson", OSV_BAD);
    report = import_well(in("db"), PATHS_OF(in("feeds")));
    npm = source_of(&report, "osv/npm");
    CHECK_INT(npm->records, 1, "one is kept");
    CHECK_INT(report.refused, 1, "one is refused, and counted");
    CHECK_INT(report.refusal_count, 1, "and named");
    CHECK_STR(report.refusals[0].file, STR("feeds/bad/npm.ndjson"), "with its file");
    CHECK_INT(npm->date_s, 1714521600, "dated by its newest record");
    CHECK_INT(report.no_feed_count, 2, "an empty file and a README");
    CHECK_STR(report.no_feed[0], STR("feeds/README.md"), "listed");
}

TEST(an_import_replaces_the_sources_given_and_keeps_the_others)
{
    KbImportReport report;
    KbPackage package;

    begin();
    write_file("npm.ndjson", OSV_A);
    write_file("python.ndjson", OSV_PYTHON);
    import_well(in("db"), PATHS_OF(in("npm.ndjson"), in("python.ndjson")));
    write_file("npm.ndjson", OSV_B);
    report = import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    CHECK_INT(report.generation, 2, "the second generation");
    CHECK(!source_of(&report, "osv/npm")->kept, "given");
    CHECK(source_of(&report, "osv/PyPI")->kept, "kept");
    CHECK_INT(source_of(&report, "osv/PyPI")->records, 1, "with its record");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        uint32_t found;

        CHECK(kb_package(kb, STR("npm"), STR("opened"), &package), "the new record is there");
        CHECK(!kb_package(kb, STR("npm"), STR("sealed"), &package), "the old one is gone");
        CHECK_INT(kb_find(kb, STR("GHSA-aaaa-aaaa-aaaa"), &found, 1), 0, "everywhere");
        CHECK(kb_package(kb, STR("PyPI"), STR("seal-ed"), &package), "PyPI stayed");
        CHECK_INT(package.count, 1, "with its range");
        CHECK_STR(kb_version(kb, package.ranges[0].upper).text, STR("3.0"), "and its fix");
    }
}

TEST(columns_are_replaced_without_touching_the_base)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    KbImportReport report;
    Str before, after;
    Err err = { 0 };
    int64_t date_s;

    begin();
    write_file("nvd.json", NVD);
    write_file("kev.json", KEV);
    write_file("epss.csv", EPSS);
    import_well(in("db"), PATHS_OF(in("nvd.json")));
    CHECK_OK(io_read_all(in("db/base-1.kb"), 1 << 20, &arena, &before, &err), &err);
    report = import_well(in("db"), PATHS_OF(in("kev.json"), in("epss.csv")));
    CHECK_OK(io_read_all(in("db/base-1.kb"), 1 << 20, &arena, &after, &err), &err);
    CHECK_STR(after, before, "the same file serves the second generation");
    CHECK_INT(source_of(&report, "epss")->records, 2, "two rows");
    CHECK_INT(source_of(&report, "epss")->refused, 1, "and a line that is none");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        KbAdvisory advisory;
        uint32_t found;
        KbGroup group;

        CHECK_INT(kb_find(kb, STR("CVE-2024-1111"), &found, 1), 1, "the record");
        CHECK(kb_advisory(kb, found, &advisory) &&
                  kb_group(kb, kb_advisory_group(kb, &advisory, 0), &group),
              "its group");
        CHECK(group.kev && group.kev_ransomware && group.epss_score == 97001, "both columns");
        CHECK(kb_source_date(kb, STR("nvd"), &date_s) && date_s == 1722470400, "NVD's stamp");
        CHECK(kb_source_date(kb, STR("kev"), &date_s) && date_s == 1725192000, "KEV's stamp");
        CHECK(kb_source_date(kb, STR("epss"), &date_s) && date_s == 1725235200, "EPSS's stamp");
    }
}

static Str base_bytes(const char *db, Arena *arena)
{
    char path[PATH_BYTES];
    CLEANUP(kb_end) Kb *kb = open_kb(db);
    ScanDatabase database;
    Err err = { 0 };
    Str bytes;

    CHECK(kb_database(kb, arena, &database), "memory");
    snprintf(path, sizeof path, "%s/base-%llu.kb", db, (unsigned long long)database.generation);
    CHECK_OK(io_read_all(path, (uint64_t)1 << 30, arena, &bytes, &err), &err);
    return bytes;
}

TEST(one_by_one_or_together_in_any_order_gives_the_same_bytes)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Str together, swapped, apart;

    begin();
    write_file("npm.ndjson", OSV_A);
    write_file("python.ndjson", OSV_PYTHON);
    write_file("nvd.json", NVD);
    import_well(in("one"), PATHS_OF(in("npm.ndjson"), in("python.ndjson"), in("nvd.json")));
    import_well(in("two"), PATHS_OF(in("nvd.json"), in("python.ndjson"), in("npm.ndjson")));
    import_well(in("three"), PATHS_OF(in("python.ndjson")));
    import_well(in("three"), PATHS_OF(in("nvd.json")));
    import_well(in("three"), PATHS_OF(in("npm.ndjson")));
    together = base_bytes(in("one"), &arena);
    swapped = base_bytes(in("two"), &arena);
    apart = base_bytes(in("three"), &arena);
    CHECK(str_eq(together, swapped), "the order of the arguments does not matter");
    CHECK(str_eq(together, apart), "what is kept is as if it had been read again");
}

TEST(left_overs_of_a_crash_are_removed_and_the_old_generation_stays)
{
    begin();
    write_file("npm.ndjson", OSV_A);
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    write_file("db/.base-2.kb.99999-0.part", "half a generation");
    write_file("db/sources/incoming-0", "half a feed");
    write_file("db/base-2.kb", "written, but never named by current");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        KbPackage package;

        CHECK(kb_package(kb, STR("npm"), STR("sealed"), &package), "the old one is whole");
    }
    write_file("npm.ndjson", OSV_B);
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    CHECK(!io_exists(in("db/.base-2.kb.99999-0.part")), "the temporary is gone");
    CHECK(!io_exists(in("db/sources/incoming-0")), "so is the copy");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        KbPackage package;

        CHECK(kb_package(kb, STR("npm"), STR("opened"), &package), "the new one was written over");
    }
}

TEST(a_feed_that_is_cut_off_fails_and_changes_nothing)
{
    KbImportReport report;
    Err err = { 0 };
    char cut[sizeof NVD];

    begin();
    write_file("nvd.json", NVD);
    import_well(in("db"), PATHS_OF(in("nvd.json")));
    snprintf(cut, sizeof cut, "%.*s", (int)(sizeof NVD - 20), NVD);
    write_file("nvd.json", cut);
    CHECK(!import_into(in("db"), 2, PATHS_OF(in("nvd.json")), &report, &err), "half a page");
    CHECK_INT(err.code, ERR_SYNTAX, "is broken");
    CHECK(strstr(err.path, "nvd.json"), "and named");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        ScanDatabase database;

        CHECK(kb_database(kb, &report_arena, &database) && database.generation == 1, "as before");
    }
}

TEST(nothing_that_is_a_feed_is_an_error)
{
    KbImportReport report;
    Err err = { 0 };

    begin();
    write_file("README.md", "# words\n");
    CHECK(!import_into(in("db"), 2, PATHS_OF(in("README.md")), &report, &err), "no feed");
    CHECK_INT(err.code, ERR_USAGE, "is the caller's mistake");
    CHECK(!import_into(in("db"), 2, PATHS_OF(in("absent")), &report, &err), "no file");
    CHECK_INT(err.code, ERR_IO, "is the system's word");
    CHECK(!io_exists(in("db/current")), "nothing was published");
}

TEST(a_folder_of_single_records_is_one_source_and_one_piece_of_evidence)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    KbImportReport report;
    Err err = { 0 };
    size_t count;
    Str *names;

    begin();
    write_file("folder/GHSA-a.json", OSV_A);
    write_file("folder/deeper/GHSA-b.json", OSV_B);
    write_file("folder/PYSEC-1.json", OSV_PYTHON);
    report = import_well(in("db"), PATHS_OF(in("folder")));
    CHECK_INT(report.source_count, 1, "one source");
    CHECK_STR(report.sources[0].id, STR("osv/all"), "two of three are not ninety percent");
    CHECK_INT(report.sources[0].records, 3, "three records");
    CHECK_OK(io_list(in("db/sources"), 10, &arena, &names, &count, &err), &err);
    CHECK_INT(count, 1, "kept together");
    CHECK_STR(names[0], str_slice(report.sources[0].digest, 7, 71), "named by its digest");
}

TEST(of_two_files_of_one_source_the_newest_record_stays)
{
    static const char OLD[] =
        "{\"id\":\"GHSA-aaaa-aaaa-aaaa\",\"modified\":\"2024-04-01T00:00:00Z\",\"summary\":"
        "\"old\",\"affected\":[{\"package\":{\"ecosystem\":\"npm\",\"name\":\"sealed\"},"
        "\"versions\":[\"0.1.0\"]}]}\n";
    KbImportReport report;
    KbPackage package;

    begin();
    write_file("1.ndjson", OSV_A);
    write_file("2.ndjson", OLD);
    report = import_well(in("db"), PATHS_OF(in("1.ndjson"), in("2.ndjson")));
    CHECK_INT(report.source_count, 1, "one source");
    CHECK_INT(report.sources[0].records, 1, "one record");
    CHECK_INT(report.sources[0].replaced, 1, "and one that was replaced");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));

        CHECK(kb_package(kb, STR("npm"), STR("sealed"), &package), "there");
        CHECK_INT(package.count, 2, "the range and 9.9.9 of the newer one");
    }
}

/* The real feeds: what goes in, what does not, and why. */
static const char *const SHARED[] = { "data/osv", "data/nvd-configurations",
                                      "data/cve5-vulnrichment", "data/openssl-cve5", "data/kev",
                                      "data/endoflife" };

static void import_shared(const char *db, unsigned threads, KbImportReport *report)
{
    static char paths[ARRAY_LEN(SHARED)][1024];
    KbImportOptions options = { .now_s = NOW, .threads = threads, .arena = &report_arena };
    Str sources[ARRAY_LEN(SHARED)];
    Err err = { 0 };

    report_arena.cap = (size_t)1 << 30;
    for (size_t i = 0; i < ARRAY_LEN(SHARED); i++) {
        snprintf(paths[i], sizeof paths[i], "%s", TEST_SHARED(SHARED[i]));
        sources[i] = str_of(paths[i]);
    }
    CHECK_OK(kb_import(str_of(db), sources, ARRAY_LEN(SHARED), &options, report, &err), &err);
}

TEST(all_shared_feeds_go_in_and_every_record_is_accounted_for)
{
    static const struct { const char *id; uint64_t cut; } WANT[] = {
        { "cve", 44130 + 272 },  { "nvd", 32184 + 134 }, { "osv/AlmaLinux", 5680 },
        { "osv/Bitnami", 7444 }, { "osv/Go", 4291 },     { "osv/OSS-Fuzz", 4026 },
        { "osv/PSF", 132 },      { "osv/PyPI", 2661 },   { "osv/crates.io", 1206 },
        { "kev", 1404 },         { "eol", 464 },
    };
    KbImportReport report = { 0 };
    char text[ERR_TEXT_BYTES];

    begin();
    import_shared(in("db"), 2, &report);
    CHECK_INT(report.source_count, ARRAY_LEN(WANT), "no source more or less");
    for (size_t i = 0; i < ARRAY_LEN(WANT); i++) {
        const ImportSource *source = source_of(&report, WANT[i].id);

        CHECK_INT(source->records + source->refused + source->replaced, WANT[i].cut, WANT[i].id);
        printf("%-14s %6llu records %5llu refused %3llu replaced %4llu withdrawn "
               "%4llu rejected\n", WANT[i].id, (unsigned long long)source->records,
               (unsigned long long)source->refused, (unsigned long long)source->replaced,
               (unsigned long long)source->withdrawn, (unsigned long long)source->rejected);
    }
    for (size_t i = 0; i < report.refusal_count; i++)
        printf("%.*s: record %llu: %s\n", STR_ARG(report.refusals[i].file),
               (unsigned long long)report.refusals[i].record,
               err_text(&report.refusals[i].err, LANG_EN, text, sizeof text));
    CHECK_INT(report.refused, report.refusal_count, "each is named");
}

TEST(threads_do_not_change_a_byte)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    KbImportReport report;
    Str one, three;

    begin();
    import_shared(in("one"), 1, &report);
    import_shared(in("three"), 3, &report);
    one = base_bytes(in("one"), &arena);
    three = base_bytes(in("three"), &arena);
    CHECK(str_eq(one, three), "the same file");
}
