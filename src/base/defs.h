/* SPDX-License-Identifier: Apache-2.0 */
/* defs.h — the few words of C that every room uses.
 *
 * CLEANUP(f) runs `f(&variable)` when the variable leaves its scope, so a
 * function may return early without `goto`. Every ender accepts a zero value.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK         __attribute__((warn_unused_result))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define CLEANUP(ender)     __attribute__((cleanup(ender)))
#define UNUSED             __attribute__((unused))
/* A large local array or struct that is written before it is read: the compiler clears all others,
 * which costs more than their use. */
#define NOT_CLEARED        __attribute__((uninitialized))
#define ARRAY_LEN(array)   (sizeof(array) / sizeof((array)[0]))

/* The words a program may speak; the order is the order of every table of sentences. */
typedef enum { LANG_EN, LANG_JA, LANG_COUNT } Lang;
