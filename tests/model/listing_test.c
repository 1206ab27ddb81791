/* SPDX-License-Identifier: Apache-2.0 */
#include "model/listing.h"
#include "test.h"

TEST(rows_that_are_there_come_in_order_and_then_no_more)
{
    static const ListingCell CELL[2] = { { STR_ROW("a") }, { STR_ROW("b") } };
    static const ListingRow ROWS[2] = { { { 0 }, &CELL[0] }, { { 0 }, &CELL[1] } };
    ListingRows rows = { ROWS, ARRAY_LEN(ROWS), 0 };
    const ListingRow *row;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CHECK_OK(listing_rows_next(&rows, &row, &err), &err);
        CHECK(row == &ROWS[i], "the next one");
    }
    for (int i = 0; i < 2; i++) {
        CHECK_OK(listing_rows_next(&rows, &row, &err), &err);
        CHECK(row == NULL, "the end, however often it is asked for");
    }
}
