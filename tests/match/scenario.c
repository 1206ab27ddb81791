/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario.h"

#include "base/buf.h"
#include "base/json.h"
#include "formats/feed.h"
#include "formats/sbom.h"
#include "knowledge.h"
#include "match/match.h"
#include "test.h"

#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 512, SOURCES_MAX = 4, TEXT_BYTES_MAX = 1 << 24 };

static const char *file_of(const char *name, const char *file)
{
    static char inside[PATH_BYTES];

    (void)snprintf(inside, sizeof inside, "tests/data/match/%s/%s", name, file);
    return test_source_path(inside);
}

static const Json *json_of(const char *name, const char *file, Arena *arena)
{
    const char *path = file_of(name, file);
    const Json *json;
    Err err = { 0 };

    if (access(path, R_OK) != 0)
        return NULL;
    CHECK_OK(json_parse(test_file(path), JSON_PLAIN, arena, &json, &err), &err);
    return json;
}

typedef bool ReadRecord(const Json *json, Str source_name, Arena *arena, Record *out, Err *err);

/* Reads every element of an array, or of its member `list`. */
static void source_add(Knowledge *all, KnowledgeSource *source, const Json *json, ReadRecord *read,
                       Arena *arena)
{
    Record *records = ARENA_ARRAY(arena, Record, json_count(json));
    JsonIter iter = json_iter(json);
    const Json *element;
    Err err = { 0 };
    Str key;

    CHECK(records != NULL, "memory");
    while (json_next(&iter, &key, &element))
        CHECK_OK(read(element, source->id, arena, &records[source->record_count++], &err), &err);
    source->records = records;
    all->source_count++;
}

static void kev_add(Knowledge *all, const Json *json, Arena *arena)
{
    const Json *list = json_get(json, STR("vulnerabilities")), *element;
    KevEntry *entries = ARENA_ARRAY(arena, KevEntry, json_count(list));
    JsonIter iter = json_iter(list);
    Err err = { 0 };
    Str key;

    CHECK(entries != NULL, "memory");
    while (json_next(&iter, &key, &element))
        CHECK_OK(kev_read(element, &entries[all->kev_count++], &err), &err);
    all->kev = entries;
}

Kb *scenario_kb(const char *name, Arena *arena)
{
    KnowledgeSource sources[SOURCES_MAX] = { { .id = STR("") } };
    Knowledge all = { .sources = sources, .date_s = 1750000000 };
    const Json *cve = json_of(name, "cve.json", arena), *nvd = json_of(name, "nvd.json", arena);
    const Json *osv = json_of(name, "osv.json", arena), *kev = json_of(name, "kev.json", arena);

    if (cve) {
        sources[all.source_count] = (KnowledgeSource){ .id = STR("cve"), .kind = FEED_CVE };
        source_add(&all, &sources[all.source_count], cve, cve_read, arena);
    }
    if (nvd) {
        sources[all.source_count] = (KnowledgeSource){ .id = STR("nvd"), .kind = FEED_NVD };
        source_add(&all, &sources[all.source_count], json_get(nvd, STR("vulnerabilities")),
                   nvd_read, arena);
    }
    if (osv) {
        sources[all.source_count] = (KnowledgeSource){ .id = STR("osv/test"), .kind = FEED_OSV };
        source_add(&all, &sources[all.source_count], osv, osv_read, arena);
    }
    if (kev)
        kev_add(&all, kev, arena);
    return knowledge_make(&all);
}

void scenario_sbom(const char *name, Arena *arena, Sbom *out)
{
    Err err = { 0 };

    CHECK_OK(sbom_read(test_file(file_of(name, "sbom.json")), arena, out, &err), &err);
}

static void scan(const Kb *kb, const Sbom *sbom, Arena *arena, Scan *out)
{
    Match match;
    Err err = { 0 };

    *out = (Scan){ .max_age_days = 7 };
    CHECK_OK(match_sbom(kb, sbom, 0, arena, &match, &err), &err);
    CHECK_OK(match_join(&match, 1, arena, out, &err), &err);
}

void scenario_scan(const char *name, const Kb *kb, Arena *arena, Scan *out)
{
    Sbom *sbom = ARENA_NEW(arena, Sbom);

    CHECK(sbom != NULL, "memory");
    scenario_sbom(name, arena, sbom);
    scan(kb, sbom, arena, out);
}

void scenario_scan_text(const char *json, const Kb *kb, Arena *arena, Scan *out)
{
    Sbom *sbom = ARENA_NEW(arena, Sbom);
    Err err = { 0 };

    CHECK(sbom != NULL, "memory");
    CHECK_OK(sbom_read(str_of(json), arena, sbom, &err), &err);
    scan(kb, sbom, arena, out);
}

void scenario_kb_end(Kb **kb)
{
    kb_close(*kb);
}

Str scenario_expected(const char *name)
{
    return test_file(file_of(name, "expected.txt"));
}

/* ---- the text of a scan ---- */

static void finding_text(Buf *buf, const char *kind, const ScanFinding *finding)
{
    buf_printf(buf, "%s %.*s %.*s %.*s %.*s %.*s", kind, STR_ARG(finding->flaw->id),
               STR_ARG(finding->component->name), STR_ARG(finding->component->version),
               STR_ARG(finding->evidence->rule), STR_ARG(finding->evidence->range));
    for (size_t i = 0; i < finding->evidence->fixed_count; i++)
        buf_printf(buf, "%s%.*s", i ? "," : " fixed=",
                   STR_ARG(finding->evidence->fixed_versions[i]));
    buf_printf(buf, " %.*s", STR_ARG(severity_name(finding->flaw->severity)));
    if (finding->flaw->score_count)
        buf_printf(buf, " %d", finding->flaw->scores[0].score);
    buf_printf(buf, " %.*s%s\n", STR_ARG(finding->evidence->source),
               finding->flaw->kev ? " kev" : "");
}

static void item_text(Buf *buf, Str list, const ScanItem *item)
{
    buf_printf(buf, "%.*s %.*s %.*s", STR_ARG(list), STR_ARG(item->name), STR_ARG(item->rule));
    if (item->vulnerability.len)
        buf_printf(buf, " %.*s", STR_ARG(item->vulnerability));
    if (item->identifier.len)
        buf_printf(buf, " %.*s", STR_ARG(item->identifier));
    if (item->ecosystem.len)
        buf_printf(buf, " ecosystem=%.*s", STR_ARG(item->ecosystem));
    buf_printf(buf, " at %.*s", STR_ARG(item->place));
    for (size_t i = 0; i < ARRAY_LEN(item->args); i++)
        if (item->args[i].len)
            buf_printf(buf, " %%%zu=%.*s", i + 1, STR_ARG(item->args[i]));
    buf_char(buf, '\n');
}

Str scenario_text(const Scan *scan, Arena *arena)
{
    static const Str LISTS[] = {
        STR_ROW("invalid_identifier"), STR_ROW("without_identifier"), STR_ROW("without_data"),
        STR_ROW("version_not_comparable"), STR_ROW("note"),
    };
    CLEANUP(buf_done) Buf buf = buf_new(TEXT_BYTES_MAX);
    Str text = { 0 };

    for (size_t i = 0; i < scan->finding_count; i++)
        finding_text(&buf, "finding", &scan->findings[i]);
    for (size_t i = 0; i < scan->malware_count; i++)
        finding_text(&buf, "malware", &scan->malware[i]);
    for (size_t i = 0; i < scan->hint_count; i++)
        item_text(&buf, STR("hint"), &scan->hints[i]);
    for (size_t list = 0; list < COVERAGE_LISTS; list++)
        for (size_t i = 0; i < scan->coverage_count[list]; i++)
            item_text(&buf, LISTS[list], &scan->coverage[list][i]);
    buf_printf(&buf, "components=%llu checked=%llu unchecked=%llu\n",
               (unsigned long long)scan->components, (unsigned long long)scan->checked,
               (unsigned long long)scan->unchecked);
    CHECK(!buf_failed(&buf) && arena_copy(arena, buf_str(&buf), &text), "memory");
    return text;
}
