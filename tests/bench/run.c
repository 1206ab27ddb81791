/* SPDX-License-Identifier: Apache-2.0 */
/* run — times whole processes and the anchors of this machine.
 *
 *     run ROUNDS [--cold FILE]… -- PROGRAM ARG…    median, min and max wall ms, CPU ms, RssAnon
 *     run anchors FILE.json FILE.json.gz           what this machine can do at best
 *
 * --cold drops a file from the page cache before each round. Anonymous memory is sampled every
 * half millisecond from /proc (RssAnon): a peak between two samples can be missed.
 */
#include "base/hash.h"
#include "base/io.h"
#include "base/json.h"
#include "base/records.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MAX = 101, COLD_MAX = 16, SAMPLE_NS = 500000 };

typedef struct {
    double wall_ms, cpu_ms;
    long anonymous_kb;
    int status;
} Round;

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void drop(const char *path)
{
    int fd = open(path, O_RDONLY);

    if (fd < 0)
        return;
    fdatasync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

static long anonymous_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = 0;
    FILE *in;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    in = fopen(path, "r");
    while (in && fgets(line, sizeof line, in))
        if (strncmp(line, "RssAnon:", 8) == 0)
            kb = strtol(line + 8, NULL, 10);
    if (in)
        fclose(in);
    return kb;
}

static double cpu_ms(const struct rusage *usage)
{
    return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3
         + (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

/* With `sample`, memory is watched, which costs the other core some time: then the wall time is
 * not used. */
static Round one_round(char **argv, bool sample)
{
    Round round = { 0 };
    struct rusage usage;
    int null = open("/dev/null", O_RDWR), code = 0;
    double start = now_ms();
    pid_t pid = fork();

    if (pid == 0) {
        dup2(null, 1);
        dup2(null, 2);
        execv(argv[0], argv);
        _exit(127);
    }
    while (wait4(pid, &code, sample ? WNOHANG : 0, &usage) == 0) {
        long kb = anonymous_kb(pid);
        round.anonymous_kb = kb > round.anonymous_kb ? kb : round.anonymous_kb;
        nanosleep(&(struct timespec){ 0, SAMPLE_NS }, NULL);
    }
    round.wall_ms = now_ms() - start;
    round.cpu_ms = cpu_ms(&usage);
    round.status = WIFEXITED(code) ? WEXITSTATUS(code) : 128;
    close(null);
    return round;
}

static int by_wall(const void *a, const void *b)
{
    double x = ((const Round *)a)->wall_ms, y = ((const Round *)b)->wall_ms;

    return (x > y) - (x < y);
}

static int time_process(int rounds, char *const *cold, size_t cold_count, char **argv)
{
    static Round round[ROUNDS_MAX];
    Round watched = one_round(argv, true);

    for (int i = 0; i < rounds; i++) {
        for (size_t j = 0; j < cold_count; j++)
            drop(cold[j]);
        round[i] = one_round(argv, false);
    }
    qsort(round, (size_t)rounds, sizeof round[0], by_wall);
    printf("%.2f\t%.2f\t%.2f\t%.2f\t%.1f\t%d\n", round[rounds / 2].wall_ms, round[0].wall_ms,
           round[rounds - 1].wall_ms, round[rounds / 2].cpu_ms,
           (double)watched.anonymous_kb / 1024, round[rounds / 2].status);
    return 0;
}

/* ---- anchors ---------------------------------------------------------------------- */

static void anchor(const char *name, double amount, const char *unit, double ms)
{
    printf("%s\t%.2f\t%s\n", name, amount / ms * 1e3, unit);
}

static void anchor_read(const IoMap *map)
{
    double start = now_ms();
    uint64_t hash = hash_xxh3(map->bytes, 0);

    anchor(hash ? "read and hash, mapped" : "read", (double)map->bytes.len / 1e9, "GB/s",
           now_ms() - start);
}

static void anchor_parse(const char *path, bool parse, const char *name)
{
    static const Str NAMES[] = { STR_ROW("vulnerabilities") };
    RecordBatch batch = { 0 };
    JsonPool *pool = json_pool_new();
    double start = now_ms();
    Records *records;
    Stream *stream;
    const Json *root;
    uint64_t bytes;
    Err err;

    if (!stream_open(path, NULL, &stream, &err) || !records_open(stream, NAMES, 1, &records, &err))
        exit(1);
    while (records_fill(records, &batch, &err) && batch.count)
        for (size_t i = 0; parse && i < batch.count; i++)
            if (!json_pool_parse(pool, batch.record[i].text, JSON_PLAIN, &root, &err))
                exit(1);
    bytes = stream_bytes_out(stream);
    anchor(name, (double)bytes / 1e9, "GB/s", now_ms() - start);
    record_batch_done(&batch);
    records_close(&records);
    stream_close(&stream);
    json_pool_free(pool);
}

static void anchor_inflate(const char *path)
{
    static char block[1 << 20];
    double start = now_ms();
    size_t got = 1;
    Stream *stream;
    Err err;

    if (!stream_open(path, NULL, &stream, &err))
        exit(1);
    while (got && stream_read(stream, block, sizeof block, &got, &err))
        continue;
    anchor("inflate gzip, of JSON", (double)stream_bytes_out(stream) / 1e9, "GB/s",
           now_ms() - start);
    stream_close(&stream);
}

static void anchor_process(void)
{
    char *argv[] = { (char[]){ "/bin/true" }, NULL };
    double best = 1e9;

    for (int i = 0; i < 21; i++) {
        double ms = one_round(argv, false).wall_ms;
        best = ms < best ? ms : best;
    }
    printf("start of /bin/true, best of 21\t%.2f\tms\n", best);
}

static void anchor_fsync(void)
{
    char path[] = "/var/tmp/inro-bench-XXXXXX";
    int fd = mkstemp(path);
    double start;

    if (fd < 0 || unlink(path) != 0)
        return;
    start = now_ms();
    for (int i = 0; i < 20; i++)
        if (pwrite(fd, path, sizeof path, 0) < 0 || fsync(fd) != 0)
            return;
    printf("write and fsync\t%.2f\tms\n", (now_ms() - start) / 20);
    close(fd);
}

static int anchors(const char *json, const char *gzip)
{
    IoMap map;
    Err err;

    if (!io_map(json, IO_SEQUENTIAL, &map, &err))
        return 1;
    anchor_read(&map);
    io_unmap(&map);
    anchor_parse(json, false, "cut JSON into records");
    anchor_parse(json, true, "cut and parse JSON, one core");
    anchor_inflate(gzip);
    anchor_process();
    anchor_fsync();
    return 0;
}

int main(int argc, char **argv)
{
    char *cold[COLD_MAX];
    size_t cold_count = 0;
    int i = 2, rounds;

    if (argc == 4 && strcmp(argv[1], "anchors") == 0)
        return anchors(argv[2], argv[3]);
    for (; i + 1 < argc && strcmp(argv[i], "--cold") == 0 && cold_count < COLD_MAX; i += 2)
        cold[cold_count++] = argv[i + 1];
    rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MAX || i + 1 >= argc || strcmp(argv[i], "--") != 0) {
        fputs("usage: run ROUNDS [--cold FILE]… -- PROGRAM ARG…\n", stderr);
        return 2;
    }
    return time_process(rounds, cold, cold_count, argv + i + 1);
}
