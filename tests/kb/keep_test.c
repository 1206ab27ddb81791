/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "base/hash.h"
#include "kb/format.h"

#include <string.h>

/* A record with everything that could be lost on the way. */
static const char RICH[] =
    "{\"resultsPerPage\":1,\"startIndex\":0,\"totalResults\":1,\"format\":\"NVD_CVE\","
    "\"version\":\"2.0\",\"timestamp\":\"2024-08-01T00:00:00.000\",\"vulnerabilities\":[{\"cve\":"
    "{\"id\":\"CVE-2024-4444\",\"published\":\"2024-04-01T00:00:00.000\",\"lastModified\":"
    "\"2024-04-02T00:00:00.000\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[{\"lang\":\"en\","
    "\"value\":\"Firmware opens.\"}],\"metrics\":{\"cvssMetricV31\":[{\"source\":"
    "\"nvd@nist.gov\",\"type\":\"Primary\",\"cvssData\":{\"version\":\"3.1\",\"vectorString\":"
    "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\",\"baseScore\":9.8}}]},\"weaknesses\":[{"
    "\"source\":\"nvd@nist.gov\",\"type\":\"Primary\",\"description\":[{\"lang\":\"en\",\"value\":"
    "\"CWE-787\"}]}],\"references\":[],\"configurations\":[{\"operator\":\"AND\",\"nodes\":[{"
    "\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":"
    "\"cpe:2.3:o:maker:pump_firmware:*:*:*:*:*:*:*:*\",\"versionStartIncluding\":\"1.0\","
    "\"versionEndExcluding\":\"2.0\"}]},{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[{"
    "\"vulnerable\":false,\"criteria\":\"cpe:2.3:h:maker:pump:-:*:*:*:*:*:*:*\"}]}]},{\"nodes\":[{"
    "\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":"
    "\"cpe:2.3:a:maker:pump_app:1.1:*:*:*:*:*:*:*\"}]}]}]}}]}\n";

TEST(a_kept_record_is_the_record_that_was_read)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    KbImportReport report;

    folder_begin();
    write_file("nvd.json", RICH);
    write_file("npm.ndjson", FEED_OSV_A);
    import_well(in("together"), PATHS_OF(in("nvd.json"), in("npm.ndjson")));
    import_well(in("apart"), PATHS_OF(in("nvd.json")));
    report = import_well(in("apart"), PATHS_OF(in("npm.ndjson")));
    CHECK(source_of(&report, "nvd")->kept, "NVD was kept");
    CHECK_INT(source_of(&report, "nvd")->date_s, 1722470400, "with its date");
    CHECK(base_same(base_bytes(in("together"), &arena), base_bytes(in("apart"), &arena)),
          "trees, criteria, scores, weaknesses and all");
}

typedef struct {
    char *ptr;
    size_t len;
} Bytes;

/* A knowledge base of the rich record, and a feed that is yet to come; gives the base file's bytes
 * to be changed. */
static Bytes begin_with_rich(Arena *arena)
{
    char *bytes;
    Str base;

    folder_begin();
    write_file("nvd.json", RICH);
    write_file("npm.ndjson", FEED_OSV_A);
    import_well(in("db"), PATHS_OF(in("nvd.json")));
    base = base_bytes(in("db"), arena);
    bytes = arena_alloc_raw(arena, base.len);
    CHECK(bytes != NULL, "memory");
    memcpy(bytes, base.ptr, base.len);
    return (Bytes){ bytes, base.len };
}

TEST(a_damaged_generation_is_not_carried_on)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    KbImportReport report;
    Err err = { 0 };
    Bytes base;

    base = begin_with_rich(&arena);
    base.ptr[str_find((Str){ base.ptr, base.len }, STR("pump_firmware"))] ^= 0x40;
    write_bytes("db/base-1.kb", (Str){ base.ptr, base.len });
    CHECK(!import_into(in("db"), 2, PATHS_OF(in("npm.ndjson")), &report, &err), "it is noticed");
    CHECK_INT(err.code, ERR_VERIFY, "and refused");
}

/* Overwrites one byte of the first row of a section and makes every hash right again, as whoever
 * wrote the file could. */
static void tamper(char *file, KbfSectionId section, size_t at, char byte)
{
    KbfHeader *header = (KbfHeader *)(void *)file;
    KbfSection *table = (KbfSection *)(void *)(header + 1);
    Str head = { file, offsetof(KbfHeader, table_hash) };

    for (uint32_t i = 0; i < header->section_count; i++) {
        if (table[i].id == (uint32_t)section)
            file[table[i].offset + at] = byte;
        table[i].hash = hash_xxh3((Str){ file + table[i].offset, table[i].bytes }, 0);
    }
    header->table_hash = hash_xxh3((Str){ (char *)table, header->section_count * sizeof *table },
                                   hash_xxh3(head, 0));
}

TEST(what_no_import_writes_is_refused_even_under_right_hashes)
{
    static const struct {
        KbfSectionId section;
        size_t at;
        const char *why;
    } ROWS[] = {
        { KBF_ADVISORIES, offsetof(KbfAdvisory, state), "a state that is none" },
        { KBF_ADVISORIES, offsetof(KbfAdvisory, severity), "a severity that is none" },
        { KBF_SCORES, offsetof(KbfScore, version), "a version of CVSS that is none" },
        { KBF_SCORES, offsetof(KbfScore, by), "a scorer that is none" },
        { KBF_RANGES, offsetof(KbRange, flags) + 3, "a scheme that is none" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
        KbImportReport report;
        Err err = { 0 };
        Bytes base;

        base = begin_with_rich(&arena);
        tamper(base.ptr, ROWS[i].section, ROWS[i].at, (char)0xEE);
        write_bytes("db/base-1.kb", (Str){ base.ptr, base.len });
        CHECK(!import_into(in("db"), 2, PATHS_OF(in("npm.ndjson")), &report, &err), ROWS[i].why);
        CHECK_INT(err.code, ERR_VERIFY, ROWS[i].why);
        CHECK(str_eq(err.rule, STR("kb.damaged")), ROWS[i].why);
    }
}
