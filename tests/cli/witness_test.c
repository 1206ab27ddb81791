/* SPDX-License-Identifier: Apache-2.0 */
/* The newest signed head cannot be kept outside the record: the command says so beside what it did,
 * and the next one makes up for it.
 * Tests: cli/record.c */
#include "accept.h"

#include <stdio.h>
#include <string.h>

enum { NAMES = 200 }; /* more than a writer tries */

#define RUN(world, ...)                                                                            \
    own_run((world), "INRO_ACTOR=author", (const char *const[]){ __VA_ARGS__, NULL })
#define DONE(world, ...) own_done(RUN((world), __VA_ARGS__), __LINE__)

/* Runs inro where every name is taken under which it could write a head: those are of its process,
 * which is that of the shell before. */
static ProcessResult headless(const OwnRecord *world, const char *language, const char *name)
{
    char shell[2600], home[300];
    const char *argv[] = { "/bin/sh", "-c", shell, process_inro(), "product", "create", "--record",
                           world->at, "--name", name, NULL };
    const char *environment[] = { "INRO_ACTOR=author", language, home, "XDG_STATE_HOME=", NULL };
    ProcessOptions options = { .environment = environment };

    snprintf(home, sizeof home, "HOME=%s", process_folder());
    snprintf(shell, sizeof shell,
             "i=0; while [ $i -lt %d ]; do : > '%s/keys/.head.'$$-$i.part; i=$((i+1)); done;"
             " exec \"$0\" \"$@\"", NAMES, world->at);
    return process_run(argv, &options);
}

static Str head_of(const OwnRecord *world)
{
    static char path[1300];

    snprintf(path, sizeof path, "%s/keys/head", world->at);
    return test_file(path);
}

TEST(a_head_that_cannot_be_kept_is_a_warning_of_the_program_and_no_failure)
{
    OwnRecord world = own_record("headless");
    ProcessResult result;
    Str before, after;

    if (records_served()) /* its heads lie where the state is: the same code, another folder */
        return;
    DONE(&world, "product", "create", "--name", "Pump");
    before = head_of(&world);
    result = headless(&world, "INRO_LANG=en", "Monitor");
    CHECK_INT(result.status, 0, "it is done");
    CHECK_INT(result.out.len, 37, "and told by its UUID");
    CHECK_HAS(result.err, "inro: ", "in a line of its own");
    CHECK_HAS(result.err, "need not be said again", "the act stands");
    CHECK_HAS(result.err, "keys/head: ", "what could not be written");
    CHECK_STR(head_of(&world), before, "the older head is whole");
    CHECK_HAS(DONE(&world, "product", "list"), "Monitor", "it is in the record");
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "which holds");
    result = headless(&world, "INRO_LANG=ja", "Gateway");
    CHECK_INT(result.status, 0, "again");
    CHECK_HAS(result.err, "keys/head", "in Japanese");
    CHECK_LACKS(result.err, "need not", "alone");
    result = RUN(&world, "product", "create", "--name", "Viewer");
    CHECK_INT(result.status, 0, "the next one");
    CHECK(result.err.len == 0, "has nothing to warn of");
    after = head_of(&world);
    CHECK(!str_eq(before, after), "because its head was kept");
    CHECK_HAS(DONE(&world, "record", "verify"), "belongs to it", "and bears the record out");
}

/* Whoever may write to the folder may put all of an older copy there, with its head: then nothing
 * in it can tell. A head that was kept elsewhere can. */
TEST(a_whole_older_copy_is_found_by_a_head_that_was_kept_elsewhere)
{
    OwnRecord world = own_record("older"), other = own_record("elsewhere");
    const char *early, *late, *foreign;
    ProcessResult result;

    if (records_served()) /* its heads lie where the state is: the same code, another folder */
        return;
    DONE(&world, "product", "create", "--name", "Pump");
    DONE(&other, "product", "create", "--name", "Pump");
    early = process_file("early.head", head_of(&world));
    foreign = process_file("foreign.head", head_of(&other));
    DONE(&world, "record", "backup", place("older.backup"));
    DONE(&world, "product", "create", "--name", "Monitor");
    late = process_file("late.head", head_of(&world));
    CHECK_HAS(DONE(&world, "record", "verify", "--head", early), "early.head belongs to",
              "the record went on from there");
    CHECK_HAS(DONE(&world, "record", "verify", "--head", late), "late.head belongs to", "it is it");
    world = own_record("rolled-back");
    DONE(&world, "record", "restore", place("older.backup"));
    CHECK_HAS(DONE(&world, "record", "verify"), "verified", "by itself all of it holds");
    DONE(&world, "record", "verify", "--head", early);
    result = RUN(&world, "record", "verify", "--head", late);
    CHECK_INT(result.status, 2, "what came later is gone");
    CHECK_HAS(result.err, "witness ", "which the head knows of");
    CHECK_INT(RUN(&world, "record", "verify", "--head", foreign).status, 2, "of another record");
    CHECK_INT(RUN(&world, "record", "verify", "--head", place("no.head")).status, 2, "no file");
    result = RUN(&world, "record", "verify", place("older.backup"), "--head", early);
    CHECK_HAS(result.err, "--head belongs to a record", "a dossier has its own head");
}
