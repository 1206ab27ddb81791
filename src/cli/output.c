/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/output.h"

#include "base/io.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool word_read(const App *app, const char *text, Output *out)
{
    Str word = str_of(text);
    size_t equals = str_find_char(word, '=');
    int len = (int)(equals < OUTPUT_FORMAT_BYTES ? equals : OUTPUT_FORMAT_BYTES - 1);
    InroError error;

    snprintf(out->format, sizeof out->format, "%.*s", len, text);
    out->file = equals < word.len && strcmp(text + equals + 1, "-") != 0 ? text + equals + 1 : NULL;
    if (inro_report_known(&app->inro, out->format, &error))
        return true;
    app_fail(app, &error);
    return false;
}

bool output_read(const App *app, const TextList *words, bool json, OutputList *out)
{
    static const TextList NONE = { .count = 0 }, JSON_ALONE = { { "json" }, 1 };

    words = json ? &JSON_ALONE : words ? words : &NONE;
    *out = (OutputList){ .item[0].format = "table", .count = words->count ? words->count : 1 };
    for (size_t i = 0; i < words->count; i++)
        if (!word_read(app, words->item[i], &out->item[i]))
            return false;
    return true;
}

void output_files(const OutputList *list, const char *files[LIST_MAX])
{
    for (size_t i = 0; i < list->count; i++)
        files[i] = list->item[i].file;
}

/* Where a report goes, piece by piece: a file that appears whole, or standard output. */
typedef struct {
    IoWriter *writer; /* NULL: standard output */
    bool closed;      /* standard output takes no more */
    Err err;          /* why */
} Target;

static void target_take(void *context, const char *bytes, size_t len)
{
    Target *target = context;

    if (target->writer)
        io_write(target->writer, (Str){ bytes, len });
    else if (!target->closed)
        target->closed = !io_write_fd(STDOUT_FILENO, "stdout", (Str){ bytes, len }, &target->err);
}

/* A reader that has seen enough, such as head, is no failure. */
static InroStatus target_end(const App *app, Target *target)
{
    Err err;

    if (target->writer)
        return io_writer_commit(&target->writer, &err) ? INRO_DONE : app_refuse(app, &err);
    return target->closed && !str_eq(target->err.rule, STR("base.io-pipe"))
        ? app_refuse(app, &target->err) : INRO_DONE;
}

static InroStatus print_one(const App *app, const Output *output, OutputPrint *print,
                            const void *what)
{
    Target target = { .writer = NULL };
    InroReportOptions options = { .format = output->format, .take = target_take,
                                  .context = &target };
    InroError error = { .status = INRO_DONE };
    Err err;

    if (!output->file) {
        options.columns = app->columns;
        options.colour = app->colour;
    } else if (!io_writer_open(output->file, &target.writer, &err)) {
        return app_refuse(app, &err);
    }
    if (print(app, what, &options, &error))
        return status_add(error.status, target_end(app, &target));
    io_writer_abandon(&target.writer);
    return app_fail(app, &error);
}

InroStatus output_print(const App *app, const OutputList *list, OutputPrint *print,
                        const void *what)
{
    InroStatus status = INRO_DONE;

    for (size_t i = 0; i < list->count; i++)
        status = status_add(status, print_one(app, &list->item[i], print, what));
    return status;
}
