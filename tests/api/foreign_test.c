/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of strangers through a worker: the same answers and refusals as without one. */
#include "api/foreign.h"

#include "base/stream.h"
#include "formats/sbom.h"
#include "model/sbom_pack.h"
#include "process.h"
#include "test.h"

#include <dirent.h>

#define CAP ((size_t)1 << 30)

static const char PUMP[] =
    "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"version\":1,\"components\":["
    "{\"type\":\"library\",\"name\":\"zlib\",\"version\":\"1.2.11\","
    "\"purl\":\"pkg:generic/zlib@1.2.11\"}]}";

TEST(a_document_is_understood_as_without_a_worker)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    Sbom sbom;
    Str bytes;
    Err err = { 0 };

    CHECK_OK(foreign_read(process_file("pump.json", str_of(PUMP)), &arena, &bytes, &err), &err);
    CHECK_OK(foreign_sbom(bytes, "pump.json", &arena, &sbom, &err), &err);
    CHECK_INT(sbom.counted_count, 1, "a component");
    CHECK_STR(sbom.components[0].name, STR("zlib"), "its name");
    CHECK_STR(sbom.identifiers[0].text, STR("pkg:generic/zlib@1.2.11"), "its purl");
}

TEST(a_refusal_of_the_worker_is_ours_with_the_name_of_the_file)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    char text[ERR_TEXT_BYTES];
    Sbom sbom;
    Err err = { 0 };

    CHECK(!foreign_sbom(STR("{\"a\":1,\"a\":2}"), "x.json", &arena, &sbom, &err), "refused");
    CHECK(err.code != ERR_INTERNAL, "by the document's own fault");
    err_text(&err, LANG_EN, text, sizeof text);
    CHECK(str_starts(str_of(text), STR("x.json: ")), text);
    CHECK(!foreign_sbom(STR("\x1f\x8b\x08nonsense"), "x.gz", &arena, &sbom, &err), "no gzip");
    CHECK(err.code != ERR_INTERNAL, "nor is that ours");
}

TEST(what_cannot_be_read_is_said)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    Str bytes;
    Err err;

    CHECK(!foreign_read("/nonexistent/pump.json", &arena, &bytes, &err), "no file");
    CHECK_INT(err.code, ERR_IO, "the system's reason");
}

TEST(many_documents_go_through_one_worker_and_one_that_is_none_harms_no_other)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const ForeignDocument documents[] = {
        { "a", { PUMP, sizeof PUMP - 1 } },
        { "b", STR_ROW("{") },
        { "c", { PUMP, sizeof PUMP - 1 } },
    };
    Sbom out[ARRAY_LEN(documents)];
    bool read[ARRAY_LEN(documents)];

    foreign_sboms(documents, ARRAY_LEN(documents), &arena, out, read);
    CHECK(read[0] && !read[1] && read[2], "all but the second");
    CHECK_STR(out[2].components[0].name, STR("zlib"), "each its own");
    foreign_sboms(documents, 0, &arena, out, read);
}

TEST(no_memory_for_the_answer_leaves_every_document_unread)
{
    CLEANUP(arena_done) Arena arena = arena_new(16);
    const ForeignDocument documents[] = { { "a", { PUMP, sizeof PUMP - 1 } } };
    bool read[] = { true };
    Sbom out[1];

    foreign_sboms(documents, 1, &arena, out, read);
    CHECK(!read[0], "none");
}

/* Every byte of what the reader says itself and what it says through the worker. */
static bool check_same(const char *path)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    CLEANUP(buf_done) Buf direct = buf_new(CAP), through = buf_new(CAP);
    Sbom sbom;
    Str bytes, text;
    Err err = { 0 };

    if (!stream_read_document(path, &STREAM_DOCUMENT, &arena, &text, &err)
        || !sbom_read(text, &arena, &sbom, &err))
        return false;
    sbom_pack(&sbom, &direct);
    CHECK_OK(foreign_read(path, &arena, &bytes, &err), &err);
    CHECK_OK(foreign_sbom(bytes, path, &arena, &sbom, &err), &err);
    sbom_pack(&sbom, &through);
    CHECK_STR(buf_str(&through), buf_str(&direct), path);
    return true;
}

TEST(sboms_of_the_shared_data_come_through_the_worker_as_they_are)
{
    static char folder[1024];
    struct dirent *entry;
    size_t same = 0;
    DIR *open;

    snprintf(folder, sizeof folder, "%s", TEST_SHARED("data/sboms"));
    open = opendir(folder);
    CHECK(open != NULL, folder);
    while ((entry = readdir(open)) != NULL) {
        char path[2048];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && same < 40)
            same += check_same(path);
    }
    closedir(open);
    CHECK(same > 5, "several documents were compared");
}
