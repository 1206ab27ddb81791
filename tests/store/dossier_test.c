/* SPDX-License-Identifier: Apache-2.0 */
/* Dossiers: whatever is altered, left out, added, moved or doubled is found, and nothing of another
 * product is shown.
 * Tests: dossier.c dossier_form.c dossier_write.c
 * By tests/cli/dossier_test.c: Tests: dossier_rows.c */
#include "store/split.h"

#include "base/buf.h"
#include "store/dossier.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = SPLIT_BYTES_MAX };

static const char OTHER[] = "01939999-0000-7000-8000-00000000beef";
static const char OTHER_DEVICE[] = "01939999-0000-7000-8000-0000000feed1";

static void say(Record *record, const char *kind, const char *chain, const char *payload)
{
    Err err = { 0 };

    CHECK_OK(record_say(record, kind, chain, payload, &err), &err);
}

static void say_sbom(Record *record, const char *release)
{
    char text[512], id[37], name[BLOB_NAME_BYTES];
    Str sbom = STR("{\"bomFormat\":\"CycloneDX\",\"components\":[]}");
    Err err = { 0 };

    snprintf(text, sizeof text, "{\"blob\":\"%s\",\"id\":\"%s\",\"release\":\"%s\"}",
             blob_name(sbom, name).ptr, record_id(record, id).ptr, release);
    CHECK_OK(record_say_blob(record, "sbom.attached", record->product, text, sbom, &err), &err);
}

/* The Pump with a release and its SBOM, and the Zephyr, of which nobody shall learn. */
static void begin(Record *record)
{
    char text[512], release[37];

    record_begin(record);
    record_id(record, release);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"name\":\"Zephyr\",\"organisation\":\"%s\"}",
             OTHER, record->organisation);
    say(record, "product.created", OTHER, text);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"2.1\"}", release,
             record->product);
    say(record, "release.created", record->product, text);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"product\":\"%s\",\"serial\":\"ZEPHYR-7\"}",
             OTHER_DEVICE, OTHER);
    say(record, "device.created", OTHER, text);
    say_sbom(record, release);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"name\":\"Pump II\"}", record->product);
    say(record, "product.changed", record->product, text);
}

static Str written(Record *record)
{
    Buf buf = buf_new(BYTES_MAX);
    Str out;
    Err err = { 0 };

    CHECK_OK(dossier_write(record->store, str_of(record->product), &record->key.public,
                           &record->signer, &buf, &err), &err);
    CHECK(arena_copy(&record->arena, buf_str(&buf), &out), "memory");
    buf_done(&buf);
    return out;
}

static bool reads(Str bytes, Err *err)
{
    CLEANUP(arena_done) Arena arena = arena_new(1 << 26);
    Dossier dossier;

    *err = (Err){ 0 };
    return dossier_read(bytes, &arena, &dossier, err);
}

TEST(a_dossier_holds_the_whole_chain_of_its_product_and_who_spoke)
{
    Record record;
    Dossier dossier;
    Err err = { 0 };
    Str bytes, blob;
    char name[BLOB_NAME_BYTES];

    begin(&record);
    bytes = written(&record);
    CHECK_OK(dossier_read(bytes, &record.arena, &dossier, &err), &err);
    CHECK_STR(dossier.product, STR("Pump II"), "its newest name");
    CHECK_INT(dossier.length, 4, "created, release, SBOM, changed");
    CHECK_INT(dossier.event_count, 7, "and the key, the organisation and the person");
    CHECK_INT(dossier.blob_count, 2, "the SBOM and the person");
    CHECK_STR(dossier.fingerprint, str_of(record.fingerprint), "who signed");
    CHECK(dossier_blob(&dossier, blob_name(STR("{\"bomFormat\":\"CycloneDX\",\"components\":[]}"),
                                           name), &blob), "the SBOM itself");
    CHECK(!dossier_blob(&dossier, blob_name(STR("else"), name), &blob), "nothing else");
    CHECK_STR(written(&record), bytes, "the same record gives the same bytes");
    record_end(&record);
}

TEST(every_altered_byte_is_found)
{
    static const unsigned char FLIPS[] = { 0x01, 0x20, 0x80 };
    Record record;
    Str bytes;
    char *copy;
    Err err;

    begin(&record);
    bytes = written(&record);
    copy = arena_alloc(&record.arena, bytes.len, 1);
    CHECK(copy, "memory");
    memcpy(copy, bytes.ptr, bytes.len);
    for (size_t i = 0; i < bytes.len; i++)
        for (size_t k = 0; k < ARRAY_LEN(FLIPS); k++) {
            copy[i] = (char)(bytes.ptr[i] ^ FLIPS[k]);
            if (reads((Str){ copy, bytes.len }, &err))
                test_fail("byte %zu ^ %02x was not found", i, FLIPS[k]);
            CHECK(err.code != ERR_NONE && err.path[0], "and the place is named");
            copy[i] = bytes.ptr[i];
        }
    CHECK(reads((Str){ copy, bytes.len }, &err), "restored");
    record_end(&record);
}

TEST(every_cut_end_and_every_added_byte_is_found)
{
    Record record;
    Str bytes, more;
    Err err;

    begin(&record);
    bytes = written(&record);
    for (size_t len = 0; len < bytes.len; len++)
        if (reads(str_slice(bytes, 0, len), &err))
            test_fail("cut at %zu was not found", len);
    {
        CLEANUP(buf_done) Buf buf = buf_new(BYTES_MAX);

        buf_add(&buf, bytes);
        buf_char(&buf, '\n');
        CHECK(arena_copy(&record.arena, buf_str(&buf), &more), "memory");
    }
    CHECK(!reads(more, &err), "a byte behind the end");
    record_end(&record);
}

/* ---- parts left out, doubled, moved -------------------------------------------------- */

/* Whether it is refused both as it is and under a new signature of the same key that counts the
 * bytes anew: the second shows that the parts prove themselves. */
static void refused(Record *record, const Split *changed, const char *why, size_t at)
{
    Err err = { 0 };

    if (reads(split_join(record, changed), &err))
        test_fail("%s %zu was not found", why, at);
    if (reads(split_sign(record, changed, NULL), &err))
        test_fail("%s %zu was not found under a new signature", why, at);
    CHECK(err.path[0] || err.rule.len, "the place or the rule is named");
}

TEST(every_part_left_out_doubled_or_moved_is_found)
{
    Record record;
    Split whole, changed;
    Err err = { 0 };

    begin(&record);
    split_dossier(written(&record), &whole);
    CHECK(reads(split_sign(&record, &whole, NULL), &err), "signed again as it was");
    for (size_t i = 0; i < whole.count; i++) {
        changed = whole;
        changed.count--;
        memmove(changed.part + i, changed.part + i + 1,
                (changed.count - i) * sizeof *changed.part);
        refused(&record, &changed, "left out", i);
        changed = whole;
        changed.count++;
        memmove(changed.part + i + 1, changed.part + i, (whole.count - i) * sizeof *whole.part);
        refused(&record, &changed, "doubled", i);
        if (i + 1 < whole.count && !str_eq(whole.part[i], whole.part[i + 1])) {
            changed = whole;
            changed.part[i] = whole.part[i + 1];
            changed.part[i + 1] = whole.part[i];
            refused(&record, &changed, "moved", i);
        }
    }
    record_end(&record);
}

TEST(every_event_left_out_doubled_or_moved_with_its_payload_and_proof_is_found)
{
    Record record;
    Split whole, changed;

    begin(&record);
    split_dossier(written(&record), &whole);
    for (size_t i = 2; i + 3 <= whole.count && str_starts(whole.part[i], STR("event ")); i += 3) {
        changed = whole;
        changed.count -= 3;
        memmove(changed.part + i, changed.part + i + 3,
                (changed.count - i) * sizeof *changed.part);
        refused(&record, &changed, "event left out", i);
        changed = whole;
        changed.count += 3;
        memmove(changed.part + i + 3, changed.part + i, (whole.count - i) * sizeof *whole.part);
        refused(&record, &changed, "event doubled", i);
        if (str_starts(whole.part[i + 3], STR("event "))) {
            changed = whole;
            memcpy(changed.part + i, whole.part + i + 3, 3 * sizeof *whole.part);
            memcpy(changed.part + i + 3, whole.part + i, 3 * sizeof *whole.part);
            refused(&record, &changed, "event moved", i);
        }
    }
    record_end(&record);
}

/* ---- what is not shown ---------------------------------------------------------------- */

typedef struct {
    Str bytes;
    size_t seen;
} Leak;

static bool leaks(void *context, const LogEntry *entry, Err *err)
{
    Leak *leak = context;

    (void)err;
    leak->seen++;
    CHECK_INT(str_find(leak->bytes, entry->id), leak->bytes.len, "the id of its event");
    CHECK_INT(str_find(leak->bytes, entry->payload), leak->bytes.len, "what it said");
    return true;
}

TEST(nothing_of_another_product_is_shown)
{
    static const char *const WORDS[] = { "Zephyr", "ZEPHYR", OTHER, OTHER_DEVICE };
    Record record;
    Leak leak = { .seen = 0 };
    Err err = { 0 };

    begin(&record);
    leak.bytes = written(&record);
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++)
        CHECK_INT(str_find(leak.bytes, str_of(WORDS[i])), leak.bytes.len, WORDS[i]);
    CHECK_OK(log_walk(store_db(record.store), 0, str_of(OTHER), leaks, &leak, &err), &err);
    CHECK_INT(leak.seen, 2, "the Zephyr has two events");
    record_end(&record);
}

TEST(of_an_erased_person_the_event_stays_and_the_name_is_gone)
{
    static const char PERSON[] =
        "{\"name\":\"author\",\"salt\":\"00112233445566778899aabbccddeeff\"}";
    Record record;
    Dossier dossier;
    char text[256], name[BLOB_NAME_BYTES];
    Str bytes;
    Err err = { 0 };

    begin(&record);
    snprintf(text, sizeof text, "{\"blob\":\"%s\"}", blob_name(str_of(PERSON), name).ptr);
    say(&record, "blob.erased", record.organisation, text);
    bytes = written(&record);
    CHECK_OK(dossier_read(bytes, &record.arena, &dossier, &err), &err);
    CHECK_INT(dossier.erased, 1, "the person");
    CHECK_INT(dossier.blob_count, 1, "the SBOM alone");
    CHECK_INT(str_find(bytes, STR("\"author\"")), bytes.len, "no name");
    record_end(&record);
}

TEST(a_head_that_covers_less_than_the_record_is_not_enough)
{
    CLEANUP(buf_done) Buf buf = buf_new(BYTES_MAX);
    Record record;
    Draft draft = { .kind = STR("product.changed") };
    char text[256];
    Append append;
    Err err = { 0 };

    begin(&record);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"udi_di\":\"123\"}", record.product);
    draft.chain = str_of(record.product);
    draft.payload = str_of(text);
    append = record_append(&record, &draft);
    append.signer = NULL;
    CHECK_OK(store_append(record.store, &append, &record.arena, &record.receipt, &err), &err);
    CHECK(!dossier_write(record.store, str_of(record.product), &record.key.public, &record.signer,
                         &buf, &err), "the last event is signed by nobody");
    CHECK_STR(err.rule, STR("store.dossier-head"), "which is said");
    CHECK(!dossier_write(record.store, STR("01930000-0000-7000-8000-00000000dead"),
                         &record.key.public, &record.signer, &buf, &err), "no such product");
    CHECK_STR(err.rule, STR("store.dossier-absent"), "which is said");
    record_end(&record);
}
