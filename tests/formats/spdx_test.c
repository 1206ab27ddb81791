/* SPDX-License-Identifier: Apache-2.0 */
#include "sbom_corpus.h"

/* What the documents of others are refused for, by a part of their path. The first row that fits
 * decides; a document without a row must be read. */
static const struct {
    const char *part, *message;
} REFUSED[] = {
    { "spdx-schema-v3.0.1.json", "stands twice in one object" }, /* no SBOM at all */
    { "/schema/spdx-schema", "neither a CycloneDX nor an SPDX document" },
    { "spdx3", "SPDX 3 is not read yet" },
    { "spdx-3.0.1-context", "SPDX 3 is not read yet" },
    { "/model3-examples/", "SPDX 3 is not read yet" },
    { "/spec3-examples/", "SPDX 3 is not read yet" },
    { "SPDXJsonLDExample-v3.0.1.json", "SPDX 3 is not read yet" },
    { "perl-Mojolicious.spdx.json", "SPDX 3 is not read yet" }, /* its name says 2 */
    { "double.jsonld", "SPDX 3 is not read yet" },
    { "BadJSON.spdx.json", "packages[1]: no name" },
    { "SPDXWrongVersion.spdx.json", "spdxVersion: unknown version \"SPDX-2.2.1\"" },
    { "UTF-16.spdx.json", "not UTF-8" },
    { "powershell-2.2.6.spdx.json", "at byte 95877: text stands after the JSON value" },
    { "missing_component_name/SPDXJsonExample.json", "draft SPDX JSON is not read yet" },
};

static void refused_for_its_reason(const CorpusFile *file)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        if (!strstr(file->name, REFUSED[i].part))
            continue;
        if (!strstr(file->message, REFUSED[i].message))
            test_fail("%s: \"%s\"", file->name, file->message);
        return;
    }
    if (!file->read)
        test_fail("%s: %s", file->name, file->message);
}

static CorpusSum folder_sum(const char *path)
{
    CorpusSum sum = { 0 };

    corpus_walk(path, ".json", &sum, refused_for_its_reason);
    printf("%s: %zu read, %zu refused, %zu components, %zu identifiers\n", strstr(path, "shared"),
           sum.read, sum.refused, sum.components, sum.identifiers);
    return sum;
}

TEST(documents_of_the_standard_are_read_or_refused_for_a_true_reason)
{
    CorpusSum sum = folder_sum(TEST_SHARED("corpus/spdx"));

    CHECK(sum.read > 20, "2.2 and 2.3");
}

TEST(documents_that_lack_a_minimum_element_are_still_scanned)
{
    CorpusSum sum = folder_sum(TEST_SHARED("corpus/sbom-minimum-elements"));

    CHECK(sum.read > 10, "all but the one without a component's name");
}

/* Counted once with another program (Python's json module) by the same rule: entries of
 * `components` and, in them, of `components`; entries of `packages`. */
enum { REAL_DOCUMENTS = 94, REAL_COMPONENTS = 33968 };

TEST(every_real_sbom_is_read_and_counted_or_refused_for_a_true_reason)
{
    CorpusSum sum = folder_sum(TEST_SHARED("data/sboms"));

    CHECK_INT(sum.read, REAL_DOCUMENTS, "all but eight, each refused by name above");
    CHECK_INT(sum.components, REAL_COMPONENTS, "as counted with another program");
}
