/* SPDX-License-Identifier: Apache-2.0 */
/* duo.h — a long list written by two threads, in order.
 *
 *     this thread    0 ▐ 2 ▐ 4 ▐ …      what it writes goes straight to the report,
 *     the other      1 ▐ 3 ▐ 5 ▐ …      what the other wrote is handed over in between
 *
 * The bytes are those of one writer. A short list, a single processor or a thread that cannot be
 * had: this thread writes all of it.
 */
#pragma once

#include "base/buf.h"

enum { DUO_CHUNK = 128 }; /* elements at a time: about 200 KB of report,
                            which a core's own cache holds until it is handed over */

typedef struct {
    /* Writes elements [first, end) to `out`; may pour it. */
    void (*put)(void *context, Buf *out, size_t first, size_t end);
    void *context[2]; /* one for each thread: they share what they only read */
    size_t count;
} Duo;

void duo_write(const Duo *duo, Buf *out);
