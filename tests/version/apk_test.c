/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(apk_and_gentoo_order_follow_their_tools)
{
    table_check(SCHEME_APK, "apk.data");
    table_check(SCHEME_GENTOO, "gentoo.data");
}
