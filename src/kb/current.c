/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/current.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/io.h"

#include <stdio.h>

#define RULE_CURRENT STR("kb.current")
#define RULE_NOT_WHOLE STR("kb.current-not-whole")

enum { CHECK_LINE_BYTES = 6 + 16 + 1 }; /* "check ", 16 digits, the end of the line */

static const Str FIRST_LINE = STR_ROW("inro-kb 1");
static const Str KIND_NAMES[] = { STR_ROW("base"), STR_ROW("kev"), STR_ROW("epss"),
                                  STR_ROW("support") };
_Static_assert(ARRAY_LEN(KIND_NAMES) == KBF_KINDS, "a name for every kind");

Str current_kind_name(KbfKind kind)
{
    return KIND_NAMES[kind];
}

bool current_name(KbfKind kind, uint64_t generation, Arena *arena, Str *out)
{
    char name[CURRENT_NAME_BYTES];
    int len = snprintf(name, sizeof name, "%.*s-%llu.kb", STR_ARG(KIND_NAMES[kind]),
                       (unsigned long long)generation);

    return arena_copy(arena, (Str){ name, (size_t)len }, out);
}

uint64_t current_name_generation(KbfKind kind, Str name)
{
    size_t front = KIND_NAMES[kind].len + 1, back = STR(".kb").len;
    uint64_t generation;

    if (name.len < front + back || name.ptr[front - 1] != '-' ||
        !str_starts(name, KIND_NAMES[kind]) || !str_ends(name, STR(".kb")) ||
        !str_to_u64(str_slice(name, front, name.len - back), &generation))
        return 0;
    return generation;
}

static bool line_read(Str line, Current *out)
{
    Str word, rest = line;

    if (!str_next(&rest, ' ', &word))
        return false;
    if (str_eq(word, STR("generation")))
        return str_to_u64(rest, &out->generation);
    if (str_eq(word, STR("digest"))) {
        out->digest = rest;
        return str_starts(rest, STR("sha256:"));
    }
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (str_eq(word, KIND_NAMES[kind])) {
            out->file[kind] = rest;
            return current_name_generation((KbfKind)kind, rest) > 0;
        }
    return false;
}

static void check_line(Str lines, char line[CHECK_LINE_BYTES + 1])
{
    snprintf(line, CHECK_LINE_BYTES + 1, "check %016llx\n",
             (unsigned long long)hash_xxh3(lines, 0));
}

/* The lines that the last one answers for: without it a file that was cut off at the end of a
 * line would be a knowledge base that quietly lacks what stood below. */
static bool whole_lines(Str text, Str *lines)
{
    char want[CHECK_LINE_BYTES + 1];

    if (text.len < CHECK_LINE_BYTES)
        return false;
    *lines = str_slice(text, 0, text.len - CHECK_LINE_BYTES);
    check_line(*lines, want);
    return str_eq(str_slice(text, lines->len, text.len), str_of(want));
}

bool current_parse(Str text, Current *out, Err *err)
{
    Current current = { 0 };
    Str line, rest;

    if (!whole_lines(text, &rest))
        return err_set(err, ERR_VERIFY, RULE_NOT_WHOLE);
    if (!str_next(&rest, '\n', &line) || !str_eq(line, FIRST_LINE))
        return err_set(err, ERR_VERIFY, RULE_CURRENT, line);
    while (str_next(&rest, '\n', &line))
        if (line.len && !line_read(line, &current))
            return err_set(err, ERR_VERIFY, RULE_CURRENT, line);
    if (!current.generation)
        return err_set(err, ERR_VERIFY, RULE_CURRENT, STR("generation"));
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (current_name_generation((KbfKind)kind, current.file[kind]) > current.generation)
            return err_set(err, ERR_VERIFY, RULE_CURRENT, current.file[kind]);
    *out = current;
    return true;
}

static bool text_of(const Current *current, Arena *arena, Str *out)
{
    CLEANUP(buf_done) Buf buf = buf_new(CURRENT_BYTES_MAX);
    char check[CHECK_LINE_BYTES + 1];

    buf_printf(&buf, "%.*s\ngeneration %llu\ndigest %.*s\n", STR_ARG(FIRST_LINE),
               (unsigned long long)current->generation, STR_ARG(current->digest));
    for (int kind = 0; kind < KBF_KINDS; kind++)
        if (current->file[kind].len)
            buf_printf(&buf, "%.*s %.*s\n", STR_ARG(KIND_NAMES[kind]),
                       STR_ARG(current->file[kind]));
    check_line(buf_str(&buf), check);
    buf_add(&buf, str_of(check));
    return !buf_failed(&buf) && arena_copy(arena, buf_str(&buf), out);
}

static bool current_path(Str dir, Arena *arena, const char **out, Err *err)
{
    Str copy;

    if (!arena_copy(arena, dir, &copy))
        return err_no_memory(err);
    return io_join(arena, copy.ptr, STR("current"), out, err);
}

bool current_read(Str dir, Arena *arena, Current *out, bool *present, Err *err)
{
    const char *path;
    IoKind kind;
    Str text;

    if (!current_path(dir, arena, &path, err) || !io_find(path, &kind, err))
        return false;
    *present = kind != IO_NONE;
    if (!*present)
        return true;
    if (!io_read_regular(path, CURRENT_BYTES_MAX, arena, &text, err))
        return false;
    return current_parse(text, out, err) || err_in(err, "%s", path);
}

bool current_write(Str dir, const Current *current, Arena *arena, Err *err)
{
    IoWriter *writer = NULL;
    const char *path;
    Str text;

    if (!text_of(current, arena, &text))
        return err_no_memory(err);
    if (!current_path(dir, arena, &path, err) || !io_writer_open(path, &writer, err))
        return false;
    io_write(writer, text);
    return io_writer_commit(&writer, err);
}
