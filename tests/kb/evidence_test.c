/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "kb/evidence.h"

#include <string.h>

static bool on_piece(void *context, Str piece, Err *err)
{
    (void)context;
    (void)piece;
    (void)err;
    return true;
}

TEST(evidence_is_named_by_its_digest_and_kept_once)
{
    IoEach each = { on_piece, NULL };
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    const char *folder;
    Evidence first, second;
    Err err = { 0 };
    Str text, *names;
    size_t count;

    folder_begin();
    write_file("feed", "abc");
    CHECK_OK(evidence_open(str_of(in("db")), &arena, &folder, &err), &err);
    CHECK_OK(evidence_path(folder, 0, &arena, &first, &err), &err);
    CHECK_OK(evidence_path(folder, 1, &arena, &second, &err), &err);
    CHECK_OK(io_copy(in("feed"), first.path, &each, &first.bytes, &err), &err);
    CHECK_OK(io_copy(in("feed"), second.path, &each, &second.bytes, &err), &err);
    first.digest = second.digest = digest_of(STR("abc"));
    CHECK_OK(evidence_keep(folder, &first, &arena, &err), &err);
    CHECK_OK(evidence_keep(folder, &second, &arena, &err), &err);
    CHECK_OK(io_list(folder, 10, &arena, &names, &count, &err), &err);
    CHECK_INT(count, 1, "the same bytes are kept once");
    CHECK(evidence_text(&first.digest, &arena, &text), "memory");
    CHECK_STR(text,
              STR("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
              "FIPS 180-4's own example");
    CHECK_STR(names[0], str_slice(text, 7, text.len), "is the name");
}

TEST(an_archive_holds_small_files_as_they_came)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CLEANUP(evidence_archive_done) EvidenceArchive archive = { 0 };
    Evidence evidence = { 0 };
    uint64_t offset;
    Digest digest, want;
    Err err = { 0 };
    Str bytes;

    folder_begin();
    CHECK_OK(evidence_archive_open(in("archive"), &archive, &err), &err);
    evidence_archive_add(&archive, STR("folder/a.json"), STR("{}"), &digest, &offset);
    CHECK_OK(evidence_archive_close(&archive, &evidence, &err), &err);
    CHECK_OK(io_read_all(in("archive"), 1 << 16, &arena, &bytes, &err), &err);
    want = digest_of(bytes);
    CHECK(digest_equal(&want, &evidence.digest), "the digest is that of the archive");
    CHECK_INT(evidence.bytes, bytes.len, "as is the size");
    CHECK_STR(str_slice(bytes, offset, offset + 2), STR("{}"), "the file is found by its offset");
    want = digest_of(STR("{}"));
    CHECK(digest_equal(&want, &digest), "with a digest of its own");
}
