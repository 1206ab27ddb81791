/* SPDX-License-Identifier: Apache-2.0 */
/* The public face as a program of others uses it: only include/inro, plain C types.
 * Tests: api.c db.c explain.c ident.c report.c scan.c
 * By tests/cli/noun_test.c: Tests: act.c noun.c record.c
 * By tests/cli/dossier_test.c: Tests: backup.c dossier.c erase.c key.c
 * By tests/cli/clock_test.c: Tests: clock.c clock_book.c clock_fact.c clocks_of.c
 * By the same: Tests: clock_brief.c clock_ground.c clock_risk.c
 * By tests/cli/decision_test.c: Tests: decide.c decision_list.c decision_row.c finding.c
 * By the same: Tests: finding_list.c sbom.c seen.c support_of.c verdict.c
 * By tests/cli/risk_test.c: Tests: risk_assess.c risk_card.c risk_matrix.c risk_of.c risk_row.c
 * By the same: Tests: risk_dates.c risk_links.c risk_rubric.c risk_update.c
 * By tests/cli/affected_test.c: Tests: affected.c portfolio_of.c
 * By tests/cli/delta_test.c: Tests: portfolio_make.c
 * By tests/cli/decision_test.c: Tests: product_scan.c
 * By tests/cli/personal_test.c: Tests: personal.c
 * By tests/cli/ledger_test.c and life_test.c: Tests: ledger.c ledger_list.c noun_rule.c life.c
 *     notice.c
 * By tests/cli/import_csv_test.c: Tests: fleet.c */
#include "test.h"

#include "inro/db.h"
#include "inro/ident.h"
#include "inro/scan.h"
#include "process.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 2026-06-01, when the samples were made. */
static const Inro ENGLISH = { INRO_ENGLISH, 1780272000 };
static const Inro JAPANESE = { INRO_JAPANESE, 1780272000 };

static InroText text(const char *words)
{
    return (InroText){ words, strlen(words) };
}

static bool contains(InroBytes bytes, const char *part)
{
    Str all = { bytes.ptr, bytes.len };

    return str_find(all, str_of(part)) < all.len;
}

TEST(names_and_numbers_are_answered_one_by_one)
{
    InroError error;
    InroBytes bytes;
    const char *relation;
    InroCvss cvss;
    int order;

    CHECK(inro_version_compare(&ENGLISH, text("deb"), text("1.0~rc1"), text("1.0"), &order, &error)
              && order < 0, "~ sorts before the end");
    CHECK(inro_purl_canonical(&ENGLISH, text("pkg:PyPI/Django@4"), &bytes, &error), "a purl");
    CHECK_STR(((Str){ bytes.ptr, bytes.len }), STR("pkg:pypi/django@4"), "its canonical form");
    inro_bytes_free(&bytes);
    CHECK(inro_cpe_relation(&ENGLISH, text("cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"),
                            text("cpe:2.3:a:x:y:1:*:*:*:*:*:*:*"), &relation, &error)
              && strcmp(relation, "EQUAL") == 0, "a name is equal to itself");
    CHECK(inro_cvss_score(&ENGLISH, text("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), &cvss,
                          &error)
              && cvss.base_tenths == 98 && cvss.temporal_tenths == INRO_CVSS_ABSENT,
          "only the group that is written");
}

TEST(a_refusal_speaks_the_language_of_its_session)
{
    InroError english, japanese;
    InroBytes bytes;

    CHECK(!inro_purl_canonical(&ENGLISH, text("nonsense"), &bytes, &english), "no purl");
    CHECK(!inro_purl_canonical(&JAPANESE, text("nonsense"), &bytes, &japanese), "no purl");
    CHECK_INT(english.status, INRO_REFUSED, "exit status 2");
    CHECK(strcmp(english.text, japanese.text) != 0, "two languages");
    CHECK(!inro_version_scheme(&ENGLISH, text("nosuch"), &english), "a scheme we do not have");
}

static void hear(void *context, InroImportKind kind, const char *line)
{
    size_t *notes = context;

    *notes += kind == INRO_IMPORT_NOTE && line[0] != '\0';
}

static void hush(void *context, const char *line)
{
    size_t *lines = context;

    *lines += line[0] != '\0';
}

static void import_samples(const char *dir)
{
    char feeds[1024], *sources[] = { feeds };
    size_t notes = 0;
    InroImportOptions options = { .say = hear, .context = &notes };
    uint64_t refused;
    InroError error;

    snprintf(feeds, sizeof feeds, "%s", test_source_path("data/sample-feeds"));
    CHECK(inro_db_import(&ENGLISH, dir, sources, 1, &options, &refused, &error), error.text);
    CHECK_INT(refused, 0, "every record of the samples is taken");
    CHECK(notes >= 5, "each source is told");
}

static const char *knowledge(void)
{
    static char dir[1024];

    if (dir[0])
        return dir;
    snprintf(dir, sizeof dir, "%s/kb", process_folder());
    import_samples(dir);
    return dir;
}

static void gather(void *context, const char *bytes, size_t len)
{
    fwrite(bytes, 1, len, context);
}

/* REQ A36 D52 */
TEST(a_scan_is_one_handle_for_every_report)
{
    static const char *const FORMATS[] = { "table", "json", "jsonl", "csv", "markdown", "html",
                                           "sarif", "junit", "cyclonedx" };
    char *sboms[] = {
        strdup(test_source_path("examples/infusion-pump/infusion-pump.cdx.json")), NULL
    };
    size_t lines = 0;
    InroScanOptions options = { .dir = knowledge(), .sboms = sboms, .sbom_count = 1,
                                .max_age_days = 36500, .fail_on = "kev" };
    InroScan *scan;

    CHECK_INT(inro_scan(&ENGLISH, &options, hush, &lines, &scan), INRO_POLICY,
              "the pump has findings that are exploited");
    CHECK(lines > 0, "the policy says why");
    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++) {
        InroBytes bytes;
        FILE *pieces = open_memstream(&bytes.ptr, &bytes.len);
        InroReportOptions report = { .format = FORMATS[i], .take = gather, .context = pieces };
        InroError error;
        CHECK(inro_scan_report(&JAPANESE, scan, &report, &error), FORMATS[i]);
        CHECK_INT(fclose(pieces), 0, "room for it");
        CHECK(contains(bytes, "CVE-2022-0847"), FORMATS[i]);
        inro_bytes_free(&bytes);
    }
    inro_scan_free(scan);
    free(sboms[0]);
}

/* The knowledge base is damaged while it is read: by a disk that fills, a copy that overwrites. */
TEST(what_a_damaged_knowledge_base_still_said_is_not_believed)
{
    char *sboms[] = {
        strdup(test_source_path("examples/infusion-pump/infusion-pump.cdx.json")), NULL
    };
    char dir[1024], base[1100];
    InroScanOptions options = { .dir = dir, .sboms = sboms, .sbom_count = 1,
                                .max_age_days = 36500 };

    for (int i = 0; i < 2; i++) {
        InroBytes bytes;
        FILE *pieces = open_memstream(&bytes.ptr, &bytes.len);
        InroReportOptions report = { .format = "json", .take = gather, .context = pieces };
        size_t notes = 0;
        InroError error;
        InroScan *scan;

        snprintf(dir, sizeof dir, "%s/kb-cut-%d", process_folder(), i);
        snprintf(base, sizeof base, "%s/base-1.kb", dir);
        import_samples(dir);
        CHECK_INT(inro_scan(&ENGLISH, &options, hush, &notes, &scan), INRO_DONE, "all is well");
        usleep(20000); /* a file system counts time in steps */
        CHECK(truncate(base, i ? 4096 : 0) == 0, "cut short");
        CHECK(!inro_scan_report(&ENGLISH, scan, &report, &error), "no report is whole");
        CHECK_INT(error.status, INRO_NO_DATA, "exit status 3");
        CHECK(strstr(error.text, "base-1.kb: this file changed while it was read"), error.text);
        fclose(pieces);
        inro_bytes_free(&bytes);
        inro_scan_free(scan);
        CHECK_INT(inro_scan(&ENGLISH, &options, hush, &notes, &scan), INRO_REFUSED, "nor another");
        CHECK(scan == NULL, "scan");
    }
    free(sboms[0]);
}

TEST(an_input_that_cannot_be_read_gives_no_scan)
{
    char *sboms[] = { (char[]){ "/nonexistent/pump.json" }, NULL };
    size_t lines = 0;
    InroScanOptions options = { .dir = knowledge(), .sboms = sboms, .sbom_count = 1 };
    InroScan *scan;

    CHECK_INT(inro_scan(&ENGLISH, &options, hush, &lines, &scan), INRO_REFUSED, "exit status 2");
    CHECK(scan == NULL && lines == 1, "one line says so");
    inro_scan_free(scan);
}

TEST(a_match_and_a_state_are_explained)
{
    InroQuestion asked = { knowledge(), "CVE-2021-44228",
                           "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1" };
    bool known = false;
    InroBytes bytes;
    InroError error;

    CHECK(inro_explain(&ENGLISH, &asked, &bytes, &known, &error) && known, "a purl is enough");
    CHECK(contains(bytes, "2.15.0"), "the version that would change the answer");
    inro_bytes_free(&bytes);
    asked.vulnerability = "CVE-1999-0000";
    CHECK(inro_explain(&ENGLISH, &asked, &bytes, &known, &error) && !known, "an id of no record");
    CHECK(contains(bytes, "no answer"), "is no clean bill");
    inro_bytes_free(&bytes);
    CHECK(inro_db_status(&ENGLISH, knowledge(), true, &bytes, &error), "as JSON");
    CHECK(contains(bytes, "\"generation\""), "the database object");
    inro_bytes_free(&bytes);
    asked.dir = "/nonexistent";
    CHECK(!inro_explain(&ENGLISH, &asked, &bytes, &known, &error), "no knowledge base");
    CHECK_INT(error.status, INRO_NO_DATA, "exit status 3");
}
