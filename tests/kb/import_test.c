/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pack.h"
#include "folder.h"

#include "base/io.h"

#include <stdio.h>
#include <string.h>

TEST(an_import_names_sources_counts_records_and_lists_what_is_no_feed)
{
    const ImportSource *npm;
    KbImportReport report;

    folder_begin();
    write_file("feeds/a.ndjson", "");
    write_file("feeds/npm.ndjson", FEED_OSV_A);
    write_file("feeds/README.md", "# not a feed\n");
    write_file("feeds/bad/npm.ndjson", FEED_OSV_BAD);
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

    folder_begin();
    write_file("npm.ndjson", FEED_OSV_A);
    write_file("python.ndjson", FEED_OSV_PYTHON);
    import_well(in("db"), PATHS_OF(in("npm.ndjson"), in("python.ndjson")));
    write_file("npm.ndjson", FEED_OSV_B);
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

static void lock_give(void *lock_)
{
    IoLock *lock = lock_;

    CHECK(lock->fd, "told once, while the other runs");
    io_unlock(lock);
}

TEST(an_import_that_waits_for_another_says_so_and_goes_on)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    IoLock lock;
    KbImportOptions options = { .now_s = 1, .arena = &arena, .waiting = lock_give,
                                .context = &lock };
    KbImportReport report;
    Err err = { 0 };
    Str path;

    folder_begin();
    write_file("npm.ndjson", FEED_OSV_A);
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    CHECK_OK(io_lock(in("db/lock"), false, &lock, &err), &err);
    path = str_of(in("npm.ndjson"));
    CHECK_OK(kb_import(str_of(in("db")), &path, 1, &options, &report, &err), &err);
    CHECK(!lock.fd, "it was told");
    CHECK_INT(report.generation, 2, "and came second");
}

TEST(columns_are_replaced_without_touching_the_base)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    KbImportReport report;
    Str before, after;
    Err err = { 0 };
    int64_t date_s;

    folder_begin();
    write_file("nvd.json", FEED_NVD_PAGE);
    write_file("kev.json", FEED_KEV_LIST);
    write_file("epss.csv", FEED_EPSS_CSV);
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

TEST(one_by_one_or_together_in_any_order_gives_the_same_bytes)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Str together, swapped, apart;

    folder_begin();
    write_file("npm.ndjson", FEED_OSV_A);
    write_file("python.ndjson", FEED_OSV_PYTHON);
    write_file("nvd.json", FEED_NVD_PAGE);
    import_well(in("one"), PATHS_OF(in("npm.ndjson"), in("python.ndjson"), in("nvd.json")));
    import_well(in("two"), PATHS_OF(in("nvd.json"), in("python.ndjson"), in("npm.ndjson")));
    import_well(in("three"), PATHS_OF(in("python.ndjson")));
    import_well(in("three"), PATHS_OF(in("nvd.json")));
    import_well(in("three"), PATHS_OF(in("npm.ndjson")));
    together = base_bytes(in("one"), &arena);
    swapped = base_bytes(in("two"), &arena);
    apart = base_bytes(in("three"), &arena);
    CHECK(base_same(together, swapped), "the order of the arguments does not matter");
    CHECK(base_same(together, apart), "what is kept is as if it had been read again");
}

TEST(a_file_under_the_name_of_another_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    Err err = { 0 };
    Str old;
    Kb *kb;

    folder_begin();
    write_file("npm.ndjson", FEED_OSV_A);
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    old = base_bytes(in("db"), &arena);
    write_file("npm.ndjson", FEED_OSV_B);
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    write_bytes("db/base-2.kb", old);
    CHECK(!kb_open(str_of(in("db")), 0, &kb, &err), "an old file in the place of the new");
    CHECK(err.code == ERR_VERIFY && str_eq(err.rule, STR("kb.generation")), "and it is said");
}

TEST(left_overs_of_a_crash_are_removed_and_the_old_generation_stays)
{
    folder_begin();
    write_file("npm.ndjson", FEED_OSV_A);
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    write_file("db/.base-2.kb.99999-0.part", "half a generation");
    write_file("db/sources/incoming-0", "half a feed");
    write_file("db/base-2.kb", "written, but never named by current");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        KbPackage package;

        CHECK(kb_package(kb, STR("npm"), STR("sealed"), &package), "the old one is whole");
    }
    write_file("npm.ndjson", FEED_OSV_B);
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
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    KbImportReport report;
    Err err = { 0 };
    char cut[4096];

    folder_begin();
    write_file("nvd.json", FEED_NVD_PAGE);
    import_well(in("db"), PATHS_OF(in("nvd.json")));
    snprintf(cut, sizeof cut, "%.*s", (int)strlen(FEED_NVD_PAGE) - 19, FEED_NVD_PAGE);
    write_file("nvd.json", cut);
    CHECK(!import_into(in("db"), 2, PATHS_OF(in("nvd.json")), &report, &err), "half a page");
    CHECK_INT(err.code, ERR_SYNTAX, "is broken");
    CHECK(strstr(err.path, "nvd.json"), "and named");
    {
        CLEANUP(kb_end) Kb *kb = open_kb(in("db"));
        ScanDatabase database;

        CHECK(kb_database(kb, &arena, &database) && database.generation == 1, "as before");
    }
}

TEST(nothing_that_is_a_feed_is_an_error)
{
    KbImportReport report;
    Err err = { 0 };

    folder_begin();
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

    folder_begin();
    write_file("folder/GHSA-a.json", FEED_OSV_A);
    write_file("folder/deeper/GHSA-b.json", FEED_OSV_B);
    write_file("folder/PYSEC-1.json", FEED_OSV_PYTHON);
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

    folder_begin();
    write_file("1.ndjson", FEED_OSV_A);
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

static Arena arena_of_report;

static void import_shared(const char *db, unsigned threads, KbImportReport *report)
{
    static char paths[ARRAY_LEN(SHARED)][1024];
    KbImportOptions options = { .now_s = FOLDER_NOW, .threads = threads,
                                .arena = &arena_of_report };
    Str sources[ARRAY_LEN(SHARED)];
    Err err = { 0 };

    arena_of_report.cap = (size_t)1 << 30;
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
    size_t taken = 0;

    folder_begin();
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
    for (size_t i = 0; i < report.refusal_count; i++)
        taken += report.refusals[i].taken;
    CHECK_INT(report.refused, report.refusal_count - taken, "each is named");
    CHECK_INT(taken, 6 + 77, "so is each with a name that is no CPE or a range of no version");
}

TEST(threads_do_not_change_a_byte)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    KbImportReport report;
    Str one, three;

    folder_begin();
    import_shared(in("one"), 1, &report);
    import_shared(in("three"), 3, &report);
    one = base_bytes(in("one"), &arena);
    three = base_bytes(in("three"), &arena);
    CHECK(base_same(one, three), "the same file");
}

TEST(real_feeds_kept_are_as_if_they_had_been_read_again)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    const char *const given[] = { "data/osv/AlmaLinux.ndjson.zst", "data/osv/Go.ndjson.zst",
                                  "data/nvd-configurations", "data/openssl-cve5" };
    static char paths[ARRAY_LEN(given)][1024];

    folder_begin();
    for (size_t i = 0; i < ARRAY_LEN(given); i++)
        snprintf(paths[i], sizeof paths[i], "%s", TEST_SHARED(given[i]));
    import_well(in("together"), PATHS_OF(paths[0], paths[1], paths[2], paths[3]));
    import_well(in("apart"), PATHS_OF(paths[3], paths[1]));
    import_well(in("apart"), PATHS_OF(paths[0]));
    import_well(in("apart"), PATHS_OF(paths[2], paths[1]));
    CHECK(base_same(base_bytes(in("together"), &arena), base_bytes(in("apart"), &arena)),
          "nothing that a record said is lost");
}

TEST(archives_and_compressed_files_are_feeds_as_well)
{
    const PackMember members[] = { { "README.md", STR("words\n"), 0 },
                                   { "GHSA-a.json", str_of(FEED_OSV_A), 8 },
                                   { "GHSA-b.json", str_of(FEED_OSV_B), 8 } };
    const PackMember page[] = { { "nvdcve.json", str_of(FEED_NVD_PAGE), 8 } };
    KbImportReport report;

    folder_begin();
    write_bytes("all.zip", pack_zip(members, 3));
    write_bytes("page.json.zip", pack_zip(page, 1));
    write_bytes("kev.json.gz", pack_gzip(str_of(FEED_KEV_LIST)));
    write_bytes("epss.csv.zst", pack_zstd(str_of(FEED_EPSS_CSV), 20));
    report = import_well(in("db"), PATHS_OF(in("all.zip"), in("kev.json.gz"), in("epss.csv.zst"),
                                            in("page.json.zip")));
    CHECK_INT(source_of(&report, "osv/npm")->records, 2, "two members");
    CHECK_INT(source_of(&report, "nvd")->records, 1, "a page in a zip");
    CHECK_INT(source_of(&report, "kev")->records, 1, "gzip");
    CHECK_INT(source_of(&report, "epss")->records, 2, "zstd");
    CHECK_INT(report.no_feed_count, 1, "a member");
    CHECK_STR(report.no_feed[0], STR("all.zip/README.md"), "is named with its archive");
}

TEST(an_archive_of_several_feeds_is_read_as_a_folder_is)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 24);
    const PackMember mixed[] = { { "kev.json", str_of(FEED_KEV_LIST), 8 },
                                 { "a.json", str_of(FEED_OSV_A), 8 },
                                 { "nvd.json", str_of(FEED_NVD_PAGE), 0 },
                                 { "epss.csv", str_of(FEED_EPSS_CSV), 8 },
                                 { "b.json", str_of(FEED_OSV_B), 8 } };
    KbImportReport report;
    Str *names;
    size_t count;
    Err err = { 0 };

    folder_begin();
    write_bytes("mixed.zip", pack_zip(mixed, ARRAY_LEN(mixed)));
    report = import_well(in("db"), PATHS_OF(in("mixed.zip")));
    CHECK_INT(report.source_count, 4, "four feeds");
    CHECK_INT(source_of(&report, "osv/npm")->records, 2, "two members of one");
    CHECK_INT(source_of(&report, "nvd")->records, 1, "a page");
    CHECK_INT(source_of(&report, "kev")->records, 1, "a list");
    CHECK_INT(source_of(&report, "epss")->records, 2, "lines");
    CHECK_STR(source_of(&report, "kev")->digest, source_of(&report, "nvd")->digest,
              "of one archive");
    CHECK_OK(io_list(in("db/sources"), 10, &arena, &names, &count, &err), &err);
    CHECK_INT(count, 1, "which is kept once");
    report = import_well(in("db"), PATHS_OF(in("mixed.zip")));
    CHECK_INT(report.source_count, 4, "and again");
}
