/* SPDX-License-Identifier: Apache-2.0 */
/* decision.h — what was decided about a vulnerability: the verdict, its reason, its reach.
 *
 * A decision is recorded once and never changed. Whether it holds for a finding today is computed
 * (decision_state.h), and what many decisions say together, too (decision_resolve.h). Nothing here
 * reads a clock, a file or a table of the record: the caller fills the structs.
 *
 * Text points into memory of the caller. A UUID is its text as in base/uuid.h; persons are told
 * by the UUID of their record, never by name.
 *
 * Units:   times are UTC seconds, 0 for absent; scores are tenths; EPSS is parts of 10^-5.
 * Source:  OpenVEX 0.2.0 (statuses, justifications, what each needs); IEC 81001-5-1 5.2.2 and
 *          5.7.5 (independence of reviewers is recorded); the rest is ours, see data/lifecycle.
 * Threads: every function is pure.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "ident/cvss.h"

enum {
    DECISION_IDS_MAX = 4096,          /* vulnerability ids of one decision; time             */
    DECISION_RELEASES_MAX = 100000,   /* releases named or confirmed; memory                 */
    DECISION_REVIEWS_MAX = 1000,      /* memory                                              */
    DECISION_NAMED_MAX = 10000,       /* decisions that one supersedes; memory               */
    DECISION_BUILDS_MAX = 10000,      /* different ones that it was made on; memory          */
    DECISION_EVIDENCE_MAX = 1000,     /* references; memory                                  */
    DECISION_TEXT_BYTES_MAX = 65536,  /* of reason, action, impact, configuration; memory    */
    DECISION_SCOPE_BYTES_MAX = 16 << 20, /* memory to read one scope                         */
};
#define DECISION_NO_EPSS UINT32_MAX
#define DECISION_NONE    UINT32_MAX /* no index of a decision */

/* Who says so. What others say stands beside what we decided and never decides. */
typedef enum { DECISION_OURS, DECISION_SUPPLIER, DECISION_ORIGINS } DecisionOrigin;

/* Zero is no status, so that an empty struct is refused. */
typedef enum {
    DECISION_NO_STATUS,
    DECISION_AFFECTED,
    DECISION_NOT_AFFECTED,
    DECISION_FIXED,
    DECISION_INVESTIGATING,
    DECISION_STATUSES,
} DecisionStatus;

/* Why not affected: the five labels that OpenVEX and CSAF share. */
typedef enum {
    JUSTIFIED_NOT,
    JUSTIFIED_COMPONENT_ABSENT,
    JUSTIFIED_CODE_ABSENT,
    JUSTIFIED_CODE_NOT_EXECUTED,
    JUSTIFIED_NOT_CONTROLLED,
    JUSTIFIED_INLINE_MITIGATION,
    JUSTIFICATIONS,
} Justification;

/* How far a reviewer stands from the work, nearest first. */
typedef enum {
    REVIEWED_NOT,            /* as a demand: no review is asked for */
    REVIEWED_BY_AUTHOR,      /* not independent: reviewer and author are one person */
    REVIEWED_BY_OTHER,       /* another person */
    REVIEWED_INDEPENDENTLY,  /* a person independent of development */
    INDEPENDENCES,
} Independence;

/* Each bit re-opens a decision when its fact changed, see decision_trigger.h. */
typedef enum {
    TRIGGER_KEV = 1 << 0,       /* entered in the CISA catalogue of known exploited ones */
    TRIGGER_EPSS = 1 << 1,      /* the exploit prediction jumped                         */
    TRIGGER_EXPLOIT = 1 << 2,   /* a new public exploit                                  */
    TRIGGER_COMPONENT = 1 << 3, /* version, hash or build options of the component       */
    TRIGGER_CONTEXT = 1 << 4,   /* the product's documented security context             */
    TRIGGERS_ALL = (1 << 5) - 1,
} Trigger;

/* When EPSS jumped: it rose by `rise_e5`, or to `factor_percent` of what it was and to at least
 * `floor_e5`, below which a score is noise. Recorded with each decision, so that a later default
 * changes none. */
typedef struct {
    uint32_t rise_e5, factor_percent, floor_e5;
} EpssJump;

/* Of the world: compared with the facts that the decision was made on, for every release. */
typedef struct {
    Str cvss_vector;
    int32_t cvss_tenths;  /* CVSS_ABSENT: no score */
    uint32_t epss_e5;     /* DECISION_NO_EPSS: no row */
    bool kev;
    ExploitFact exploit;
    Str range;            /* what the record said is affected */
    Str knowledge;        /* digest of the generation */
} DecisionWorld;

/* Of one release: compared with the facts that the release was named or confirmed on. Empty: not
 * known. */
typedef struct DecisionBuild DecisionBuild;
struct DecisionBuild {
    Str version;          /* of the component, as the finding has it */
    Str digest;           /* of the component: "sha256:… sha1:…" (hashes_changed) */
    Str options;          /* digest of its build options or pedigree */
    Str context;          /* digest of the product's security context */
    DecisionBuild *others; /* of further findings that it was made on, as far as they */
    size_t other_count;    /* differ; they have no others */
};

/* A release that the decision holds for. Of the rows of one release the newest counts, of those the
 * last. */
typedef struct {
    Str release;
    int64_t confirmed_s;          /* 0: named by the decision itself */
    Str by;                       /* who confirmed; empty when named */
    const DecisionBuild *build;   /* NULL: as in the decision */
} DecisionRelease;

typedef struct {
    Str reviewer;
    int64_t reviewed_s;
    Independence claimed;         /* what was recorded; see decision_independence */
} DecisionReview;

typedef enum { SCOPE_ANY, SCOPE_PURL, SCOPE_CPE, SCOPE_NAME, SCOPE_KINDS } ScopeKind;

typedef struct {
    ScopeKind kind;               /* SCOPE_ANY: whatever component the flaw is found in */
    Str component;                /* a purl with or without version, a CPE, or a name */
    Str range;                    /* vers; empty: every version that `component` allows */
    const DecisionRelease *releases;
    size_t release_count;
    Str configuration;            /* the one it holds for; empty: every */
    bool inherits;                /* releases that are not listed are proposed */
} DecisionScope;

typedef struct {
    Str name;                     /* of a file; else an address or words */
    Str media, blob;              /* of a file: "application/pdf", "sha256:…" */
    uint64_t bytes;               /* of a file */
} DecisionEvidence;

typedef struct {
    int64_t at_s;                 /* 0: it was not ended by hand */
    Str by, reason;
} DecisionEnd;

typedef struct {
    Str id, act, product;         /* UUIDs; act is that of events of several products, or empty */
    DecisionOrigin origin;
    Str supplier;                 /* who says so; only for DECISION_SUPPLIER */
    const Str *vulnerabilities;   /* all ids known at that time, as flaw_id_canonical writes them */
    size_t vulnerability_count;
    DecisionStatus status;
    Justification justification;  /* not affected: this or an impact statement */
    Str label;                    /* in the word of another vocabulary, as it was said; or empty */
    Str impact;
    Str reason;
    Str action;                   /* affected: what is done about it */
    const DecisionEvidence *evidence;
    size_t evidence_count;
    Str author;
    int64_t decided_s;
    const DecisionReview *reviews;
    size_t review_count;
    DecisionScope scope;
    int64_t expires_s;            /* the first second it no longer holds; 0: no end */
    unsigned triggers;            /* of Trigger */
    EpssJump jump;                /* for TRIGGER_EPSS */
    DecisionWorld world;
    DecisionBuild build;
    const Str *supersedes;        /* the decisions it names */
    size_t supersede_count;
    DecisionEnd end;
} Decision;

/* Refuses what is incomplete or contradicts itself; the first broken rule is named. Statements of
 * suppliers need no reason, action or release of ours.
 * Fails: ERR_STRUCTURE, ERR_SYNTAX for identifiers, ERR_LIMIT. */
MUST_CHECK bool decision_check(const Decision *decision, Err *err);
/* The same for a review, a confirmation and an end, before each is appended.
 * Fails: ERR_STRUCTURE. */
MUST_CHECK bool decision_review_check(const Decision *decision, const DecisionReview *review,
                                      Err *err);
MUST_CHECK bool decision_confirm_check(const Decision *decision, const DecisionRelease *release,
                                       Err *err);
MUST_CHECK bool decision_end_check(const Decision *decision, const DecisionEnd *end, Err *err);

/* How independent the review was: an author who reviews his own decision is not, whatever was
 * claimed; what was not stated is taken for another person. */
Independence decision_independence(const Decision *decision, const DecisionReview *review);
/* The most independent review until `now_s`; REVIEWED_NOT when there is none. */
Independence decision_reviewed(const Decision *decision, int64_t now_s);

/* The ids by which it holds for an alias group: its CVE alone, or all when it has none. */
const Str *decision_keys(const Decision *decision, size_t *count);
