/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "portfolio/answer.h"

#define SHA  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define CURL "cpe:2.3:a:haxx:curl:8.1.0:*:*:*:*:*:*:*"

static const FleetComponent OLD[] = {
    { "curl", "8.0.0", "pkg:generic/curl@8.0.0", "cpe:2.3:a:haxx:curl:8.0.0:*:*:*:*:*:*:*" },
    { "left-pad", "1.3.0", "pkg:npm/left-pad@1.3.0" },
    { "/usr/lib/libZ.so.1", "", NULL, NULL, "md5:d41d8cd98f00b204e9800998ecf8427e sha256:" SHA },
};
static const FleetComponent NEW[] = {
    { "curl", "8.1.0", "pkg:generic/curl@8.1.0", CURL },
    { "@scope/kit", "1.0", "pkg:npm/%40scope/kit@1.0" },
    { "left-pad", "1.3.0", "pkg:npm/left-pad@1.3.0" },
    { "left-pad", "1.3.0", "pkg:npm/left-pad@1.3.0" },
};
static const FleetComponent NONE[] = {
    { "zlib", "1.2", "pkg:deb/debian/zlib@1.2?distro=debian-12" },
};
static const FleetRelease RELEASES[] = {
    { 1, "1.0", OLD, ARRAY_LEN(OLD), 5, NULL },
    { 1, "2.0", NEW, ARRAY_LEN(NEW), 7, NULL },
    { 2, "9", NONE, ARRAY_LEN(NONE), 11, NULL },
};
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

/* "2:12" — releases and devices. */
static const struct { const char *text; size_t pairs, releases; uint64_t devices; } ROWS[] = {
    { "pkg:npm/left-pad@1.3.0", 1, 2, 12 },
    { "pkg:npm/left-pad", 1, 2, 12 },
    { "pkg:npm/left-pad@1.2.0", 0, 0, 0 },
    { "pkg:npm/%40scope/kit", 1, 1, 7 },
    { "pkg:npm/kit", 0, 0, 0 },
    { "pkg:deb/debian/zlib?distro=debian-12", 1, 1, 11 },
    { "pkg:deb/debian/zlib?distro=debian-11", 0, 0, 0 },
    { "pkg:generic/curl", 2, 2, 12 },
    { "pkg:generic/curl@8.0.0", 1, 1, 5 },
    { "cpe:2.3:a:haxx:curl:*:*:*:*:*:*:*:*", 2, 2, 12 },
    { "cpe:2.3:*:*:curl:*:*:*:*:*:*:*:*", 2, 2, 12 },
    { CURL, 1, 1, 7 },
    { "cpe:/a:haxx:curl:8.0.0", 1, 1, 5 },
    { "cpe:2.3:a:other:curl:*:*:*:*:*:*:*:*", 0, 0, 0 },
    { "curl", 2, 2, 12 },
    { "CURL", 2, 2, 12 },
    { "curl@8.1.0", 1, 1, 7 },
    { "curl@7", 0, 0, 0 },
    { "@scope/kit", 1, 1, 7 },
    { "@scope/kit@1.0", 1, 1, 7 },
    { "@scope/kit@2.0", 0, 0, 0 },
    { "libz.so.1", 1, 1, 5 },
    { "/usr/lib/libz.so.1", 1, 1, 5 },
    { SHA, 1, 1, 5 },
    { "sha256:" SHA, 1, 1, 5 },
    { "SHA-256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", 1, 1, 5 },
    { "sha1:" SHA, 0, 0, 0 },
    { "d41d8cd98f00b204e9800998ecf8427e", 1, 1, 5 },
    { "d41d8cd98f00b204e9800998ecf8427f", 0, 0, 0 },
    { "nothing", 0, 0, 0 },
    { "", 0, 0, 0 },
};

TEST(a_component_is_found_by_every_name_that_people_use)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *portfolio = fleet_open(&FLEET, &arena);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        PortfolioAnswer answer;
        Err err = { 0 };
        CHECK_OK(portfolio_component(portfolio, str_of(ROWS[i].text), &arena, &answer, &err),
                 &err);
        CHECK_INT(answer.hit_count, ROWS[i].pairs, ROWS[i].text);
        CHECK_INT(answer.release_count, ROWS[i].releases, ROWS[i].text);
        CHECK_INT(answer.devices_in[PORTFOLIO_PRESENT], ROWS[i].devices, ROWS[i].text);
    }
}

TEST(what_begins_as_a_purl_or_a_cpe_and_is_none_is_refused)
{
    static const char *const WRONG[] = { "pkg:", "pkg:npm", "cpe:2.3:a", "cpe:x" };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *portfolio = fleet_open(&FLEET, &arena);

    for (size_t i = 0; i < ARRAY_LEN(WRONG); i++) {
        PortfolioAnswer answer = { .hit_count = 99 };
        Err err = { 0 };
        CHECK(!portfolio_component(portfolio, str_of(WRONG[i]), &arena, &answer, &err), WRONG[i]);
        CHECK_INT(err.code, ERR_SYNTAX, WRONG[i]);
        CHECK_INT(answer.hit_count, 99, "untouched");
    }
}
