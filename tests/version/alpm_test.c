/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(alpm_letters_behind_a_number_are_older)
{
    table_check(SCHEME_ALPM, "alpm.data");
}
