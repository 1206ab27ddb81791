/* SPDX-License-Identifier: Apache-2.0 */
/* case.h — cases for reporting clocks, written as text. */
#pragma once

#include "lifecycle/clock_text.h"
#include "test.h"

typedef struct {
    Arena arena;
    Calendars calendars;
    ClockRules rules;
    Zone zone[4];
    const Zone *zones[4];
    ClockWorld world;
} CaseWorld;

/* The tables of the program and the zones of the system; static, so that pointers stay. */
CaseWorld case_world_new(void);
void case_world_done(CaseWorld *world);

typedef struct {
    const char *facts;   /* "device-us !death"                                       */
    const char *seen;    /* an instant, or empty                                     */
    const char *events;  /* "awareness 2026-…; initiation@us-806-10 2026-…"          */
    const char *papers;  /* "fda.mdr 2026-…"                                         */
    const char *waivers; /* "us-803-30 2026-…": by a reviewer, because it is a drill */
} CaseText;

/* In all markets, at an instant; fails the test when it cannot be asked. */
Clock *case_clocks(CaseWorld *world, const CaseText *text, const char *now, size_t *count);
const Clock *case_clock(CaseWorld *world, const CaseText *text, const char *now, const char *rule);
/* "met late", "running closed", "not-in-force". */
void case_state(const Clock *clock, char *state, size_t size);
