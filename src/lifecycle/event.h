/* SPDX-License-Identifier: Apache-2.0 */
/* event.h — what happens in the life of a product or component, and who calls it what.
 *
 * An acronym alone is a trap: IMDRF's EOS is the end of support, OpenEoX's EoS the end of sales;
 * IMDRF's EOL begins limited support, CycloneDX's endOfLife ends selling, OpenEoX's EoL ends all
 * support. So a date is kept with its event and the vocabulary it was said in, and a word is read
 * in its vocabulary only.
 *
 * The day: an event takes effect on its day, as the stages of IMDRF figure 2 do. OpenEoX gives the
 * last day of support instead; it is read as the event itself, one day early, which is the safe
 * side for a patient.
 *
 * Source: IMDRF N60:2020 3.11, 3.12, 6.6; OASIS OpenEoX Core 1.0 CSD01 section 1 and JSON
 *         schema; CycloneDX property taxonomy, cdx:lifecycle; endoflife.date API v1; ECMA-428
 *         (CLE) event types; SPDX 2.3 section 7.25 and 7.27.
 * Threads: every function is pure.
 */
#pragma once

#include "base/err.h"

typedef enum {
    LIFE_RELEASED,        /* commercial release, general availability                 */
    LIFE_SALES_END,       /* it can be bought or fetched no longer                    */
    LIFE_FEATURES_END,    /* no new functions; repairs go on                          */
    LIFE_SUPPORT_LIMITED, /* support goes on, but less of it, and not guaranteed      */
    LIFE_SECURITY_END,    /* no security repairs for everyone any more                */
    LIFE_EXTENDED_END,    /* the end of support that had to be bought                 */
    LIFE_SUPPORT_END,     /* no support at any level                                  */
    LIFE_WITHDRAWN,       /* out of service                                           */
    LIFE_EVENTS,
} LifeEvent;

typedef enum {
    VOCABULARY_IMDRF,
    VOCABULARY_OPENEOX,
    VOCABULARY_CYCLONEDX,
    VOCABULARY_ENDOFLIFE,
    VOCABULARY_CLE,
    VOCABULARY_SPDX,
    VOCABULARIES,
} Vocabulary;

typedef struct {
    Vocabulary vocabulary;
    Str word;         /* as its vocabulary spells it                                     */
    LifeEvent event;
    RuleId trap;      /* the sentence about the mistake to avoid; empty when there is none */
    const char *source;
} EventWord;

/* All of them; several words of one vocabulary may mean one event, the first is written. */
const EventWord *event_words(size_t *count);

/* What `word` means in `vocabulary`, in any case of letters; the names of CycloneDX with or without
 * "cdx:lifecycle:milestone:". Fails: ERR_UNKNOWN_NAME with the word and the vocabulary. */
MUST_CHECK bool event_read(Vocabulary vocabulary, Str word, LifeEvent *out, Err *err);
/* The first word for it, or the empty text when the vocabulary has none. */
Str event_write(Vocabulary vocabulary, LifeEvent event);
/* Whether a component is without security repairs after it: the ends that a support date of the
 * ledger may state. LIFE_EXTENDED_END is none: it is an end for those who paid. */
bool event_ends_support(LifeEvent event);

/* "support-end": the name in our data and the last word of the sentence id below. */
Str event_name(LifeEvent event);
RuleId event_sentence(LifeEvent event);
/* "imdrf"; its reader fails with ERR_UNKNOWN_NAME. */
Str vocabulary_name(Vocabulary vocabulary);
MUST_CHECK bool vocabulary_read(Str name, Vocabulary *out, Err *err);
