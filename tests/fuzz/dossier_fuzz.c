/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a dossier, and any bytes behind a front that is signed over them: what a holder of
 * the key could write. The first must be refused; the second may be accepted only when no event
 * stands in it that its one head does not prove. */
#include "store/dossier.h"
#include "store/dossier_parts.h"

#include <string.h>

enum { ARENA_BYTES = 256 << 20, FUZZ_BYTES_MAX = 1 << 20 };

#define CHAIN "01930000-0000-7000-8000-000000000004"
#define RECORD "01930000-0000-7000-8000-ffffffffffff"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const SecretKey *key_once(void)
{
    static const unsigned char SEED[SIGN_SEED_BYTES] = { 1, 2, 3 };
    static SecretKey key;
    static bool made;
    Err err;

    made = made || sign_key_of_seed(SEED, &key, &err);
    assert(made);
    return &key;
}

static void signed_part(Arena *arena, Buf *out, const char *word, Str message)
{
    Signature signature;
    Err err;
    bool ok = sign_make(key_once(), message, &signature, &err);

    (void)arena;
    assert(ok);
    part_write(out, word, (Str){ (const char *)signature.bytes, sizeof signature.bytes });
}

/* A head over the one event whose body is the first part of the input, so that proofs can hold. */
static void head_put(Arena *arena, Str rest, Buf *out)
{
    CLEANUP(buf_done) Buf text = buf_new(MANIFEST_BYTES_MAX);
    char fingerprint[SIGN_FINGERPRINT_BYTES];
    Head head = { .record = STR(RECORD), .size = 1, .time_s = 1790000000 };
    Str body = STR(""), message;
    Err err;

    head.key = sign_fingerprint(&key_once()->public, fingerprint);
    if (dossier_part_read(&rest, "event", &body, &err))
        head.root = merkle_leaf(body);
    head_write(&head, &text);
    part_write(out, "head", buf_str(&text));
    if (head_message(buf_str(&text), arena, &message, &err))
        signed_part(arena, out, "head-signature", message);
}

static Str fronted(Arena *arena, Str rest, Buf *content, Buf *out)
{
    CLEANUP(buf_done) Buf text = buf_new(MANIFEST_BYTES_MAX);
    Manifest manifest = { .chain = STR(CHAIN), .record = STR(RECORD), .length = 1, .events = 1 };
    Str message;
    Err err;

    head_put(arena, rest, content);
    buf_add(content, rest);
    manifest.key = key_once()->public;
    manifest.content = digest_of(buf_str(content));
    manifest_write(&manifest, &text);
    buf_add(out, STR(DOSSIER_MAGIC));
    part_write(out, "manifest", buf_str(&text));
    if (manifest_message(buf_str(&text), arena, &message, &err))
        signed_part(arena, out, "signature", message);
    buf_add(out, buf_str(content));
    return buf_str(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_done) Arena arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) Buf content = buf_new(FUZZ_BYTES_MAX * 2);
    CLEANUP(buf_done) Buf out = buf_new(FUZZ_BYTES_MAX * 2);
    Str input = { (const char *)bytes, size };
    Dossier dossier;
    Err err;

    if (size > FUZZ_BYTES_MAX)
        return 0;
    if (dossier_read(input, &arena, &dossier, &err))
        assert(dossier.event_count >= dossier.length && dossier.length > 0);
    if (dossier_read(fronted(&arena, input, &content, &out), &arena, &dossier, &err))
        assert(dossier.event_count == 1 && dossier.size == 1);
    return 0;
}
