/* SPDX-License-Identifier: Apache-2.0 */
/* The whole program over a record that may be read and not written to: an auditor's. As root the
 * programs that this one starts get no right to pass over modes. */
#include "accept.h"

#include "base/container.h"
#include "base/io.h"

#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS = 16 };

static OwnRecord made;

static ProcessResult ran(const char *words[])
{
    return own_run(&made, "INRO_ACTOR=auditor", words);
}

#define RUN(...) ran((const char *[]){ __VA_ARGS__, NULL })
#define DONE(...) own_done(RUN(__VA_ARGS__), __LINE__)

static const char *in_record(const char *name)
{
    static char path[4][1400];
    static size_t next;
    char *out = path[next++ % 4];

    snprintf(out, sizeof path[0], "%s/%s", made.at, name);
    return out;
}

static void modes_hold(void)
{
    if (records_served())
        test_skip("a server knows rights of its own");
    if (geteuid() == 0
        && (prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0) != 0
            || prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0) != 0))
        test_skip("this root may not give up its rights");
}

/* The Pump with a flaw; then nothing of it may be written to. */
static void begin(const char *name, mode_t keys)
{
    modes_hold();
    made = own_record(name);
    made.now = "2026-01-10";
    made.db = KNOWLEDGE("kb", document("flaws.json", PUMPLIB_FLAW));
    DONE("product", "create", "--name", "Pump");
    DONE("release", "create", "--product", "Pump", "--version", "1");
    DONE("release", "sbom", "attach", "Pump@1", document("p.cdx.json", PUMPLIB("1.0")));
    chmod(in_record("record.sqlite"), 0400);
    chmod(in_record("keys"), keys);
    chmod(made.at, 0500);
}

static void end(void)
{
    chmod(made.at, 0700);
    chmod(in_record("keys"), 0700);
    chmod(in_record("record.sqlite"), 0600);
}

TEST(an_auditor_reads_all_of_it)
{
    Str said;

    begin("audit", 0500);
    CHECK_HAS(DONE("product", "list"), "Pump", "products");
    CHECK_HAS(DONE("finding", "list", "--db", made.db, "--product", "Pump"), "CVE-2026-0001",
              "findings");
    for (int i = 0; i < 2; i++) {
        ProcessResult result = RUN("affected", "--db", made.db, "CVE-2026-0001");

        CHECK_HAS(own_done(result, __LINE__), "pumplib 1.0", "who is affected");
        CHECK(has(result.err, "made anew") == (i == 0), "what was made for it is kept elsewhere");
    }
    said = DONE("record", "verify");
    CHECK_HAS(said, "kept outside the record belongs to it", "the witness");
    CHECK_HAS(said, "verified", "all holds");
    DONE("record", "export", "Pump", "-o", in_record("../audit.dossier"));
    CHECK_HAS(INRO("record", "verify", in_record("../audit.dossier")).out, "Pump",
              "the key may be read, so it signs");
    end();
    CHECK(!io_exists(in_record("portfolio")) && !io_exists(in_record("record.sqlite-wal"))
          && !io_exists(in_record("record.sqlite-shm")), "nothing was left in the record");
}

TEST(an_auditor_without_the_keys_is_told_what_that_means)
{
    ProcessResult result;

    begin("keyless", 0000);
    CHECK_HAS(DONE("record", "verify"), "may not be read by you: a cut-off end could not be seen",
              "the witness is out of reach");
    result = RUN("record", "export", "Pump", "-o", in_record("../keyless.dossier"));
    CHECK_INT(result.status, 3, "nobody can sign");
    CHECK_HAS(result.err, "no key to sign with can be read in", "and why");
    result = RUN("record", "copy", "--to", in_record("../keyless-copy"));
    CHECK_INT(result.status, 2, "a copy without its witness is none");
    CHECK_HAS(result.err, "keys", "which is named");
    end();
    CHECK(!io_exists(in_record("../keyless.dossier")), "nothing was made");
}

TEST(a_copy_without_keys_makes_none)
{
    ProcessResult result;

    begin("copied", 0700);
    end();
    CHECK(rename(in_record("keys"), in_record("../copied-keys")) == 0, "keys stay elsewhere");
    chmod(made.at, 0500);
    CHECK_HAS(DONE("record", "verify"), "no head is kept outside the record", "said");
    result = RUN("record", "export", "Pump", "-o", in_record("../copied.dossier"));
    CHECK_INT(result.status, 3, "nobody can sign");
    CHECK_HAS(DONE("key", "list"), "SHA256:", "public keys stand in the record");
    chmod(made.at, 0700);
    CHECK(!io_exists(in_record("keys")), "no key was made");
}

/* What would write, each from the front. */
static const char *const WRITERS[][WORDS] = {
    { "product", "create", "--name", "Two" },
    { "product", "change", "Pump", "--intended-use", "care" },
    { "release", "create", "--product", "Pump", "--version", "2" },
    { "key", "create", "--label", "second" },
    { "key", "create", "--personal" },
    { "record", "erase", "auditor" },
    { "finding", "aware", "CVE-2026-0001", "--product", "Pump", "--at", "2026-01-09T08:00:00Z",
      "--by", "service", "--channel", "mail" },
};

TEST(every_command_that_writes_is_refused_before_it_does_anything)
{
    begin("writes", 0500);
    for (size_t i = 0; i < ARRAY_LEN(WRITERS); i++) {
        const char *words[WORDS] = { NULL };
        ProcessResult result;

        memcpy(words, WRITERS[i], sizeof words);
        result = ran(words);
        CHECK_INT(result.status, 2, WRITERS[i][1]);
        CHECK_HAS(result.err, "this record can be read and not written to", WRITERS[i][1]);
        CHECK_HAS(result.err, "record.sqlite", WRITERS[i][1]);
    }
    CHECK_HAS(DONE("record", "verify"), "6 events", "nothing was said");
    end();
    CHECK_HAS(DONE("product", "create", "--name", "Two"), "-", "who keeps it goes on");
}

TEST(a_damaged_portfolio_of_another_is_named_and_stays)
{
    ProcessResult result;
    FILE *file;

    begin("spoiled", 0700);
    end();
    DONE("affected", "pumplib", "--db", made.db);
    file = fopen(in_record("portfolio/base.pf"), "r+");
    CHECK(file && fseek(file, -CONTAINER_ALIGN, SEEK_END) == 0 && fputs("spoiled", file) >= 0
              && fclose(file) == 0, "the begin of its last section");
    CHECK(chmod(in_record("portfolio"), 0500) == 0 && chmod(made.at, 0500) == 0, "to be read");
    result = RUN("record", "verify");
    CHECK_INT(result.status, 2, "refused");
    CHECK_HAS(result.err, "spoiled/portfolio", "which is named");
    CHECK(chmod(in_record("portfolio"), 0700) == 0 && chmod(made.at, 0700) == 0, "to be written");
    CHECK_HAS(DONE("record", "verify"), "thrown away", "by who may");
}

/* ---- a record that a stranger handed over --------------------------------------------------- */

/* A module that says so when it is loaded, and a file among the keys that names it as the hardware
 * of the key that signed so far. */
static void module_plant(const char *from)
{
    static char words[6000];
    const char *const argv[] = { "/bin/sh", "-c", words, NULL };
    ProcessResult result;

    process_file("loaded.c", STR("#include <unistd.h>\n"
                                 "__attribute__((constructor)) static void tell(void)\n"
                                 "{ if (write(2, \"LOADED\", 6) < 0) _exit(9); }\n"));
    snprintf(words, sizeof words,
             "cd '%s' && gcc -shared -fPIC loaded.c -o loaded.so && rm -f '%s'/keys/*.key"
             " && umask 77 && { cat '%s'; echo \"pkcs11:object=a?module-path=$PWD/loaded.so\"; }"
             " >'%s/keys/a.p11'",
             process_folder(), made.at, from, made.at);
    result = process_run(argv, NULL);
    CHECK_INT(result.status, 0, "planted");
}

TEST(reading_a_record_of_a_stranger_loads_no_program_that_its_keys_name)
{
    if (records_served())
        test_skip("the keys of a server's record lie in the state of the user");
    if (!io_exists("/usr/bin/gcc"))
        test_skip("gcc is not installed");
    made = own_record("stranger");
    DONE("product", "create", "--name", "Pump");
    DONE("record", "export", "Pump", "-o", place("stranger.dossier"));
    DONE("key", "export", "-o", place("stranger.pub"));
    module_plant(place("stranger.pub"));
    CHECK_LACKS(RUN("product", "list").err, "LOADED", "listed");
    CHECK_LACKS(RUN("record", "verify").err, "LOADED", "verified");
    CHECK_LACKS(RUN("record", "verify", place("stranger.dossier")).err, "LOADED", "asked for keys");
    CHECK_LACKS(RUN("key", "list").err, "LOADED", "its keys told");
    CHECK_LACKS(RUN("affected", "zlib").err, "LOADED", "asked for a component");
    CHECK_LACKS(RUN("record", "backup", place("stranger.backup")).err, "LOADED", "backed up");
    CHECK_LACKS(RUN("record", "copy", "--to", place("taken-over")).err, "LOADED", "copied");
    CHECK_HAS(RUN("product", "create", "--name", "Monitor").err, "LOADED", "a writer asks for it");
}
