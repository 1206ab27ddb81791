/* SPDX-License-Identifier: Apache-2.0 */
#include "kb/keeper.h"

#define RULE_NO_THREAD STR("kb.no-thread")

/* A piece stands in the copy: who waits for it may go on before it is hashed. */
static bool on_piece(void *keeper_, Str piece, Err *err)
{
    Keeper *keeper = keeper_;
    bool stopped;

    pthread_mutex_lock(&keeper->mutex);
    keeper->copied += piece.len;
    stopped = keeper->stopped;
    pthread_cond_signal(&keeper->changed);
    pthread_mutex_unlock(&keeper->mutex);
    digest_add(&keeper->digest, piece);
    (void)err;
    return !stopped;
}

static bool keep_unit(Keeper *keeper, uint32_t u, Err *err)
{
    const PlanUnit *unit = &keeper->plan->units[u];
    Evidence *evidence = &keeper->units[u].evidence;

    if (unit->archive || unit->evidence != u)
        return true;
    digest_begin(&keeper->digest);
    if (!io_copy(keeper->plan->files[unit->first_file].path, evidence->path,
                 &(IoEach){ on_piece, keeper }, &evidence->bytes, err))
        return false;
    evidence->digest = digest_end(&keeper->digest);
    return true;
}

static void *keep_all(void *keeper_)
{
    Keeper *keeper = keeper_;
    bool ok = true;

    for (uint32_t u = 0; ok && u < keeper->plan->unit_count; u++) {
        Err err = { 0 };

        ok = keep_unit(keeper, u, &err);
        pthread_mutex_lock(&keeper->mutex);
        keeper->failed = !ok;
        keeper->err = err;
        keeper->unit += ok;
        keeper->copied = ok ? 0 : keeper->copied;
        pthread_cond_signal(&keeper->changed);
        pthread_mutex_unlock(&keeper->mutex);
    }
    return NULL;
}

bool keeper_start(Keeper *keeper, const Plan *plan, IntakeUnit *units, Err *err)
{
    *keeper = (Keeper){ .plan = plan, .units = units };
    pthread_mutex_init(&keeper->mutex, NULL);
    pthread_cond_init(&keeper->changed, NULL);
    keeper->started = pthread_create(&keeper->thread, NULL, keep_all, keeper) == 0;
    return keeper->started || err_set(err, ERR_LIMIT, RULE_NO_THREAD);
}

bool keeper_wait(Keeper *keeper, uint32_t u, uint64_t offset, Err *err)
{
    bool there;

    pthread_mutex_lock(&keeper->mutex);
    while (!keeper->failed &&
           (keeper->unit < u || (keeper->unit == u && keeper->copied <= offset)))
        pthread_cond_wait(&keeper->changed, &keeper->mutex);
    there = keeper->unit > u || (keeper->unit == u && keeper->copied > offset);
    if (!there)
        *err = keeper->err;
    pthread_mutex_unlock(&keeper->mutex);
    return there;
}

bool keeper_wait_whole(Keeper *keeper, uint32_t u, Err *err)
{
    return keeper_wait(keeper, u, UINT64_MAX, err);
}

void keeper_end(Keeper *keeper)
{
    if (!keeper->plan)
        return;
    pthread_mutex_lock(&keeper->mutex);
    keeper->stopped = true;
    pthread_mutex_unlock(&keeper->mutex);
    if (keeper->started)
        (void)pthread_join(keeper->thread, NULL);
    pthread_cond_destroy(&keeper->changed);
    pthread_mutex_destroy(&keeper->mutex);
    *keeper = (Keeper){ 0 };
}
