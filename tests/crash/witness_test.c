/* SPDX-License-Identifier: Apache-2.0 */
/* The head that is kept outside the database: when it cannot be written the act is done all the
 * same and says so, and nobody writes over it when it speaks of what is gone.
 * Tests: head.c act.c record.c verify.c */
#include "crash/disk.h"
#include "crash/story.h"

#include "base/arena.h"
#include "store/head.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TOLD = 4 }; /* acts of STORY_FIRST that come before: up to the first site */

static void begin(Story *story)
{
    InroError error;

    story_begin(story);
    for (size_t i = 0; i < TOLD; i++)
        if (!story_do(story, &STORY_FIRST[i], &error))
            test_fail("%s: %s", STORY_FIRST[i].name, error.text);
}

/* One site more. */
static bool say_more(Story *story, InroError *error)
{
    static const StoryAct SITE = { "a site", story_site };

    return story_do(story, &SITE, error);
}

static void open_again(Story *story)
{
    InroRecordOptions options = { .place = story->place, .actor = story->actor };
    InroError error;

    inro_record_close(story->record);
    CHECK(inro_record_open(&story->inro, &options, &story->record, &error), error.text);
}

static uint64_t witnessed(const Story *story)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 16);
    Witness witness;
    Head head;
    Err err = { 0 };

    CHECK_OK(witness_read(story->record->witness.ptr, &arena, &witness, &err), &err);
    CHECK(witness.found, "there is one");
    CHECK_OK(head_read(witness.body, &arena, &head, &err), &err);
    return head.size;
}

static uint64_t size_now(const Story *story)
{
    return story->state[story->told].size;
}

static void forget(void *context, const char *bytes, size_t len)
{
    (void)context, (void)bytes, (void)len;
}

static bool verifies(const Story *story, InroError *error)
{
    InroReportOptions options = { .format = "table", .take = forget };

    return inro_record_verify(&story->inro, story->record, NULL, &options, error);
}

TEST(a_head_that_cannot_be_kept_is_told_beside_the_act_and_the_next_act_keeps_it)
{
    static const int ERRORS[] = { ENOSPC, EIO, EROFS };
    static Story story;
    char keys[STORY_PATH_BYTES * 2 + 8];
    InroError error;
    uint64_t before;

    begin(&story);
    snprintf(keys, sizeof keys, "%s/keys", story.place);
    for (size_t i = 0; i < ARRAY_LEN(ERRORS); i++) {
        DiskFault fault = { keys, ERRORS[i], 1, UINT64_MAX, false };

        before = size_now(&story);
        disk_break(&fault);
        CHECK(say_more(&story, &error), error.text);
        disk_mend();
        CHECK(size_now(&story) > before, "it is written");
        CHECK(inro_record_warning(story.record) != NULL, "and what is behind is told");
        CHECK(strstr(inro_record_warning(story.record), "need not be said again"), "as it is");
        CHECK_INT(witnessed(&story), before, "the head is the older one");
        CHECK(verifies(&story, &error), error.text);
        CHECK(say_more(&story, &error), error.text);
        CHECK(!inro_record_warning(story.record), "nothing more to tell");
        CHECK_INT(witnessed(&story), size_now(&story), "the next act kept its own");
        CHECK(verifies(&story, &error), error.text);
    }
    story_end(&story);
}

/* ---- set back --------------------------------------------------------------------------- */

typedef struct {
    char path[STORY_PATH_BYTES * 2 + 32];
    Str bytes;
} Kept;

static Kept keep(const Story *story, const char *inside)
{
    Kept kept;

    snprintf(kept.path, sizeof kept.path, "%s/%s", story->place, inside);
    kept.bytes = test_file(kept.path);
    return kept;
}

static void put_back(const Kept *kept)
{
    FILE *file = fopen(kept->path, "w");

    CHECK(file != NULL, kept->path);
    CHECK(fwrite(kept->bytes.ptr, 1, kept->bytes.len, file) == kept->bytes.len, kept->path);
    CHECK(fclose(file) == 0, kept->path);
}

static void close_record(Story *story)
{
    inro_record_close(story->record);
    story->record = NULL;
}

static void refused(Story *story, const char *words, const char *why)
{
    InroError error;
    uint64_t before = size_now(story);
    StoryState is;

    CHECK(!say_more(story, &error), why);
    CHECK_INT(error.status, INRO_REFUSED, why);
    CHECK(strstr(error.text, words) != NULL, error.text);
    CHECK(!verifies(story, &error), "verify says so, too");
    CHECK(story_state(story->record, &is) && is.size <= before, "nothing was written");
}

TEST(no_act_writes_over_the_word_of_what_was_cut_off)
{
    static Story story;
    Kept older, head, forked;
    InroError error;

    begin(&story);
    close_record(&story);
    older = keep(&story, "record.sqlite");
    forked = keep(&story, "keys/head");
    open_again(&story);
    CHECK(say_more(&story, &error), error.text);
    head = keep(&story, "keys/head");
    close_record(&story);

    put_back(&older);
    open_again(&story);
    refused(&story, "youngest were lost or cut off", "the newer head is there");
    refused(&story, "youngest were lost or cut off", "and stays there");

    put_back(&forked);
    CHECK(say_more(&story, &error), error.text);
    put_back(&head);
    refused(&story, "not one of the record", "cut off and continued otherwise");

    CHECK(unlink(head.path) == 0, head.path);
    CHECK(say_more(&story, &error), error.text);
    CHECK(verifies(&story, &error), error.text);
    CHECK_INT(witnessed(&story), size_now(&story), "who took the head away goes on");
    story_end(&story);
}
