/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of people, through the program: what they do is signed, and nobody else does it.
 * Tests: api/personal.c cli/key.c api/decision_list.c api/act.c */
#include "accept.h"

#include "base/io.h"

#include <stdio.h>
#include <sys/stat.h>

#define ENDS(status, actor, ...)                                                                   \
    ended(inro_as((actor), (const char *const[]){ __VA_ARGS__, NULL }), (status), __LINE__)
#define DONE(actor, ...) ENDS(0, (actor), __VA_ARGS__)

#define FLAW(id)                                                                                   \
    "{'id':'" id "','modified':'2026-01-05T00:00:00Z','affected':[{'package':"                     \
    "{'ecosystem':'PyPI','name':'pumplib'},'ranges':[{'type':'ECOSYSTEM',"                         \
    "'events':[{'introduced':'0'},{'fixed':'2.0'}]}]}]}\n"

/* The Pump, whose release 1 has two flaws. */
static void pump(const char *record)
{
    const char *sbom = document("p.cdx.json",
        CDX("{'type':'library','name':'pumplib','version':'1.0','purl':'pkg:pypi/pumplib@1.0'}"));

    DONE("author", "product", "create", "--record", place(record), "--name", "Pump");
    DONE("author", "release", "create", "--record", place(record), "--product", "Pump", "--version",
         "1");
    DONE("author", "release", "sbom", "attach", "--record", place(record), "Pump@1", sbom);
}

static Str decide(const char *record, const char *flaw)
{
    const char *db = KNOWLEDGE("kb", document("flaws.ndjson", FLAW("CVE-2026-0001")
                                                              FLAW("CVE-2026-0002")));

    return str_trim(DONE("author", "finding", "decide", "--record", place(record), "--db", db,
                         "--product", "Pump", flaw, "--status", "fixed", "--reason", flaw));
}

/* The folder of keys, as the program makes it below HOME. */
static const char *keys(void)
{
    return place(".config/inro/keys");
}

static Str only_key(void)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    static char name[300];
    Str *names;
    size_t count;
    Err err = { 0 };

    CHECK_OK(io_list(keys(), 10, &arena, &names, &count, &err), &err);
    CHECK_INT(count, 1, "one key");
    snprintf(name, sizeof name, "%s/%.*s", keys(), STR_ARG(names[0]));
    return str_of(name);
}

static void keys_away(const char *name)
{
    CHECK(rename(keys(), place(name)) == 0, "moved away");
}

static void keys_back(const char *name)
{
    CHECK(rename(place(name), keys()) == 0, "brought back");
}

TEST(what_the_holder_of_a_key_does_is_signed_and_told_so)
{
    struct stat info;
    Str first;

    pump("one");
    decide("one", "CVE-2026-0001");
    CHECK_HAS(DONE("author", "key", "create", "--record", place("one"), "--personal"), "SHA256:",
              "its fingerprint");
    CHECK_INT(stat(only_key().ptr, &info), 0, "a file in the user's own folder");
    CHECK_INT(info.st_mode & 0777, 0600, "for its owner alone");
    CHECK_HAS(DONE("author", "key", "list", "--record", place("one")), "of a person", "and whose");
    decide("one", "CVE-2026-0002");
    first = DONE("author", "decision", "list", "--record", place("one"), "--json");
    CHECK_STR(json_at(first, "rows[reason=CVE-2026-0001].vouched"), STR("asserted"),
              "before the key");
    CHECK_STR(json_at(first, "rows[reason=CVE-2026-0002].vouched"), STR("signed"), "with it");
    CHECK_HAS(DONE("author", "decision", "list", "--record", place("one")), "signed", "for people");
    CHECK_HAS(DONE("author", "record", "verify", "--record", place("one")),
              "1 act signed by who acted", "verified");
    DONE("author", "record", "export", "--record", place("one"), "Pump", "-o",
         place("one.dossier"));
    CHECK_HAS(ENDS(1, "anybody", "record", "verify", place("one.dossier")),
              "1 act signed by who acted", "the dossier shows it");
    CHECK_LACKS(test_file(place("one.dossier")), "inro-ed25519-secret", "and no secret");
    keys_away("keys-one");
}

TEST(a_review_is_signed_by_its_reviewer)
{
    char uuid[64];
    Str list, id;

    pump("rev");
    DONE("author", "key", "create", "--record", place("rev"), "--personal");
    DONE("reviewer", "key", "create", "--record", place("rev"), "--personal");
    id = decide("rev", "CVE-2026-0001");
    snprintf(uuid, sizeof uuid, "%.*s", STR_ARG(id));
    DONE("reviewer", "decision", "review", "--record", place("rev"), uuid);
    list = DONE("anybody", "decision", "list", "--record", place("rev"), "--json");
    CHECK_STR(json_at(list, "rows[0].vouched"), STR("signed"), "the author");
    CHECK_STR(json_at(list, "rows[0].review_vouched"), STR("signed"), "and another");
    keys_away("keys-rev");
}

TEST(nobody_writes_in_the_name_of_who_has_a_key_without_it)
{
    Str error;

    DONE("author", "product", "create", "--record", place("away"), "--name", "Pump");
    DONE("author", "key", "create", "--record", place("away"), "--personal");
    keys_away("keys-away");
    error = ENDS(2, "author", "product", "create", "--record", place("away"), "--name", "Two");
    CHECK_HAS(error, "author signs with the key SHA256:", "which key is missed");
    CHECK_HAS(error, ".config/inro/keys", "and where");
    ENDS(2, "author", "key", "create", "--record", place("away"), "--personal");
    CHECK_HAS(DONE("author", "product", "list", "--record", place("away")), "Pump",
              "reading needs none");
    DONE("other", "product", "create", "--record", place("away"), "--name", "Three");
    keys_back("keys-away");
    DONE("author", "product", "create", "--record", place("away"), "--name", "Four");
    keys_away("keys-lost");
    {
        Str list = DONE("other", "key", "list", "--record", place("away"), "--json");
        Str key = json_at(list, "rows[purpose=person].id");
        char id[100];

        snprintf(id, sizeof id, "%.*s", STR_ARG(key));
        DONE("other", "key", "retire", "--record", place("away"), id);
    }
    DONE("author", "product", "create", "--record", place("away"), "--name", "Five");
    CHECK_HAS(DONE("other", "record", "verify", "--record", place("away")), "verified",
              "all holds");
}

TEST(one_key_serves_a_person_in_many_records_and_never_another_person)
{
    Str first, second, other;

    first = DONE("author", "key", "create", "--record", place("many-a"), "--personal");
    second = DONE("author", "key", "create", "--record", place("many-b"), "--personal");
    CHECK_STR(second, first, "the same key");
    other = DONE("reviewer", "key", "create", "--record", place("many-b"), "--personal");
    CHECK(!str_eq(other, first), "another person has another");
    CHECK(!str_eq(DONE("author", "key", "create", "--record", place("many-a"), "--personal"),
                  first), "and a second one in the same record is new");
    DONE("author", "product", "create", "--record", place("many-a"), "--name", "Pump");
    CHECK_HAS(DONE("author", "record", "verify", "--record", place("many-a")), "verified", "a");
    CHECK_HAS(DONE("author", "record", "verify", "--record", place("many-b")), "verified", "b");
    keys_away("keys-many");
}

TEST(the_key_of_a_person_vouches_for_no_record)
{
    char id[100];
    Str key;

    DONE("author", "product", "create", "--record", place("maker"), "--name", "Pump");
    DONE("author", "key", "create", "--record", place("maker"), "--personal");
    DONE("author", "record", "export", "--record", place("maker"), "Pump", "-o",
         place("m.dossier"));
    key = json_at(DONE("author", "key", "list", "--record", place("maker"), "--json"),
                  "rows[purpose=person].id");
    snprintf(id, sizeof id, "%.*s", STR_ARG(key));
    DONE("author", "key", "export", "--record", place("maker"), id, "-o", place("person.pub"));
    CHECK_HAS(ENDS(2, "author", "record", "verify", place("m.dossier"), "--key",
                   place("person.pub")), "it is signed by SHA256:", "the installation signed");
    keys_away("keys-maker");
}

TEST(who_was_erased_left_a_key_without_a_name)
{
    DONE("quirky-author", "product", "create", "--record", place("gone"), "--name", "Pump");
    DONE("quirky-author", "key", "create", "--record", place("gone"), "--personal");
    DONE("quirky-author", "product", "create", "--record", place("gone"), "--name", "Two");
    DONE("officer", "record", "erase", "--record", place("gone"), "quirky-author");
    CHECK_LACKS(test_file(place("gone/record.sqlite")), "quirky-author", "no name is left");
    CHECK_HAS(DONE("officer", "record", "verify", "--record", place("gone")),
              "1 act signed by who acted", "the signature holds");
    keys_away("keys-gone");
}
