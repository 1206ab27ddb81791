/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(rpm_order_follows_its_manual)
{
    table_check(SCHEME_RPM, "rpm.data");
}
