/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/io.h"

#include <stdlib.h>
#include <string.h>

static const char *in_folder(const char *name)
{
    static char folder[64], paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];

    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/inro-copy-XXXXXX");
        CHECK(mkdtemp(folder), "a directory of our own");
    }
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

typedef struct {
    uint64_t seen, most;
} Seen;

static bool on_piece(void *seen_, Str piece, Err *err)
{
    Seen *seen = seen_;

    (void)err;
    seen->seen += piece.len;
    return seen->seen <= seen->most;
}

TEST(a_copy_has_every_byte_and_replaces)
{
    const char *from = test_source_path("LICENSE");
    Str want = test_file(from);
    Seen seen = { 0, UINT64_MAX };
    IoEach each = { on_piece, &seen };
    uint64_t bytes;
    Err err = { 0 };

    for (int round = 0; round < 2; round++) {
        CHECK_OK(io_copy(from, in_folder("copy"), &each, &bytes, &err), &err);
        CHECK_INT(bytes, want.len, "as long");
        CHECK_STR(test_file(in_folder("copy")), want, "and equal");
    }
    CHECK(!io_copy(in_folder("absent"), in_folder("x"), &each, &bytes, &err) && err.code == ERR_IO,
          "nothing comes of nothing");
    CHECK(!io_copy("/tmp", in_folder("x"), &each, &bytes, &err) && err.code == ERR_IO,
          "no directories");
    CHECK_INT(seen.seen, 2 * want.len, "each byte was seen once");
    seen.most = 0;
    CHECK(!io_copy(from, in_folder("x"), &each, &bytes, &err), "who sees a piece may end it");
}

TEST(a_renamed_file_is_there_under_the_new_name_alone)
{
    Seen seen = { 0, UINT64_MAX };
    IoEach each = { on_piece, &seen };
    uint64_t bytes;
    Err err = { 0 };

    CHECK_OK(io_copy(test_source_path("LICENSE"), in_folder("old"), &each, &bytes, &err), &err);
    CHECK_OK(io_rename(in_folder("old"), in_folder("new"), &err), &err);
    CHECK(io_kind(in_folder("old")) == IO_NONE && io_kind(in_folder("new")) == IO_FILE, "moved");
    CHECK(!io_rename(in_folder("old"), in_folder("new"), &err) && err.code == ERR_IO, "gone");
}
