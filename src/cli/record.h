/* SPDX-License-Identifier: Apache-2.0 */
/* record.h — what every command of the record begins with: which record, and who acts.
 */
#pragma once

#include "cli/app.h"
#include "inro/record.h"

/* `given` is --record. False, said to the user with *status, when it cannot be opened. */
bool record_open(const App *app, const char *given, bool create, InroRecord **out,
                 InroStatus *status);
void record_close(InroRecord **record); /* for CLEANUP */
