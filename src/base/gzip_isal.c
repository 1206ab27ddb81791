/* SPDX-License-Identifier: Apache-2.0 */
#include "base/gzip.h"

#include <limits.h>
#include <stdlib.h>

#include <isa-l/igzip_lib.h>

struct Gzip {
    struct inflate_state state;
};

static void begin(struct inflate_state *state)
{
    isal_inflate_reset(state);
    state->crc_flag = ISAL_GZIP;
}

Gzip *gzip_new(void)
{
    Gzip *gzip = malloc(sizeof *gzip);

    if (!gzip)
        return NULL;
    isal_inflate_init(&gzip->state);
    begin(&gzip->state);
    return gzip;
}

void gzip_free(Gzip *gzip)
{
    free(gzip);
}

static uint32_t at_most_32_bits(size_t size)
{
    return size < INT_MAX ? (uint32_t)size : INT_MAX;
}

static GzipState state_of(int result)
{
    if (result == ISAL_INCORRECT_CHECKSUM)
        return GZIP_CHECKSUM;
    return result < 0 ? GZIP_BROKEN : GZIP_GOES_ON;
}

GzipState gzip_inflate(Gzip *gzip, Str *in, char **out, size_t *room)
{
    struct inflate_state *state = &gzip->state;
    uint32_t given = at_most_32_bits(in->len), space = at_most_32_bits(*room);
    int result;

    state->next_in = (uint8_t *)(uintptr_t)in->ptr;
    state->avail_in = given;
    state->next_out = (uint8_t *)*out;
    state->avail_out = space;
    result = isal_inflate(state);
    *in = str_slice(*in, given - state->avail_in, in->len);
    *out += space - state->avail_out;
    *room -= space - state->avail_out;
    if (state_of(result) == GZIP_GOES_ON && state->block_state == ISAL_BLOCK_FINISH) {
        begin(state);
        return GZIP_ENDED;
    }
    return state_of(result);
}
