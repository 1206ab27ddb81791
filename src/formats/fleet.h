/* SPDX-License-Identifier: Apache-2.0 */
/* fleet.h — lists of devices and sites, as hospitals and makers keep them in spreadsheets (CSV).
 *
 * The first record names the columns, in English or Japanese (the table in fleet.c); what is not
 * ours is left out, and what we print ourselves (`device list -o csv`) can be read again. The
 * apostrophe that keeps a spreadsheet from calculating (OWASP, CSV Injection) is taken off again.
 *
 *     bytes ─ fleet_pack ─► packed rows ─ fleet_next ─► one row after the other
 *
 * Packing is done where strangers' bytes may be parsed; packed rows are read as hostile, too.
 */
#pragma once

#include "base/buf.h"
#include "formats/csv.h"

typedef enum {
    FLEET_ID, FLEET_PRODUCT, FLEET_RELEASE, FLEET_SITE, FLEET_SERIAL, FLEET_UDI, FLEET_ADDRESSES,
    FLEET_WITHDRAWN, FLEET_NAME, FLEET_ADDRESS, FLEET_COLUMNS
} FleetColumn;

typedef enum { FLEET_OF_DEVICES, FLEET_OF_SITES } FleetKind;

typedef struct {
    uint64_t line;
    bool uneven;               /* more or fewer fields than the file has columns */
    Str column[FLEET_COLUMNS]; /* empty: not given, or empty */
} FleetRow;

/* Packs every record of `csv`.
 * Fails: ERR_SYNTAX naming the line; ERR_STRUCTURE for a column that is needed and absent, or there
 *        twice. A record with more or fewer fields than there are columns is packed as such. */
MUST_CHECK bool fleet_pack(Str csv, FleetKind kind, Buf *out, Err *err);
/* Takes the head off: the columns that the file has, a bit each. Fails: ERR_VERIFY. */
MUST_CHECK bool fleet_begin(Str *packed, uint32_t *columns, Err *err);
/* Takes the next row off; *more says whether there was one.
 * Fails: ERR_VERIFY for what fleet_pack does not write. */
MUST_CHECK bool fleet_next(Str *packed, uint32_t columns, FleetRow *out, bool *more, Err *err);
