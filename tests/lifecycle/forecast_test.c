/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "lifecycle/forecast.h"

enum { ARENA_CAP = 1 << 20, PARTS_MAX = 4 };

typedef struct {
    const char *name, *end;
    HeldState state;
} Part;

static ForecastInput input_of(const char *own, const Part *parts, ForecastPart *room)
{
    ForecastInput input = { .own_end = stated(own), .parts = room };

    for (; input.count < PARTS_MAX && parts[input.count].name; input.count++) {
        Str name = str_of(parts[input.count].name);

        room[input.count] = (ForecastPart){ name, name, stated(parts[input.count].end),
                                            parts[input.count].state };
    }
    return input;
}

static const struct {
    const char *own;
    Part parts[PARTS_MAX];
    const char *date, *last; /* last: NULL when it is that of the date */
    bool sure, own_first;
    uint32_t causes, unsure;
    const char *why;
} ROWS[] = {
    { "2032-04-01", { { 0 } }, "2032-04-01", NULL, true, true, 0, 0, "nothing but the device" },
    { "2032-04-01", { { "openssl", "2026-09-07", HELD_KNOWN }, { "kernel", "2030", HELD_KNOWN } },
      "2026-09-07", NULL, true, false, 1, 0, "the shortest-lived component decides" },
    { "2032-04-01", { { "openssl", "2026", HELD_KNOWN }, { "kernel", "2026-05", HELD_KNOWN } },
      "2026-01-01", "2026-05-31", false, false, 1, 0, "a partial date leaves days open" },
    { "2032-04-01", { { "a", "2026-05-01", HELD_KNOWN }, { "b", "2026-05-01", HELD_KNOWN } },
      "2026-05-01", NULL, true, false, 2, 0, "two at once" },
    { "2026-05-01", { { "a", "2026-05-01", HELD_KNOWN } },
      "2026-05-01", NULL, true, true, 1, 0, "the device and a component at once" },
    { "2032-04-01", { { "a", "unknown", HELD_OPEN }, { "b", "unknown", HELD_UNKNOWN } },
      "2032-04-01", NULL, false, true, 0, 2, "unknown ends may come first" },
    { "2032-04-01", { { "a", "2027", HELD_CONTRADICTED } },
      "2027-01-01", "2027-12-31", false, false, 1, 1, "of contradicting ends the earliest" },
    { "2032-04-01", { { "a", "yes", HELD_KNOWN }, { "b", "2027-01-01", HELD_KNOWN } },
      "yes", NULL, false, false, 1, 0, "one has ended already" },
    { "unknown", { { "a", "2027-01-01", HELD_KNOWN } },
      "2027-01-01", NULL, false, false, 1, 0, "the device's own end is unknown" },
    { "no", { { "a", "2027-01-01", HELD_KNOWN } },
      "2027-01-01", NULL, true, false, 1, 0, "the device has no end stated" },
    { "no", { { "a", "no", HELD_KNOWN } }, "no", NULL, false, false, 0, 0, "nothing ends" },
    { "no", { { "a", "unknown", HELD_OPEN } }, "unknown", NULL, false, false, 0, 1,
      "nothing is known to end" },
    { "unknown", { { 0 } }, "unknown", NULL, false, false, 0, 0, "nothing is known" },
    { "2032", { { "a", "no", HELD_KNOWN } }, "2032-01-01", "2032-12-31", false, true, 0, 0,
      "the device's own year" },
};

/* REQ A143 */
TEST(the_forecast_is_the_earliest_end)
{
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        ForecastPart room[PARTS_MAX];
        ForecastInput input = input_of(ROWS[i].own, ROWS[i].parts, room);
        Forecast f = { 0 };
        Err err = { 0 };

        CHECK_OK(forecast_legacy(&input, &arena, &f, &err), &err);
        CHECK(date_same(f.date, stated(ROWS[i].date)), ROWS[i].why);
        if (f.date.kind == DATE_SPAN)
            CHECK_INT(f.days.last, day_of(ROWS[i].last ? ROWS[i].last : ROWS[i].date), ROWS[i].why);
        CHECK_INT(f.sure, ROWS[i].sure, ROWS[i].why);
        CHECK_INT(f.own, ROWS[i].own_first, ROWS[i].why);
        CHECK_INT(f.cause_count, ROWS[i].causes, ROWS[i].why);
        CHECK_INT(f.unsure_count, ROWS[i].unsure, ROWS[i].why);
    }
}

static const struct {
    SupportLevel level;
    const char *end, *want;
    HeldState state, want_state;
    const char *why;
} SEEN[] = {
    { LEVEL_NONE, "2030", "2030", HELD_KNOWN, HELD_KNOWN, "as stated" },
    { LEVEL_MAINTAINED, "2030", "2030", HELD_KNOWN, HELD_KNOWN, "as stated" },
    { LEVEL_UNKNOWN, "unknown", "unknown", HELD_UNKNOWN, HELD_UNKNOWN, "as stated" },
    { LEVEL_ABANDONED, "2030", "yes", HELD_KNOWN, HELD_KNOWN, "a date that will not hold" },
    { LEVEL_NOT_MAINTAINED, "unknown", "yes", HELD_OPEN, HELD_KNOWN, "no date is needed" },
    { LEVEL_NOT_MAINTAINED, "2025-03", "2025-03", HELD_KNOWN, HELD_KNOWN, "when it ended" },
    { LEVEL_NOT_MAINTAINED, "2026", "yes", HELD_KNOWN, HELD_KNOWN, "a year that goes on" },
};

TEST(what_nobody_maintains_has_ended)
{
    for (size_t i = 0; i < ARRAY_LEN(SEEN); i++) {
        ComponentSupport s = { .level = SEEN[i].level, .earliest_end = stated(SEEN[i].end) };
        ForecastPart part;

        s.fact[FACT_END].state = SEEN[i].state;
        part = forecast_part(STR("id"), STR("name"), &s, day_of("2026-06-01"));
        CHECK(date_same(part.end, stated(SEEN[i].want)), SEEN[i].why);
        CHECK_INT(part.state, SEEN[i].want_state, SEEN[i].why);
        CHECK_STR(part.id, STR("id"), "its id");
        CHECK_STR(part.name, STR("name"), "its name");
    }
}

static const char *const ENDS[] = { "2025", "2026-03", "2026-03-15", "2027-01-01", "2031", "yes",
                                    "no", "unknown" };

/* A number of its own, so that a failure can be repeated. */
static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static int64_t order_of(Date date)
{
    DateDays days;

    return date_days(date, &days) ? days.first : date.kind == DATE_YES ? INT64_MIN : INT64_MAX;
}

TEST(no_known_end_comes_before_the_forecast_and_more_components_never_make_it_later)
{
    uint32_t seed = 1;

    for (int round = 0; round < 2000; round++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        ForecastPart room[12];
        ForecastInput input = { .own_end = stated(ENDS[next(&seed) % ARRAY_LEN(ENDS)]),
                                .parts = room };
        int64_t before = INT64_MAX;
        uint32_t count = next(&seed) % ARRAY_LEN(room);
        Err err = { 0 };

        for (;; input.count++) {
            Date end = stated(ENDS[next(&seed) % ARRAY_LEN(ENDS)]);
            Forecast f = { 0 };

            CHECK_OK(forecast_legacy(&input, &arena, &f, &err), &err);
            CHECK(order_of(f.date) <= before, "never later");
            CHECK(order_of(f.date) <= order_of(input.own_end), "never behind the own end");
            for (uint32_t i = 0; i < input.count; i++)
                CHECK(order_of(f.date) <= order_of(room[i].end), "never behind a known end");
            CHECK(f.date.kind != DATE_SPAN || f.own || f.cause_count, "it has a cause");
            CHECK(f.date.kind != DATE_SPAN || f.days.first <= f.days.last, "in order");
            before = order_of(f.date);
            if (input.count == count)
                break;
            room[input.count] = (ForecastPart){
                .end = end, .state = end.kind == DATE_UNKNOWN ? HELD_OPEN : HELD_KNOWN };
        }
    }
}

static const struct {
    const char *own;
    Part part;
    WarningKind want;
    const char *why;
} JUDGED[] = {
    { "2032-04-01", { "a", "2032-03-31", HELD_KNOWN }, WARNING_ENDS_BEFORE, "a day before" },
    { "2032-04-01", { "a", "2032-04-01", HELD_KNOWN }, WARNINGS, "the same day" },
    { "2032-04-01", { "a", "2033", HELD_KNOWN }, WARNINGS, "after it" },
    { "2032-04-01", { "a", "2032", HELD_KNOWN }, WARNING_MAY_END_BEFORE, "perhaps before" },
    { "2032", { "a", "2032-06-01", HELD_KNOWN }, WARNING_MAY_END_BEFORE, "perhaps before" },
    { "2032-04-01", { "a", "yes", HELD_KNOWN }, WARNING_ENDED, "ended" },
    { "2032-04-01", { "a", "no", HELD_KNOWN }, WARNING_UNENDING, "no end stated" },
    { "2032-04-01", { "a", "unknown", HELD_OPEN }, WARNING_OPEN, "nobody answered" },
    { "2032-04-01", { "a", "unknown", HELD_UNKNOWN }, WARNING_UNKNOWN, "unknown" },
    { "2032-04-01", { "a", "2040", HELD_CONTRADICTED }, WARNING_CONTRADICTED, "contradicted" },
};

TEST(development_warns_of_components_that_end_before_the_device)
{
    static const StageOn ON = { .earliest = STAGE_DEVELOPMENT };

    for (size_t i = 0; i < ARRAY_LEN(JUDGED); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
        const Part parts[PARTS_MAX] = { JUDGED[i].part };
        ForecastPart room[PARTS_MAX];
        ForecastInput input = input_of(JUDGED[i].own, parts, room);
        ForecastWarnings warnings = { 0 };
        Err err = { 0 };

        CHECK_OK(forecast_warn(&input, &ON, &arena, &warnings, &err), &err);
        CHECK_INT(warnings.count, JUDGED[i].want != WARNINGS, JUDGED[i].why);
        CHECK(!warnings.count || warnings.rows[0].kind == JUDGED[i].want, JUDGED[i].why);
    }
}

TEST(without_an_own_end_that_is_the_warning)
{
    static const StageOn ON = { .earliest = STAGE_DEVELOPMENT };
    static const StageOn LATER = { .earliest = STAGE_SUPPORT };
    static const Part PARTS[PARTS_MAX] = { { "a", "2027", HELD_KNOWN },
                                           { "b", "unknown", HELD_OPEN } };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    ForecastPart room[PARTS_MAX];
    ForecastInput input = input_of("unknown", PARTS, room);
    ForecastWarnings warnings = { 0 };
    Err err = { 0 };

    CHECK_OK(forecast_warn(&input, &ON, &arena, &warnings, &err), &err);
    CHECK_INT(warnings.count, 2, "the device, and what nobody answered");
    CHECK_INT(warnings.rows[0].kind, WARNING_OWN_END, "the device");
    CHECK_INT(warnings.rows[1].part_i, 1, "which component");
    CHECK_OK(forecast_warn(&input, &LATER, &arena, &warnings, &err), &err);
    CHECK_INT(warnings.count, 0, "after release there are notices");
}

TEST(a_forecast_is_made_whole_or_not_at_all)
{
    static const StageOn ON = { .earliest = STAGE_DEVELOPMENT };
    static const Part PARTS[PARTS_MAX] = { { "a", "2027", HELD_KNOWN } };
    ForecastPart room[PARTS_MAX];
    ForecastInput input = input_of("2032", PARTS, room);
    size_t cap = 0, failures = 0;

    for (bool done = false; !done; cap += 4) {
        CLEANUP(arena_done) Arena arena = arena_new(cap);
        ForecastWarnings warnings = { 0 };
        Forecast f = { 0 };
        Err err = { 0 };

        done = forecast_legacy(&input, &arena, &f, &err)
            && forecast_warn(&input, &ON, &arena, &warnings, &err);
        failures += !done;
        CHECK(done || (err.code == ERR_LIMIT && !warnings.rows), "no memory");
    }
    CHECK(failures > 2, "each step failed once");
}

static void tell(const ForecastInput *input, Lang lang, Buf *out)
{
    static const StageOn ON = { .earliest = STAGE_DEVELOPMENT };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_CAP);
    ForecastWarnings warnings = { 0 };
    Forecast f = { 0 };
    Err err = { 0 };

    CHECK_OK(forecast_legacy(input, &arena, &f, &err), &err);
    forecast_tell(&f, input, lang, out);
    CHECK_OK(forecast_warn(input, &ON, &arena, &warnings, &err), &err);
    for (uint32_t i = 0; i < warnings.count; i++) {
        buf_add(out, STR("  ! "));
        forecast_warning_tell(&warnings.rows[i], input, lang, out);
    }
}

TEST(the_forecast_is_told_in_sentences)
{
    Buf out = buf_new(1 << 20);
    ForecastPart room[PARTS_MAX];
    ForecastInput input;

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        input = input_of(ROWS[i].own, ROWS[i].parts, room);
        buf_printf(&out, "# %s\n", ROWS[i].why);
        tell(&input, LANG_EN, &out);
        tell(&input, LANG_JA, &out);
    }
    for (size_t i = 0; i < ARRAY_LEN(JUDGED); i++) {
        const Part parts[PARTS_MAX] = { JUDGED[i].part };

        input = input_of(JUDGED[i].own, parts, room);
        buf_printf(&out, "# warning: %s\n", JUDGED[i].why);
        tell(&input, LANG_EN, &out);
        tell(&input, LANG_JA, &out);
    }
    snapshot_check("tests/golden/lifecycle-forecast.txt", &out);
}
