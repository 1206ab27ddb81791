/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(numbers_are_compared_one_by_one)
{
    table_check(SCHEME_CRAN, "cran.data");
    table_check(SCHEME_HACKAGE, "hackage.data");
    table_check(SCHEME_INTDOT, "hackage.data");
}
