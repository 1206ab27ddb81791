/* SPDX-License-Identifier: Apache-2.0 */
/* oracle — what a scan of a generated SBOM must find, by brute force.
 *
 *     oracle TRUTH SBOM SCAN.jsonl
 *
 * Every component is held against every range of its product, comparing numbers between dots.
 * Prints how many pairs (vulnerability, component) each side has; exit status 1 when they differ,
 * or when none is expected: an empty answer would then pass for a right one.
 */
#include "base/io.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Str id, product, lower, upper;
    bool lower_inclusive, upper_inclusive;
} Range;

typedef struct {
    Str vulnerability, ref;
} Pair;

enum { RANGES_MAX = 4000000, PAIRS_MAX = 4000000 };

static Range ranges[RANGES_MAX];
static Pair expected[PAIRS_MAX], found[PAIRS_MAX];
static size_t range_count, expected_count, found_count;
static Arena memory;

static void die(const Err *err)
{
    char text[ERR_TEXT_BYTES];

    fprintf(stderr, "oracle: %s\n", err_text(err, LANG_EN, text, sizeof text));
    exit(2);
}

/* 1.2 is 1.2.0: an absent number is zero. */
static int compare(Str a, Str b)
{
    while (a.len || b.len) {
        unsigned long x = a.len ? strtoul(a.ptr, NULL, 10) : 0;
        unsigned long y = b.len ? strtoul(b.ptr, NULL, 10) : 0;
        if (x != y)
            return x < y ? -1 : 1;
        a = str_slice(a, str_find_char(a, '.') + 1, a.len);
        b = str_slice(b, str_find_char(b, '.') + 1, b.len);
    }
    return 0;
}

static bool inside(const Range *range, Str version)
{
    int low = range->lower.len ? compare(version, range->lower) : 1;
    int high = range->upper.len ? compare(version, range->upper) : -1;

    return (low > 0 || (low == 0 && range->lower_inclusive))
        && (high < 0 || (high == 0 && range->upper_inclusive));
}

static int by_product(const void *a, const void *b)
{
    return str_cmp(((const Range *)a)->product, ((const Range *)b)->product);
}

static int by_pair(const void *a, const void *b)
{
    const Pair *p = a, *q = b;
    int order = str_cmp(p->vulnerability, q->vulnerability);

    return order ? order : str_cmp(p->ref, q->ref);
}

static void truth_read(const char *path)
{
    Str rest, line;
    Err err;

    if (!io_read_all(path, (uint64_t)2 << 30, &memory, &rest, &err))
        die(&err);
    while (str_next(&rest, '\n', &line) && range_count < RANGES_MAX) {
        Str cell[6] = { { NULL, 0 } };
        int count = 0;
        while (count < 6 && str_next(&line, '\t', &cell[count]))
            count++;
        if (count == 6)
            ranges[range_count++] = (Range){ cell[0], cell[1], cell[2], cell[4],
                                             cell[3].ptr[0] == '1', cell[5].ptr[0] == '1' };
    }
    qsort(ranges, range_count, sizeof ranges[0], by_product);
}

static void expect(const Json *component)
{
    Str cpe = json_str(json_get(component, STR("cpe"))), parts[6];
    Range key = { 0 };
    size_t low = 0, high = range_count;

    for (int i = 0; i < 6; i++)
        if (!str_next(&cpe, ':', &parts[i]))
            return;
    key.product = (Str){ parts[3].ptr, (size_t)(parts[4].ptr + parts[4].len - parts[3].ptr) };
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_product(&ranges[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < range_count && by_product(&ranges[low], &key) == 0; low++)
        if (inside(&ranges[low], parts[5]) && expected_count < PAIRS_MAX)
            expected[expected_count++] =
                (Pair){ ranges[low].id, json_str(json_get(component, STR("bom-ref"))) };
}

static void sbom_read(const char *path)
{
    const Json *root, *component;
    JsonIter iter;
    Str text, key;
    Err err;

    if (!io_read_all(path, (uint64_t)1 << 30, &memory, &text, &err)
        || !json_parse(text, JSON_PLAIN, &memory, &root, &err))
        die(&err);
    iter = json_iter(json_get(root, STR("components")));
    while (json_next(&iter, &key, &component))
        expect(component);
}

static void scan_read(const char *path)
{
    Str rest, line;
    Err err;

    if (!io_read_all(path, (uint64_t)4 << 30, &memory, &rest, &err))
        die(&err);
    while (str_next(&rest, '\n', &line)) {
        const Json *root, *vulnerability;
        if (line.len == 0)
            continue;
        if (!json_parse(line, JSON_PLAIN, &memory, &root, &err))
            die(&err);
        vulnerability = json_get(root, STR("vulnerability"));
        if (json_kind(vulnerability) == JSON_OBJECT && json_get(root, STR("match"))
            && found_count < PAIRS_MAX)
            found[found_count++] =
                (Pair){ json_str(json_get(vulnerability, STR("id"))),
                        json_str(json_get(json_get(root, STR("component")), STR("ref"))) };
    }
}

/* Several ranges of one record may hold the same version. */
static size_t sort_unique(Pair *pairs, size_t count)
{
    size_t kept = 0;

    qsort(pairs, count, sizeof pairs[0], by_pair);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || by_pair(&pairs[kept - 1], &pairs[i]) != 0)
            pairs[kept++] = pairs[i];
    return kept;
}

static size_t report(const char *what, const Pair *have, size_t have_count, const Pair *lack,
                     size_t lack_count)
{
    size_t count = 0;

    for (size_t i = 0; i < have_count; i++)
        if (!bsearch(&have[i], lack, lack_count, sizeof lack[0], by_pair) && count++ < 5)
            fprintf(stderr, "oracle: %s: %.*s %.*s\n", what, STR_ARG(have[i].vulnerability),
                    STR_ARG(have[i].ref));
    return count;
}

int main(int argc, char **argv)
{
    size_t missed, invented;

    if (argc != 4) {
        fputs("usage: oracle TRUTH SBOM SCAN.jsonl\n", stderr);
        return 2;
    }
    memory = arena_new((size_t)20 << 30);
    truth_read(argv[1]);
    sbom_read(argv[2]);
    scan_read(argv[3]);
    expected_count = sort_unique(expected, expected_count);
    found_count = sort_unique(found, found_count);
    missed = report("missed", expected, expected_count, found, found_count);
    invented = report("invented", found, found_count, expected, expected_count);
    printf("%zu expected, %zu found, %zu missed, %zu invented\n", expected_count, found_count,
           missed, invented);
    return missed || invented || expected_count == 0;
}
