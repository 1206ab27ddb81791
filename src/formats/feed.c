/* SPDX-License-Identifier: Apache-2.0 */
/* feed.c — which feed is it, and of what time? Both are asked of the first bytes only, so the
 * JSON is looked at with a small scanner that stops at the cut instead of a parser. */
#include "formats/feed.h"
#include "base/date.h"
#include "formats/record.h"

static const Str KIND[FEED_KINDS] = {
    [FEED_NONE] = STR_ROW("none"), [FEED_OSV] = STR_ROW("osv"), [FEED_NVD] = STR_ROW("nvd"),
    [FEED_CVE] = STR_ROW("cve"),   [FEED_KEV] = STR_ROW("kev"), [FEED_EPSS] = STR_ROW("epss"),
    [FEED_EOL] = STR_ROW("eol"),
};

Str feed_kind_name(FeedKind kind)
{
    assert(kind < FEED_KINDS);
    return KIND[kind];
}

/* ---- the members of the first object ----------------------------------------------------- */

/* One member of the outermost object: its key, and its value when that is a text (raw, escapes
 * as written). `opens` is the value's first byte. */
typedef struct {
    Str key, text;
    char opens;
} Member;

typedef struct {
    Str head;
    size_t at;
} Scan;

static void space_skip(Scan *scan)
{
    while (scan->at < scan->head.len && strchr(" \t\r\n", scan->head.ptr[scan->at])
           && scan->head.ptr[scan->at])
        scan->at++;
}

static char here(const Scan *scan)
{
    return scan->at < scan->head.len ? scan->head.ptr[scan->at] : '\0';
}

/* From the opening quote to behind the closing one; false at the cut. */
static bool text_scan(Scan *scan, Str *out)
{
    size_t from = ++scan->at;

    for (; scan->at < scan->head.len; scan->at++) {
        if (scan->head.ptr[scan->at] == '\\') {
            scan->at++;
        } else if (scan->head.ptr[scan->at] == '"') {
            *out = str_slice(scan->head, from, scan->at++);
            return true;
        }
    }
    return false;
}

/* Over one value of any kind, to the comma or brace behind it; false at the cut. */
static bool value_skip(Scan *scan)
{
    size_t depth = 0;
    Str text;

    for (; scan->at < scan->head.len; scan->at++) {
        char c = scan->head.ptr[scan->at];

        if (depth == 0 && (c == ',' || c == '}'))
            return true;
        if (c == '"') {
            if (!text_scan(scan, &text))
                return false;
            scan->at--;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && depth-- == 0) {
            return false;
        }
    }
    return false;
}

/* Stands before the first member after this; false when the head is no object. */
static bool object_enter(Str head, Scan *scan)
{
    *scan = (Scan){ str_starts(head, STR("\xEF\xBB\xBF")) ? str_slice(head, 3, head.len) : head,
                    0 };
    space_skip(scan);
    if (here(scan) != '{')
        return false;
    scan->at++;
    return true;
}

/* A member whose value lies behind the cut still counts: its key was seen. */
static bool member_next(Scan *scan, Member *out)
{
    *out = (Member){ 0 };
    space_skip(scan);
    if (here(scan) == ',') {
        scan->at++;
        space_skip(scan);
    }
    if (here(scan) != '"' || !text_scan(scan, &out->key))
        return false;
    space_skip(scan);
    if (here(scan) != ':')
        return false;
    scan->at++;
    space_skip(scan);
    out->opens = here(scan);
    if (out->opens == '"') {
        if (!text_scan(scan, &out->text))
            scan->at = scan->head.len;
    } else if (!value_skip(scan)) {
        scan->at = scan->head.len;
    }
    return true;
}

/* ---- kinds ------------------------------------------------------------------------------- */

/* A sign is a member of the outermost object that speaks for kinds. */
typedef enum {
    SIGN_ID = 1 << 0,
    SIGN_OSV = 1 << 1,
    SIGN_NVD_CVE = 1 << 2,
    SIGN_NVD_FORMAT = 1 << 3,
    SIGN_RESULTS = 1 << 4,
    SIGN_VULNERABILITIES = 1 << 5,
    SIGN_CATALOGUE = 1 << 6,
    SIGN_CVE_TYPE = 1 << 7,
    SIGN_CONTAINERS = 1 << 8,
    SIGN_SCHEMA_VERSION = 1 << 9,
    SIGN_RESULT = 1 << 10,
    SIGN_NVD_ITEM = 1 << 11,
    SIGN_METADATA = 1 << 12,
} Sign;

/* `opens` is the first byte the value must have, `text` what it must be; 0 and NULL: anything.
 * Source: the publishers' schemas named in the readers. */
static const struct {
    Str key;
    char opens;
    const char *text;
    unsigned sign;
} SIGNS[] = {
    { STR_ROW("id"), '"', NULL, SIGN_ID },
    { STR_ROW("modified"), '"', NULL, SIGN_OSV },
    { STR_ROW("affected"), '[', NULL, SIGN_OSV },
    { STR_ROW("schema_version"), '"', NULL, SIGN_SCHEMA_VERSION },
    { STR_ROW("result"), '[', NULL, SIGN_RESULT },
    { STR_ROW("sourceIdentifier"), '"', NULL, SIGN_NVD_CVE },
    { STR_ROW("vulnStatus"), '"', NULL, SIGN_NVD_CVE },
    { STR_ROW("cve"), '{', NULL, SIGN_NVD_ITEM },
    { STR_ROW("format"), '"', "NVD_CVE", SIGN_NVD_FORMAT },
    { STR_ROW("resultsPerPage"), 0, NULL, SIGN_RESULTS },
    { STR_ROW("vulnerabilities"), '[', NULL, SIGN_VULNERABILITIES },
    { STR_ROW("catalogVersion"), '"', NULL, SIGN_CATALOGUE },
    { STR_ROW("dataType"), '"', "CVE_RECORD", SIGN_CVE_TYPE },
    { STR_ROW("containers"), '{', NULL, SIGN_CONTAINERS },
    { STR_ROW("cveMetadata"), '{', NULL, SIGN_METADATA },
};

/* What the first long member of a record leaves to be seen when the head ends inside it. */
static const struct {
    unsigned signs;
    FeedKind kind;
} CUT_RULES[] = {
    { SIGN_ID, FEED_OSV },
    { SIGN_ID | SIGN_SCHEMA_VERSION, FEED_OSV },
    { SIGN_CONTAINERS, FEED_CVE },
};

/* The first row whose signs are all there and whose `never` is not decides. */
static const struct {
    unsigned all, never;
    FeedKind kind;
} RULES[] = {
    { SIGN_NVD_FORMAT, 0, FEED_NVD },
    { SIGN_RESULTS | SIGN_VULNERABILITIES, 0, FEED_NVD },
    { SIGN_ID | SIGN_NVD_CVE, 0, FEED_NVD },
    { SIGN_NVD_ITEM, SIGN_VULNERABILITIES, FEED_NVD },
    { SIGN_CATALOGUE | SIGN_VULNERABILITIES, 0, FEED_KEV },
    { SIGN_CVE_TYPE, 0, FEED_CVE },
    { SIGN_CONTAINERS | SIGN_METADATA, 0, FEED_CVE },
    { SIGN_SCHEMA_VERSION | SIGN_RESULT, 0, FEED_EOL },
    { SIGN_ID | SIGN_OSV, 0, FEED_OSV },
};

static unsigned member_signs(const Member *member)
{
    for (size_t i = 0; i < ARRAY_LEN(SIGNS); i++)
        if (str_eq(SIGNS[i].key, member->key)
            && (!SIGNS[i].opens || SIGNS[i].opens == member->opens)
            && (!SIGNS[i].text || str_eq(str_of(SIGNS[i].text), member->text)))
            return SIGNS[i].sign;
    return 0;
}

/* "#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000", or the header of files that
 * were stripped of it. */
static bool is_epss(Str head)
{
    Str line = str_slice(head, 0, str_find_char(head, '\n'));

    if (str_starts(line, STR("#")))
        return str_find(line, STR("model_version")) < line.len
            && str_find(line, STR("score_date")) < line.len;
    return str_starts(line, STR("cve,epss"));
}

FeedKind feed_sniff(Str head, bool whole)
{
    unsigned signs = 0;
    Member member;
    Scan scan;

    if (is_epss(head))
        return FEED_EPSS;
    if (!object_enter(head, &scan))
        return FEED_NONE;
    while (member_next(&scan, &member))
        signs |= member_signs(&member);
    for (size_t i = 0; !whole && scan.at >= scan.head.len && i < ARRAY_LEN(CUT_RULES); i++)
        if (signs == CUT_RULES[i].signs)
            return CUT_RULES[i].kind;
    for (size_t i = 0; i < ARRAY_LEN(RULES); i++)
        if ((signs & RULES[i].all) == RULES[i].all && !(signs & RULES[i].never))
            return RULES[i].kind;
    return FEED_NONE;
}

/* ---- stamps ------------------------------------------------------------------------------ */

static Str epss_stamp(Str head)
{
    Str line = str_slice(head, 0, str_find_char(head, '\n'));
    size_t at = str_find(line, STR("score_date:"));
    Str rest = str_slice(line, at + STR("score_date:").len, line.len);

    return str_trim(str_slice(rest, 0, str_find_char(rest, ',')));
}

static Str member_text(Str head, Str key)
{
    Member member;
    Scan scan;

    if (key.len && object_enter(head, &scan))
        while (member_next(&scan, &member))
            if (str_eq(member.key, key))
                return member.text;
    return (Str){ NULL, 0 };
}

int64_t feed_stamp(FeedKind kind, Str head)
{
    static const Str MEMBER[FEED_KINDS] = {
        [FEED_NVD] = STR_ROW("timestamp"),
        [FEED_KEV] = STR_ROW("dateReleased"),
        [FEED_EOL] = STR_ROW("generated_at"),
    };
    Str text = kind == FEED_EPSS ? epss_stamp(head) : member_text(head, MEMBER[kind]);
    int64_t seconds = 0;

    return text.len && date_parse_s(text, &seconds) ? seconds : 0;
}
