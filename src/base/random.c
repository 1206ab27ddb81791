/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

#include "base/io.h"

#include <errno.h>
#include <sys/random.h>

/* A signal may cut a long request short, or end it with nothing. */
bool random_fill(void *to, size_t size, Err *err)
{
    unsigned char *at = to;

    while (size) {
        ssize_t got = getrandom(at, size, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return io_refuse(err, "getrandom", got < 0 ? errno : EIO);
        at += got;
        size -= (size_t)got;
    }
    return true;
}
