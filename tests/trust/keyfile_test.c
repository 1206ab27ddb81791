/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/io.h"
#include "trust/keyfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CAP = 1 << 20 };

/* RFC 8032 section 7.1, test 1. */
#define PUBLIC_TEXT "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
#define SECRET_TEXT                                                                                \
    "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg=="
static const unsigned char SEED[SIGN_SEED_BYTES] = {
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
};

static const char *in_folder(const char *name)
{
    static char folder[64], path[4][256];
    static unsigned next;
    char *to = path[next++ % 4];

    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/inro-keys-XXXXXX");
        CHECK(mkdtemp(folder), "a directory of our own");
    }
    snprintf(to, sizeof path[0], "%s/%s", folder, name);
    return to;
}

static SecretKey example_key(void)
{
    SecretKey key;
    Err err = { 0 };

    CHECK_OK(sign_key_of_seed(SEED, &key, &err), &err);
    return key;
}

static const struct { const char *text, *label; } LINES[] = {
    { "inro-ed25519 " PUBLIC_TEXT "\n", "" },
    { "inro-ed25519 " PUBLIC_TEXT, "" },
    { "inro-ed25519 " PUBLIC_TEXT "\r\n", "" },
    { "inro-ed25519 " PUBLIC_TEXT " release signing 2026\n", "release signing 2026" },
    { "inro-ed25519 " PUBLIC_TEXT " user@host", "user@host" },
    { "inro-ed25519 " PUBLIC_TEXT " \xE7\xBD\xB2\xE5\x90\x8D", "\xE7\xBD\xB2\xE5\x90\x8D" },
};

TEST(a_public_line_is_read_with_its_label)
{
    SecretKey key = example_key();

    for (size_t i = 0; i < ARRAY_LEN(LINES); i++) {
        PublicKey public;
        Err err = { 0 };
        Str label;

        CHECK_OK(keyfile_public_read(str_of(LINES[i].text), &public, &label, &err), &err);
        CHECK(sign_public_equal(&public, &key.public), "the key");
        CHECK_STR(label, str_of(LINES[i].label), "the label");
    }
}

TEST(a_public_line_is_written_as_it_is_read)
{
    static const char *const LABELS[] = { "", "release signing", "\xE7\xBD\xB2\xE5\x90\x8D" };
    SecretKey key = example_key();

    for (size_t i = 0; i < ARRAY_LEN(LABELS); i++) {
        CLEANUP(buf_done) Buf line = buf_new(CAP), want = buf_new(CAP);
        PublicKey public;
        Err err = { 0 };
        Str label;

        CHECK_OK(keyfile_public_write(&line, &key.public, str_of(LABELS[i]), &err), &err);
        buf_printf(&want, "inro-ed25519 %s%s%s\n", PUBLIC_TEXT, LABELS[i][0] ? " " : "", LABELS[i]);
        CHECK_STR(buf_str(&line), buf_str(&want), "one form");
        CHECK_OK(keyfile_public_read(buf_str(&line), &public, &label, &err), &err);
        CHECK_STR(label, str_of(LABELS[i]), "and back");
    }
}

static const struct { const char *text, *rule, *why; } REFUSED[] = {
    { "", "trust.key-kind", "nothing" },
    { "\n", "trust.key-kind", "an empty line" },
    { "ssh-ed25519 " PUBLIC_TEXT, "trust.key-kind", "another program's" },
    { "inro-ed25519-secret " SECRET_TEXT, "trust.key-kind", "a secret" },
    { " inro-ed25519 " PUBLIC_TEXT, "trust.key-kind", "a blank before it" },
    { "inro-ed25519", "trust.key-form", "no key" },
    { "inro-ed25519 ", "trust.key-form", "no key" },
    { "inro-ed25519  " PUBLIC_TEXT, "trust.key-form", "two blanks" },
    { "inro-ed25519 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ==", "trust.key-form", "31 bytes" },
    { "inro-ed25519 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURoa", "trust.key-form", "33 bytes" },
    { "inro-ed25519 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp=", "trust.key-form", "idle bits" },
    { "inro-ed25519 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "trust.key-form", "a letter" },
    { "inro-ed25519 AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "trust.sign-key", "weak" },
    { "inro-ed25519 " PUBLIC_TEXT " ", "trust.key-label", "a blank for no label" },
    { "inro-ed25519 " PUBLIC_TEXT "  a", "trust.key-label", "a blank before the label" },
    { "inro-ed25519 " PUBLIC_TEXT " a ", "trust.key-label", "a blank behind the label" },
    { "inro-ed25519 " PUBLIC_TEXT " a\nb", "trust.key-label", "two lines" },
    { "inro-ed25519 " PUBLIC_TEXT "\n\n", "trust.key-form", "an empty line behind it" },
    { "inro-ed25519 " PUBLIC_TEXT " a\x1B[2J", "trust.key-label", "a terminal's sequence" },
    { "inro-ed25519 " PUBLIC_TEXT " a\xE2\x80\xAE", "trust.key-label", "another direction" },
    { "inro-ed25519 " PUBLIC_TEXT " a\xFF", "trust.key-label", "no UTF-8" },
};

TEST(any_other_public_line_is_refused)
{
    for (size_t i = 0; i < ARRAY_LEN(REFUSED); i++) {
        Str label = STR("untouched");
        PublicKey public;
        Err err = { 0 };

        CHECK(!keyfile_public_read(str_of(REFUSED[i].text), &public, &label, &err),
              REFUSED[i].why);
        CHECK_STR(err.rule, str_of(REFUSED[i].rule), REFUSED[i].why);
        CHECK_STR(label, STR("untouched"), REFUSED[i].why);
    }
}

TEST(labels_and_lines_have_their_limits)
{
    CLEANUP(buf_done) Buf line = buf_new(CAP);
    CLEANUP(buf_done) Buf small = buf_new(10);
    char label[KEYFILE_BYTES_MAX + 1];
    SecretKey key = example_key();
    PublicKey public;
    Err err = { 0 };
    Str found;

    memset(label, 'l', sizeof label);
    CHECK_OK(keyfile_public_write(&line, &key.public, (Str){ label, 200 }, &err), &err);
    CHECK_OK(keyfile_public_read(buf_str(&line), &public, &found, &err), &err);
    CHECK(!keyfile_public_write(&line, &key.public, (Str){ label, 201 }, &err), "one more");
    CHECK(!keyfile_public_read((Str){ label, sizeof label }, &public, &found, &err), "a long line");
    CHECK(!keyfile_public_write(&small, &key.public, STR(""), &err), "no room");
    CHECK(err_is_no_memory(&err), "said as such");
    CHECK(!keyfile_secret_create(in_folder("long"), &key, (Str){ label, 201 }, &err), "a label");
    CHECK(!io_exists(in_folder("long")), "nothing was written");
}

TEST(a_secret_key_comes_back_from_its_file)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP);
    CLEANUP(sign_key_done) SecretKey key = example_key(), back;
    const char *path = in_folder("secret");
    struct stat info;
    Err err = { 0 };
    Str label, text;

    CHECK_OK(keyfile_secret_create(path, &key, STR("installation"), &err), &err);
    CHECK(stat(path, &info) == 0 && (info.st_mode & 07777) == 0600, "its owner's alone");
    CHECK_OK(io_read_all(path, CAP, &arena, &text, &err), &err);
    CHECK_STR(text, STR("inro-ed25519-secret " SECRET_TEXT " installation\n"), "one line");
    CHECK_OK(keyfile_secret_load(path, &arena, &back, &label, &err), &err);
    CHECK(memcmp(&key, &back, sizeof key) == 0, "the key");
    CHECK_STR(label, STR("installation"), "the label");
    CHECK(!keyfile_secret_create(path, &key, STR("other"), &err), "never replaced");
    CHECK(chmod(path, 0644) == 0, "open to all");
    CHECK(!keyfile_secret_load(path, &arena, &back, &label, &err), "refused");
    CHECK_STR(err.rule, STR("base.io-not-secret"), "for that");
}

static const struct { const char *text, *rule, *why; } BAD_SECRETS[] = {
    { "inro-ed25519 " PUBLIC_TEXT, "trust.key-kind", "a public key" },
    { "inro-ed25519-secret nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", "trust.key-form",
      "a seed alone" },
    { "inro-ed25519-secret "
      "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2HXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==",
      "trust.key-halves", "a damaged seed" },
    { "inro-ed25519-secret " SECRET_TEXT " \x1B", "trust.key-label", "a label that moves" },
    { "inro-ed25519-secret " SECRET_TEXT "\n" SECRET_TEXT, "trust.key-form", "two lines" },
};

TEST(a_bad_secret_is_refused_and_not_repeated)
{
    static const char *const PARTS[] = { "nWGx", "2DXWp", "2HXWp" };
    char message[ERR_TEXT_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(BAD_SECRETS); i++) {
        SecretKey key = { 0 };
        Err err = { 0 };
        Str label;

        CHECK(!keyfile_secret_read(str_of(BAD_SECRETS[i].text), &key, &label, &err),
              BAD_SECRETS[i].why);
        CHECK_STR(err.rule, str_of(BAD_SECRETS[i].rule), BAD_SECRETS[i].why);
        (void)err_text(&err, LANG_EN, message, sizeof message);
        for (size_t j = 0; j < ARRAY_LEN(PARTS); j++)
            CHECK(!strstr(message, PARTS[j]), "no part of the secret is said");
        CHECK(key.seed[0] == 0, "untouched");
    }
}

static void file_write(const char *path, Str text)
{
    IoWriter *writer;
    Err err = { 0 };

    CHECK_OK(io_writer_open(path, &writer, &err), &err);
    io_write(writer, text);
    CHECK_OK(io_writer_commit(&writer, &err), &err);
}

TEST(a_public_key_comes_back_from_its_file)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP), none = arena_new(0);
    CLEANUP(buf_done) Buf line = buf_new(KEYFILE_BYTES_MAX);
    const char *path = in_folder("public");
    SecretKey key = example_key();
    PublicKey public;
    Err err = { 0 };
    Str label;

    CHECK_OK(keyfile_public_write(&line, &key.public, STR("maker"), &err), &err);
    file_write(path, buf_str(&line));
    CHECK_OK(keyfile_public_load(path, &arena, &public, &label, &err), &err);
    CHECK(sign_public_equal(&public, &key.public), "the key");
    CHECK_STR(label, STR("maker"), "the label");
    CHECK(!keyfile_public_load(path, &none, &public, &label, &err), "no memory");
    CHECK(!keyfile_public_load(in_folder("absent"), &arena, &public, &label, &err), "no file");
    CHECK(!keyfile_public_write(&line, &key.public, STR(" "), &err), "no label");
    file_write(path, STR("inro-ed25519 nothing\n"));
    CHECK(!keyfile_public_load(path, &arena, &public, &label, &err), "no key");
    CHECK(str_starts(str_of(err.path), str_of(path)), "with the file's name");
}

TEST(a_secret_file_of_other_bytes_is_refused_by_name)
{
    CLEANUP(arena_done) Arena arena = arena_new(CAP), none = arena_new(0);
    CLEANUP(sign_key_done) SecretKey key = example_key(), back;
    const char *path = in_folder("bytes"), *good = in_folder("good");
    static char bytes[KEYFILE_BYTES_MAX + 1];
    Err err = { 0 };
    Str label;

    CHECK_OK(io_create_secret(path, (Str){ bytes, KEYFILE_BYTES_MAX }, &err), &err);
    CHECK(!keyfile_secret_load(path, &arena, &back, &label, &err), "no key");
    CHECK(str_starts(str_of(err.path), str_of(path)), "with the file's name");
    CHECK(!keyfile_secret_load(in_folder("absent"), &arena, &back, &label, &err), "no file");
    CHECK_OK(keyfile_secret_create(good, &key, STR("label"), &err), &err);
    CHECK(!keyfile_secret_load(good, &none, &back, &label, &err), "no memory for the label");
}
