/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/io.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 64, NAME_BYTES = 96 };

/* A file of PAGES pages of the letter x, last written to a minute ago. */
static const char *file_of_pages(void)
{
    static char path[NAME_BYTES];
    char folder[] = "/tmp/inro-map-XXXXXX", page[PAGE];
    struct timespec times[2] = { { 0, UTIME_NOW }, { time(NULL) - 60, 0 } };
    int fd;

    CHECK(mkdtemp(folder), "a directory of our own");
    snprintf(path, sizeof path, "%s/file", folder);
    memset(page, 'x', sizeof page);
    fd = open(path, O_WRONLY | O_CREAT, 0600);
    CHECK(fd >= 0, "a file");
    for (int i = 0; i < PAGES; i++)
        CHECK(write(fd, page, sizeof page) == PAGE, "written");
    CHECK(futimens(fd, times) == 0, "and aged");
    close(fd);
    return path;
}

static size_t count_x(Str bytes)
{
    size_t count = 0;

    for (size_t i = 0; i < bytes.len; i++)
        count += bytes.ptr[i] == 'x';
    return count;
}

TEST(what_a_file_lost_under_its_reader_reads_as_zeros)
{
    static const struct { int kept, want; const char *why; } ROWS[] = {
        { PAGES - 1, (PAGES - 1) * PAGE, "its last page" }, { 1, PAGE, "all but the first" },
        { 0, 0, "everything" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *path = file_of_pages();
        IoMap map;
        Err err = { 0 };

        CHECK_OK(io_map(path, i ? IO_RANDOM : IO_LARGE, &map, &err), &err);
        CHECK(!io_map_changed(&map), "nothing has happened");
        CHECK(truncate(path, ROWS[i].kept * PAGE) == 0, "cut short");
        CHECK_INT(count_x(map.bytes), (size_t)ROWS[i].want, ROWS[i].why);
        CHECK_INT(count_x(map.bytes), (size_t)ROWS[i].want, "and again");
        CHECK(io_map_changed(&map), "and it is told");
        io_unmap(&map);
        CHECK(!io_map_changed(&map), "a map that is no more has not changed");
    }
}

TEST(a_file_that_grew_again_was_changed_all_the_same)
{
    const char *path = file_of_pages();
    Err err = { 0 };
    IoMap map;

    CHECK_OK(io_map(path, IO_RANDOM, &map, &err), &err);
    CHECK(truncate(path, 0) == 0, "cut short");
    CHECK_INT(count_x(map.bytes), 0, "zeros");
    CHECK(truncate(path, PAGES * PAGE) == 0, "and back");
    CHECK(io_map_changed(&map), "what was read meanwhile is not forgotten");
    io_unmap(&map);
}

TEST(a_file_that_is_written_to_has_changed_and_a_replaced_one_has_not)
{
    const char *path = file_of_pages();
    char other[NAME_BYTES];
    Err err = { 0 };
    IoMap map;
    int fd;

    snprintf(other, sizeof other, "%s", path);
    path = file_of_pages();
    CHECK_OK(io_map(path, IO_RANDOM, &map, &err), &err);
    CHECK(rename(other, path) == 0, "another file takes its name");
    CHECK_INT(count_x(map.bytes), PAGES * PAGE, "the old one is still whole");
    CHECK(!io_map_changed(&map), "and still itself");
    io_unmap(&map);
    CHECK_OK(io_map(path, IO_RANDOM, &map, &err), &err);
    fd = open(path, O_WRONLY);
    CHECK(fd >= 0 && pwrite(fd, "y", 1, PAGE) == 1, "one byte is overwritten");
    close(fd);
    CHECK(io_map_changed(&map), "in place");
    io_unmap(&map);
}

TEST(a_bus_error_of_others_is_left_to_them)
{
    const char *path = file_of_pages();
    Err err = { 0 };
    int status = 0;
    pid_t child;
    IoMap map;

    child = fork();
    if (child == 0) {
        int fd = open(path, O_RDWR);
        volatile char *theirs = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);

        signal(SIGBUS, SIG_DFL);
        if (!io_map(path, IO_RANDOM, &map, &err) || ftruncate(fd, 0) != 0 || map.bytes.ptr[0])
            _exit(1);
        _exit(theirs[0]);
    }
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS, "it dies as it would have");
}

TEST(only_a_regular_file_by_its_own_name_is_taken)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const char *path = file_of_pages();
    char link[NAME_BYTES], pipe[NAME_BYTES];
    const struct { const char *path; Str rule; } ROWS[] = {
        { link, STR("base.io-link") }, { pipe, STR("base.io-no-file") },
        { "/tmp", STR("base.io-no-file") }, { "/nowhere/x", STR("base.io-absent") },
    };
    Err err = { 0 };
    IoMap map;
    Str text;

    snprintf(link, sizeof link, "%s-link", path);
    snprintf(pipe, sizeof pipe, "%s-pipe", path);
    CHECK(symlink(path, link) == 0 && mkfifo(pipe, 0600) == 0, "a link and a pipe");
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK(!io_map(ROWS[i].path, IO_RANDOM, &map, &err), ROWS[i].path);
        CHECK_STR(err.rule, ROWS[i].rule, "and why");
        CHECK(!io_read_regular(ROWS[i].path, 100, &arena, &text, &err), ROWS[i].path);
        CHECK_STR(err.rule, ROWS[i].rule, "and why");
    }
    CHECK(!io_read_regular(path, PAGE, &arena, &text, &err), "too large");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
    CHECK_OK(io_read_regular(path, PAGES * PAGE, &arena, &text, &err), &err);
    CHECK_INT(count_x(text), PAGES * PAGE, "whole");
}

TEST(there_is_a_limit_of_maps_and_each_is_given_back)
{
    const char *path = file_of_pages();
    IoMap maps[IO_MAPS_MAX + 1];
    Err err = { 0 };

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < IO_MAPS_MAX; i++)
            CHECK_OK(io_map(path, IO_RANDOM, &maps[i], &err), &err);
        CHECK(!io_map(path, IO_RANDOM, &maps[IO_MAPS_MAX], &err), "one too many");
        CHECK_INT(err.code, ERR_LIMIT, "is a limit");
        for (int i = 0; i < IO_MAPS_MAX; i++)
            io_unmap(&maps[i]);
    }
}
