/* SPDX-License-Identifier: Apache-2.0 */
/* heap.h — memory that runs out at a chosen call, and arenas that run out at a chosen byte.
 *
 * Replaces malloc, calloc and realloc of the test program; under a sanitizer, which replaces them
 * itself, nothing can be made to fail.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* Whether anything can be made to fail. */
bool heap_fails(void);
/* The `call`-th call from now on fails, all others succeed; 0: none fails. */
void heap_fail_at(size_t call);

/* Calls `work` again and again, each time with one more call to the heap, until it succeeds: each
 * failure before must be "no memory". Returns the number of failures. */
typedef bool HeapWork(void *context, Arena *arena, Err *err);
size_t heap_sweep(HeapWork *work, void *context);
/* The same with an arena of 16 bytes more each time, and a heap that does not fail. */
size_t arena_sweep(HeapWork *work, void *context);
