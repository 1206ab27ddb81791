/* SPDX-License-Identifier: Apache-2.0 */
/* scene.h — a pump, its releases and decisions about it, told in words that a person can read.
 *
 * A UUID is made of a name of up to six characters ("D1", "pump", "author"), so that a table of
 * tests speaks of names alone. tests/data/lifecycle/decisions.data says how scenarios are told.
 */
#pragma once

#include "lifecycle/decision_book.h"

/* The UUID of a name; lives until the program ends. */
Str scene_uuid(Str name);
/* Without fault: not affected, for release 2.1 of the pump, by "author", decided on 2026-01-10. */
Decision scene_decision(const char *name);
/* The finding it was made for. */
Subject scene_subject(void);
int64_t scene_time(Str text); /* "2026-01-10" or an instant */

enum { SCENE_ROWS_MAX = 64 };

typedef struct {
    Str line;           /* as it stands in the file */
    Str what, name;     /* "state", "D1"; "ours"; "counts"; "named" … */
    Str want;
} SceneWant;

typedef struct {
    Str title;
    Decision decisions[SCENE_ROWS_MAX];
    Subject subjects[SCENE_ROWS_MAX];
    Flaw flaws[SCENE_ROWS_MAX];
    DecisionPolicy policies[SCENE_ROWS_MAX];
    SceneWant wants[SCENE_ROWS_MAX];
    Decision draft;
    size_t decision_count, subject_count, flaw_count, policy_count, want_count;
    int64_t now_s;
} Scene;

/* The next scenario of `*rest`; false behind the last. Fails the test when a line is not
 * understood or a decision is refused. Text lives in `arena`. */
bool scene_next(Str *rest, Arena *arena, Scene *out);
DecisionRecord scene_record(const Scene *scene);
