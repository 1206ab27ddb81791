/* SPDX-License-Identifier: Apache-2.0 */
/* kev.c — one entry of CISA's catalogue of known exploited vulnerabilities.
 *
 * Source: the catalogue's JSON schema; knownRansomwareCampaignUse is "Known" or "Unknown".
 */
#include "formats/feed.h"
#include "formats/record.h"

#define RULE_ID   STR("formats.kev-id")
#define RULE_DATE STR("formats.kev-date")

/* What is no day is left out: that the flaw is exploited is true without it. */
static void day_read(const Json *text, const char *step, int32_t *day, Err *doubt)
{
    Str date = json_str(text);

    *day = INT32_MIN;
    if (json_kind(text) == JSON_NULL || record_day(date, day))
        return;
    *day = INT32_MIN;
    err_set(doubt, ERR_SYNTAX, RULE_DATE, date);
    err_in(doubt, "%s", step);
}

bool kev_read(const Json *json, KevEntry *out, Err *err)
{
    KevEntry entry = { .cve = str_trim(json_str(json_get(json, STR("cveID")))) };

    if (!cve_id_valid(entry.cve)) {
        err_set(err, ERR_SYNTAX, RULE_ID, entry.cve);
        return err_in(err, "cveID");
    }
    day_read(json_get(json, STR("dueDate")), "dueDate", &entry.due_date, &entry.doubt);
    day_read(json_get(json, STR("dateAdded")), "dateAdded", &entry.date_added, &entry.doubt);
    entry.ransomware = str_eq_fold(json_str(json_get(json, STR("knownRansomwareCampaignUse"))),
                                   STR("Known"));
    *out = entry;
    return true;
}
