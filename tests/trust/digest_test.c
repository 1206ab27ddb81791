/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: digest.c */
#include "test.h"

#include "trust/digest.h"

#include <stdlib.h>
#include <string.h>

/* NIST's examples for SHA-256 (FIPS 180-4 example values), and the empty text. */
static const struct {
    const char *text, *hex;
} EXAMPLES[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

TEST(the_published_examples_hold)
{
    char hex[DIGEST_HEX_BYTES], front[17];

    for (size_t i = 0; i < ARRAY_LEN(EXAMPLES); i++) {
        Digest digest = digest_of(str_of(EXAMPLES[i].text)), again;

        CHECK_STR(digest_hex(&digest, hex), str_of(EXAMPLES[i].hex), EXAMPLES[i].text);
        CHECK(digest_parse(str_of(hex), &again) && digest_equal(&digest, &again), "read back");
        digest_digits(&digest, front, sizeof front);
        CHECK_STR(((Str){ front, sizeof front }), str_slice(str_of(hex), 0, sizeof front),
                  "the first digits");
    }
}

TEST(pieces_give_the_digest_of_the_whole)
{
    static char text[100000];
    Digest whole;

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 31);
    whole = digest_of((Str){ text, sizeof text });
    for (size_t step = 1; step < sizeof text; step = step * 3 + 1) {
        DigestStream stream, fork;
        Digest digest;

        digest_begin(&stream);
        for (size_t at = 0; at < sizeof text; at += step)
            digest_add(&stream, str_slice((Str){ text, sizeof text }, at, at + step));
        fork = stream;
        digest = digest_end(&stream);
        CHECK(digest_equal(&digest, &whole), "in any step");
        digest = digest_end(&fork);
        CHECK(digest_equal(&digest, &whole), "a copy of the state goes on alone");
    }
}

/* The library by single bytes never meets a whole block; the product does. */
TEST(the_processor_and_the_library_agree)
{
    static char text[4096];

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * i * 7 + i / 3);
    for (size_t len = 0; len < sizeof text; len += 1 + len / 40) {
        DigestStream stream;
        Digest whole = digest_of((Str){ text, len }), bytes;

        digest_begin(&stream);
        for (size_t i = 0; i < len; i++)
            digest_add(&stream, (Str){ text + i, 1 });
        bytes = digest_end(&stream);
        CHECK(digest_equal(&whole, &bytes), "at every length");
    }
}
