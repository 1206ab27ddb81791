/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(openssl_letters_count_the_patches)
{
    table_check(SCHEME_OPENSSL, "openssl.data");
}
