/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/keyfile.h"

#include "base/base64.h"
#include "base/io.h"
#include "base/utf8.h"

#define RULE_FORM   STR("trust.key-form")
#define RULE_HALVES STR("trust.key-halves")
#define RULE_KIND   STR("trust.key-kind")
#define RULE_LABEL  STR("trust.key-label")

enum { SECRET_BYTES = SIGN_SEED_BYTES + SIGN_PUBLIC_BYTES };

static const Str PUBLIC = STR_ROW("inro-ed25519");
static const Str SECRET = STR_ROW("inro-ed25519-secret");

/* ---- lines ---- */

static bool check_label(Str label, Err *err)
{
    uint32_t code = ' ';
    size_t len;

    if (!label.len)
        return true;
    if (label.len > KEYFILE_LABEL_BYTES_MAX)
        return err_set(err, ERR_SYNTAX, RULE_LABEL);
    (void)utf8_decode(label, &code);
    for (size_t at = 0; at < label.len && !(at == 0 && utf8_is_blank(code)); at += len) {
        len = utf8_decode(str_slice(label, at, label.len), &code);
        if (!len || utf8_is_hidden(code))
            return err_set(err, ERR_SYNTAX, RULE_LABEL);
    }
    return !utf8_is_blank(code) || err_set(err, ERR_SYNTAX, RULE_LABEL);
}

/* Cuts "<kind> <base64> <label>"; the bytes go to `to`, which has room for `size` of them and up
 * to two more. */
static bool read_line(Str text, Str kind, void *to, size_t size, Str *label, Err *err)
{
    Str word, digits, found = { NULL, 0 };
    size_t count;

    if (text.len > KEYFILE_BYTES_MAX)
        return err_set(err, ERR_SYNTAX, RULE_FORM);
    if (str_ends(text, STR("\n")))
        text.len -= str_ends(text, STR("\r\n")) ? 2 : 1;
    if (!str_next(&text, ' ', &word) || !str_eq(word, kind))
        return err_set(err, ERR_SYNTAX, RULE_KIND, kind);
    if (!str_next(&text, ' ', &digits) || digits.len != BASE64_CHARS(size)
        || !base64_read(digits, to, &count) || count != size)
        return err_set(err, ERR_SYNTAX, RULE_FORM);
    if (str_next(&text, '\n', &found) && (!found.len || str_next(&text, '\n', &word)))
        return err_set(err, ERR_SYNTAX, RULE_LABEL);
    if (!check_label(found, err))
        return false;
    *label = found;
    return true;
}

bool keyfile_public_read(Str text, PublicKey *out, Str *label, Err *err)
{
    unsigned char bytes[BASE64_BYTES_MAX(BASE64_CHARS(SIGN_PUBLIC_BYTES))];
    Str found;

    if (!read_line(text, PUBLIC, bytes, SIGN_PUBLIC_BYTES, &found, err)
        || !sign_public_of((Str){ (const char *)bytes, SIGN_PUBLIC_BYTES }, out, err))
        return false;
    *label = found;
    return true;
}

/* What a secret key passes through. */
typedef struct {
    unsigned char bytes[BASE64_BYTES_MAX(BASE64_CHARS(SECRET_BYTES))];
    char line[KEYFILE_BYTES_MAX + 1];
} Secret;

static void secret_done(Secret *secret)
{
    sign_wipe(secret, sizeof *secret);
}

bool keyfile_secret_read(Str text, SecretKey *out, Str *label, Err *err)
{
    CLEANUP(secret_done) Secret secret;
    CLEANUP(sign_key_done) SecretKey key;
    Str found;

    if (!read_line(text, SECRET, secret.bytes, SECRET_BYTES, &found, err)
        || !sign_key_of_seed(secret.bytes, &key, err))
        return false;
    if (memcmp(key.public.bytes, secret.bytes + SIGN_SEED_BYTES, SIGN_PUBLIC_BYTES) != 0)
        return err_set(err, ERR_VERIFY, RULE_HALVES);
    *out = key;
    *label = found;
    return true;
}

static void write_line(Buf *out, Str kind, Str bytes, Str label)
{
    buf_add(out, kind);
    buf_char(out, ' ');
    base64_write(out, bytes);
    if (label.len)
        buf_char(out, ' ');
    buf_add(out, label);
    buf_char(out, '\n');
}

bool keyfile_public_write(Buf *out, const PublicKey *key, Str label, Err *err)
{
    if (!check_label(label, err))
        return false;
    write_line(out, PUBLIC, (Str){ (const char *)key->bytes, SIGN_PUBLIC_BYTES }, label);
    return !buf_failed(out) || err_no_memory(err);
}

/* ---- files ---- */

bool keyfile_public_load(const char *path, Arena *arena, PublicKey *out, Str *label, Err *err)
{
    Str text, found;

    if (!io_read_all(path, KEYFILE_BYTES_MAX, arena, &text, err))
        return false;
    if (!keyfile_public_read(text, out, &found, err))
        return err_in(err, "%s", path);
    *label = found;
    return true;
}

bool keyfile_secret_load(const char *path, Arena *arena, SecretKey *out, Str *label, Err *err)
{
    CLEANUP(secret_done) Secret secret;
    CLEANUP(sign_key_done) SecretKey key;
    Str found;
    size_t size;

    if (!io_read_secret(path, secret.line, KEYFILE_BYTES_MAX, &size, err))
        return false;
    if (!keyfile_secret_read((Str){ secret.line, size }, &key, &found, err))
        return err_in(err, "%s", path);
    if (!arena_copy(arena, found, label))
        return err_no_memory(err);
    *out = key;
    return true;
}

/* The line is put together here, because a Buf would leave copies behind as it grows. */
bool keyfile_secret_create(const char *path, const SecretKey *key, Str label, Err *err)
{
    CLEANUP(secret_done) Secret secret;
    Buf line = { .ptr = secret.line, .room = sizeof secret.line, .cap = sizeof secret.line };

    if (!check_label(label, err))
        return false;
    memcpy(secret.bytes, key->seed, SIGN_SEED_BYTES);
    memcpy(secret.bytes + SIGN_SEED_BYTES, key->public.bytes, SIGN_PUBLIC_BYTES);
    write_line(&line, SECRET, (Str){ (const char *)secret.bytes, SECRET_BYTES }, label);
    assert(!buf_failed(&line));
    return io_create_secret(path, buf_str(&line), err);
}
