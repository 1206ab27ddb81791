/* SPDX-License-Identifier: Apache-2.0 */
/* copy.h — a record into another database: a restore, a move to a server, a backup from one.
 *
 * The copy is verified on both sides: `from` before a row is taken, the new one before it is
 * committed. It is the same record, with its UUID, signatures and erased people. Both kinds of
 * database may be either side. What others say to `from` meanwhile is in the copy or is not: each
 * event whole.
 */
#pragma once

#include "store/verify.h"

/* Copies to the place `to`, as db_open takes it, where no record may be yet. `witness` is the path
 * of the witness of `from`, or NULL. *out is what the new record verified to.
 * Fails: ERR_USAGE "store.copy-exists"; whatever store_verify finds; ERR_IO. After a failure `to`
 *        holds no record. */
MUST_CHECK bool store_copy(Store *from, const char *witness, const char *to, VerifyReport *out,
                           Err *err);
/* The same into a database that is open, for who opens nothing any more: `to` is closed in every
 * case, and after a failure holds no record. */
MUST_CHECK bool store_copy_into(Store *from, const char *witness, Db *to, VerifyReport *out,
                                Err *err);
