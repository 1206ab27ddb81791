/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(composer_order_follows_php)
{
    table_check(SCHEME_COMPOSER, "composer.data");
}
