/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_helper.h"

#include "base/buf.h"
#include "base/records.h"

#include <string.h>

enum { HELPER_ARENA_MAX = 1 << 30, HEAD_BYTES = 1 << 16 };

static Arena arena;
static Buf text;

static Str quoted(const char *json)
{
    size_t len = strlen(json);
    char *copy = arena_alloc_raw(&arena, len + 1);

    assert(copy);
    for (size_t i = 0; i < len; i++)
        copy[i] = json[i] == '\'' ? '"' : json[i];
    return (Str){ copy, len };
}

bool helper_read(RecordReader *reader, const char *json, Record *out, Err *err)
{
    const Json *value = NULL;

    arena_done(&arena);
    arena = arena_new(HELPER_ARENA_MAX);
    if (!json_parse(quoted(json), JSON_PLAIN, &arena, &value, err))
        test_fail("the test's own JSON is wrong: %s", json);
    return reader(value, STR("test"), &arena, out, err);
}

const char *helper_refusal(RecordReader *reader, const char *json)
{
    static char buffer[ERR_TEXT_BYTES];
    Record record;
    Err err = { 0 };

    if (helper_read(reader, json, &record, &err))
        test_fail("read, not refused: %s", json);
    return err_text(&err, LANG_EN, buffer, sizeof buffer);
}

static void text_start(void)
{
    buf_done(&text);
    text = buf_new(1 << 20);
}

static const char *text_end(void)
{
    buf_char(&text, '\0');
    return buf_str(&text).ptr;
}

static void range_write(const RecordRange *range)
{
    buf_printf(&text, "%s", range->unaffected ? "!" : "");
    if (range->exact)
        buf_printf(&text, "=%.*s", STR_ARG(range->lower));
    else
        buf_printf(&text, "%c%.*s,%.*s%c", range->lower_inclusive ? '[' : '(',
                   STR_ARG(range->lower), STR_ARG(range->upper),
                   range->upper_inclusive ? ']' : ')');
    buf_printf(&text, "%s", range->fixed_known ? "+" : "");
}

const char *helper_ranges(const RecordAffected *affected)
{
    text_start();
    for (size_t i = 0; i < affected->range_count; i++) {
        buf_printf(&text, "%s", i ? " " : "");
        range_write(&affected->ranges[i]);
    }
    return text_end();
}

static void criterion_write(const RecordCriterion *c)
{
    size_t end = c->cpe.len > 10 ? c->cpe.len : 10;

    buf_printf(&text, "%s%.*s", c->vulnerable ? "" : "~", STR_ARG(str_slice(c->cpe, 10, end)));
    if (c->ranged)
        range_write(&c->range);
}

static size_t node_write(const Record *record, size_t i)
{
    const RecordNode *node = &record->nodes[i++];

    buf_printf(&text, "%s%s", node->negate ? "!" : "", node->op == NODE_AND ? "AND" : "OR");
    buf_char(&text, '{');
    for (uint32_t c = 0; c < node->criterion_count; c++) {
        buf_printf(&text, "%s", c ? " " : "");
        criterion_write(&record->criteria[node->first_criterion + c]);
    }
    for (uint32_t child = 0; child < node->child_count; child++) {
        buf_printf(&text, "%s", child ? " " : "");
        i = node_write(record, i);
    }
    buf_char(&text, '}');
    return i;
}

const char *helper_nodes(const Record *record)
{
    text_start();
    for (size_t i = 0; i < record->node_count;) {
        buf_printf(&text, "%s", i ? " " : "");
        i = node_write(record, i);
    }
    return text_end();
}

Str helper_head(const char *path, bool *whole)
{
    static char head[HEAD_BYTES];
    size_t len = 0, got = 1;
    Stream *stream = NULL;
    Err err = { 0 };

    CHECK_OK(stream_open(path, NULL, &stream, &err), &err);
    while (len < sizeof head && got) {
        CHECK_OK(stream_read(stream, head + len, sizeof head - len, &got, &err), &err);
        len += got;
    }
    *whole = len < sizeof head;
    stream_close(&stream);
    return (Str){ head, len };
}

size_t helper_values(const char *path, ValueEach *each, void *context)
{
    static const Str NAMES[] = { STR_ROW("vulnerabilities"), STR_ROW("result") };
    RecordBatch batch = { 0 };
    Records *records = NULL;
    Stream *stream = NULL;
    JsonPool *pool = json_pool_new();
    const Json *value;
    size_t count = 0;
    Err err = { 0 };

    CHECK_OK(stream_open(path, NULL, &stream, &err), &err);
    CHECK_OK(records_open(stream, NAMES, ARRAY_LEN(NAMES), &records, &err), &err);
    do {
        CHECK_OK(records_fill(records, &batch, &err), &err);
        for (size_t i = 0; i < batch.count; i++) {
            if (batch.record[i].kind != RECORD_VALUE)
                continue;
            CHECK_OK(json_pool_parse(pool, batch.record[i].text, JSON_PLAIN, &value, &err), &err);
            count++;
            if (!each(value, context))
                batch.count = 0;
        }
    } while (batch.count);
    records_close(&records);
    record_batch_done(&batch);
    stream_close(&stream);
    json_pool_free(pool);
    return count;
}

typedef struct {
    RecordReader *reader;
    Arena arena;
    Tally tally;
} Walk;

static void tally_add(Tally *tally, const Record *record)
{
    tally->read++;
    tally->state[record->state]++;
    tally->affected += record->affected_count;
    tally->scores += record->score_count;
    tally->left_out += record->left_out;
    tally->nodes += record->node_count;
    tally->criteria += record->criterion_count;
    for (size_t i = 0; i < record->affected_count; i++) {
        tally->ranges += record->affected[i].range_count;
        tally->not_comparable += record->affected[i].not_comparable;
    }
}

static bool walk_value(const Json *value, void *context)
{
    Walk *walk = context;
    Record record;
    Err err = { 0 };

    arena_reset(&walk->arena);
    if (walk->reader(value, STR("test"), &walk->arena, &record, &err))
        tally_add(&walk->tally, &record);
    else if (walk->tally.refused++ == 0)
        err_text(&err, LANG_EN, walk->tally.first_refusal, sizeof walk->tally.first_refusal);
    return true;
}

Tally helper_walk(const char *path, RecordReader *reader)
{
    Walk walk = { .reader = reader, .arena = arena_new(HELPER_ARENA_MAX) };
    const Tally *t = &walk.tally;

    helper_values(path, walk_value, &walk);
    arena_done(&walk.arena);
    printf("%s: %zu read, %zu refused; %zu withdrawn, %zu rejected; affected %zu, ranges %zu, "
           "not comparable %zu, nodes %zu, criteria %zu, scores %zu, left out %zu\n",
           strrchr(path, '/') + 1, t->read, t->refused, t->state[RECORD_WITHDRAWN],
           t->state[RECORD_REJECTED], t->affected, t->ranges, t->not_comparable, t->nodes,
           t->criteria, t->scores, t->left_out);
    if (t->refused)
        printf("  first refusal: %s\n", t->first_refusal);
    return walk.tally;
}
