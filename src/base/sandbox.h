/* SPDX-License-Identifier: Apache-2.0 */
/* sandbox.h — no more rights than the work needs, before strangers' bytes are parsed.
 *
 * Two ways. A process gives up its own rights for good (sandbox_enter), or runs one function in a
 * child without rights (sandbox_run), which sees the memory of its parent, writes its answer to a
 * pipe, and dies. Both rest on what Linux offers without privileges:
 *
 *     no_new_privs   no program can raise rights again       (prctl(2), Linux 3.5)
 *     Landlock       no file but the named ones              (landlock(7), Linux 5.13; later ABIs
 *                    add truncation, TCP, devices, signals: all are used where they exist)
 *     seccomp        no system call but those of a table     (seccomp(2); x86-64 and arm64)
 *     rlimits        memory, processor time, files           (setrlimit(2))
 *
 * Where the kernel lacks one, the others still hold: SandboxStatus says which. Refused calls fail
 * with EPERM, files with EACCES; nobody is killed.
 * Cost: its test prints it. On a busy 2-core machine entering took 130 – 250 µs, two thirds of it
 * the kernel's check of the filter; a worker that does nothing 2 – 5 ms, fork and death included.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* Lists of paths are ended by NULL; no list is an empty one. */
typedef struct {
    const char *const *read;  /* files, or directories with all below    */
    const char *const *write; /* may also be made, replaced and removed inside */
    bool threads;             /* threads may still be started            */
    bool sockets;             /* those that are open may still be used   */
    bool workers;             /* sandbox_run may still be called: processes may be started and
                                 ended, threads too, but no program; rights may be given up
                                 further                                 */
} SandboxRights;

typedef struct {
    int landlock_abi;  /* 0: the kernel has none, files stay open to us */
    bool seccomp;      /* false: no system call is refused              */
    bool no_new_privs;
} SandboxStatus;

/* Files and system calls are both held. */
bool sandbox_holds(const SandboxStatus *status);

/* Gives up every right but `rights`, in this thread and those it starts: call it before starting
 * any. Descriptors that are open stay open. A path that leads nowhere, or not for us, is left
 * out. */
MUST_CHECK bool sandbox_enter(const SandboxRights *rights, SandboxStatus *out, Err *err);

/* Runs in the child: reads `arg`, writes its answer by sandbox_write, returns false with *err. */
typedef bool SandboxWorker(void *arg, int answer_fd, Err *err);
MUST_CHECK bool sandbox_write(int answer_fd, Str bytes, Err *err);

typedef struct {
    uint64_t memory_max; /* address space of the child in bytes; 0: 4 GiB       */
    uint64_t answer_max; /* bytes of the answer; 0: 1 GiB                       */
    unsigned seconds_max; /* processor time, and waiting time for it; 0: 60     */
} SandboxLimits;

/* Forks, runs `worker` without any file, network or program, and collects its answer in `arena`.
 * What comes back was written by a process that hostile bytes may have taken over: read it as such.
 * Fails: as the worker; ERR_LIMIT "base.sandbox-limit" when it ran out of time or memory;
 * ERR_INTERNAL "base.sandbox-died" when it crashed. Not from a process with several threads. */
MUST_CHECK bool sandbox_run(SandboxWorker *worker, void *arg, const SandboxLimits *limits,
                            Arena *arena, Str *answer, Err *err);
