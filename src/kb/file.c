/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/file.h"

#include "kb/lookup.h"

static const uint32_t ELEMENT_BYTES[] = {
    [KBF_SOURCES] = sizeof(KbfSource),
    [KBF_FILES] = sizeof(KbfFile),
    [KBF_STRINGS] = 1,
    [KBF_TEXTS] = 1,
    [KBF_ECOSYSTEMS] = sizeof(uint32_t),
    [KBF_PACKAGE_HASH] = sizeof(KbfSlot),
    [KBF_PACKAGES] = sizeof(KbfPackage),
    [KBF_RANGES] = sizeof(KbRange),
    [KBF_LOWER_PREFIX] = sizeof(uint64_t),
    [KBF_UPPER_PREFIX] = sizeof(uint64_t),
    [KBF_VERSIONS] = sizeof(KbfVersion),
    [KBF_KEYS] = 1,
    [KBF_ADVISORIES] = sizeof(KbfAdvisory),
    [KBF_NAMES] = sizeof(uint32_t),
    [KBF_SCORES] = sizeof(KbfScore),
    [KBF_CWES] = sizeof(uint32_t),
    [KBF_TOUCHES] = sizeof(uint32_t),
    [KBF_MEMBERSHIPS] = sizeof(uint32_t),
    [KBF_CRITERIA] = sizeof(KbfCriterion),
    [KBF_NODES] = sizeof(KbfNode),
    [KBF_GROUPS] = sizeof(KbfGroup),
    [KBF_GROUP_IDS] = sizeof(uint32_t),
    [KBF_GROUP_RECORDS] = sizeof(uint32_t),
    [KBF_ID_HASH] = sizeof(KbfSlot),
    [KBF_IDS] = sizeof(KbfId),
    [KBF_ID_RECORDS] = sizeof(uint32_t),
    [KBF_PRODUCT_HASH] = sizeof(KbfSlot),
    [KBF_PRODUCT_NAMES] = sizeof(KbfId),
    [KBF_PRODUCT_PACKAGES] = sizeof(uint32_t),
    [KBF_WILDCARDS] = 1,
    [KBF_KEV_ROWS] = sizeof(KbfKev),
    [KBF_EPSS_ROWS] = sizeof(KbfEpss),
    [KBF_PRODUCTS] = sizeof(KbfProduct),
    [KBF_CYCLES] = sizeof(KbfCycle),
    [KBF_ORIGINS] = sizeof(KbfOrigin),
};
_Static_assert(ARRAY_LEN(ELEMENT_BYTES) == KBF_SECTIONS, "a size for every section");
_Static_assert(sizeof(KbRange) == 20, "KbRange is part of the format");

#define BIT(id) CONTAINER_BIT(id)
_Static_assert((int)KBF_SECTIONS <= CONTAINER_SECTIONS_MAX, "room for every section");

/* What a file of a kind must hold. */
static const uint64_t NEEDED[KBF_KINDS] = {
    [KBF_BASE] = (BIT(KBF_KEV_ROWS) - 1) | BIT(KBF_ORIGINS),
    [KBF_KEV] = BIT(KBF_SOURCES) | BIT(KBF_FILES) | BIT(KBF_STRINGS) | BIT(KBF_KEV_ROWS),
    [KBF_EPSS] = BIT(KBF_SOURCES) | BIT(KBF_FILES) | BIT(KBF_STRINGS) | BIT(KBF_EPSS_ROWS),
    [KBF_SUPPORT] = BIT(KBF_SOURCES) | BIT(KBF_FILES) | BIT(KBF_STRINGS) | BIT(KBF_ID_HASH) |
                    BIT(KBF_IDS) | BIT(KBF_ID_RECORDS) | BIT(KBF_PRODUCTS) | BIT(KBF_CYCLES),
};

const ContainerShape KBF_SHAPE = {
    .magic = KBF_MAGIC,
    .format = KBF_FORMAT,
    .section_count = KBF_SECTIONS,
    .element_bytes = ELEMENT_BYTES,
    .with_sentinel = BIT(KBF_PACKAGES) | BIT(KBF_ADVISORIES) | BIT(KBF_GROUPS) | BIT(KBF_IDS) |
                     BIT(KBF_PRODUCT_NAMES) | BIT(KBF_PRODUCTS) | BIT(KBF_ORIGINS),
    .hashed = BIT(KBF_PACKAGE_HASH) | BIT(KBF_ID_HASH) | BIT(KBF_PRODUCT_HASH) |
              BIT(KBF_KEV_ROWS),
    .needed = NEEDED,
    .kind_count = KBF_KINDS,
    .rules = {
        [CONTAINER_NO_FILE] = STR_ROW("kb.no-file"),
        [CONTAINER_FORMAT] = STR_ROW("kb.format"),
        [CONTAINER_CUT] = STR_ROW("kb.cut"),
        [CONTAINER_TABLE] = STR_ROW("kb.table"),
        [CONTAINER_SECTION] = STR_ROW("kb.section"),
        [CONTAINER_DAMAGED] = STR_ROW("kb.damaged"),
    },
};

size_t kbf_element_bytes(KbfSectionId id)
{
    return ELEMENT_BYTES[id];
}

bool kb_file_open(Str bytes, KbfKind kind, KbFile *out, Err *err)
{
    return container_open(bytes, &KBF_SHAPE, kind, out, err);
}

bool kb_file_verify(const KbFile *file, Err *err)
{
    return container_verify(file, err);
}
