/* SPDX-License-Identifier: Apache-2.0 */
/* The SBOMs of releases: attached, listed. */
#include "inro/record.h"

#include "api/foreign.h"
#include "api/record.h"
#include "base/jsonout.h"

#include <stdio.h>
#include <string.h>

enum { SBOM_PAYLOAD_BYTES = 1 << 16 };
#define SBOM_ARENA_BYTES ((size_t)8 << 30)

#define RULE_TWICE STR("api.sbom-twice")

static Str last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return str_of(slash ? slash + 1 : path);
}

static bool attach_say(Act *act, const Row *release, const Sbom *sbom, Str blob, Str file,
                       Str *id, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(SBOM_PAYLOAD_BYTES);
    JsonOut json = jsonout_new(&buf, 0);
    char format[64];
    Str payload;

    if (!act_uuid(act, id, err))
        return false;
    snprintf(format, sizeof format, "%.*s %.*s", STR_ARG(sbom_format_name(sbom->format)),
             STR_ARG(sbom->spec_version));
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), *id);
    jsonout_str_at(&json, STR("release"), row_text(release, "id"));
    jsonout_str_at(&json, STR("blob"), blob);
    jsonout_str_at(&json, STR("file"), file);
    jsonout_str_at(&json, STR("format"), str_of(format));
    jsonout_u64_at(&json, STR("components"), sbom->counted_count);
    jsonout_object_end(&json);
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "sbom.attached", row_text(release, "product"), row_text(release, "id"),
                   payload, err);
}

/* An SBOM that a release has already would double each of its findings. */
static bool twice(void *context, const Row *row, Err *err)
{
    const Str *blob = context;

    return row_text(row, "detached").len || !str_eq(row_text(row, "blob"), *blob)
        || err_set(err, ERR_USAGE, RULE_TWICE, row_text(row, "id"));
}

static bool attached_once(Act *act, const Row *release, Str blob, Err *err)
{
    RowQuery sboms = { .table = TABLE_SBOM, .where = "release",
                       .equals = row_text(release, "id") };

    return rows_walk(store_db(act->record->store), &sboms, twice, &blob, err);
}

/* The bytes are kept as they came; that they are an SBOM is known before anything is written. */
static bool attach(const Inro *inro, InroRecord *record, const char *called, const char *file,
                   Act *act, char *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(SBOM_ARENA_BYTES);
    Str bytes, blob, id;
    Row release;
    Sbom sbom;

    if (!foreign_read(file, &arena, &bytes, err) || !foreign_sbom(bytes, file, &arena, &sbom, err)
        || !act_begin(record, inro, act, err)
        || !noun_resolve(store_db(record->store), NOUN_RELEASE, str_of(called), &act->arena,
                         &release, err)
        || !act_blob(act, STR("application/json"), bytes, &blob, err)
        || !attached_once(act, &release, blob, err)
        || !attach_say(act, &release, &sbom, blob, last_part(file), &id, err)
        || !act_end(act, err))
        return false;
    memcpy(out, id.ptr, id.len + 1);
    return true;
}

bool inro_sbom_attach(const Inro *inro, InroRecord *record, const char *release, const char *file,
                      char *id, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return attach(inro, record, release, file, &act, id, &err) || api_fail(inro, &err, error);
}

static bool detach(Act *act, const char *called, const char *reason, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(SBOM_PAYLOAD_BYTES);
    JsonOut json = jsonout_new(&buf, 0);
    Row sbom, release;
    Str payload;

    if (!noun_resolve(store_db(act->record->store), NOUN_SBOM, str_of(called), &act->arena, &sbom,
                      err)
        || !noun_resolve(store_db(act->record->store), NOUN_RELEASE, row_text(&sbom, "release"),
                         &act->arena, &release, err))
        return false;
    jsonout_object(&json);
    jsonout_str_at(&json, STR("id"), row_text(&sbom, "id"));
    jsonout_str_at(&json, STR("detached"), str_of(reason));
    jsonout_object_end(&json);
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "sbom.detached", row_text(&release, "product"), row_text(&release, "id"),
                   payload, err)
        && act_end(act, err);
}

bool inro_sbom_detach(const Inro *inro, InroRecord *record, const char *sbom, const char *reason,
                      InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    Err err;

    return (act_begin(record, inro, &act, &err) && detach(&act, sbom, reason, &err))
        || api_fail(inro, &err, error);
}
