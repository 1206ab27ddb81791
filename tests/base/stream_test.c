/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: stream.c, and behind it gzip_isal.c or gzip_zlib.c as built */
#include "test.h"

#include "pack.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/stream.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CAP ((size_t)3 << 30)

static bool read_all(Stream *stream, size_t step, Buf *buf, Err *err)
{
    char *block = malloc(step);
    size_t got = 1;
    bool ok = true;

    while (ok && got) {
        ok = stream_read(stream, block, step, &got, err);
        if (ok && got)
            buf_add(buf, (Str){ block, got });
    }
    free(block);
    return ok;
}

/* Inflates `bytes` by pieces of `step`; buf holds what came out also after a failure. */
static bool inflate(Str bytes, const StreamOptions *options, size_t step, Buf *buf, Err *err)
{
    CLEANUP(stream_close) Stream *stream = NULL;

    buf_clear(buf);
    return stream_open_bytes(bytes, "t", options, &stream, err) && read_all(stream, step, buf, err);
}

static void check_refused(Str bytes, const StreamOptions *options, ErrCode code, const char *rule)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    Err err = { 0 };

    CHECK(!inflate(bytes, options, 1 << 16, &buf, &err), rule);
    CHECK_INT(err.code, code, rule);
    CHECK_STR(err.rule, str_of(rule), "the rule");
    CHECK_STR(str_of(err.path), STR("t: "), "the source is named");
}

TEST(every_kind_gives_the_same_bytes_in_any_step)
{
    static const size_t STEPS[] = { 1, 7, 4096, 1 << 20 };
    Str text = pack_lines(20000);
    const Str packed[] = { text, pack_gzip(text), pack_zstd(text, 18), pack_zstd(text, 27) };
    static const StreamKind KINDS[] = { STREAM_PLAIN, STREAM_GZIP, STREAM_ZSTD, STREAM_ZSTD };

    for (size_t i = 0; i < ARRAY_LEN(packed); i++)
        for (size_t j = 0; j < ARRAY_LEN(STEPS); j++) {
            CLEANUP(buf_done) Buf buf = buf_new(CAP);
            CLEANUP(stream_close) Stream *stream = NULL;
            Err err = { 0 };

            CHECK_OK(stream_open_bytes(packed[i], "t", NULL, &stream, &err), &err);
            CHECK_INT(stream_kind(stream), KINDS[i], "told by its first bytes");
            CHECK_OK(read_all(stream, STEPS[j], &buf, &err), &err);
            CHECK(str_eq(buf_str(&buf), text), "the same bytes");
            CHECK_INT(stream_bytes_in(stream), packed[i].len, "all was taken");
            CHECK_INT(stream_bytes_out(stream), text.len, "all was given");
        }
}

TEST(members_and_frames_follow_each_other)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    Str a = pack_lines(5000), b = STR("second\n"), both = pack_join(a, b), bytes;
    Err err = { 0 };

    bytes = pack_join(pack_gzip(a), pack_gzip(b));
    CHECK_OK(inflate(bytes, NULL, 1000, &buf, &err), &err);
    CHECK(str_eq(buf_str(&buf), both), "two members of gzip");
    bytes = pack_join(pack_join(pack_gzip(a), pack_gzip(STR(""))), pack_gzip(b));
    CHECK_OK(inflate(bytes, NULL, 1000, &buf, &err), &err);
    CHECK(str_eq(buf_str(&buf), both), "an empty member between them");
    bytes = pack_join(bytes, pack_fill('\0', 1000));
    CHECK_OK(inflate(bytes, NULL, 1000, &buf, &err), &err);
    CHECK(str_eq(buf_str(&buf), both), "zeros pad a tape");
    bytes = pack_join(pack_zstd(a, 20), pack_zstd(b, 20));
    CHECK_OK(inflate(bytes, NULL, 1000, &buf, &err), &err);
    CHECK(str_eq(buf_str(&buf), both), "two frames of zstd");
    bytes = pack_join(pack_join(STR("\x53\x2A\x4D\x18\x04\0\0\0skip"), pack_zstd(a, 20)),
                      pack_join(STR("\x50\x2A\x4D\x18\0\0\0\0"), pack_zstd(b, 20)));
    CHECK_OK(inflate(bytes, NULL, 1000, &buf, &err), &err);
    CHECK(str_eq(buf_str(&buf), both), "skippable frames before and between");
}

TEST(small_sources_are_what_they_are)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    static const char *const TEXTS[] = { "", "{", "\x1F", "PK", "\x28\xB5", "hello" };
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++) {
        CHECK_OK(inflate(str_of(TEXTS[i]), NULL, 100, &buf, &err), &err);
        CHECK_STR(buf_str(&buf), str_of(TEXTS[i]), "too short to be anything but plain");
    }
    CHECK_OK(inflate(pack_gzip(STR("")), NULL, 100, &buf, &err), &err);
    CHECK_INT(buf_str(&buf).len, 0, "an empty text in gzip");
    CHECK_OK(inflate(pack_zstd(STR(""), 18), NULL, 100, &buf, &err), &err);
    CHECK_INT(buf_str(&buf).len, 0, "an empty text in zstd");
}

TEST(a_cut_source_is_refused_wherever_it_is_cut)
{
    Str text = pack_lines(40), gzip = pack_gzip(text), zstd = pack_zstd(text, 18);

    for (size_t len = 2; len < gzip.len; len++)
        check_refused(str_slice(gzip, 0, len), NULL, ERR_SYNTAX, "base.stream-cut");
    for (size_t len = 4; len < zstd.len; len++)
        check_refused(str_slice(zstd, 0, len), NULL, ERR_SYNTAX, "base.stream-cut");
}

TEST(a_changed_byte_never_passes)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    Str text = pack_lines(40);
    const Str packed[] = { pack_gzip(text), pack_zstd(text, 18) };
    size_t passed = 0;

    for (size_t kind = 0; kind < ARRAY_LEN(packed); kind++)
        for (size_t at = kind ? 4 : 10; at < packed[kind].len; at++) {
            char *copy = malloc(packed[kind].len);
            Err err = { 0 };

            memcpy(copy, packed[kind].ptr, packed[kind].len);
            copy[at] = (char)(copy[at] ^ 0x10);
            if (inflate((Str){ copy, packed[kind].len }, NULL, 1 << 16, &buf, &err))
                passed += !str_eq(buf_str(&buf), text);
            free(copy);
        }
    CHECK_INT(passed, 0, "no source gave other bytes and passed");
}

TEST(damage_is_told_from_a_wrong_sum)
{
    Str text = pack_lines(300), gzip = pack_gzip(text), zstd = pack_zstd(text, 18);
    Str bad_gzip = pack_join(gzip, STR("")), bad_zstd = pack_join(zstd, STR(""));

    ((char *)(uintptr_t)bad_gzip.ptr)[gzip.len - 8] ^= 1;
    check_refused(bad_gzip, NULL, ERR_VERIFY, "base.stream-checksum");
    ((char *)(uintptr_t)bad_zstd.ptr)[zstd.len - 1] ^= 1;
    check_refused(bad_zstd, NULL, ERR_VERIFY, "base.stream-checksum");
    check_refused(pack_join(gzip, STR("x")), NULL, ERR_SYNTAX, "base.stream-trailing");
    check_refused(pack_join(zstd, STR("xxxx")), NULL, ERR_SYNTAX, "base.stream-trailing");
    check_refused(STR("\x28\xB5\x2F\xFD\x40\x00PK\x05\x00\x00"), NULL, ERR_SYNTAX,
                  "base.stream-broken");
    check_refused(STR("\x1F\x8B\x08\0\0\0\0\0\0\xFF\xFF\xFF\xFF"), NULL, ERR_SYNTAX,
                  "base.stream-broken");
}

TEST(formats_that_are_not_read_are_named)
{
    check_refused(STR("\xFD" "7zXZ\0"), NULL, ERR_UNKNOWN_NAME, "base.stream-format");
    check_refused(STR("BZh91AY"), NULL, ERR_UNKNOWN_NAME, "base.stream-format");
    check_refused(STR("PK\3\4...."), NULL, ERR_UNKNOWN_NAME, "base.stream-zip");
}

TEST(bombs_are_refused_while_they_unpack)
{
    static const StreamOptions RATIO = { .ratio_max = STREAM_RATIO_MAX };
    static const StreamOptions BYTES = { .bytes_max = 1000000 };
    Str zeros = pack_fill('\0', 16 << 20), mild = pack_fill('\0', STREAM_RATIO_FROM);
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    Err err = { 0 };

    check_refused(pack_gzip(zeros), &RATIO, ERR_LIMIT, "base.stream-ratio");
    check_refused(pack_zstd(zeros, 20), &RATIO, ERR_LIMIT, "base.stream-ratio");
    CHECK(inflate(pack_gzip(mild), &RATIO, 1000, &buf, &err), "one MiB is too small to be a bomb");
    CHECK(inflate(zeros, &RATIO, 1 << 20, &buf, &err), "a plain source is as large as it is");
    check_refused(pack_gzip(zeros), &BYTES, ERR_LIMIT, "base.stream-too-large");
    check_refused(pack_fill('x', 1000001), &BYTES, ERR_LIMIT, "base.stream-too-large");
    CHECK(inflate(pack_fill('x', 1000000), &BYTES, 1000, &buf, &err), "exactly as much as allowed");
}

TEST(one_gibibyte_of_zeros_is_refused_as_a_document)
{
    static const StreamOptions NO_RATIO = { .bytes_max = STREAM_BYTES_MAX };
    Str member = pack_gzip(pack_fill('\0', 16 << 20)), bomb = member;
    CLEANUP(stream_close) Stream *stream = NULL;
    size_t got = 1;
    static char block[1 << 20];
    Err err = { 0 };

    for (int i = 0; i < 6; i++)
        bomb = pack_join(bomb, bomb);
    bomb = pack_join(bomb, pack_gzip(STR("x")));
    check_refused(bomb, &STREAM_DOCUMENT, ERR_LIMIT, "base.stream-ratio");
    CHECK_OK(stream_open_bytes(bomb, "t", &NO_RATIO, &stream, &err), &err);
    while (got)
        if (!stream_read(stream, block, sizeof block, &got, &err))
            break;
    CHECK_STR(err.rule, STR("base.stream-too-large"), "one byte past the limit");
    CHECK_INT(stream_bytes_out(stream), STREAM_BYTES_MAX + 1, "not more");
}

static const char *write_file(Str bytes)
{
    static char path[64];
    IoWriter *writer = NULL;
    Err err = { 0 };

    snprintf(path, sizeof path, "/tmp/inro-stream-%ld", (long)getpid());
    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    io_write(writer, bytes);
    CHECK_OK(io_writer_commit(&writer, &err), &err);
    return path;
}

TEST(a_document_comes_whole_and_padded)
{
    Str text = pack_lines(40000);
    const Str packed[] = { text, pack_gzip(text), pack_zstd(text, 22), STR("") };

    for (size_t i = 0; i < ARRAY_LEN(packed); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(CAP);
        const char *path = write_file(packed[i]), zeros[IO_PAD_BYTES] = { 0 };
        Err err = { 0 };
        Str out;

        CHECK_OK(stream_read_document(path, &STREAM_DOCUMENT, &arena, &out, &err), &err);
        CHECK(str_eq(out, i == 3 ? STR("") : text), "its bytes");
        CHECK(memcmp(out.ptr + out.len, zeros, IO_PAD_BYTES) == 0, "padded");
        unlink(path);
    }
}

TEST(a_document_that_cannot_be_opened_says_why)
{
    CLEANUP(arena_done) Arena arena = arena_new(100000);
    char message[ERR_TEXT_BYTES];
    StreamKind kind;
    Err err = { 0 };
    const char *path;
    Str out;

    CHECK(!stream_read_document("/nowhere", NULL, &arena, &out, &err), "absent");
    CHECK_STR(str_of(err_text(&err, LANG_EN, message, sizeof message)),
              STR("/nowhere: there is no such file or directory"), "named once");
    CHECK(!stream_read_document("/", NULL, &arena, &out, &err), "a directory");
    path = write_file(pack_fill('x', 200000));
    CHECK(!stream_read_document(path, NULL, &arena, &out, &err), "an arena too small");
    CHECK_INT(err.code, ERR_LIMIT, "is a limit");
    path = write_file(STR("PK\5\6"));
    CHECK_OK(stream_sniff(path, &kind, &err), &err);
    CHECK_INT(kind, STREAM_ZIP, "an empty zip");
    path = write_file(STR(""));
    CHECK_OK(stream_sniff(path, &kind, &err), &err);
    CHECK_INT(kind, STREAM_PLAIN, "an empty file");
    unlink(path);
}
