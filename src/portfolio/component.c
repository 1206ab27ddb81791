/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio/answer.h"

#include "ident/cpe.h"
#include "match/asks.h"
#include "portfolio/fold.h"
#include "portfolio/gather.h"

/* What is asked for, and how a candidate is held against it. */
typedef struct {
    Gather gather;
    Purl purl;
    Cpe cpe;
    Str version;            /* of a name; empty: any */
    Str algorithm, digits;  /* of a hash; the first may be empty */
    bool (*fits)(void *asking, uint32_t pair, const PortfolioPairRow *row, bool *out, Err *err);
} Asking;

static void asking_done(Asking *asking)
{
    gather_done(&asking->gather);
}

/* ---- purls ---- */

static bool qualifiers_fit(const Purl *wanted, const Purl *has)
{
    for (size_t i = 0; i < wanted->qualifier_count; i++)
        if (!str_eq(purl_qualifier(has, wanted->qualifiers[i].key), wanted->qualifiers[i].value))
            return false;
    return true;
}

static bool purl_fits(const Purl *wanted, const Purl *has, Str version)
{
    if (has->version.len)
        version = has->version;
    return str_eq(has->type, wanted->type) && str_eq(has->ns, wanted->ns)
        && str_eq(has->name, wanted->name) && qualifiers_fit(wanted, has)
        && (!wanted->version.len || str_eq(version, wanted->version));
}

static bool fits_purl(void *asking_, uint32_t pair, const PortfolioPairRow *row, bool *out,
                      Err *err)
{
    Asking *asking = asking_;
    Identifier identifier;
    Err why = { 0 };
    Purl has;

    *out = false;
    for (uint32_t i = 0; i < row->identifier_count && !*out; i++) {
        if (!portfolio_identifier(asking->gather.p, pair, i, &identifier)
            || identifier.kind != IDENTIFIER_PURL)
            continue;
        if (purl_parse(identifier.text, &asking->gather.work, &has, &why))
            *out = purl_fits(&asking->purl, &has, row->version);
        else if (err_is_no_memory(&why))
            return err_no_memory(err);
    }
    return true;
}

static bool ask_purl(Asking *asking, Str text, Err *err)
{
    Str bare;

    if (!purl_parse(text, &asking->gather.work, &asking->purl, err)
        || !fold_purl(&asking->purl, &asking->gather.work, &bare, err))
        return false;
    asking->fits = fits_purl;
    return gather_key(&asking->gather, PF_KEY_PURL, (Str){ 0 }, bare) || err_no_memory(err);
}

/* ---- CPEs ---- */

/* What the question or the component leaves open fits everything. */
static bool cpe_fits(const Cpe *wanted, Cpe has, Str version)
{
    if (str_eq(has.value[CPE_VERSION], STR("*")) && version.len)
        has.value[CPE_VERSION] = version;
    for (CpeAttribute i = CPE_PART; i < CPE_ATTRIBUTES; i++)
        if (!str_eq(has.value[i], STR("*"))
            && cpe_attribute_compare(wanted->value[i], has.value[i]) == CPE_DISJOINT)
            return false;
    return true;
}

static bool fits_cpe(void *asking_, uint32_t pair, const PortfolioPairRow *row, bool *out,
                     Err *err)
{
    Asking *asking = asking_;
    Identifier identifier;
    Err why = { 0 };
    Cpe has;

    *out = false;
    for (uint32_t i = 0; i < row->identifier_count && !*out; i++) {
        if (!portfolio_identifier(asking->gather.p, pair, i, &identifier)
            || identifier.kind != IDENTIFIER_CPE)
            continue;
        if (cpe_parse(identifier.text, &asking->gather.work, &has, &why))
            *out = cpe_fits(&asking->cpe, has, row->version);
        else if (err_is_no_memory(&why))
            return err_no_memory(err);
    }
    return true;
}

static bool ask_cpe(Asking *asking, Str text, Err *err)
{
    if (!cpe_parse(text, &asking->gather.work, &asking->cpe, err))
        return false;
    asking->fits = fits_cpe;
    return gather_key(&asking->gather, PF_KEY_PACKAGE, ASKS_STATED,
                      asking->cpe.value[CPE_PRODUCT]) || err_no_memory(err);
}

/* ---- hashes ---- */

static bool fits_hash(void *asking_, uint32_t pair, const PortfolioPairRow *row, bool *out,
                      Err *err)
{
    Asking *asking = asking_;
    Str rest = row->hashes, hash, algorithm, digits;
    bool is;

    (void)pair;
    *out = false;
    while (!*out && rest.len && str_next(&rest, ' ', &hash)) {
        if (!fold_digest(hash, &asking->gather.work, &algorithm, &digits, &is))
            return err_no_memory(err);
        *out = is && str_eq(digits, asking->digits)
            && (!asking->algorithm.len || str_eq(algorithm, asking->algorithm));
    }
    return true;
}

static bool ask_hash(Asking *asking, bool *asked, Err *err)
{
    asking->fits = fits_hash;
    if (!gather_key(&asking->gather, PF_KEY_DIGEST, (Str){ 0 }, asking->digits))
        return err_no_memory(err);
    *asked = asking->gather.pairs.count > 0;
    return true;
}

/* ---- names ---- */

static bool fits_version(void *asking_, uint32_t pair, const PortfolioPairRow *row, bool *out,
                         Err *err)
{
    const Asking *asking = asking_;

    (void)pair;
    (void)err;
    *out = !asking->version.len || str_eq(asking->version, row->version);
    return true;
}

static bool gather_name(Asking *asking, Str name)
{
    Str folded;

    return fold_name(name, &asking->gather.work, &folded)
        && gather_key(&asking->gather, PF_KEY_NAME, (Str){ 0 }, folded)
        && gather_key(&asking->gather, PF_KEY_FILE, (Str){ 0 }, folded);
}

/* "@scope/name" is a name, and so is what the SBOM calls "x@y": "name@version" comes second. */
static bool ask_name(Asking *asking, Str text, Err *err)
{
    size_t at = text.len;
    bool hash, asked = false;

    if (!fold_digest(text, &asking->gather.work, &asking->algorithm, &asking->digits, &hash))
        return err_no_memory(err);
    if (hash && (!ask_hash(asking, &asked, err) || asked))
        return asked;
    asking->fits = fits_version;
    if (!gather_name(asking, text))
        return err_no_memory(err);
    while (at > 0 && text.ptr[at - 1] != '@')
        at--;
    if (asking->gather.pairs.count || at < 2)
        return true;
    asking->version = str_slice(text, at, text.len);
    return gather_name(asking, str_slice(text, 0, at - 1)) || err_no_memory(err);
}

/* ---- the answer ---- */

static bool hit_candidate(Asking *asking, uint32_t pair, Err *err)
{
    PortfolioHit hit = { .pair = pair, .state = PORTFOLIO_PRESENT, .group = KB_NONE };
    PortfolioPairRow row;
    bool fits;

    if (!portfolio_pair(asking->gather.p, pair, &row))
        return true;
    if (!asking->fits(asking, pair, &row, &fits, err))
        return false;
    if (!fits)
        return true;
    return (gather_documents(&asking->gather, pair, &hit.documents, &hit.document_count)
            && gather_hit(&asking->gather, &hit))
        || err_no_memory(err);
}

bool portfolio_component(const Portfolio *portfolio, Str text, Arena *arena, PortfolioAnswer *out,
                         Err *err)
{
    CLEANUP(asking_done) Asking asking = { .fits = NULL };
    uint32_t *pairs, count;
    bool asked;

    if (!gather_init(portfolio, arena, &asking.gather, err))
        return false;
    asked = str_starts(text, STR("pkg:"))   ? ask_purl(&asking, text, err)
            : str_starts(text, STR("cpe:")) ? ask_cpe(&asking, text, err)
                                            : ask_name(&asking, text, err);
    if (!asked)
        return false;
    pairs = gather_pairs(&asking.gather, &count);
    if (!pairs)
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++)
        if (!hit_candidate(&asking, pairs[i], err))
            return false;
    return gather_finish(&asking.gather, out, err);
}
