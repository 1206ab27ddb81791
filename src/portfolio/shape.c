/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "portfolio/format.h"

#include <string.h>

#define BIT(id) CONTAINER_BIT(id)

static const uint32_t ELEMENT_BYTES[] = {
    [PF_META] = sizeof(PfMeta),
    [PF_STRINGS] = 1,
    [PF_KEY_HASH] = sizeof(PfSlot),
    [PF_KEYS] = sizeof(PfKey),
    [PF_KEY_PAIRS] = sizeof(uint32_t),
    [PF_PAIRS] = sizeof(PfPair),
    [PF_IDENTIFIERS] = sizeof(PfIdentifier),
    [PF_PAIR_DOCUMENTS] = sizeof(uint32_t),
    [PF_DOCUMENT_RELEASES] = sizeof(uint32_t),
    [PF_RELEASES] = sizeof(PfRelease),
    [PF_RUNS] = sizeof(PfRun),
    [PF_PRODUCTS] = sizeof(PfProduct),
    [PF_SITES] = sizeof(PfProduct),
    [PF_CLASSES] = sizeof(PfClass),
    [PF_CLASS_PARTS] = sizeof(uint32_t),
    [PF_DOCUMENTS] = sizeof(PfDocument),
    [PF_DOCUMENT_PAIRS] = sizeof(uint32_t),
    [PF_DEVICES] = sizeof(PfDevice),
    [PF_DEVICE_TEXTS] = 1,
};
_Static_assert(ARRAY_LEN(ELEMENT_BYTES) == PF_SECTIONS, "a size for every section");
_Static_assert((int)PF_SECTIONS <= CONTAINER_SECTIONS_MAX, "room for every section");

static const uint64_t NEEDED[PF_KINDS] = {
    [PF_BASE] = BIT(PF_SECTIONS) - 1,
    [PF_DELTA] = BIT(PF_SECTIONS) - 1,
};

const ContainerShape PF_SHAPE = {
    .magic = PF_MAGIC,
    .format = PF_FORMAT,
    .section_count = PF_SECTIONS,
    .element_bytes = ELEMENT_BYTES,
    .with_sentinel = BIT(PF_META) | BIT(PF_KEYS) | BIT(PF_PAIRS) | BIT(PF_RUNS) |
                     BIT(PF_CLASSES) | BIT(PF_DOCUMENTS),
    .hashed = BIT(PF_KEY_HASH),
    .needed = NEEDED,
    .kind_count = PF_KINDS,
    .rules = {
        [CONTAINER_NO_FILE] = STR_ROW("portfolio.no-file"),
        [CONTAINER_FORMAT] = STR_ROW("portfolio.format"),
        [CONTAINER_CUT] = STR_ROW("portfolio.cut"),
        [CONTAINER_TABLE] = STR_ROW("portfolio.table"),
        [CONTAINER_SECTION] = STR_ROW("portfolio.section"),
        [CONTAINER_DAMAGED] = STR_ROW("portfolio.damaged"),
    },
};

uint64_t pf_key_hash(uint64_t seed, PfKeyKind kind, Str ecosystem, Str name)
{
    return hash_xxh3(name, hash_xxh3(ecosystem, seed + kind));
}

uint64_t pf_name(Str bytes)
{
    ContainerHeader header;

    memcpy(&header, bytes.ptr, sizeof header);
    return header.table_hash;
}
