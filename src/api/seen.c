/* SPDX-License-Identifier: Apache-2.0 */
#include "api/seen.h"

#include "api/decision_row.h"

#include <stdio.h>

enum { KEY_BYTES = 4096 };

static bool key_make(Str release, Str component, Str id, Arena *arena, Str *out)
{
    NOT_CLEARED char key[KEY_BYTES];
    int len = snprintf(key, sizeof key, "%.*s\n%.*s\n%.*s", STR_ARG(release), STR_ARG(component),
                       STR_ARG(id));

    return len > 0 && (size_t)len < sizeof key && arena_copy(arena, str_of(key), out);
}

bool seen_component(const Subject *subject, Arena *arena, Str *out, Err *err)
{
    char text[KEY_BYTES];

    if (subject->purl.len || subject->cpe.len) {
        *out = subject->purl.len ? subject->purl : subject->cpe;
        return true;
    }
    snprintf(text, sizeof text, "%.*s@%.*s", STR_ARG(subject->name),
             STR_ARG(subject->build.version));
    return arena_copy(arena, str_of(text), out) || err_no_memory(err);
}

size_t flaw_keys(const Str *ids, size_t count, const Str **out)
{
    for (size_t i = 0; i < count; i++)
        if (str_starts(ids[i], STR("CVE-"))) {
            *out = &ids[i];
            return 1;
        }
    *out = ids;
    return count;
}

static bool key_add(SeenBook *book, Str key, Err *err)
{
    uint32_t id;
    bool added;

    if (!map_intern(&book->by_key, key, &id, &added, err))
        return false;
    if (!ARENA_ROOM(book->arena, book->row_of, id, &book->key_room))
        return err_no_memory(err);
    if (added)
        book->row_of[id] = (uint32_t)(book->count - 1);
    return true;
}

static bool row_add(SeenBook *book, const Row *row, Err *err)
{
    if (!ARENA_ROOM(book->arena, book->rows, book->count, &book->room))
        return err_no_memory(err);
    book->rows[book->count].seen_s = row_int(row, "seen_s", 0);
    return arena_copy(book->arena, row_text(row, "id"), &book->rows[book->count++].id)
        || err_no_memory(err);
}

static bool seen_row(void *context, const Row *row, Err *err)
{
    SeenBook *book = context;
    const Str *ids, *keys;
    size_t count;
    Str key;

    if (!row_add(book, row, err)
        || !texts_read(row_text(row, "ids"), book->arena, &ids, &count, err))
        return false;
    count = flaw_keys(ids, count, &keys);
    for (size_t i = 0; i < count; i++)
        if (!key_make(row_text(row, "release"), row_text(row, "component"), keys[i], book->arena,
                      &key))
            return err_no_memory(err);
        else if (!key_add(book, key, err))
            return false;
    return true;
}

bool seen_load(Db *db, Arena *arena, SeenBook *out, Err *err)
{
    RowQuery query = { .table = TABLE_FINDING_SEEN };

    *out = (SeenBook){ .arena = arena };
    return rows_walk(db, &query, seen_row, out, err);
}

void seen_done(SeenBook *book)
{
    map_done(&book->by_key);
}

const Seen1 *seen_find(SeenBook *book, const Subject *subject, Arena *scratch)
{
    const Str *keys;
    size_t count = flaw_keys(subject->flaw->ids, subject->flaw->id_count, &keys);
    Str component, key;
    uint32_t id;
    Err err;

    if (!book->count || !seen_component(subject, scratch, &component, &err))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (key_make(subject->release, component, keys[i], scratch, &key)
            && map_find(&book->by_key, key, &id))
            return &book->rows[book->row_of[id]];
    return NULL;
}
