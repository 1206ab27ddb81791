/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker that was taken over may say of an SBOM; what is taken can be said again. */
#include "model/sbom_pack.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)64 << 20);
    CLEANUP(buf_done) Buf again = buf_new((size_t)64 << 20);
    char place[SBOM_PLACE_BYTES];
    Sbom sbom;
    Err err;

    if (!sbom_unpack((Str){ (const char *)data, size }, &arena, &sbom, &err))
        return 0;
    sbom_pack(&sbom, &again);
    if (again.len != size || (size && memcmp(again.ptr, data, size) != 0))
        abort();
    for (uint32_t i = 0; i < sbom.component_count; i++)
        sbom_place(&sbom, i, place);
    return 0;
}
