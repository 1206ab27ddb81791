/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zip.h"

#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdeflate.h>

#define RULE_BROKEN    STR("base.zip-broken")
#define RULE_CHECKSUM  STR("base.zip-checksum")
#define RULE_DIFFERENT STR("base.zip-different")
#define RULE_ENCRYPTED STR("base.zip-encrypted")
#define RULE_ENTRIES   STR("base.zip-entries")
#define RULE_METHOD    STR("base.zip-method")
#define RULE_NAME      STR("base.zip-name")
#define RULE_NO_ZIP    STR("base.zip-no-zip")
#define RULE_OVERLAP   STR("base.zip-overlap")
#define RULE_RATIO     STR("base.stream-ratio")
#define RULE_TOO_LARGE STR("base.stream-too-large")

enum {
    END_BYTES = 22,           /* APPNOTE 4.3.16                                    */
    END_COMMENT_MAX = 0xFFFF,
    END64_LOCATOR_BYTES = 20, /* 4.3.15                                            */
    END64_BYTES = 56,         /* 4.3.14, its fixed part                            */
    ENTRY_BYTES = 46,         /* 4.3.12                                            */
    LOCAL_BYTES = 30,         /* 4.3.7                                             */
    EXTRA_ZIP64 = 0x0001,     /* 4.5.3                                             */
    FLAG_ENCRYPTED = 1 << 0,  /* 4.4.4                                             */
    FLAG_MASKED = 1 << 13,
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    RATIO_FROM = 1 << 20,     /* a small member may pack well                      */
    MESSAGE_NAME_BYTES = 100,
    EXTRA_GUESS = 64,         /* times and owners, as unzip's relatives write them */
};
#define MEMBER_BYTES_DEFAULT ((uint64_t)1 << 30)

struct Zip {
    int fd;
    const char *name;
    ZipLimits limits;
    char *directory;        /* as in the file                            */
    uint64_t directory_at, directory_len;
    uint32_t *entry_at;     /* where each entry begins in `directory`    */
    size_t count;
};

static uint16_t get16(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint16_t)(b[0] | b[1] << 8);
}

static uint32_t get32(const char *at)
{
    return get16(at) | (uint32_t)get16(at + 2) << 16;
}

static uint64_t get64(const char *at)
{
    return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static bool refuse(const Zip *zip, Err *err, ErrCode code, Str rule, uint64_t byte)
{
    err_set(err, code, rule);
    err_at(err, byte);
    return err_in(err, "%s", zip->name);
}

static bool refuse_member(const Zip *zip, const ZipMember *member, ErrCode code, Str rule, Err *err)
{
    char number[24];
    uint64_t limit = str_eq(rule, RULE_RATIO) ? zip->limits.ratio_max : zip->limits.member_max;

    snprintf(number, sizeof number, "%" PRIu64, limit);
    err_set(err, code, rule, str_of(number));
    err_at(err, member->offset);
    err_in(err, "%.*s", STR_ARG(str_slice(member->name, 0, MESSAGE_NAME_BYTES)));
    return err_in(err, "%s", zip->name);
}

static bool refuse_memory(const Zip *zip, Err *err)
{
    err_no_memory(err);
    return err_in(err, "%s", zip->name);
}

static bool read_at(const Zip *zip, uint64_t offset, char *out, size_t len, Err *err)
{
    while (len) {
        ssize_t got = pread(zip->fd, out, len, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return io_refuse(err, zip->name, errno);
        if (got == 0)
            return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, offset);
        offset += (uint64_t)got;
        out += got;
        len -= (size_t)got;
    }
    return true;
}

/* What the end of the file says about the directory. */
typedef struct {
    uint64_t count, len, at;
    uint64_t byte; /* where this record begins: the directory ends there */
} End;

/* The end record in the last bytes of the file, whose comment must reach the file's end exactly. */
static bool find_end(const char *tail, size_t len, size_t *at)
{
    if (len < END_BYTES)
        return false;
    for (size_t i = len - END_BYTES + 1; i-- > 0;)
        if (memcmp(tail + i, "PK\5\6", 4) == 0
            && i + END_BYTES + get16(tail + i + 20) == len) {
            *at = i;
            return true;
        }
    return false;
}

/* The larger record of zip64, when a locator stands before the end record. */
static bool read_end64(const Zip *zip, End *end, Err *err)
{
    char locator[END64_LOCATOR_BYTES], record[END64_BYTES];
    uint64_t locator_at = end->byte - END64_LOCATOR_BYTES, at;

    if (end->byte < END64_LOCATOR_BYTES + END64_BYTES)
        return true;
    if (!read_at(zip, locator_at, locator, sizeof locator, err))
        return false;
    if (memcmp(locator, "PK\6\7", 4) != 0)
        return true;
    at = get64(locator + 8);
    if (at > locator_at - END64_BYTES)
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, locator_at);
    if (!read_at(zip, at, record, sizeof record, err))
        return false;
    if (memcmp(record, "PK\6\6", 4) != 0 || get32(record + 16) || get32(record + 20)
        || get64(record + 4) != locator_at - at - 12)
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, at);
    *end = (End){ get64(record + 32), get64(record + 40), get64(record + 48), at };
    return true;
}

static bool read_end(const Zip *zip, uint64_t size, End *end, Err *err)
{
    enum { TAIL_MAX = END_BYTES + END_COMMENT_MAX };
    static const size_t most = TAIL_MAX;
    size_t len = size < most ? (size_t)size : most, at;
    char tail[TAIL_MAX];

    if (!read_at(zip, size - len, tail, len, err))
        return false;
    if (!find_end(tail, len, &at))
        return refuse(zip, err, ERR_SYNTAX, RULE_NO_ZIP, 0);
    *end = (End){ get16(tail + at + 10), get32(tail + at + 12), get32(tail + at + 16),
                  size - len + at };
    if (get16(tail + at + 4) || get16(tail + at + 6)) /* the numbers of disks */
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, end->byte);
    return read_end64(zip, end, err);
}

static bool read_directory(Zip *zip, const End *end, Err *err)
{
    if (end->count > ZIP_ENTRIES_MAX || end->len > ZIP_DIRECTORY_BYTES_MAX)
        return refuse(zip, err, ERR_LIMIT, RULE_ENTRIES, end->byte);
    if (end->at > end->byte || end->byte - end->at != end->len)
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, end->byte);
    zip->directory_at = end->at;
    zip->directory_len = end->len;
    zip->count = (size_t)end->count;
    zip->directory = malloc((size_t)end->len + 1);
    zip->entry_at = malloc(zip->count * sizeof *zip->entry_at + 1);
    if (!zip->directory || !zip->entry_at)
        return refuse_memory(zip, err);
    return read_at(zip, end->at, zip->directory, (size_t)end->len, err);
}

/* Takes one 64-bit number from the zip64 field when the 32-bit one is all ones. */
static bool widen(Str *field, uint64_t *number)
{
    if (*number != UINT32_MAX)
        return true;
    if (field->len < 8)
        return false;
    *number = get64(field->ptr);
    *field = str_slice(*field, 8, field->len);
    return true;
}

/* Sizes and offset that do not fit 32 bits stand in an extra field, in this order (4.5.3). */
static bool read_zip64(Str extra, ZipMember *member)
{
    Str field = { NULL, 0 };

    while (extra.len >= 4) {
        size_t len = get16(extra.ptr + 2);
        if (len > extra.len - 4)
            return false;
        if (get16(extra.ptr) == EXTRA_ZIP64)
            field = str_slice(extra, 4, 4 + len);
        extra = str_slice(extra, 4 + len, extra.len);
    }
    return widen(&field, &member->size) && widen(&field, &member->packed)
        && widen(&field, &member->offset);
}

static ZipMember member_at(const char *entry)
{
    Str name = { entry + ENTRY_BYTES, get16(entry + 28) };
    Str extra = { name.ptr + name.len, get16(entry + 30) };
    ZipMember member = {
        .name = name,
        .offset = get32(entry + 42),
        .packed = get32(entry + 20),
        .size = get32(entry + 24),
        .crc = get32(entry + 16),
        .method = get16(entry + 10),
        .folder = str_ends(name, STR("/")),
    };

    if (!read_zip64(extra, &member))
        member.offset = UINT64_MAX;
    return member;
}

/* A name that would leave the folder it is unpacked into, or that hides a part of itself. */
static bool name_is_safe(Str name)
{
    Str rest = name, step;

    if (!name.len || name.len > ZIP_NAME_BYTES_MAX || name.ptr[0] == '/'
        || str_find_char(name, '\0') < name.len || str_find_char(name, '\\') < name.len)
        return false;
    while (str_next(&rest, '/', &step))
        if (str_eq(step, STR("..")))
            return false;
    return true;
}

static bool check_member(const Zip *zip, const char *entry, const ZipMember *member, Err *err)
{
    uint64_t head = LOCAL_BYTES + member->name.len;

    if (member->offset > zip->directory_at || zip->directory_at - member->offset < head
        || member->packed > zip->directory_at - member->offset - head || get16(entry + 34))
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN,
                      zip->directory_at + (uint64_t)(entry - zip->directory));
    if (!name_is_safe(member->name))
        return refuse_member(zip, member, ERR_STRUCTURE, RULE_NAME, err);
    if (get16(entry + 8) & (FLAG_ENCRYPTED | FLAG_MASKED))
        return refuse_member(zip, member, ERR_UNKNOWN_NAME, RULE_ENCRYPTED, err);
    if (member->method != METHOD_STORED && member->method != METHOD_DEFLATED)
        return refuse_member(zip, member, ERR_UNKNOWN_NAME, RULE_METHOD, err);
    if (member->size > zip->limits.member_max)
        return refuse_member(zip, member, ERR_LIMIT, RULE_TOO_LARGE, err);
    if (member->size > RATIO_FROM && member->size / zip->limits.ratio_max > member->packed)
        return refuse_member(zip, member, ERR_LIMIT, RULE_RATIO, err);
    if (member->method == METHOD_STORED && member->size != member->packed)
        return refuse_member(zip, member, ERR_SYNTAX, RULE_BROKEN, err);
    return true;
}

/* One entry of the directory at *at, which moves behind it. */
static bool read_entry(Zip *zip, uint64_t *at, size_t i, ZipMember *member, Err *err)
{
    const char *entry = zip->directory + *at;
    uint64_t left = zip->directory_len - *at, len;

    if (left < ENTRY_BYTES || memcmp(entry, "PK\1\2", 4) != 0)
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, zip->directory_at + *at);
    len = (uint64_t)ENTRY_BYTES + get16(entry + 28) + get16(entry + 30) + get16(entry + 32);
    if (left < len)
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, zip->directory_at + *at);
    zip->entry_at[i] = (uint32_t)*at;
    *member = member_at(entry);
    *at += len;
    return check_member(zip, entry, member, err);
}

typedef struct {
    uint64_t from, to;
} Span;

static int by_start(const void *a, const void *b)
{
    uint64_t left = ((const Span *)a)->from, right = ((const Span *)b)->from;

    return (left > right) - (left < right);
}

static void free_spans(Span **spans)
{
    free(*spans);
}

/* Members that share bytes are how a small archive holds petabytes. */
static bool check_overlap(const Zip *zip, Span *spans, Err *err)
{
    qsort(spans, zip->count, sizeof *spans, by_start);
    for (size_t i = 1; i < zip->count; i++)
        if (spans[i].from < spans[i - 1].to)
            return refuse(zip, err, ERR_STRUCTURE, RULE_OVERLAP, spans[i].from);
    return true;
}

static bool read_entries(Zip *zip, Err *err)
{
    CLEANUP(free_spans) Span *spans = malloc(zip->count * sizeof *spans + 1);
    uint64_t at = 0, total = 0;

    if (!spans)
        return refuse_memory(zip, err);
    for (size_t i = 0; i < zip->count; i++) {
        ZipMember member;

        if (!read_entry(zip, &at, i, &member, err))
            return false;
        spans[i] = (Span){ member.offset,
                           member.offset + LOCAL_BYTES + member.name.len + member.packed };
        total += member.size;
        if (zip->limits.bytes_max && total > zip->limits.bytes_max)
            return refuse_member(zip, &member, ERR_LIMIT, RULE_TOO_LARGE, err);
    }
    if (at != zip->directory_len)
        return refuse(zip, err, ERR_SYNTAX, RULE_BROKEN, zip->directory_at + at);
    return check_overlap(zip, spans, err);
}

static bool read_zip(Zip *zip, Err *err)
{
    struct stat info;
    End end;

    if (zip->fd < 0 || fstat(zip->fd, &info) != 0)
        return io_refuse(err, zip->name, errno);
    if (!S_ISREG(info.st_mode))
        return refuse(zip, err, ERR_SYNTAX, RULE_NO_ZIP, 0);
    return read_end(zip, (uint64_t)info.st_size, &end, err) && read_directory(zip, &end, err)
        && read_entries(zip, err);
}

bool zip_open(const char *path, const ZipLimits *limits, Zip **out, Err *err)
{
    CLEANUP(zip_close) Zip *zip = calloc(1, sizeof *zip);

    if (!zip)
        return err_no_memory(err);
    zip->limits = limits ? *limits : (ZipLimits){ 0 };
    zip->name = zip->limits.name ? zip->limits.name : path;
    if (!zip->limits.member_max)
        zip->limits.member_max = MEMBER_BYTES_DEFAULT;
    if (!zip->limits.ratio_max)
        zip->limits.ratio_max = ZIP_RATIO_MAX;
    zip->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (!read_zip(zip, err))
        return false;
    *out = zip;
    zip = NULL;
    return true;
}

void zip_close(Zip **held)
{
    Zip *zip = *held;

    *held = NULL;
    if (!zip)
        return;
    if (zip->fd >= 0)
        close(zip->fd);
    free(zip->directory);
    free(zip->entry_at);
    free(zip);
}

size_t zip_count(const Zip *zip)
{
    return zip->count;
}

ZipMember zip_member(const Zip *zip, size_t i)
{
    assert(i < zip->count);
    return member_at(zip->directory + zip->entry_at[i]);
}

void zip_buffer_done(ZipBuffer *buffer)
{
    free(buffer->bytes);
    free(buffer->packed);
    libdeflate_free_decompressor(buffer->inflater);
    *buffer = (ZipBuffer){ 0 };
}

static bool reserve(char **at, size_t *room, uint64_t need)
{
    char *grown;

    if (need <= *room)
        return true;
    grown = need <= SIZE_MAX ? realloc(*at, (size_t)need + (size_t)need / 4) : NULL;
    if (!grown)
        return false;
    *at = grown;
    *room = (size_t)need + (size_t)need / 4;
    return true;
}

/* The local header must say what the directory says (4.3.7). */
static bool local_agrees(const char *local, const ZipMember *member)
{
    return memcmp(local, "PK\3\4", 4) == 0 && get16(local + 8) == member->method
        && get16(local + 26) == member->name.len
        && str_eq((Str){ local + LOCAL_BYTES, member->name.len }, member->name);
}

static bool fetch(const Zip *zip, const ZipMember *member, uint64_t len, ZipBuffer *buffer,
                  Err *err)
{
    if (!reserve(&buffer->packed, &buffer->packed_room, len))
        return refuse_memory(zip, err);
    return read_at(zip, member->offset, buffer->packed, (size_t)len, err);
}

/* Header and packed bytes in one read; a second only where the extra field, whose length the
 * directory does not tell, is larger than expected. */
static bool load(const Zip *zip, const ZipMember *member, ZipBuffer *buffer, const char **packed,
                 Err *err)
{
    uint64_t most = zip->directory_at - member->offset, head = LOCAL_BYTES + member->name.len;
    uint64_t guess = head + EXTRA_GUESS + member->packed, len = guess < most ? guess : most;

    if (!fetch(zip, member, len, buffer, err))
        return false;
    if (!local_agrees(buffer->packed, member))
        return refuse_member(zip, member, ERR_STRUCTURE, RULE_DIFFERENT, err);
    head += get16(buffer->packed + 28);
    if (head > most || member->packed > most - head)
        return refuse_member(zip, member, ERR_SYNTAX, RULE_BROKEN, err);
    if (head + member->packed > len && !fetch(zip, member, head + member->packed, buffer, err))
        return false;
    *packed = buffer->packed + head;
    return true;
}

/* The declared size must be met exactly, and every packed byte used. */
static bool inflate(const Zip *zip, const ZipMember *member, const char *packed, ZipBuffer *buffer,
                    Err *err)
{
    enum libdeflate_result result;
    size_t taken;

    if (member->method == METHOD_STORED) {
        memcpy(buffer->bytes, packed, (size_t)member->size);
        return true;
    }
    if (!buffer->inflater)
        buffer->inflater = libdeflate_alloc_decompressor();
    if (!buffer->inflater)
        return refuse_memory(zip, err);
    result = libdeflate_deflate_decompress_ex(buffer->inflater, packed, (size_t)member->packed,
                                              buffer->bytes, (size_t)member->size, &taken, NULL);
    if (result != LIBDEFLATE_SUCCESS || taken != member->packed)
        return refuse_member(zip, member, ERR_SYNTAX, RULE_BROKEN, err);
    return true;
}

bool zip_read(const Zip *zip, const ZipMember *member, ZipBuffer *buffer, Str *out, Err *err)
{
    const char *packed = NULL;

    if (!load(zip, member, buffer, &packed, err))
        return false;
    if (!reserve(&buffer->bytes, &buffer->room, member->size + IO_PAD_BYTES))
        return refuse_memory(zip, err);
    if (!inflate(zip, member, packed, buffer, err))
        return false;
    if (libdeflate_crc32(0, buffer->bytes, (size_t)member->size) != member->crc)
        return refuse_member(zip, member, ERR_VERIFY, RULE_CHECKSUM, err);
    memset(buffer->bytes + member->size, 0, IO_PAD_BYTES);
    *out = (Str){ buffer->bytes, (size_t)member->size };
    return true;
}
