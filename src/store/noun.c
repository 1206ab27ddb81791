/* SPDX-License-Identifier: Apache-2.0 */
#include "store/noun.h"

#include "base/date.h"
#include "base/jsonout.h"
#include "base/name.h"
#include "base/utf8.h"

#define RULE_UNKNOWN    STR("store.noun-unknown")
#define RULE_UNNAMED    STR("store.noun-unnamed")
#define RULE_FIELD      STR("store.field-unknown")
#define RULE_WORD       STR("store.field-word")
#define RULE_DATE       STR("store.field-date")
#define RULE_TEXT       STR("store.field-text")
#define RULE_TWICE      STR("store.field-twice")
#define RULE_LIST       STR("store.field-list")
#define RULE_NO_PARENT  STR("store.name-without-parent")
#define RULE_AMBIGUOUS  STR("store.name-ambiguous")

/* Sources of the words: IMDRF N60 Table 2 (update methods); IEC 81001-5-1 4.3 (item classes);
 * FDA premarket guidance V.A.4 (support levels); ISO 14971:2019 7.1 (controls, by who runs them);
 * data/risk/harm.tsv (harm).
 * Markets and classes are words of the markets' own law: any. */
const Noun NOUN_TABLE[NOUNS_COUNT] = {
    [NOUN_ORGANISATION] = { "organisation", TABLE_ORGANISATION, "organisation.created",
        "organisation.changed", "name", NULL, 0, true, {
        { "name", FIELD_NAME } } },
    [NOUN_PRODUCT] = { "product", TABLE_PRODUCT, "product.created", "product.changed", "name",
        "organisation", NOUN_ORGANISATION, true, {
        { "organisation", FIELD_NOUN, .noun = NOUN_ORGANISATION, .programs_only = true },
        { "name", FIELD_NAME },
        { "intended_use", FIELD_TEXT, .programs_only = true },
        { "essential_performance", FIELD_TEXT, .programs_only = true },
        { "security_context", FIELD_TEXT, .programs_only = true },
        { "udi_di", FIELD_TEXT },
        { "device_class", FIELD_TEXT },
        { "markets", FIELD_WORDS, .words = "" },
        { "regulation", FIELD_WORD, .words = "mdr ivdr none" },
        { "device_us", FIELD_WORD, .words = "yes no unknown", .programs_only = true },
        { "device_jp", FIELD_WORD, .words = "yes no unknown", .programs_only = true },
        { "cyber_device", FIELD_WORD, .words = "yes no unknown", .programs_only = true },
        { "pma", FIELD_WORD, .words = "yes no unknown", .programs_only = true },
        { "isao", FIELD_WORD, .words = "yes no unknown", .programs_only = true },
        { "hospital", FIELD_WORD, .words = "yes no unknown", .programs_only = true },
        { "nis2_entity", FIELD_WORD, .words = "yes no unknown", .programs_only = true },
        { "review", FIELD_WORD, .words = "required optional" },
        { "update_cycle", FIELD_TEXT },
        { "update_cycle_reason", FIELD_TEXT, .programs_only = true } } },
    [NOUN_RELEASE] = { "release", TABLE_RELEASE, "release.created", "release.changed", "version",
        "product", NOUN_PRODUCT, false, {
        { "product", FIELD_NOUN, .noun = NOUN_PRODUCT },
        { "version", FIELD_NAME },
        { "released", FIELD_DATE },
        { "end_of_life", FIELD_DATE },
        { "end_of_support", FIELD_DATE },
        { "withdrawn", FIELD_DATE },
        { "update_method", FIELD_WORD, .words = "remote user-managed service-visit" },
        { "configuration", FIELD_TEXT, .programs_only = true },
        { "legacy_reason", FIELD_TEXT, .programs_only = true },
        { "legacy_since", FIELD_DATE, .programs_only = true } } },
    [NOUN_COMPONENT] = { "component", TABLE_COMPONENT, "component.stated", "component.changed",
        NULL, "product", NOUN_PRODUCT, false, {
        { "product", FIELD_NOUN, .noun = NOUN_PRODUCT },
        { "release", FIELD_NOUN, .noun = NOUN_RELEASE },
        { "component", FIELD_TEXT },
        { "range", FIELD_TEXT },
        { "item_class", FIELD_WORD, .words = "maintained supported required" },
        { "support_level", FIELD_WORD,
          .words = "actively-maintained no-longer-maintained abandoned unknown" },
        { "support_end", FIELD_DATE },
        { "vocabulary", FIELD_WORD, .words = "" },
        { "source", FIELD_TEXT, .programs_only = true },
        { "provenance", FIELD_WORD, .words = "decided supplier derived" },
        { "justification", FIELD_TEXT, .programs_only = true },
        { "evidence", FIELD_LIST, .programs_only = true },
        { "withdrawn", FIELD_TEXT, .programs_only = true } } },
    [NOUN_CONTROL] = { "control", TABLE_CONTROL, "control.stated", "control.changed", NULL,
        "product", NOUN_PRODUCT, false, {
        { "product", FIELD_NOUN, .noun = NOUN_PRODUCT },
        { "release", FIELD_NOUN, .noun = NOUN_RELEASE },
        { "name", FIELD_TEXT },
        { "kind", FIELD_WORD, .words = "design maker customer" },
        { "verified", FIELD_WORD, .words = "yes no" },
        { "evidence", FIELD_LIST, .programs_only = true },
        { "valid_from", FIELD_DATE },
        { "valid_until", FIELD_DATE } } },
    [NOUN_SAFETY] = { "safety", TABLE_SAFETY, "safety.recorded", "safety.changed", "name",
        "product", NOUN_PRODUCT, false, {
        { "product", FIELD_NOUN, .noun = NOUN_PRODUCT },
        { "name", FIELD_NAME },
        { "title", FIELD_TEXT },
        { "harm", FIELD_WORD, .words = "negligible minor serious critical catastrophic" },
        { "document", FIELD_TEXT },
        { "assessments", FIELD_LIST } } },
    [NOUN_SITE] = { "site", TABLE_SITE, "site.created", "site.changed", "name", "organisation",
        NOUN_ORGANISATION, false, {
        { "organisation", FIELD_NOUN, .noun = NOUN_ORGANISATION, .programs_only = true },
        { "name", FIELD_NAME },
        { "address", FIELD_TEXT, .programs_only = true } } },
    [NOUN_DEVICE] = { "device", TABLE_DEVICE, "device.created", "device.changed", "serial",
        "product", NOUN_PRODUCT, false, {
        { "product", FIELD_NOUN, .noun = NOUN_PRODUCT },
        { "release", FIELD_NOUN, .noun = NOUN_RELEASE },
        { "site", FIELD_NOUN, .noun = NOUN_SITE },
        { "serial", FIELD_NAME },
        { "udi", FIELD_TEXT },
        { "addresses", FIELD_LIST },
        { "withdrawn", FIELD_DATE } } },
    [NOUN_SBOM] = { "sbom", TABLE_SBOM, "sbom.attached", "sbom.detached", NULL, "release",
        NOUN_RELEASE, false, {
        { "release", FIELD_NOUN, .noun = NOUN_RELEASE },
        { "file", FIELD_TEXT },
        { "format", FIELD_TEXT },
        { "components", FIELD_NUMBER },
        { "blob", FIELD_TEXT, .programs_only = true },
        { "detached", FIELD_TEXT } } },
};

const Noun *noun_find(Str word)
{
    for (int i = 0; i < NOUNS_COUNT; i++)
        if (str_eq(word, str_of(NOUN_TABLE[i].word)))
            return &NOUN_TABLE[i];
    return NULL;
}

const Field *noun_field(const Noun *noun, Str column)
{
    for (const Field *field = noun->field; field->column; field++)
        if (str_eq(column, str_of(field->column)))
            return field;
    return NULL;
}

/* ---- from what it is called to its row ---------------------------------------------- */

typedef struct {
    Arena *arena;
    const Noun *noun;
    Str parent, name;
    Row *out;
    size_t count;
} Search;

static bool search_row(void *context, const Row *row, Err *err)
{
    Search *search = context;
    Str parent = search->noun->parent ? row_text(row, search->noun->parent) : STR("");

    if (search->parent.len && !str_eq(parent, search->parent))
        return true;
    search->count++;
    return arena_copy(search->arena, row_text(row, "id"), &search->name) || err_no_memory(err);
}

/* By name, under `parent` when that is not empty; *found is false when there is none. */
static bool by_name(Db *db, const Noun *noun, Str parent, Str name, Arena *arena, Row *out,
                    bool *found, Err *err)
{
    Search search = { .arena = arena, .noun = noun, .parent = parent, .out = out };
    RowQuery query = { .table = noun->table, .where = noun->name, .equals = name };

    *found = false;

    if (!rows_walk(db, &query, search_row, &search, err))
        return false;
    if (search.count > 1)
        return err_set(err, ERR_USAGE, RULE_AMBIGUOUS, str_of(noun->word), name);
    return !search.count || row_get(db, noun->table, search.name, arena, out, found, err);
}

static bool by_uuid(Db *db, const Noun *noun, Str uuid, Arena *arena, Row *out, Err *err)
{
    bool found;

    return row_get(db, noun->table, uuid, arena, out, &found, err)
        && (found || err_set(err, ERR_USAGE, RULE_UNKNOWN, str_of(noun->word), uuid));
}

bool noun_resolve(Db *db, NounId id, Str called, Arena *arena, Row *out, Err *err)
{
    const Noun *noun = &NOUN_TABLE[id];
    size_t at = str_find_char(called, '@');
    bool found;
    Str name;
    Row parent;

    if (event_is_uuid(called) || !noun->name)
        return by_uuid(db, noun, called, arena, out, err);
    if (!utf8_nfc(str_slice(called, at == called.len ? 0 : at + 1, called.len), arena, &name, err))
        return false;
    if (at < called.len && (!noun->parent || noun->parent_noun == NOUN_ORGANISATION))
        return err_set(err, ERR_USAGE, RULE_NO_PARENT, str_of(noun->word), called);
    return (at == called.len
            || noun_resolve(db, noun->parent_noun, str_slice(called, 0, at), arena, &parent, err))
        && by_name(db, noun, at == called.len ? STR("") : row_text(&parent, "id"), name, arena,
                   out, &found, err)
        && (found || err_set(err, ERR_USAGE, RULE_UNNAMED, str_of(noun->word), called));
}

bool noun_named(Db *db, const NounRef *ref, Arena *arena, Str *out, Err *err)
{
    const Noun *noun = &NOUN_TABLE[ref->noun];
    CLEANUP(buf_done) Buf buf = buf_new(4096);
    RowQuery query = { .table = noun->table, .origin = ref->origin, .where = "id",
                       .equals = ref->id };
    NounRef above = { noun->parent_noun, ref->origin, { NULL, 0 } };
    Row row;
    bool found;
    Str parent = STR("");

    if (!row_find(db, &query, arena, &row, &found, err))
        return false;
    if (!found || !noun->name) {
        *out = ref->id;
        return true;
    }
    above.id = noun->parent ? row_text(&row, noun->parent) : parent;
    if (noun->parent && noun->parent_noun != NOUN_ORGANISATION
        && !noun_named(db, &above, arena, &parent, err))
        return false;
    buf_printf(&buf, "%.*s%s%.*s", STR_ARG(parent), parent.len ? "@" : "",
               STR_ARG(row_text(&row, noun->name)));
    return (!buf_failed(&buf) && arena_copy(arena, buf_str(&buf), out)) || err_no_memory(err);
}

bool noun_called(Db *db, NounId id, Str uuid, Arena *arena, Str *out, Err *err)
{
    return noun_named(db, &(NounRef){ .noun = id, .id = uuid }, arena, out, err);
}

bool person_called(Db *db, Str uuid, Arena *arena, Str *out, Err *err)
{
    bool found;
    Row row;

    if (!row_get(db, TABLE_PERSON, uuid, arena, &row, &found, err))
        return false;
    *out = found && row_text(&row, "name").len ? row_text(&row, "name") : uuid;
    return true;
}

/* ---- from what was given to a payload ----------------------------------------------- */

typedef struct {
    Db *db;
    const Noun *noun;
    Arena *arena;
    JsonOut *json;
} Job;

static bool word_in(Str words, Str word)
{
    Str each;

    while (str_next(&words, ' ', &each))
        if (str_eq(each, word))
            return true;
    return false;
}

static bool plain_word(Str word)
{
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i];

        if (!((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9') && c != '-'
            && c != '.' && c != '_')
            return false;
    }
    return word.len > 0 && word.len <= 64;
}

static bool word_check(const Field *field, Str word, Err *err)
{
    if (field->words[0] ? word_in(str_of(field->words), word) : plain_word(word))
        return true;
    return err_set(err, ERR_USAGE, RULE_WORD, word, str_of(field->words));
}

/* Lines of text may stand in it; other controls, and what turns its direction, may not. */
bool noun_text_check(Str text, Err *err)
{
    size_t at = 0;
    uint32_t code;

    if (text.len > NOUN_TEXT_BYTES_MAX)
        return err_set(err, ERR_USAGE, RULE_TEXT);
    while (at < text.len) {
        size_t len = utf8_decode(str_slice(text, at, text.len), &code);

        if (!len || (utf8_is_unsafe(code) && code != '\n' && code != '\t')) {
            err_set(err, ERR_USAGE, RULE_TEXT);
            return err_at(err, at);
        }
        at += len;
    }
    return true;
}

static bool date_put(const Job *job, Str text, Err *err)
{
    char buffer[DATE_TEXT_BYTES];
    Date date;

    if (!date_parse(text, &date))
        return err_set(err, ERR_USAGE, RULE_DATE, text);
    jsonout_str(job->json, date_write(date, buffer));
    return true;
}

static bool noun_put(const Job *job, const Field *field, Str called, Err *err)
{
    Row row;

    if (!noun_resolve(job->db, field->noun, called, job->arena, &row, err))
        return false;
    jsonout_str(job->json, row_text(&row, "id"));
    return true;
}

static bool value_put(const Job *job, const Field *field, Str text, Err *err)
{
    Str name;

    switch (field->rule) {
    case FIELD_NAME:
        if (!name_read(text, job->arena, &name, err))
            return false;
        jsonout_str(job->json, name);
        return true;
    case FIELD_DATE:
        return date_put(job, text, err);
    case FIELD_WORD:
    case FIELD_WORDS:
        if (!word_check(field, text, err))
            return false;
        break;
    case FIELD_TEXT:
    case FIELD_LIST:
        if (!noun_text_check(text, err))
            return false;
        break;
    case FIELD_NOUN:
        return noun_put(job, field, text, err);
    case FIELD_NUMBER: /* told by us, never given */
        return err_set(err, ERR_USAGE, RULE_FIELD, str_of(job->noun->word), str_of(field->column));
    }
    jsonout_str(job->json, text);
    return true;
}

/* All texts that were given for one field; an empty one alone takes the value away. */
static bool field_put(const Job *job, const Field *field, const Given *given, size_t count,
                      Err *err)
{
    bool list = field->rule == FIELD_LIST || field->rule == FIELD_WORDS;
    size_t met = 0, filled = 0;

    for (size_t i = 0; i < count; i++)
        if (str_eq(given[i].column, str_of(field->column))) {
            met++;
            filled += given[i].text.len > 0;
        }
    if (!met)
        return true;
    if ((met > 1 && !list) || filled > NOUN_LIST_MAX)
        return err_set(err, ERR_USAGE, list ? RULE_LIST : RULE_TWICE, str_of(field->column));
    jsonout_key(job->json, str_of(field->column));
    if (!filled)
        return jsonout_null(job->json), true;
    if (list)
        jsonout_array(job->json);
    for (size_t i = 0; i < count; i++)
        if (str_eq(given[i].column, str_of(field->column)) && given[i].text.len
            && !value_put(job, field, given[i].text, err))
            return err_in(err, "%s", field->column);
    if (list)
        jsonout_array_end(job->json);
    return true;
}

bool noun_payload(Db *db, NounId id, Str uuid, const Given *given, size_t count, Arena *arena,
                  Str *payload, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_BYTES_MAX);
    JsonOut json = jsonout_new(&buf, 0);
    Job job = { db, &NOUN_TABLE[id], arena, &json };

    for (size_t i = 0; i < count; i++)
        if (!noun_field(job.noun, given[i].column))
            return err_set(err, ERR_USAGE, RULE_FIELD, str_of(job.noun->word), given[i].column);
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), uuid);
    for (const Field *field = job.noun->field; field->column; field++)
        if (!field_put(&job, field, given, count, err))
            return false;
    jsonout_object_end(&json);
    if (!jsonout_done(&json) || buf_failed(&buf))
        return err_no_memory(err);
    return arena_copy(arena, buf_str(&buf), payload) || err_no_memory(err);
}

bool noun_organisation(Db *db, Arena *arena, Str *out, Err *err)
{
    RowQuery query = { .table = TABLE_ORGANISATION };
    bool found;
    Row row;

    if (!row_find(db, &query, arena, &row, &found, err))
        return false;
    if (!found)
        return err_set(err, ERR_USAGE, RULE_UNKNOWN, STR("organisation"), STR(""));
    *out = row_text(&row, "id");
    return true;
}

bool noun_chain(Db *db, NounId id, Str uuid, const Row *row, Arena *arena, Str *out, Err *err)
{
    const Noun *noun = &NOUN_TABLE[id];
    Str parent;
    Row parent_row;
    bool found;

    if (noun->own_chain) {
        *out = uuid;
        return true;
    }
    parent = row_text(row, noun->parent);
    if (!parent.len)
        return noun_organisation(db, arena, out, err);
    return row_get(db, NOUN_TABLE[noun->parent_noun].table, parent, arena, &parent_row, &found, err)
        && (found || err_set(err, ERR_USAGE, RULE_UNKNOWN, str_of(noun->word), parent))
        && noun_chain(db, noun->parent_noun, parent, &parent_row, arena, out, err);
}
