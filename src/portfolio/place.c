/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/place.h"

#include "base/io.h"
#include "portfolio/portfolio.h"

#include <stdio.h>

enum { NAME_BYTES = 32 };

bool place_path(const char *dir, unsigned file, Arena *arena, const char **out, Err *err)
{
    char name[NAME_BYTES];
    int len = file ? snprintf(name, sizeof name, "delta-%u.pf", file)
                   : snprintf(name, sizeof name, "base.pf");

    return io_join(arena, dir, (Str){ name, (size_t)len }, out, err);
}

bool place_clear(const char *dir, unsigned first, Arena *arena, Err *err)
{
    for (unsigned file = first; file <= PORTFOLIO_DELTAS_MAX; file++) {
        const char *path;
        if (!place_path(dir, file, arena, &path, err) || !io_remove(path, err))
            return false;
    }
    return true;
}
