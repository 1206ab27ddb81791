/* SPDX-License-Identifier: Apache-2.0 */
/* A writer is killed at any moment, again and again: what was acknowledged is there, and what is
 * there is sound. $INRO_LONG kills ten thousand times. */
/* Tests: store.c db_sqlite.c log.c */
#include "test.h"

#include "store/record.h"
#include "store/rows.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 100, KILLS_LONG = 10000, VERIFY_EVERY = 10, IDS_EACH = 100000, DELAY_US = 12000,
       START_MS = 5000 };
enum { RECORD_EVENTS_MAX = 400 }; /* then a new record: its verification must not grow */

typedef struct {
    Record record;
    uint64_t random, acknowledged;
    unsigned life;   /* of the writer: each has ids of its own */
} Bench;

static uint64_t draw(Bench *bench, uint64_t below)
{
    bench->random = bench->random * 6364136223846793005U + 1442695040888963407U;
    return (bench->random >> 33) % below;
}

/* The number is told only after store_append has returned. */
static void append_for_ever(Record *record, unsigned life, int out)
{
    for (unsigned number = 0;; number++) {
        char text[160], id[37];
        Err err = { 0 };

        snprintf(id, sizeof id, "01930000-0000-7000-9000-%06x%06x", life, number);
        snprintf(text, sizeof text,
                 "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"%u.%u\"}", id, record->product,
                 life, number);
        if (!record_say(record, "release.created", id, text, &err))
            _exit(1);
        if (write(out, &number, sizeof number) != (ssize_t)sizeof number)
            _exit(2);
    }
}

static pid_t writer_start(const Bench *bench, int out)
{
    Record own;
    pid_t pid = record_fork(&bench->record, bench->life * IDS_EACH, &own);

    if (pid != 0)
        return pid;
    append_for_ever(&own, bench->life, out);
    _exit(4);
}

static void acknowledged_is_there(Bench *bench, unsigned number)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    char id[37];
    bool found;
    Row row;
    Err err = { 0 };

    snprintf(id, sizeof id, "01930000-0000-7000-9000-%06x%06x", bench->life, number);
    CHECK_OK(row_get(store_db(bench->record.store), TABLE_RELEASE, str_of(id), &arena, &row,
                     &found, &err), &err);
    CHECK(found, "what was acknowledged is there");
    bench->acknowledged++;
}

static VerifyReport sound(Bench *bench)
{
    VerifyReport told = { .events = 0 };
    Err err = { 0 };

    CHECK_OK(store_verify(bench->record.store, bench->record.witness, &told, &err), &err);
    CHECK_INT(told.unsigned_events, 0, "no act is there in part");
    return told;
}

static void one_life(Bench *bench)
{
    int ends[2], code;
    unsigned number;
    pid_t pid;

    CHECK(pipe(ends) == 0, "a pipe");
    bench->life++;
    store_close(bench->record.store);
    bench->record.store = NULL;
    pid = writer_start(bench, ends[1]);
    close(ends[1]);
    /* Every fourth dies at its start already, the others at their work. */
    if (bench->life % 4)
        (void)poll(&(struct pollfd){ ends[0], POLLIN, 0 }, 1, START_MS);
    usleep((useconds_t)draw(bench, DELAY_US));
    kill(pid, SIGKILL);
    while (waitpid(pid, &code, 0) < 0 && errno == EINTR)
        continue;
    CHECK(WIFSIGNALED(code), "it ended by the signal and not by an error");
    record_again(&bench->record);
    while (read(ends[0], &number, sizeof number) == (ssize_t)sizeof number)
        acknowledged_is_there(bench, number);
    close(ends[0]);
}

static void verify_in_turn(Bench *bench, unsigned kills)
{
    if (bench->life % VERIFY_EVERY != 0 && bench->life != kills)
        return;
    if (sound(bench).events < RECORD_EVENTS_MAX)
        return;
    record_end(&bench->record);
    record_begin(&bench->record);
}

TEST(whoever_kills_the_writer_loses_nothing_that_was_acknowledged)
{
    static Bench bench;
    unsigned kills = getenv("INRO_LONG") ? KILLS_LONG : KILLS;

    bench = (Bench){ .random = 20261122 };
    record_begin(&bench.record);
    while (bench.life < kills) {
        one_life(&bench);
        verify_in_turn(&bench, kills);
    }
    CHECK(bench.acknowledged > 0, "some were acknowledged");
    printf("kills: %u, acknowledged: %llu, seed 20261122\n", kills,
           (unsigned long long)bench.acknowledged);
    record_end(&bench.record);
}
