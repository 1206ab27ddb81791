/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/app.h"

#include "base/date.h"
#include "base/io.h"
#include "base/mask.h"
#include "base/utf8.h"
#include "base/who.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    char line[2 * ERR_TEXT_BYTES];

    (void)app;
    mask_copy(str_of(text), MASK_LINE, line, sizeof line);
    fprintf(stderr, "inro: %s\n", line);
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
    if (error->text[0]) /* else it was said before */
        app_say(app, error->text);
    return error->status;
}

InroStatus app_refuse(const App *app, const Err *err)
{
    char text[ERR_TEXT_BYTES];

    app_say(app, err_text(err, app->lang, text, sizeof text));
    return err->code == ERR_INTERNAL ? INRO_INTERNAL : INRO_REFUSED;
}

InroStatus app_needed(const App *app, const char *option)
{
    Err err;

    err_set(&err, ERR_USAGE, STR("cli.option-needed"), str_of(option));
    return app_refuse(app, &err);
}

/* Where a folder may lie: the variable and what is added to it; the first that is set. */
enum { PLACE_ROWS = 3 };
typedef struct {
    const char *variable, *suffix;
} Place;
static const Place DB_PLACES[PLACE_ROWS] = {
    { "INRO_DB", "" },
    { "XDG_DATA_HOME", "/inro/kb" },
    { "HOME", "/.local/share/inro/kb" },
};
static const Place RECORD_PLACES[PLACE_ROWS] = {
    { "INRO_RECORD", "" },
    { "XDG_DATA_HOME", "/inro/record" },
    { "HOME", "/.local/share/inro/record" },
};
static const Place STATE_PLACES[PLACE_ROWS] = {
    { "XDG_STATE_HOME", "/inro" },
    { "HOME", "/.local/state/inro" },
};
static const Place PERSONAL_PLACES[PLACE_ROWS] = {
    { "XDG_CONFIG_HOME", "/inro/keys" },
    { "HOME", "/.config/inro/keys" },
};
static const char SYSTEM_DB_PLACE[] = "/var/lib/inro/kb";

/* Writes `given`, else the first place of which the variable is set and `name` in it. Returns the
 * row of that place; PLACE_ROWS for `given`, or with an empty buffer for none. */
static size_t place_write(const Place *rows, const char *given, const char *name, char *buffer,
                          size_t size)
{
    size_t row = 0;
    int len;

    buffer[0] = '\0';
    while (!given && row < PLACE_ROWS && rows[row].variable && !env_set(rows[row].variable))
        row++;
    if (given)
        len = snprintf(buffer, size, "%s", given);
    else if (row < PLACE_ROWS && rows[row].variable)
        len = snprintf(buffer, size, "%s%s%s%s", getenv(rows[row].variable), rows[row].suffix,
                       name ? "/" : "", name ? name : "");
    else
        return PLACE_ROWS;
    if (len < 0 || (size_t)len >= size)
        buffer[0] = '\0';
    return given ? PLACE_ROWS : row;
}

/* Nothing was written because nothing is set, or because it is too long. */
static bool place_named(const App *app, const char *buffer, RuleId rule)
{
    Err err;

    if (buffer[0])
        return true;
    err_set(&err, ERR_USAGE, rule);
    app_refuse(app, &err);
    return false;
}

bool app_db_dir(const App *app, const char *given, bool for_reading, char *buffer, size_t size)
{
    size_t row = place_write(DB_PLACES, given, NULL, buffer, size);
    IoKind kind = IO_NONE;
    Err err;

    /* The system's own knowledge base, unless the user has or named one. */
    if (for_reading && !given && row != 0) {
        if (buffer[0] && !io_find(buffer, &kind, &err)) {
            app_refuse(app, &err);
            return false;
        }
        /* When neither is there the user's own is named: that is where an import would write. */
        if (kind == IO_NONE && (!buffer[0] || !io_find(SYSTEM_DB_PLACE, &kind, &err)
                                || kind != IO_NONE))
            snprintf(buffer, size, "%s", SYSTEM_DB_PLACE);
    }
    return place_named(app, buffer, STR("cli.no-folder"));
}

/* An address with a slash too few would be a folder, with the password in its name and in each
 * sentence about it. */
static bool is_mistyped(const char *place)
{
    Str text = str_of(place);
    Str scheme = str_slice(text, 0, str_find_char(text, ':'));

    return (str_eq_fold(scheme, STR("postgres")) || str_eq_fold(scheme, STR("postgresql")))
        && str_find(text, STR("://")) != scheme.len && str_find_char(text, '@') < text.len;
}

bool app_record_place(const App *app, const char *given, char *buffer, size_t size)
{
    Err err;

    place_write(RECORD_PLACES, given, NULL, buffer, size);
    if (!is_mistyped(buffer))
        return place_named(app, buffer, STR("cli.no-record-place"));
    err_set(&err, ERR_USAGE, STR("cli.record-place-typed"));
    app_refuse(app, &err);
    return false;
}

bool app_record_is_server(const char *place)
{
    return str_starts(str_of(place), STR("postgres://"))
        || str_starts(str_of(place), STR("postgresql://"));
}

bool app_state_dir(const App *app, const char *uuid, char *buffer, size_t size)
{
    place_write(STATE_PLACES, NULL, uuid, buffer, size);
    return place_named(app, buffer, STR("cli.no-state-place"));
}

void app_personal_dir(char *buffer, size_t size)
{
    place_write(PERSONAL_PLACES, NULL, NULL, buffer, size);
}

static bool actor_fits(Str actor)
{
    uint32_t code;

    if (actor.len > APP_ACTOR_BYTES_MAX || utf8_check(actor) < actor.len)
        return false;
    for (size_t at = 0; at < actor.len; at += utf8_decode(str_slice(actor, at, actor.len), &code))
        if (utf8_decode(str_slice(actor, at, actor.len), &code) && utf8_is_unsafe(code))
            return false;
    return true;
}

bool app_actor(const App *app, char buffer[APP_ACTOR_BYTES])
{
    Str given = str_of(getenv("INRO_ACTOR"));
    Err err;

    static_assert((int)WHO_BYTES <= (int)APP_ACTOR_BYTES, "room for either");
    if (given.len == 0)
        return who_am_i(buffer, &err) || (app_refuse(app, &err), false);
    if (!actor_fits(given)) {
        err_set(&err, ERR_USAGE, STR("cli.actor-unfit"));
        app_refuse(app, &err);
        return false;
    }
    snprintf(buffer, APP_ACTOR_BYTES, "%.*s", STR_ARG(given));
    return true;
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

InroStatus app_write_buf(const App *app, const Buf *out)
{
    Err err;

    if (!buf_failed(out))
        return app_write(app, out->ptr, out->len);
    err_no_memory(&err);
    return app_refuse(app, &err);
}

InroStatus app_write_line(const App *app, const char *line)
{
    CLEANUP(buf_done) Buf out = buf_new(OUT_BYTES_MAX);

    buf_add(&out, str_of(line));
    buf_char(&out, '\n');
    return app_write_buf(app, &out);
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
    return status_add(status, app_write_buf(app, &out));
}

InroStatus app_each_operand(const App *app, char **operands, LineEach *each, const void *context)
{
    CLEANUP(buf_done) Buf out = buf_new(OUT_BYTES_MAX);
    InroStatus status = INRO_DONE;

    for (; *operands; operands++)
        status = status_add(status, each(app, str_of(*operands), &out, context));
    return status_add(status, app_write_buf(app, &out));
}
