/* SPDX-License-Identifier: Apache-2.0 */
/* "Are we hit?" */
#include "inro/affected.h"

#include "api/finding_list.h"
#include "api/portfolio_of.h"
#include "ident/flaw_id.h"
#include "lifecycle/stage.h"
#include "match/order.h"
#include "portfolio/answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define AFFECTED_ARENA_BYTES ((size_t)8 << 30)
#define SUBJECT_ARENA_BYTES  ((size_t)64 << 20) /* what was decided about one release */

enum { NAME_BYTES_MAX = 1 << 16, NUMBER_BYTES = 24, NOTES_MAX = 5 };

typedef enum {
    COLUMN_PRODUCT, COLUMN_RELEASE, COLUMN_STAGE, COLUMN_SITE, COLUMN_SERIAL, COLUMN_STATE,
    COLUMN_COMPONENT, COLUMN_FLAW, COLUMN_STATUS, COLUMN_STEP, AFFECTED_COLUMNS
} AffectedColumn;

static const ListingColumn COLUMNS[AFFECTED_COLUMNS] = {
    [COLUMN_PRODUCT] = { STR_ROW("product"), STR_ROW("api.field-product"), LISTING_TEXT },
    [COLUMN_RELEASE] = { STR_ROW("release"), STR_ROW("api.field-release"), LISTING_TEXT },
    [COLUMN_STAGE] = { STR_ROW("release_state"), STR_ROW("api.field-release_state"), LISTING_WORD,
                       .words = STR_ROW("lifecycle.stage-") },
    [COLUMN_SITE] = { STR_ROW("site"), STR_ROW("api.field-site"), LISTING_TEXT },
    [COLUMN_SERIAL] = { STR_ROW("serial"), STR_ROW("api.field-serial"), LISTING_TEXT },
    [COLUMN_STATE] = { STR_ROW("state"), STR_ROW("api.field-exposure"), LISTING_WORD,
                       .words = STR_ROW("api.exposure-") },
    [COLUMN_COMPONENT] = { STR_ROW("component"), STR_ROW("api.field-component"), LISTING_TEXT },
    [COLUMN_FLAW] = { STR_ROW("vulnerability"), STR_ROW("api.field-vulnerability"), LISTING_TEXT,
                      .whole = true },
    [COLUMN_STATUS] = { STR_ROW("status"), STR_ROW("api.field-status"), LISTING_WORD,
                        .words = STR_ROW("api.status-") },
    [COLUMN_STEP] = { STR_ROW("next_step"), STR_ROW("api.field-next_step"), LISTING_WORD,
                      .words = STR_ROW("api.step-") },
};

static const Str STATES[PORTFOLIO_STATES] = {
    [PORTFOLIO_AFFECTED] = STR_ROW("affected"), [PORTFOLIO_SUSPECTED] = STR_ROW("suspected"),
    [PORTFOLIO_NOT_COMPARABLE] = STR_ROW("not-comparable"),
    [PORTFOLIO_UNCHECKED] = STR_ROW("unchecked"),
    [PORTFOLIO_NOT_AFFECTED] = STR_ROW("not-affected"), [PORTFOLIO_PRESENT] = STR_ROW("present"),
};

/* The most urgent first. */
typedef enum { STEP_DECIDE, STEP_CONCLUDE, STEP_ACT, STEP_CHECK, STEP_NONE, STEP_COUNT } Step;

static const Str STEP[STEP_COUNT] = {
    [STEP_DECIDE] = STR_ROW("decide"), [STEP_CONCLUDE] = STR_ROW("conclude"),
    [STEP_ACT] = STR_ROW("act"), [STEP_CHECK] = STR_ROW("check"), [STEP_NONE] = STR_ROW("none"),
};

/* Of the hits of one release the one that asks for most, and what was decided about it. */
typedef struct {
    const PortfolioHit *hit;
    Step step;
    Str component, status;
} ReleaseSay;

typedef struct {
    const Portfolio *portfolio;
    const PortfolioAnswer *answer;
    int64_t day;               /* today */
    ReleaseSay *says;          /* by place in answer->releases */
    const uint32_t *order;     /* places there, as they are printed */
    size_t at;                 /* place in `order` of the release whose devices are told */
    Arena arena;               /* of its devices */
    PortfolioDeviceRow *devices;
    uint32_t *device_order, device_count, device_at;
    bool told;                 /* `devices` are those of the release */
    ListingCell cells[AFFECTED_COLUMNS];
    ListingRow row;
} Lister;

/* ---- what was decided about a release ----------------------------------------------- */

static Step step_of(const PortfolioHit *hit, Str status)
{
    if (hit->state == PORTFOLIO_SUSPECTED || hit->state == PORTFOLIO_NOT_COMPARABLE
        || hit->state == PORTFOLIO_UNCHECKED)
        return STEP_CHECK;
    if (hit->state != PORTFOLIO_AFFECTED)
        return STEP_NONE;
    if (str_eq(status, STR("affected")))
        return STEP_ACT;
    if (str_eq(status, STR("under_investigation")))
        return STEP_CONCLUDE;
    return str_eq(status, STR("not_affected")) || str_eq(status, STR("fixed")) ? STEP_NONE
                                                                              : STEP_DECIDE;
}

/* One hit while its releases are gone through. */
typedef struct {
    const Portfolio *portfolio;
    const DecisionBook *book;
    Str knowledge;             /* digest of the generation */
    const PortfolioHit *hit;
    Subject subject;           /* without product and release */
    Arena arena;               /* of one resolution */
    Db *db;
    bool by_context, by_configuration; /* some decision asks for it */
} Deciding;

static void deciding_done(Deciding *deciding)
{
    arena_done(&deciding->arena);
}

/* The identifiers by which a decision may name the component. */
static void subject_identify(const Portfolio *portfolio, uint32_t pair, Subject *subject)
{
    PortfolioPairRow row;
    Identifier identifier;

    if (!portfolio_pair(portfolio, pair, &row))
        return;
    subject->name = row.name;
    subject->build = (DecisionBuild){ .version = row.version, .digest = row.hashes,
                                      .options = row.pedigree };
    for (uint32_t i = 0; i < row.identifier_count; i++)
        if (portfolio_identifier(portfolio, pair, i, &identifier)) {
            if (identifier.kind == IDENTIFIER_PURL && !subject->purl.len)
                subject->purl = identifier.text;
            if (identifier.kind == IDENTIFIER_CPE && !subject->cpe.len)
                subject->cpe = identifier.text;
        }
}

static bool deciding_begin(Deciding *deciding, const PortfolioHit *hit, Arena *arena, Err *err)
{
    Flaw *flaw;

    deciding->hit = hit;
    if (!hit->flaw)
        return true;
    if (!finding_flaw(hit->flaw, arena, &flaw))
        return err_no_memory(err);
    deciding->subject = (Subject){
        .flaw = flaw,
        .world = finding_world(hit->flaw, hit->evidence ? hit->evidence->range : STR(""),
                               deciding->knowledge) };
    subject_identify(deciding->portfolio, hit->pair, &deciding->subject);
    return true;
}

/* What the portfolio does not hold is read from the record only where a decision asks for it. */
static void asked_of(Deciding *deciding, const DecisionRecord *record)
{
    for (size_t i = 0; i < record->count; i++) {
        const Decision *decision = &record->decisions[i];

        deciding->by_context |= (decision->triggers & TRIGGER_CONTEXT) != 0;
        deciding->by_configuration |= decision->scope.configuration.len > 0;
    }
}

/* Whether anything was decided about the flaw in that product. */
static bool any_decided(const Deciding *deciding)
{
    const Subject *subject = &deciding->subject;
    size_t count = 0;

    for (size_t i = 0; i < subject->flaw->id_count; i++)
        count += book_entries(deciding->book, subject->product, subject->flaw->ids[i]).count;
    return count > 0;
}

static bool subject_place(Deciding *deciding, Err *err)
{
    Subject *subject = &deciding->subject;
    bool found = false;
    Row row;

    if (deciding->by_configuration) {
        if (!row_get(deciding->db, TABLE_RELEASE, subject->release, &deciding->arena, &row, &found,
                     err))
            return false;
        subject->configuration = found ? row_text(&row, "configuration") : STR("");
    }
    if (!deciding->by_context)
        return true;
    if (!row_get(deciding->db, TABLE_PRODUCT, subject->product, &deciding->arena, &row, &found,
                 err))
        return false;
    return context_digest(found ? row_text(&row, "security_context") : STR(""), &deciding->arena,
                          &subject->build.context)
        || err_no_memory(err);
}

static bool decided_on(Deciding *deciding, uint32_t release, Str *status, Err *err)
{
    char release_text[UUID_TEXT_BYTES], product_text[UUID_TEXT_BYTES];
    PortfolioReleaseRow row;
    PortfolioNamed product;
    Resolution resolution;

    *status = STR("");
    if (!deciding->hit->flaw || !portfolio_release(deciding->portfolio, release, &row)
        || !portfolio_product(deciding->portfolio, row.product, &product))
        return true;
    deciding->subject.release = uuid_text(&row.id, release_text);
    deciding->subject.product = uuid_text(&product.id, product_text);
    arena_reset(&deciding->arena);
    if (any_decided(deciding) && !subject_place(deciding, err))
        return false;
    if (!decisions_resolve(deciding->book, &deciding->subject, &deciding->arena, &resolution, err))
        return false;
    *status = finding_status(&resolution);
    return true;
}

/* Which of two equally urgent hits is told: not by their numbers, which a portfolio that was made
 * anew gives otherwise. */
static bool hit_before(const Portfolio *portfolio, const PortfolioHit *a, const PortfolioHit *b)
{
    PortfolioPairRow x = { .counted = false }, y = { .counted = false };
    int order;

    if (a->state != b->state)
        return a->state < b->state;
    if (!portfolio_pair(portfolio, a->pair, &x) || !portfolio_pair(portfolio, b->pair, &y))
        return false;
    order = str_cmp(x.name, y.name);
    if (!order)
        order = str_cmp(x.version, y.version);
    if (!order && a->flaw && b->flaw)
        order = str_cmp(a->flaw->id, b->flaw->id);
    return order < 0;
}

/* A release is told by what asks for most: one component that was decided hides no other. */
static bool say_weigh(ReleaseSay *say, Deciding *deciding, uint32_t release, Err *err)
{
    ReleaseSay other = { .hit = deciding->hit };

    if (!decided_on(deciding, release, &other.status, err))
        return false;
    other.step = step_of(other.hit, other.status);
    if (!say->hit || other.step < say->step
        || (other.step == say->step && hit_before(deciding->portfolio, other.hit, say->hit)))
        *say = other;
    return true;
}

/* By release its place in the answer; UINT32_MAX: it is not there. */
static uint32_t *places_of(const Portfolio *portfolio, const PortfolioAnswer *answer, Arena *arena)
{
    uint32_t count = portfolio_counts(portfolio).releases;
    uint32_t *place = ARENA_ARRAY(arena, uint32_t, count);

    if (!place)
        return NULL;
    memset(place, 0xFF, count * sizeof *place);
    for (size_t i = 0; i < answer->release_count; i++)
        place[answer->releases[i].release] = (uint32_t)i;
    return place;
}

/* Hits name documents, documents their release. */
static bool hit_place(Lister *lister, Deciding *deciding, const uint32_t *place, Err *err)
{
    const PortfolioHit *hit = deciding->hit;
    PortfolioDocumentRow document;

    for (uint32_t k = 0; k < hit->document_count; k++)
        if (portfolio_document(lister->portfolio, hit->documents[k], &document)
            && document.release != PORTFOLIO_NONE && place[document.release] != UINT32_MAX
            && !say_weigh(&lister->says[place[document.release]], deciding, document.release, err))
            return false;
    return true;
}

static bool component_name(const Portfolio *portfolio, uint32_t pair, Arena *arena, Str *out,
                           Err *err)
{
    CLEANUP(buf_done) Buf name = buf_new(NAME_BYTES_MAX);
    PortfolioPairRow row;

    if (!portfolio_pair(portfolio, pair, &row))
        return true;
    buf_add(&name, row.name);
    if (row.version.len)
        buf_printf(&name, " %.*s", STR_ARG(row.version));
    return (!buf_failed(&name) && arena_copy(arena, buf_str(&name), out)) || err_no_memory(err);
}

/* ---- one row a device --------------------------------------------------------------- */

static bool is_withdrawn(const Lister *lister, int32_t day)
{
    return day && day <= lister->day;
}

static const PortfolioReached *release_at(const Lister *lister)
{
    return &lister->answer->releases[lister->order[lister->at]];
}

static void release_cells(Lister *lister)
{
    const PortfolioReached *reached = release_at(lister);
    const ReleaseSay *say = &lister->says[lister->order[lister->at]];
    ListingCell *cells = lister->cells;
    PortfolioReleaseRow release;
    PortfolioNamed product;

    memset(lister->cells, 0, sizeof lister->cells);
    if (portfolio_release(lister->portfolio, reached->release, &release)) {
        cells[COLUMN_RELEASE].text = release.version;
        if (is_withdrawn(lister, release.withdrawn_day))
            cells[COLUMN_STAGE].text = stage_name(STAGE_WITHDRAWN);
        if (portfolio_product(lister->portfolio, release.product, &product))
            cells[COLUMN_PRODUCT].text = product.name;
    }
    cells[COLUMN_STATE].text = STATES[say->hit ? say->hit->state : reached->state];
    cells[COLUMN_COMPONENT].text = say->component;
    cells[COLUMN_STATUS].text = say->status;
    if (say->hit && say->hit->flaw) {
        cells[COLUMN_FLAW].text = say->hit->flaw->id;
        cells[COLUMN_STEP].text = STEP[say->step];
    }
}

static void device_cells(Lister *lister, const PortfolioDeviceRow *device)
{
    PortfolioNamed site;

    lister->cells[COLUMN_SERIAL].text = device->serial;
    lister->cells[COLUMN_SITE].text =
        portfolio_site(lister->portfolio, device->site, &site) ? site.name : STR("");
}

static bool serial_before(const void *devices, uint32_t a, uint32_t b)
{
    const PortfolioDeviceRow *x = (const PortfolioDeviceRow *)devices + a;
    const PortfolioDeviceRow *y = (const PortfolioDeviceRow *)devices + b;
    int order = str_cmp(x->serial, y->serial);

    return (order ? order : memcmp(&x->id, &y->id, sizeof x->id)) < 0;
}

/* The devices of the release that are still in use, by serial number. */
static bool devices_take(Lister *lister, Err *err)
{
    const Portfolio *portfolio = lister->portfolio;
    uint32_t release = release_at(lister)->release, count = 0;
    uint32_t room = portfolio_release_devices(portfolio, release);
    PortfolioDeviceWalk walk = portfolio_devices(portfolio, release);
    PortfolioDeviceRow row;

    arena_reset(&lister->arena);
    lister->devices = ARENA_ARRAY(&lister->arena, PortfolioDeviceRow, room);
    if (!lister->devices)
        return err_no_memory(err);
    while (count < room && portfolio_device_next(&walk, &row))
        if (!is_withdrawn(lister, row.withdrawn_day))
            lister->devices[count++] = row;
    lister->device_order = order_new(count, serial_before, lister->devices, &lister->arena);
    lister->device_count = count;
    lister->device_at = 0;
    lister->told = true;
    return lister->device_order || err_no_memory(err);
}

/* A release without devices has a row of its own; one that is withdrawn is told like any other,
 * because its devices do not know that. */
static bool next_row(void *context, const ListingRow **out, Err *err)
{
    Lister *lister = context;

    *out = NULL;
    for (; lister->at < lister->answer->release_count; lister->at++, lister->told = false) {
        bool fresh = !lister->told;

        if (fresh && !devices_take(lister, err))
            return false;
        if (fresh)
            release_cells(lister);
        if (lister->device_at < lister->device_count) {
            device_cells(lister, &lister->devices[lister->device_order[lister->device_at++]]);
            *out = &lister->row;
            return true;
        }
        if (fresh) {
            *out = &lister->row;
            lister->at++;
            lister->told = false;
            return true;
        }
    }
    return true;
}

/* Releases by product, those of one as they were made. */
static bool release_before(const void *context, uint32_t a, uint32_t b)
{
    const Lister *lister = context;
    PortfolioReleaseRow x, y;
    PortfolioNamed p, q;
    int order;

    if (!portfolio_release(lister->portfolio, lister->answer->releases[a].release, &x)
        || !portfolio_release(lister->portfolio, lister->answer->releases[b].release, &y)
        || !portfolio_product(lister->portfolio, x.product, &p)
        || !portfolio_product(lister->portfolio, y.product, &q))
        return false;
    order = str_cmp(p.name, q.name);
    return (order ? order : memcmp(&x.id, &y.id, sizeof x.id)) < 0;
}

static bool says_fill(Lister *lister, Deciding *deciding, Arena *arena, Err *err)
{
    const PortfolioAnswer *answer = lister->answer;
    uint32_t *place = places_of(lister->portfolio, answer, arena);
    ReleaseSay *says = ARENA_ARRAY(arena, ReleaseSay, answer->release_count);

    lister->says = says;
    lister->order = order_new((uint32_t)answer->release_count, release_before, lister, arena);
    if (!place || !says || !lister->order)
        return err_no_memory(err);
    for (size_t i = 0; i < answer->hit_count; i++)
        if (answer->hits[i].state != PORTFOLIO_NOT_AFFECTED
            && (!deciding_begin(deciding, &answer->hits[i], arena, err)
                || !hit_place(lister, deciding, place, err)))
            return false;
    for (size_t i = 0; i < answer->release_count; i++)
        if (says[i].hit
            && !component_name(lister->portfolio, says[i].hit->pair, arena, &says[i].component,
                               err))
            return false;
    return true;
}

static void lister_done(Lister *lister)
{
    arena_done(&lister->arena);
}

/* ---- the question ------------------------------------------------------------------- */

/* "SHA-256:9f86…": no id of a flaw has so long a part behind a colon ("RHSA-2026:1234"). */
static bool is_hash(Str text)
{
    enum { DIGITS_MIN = 32 };

    return str_find_char(text, ':') + DIGITS_MIN < text.len;
}

/* "CVE-2026-1", "GHSA-…": capitals, digits and dashes of a scheme, then something. */
static bool is_flaw_id(Str text)
{
    size_t dash = str_find_char(text, '-');

    if (dash < 2 || dash == text.len || dash > 16 || is_hash(text))
        return false;
    for (size_t i = 0; i < dash; i++)
        if (!((text.ptr[i] | 32) >= 'a' && (text.ptr[i] | 32) <= 'z'))
            return false;
    for (size_t i = dash; i < text.len; i++)
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
            return !str_starts(text, STR("pkg:")) && !str_starts(text, STR("cpe:"));
    return false;
}

typedef struct {
    Kb *kb;
    Portfolio *portfolio;
    DecisionBook book;
    DecisionRecord book_of;
    Scan data;
    PortfolioExposure exposure;
    bool flaw;
    Str asked;
    Arena arena;
} Answering;

static void answering_done(Answering *answering)
{
    book_done(&answering->book);
    portfolio_close(&answering->portfolio);
    kb_close(answering->kb);
    arena_done(&answering->arena);
}

/* The flaws that were hit: those that decisions are asked about. */
static bool flaws_of(Answering *answering, Err *err)
{
    const PortfolioAnswer *answer = &answering->exposure.answer;
    Flaw *flaws = ARENA_ARRAY(&answering->arena, Flaw, answer->hit_count), *flaw;
    const ScanFlaw *last = NULL;

    if (!flaws)
        return err_no_memory(err);
    for (size_t i = 0; i < answer->hit_count; i++) {
        const ScanFlaw *from = answer->hits[i].flaw;
        if (!from || (last && str_eq(from->id, last->id)))
            continue;
        if (!finding_flaw(from, &answering->arena, &flaw))
            return err_no_memory(err);
        flaws[answering->book_of.flaw_count++] = *flaw;
        last = from;
    }
    answering->book_of.flaws = flaws;
    return true;
}

static bool decisions_of(Answering *answering, InroRecord *record, int64_t now_s, Err *err)
{
    DecisionRecord *of = &answering->book_of;
    Db *db = store_db(record->store);
    Decision *decisions = NULL;

    of->now_s = now_s;
    if (!flaws_of(answering, err))
        return false;
    if (of->flaw_count
        && (!decisions_about(db, of->flaws, of->flaw_count, &answering->arena, &decisions,
                             &of->count, err)
            || !policies_load(db, &answering->arena, &of->policies, &of->policy_count, err)))
        return false;
    of->decisions = decisions;
    return book_new(of, &answering->arena, &answering->book, err);
}

static bool answer(Answering *answering, const char *db, Str asked, int64_t now_s, Err *err)
{
    Arena *arena = &answering->arena;
    Str id;

    answering->exposure.known = true;
    answering->asked = asked;
    answering->flaw = is_flaw_id(asked);
    if (!answering->flaw)
        return portfolio_component(answering->portfolio, asked, arena,
                                   &answering->exposure.answer, err);
    if (!flaw_id_canonical(asked, arena, &id))
        return err_no_memory(err);
    if (!kb_open(str_of(db), 1, &answering->kb, err))
        return false;
    kb_set_now(answering->kb, now_s);
    if (!kb_database(answering->kb, arena, &answering->data.database))
        return err_no_memory(err);
    return portfolio_vulnerability(answering->portfolio, answering->kb, id, arena,
                                   &answering->exposure, err)
        && kb_unchanged(answering->kb, err);
}

/* What the answer does not cover: silence about it would read as "not affected". */
typedef struct {
    ListingNote notes[NOTES_MAX];
    char numbers[NOTES_MAX][NUMBER_BYTES], files[NUMBER_BYTES];
    size_t count;
} Gaps;

static void gap_add(Gaps *gaps, Str rule, uint64_t number)
{
    char *text = gaps->numbers[gaps->count];

    if (!number)
        return;
    snprintf(text, NUMBER_BYTES, "%" PRIu64, number);
    gaps->notes[gaps->count].rule = rule;
    gaps->notes[gaps->count++].args[0] = str_of(text);
}

static uint64_t devices_nowhere(const Lister *lister)
{
    PortfolioDeviceWalk walk = portfolio_devices(lister->portfolio, PORTFOLIO_NONE);
    PortfolioDeviceRow row;
    uint64_t count = 0;

    while (portfolio_device_next(&walk, &row))
        count += !is_withdrawn(lister, row.withdrawn_day);
    return count;
}

/* "/usr/lib/libssl.so.1.1", "libssl.so.1.1", "crypt32.dll": what an SBOM of packages alone lists
 * nowhere. */
static bool is_file(Str name)
{
    static const Str ENDS[] = { STR_ROW(".so"), STR_ROW(".dll"), STR_ROW(".exe"), STR_ROW(".jar"),
                                STR_ROW(".ko"), STR_ROW(".dylib"), STR_ROW(".bin") };
    size_t numbers = name.len;

    if (str_starts(name, STR("/")))
        return true;
    while (numbers && (name.ptr[numbers - 1] == '.' || (name.ptr[numbers - 1] >= '0'
                                                       && name.ptr[numbers - 1] <= '9')))
        numbers--;
    for (size_t i = 0; i < ARRAY_LEN(ENDS); i++)
        if (str_ends(name, ENDS[i])
            || (i == 0 && str_ends(str_slice(name, 0, numbers), ENDS[i])))
            return true;
    return false;
}

/* How many SBOMs list a file. */
static uint64_t documents_of_files(const Portfolio *portfolio)
{
    uint32_t count = portfolio_counts(portfolio).documents;
    PortfolioDocumentRow document;
    PortfolioPairRow pair;
    uint64_t with = 0;

    for (uint32_t i = 0; i < count && portfolio_document(portfolio, i, &document); i++)
        for (uint32_t k = 0; k < document.component_count; k++)
            if (portfolio_pair(portfolio, portfolio_document_pair(portfolio, i, k), &pair)
                && is_file(pair.name)) {
                with++;
                break;
            }
    return with;
}

/* That a file is nowhere says something only of SBOMs that list files. */
static void gap_files(const Answering *answering, const Lister *lister, Gaps *gaps)
{
    uint64_t all = portfolio_counts(lister->portfolio).documents, with;
    size_t at = gaps->count;

    if (answering->flaw || answering->exposure.answer.hit_count || !is_file(answering->asked)
        || !all)
        return;
    with = documents_of_files(lister->portfolio);
    gap_add(gaps, with ? STR("api.affected-files") : STR("api.affected-no-files"), all);
    snprintf(gaps->files, NUMBER_BYTES, "%" PRIu64, with);
    gaps->notes[at].args[1] = str_of(gaps->files);
}

static void gaps_find(const Answering *answering, const Lister *lister, Gaps *gaps)
{
    gap_files(answering, lister, gaps);
    if (!answering->exposure.known) /* also for programs, which read no sentence for no rows */
        gaps->notes[gaps->count++].rule = STR("api.affected-no-record");
    gap_add(gaps, STR("api.affected-unchecked"), answering->exposure.unchecked.instances);
    gap_add(gaps, STR("api.affected-no-sbom"), portfolio_bare_releases(lister->portfolio));
    gap_add(gaps, STR("api.affected-no-release"), devices_nowhere(lister));
}

/* Why there are no rows: no record of that id (a note says so), nothing concerned, or nothing of
 * that name. */
static Str none_of(const Answering *answering)
{
    if (!answering->exposure.known)
        return STR("api.affected-open");
    return answering->flaw ? STR("api.affected-none") : STR("api.affected-unlisted");
}

static bool print(Answering *answering, Lister *lister, const Inro *inro,
                  const InroReportOptions *options, InroError *error)
{
    Gaps gaps = { .count = 0 };
    Listing listing = { .head = { .schema = STR("inro.affected/1"),
                                  .title = STR("api.affected"), .notes = gaps.notes },
                        .empty = none_of(answering),
                        .columns = COLUMNS, .column_count = AFFECTED_COLUMNS,
                        .next = next_row, .context = lister };

    gaps_find(answering, lister, &gaps);
    listing.head.note_count = gaps.count;
    if (answering->flaw) {
        answering->data.now_s = inro->now_s;
        answering->data.max_age_days = 7;
        listing.head.data = &answering->data;
    }
    lister->row.cells = lister->cells;
    return api_report_listing(inro, &listing, options, error);
}

bool inro_affected(const Inro *inro, InroRecord *record, const char *db, const char *asked,
                   InroSay *say, void *context, const InroReportOptions *options, bool *known,
                   InroError *error)
{
    CLEANUP(answering_done) Answering answering = { .arena = arena_new(AFFECTED_ARENA_BYTES) };
    CLEANUP(deciding_done) Deciding deciding = { .book = &answering.book,
                                                 .arena = arena_new(SUBJECT_ARENA_BYTES) };
    CLEANUP(lister_done) Lister lister = { .answer = &answering.exposure.answer,
                                           .day = date_days_of_s(inro->now_s),
                                           .arena = arena_new(AFFECTED_ARENA_BYTES) };
    Err err;

    if (!portfolio_of(inro, record, say, context, &answering.portfolio, &err)
        || !answer(&answering, db, str_of(asked), inro->now_s, &err)
        || !decisions_of(&answering, record, inro->now_s, &err))
        return api_fail(inro, &err, error);
    lister.portfolio = deciding.portfolio = answering.portfolio;
    deciding.knowledge = answering.data.database.digest;
    deciding.db = store_db(record->store);
    asked_of(&deciding, &answering.book_of);
    if (!says_fill(&lister, &deciding, &answering.arena, &err)
        || !portfolio_unchanged(answering.portfolio, &err))
        return api_fail(inro, &err, error);
    *known = answering.exposure.known;
    return print(&answering, &lister, inro, options, error);
}
