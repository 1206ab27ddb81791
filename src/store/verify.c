/* SPDX-License-Identifier: Apache-2.0 */
#include "store/verify.h"

#include "store/verify_parts.h"

#include <string.h>

#define VERIFY_ARENA_BYTES ((size_t)4 << 30)

enum { WITNESS_ARENA_BYTES = 1 << 16 };

#define RULE_HEAD_RECORD  STR("store.head-record")
#define RULE_HEAD_ROW     STR("store.head-row")
#define RULE_SIGNATURE    STR("store.signature-form")
#define RULE_DENIED       STR("base.io-denied")

/* ---- heads, before the walk --------------------------------------------------------- */

static bool head_add(Verify *verify, Str body, Str signature, bool witness, Err *err)
{
    PendingHead *head;

    if (!ARENA_ROOM(verify->arena, verify->heads, verify->head_count, &verify->head_room))
        return err_no_memory(err);
    head = &verify->heads[verify->head_count];
    *head = (PendingHead){ .witness = witness };
    if (!arena_copy(verify->arena, body, &head->body))
        return err_no_memory(err);
    if (signature.len != SIGN_SIGNATURE_BYTES)
        return err_set(err, ERR_VERIFY, RULE_SIGNATURE);
    memcpy(head->signature.bytes, signature.ptr, SIGN_SIGNATURE_BYTES);
    if (!head_read(head->body, verify->arena, &head->head, err))
        return false;
    if (!str_eq(head->head.record, verify->record))
        return err_set(err, ERR_VERIFY, RULE_HEAD_RECORD, head->head.record);
    verify->head_count++;
    return true;
}

static bool head_row(void *context, Str body, Str key, Str signature, uint64_t size, Err *err)
{
    Verify *verify = context;

    if (!head_add(verify, body, signature, false, err))
        return err_in(err, "head %llu", (unsigned long long)size);
    if (verify->heads[verify->head_count - 1].head.size != size
        || !str_eq(verify->heads[verify->head_count - 1].head.key, key)) {
        err_set(err, ERR_VERIFY, RULE_HEAD_ROW);
        return err_in(err, "head %llu", (unsigned long long)size);
    }
    verify->report->heads++;
    verify->report->size = size;
    return true;
}

/* The witness takes its place among the heads by its size. */
static void witness_place(Verify *verify)
{
    PendingHead witness = verify->heads[verify->head_count - 1];
    size_t at = verify->head_count - 1;

    for (; at > 0 && verify->heads[at - 1].head.size > witness.head.size; at--)
        verify->heads[at] = verify->heads[at - 1];
    verify->heads[at] = witness;
}

static bool witness_add(Verify *verify, const char *path, const Witness *witness, Err *err)
{
    if (!witness->found)
        return true;
    if (!head_add(verify, witness->body,
                  (Str){ (const char *)witness->signature, SIGNATURE_BYTES }, true, err))
        return err_in(err, "%s", path);
    witness_place(verify);
    return verify->report->witnessed = true;
}

/* ---- all of it ---------------------------------------------------------------------- */

typedef struct {
    Str record;
    const char *path; /* of the witness */
    Witness witness;
    VerifyReport *out;
} Job;

static bool verify_body(Db *db, void *context, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(VERIFY_ARENA_BYTES);
    const Job *job = context;
    VerifyReport report = { .events = 0 };
    Verify verify = { .record = job->record, .db = db, .arena = &arena, .report = &report,
                      .vouching = { .arena = &arena, .record = job->record } };
    bool ok = head_walk(db, head_row, &verify, err)
           && witness_add(&verify, job->path, &job->witness, err)
           && verify_log(&verify, err) && verify_blobs(&verify, err)
           && verify_tables(&verify, err) && db_check(db, err);

    vouch_done(&verify.vouching);
    map_done(&verify.chains);
    map_done(&verify.blobs);
    if (!ok)
        return false;
    report.unsigned_events = report.events - report.size;
    report.vouched = verify.vouching.signatures;
    *job->out = report;
    return true;
}

bool verify_in(Db *db, Str record, VerifyReport *out, Err *err)
{
    Job job = { .record = record, .out = out };

    return verify_body(db, &job, err);
}

/* The witness is read before the view of the database begins: it is written after a commit, so one
 * that is read later may speak of events that the view does not show. Who may read the record and
 * not what lies beside the keys verifies the rest. */
bool store_verify(Store *store, const char *witness, VerifyReport *out, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(WITNESS_ARENA_BYTES);
    Job job = { .record = store_record(store), .path = witness, .out = out };

    bool hidden = false;

    if (witness && !witness_read(witness, &arena, &job.witness, err)) {
        hidden = str_eq(err->rule, RULE_DENIED);
        if (!hidden)
            return false;
    }
    if (!db_transact(store_db(store), DB_READ, verify_body, &job, err))
        return false;
    out->hidden = hidden;
    return true;
}
