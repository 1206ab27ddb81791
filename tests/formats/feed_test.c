/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_helper.h"

#include <string.h>

static const struct {
    const char *head;
    FeedKind kind;
    const char *why;
} HEADS[] = {
    { "{\"id\":\"GO-1\",\"modified\":\"2024\"}", FEED_OSV, "OSV" },
    { "\xef\xbb\xbf \n{\"affected\":[{\"id\":7}],\"id\":\"GO-1\"}\n{\"x\":", FEED_OSV,
      "members in any order, a BOM, a second record" },
    { "{\"schema_version\":\"1.0\",\"id\":\"X\",\"details\":\"\\\"}\",\"affected\":[]}", FEED_OSV,
      "quotes and braces in texts" },
    { "{\"resultsPerPage\":1,\"format\":\"NVD_CVE\",\"vulnerabilities\":[", FEED_NVD, "cut off" },
    { "{\"resultsPerPage\":1,\"vulnerabilities\":[]}", FEED_NVD, "an API answer" },
    { "{\"id\":\"CVE-2024-1\",\"sourceIdentifier\":\"x\"}", FEED_NVD, "one file per CVE" },
    { "{\"cve\":{\"id\":\"CVE-2024-1\"}}", FEED_NVD, "an element alone" },
    { "{\"dataType\":\"CVE_RECORD\",\"containers\":{}}", FEED_CVE, "a CVE record" },
    { "{\"containers\":{\"cna\":{}},\"cveMetadata\":{}}", FEED_CVE, "in the other order" },
    { "{\"containers\":{\"cna\":{", FEED_CVE, "cut inside the first member" },
    { "{\"title\":\"x\",\"catalogVersion\":\"2025\",\"vulnerabilities\":[", FEED_KEV, "KEV" },
    { "{\"schema_version\":\"1.2.0\",\"result\":[", FEED_EOL, "endoflife, not OSV" },
    { "#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\n",
      FEED_EPSS, "EPSS" },
    { "cve,epss,percentile\nCVE-", FEED_EPSS, "EPSS without its comment" },
    { "cveID,vendorProject,product\n", FEED_NONE, "the CSV twin of KEV" },
    { "# KEV — model_version of nothing\n", FEED_NONE, "a README" },
    { "{\"$schema\":\"x\",\"properties\":{\"id\":{}},\"vulnerabilities\":{}}", FEED_NONE,
      "a schema" },
    { "{\"document\":{\"category\":\"csaf_vex\"},\"vulnerabilities\":[]}", FEED_NONE, "CSAF" },
    { "{\"product\":\"x\",\"releases\":{},\"versions\":{}}", FEED_NONE, "release-data" },
    { "{\"bomFormat\":\"CycloneDX\",\"vulnerabilities\":[]}", FEED_NONE, "an SBOM" },
    { "{\"id\":7,\"modified\":\"2024\"}", FEED_NONE, "an id that is a number" },
    { "[{\"id\":\"GO-1\",\"modified\":\"2024\"}]", FEED_NONE, "an array" },
    { "", FEED_NONE, "nothing" },
    { "{\"a\"", FEED_NONE, "hardly anything" },
    { "{\"a\":\"\\", FEED_NONE, "cut in an escape" },
};

TEST(kinds_are_told_from_the_first_bytes)
{
    for (size_t i = 0; i < ARRAY_LEN(HEADS); i++) {
        Str head = str_of(HEADS[i].head);
        bool whole = head.len && (head.ptr[head.len - 1] == '}' || head.ptr[head.len - 1] == '\n');

        CHECK_STR(feed_kind_name(feed_sniff(head, whole)), feed_kind_name(HEADS[i].kind),
                  HEADS[i].why);
    }
}

static const struct {
    FeedKind kind;
    const char *head;
    int64_t want;
} STAMPS[] = {
    { FEED_NVD, "{\"format\":\"NVD_CVE\",\"timestamp\":\"2026-08-21T00:00:00.000\"", 1787270400 },
    { FEED_KEV, "{\"dateReleased\":\"2025-08-25T17:04:19.9796Z\",", 1756141459 },
    { FEED_EOL, "{\"generated_at\":\"2026-08-22T00:00:00+00:00\"}", 1787356800 },
    { FEED_EPSS, "#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000\n", 1795132800 },
    { FEED_EPSS, "#score_date:2026-11-20T12:00:00Z,model_version:v2025.03.14\r\n", 1795176000 },
    { FEED_EPSS, "cve,epss,percentile\n", 0 },
    { FEED_NVD, "{\"cve\":{\"timestamp\":\"2026-08-21T00:00:00.000\"}}", 0 },
    { FEED_KEV, "{\"dateReleased\":\"yesterday\"}", 0 },
    { FEED_OSV, "{\"timestamp\":\"2026-08-21T00:00:00.000\"}", 0 },
};

TEST(stamps_are_the_feeds_own)
{
    for (size_t i = 0; i < ARRAY_LEN(STAMPS); i++)
        CHECK_INT(feed_stamp(STAMPS[i].kind, str_of(STAMPS[i].head)), STAMPS[i].want,
                  STAMPS[i].head);
}

/* The kind of every file that the shared data offers, by its README. */
static const struct {
    const char *file;
    FeedKind kind;
} FILES[] = {
    { "osv/AlmaLinux.ndjson.zst", FEED_OSV },
    { "osv/Bitnami.ndjson.zst", FEED_OSV },
    { "osv/Go.ndjson.zst", FEED_OSV },
    { "osv/OSS-Fuzz.ndjson.zst", FEED_OSV },
    { "osv/PSF.ndjson.zst", FEED_OSV },
    { "osv/PyPI.ndjson.zst", FEED_OSV },
    { "osv/crates.io.ndjson.zst", FEED_OSV },
    { "osv/README.md", FEED_NONE },
    { "nvd-configurations/nvdcve-2.0-overrides.json.zst", FEED_NVD },
    { "nvd-configurations/nvdcve-2.0-fixtures.json.zst", FEED_NVD },
    { "nvd-configurations/README.md", FEED_NONE },
    { "cve5-vulnrichment/cve5-1999-2023.ndjson.zst", FEED_CVE },
    { "cve5-vulnrichment/cve5-2024.ndjson.zst", FEED_CVE },
    { "openssl-cve5/openssl-cve5.ndjson.zst", FEED_CVE },
    { "kev/known_exploited_vulnerabilities.json", FEED_KEV },
    { "kev/known_exploited_vulnerabilities.csv", FEED_NONE },
    { "kev/known_exploited_vulnerabilities_schema.json", FEED_NONE },
    { "endoflife/products-full.json.zst", FEED_EOL },
    { "endoflife/release-data.ndjson.zst", FEED_NONE },
    { "endoflife/README.md", FEED_NONE },
};

TEST(the_real_files_are_told_apart)
{
    for (size_t i = 0; i < ARRAY_LEN(FILES); i++) {
        char path[128];
        bool whole;
        Str head;

        (void)snprintf(path, sizeof path, "data/%s", FILES[i].file);
        head = helper_head(TEST_SHARED(path), &whole);
        CHECK_STR(feed_kind_name(feed_sniff(head, whole)), feed_kind_name(FILES[i].kind), path);
    }
}
