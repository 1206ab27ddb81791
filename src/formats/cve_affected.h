/* SPDX-License-Identifier: Apache-2.0 */
/* cve_affected.h — the `affected[]` of a CVE 5 container.
 *
 * An entry becomes, by what it names:
 *   commits with a repository            AFFECTED_GIT
 *   packageURL, or packageName in the    AFFECTED_PACKAGE
 *     collection of a language
 *   CPE names                            criteria with the entry's ranges, one node an entry
 *   else vendor and product              AFFECTED_PRODUCT
 * A package in a distribution's collection (Red Hat's, Fedora's) is named only: its versions are
 * the distribution's, its CPE is the distribution itself. Whatever cannot be compared is said as
 * an AFFECTED_PRODUCT without ranges that is `not_comparable`.
 *
 * Source: CVE Record Format 5.0 – 5.2, definition "product".
 */
#pragma once

#include "formats/record.h"

/* `affected` is the array, or null. Fails: as cve_versions_read, with the place. */
MUST_CHECK bool cve_affected_read(RecordDraft *draft, const Json *affected, Err *err);
/* To be called with the CNA's array when every container was read: when commits are all that the
 * record says, names its products as well. A component that is known by its CPE has no commit, and
 * the record would be silent about it; so it becomes a hint. Fails: ERR_LIMIT. */
MUST_CHECK bool cve_affected_name(RecordDraft *draft, const Json *affected, Err *err);
