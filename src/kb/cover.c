/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/cover.h"

#include "kb/collect.h"

#include <string.h>

static Str key_of(Scheme scheme, Str version, uint8_t buffer[VERSION_KEY_BYTES_MAX])
{
    size_t len;

    if (!version.len || !version_key(scheme, version, buffer, &len))
        return (Str){ 0 };
    return (Str){ (const char *)buffer, len };
}

static bool bound_make(Scheme scheme, Str version, Arena *arena, CoverBound *out)
{
    uint8_t buffer[VERSION_KEY_BYTES_MAX];
    Str key = key_of(scheme, version, buffer);

    if (str_eq(version, STR("0")) || str_eq(version, STR("*")))
        version = (Str){ 0 };
    out->text = version;
    return !key.len || arena_copy(arena, key, &out->key);
}

bool cover_open(const RecordAffected *affected, Scheme scheme, bool ordered, Arena *arena,
                Cover *out)
{
    size_t count = ordered && affected->version_count ? affected->range_count : 0;
    CoverBound *lower = ARENA_ARRAY(arena, CoverBound, count);
    CoverBound *upper = ARENA_ARRAY(arena, CoverBound, count);

    if (!lower || !upper)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!bound_make(scheme, affected->ranges[i].lower, arena, &lower[i]) ||
            !bound_make(scheme, affected->ranges[i].upper, arena, &upper[i]))
            return false;
    *out = (Cover){ affected, lower, upper, COLLECT_COVER_MAX, scheme, count > 0 };
    return true;
}

/* False when the two cannot be compared. */
static bool compare(const Cover *cover, Str version, Str key, const CoverBound *bound, int *order)
{
    Err err = { 0 };

    if (!key.len || !bound->key.len)
        return version_compare(cover->scheme, version, bound->text, order, &err);
    *order = str_cmp(key, bound->key);
    return true;
}

static bool in_range(const Cover *cover, size_t i, Str version, Str key)
{
    const RecordRange *range = &cover->affected->ranges[i];
    int order;

    if (range->unaffected)
        return false;
    if (range->exact)
        return str_eq(range->lower, version);
    if (cover->lower[i].text.len) {
        if (!compare(cover, version, key, &cover->lower[i], &order))
            return false;
        if (order < 0 || (order == 0 && !range->lower_inclusive))
            return false;
    }
    if (!cover->upper[i].text.len)
        return true;
    return compare(cover, version, key, &cover->upper[i], &order) &&
           (order < 0 || (order == 0 && range->upper_inclusive));
}

bool cover_holds(Cover *cover, Str version)
{
    uint8_t buffer[VERSION_KEY_BYTES_MAX];
    Str key;

    /* What is no version of the scheme can only be met by its text. */
    if (!cover->ordered || !version_valid(cover->scheme, version))
        return false;
    key = key_of(cover->scheme, version, buffer);
    for (size_t i = 0; i < cover->affected->range_count && cover->tests_left; i++) {
        cover->tests_left--;
        if (in_range(cover, i, version, key))
            return true;
    }
    return false;
}
