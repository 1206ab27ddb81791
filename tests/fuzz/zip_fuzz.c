/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a zip archive: every member that is read has the size and name it was said to. */
#include "base/zip.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_members(const Zip *zip)
{
    CLEANUP(zip_buffer_done) ZipBuffer buffer = { 0 };

    for (size_t i = 0; i < zip_count(zip); i++) {
        ZipMember member = zip_member(zip, i);
        Err err = { 0 };
        Str text;

        assert(member.name.len && member.name.ptr[0] != '/');
        if (zip_read(zip, &member, &buffer, &text, &err))
            assert(text.len == member.size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const ZipLimits LIMITS = { .member_max = 1 << 20, .bytes_max = 1 << 22 };
    CLEANUP(zip_close) Zip *zip = NULL;
    static int file = -1;
    char path[64];
    Err err = { 0 };

    if (file < 0)
        file = memfd_create("zip", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, 0) != 0 || pwrite(file, bytes, size, 0) != (ssize_t)size)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (zip_open(path, &LIMITS, &zip, &err))
        read_members(zip);
    else
        assert(err.code != ERR_NONE && err.rule.len > 0);
    return 0;
}
