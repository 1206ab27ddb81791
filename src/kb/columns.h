/* SPDX-License-Identifier: Apache-2.0 */
/* columns.h — the small files beside the base: exploited (KEV), likely to be (EPSS), supported.
 *
 * They are keyed by CVE number and by product identifier, never by a number of the base, so a
 * daily import replaces one of them and the base stays.
 */
#pragma once

#include "kb/build.h"
#include "kb/file.h"

/* What goes into one such file; entries in the order of the feed, later ones win. */
typedef struct {
    Arena *arena;
    FeedKind kind;          /* FEED_KEV, FEED_EPSS or FEED_EOL */
    List kev, epss;         /* KbfKev, KbfEpss */
    Interner strings;
    List products;          /* ColumnProduct */
    List cycles;            /* KbfCycle, `cycle` a number of `strings` */
    List identifiers;       /* ColumnIdentifier */
} Columns;

Columns columns_new(Arena *arena, FeedKind kind);
/* False: no memory. An entry whose id is no CVE is *refused. */
MUST_CHECK bool columns_kev(Columns *columns, const KevEntry *entry, bool *refused);
MUST_CHECK bool columns_epss(Columns *columns, const EpssRow *row, bool *refused);
/* Cycles of one product come one after the other. */
MUST_CHECK bool columns_support(Columns *columns, const SupportCycle *cycle);
/* Writes the sections; `source` as in build.h. *out is the manifest row. */
MUST_CHECK bool columns_write(const Columns *columns, const BuildSource *source, KbWriter *writer,
                              KbfSource *out, Err *err);

/* Looking up in an open file. */
const KbfKev *columns_find_kev(const KbFile *file, uint64_t cve);
const KbfEpss *columns_find_epss(const KbFile *file, uint64_t cve);
/* The cycle of `version` of the product that bears `identifier`, or NULL. */
const KbfCycle *columns_find_cycle(const KbFile *file, Str identifier, Str version);
/* A purl without version, qualifiers and subpath; a CPE as "part:vendor:product"; anything else in
 * lower case. Empty when it is no identifier, or that of a package of a distribution, whose support
 * is not its author's. False: no memory. */
MUST_CHECK bool columns_identifier(Str text, Arena *arena, Str *out);
