/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "base/msg.h"

#include <stdlib.h>
#include <string.h>

Buf snapshot_begin(void)
{
    return buf_new(SNAPSHOT_BYTES_MAX);
}

static void write_file(const char *path, Str text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0)
        test_fail("%s cannot be written", path);
}

static void compare(const char *inside, Str got, Str want)
{
    Str got_line, want_line;
    size_t line = 0;

    if (str_eq(got, want))
        return;
    do {
        line++;
        if (!str_next(&got, '\n', &got_line))
            got_line = STR("(end)");
        if (!str_next(&want, '\n', &want_line))
            want_line = STR("(end)");
    } while (str_eq(got_line, want_line));
    test_fail("%s:%zu\n  got  %.*s\n  want %.*s", inside, line, STR_ARG(got_line),
              STR_ARG(want_line));
}

void snapshot_end(const char *inside, Buf *text)
{
    CHECK(!buf_failed(text), "the snapshot fits");
    if (getenv("INRO_GOLDEN") && strcmp(getenv("INRO_GOLDEN"), "write") == 0)
        write_file(test_source_path(inside), buf_str(text));
    compare(inside, buf_str(text), test_file(test_source_path(inside)));
    buf_done(text);
}

void snapshot_row(Buf *text, const Str *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CHECK(str_find_char(columns[i], '\t') == columns[i].len, "no TAB in a column");
        if (i)
            buf_char(text, '\t');
        buf_add(text, columns[i]);
    }
    buf_char(text, '\n');
}

void snapshot_say(Buf *text, Lang lang, Str id, const Str *args, size_t count)
{
    char buffer[SENTENCE_BYTES];

    CHECK(!str_eq(msg_text(lang, id), id), id.ptr);
    buf_add(text, str_of(msg_format(lang, id, args, count, buffer, sizeof buffer)));
    buf_char(text, '\n');
}

Str snapshot_word(Lang lang, Str id)
{
    CHECK(!str_eq(msg_text(lang, id), id), id.ptr);
    return msg_text(lang, id);
}

void snapshot_terms(Buf *text, const RiskTerm *(*term_of)(size_t), size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const RiskTerm *term = term_of(i);
        const Str row[] = {
            term->word,
            snapshot_word(LANG_EN, term->title), snapshot_word(LANG_JA, term->title),
            snapshot_word(LANG_EN, term->meaning), snapshot_word(LANG_JA, term->meaning),
            term->source,
        };
        CHECK(term->word.len && term->source.len, "a word and a source");
        snapshot_row(text, row, ARRAY_LEN(row));
    }
}
