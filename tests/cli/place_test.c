/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of the knowledge base after strangers were in it. Tests: kb/ through the program. */
#include "accept.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Puts something else into the place of a file of the knowledge base. */
static void put_link(const char *path)
{
    CHECK(symlink("/etc/passwd", path) == 0, "a link");
}

static void put_pipe(const char *path)
{
    CHECK(mkfifo(path, 0600) == 0, "a pipe");
}

static void put_folder(const char *path)
{
    CHECK(mkdir(path, 0700) == 0, "a folder");
}

TEST(what_stands_in_the_place_of_a_file_is_refused_and_not_waited_for)
{
    static const struct { void (*put)(const char *path); const char *says; } THINGS[] = {
        { put_link, "is a symbolic link, which is not followed here" },
        { put_pipe, "is not a regular file" }, { put_folder, "is not a regular file" },
    };
    static const char *const FILES[] = { "current", "base-1.kb" };
    const char *feed = document("one.json", OSV_FLAW("PYSEC-2026-1", "pumplib", ""));
    const char *sbom = document("pump.cdx.json", PUMPLIB("1.0"));

    for (size_t i = 0; i < ARRAY_LEN(THINGS) * ARRAY_LEN(FILES); i++) {
        char name[32], path[1200];
        ProcessResult result;
        const char *db;

        snprintf(name, sizeof name, "place-%zu", i);
        db = KNOWLEDGE(name, feed);
        snprintf(path, sizeof path, "%s/%s", db, FILES[i % ARRAY_LEN(FILES)]);
        CHECK(unlink(path) == 0, "the file is gone");
        THINGS[i / ARRAY_LEN(FILES)].put(path);
        result = INRO("scan", "--db", db, "--now", NOW, sbom);
        CHECK_INT(result.status, 2, path);
        CHECK_HAS(result.err, THINGS[i / ARRAY_LEN(FILES)].says, path);
        result = INRO("db", "import", "--db", db, feed);
        CHECK_INT(result.status, 2, "nor is it built upon");
    }
}
