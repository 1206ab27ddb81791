/* SPDX-License-Identifier: Apache-2.0 */
#include "match/decide.h"

#include "base/halving.h"

#include <string.h>

enum { PREFIX_BYTES = 8 };

static uint64_t prefix_of(const uint8_t *key, size_t len)
{
    uint64_t prefix = 0;

    for (size_t i = 0; i < PREFIX_BYTES; i++)
        prefix = prefix << 8 | (i < len ? key[i] : 0);
    return prefix;
}

void subject_init(Scheme scheme, Str text, Subject *out)
{
    out->scheme = scheme;
    out->text = text;
    out->key_len = 0;
    out->prefix = 0;
    out->word = scheme == SCHEME_GENERIC && !version_is_ordered(text);
    /* A version that has a key is valid; asking again would read its text twice. */
    out->valid = text.len && version_key(scheme, text, out->key, &out->key_len);
    if (out->word) { /* no short cut by its key */
        out->key_len = 0;
        out->valid = text.len && version_valid(scheme, text);
        return;
    }
    if (out->valid) {
        out->prefix = prefix_of(out->key, out->key_len);
        return;
    }
    out->key_len = 0;
    out->valid = text.len && version_valid(scheme, text);
}

static int key_compare(const Subject *subject, Str key)
{
    size_t shared = subject->key_len < key.len ? subject->key_len : key.len;
    int order = memcmp(subject->key, key.ptr, shared);

    return order ? order : (subject->key_len > key.len) - (subject->key_len < key.len);
}

/* False: the two cannot be compared. */
static bool subject_compare(const Subject *subject, const KbVersion *bound, int *order)
{
    Err ignored = { 0 };

    if (!subject->valid)
        return false;
    if (subject->key_len && bound->key.len) {
        *order = key_compare(subject, bound->key);
        return true;
    }
    return version_compare(subject->scheme, subject->text, bound->text, order, &ignored);
}

static Decision decide_exact(const Subject *subject, const Bounds *bounds)
{
    int order;

    if (subject->text.len && str_eq(subject->text, bounds->lower.text))
        return DECIDED_INSIDE;
    if (bounds->flags & KB_NOT_COMPARABLE || !subject_compare(subject, &bounds->lower, &order))
        return DECIDED_NOT_COMPARABLE;
    return order == 0 ? DECIDED_INSIDE : DECIDED_OUTSIDE;
}

/* Whether the version lies on the range's side of one bound. */
static Decision decide_lower(const Subject *subject, const Bounds *bounds)
{
    int order;

    if (bounds->flags & KB_LOWER_OPEN)
        return DECIDED_INSIDE;
    if (!subject_compare(subject, &bounds->lower, &order))
        return DECIDED_NOT_COMPARABLE;
    if (order == 0)
        return bounds->flags & KB_LOWER_INCLUSIVE ? DECIDED_INSIDE : DECIDED_OUTSIDE;
    return order > 0 ? DECIDED_INSIDE : DECIDED_OUTSIDE;
}

static Decision decide_upper(const Subject *subject, const Bounds *bounds)
{
    int order;

    if (bounds->flags & KB_UPPER_OPEN)
        return DECIDED_INSIDE;
    if (!subject_compare(subject, &bounds->upper, &order))
        return DECIDED_NOT_COMPARABLE;
    if (order == 0)
        return bounds->flags & KB_UPPER_INCLUSIVE ? DECIDED_INSIDE : DECIDED_OUTSIDE;
    return order < 0 ? DECIDED_INSIDE : DECIDED_OUTSIDE;
}

Decision decide_bounds(const Subject *subject, const Bounds *bounds)
{
    const uint32_t open = KB_LOWER_OPEN | KB_UPPER_OPEN;
    Decision lower, upper;

    if (bounds->flags & KB_EXACT)
        return decide_exact(subject, bounds);
    if (bounds->flags & KB_NOT_COMPARABLE)
        return DECIDED_NOT_COMPARABLE;
    if ((bounds->flags & open) == open)
        return DECIDED_INSIDE;
    if (subject->word)
        return DECIDED_NOT_COMPARABLE;
    lower = decide_lower(subject, bounds);
    if (lower == DECIDED_OUTSIDE)
        return DECIDED_OUTSIDE; /* whatever the other bound is */
    upper = decide_upper(subject, bounds);
    return upper == DECIDED_INSIDE ? lower : upper;
}

bool decide_prefix_excludes(const Subject *subject, const KbPackage *package, uint32_t range_i)
{
    uint64_t lower = package->lower_prefix[range_i];

    if (!subject->key_len)
        return false;
    if (subject->prefix < lower || subject->prefix > package->upper_prefix[range_i])
        return true;
    return package->ranges[range_i].flags & KB_EXACT && lower && lower != subject->prefix;
}

bool decide_prefix_includes(const Subject *subject, const KbPackage *package, uint32_t range_i)
{
    uint32_t flags = package->ranges[range_i].flags;
    uint64_t lower = package->lower_prefix[range_i], upper = package->upper_prefix[range_i];

    if (!subject->key_len || flags & (KB_EXACT | KB_NOT_COMPARABLE))
        return false;
    return (flags & KB_LOWER_OPEN || (lower && lower < subject->prefix))
        && (flags & KB_UPPER_OPEN || (upper != UINT64_MAX && subject->prefix < upper));
}

uint32_t decide_reach(const Subject *subject, const KbPackage *package)
{
    Halving half = halving_of(package->count);

    if (!subject->key_len)
        return package->count;
    while (halving_next(&half))
        halving_turn(&half, package->lower_prefix[half.middle] <= subject->prefix);
    return (uint32_t)half.at;
}
