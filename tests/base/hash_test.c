/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/hash.h"

TEST(the_hash_is_the_published_one)
{
    CHECK(hash_xxh3((Str){ 0 }, 0) == UINT64_C(0x2d06800538d394c2), "XXH3-64 of nothing");
    CHECK(hash_xxh3(STR("a"), 0) != hash_xxh3(STR("a"), 1), "the seed counts");
}

TEST(pieces_hash_as_the_whole)
{
    CLEANUP(hash_stream_free) HashStream *stream = hash_stream_new();
    Str text = STR("the sealed case of a medical device's security");

    CHECK(stream != NULL, "there is memory");
    for (int round = 0; round < 2; round++) {
        hash_stream_add(stream, str_slice(text, 0, 5));
        hash_stream_add(stream, (Str){ 0 });
        hash_stream_add(stream, str_slice(text, 5, text.len));
        CHECK(hash_stream_end(stream) == hash_xxh3(text, 0), "and begins anew after the end");
    }
}
