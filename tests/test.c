/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { TESTS_MAX = 512, PATH_BYTES = 1024 };

typedef struct {
    const char *name;
    TestBody *body;
} TestRow;

static TestRow rows[TESTS_MAX];
static size_t row_count, passed, skipped;
static bool in_skip;

void test_register(const char *name, TestBody *body)
{
    assert(row_count < TESTS_MAX);
    rows[row_count++] = (TestRow){ name, body };
}

void test_check(bool truth, const char *text, const char *why, const char *file, int line)
{
    if (!truth) {
        print_error("%s:%d: %s is false: %s\n", file, line, text, why);
        fail();
    }
}

void test_int(long long got, long long want, const char *why, const char *file, int line)
{
    if (got != want) {
        print_error("%s:%d: got %lld, want %lld: %s\n", file, line, got, want, why);
        fail();
    }
}

void test_str(Str got, Str want, const char *why, const char *file, int line)
{
    if (!str_eq(got, want)) {
        print_error("%s:%d: got \"%.*s\", want \"%.*s\": %s\n", file, line, STR_ARG(got),
                    STR_ARG(want), why);
        fail();
    }
}

void test_ok(bool ok, const Err *err, const char *text, const char *file, int line)
{
    char buffer[ERR_TEXT_BYTES];

    if (!ok) {
        print_error("%s:%d: %s failed: %s\n", file, line, text,
                    err_text(err, LANG_EN, buffer, sizeof buffer));
        fail();
    }
}

void test_fail(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vprint_error(fmt, args);
    va_end(args);
    print_error("\n");
    fail();
    abort();
}

void test_skip(const char *why)
{
    print_message("skipped: %s\n", why);
    in_skip = true;
    skip();
    abort();
}

static const char *path_join(const char *base, const char *inside)
{
    static char path[PATH_BYTES];
    int len = snprintf(path, sizeof path, "%s/%s", base, inside);

    assert(len > 0 && len < PATH_BYTES);
    return path;
}

const char *test_source_path(const char *inside)
{
    const char *root = getenv("INRO_SOURCE");

    return path_join(root ? root : ".", inside);
}

const char *test_shared_path(const char *inside)
{
    const char *root = getenv("INRO_SHARED"), *path;
    char beside[PATH_BYTES];

    snprintf(beside, sizeof beside, "%s", test_source_path("../shared"));
    path = path_join(root ? root : beside, inside);
    if (access(path, R_OK) != 0)
        test_skip("no shared data");
    return path;
}

void *test_keep(void *block)
{
    static void *kept[1 << 14];
    static size_t count;

    if (!block)
        test_fail("no memory");
    kept[count++ % (sizeof kept / sizeof kept[0])] = block;
    return block;
}

Str test_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t size = 0, room = 1 << 16, got;
    char *bytes = malloc(room + 1);

    if (!in || !bytes)
        test_fail("%s: cannot be read", path);
    while ((got = fread(bytes + size, 1, room - size, in)) > 0) {
        size += got;
        if (size == room && !(bytes = realloc(bytes, (room *= 2) + 1)))
            test_fail("%s: no memory", path);
    }
    fclose(in);
    bytes[size] = '\0';
    return (Str){ test_keep(bytes), size };
}

static void write_file(const char *path, Str text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0)
        test_fail("%s cannot be written", path);
}

void test_golden(const char *inside, Str got)
{
    const char *mode = getenv("INRO_GOLDEN");
    Str want, got_line, want_line;
    size_t line = 0;

    if (mode && strcmp(mode, "write") == 0)
        write_file(test_source_path(inside), got);
    want = test_file(test_source_path(inside));
    if (str_eq(got, want))
        return;
    do {
        line++;
        if (!str_next(&got, '\n', &got_line))
            got_line = STR("(end)");
        if (!str_next(&want, '\n', &want_line))
            want_line = STR("(end)");
    } while (str_eq(got_line, want_line));
    test_fail("%s:%zu\n  got  %.*s\n  want %.*s", inside, line, STR_ARG(got_line),
              STR_ARG(want_line));
}

static void run_row(void **state)
{
    const TestRow *row = *state;

    in_skip = false;
    row->body();
    passed++;
}

static int after_row(void **state)
{
    (void)state;
    skipped += in_skip;
    in_skip = false;
    return 0;
}

/* With arguments, only the tests whose name contains one of them. */
static bool wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(name, argv[i]))
            return true;
    return argc <= 1;
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[TESTS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < row_count; i++)
        if (wanted(rows[i].name, argc, argv))
            tests[count++] =
                (struct CMUnitTest){ rows[i].name, run_row, NULL, after_row, &rows[i] };
    (void)_cmocka_run_group_tests(argv[0], tests, count, NULL, NULL);
    printf("cases: %zu passed, %zu failed, %zu skipped\n", passed, count - passed - skipped,
           skipped);
    return passed + skipped == count ? 0 : 1;
}
