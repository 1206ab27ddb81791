/* SPDX-License-Identifier: Apache-2.0 */
/* One decision, with all that the record says of it. */
#include "inro/finding.h"

#include "api/decision_row.h"
#include "api/finding_list.h"
#include "api/grounds.h"
#include "base/date.h"
#include "lifecycle/decision_state.h"
#include "lifecycle/decision_trigger.h"
#include "lifecycle/decision_words.h"

#include <inttypes.h>
#include <stdio.h>

enum { CARD_ARENA_BYTES = 1 << 30, NUMBER_BYTES = 32 };

#define RULE_NO_DECISION STR("api.decision-unknown")

typedef enum {
    FIELD_ID, FIELD_PRODUCT, FIELD_FLAWS, FIELD_STATUS, FIELD_STATE, FIELD_JUSTIFICATION,
    FIELD_LABEL, FIELD_IMPACT, FIELD_REASON, FIELD_ACTION, FIELD_AUTHOR, FIELD_SUPPLIER,
    FIELD_DECIDED,
    FIELD_EXPIRES, FIELD_COMPONENT, FIELD_RANGE, FIELD_CONFIGURATION, FIELD_INHERITS,
    FIELD_TRIGGERS, FIELD_CVSS, FIELD_VECTOR, FIELD_EPSS, FIELD_KEV, FIELD_EXPLOIT, FIELD_MATCHED,
    FIELD_KNOWLEDGE, FIELD_SUPERSEDES, FIELD_SUPERSEDED, FIELD_ENDED, FIELD_ENDED_BY,
    FIELD_ENDED_WHY, DECISION_FIELDS
} DecisionField;

#define FIELD(key, kind_) { STR_ROW(key), STR_ROW("api.field-" key), kind_ }
#define WORD(key, words_) { STR_ROW(key), STR_ROW("api.field-" key), LISTING_WORD,                 \
                            .words = STR_ROW(words_) }

static const ListingColumn FIELDS[DECISION_FIELDS] = {
    [FIELD_ID] = FIELD("id", LISTING_TEXT),
    [FIELD_PRODUCT] = FIELD("product", LISTING_TEXT),
    [FIELD_FLAWS] = { STR_ROW("vulnerabilities"), STR_ROW("api.field-vulnerability"),
                      LISTING_LIST },
    [FIELD_STATUS] = WORD("status", "api.status-"),
    [FIELD_STATE] = WORD("state", "api.state-"),
    [FIELD_JUSTIFICATION] = FIELD("justification", LISTING_TEXT),
    [FIELD_LABEL] = FIELD("label", LISTING_TEXT),
    [FIELD_IMPACT] = FIELD("impact", LISTING_TEXT),
    [FIELD_REASON] = FIELD("reason", LISTING_TEXT),
    [FIELD_ACTION] = FIELD("action", LISTING_TEXT),
    [FIELD_AUTHOR] = FIELD("author", LISTING_TEXT),
    [FIELD_SUPPLIER] = FIELD("supplier", LISTING_TEXT),
    [FIELD_DECIDED] = FIELD("decided", LISTING_DATE),
    [FIELD_EXPIRES] = FIELD("expires", LISTING_DATE),
    [FIELD_COMPONENT] = FIELD("component", LISTING_TEXT),
    [FIELD_RANGE] = FIELD("range", LISTING_TEXT),
    [FIELD_CONFIGURATION] = FIELD("configuration", LISTING_TEXT),
    [FIELD_INHERITS] = FIELD("inherits", LISTING_BOOL),
    [FIELD_TRIGGERS] = FIELD("triggers", LISTING_LIST),
    [FIELD_CVSS] = FIELD("cvss", LISTING_SCORE),
    [FIELD_VECTOR] = FIELD("vector", LISTING_TEXT),
    [FIELD_EPSS] = FIELD("epss", LISTING_SCORE),
    [FIELD_KEV] = FIELD("kev", LISTING_BOOL),
    [FIELD_EXPLOIT] = WORD("exploit", "api.exploit-"),
    [FIELD_MATCHED] = FIELD("matched_range", LISTING_TEXT),
    [FIELD_KNOWLEDGE] = FIELD("knowledge", LISTING_TEXT),
    [FIELD_SUPERSEDES] = FIELD("supersedes", LISTING_LIST),
    [FIELD_SUPERSEDED] = { STR_ROW("superseded_by"), STR_ROW("api.decision-superseded"),
                           LISTING_TEXT },
    [FIELD_ENDED] = FIELD("ended", LISTING_DATE),
    [FIELD_ENDED_BY] = FIELD("ended_by", LISTING_TEXT),
    [FIELD_ENDED_WHY] = FIELD("ended_reason", LISTING_TEXT),
};

typedef struct {
    Db *db;
    Arena *arena;
    const DecisionBook *book;
    uint32_t number;
    const Decision *decision;
} Told;

/* ---- cells -------------------------------------------------------------------------- */

static bool time_cell(const Told *told, int64_t seconds, ListingCell *cell, Err *err)
{
    char text[DATE_TEXT_BYTES];

    return !seconds || arena_copy(told->arena, date_write_s(seconds, text), &cell->text)
        || err_no_memory(err);
}

static bool person_cell(const Told *told, Str id, ListingCell *cell, Err *err)
{
    return person_called(told->db, id, told->arena, &cell->text, err);
}

static void texts_fill(const Told *told, ListingCell *cells)
{
    const Decision *d = told->decision;
    uint32_t by = told->book->superseded_by[told->number];

    cells[FIELD_ID].text = d->id;
    cells[FIELD_FLAWS] = (ListingCell){ .items = d->vulnerabilities,
                                        .item_count = d->vulnerability_count };
    cells[FIELD_STATUS].text = vex_status_word(d->status, DIALECT_OPENVEX);
    cells[FIELD_STATE].text = standing_word(standing_alone(told->book, told->number).state);
    cells[FIELD_JUSTIFICATION].text = vex_justification_word(d->justification, DIALECT_OPENVEX);
    cells[FIELD_LABEL].text = d->label;
    cells[FIELD_IMPACT].text = d->impact;
    cells[FIELD_REASON].text = d->reason;
    cells[FIELD_ACTION].text = d->action;
    cells[FIELD_SUPPLIER].text = d->supplier;
    cells[FIELD_COMPONENT].text = d->scope.component;
    cells[FIELD_RANGE].text = d->scope.range;
    cells[FIELD_CONFIGURATION].text = d->scope.configuration;
    cells[FIELD_INHERITS].text = listing_truth(d->scope.inherits);
    cells[FIELD_SUPERSEDES] = (ListingCell){ .items = d->supersedes,
                                             .item_count = d->supersede_count };
    if (by != DECISION_NONE)
        cells[FIELD_SUPERSEDED].text = told->book->record->decisions[by].id;
    cells[FIELD_ENDED_WHY].text = d->end.reason;
}

static bool triggers_fill(const Told *told, ListingCell *cell, Err *err)
{
    Str *words = ARENA_ARRAY(told->arena, Str, TRIGGER_COUNT);

    if (!words)
        return err_no_memory(err);
    cell->items = words;
    for (size_t i = 0; i < TRIGGER_COUNT; i++)
        if (told->decision->triggers & (unsigned)trigger_at(i))
            words[cell->item_count++] = trigger_word(i);
    return true;
}

/* The facts it was made on, as they were then. */
static bool world_fill(const Told *told, ListingCell *cells, Err *err)
{
    const DecisionWorld *world = &told->decision->world;

    cells[FIELD_VECTOR].text = world->cvss_vector;
    cells[FIELD_KEV].text = listing_truth(world->kev);
    cells[FIELD_EXPLOIT].text = exploit_word(world->exploit);
    cells[FIELD_MATCHED].text = world->range;
    cells[FIELD_KNOWLEDGE].text = world->knowledge;
    return (world->cvss_tenths == CVSS_ABSENT
            || score_cell(told->arena, world->cvss_tenths, &cells[FIELD_CVSS], err))
        && (world->epss_e5 == DECISION_NO_EPSS
            || epss_cell(told->arena, world->epss_e5, &cells[FIELD_EPSS], err));
}

static bool fields_fill(const Told *told, ListingCell *cells, Err *err)
{
    const Decision *d = told->decision;

    texts_fill(told, cells);
    return triggers_fill(told, &cells[FIELD_TRIGGERS], err) && world_fill(told, cells, err)
        && noun_called(told->db, NOUN_PRODUCT, d->product, told->arena,
                       &cells[FIELD_PRODUCT].text, err)
        && person_cell(told, d->author, &cells[FIELD_AUTHOR], err)
        && time_cell(told, d->decided_s, &cells[FIELD_DECIDED], err)
        && time_cell(told, d->expires_s, &cells[FIELD_EXPIRES], err)
        && time_cell(told, d->end.at_s, &cells[FIELD_ENDED], err)
        && (!d->end.by.len || person_cell(told, d->end.by, &cells[FIELD_ENDED_BY], err));
}

/* ---- its lists ---------------------------------------------------------------------- */

enum { LIST_COLUMNS_MAX = 4 };

static const ListingColumn REVIEW_COLUMNS[] = {
    FIELD("reviewer", LISTING_TEXT), FIELD("reviewed", LISTING_DATE),
    WORD("independence", "lifecycle.independence-"),
};

static bool review_fill(const Told *told, size_t i, ListingCell *cells, Err *err)
{
    const DecisionReview *review = &told->decision->reviews[i];

    cells[2].text = independence_word(decision_independence(told->decision, review));
    return person_cell(told, review->reviewer, &cells[0], err)
        && time_cell(told, review->reviewed_s, &cells[1], err);
}

static const ListingColumn RELEASE_COLUMNS[] = {
    FIELD("release", LISTING_TEXT), FIELD("confirmed", LISTING_DATE),
    FIELD("confirmed_by", LISTING_TEXT),
};

/* Those without a time were named by the decision itself. */
static bool release_fill(const Told *told, size_t i, ListingCell *cells, Err *err)
{
    const DecisionRelease *row = &told->decision->scope.releases[i];

    return noun_called(told->db, NOUN_RELEASE, row->release, told->arena, &cells[0].text, err)
        && time_cell(told, row->confirmed_s, &cells[1], err)
        && (!row->by.len || person_cell(told, row->by, &cells[2], err));
}

static const ListingColumn BUILD_COLUMNS[] = {
    FIELD("version", LISTING_TEXT), FIELD("digest", LISTING_TEXT),
    FIELD("pedigree", LISTING_TEXT), FIELD("context", LISTING_TEXT),
};

static bool build_fill(const Told *told, size_t i, ListingCell *cells, Err *err)
{
    const DecisionBuild *first = &told->decision->build;
    const DecisionBuild *build = i ? &first->others[i - 1] : first;

    (void)err;
    cells[0].text = build->version;
    cells[1].text = build->digest;
    cells[2].text = build->options;
    cells[3].text = build->context;
    return true;
}

static const ListingColumn GROUND_COLUMNS[] = {
    FIELD("name", LISTING_TEXT), FIELD("media", LISTING_TEXT), FIELD("bytes", LISTING_INT),
    FIELD("blob", LISTING_TEXT),
};

static bool ground_fill(const Told *told, size_t i, ListingCell *cells, Err *err)
{
    const DecisionEvidence *ground = &told->decision->evidence[i];
    char bytes[NUMBER_BYTES];

    cells[0].text = ground->name;
    cells[1].text = ground->media;
    cells[3].text = ground->blob;
    snprintf(bytes, sizeof bytes, "%" PRIu64, ground->bytes);
    return !ground->blob.len || arena_copy(told->arena, str_of(bytes), &cells[2].text)
        || err_no_memory(err);
}

typedef struct {
    Str key, schema, title;
    const ListingColumn *columns;
    size_t column_count;
    bool (*fill)(const Told *told, size_t i, ListingCell *cells, Err *err);
} Below;

enum { BELOW_REVIEWS, BELOW_RELEASES, BELOW_BUILDS, BELOW_EVIDENCE, BELOWS };

static const Below BELOW[BELOWS] = {
    [BELOW_REVIEWS] = { STR_ROW("reviews"), STR_ROW("inro.decision-reviews/1"),
                        STR_ROW("api.decision-reviews"), REVIEW_COLUMNS,
                        ARRAY_LEN(REVIEW_COLUMNS), review_fill },
    [BELOW_RELEASES] = { STR_ROW("releases"), STR_ROW("inro.decision-releases/1"),
                         STR_ROW("api.decision-releases"), RELEASE_COLUMNS,
                         ARRAY_LEN(RELEASE_COLUMNS), release_fill },
    [BELOW_BUILDS] = { STR_ROW("made_on"), STR_ROW("inro.decision-builds/1"),
                       STR_ROW("api.decision-builds"), BUILD_COLUMNS, ARRAY_LEN(BUILD_COLUMNS),
                       build_fill },
    [BELOW_EVIDENCE] = { STR_ROW("evidence"), STR_ROW("inro.decision-evidence/1"),
                         STR_ROW("api.decision-evidence"), GROUND_COLUMNS,
                         ARRAY_LEN(GROUND_COLUMNS), ground_fill },
};

static bool below_make(const Told *told, const Below *below, size_t count, Listing *out, Err *err)
{
    ListingCell *cells = ARENA_ARRAY(told->arena, ListingCell, count * LIST_COLUMNS_MAX + 1);
    ListingRow *rows = ARENA_ARRAY(told->arena, ListingRow, count);
    ListingRows *all = ARENA_NEW(told->arena, ListingRows);

    if (!cells || !rows || !all)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        rows[i].cells = cells + i * LIST_COLUMNS_MAX;
        if (!below->fill(told, i, cells + i * LIST_COLUMNS_MAX, err))
            return false;
    }
    *all = (ListingRows){ rows, count, 0 };
    *out = (Listing){ .head = { .schema = below->schema, .title = below->title },
                      .columns = below->columns, .column_count = below->column_count,
                      .next = listing_rows_next, .context = all };
    return true;
}

static bool belows_make(const Told *told, Listing listings[BELOWS], CardList lists[BELOWS],
                        Err *err)
{
    const Decision *d = told->decision;
    const size_t counts[BELOWS] = {
        [BELOW_REVIEWS] = d->review_count, [BELOW_RELEASES] = d->scope.release_count,
        [BELOW_BUILDS] = 1 + d->build.other_count, [BELOW_EVIDENCE] = d->evidence_count,
    };

    for (size_t i = 0; i < BELOWS; i++) {
        if (!below_make(told, &BELOW[i], counts[i], &listings[i], err))
            return false;
        lists[i] = (CardList){ BELOW[i].key, &listings[i] };
    }
    return true;
}

/* ---- the whole ---------------------------------------------------------------------- */

/* The decision among all of its product, because others may supersede it. */
static bool decision_find(Told *told, Str id, DecisionRecord *record, Err *err)
{
    Decision *all = NULL;
    bool found;
    Row row;

    if (!row_get(told->db, TABLE_DECISION, id, told->arena, &row, &found, err))
        return false;
    if (!found)
        return err_set(err, ERR_USAGE, RULE_NO_DECISION, id);
    if (!decisions_load(told->db, row_text(&row, "product"), told->arena, &all, &record->count,
                        err)
        || !policies_load(told->db, told->arena, &record->policies, &record->policy_count, err))
        return false;
    record->decisions = all;
    while (told->number < record->count && !str_eq(all[told->number].id, id))
        told->number++;
    told->decision = &all[told->number];
    return true;
}

bool inro_decision_show(const Inro *inro, InroRecord *record, const char *decision,
                        const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(CARD_ARENA_BYTES);
    CLEANUP(book_done) DecisionBook book = { .record = NULL };
    DecisionRecord all = { .now_s = inro->now_s };
    Told told = { .db = store_db(record->store), .arena = &arena, .book = &book };
    ListingCell cells[DECISION_FIELDS] = { 0 };
    Listing listings[BELOWS];
    CardList lists[BELOWS];
    Card card = { .head = { .schema = STR("inro.decision/1"), .title = STR("api.decision") },
                  .fields = FIELDS, .values = cells, .field_count = DECISION_FIELDS,
                  .lists = lists, .list_count = BELOWS };
    Err err;

    if (!decision_find(&told, str_of(decision), &all, &err) || !book_new(&all, &arena, &book, &err)
        || !fields_fill(&told, cells, &err) || !belows_make(&told, listings, lists, &err))
        return api_fail(inro, &err, error);
    card.name = told.decision->id;
    return api_report_card(inro, &card, options, error);
}
