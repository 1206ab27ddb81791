/* SPDX-License-Identifier: Apache-2.0 */
/* record.h — the record: what we make and ship, what was decided, by whom; kept for ever.
 *
 * A record is a folder (SQLite) or a database of PostgreSQL. Every call that writes is one act:
 * all of it is on disk when the call returns true. When it returns false nothing is, or all of it
 * and only what follows failed, such as telling what was done: inro_record_said knows.
 *
 * Nouns are product, release, component, control, site and device. People call them by name
 * ("Pump", "Pump@2.1") or by UUID.
 */
#pragma once

#include "inro/report.h"

typedef struct InroRecord InroRecord;

typedef struct {
    const char *place;  /* a folder, or "postgres://…"                                        */
    const char *state;  /* the folder of keys and heads when the record is no folder, and of what
                           is made from one that may only be read; it gets one inside for each
                           record                                                              */
    const char *actor;  /* who acts, as people write it: kept as a person record               */
    const char *personal; /* the folder of their own keys (inro/key.h); may be NULL            */
    bool create;        /* makes the record when there is none                                 */
    bool reads;         /* nothing will be written, so no module of a key in hardware is loaded:
                           the folder may be a stranger's, and the module that it names, too   */
} InroRecordOptions;

/* *out is the caller's to close. Fails: INRO_NO_DATA when there is no record. */
bool inro_record_open(const Inro *inro, const InroRecordOptions *options, InroRecord **out,
                      InroError *error);
void inro_record_close(InroRecord *record);
/* When others than its owner may write to the folder of the record, its database or its keys: a
 * sentence with what, who, and the command that ends it; in the session's language, living as long
 * as the record. NULL: nobody else may, as its modes say. */
const char *inro_record_exposed(const Inro *inro, InroRecord *record);
/* Whether it can be read and not written: then every call that writes is refused, and the
 * portfolio of inro_affected is kept below `state`. */
bool inro_record_read_only(const InroRecord *record);
/* What is to be said of the last act beside that it is on disk: that the newest signed head could
 * not be kept outside the database, and why. The next act keeps its own. NULL: nothing. */
const char *inro_record_warning(const InroRecord *record);
/* How many events were appended through it so far, whatever failed afterwards. */
uint64_t inro_record_said(const InroRecord *record);

/* A field and what it shall hold: a list gives its field again and again, an empty text takes the
 * value away. Fields are named as the options of
 * the program, with "_" for "-": "intended_use". */
typedef struct {
    const char *field, *value;
} InroGiven;

enum {
    INRO_ANY_VERSION = -1,
    INRO_UUID_BYTES = 37, /* of a UUID as text and its NUL: what `id` takes everywhere */
};

/* The UUID of what was made, in `id` (INRO_UUID_BYTES). */
bool inro_noun_create(const Inro *inro, InroRecord *record, const char *noun,
                      const InroGiven *given, size_t count, char *id, InroError *error);
/* `version` is what inro_noun_show said, or INRO_ANY_VERSION; when what is changed was written
 * since, nothing is, and the error tells what by whom. */
bool inro_noun_change(const Inro *inro, InroRecord *record, const char *noun, const char *called,
                      const InroGiven *given, size_t count, int64_t version, InroError *error);
bool inro_noun_show(const Inro *inro, InroRecord *record, const char *noun, const char *called,
                    const InroReportOptions *options, InroError *error);
/* Every row, or those whose `field` is `value`: one field, and beside it "origin", the product of
 * an imported dossier whose rows are meant instead of ours. */
bool inro_noun_list(const Inro *inro, InroRecord *record, const char *noun,
                    const InroGiven *where, size_t count, const InroReportOptions *options,
                    InroError *error);

/* Attaches the SBOM in `file` ("-": standard input) to a release; the bytes are kept as they came.
 * `id` takes its UUID. The list of SBOMs is inro_noun_list of "sbom". */
bool inro_sbom_attach(const Inro *inro, InroRecord *record, const char *release, const char *file,
                      char *id, InroError *error);
/* It counts no longer, and stays in the record. */
bool inro_sbom_detach(const Inro *inro, InroRecord *record, const char *sbom, const char *reason,
                      InroError *error);

/* Whether the record is what was written: what was checked goes to `options->take` in the
 * session's language, or the error names the first bad record (INRO_REFUSED). `head` is NULL or the
 * file of a signed head that somebody kept: the record must be that one or have gone on from it. */
bool inro_record_verify(const Inro *inro, InroRecord *record, const char *head,
                        const InroReportOptions *options,
                        InroError *error);

/* Copies the record to `file`, which must not exist, while others write to it; the newest signed
 * head that is kept outside it goes beside the copy ("FILE.head"). Keys do not: they are kept
 * apart. A record in PostgreSQL is verified before and after; the file is one of SQLite, too. */
bool inro_record_backup(const Inro *inro, InroRecord *record, const char *file, InroError *error);
/* A backup is a stranger's file. Opening makes the folder, and the connection to a server, that it
 * goes to; after that the caller may give up every right but these and to read `file` and
 * "FILE.head". Running verifies the backup and puts it where no record is yet; *events is how many
 * it holds. No key is loaded: the first act there makes one of its own, unless the old keys are put
 * beside it. */
typedef struct InroRestore InroRestore;
bool inro_restore_open(const Inro *inro, const InroRecordOptions *to, const char *file,
                       InroRestore **out, InroError *error);
bool inro_restore_run(const Inro *inro, InroRestore *restore, uint64_t *events, InroError *error);
void inro_restore_close(InroRestore *restore);
/* The same of a record that is open, to where was opened without a file (NULL): it is verified
 * before it is copied, and the copy before it is kept. It is the same record at another place, so
 * only one of the two is to go on. Keys stay where they are, as with a backup. */
bool inro_record_copy(const Inro *inro, InroRecord *record, InroRestore *to, uint64_t *events,
                      InroError *error);
/* Takes a person's name out of the record: by name or UUID. What they did stays, without a name. */
bool inro_record_erase(const Inro *inro, InroRecord *record, const char *person, InroError *error);
