/* SPDX-License-Identifier: Apache-2.0 */
/* harm.h — how severe the harm to a patient is that an exploit may lead to.
 *
 * The worst clinical outcome that is credible, delay and denial of care included. Patient harm is
 * physical injury or damage to health: loss of confidentiality alone is none, except where it
 * enables harm (keys, passwords). Whether many patients may be harmed at once is a flag of the
 * assessment and not a level.
 *
 * Source: the five levels that PM16 shows as a possible scale, after the guidance to ISO 14971;
 *         IMDRF N60 3.18 (patient harm). The wording of the meanings is ours.
 */
#pragma once

#include "risk/scale.h"

/* Greater is worse; the numbers are those of the scale. */
typedef enum {
    HARM_UNASSESSED, HARM_NEGLIGIBLE, HARM_MINOR, HARM_SERIOUS, HARM_CRITICAL, HARM_CATASTROPHIC,
    HARMS,
} Harm;

/* HARM_UNASSESSED has a term, too: the word "unassessed". */
const RiskTerm *harm_term(Harm harm);
/* "serious" or "3"; false for a word that is no level, and for "unassessed". */
MUST_CHECK bool harm_of(Str word, Harm *out);
