/* SPDX-License-Identifier: Apache-2.0 */
/* api.h — the small bridge between the public face and the rooms behind it.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "inro/report.h"
#include "report/listing.h"

Lang api_lang(const Inro *inro);
Str api_str(InroText text);
InroStatus api_status(const Err *err);
/* Renders *err for the caller; returns false, to be returned. */
bool api_fail(const Inro *inro, const Err *err, InroError *error);
/* Hands the text of `buf` over to the caller; false with the error set when it had failed. */
bool api_give(const Inro *inro, Buf *buf, InroBytes *out, InroError *error);

/* Writes a report of `what` into *out, ended by a line end. */
typedef bool ApiWrite(const void *what, const ReportOptions *options, Buf *out, Err *err);
/* Prints by `write` as `options` say, piece by piece; the memory is that of one piece. Returns
 * false with the error set when anything failed; a part may have been given then. */
bool api_report(const Inro *inro, ApiWrite *write, const void *what,
                const InroReportOptions *options, InroError *error);
/* The same for a list and for one record; their ListingHead.tool_version is filled in here. */
bool api_report_listing(const Inro *inro, const Listing *listing,
                        const InroReportOptions *options, InroError *error);
bool api_report_card(const Inro *inro, const Card *card, const InroReportOptions *options,
                     InroError *error);
