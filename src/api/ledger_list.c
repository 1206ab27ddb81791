/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger as a list: what holds for each component that we ship. */
#include "inro/life.h"

#include "api/ledger.h"

#include <stdio.h>
#include <string.h>

enum { OTHER_BYTES = 512, NUMBER_BYTES = 24 };

#define RULE_NO_SBOM STR("api.no-sbom")

/* Of each fact: its value, how it is known, who said so, for what, by which answer. */
typedef enum { OF_VALUE, OF_STATE, OF_PROVENANCE, OF_SCOPE, OF_ANSWER, OF_FACT } FactColumn;
typedef enum {
    COLUMN_RELEASE, COLUMN_COMPONENT, COLUMN_VERSION, COLUMN_IDENTIFIER,
    COLUMN_CLASS, COLUMN_LEVEL = COLUMN_CLASS + OF_FACT, COLUMN_END = COLUMN_LEVEL + OF_FACT,
    COLUMN_EVENT = COLUMN_END + OF_FACT, COLUMN_VOCABULARY, COLUMN_SOURCE, COLUMN_JUSTIFICATION,
    COLUMN_CONTRADICTIONS, COLUMN_UNSURE, LEDGER_COLUMNS
} LedgerColumn;
static_assert((int)LEDGER_COLUMNS <= (int)LISTING_COLUMNS_MAX, "a listing takes them");

#define COLUMN(name, kind_) { STR_ROW(name), STR_ROW("api.field-" name), kind_ }
#define MORE(name, kind_)                                                                          \
    { STR_ROW(name), STR_ROW("api.field-" name), kind_, .programs_only = true }
#define WORD(name, prefix)                                                                         \
    { STR_ROW(name), STR_ROW("api.field-" name), LISTING_WORD, .words = STR_ROW(prefix) }
#define MORE_WORD(name, prefix)                                                                    \
    { STR_ROW(name), STR_ROW("api.field-" name), LISTING_WORD, .words = STR_ROW(prefix),           \
      .programs_only = true }

#define FACT(column, of) ((int)(column) + (int)(of))

static const ListingColumn COLUMNS[LEDGER_COLUMNS] = {
    [COLUMN_RELEASE] = COLUMN("release", LISTING_TEXT),
    [COLUMN_COMPONENT] = COLUMN("component", LISTING_TEXT),
    [COLUMN_VERSION] = COLUMN("version", LISTING_TEXT),
    [COLUMN_IDENTIFIER] = MORE("identifier", LISTING_TEXT),
    [COLUMN_CLASS] = WORD("item_class", "api.class-"),
    [FACT(COLUMN_CLASS, OF_STATE)] = WORD("item_class_state", "api.held-"),
    [FACT(COLUMN_CLASS, OF_PROVENANCE)] = MORE_WORD("item_class_provenance", "api.said-"),
    [FACT(COLUMN_CLASS, OF_SCOPE)] = MORE_WORD("item_class_scope", "api.scope-"),
    [FACT(COLUMN_CLASS, OF_ANSWER)] = MORE("item_class_answer", LISTING_TEXT),
    [COLUMN_LEVEL] = WORD("support_level", "api.level-"),
    [FACT(COLUMN_LEVEL, OF_STATE)] = WORD("support_level_state", "api.held-"),
    [FACT(COLUMN_LEVEL, OF_PROVENANCE)] = MORE_WORD("support_level_provenance", "api.said-"),
    [FACT(COLUMN_LEVEL, OF_SCOPE)] = MORE_WORD("support_level_scope", "api.scope-"),
    [FACT(COLUMN_LEVEL, OF_ANSWER)] = MORE("support_level_answer", LISTING_TEXT),
    [COLUMN_END] = COLUMN("support_end", LISTING_TEXT),
    [FACT(COLUMN_END, OF_STATE)] = WORD("support_end_state", "api.held-"),
    [FACT(COLUMN_END, OF_PROVENANCE)] = WORD("support_end_provenance", "api.said-"),
    [FACT(COLUMN_END, OF_SCOPE)] = WORD("support_end_scope", "api.scope-"),
    [FACT(COLUMN_END, OF_ANSWER)] = MORE("support_end_answer", LISTING_TEXT),
    [COLUMN_EVENT] = MORE("support_end_event", LISTING_TEXT),
    [COLUMN_VOCABULARY] = MORE("vocabulary", LISTING_TEXT),
    [COLUMN_SOURCE] = MORE("source", LISTING_TEXT),
    [COLUMN_JUSTIFICATION] = MORE("justification", LISTING_TEXT),
    [COLUMN_CONTRADICTIONS] = COLUMN("contradictions", LISTING_LIST),
    [COLUMN_UNSURE] = MORE("unsure", LISTING_INT),
};

static const LedgerColumn FIRST[SUPPORT_FACTS] = {
    [FACT_CLASS] = COLUMN_CLASS, [FACT_LEVEL] = COLUMN_LEVEL, [FACT_END] = COLUMN_END,
};

/* ---- the cells of one component ----------------------------------------------------- */

typedef struct {
    InroRecord *record;
    int64_t day;            /* today */
    LedgerBook book;
    LedgerRelease *releases;
    size_t release_count, release_room;
    size_t release_i;
    uint32_t component_i;
    uint64_t open;          /* components with a fact that nobody answered */
    uint64_t contradicted;
    ListingCell cells[LEDGER_COLUMNS];
    ListingRow row;
    ListingNote notes[3];
    char open_text[NUMBER_BYTES], contradicted_text[NUMBER_BYTES];
} Lister;

static Str fact_value(const SupportAnswer *answer, SupportFact fact,
                      char date[DATE_TEXT_BYTES])
{
    switch (fact) {
    case FACT_CLASS:
        return item_class_name(answer->item_class);
    case FACT_LEVEL:
        return support_level_name(answer->level);
    case FACT_END:
    case SUPPORT_FACTS:
        break;
    }
    return date_write(answer->end, date);
}

static Str state_word(const HeldFact *held)
{
    static const Str WORDS[] = {
        [HELD_OPEN] = STR_ROW("open"), [HELD_UNKNOWN] = STR_ROW("unknown"),
        [HELD_CONTRADICTED] = STR_ROW("contradicted"), [HELD_KNOWN] = STR_ROW("known"),
    };

    return held->state == HELD_KNOWN && held->inherited ? STR("inherited") : WORDS[held->state];
}

/* "2027-03 (reviewer, 2026-01-02, answer …)": each of those that contradict each other. */
static bool contradiction(Lister *lister, const SupportAnswer *answer, SupportFact fact, Str *out,
                          Err *err)
{
    char date[DATE_TEXT_BYTES], day[DATE_TEXT_BYTES], text[OTHER_BYTES];

    snprintf(text, sizeof text, "%.*s (%.*s, %.*s, %.*s)",
             STR_ARG(fact_value(answer, fact, date)), STR_ARG(answer->who),
             STR_ARG(date_write_day(date_days_of_s(answer->said_s), day)), STR_ARG(answer->id));
    return arena_copy(&lister->book.arena, str_of(text), out) || err_no_memory(err);
}

static bool contradictions(Lister *lister, const LedgerComponent *component, Err *err)
{
    ListingCell *cell = &lister->cells[COLUMN_CONTRADICTIONS];
    size_t count = 0;
    Str *items;

    for (SupportFact fact = 0; fact < SUPPORT_FACTS; fact++)
        if (component->support.fact[fact].state == HELD_CONTRADICTED)
            count += component->support.fact[fact].tied;
    items = ARENA_ARRAY(&lister->book.arena, Str, count + 1);
    if (!items)
        return err_no_memory(err);
    for (SupportFact fact = 0; fact < SUPPORT_FACTS; fact++) {
        const HeldFact *held = &component->support.fact[fact];

        for (uint32_t i = 0; held->state == HELD_CONTRADICTED && i < held->tied; i++)
            if (!contradiction(lister, ledger_said(&lister->book, component, held->answers[i]),
                               fact, &items[cell->item_count++], err))
                return false;
    }
    cell->items = items;
    lister->contradicted += count > 0;
    return true;
}

/* What ends, and in whose word: "security-end", "endoflife.eol". */
static bool end_cells(Lister *lister, const SupportAnswer *answer, Err *err)
{
    Str name = vocabulary_name(answer->vocabulary);
    Str word = event_write(answer->vocabulary, answer->event);
    char text[OTHER_BYTES];

    lister->cells[COLUMN_SOURCE].text = answer->source;
    lister->cells[COLUMN_EVENT].text = event_name(answer->event);
    snprintf(text, sizeof text, "%.*s%s%.*s", STR_ARG(name), word.len ? "." : "", STR_ARG(word));
    return arena_copy(&lister->book.arena, str_of(text), &lister->cells[COLUMN_VOCABULARY].text)
        || err_no_memory(err);
}

static bool fact_cells(Lister *lister, const LedgerComponent *component, SupportFact fact,
                       Err *err)
{
    const HeldFact *held = &component->support.fact[fact];
    ListingCell *cells = lister->cells + FIRST[fact];
    const SupportAnswer *answer;
    char date[DATE_TEXT_BYTES];

    cells[OF_STATE].text = state_word(held);
    if (!held->count || held->state == HELD_CONTRADICTED)
        return true;
    answer = ledger_said(&lister->book, component, held->answers[0]);
    cells[OF_PROVENANCE].text = provenance_name(answer->provenance);
    cells[OF_SCOPE].text = answer_scope_name(answer->scope);
    cells[OF_ANSWER].text = answer->id;
    if (fact == FACT_END && !end_cells(lister, answer, err))
        return false;
    if (answer->justification.len)
        lister->cells[COLUMN_JUSTIFICATION].text = answer->justification;
    return arena_copy(&lister->book.arena, fact_value(answer, fact, date), &cells[OF_VALUE].text)
        || err_no_memory(err);
}

/* REQ D50 D51 */
static bool cells_fill(Lister *lister, const LedgerRelease *release,
                       const LedgerComponent *component, Err *err)
{
    char number[NUMBER_BYTES];
    bool open = false;

    memset(lister->cells, 0, sizeof lister->cells);
    lister->cells[COLUMN_RELEASE].text = release->called;
    lister->cells[COLUMN_COMPONENT].text = component->name;
    lister->cells[COLUMN_VERSION].text = component->version;
    lister->cells[COLUMN_IDENTIFIER].text = component->id;
    for (SupportFact fact = 0; fact < SUPPORT_FACTS; fact++) {
        open = open || component->support.fact[fact].state == HELD_OPEN;
        if (!fact_cells(lister, component, fact, err))
            return false;
    }
    lister->open += open;
    snprintf(number, sizeof number, "%u", component->support.unsure_count);
    return contradictions(lister, component, err)
        && (arena_copy(&lister->book.arena, str_of(number), &lister->cells[COLUMN_UNSURE].text)
            || err_no_memory(err));
}

/* ---- rows --------------------------------------------------------------------------- */

static void notes_fill(Lister *lister)
{
    snprintf(lister->open_text, sizeof lister->open_text, "%llu",
             (unsigned long long)lister->open);
    snprintf(lister->contradicted_text, sizeof lister->contradicted_text, "%llu",
             (unsigned long long)lister->contradicted);
    lister->notes[0].args[0] = str_of(lister->open_text);
    lister->notes[1].args[0] = str_of(lister->contradicted_text);
    lister->notes[0].rule = lister->open ? STR("api.ledger-open") : (Str){ 0 };
    lister->notes[1].rule = lister->contradicted ? STR("api.ledger-contradicted") : (Str){ 0 };
    lister->notes[2].rule = lister->book.kb ? (Str){ 0 } : STR("api.ledger-no-knowledge");
}

static bool next_row(void *context, const ListingRow **out, Err *err)
{
    Lister *lister = context;
    LedgerRelease *release;

    *out = NULL;
    while (lister->release_i < lister->release_count
           && lister->component_i == lister->releases[lister->release_i].count) {
        lister->release_i++;
        lister->component_i = 0;
    }
    if (lister->release_i == lister->release_count) {
        notes_fill(lister);
        return true;
    }
    release = &lister->releases[lister->release_i];
    if (!cells_fill(lister, release, &release->components[lister->component_i++], err))
        return false;
    lister->row = (ListingRow){ .cells = lister->cells };
    *out = &lister->row;
    return true;
}

static bool release_add(Lister *lister, const Row *from, Err *err)
{
    Row row;

    if (!ARENA_ROOM(&lister->book.arena, lister->releases, lister->release_count,
                    &lister->release_room))
        return err_no_memory(err);
    return row_keep(from, &lister->book.arena, &row, err)
        && ledger_release(&lister->book, &row, &lister->releases[lister->release_count++], err);
}

static bool release_row(void *context, const Row *row, Err *err)
{
    const Lister *lister = context;

    return withdrawn_from(row_text(row, "withdrawn")) <= lister->day
        || release_add(context, row, err);
}

static bool releases_read(Lister *lister, const InroLifeQuestion *question, Err *err)
{
    Db *db = store_db(lister->record->store);
    RowQuery query = { .table = TABLE_RELEASE };
    size_t sboms = 0;
    Row row;

    if (question->release) {
        if (!noun_resolve(db, NOUN_RELEASE, str_of(question->release), &lister->book.arena, &row,
                          err)
            || !release_add(lister, &row, err))
            return false;
    } else {
        if (question->product
            && !noun_resolve(db, NOUN_PRODUCT, str_of(question->product), &lister->book.arena,
                             &row, err))
            return false;
        query.where = question->product ? "product" : NULL;
        query.equals = question->product ? row_text(&row, "id") : STR("");
        if (!rows_walk(db, &query, release_row, lister, err))
            return false;
    }
    for (size_t i = 0; i < lister->release_count; i++)
        sboms += lister->releases[i].sbom_count;
    return sboms || err_set(err, ERR_NO_DATA, RULE_NO_SBOM);
}

bool inro_ledger_list(const Inro *inro, InroRecord *record, const InroLifeQuestion *question,
                      const InroReportOptions *options, InroError *error)
{
    Lister lister = { .record = record, .day = date_days_of_s(inro->now_s) };
    Listing listing = { .head = { .schema = STR("inro.ledger/1"), .title = STR("api.ledger"),
                                  .notes = lister.notes, .note_count = ARRAY_LEN(lister.notes) },
                        .columns = COLUMNS, .column_count = LEDGER_COLUMNS, .next = next_row,
                        .context = &lister };
    Err err;
    bool ok = ledger_open(inro, record, question->db, &lister.book, &err)
           && releases_read(&lister, question, &err);

    ok = ok ? api_report_listing(inro, &listing, options, error) : api_fail(inro, &err, error);
    ledger_close(&lister.book);
    return ok;
}
