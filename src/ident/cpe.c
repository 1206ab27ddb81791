/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/cpe.h"

#include <string.h>

#define RULE_LONG      STR("cpe.too-long")
#define RULE_SCHEME    STR("cpe.no-scheme")
#define RULE_PARTS     STR("cpe.parts")
#define RULE_EMPTY     STR("cpe.empty")
#define RULE_PART      STR("cpe.bad-part")
#define RULE_CHARACTER STR("cpe.bad-character")
#define RULE_QUOTE     STR("cpe.bad-quote")
#define RULE_WILDCARD  STR("cpe.bad-wildcard")
#define RULE_PERCENT   STR("cpe.bad-percent")
#define RULE_PACKED    STR("cpe.bad-packed")

static const Str ANY = STR_ROW("*"), NA = STR_ROW("-");

typedef struct {
    Str text;
    Arena *arena;
    Err *err;
} Job;

static bool refuse(const Job *job, RuleId rule, const char *at)
{
    err_set(job->err, ERR_SYNTAX, rule);
    return err_at(job->err, (uint64_t)(at - job->text.ptr));
}

/* ---- characters: NISTIR 7695, 5.3.2 and 6.2.2 ---- */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char lower(char c)
{
    return is_upper(c) ? (char)(c | 0x20) : c;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool is_printable(char c)
{
    return c > 0x20 && c < 0x7F;
}

static bool is_wild(char c)
{
    return c == '*' || c == '?';
}

/* What a formatted string writes without a backslash. */
static bool is_bare(char c)
{
    return is_alnum(c) || c == '_' || c == '.' || c == '-';
}

/* ---- wildcards stand at the ends: one '*', or a run of '?' ---- */

static size_t wild_front(Str value)
{
    size_t len = 0;

    if (value.len && value.ptr[0] == '*')
        return 1;
    while (len < value.len && value.ptr[len] == '?')
        len++;
    return len;
}

/* Whether the byte at `i` is escaped: an odd number of backslashes stands before it. */
static bool is_escaped(Str value, size_t i)
{
    size_t slashes = 0;

    while (slashes < i && value.ptr[i - slashes - 1] == '\\')
        slashes++;
    return slashes % 2;
}

static size_t wild_back(Str value)
{
    size_t len = 0;

    while (len < value.len && value.ptr[value.len - len - 1] == '?')
        len++;
    if (len == 0 && value.len && value.ptr[value.len - 1] == '*')
        len = 1;
    if (len && is_escaped(value, value.len - len))
        len--;
    return len;
}

static bool wildcards_are_valid(Str value)
{
    size_t front = wild_front(value), back;

    if (front == value.len)
        return true;
    back = wild_back(str_slice(value, front, value.len));
    if (front && front + back == value.len)
        return false;
    for (size_t i = front; i < value.len - back; i++) {
        if (value.ptr[i] == '\\')
            i++;
        else if (is_wild(value.ptr[i]))
            return false;
    }
    return true;
}

/* ---- an attribute as the canonical formatted string writes it ---- */

static bool is_lone_hyphen(Str raw)
{
    return str_eq(raw, STR("\\-"));
}

/* Lower case; backslashes before what needs one and nowhere else. NISTIR 7695 lets bare
 * punctuation of a formatted string count as quoted. A quoted hyphen that is the whole value
 * keeps its backslash, for bare it would say NA. */
static Str canonical(Str raw, char *to)
{
    size_t used = 0;

    for (size_t i = 0; i < raw.len; i++) {
        bool quoted = raw.ptr[i] == '\\';
        char c = lower(raw.ptr[i += quoted]);
        if (!is_bare(c) && (quoted || !is_wild(c)))
            to[used++] = '\\';
        to[used++] = c;
    }
    return (Str){ to, used };
}

static bool needs_rewriting(Str raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        bool quoted = raw.ptr[i] == '\\';
        char c = raw.ptr[i += quoted];
        if (is_upper(c) || (quoted ? is_bare(c) : !is_bare(c) && !is_wild(c)))
            return true;
    }
    return false;
}

/* `at` is where the value stands in what is read. */
static bool attribute_read(const Job *job, Str raw, const char *at, Str *out)
{
    char *to;

    if (is_lone_hyphen(raw) || !needs_rewriting(raw)) {
        *out = raw;
    } else {
        to = arena_alloc_raw(job->arena, 2 * raw.len);
        if (!to)
            return err_no_memory(job->err);
        *out = canonical(raw, to);
    }
    return wildcards_are_valid(*out) || refuse(job, RULE_WILDCARD, at);
}

static bool part_is_valid(Str part)
{
    return part.len == 1 && memchr("aho*-", part.ptr[0], 5);
}

static bool finish(const Job *job, const char *part_at, const Cpe *cpe, Cpe *out)
{
    if (!part_is_valid(cpe->value[CPE_PART]))
        return refuse(job, RULE_PART, part_at);
    *out = *cpe;
    return true;
}

/* ---- formatted strings ---- */

/* The length of the attribute that begins *rest, up to an unquoted ':' or the end. */
static bool attribute_len(const Job *job, Str rest, size_t *len)
{
    size_t i = 0;

    for (; i < rest.len && rest.ptr[i] != ':'; i++) {
        if (rest.ptr[i] == '\\' && (++i == rest.len || is_alnum(rest.ptr[i])))
            return refuse(job, RULE_QUOTE, rest.ptr + i - 1);
        if (!is_printable(rest.ptr[i]))
            return refuse(job, RULE_CHARACTER, rest.ptr + i);
    }
    *len = i;
    return i > 0 || refuse(job, RULE_EMPTY, rest.ptr);
}

/* Most values of the feeds are ANY or plain, canonical as they stand: one pass, no copy. */
static bool plain_read(Str rest, size_t *len, Str *out)
{
    size_t i = 0;

    if (rest.len && rest.ptr[0] == '*')
        i = 1;
    else
        while (i < rest.len && is_bare(rest.ptr[i]) && !is_upper(rest.ptr[i]))
            i++;
    if (i == 0 || (i < rest.len && rest.ptr[i] != ':'))
        return false;
    *len = i;
    *out = (Str){ rest.ptr, i };
    return true;
}

static bool formatted_read(const Job *job, size_t from, Cpe *out)
{
    Str rest = { job->text.ptr + from, job->text.len - from };
    Cpe cpe;

    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        size_t len = 0;
        bool last = i + 1 == CPE_ATTRIBUTES;
        if (!plain_read(rest, &len, &cpe.value[i])
            && (!attribute_len(job, rest, &len)
                || !attribute_read(job, (Str){ rest.ptr, len }, rest.ptr, &cpe.value[i])))
            return false;
        if (last != (len == rest.len))
            return refuse(job, RULE_PARTS, rest.ptr + len);
        rest = last ? rest : (Str){ rest.ptr + len + 1, rest.len - len - 1 };
    }
    return finish(job, job->text.ptr + from, &cpe, out);
}

/* ---- URIs: NISTIR 7695, 6.1.3 ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads %xy at `at` into quoted text: %01 is '?', %02 is '*', the rest punctuation. */
static bool percent_read(const Job *job, const char *at, size_t left, Str *out, char *to)
{
    int high = left > 2 ? hex_value(at[1]) : -1, low = left > 2 ? hex_value(at[2]) : -1;
    char c = (char)(high < 0 || low < 0 ? 0 : high * 16 + low);

    if (c != 1 && c != 2 && (!is_printable(c) || is_alnum(c)))
        return refuse(job, RULE_PERCENT, at);
    if (c == 1 || c == 2)
        to[0] = c == 1 ? '?' : '*';
    else
        memcpy(to, (const char[]){ '\\', c }, 2);
    *out = (Str){ to, c == 1 || c == 2 ? 1 : 2 };
    return true;
}

/* The naming vectors refuse a URI value in which more than one %01 stands before other text,
 * though a formatted string may begin with several '?'. */
static bool opens_with_many(Str value)
{
    size_t front = wild_front(value);

    return front > 1 && front < value.len;
}

/* One value of a URI in the form of a formatted string, quoted throughout. */
static bool uri_value(const Job *job, Str raw, Str *out)
{
    size_t used = 0;
    char *to;

    if (raw.len == 0 || str_eq(raw, NA)) {
        *out = raw.len ? NA : ANY;
        return true;
    }
    to = arena_alloc_raw(job->arena, 2 * raw.len);
    if (!to)
        return err_no_memory(job->err);
    for (size_t i = 0; i < raw.len; i++) {
        Str piece = { raw.ptr + i, 1 };
        if (!is_printable(raw.ptr[i]) || raw.ptr[i] == '\\')
            return refuse(job, RULE_CHARACTER, raw.ptr + i);
        if (raw.ptr[i] == '%') {
            if (!percent_read(job, raw.ptr + i, raw.len - i, &piece, to + used))
                return false;
            i += 2;
        } else {
            to[used] = raw.ptr[i];
        }
        used += piece.len;
    }
    if (opens_with_many((Str){ to, used }))
        return refuse(job, RULE_WILDCARD, raw.ptr);
    return attribute_read(job, (Str){ to, used }, raw.ptr, out);
}

/* "~edition~sw_edition~target_sw~target_hw~other" */
static bool uri_edition(const Job *job, Str raw, Cpe *cpe)
{
    static const CpeAttribute PACKED[] = { CPE_EDITION, CPE_SW_EDITION, CPE_TARGET_SW,
                                           CPE_TARGET_HW, CPE_OTHER };
    Str rest = { raw.ptr + 1, raw.len - 1 }, piece;
    size_t i = 0;

    while (str_next(&rest, '~', &piece)) {
        if (i == ARRAY_LEN(PACKED))
            return refuse(job, RULE_PACKED, raw.ptr);
        if (!uri_value(job, piece, &cpe->value[PACKED[i++]]))
            return false;
    }
    return i == ARRAY_LEN(PACKED) || refuse(job, RULE_PACKED, raw.ptr);
}

static bool uri_read(const Job *job, size_t from, Cpe *out)
{
    Str rest = { job->text.ptr + from, job->text.len - from }, piece;
    Cpe cpe;
    size_t i = 0;

    for (size_t k = 0; k < CPE_ATTRIBUTES; k++)
        cpe.value[k] = ANY;
    while (str_next(&rest, ':', &piece)) {
        bool packed = i == CPE_EDITION && piece.len && piece.ptr[0] == '~';
        if (i > CPE_LANGUAGE)
            return refuse(job, RULE_PARTS, job->text.ptr + job->text.len);
        if (packed ? !uri_edition(job, piece, &cpe) : !uri_value(job, piece, &cpe.value[i]))
            return false;
        i++;
    }
    return finish(job, job->text.ptr + from, &cpe, out);
}

static bool has_scheme(Str text, Str scheme)
{
    return text.len >= scheme.len && str_eq_fold((Str){ text.ptr, scheme.len }, scheme);
}

bool cpe_parse(Str text, Arena *arena, Cpe *out, Err *err)
{
    Job job = { text, arena, err };

    if (text.len > CPE_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    if (has_scheme(text, STR("cpe:2.3:")))
        return formatted_read(&job, 8, out);
    if (has_scheme(text, STR("cpe:/")))
        return uri_read(&job, 5, out);
    return refuse(&job, RULE_SCHEME, text.ptr);
}

/* ---- writing ---- */

bool cpe_format(const Cpe *cpe, Arena *arena, Str *out, Err *err)
{
    size_t room = 8 + CPE_ATTRIBUTES, used = 0;
    char *to;

    for (size_t i = 0; i < CPE_ATTRIBUTES; i++)
        room += cpe->value[i].len;
    to = arena_alloc_raw(arena, room);
    if (!to)
        return err_no_memory(err);
    memcpy(to, "cpe:2.3", 7);
    used = 7;
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        to[used++] = ':';
        memcpy(to + used, cpe->value[i].ptr, cpe->value[i].len);
        used += cpe->value[i].len;
    }
    *out = (Str){ to, used };
    return true;
}

static size_t put_uri_value(Str value, char *to)
{
    static const char HEX[] = "0123456789abcdef";
    size_t used = 0;

    if (str_eq(value, ANY))
        return 0;
    for (size_t i = 0; i < value.len; i++) {
        bool quoted = value.ptr[i] == '\\';
        char c = value.ptr[i += quoted];
        if (is_bare(c)) {
            to[used++] = c;
            continue;
        }
        c = quoted ? c : c == '?' ? 1 : 2;
        to[used++] = '%';
        to[used++] = HEX[(c >> 4) & 15];
        to[used++] = HEX[c & 15];
    }
    return used;
}

static bool is_packed(const Cpe *cpe)
{
    return !str_eq(cpe->value[CPE_SW_EDITION], ANY) || !str_eq(cpe->value[CPE_TARGET_SW], ANY)
        || !str_eq(cpe->value[CPE_TARGET_HW], ANY) || !str_eq(cpe->value[CPE_OTHER], ANY);
}

static size_t put_uri_edition(const Cpe *cpe, char *to)
{
    size_t used = 0;

    if (!is_packed(cpe))
        return put_uri_value(cpe->value[CPE_EDITION], to);
    to[used++] = '~';
    used += put_uri_value(cpe->value[CPE_EDITION], to + used);
    for (size_t i = CPE_SW_EDITION; i <= CPE_OTHER; i++) {
        to[used++] = '~';
        used += put_uri_value(cpe->value[i], to + used);
    }
    return used;
}

bool cpe_format_uri(const Cpe *cpe, Arena *arena, Str *out, Err *err)
{
    size_t room = 5 + 2 * CPE_ATTRIBUTES, used = 4;
    char *to;

    for (size_t i = 0; i < CPE_ATTRIBUTES; i++)
        room += 3 * cpe->value[i].len;
    to = arena_alloc_raw(arena, room);
    if (!to)
        return err_no_memory(err);
    memcpy(to, "cpe:", 4);
    for (size_t i = 0; i <= CPE_LANGUAGE; i++) {
        to[used++] = i ? ':' : '/';
        used += i == CPE_EDITION ? put_uri_edition(cpe, to + used)
                                 : put_uri_value(cpe->value[i], to + used);
    }
    while (to[used - 1] == ':')
        used--;
    *out = (Str){ to, used };
    return true;
}

bool cpe_unquote(Str value, Arena *arena, Str *out)
{
    size_t used = 0;
    char *to;

    if (str_find_char(value, '\\') == value.len) {
        *out = value;
        return true;
    }
    to = arena_alloc_raw(arena, value.len);
    if (!to)
        return false;
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] != '\\' || is_escaped(value, i))
            to[used++] = value.ptr[i];
    *out = (Str){ to, used };
    return true;
}

/* ---- relations: NISTIR 7696, table 6-2 ---- */

static bool has_wildcard(Str value)
{
    return wild_front(value) || wild_back(value);
}

/* Characters of a value; a backslash and what it quotes are one. */
static size_t character_count(Str value)
{
    size_t count = 0;

    for (size_t i = 0; i < value.len; i++, count++)
        i += value.ptr[i] == '\\';
    return count;
}

/* How many characters a run of wildcards may stand for: '*' any number, each '?' none or one. */
static size_t wild_reach(Str run)
{
    return run.len && run.ptr[0] == '*' ? SIZE_MAX : run.len;
}

/* Whether `target`, which has no wildcards, is one of the values `source` stands for. */
static bool wild_matches(Str source, Str target)
{
    size_t front = wild_front(source);
    size_t back = front == source.len ? 0 : wild_back(str_slice(source, front, source.len));
    Str body = str_slice(source, front, source.len - back);
    size_t before_max = wild_reach(str_slice(source, 0, front));
    size_t after_max = wild_reach(str_slice(source, source.len - back, source.len));

    for (size_t i = 0, before = 0; i + body.len <= target.len && before <= before_max; before++) {
        Str rest = str_slice(target, i, target.len);
        if (str_starts(rest, body)
            && character_count(str_slice(rest, body.len, rest.len)) <= after_max)
            return true;
        i += i < target.len && target.ptr[i] == '\\' ? 2 : 1;
    }
    return false;
}

CpeRelation cpe_attribute_compare(Str source, Str target)
{
    bool source_any = str_eq(source, ANY), target_any = str_eq(target, ANY);

    if (!target_any && has_wildcard(target))
        return CPE_UNDEFINED;
    if (source_any || target_any)
        return source_any && target_any ? CPE_EQUAL : source_any ? CPE_SUPERSET : CPE_SUBSET;
    if (str_eq(source, target))
        return CPE_EQUAL;
    if (str_eq(source, NA) || str_eq(target, NA) || !has_wildcard(source))
        return CPE_DISJOINT;
    return wild_matches(source, target) ? CPE_SUPERSET : CPE_DISJOINT;
}

/* NISTIR 7696, 6.3: a name is disjoint as soon as one attribute is; it is a subset or superset
 * when every attribute is that or equal. What is none of these is undefined. */
CpeRelation cpe_compare(const Cpe *source, const Cpe *target)
{
    size_t seen[CPE_UNDEFINED + 1] = { 0 };

    for (size_t i = 0; i < CPE_ATTRIBUTES; i++)
        seen[cpe_attribute_compare(source->value[i], target->value[i])]++;
    if (seen[CPE_DISJOINT])
        return CPE_DISJOINT;
    if (seen[CPE_EQUAL] == CPE_ATTRIBUTES)
        return CPE_EQUAL;
    if (seen[CPE_EQUAL] + seen[CPE_SUBSET] == CPE_ATTRIBUTES)
        return CPE_SUBSET;
    return seen[CPE_EQUAL] + seen[CPE_SUPERSET] == CPE_ATTRIBUTES ? CPE_SUPERSET : CPE_UNDEFINED;
}

Str cpe_relation_name(CpeRelation relation)
{
    static const Str NAMES[] = {
        [CPE_EQUAL] = STR_ROW("EQUAL"),         [CPE_SUBSET] = STR_ROW("SUBSET"),
        [CPE_SUPERSET] = STR_ROW("SUPERSET"),   [CPE_DISJOINT] = STR_ROW("DISJOINT"),
        [CPE_UNDEFINED] = STR_ROW("UNDEFINED"),
    };

    return NAMES[relation];
}
