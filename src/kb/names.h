/* SPDX-License-Identifier: Apache-2.0 */
/* names.h — how names are folded, numbered and hashed, alike by importer and look-up.
 *
 * kb_product_name and kb_repository_name are promised in lookup.h.
 */
#pragma once

#include "kb/lookup.h"

/* Part of the format: XXH3-64. */
uint64_t kbf_hash(Str text);
uint64_t kbf_pair_hash(Str ecosystem, Str name);
/* Of a CVE number or a pair of numbers (a finaliser; equal inputs, equal outputs). */
static inline uint64_t kbf_number_hash(uint64_t number)
{
    number ^= number >> 32;
    number *= UINT64_C(0x9E3779B97F4A7C15);
    return number ^ number >> 29;
}

/* "CVE-2024-12345" as year << 40 | number, 0 when it is no CVE id in its canonical spelling:
 * four digits at least, no more leading zeros than that needs. */
uint64_t kb_cve_number(Str id);
