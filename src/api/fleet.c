/* SPDX-License-Identifier: Apache-2.0 */
/* Devices and sites out of a CSV file: parsed by a worker without rights, checked row by row,
 * written by one act or not at all.
 *
 *     CSV ─ worker ─► packed rows ─ each ─► new: a line of `made`   ─ blob ─► devices.imported
 *                                      └──► known and differs: `changed` ─► devices.changed
 */
#include "inro/fleet.h"

#include "api/foreign.h"
#include "api/record.h"
#include "base/date.h"
#include "base/jsonout.h"
#include "base/map.h"
#include "base/name.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define FLEET_ARENA_BYTES ((size_t)8 << 30)

enum { CALLED_BYTES = 512, TEXT_BYTES = 1024 };

#define RULE_UNEVEN  STR("api.fleet-uneven")
#define RULE_TWICE   STR("api.fleet-twice")
#define RULE_PRODUCT STR("api.fleet-product")
#define RULE_BAD     STR("api.fleet-bad")
#define RULE_QUOTE   STR("api.fleet-quote")
#define RULE_DATE    STR("store.field-date")

/* What the record knows already: names to rows. */
typedef struct {
    Map names;
    Row *rows;
    size_t count, room;
} Known;

typedef struct {
    const InroImportOptions *options;
    Act act;
    Arena arena;        /* of the whole import */
    Arena scratch;      /* of one row */
    Row product;
    Str product_name;
    Known devices, sites, releases;
    Map seen;           /* names that the file has had */
    Str *new_sites;     /* their UUIDs, behind those of `sites` */
    size_t new_site_count, new_site_room;
    Buf made, changed, made_sites;
    uint32_t columns;
    uint64_t bad;
    InroImported result;
} Import;

/* ---- what is known ------------------------------------------------------------------ */

typedef struct {
    Arena *arena;
    Known *known;
    const char *column;
} Knowing;

static bool known_row(void *context, const Row *row, Err *err)
{
    Knowing *knowing = context;
    Known *known = knowing->known;
    uint32_t id;

    if (!ARENA_ROOM(knowing->arena, known->rows, known->count, &known->room))
        return err_no_memory(err);
    return row_keep(row, knowing->arena, &known->rows[known->count], err)
        && map_intern(&known->names, row_text(&known->rows[known->count++], knowing->column), &id,
                      NULL, err);
}

static bool known_load(Import *import, Known *known, TableId table, const char *column, Err *err)
{
    bool of_product = table != TABLE_SITE;
    RowQuery query = { .table = table, .where = of_product ? "product" : NULL,
                       .equals = of_product ? row_text(&import->product, "id") : STR("") };
    Knowing knowing = { &import->arena, known, column };

    return rows_walk(store_db(import->act.record->store), &query, known_row, &knowing, err);
}

static const Row *known_find(const Known *known, Str name)
{
    uint32_t id;

    return map_find(&known->names, name, &id) && id < known->count ? &known->rows[id] : NULL;
}

/* ---- one row ------------------------------------------------------------------------ */

/* A device as the file says it; what it leaves out is empty. */
typedef struct {
    Str serial, release, site, udi, withdrawn, addresses;
} Device;

static bool release_of(Import *import, Str called, Str *out, Err *err)
{
    size_t at = str_find_char(called, '@');
    Str version = at == called.len ? called : str_slice(called, at + 1, called.len);
    const Row *row;

    if (!called.len)
        return true;
    if (!utf8_nfc(version, &import->scratch, &version, err))
        return false;
    row = known_find(&import->releases, version);
    if (!row || (at < called.len && !str_eq(str_slice(called, 0, at), import->product_name)))
        return err_set(err, ERR_USAGE, STR("store.noun-unknown"), STR("release"), called);
    *out = row_text(row, "id");
    return true;
}

static bool site_make(Import *import, Str name, Str address, Str *id, Err *err)
{
    JsonOut json = jsonout_new(&import->made_sites, 0);

    if (!act_uuid(&import->act, id, err))
        return false;
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), *id);
    jsonout_str_at(&json, STR("organisation"), import->act.organisation);
    jsonout_str_at(&json, STR("name"), name);
    if (address.len)
        jsonout_str_at(&json, STR("address"), address);
    jsonout_object_end(&json);
    buf_char(&import->made_sites, '\n');
    return (jsonout_done(&json) && !buf_failed(&import->made_sites)) || err_no_memory(err);
}

/* The site of that name, made when there is none. */
static bool site_of(Import *import, Str called, Str *out, Err *err)
{
    Known *sites = &import->sites;
    Str name;
    uint32_t id;
    bool added;

    if (!called.len)
        return true;
    if (!name_read(called, &import->scratch, &name, err))
        return false;
    if (!map_find(&sites->names, name, &id)) {
        if (!arena_copy(&import->arena, name, &name))
            return err_no_memory(err);
        if (!map_intern(&sites->names, name, &id, &added, err))
            return false;
    }
    if (id < sites->count) {
        *out = row_text(&sites->rows[id], "id");
        return true;
    }
    if (id - sites->count == import->new_site_count) {
        if (!ARENA_ROOM(&import->arena, import->new_sites, import->new_site_count,
                        &import->new_site_room))
            return err_no_memory(err);
        if (!site_make(import, name, STR(""), &import->new_sites[import->new_site_count], err))
            return false;
        import->new_site_count++;
        import->result.sites++;
    }
    *out = import->new_sites[id - sites->count];
    return true;
}

/* An item in double quotes, in which those that are doubled are part of it; *text is cut behind
 * it. */
static bool quoted_take(Arena *arena, Str *text, Str *out, Err *err)
{
    char *bytes = arena_alloc(arena, text->len + 1, 1);
    bool closed = false;
    size_t at = 1, len = 0;

    if (!bytes)
        return err_no_memory(err);
    while (at < text->len && !closed) {
        bool quote = text->ptr[at] == '"', doubled = quote && at + 1 < text->len
                                                  && text->ptr[at + 1] == '"';
        closed = quote && !doubled;
        if (!closed)
            bytes[len++] = text->ptr[at];
        at += doubled ? 2 : 1;
    }
    *out = (Str){ bytes, len };
    *text = str_trim(str_slice(*text, at, text->len));
    return (closed && (!text->len || text->ptr[0] == ';')) || err_set(err, ERR_USAGE, RULE_QUOTE);
}

/* Takes the next item off "10.0.0.1; ""a;b""", as a list is written (docs/formats/listing.md). */
static bool item_take(Arena *arena, Str *text, Str *out, Err *err)
{
    size_t end = 0;

    *text = str_trim(*text);
    if (str_starts(*text, STR("\""))) {
        if (!quoted_take(arena, text, out, err))
            return false;
    } else {
        end = str_find_char(*text, ';');
        *out = str_trim(str_slice(*text, 0, end));
    }
    *text = str_slice(*text, end + 1, text->len);
    return true;
}

/* "10.0.0.1; AE_PUMP" as a JSON array, as a column holds it. */
static bool addresses_of(Import *import, Str text, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(NOUN_TEXT_BYTES_MAX * 8);
    JsonOut json = jsonout_new(&buf, 0);
    size_t count = 0;
    Str item;

    if (!text.len)
        return true;
    jsonout_array(&json);
    while (text.len) {
        if (!item_take(&import->scratch, &text, &item, err))
            return err_in(err, "addresses");
        if (!item.len)
            continue;
        if (++count > NOUN_LIST_MAX)
            return err_set(err, ERR_USAGE, STR("store.field-list"), STR("addresses"));
        if (!noun_text_check(item, err))
            return err_in(err, "addresses");
        jsonout_str(&json, item);
    }
    jsonout_array_end(&json);
    return (jsonout_done(&json) && !buf_failed(&buf)
            && arena_copy(&import->scratch, buf_str(&buf), out)) || err_no_memory(err);
}

static bool withdrawn_of(Import *import, Str text, Str *out, Err *err)
{
    char buffer[DATE_TEXT_BYTES];
    Date date;

    if (!text.len)
        return true;
    if (!date_parse(text, &date))
        return err_set(err, ERR_USAGE, RULE_DATE, text);
    return arena_copy(&import->scratch, date_write(date, buffer), out) || err_no_memory(err);
}

static bool product_same(const Import *import, Str called, Err *err)
{
    return !called.len || str_eq(called, import->product_name)
        || str_eq(called, row_text(&import->product, "id"))
        || err_set(err, ERR_USAGE, RULE_PRODUCT, called, import->product_name);
}

static bool device_read(Import *import, const FleetRow *row, Device *out, Err *err)
{
    *out = (Device){ .udi = row->column[FLEET_UDI] };
    return (product_same(import, row->column[FLEET_PRODUCT], err) || err_in(err, "product"))
        && (name_read(row->column[FLEET_SERIAL], &import->scratch, &out->serial, err)
            || err_in(err, "serial"))
        && (noun_text_check(out->udi, err) || err_in(err, "udi"))
        && release_of(import, row->column[FLEET_RELEASE], &out->release, err)
        && (site_of(import, row->column[FLEET_SITE], &out->site, err) || err_in(err, "site"))
        && addresses_of(import, row->column[FLEET_ADDRESSES], &out->addresses, err)
        && (withdrawn_of(import, row->column[FLEET_WITHDRAWN], &out->withdrawn, err)
            || err_in(err, "withdrawn"));
}

/* The members that `old` (NULL: nothing) does not hold yet; *count of them. */
static void members_put(const Device *device, const Row *old, JsonOut *json, size_t *count)
{
    const struct { const char *column; Str text; bool raw; } MEMBERS[] = {
        { "release", device->release, false }, { "site", device->site, false },
        { "udi", device->udi, false }, { "withdrawn", device->withdrawn, false },
        { "addresses", device->addresses, true },
    };

    for (size_t i = 0; i < ARRAY_LEN(MEMBERS); i++) {
        if (!MEMBERS[i].text.len || (old && str_eq(row_text(old, MEMBERS[i].column),
                                                   MEMBERS[i].text)))
            continue;
        ++*count;
        jsonout_key(json, str_of(MEMBERS[i].column));
        if (MEMBERS[i].raw)
            jsonout_raw(json, MEMBERS[i].text);
        else
            jsonout_str(json, MEMBERS[i].text);
    }
}

static bool line_end(JsonOut *json, Buf *buf, Err *err)
{
    jsonout_object_end(json);
    buf_char(buf, '\n');
    return (jsonout_done(json) && !buf_failed(buf)) || err_no_memory(err);
}

static bool device_make(Import *import, const Device *device, Err *err)
{
    JsonOut json = jsonout_new(&import->made, 0);
    size_t count = 0;
    Str id;

    if (!act_uuid(&import->act, &id, err))
        return false;
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("product"), row_text(&import->product, "id"));
    jsonout_str_at(&json, STR("serial"), device->serial);
    members_put(device, NULL, &json, &count);
    import->result.created++;
    return line_end(&json, &import->made, err);
}

static bool device_change(Import *import, const Device *device, const Row *old, Err *err)
{
    JsonOut json = jsonout_new(&import->changed, 0);
    size_t begin = import->changed.len, count = 0;

    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), row_text(old, "id"));
    members_put(device, old, &json, &count);
    if (!line_end(&json, &import->changed, err))
        return false;
    if (!count) {
        import->changed.len = begin;
        import->result.unchanged++;
        return true;
    }
    import->result.changed++;
    return act_seen(&import->act, TABLE_DEVICE, row_text(old, "id"), old->leaf, err);
}

/* A name may stand in the file once. */
static bool once(Import *import, Str name, Err *err)
{
    uint32_t id;
    Str kept;
    bool added;

    if (!arena_copy(&import->arena, name, &kept))
        return err_no_memory(err);
    return map_intern(&import->seen, kept, &id, &added, err)
        && (added || err_set(err, ERR_STRUCTURE, RULE_TWICE, name));
}

static bool device_row(Import *import, const FleetRow *row, Err *err)
{
    const Row *old;
    Device device;

    if (!device_read(import, row, &device, err) || !once(import, device.serial, err))
        return false;
    old = known_find(&import->devices, device.serial);
    return old ? device_change(import, &device, old, err) : device_make(import, &device, err);
}

static bool site_change(Import *import, const Row *old, Str address, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(PAYLOAD_BYTES_MAX);
    JsonOut json = jsonout_new(&buf, 0);
    Str payload, id = row_text(old, "id");

    if (!address.len || str_eq(address, row_text(old, "address"))) {
        import->result.unchanged++;
        return true;
    }
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), id);
    jsonout_str_at(&json, STR("address"), address);
    if (!line_end(&json, &buf, err))
        return false;
    if (!arena_copy(&import->act.arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    import->result.changed++;
    return act_seen(&import->act, TABLE_SITE, id, old->leaf, err)
        && act_say(&import->act, "site.changed", import->act.organisation, id, payload, err);
}

static bool site_row(Import *import, const FleetRow *row, Err *err)
{
    Str address = row->column[FLEET_ADDRESS], name, id;
    const Row *old;

    if (!name_read(row->column[FLEET_NAME], &import->scratch, &name, err))
        return err_in(err, "name");
    if (!noun_text_check(address, err))
        return err_in(err, "address");
    if (!once(import, name, err))
        return false;
    old = known_find(&import->sites, name);
    if (old)
        return site_change(import, old, address, err);
    import->result.created++;
    return site_make(import, name, address, &id, err);
}

/* ---- all rows ----------------------------------------------------------------------- */

static void complain(Import *import, const Inro *inro, const Err *why)
{
    char text[ERR_TEXT_BYTES];

    if (import->bad++ < INRO_IMPORT_BAD_MAX)
        import->options->say(import->options->context,
                             err_text(why, api_lang(inro), text, sizeof text));
}

typedef bool RowTake(Import *import, const FleetRow *row, Err *err);

static bool rows_take(Import *import, const Inro *inro, Str packed, RowTake *take, Err *err)
{
    FleetRow row;
    bool more;

    if (!fleet_begin(&packed, &import->columns, err))
        return false;
    while (fleet_next(&packed, import->columns, &row, &more, err)) {
        Err why;

        if (!more)
            return true;
        arena_reset(&import->scratch);
        import->result.rows++;
        if (row.uneven ? !err_set(&why, ERR_STRUCTURE, RULE_UNEVEN) : !take(import, &row, &why)) {
            if (err_is_no_memory(&why)) {
                *err = why;
                return false;
            }
            err_in(&why, "line %llu", (unsigned long long)row.line);
            complain(import, inro, &why);
        }
    }
    return false;
}

/* ---- writing ------------------------------------------------------------------------ */

static bool lines_say(Import *import, const char *kind, Str chain, const Buf *lines, Err *err)
{
    char text[TEXT_BYTES];
    Str blob, payload;

    if (!lines->len)
        return true;
    if (!act_blob(&import->act, STR("application/x-ndjson"), buf_str(lines), &blob, err))
        return false;
    snprintf(text, sizeof text, "{\"blob\":\"%.*s\"}", STR_ARG(blob));
    return (arena_copy(&import->act.arena, str_of(text), &payload) || err_no_memory(err))
        && act_say(&import->act, kind, chain, STR(""), payload, err);
}

static bool import_write(Import *import, Err *err)
{
    char bad[24], rows[24];
    Str product = import->options->product ? row_text(&import->product, "id") : STR("");

    if (import->bad) {
        snprintf(bad, sizeof bad, "%llu", (unsigned long long)import->bad);
        snprintf(rows, sizeof rows, "%llu", (unsigned long long)import->result.rows);
        return err_set(err, ERR_STRUCTURE, RULE_BAD, str_of(bad), str_of(rows));
    }
    if (import->options->check || !(import->made.len | import->changed.len
                                    | import->made_sites.len | import->result.changed))
        return true;
    return lines_say(import, "sites.imported", import->act.organisation, &import->made_sites, err)
        && lines_say(import, "devices.imported", product, &import->made, err)
        && lines_say(import, "devices.changed", product, &import->changed, err)
        && act_end(&import->act, err);
}

static bool known_read(Import *import, Err *err)
{
    Db *db = store_db(import->act.record->store);

    if (!known_load(import, &import->sites, TABLE_SITE, "name", err))
        return false;
    if (!import->options->product)
        return true;
    if (!noun_resolve(db, NOUN_PRODUCT, str_of(import->options->product), &import->arena,
                      &import->product, err))
        return false;
    import->product_name = row_text(&import->product, "name");
    return known_load(import, &import->releases, TABLE_RELEASE, "version", err)
        && known_load(import, &import->devices, TABLE_DEVICE, "serial", err);
}

static void import_done(Import *import)
{
    map_done(&import->devices.names);
    map_done(&import->sites.names);
    map_done(&import->releases.names);
    map_done(&import->seen);
    buf_done(&import->made);
    buf_done(&import->changed);
    buf_done(&import->made_sites);
    act_done(&import->act);
    arena_done(&import->scratch);
    arena_done(&import->arena);
}

static bool run(Import *import, const Inro *inro, InroRecord *record, FleetKind kind, Err *err)
{
    const char *file = import->options->file;
    Str bytes, packed;

    return foreign_read(file, &import->arena, &bytes, err)
        && foreign_fleet(bytes, file, kind, &import->arena, &packed, err)
        && act_begin(record, inro, &import->act, err) && known_read(import, err)
        && (rows_take(import, inro, packed, kind == FLEET_OF_DEVICES ? device_row : site_row, err)
            || err_in(err, "%s", file))
        && import_write(import, err);
}

static bool import_run(const Inro *inro, InroRecord *record, const InroImportOptions *options,
                       FleetKind kind, InroImported *out, InroError *error)
{
    CLEANUP(import_done) Import import = {
        .options = options, .arena = arena_new(FLEET_ARENA_BYTES),
        .scratch = arena_new(PAYLOAD_BYTES_MAX), .made = buf_new(BLOB_BYTES_MAX),
        .changed = buf_new(BLOB_BYTES_MAX), .made_sites = buf_new(BLOB_BYTES_MAX),
    };
    Err err;

    if (!run(&import, inro, record, kind, &err))
        return api_fail(inro, &err, error);
    *out = import.result;
    return true;
}

bool inro_devices_import(const Inro *inro, InroRecord *record, const InroImportOptions *options,
                         InroImported *out, InroError *error)
{
    return import_run(inro, record, options, FLEET_OF_DEVICES, out, error);
}

bool inro_sites_import(const Inro *inro, InroRecord *record, const InroImportOptions *options,
                       InroImported *out, InroError *error)
{
    return import_run(inro, record, options, FLEET_OF_SITES, out, error);
}
