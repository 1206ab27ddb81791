/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

enum { DAY = 86400 };
#define NOW_S      INT64_C(1795305600) /* 2026-11-22T00:00:00Z */
#define HOSTILE    "</script><img src=x onerror=alert(1)>|`*@everyone`\x1b[2J\xE2\x80\xAE" "fdp"

static const ScanSource SOURCES[] = {
    { STR_ROW("epss"), NOW_S - DAY, 281034, STR_ROW("sha256:11aa") },
    { STR_ROW("kev"), NOW_S - 2 * DAY, 1411, STR_ROW("sha256:22bb") },
    { STR_ROW("nvd"), NOW_S - DAY - 3600, 298113, STR_ROW("sha256:33cc") },
    { STR_ROW("osv/Debian"), NOW_S - 3 * DAY, 41210, STR_ROW("sha256:44dd") },
    { STR_ROW("osv/Maven"), NOW_S - 12 * DAY, 5230, STR_ROW("sha256:55ee") },
};

static const ScanInput INPUTS[] = {
    { STR_ROW("devices/pump.cdx.json"), STR_ROW("CycloneDX"), STR_ROW("1.6"), 7 },
    { STR_ROW("devices/画像ゲートウェイ.spdx.json"), STR_ROW("SPDX"), STR_ROW("SPDX-2.3"), 5 },
};

static const Str LOG4J_ALIASES[] = { STR_ROW("GHSA-jfh8-c2jp-5v3q") };
static const Str LOG4J_FIXED[] = { STR_ROW("2.12.2"), STR_ROW("2.15.0") };
static const ScanScore LOG4J_SCORES[] = {
    { CVSS_3_1, STR_ROW("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"), STR_ROW("nvd@nist.gov"),
      100 },
    { CVSS_2_0, STR_ROW("AV:N/AC:M/Au:N/C:C/I:C/A:C"), STR_ROW("nvd@nist.gov"), 93 },
};
static const Str OPENSSL_FIXED[] = { STR_ROW("1.1.1n") };
static const ScanScore OPENSSL_SCORES[] = {
    { CVSS_3_1, STR_ROW("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"), STR_ROW("nvd@nist.gov"),
      75 },
};
static const ScanScore HOSTILE_SCORES[] = {
    { CVSS_4_0, STR_ROW("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N"),
      STR_ROW("GitHub_M"), 69 },
};

static const ScanFinding FINDINGS[] = {
    { .id = STR_ROW("0123456789abcdef"),
      .component = &(const ScanComponent){
          .input = 1, .name = STR_ROW("log4j-core"), .version = STR_ROW("2.14.1"),
          .purl = STR_ROW("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"),
          .ref = STR_ROW("SPDXRef-log4j"), .place = STR_ROW("packages[2]") },
      .flaw = &(const ScanFlaw){
          .id = STR_ROW("CVE-2021-44228"), .aliases = LOG4J_ALIASES, .alias_count = 1,
          .summary = STR_ROW("Lookups in log messages load and run code from a remote server"),
          .severity = SEVERITY_CRITICAL, .scores = LOG4J_SCORES, .score_count = 2,
          .epss_score = 97559, .epss_percentile = 99999, .kev = true, .kev_ransomware = true,
          .kev_date_added = 18971, .kev_due_date = 18985, .published_s = 1639131300,
          .modified_s = 1712172000 },
      .evidence = &(const ScanEvidence){
          .fixed_versions = LOG4J_FIXED, .fixed_count = 2, .rule = STR_ROW("purl"),
          .source = STR_ROW("osv/Maven/GHSA-jfh8-c2jp-5v3q"),
          .range = STR_ROW("vers:maven/>=2.13.0|<2.15.0") } },
    { .id = STR_ROW("1123456789abcdef"),
      .component = &(const ScanComponent){
          .input = 0, .name = STR_ROW("openssl"), .version = STR_ROW("1.1.1k"),
          .cpe = STR_ROW("cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*"),
          .ref = STR_ROW("openssl"), .place = STR_ROW("components[1]"),
          .support_ends = STR_ROW("2023-09-11"), .support_source = STR_ROW("eol") },
      .flaw = &(const ScanFlaw){
          .id = STR_ROW("CVE-2022-0778"),
          .summary = STR_ROW("A certificate with a broken curve parameter makes the parser loop"),
          .severity = SEVERITY_HIGH, .scores = OPENSSL_SCORES, .score_count = 1,
          .epss_score = 6871, .epss_percentile = 93401, .kev_date_added = SCAN_NO_DAY,
          .kev_due_date = SCAN_NO_DAY, .published_s = 1647364500, .modified_s = 1719000000 },
      .evidence = &(const ScanEvidence){
          .fixed_versions = OPENSSL_FIXED, .fixed_count = 1, .rule = STR_ROW("cpe"),
          .source = STR_ROW("nvd/CVE-2022-0778"),
          .range = STR_ROW("vers:openssl/>=1.1.1|<1.1.1n") } },
    { .id = STR_ROW("2123456789abcdef"),
      .component = &(const ScanComponent){
          .input = 0, .name = STR_ROW(HOSTILE), .version = STR_ROW("=1+1"),
          .purl = STR_ROW("pkg:npm/%40evil/pkg@1"), .ref = STR_ROW("/components/3"),
          .place = STR_ROW("components[3]") },
      .flaw = &(const ScanFlaw){
          .id = STR_ROW("GHSA-aaaa-bbbb-cccc"),
          .summary = STR_ROW("A \"summary\" & <b>markup</b>, https://example.org/x and @someone"),
          .severity = SEVERITY_MEDIUM, .scores = HOSTILE_SCORES, .score_count = 1,
          .epss_score = SCAN_NO_PARTS, .epss_percentile = SCAN_NO_PARTS,
          .kev_date_added = SCAN_NO_DAY, .kev_due_date = SCAN_NO_DAY },
      .evidence = &(const ScanEvidence){
          .rule = STR_ROW("purl"), .source = STR_ROW("osv/npm/GHSA-aaaa-bbbb-cccc"),
          .range = STR_ROW("vers:npm/*") } },
    { .id = STR_ROW("3123456789abcdef"),
      .component = &(const ScanComponent){
          .input = 1, .name = STR_ROW("日本語フォント"), .version = STR_ROW("2.0-3"),
          .purl = STR_ROW("pkg:deb/debian/fonts-ja@2.0-3?distro=debian-12"),
          .ref = STR_ROW("SPDXRef-fonts"), .place = STR_ROW("packages[4]") },
      .flaw = &(const ScanFlaw){
          .id = STR_ROW("CVE-2024-99999"), .severity = SEVERITY_UNKNOWN, .epss_score = 42,
          .epss_percentile = 5021, .kev_date_added = SCAN_NO_DAY, .kev_due_date = SCAN_NO_DAY,
          .published_s = 1717243200 },
      .evidence = &(const ScanEvidence){
          .rule = STR_ROW("distribution"), .source = STR_ROW("osv/Debian/DEBIAN-CVE-2024-99999"),
          .range = STR_ROW("vers:deb/*") } },
};

static const ScanFinding MALWARE[] = {
    { .id = STR_ROW("4123456789abcdef"),
      .component = &(const ScanComponent){
          .input = 0, .name = STR_ROW("left-padd"), .version = STR_ROW("1.0.0"),
          .purl = STR_ROW("pkg:npm/left-padd@1.0.0"), .ref = STR_ROW("left-padd"),
          .place = STR_ROW("components[6]") },
      .flaw = &(const ScanFlaw){
          .id = STR_ROW("MAL-2025-1234"),
          .summary = STR_ROW("Sends environment variables to a server"),
          .epss_score = SCAN_NO_PARTS, .epss_percentile = SCAN_NO_PARTS,
          .kev_date_added = SCAN_NO_DAY, .kev_due_date = SCAN_NO_DAY },
      .evidence = &(const ScanEvidence){
          .rule = STR_ROW("purl"), .source = STR_ROW("osv/npm/MAL-2025-1234"),
          .range = STR_ROW("vers:npm/1.0.0") } },
};

/* Rules of the report room itself, so that no other room's wording changes the golden files. */
static const ScanItem INVALID[] = {
    { .input = 0, .ref = STR_ROW("rtos"), .name = STR_ROW("rtos-kernel"), .version = STR_ROW("5.2"),
      .identifier = STR_ROW("pkg:generic"), .place = STR_ROW("components[4]: purl"),
      .rule = STR_ROW("report.failon-word"), .args = { STR_ROW("12"), STR_ROW("<b>&") } },
};
static const ScanItem WITHOUT_IDENTIFIER[] = {
    { .input = 0, .ref = STR_ROW("/components/5"), .name = STR_ROW("pump-app"),
      .version = STR_ROW("3.1.0"), .place = STR_ROW("components[5]"),
      .rule = STR_ROW("report.list-identifier-means") },
    { .input = 1, .name = STR_ROW("自社製ビューア"), .place = STR_ROW("packages[3]"),
      .rule = STR_ROW("report.list-identifier-means") },
};
static const ScanItem WITHOUT_DATA[] = {
    { .input = 1, .ref = STR_ROW("SPDXRef-nginx"), .name = STR_ROW("nginx"),
      .version = STR_ROW("1.22.1-9"), .ecosystem = STR_ROW("Debian:12"),
      .identifier = STR_ROW("pkg:deb/debian/nginx@1.22.1-9?distro=debian-12"),
      .place = STR_ROW("packages[1]: purl"), .rule = STR_ROW("report.list-data-means") },
};
static const ScanItem NOT_COMPARABLE[] = {
    { .input = 0, .ref = STR_ROW("zlib"), .name = STR_ROW("zlib"), .version = STR_ROW("git-abcdef"),
      .identifier = STR_ROW("pkg:generic/zlib@git-abcdef"), .ecosystem = STR_ROW("generic"),
      .place = STR_ROW("components[2]: purl"), .rule = STR_ROW("report.list-version-means") },
};
static const ScanItem NOTES[] = {
    { .input = 0, .ref = STR_ROW("openssl"), .name = STR_ROW("openssl"),
      .version = STR_ROW("1.1.1k"), .identifier = STR_ROW("pkg:github/openssl"),
      .place = STR_ROW("components[1]: purl"), .rule = STR_ROW("report.list-invalid-means") },
};
static const ScanItem HINTS[] = {
    { .input = 1, .ref = STR_ROW("SPDXRef-nginx"), .name = STR_ROW("nginx"),
      .version = STR_ROW("1.22.1-9"), .vulnerability = STR_ROW("CVE-2023-44487"),
      .identifier = STR_ROW("cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*"),
      .place = STR_ROW("packages[1]: cpe"), .rule = STR_ROW("report.list-data-means") },
};

#define LIST(scan, list, rows) \
    ((scan).coverage[list] = (rows), (scan).coverage_count[list] = ARRAY_LEN(rows))

Scan sample_scan(void)
{
    Scan scan = {
        .tool_version = STR_ROW("0.1.0"), .now_s = NOW_S, .max_age_days = 7,
        .database = { true, 42, NOW_S - DAY, STR_ROW("sha256:00ff"), SOURCES, ARRAY_LEN(SOURCES) },
        .inputs = INPUTS, .input_count = ARRAY_LEN(INPUTS),
        .components = 12, .checked = 7, .unchecked = 5,
        .hints = HINTS, .hint_count = ARRAY_LEN(HINTS),
        .findings = FINDINGS, .finding_count = ARRAY_LEN(FINDINGS),
        .malware = MALWARE, .malware_count = ARRAY_LEN(MALWARE),
    };

    LIST(scan, COVERAGE_INVALID_IDENTIFIER, INVALID);
    LIST(scan, COVERAGE_WITHOUT_IDENTIFIER, WITHOUT_IDENTIFIER);
    LIST(scan, COVERAGE_WITHOUT_DATA, WITHOUT_DATA);
    LIST(scan, COVERAGE_VERSION_NOT_COMPARABLE, NOT_COMPARABLE);
    LIST(scan, COVERAGE_NOTES, NOTES);
    return scan;
}

static const ScanVerdict VERDICTS[] = {
    { .status = STR_ROW("affected"), .state = STR_ROW("in-force"), .said = STR_ROW("affected"),
      .reason = STR_ROW("The gateway logs what devices send"),
      .decision = STR_ROW("01990000-0000-7000-8000-000000000001"), .decided_s = NOW_S - 20 * DAY,
      .analysis = STR_ROW("exploitable"), .harm = STR_ROW("critical"),
      .risk = STR_ROW("uncontrolled"), .exploitability = STR_ROW("high"),
      .rationale = STR_ROW("Wrong dose after a changed order"),
      .assessment = STR_ROW("01990000-0000-7000-8000-00000000000a"),
      .clock = STR_ROW("eu-mdr-15"), .clock_state = STR_ROW("overdue"),
      .due = STR_ROW("2026-11-17 24:00"), .overdue = true,
      .support_ends = STR_ROW("2027-03-31"), .support_source = STR_ROW("letter"),
      .support_level = STR_ROW("actively-maintained") },
    { .status = STR_ROW("not_affected"), .state = STR_ROW("in-force"),
      .said = STR_ROW("not_affected"),
      .justification = STR_ROW("vulnerable_code_not_in_execute_path"),
      .reason = STR_ROW("The parser is switched off"),
      .decision = STR_ROW("01990000-0000-7000-8000-000000000002"), .decided_s = NOW_S - 9 * DAY,
      .analysis = STR_ROW("not_affected"), .analysis_why = STR_ROW("code_not_reachable") },
    { .status = STR_ROW("undecided"), .state = STR_ROW("awaiting-review"),
      .said = STR_ROW("not_affected"), .justification = STR_ROW("component_not_present"),
      .reason = STR_ROW("=cmd|' /C calc'!A0 </script> " HOSTILE),
      .decision = STR_ROW("01990000-0000-7000-8000-000000000003"), .decided_s = NOW_S - DAY,
      .analysis = STR_ROW("in_triage"), .harm = STR_ROW("unassessed"),
      .risk = STR_ROW("not-assessed"), .clock = STR_ROW("jp-pmd-15"),
      .clock_state = STR_ROW("running"),
      .due = STR_ROW("2026-12-07 24:00") },
    { .status = STR_ROW("undecided"), .harm = STR_ROW("unassessed"),
      .risk = STR_ROW("not-assessed") },
};

Scan sample_product(void)
{
    Scan scan = sample_scan();

    scan.verdicts = VERDICTS;
    return scan;
}

Scan sample_zero(void)
{
    Scan scan = {
        .tool_version = STR_ROW("0.1.0"), .now_s = NOW_S, .max_age_days = 7,
        .database = { true, 42, NOW_S - DAY, STR_ROW("sha256:00ff"), SOURCES, ARRAY_LEN(SOURCES) },
        .inputs = INPUTS, .input_count = 1,
        .components = 7, .checked = 6, .unchecked = 1,
    };

    scan.coverage[COVERAGE_WITHOUT_IDENTIFIER] = WITHOUT_IDENTIFIER;
    scan.coverage_count[COVERAGE_WITHOUT_IDENTIFIER] = 1;
    return scan;
}
