/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a document, as they are and behind the mark of CycloneDX: what is read holds
 * together, what is refused has a rule. */
#include "sbom_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const Str HEAD = STR_ROW("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",");

    fuzz_sbom((Str){ (const char *)bytes, size });
    fuzz_sbom_behind(HEAD, (Str){ (const char *)bytes, size });
    return 0;
}
