/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(conan_order_has_no_circles)
{
    table_check(SCHEME_CONAN, "conan.data");
}
