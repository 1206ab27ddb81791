/* SPDX-License-Identifier: Apache-2.0 */
#include "lifecycle/decision_scope.h"

#include "base/halving.h"
#include "ident/ecosystem.h"
#include "match/order.h"

/* ---- reading a scope ---- */

static const Str ANY_ATTRIBUTE = STR_ROW("*");

/* One version and a range of them are two answers to one question. */
static bool one_version(bool versioned, const DecisionScope *scope, Err *err)
{
    if (versioned && scope->range.len)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.scope-version-and-range"));
    return true;
}

static bool any_read(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err)
{
    (void)arena, (void)out;
    if (scope->range.len)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.scope-range-alone"));
    if (scope->component.len)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.scope-component-stray"));
    return true;
}

static bool purl_read(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err)
{
    if (!purl_parse(scope->component, arena, &out->purl, err))
        return err_in(err, "component");
    return one_version(out->purl.version.len, scope, err);
}

static bool cpe_read(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err)
{
    if (!cpe_parse(scope->component, arena, &out->cpe, err))
        return err_in(err, "component");
    return one_version(!str_eq(out->cpe.value[CPE_VERSION], ANY_ATTRIBUTE), scope, err);
}

static bool name_read(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err)
{
    (void)arena, (void)out;
    if (!str_trim(scope->component).len)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.scope-no-component"));
    return true;
}

/* *row is NULL for a type whose versions have no order of their own. False without memory. */
static bool row_of(const Purl *purl, Arena *arena, const EcosystemRow **row, Err *err)
{
    EcosystemKey key = { 0 };

    /* Without a row it tells the name at least; without memory, nothing. */
    if (!ecosystem_of_purl(purl, (Str){ 0 }, arena, &key) && !key.name.len)
        return err_no_memory(err);
    *row = key.row;
    return true;
}

/* Rules of another ecosystem would put the versions of this one in a wrong order. */
static bool range_suits(const ScopeRead *read, Arena *arena, Err *err)
{
    const EcosystemRow *row = NULL;

    if (read->scope->kind != SCOPE_PURL || str_eq(read->range.type, read->purl.type))
        return true;
    if (!row_of(&read->purl, arena, &row, err))
        return false;
    if (row && !str_eq(read->range.type, scheme_name(row->scheme)))
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.scope-range-of-other"),
                       read->range.type, read->purl.type);
    return true;
}

static bool range_read(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err)
{
    bool inside;

    if (!scope->range.len)
        return true;
    if (!vers_parse(scope->range, arena, &out->range, err))
        return err_in(err, "range");
    if (out->range.constraints[0].op == VERS_ANY)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.scope-range-of-all"));
    /* The first bound against all others: whether each has a place in the order. */
    if (!vers_contains(&out->range, out->range.constraints[0].version, &inside, err))
        return err_in(err, "range");
    return range_suits(out, arena, err);
}

static bool row_before(const void *context, uint32_t a, uint32_t b)
{
    const DecisionRelease *rows = context;
    int order = str_cmp(rows[a].release, rows[b].release);

    return order ? order < 0 : rows[a].confirmed_s < rows[b].confirmed_s;
}

static bool rows_sort(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err)
{
    out->by_release = order_new((uint32_t)scope->release_count, row_before, scope->releases, arena);
    if (!out->by_release)
        return err_no_memory(err);
    return true;
}

bool scope_read(const DecisionScope *scope, Arena *arena, ScopeRead *out, Err *err)
{
    typedef bool Reader(const DecisionScope *, Arena *, ScopeRead *, Err *);
    static Reader *const READERS[] = {
        [SCOPE_ANY] = any_read, [SCOPE_PURL] = purl_read, [SCOPE_CPE] = cpe_read,
        [SCOPE_NAME] = name_read,
    };
    ScopeRead read = { .scope = scope };

    if (scope->kind >= SCOPE_KINDS)
        return err_set(err, ERR_STRUCTURE, STR("lifecycle.scope-unknown-kind"));
    if (!READERS[scope->kind](scope, arena, &read, err)
        || !range_read(scope, arena, &read, err) || !rows_sort(scope, arena, &read, err))
        return err_in(err, "scope");
    *out = read;
    return true;
}

/* ---- the identifiers of a finding ---- */

SubjectRead subject_read(const Subject *subject, Arena *arena)
{
    return (SubjectRead){ .subject = subject, .arena = arena };
}

/* False and *good false: there is none, or it cannot be read. */
static bool subject_purl(SubjectRead *s, Err *err)
{
    if (!s->purl_read)
        s->purl_good = s->subject->purl.len
            && purl_parse(s->subject->purl, s->arena, &s->purl, err);
    s->purl_read = true;
    return s->purl_good;
}

static bool subject_cpe(SubjectRead *s, Err *err)
{
    if (!s->cpe_read)
        s->cpe_good = s->subject->cpe.len && cpe_parse(s->subject->cpe, s->arena, &s->cpe, err);
    s->cpe_read = true;
    return s->cpe_good;
}

/* The version that ranges are held against. False without memory. */
static bool subject_version(SubjectRead *s, Err *err)
{
    const EcosystemRow *row = NULL;

    s->version = s->subject->build.version;
    if (!subject_purl(s, err))
        return !err_is_no_memory(err);
    if (!s->purl.version.len)
        return true;
    s->version = s->purl.version;
    if (!row_of(&s->purl, s->arena, &row, err))
        return false;
    if (row && !ecosystem_version(row, &s->purl, s->arena, &s->version))
        return err_no_memory(err);
    return true;
}

/* ---- does it fit? ---- */

static bool qualifiers_fit(const Purl *scope, const Purl *found)
{
    size_t i = 0;

    while (i < scope->qualifier_count
           && str_eq(purl_qualifier(found, scope->qualifiers[i].key), scope->qualifiers[i].value))
        i++;
    return i == scope->qualifier_count;
}

static bool stated_fits(Str stated, Str found)
{
    return !stated.len || str_eq(stated, found);
}

static bool fits_any(const ScopeRead *scope, SubjectRead *s, Err *err)
{
    (void)scope, (void)s, (void)err;
    return true;
}

static bool fits_purl(const ScopeRead *scope, SubjectRead *s, Err *err)
{
    const Purl *a = &scope->purl, *b = &s->purl;

    return subject_purl(s, err) && str_eq(a->type, b->type) && str_eq(a->ns, b->ns)
        && str_eq(a->name, b->name)
        && stated_fits(a->version, b->version.len ? b->version : s->subject->build.version)
        && stated_fits(a->subpath, b->subpath) && qualifiers_fit(a, b);
}

static bool fits_cpe(const ScopeRead *scope, SubjectRead *s, Err *err)
{
    CpeRelation relation;

    if (!subject_cpe(s, err))
        return false;
    relation = cpe_compare(&scope->cpe, &s->cpe);
    return relation == CPE_EQUAL || relation == CPE_SUPERSET;
}

static bool fits_name(const ScopeRead *scope, SubjectRead *s, Err *err)
{
    (void)err;
    return str_eq(scope->scope->component, s->subject->name);
}

/* What cannot be compared is not inside. False without memory. */
static bool range_holds(const ScopeRead *scope, SubjectRead *s, bool *inside, Err *err)
{
    if (!s->version_read && !subject_version(s, err))
        return false;
    s->version_read = true;
    if (!vers_contains(&scope->range, s->version, inside, err))
        *inside = false;
    return true;
}

static bool configuration_fits(const ScopeRead *scope, const SubjectRead *s)
{
    return stated_fits(str_trim(scope->scope->configuration), str_trim(s->subject->configuration));
}

bool scope_fits(const ScopeRead *scope, SubjectRead *subject, Miss *miss, Err *err)
{
    typedef bool Fits(const ScopeRead *, SubjectRead *, Err *);
    static Fits *const FITS[] = {
        [SCOPE_ANY] = fits_any, [SCOPE_PURL] = fits_purl, [SCOPE_CPE] = fits_cpe,
        [SCOPE_NAME] = fits_name,
    };
    bool inside = true;
    Err unread = { 0 };

    *miss = MISS_COMPONENT;
    if (!FITS[scope->scope->kind](scope, subject, &unread)) {
        if (err_is_no_memory(&unread))
            return err_no_memory(err);
        return true;
    }
    *miss = MISS_VERSION;
    if (scope->range.count && !range_holds(scope, subject, &inside, &unread))
        return err_no_memory(err);
    if (inside)
        *miss = configuration_fits(scope, subject) ? MISS_NONE : MISS_CONFIGURATION;
    return true;
}

/* ---- releases ---- */

static const DecisionRelease *row_at(const ScopeRead *scope, size_t i)
{
    return &scope->scope->releases[scope->by_release[i]];
}

const DecisionRelease *scope_release(const ScopeRead *scope, Str release, int64_t now_s)
{
    Halving half = halving_of(scope->scope->release_count);
    const DecisionRelease *row;

    /* The first row behind all of this release until now. */
    while (halving_next(&half)) {
        int order;

        row = row_at(scope, half.middle);
        order = str_cmp(row->release, release);
        halving_turn(&half, order < 0 || (order == 0 && row->confirmed_s <= now_s));
    }
    row = half.at ? row_at(scope, half.at - 1) : NULL;
    return row && str_eq(row->release, release) ? row : NULL;
}

/* The next release, in order, that the decision names itself; empty behind the last. */
static Str next_named(const ScopeRead *scope, size_t *i, Str last)
{
    while (*i < scope->scope->release_count) {
        const DecisionRelease *row = row_at(scope, (*i)++);
        if (!row->confirmed_s && !str_eq(row->release, last))
            return row->release;
    }
    return (Str){ 0 };
}

static bool releases_equal(const ScopeRead *a, const ScopeRead *b)
{
    size_t i = 0, k = 0;
    Str left = { 0 }, right = { 0 };

    do {
        left = next_named(a, &i, left);
        right = next_named(b, &k, right);
    } while (left.len && str_eq(left, right));
    return str_eq(left, right);
}

bool scope_equal(const ScopeRead *a, const ScopeRead *b)
{
    const DecisionScope *x = a->scope, *y = b->scope;

    return x->kind == y->kind && x->inherits == y->inherits && str_eq(x->component, y->component)
        && str_eq(x->range, y->range)
        && str_eq(str_trim(x->configuration), str_trim(y->configuration)) && releases_equal(a, b);
}
