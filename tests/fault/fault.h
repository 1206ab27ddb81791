/* SPDX-License-Identifier: Apache-2.0 */
/* fault.h — one thing a program does, over and over, while one of its calls fails.
 *
 * A scenario runs in a folder of its own and writes below `work/` only, so that what it left there
 * judges it. First it runs unharmed, and the shim (shim.c) tells every allocation and every call
 * on files it made; then each of them fails, once or from then on. Each time: no crash, no leak,
 * the right answer or none, and a message when it fails. The files are judged by the caller.
 *
 * In the short form every site fails the first time it is met, and a sample of later times, and
 * $INRO_LONG takes every call. For many scenarios that share most of their calls that is too much:
 * such a one says `near`, takes only sites that no other took before it, and in the short form a
 * sample of those that differ in the calls nearest on the stack.
 */
#pragma once

#include "fault/tree.h"
#include "process.h"

typedef struct Scenario Scenario;
typedef struct FaultRun FaultRun;

struct Scenario {
    const char *name;
    const char *const *argv;        /* run in a folder whose work/ holds `before`              */
    const char *const *environment; /* beside the shim's; NULL-ended, or NULL                  */
    Tree before;
    Str input;
    bool several;                   /* inputs: the others are scanned though one is refused    */
    bool near;                      /* of many: takes sites that no other took before it       */
    void (*judge)(const Scenario *scenario, const FaultRun *run, const ProcessResult *result);
    const char *pivot;              /* the file below work/ that is replaced last              */
    int status;                     /* what comes out when nothing fails; so do:               */
    Str out;
    Tree after;
};

/* Skips the test under sanitizers, which bring an allocator of their own. */
void fault_open(void);
/* Runs all of it; fails the test on the first thing that does not hold. */
void fault_sweep(Scenario *scenario);

/* Where it ran, "…/work", which lives until the next call. */
const char *fault_work(const FaultRun *run);
/* Does it again in the same folder, unharmed; what it printed lives until the program ends. */
ProcessResult fault_again(const Scenario *scenario, const FaultRun *run);
/* Ends the test, naming the stack of the call that failed as addr2line reads it. */
void fault_fails(const Scenario *scenario, const FaultRun *run, const char *fmt, ...) PRINTF(3, 4)
    __attribute__((noreturn));

/* All files are as before while the pivot is, and as they should be after; none is left behind. */
void fault_judge_files(const Scenario *scenario, const FaultRun *run,
                       const ProcessResult *result);
/* A file that is neither of before nor of after, unless it was its removal that failed. */
void fault_judge_litter(const Scenario *scenario, const FaultRun *run, const Tree *got);

/* What all scenarios of the program met, printed; fails the test below `sites_min` sites. */
void fault_sum(size_t sites_min);
