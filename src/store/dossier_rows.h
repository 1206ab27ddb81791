/* SPDX-License-Identifier: Apache-2.0 */
/* dossier_rows.h — the rows that an imported dossier gives, under its own origin.
 *
 * Its events never enter our log: they are replayed from the blob whenever our event
 * "dossier.imported" is, into the same tables, their `origin` being the id of the dossier's row. A
 * newer dossier of the same product takes the place of the older one and of its rows.
 */
#pragma once

#include "store/project.h"

/* Takes away the rows of the dossier that `payload` supersedes. Fails: ERR_USAGE
 * "store.dossier-stale" unless it names exactly the one there is. */
MUST_CHECK bool dossier_supersede(const Projection *to, const Json *payload, Err *err);
/* Writes the rows of the dossier that `payload` names: those of to->dossier when that is its
 * account, else of one that a worker gives now. Fails: as dossier_account and
 * dossier_account_write; ERR_VERIFY "store.dossier-other" when the event says otherwise than the
 * dossier. */
MUST_CHECK bool dossier_replay(const Projection *to, const Json *payload, Err *err);
