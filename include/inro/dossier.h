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

typedef struct {
    const char *file;
    const char *accepted; /* the fingerprint of the key that must have signed it; or NULL */
} InroDossierImport;

/* Takes a dossier in: proves it, keeps it byte for byte, and shows its rows under their origin. A
 * newer one of the same product takes the place of the older; what was done is told.
 * Every trusted signer may bring a product that is new here. Whoever holds a dossier could go on
 * writing its chain, so that another signer than before is taken only when it is `accepted`.
 * Fails: INRO_REFUSED when its signer is not trusted (inro/key.h), is another than before or than
 * the accepted one, it is older than the one there is, does not continue it, or is of this record
 * itself. */
bool inro_dossier_import(const Inro *inro, InroRecord *record, const InroDossierImport *wanted,
                         const InroReportOptions *options, InroError *error);

typedef struct {
    const char *file;
    const char *key;   /* the file of the public key that must have signed it; or NULL */
} InroDossierQuestion;

/* Proves a dossier with nothing but the file. *known says that its signer is: the key of the
 * question, or, when there is none, one that `record` (may be NULL) trusts and has not retired;
 * otherwise what is told ends with the fingerprint of the unknown signer. `options->take` gets
 * lines in the language of the session. Loads no key of ours; the file is understood by a worker
 * without rights. Fails: INRO_REFUSED naming the first bad record; when another key signed. */
bool inro_dossier_verify(const Inro *inro, InroRecord *record, const InroDossierQuestion *question,
                         const InroReportOptions *options, bool *known, InroError *error);
