/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a tree head, as an event and as the line of a witness: what is read is written as
 * the same bytes, and a refusal has a rule. */
#include "store/event.h"
#include "store/head.h"

enum { ARENA_BYTES = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_head(Str text, Arena *arena)
{
    CLEANUP(buf_done) Buf again = buf_new(1 << 16);
    Err err = { 0 };
    Str message;
    Head head;

    if (!head_read(text, arena, &head, &err)) {
        assert(err.code != ERR_NONE && err.rule.len);
        return;
    }
    head_write(&head, &again);
    assert(str_eq(buf_str(&again), text));
    assert(head_message(text, arena, &message, &err));
    assert(message.len == sizeof HEAD_CONTEXT + text.len && str_ends(message, text));
}

static void check_event(Str text, Arena *arena)
{
    CLEANUP(buf_done) Buf again = buf_new(2 * EVENT_BYTES_MAX);
    Err err = { 0 };
    Event event;

    if (!event_parse(text, arena, &event, &err)) {
        assert(err.code != ERR_NONE && err.rule.len);
        return;
    }
    assert(event_is_uuid(event.id) && event_is_uuid(event.chain) && event_is_uuid(event.actor));
    event_print(&event, &again);
    assert(str_eq(buf_str(&again), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Str text = { (const char *)bytes, size };
    Witness witness = { .found = false };
    Err err = { 0 };

    check_head(text, &arena);
    check_event(text, &arena);
    if (!witness_parse(text, &witness, &err)) {
        assert(err.code == ERR_VERIFY && !witness.found);
        return 0;
    }
    assert(witness.found && witness.body.len + 2 + 2 * SIGNATURE_BYTES == size);
    check_head(witness.body, &arena);
    return 0;
}
