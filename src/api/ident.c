/* SPDX-License-Identifier: Apache-2.0 */
#include "inro/ident.h"

#include "api/api.h"
#include "ident/cpe.h"
#include "ident/cvss.h"
#include "ident/purl.h"
#include "version/version.h"

enum { IDENT_ARENA_BYTES = 1 << 20 };

bool inro_version_scheme(const Inro *inro, InroText scheme, InroError *error)
{
    Scheme found;
    Err err;

    return scheme_of(api_str(scheme), &found, &err) || api_fail(inro, &err, error);
}

bool inro_version_compare(const Inro *inro, InroText scheme, InroText a, InroText b, int *order,
                          InroError *error)
{
    Scheme found;
    Err err;

    return (scheme_of(api_str(scheme), &found, &err)
            && version_compare(found, api_str(a), api_str(b), order, &err))
        || api_fail(inro, &err, error);
}

bool inro_purl_canonical(const Inro *inro, InroText purl, InroBytes *out, InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(IDENT_ARENA_BYTES);
    CLEANUP(buf_done) Buf buf = buf_new(IDENT_ARENA_BYTES);
    Purl parsed;
    Str text;
    Err err;

    if (!purl_parse(api_str(purl), &arena, &parsed, &err)
        || !purl_format(&parsed, &arena, &text, &err)) {
        err_in(&err, "%.*s", STR_ARG(api_str(purl)));
        return api_fail(inro, &err, error);
    }
    buf_add(&buf, text);
    return api_give(inro, &buf, out, error);
}

static bool cpe_read(InroText text, Arena *arena, Cpe *out, Err *err)
{
    return cpe_parse(api_str(text), arena, out, err)
        || err_in(err, "%.*s", STR_ARG(api_str(text)));
}

bool inro_cpe_relation(const Inro *inro, InroText source, InroText target, const char **relation,
                       InroError *error)
{
    CLEANUP(arena_done) Arena arena = arena_new(IDENT_ARENA_BYTES);
    Cpe a, b;
    Err err;

    if (!cpe_read(source, &arena, &a, &err) || !cpe_read(target, &arena, &b, &err))
        return api_fail(inro, &err, error);
    *relation = cpe_relation_name(cpe_compare(&a, &b)).ptr;
    return true;
}

bool inro_cvss_score(const Inro *inro, InroText vector, InroCvss *out, InroError *error)
{
    CvssScore score;
    Err err;

    if (!cvss_score(api_str(vector), &score, &err))
        return api_fail(inro, &err, error);
    *out = (InroCvss){ score.base, score.temporal, score.environmental,
                       severity_name(score.severity).ptr };
    return true;
}
