/* SPDX-License-Identifier: Apache-2.0 */
#include "match/git.h"

enum { COMMIT_DIGITS_MIN = 7, COMMIT_DIGITS_MAX = 64 };

bool git_is_commit(Str text)
{
    if (text.len < COMMIT_DIGITS_MIN || text.len > COMMIT_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return true;
}

/* Equal, or one is the other's abbreviation. */
static bool commit_eq(Str a, Str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;

    return git_is_commit(a) && git_is_commit(b)
        && str_eq_fold(str_slice(a, 0, shared), str_slice(b, 0, shared));
}

static Str without_v(Str tag)
{
    bool v = tag.len > 1 && (tag.ptr[0] == 'v' || tag.ptr[0] == 'V')
          && tag.ptr[1] >= '0' && tag.ptr[1] <= '9';

    return v ? str_slice(tag, 1, tag.len) : tag;
}

/* What stands before the first digit: "release-" of "release-1.2". */
static Str style_of(Str tag)
{
    size_t i = 0;

    while (i < tag.len && (tag.ptr[i] < '0' || tag.ptr[i] > '9'))
        i++;
    return str_slice(tag, 0, i);
}

/* "unaffected" from here on, or up to and with there: both ends are good. Where such a range ends
 * before a commit, nothing is said about that one. */
static void add_good_commits(GitEvidence *evidence, const Revision *revision, const Bounds *bounds)
{
    if (commit_eq(revision->commit, bounds->lower.text)
        || (bounds->flags & KB_UPPER_INCLUSIVE
            && commit_eq(revision->commit, bounds->upper.text)))
        evidence->fixed = true;
}

static void add_commits(GitEvidence *evidence, const Revision *revision, const Bounds *bounds)
{
    evidence->ranged = true;
    if (!revision->commit.len)
        return;
    if (bounds->flags & KB_UNAFFECTED) {
        add_good_commits(evidence, revision, bounds);
        return;
    }
    if (commit_eq(revision->commit, bounds->lower.text))
        evidence->affected = true;
    if (!commit_eq(revision->commit, bounds->upper.text))
        return;
    if (bounds->flags & KB_UPPER_INCLUSIVE)
        evidence->affected = true;
    else
        evidence->fixed = true;
}

static void add_tag(GitEvidence *evidence, const Revision *revision, const Bounds *bounds)
{
    Str ours = without_v(revision->tag), theirs = without_v(bounds->lower.text);

    evidence->listed = true;
    if (!ours.len)
        return;
    if (str_eq(ours, theirs))
        evidence->enumerated = true;
    if (str_eq(style_of(ours), style_of(theirs)))
        evidence->same_style = true;
}

void git_evidence_add(GitEvidence *evidence, const Revision *revision, const Bounds *bounds)
{
    if (bounds->flags & KB_EXACT && !(bounds->flags & KB_COMMIT))
        add_tag(evidence, revision, bounds);
    else
        add_commits(evidence, revision, bounds);
}

Decision git_decide(const GitEvidence *evidence, const Revision *revision)
{
    if (evidence->affected || evidence->enumerated)
        return DECIDED_INSIDE;
    if (evidence->fixed)
        return DECIDED_OUTSIDE;
    if (revision->tag.len && evidence->listed && evidence->same_style)
        return DECIDED_OUTSIDE;
    return DECIDED_NOT_COMPARABLE;
}
