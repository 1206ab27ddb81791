/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/app.h"

#include "base/date.h"
#include "base/io.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { STDIN_BYTES_MAX = 1 << 30, OUT_BYTES_MAX = 1 << 30 };

static bool env_set(const char *name)
{
    const char *value = getenv(name);

    return value && value[0];
}

/* The width of the terminal: COLUMNS when it is set, else what the terminal says, else 80. */
static unsigned columns_of(int fd)
{
    const char *given = getenv("COLUMNS");
    struct winsize size;
    uint64_t columns;

    if (given && str_to_u64(str_of(given), &columns) && columns >= 20 && columns <= 10000)
        return (unsigned)columns;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

void app_start(App *app)
{
    app->out_is_terminal = isatty(STDOUT_FILENO);
    app->err_is_terminal = isatty(STDERR_FILENO);
    app->columns = app->out_is_terminal ? columns_of(STDOUT_FILENO) : 0;
    app->colour = env_set("CLICOLOR_FORCE") || (app->out_is_terminal && !env_set("NO_COLOR"));
    app->inro.language = app->lang == LANG_JA ? INRO_JAPANESE : INRO_ENGLISH;
    app->inro.now_s = date_now_s();
}

void app_say(const App *app, const char *text)
{
    (void)app;
    fprintf(stderr, "inro: %s\n", text);
}

InroStatus app_write(const App *app, const char *bytes, size_t len)
{
    Err err;

    if (io_write_fd(STDOUT_FILENO, "stdout", (Str){ bytes, len }, &err) || errno == EPIPE)
        return INRO_DONE;
    return app_refuse(app, &err);
}

InroStatus app_fail(const App *app, const InroError *error)
{
    app_say(app, error->text);
    return error->status;
}

InroStatus app_refuse(const App *app, const Err *err)
{
    char text[ERR_TEXT_BYTES];

    app_say(app, err_text(err, app->lang, text, sizeof text));
    return err->code == ERR_INTERNAL ? INRO_INTERNAL : INRO_REFUSED;
}

/* Where a folder may lie: the variable and what is added to it. */
static const struct { const char *variable, *suffix; } PLACES[] = {
    { "INRO_DB", "" },
    { "XDG_DATA_HOME", "/inro/kb" },
    { "HOME", "/.local/share/inro/kb" },
};
static const char SYSTEM_PLACE[] = "/var/lib/inro/kb";

bool app_db_dir(const App *app, const char *given, bool for_reading, char *buffer, size_t size)
{
    int len = given ? snprintf(buffer, size, "%s", given) : 0;
    IoKind kind = IO_NONE;
    size_t row = 0;
    Err err;

    for (; len == 0 && row < ARRAY_LEN(PLACES); row++)
        if (env_set(PLACES[row].variable))
            len = snprintf(buffer, size, "%s%s", getenv(PLACES[row].variable), PLACES[row].suffix);
    if (!given && row != 1 && for_reading) {
        if (len > 0 && (size_t)len < size && !io_find(buffer, &kind, &err)) {
            app_refuse(app, &err);
            return false;
        }
        if (kind == IO_NONE)
            len = snprintf(buffer, size, "%s", SYSTEM_PLACE);
    }
    if (len > 0 && (size_t)len < size)
        return true;
    err_set(&err, ERR_USAGE, STR("cli.no-folder"));
    app_refuse(app, &err);
    return false;
}

InroStatus status_add(InroStatus a, InroStatus b)
{
    static const InroStatus ORDER[] = { INRO_INTERNAL, INRO_REFUSED, INRO_NO_DATA,
                                        INRO_NETWORK,  INRO_POLICY,  INRO_DONE };

    for (size_t i = 0; i < ARRAY_LEN(ORDER); i++)
        if (a == ORDER[i] || b == ORDER[i])
            return ORDER[i];
    return INRO_INTERNAL;
}

static InroStatus finish(const App *app, const Buf *out, InroStatus status)
{
    Err err;

    if (!buf_failed(out))
        return status_add(status, app_write(app, out->ptr, out->len));
    err_no_memory(&err);
    return app_refuse(app, &err);
}

InroStatus app_each_line(const App *app, LineEach *each, const void *context)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)STDIN_BYTES_MAX + (1 << 20));
    CLEANUP(buf_done) Buf out = buf_new(OUT_BYTES_MAX);
    InroStatus status = INRO_DONE;
    Str rest, line;
    Err err;

    if (!io_read_all("-", STDIN_BYTES_MAX, &arena, &rest, &err))
        return app_refuse(app, &err);
    if (str_ends(rest, STR("\n")))
        rest.len--;
    if (rest.len == 0)
        return INRO_DONE;
    while (str_next(&rest, '\n', &line)) {
        if (str_ends(line, STR("\r")))
            line.len--;
        status = status_add(status, each(app, line, &out, context));
    }
    return finish(app, &out, status);
}

InroStatus app_each_operand(const App *app, char **operands, LineEach *each, const void *context)
{
    CLEANUP(buf_done) Buf out = buf_new(OUT_BYTES_MAX);
    InroStatus status = INRO_DONE;

    for (; *operands; operands++)
        status = status_add(status, each(app, str_of(*operands), &out, context));
    return finish(app, &out, status);
}
