/* SPDX-License-Identifier: Apache-2.0 */
/* current.h — which files make the knowledge base of now: DIR/current, a text that is replaced by
 * an atomic rename, so that a reader sees the old generation or the new one.
 *
 *     inro-kb 1
 *     generation 7
 *     digest sha256:…
 *     base base-7.kb
 *     kev kev-3.kb
 *     check 0123456789abcdef
 *
 * The last line is the XXH3 of all before it, so a file that was cut off is noticed. Files
 * that are absent have no line. A name says what the file holds and the generation that brought
 * it, which the file's header says, too.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "kb/format.h"

enum { CURRENT_BYTES_MAX = 4096, CURRENT_NAME_BYTES = 48 };

typedef struct {
    uint64_t generation;
    Str digest;             /* of the manifest: what was imported, not how it lies on disk */
    Str file[KBF_KINDS];    /* empty: none */
} Current;

/* Text of *out points into `text`. Fails: ERR_VERIFY naming the line, or that
 * the file is not whole. */
MUST_CHECK bool current_parse(Str text, Current *out, Err *err);
/* *present is false when `dir` has no `current`. Text lives in `arena`. */
MUST_CHECK bool current_read(Str dir, Arena *arena, Current *out, bool *present, Err *err);
MUST_CHECK bool current_write(Str dir, const Current *current, Arena *arena, Err *err);
/* "base-7.kb". False: no memory. */
MUST_CHECK bool current_name(KbfKind kind, uint64_t generation, Arena *arena, Str *out);
/* 7 of "base-7.kb"; 0 for what is no name of a file of `kind`. */
uint64_t current_name_generation(KbfKind kind, Str name);
Str current_kind_name(KbfKind kind); /* "base", "kev", "epss", "support" */
