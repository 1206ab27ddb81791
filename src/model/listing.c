/* SPDX-License-Identifier: Apache-2.0 */
#include "model/listing.h"

Str listing_truth(bool value)
{
    return value ? STR("true") : STR("false");
}

bool listing_rows_next(void *context, const ListingRow **row, Err *err)
{
    ListingRows *rows = context;

    (void)err;
    *row = rows->at < rows->count ? &rows->rows[rows->at++] : NULL;
    return true;
}
