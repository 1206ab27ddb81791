/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "portfolio/fold.h"

TEST(a_purl_is_asked_for_without_what_makes_it_one_of_many)
{
    static const struct { const char *text, *want; } ROWS[] = {
        { "pkg:npm/%40scope/kit@1.0?x=y#sub", "pkg:npm/%40scope/kit" },
        { "pkg:PyPI/Foo_Bar@2", "pkg:pypi/foo-bar" },
        { "pkg:deb/debian/curl@1?distro=debian-12", "pkg:deb/debian/curl" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Err err = { 0 };
        Purl purl;
        Str bare;
        CHECK_OK(purl_parse(str_of(ROWS[i].text), &arena, &purl, &err), &err);
        CHECK_OK(fold_purl(&purl, &arena, &bare, &err), &err);
        CHECK_STR(bare, str_of(ROWS[i].want), ROWS[i].text);
    }
}

TEST(names_are_folded_and_paths_end_in_a_file)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Str folded;

    CHECK(fold_name(STR("OpenSSL-Ü"), &arena, &folded), "memory");
    CHECK_STR(folded, STR("openssl-Ü"), "ASCII alone");
    CHECK_STR(fold_file(STR("/usr/lib/libz.so")), STR("libz.so"), "a path");
    CHECK_STR(fold_file(STR("C:\\x\\y.dll")), STR("y.dll"), "another");
    CHECK_STR(fold_file(STR("libz.so")), STR("libz.so"), "none");
    CHECK_STR(fold_file(STR("dir/")), STR(""), "a folder");
}
