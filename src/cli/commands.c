/* SPDX-License-Identifier: Apache-2.0 */
/* Every subcommand, in the order the help shows them. */
#include "cli/commands.h"

const Command *const COMMANDS[] = {
    &CMD_SCAN, &CMD_EXPLAIN, &CMD_DB_IMPORT, &CMD_DB_STATUS, &CMD_VERSION_COMPARE,
    &CMD_CVSS, &CMD_PURL,    &CMD_CPE_MATCH, NULL,
};

const char *const NOUNS[] = {
    "product", "release", "component", "site",         "device", "finding", "decision", "affected",
    "risk",    "clock",   "control",   "safety",       "record", "key",     "notice",
    "organisation", NULL,
};
