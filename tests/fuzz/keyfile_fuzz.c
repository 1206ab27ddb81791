/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a line of a key: what is read is written as the same line, and no secret line is
 * read as a public one. */
#include "trust/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_public(Str text)
{
    CLEANUP(buf_done) Buf line = buf_new(2 * KEYFILE_BYTES_MAX);
    PublicKey key, again;
    Err err = { 0 };
    Str label, more;

    if (!keyfile_public_read(text, &key, &label, &err)) {
        assert(err.code != ERR_NONE);
        return;
    }
    assert(label.len <= KEYFILE_LABEL_BYTES_MAX);
    assert(keyfile_public_write(&line, &key, label, &err));
    assert(str_starts(text, str_slice(buf_str(&line), 0, line.len - 1)));
    assert(keyfile_public_read(buf_str(&line), &again, &more, &err));
    assert(sign_public_equal(&key, &again) && str_eq(label, more));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(sign_key_done) SecretKey key = { { 0 } };
    Str text = { (const char *)bytes, size }, label;
    PublicKey public;
    Err err = { 0 };

    check_public(text);
    if (keyfile_secret_read(text, &key, &label, &err))
        assert(!keyfile_public_read(text, &public, &label, &err));
    else
        assert(err.code != ERR_NONE);
    return 0;
}
