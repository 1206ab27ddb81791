/* SPDX-License-Identifier: Apache-2.0 */
/* Every call that changes a file fails once, or the disk fails or is full from that call on: an act
 * that says it is done is there, one that fails says why, and on a healthy disk the record verifies
 * and the act can be done again. $INRO_LONG takes every call and every kind of fault.
 * Tests: db_sqlite.c store.c head.c io_writer.c io_secret.c act.c backup.c key.c dossier.c */
#include "crash/disk.h"
#include "crash/remains.h"
#include "crash/story.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AGAIN_EVERY = 5, WALK_FDS = 8 };
/* Runs of an act with a fault in the short form; in the long one all, of very many every fourth. */
enum { RUNS_FIRST = 25, RUNS_OTHER = 5, CALLS_MANY = 1000, MANY_EVERY = 4 };

static const struct {
    const char *name;
    int error;
    uint64_t count;
    bool half;
} FAULTS[] = {
    { "the disk fails once", EIO, 1, false },
    { "the disk is full", ENOSPC, UINT64_MAX, true },
    { "the disk fails from then on", EIO, UINT64_MAX, false },
    { "the disk is full once", ENOSPC, 1, false },
};

typedef struct {
    Story story;
    Remains *image;         /* of the record before the act */
    const StoryAct *act;
    size_t fault;
    uint64_t calls, runs, done, again;
} Bench;

static size_t descriptors(void)
{
    DIR *open = opendir("/proc/self/fd");
    size_t count = 0;

    while (readdir(open))
        count++;
    closedir(open);
    return count;
}

static size_t parts_found;

static int part_count(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info, (void)walk;
    parts_found += type == FTW_F && (strstr(path, ".part") || strstr(path, ".made"));
    return 0;
}

static size_t parts(const char *folder)
{
    parts_found = 0;
    CHECK(nftw(folder, part_count, WALK_FDS, FTW_PHYS) == 0, folder);
    return parts_found;
}

static bool is_there(const Story *story, const char *inside)
{
    char path[STORY_PATH_BYTES * 2];

    snprintf(path, sizeof path, "%s/%s", story->folder, inside);
    return access(path, F_OK) == 0;
}

/* What is there already is not made again; that it is whole was seen before. */
static bool made_already(const Story *story)
{
    return is_there(story, STORY_AGAIN) || is_there(story, STORY_RESTORED "/record.sqlite");
}

static bool log_is_as_before(const Story *story)
{
    InroRecordOptions options = { .place = story->place, .actor = "reader" };
    InroRecord *record;
    InroError error;
    StoryState is;

    CHECK(inro_record_open(&story->inro, &options, &record, &error), error.text);
    CHECK(story_state(record, &is), "the log can be read");
    inro_record_close(record);
    return is.size == story->state[story->told - 1].size;
}

/* What must hold on a healthy disk, where the act is tried again unless it was done. */
static void healthy(Bench *bench, bool done, const char *where)
{
    char why[STORY_WHY_BYTES] = "";
    Story *story = &bench->story;
    InroError error;

    if (!story_holds(story, story->folder, done ? story->told : story->told - 1, false, why))
        test_fail("%s (%s): %s", where, done ? "done" : "refused", why);
    if (!done && FAULTS[bench->fault].error == ENOSPC && !log_is_as_before(story))
        test_fail("%s: there is no room, and it was written all the same", where);
    if (done || bench->runs % AGAIN_EVERY || made_already(story) || !log_is_as_before(story))
        return;
    story->told--;
    if (!bench->act->act(story, &error))
        test_fail("%s, again: %s", where, error.text);
    story->told++;
    if (!story_holds(story, story->folder, story->told, false, why))
        test_fail("%s, done again: %s", where, why);
    bench->again++;
}

static void said_well(const Bench *bench, bool done, const InroError *error, const char *where)
{
    if (!done && (!error->text[0] || error->status == INRO_INTERNAL))
        test_fail("%s: taken for our mistake: %s", where, error->text);
    if (FAULTS[bench->fault].error == ENOSPC && parts(bench->story.folder))
        test_fail("%s: a part is left behind", where);
}

/* False when no call failed: the act has fewer. */
static bool run_once(Bench *bench, uint64_t first)
{
    DiskFault fault = { bench->story.folder, FAULTS[bench->fault].error, first,
                        FAULTS[bench->fault].count, FAULTS[bench->fault].half };
    InroError error = { .status = INRO_DONE };
    size_t open = descriptors();
    char where[200];
    bool done;

    snprintf(where, sizeof where, "%s, %s, call %llu", bench->act->name,
             FAULTS[bench->fault].name, (unsigned long long)first);
    remains_put(bench->image, bench->story.folder);
    bench->story.told--;
    disk_break(&fault);
    done = bench->act->act(&bench->story, &error);
    disk_mend();
    bench->story.told++;
    CHECK(done || disk_failed(), error.text);
    said_well(bench, done, &error, where);
    CHECK_INT(descriptors(), open, "nothing stays open");
    bench->runs++;
    bench->done += done;
    healthy(bench, done, where);
    return disk_calls() >= first;
}

static void every_call(Bench *bench)
{
    uint64_t runs = (bench->fault ? RUNS_OTHER : RUNS_FIRST) / STORY_SLOWER + 1, first = 1;
    uint64_t step = getenv("INRO_LONG") ? (bench->calls > CALLS_MANY ? MANY_EVERY : 1)
                                        : bench->calls / runs + 1;

    while (run_once(bench, first))
        first += step;
}

/* The act without a fault tells how far the log comes. */
static void act_once(Bench *bench)
{
    InroError error;

    remains_put(bench->image, bench->story.folder);
    bench->story.told = (unsigned)STORY_BASE_COUNT;
    bench->story.backup = "backup.sqlite";
    bench->story.backup_at = bench->story.restored_at = 0;
    disk_break(&(DiskFault){ .folder = bench->story.folder, .first = UINT64_MAX });
    if (!story_do(&bench->story, bench->act, &error))
        test_fail("%s: %s", bench->act->name, error.text);
    bench->calls = disk_calls();
    disk_mend();
}

static void faults_of(Bench *bench)
{
    for (bench->fault = 0; bench->fault < ARRAY_LEN(FAULTS); bench->fault++) {
        bench->runs = bench->done = bench->again = 0;
        act_once(bench);
        every_call(bench);
        printf("%s, of %llu calls, %s: %llu runs, %llu done, %llu refused, %llu done again\n",
               bench->act->name, (unsigned long long)bench->calls, FAULTS[bench->fault].name,
               (unsigned long long)bench->runs, (unsigned long long)bench->done,
               (unsigned long long)(bench->runs - bench->done),
               (unsigned long long)bench->again);
        fflush(stdout);
    }
}

/* Another record, whose dossier is taken in. */
static void stranger(char dossier[STORY_PATH_BYTES * 2], char key[STORY_PATH_BYTES * 2])
{
    static Story other;
    InroError error;

    story_begin(&other);
    other.dossier = other.key = NULL;
    snprintf(dossier, STORY_PATH_BYTES * 2, "%s.dossier", other.folder);
    snprintf(key, STORY_PATH_BYTES * 2, "%s.pub", other.folder);
    CHECK(story_do(&other, &STORY_BASE[0], &error), error.text);
    story_hand_over(&other, dossier, key);
    story_end(&other);
}

static void base_begin(Bench *bench, const char *dossier, const char *key)
{
    Story *story = &bench->story;
    const DiskOp *ops;
    size_t count;
    InroError error;

    story_begin(story);
    story->dossier = dossier;
    story->key = key;
    for (size_t i = 0; i < STORY_BASE_COUNT; i++)
        if (!story_do(story, &STORY_BASE[i], &error))
            test_fail("%s: %s", STORY_BASE[i].name, error.text);
    story->by_size = true;
    disk_watch(story->folder);
    disk_leave();
    ops = disk_ops(&count);
    bench->image = remains_new(ops, count, NULL);
    remains_advance(bench->image, count);
    (void)remains_choose(bench->image, REMAINS_NOTHING, 0);
}

TEST(whatever_call_fails_nothing_acknowledged_is_lost_and_the_act_can_be_done_again)
{
    static Bench bench;
    char dossier[STORY_PATH_BYTES * 2], key[STORY_PATH_BYTES * 2];

    stranger(dossier, key);
    base_begin(&bench, dossier, key);
    for (size_t i = 0; i < STORY_EACH_COUNT; i++) {
        bench.act = &STORY_EACH[i];
        faults_of(&bench);
    }
    remains_free(bench.image);
    story_end(&bench.story);
    unlink(dossier);
    unlink(key);
}
