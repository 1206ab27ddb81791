/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: io.c io_writer.c */
#include "test.h"

#include "base/buf.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CAP = 64 << 20, NAME_BYTES = 256, LONG_BYTES = 9000001 };

/* A fresh directory for each test; the system cleans /tmp. */
static const char *folder(void)
{
    static char path[64];

    snprintf(path, sizeof path, "/tmp/inro-io-XXXXXX");
    CHECK(mkdtemp(path), "a directory of our own");
    return path;
}

static const char *in_folder(const char *base, const char *name)
{
    static char paths[4][NAME_BYTES];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, NAME_BYTES, "%s/%s", base, name);
    return path;
}

static void write_file(const char *path, Str text)
{
    IoWriter *writer = NULL;
    Err err = { 0 };

    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    io_write(writer, text);
    CHECK_OK(io_writer_commit(&writer, &err), &err);
    CHECK(writer == NULL, "a commit ends the writer");
}

static void check_message(const Err *err, const char *message)
{
    char text[ERR_TEXT_BYTES];

    CHECK_STR(str_of(err_text(err, LANG_EN, text, sizeof text)), str_of(message), "the message");
}

TEST(a_file_is_read_whole_and_padded)
{
    static const size_t SIZES[] = { 0, 1, 7, 8, 4096, 65535, 65536, 65537, 3000000 };
    const char *path = in_folder(folder(), "file");
    char *large = malloc(3000000);

    memset(large, 'x', 3000000);
    for (size_t i = 0; i < ARRAY_LEN(SIZES); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(CAP);
        char zeros[IO_PAD_BYTES] = { 0 };
        Err err = { 0 };
        Str text;

        write_file(path, (Str){ large, SIZES[i] });
        CHECK_OK(io_read_all(path, SIZES[i], &arena, &text, &err), &err);
        CHECK_STR(text, ((Str){ large, SIZES[i] }), "the same bytes");
        CHECK(memcmp(text.ptr + text.len, zeros, sizeof zeros) == 0, "padded by zeros");
        if (SIZES[i]) {
            CHECK(!io_read_all(path, SIZES[i] - 1, &arena, &text, &err), "one byte too many");
            CHECK_INT(err.code, ERR_LIMIT, "is a limit");
        }
    }
    free(large);
}

TEST(a_pipe_is_read_to_its_end)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    int ends[2], saved = dup(0);
    Err err = { 0 };
    Str text;

    CHECK(pipe(ends) == 0, "a pipe");
    if (fork() == 0) {
        static char block[1000];
        memset(block, 'p', sizeof block);
        for (int i = 0; i < 500; i++)
            if (!io_write_fd(ends[1], "pipe", (Str){ block, sizeof block }, &err))
                _exit(1);
        _exit(0);
    }
    close(ends[1]);
    dup2(ends[0], 0);
    CHECK_OK(io_read_all("-", CAP, &arena, &text, &err), &err);
    CHECK_INT(text.len, 500000, "all that was written");
    dup2(saved, 0);
    close(ends[0]);
    close(saved);
    wait(NULL);
}

TEST(what_cannot_be_read_says_why)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    Err err = { 0 };
    IoMap map;
    Str text;

    CHECK(!io_read_all("/nowhere/x", CAP, &arena, &text, &err), "absent");
    check_message(&err, "/nowhere/x: there is no such file or directory");
    CHECK_INT(err.code, ERR_IO, "the system refused");
    CHECK(!io_read_all("/", CAP, &arena, &text, &err), "a directory");
    check_message(&err, "/: is a directory, not a file");
    CHECK(!io_map("/", IO_RANDOM, &map, &err), "a directory is not mapped");
    check_message(&err, "/: is not a regular file");
    CHECK(!io_map("/dev/null", IO_RANDOM, &map, &err), "nor is a device");
    CHECK(!io_read_all("/dev/zero", 1000000, &arena, &text, &err), "an endless device");
    check_message(&err, "/dev/zero: holds more than 1000000 bytes");
    io_refuse(&err, "x", EXDEV);
    CHECK_STR(err.rule, STR("base.io-other"), "a rare reason has the system's words");
    CHECK(err_arg(&err, 0).len > 0, "and they are there");
}

TEST(a_mapped_file_reads_like_the_file)
{
    const char *path = in_folder(folder(), "map");
    Err err = { 0 };
    IoMap map;

    write_file(path, STR("mapped"));
    CHECK_OK(io_map(path, IO_RANDOM, &map, &err), &err);
    CHECK_STR(map.bytes, STR("mapped"), "its bytes");
    io_unmap(&map);
    io_unmap(&map);
    write_file(path, STR(""));
    CHECK_OK(io_map(path, IO_SEQUENTIAL, &map, &err), &err);
    CHECK_INT(map.bytes.len, 0, "an empty file is an empty map");
    io_unmap(&map);
}

TEST(a_file_is_replaced_whole_or_not_at_all)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const char *base = folder(), *path = in_folder(base, "target");
    IoWriter *writer = NULL;
    size_t count = 0;
    Err err = { 0 };
    Str text, *names;

    write_file(path, STR("old"));
    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    io_write(writer, STR("new"));
    CHECK_OK(io_read_all(path, CAP, &arena, &text, &err), &err);
    CHECK_STR(text, STR("old"), "nobody sees a file half written");
    io_writer_abandon(&writer);
    io_writer_abandon(&writer);
    CHECK_OK(io_read_all(path, CAP, &arena, &text, &err), &err);
    CHECK_STR(text, STR("old"), "an abandoned writer changes nothing");
    CHECK_OK(io_list(base, 10, &arena, &names, &count, &err), &err);
    CHECK_INT(count, 1, "and leaves nothing behind");
    write_file(path, STR("new"));
    CHECK_OK(io_read_all(path, CAP, &arena, &text, &err), &err);
    CHECK_STR(text, STR("new"), "a committed one replaces it");
}

TEST(a_header_may_be_written_last)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const char *path = in_folder(folder(), "patched");
    char block[100000];
    IoWriter *writer = NULL;
    Err err = { 0 };
    Str text;

    memset(block, 'b', sizeof block);
    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    io_write(writer, STR("????"));
    for (int i = 0; i < 7; i++)
        io_write(writer, (Str){ block, sizeof block });
    CHECK_INT(io_writer_offset(writer), 700004, "bytes are counted");
    io_write_at(writer, 1, STR("ead"));
    io_write_at(writer, 0, STR("h"));
    io_write(writer, STR("end"));
    CHECK_OK(io_writer_commit(&writer, &err), &err);
    CHECK_OK(io_read_all(path, CAP, &arena, &text, &err), &err);
    CHECK_INT(text.len, 700007, "its length");
    CHECK_STR(str_slice(text, 0, 5), STR("headb"), "the header");
    CHECK(str_ends(text, STR("bend")), "the end stays the end");
}

/* Pieces of every length, so that some fill the buffer, some go past it and some do both. */
static void write_pieces(const char *path, Str all)
{
    IoWriter *writer = NULL;
    Err err = { 0 };

    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    for (size_t at = 0, len = 1; at < all.len; at += len, len = len * 3 + 7)
        io_write(writer, str_slice(all, at, at + len));
    CHECK_INT(io_writer_offset(writer), all.len, "bytes are counted");
    CHECK_OK(io_writer_commit(&writer, &err), &err);
}

static void *pipe_reader(void *text_)
{
    static char bytes[LONG_BYTES + 1];
    FILE *file = fopen(((Str *)text_)->ptr, "r");

    *(Str *)text_ = (Str){ bytes, file ? fread(bytes, 1, sizeof bytes, file) : 0 };
    if (file)
        fclose(file);
    return NULL;
}

TEST(a_long_text_arrives_whole_in_a_file_and_in_a_pipe)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const char *base = folder(), *file = in_folder(base, "file"), *fifo = in_folder(base, "pipe");
    static char bytes[LONG_BYTES];
    Str all = { bytes, sizeof bytes }, text = str_of(fifo);
    pthread_t reader = 0;
    Err err = { 0 };

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 31 + i / 997);
    write_pieces(file, all);
    CHECK_OK(io_read_all(file, CAP, &arena, &text, &err), &err);
    CHECK(str_eq(text, all), "the file");
    text = str_of(fifo);
    CHECK(mkfifo(fifo, 0600) == 0 && pthread_create(&reader, NULL, pipe_reader, &text) == 0,
          "a reader");
    write_pieces(fifo, all);
    CHECK_INT(pthread_join(reader, NULL), 0, "has read");
    CHECK(str_eq(text, all), "the pipe");
}

TEST(a_device_is_written_through_and_a_link_followed)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const char *base = folder(), *link = in_folder(base, "link"), *file = in_folder(base, "real");
    IoWriter *writer = NULL;
    struct stat info;
    Err err = { 0 };
    Str text;

    write_file("/dev/null", STR("gone"));
    CHECK(stat("/dev/null", &info) == 0 && S_ISCHR(info.st_mode), "a device stays a device");
    CHECK_OK(io_writer_open("/dev/full", &writer, &err), &err);
    io_write(writer, STR("no room"));
    CHECK(!io_writer_commit(&writer, &err), "a full device");
    check_message(&err, "/dev/full: no space is left, or the file would be too large for the disk");
    write_file(file, STR("1"));
    CHECK(symlink("real", link) == 0, "a link");
    write_file(link, STR("2"));
    CHECK(lstat(link, &info) == 0 && S_ISLNK(info.st_mode), "the link stays");
    CHECK_OK(io_read_all(file, CAP, &arena, &text, &err), &err);
    CHECK_STR(text, STR("2"), "its file was replaced");
    CHECK(!io_writer_open(base, &writer, &err), "a directory is no target");
    CHECK(!io_writer_open("/nowhere/x", &writer, &err), "nor is a name in no directory");
    CHECK(writer == NULL, "nothing to end");
}

TEST(a_directory_is_listed_in_bytewise_order)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    const char *base = folder();
    const char *joined;
    char name[32];
    size_t count;
    Err err = { 0 };
    Str *names;

    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "n%03d", (i * 77) % 200);
        write_file(in_folder(base, name), STR("x"));
    }
    CHECK_OK(io_list(base, 200, &arena, &names, &count, &err), &err);
    CHECK_INT(count, 200, "all of them");
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "n%03zu", i);
        CHECK_STR(names[i], str_of(name), "in order");
    }
    CHECK(!io_list(base, 199, &arena, &names, &count, &err), "one too many");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
    CHECK(!io_list(in_folder(base, "n000"), 9, &arena, &names, &count, &err), "a file");
    CHECK_STR(err.rule, STR("base.io-no-directory"), "is no directory");
    CHECK_OK(io_join(&arena, base, STR("n001"), &joined, &err), &err);
    CHECK_INT(io_kind(joined), IO_FILE, "a joined path leads there");
    CHECK_OK(io_join(&arena, "a/", STR("b"), &joined, &err), &err);
    CHECK_STR(str_of(joined), STR("a/b"), "one slash is enough");
}

TEST(directories_are_made_and_files_removed)
{
    const char *base = folder(), *deep = in_folder(base, "a/b//c/"), *file;
    uint64_t size = 0;
    Err err = { 0 };

    CHECK_OK(io_make_dirs(deep, 0755, &err), &err);
    CHECK_OK(io_make_dirs(deep, 0755, &err), &err);
    CHECK_INT(io_kind(deep), IO_DIRECTORY, "it is there");
    file = in_folder(base, "a/file");
    write_file(file, STR("12345"));
    CHECK_OK(io_size(file, &size, &err), &err);
    CHECK_INT(size, 5, "its size");
    CHECK(!io_make_dirs(file, 0755, &err), "a file is in the way");
    CHECK_OK(io_remove(file, &err), &err);
    CHECK_OK(io_remove(file, &err), &err);
    CHECK(!io_exists(file), "it is gone");
    CHECK(!io_remove(deep, &err), "a directory is not removed as a file");
    CHECK_INT(io_kind("/dev/null"), IO_OTHER, "a device");
}

TEST(the_links_of_a_folder_are_followed_and_the_name_kept)
{
    const char *base = folder();
    char got[IO_PATH_BYTES], want[IO_PATH_BYTES], real[IO_PATH_BYTES];

    CHECK(realpath(base, real) != NULL, "where it is");
    CHECK(symlink(base, in_folder(base, "there")) == 0, "a link to a folder");
    CHECK(io_real_folder(in_folder(base, "there/file"), got), "followed");
    snprintf(want, sizeof want, "%.4000s/file", real);
    CHECK_STR(str_of(got), str_of(want), "the file need not be there");
    CHECK(io_real_folder(in_folder(base, "there"), got), "a link in the last place");
    snprintf(want, sizeof want, "%.4000s/there", real);
    CHECK_STR(str_of(got), str_of(want), "is kept");
    CHECK(!io_real_folder(in_folder(base, "none/file"), got), "no such folder");
}

TEST(a_file_that_was_written_to_or_replaced_has_another_stamp)
{
    const char *path = in_folder(folder(), "a"), *other;
    struct timespec past[2] = { { 1, 0 }, { 1, 0 } };
    IoStamp first, second;
    Err err = { 0 };

    write_file(path, STR("one"));
    CHECK_OK(io_stamp(path, &first, &err), &err);
    CHECK_OK(io_stamp(path, &second, &err), &err);
    CHECK(io_stamp_equal(&first, &second), "the same until then");
    CHECK(utimensat(AT_FDCWD, path, past, 0) == 0, "another time");
    CHECK_OK(io_stamp(path, &second, &err), &err);
    CHECK(!io_stamp_equal(&first, &second), "written to");
    other = in_folder(folder(), "b");
    write_file(other, STR("one"));
    CHECK(utimensat(AT_FDCWD, other, past, 0) == 0, "the same time");
    CHECK_OK(io_stamp(other, &first, &err), &err);
    CHECK(!io_stamp_equal(&first, &second), "another file");
    CHECK(!io_stamp(in_folder(folder(), "none"), &first, &err), "what is not there has none");
    CHECK(io_may_write(path) && !io_may_write(in_folder(folder(), "none")), "nor can be written");
}

TEST(what_cannot_be_told_is_not_absent)
{
    const char *base = folder(), *loop;
    IoKind kind;
    Err err = { 0 };

    write_file(in_folder(base, "file"), STR("x"));
    CHECK_OK(io_find(in_folder(base, "file"), &kind, &err), &err);
    CHECK_INT(kind, IO_FILE, "a file");
    CHECK_OK(io_find(in_folder(base, "none"), &kind, &err), &err);
    CHECK_INT(kind, IO_NONE, "nothing");
    CHECK_OK(io_find(in_folder(base, "file/none"), &kind, &err), &err);
    CHECK_INT(kind, IO_NONE, "nothing below a file either");
    loop = in_folder(base, "loop");
    CHECK(symlink("loop", loop) == 0, "a link to itself");
    CHECK(!io_find(loop, &kind, &err), "leads nowhere that could be looked at");
    CHECK_STR(err.rule, STR("base.io-loop"), "and the reason is said");
}

TEST(a_lock_keeps_a_second_writer_out)
{
    const char *path = in_folder(folder(), "lock");
    IoLock first = { 0 }, second = { 0 };
    Err err = { 0 };

    CHECK_OK(io_lock(path, false, &first, &err), &err);
    CHECK(!io_lock(path, false, &second, &err), "it is held");
    CHECK_STR(err.rule, STR("base.io-locked"), "and says so");
    io_unlock(&first);
    io_unlock(&first);
    CHECK_OK(io_lock(path, true, &second, &err), &err);
    io_unlock(&second);
}
