/* SPDX-License-Identifier: Apache-2.0 */
/* inro scan --product — the scan of what the record says of a product. */
#include "cli/record.h"
#include "cli/scan.h"

#include "inro/finding.h"

static void say(void *context, const char *text)
{
    app_say(context, text);
}

static bool print(const App *app, const void *scan, const InroReportOptions *options,
                  InroError *error)
{
    return inro_product_scan_report(&app->inro, scan, options, error);
}

InroStatus scan_product(const App *app, const ScanArgs *args, const InroScanOptions *options,
                        const OutputList *outputs)
{
    CLEANUP(record_close) InroRecord *record = NULL;
    const RecordWish wish = { args->record, outputs, { .db = options->dir, .threads = true },
                              .writes = true };
    App copy = *app;
    InroProductScan *scan;
    InroStatus status;

    if (!record_begin(app, &wish, &record, &status))
        return status;
    status = inro_product_scan(&app->inro, record, args->product, options, say, &copy, &scan);
    if (scan)
        status = status_add(status, output_print(&copy, outputs, print, scan));
    inro_product_scan_free(scan);
    return status;
}
