/* SPDX-License-Identifier: Apache-2.0 */
#include "scene.h"

#include "test.h"

#include "base/date.h"
#include "base/uuid.h"
#include "lifecycle/decision_trigger.h"
#include "lifecycle/decision_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES_MAX = 6, LIST_MAX = 32 };

/* ---- names ---- */

Str scene_uuid(Str name)
{
    static char (*made)[UUID_TEXT_BYTES];
    static size_t count, room;
    unsigned char bytes[NAME_BYTES_MAX] = { 0 };
    char text[UUID_TEXT_BYTES];

    if (name.len > NAME_BYTES_MAX)
        test_fail("%.*s: a name of at most %d characters", STR_ARG(name), NAME_BYTES_MAX);
    memcpy(bytes, name.ptr, name.len);
    snprintf(text, sizeof text, "00000000-0000-7000-8000-%02x%02x%02x%02x%02x%02x", bytes[0],
             bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);
    for (size_t i = 0; i < count; i++)
        if (strcmp(made[i], text) == 0)
            return str_of(made[i]);
    if (count == room) {
        /* Older blocks stay, for their texts are in use. */
        made = test_keep(calloc(LIST_MAX, sizeof *made));
        count = 0;
        room = LIST_MAX;
    }
    memcpy(made[count], text, sizeof text);
    return str_of(made[count++]);
}

int64_t scene_time(Str text)
{
    int64_t seconds;

    if (!date_parse_s(text, &seconds))
        test_fail("%.*s is no time", STR_ARG(text));
    return seconds;
}

static const Str FLAW_IDS[] = { STR_ROW("CVE-2026-0001"), STR_ROW("GHSA-aaaa-bbbb-cccc") };
static const Flaw FLAW = { FLAW_IDS, ARRAY_LEN(FLAW_IDS) };

Decision scene_decision(const char *name)
{
    static DecisionRelease named[1];

    named[0].release = scene_uuid(STR("2.1"));
    return (Decision){
        .id = scene_uuid(str_of(name)), .product = scene_uuid(STR("pump")),
        .vulnerabilities = FLAW_IDS, .vulnerability_count = 1,
        .status = DECISION_NOT_AFFECTED, .justification = JUSTIFIED_CODE_NOT_EXECUTED,
        .reason = STR("the parser is not linked"), .author = scene_uuid(STR("author")),
        .decided_s = scene_time(STR("2026-01-10")), .jump = epss_jump_default(),
        .scope = { .kind = SCOPE_PURL, .component = STR("pkg:generic/openssl"),
                   .releases = named, .release_count = 1 },
        .world = { .cvss_tenths = CVSS_ABSENT, .epss_e5 = DECISION_NO_EPSS },
        .build = { .version = STR("3.0.11") },
    };
}

Subject scene_subject(void)
{
    return (Subject){
        .product = scene_uuid(STR("pump")), .release = scene_uuid(STR("2.1")), .flaw = &FLAW,
        .name = STR("openssl"), .purl = STR("pkg:generic/openssl@3.0.11"),
        .cpe = STR("cpe:2.3:a:openssl:openssl:3.0.11:*:*:*:*:*:*:*"),
        .world = { .cvss_tenths = CVSS_ABSENT, .epss_e5 = DECISION_NO_EPSS },
        .build = { .version = STR("3.0.11") },
    };
}

/* ---- the words of a line ---- */

typedef struct {
    Arena *arena;
    Scene *scene;
    Str line, key, value;
} Words;

static void __attribute__((noreturn)) not_understood(const Words *w)
{
    test_fail("%.*s: %.*s=%.*s is not understood", STR_ARG(w->line), STR_ARG(w->key),
              STR_ARG(w->value));
    abort();
}

static void *room_for(const Words *w, size_t count, size_t size)
{
    void *room = arena_alloc(w->arena, count, size);

    CHECK(room, "room");
    return room;
}

static Str copy_text(const Words *w, Str text)
{
    Str copy = { 0 };

    CHECK(arena_copy(w->arena, text, &copy), "room");
    return copy;
}

/* Whether str_next has given the last piece. */
static bool is_used_up(Str rest)
{
    return rest.len == SIZE_MAX;
}

static size_t list_read(const Words *w, Str **out)
{
    Str rest = w->value, piece;
    size_t count = 0;

    *out = room_for(w, LIST_MAX, sizeof **out);
    while (str_next(&rest, ',', &piece))
        (*out)[count++] = copy_text(w, piece);
    CHECK(count < LIST_MAX, "a short list");
    return count;
}

static size_t place(const Words *w, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(str_of(words[i]), w->value))
            return i;
    not_understood(w);
}

static bool world_word(const Words *w, DecisionWorld *world)
{
    static const char *const EXPLOIT[] = { "U", "P", "A" };
    uint64_t parts;

    if (str_eq(w->key, STR("kev")))
        world->kev = str_eq(w->value, STR("yes"));
    else if (str_eq(w->key, STR("exploit")))
        world->exploit = (ExploitFact)place(w, EXPLOIT, 3);
    else if (str_eq(w->key, STR("epss-e5")) && str_to_u64(w->value, &parts))
        world->epss_e5 = (uint32_t)parts;
    else
        return false;
    return true;
}

static bool build_word(const Words *w, DecisionBuild *build)
{
    struct { Str key, *to; } words[] = {
        { STR("version"), &build->version }, { STR("digest"), &build->digest },
        { STR("options"), &build->options }, { STR("context"), &build->context },
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq(words[i].key, w->key)) {
            *words[i].to = copy_text(w, w->value);
            return true;
        }
    return false;
}

static const char *const INDEPENDENCE[] = { "none", "author", "other", "independent" };

/* "other@2026-01-11" or "other@2026-01-11/independent" */
static void review_word(const Words *w, Decision *d)
{
    DecisionReview *reviews = room_for(w, LIST_MAX, sizeof *reviews);
    Str rest = w->value, one, person, day;

    d->review_count = 0;
    while (str_next(&rest, ',', &one)) {
        DecisionReview *review = &reviews[d->review_count++];
        (void)str_next(&one, '@', &person);
        (void)str_next(&one, '/', &day);
        review->reviewer = scene_uuid(person);
        review->reviewed_s = scene_time(day);
        if (!is_used_up(one))
            review->claimed = (Independence)place(&(Words){ .value = one, .line = w->line },
                                                  INDEPENDENCE, INDEPENDENCES);
    }
    d->reviews = reviews;
}

/* "2.1" is named, "2.2@2026-02-01" confirmed, "2.2@2026-02-01/3.0.12" with that version. */
static void release_word(const Words *w, Decision *d)
{
    DecisionRelease *rows = room_for(w, LIST_MAX, sizeof *rows);
    Str rest = w->value, one, release, day;

    d->scope.release_count = 0;
    while (w->value.len && str_next(&rest, ',', &one)) {
        DecisionRelease *row = &rows[d->scope.release_count++];
        (void)str_next(&one, '@', &release);
        row->release = scene_uuid(release);
        if (is_used_up(one))
            continue;
        (void)str_next(&one, '/', &day);
        row->confirmed_s = scene_time(day);
        row->by = scene_uuid(STR("author"));
        if (!is_used_up(one)) {
            DecisionBuild *build = room_for(w, 1, sizeof *build);
            build->version = copy_text(w, one);
            row->build = build;
        }
    }
    d->scope.releases = rows;
}

static void component_word(const Words *w, Decision *d)
{
    d->scope.component = copy_text(w, w->value);
    d->scope.kind = str_starts(w->value, STR("pkg:"))   ? SCOPE_PURL
                  : str_starts(w->value, STR("cpe:"))   ? SCOPE_CPE
                  : w->value.len                        ? SCOPE_NAME
                                                        : SCOPE_ANY;
}

static void status_word(const Words *w, Decision *d)
{
    VexReading read;
    Err err = { 0 };

    CHECK_OK(vex_read(DIALECT_OPENVEX, w->value, (Str){ 0 }, &read, &err), &err);
    d->status = read.status;
    if (read.status != DECISION_NOT_AFFECTED)
        d->justification = JUSTIFIED_NOT;
    if (read.status == DECISION_AFFECTED)
        d->action = STR("update to 3.0.12");
}

static void triggers_word(const Words *w, Decision *d)
{
    Str rest = w->value, word;
    Trigger bit;
    Err err = { 0 };

    d->triggers = 0;
    while (str_next(&rest, ',', &word)) {
        CHECK_OK(trigger_of(word, &bit, &err), &err);
        d->triggers |= bit;
    }
}

static void names_word(const Words *w, Decision *d)
{
    Str *names;

    d->supersede_count = list_read(w, &names);
    for (size_t i = 0; i < d->supersede_count; i++)
        names[i] = scene_uuid(names[i]);
    d->supersedes = names;
}

static void ids_word(const Words *w, Decision *d)
{
    Str *ids;

    d->vulnerability_count = list_read(w, &ids);
    d->vulnerabilities = ids;
}

static void supplier_word(const Words *w, Decision *d)
{
    d->origin = DECISION_SUPPLIER;
    d->supplier = copy_text(w, w->value);
}

static void range_word(const Words *w, Decision *d)
{
    d->scope.range = copy_text(w, w->value);
}

static void configuration_word(const Words *w, Decision *d)
{
    d->scope.configuration = copy_text(w, w->value);
}

static void product_word(const Words *w, Decision *d)
{
    d->product = scene_uuid(w->value);
}

static void author_word(const Words *w, Decision *d)
{
    d->author = scene_uuid(w->value);
}

static void inherits_word(const Words *w, Decision *d)
{
    d->scope.inherits = str_eq(w->value, STR("yes"));
}

static void decided_word(const Words *w, Decision *d)
{
    d->decided_s = scene_time(w->value);
}

static void expires_word(const Words *w, Decision *d)
{
    d->expires_s = scene_time(w->value);
}

static void ended_word(const Words *w, Decision *d)
{
    d->end = (DecisionEnd){ scene_time(w->value), scene_uuid(STR("author")), STR("mistaken") };
}

static void decision_word(const Words *w, Decision *d)
{
    static const struct { Str key; void (*read)(const Words *, Decision *); } KEYS[] = {
        { STR_ROW("ids"), ids_word },           { STR_ROW("status"), status_word },
        { STR_ROW("for"), release_word },       { STR_ROW("inherits"), inherits_word },
        { STR_ROW("component"), component_word }, { STR_ROW("range"), range_word },
        { STR_ROW("configuration"), configuration_word }, { STR_ROW("by"), author_word },
        { STR_ROW("product"), product_word },   { STR_ROW("decided"), decided_word },
        { STR_ROW("expires"), expires_word },   { STR_ROW("ended"), ended_word },
        { STR_ROW("reviewed"), review_word },   { STR_ROW("triggers"), triggers_word },
        { STR_ROW("supersedes"), names_word },  { STR_ROW("supplier"), supplier_word },
    };

    for (size_t i = 0; i < ARRAY_LEN(KEYS); i++)
        if (str_eq(KEYS[i].key, w->key)) {
            KEYS[i].read(w, d);
            return;
        }
    if (!world_word(w, &d->world) && !build_word(w, &d->build))
        not_understood(w);
}

static void subject_word(const Words *w, Subject *s)
{
    if (str_eq(w->key, STR("release"))) {
        s->release = scene_uuid(w->value);
    } else if (str_eq(w->key, STR("product"))) {
        s->product = scene_uuid(w->value);
    } else if (str_eq(w->key, STR("ids"))) {
        Flaw *flaw = room_for(w, 1, sizeof *flaw);
        Str *ids;
        flaw->id_count = list_read(w, &ids);
        flaw->ids = ids;
        s->flaw = flaw;
    } else if (str_eq(w->key, STR("purl"))) {
        s->purl = copy_text(w, w->value);
    } else if (str_eq(w->key, STR("cpe"))) {
        s->cpe = copy_text(w, w->value);
    } else if (str_eq(w->key, STR("name"))) {
        s->name = copy_text(w, w->value);
    } else if (str_eq(w->key, STR("configuration"))) {
        s->configuration = copy_text(w, w->value);
    } else if (!world_word(w, &s->world) && !build_word(w, &s->build)) {
        not_understood(w);
    }
}

/* ---- lines ---- */

static bool word_next(Str *rest, Words *w)
{
    Str word = { 0 };

    while (word.len == 0)
        if (!str_next(rest, ' ', &word))
            return false;
    w->key = str_slice(word, 0, str_find_char(word, '='));
    w->value = str_slice(word, w->key.len + 1, word.len);
    return true;
}

static void decision_line(Words *w, Str rest)
{
    Decision *d = &w->scene->decisions[w->scene->decision_count++];
    Err err = { 0 };
    char name[NAME_BYTES_MAX + 1] = { 0 };

    (void)word_next(&rest, w);
    memcpy(name, w->key.ptr, w->key.len);
    *d = scene_decision(name);
    while (word_next(&rest, w))
        decision_word(w, d);
    CHECK_OK(decision_check(d, &err), &err);
}

static void draft_line(Words *w, Str rest)
{
    w->scene->draft = scene_decision("draft");
    while (word_next(&rest, w))
        decision_word(w, &w->scene->draft);
}

static void finding_line(Words *w, Str rest)
{
    Subject *s = &w->scene->subjects[w->scene->subject_count++];

    *s = scene_subject();
    while (word_next(&rest, w))
        subject_word(w, s);
}

static void flaw_line(Words *w, Str rest)
{
    Flaw *flaw = &w->scene->flaws[w->scene->flaw_count++];
    Str *ids;

    (void)word_next(&rest, w);
    w->value = w->key;
    flaw->id_count = list_read(w, &ids);
    flaw->ids = ids;
}

static void product_line(Words *w, Str rest)
{
    DecisionPolicy *policy = &w->scene->policies[w->scene->policy_count++];

    (void)word_next(&rest, w);
    policy->product = scene_uuid(w->key);
    (void)word_next(&rest, w);
    policy->review_min = (Independence)place(w, INDEPENDENCE, INDEPENDENCES);
}

static void now_line(Words *w, Str rest)
{
    (void)word_next(&rest, w);
    w->scene->now_s = scene_time(w->key);
}

/* "state D1 re-opened kev": the rest of the line is what is wanted. */
static void want_line(Words *w, Str rest)
{
    SceneWant *want = &w->scene->wants[w->scene->want_count++];

    want->line = w->line;
    (void)word_next(&rest, w);
    want->what = w->key;
    (void)str_next(&rest, ' ', &want->name);
    want->want = is_used_up(rest) ? (Str){ 0 } : str_trim(rest);
}

static void line_read(Words *w)
{
    static const struct { Str word; void (*read)(Words *, Str); } LINES[] = {
        { STR_ROW("decision"), decision_line }, { STR_ROW("draft"), draft_line },
        { STR_ROW("finding"), finding_line },   { STR_ROW("vulnerability"), flaw_line },
        { STR_ROW("product"), product_line },   { STR_ROW("now"), now_line },
        { STR_ROW("want"), want_line },
    };
    Str rest = w->line;

    (void)word_next(&rest, w);
    for (size_t i = 0; i < ARRAY_LEN(LINES); i++)
        if (str_eq(LINES[i].word, w->key)) {
            LINES[i].read(w, rest);
            return;
        }
    not_understood(w);
}

bool scene_next(Str *rest, Arena *arena, Scene *out)
{
    static const Str TITLE = STR_ROW("scenario ");
    Words w = { .arena = arena, .scene = out };
    Str after = *rest, line;

    *out = (Scene){ .now_s = scene_time(STR("2026-02-01")) };
    while (str_next(&after, '\n', &line)) {
        w.line = str_trim(line);
        if (str_starts(w.line, TITLE)) {
            if (out->title.len)
                return true;
            out->title = str_slice(w.line, TITLE.len, w.line.len);
        } else if (w.line.len && w.line.ptr[0] != '#') {
            line_read(&w);
        }
        *rest = after;
    }
    return out->title.len;
}

DecisionRecord scene_record(const Scene *scene)
{
    return (DecisionRecord){
        .decisions = scene->decisions, .count = scene->decision_count,
        .policies = scene->policies, .policy_count = scene->policy_count,
        .flaws = scene->flaws, .flaw_count = scene->flaw_count, .now_s = scene->now_s,
    };
}
