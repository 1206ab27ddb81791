/* SPDX-License-Identifier: Apache-2.0 */
/* Every subcommand of the programs that hold the record, in the order the help shows them. */
#include "cli/commands.h"

const Command *const COMMANDS[] = {
    &CMD_SCAN, &CMD_EXPLAIN, NULL,
};

const char *const NOUNS[] = { NULL };
