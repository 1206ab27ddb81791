/* SPDX-License-Identifier: Apache-2.0 */
#include "report/rules.h"

#include "base/halving.h"

#include <stdlib.h>

enum { RULES_BYTES_MAX = 1 << 30 };

static int by_place(const void *a, const void *b)
{
    const ScanFinding *l = *(const ScanFinding *const *)a, *r = *(const ScanFinding *const *)b;
    int order = str_cmp(l->flaw->id, r->flaw->id);

    if (order == 0 && l->component->input != r->component->input)
        order = l->component->input < r->component->input ? -1 : 1;
    if (order == 0)
        order = str_cmp(l->component->ref, r->component->ref);
    return order ? order : str_cmp(l->id, r->id);
}

static void fill(Rules *rules, const ScanFinding *findings, size_t count)
{
    const ScanFinding **from = rules->sorted + rules->sorted_count;

    for (size_t i = 0; i < count; i++)
        from[i] = &findings[i];
    if (count)
        qsort(from, count, sizeof *from, by_place);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !str_eq(from[i - 1]->flaw->id, from[i]->flaw->id))
            rules->first[rules->count++] = rules->sorted_count + i;
    rules->sorted_count += count;
}

bool rules_make(const Scan *scan, Rules *out, Err *err)
{
    size_t all = scan->finding_count + scan->malware_count;

    *out = (Rules){ .scan = scan, .arena = arena_new(RULES_BYTES_MAX) };
    out->sorted = ARENA_ARRAY(&out->arena, const ScanFinding *, all + 1);
    out->first = ARENA_ARRAY(&out->arena, size_t, all + 1);
    if (!out->sorted || !out->first)
        return err_no_memory(err);
    fill(out, scan->findings, scan->finding_count);
    fill(out, scan->malware, scan->malware_count);
    out->first[out->count] = out->sorted_count;
    return true;
}

void rules_done(Rules *rules)
{
    arena_done(&rules->arena);
}

const ScanFinding *rules_finding(const Rules *rules, size_t i)
{
    return rules->sorted[rules->first[i]];
}

bool rules_is_malware(const Rules *rules, size_t i)
{
    return rules->first[i] >= rules->scan->finding_count;
}

static bool is_of_malware(const Scan *scan, const ScanFinding *f)
{
    return scan->malware_count && f >= scan->malware && f < scan->malware + scan->malware_count;
}

size_t rules_index(const Rules *rules, const ScanFinding *finding)
{
    bool malware = is_of_malware(rules->scan, finding);
    Halving half = halving_of(rules->count);

    while (halving_next(&half)) {
        const ScanFinding *row = rules_finding(rules, half.middle);
        bool before = rules_is_malware(rules, half.middle) == malware
                          ? str_cmp(row->flaw->id, finding->flaw->id) < 0
                          : malware;
        halving_turn(&half, before);
    }
    return half.at;
}

/* Where the publishers of ids show them; the last row takes what the others leave. */
static const struct { Str prefix, publisher, page; } PAGES[] = {
    { STR_ROW("CVE-"), STR_ROW("NVD"), STR_ROW("https://nvd.nist.gov/vuln/detail/") },
    { STR_ROW("GHSA-"), STR_ROW("GitHub Advisories"), STR_ROW("https://github.com/advisories/") },
    { STR_ROW("RUSTSEC-"), STR_ROW("RustSec"), STR_ROW("https://rustsec.org/advisories/") },
    { STR_ROW("GO-"), STR_ROW("Go"), STR_ROW("https://pkg.go.dev/vuln/") },
    { STR_ROW(""), STR_ROW("OSV"), STR_ROW("https://osv.dev/vulnerability/") },
};

static size_t page_of(Str id)
{
    size_t i = 0;

    while (PAGES[i].prefix.len && !str_starts(id, PAGES[i].prefix))
        i++;
    return i;
}

Str rules_publisher(Str id)
{
    return PAGES[page_of(id)].publisher;
}

static bool is_id_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '-' || c == ':' || c == '.' || c == '_';
}

bool rules_link(Str id, Buf *out)
{
    for (size_t i = 0; i < id.len; i++)
        if (!is_id_char(id.ptr[i]))
            return false;
    if (id.len == 0)
        return false;
    buf_add(out, PAGES[page_of(id)].page);
    buf_add(out, id);
    return true;
}
