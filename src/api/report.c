/* SPDX-License-Identifier: Apache-2.0 */
#include "inro/report.h"

#include "api/api.h"
#include "report/failon.h"

enum { POLICY_ARENA_BYTES = 1 << 20 };
#define REPORT_BYTES_MAX ((size_t)16 << 30) /* held at once: a report is poured piece by piece */

bool inro_report_known(const Inro *inro, const char *format, InroError *error)
{
    ReportFormat found;
    Err err;

    return report_format_of(str_of(format), &found, &err) || api_fail(inro, &err, error);
}

bool inro_policy_asks_record(const char *expression)
{
    CLEANUP(arena_done) Arena arena = arena_new(POLICY_ARENA_BYTES);
    const FailOn *policy;
    Err err;

    return failon_parse(str_of(expression), &arena, &policy, &err) && failon_asks_record(policy);
}

static void report_pour(void *context, Str text)
{
    const InroReportOptions *options = context;

    options->take(options->context, text.ptr, text.len);
}

bool api_report(const Inro *inro, ApiWrite *write, const void *what,
                const InroReportOptions *options, InroError *error)
{
    InroReportOptions copy = *options;
    CLEANUP(buf_done) Buf buf = buf_new_poured(REPORT_BYTES_MAX, report_pour, &copy);
    ReportOptions report = { .lang = api_lang(inro), .width = options->columns,
                             .colour = options->colour };
    Err err;

    if (!report_format_of(str_of(options->format), &report.format, &err)
        || !write(what, &report, &buf, &err))
        return api_fail(inro, &err, error);
    if (buf_failed(&buf)) {
        err_no_memory(&err);
        return api_fail(inro, &err, error);
    }
    report_pour(&copy, buf_str(&buf));
    return true;
}

static bool listing_write(const void *what, const ReportOptions *options, Buf *out, Err *err)
{
    return report_listing(what, options, out, err);
}

bool api_report_listing(const Inro *inro, const Listing *listing,
                        const InroReportOptions *options, InroError *error)
{
    Listing copy = *listing;

    copy.head.tool_version = STR(INRO_VERSION);
    return api_report(inro, listing_write, &copy, options, error);
}

static bool card_write(const void *what, const ReportOptions *options, Buf *out, Err *err)
{
    return report_card(what, options, out, err);
}

bool api_report_card(const Inro *inro, const Card *card, const InroReportOptions *options,
                     InroError *error)
{
    Card copy = *card;

    copy.head.tool_version = STR(INRO_VERSION);
    return api_report(inro, card_write, &copy, options, error);
}
