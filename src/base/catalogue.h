/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.h — the table of sentences that tools/gen writes from po/ at build time.
 *
 * Sorted by id, bytewise. Only msg.c reads it.
 */
#pragma once

#include "base/str.h"

typedef struct {
    Str id;
    Str text[LANG_COUNT];
} CatalogueRow;

extern const CatalogueRow CATALOGUE[];
extern const size_t CATALOGUE_COUNT;
