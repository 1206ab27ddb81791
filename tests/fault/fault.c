/* SPDX-License-Identifier: Apache-2.0 */
#include "fault/fault.h"

#include "test.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    SITE_LATER = 1, /* see shim.c: which of the program's own blocks it may be, nobody can tell */
    CALLS_MAX = 1 << 18, TABLE_SLOTS = 1 << 16, SAMPLE = 40, PATH_BYTES = 1024,
    FOREVER_EACH = 10, /* near site, and */
    NEAR_CALLS = 600,  /* so many calls of a scenario leave out as many of its near sites again */
    RUN_SECONDS = 60, SLOTS = 2, STATUS_REFUSED = 2, STATUS_NO_DATA = 3, STATUS_SHIM = 98,
    MISSED_PERCENT_MAX = 5, STACK_MAX = 16,
};

/* ---- sites ---------------------------------------------------------------------------- */

typedef struct {
    uint64_t site;
    size_t nth;                /* from 1: how often the site was met */
    bool io;
} Call;
typedef struct {
    Call call[CALLS_MAX];
    size_t count, failed;
    bool kept;                 /* what should have been removed */
    uint64_t stack[STACK_MAX]; /* of the call that failed first */
    size_t stack_count;
} Log;

/* How often each site was met: open addressing; a slot with times 0 is free. */
typedef struct {
    struct { uint64_t site; size_t times; } slot[TABLE_SLOTS];
    size_t count;
} SiteTable;

static SiteTable all_sites, near_sites, baseline_sites;
static size_t injected, missed;

/* The times the site was met, with `more`. */
static size_t site_met(SiteTable *table, uint64_t site, size_t more)
{
    size_t i = (size_t)((site * UINT64_C(11400714819323198485)) >> 48);

    while (table->slot[i].times && table->slot[i].site != site)
        i = (i + 1) % TABLE_SLOTS;
    if (!more)
        return table->slot[i].times;
    if (!table->slot[i].times && ++table->count == TABLE_SLOTS)
        test_fail("more than %d sites", TABLE_SLOTS);
    table->slot[i].site = site;
    return table->slot[i].times += more;
}

static void log_add(Log *log, SiteTable *met, uint64_t site, bool io)
{
    if (log->count == CALLS_MAX)
        test_fail("more than %d calls", CALLS_MAX);
    log->call[log->count++] = (Call){ site, site_met(met, site, 1), io };
}

/* The shim's log: calls into *calls, blocks never freed into *live. */
static void log_read(const char *path, Log *calls, Log *live)
{
    static SiteTable met, live_met;
    FILE *in = fopen(path, "r");
    char word[8];
    unsigned long number;

    memset(&met, 0, sizeof met);
    memset(&live_met, 0, sizeof live_met);
    calls->count = live->count = calls->failed = calls->stack_count = 0;
    calls->kept = false;
    while (in && fscanf(in, "%7s %lx\n", word, &number) == 2) {
        if (strcmp(word, "failed") == 0)
            calls->failed += number;
        else if (strcmp(word, "kept") == 0)
            calls->kept = true;
        else if (strcmp(word, "at") == 0 && calls->stack_count < STACK_MAX)
            calls->stack[calls->stack_count++] = number;
        else if (strcmp(word, "live") == 0)
            log_add(live, &live_met, number, false);
        else if (strcmp(word, "at") != 0)
            log_add(calls, &met, number, strcmp(word, "io") == 0);
    }
    if (in)
        fclose(in);
}

/* ---- one run --------------------------------------------------------------------------- */

struct FaultRun {
    char folder[PATH_BYTES], log[PATH_BYTES + 16], fault[64];
    Process process;
    bool busy, kept;
};

static FaultRun slots[SLOTS];

static void slot_open(FaultRun *run, size_t i)
{
    snprintf(run->folder, sizeof run->folder, "%s/slot-%zu", process_folder(), i);
    snprintf(run->log, sizeof run->log, "%.*s/fault.log", PATH_BYTES, run->folder);
    (void)mkdir(run->folder, 0755);
}

void fault_open(void)
{
    for (size_t i = 0; i < SLOTS; i++) /* left by a test that failed */
        if (slots[i].busy) {
            (void)process_wait(&slots[i].process);
            slots[i].busy = false;
        }
    if (!getenv("INRO_SHIM"))
        test_skip("the sanitizers bring an allocator of their own");
    for (size_t i = 0; i < SLOTS; i++)
        slot_open(&slots[i], i);
}

const char *fault_work(const FaultRun *run)
{
    static char path[PATH_BYTES + 16];

    snprintf(path, sizeof path, "%s/work", run->folder);
    return path;
}

static void slot_start(FaultRun *run, const Scenario *scenario, const char *fault)
{
    enum { OWN = 4, ENVIRONMENT_MAX = 16 };
    char wish[80], log[PATH_BYTES + 48], preload[PATH_BYTES];
    const char *environment[ENVIRONMENT_MAX] = { wish, log, preload, "LC_ALL=C" };
    ProcessOptions options = { .environment = environment, .folder = run->folder,
                               .input = scenario->input, .seconds_max = RUN_SECONDS };

    for (size_t i = 0; scenario->environment && scenario->environment[i]; i++)
        environment[OWN + i] = scenario->environment[i];
    snprintf(wish, sizeof wish, "INRO_FAULT=%s", fault);
    snprintf(log, sizeof log, "INRO_FAULT_LOG=%s", run->log);
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", getenv("INRO_SHIM"));
    tree_write(&scenario->before, fault_work(run));
    (void)mkdir(fault_work(run), 0755);
    snprintf(run->fault, sizeof run->fault, "%s", fault);
    remove(run->log);
    run->process = process_start(scenario->argv, &options);
    run->busy = true;
}

ProcessResult fault_again(const Scenario *scenario, const FaultRun *run)
{
    ProcessOptions options = { .environment = scenario->environment, .folder = run->folder,
                               .input = scenario->input, .seconds_max = RUN_SECONDS };

    return process_run(scenario->argv, &options);
}

void fault_fails(const Scenario *scenario, const FaultRun *run, const char *fmt, ...)
{
    static Log calls, live;
    char text[1024], stack[STACK_MAX * 20] = "";
    va_list args;

    log_read(run->log, &calls, &live);
    for (size_t i = 0, used = 0; i < calls.stack_count; i++)
        used += (size_t)snprintf(stack + used, sizeof stack - used, " 0x%lx",
                                 (unsigned long)calls.stack[i]);
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    test_fail("%s, %s: %s; addr2line -fpe %s%s", scenario->name, run->fault, text,
              strrchr(scenario->argv[0], '/') + 1, stack);
}

/* ---- what must hold ---------------------------------------------------------------------- */

static void check_leaks(const Scenario *scenario, const FaultRun *run, const Log *live)
{
    for (size_t i = 0; i < live->count; i++)
        if (!(live->call[i].site == SITE_LATER && baseline_sites.count)
            && !site_met(&baseline_sites, live->call[i].site, 0))
            fault_fails(scenario, run, "a block of site %016lx is never freed",
                        (unsigned long)live->call[i].site);
}

static bool same_file(const Tree *a, const Tree *b, Str path)
{
    const TreeFile *left = tree_find(a, path), *right = tree_find(b, path);

    return left && right ? str_eq(left->bytes, right->bytes) : left == right;
}

void fault_judge_litter(const Scenario *scenario, const FaultRun *run, const Tree *got)
{
    for (size_t i = 0; i < got->count; i++)
        if (!run->kept && !tree_find(&scenario->before, got->files[i].path)
            && !tree_find(&scenario->after, got->files[i].path))
            fault_fails(scenario, run, "%.*s is left behind", STR_ARG(got->files[i].path));
}

void fault_judge_files(const Scenario *scenario, const FaultRun *run, const ProcessResult *result)
{
    bool done = result->status == scenario->status;
    Tree got = tree_read(fault_work(run));
    bool old = !done && same_file(&got, &scenario->before, str_of(scenario->pivot));
    const TreeFile *lacks = tree_missing(&got, old ? &scenario->before : &scenario->after);

    if (lacks)
        fault_fails(scenario, run, "%.*s is not as it should be %s", STR_ARG(lacks->path),
                    old ? "before" : "after");
    fault_judge_litter(scenario, run, &got);
    tree_free(&got);
}

static void check_result(const Scenario *scenario, const FaultRun *run,
                         const ProcessResult *result)
{
    bool done = result->status == scenario->status;

    if (result->status >= STATUS_SHIM)
        fault_fails(scenario, run, "exit %d: %.*s", result->status, STR_ARG(result->err));
    if (done && !str_eq(result->out, scenario->out))
        fault_fails(scenario, run, "a wrong answer: %.*s", STR_ARG(result->out));
    if (!done && result->status != STATUS_REFUSED && result->status != STATUS_NO_DATA)
        fault_fails(scenario, run, "exit %d: %.*s", result->status, STR_ARG(result->err));
    if (!done && !scenario->several && !str_starts(scenario->out, result->out))
        fault_fails(scenario, run, "exit %d after a wrong answer: %.*s", result->status,
                    STR_ARG(result->out));
    if (!done && str_find(result->err, STR("inro: ")) == result->err.len)
        fault_fails(scenario, run, "exit %d without a word", result->status);
    scenario->judge(scenario, run, result);
}

static void slot_finish(FaultRun *run, const Scenario *scenario)
{
    static Log calls, live;
    ProcessResult result;

    if (!run->busy)
        return;
    result = process_wait(&run->process);
    run->busy = false;
    log_read(run->log, &calls, &live);
    run->kept = calls.kept;
    check_result(scenario, run, &result);
    check_leaks(scenario, run, &live);
    injected += calls.failed > 0;
    missed += calls.failed == 0;
    free((void *)(uintptr_t)result.out.ptr);
    free((void *)(uintptr_t)result.err.ptr);
}

/* ---- all runs of a scenario -------------------------------------------------------------- */

/* Runs it unharmed: what it prints, writes, calls and never frees. */
static void learn(Scenario *scenario, Log *calls)
{
    static Log live;
    FaultRun *run = &slots[0];
    ProcessResult result;

    slot_start(run, scenario, "count");
    result = process_wait(&run->process);
    run->busy = false;
    if (result.status != scenario->status)
        fault_fails(scenario, run, "exit %d: %.*s", result.status, STR_ARG(result.err));
    scenario->out = result.out;
    scenario->after = tree_read(fault_work(run));
    log_read(run->log, calls, &live);
    memset(&baseline_sites, 0, sizeof baseline_sites);
    for (size_t i = 0; i < live.count; i++)
        site_met(&baseline_sites, live.call[i].site, 1);
    free((void *)(uintptr_t)result.err.ptr);
}

/* Every call in the long form; else the first of every site, and of the rest a sample. A site that
 * is near was perhaps met by another scenario. */
static bool taken(const Scenario *scenario, const Log *calls, size_t i)
{
    const Call *call = &calls->call[i];
    bool whole = getenv("INRO_LONG") != NULL;

    if (scenario->near)
        return (whole || (uint32_t)call->site / 2 % (1 + calls->count / NEAR_CALLS) == 0)
            && site_met(&near_sites, whole ? call->site : (uint32_t)call->site, 1) == 1;
    if (whole)
        return true;
    return call->nth == 1 || i % (calls->count / SAMPLE + 1) == 0;
}

static void fail_one(const Scenario *scenario, const Call *call, bool forever)
{
    static size_t turn;
    FaultRun *run = &slots[turn++ % SLOTS];
    char fault[64];

    snprintf(fault, sizeof fault, "%s:%s:%016lx:%zu", forever ? "forever" : "once",
             call->io ? "io" : "alloc", (unsigned long)call->site, call->nth);
    slot_finish(run, scenario);
    slot_start(run, scenario, fault);
}

void fault_sweep(Scenario *scenario)
{
    static Log calls;
    size_t before = injected, chosen = 0;

    learn(scenario, &calls);
    for (size_t i = 0; i < calls.count; i++) {
        site_met(&all_sites, calls.call[i].site, 1);
        if (!taken(scenario, &calls, i))
            continue;
        fail_one(scenario, &calls.call[i], false);
        if (!scenario->near || getenv("INRO_LONG") || chosen++ % FOREVER_EACH == 0)
            fail_one(scenario, &calls.call[i], true);
    }
    for (size_t i = 0; i < SLOTS; i++)
        slot_finish(&slots[i], scenario);
    printf("%s: %zu calls, %zu failures\n", scenario->name, calls.count, injected - before);
    fflush(stdout);
    tree_free(&scenario->after);
    free((void *)(uintptr_t)scenario->out.ptr);
}

void fault_sum(size_t sites_min)
{
    fault_open();
    printf("%zu distinct sites, %zu failures injected, %zu not met\n", all_sites.count, injected,
           missed);
    CHECK(all_sites.count >= sites_min, "fewer sites would mean that the shim sees nothing");
    CHECK(missed * 100 <= MISSED_PERCENT_MAX * injected, "nearly all calls come again each time");
}
