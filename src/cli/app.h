/* SPDX-License-Identifier: Apache-2.0 */
/* app.h — how a subcommand speaks: results to standard output, one line of error beside it.
 */
#pragma once

#include "cli/command.h"

/* Fills in language, terminal and present; app->lang is set before. */
void app_start(App *app);

/* Writes all of it; a reader that has gone away (SIGPIPE is ignored) is no error.
 * Returns INRO_DONE, or INRO_REFUSED with a message when the output cannot be written. */
InroStatus app_write(const App *app, const char *bytes, size_t len);
/* The same of a line, without its end. */
InroStatus app_write_line(const App *app, const char *line);
/* The same of what a buffer holds; INRO_REFUSED too when there was no room for all of it. */
InroStatus app_write_buf(const App *app, const Buf *out);
/* "inro: <text>" to standard error. */
void app_say(const App *app, const char *text);
InroStatus app_fail(const App *app, const InroError *error);
InroStatus app_refuse(const App *app, const Err *err);
/* Refuses a command that lacks an option which it cannot do without. */
InroStatus app_needed(const App *app, const char *option);

/* The folder of the knowledge base: `given`, else INRO_DB, else $XDG_DATA_HOME/inro/kb (HOME's
 * .local/share without it); for reading, /var/lib/inro/kb when that one does not exist.
 * False, said to the user, when no folder can be named. */
bool app_db_dir(const App *app, const char *given, bool for_reading, char *buffer, size_t size);

/* Where the record is: `given`, else INRO_RECORD, else $XDG_DATA_HOME/inro/record (HOME's
 * .local/share without it). A folder, or the address of a database (app_record_is_server).
 * False, said to the user, when no place can be named. */
bool app_record_place(const App *app, const char *given, char *buffer, size_t size);
/* postgres://… or postgresql://…; false for NULL. */
bool app_record_is_server(const char *place);
/* Where keys and the portfolio of a record lie that is in a database: $XDG_STATE_HOME/inro/<uuid>
 * (HOME's .local/state without it). `uuid` is that of the record as text, or NULL for the folder
 * that those of all records lie in. As above. */
bool app_state_dir(const App *app, const char *uuid, char *buffer, size_t size);

/* Where the keys of the user lie that sign what they do: $XDG_CONFIG_HOME/inro/keys (HOME's .config
 * without it). Empty when no place can be named. */
void app_personal_dir(char *buffer, size_t size);

/* Who acts, as far as is known: INRO_ACTOR, else "user@host". False, said to the user, when
 * INRO_ACTOR is longer than APP_ACTOR_BYTES_MAX or holds what is not for a screen. Reads the
 * accounts of the system: call it before confine_record. */
enum { APP_ACTOR_BYTES_MAX = 200, APP_ACTOR_BYTES = 320 };
bool app_actor(const App *app, char buffer[APP_ACTOR_BYTES]);

/* One line of output for one line of input; its status is added to the whole (status_add). */
typedef InroStatus LineEach(const App *app, Str line, Buf *out, const void *context);
/* For every line of standard input, without its end. */
InroStatus app_each_line(const App *app, LineEach *each, const void *context);
/* For every operand. */
InroStatus app_each_operand(const App *app, char **operands, LineEach *each, const void *context);

/* The first that applies of 70, 2, 3, 4, 1, 0. */
InroStatus status_add(InroStatus a, InroStatus b);
