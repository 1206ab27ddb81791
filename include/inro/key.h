/* SPDX-License-Identifier: Apache-2.0 */
/* key.h — the keys that sign a record, and the keys of others that are trusted.
 *
 * A secret key is a file of mode 0600 in the folder of the record's keys and never leaves it. Its
 * public half is an event before its first signature. The newest key of the folder that is not
 * retired signs. `key` names one by its fingerprint ("SHA256:…", or its begin) or by its label.
 */
#pragma once

#include "inro/record.h"

enum { INRO_FINGERPRINT_BYTES = 80 };

/* Makes a key that signs from now on; `label` may be NULL, and is refused when another key of the
 * record is called so. Its fingerprint is in `fingerprint`. */
bool inro_key_create(const Inro *inro, InroRecord *record, const char *label,
                     char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error);
/* The same of a key that never leaves its hardware: `uri` is of RFC 7512 and names token and label
 * ("pkcs11:token=…;object=…?module-path=…&pin-source=file:…"), never a PIN. */
bool inro_key_create_card(const Inro *inro, InroRecord *record, const char *uri, const char *label,
                          char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error);
/* Binds a key of the actor to their person record: one of the folder `personal` of the options that
 * was made for another record, else a new one (a file of mode 0600). From the next act on the actor
 * signs each act with it, and none is accepted from them without it until it is retired. */
bool inro_key_create_personal(const Inro *inro, InroRecord *record,
                              char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error);
/* Whether the key that signs is in hardware, whose module runs in this process. */
bool inro_record_on_card(const InroRecord *record);
bool inro_key_list(const Inro *inro, InroRecord *record, const InroReportOptions *options,
                   InroError *error);
/* The line of a public key, as trust reads it; of the key that signs when `key` is NULL. */
bool inro_key_export(const Inro *inro, InroRecord *record, const char *key, InroBytes *out,
                     InroError *error);
/* From now on the word of who holds that key is taken: `file` holds its public line. `label` as
 * above; one that stands in the file and is taken gets the begin of the fingerprint behind it. */
bool inro_key_trust(const Inro *inro, InroRecord *record, const char *file, const char *label,
                    char fingerprint[INRO_FINGERPRINT_BYTES], InroError *error);
/* From now on the key signs nothing, and is not believed in what is new. */
bool inro_key_retire(const Inro *inro, InroRecord *record, const char *key, InroError *error);
