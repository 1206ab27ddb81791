/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(gem_order_follows_rubygems)
{
    table_check(SCHEME_GEM, "gem.data");
}
