/* SPDX-License-Identifier: Apache-2.0 */
#include "model/sbom.h"
#include "test.h"

#include <string.h>

static Component COMPONENTS[] = {
    { .parent = SBOM_NO_INDEX, .index = 0, .counted = false },
    { .parent = 0, .index = 2, .counted = false },
    { .parent = SBOM_NO_INDEX, .index = 3, .counted = true },
    { .parent = 2, .index = 1, .counted = true },
    { .parent = 3, .index = 0, .counted = true },
};

TEST(a_place_reads_like_the_document)
{
    static const struct {
        SbomFormat format;
        uint32_t component_i;
        const char *place, *pointer;
    } ROWS[] = {
        { SBOM_CYCLONEDX, 0, "metadata.component", "/metadata/component" },
        { SBOM_CYCLONEDX, 1, "metadata.component.components[2]",
          "/metadata/component/components/2" },
        { SBOM_CYCLONEDX, 2, "components[3]", "/components/3" },
        { SBOM_CYCLONEDX, 4, "components[3].components[1].components[0]",
          "/components/3/components/1/components/0" },
        { SBOM_SPDX, 2, "packages[3]", "/packages/3" },
    };
    char buffer[SBOM_PLACE_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Sbom sbom = { .format = ROWS[i].format, .components = COMPONENTS,
                      .component_count = ARRAY_LEN(COMPONENTS) };
        CHECK_STR(str_of(sbom_place(&sbom, ROWS[i].component_i, buffer)), str_of(ROWS[i].place),
                  "for messages");
        CHECK_STR(str_of(sbom_pointer(&sbom, ROWS[i].component_i, buffer)),
                  str_of(ROWS[i].pointer), "RFC 6901");
    }
}

TEST(a_place_that_is_too_deep_keeps_its_innermost_steps)
{
    enum { DEEP = 100 };
    Component deep[DEEP];
    Sbom sbom = { .components = deep, .component_count = DEEP };
    char buffer[SBOM_PLACE_BYTES];
    Str place;

    for (uint32_t i = 0; i < DEEP; i++)
        deep[i] = (Component){ .parent = i ? i - 1 : SBOM_NO_INDEX, .index = i, .counted = true };
    place = str_of(sbom_place(&sbom, DEEP - 1, buffer));
    CHECK(str_starts(place, STR("….components[")), "cut at the front, between steps");
    CHECK(str_ends(place, STR(".components[98].components[99]")), "the innermost stay");
    CHECK(place.len < SBOM_PLACE_BYTES, "it fits");
}

TEST(a_format_has_its_name)
{
    CHECK_STR(sbom_format_name(SBOM_CYCLONEDX), STR("CycloneDX"), "as its publishers write it");
    CHECK_STR(sbom_format_name(SBOM_SPDX), STR("SPDX"), "likewise");
}
