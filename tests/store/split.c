/* SPDX-License-Identifier: Apache-2.0 */
#include "store/split.h"

#include <string.h>

void split_dossier(Str bytes, Split *out)
{
    Str rest = bytes, line, size;

    *out = (Split){ .count = 0 };
    CHECK(str_next(&rest, '\n', &line), "the magic");
    while (rest.len) {
        Str begin = rest;
        uint64_t len = 0;

        CHECK(str_next(&rest, '\n', &line), "a part");
        CHECK(str_next(&line, ' ', &size) && str_to_u64(line, &len), "its size");
        rest = str_slice(rest, (size_t)len + 1, rest.len);
        CHECK(out->count < SPLIT_PARTS_MAX, "room");
        out->part[out->count++] = str_slice(begin, 0, begin.len - rest.len);
    }
    out->front = str_slice(bytes, 0, (size_t)(out->part[2].ptr - bytes.ptr));
    split_drop(out, 0, 2);
}

void split_drop(Split *split, size_t at, size_t count)
{
    split->count -= count;
    memmove(split->part + at, split->part + at + count,
            (split->count - at) * sizeof *split->part);
}

void split_put(Split *split, size_t at, Str part)
{
    CHECK(split->count < SPLIT_PARTS_MAX, "room");
    memmove(split->part + at + 1, split->part + at, (split->count - at) * sizeof *split->part);
    split->part[at] = part;
    split->count++;
}

static void content_add(Buf *out, const Split *split)
{
    for (size_t i = 0; i < split->count; i++)
        buf_add(out, split->part[i]);
}

static Str kept(Record *record, const Buf *buf)
{
    Str out = STR("");

    CHECK(!buf_failed(buf) && arena_copy(&record->arena, buf_str(buf), &out), "memory");
    return out;
}

Str split_join(Record *record, const Split *split)
{
    CLEANUP(buf_done) Buf out = buf_new(SPLIT_BYTES_MAX);

    buf_add(&out, split->front);
    content_add(&out, split);
    return kept(record, &out);
}

Str split_sign(Record *record, const Split *split, SplitChange *change)
{
    CLEANUP(buf_done) Buf content = buf_new(SPLIT_BYTES_MAX), out = buf_new(SPLIT_BYTES_MAX);
    CLEANUP(buf_done) Buf text = buf_new(SPLIT_BYTES_MAX);
    Str rest = str_slice(split->front, sizeof DOSSIER_MAGIC - 1, split->front.len), part, message;
    Manifest manifest;
    Signature signature;
    Err err = { 0 };

    content_add(&content, split);
    CHECK_OK(dossier_part_read(&rest, "manifest", &part, &err)
             && manifest_read(part, &record->arena, &manifest, &err), &err);
    manifest.content = digest_of(buf_str(&content));
    if (change)
        change(&manifest);
    manifest_write(&manifest, &text);
    CHECK_OK(manifest_message(buf_str(&text), &record->arena, &message, &err)
             && sign_make(&record->key, message, &signature, &err), &err);
    buf_add(&out, STR(DOSSIER_MAGIC));
    part_write(&out, "manifest", buf_str(&text));
    part_write(&out, "signature", (Str){ (const char *)signature.bytes, 64 });
    buf_add(&out, buf_str(&content));
    return kept(record, &out);
}
