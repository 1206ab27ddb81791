/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/cve_version.h"
#include "formats/cve_bound.h"
#include "formats/marks.h"

#define RULE_NOT_OBJECT STR("formats.cve-not-object")
#define RULE_NOT_ARRAY  STR("formats.cve-not-array")
#define RULE_STATUS     STR("formats.cve-status")
#define RULE_TWO_BOUNDS STR("formats.cve-two-bounds")
#define RULE_MANY       STR("formats.record-many")

enum {
    CVE_VERSIONS_MAX = 200000, /* elements of one versions[] and of one changes[] */
};

typedef enum { STATUS_AFFECTED, STATUS_UNAFFECTED, STATUS_UNKNOWN } Status;

/* versionType → order. Matched without case. The format names custom, git, maven, python, rpm
 * and semver as well-known and allows any other word; words that name an ecosystem of our own
 * are read as that. A type without row is free-form, as "custom" is.
 * original_commit_for_fix is the Linux kernel's word for mainline versions. */
static const struct {
    Str type;
    Scheme scheme;
} TYPES[] = {
    { STR_ROW("custom"), SCHEME_GENERIC },
    { STR_ROW("original_commit_for_fix"), SCHEME_GENERIC },
    { STR_ROW("semver"), SCHEME_SEMVER },
    { STR_ROW("maven"), SCHEME_MAVEN },
    { STR_ROW("python"), SCHEME_PYPI },
    { STR_ROW("pep440"), SCHEME_PYPI },
    { STR_ROW("rpm"), SCHEME_RPM },
    { STR_ROW("deb"), SCHEME_DEB },
    { STR_ROW("dpkg"), SCHEME_DEB },
    { STR_ROW("apk"), SCHEME_APK },
    { STR_ROW("npm"), SCHEME_NPM },
    { STR_ROW("gem"), SCHEME_GEM },
    { STR_ROW("nuget"), SCHEME_NUGET },
    { STR_ROW("composer"), SCHEME_COMPOSER },
    { STR_ROW("openssl"), SCHEME_OPENSSL },
};

/* Words in `version` that name no version; from the records of the CVE List. */
static const Str NO_VERSION[] = { STR_ROW("n/a"), STR_ROW("unspecified"), STR_ROW("unknown"),
                                  STR_ROW("-"), STR_ROW("none"), STR_ROW("not specified") };
static const Str ALL_VERSIONS[] = { STR_ROW("*"), STR_ROW("0"), STR_ROW("all"),
                                    STR_ROW("all versions") };

/* Prose that stands for a bound; `version` is what is left. From the records of the CVE List. */
static const struct {
    Str before, after;
    bool inclusive;
} PHRASES[] = {
    { STR_ROW(""), STR_ROW(" and earlier"), true },
    { STR_ROW(""), STR_ROW(" and earlier versions"), true },
    { STR_ROW(""), STR_ROW(" and prior"), true },
    { STR_ROW(""), STR_ROW(" and prior versions"), true },
    { STR_ROW(""), STR_ROW(" and below"), true },
    { STR_ROW(""), STR_ROW(" and before"), true },
    { STR_ROW(""), STR_ROW(" or earlier"), true },
    { STR_ROW("up to "), STR_ROW(""), true },
    { STR_ROW("through "), STR_ROW(""), true },
    { STR_ROW("before "), STR_ROW(""), false },
    { STR_ROW("prior to "), STR_ROW(""), false },
    { STR_ROW("versions prior to "), STR_ROW(""), false },
    { STR_ROW("all versions prior to "), STR_ROW(""), false },
};

/* One element as it is written. */
typedef struct {
    Str version, upper, type;
    bool upper_inclusive, ranged;
    Status status;
    const Json *changes;
} Entry;

/* A range while it is made from an entry. */
typedef struct {
    RecordRange range;
    bool comparable;
} Reading;

static bool word_in(Str word, const Str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(word, words[i]))
            return true;
    return false;
}

static bool no_version(Str text)
{
    return text.len == 0 || word_in(text, NO_VERSION, ARRAY_LEN(NO_VERSION));
}

static bool all_versions(Str text)
{
    return word_in(text, ALL_VERSIONS, ARRAY_LEN(ALL_VERSIONS));
}

/* ---- text in `version` ------------------------------------------------------------------- */

static Str operator_take(Str *text, bool *inclusive)
{
    size_t len = text->len > 1 && text->ptr[1] == '=' ? 2 : 1;
    Str op = str_slice(*text, 0, len);

    *inclusive = len == 2 || op.ptr[0] == '=';
    *text = str_trim(str_slice(*text, len, text->len));
    return op;
}

/* ">= 1.2, < 1.4": GitHub's advisories write their ranges so. */
static bool operators_read(Str text, RecordRange *range)
{
    bool inclusive;

    while (text.len && strchr("<>=", text.ptr[0]) && text.ptr[0]) {
        char op = operator_take(&text, &inclusive).ptr[0];
        Str version, *bound = op == '>' ? &range->lower : &range->upper;
        size_t end = 0;

        while (end < text.len && bound_char(text.ptr[end]))
            end++;
        version = str_slice(text, 0, end);
        if (bound->len || version.len == 0)
            return false;
        *bound = bound_prefix_drop(version);
        *(op == '>' ? &range->lower_inclusive : &range->upper_inclusive) = inclusive;
        if (op == '=') {
            range->lower = range->upper;
            range->lower_inclusive = range->exact = true;
        }
        text = str_trim(str_slice(text, end, text.len));
        if (str_starts(text, STR(",")))
            text = str_trim(str_slice(text, 1, text.len));
    }
    range->fixed_known = range->upper.len && !range->upper_inclusive;
    return text.len == 0;
}

static bool fold_starts(Str text, Str prefix)
{
    return text.len > prefix.len && str_eq_fold(str_slice(text, 0, prefix.len), prefix);
}

static bool fold_ends(Str text, Str suffix)
{
    return text.len > suffix.len
        && str_eq_fold(str_slice(text, text.len - suffix.len, text.len), suffix);
}

static bool phrase_read(Str text, RecordRange *range)
{
    for (size_t i = 0; i < ARRAY_LEN(PHRASES); i++) {
        Str version;

        if (!(PHRASES[i].before.len == 0 || fold_starts(text, PHRASES[i].before))
            || !(PHRASES[i].after.len == 0 || fold_ends(text, PHRASES[i].after)))
            continue;
        version = str_slice(text, PHRASES[i].before.len, text.len - PHRASES[i].after.len);
        version = bound_prefix_drop(str_trim(version));
        if (!bound_dotted(version))
            continue;
        range->upper = version;
        range->upper_inclusive = PHRASES[i].inclusive;
        range->fixed_known = !PHRASES[i].inclusive;
        return true;
    }
    return false;
}

/* ---- one element ------------------------------------------------------------------------- */

static bool status_read(const Json *json, Status *out, Err *err)
{
    Str word = json_str(json);

    if (KEY_IS(word, "affected"))
        *out = STATUS_AFFECTED;
    else if (KEY_IS(word, "unaffected"))
        *out = STATUS_UNAFFECTED;
    else if (KEY_IS(word, "unknown"))
        *out = STATUS_UNKNOWN;
    else {
        err_set(err, ERR_UNKNOWN_NAME, RULE_STATUS, word);
        return err_in(err, "status");
    }
    return true;
}

static bool entry_read(const Json *json, Entry *out, Err *err)
{
    Entry entry = { 0 };
    JsonIter iter = json_iter(json);
    const Json *value, *status = NULL;
    Str key;

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    while (json_next(&iter, &key, &value)) {
        bool inclusive = KEY_IS(key, "lessThanOrEqual");

        if (KEY_IS(key, "version")) {
            entry.version = str_trim(json_str(value));
        } else if (KEY_IS(key, "versionType")) {
            entry.type = json_str(value);
        } else if (KEY_IS(key, "status")) {
            status = value;
        } else if (KEY_IS(key, "changes")) {
            entry.changes = value;
        } else if (inclusive || KEY_IS(key, "lessThan")) {
            if (entry.ranged)
                return err_set(err, ERR_STRUCTURE, RULE_TWO_BOUNDS);
            entry.ranged = true;
            entry.upper = str_trim(json_str(value));
            entry.upper_inclusive = inclusive;
        }
    }
    if (!status_read(status, &entry.status, err))
        return false;
    *out = entry;
    return true;
}

static bool upper_read(const Entry *entry, Arena *arena, Reading *out, Err *err)
{
    RecordRange *range = &out->range;
    Str text = bound_prefix_drop(entry->upper), base;

    if (str_eq(text, STR("*")))
        return true;
    range->upper = text;
    range->upper_inclusive = entry->upper_inclusive;
    range->fixed_known = !entry->upper_inclusive;
    if (!bound_series(text, &base)) {
        out->comparable = out->comparable && !no_version(text);
        return true;
    }
    /* To the end of the series, also after `lessThan`: "less than 21.2*" from 21.2 on would else
     * be nothing. */
    range->fixed_known = range->upper_inclusive = false;
    if (!bound_series_end(base, arena, &range->upper, err))
        return false;
    out->comparable = out->comparable && range->upper.len > 0;
    return true;
}

static void range_one(RecordRange *range, Str version)
{
    range->lower = version;
    range->lower_inclusive = range->exact = true;
}

static bool series_read(Str base, Arena *arena, Reading *out, Err *err)
{
    out->range.lower = base;
    out->range.lower_inclusive = true;
    if (!bound_series_end(base, arena, &out->range.upper, err))
        return false;
    out->comparable = out->range.upper.len > 0;
    return true;
}

/* Prose is asked last: most texts are plain versions. */
static bool single_read(const Entry *entry, Arena *arena, Reading *out, Err *err)
{
    Str base, text = bound_prefix_drop(entry->version);

    if (bound_series(text, &base))
        return series_read(base, arena, out, err);
    if (bound_dotted(text) && !str_eq(text, STR("0"))) {
        range_one(&out->range, text);
    } else if (text.len && text.ptr[0] && strchr("<>=", text.ptr[0])) {
        out->comparable = operators_read(text, &out->range);
    } else if (!all_versions(entry->version) && !phrase_read(text, &out->range)) {
        range_one(&out->range, text);
        out->comparable = !no_version(text);
    }
    return true;
}

static bool reading_of(const Entry *entry, Arena *arena, Reading *out, Err *err)
{
    Str base, text = bound_prefix_drop(entry->version);

    *out = (Reading){ .comparable = true };
    if (!entry->ranged)
        return single_read(entry, arena, out, err);
    if (!all_versions(entry->version) && !no_version(entry->version)) {
        out->range.lower = bound_series(text, &base) ? base : text;
        out->range.lower_inclusive = true;
    }
    return upper_read(entry, arena, out, err);
}

static bool range_valid(Scheme scheme, const RecordRange *range)
{
    return (range->lower.len == 0 || bound_valid(scheme, range->lower))
        && (range->upper.len == 0 || bound_valid(scheme, range->upper));
}

static bool reading_add(RecordDraft *draft, CveVersions *out, Reading reading, Status status,
                        Err *err)
{
    if (status == STATUS_UNKNOWN)
        return true;
    if (!reading.comparable || !range_valid(out->scheme, &reading.range)
        || (status == STATUS_AFFECTED && record_range_hollow(out->scheme, &reading.range))) {
        *(status == STATUS_AFFECTED ? &out->not_comparable : &out->default_lost) = true;
        return true;
    }
    reading.range.unaffected = status == STATUS_UNAFFECTED;
    return record_range(draft, &out->ranges, reading.range, err);
}

/* ---- changes ----------------------------------------------------------------------------- */

static bool changes_read(const Json *changes, Arena *arena, Array *marks, Err *err)
{
    JsonIter iter = json_iter(changes);
    const Json *change;
    Status status;
    size_t i = 0;
    Mark *mark;
    Str key;

    if (json_count(changes) > CVE_VERSIONS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    for (; json_next(&iter, &key, &change); i++) {
        if (!status_read(json_get(change, STR("status")), &status, err))
            return err_in(err, "changes[%zu]", i);
        if (!(mark = array_add(marks, arena, sizeof *mark)))
            return err_no_memory(err);
        mark->version = bound_prefix_drop(str_trim(json_str(json_get(change, STR("at")))));
        mark->tag = status;
    }
    return true;
}

static bool marks_valid(Scheme scheme, const Mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!bound_valid(scheme, marks[i].version))
            return false;
    return true;
}

/* Fixed, and fixed again: these are fixes on branches, and where the first branch ends is not
 * said. Between them we would have to guess. */
static bool changes_branch(const Entry *entry, const Mark *marks, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (marks[i].tag == STATUS_UNAFFECTED && marks[i - 1].tag == STATUS_UNAFFECTED)
            return entry->status == STATUS_AFFECTED;
    return false;
}

/* The range is cut at each change: what stands before it keeps the status so far. */
static bool segments_add(RecordDraft *draft, CveVersions *out, const Entry *entry,
                         Reading reading, const Array *list, Err *err)
{
    const Mark *marks = list->items;
    RecordRange whole = reading.range;
    Status status = entry->status;

    for (size_t i = 0; i < list->count; i++) {
        reading.range.upper = marks[i].version;
        reading.range.upper_inclusive = false;
        reading.range.fixed_known = marks[i].tag == STATUS_UNAFFECTED;
        if (!reading_add(draft, out, reading, status, err))
            return false;
        reading.range.lower = marks[i].version;
        reading.range.lower_inclusive = true;
        status = (Status)marks[i].tag;
    }
    reading.range.upper = whole.upper;
    reading.range.upper_inclusive = whole.upper_inclusive;
    reading.range.fixed_known = whole.fixed_known;
    return reading_add(draft, out, reading, status, err);
}

static bool changing_add(RecordDraft *draft, CveVersions *out, const Entry *entry,
                         Reading reading, Err *err)
{
    Array list = { 0 };
    bool in_order;

    if (!changes_read(entry->changes, draft->arena, &list, err))
        return false;
    if (reading.range.exact || !marks_valid(out->scheme, list.items, list.count)) {
        out->not_comparable = out->default_lost = true;
        return true;
    }
    if (!marks_sort(out->scheme, list.items, list.count, draft->arena, &in_order, err))
        return false;
    in_order = in_order && !changes_branch(entry, list.items, list.count);
    out->not_comparable = out->not_comparable || !in_order;
    out->default_lost = out->default_lost || !in_order;
    return !in_order || segments_add(draft, out, entry, reading, &list, err);
}

/* ---- the list ---------------------------------------------------------------------------- */


static Scheme type_scheme(Str type)
{
    for (size_t i = 0; i < ARRAY_LEN(TYPES); i++)
        if (str_eq_fold(type, TYPES[i].type))
            return TYPES[i].scheme;
    return SCHEME_GENERIC;
}

/* Of git, or free-form and plainly a hash: CISA repeats the kernel's commits as "custom", and some
 * CNAs give a commit for the fix. Compared as a version, a hash would be before or behind
 * everything by its first digits. */
static bool is_of_commits(const Entry *entry)
{
    return str_eq_fold(entry->type, STR("git"))
        || (type_scheme(entry->type) == SCHEME_GENERIC
            && (version_is_hash(entry->version) || version_is_hash(entry->upper)));
}

/* "1.4" and less than "1.4": Chrome's and others' way to say that all before 1.4 are affected. */
static bool ends_at_itself(const Entry *entry)
{
    return entry->ranged && !entry->upper_inclusive && entry->status == STATUS_AFFECTED
        && str_eq(entry->version, entry->upper) && !is_of_commits(entry);
}

/* Of several, each is the fix of a branch, and where a branch begins is not said: those stay
 * hollow, and are not comparable. */
static void begin_before(Entry *entries, size_t count)
{
    Entry *only = NULL;

    for (size_t i = 0; i < count; i++)
        if (ends_at_itself(&entries[i])) {
            if (only)
                return;
            only = &entries[i];
        }
    if (only)
        only->version = (Str){ NULL, 0 };
}

/* One scheme for the entry: the types' own when they agree, else free-form. */
static Scheme entries_scheme(const Entry *entries, size_t count, bool openssl)
{
    Scheme scheme = SCHEME_GENERIC;
    bool first = true;

    for (size_t i = 0; i < count; i++) {
        Scheme own = type_scheme(entries[i].type);

        if (is_of_commits(&entries[i]))
            continue;
        if (openssl && (own == SCHEME_GENERIC || own == SCHEME_SEMVER))
            own = SCHEME_OPENSSL;
        if (!first && own != scheme)
            return SCHEME_GENERIC;
        scheme = own;
        first = false;
    }
    return scheme;
}

/* SemVer is often said of versions that are none (1.0.2zd); those are free-form. */
static bool entries_fit(const Entry *entries, size_t count, Scheme scheme, Arena *arena, bool *fit,
                        Err *err)
{
    Reading reading;

    *fit = true;
    for (size_t i = 0; i < count; i++) {
        if (is_of_commits(&entries[i]))
            continue;
        if (!reading_of(&entries[i], arena, &reading, err))
            return false;
        if (reading.comparable && !range_valid(scheme, &reading.range))
            *fit = false;
    }
    return true;
}

static bool commit_range_add(RecordDraft *draft, CveVersions *out, RecordRange range, Err *err)
{
    if ((range.lower.len && !bound_commit(range.lower))
        || (range.upper.len && !bound_commit(range.upper))) {
        out->not_comparable = out->not_comparable || !range.unaffected;
        return true;
    }
    return record_range(draft, &out->commits, range, err);
}

/* Each change to "unaffected" is a fix on some branch of the range. */
static bool commit_changes_add(RecordDraft *draft, CveVersions *out, const Entry *entry,
                               RecordRange range, Err *err)
{
    Array list = { 0 };
    const Mark *marks;

    if (!changes_read(entry->changes, draft->arena, &list, err))
        return false;
    marks = list.items;
    range.upper_inclusive = false;
    range.fixed_known = true;
    for (size_t i = 0; i < list.count && !range.unaffected; i++) {
        range.upper = marks[i].version;
        if (marks[i].tag == STATUS_UNAFFECTED
            && !commit_range_add(draft, out, range, err))
            return false;
    }
    return true;
}

static bool commit_add(RecordDraft *draft, CveVersions *out, const Entry *entry, Err *err)
{
    RecordRange range = { .unaffected = entry->status == STATUS_UNAFFECTED };

    if (entry->status == STATUS_UNKNOWN)
        return true;
    if (!all_versions(entry->version) && !no_version(entry->version)) {
        range.lower = entry->version;
        range.lower_inclusive = true;
        range.exact = !entry->ranged;
    }
    if (entry->ranged && !str_eq(entry->upper, STR("*")) && !no_version(entry->upper)) {
        range.upper = entry->upper;
        range.upper_inclusive = entry->upper_inclusive;
        range.fixed_known = !entry->upper_inclusive;
    }
    if (!commit_range_add(draft, out, range, err))
        return false;
    return json_count(entry->changes) == 0
        || commit_changes_add(draft, out, entry, range, err);
}

static bool entry_add(RecordDraft *draft, CveVersions *out, const Entry *entry, Err *err)
{
    Reading reading;

    if (is_of_commits(entry))
        return commit_add(draft, out, entry, err);
    if (!reading_of(entry, draft->arena, &reading, err))
        return false;
    return json_count(entry->changes) ? changing_add(draft, out, entry, reading, err)
                                      : reading_add(draft, out, reading, entry->status, err);
}

bool cve_versions_read(RecordDraft *draft, const Json *versions, bool openssl, CveVersions *out,
                       Err *err)
{
    size_t count = json_count(versions), i = 0;
    JsonIter iter = json_iter(versions);
    CveVersions result = { .any = count > 0 };
    Entry *entries;
    const Json *json;
    bool fit;
    Str key;

    if (json_kind(versions) != JSON_NULL && json_kind(versions) != JSON_ARRAY)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_ARRAY);
    if (count > CVE_VERSIONS_MAX)
        return err_set(err, ERR_LIMIT, RULE_MANY);
    if (!(entries = arena_alloc_raw(draft->arena, count * sizeof *entries)))
        return err_no_memory(err);
    for (; json_next(&iter, &key, &json); i++)
        if (!entry_read(json, &entries[i], err))
            return err_in(err, "[%zu]", i);
    begin_before(entries, count);
    result.scheme = entries_scheme(entries, count, openssl);
    if (result.scheme == SCHEME_SEMVER) {
        if (!entries_fit(entries, count, result.scheme, draft->arena, &fit, err))
            return false;
        result.scheme = fit ? result.scheme : SCHEME_GENERIC;
    }
    for (i = 0; i < count; i++)
        if (!entry_add(draft, &result, &entries[i], err))
            return err_in(err, "[%zu]", i);
    *out = result;
    return true;
}
