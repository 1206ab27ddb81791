/* SPDX-License-Identifier: Apache-2.0 */
/* affected.h — "are we hit?": which products, releases, sites and devices a question concerns.
 *
 * The answer comes from a portfolio, columns in a file beside the record that are made anew when
 * the record has moved on; that is said when it happens.
 */
#pragma once

#include "inro/record.h"
#include "inro/scan.h"

/* `asked` is the id of a vulnerability, a package URL, a CPE, the name of a component or of a file,
 * or a hash of it ("sha256:…", or the digits).
 * One row a device, and one for a release without devices. *known is false when no record of the
 * knowledge base bears the id: then nothing follows from having no rows. */
bool inro_affected(const Inro *inro, InroRecord *record, const char *db, const char *asked,
                   InroSay *say, void *context, const InroReportOptions *options, bool *known,
                   InroError *error);
