/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_helper.h"

static bool kev_of(const char *json, KevEntry *out, Err *err)
{
    static Arena arena;
    const Json *value;

    arena_done(&arena);
    arena = arena_new(1 << 20);
    return json_parse(str_of(json), JSON_PLAIN, &arena, &value, err) && kev_read(value, out, err);
}

TEST(an_entry_has_its_days_and_its_ransomware)
{
    KevEntry entry;
    Err err = { 0 };

    CHECK_OK(kev_of("{\"cveID\":\"CVE-2025-48384\",\"dateAdded\":\"2025-08-25\","
                    "\"dueDate\":\"2025-09-15\",\"knownRansomwareCampaignUse\":\"Known\"}",
                    &entry, &err), &err);
    CHECK_STR(entry.cve, STR("CVE-2025-48384"), "id");
    CHECK_INT(entry.date_added, 20325, "days since 1970");
    CHECK_INT(entry.due_date, 20346, "three weeks later");
    CHECK(entry.ransomware, "Known");
    CHECK_OK(kev_of("{\"cveID\":\"CVE-2025-48384\",\"knownRansomwareCampaignUse\":\"Unknown\"}",
                    &entry, &err), &err);
    CHECK_INT(entry.due_date, INT32_MIN, "absent");
    CHECK(!entry.ransomware, "Unknown");
}

static const struct {
    const char *json, *want;
} REFUSED[] = {
    { "{}", "cveID: \"\" is no CVE id" },
    { "{\"cveID\":\"GHSA-1\"}", "cveID: \"GHSA-1\" is no CVE id" },
    { "{\"cveID\":7}", "cveID: \"\" is no CVE id" },
};

static const struct {
    const char *json, *want;
} DOUBTED[] = {
    { "{\"cveID\":\"CVE-2024-1234\",\"dateAdded\":\"25.8.2025\"}",
      "dateAdded: \"25.8.2025\" is no day (YYYY-MM-DD)" },
    { "{\"cveID\":\"CVE-2024-1234\",\"dueDate\":\"2025-02-30\"}",
      "dueDate: \"2025-02-30\" is no day (YYYY-MM-DD)" },
    { "{\"cveID\":\"CVE-2024-1234\",\"dueDate\":7}", "dueDate: \"\" is no day (YYYY-MM-DD)" },
};

TEST(a_date_that_is_none_leaves_the_entry_standing)
{
    char text[ERR_TEXT_BYTES];
    KevEntry entry;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(DOUBTED); i++) {
        CHECK_OK(kev_of(DOUBTED[i].json, &entry, &err), &err);
        CHECK_INT(entry.date_added, INT32_MIN, "absent");
        CHECK_INT(entry.due_date, INT32_MIN, "absent");
        CHECK_STR(str_of(err_text(&entry.doubt, LANG_EN, text, sizeof text)),
                  str_of(DOUBTED[i].want), "and why");
    }
}

TEST(an_entry_that_is_not_valid_is_refused)
{
    char text[ERR_TEXT_BYTES];
    KevEntry entry;

    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Err err = { 0 };

        CHECK(!kev_of(REFUSED[i].json, &entry, &err), REFUSED[i].json);
        CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)), str_of(REFUSED[i].want),
                  REFUSED[i].json);
    }
}

static bool entry_count(const Json *json, void *context)
{
    size_t *counts = context;
    KevEntry entry;
    Err err = { 0 };

    CHECK_OK(kev_read(json, &entry, &err), &err);
    counts[0]++;
    counts[1] += entry.ransomware;
    return true;
}

TEST(the_real_catalogue_is_read)
{
    size_t counts[2] = { 0 };

    helper_values(TEST_SHARED("data/kev/known_exploited_vulnerabilities.json"), entry_count,
                  counts);
    printf("kev: %zu read, 0 refused; %zu with ransomware\n", counts[0], counts[1]);
    CHECK_INT(counts[0], 1404, "data/kev/README.md");
    CHECK_INT(counts[1], 293, "data/kev/README.md");
}
