/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a KEV entry: what is read names a CVE, what is refused has a rule. */
#include "feed_fuzz.h"

#include "formats/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_ARENA_BYTES);
    const Json *json;
    KevEntry entry;
    Err err = { 0 };

    if (!fuzz_json((Str){ (const char *)bytes, size }, &arena, &json))
        return 0;
    if (kev_read(json, &entry, &err))
        assert(cve_id_valid(entry.cve));
    else
        assert(err.code != ERR_NONE && err.rule.len > 0);
    return 0;
}
