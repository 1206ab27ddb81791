/* SPDX-License-Identifier: Apache-2.0 */
/* listing.h — prints a Listing or a Card (model/listing.h) for people and for programs.
 *
 *     table     columns side by side. On a pipe all of them; on a terminal too narrow for them what
 *               says the same in every row is told once above, others leave as ListingColumn says,
 *               and cells are wrapped
 *     json      one object: schema, tool, database (when given), rows[], summary, notes[]
 *     jsonl     a line for what stands above the rows, one for each row; each names its kind
 *     csv       RFC 4180: a line of keys, a line for each row, nothing else
 *     markdown  a GFM table
 *     html      one file in the style of the scan's report
 *
 * A Card is printed as table, json, markdown and html. Other formats are refused. Formats for
 * programs speak English and write words as they are stored (docs/formats/listing.md).
 *
 * Memory: rows pass one by one, whatever their number, when *out is poured (buf_new_poured); a
 * table takes LISTING_AHEAD_BYTES of its rows at a time, and from the first of them knows how wide
 * columns are. A wider cell later pushes its line to the right on a pipe, and is wrapped on a
 * terminal.
 */
#pragma once

#include "model/listing.h"
#include "report/report.h"

enum { LISTING_AHEAD_BYTES = 1 << 20 };

/* Appends all of it to *out, ended by a line end.
 * Fails: ERR_USAGE for a format that it has not; ERR_LIMIT when *out is full; as listing->next.
 *        *out is then of no use. */
MUST_CHECK bool report_listing(const Listing *listing, const ReportOptions *options, Buf *out,
                               Err *err);
MUST_CHECK bool report_card(const Card *card, const ReportOptions *options, Buf *out, Err *err);
