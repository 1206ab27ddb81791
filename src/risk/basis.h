/* SPDX-License-Identifier: Apache-2.0 */
/* basis.h — what an assessment or a decision rested on, and whether that still holds.
 *
 * The basis is kept with the decision. When any part of it changes for the worse, or changes at all
 * where nobody can tell which way, the decision is to be looked at again.
 *
 * Source:  IEC 81001-5-1 9.5 (unresolved problems are reviewed). The causes are an inference.
 * Units:   EPSS in 10⁻⁵.
 * Threads: every function is pure.
 */
#pragma once

#include "risk/exploitability.h"

typedef struct {
    Str component;      /* version of the component */
    Str build;          /* digest or name of the build options */
    Str context;        /* version of the documented security context */
    bool in_kev, seen_here, exploit_public;
    bool epss_known;
    uint32_t epss_e5;
} RiskBasis;

typedef enum {
    REOPEN_COMPONENT, REOPEN_BUILD, REOPEN_CONTEXT, REOPEN_KEV, REOPEN_SEEN, REOPEN_EXPLOIT,
    REOPEN_EPSS, REOPEN_CAUSES,
} ReopenCause;

/* A bit 1 << cause for each cause to look again; 0 when there is none. EPSS is one when it crosses
 * EXPLOIT_EPSS_E5_MIN from below, or was not known and is at least that. */
unsigned basis_changes(const RiskBasis *then, const RiskBasis *now);
const RiskTerm *reopen_term(ReopenCause cause);
