/* SPDX-License-Identifier: Apache-2.0 */
/* ledger.h — the component ledger of the record, and what it says of a release's components; for
 * the api.
 *
 *     component rows ─► answers ─┐
 *     release ── sbom ── blob ─► components ─► support of each (lifecycle/support.h)
 *     knowledge base (endoflife.date) ─► derived answer ─┘
 *
 * Nothing of it is stored but what was stated: the same rows, SBOMs and knowledge give the same
 * answers.
 */
#pragma once

#include "api/record.h"
#include "kb/lookup.h"
#include "lifecycle/forecast.h"

/* An answer in the words of its row. */
typedef struct {
    Str id, release, product, organisation; /* UUIDs; the first of the three that is not empty is
                                               what it is said for */
    Str component, range, item_class, level, end, vocabulary, source, provenance, justification,
        who, evidence;
    int64_t said_s;
} LedgerWords;
/* `vocabulary` is a name, or a name and one of its words: "openeox.endOfSecuritySupport"; empty or
 * a name alone: the end of security support.
 * Owns:  *out points into the words and `arena`.
 * Fails: as selector_read and the readers of words. */
MUST_CHECK bool ledger_answer(const LedgerWords *words, Arena *arena, SupportAnswer *out, Err *err);

typedef struct {
    Arena arena;
    InroRecord *record;
    SupportAnswer *answers; /* stated ones, and room for one more: the derived of a component */
    uint32_t stated;
    Str organisation;
    Kb *kb;                 /* NULL: there is no knowledge base */
    int64_t kb_as_of_s;
} LedgerBook;

/* A component of a release; two SBOMs that list the same one give it once. */
typedef struct {
    Str id;       /* package URL, else CPE, else "name@version" */
    Str name, version, label; /* label: as people read it */
    ComponentSupport support;
    const SupportAnswer *derived; /* of answer number LedgerBook.stated; NULL: there is none */
} LedgerComponent;

typedef struct {
    Str release, product, called;
    LedgerComponent *components;
    uint32_t count;
    uint32_t sbom_count;
} LedgerRelease;

/* `db` is the folder of the knowledge base; that there is none there is no failure.
 * ledger_close in every case. */
MUST_CHECK bool ledger_open(const Inro *inro, InroRecord *record, const char *db, LedgerBook *out,
                            Err *err);
void ledger_close(LedgerBook *book);
/* Owns: *out lives as long as the book. Fails: as foreign_sbom. */
MUST_CHECK bool ledger_release(LedgerBook *book, const Row *release, LedgerRelease *out, Err *err);
/* The answer of that number for the component. */
const SupportAnswer *ledger_said(const LedgerBook *book, const LedgerComponent *component,
                                 uint32_t i);

/* The dates of a release and the controls that protect it on a day. Owns: lives in `arena`. */
MUST_CHECK bool release_life(InroRecord *record, const Row *release, Arena *arena,
                             ReleaseLife *out, Err *err);
/* "2026-11-22" or NULL: today. Fails: ERR_USAGE. */
MUST_CHECK bool day_read(const Inro *inro, const char *text, int64_t *out, Err *err);

/* Whether people read a report of this format; programs get every row. */
bool report_people(const char *format);
/* The language in which sentences stand in a report of this format: programs get English. */
Lang report_lang(const Inro *inro, const char *format);
