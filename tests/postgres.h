/* SPDX-License-Identifier: Apache-2.0 */
/* postgres.h — a PostgreSQL server of the test program's own: in a folder of its own below
 * /dev/shm or /tmp, on a Unix socket, without TCP, with fsync on. It starts with the first
 * database that is asked for and ends with the program. As root it runs as the user "postgres",
 * for it refuses root.
 */
#pragma once

/* The place of a fresh, empty database; lives until the program ends. Skips the test when the
 * server is not installed: "no PostgreSQL". */
const char *postgres_new(void);
/* Before the first database: the server listens on 127.0.0.1, too, with TLS by this certificate and
 * key (PEM files, which are copied) and not without, and asks there for passwords. Its port; the
 * file of the socket is called after it. */
unsigned postgres_listens(const char *certificate, const char *key);
/* The folder of its socket, whose file is called ".s.PGSQL.5432". */
const char *postgres_folder(void);
/* A statement of who owns the server, said to `place` (NULL: to no database of ours). */
void postgres_say(const char *place, const char *sql);
/* Ends every process of the server with SIGKILL, as a power cut would. */
void postgres_kill(void);
/* Starts it again and waits until it answers. */
void postgres_start(void);
