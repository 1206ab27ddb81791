/* SPDX-License-Identifier: Apache-2.0 */
#include "api/foreign.h"

#include "base/io.h"
#include "base/stream.h"
#include "formats/sbom.h"
#include "model/sbom_pack.h"

#include <string.h>

/* What a worker may hold: the document inflated, its components, and the answer. */
#define WORKER_BYTES_MAX ((size_t)16 << 30)

static const SandboxLimits LIMITS = {
    .memory_max = (uint64_t)16 << 30, .answer_max = (uint64_t)2 << 30, .seconds_max = 120,
};

bool foreign_read(const char *path, Arena *arena, Str *out, Err *err)
{
    return io_read_all(path, FOREIGN_BYTES_MAX, arena, out, err);
}

/* In the child: from bytes to a packed Sbom. */
static bool pack(const ForeignDocument *document, Arena *arena, Buf *packed, Err *err)
{
    Sbom sbom;
    Str text;

    if (!stream_inflate_document(document->bytes, document->name, &STREAM_DOCUMENT, arena, &text,
                                 err))
        return false;
    if (!sbom_read(text, arena, &sbom, err))
        return err_in(err, "%s", document->name);
    sbom_pack(&sbom, packed);
    return !buf_failed(packed) || err_no_memory(err);
}

static bool one_work(void *arg, int answer, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(WORKER_BYTES_MAX);
    CLEANUP(buf_done) Buf packed = buf_new(LIMITS.answer_max);

    return pack(arg, &arena, &packed, err) && sandbox_write(answer, buf_str(&packed), err);
}

bool foreign_sbom(Str bytes, const char *name, Arena *arena, Sbom *out, Err *err)
{
    ForeignDocument document = { name, bytes };
    Str packed;

    return sandbox_run(one_work, &document, &LIMITS, arena, &packed, err)
        && (sbom_unpack(packed, arena, out, err) || err_in(err, "%s", name));
}

typedef struct {
    const ForeignDocument *documents;
    size_t count;
} Documents;

/* Before each the length of what follows; zero for one that was not understood. */
static bool many_work(void *arg, int answer, Err *err)
{
    const Documents *all = arg;
    CLEANUP(arena_done) Arena arena = arena_new(WORKER_BYTES_MAX);
    CLEANUP(buf_done) Buf packed = buf_new(LIMITS.answer_max);

    for (size_t i = 0; i < all->count; i++) {
        uint64_t len;
        arena_reset(&arena);
        buf_clear(&packed);
        len = pack(&all->documents[i], &arena, &packed, err) ? packed.len : 0;
        if (!sandbox_write(answer, (Str){ (const char *)&len, sizeof len }, err)
            || !sandbox_write(answer, str_slice(buf_str(&packed), 0, len), err))
            return false;
    }
    return true;
}

void foreign_sboms(const ForeignDocument *documents, size_t count, Arena *arena, Sbom *out,
                   bool *read)
{
    Documents all = { documents, count };
    uint64_t len;
    Str rest;
    Err err;

    memset(read, 0, count * sizeof *read);
    if (!sandbox_run(many_work, &all, &LIMITS, arena, &rest, &err))
        return;
    for (size_t i = 0; i < count && rest.len >= sizeof len; i++) {
        memcpy(&len, rest.ptr, sizeof len);
        rest = str_slice(rest, sizeof len, rest.len);
        if (len > rest.len)
            return;
        read[i] = len && sbom_unpack(str_slice(rest, 0, len), arena, &out[i], &err);
        rest = str_slice(rest, len, rest.len);
    }
}

typedef struct {
    Str bytes;
    const char *name;
    FleetKind kind;
} FleetDocument;

static bool fleet_work(void *arg, int answer, Err *err)
{
    const FleetDocument *document = arg;
    CLEANUP(arena_done) Arena arena = arena_new(WORKER_BYTES_MAX);
    CLEANUP(buf_done) Buf packed = buf_new(LIMITS.answer_max);
    Str text;

    if (!stream_inflate_document(document->bytes, document->name, &STREAM_DOCUMENT, &arena, &text,
                                 err))
        return false;
    if (!fleet_pack(text, document->kind, &packed, err))
        return err_in(err, "%s", document->name);
    return sandbox_write(answer, buf_str(&packed), err);
}

bool foreign_fleet(Str bytes, const char *name, FleetKind kind, Arena *arena, Str *out, Err *err)
{
    FleetDocument document = { bytes, name, kind };

    return sandbox_run(fleet_work, &document, &LIMITS, arena, out, err);
}
