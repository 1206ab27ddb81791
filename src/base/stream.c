/* SPDX-License-Identifier: Apache-2.0 */
#include "base/stream.h"

#include "base/gzip.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zstd.h>
#include <zstd_errors.h>

#define RULE_BROKEN    STR("base.stream-broken")
#define RULE_CHECKSUM  STR("base.stream-checksum")
#define RULE_CUT       STR("base.stream-cut")
#define RULE_FORMAT    STR("base.stream-format")
#define RULE_RATIO     STR("base.stream-ratio")
#define RULE_TOO_LARGE STR("base.stream-too-large")
#define RULE_TRAILING  STR("base.stream-trailing")
#define RULE_WINDOW    STR("base.stream-window")
#define RULE_ZIP       STR("base.stream-zip")

enum {
    IN_BYTES = 1 << 18,
    FIRST_BYTES = 1 << 12, /* to sniff: of a plain source all others are read where they go */
    MAGIC_BYTES = 6,
    ZSTD_HEAD_BYTES = 18, /* the longest frame header */
    DOCUMENT_GUESS = 8,   /* a packed document unpacks to this many times its size, or more */
    DOCUMENT_BYTES_FIRST = 1 << 16,
};

const StreamOptions STREAM_DOCUMENT = { .bytes_max = STREAM_BYTES_MAX,
                                        .ratio_max = STREAM_RATIO_MAX };

/*  source ─► in (a block) ─► decoder ─► the caller's buffer
 *  A plain source goes to the caller's buffer directly. */
struct Stream {
    StreamOptions options;
    StreamKind kind;
    const char *name;
    int fd;             /* -1: the source is memory                              */
    Str in;             /* taken from the source, not yet from here              */
    uint64_t taken;     /* bytes taken from the source                           */
    uint64_t given;     /* inflated bytes                                        */
    bool source_ended;
    bool inside;        /* a member or frame has begun and not ended             */
    bool any;           /* at least one has ended                                */
    uint64_t frame_said, frame_given; /* bytes of a zstd frame by its header, and so far */
    Gzip *gzip;
    ZSTD_DStream *zstd;
    char *buffer;
};

/* First bytes and what they say: RFC 1952 section 2.3.1, RFC 8878 section 3.1.1 and 3.1.2 (the
 * skippable frame's low nibble is free), PKWARE APPNOTE section 4.3, and formats we name only. */
static const struct {
    Str magic;
    StreamKind kind;
    const char *unread; /* a format that we cannot read */
} MAGIC[] = {
    { STR_ROW("\x1F\x8B"), STREAM_GZIP, NULL },
    { STR_ROW("\x28\xB5\x2F\xFD"), STREAM_ZSTD, NULL },
    { STR_ROW("PK\3\4"), STREAM_ZIP, NULL },
    { STR_ROW("PK\5\6"), STREAM_ZIP, NULL },
    { STR_ROW("\xFD" "7zXZ"), STREAM_PLAIN, "xz" },
    { STR_ROW("BZh"), STREAM_PLAIN, "bzip2" },
    { STR_ROW("\x04\x22\x4D\x18"), STREAM_PLAIN, "lz4" },
    { STR_ROW("7z\xBC\xAF\x27\x1C"), STREAM_PLAIN, "7-Zip" },
};

static StreamKind kind_of(Str head, const char **unread)
{
    *unread = NULL;
    for (size_t i = 0; i < ARRAY_LEN(MAGIC); i++)
        if (str_starts(head, MAGIC[i].magic)) {
            *unread = MAGIC[i].unread;
            return MAGIC[i].kind;
        }
    if (head.len >= 4 && (head.ptr[0] & 0xF0) == 0x50
        && memcmp(head.ptr + 1, "\x2A\x4D\x18", 3) == 0)
        return STREAM_ZSTD;
    return STREAM_PLAIN;
}

static uint64_t consumed(const Stream *stream)
{
    return stream->taken - stream->in.len;
}

static bool refuse(const Stream *stream, Err *err, ErrCode code, Str rule)
{
    err_set(err, code, rule);
    err_at(err, consumed(stream));
    return err_in(err, "%s", stream->name);
}

static bool refuse_number(const Stream *stream, Err *err, Str rule, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, number);
    err_set(err, ERR_LIMIT, rule, str_of(text));
    return err_in(err, "%s", stream->name);
}

static bool refuse_memory(const Stream *stream, Err *err)
{
    err_no_memory(err);
    return err_in(err, "%s", stream->name);
}

/* Bytes in memory are there at once: members of archives are many and small. */
static void take_memory(Stream *stream)
{
    stream->taken = stream->in.len;
    stream->source_ended = true;
}

/* Original bytes into `at`; 0 once the source has ended. */
static bool take(Stream *stream, char *at, size_t room, size_t *got, Err *err)
{
    ssize_t count = 0;

    if (!stream->source_ended) {
        if (stream->options.wait
            && !stream->options.wait(stream->options.context, stream->taken, err))
            return false;
        do
            count = read(stream->fd, at, room);
        while (count < 0 && errno == EINTR);
    }
    if (count < 0)
        return io_refuse(err, stream->name, errno);
    stream->source_ended = count == 0;
    stream->taken += (uint64_t)count;
    *got = (size_t)count;
    return true;
}

/* More bytes behind those in `in`; they stay at the front of the buffer. */
static bool refill(Stream *stream, Err *err)
{
    size_t room = stream->taken ? IN_BYTES : FIRST_BYTES, got;

    if (stream->in.len && stream->in.ptr != stream->buffer)
        memmove(stream->buffer, stream->in.ptr, stream->in.len);
    if (!take(stream, stream->buffer + stream->in.len, room - stream->in.len, &got, err))
        return false;
    stream->in = (Str){ stream->buffer, stream->in.len + got };
    return true;
}

static bool start_decoder(Stream *stream, Err *err)
{
    if (stream->kind == STREAM_GZIP) {
        stream->gzip = gzip_new();
        return stream->gzip || refuse_memory(stream, err);
    }
    if (stream->kind == STREAM_ZSTD) {
        stream->zstd = ZSTD_createDStream();
        if (!stream->zstd)
            return refuse_memory(stream, err);
        (void)ZSTD_DCtx_setParameter(stream->zstd, ZSTD_d_windowLogMax, STREAM_ZSTD_WINDOW_LOG);
    }
    return true;
}

static bool sniff(Stream *stream, Err *err)
{
    const char *unread;

    while (stream->in.len < MAGIC_BYTES && !stream->source_ended)
        if (!refill(stream, err))
            return false;
    stream->kind = kind_of(stream->in, &unread);
    if (unread) {
        err_set(err, ERR_UNKNOWN_NAME, RULE_FORMAT, str_of(unread));
        return err_in(err, "%s", stream->name);
    }
    if (stream->kind == STREAM_ZIP) {
        err_set(err, ERR_UNKNOWN_NAME, RULE_ZIP);
        return err_in(err, "%s", stream->name);
    }
    return start_decoder(stream, err);
}

/* Takes over `made` and its descriptor, also when it fails. */
static bool begin(Stream made, const StreamOptions *options, Stream **out, Err *err)
{
    Stream *stream = malloc(sizeof *stream);

    if (!stream) {
        if (made.fd >= 0)
            close(made.fd);
        return refuse_memory(&made, err);
    }
    *stream = made;
    stream->options = options ? *options : (StreamOptions){ 0 };
    if (made.fd < 0)
        take_memory(stream);
    else
        stream->buffer = malloc(IN_BYTES);
    if (made.fd < 0 || stream->buffer ? sniff(stream, err) : refuse_memory(stream, err)) {
        *out = stream;
        return true;
    }
    stream_close(&stream);
    return false;
}

bool stream_open(const char *path, const StreamOptions *options, Stream **out, Err *err)
{
    int fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                    : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return io_refuse(err, path, errno);
    return begin((Stream){ .name = options && options->name ? options->name : path, .fd = fd },
                 options, out, err);
}

bool stream_open_bytes(Str bytes, const char *name, const StreamOptions *options, Stream **out,
                       Err *err)
{
    return begin((Stream){ .name = name, .fd = -1, .in = bytes }, options, out, err);
}

void stream_close(Stream **held)
{
    Stream *stream = *held;

    *held = NULL;
    if (!stream)
        return;
    if (stream->fd >= 0)
        close(stream->fd);
    gzip_free(stream->gzip);
    ZSTD_freeDStream(stream->zstd);
    free(stream->buffer);
    free(stream);
}

static bool read_plain(Stream *stream, char *at, size_t room, size_t *got, Err *err)
{
    Str ready = str_slice(stream->in, 0, room);

    if (!ready.len)
        return take(stream, at, room, got, err);
    memcpy(at, ready.ptr, ready.len);
    stream->in = str_slice(stream->in, ready.len, stream->in.len);
    *got = ready.len;
    return true;
}

/* Behind the last member only zero bytes may stand: tapes pad with them. */
static bool gzip_padding(Stream *stream, bool *more, Err *err)
{
    while (stream->in.len || !stream->source_ended) {
        if (!stream->in.len && !refill(stream, err))
            return false;
        if (stream->in.len && stream->in.ptr[0] != '\0') {
            *more = stream->in.ptr[0] == '\x1F';
            return *more || refuse(stream, err, ERR_SYNTAX, RULE_TRAILING);
        }
        stream->in = str_slice(stream->in, 1, stream->in.len);
    }
    *more = false;
    return true;
}

static bool gzip_verdict(const Stream *stream, GzipState state, Err *err)
{
    switch (state) {
    case GZIP_GOES_ON:
    case GZIP_ENDED:
        break;
    case GZIP_BROKEN:
        return refuse(stream, err, ERR_SYNTAX, RULE_BROKEN);
    case GZIP_CHECKSUM:
        return refuse(stream, err, ERR_VERIFY, RULE_CHECKSUM);
    case GZIP_NO_MEMORY:
        return refuse_memory(stream, err);
    }
    return true;
}

static bool read_gzip(Stream *stream, char *at, size_t room, size_t *got, Err *err)
{
    char *out = at;
    size_t left = room;

    while (out == at) {
        GzipState state;
        bool more = true;

        if (!stream->inside && stream->any && !gzip_padding(stream, &more, err))
            return false;
        if (!more)
            break;
        if (!stream->in.len && !refill(stream, err))
            return false;
        stream->inside = true;
        left = room;
        state = gzip_inflate(stream->gzip, &stream->in, &out, &left);
        if (!gzip_verdict(stream, state, err))
            return false;
        if (state == GZIP_ENDED) {
            stream->inside = false;
            stream->any = true;
        } else if (out == at && !stream->in.len && stream->source_ended) {
            return refuse(stream, err, ERR_SYNTAX, RULE_CUT);
        }
    }
    *got = (size_t)(out - at);
    return true;
}

static bool zstd_refuse(const Stream *stream, size_t result, Err *err)
{
    ZSTD_ErrorCode code = ZSTD_getErrorCode(result);

    if (code == ZSTD_error_checksum_wrong)
        return refuse(stream, err, ERR_VERIFY, RULE_CHECKSUM);
    if (code == ZSTD_error_frameParameter_windowTooLarge)
        return refuse(stream, err, ERR_LIMIT, RULE_WINDOW);
    if (code == ZSTD_error_memory_allocation)
        return refuse_memory(stream, err);
    if (code == ZSTD_error_prefix_unknown && stream->any)
        return refuse(stream, err, ERR_SYNTAX, RULE_TRAILING);
    return refuse(stream, err, ERR_SYNTAX, RULE_BROKEN);
}

/* The library holds a frame to the size in its header only on some of its paths (an empty last
 * block escapes), so the header is read here too; RFC 8878 section 3.1.1.1. */
static bool begin_frame(Stream *stream, Err *err)
{
    while (stream->in.len < ZSTD_HEAD_BYTES && !stream->source_ended)
        if (!refill(stream, err))
            return false;
    stream->frame_said = ZSTD_getFrameContentSize(stream->in.ptr, stream->in.len);
    stream->frame_given = 0;
    return true;
}

static bool end_frame(const Stream *stream, Err *err)
{
    bool said = stream->frame_said != ZSTD_CONTENTSIZE_UNKNOWN
        && stream->frame_said != ZSTD_CONTENTSIZE_ERROR;

    return !said || stream->frame_said == stream->frame_given
        || refuse(stream, err, ERR_SYNTAX, RULE_BROKEN);
}

static bool read_zstd(Stream *stream, char *at, size_t room, size_t *got, Err *err)
{
    ZSTD_outBuffer out = { at, room, 0 };

    while (out.pos == 0) {
        ZSTD_inBuffer in;
        size_t result;

        if (stream->inside ? !stream->in.len && !refill(stream, err) : !begin_frame(stream, err))
            return false;
        if (!stream->in.len && !stream->inside)
            break;
        in = (ZSTD_inBuffer){ stream->in.ptr, stream->in.len, 0 };
        result = ZSTD_decompressStream(stream->zstd, &out, &in);
        stream->in = str_slice(stream->in, in.pos, stream->in.len);
        if (ZSTD_isError(result))
            return zstd_refuse(stream, result, err);
        stream->frame_given += out.pos;
        stream->inside = result != 0;
        stream->any = stream->any || result == 0;
        if (result == 0 && !end_frame(stream, err))
            return false;
        if (stream->inside && out.pos == 0 && !stream->in.len && stream->source_ended)
            return refuse(stream, err, ERR_SYNTAX, RULE_CUT);
    }
    *got = out.pos;
    return true;
}

static bool within_limits(const Stream *stream, Err *err)
{
    const StreamOptions *limits = &stream->options;

    if (limits->bytes_max && stream->given > limits->bytes_max)
        return refuse_number(stream, err, RULE_TOO_LARGE, limits->bytes_max);
    if (limits->ratio_max && stream->kind != STREAM_PLAIN && stream->given > STREAM_RATIO_FROM
        && stream->given / limits->ratio_max > consumed(stream))
        return refuse_number(stream, err, RULE_RATIO, limits->ratio_max);
    return true;
}

bool stream_read(Stream *stream, void *buffer, size_t room, size_t *got, Err *err)
{
    size_t count = 0;
    bool ok = false;

    assert(room > 0);
    switch (stream->kind) {
    case STREAM_PLAIN:
        ok = read_plain(stream, buffer, room, &count, err);
        break;
    case STREAM_GZIP:
        ok = read_gzip(stream, buffer, room, &count, err);
        break;
    case STREAM_ZSTD:
        ok = read_zstd(stream, buffer, room, &count, err);
        break;
    case STREAM_ZIP:
        break;
    }
    if (!ok)
        return false;
    stream->given += count;
    if (!within_limits(stream, err))
        return false;
    *got = count;
    return true;
}

StreamKind stream_kind(const Stream *stream)
{
    return stream->kind;
}

uint64_t stream_bytes_in(const Stream *stream)
{
    return consumed(stream);
}

uint64_t stream_bytes_out(const Stream *stream)
{
    return stream->given;
}

const char *stream_name(const Stream *stream)
{
    return stream->name;
}

bool stream_sniff(const char *path, StreamKind *out, Err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    const char *unread;
    char head[MAGIC_BYTES];
    ssize_t got;
    int number;

    if (fd < 0)
        return io_refuse(err, path, errno);
    do
        got = read(fd, head, sizeof head);
    while (got < 0 && errno == EINTR);
    number = errno;
    close(fd);
    if (got < 0)
        return io_refuse(err, path, number);
    *out = kind_of((Str){ head, (size_t)got }, &unread);
    return true;
}

/* Room enough for a plain file at once, and a guess for a packed one. */
static size_t document_room(const Stream *stream)
{
    struct stat info;
    uint64_t most = stream->options.bytes_max, room = DOCUMENT_BYTES_FIRST;

    if (fstat(stream->fd, &info) == 0 && S_ISREG(info.st_mode))
        room = (uint64_t)info.st_size * (stream->kind == STREAM_PLAIN ? 1 : DOCUMENT_GUESS);
    room = most && room > most ? most : room;
    return (size_t)room + 1 + IO_PAD_BYTES;
}

static bool read_rest(Stream *stream, Arena *arena, Str *out, Err *err)
{
    size_t room = document_room(stream), size = 0, got;
    char *bytes = arena_alloc_raw(arena, room);

    while (bytes) {
        if (!stream_read(stream, bytes + size, room - IO_PAD_BYTES - size, &got, err))
            return false;
        size += got;
        if (got == 0)
            break;
        if (size == room - IO_PAD_BYTES) {
            bytes = arena_grow(arena, bytes, room, 2 * room);
            room *= 2;
        }
    }
    if (!bytes)
        return refuse_memory(stream, err);
    memset(bytes + size, 0, IO_PAD_BYTES);
    *out = (Str){ bytes, size };
    return true;
}

bool stream_read_document(const char *path, const StreamOptions *options, Arena *arena, Str *out,
                          Err *err)
{
    CLEANUP(stream_close) Stream *stream = NULL;

    return stream_open(path, options, &stream, err) && read_rest(stream, arena, out, err);
}

bool stream_inflate_document(Str bytes, const char *name, const StreamOptions *options,
                             Arena *arena, Str *out, Err *err)
{
    CLEANUP(stream_close) Stream *stream = NULL;

    return stream_open_bytes(bytes, name, options, &stream, err)
        && read_rest(stream, arena, out, err);
}
