/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_helper.h"

enum { CYCLES_MAX = 8 };

typedef struct {
    SupportCycle cycle[CYCLES_MAX];
    size_t count;
} Cycles;

static bool cycle_keep(void *context, const SupportCycle *cycle, Err *err)
{
    Cycles *cycles = context;

    (void)err;
    assert(cycles->count < CYCLES_MAX);
    cycles->cycle[cycles->count++] = *cycle;
    return true;
}

static Arena arena;

static bool eol_of(const char *json, Cycles *out, Err *err)
{
    const Json *value;

    arena_done(&arena);
    arena = arena_new(1 << 20);
    *out = (Cycles){ .count = 0 };
    return json_parse(str_of(json), JSON_PLAIN, &arena, &value, err)
        && eol_read(value, &arena, cycle_keep, out, err);
}

TEST(support_ends_with_the_end_of_life_date_or_its_word)
{
    static const struct {
        SupportKind kind;
        int32_t ends;
    } WANT[] = { { SUPPORT_DATE, 19490 }, { SUPPORT_ENDED, 0 }, { SUPPORT_GOING_ON, 0 },
                 { SUPPORT_UNKNOWN, 0 } };
    Cycles cycles;
    Err err = { 0 };

    CHECK_OK(eol_of("{\"name\":\"postgresql\",\"identifiers\":["
                    "{\"type\":\"purl\",\"id\":\"pkg:generic/postgresql\"},"
                    "{\"type\":\"repology\",\"id\":\"postgresql\"},"
                    "{\"type\":\"cpe\",\"id\":\"cpe:2.3:a:postgresql:postgresql\"}],\"releases\":["
                    "{\"name\":\"3.10\",\"isEol\":true,\"eolFrom\":\"2023-05-13\",\"eoesFrom\":"
                    "\"2030-01-01\",\"eoasFrom\":\"2020-01-01\"},"
                    "{\"name\":\"2\",\"isEol\":true,\"eolFrom\":null},"
                    "{\"name\":\"4\",\"isEol\":false,\"eolFrom\":null},{\"name\":\"5\"}]}",
                    &cycles, &err), &err);
    CHECK_INT(cycles.count, 4, "each cycle");
    for (size_t i = 0; i < ARRAY_LEN(WANT); i++) {
        CHECK_INT(cycles.cycle[i].kind, WANT[i].kind, "kind");
        CHECK_INT(cycles.cycle[i].ends, WANT[i].ends, "days since 1970");
        CHECK_INT(cycles.cycle[i].identifier_count, 2, "purl and CPE");
    }
    CHECK_STR(cycles.cycle[0].cycle, STR("3.10"), "a name that looks like a number");
}

static const struct {
    const char *json, *want;
} REFUSED[] = {
    { "{}", "a product needs a name" },
    { "[]", "a product needs a name" },
};

static const struct {
    const char *json, *want;
} DOUBTED[] = {
    { "{\"name\":\"x\",\"releases\":[{},{\"name\":\"2\",\"isEol\":true}]}",
      "releases[0]: a release cycle needs a name" },
    { "{\"name\":\"x\",\"releases\":[{\"name\":\"1\",\"eolFrom\":\"soon\",\"isEol\":false},"
      "{\"name\":\"2\",\"isEol\":true}]}",
      "releases[0]: eolFrom: \"soon\" is no day (YYYY-MM-DD)" },
};

TEST(a_cycle_that_is_doubtful_takes_nothing_from_the_others)
{
    char text[ERR_TEXT_BYTES];
    Cycles cycles;
    Err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(DOUBTED); i++) {
        CHECK_OK(eol_of(DOUBTED[i].json, &cycles, &err), &err);
        CHECK_INT(cycles.count, 2, "both");
        CHECK_INT(cycles.cycle[0].kind, SUPPORT_UNKNOWN, "nobody knows");
        CHECK_STR(str_of(err_text(&cycles.cycle[0].doubt, LANG_EN, text, sizeof text)),
                  str_of(DOUBTED[i].want), "and why");
        CHECK_INT(cycles.cycle[1].kind, SUPPORT_ENDED, "the other");
        CHECK_INT(cycles.cycle[1].doubt.code, ERR_NONE, "is without doubt");
    }
}

TEST(a_product_that_is_not_valid_is_refused_with_its_place)
{
    char text[ERR_TEXT_BYTES];
    Cycles cycles;

    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Err err = { 0 };

        CHECK(!eol_of(REFUSED[i].json, &cycles, &err), REFUSED[i].json);
        CHECK_STR(str_of(err_text(&err, LANG_EN, text, sizeof text)), str_of(REFUSED[i].want),
                  REFUSED[i].json);
    }
}

static bool cycle_count(void *context, const SupportCycle *cycle, Err *err)
{
    size_t *counts = context;

    (void)err;
    counts[cycle->kind]++;
    return true;
}

static bool product_read(const Json *json, void *context)
{
    Err err = { 0 };

    arena_done(&arena);
    arena = arena_new(1 << 20);
    CHECK_OK(eol_read(json, &arena, cycle_count, context, &err), &err);
    return true;
}

TEST(the_real_products_are_read)
{
    size_t counts[4] = { 0 };
    size_t products = helper_values(TEST_SHARED("data/endoflife/products-full.json.zst"),
                                    product_read, counts);

    printf("endoflife: %zu products, 0 refused; %zu dates, %zu ended, %zu going on, %zu unknown\n",
           products, counts[SUPPORT_DATE], counts[SUPPORT_ENDED], counts[SUPPORT_GOING_ON],
           counts[SUPPORT_UNKNOWN]);
    CHECK_INT(products, 464, "data/endoflife/README.md");
    CHECK_INT(counts[0] + counts[1] + counts[2] + counts[3], 8351, "data/endoflife/README.md");
    CHECK_INT(counts[SUPPORT_DATE], 7228, "cycles with eolFrom");
}
