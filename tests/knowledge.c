/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge.h"

#include "test.h"

#include "base/buf.h"
#include "kb/build.h"
#include "kb/columns.h"
#include "kb/open.h"

#include <string.h>

enum { SOURCES_MAX = 64 };
#define MEMORY_MAX ((size_t)1 << 30)

static void put(void *context, Str bytes)
{
    buf_add(context, bytes);
}

static void put_at(void *context, uint64_t offset, Str bytes)
{
    memcpy(((Buf *)context)->ptr + offset, bytes.ptr, bytes.len);
}

static Arena lasting; /* until the program ends */

static Str keep(const Buf *buf)
{
    Str bytes = buf_str(buf);
    char *copy;

    lasting.cap = MEMORY_MAX;
    copy = arena_alloc_raw(&lasting, bytes.len);
    if (!copy || buf_failed(buf))
        test_fail("no memory for a knowledge base");
    memcpy(copy, bytes.ptr, bytes.len);
    return (Str){ copy, bytes.len };
}

static void collect_all(const Knowledge *knowledge, Collect *collect)
{
    uint64_t order = 0;
    Err err = { 0 };

    for (size_t s = 0; s < knowledge->source_count; s++)
        for (size_t r = 0; r < knowledge->sources[s].record_count; r++)
            CHECK_OK(collect_record(collect, &knowledge->sources[s].records[r],
                                    (CollectPlace){ order++, (uint32_t)s, 0 }, &err),
                     &err);
}

Str knowledge_base(const Knowledge *knowledge)
{
    CLEANUP(arena_done) Arena arena = arena_new(MEMORY_MAX);
    CLEANUP(buf_done) Buf buf = buf_new(MEMORY_MAX);
    CLEANUP(collect_done) Collect collect = collect_new(&arena);
    const Collect *collects[] = { &collect };
    static const BuildFile FILE_ROW = { STR_ROW("hand-made"), STR_ROW("sha256:00"), 1 };
    BuildSource sources[SOURCES_MAX] = { 0 };
    BuildUnit units[SOURCES_MAX] = { 0 };
    BuildInput input = { collects, 1, sources, knowledge->source_count, units,
                         knowledge->source_count, INT64_MAX / 2 };
    BuildReport report;
    KbWriter writer;
    Err err = { 0 };

    for (size_t s = 0; s < knowledge->source_count; s++) {
        sources[s] = (BuildSource){ .id = knowledge->sources[s].id,
                                    .digest = STR("sha256:00"),
                                    .kind = knowledge->sources[s].kind,
                                    .files = &FILE_ROW,
                                    .file_count = 1 };
        units[s].source = (uint32_t)s;
    }
    collect_all(knowledge, &collect);
    CHECK(kb_writer_start(&writer, (KbSink){ &buf, put, put_at }, KBF_BASE, 1, 1), "memory");
    CHECK_OK(kb_build(&input, &arena, &writer, &report, &err), &err);
    kb_writer_finish(&writer);
    return keep(&buf);
}

static bool fill(const Knowledge *knowledge, FeedKind kind, Columns *columns)
{
    bool ok = true, refused;

    for (size_t i = 0; kind == FEED_KEV && i < knowledge->kev_count; i++)
        ok = ok && columns_kev(columns, &knowledge->kev[i], &refused);
    for (size_t i = 0; kind == FEED_EPSS && i < knowledge->epss_count; i++)
        ok = ok && columns_epss(columns, &knowledge->epss[i], &refused);
    for (size_t i = 0; kind == FEED_EOL && i < knowledge->cycle_count; i++)
        ok = ok && columns_support(columns, &knowledge->cycles[i]);
    return ok;
}

/* A column of `kind`; without entries there is no file. */
static Str column(const Knowledge *knowledge, FeedKind kind, KbfKind file, size_t count)
{
    CLEANUP(arena_done) Arena arena = arena_new(MEMORY_MAX);
    CLEANUP(buf_done) Buf buf = buf_new(MEMORY_MAX);
    Columns columns = columns_new(&arena, kind);
    static const Str IDS[] = { [FEED_KEV] = STR_ROW("kev"), [FEED_EPSS] = STR_ROW("epss"),
                               [FEED_EOL] = STR_ROW("eol") };
    BuildSource source = { .id = IDS[kind], .digest = STR("sha256:00"), .kind = kind,
                           .date_s = knowledge->date_s };
    KbWriter writer;
    KbfSource row;
    Err err = { 0 };

    if (!count)
        return (Str){ 0 };
    CHECK(fill(knowledge, kind, &columns), "memory");
    CHECK(kb_writer_start(&writer, (KbSink){ &buf, put, put_at }, file, 1, 1), "memory");
    CHECK_OK(columns_write(&columns, &source, &writer, &row, &err), &err);
    kb_writer_finish(&writer);
    return keep(&buf);
}

Kb *knowledge_make(const Knowledge *knowledge)
{
    Str files[KBF_KINDS] = {
        [KBF_BASE] = knowledge_base(knowledge),
        [KBF_KEV] = column(knowledge, FEED_KEV, KBF_KEV, knowledge->kev_count),
        [KBF_EPSS] = column(knowledge, FEED_EPSS, KBF_EPSS, knowledge->epss_count),
        [KBF_SUPPORT] = column(knowledge, FEED_EOL, KBF_SUPPORT, knowledge->cycle_count),
    };
    Err err = { 0 };
    Kb *kb;

    CHECK_OK(kb_open_memory(files, &kb, &err), &err);
    return kb;
}
