/* SPDX-License-Identifier: Apache-2.0 */
/* "Are we hit?" */
#include "inro/affected.h"

#include "api/finding_list.h"
#include "api/portfolio_of.h"
#include "ident/flaw_id.h"
#include "lifecycle/decision_words.h"
#include "portfolio/answer.h"

#include <stdio.h>
#include <string.h>

#define AFFECTED_ARENA_BYTES ((size_t)8 << 30)

typedef enum {
    COLUMN_PRODUCT, COLUMN_RELEASE, COLUMN_SITE, COLUMN_SERIAL, COLUMN_STATE, COLUMN_COMPONENT,
    COLUMN_FLAW, COLUMN_STATUS, COLUMN_STEP, AFFECTED_COLUMNS
} AffectedColumn;

static const ListingColumn COLUMNS[AFFECTED_COLUMNS] = {
    [COLUMN_PRODUCT] = { STR_ROW("product"), STR_ROW("api.field-product"), LISTING_TEXT },
    [COLUMN_RELEASE] = { STR_ROW("release"), STR_ROW("api.field-release"), LISTING_TEXT },
    [COLUMN_SITE] = { STR_ROW("site"), STR_ROW("api.field-site"), LISTING_TEXT },
    [COLUMN_SERIAL] = { STR_ROW("serial"), STR_ROW("api.field-serial"), LISTING_TEXT },
    [COLUMN_STATE] = { STR_ROW("state"), STR_ROW("api.field-exposure"), LISTING_WORD,
                       .words = STR_ROW("api.exposure-") },
    [COLUMN_COMPONENT] = { STR_ROW("component"), STR_ROW("api.field-component"), LISTING_TEXT },
    [COLUMN_FLAW] = { STR_ROW("vulnerability"), STR_ROW("api.field-vulnerability"), LISTING_TEXT },
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

/* The worst hit of one release, and what was decided about it. */
typedef struct {
    const PortfolioHit *hit;
    Str component, flaw, status, step;
} ReleaseSay;

typedef struct {
    const Portfolio *portfolio;
    const PortfolioAnswer *answer;
    ReleaseSay *says;          /* by place in answer->releases */
    size_t at;                 /* the release whose devices are walked */
    PortfolioDeviceWalk walk;
    bool walking;
    Arena row_arena;
    ListingCell cells[AFFECTED_COLUMNS];
    ListingRow row;
} Lister;

/* ---- what was decided about a release ----------------------------------------------- */

static Str step_of(PortfolioState state, Str status)
{
    if (state == PORTFOLIO_SUSPECTED || state == PORTFOLIO_NOT_COMPARABLE
        || state == PORTFOLIO_UNCHECKED)
        return STR("check");
    if (state != PORTFOLIO_AFFECTED)
        return STR("none");
    if (str_eq(status, STR("affected")))
        return STR("act");
    if (str_eq(status, STR("under_investigation")))
        return STR("conclude");
    return str_eq(status, STR("not_affected")) || str_eq(status, STR("fixed")) ? STR("none")
                                                                              : STR("decide");
}

/* The identifiers by which a decision may name the component. */
static void subject_identify(const Portfolio *portfolio, uint32_t pair, Subject *subject)
{
    PortfolioPairRow row;
    Identifier identifier;

    if (!portfolio_pair(portfolio, pair, &row))
        return;
    subject->name = row.name;
    subject->build.version = row.version;
    for (uint32_t i = 0; i < row.identifier_count; i++)
        if (portfolio_identifier(portfolio, pair, i, &identifier)) {
            if (identifier.kind == IDENTIFIER_PURL && !subject->purl.len)
                subject->purl = identifier.text;
            if (identifier.kind == IDENTIFIER_CPE && !subject->cpe.len)
                subject->cpe = identifier.text;
        }
}

static bool flaw_of(const ScanFlaw *from, Arena *arena, Flaw **out)
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

static bool uuid_str(const Uuid *uuid, Arena *arena, Str *out)
{
    char text[UUID_TEXT_BYTES];

    return arena_copy(arena, uuid_text(uuid, text), out);
}

static bool decided_on(const DecisionBook *book, const Portfolio *portfolio, uint32_t release,
                       const PortfolioHit *hit, Arena *arena, Str *status, Err *err)
{
    Subject subject = { .world = { .cvss_tenths = CVSS_ABSENT, .epss_e5 = DECISION_NO_EPSS } };
    PortfolioReleaseRow row;
    PortfolioNamed product;
    Resolution resolution;
    Flaw *flaw;

    if (!portfolio_release(portfolio, release, &row)
        || !portfolio_product(portfolio, row.product, &product))
        return true;
    if (!flaw_of(hit->flaw, arena, &flaw) || !uuid_str(&row.id, arena, &subject.release)
        || !uuid_str(&product.id, arena, &subject.product))
        return err_no_memory(err);
    subject.flaw = flaw;
    subject.world.kev = hit->flaw->kev;
    if (hit->flaw->score_count)
        subject.world.cvss_tenths = hit->flaw->scores[0].score;
    if (hit->flaw->epss_score != SCAN_NO_PARTS)
        subject.world.epss_e5 = hit->flaw->epss_score;
    subject_identify(portfolio, hit->pair, &subject);
    if (!decisions_resolve(book, &subject, arena, &resolution, err))
        return false;
    *status = finding_status(&resolution);
    return true;
}

/* For each release its worst hit: hits name documents, documents their release. */
static bool hits_place(const Portfolio *portfolio, const PortfolioAnswer *answer, Arena *arena,
                       ReleaseSay **out, Err *err)
{
    uint32_t count = portfolio_counts(portfolio).releases;
    uint32_t *place = ARENA_ARRAY(arena, uint32_t, count);
    ReleaseSay *says = ARENA_ARRAY(arena, ReleaseSay, answer->release_count);
    PortfolioDocumentRow document;

    if (!place || !says)
        return err_no_memory(err);
    memset(place, 0xFF, count * sizeof *place);
    for (size_t i = 0; i < answer->release_count; i++)
        place[answer->releases[i].release] = (uint32_t)i;
    for (size_t i = 0; i < answer->hit_count; i++)
        for (uint32_t k = 0; k < answer->hits[i].document_count; k++) {
            const PortfolioHit *hit = &answer->hits[i];
            ReleaseSay *say;

            if (!portfolio_document(portfolio, hit->documents[k], &document)
                || place[document.release] == UINT32_MAX)
                continue;
            say = &says[place[document.release]];
            if (!say->hit || hit->state < say->hit->state)
                say->hit = hit;
        }
    *out = says;
    return true;
}

static bool says_fill(Lister *lister, const DecisionBook *book, Arena *arena, Err *err)
{
    PortfolioPairRow pair;

    for (size_t i = 0; i < lister->answer->release_count; i++) {
        ReleaseSay *say = &lister->says[i];

        if (!say->hit)
            continue;
        if (portfolio_pair(lister->portfolio, say->hit->pair, &pair)) {
            CLEANUP(buf_done) Buf name = buf_new(4096);

            buf_printf(&name, "%.*s %.*s", STR_ARG(pair.name), STR_ARG(pair.version));
            if (buf_failed(&name) || !arena_copy(arena, buf_str(&name), &say->component))
                return err_no_memory(err);
        }
        if (say->hit->flaw) {
            say->flaw = say->hit->flaw->id;
            if (!decided_on(book, lister->portfolio, lister->answer->releases[i].release, say->hit,
                            arena, &say->status, err))
                return false;
            say->step = step_of(say->hit->state, say->status);
        }
    }
    return true;
}

/* ---- one row a device --------------------------------------------------------------- */

static void release_cells(Lister *lister)
{
    const PortfolioReached *reached = &lister->answer->releases[lister->at];
    const ReleaseSay *say = &lister->says[lister->at];
    PortfolioReleaseRow release;
    PortfolioNamed product;

    memset(lister->cells, 0, sizeof lister->cells);
    if (portfolio_release(lister->portfolio, reached->release, &release)) {
        lister->cells[COLUMN_RELEASE].text = release.version;
        if (portfolio_product(lister->portfolio, release.product, &product))
            lister->cells[COLUMN_PRODUCT].text = product.name;
    }
    lister->cells[COLUMN_STATE].text = STATES[reached->state];
    lister->cells[COLUMN_COMPONENT].text = say->component;
    lister->cells[COLUMN_FLAW].text = say->flaw;
    lister->cells[COLUMN_STATUS].text = say->status;
    lister->cells[COLUMN_STEP].text = say->step;
}

static void device_cells(Lister *lister, const PortfolioDeviceRow *device)
{
    PortfolioNamed site;

    lister->cells[COLUMN_SERIAL].text = device->serial;
    lister->cells[COLUMN_SITE].text =
        portfolio_site(lister->portfolio, device->site, &site) ? site.name : STR("");
}

/* A release without devices has a row of its own. */
static bool next_row(void *context, const ListingRow **out, Err *err)
{
    Lister *lister = context;
    PortfolioDeviceRow device;
    bool fresh = false;

    (void)err;
    *out = NULL;
    for (; lister->at < lister->answer->release_count; lister->at++) {
        if (!lister->walking) {
            release_cells(lister);
            lister->walk = portfolio_devices(lister->portfolio,
                                             lister->answer->releases[lister->at].release);
            fresh = lister->walking = true;
        }
        if (portfolio_device_next(&lister->walk, &device)) {
            device_cells(lister, &device);
            *out = &lister->row;
            return true;
        }
        lister->walking = false;
        if (fresh) {
            *out = &lister->row;
            lister->at++;
            return true;
        }
    }
    return true;
}

/* ---- the question ------------------------------------------------------------------- */

/* "CVE-2026-1", "GHSA-…": capitals, digits and dashes of a scheme, then something. */
static bool is_flaw_id(Str text)
{
    size_t dash = str_find_char(text, '-');

    if (dash < 2 || dash == text.len || dash > 16)
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
    Arena arena;
} Answering;

static void answering_done(Answering *answering)
{
    book_done(&answering->book);
    portfolio_close(&answering->portfolio);
    kb_close(answering->kb);
    arena_done(&answering->arena);
}

static bool decisions_of(Answering *answering, InroRecord *record, int64_t now_s, Err *err)
{
    DecisionRecord *of = &answering->book_of;
    Decision *decisions;

    if (!decisions_load(store_db(record->store), STR(""), &answering->arena, &decisions, &of->count,
                        err)
        || !policies_load(store_db(record->store), &answering->arena, &of->policies,
                          &of->policy_count, err))
        return false;
    of->decisions = decisions;
    of->now_s = now_s;
    return book_new(of, &answering->arena, &answering->book, err);
}

static bool answer(Answering *answering, const char *db, Str asked, int64_t now_s, Err *err)
{
    Arena *arena = &answering->arena;
    Str id;

    answering->exposure.known = true;
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

static bool print(Answering *answering, Lister *lister, const Inro *inro,
                  const InroReportOptions *options, InroError *error)
{
    char unchecked[24];
    ListingNote note = { .rule = STR("api.affected-unchecked") };
    Listing listing = { .head = { .schema = STR("inro.affected/1"),
                                  .title = STR("api.affected"), .notes = &note },
                        .empty = answering->exposure.known ? STR("api.affected-none")
                                                           : STR("api.affected-no-record"),
                        .columns = COLUMNS, .column_count = AFFECTED_COLUMNS,
                        .next = next_row, .context = lister };

    snprintf(unchecked, sizeof unchecked, "%llu",
             (unsigned long long)answering->exposure.unchecked.instances);
    note.args[0] = str_of(unchecked);
    listing.head.note_count = answering->exposure.unchecked.instances > 0;
    if (!answering->exposure.known) /* also for programs, which read no sentence for no rows */
        note.rule = STR("api.affected-no-record");
    listing.head.note_count += !answering->exposure.known && !listing.head.note_count;
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
    Lister lister = { .at = 0 };
    Err err;

    if (!portfolio_of(inro, record, say, context, &answering.portfolio, &err)
        || !decisions_of(&answering, record, inro->now_s, &err)
        || !answer(&answering, db, str_of(asked), inro->now_s, &err)
        || !hits_place(answering.portfolio, &answering.exposure.answer, &answering.arena,
                       &lister.says, &err))
        return api_fail(inro, &err, error);
    lister.portfolio = answering.portfolio;
    lister.answer = &answering.exposure.answer;
    if (!says_fill(&lister, &answering.book, &answering.arena, &err)
        || !portfolio_unchanged(answering.portfolio, &err))
        return api_fail(inro, &err, error);
    *known = answering.exposure.known;
    return print(&answering, &lister, inro, options, error);
}
