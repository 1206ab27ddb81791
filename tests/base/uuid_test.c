/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/uuid.h"

#include <pthread.h>
#include <string.h>

#define EXAMPLE "017f22e2-79b0-7cc3-98c4-dc0c0c07398f" /* RFC 9562, appendix A.6 */

TEST(the_example_of_the_standard_is_read_and_written)
{
    static const unsigned char BYTES[] = { 0x01, 0x7F, 0x22, 0xE2, 0x79, 0xB0, 0x7C, 0xC3,
                                           0x98, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F };
    char text[UUID_TEXT_BYTES];
    Err err = { 0 };
    Uuid uuid;

    CHECK_OK(uuid_parse(STR(EXAMPLE), &uuid, &err), &err);
    CHECK(memcmp(uuid.bytes, BYTES, sizeof BYTES) == 0, "in the order they are written");
    CHECK_STR(uuid_text(&uuid, text), STR(EXAMPLE), "and back");
    CHECK_STR(str_of(text), STR(EXAMPLE), "ended by NUL");
}

TEST(the_example_of_the_standard_is_made)
{
    static const unsigned char RANDOM[] = { 0x0C, 0xC3, 0x18, 0xC4, 0xDC,
                                            0x0C, 0x0C, 0x07, 0x39, 0x8F };
    static const Uuid NONE;
    Uuid uuid = uuid_after(&NONE, 0x017F22E279B0, RANDOM);
    char text[UUID_TEXT_BYTES];

    CHECK_STR(uuid_text(&uuid, text), STR(EXAMPLE), "time, version, variant and random bits");
}

static const struct { const char *text; uint64_t byte; const char *why; } REFUSED[] = {
    { "", ERR_NO_BYTE, "nothing" },
    { "017f22e2-79b0-7cc3-98c4-dc0c0c07398", ERR_NO_BYTE, "one short" },
    { "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", ERR_NO_BYTE, "one long" },
    { "017F22E2-79b0-7cc3-98c4-dc0c0c07398f", 3, "capitals" },
    { "017f22e279b07cc398c4dc0c0c07398f", 8, "no dashes" },
    { "{17f22e2-79b0-7cc3-98c4-dc0c0c07398f", 0, "a brace" },
    { "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", 35, "no digit" },
    { "017f22e2-79b0-7cc3-98c4dc-0c0c07398f", 23, "a dash elsewhere" },
    { "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f", 0, "a name of another kind" },
};

TEST(one_name_has_one_text)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Uuid uuid = { { 1 } };
        Err err = { 0 };

        CHECK(!uuid_parse(str_of(REFUSED[i].text), &uuid, &err), REFUSED[i].why);
        CHECK_INT(err.code, ERR_SYNTAX, REFUSED[i].why);
        CHECK_INT(err.byte, REFUSED[i].byte, REFUSED[i].why);
        CHECK_INT(uuid.bytes[0], 1, "untouched");
    }
    CHECK(!uuid_parse((Str){ &EXAMPLE[1], 36 }, &(Uuid){ { 0 } }, &(Err){ 0 }), "a NUL inside");
}

TEST(order_is_that_of_the_bytes)
{
    Uuid nil = { { 0 } }, low = { { 1 } }, high = { { 2 } };

    CHECK(uuid_compare(&low, &high) < 0 && uuid_compare(&high, &low) > 0, "by the first byte");
    CHECK(uuid_equal(&low, &low) && !uuid_equal(&low, &high), "equal only to itself");
    CHECK(uuid_is_nil(&nil) && !uuid_is_nil(&low), "nil");
}

static uint64_t ms_of(const Uuid *uuid)
{
    uint64_t ms = 0;

    for (size_t i = 0; i < 6; i++)
        ms = ms << 8 | uuid->bytes[i];
    return ms;
}

TEST(a_later_id_is_greater_whatever_the_clock_says)
{
    static const unsigned char FULL[UUID_RANDOM_BYTES] = { 255, 255, 255, 255, 255,
                                                           255, 255, 255, 255, 255 };
    static const unsigned char ZERO[UUID_RANDOM_BYTES];
    static const Uuid NONE;
    Uuid first = uuid_after(&NONE, 5000, ZERO), second = uuid_after(&first, 5000, ZERO);
    Uuid back = uuid_after(&second, 10, FULL), forward = uuid_after(&back, 5001, ZERO), over;

    CHECK_INT(second.bytes[15], 1, "the least step is one");
    CHECK(uuid_compare(&back, &second) > 0 && ms_of(&back) == 5000, "the clock went back");
    CHECK(uuid_compare(&forward, &back) > 0 && ms_of(&forward) == 5001, "a new millisecond");
    first = uuid_after(&NONE, 5000, FULL);
    over = uuid_after(&first, 5000, ZERO);
    CHECK(uuid_compare(&over, &first) > 0 && ms_of(&over) == 5001, "the bits are used up");
    CHECK(first.bytes[6] >> 4 == 7 && first.bytes[8] >> 6 == 2, "version and variant stay");
    CHECK(over.bytes[6] >> 4 == 7 && over.bytes[8] >> 6 == 2, "version and variant stay");
}

enum { THREADS = 4, EACH = 5000 };

static void *make(void *out)
{
    Uuid *uuids = out;

    for (size_t i = 0; i < EACH; i++) {
        Err err = { 0 };

        if (!uuid_new(1700000000000, &uuids[i], &err))
            return NULL;
    }
    return out;
}

TEST(many_in_one_millisecond_rise_in_every_thread)
{
    static Uuid uuids[THREADS][EACH];
    pthread_t threads[THREADS];

    for (size_t i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, make, uuids[i]), 0, "a thread");
    for (size_t i = 0; i < THREADS; i++) {
        void *made = NULL;

        CHECK_INT(pthread_join(threads[i], &made), 0, "its end");
        CHECK(made == uuids[i], "all were made");
    }
    for (size_t i = 0; i < THREADS; i++)
        for (size_t j = 1; j < EACH; j++)
            CHECK(uuid_compare(&uuids[i][j - 1], &uuids[i][j]) < 0, "rising");
    for (size_t j = 0; j < EACH; j++)
        CHECK(!uuid_equal(&uuids[0][j], &uuids[1][j]), "none twice");
}

TEST(a_time_past_48_bits_is_refused)
{
    Err err = { 0 };
    Uuid uuid;

    CHECK(!uuid_new(UUID_MS_MAX + 1, &uuid, &err), "the year 10889");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
}
