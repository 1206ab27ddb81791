/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(deb_order_follows_policy)
{
    table_check(SCHEME_DEB, "deb.data");
}
