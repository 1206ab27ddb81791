/* SPDX-License-Identifier: Apache-2.0 */
/* Assessing: what was said, what is known, and the matrix of today, judged and kept together. */
#include "api/decision_row.h"
#include "api/finding_list.h"
#include "api/risk.h"
#include "base/date.h"
#include "base/jsonout.h"
#include "ident/flaw_id.h"
#include "risk/paper.h"

#include <string.h>

enum { PAYLOAD_ROOM = 64 << 20, DAY_S = 86400 };

#define RULE_NOT_FOUND STR("api.finding-none")
#define RULE_NEEDED    STR("api.risk-needed")
#define RULE_HARM      STR("api.harm-unknown")
#define RULE_ANSWER    STR("api.answer-unknown")
#define RULE_LEVEL     STR("api.risk-level-unknown")
#define RULE_CONTROL   STR("api.control-other")
#define RULE_FOREIGN   STR("api.assessment-foreign")

/* One assessment while it is put together. */
typedef struct {
    Act *act;
    const InroAssessmentDraft *draft;
    const FindingSet *set;
    Assessed *earlier;        /* of the product, oldest first */
    size_t earlier_count;
    Row product;
    DecisionScope scope;
    DecisionWorld world;
    Assessed made;
} Making;

/* ---- what it reaches ---------------------------------------------------------------- */

static bool release_has(const Str *releases, size_t count, Str release)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(releases[i], release))
            return true;
    return false;
}

static bool releases_given(Making *making, Str *releases, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Row row;

    for (size_t i = 0; i < draft->release_count; i++) {
        if (!noun_resolve(store_db(making->act->record->store), NOUN_RELEASE,
                          str_of(draft->releases[i]), &making->act->arena, &row, err))
            return err_in(err, "--release");
        if (!str_eq(row_text(&row, "product"), making->made.product))
            return err_set(err, ERR_USAGE, RULE_FOREIGN, str_of(draft->releases[i]));
        releases[making->made.release_count++] = row_text(&row, "id");
    }
    return true;
}

/* Whether the finding is one that the assessment is about. */
static bool subject_fits(Making *making, const ScopeRead *scope, const Subject *subject, bool *out,
                         Err *err)
{
    SubjectRead read = subject_read(subject, &making->act->arena);
    Assessed *made = &making->made;
    Miss miss;

    *out = false;
    if (!flaws_meet(made->ids, made->id_count, subject->flaw->ids, subject->flaw->id_count)
        || (making->draft->release_count
            && !release_has(made->releases, made->release_count, subject->release)))
        return true;
    if (!scope_fits(scope, &read, &miss, err))
        return false;
    *out = miss == MISS_NONE;
    return true;
}

/* A component of several versions has none that could change. */
static void subject_take(Making *making, const Subject *subject, Str *releases, size_t met)
{
    Assessed *made = &making->made;

    made->version = met == 0 || str_eq(made->version, subject->build.version)
                  ? subject->build.version : STR("");
    making->world = subject->world;
    if (!release_has(releases, made->release_count, subject->release))
        releases[made->release_count++] = subject->release;
}

static bool facts_take(Making *making, Str *releases, Err *err)
{
    const FindingSet *set = making->set;
    Assessed *made = &making->made;
    const Flaw *flaw = NULL;
    ScopeRead scope;
    size_t met = 0;

    if (!scope_read(&making->scope, &making->act->arena, &scope, err))
        return err_in(err, "--component");
    for (size_t i = 0; i < set->count; i++) {
        bool fits;

        if (!subject_fits(making, &scope, &set->subjects[i], &fits, err))
            return false;
        if (!fits)
            continue;
        flaw = set->subjects[i].flaw;
        subject_take(making, &set->subjects[i], releases, met++);
    }
    if (flaw) {
        made->ids = flaw->ids;
        made->id_count = flaw->id_count;
    }
    return made->release_count || err_set(err, ERR_USAGE, RULE_NOT_FOUND, made->vulnerability);
}

static bool reach_take(Making *making, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Assessed *made = &making->made;
    Arena *arena = &making->act->arena;
    Str *id = ARENA_NEW(arena, Str);
    Str *releases = ARENA_ARRAY(arena, Str,
                                making->set->input_count + draft->release_count + 1);

    if (!id || !releases || !flaw_id_canonical(str_of(draft->vulnerability), arena, id))
        return err_no_memory(err);
    made->vulnerability = *id;
    made->ids = id;
    made->id_count = 1;
    made->releases = releases;
    made->component = str_of(draft->component);
    made->range = str_of(draft->range);
    making->scope = component_scope(made->component, made->range);
    making->world = (DecisionWorld){ .cvss_tenths = CVSS_ABSENT, .epss_e5 = DECISION_NO_EPSS };
    return releases_given(making, releases, err) && facts_take(making, releases, err);
}

/* ---- how easily --------------------------------------------------------------------- */

static bool feasibility_take(const char *text, Arena *arena, AttackPath *path, Err *err)
{
    Feasibility *read;

    if (!text)
        return true;
    read = ARENA_NEW(arena, Feasibility);
    if (!read)
        return err_no_memory(err);
    path->feasibility = read;
    return feasibility_read(str_of(text), read, err);
}

/* The vector that the answers give, unless one was said beside them; both must agree then. */
/* REQ A34 */
static bool rubric_take(const char *text, Arena *arena, AttackPath *path, Err *err)
{
    RubricAnswers answers;
    RubricResult result;

    if (!text)
        return true;
    path->extended = str_of(text);
    if (!rubric_read(path->extended, &answers, err) || !rubric_result(&answers, &result, err))
        return false;
    return path->vector.len || arena_copy(arena, str_of(result.vector), &path->vector)
        || err_no_memory(err);
}

static bool path_take(const char *vector, const char *feasibility, Arena *arena, AttackPath *path,
                      Err *err)
{
    if (!vector && !feasibility)
        return true;
    *path = (AttackPath){ .vector = str_of(vector) };
    return feasibility_take(feasibility, arena, path, err);
}

static bool exploit_take(Making *making, ExploitFacts *facts, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Arena *arena = &making->act->arena;

    *facts = (ExploitFacts){ .in_kev = making->world.kev, .seen_here = draft->seen_here,
                             .exploit_public = draft->exploit_public
                                            || exploit_told(&making->world),
                             .unreachable = draft->unreachable != NULL,
                             .evidence = str_of(draft->unreachable),
                             .epss_known = making->world.epss_e5 != DECISION_NO_EPSS };
    if (facts->epss_known)
        facts->epss_e5 = making->world.epss_e5;
    if (!path_take(draft->vector, draft->feasibility, arena, &facts->path, err)
        || !rubric_take(draft->rubric, arena, &facts->path, err))
        return err_in(err, "before");
    if (!draft->vector && !draft->feasibility && !draft->rubric)
        facts->path.vector = making->world.cvss_vector;
    return true;
}

/* ---- what is done against it -------------------------------------------------------- */

/* A control that no longer holds is not verified. A day that cannot be told does not end it. */
static bool still_valid(Str until, int64_t now_s)
{
    DateDays days;
    Date date;

    return !until.len || !date_parse(until, &date) || !date_days(date, &days)
        || days.last >= now_s / DAY_S;
}

/* Nor is one that may not have begun. */
static bool has_begun(Str from, int64_t now_s)
{
    DateDays days;
    Date date;

    return !from.len
        || (date_parse(from, &date) && date_days(date, &days) && days.last <= now_s / DAY_S);
}

static bool evidence_join(const Row *row, Arena *arena, Str *out, Err *err)
{
    CLEANUP(buf_done) Buf buf = buf_new(1 << 20);
    const Str *texts;
    size_t count;

    if (!texts_read(row_text(row, "evidence"), arena, &texts, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        buf_add(&buf, i ? STR("; ") : STR(""));
        buf_add(&buf, texts[i]);
    }
    return (!buf_failed(&buf) && arena_copy(arena, buf_str(&buf), out)) || err_no_memory(err);
}

static ControlKind kind_of(Str word)
{
    return str_eq(word, STR("customer")) ? CONTROL_CUSTOMER
         : str_eq(word, STR("maker"))    ? CONTROL_MAKER : CONTROL_DESIGN;
}

static bool control_take(Making *making, const char *called, RiskControl *out, Err *err)
{
    Arena *arena = &making->act->arena;
    Row row;

    if (!noun_resolve(store_db(making->act->record->store), NOUN_CONTROL, str_of(called), arena,
                      &row, err))
        return false;
    if (!str_eq(row_text(&row, "product"), making->made.product))
        return err_set(err, ERR_USAGE, RULE_CONTROL, str_of(called));
    *out = (RiskControl){ .id = row_text(&row, "id"), .kind = kind_of(row_text(&row, "kind")),
                          .text = row_text(&row, "name") };
    out->verified = str_eq(row_text(&row, "verified"), STR("yes"))
                 && has_begun(row_text(&row, "valid_from"), making->act->inro->now_s)
                 && still_valid(row_text(&row, "valid_until"), making->act->inro->now_s);
    return evidence_join(&row, arena, &out->evidence, err);
}

static bool controls_take(Making *making, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Assessment *content = &making->made.content;
    RiskControl *controls = ARENA_ARRAY(&making->act->arena, RiskControl, draft->control_count);

    if (!controls)
        return err_no_memory(err);
    content->controls = controls;
    for (size_t i = 0; i < draft->control_count; i++)
        if (!control_take(making, draft->controls[i], &controls[content->control_count++], err))
            return err_in(err, "--control");
    return true;
}

/* The same as before, but for what the controls change. */
static bool after_take(Making *making, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Assessment *content = &making->made.content;
    ExploitFacts *facts = &content->after.facts;
    Arena *arena = &making->act->arena;

    content->after = content->before;
    if (draft->harm_after && !harm_of(str_of(draft->harm_after), &content->after.harm))
        return err_set(err, ERR_USAGE, RULE_HARM, str_of(draft->harm_after));
    for (size_t i = 0; i < content->control_count && !facts->customer_run; i++)
        if (content->controls[i].kind == CONTROL_CUSTOMER) {
            facts->customer_run = true;
            facts->customer_evidence = content->controls[i].evidence;
        }
    return (path_take(draft->after_vector, draft->after_feasibility, arena, &facts->path, err)
            && path_take(draft->customer_vector, draft->customer_feasibility, arena,
                         &facts->customer_path, err))
        || err_in(err, "after");
}

/* ---- the rest ----------------------------------------------------------------------- */

/* "RMF-7:H12=SEC-3": what the safety assessment names in turn; else it is to name this one. */
static bool safety_take(Making *making, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Assessment *content = &making->made.content;
    SafetyLink *links = ARENA_ARRAY(&making->act->arena, SafetyLink, draft->safety_count);

    if (!links)
        return err_no_memory(err);
    for (size_t i = 0; i < draft->safety_count; i++) {
        Str rest = str_of(draft->safety[i]);

        if (!str_next(&rest, '=', &links[i].safety))
            links[i].safety = STR("");
        links[i].names_back = strchr(draft->safety[i], '=') ? rest : content->id;
    }
    content->safety = links;
    content->safety_count = draft->safety_count;
    return true;
}

static bool answer_take(const char *word, Answer *out, Err *err)
{
    for (int i = ANSWER_YES; word && i < ANSWERS; i++)
        if (str_eq(answer_term((Answer)i)->word, str_of(word))) {
            *out = (Answer)i;
            return true;
        }
    return !word || err_set(err, ERR_USAGE, RULE_ANSWER, str_of(word));
}

static bool decision_take(Making *making, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    RiskDecision *decision = &making->made.content.decision;

    if (!draft->decide)
        return true;
    *decision = (RiskDecision){ .made = true, .by = making->act->actor,
                                .justification = str_of(draft->justification) };
    for (int i = 0; i < RISK_LEVELS; i++)
        if (str_eq(risk_level_term((RiskLevel)i)->word, str_of(draft->decide))) {
            decision->level = (RiskLevel)i;
            return true;
        }
    return err_set(err, ERR_USAGE, RULE_LEVEL, str_of(draft->decide));
}

static bool texts_check(const InroAssessmentDraft *draft, Err *err)
{
    for (size_t i = 0; i < draft->safety_count; i++)
        if (!act_text(draft->safety[i], "safety", err))
            return false;
    return act_text(draft->name, "name", err) && act_text(draft->rationale, "rationale", err)
        && act_text(draft->unreachable, "unreachable", err)
        && act_text(draft->justification, "justification", err);
}

static bool content_take(Making *making, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Assessed *made = &making->made;
    Assessment *content = &made->content;

    if (!texts_check(draft, err)
        || !matrix_now(store_db(making->act->record->store), &making->product,
                       &making->act->arena, &made->matrix, err))
        return false;
    *content = (Assessment){ .id = draft->name ? str_of(draft->name) : made->id,
                             .finding = made->vulnerability, .assessor = making->act->actor,
                             .clinical_rationale = str_of(draft->rationale),
                             .removed = draft->removed };
    content->before.matrix = (MatrixRef){ made->matrix.matrix.id, made->matrix.matrix.version,
                                          made->matrix.digest };
    if (!harm_of(str_of(draft->harm), &content->before.harm))
        return err_set(err, ERR_USAGE, RULE_HARM, str_of(draft->harm));
    return answer_take(draft->multi_patient, &content->multi_patient, err)
        && exploit_take(making, &content->before.facts, err) && controls_take(making, err)
        && after_take(making, err) && safety_take(making, err) && decision_take(making, err);
}

/* ---- what it replaces --------------------------------------------------------------- */

static bool same_reach(const Assessed *a, const Assessed *b)
{
    bool same = str_eq(a->component, b->component) && str_eq(a->range, b->range)
             && a->release_count == b->release_count
             && flaws_meet(a->ids, a->id_count, b->ids, b->id_count);

    for (size_t i = 0; same && i < a->release_count; i++)
        same = release_has(b->releases, b->release_count, a->releases[i]);
    return same;
}

/* Those that were named, and what the same person said of the same reach before. */
static bool supersede(Making *making, Err *err)
{
    const InroAssessmentDraft *draft = making->draft;
    Assessed *made = &making->made, *found;
    Str *list = ARENA_ARRAY(&making->act->arena, Str,
                            draft->supersede_count + making->earlier_count);

    if (!list)
        return err_no_memory(err);
    made->supersedes = list;
    for (size_t i = 0; i < draft->supersede_count; i++) {
        if (!assessment_find(making->earlier, making->earlier_count,
                             str_of(draft->supersedes[i]), &found, err))
            return err_in(err, "--supersedes");
        list[made->supersede_count++] = found->id;
    }
    for (size_t i = 0; i < making->earlier_count; i++) {
        const Assessed *one = &making->earlier[i];

        if (!one->superseded && str_eq(one->assessor, made->assessor) && same_reach(one, made)
            && !release_has(list, made->supersede_count, one->id))
            list[made->supersede_count++] = one->id;
    }
    return true;
}

/* ---- saying it ---------------------------------------------------------------------- */

static void list_put(JsonOut *json, Str key, const Str *texts, size_t count)
{
    jsonout_key(json, key);
    jsonout_array(json);
    for (size_t i = 0; i < count; i++)
        jsonout_str(json, texts[i]);
    jsonout_array_end(json);
}

static void optional_put(JsonOut *json, Str key, Str text)
{
    if (text.len)
        jsonout_str_at(json, key, text);
}

static void assessed_put(const Assessed *made, Str content, JsonOut *json)
{
    jsonout_object(json);
    jsonout_str_at(json, STR("id"), made->id);
    jsonout_str_at(json, STR("product"), made->product);
    jsonout_str_at(json, STR("vulnerability"), made->vulnerability);
    list_put(json, STR("ids"), made->ids, made->id_count);
    list_put(json, STR("releases"), made->releases, made->release_count);
    optional_put(json, STR("component"), made->component);
    optional_put(json, STR("range"), made->range);
    optional_put(json, STR("version"), made->version);
    optional_put(json, STR("matrix"), made->matrix.id);
    jsonout_str_at(json, STR("matrix_digest"), made->matrix.digest);
    jsonout_str_at(json, STR("matrix_text"), made->matrix.text);
    jsonout_str_at(json, STR("assessor"), made->assessor);
    jsonout_u64_at(json, STR("assessed_s"), (uint64_t)made->assessed_s);
    jsonout_key(json, STR("content"));
    jsonout_raw(json, content);
    list_put(json, STR("supersedes"), made->supersedes, made->supersede_count);
    optional_put(json, STR("update_cycle"), made->cycle);
    jsonout_object_end(json);
}

static bool assessed_say(Act *act, const Assessed *made, Err *err)
{
    CLEANUP(buf_done) Buf content = buf_new(PAPER_BYTES_MAX), buf = buf_new(PAYLOAD_ROOM);
    JsonOut json = jsonout_new(&buf, 0);
    Str payload;

    assessment_write(&made->content, &content);
    if (buf_failed(&content))
        return err_no_memory(err);
    assessed_put(made, buf_str(&content), &json);
    if (buf_failed(&buf) || !arena_copy(&act->arena, buf_str(&buf), &payload))
        return err_no_memory(err);
    return act_say(act, "risk.assessed", made->product, made->id, payload, err)
        && act_end(act, err);
}

static bool needed(const InroAssessmentDraft *draft, Err *err)
{
    const struct {
        Str option;
        const char *text;
    } texts[] = {
        { STR("product"), draft->product }, { STR("harm"), draft->harm },
        { STR("rationale"), draft->rationale }, { STR("multi-patient"), draft->multi_patient },
        { STR("safety"), draft->safety_count ? draft->safety[0] : NULL },
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (!texts[i].text)
            return err_set(err, ERR_USAGE, RULE_NEEDED, texts[i].option);
    return true;
}

static bool assess(Making *making, char *id, Err *err)
{
    Act *act = making->act;
    Assessed *made = &making->made;
    AssessmentResult result;

    if (!noun_resolve(store_db(act->record->store), NOUN_PRODUCT, str_of(making->draft->product),
                      &act->arena, &making->product, err)
        || !act_uuid(act, &made->id, err))
        return false;
    made->product = row_text(&making->product, "id");
    made->cycle = row_text(&making->product, "update_cycle");
    made->assessor = act->actor;
    made->assessed_s = act->inro->now_s;
    if (!assessments_load(store_db(act->record->store), made->product, &act->arena,
                          &making->earlier, &making->earlier_count, err)
        || !reach_take(making, err) || !content_take(making, err)
        || !assessed_judge(made, &result, err) || !supersede(making, err)
        || !assessed_say(act, made, err))
        return false;
    memcpy(id, made->id.ptr, made->id.len + 1);
    return true;
}

/* REQ A99 */
bool inro_risk_assess(const Inro *inro, InroRecord *record, const InroAssessmentDraft *draft,
                      InroSay *say, void *context, char *id, InroError *error)
{
    CLEANUP(act_done) Act act = { .record = NULL };
    CLEANUP(findings_done) FindingSet set = { .scan = NULL };
    InroFindingQuestion question = { .db = draft->db, .product = draft->product };
    Making making = { .act = &act, .draft = draft, .set = &set };
    Err err;

    if (!needed(draft, &err))
        return api_fail(inro, &err, error);
    if (!findings_of(inro, record, &question, say, context, &set, error))
        return false;
    error->status = set.status;
    return (act_begin(record, inro, &act, &err) && assess(&making, id, &err))
        || api_fail(inro, &err, error);
}
