/* SPDX-License-Identifier: Apache-2.0 */
#include "match/match.h"

#include "test.h"

enum { ARENA_BYTES = 1 << 20 };

static const ScanFlaw KEV = { .id = STR_ROW("CVE-2"), .kev = true };
static const ScanFlaw HIGH = { .id = STR_ROW("CVE-1"), .severity = SEVERITY_HIGH };
static const ScanFlaw LOW = { .id = STR_ROW("CVE-0"), .severity = SEVERITY_LOW };
static const ScanComponent FIRST = { .input = 0 }, SECOND = { .input = 1 };

TEST(documents_are_merged_in_the_order_of_findings)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    ScanFinding a[] = { { .component = &FIRST, .flaw = &HIGH },
                        { .component = &FIRST, .flaw = &LOW } };
    ScanFinding b[] = { { .component = &SECOND, .flaw = &KEV },
                        { .component = &SECOND, .flaw = &HIGH } };
    ScanItem hints[] = { { .name = STR_ROW("h") } }, gaps[] = { { .name = STR_ROW("g") } };
    Match matches[] = {
        { .findings = a, .finding_count = 2, .malware = &a[1], .malware_count = 1, .checked = 1,
          .unchecked = 2, .hints = hints, .hint_count = 1 },
        { .findings = b, .finding_count = 2, .malware = &b[0], .malware_count = 1, .checked = 3,
          .coverage = { [COVERAGE_NOTES] = gaps }, .coverage_count = { [COVERAGE_NOTES] = 1 } },
    };
    Scan scan = { .max_age_days = 7 };
    Err err = { 0 };

    CHECK_OK(match_join(matches, 2, &arena, &scan, &err), &err);
    CHECK_INT(scan.finding_count, 4, "all of both");
    CHECK(scan.findings[0].flaw == &KEV, "what is exploited comes first");
    CHECK(scan.findings[1].flaw == &HIGH && scan.findings[1].component == &FIRST, "first document");
    CHECK(scan.findings[2].flaw == &HIGH && scan.findings[2].component == &SECOND, "then second");
    CHECK(scan.findings[3].flaw == &LOW, "the least last");
    CHECK(scan.malware_count == 2 && scan.malware[0].flaw == &KEV, "malware alike");
    CHECK(scan.hint_count == 1 && scan.coverage_count[COVERAGE_NOTES] == 1, "lists one by one");
    CHECK(scan.components == 6 && scan.checked == 4 && scan.unchecked == 2, "counts are added");
    CHECK_INT(scan.max_age_days, 7, "what others said stays");
}

TEST(no_documents_give_an_empty_scan)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Scan scan = { .components = 9 };
    Err err = { 0 };

    CHECK_OK(match_join(NULL, 0, &arena, &scan, &err), &err);
    CHECK(!scan.components && !scan.finding_count && !scan.hint_count, "nothing");
}

TEST(without_memory_the_scan_is_untouched)
{
    ScanFinding a[] = { { .component = &FIRST, .flaw = &HIGH } };
    Match matches[] = { { .findings = a, .finding_count = 1 }, { .checked = 1 } };
    bool done = false;

    for (size_t cap = 0; !done; cap += 16) {
        CLEANUP(arena_done) Arena arena = arena_new(cap);
        Scan scan = { .components = 9 };
        Err err = { 0 };
        done = match_join(matches, 2, &arena, &scan, &err);
        if (!done)
            CHECK(err.code == ERR_LIMIT && scan.components == 9, "refused");
    }
}
