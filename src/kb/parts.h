/* SPDX-License-Identifier: Apache-2.0 */
/* parts.h — what the three sources of a build share: build.c (records), spans.c (packages, ranges
 * and versions) and index.c (hash tables, groups and ids). Nobody else includes it.
 */
#pragma once

#include "kb/build.h"
#include "kb/groups.h"
#include "kb/scribe.h"

/* A record that was kept. */
typedef struct {
    const CollectAdvisory *row;
    uint32_t collect;
    uint16_t source;
} BuildRecord;

typedef struct {
    uint32_t ecosystem, name;  /* numbers of texts */
    uint32_t schemes, range_count, first_range;
    uint32_t touched_by;       /* the record that named it last, plus one */
    bool listed;               /* an OSV record names it */
} BuildPackage;

typedef struct {
    Str key;
    uint64_t prefix;           /* of the key */
    uint32_t text, key_offset; /* offsets in STRINGS and KEYS */
    bool valid;
} BuildVersion;

/* A section that is made; of a text section `texts`. */
typedef struct {
    const void *rows;
    size_t bytes;
    const TextBlob *texts;
    bool made;
} BuildSection;

typedef struct {
    const BuildInput *in;
    Arena *arena;
    uint64_t seed;             /* of the file's hash tables */
    KbfSource *sources;
    BuildSection sections[KBF_SECTIONS];
    Interner strings, summaries;
    List offsets, summary_offsets; /* uint32: of a text in STRINGS and TEXTS, by number */
    TextBlob string_texts, summary_texts;
    uint32_t **text_of;        /* by collect: its texts → numbers of ours, INTERN_NONE at first */
    uint32_t **summary_of;     /* by collect: its summaries → ours */
    uint32_t **package_of;     /* by collect: its packages → ours */
    BuildRecord *records;
    uint32_t record_count;
    uint32_t *name_first, *names, name_count;
    uint32_t *touch_first, *criterion_first, *node_first; /* by record, and behind the last */
    uint32_t score_count, cwe_count;
    KbfAdvisory *advisories;   /* as written */
    PairMap package_map, version_map;
    List packages, versions;
    List ordered;              /* uint32: versions by their number in version_map, plus one */
    List generic;              /* uint32: the free-form version of a text, plus one */
    TextBlob keys;
    TextBlob wildcards;        /* products of the ranges of ("cpe", "*") */
    Groups groups;
    BuildReport report;
} Build;

/* Says that a section is made: `count` rows, which live until the file is written. */
void build_made(Build *build, KbfSectionId id, const void *rows, size_t count);
void build_made_texts(Build *build, KbfSectionId id, const TextBlob *texts);

/* Our number of a collector's text; its offset is known from then on. False: no memory. */
MUST_CHECK bool build_text(Build *build, uint32_t collect, uint32_t local, uint32_t *number);
MUST_CHECK bool build_text_new(Build *build, Str text, uint32_t *number);
/* As build_text, giving the offset. */
MUST_CHECK bool build_offset(Build *build, uint32_t collect, uint32_t local, uint32_t *offset);
static inline uint32_t build_offset_of(const Build *build, uint32_t number)
{
    return *LIST_AT(&build->offsets, uint32_t, number);
}

/* Published, or withdrawn at a time to come. */
bool build_is_live(const Build *build, const CollectAdvisory *row);

/* spans.c: TOUCHES; then PACKAGES, RANGES, their prefixes and WILDCARDS; criteria; VERSIONS and
 * KEYS. */
MUST_CHECK bool build_touches(Build *build);
MUST_CHECK bool build_ranges(Build *build);
MUST_CHECK bool build_criteria(Build *build);
MUST_CHECK bool build_versions(Build *build);

/* index.c: PACKAGE_HASH, ECOSYSTEMS and products; GROUPS; IDS. */
MUST_CHECK bool build_package_index(Build *build);
MUST_CHECK bool build_groups(Build *build);
MUST_CHECK bool build_ids(Build *build);
