/* SPDX-License-Identifier: Apache-2.0 */
/* record.h — a small record for tests: opened in a folder of its own, written to by short words.
 */
#pragma once

#include "store/store.h"
#include "store/verify.h"
#include "trust/sign.h"

#include "test.h"

#include <sys/types.h>

typedef enum { RECORD_SQLITE, RECORD_POSTGRES } RecordPlace;
/* A test that is run on both databases; record_begin takes the one that is asked for. */
#define TEST_PLACES(name)                                                                          \
    static void name(void);                                                                        \
    TEST(name##_in_sqlite)                                                                         \
    {                                                                                              \
        record_place(RECORD_SQLITE);                                                               \
        name();                                                                                    \
    }                                                                                              \
    TEST(name##_in_postgres)                                                                       \
    {                                                                                              \
        record_place(RECORD_POSTGRES);                                                             \
        name();                                                                                    \
    }                                                                                              \
    static void name(void)

/* Where records are begun from now on; at first in SQLite. */
void record_place(RecordPlace place);
RecordPlace record_placed(void);

typedef struct {
    char folder[256], place[512], witness[320];
    Store *store;
    SecretKey key;
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    Signer signer;
    SecretKey person_key;
    char person_fingerprint[SIGN_FINGERPRINT_BYTES];
    Signer personal;
    bool signs;     /* the person does, since record_bind */
    char person[37], organisation[37], product[37];
    Receipt receipt;
    Arena arena;
    unsigned ids; /* given so far: the same in every run */
    int64_t now_s;
} Record;

/* A record with a person, a key, an organisation and the product "Pump". */
void record_begin(Record *record);
void record_end(Record *record);
/* Closes and opens it again. */
void record_again(Record *record);

/* A process that writes to the same record, for a while at most. It has 0, and in *own a handle of
 * its own and ids from `ids` on; it ends with RECORD_UNOPENED when it cannot open the record. */
enum { RECORD_UNOPENED = 100 };
pid_t record_fork(const Record *record, unsigned ids, Record *own);

/* The next id. */
Str record_id(Record *record, char out[37]);
/* One event; false with *err. `payload` is a JSON object. */
bool record_say(Record *record, const char *kind, const char *chain, const char *payload, Err *err);
/* One event with one blob. */
bool record_say_blob(Record *record, const char *kind, const char *chain, const char *payload,
                     Str blob, Err *err);
/* Binds a key to the person, who signs from then on. */
void record_bind(Record *record);
/* The payload of such a binding; `proof` NULL: a good one. */
Str record_binding(Record *record, const char *proof);
/* The append of one draft, for tests that say more. */
Append record_append(Record *record, const Draft *draft);
