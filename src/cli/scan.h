/* SPDX-License-Identifier: Apache-2.0 */
/* scan.h — what the scan of files and that of a product share.
 */
#pragma once

#include "cli/output.h"
#include "inro/scan.h"

typedef struct {
    const char *db, *fail_on, *now, *max_age, *product, *record;
    TextList outputs;
    bool exit_zero;
} ScanArgs;

/* The scan of what the record says of a product (args->product). In `inro`, which hands such a
 * command line to a sibling before it comes here, it says that there is no record. */
InroStatus scan_product(const App *app, const ScanArgs *args, const InroScanOptions *options,
                        const OutputList *outputs);
