/* SPDX-License-Identifier: Apache-2.0 */
/* Dossiers handed from one installation to another, through the program.
 * Tests: cli/backup.c cli/key.c cli/record.c api/backup.c api/dossier.c api/erase.c api/key.c
 * store/dossier.c */
#include "accept.h"

#include "base/io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *named(const char *begin, const char *end)
{
    static char text[16][64];
    static unsigned next;
    char *to = text[next++ % ARRAY_LEN(text)];

    snprintf(to, sizeof text[0], "%s-%s", begin, end);
    return place(to);
}

#define DONE(...) ended(INRO(__VA_ARGS__), 0, __LINE__)
#define ENDS(status, ...) ended(INRO(__VA_ARGS__), (status), __LINE__)

/* The record of a maker with two products, and the dossier of one. */
static void maker(const char *record, const char *dossier)
{
    DONE("product", "create", "--record", place(record), "--name", "Pump");
    DONE("product", "create", "--record", place(record), "--name", "Zephyr");
    DONE("release", "create", "--record", place(record), "--product", "Pump", "--version", "2.1");
    DONE("device", "create", "--record", place(record), "--product", "Zephyr", "--serial",
         "ZEPHYR-7");
    DONE("record", "export", "--record", place(record), "Pump", "-o", place(dossier));
}

TEST(a_dossier_is_verified_with_nothing_but_itself)
{
    Str text;

    maker("alone", "alone.dossier");
    text = ENDS(1, "record", "verify", place("alone.dossier"));
    CHECK_HAS(text, "product Pump", "what it is of");
    CHECK_HAS(text, "integrity ok, signer UNKNOWN SHA256:", "nobody vouches for the key");
    CHECK_HAS(ENDS(1, "--lang", "ja", "record", "verify", place("alone.dossier")),
              "署名者 UNKNOWN", "in Japanese, too");
    text = test_file(place("alone.dossier"));
    CHECK_LACKS(text, "Zephyr", "the other product");
    CHECK_LACKS(text, "ZEPHYR-7", "its device");
    DONE("record", "export", "--record", place("alone"), "Pump", "-o", place("again.dossier"));
    CHECK_STR(test_file(place("again.dossier")), text, "the same bytes again");
}

TEST(an_altered_dossier_ends_with_two_and_the_first_bad_record)
{
    static char bytes[1 << 16];
    Str text;
    size_t found;

    maker("altered", "altered.dossier");
    text = test_file(place("altered.dossier"));
    CHECK(text.len < sizeof bytes, "room");
    memcpy(bytes, text.ptr, text.len);
    found = str_find(text, STR("\"name\":\"Pump\""));
    CHECK(found < text.len, "the product's name");
    bytes[found + 8] = 'J';
    process_file("forged.dossier", (Str){ bytes, text.len });
    CHECK_HAS(ENDS(2, "record", "verify", place("forged.dossier")), "forged.dossier: event ",
              "the event is named");
    process_file("cut.dossier", str_slice(text, 0, text.len - 1));
    CHECK_HAS(ENDS(2, "record", "verify", place("cut.dossier")), "it ends inside",
              "what is missing");
    CHECK_HAS(ENDS(2, "record", "verify", place("none.dossier")), "none.dossier", "no such file");
}

static bool is_two(const char *file, unsigned number)
{
    ProcessResult result = number % 2
        ? INRO("record", "verify", file)
        : INRO("record", "import", "--record", place("mutant-user"), file);

    CHECK_HAS(result.err, file, "the file is named");
    return result.status == 2;
}

TEST(every_mutation_is_refused_with_two_by_verify_and_by_import_and_nothing_is_kept)
{
    enum { MUTANTS = 60 };
    static char bytes[1 << 16];
    uint64_t state = 20261122;
    Str text;

    maker("mutant", "mutant.dossier");
    DONE("key", "export", "--record", place("mutant"), "-o", place("mutant.pub"));
    DONE("key", "trust", "--record", place("mutant-user"), place("mutant.pub"));
    text = test_file(place("mutant.dossier"));
    CHECK(text.len < sizeof bytes, "room");
    for (unsigned i = 0; i < MUTANTS; i++) {
        size_t byte;

        state = state * 6364136223846793005u + 1442695040888963407u;
        byte = (size_t)(state >> 33) % text.len;
        memcpy(bytes, text.ptr, text.len);
        bytes[byte] = (char)(bytes[byte] ^ (1 << (state >> 60) % 8));
        process_file("mutated", (Str){ bytes, i % 3 ? text.len : byte });
        if (!is_two(place("mutated"), i))
            test_fail("mutation %u at byte %zu was not refused", i, byte);
    }
    CHECK_LACKS(DONE("record", "verify", "--record", place("mutant-user")), "dossier",
                "all is well");
    CHECK_HAS(ENDS(2, "product", "list", "--record", place("mutant-user"), "--origin", "Pump"),
              "no dossier of", "none was taken in");
    CHECK_HAS(DONE("record", "import", "--record", place("mutant-user"), place("mutant.dossier")),
              "was taken in", "the real one is");
}

TEST(a_signer_whom_the_record_trusts_is_known_until_the_key_is_retired)
{
    maker("known", "known.dossier");
    DONE("key", "export", "--record", place("known"), "-o", place("known.pub"));
    DONE("product", "create", "--record", place("reader"), "--name", "Else");
    CHECK_HAS(ENDS(1, "record", "verify", "--record", place("reader"), place("known.dossier")),
              "signer UNKNOWN SHA256:", "not yet");
    DONE("key", "trust", "--record", place("reader"), place("known.pub"), "--label", "maker");
    CHECK_HAS(DONE("record", "verify", "--record", place("reader"), place("known.dossier")),
              "verified", "trusted");
    CHECK_HAS(DONE("record", "verify", "--record", place("known"), place("known.dossier")),
              "verified", "our own");
    DONE("key", "retire", "--record", place("reader"), "maker");
    CHECK_HAS(ENDS(1, "record", "verify", "--record", place("reader"), place("known.dossier")),
              "signer UNKNOWN SHA256:", "no more");
    CHECK_HAS(ENDS(2, "record", "import", "--record", place("reader"), place("known.dossier")),
              "is not trusted", "nor is it taken in");
    CHECK_HAS(DONE("record", "verify", place("known.dossier"), "--key", place("known.pub")),
              "verified", "who names the key decides");
    ENDS(3, "record", "verify", "--record", place("nowhere"), place("known.dossier"));
}

/* ---- keys ------------------------------------------------------------------------------- */

TEST(the_key_that_signed_is_asked_for_by_its_file)
{
    maker("keys", "keys.dossier");
    DONE("key", "export", "--record", place("keys"), "-o", place("keys.pub"));
    CHECK_HAS(DONE("record", "verify", place("keys.dossier"), "--key", place("keys.pub")),
              "verified", "by its key");
    DONE("organisation", "change", "--record", place("keys"), "--name", "Example Medical");
    DONE("record", "export", "--record", place("keys"), "Pump", "-o", place("named.dossier"));
    CHECK_HAS(DONE("record", "verify", place("named.dossier"), "--key", place("keys.pub")),
              "which calls itself \"Example Medical\"", "the newest name");
    DONE("product", "create", "--record", place("strange"), "--name", "Else");
    DONE("key", "export", "--record", place("strange"), "-o", place("strange.pub"));
    CHECK_HAS(ENDS(2, "record", "verify", place("keys.dossier"), "--key", place("strange.pub")),
              "it is signed by SHA256:", "another key");
    CHECK_HAS(ENDS(2, "record", "verify", place("keys.dossier"), "--key", place("nosuch.pub")),
              "keys.dossier: --key: ", "which of the two files cannot be read");
    CHECK_HAS(ENDS(2, "record", "verify", "--record", place("keys"), "--key", place("keys.pub")),
              "--key belongs to a dossier", "a record has its own keys");
    CHECK_HAS(ENDS(2, "record", "verify", place("keys.dossier"), "--key", place("keys.dossier")),
              "keys.dossier", "no key file");
}

TEST(a_new_key_signs_from_then_on_and_a_retired_one_no_more)
{
    Str first, second;

    DONE("product", "create", "--record", place("turn"), "--name", "Pump");
    first = DONE("key", "export", "--record", place("turn"));
    DONE("key", "create", "--record", place("turn"), "--label", "second");
    second = DONE("key", "export", "--record", place("turn"));
    CHECK(!str_eq(first, second), "the newest signs");
    CHECK_HAS(second, " second", "with its label");
    DONE("key", "retire", "--record", place("turn"), "second");
    CHECK_STR(DONE("key", "export", "--record", place("turn")), first, "the older one again");
    DONE("key", "retire", "--record", place("turn"), "installation");
    CHECK_HAS(ENDS(2, "key", "retire", "--record", place("turn"), "second"), "retired already",
              "once is enough");
    CHECK_HAS(ENDS(2, "key", "retire", "--record", place("turn"), "third"), "there is no key",
              "nobody called so");
    DONE("product", "create", "--record", place("turn"), "--name", "Monitor");
    CHECK_HAS(DONE("key", "list", "--record", place("turn"), "--json"), "\"rows\": 3",
              "one more was made");
    CHECK_HAS(DONE("record", "verify", "--record", place("turn")), "verified",
              "and all of it holds");
}

TEST(a_trusted_key_is_of_a_stranger_and_signs_nothing_here)
{
    DONE("product", "create", "--record", place("ours"), "--name", "Pump");
    DONE("product", "create", "--record", place("theirs"), "--name", "Monitor");
    DONE("key", "export", "--record", place("theirs"), "-o", place("theirs.pub"));
    DONE("key", "export", "--record", place("ours"), "-o", place("ours.pub"));
    DONE("key", "trust", "--record", place("ours"), place("theirs.pub"), "--label", "monitors");
    CHECK_HAS(DONE("key", "list", "--record", place("ours")), "trusted", "as what it is known");
    CHECK_HAS(ENDS(2, "key", "trust", "--record", place("ours"), place("theirs.pub")),
              "knows the key", "once");
    CHECK_HAS(ENDS(2, "key", "trust", "--record", place("ours"), place("ours.pub")),
              "knows the key", "our own");
    CHECK_HAS(ENDS(2, "key", "export", "--record", place("ours"), "SHA256:"), "several keys",
              "which one");
    CHECK_STR(DONE("key", "export", "--record", place("ours")), test_file(place("ours.pub")),
              "still ours signs");
    CHECK_HAS(DONE("record", "verify", "--record", place("ours")), "verified",
              "and all of it holds");
}

TEST(no_two_keys_of_a_record_are_called_the_same)
{
    Str list, ours;
    char called[100];

    DONE("product", "create", "--record", place("two-a"), "--name", "Pump");
    DONE("product", "create", "--record", place("two-b"), "--name", "Monitor");
    DONE("key", "export", "--record", place("two-b"), "-o", place("two-b.pub"));
    DONE("key", "create", "--record", place("two-a"), "--label", "maker");
    CHECK_HAS(ENDS(2, "key", "trust", "--record", place("two-a"), place("two-b.pub"), "--label",
                   "maker"), "is called “maker” already", "the second that is trusted");
    CHECK_HAS(ENDS(2, "key", "create", "--record", place("two-a"), "--label", "maker"),
              "is called “maker” already", "or made");
    DONE("key", "trust", "--record", place("two-a"), place("two-b.pub"));
    list = DONE("key", "list", "--record", place("two-a"), "--json");
    CHECK_STR(json_at(list, "rows[label=installation].purpose"), STR("sign"), "ours is one");
    snprintf(called, sizeof called, "installation %.16s",
             json_at(list, "rows[purpose=trust].id").ptr + 7);
    CHECK_STR(json_at(list, "rows[purpose=trust].label"), str_of(called),
              "and the one of the file is told apart");
    ours = json_at(list, "rows[label=maker].id");
    snprintf(called, sizeof called, "%.*s", STR_ARG(ours));
    DONE("key", "create", "--record", place("two-a"), "--label", called);
    DONE("key", "retire", "--record", place("two-a"), called);
    list = DONE("key", "list", "--record", place("two-a"), "--json");
    CHECK(json_at(list, "rows[label=maker].retired").len > 4, "a fingerprint is a fingerprint");
    CHECK_HAS(ENDS(2, "key", "create", "--record", place("two-a"), "--label", "maker"),
              "is called “maker” already", "a retired key keeps its name");
}

/* ---- taking in -------------------------------------------------------------------------- */

/* A maker's two dossiers of the Pump, the second a release longer, and a user with another Pump. */
static void two(const char *begin)
{
    DONE("product", "create", "--record", named(begin, "maker"), "--name", "Pump");
    DONE("release", "create", "--record", named(begin, "maker"), "--product", "Pump", "--version",
         "1");
    DONE("record", "export", "--record", named(begin, "maker"), "Pump", "-o", named(begin, "old"));
    DONE("release", "create", "--record", named(begin, "maker"), "--product", "Pump", "--version",
         "2");
    DONE("record", "export", "--record", named(begin, "maker"), "Pump", "-o", named(begin, "new"));
    DONE("key", "export", "--record", named(begin, "maker"), "-o", named(begin, "pub"));
    DONE("product", "create", "--record", named(begin, "user"), "--name", "Pump");
}

TEST(a_dossier_is_taken_in_only_from_a_signer_who_is_trusted)
{
    two("in");
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("in", "user"), named("in", "new")),
              "is not trusted", "nobody said so");
    DONE("key", "trust", "--record", named("in", "user"), named("in", "pub"));
    CHECK_HAS(DONE("record", "import", "--record", named("in", "user"), named("in", "new")),
              "Pump was taken in", "beside our own Pump");
    CHECK_HAS(DONE("record", "verify", "--record", named("in", "user")), "verified",
              "its rows are rebuilt from its bytes");
    CHECK_LACKS(DONE("product", "list", "--record", named("in", "user"), "--json"), "\"rows\": 2",
                "ours are ours");
    CHECK_HAS(DONE("release", "list", "--record", named("in", "user"), "--origin", "Pump",
                   "--json"), "\"rows\": 2", "theirs are theirs");
    CHECK_HAS(DONE("release", "list", "--record", named("in", "user"), "--origin", "Pump",
                   "--json"), "\"product\": \"Pump\"", "of a product with a name");
    CHECK_HAS(DONE("release", "list", "--record", named("in", "user"), "--json"), "\"rows\": 0",
              "and not among ours");
    CHECK_HAS(DONE("product", "list", "--record", named("in", "user"), "-o", "table"),
              "1 product came with a dossier and is not listed here: Pump (", "how to see it");
    CHECK_LACKS(DONE("product", "list", "--record", named("in", "user"), "--origin", "Pump"),
                "not listed here", "here it is");
    CHECK_HAS(ENDS(2, "product", "list", "--record", named("in", "user"), "--origin", "Pomp"),
              "no dossier of", "nobody sent that");
    CHECK_HAS(DONE("record", "import", "--record", named("in", "user"), named("in", "new")),
              "nothing was written", "once is enough");
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("in", "maker"), named("in", "new")),
              "of this record itself", "the maker has it");
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("in", "user"), named("in", "pub")),
              "this is no dossier", "a key is none");
}

TEST(what_was_taken_in_is_handed_on_byte_for_byte)
{
    two("on");
    DONE("product", "create", "--record", named("on", "third"), "--name", "Else");
    DONE("key", "trust", "--record", named("on", "third"), named("on", "pub"));
    DONE("record", "import", "--record", named("on", "third"), named("on", "new"));
    DONE("record", "export", "--record", named("on", "third"), "Pump", "-o", named("on", "again"));
    CHECK_STR(test_file(named("on", "again")), test_file(named("on", "new")), "as it came");
    CHECK_HAS(ENDS(2, "record", "export", "--record", named("on", "third"), "Pomp"),
              "there is no product", "nobody has it");
}

TEST(a_newer_dossier_takes_the_place_of_the_older_and_never_the_other_way)
{
    two("up");
    DONE("key", "trust", "--record", named("up", "user"), named("up", "pub"));
    DONE("record", "import", "--record", named("up", "user"), named("up", "old"));
    CHECK_HAS(DONE("record", "import", "--record", named("up", "user"), named("up", "new")),
              "in the place of the older", "superseded");
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("up", "user"), named("up", "old")),
              "is older than", "refused by name");
    CHECK_HAS(DONE("record", "verify", "--record", named("up", "user")), "verified", "all holds");
}

/* ---- copies, and names taken out ---------------------------------------------------------- */

TEST(a_backup_is_restored_to_a_new_place_and_verified_there)
{
    DONE("product", "create", "--record", place("kept"), "--name", "Pump");
    DONE("record", "backup", "--record", place("kept"), place("kept.backup"));
    CHECK_HAS(ENDS(2, "record", "backup", "--record", place("kept"), place("kept.backup")),
              "exists", "nothing is written over");
    CHECK_HAS(DONE("record", "restore", "--record", place("new"), place("kept.backup")),
              "verified and restored: 4 events", "all of it");
    CHECK_HAS(DONE("record", "verify", "--record", place("new")), "kept outside the record belongs",
              "its head came along");
    CHECK_HAS(ENDS(2, "record", "restore", "--record", place("new"), place("kept.backup")),
              "there is a record", "never over another");
    DONE("product", "create", "--record", place("new"), "--name", "Monitor");
    CHECK_HAS(DONE("record", "verify", "--record", place("new")), "verified", "it goes on");
    process_file("kept.backup.head", STR("{}\n"));
    ENDS(2, "record", "restore", "--record", place("newer"), place("kept.backup"));
    ENDS(3, "record", "verify", "--record", place("newer"));
    ENDS(2, "record", "restore", "--record", place("newer"), place("none.backup"));
}

/* A backup is a stranger's file: whatever it is, there is a record afterwards only when all of it
 * verified, and nothing of it was written elsewhere. */
TEST(every_mutation_of_a_backup_is_refused_and_leaves_no_record)
{
    enum { MUTANTS = 40, HEADER = 100 };
    static char bytes[1 << 20];
    uint64_t state = 20261122;
    unsigned refused = 0, restored = 0;
    Str text;

    maker("copied", "copied.dossier");
    DONE("record", "backup", "--record", place("copied"), place("copied.backup"));
    text = test_file(place("copied.backup"));
    CHECK(text.len < sizeof bytes, "room");
    process_file("spoilt.head", test_file(place("copied.backup.head")));
    for (unsigned i = 0; i < MUTANTS; i++) {
        ProcessResult result;
        size_t byte;

        state = state * 6364136223846793005u + 1442695040888963407u;
        byte = HEADER + (size_t)(state >> 33) % (text.len - HEADER);
        while (byte + 1 < text.len && !text.ptr[byte]) /* most pages are empty */
            byte++;
        memcpy(bytes, text.ptr, text.len);
        for (size_t k = byte; k < byte + 200 && k < text.len; k++)
            bytes[k] = (char)(bytes[k] ^ 0x55);
        process_file("spoilt", (Str){ bytes, i % 4 ? text.len : byte });
        result = INRO("record", "restore", "--record", named("spoilt", "place"), place("spoilt"));
        if (result.status == 0) { /* what was hit holds nothing */
            restored++;
            CHECK_HAS(DONE("record", "verify", "--record", named("spoilt", "place")), "verified",
                      "then all of it holds");
            CHECK_STR(DONE("product", "list", "--record", named("spoilt", "place"), "--json"),
                      DONE("product", "list", "--record", place("copied"), "--json"), "the same");
            remove(place("spoilt-place/record.sqlite"));
            continue;
        }
        refused++;
        if (result.status != 2)
            test_fail("mutation %u at byte %zu ended with %d: %.*s", i, byte, result.status,
                      STR_ARG(result.err));
        CHECK_HAS(result.err, "spoilt", "the file is named");
        CHECK(!io_exists(place("spoilt-place/record.sqlite")), "no record");
        CHECK(!io_exists(place("spoilt-place/restore.part")), "no rest");
    }
    CHECK(refused > MUTANTS / 2, "most hit something");
    CHECK_INT(refused + restored, MUTANTS, "each ended well");
}

/* The maker's key is changed and signs a third dossier; both keys are trusted by the user. */
static void third_by_another_key(const char *begin)
{
    two(begin);
    DONE("key", "trust", "--record", named(begin, "user"), named(begin, "pub"));
    DONE("record", "import", "--record", named(begin, "user"), named(begin, "old"));
    DONE("key", "create", "--record", named(begin, "maker"), "--label", "next");
    DONE("release", "create", "--record", named(begin, "maker"), "--product", "Pump",
         "--version", "3");
    DONE("record", "export", "--record", named(begin, "maker"), "Pump", "-o",
         named(begin, "third"));
    DONE("key", "export", "--record", named(begin, "maker"), "-o", named(begin, "pub2"));
    DONE("key", "trust", "--record", named(begin, "user"), named(begin, "pub2"));
}

/* The fingerprint of a key that the record trusts or signs with, by its label. */
static const char *fingerprint(const char *record, const char *label)
{
    static char text[100];
    char place[100];

    snprintf(place, sizeof place, "rows[label=%s].id", label);
    snprintf(text, sizeof text, "%.*s",
             STR_ARG(json_at(DONE("key", "list", "--record", record, "--json"), place)));
    return text;
}

TEST(another_trusted_signer_speaks_for_a_known_product_only_when_it_is_accepted_by_name)
{
    Str text;

    third_by_another_key("turn");
    text = ENDS(2, "record", "import", "--record", named("turn", "user"), named("turn", "third"));
    CHECK_HAS(text, "--accept-signer SHA256:", "how it is accepted");
    CHECK_HAS(text, fingerprint(named("turn", "user"), "next"), "which key it is");
    CHECK_HAS(DONE("release", "list", "--record", named("turn", "user"), "--origin", "Pump",
                   "--json"), "\"rows\": 1", "nothing of it was taken in");
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("turn", "user"), named("turn", "third"),
                   "--accept-signer", fingerprint(named("turn", "user"), "installation")),
              "not by the key that was accepted", "the old key is not the new one");
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("turn", "user"), named("turn", "third"),
                   "--accept-signer", "SHA256:"), "not by the key that was accepted",
              "half a fingerprint is none");
    text = DONE("record", "import", "--record", named("turn", "user"), named("turn", "third"),
                "--accept-signer", fingerprint(named("turn", "user"), "next"));
    CHECK_HAS(text, "NOTE: the dossier it takes the place of was signed by another key",
              "and it is told of");
    CHECK_HAS(DONE("record", "verify", "--record", named("turn", "user")), "verified", "all holds");
}

TEST(the_signer_of_a_first_dossier_may_be_named_too)
{
    two("first");
    DONE("key", "trust", "--record", named("first", "user"), named("first", "pub"));
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("first", "user"),
                   named("first", "old"), "--accept-signer", "SHA256:else"),
              "not by the key that was accepted", "another was expected");
    DONE("record", "import", "--record", named("first", "user"), named("first", "old"),
         "--accept-signer", fingerprint(named("first", "maker"), "installation"));
    CHECK_LACKS(DONE("record", "import", "--record", named("first", "user"), named("first", "new")),
                "NOTE", "the same key goes on");
}

TEST(a_name_that_two_makers_gave_stands_for_neither)
{
    char product[100];

    two("one");
    two("other");
    DONE("product", "create", "--record", place("both"), "--name", "Else");
    DONE("key", "trust", "--record", place("both"), named("one", "pub"));
    DONE("key", "trust", "--record", place("both"), named("other", "pub"));
    DONE("record", "import", "--record", place("both"), named("one", "new"));
    DONE("record", "import", "--record", place("both"), named("other", "old"));
    CHECK_HAS(ENDS(2, "release", "list", "--record", place("both"), "--origin", "Pump"),
              "several dossiers are of a product called Pump", "whose Pump is not guessed");
    CHECK_HAS(ENDS(2, "record", "export", "--record", place("both"), "Pump"),
              "several dossiers are of a product called Pump", "nor handed on");
    snprintf(product, sizeof product, "%.*s",
             STR_ARG(json_at(DONE("product", "list", "--record", named("other", "maker"), "--json"),
                             "rows[0].id")));
    CHECK_HAS(DONE("release", "list", "--record", place("both"), "--origin", product, "--json"),
              "\"rows\": 1", "by its UUID it is one");
    DONE("record", "export", "--record", place("both"), product, "-o", place("both.again"));
    CHECK_STR(test_file(place("both.again")), test_file(named("other", "old")), "the right one");
}

TEST(two_histories_of_a_product_are_never_both_taken_in)
{
    if (records_served())
        test_skip("two databases of one record have one folder of heads: no fork is written");
    two("fork");
    DONE("key", "trust", "--record", named("fork", "user"), named("fork", "pub"));
    DONE("record", "backup", "--record", named("fork", "maker"), named("fork", "backup"));
    DONE("record", "restore", "--record", named("fork", "other"), named("fork", "backup"));
    DONE("release", "create", "--record", named("fork", "maker"), "--product", "Pump",
         "--version", "3");
    DONE("record", "export", "--record", named("fork", "maker"), "Pump", "-o",
         named("fork", "one"));
    DONE("release", "create", "--record", named("fork", "other"), "--product", "Pump",
         "--version", "3");
    DONE("key", "export", "--record", named("fork", "other"), "-o", named("fork", "pub2"));
    DONE("record", "export", "--record", named("fork", "other"), "Pump", "-o",
         named("fork", "two"));
    DONE("key", "trust", "--record", named("fork", "user"), named("fork", "pub2"));
    DONE("record", "import", "--record", named("fork", "user"), named("fork", "one"));
    CHECK_HAS(ENDS(2, "record", "import", "--record", named("fork", "user"), named("fork", "two")),
              "two histories", "the same record went on in two places");
}

#define AS(actor, ...) inro_as((actor), (const char *const[]){ __VA_ARGS__, NULL })

/* The database's own file; of one on a server a backup of it, each time a new one. */
static Str bytes_of(const char *record)
{
    static unsigned number;
    char name[40];

    if (!records_served()) {
        char file[1300];

        snprintf(file, sizeof file, "%s/record.sqlite", place(record));
        return test_file(file);
    }
    snprintf(name, sizeof name, "bytes%u", number++);
    DONE("record", "backup", "--record", place(record), place(name));
    return test_file(place(name));
}

TEST(an_erased_name_is_in_no_file_of_the_record_and_verify_says_so)
{
    CHECK_INT(AS("quirky-author", "product", "create", "--record", place("gone"), "--name",
                 "Pump").status, 0, "made by one");
    CHECK_HAS(bytes_of("gone"), "quirky-author", "the name is there");
    CHECK_INT(AS("officer", "record", "erase", "--record", place("gone"), "quirky-author").status,
              0, "erased by another");
    CHECK_LACKS(bytes_of("gone"), "quirky-author", "and gone, from free pages, too");
    CHECK_HAS(DONE("record", "verify", "--record", place("gone")), "1 erased, as the record says",
              "which is no damage");
    DONE("record", "export", "--record", place("gone"), "Pump", "-o", place("gone.dossier"));
    CHECK_LACKS(test_file(place("gone.dossier")), "quirky-author", "nor is it in a dossier");
    CHECK_HAS(ENDS(1, "record", "verify", place("gone.dossier")), "1 erased", "which says so");
    CHECK_HAS(ENDS(2, "record", "erase", "--record", place("gone"), "quirky-author"),
              "knows nobody called", "once is enough");
}

/* ---- a key in hardware ---------------------------------------------------------------------- */

/* SoftHSM with one token in a folder of our own; gives the URI of a key "head" in it. Skips the
 * test where it is not installed. */
static const char *token(void)
{
    static const char *const MODULES[] = {
        "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    };
    static char uri[3000], text[1400];
    const char *module = NULL, *util = "/usr/bin/softhsm2-util";
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(MODULES) && !module; i++)
        module = io_exists(MODULES[i]) ? MODULES[i] : NULL;
    if (!module || !io_exists(util))
        test_skip("SoftHSM is not installed");
    CHECK_OK(io_make_dirs(place("tokens"), 0700, &err), &err);
    snprintf(text, sizeof text, "directories.tokendir = %s\nlog.level = ERROR\n", place("tokens"));
    setenv("SOFTHSM2_CONF", process_file("softhsm2.conf", str_of(text)), 1);
    setenv("LSAN_OPTIONS", "detect_leaks=0", 1); /* its OpenSSL leaves some behind */
    {
        const char *const argv[] = { util, "--init-token", "--free", "--label", "one", "--pin",
                                     "1234", "--so-pin", "5678", "--module", module, NULL };

        CHECK_INT(process_run(argv, NULL).status, 0, "a token");
    }
    CHECK_OK(io_create_secret(place("pin"), STR("1234"), &err), &err);
    snprintf(uri, sizeof uri, "pkcs11:token=one;object=head?module-path=%s&pin-source=file:%s",
             module, place("pin"));
    return uri;
}

TEST(a_key_that_never_leaves_its_hardware_signs_heads_and_dossiers)
{
    const char *uri = token();

    DONE("product", "create", "--record", place("card"), "--name", "Pump");
    DONE("key", "create", "--record", place("card"), "--pkcs11", uri, "--label", "hardware");
    DONE("key", "export", "--record", place("card"), "-o", place("card.pub"));
    CHECK_HAS(test_file(place("card.pub")), " hardware", "it signs from now on");
    DONE("product", "create", "--record", place("card"), "--name", "Monitor");
    DONE("record", "export", "--record", place("card"), "Pump", "-o", place("card.dossier"));
    DONE("record", "verify", place("card.dossier"), "--key", place("card.pub"));
    CHECK_HAS(DONE("record", "verify", "--record", place("card")), "verified", "all of it holds");
    unsetenv("SOFTHSM2_CONF");
    DONE("product", "list", "--record", place("card"));
    ENDS(2, "product", "create", "--record", place("card"), "--name", "Else");
    ENDS(2, "key", "create", "--record", place("alone"), "--pkcs11", "pkcs11:token=x?pin-value=1");
    unsetenv("LSAN_OPTIONS");
}
