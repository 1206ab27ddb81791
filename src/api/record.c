/* SPDX-License-Identifier: Apache-2.0 */
#include "api/record.h"

#include "api/portfolio_of.h"
#include "base/io.h"
#include "base/msg.h"
#include "base/uuid.h"
#include "store/head.h"
#include "store/verify.h"

#include <stdio.h>
#include <string.h>

enum {
    RECORD_ARENA_BYTES = 1 << 24, PATH_ROOM = 4096, FOLDER_MODE = 0700, FOLDER_SHOWN = 200,
    HEAD_FILE_BYTES_MAX = 8192, HEAD_ARENA_BYTES = 1 << 16,
};

/* What no shell reads as anything but itself. */
static const char PLAIN[] = "/.,:=@_+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz";

static bool is_server(const char *place)
{
    return strstr(place, "://") != NULL;
}

/* ---- opening ------------------------------------------------------------------------ */

static bool path_keep(InroRecord *record, Str *out, const char *folder, const char *inside,
                      Err *err)
{
    char path[PATH_ROOM];

    if (snprintf(path, sizeof path, "%s/%s", folder, inside) >= (int)sizeof path)
        return err_set(err, ERR_USAGE, STR("api.path-long"));
    return arena_copy(&record->arena, str_of(path), out) || err_no_memory(err);
}

static bool store_of(InroRecord *record, const InroRecordOptions *options, const char *place,
                     int64_t now_s, Err *err)
{
    StoreOptions store = { .place = place, .create = options->create };
    char uuid_of[UUID_TEXT_BYTES];
    Uuid uuid;

    if (!uuid_new((uint64_t)now_s * 1000, &uuid, err))
        return false;
    store.record = uuid_text(&uuid, uuid_of);
    return store_open(&store, &record->store, err);
}

static bool open_folder(InroRecord *record, const InroRecordOptions *options, int64_t now_s,
                        Err *err)
{
    char inside[64];
    Str file;

    if ((options->create && !io_make_dirs(options->place, FOLDER_MODE, err))
        || !path_keep(record, &file, options->place, "record.sqlite", err)
        || !path_keep(record, &record->keys, options->place, "keys", err)
        || !path_keep(record, &record->witness, options->place, "keys/head", err)
        || !store_of(record, options, file.ptr, now_s, err))
        return false;
    record->folder = str_slice(record->keys, 0, record->keys.len - strlen("/keys"));
    snprintf(inside, sizeof inside, "%.*s/portfolio", STR_ARG(store_record(record->store)));
    return !inro_record_read_only(record) || !options->state
        || path_keep(record, &record->aside, options->state, inside, err);
}

static bool open_server(InroRecord *record, const InroRecordOptions *options, int64_t now_s,
                        Err *err)
{
    char inside[64];

    if (!store_of(record, options, options->place, now_s, err))
        return false;
    snprintf(inside, sizeof inside, "%.*s/keys", STR_ARG(store_record(record->store)));
    if (!path_keep(record, &record->keys, options->state, inside, err))
        return false;
    snprintf(inside, sizeof inside, "%.*s/keys/head", STR_ARG(store_record(record->store)));
    if (!path_keep(record, &record->witness, options->state, inside, err))
        return false;
    record->folder = str_slice(record->keys, 0, record->keys.len - strlen("/keys"));
    return true;
}

/* A new record first says whose it is, which key signs it and who made it. */
static bool first_words(const Inro *inro, InroRecord *record, bool create, Err *err)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    RowQuery query = { .table = TABLE_ORGANISATION };
    uint64_t count = 1;

    if (!create)
        return true;
    return rows_count(store_db(record->store), &query, &count, err)
        && (count || (act_begin(record, inro, &act, err) && act_end(&act, err)));
}

bool inro_record_open(const Inro *inro, const InroRecordOptions *options, InroRecord **out,
                      InroError *error)
{
    Arena arena = arena_new(RECORD_ARENA_BYTES);
    InroRecord *record = ARENA_NEW(&arena, InroRecord);
    int64_t now_s = inro->now_s < 0 ? 0 : inro->now_s;
    Err err;

    if (!record) {
        err_no_memory(&err);
        return api_fail(inro, &err, error);
    }
    record->arena = arena;
    if (((arena_copy(&record->arena, str_of(options->actor), &record->actor)
          && arena_copy(&record->arena, str_of(options->personal), &record->personal))
         || err_no_memory(&err))
        && (is_server(options->place) ? open_server(record, options, now_s, &err)
                                      : open_folder(record, options, now_s, &err))
        && first_words(inro, record, options->create, &err)) {
        if (!options->reads)
            record_card(record);
        *out = record;
        return true;
    }
    inro_record_close(record);
    return api_fail(inro, &err, error);
}

/* A path as a shell takes it. */
static Str shell_word(Str path, Buf *out)
{
    bool plain = true;

    for (size_t i = 0; i < path.len; i++)
        plain = plain && strchr(PLAIN, path.ptr[i]);
    if (plain && path.ptr[0] != '-')
        return path;
    buf_char(out, '\'');
    for (size_t i = 0; i < path.len; i++)
        if (path.ptr[i] == '\'')
            buf_add(out, STR("'\\''"));
        else
            buf_char(out, path.ptr[i]);
    buf_char(out, '\'');
    return buf_failed(out) ? path : buf_str(out);
}

const char *inro_record_exposed(const Inro *inro, InroRecord *record)
{
    static const char *const PARTS[] = { "", "/record.sqlite", "/keys", "/keys/head" };
    static const Str RULES[] = { [IO_GROUP_WRITES] = STR_ROW("api.exposed-group"),
                                 [IO_ALL_WRITE] = STR_ROW("api.exposed-all") };
    CLEANUP(buf_done) Buf word = buf_new(4 * PATH_ROOM + 2);
    char path[PATH_ROOM + 16];

    for (size_t i = 0; i < ARRAY_LEN(PARTS); i++) {
        IoWriters who;
        Str args[2];

        snprintf(path, sizeof path, "%.*s%s", STR_ARG(record->folder), PARTS[i]);
        who = io_writers(path);
        if (who == IO_OWNER_WRITES)
            continue;
        args[0] = str_of(path);
        /* Cut to its end, the command could speak of another folder. */
        args[1] = record->folder.len > FOLDER_SHOWN ? STR("…") : shell_word(record->folder, &word);
        msg_format(api_lang(inro), RULES[who], args, 2, record->exposed, sizeof record->exposed);
        return record->exposed;
    }
    return NULL;
}

bool inro_record_read_only(const InroRecord *record)
{
    Err err;

    return !db_may_write(store_db(record->store), &err);
}

const char *inro_record_warning(const InroRecord *record)
{
    return record->warning[0] ? record->warning : NULL;
}

void inro_record_close(InroRecord *record)
{
    Arena arena;

    if (!record)
        return;
    store_close(record->store);
    pkcs11_close(&record->card);
    sign_key_done(&record->key);
    sign_key_done(&record->person_key);
    sign_key_done(&record->bound_key);
    arena = record->arena;
    arena_done(&arena);
}

uint64_t inro_record_said(const InroRecord *record)
{
    return record->said;
}

/* ---- verifying ---------------------------------------------------------------------- */

static void count_say(const Inro *inro, const InroReportOptions *options, Str rule, uint64_t count)
{
    char text[ERR_TEXT_BYTES], number[24];

    snprintf(number, sizeof number, "%llu", (unsigned long long)count);
    msg_format(api_lang(inro), rule, &(Str){ number, strlen(number) }, 1, text, sizeof text);
    options->take(options->context, text, strlen(text));
    options->take(options->context, "\n", 1);
}

static const Str OF_PORTFOLIO[] = {
    [PORTFOLIO_SOUND] = STR_ROW("api.verify-portfolio"),
    [PORTFOLIO_THROWN_AWAY] = STR_ROW("api.verify-portfolio-damaged"),
};

static void report_say(const Inro *inro, const InroReportOptions *options,
                       const VerifyReport *report)
{
    const struct {
        Str rule;
        uint64_t count;
        bool always; /* also of none */
    } LINES[] = {
        { STR("api.verify-events"), report->events, true },
        { STR("api.verify-heads"), report->heads, true },
        { STR("api.verify-rows"), report->rows, true },
        { STR("api.verify-blobs"), report->blobs, true },
        { STR("api.verify-vouched"), report->vouched, false },
        { STR("api.verify-erased"), report->erased, false },
        { STR("api.verify-unsigned"), report->unsigned_events, false },
        { report->witnessed ? STR("api.verify-witnessed")
          : report->hidden  ? STR("api.verify-hidden") : STR("api.verify-no-witness"),
          report->size, true },
    };

    for (size_t i = 0; i < ARRAY_LEN(LINES); i++)
        if (LINES[i].always || LINES[i].count)
            count_say(inro, options, LINES[i].rule, LINES[i].count);
}

/* Read once more with that head: what wrote the record wrote keys/head, too, and may have put back
 * both. */
static bool head_prove(InroRecord *record, const char *path, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(HEAD_ARENA_BYTES);
    VerifyReport report;
    Str text;

    return io_read_regular(path, HEAD_FILE_BYTES_MAX, &arena, &text, err)
        && store_verify(record->store, path, &report, err);
}

static void head_say(const Inro *inro, const InroReportOptions *options, const char *path)
{
    char text[ERR_TEXT_BYTES];
    Str file = str_of(path);

    msg_format(api_lang(inro), STR("api.verify-head"), &file, 1, text, sizeof text);
    options->take(options->context, text, strlen(text));
    options->take(options->context, "\n", 1);
}

bool inro_record_verify(const Inro *inro, InroRecord *record, const char *head,
                        const InroReportOptions *options, InroError *error)
{
    PortfolioProof portfolio;
    const char *exposed;
    VerifyReport report;
    Err err;

    if ((head && !head_prove(record, head, &err))
        || !store_verify(record->store, record->witness.ptr, &report, &err)
        || !portfolio_prove(record, &portfolio, &err))
        return api_fail(inro, &err, error);
    report_say(inro, options, &report);
    if (head)
        head_say(inro, options, head);
    exposed = inro_record_exposed(inro, record);
    if (exposed) {
        options->take(options->context, exposed, strlen(exposed));
        options->take(options->context, "\n", 1);
    }
    if (portfolio != PORTFOLIO_ABSENT)
        count_say(inro, options, OF_PORTFOLIO[portfolio], report.events);
    count_say(inro, options, STR("api.verify-sound"), report.events);
    return true;
}
