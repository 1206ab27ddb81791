/* SPDX-License-Identifier: Apache-2.0 */
/* The call to the system is replaced here, so that it can fail, be interrupted and fall short. */
#include "test.h"

#include "base/random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/types.h>

static struct {
    int interruptions; /* so many calls end with EINTR first   */
    size_t piece;      /* no call gives more; 0: nothing at all */
    int failure;       /* errno of every call, or 0            */
    int calls;
} system_says;

ssize_t getrandom(void *to, size_t size, unsigned flags)
{
    size_t given = size < system_says.piece ? size : system_says.piece;

    CHECK_INT(flags, 0, "waits until there is enough randomness");
    system_says.calls++;
    if (system_says.failure || system_says.interruptions > 0) {
        errno = system_says.failure ? system_says.failure : EINTR;
        system_says.interruptions--;
        return -1;
    }
    memset(to, 0x5A, given);
    return (ssize_t)given;
}

static bool is_filled(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0x5A)
            return false;
    return true;
}

TEST(every_byte_is_filled_however_the_system_answers)
{
    static const struct { int interruptions; size_t piece; int calls; const char *why; } ROWS[] = {
        { 0, 1000, 1, "at once" },
        { 3, 1000, 4, "after three signals" },
        { 0, 7, 5, "in pieces" },
        { 2, 16, 4, "in pieces, after signals" },
    };
    unsigned char bytes[33];
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        memset(bytes, 0, sizeof bytes);
        system_says = (__typeof__(system_says)){ ROWS[i].interruptions, ROWS[i].piece, 0, 0 };
        CHECK_OK(random_fill(bytes, 32, &err), &err);
        CHECK(is_filled(bytes, 32) && bytes[32] == 0, ROWS[i].why);
        CHECK_INT(system_says.calls, ROWS[i].calls, ROWS[i].why);
    }
}

TEST(no_bytes_need_no_call)
{
    Err err = { 0 };

    system_says = (__typeof__(system_says)){ 0, 0, EIO, 0 };
    CHECK_OK(random_fill(NULL, 0, &err), &err);
    CHECK_INT(system_says.calls, 0, "nothing was asked for");
}

TEST(without_randomness_nothing_goes_on)
{
    static const struct { size_t piece; int failure; const char *why; } ROWS[] = {
        { 1000, ENOSYS, "the call is not there" },
        { 1000, EPERM, "the call is forbidden" },
        { 0, 0, "no bytes come, though nothing failed" },
    };
    unsigned char bytes[32];

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Err err = { 0 };

        system_says = (__typeof__(system_says)){ 0, ROWS[i].piece, ROWS[i].failure, 0 };
        CHECK(!random_fill(bytes, sizeof bytes, &err), ROWS[i].why);
        CHECK_INT(err.code, ERR_IO, ROWS[i].why);
    }
}
