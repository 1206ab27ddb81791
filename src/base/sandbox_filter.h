/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox_filter.h — the system calls that remain, as a filter for the kernel. Only sandbox.c. */
#pragma once

#include "base/defs.h"

typedef enum {
    FILTER_WORKER = 1 << 0, /* memory, pipes, time                                    */
    FILTER_SELF = 1 << 1,   /* also files: Landlock says which                        */
    FILTER_THREADS = 1 << 2, /* with FILTER_SELF                                      */
    FILTER_SOCKETS = 1 << 3, /* the same: reading and writing those that are open     */
    FILTER_WORKERS = 1 << 4, /* the same: making children that keep less than it      */
} FilterKind;

/* False when this kernel or processor has no filters; errno says why. */
bool filter_install(unsigned kind);
