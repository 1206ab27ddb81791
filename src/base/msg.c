/* SPDX-License-Identifier: Apache-2.0 */
#include "base/msg.h"

#include "base/catalogue.h"
#include "base/halving.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum { MSG_ID_BYTES = 128 };

static Str text_of(CatalogueText text)
{
    return (Str){ CATALOGUE_TEXTS + text.at, text.bytes };
}

static const CatalogueRow *row_of(Str id)
{
    Halving half = halving_of(CATALOGUE_COUNT);

    while (halving_next(&half)) {
        int order = str_cmp(text_of(CATALOGUE[half.middle].id), id);
        if (order == 0)
            return &CATALOGUE[half.middle];
        halving_turn(&half, order < 0);
    }
    return NULL;
}

Str msg_text(Lang lang, Str id)
{
    const CatalogueRow *row = row_of(id);

    return row && row->text[lang].bytes ? text_of(row->text[lang]) : id;
}

Str msg_id(Str id)
{
    const CatalogueRow *row = row_of(id);

    return row ? text_of(row->id) : (Str){ NULL, 0 };
}

Str msg_sentence(Lang lang, Str id, const Str *args, size_t count)
{
    char one[MSG_ID_BYTES];

    if (count && str_eq(args[0], STR("1"))
        && snprintf(one, sizeof one, "%.*s-one", STR_ARG(id)) < (int)sizeof one
        && row_of(str_of(one)))
        id = str_of(one);
    return msg_text(lang, id);
}

size_t msg_cut(Str text, size_t max)
{
    size_t len = text.len < max ? text.len : max;

    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return len;
}

typedef struct {
    char *at;
    size_t room;
} Out;

static void put(Out *out, Str text)
{
    size_t len = msg_cut(text, out->room);

    if (len)
        memcpy(out->at, text.ptr, len);
    out->at += len;
    out->room = len < text.len ? 0 : out->room - len;
}

const char *msg_format(Lang lang, Str id, const Str *args, size_t count, char *buffer, size_t size)
{
    Str rest = msg_sentence(lang, id, args, count);
    Out out = { buffer, size ? size - 1 : 0 };

    if (size == 0)
        return "";
    while (rest.len) {
        size_t at = str_find_char(rest, '%');
        size_t arg_i;

        put(&out, str_slice(rest, 0, at));
        if (at + 1 >= rest.len)
            break;
        arg_i = (size_t)(unsigned char)rest.ptr[at + 1] - '1';
        if (arg_i < count) {
            char *from = out.at;
            put(&out, args[arg_i]);
            utf8_tame(from, (size_t)(out.at - from));
        }
        else if (rest.ptr[at + 1] == '%')
            put(&out, STR("%"));
        rest = str_slice(rest, at + 2, rest.len);
    }
    *out.at = '\0';
    return buffer;
}

Lang msg_lang_of(Str locale)
{
    return str_starts(locale, STR("ja")) ? LANG_JA : LANG_EN;
}
