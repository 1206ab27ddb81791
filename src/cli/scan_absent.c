/* SPDX-License-Identifier: Apache-2.0 */
/* A product in the program that holds no record: its sibling was to be asked. */
#include "cli/scan.h"

InroStatus scan_product(const App *app, const ScanArgs *args, const InroScanOptions *options,
                        const OutputList *outputs)
{
    Err err;

    (void)options, (void)outputs;
    err_set(&err, ERR_INTERNAL, STR("cli.scan-no-record"), str_of(args->product));
    return app_refuse(app, &err);
}
