/* SPDX-License-Identifier: Apache-2.0 */
#include "api/ledger.h"

#include "api/foreign.h"
#include "base/map.h"
#include "store/log.h"

#include <stdio.h>
#include <string.h>

#define LEDGER_ARENA_BYTES ((size_t)16 << 30)

enum { LABEL_BYTES = 1024 };

#define RULE_PROVENANCE STR("api.provenance-unknown")
#define RULE_DATE       STR("store.field-date")

/* ---- from a row to an answer -------------------------------------------------------- */

/* The words of the record (store/noun.c) beside those of lifecycle/support.h. */
static const struct {
    Str word;
    Provenance provenance;
} PROVENANCE[] = {
    { STR_ROW("decided"), SAID_HERE },
    { STR_ROW("supplier"), SAID_BY_SUPPLIER },
    { STR_ROW("derived"), SAID_DERIVED },
};

static bool provenance_read(Str word, Provenance *out, Err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(PROVENANCE); i++)
        if (!word.len || str_eq(word, PROVENANCE[i].word)) {
            *out = PROVENANCE[i].provenance;
            return true;
        }
    return err_set(err, ERR_UNKNOWN_NAME, RULE_PROVENANCE, word);
}

/* "openeox.EoSSec" is a vocabulary and its word. A vocabulary whose own name has a point goes by
 * that or by what stands before the point: "endoflife.date.eolFrom", "endoflife.eolFrom". */
static bool vocabulary_cut(Str text, Vocabulary *out, Str *word, Err *err)
{
    for (Vocabulary i = 0; i < VOCABULARIES; i++) {
        Str name = vocabulary_name(i), begin = str_slice(name, 0, str_find_char(name, '.'));
        Str named = str_eq_fold(str_slice(text, 0, name.len), name) ? name : begin;

        if (!str_eq_fold(str_slice(text, 0, named.len), named)
            || (text.len > named.len && text.ptr[named.len] != '.'))
            continue;
        *out = i;
        *word = str_slice(text, named.len + 1, text.len);
        return true;
    }
    return vocabulary_read(text, out, err);
}

static bool end_read(const LedgerWords *words, SupportAnswer *out, Err *err)
{
    Str word = STR("");

    out->vocabulary = VOCABULARY_IMDRF;
    out->event = LIFE_SECURITY_END;
    if (!words->end.len)
        return true;
    out->states_end = true;
    if (!date_parse(words->end, &out->end))
        return err_set(err, ERR_USAGE, RULE_DATE, words->end);
    if (words->vocabulary.len
        && !vocabulary_cut(words->vocabulary, &out->vocabulary, &word, err))
        return false;
    return !word.len || event_read(out->vocabulary, word, &out->event, err);
}

bool ledger_answer(const LedgerWords *words, Arena *arena, SupportAnswer *out, Err *err)
{
    SupportAnswer answer = {
        .id = words->id, .source = words->source, .justification = words->justification,
        .who = words->who, .evidence = words->evidence, .said_s = words->said_s,
        .scope = words->release.len ? ANSWER_OF_RELEASE
               : words->product.len ? ANSWER_OF_PRODUCT : ANSWER_OF_ORGANISATION,
        .scope_id = words->release.len ? words->release
                  : words->product.len ? words->product : words->organisation,
    };

    if (!selector_read(words->component, words->range, arena, &answer.of, err)
        || !provenance_read(words->provenance, &answer.provenance, err)
        || !end_read(words, &answer, err)
        || (words->item_class.len && !item_class_read(words->item_class, &answer.item_class, err))
        || (words->level.len && !support_level_read(words->level, &answer.level, err)))
        return false;
    *out = answer;
    return true;
}

/* ---- the stated answers ------------------------------------------------------------- */

typedef struct {
    LedgerBook *book;
    size_t room;
} Loading;

static bool person_name(LedgerBook *book, Str id, Str *out, Err *err)
{
    bool found = false;
    Row row;

    *out = STR("");
    if (id.len && !row_get(store_db(book->record->store), TABLE_PERSON, id, &book->arena, &row,
                           &found, err))
        return false;
    if (found)
        *out = row_text(&row, "name");
    return true;
}

static bool answer_row(void *context, const Row *from, Err *err)
{
    Loading *loading = context;
    LedgerBook *book = loading->book;
    LedgerWords words;
    Row row;

    if (row_text(from, "withdrawn").len)
        return true;
    if (!ARENA_ROOM(&book->arena, book->answers, book->stated + 1, &loading->room))
        return err_no_memory(err);
    if (!row_keep(from, &book->arena, &row, err))
        return false;
    words = (LedgerWords){
        .id = row_text(&row, "id"), .release = row_text(&row, "release"),
        .product = row_text(&row, "product"), .organisation = book->organisation,
        .component = row_text(&row, "component"), .range = row_text(&row, "range"),
        .item_class = row_text(&row, "item_class"), .level = row_text(&row, "support_level"),
        .end = row_text(&row, "support_end"), .vocabulary = row_text(&row, "vocabulary"),
        .source = row_text(&row, "source"), .provenance = row_text(&row, "provenance"),
        .justification = row_text(&row, "justification"), .evidence = row_text(&row, "evidence"),
        .said_s = row_int(&row, "stated_s", 0),
    };
    return person_name(book, row_text(&row, "person"), &words.who, err)
        && (ledger_answer(&words, &book->arena, &book->answers[book->stated], err)
            || err_in(err, "%.*s", STR_ARG(words.id)))
        && ++book->stated;
}

static bool knowledge_open(LedgerBook *book, const char *db, Err *err)
{
    Err why;

    if (!db || kb_open(str_of(db), 0, &book->kb, &why)) {
        if (book->kb && !kb_source_date(book->kb, STR("eol"), &book->kb_as_of_s))
            book->kb_as_of_s = 0;
        return true;
    }
    book->kb = NULL;
    *err = why;
    return why.code == ERR_NO_DATA;
}

bool ledger_open(const Inro *inro, InroRecord *record, const char *db, LedgerBook *out, Err *err)
{
    RowQuery all = { .table = TABLE_COMPONENT };
    Loading loading = { .book = out };

    (void)inro;
    *out = (LedgerBook){ .arena = arena_new(LEDGER_ARENA_BYTES), .record = record };
    out->answers = ARENA_NEW(&out->arena, SupportAnswer); /* the derived one */
    if (!out->answers)
        return err_no_memory(err);
    loading.room = 1;
    return noun_organisation(store_db(record->store), &out->arena, &out->organisation, err)
        && rows_walk(store_db(record->store), &all, answer_row, &loading, err)
        && knowledge_open(out, db, err);
}

void ledger_close(LedgerBook *book)
{
    kb_close(book->kb);
    arena_done(&book->arena);
}

const SupportAnswer *ledger_said(const LedgerBook *book, const LedgerComponent *component,
                                 uint32_t i)
{
    return i == book->stated ? component->derived : &book->answers[i];
}

/* ---- the components of a release ---------------------------------------------------- */

typedef struct {
    LedgerBook *book;
    LedgerRelease *out;
    Map known;
    size_t room;
} Collecting;

/* The first identifier that is a package URL, else the first CPE; and the version it means. */
static bool identify(LedgerBook *book, const Sbom *sbom, const Component *component,
                     LedgerComponent *out, Err *err)
{
    char text[LABEL_BYTES];

    out->name = component->name;
    out->version = component->version;
    for (uint32_t kind = IDENTIFIER_PURL; kind <= IDENTIFIER_CPE && !out->id.len; kind++)
        for (uint32_t i = component->identifier_count; i-- > 0;)
            if (sbom->identifiers[component->first_identifier + i].kind == kind)
                out->id = sbom->identifiers[component->first_identifier + i].text;
    snprintf(text, sizeof text, "%.*s%s%.*s", STR_ARG(out->name), out->version.len ? " " : "",
             STR_ARG(out->version));
    if (!arena_copy(&book->arena, str_of(text), &out->label))
        return err_no_memory(err);
    if (out->id.len)
        return true;
    snprintf(text, sizeof text, "%.*s@%.*s", STR_ARG(out->name), STR_ARG(out->version));
    return arena_copy(&book->arena, str_of(text), &out->id) || err_no_memory(err);
}

/* What endoflife.date says of it; nothing when it says nothing or names it in no way we read. */
static bool derive(LedgerBook *book, LedgerComponent *component, const LedgerPart *part, Err *err)
{
    DerivedSupport from = { .what = component->id, .organisation = book->organisation,
                            .as_of_s = book->kb_as_of_s };
    bool by_purl = part->purl_count > 0 && str_starts(component->id, STR("pkg:"));
    SupportAnswer *answer = ARENA_NEW(&book->arena, SupportAnswer);
    Str version = by_purl && part->purls[0].version.len ? part->purls[0].version : part->version;
    Err why;

    if (!answer)
        return err_no_memory(err);
    if (!book->kb || (!by_purl && !part->cpe_count))
        return true;
    if (!kb_support(book->kb, component->id, version, &book->arena, &from.ends, &from.source))
        return err_no_memory(err);
    if (!from.ends.len)
        return true;
    from.version = by_purl && !part->purls[0].version.len ? version : STR("");
    if (answer_derive(&from, &book->arena, answer, &why)) {
        component->derived = answer;
        return true;
    }
    *err = why;
    return !err_is_no_memory(&why);
}

static bool component_add(Collecting *collecting, const Sbom *sbom, uint32_t i, Err *err)
{
    LedgerBook *book = collecting->book;
    LedgerRelease *out = collecting->out;
    LedgerComponent component = { .derived = NULL };
    Ledger ledger = { .count = book->stated, .organisation = book->organisation,
                      .product = out->product, .release = out->release };
    LedgerPart part;
    uint32_t id;
    bool added;

    if (!identify(book, sbom, &sbom->components[i], &component, err)
        || !map_intern(&collecting->known, component.id, &id, &added, err))
        return false;
    if (!added)
        return true;
    if (!ledger_part_read(sbom, i, &book->arena, &part, err)
        || !derive(book, &component, &part, err))
        return false;
    if (component.derived)
        book->answers[ledger.count++] = *component.derived;
    ledger.answers = book->answers;
    if (!support_resolve(&ledger, &part, &book->arena, &component.support, err))
        return false;
    if (!ARENA_ROOM(&book->arena, out->components, out->count, &collecting->room))
        return err_no_memory(err);
    out->components[out->count++] = component;
    return true;
}

static bool sbom_row(void *context, const Row *row, Err *err)
{
    Collecting *collecting = context;
    LedgerBook *book = collecting->book;
    Sbom sbom;
    Str bytes, name;

    if (row_text(row, "detached").len)
        return true;
    if (!arena_copy(&book->arena, row_text(row, "file"), &name))
        return err_no_memory(err);
    if (!store_blob(book->record->store, row_text(row, "blob"), &book->arena, &bytes, err)
        || !foreign_sbom(bytes, name.ptr, &book->arena, &sbom, err))
        return false;
    collecting->out->sbom_count++;
    for (uint32_t i = 0; i < sbom.component_count; i++)
        if (sbom.components[i].counted && !component_add(collecting, &sbom, i, err))
            return false;
    return true;
}

bool ledger_release(LedgerBook *book, const Row *release, LedgerRelease *out, Err *err)
{
    Collecting collecting = { .book = book, .out = out };
    RowQuery sboms = { .table = TABLE_SBOM, .where = "release" };
    bool ok;

    *out = (LedgerRelease){ .release = row_text(release, "id"),
                            .product = row_text(release, "product") };
    sboms.equals = out->release;
    ok = noun_called(store_db(book->record->store), NOUN_RELEASE, out->release, &book->arena,
                     &out->called, err)
      && rows_walk(store_db(book->record->store), &sboms, sbom_row, &collecting, err);
    map_done(&collecting.known);
    return ok;
}

/* ---- the life of a release ---------------------------------------------------------- */

typedef struct {
    InroRecord *record;
    Arena *arena;
    Str release;
    CompensatingControl *controls;
    size_t count, room;
} Controls;

/* The day from which it is proven, or else the one on which its row was written last. */
static bool proven_from(Controls *controls, const Row *row, Date *out, Err *err)
{
    LogEntry entry;

    if (row_text(row, "valid_from").len) {
        if (!date_parse(row_text(row, "valid_from"), out))
            *out = (Date){ .kind = DATE_UNKNOWN };
        return true;
    }
    if (!log_entry(store_db(controls->record->store), row->leaf, controls->arena, &entry, err))
        return false;
    *out = date_of_day(date_days_of_s(entry.time_s));
    return true;
}

/* Controls of the design are part of the release; what compensates is added by maker or customer.
 */
static bool control_row(void *context, const Row *from, Err *err)
{
    Controls *controls = context;
    CompensatingControl *control;
    Row row;

    if (str_eq(row_text(from, "kind"), STR("design"))
        || !str_eq(row_text(from, "verified"), STR("yes"))
        || (row_text(from, "release").len
            && !str_eq(row_text(from, "release"), controls->release)))
        return true;
    if (!ARENA_ROOM(controls->arena, controls->controls, controls->count, &controls->room))
        return err_no_memory(err);
    if (!row_keep(from, controls->arena, &row, err))
        return false;
    control = &controls->controls[controls->count++];
    *control = (CompensatingControl){ .name = row_text(&row, "name"),
                                      .evidence = row_text(&row, "evidence") };
    if (!date_parse(row_text(&row, "valid_until"), &control->until))
        control->until = (Date){ .kind = DATE_UNKNOWN };
    return proven_from(controls, &row, &control->since, err);
}

static Date date_of(const Row *row, const char *column)
{
    Date date;

    return date_parse(row_text(row, column), &date) ? date : (Date){ .kind = DATE_UNKNOWN };
}

bool release_life(InroRecord *record, const Row *release, Arena *arena, ReleaseLife *out, Err *err)
{
    RowQuery query = { .table = TABLE_CONTROL, .where = "product",
                       .equals = row_text(release, "product") };
    Controls controls = { .record = record, .arena = arena, .release = row_text(release, "id") };

    if (!rows_walk(store_db(record->store), &query, control_row, &controls, err))
        return false;
    *out = (ReleaseLife){
        .dates = { date_of(release, "released"), date_of(release, "end_of_life"),
                   date_of(release, "end_of_support"), date_of(release, "withdrawn") },
        .legacy_reason = row_text(release, "legacy_reason"),
        .legacy_since = date_of(release, "legacy_since"),
        .controls = controls.controls, .control_count = controls.count,
    };
    return true;
}

bool day_read(const Inro *inro, const char *text, int64_t *out, Err *err)
{
    Ymd ymd;

    if (!text) {
        *out = date_days_of_s(inro->now_s);
        return true;
    }
    if (!date_parse_day(str_of(text), &ymd))
        return err_set(err, ERR_USAGE, STR("api.day"), str_of(text));
    *out = date_to_days(ymd);
    return true;
}

bool report_people(const char *format)
{
    static const char *const PROGRAMS[] = { "json", "jsonl", "csv" };

    for (size_t i = 0; i < ARRAY_LEN(PROGRAMS); i++)
        if (strcmp(format, PROGRAMS[i]) == 0)
            return false;
    return true;
}

Lang report_lang(const Inro *inro, const char *format)
{
    return report_people(format) ? api_lang(inro) : LANG_EN;
}
