/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.h — the table of sentences that tools/gen writes from po/ at build time.
 *
 * Sorted by id, bytewise. Only msg.c reads it. Texts are named by their place and not by pointers:
 * those would have to be relocated, page by page, whenever the program starts.
 */
#pragma once

#include "base/str.h"

typedef struct {
    uint32_t at, bytes; /* in CATALOGUE_TEXTS; ended by NUL */
} CatalogueText;

typedef struct {
    CatalogueText id, text[LANG_COUNT];
} CatalogueRow;

extern const char *const CATALOGUE_TEXTS;
extern const CatalogueRow CATALOGUE[];
extern const size_t CATALOGUE_COUNT;
