/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/evidence.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

enum { LEFT_OVER_MAX = 1 << 22 };

bool evidence_open(Str dir, Arena *arena, const char **folder, Err *err)
{
    Str *names, path;
    size_t count;

    if (!arena_copy(arena, dir, &path))
        return err_no_memory(err);
    if (!io_join(arena, path.ptr, STR("sources"), folder, err) ||
        !io_make_dirs(*folder, 0755, err) ||
        !io_list(*folder, LEFT_OVER_MAX, arena, &names, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *left;

        if (!str_starts(names[i], STR("incoming-")) && !str_ends(names[i], STR(".part")))
            continue;
        if (!io_join(arena, *folder, names[i], &left, err) || !io_remove(left, err))
            return false;
    }
    return true;
}

bool evidence_path(const char *folder, uint32_t i, Arena *arena, Evidence *out, Err *err)
{
    char name[32];
    int len = snprintf(name, sizeof name, "incoming-%u", i);

    *out = (Evidence){ 0 };
    return io_join(arena, folder, (Str){ name, (size_t)len }, &out->path, err);
}

bool evidence_keep(const char *folder, const Evidence *evidence, Arena *arena, Err *err)
{
    char hex[DIGEST_HEX_BYTES];
    const char *path;

    if (!io_join(arena, folder, digest_hex(&evidence->digest, hex), &path, err))
        return false;
    if (io_kind(path) == IO_FILE)
        return io_remove(evidence->path, err);
    return io_rename(evidence->path, path, err);
}

bool evidence_text(const Digest *digest, Arena *arena, Str *out)
{
    char text[DIGEST_HEX_BYTES + 7], hex[DIGEST_HEX_BYTES];
    int len = snprintf(text, sizeof text, "sha256:%s", digest_hex(digest, hex).ptr);

    return arena_copy(arena, (Str){ text, (size_t)len }, out);
}

bool evidence_archive_open(const char *path, EvidenceArchive *out, Err *err)
{
    *out = (EvidenceArchive){ 0 };
    digest_begin(&out->digest);
    return io_writer_open(path, &out->writer, err);
}

static void put(EvidenceArchive *archive, Str bytes)
{
    digest_add(&archive->digest, bytes);
    io_write(archive->writer, bytes);
}

void evidence_archive_add(EvidenceArchive *archive, Str name, Str bytes, Digest *digest,
                          uint64_t *offset)
{
    char hex[DIGEST_HEX_BYTES], line[DIGEST_HEX_BYTES + 24];
    int len;

    *digest = digest_of(bytes);
    len = snprintf(line, sizeof line, "%s %llu ", digest_hex(digest, hex).ptr,
                   (unsigned long long)bytes.len);
    put(archive, (Str){ line, (size_t)len });
    put(archive, name);
    put(archive, STR("\n"));
    *offset = io_writer_offset(archive->writer);
    put(archive, bytes);
    put(archive, STR("\n"));
}

bool evidence_archive_close(EvidenceArchive *archive, Evidence *evidence, Err *err)
{
    evidence->digest = digest_end(&archive->digest);
    evidence->bytes = io_writer_offset(archive->writer);
    return io_writer_commit(&archive->writer, err);
}

void evidence_archive_done(EvidenceArchive *archive)
{
    io_writer_abandon(&archive->writer);
}
