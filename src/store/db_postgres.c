/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL and what speaks its protocol, the only file that sees libpq.
 *
 * Session: nothing outlives a transaction, so that a pooler may give each one another session.
 *     What a transaction needs (schema, time limits) is set at its begin with SET LOCAL.
 * Locks: a writer is READ COMMITTED and takes the row of `log` first (log_lock), so the others wait
 *     for that row and then see what it wrote. A reader is REPEATABLE READ: one view, no lock.
 *     Servers that serialise whatever they are asked for answer 40001 instead; db.c tries again.
 * Rows: a connection answers one question at a time, yet the callback of a row may ask the next.
 *     So a SELECT is a cursor that is read in batches, one cursor for each level of nesting. The
 *     first batch comes with the declaration in one round trip. A cursor that was read to its end
 *     is closed by whoever needs its name next.
 * Round trips: a reader begins with its first question and does not wait for the end, so that a
 *     question outside a transaction costs one.
 * Durable: a transaction that writes raises synchronous_commit when the server has it off, and is
 *     refused when the server runs with fsync or full_page_writes off: nobody could keep the
 *     promise of db.h there.
 * Secrets: a place may hold a password. No text of libpq about the place itself is passed on, and
 *     no text in which the password occurs.
 *
 * Source: PostgreSQL 15 documentation, chapters 34 (libpq), 13 (isolation), appendix A (SQLSTATE),
 *     COPY "Binary Format".
 */
#include "store/db_postgres.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#include <libpq-fe.h>

enum {
    BATCH_FIRST = 16,            /* rows: most answers are shorter */
    BATCH_ROWS_MAX = 1024,
    BATCH_BYTES = 4 << 20,       /* what a batch should hold, judged by the one before */
    STATEMENT_MS = 600000,       /* one statement: a server that hangs is not waited for */
    SERVER_OLDEST = 150000,
    SQL_BYTES = 1 << 16,
    OPTIONS_MAX = 80,
};

#define RULE_POSTGRES    STR("store.postgres")
#define RULE_CONNECT     STR("store.postgres-connect")
#define RULE_LOST        STR("store.postgres-lost")
#define RULE_URL         STR("store.postgres-url")
#define RULE_OLD         STR("store.postgres-old")
#define RULE_SCHEMA      STR("store.postgres-schema")
#define RULE_ENCODING    STR("store.postgres-encoding")
#define RULE_UNSAFE      STR("store.postgres-unsafe")
#define RULE_NOT_UNIQUE  STR("store.not-unique")

/* ---- what went wrong ---------------------------------------------------------------- */

/* The first row whose state begins that of the error. Source: appendix A. */
static const struct { const char *state; bool again; ErrCode code; RuleId rule; } REFUSALS[] = {
    { "40001", true,  ERR_IO,       STR_ROW("store.busy") },         /* serialization_failure */
    { "40P01", true,  ERR_IO,       STR_ROW("store.busy") },         /* deadlock_detected */
    { "42P07", true,  ERR_USAGE,    STR_ROW("store.postgres-taken") }, /* duplicate_table */
    { "55P03", false, ERR_IO,       STR_ROW("store.busy") },         /* lock_not_available */
    { "53100", false, ERR_IO,       STR_ROW("store.disk-full") },    /* disk_full */
    { "XX001", false, ERR_VERIFY,   STR_ROW("store.not-a-record") }, /* data_corrupted */
    { "XX002", false, ERR_VERIFY,   STR_ROW("store.not-a-record") }, /* index_corrupted */
    { "42501", false, ERR_IO,       STR_ROW("store.postgres") },     /* insufficient_privilege */
    { "42",    false, ERR_INTERNAL, STR_ROW("store.postgres") },     /* a statement of ours */
    { "22",    false, ERR_INTERNAL, STR_ROW("store.postgres") },     /* a value of ours */
    { "",      false, ERR_IO,       STR_ROW("store.postgres") },
};

/* The server's words up to their first line end; none when they would tell the password. */
static Str words_of(const PGconn *conn, const char *message)
{
    const char *password = PQpass(conn);
    Str words = str_of(message), line;

    if (password && password[0] && str_find(words, str_of(password)) < words.len)
        return STR("");
    return str_next(&words, '\n', &line) ? str_trim(line) : STR("");
}

static Str field_of(const PGresult *result, int field)
{
    return result ? str_of(PQresultErrorField(result, field)) : STR("");
}

/* Two that make the tables at once meet in the unique indexes of the catalogue. */
static bool is_race(const PGresult *result)
{
    return str_eq(field_of(result, PG_DIAG_SQLSTATE), STR("23505"))
        && str_eq(field_of(result, PG_DIAG_SCHEMA_NAME), STR("pg_catalog"));
}

static bool refuse(Postgres *pg, const PGresult *result, Err *err)
{
    Str state = field_of(result, PG_DIAG_SQLSTATE), words;
    size_t i = 0;

    pg->again = is_race(result);
    if (PQstatus(pg->conn) != CONNECTION_OK || !state.len) {
        words = words_of(pg->conn, PQerrorMessage(pg->conn));
        return err_set(err, ERR_NETWORK, RULE_LOST, words.len ? words : STR("no answer"));
    }
    if (str_eq(state, STR("23505")))
        return err_set(err, ERR_USAGE, RULE_NOT_UNIQUE, field_of(result, PG_DIAG_TABLE_NAME),
                       field_of(result, PG_DIAG_MESSAGE_DETAIL));
    while (!str_starts(state, str_of(REFUSALS[i].state)))
        i++;
    pg->again = pg->again || REFUSALS[i].again;
    words = words_of(pg->conn, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    return err_set(err, REFUSALS[i].code, REFUSALS[i].rule, words);
}

static bool succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Ends `result` when it is a failure. */
static bool judge(Postgres *pg, PGresult *result, Err *err)
{
    if (succeeded(result))
        return true;
    refuse(pg, result, err);
    PQclear(result);
    return false;
}

/* Nothing hangs on whether a reader's COMMIT was heard. */
static void reader_end(Postgres *pg)
{
    for (PGresult *result; pg->ending && (result = PQgetResult(pg->conn)); PQclear(result))
        continue;
    pg->ending = false;
}

static PGresult *pipeline_collect(PGconn *conn);
static bool send_plain(PGconn *conn, const char *sql)
{
    return PQsendQueryParams(conn, sql, 0, NULL, NULL, NULL, NULL, 1) == 1;
}

static bool send_begin(Postgres *pg)
{
    pg->waiting = false;
    return send_plain(pg->conn, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        && send_plain(pg->conn, pg->path) && send_plain(pg->conn, pg->limits[0])
        && send_plain(pg->conn, pg->limits[1]);
}

/* For questions that cannot go with it. */
static bool begin_now(Postgres *pg, Err *err)
{
    PGresult *result;
    bool sent;

    if (!pg->waiting)
        return true;
    sent = PQenterPipelineMode(pg->conn) && send_begin(pg) && PQpipelineSync(pg->conn);
    result = pipeline_collect(pg->conn);
    if (!judge(pg, sent ? result : NULL, err))
        return false;
    PQclear(result);
    return true;
}

/* Several statements without parameters, in one message. Cursors that are still open would keep
 * their tables from being dropped. */
static bool script(Db *db, const char *sql, Err *err)
{
    Postgres *pg = postgres_of(db);
    PGresult *result;
    char close[32];

    reader_end(pg);
    if (!begin_now(pg, err))
        return false;
    for (unsigned i = pg->depth; i < CURSORS_MAX; i++)
        if (pg->left_open[i]) {
            snprintf(close, sizeof close, "CLOSE c%u", i);
            PQclear(PQexec(pg->conn, close));
            pg->left_open[i] = false;
        }
    result = PQexec(pg->conn, sql);
    if (!judge(pg, result, err))
        return false;
    PQclear(result);
    return true;
}

/* ---- parameters and values ---------------------------------------------------------- */

/* Numbers of types. Source: src/include/catalog/pg_type.dat, stable since they exist. */
enum {
    OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23,
    OID_TEXT = 25, OID_UNKNOWN = 705, OID_VARCHAR = 1043,
};

typedef struct {
    int count;
    Oid type[DB_VALUES_MAX];
    const char *value[DB_VALUES_MAX];
    int length[DB_VALUES_MAX], format[DB_VALUES_MAX];
    char number[DB_VALUES_MAX][8];
} Params;

static int64_t number_read(const char *bytes, int length)
{
    uint64_t number = (signed char)bytes[0] < 0 ? UINT64_MAX : 0;

    for (int i = 0; i < length; i++)
        number = number << 8 | (unsigned char)bytes[i];
    return (int64_t)number;
}

/* Every value is binary: text as it is, numbers in network order. */
static void params_fill(const DbValue *args, size_t count, Params *out)
{
    static const Oid TYPE[] = { [DB_NULL] = 0, [DB_INT] = OID_INT8, [DB_TEXT] = OID_TEXT,
                                [DB_BYTES] = OID_BYTEA };

    assert(count <= DB_VALUES_MAX);
    out->count = (int)count;
    for (size_t i = 0; i < count; i++) {
        out->type[i] = TYPE[args[i].kind];
        out->format[i] = 1;
        out->value[i] = args[i].kind == DB_NULL ? NULL
                      : args[i].kind == DB_INT  ? out->number[i]
                      : args[i].text.len        ? args[i].text.ptr : "";
        out->length[i] = args[i].kind == DB_INT ? (int)sizeof out->number[i]
                                                : (int)args[i].text.len;
        if (args[i].kind == DB_INT)
            postgres_number((uint64_t)args[i].number, sizeof out->number[i], out->number[i]);
    }
}

/* Text and bytes stay where libpq has them. */
static bool value_read(const PGresult *result, int row, int column, DbValue *out)
{
    const char *bytes = PQgetvalue(result, row, column);
    int length = PQgetlength(result, row, column);

    *out = (DbValue){ .kind = DB_NULL };
    if (PQgetisnull(result, row, column))
        return true;
    switch (PQftype(result, column)) {
    case OID_BOOL:
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
        *out = db_int(number_read(bytes, length));
        return true;
    case OID_BYTEA:
        *out = db_bytes((Str){ bytes, (size_t)length });
        return true;
    case OID_TEXT:
    case OID_NAME:
    case OID_VARCHAR:
    case OID_UNKNOWN:
        *out = db_text((Str){ bytes, (size_t)length });
        return true;
    default:
        return false;
    }
}

static bool rows_give(const PGresult *result, DbRow *row, void *context, size_t *bytes, Err *err)
{
    DbValue values[DB_VALUES_MAX];
    int rows = PQntuples(result), columns = PQnfields(result);

    assert(columns <= DB_VALUES_MAX);
    for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
            if (!value_read(result, i, j, &values[j]))
                return err_set(err, ERR_INTERNAL, RULE_POSTGRES, str_of(PQfname(result, j)));
            *bytes += values[j].text.len + sizeof values[j];
        }
        if (!row(context, values, (size_t)columns, err))
            return false;
    }
    return true;
}

/* ---- cursors ------------------------------------------------------------------------ */

/* What the commands of a pipeline answered: the first failure, else the answer of the last. NULL
 * twice over says that nothing is to come, as after a lost connection. */
static PGresult *pipeline_collect(PGconn *conn)
{
    PGresult *kept = NULL;
    bool synced = false;

    for (unsigned nothing = 0; !synced && nothing < 2;) {
        PGresult *result = PQgetResult(conn);

        nothing = result ? 0 : nothing + 1;
        synced = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (!result || synced || (kept && !succeeded(kept))) {
            PQclear(result);
        } else {
            PQclear(kept);
            kept = result;
        }
    }
    PQexitPipelineMode(conn);
    return kept;
}

/* What begins a reader, CLOSE when the name is still taken, DECLARE, and the first FETCH, in one
 * round trip. A connection that is lost before the first row is made again. */
static PGresult *cursor_open(Postgres *pg, const char *sql, const Params *params, Err *err)
{
    CLEANUP(buf_done) Buf declare = buf_new(SQL_BYTES);
    char close[32], fetch[48];
    bool first = pg->waiting, sent;
    PGresult *result;

    snprintf(close, sizeof close, "CLOSE c%u", pg->depth);
    snprintf(fetch, sizeof fetch, "FETCH FORWARD %d FROM c%u", BATCH_FIRST, pg->depth);
    buf_printf(&declare, "DECLARE c%u NO SCROLL CURSOR FOR ", pg->depth);
    buf_add(&declare, str_of(sql));
    buf_char(&declare, '\0');
    if (buf_failed(&declare))
        return err_no_memory(err), NULL;
    sent = PQenterPipelineMode(pg->conn) && (!first || send_begin(pg))
        && (!pg->left_open[pg->depth] || send_plain(pg->conn, close))
        && PQsendQueryParams(pg->conn, declare.ptr, params->count, params->type, params->value,
                             params->length, params->format, 1)
        && send_plain(pg->conn, fetch) && PQpipelineSync(pg->conn);
    pg->left_open[pg->depth] = true;
    result = pipeline_collect(pg->conn);
    if (judge(pg, sent ? result : NULL, err))
        return result;
    pg->again = pg->again || (first && PQstatus(pg->conn) != CONNECTION_OK);
    return NULL;
}

static PGresult *cursor_more(Postgres *pg, int rows, Err *err)
{
    char fetch[48];
    PGresult *result;

    snprintf(fetch, sizeof fetch, "FETCH FORWARD %d FROM c%u", rows, pg->depth);
    result = PQexecParams(pg->conn, fetch, 0, NULL, NULL, NULL, NULL, 1);
    return judge(pg, result, err) ? result : NULL;
}

/* Up to four times as many as before, when they are expected to fit. */
static int batch_next(int rows, size_t bytes)
{
    size_t fit = BATCH_BYTES / (bytes / (size_t)rows + 1), wanted = (size_t)rows * 4;

    fit = fit < wanted ? fit : wanted;
    return fit < 1 ? 1 : fit > BATCH_ROWS_MAX ? BATCH_ROWS_MAX : (int)fit;
}

static bool cursor_walk(Postgres *pg, const char *sql, const Params *params, DbRow *row,
                        void *context, Err *err)
{
    int wanted = 0, got;
    size_t bytes = 0;
    bool ok;

    if (pg->depth == CURSORS_MAX)
        return err_set(err, ERR_INTERNAL, RULE_POSTGRES, STR("cursors"));
    do {
        PGresult *batch = wanted ? cursor_more(pg, wanted = batch_next(wanted, bytes), err)
                                 : cursor_open(pg, sql, params, err);

        if (!batch)
            return false;
        wanted = wanted ? wanted : BATCH_FIRST;
        got = PQntuples(batch);
        bytes = 0;
        pg->depth++;
        ok = rows_give(batch, row, context, &bytes, err);
        pg->depth--;
        PQclear(batch);
    } while (ok && got == wanted);
    return ok;
}

/* ---- transactions ------------------------------------------------------------------- */

static void forget_cursors(Postgres *pg)
{
    pg->depth = 0;
    memset(pg->left_open, 0, sizeof pg->left_open);
}

static void rollback(Db *db)
{
    Postgres *pg = postgres_of(db);

    if (PQstatus(pg->conn) == CONNECTION_OK && PQtransactionStatus(pg->conn) != PQTRANS_IDLE)
        PQclear(PQexec(pg->conn, "ROLLBACK"));
    pg->waiting = false;
    forget_cursors(pg);
}

/* The last statement of a writer's begin tells what the server does not do for durability. */
static bool durable(const PGresult *result, Err *err)
{
    Str off = PQntuples(result) == 1 && PQnfields(result) == 1 && !PQgetisnull(result, 0, 0)
            ? str_of(PQgetvalue(result, 0, 0)) : STR("");

    return !off.len || err_set(err, ERR_IO, RULE_UNSAFE, off);
}

/* A connection that died since the last transaction is made again: nothing was lost with it. */
static bool begin(Db *db, DbAccess access, Err *err)
{
    Postgres *pg = postgres_of(db);
    PGresult *result;
    bool ok;

    reader_end(pg);
    pg->again = pg->writing = false;
    forget_cursors(pg);
    if (PQstatus(pg->conn) != CONNECTION_OK)
        PQreset(pg->conn);
    if (PQstatus(pg->conn) != CONNECTION_OK)
        return err_set(err, ERR_NETWORK, RULE_CONNECT,
                       words_of(pg->conn, PQerrorMessage(pg->conn)));
    if (access == DB_READ)
        return pg->waiting = true;
    result = PQexec(pg->conn, pg->writer);
    if (!judge(pg, result, err)) {
        pg->again = pg->again || PQstatus(pg->conn) != CONNECTION_OK;
        return rollback(db), false;
    }
    ok = durable(result, err);
    PQclear(result);
    if (!ok)
        rollback(db);
    pg->writing = ok;
    return ok;
}

static DbEnd reader_commit(Postgres *pg)
{
    pg->ending = !pg->waiting && PQsendQuery(pg->conn, "COMMIT") == 1;
    pg->waiting = false;
    forget_cursors(pg);
    return DB_ENDED;
}

/* Only a connection that ended between the question and its answer leaves a doubt: an error that
 * the server had time to tell means that it rolled back. */
static DbEnd commit(Db *db, Err *err)
{
    Postgres *pg = postgres_of(db);
    PGresult *result;
    bool ok, kept;

    if (!pg->writing)
        return reader_commit(pg);
    result = PQexec(pg->conn, "COMMIT");
    ok = judge(pg, result, err);
    kept = ok && strcmp(PQcmdStatus(result), "COMMIT") == 0;
    forget_cursors(pg);
    if (ok)
        PQclear(result);
    if (kept)
        return DB_ENDED;
    if (ok)
        err_set(err, ERR_INTERNAL, RULE_POSTGRES, STR("ROLLBACK"));
    return PQstatus(pg->conn) != CONNECTION_OK ? DB_DOUBTFUL : pg->again ? DB_AGAIN : DB_FAILED;
}

static bool wants_again(const Db *db)
{
    return ((const Postgres *)(const void *)db)->again;
}

/* ---- statements --------------------------------------------------------------------- */

/* A locking SELECT gives one row; not every server knows it as a cursor. */
static bool is_walked(Str sql)
{
    return str_starts(sql, STR("SELECT ")) && !str_ends(sql, STR(" FOR UPDATE"));
}

static bool run_at_once(Postgres *pg, const char *sql, const Params *params, DbRow *row,
                        void *context, uint64_t *changed, Err *err)
{
    PGresult *result;
    size_t bytes = 0;
    bool ok;

    if (!begin_now(pg, err))
        return false;
    result = PQexecParams(pg->conn, sql, params->count, params->type, params->value,
                          params->length, params->format, 1);
    if (!judge(pg, result, err))
        return false;
    if (!str_to_u64(str_of(PQcmdTuples(result)), changed))
        *changed = 0;
    ok = rows_give(result, row, context, &bytes, err);
    PQclear(result);
    return ok;
}

/* Outside a transaction a statement is one by itself. */
static bool query(Db *db, const char *sql, const DbValue *args, size_t arg_count, DbRow *row,
                  void *context, uint64_t *changed, Err *err)
{
    Postgres *pg = postgres_of(db);
    bool walked = is_walked(str_of(sql)), alone, ok;
    Params params;

    reader_end(pg);
    alone = !pg->waiting && PQtransactionStatus(pg->conn) != PQTRANS_INTRANS
         && PQtransactionStatus(pg->conn) != PQTRANS_INERROR;
    params_fill(args, arg_count, &params);
    pg->again = false;
    *changed = 0;
    if (alone && !begin(db, walked ? DB_READ : DB_WRITE, err))
        return false;
    ok = walked ? cursor_walk(pg, sql, &params, row, context, err)
                : run_at_once(pg, sql, &params, row, context, changed, err);
    if (alone && ok)
        ok = commit(db, err) == DB_ENDED;
    if (alone && !ok)
        rollback(db);
    return ok;
}

/* ---- COPY --------------------------------------------------------------------------- */

bool postgres_copy_start(Postgres *pg, const char *sql, Err *err)
{
    PGresult *result;
    bool ok;

    if (!begin_now(pg, err))
        return false;
    result = PQexec(pg->conn, sql);
    ok = PQresultStatus(result) == PGRES_COPY_IN || refuse(pg, result, err);
    PQclear(result);
    return ok;
}

bool postgres_copy_send(Postgres *pg, Str bytes, Err *err)
{
    return PQputCopyData(pg->conn, bytes.ptr, (int)bytes.len) == 1 || refuse(pg, NULL, err);
}

bool postgres_copy_end(Postgres *pg, const char *why, Err *err)
{
    bool ok = PQputCopyEnd(pg->conn, why) == 1 || refuse(pg, NULL, err);

    for (PGresult *result; ok && (result = PQgetResult(pg->conn)); PQclear(result))
        ok = succeeded(result) || refuse(pg, result, err);
    while (PQstatus(pg->conn) == CONNECTION_OK && PQtransactionStatus(pg->conn) == PQTRANS_ACTIVE)
        PQclear(PQgetResult(pg->conn));
    return ok;
}

/* ---- opening ------------------------------------------------------------------------ */

static void close_db(Db *db)
{
    Postgres *pg = postgres_of(db);
    Arena arena = pg->arena;

    PQfinish(pg->conn);
    arena_done(&arena);
}

/* libpq would print what the server remarks. */
static void notice_ignore(void *context, const PGresult *result)
{
    (void)context, (void)result;
}

/* What we ask for where the place does not say: an end to every wait, and a name in the server's
 * own lists. libpq takes the last of a name. */
static const struct { const char *word, *value; } DEFAULTS[] = {
    { "connect_timeout", "20" }, { "tcp_user_timeout", "20000" }, { "keepalives_idle", "10" },
    { "keepalives_interval", "5" }, { "keepalives_count", "3" },
    { "fallback_application_name", "inro" },
};

typedef struct {
    const char *word[OPTIONS_MAX], *value[OPTIONS_MAX];
    size_t count;
} Options;

static void option_add(Options *options, const char *word, const char *value)
{
    assert(options->count < OPTIONS_MAX - 1);
    options->word[options->count] = word;
    options->value[options->count++] = value;
}

/* A password with "/", "@" or ":" that was not written as %2F, %40, %3A ends up in another part,
 * and from there in the server's or the resolver's words. */
static bool part_is_sound(const PQconninfoOption *option)
{
    Str value = str_of(option->val);

    if (strcmp(option->keyword, "port") == 0)
        for (size_t i = 0; i < value.len; i++)
            if (value.ptr[i] != ',' && (value.ptr[i] < '0' || value.ptr[i] > '9'))
                return false;
    if (strcmp(option->keyword, "host") == 0 || strcmp(option->keyword, "dbname") == 0)
        return value.len && value.ptr[0] == '/' ? true : str_find_char(value, '@') == value.len;
    return true;
}

static bool options_read(const PQconninfoOption *parsed, Options *out)
{
    *out = (Options){ .count = 0 };
    for (size_t i = 0; i < ARRAY_LEN(DEFAULTS); i++)
        option_add(out, DEFAULTS[i].word, DEFAULTS[i].value);
    for (; parsed->keyword; parsed++) {
        if (!parsed->val || strcmp(parsed->keyword, "client_encoding") == 0)
            continue;
        if (!part_is_sound(parsed))
            return false;
        option_add(out, parsed->keyword, parsed->val);
    }
    option_add(out, "client_encoding", "UTF8");
    return true;
}

static bool connect_to(Postgres *pg, const char *place, Err *err)
{
    char *words = NULL;
    PQconninfoOption *parsed = PQconninfoParse(place, &words);
    Options options;
    bool ok = parsed && options_read(parsed, &options);

    if (ok)
        pg->conn = PQconnectdbParams(options.word, options.value, 0);
    PQconninfoFree(parsed);
    PQfreemem(words);
    if (!ok)
        return err_set(err, ERR_USAGE, RULE_URL);
    if (PQstatus(pg->conn) != CONNECTION_OK)
        return err_set(err, ERR_NETWORK, RULE_CONNECT,
                       words_of(pg->conn, PQerrorMessage(pg->conn)));
    PQsetNoticeReceiver(pg->conn, notice_ignore, NULL);
    return true;
}

/* CockroachDB and YugabyteDB tell numbers of an older PostgreSQL that they resemble. */
static bool server_fits(const Postgres *pg, const char *version, Err *err)
{
    const char *encoding = PQparameterStatus(pg->conn, "server_encoding");

    if (PQserverVersion(pg->conn) < SERVER_OLDEST && strncmp(version, "PostgreSQL ", 11) == 0
        && !strstr(version, "-YB-"))
        return err_set(err, ERR_USAGE, RULE_OLD,
                       str_of(PQparameterStatus(pg->conn, "server_version")));
    if (encoding && strcmp(encoding, "UTF8") != 0)
        return err_set(err, ERR_USAGE, RULE_ENCODING, str_of(encoding));
    return true;
}

/* The schema is named once and for all transactions; pg_temp stands last, so that no temporary
 * table of anybody's can stand in for one of ours. */
static bool begins_print(Postgres *pg, const char *schema, Err *err)
{
    char *quoted = PQescapeIdentifier(pg->conn, schema, strlen(schema));
    int path = quoted ? snprintf(pg->path, BEGIN_BYTES,
                                 "SET LOCAL search_path = %s, pg_temp", quoted) : BEGIN_BYTES;

    PQfreemem(quoted);
    if (path >= BEGIN_BYTES)
        return err_no_memory(err);
    snprintf(pg->limits[0], LIMIT_BYTES, "SET LOCAL lock_timeout = %d", DB_WAIT_MS);
    snprintf(pg->limits[1], LIMIT_BYTES, "SET LOCAL statement_timeout = %d", STATEMENT_MS);
    snprintf(pg->writer, sizeof pg->writer,
             "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE; %s; %s; %s"
             "; SELECT set_config('synchronous_commit', 'on', true)"
             " WHERE current_setting('synchronous_commit', true) = 'off'"
             "; SELECT name FROM (VALUES ('fsync'), ('full_page_writes')) AS needed(name)"
             " WHERE current_setting(name, true) = 'off' LIMIT 1",
             pg->path, pg->limits[0], pg->limits[1]);
    return true;
}

static bool settle(Postgres *pg, Err *err)
{
    PGresult *result = PQexec(pg->conn, "SELECT current_schema(), version()");
    bool ok;

    if (!judge(pg, result, err))
        return false;
    ok = PQntuples(result) == 1 && !PQgetisnull(result, 0, 0)
       ? server_fits(pg, PQgetvalue(result, 0, 1), err)
             && begins_print(pg, PQgetvalue(result, 0, 0), err)
       : err_set(err, ERR_USAGE, RULE_SCHEMA);
    PQclear(result);
    return ok;
}

/* The database itself is made by who owns the server, whatever `create` says. */
static bool open_db(const char *place, bool create, Db **out, Err *err)
{
    Arena arena = arena_new(POSTGRES_BYTES);
    Postgres *pg = ARENA_NEW(&arena, Postgres);
    char shown[DB_SHOWN_BYTES];

    (void)create;
    if (!pg)
        return err_no_memory(err);
    pg->db.backend = &DB_BACKEND_POSTGRES;
    pg->arena = arena;
    if (connect_to(pg, place, err) && settle(pg, err)) {
        *out = &pg->db;
        return true;
    }
    close_db(&pg->db);
    return err_in(err, "%.*s", STR_ARG(db_shown(place, shown)));
}

const DbBackend DB_BACKEND_POSTGRES = {
    .dialect = DB_POSTGRES, .prefix = { "postgres://", "postgresql://" }, .open = open_db,
    .close = close_db, .begin = begin, .commit = commit, .rollback = rollback,
    .wants_again = wants_again, .query = query, .script = script, .bulk_begin = postgres_bulk_begin,
    .bulk_row = postgres_bulk_row, .bulk_end = postgres_bulk_end,
    .bulk_abandon = postgres_bulk_abandon, .check = NULL, .backup = NULL,
};
