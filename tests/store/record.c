/* SPDX-License-Identifier: Apache-2.0 */
#include "store/record.h"

#include "postgres.h"
#include "test.h"

#include "store/head.h"
#include "store/vouch.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FORKED_S = 120 }; /* how long a process of a test lives at most */

Str record_id(Record *record, char out[37])
{
    snprintf(out, 37, "01930000-0000-7000-8000-%012x", ++record->ids);
    return str_of(out);
}

static bool next_id(void *context, char out[37], Err *err)
{
    (void)err;
    record_id(context, out);
    return true;
}

static bool sign(void *context, Str message, unsigned char signature[SIGNATURE_BYTES], Err *err)
{
    const Record *record = context;
    Signature made;

    if (!sign_make(&record->key, message, &made, err))
        return false;
    memcpy(signature, made.bytes, SIGNATURE_BYTES);
    return true;
}

static bool sign_personally(void *context, Str message, unsigned char signature[SIGNATURE_BYTES],
                            Err *err)
{
    const Record *record = context;
    Signature made;

    if (!sign_make(&record->person_key, message, &made, err))
        return false;
    memcpy(signature, made.bytes, SIGNATURE_BYTES);
    return true;
}

Str record_binding(Record *record, const char *proof)
{
    static const unsigned char SEED[SIGN_SEED_BYTES] = { 4, 5, 6 };
    char text[1024], key_hex[DIGEST_HEX_BYTES], hex[VOUCH_HEX_BYTES];
    Signature signature;
    Str message, out = STR("");
    Digest key;
    Err err = { 0 };

    CHECK_OK(sign_key_of_seed(SEED, &record->person_key, &err), &err);
    record->personal = (Signer){ sign_fingerprint(&record->person_key.public,
                                                  record->person_fingerprint),
                                 sign_personally, record };
    CHECK_OK(vouch_key_message(&record->person_key.public, str_of(record->person),
                               store_record(record->store), &record->arena, &message, &err)
             && sign_make(&record->person_key, message, &signature, &err), &err);
    memcpy(key.bytes, record->person_key.public.bytes, sizeof key.bytes);
    snprintf(text, sizeof text,
             "{\"id\":\"%s\",\"key\":\"%s\",\"person\":\"%s\",\"proof\":\"%s\","
             "\"purpose\":\"person\"}", record->person_fingerprint, digest_hex(&key, key_hex).ptr,
             record->person, proof ? proof : vouch_hex(signature.bytes, hex).ptr);
    CHECK(arena_copy(&record->arena, str_of(text), &out), "memory");
    return out;
}

void record_bind(Record *record)
{
    Err err = { 0 };

    CHECK_OK(record_say(record, "key.added", record->organisation,
                        record_binding(record, NULL).ptr, &err), &err);
    record->signs = true;
}

Append record_append(Record *record, const Draft *draft)
{
    static char act[37];

    record_id(record, act);
    return (Append){ .drafts = draft, .draft_count = 1, .actor = str_of(record->person),
                     .act = str_of(act), .asserted = !record->signs,
                     .personal = record->signs ? &record->personal : NULL, .now_s = record->now_s++,
                     .signer = &record->signer, .id = next_id, .context = record };
}

static bool say(Record *record, const Append *append, Err *err)
{
    return store_append(record->store, append, &record->arena, &record->receipt, err)
        && witness_write(record->witness, &record->receipt, err);
}

bool record_say(Record *record, const char *kind, const char *chain, const char *payload, Err *err)
{
    Draft draft = { .kind = str_of(kind), .chain = str_of(chain), .payload = str_of(payload) };
    Append append = record_append(record, &draft);

    return say(record, &append, err);
}

bool record_say_blob(Record *record, const char *kind, const char *chain, const char *payload,
                     Str blob, Err *err)
{
    Draft draft = { .kind = str_of(kind), .chain = str_of(chain), .payload = str_of(payload) };
    BlobDraft bytes = { .media = kind_media(kind_find(str_of(kind))), .bytes = blob };
    Append append = record_append(record, &draft);

    append.blobs = &bytes;
    append.blob_count = 1;
    return say(record, &append, err);
}

static void person_say(Record *record)
{
    static const char PERSON[] =
        "{\"name\":\"author\",\"salt\":\"00112233445566778899aabbccddeeff\"}";
    char text[512], name[BLOB_NAME_BYTES];
    Err err = { 0 };

    snprintf(text, sizeof text, "{\"blob\":\"%s\",\"id\":\"%s\"}",
             blob_name(str_of(PERSON), name).ptr, record->person);
    CHECK_OK(record_say_blob(record, "person.recorded", record->organisation, text,
                             str_of(PERSON), &err), &err);
}

static void first_words(Record *record)
{
    char text[512], hex[DIGEST_HEX_BYTES];
    Digest key;
    Err err = { 0 };

    memcpy(key.bytes, record->key.public.bytes, sizeof key.bytes);
    record_id(record, record->person);
    record_id(record, record->organisation);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"key\":\"%s\",\"purpose\":\"sign\"}",
             record->fingerprint, digest_hex(&key, hex).ptr);
    CHECK_OK(record_say(record, "key.added", record->organisation, text, &err), &err);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"name\":\"Maker\"}", record->organisation);
    CHECK_OK(record_say(record, "organisation.created", record->organisation, text, &err), &err);
    person_say(record);
    record_id(record, record->product);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"name\":\"Pump\",\"organisation\":\"%s\"}",
             record->product, record->organisation);
    CHECK_OK(record_say(record, "product.created", record->product, text, &err), &err);
}

static void open_store(Record *record, bool create)
{
    StoreOptions options = { record->place, create,
                             STR("01930000-0000-7000-8000-ffffffffffff") };
    Err err = { 0 };

    CHECK_OK(store_open(&options, &record->store, &err), &err);
}

static RecordPlace where;

void record_place(RecordPlace place)
{
    where = place;
}

RecordPlace record_placed(void)
{
    return where;
}

static void place_make(Record *record)
{
    if (where == RECORD_POSTGRES)
        snprintf(record->place, sizeof record->place, "%s", postgres_new());
    else
        snprintf(record->place, sizeof record->place, "%s/record.sqlite", record->folder);
}

void record_begin(Record *record)
{
    static const unsigned char SEED[SIGN_SEED_BYTES] = { 1, 2, 3 };
    Err err = { 0 };

    *record = (Record){ .now_s = 1790000000, .arena = arena_new(1 << 28) };
    snprintf(record->folder, sizeof record->folder, "%s/record-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    CHECK(mkdtemp(record->folder), "a folder");
    place_make(record);
    snprintf(record->witness, sizeof record->witness, "%s/witness", record->folder);
    CHECK_OK(sign_key_of_seed(SEED, &record->key, &err), &err);
    record->signer = (Signer){ sign_fingerprint(&record->key.public, record->fingerprint), sign,
                               record };
    open_store(record, true);
    first_words(record);
}

void record_again(Record *record)
{
    store_close(record->store);
    open_store(record, false);
}

pid_t record_fork(const Record *record, unsigned ids, Record *own)
{
    StoreOptions options = { record->place, false, STR("") };
    Err err = { 0 };
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid != 0)
        return pid;
    alarm(FORKED_S);
    *own = *record;
    own->arena = arena_new(1 << 28);
    own->ids = ids;
    own->signer.context = own;
    if (!store_open(&options, &own->store, &err))
        _exit(RECORD_UNOPENED);
    return 0;
}

/* With the parts of files that a writer left who was killed. */
static void folder_remove(const char *folder)
{
    const struct dirent *entry;
    char path[600];
    DIR *dir = opendir(folder);

    CHECK(dir, folder);
    while ((entry = readdir(dir))) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(dir);
    CHECK(rmdir(folder) == 0, folder);
}

void record_end(Record *record)
{
    store_close(record->store);
    folder_remove(record->folder);
    arena_done(&record->arena);
}
