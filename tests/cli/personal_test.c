/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of people, through the program: what they do is signed, and nobody else does it.
 * Tests: api/personal.c cli/key.c api/decision_list.c api/act.c */
#include "accept.h"

#include "base/io.h"

#include <stdio.h>
#include <sys/stat.h>

static const char *at(const char *name)
{
    static char path[8][1200];
    static unsigned next;
    char *to = path[next++ % ARRAY_LEN(path)];

    snprintf(to, sizeof path[0], "%s/%s", process_folder(), name);
    return to;
}

/* The actor is the first of a name that stands in the environment. */
static ProcessResult as(const char *actor, const char *const *words)
{
    char environment[100];

    snprintf(environment, sizeof environment, "INRO_ACTOR=%s", actor);
    return inro_words(STR(""), environment, words);
}

static Str ended(ProcessResult result, int status, int line)
{
    char where[400];

    snprintf(where, sizeof where, "line %d: %.*s", line, STR_ARG(str_slice(result.err, 0, 350)));
    CHECK_INT(result.status, status, where);
    return status == 2 ? result.err : result.out;
}
#define ENDS(status, actor, ...)                                                                   \
    ended(as((actor), (const char *const[]){ __VA_ARGS__, NULL }), (status), __LINE__)
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

    DONE("author", "product", "create", "--record", at(record), "--name", "Pump");
    DONE("author", "release", "create", "--record", at(record), "--product", "Pump", "--version",
         "1");
    DONE("author", "release", "sbom", "attach", "--record", at(record), "Pump@1", sbom);
}

static Str decide(const char *record, const char *flaw)
{
    const char *db = KNOWLEDGE("kb", document("flaws.ndjson", FLAW("CVE-2026-0001")
                                                              FLAW("CVE-2026-0002")));

    return str_trim(DONE("author", "finding", "decide", "--record", at(record), "--db", db,
                         "--product", "Pump", flaw, "--status", "fixed", "--reason", flaw));
}

/* The folder of keys, as the program makes it below HOME. */
static const char *keys(void)
{
    return at(".config/inro/keys");
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
    CHECK(rename(keys(), at(name)) == 0, "moved away");
}

static void keys_back(const char *name)
{
    CHECK(rename(at(name), keys()) == 0, "brought back");
}

TEST(what_the_holder_of_a_key_does_is_signed_and_told_so)
{
    struct stat info;
    Str first;

    pump("one");
    decide("one", "CVE-2026-0001");
    CHECK_HAS(DONE("author", "key", "create", "--record", at("one"), "--personal"), "SHA256:",
              "its fingerprint");
    CHECK_INT(stat(only_key().ptr, &info), 0, "a file in the user's own folder");
    CHECK_INT(info.st_mode & 0777, 0600, "for its owner alone");
    CHECK_HAS(DONE("author", "key", "list", "--record", at("one")), "of a person", "and whose");
    decide("one", "CVE-2026-0002");
    first = DONE("author", "decision", "list", "--record", at("one"), "--json");
    CHECK_STR(json_at(first, "rows[reason=CVE-2026-0001].vouched"), STR("asserted"),
              "before the key");
    CHECK_STR(json_at(first, "rows[reason=CVE-2026-0002].vouched"), STR("signed"), "with it");
    CHECK_HAS(DONE("author", "decision", "list", "--record", at("one")), "signed", "for people");
    CHECK_HAS(DONE("author", "record", "verify", "--record", at("one")),
              "1 act signed by who acted", "verified");
    DONE("author", "record", "export", "--record", at("one"), "Pump", "-o", at("one.dossier"));
    CHECK_HAS(ENDS(1, "anybody", "record", "verify", at("one.dossier")),
              "1 act signed by who acted", "the dossier shows it");
    CHECK_LACKS(test_file(at("one.dossier")), "inro-ed25519-secret", "and no secret");
    keys_away("keys-one");
}

TEST(a_review_is_signed_by_its_reviewer)
{
    char uuid[64];
    Str list, id;

    pump("rev");
    DONE("author", "key", "create", "--record", at("rev"), "--personal");
    DONE("reviewer", "key", "create", "--record", at("rev"), "--personal");
    id = decide("rev", "CVE-2026-0001");
    snprintf(uuid, sizeof uuid, "%.*s", STR_ARG(id));
    DONE("reviewer", "decision", "review", "--record", at("rev"), uuid);
    list = DONE("anybody", "decision", "list", "--record", at("rev"), "--json");
    CHECK_STR(json_at(list, "rows[0].vouched"), STR("signed"), "the author");
    CHECK_STR(json_at(list, "rows[0].review_vouched"), STR("signed"), "and another");
    keys_away("keys-rev");
}

TEST(nobody_writes_in_the_name_of_who_has_a_key_without_it)
{
    Str error;

    DONE("author", "product", "create", "--record", at("away"), "--name", "Pump");
    DONE("author", "key", "create", "--record", at("away"), "--personal");
    keys_away("keys-away");
    error = ENDS(2, "author", "product", "create", "--record", at("away"), "--name", "Two");
    CHECK_HAS(error, "author signs with the key SHA256:", "which key is missed");
    CHECK_HAS(error, ".config/inro/keys", "and where");
    ENDS(2, "author", "key", "create", "--record", at("away"), "--personal");
    CHECK_HAS(DONE("author", "product", "list", "--record", at("away")), "Pump",
              "reading needs none");
    DONE("other", "product", "create", "--record", at("away"), "--name", "Three");
    keys_back("keys-away");
    DONE("author", "product", "create", "--record", at("away"), "--name", "Four");
    keys_away("keys-lost");
    {
        Str list = DONE("other", "key", "list", "--record", at("away"), "--json");
        Str key = json_at(list, "rows[purpose=person].id");
        char id[100];

        snprintf(id, sizeof id, "%.*s", STR_ARG(key));
        DONE("other", "key", "retire", "--record", at("away"), id);
    }
    DONE("author", "product", "create", "--record", at("away"), "--name", "Five");
    CHECK_HAS(DONE("other", "record", "verify", "--record", at("away")), "verified", "all holds");
}

TEST(one_key_serves_a_person_in_many_records_and_never_another_person)
{
    Str first, second, other;

    first = DONE("author", "key", "create", "--record", at("many-a"), "--personal");
    second = DONE("author", "key", "create", "--record", at("many-b"), "--personal");
    CHECK_STR(second, first, "the same key");
    other = DONE("reviewer", "key", "create", "--record", at("many-b"), "--personal");
    CHECK(!str_eq(other, first), "another person has another");
    CHECK(!str_eq(DONE("author", "key", "create", "--record", at("many-a"), "--personal"), first),
          "and a second one in the same record is new");
    DONE("author", "product", "create", "--record", at("many-a"), "--name", "Pump");
    CHECK_HAS(DONE("author", "record", "verify", "--record", at("many-a")), "verified", "a");
    CHECK_HAS(DONE("author", "record", "verify", "--record", at("many-b")), "verified", "b");
    keys_away("keys-many");
}

TEST(the_key_of_a_person_vouches_for_no_record)
{
    char id[100];
    Str key;

    DONE("author", "product", "create", "--record", at("maker"), "--name", "Pump");
    DONE("author", "key", "create", "--record", at("maker"), "--personal");
    DONE("author", "record", "export", "--record", at("maker"), "Pump", "-o", at("m.dossier"));
    key = json_at(DONE("author", "key", "list", "--record", at("maker"), "--json"),
                  "rows[purpose=person].id");
    snprintf(id, sizeof id, "%.*s", STR_ARG(key));
    DONE("author", "key", "export", "--record", at("maker"), id, "-o", at("person.pub"));
    CHECK_HAS(ENDS(2, "author", "record", "verify", at("m.dossier"), "--key", at("person.pub")),
              "it is signed by SHA256:", "the installation signed");
    keys_away("keys-maker");
}

TEST(who_was_erased_left_a_key_without_a_name)
{
    DONE("quirky-author", "product", "create", "--record", at("gone"), "--name", "Pump");
    DONE("quirky-author", "key", "create", "--record", at("gone"), "--personal");
    DONE("quirky-author", "product", "create", "--record", at("gone"), "--name", "Two");
    DONE("officer", "record", "erase", "--record", at("gone"), "quirky-author");
    CHECK_LACKS(test_file(at("gone/record.sqlite")), "quirky-author", "no name is left");
    CHECK_HAS(DONE("officer", "record", "verify", "--record", at("gone")),
              "1 act signed by who acted", "the signature holds");
    keys_away("keys-gone");
}
