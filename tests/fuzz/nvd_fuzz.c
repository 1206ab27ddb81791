/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an NVD record: what is read holds together, what is refused has a rule. */
#include "feed_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_record(nvd_read, (Str){ (const char *)bytes, size });
    return 0;
}
