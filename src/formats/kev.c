/* SPDX-License-Identifier: Apache-2.0 */
/* kev.c — one entry of CISA's catalogue of known exploited vulnerabilities.
 *
 * Source: the catalogue's JSON schema; knownRansomwareCampaignUse is "Known" or "Unknown".
 */
#include "formats/feed.h"
#include "formats/record.h"

#define RULE_ID   STR("formats.kev-id")
#define RULE_DATE STR("formats.kev-date")

static bool day_read(const Json *text, int32_t *day, Err *err)
{
    Str date = json_str(text);

    *day = INT32_MIN;
    if (json_kind(text) == JSON_NULL)
        return true;
    return record_day(date, day) || err_set(err, ERR_SYNTAX, RULE_DATE, date);
}

bool kev_read(const Json *json, KevEntry *out, Err *err)
{
    KevEntry entry = { .cve = str_trim(json_str(json_get(json, STR("cveID")))) };

    if (!cve_id_valid(entry.cve)) {
        err_set(err, ERR_SYNTAX, RULE_ID, entry.cve);
        return err_in(err, "cveID");
    }
    if (!day_read(json_get(json, STR("dateAdded")), &entry.date_added, err))
        return err_in(err, "dateAdded");
    if (!day_read(json_get(json, STR("dueDate")), &entry.due_date, err))
        return err_in(err, "dueDate");
    entry.ransomware = str_eq_fold(json_str(json_get(json, STR("knownRansomwareCampaignUse"))),
                                   STR("Known"));
    *out = entry;
    return true;
}
