/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a list of devices: it is read to its end or refused with a rule, and what was packed
 * comes back row by row, in the order of its lines. Any bytes as a pack: refused or read. */
#include "formats/fleet.h"

enum { PACK_CAP = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void unpack(Str packed, bool ours)
{
    uint64_t line = 0;
    uint32_t columns;
    FleetRow row;
    bool more = true;
    Err err = { 0 };
    bool ok = fleet_begin(&packed, &columns, &err);

    while (ok && more) {
        ok = fleet_next(&packed, columns, &row, &more, &err);
        assert(!ours || !ok || !more || row.line > line);
        line = row.line;
    }
    assert(!ours || ok);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Str text = { (const char *)bytes, size };

    for (FleetKind kind = FLEET_OF_DEVICES; kind <= FLEET_OF_SITES; kind++) {
        CLEANUP(buf_done) Buf packed = buf_new(PACK_CAP);
        Err err = { 0 };

        if (fleet_pack(text, kind, &packed, &err))
            unpack(buf_str(&packed), true);
        else
            assert(err.code != ERR_NONE && err.rule.len);
    }
    unpack(text, false);
    return 0;
}
