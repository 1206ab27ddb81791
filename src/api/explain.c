/* SPDX-License-Identifier: Apache-2.0 */
#include "inro/scan.h"

#include "api/api.h"
#include "base/stream.h"
#include "formats/sbom.h"
#include "ident/purl.h"
#include "match/explain.h"
#include "report/report.h"

#include <string.h>

#define EXPLAIN_ARENA_BYTES ((size_t)8 << 30)

/* A document of one component, for a package URL on the command line. */
static bool sbom_of_purl(const char *purl, Arena *arena, Sbom *out, Err *err)
{
    Component *component = ARENA_NEW(arena, Component);
    Identifier *identifier = ARENA_NEW(arena, Identifier);
    Purl parsed;

    if (!component || !identifier)
        return err_no_memory(err);
    if (!purl_parse(str_of(purl), arena, &parsed, err))
        return err_in(err, "%s", purl);
    *identifier = (Identifier){ .kind = IDENTIFIER_PURL, .text = str_of(purl), .field = "purl",
                                .field_i = SBOM_NO_INDEX };
    *component = (Component){ .name = parsed.name, .version = parsed.version,
                              .identifier_count = 1, .counted = true, .parent = SBOM_NO_INDEX };
    *out = (Sbom){ .format = SBOM_CYCLONEDX, .components = component, .component_count = 1,
                   .counted_count = 1, .identifiers = identifier, .identifier_count = 1 };
    return true;
}

static bool sbom_of_file(const char *file, Arena *arena, Sbom *out, Err *err)
{
    Str text;

    return stream_read_document(file, &STREAM_DOCUMENT, arena, &text, err)
        && (sbom_read(text, arena, out, err) || err_in(err, "%s", file));
}

static void kb_end(Kb **kb)
{
    kb_close(*kb);
}

bool inro_explain(const Inro *inro, const InroQuestion *question, InroBytes *out, bool *known,
                  InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(EXPLAIN_ARENA_BYTES);
    CLEANUP(buf_done) Buf buf = buf_new(EXPLAIN_ARENA_BYTES);
    CLEANUP(kb_end) Kb *kb = NULL;
    ExplainQuestion asked = { .id = str_of(question->vulnerability),
                              .package = strncmp(question->subject, "pkg:", 4) == 0 };
    Explanation explanation;
    Sbom sbom;
    Err err;
    bool ok = (asked.package ? sbom_of_purl(question->subject, &arena, &sbom, &err)
                             : sbom_of_file(question->subject, &arena, &sbom, &err))
           && kb_open(str_of(question->dir), sbom.component_count, &kb, &err)
           && (kb_set_now(kb, inro->now_s), true)
           && match_explain(kb, &sbom, &asked, &arena, &explanation, &err)
           && report_explanation(&explanation, api_lang(inro), &buf, &err)
           && kb_unchanged(kb, &err);

    if (!ok)
        return api_fail(inro, &err, error);
    if (!api_give(inro, &buf, out, error))
        return false;
    *known = explanation.known;
    return true;
}
