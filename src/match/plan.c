/* SPDX-License-Identifier: Apache-2.0 */
#include "match/plan.h"

#include "ident/ecosystem.h"
#include "match/ahead.h"
#include "match/asks.h"
#include "match/judge.h"
#include "match/known.h"
#include "match/scratch.h"
#include "match/stated.h"
#include "match/text.h"

#define RULE_NO_DATA          STR("match.no-data")
#define RULE_RELEASE_UNKNOWN  STR("match.release-unknown")
#define RULE_CPE_PRODUCT      STR("match.cpe-without-product")
#define RULE_NO_VERSION       STR("match.no-version")
#define RULE_NOT_COMPARABLE   STR("match.version-not-comparable")
#define RULE_REVISION         STR("match.revision-not-comparable")

#define ECOSYSTEM_CPE     STR("cpe")
#define ECOSYSTEM_PRODUCT STR("product")
#define ECOSYSTEM_GIT     STR("git")
#define ANY               STR("*")

/* How a distribution's records name packages. Sources: Debian and Ubuntu security trackers and
 * Alpine's secdb name source packages; errata of rpm distributions name the built ones. */
static const struct {
    Str type;
    bool by_binary;
} FILED_BY[] = {
    { STR_ROW("deb"), false },
    { STR_ROW("apk"), false },
    { STR_ROW("alpine"), false },
    { STR_ROW("rpm"), true },
};

/* purl types that are a place of git repositories. Source: purl-spec, PURL-TYPES. */
static const struct {
    Str type, host;
} HOSTS[] = {
    { STR_ROW("github"), STR_ROW("https://github.com/") },
    { STR_ROW("gitlab"), STR_ROW("https://gitlab.com/") },
    { STR_ROW("bitbucket"), STR_ROW("https://bitbucket.org/") },
};

/* What CVE records without a CPE call a product of the CPE dictionary, where it is not the same.
 * Source: the CPE names that CISA adds to such records (Vulnrichment, October 2024): of 147 that
 * speak of linux/linux alone, as the kernel's own CNA does, 145 name linux:linux_kernel and two
 * linux:kernel. */
static const struct {
    Str cpe_vendor, cpe_product, vendor, product;
} CALLED[] = {
    { STR_ROW("linux"), STR_ROW("linux_kernel"), STR_ROW("linux"), STR_ROW("linux") },
    { STR_ROW("linux"), STR_ROW("linux_kernel"), STR_ROW("linux"), STR_ROW("kernel") },
};

/* One identifier on its way to a judgement. */
typedef struct {
    Matcher *m;
    const Component *component;
    const Identifier *identifier;
    bool distribution;      /* the component has a distribution's purl */
    Judging judging;
    Judgement judgement;
} Plan;

bool plan_is_distribution(const Sbom *sbom, const Component *component)
{
    return ecosystem_is_distribution(stated_purl_type(sbom, component));
}

const Bearer *plan_bearer(Matcher *m, uint32_t component_i)
{
    Bearer *bearer = &m->bearer;

    if (bearer->component != component_i) {
        bearer->component = component_i;
        bearer->purl_type = stated_purl_type(m->sbom, &m->sbom->components[component_i]);
        bearer->distribution = ecosystem_is_distribution(bearer->purl_type);
    }
    return bearer;
}

/* ---- what is wrong ---- */

static bool keep(Plan *plan, Str text, Str *out)
{
    return !text.len || arena_copy(plan->m->results, text, out);
}

static bool problem_eq(const Problem *a, const Problem *b)
{
    for (size_t i = 0; i < ARRAY_LEN(a->args); i++)
        if (!str_eq(a->args[i], b->args[i]))
            return false;
    return str_eq(a->rule, b->rule) && str_eq(a->ecosystem, b->ecosystem);
}

/* Most identifiers that are not checked are not for the same reason as one shortly before. */
static const Problem *problem_known(const Matcher *m, const Problem *what)
{
    for (size_t i = 0; i < MATCH_PROBLEMS; i++)
        if (m->problems[i] && problem_eq(m->problems[i], what))
            return m->problems[i];
    return NULL;
}

/* The identifier is not checked, and this is why. */
static bool problem(Plan *plan, JudgedState state, const Problem *what, Err *err)
{
    Matcher *m = plan->m;
    Problem *kept;

    plan->judgement.state = (uint8_t)state;
    plan->judgement.problem = problem_known(m, what);
    if (plan->judgement.problem)
        return true;
    kept = ARENA_NEW(m->results, Problem);
    if (!kept)
        return err_no_memory(err);
    kept->rule = what->rule;
    for (size_t i = 0; i < ARRAY_LEN(what->args); i++)
        if (!keep(plan, what->args[i], &kept->args[i]))
            return err_no_memory(err);
    if (!keep(plan, what->ecosystem, &kept->ecosystem))
        return err_no_memory(err);
    plan->judgement.problem = kept;
    m->problems[m->problem_count++ % MATCH_PROBLEMS] = kept;
    return true;
}

static bool invalid(Plan *plan, const Err *why, Err *err)
{
    Problem what = { .rule = why->rule };

    if (err_is_no_memory(why))
        return err_no_memory(err);
    for (size_t i = 0; i < ARRAY_LEN(what.args); i++)
        what.args[i] = err_arg(why, i);
    return problem(plan, JUDGED_INVALID, &what, err);
}

static bool no_data(Plan *plan, Str rule, Str ecosystem, Err *err)
{
    Problem what = { .rule = rule, .args = { ecosystem }, .ecosystem = ecosystem };

    return problem(plan, JUDGED_NO_DATA, &what, err);
}

/* All look-ups are done: was the version good for all of them? */
static bool conclude(Plan *plan, Str version, Str ecosystem, Err *err)
{
    Problem what = { .args = { version }, .ecosystem = ecosystem };
    KbAdvisory advisory;

    plan->judgement.state = JUDGED_CHECKED;
    if (!version.len)
        what.rule = RULE_NO_VERSION;
    else if (!plan->judging.not_comparable)
        return true;
    else
        what.rule = str_eq(ecosystem, ECOSYSTEM_GIT) ? RULE_REVISION : RULE_NOT_COMPARABLE;
    if (plan->judging.not_comparable
        && kb_advisory(plan->m->kb, plan->judging.advisory, &advisory))
        what.args[1] = advisory.id;
    return problem(plan, JUDGED_NOT_COMPARABLE, &what, err);
}

/* ---- the knowledge base, or who only hears what it would be asked ---- */

static bool ask(Plan *plan, const Question *question, Err *err)
{
    const Asker *asker = plan->m->asker;

    if (!asker)
        return judge_package(plan->m, question, &plan->judging, err);
    return asker->asks(asker->context, question->ecosystem, question->name) || err_no_memory(err);
}

static bool has_data(const Plan *plan, Str ecosystem)
{
    return plan->m->asker || kb_has_ecosystem(plan->m->kb, ecosystem);
}

/* ---- git ---- */

static bool judge_repository(Plan *plan, Str url, const Revision *revision, Err *err)
{
    Question question = { .ecosystem = ECOSYSTEM_GIT, .revision = revision,
                          .rule = RULE_GIT_COMMIT };
    Str known = revision->commit.len ? revision->commit : revision->tag;

    if (!has_data(plan, ECOSYSTEM_GIT))
        return no_data(plan, RULE_NO_DATA, ECOSYSTEM_GIT, err);
    question.version = known;
    if (!kb_repository_name(url, &plan->m->scratch, &question.name))
        return err_no_memory(err);
    return ask(plan, &question, err) && conclude(plan, known, ECOSYSTEM_GIT, err);
}

static Revision revision_of(Str text)
{
    return git_is_commit(text) ? (Revision){ .commit = text } : (Revision){ .tag = text };
}

/* "git+https://host/path@commit#sub" as SPDX writes it. */
static bool judge_vcs_url(Plan *plan, Str url, Str version, Err *err)
{
    size_t end = str_find_char(url, '#'), at;
    Revision revision;

    url = str_slice(url, 0, end);
    if (str_starts(url, STR("git+")))
        url = str_slice(url, 4, url.len);
    for (at = url.len; at > 0 && url.ptr[at - 1] != '@' && url.ptr[at - 1] != '/'; at--)
        continue;
    revision = revision_of(version);
    if (at > 0 && url.ptr[at - 1] == '@') {
        Revision stated = revision_of(str_slice(url, at, url.len));
        revision.commit = stated.commit.len ? stated.commit : revision.commit;
        revision.tag = revision.tag.len ? revision.tag : stated.tag;
        url = str_slice(url, 0, at - 1);
    }
    return judge_repository(plan, url, &revision, err);
}

static bool judge_git(Plan *plan, Err *err)
{
    Revision revision = { .commit = plan->identifier->commit, .tag = plan->component->version };

    /* Where the source lies says nothing about which source it is: npm writes it everywhere. */
    if (!revision.commit.len && plan->component->identifier_count > 1) {
        plan->judgement.state = JUDGED_IGNORED;
        return true;
    }
    return revision.commit.len
        ? judge_repository(plan, plan->identifier->text, &revision, err)
        : judge_vcs_url(plan, plan->identifier->text, plan->component->version, err);
}

/* ---- purls ---- */

/* Tools give the source's version without the epoch that it shares with the binary. */
static Str source_version(Str source, Str binary)
{
    size_t colon = str_find_char(binary, ':');

    if (!source.len || str_eq(str_slice(binary, colon + 1, binary.len), source))
        return binary;
    return source;
}

static bool judge_distribution(Plan *plan, const Purl *purl, const EcosystemKey *key, Err *err)
{
    Question binary = { .ecosystem = key->ecosystem, .name = key->name,
                        .rule = RULE_DISTRIBUTION_BINARY };
    Question source = { .ecosystem = key->ecosystem, .rule = RULE_DISTRIBUTION_SOURCE };
    bool by_binary = true;

    for (size_t i = 0; i < ARRAY_LEN(FILED_BY); i++)
        if (str_eq(FILED_BY[i].type, key->row->purl_type))
            by_binary = FILED_BY[i].by_binary;
    if (!ecosystem_version(key->row, purl, &plan->m->scratch, &binary.version))
        return err_no_memory(err);
    ecosystem_source(purl, &source.name, &source.version);
    if (!source.name.len) {
        source.name = plan->component->source_name;
        source.version = plan->component->source_version;
    }
    source.version = source_version(source.version, binary.version);
    /* Without a source name the binary's is the best guess, and often the same. */
    if ((by_binary || !source.name.len) && !ask(plan, &binary, err))
        return false;
    if (source.name.len && !(by_binary && plan->m->found_count) && !ask(plan, &source, err))
        return false;
    return conclude(plan, binary.version, key->ecosystem, err);
}

/* A purl whose type has no version order, such as generic, or a distribution unknown to us. */
static bool judge_unknown_type(Plan *plan, const Purl *purl, Err *err)
{
    Str url = purl_qualifier(purl, STR("vcs_url"));
    Revision revision = revision_of(purl->version);
    Str pieces[4] = { { 0 }, purl->ns, STR("/"), purl->name };

    for (size_t i = 0; i < ARRAY_LEN(HOSTS); i++)
        if (str_eq(HOSTS[i].type, purl->type)) {
            pieces[0] = HOSTS[i].host;
            return text_join(pieces, ARRAY_LEN(pieces), &plan->m->scratch, &url)
                ? judge_repository(plan, url, &revision, err) : err_no_memory(err);
        }
    if (ecosystem_is_distribution(purl->type)) {
        plan->judgement.distribution = true;
        return no_data(plan, RULE_NO_DATA, purl->ns.len ? purl->ns : purl->type, err);
    }
    plan->judgement.nameless = true;
    if (url.len)
        return judge_vcs_url(plan, url, purl->version, err);
    return no_data(plan, RULE_NO_DATA, purl->type, err);
}

static bool judge_known_type(Plan *plan, const Purl *purl, const EcosystemKey *key, Err *err)
{
    Question question = { .ecosystem = key->ecosystem, .name = key->name, .rule = RULE_PURL };

    plan->judgement.distribution = key->row->distribution;
    if (!key->release_known)
        return no_data(plan, RULE_RELEASE_UNKNOWN, key->ecosystem, err);
    if (key->row->distribution)
        return has_data(plan, key->ecosystem)
            ? judge_distribution(plan, purl, key, err)
            : no_data(plan, RULE_NO_DATA, key->ecosystem, err);
    if (!ecosystem_version(key->row, purl, &plan->m->scratch, &question.version))
        return err_no_memory(err);
    /* Some CVE records name packages of ecosystems that nobody covers: they are found, and the
     * component is still not checked. */
    if (!ask(plan, &question, err))
        return false;
    return has_data(plan, key->ecosystem)
        ? conclude(plan, question.version, key->ecosystem, err)
        : no_data(plan, RULE_NO_DATA, key->ecosystem, err);
}

static bool judge_purl(Plan *plan, Err *err)
{
    EcosystemKey key = { .row = NULL };
    Err why = { 0 };
    Purl purl;

    if (!purl_parse(plan->identifier->text, &plan->m->scratch, &purl, &why))
        return invalid(plan, &why, err);
    if (!purl.version.len)
        purl.version = plan->component->version;
    if (ecosystem_of_purl(&purl, plan->m->sbom->os, &plan->m->scratch, &key))
        return judge_known_type(plan, &purl, &key, err);
    return key.ecosystem.len ? judge_unknown_type(plan, &purl, err) : err_no_memory(err);
}

/* ---- CPEs ---- */

/* Whoever only hears is told of the product alone: which packages bear it, the knowledge base
 * knows. */
static bool hear(Plan *plan, Str ecosystem, Str product, Err *err)
{
    return ask(plan, &(Question){ .ecosystem = ecosystem, .name = product }, err);
}

static bool ask_vendors(Plan *plan, Question *question, Err *err)
{
    const Cpe *cpe = &question->stated->cpe;
    Str *names = ARENA_ARRAY(&plan->m->scratch, Str, MATCH_PRODUCTS_MAX);
    uint32_t count;
    Cpe other;

    if (!names)
        return err_no_memory(err);
    if (plan->m->asker)
        return hear(plan, ASKS_OPEN, cpe->value[CPE_PRODUCT], err);
    count = kb_products(plan->m->kb, cpe->value[CPE_PRODUCT], names, MATCH_PRODUCTS_MAX);
    for (uint32_t i = 0; i < count && i < MATCH_PRODUCTS_MAX; i++) {
        if (!cpe_of_package(names[i], &other)
            || cpe_attribute_compare(other.value[CPE_PART], cpe->value[CPE_PART]) == CPE_DISJOINT
            || cpe_attribute_compare(other.value[CPE_VENDOR], cpe->value[CPE_VENDOR])
                   == CPE_DISJOINT)
            continue;
        question->name = names[i];
        if (!ask(plan, question, err))
            return false;
    }
    return true;
}

static bool ask_cpe(Plan *plan, Question *question, Err *err)
{
    const Str *value = question->stated->cpe.value;
    Str pieces[] = { value[CPE_PART], STR(":"), value[CPE_VENDOR], STR(":"), value[CPE_PRODUCT] };

    if (!stated_cpe_literal(value[CPE_PART]) || !stated_cpe_literal(value[CPE_VENDOR])) {
        if (!ask_vendors(plan, question, err))
            return false;
    } else {
        if (!text_join(pieces, ARRAY_LEN(pieces), &plan->m->scratch, &question->name))
            return err_no_memory(err);
        if (!ask(plan, question, err))
            return false;
    }
    question->name = CPE_WILDCARDS;
    return ask(plan, question, err);
}

/* CVE records without CPE name vendor and product as people write them, and as they call them. */
static bool ask_product(Plan *plan, const StatedCpe *stated, Err *err)
{
    Arena *scratch = &plan->m->scratch;
    Question question = { .ecosystem = ECOSYSTEM_PRODUCT, .version = stated->subject.text,
                          .rule = RULE_CVE_PRODUCT, .lenient = true };
    Str vendor, product;

    if (!stated_cpe_literal(stated->cpe.value[CPE_VENDOR]))
        return true;
    if (!cpe_unquote(stated->cpe.value[CPE_VENDOR], scratch, &vendor)
        || !cpe_unquote(stated->cpe.value[CPE_PRODUCT], scratch, &product)
        || !kb_product_name(vendor, product, scratch, &question.name))
        return err_no_memory(err);
    if (!ask(plan, &question, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(CALLED); i++) {
        if (!str_eq(product, CALLED[i].cpe_product) || !str_eq(vendor, CALLED[i].cpe_vendor))
            continue;
        if (!kb_product_name(CALLED[i].vendor, CALLED[i].product, scratch, &question.name))
            return err_no_memory(err);
        if (!ask(plan, &question, err))
            return false;
    }
    return true;
}

/* A distribution's version is not the one that a CPE speaks of; its upstream part may be. */
static bool state(Plan *plan, Cpe *cpe, StatedCpe *out, Err *err)
{
    Str version = plan->component->version, stated = cpe->value[CPE_VERSION];
    Arena *scratch = &plan->m->scratch;

    if (plan->distribution) {
        if (stated_cpe_literal(stated) && !cpe_unquote(stated, scratch, &version))
            return err_no_memory(err);
        version = text_upstream_version(version);
        cpe->value[CPE_VERSION] = ANY;
    }
    if (!stated_cpe_init(cpe, version, scratch, out, err))
        return false;
    out->purl_type = plan->m->bearer.purl_type;
    return true;
}

static bool judge_cpe(Plan *plan, Err *err)
{
    Question question = { .ecosystem = ECOSYSTEM_CPE, .rule = RULE_CPE };
    StatedCpe stated;
    Err why = { 0 };
    Cpe cpe;

    if (!cpe_parse(plan->identifier->text, &plan->m->scratch, &cpe, &why))
        return invalid(plan, &why, err);
    if (!stated_cpe_literal(cpe.value[CPE_PRODUCT]))
        return no_data(plan, RULE_CPE_PRODUCT, ECOSYSTEM_CPE, err);
    if (!has_data(plan, ECOSYSTEM_CPE) && !has_data(plan, ECOSYSTEM_PRODUCT))
        return no_data(plan, RULE_NO_DATA, ECOSYSTEM_CPE, err);
    if (!state(plan, &cpe, &stated, err)
        || (plan->m->asker && !hear(plan, ASKS_STATED, cpe.value[CPE_PRODUCT], err)))
        return false;
    question.stated = &stated;
    question.version = stated.subject.text;
    return ask_cpe(plan, &question, err) && ask_product(plan, &stated, err)
        && conclude(plan, question.version, ECOSYSTEM_CPE, err);
}

/* ---- each identifier once ---- */

static bool judge(Plan *plan, Err *err)
{
    switch (plan->identifier->kind) {
    case IDENTIFIER_PURL:
        return judge_purl(plan, err);
    case IDENTIFIER_CPE:
        return judge_cpe(plan, err);
    case IDENTIFIER_GIT:
        return judge_git(plan, err);
    }
    return true;
}

static bool keep_judgement(Plan *plan, uint32_t *out, Err *err)
{
    Matcher *m = plan->m;
    Judgement *kept;

    if (!hits_merge(m, plan->judging.first_hit, err))
        return false;
    kept = LIST_ADD(m, &m->judgements, Judgement);
    if (!kept)
        return err_no_memory(err);
    *kept = plan->judgement;
    kept->first_hit = plan->judging.first_hit;
    kept->hit_count = m->hits.count - kept->first_hit;
    kept->first_suspicion = plan->judging.first_suspicion;
    kept->suspicion_count = m->suspicions.count - kept->first_suspicion;
    kept->owner = m->asked;
    *out = m->judgements.count - 1;
    return true;
}

static bool plan_judge(Plan *plan, uint32_t *out, Err *err)
{
    ScratchMark mark = scratch_mark(&plan->m->scratch);
    bool done;

    plan->judging = judging_begin(plan->m);
    done = judge(plan, err) && keep_judgement(plan, out, err);
    scratch_rewind(&plan->m->scratch, mark);
    return done;
}

/* ---- one identifier ---- */

static bool judge_owner(Matcher *m, Owner owner, uint32_t *judgement, Err *err)
{
    Plan plan = { .m = m, .component = &m->sbom->components[owner.component],
                  .identifier = &m->sbom->identifiers[owner.identifier],
                  .distribution = plan_bearer(m, owner.component)->distribution };

    return plan_judge(&plan, judgement, err);
}

bool plan_identifier(Matcher *m, Owner owner, uint32_t *judgement, Err *err)
{
    Str purl_type = plan_bearer(m, owner.component)->purl_type;
    uint64_t hash;
    Judged *judged;

    m->asked = owner;
    if (m->listener || m->asker) /* who listens wants to hear of every component */
        return judge_owner(m, owner, judgement, err);
    hash = ahead_hash(m, owner, purl_type);
    judged = known_find(m, owner, purl_type, hash);
    if (judged->judgement != MATCH_NONE) {
        *judgement = judged->judgement;
        return true;
    }
    if (!judge_owner(m, owner, judgement, err))
        return false;
    *judged = (Judged){ (uint32_t)(hash >> 32), *judgement };
    return true;
}

/* ---- the name alone ---- */

/* As the CPE dictionary spells names: lower case, "_" for white space, the rest quoted. */
static bool product_of(Str name, Arena *arena, Str *out)
{
    char *to = arena_alloc_raw(arena, 2 * name.len);
    size_t used = 0;

    if (!to)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (c == ' ')
            c = '_';
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'))
            to[used++] = '\\';
        to[used++] = c;
    }
    *out = (Str){ to, used };
    return true;
}

static bool judge_name(Plan *plan, Err *err)
{
    const Component *component = plan->component;
    Str name = component->source_name.len ? component->source_name : component->name, names[2];
    Question question = { .ecosystem = ECOSYSTEM_CPE, .rule = RULE_NAME, .lenient = true };
    StatedCpe stated;
    Cpe cpe;

    if (!product_of(name, &plan->m->scratch, &name))
        return err_no_memory(err);
    if (plan->m->asker)
        return hear(plan, ASKS_NAMED, name, err);
    if (kb_products(plan->m->kb, name, names, ARRAY_LEN(names)) != 1
        || !cpe_of_package(names[0], &cpe))
        return true; /* unknown, or of several vendors: a guess would be noise */
    if (!state(plan, &cpe, &stated, err))
        return false;
    question.name = names[0];
    question.version = stated.subject.text;
    question.stated = &stated;
    return ask(plan, &question, err);
}

bool plan_name(Matcher *m, uint32_t component_i, uint32_t *judgement, Err *err)
{
    const Component *component = &m->sbom->components[component_i];
    ScratchMark mark = scratch_mark(&m->scratch);
    Plan plan = { .m = m, .component = component, .judging = judging_begin(m),
                  .distribution = plan_bearer(m, component_i)->distribution };
    bool done;

    *judgement = MATCH_NONE;
    m->asked = (Owner){ MATCH_NONE, component_i };
    if (!component->name.len || !component->version.len)
        return true;
    done = judge_name(&plan, err) && keep_judgement(&plan, judgement, err);
    scratch_rewind(&m->scratch, mark);
    return done;
}
