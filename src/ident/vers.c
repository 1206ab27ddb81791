/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/vers.h"

#include <string.h>

#define RULE_LONG      STR("vers.too-long")
#define RULE_MANY      STR("vers.many-constraints")
#define RULE_SCHEME    STR("vers.no-scheme")
#define RULE_TYPE      STR("vers.bad-type")
#define RULE_EMPTY     STR("vers.empty-constraint")
#define RULE_VERSION   STR("vers.no-version")
#define RULE_CHARACTER STR("vers.bad-character")
#define RULE_PERCENT   STR("vers.bad-percent")
#define RULE_NEEDLESS  STR("vers.needless-percent")
#define RULE_ANY       STR("vers.any-not-alone")
#define RULE_ORDER     STR("vers.not-sorted")
#define RULE_DATETIME  STR("vers.bad-datetime")

typedef struct {
    Str text;
    Arena *arena;
    Err *err;
    bool strict;
} Job;

static bool refuse(const Job *job, RuleId rule, const char *at)
{
    err_set(job->err, ERR_SYNTAX, rule);
    return err_at(job->err, (uint64_t)(at - job->text.ptr));
}

/* ---- characters ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* What a version is written with; all else is percent-encoded. */
static bool is_plain(char c)
{
    return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z') || memchr(".-_~:+", c, 6);
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ---- one constraint ---- */

/* Longest first, so that ">=" is not read as ">". */
static const struct { Str text; VersOperator op; } OPERATORS[] = {
    { STR_ROW(">="), VERS_GE }, { STR_ROW("<="), VERS_LE }, { STR_ROW("!="), VERS_NE },
    { STR_ROW(">"), VERS_GT },  { STR_ROW("<"), VERS_LT },  { STR_ROW("="), VERS_EQ },
};

/* The byte that "%xy" at `at` stands for. */
static bool percent_read(const Job *job, const char *at, size_t left, char *out)
{
    int high = left > 2 ? hex_value(at[1]) : -1, low = left > 2 ? hex_value(at[2]) : -1;
    char c = (char)(high < 0 || low < 0 ? 0 : high * 16 + low);

    if ((unsigned char)c < 0x20 || c == 0x7F)
        return refuse(job, RULE_PERCENT, at);
    if (job->strict && (is_plain(c) || is_lower(at[1]) || is_lower(at[2])))
        return refuse(job, RULE_NEEDLESS, at);
    *out = c;
    return true;
}

static bool version_decode(const Job *job, Str raw, Str *out)
{
    size_t used = 0;
    char *to = NULL;

    if (str_find_char(raw, '%') == raw.len) {
        *out = raw;
        return true;
    }
    to = arena_alloc_raw(job->arena, raw.len);
    if (!to)
        return err_no_memory(job->err);
    for (size_t i = 0; i < raw.len; i++) {
        to[used] = raw.ptr[i];
        if (raw.ptr[i] == '%') {
            if (!percent_read(job, raw.ptr + i, raw.len - i, &to[used]))
                return false;
            i += 2;
        }
        used++;
    }
    *out = (Str){ to, used };
    return true;
}

static bool characters_are_valid(const Job *job, Str raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if (raw.ptr[i] <= 0x20 || raw.ptr[i] >= 0x7F || memchr("<>=!*|", raw.ptr[i], 6))
            return refuse(job, RULE_CHARACTER, raw.ptr + i);
    return true;
}

/* `raw` is not empty. */
static bool constraint_read(const Job *job, Str raw, VersConstraint *out)
{
    VersConstraint made = { VERS_EQ, { 0 } };
    Str version = raw;

    if (str_eq(raw, STR("*"))) {
        *out = (VersConstraint){ VERS_ANY, { 0 } };
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(OPERATORS); i++)
        if (str_starts(raw, OPERATORS[i].text)) {
            made.op = OPERATORS[i].op;
            version = (Str){ raw.ptr + OPERATORS[i].text.len, raw.len - OPERATORS[i].text.len };
            break;
        }
    if (!job->strict)
        version = str_trim(version);
    if (version.len == 0)
        return refuse(job, RULE_VERSION, raw.ptr + raw.len);
    if (!characters_are_valid(job, version) || !version_decode(job, version, &made.version))
        return false;
    *out = made;
    return true;
}

/* ---- order ---- */

/* The scheme whose order all versions of the list have; false when there is none. */
static bool list_scheme(Str type, const VersConstraint *list, size_t count, Scheme *out)
{
    Err ignored;

    if (!scheme_of(type, out, &ignored))
        return false;
    for (size_t i = 0; i < count; i++)
        if (list[i].op != VERS_ANY && !version_valid(*out, list[i].version))
            return false;
    return true;
}

/* Both versions are valid. */
static int order_of(Scheme scheme, Str a, Str b)
{
    Err ignored;
    int order = 0;
    bool compared = version_compare(scheme, a, b, &order, &ignored);

    assert(compared);
    (void)compared;
    return order;
}

/* Merges the sorted runs [0, middle) and [middle, count) of `from` into `to`, stably. */
static void merge(Scheme scheme, const VersConstraint *from, size_t middle, size_t count,
                  VersConstraint *to)
{
    size_t a = 0, b = middle;

    for (size_t i = 0; i < count; i++) {
        bool left = b == count
            || (a < middle && order_of(scheme, from[a].version, from[b].version) <= 0);
        to[i] = left ? from[a++] : from[b++];
    }
}

static bool list_sort(const Job *job, Scheme scheme, VersConstraint **list, size_t count)
{
    VersConstraint *from = *list, *to = ARENA_ARRAY(job->arena, VersConstraint, count);

    if (!to)
        return err_no_memory(job->err);
    for (size_t run = 1; run < count; run *= 2) {
        VersConstraint *swap = from;
        for (size_t i = 0; i < count; i += 2 * run) {
            size_t left = count - i, both = left < 2 * run ? left : 2 * run;
            merge(scheme, from + i, run < both ? run : both, both, to + i);
        }
        from = to;
        to = swap;
    }
    *list = from;
    return true;
}

static bool list_is_sorted(Scheme scheme, const VersConstraint *list, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (order_of(scheme, list[i - 1].version, list[i].version) > 0)
            return false;
    return true;
}

/* ---- the list ---- */

static bool list_read(const Job *job, Str body, VersConstraint *list, size_t *count)
{
    Str rest = body, raw;
    const char *at = body.ptr;
    size_t used = 0;

    while (str_next(&rest, '|', &raw)) {
        Str meant = job->strict ? raw : str_trim(raw);
        if (meant.len) {
            if (!constraint_read(job, meant, &list[used++]))
                return false;
        } else if (job->strict) {
            return refuse(job, RULE_EMPTY, at);
        }
        at += raw.len + 1;
    }
    for (size_t i = 0; i < used; i++)
        if (list[i].op == VERS_ANY && used > 1)
            return refuse(job, RULE_ANY, body.ptr);
    *count = used;
    return used > 0 || refuse(job, RULE_EMPTY, body.ptr);
}

/* vers-spec writes the time of its own scheme with capital T and Z. */
static bool datetimes_are_valid(const Job *job, Str body)
{
    for (size_t i = 0; i < body.len; i++)
        if (is_lower(body.ptr[i]))
            return refuse(job, RULE_DATETIME, body.ptr + i);
    return true;
}

static bool list_settle(const Job *job, Str type, Str body, VersConstraint **list, size_t count)
{
    Scheme scheme;

    if (job->strict && str_eq(type, STR("datetime")))
        return datetimes_are_valid(job, body);
    if (count < 2 || !list_scheme(type, *list, count, &scheme))
        return true;
    if (!job->strict)
        return list_sort(job, scheme, list, count);
    return list_is_sorted(scheme, *list, count) || refuse(job, RULE_ORDER, body.ptr);
}

static bool type_is_valid(Str type)
{
    if (type.len == 0 || !is_lower(type.ptr[0]))
        return false;
    for (size_t i = 0; i < type.len; i++)
        if (!is_lower(type.ptr[i]) && !is_digit(type.ptr[i])
            && !memchr(".-+_", type.ptr[i], 4))
            return false;
    return true;
}

static bool parse(const Job *job, Vers *out)
{
    Str scheme = STR("vers:"), type, body;
    size_t room = 1, count = 0;
    VersConstraint *list;

    if (job->text.len > VERS_BYTES_MAX)
        return err_set(job->err, ERR_LIMIT, RULE_LONG);
    if (!str_starts(job->text, scheme))
        return refuse(job, RULE_SCHEME, job->text.ptr);
    type = str_slice(job->text, scheme.len, str_find_char(job->text, '/'));
    if (!type_is_valid(type) || scheme.len + type.len == job->text.len)
        return refuse(job, RULE_TYPE, job->text.ptr + scheme.len);
    body = (Str){ type.ptr + type.len + 1, job->text.len - scheme.len - type.len - 1 };
    for (size_t i = 0; i < body.len; i++)
        room += body.ptr[i] == '|';
    if (room > VERS_CONSTRAINTS_MAX)
        return err_set(job->err, ERR_LIMIT, RULE_MANY);
    list = ARENA_ARRAY(job->arena, VersConstraint, room);
    if (!list)
        return err_no_memory(job->err);
    if (!list_read(job, body, list, &count) || !list_settle(job, type, body, &list, count))
        return false;
    *out = (Vers){ type, list, count };
    return true;
}

bool vers_parse(Str text, Arena *arena, Vers *out, Err *err)
{
    Job job = { text, arena, err, true };

    return parse(&job, out);
}

bool vers_parse_loose(Str text, Arena *arena, Vers *out, Err *err)
{
    Job job = { text, arena, err, false };

    return parse(&job, out);
}

/* ---- writing ---- */

static Str operator_text(VersOperator op)
{
    for (size_t i = 0; op != VERS_EQ && i < ARRAY_LEN(OPERATORS); i++)
        if (OPERATORS[i].op == op)
            return OPERATORS[i].text;
    return op == VERS_ANY ? STR("*") : (Str){ 0 };
}

static size_t put(char *to, size_t used, Str text)
{
    if (text.len)
        memcpy(to + used, text.ptr, text.len);
    return used + text.len;
}

static size_t put_encoded(char *to, size_t used, Str text)
{
    static const char HEX[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (is_plain(text.ptr[i])) {
            to[used++] = text.ptr[i];
            continue;
        }
        to[used++] = '%';
        to[used++] = HEX[c >> 4];
        to[used++] = HEX[c & 15];
    }
    return used;
}

bool vers_format(const Vers *vers, Arena *arena, Str *out, Err *err)
{
    size_t room = vers->type.len + 8, used = 0;
    char *to;

    for (size_t i = 0; i < vers->count; i++)
        room += 3 + 3 * vers->constraints[i].version.len;
    to = arena_alloc_raw(arena, room);
    if (!to)
        return err_no_memory(err);
    used = put(to, used, STR("vers:"));
    used = put(to, used, vers->type);
    for (size_t i = 0; i < vers->count; i++) {
        to[used++] = i ? '|' : '/';
        used = put(to, used, operator_text(vers->constraints[i].op));
        used = put_encoded(to, used, vers->constraints[i].version);
    }
    *out = (Str){ to, used };
    return true;
}

/* ---- containment ---- */

static bool is_lower_bound(VersOperator op)
{
    return op == VERS_GT || op == VERS_GE;
}

static bool is_upper_bound(VersOperator op)
{
    return op == VERS_LT || op == VERS_LE;
}

/* Whether a version that stands to the bound as `order` says satisfies it. */
static bool satisfies(VersOperator op, int order)
{
    return order == 0 ? op == VERS_GE || op == VERS_LE
                      : order > 0 ? is_lower_bound(op) : is_upper_bound(op);
}

/* The bounds between which a version may lie, read from left to right. Of several lower
 * bounds in a row the first counts, of several upper bounds the last, as vers-spec's
 * simplification says. */
typedef struct {
    bool open;       /* a lower bound was seen and not yet closed */
    bool above;      /* the version satisfies it */
    bool first;      /* no interval was closed yet: it may begin at nothing */
    bool pending;    /* an upper bound was seen; the next lower bound closes the interval */
    bool below;      /* the version satisfies the last upper bound */
    bool inside;
} Walk;

static void walk_close(Walk *walk)
{
    if (walk->pending && walk->below && (walk->open ? walk->above : walk->first))
        walk->inside = true;
    if (walk->pending)
        *walk = (Walk){ .inside = walk->inside };
}

static void walk_step(Walk *walk, VersOperator op, int order)
{
    if (is_lower_bound(op)) {
        walk_close(walk);
        if (!walk->open)
            walk->above = satisfies(op, order);
        walk->open = true;
    } else if (is_upper_bound(op)) {
        walk->pending = true;
        walk->below = satisfies(op, order);
    }
}

bool vers_contains(const Vers *vers, Str version, bool *inside, Err *err)
{
    Walk walk = { .first = true };
    size_t unequal = 0;
    Scheme scheme;

    if (!scheme_of(vers->type, &scheme, err))
        return false;
    if (vers->count && vers->constraints[0].op == VERS_ANY) {
        int same;
        if (!version_compare(scheme, version, version, &same, err))
            return false;
        *inside = true;
        return true;
    }
    for (size_t i = 0; i < vers->count; i++) {
        VersOperator op = vers->constraints[i].op;
        int order;
        if (!version_compare(scheme, version, vers->constraints[i].version, &order, err))
            return false;
        if (order == 0 && (op == VERS_EQ || op == VERS_NE)) {
            *inside = op == VERS_EQ;
            return true;
        }
        unequal += op == VERS_NE;
        walk_step(&walk, op, order);
    }
    walk_close(&walk);
    *inside = walk.inside || (walk.open && walk.above) || unequal == vers->count;
    return true;
}
