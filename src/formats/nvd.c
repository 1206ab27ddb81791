/* SPDX-License-Identifier: Apache-2.0 */
/* nvd.c — one CVE of NVD 2.0: an element of `vulnerabilities[]`, or the bare CVE object of the
 * one-file-per-CVE mirrors.
 *
 * Source: NVD CVE API 2.0 schema. Times have no zone and are UTC. A score is NVD's when its
 * source is nvd@nist.gov, the CNA's when it is the record's sourceIdentifier; what is left are the
 * Authorized Data Publishers, among them CISA.
 */
#include "formats/applicability.h"
#include "formats/feed.h"
#include "formats/record.h"

#define RULE_NOT_OBJECT STR("formats.nvd-not-object")
#define RULE_ID         STR("formats.nvd-id")

static const Str NVD_SOURCE = STR_ROW("nvd@nist.gov");
static const RecordCwePath CWE_AT = { STR_ROW("description"), STR_ROW("value") };

typedef struct {
    const Json *id, *source, *published, *modified, *status, *descriptions, *metrics,
        *weaknesses, *configurations, *references;
} NvdMembers;

static void member_set(NvdMembers *m, Str key, const Json *value)
{
    if (KEY_IS(key, "id"))
        m->id = value;
    else if (KEY_IS(key, "sourceIdentifier"))
        m->source = value;
    else if (KEY_IS(key, "published"))
        m->published = value;
    else if (KEY_IS(key, "lastModified"))
        m->modified = value;
    else if (KEY_IS(key, "vulnStatus"))
        m->status = value;
    else if (KEY_IS(key, "descriptions"))
        m->descriptions = value;
    else if (KEY_IS(key, "metrics"))
        m->metrics = value;
    else if (KEY_IS(key, "weaknesses"))
        m->weaknesses = value;
    else if (KEY_IS(key, "configurations"))
        m->configurations = value;
    else if (KEY_IS(key, "references"))
        m->references = value;
}

static ScoreSource source_of(Str source, Str record_source)
{
    if (str_eq(source, NVD_SOURCE))
        return SCORED_BY_NVD;
    if (source.len && str_eq(source, record_source))
        return SCORED_BY_CNA;
    return SCORED_BY_ADP; /* nobody else may add to a CVE record, CISA above all */
}

static bool metric_read(RecordDraft *draft, const Json *metric, Str record_source, Err *err)
{
    const Json *ssvc = json_get(json_get(metric, STR("ssvcData")), STR("options"));
    Str source = json_str(json_get(metric, STR("source")));
    Str vector = json_str(json_get(json_get(metric, STR("cvssData")), STR("vectorString")));

    record_ssvc(draft, ssvc);
    return vector.len == 0
        || record_score(draft, vector, source_of(source, record_source), source, err);
}

/* metrics: { "cvssMetricV31": [ … ], "cvssMetricV2": [ … ], "ssvcV203": [ … ], others we do not
 * read }. */
static bool metrics_read(RecordDraft *draft, const Json *metrics, Str record_source, Err *err)
{
    JsonIter kinds = json_iter(metrics), iter;
    const Json *array, *metric;
    Str key, none;

    while (json_next(&kinds, &key, &array)) {
        bool known = str_starts(key, STR("cvssMetricV")) || str_starts(key, STR("ssvcV"));

        iter = json_iter(known ? array : NULL);
        while (json_next(&iter, &none, &metric))
            if (!metric_read(draft, metric, record_source, err))
                return false;
    }
    return true;
}

/* Writers of overrides put the first second of 1999 where the feed wants a date that they do not
 * know. No CVE of a later year was published then. */
static int64_t published_of(RecordDraft *draft, const NvdMembers *m)
{
    enum { PLACEHOLDER_S = 915148800 };
    int64_t published_s = record_time(draft, m->published);

    return published_s == PLACEHOLDER_S && !str_starts(draft->record.id, STR("CVE-1999-"))
         ? 0 : published_s;
}

static bool facts_read(RecordDraft *draft, const NvdMembers *m, Err *err)
{
    Record *record = &draft->record;

    record->published_s = published_of(draft, m);
    record->modified_s = record_time(draft, m->modified);
    if (!record_english(draft, m->descriptions, err))
        return false;
    if (str_eq_fold(json_str(m->status), STR("Rejected"))) {
        record->state = RECORD_REJECTED;
        return true;
    }
    record_references(draft, m->references);
    return metrics_read(draft, m->metrics, json_str(m->source), err)
        && record_cwes(draft, m->weaknesses, CWE_AT, err)
        && (applicability_read(draft, m->configurations, err) || err_in(err, "configurations"));
}

bool nvd_read(const Json *json, Str source_name, Arena *arena, Record *out, Err *err)
{
    RecordDraft draft = record_draft(source_name, arena);
    const Json *inner = json_get(json, STR("cve")), *value;
    JsonIter iter = json_iter(inner ? inner : json);
    NvdMembers members = { 0 };
    Str key;

    if (json_kind(inner ? inner : json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    while (json_next(&iter, &key, &value))
        member_set(&members, key, value);
    if (!record_set_id(&draft, members.id, err))
        return err_in(err, "id");
    if (!cve_id_valid(draft.record.id)) {
        err_set(err, ERR_SYNTAX, RULE_ID, draft.record.id);
        return err_in(err, "id");
    }
    if (!facts_read(&draft, &members, err))
        return false;
    record_finish(&draft, out);
    return true;
}
