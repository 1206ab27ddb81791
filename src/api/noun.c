/* SPDX-License-Identifier: Apache-2.0 */
/* Nouns: made, changed, shown and listed by the tables of store/noun.h alone. */
#include "api/noun_rule.h"
#include "api/risk_links.h"

#include "base/json.h"
#include "report/listing.h"

#include <stdio.h>
#include <string.h>

enum {
    NOUN_PRINT_BYTES = 1 << 28, OWN_COLUMNS = 2, TITLE_BYTES = 64, NUMBER_BYTES = 24,
    IMPORTED_SHOWN = 20, IMPORTED_BYTES = 1 << 16 /* names of products that came with dossiers */
};

#define RULE_NO_NOUN  STR("api.noun-unknown")
#define RULE_NEEDED   STR("api.noun-needed")
#define NOTE_IMPORTED STR("api.imported-products")

static bool noun_of(const char *word, NounId *out, Err *err)
{
    const Noun *noun = noun_find(str_of(word));

    if (!noun)
        return err_set(err, ERR_USAGE, RULE_NO_NOUN, str_of(word));
    *out = (NounId)(noun - NOUN_TABLE);
    return true;
}

/* The row people mean by `called`; a record has one organisation, which needs no name. */
static bool called_row(Db *db, NounId noun, const char *called, Arena *arena, Row *out, Err *err)
{
    Str name = str_of(called);

    return (noun != NOUN_ORGANISATION || noun_organisation(db, arena, &name, err))
        && noun_resolve(db, noun, name, arena, out, err);
}

/* ---- writing ------------------------------------------------------------------------ */

static Given *given_of(Act *act, const InroGiven *given, size_t count)
{
    Given *list = ARENA_ARRAY(&act->arena, Given, count + 1);

    for (size_t i = 0; list && i < count; i++)
        list[i] = (Given){ str_of(given[i].field), str_of(given[i].value) };
    return list;
}

/* What belongs to the organisation need not say so. */
static size_t organisation_add(const Act *act, const Noun *noun, Given *list, size_t count)
{
    if (!noun->parent || noun->parent_noun != NOUN_ORGANISATION)
        return count;
    list[count] = (Given){ STR("organisation"), act->organisation };
    return count + 1;
}

/* The chain of a new row: its own, its product's, or the organisation's. */
static bool chain_of_new(Act *act, const Noun *noun, Str id, const Given *list, size_t count,
                         Str *out, Err *err)
{
    Row parent;

    *out = noun->own_chain ? id : act->organisation;
    if (noun->own_chain || !noun->parent || noun->parent_noun == NOUN_ORGANISATION)
        return true;
    for (size_t i = 0; i < count; i++)
        if (str_eq(list[i].column, str_of(noun->parent)) && list[i].text.len) {
            if (!noun_resolve(store_db(act->record->store), noun->parent_noun, list[i].text,
                              &act->arena, &parent, err))
                return false;
            *out = row_text(&parent, "id");
        }
    return true;
}

static bool create(Act *act, NounId noun, const InroGiven *given, size_t count, char *id, Err *err)
{
    Given *list = given_of(act, given, count);
    Str uuid, chain, payload;

    if (!list)
        return err_no_memory(err);
    count = organisation_add(act, &NOUN_TABLE[noun], list, count);
    if (!act_uuid(act, &uuid, err)
        || !chain_of_new(act, &NOUN_TABLE[noun], uuid, list, count, &chain, err)
        || !noun_payload(store_db(act->record->store), noun, uuid, list, count, &act->arena,
                         &payload, err)
        || !noun_rule(act, noun, NULL, &payload, err)
        || !act_say(act, NOUN_TABLE[noun].created, chain, uuid, payload, err) || !act_end(act, err))
        return false;
    memcpy(id, uuid.ptr, uuid.len + 1);
    return true;
}

/* What it will be called is given: asked before the record is written to at all. */
static bool is_named(const Noun *noun, const InroGiven *given, size_t count, Err *err)
{
    for (size_t i = 0; noun->name && i < count; i++)
        if (strcmp(given[i].field, noun->name) == 0 && given[i].value[0])
            return true;
    return !noun->name || err_set(err, ERR_USAGE, RULE_NEEDED, str_of(noun->name));
}

bool inro_noun_create(const Inro *inro, InroRecord *record, const char *word,
                      const InroGiven *given, size_t count, char *id, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    NounId noun = NOUN_ORGANISATION;
    Err err;

    return (noun_of(word, &noun, &err) && is_named(&NOUN_TABLE[noun], given, count, &err)
            && act_begin(record, inro, &act, &err)
            && create(&act, noun, given, count, id, &err))
        || api_fail(inro, &err, error);
}

static bool change(Act *act, NounId noun, const char *called, const InroGiven *given, size_t count,
                   int64_t version, Err *err)
{
    Given *list = given_of(act, given, count);
    Db *db = store_db(act->record->store);
    Str id, chain, payload;
    Row row;

    if (!list)
        return err_no_memory(err);
    if (!called_row(db, noun, called, &act->arena, &row, err))
        return false;
    id = row_text(&row, "id");
    return noun_chain(db, noun, id, &row, &act->arena, &chain, err)
        && noun_payload(db, noun, id, list, count, &act->arena, &payload, err)
        && noun_rule(act, noun, &row, &payload, err)
        && act_seen(act, NOUN_TABLE[noun].table, id,
                    version == INRO_ANY_VERSION ? row.leaf : (uint64_t)version, err)
        && act_say(act, NOUN_TABLE[noun].changed, chain, id, payload, err) && act_end(act, err);
}

bool inro_noun_change(const Inro *inro, InroRecord *record, const char *word, const char *called,
                      const InroGiven *given, size_t count, int64_t version, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    NounId noun = NOUN_ORGANISATION;
    Err err;

    return (noun_of(word, &noun, &err) && act_begin(record, inro, &act, &err)
            && change(&act, noun, called, given, count, version, &err))
        || api_fail(inro, &err, error);
}

/* ---- showing ------------------------------------------------------------------------ */

/* The columns of a noun: what it is called, its fields, its UUID, its version. */
typedef struct {
    const Noun *noun;
    Db *db;
    Arena *arena; /* of titles */
    Arena *cells; /* of one row */
    ListingColumn column[NOUN_FIELDS_MAX + OWN_COLUMNS];
    ListingCell cell[NOUN_FIELDS_MAX + OWN_COLUMNS];
    size_t count;
} View;

static ListingKind kind_of(FieldRule rule)
{
    return rule == FIELD_DATE ? LISTING_DATE
         : rule == FIELD_LIST || rule == FIELD_WORDS ? LISTING_LIST
         : rule == FIELD_NUMBER ? LISTING_INT : LISTING_TEXT;
}

static bool title_of(View *view, const char *key, Str *out)
{
    char title[TITLE_BYTES];

    snprintf(title, sizeof title, "api.field-%s", key);
    return arena_copy(view->arena, str_of(title), out);
}

/* Fields of one word, and what begins the ids of their sentences. */
static const struct { const char *field, *prefix; } WORDS[] = {
    { "item_class", "api.class-" },     { "support_level", "api.level-" },
    { "provenance", "api.said-" },      { "update_method", "api.method-" },
    { "review", "api.review-" },        { "kind", "api.kind-" },
    { "harm", "risk.harm-" },           { "verified", "risk." },
              { "device_us", "risk." },
    { "device_jp", "risk." },           { "cyber_device", "risk." },
    { "pma", "risk." },                 { "isao", "risk." },
    { "hospital", "risk." },            { "nis2_entity", "risk." },
};

static bool view_add(View *view, const char *key, ListingKind kind, bool programs_only)
{
    ListingColumn *column = &view->column[view->count++];

    *column = (ListingColumn){ .key = str_of(key), .kind = kind, .programs_only = programs_only };
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (strcmp(WORDS[i].field, key) == 0) {
            column->kind = LISTING_WORD;
            column->words = str_of(WORDS[i].prefix);
        }
    return title_of(view, key, &column->title);
}

static bool view_make(View *view, const Noun *noun, Db *db, Arena *arena, Err *err)
{
    bool ok = true;

    *view = (View){ .noun = noun, .db = db, .arena = arena, .cells = arena };
    for (const Field *field = noun->field; field->column; field++)
        ok = ok && view_add(view, field->column, kind_of(field->rule),
                            field->programs_only);
    ok = ok && view_add(view, "id", LISTING_TEXT, noun->name != NULL)
      && view_add(view, "row_version", LISTING_INT, true);
    return ok || err_no_memory(err);
}

static bool list_cell(View *view, Str json, ListingCell *out, Err *err)
{
    const Json *list;
    JsonIter iter;
    Str key, *items;

    if (!json.len)
        return true;
    if (!json_parse(json, JSON_UNIQUE_KEYS, view->cells, &list, err))
        return false;
    items = ARENA_ARRAY(view->cells, Str, json_count(list));
    if (!items)
        return err_no_memory(err);
    iter = json_iter(list);
    for (const Json *value; json_next(&iter, &key, &value);)
        items[out->item_count++] = json_str(value);
    out->items = items;
    return true;
}

static bool cells_fill(View *view, const Row *row, Err *err)
{
    char number[24];
    size_t i = 0;

    memset(view->cell, 0, sizeof view->cell);
    for (const Field *field = view->noun->field; field->column; field++, i++) {
        Str text = row_text(row, field->column);

        if (field->rule == FIELD_NUMBER) {
            snprintf(number, sizeof number, "%lld", (long long)row_int(row, field->column, 0));
            text = str_of(number);
        }
        if (view->column[i].kind == LISTING_LIST) {
            if (!list_cell(view, text, &view->cell[i], err))
                return false;
        } else if (field->rule == FIELD_NOUN && text.len) {
            const NounRef ref = { field->noun, row->origin, text };

            if (!noun_named(view->db, &ref, view->cells, &view->cell[i].text, err))
                return false;
        } else if (!arena_copy(view->cells, text, &view->cell[i].text)) {
            return err_no_memory(err);
        }
    }
    snprintf(number, sizeof number, "%llu", (unsigned long long)row->leaf);
    return (arena_copy(view->cells, row_text(row, "id"), &view->cell[i].text)
            && arena_copy(view->cells, str_of(number), &view->cell[i + 1].text))
        || err_no_memory(err);
}

static void head_of(View *view, const char *suffix, char schema[TITLE_BYTES],
                    char title[TITLE_BYTES], ListingHead *out)
{
    snprintf(schema, TITLE_BYTES, "inro.%s%s/1", view->noun->word, suffix);
    snprintf(title, TITLE_BYTES, "api.noun-%s%s", view->noun->word, suffix);
    *out = (ListingHead){ .schema = str_of(schema), .title = str_of(title),
                          .tool_version = STR(INRO_VERSION) };
}

/* A card has room for long texts, too. */
static bool show(View *view, const Inro *inro, Str name, const CardList *list,
                 const InroReportOptions *options, InroError *error)
{
    char schema[TITLE_BYTES], title[TITLE_BYTES];
    Card card = { .fields = view->column, .values = view->cell, .field_count = view->count,
                  .name = name, .lists = list, .list_count = list->listing ? 1 : 0 };

    for (size_t i = 0; view->noun->field[i].column; i++)
        view->column[i].programs_only = view->noun->field[i].noun == NOUN_ORGANISATION
                                     && view->noun->field[i].rule == FIELD_NOUN;
    head_of(view, "", schema, title, &card.head);
    return api_report_card(inro, &card, options, error);
}

bool inro_noun_show(const Inro *inro, InroRecord *record, const char *word, const char *called,
                    const InroReportOptions *options, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(NOUN_PRINT_BYTES);
    Db *db = store_db(record->store);
    CardList list = { STR("links"), NULL };
    Listing *links = NULL;
    NounId noun = NOUN_ORGANISATION;
    View view;
    Str name;
    Row row;
    Err err;

    if (!noun_of(word, &noun, &err)
        || !called_row(db, noun, called, &arena, &row, &err)
        || !noun_called(db, noun, row_text(&row, "id"), &arena, &name, &err)
        || !view_make(&view, &NOUN_TABLE[noun], db, &arena, &err) || !cells_fill(&view, &row, &err)
        || (noun == NOUN_SAFETY && !links_of_safety(db, &row, &arena, &links, &err)))
        return api_fail(inro, &err, error);
    list.listing = links;
    return show(&view, inro, name, &list, options, error);
}

/* ---- listing ------------------------------------------------------------------------ */

enum { PAGE_ROWS = 512 };

/* Rows are read a page at a time, from the id after the last: a list of a million devices needs
 * the memory of a page, and keeps no other writer waiting. */
typedef struct {
    View view;
    RowQuery query;
    Arena page;
    Row *rows;
    size_t row_count, at;
    char after[64];
    bool ended;
    ListingRow row;
} Lister;

static bool page_row(void *context, const Row *row, Err *err)
{
    Lister *lister = context;

    return row_keep(row, &lister->page, &lister->rows[lister->row_count++], err);
}

static bool page_read(Lister *lister, Err *err)
{
    if (lister->row_count)
        snprintf(lister->after, sizeof lister->after, "%.*s",
                 STR_ARG(row_text(&lister->rows[lister->row_count - 1], "id")));
    arena_reset(&lister->page);
    lister->rows = ARENA_ARRAY(&lister->page, Row, PAGE_ROWS);
    if (!lister->rows)
        return err_no_memory(err);
    lister->row_count = lister->at = 0;
    lister->query.after = str_of(lister->after);
    lister->query.limit = PAGE_ROWS;
    if (!rows_walk(lister->view.db, &lister->query, page_row, lister, err))
        return false;
    lister->ended = lister->row_count < PAGE_ROWS;
    return true;
}

static bool next_row(void *context, const ListingRow **out, Err *err)
{
    Lister *lister = context;

    if (lister->at == lister->row_count && !lister->ended && !page_read(lister, err))
        return false;
    *out = NULL;
    if (lister->at == lister->row_count)
        return true;
    if (!cells_fill(&lister->view, &lister->rows[lister->at++], err))
        return false;
    lister->row = (ListingRow){ .cells = lister->view.cell };
    *out = &lister->row;
    return true;
}

/* Rows that came with the dossier of a product instead of ours. */
static bool origin_of(Lister *lister, Str called, Err *err)
{
    bool found;
    Row row;

    if (!dossier_find(lister->view.db, called, lister->view.arena, &row, &found, err))
        return false;
    if (!found)
        return err_set(err, ERR_USAGE, STR("api.origin-unknown"), called);
    lister->query.origin = row_text(&row, "id");
    return true;
}

/* The one field that rows shall hold: a noun by its name, anything else as it is written. */
static bool where_of(Lister *lister, const InroGiven *where, Err *err)
{
    const Field *field = noun_field(lister->view.noun, str_of(where->field));
    Row row;

    if (str_eq(str_of(where->field), STR("origin")))
        return origin_of(lister, str_of(where->value), err);
    if (!field)
        return err_set(err, ERR_USAGE, STR("store.field-unknown"),
                       str_of(lister->view.noun->word), str_of(where->field));
    lister->query.where = field->column;
    lister->query.equals = str_of(where->value);
    if (field->rule != FIELD_NOUN)
        return true;
    if (!noun_resolve(lister->view.db, field->noun, str_of(where->value), lister->view.arena, &row,
                      err))
        return false;
    lister->query.equals = row_text(&row, "id");
    return true;
}

typedef struct {
    Buf names;
    uint64_t count;
} Imported;

static bool imported_add(void *context, const Row *row, Err *err)
{
    Imported *imported = context;

    (void)err;
    if (++imported->count <= IMPORTED_SHOWN)
        buf_printf(&imported->names, "%s%.*s (%.*s)", imported->count > 1 ? ", " : "",
                   STR_ARG(row_text(row, "name")), STR_ARG(row_text(row, "product")));
    return true;
}

/* What came with dossiers stands in no list of ours; who asks for all is told how to see it. */
static bool note_imported(Lister *lister, ListingNote *out, Err *err)
{
    Imported imported = { .names = buf_new(IMPORTED_BYTES) };
    RowQuery all = { .table = TABLE_DOSSIER };
    char number[NUMBER_BYTES];
    const RowQuery *asked = &lister->query;
    bool ok = asked->table != TABLE_PRODUCT || asked->where || asked->origin.len
           || rows_walk(lister->view.db, &all, imported_add, &imported, err);

    snprintf(number, sizeof number, "%llu", (unsigned long long)imported.count);
    if (ok && imported.count > IMPORTED_SHOWN)
        buf_add(&imported.names, STR(", …"));
    if (ok && imported.count) {
        out->rule = NOTE_IMPORTED;
        ok = (!buf_failed(&imported.names)
              && arena_copy(lister->view.arena, str_of(number), &out->args[0])
              && arena_copy(lister->view.arena, buf_str(&imported.names), &out->args[1]))
          || err_no_memory(err);
    }
    buf_done(&imported.names);
    return ok;
}

static bool list(Lister *lister, const Inro *inro, const InroReportOptions *options,
                 InroError *error)
{
    char schema[TITLE_BYTES], title[TITLE_BYTES];
    ListingNote note = { .rule = { NULL, 0 } };
    Listing listing = { .columns = lister->view.column, .column_count = lister->view.count,
                        .next = next_row, .context = lister };
    Err err;

    if (!note_imported(lister, &note, &err))
        return api_fail(inro, &err, error);
    head_of(&lister->view, "-list", schema, title, &listing.head);
    if (str_eq(str_of(lister->view.noun->word), STR("component")))
        listing.empty = STR("api.component-none");
    listing.head.notes = &note;
    listing.head.note_count = 1;
    lister->view.cells = &lister->page;
    return api_report_listing(inro, &listing, options, error);
}

bool inro_noun_list(const Inro *inro, InroRecord *record, const char *word,
                    const InroGiven *where, size_t count, const InroReportOptions *options,
                    InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(NOUN_PRINT_BYTES);
    Lister lister = { .page = arena_new(NOUN_PRINT_BYTES) };
    NounId noun = NOUN_ORGANISATION;
    Err err;
    bool ok = noun_of(word, &noun, &err)
           && view_make(&lister.view, &NOUN_TABLE[noun], store_db(record->store), &arena, &err);

    lister.query.table = ok ? NOUN_TABLE[noun].table : TABLE_ORGANISATION;
    for (size_t i = 0; i < count; i++)
        ok = ok && where_of(&lister, &where[i], &err);
    ok = ok ? list(&lister, inro, options, error) : api_fail(inro, &err, error);
    arena_done(&lister.page);
    return ok;
}
