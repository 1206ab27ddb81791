/* SPDX-License-Identifier: Apache-2.0 */
#include "ident/purl.h"

#include "base/halving.h"

#include <string.h>

#define RULE_LONG          STR("purl.too-long")
#define RULE_SCHEME        STR("purl.no-scheme")
#define RULE_NO_TYPE       STR("purl.no-type")
#define RULE_TYPE          STR("purl.bad-type")
#define RULE_NO_NAME       STR("purl.no-name")
#define RULE_NAME          STR("purl.bad-name")
#define RULE_VERSION       STR("purl.bad-version")
#define RULE_NO_NAMESPACE  STR("purl.no-namespace")
#define RULE_NAMESPACE     STR("purl.has-namespace")
#define RULE_DEEP          STR("purl.deep-namespace")
#define RULE_PERCENT       STR("purl.bad-percent")
#define RULE_CHARACTER     STR("purl.bad-character")
#define RULE_KEY           STR("purl.bad-key")
#define RULE_KEY_TWICE     STR("purl.key-twice")
#define RULE_NO_QUALIFIER  STR("purl.no-qualifier")
#define RULE_MANY          STR("purl.many-qualifiers")

enum { CHROME_ID_LETTERS = 32, CHROME_VERSION_NUMBERS = 4, SWID_SEGMENTS = 2 };

/* What a type asks of its parts. "lower" also means that case does not tell two names apart. */
typedef enum {
    NS_NEEDED = 1 << 0,
    NS_NONE = 1 << 1,
    NS_LOWER = 1 << 2,
    NS_UPPER = 1 << 3,
    NS_TWO = 1 << 4,               /* at most two segments */
    NAME_LOWER = 1 << 5,
    NAME_DASH = 1 << 6,            /* '_' is written '-' */
    NAME_UNDERSCORE = 1 << 7,      /* what is no letter or digit is written '_' */
    NAME_NO_COLONS = 1 << 8,       /* "::" stands in module names, not in distribution names */
    NAME_CHROME = 1 << 9,
    LOWER_AT_DATABRICKS = 1 << 10, /* the name, when repository_url is such a server */
    LOWER_AT_GITHUB = 1 << 11,     /* name and namespace, when the host is GitHub */
    VERSION_LOWER = 1 << 12,
    VERSION_CHROME = 1 << 13,
    SUBPATH_LOWER = 1 << 14,
    NAME_PATH = 1 << 15,           /* the namespace is the first segment, the name all others */
} TypeRule;

typedef struct {
    Str type;
    unsigned rules;
    Str qualifier; /* the one that is needed */
} PurlType;

/* Source: package-url/purl-spec, types/<type>-definition.json (tests: corpus purl/tests/types).
 * Departures, each because the strict rule would leave real components unchecked:
 *   golang  the definition asks for a namespace; Go's own "stdlib" and packages of one word
 *           ("pkg:golang/stdlib@1.22.1") have none and are what SBOM tools write. Case is kept,
 *           as its `case_sensitive: true` says and as module paths need.
 *   git     names on GitHub are folded as in `github`; only a recommended test says so. */
static const PurlType TYPES[] = {
    { STR_ROW("alpm"), NS_NEEDED | NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("apk"), NS_NEEDED | NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("bazel"), NS_NONE, { 0 } },
    { STR_ROW("bitbucket"), NS_NEEDED | NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("bitnami"), NS_NONE | NAME_LOWER, { 0 } },
    { STR_ROW("brew"), NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("cargo"), NS_NONE, { 0 } },
    { STR_ROW("chrome-extension"), NS_NONE | NAME_LOWER | NAME_CHROME | VERSION_CHROME, { 0 } },
    { STR_ROW("cocoapods"), NS_NONE, { 0 } },
    { STR_ROW("composer"), NS_NEEDED | NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("conan"), 0, { 0 } },
    { STR_ROW("conda"), NS_NONE, { 0 } },
    { STR_ROW("cpan"), NS_UPPER | NAME_NO_COLONS, { 0 } },
    { STR_ROW("cran"), NS_NONE, { 0 } },
    { STR_ROW("deb"), NS_NEEDED | NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("docker"), 0, { 0 } },
    { STR_ROW("gem"), NS_NONE, { 0 } },
    { STR_ROW("generic"), 0, { 0 } },
    { STR_ROW("git"), NS_NEEDED | NAME_PATH | LOWER_AT_GITHUB, { 0 } },
    { STR_ROW("github"), NS_NEEDED | NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("golang"), 0, { 0 } },
    { STR_ROW("hackage"), NS_NONE, { 0 } },
    { STR_ROW("hex"), NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("huggingface"), NS_NEEDED | VERSION_LOWER, { 0 } },
    { STR_ROW("julia"), NS_NONE, STR_ROW("uuid") },
    { STR_ROW("luarocks"), NS_LOWER | NAME_LOWER, { 0 } },
    { STR_ROW("maven"), NS_NEEDED, { 0 } },
    { STR_ROW("mlflow"), NS_NONE | LOWER_AT_DATABRICKS, { 0 } },
    { STR_ROW("npm"), 0, { 0 } },
    { STR_ROW("nuget"), NS_NONE, { 0 } },
    { STR_ROW("oci"), NS_NONE | NAME_LOWER | VERSION_LOWER, { 0 } },
    { STR_ROW("opam"), NS_NONE, { 0 } },
    { STR_ROW("otp"), NS_NONE | NAME_LOWER | SUBPATH_LOWER, { 0 } },
    { STR_ROW("pub"), NS_NONE | NAME_LOWER | NAME_UNDERSCORE, { 0 } },
    { STR_ROW("pypi"), NS_NONE | NAME_LOWER | NAME_DASH | VERSION_LOWER, { 0 } },
    { STR_ROW("qpkg"), NS_NEEDED | NS_LOWER, { 0 } },
    { STR_ROW("rpm"), NS_NEEDED | NS_LOWER, { 0 } },
    { STR_ROW("swid"), NS_TWO, STR_ROW("tag_id") },
    { STR_ROW("swift"), NS_NEEDED, { 0 } },
    { STR_ROW("vcpkg"), NS_NONE, { 0 } },
    { STR_ROW("vscode-extension"), NS_NEEDED | NS_LOWER | NAME_LOWER | VERSION_LOWER, { 0 } },
    { STR_ROW("yocto"), NS_LOWER, { 0 } },
};
static const PurlType UNKNOWN_TYPE = { { 0 }, 0, { 0 } };

/* One reading or writing; `text` is what was read, empty when a purl is built. */
typedef struct {
    Str text;
    Arena *arena;
    Err *err;
    bool encoded; /* the text has a percent sign */
} Job;

/* ---- characters ---- */

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static char lower(char c)
{
    return is_upper(c) ? (char)(c | 0x20) : c;
}

static char upper(char c)
{
    return is_lower(c) ? (char)(c & ~0x20) : c;
}

static char dash(char c)
{
    return c == '_' ? '-' : c;
}

static char underscore(char c)
{
    return is_lower(c) || is_digit(c) ? c : '_';
}

/* Never percent-encoded: purl-spec, "Rules for each purl component", and the colon. */
static bool is_plain(char c)
{
    return is_lower(c) || is_digit(c) || is_upper(c) || c == '.' || c == '-' || c == '_' || c == '~'
        || c == ':';
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Length of the UTF-8 character at `at`, or 0: no overlong forms, surrogates or controls. */
static size_t character_len(const unsigned char *at, size_t left)
{
    static const uint32_t SMALLEST[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t code = *at;
    size_t len = code < 0x80 ? 1 : code >= 0xF0 ? 4 : code >= 0xE0 ? 3 : 2;

    if (len == 1)
        return code >= 0x20 && code != 0x7F;
    if (code < 0xC2 || code > 0xF4 || left < len)
        return 0;
    code &= 0xFFu >> (len + 1);
    for (size_t i = 1; i < len; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3Fu);
    }
    return code < SMALLEST[len] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0 : len;
}

/* Whether eight bytes are printable ASCII; may say no where single bytes would say yes. */
static bool is_ascii8(const char *at)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t word, delete;

    memcpy(&word, at, sizeof word);
    delete = word ^ (0x7F * ones);
    return ((word | ((word - 0x20 * ones) & ~word) | ((delete - ones) & ~delete)) & tops) == 0;
}

/* The first byte that is no text, or text.len. */
static size_t text_end(Str text)
{
    size_t i = 0;

    while (i < text.len) {
        if (text.len - i >= 8 && is_ascii8(text.ptr + i)) {
            i += 8;
            continue;
        }
        unsigned char c = (unsigned char)text.ptr[i];
        size_t len = c >= 0x20 && c < 0x7F
                       ? 1 : character_len((const unsigned char *)text.ptr + i, text.len - i);
        if (len == 0)
            break;
        i += len;
    }
    return i;
}

/* ---- refusing ---- */

/* Adds the place of `at` when it points into what was read. */
static bool place(const Job *job, Str at)
{
    if (at.ptr && job->text.len && at.ptr >= job->text.ptr
        && at.ptr <= job->text.ptr + job->text.len)
        err_at(job->err, (uint64_t)(at.ptr - job->text.ptr));
    return false;
}

static bool refuse(const Job *job, RuleId rule, Str at, Str arg)
{
    err_set(job->err, ERR_SYNTAX, rule, arg);
    return place(job, at);
}

/* ---- parts ---- */

/* The characters of *text through `map`; a copy only when one changes. */
static bool text_map(const Job *job, char (*map)(char), Str *text)
{
    size_t i = 0;
    char *copy;

    while (i < text->len && map(text->ptr[i]) == text->ptr[i])
        i++;
    if (i == text->len)
        return true;
    copy = arena_alloc_raw(job->arena, text->len);
    if (!copy)
        return err_no_memory(job->err);
    for (i = 0; i < text->len; i++)
        copy[i] = map(text->ptr[i]);
    text->ptr = copy;
    return true;
}

static bool percent_decode(const Job *job, Str *text)
{
    Str raw = *text;
    size_t used = 0;
    char *copy;

    if (!job->encoded || str_find_char(raw, '%') == raw.len)
        return true;
    copy = arena_alloc_raw(job->arena, raw.len);
    if (!copy)
        return err_no_memory(job->err);
    for (size_t i = 0; i < raw.len; i++) {
        int high, low;
        if (raw.ptr[i] != '%') {
            copy[used++] = raw.ptr[i];
            continue;
        }
        high = i + 2 < raw.len ? hex_value(raw.ptr[i + 1]) : -1;
        low = i + 2 < raw.len ? hex_value(raw.ptr[i + 2]) : -1;
        if (high < 0 || low < 0)
            return refuse(job, RULE_PERCENT, (Str){ raw.ptr + i, 1 }, (Str){ 0 });
        copy[used++] = (char)(high << 4 | low);
        i += 2;
    }
    *text = (Str){ copy, used };
    return text_end(*text) == used || refuse(job, RULE_CHARACTER, raw, (Str){ 0 });
}

/* Whether a segment of a path says nothing: empty, and in subpaths also "." and "..". */
static bool is_void(Str segment, bool subpath)
{
    return segment.len == 0
        || (subpath && (str_eq(segment, STR(".")) || str_eq(segment, STR(".."))));
}

static bool path_is_clean(Str path, bool subpath)
{
    Str rest = path, segment;

    while (str_next(&rest, '/', &segment))
        if (is_void(segment, subpath))
            return false;
    return true;
}

/* Drops the segments that say nothing from a decoded namespace or subpath. */
static bool path_clean(const Job *job, bool subpath, Str *path)
{
    Str rest = *path, segment;
    size_t used = 0;
    char *copy;

    if (path->len == 0 || path_is_clean(*path, subpath))
        return true;
    copy = arena_alloc_raw(job->arena, path->len);
    if (!copy)
        return err_no_memory(job->err);
    while (str_next(&rest, '/', &segment)) {
        if (is_void(segment, subpath))
            continue;
        if (used)
            copy[used++] = '/';
        memcpy(copy + used, segment.ptr, segment.len);
        used += segment.len;
    }
    *path = (Str){ copy, used };
    return true;
}

/* ---- types ---- */

static bool type_is_valid(Str type)
{
    if (is_digit(type.ptr[0]))
        return false;
    for (size_t i = 0; i < type.len; i++) {
        char c = lower(type.ptr[i]);
        if (!is_lower(c) && !is_digit(c) && c != '.' && c != '-' && c != '+')
            return false;
    }
    return true;
}

/* The row of a lower-case type; the table is sorted. */
static const PurlType *type_find(Str type)
{
    Halving half = halving_of(ARRAY_LEN(TYPES));

    while (halving_next(&half)) {
        const PurlType *row = &TYPES[half.middle];
        int order = row->type.ptr[0] - type.ptr[0];
        if (order == 0)
            order = str_cmp(row->type, type);
        if (order == 0)
            return row;
        halving_turn(&half, order < 0);
    }
    return &UNKNOWN_TYPE;
}

static bool is_github(Str ns)
{
    return str_eq(ns, STR("github")) || str_eq(ns, STR("github.com"));
}

/* Rewrites the parts as the type wants them; text that is right already is not copied. */
static bool normalise(const Job *job, unsigned rules, Purl *purl)
{
    bool databricks = (rules & LOWER_AT_DATABRICKS)
        && str_find(purl_qualifier(purl, STR("repository_url")), STR("databricks"))
            < purl_qualifier(purl, STR("repository_url")).len;

    if ((rules & LOWER_AT_GITHUB) && is_github(purl->ns))
        rules |= NS_LOWER | NAME_LOWER;
    if (databricks)
        rules |= NAME_LOWER;
    return (!(rules & NAME_PATH) || path_clean(job, false, &purl->name))
        && (!(rules & NS_LOWER) || text_map(job, lower, &purl->ns))
        && (!(rules & NS_UPPER) || text_map(job, upper, &purl->ns))
        && (!(rules & NAME_LOWER) || text_map(job, lower, &purl->name))
        && (!(rules & NAME_DASH) || text_map(job, dash, &purl->name))
        && (!(rules & NAME_UNDERSCORE) || text_map(job, underscore, &purl->name))
        && (!(rules & VERSION_LOWER) || text_map(job, lower, &purl->version))
        && (!(rules & SUBPATH_LOWER) || text_map(job, lower, &purl->subpath));
}

static bool is_chrome_id(Str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] < 'a' || name.ptr[i] > 'p')
            return false;
    return name.len == CHROME_ID_LETTERS;
}

static bool is_chrome_version(Str version)
{
    Str rest = version, number;
    size_t numbers = 0;

    if (version.len == 0)
        return true;
    while (str_next(&rest, '.', &number)) {
        for (size_t i = 0; i < number.len; i++)
            if (!is_digit(number.ptr[i]))
                return false;
        if (number.len == 0 || ++numbers > CHROME_VERSION_NUMBERS)
            return false;
    }
    return true;
}

static size_t segment_count(Str path)
{
    size_t count = path.len > 0;

    for (size_t i = 0; i < path.len; i++)
        count += path.ptr[i] == '/';
    return count;
}

/* `at` is where the name was read, for the message. */
static bool check(const Job *job, const PurlType *type, const Purl *purl, Str at)
{
    unsigned rules = type->rules;

    if (purl->name.len == 0)
        return refuse(job, RULE_NO_NAME, at, (Str){ 0 });
    if ((rules & NS_NEEDED) && purl->ns.len == 0)
        return refuse(job, RULE_NO_NAMESPACE, at, type->type);
    if ((rules & NS_NONE) && purl->ns.len)
        return refuse(job, RULE_NAMESPACE, at, type->type);
    if ((rules & NS_TWO) && segment_count(purl->ns) > SWID_SEGMENTS)
        return refuse(job, RULE_DEEP, at, type->type);
    if (((rules & NAME_CHROME) && !is_chrome_id(purl->name))
        || ((rules & NAME_NO_COLONS) && str_find(purl->name, STR("::")) < purl->name.len))
        return refuse(job, RULE_NAME, at, type->type);
    if ((rules & VERSION_CHROME) && !is_chrome_version(purl->version))
        return refuse(job, RULE_VERSION, purl->version, type->type);
    if (type->qualifier.len && purl_qualifier(purl, type->qualifier).len == 0) {
        err_set(job->err, ERR_SYNTAX, RULE_NO_QUALIFIER, type->type, type->qualifier);
        return place(job, at);
    }
    return true;
}

/* ---- qualifiers ---- */

/* purl-spec's tests refuse the keys `Platform` and `Arch` but read `repositorY_url`: a key
 * begins with a lower-case letter, and capitals behind it are folded. */
static bool key_is_valid(Str key)
{
    if (key.len == 0 || !is_lower(key.ptr[0]))
        return false;
    for (size_t i = 1; i < key.len; i++) {
        char c = lower(key.ptr[i]);
        if (!is_lower(c) && !is_digit(c) && c != '.' && c != '-' && c != '_')
            return false;
    }
    return true;
}

/* Puts `pair` into the sorted list; pairs without value are as if absent. */
static bool qualifier_insert(const Job *job, PurlQualifier pair, PurlQualifier *list, size_t *count)
{
    Str at = pair.key;
    size_t i = *count;

    if (!key_is_valid(pair.key))
        return refuse(job, RULE_KEY, at, pair.key);
    if (!text_map(job, lower, &pair.key))
        return false;
    if (pair.value.len == 0)
        return true;
    while (i > 0 && str_cmp(list[i - 1].key, pair.key) > 0)
        i--;
    if (i > 0 && str_eq(list[i - 1].key, pair.key))
        return refuse(job, RULE_KEY_TWICE, at, pair.key);
    memmove(list + i + 1, list + i, (*count - i) * sizeof *list);
    list[i] = pair;
    ++*count;
    return true;
}

static bool qualifiers_new(const Job *job, size_t count, PurlQualifier **out)
{
    if (count > PURL_QUALIFIERS_MAX) {
        err_set(job->err, ERR_LIMIT, RULE_MANY);
        return false;
    }
    *out = ARENA_ARRAY(job->arena, PurlQualifier, count);
    return *out != NULL || err_no_memory(job->err);
}

static bool qualifiers_read(const Job *job, Str text, Purl *purl)
{
    Str rest = text, piece;
    PurlQualifier *list;
    size_t room = 1, used = 0;

    for (size_t i = 0; i < text.len; i++)
        room += text.ptr[i] == '&';
    if (text.len == 0)
        return true;
    if (!qualifiers_new(job, room, &list))
        return false;
    while (str_next(&rest, '&', &piece)) {
        size_t equals = str_find_char(piece, '=');
        PurlQualifier pair = { { piece.ptr, equals }, str_slice(piece, equals + 1, piece.len) };
        if (piece.len == 0)
            continue;
        if (!percent_decode(job, &pair.value) || !qualifier_insert(job, pair, list, &used))
            return false;
    }
    purl->qualifiers = list;
    purl->qualifier_count = used;
    return true;
}

Str purl_qualifier(const Purl *purl, Str key)
{
    for (size_t i = 0; i < purl->qualifier_count; i++)
        if (str_eq(purl->qualifiers[i].key, key))
            return purl->qualifiers[i].value;
    return (Str){ 0 };
}

/* ---- reading ---- */

/* A purl cut at its separators, nothing decoded: pkg:type/ns/name@version?qualifiers#subpath */
typedef struct {
    Str type, ns, name, version, qualifiers, subpath;
    const PurlType *row;
} Pieces;

static Str cut_front(Str *rest, size_t at)
{
    Str front = { rest->ptr, at };

    *rest = (Str){ rest->ptr + at, rest->len - at };
    return front;
}

/* Takes what follows the first `mark` off the end of *rest. */
static Str cut_tail(Str *rest, char mark)
{
    size_t at = str_find_char(*rest, mark);
    Str tail = str_slice(*rest, at + 1, rest->len);

    rest->len = at;
    return tail;
}

/* The place of the '@' before the version, or rest.len. An '@' that opens a segment with
 * further ones behind it is a scope that should have been encoded: "npm/@babel/core". */
static size_t version_mark(Str rest)
{
    const char *at = rest.len ? memrchr(rest.ptr, '@', rest.len) : NULL;
    size_t i = at ? (size_t)(at - rest.ptr) : rest.len;
    bool opens = at && (i == 0 || rest.ptr[i - 1] == '/');

    return opens && memchr(at, '/', rest.len - i) ? rest.len : i;
}

static void cut_path(Str rest, bool at_first, Pieces *out)
{
    size_t mark = version_mark(rest);
    const char *slash = NULL;

    out->version = str_slice(rest, mark + 1, rest.len);
    rest.len = mark;
    if (rest.len)
        slash = at_first ? memchr(rest.ptr, '/', rest.len) : memrchr(rest.ptr, '/', rest.len);
    out->ns = slash ? (Str){ rest.ptr, (size_t)(slash - rest.ptr) } : (Str){ rest.ptr, 0 };
    out->name = slash ? (Str){ slash + 1, rest.len - out->ns.len - 1 } : rest;
}

static bool type_read(const Job *job, Pieces *out)
{
    out->row = type_find(out->type);
    if (out->row != &UNKNOWN_TYPE)
        return true;
    if (!type_is_valid(out->type))
        return refuse(job, RULE_TYPE, out->type, out->type);
    if (!text_map(job, lower, &out->type))
        return false;
    out->row = type_find(out->type);
    return true;
}

static bool cut(const Job *job, Pieces *out)
{
    Str rest = job->text;

    if (rest.len < 4 || !str_eq_fold((Str){ rest.ptr, 4 }, STR("pkg:")))
        return refuse(job, RULE_SCHEME, rest, (Str){ 0 });
    cut_front(&rest, 4);
    while (rest.len && rest.ptr[0] == '/')
        cut_front(&rest, 1);
    out->subpath = cut_tail(&rest, '#');
    out->qualifiers = cut_tail(&rest, '?');
    out->type = cut_front(&rest, str_find_char(rest, '/'));
    if (out->type.len == 0 || rest.len == 0)
        return refuse(job, RULE_NO_TYPE, out->type, (Str){ 0 });
    if (!type_read(job, out))
        return false;
    while (rest.len && rest.ptr[0] == '/')
        cut_front(&rest, 1);
    cut_path(rest, out->row->rules & NAME_PATH, out);
    return true;
}

static bool decode(const Job *job, const Pieces *pieces, Purl *purl)
{
    *purl = (Purl){ .type = pieces->type, .ns = pieces->ns, .name = pieces->name,
                    .version = pieces->version, .subpath = pieces->subpath };
    return percent_decode(job, &purl->ns) && path_clean(job, false, &purl->ns)
        && percent_decode(job, &purl->name)
        && percent_decode(job, &purl->version)
        && percent_decode(job, &purl->subpath) && path_clean(job, true, &purl->subpath)
        && qualifiers_read(job, pieces->qualifiers, purl);
}

bool purl_parse(Str text, Arena *arena, Purl *out, Err *err)
{
    Job job = { text, arena, err, str_find_char(text, '%') < text.len };
    size_t end;
    Pieces pieces;
    Purl purl;

    if (text.len > PURL_BYTES_MAX)
        return err_set(err, ERR_LIMIT, RULE_LONG);
    end = text_end(text);
    if (end < text.len)
        return refuse(&job, RULE_CHARACTER, (Str){ text.ptr + end, 1 }, (Str){ 0 });
    if (!cut(&job, &pieces) || !decode(&job, &pieces, &purl))
        return false;
    if (!normalise(&job, pieces.row->rules, &purl)
        || !check(&job, pieces.row, &purl, pieces.name))
        return false;
    *out = purl;
    return true;
}

/* ---- writing ---- */

/* Where bytes go; with `to` NULL they are only counted. */
typedef struct {
    char *to;
    size_t used;
} Sink;

static void put(Sink *sink, char c)
{
    if (sink->to)
        sink->to[sink->used] = c;
    sink->used++;
}

static void put_text(Sink *sink, Str text)
{
    for (size_t i = 0; i < text.len; i++)
        put(sink, text.ptr[i]);
}

static void put_encoded(Sink *sink, Str text, bool path)
{
    static const char HEX[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (is_plain(text.ptr[i]) || (path && text.ptr[i] == '/')) {
            put(sink, text.ptr[i]);
        } else {
            put(sink, '%');
            put(sink, HEX[c >> 4]);
            put(sink, HEX[c & 15]);
        }
    }
}

static void put_purl(Sink *sink, const Purl *purl, unsigned rules)
{
    put_text(sink, STR("pkg:"));
    put_text(sink, purl->type);
    put(sink, '/');
    put_encoded(sink, purl->ns, true);
    if (purl->ns.len)
        put(sink, '/');
    put_encoded(sink, purl->name, rules & NAME_PATH);
    if (purl->version.len)
        put(sink, '@');
    put_encoded(sink, purl->version, false);
    for (size_t i = 0; i < purl->qualifier_count; i++) {
        put(sink, i ? '&' : '?');
        put_text(sink, purl->qualifiers[i].key);
        put(sink, '=');
        put_encoded(sink, purl->qualifiers[i].value, false);
    }
    if (purl->subpath.len)
        put(sink, '#');
    put_encoded(sink, purl->subpath, true);
}

static bool qualifiers_settle(const Job *job, Purl *purl)
{
    PurlQualifier *list;
    size_t used = 0;

    if (purl->qualifier_count == 0)
        return true;
    if (!qualifiers_new(job, purl->qualifier_count, &list))
        return false;
    for (size_t i = 0; i < purl->qualifier_count; i++)
        if (!qualifier_insert(job, purl->qualifiers[i], list, &used))
            return false;
    purl->qualifiers = list;
    purl->qualifier_count = used;
    return true;
}

static bool texts_are_valid(const Job *job, const Purl *purl)
{
    const Str parts[] = { purl->ns, purl->name, purl->version, purl->subpath };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (text_end(parts[i]) < parts[i].len)
            return refuse(job, RULE_CHARACTER, (Str){ 0 }, (Str){ 0 });
    for (size_t i = 0; i < purl->qualifier_count; i++)
        if (text_end(purl->qualifiers[i].value) < purl->qualifiers[i].value.len)
            return refuse(job, RULE_CHARACTER, (Str){ 0 }, (Str){ 0 });
    return true;
}

static bool write_out(const Job *job, const Purl *purl, unsigned rules, Str *out)
{
    Sink count = { NULL, 0 }, sink = { NULL, 0 };

    put_purl(&count, purl, rules);
    if (count.used > PURL_BYTES_MAX)
        return err_set(job->err, ERR_LIMIT, RULE_LONG);
    sink.to = arena_alloc_raw(job->arena, count.used);
    if (!sink.to)
        return err_no_memory(job->err);
    put_purl(&sink, purl, rules);
    *out = (Str){ sink.to, sink.used };
    return true;
}

bool purl_format(const Purl *purl, Arena *arena, Str *out, Err *err)
{
    Job job = { (Str){ 0 }, arena, err, false };
    Purl copy = *purl;
    const PurlType *type;

    if (copy.type.len == 0)
        return refuse(&job, RULE_NO_TYPE, (Str){ 0 }, (Str){ 0 });
    if (!type_is_valid(copy.type))
        return refuse(&job, RULE_TYPE, (Str){ 0 }, copy.type);
    if (!text_map(&job, lower, &copy.type) || !texts_are_valid(&job, &copy)
        || !path_clean(&job, false, &copy.ns) || !path_clean(&job, true, &copy.subpath)
        || !qualifiers_settle(&job, &copy))
        return false;
    type = type_find(copy.type);
    return normalise(&job, type->rules, &copy) && check(&job, type, &copy, (Str){ 0 })
        && write_out(&job, &copy, type->rules, out);
}
