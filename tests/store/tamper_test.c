/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is changed in a record behind its back is found, and named: a thousand random changes,
 * each to a copy of a sound record ($INRO_LONG: ten thousand; $INRO_SEED: others).
 *
 * One thing cannot be found by anybody: an old witness beside a record that holds more than it.
 * A witness speaks for what was there when it was written, and for no more. */
/* Tests: verify.c verify_log.c verify_tables.c */
#include "test.h"

#include "store/rows.h"
#include "store/record.h"
#include "trust/merkle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    TAMPERINGS = 1000, TAMPERINGS_LONG = 10000,
    STEPS = 22,              /* appends behind the first words */
    FORKS = 3,
    VALUES_MAX = 48,         /* columns of a table and its own three */
    ROWS_WALK_MAX = 1 << 20, /* tries, before the test gives up */
    SEED = 20261122,
};

typedef enum {
    FLIP, CHANGE, DROP, DUPLICATE, INSERT, SWAP, CUT, FORK, REPLAY, MOVE_TIME, KINDS
} Tampering;

static const char *const NAMES[KINDS] = {
    [FLIP] = "a byte of the record itself flipped", [CHANGE] = "a column of a view changed",
    [DROP] = "a row dropped", [DUPLICATE] = "a row doubled", [INSERT] = "a row made up",
    [SWAP] = "two rows exchanged", [CUT] = "the youngest events cut off, consistently",
    [FORK] = "cut off and continued otherwise, signed", [REPLAY] = "cut off, with an old witness",
    [MOVE_TIME] = "a time moved, and hashed again",
};

typedef struct {
    Record record;
    Str image[STEPS], witness[STEPS];  /* after each append */
    Str fork[FORKS];
    char copy[320];
    uint64_t random;
    Db *db;                            /* the copy, while it is tampered with */
    Arena arena;                       /* of one tampering */
    const Table *table;
    char told[256];                    /* what was done */
} Bench;

static uint64_t draw(Bench *bench, uint64_t below)
{
    uint64_t z = bench->random += 0x9e3779b97f4a7c15U;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return (z ^ z >> 31) % below;
}

/* ---- the record --------------------------------------------------------------------- */

static void file_put(const char *path, Str bytes)
{
    FILE *file = fopen(path, "wb");

    CHECK(file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len, "written");
    CHECK(fclose(file) == 0, "closed");
}

static void say(Record *record, const char *kind, const char *rest, const char *blob)
{
    char text[1024], id[37], name[BLOB_NAME_BYTES];
    Str bytes = str_of(blob ? blob : "");
    Err err = { 0 };

    record_id(record, id);
    if (blob && !*rest)
        snprintf(text, sizeof text, "{\"blob\":\"%s\"}", blob_name(bytes, name).ptr);
    else
        snprintf(text, sizeof text, "{\"id\":\"%s\",%s", id, rest);
    CHECK_OK(blob ? record_say_blob(record, kind, record->product, text, bytes, &err)
                  : record_say(record, kind, record->product, text, &err), &err);
}

static void release_say(Record *record, unsigned number)
{
    char rest[200];

    snprintf(rest, sizeof rest, "\"product\":\"%s\",\"version\":\"%u.0\","
             "\"released\":\"2026-0%u\"}", record->product, number, number % 9 + 1);
    say(record, "release.created", rest, NULL);
}

static void devices_say(Record *record, unsigned number)
{
    char lines[1200];
    size_t at = 0;

    for (unsigned i = 0; i < 4; i++) {
        char id[37];

        record_id(record, id);
        at += (size_t)snprintf(lines + at, sizeof lines - at,
                               "{\"id\":\"%s\",\"product\":\"%s\",\"serial\":\"SN-%u-%u\"}\n", id,
                               record->product, number, i);
    }
    say(record, "devices.imported", "", lines);
}

static void sbom_say(Record *record, unsigned number)
{
    char rest[400], sbom[160], name[BLOB_NAME_BYTES], release[37];

    record_id(record, release);
    snprintf(sbom, sizeof sbom, "{\"bomFormat\":\"CycloneDX\",\"serial\":%u}", number);
    snprintf(rest, sizeof rest,
             "\"blob\":\"%s\",\"file\":\"pump.cdx.json\",\"components\":%u,\"release\":\"%s\"}",
             blob_name(str_of(sbom), name).ptr, number, release);
    say(record, "sbom.attached", rest, sbom);
}

static void decision_say(Record *record, unsigned number)
{
    char rest[500];

    snprintf(rest, sizeof rest,
             "\"product\":\"%s\",\"speaker\":\"ours\",\"vulnerabilities\":[\"CVE-2026-%04u\"],"
             "\"status\":\"not_affected\",\"author\":\"%s\",\"decided_s\":%u,"
             "\"releases\":[\"1.0\"],\"facts\":{\"kev\":false}}",
             record->product, number, record->person, 1790000000 + number);
    say(record, "decision.made", rest, NULL);
}

static void change_say(Record *record, unsigned number)
{
    char text[200];
    Err err = { 0 };

    snprintf(text, sizeof text, "{\"id\":\"%s\",\"review\":\"number %u\"}", record->product,
             number);
    CHECK_OK(record_say(record, "product.changed", record->product, text, &err), &err);
}

static void step_say(Record *record, unsigned number)
{
    static void (*const SAY[])(Record *, unsigned) = { release_say, devices_say, sbom_say,
                                                       decision_say, change_say };

    SAY[number % ARRAY_LEN(SAY)](record, number);
}

/* Closed, the database is one file. */
static Str image_of(Bench *bench)
{
    Str image;

    store_close(bench->record.store);
    bench->record.store = NULL;
    image = test_file(bench->record.place);
    record_again(&bench->record);
    return image;
}

/* The same key signs another story from the image `from` on, longer than the true one. */
static Str fork_of(Bench *bench, unsigned from)
{
    store_close(bench->record.store);
    bench->record.store = NULL;
    file_put(bench->record.place, bench->image[from]);
    record_again(&bench->record);
    for (unsigned i = 0; i < STEPS - from + 1; i++)
        step_say(&bench->record, 100 + from * STEPS + i);
    return image_of(bench);
}

static void bench_begin(Bench *bench)
{
    const char *seed = getenv("INRO_SEED");

    *bench = (Bench){ .random = SEED, .arena = arena_new(1 << 26) };
    CHECK(!seed || str_to_u64(str_of(seed), &bench->random), "INRO_SEED is a number");
    printf("seed %llu\n", (unsigned long long)bench->random);
    record_begin(&bench->record);
    record_bind(&bench->record);
    for (unsigned i = 0; i < STEPS; i++) {
        step_say(&bench->record, i);
        bench->image[i] = image_of(bench);
        bench->witness[i] = test_file(bench->record.witness);
    }
    for (unsigned i = 0; i < FORKS; i++)
        bench->fork[i] = fork_of(bench, i * 6 + 2);
    snprintf(bench->copy, sizeof bench->copy, "%s/copy.sqlite", bench->record.folder);
}

/* ---- rows --------------------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    DbValue value[VALUES_MAX];
    size_t count;
} Taken;

static bool take(void *context, const DbValue *values, size_t count, Err *err)
{
    Taken *taken = context;

    (void)err;
    taken->count = count;
    for (size_t i = 0; i < count; i++) {
        taken->value[i] = values[i];
        CHECK(arena_copy(taken->arena, values[i].text, &taken->value[i].text), "memory");
    }
    return true;
}

static Taken ask(Bench *bench, const char *sql)
{
    Taken taken = { .arena = &bench->arena };
    Err err = { 0 };

    CHECK_OK(db_query(bench->db, sql, NULL, 0, take, &taken, &err), &err);
    return taken;
}

/* What a row is found by: views have no rowid. */
static const char *found_by(const Table *table)
{
    return table->system ? "rowid" : "id";
}

/* Where any row of the table stands, or nothing. */
static DbValue any_row(Bench *bench)
{
    char sql[160];
    int64_t rows;

    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", bench->table->name);
    rows = ask(bench, sql).value[0].number;
    if (!rows)
        return (DbValue){ .kind = DB_NULL };
    snprintf(sql, sizeof sql, "SELECT %s FROM \"%s\" LIMIT 1 OFFSET %llu",
             found_by(bench->table), bench->table->name,
             (unsigned long long)draw(bench, (uint64_t)rows));
    return ask(bench, sql).value[0];
}

/* The columns with the three that every view has: in their order in the table. */
static size_t width_of(const Table *table)
{
    return table_width(table) + (table->system ? 0 : 3);
}

static Column column_of(const Table *table, size_t i)
{
    static const Column OWN[] = { { "origin", COLUMN_TEXT, COLUMN_KEY },
                                  { "chain", COLUMN_UUID, COLUMN_NEEDED },
                                  { "leaf", COLUMN_INT, COLUMN_NEEDED } };

    return table->system ? table->column[i] : i < 3 ? OWN[i] : table->column[i - 3];
}

static Taken row_at(Bench *bench, DbValue where)
{
    Taken taken = { .arena = &bench->arena };
    char sql[160];
    Err err = { 0 };

    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" WHERE %s = $1", bench->table->name,
             found_by(bench->table));
    CHECK_OK(db_query(bench->db, sql, &where, 1, take, &taken, &err), &err);
    return taken;
}

static bool cell_put(Bench *bench, DbValue where, size_t column, const DbValue *value)
{
    DbValue args[] = { *value, where };
    const char *name = column_of(bench->table, column).name;
    char sql[200];
    uint64_t changed;
    Err err = { 0 };

    snprintf(sql, sizeof sql, "UPDATE \"%s\" SET \"%s\" = $1 WHERE %s = $2", bench->table->name,
             name, found_by(bench->table));
    snprintf(bench->told, sizeof bench->told, "%s.%s of row %lld%.*s", bench->table->name, name,
             (long long)where.number, STR_ARG(where.text));
    return db_run(bench->db, sql, args, 2, &changed, &err) && changed == 1;
}

static bool row_put(Bench *bench, const Taken *row)
{
    char sql[1000];
    size_t at;
    Err err = { 0 };

    at = (size_t)snprintf(sql, sizeof sql, "INSERT INTO \"%s\" VALUES ($1", bench->table->name);
    for (size_t i = 1; i < row->count; i++)
        at += (size_t)snprintf(sql + at, sizeof sql - at, ", $%zu", i + 1);
    snprintf(sql + at, sizeof sql - at, ")");
    snprintf(bench->told, sizeof bench->told, "a row in %s", bench->table->name);
    return db_run(bench->db, sql, row->value, row->count, NULL, &err);
}

/* ---- values ------------------------------------------------------------------------- */

/* One bit of a number or of a text is another; nothing becomes something. */
static DbValue flipped(Bench *bench, const DbValue *value, ColumnType type)
{
    DbValue out = *value;
    char *bytes;

    if (value->kind == DB_NULL)
        return type == COLUMN_INT ? db_int((int64_t)draw(bench, 1000)) : db_text(STR("x"));
    if (value->kind == DB_INT)
        return db_int(value->number ^ (int64_t)((uint64_t)1 << draw(bench, 64)));
    if (!value->text.len)
        return value->kind == DB_BYTES ? db_bytes(STR("x")) : db_text(STR("x"));
    bytes = ARENA_ARRAY(&bench->arena, char, value->text.len);
    CHECK(bytes, "memory");
    memcpy(bytes, value->text.ptr, value->text.len);
    bytes[draw(bench, value->text.len)] ^= (char)(1 << draw(bench, 7));
    out.text.ptr = bytes;
    return out;
}

static DbValue made_up(Bench *bench, ColumnType type)
{
    static char text[37];

    if (type == COLUMN_INT)
        return db_int((int64_t)draw(bench, 200) - 100);
    snprintf(text, sizeof text, "01930000-0000-7000-8000-%012llx",
             (unsigned long long)draw(bench, 1 << 20));
    return type == COLUMN_BYTES ? db_bytes(str_of(text)) : db_text(str_of(text));
}

/* ---- tamperings: each true when it changed the copy --------------------------------- */

static bool cell_flip(Bench *bench)
{
    size_t column = draw(bench, width_of(bench->table));
    DbValue where = any_row(bench);
    Taken row;
    DbValue value;

    if (where.kind == DB_NULL)
        return false;
    row = row_at(bench, where);
    value = flipped(bench, &row.value[column], column_of(bench->table, column).type);
    return cell_put(bench, where, column, &value);
}

static bool row_drop(Bench *bench)
{
    DbValue where = any_row(bench);
    char sql[160];
    uint64_t changed;
    Err err = { 0 };

    snprintf(sql, sizeof sql, "DELETE FROM \"%s\" WHERE %s = $1", bench->table->name,
             found_by(bench->table));
    snprintf(bench->told, sizeof bench->told, "%s, row %lld%.*s", bench->table->name,
             (long long)where.number, STR_ARG(where.text));
    return db_run(bench->db, sql, &where, 1, &changed, &err) && changed == 1;
}

/* A second one under another key; a view's under another origin or another id. */
static bool row_double(Bench *bench)
{
    DbValue where = any_row(bench);
    Taken row;

    if (where.kind == DB_NULL)
        return false;
    row = row_at(bench, where);
    for (size_t i = 0; i < row.count; i++) {
        Column column = column_of(bench->table, i);
        bool unique = bench->table->system && (!strcmp(column.name, "id")
                                               || !strcmp(column.name, "seq"));

        if (column.flags & COLUMN_KEY || unique)
            row.value[i] = flipped(bench, &row.value[i], column.type);
    }
    return row_put(bench, &row);
}

static bool row_make_up(Bench *bench)
{
    Taken row = { .count = width_of(bench->table) };

    for (size_t i = 0; i < row.count; i++) {
        DbValue value = made_up(bench, column_of(bench->table, i).type);

        row.value[i] = value;
        CHECK(arena_copy(&bench->arena, value.text, &row.value[i].text), "memory");
    }
    return row_put(bench, &row);
}

static bool same_value(const DbValue *a, const DbValue *b)
{
    return a->kind == b->kind && a->number == b->number && str_eq(a->text, b->text);
}

/* What one row says is said by another, and the other way round; `between` is in neither. */
static bool cells_swap(Bench *bench)
{
    size_t column = draw(bench, width_of(bench->table));
    Column meant = column_of(bench->table, column);
    DbValue between = meant.type == COLUMN_INT ? db_int(-7) : made_up(bench, meant.type);
    DbValue a = any_row(bench), b = any_row(bench);
    Taken one, other;

    if (a.kind == DB_NULL || (bench->table == &TABLES[TABLE_EVENT] && column == 0))
        return false;
    one = row_at(bench, a);
    other = row_at(bench, b);
    return !same_value(&one.value[column], &other.value[column])
        && cell_put(bench, a, column, &between)
        && cell_put(bench, b, column, &one.value[column])
        && cell_put(bench, a, column, &other.value[column]);
}

/* The second of an event's time, in its column, its body and its hash. */
static bool time_move(Bench *bench)
{
    DbValue where;
    char *body, *digit;
    Digest hash;
    Taken row;
    int delta;

    bench->table = &TABLES[TABLE_EVENT];
    where = any_row(bench);
    row = row_at(bench, where);
    body = ARENA_ARRAY(&bench->arena, char, row.value[6].text.len + 1);
    CHECK(body, "memory");
    memcpy(body, row.value[6].text.ptr, row.value[6].text.len);
    digit = strstr(body, "\"time\":\"");
    CHECK(digit, "an event has a time");
    digit += sizeof "\"time\":\"2026-09-21T12:26:4" - 1;
    delta = *digit == '9' ? -1 : 1;
    *digit = (char)(*digit + delta);
    row.value[5].number += delta;
    row.value[6].text.ptr = body;
    hash = merkle_leaf(row.value[6].text);
    row.value[8].text = (Str){ (const char *)hash.bytes, DIGEST_BYTES };
    return cell_put(bench, where, 5, &row.value[5]) && cell_put(bench, where, 6, &row.value[6])
        && cell_put(bench, where, 8, &row.value[8]);
}

/* ---- one tampering ------------------------------------------------------------------ */

static const Table *any_table(Bench *bench, Tampering kind)
{
    for (;;) {
        const Table *table = &TABLES[draw(bench, TABLES_COUNT)];

        if ((kind != FLIP || table->system) && (kind != CHANGE || !table->system))
            return table;
    }
}

static bool rows_tamper(Bench *bench, Tampering kind)
{
    static bool (*const DO[KINDS])(Bench *) = {
        [FLIP] = cell_flip, [CHANGE] = cell_flip, [DROP] = row_drop, [DUPLICATE] = row_double,
        [INSERT] = row_make_up, [SWAP] = cells_swap, [MOVE_TIME] = time_move,
    };
    bool done;
    Err err = { 0 };

    file_put(bench->copy, bench->image[STEPS - 1]);
    file_put(bench->record.witness, bench->witness[STEPS - 1]);
    CHECK_OK(db_open(bench->copy, false, &bench->db, &err), &err);
    bench->table = any_table(bench, kind);
    done = DO[kind](bench);
    db_close(bench->db);
    return done;
}

/* Files put in the place of others. */
static bool files_tamper(Bench *bench, Tampering kind)
{
    size_t from = draw(bench, STEPS - 1), witness = STEPS - 1;

    if (kind == REPLAY)
        witness = from + 1 + draw(bench, STEPS - 1 - from);
    if (kind == FORK)
        from = draw(bench, FORKS);
    file_put(bench->copy, kind == FORK ? bench->fork[from] : bench->image[from]);
    file_put(bench->record.witness, bench->witness[witness]);
    snprintf(bench->told, sizeof bench->told, "image %zu, witness %zu", from, witness);
    return true;
}

/* Refused, and named: by the opening or by the first step of the verification's error. */
static bool is_found(Bench *bench)
{
    StoreOptions options = { bench->copy, false, STR("") };
    VerifyReport told;
    Store *store;
    bool sound;
    Err err = { 0 };

    if (!store_open(&options, &store, &err))
        return true;
    sound = store_verify(store, bench->record.witness, &told, &err);
    store_close(store);
    return !sound && err.code != ERR_IO && err.code != ERR_INTERNAL && err.path[0];
}

/* With the witness of the last step, or an older one, which speaks for what was there then. */
static void untouched_is_sound(Bench *bench, size_t witness)
{
    StoreOptions options = { bench->copy, false, STR("") };
    VerifyReport told;
    Store *store;
    Err err = { 0 };

    file_put(bench->copy, bench->image[STEPS - 1]);
    file_put(bench->record.witness, bench->witness[witness]);
    CHECK_OK(store_open(&options, &store, &err), &err);
    CHECK_OK(store_verify(store, bench->record.witness, &told, &err), &err);
    CHECK(told.witnessed, "with its witness");
    CHECK_INT(told.events, 5 + 2 * STEPS, "every event, and a signature for each act");
    store_close(store);
}

TEST(no_change_behind_the_back_of_a_record_stays_unfound)
{
    static Bench bench;
    unsigned wanted = getenv("INRO_LONG") ? TAMPERINGS_LONG : TAMPERINGS;
    unsigned count[KINDS] = { 0 }, done = 0, missed = 0;

    bench_begin(&bench);
    for (size_t i = 0; i < STEPS; i++)
        untouched_is_sound(&bench, i);
    for (unsigned i = 0; done < wanted && i < ROWS_WALK_MAX; i++) {
        Tampering kind = (Tampering)(i % KINDS);
        bool files = kind == CUT || kind == FORK || kind == REPLAY;

        arena_reset(&bench.arena);
        if (!(files ? files_tamper(&bench, kind) : rows_tamper(&bench, kind)))
            continue;
        done++;
        count[kind]++;
        if (!is_found(&bench) && ++missed)
            printf("not found: %s: %s\n", NAMES[kind], bench.told);
    }
    for (int kind = 0; kind < KINDS; kind++)
        printf("%6u %s\n", count[kind], NAMES[kind]);
    CHECK_INT(done, wanted, "so many were made");
    CHECK_INT(missed, 0, "each was found and named");
    untouched_is_sound(&bench, STEPS - 1);
    arena_done(&bench.arena);
    record_end(&bench.record);
}

/* ---- the file itself -------------------------------------------------------------------- */

static bool copy_verifies(const char *path, Err *err)
{
    StoreOptions options = { .place = path };
    VerifyReport report;
    Store *store;
    bool ok;

    if (!store_open(&options, &store, err))
        return false;
    ok = store_verify(store, NULL, &report, err);
    store_close(store);
    return ok;
}

/* It stands in the event, in the row, and in the index that the row is looked up by. */
TEST(no_copy_of_a_word_in_the_file_can_be_changed_unseen)
{
    static const Str WORD = STR_ROW("ZEBRA-7");
    char rest[200], copy[400];
    unsigned found = 0;
    Err err = { 0 };
    Record record;
    Str image;
    char *bytes;

    record_place(RECORD_SQLITE);
    record_begin(&record);
    snprintf(rest, sizeof rest, "\"product\":\"%s\",\"version\":\"%s\"}", record.product,
             WORD.ptr);
    say(&record, "release.created", rest, NULL);
    record_again(&record);
    image = test_file(record.place);
    snprintf(copy, sizeof copy, "%s/copy.sqlite", record.folder);
    file_put(copy, image);
    CHECK(copy_verifies(copy, &err), "as it is");
    bytes = test_keep(malloc(image.len));
    for (size_t at = 0; (at += str_find(str_slice(image, at, image.len), WORD)) < image.len; at++) {
        memcpy(bytes, image.ptr, image.len);
        bytes[at] = 'Y';
        file_put(copy, (Str){ bytes, image.len });
        if (copy_verifies(copy, &err))
            test_fail("the word at byte %zu was changed unseen", at);
        CHECK_INT(err.code, ERR_VERIFY, "as what it is");
        found++;
    }
    CHECK(found >= 3, "an event, a row and an index");
    record_end(&record);
}
