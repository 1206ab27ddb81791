/* SPDX-License-Identifier: Apache-2.0 */
/* A record on a server, through the program: moved there and back, written to by two installations
 * at once, cut off, and on servers that are not as they should be.
 * Tests: cli/backup.c api/backup.c store/copy.c store/db_postgres.c */
#include "accept.h"

#include "../postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *at(const char *name)
{
    static char path[8][1200];
    static unsigned next;
    char *to = path[next++ % ARRAY_LEN(path)];

    snprintf(to, sizeof path[0], "%s/%s", process_folder(), name);
    return to;
}

static Str ended(ProcessResult result, int status, int line)
{
    char where[400];

    snprintf(where, sizeof where, "line %d: %.*s", line, STR_ARG(str_slice(result.err, 0, 350)));
    CHECK_INT(result.status, status, where);
    return status ? result.err : result.out;
}
#define DONE(...)         ended(INRO(__VA_ARGS__), 0, __LINE__)
#define ENDS(status, ...) ended(INRO(__VA_ARGS__), (status), __LINE__)
#define VERIFIED(record, why)                                                                      \
    CHECK_HAS(DONE("record", "verify", "--record", (record)), "\nverified", (why))

/* ---- from place to place ------------------------------------------------------------------ */

/* A product with a document, a site and a device, and somebody whose name is gone. */
static void fill(const char *record)
{
    DONE("product", "create", "--record", record, "--name", "Pump", "--intended-use", "輸液");
    DONE("release", "create", "--record", record, "--product", "Pump", "--version", "2.1");
    DONE("release", "sbom", "attach", "--record", record, "Pump@2.1",
         document("moved.json", CDX("{'type':'library','name':'a','version':'1',"
                                    "'purl':'pkg:pypi/a@1'}")));
    DONE("site", "create", "--record", record, "--name", "第三病棟");
    DONE("device", "create", "--record", record, "--product", "Pump", "--serial", "SN-1", "--site",
         "第三病棟");
}

static Str lists(const char *record)
{
    static const char *const NOUNS[] = { "product", "release", "site", "device" };
    char *all = test_keep(calloc(1, 1 << 16));

    for (size_t i = 0; i < ARRAY_LEN(NOUNS); i++) {
        Str out = DONE(NOUNS[i], "list", "--record", record, "--json");

        snprintf(all + strlen(all), (1 << 16) - strlen(all), "%.*s", STR_ARG(out));
    }
    return str_of(all);
}

static void moves(const char *from, const char *to)
{
    Str before, keys;

    fill(from);
    before = lists(from);
    keys = DONE("key", "list", "--record", from);
    CHECK_HAS(DONE("record", "copy", "--record", from, "--to", to), "verified and copied: ",
              "told");
    CHECK_HAS(DONE("record", "verify", "--record", to), "kept outside the record belongs",
              "the newest head went along");
    CHECK_STR(lists(to), before, "every row, with its id");
    DONE("release", "create", "--record", to, "--product", "Pump", "--version", "2.2");
    VERIFIED(to, "it goes on, under a key of its own");
    CHECK(DONE("key", "list", "--record", to).len > keys.len, "which the record tells");
    VERIFIED(from, "and the old one is as it was");
    CHECK_STR(lists(from), before, "in every row");
    CHECK_HAS(ENDS(2, "record", "copy", "--record", from, "--to", to), "there is a record",
              "a place that is taken is refused");
    VERIFIED(to, "and left alone");
}

TEST(a_record_moves_from_a_folder_to_a_server)
{
    moves(at("folder"), postgres_new());
}

TEST(a_record_moves_from_a_server_to_a_folder)
{
    moves(postgres_new(), at("home"));
}

TEST(a_record_moves_there_and_back_and_loses_nothing)
{
    const char *server = postgres_new();
    Str before;

    fill(at("start"));
    before = lists(at("start"));
    DONE("record", "copy", "--record", at("start"), "--to", server);
    DONE("record", "copy", "--record", server, "--to", at("back"));
    CHECK_STR(lists(at("back")), before, "as it was");
    VERIFIED(at("back"), "all of it");
}

TEST(what_does_not_verify_is_not_copied)
{
    const char *from = postgres_new(), *to = postgres_new();

    fill(from);
    postgres_say(from, "UPDATE product SET name = 'Pomp'");
    CHECK_HAS(ENDS(2, "record", "copy", "--record", from, "--to", to), "product", "by its place");
    CHECK_HAS(ENDS(3, "record", "verify", "--record", to), "there is no record", "not made");
    ENDS(2, "record", "copy", "--record", from, "--to", at("unsound"));
    ENDS(3, "record", "verify", "--record", at("unsound"));
    ENDS(2, "record", "backup", "--record", from, at("unsound.backup"));
    ENDS(2, "record", "copy", "--record", from);
    ENDS(3, "record", "copy", "--record", to, "--to", at("nothing"));
}

TEST(a_backup_of_a_server_is_restored_anywhere)
{
    const char *from = postgres_new(), *to = postgres_new();
    Str before;

    fill(from);
    before = lists(from);
    DONE("record", "backup", "--record", from, at("server.backup"));
    CHECK_HAS(ENDS(2, "record", "backup", "--record", from, at("server.backup")), "exists",
              "nothing is written over");
    DONE("record", "restore", "--record", at("restored"), at("server.backup"));
    DONE("record", "restore", "--record", to, at("server.backup"));
    CHECK_STR(lists(at("restored")), before, "into a folder");
    CHECK_STR(lists(to), before, "and into a server");
    VERIFIED(at("restored"), "with its head");
}
