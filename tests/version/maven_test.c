/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(maven_order_follows_the_reference)
{
    table_check(SCHEME_MAVEN, "maven.data");
}
