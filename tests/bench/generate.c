/* SPDX-License-Identifier: Apache-2.0 */
/* generate — the workloads of the benchmarks; deterministic.
 *
 *     generate feed SOURCE COUNT TRUTH     NVD 2.0 page of COUNT records to standard output
 *     generate sbom TRUTH COUNT            CycloneDX 1.6 of COUNT components to standard output
 *
 * TRUTH is a table: id, vendor:product, lower, lower inclusive, upper, upper inclusive. It holds
 * the ranges of products all of whose records are simple: one OR node, no attribute but the
 * version, bounds of numbers between dots. Only such products go into SBOMs, so that an oracle of
 * ten lines can judge them; the feed holds the others too.
 */
#include "base/json.h"
#include "base/io.h"
#include "base/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RECORDS_MAX = 60000,
    TEXT_BYTES = 1900,
    HIT_PERCENT = 29,
    POPULAR_PERCENT = 9,
    RANGES_MAX = 4000000,
    PRODUCTS_MAX = 2000000,
};

static uint64_t seed = 20261121;

static uint32_t next_random(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static void die(const Err *err)
{
    char text[ERR_TEXT_BYTES];

    fprintf(stderr, "generate: %s\n", err_text(err, LANG_EN, text, sizeof text));
    exit(1);
}

/* ---- the real records ------------------------------------------------------------- */

typedef struct {
    Str text, id;
} Source;

static Source sources[RECORDS_MAX];
static size_t source_count;
static Arena memory;

static void source_keep(Str text)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 28);
    const Json *root, *cve;
    Err err;

    if (source_count == RECORDS_MAX || !json_parse(text, JSON_PLAIN, &arena, &root, &err))
        return;
    cve = json_get(root, STR("cve"));
    if (json_count(json_get(cve, STR("configurations"))) == 0)
        return;
    if (!arena_copy(&memory, text, &sources[source_count].text)
        || !arena_copy(&memory, json_str(json_get(cve, STR("id"))), &sources[source_count].id))
        exit(1);
    source_count++;
}

static void sources_read(const char *path)
{
    static const Str NAMES[] = { STR_ROW("vulnerabilities") };
    RecordBatch batch = { 0 };
    Records *records;
    Stream *stream;
    Err err;

    if (!stream_open(path, NULL, &stream, &err) || !records_open(stream, NAMES, 1, &records, &err))
        die(&err);
    do {
        if (!records_fill(records, &batch, &err))
            die(&err);
        for (size_t i = 0; i < batch.count; i++)
            if (batch.record[i].kind == RECORD_VALUE)
                source_keep(batch.record[i].text);
    } while (batch.count);
    record_batch_done(&batch);
    records_close(&records);
    stream_close(&stream);
}

/* ---- the truth -------------------------------------------------------------------- */

/* Digits and dots, as the oracle reads them. */
static bool plain(Str version)
{
    for (size_t i = 0; i < version.len; i++)
        if (version.ptr[i] != '.' && (version.ptr[i] < '0' || version.ptr[i] > '9'))
            return false;
    return version.len == 0 || (version.len < 24 && version.ptr[0] != '.'
                                && version.ptr[version.len - 1] != '.');
}

/* "vendor:product" and the version of a CPE whose other attributes are all "*". */
static bool cpe_simple(Str cpe, Str *product, Str *version)
{
    Str rest = cpe, piece, parts[13];
    size_t count = 0;

    while (count < 13 && str_next(&rest, ':', &piece))
        parts[count++] = piece;
    if (count < 6)
        return false;
    *product = (Str){ parts[3].ptr, (size_t)(parts[4].ptr + parts[4].len - parts[3].ptr) };
    *version = parts[5];
    for (size_t i = 6; i < count; i++)
        if (!str_eq(parts[i], STR("*")))
            return false;
    return count == 13 && str_find_char(cpe, '\\') == cpe.len && str_eq(parts[2], STR("a"))
        && !str_eq(parts[3], STR("*")) && !str_eq(parts[4], STR("*"));
}

typedef struct {
    Str product, lower, upper;
    bool lower_inclusive, upper_inclusive, simple;
} Range;

static Range range_read(const Json *match)
{
    Str version = { NULL, 0 };
    Range range = { .simple = json_bool(json_get(match, STR("vulnerable"))) };
    Str start = json_str(json_get(match, STR("versionStartIncluding")));
    Str end = json_str(json_get(match, STR("versionEndExcluding")));
    Str start_after = json_str(json_get(match, STR("versionStartExcluding")));
    Str end_with = json_str(json_get(match, STR("versionEndIncluding")));

    range.simple &= cpe_simple(json_str(json_get(match, STR("criteria"))), &range.product,
                               &version);
    range.lower = start.len ? start : start_after;
    range.lower_inclusive = start.len > 0;
    range.upper = end.len ? end : end_with;
    range.upper_inclusive = end_with.len > 0;
    if (!str_eq(version, STR("*"))) {
        range.simple &= version.len > 0 && !str_eq(version, STR("-"));
        range.lower = range.upper = version;
        range.lower_inclusive = range.upper_inclusive = true;
    }
    range.simple &= plain(range.lower) && plain(range.upper);
    return range;
}

/* Products that any record speaks of in a way the oracle cannot read; sorted after collecting. */
static Str difficult[PRODUCTS_MAX];
static size_t difficult_count;

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static bool is_difficult(Str product)
{
    return bsearch(&product, difficult, difficult_count, sizeof product, by_text) != NULL;
}

/* Calls `each` for every criterion; `simple` says whether the configuration around it is. */
typedef void CriterionEach(Str id, Range range, const char *suffix, FILE *out);

static void criteria_walk(Str text, Str id, const char *suffix, CriterionEach *each, FILE *out)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 28);
    const Json *root, *configuration, *node, *match;
    JsonIter configurations, nodes, matches;
    Str key;
    Err err;

    if (!json_parse(text, JSON_PLAIN, &arena, &root, &err))
        die(&err);
    configurations = json_iter(json_get(json_get(root, STR("cve")), STR("configurations")));
    while (json_next(&configurations, &key, &configuration)) {
        const Json *list = json_get(configuration, STR("nodes"));
        nodes = json_iter(list);
        while (json_next(&nodes, &key, &node)) {
            matches = json_iter(json_get(node, STR("cpeMatch")));
            while (json_next(&matches, &key, &match)) {
                Range range = range_read(match);
                range.simple &= json_count(list) == 1 && !json_bool(json_get(node, STR("negate")));
                each(id, range, suffix, out);
            }
        }
    }
}

static void note_difficult(Str id, Range range, const char *suffix, FILE *out)
{
    (void)id, (void)suffix, (void)out;
    if (range.simple || range.product.len == 0)
        return;
    if (difficult_count == PRODUCTS_MAX
        || !arena_copy(&memory, range.product, &difficult[difficult_count++]))
        exit(1);
}

static void print_truth(Str id, Range range, const char *suffix, FILE *out)
{
    if (!range.simple || is_difficult(range.product))
        return;
    fprintf(out, "%.*s\t%.*s%s\t%.*s\t%d\t%.*s\t%d\n", STR_ARG(id), STR_ARG(range.product), suffix,
            STR_ARG(range.lower), range.lower_inclusive, STR_ARG(range.upper),
            range.upper_inclusive);
}

/* ---- the feed --------------------------------------------------------------------- */

/* A paragraph of invented words, as long as the Spanish text of a real record. */
static void print_text(void)
{
    static const char *const SYLLABLES[] = { "la", "de", "con", "tra", "vul", "ne", "ra", "bi",
                                             "li", "dad", "en", "el", "ser", "vi", "dor", "es" };

    fputs("{\"lang\":\"es\",\"value\":\"", stdout);
    for (int i = 0; i < TEXT_BYTES / 3; i++) {
        fputs(SYLLABLES[next_random(16)], stdout);
        if (next_random(3) == 0)
            putchar(' ');
    }
    fputs("\"},", stdout);
}

/* Prints `text` with every `id` replaced and, in odd copies, a suffix on every product. */
static void print_copy(Str text, Str id, Str new_id, const char *suffix)
{
    static const char MARK[] = "cpe:2.3:";
    static const char TEXTS[] = "\"descriptions\":[";

    for (size_t i = 0; i < text.len; i++) {
        Str rest = str_slice(text, i, text.len);
        if (str_starts(rest, id)) {
            fwrite(new_id.ptr, 1, new_id.len, stdout);
            i += id.len - 1;
        } else if (suffix[0] && str_starts(rest, str_of(MARK))) {
            int colons = 0;
            for (; i < text.len && colons < 5; i++) {
                colons += text.ptr[i] == ':' && text.ptr[i - 1] != '\\';
                if (colons == 5)
                    fputs(suffix, stdout);
                putchar(text.ptr[i]);
            }
            i--;
        } else {
            putchar(text.ptr[i]);
            if (text.ptr[i] == '[' && i + 1 >= sizeof TEXTS - 1 && next_random(4) != 0
                && str_eq(str_slice(text, i + 2 - sizeof TEXTS, i + 1), str_of(TEXTS)))
                print_text();
        }
    }
}

static void print_feed(size_t count, FILE *truth)
{
    printf("{\"resultsPerPage\":%zu,\"startIndex\":0,\"totalResults\":%zu,\"format\":\"NVD_CVE\","
           "\"version\":\"2.0\",\"timestamp\":\"2026-11-20T00:00:00.000\",\"vulnerabilities\":[",
           count, count);
    for (size_t i = 0; i < count; i++) {
        const Source *source = &sources[i % source_count];
        size_t copy = i / source_count;
        char id[48], suffix[32] = "";
        if (copy % 2)
            snprintf(suffix, sizeof suffix, "_copy%zu", copy);
        if (copy)
            snprintf(id, sizeof id, "CVE-%zu-%zu", 2030 + copy, 10000 + i % source_count);
        else
            snprintf(id, sizeof id, "%.*s", STR_ARG(source->id));
        if (i)
            fputs(",\n", stdout);
        print_copy(source->text, source->id, str_of(id), suffix);
        criteria_walk(source->text, str_of(id), suffix, print_truth, truth);
    }
    puts("]}");
}

static int feed(const char *source, size_t count, const char *truth_path)
{
    FILE *truth = fopen(truth_path, "w");

    if (!truth)
        return 1;
    sources_read(source);
    for (size_t i = 0; i < source_count; i++)
        criteria_walk(sources[i].text, sources[i].id, "", note_difficult, NULL);
    qsort(difficult, difficult_count, sizeof difficult[0], by_text);
    fprintf(stderr, "generate: %zu real records\n", source_count);
    print_feed(count, truth);
    return fclose(truth) == 0 ? 0 : 1;
}

/* ---- the SBOM --------------------------------------------------------------------- */

/* One line of the truth. */
typedef struct {
    Str product, lower, upper;
    bool upper_inclusive;
} Bound;

static Bound bounds[RANGES_MAX];
static size_t products[PRODUCTS_MAX]; /* the first bound of each, then the end */
static size_t bound_count, product_count;

static int by_product(const void *a, const void *b)
{
    const Bound *left = a, *right = b;
    int order = str_cmp(left->product, right->product);

    return order ? order : left->product.ptr < right->product.ptr ? -1 : 1;
}

static void bounds_read(const char *truth_path)
{
    Str rest, line;
    Err err;

    if (!io_read_all(truth_path, (uint64_t)2 << 30, &memory, &rest, &err))
        die(&err);
    while (bound_count < RANGES_MAX && str_next(&rest, '\n', &line)) {
        Str cell[6] = { { NULL, 0 } };
        int count = 0;
        while (count < 6 && str_next(&line, '\t', &cell[count]))
            count++;
        if (count == 6)
            bounds[bound_count++] = (Bound){ cell[1], cell[2], cell[4], cell[5].ptr[0] == '1' };
    }
    qsort(bounds, bound_count, sizeof bounds[0], by_product);
    for (size_t i = 0; i < bound_count && product_count < PRODUCTS_MAX - 1; i++)
        if (i == 0 || !str_eq(bounds[i - 1].product, bounds[i].product))
            products[product_count++] = i;
    products[product_count] = bound_count;
}

/* Mostly any product alike; now and then any range alike, which favours the products that have
 * hundreds. The share gives about 31 ranges a product, which is what real SBOMs meet. */
static const Bound *bound_draw(void)
{
    uint32_t product;

    if (next_random(100) < POPULAR_PERCENT)
        return &bounds[next_random((uint32_t)bound_count)];
    product = next_random((uint32_t)product_count);
    return &bounds[products[product]
                   + next_random((uint32_t)(products[product + 1] - products[product]))];
}

/* A range that holds its last version. Chance alone gives ten components no finding at all, and
 * then the oracle's word about them is worth nothing. */
static const Bound *bound_draw_closed(void)
{
    const Bound *drawn = bound_draw();

    for (size_t i = 0; i < bound_count && !(drawn->upper_inclusive && drawn->upper.len); i++)
        drawn = bound_draw();
    return drawn;
}

/* A version at a border, or one step to a side of it. */
static void version_near(Str bound, char *out, size_t size)
{
    unsigned long last = 0;
    size_t dot = bound.len;

    while (dot > 0 && bound.ptr[dot - 1] != '.')
        dot--;
    last = strtoul(bound.ptr + dot, NULL, 10) + next_random(3);
    snprintf(out, size, "%.*s%lu", (int)dot, bound.ptr, last ? last - 1 : 0);
}

/* What tools write beside the identifiers. */
static void print_rest(void)
{
    fputs(",\"licenses\":[{\"license\":{\"id\":\"Apache-2.0\"}}],"
          "\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"", stdout);
    for (int i = 0; i < 8; i++)
        printf("%08x", next_random(UINT32_MAX));
    fputs("\"}]}", stdout);
}

static void print_own(size_t i, const char *version)
{
    printf("\"name\":\"own-part-%zu\",\"purl\":\"pkg:generic/own-part-%zu@%s\","
           "\"cpe\":\"cpe:2.3:a:own:part_%zu:%s:*:*:*:*:*:*:*\"", i, i, version, i, version);
}

static void print_known(Str vendor_product, const char *version)
{
    size_t colon = str_find_char(vendor_product, ':');
    Str vendor = str_slice(vendor_product, 0, colon);
    Str product = str_slice(vendor_product, colon + 1, vendor_product.len);

    printf("\"name\":\"%.*s\",\"supplier\":{\"name\":\"%.*s\"},\"purl\":\"pkg:generic/%.*s@%s\","
           "\"cpe\":\"cpe:2.3:a:%.*s:%s:*:*:*:*:*:*:*\"", STR_ARG(product), STR_ARG(vendor),
           STR_ARG(product), version, STR_ARG(vendor_product), version);
}

/* The first is always a known product in a version that has a finding. */
static void print_component(size_t i)
{
    const Bound *drawn = i ? bound_draw() : bound_draw_closed();
    Str bound = drawn->upper.len ? drawn->upper : drawn->lower;
    char version[64];

    if (i)
        version_near(bound.len ? bound : STR("1.0"), version, sizeof version);
    else
        snprintf(version, sizeof version, "%.*s", STR_ARG(bound));
    printf("%s{\"type\":\"library\",\"bom-ref\":\"ref-%zu\",\"version\":\"%s\",",
           i ? ",\n" : "", i, version);
    if (i && next_random(100) >= HIT_PERCENT)
        print_own(i, version);
    else
        print_known(drawn->product, version);
    print_rest();
}

static int sbom(const char *truth_path, size_t count)
{
    bounds_read(truth_path);
    seed += count;
    puts("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,"
         "\"components\":[");
    for (size_t i = 0; i < count; i++)
        print_component(i);
    puts("]}");
    return 0;
}

int main(int argc, char **argv)
{
    memory = arena_new((size_t)4 << 30);
    if (argc == 5 && strcmp(argv[1], "feed") == 0)
        return feed(argv[2], strtoul(argv[3], NULL, 10), argv[4]);
    if (argc == 4 && strcmp(argv[1], "sbom") == 0)
        return sbom(argv[2], strtoul(argv[3], NULL, 10));
    fputs("usage: generate feed SOURCE COUNT TRUTH | generate sbom TRUTH COUNT\n", stderr);
    return 2;
}
