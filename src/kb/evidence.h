/* SPDX-License-Identifier: Apache-2.0 */
/* evidence.h — feeds are kept as they came, named by their digest: DIR/sources/<sha256>.
 *
 * What is read is the kept copy, so the digest is that of the bytes that were read. While an
 * import runs the copies are called `incoming-<n>`; they get their names when it is published.
 * Small files of a folder are kept in one archive: for each file a line
 * "<sha256> <bytes> <name>\n", its bytes as they came, and "\n".
 */
#pragma once

#include "base/io.h"
#include "trust/digest.h"

typedef struct {
    const char *path;     /* incoming */
    Digest digest;        /* of the bytes; known once they were read */
    uint64_t bytes;
} Evidence;

/* Makes DIR/sources and removes what an import that crashed left there. */
MUST_CHECK bool evidence_open(Str dir, Arena *arena, const char **folder, Err *err);
/* Where the evidence of unit `i` lies until it has its name. */
MUST_CHECK bool evidence_path(const char *folder, uint32_t i, Arena *arena, Evidence *out,
                              Err *err);
/* Gives the copy its name, or drops it when those bytes are kept already. */
MUST_CHECK bool evidence_keep(const char *folder, const Evidence *evidence, Arena *arena,
                              Err *err);

/* "sha256:…" in `arena`. */
MUST_CHECK bool evidence_text(const Digest *digest, Arena *arena, Str *out);

/* Writes an archive of small files. */
typedef struct {
    IoWriter *writer;
    DigestStream digest;
} EvidenceArchive;
MUST_CHECK bool evidence_archive_open(const char *path, EvidenceArchive *out, Err *err);
/* `bytes` as they came; *offset is where they begin in the archive. */
void evidence_archive_add(EvidenceArchive *archive, Str name, Str bytes, Digest *digest,
                          uint64_t *offset);
MUST_CHECK bool evidence_archive_close(EvidenceArchive *archive, Evidence *evidence, Err *err);
void evidence_archive_done(EvidenceArchive *archive);
