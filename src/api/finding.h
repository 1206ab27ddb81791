/* SPDX-License-Identifier: Apache-2.0 */
/* finding.h — the findings of products of the record, and what was decided about each; for the api.
 *
 * Nothing of it is stored: the same SBOMs, knowledge, decisions and time give the same answer.
 *
 *     release ── sbom ── blob ─► scan (inputs) ─► finding i ─► subject i ─► resolution i
 *                    decision, decision_review, decision_release ─► book ──────┘
 */
#pragma once

#include "api/record.h"
#include "api/scan.h"
#include "lifecycle/decision_resolve.h"
#include "model/listing.h"

/* What stands behind an input of the scan. */
typedef struct {
    Str product, product_name, release, version, sbom;
    Str file;          /* as the SBOM was called when it was attached */
    Str configuration; /* of the release */
    Str context;       /* "sha256:…" of the product's security context; empty: none is written */
} FindingInput;

typedef struct {
    Arena arena;
    InroScan *scan;             /* NULL: no SBOM is attached */
    FindingInput *inputs;       /* by input of the scan */
    size_t input_count;
    FindingInput *refused;      /* SBOMs that could not be read, by refusal of the scan */
    size_t refused_count;
    size_t bare_count;          /* releases without an SBOM */
    Decision *decisions;        /* of the products asked for */
    size_t decision_count;
    DecisionRecord book_of;
    DecisionBook book;
    Subject *subjects;          /* by finding of the scan */
    Resolution *resolutions;    /* the same */
    size_t count;
    InroStatus status;          /* what the scan ended with */
    Err ended;                  /* without a scan: why */
} FindingSet;

typedef struct {
    const char *db;             /* folder of the knowledge base */
    const char *product;        /* by name or UUID; NULL: every product */
    const char *release;        /* the same; NULL: every release that is not withdrawn */
    const char *fail_on;
    int max_age_days;
    bool age_matters;
} FindingQuestion;

/* Fails: as inro_scan, with *error in the session's language; findings_done in every case. */
MUST_CHECK bool findings_make(const Inro *inro, InroRecord *record, const FindingQuestion *question,
                              InroSay *say, void *context, FindingSet *out, InroError *error);
void findings_done(FindingSet *set);

/* What is in no finding of the set: SBOMs that could not be read, releases that have none, and
 * components that could not be checked. A list without these notes would be a false zero. */
enum { FINDING_NOTES = 3 };
typedef struct {
    ListingNote note[FINDING_NOTES]; /* one without a rule says nothing */
} FindingNotes;
/* Owns: texts live in `arena`. */
MUST_CHECK bool findings_notes(const FindingSet *set, Lang lang, Arena *arena, FindingNotes *out,
                               Err *err);

/* The ids of a flaw as decisions know them. False: no memory. */
MUST_CHECK bool finding_flaw(const ScanFlaw *from, Arena *arena, Flaw **out);
/* What is known of it today, to be held against the facts of a decision. */
DecisionWorld finding_world(const ScanFlaw *flaw, Str range, Str knowledge);

/* The digest of a security context as decisions keep it; empty for an empty one. */
MUST_CHECK bool context_digest(Str context, Arena *arena, Str *out);
/* What products demand of reviews. */
MUST_CHECK bool policies_load(Db *db, Arena *arena, const DecisionPolicy **out, size_t *count,
                              Err *err);
/* Those that may hold for one of the flaws, and who supersedes one of them; not all that there are.
 * *out is by id. */
MUST_CHECK bool decisions_about(Db *db, const Flaw *flaws, size_t flaw_count, Arena *arena,
                                Decision **out, size_t *count, Err *err);
/* The decisions of one product (empty: of all), with their reviews and confirmations. */
MUST_CHECK bool decisions_load(Db *db, Str product, Arena *arena, Decision **out, size_t *count,
                               Err *err);
