/* SPDX-License-Identifier: Apache-2.0 */
#include "fleet.h"
#include "test.h"

#include "portfolio/stack.h"

static const FleetComponent ONE[] = {
    { "z", "1", "pkg:npm/z@1" }, { "a", "2", "pkg:npm/a@2" }, { "z", "1", "pkg:npm/z@1" } };
static const FleetComponent TWO[] = {
    { "a", "1", "pkg:npm/a@1" }, { "z", "1", "pkg:npm/z@1" },
    { "os", "3", "cpe:2.3:o:x:os:3:*:*:*:*:*:*:*" } };
static const FleetRelease RELEASES[] = {
    { 1, "1", ONE, ARRAY_LEN(ONE), 0, NULL },
    { 1, "2", TWO, ARRAY_LEN(TWO), 3, NULL },
    { 1, "3", NULL, 0, 2, NULL },
};
static const Fleet FLEET = { RELEASES, ARRAY_LEN(RELEASES) };

TEST(versions_of_a_package_lie_together_and_lead_to_their_documents)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    static const char *const WANT[] = { "a 1", "a 2", "os 3", "z 1" };
    const Segment *segment = &p->segment[0];
    const PfPair *pairs = STACK_ROWS(segment, PF_PAIRS, PfPair);
    const uint32_t *documents = STACK_ROWS(segment, PF_PAIR_DOCUMENTS, uint32_t);

    for (uint32_t i = 0; i < ARRAY_LEN(WANT); i++) {
        Str want = str_of(WANT[i]);
        CHECK_STR(stack_text(segment, pairs[i].name),
                  str_slice(want, 0, str_find_char(want, ' ')), "by name");
        CHECK_INT(pairs[i].number, i, "numbered so");
    }
    CHECK_INT(pairs[4].first_document - pairs[3].first_document, 2, "each document once");
    CHECK(documents[pairs[3].first_document] == 0 && documents[pairs[3].first_document + 1] == 1,
          "ascending");
}

TEST(a_document_knows_what_its_device_runs_on)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    const PfDocument *rows = STACK_ROWS(&p->segment[0], PF_DOCUMENTS, PfDocument);

    CHECK_INT(rows[0].system_pair, PF_NONE, "nobody says");
    CHECK_INT(rows[1].system_pair, 2, "the pair that says so");
    CHECK_INT(rows[1].hardware_pair, PF_NONE, "nobody says");
}

TEST(runs_are_of_releases_that_have_devices)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    CLEANUP(portfolio_close) Portfolio *p = fleet_open(&FLEET, &arena);
    uint32_t first, next;

    CHECK_INT(container_count(&p->segment[0].file, PF_RUNS), 3, "two and the sentinel");
    CHECK(!stack_run(&p->segment[0], 0, &first, &next), "none");
    CHECK(stack_run(&p->segment[0], 2, &first, &next) && first == 3 && next == 5, "the last two");
}
