/* SPDX-License-Identifier: Apache-2.0 */
#include "match/crew.h"

#include "base/io.h"

#include <pthread.h>

typedef struct {
    MatchTask task;
    Arena *arena;
    Match match;
    bool done;
    Err err;
    pthread_t thread;
    bool started;
} Part;

size_t crew_size(uint32_t component_count)
{
    size_t size = io_processors(), worth = component_count / CREW_COMPONENTS_MIN;

    size = size < CREW_MAX ? size : CREW_MAX;
    size = size < worth ? size : worth;
    return size ? size : 1;
}

static void *part_run(void *part_)
{
    Part *part = part_;

    part->done = match_part(&part->task, part->arena, &part->match, &part->err);
    return NULL;
}

bool crew_match(const MatchTask *task, Arena *const *arenas, Match *matches, size_t count,
                Err *err)
{
    Part parts[CREW_MAX] = { { .task = *task } };
    uint64_t all = task->end - task->first;
    bool done = true;

    assert(count >= 1 && count <= CREW_MAX);
    for (size_t i = 0; i < count; i++) {
        parts[i] = (Part){ .task = *task, .arena = arenas[i] };
        parts[i].task.first = task->first + (uint32_t)(all * i / count);
        parts[i].task.end = task->first + (uint32_t)(all * (i + 1) / count);
        if (i > 0)
            parts[i].started = !pthread_create(&parts[i].thread, NULL, part_run, &parts[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].started)
            part_run(&parts[i]);
        else
            (void)pthread_join(parts[i].thread, NULL);
        if (done && !parts[i].done)
            *err = parts[i].err; /* the first part's, as if they came one after the other */
        done &= parts[i].done;
        matches[i] = parts[i].match;
    }
    return done;
}
