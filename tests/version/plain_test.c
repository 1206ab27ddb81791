/* SPDX-License-Identifier: Apache-2.0 */
#include "version/table.h"

TEST(texts_go_by_bytes_and_times_by_instants)
{
    table_check(SCHEME_DATETIME, "datetime.data");
    table_check(SCHEME_LEXICOGRAPHIC, "lexicographic.data");
}
