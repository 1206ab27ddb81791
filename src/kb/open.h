/* SPDX-License-Identifier: Apache-2.0 */
/* open.h — an open knowledge base from the inside, for import, tests and the fuzzer; others ask
 * lookup.h.
 */
#pragma once

#include "base/io.h"
#include "kb/current.h"
#include "kb/file.h"
#include "kb/lookup.h"

struct Kb {
    Arena arena;              /* holds this struct, too */
    int64_t now_s;            /* kb_set_now */
    Current current;
    KbFile file[KBF_KINDS];   /* sections of absent files are empty */
    IoMap map[KBF_KINDS];
};

/* A knowledge base of files in memory; an empty text stands for an absent file. The bytes outlive
 * *out and lie at multiples of KB_FILE_ALIGN.
 * Fails: ERR_VERIFY. */
MUST_CHECK bool kb_open_memory(const Str files[KBF_KINDS], Kb **out, Err *err);
