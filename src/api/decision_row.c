/* SPDX-License-Identifier: Apache-2.0 */
#include "api/decision_row.h"

#include "api/grounds.h"
#include "base/json.h"
#include "base/jsonout.h"
#include "lifecycle/decision_trigger.h"
#include "lifecycle/decision_words.h"

#define RULE_WORD      STR("api.word-unknown")
#define RULE_PERIMETER STR("api.perimeter")

static const Str EXPLOIT[EXPLOITS] = { STR_ROW("none"), STR_ROW("proof"), STR_ROW("attacked") };
static const Str INDEPENDENCE[INDEPENDENCES] = {
    STR_ROW(""), STR_ROW("author"), STR_ROW("other"), STR_ROW("independent"),
};
static const Str SPEAKER[DECISION_ORIGINS] = { STR_ROW("ours"), STR_ROW("supplier") };

static bool word_of(const Str *words, size_t count, Str word, int *out, Err *err)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(words[i], word)) {
            *out = (int)i;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_WORD, word);
}

Str exploit_word(ExploitFact exploit)
{
    return EXPLOIT[exploit];
}

Str independence_word(Independence independence)
{
    return INDEPENDENCE[independence];
}

bool independence_of(Str word, Independence *out, Err *err)
{
    int found = 0;

    if (!word_of(INDEPENDENCE, INDEPENDENCES, word, &found, err))
        return false;
    *out = (Independence)found;
    return true;
}

/* ---- reading ------------------------------------------------------------------------ */

/* A parsed document takes several times the room of its texts: it lies in memory of its own while
 * they are copied. */
#define PARSED_ARENA_BYTES ((size_t)1 << 30)

bool texts_read(Str json, Arena *arena, const Str **out, size_t *count, Err *err)
{
    CLEANUP(arena_done) Arena parsed = arena_new(PARSED_ARENA_BYTES);
    const Json *list, *value;
    size_t met = 0;
    JsonIter iter;
    Str key, *texts;

    *out = NULL;
    *count = 0;
    if (!json.len)
        return true;
    if (!json_parse(json, JSON_UNIQUE_KEYS, &parsed, &list, err))
        return false;
    texts = ARENA_ARRAY(arena, Str, json_count(list));
    if (!texts)
        return err_no_memory(err);
    iter = json_iter(list);
    while (json_next(&iter, &key, &value))
        if (!arena_copy(arena, json_str(value), &texts[met++]))
            return err_no_memory(err);
    *out = texts;
    *count = met;
    return true;
}

static Str member(const Json *object, const char *key)
{
    return json_str(json_get(object, str_of(key)));
}

static int64_t number(const Json *object, const char *key, int64_t otherwise)
{
    int64_t value;

    return json_i64(json_get(object, str_of(key)), &value) ? value : otherwise;
}

/* The text of a member, copied. */
static bool member_keep(const Json *object, const char *key, Arena *arena, Str *out)
{
    Str text = member(object, key);

    *out = STR("");
    return !text.len || arena_copy(arena, text, out);
}

static bool build_alone(const Json *json, Arena *arena, DecisionBuild *out)
{
    *out = (DecisionBuild){ .other_count = 0 };
    return member_keep(json, "version", arena, &out->version)
        && member_keep(json, "digest", arena, &out->digest)
        && member_keep(json, "options", arena, &out->options)
        && member_keep(json, "context", arena, &out->context);
}

static bool build_read(const Json *json, Arena *arena, DecisionBuild *out, Err *err)
{
    const Json *others = json_get(json, STR("others")), *other;
    JsonIter iter = json_iter(others);
    DecisionBuild build;
    Str key;

    if (!build_alone(json, arena, &build))
        return err_no_memory(err);
    build.others = ARENA_ARRAY(arena, DecisionBuild, json_count(others));
    if (!build.others)
        return err_no_memory(err);
    while (json_next(&iter, &key, &other))
        if (!build_alone(other, arena, &build.others[build.other_count++]))
            return err_no_memory(err);
    *out = build;
    return true;
}

static bool world_of(const Json *json, Arena *arena, DecisionWorld *out, Err *err)
{
    Str word = member(json, "exploit");
    int exploit = EXPLOIT_UNREPORTED;

    if (word.len && !word_of(EXPLOIT, EXPLOITS, word, &exploit, err))
        return false;
    *out = (DecisionWorld){
        .cvss_tenths = (int32_t)number(json, "score", CVSS_ABSENT),
        .epss_e5 = (uint32_t)number(json, "epss", DECISION_NO_EPSS),
        .kev = json_bool(json_get(json, STR("kev"))), .exploit = (ExploitFact)exploit,
    };
    return (member_keep(json, "cvss", arena, &out->cvss_vector)
            && member_keep(json, "range", arena, &out->range)
            && member_keep(json, "knowledge", arena, &out->knowledge))
        || err_no_memory(err);
}

static bool facts_read(Str text, Arena *arena, Decision *out, Err *err)
{
    CLEANUP(arena_done) Arena parsed = arena_new(PARSED_ARENA_BYTES);
    const Json *json;

    out->world = (DecisionWorld){ .cvss_tenths = CVSS_ABSENT, .epss_e5 = DECISION_NO_EPSS };
    if (!text.len)
        return true;
    return json_parse(text, JSON_UNIQUE_KEYS, &parsed, &json, err)
        && build_read(json_get(json, STR("build")), arena, &out->build, err)
        && world_of(json_get(json, STR("world")), arena, &out->world, err);
}

static bool triggers_read(Str text, Decision *out, Err *err)
{
    CLEANUP(arena_done) Arena parsed = arena_new(PARSED_ARENA_BYTES);
    const Json *json, *epss, *value;
    JsonIter iter;
    Trigger bit;
    Str key;

    out->jump = epss_jump_default();
    if (!text.len)
        return true;
    if (!json_parse(text, JSON_UNIQUE_KEYS, &parsed, &json, err))
        return false;
    epss = json_get(json, STR("epss"));
    out->jump.rise_e5 = (uint32_t)number(epss, "rise", out->jump.rise_e5);
    out->jump.factor_percent = (uint32_t)number(epss, "factor", out->jump.factor_percent);
    out->jump.floor_e5 = (uint32_t)number(epss, "floor", out->jump.floor_e5);
    iter = json_iter(json_get(json, STR("when")));
    while (json_next(&iter, &key, &value)) {
        if (!trigger_of(json_str(value), &bit, err))
            return false;
        out->triggers |= bit;
    }
    return true;
}

static bool releases_read(Str json, Arena *arena, Decision *out, Err *err)
{
    const Str *texts;
    DecisionRelease *rows;
    size_t count;

    if (!texts_read(json, arena, &texts, &count, err))
        return false;
    rows = ARENA_ARRAY(arena, DecisionRelease, count);
    if (!rows)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++)
        rows[i].release = texts[i];
    out->scope.releases = rows;
    out->scope.release_count = count;
    return true;
}

static ScopeKind kind_of(Str component)
{
    return !component.len ? SCOPE_ANY
         : str_starts(component, STR("pkg:")) ? SCOPE_PURL
         : str_starts(component, STR("cpe:")) ? SCOPE_CPE : SCOPE_NAME;
}

bool verdict_read(Str status, Str justification, VexReading *out, Str *label, Err *err)
{
    VexReading reading;
    Err other;

    *label = STR("");
    if (vex_read(DIALECT_OPENVEX, status, justification, out, err))
        return true;
    if (!str_eq(status, vex_status_word(DECISION_NOT_AFFECTED, DIALECT_OPENVEX))
        || !vex_read(DIALECT_CYCLONEDX, status, justification, &reading, &other))
        return false;
    if (reading.status != DECISION_NOT_AFFECTED)
        return err_set(err, ERR_USAGE, RULE_PERIMETER, justification);
    *label = justification;
    *out = reading;
    return true;
}

static bool status_read(const Row *row, Decision *out, Err *err)
{
    VexReading reading;
    int speaker = DECISION_OURS;

    if (!verdict_read(row_text(row, "status"), row_text(row, "justification"), &reading,
                      &out->label, err)
        || !word_of(SPEAKER, DECISION_ORIGINS, row_text(row, "speaker"), &speaker, err))
        return false;
    out->status = reading.status;
    out->justification = reading.justification;
    out->origin = (DecisionOrigin)speaker;
    return true;
}

static void texts_fill(const Row *row, Decision *out)
{
    out->id = row_text(row, "id");
    out->act = row_text(row, "act");
    out->product = row_text(row, "product");
    out->supplier = row_text(row, "supplier");
    out->impact = row_text(row, "impact");
    out->reason = row_text(row, "reason");
    out->action = row_text(row, "action");
    out->author = row_text(row, "author");
    out->decided_s = row_int(row, "decided_s", 0);
    out->expires_s = row_int(row, "expires_s", 0);
    out->scope.component = row_text(row, "component");
    out->scope.kind = kind_of(out->scope.component);
    out->scope.range = row_text(row, "range");
    out->scope.configuration = row_text(row, "configuration");
    out->scope.inherits = row_int(row, "inherits", 0) != 0;
    out->end = (DecisionEnd){ row_int(row, "ended_s", 0), row_text(row, "ended_by"),
                              row_text(row, "ended_reason") };
}

bool decision_read_row(const Row *given, Arena *arena, Decision *out, Err *err)
{
    Decision decision = { .status = DECISION_NO_STATUS };
    Row row;

    if (!row_keep(given, arena, &row, err))
        return false;
    texts_fill(&row, &decision);
    if (!status_read(&row, &decision, err)
        || !texts_read(row_text(&row, "vulnerabilities"), arena, &decision.vulnerabilities,
                       &decision.vulnerability_count, err)
        || !grounds_read(row_text(&row, "evidence"), arena, &decision.evidence,
                          &decision.evidence_count, err)
        || !texts_read(row_text(&row, "supersedes"), arena, &decision.supersedes,
                       &decision.supersede_count, err)
        || !releases_read(row_text(&row, "releases"), arena, &decision, err)
        || !triggers_read(row_text(&row, "triggers"), &decision, err)
        || !facts_read(row_text(&row, "facts"), arena, &decision, err))
        return err_in(err, "decision %.*s", STR_ARG(decision.id));
    *out = decision;
    return true;
}

bool review_read_row(const Row *given, Arena *arena, DecisionReview *out, Err *err)
{
    DecisionReview review;
    Row row;

    if (!row_keep(given, arena, &row, err)
        || !independence_of(row_text(&row, "independence"), &review.claimed, err))
        return false;
    review.reviewer = row_text(&row, "reviewer");
    review.reviewed_s = row_int(&row, "reviewed_s", 0);
    *out = review;
    return true;
}

bool confirmation_read_row(const Row *given, Arena *arena, DecisionRelease *out, Err *err)
{
    CLEANUP(arena_done) Arena parsed = arena_new(PARSED_ARENA_BYTES);
    DecisionBuild *build = NULL;
    const Json *json;
    Row row;

    if (!row_keep(given, arena, &row, err))
        return false;
    if (row_text(&row, "build").len) {
        build = ARENA_NEW(arena, DecisionBuild);
        if (!build)
            return err_no_memory(err);
        if (!json_parse(row_text(&row, "build"), JSON_UNIQUE_KEYS, &parsed, &json, err)
            || !build_read(json, arena, build, err))
            return false;
    }
    *out = (DecisionRelease){ row_text(&row, "release"), row_int(&row, "confirmed_s", 0),
                              row_text(&row, "person"), build };
    return true;
}

/* ---- writing ------------------------------------------------------------------------ */

/* A moment that every row has, be the clock at its beginning. */
static void moment_put(JsonOut *json, const char *key, int64_t seconds)
{
    jsonout_u64_at(json, str_of(key), (uint64_t)seconds);
}

/* A member when there is something to say. */
static void text_put(JsonOut *json, const char *key, Str text)
{
    if (text.len)
        jsonout_str_at(json, str_of(key), text);
}

static void list_put(JsonOut *json, const char *key, const Str *texts, size_t count)
{
    if (!count)
        return;
    jsonout_key(json, str_of(key));
    jsonout_array(json);
    for (size_t i = 0; i < count; i++)
        jsonout_str(json, texts[i]);
    jsonout_array_end(json);
}

static void build_members(JsonOut *json, const DecisionBuild *build)
{
    text_put(json, "version", build->version);
    text_put(json, "digest", build->digest);
    text_put(json, "options", build->options);
    text_put(json, "context", build->context);
}

static void build_put(JsonOut *json, const DecisionBuild *build)
{
    jsonout_object(json);
    build_members(json, build);
    if (build->other_count) {
        jsonout_key(json, STR("others"));
        jsonout_array(json);
        for (size_t i = 0; i < build->other_count; i++) {
            jsonout_object(json);
            build_members(json, &build->others[i]);
            jsonout_object_end(json);
        }
        jsonout_array_end(json);
    }
    jsonout_object_end(json);
}

static void world_put(JsonOut *json, const DecisionWorld *world)
{
    jsonout_object(json);
    text_put(json, "cvss", world->cvss_vector);
    if (world->cvss_tenths >= 0)
        jsonout_u64_at(json, STR("score"), (uint64_t)world->cvss_tenths);
    if (world->epss_e5 != DECISION_NO_EPSS)
        jsonout_u64_at(json, STR("epss"), world->epss_e5);
    jsonout_bool_at(json, STR("kev"), world->kev);
    jsonout_str_at(json, STR("exploit"), EXPLOIT[world->exploit]);
    text_put(json, "range", world->range);
    text_put(json, "knowledge", world->knowledge);
    jsonout_object_end(json);
}

static void facts_put(JsonOut *json, const Decision *decision)
{
    jsonout_key(json, STR("facts"));
    jsonout_object(json);
    jsonout_key(json, STR("build"));
    build_put(json, &decision->build);
    jsonout_key(json, STR("world"));
    world_put(json, &decision->world);
    jsonout_object_end(json);
}

static void triggers_put(JsonOut *json, const Decision *decision)
{
    if (!decision->triggers)
        return;
    jsonout_key(json, STR("triggers"));
    jsonout_object(json);
    jsonout_key(json, STR("epss"));
    jsonout_object(json);
    jsonout_u64_at(json, STR("factor"), decision->jump.factor_percent);
    jsonout_u64_at(json, STR("floor"), decision->jump.floor_e5);
    jsonout_u64_at(json, STR("rise"), decision->jump.rise_e5);
    jsonout_object_end(json);
    jsonout_key(json, STR("when"));
    jsonout_array(json);
    for (size_t i = 0; i < TRIGGER_COUNT; i++)
        if (decision->triggers & (unsigned)trigger_at(i))
            jsonout_str(json, trigger_word(i));
    jsonout_array_end(json);
    jsonout_object_end(json);
}

static void scope_put(JsonOut *json, const DecisionScope *scope)
{
    text_put(json, "component", scope->component);
    text_put(json, "range", scope->range);
    text_put(json, "configuration", scope->configuration);
    jsonout_u64_at(json, STR("inherits"), scope->inherits);
    if (!scope->release_count)
        return;
    jsonout_key(json, STR("releases"));
    jsonout_array(json);
    for (size_t i = 0; i < scope->release_count; i++)
        jsonout_str(json, scope->releases[i].release);
    jsonout_array_end(json);
}

void decision_write(const Decision *decision, Buf *out)
{
    JsonOut json = jsonout_new(out, 0);

    jsonout_object(&json);
    text_put(&json, "id", decision->id);
    text_put(&json, "act", decision->act);
    text_put(&json, "product", decision->product);
    text_put(&json, "speaker", SPEAKER[decision->origin]);
    text_put(&json, "supplier", decision->supplier);
    list_put(&json, "vulnerabilities", decision->vulnerabilities, decision->vulnerability_count);
    text_put(&json, "status", vex_status_word(decision->status, DIALECT_OPENVEX));
    text_put(&json, "justification",
             decision->label.len ? decision->label
                                 : vex_justification_word(decision->justification,
                                                          DIALECT_OPENVEX));
    text_put(&json, "impact", decision->impact);
    text_put(&json, "reason", decision->reason);
    text_put(&json, "action", decision->action);
    if (decision->evidence_count) {
        jsonout_key(&json, STR("evidence"));
        grounds_write(decision->evidence, decision->evidence_count, &json);
    }
    text_put(&json, "author", decision->author);
    moment_put(&json, "decided_s", decision->decided_s);
    if (decision->expires_s)
        moment_put(&json, "expires_s", decision->expires_s);
    scope_put(&json, &decision->scope);
    triggers_put(&json, decision);
    facts_put(&json, decision);
    list_put(&json, "supersedes", decision->supersedes, decision->supersede_count);
    jsonout_object_end(&json);
}

void review_write(const ReviewNames *names, const DecisionReview *review, Buf *out)
{
    JsonOut json = jsonout_new(out, 0);

    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), names->id);
    jsonout_str_at(&json, STR("act"), names->act);
    jsonout_str_at(&json, STR("decision"), names->decision);
    jsonout_str_at(&json, STR("reviewer"), review->reviewer);
    moment_put(&json, "reviewed_s", review->reviewed_s);
    text_put(&json, "independence", INDEPENDENCE[review->claimed]);
    jsonout_object_end(&json);
}

void confirmation_write(Str id, Str decision, const DecisionRelease *release, Buf *out)
{
    JsonOut json = jsonout_new(out, 0);

    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("decision"), decision);
    jsonout_str_at(&json, STR("release"), release->release);
    jsonout_str_at(&json, STR("person"), release->by);
    moment_put(&json, "confirmed_s", release->confirmed_s);
    if (release->build) {
        jsonout_key(&json, STR("build"));
        build_put(&json, release->build);
    }
    jsonout_object_end(&json);
}
