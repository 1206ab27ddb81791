/* SPDX-License-Identifier: Apache-2.0 */
/* split.h — a dossier taken apart and put together again, as somebody would who alters one.
 */
#pragma once

#include "store/dossier_parts.h"
#include "store/record.h"

enum { SPLIT_PARTS_MAX = 256, SPLIT_BYTES_MAX = 1 << 20 };

typedef struct {
    Str front;                  /* magic, manifest, signature */
    Str part[SPLIT_PARTS_MAX];  /* each with its line: head, head-signature, event, payload, … */
    size_t count;
} Split;

void split_dossier(Str bytes, Split *out);
/* Takes part `at` out, or puts one in there. */
void split_drop(Split *split, size_t at, size_t count);
void split_put(Split *split, size_t at, Str part);

/* What `change` (may be NULL) does to the manifest before it is signed again. */
typedef void SplitChange(Manifest *manifest);
/* The front as it was, so that its signature and digest are of other bytes. */
Str split_join(Record *record, const Split *split);
/* A new front, signed by the same key, over the parts as they are now. */
Str split_sign(Record *record, const Split *split, SplitChange *change);
