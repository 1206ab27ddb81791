/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_resolve.h"

#include "heap.h"
#include "scene.h"
#include "test.h"

#include "base/buf.h"
#include "base/date.h"
#include "lifecycle/decision_inherit.h"
#include "lifecycle/decision_trigger.h"
#include "lifecycle/decision_words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ARENA_BYTES = 16 << 20, ORDERS = 12, TEXT_BYTES_MAX = 1 << 16 };

typedef struct {
    const Scene *scene;
    const DecisionBook *book;
    Arena *arena;
    Resolution found;
    Buf *text;
} Asked;

/* ---- what is, in the words of the file ---- */

static Str name_of(Str uuid, char name[8])
{
    static const char DIGITS[] = "0123456789abcdef";
    size_t used = 0;

    for (size_t i = 24; i < uuid.len; i += 2) {
        const char *high = memchr(DIGITS, uuid.ptr[i], 16);
        const char *low = memchr(DIGITS, uuid.ptr[i + 1], 16);
        name[used] = (char)((high - DIGITS) * 16 + (low - DIGITS));
        used += name[used] != 0;
    }
    return (Str){ name, used };
}

static void tell_name(const Asked *a, Str uuid)
{
    char room[8];

    if (buf_str(a->text).len && !str_ends(buf_str(a->text), STR(" ")))
        buf_char(a->text, ',');
    buf_add(a->text, name_of(uuid, room));
}

static Str id_of(const Asked *a, uint32_t decision)
{
    return a->book->record->decisions[decision].id;
}

static uint32_t number_of(const Asked *a, Str name)
{
    uint32_t number = 0;

    CHECK(map_find(&a->book->ids, scene_uuid(name), &number), "a decision of the scenario");
    return number;
}

static void tell_fired(const Asked *a, unsigned fired)
{
    for (size_t i = 0; i < TRIGGER_COUNT; i++)
        if (fired & trigger_at(i)) {
            if (!str_ends(buf_str(a->text), STR(" ")))
                buf_char(a->text, ',');
            buf_add(a->text, trigger_word(i));
        }
}

static void tell_state(const Asked *a, const SceneWant *want)
{
    static const char *const MISSED[] = {
        "", "product", "flaw", "time", "component", "version", "configuration", "release",
    };
    CLEANUP(arena_done) Arena scratch = arena_new(ARENA_BYTES);
    SubjectRead read = subject_read(&a->scene->subjects[0], &scratch);
    char room[DATE_TEXT_BYTES];
    Standing s;
    Err err = { 0 };

    CHECK_OK(standing_of(a->book, number_of(a, want->name), &read, &s, &err), &err);
    buf_add(a->text, standing_word(s.state));
    buf_char(a->text, ' ');
    if (s.state == STANDING_OUT_OF_SCOPE)
        buf_add(a->text, str_of(MISSED[s.miss]));
    if (s.state == STANDING_SUPERSEDED)
        tell_name(a, id_of(a, s.by));
    if (s.state == STANDING_EXPIRED)
        buf_add(a->text, date_write_s(s.when_s, room));
    if (s.state == STANDING_EXPIRED && s.by_hand)
        buf_add(a->text, STR(" by-hand"));
    if (s.state == STANDING_REOPENED)
        tell_fired(a, s.fired);
}

static void tell_side(const Asked *a, const Side *side)
{
    buf_add(a->text, verdict_word(side->verdict));
    buf_char(a->text, ' ');
    buf_add(a->text, vex_status_word(side->status, DIALECT_OPENVEX));
    if (side->statuses_differ)
        buf_add(a->text, STR("statuses"));
    if (side->flaws_differ)
        buf_add(a->text, STR("flaws"));
}

static void tell_ours(const Asked *a, const SceneWant *want)
{
    (void)want;
    tell_side(a, &a->found.side[DECISION_OURS]);
}

static void tell_supplier(const Asked *a, const SceneWant *want)
{
    (void)want;
    tell_side(a, &a->found.side[DECISION_SUPPLIER]);
}

static void tell_counts(const Asked *a, const SceneWant *want)
{
    (void)want;
    buf_add(a->text, a->found.counts_as_affected ? STR("affected") : STR("closed"));
}

static void tell_waiting(const Asked *a, const SceneWant *want)
{
    const Side *ours = &a->found.side[DECISION_OURS];

    (void)want;
    for (size_t i = 0; i < ours->waiting_count; i++)
        tell_name(a, id_of(a, ours->waiting[i].decision));
}

static void tell_named(const Asked *a, const SceneWant *want)
{
    const Str *ids;
    size_t count;
    Err err = { 0 };

    (void)want;
    CHECK_OK(book_repeated(a->book, &a->scene->draft, a->arena, &ids, &count, &err), &err);
    for (size_t i = 0; i < count; i++)
        tell_name(a, ids[i]);
}

static void tell_head(const Asked *a, const SceneWant *want)
{
    uint32_t head = book_head(a->book, number_of(a, want->name));

    if (head != DECISION_NONE)
        tell_name(a, id_of(a, head));
}

static void tell_strays(const Asked *a, const SceneWant *want)
{
    (void)want;
    buf_printf(a->text, "%zu", a->book->stray_count);
}

static void tell_proposed(const Asked *a, const SceneWant *want)
{
    Subjects subjects = { a->scene->subjects, a->scene->subject_count };
    Proposals proposals;
    Confirmations confirmed;
    char room[8];
    Err err = { 0 };

    (void)want;
    CHECK_OK(decisions_propose(a->book, &subjects, a->arena, &proposals, &err), &err);
    CHECK_OK(proposals_confirm(&proposals, &subjects, NULL, a->arena, &confirmed, &err), &err);
    for (size_t i = 0; i < confirmed.count; i++) {
        tell_name(a, id_of(a, confirmed.rows[i].decision));
        buf_char(a->text, ':');
        buf_add(a->text, name_of(confirmed.rows[i].release, room));
    }
}

static const struct {
    Str what;
    bool named; /* its first word is the name of a decision */
    void (*tell)(const Asked *, const SceneWant *);
} WHATS[] = {
    { STR_ROW("state"), true, tell_state },       { STR_ROW("head"), true, tell_head },
    { STR_ROW("ours"), false, tell_ours },        { STR_ROW("supplier"), false, tell_supplier },
    { STR_ROW("counts"), false, tell_counts },    { STR_ROW("waiting"), false, tell_waiting },
    { STR_ROW("named"), false, tell_named },      { STR_ROW("strays"), false, tell_strays },
    { STR_ROW("proposed"), false, tell_proposed },
};

static void check_want(Asked *a, const SceneWant *want)
{
    CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES_MAX);
    size_t i = 0;
    Str got, wanted;

    a->text = &text;
    while (i < ARRAY_LEN(WHATS) && !str_eq(WHATS[i].what, want->what))
        i++;
    if (i == ARRAY_LEN(WHATS))
        test_fail("%.*s: not understood", STR_ARG(want->line));
    WHATS[i].tell(a, want);
    got = str_trim(buf_str(&text));
    wanted = WHATS[i].named ? want->want
                            : str_slice(want->line, str_find(want->line, want->what)
                                            + want->what.len + 1, want->line.len);
    if (!str_eq(got.len ? got : STR("-"), wanted))
        test_fail("scenario %.*s\n  %.*s\n  got %.*s", STR_ARG(a->scene->title),
                  STR_ARG(want->line), STR_ARG(got));
}

static void check_scene(const Scene *scene)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    DecisionRecord record = scene_record(scene);
    Asked asked = { .scene = scene, .book = &book, .arena = &arena };
    Err err = { 0 };

    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    if (scene->subject_count)
        CHECK_OK(decisions_resolve(&book, &scene->subjects[0], &arena, &asked.found, &err), &err);
    for (size_t i = 0; i < scene->want_count; i++)
        check_want(&asked, &scene->wants[i]);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static void shuffle(Scene *scene, uint64_t *random)
{
    for (size_t i = scene->decision_count; i > 1; i--) {
        size_t k = next_random(random) % i;
        Decision held = scene->decisions[i - 1];
        scene->decisions[i - 1] = scene->decisions[k];
        scene->decisions[k] = held;
    }
}

TEST(each_scenario_holds_in_every_order_of_its_decisions)
{
    static Scene scene;
    Str rest = test_file(test_source_path("tests/data/lifecycle/decisions.data"));
    uint64_t random = 1;
    size_t count = 0;
    bool more = true;

    while (more) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        more = scene_next(&rest, &arena, &scene);
        for (size_t order = 0; more && order < ORDERS; order++) {
            check_scene(&scene);
            shuffle(&scene, &random);
        }
        count += more;
    }
    CHECK(count > 100, "the file was read to its end");
}

/* ---- memory ---- */

static bool resolve(void *context, Arena *arena, Err *err)
{
    const Asked *a = context;
    Resolution found;

    return decisions_resolve(a->book, &a->scene->subjects[0], arena, &found, err);
}

TEST(without_memory_there_is_no_verdict)
{
    enum { LONG_URL = 6000 };
    static Scene scene;
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    Asked asked = { .scene = &scene, .book = &book };
    static char purl[LONG_URL + 64];
    char *url = ARENA_ARRAY(&arena, char, LONG_URL);
    DecisionRecord record;
    Err err = { 0 };

    scene.decisions[0] = scene_decision("D1");
    scene.subjects[0] = scene_subject();
    scene.decisions[1] = scene_decision("D2"); /* one that waits */
    scene.decisions[1].expires_s = scene_time(STR("2026-01-20"));
    /* Longer than the first block of an arena: it asks the heap again. */
    CHECK(url, "room");
    memset(url, 'a', LONG_URL - 1);
    snprintf(purl, sizeof purl, "pkg:generic/openssl@3.0.11?vcs_url=git%%2Bhttps://h/%s", url);
    scene.subjects[0].purl = str_of(purl);
    scene.decision_count = 2;
    scene.now_s = scene_time(STR("2026-02-01"));
    record = scene_record(&scene);
    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    CHECK(arena_sweep(resolve, &asked) > 0, "at every step of the arena");
    CHECK(heap_sweep(resolve, &asked) > 0 || !heap_fails(), "and while a finding is read");
}

/* ---- against a second reading of the rules ---- */

enum { RECORDS = 400, DECISIONS_MAX = 12, FINDINGS = 6 };

typedef struct {
    Decision decisions[DECISIONS_MAX];
    DecisionRelease releases[DECISIONS_MAX][2];
    DecisionReview reviews[DECISIONS_MAX];
    Str names[DECISIONS_MAX][2];
    DecisionPolicy policy;
    size_t count;
} World;

static const Str WORLD_IDS[][2] = {
    { STR_ROW("CVE-2026-0001"), STR_ROW("GHSA-aaaa-bbbb-cccc") },
    { STR_ROW("CVE-2026-0002"), STR_ROW("GHSA-dddd-eeee-ffff") },
    { STR_ROW("GHSA-gggg-hhhh-jjjj"), STR_ROW("PYSEC-2026-7") },
};
static const Str WORLD_RELEASES[] = { STR_ROW("2.1"), STR_ROW("2.2") };
static const Str WORLD_COMPONENTS[] = { STR_ROW("openssl"), STR_ROW("zlib") };
static const Str WORLD_NAMES[] = {
    STR_ROW("D0"), STR_ROW("D1"), STR_ROW("D2"), STR_ROW("D3"), STR_ROW("D4"), STR_ROW("D5"),
    STR_ROW("D6"), STR_ROW("D7"), STR_ROW("D8"), STR_ROW("D9"), STR_ROW("DA"), STR_ROW("DB"),
};

static int64_t day_s(uint64_t day)
{
    return (int64_t)day * 86400;
}

static void world_decision(World *w, size_t i, uint64_t *random)
{
    Decision *d = &w->decisions[i];
    size_t flaw = next_random(random) % 3;

    *d = scene_decision("D0");
    d->id = scene_uuid(WORLD_NAMES[i]);
    d->origin = next_random(random) % 5 ? DECISION_OURS : DECISION_SUPPLIER;
    d->supplier = d->origin == DECISION_OURS ? (Str){ 0 } : STR("acme");
    d->vulnerabilities = WORLD_IDS[flaw];
    d->vulnerability_count = 1 + next_random(random) % 2;
    d->status = (DecisionStatus)(1 + next_random(random) % 4);
    d->decided_s = day_s(1 + next_random(random) % 12);
    d->expires_s = next_random(random) % 4 ? 0 : d->decided_s + day_s(1 + next_random(random) % 8);
    d->end.at_s = next_random(random) % 8 ? 0 : d->decided_s + day_s(next_random(random) % 8);
    d->triggers = next_random(random) % 3 ? 0 : TRIGGER_KEV;
    d->scope.kind = next_random(random) % 3 ? SCOPE_NAME : SCOPE_ANY;
    d->scope.component = d->scope.kind == SCOPE_ANY ? (Str){ 0 }
                                                    : WORLD_COMPONENTS[next_random(random) % 2];
    d->scope.inherits = next_random(random) % 2;
    w->releases[i][0] = (DecisionRelease){ .release = scene_uuid(STR("2.1")) };
    w->releases[i][1] = (DecisionRelease){ .release = scene_uuid(STR("2.2")),
                                           .confirmed_s = day_s(next_random(random) % 14) };
    d->scope.releases = w->releases[i];
    d->scope.release_count = next_random(random) % 3;
    w->reviews[i] = (DecisionReview){ scene_uuid(next_random(random) % 2 ? STR("other")
                                                                         : STR("author")),
                                      day_s(next_random(random) % 14), REVIEWED_NOT };
    d->reviews = &w->reviews[i];
    d->review_count = next_random(random) % 2;
    for (size_t k = 0; k < 2; k++)
        w->names[i][k] = scene_uuid(WORLD_NAMES[next_random(random) % DECISIONS_MAX]);
    d->supersedes = w->names[i];
    d->supersede_count = next_random(random) % 4 ? 0 : next_random(random) % 3;
}

/* ---- the rules, read a second time, plainly and slowly ---- */

static bool plain_superseded(const DecisionRecord *r, const Decision *d)
{
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < r->decisions[i].supersede_count; k++)
            if (str_eq(r->decisions[i].supersedes[k], d->id)
                && r->decisions[i].origin == d->origin && r->decisions[i].decided_s <= r->now_s)
                return true;
    return false;
}

static bool plain_listed(const DecisionRecord *r, const Decision *d, const Subject *s)
{
    for (size_t i = 0; i < d->scope.release_count; i++)
        if (str_eq(d->scope.releases[i].release, s->release)
            && d->scope.releases[i].confirmed_s <= r->now_s)
            return true;
    return false;
}

static bool plain_about(const DecisionRecord *r, const Decision *d, const Subject *s)
{
    bool has_cve = str_starts(d->vulnerabilities[0], STR("CVE-"));
    bool named = str_eq(d->vulnerabilities[0], s->flaw->ids[0])
        || str_eq(d->vulnerabilities[0], s->flaw->ids[1]);

    if (!has_cve && d->vulnerability_count == 2)
        named |= str_eq(d->vulnerabilities[1], s->flaw->ids[0])
            || str_eq(d->vulnerabilities[1], s->flaw->ids[1]);
    return named && d->decided_s <= r->now_s
        && (d->scope.kind == SCOPE_ANY || str_eq(d->scope.component, s->name));
}

static bool plain_reviewed(const DecisionRecord *r, const Decision *d)
{
    return d->review_count && d->reviews[0].reviewed_s <= r->now_s
        && !str_eq(d->reviews[0].reviewer, d->author);
}

static bool plain_in_force(const DecisionRecord *r, const Decision *d, const Subject *s)
{
    bool listed = plain_listed(r, d, s), ours = d->origin == DECISION_OURS;
    bool open = !ours && (d->scope.inherits || !d->scope.release_count);

    return plain_about(r, d, s) && !plain_superseded(r, d)
        && !(d->expires_s && r->now_s >= d->expires_s) && !(d->end.at_s && r->now_s >= d->end.at_s)
        && !((d->triggers & TRIGGER_KEV) && s->world.kev) && (listed || open)
        && (!ours || !r->policy_count || plain_reviewed(r, d));
}

static void check_plain(const DecisionRecord *r, const Subject *s, const Resolution *got)
{
    for (DecisionOrigin side = DECISION_OURS; side < DECISION_ORIGINS; side++) {
        size_t count = 0;
        unsigned statuses = 0;
        for (size_t i = 0; i < r->count; i++)
            if (r->decisions[i].origin == side && plain_in_force(r, &r->decisions[i], s)) {
                count++;
                statuses |= 1u << r->decisions[i].status;
            }
        CHECK_INT(got->side[side].in_force_count, count, "as many are in force");
        CHECK_INT(got->side[side].verdict,
                  !count ? VERDICT_UNDECIDED
                  : statuses & (statuses - 1) ? VERDICT_CONTRADICTION : VERDICT_DECIDED,
                  "and they say the same");
        if (side == DECISION_OURS)
            CHECK_INT(got->counts_as_affected,
                      statuses != 1u << DECISION_NOT_AFFECTED && statuses != 1u << DECISION_FIXED,
                      "only what is decided closes a finding");
    }
}

/* The lists of a side as one number that the order of the decisions must not change. */
static uint64_t print_of(const DecisionBook *book, const Resolution *found)
{
    CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES_MAX);

    for (DecisionOrigin side = DECISION_OURS; side < DECISION_ORIGINS; side++) {
        const Side *s = &found->side[side];
        buf_printf(&text, "%d %d:", (int)s->verdict, (int)s->status);
        for (size_t i = 0; i < s->in_force_count; i++)
            buf_add(&text, book->record->decisions[s->in_force[i].decision].id);
        for (size_t i = 0; i < s->waiting_count; i++) {
            buf_add(&text, book->record->decisions[s->waiting[i].decision].id);
            buf_add(&text, standing_word(s->waiting[i].standing.state));
        }
    }
    return map_hash(buf_str(&text));
}

static uint64_t check_world(const World *w, uint64_t asked)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { 0 };
    DecisionRecord record = { .decisions = w->decisions, .count = w->count, .policies = &w->policy,
                              .policy_count = asked & 1, .now_s = day_s(10) };
    uint64_t print = 0;
    Err err = { 0 };

    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    for (size_t i = 0; i < FINDINGS; i++) {
        Flaw flaw = { WORLD_IDS[i % 3], 2 };
        Subject s = scene_subject();
        Resolution found;
        s.flaw = &flaw;
        s.name = WORLD_COMPONENTS[i / 3];
        s.release = scene_uuid(WORLD_RELEASES[(asked + i) % 2]);
        s.world.kev = asked & 2;
        CHECK_OK(decisions_resolve(&book, &s, &arena, &found, &err), &err);
        check_plain(&record, &s, &found);
        print = print * 31 + print_of(&book, &found);
    }
    return print;
}

TEST(random_records_agree_with_a_plain_reading_in_any_order)
{
    static World w;
    uint64_t random = 20260201;

    for (uint64_t i = 0; i < RECORDS; i++) {
        uint64_t print;
        w = (World){ .count = 1 + next_random(&random) % DECISIONS_MAX,
                     .policy = { scene_uuid(STR("pump")), REVIEWED_BY_OTHER } };
        for (size_t k = 0; k < w.count; k++)
            world_decision(&w, k, &random);
        print = check_world(&w, i);
        for (size_t k = w.count; k > 1; k--) {
            size_t other = next_random(&random) % k;
            Decision held = w.decisions[k - 1];
            w.decisions[k - 1] = w.decisions[other];
            w.decisions[other] = held;
        }
        CHECK(check_world(&w, i) == print, "the order changes nothing");
    }
}

/* ---- speed ---- */

enum { BIG_DECISIONS = 10000, BIG_FINDINGS = 100000, BIG_PRODUCTS = 20, BIG_CVES = 500,
       BIG_RELEASES = 10, CPU_S_MAX = 30 };

typedef struct {
    Decision decisions[BIG_DECISIONS];
    DecisionRelease releases[BIG_RELEASES / 2];
    Str ids[BIG_CVES], products[BIG_PRODUCTS], names[BIG_RELEASES];
    Flaw flaws[BIG_CVES];
} Big;

static Str big_text(Arena *arena, const char *fmt, size_t i)
{
    CLEANUP(buf_done) Buf text = buf_new(TEXT_BYTES_MAX);
    Str copy = { 0 };

    buf_add(&text, str_of(fmt));
    buf_printf(&text, "%04zu", i);
    CHECK(arena_copy(arena, buf_str(&text), &copy), "room");
    return copy;
}

static void big_fill(Big *b, Arena *arena)
{
    for (size_t i = 0; i < BIG_CVES; i++) {
        b->ids[i] = big_text(arena, "CVE-2026-", i);
        b->flaws[i] = (Flaw){ &b->ids[i], 1 };
    }
    for (size_t i = 0; i < BIG_PRODUCTS; i++)
        b->products[i] = scene_uuid(big_text(arena, "p", i));
    for (size_t i = 0; i < BIG_RELEASES; i++)
        b->names[i] = scene_uuid(big_text(arena, "r", i));
    for (size_t i = 0; i < ARRAY_LEN(b->releases); i++)
        b->releases[i] = (DecisionRelease){ .release = b->names[i] };
    for (size_t i = 0; i < BIG_DECISIONS; i++) {
        Decision *d = &b->decisions[i];
        *d = scene_decision("D0");
        d->id = big_text(arena, "00000000-0000-7000-8000-00000000", i);
        d->product = b->products[i % BIG_PRODUCTS];
        d->vulnerabilities = &b->ids[i / BIG_PRODUCTS];
        d->scope.releases = b->releases;
        d->scope.release_count = ARRAY_LEN(b->releases);
        d->scope.inherits = true;
        d->scope.range = STR("vers:generic/>=3.0|<3.1");
        d->triggers = TRIGGERS_ALL & ~TRIGGER_CONTEXT;
    }
}

TEST(a_hundred_thousand_findings_meet_ten_thousand_decisions)
{
    static Big big;
    CLEANUP(arena_done) Arena arena = arena_new((size_t)256 << 20);
    CLEANUP(arena_done) Arena scratch = arena_new((size_t)16 << 20);
    CLEANUP(book_done) DecisionBook book = { 0 };
    DecisionRecord record = { .decisions = big.decisions, .count = BIG_DECISIONS,
                              .flaws = big.flaws, .flaw_count = BIG_CVES,
                              .now_s = scene_time(STR("2026-02-01")) };
    size_t decided = 0, proposed = 0;
    clock_t begun, built, done;
    Err err = { 0 };

    big_fill(&big, &arena);
    begun = clock();
    CHECK_OK(book_new(&record, &arena, &book, &err), &err);
    built = clock();
    for (size_t i = 0; i < BIG_FINDINGS; i++) {
        Subject s = scene_subject();
        Resolution found;
        s.product = big.products[i % BIG_PRODUCTS];
        s.release = big.names[i / BIG_PRODUCTS % BIG_RELEASES];
        s.flaw = &big.flaws[i / BIG_PRODUCTS / BIG_RELEASES];
        arena_reset(&scratch);
        CHECK_OK(decisions_resolve(&book, &s, &scratch, &found, &err), &err);
        decided += found.side[DECISION_OURS].verdict == VERDICT_DECIDED;
        proposed += found.side[DECISION_OURS].waiting_count;
    }
    done = clock();
    CHECK_INT(decided, BIG_FINDINGS / 2, "half of the releases are named");
    CHECK_INT(proposed, BIG_FINDINGS / 2, "the other half inherits");
    printf("cpu ms: book %ld, findings %ld\n", (long)((built - begun) * 1000 / CLOCKS_PER_SEC),
           (long)((done - built) * 1000 / CLOCKS_PER_SEC));
    CHECK((done - begun) / CLOCKS_PER_SEC < CPU_S_MAX, "not every finding with every decision");
}
