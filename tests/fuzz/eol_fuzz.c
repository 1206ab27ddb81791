/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a product of endoflife.date: every cycle has names or is doubted, what is refused
 * has a rule. */
#include "feed_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool cycle_check(void *context, const SupportCycle *cycle, Err *err)
{
    (void)context;
    (void)err;
    assert(cycle->product.len > 0);
    assert(cycle->cycle.len > 0 || cycle->doubt.rule.len > 0);
    for (size_t i = 0; i < cycle->identifier_count; i++)
        assert(cycle->identifiers[i].len > 0);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_ARENA_BYTES);
    const Json *json;
    Err err = { 0 };

    if (fuzz_json((Str){ (const char *)bytes, size }, &arena, &json)
        && !eol_read(json, &arena, cycle_check, NULL, &err))
        assert(err.code != ERR_NONE && err.rule.len > 0);
    return 0;
}
