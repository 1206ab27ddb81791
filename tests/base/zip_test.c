/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "pack.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/zip.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file in memory, so that thousands of variants cost no disk. */
static const char *write_file(Str bytes)
{
    static char path[64];
    static int file = -1;
    Err err = { 0 };

    if (file < 0)
        file = memfd_create("zip", MFD_CLOEXEC);
    CHECK(file >= 0 && ftruncate(file, 0) == 0 && lseek(file, 0, SEEK_SET) == 0, "a file");
    CHECK_OK(io_write_fd(file, "zip", bytes, &err), &err);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    return path;
}

/* Opens and reads every member; *all is "name=text|" of each. */
static bool read_all(Str bytes, const ZipLimits *limits, Buf *all, Err *err)
{
    const char *path = write_file(bytes);
    CLEANUP(zip_close) Zip *zip = NULL;
    CLEANUP(zip_buffer_done) ZipBuffer buffer = { 0 };
    bool ok = zip_open(path, limits, &zip, err);

    if (all)
        buf_clear(all);
    for (size_t i = 0; ok && i < zip_count(zip); i++) {
        ZipMember member = zip_member(zip, i);
        Str text;

        ok = zip_read(zip, &member, &buffer, &text, err);
        if (ok && all) {
            CHECK(memcmp(text.ptr + text.len, "\0\0\0\0\0\0\0", 8) == 0, "padded");
            buf_printf(all, "%.*s=%.*s|", STR_ARG(member.name), STR_ARG(text));
        }
    }
    return ok;
}

static void check_refused(Str bytes, const ZipLimits *limits, ErrCode code, const char *rule)
{
    Err err = { 0 };

    CHECK(!read_all(bytes, limits, NULL, &err), rule);
    CHECK_STR(err.rule, str_of(rule), "the rule");
    CHECK_INT(err.code, code, rule);
}

static const PackMember MEMBERS[] = {
    { "a.json", STR_ROW("{\"a\":1}"), 8 },
    { "deep/", STR_ROW(""), 0 },
    { "deep/b.json", STR_ROW("{\"b\":2}"), 0 },
    { "empty", STR_ROW(""), 8 },
};

/* A copy with `value` at the n-th place of `mark` plus `offset`. */
static Str changed(Str zip, const char *mark, size_t offset, char value)
{
    Str copy = pack_join(zip, STR(""));
    size_t at = str_find(copy, (Str){ mark, 4 });

    CHECK(at < copy.len, "the mark is there");
    ((char *)(uintptr_t)copy.ptr)[at + offset] = value;
    return copy;
}

#define LOCAL "PK\3\4"
#define ENTRY "PK\1\2"
#define END   "PK\5\6"

TEST(every_member_comes_whole_in_order)
{
    CLEANUP(buf_done) Buf all = buf_new(1 << 20);
    Err err = { 0 };

    CHECK_OK(read_all(pack_zip(MEMBERS, ARRAY_LEN(MEMBERS)), NULL, &all, &err), &err);
    CHECK_STR(buf_str(&all), STR("a.json={\"a\":1}|deep/=|deep/b.json={\"b\":2}|empty=|"), "all");
    CHECK_OK(read_all(pack_zip(NULL, 0), NULL, &all, &err), &err);
    CHECK_STR(buf_str(&all), STR(""), "an empty archive");
}

TEST(large_members_are_inflated)
{
    CLEANUP(buf_done) Buf all = buf_new(1 << 25);
    PackMember members[] = { { "lines", pack_lines(100000), 8 }, { "again", pack_lines(10), 8 } };
    Err err = { 0 };

    CHECK_OK(read_all(pack_zip(members, 2), NULL, &all, &err), &err);
    CHECK_INT(buf_str(&all).len, members[0].text.len + members[1].text.len + 14, "their bytes");
}

TEST(a_cut_archive_is_refused_wherever_it_is_cut)
{
    Str zip = pack_zip(MEMBERS, ARRAY_LEN(MEMBERS));
    Err err = { 0 };

    for (size_t len = 0; len < zip.len; len++) {
        CHECK(!read_all(str_slice(zip, 0, len), NULL, NULL, &err), "cut");
        CHECK_STR(err.rule, STR("base.zip-no-zip"), "its end is missing");
    }
    check_refused(pack_join(zip, STR("x")), NULL, ERR_SYNTAX, "base.zip-no-zip");
    check_refused(pack_join(STR("x"), zip), NULL, ERR_SYNTAX, "base.zip-broken");
}

TEST(a_changed_byte_is_refused_or_changes_nothing_that_is_read)
{
    CLEANUP(buf_done) Buf want = buf_new(1 << 20), all = buf_new(1 << 20);
    Str zip = pack_zip(MEMBERS, ARRAY_LEN(MEMBERS));
    size_t differs = 0;
    Err err = { 0 };

    CHECK_OK(read_all(zip, NULL, &want, &err), &err);
    for (size_t at = 0; at < zip.len; at++)
        for (int bit = 0; bit < 8; bit += 3) {
            Str copy = pack_join(zip, STR(""));
            ((char *)(uintptr_t)copy.ptr)[at] ^= (char)(1 << bit);
            if (read_all(copy, NULL, &all, &err))
                differs += !str_eq(buf_str(&want), buf_str(&all));
        }
    CHECK_INT(differs, 0, "no archive gave other names or bytes and passed");
}

static const char *const NAMES[] = { "/etc/passwd", "../x", "a/../../x", "a\\b", "..", "a/.." };

TEST(names_that_lead_out_are_refused)
{
    CLEANUP(buf_done) Buf all = buf_new(1 << 20);
    char large[1100];
    PackMember member = { "a..b/..c/...", STR("x"), 0 };
    Err err = { 0 };

    CHECK_OK(read_all(pack_zip(&member, 1), NULL, &all, &err), &err);
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        member.name = NAMES[i];
        check_refused(pack_zip(&member, 1), NULL, ERR_STRUCTURE, "base.zip-name");
    }
    memset(large, 'n', sizeof large);
    large[sizeof large - 1] = '\0';
    member.name = large;
    check_refused(pack_zip(&member, 1), NULL, ERR_STRUCTURE, "base.zip-name");
    member.name = "";
    check_refused(pack_zip(&member, 1), NULL, ERR_STRUCTURE, "base.zip-name");
}

TEST(what_the_directory_says_must_hold)
{
    PackMember two[] = { { "a", STR("same text, same bytes"), 8 },
                         { "b", STR("same text, same bytes"), 8 } };
    Str zip = pack_zip(MEMBERS, ARRAY_LEN(MEMBERS)), pair = pack_zip(two, 2), overlap;
    size_t second = str_find(str_slice(pair, 10, pair.len), (Str){ ENTRY, 4 }) + 10, at;

    check_refused(changed(zip, ENTRY, 16, 'x'), NULL, ERR_VERIFY, "base.zip-checksum");
    check_refused(changed(zip, ENTRY, 10, 9), NULL, ERR_UNKNOWN_NAME, "base.zip-method");
    check_refused(changed(zip, ENTRY, 8, 1), NULL, ERR_UNKNOWN_NAME, "base.zip-encrypted");
    check_refused(changed(zip, ENTRY, 24, 6), NULL, ERR_SYNTAX, "base.zip-broken");
    check_refused(changed(zip, ENTRY, 34, 1), NULL, ERR_SYNTAX, "base.zip-broken");
    check_refused(changed(zip, LOCAL, 30, 'b'), NULL, ERR_STRUCTURE, "base.zip-different");
    check_refused(changed(zip, LOCAL, 8, 0), NULL, ERR_STRUCTURE, "base.zip-different");
    check_refused(changed(zip, END, 10, 3), NULL, ERR_SYNTAX, "base.zip-broken");
    check_refused(changed(zip, END, 10, 5), NULL, ERR_SYNTAX, "base.zip-broken");
    check_refused(changed(zip, END, 4, 1), NULL, ERR_SYNTAX, "base.zip-broken");
    /* the second entry now points at the first member's bytes */
    at = second + str_find(str_slice(pair, second + 4, pair.len), (Str){ ENTRY, 4 }) + 4;
    overlap = pack_join(pair, STR(""));
    memset((char *)(uintptr_t)overlap.ptr + at + 42, 0, 4);
    check_refused(overlap, NULL, ERR_STRUCTURE, "base.zip-overlap");
}

TEST(bombs_are_refused_before_they_unpack)
{
    PackMember zeros = { "zeros", pack_fill('\0', 8 << 20), 8 };
    static const ZipLimits SMALL = { .member_max = 1000000 }, SUM = { .bytes_max = 150 };
    PackMember two[] = { { "a", pack_fill('a', 100), 0 }, { "b", pack_fill('b', 100), 0 } };
    static const ZipLimits LOOSE = { .ratio_max = 2000 };
    Err err = { 0 };

    check_refused(pack_zip(&zeros, 1), NULL, ERR_LIMIT, "base.stream-ratio");
    CHECK_OK(read_all(pack_zip(&zeros, 1), &LOOSE, NULL, &err), &err);
    check_refused(pack_zip(&zeros, 1), &SMALL, ERR_LIMIT, "base.stream-too-large");
    check_refused(pack_zip(two, 2), &SUM, ERR_LIMIT, "base.stream-too-large");
}

/* The archive's end record replaced by the zip64 ones. */
static Str widened(Str zip, uint64_t count)
{
    size_t end = zip.len - 22, directory = str_find(zip, (Str){ ENTRY, 4 });
    Str out = pack_join(str_slice(zip, 0, end), STR("PK\6\6\x2C\0\0\0\0\0\0\0\x2D\0\x2D\0"));

    out = pack_join(out, STR("\0\0\0\0\0\0\0\0"));
    out = pack_join(pack_join(out, pack_number(count, 8)), pack_number(count, 8));
    out = pack_join(pack_join(out, pack_number(end - directory, 8)), pack_number(directory, 8));
    out = pack_join(out, STR("PK\6\7\0\0\0\0"));
    out = pack_join(pack_join(out, pack_number(end, 8)), STR("\1\0\0\0"));
    out = pack_join(out, STR("PK\5\6\0\0\0\0\xFF\xFF\xFF\xFF"));
    return pack_join(out, STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0"));
}

TEST(the_large_form_is_read_too)
{
    CLEANUP(buf_done) Buf all = buf_new(1 << 20);
    Str zip = pack_zip(MEMBERS, ARRAY_LEN(MEMBERS));
    Err err = { 0 };

    CHECK_OK(read_all(widened(zip, 4), NULL, &all, &err), &err);
    CHECK_STR(buf_str(&all), STR("a.json={\"a\":1}|deep/=|deep/b.json={\"b\":2}|empty=|"), "all");
    check_refused(widened(zip, 5), NULL, ERR_SYNTAX, "base.zip-broken");
    check_refused(widened(zip, ZIP_ENTRIES_MAX + 1), NULL, ERR_LIMIT, "base.zip-entries");
    check_refused(widened(zip, UINT64_MAX), NULL, ERR_LIMIT, "base.zip-entries");
}

TEST(what_is_no_zip_is_refused)
{
    Zip *zip = NULL;
    Err err = { 0 };

    check_refused(STR(""), NULL, ERR_SYNTAX, "base.zip-no-zip");
    check_refused(STR("{}"), NULL, ERR_SYNTAX, "base.zip-no-zip");
    check_refused(pack_fill('P', 200000), NULL, ERR_SYNTAX, "base.zip-no-zip");
    CHECK(!zip_open("/nowhere.zip", NULL, &zip, &err), "absent");
    CHECK_INT(err.code, ERR_IO, "the system says so");
    CHECK(!zip_open("/", NULL, &zip, &err), "a directory");
    CHECK(zip == NULL, "nothing is open");
}
