/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as one CPE name or, cut at a line end, as two: the formatted string reads back as
 * the same name, and relations mirror each other. */
#include "ident/cpe.h"

enum { ARENA_CAP = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_name(const Cpe *cpe, Arena *arena)
{
    Str text, uri, plain;
    Err err = { 0 };
    Cpe again;
    bool done = cpe_format(cpe, arena, &text, &err) && cpe_format_uri(cpe, arena, &uri, &err)
             && (text.len > CPE_BYTES_MAX || cpe_parse(text, arena, &again, &err));

    assert(done);
    for (size_t i = 0; i < CPE_ATTRIBUTES && text.len <= CPE_BYTES_MAX; i++) {
        assert(str_eq(cpe->value[i], again.value[i]));
        done = cpe_unquote(cpe->value[i], arena, &plain);
        assert(done && plain.len && plain.len <= cpe->value[i].len);
    }
}

static void check_pair(const Cpe *a, const Cpe *b)
{
    CpeRelation there = cpe_compare(a, b), back = cpe_compare(b, a);

    assert((there == CPE_EQUAL) == (back == CPE_EQUAL));
    assert(there != CPE_SUBSET || back != CPE_SUBSET);
    assert(cpe_relation_name(there).len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Str rest = { (const char *)bytes, size }, line;
    Cpe pair[2];
    size_t read = 0;

    while (read < 2 && str_next(&rest, '\n', &line)) {
        Err err = { 0 };
        if (!cpe_parse(line, &arena, &pair[read], &err)) {
            assert(err.code != ERR_NONE && err.rule.len > 0);
            return 0;
        }
        check_name(&pair[read++], &arena);
    }
    if (read == 2)
        check_pair(&pair[0], &pair[1]);
    return 0;
}
