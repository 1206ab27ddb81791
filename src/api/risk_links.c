/* SPDX-License-Identifier: Apache-2.0 */
#include "api/risk_links.h"

#include "api/decision_row.h"
#include "inro/risk.h"

#include <stdlib.h>

enum { LINKS_ARENA_BYTES = 1 << 28 };

Str link_word(LinkState state)
{
    static const Str WORDS[LINK_STATES] = {
        [LINK_BOTH] = STR_ROW("linked"), [LINK_SECURITY] = STR_ROW("safety-silent"),
        [LINK_SAFETY] = STR_ROW("security-silent"), [LINK_SUPERSEDED] = STR_ROW("superseded"),
        [LINK_NO_SAFETY] = STR_ROW("safety-not-here"),
        [LINK_NO_SECURITY] = STR_ROW("security-not-here"), [LINK_ALONE] = STR_ROW("alone"),
    };

    return WORDS[state];
}

/* ---- what names what ---------------------------------------------------------------- */

/* A safety assessment of the record. */
typedef struct {
    Str product, name, title, harm, document;
    const Str *assessments;
    size_t assessment_count;
} Safety;

typedef struct {
    Arena *arena;
    const Assessed *all;
    size_t count;
    Safety *safety;
    size_t safety_count, safety_room;
    RiskLink *links;
    size_t link_count, link_room;
} Linking;

static bool safety_row(void *context, const Row *row, Err *err)
{
    Linking *linking = context;
    Safety *safety;

    if (!ARENA_ROOM(linking->arena, linking->safety, linking->safety_count,
                    &linking->safety_room))
        return err_no_memory(err);
    safety = &linking->safety[linking->safety_count++];
    *safety = (Safety){ .assessment_count = 0 };
    return ((arena_copy(linking->arena, row_text(row, "product"), &safety->product)
             && arena_copy(linking->arena, row_text(row, "name"), &safety->name)
             && arena_copy(linking->arena, row_text(row, "title"), &safety->title)
             && arena_copy(linking->arena, row_text(row, "harm"), &safety->harm)
             && arena_copy(linking->arena, row_text(row, "document"), &safety->document))
            || err_no_memory(err))
        && texts_read(row_text(row, "assessments"), linking->arena, &safety->assessments,
                      &safety->assessment_count, err);
}

static const Safety *safety_find(const Linking *linking, Str product, Str name)
{
    for (size_t i = 0; i < linking->safety_count; i++)
        if (str_eq(linking->safety[i].product, product)
            && str_eq(linking->safety[i].name, name))
            return &linking->safety[i];
    return NULL;
}

/* The one in force of that name, else one that was superseded. */
static const Assessed *security_find(const Linking *linking, Str product, Str called)
{
    const Assessed *found = NULL;

    for (size_t i = 0; i < linking->count; i++) {
        const Assessed *one = &linking->all[i];

        if (str_eq(one->product, product)
            && (str_eq(one->id, called) || str_eq(one->content.id, called))
            && (!found || found->superseded))
            found = one;
    }
    return found;
}

static bool safety_names(const Safety *safety, const Assessed *assessed)
{
    for (size_t i = 0; i < safety->assessment_count; i++)
        if (str_eq(safety->assessments[i], assessed->id)
            || str_eq(safety->assessments[i], assessed->content.id))
            return true;
    return false;
}

static bool security_names(const Assessed *assessed, const Safety *safety)
{
    for (size_t i = 0; i < assessed->content.safety_count; i++)
        if (str_eq(assessed->content.safety[i].safety, safety->name))
            return true;
    return false;
}

/* ---- links -------------------------------------------------------------------------- */

static bool link_add(Linking *linking, const Safety *safety, RiskLink link, Err *err)
{
    if (!ARENA_ROOM(linking->arena, linking->links, linking->link_count, &linking->link_room))
        return err_no_memory(err);
    if (safety) {
        link.safety = safety->name;
        link.title = safety->title;
        link.safety_harm = safety->harm;
        link.document = safety->document;
    }
    if (link.assessed)
        link.security = link.assessed->content.id;
    linking->links[linking->link_count++] = link;
    return true;
}

/* What a security assessment names. */
static bool security_links(Linking *linking, const Assessed *assessed, Err *err)
{
    for (size_t i = 0; i < assessed->content.safety_count; i++) {
        Str name = assessed->content.safety[i].safety;
        const Safety *safety = safety_find(linking, assessed->product, name);
        RiskLink link = { .product = assessed->product, .safety = name, .assessed = assessed };

        link.state = !safety                          ? LINK_NO_SAFETY
                   : safety_names(safety, assessed) ? LINK_BOTH : LINK_SECURITY;
        if (!link_add(linking, safety, link, err))
            return false;
    }
    return true;
}

/* What a safety assessment names and is not named by; or that nothing belongs to it. */
static bool safety_links(Linking *linking, const Safety *safety, Err *err)
{
    bool named = false;

    for (size_t i = 0; i < safety->assessment_count; i++) {
        Str called = safety->assessments[i];
        const Assessed *assessed = security_find(linking, safety->product, called);
        RiskLink link = { .product = safety->product, .security = called, .assessed = assessed };

        if (assessed && !assessed->superseded && security_names(assessed, safety))
            continue;
        link.state = !assessed             ? LINK_NO_SECURITY
                   : assessed->superseded ? LINK_SUPERSEDED : LINK_SAFETY;
        if (!link_add(linking, safety, link, err))
            return false;
    }
    for (size_t i = 0; i < linking->count && !named; i++)
        named = !linking->all[i].superseded
             && str_eq(linking->all[i].product, safety->product)
             && security_names(&linking->all[i], safety);
    return named || safety->assessment_count
        || link_add(linking, safety, (RiskLink){ .product = safety->product,
                                                 .state = LINK_ALONE }, err);
}

static int link_compare(const void *left, const void *right)
{
    const RiskLink *a = left, *b = right;
    int order = str_cmp(a->product, b->product);

    if (order == 0)
        order = str_cmp(a->safety, b->safety);
    return order ? order : str_cmp(a->security, b->security);
}

bool links_load(Db *db, Str product, const Assessed *all, size_t count, Arena *arena,
                RiskLink **out, size_t *link_count, Err *err)
{
    Linking linking = { .arena = arena, .all = all, .count = count };
    RowQuery query = { .table = TABLE_SAFETY, .where = product.len ? "product" : NULL,
                       .equals = product };

    if (!rows_walk(db, &query, safety_row, &linking, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!all[i].superseded && !security_links(&linking, &all[i], err))
            return false;
    for (size_t i = 0; i < linking.safety_count; i++)
        if (!safety_links(&linking, &linking.safety[i], err))
            return false;
    if (linking.link_count)
        qsort(linking.links, linking.link_count, sizeof *linking.links, link_compare);
    *out = linking.links;
    *link_count = linking.link_count;
    return true;
}

/* ---- printed ------------------------------------------------------------------------ */

enum { COLUMN_STATE, COLUMN_PRODUCT, COLUMN_SAFETY, COLUMN_TITLE, COLUMN_SAFETY_HARM,
       COLUMN_SECURITY, COLUMN_FLAW, COLUMN_HARM, COLUMN_RISK, COLUMN_DOCUMENT, COLUMN_ID,
       LINK_COLUMNS };

static const ListingColumn COLUMNS[LINK_COLUMNS] = {
    [COLUMN_STATE] = { STR_ROW("state"), STR_ROW("api.field-link"), LISTING_WORD,
                       .words = STR_ROW("api.link-") },
    [COLUMN_PRODUCT] = { STR_ROW("product"), STR_ROW("api.field-product"), LISTING_TEXT },
    [COLUMN_SAFETY] = { STR_ROW("safety"), STR_ROW("api.field-safety"), LISTING_TEXT },
    [COLUMN_TITLE] = { STR_ROW("title"), STR_ROW("api.field-title"), LISTING_TEXT },
    [COLUMN_SAFETY_HARM] = { STR_ROW("safety_harm"), STR_ROW("api.field-safety_harm"),
                             LISTING_WORD, .words = STR_ROW("risk.harm-") },
    [COLUMN_SECURITY] = { STR_ROW("security"), STR_ROW("api.field-security"), LISTING_TEXT },
    [COLUMN_FLAW] = { STR_ROW("vulnerability"), STR_ROW("api.field-vulnerability"),
                      LISTING_TEXT },
    [COLUMN_HARM] = { STR_ROW("harm"), STR_ROW("api.field-security_harm"), LISTING_WORD,
                      .words = STR_ROW("risk.harm-") },
    [COLUMN_RISK] = { STR_ROW("risk"), STR_ROW("api.field-risk"), LISTING_WORD,
                      .words = STR_ROW("api.risk-") },
    [COLUMN_DOCUMENT] = { STR_ROW("document"), STR_ROW("api.field-document"), LISTING_TEXT },
    [COLUMN_ID] = { STR_ROW("assessment"), STR_ROW("api.assessment"), LISTING_TEXT,
                    .programs_only = true },
};

static bool cells_of(Db *db, const RiskLink *link, Arena *arena, ListingCell *cells, Err *err)
{
    const Assessed *assessed = link->assessed;
    AssessmentResult result;

    cells[COLUMN_STATE].text = link_word(link->state);
    cells[COLUMN_SAFETY].text = link->safety;
    cells[COLUMN_TITLE].text = link->title;
    cells[COLUMN_SAFETY_HARM].text = link->safety_harm;
    cells[COLUMN_SECURITY].text = link->security;
    cells[COLUMN_DOCUMENT].text = link->document;
    if (!noun_called(db, NOUN_PRODUCT, link->product, arena, &cells[COLUMN_PRODUCT].text, err))
        return false;
    if (!assessed)
        return true;
    if (!assessed_judge(assessed, &result, err))
        return false;
    cells[COLUMN_FLAW].text = assessed->vulnerability;
    cells[COLUMN_HARM].text = harm_term(assessed->content.before.harm)->word;
    cells[COLUMN_RISK].text = assessed_word(&result);
    cells[COLUMN_ID].text = assessed->id;
    return true;
}

typedef struct {
    Listing listing;
    ListingRows all;
} Printed;

/* `safety` alone when it is not empty; only what is not linked both ways when `unlinked`. */
static bool printed_make(Db *db, const RiskLink *links, size_t count, Str safety, bool unlinked,
                         Arena *arena, Printed *out, Err *err)
{
    ListingCell *cells = ARENA_ARRAY(arena, ListingCell, count * LINK_COLUMNS + 1);
    ListingRow *rows = ARENA_ARRAY(arena, ListingRow, count + 1);

    if (!cells || !rows)
        return err_no_memory(err);
    *out = (Printed){ .listing = { .head = { .schema = STR("inro.risk-links/1"),
                                             .title = STR("api.risk-links") },
                                   .columns = COLUMNS, .column_count = LINK_COLUMNS,
                                   .next = listing_rows_next, .context = &out->all },
                      .all = { .rows = rows } };
    for (size_t i = 0; i < count; i++) {
        if ((safety.len && !str_eq(links[i].safety, safety))
            || (unlinked && links[i].state == LINK_BOTH))
            continue;
        rows[out->all.count++].cells = cells;
        if (!cells_of(db, &links[i], arena, cells, err))
            return false;
        cells += LINK_COLUMNS;
    }
    return true;
}

/* Both sides of a product, or of all. */
static bool both_load(Db *db, Str product, Arena *arena, RiskLink **links, size_t *count, Err *err)
{
    Assessed *all;
    size_t all_count;

    return assessments_load(db, product, arena, &all, &all_count, err)
        && links_load(db, product, all, all_count, arena, links, count, err);
}

bool links_of_safety(Db *db, const Row *safety, Arena *arena, Listing **out, Err *err)
{
    Printed *printed = ARENA_NEW(arena, Printed);
    RiskLink *links;
    size_t count;

    if (!printed)
        return err_no_memory(err);
    *out = &printed->listing;
    return both_load(db, row_text(safety, "product"), arena, &links, &count, err)
        && printed_make(db, links, count, row_text(safety, "name"), false, arena, printed, err);
}

bool inro_risk_links(const Inro *inro, InroRecord *record, const char *product, bool unlinked,
                     const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(LINKS_ARENA_BYTES);
    Db *db = store_db(record->store);
    Str id = STR("");
    Printed printed;
    RiskLink *links;
    size_t count;
    Row row;
    Err err;

    if (product) {
        if (!noun_resolve(db, NOUN_PRODUCT, str_of(product), &arena, &row, &err))
            return api_fail(inro, &err, error);
        id = row_text(&row, "id");
    }
    return both_load(db, id, &arena, &links, &count, &err)
                && printed_make(db, links, count, STR(""), unlinked, &arena, &printed, &err)
         ? api_report_listing(inro, &printed.listing, options, error)
         : api_fail(inro, &err, error);
}
