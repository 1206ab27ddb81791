/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: a canonical form is its own canonical form, means JSON again, and a text is
 * canonical exactly when it equals its form. */
#include "base/canonical.h"

enum { ARENA_CAP = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    CLEANUP(buf_done) Buf form = buf_new(ARENA_CAP), again = buf_new(ARENA_CAP);
    Str text = { (const char *)bytes, size };
    Err err = { 0 };
    bool ok = canonical_of(text, &arena, &form, &err);

    assert(ok || (err.code != ERR_NONE && form.len == 0));
    assert(ok || err.byte == ERR_NO_BYTE || err.byte <= size);
    if (ok) {
        bool same = canonical_of(buf_str(&form), &arena, &again, &err);

        assert(same && str_eq(buf_str(&form), buf_str(&again)));
        assert(canonical_is(buf_str(&form), &arena, &err));
    }
    assert(canonical_is(text, &arena, &err) == (ok && str_eq(text, buf_str(&form))));
    return 0;
}
