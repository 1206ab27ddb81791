/* SPDX-License-Identifier: Apache-2.0 */
#include "match/explain_range.h"

#include "match/finding.h"
#include "match/text.h"

/* Names of NISTIR 7695. */
static const Str ATTRIBUTES[] = {
    STR_ROW("part"), STR_ROW("vendor"), STR_ROW("product"), STR_ROW("version"), STR_ROW("update"),
    STR_ROW("edition"), STR_ROW("language"), STR_ROW("sw_edition"), STR_ROW("target_sw"),
    STR_ROW("target_hw"), STR_ROW("other"),
};
_Static_assert(ARRAY_LEN(ATTRIBUTES) == CPE_ATTRIBUTES, "a name for each");

/* What is said, before its texts are copied to where they may stay. */
typedef struct {
    ExplainedOutcome outcome;
    Sentence comparison, change;
} Said;

static Sentence sentence(Str rule, Str a, Str b, Str c)
{
    return (Sentence){ rule, { a, b, c } };
}

/* ---- a version that is inside ---- */

/* Up to where one would have to go to leave the range. */
static Sentence way_out(const SeenRange *seen)
{
    const Bounds *bounds = seen->bounds;

    if (bounds->flags & KB_EXACT)
        return sentence(STR("match.change-another"), bounds->lower.text, STR(""), STR(""));
    if (bounds->flags & KB_UPPER_OPEN)
        return sentence(STR("match.change-no-fix"), STR(""), STR(""), STR(""));
    return sentence(bounds->flags & KB_UPPER_INCLUSIVE ? STR("match.change-after")
                    : bounds->flags & KB_FIXED ? STR("match.change-fixed")
                                               : STR("match.change-outside"),
                    bounds->upper.text, STR(""), STR(""));
}

static Said said_inside(const SeenRange *seen, Str range)
{
    bool every = seen->bounds->flags & KB_LOWER_OPEN && seen->bounds->flags & KB_UPPER_OPEN;

    return (Said){ EXPLAINED_AFFECTED,
                   sentence(every ? STR("match.explain-every") : STR("match.explain-inside"),
                            seen->subject->text, range, STR("")),
                   way_out(seen) };
}

static Said said_attribute(const SeenRange *seen)
{
    CpeAttribute which = seen->which < CPE_ATTRIBUTES ? seen->which : CPE_VERSION;

    return (Said){ EXPLAINED_NOT_AFFECTED,
                   sentence(STR("match.explain-attribute"), ATTRIBUTES[which],
                            seen->criterion->cpe.value[which], seen->stated->cpe.value[which]),
                   sentence(STR("match.change-attribute"), ATTRIBUTES[which],
                            seen->criterion->cpe.value[which], STR("")) };
}

static Said said_configuration(const Matcher *m, const SeenRange *seen, Str range)
{
    KbCriterion platform;

    if (seen->verdict->truth == TRUTH_TRUE)
        return said_inside(seen, range);
    if (seen->verdict->truth == TRUTH_FALSE)
        return (Said){ EXPLAINED_NOT_AFFECTED,
                       sentence(STR("match.explain-configuration"), seen->subject->text, range,
                                STR("")),
                       sentence(STR("match.change-configuration"), STR(""), STR(""), STR("")) };
    if (seen->verdict->platform_unknown
        && kb_criterion(m->kb, seen->verdict->platform, &platform))
        return (Said){ EXPLAINED_UNKNOWN,
                       sentence(STR("match.explain-platform"), seen->subject->text, range,
                                platform.cpe),
                       sentence(STR("match.change-platform"), platform.cpe, STR(""), STR("")) };
    return (Said){ EXPLAINED_UNKNOWN,
                   sentence(STR("match.explain-other-part"), seen->subject->text, range, STR("")),
                   sentence(STR("match.change-configuration"), STR(""), STR(""), STR("")) };
}

/* ---- a version that is not ---- */

static bool is_below(const SeenRange *seen)
{
    Bounds above = *seen->bounds;

    above.flags |= KB_UPPER_OPEN;
    return !(above.flags & KB_LOWER_OPEN)
        && decide_bounds(seen->subject, &above) == DECIDED_OUTSIDE;
}

static Said said_outside(const SeenRange *seen)
{
    const Bounds *bounds = seen->bounds;
    Str version = seen->subject->text;

    if (bounds->flags & KB_EXACT)
        return (Said){ EXPLAINED_NOT_AFFECTED,
                       sentence(STR("match.explain-another"), version, bounds->lower.text, STR("")),
                       sentence(STR("match.change-only"), bounds->lower.text, STR(""), STR("")) };
    if (is_below(seen))
        return (Said){ EXPLAINED_NOT_AFFECTED,
                       sentence(STR("match.explain-older"), version, bounds->lower.text, STR("")),
                       sentence(STR("match.change-from"), bounds->lower.text, STR(""), STR("")) };
    return (Said){ EXPLAINED_NOT_AFFECTED,
                   sentence(bounds->flags & KB_FIXED ? STR("match.explain-fixed")
                                                     : STR("match.explain-newer"),
                            version, bounds->upper.text, STR("")),
                   sentence(STR("match.change-before"), bounds->upper.text, STR(""), STR("")) };
}

static Said said_not_comparable(const SeenRange *seen, Str range)
{
    Str version = seen->subject->text;
    Str rule = !version.len ? STR("match.explain-no-version")
             : seen->bounds->flags & KB_COMMIT ? STR("match.explain-history")
                                               : STR("match.explain-not-comparable");

    return (Said){ EXPLAINED_UNKNOWN, sentence(rule, version, range, STR("")),
                   sentence(STR("match.change-comparable"), scheme_name(seen->subject->scheme),
                            STR(""), STR("")) };
}

/* ---- all together ---- */

static Said said_of(const Matcher *m, const SeenRange *seen, Str range)
{
    KbAdvisory advisory;

    if (kb_advisory(m->kb, seen->range->advisory, &advisory)
        && advisory.state != RECORD_PUBLISHED)
        return (Said){ EXPLAINED_NOT_AFFECTED,
                       sentence(advisory.state == RECORD_REJECTED ? STR("match.explain-rejected")
                                                                  : STR("match.explain-withdrawn"),
                                advisory.id, STR(""), STR("")),
                       sentence(STR("match.change-withdrawn"), STR(""), STR(""), STR("")) };
    if (seen->decision == DECIDED_OUTSIDE)
        return said_outside(seen);
    if (seen->decision == DECIDED_NOT_COMPARABLE)
        return said_not_comparable(seen, range);
    if (seen->range->flags & KB_UNAFFECTED)
        return (Said){ EXPLAINED_NOT_AFFECTED,
                       sentence(STR("match.explain-unaffected"), seen->subject->text, range,
                                STR("")),
                       sentence(STR("match.change-unaffected"), range, STR(""), STR("")) };
    if (seen->verdict)
        return said_configuration(m, seen, range);
    if (seen->criterion && seen->fit == CPE_FIT_NONE)
        return said_attribute(seen);
    if (seen->criterion && seen->fit == CPE_FIT_NOT_COMPARABLE)
        return said_not_comparable(seen, range);
    return said_inside(seen, range);
}

static bool keep(Matcher *m, Sentence *sentence)
{
    for (size_t i = 0; i < ARRAY_LEN(sentence->args); i++)
        if (sentence->args[i].len
            && !arena_copy(m->results, sentence->args[i], &sentence->args[i]))
            return false;
    return true;
}

bool explain_range(Matcher *m, const SeenRange *seen, ExplainedRange *out, Err *err)
{
    ExplainedRange range = { .rule = match_rule_word(seen->rule) };
    Said said;

    if (!text_vers(seen->subject->scheme, seen->bounds, m->results, &range.range))
        return err_no_memory(err);
    said = said_of(m, seen, range.range);
    range.outcome = said.outcome;
    range.comparison = said.comparison;
    range.change = said.change;
    if (!keep(m, &range.comparison) || !keep(m, &range.change)
        || !arena_copy(m->results, seen->ecosystem, &range.ecosystem)
        || !arena_copy(m->results, seen->name, &range.package))
        return err_no_memory(err);
    if (!finding_source(m, seen->range->advisory, &range.source, err))
        return false;
    *out = range;
    return true;
}
