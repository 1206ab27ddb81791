/* SPDX-License-Identifier: Apache-2.0 */
#include "api/finding.h"

#include "api/decision_row.h"
#include "api/foreign.h"
#include "base/halving.h"
#include "lifecycle/stage.h"
#include "match/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FINDINGS_ARENA_BYTES ((size_t)16 << 30)

enum { NAME_ROOM = 600, NAMES_BYTES_MAX = 16 << 20, NUMBER_ROOM = 24 };

#define RULE_NO_SBOM   STR("api.no-sbom")
#define NOTE_REFUSED   STR("api.findings-refused")
#define NOTE_BARE      STR("api.findings-no-sbom")
#define NOTE_UNCHECKED STR("api.findings-unchecked")

/* ---- decisions ---------------------------------------------------------------------- */

/* What later rows add to a decision. */
typedef struct {
    DecisionReview *reviews;
    DecisionRelease *releases; /* those it names itself come first */
    size_t review_room, release_room;
} Added;

typedef struct {
    Arena *arena;
    Decision *decisions;
    size_t count, room;
    Added *added; /* by decision */
} Loading;

static bool decision_row(void *context, const Row *row, Err *err)
{
    Loading *loading = context;

    if (!ARENA_ROOM(loading->arena, loading->decisions, loading->count, &loading->room))
        return err_no_memory(err);
    return decision_read_row(row, loading->arena, &loading->decisions[loading->count], err)
        && ++loading->count;
}

/* The decision a row belongs to; NULL when it is of another product. They came by id. */
static Decision *owner(Loading *loading, const Row *row)
{
    Str id = row_text(row, "decision");
    Halving half = halving_of(loading->count);

    while (halving_next(&half)) {
        Decision *decision = &loading->decisions[half.middle];
        int order = str_cmp(decision->id, id);

        if (order == 0)
            return decision;
        halving_turn(&half, order < 0);
    }
    return NULL;
}

static bool review_row(void *context, const Row *row, Err *err)
{
    Loading *loading = context;
    Decision *decision = owner(loading, row);
    Added *added;

    if (!decision)
        return true;
    added = &loading->added[decision - loading->decisions];
    if (!ARENA_ROOM(loading->arena, added->reviews, decision->review_count, &added->review_room))
        return err_no_memory(err);
    decision->reviews = added->reviews;
    return review_read_row(row, loading->arena, &added->reviews[decision->review_count], err)
        && ++decision->review_count;
}

/* The releases that a decision names, where more can be added to them. */
static bool releases_move(Loading *loading, const DecisionScope *scope, Added *added)
{
    size_t room = 2 * scope->release_count + 1;

    if (added->releases)
        return true;
    added->releases = ARENA_ARRAY(loading->arena, DecisionRelease, room);
    if (!added->releases)
        return false;
    if (scope->release_count)
        memcpy(added->releases, scope->releases,
               scope->release_count * sizeof *added->releases);
    added->release_room = room;
    return true;
}

static bool confirmation_row(void *context, const Row *row, Err *err)
{
    Loading *loading = context;
    Decision *decision = owner(loading, row);
    DecisionScope *scope;
    Added *added;

    if (!decision)
        return true;
    scope = &decision->scope;
    added = &loading->added[decision - loading->decisions];
    if (!releases_move(loading, scope, added)
        || !ARENA_ROOM(loading->arena, added->releases, scope->release_count,
                       &added->release_room))
        return err_no_memory(err);
    scope->releases = added->releases;
    return confirmation_read_row(row, loading->arena, &added->releases[scope->release_count], err)
        && ++scope->release_count;
}

/* Reviews and confirmations of one decision, of all when `decision` is empty. */
static bool attached_load(Loading *loading, Db *db, Str decision, Err *err)
{
    const char *where = decision.len ? "decision" : NULL;
    RowQuery reviews = { .table = TABLE_DECISION_REVIEW, .where = where, .equals = decision };
    RowQuery confirmations = { .table = TABLE_DECISION_RELEASE, .where = where,
                               .equals = decision };

    return rows_walk(db, &reviews, review_row, loading, err)
        && rows_walk(db, &confirmations, confirmation_row, loading, err);
}

static bool attached_begin(Loading *loading, Err *err)
{
    loading->added = ARENA_ARRAY(loading->arena, Added, loading->count);
    return loading->added || err_no_memory(err);
}

bool decisions_load(Db *db, Str product, Arena *arena, Decision **out, size_t *count, Err *err)
{
    Loading loading = { .arena = arena };
    RowQuery made = { .table = TABLE_DECISION, .where = product.len ? "product" : NULL,
                      .equals = product };

    if (!rows_walk(db, &made, decision_row, &loading, err) || !attached_begin(&loading, err)
        || !attached_load(&loading, db, STR(""), err))
        return false;
    *out = loading.decisions;
    *count = loading.count;
    return true;
}

/* ---- decisions about some flaws ----------------------------------------------------- */

/* Ids of decisions, found before the decisions are read: what is to be read of all of them is a
 * list of ids each. */
typedef struct {
    Arena *arena;
    Arena row_arena;
    Map flaws;                 /* ids of the flaws */
    Map ids;                   /* of the decisions */
    size_t known;              /* those that hold for a flaw; behind them who names one of these */
} Naming;

static void naming_done(Naming *naming)
{
    map_done(&naming->flaws);
    map_done(&naming->ids);
    arena_done(&naming->row_arena);
}

static bool named_add(Naming *naming, Str id, Err *err)
{
    uint32_t number;
    Str kept;

    if (map_find(&naming->ids, id, &number))
        return true;
    return (arena_copy(naming->arena, id, &kept) || err_no_memory(err))
        && map_intern(&naming->ids, kept, &number, NULL, err);
}

static bool about_take(void *context, const DbValue *values, size_t count, Err *err)
{
    Naming *naming = context;
    const Str *about;
    uint32_t number;
    size_t listed;

    (void)count;
    arena_reset(&naming->row_arena);
    if (!texts_read(values[1].text, &naming->row_arena, &about, &listed, err))
        return false;
    for (size_t i = 0; i < listed; i++)
        if (map_find(&naming->flaws, about[i], &number))
            return named_add(naming, values[0].text, err);
    return true;
}

/* Who supersedes one of them ends it, whatever he is about himself. */
static bool naming_take(void *context, const DbValue *values, size_t count, Err *err)
{
    Naming *naming = context;
    const Str *names;
    uint32_t number;
    size_t named;

    (void)count;
    arena_reset(&naming->row_arena);
    if (!texts_read(values[1].text, &naming->row_arena, &names, &named, err))
        return false;
    for (size_t i = 0; i < named; i++)
        if (map_find(&naming->ids, names[i], &number) && number < naming->known)
            return named_add(naming, values[0].text, err);
    return true;
}

static bool id_before(const void *ids, uint32_t a, uint32_t b)
{
    return str_cmp(((const Map *)ids)->key[a], ((const Map *)ids)->key[b]) < 0;
}

static bool named_load(const Naming *naming, Db *db, Loading *loading, Err *err)
{
    uint32_t count = (uint32_t)naming->ids.count;
    uint32_t *order = order_new(count, id_before, &naming->ids, loading->arena);

    if (!order)
        return err_no_memory(err);
    for (uint32_t i = 0; i < count; i++) { /* by id, as owner() looks for them */
        RowQuery one = { .table = TABLE_DECISION, .where = "id",
                         .equals = naming->ids.key[order[i]] };
        if (!rows_walk(db, &one, decision_row, loading, err))
            return false;
    }
    if (!attached_begin(loading, err))
        return false;
    for (size_t i = 0; i < loading->count; i++)
        if (!attached_load(loading, db, loading->decisions[i].id, err))
            return false;
    return true;
}

bool decisions_about(Db *db, const Flaw *flaws, size_t flaw_count, Arena *arena, Decision **out,
                     size_t *count, Err *err)
{
    CLEANUP(naming_done) Naming naming = { .arena = arena,
                                           .row_arena = arena_new(NAMES_BYTES_MAX) };
    Loading loading = { .arena = arena };
    uint32_t number;

    for (size_t i = 0; i < flaw_count; i++)
        for (size_t k = 0; k < flaws[i].id_count; k++)
            if (!map_intern(&naming.flaws, flaws[i].ids[k], &number, NULL, err))
                return false;
    if (!db_query(db, "SELECT id, vulnerabilities FROM decision WHERE origin = ''", NULL, 0,
                  about_take, &naming, err))
        return false;
    naming.known = naming.ids.count;
    if (naming.known
        && !db_query(db, "SELECT id, supersedes FROM decision WHERE origin = ''"
                         " AND supersedes IS NOT NULL", NULL, 0, naming_take, &naming, err))
        return false;
    if (!named_load(&naming, db, &loading, err))
        return false;
    *out = loading.decisions;
    *count = loading.count;
    return true;
}

bool context_digest(Str context, Arena *arena, Str *out)
{
    char text[BLOB_NAME_BYTES];
    Str trimmed = str_trim(context);

    if (trimmed.len)
        return arena_copy(arena, blob_name(trimmed, text), out);
    *out = STR("");
    return true;
}

/* ---- the SBOMs of releases ---------------------------------------------------------- */

typedef struct {
    FindingSet *set;
    InroRecord *record;
    Str product, release; /* UUIDs; empty: all */
    int64_t day;          /* today */
    ScanDocument *documents;
    size_t count, input_room, document_room;
    FindingInput current;
} Collecting;

static bool sbom_row(void *context, const Row *row, Err *err)
{
    Collecting *collecting = context;
    FindingSet *set = collecting->set;
    ScanDocument *document;
    FindingInput *input;
    char name[NAME_ROOM];
    Str kept;

    if (row_text(row, "detached").len)
        return true;
    if (!ARENA_ROOM(&set->arena, set->inputs, collecting->count, &collecting->input_room)
        || !ARENA_ROOM(&set->arena, collecting->documents, collecting->count,
                       &collecting->document_room))
        return err_no_memory(err);
    document = &collecting->documents[collecting->count];
    snprintf(name, sizeof name, "%.*s@%.*s", STR_ARG(collecting->current.product_name),
             STR_ARG(collecting->current.version));
    input = &set->inputs[collecting->count];
    *input = collecting->current;
    if (!arena_copy(&set->arena, str_of(name), &kept)
        || !arena_copy(&set->arena, row_text(row, "id"), &input->sbom)
        || !arena_copy(&set->arena, row_text(row, "file"), &input->file))
        return err_no_memory(err);
    document->name = kept.ptr;
    collecting->count++;
    return store_blob(collecting->record->store, row_text(row, "blob"), &set->arena,
                      &document->bytes, err);
}

static bool release_row(void *context, const Row *row, Err *err)
{
    Collecting *collecting = context;
    Arena *arena = &collecting->set->arena;
    RowQuery sboms = { .table = TABLE_SBOM, .where = "release" };
    FindingInput *current = &collecting->current;
    size_t before = collecting->count;

    if (collecting->release.len ? !str_eq(row_text(row, "id"), collecting->release)
                                : withdrawn_from(row_text(row, "withdrawn")) <= collecting->day)
        return true;
    if (!arena_copy(arena, row_text(row, "id"), &current->release)
        || !arena_copy(arena, row_text(row, "version"), &current->version)
        || !arena_copy(arena, row_text(row, "configuration"), &current->configuration))
        return err_no_memory(err);
    sboms.equals = current->release;
    if (!rows_walk(store_db(collecting->record->store), &sboms, sbom_row, collecting, err))
        return false;
    collecting->set->bare_count += collecting->count == before;
    return true;
}

static bool product_row(void *context, const Row *row, Err *err)
{
    Collecting *collecting = context;
    Arena *arena = &collecting->set->arena;
    RowQuery releases = { .table = TABLE_RELEASE, .where = "product" };
    FindingInput *current = &collecting->current;

    if (collecting->product.len && !str_eq(row_text(row, "id"), collecting->product))
        return true;
    if (!arena_copy(arena, row_text(row, "id"), &current->product)
        || !arena_copy(arena, row_text(row, "name"), &current->product_name)
        || !context_digest(row_text(row, "security_context"), arena, &current->context))
        return err_no_memory(err);
    releases.equals = current->product;
    return rows_walk(store_db(collecting->record->store), &releases, release_row, collecting, err);
}

static bool asked_resolve(Collecting *collecting, const FindingQuestion *question, Err *err)
{
    Db *db = store_db(collecting->record->store);
    Arena *arena = &collecting->set->arena;
    Row row;

    if (question->release) {
        if (!noun_resolve(db, NOUN_RELEASE, str_of(question->release), arena, &row, err))
            return false;
        collecting->release = row_text(&row, "id");
        collecting->product = row_text(&row, "product");
        return true;
    }
    if (question->product) {
        if (!noun_resolve(db, NOUN_PRODUCT, str_of(question->product), arena, &row, err))
            return false;
        collecting->product = row_text(&row, "id");
    }
    return true;
}

/* ---- what a finding is to a decision ------------------------------------------------ */

bool finding_flaw(const ScanFlaw *from, Arena *arena, Flaw **out)
{
    Str *ids = ARENA_ARRAY(arena, Str, from->alias_count + 1);

    *out = ARENA_NEW(arena, Flaw);
    if (!ids || !*out)
        return false;
    ids[0] = from->id;
    for (size_t i = 0; i < from->alias_count; i++)
        ids[i + 1] = from->aliases[i];
    **out = (Flaw){ ids, from->alias_count + 1 };
    return true;
}

/* Whoever tells it: references and words of records, the vectors, CISA's catalogue. */
static ExploitFact exploit_of(const ScanFlaw *flaw)
{
    ExploitFact most = flaw->kev ? EXPLOIT_ATTACKED : flaw->exploit;

    for (size_t i = 0; i < flaw->score_count; i++) {
        ExploitFact said = cvss_exploit(flaw->scores[i].vector);

        most = said > most ? said : most;
    }
    return most;
}

DecisionWorld finding_world(const ScanFlaw *flaw, Str range, Str knowledge)
{
    return (DecisionWorld){
        .cvss_vector = flaw->score_count ? flaw->scores[0].vector : STR(""),
        .cvss_tenths = flaw->score_count ? flaw->scores[0].score : CVSS_ABSENT,
        .epss_e5 = flaw->epss_score == SCAN_NO_PARTS ? DECISION_NO_EPSS : flaw->epss_score,
        .kev = flaw->kev, .exploit = exploit_of(flaw), .range = range, .knowledge = knowledge,
    };
}

/* What is known of how a component was built, which many flaws may share. `digests` is by input
 * and by component; texts are made when the first finding asks for them. */
static bool build_of(FindingSet *set, const ScanComponent *component, Str **digests,
                     DecisionBuild *out)
{
    const Sbom *sbom = set->scan->documents[component->input].sbom;
    Str **of_input = &digests[component->input], *digest;

    if (!*of_input)
        *of_input = ARENA_ARRAY(&set->arena, Str, sbom->component_count);
    if (!*of_input)
        return false;
    digest = &(*of_input)[component->component];
    if (!digest->len
        && !sbom_hashes(sbom, &sbom->components[component->component], &set->arena, digest))
        return false;
    *out = (DecisionBuild){ .version = component->version, .digest = *digest,
                            .options = sbom_pedigree(sbom, component->component),
                            .context = set->inputs[component->input].context };
    return true;
}

static bool subjects_fill(FindingSet *set, Err *err)
{
    const Scan *scan = &set->scan->scan;
    Str **digests = ARENA_ARRAY(&set->arena, Str *, scan->input_count);
    Flaw *flaw = NULL;

    set->subjects = ARENA_ARRAY(&set->arena, Subject, scan->finding_count);
    if (!set->subjects || !digests)
        return err_no_memory(err);
    for (size_t i = 0; i < scan->finding_count; i++) {
        const ScanFinding *finding = &scan->findings[i];
        const FindingInput *input = &set->inputs[finding->component->input];

        /* Findings of one flaw follow one another. */
        if ((!i || finding->flaw != finding[-1].flaw)
            && !finding_flaw(finding->flaw, &set->arena, &flaw))
            return err_no_memory(err);
        set->subjects[i] = (Subject){
            .product = input->product, .release = input->release, .flaw = flaw,
            .name = finding->component->name, .purl = finding->component->purl,
            .cpe = finding->component->cpe, .configuration = input->configuration,
            .world = finding_world(finding->flaw, finding->evidence->range,
                                   scan->database.digest),
        };
        if (!build_of(set, finding->component, digests, &set->subjects[i].build))
            return err_no_memory(err);
    }
    set->count = scan->finding_count;
    return true;
}

typedef struct {
    Arena *arena;
    DecisionPolicy *rows;
    size_t count, room;
} Policies;

/* A product that requires review wants one by somebody else. */
static bool policy_row(void *context, const Row *row, Err *err)
{
    Policies *policies = context;

    if (!str_eq(row_text(row, "review"), STR("required")))
        return true;
    if (!ARENA_ROOM(policies->arena, policies->rows, policies->count, &policies->room))
        return err_no_memory(err);
    policies->rows[policies->count].review_min = REVIEWED_BY_OTHER;
    return arena_copy(policies->arena, row_text(row, "id"),
                      &policies->rows[policies->count++].product) || err_no_memory(err);
}

bool policies_load(Db *db, Arena *arena, const DecisionPolicy **out, size_t *count, Err *err)
{
    Policies policies = { .arena = arena };
    RowQuery products = { .table = TABLE_PRODUCT };

    if (!rows_walk(db, &products, policy_row, &policies, err))
        return false;
    *out = policies.rows;
    *count = policies.count;
    return true;
}

/* Every alias group that was found, so that a decision whose ids have come apart is noticed. */
static bool flaws_of(FindingSet *set)
{
    Flaw *flaws = ARENA_ARRAY(&set->arena, Flaw, set->count);
    size_t count = 0;

    for (size_t i = 0; flaws && i < set->count; i++)
        if (!i || set->subjects[i].flaw != set->subjects[i - 1].flaw)
            flaws[count++] = *set->subjects[i].flaw;
    set->book_of.flaws = flaws;
    set->book_of.flaw_count = count;
    return flaws != NULL;
}

static bool decide_all(FindingSet *set, Db *db, Str product, int64_t now_s, Err *err)
{
    DecisionRecord *record = &set->book_of;

    if (!flaws_of(set))
        return err_no_memory(err);
    if (!decisions_load(db, product, &set->arena, &set->decisions, &set->decision_count, err)
        || !policies_load(db, &set->arena, &record->policies, &record->policy_count, err))
        return false;
    record->decisions = set->decisions;
    record->count = set->decision_count;
    record->now_s = now_s;
    if (!book_new(&set->book_of, &set->arena, &set->book, err))
        return false;
    set->resolutions = ARENA_ARRAY(&set->arena, Resolution, set->count);
    if (!set->resolutions)
        return err_no_memory(err);
    for (size_t i = 0; i < set->count; i++)
        if (!decisions_resolve(&set->book, &set->subjects[i], &set->arena, &set->resolutions[i],
                               err))
            return false;
    return true;
}

/* ---- all of it ---------------------------------------------------------------------- */

/* Inputs that were refused leave no hole: the scan counts those it took. */
static void inputs_settle(FindingSet *set, const size_t *place, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (place[i] == SIZE_MAX)
            set->refused[set->refused_count++] = set->inputs[i];
        else
            set->inputs[set->input_count++] = set->inputs[i];
}

static const ScanParse WORKER = { foreign_sbom, foreign_sboms };

static bool scan_run(const Inro *inro, const FindingQuestion *question, Collecting *collecting,
                     InroSay *say, void *context, Err *err)
{
    FindingSet *set = collecting->set;
    InroScanOptions options = { .dir = question->db, .fail_on = question->fail_on,
                                .max_age_days = question->max_age_days,
                                .age_matters = question->age_matters };
    size_t *place = ARENA_ARRAY(&set->arena, size_t, collecting->count);

    set->refused = ARENA_ARRAY(&set->arena, FindingInput, collecting->count);
    if (!place || !set->refused)
        return err_no_memory(err);
    set->status = scan_documents(inro, &options,
                                 &(ScanDocuments){ collecting->documents, collecting->count, place,
                                                   &set->ended, &WORKER, .of_record = true },
                                 say, context, &set->scan);
    if (set->scan)
        set->scan->scan.bare_count = set->bare_count;
    if (set->scan)
        inputs_settle(set, place, collecting->count);
    return true;
}

static bool make(const Inro *inro, Collecting *collecting, const FindingQuestion *question,
                 InroSay *say, void *context, Err *err)
{
    Db *db = store_db(collecting->record->store);
    RowQuery products = { .table = TABLE_PRODUCT };

    if (!asked_resolve(collecting, question, err)
        || !rows_walk(db, &products, product_row, collecting, err))
        return false;
    if (!collecting->count)
        return err_set(err, ERR_NO_DATA, RULE_NO_SBOM);
    if (!scan_run(inro, question, collecting, say, context, err))
        return false;
    return !collecting->set->scan
        || (subjects_fill(collecting->set, err)
            && decide_all(collecting->set, db, collecting->product, inro->now_s, err));
}

bool findings_make(const Inro *inro, InroRecord *record, const FindingQuestion *question,
                   InroSay *say, void *context, FindingSet *out, InroError *error)
{
    Collecting collecting = { .set = out, .record = record,
                              .day = date_days_of_s(inro->now_s) };
    Err err;

    *out = (FindingSet){ .arena = arena_new(FINDINGS_ARENA_BYTES) };
    return make(inro, &collecting, question, say, context, &err) || api_fail(inro, &err, error);
}

/* ---- what is in no finding ---------------------------------------------------------- */

static bool number_keep(uint64_t number, Arena *arena, Str *out)
{
    char text[NUMBER_ROOM];

    snprintf(text, sizeof text, "%" PRIu64, number);
    return arena_copy(arena, str_of(text), out);
}

/* "Pump@2.1: at byte 9: …", without the release that stands before it already. */
static bool reason_keep(const ScanRefusal *refused, Lang lang, Arena *arena, Str *out)
{
    char text[ERR_TEXT_BYTES];
    Str reason = str_of(err_text(&refused->why, lang, text, sizeof text));

    if (str_starts(reason, refused->file)
        && str_starts(str_slice(reason, refused->file.len, reason.len), STR(": ")))
        reason = str_slice(reason, refused->file.len + strlen(": "), reason.len);
    return arena_copy(arena, reason, out);
}

static bool note_refused(const FindingSet *set, Lang lang, Arena *arena, ListingNote *out)
{
    const ScanRefusal *first = set->scan->scan.refused;
    char which[NAME_ROOM];

    snprintf(which, sizeof which, "%.*s, %.*s", STR_ARG(first->file),
             STR_ARG(set->refused->file));
    out->rule = NOTE_REFUSED;
    return number_keep(set->refused_count, arena, &out->args[0])
        && number_keep(set->refused_count + set->input_count, arena, &out->args[1])
        && arena_copy(arena, str_of(which), &out->args[2])
        && reason_keep(first, lang, arena, &out->args[3]);
}

static bool note_count(RuleId rule, uint64_t count, Arena *arena, ListingNote *out)
{
    if (!count)
        return true;
    out->rule = rule;
    return number_keep(count, arena, &out->args[0]);
}

bool findings_notes(const FindingSet *set, Lang lang, Arena *arena, FindingNotes *out, Err *err)
{
    *out = (FindingNotes){ .note[0].args = { { 0 } } };
    if (set->refused_count && !note_refused(set, lang, arena, &out->note[0]))
        return err_no_memory(err);
    return (note_count(NOTE_BARE, set->bare_count, arena, &out->note[1])
            && note_count(NOTE_UNCHECKED, set->scan->scan.unchecked, arena, &out->note[2]))
        || err_no_memory(err);
}

void findings_done(FindingSet *set)
{
    book_done(&set->book);
    inro_scan_free(set->scan);
    arena_done(&set->arena);
}
