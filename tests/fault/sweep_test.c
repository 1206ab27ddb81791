/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation and every call on files of `inro scan` and `inro db import` fails, once and for
 * ever. What must hold each time: no crash, no leak, the right answer or none, a message when it
 * fails, and every file that is replaced either the old or the new one.
 *
 * A scenario runs in a folder of its own and writes below `work/` only, so that one comparison
 * of that folder judges knowledge bases and reports alike. In the short form every site fails the
 * first time it is met and a sample of later times; $INRO_LONG takes every call.
 */
#include "process.h"
#include "test.h"

#include "base/pack.h"
#include "fault/tree.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    CALLS_MAX = 1 << 16, SAMPLE = 40, SITES_MIN = 200, PATH_BYTES = 1024, RUN_SECONDS = 20,
    SLOTS = 2, STATUS_REFUSED = 2, STATUS_NO_DATA = 3, STATUS_SHIM = 98, MISSED_PERCENT_MAX = 5,
    STACK_MAX = 16,
};
#define SCAN_NOW "2026-01-01T00:00:00Z"

/* One thing the program does, over and over. */
typedef struct {
    const char *name;
    const char *const *argv; /* run in a folder whose work/ holds `before`         */
    Tree before;
    const char *pivot;       /* the file below work/ that is replaced last          */
    Str input;
    bool several;            /* inputs: the others are scanned though one is refused */
    int status;              /* what comes out when nothing fails; so do: */
    Str out;
    Tree after;
} Scenario;

/* ---- sites ---------------------------------------------------------------------------- */

typedef struct {
    uint64_t site;
    size_t nth;              /* from 1: how often the site was met */
    bool io;
} Call;
typedef struct {
    Call call[CALLS_MAX];
    size_t count, failed;
    uint64_t stack[STACK_MAX]; /* of the call that failed first */
    size_t stack_count;
} Log;

static uint64_t all_sites[CALLS_MAX];
static size_t site_count, injected, missed;

static void site_add(uint64_t site)
{
    for (size_t i = 0; i < site_count; i++)
        if (all_sites[i] == site)
            return;
    if (site_count < CALLS_MAX)
        all_sites[site_count++] = site;
}

static size_t times_met(const Log *log, uint64_t site)
{
    size_t times = 0;

    for (size_t i = 0; i < log->count; i++)
        times += log->call[i].site == site;
    return times;
}

static void log_add(Log *log, uint64_t site, bool io)
{
    if (log->count == CALLS_MAX)
        test_fail("more than %d calls", CALLS_MAX);
    log->call[log->count] = (Call){ site, times_met(log, site) + 1, io };
    log->count++;
}

/* The shim's log: calls into *calls, blocks never freed into *live. */
static void log_read(const char *path, Log *calls, Log *live)
{
    FILE *in = fopen(path, "r");
    char word[8];
    unsigned long number;

    calls->count = live->count = calls->failed = calls->stack_count = 0;
    while (in && fscanf(in, "%7s %lx\n", word, &number) == 2) {
        if (strcmp(word, "failed") == 0)
            calls->failed = number;
        else if (strcmp(word, "at") == 0 && calls->stack_count < STACK_MAX)
            calls->stack[calls->stack_count++] = number;
        else if (strcmp(word, "at") != 0)
            log_add(strcmp(word, "live") == 0 ? live : calls, number, strcmp(word, "io") == 0);
    }
    if (in)
        fclose(in);
}

/* ---- one run --------------------------------------------------------------------------- */

typedef struct {
    char folder[PATH_BYTES], log[PATH_BYTES + 16], fault[64];
    Process process;
    bool busy;
} Slot;

static Slot slots[SLOTS];
static Log baseline; /* blocks that the program never frees when nothing fails */

static void slot_open(Slot *slot, size_t i)
{
    snprintf(slot->folder, sizeof slot->folder, "%s/slot-%zu", process_folder(), i);
    snprintf(slot->log, sizeof slot->log, "%.*s/fault.log", PATH_BYTES, slot->folder);
    (void)mkdir(slot->folder, 0755);
}

static const char *slot_work(const Slot *slot)
{
    static char path[PATH_BYTES + 16];

    snprintf(path, sizeof path, "%s/work", slot->folder);
    return path;
}

static void slot_start(Slot *slot, const Scenario *scenario, const char *fault)
{
    char wish[80], log[PATH_BYTES + 48], preload[PATH_BYTES];
    const char *environment[] = { wish, log, preload, "LC_ALL=C", NULL };
    ProcessOptions options = { .environment = environment, .folder = slot->folder,
                               .input = scenario->input, .seconds_max = RUN_SECONDS };

    tree_write(&scenario->before, slot_work(slot));
    (void)mkdir(slot_work(slot), 0755);
    snprintf(slot->fault, sizeof slot->fault, "%s", fault);
    snprintf(wish, sizeof wish, "INRO_FAULT=%s", fault);
    snprintf(log, sizeof log, "INRO_FAULT_LOG=%s", slot->log);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", getenv("INRO_SHIM"));
    remove(slot->log);
    slot->process = process_start(scenario->argv, &options);
    slot->busy = true;
}

/* Ends the test, naming the stack of the call that failed as addr2line reads it. */
PRINTF(3, 4) static void fails(const Scenario *scenario, const Slot *slot, const char *fmt, ...)
{
    static Log calls, live;
    char text[1024], stack[STACK_MAX * 20] = "";
    va_list args;

    log_read(slot->log, &calls, &live);
    for (size_t i = 0, used = 0; i < calls.stack_count; i++)
        used += (size_t)snprintf(stack + used, sizeof stack - used, " 0x%lx",
                                 (unsigned long)calls.stack[i]);
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    test_fail("%s, %s: %s; addr2line -fpe inro%s", scenario->name, slot->fault, text, stack);
}

static void check_leaks(const Scenario *scenario, const Slot *slot, const Log *live)
{
    for (size_t i = 0; i < live->count; i++)
        if (!times_met(&baseline, live->call[i].site))
            fails(scenario, slot, "a block of site %016lx is never freed",
                  (unsigned long)live->call[i].site);
}

static bool same_file(const Tree *a, const Tree *b, Str path)
{
    const TreeFile *left = tree_find(a, path), *right = tree_find(b, path);

    return left && right ? str_eq(left->bytes, right->bytes) : left == right;
}

/* A file that is neither of before nor of after. Where every call on files fails from some point
 * on, nothing can be removed either. */
static void check_litter(const Scenario *scenario, const Slot *slot, const Tree *got)
{
    for (size_t i = 0; i < got->count; i++)
        if (!strstr(slot->fault, "forever:io") && !tree_find(&scenario->before, got->files[i].path)
            && !tree_find(&scenario->after, got->files[i].path))
            fails(scenario, slot, "%.*s is left behind", STR_ARG(got->files[i].path));
}

/* All files are as before while the last one to be replaced is, and as they should be after. */
static void check_files(const Scenario *scenario, const Slot *slot, bool done)
{
    Tree got = tree_read(slot_work(slot));
    bool old = !done && same_file(&got, &scenario->before, str_of(scenario->pivot));
    const TreeFile *lacks = tree_missing(&got, old ? &scenario->before : &scenario->after);

    if (lacks)
        fails(scenario, slot, "%.*s is not as it should be %s", STR_ARG(lacks->path),
              old ? "before" : "after");
    check_litter(scenario, slot, &got);
    tree_free(&got);
}

static void check_result(const Scenario *scenario, const Slot *slot, const ProcessResult *result)
{
    bool done = result->status == scenario->status;

    if (result->status >= STATUS_SHIM)
        fails(scenario, slot, "exit %d: %.*s", result->status, STR_ARG(result->err));
    if (done && !str_eq(result->out, scenario->out))
        fails(scenario, slot, "a wrong answer: %.*s", STR_ARG(result->out));
    if (!done && result->status != STATUS_REFUSED && result->status != STATUS_NO_DATA)
        fails(scenario, slot, "exit %d: %.*s", result->status, STR_ARG(result->err));
    if (!done && !scenario->several && !str_starts(scenario->out, result->out))
        fails(scenario, slot, "exit %d after a wrong answer: %.*s", result->status,
              STR_ARG(result->out));
    if (!done && str_find(result->err, STR("inro: ")) == result->err.len)
        fails(scenario, slot, "exit %d without a word", result->status);
    check_files(scenario, slot, done);
}

static void slot_finish(Slot *slot, const Scenario *scenario)
{
    static Log calls, live;
    ProcessResult result;

    if (!slot->busy)
        return;
    result = process_wait(&slot->process);
    slot->busy = false;
    check_result(scenario, slot, &result);
    log_read(slot->log, &calls, &live);
    check_leaks(scenario, slot, &live);
    injected += calls.failed > 0;
    missed += calls.failed == 0;
    free((void *)(uintptr_t)result.out.ptr);
    free((void *)(uintptr_t)result.err.ptr);
}

/* ---- all runs of a scenario -------------------------------------------------------------- */

/* Runs it unharmed: what it prints, writes, calls and never frees. */
static void learn(Scenario *scenario, Log *calls)
{
    Slot *slot = &slots[0];
    ProcessResult result;

    slot_start(slot, scenario, "count");
    result = process_wait(&slot->process);
    slot->busy = false;
    if (result.status != scenario->status)
        fails(scenario, slot, "exit %d: %.*s", result.status, STR_ARG(result.err));
    scenario->out = result.out;
    scenario->after = tree_read(slot_work(slot));
    log_read(slot->log, calls, &baseline);
    free((void *)(uintptr_t)result.err.ptr);
}

/* Every call in the long form; else the first of every site, and of the rest a sample. */
static bool taken(const Log *calls, size_t i)
{
    return getenv("INRO_LONG") || calls->call[i].nth == 1 || i % (calls->count / SAMPLE + 1) == 0;
}

static void sweep(Scenario *scenario)
{
    static const char *const MODES[] = { "once", "forever" };
    static Log calls;
    size_t before = injected, turn = 0;
    char fault[64];

    learn(scenario, &calls);
    for (size_t i = 0; i < calls.count; i++) {
        const Call *call = &calls.call[i];
        site_add(call->site);
        for (size_t mode = 0; taken(&calls, i) && mode < ARRAY_LEN(MODES); mode++) {
            Slot *slot = &slots[turn++ % SLOTS];
            snprintf(fault, sizeof fault, "%s:%s:%016lx:%zu", MODES[mode],
                     call->io ? "io" : "alloc", (unsigned long)call->site, call->nth);
            slot_finish(slot, scenario);
            slot_start(slot, scenario, fault);
        }
    }
    for (size_t i = 0; i < SLOTS; i++)
        slot_finish(&slots[i], scenario);
    printf("%s: %zu calls, %zu failures\n", scenario->name, calls.count, injected - before);
    tree_free(&scenario->after);
    free((void *)(uintptr_t)scenario->out.ptr);
}

/* ---- scenarios ----------------------------------------------------------------------------- */

static const char *source(const char *inside)
{
    return test_keep(strdup(test_source_path(inside)));
}

static const char *feeds, *pump, *gateway, *knowledge;

/* Kept between the scenarios: the sample feeds, imported. */
static void open_all(void)
{
    for (size_t i = 0; i < SLOTS; i++) /* left by a test that failed */
        if (slots[i].busy) {
            (void)process_wait(&slots[i].process);
            slots[i].busy = false;
        }
    if (!getenv("INRO_SHIM"))
        test_skip("the sanitizers bring an allocator of their own");
    if (feeds)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        slot_open(&slots[i], i);
    feeds = source("data/sample-feeds");
    pump = source("examples/infusion-pump/infusion-pump.cdx.json");
    gateway = source("examples/imaging-gateway/imaging-gateway.spdx.json");
    knowledge = process_file("knowledge", STR(""));
    remove(knowledge);
    {
        const char *argv[] = { process_inro(), "db", "import", "--db", knowledge, feeds, NULL };
        ProcessResult result = process_run(argv, NULL);
        CHECK_INT(result.status, 0, "the sample feeds go in");
    }
}

TEST(a_first_import_survives_every_failure)
{
    const char *argv[7];
    Scenario scenario = { .name = "db import FOLDER", .argv = argv, .pivot = "kb/current" };

    open_all();
    memcpy(argv, (const char *[]){ process_inro(), "db", "import", "--db", "work/kb", feeds, NULL },
           sizeof argv);
    sweep(&scenario);
}

/* The knowledge base of open_all as it lies below work/. */
static Tree older_generation(void)
{
    Tree tree = tree_read(knowledge);

    for (size_t i = 0; i < tree.count; i++) {
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "kb/%.*s", STR_ARG(tree.files[i].path));
        tree.files[i].path = str_of(test_keep(strdup(path)));
    }
    return tree;
}

/* The lines of an ndjson file as members of an archive, as OSV publishes them. */
static Str zip_lines(Str text)
{
    enum { MEMBERS_MAX = 64 };
    PackMember members[MEMBERS_MAX];
    size_t count = 0;
    Str line;

    while (count < MEMBERS_MAX && str_next(&text, '\n', &line)) {
        char name[32];
        snprintf(name, sizeof name, "record-%zu.json", count);
        if (line.len)
            members[count++] = (PackMember){ test_keep(strdup(name)), line, 8 };
    }
    return pack_zip(members, count);
}

/* One record a file, as publishers of folders do it: kept in one archive. */
static const char *folder_of_lines(Str text)
{
    static char folder[PATH_BYTES];
    Tree tree = { NULL, 0 };
    TreeFile files[4];
    char names[ARRAY_LEN(files)][32];
    Str line;

    tree.files = files;
    while (tree.count < ARRAY_LEN(files) && str_next(&text, '\n', &line)) {
        snprintf(names[tree.count], sizeof names[0], "%zu/record.json", tree.count);
        files[tree.count] = (TreeFile){ str_of(names[tree.count]), line };
        tree.count++;
    }
    snprintf(folder, sizeof folder, "%s/records", process_folder());
    tree_write(&tree, folder);
    return folder;
}

TEST(an_import_over_an_older_generation_survives_every_failure)
{
    static const Str EPSS = STR_ROW("#model_version:v2025.03.14,score_date:2025-08-20T12:55:00Z\n"
                                    "cve,epss,percentile\nCVE-2021-44228,0.94358,0.99957\n");
    const char *argv[10] = { process_inro(), "db", "import", "--db", "work/kb" };
    Scenario scenario = { .name = "db import GZ ZIP ZST FOLDER", .argv = argv,
                          .pivot = "kb/current" };
    Str nvd, maven, cve;

    open_all();
    scenario.before = older_generation();
    nvd = test_file(source("data/sample-feeds/nvdcve-2.0-sample.json"));
    maven = test_file(source("data/sample-feeds/osv/maven.ndjson"));
    cve = test_file(source("data/sample-feeds/cve/cve5-sample.ndjson"));
    argv[5] = process_file("nvd.json.gz", pack_gzip(nvd));
    argv[6] = process_file("all.zip", zip_lines(maven));
    argv[7] = process_file("epss.csv.zst", pack_zstd(EPSS, 20));
    argv[8] = folder_of_lines(cve);
    sweep(&scenario);
}

static void sweep_scan(const char *name, const char *output, const char *sbom, Str input)
{
    const char *argv[] = { process_inro(), "scan", "--db", knowledge, "--now", SCAN_NOW, "-o",
                           output, sbom, NULL };
    TreeFile old = { STR_ROW("report"), STR_ROW("what was there before\n") };
    Scenario scenario = { .name = name, .argv = argv, .pivot = "report", .before = { &old, 1 },
                          .input = input };

    sweep(&scenario);
}

TEST(a_scan_survives_every_failure_in_every_format)
{
    static const struct { const char *name, *output; } FORMATS[] = {
        { "scan -o table",          "table=work/report"    },
        { "scan -o json",           "json=work/report"     },
        { "scan -o jsonl",          "jsonl=work/report"    },
        { "scan -o csv",            "csv=work/report"      },
        { "scan -o markdown",       "markdown=work/report" },
        { "scan -o html",           "html=work/report"     },
        { "scan -o sarif",          "sarif=work/report"    },
        { "scan -o junit",          "junit=work/report"    },
        { "scan -o cyclonedx",      "cyclonedx=work/report" },
    };

    open_all();
    for (size_t i = 0; i < ARRAY_LEN(FORMATS); i++)
        sweep_scan(FORMATS[i].name, FORMATS[i].output, pump, STR(""));
}

/* So long that two threads read it: mostly white space, which is the quickest to read. */
static Str spread(Str document)
{
    enum { SPACES = 1100000 };
    static char text[SPACES + (1 << 16)];
    size_t at = str_find(document, STR("\"components\": [")) + STR("\"components\": [").len;

    CHECK(at < document.len && document.len + SPACES <= sizeof text, "room");
    memcpy(text, document.ptr, at);
    memset(text + at, ' ', SPACES);
    memcpy(text + at + SPACES, document.ptr + at, document.len - at);
    return (Str){ text, document.len + SPACES };
}

TEST(a_scan_survives_every_failure_whatever_the_document_comes_in)
{
    open_all();
    sweep_scan("scan LONG", "json", process_file("long.cdx.json", spread(test_file(pump))),
               STR(""));
    sweep_scan("scan SPDX", "json", gateway, STR(""));
    sweep_scan("scan GZ", "json", process_file("pump.json.gz", pack_gzip(test_file(pump))),
               STR(""));
    sweep_scan("scan ZST", "json", process_file("pump.json.zst", pack_zstd(test_file(pump), 20)),
               STR(""));
    sweep_scan("scan -", "json", "-", test_file(gateway));
}

TEST(a_policy_that_is_not_met_is_never_taken_as_met)
{
    const char *argv[10];
    Scenario scenario = { .name = "scan --fail-on", .argv = argv, .pivot = "", .status = 1 };

    open_all();
    memcpy(argv, (const char *[]){ process_inro(), "scan", "--db", knowledge, "--now", SCAN_NOW,
                                   "--fail-on", "cvss>=7 and fixable", gateway, NULL },
           sizeof argv);
    sweep(&scenario);
}

TEST(of_several_inputs_the_others_are_scanned)
{
    const char *argv[9];
    Scenario scenario = { .name = "scan BOTH", .argv = argv, .pivot = "", .several = true };

    open_all();
    memcpy(argv, (const char *[]){ process_inro(), "scan", "--db", knowledge, "--now", SCAN_NOW,
                                   pump, gateway, NULL },
           sizeof argv);
    sweep(&scenario);
}

TEST(the_sweep_saw_enough_to_mean_something)
{
    open_all();
    printf("%zu distinct sites, %zu failures injected, %zu not met\n", site_count, injected,
           missed);
    CHECK(site_count >= SITES_MIN, "fewer sites would mean that the shim sees nothing");
    CHECK(missed * 100 <= MISSED_PERCENT_MAX * injected, "nearly all calls come again each time");
}
