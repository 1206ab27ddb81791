/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a name: a name is its own name, is UTF-8, and has nothing in it that is hidden. */
#include "base/name.h"
#include "base/utf8.h"

enum { ARENA_CAP = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Str text = { (const char *)bytes, size }, form, name, again;
    Err err = { 0 };

    if (utf8_nfc(text, &arena, &form, &err)) {
        assert(utf8_check(form) == form.len);
        assert(utf8_nfc(form, &arena, &again, &err) && str_eq(form, again));
    }
    if (!name_read(text, &arena, &name, &err)) {
        assert(err.code != ERR_NONE && (err.byte == ERR_NO_BYTE || err.byte < size));
        return 0;
    }
    assert(name.len && name.len <= NAME_BYTES_MAX && str_find_char(name, '@') == name.len);
    assert(name_read(name, &arena, &again, &err) && str_eq(name, again));
    for (size_t at = 0, len; at < name.len; at += len) {
        uint32_t code;

        len = utf8_decode(str_slice(name, at, name.len), &code);
        assert(len && !utf8_is_hidden(code));
    }
    return 0;
}
