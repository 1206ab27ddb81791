/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge.h — a knowledge base out of records written in a test, in memory.
 *
 *     static const Record RECORDS[] = { { .id = STR_ROW("CVE-2024-0001"), … } };
 *     const KnowledgeSource sources[] = { { STR_ROW("nvd"), FEED_NVD, RECORDS, 1 } };
 *     Kb *kb = knowledge_make(&(Knowledge){ .sources = sources, .source_count = 1 });
 */
#pragma once

#include "formats/feed.h"
#include "kb/lookup.h"

typedef struct {
    Str id;               /* "osv/PyPI"; sources are sorted by it */
    FeedKind kind;
    const Record *records;
    size_t record_count;
} KnowledgeSource;

typedef struct {
    const KnowledgeSource *sources;
    size_t source_count;
    const KevEntry *kev;
    size_t kev_count;
    const EpssRow *epss;
    size_t epss_count;
    const SupportCycle *cycles;
    size_t cycle_count;
    int64_t date_s;       /* of the columns */
} Knowledge;

/* Fails the test when it cannot be made. Lives until kb_close; its bytes until the program ends. */
Kb *knowledge_make(const Knowledge *knowledge);
/* The bytes of its base file alone. */
Str knowledge_base(const Knowledge *knowledge);
