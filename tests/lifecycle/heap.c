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

size_t heap_sweep(HeapWork *work, void *context)
{
    size_t failures = 0;
    bool done = false;

    for (; !done && failures < SWEEP_MAX; failures += !done) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Err err = { 0 };
        heap_fail_at(failures + 1);
        done = work(context, &arena, &err);
        heap_fail_at(0);
        if (!done)
            need_no_memory(&err);
    }
    CHECK(done, "with enough memory it succeeds");
    return failures;
}

size_t arena_sweep(HeapWork *work, void *context)
{
    size_t failures = 0;
    bool done = false;

    for (; !done && failures < SWEEP_MAX; failures += !done) {
        CLEANUP(arena_done) Arena arena = arena_new(failures * ARENA_STEP);
        Err err = { 0 };
        done = work(context, &arena, &err);
        if (!done)
            need_no_memory(&err);
    }
    CHECK(done, "with enough memory it succeeds");
    return failures;
}
