/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "kb/evidence.h"
#include "kb/prune.h"

#include <string.h>
#include <unistd.h>

static bool is_kept(const char *text)
{
    Digest digest = digest_of(str_of(text));
    char hex[DIGEST_HEX_BYTES], path[128];

    snprintf(path, sizeof path, "db/sources/%s", digest_hex(&digest, hex).ptr);
    return io_kind(in(path)) == IO_FILE;
}

TEST(evidence_goes_when_the_last_generation_that_names_it_goes)
{
    folder_begin();
    write_file("kev.json", FEED_KEV_LIST);
    write_file("npm.ndjson", FEED_OSV_A);
    import_well(in("db"), PATHS_OF(in("npm.ndjson"), in("kev.json")));
    write_file("npm.ndjson", FEED_OSV_B);
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    CHECK(is_kept(FEED_OSV_A) && is_kept(FEED_OSV_B), "the generation before is whole");
    write_file("python.ndjson", FEED_OSV_PYTHON);
    import_well(in("db"), PATHS_OF(in("python.ndjson")));
    CHECK(!is_kept(FEED_OSV_A), "nobody names the first");
    CHECK(is_kept(FEED_OSV_B) && is_kept(FEED_OSV_PYTHON), "what was not given again stays");
    CHECK(is_kept(FEED_KEV_LIST), "also that of the columns");
    CHECK(io_kind(in("db/base-1.kb")) == IO_NONE && io_kind(in("db/base-2.kb")) == IO_FILE,
          "as the generations do");
}

TEST(evidence_that_a_killed_import_named_goes_with_the_next)
{
    static const char STRAY[] = "never published";
    Digest digest = digest_of(str_of(STRAY));
    char hex[DIGEST_HEX_BYTES], path[128];

    folder_begin();
    write_file("npm.ndjson", FEED_OSV_A);
    snprintf(path, sizeof path, "db/sources/%s", digest_hex(&digest, hex).ptr);
    write_file(path, STRAY);
    write_file("db/sources/a note of somebody", "stays");
    write_file("db/.base-1.kb.1-1.part", "half");
    import_well(in("db"), PATHS_OF(in("npm.ndjson")));
    CHECK(!is_kept(STRAY), "no generation names it");
    CHECK(is_kept(FEED_OSV_A), "this one is named");
    CHECK(io_kind(in("db/sources/a note of somebody")) == IO_FILE, "what is not ours stays");
    CHECK(io_kind(in("db/.base-1.kb.1-1.part")) == IO_NONE, "halves go");
}

TEST(a_name_is_one_of_a_generation)
{
    Current current = { .file = { [KBF_BASE] = STR("base-3.kb"), [KBF_KEV] = STR("kev-1.kb") } };

    CHECK(prune_is_named(&current, STR("kev-1.kb")), "this");
    CHECK(!prune_is_named(&current, STR("kev-3.kb")), "not that");
}
