/* SPDX-License-Identifier: Apache-2.0 */
/* process.h — running the built programs as a user would: words in, text and status out. */
#pragma once

#include "base/str.h"

typedef struct {
    int status;     /* exit status, or 128 + the signal that ended it */
    Str out, err;   /* live until the test program ends               */
} ProcessResult;

typedef struct {
    const char *const *environment; /* "NAME=value" entries added to ours; NULL-ended, or NULL */
    const char *folder;             /* to run in; NULL: ours                                   */
    Str input;                      /* for its standard input                                  */
    unsigned seconds_max;           /* killed after that; 0 means 60                           */
} ProcessOptions;

/* The path of the built program; $INRO_PROGRAM, as the build sets it. */
const char *process_inro(void);

/* Runs argv[0]; argv is NULL-ended. Fails the test only when it cannot be started. */
ProcessResult process_run(const char *const *argv, const ProcessOptions *options);

/* The same in two steps, so that two programs may run at once. */
typedef struct {
    int pid, out, err;
} Process;
Process process_start(const char *const *argv, const ProcessOptions *options);
ProcessResult process_wait(Process *process);

/* A fresh folder below the build folder, removed with all in it when the test program ends. */
const char *process_folder(void);
/* Writes a file into that folder and gives its path. */
const char *process_file(const char *name, Str text);
