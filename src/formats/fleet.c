/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/fleet.h"

#include <string.h>

#define RULE_NEEDED STR("formats.fleet-needed")
#define RULE_TWICE  STR("formats.fleet-twice")
#define RULE_PACKED STR("formats.fleet-packed")

enum { FLEET_ARENA_BYTES = 1 << 24 }; /* of one record */
#define FLEET_TEXT_BYTES_MAX ((size_t)4 << 30) /* of a text that was UTF-16 */

/* What columns are called; the first of each is the name of our field. */
static const struct {
    FleetColumn column;
    Str word;
} WORDS[] = {
    { FLEET_ID, STR_ROW("id") },
    { FLEET_PRODUCT, STR_ROW("product") },
    { FLEET_PRODUCT, STR_ROW("model") },
    { FLEET_PRODUCT, STR_ROW("製品") },
    { FLEET_PRODUCT, STR_ROW("製品名") },
    { FLEET_PRODUCT, STR_ROW("型式") },
    { FLEET_PRODUCT, STR_ROW("機種") },
    { FLEET_RELEASE, STR_ROW("release") },
    { FLEET_RELEASE, STR_ROW("version") },
    { FLEET_RELEASE, STR_ROW("software version") },
    { FLEET_RELEASE, STR_ROW("リリース") },
    { FLEET_RELEASE, STR_ROW("バージョン") },
    { FLEET_RELEASE, STR_ROW("版") },
    { FLEET_SITE, STR_ROW("site") },
    { FLEET_SITE, STR_ROW("設置場所") },
    { FLEET_SITE, STR_ROW("施設") },
    { FLEET_SITE, STR_ROW("施設名") },
    { FLEET_SITE, STR_ROW("サイト") },
    { FLEET_SERIAL, STR_ROW("serial") },
    { FLEET_SERIAL, STR_ROW("serial number") },
    { FLEET_SERIAL, STR_ROW("製造番号") },
    { FLEET_SERIAL, STR_ROW("シリアル番号") },
    { FLEET_UDI, STR_ROW("udi") },
    { FLEET_ADDRESSES, STR_ROW("addresses") },
    { FLEET_ADDRESSES, STR_ROW("ネットワークアドレス") },
    { FLEET_ADDRESSES, STR_ROW("アドレス") },
    { FLEET_WITHDRAWN, STR_ROW("withdrawn") },
    { FLEET_WITHDRAWN, STR_ROW("廃止日") },
    { FLEET_WITHDRAWN, STR_ROW("使用終了日") },
    { FLEET_NAME, STR_ROW("name") },
    { FLEET_NAME, STR_ROW("名称") },
    { FLEET_NAME, STR_ROW("施設名") },
    { FLEET_ADDRESS, STR_ROW("address") },
    { FLEET_ADDRESS, STR_ROW("住所") },
    { FLEET_ADDRESS, STR_ROW("所在地") },
};

/* Which columns a list may have, and which it needs. */
static const struct {
    uint32_t may;
    FleetColumn needed;
} KINDS[] = {
    [FLEET_OF_DEVICES] = { 1u << FLEET_PRODUCT | 1u << FLEET_RELEASE | 1u << FLEET_SITE
                               | 1u << FLEET_SERIAL | 1u << FLEET_UDI | 1u << FLEET_ADDRESSES
                               | 1u << FLEET_WITHDRAWN,
                           FLEET_SERIAL },
    [FLEET_OF_SITES] = { 1u << FLEET_NAME | 1u << FLEET_ADDRESS, FLEET_NAME },
};

static Str column_name(FleetColumn column)
{
    size_t i = 0;

    while (WORDS[i].column != column)
        i++;
    return WORDS[i].word;
}

/* ---- packing ------------------------------------------------------------------------ */

/* What each field of a record is; FLEET_COLUMNS: not ours. */
typedef struct {
    FleetColumn of[CSV_FIELDS_MAX];
    size_t count;
    uint32_t columns;
} FleetHead;

static FleetColumn column_of(Str word, FleetKind kind)
{
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        if (KINDS[kind].may & 1u << WORDS[i].column && str_eq_fold(str_trim(word), WORDS[i].word))
            return WORDS[i].column;
    return FLEET_COLUMNS;
}

static bool head_read(const CsvRecord *record, FleetKind kind, FleetHead *out, Err *err)
{
    *out = (FleetHead){ .count = record->count };
    for (size_t i = 0; i < record->count; i++) {
        FleetColumn column = column_of(record->field[i], kind);

        out->of[i] = column;
        if (column == FLEET_COLUMNS)
            continue;
        if (out->columns & 1u << column)
            return err_set(err, ERR_STRUCTURE, RULE_TWICE, column_name(column),
                           record->field[i]);
        out->columns |= 1u << column;
    }
    return out->columns & 1u << KINDS[kind].needed
        || err_set(err, ERR_STRUCTURE, RULE_NEEDED, column_name(KINDS[kind].needed));
}

static void put_number(Buf *out, uint64_t number)
{
    buf_add(out, (Str){ (const char *)&number, sizeof number });
}

/* Without the apostrophe that we write before what a spreadsheet would calculate. */
static Str field_text(Str field)
{
    if (field.len > 1 && field.ptr[0] == '\'' && csv_is_formula(field))
        field = str_slice(field, 1, field.len);
    return str_trim(field);
}

static void row_pack(const CsvRecord *record, const FleetHead *head, Buf *out)
{
    Str column[FLEET_COLUMNS] = { 0 };
    bool uneven = record->count != head->count;

    for (size_t i = 0; i < head->count && !uneven; i++)
        if (head->of[i] < FLEET_COLUMNS)
            column[head->of[i]] = field_text(record->field[i]);
    put_number(out, record->line << 1 | uneven);
    for (unsigned i = 0; i < FLEET_COLUMNS; i++)
        if (head->columns & 1u << i) {
            put_number(out, column[i].len);
            buf_add(out, column[i]);
        }
}

bool fleet_pack(Str csv, FleetKind kind, Buf *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(FLEET_ARENA_BYTES);
    CLEANUP(arena_done) Arena texts = arena_new(FLEET_TEXT_BYTES_MAX);
    CsvReader reader;
    CsvRecord record;
    FleetHead head;
    bool more;

    if (!csv_text(csv, &texts, &csv, err))
        return false;
    reader = csv_reader(csv);
    if (!csv_next(&reader, &arena, &record, &more, err))
        return false;
    if (!more)
        return err_set(err, ERR_STRUCTURE, RULE_NEEDED, column_name(KINDS[kind].needed));
    if (!head_read(&record, kind, &head, err))
        return err_in(err, "line %llu", (unsigned long long)record.line);
    put_number(out, head.columns);
    for (;;) {
        arena_reset(&arena);
        if (!csv_next(&reader, &arena, &record, &more, err))
            return false;
        if (!more)
            return !buf_failed(out) || err_no_memory(err);
        row_pack(&record, &head, out);
    }
}

/* ---- reading ------------------------------------------------------------------------ */

static bool take_number(Str *packed, uint64_t *out, Err *err)
{
    if (packed->len < sizeof *out)
        return err_set(err, ERR_VERIFY, RULE_PACKED);
    memcpy(out, packed->ptr, sizeof *out);
    *packed = str_slice(*packed, sizeof *out, packed->len);
    return true;
}

bool fleet_begin(Str *packed, uint32_t *columns, Err *err)
{
    uint64_t number = 0;

    if (!take_number(packed, &number, err))
        return false;
    if (number >> FLEET_COLUMNS)
        return err_set(err, ERR_VERIFY, RULE_PACKED);
    *columns = (uint32_t)number;
    return true;
}

bool fleet_next(Str *packed, uint32_t columns, FleetRow *out, bool *more, Err *err)
{
    uint64_t number = 0;

    *more = packed->len > 0;
    if (!*more)
        return true;
    if (!take_number(packed, &number, err))
        return false;
    *out = (FleetRow){ .line = number >> 1, .uneven = number & 1 };
    for (unsigned i = 0; i < FLEET_COLUMNS; i++) {
        if (!(columns & 1u << i))
            continue;
        if (!take_number(packed, &number, err))
            return false;
        if (number > packed->len)
            return err_set(err, ERR_VERIFY, RULE_PACKED);
        out->column[i] = str_slice(*packed, 0, (size_t)number);
        *packed = str_slice(*packed, (size_t)number, packed->len);
    }
    return true;
}
