/* SPDX-License-Identifier: Apache-2.0 */
/* seen.h — when findings were first seen, for the api.
 *
 * The fact is one row for (release, component, alias group). Groups may grow other ids later, so
 * a row holds for every finding of its release and component that shares its CVE, or, when it has
 * none, any of its ids (DESIGN, identity).
 */
#pragma once

#include "api/finding.h"

typedef struct {
    Str id;
    int64_t seen_s;
} Seen1;

typedef struct {
    Map by_key;
    Seen1 *rows;
    uint32_t *row_of; /* by key */
    size_t count, room, key_room;
    Arena *arena;
} SeenBook;

MUST_CHECK bool seen_load(Db *db, Arena *arena, SeenBook *out, Err *err);
void seen_done(SeenBook *book);
/* NULL when it was not yet recorded. */
const Seen1 *seen_find(SeenBook *book, const Subject *subject, Arena *scratch);
/* purl, else CPE, else name@version: what the row calls the component. In `arena`. */
MUST_CHECK bool seen_component(const Subject *subject, Arena *arena, Str *out, Err *err);
/* The ids by which a group is known again: its CVE alone, when it has one. */
size_t flaw_keys(const Str *ids, size_t count, const Str **out);
