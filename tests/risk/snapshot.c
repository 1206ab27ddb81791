/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "base/msg.h"

Buf snapshot_begin(void)
{
    return buf_new(SNAPSHOT_BYTES_MAX);
}

void snapshot_end(const char *inside, Buf *text)
{
    CHECK(!buf_failed(text), "the snapshot fits");
    test_golden(inside, buf_str(text));
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
