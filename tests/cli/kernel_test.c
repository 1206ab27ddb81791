/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of a Linux kernel, held against what the stable tree fixed: an oracle that knows nothing
 * of CVE records' ranges. Tests: match/plan.c formats/cve_affected.c */
#include "accept.h"

#include "base/json.h"
#include "base/stream.h"

#include <stdio.h>
#include <stdlib.h>

enum { FINDINGS_MAX = 10000, MEMORY = 1 << 28 };

static Str found[FINDINGS_MAX];
static size_t found_count;

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static const Json *read_json(Str text, Arena *arena)
{
    const Json *root = NULL;
    Err err = { 0 };

    CHECK_OK(json_parse(text, JSON_PLAIN, arena, &root, &err), &err);
    return root;
}

static void scan(const char *db, const char *stream, unsigned patch, Arena *arena)
{
    char text[512];
    const Json *finding;
    JsonIter iter;
    Str none;

    snprintf(text, sizeof text,
             CDX("{'type':'operating-system','name':'linux','version':'%s.%u','cpe':"
                 "'cpe:2.3:o:linux:linux_kernel:%s.%u:*:*:*:*:*:*:*'}"),
             stream, patch, stream, patch);
    iter = json_iter(json_get(read_json(INRO("scan", "--db", db, "--now", NOW, "-o", "json",
                                             document("kernel.json", text)).out, arena),
                              STR("findings")));
    for (found_count = 0; json_next(&iter, &none, &finding); found_count++) {
        CHECK(found_count < FINDINGS_MAX, "room for them");
        found[found_count] =
            json_str(json_get(json_get(finding, STR("vulnerability")), STR("id")));
    }
    qsort(found, found_count, sizeof found[0], by_text);
}

/* N of "5.10.N" for the stream "5.10"; 0 for the release itself and for another stream. */
static unsigned long patch_of(Str version, Str stream)
{
    if (!str_starts(version, stream) || version.len <= stream.len
        || version.ptr[stream.len] != '.')
        return 0;
    return strtoul(version.ptr + stream.len + 1, NULL, 10);
}

/* CVE-2022-1055 and CVE-2022-2196 are found though their branch has the fix: their records say that
 * every version below the main line's is affected. */
TEST(a_kernel_has_what_its_stable_tree_fixed_later_and_nothing_it_fixed_before)
{
    static const struct {
        const char *stream;
        unsigned patch, later, before; /* found among those fixed later, and before */
    } ROWS[] = {
        { "4.19", 100, 144, 0 }, { "5.4", 150, 122, 0 }, { "5.10", 60, 179, 0 },
        { "5.15", 50, 202, 1 },  { "6.1", 20, 270, 1 },
    };
    CLEANUP(arena_done) Arena arena = arena_new(MEMORY);
    const char *db = KNOWLEDGE("kernel", TEST_SHARED("data/cve5-vulnrichment"));
    const char *path = TEST_SHARED("data/linux-kernel-cves/stream_fixes.json.zst");
    const Json *fixes;
    Err err = { 0 };
    Str text;

    CHECK_OK(stream_read_document(path, &STREAM_DOCUMENT, &arena, &text, &err), &err);
    fixes = read_json(text, &arena);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str stream = str_of(ROWS[i].stream), cve;
        JsonIter iter = json_iter(fixes);
        size_t later = 0, before = 0;
        const Json *streams;

        scan(db, ROWS[i].stream, ROWS[i].patch, &arena);
        while (json_next(&iter, &cve, &streams)) {
            const Json *fix = json_get(json_get(streams, stream), STR("fixed_version"));
            unsigned long patch = patch_of(json_str(fix), stream);
            if (patch && bsearch(&cve, found, found_count, sizeof found[0], by_text))
                *(patch > ROWS[i].patch ? &later : &before) += 1;
        }
        CHECK_INT(later, ROWS[i].later, ROWS[i].stream);
        CHECK_INT(before, ROWS[i].before, ROWS[i].stream);
    }
}
