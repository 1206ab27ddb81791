/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "base/io.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 256, PATHS = 16, SOURCES_MAX = 4 };

static char folder[64];
static Arena lasting;

void folder_begin(void)
{
    snprintf(folder, sizeof folder, "/tmp/inro-kb-XXXXXX");
    CHECK(mkdtemp(folder), "a directory of our own");
}

const char *in(const char *name)
{
    static char paths[PATHS][PATH_BYTES];
    static unsigned next;
    char *path = paths[next++ % PATHS];

    snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    return path;
}

const char *write_bytes(const char *name, Str bytes)
{
    const char *path = in(name), *slash = strrchr(path, '/');
    char dir[PATH_BYTES];
    IoWriter *writer = NULL;
    Err err = { 0 };

    snprintf(dir, sizeof dir, "%.*s", (int)(slash - path), path);
    CHECK_OK(io_make_dirs(dir, 0755, &err), &err);
    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    io_write(writer, bytes);
    CHECK_OK(io_writer_commit(&writer, &err), &err);
    return path;
}

const char *write_file(const char *name, const char *text)
{
    return write_bytes(name, str_of(text));
}

bool import_into(const char *db, unsigned threads, const char *const paths[],
                 KbImportReport *report, Err *err)
{
    KbImportOptions options = { .now_s = FOLDER_NOW, .threads = threads, .arena = &lasting };
    Str sources[SOURCES_MAX];
    size_t count = 0;

    lasting.cap = (size_t)1 << 30;
    while (count < SOURCES_MAX && paths[count]) {
        sources[count] = str_of(paths[count]);
        count++;
    }
    return kb_import(str_of(db), sources, count, &options, report, err);
}

KbImportReport import_well(const char *db, const char *const paths[])
{
    KbImportReport report = { 0 };
    Err err = { 0 };

    CHECK_OK(import_into(db, 2, paths, &report, &err), &err);
    return report;
}

const ImportSource *source_of(const KbImportReport *report, const char *id)
{
    for (size_t i = 0; i < report->source_count; i++)
        if (str_eq(report->sources[i].id, str_of(id)))
            return &report->sources[i];
    test_fail("no source %s", id);
    return NULL;
}

void kb_end(Kb **kb)
{
    kb_close(*kb);
}

Kb *open_kb(const char *db)
{
    Kb *kb = NULL;
    Err err = { 0 };

    CHECK_OK(kb_open(str_of(db), 10, &kb, &err), &err);
    CHECK_OK(kb_verify(kb, &err), &err);
    return kb;
}

/* The newest base file: columns alone do not make a new one. */
Str base_bytes(const char *db, Arena *arena)
{
    char path[PATH_BYTES];
    CLEANUP(kb_end) Kb *kb = open_kb(db);
    ScanDatabase database;
    Err err = { 0 };
    Str bytes;

    CHECK(kb_database(kb, arena, &database), "memory");
    for (uint64_t at = database.generation; at; at--) {
        snprintf(path, sizeof path, "%s/base-%llu.kb", db, (unsigned long long)at);
        if (io_exists(path))
            break;
    }
    CHECK_OK(io_read_all(path, (uint64_t)1 << 30, arena, &bytes, &err), &err);
    return bytes;
}

bool base_same(Str a, Str b)
{
    size_t own = offsetof(KbfHeader, generation), body = sizeof(KbfHeader);

    return str_eq(str_slice(a, 0, own), str_slice(b, 0, own))
        && str_eq(str_slice(a, body, a.len), str_slice(b, body, b.len));
}

const char FEED_OSV_A[] =
    "{\"id\":\"GHSA-aaaa-aaaa-aaaa\",\"modified\":\"2024-05-01T00:00:00Z\","
    "\"aliases\":[\"CVE-2024-1111\"],\"affected\":[{\"package\":{\"ecosystem\":\"npm\","
    "\"name\":\"sealed\"},\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},"
    "{\"fixed\":\"1.2.3\"}]}],\"versions\":[\"1.0.0\",\"9.9.9\"]}]}\n";
const char FEED_OSV_B[] =
    "{\"id\":\"GHSA-bbbb-bbbb-bbbb\",\"modified\":\"2024-06-01T00:00:00Z\","
    "\"affected\":[{\"package\":{\"ecosystem\":\"npm\",\"name\":\"opened\"},\"ranges\":"
    "[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"2.0.0\"}]}]}]}\n";
const char FEED_OSV_BAD[] =
    "{\"id\":\"GHSA-cccc-cccc-cccc\",\"modified\":\"2024-06-01T00:00:00Z\",\"affected\":7}\n";
const char FEED_OSV_PYTHON[] =
    "{\"id\":\"PYSEC-2024-1\",\"modified\":\"2024-07-01T00:00:00Z\","
    "\"aliases\":[\"CVE-2024-2222\"],\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\","
    "\"name\":\"Seal_Ed\"},\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},"
    "{\"fixed\":\"3.0\"}]}]}]}\n";
const char FEED_NVD_PAGE[] =
    "{\"resultsPerPage\":1,\"startIndex\":0,\"totalResults\":1,\"format\":\"NVD_CVE\","
    "\"version\":\"2.0\",\"timestamp\":\"2024-08-01T00:00:00.000\",\"vulnerabilities\":[{\"cve\":"
    "{\"id\":\"CVE-2024-1111\",\"published\":\"2024-04-01T00:00:00.000\",\"lastModified\":"
    "\"2024-04-02T00:00:00.000\",\"vulnStatus\":\"Analyzed\",\"descriptions\":[{\"lang\":\"en\","
    "\"value\":\"A seal opens.\"}],\"references\":[],\"configurations\":[{\"nodes\":[{\"operator\":"
    "\"OR\",\"negate\":false,\"cpeMatch\":[{\"vulnerable\":true,\"criteria\":"
    "\"cpe:2.3:a:maker:sealed:*:*:*:*:*:*:*:*\",\"versionEndExcluding\":\"1.2.3\"}]}]}]}}]}\n";
const char FEED_KEV_LIST[] =
    "{\"title\":\"CISA Catalog\",\"catalogVersion\":\"2024.09.01\",\"dateReleased\":"
    "\"2024-09-01T12:00:00.000Z\",\"count\":1,\"vulnerabilities\":[{\"cveID\":\"CVE-2024-1111\","
    "\"vendorProject\":\"Maker\",\"product\":\"Sealed\",\"vulnerabilityName\":\"x\",\"dateAdded\":"
    "\"2024-08-30\",\"shortDescription\":\"x\",\"requiredAction\":\"x\",\"dueDate\":\"2024-09-20\","
    "\"knownRansomwareCampaignUse\":\"Known\",\"notes\":\"\",\"cwes\":[]}]}\n";
const char FEED_EPSS_CSV[] =
    "#model_version:v2025.03.14,score_date:2024-09-02T00:00:00+0000\n"
    "cve,epss,percentile\nCVE-2024-1111,0.97001,0.99999\n"
    "CVE-2024-3333,0.00042,0.05000\nnonsense,1,2\n";
const char FEED_EOL_PAGE[] =
    "{\"schema_version\":\"1.2.0\",\"generated_at\":\"2024-09-03T00:00:00Z\",\"total\":1,"
    "\"result\":[{\"name\":\"postgresql\",\"label\":\"PostgreSQL\",\"category\":\"database\","
    "\"identifiers\":[{\"id\":\"pkg:generic/postgresql\",\"type\":\"purl\"}],\"releases\":["
    "{\"name\":\"15\",\"label\":\"15\",\"isEol\":false,\"eolFrom\":\"2027-11-11\"}]}]}\n";
