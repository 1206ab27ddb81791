/* SPDX-License-Identifier: Apache-2.0 */
/* support.h — the component ledger: three facts about a component, who said them, and which of
 * several answers holds.
 *
 *     item class       what the maker promises after release        IEC 81001-5-1, 4.3
 *     support level    what the component's supplier does           FDA premarket V.A.4
 *     support end      when security support ends, and in whose     FDA premarket V.A.4
 *                      words
 *
 * They are three facts and stay three: "supported" of IEC 81001-5-1 says that the customer installs
 * updates, not that somebody supports the component.
 *
 * An answer states one or more of them for components (lifecycle/selector.h) at a scope. For a
 * component of a release each fact is answered apart. Of several answers that one holds which is
 *   1. more specific: release over product over organisation; one version over a range over any;
 *      purl over CPE over name;
 *   2. better founded: decided here over said by the supplier over derived from public data;
 *   3. newer.
 * Answers that are equal in all this and differ contradict each other: none of them holds, and the
 * fact counts as not answered. The others stay visible.
 *
 * Source: IEC 81001-5-1:2021 4.3 and Annex A.3; FDA, Cybersecurity in Medical Devices (2026-02-03)
 *         V.A.4; DESIGN 2.
 * Threads: every function is pure.
 */
#pragma once

#include "base/buf.h"
#include "base/date.h"
#include "lifecycle/event.h"
#include "lifecycle/selector.h"

typedef enum {
    ITEM_CLASS_NONE,  /* not stated */
    ITEM_MAINTAINED,  /* the maker delivers updates */
    ITEM_SUPPORTED,   /* the maker tells of them, the customer installs */
    ITEM_REQUIRED,    /* the maker considers what is known before release, no more */
    ITEM_CLASSES,
} ItemClass;

typedef enum {
    LEVEL_NONE,           /* not stated */
    LEVEL_MAINTAINED,     /* "actively maintained" */
    LEVEL_NOT_MAINTAINED, /* "no longer maintained" */
    LEVEL_ABANDONED,      /* "abandoned" */
    LEVEL_UNKNOWN,        /* stated to be unknown, which needs a justification */
    SUPPORT_LEVELS,
} SupportLevel;

typedef enum { FACT_CLASS, FACT_LEVEL, FACT_END, SUPPORT_FACTS } SupportFact;

/* Both orders are ranks: later holds over earlier. */
typedef enum { ANSWER_OF_ORGANISATION, ANSWER_OF_PRODUCT, ANSWER_OF_RELEASE, ANSWER_SCOPES }
    AnswerScope;
typedef enum { SAID_DERIVED, SAID_BY_SUPPLIER, SAID_HERE, PROVENANCES } Provenance;

typedef struct {
    Str id;                /* for showing; of the record's event */
    AnswerScope scope;
    Str scope_id;          /* of the organisation, product or release */
    ComponentSelector of;
    ItemClass item_class;  /* ITEM_CLASS_NONE: this answer does not state it */
    SupportLevel level;    /* LEVEL_NONE: likewise */
    bool states_end;
    Date end;
    Vocabulary vocabulary; /* the words in which `end` was stated, and what they mean */
    LifeEvent event;
    Str source;            /* where `end` was found */
    Str justification;     /* why level or end is unknown */
    Provenance provenance;
    Str who, evidence;
    int64_t said_s;        /* UTC seconds */
} SupportAnswer;

/* Whether an answer may enter the ledger. An unknown without a justification may: it is listed as
 * open.
 * Fails: ERR_STRUCTURE when it states nothing, or lacks its scope, who, when or the source of its
 *        end; ERR_USAGE when its end is of an event that does not end support, such as OpenEoX's
 *        end of sales. */
MUST_CHECK bool answer_check(const SupportAnswer *answer, Err *err);

/* What the knowledge base knows of a component's support (kb_support), as an answer for the whole
 * organisation. */
typedef struct {
    Str what, version;     /* the component, for selector_read */
    Str ends, source;      /* as kb_support gives them */
    int64_t as_of_s;       /* the date of that source */
    Str organisation;
} DerivedSupport;
/* Fails: ERR_SYNTAX when `ends` is no date; as selector_read. */
MUST_CHECK bool answer_derive(const DerivedSupport *derived, Arena *arena, SupportAnswer *out,
                              Err *err);

typedef struct {
    const SupportAnswer *answers;
    uint32_t count;
    Str organisation, product, release; /* of the release that is asked about */
} Ledger;

typedef enum {
    HELD_OPEN,         /* nobody answered, or it is said to be unknown without a justification */
    HELD_UNKNOWN,      /* unknown, and it is said why */
    HELD_CONTRADICTED, /* the first `tied` answers differ */
    HELD_KNOWN,
} HeldState;

typedef struct {
    HeldState state;
    bool inherited;          /* what holds was stated for the product or the organisation */
    const uint32_t *answers; /* all that state the fact, into Ledger.answers; what holds is first */
    uint32_t count;
    uint32_t tied;           /* of these, how many are equal in rank with the first */
} HeldFact;

typedef struct {
    ItemClass item_class;    /* each: what holds, or none, LEVEL_NONE and DATE_UNKNOWN */
    SupportLevel level;
    Date end;
    Date earliest_end;       /* as `end`; of contradicting ends the earliest, for warnings */
    HeldFact fact[SUPPORT_FACTS];
    const uint32_t *unsure;  /* answers that may or may not be about this component */
    uint32_t unsure_count;
} ComponentSupport;

/* Owns: *out lives in `arena`. Fails: ERR_LIMIT without memory. */
MUST_CHECK bool support_resolve(const Ledger *ledger, const LedgerPart *part, Arena *arena,
                                ComponentSupport *out, Err *err);

/* Adds a sentence for each fact, what holds first, then what does not; each on its line. */
void support_tell(const ComponentSupport *support, const Ledger *ledger, Lang lang, Buf *out);

/* The tables: names in our data, ids of sentences, sources. Readers take the names and FDA's words
 * ("no longer maintained"); they fail with ERR_UNKNOWN_NAME. */
MUST_CHECK bool item_class_read(Str name, ItemClass *out, Err *err);
Str item_class_name(ItemClass item_class);
RuleId item_class_sentence(ItemClass item_class);
RuleId item_class_duty(ItemClass item_class);       /* what the maker promises */
const char *item_class_clauses(ItemClass item_class); /* of IEC 81001-5-1 that apply */
MUST_CHECK bool support_level_read(Str name, SupportLevel *out, Err *err);
Str support_level_name(SupportLevel level);
Str support_level_word(SupportLevel level);         /* FDA's */
RuleId support_level_sentence(SupportLevel level);
RuleId fact_sentence(SupportFact fact);
Str answer_scope_name(AnswerScope scope);
Str provenance_name(Provenance provenance);
RuleId provenance_sentence(Provenance provenance);
