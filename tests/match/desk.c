/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include "test.h"

enum { ARENA_BYTES = 1 << 24 };

void desk_init(Desk *out, const Knowledge *knowledge, const Sbom *sbom)
{
    static const Sbom NOTHING = { .component_count = 0 };
    Err err = { 0 };

    out->kb = knowledge_make(knowledge);
    out->arena = arena_new(ARENA_BYTES);
    CHECK_OK(matcher_init(out->kb, sbom ? sbom : &NOTHING, &out->arena, &out->m, &err), &err);
}

void desk_done(Desk *desk)
{
    matcher_done(&desk->m);
    arena_done(&desk->arena);
    kb_close(desk->kb);
}

const Judgement *desk_judged(const Desk *desk, uint32_t number)
{
    return LIST_AT(desk->m.judgements, Judgement, number);
}
