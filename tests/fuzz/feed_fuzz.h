/* SPDX-License-Identifier: Apache-2.0 */
/* feed_fuzz.h — what must hold of every Record, for the fuzzers of the feeds. */
#pragma once

#include "formats/feed.h"

enum { FUZZ_ARENA_BYTES = 1 << 26 };

typedef bool FuzzReader(const Json *json, Str source_name, Arena *arena, Record *out, Err *err);

static inline void fuzz_affected(const RecordAffected *affected)
{
    for (size_t i = 0; i < affected->range_count; i++) {
        const RecordRange *range = &affected->ranges[i];

        assert(!range->exact || range->lower.len > 0);
        assert(range->upper.len > 0 || !range->upper_inclusive);
        assert(range->lower.len > 0 || !range->lower_inclusive);
    }
    assert(affected->kind == AFFECTED_PACKAGE ? affected->ecosystem.len > 0 : true);
    assert(affected->name.len > 0 && affected->scheme < SCHEME_COUNT);
}

/* The node behind node `i` and all below it. */
static inline size_t fuzz_node(const Record *record, size_t i)
{
    const RecordNode *node = &record->nodes[i++];

    assert(node->child_count == 0 || node->criterion_count == 0);
    assert(node->first_criterion + node->criterion_count <= record->criterion_count);
    for (uint32_t child = 0; child < node->child_count; child++) {
        assert(i < record->node_count && record->nodes[i].child_count == 0);
        i++;
    }
    return i;
}

static inline void fuzz_record_check(const Record *record)
{
    assert(record->id.len > 0 && record->summary.len <= RECORD_SUMMARY_BYTES);
    for (size_t i = 0; i < record->summary.len; i++)
        assert((unsigned char)record->summary.ptr[i] >= ' ');
    for (size_t i = 0; i < record->affected_count; i++)
        fuzz_affected(&record->affected[i]);
    for (size_t i = 0; i < record->node_count;)
        i = fuzz_node(record, i);
    for (size_t i = 0; i < record->criterion_count; i++)
        assert(record->criteria[i].cpe.len > 0 || record->left_out > 0);
    assert(record->state == RECORD_PUBLISHED || record->state < RECORD_STATES);
}

/* True when `text` is JSON; the value lives in `arena`. */
static inline bool fuzz_json(Str text, Arena *arena, const Json **out)
{
    Err err = { 0 };

    if (json_parse(text, JSON_PLAIN, arena, out, &err))
        return true;
    assert(err.code != ERR_NONE && err.rule.len > 0);
    return false;
}

static inline void fuzz_record(FuzzReader *reader, Str text)
{
    CLEANUP(arena_done) Arena arena = arena_new(FUZZ_ARENA_BYTES);
    const Json *json;
    Record record;
    Err err = { 0 };

    (void)feed_stamp(feed_sniff(text, true), text);
    if (!fuzz_json(text, &arena, &json))
        return;
    if (reader(json, STR("fuzz"), &arena, &record, &err))
        fuzz_record_check(&record);
    else
        assert(err.code != ERR_NONE && err.rule.len > 0);
}
