/* SPDX-License-Identifier: Apache-2.0 */
/* The power is cut at any call, and anything that was not synced may be lost, torn or overtaken:
 * what was acknowledged is there, nothing is there in part, and what is there verifies and can be
 * continued. The same is asked of disks and programs that lie, which must be caught. $INRO_LONG
 * looks at fifty times as many states, a sanitizer at an eighth.
 * Tests: db_sqlite.c store.c head.c io_writer.c io_secret.c act.c backup.c key.c */
#include "crash/disk.h"
#include "crash/remains.h"
#include "crash/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEEN_SLOTS = 1 << 19, THOROUGH_EVERY = 20, TRIES_PER_STATE = 40, LIES_STATES = 1500 };

/* ---- states that were seen already ------------------------------------------------------ */

static uint64_t seen[SEEN_SLOTS];

static bool is_new(uint64_t hash)
{
    size_t at = hash % SEEN_SLOTS;

    hash += !hash;
    while (seen[at] && seen[at] != hash)
        at = (at + 1) % SEEN_SLOTS;
    if (seen[at])
        return false;
    seen[at] = hash;
    return true;
}

/* ---- one run over a story --------------------------------------------------------------- */

typedef struct {
    const DiskOp *ops;
    size_t count;
    const Story *story;
    RemainsHonest *honest;
    bool early;           /* acts are taken as acknowledged when they begin */
    size_t states_max, failed_max; /* how many are looked at; 0: all of them */
    size_t states, failed;
    char folder[STORY_PATH_BYTES * 2], first_why[STORY_WHY_BYTES];
} Run;

static void state_judge(Run *run, const Remains *remains, unsigned acked, bool thorough)
{
    char why[STORY_WHY_BYTES] = "";

    remains_put(remains, run->folder);
    run->states++;
    if (story_holds(run->story, run->folder, acked, thorough, why))
        return;
    if (!run->failed++)
        snprintf(run->first_why, sizeof run->first_why, "%s", why);
}

/* One moment and way by the number of the try; the walk goes over the story again and again. */
static void moment_judge(Run *run, Remains *remains, size_t cut, unsigned acked, uint64_t number)
{
    RemainsWay way = (RemainsWay)(number % REMAINS_WAYS);
    uint64_t hash;

    remains_advance(remains, cut);
    hash = remains_choose(remains, way, number);
    if (is_new(hash * 31 + acked))
        state_judge(run, remains, acked, run->states % THOROUGH_EVERY == 0);
}

static bool is_done(const Run *run)
{
    return run->states >= run->states_max || (run->failed_max && run->failed >= run->failed_max);
}

static void walk_once(Run *run, uint64_t round, size_t stride)
{
    Remains *remains = remains_new(run->ops, run->count, run->honest);
    unsigned acked = 0, last = run->story->told;

    for (size_t cut = 0; cut <= run->count && !is_done(run); cut++) {
        if (cut && run->ops[cut - 1].kind == DISK_NOTE)
            acked = (unsigned)run->ops[cut - 1].at;
        if ((cut + round) % stride == 0 || cut == run->count)
            moment_judge(run, remains, cut, acked + (run->early && acked && acked < last),
                         round * run->count + cut);
    }
    remains_free(remains);
}

static void run_over(Run *run)
{
    size_t tries = 0, stride = run->count / (run->states_max / REMAINS_WAYS + 1) + 1;

    memset(seen, 0, sizeof seen);
    snprintf(run->folder, sizeof run->folder, "%s/after", run->story->folder);
    CHECK(mkdir(run->folder, 0700) == 0, run->folder);
    for (uint64_t round = 0; !is_done(run); round++, tries += run->count / stride) {
        if (tries > run->states_max * TRIES_PER_STATE)
            break;
        walk_once(run, round, stride);
    }
    story_clear(run->folder);
    rmdir(run->folder);
}

/* ---- stories ---------------------------------------------------------------------------- */

static void tell(Story *story, const StoryAct *acts, size_t count, const char *pragma)
{
    InroError error;

    story_begin(story);
    story->pragma = pragma;
    disk_watch(story->folder);
    for (size_t i = 0; i < count; i++) {
        if (!story_do(story, &acts[i], &error))
            test_fail("%s: %s", acts[i].name, error.text);
        disk_note(story->told);
    }
    disk_leave();
}

/* No call went by unseen: what was written down makes the files that are there. */
static void all_was_seen(const Story *story, const DiskOp *ops, size_t count)
{
    Remains *remains = remains_new(ops, count, NULL);
    char folder[STORY_PATH_BYTES * 2];
    uint64_t hash = story_hash(story->folder);

    snprintf(folder, sizeof folder, "%s/seen", story->folder);
    CHECK(mkdir(folder, 0700) == 0, folder);
    remains_advance(remains, count);
    (void)remains_choose(remains, REMAINS_ALL, 0);
    remains_put(remains, folder);
    CHECK(story_hash(folder) == hash, "every call was seen");
    remains_free(remains);
    story_clear(folder);
    rmdir(folder);
}

static size_t states_of(size_t states)
{
    return (getenv("INRO_LONG") ? states * 50 : states) / STORY_SLOWER;
}

static void survives(const char *name, const StoryAct *acts, size_t count, size_t states)
{
    static Story story;
    Run run = { .story = &story, .states_max = states_of(states) };

    tell(&story, acts, count, NULL);
    run.ops = disk_ops(&run.count);
    all_was_seen(&story, run.ops, run.count);
    run_over(&run);
    printf("%s: %zu calls, %zu distinct crash states, %zu failed\n", name, run.count, run.states,
           run.failed);
    fflush(stdout);
    story_end(&story);
    if (run.failed)
        test_fail("%zu of %zu states: %s", run.failed, run.states, run.first_why);
}

TEST(after_a_power_cut_every_acknowledged_act_is_there_and_none_in_part)
{
    survives("acts", STORY_FIRST, STORY_FIRST_COUNT, 1850);
}

TEST(an_act_larger_than_the_cache_is_there_or_not)
{
    survives("a large act", STORY_LARGE, STORY_LARGE_COUNT, 100);
}

TEST(a_backup_and_what_is_restored_from_it_are_whole_or_not_there)
{
    survives("copies", STORY_COPIES, STORY_COPIES_COUNT, 60);
}

/* ---- what must be caught ---------------------------------------------------------------- */

static const DiskOp *told_ops;
static size_t told_count;

/* Whether a file of the database, or one of the folder `keys` with it. */
static bool is_named(unsigned node, const char *part)
{
    for (size_t i = 0; i < told_count; i++)
        if ((told_ops[i].kind == DISK_NAME || told_ops[i].kind == DISK_RENAME)
            && told_ops[i].node == node && strstr(told_ops[i].name, part))
            return true;
    return false;
}

static bool no_file_is_synced(const DiskOp *sync)
{
    return disk_is_folder(sync->node);
}

static bool no_folder_is_synced(const DiskOp *sync)
{
    return !disk_is_folder(sync->node);
}

static bool the_log_is_not_synced(const DiskOp *sync)
{
    return !is_named(sync->node, "sqlite-wal");
}

static bool the_database_is_not_synced(const DiskOp *sync)
{
    return !is_named(sync->node, "sqlite") || is_named(sync->node, "sqlite-wal");
}

static bool the_head_is_not_synced(const DiskOp *sync)
{
    return !is_named(sync->node, "head");
}

static bool the_key_is_not_synced(const DiskOp *sync)
{
    return !is_named(sync->node, ".key");
}

static bool is_of_head(const DiskOp *op)
{
    return (op->kind != DISK_NOTE && op->kind != DISK_NAME && op->kind != DISK_UNNAME
            && op->kind != DISK_RENAME)
             ? is_named(op->node, "head")
             : op->kind != DISK_NOTE && strstr(op->name, "head");
}

/* The calls on the head of each act before those on the database. */
static void head_first(DiskOp *ops, size_t count)
{
    static DiskOp moved[1 << 16];
    size_t from = 0, at = 0;

    for (size_t i = 0; i < count; i++) {
        if (ops[i].kind != DISK_NOTE)
            continue;
        for (size_t j = from; j < i; j++)
            if (is_of_head(&ops[j]))
                moved[at++] = ops[j];
        for (size_t j = from; j <= i; j++)
            if (!is_of_head(&ops[j]))
                moved[at++] = ops[j];
        from = i + 1;
    }
    memcpy(ops, moved, at * sizeof *ops);
}

static const struct {
    const char *name;
    RemainsHonest *honest;
    const char *pragma;
    bool early, head_first;
} LIES[] = {
    { "a disk that syncs no file", .honest = no_file_is_synced },
    { "a disk that syncs no folder", .honest = no_folder_is_synced },
    { "the log is not synced", .honest = the_log_is_not_synced },
    { "the database is not synced", .honest = the_database_is_not_synced },
    { "the head is not synced", .honest = the_head_is_not_synced },
    { "the key is not synced", .honest = the_key_is_not_synced },
    { "synchronous=OFF", .pragma = "PRAGMA synchronous=OFF" },
    { "synchronous=NORMAL", .pragma = "PRAGMA synchronous=NORMAL" },
    { "acknowledged before the commit", .early = true },
    { "the head before the commit", .head_first = true },
};

TEST(disks_and_programs_that_lie_are_caught)
{
    static DiskOp ops[1 << 16];
    static Story story;

    for (size_t i = 0; i < ARRAY_LEN(LIES); i++) {
        Run run = { .story = &story, .honest = LIES[i].honest, .early = LIES[i].early,
                    .states_max = LIES_STATES, .failed_max = 1 };

        tell(&story, STORY_FIRST, STORY_FIRST_COUNT, LIES[i].pragma);
        told_ops = disk_ops(&told_count);
        CHECK(told_count <= ARRAY_LEN(ops), "room for the calls");
        memcpy(ops, told_ops, told_count * sizeof *ops);
        if (LIES[i].head_first)
            head_first(ops, told_count);
        run.ops = ops;
        run.count = told_count;
        run_over(&run);
        story_end(&story);
        printf("caught after %zu states: %s (%s)\n", run.states, LIES[i].name, run.first_why);
        CHECK(run.failed > 0, LIES[i].name);
    }
}
