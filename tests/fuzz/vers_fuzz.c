/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a range: what is read loosely is written canonically and read back strictly;
 * each version of the list is inside unless it is excluded or a bound says so. */
#include "ident/vers.h"

enum { ARENA_CAP = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_inside(const Vers *vers)
{
    for (size_t i = 0; i < vers->count && i < 64; i++) {
        VersOperator op = vers->constraints[i].op;
        bool inside;
        Err err = { 0 };
        if (vers->count > 1 || op == VERS_ANY
            || !vers_contains(vers, vers->constraints[i].version, &inside, &err))
            continue;
        assert(inside == (op == VERS_EQ || op == VERS_LE || op == VERS_GE));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Str input = { (const char *)bytes, size }, text, same;
    Vers vers, again;
    Err err = { 0 };
    bool read = vers_parse_loose(input, &arena, &vers, &err);

    if (!read) {
        assert(err.code != ERR_NONE && err.rule.len > 0);
        assert(!vers_parse(input, &arena, &vers, &err));
        return 0;
    }
    check_inside(&vers);
    if (str_eq(vers.type, STR("datetime")) || !vers_format(&vers, &arena, &text, &err))
        return 0;
    read = vers_parse(text, &arena, &again, &err) && vers_format(&again, &arena, &same, &err);
    assert(read && str_eq(text, same));
    return 0;
}
