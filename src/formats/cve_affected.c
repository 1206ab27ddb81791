/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_affected.h"
#include "formats/applicability.h"
#include "formats/cve_sweep.h"
#include "formats/cve_version.h"
#include "ident/cpe.h"
#include "ident/ecosystem.h"
#include "ident/purl.h"

#define RULE_NOT_OBJECT STR("formats.cve-not-object")
#define RULE_NOT_ARRAY  STR("formats.cve-not-array")
#define RULE_PURL_TYPE  STR("formats.cve-purl-type")
#define RULE_CPE_PARTS  STR("formats.cve-cpe-parts")

/* Hosts of `collectionURL` whose packages are those of an OSV ecosystem. Source: the collections
 * that the CVE Record Format names for collectionURL, and each registry's own address. */
static const struct {
    Str host, ecosystem;
} LANGUAGES[] = {
    { STR_ROW("registry.npmjs.org"), STR_ROW("npm") },
    { STR_ROW("npmjs.com"), STR_ROW("npm") },
    { STR_ROW("pypi.org"), STR_ROW("PyPI") },
    { STR_ROW("pypi.python.org"), STR_ROW("PyPI") },
    { STR_ROW("repo.maven.apache.org"), STR_ROW("Maven") },
    { STR_ROW("repo1.maven.org"), STR_ROW("Maven") },
    { STR_ROW("rubygems.org"), STR_ROW("RubyGems") },
    { STR_ROW("crates.io"), STR_ROW("crates.io") },
    { STR_ROW("packagist.org"), STR_ROW("Packagist") },
    { STR_ROW("nuget.org"), STR_ROW("NuGet") },
    { STR_ROW("pkg.go.dev"), STR_ROW("Go") },
    { STR_ROW("hex.pm"), STR_ROW("Hex") },
    { STR_ROW("pub.dev"), STR_ROW("Pub") },
    { STR_ROW("hackage.haskell.org"), STR_ROW("Hackage") },
    { STR_ROW("cran.r-project.org"), STR_ROW("CRAN") },
};

/* Hosts of `collectionURL` that hold a distribution's packages and images. */
static const Str DISTRIBUTIONS[] = {
    STR_ROW("access.redhat.com"),
    STR_ROW("catalog.redhat.com"),
    STR_ROW("packages.fedoraproject.org"),
};

typedef struct {
    Str vendor, product, package, collection, purl, repo, default_status;
    const Json *cpes, *versions_json;
    CveVersions versions;
    bool default_affected;
} Entry;

static bool is_affected(const Entry *entry)
{
    const RecordRange *ranges = entry->versions.ranges.items;

    for (size_t i = 0; i < entry->versions.ranges.count; i++)
        if (!ranges[i].unaffected)
            return true;
    return entry->default_affected;
}

/* Something it says cannot be compared: a version that is none, or no version at all. */
static bool is_named_only(const Entry *entry)
{
    return entry->versions.not_comparable
        || (entry->versions.default_lost && KEY_IS(entry->default_status, "affected"))
        || (!entry->versions.any && !entry->default_affected
            && !KEY_IS(entry->default_status, "unaffected"));
}

static bool entry_resolve(RecordDraft *draft, const Entry *entry, Array *out, bool *resolved,
                          Err *err)
{
    Statement statement = { &entry->versions.ranges, entry->versions.scheme,
                            entry->default_affected };

    return statement_resolve(draft, &statement, out, resolved, err);
}

/* What is affected, as ranges that end where the fix is; where a bound cannot be compared, the
 * entry's own words. */
static bool product_add(RecordDraft *draft, const Entry *entry, Str name, bool ranges, Err *err)
{
    Array list = entry->versions.ranges;
    RecordAffected *out;
    bool resolved = false;

    if (name.len == 0 || str_eq_fold(name, STR("n/a")))
        return true;
    if ((ranges && !entry_resolve(draft, entry, &list, &resolved, err))
        || !record_affected(draft, AFFECTED_PRODUCT, &out, err))
        return false;
    out->ecosystem = entry->vendor;
    out->name = name;
    out->scheme = entry->versions.scheme;
    out->not_comparable = !ranges || is_named_only(entry);
    if (ranges) {
        out->ranges = list.items;
        out->range_count = list.count;
        out->default_affected = entry->default_affected && !resolved;
    }
    return true;
}

static bool has_affected_version(const Entry *entry)
{
    JsonIter iter = json_iter(entry->versions_json);
    const Json *version;
    Str key;

    while (json_next(&iter, &key, &version))
        if (KEY_IS(json_str(json_get(version, STR("status"))), "affected"))
            return true;
    return false;
}

static bool git_add(RecordDraft *draft, const Entry *entry, Err *err)
{
    RecordAffected *out;

    /* Commits of an unknown repository can only name the product. CISA repeats those of the CNA,
     * who has said more of it before: then nothing is lost. Nor is it where this entry has
     * versions too, or where no commit is called affected. */
    if (entry->repo.len == 0)
        return draft->affected.count + draft->criteria.count > 0
            || is_affected(entry) || !has_affected_version(entry)
            || product_add(draft, entry, entry->product, false, err);
    if (!record_affected(draft, AFFECTED_GIT, &out, err))
        return false;
    out->name = entry->repo;
    out->ranges = entry->versions.commits.items;
    out->range_count = entry->versions.commits.count;
    out->default_affected = entry->default_affected;
    return true;
}

/* ---- packages ---------------------------------------------------------------------------- */

/* "https://www.npmjs.com/package" → "npmjs.com". */
static Str url_host(Str url)
{
    size_t at = str_find(url, STR("://"));
    Str host = at < url.len ? str_slice(url, at + 3, url.len) : url;

    host = str_slice(host, 0, str_find_char(host, '/'));
    return str_starts(host, STR("www.")) ? str_slice(host, 4, host.len) : host;
}

static Str language_of(const Entry *entry)
{
    Str host = url_host(entry->collection);

    for (size_t i = 0; entry->package.len && i < ARRAY_LEN(LANGUAGES); i++)
        if (str_eq_fold(host, LANGUAGES[i].host))
            return LANGUAGES[i].ecosystem;
    return (Str){ NULL, 0 };
}

static bool is_distribution(const Entry *entry)
{
    Str host = url_host(entry->collection);
    Scheme scheme = entry->versions.scheme;

    for (size_t i = 0; i < ARRAY_LEN(DISTRIBUTIONS); i++)
        if (str_eq_fold(host, DISTRIBUTIONS[i]))
            return true;
    return scheme == SCHEME_RPM || scheme == SCHEME_DEB || scheme == SCHEME_APK;
}

static bool package_add(RecordDraft *draft, const Entry *entry, const EcosystemKey *key, Err *err)
{
    Array ranges = { 0 };
    RecordAffected *out;
    bool resolved;

    if (!entry_resolve(draft, entry, &ranges, &resolved, err)
        || !record_affected(draft, AFFECTED_PACKAGE, &out, err))
        return false;
    out->ecosystem = key->ecosystem;
    out->name = key->name;
    out->scheme = key->row ? key->row->scheme : entry->versions.scheme;
    out->ranges = ranges.items;
    out->range_count = ranges.count;
    out->not_comparable = !resolved || is_named_only(entry);
    return true;
}

static bool purl_add(RecordDraft *draft, const Entry *entry, Err *err)
{
    EcosystemKey key = { .row = NULL };
    Err why = { 0 };
    Purl purl;
    bool known = purl_parse(entry->purl, draft->arena, &purl, &why);

    if (known && ecosystem_of_purl(&purl, STR(""), draft->arena, &key))
        return package_add(draft, entry, &key, err);
    if (known ? key.ecosystem.len == 0 : err_is_no_memory(&why))
        return err_no_memory(err);
    if (known)
        err_set(&why, ERR_UNKNOWN_NAME, RULE_PURL_TYPE, purl.type);
    record_leave_out(draft, &why);
    return true;
}

static bool language_add(RecordDraft *draft, const Entry *entry, Str ecosystem, Err *err)
{
    EcosystemKey key;

    if (!ecosystem_of_osv(ecosystem, entry->package, draft->arena, &key))
        return err_no_memory(err);
    return package_add(draft, entry, &key, err);
}

/* ---- CPE names --------------------------------------------------------------------------- */

/* Colons of a formatted string: "cpe:2.3:part:vendor:product:version:update:…". */
enum { CPE_PARTS = 13, CPE_VERSION_AT = 5, CPE_EDITION_AT = 7, RECENT_MAX = 16 };

/* A name and where its version begins and ends; `rest` is where the edition begins. */
typedef struct {
    Str text;
    size_t version, version_end, rest;
} CpeText;

/* What the entry's ranges ask of its CPE names. */
typedef struct {
    const Entry *entry;
    Array ranges;               /* resolved RecordRange */
    bool intervals;            /* a range that is more than one version, less than all */
    Str recent[RECENT_MAX];    /* names lately given all ranges, to skip doubles */
    size_t recent_count;
} CpePlan;

/* A quoted colon belongs to the name. False when the parts are not 13. */
static bool cpe_split(Str text, CpeText *out)
{
    size_t part = 0, start[CPE_PARTS + 1] = { 0 };

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\')
            i++;
        else if (text.ptr[i] == ':') {
            if (++part >= CPE_PARTS)
                return false;
            start[part] = i + 1;
        }
    }
    *out = (CpeText){ text, start[CPE_VERSION_AT], start[CPE_VERSION_AT + 1] - 1,
                      start[CPE_EDITION_AT] };
    return part == CPE_PARTS - 1;
}

/* As a formatted string, whichever binding the record uses; false when it is no CPE name, with
 * the reason. */
static bool cpe_text(RecordDraft *draft, Str text, CpeText *out, Err *why)
{
    Cpe cpe;

    text = str_trim(text);
    if (!str_starts(text, STR("cpe:2.3:"))
        && (!cpe_parse(text, draft->arena, &cpe, why)
            || !cpe_format(&cpe, draft->arena, &text, why)))
        return false;
    return cpe_split(text, out) || err_set(why, ERR_SYNTAX, RULE_CPE_PARTS, text);
}

static bool cpe_is_concrete(const CpeText *cpe)
{
    Str version = str_slice(cpe->text, cpe->version, cpe->version_end);

    return !str_eq(version, STR("*")) && !str_eq(version, STR("-"));
}

/* The name without its version and update, which the range now says. */
static bool cpe_any_version(Arena *arena, const CpeText *cpe, Str *out, Err *err)
{
    size_t rest = cpe->text.len - cpe->rest;
    char *text;

    if (cpe->rest - cpe->version == 4
        && memcmp(cpe->text.ptr + cpe->version, "*:*:", 4) == 0) {
        *out = cpe->text;
        return true;
    }
    if (!(text = arena_alloc_raw(arena, cpe->version + 4 + rest)))
        return err_no_memory(err);
    memcpy(text, cpe->text.ptr, cpe->version);
    memcpy(text + cpe->version, "*:*:", 4);
    memcpy(text + cpe->version + 4, cpe->text.ptr + cpe->rest, rest);
    *out = (Str){ text, cpe->version + 4 + rest };
    return true;
}

static bool is_recent(CpePlan *plan, Str text)
{
    size_t known = plan->recent_count < RECENT_MAX ? plan->recent_count : RECENT_MAX;

    for (size_t i = 0; i < known; i++)
        if (str_eq(plan->recent[i], text))
            return true;
    plan->recent[plan->recent_count++ % RECENT_MAX] = text;
    return false;
}

/* One version is a range whose bounds are both that version. */
static RecordCriterion criterion_of(Str cpe, RecordRange range)
{
    if (range.exact) {
        range.upper = range.lower;
        range.upper_inclusive = true;
        range.exact = range.fixed_known = false;
    }
    return (RecordCriterion){ .cpe = cpe, .range = range, .vulnerable = true,
                              .ranged = range.lower.len || range.upper.len };
}

static bool cpe_with_ranges(RecordDraft *draft, CpePlan *plan, const CpeText *cpe, Err *err)
{
    const RecordRange *ranges = plan->ranges.items;
    Str any = { NULL, 0 };

    if (!cpe_any_version(draft->arena, cpe, &any, err))
        return false;
    if (is_recent(plan, any))
        return true;
    for (size_t i = 0; i < plan->ranges.count; i++) {
        RecordCriterion criterion = criterion_of(any, ranges[i]);

        if (!applicability_criterion(draft, &criterion, err))
            return false;
    }
    return true;
}

/* A name with a version of its own stands for itself unless the entry's ranges are wider than
 * single versions; it also does when those ranges cannot be compared (Microsoft names
 * windows_10:1703 beside "10.0.0" to "publication"). */
static bool cpe_add(RecordDraft *draft, CpePlan *plan, const CpeText *cpe, Err *err)
{
    RecordCriterion itself = criterion_of(cpe->text, (RecordRange){ 0 });
    bool affected = plan->ranges.count > 0;

    if (cpe_is_concrete(cpe) && !plan->intervals)
        return (!affected && !plan->entry->versions.not_comparable)
            || applicability_criterion(draft, &itself, err);
    return !affected || cpe_with_ranges(draft, plan, cpe, err);
}

static void plan_look(CpePlan *plan)
{
    const RecordRange *ranges = plan->ranges.items;

    for (size_t i = 0; i < plan->ranges.count; i++) {
        bool open = ranges[i].lower.len == 0 && ranges[i].upper.len == 0;

        plan->intervals = plan->intervals || !(open || ranges[i].exact);
    }
}

static bool cpes_walk(RecordDraft *draft, CpePlan *plan, Err *err)
{
    JsonIter iter = json_iter(plan->entry->cpes);
    const Json *json;
    CpeText cpe;
    Str key;

    while (json_next(&iter, &key, &json)) {
        Err why = { 0 };

        if (!cpe_text(draft, json_str(json), &cpe, &why)) {
            if (err_is_no_memory(&why))
                return err_no_memory(err);
            err_in(&why, "cpes");
            record_leave_out(draft, &why);
            continue;
        }
        if (!cpe_add(draft, plan, &cpe, err))
            return false;
    }
    return true;
}

static bool cpes_add(RecordDraft *draft, const Entry *entry, Err *err)
{
    CpePlan plan = { .entry = entry };
    size_t before = draft->criteria.count;
    bool resolved;

    if (!entry_resolve(draft, entry, &plan.ranges, &resolved, err))
        return false;
    plan_look(&plan);
    if (!applicability_node(draft, (RecordNode){ 0 }, err) || !cpes_walk(draft, &plan, err))
        return false;
    if (draft->criteria.count == before)
        draft->nodes.count--;
    return (resolved && !is_named_only(entry))
        || product_add(draft, entry, entry->product, false, err);
}

/* ---- the entry --------------------------------------------------------------------------- */

static Entry entry_of(const Json *json)
{
    JsonIter iter = json_iter(json);
    Entry entry = { 0 };
    const Json *value;
    Str key;

    while (json_next(&iter, &key, &value)) {
        if (KEY_IS(key, "vendor"))
            entry.vendor = str_trim(json_str(value));
        else if (KEY_IS(key, "product"))
            entry.product = str_trim(json_str(value));
        else if (KEY_IS(key, "packageName"))
            entry.package = str_trim(json_str(value));
        else if (KEY_IS(key, "collectionURL"))
            entry.collection = json_str(value);
        else if (KEY_IS(key, "packageURL"))
            entry.purl = json_str(value);
        else if (KEY_IS(key, "repo"))
            entry.repo = str_trim(json_str(value));
        else if (KEY_IS(key, "defaultStatus"))
            entry.default_status = json_str(value);
        else if (KEY_IS(key, "cpes"))
            entry.cpes = value;
        else if (KEY_IS(key, "versions"))
            entry.versions_json = value;
    }
    return entry;
}

static bool entry_add(RecordDraft *draft, const Entry *entry, Err *err)
{
    Str ecosystem = language_of(entry);

    if (entry->versions.commits.count && !git_add(draft, entry, err))
        return false;
    if (!is_affected(entry) && !is_named_only(entry))
        return true;
    if (entry->purl.len && !purl_add(draft, entry, err))
        return false;
    if (ecosystem.len && !entry->purl.len && !language_add(draft, entry, ecosystem, err))
        return false;
    if (is_distribution(entry))
        return product_add(draft, entry, entry->package.len ? entry->package : entry->product,
                           false, err);
    if (json_count(entry->cpes))
        return cpes_add(draft, entry, err);
    return product_add(draft, entry, entry->product, true, err);
}

/* Versions that nobody can read leave the product named, and take nothing from other entries.
 * False when the job must end. */
static bool leave_out(RecordDraft *draft, size_t i, Err *why)
{
    if (why->code == ERR_LIMIT)
        return false;
    err_in(why, "affected[%zu]", i);
    record_leave_out(draft, why);
    why->code = ERR_NONE;
    return true;
}

static bool affected_read(RecordDraft *draft, const Json *json, size_t i, Err *err)
{
    Entry entry = entry_of(json);
    bool openssl = str_eq_fold(entry.vendor, STR("openssl"))
                && str_eq_fold(entry.product, STR("openssl"));

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    if (!cve_versions_read(draft, entry.versions_json, openssl, &entry.versions, err)) {
        err_in(err, "versions");
        if (!leave_out(draft, i, err))
            return false;
        entry.versions = (CveVersions){ .not_comparable = true, .any = true };
    }
    entry.default_affected = KEY_IS(entry.default_status, "affected")
                          && !entry.versions.default_lost;
    return entry_add(draft, &entry, err);
}

bool cve_affected_read(RecordDraft *draft, const Json *affected, Err *err)
{
    JsonIter iter = json_iter(affected);
    const Json *json;
    size_t i = 0;
    Str key;

    if (json_kind(affected) != JSON_NULL && json_kind(affected) != JSON_ARRAY)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_ARRAY);
    for (; json_next(&iter, &key, &json); i++)
        if (!affected_read(draft, json, i, err) && !leave_out(draft, i, err))
            return err_in(err, "[%zu]", i);
    return true;
}

/* ---- a record of commits alone ----------------------------------------------------------- */

static bool says_commits_alone(const RecordDraft *draft)
{
    const RecordAffected *affected = draft->affected.items;

    for (size_t i = 0; i < draft->affected.count; i++)
        if (affected[i].kind != AFFECTED_GIT || affected[i].default_affected)
            return false;
    return draft->criteria.count == 0;
}

bool cve_affected_name(RecordDraft *draft, const Json *affected, Err *err)
{
    JsonIter iter = json_iter(affected);
    const Json *json;
    Str key;

    if (!says_commits_alone(draft))
        return true;
    while (json_next(&iter, &key, &json)) {
        Entry entry = entry_of(json);

        if (entry.repo.len && has_affected_version(&entry)
            && !product_add(draft, &entry, entry.product, false, err))
            return false;
    }
    return true;
}
