/* SPDX-License-Identifier: Apache-2.0 */
/* prune.h — files of a knowledge base that are of no more use.
 *
 * What stays: the generation that was published, the one before it, because readers may just be
 * opening it, and the evidence that either of them names. What goes: everything older, evidence of
 * sources that were replaced since, and what writers left that were killed.
 *
 * What cannot be removed is left for the next import; none fails for it.
 */
#pragma once

#include "kb/current.h"
#include "kb/open.h"

/* A temporary of a writer that was killed: ".<name>.<process>-<n>.part" (base/io). Fails: ERR_IO,
 * because then nothing can be written either. */
MUST_CHECK bool prune_left_overs(const char *dir, Arena *arena, Err *err);
bool prune_is_named(const Current *current, Str name);
/* Files of generations that neither of the two names. */
void prune_generations(const char *dir, const Current *fresh, const Current *old, Arena *arena);
/* Evidence in `folder` that neither names; NULL: there was none before. */
void prune_evidence(const char *folder, const Kb *fresh, const Kb *old, Arena *arena);
