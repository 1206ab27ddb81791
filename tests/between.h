/* SPDX-License-Identifier: Apache-2.0 */
/* between.h — one who stands between a client and the server of postgres.h, counts its questions
 * and cuts the connection at one of them. A question is what the client waits for: its greeting, a
 * query, a pipeline, the end of a COPY; so their number is that of the round trips.
 */
#pragma once

#include <stdbool.h>

/* Gives another place (static text) of the database at `place`, a place of postgres_new. The first
 * connection there ends at its question `cut_at` (0: never), which is lost, or, with `answered`, is
 * answered into the void; later connections are whole. */
const char *between_start(const char *place, int cut_at, bool answered);
/* Ends it; how many questions were asked since it began. */
unsigned between_end(void);
