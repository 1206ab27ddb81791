/* SPDX-License-Identifier: Apache-2.0 */
#include "sbom_corpus.h"

/* The official files: valid-… must be read; invalid-… may be, where the fault lies in what a
 * scan does not need (a licence, a hash), but never crash. */
static void official_file(const CorpusFile *file)
{
    if (strstr(file->name, "/valid-") && !file->read)
        test_fail("%s: %s", file->name, file->message);
}

TEST(every_official_valid_document_is_read_and_no_invalid_one_crashes)
{
    CorpusSum sum = { 0 };

    corpus_walk(TEST_SHARED("corpus/cyclonedx/tests"), ".json", &sum, official_file);
    printf("official: %zu read, %zu refused, %zu components\n", sum.read, sum.refused,
           sum.components);
    CHECK(sum.read + sum.refused > 300, "the corpus is whole");
}

static void must_read(const CorpusFile *file)
{
    if (!file->read)
        test_fail("%s: %s", file->name, file->message);
}

TEST(every_example_of_every_kind_of_bom_is_read)
{
    CorpusSum sum = { 0 };

    corpus_walk(TEST_SHARED("corpus/cyclonedx-examples"), ".json", &sum, must_read);
    printf("examples: %zu read, %zu components, %zu identifiers\n", sum.read, sum.components,
           sum.identifiers);
    CHECK_INT(sum.read, 54, "the README's number of JSON files");
}
