/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sandbox_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define AUDIT_ARCH_OURS AUDIT_ARCH_AARCH64
#else
#define AUDIT_ARCH_OURS 0
#endif

enum { ALL = FILTER_WORKER | FILTER_SELF };

/* What a call's arguments must satisfy beyond its number. */
typedef enum {
    ANY,
    NO_EXEC,  /* the third argument has no PROT_EXEC             */
    KNOWN_IO, /* the second asks a terminal what it is, or lets two files share blocks */
    A_THREAD, /* the first has CLONE_THREAD                      */
    NO_NAMESPACE, /* the first makes no namespace                */
} Condition;

/* One row per call, by numbers of the kernel's own tables; what is absent is refused. A row is
 * here because libc, the allocator or our rooms use it in normal work. */
typedef struct {
    uint32_t number;
    uint8_t kinds; /* FilterKind */
    uint8_t condition;
} Call;

static const Call CALLS[] = {
    { __NR_read, ALL, ANY },
    { __NR_write, ALL, ANY },
    { __NR_readv, ALL, ANY },
    { __NR_writev, ALL, ANY },
    { __NR_pread64, ALL, ANY },
    { __NR_pwrite64, ALL, ANY },
    { __NR_lseek, ALL, ANY },
    { __NR_close, ALL, ANY },
    { __NR_mmap, ALL, NO_EXEC },
    { __NR_mprotect, ALL, NO_EXEC },
    { __NR_munmap, ALL, ANY },
    { __NR_mremap, ALL, ANY },
    { __NR_madvise, ALL, ANY },
    { __NR_brk, ALL, ANY },
    { __NR_futex, ALL, ANY },
    { __NR_clock_gettime, ALL, ANY },
    { __NR_getrandom, ALL, ANY },
    { __NR_getpid, ALL, ANY },
    { __NR_gettid, ALL, ANY },
    { __NR_tgkill, ALL, ANY }, /* abort() */
    { __NR_sched_yield, ALL, ANY },
    { __NR_rt_sigaction, ALL, ANY },
    { __NR_rt_sigprocmask, ALL, ANY },
    { __NR_rt_sigreturn, ALL, ANY },
    { __NR_sigaltstack, ALL, ANY },
    { __NR_restart_syscall, ALL, ANY },
    { __NR_exit, ALL, ANY },
    { __NR_exit_group, ALL, ANY },
    { __NR_fstat, ALL, ANY },
    { __NR_newfstatat, FILTER_SELF, ANY },
    { __NR_openat, FILTER_SELF, ANY },
    { __NR_getdents64, FILTER_SELF, ANY },
    { __NR_readlinkat, FILTER_SELF, ANY },
    { __NR_faccessat, FILTER_SELF, ANY },
    { __NR_faccessat2, FILTER_SELF, ANY },
    { __NR_unlinkat, FILTER_SELF, ANY },
    { __NR_mkdirat, FILTER_SELF, ANY },
    { __NR_renameat2, FILTER_SELF, ANY },
    { __NR_renameat, FILTER_SELF, ANY },
    { __NR_linkat, FILTER_SELF, ANY }, /* where a rename would replace (io_rename) */
    { __NR_fsync, FILTER_SELF, ANY },
    { __NR_fdatasync, FILTER_SELF, ANY },
    { __NR_ftruncate, FILTER_SELF, ANY },
    { __NR_flock, FILTER_SELF, ANY },
    { __NR_fcntl, FILTER_SELF, ANY },
    { __NR_dup, FILTER_SELF, ANY },
    { __NR_dup3, FILTER_SELF, ANY },
    { __NR_pipe2, FILTER_SELF, ANY },
    { __NR_ioctl, FILTER_SELF, KNOWN_IO },
    { __NR_getcwd, FILTER_SELF, ANY },
    { __NR_umask, FILTER_SELF, ANY },
    { __NR_getuid, FILTER_SELF, ANY },
    { __NR_geteuid, FILTER_SELF, ANY },
    { __NR_nanosleep, FILTER_SELF, ANY },
    { __NR_clock_nanosleep, FILTER_SELF, ANY },
    { __NR_sched_getaffinity, FILTER_SELF, ANY },
    { __NR_getrusage, FILTER_SELF, ANY },
    { __NR_sysinfo, FILTER_SELF, ANY },
    { __NR_clone, FILTER_WORKERS, NO_NAMESPACE }, /* before the next, whose threads it lets pass */
    { __NR_clone, FILTER_THREADS, A_THREAD },
    { __NR_set_robust_list, FILTER_THREADS | FILTER_WORKERS, ANY },
#ifdef __NR_rseq
    { __NR_rseq, FILTER_THREADS | FILTER_WORKERS, ANY },
#endif
    { __NR_sendto, FILTER_SOCKETS, ANY },
    { __NR_recvfrom, FILTER_SOCKETS, ANY },
    { __NR_wait4, FILTER_WORKERS, ANY },
    { __NR_kill, FILTER_WORKERS, ANY },
    { __NR_prctl, FILTER_WORKERS, ANY },
    { __NR_prlimit64, FILTER_WORKERS, ANY },
    { __NR_fchmod, FILTER_WORKERS, ANY }, /* a file of a new key (io_create_secret) */
    { 436 /* close_range, Linux 5.9 */, FILTER_WORKERS, ANY },
    { 444 /* landlock_create_ruleset */, FILTER_WORKERS, ANY },
    { 445 /* landlock_add_rule */, FILTER_WORKERS, ANY },
    { 446 /* landlock_restrict_self */, FILTER_WORKERS, ANY },
#ifdef __NR_open /* x86-64 keeps the calls that arm64 never had */
    { __NR_open, FILTER_SELF, ANY },
    { __NR_stat, FILTER_SELF, ANY },
    { __NR_lstat, FILTER_SELF, ANY },
    { __NR_access, FILTER_SELF, ANY },
    { __NR_readlink, FILTER_SELF, ANY },
    { __NR_unlink, FILTER_SELF, ANY },
    { __NR_mkdir, FILTER_SELF, ANY },
    { __NR_rename, FILTER_SELF, ANY },
    { __NR_poll, ALL, ANY },
    { __NR_dup2, FILTER_WORKERS, ANY },
    { __NR_link, FILTER_SELF, ANY },
#endif
    { __NR_ppoll, ALL, ANY },
};

enum {
    WORD_BITS = 32,
    NUMBERS_MAX = 512,               /* of calls: the tables end before 480 */
    WORDS = NUMBERS_MAX / WORD_BITS,
    CONDITION_STEPS_MAX = 7,
    CONDITIONS_MAX = 8,              /* rows with a condition */
    PROGRAM_MAX = 24 + 3 * WORDS + CONDITIONS_MAX * CONDITION_STEPS_MAX,
};
static_assert(PROGRAM_MAX <= UINT8_MAX, "a jump passes the whole program");

typedef struct {
    struct sock_filter step[PROGRAM_MAX];
    unsigned short len;
} Program;

static void add(Program *program, struct sock_filter step)
{
    assert(program->len < PROGRAM_MAX);
    program->step[program->len++] = step;
}

static void load(Program *program, size_t offset)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* When the loaded word meets `test` against `value`: goes `yes` steps on, else `no`. */
static void jump(Program *program, uint16_t test, uint32_t value, uint8_t yes, uint8_t no)
{
    add(program, (struct sock_filter)BPF_JUMP((uint16_t)(BPF_JMP | BPF_K | test), value, yes, no));
}

static void give(Program *program, uint32_t answer)
{
    add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer));
}

/* The low half of argument `i`; both processors are little-endian. */
static size_t argument(size_t i)
{
    return offsetof(struct seccomp_data, args) + 8 * i;
}

#define NAMESPACES                                                                                 \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |  \
     CLONE_NEWNET)
enum { REFUSE = SECCOMP_RET_ERRNO | EPERM, ABSENT = SECCOMP_RET_ERRNO | ENOSYS };

/* With the call's number loaded: answers when it is `number`, else goes on. */
static void add_condition(Program *program, uint32_t number, Condition condition)
{
    switch (condition) {
    case ANY:
        return;
    case NO_EXEC:
        jump(program, BPF_JEQ, number, 0, 4);
        load(program, argument(2));
        jump(program, BPF_JSET, PROT_EXEC, 0, 1);
        give(program, REFUSE);
        break;
    case KNOWN_IO:
        jump(program, BPF_JEQ, number, 0, 6);
        load(program, argument(1));
        jump(program, BPF_JEQ, TIOCGWINSZ, 3, 0);
        jump(program, BPF_JEQ, 0x5401 /* TCGETS, whose header clashes with libc's */, 2, 0);
        jump(program, BPF_JEQ, FICLONE, 1, 0);
        give(program, REFUSE);
        break;
    case A_THREAD:
        jump(program, BPF_JEQ, number, 0, 4);
        load(program, argument(0));
        jump(program, BPF_JSET, CLONE_THREAD, 1, 0);
        give(program, REFUSE);
        break;
    case NO_NAMESPACE:
        jump(program, BPF_JEQ, number, 0, 4);
        load(program, argument(0));
        jump(program, BPF_JSET, NAMESPACES, 0, 1);
        give(program, REFUSE);
        break;
    }
    give(program, SECCOMP_RET_ALLOW);
}

/* Calls that are allowed whatever their arguments, as bits by number; the others answer here. */
static void sort_calls(Program *program, unsigned kind, uint32_t words[WORDS])
{
    for (size_t i = 0; i < ARRAY_LEN(CALLS); i++) {
        const Call *call = &CALLS[i];

        assert(call->number < NUMBERS_MAX);
        if (!(call->kinds & kind))
            continue;
        if (call->condition == ANY)
            words[call->number / WORD_BITS] |= UINT32_C(1) << call->number % WORD_BITS;
        else
            add_condition(program, call->number, (Condition)call->condition);
    }
}

/* Numbers as bits: with the number in both registers, finds its word of 32 and shifts its bit to
 * the end. The kernel checks, translates and on older versions tries a filter on installing, so
 * each step costs every start: a list of comparisons was three times as long. */
static void add_words(Program *program, const uint32_t words[WORDS])
{
    enum { STEPS = 3 };
    uint32_t ends[WORDS], count = 0; /* neighbours that are equal share an entry */

    for (uint32_t i = 0; i < WORDS; i++)
        if (i + 1 == WORDS || words[i] != words[i + 1])
            ends[count++] = i + 1;
    add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, WORD_BITS - 1));
    add(program, (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TAX, 0));
    load(program, offsetof(struct seccomp_data, nr));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t left = STEPS * (count - 1 - i) + 1; /* to the shift, past the refusal */

        jump(program, BPF_JGE, WORD_BITS * ends[i], STEPS - 1, 0);
        add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_IMM, words[ends[i] - 1]));
        add(program, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, left));
    }
    give(program, REFUSE);
    add(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_RSH | BPF_X, 0));
    jump(program, BPF_JSET, 1, 0, 1);
    give(program, SECCOMP_RET_ALLOW);
    give(program, REFUSE);
}

static void build(Program *program, unsigned kind)
{
    uint32_t words[WORDS] = { 0 };

    load(program, offsetof(struct seccomp_data, arch));
    jump(program, BPF_JEQ, AUDIT_ARCH_OURS, 1, 0);
    give(program, REFUSE);
    load(program, offsetof(struct seccomp_data, nr));
    /* libc asks for clone3 first and falls back to clone. */
    if (kind & (FILTER_THREADS | FILTER_WORKERS)) {
        jump(program, BPF_JEQ, 435 /* clone3 */, 0, 1);
        give(program, ABSENT);
    }
    sort_calls(program, kind, words);
    add_words(program, words);
}

bool filter_install(unsigned kind)
{
    Program program = { .len = 0 };
    struct sock_fprog given;

    if (!AUDIT_ARCH_OURS) {
        errno = ENOSYS;
        return false;
    }
    build(&program, kind);
    given = (struct sock_fprog){ program.len, program.step };
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &given) == 0;
}
