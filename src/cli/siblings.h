/* SPDX-License-Identifier: Apache-2.0 */
/* siblings.h — the programs that do what `inro` itself does not link for, run in its place.
 *
 * `inro` is started for every scan and links what a scan needs. What needs the record is done by
 * inro-record (SQLite) and inro-record-postgres (the same sources, and PostgreSQL), which lie in
 * LIBEXECDIR/inro and get the same arguments. A table of nouns (NOUNS of commands.c) and of
 * options says which command lines are theirs; in the siblings that table is empty.
 */
#pragma once

#include "cli/app.h"

/* Whether the words behind "inro", without --lang, are for a sibling: a noun of the record, help
 * on one, or a scan or an explanation that asks for what only the record knows. */
bool sibling_wanted(int argc, char **argv);

/* The file name of the one that is meant: the record is a database of PostgreSQL when --record,
 * else INRO_RECORD, begins with postgres:// or postgresql://, or when it goes --to one. */
const char *sibling_name(int argc, char **argv);

/* Runs it in our place with `argv`, all words as they were given. Looked for beside our own
 * program, in ../libexec/inro from there, and where it was to be installed.
 * Returns only when that fails: said to the user, INRO_REFUSED. */
InroStatus sibling_run(const App *app, const char *name, char **argv);
