/* SPDX-License-Identifier: Apache-2.0 */
#include "inro/db.h"

#include "api/api.h"
#include "base/msg.h"
#include "kb/import.h"
#include "kb/lookup.h"
#include "report/report.h"

#include <stdio.h>

enum { DB_ARENA_BYTES = 1 << 28, PERCENT = 100 };

typedef struct {
    const Inro *inro;
    InroImportSay *say;
    void *context;
} Listener;

static void say_rule(const Listener *listener, InroImportKind kind, const Str *texts, size_t count)
{
    char text[ERR_TEXT_BYTES];

    msg_format(api_lang(listener->inro), texts[0], texts + 1, count - 1, text, sizeof text);
    listener->say(listener->context, kind, text);
}

#define SAY(listener, kind, ...)                                                                   \
    say_rule((listener), (kind), (const Str[]){ __VA_ARGS__ },                                     \
             sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str))

static void on_waiting(void *context)
{
    SAY(context, INRO_IMPORT_NOTE, STR("api.import-waiting"));
}

static void on_progress(void *context, const ImportProgress *progress)
{
    const Listener *listener = context;
    uint64_t total = progress->bytes_total ? progress->bytes_total : 1;
    char percent[24];

    snprintf(percent, sizeof percent, "%llu",
             (unsigned long long)(progress->bytes_done * PERCENT / total));
    SAY(listener, INRO_IMPORT_PROGRESS, STR("api.import-progress"), str_of(percent),
        progress->file);
}

static void on_refused(void *context, const ImportRefusal *refusal)
{
    const Listener *listener = context;
    char text[ERR_TEXT_BYTES];
    Err err = refusal->err;

    err_in(&err, "record %llu", (unsigned long long)refusal->record);
    err_in(&err, "%.*s", STR_ARG(refusal->file));
    err_text(&err, api_lang(listener->inro), text, sizeof text);
    if (refusal->taken)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-taken-without"), str_of(text));
    else
        listener->say(listener->context, INRO_IMPORT_REFUSED, text);
}

static Str number(uint64_t value, char buffer[24])
{
    snprintf(buffer, 24, "%llu", (unsigned long long)value);
    return str_of(buffer);
}

static void say_source(const Listener *listener, const ImportSource *source)
{
    char records[24], refused[24], retired[24];

    if (source->kept)
        return;
    SAY(listener, INRO_IMPORT_NOTE, STR("api.import-source"), source->id,
        number(source->records, records), number(source->refused, refused),
        number(source->withdrawn + source->rejected, retired));
    if (!source->records)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-empty"), source->id);
    if (source->left_out)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-left-out"), source->id,
            number(source->left_out, refused));
    if (source->records < source->records_before / 2)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-shrunk"), source->id,
            number(source->records_before, refused));
    if (source->repeated)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-beside"), source->id,
            number(source->repeated, refused));
    if (source->replaced)
        SAY(listener, INRO_IMPORT_NOTE,
            source->rows ? STR("api.import-doubled") : STR("api.import-repeated"), source->id,
            number(source->replaced, refused));
}

static void say_report(const Listener *listener, const KbImportReport *report)
{
    char refused[24], generation[24];

    for (size_t i = 0; i < report->no_feed_count; i++)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-no-feed"), report->no_feed[i]);
    for (size_t i = 0; i < report->source_count; i++)
        say_source(listener, &report->sources[i]);
    if (report->refused_joins)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-joins"),
            number(report->refused_joins, refused));
    if (report->refused)
        SAY(listener, INRO_IMPORT_NOTE, STR("api.import-refused"),
            number(report->refused, refused));
    SAY(listener, INRO_IMPORT_NOTE, STR("api.import-done"), number(report->generation, generation),
        report->digest);
}

bool inro_db_import(const Inro *inro, const char *dir, char *const *sources, size_t source_count,
                    const InroImportOptions *given, uint64_t *refused, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(DB_ARENA_BYTES);
    Listener listener = { inro, given->say, given->context };
    Str *paths = ARENA_ARRAY(&arena, Str, source_count + 1);
    KbImportOptions options = { .now_s = inro->now_s, .confine = given->confine,
                                .arena = &arena, .context = &listener, .waiting = on_waiting,
                                .progress = on_progress, .refused = on_refused };
    KbImportReport report;
    Err err;

    if (!paths) {
        err_no_memory(&err);
        return api_fail(inro, &err, error);
    }
    for (size_t i = 0; i < source_count; i++)
        paths[i] = str_of(sources[i]);
    if (!kb_import(str_of(dir), paths, source_count, &options, &report, &err))
        return api_fail(inro, &err, error);
    say_report(&listener, &report);
    *refused = report.refused;
    return true;
}

static void kb_end(Kb **kb)
{
    kb_close(*kb);
}

bool inro_db_status(const Inro *inro, const char *dir, bool json, InroBytes *out, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(DB_ARENA_BYTES);
    CLEANUP(buf_done) Buf buf = buf_new(DB_ARENA_BYTES);
    CLEANUP(kb_end) Kb *kb = NULL;
    Scan scan = { .now_s = inro->now_s };
    Err err;
    bool ok = kb_open(str_of(dir), 0, &kb, &err)
           && (kb_database(kb, &arena, &scan.database) || err_no_memory(&err))
           && (json ? report_status_json(&scan, &buf, &err)
                    : report_status(&scan, api_lang(inro), &buf, &err))
           && kb_unchanged(kb, &err);

    return ok ? api_give(inro, &buf, out, error) : api_fail(inro, &err, error);
}
