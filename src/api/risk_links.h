/* SPDX-License-Identifier: Apache-2.0 */
/* risk_links.h — whether assessments of security and of safety name each other; for the api.
 *
 *     assessment SEC-1 ── content.safety ──► "RMF-7:H12" ─┐  linked when both do,
 *     safety RMF-7:H12 ── assessments ─────► "SEC-1" ─────┘  and both are in this record
 *
 * A safety assessment is known by its name in its product, a security assessment by its name or
 * UUID. One that was superseded names nothing any more; what names it is told so.
 *
 * Source: FDA, Cybersecurity in Medical Devices (premarket) V.A: two assessments, linked both ways.
 */
#pragma once

#include "api/risk.h"
#include "model/listing.h"

/* In the order of how much there is to do. */
typedef enum {
    LINK_BOTH,        /* each names the other                                         */
    LINK_SECURITY,    /* security names safety, which is here and does not name it    */
    LINK_SAFETY,      /* safety names security, which is here and does not name it    */
    LINK_SUPERSEDED,  /* safety names an assessment that was superseded               */
    LINK_NO_SAFETY,   /* security names a safety assessment that is not in the record */
    LINK_NO_SECURITY, /* safety names a security assessment that is not in the record */
    LINK_ALONE,       /* safety names none, and none names it                         */
    LINK_STATES,
} LinkState;

typedef struct {
    LinkState state;
    Str product;              /* UUID */
    Str safety, security;     /* what each is called, or what it was called by the other */
    Str title, document;      /* of the safety assessment; empty: not here */
    Str safety_harm;
    const Assessed *assessed; /* NULL: not here */
} RiskLink;

/* All links of a product (empty: of all), by product and name; in `arena`. `all` are the
 * assessments of the same. Fails: as the record; no memory. */
MUST_CHECK bool links_load(Db *db, Str product, const Assessed *all, size_t count, Arena *arena,
                           RiskLink **out, size_t *link_count, Err *err);
Str link_word(LinkState state);

/* The links of one safety assessment as a listing that lives in `arena`. */
MUST_CHECK bool links_of_safety(Db *db, const Row *safety, Arena *arena, Listing **out, Err *err);
