/* SPDX-License-Identifier: Apache-2.0 */
/* Tests: records.c json_scan.c */
#include "test.h"

#include "pack.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/json_scan.h"
#include "base/records.h"

#include <stdlib.h>
#include <string.h>

#define CAP ((size_t)1 << 30)

static const Str NAMES[] = { STR_ROW("vulnerabilities"), STR_ROW("result") };

/* The records of a text, one a line as "kind@byte text|", or the error behind them. */
static Str cut(Str text, size_t names, Buf *buf)
{
    static const char KINDS[] = { [RECORD_VALUE] = 'v', [RECORD_HEAD] = 'h', [RECORD_FRAME] = 'f' };
    CLEANUP(stream_close) Stream *stream = NULL;
    CLEANUP(records_close) Records *records = NULL;
    CLEANUP(record_batch_done) RecordBatch batch = { 0 };
    Err err = { 0 };
    bool ok;

    buf_clear(buf);
    CHECK_OK(stream_open_bytes(text, "t", NULL, &stream, &err), &err);
    CHECK_OK(records_open(stream, NAMES, names, &records, &err), &err);
    while ((ok = records_fill(records, &batch, &err)) && batch.count)
        for (size_t i = 0; i < batch.count; i++)
            buf_printf(buf, "%c@%llu %.*s|", KINDS[batch.record[i].kind],
                       (unsigned long long)batch.record[i].byte, STR_ARG(batch.record[i].text));
    if (!ok)
        buf_printf(buf, "%.*s@%llu", STR_ARG(err.rule), (unsigned long long)err.byte);
    return buf_str(buf);
}

static const struct {
    const char *text, *want, *why;
} ROWS[] = {
    { "", "", "nothing holds nothing" },
    { " \n\t", "", "nor does white space" },
    { "{\"a\":1}\n{\"b\":2}\n", "v@0 {\"a\":1}|v@8 {\"b\":2}|", "one a line" },
    { "{\"a\":1}\n{\"b\":2}", "v@0 {\"a\":1}|v@8 {\"b\":2}|", "the last line may have no end" },
    { "{\"a\":1}\r\n\r\n  {\"b\":2} \r\n", "v@0 {\"a\":1}|v@13 {\"b\":2}|", "empty lines, CRLF" },
    { "{\"a\":1}\n{\"b\"\n{\"c\":3}\n", "v@0 {\"a\":1}|v@8 {\"b\"|v@13 {\"c\":3}|",
      "a broken line harms no other" },
    { "{\"a\":\"}\\\"{\"}\nx\n[1]\n", "v@0 {\"a\":\"}\\\"{\"}|v@13 x|v@15 [1]|", "any value" },
    { "{\"a\":1} {\"b\":2}[3]7\n\"x\"", "v@0 {\"a\":1}|v@8 {\"b\":2}|v@15 [3]|v@18 7|v@20 \"x\"|",
      "values in a row" },
    { "{\n\"a\":\n[1,{}]}\n{\n}", "v@0 {\n\"a\":\n[1,{}]}|v@15 {\n}|", "over many lines" },
    { "{\n\"a\":", "v@0 {\n\"a\":|", "a cut value is handed out to be refused" },
    { "\xEF\xBB\xBF{\"a\":1}", "v@3 {\"a\":1}|", "behind a byte order mark" },
    { "[]", "", "an empty array" },
    { " [ {\"a\":[]} , 2,\"]\" ,null ] ", "v@3 {\"a\":[]}|v@14 2|v@16 \"]\"|v@21 null|",
      "an array" },
    { "[{},", "v@1 {}|base.records-cut@4", "cut behind a comma" },
    { "[{}", "v@1 {}|base.records-cut@3", "cut behind an element" },
    { "[{\"a\":1},{\"b", "v@1 {\"a\":1}|base.records-cut@9", "cut in an element" },
    { "[", "base.records-cut@1", "cut at once" },
    { "[{} {}]", "v@1 {}|base.records-broken@4", "no comma" },
    { "[,]", "base.records-broken@1", "no element" },
    { "[1,]", "v@1 1|base.records-broken@3", "a comma too many" },
    { "[1,,2]", "v@1 1|base.records-broken@3", "two commas" },
    { "[1}", "v@1 1|base.records-broken@2", "the wrong bracket" },
    { "[1] x", "v@1 1|base.json-after@4", "text behind the array" },
    { "{\"result\":[{\"n\":1},{\"n\":2}]}",
      "h@0 {\"result\":[]}|v@11 {\"n\":1}|v@19 {\"n\":2}|f@0 {\"result\":[]}|", "a named array" },
    { "{\"date\":\"[\",\"x\":{\"result\":[1]},\"result\":[7],\"total\":1}\n",
      "h@0 {\"date\":\"[\",\"x\":{\"result\":[1]},\"result\":[]}|v@41 7|"
      "f@0 {\"date\":\"[\",\"x\":{\"result\":[1]},\"result\":[],\"total\":1}\n|",
      "only at the top; head and frame keep the rest" },
    { "{\"vulnerabilities\":[]}", "h@0 {\"vulnerabilities\":[]}|f@0 {\"vulnerabilities\":[]}|",
      "named and empty" },
    { "{\"vulnerabilities\":{},\"a\":[1]}", "v@0 {\"vulnerabilities\":{},\"a\":[1]}|",
      "a member that is no array" },
    { "{\"result\":[1],\"vulnerabilities\":[2]}",
      "h@0 {\"result\":[]}|v@11 1|f@0 {\"result\":[],\"vulnerabilities\":[2]}|", "the first one" },
    { "{\"result\":[{\"a\":1}", "h@0 {\"result\":[]}|v@11 {\"a\":1}|base.records-cut@18",
      "a frame cut off" },
    { "{\"result\":[1]", "h@0 {\"result\":[]}|v@11 1|f@0 {\"result\":[]|",
      "a frame that does not close is refused when it is parsed" },
    { "{\"result\" 1}", "v@0 {\"result\" 1}|", "broken before it" },
    { "{\"result\":[1]}\n{\"result\":[2]}\n", "v@0 {\"result\":[1]}|v@15 {\"result\":[2]}|",
      "two lines are lines" },
};

TEST(a_source_is_cut_by_the_shape_of_its_first_value)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
        CHECK_STR(cut(str_of(ROWS[i].text), ARRAY_LEN(NAMES), &buf), str_of(ROWS[i].want),
                  ROWS[i].why);
    CHECK_STR(cut(STR("{\"result\":[1]}"), 0, &buf), STR("v@0 {\"result\":[1]}|"),
              "without names an object is one value");
}

/* Records of growing size, such that block borders fall everywhere; the separator decides. */
static Str make_records(Buf *buf, int count, size_t step, Str begin, Str between, Str end)
{
    buf_clear(buf);
    buf_add(buf, begin);
    for (int i = 0; i < count; i++) {
        if (i)
            buf_add(buf, between);
        buf_printf(buf, "{\"id\":%d,\"t\":\"", i);
        for (size_t j = 0; j < (size_t)i * step % 70000; j += 10)
            buf_add(buf, j % 70 ? STR("\\\\ ]}\\\"{[x") : STR("0123456789"));
        buf_add(buf, STR("\",\"a\":[[],{}]}"));
    }
    buf_add(buf, end);
    return buf_str(buf);
}

static void check_borders(Str begin, Str between, Str end)
{
    enum { COUNT = 500 };
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    Str text = make_records(&buf, COUNT, 997, begin, between, end);
    CLEANUP(stream_close) Stream *stream = NULL;
    CLEANUP(records_close) Records *records = NULL;
    CLEANUP(record_batch_done) RecordBatch batch = { 0 };
    JsonPool *pool = json_pool_new();
    size_t seen = 0, batches = 0;
    const Json *json;
    Err err = { 0 };

    CHECK_OK(stream_open_bytes(text, "t", NULL, &stream, &err), &err);
    CHECK_OK(records_open(stream, NAMES, 2, &records, &err), &err);
    do {
        CHECK_OK(records_fill(records, &batch, &err), &err);
        for (size_t i = 0; i < batch.count; i++) {
            const RecordText *record = &batch.record[i];
            int64_t id = -1;

            CHECK_OK(json_pool_parse(pool, record->text, JSON_UNIQUE_KEYS, &json, &err), &err);
            if (record->kind != RECORD_VALUE)
                continue;
            CHECK(json_i64(json_get(json, STR("id")), &id) && id == (int64_t)seen, "in order");
            CHECK(memcmp(text.ptr + record->byte, record->text.ptr, record->text.len) == 0,
                  "it stands where it says");
            seen++;
        }
        batches += batch.count > 0;
    } while (batch.count);
    CHECK_INT(seen, COUNT, "every record");
    CHECK(batches > 10, "over many blocks");
    json_pool_free(pool);
}

TEST(records_cross_block_borders_unharmed)
{
    check_borders(STR(""), STR("\n"), STR("\n"));
    check_borders(STR(" "), STR("\t"), STR(" "));
    check_borders(STR("["), STR(","), STR("]"));
    check_borders(STR(" [ "), STR("\n , \n"), STR(" ]\n\n"));
    check_borders(STR("{\"a\":1,\"result\" : [ "), STR(" ,"), STR("],\"z\":2}"));
}

TEST(a_record_larger_than_a_block_comes_whole)
{
    enum { LARGE = 5 * RECORDS_BLOCK_BYTES };
    CLEANUP(buf_done) Buf buf = buf_new(CAP), out = buf_new(CAP);
    Str begins[] = { STR("[\""), STR("{\"result\":[\""), STR("{\n\"a\":\""), STR("{\"a\":\"") };
    Str ends[] = { STR("\",2]"), STR("\"]}"), STR("\"}"), STR("\"}\n{}") };

    for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
        buf_clear(&buf);
        buf_add(&buf, begins[i]);
        buf_add(&buf, pack_fill('x', LARGE));
        buf_add(&buf, ends[i]);
        CHECK(cut(buf_str(&buf), 2, &out).len > LARGE, "it is there");
        CHECK(!buf_failed(&out), "whole");
    }
}

TEST(a_flood_of_white_space_needs_no_memory)
{
    CLEANUP(buf_done) Buf buf = buf_new(CAP);
    CLEANUP(stream_close) Stream *stream = NULL;
    CLEANUP(records_close) Records *records = NULL;
    CLEANUP(record_batch_done) RecordBatch batch = { 0 };
    Err err = { 0 };

    buf_add(&buf, STR("{}\n"));
    buf_add(&buf, pack_fill('\n', 50 << 20));
    buf_add(&buf, STR("{}"));
    CHECK_OK(stream_open_bytes(buf_str(&buf), "t", NULL, &stream, &err), &err);
    CHECK_OK(records_open(stream, NULL, 0, &records, &err), &err);
    do
        CHECK_OK(records_fill(records, &batch, &err), &err);
    while (batch.count);
    CHECK(batch.block_room < 4 * RECORDS_BLOCK_BYTES, "the block stays small");
}

TEST(a_stream_that_fails_fails_the_records)
{
    CLEANUP(stream_close) Stream *stream = NULL;
    CLEANUP(records_close) Records *records = NULL;
    CLEANUP(record_batch_done) RecordBatch batch = { 0 };
    Str packed = pack_gzip(pack_lines(1000));
    Err err = { 0 };

    CHECK_OK(stream_open_bytes(str_slice(packed, 0, packed.len / 2), "t", NULL, &stream, &err),
             &err);
    CHECK_OK(records_open(stream, NULL, 0, &records, &err), &err);
    CHECK(!records_fill(records, &batch, &err), "cut off");
    CHECK_STR(err.rule, STR("base.stream-cut"), "with the stream's reason");
}

/* The plain way to the same answer; a backslash outside strings is no JSON in either. */
static const char *slow_end(const char *at, const char *end)
{
    size_t depth = 0;
    bool quoted = false;

    for (; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == '{' || *at == '['))
            depth++;
        else if (!quoted && (*at == '}' || *at == ']') && --depth == 0)
            return at + 1;
    }
    return NULL;
}

TEST(the_scan_by_blocks_agrees_with_the_plain_one)
{
    static const char LETTERS[] = "\"\\{}[]{}[]ab\"\\\\\x5B\x7B\x3B\xDB\xFB";
    char text[400 + JSON_SCAN_SLACK];
    uint64_t number = 1;
    size_t found = 0;

    memset(text, '}', sizeof text); /* the slack must not count */
    for (int round = 0; round < 200000; round++) {
        size_t len = 1 + (size_t)round % 200;
        text[0] = '{';
        for (size_t i = 1; i < len; i++) {
            number = number * 6364136223846793005u + 1442695040888963407u;
            text[i] = number >> 60 > 4 ? "x{"[number >> 59 & 1]
                                       : LETTERS[(number >> 33) % (sizeof LETTERS - 1)];
        }
        CHECK(json_container_end(text, text + len) == slow_end(text, text + len), "the same end");
        found += slow_end(text, text + len) != NULL;
    }
    CHECK(found > 10000, "enough of them end");
}
