/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as spreadsheets write it, and lists of devices and sites in it.
 * Tests: csv.c fleet.c */
#include "formats/fleet.h"

#include "test.h"

#include <stdio.h>

/* The records of a text as "a|b/c|d"; what failed as its rule. */
static const char *records(const char *text)
{
    static char out[1024];
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CsvReader reader = csv_reader(str_of(text));
    CsvRecord record;
    size_t len = 0;
    bool more = true;
    Err err;

    out[0] = '\0';
    while (csv_next(&reader, &arena, &record, &more, &err)) {
        if (!more)
            return out;
        for (size_t i = 0; i < record.count; i++)
            len += (size_t)snprintf(out + len, sizeof out - len, "%s%.*s", i ? "|" : len ? "/" : "",
                                    STR_ARG(record.field[i]));
    }
    snprintf(out, sizeof out, "%s %.*s", err.path, STR_ARG(err.rule));
    return out;
}

TEST(records_are_read_as_rfc_4180_and_spreadsheets_write_them)
{
    static const struct { const char *text, *want; } ROWS[] = {
        { "", "" },
        { "a,b\r\nc,d\r\n", "a|b/c|d" },
        { "a,b\nc,d", "a|b/c|d" },
        { "\xef\xbb\xbf" "a\n\n\r\nb\n", "a/b" },
        { "\"a,1\",\"b\n2\"\nc,\n", "a,1|b\n2/c|" },
        { "\"a \"\"b\"\"\",\"\"\n", "a \"b\"|" },
        { "a\rb\n", "a\rb" },
        { "a\n\"b\n\"x", "line 2:  formats.csv-behind-quote" },
        { "a\nb\"c\n", "line 2:  formats.csv-quote" },
        { "\"a\nb\n", "line 1:  formats.csv-open" },
        { "\"a\nb\"\nc\"\n", "line 3:  formats.csv-quote" },
        { "a;b\nc;d,e\n", "a|b/c|d,e" },
        { "a\tb\nc\td;e\n", "a|b/c|d;e" },
        { "\"a;b;c\",d\ne,f\n", "a;b;c|d/e|f" },
        { "a;b,c\n", "a;b|c" },
        { "sep=;\r\na;b\nc\"\n", "line 3:  formats.csv-quote" },
        { "sep=|\na|b\n", "a|b" },
        { "sep=\na\n", "sep=/a" },
        { "sep=;", "" },
        { "sep=\r", "sep=\r" },
        { "sep=\t\na\tb\n", "a|b" },
        { "sep=\"\na\n", "line 1:  formats.csv-quote" },
        { "sep=xa\n", "sep=xa" },
        { "a;\"b\"x\n", "line 1:  formats.csv-behind-quote" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_STR(str_of(records(ROWS[i].text)), str_of(ROWS[i].want), ROWS[i].text);
}

/* As text, or by line and rule. */
static const char *text_of(Str bytes)
{
    static char out[1024];
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    Str text;
    Err err = { 0 };

    if (csv_text(bytes, &arena, &text, &err))
        snprintf(out, sizeof out, "%.*s", STR_ARG(text));
    else
        snprintf(out, sizeof out, "%s %.*s", err.path, STR_ARG(err.rule));
    return out;
}

TEST(text_is_utf_8_or_utf_16_with_its_mark_and_nothing_is_guessed)
{
    static const struct { Str bytes; const char *want, *why; } ROWS[] = {
        { STR_ROW("a,\xe6\x97\xa5\n"), "a,\xe6\x97\xa5\n", "UTF-8" },
        { STR_ROW("\xff\xfe" "a\0\t\0\xe5\x65\n\0"), "a\t\xe6\x97\xa5\n", "little end first" },
        { STR_ROW("\xfe\xff\0a\0,\x65\xe5"), "a,\xe6\x97\xa5", "big end first" },
        { STR_ROW("\xff\xfe\x3d\xd8\x89\xde"), "\xf0\x9f\x9a\x89", "a pair of surrogates" },
        { STR_ROW("\xff\xfe\xe9\0"), "\xc3\xa9", "two bytes of UTF-8" },
        { STR_ROW("\xff\xfe"), "", "a mark and nothing else" },
        { STR_ROW("\xff\xfe\x3d\xd8" "a\0"), "line 1:  formats.csv-encoding", "half a pair" },
        { STR_ROW("\xff\xfe\x89\xde"), "line 1:  formats.csv-encoding", "the other half" },
        { STR_ROW("\xff\xfe" "a\0b"), "line 1:  formats.csv-encoding", "half a unit" },
        { STR_ROW("a\0b\0"), "line 1:  formats.csv-encoding", "UTF-16 without its mark" },
        { STR_ROW("serial\n\x93\xfa\x96\x7b\n"), "line 2:  formats.csv-encoding", "Shift_JIS" },
        { STR_ROW("a\nb\n\xc6\xfc\n"), "line 3:  formats.csv-encoding", "EUC-JP" },
        { STR_ROW("a\n\xe9\n"), "line 2:  formats.csv-encoding", "Latin-1" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_STR(str_of(text_of(ROWS[i].bytes)), str_of(ROWS[i].want), ROWS[i].why);
}

TEST(a_record_and_a_field_have_limits)
{
    CLEANUP(buf_done) Buf text = buf_new(1 << 20);
    CLEANUP(arena_done) Arena arena = arena_new(1 << 20);
    CsvReader reader;
    CsvRecord record;
    bool more;
    Err err;

    for (int i = 0; i < CSV_FIELDS_MAX; i++)
        buf_char(&text, ',');
    reader = csv_reader(buf_str(&text));
    CHECK(!csv_next(&reader, &arena, &record, &more, &err), "a field too many");
    CHECK_INT(err.code, ERR_LIMIT, "by its limit");
    buf_clear(&text);
    for (int i = 0; i <= CSV_FIELD_BYTES_MAX; i++)
        buf_char(&text, 'a');
    reader = csv_reader(buf_str(&text));
    CHECK(!csv_next(&reader, &arena, &record, &more, &err), "a field too long");
    CHECK_INT(err.code, ERR_LIMIT, "by its limit");
    buf_add(&text, STR("aa\"\n"));
    text.ptr[0] = '"';
    reader = csv_reader(buf_str(&text));
    CHECK(!csv_next(&reader, &arena, &record, &more, &err), "a quoted one, too");
    CHECK_INT(err.code, ERR_LIMIT, "by its limit");
}

TEST(packed_rows_come_back_and_a_damaged_pack_is_refused)
{
    CLEANUP(buf_done) Buf packed = buf_new(1 << 16);
    Str whole, rest;
    uint32_t columns;
    FleetRow row;
    bool more, ok;
    Err err;

    ok = fleet_pack(STR("Serial Number,x,UDI\n'=1,skip, U1 \nonly one\n"), FLEET_OF_DEVICES,
                    &packed, &err);
    CHECK(ok, "packed");
    whole = rest = buf_str(&packed);
    ok = fleet_begin(&rest, &columns, &err) && fleet_next(&rest, columns, &row, &more, &err);
    CHECK(ok && more, "a row");
    CHECK_STR(row.column[FLEET_SERIAL], STR("=1"), "without our apostrophe");
    CHECK_STR(row.column[FLEET_UDI], STR("U1"), "without blanks around");
    CHECK_INT(row.line, 2, "its line");
    ok = fleet_next(&rest, columns, &row, &more, &err);
    CHECK(ok && more && row.uneven, "one with a field too few is told");
    ok = fleet_next(&rest, columns, &row, &more, &err);
    CHECK(ok && !more, "no more");
    for (size_t cut = 0; cut < whole.len; cut++) {
        size_t rows = 0;

        rest = str_slice(whole, 0, cut);
        ok = fleet_begin(&rest, &columns, &err);
        while (ok && fleet_next(&rest, columns, &row, &more, &err) && more)
            rows++;
        CHECK(rows < 2, "a pack that was cut short gives fewer rows");
    }
    rest = STR("\xff\xff\xff\xff\xff\xff\xff\xff");
    CHECK(!fleet_begin(&rest, &columns, &err), "columns that there are not");
    CHECK_INT(err.code, ERR_VERIFY, "are an answer that is not believed");
}
