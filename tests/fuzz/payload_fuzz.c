/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what an event says, and as the blob that it names: written into the tables or
 * refused with a rule. A decision that was taken in can be read or is refused; read, it is written
 * and taken in again as the same.
 *
 * Input: a byte that chooses the kind, the payload up to the first line feed, the blob. */
#include "tables_fuzz.h"

#include "api/clock_fact.h"
#include "api/decision_row.h"
#include "store/project.h"

enum { FUZZ_BYTES_MAX = 1 << 16, ARENA_BYTES = 256 << 20 };

#define CHAIN "01930000-0000-7000-8000-000000000004"

static const char *const KINDS[] = {
#define KIND(word, table, effect) word,
#include "store/kinds.def"
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef struct {
    Str kind, payload, blob;
    Arena *arena;
    Str written;  /* the decision, as it was read */
    bool again;
} Input;

static bool blob_give(void *context, Str digest, Arena *arena, Str *bytes, Err *err)
{
    (void)digest, (void)arena, (void)err;
    *bytes = ((const Input *)context)->blob;
    return true;
}

static bool decision_take(void *context, const Row *row, Err *err)
{
    Input *input = context;
    CLEANUP(buf_done) Buf text = buf_new(ARENA_BYTES);
    Decision decision;
    Err why = { 0 };

    (void)err;
    if (!decision_read_row(row, input->arena, &decision, &why)) {
        assert(!input->again && why.code != ERR_NONE && why.code != ERR_INTERNAL);
        return true;
    }
    decision_write(&decision, &text);
    assert(!buf_failed(&text) && (!input->again || str_eq(input->written, buf_str(&text))));
    return arena_copy(input->arena, buf_str(&text), &input->written) || err_no_memory(err);
}

static bool others_take(void *context, const Row *row, Err *err)
{
    Input *input = context;
    DecisionRelease release;
    DecisionReview review;
    ClockFacts facts;
    Err why = { 0 };
    bool done;

    (void)err;
    done = row->table == &TABLES[TABLE_DECISION_REVIEW]
             ? review_read_row(row, input->arena, &review, &why)
         : row->table == &TABLES[TABLE_DECISION_RELEASE]
             ? confirmation_read_row(row, input->arena, &release, &why)
             : clock_facts_read(row_text(row, "facts"), input->arena, &facts, &why);
    assert(done || (why.code != ERR_NONE && why.code != ERR_INTERNAL));
    return true;
}

static bool look(Db *db, TableId table, RowEach *each, Input *input)
{
    RowQuery query = { .table = table };
    Err err = { 0 };

    return rows_walk(db, &query, each, input, &err);
}

/* Fails always: nothing of it stays. */
static bool body(Db *db, void *context, Err *err)
{
    Input *input = context;
    Projection to = { .db = db, .blob = blob_give, .context = context };
    Event event = { .kind = input->kind, .chain = STR(CHAIN), .leaf = 1 };

    *err = (Err){ 0 };
    if (!project(&to, &event, input->payload, err)) {
        assert(!input->again && err->code != ERR_NONE && err->code != ERR_INTERNAL);
        return false;
    }
    assert(look(db, TABLE_DECISION, decision_take, input));
    assert(look(db, TABLE_DECISION_REVIEW, others_take, input));
    assert(look(db, TABLE_DECISION_RELEASE, others_take, input));
    assert(look(db, TABLE_AWARENESS, others_take, input));
    return err_set(err, ERR_USAGE, STR("store.not-unique"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    Input input = { .arena = &arena };
    Err err = { 0 };
    Str rest;

    if (!size || size > FUZZ_BYTES_MAX)
        return 0;
    rest = (Str){ (const char *)bytes + 1, size - 1 };
    input.kind = str_of(KINDS[bytes[0] % ARRAY_LEN(KINDS)]);
    if (!str_next(&rest, '\n', &input.payload))
        return 0;
    input.blob = rest.len == SIZE_MAX ? STR("") : rest;
    assert(!db_transact(fuzz_tables(), DB_WRITE, body, &input, &err));
    if (!input.written.len)
        return 0;
    input.again = true;
    input.payload = input.written;
    assert(!db_transact(fuzz_tables(), DB_WRITE, body, &input, &err));
    return 0;
}
