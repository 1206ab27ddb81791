/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/io.h"
#include "portfolio/place.h"

#include <stdlib.h>
#include <unistd.h>

TEST(files_have_fixed_names_and_deltas_go_from_the_first_on)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    char dir[] = "/tmp/inro-place-XXXXXX";
    const char *path, *kept;
    Err err = { 0 };

    CHECK(mkdtemp(dir) != NULL, "a place");
    CHECK_OK(place_path(dir, 0, &arena, &kept, &err), &err);
    CHECK(str_ends(str_of(kept), STR("/base.pf")), "the base");
    for (unsigned i = 0; i < 4; i++) {
        IoWriter *file;
        CHECK_OK(place_path(dir, i, &arena, &path, &err), &err);
        CHECK_OK(io_writer_open(path, &file, &err), &err);
        io_write(file, STR("x"));
        CHECK_OK(io_writer_commit(&file, &err), &err);
    }
    CHECK(str_ends(str_of(path), STR("/delta-3.pf")), "a delta");
    CHECK_OK(place_clear(dir, 1, &arena, &err), &err);
    CHECK(io_exists(kept) && !io_exists(path), "the base stays");
    CHECK_OK(place_clear(dir, 0, &arena, &err), &err);
    CHECK(rmdir(dir) == 0, "nothing is left");
}
