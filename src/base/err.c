/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include "base/mask.h"
#include "base/msg.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define RULE_NO_MEMORY STR("base.no-memory")

/* Where the middle of a full path was cut. */
static const char ELLIPSIS[] = "…: ";

/* A step is a path and perhaps a few words; what is longer is not a path that a system takes. */
enum { STEP_BYTES = 8192 };

bool err_set_texts(Err *err, ErrCode code, const Str *texts, size_t count)
{
    size_t used = 0;

    assert(count >= 1 && count <= 1 + ERR_ARGS_MAX && code != ERR_NONE);
    *err = (Err){ .code = code, .rule = texts[0], .byte = ERR_NO_BYTE };
    for (size_t i = 1; i < count; i++) {
        size_t share = (sizeof err->args - used) / (count - i) - 1;
        char text[sizeof err->args + 1];
        Str masked = { text, mask_copy(texts[i], MASK_VALUE, text, sizeof text) };
        size_t len = msg_cut(masked, share);

        memcpy(err->args + used, text, len);
        utf8_tame(err->args + used, len);
        err->args[used + len] = '\0';
        used += len + 1;
        err->arg_count++;
    }
    return false;
}

bool err_at(Err *err, uint64_t byte)
{
    err->byte = byte;
    return false;
}

/* Joins step + old path; keeps the start of the step and the end of the old path. */
static void path_prepend(Err *err, Str step)
{
    Str old = str_of(err->path);
    char joined[ERR_PATH_BYTES];
    size_t room = sizeof joined - 1;
    size_t head = msg_cut(step, room / 3);
    size_t skip = 0;

    if (step.len + old.len <= room) {
        memcpy(joined, step.ptr, step.len);
        memcpy(joined + step.len, old.ptr, old.len + 1);
    } else {
        size_t tail = room - head - (sizeof ELLIPSIS - 1);
        skip = old.len > tail ? old.len - tail : 0;
        while (skip < old.len && ((unsigned char)old.ptr[skip] & 0xC0) == 0x80)
            skip++;
        memcpy(joined, step.ptr, head);
        memcpy(joined + head, ELLIPSIS, sizeof ELLIPSIS - 1);
        memcpy(joined + head + sizeof ELLIPSIS - 1, old.ptr + skip, old.len - skip + 1);
    }
    memcpy(err->path, joined, sizeof joined);
}

bool err_in(Err *err, const char *step_fmt, ...)
{
    NOT_CLEARED char whole[STEP_BYTES];
    char step[ERR_PATH_BYTES];
    va_list args;
    size_t len;

    va_start(args, step_fmt);
    if (vsnprintf(whole, sizeof whole, step_fmt, args) < 0)
        whole[0] = '\0';
    va_end(args);
    len = mask_copy(str_of(whole), MASK_VALUE, step, sizeof step - 2);
    if (!len)
        return false;
    utf8_tame(step, len);
    step[len] = ':';
    step[len + 1] = ' ';
    path_prepend(err, (Str){ step, len + 2 });
    return false;
}


bool err_no_memory(Err *err)
{
    return err_set(err, ERR_LIMIT, RULE_NO_MEMORY);
}

bool err_is_no_memory(const Err *err)
{
    return str_eq(err->rule, RULE_NO_MEMORY);
}

Str err_arg(const Err *err, size_t i)
{
    const char *at = err->args;

    if (i >= err->arg_count)
        return (Str){ NULL, 0 };
    while (i--)
        at += strlen(at) + 1;
    return str_of(at);
}

/* Steps of ours that are a word and a number, such as "line 3", are told in the reader's language;
 * every other step is a name that stands in a file or was typed, and stays as it is. */
static const struct {
    Str word;
    RuleId rule;
} STEPS[] = {
    { STR_ROW("line "), STR_ROW("base.step-line") },
    { STR_ROW("record "), STR_ROW("base.step-record") },
    { STR_ROW("event "), STR_ROW("base.step-event") },
    { STR_ROW("head "), STR_ROW("base.step-head") },
    { STR_ROW("witness "), STR_ROW("base.step-witness") },
};

static const char *step_text(Str step, Lang lang, char *buffer, size_t size)
{
    for (size_t i = 0; i < ARRAY_LEN(STEPS); i++) {
        Str number = str_slice(step, STEPS[i].word.len, step.len);
        uint64_t value;

        if (str_starts(step, STEPS[i].word) && str_to_u64(number, &value))
            return msg_format(lang, STEPS[i].rule, &number, 1, buffer, size);
    }
    snprintf(buffer, size, "%.*s", STR_ARG(step));
    return buffer;
}

/* The path for a reader; each of its steps is ended by ": ". */
static void path_text(const char *path, Lang lang, char *buffer, size_t size)
{
    char step[ERR_PATH_BYTES];
    size_t used = 0;

    buffer[0] = '\0';
    for (const char *end; (end = strstr(path, ": ")) != NULL; path = end + 2) {
        Str at = { path, (size_t)(end - path) };
        int len = snprintf(buffer + used, size - used, "%s: ",
                           step_text(at, lang, step, sizeof step));

        if (len < 0 || (size_t)len >= size - used)
            return;
        used += (size_t)len;
    }
    snprintf(buffer + used, size - used, "%s", path);
}

const char *err_text(const Err *err, Lang lang, char *buffer, size_t size)
{
    Str args[ERR_ARGS_MAX];
    char sentence[ERR_TEXT_BYTES / 2], path[2 * ERR_PATH_BYTES], place[96] = "";

    for (size_t i = 0; i < err->arg_count; i++)
        args[i] = err_arg(err, i);
    msg_format(lang, err->rule, args, err->arg_count, sentence, sizeof sentence);
    if (err->byte != ERR_NO_BYTE) {
        char number[24];
        snprintf(number, sizeof number, "%" PRIu64, err->byte);
        msg_format(lang, STR("base.at-byte"), (const Str[]){ str_of(number) }, 1, place,
                   sizeof place);
    }
    path_text(err->path, lang, path, sizeof path);
    snprintf(buffer, size, "%s%s%s", path, place, sentence);
    return buffer;
}
