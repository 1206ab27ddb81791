/* SPDX-License-Identifier: Apache-2.0 */
#include "base/name.h"

#include "base/utf8.h"
#include "base/uuid.h"

#define RULE_AT     STR("base.name-at")
#define RULE_BLANK  STR("base.name-blank")
#define RULE_EMPTY  STR("base.name-empty")
#define RULE_HIDDEN STR("base.name-hidden")
#define RULE_LONG   STR("base.name-long")
#define RULE_UUID   STR("base.name-uuid")

static bool refuse(Err *err, Str rule, size_t byte)
{
    err_set(err, ERR_SYNTAX, rule);
    return err_at(err, byte);
}

/* One walk over the characters; bytes are those of what was given. */
static bool check_characters(Str text, bool at_sign, Err *err)
{
    size_t at = 0, len, blank_at = 0;
    bool blank = true; /* at the begin none may stand */
    uint32_t code;

    for (; at < text.len; at += len) {
        len = utf8_decode(str_slice(text, at, text.len), &code);
        if (code == '@' && !at_sign)
            return refuse(err, RULE_AT, at);
        if (utf8_is_hidden(code))
            return refuse(err, RULE_HIDDEN, at);
        blank = utf8_is_blank(code);
        if (blank && at == 0)
            return refuse(err, RULE_BLANK, at);
        blank_at = at;
    }
    return !blank || refuse(err, RULE_BLANK, blank_at);
}

static bool read_name(Str text, bool at_sign, Arena *arena, Str *out, Err *err)
{
    Uuid uuid;
    Err ignored;
    Str name;

    if (!text.len)
        return err_set(err, ERR_SYNTAX, RULE_EMPTY);
    if (!utf8_nfc(text, arena, &name, err) || !check_characters(text, at_sign, err))
        return false;
    if (name.len > NAME_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (uuid_parse(name, &uuid, &ignored))
        return err_set(err, ERR_SYNTAX, RULE_UUID);
    *out = name;
    return true;
}

bool name_read(Str text, Arena *arena, Str *out, Err *err)
{
    return read_name(text, false, arena, out, err);
}

bool name_person_read(Str text, Arena *arena, Str *out, Err *err)
{
    return read_name(text, true, arena, out, err);
}
