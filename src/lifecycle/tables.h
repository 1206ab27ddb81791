/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h — data/clocks.tsv and data/calendars/, put here by tools/embed. */
#pragma once

#include "base/str.h"

extern const Str CLOCKS_TABLE;
extern const Str CALENDAR_TABLES[];
extern const size_t CALENDAR_TABLES_COUNT;
