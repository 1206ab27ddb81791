/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: support.c support_tell.c */
#include "snapshot.h"

#include "base/msg.h"
#include "lifecycle/support.h"

enum { ARENA_CAP = 1 << 20, ROOM = 8 };

/* An answer as a row: scope is 'o', 'p' or 'r'; NULL is what it does not state. */
typedef struct {
    char scope;
    const char *what, *versions, *item_class, *level, *end, *why_unknown;
    Provenance said;
    const char *day;
} Row;

static Identifier identifier = { .kind = IDENTIFIER_PURL,
                                 .text = STR_ROW("pkg:deb/debian/openssl@3.0.1") };
static Component component = { .name = STR_ROW("openssl"), .version = STR_ROW("3.0.1"),
                               .identifier_count = 1 };

static const Str OF[] = {
    [ANSWER_OF_ORGANISATION] = STR_ROW("maker"),
    [ANSWER_OF_PRODUCT] = STR_ROW("pump"),
    [ANSWER_OF_RELEASE] = STR_ROW("pump 2.1"),
};

static SupportAnswer answer_of(const Row *row, Arena *arena)
{
    SupportAnswer a = {
        .scope = row->scope == 'o' ? ANSWER_OF_ORGANISATION
               : row->scope == 'p' ? ANSWER_OF_PRODUCT : ANSWER_OF_RELEASE,
        .provenance = row->said, .who = STR("author"), .said_s = day_of(row->day) * 86400,
        .justification = str_of(row->why_unknown), .source = STR("release notes"),
        .vocabulary = VOCABULARY_ENDOFLIFE, .event = LIFE_SECURITY_END,
        .states_end = row->end != NULL,
    };
    Err err = { 0 };

    a.scope_id = OF[a.scope];
    if (row->item_class)
        CHECK_OK(item_class_read(str_of(row->item_class), &a.item_class, &err), &err);
    if (row->level)
        CHECK_OK(support_level_read(str_of(row->level), &a.level, &err), &err);
    if (row->end)
        a.end = stated(row->end);
    CHECK_OK(selector_read(str_of(row->what), str_of(row->versions), arena, &a.of, &err), &err);
    CHECK_OK(answer_check(&a, &err), &err);
    return a;
}

static const Sbom BOM = { .components = &component, .component_count = 1,
                          .identifiers = &identifier, .identifier_count = 1 };

static Ledger ledger_of(SupportAnswer *answers, const Row *rows, size_t count, Arena *arena)
{
    for (size_t i = 0; i < count; i++)
        answers[i] = answer_of(&rows[i], arena);
    return (Ledger){ answers, (uint32_t)count, OF[0], OF[1], OF[2] };
}

static ComponentSupport resolve(const Ledger *ledger, Arena *arena)
{
    ComponentSupport support = { 0 };
    LedgerPart part;
    Err err = { 0 };

    CHECK_OK(ledger_part_read(&BOM, 0, arena, &part, &err), &err);
    CHECK_OK(support_resolve(ledger, &part, arena, &support, &err), &err);
    return support;
}

#define PURL "pkg:deb/debian/openssl"

/* The first of each pair holds over the second, whatever the order of the ledger. */
static const struct {
    Row first, second;
    const char *why;
} PAIRS[] = {
    { { 'r', PURL, "", NULL, NULL, "2027", NULL, SAID_DERIVED, "2026-01-01" },
      { 'p', PURL, "3.0.1", NULL, NULL, "2028", NULL, SAID_HERE, "2026-02-01" },
      "the release over the product, whoever said it" },
    { { 'p', PURL, "", NULL, NULL, "2027", NULL, SAID_DERIVED, "2026-01-01" },
      { 'o', PURL, "3.0.1", NULL, NULL, "2028", NULL, SAID_HERE, "2026-02-01" },
      "the product over the organisation" },
    { { 'p', PURL "@3.0.1", "", NULL, NULL, "2027", NULL, SAID_DERIVED, "2026-01-01" },
      { 'p', PURL, "vers:deb/<4", NULL, NULL, "2028", NULL, SAID_HERE, "2026-02-01" },
      "one version over a range" },
    { { 'p', PURL, "vers:deb/<4", NULL, NULL, "2027", NULL, SAID_DERIVED, "2026-01-01" },
      { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-02-01" },
      "a range over all" },
    { { 'p', PURL, "", NULL, NULL, "2027", NULL, SAID_DERIVED, "2026-01-01" },
      { 'p', "openssl", "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-02-01" },
      "a purl over a name" },
    { { 'p', PURL, "", NULL, NULL, "2027", NULL, SAID_HERE, "2026-01-01" },
      { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_BY_SUPPLIER, "2026-02-01" },
      "decided here over the supplier" },
    { { 'p', PURL, "", NULL, NULL, "2027", NULL, SAID_BY_SUPPLIER, "2026-01-01" },
      { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_DERIVED, "2026-02-01" },
      "the supplier over public data" },
    { { 'p', PURL, "", NULL, NULL, "2027", NULL, SAID_HERE, "2026-02-01" },
      { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-01-01" },
      "the newer over the older" },
};

TEST(of_two_answers_the_more_specific_better_founded_newer_one_holds)
{
    for (size_t i = 0; i < ARRAY_LEN(PAIRS); i++)
        for (int turned = 0; turned < 2; turned++) {
            CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
            Row rows[2] = { PAIRS[i].first, PAIRS[i].second };
            SupportAnswer answers[2];
            ComponentSupport s;
            Ledger ledger;

            if (turned)
                rows[0] = PAIRS[i].second, rows[1] = PAIRS[i].first;
            ledger = ledger_of(answers, rows, 2, &arena);
            s = resolve(&ledger, &arena);
            CHECK_INT(s.fact[FACT_END].state, HELD_KNOWN, PAIRS[i].why);
            CHECK_INT(s.end.year, 2027, PAIRS[i].why);
            CHECK_INT(s.earliest_end.year, 2027, "the loser does not count");
            CHECK_INT(s.fact[FACT_END].count, 2, "but stays visible");
            CHECK_INT(s.fact[FACT_END].tied, 1, "and does not contradict");
            CHECK_INT(s.fact[FACT_END].answers[0], turned, "the one that holds comes first");
            CHECK_INT(s.fact[FACT_END].inherited, PAIRS[i].first.scope != 'r', "inherited");
        }
}

/* REQ B12 D49 */
TEST(the_three_facts_are_answered_apart)
{
    static const Row ROWS[] = {
        { 'o', PURL, "", "maintained", NULL, "2026-09-07", NULL, SAID_DERIVED, "2026-01-01" },
        { 'p', PURL, "", "supported", NULL, NULL, NULL, SAID_HERE, "2025-01-01" },
        { 'r', PURL, "", NULL, "no longer maintained", NULL, NULL, SAID_BY_SUPPLIER,
          "2026-03-01" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    SupportAnswer answers[ROOM];
    Ledger ledger = ledger_of(answers, ROWS, ARRAY_LEN(ROWS), &arena);
    ComponentSupport s = resolve(&ledger, &arena);

    CHECK_INT(s.item_class, ITEM_SUPPORTED, "of the product");
    CHECK_INT(s.level, LEVEL_NOT_MAINTAINED, "of the release");
    CHECK(date_same(s.end, stated("2026-09-07")), "of the organisation");
    CHECK(s.fact[FACT_CLASS].inherited && !s.fact[FACT_LEVEL].inherited, "from where");
    CHECK_INT(s.fact[FACT_CLASS].count, 2, "the loser is there");
}

static const struct {
    Row rows[3];
    size_t count;
    HeldState want_class, want_level, want_end;
    const char *end, *earliest, *why;
} STATES[] = {
    { { { 0 } }, 0, HELD_OPEN, HELD_OPEN, HELD_OPEN, "unknown", "unknown", "nobody answered" },
    { { { 'p', PURL, "", NULL, "unknown", "unknown", "the supplier is gone", SAID_HERE,
          "2026-01-01" } }, 1, HELD_OPEN, HELD_UNKNOWN, HELD_UNKNOWN, "unknown", "unknown",
      "unknown, and why" },
    { { { 'p', PURL, "", NULL, "unknown", "unknown", " ", SAID_HERE, "2026-01-01" } }, 1,
      HELD_OPEN, HELD_OPEN, HELD_OPEN, "unknown", "unknown", "unknown without a justification" },
    { { { 'p', PURL, "", NULL, NULL, "no", NULL, SAID_DERIVED, "2026-01-01" } }, 1,
      HELD_OPEN, HELD_OPEN, HELD_KNOWN, "no", "no", "it goes on without a stated end" },
    { { { 'p', PURL, "", "required", "abandoned", "2028", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "", "required", "abandoned", "2028", NULL, SAID_HERE, "2026-01-01" } }, 2,
      HELD_KNOWN, HELD_KNOWN, HELD_KNOWN, "2028", "2028", "two who agree" },
    { { { 'p', PURL, "", "required", "abandoned", "2028", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "", "supported", "actively maintained", "2027-03", NULL, SAID_HERE,
          "2026-01-01" },
        { 'p', PURL, "", NULL, NULL, "2020", NULL, SAID_DERIVED, "2026-01-01" } }, 3,
      HELD_CONTRADICTED, HELD_CONTRADICTED, HELD_CONTRADICTED, "unknown", "2027-03",
      "two who differ; a third of lower rank settles nothing" },
    { { { 'p', PURL, "", NULL, NULL, "2027-03", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-01-01" } }, 2,
      HELD_OPEN, HELD_OPEN, HELD_CONTRADICTED, "unknown", "2027-03", "the earlier comes first" },
    { { { 'p', PURL, "", NULL, NULL, "no", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-01-01" } }, 2,
      HELD_OPEN, HELD_OPEN, HELD_CONTRADICTED, "unknown", "2028", "an end before none" },
    { { { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "", NULL, NULL, "unknown", "why", SAID_HERE, "2026-01-01" } }, 2,
      HELD_OPEN, HELD_OPEN, HELD_CONTRADICTED, "unknown", "2028", "an end before not knowing" },
    { { { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "", NULL, NULL, "yes", NULL, SAID_HERE, "2026-01-01" } }, 2,
      HELD_OPEN, HELD_OPEN, HELD_CONTRADICTED, "unknown", "yes", "ended before all" },
    { { { 'p', PURL, "", NULL, NULL, "yes", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "", NULL, NULL, "2028", NULL, SAID_HERE, "2026-01-01" } }, 2,
      HELD_OPEN, HELD_OPEN, HELD_CONTRADICTED, "unknown", "yes", "ended before all, turned" },
    { { { 'p', "pkg:deb/debian/curl", "", "maintained", NULL, "2028", NULL, SAID_HERE,
          "2026-01-01" } }, 1,
      HELD_OPEN, HELD_OPEN, HELD_OPEN, "unknown", "unknown", "about another component" },
};

/* REQ D50 D51 */
TEST(what_is_not_known_is_open_unknown_or_contradicted)
{
    for (size_t i = 0; i < ARRAY_LEN(STATES); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        SupportAnswer answers[ROOM];
        Ledger ledger = ledger_of(answers, STATES[i].rows, STATES[i].count, &arena);
        ComponentSupport s = resolve(&ledger, &arena);

        CHECK_INT(s.fact[FACT_CLASS].state, STATES[i].want_class, STATES[i].why);
        CHECK_INT(s.fact[FACT_LEVEL].state, STATES[i].want_level, STATES[i].why);
        CHECK_INT(s.fact[FACT_END].state, STATES[i].want_end, STATES[i].why);
        CHECK(date_same(s.end, stated(STATES[i].end)), STATES[i].why);
        CHECK(date_same(s.earliest_end, stated(STATES[i].earliest)), STATES[i].why);
        CHECK(s.fact[FACT_LEVEL].state != HELD_CONTRADICTED || s.level == LEVEL_NONE,
              "none of them holds");
        CHECK(s.fact[FACT_LEVEL].state != HELD_UNKNOWN || s.level == LEVEL_UNKNOWN, "unknown");
    }
}

TEST(answers_of_other_products_do_not_count)
{
    static const Row ROWS[] = {
        { 'p', PURL, "", "maintained", NULL, NULL, NULL, SAID_HERE, "2026-01-01" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    SupportAnswer answers[ROOM];
    Ledger ledger = ledger_of(answers, ROWS, ARRAY_LEN(ROWS), &arena);

    ledger.product = STR("scanner");
    CHECK_INT(resolve(&ledger, &arena).fact[FACT_CLASS].state, HELD_OPEN, "another product");
    answers[0].scope = ANSWER_OF_RELEASE;
    answers[0].scope_id = STR("scanner");
    CHECK_INT(resolve(&ledger, &arena).fact[FACT_CLASS].state, HELD_OPEN, "no release of this id");
}

TEST(an_answer_whose_versions_cannot_be_compared_is_listed)
{
    static const Row ROWS[] = {
        { 'p', PURL, "vers:nowhere/<4", "maintained", NULL, NULL, NULL, SAID_HERE, "2026-01-01" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    SupportAnswer answers[ROOM];
    Ledger ledger = ledger_of(answers, ROWS, ARRAY_LEN(ROWS), &arena);
    ComponentSupport s = resolve(&ledger, &arena);

    CHECK_INT(s.fact[FACT_CLASS].state, HELD_OPEN, "it does not hold");
    CHECK_INT(s.unsure_count, 1, "but is not forgotten");
    CHECK_INT(s.unsure[0], 0, "which");
}

static void lack_fact(SupportAnswer *a)
{
    a->item_class = ITEM_CLASS_NONE;
    a->level = LEVEL_NONE;
    a->states_end = false;
}
static void lack_scope(SupportAnswer *a) { a->scope_id = (Str){ 0 }; }
static void lack_who(SupportAnswer *a) { a->who = STR(" "); }
static void lack_time(SupportAnswer *a) { a->said_s = 0; }
static void lack_source(SupportAnswer *a) { a->source = STR(" "); }
static void end_sales(SupportAnswer *a)
{
    a->vocabulary = VOCABULARY_OPENEOX;
    a->event = LIFE_SALES_END;
}

static const struct {
    void (*spoil)(SupportAnswer *);
    ErrCode code;
    const char *rule;
} SPOILT[] = {
    { lack_fact, ERR_STRUCTURE, "lifecycle.answer-no-fact" },
    { lack_scope, ERR_STRUCTURE, "lifecycle.answer-no-scope" },
    { lack_who, ERR_STRUCTURE, "lifecycle.answer-no-who" },
    { lack_time, ERR_STRUCTURE, "lifecycle.answer-no-time" },
    { lack_source, ERR_STRUCTURE, "lifecycle.answer-no-source" },
    { end_sales, ERR_USAGE, "lifecycle.answer-event" },
};

TEST(an_answer_without_its_parts_is_refused)
{
    static const Row GOOD = { 'p', PURL, "", "maintained", "abandoned", "2027", NULL, SAID_HERE,
                              "2026-01-01" };

    for (size_t i = 0; i < ARRAY_LEN(SPOILT); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        SupportAnswer answer = answer_of(&GOOD, &arena);
        Err err = { 0 };

        SPOILT[i].spoil(&answer);
        CHECK(!answer_check(&answer, &err), SPOILT[i].rule);
        CHECK_INT(err.code, SPOILT[i].code, SPOILT[i].rule);
        CHECK_STR(err.rule, str_of(SPOILT[i].rule), "the rule");
        answer.end = (Date){ 0 };
        CHECK(SPOILT[i].spoil != end_sales || answer_check(&answer, &err),
              "an unknown end is of no event");
    }
}

static const struct {
    const char *ends, *want;
} DERIVED[] = {
    { "2026-09-07", "2026-09-07" }, { "true", "yes" }, { "false", "no" },
};

TEST(what_the_knowledge_base_states_becomes_an_answer)
{
    DerivedSupport derived = { .what = STR(PURL), .version = STR("3.0.1"), .source = STR("eol"),
                               .as_of_s = 1700000000, .organisation = STR("maker") };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    SupportAnswer answer;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(DERIVED); i++) {
        derived.ends = str_of(DERIVED[i].ends);
        CHECK_OK(answer_derive(&derived, &arena, &answer, &err), &err);
        CHECK(date_same(answer.end, stated(DERIVED[i].want)), DERIVED[i].want);
        CHECK_OK(answer_check(&answer, &err), &err);
        CHECK_INT(answer.provenance, SAID_DERIVED, "where it comes from");
        CHECK_INT(answer.of.versions, VERSIONS_EXACT, "about this version");
    }
    derived.ends = STR("soon");
    CHECK(!answer_derive(&derived, &arena, &answer, &err), "no date");
    CHECK_INT(err.code, ERR_SYNTAX, "no date");
    derived.ends = STR("true");
    derived.what = STR("");
    CHECK(!answer_derive(&derived, &arena, &answer, &err), "about nothing");
    CHECK_INT(err.code, ERR_STRUCTURE, "about nothing");
}

TEST(a_component_is_resolved_whole_or_not_at_all)
{
    static const Row ROWS[] = {
        { 'p', PURL, "", "maintained", "abandoned", "2028", NULL, SAID_HERE, "2026-01-01" },
        { 'p', PURL, "vers:nowhere/<4", "maintained", NULL, NULL, NULL, SAID_HERE, "2026-01-01" },
    };
    CLEANUP(arena_done) Arena kept = arena_new(ARENA_CAP);
    SupportAnswer answers[ROOM];
    Ledger ledger = ledger_of(answers, ROWS, ARRAY_LEN(ROWS), &kept);
    size_t cap = 0, failures = 0;
    LedgerPart part;
    Err err = { 0 };

    CHECK_OK(ledger_part_read(&BOM, 0, &kept, &part, &err), &err);
    for (bool done = false; !done; cap += 4) {
        CLEANUP(arena_done) Arena arena = arena_new(cap);
        ComponentSupport support = { .level = LEVEL_ABANDONED };

        done = support_resolve(&ledger, &part, &arena, &support, &err);
        failures += !done;
        CHECK(done || (err.code == ERR_LIMIT && support.level == LEVEL_ABANDONED), "no memory");
    }
    CHECK(failures > 4, "each step failed once");
}

TEST(names_are_read_as_they_are_written)
{
    SupportLevel level = LEVEL_NONE;
    ItemClass item_class = ITEM_CLASS_NONE;
    Err err = { 0 };

    for (SupportLevel i = LEVEL_MAINTAINED; i < SUPPORT_LEVELS; i++) {
        CHECK_OK(support_level_read(support_level_name(i), &level, &err), &err);
        CHECK_INT(level, i, "by name");
        CHECK_OK(support_level_read(support_level_word(i), &level, &err), &err);
        CHECK_INT(level, i, "in FDA's words");
    }
    for (ItemClass i = ITEM_MAINTAINED; i < ITEM_CLASSES; i++) {
        CHECK_OK(item_class_read(item_class_name(i), &item_class, &err), &err);
        CHECK_INT(item_class, i, "by name");
    }
    CHECK(!support_level_read(STR("supported"), &level, &err), "a class is no level");
    CHECK_INT(err.code, ERR_UNKNOWN_NAME, "unknown");
    CHECK(!item_class_read(STR("abandoned"), &item_class, &err), "a level is no class");
    CHECK_INT(err.code, ERR_UNKNOWN_NAME, "unknown");
    CHECK_STR(answer_scope_name(ANSWER_OF_PRODUCT), STR("product"), "scope");
    CHECK_STR(provenance_name(SAID_BY_SUPPLIER), STR("supplier"), "provenance");
}

TEST(the_classes_and_levels_are_what_people_review)
{
    Buf out = buf_new(1 << 20);

    SNAPSHOT_ROW(&out, STR("class"), STR("name_en"), STR("name_ja"), STR("duty_en"),
                 STR("duty_ja"), STR("clauses_that_apply"), STR("source"));
    for (ItemClass i = ITEM_MAINTAINED; i < ITEM_CLASSES; i++)
        SNAPSHOT_ROW(&out, item_class_name(i), msg_text(LANG_EN, item_class_sentence(i)),
                     msg_text(LANG_JA, item_class_sentence(i)),
                     msg_text(LANG_EN, item_class_duty(i)), msg_text(LANG_JA, item_class_duty(i)),
                     str_of(item_class_clauses(i)), STR("IEC 81001-5-1:2021 4.3, Annex A.3"));
    snapshot_check("data/lifecycle/item-classes.tsv", &out);
    out = buf_new(1 << 20);
    SNAPSHOT_ROW(&out, STR("level"), STR("fda_words"), STR("name_en"), STR("name_ja"),
                 STR("source"));
    for (SupportLevel i = LEVEL_MAINTAINED; i < SUPPORT_LEVELS; i++)
        SNAPSHOT_ROW(&out, support_level_name(i), support_level_word(i),
                     msg_text(LANG_EN, support_level_sentence(i)),
                     msg_text(LANG_JA, support_level_sentence(i)),
                     i == LEVEL_UNKNOWN ? STR("FDA premarket guidance V.A.4: with a justification")
                                        : STR("FDA premarket guidance V.A.4"));
    snapshot_check("data/lifecycle/support-levels.tsv", &out);
}

TEST(the_ledger_is_told_in_sentences)
{
    static const Row UNSURE[] = {
        { 'p', PURL, "vers:nowhere/<4", "maintained", NULL, NULL, NULL, SAID_HERE, "2026-01-01" },
        { 'r', PURL, "", NULL, "actively maintained", NULL, NULL, SAID_HERE, "2026-01-01" },
    };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    Buf out = buf_new(1 << 20);
    SupportAnswer answers[ROOM];
    ComponentSupport s;
    Ledger ledger;

    for (size_t i = 0; i < ARRAY_LEN(STATES); i++) {
        ledger = ledger_of(answers, STATES[i].rows, STATES[i].count, &arena);
        s = resolve(&ledger, &arena);
        buf_printf(&out, "# %s\n", STATES[i].why);
        support_tell(&s, &ledger, LANG_EN, &out);
        support_tell(&s, &ledger, LANG_JA, &out);
    }
    ledger = ledger_of(answers, UNSURE, ARRAY_LEN(UNSURE), &arena);
    s = resolve(&ledger, &arena);
    buf_printf(&out, "# versions that cannot be compared\n");
    support_tell(&s, &ledger, LANG_EN, &out);
    support_tell(&s, &ledger, LANG_JA, &out);
    for (size_t i = 0; i < ARRAY_LEN(PAIRS); i++) {
        Row rows[] = { PAIRS[i].first, PAIRS[i].second };

        ledger = ledger_of(answers, rows, 2, &arena);
        s = resolve(&ledger, &arena);
        buf_printf(&out, "# %s\n", PAIRS[i].why);
        support_tell(&s, &ledger, LANG_EN, &out);
        support_tell(&s, &ledger, LANG_JA, &out);
    }
    snapshot_check("tests/golden/lifecycle-support.txt", &out);
}
