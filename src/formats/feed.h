/* SPDX-License-Identifier: Apache-2.0 */
/* feed.h — the door of the feed readers: one JSON value or file in, records out.
 *
 * The importer of `kb` splits a feed into records (base/stream), parses each with a reused
 * pool and calls the reader of its kind; a record that is not valid is refused with place and
 * rule, counted and skipped by the importer, never silently.
 *
 * Kinds are sniffed from content, never from names.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "model/vulnerability.h"

typedef enum {
    FEED_NONE, /* a file that is no feed: README, schema, CSV twin … */
    FEED_OSV,
    FEED_NVD,
    FEED_CVE,
    FEED_KEV,
    FEED_EPSS,
    FEED_EOL,
    FEED_KINDS,
} FeedKind;

Str feed_kind_name(FeedKind kind); /* "osv", "nvd", "cve", "kev", "epss", "eol", "none" */
/* From the first bytes of an inflated file (up to 64 KiB) and whether they are all of it. */
FeedKind feed_sniff(Str head, bool whole);

/* One OSV document / one `vulnerabilities[]` element of NVD 2.0 / one CVE 5 record. Everything
 * in *out lives in `arena` or in the JSON text. `source_name` is the id of the source for scores.
 * Fails: ERR_STRUCTURE or ERR_SYNTAX with place and rule. */
MUST_CHECK bool osv_read(const Json *json, Str source_name, Arena *arena, Record *out, Err *err);
MUST_CHECK bool nvd_read(const Json *json, Str source_name, Arena *arena, Record *out, Err *err);
MUST_CHECK bool cve_read(const Json *json, Str source_name, Arena *arena, Record *out, Err *err);
/* One element of KEV `vulnerabilities[]`. */
MUST_CHECK bool kev_read(const Json *json, KevEntry *out, Err *err);
/* One line of the EPSS CSV (not the comment, not the header). */
MUST_CHECK bool epss_read(Str line, EpssRow *out, Err *err);
/* One element of endoflife `result[]`: each release cycle is handed to `each`. */
typedef bool SupportEach(void *context, const SupportCycle *cycle, Err *err);
MUST_CHECK bool eol_read(const Json *json, Arena *arena, SupportEach *each, void *context,
                         Err *err);
/* The feed's own stamp out of its head or document members: NVD `timestamp`, KEV `dateReleased`,
 * EPSS `score_date`, endoflife `generated_at`; 0 when absent. UTC seconds. */
int64_t feed_stamp(FeedKind kind, Str head);
