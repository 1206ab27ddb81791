/* SPDX-License-Identifier: Apache-2.0 */
/* names.h — how names are folded, numbered and hashed, alike by importer and look-up.
 *
 * kb_product_name and kb_repository_name are promised in lookup.h.
 */
#pragma once

#include "kb/lookup.h"

/* Part of the format: XXH3-64 under the seed of the file. */
uint64_t kbf_hash(Str text, uint64_t seed);
uint64_t kbf_pair_hash(Str ecosystem, Str name, uint64_t seed);
uint64_t kbf_cve_hash(uint64_t cve, uint64_t seed);

/* "CVE-2024-12345" as year << 40 | number, 0 when it is no CVE id in its canonical spelling:
 * four digits at least, no more leading zeros than that needs. */
uint64_t kb_cve_number(Str id);
