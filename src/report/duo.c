/* SPDX-License-Identifier: Apache-2.0 */
#include "report/duo.h"

#include "base/io.h"

#include <pthread.h>

enum { CHUNK_BYTES_MAX = 1 << 30 };

/* The other thread and the chunk it wrote last. */
typedef struct {
    const Duo *duo;
    Buf chunk;
    bool full;     /* the chunk waits to be handed over */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t thread;
} Other;

static size_t chunk_end(const Duo *duo, size_t first)
{
    return duo->count - first < DUO_CHUNK ? duo->count : first + DUO_CHUNK;
}

static void full_set(Other *other, bool full)
{
    pthread_mutex_lock(&other->mutex);
    other->full = full;
    pthread_cond_signal(&other->changed);
    pthread_mutex_unlock(&other->mutex);
}

static void full_wait(Other *other, bool full)
{
    pthread_mutex_lock(&other->mutex);
    while (other->full != full)
        pthread_cond_wait(&other->changed, &other->mutex);
    pthread_mutex_unlock(&other->mutex);
}

static void *other_run(void *other_)
{
    Other *other = other_;
    const Duo *duo = other->duo;

    for (size_t first = DUO_CHUNK; first < duo->count; first += 2 * DUO_CHUNK) {
        full_wait(other, false);
        buf_clear(&other->chunk);
        duo->put(duo->context[1], &other->chunk, first, chunk_end(duo, first));
        full_set(other, true);
    }
    return NULL;
}

static void take_turns(const Duo *duo, Other *other, Buf *out)
{
    for (size_t first = 0; first < duo->count; first += 2 * DUO_CHUNK) {
        duo->put(duo->context[0], out, first, chunk_end(duo, first));
        if (duo->count - first <= DUO_CHUNK)
            break;
        full_wait(other, true);
        buf_hand_over(out, buf_str(&other->chunk));
        out->failed |= buf_failed(&other->chunk);
        full_set(other, false);
    }
}

void duo_write(const Duo *duo, Buf *out)
{
    Other other = { .duo = duo, .chunk = buf_new(CHUNK_BYTES_MAX) };

    pthread_mutex_init(&other.mutex, NULL);
    pthread_cond_init(&other.changed, NULL);
    if (duo->count <= DUO_CHUNK || io_processors() < 2
        || pthread_create(&other.thread, NULL, other_run, &other) != 0) {
        duo->put(duo->context[0], out, 0, duo->count);
    } else {
        take_turns(duo, &other, out);
        (void)pthread_join(other.thread, NULL);
    }
    pthread_cond_destroy(&other.changed);
    pthread_mutex_destroy(&other.mutex);
    buf_done(&other.chunk);
}
