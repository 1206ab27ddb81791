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

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"

TEST(a_hash_is_told_from_a_name_by_its_digits)
{
    static const struct { const char *text, *algorithm, *digits; } ROWS[] = {
        { MD5, "", MD5 },
        { "md5:" MD5, "md5", MD5 },
        { "MD5:D41D8CD98F00B204E9800998ECF8427E", "md5", MD5 },
        { "SHA-3_256:" MD5, "sha3256", MD5 },
        { ":" MD5, NULL, NULL },
        { "-:" MD5, NULL, NULL },
        { "md5:" MD5 "a", NULL, NULL },
        { "md5:" MD5 "xy", NULL, NULL },
        { "d41d8cd98f00b204", NULL, NULL },
        { "", NULL, NULL },
    };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str algorithm, digits;
        bool is;
        CHECK(fold_digest(str_of(ROWS[i].text), &arena, &algorithm, &digits, &is), "memory");
        CHECK_INT(is, ROWS[i].digits != NULL, ROWS[i].text);
        if (!is)
            continue;
        CHECK_STR(algorithm, str_of(ROWS[i].algorithm), ROWS[i].text);
        CHECK_STR(digits, str_of(ROWS[i].digits), ROWS[i].text);
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
