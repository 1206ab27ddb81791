/* SPDX-License-Identifier: Apache-2.0 */
/* test.h — a test is a row, its name is a sentence.
 *
 *     TEST(deb_order_follows_policy)
 *     {
 *         CHECK_INT(deb_compare(a, b), -1, "~ sorts first");
 *     }
 *
 * Every TEST of a program runs under cmocka in the order of the file. A CHECK that fails
 * prints both values and its reason and ends that test. At its end a program prints
 * `cases: P passed, F failed, S skipped`, which `make test` adds up.
 *
 * Data of others: TEST_SHARED("corpus/purl") gives the folder as text, or skips the test
 * with "skipped: no shared data" where the data is not beside the repository.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdio.h>

typedef void TestBody(void);

void test_register(const char *name, TestBody *body);

#define TEST(name)                                                                                 \
    static void name(void);                                                                        \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        test_register(#name, name);                                                                \
    }                                                                                              \
    static void name(void)

/* All take a reason as last argument: what the row is there to show. */
#define CHECK(truth, why)         test_check((truth), #truth, (why), __FILE__, __LINE__)
#define CHECK_INT(got, want, why)                                                                  \
    test_int((long long)(got), (long long)(want), (why), __FILE__, __LINE__)
#define CHECK_STR(got, want, why) test_str((got), (want), (why), __FILE__, __LINE__)
/* The call returned true; else prints the error. */
#define CHECK_OK(call, err)       test_ok((call), (err), #call, __FILE__, __LINE__)

void test_check(bool truth, const char *text, const char *why, const char *file, int line);
void test_int(long long got, long long want, const char *why, const char *file, int line);
void test_str(Str got, Str want, const char *why, const char *file, int line);
void test_ok(bool ok, const Err *err, const char *text, const char *file, int line);
/* Ends the test as failed with a message: for tables, where many rows are counted first. */
void test_fail(const char *fmt, ...) PRINTF(1, 2) __attribute__((noreturn));
void test_skip(const char *why) __attribute__((noreturn));

/* The path of a file of the repository / of the shared data; static text, valid until the next
 * call. TEST_SHARED skips the test when the path does not exist. */
const char *test_source_path(const char *inside);
const char *test_shared_path(const char *inside);
#define TEST_SHARED(inside) test_shared_path(inside)

/* Gives back `block`, which lives until the test program ends, so that the leak checker does not
 * count it; fails the test when it is NULL. */
void *test_keep(void *block);

/* A whole file as text that lives until the test program ends; fails the test when it cannot
 * be read. Not for the product: no limits. */
Str test_file(const char *path);
/* A file of the repository that people read must have these bytes; else the test fails at the first
 * line that differs. INRO_GOLDEN=write in the environment writes the file instead; read the
 * difference before it is committed. */
void test_golden(const char *inside, Str got);
