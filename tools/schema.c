/* SPDX-License-Identifier: Apache-2.0 */
/* schema — prints the tables of the record as SQL, for people who read them and for reviews.
 *
 * usage: schema sqlite > src/store/schema.sqlite.sql
 *        schema postgres > src/store/schema.postgres.sql
 */
#include "store/tables.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    static const char *const WORD[DB_DIALECTS] = { [DB_SQLITE] = "sqlite",
                                                   [DB_POSTGRES] = "postgres" };
    CLEANUP(buf_done) Buf sql = buf_new(1 << 20);

    for (int i = 0; argc == 2 && i < DB_DIALECTS; i++)
        if (strcmp(argv[1], WORD[i]) == 0)
            schema_print((DbDialect)i, &sql);
    if (!sql.len || buf_failed(&sql)) {
        fputs("usage: schema sqlite|postgres\n", stderr);
        return 2;
    }
    return fwrite(sql.ptr, 1, sql.len, stdout) == sql.len ? 0 : 70;
}
