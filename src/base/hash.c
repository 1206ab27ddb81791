/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"

#include <xxhash.h>

uint64_t hash_xxh3(Str text, uint64_t seed)
{
    return XXH3_64bits_withSeed(text.len ? text.ptr : "", text.len, seed);
}

/* The state is the library's own, because it must be aligned to 64 bytes. */
HashStream *hash_stream_new(void)
{
    XXH3_state_t *state = XXH3_createState();

    if (state)
        (void)XXH3_64bits_reset(state);
    return (HashStream *)(void *)state;
}

void hash_stream_free(HashStream **stream)
{
    (void)XXH3_freeState((XXH3_state_t *)(void *)*stream);
    *stream = NULL;
}

void hash_stream_add(HashStream *stream, Str piece)
{
    if (piece.len)
        (void)XXH3_64bits_update((XXH3_state_t *)(void *)stream, piece.ptr, piece.len);
}

uint64_t hash_stream_end(HashStream *stream)
{
    XXH3_state_t *state = (XXH3_state_t *)(void *)stream;
    uint64_t hash = XXH3_64bits_digest(state);

    (void)XXH3_64bits_reset(state);
    return hash;
}
