/* SPDX-License-Identifier: Apache-2.0 */
/* dossier.h — one product's complete record as a signed file: handed over, verified anywhere.
 *
 * A dossier holds the chain of one product, the files that it names, who spoke, and proofs that all
 * of it stands under a signed head; nothing of other products. docs/formats/dossier.md.
 */
#pragma once

#include "inro/record.h"

/* The dossier of a product, by name or UUID, in *out; of one that was imported, the bytes that
 * came. The same record gives the same bytes. May write: when no head of this installation's key
 * covers the whole record, one is signed. */
bool inro_dossier_export(const Inro *inro, InroRecord *record, const char *product,
                         InroBytes *out, InroError *error);

/* Takes a dossier in: proves it, keeps it byte for byte, and shows its rows under their origin. A
 * newer one of the same product takes the place of the older; what was done is told.
 * Fails: INRO_REFUSED when its signer is not trusted (inro/key.h), it is older than the one there
 * is, does not continue it, or is of this record itself. */
bool inro_dossier_import(const Inro *inro, InroRecord *record, const char *file,
                         const InroReportOptions *options, InroError *error);

/* Proves a dossier with nothing but the file and, when it is not NULL, the file of the public key
 * that must have signed it. *known says that this is so; without a key it is false, and what is
 * told ends with the fingerprint of the unknown signer. `options->take` gets lines in the language
 * of the session. Fails: INRO_REFUSED naming the first bad record; when another key signed. */
bool inro_dossier_verify(const Inro *inro, const char *file, const char *key,
                         const InroReportOptions *options, bool *known, InroError *error);
