/* SPDX-License-Identifier: Apache-2.0 */
/* osv.c — one OSV document.
 *
 * Source: OSV schema 1.7, "affected[].ranges[] fields" and "Evaluation". The events of a range
 * are an unordered set; sorted, each `introduced` opens and each `fixed` or `last_affected`
 * closes. The schema does not say what an `introduced` and a `fixed` at one version mean: we
 * read "nothing" where the range was closed before, and "fixed, and broken again" where it was
 * open, so the order in the file never matters.
 */
#include "formats/feed.h"
#include "formats/marks.h"
#include "formats/record.h"
#include "ident/ecosystem.h"

#define RULE_NOT_OBJECT    STR("formats.osv-not-object")
#define RULE_NOT_ARRAY     STR("formats.osv-not-array")
#define RULE_NO_INTRODUCED STR("formats.osv-no-introduced")
#define RULE_EVENT         STR("formats.osv-event")
#define RULE_RANGE_TYPE    STR("formats.osv-range-type")
#define RULE_NO_PACKAGE    STR("formats.osv-no-package")
#define RULE_NO_REPO       STR("formats.osv-no-repo")
#define RULE_VERSIONS      STR("formats.osv-versions")

enum { EVENT_INTRODUCED, EVENT_FIXED, EVENT_LAST_AFFECTED, EVENT_LIMIT, EVENTS };

typedef struct {
    RecordDraft draft;
    Str ecosystem;      /* of the entry before: most records stay in one ecosystem */
    Scheme scheme;
    bool scheme_known;
    Severity severity;  /* the highest word of the affected entries */
    size_t entry_i;     /* the affected entry at hand */
} Osv;

/* The entry being read. */
typedef struct {
    const Json *package, *ranges, *versions, *severity, *ecosystem_specific, *database_specific;
    Str ecosystem, name;
    Scheme scheme;
    const Str *version_list;
    size_t version_count;
    Array package_ranges;
    bool git; /* it has a GIT range */
    bool unreadable; /* something in it that says who is affected could not be read */
} OsvEntry;

/* What one entry lacks takes nothing from the others: it is counted and told. False when the
 * record cannot be trusted: past a limit, and without `introduced`, which the schema asks for. */
static bool leave_out(Osv *osv, Err *why)
{
    if (why->code == ERR_LIMIT || str_eq(why->rule, RULE_NO_INTRODUCED))
        return false;
    err_in(why, "affected[%zu]", osv->entry_i);
    record_leave_out(&osv->draft, why);
    why->code = ERR_NONE;
    return true;
}

static bool severity_add(Osv *osv, const Json *array, Err *err)
{
    JsonIter iter = json_iter(array);
    const Json *item;
    Severity word;
    Str key;

    while (json_next(&iter, &key, &item)) {
        Str type = json_str(json_get(item, STR("type")));
        Str score = json_str(json_get(item, STR("score")));

        if (str_starts(type, STR("CVSS_"))) {
            if (!record_score(&osv->draft, score, SCORED_BY_OTHER, osv->draft.source_name, err))
                return false;
        } else if (severity_of(score, &word) && word > osv->severity) {
            osv->severity = word;
        }
    }
    return true;
}

static void severity_word(Osv *osv, const Json *specific)
{
    Severity word;

    if (severity_of(json_str(json_get(specific, STR("severity"))), &word) && word > osv->severity)
        osv->severity = word;
}

/* ---- events ------------------------------------------------------------------------------ */

static bool event_type(Str key, uint32_t *type)
{
    if (KEY_IS(key, "introduced"))
        *type = EVENT_INTRODUCED;
    else if (KEY_IS(key, "fixed"))
        *type = EVENT_FIXED;
    else if (KEY_IS(key, "last_affected"))
        *type = EVENT_LAST_AFFECTED;
    else if (KEY_IS(key, "limit"))
        *type = EVENT_LIMIT;
    else
        return false;
    return true;
}

static bool event_read(const Json *event, Arena *arena, Array *marks, bool *introduced, Err *err)
{
    JsonIter iter = json_iter(event);
    const Json *value;
    uint32_t type;
    Mark *mark;
    Str key;

    while (json_next(&iter, &key, &value)) {
        if (!event_type(key, &type))
            continue;
        if (json_str(value).len == 0)
            return err_set(err, ERR_STRUCTURE, RULE_EVENT, key);
        if (!(mark = array_add(marks, arena, sizeof *mark)))
            return err_no_memory(err);
        mark->tag = type;
        mark->version = json_str(value);
        *introduced = *introduced || type == EVENT_INTRODUCED;
        if (str_eq(mark->version, type == EVENT_LIMIT ? STR("*") : STR("0"))
            && (type == EVENT_INTRODUCED || type == EVENT_LIMIT))
            mark->version = (Str){ NULL, 0 };
    }
    return true;
}

static bool events_read(const Json *range, Arena *arena, Array *marks, Err *err)
{
    const Json *events = json_get(range, STR("events")), *event;
    JsonIter iter = json_iter(events);
    bool introduced = false;
    size_t i = 0;
    Str key;

    for (; json_next(&iter, &key, &event); i++) {
        if (json_kind(event) != JSON_OBJECT) {
            err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
            return err_in(err, "events[%zu]", i);
        }
        if (!event_read(event, arena, marks, &introduced, err))
            return err_in(err, "events[%zu]", i);
    }
    if (!introduced) {
        err_set(err, ERR_STRUCTURE, RULE_NO_INTRODUCED);
        return err_in(err, "events");
    }
    return true;
}

/* ---- versions in order ------------------------------------------------------------------- */

/* What happens at one version: which types of event stand there. */
typedef struct {
    Str version;
    bool at[EVENTS];
} Stop;

static Stop stop_next(const Mark *marks, size_t count, size_t *i)
{
    Stop stop = { .version = marks[*i].version };

    do
        stop.at[marks[(*i)++].tag] = true;
    while (*i < count && marks[*i].same);
    return stop;
}

static RecordRange range_from(Str lower)
{
    return (RecordRange){ .lower = lower, .lower_inclusive = lower.len > 0 };
}

static bool range_end(RecordDraft *draft, Array *ranges, RecordRange range, const Stop *stop,
                      bool fixed, Err *err)
{
    range.upper = stop->version;
    range.upper_inclusive = !fixed;
    range.fixed_known = fixed;
    return record_range(draft, ranges, range, err);
}

static bool ranges_walk(RecordDraft *draft, const Mark *marks, size_t count, Array *ranges,
                        Err *err)
{
    RecordRange range = { 0 };
    bool open = false;
    size_t i = 0;

    while (i < count) {
        Stop stop = stop_next(marks, count, &i);
        bool fixed = stop.at[EVENT_FIXED], last = stop.at[EVENT_LAST_AFFECTED];

        if (open && (fixed || last)) {
            if (!range_end(draft, ranges, range, &stop, fixed, err))
                return false;
            open = fixed && stop.at[EVENT_INTRODUCED] && !last;
            range = range_from(stop.version);
        } else if (!open && stop.at[EVENT_INTRODUCED] && !fixed) {
            range = range_from(stop.version);
            open = !last;
            if (last && !range_end(draft, ranges, range, &stop, false, err))
                return false;
        }
    }
    return !open || record_range(draft, ranges, range, err);
}

/* A version counts only before one of the limits, which is before the highest. */
static void ranges_limit(Scheme scheme, Str limit, Array *ranges, size_t first)
{
    RecordRange *all = ranges->items;
    size_t kept = first;
    Err why = { 0 };
    int order;

    for (size_t i = first; i < ranges->count; i++) {
        RecordRange range = all[i];

        if (range.lower.len && version_compare(scheme, range.lower, limit, &order, &why)
            && order >= 0)
            continue;
        if (range.upper.len == 0
            || (version_compare(scheme, range.upper, limit, &order, &why)
                && (order > 0 || (order == 0 && range.upper_inclusive)))) {
            range.upper = limit;
            range.upper_inclusive = range.fixed_known = false;
        }
        all[kept++] = range;
    }
    ranges->count = kept;
}

/* The highest limit; empty when there is none or one is "*", which was read as the empty text
 * and so stands before the others. */
static Str highest_limit(const Mark *marks, size_t count)
{
    Str limit = { NULL, 0 };

    for (size_t i = 0; i < count; i++)
        if (marks[i].tag == EVENT_LIMIT) {
            if (marks[i].version.len == 0)
                return (Str){ NULL, 0 };
            limit = marks[i].version;
        }
    return limit;
}

static bool version_range_read(RecordDraft *draft, const Json *json, Scheme scheme, Array *ranges,
                               Err *err)
{
    size_t first = ranges->count;
    Array list = { 0 };
    const Mark *marks;
    bool in_order;
    Str limit;

    if (!events_read(json, draft->arena, &list, err)
        || !marks_sort(scheme, list.items, list.count, draft->arena, &in_order, err))
        return false;
    marks = list.items;
    if (!ranges_walk(draft, marks, list.count, ranges, err))
        return false;
    limit = highest_limit(marks, list.count);
    if (limit.len)
        ranges_limit(scheme, limit, ranges, first);
    return true;
}

/* ---- commits ----------------------------------------------------------------------------- */

/* Commits have no order without the repository. In the file's order, the first end after a run
 * of introduced commits belongs to all of them and a further end to the last: fixes on several
 * branches. Events before the first `introduced` belong to it too. */
typedef struct {
    size_t run;      /* first of the current run of introduced commits */
    size_t opened;   /* the last introduced commit; SIZE_MAX before the first */
    bool pending;    /* no end since the last introduced commit */
} CommitWalk;

static bool commit_range(RecordDraft *draft, Array *ranges, Str lower, const Mark *end, Err *err)
{
    RecordRange range = range_from(lower);

    if (end && str_eq(lower, end->version))
        return true;
    if (end) {
        range.upper = end->version;
        range.upper_inclusive = end->tag == EVENT_LAST_AFFECTED;
        range.fixed_known = end->tag == EVENT_FIXED;
    }
    return record_range(draft, ranges, range, err);
}

static bool commits_end(RecordDraft *draft, const Mark *marks, CommitWalk *walk, const Mark *end,
                        Array *ranges, Err *err)
{
    size_t i = walk->pending ? walk->run : walk->opened;

    for (; i <= walk->opened; i++)
        if (!commit_range(draft, ranges, marks[i].version, end, err))
            return false;
    walk->pending = false;
    return true;
}

/* Stable: introduced commits to the front, when the file starts with something else. */
static bool commits_order(Arena *arena, Mark *marks, size_t count, Err *err)
{
    Mark *copy;
    size_t at = 0;

    if (marks[0].tag == EVENT_INTRODUCED)
        return true;
    if (!(copy = arena_alloc_raw(arena, count * sizeof *copy)))
        return err_no_memory(err);
    memcpy(copy, marks, count * sizeof *copy);
    for (int introduced = 1; introduced >= 0; introduced--)
        for (size_t i = 0; i < count; i++)
            if ((copy[i].tag == EVENT_INTRODUCED) == introduced)
                marks[at++] = copy[i];
    return true;
}

static bool commits_read(RecordDraft *draft, const Json *json, Array *ranges, Err *err)
{
    CommitWalk walk = { 0, SIZE_MAX, false };
    Array list = { 0 };
    Mark *marks;

    if (!events_read(json, draft->arena, &list, err)
        || !commits_order(draft->arena, list.items, list.count, err))
        return false;
    marks = list.items;
    for (size_t i = 0; i < list.count; i++) {
        if (marks[i].tag == EVENT_INTRODUCED) {
            walk.run = walk.pending ? walk.run : i;
            walk.opened = i;
            walk.pending = true;
        } else if (!commits_end(draft, marks, &walk, &marks[i], ranges, err)) {
            return false;
        }
    }
    return !walk.pending || commits_end(draft, marks, &walk, NULL, ranges, err);
}

/* ---- affected ---------------------------------------------------------------------------- */

static void affected_fill(RecordAffected *affected, const OsvEntry *entry, const Array *ranges)
{
    affected->ranges = ranges->items;
    affected->range_count = ranges->count;
    affected->versions = entry->version_list;
    affected->version_count = entry->version_count;
    affected->unreadable = entry->unreadable;
    /* A package that is named without any version: some are affected, and nobody says which. */
    affected->not_comparable = !ranges->count && !entry->version_count && !entry->unreadable;
}

/* A GIT range: an entry of its own. The versions of the entry are the repository's tags unless a
 * package range says that they are the package's. */
static bool git_range_read(Osv *osv, OsvEntry *entry, const Json *range, bool tags, Err *err)
{
    Str repo = json_str(json_get(range, STR("repo")));
    RecordAffected *affected;
    Array ranges = { 0 };

    if (repo.len == 0)
        return err_set(err, ERR_STRUCTURE, RULE_NO_REPO);
    if (!commits_read(&osv->draft, range, &ranges, err)
        || !record_affected(&osv->draft, AFFECTED_GIT, &affected, err))
        return false;
    affected_fill(affected, entry, &ranges);
    affected->unreadable = affected->not_comparable = false;
    affected->name = repo;
    if (!tags) {
        affected->versions = NULL;
        affected->version_count = 0;
    }
    return true;
}

static bool range_is(const Json *range, Str type)
{
    return str_eq(json_str(json_get(range, STR("type"))), type);
}

static bool scheme_find(Osv *osv, Str ecosystem, Str name, Err *err)
{
    EcosystemKey key;

    if (osv->ecosystem.len && str_eq(osv->ecosystem, ecosystem))
        return true;
    if (!ecosystem_of_osv(ecosystem, name, osv->draft.arena, &key))
        return err_no_memory(err);
    osv->ecosystem = ecosystem;
    osv->scheme_known = key.row != NULL;
    osv->scheme = key.row ? key.row->scheme : SCHEME_GENERIC;
    return true;
}

static bool package_read(Osv *osv, OsvEntry *entry, Err *err)
{
    entry->ecosystem = str_trim(json_str(json_get(entry->package, STR("ecosystem"))));
    entry->name = str_trim(json_str(json_get(entry->package, STR("name"))));
    if (entry->ecosystem.len == 0 || entry->name.len == 0) {
        err_set(err, ERR_STRUCTURE, RULE_NO_PACKAGE);
        return err_in(err, "package");
    }
    if (!scheme_find(osv, entry->ecosystem, entry->name, err))
        return false;
    entry->scheme = osv->scheme;
    return true;
}

/* An ecosystem we have no order for may still say that its versions are SemVer's. */
static Scheme range_scheme(const Osv *osv, const OsvEntry *entry, const Json *range)
{
    bool semver = range_is(range, STR("SEMVER"));

    if (osv->scheme_known && !(semver && entry->scheme == SCHEME_GENERIC))
        return entry->scheme;
    return semver ? SCHEME_SEMVER : SCHEME_GENERIC;
}

static bool range_read(Osv *osv, OsvEntry *entry, const Json *range, Err *err)
{
    if (range_is(range, STR("GIT"))) {
        entry->git = true;
        return true;
    }
    if (!range_is(range, STR("SEMVER")) && !range_is(range, STR("ECOSYSTEM")))
        return err_set(err, ERR_UNKNOWN_NAME, RULE_RANGE_TYPE,
                       json_str(json_get(range, STR("type"))));
    if (!entry->package)
        return err_set(err, ERR_STRUCTURE, RULE_NO_PACKAGE);
    entry->scheme = range_scheme(osv, entry, range);
    return version_range_read(&osv->draft, range, entry->scheme, &entry->package_ranges, err);
}

static bool ranges_read(Osv *osv, OsvEntry *entry, Err *err)
{
    JsonIter iter = json_iter(entry->ranges);
    const Json *range;
    size_t i = 0;
    Str key;

    for (; json_next(&iter, &key, &range); i++) {
        if (range_read(osv, entry, range, err))
            continue;
        err_in(err, "ranges[%zu]", i);
        if (!leave_out(osv, err))
            return false;
        entry->unreadable = true;
    }
    return true;
}

static bool git_ranges_read(Osv *osv, OsvEntry *entry, Err *err)
{
    JsonIter iter = json_iter(entry->ranges);
    const Json *range;
    size_t i = 0;
    Str key;

    for (; entry->git && json_next(&iter, &key, &range); i++) {
        if (!range_is(range, STR("GIT"))
            || git_range_read(osv, entry, range, entry->package_ranges.count == 0, err))
            continue;
        err_in(err, "ranges[%zu]", i);
        if (!leave_out(osv, err))
            return false;
    }
    return true;
}

static bool versions_read(Osv *osv, OsvEntry *entry, Err *err)
{
    if (!record_texts(&osv->draft, entry->versions, RECORD_VERSIONS_MAX, &entry->version_list,
                      &entry->version_count, err)) {
        err_in(err, "versions");
        entry->unreadable = true;
        return leave_out(osv, err);
    }
    osv->draft.version_count += entry->version_count;
    if (osv->draft.version_count > RECORD_VERSIONS_MAX) {
        err_set(err, ERR_LIMIT, RULE_VERSIONS);
        return err_in(err, "versions");
    }
    return true;
}

static OsvEntry entry_of(const Json *json)
{
    JsonIter iter = json_iter(json);
    OsvEntry entry = { 0 };
    const Json *value;
    Str key;

    while (json_next(&iter, &key, &value)) {
        if (json_kind(value) == JSON_NULL)
            continue;
        if (KEY_IS(key, "package"))
            entry.package = value;
        else if (KEY_IS(key, "ranges"))
            entry.ranges = value;
        else if (KEY_IS(key, "versions"))
            entry.versions = value;
        else if (KEY_IS(key, "severity"))
            entry.severity = value;
        else if (KEY_IS(key, "ecosystem_specific"))
            entry.ecosystem_specific = value;
        else if (KEY_IS(key, "database_specific"))
            entry.database_specific = value;
    }
    return entry;
}

static bool affected_read(Osv *osv, const Json *json, Err *err)
{
    OsvEntry entry = entry_of(json);
    RecordAffected *affected;

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    severity_word(osv, entry.ecosystem_specific);
    severity_word(osv, entry.database_specific);
    if (!severity_add(osv, entry.severity, err)
        || (entry.package && !package_read(osv, &entry, err))
        || !versions_read(osv, &entry, err) || !ranges_read(osv, &entry, err))
        return false;
    if (entry.package) {
        if (!record_affected(&osv->draft, AFFECTED_PACKAGE, &affected, err))
            return false;
        affected_fill(affected, &entry, &entry.package_ranges);
        affected->ecosystem = entry.ecosystem;
        affected->name = entry.name;
        affected->scheme = entry.scheme;
    }
    return git_ranges_read(osv, &entry, err);
}

static bool affected_all(Osv *osv, const Json *array, Err *err)
{
    JsonIter iter = json_iter(array);
    const Json *json;
    size_t i = 0;
    Str key;

    if (json_kind(array) != JSON_NULL && json_kind(array) != JSON_ARRAY) {
        err_set(err, ERR_STRUCTURE, RULE_NOT_ARRAY);
        return err_in(err, "affected");
    }
    for (; json_next(&iter, &key, &json); i++) {
        osv->entry_i = i;
        if (!affected_read(osv, json, err) && !leave_out(osv, err))
            return err_in(err, "affected[%zu]", i);
    }
    return true;
}

/* ---- the record -------------------------------------------------------------------------- */

typedef struct {
    const Json *id, *modified, *published, *withdrawn, *aliases, *upstream, *related, *summary,
        *details, *severity, *affected, *database_specific, *references;
} OsvMembers;

static void member_set(OsvMembers *m, Str key, const Json *value)
{
    if (KEY_IS(key, "id"))
        m->id = value;
    else if (KEY_IS(key, "modified"))
        m->modified = value;
    else if (KEY_IS(key, "published"))
        m->published = value;
    else if (KEY_IS(key, "withdrawn"))
        m->withdrawn = value;
    else if (KEY_IS(key, "aliases"))
        m->aliases = value;
    else if (KEY_IS(key, "upstream"))
        m->upstream = value;
    else if (KEY_IS(key, "related"))
        m->related = value;
    else if (KEY_IS(key, "summary"))
        m->summary = value;
    else if (KEY_IS(key, "details"))
        m->details = value;
    else if (KEY_IS(key, "severity"))
        m->severity = value;
    else if (KEY_IS(key, "affected"))
        m->affected = value;
    else if (KEY_IS(key, "database_specific"))
        m->database_specific = value;
    else if (KEY_IS(key, "references"))
        m->references = value;
}

static bool ids_read(RecordDraft *draft, const OsvMembers *m, Err *err)
{
    Record *record = &draft->record;
    const struct {
        const char *step;
        const Json *json;
        const Str **out;
        size_t *count;
    } lists[] = {
        { "aliases", m->aliases, &record->aliases, &record->alias_count },
        { "upstream", m->upstream, &record->upstream, &record->upstream_count },
        { "related", m->related, &record->related, &record->related_count },
    };

    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        if (!record_ids(draft, lists[i].json, lists[i].out, lists[i].count, err))
            return err_in(err, "%s", lists[i].step);
    return true;
}

static bool facts_read(Osv *osv, const OsvMembers *m, Err *err)
{
    RecordDraft *draft = &osv->draft;
    JsonIter cwes = json_iter(json_get(m->database_specific, STR("cwe_ids")));
    const Json *cwe;
    Str key;

    while (json_next(&cwes, &key, &cwe))
        if (!record_cwe(draft, json_str(cwe), err))
            return false;
    record_references(draft, m->references);
    draft->record.malware = str_starts(draft->record.id, STR("MAL-"));
    draft->record.published_s = record_time(draft, m->published);
    draft->record.modified_s = record_time(draft, m->modified);
    draft->record.withdrawn_s = record_time(draft, m->withdrawn);
    if (draft->record.withdrawn_s) /* what is no time withdraws nothing: it would hide a flaw */
        draft->record.state = RECORD_WITHDRAWN;
    return severity_add(osv, m->severity, err) && affected_all(osv, m->affected, err)
        && record_summary(draft, json_str(m->summary), err)
        && record_summary(draft, json_str(m->details), err);
}

bool osv_read(const Json *json, Str source_name, Arena *arena, Record *out, Err *err)
{
    Osv osv = { .draft = record_draft(source_name, arena) };
    JsonIter iter = json_iter(json);
    OsvMembers members = { 0 };
    const Json *value;
    Severity word;
    Str key;

    if (json_kind(json) != JSON_OBJECT)
        return err_set(err, ERR_STRUCTURE, RULE_NOT_OBJECT);
    while (json_next(&iter, &key, &value))
        member_set(&members, key, value);
    if (!record_set_id(&osv.draft, members.id, err))
        return err_in(err, "id");
    if (!ids_read(&osv.draft, &members, err) || !facts_read(&osv, &members, err))
        return false;
    osv.draft.record.severity = osv.severity;
    if (severity_of(json_str(json_get(members.database_specific, STR("severity"))), &word))
        osv.draft.record.severity = word;
    record_finish(&osv.draft, out);
    return true;
}
