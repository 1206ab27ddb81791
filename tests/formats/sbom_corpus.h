/* SPDX-License-Identifier: Apache-2.0 */
/* sbom_corpus.h — whole folders of SBOMs: read each, count each a second way.
 *
 * The second count walks the JSON by nothing but the rule: every entry of an array called
 * `components` below the root's own counts (CycloneDX), every entry of `packages` (SPDX).
 */
#pragma once

#include "base/io.h"
#include "base/json.h"
#include "base/stream.h"
#include "formats/sbom.h"
#include "test.h"

#include <string.h>

#define CORPUS_ARENA_BYTES ((size_t)1 << 32)

static inline size_t corpus_count_nested(const Json *components)
{
    JsonIter iter = json_iter(components);
    const Json *component;
    size_t count = 0;
    Str key;

    while (json_next(&iter, &key, &component))
        count += 1 + corpus_count_nested(json_get(component, STR("components")));
    return count;
}

/* What the document holds by the rule; *names is false when one of them has no name. */
static inline size_t corpus_count(const Json *root)
{
    const Json *packages = json_get(root, STR("packages"));

    return packages ? json_count(packages)
                    : corpus_count_nested(json_get(root, STR("components")));
}

typedef struct {
    size_t read, refused, components, identifiers;
} CorpusSum;

/* What one file came to: sbom_read's answer, the message when it refused. */
typedef struct {
    const char *name;
    bool read;
    Sbom sbom;
    const char *message;
} CorpusFile;

static inline void corpus_check_count(Str text, Arena *arena, const CorpusFile *file)
{
    const Json *root = NULL;
    Err err = { 0 };

    CHECK_OK(json_parse(text, JSON_ALLOW_BOM, arena, &root, &err), &err);
    CHECK_INT(file->sbom.counted_count, corpus_count(root), file->name);
}

/* Reads one file, plain or .zst, and holds the count against the second way. */
static inline void corpus_file(const char *path, const char *name, CorpusSum *sum,
                               void (*each)(const CorpusFile *file))
{
    CLEANUP(arena_done) Arena arena = arena_new(CORPUS_ARENA_BYTES);
    static char message[ERR_TEXT_BYTES];
    CorpusFile file = { .name = name };
    Str text = { 0 };
    Err err = { 0 };

    CHECK_OK(stream_read_document(path, &STREAM_DOCUMENT, &arena, &text, &err), &err);
    file.read = sbom_read(text, &arena, &file.sbom, &err);
    file.message = file.read ? "" : err_text(&err, LANG_EN, message, sizeof message);
    if (file.read)
        corpus_check_count(text, &arena, &file);
    sum->read += file.read;
    sum->refused += !file.read;
    sum->components += file.sbom.counted_count;
    sum->identifiers += file.sbom.identifier_count;
    each(&file);
}

/* Every file below `folder` whose name holds `part`. */
static inline void corpus_walk(const char *folder, const char *part, CorpusSum *sum,
                               void (*each)(const CorpusFile *file))
{
    CLEANUP(arena_done) Arena arena = arena_new(CORPUS_ARENA_BYTES);
    Str *names = NULL;
    size_t count = 0;
    Err err = { 0 };

    CHECK_OK(io_list(folder, IO_LIST_MAX, &arena, &names, &count, &err), &err);
    for (size_t i = 0; i < count; i++) {
        const char *path = NULL;

        CHECK_OK(io_join(&arena, folder, names[i], &path, &err), &err);
        if (io_kind(path) == IO_DIRECTORY)
            corpus_walk(path, part, sum, each);
        else if (strstr(names[i].ptr, part))
            corpus_file(path, path, sum, each);
    }
}
