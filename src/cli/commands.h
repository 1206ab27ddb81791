/* SPDX-License-Identifier: Apache-2.0 */
/* commands.h — the subcommands, one source each. */
#pragma once

#include "cli/command.h"

extern const Command CMD_SCAN;
extern const Command CMD_EXPLAIN;
extern const Command CMD_DB_IMPORT;
extern const Command CMD_DB_STATUS;
extern const Command CMD_VERSION_COMPARE;
extern const Command CMD_CVSS;
extern const Command CMD_PURL;
extern const Command CMD_CPE_MATCH;
