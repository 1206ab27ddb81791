/* SPDX-License-Identifier: Apache-2.0 */
/* scan_fuzz.h — a knowledge base in memory out of records, a line each, and everything that can be
 * asked of one, for the fuzzers of what lies behind the readers.
 */
#pragma once

#include "base/buf.h"
#include "formats/feed.h"
#include "kb/build.h"
#include "kb/columns.h"
#include "kb/keep.h"
#include "match/explain.h"
#include "match/match.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

enum { FUZZ_KB_BYTES = 1 << 26, FUZZ_RECORDS_MAX = 200, FUZZ_SOURCES = 3 };

static const struct {
    FeedKind kind;
    Str id;
} FUZZ_SOURCE[FUZZ_SOURCES] = {
    { FEED_CVE, STR_ROW("cve") }, { FEED_NVD, STR_ROW("nvd") }, { FEED_OSV, STR_ROW("osv/test") },
};

static const BuildFile FUZZ_FILE = { STR_ROW("fuzz"), STR_ROW("sha256:00"), 1 };

static inline void fuzz_put(void *buf, Str bytes)
{
    buf_add(buf, bytes);
}

static inline void fuzz_put_at(void *buf, uint64_t offset, Str bytes)
{
    if (!buf_failed(buf))
        memcpy(((Buf *)buf)->ptr + offset, bytes.ptr, bytes.len);
}

/* Reads one record by the reader of its source; false when it is refused. */
static inline bool fuzz_record_read(uint32_t source, const Json *json, Arena *arena, Record *out)
{
    Err err = { 0 };
    bool ok = false;

    if (FUZZ_SOURCE[source].kind == FEED_CVE)
        ok = cve_read(json, STR("cve"), arena, out, &err);
    else if (FUZZ_SOURCE[source].kind == FEED_NVD)
        ok = nvd_read(json, STR("nvd"), arena, out, &err);
    else
        ok = osv_read(json, STR(""), arena, out, &err);
    assert(ok || err.code != ERR_NONE);
    return ok;
}

static inline uint32_t fuzz_source_of(Str line)
{
    FeedKind kind = feed_sniff(line, true);

    for (uint32_t s = 0; s < FUZZ_SOURCES; s++)
        if (FUZZ_SOURCE[s].kind == kind)
            return s;
    return FUZZ_SOURCES;
}

/* All lines of `text` that are records go into *collect. */
static inline void fuzz_collect(Str text, Collect *collect)
{
    uint64_t order = 0;
    Str line;

    while (str_next(&text, '\n', &line) && order < FUZZ_RECORDS_MAX) {
        CLEANUP(arena_done) Arena arena = arena_new(FUZZ_KB_BYTES);
        uint32_t source = fuzz_source_of(line);
        const Json *json;
        Record record;
        Err err = { 0 };

        if (source < FUZZ_SOURCES && json_parse(line, JSON_PLAIN, &arena, &json, &err)
            && fuzz_record_read(source, json, &arena, &record))
            (void)!collect_record(collect, &record, (CollectPlace){ order++, source, 0 }, &err);
    }
}

/* The file of what was collected; `like` gives the counts of a generation read back, or NULL. */
static inline bool fuzz_build(const Collect *collect, const Kb *like, Arena *arena, Buf *out)
{
    const Collect *collects[] = { collect };
    BuildSource sources[FUZZ_SOURCES] = { 0 };
    BuildUnit units[FUZZ_SOURCES];
    BuildInput input = { collects, 1, sources, FUZZ_SOURCES, units, FUZZ_SOURCES, 1 << 30 };
    BuildReport report;
    KbWriter *writer = malloc(sizeof *writer);
    Err err = { 0 };
    bool ok;

    for (uint32_t s = 0; s < FUZZ_SOURCES; s++) {
        const KbfSource *row = like ? KB_ROW(&like->file[KBF_BASE], KBF_SOURCES, KbfSource, s)
                                    : NULL;
        sources[s] = (BuildSource){ .id = FUZZ_SOURCE[s].id, .kind = FUZZ_SOURCE[s].kind,
                                    .digest = STR("sha256:00"), .files = &FUZZ_FILE,
                                    .file_count = 1, .replaced = row ? row->replaced : 0,
                                    .repeated = row ? row->repeated : 0,
                                    .unknown_ecosystem = row ? row->unknown_ecosystem : 0 };
        units[s] = (BuildUnit){ s, 0 };
    }
    ok = writer && kb_writer_start(writer, (KbSink){ out, fuzz_put, fuzz_put_at }, KBF_BASE, 1, 1);
    assert(ok);
    ok = kb_build(&input, arena, writer, &report, &err);
    if (ok)
        kb_writer_finish(writer);
    kb_writer_done(writer);
    free(writer);
    return ok && !buf_failed(out);
}

/* Everything that a record of an open knowledge base says. */
static inline void fuzz_ask_advisory(const Kb *kb, uint32_t a)
{
    KbPackageName touched[8];
    KbAdvisory advisory;
    uint32_t found[8];
    ScanScore score;
    ScoreSource by;
    KbGroup group;

    if (!kb_advisory(kb, a, &advisory))
        return;
    (void)kb_find(kb, advisory.id, found, ARRAY_LEN(found));
    (void)kb_touches(kb, a, touched, ARRAY_LEN(touched));
    (void)kb_source_id(kb, advisory.source);
    for (uint32_t i = 0; i < advisory.score_count && i < 64; i++)
        (void)kb_score(kb, advisory.first_score + i, &score, &by);
    for (uint32_t i = 0; i < advisory.cwe_count && i < 64; i++)
        (void)kb_advisory_cwe(kb, &advisory, i);
    for (uint32_t i = 0; i < advisory.group_count && i < 64; i++) {
        if (!kb_group(kb, kb_advisory_group(kb, &advisory, i), &group))
            continue;
        for (uint32_t n = 0; n < group.id_count && n < 64; n++)
            (void)kb_group_id(kb, &group, n);
        for (uint32_t n = 0; n < group.advisory_count && n < 64; n++)
            (void)kb_group_advisory(kb, &group, n);
    }
}

/* An honest knowledge base holds what it says; `honest` is false for one that was tampered with. */
static inline void fuzz_scan_check(const Scan *scan)
{
    uint64_t listed = 0;

    for (int list = 0; list < COVERAGE_NOTES; list++)
        listed += scan->coverage_count[list];
    assert(scan->checked + scan->unchecked == scan->components && listed >= scan->unchecked);
    for (size_t i = 0; i < scan->finding_count; i++)
        assert(scan->findings[i].id.len == 16 && scan->findings[i].flaw
               && scan->findings[i].component && scan->findings[i].evidence);
}

/* One format for one input: all of them would be most of the work. */
static inline void fuzz_report(const Scan *scan, size_t chosen)
{
    CLEANUP(buf_done) Buf buf = buf_new(FUZZ_KB_BYTES);
    ReportOptions options = { .format = (ReportFormat)(chosen % REPORT_CYCLONEDX),
                              .lang = (Lang)(chosen & 1) };
    Err err = { 0 };

    assert(report_write(scan, &options, &buf, &err) || err.code == ERR_LIMIT);
}

/* Matches, joins, reports and explains. */
static inline void fuzz_match(const Kb *kb, const Sbom *sbom, size_t chosen)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_KB_BYTES);
    ScanInput input = { STR("fuzz.json"), STR("CycloneDX"), STR("1.6"), sbom->counted_count };
    Scan scan = { .tool_version = STR("0"), .now_s = 1 << 30, .max_age_days = 7,
                  .inputs = &input, .input_count = 1 };
    Explanation explanation;
    Match match;
    Err err = { 0 };

    if (!match_sbom(kb, sbom, 0, &arena, &match, &err)
        || !match_join(&match, 1, &arena, &scan, &err)
        || !kb_database(kb, &arena, &scan.database)) {
        assert(err.code == ERR_LIMIT || err.code == ERR_VERIFY); /* a group lost its id */
        return;
    }
    fuzz_scan_check(&scan);
    fuzz_report(&scan, chosen);
    for (size_t i = 0; i < scan.finding_count && i < 1; i++)
        (void)!match_explain(kb, sbom, &(ExplainQuestion){ .id = scan.findings[i].flaw->id },
                             &arena, &explanation, &err);
}

/* A device with one component of each kind. */
static const char FUZZ_SBOM[] =
    "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":["
    "{\"name\":\"x\",\"version\":\"1.5.0\",\"purl\":\"pkg:npm/x@1.5.0\"},"
    "{\"name\":\"y\",\"version\":\"1.5.0\",\"purl\":\"pkg:pypi/y@1.5.0\"},"
    "{\"name\":\"openssl\",\"version\":\"1.1.1k\","
    "\"cpe\":\"cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*\"},"
    "{\"name\":\"z\",\"version\":\"1\",\"cpe\":\"cpe:2.3:*:*:z:1:*:*:*:*:*:*:*\"},"
    "{\"name\":\"pump\",\"version\":\"2.0\","
    "\"cpe\":\"cpe:2.3:o:acme:pump_firmware:2.0:*:*:*:*:*:*:*\"},"
    "{\"name\":\"dpkg\",\"version\":\"1.20\","
    "\"purl\":\"pkg:deb/debian/dpkg@1.20?distro=debian-12\"},"
    "{\"name\":\"b\",\"version\":\"1\",\"purl\":\"pkg:github/a/b@v1.0\"}]}";

/* Records that touch what the device has: packages, a distribution, git, malware, CPE trees. */
static const char FUZZ_RECORDS[] =
    "{\"id\":\"GHSA-aaaa-aaaa-aaaa\",\"modified\":\"2026-01-01T00:00:00Z\",\"aliases\":"
    "[\"CVE-2020-1111\"],\"summary\":\"text\",\"severity\":[{\"type\":\"CVSS_V3\",\"score\":"
    "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}],\"affected\":[{\"package\":"
    "{\"ecosystem\":\"npm\",\"name\":\"x\"},\"ranges\":[{\"type\":\"SEMVER\",\"events\":"
    "[{\"introduced\":\"1.0.0\"},{\"fixed\":\"2.0.0\"}]}],\"versions\":[\"1.5.0\"]}]}\n"
    "{\"id\":\"DSA-1\",\"modified\":\"2026-01-01T00:00:00Z\",\"upstream\":[\"CVE-2020-2222\","
    "\"CVE-2020-1111\"],\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"dpkg\"},"
    "\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.21\"}]}]"
    "},{\"ranges\":[{\"type\":\"GIT\",\"repo\":\"https://github.com/a/b\",\"events\":"
    "[{\"introduced\":\"0\"},{\"fixed\":\"0123456789012345678901234567890123456789\"}]}],"
    "\"versions\":[\"v1.0\"]}]}\n"
    "{\"id\":\"MAL-2026-1\",\"modified\":\"2026-01-01T00:00:00Z\",\"affected\":[{\"package\":"
    "{\"ecosystem\":\"PyPI\",\"name\":\"y\"},\"versions\":[\"1.5.0\"]}]}\n"
    "{\"cve\":{\"id\":\"CVE-2020-3333\",\"sourceIdentifier\":\"a@b\",\"vulnStatus\":\"Analyzed\","
    "\"published\":\"2020-01-01T00:00:00.000\",\"lastModified\":\"2020-01-01T00:00:00.000\","
    "\"descriptions\":[{\"lang\":\"en\",\"value\":\"text\"}],\"weaknesses\":[{\"description\":"
    "[{\"lang\":\"en\",\"value\":\"CWE-79\"}]}],\"configurations\":[{\"operator\":\"AND\","
    "\"nodes\":"
    "[{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":"
    "\"cpe:2.3:o:acme:pump_firmware:*:*:*:*:*:*:*:*\",\"versionEndExcluding\":\"3.0\"}]},"
    "{\"operator\":\"OR\",\"negate\":false,\"cpeMatch\":[{\"vulnerable\":false,\"criteria\":"
    "\"cpe:2.3:h:acme:pump:-:*:*:*:*:*:*:*\"}]}]},{\"nodes\":[{\"operator\":\"OR\","
    "\"negate\":false,"
    "\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*\","
    "\"versionStartIncluding\":\"1.1.1\",\"versionEndExcluding\":\"1.1.1n\"},{\"vulnerable\":true,"
    "\"criteria\":\"cpe:2.3:a:acme:z:1:*:*:*:*:*:*:*\"}]}]}]}}\n"
    "{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{\"cveId\":"
    "\"CVE-2020-1111\",\"state\":\"PUBLISHED\"},\"containers\":{\"cna\":{\"affected\":[{\"vendor\":"
    "\"openssl\",\"product\":\"openssl\",\"versions\":[{\"version\":\"1.1.1\","
    "\"lessThan\":\"1.1.1z\","
    "\"status\":\"affected\",\"versionType\":\"custom\"}]}]}}}\n";
