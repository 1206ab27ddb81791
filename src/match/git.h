/* SPDX-License-Identifier: Apache-2.0 */
/* git.h — is this commit or tag of a repository affected?
 *
 * Without the repository's history only equality is known: a commit equal to `introduced` is
 * affected, one equal to `fixed` or `limit` is not, any other cannot be compared. CVE records also
 * have ranges that are not affected. Tags and
 * versions that a record enumerates are compared as text, with and without a leading "v". A tag
 * spelled in another style than the enumerated ones ("1.2" beside "release-1.1") says nothing.
 *
 * Source:  OSV schema 1.x, "GIT" ranges and "affected[].versions".
 * Threads: every function is pure.
 */
#pragma once

#include "match/decide.h"

typedef struct {
    Str commit; /* empty: unknown */
    Str tag;    /* a tag or a plain version; empty: unknown */
} Revision;

/* What the ranges of one record, seen one after the other, say about a revision. Start from
 * zero, add every range, then ask. */
typedef struct {
    bool affected, fixed;     /* by commit */
    bool enumerated;          /* the tag is one of the affected ones */
    bool listed;              /* tags were enumerated … */
    bool same_style;          /* … in the style of ours */
    bool ranged;              /* commits were given */
} GitEvidence;

void git_evidence_add(GitEvidence *evidence, const Revision *revision, const Bounds *bounds);
Decision git_decide(const GitEvidence *evidence, const Revision *revision);
/* Forty or more hexadecimal digits (SHA-1, SHA-256), or at least seven when abbreviated. */
bool git_is_commit(Str text);
