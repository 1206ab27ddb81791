/* SPDX-License-Identifier: Apache-2.0 */
#include "api/foreign.h"

#include "base/io.h"
#include "base/stream.h"
#include "formats/sbom.h"
#include "model/sbom_pack.h"

/* What a worker may hold: the document inflated, its components, and the answer. */
#define WORKER_BYTES_MAX ((size_t)16 << 30)

static const SandboxLimits LIMITS = {
    .memory_max = (uint64_t)16 << 30, .answer_max = (uint64_t)2 << 30, .seconds_max = 120,
};

bool foreign_read(const char *path, Arena *arena, Str *out, Err *err)
{
    return io_read_all(path, FOREIGN_BYTES_MAX, arena, out, err);
}

typedef struct {
    Str bytes;
    const char *name;
} Document;

/* In the child: from bytes to a packed Sbom. */
static bool sbom_work(void *arg, int answer, Err *err)
{
    const Document *document = arg;
    CLEANUP(arena_done) Arena arena = arena_new(WORKER_BYTES_MAX);
    CLEANUP(buf_done) Buf packed = buf_new(LIMITS.answer_max);
    Sbom sbom;
    Str text;

    if (!stream_inflate_document(document->bytes, document->name, &STREAM_DOCUMENT, &arena, &text,
                                 err))
        return false;
    if (!sbom_read(text, &arena, &sbom, err))
        return err_in(err, "%s", document->name);
    sbom_pack(&sbom, &packed);
    return buf_failed(&packed) ? err_no_memory(err)
                               : sandbox_write(answer, buf_str(&packed), err);
}

bool foreign_sbom(Str bytes, const char *name, Arena *arena, Sbom *out, Err *err)
{
    Document document = { bytes, name };
    Str packed;

    return sandbox_run(sbom_work, &document, &LIMITS, arena, &packed, err)
        && (sbom_unpack(packed, arena, out, err) || err_in(err, "%s", name));
}
