/* SPDX-License-Identifier: Apache-2.0 */
#include "match/cpe.h"

#include "match/scratch.h"
#include "test.h"

enum { ARENA_BYTES = 1 << 24, CRITERIA_MAX = 8, NODES_MAX = 40 };

/* A criterion as a row of a table: the CPE, and a range when one stands beside it. */
typedef struct {
    const char *cpe, *lower, *upper;
    uint32_t flags;
    bool vulnerable;
} CriterionRow;

enum { RANGED = 1 << 30, AT_LEAST = RANGED | KB_LOWER_INCLUSIVE | KB_UPPER_OPEN,
       BELOW = RANGED | KB_LOWER_OPEN | KB_FIXED };

static Criterion criterion_of(const CriterionRow *row, Arena *arena)
{
    Criterion criterion = { .bounds = { { .text = str_of(row->lower) },
                                        { .text = str_of(row->upper) },
                                        row->flags & ~(uint32_t)RANGED },
                            .ranged = row->flags & RANGED, .vulnerable = row->vulnerable };
    Err err = { 0 };

    CHECK_OK(cpe_parse(str_of(row->cpe), arena, &criterion.cpe, &err), &err);
    return criterion;
}

static StatedCpe stated_of(const char *text, const char *version, Arena *arena)
{
    StatedCpe stated = { .subject.valid = false };
    Err err = { 0 };
    Cpe cpe;

    CHECK_OK(cpe_parse(str_of(text), arena, &cpe, &err), &err);
    CHECK_OK(stated_cpe_init(&cpe, str_of(version), arena, &stated, &err), &err);
    return stated;
}

static const struct {
    CriterionRow criterion;
    const char *stated, *version, *purl_type;
    CpeFit want;
    const char *why;
} FITS[] = {
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", .upper = "1.1.1o", .flags = BELOW },
      "cpe:2.3:a:openssl:openssl:1.1.1n:*:*:*:*:*:*:*", "", "", CPE_FIT_FULL, "in the range" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", .upper = "1.1.1o", .flags = BELOW },
      "cpe:2.3:a:openssl:openssl:1.1.1o:*:*:*:*:*:*:*", "", "", CPE_FIT_NONE, "the fix" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", .upper = "1.1.1o", .flags = BELOW },
      "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", "1.1.1n", "", CPE_FIT_FULL,
      "the component's own version counts where the CPE is open" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", .upper = "1.1.1o", .flags = BELOW },
      "cpe:2.3:a:openssl:openssl:-:*:*:*:*:*:*:*", "1.1.1n", "", CPE_FIT_FULL,
      "and where the CPE says it has none" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", .upper = "1.1.1o", .flags = BELOW },
      "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", "", "", CPE_FIT_NOT_COMPARABLE, "no version" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*" },
      "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", "", "", CPE_FIT_FULL, "every version" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*" },
      "cpe:2.3:a:openssl:fips:1.0:*:*:*:*:*:*:*", "", "", CPE_FIT_NONE, "another product" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*", "", "", CPE_FIT_FULL, "the one version" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:1.2.12:*:*:*:*:*:*:*", "", "", CPE_FIT_NONE, "another version" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:1.0.2:*:*:*:*:*:*:*", .lower = "1.0.2",
        .flags = KB_EXACT },
      "cpe:2.3:a:openssl:openssl:1.0.2g:*:*:*:*:*:*:*", "", "", CPE_FIT_NONE,
      "1.0.2 is not 1.0.2g" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.0:*:*:*:*:*:*:*", .lower = "1.0", .flags = KB_EXACT },
      "cpe:2.3:a:zlib:zlib:1.00:*:*:*:*:*:*:*", "", "", CPE_FIT_FULL,
      "the same, spelled otherwise" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*", "", "", CPE_FIT_NOT_COMPARABLE, "no version" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:-:*:*:*:*:*:*:*", "", "", CPE_FIT_NONE, "NA is disjoint from 1.2.13" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:-:*:*:*:*:*:*:*", "1.2.13", "", CPE_FIT_FULL,
      "the component has the version that its CPE denies" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.*:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:1.2.12:*:*:*:*:*:*:*", "", "", CPE_FIT_FULL, "a pattern of versions" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.*:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*", "1.2.12", "", CPE_FIT_FULL,
      "the component's version" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.3.*:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:1.2.12:*:*:*:*:*:*:*", "", "", CPE_FIT_NONE, "outside the pattern" },
    { { .cpe = "cpe:2.3:a:zlib:zlib:1.2.12:*:*:*:*:*:*:*" },
      "cpe:2.3:a:zlib:zlib:1.2.*:*:*:*:*:*:*:*", "", "", CPE_FIT_NOT_COMPARABLE,
      "the SBOM states a pattern" },
    { { .cpe = "cpe:2.3:h:philips:mx40:-:*:*:*:*:*:*:*" },
      "cpe:2.3:h:philips:mx40:-:*:*:*:*:*:*:*", "", "", CPE_FIT_FULL, "NA meets NA" },
    { { .cpe = "cpe:2.3:h:philips:mx40:-:*:*:*:*:*:*:*" },
      "cpe:2.3:h:philips:mx40:*:*:*:*:*:*:*:*", "", "", CPE_FIT_OPEN, "NA meets an open version" },
    { { .cpe = "cpe:2.3:h:philips:mx40:-:*:*:*:*:*:*:*" },
      "cpe:2.3:h:philips:mx40:*:*:*:*:*:*:*:*", "2", "", CPE_FIT_NONE,
      "the component has a version" },
    { { .cpe = "cpe:2.3:h:philips:mx40:-:*:*:*:*:*:*:*" },
      "cpe:2.3:h:philips:mx40:2:*:*:*:*:*:*:*", "", "", CPE_FIT_NONE, "NA is disjoint from 2" },
    { { .cpe = "cpe:2.3:a:oracle:jre:1.7.0:update_51:*:*:*:*:*:*" },
      "cpe:2.3:a:oracle:jre:1.7.0:update_51:*:*:*:*:*:*", "", "", CPE_FIT_FULL, "the same update" },
    { { .cpe = "cpe:2.3:a:oracle:jre:1.7.0:update_51:*:*:*:*:*:*" },
      "cpe:2.3:a:oracle:jre:1.7.0:update_60:*:*:*:*:*:*", "", "", CPE_FIT_NONE, "another update" },
    { { .cpe = "cpe:2.3:a:oracle:jre:1.7.0:update_51:*:*:*:*:*:*" },
      "cpe:2.3:a:oracle:jre:1.7.0:*:*:*:*:*:*:*", "", "", CPE_FIT_OPEN,
      "the SBOM names no update" },
    { { .cpe = "cpe:2.3:a:oracle:jre:1.7.0:*:*:*:*:*:*:*" },
      "cpe:2.3:a:oracle:jre:1.7.0:update_60:*:*:*:*:*:*", "", "", CPE_FIT_FULL,
      "a criterion without update holds for each" },
    { { .cpe = "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", .upper = "1.1.1o", .flags = BELOW },
      "cpe:2.3:*:*:openssl:1.1.1n:*:*:*:*:*:*:*", "", "", CPE_FIT_OPEN,
      "Yocto leaves part and vendor open" },
    { { .cpe = "cpe:2.3:a:forms:forms:*:*:*:*:*:wordpress:*:*" },
      "cpe:2.3:a:forms:forms:1.0:*:*:*:*:*:*:*", "", "npm", CPE_FIT_NONE,
      "an npm package is no WordPress plug-in" },
    { { .cpe = "cpe:2.3:a:forms:forms:*:*:*:*:*:node.js:*:*" },
      "cpe:2.3:a:forms:forms:1.0:*:*:*:*:*:*:*", "", "npm", CPE_FIT_OPEN, "but it is for Node.js" },
    { { .cpe = "cpe:2.3:a:forms:forms:*:*:*:*:*:node.js:*:*" },
      "cpe:2.3:a:forms:forms:1.0:*:*:*:*:node.js:*:*", "", "npm", CPE_FIT_FULL, "and says so" },
    { { .cpe = "cpe:2.3:a:forms:forms:*:*:*:*:*:node.js:*:*" },
      "cpe:2.3:a:forms:forms:1.0:*:*:*:*:windows:*:*", "", "npm", CPE_FIT_NONE, "says otherwise" },
    { { .cpe = "cpe:2.3:a:forms:forms:*:*:*:*:*:wordpress:*:*" },
      "cpe:2.3:a:forms:forms:1.0:*:*:*:*:*:*:*", "", "", CPE_FIT_OPEN,
      "without a purl nothing excludes WordPress" },
    { { .cpe = "cpe:2.3:a:forms:forms:*:*:*:*:*:wordpress:*:*" },
      "cpe:2.3:a:forms:forms:1.0:*:*:*:*:*:*:*", "", "generic", CPE_FIT_OPEN,
      "nor does a type that says nothing" },
    { { .cpe = "cpe:2.3:a:forms:forms:*:*:*:*:*:windows:*:*" },
      "cpe:2.3:a:forms:forms:1.0:*:*:*:*:*:*:*", "", "npm", CPE_FIT_OPEN,
      "a word that is no language excludes no type" },
    { { .cpe = "cpe:2.3:a:x:x:*:*:*:*:enterprise:*:*:*", .upper = "2", .flags = BELOW },
      "cpe:2.3:a:x:x:*:*:*:*:*:*:*:*", "", "", CPE_FIT_NOT_COMPARABLE,
      "a missing version weighs more than an open attribute" },
};

TEST(a_stated_cpe_fits_a_criterion_or_not)
{
    for (size_t i = 0; i < ARRAY_LEN(FITS); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        Criterion criterion = criterion_of(&FITS[i].criterion, &arena);
        StatedCpe stated = stated_of(FITS[i].stated, FITS[i].version, &arena);
        CpeAttribute open;

        stated.purl_type = str_of(FITS[i].purl_type);
        CHECK_INT(criterion_fit(&criterion, &stated, &open), FITS[i].want, FITS[i].why);
        CHECK_INT(criterion_fit(&criterion, &stated, NULL), FITS[i].want, "without asking why");
    }
}

TEST(the_first_open_attribute_is_named)
{
    static const CriterionRow row = { .cpe = "cpe:2.3:a:v:p:1:sp1:*:*:*:*:x64:*" };
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Criterion criterion = criterion_of(&row, &arena);
    StatedCpe stated = stated_of("cpe:2.3:a:v:p:1:*:*:*:*:*:*:*", "", &arena);
    CpeAttribute open = CPE_ATTRIBUTES;

    CHECK_INT(criterion_fit(&criterion, &stated, &open), CPE_FIT_OPEN, "update and target_hw");
    CHECK_INT(open, CPE_UPDATE, "update comes first");
}

TEST(a_cpe_without_product_cannot_be_looked_up)
{
    static const struct { const char *cpe; bool want; } rows[] = {
        { "cpe:2.3:a:openssl:openssl:1:*:*:*:*:*:*:*", true },
        { "cpe:2.3:*:*:openssl:1:*:*:*:*:*:*:*", true },
        { "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*", false },
        { "cpe:2.3:a:openssl:-:1:*:*:*:*:*:*:*", false },
        { "cpe:2.3:a:openssl:open*:1:*:*:*:*:*:*:*", false },
        { "cpe:2.3:a:openssl:opens?:1:*:*:*:*:*:*:*", false },
        { "cpe:2.3:a:joomla:joomla\\!:1:*:*:*:*:*:*:*", true },
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
        StatedCpe stated = stated_of(rows[i].cpe, "", &arena);
        CHECK_INT(stated_cpe_literal(stated.cpe.value[CPE_PRODUCT]), rows[i].want, rows[i].cpe);
    }
}

TEST(without_memory_a_stated_cpe_is_refused)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES), none = arena_new(0);
    StatedCpe stated = stated_of("cpe:2.3:a:v:p:1.0\\+x:*:*:*:*:*:*:*", "", &arena), out;
    Err err = { 0 };

    CHECK(!stated_cpe_init(&stated.cpe, STR(""), &none, &out, &err), "nothing left");
    CHECK_INT(err.code, ERR_LIMIT, "a limit");
}

/* ---- configurations ---- */

/* A device and a configuration, both as arrays. */
typedef struct {
    const char *const *cpes;
    uint32_t cpe_count;
    const KbNode *nodes;
    uint32_t node_count;
    const CriterionRow *criteria;
    uint32_t criterion_count, fail_at; /* fetches until memory runs out; 0: never */
    uint32_t *fetches;
} Case;

static Fetch fetched(const Case *c)
{
    return c->fail_at && ++*c->fetches >= c->fail_at ? FETCH_NO_MEMORY : FETCH_FOUND;
}

static Fetch cpe_at(const void *context, uint32_t i, Arena *scratch, StatedCpe *out)
{
    const Case *c = context;
    Err err = { 0 };
    Cpe cpe;

    if (!cpe_parse(str_of(c->cpes[i]), scratch, &cpe, &err))
        return FETCH_ABSENT;
    if (!stated_cpe_init(&cpe, STR(""), scratch, out, &err))
        return FETCH_NO_MEMORY;
    return fetched(c);
}

static Fetch node_at(const void *context, uint32_t i, KbNode *out)
{
    const Case *c = context;

    if (i >= c->node_count)
        return FETCH_ABSENT;
    *out = c->nodes[i];
    return FETCH_FOUND;
}

static Fetch criterion_at(const void *context, uint32_t i, Arena *scratch, Criterion *out)
{
    const Case *c = context;

    if (i >= c->criterion_count)
        return FETCH_ABSENT;
    *out = criterion_of(&c->criteria[i], scratch);
    return fetched(c);
}

static bool judge(const Case *c, uint32_t ours, CpeVerdict *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(arena_done) Arena scratch = arena_new(ARENA_BYTES);
    Configurations from = { c, node_at, criterion_at, &scratch };
    StatedSource source = { cpe_at, c, c->cpe_count };
    StatedCpe stated = stated_of(c->cpes[ours], "", &arena);
    StatedIndex *index;
    CpeQuestion question;

    if (!stated_index_new(&source, &arena, &scratch, &index, err))
        return false;
    question = (CpeQuestion){ &stated, index };
    return cpe_judge(&from, 0, &question, out, err);
}

#define VIEWER   "cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*"
#define NEWER    "cpe:2.3:a:acme:viewer:2.0:*:*:*:*:*:*:*"
#define NAMELESS "cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*"
#define WINDOWS  "cpe:2.3:o:microsoft:windows_10:21h2:*:*:*:*:*:*:*"
#define LINUX    "cpe:2.3:o:linux:linux_kernel:5.10:*:*:*:*:*:*:*"
#define FIRMWARE "cpe:2.3:o:acme:pump_firmware:1.0:*:*:*:*:*:*:*"
#define PUMP     "cpe:2.3:h:acme:pump:-:*:*:*:*:*:*:*"
#define OTHER    "cpe:2.3:h:other:pump:-:*:*:*:*:*:*:*"
#define JAVA     "cpe:2.3:a:oracle:jre:1.8:*:*:*:*:*:*:*"

static const CriterionRow ON_WINDOWS[] = {
    { .cpe = "cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*", .upper = "2.0", .flags = BELOW,
      .vulnerable = true },
    { .cpe = "cpe:2.3:o:microsoft:windows_10:*:*:*:*:*:*:*:*" },
};
static const CriterionRow ON_HARDWARE[] = {
    { .cpe = "cpe:2.3:o:acme:pump_firmware:*:*:*:*:*:*:*:*", .upper = "2.0", .flags = BELOW,
      .vulnerable = true },
    { .cpe = "cpe:2.3:h:acme:pump:-:*:*:*:*:*:*:*" },
};
static const CriterionRow WITH_JAVA[] = {
    { .cpe = "cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*", .upper = "2.0", .flags = BELOW,
      .vulnerable = true },
    { .cpe = "cpe:2.3:a:oracle:jre:*:*:*:*:*:*:*:*", .upper = "1.9", .flags = BELOW },
};
static const CriterionRow WITH_ANY_JRE[] = {
    { .cpe = "cpe:2.3:a:acme:viewer:*:*:*:*:*:*:*:*", .vulnerable = true },
    { .cpe = "cpe:2.3:a:oracle:j*:*:*:*:*:*:*:*:*" },
};
static const CriterionRow UPDATED[] = {
    { .cpe = "cpe:2.3:a:acme:viewer:1.0:sp1:*:*:*:*:*:*", .vulnerable = true },
    { .cpe = "cpe:2.3:a:acme:viewer:1.0:*:*:*:*:*:*:*", .vulnerable = true },
};

/* AND of two leaves, as NVD writes "running on". */
static const KbNode BOTH[] = {
    { .op = NODE_AND, .span = 3, .child_count = 2 },
    { .op = NODE_OR, .span = 1, .first_criterion = 0, .criterion_count = 1 },
    { .op = NODE_OR, .span = 1, .first_criterion = 1, .criterion_count = 1 },
};
static const KbNode EITHER[] = { { .op = NODE_OR, .span = 1, .criterion_count = 2 } };
static const KbNode BUT_NOT[] = {
    { .op = NODE_AND, .span = 3, .child_count = 2 },
    { .op = NODE_OR, .span = 1, .first_criterion = 0, .criterion_count = 1 },
    { .op = NODE_OR, .negate = true, .span = 1, .first_criterion = 1, .criterion_count = 1 },
};
static const KbNode NOT_US[] = { { .op = NODE_OR, .negate = true, .span = 1,
                                   .criterion_count = 1 } };
static const KbNode ONE_LEAF[] = { { .op = NODE_AND, .span = 1, .criterion_count = 2 } };
/* Children that are promised and not there, or that claim no nodes at all. */
static const KbNode CUT[] = { { .op = NODE_AND, .span = 3, .child_count = 2 },
                              { .op = NODE_OR, .span = 1, .criterion_count = 1 } };
static const KbNode STUCK[] = { { .op = NODE_AND, .span = 3, .child_count = 2 },
                                { .op = NODE_OR, .span = 1, .criterion_count = 1 },
                                { .op = NODE_OR, .span = 0, .criterion_count = 1 } };
static const KbNode GREEDY[] = { { .op = NODE_OR, .span = 1, .child_count = 9,
                                   .criterion_count = 1 } };

#define DEVICE(...) .cpes = (const char *const[]){ __VA_ARGS__ },                                  \
                    .cpe_count = ARRAY_LEN(((const char *const[]){ __VA_ARGS__ }))
#define TREE(n, c) .nodes = (n), .node_count = ARRAY_LEN(n), .criteria = (c),                      \
                   .criterion_count = ARRAY_LEN(c)

static const struct {
    Case c;
    uint32_t ours; /* which CPE of the device is asked about */
    CpeVerdict want;
    const char *why;
} VERDICTS[] = {
    { { DEVICE(VIEWER, WINDOWS), TREE(BOTH, ON_WINDOWS) }, 0, { .truth = TRUTH_TRUE },
      "runs on the platform" },
    { { DEVICE(VIEWER, LINUX), TREE(BOTH, ON_WINDOWS) }, 0, { .truth = TRUTH_FALSE },
      "runs on another platform" },
    { { DEVICE(VIEWER), TREE(BOTH, ON_WINDOWS) }, 0,
      { .truth = TRUTH_UNKNOWN, .platform_unknown = true, .platform = 1 },
      "nobody says on which platform" },
    { { DEVICE(VIEWER, PUMP), TREE(BOTH, ON_WINDOWS) }, 0,
      { .truth = TRUTH_UNKNOWN, .platform_unknown = true, .platform = 1 },
      "hardware is no operating system" },
    { { DEVICE(NEWER, WINDOWS), TREE(BOTH, ON_WINDOWS) }, 0, { .truth = TRUTH_FALSE },
      "the component is newer" },
    { { DEVICE(VIEWER, WINDOWS), TREE(BOTH, ON_WINDOWS) }, 1, { .truth = TRUTH_FALSE },
      "the platform itself is not vulnerable" },
    { { DEVICE(NAMELESS, WINDOWS), TREE(BOTH, ON_WINDOWS) }, 0,
      { .truth = TRUTH_UNKNOWN, .not_comparable = true }, "without a version" },
    { { DEVICE(FIRMWARE, PUMP), TREE(BOTH, ON_HARDWARE) }, 0, { .truth = TRUTH_TRUE },
      "firmware on the hardware it needs" },
    { { DEVICE(FIRMWARE), TREE(BOTH, ON_HARDWARE) }, 0,
      { .truth = TRUTH_TRUE, .by_firmware = true }, "firmware implies its hardware" },
    { { DEVICE(FIRMWARE, OTHER), TREE(BOTH, ON_HARDWARE) }, 0,
      { .truth = TRUTH_TRUE, .by_firmware = true }, "even when other hardware is named" },
    { { DEVICE(VIEWER, JAVA), TREE(BOTH, WITH_JAVA) }, 0, { .truth = TRUTH_TRUE },
      "with another application" },
    { { DEVICE(VIEWER), TREE(BOTH, WITH_JAVA) }, 0, { .truth = TRUTH_FALSE },
      "an application that is not listed is not there" },
    { { DEVICE(VIEWER, JAVA), TREE(BOTH, WITH_ANY_JRE) }, 0, { .truth = TRUTH_TRUE },
      "a wildcard product is looked for among all" },
    { { DEVICE(VIEWER, "cpe:2.3:a:x", JAVA), TREE(BOTH, WITH_ANY_JRE) }, 0,
      { .truth = TRUTH_TRUE }, "a malformed CPE is passed over" },
    { { DEVICE(VIEWER, WINDOWS), TREE(EITHER, ON_WINDOWS) }, 0, { .truth = TRUTH_TRUE },
      "either of two" },
    { { DEVICE(NEWER, WINDOWS), TREE(EITHER, ON_WINDOWS) }, 0, { .truth = TRUTH_FALSE },
      "the other one makes us not vulnerable" },
    { { DEVICE(VIEWER, WINDOWS), TREE(ONE_LEAF, ON_WINDOWS) }, 0, { .truth = TRUTH_TRUE },
      "AND over the criteria of one leaf" },
    { { DEVICE(VIEWER, LINUX), TREE(BUT_NOT, ON_WINDOWS) }, 0, { .truth = TRUTH_TRUE },
      "all platforms but one" },
    { { DEVICE(VIEWER, WINDOWS), TREE(BUT_NOT, ON_WINDOWS) }, 0, { .truth = TRUTH_FALSE },
      "that one" },
    { { DEVICE(VIEWER), TREE(BUT_NOT, ON_WINDOWS) }, 0,
      { .truth = TRUTH_UNKNOWN, .platform_unknown = true, .platform = 1 },
      "not unknown stays unknown" },
    { { DEVICE(NEWER), TREE(NOT_US, ON_WINDOWS) }, 0, { .truth = TRUTH_FALSE },
      "nobody is vulnerable through a negated criterion" },
    { { DEVICE(VIEWER), TREE(EITHER, UPDATED) }, 0, { .truth = TRUTH_TRUE },
      "a full fit weighs more than an open one" },
    { { DEVICE(VIEWER), TREE(NOT_US, UPDATED) }, 0, { .truth = TRUTH_FALSE, .open = true,
      .attribute = CPE_UPDATE }, "an open fit is told" },
    { { DEVICE(VIEWER, WINDOWS), TREE(CUT, ON_WINDOWS) }, 0, { .truth = TRUTH_FALSE },
      "a missing child holds for nothing" },
    { { DEVICE(VIEWER, WINDOWS), TREE(STUCK, ON_WINDOWS) }, 0, { .truth = TRUTH_FALSE },
      "nor does one without nodes" },
    { { DEVICE(VIEWER, WINDOWS), TREE(GREEDY, ON_WINDOWS) }, 0, { .truth = TRUTH_TRUE },
      "children end where the node ends" },
    { { DEVICE(VIEWER), .nodes = BOTH, .node_count = 0, .criteria = ON_WINDOWS,
        .criterion_count = 2 }, 0, { .truth = TRUTH_FALSE }, "no such node" },
    { { DEVICE(VIEWER), .nodes = EITHER, .node_count = 1, .criteria = ON_WINDOWS,
        .criterion_count = 0 }, 0, { .truth = TRUTH_FALSE }, "no such criterion" },
};

TEST(a_configuration_is_judged_over_all_cpes_of_the_device)
{
    for (size_t i = 0; i < ARRAY_LEN(VERDICTS); i++) {
        CpeVerdict got;
        Err err = { 0 };

        CHECK_OK(judge(&VERDICTS[i].c, VERDICTS[i].ours, &got, &err), &err);
        CHECK_INT(got.truth, VERDICTS[i].want.truth, VERDICTS[i].why);
        CHECK_INT(got.platform_unknown, VERDICTS[i].want.platform_unknown, VERDICTS[i].why);
        CHECK_INT(got.not_comparable, VERDICTS[i].want.not_comparable, VERDICTS[i].why);
        CHECK_INT(got.by_firmware, VERDICTS[i].want.by_firmware, VERDICTS[i].why);
        CHECK_INT(got.open, VERDICTS[i].want.open, VERDICTS[i].why);
        if (got.open)
            CHECK_INT(got.attribute, VERDICTS[i].want.attribute, VERDICTS[i].why);
        if (got.platform_unknown)
            CHECK_INT(got.platform, VERDICTS[i].want.platform, VERDICTS[i].why);
    }
}

TEST(a_configuration_nested_too_deep_is_unknown)
{
    static KbNode nodes[NODES_MAX];
    CpeVerdict got;
    Err err = { 0 };

    for (uint32_t i = 0; i < NODES_MAX; i++)
        nodes[i] = (KbNode){ .op = NODE_OR, .span = NODES_MAX - i,
                             .child_count = i + 1 < NODES_MAX, .criterion_count = 1 };
    CHECK_OK(judge(&(Case){ DEVICE(VIEWER), TREE(nodes, ON_WINDOWS) }, 0, &got, &err), &err);
    CHECK_INT(got.truth, TRUTH_UNKNOWN, "CPE_TREE_DEPTH_MAX");
}

TEST(a_configuration_that_asks_too_much_is_unknown)
{
    static const KbNode huge[] = { { .op = NODE_OR, .span = 1, .first_criterion = 100,
                                     .criterion_count = UINT32_MAX - 100 } };
    CpeVerdict got;
    Err err = { 0 };

    CHECK_OK(judge(&(Case){ DEVICE(VIEWER), TREE(huge, ON_WINDOWS) }, 0, &got, &err), &err);
    CHECK_INT(got.truth, TRUTH_UNKNOWN, "CPE_TREE_STEPS_MAX");
}

TEST(without_memory_nothing_is_judged)
{
    uint32_t fetches;
    bool done = false;

    for (uint32_t fail_at = 1; fail_at < 64 && !done; fail_at++) {
        Case c = { DEVICE(VIEWER, WINDOWS, JAVA), TREE(BOTH, ON_WINDOWS), .fail_at = fail_at,
                   .fetches = &fetches };
        CpeVerdict got = { .platform = 7 };
        Err err = { 0 };

        fetches = 0;
        done = judge(&c, 0, &got, &err);
        if (!done) {
            CHECK_INT(err.code, ERR_LIMIT, "the job fails");
            CHECK_INT(got.platform, 7, "and writes nothing");
        }
    }
    CHECK(done, "with memory enough it is judged");
}

TEST(without_memory_no_index_is_made)
{
    Case c = { DEVICE(VIEWER, WINDOWS), TREE(BOTH, ON_WINDOWS) };
    StatedSource source = { cpe_at, &c, c.cpe_count };

    for (size_t cap = 0; cap < 200; cap += 16) {
        CLEANUP(arena_done) Arena arena = arena_new(cap), scratch = arena_new(ARENA_BYTES);
        StatedIndex *index;
        Err err = { 0 };

        if (!stated_index_new(&source, &arena, &scratch, &index, &err))
            CHECK_INT(err.code, ERR_LIMIT, "a limit");
    }
}

TEST(scratch_is_given_back)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    ScratchMark mark = scratch_mark(&arena);

    CHECK(arena_alloc_raw(&arena, 100) != NULL, "the first block");
    scratch_rewind(&arena, mark);
    CHECK_INT(arena.used, 0, "a new block is empty again");
    mark = scratch_mark(&arena);
    CHECK(arena_alloc_raw(&arena, 64) != NULL, "in the same block");
    mark = scratch_mark(&arena);
    CHECK(arena_alloc_raw(&arena, 64) != NULL, "behind the mark");
    scratch_rewind(&arena, mark);
    CHECK_INT(arena.used, mark.used, "as it was");
}
