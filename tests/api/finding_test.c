/* SPDX-License-Identifier: Apache-2.0 */
/* What decisions are loaded with. Findings themselves: tests/cli/finding_test.c. */
#include "api/finding.h"

#include "store/schema.h"
#include "test.h"

#include <stdio.h>

enum { CONFIRMATIONS = 20000, LINEAR_BYTES = 64 << 20 };

#define DECISION "01900000-0000-7000-8000-000000000001"
#define NOBODY   "01900000-0000-7000-8000-00000000000f"

static void run(Db *db, const char *sql)
{
    Err err = { 0 };

    CHECK_OK(db_script(db, sql, &err), &err);
}

/* A record with one decision that has been confirmed and reviewed again and again. */
static Db *record_new(void)
{
    Db *db = NULL;
    char sql[700];
    Err err = { 0 };

    CHECK_OK(db_open_memory(&db, &err), &err);
    CHECK_OK(schema_make(db, &err), &err);
    run(db, "INSERT INTO decision (origin, chain, leaf, id, product, speaker, vulnerabilities,"
            " status, justification, author, decided_s, releases) VALUES ('', 'c', 1, '" DECISION
            "', 'p', 'ours', '[\"CVE-2026-1\"]', 'not_affected', 'component_not_present', 'a', 1,"
            " '[\"first\",\"second\",\"third\"]')");
    run(db, "BEGIN");
    for (int i = 0; i < CONFIRMATIONS; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO decision_release (origin, chain, leaf, id, decision, release, person,"
                 " confirmed_s) VALUES ('', 'c', 2, '%08d', '" DECISION "', 'r%d', 'a', %d);"
                 "INSERT INTO decision_review (origin, chain, leaf, id, decision, reviewer,"
                 " reviewed_s, independence) VALUES ('', 'c', 2, '%08d', '" DECISION "', 'b', %d,"
                 " 'other')", i, i, i + 1, i, i + 1);
        run(db, sql);
    }
    run(db, "INSERT INTO decision_review (origin, chain, leaf, id, decision, reviewer, reviewed_s,"
            " independence) VALUES ('', 'c', 2, 'x', '" NOBODY "', 'b', 1, 'other');"
            "COMMIT");
    return db;
}

TEST(many_confirmations_and_reviews_are_loaded_in_linear_memory)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)4 << 30);
    Db *db = record_new();
    Decision *decisions = NULL;
    size_t count = 0;
    Err err = { 0 };

    CHECK_OK(decisions_load(db, STR(""), &arena, &decisions, &count, &err), &err);
    CHECK_INT(count, 1, "one decision");
    CHECK_INT(decisions[0].review_count, CONFIRMATIONS, "its reviews, and no stranger's");
    CHECK_INT(decisions[0].scope.release_count, CONFIRMATIONS + 3, "named and confirmed");
    CHECK_STR(decisions[0].scope.releases[2].release, STR("third"), "named, in their order");
    CHECK_STR(decisions[0].scope.releases[3].release, STR("r0"), "then confirmed");
    CHECK_INT(decisions[0].scope.releases[CONFIRMATIONS + 2].confirmed_s, CONFIRMATIONS, "last");
    CHECK(arena.total < LINEAR_BYTES, "a copy for each would take 20 GB");
    db_close(db);
}

static void decided(Db *db, const char *id, const char *about, const char *supersedes)
{
    char sql[700];

    snprintf(sql, sizeof sql,
             "INSERT INTO decision (origin, chain, leaf, id, product, speaker, vulnerabilities,"
             " status, justification, author, decided_s, supersedes) VALUES ('', 'c', 1, '%s', 'p',"
             " 'ours', '%s', 'not_affected', 'component_not_present', 'a', 1, %s)", id, about,
             supersedes);
    run(db, sql);
    snprintf(sql, sizeof sql,
             "INSERT INTO decision_review (origin, chain, leaf, id, decision, reviewer, reviewed_s,"
             " independence) VALUES ('', 'c', 2, 'r%s', '%s', 'b', 1, 'other')", id, id);
    run(db, sql);
}

TEST(decisions_about_a_flaw_are_those_that_bear_an_id_of_it_and_who_ends_them)
{
    CLEANUP(arena_done) Arena arena = arena_new((size_t)1 << 30);
    static const Str IDS[] = { STR_ROW("CVE-2026-1"), STR_ROW("GHSA-1") };
    static const char *const WANT[] = { "a", "c", "e" };
    Flaw flaw = { IDS, 2 };
    Decision *decisions = NULL;
    size_t count = 0;
    Db *db = NULL;
    Err err = { 0 };

    CHECK_OK(db_open_memory(&db, &err), &err);
    CHECK_OK(schema_make(db, &err), &err);
    decided(db, "e", "[\"CVE-2026-9\"]", "'[\"x\",\"c\"]'"); /* of another flaw, but it ends c */
    decided(db, "d", "[\"CVE-2026-11\"]", "NULL");
    decided(db, "c", "[\"GHSA-1\"]", "'[\"b\"]'");
    decided(db, "b", "[\"CVE-2026-9\"]", "'[\"e\"]'"); /* ends what only ends */
    decided(db, "a", "[\"CVE-2025-1\",\"CVE-2026-1\"]", "NULL");
    CHECK_OK(decisions_about(db, &flaw, 1, &arena, &decisions, &count, &err), &err);
    CHECK_INT(count, ARRAY_LEN(WANT), "three");
    for (size_t i = 0; i < ARRAY_LEN(WANT); i++) {
        CHECK_STR(decisions[i].id, str_of(WANT[i]), "by id");
        CHECK_INT(decisions[i].review_count, 1, "with its review");
    }
    CHECK_OK(decisions_about(db, &flaw, 0, &arena, &decisions, &count, &err), &err);
    CHECK_INT(count, 0, "no flaw, no decision");
    db_close(db);
}
