/* SPDX-License-Identifier: Apache-2.0 */
/* Every command of the record, while one of its allocations or calls on files fails: fault.h says
 * what must hold each time. Here it is also: the record is sound, and either as it was before, or
 * as it is after the command; where it is as before, the same command then does its work.
 *
 * A command is one row: its words, parted by spaces; {kb} and the like stand for what the world
 * below brought about. Chance is the same in every run (shim.c), so that two runs write the same
 * bytes, and most runs are judged by these alone. */
#include "fault/fault.h"
#include "process.h"
#include "test.h"

#include "base/io.h"
#include "store/log.h"
#include "store/verify.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SITES_MIN = 2000, PATH_BYTES = 1024, WORDS_MAX = 40, NAMES_MAX = 16, TEXT_BYTES = 600 };
#define TODAY "1767225600" /* 1 January 2026 */
#define AUTHOR "INRO_ACTOR=author"
#define FLAW  "CVE-2025-0001"

/* ---- the world ------------------------------------------------------------------------- */

/* Files that the world begins with, ` for ". */
static const struct { const char *name, *text; } FILES[] = {
    { "osv.json",
      "{`id`:`" FLAW "`,`modified`:`2025-12-30T00:00:00Z`,`affected`:[{`package`:{`ecosystem`:"
      "`PyPI`,`name`:`pumplib`},`ranges`:[{`type`:`ECOSYSTEM`,`events`:[{`introduced`:`0`},"
      "{`fixed`:`2.0`}]}]}]}" },
    { "sbom.json",
      "{`bomFormat`:`CycloneDX`,`specVersion`:`1.5`,`version`:1,`components`:[{`type`:`library`,"
      "`name`:`pumplib`,`version`:`1.0`,`purl`:`pkg:pypi/pumplib@1.0`}]}" },
    { "sbom-2.json",
      "{`bomFormat`:`CycloneDX`,`specVersion`:`1.5`,`version`:1,`components`:[{`type`:`library`,"
      "`name`:`doselog`,`version`:`1.0`,`purl`:`pkg:pypi/doselog@1.0`}]}" },
    { "matrix-1.json",
      "{`adopted`:`2025-12-01`,`cells`:{`high`:`CCCUU`,`low`:`CCCCR`,`medium`:`CCCRU`},"
      "`format`:`inro-risk-matrix-1`,`id`:`ours`,`owner`:`risk manager`,`source`:`RMF-7`,"
      "`version`:1}" },
    { "matrix-2.json",
      "{`adopted`:`2025-12-01`,`cells`:{`high`:`CUUUU`,`low`:`CCCCR`,`medium`:`CCCRU`},"
      "`format`:`inro-risk-matrix-1`,`id`:`ours`,`owner`:`risk manager`,`source`:`RMF-7`,"
      "`version`:2}" },
    { "devices.csv", "serial,version,site\nSN-1,1.1,Ward\nSN-8,1.0,Ward 8\n" },
    { "sites.csv", "name,address\nWard,Tokyo\nWard 9,Osaka\n" },
};

#define SAFE "--multi-patient no --safety RMF-7:H1 --rationale dose"
/* What has happened before any of the rows below, and the name its answer gets. */
static const struct { const char *name, *words; } WORLD[] = {
    { NULL, "db import --db {folder}/kb {folder}/osv.json" },
    { NULL, "product create --name Pump --market EU --market US --regulation mdr" },
    { NULL, "product create --name Monitor" },
    { NULL, "release create --product Pump --version 1.0 --released 2025-01-15"
            " --end-of-life 2027-12-31 --end-of-support 2028-06-30" },
    { NULL, "release sbom attach Pump@1.0 {sbom}" },
    { "component", "component create --product Pump --component pkg:pypi/pumplib"
            " --support-end 2027-03-31 --source letter" },
    { "control", "control create --product Pump --name firewall --kind customer --verified yes"
                 " --evidence TST-1" },
    { NULL, "site create --name Ward" },
    { NULL, "device create --product Pump --serial SN-1 --release Pump@1.0 --site Ward" },
    { NULL, "finding refresh Pump --db {kb}" },
    { NULL, "finding decide " FLAW " --product Pump --status not_affected --justification"
            " vulnerable_code_not_present --reason unused --db {kb}" },
    { "decision", "finding decide " FLAW " --release Pump@1.0 --product Pump --status affected"
                  " --action update --reason used --component pkg:pypi/pumplib --db {kb}" },
    { NULL, "finding aware " FLAW " --product Pump --at 2025-12-31T08:00:00Z --by service"
            " --channel mail --fact death=no" },
    { NULL, "risk matrix adopt {folder}/matrix-1.json" },
    { "assessment", "risk assess " FLAW " --product Pump --name SEC-1 --harm critical " SAFE
                    " --vector CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H --db {kb}" },
    { NULL, "release create --product Pump --version 1.1" },
    { "attached", "release sbom attach Pump@1.1 {sbom}" },
    { NULL, "key create --label second" },
    { NULL, "record export Pump -o {folder}/ours.dossier" },
    { NULL, "key export -o {folder}/ours.pub" },
    { NULL, "record backup {folder}/ours.backup" },
    { NULL, "product create --name Else --record {folder}/other" },
    { NULL, "record export Else -o {folder}/other.dossier --record {folder}/other" },
    { NULL, "key export -o {folder}/other.pub --record {folder}/other" },
    { NULL, "key trust {folder}/other.pub --label others" },
    { NULL, "product create --name Third --record {folder}/third" },
    { NULL, "key export -o {folder}/third.pub --record {folder}/third" },
};

/* {name} in the rows. */
static struct { const char *name; char value[PATH_BYTES]; } names[NAMES_MAX];
static size_t name_count;
static char world[PATH_BYTES];

static void name_add(const char *name, const char *folder, Str value)
{
    char *to = names[name_count % NAMES_MAX].value;

    if (name_count == NAMES_MAX)
        test_fail("more than %d names", NAMES_MAX);
    names[name_count++].name = name;
    if (snprintf(to, PATH_BYTES, "%s%.*s", folder, STR_ARG(value)) >= PATH_BYTES)
        test_fail("the value of {%s} is too long", name);
}

static Str name_value(Str name)
{
    for (size_t i = 0; i < name_count; i++)
        if (str_eq(str_of(names[i].name), name))
            return str_of(names[i].value);
    test_fail("{%.*s} stands for nothing", STR_ARG(name));
}

/* One word with what its {name} stands for. */
static const char *word_of(Str word)
{
    size_t open = str_find_char(word, '{'), close = str_find_char(word, '}');
    Str value = STR("");
    char text[2 * PATH_BYTES];

    if (open < word.len)
        value = name_value(str_slice(word, open + 1, close));
    snprintf(text, sizeof text, "%.*s%.*s%.*s", STR_ARG(str_slice(word, 0, open)), STR_ARG(value),
             STR_ARG(str_slice(word, close + 1, word.len)));
    return test_keep(strdup(text));
}

/* The program that holds the record, with the words, and the record last. */
static void words_of(const char *program, const char *row, const char *record,
                     const char *argv[WORDS_MAX])
{
    Str rest = str_of(row), word;
    size_t count = 0;

    argv[count++] = program;
    while (str_next(&rest, ' ', &word) && count + 3 < WORDS_MAX)
        argv[count++] = word_of(word);
    if (record && !strstr(row, "--record")) {
        argv[count++] = "--record";
        argv[count++] = record;
    }
    argv[count] = NULL;
}

static const char *program(bool record)
{
    char path[PATH_BYTES];

    snprintf(path, sizeof path, "%s%s", process_inro(), record ? "-record" : "");
    return test_keep(strdup(path));
}

static const char *const *environment(const char *actor)
{
    static char home[PATH_BYTES], data[PATH_BYTES];
    static const char *all[] = { "SOURCE_DATE_EPOCH=" TODAY, "INRO_LANG=en", AUTHOR,
                                 "INRO_DB=", home, data, NULL };

    all[2] = actor;
    snprintf(home, sizeof home, "HOME=%s", process_folder());
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s/data-home", process_folder());
    return all;
}

static Str quoted(const char *text)
{
    char *copy = test_keep(strdup(text));

    for (char *c = copy; *c; c++)
        *c = *c == '`' ? '"' : *c;
    return str_of(copy);
}

static void world_make(void)
{
    char record[PATH_BYTES + 16];

    snprintf(world, sizeof world, "%s", process_folder());
    snprintf(record, sizeof record, "%s/record", world);
    name_add("folder", world, STR(""));
    name_add("kb", world, STR("/kb"));
    name_add("sbom", world, STR("/sbom.json"));
    for (size_t i = 0; i < ARRAY_LEN(FILES); i++)
        process_file(FILES[i].name, quoted(FILES[i].text));
    for (size_t i = 0; i < ARRAY_LEN(WORLD); i++) {
        const char *argv[WORDS_MAX];
        bool of_record = strncmp(WORLD[i].words, "db ", 3) != 0;
        ProcessResult result;

        words_of(program(of_record), WORLD[i].words, of_record ? record : NULL, argv);
        result = process_run(argv, &(ProcessOptions){ .environment = environment(AUTHOR) });
        if (result.status != 0)
            test_fail("%s: %.*s", WORLD[i].words, STR_ARG(result.err));
        if (WORLD[i].name)
            name_add(WORLD[i].name, "", str_slice(result.out, 0, 36));
    }
}

/* ---- what the record is ---------------------------------------------------------------- */

typedef struct {
    bool there, sound;
    uint64_t events;
    Digest root;
    char why[ERR_TEXT_BYTES];
} State;

static bool verified(Store *store, const char *folder, State *state, Err *err)
{
    char witness[PATH_BYTES + 16];
    MerkleFrontier frontier;
    VerifyReport report;
    bool has;

    snprintf(witness, sizeof witness, "%s/keys/head", folder);
    has = io_exists(witness);
    if (!store_verify(store, has ? witness : NULL, &report, err)
        || !log_state(store_db(store), &frontier, err))
        return false;
    state->events = report.events;
    state->root = merkle_root(&frontier);
    return true;
}

/* Whether a program began to make a record there: an empty file alone is nothing yet, one with a
 * journal beside it was about to become a database. */
static bool is_begun(const char *place)
{
    char journal[PATH_BYTES + 32];
    uint64_t size = 0;
    Err err;

    snprintf(journal, sizeof journal, "%s-journal", place);
    return io_exists(place) && io_size(place, &size, &err) && (size || io_exists(journal));
}

/* Opening it also ends what a program that could remove nothing had begun. */
static State state_of(const char *folder)
{
    char place[PATH_BYTES + 16];
    StoreOptions options = { .place = place };
    State state = { .sound = true };
    Store *store;
    Err err;

    snprintf(place, sizeof place, "%s/record.sqlite", folder);
    if (!is_begun(place))
        return state;
    if (store_open(&options, &store, &err)) {
        state.there = true;
        state.sound = verified(store, folder, &state, &err);
        store_close(store);
    } else {
        state.sound = err.code == ERR_NO_DATA;
    }
    if (!state.sound)
        err_text(&err, LANG_EN, state.why, sizeof state.why);
    return state;
}

static bool same_state(const State *a, const State *b)
{
    return a->there == b->there && a->events == b->events && digest_equal(&a->root, &b->root);
}

/* ---- what must hold of it ---------------------------------------------------------------- */

typedef struct {
    Scenario scenario;
    const char *place;    /* of the record, below work/ */
    bool steps;           /* it makes the record first, which is an act of its own */
    State before, after;
} Sweep;

static size_t stood, rerun; /* failed, but the fact stands; done again */

static bool same_trees(const Tree *a, const Tree *b)
{
    return a->count == b->count && !tree_missing(a, b);
}

static State state_in(const FaultRun *run, const Sweep *sweep)
{
    char folder[2 * PATH_BYTES];

    snprintf(folder, sizeof folder, "%s/%s", fault_work(run), sweep->place);
    return state_of(folder);
}

/* The states before and after, as found where the sweep's own trees are written. */
static void states_know(Sweep *sweep)
{
    char folder[PATH_BYTES + 16], place[2 * PATH_BYTES];

    snprintf(folder, sizeof folder, "%s/judged", world);
    snprintf(place, sizeof place, "%s/%s", folder, sweep->place);
    tree_write(&sweep->scenario.before, folder);
    sweep->before = state_of(place);
    tree_write(&sweep->scenario.after, folder);
    sweep->after = state_of(place);
    if (!sweep->before.sound || !sweep->after.sound)
        test_fail("%s: %s%s", sweep->scenario.name, sweep->before.why, sweep->after.why);
}

/* What is written beside the record is whole, or as it was before. */
static void check_beside(const Sweep *sweep, const FaultRun *run, const Tree *got, bool done)
{
    const Scenario *scenario = &sweep->scenario;

    for (size_t i = 0; i < scenario->after.count; i++) {
        const TreeFile *want = &scenario->after.files[i], *has = tree_find(got, want->path);
        const TreeFile *old = tree_find(&scenario->before, want->path);

        if (str_starts(want->path, str_of(sweep->place))
            || (has && str_eq(has->bytes, want->bytes)))
            continue;
        if (done || (has && (!old || !str_eq(has->bytes, old->bytes))) || (!has && old))
            fault_fails(scenario, run, "%.*s is not as it should be", STR_ARG(want->path));
    }
}

static void check_again(const Sweep *sweep, const FaultRun *run)
{
    const Scenario *scenario = &sweep->scenario;
    ProcessResult result = fault_again(scenario, run);
    bool reads = same_state(&sweep->before, &sweep->after);
    State state = state_in(run, sweep);

    rerun++;
    if (result.status != scenario->status)
        fault_fails(scenario, run, "afterwards, exit %d: %.*s", result.status,
                    STR_ARG(result.err));
    if (reads ? !str_eq(result.out, scenario->out) : result.out.len != scenario->out.len)
        fault_fails(scenario, run, "afterwards, another answer: %.*s", STR_ARG(result.out));
    if (!state.sound || state.events != sweep->after.events)
        fault_fails(scenario, run, "afterwards, the record is not as it should be: %s", state.why);
}

/* A failure after which it is there all the same: doing it again may be refused as done. */
static bool stands(const ProcessResult *result)
{
    return str_find(result->err, STR(" they stand\n")) < result->err.len
        || str_find(result->err, STR(" it stands\n")) < result->err.len
        || str_find(result->err, STR("look at the record before")) < result->err.len;
}

static void look_closer(const Sweep *sweep, const FaultRun *run, const ProcessResult *result)
{
    const Scenario *scenario = &sweep->scenario;
    bool done = result->status == scenario->status;
    State state = state_in(run, sweep);
    bool old = same_state(&state, &sweep->before), new = same_state(&state, &sweep->after);
    Tree got = tree_read(fault_work(run));

    if (!state.sound)
        fault_fails(scenario, run, "the record is not sound: %s", state.why);
    if (done && !new)
        fault_fails(scenario, run, "an acknowledged fact is missing");
    if (!old && !new && !sweep->steps)
        fault_fails(scenario, run, "half of it is written");
    fault_judge_litter(scenario, run, &got);
    check_beside(sweep, run, &got, done);
    tree_free(&got);
    if (!done && (old || !new) && !stands(result))
        check_again(sweep, run);
}

/* What failed after the fact was on disk must not sound as if it were not. */
static void check_told(const Scenario *scenario, const FaultRun *run, const ProcessResult *result)
{
    stood++;
    if (!stands(result))
        fault_fails(scenario, run, "the fact stands, and it does not say so: %.*s",
                    STR_ARG(result->err));
}

static void judge(const Scenario *scenario, const FaultRun *run, const ProcessResult *result)
{
    bool done = result->status == scenario->status;
    Sweep *sweep = (Sweep *)(uintptr_t)scenario;
    Tree got = tree_read(fault_work(run));
    bool old = same_trees(&got, &scenario->before), new = same_trees(&got, &scenario->after);

    if (!sweep->after.sound)
        states_know(sweep);
    if (!done && new && !same_state(&sweep->before, &sweep->after))
        check_told(scenario, run, result);
    if (done ? !new : !old && !new)
        look_closer(sweep, run, result);
    tree_free(&got);
}

/* ---- the commands ----------------------------------------------------------------------- */

typedef struct {
    const char *words;
    const char *input;
    const char *place; /* NULL: the world's record; else a new one */
    const char *actor; /* NULL: the author */
    bool several;      /* part of an answer is one, which does not end well */
    int status;
} Row;

static const Row NOUNS[] = {
    { .words = "product create --name Fresh", .place = "work/fresh" },
    { .words = "product create --name Scale --intended-use weighing --market JP" },
    { .words = "product change Pump --device-class IIb" },
    { .words = "product show Pump --json" },
    { .words = "product list" },
    { .words = "release create --product Pump --version 2.0 --released 2025-12" },
    { .words = "release change Pump@1.0 --end-of-support 2029-06-30" },
    { .words = "release show Pump@1.0" },
    { .words = "release list -o csv" },
    { .words = "component create --product Monitor --component pkg:pypi/pumplib"
               " --support-level unknown --justification asked" },
    { .words = "component change {component} --support-end 2028" },
    { .words = "component show {component}" },
    { .words = "component list --release Pump@1.0 --db {kb} --json" },
    { .words = "control create --product Pump --name lock --kind design --verified yes"
               " --evidence TST-2" },
    { .words = "control change {control} --verified no" },
    { .words = "control show {control}" },
    { .words = "control list" },
    { .words = "site create --name Clinic" },
    { .words = "site change Ward --address Tokyo" },
    { .words = "site show Ward" },
    { .words = "site list --json" },
    { .words = "device create --product Pump --serial SN-2 --release Pump@1.1 --site Ward" },
    { .words = "device change Pump@SN-1 --release Pump@1.1" },
    { .words = "device show Pump@SN-1" },
    { .words = "device list -o html" },
    { .words = "device import --product Pump {folder}/devices.csv" },
    { .words = "site import -", .input = "name,address\nWard,Osaka\nWard 7,Kobe\n" },
    { .words = "release sbom attach Pump@1.1 {folder}/sbom-2.json" },
    { .words = "release sbom list Pump@1.0" },
    { .words = "release sbom detach {attached} --reason wrong" },
};

static const Row LIFE[] = {
    { .words = "release life Pump@1.0 --db {kb}" },
    { .words = "notice list --product Pump --db {kb} --json" },
    { .words = "notice sent support-limited:24:2027-12-31 --release Pump@1.0 --at"
               " 2025-12-31T08:00:00Z" },
    { .words = "finding list --db {kb} --json" },
    { .words = "finding refresh Pump --db {kb}" },
    { .words = "finding decide " FLAW " --product Pump --status fixed --reason mended --db {kb}" },
    { .words = "finding aware " FLAW " --product Pump --at 2025-12-31T09:00:00Z --by auditor"
               " --channel feed" },
    { .words = "affected " FLAW " --db {kb} --json" },
    { .words = "affected {sbom} --db {kb}" },
    { .words = "decision list --json" },
    { .words = "decision show {decision}" },
    { .words = "decision confirm Pump@1.1 --db {kb}" },
    { .words = "decision review {decision}", .actor = "INRO_ACTOR=reviewer" },
    { .words = "decision expire {decision} --reason over" },
    { .words = "clock list --product Pump --db {kb} --json",
      .several = true }, /* it has clocks without findings, too */
    { .words = "clock step " FLAW " --product Pump --step initiated --at 2025-12-31T10:00:00Z" },
    { .words = "scan --product Pump --db {kb} -o json" },
    { .words = "scan --product Pump --db {kb} --max-age 36500 --fail-on uncontrolled",
      .status = 1 },
};

static const Row RISK[] = {
    { .words = "risk assess " FLAW " --product Pump --harm serious " SAFE " --db {kb}"
               " --vector CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" },
    { .words = "risk show SEC-1" },
    { .words = "risk list --json" },
    { .words = "risk links" },
    { .words = "safety create --product Pump --name RMF-9:H2 --harm serious" },
    { .words = "safety list" },
    { .words = "risk update SEC-1 --only-security yes" },
    { .words = "risk matrix show --product Pump" },
    { .words = "risk matrix list" },
    { .words = "risk matrix adopt {folder}/matrix-2.json --product Pump" },
    { .words = "risk rubric --answer XAVN=yes --answer XAVT=no", .input = "n\n", .status = 2 },
};

static const Row RECORD[] = {
    { .words = "key create --label third" },
    { .words = "key list" },
    { .words = "key export -o work/our.pub" },
    { .words = "key trust {folder}/third.pub --label thirds" },
    { .words = "key retire second" },
    { .words = "record verify" },
    { .words = "record verify {folder}/ours.dossier --key {folder}/ours.pub" },
    { .words = "record export Pump -o work/pump.dossier" },
    { .words = "record import {folder}/other.dossier" },
    { .words = "record backup work/copy.backup" },
    { .words = "record restore {folder}/ours.backup", .place = "work/fresh" },
    { .words = "record copy --to work/copy" },
    { .words = "record erase service" },
};

/* The world's record as it lies below work/. */
static Tree world_record(void)
{
    static Tree tree;
    char folder[PATH_BYTES + 16];

    snprintf(folder, sizeof folder, "%s/record", world);
    if (tree.count)
        return tree;
    tree = tree_read(folder);
    for (size_t i = 0; i < tree.count; i++) {
        char path[PATH_BYTES];

        snprintf(path, sizeof path, "record/%.*s", STR_ARG(tree.files[i].path));
        tree.files[i].path = str_of(test_keep(strdup(path)));
    }
    return tree;
}

static void sweep_row(const Row *row)
{
    const char *place = row->place ? row->place : "work/record", *argv[WORDS_MAX];
    const char *actor = row->actor ? row->actor : AUTHOR;
    Sweep sweep = {
        .scenario = { .name = row->words, .argv = argv, .environment = environment(actor),
                      .input = str_of(row->input ? row->input : ""), .near = true,
                      .judge = judge, .status = row->status, .several = row->several },
        .place = place + strlen("work/"), .steps = row->place != NULL,
    };

    words_of(program(true), row->words, place, argv);
    if (!row->place)
        sweep.scenario.before = world_record();
    fault_sweep(&sweep.scenario);
}

static void sweep_rows(const Row *rows, size_t count)
{
    fault_open();
    if (!name_count)
        world_make();
    for (size_t i = 0; i < count; i++)
        sweep_row(&rows[i]);
}

TEST(what_we_make_and_ship_is_recorded_whole_or_not_at_all)
{
    sweep_rows(NOUNS, ARRAY_LEN(NOUNS));
}

TEST(what_we_decide_and_promise_is_recorded_whole_or_not_at_all)
{
    sweep_rows(LIFE, ARRAY_LEN(LIFE));
}

TEST(what_it_can_do_to_a_patient_is_recorded_whole_or_not_at_all)
{
    sweep_rows(RISK, ARRAY_LEN(RISK));
}

TEST(keys_copies_and_dossiers_are_whole_or_not_there)
{
    sweep_rows(RECORD, ARRAY_LEN(RECORD));
}

TEST(the_sweep_saw_enough_to_mean_something)
{
    printf("%zu failed though the fact stands, %zu done again\n", stood, rerun);
    fault_sum(SITES_MIN);
}
