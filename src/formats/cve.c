/* SPDX-License-Identifier: Apache-2.0 */
/* cve.c — one CVE record of the CVE List.
 *
 * The CNA's container comes first, then those of the authorised data publishers; scores keep
 * whose they are. Source: CVE Record Format 5.0 – 5.2.
 */
#include "formats/applicability.h"
#include "formats/cve_affected.h"
#include "formats/feed.h"
#include "formats/record.h"

#define RULE_NOT_OBJECT STR("formats.cve-not-object")
#define RULE_NOT_ARRAY  STR("formats.cve-not-array")
#define RULE_TYPE       STR("formats.cve-type")
#define RULE_VERSION    STR("formats.cve-version")
#define RULE_ID         STR("formats.cve-id")
#define RULE_STATE      STR("formats.cve-state")

static const Str DATA_VERSIONS[] = { STR_ROW("5.0"), STR_ROW("5.1"), STR_ROW("5.2") };

/* The score objects of a metric. */
static const Str CVSS_KEYS[] = { STR_ROW("cvssV4_0"), STR_ROW("cvssV3_1"), STR_ROW("cvssV3_0"),
                                 STR_ROW("cvssV2_0") };

static const RecordCwePath CWE_AT = { STR_ROW("descriptions"), STR_ROW("cweId") };

typedef struct {
    const Json *title, *descriptions, *affected, *metrics, *problems, *applicability,
        *provider, *references;
} Container;

static Container container_of(const Json *json)
{
    JsonIter iter = json_iter(json);
    Container c = { 0 };
    const Json *value;
    Str key;

    while (json_next(&iter, &key, &value)) {
        if (KEY_IS(key, "title"))
            c.title = value;
        else if (KEY_IS(key, "descriptions"))
            c.descriptions = value;
        else if (KEY_IS(key, "affected"))
            c.affected = value;
        else if (KEY_IS(key, "metrics"))
            c.metrics = value;
        else if (KEY_IS(key, "problemTypes"))
            c.problems = value;
        else if (KEY_IS(key, "cpeApplicability"))
            c.applicability = value;
        else if (KEY_IS(key, "providerMetadata"))
            c.provider = value;
        else if (KEY_IS(key, "references"))
            c.references = value;
    }
    return c;
}

static bool metrics_read(RecordDraft *draft, const Container *c, ScoreSource source, Err *err)
{
    Str name = json_str(json_get(c->provider, STR("shortName"))), key;
    JsonIter iter = json_iter(c->metrics);
    const Json *metric;

    while (json_next(&iter, &key, &metric)) {
        const Json *other = json_get(json_get(metric, STR("other")), STR("content"));

        record_ssvc(draft, json_get(other, STR("options")));
        for (size_t i = 0; i < ARRAY_LEN(CVSS_KEYS); i++) {
            const Json *cvss = json_get(metric, CVSS_KEYS[i]);
            Str vector = json_str(json_get(cvss, STR("vectorString")));

            if (vector.len && !record_score(draft, vector, source, name, err))
                return false;
        }
    }
    return true;
}

static bool container_read(RecordDraft *draft, const Json *json, ScoreSource source, Err *err)
{
    Container c = container_of(json);

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    record_references(draft, c.references);
    if (!record_english(draft, c.descriptions, err)
        || !record_summary(draft, json_str(c.title), err)
        || !metrics_read(draft, &c, source, err) || !record_cwes(draft, c.problems, CWE_AT, err))
        return false;
    if (!cve_affected_read(draft, c.affected, err))
        return err_in(err, "affected");
    return applicability_read(draft, c.applicability, err) || err_in(err, "cpeApplicability");
}

/* What the CNA says stands without an ADP's container that is not valid; half a configuration
 * would say something else than its whole. False when the job must end. */
static bool adp_read(RecordDraft *draft, const Json *json, size_t i, Err *err)
{
    size_t nodes = draft->nodes.count, criteria = draft->criteria.count;

    if (container_read(draft, json, SCORED_BY_ADP, err))
        return true;
    err_in(err, "containers.adp[%zu]", i);
    if (err->code == ERR_LIMIT)
        return false;
    draft->nodes.count = nodes;
    draft->criteria.count = criteria;
    record_leave_out(draft, err);
    err->code = ERR_NONE;
    return true;
}

static bool containers_read(RecordDraft *draft, const Json *containers, Err *err)
{
    const Json *cna = json_get(containers, STR("cna")), *adp = json_get(containers, STR("adp"));
    JsonIter iter = json_iter(adp);
    const Json *json;
    size_t i = 0;
    Str key;

    if (!container_read(draft, cna, SCORED_BY_CNA, err))
        return err_in(err, "containers.cna");
    if (json_kind(adp) != JSON_NULL && json_kind(adp) != JSON_ARRAY) {
        err_set(err, ERR_STRUCTURE, RULE_NOT_ARRAY);
        return err_in(err, "containers.adp");
    }
    for (; json_next(&iter, &key, &json); i++)
        if (!adp_read(draft, json, i, err))
            return false;
    return cve_affected_name(draft, json_get(cna, STR("affected")), err);
}

static bool metadata_read(RecordDraft *draft, const Json *metadata, Err *err)
{
    const Json *id = json_get(metadata, STR("cveId"));
    Str state = json_str(json_get(metadata, STR("state")));

    if (!record_set_id(draft, id, err))
        return err_in(err, "cveId");
    if (!cve_id_valid(draft->record.id)) {
        err_set(err, ERR_SYNTAX, RULE_ID, draft->record.id);
        return err_in(err, "cveId");
    }
    if (KEY_IS(state, "REJECTED")) {
        draft->record.state = RECORD_REJECTED;
    } else if (!KEY_IS(state, "PUBLISHED")) {
        err_set(err, ERR_UNKNOWN_NAME, RULE_STATE, state);
        return err_in(err, "state");
    }
    draft->record.published_s = record_time(draft, json_get(metadata, STR("datePublished")));
    draft->record.modified_s = record_time(draft, json_get(metadata, STR("dateUpdated")));
    return true;
}

static bool version_known(Str version)
{
    for (size_t i = 0; i < ARRAY_LEN(DATA_VERSIONS); i++)
        if (str_eq(version, DATA_VERSIONS[i])
            || (str_starts(version, DATA_VERSIONS[i]) && version.ptr[3] == '.'))
            return true;
    return false;
}

static bool format_check(const Json *type, const Json *version, Err *err)
{
    if (!str_eq(json_str(type), STR("CVE_RECORD"))) {
        err_set(err, ERR_UNKNOWN_NAME, RULE_TYPE, json_str(type));
        return err_in(err, "dataType");
    }
    if (!version_known(json_str(version))) {
        err_set(err, ERR_UNKNOWN_NAME, RULE_VERSION, json_str(version));
        return err_in(err, "dataVersion");
    }
    return true;
}

bool cve_read(const Json *json, Str source_name, Arena *arena, Record *out, Err *err)
{
    RecordDraft draft = record_draft(source_name, arena);
    const Json *containers = json_get(json, STR("containers"));
    const Json *cna = json_get(containers, STR("cna"));

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    if (!format_check(json_get(json, STR("dataType")), json_get(json, STR("dataVersion")), err))
        return false;
    if (!metadata_read(&draft, json_get(json, STR("cveMetadata")), err))
        return err_in(err, "cveMetadata");
    if (draft.record.state == RECORD_REJECTED) {
        if (!record_english(&draft, json_get(cna, STR("rejectedReasons")), err))
            return false;
    } else if (!containers_read(&draft, containers, err)) {
        return false;
    }
    record_finish(&draft, out);
    return true;
}
