/* SPDX-License-Identifier: Apache-2.0 */
#include "heap.h"

#include "test.h"

#include <stdlib.h>

enum { SWEEP_MAX = 100000, ARENA_STEP = 16, ARENA_BYTES = 64 << 20 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)                            \
    || __has_feature(undefined_behavior_sanitizer)
#define SANITIZED 1
#endif
#endif

static size_t calls_left; /* 0: none fails */

#ifndef SANITIZED
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static bool fails(void)
{
    return calls_left && --calls_left == 0;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return fails() ? NULL : __libc_realloc(block, size);
}
#endif

bool heap_fails(void)
{
#ifdef SANITIZED
    return false;
#else
    return true;
#endif
}

void heap_fail_at(size_t call)
{
    calls_left = call;
}

static void need_no_memory(const Err *err)
{
    char text[ERR_TEXT_BYTES];

    if (!err_is_no_memory(err))
        test_fail("another failure: %s", err_text(err, LANG_EN, text, sizeof text));
}

/* Work that once succeeded and fails with more memory had succeeded without some of it. */
enum { AFTER_HEAP = 16, AFTER_ARENA = 128 };

typedef struct {
    size_t failures, successes;
} Sweep;

static void sweep_count(Sweep *sweep, bool done, const Err *err)
{
    sweep->failures += !done;
    sweep->successes += done;
    if (!done)
        need_no_memory(err);
    if (!done && sweep->successes)
        test_fail("it succeeded, and fails with more memory");
    if (sweep->failures == SWEEP_MAX)
        test_fail("it never succeeds");
}

size_t heap_sweep(HeapWork *work, void *context)
{
    Sweep sweep = { 0 };

    while (sweep.successes < AFTER_HEAP) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Err err = { 0 };
        bool done;
        heap_fail_at(sweep.failures + sweep.successes + 1);
        done = work(context, &arena, &err);
        heap_fail_at(0);
        sweep_count(&sweep, done, &err);
    }
    return sweep.failures;
}

size_t arena_sweep(HeapWork *work, void *context)
{
    Sweep sweep = { 0 };

    while (sweep.successes < AFTER_ARENA) {
        CLEANUP(arena_done) Arena arena = arena_new((sweep.failures + sweep.successes)
                                                    * ARENA_STEP);
        Err err = { 0 };
        sweep_count(&sweep, work(context, &arena, &err), &err);
    }
    return sweep.failures;
}
