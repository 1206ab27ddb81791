/* SPDX-License-Identifier: Apache-2.0 */
/* sources.h — which units make one source, how it is called, its digest and its stamp.
 *
 * Units of one name are one source. The digest of a source of one file is that of the file; of
 * several it is the SHA-256 of their digests, each as 64 hexadecimal digits and a line feed, in
 * the order of their names.
 */
#pragma once

#include "kb/build.h"
#include "kb/intake.h"

typedef struct {
    BuildSource *sources;   /* sorted by id; refused, files and stamps filled in */
    size_t source_count;
    uint32_t *of_unit;      /* source of each unit of the plan */
    uint32_t *file_of_unit; /* its file in that source */
} SourceList;

/* Everything lives in `arena`. False: no memory, or more than BUILD_SOURCES_MAX sources. */
MUST_CHECK bool sources_name(const Plan *plan, const Intake *intake, Arena *arena,
                             SourceList *out);
