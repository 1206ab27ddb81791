/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(pypi_order_follows_pep_440)
{
    table_check(SCHEME_PYPI, "pypi.data");
}
