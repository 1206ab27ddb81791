/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(generic_order_is_what_most_vendors_mean)
{
    table_check(SCHEME_GENERIC, "generic.data");
}
