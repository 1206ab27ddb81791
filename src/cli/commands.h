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

/* Of the record: commands_record.c. */
extern const Command CMD_PRODUCT_CREATE;
extern const Command CMD_PRODUCT_CHANGE;
extern const Command CMD_PRODUCT_SHOW;
extern const Command CMD_PRODUCT_LIST;
extern const Command CMD_RELEASE_CREATE;
extern const Command CMD_RELEASE_CHANGE;
extern const Command CMD_RELEASE_SHOW;
extern const Command CMD_RELEASE_LIST;
extern const Command CMD_COMPONENT_CREATE;
extern const Command CMD_COMPONENT_CHANGE;
extern const Command CMD_COMPONENT_SHOW;
extern const Command CMD_COMPONENT_LIST;
extern const Command CMD_CONTROL_CREATE;
extern const Command CMD_CONTROL_CHANGE;
extern const Command CMD_CONTROL_SHOW;
extern const Command CMD_CONTROL_LIST;
extern const Command CMD_SITE_CREATE;
extern const Command CMD_SITE_CHANGE;
extern const Command CMD_SITE_SHOW;
extern const Command CMD_SITE_LIST;
extern const Command CMD_DEVICE_CREATE;
extern const Command CMD_DEVICE_CHANGE;
extern const Command CMD_DEVICE_SHOW;
extern const Command CMD_DEVICE_LIST;
extern const Command CMD_DEVICE_IMPORT;
extern const Command CMD_SITE_IMPORT;
extern const Command CMD_RECORD_VERIFY;
extern const Command CMD_RECORD_EXPORT;
extern const Command CMD_RECORD_IMPORT;
extern const Command CMD_RECORD_BACKUP;
extern const Command CMD_RECORD_RESTORE;
extern const Command CMD_RECORD_ERASE;
extern const Command CMD_KEY_CREATE;
extern const Command CMD_KEY_LIST;
extern const Command CMD_KEY_EXPORT;
extern const Command CMD_KEY_TRUST;
extern const Command CMD_KEY_RETIRE;
extern const Command CMD_RELEASE_SBOM_ATTACH;
extern const Command CMD_RELEASE_SBOM_DETACH;
extern const Command CMD_RELEASE_SBOM_LIST;
extern const Command CMD_RELEASE_LIFE;
extern const Command CMD_NOTICE_LIST;
extern const Command CMD_NOTICE_SENT;
extern const Command CMD_FINDING_LIST;
extern const Command CMD_FINDING_REFRESH;
extern const Command CMD_FINDING_DECIDE;
extern const Command CMD_FINDING_AWARE;
extern const Command CMD_DECISION_LIST;
extern const Command CMD_DECISION_CONFIRM;
extern const Command CMD_DECISION_REVIEW;
extern const Command CMD_DECISION_EXPIRE;
extern const Command CMD_AFFECTED;
extern const Command CMD_CLOCK_LIST;
extern const Command CMD_CLOCK_STEP;
extern const Command CMD_RISK_MATRIX_SHOW;
extern const Command CMD_RISK_MATRIX_ADOPT;
extern const Command CMD_RISK_MATRIX_LIST;
extern const Command CMD_RISK_ASSESS;
extern const Command CMD_RISK_SHOW;
extern const Command CMD_RISK_LIST;
extern const Command CMD_RISK_UPDATE;
extern const Command CMD_RISK_RUBRIC;
