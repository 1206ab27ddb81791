/* SPDX-License-Identifier: Apache-2.0 */
/* sbom_pack.h — an Sbom as bytes that one process hands to another: docs/adr/0007.
 *
 * No file format: both processes are the same program at the same moment. What is unpacked was
 * written by a process that hostile bytes may have taken over; what comes out keeps every promise
 * of sbom.h, whatever the bytes were.
 */
#pragma once

#include "base/buf.h"
#include "model/sbom.h"

/* Appends `sbom`; asks buf_failed once at the end. */
void sbom_pack(const Sbom *sbom, Buf *out);

/* Owns:    texts of *out point into `bytes`, which outlive it; the rest lives in `arena`.
 * Fails:   ERR_VERIFY "model.sbom-pack" with the byte for what sbom_pack never writes: too short or
 *          too long, text that is no UTF-8, a component without a name, before its parent or deeper
 *          than SBOM_DEPTH_MAX, an identifier that is not there, a limit of sbom.h; ERR_LIMIT
 *          without memory. */
MUST_CHECK bool sbom_unpack(Str bytes, Arena *arena, Sbom *out, Err *err);
