/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: arena, pool and in place agree, what is read is no deeper than allowed and
 * its strings are UTF-8, what is refused names a byte of the text. */
#include "base/io.h"
#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

enum { ARENA_CAP = 64 << 20, FLAGS = JSON_UNIQUE_KEYS | JSON_NO_NUL | JSON_ALLOW_BOM };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_text(Str text)
{
    assert(utf8_check(text) == text.len && str_find_char(text, '\0') == text.len);
}

/* Walks with a stack of its own; returns the number of values. */
static size_t walk(const Json *root)
{
    JsonIter open[JSON_DEPTH_MAX + 1];
    const Json *value = root;
    size_t depth = 0, count = 1;
    Str key;

    check_text(json_str(root));
    open[0] = json_iter(root);
    for (;;) {
        if (!json_next(&open[depth], &key, &value)) {
            if (depth-- == 0)
                return count;
            continue;
        }
        check_text(key);
        check_text(json_str(value));
        count++;
        assert(depth < JSON_DEPTH_MAX);
        open[++depth] = json_iter(value);
    }
}

/* In place a refusal for depth may name another byte. */
static void check_in_place(Str text, bool ok, size_t count, const Err *want)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    char *copy = arena_alloc(&arena, 1, text.len + IO_PAD_BYTES);
    const Json *json;
    Err err = { 0 };
    bool same;

    if (!copy)
        return;
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    same = json_parse_in_place((Str){ copy, text.len }, FLAGS, &arena, &json, &err) == ok;
    assert(same);
    same = ok ? walk(json) == count : str_eq(err.rule, want->rule)
        && (err.byte == want->byte || err.code == ERR_LIMIT);
    assert(same);
    (void)same;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Str text = { (const char *)bytes, size };
    JsonPool *pool = json_pool_new();
    const Json *whole, *pooled;
    Err err = { 0 }, again = { 0 };
    bool ok = json_parse(text, FLAGS, &arena, &whole, &err);
    bool same = json_pool_parse(pool, text, FLAGS, &pooled, &again);

    assert(ok == same);
    if (ok)
        same = walk(whole) == walk(pooled);
    else
        same = str_eq(err.rule, again.rule) && err.byte == again.byte && err.byte <= size;
    assert(same);
    check_in_place(text, ok, ok ? walk(whole) : 0, &err);
    json_pool_free(pool);
    return 0;
}
