/* SPDX-License-Identifier: Apache-2.0 */
/* Against SoftHSM, a token in software, skipped where it is not installed; and against a module of
 * our own that misbehaves. */
#include "test.h"

#include "base/io.h"
#include "process.h"
#include "trust/pkcs11.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define UTIL "/usr/bin/softhsm2-util"

enum { TEXT_BYTES = 1024 };

/* SoftHSM leaves a few blocks of OpenSSL behind; the leak checker asks this. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcrypto.so";
}

static const char *module_path(void)
{
    static const char *const PLACES[] = {
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    };

    for (size_t i = 0; i < ARRAY_LEN(PLACES); i++)
        if (io_exists(PLACES[i]) && io_exists(UTIL))
            return PLACES[i];
    test_skip("SoftHSM is not installed");
}

static void make_token(const char *label)
{
    const char *const argv[] = { UTIL, "--init-token", "--free", "--label", label, "--pin", "1234",
                                 "--so-pin", "5678", "--module", module_path(), NULL };
    ProcessResult made = process_run(argv, NULL);

    if (made.status != 0)
        test_fail("softhsm2-util: %.*s", STR_ARG(made.err));
}

/* Two tokens in a folder of our own, once. */
static void set_up(void)
{
    static bool ready;
    char text[TEXT_BYTES];
    Err err = { 0 };

    (void)module_path();
    if (ready)
        return;
    snprintf(text, sizeof text, "%s/tokens", process_folder());
    CHECK_OK(io_make_dirs(text, 0700, &err), &err);
    snprintf(text, sizeof text, "directories.tokendir = %s/tokens\nobjectstore.backend = file\n"
             "log.level = ERROR\n", process_folder());
    setenv("SOFTHSM2_CONF", process_file("softhsm2.conf", str_of(text)), 1);
    make_token("one");
    make_token("two");
    ready = true;
}

/* "pkcs11:<path>?module-path=…<query>" */
static const char *uri_of(const char *path, const char *query)
{
    static char text[4][TEXT_BYTES];
    static unsigned next;
    char *to = text[next++ % 4];

    snprintf(to, TEXT_BYTES, "pkcs11:%s?module-path=%s%s", path, module_path(), query);
    return to;
}

/* A file with `pin`, and the query that names it. */
static const char *source_of(const char *name, const char *pin, mode_t mode)
{
    static char query[4][TEXT_BYTES];
    static unsigned next;
    const char *path = process_file(name, str_of(pin));
    char *to = query[next++ % 4];

    CHECK(chmod(path, mode) == 0, "its mode");
    snprintf(to, TEXT_BYTES, "&pin-source=file:%s", path);
    return to;
}

typedef struct {
    const char *pin;
    char token[64];
    size_t asked;
} Teller;

static bool tell(void *context, Str token, char to[PKCS11_PIN_BYTES_MAX], size_t *size, Err *err)
{
    Teller *teller = context;

    teller->asked++;
    snprintf(teller->token, sizeof teller->token, "%.*s", STR_ARG(token));
    if (!teller->pin)
        return err_set(err, ERR_USAGE, STR("trust.pkcs11-no-pin"), token);
    *size = strlen(teller->pin);
    memcpy(to, teller->pin, *size);
    return true;
}

static const char *good_pin(void)
{
    return source_of("pin", "1234\n", 0600);
}

TEST(a_key_is_made_in_the_token_and_signs)
{
    static const char *const MESSAGES[] = { "", "a tree head", "another" };
    CLEANUP(pkcs11_close) Pkcs11Key key = { 0 };
    const char *uri;
    PublicKey made;
    Err err = { 0 };

    set_up();
    uri = uri_of("token=one;object=head", good_pin());
    CHECK_OK(pkcs11_generate(uri, NULL, &made, &err), &err);
    CHECK_OK(pkcs11_open(uri, NULL, &key, &err), &err);
    CHECK(sign_public_equal(&made, &key.public), "the same key");
    for (size_t i = 0; i < ARRAY_LEN(MESSAGES); i++) {
        Signature signature;

        CHECK_OK(pkcs11_sign(&key, str_of(MESSAGES[i]), &signature, &err), &err);
        CHECK_OK(sign_verify(&made, str_of(MESSAGES[i]), &signature, &err), &err);
        CHECK(!sign_verify(&made, STR("forged"), &signature, &err), "of this message only");
    }
}

TEST(a_key_stays_when_the_session_ends)
{
    Teller teller = { .pin = "1234" };
    Pkcs11Pin pin = { tell, &teller };
    const char *uri;
    PublicKey made;
    Err err = { 0 };

    set_up();
    uri = uri_of("token=one;object=stays;id=%01%02", "");
    CHECK_OK(pkcs11_generate(uri, &pin, &made, &err), &err);
    CHECK_STR(str_of(teller.token), STR("one"), "whose PIN was asked for");
    for (int i = 0; i < 2; i++) {
        CLEANUP(pkcs11_close) Pkcs11Key key = { 0 };

        CHECK_OK(pkcs11_open(uri_of("token=one;id=%01%02", ""), &pin, &key, &err), &err);
        CHECK(sign_public_equal(&made, &key.public), "found by its id");
    }
    CHECK_INT(teller.asked, 3, "once each time");
    CHECK(!pkcs11_generate(uri, &pin, &made, &err), "a second under the same name");
    CHECK_STR(err.rule, STR("trust.pkcs11-key-exists"), "is refused");
}

TEST(without_a_path_the_registered_modules_are_asked)
{
    CLEANUP(pkcs11_close) Pkcs11Key key = { 0 };
    Teller teller = { .pin = "1234" };
    Pkcs11Pin pin = { tell, &teller };
    PublicKey made;
    Err err = { 0 };

    set_up();
    CHECK_OK(pkcs11_generate(uri_of("token=one;object=registered", ""), &pin, &made, &err), &err);
    if (!pkcs11_open("pkcs11:token=one;object=registered", &pin, &key, &err)) {
        CHECK_STR(err.rule, STR("trust.pkcs11-token-none"), "SoftHSM is not registered");
        test_skip("SoftHSM is not registered with p11-kit");
    }
    CHECK(sign_public_equal(&made, &key.public), "the same key");
}

static const struct { const char *uri, *rule; ErrCode code; } BAD_URIS[] = {
    { "", "trust.pkcs11-uri", ERR_USAGE },
    { "token=one", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=%zz", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one;unheard-of=x", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one?pin-value=1234", "trust.pkcs11-pin-value", ERR_USAGE },
    { "pkcs11:token=one?pin-value=", "trust.pkcs11-pin-value", ERR_USAGE },
    { "pkcs11:token=one?pin-value=%31234&pin-source=/run/pin", "trust.pkcs11-pin-value",
      ERR_USAGE },
    { "pkcs11:token=one;;object=head?pin-value=1234", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one;;object=head", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:;object=head?pin-value=1234", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one?pin-source=/run/pin&&module-path=/a.so", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one;object=he\nad", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one;object=head\n", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one; object=head", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one\x7f", "trust.pkcs11-uri", ERR_USAGE },
    { "pkcs11:token=one?module-path=/absent.so", "trust.pkcs11-module", ERR_IO },
};

TEST(a_uri_that_cannot_be_followed_is_refused)
{
    for (size_t i = 0; i < ARRAY_LEN(BAD_URIS); i++) {
        Pkcs11Key key = { 0 };
        Err err = { 0 };

        CHECK(!pkcs11_open(BAD_URIS[i].uri, NULL, &key, &err), BAD_URIS[i].uri);
        CHECK_STR(err.rule, str_of(BAD_URIS[i].rule), BAD_URIS[i].uri);
        CHECK_INT(err.code, BAD_URIS[i].code, BAD_URIS[i].uri);
        CHECK(!key.named && !key.registered && !key.session, "nothing is open");
    }
}

static const struct { const char *path, *rule; } BAD_PATHS[] = {
    { "token=absent;object=head", "trust.pkcs11-token-none" },
    { "object=head", "trust.pkcs11-token-many" },
    { "token=two;object=absent", "trust.pkcs11-key-none" },
    { "token=two", "trust.pkcs11-key-many" },
};

TEST(a_uri_that_no_file_of_a_key_could_hold_is_refused)
{
    static char uri[PKCS11_URI_BYTES_MAX + 2] = "pkcs11:object=";
    Err err = { 0 };

    memset(uri + strlen(uri), 'a', PKCS11_URI_BYTES_MAX - strlen(uri));
    CHECK_OK(pkcs11_uri_check(uri, &err), &err);
    uri[PKCS11_URI_BYTES_MAX] = 'a';
    CHECK(!pkcs11_uri_check(uri, &err), "a byte more");
    CHECK_STR(err.rule, STR("trust.pkcs11-uri"), "which is said");
}

TEST(exactly_one_token_and_key_must_fit)
{
    Teller teller = { .pin = "1234" };
    Pkcs11Pin pin = { tell, &teller };
    Pkcs11Key key = { 0 };
    PublicKey made;
    Err err = { 0 };

    set_up();
    CHECK_OK(pkcs11_generate(uri_of("token=two;object=first", ""), &pin, &made, &err), &err);
    CHECK_OK(pkcs11_generate(uri_of("token=two;object=second", ""), &pin, &made, &err), &err);
    teller.asked = 0;
    for (size_t i = 0; i < ARRAY_LEN(BAD_PATHS); i++) {
        CHECK(!pkcs11_open(uri_of(BAD_PATHS[i].path, ""), &pin, &key, &err), BAD_PATHS[i].path);
        CHECK_STR(err.rule, str_of(BAD_PATHS[i].rule), BAD_PATHS[i].path);
        CHECK_INT(err.code, ERR_STRUCTURE, BAD_PATHS[i].path);
    }
    CHECK_INT(teller.asked, 2, "no PIN is given away before one token is sure");
    CHECK(!pkcs11_generate(uri_of("token=two", ""), &pin, &made, &err), "a key without a name");
    CHECK_STR(err.rule, STR("trust.pkcs11-key-name"), "is refused");
}

TEST(a_pin_is_checked_and_never_repeated)
{
    static const struct { const char *name, *pin; mode_t mode; const char *rule; } ROWS[] = {
        { "wrong", "98765", 0600, "trust.pkcs11-pin" },
        { "empty", "", 0600, "trust.pkcs11-pin" },
        { "open", "1234", 0644, "base.io-not-secret" },
    };
    char message[ERR_TEXT_BYTES];
    Pkcs11Key key = { 0 };
    Teller silent = { .pin = NULL };
    Pkcs11Pin ask = { tell, &silent };
    Err err = { 0 };

    set_up();
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        const char *query = source_of(ROWS[i].name, ROWS[i].pin, ROWS[i].mode);

        CHECK(!pkcs11_open(uri_of("token=one;object=head", query), NULL, &key, &err), ROWS[i].name);
        CHECK_STR(err.rule, str_of(ROWS[i].rule), ROWS[i].name);
        (void)err_text(&err, LANG_EN, message, sizeof message);
        CHECK(!*ROWS[i].pin || !strstr(message, ROWS[i].pin), "the PIN is not said");
    }
    CHECK(!pkcs11_open(uri_of("token=one", "&pin-source=|cat"), NULL, &key, &err), "a program");
    CHECK_STR(err.rule, STR("trust.pkcs11-pin-source"), "is not run");
    CHECK(!pkcs11_open(uri_of("token=one", "&pin-source=file:pin"), NULL, &key, &err), "relative");
    CHECK_STR(err.rule, STR("trust.pkcs11-pin-source"), "depends on where one stands");
    CHECK(!pkcs11_open(uri_of("token=one", ""), NULL, &key, &err), "nobody to ask");
    CHECK_STR(err.rule, STR("trust.pkcs11-no-pin"), "is said");
    CHECK(!pkcs11_open(uri_of("token=one", ""), &ask, &key, &err), "nobody answers");
    CHECK_INT(err.code, ERR_USAGE, "is said, too");
    CHECK(!pkcs11_generate(uri_of("token=one;object=x", ""), &ask, &(PublicKey){ { 0 } }, &err),
          "nor for a new key");
}

TEST(a_closed_key_signs_nothing_and_closes_again)
{
    Teller teller = { .pin = "1234" };
    Pkcs11Pin pin = { tell, &teller };
    Pkcs11Key key = { 0 }, copy;
    Signature signature = { { 0 } };
    Err err = { 0 };

    set_up();
    CHECK_OK(pkcs11_open(uri_of("token=one;object=head", ""), &pin, &key, &err), &err);
    copy = key;
    copy.private_key += 1000;
    CHECK(!pkcs11_sign(&copy, STR("x"), &signature, &err), "a key that is not there");
    CHECK_STR(err.rule, STR("trust.pkcs11-call"), "the token says so");
    copy = key;
    copy.public.bytes[0] ^= 1;
    CHECK(!pkcs11_sign(&copy, STR("x"), &signature, &err), "a token that signs with another key");
    CHECK_INT(err.code, ERR_VERIFY, "is not believed");
    CHECK_INT(signature.bytes[0], 0, "untouched");
    pkcs11_close(&key);
    CHECK(!key.module && !key.session, "closed");
    pkcs11_close(&key);
}

/* ---- a token that misbehaves (token.c) --------------------------------------------------- */

static bool any_pin(void *context, Str token, char to[PKCS11_PIN_BYTES_MAX], size_t *size,
                    Err *err)
{
    (void)context, (void)token, (void)to, (void)err;
    *size = 0;
    return true;
}
static const Pkcs11Pin ANY_PIN = { any_pin, NULL };

/* The key of the token, which behaves as told. */
static const char *odd(const char *manner)
{
    static char text[TEXT_BYTES];

    setenv("TOKEN", manner, 1);
    snprintf(text, sizeof text, "pkcs11:token=odd;object=head?module-path=%s",
             getenv("INRO_TOKEN"));
    return text;
}

static const struct { const char *manner, *rule; ErrCode code; const char *says; } OPENING[] = {
    { "", NULL, ERR_NONE, "the point as it is" },
    { "octets", NULL, ERR_NONE, "as an OCTET STRING" },
    { "bits", NULL, ERR_NONE, "as a BIT STRING" },
    { "open", NULL, ERR_NONE, "no login is needed" },
    { "keypad", NULL, ERR_NONE, "the PIN is typed on the token itself" },
    { "logged-in", NULL, ERR_NONE, "somebody has logged in already" },
    { "odd", "trust.pkcs11-key-form", ERR_STRUCTURE, "neither of the two" },
    { "short", "trust.pkcs11-key-form", ERR_STRUCTURE, "a byte is missing" },
    { "C_Initialize", "trust.pkcs11-call", ERR_IO, "C_Initialize" },
    { "C_GetSlotList", "trust.pkcs11-token-none", ERR_STRUCTURE, "no list" },
    { "C_GetTokenInfo", "trust.pkcs11-token-none", ERR_STRUCTURE, "no token" },
    { "blank", "trust.pkcs11-token-none", ERR_STRUCTURE, "nothing was ever put on it" },
    { "C_OpenSession", "trust.pkcs11-call", ERR_IO, "C_OpenSession" },
    { "C_Login", "trust.pkcs11-call", ERR_IO, "C_Login" },
    { "pin-invalid", "trust.pkcs11-pin", ERR_VERIFY, "characters that no PIN has" },
    { "pin-length", "trust.pkcs11-pin", ERR_VERIFY, "too short" },
    { "C_FindObjectsInit", "trust.pkcs11-call", ERR_IO, "C_FindObjectsInit" },
    { "C_FindObjects", "trust.pkcs11-call", ERR_IO, "C_FindObjects" },
    { "id", "trust.pkcs11-call", ERR_IO, "C_GetAttributeValue" },
    { "point", "trust.pkcs11-call", ERR_IO, "C_GetAttributeValue" },
    { "no-public", "trust.pkcs11-key-none", ERR_STRUCTURE, "half a pair" },
    { "two-public", "trust.pkcs11-key-many", ERR_STRUCTURE, "one half too many" },
};

/* Nothing is open after a failure, whatever had been opened before it. */
TEST(a_token_that_fails_a_call_is_named_with_the_call)
{
    for (size_t i = 0; i < ARRAY_LEN(OPENING); i++) {
        CLEANUP(pkcs11_close) Pkcs11Key key = { 0 };
        Err err = { 0 };
        bool opened = pkcs11_open(odd(OPENING[i].manner), &ANY_PIN, &key, &err);

        CHECK(opened == !OPENING[i].rule, OPENING[i].manner);
        CHECK_INT(opened ? ERR_NONE : err.code, OPENING[i].code, OPENING[i].manner);
        if (opened)
            continue;
        CHECK_STR(err.rule, str_of(OPENING[i].rule), OPENING[i].manner);
        CHECK(err.code != ERR_IO || str_eq(err_arg(&err, 0), str_of(OPENING[i].says)), "the call");
        CHECK(!key.named && !key.session, "nothing is open");
    }
}

static const struct { const char *manner, *rule; ErrCode code; } MAKING[] = {
    { "empty", NULL, ERR_NONE },
    { "empty named", NULL, ERR_NONE },
    { "empty open", NULL, ERR_NONE },
    { "", "trust.pkcs11-key-exists", ERR_STRUCTURE },
    { "two", "trust.pkcs11-key-exists", ERR_STRUCTURE },
    { "empty C_OpenSession", "trust.pkcs11-call", ERR_IO },
    { "empty C_FindObjectsInit", "trust.pkcs11-call", ERR_IO },
    { "empty C_GenerateKeyPair", "trust.pkcs11-call", ERR_IO },
    { "empty forgets", "trust.pkcs11-key-none", ERR_STRUCTURE },
    { "empty point", "trust.pkcs11-call", ERR_IO },
};

TEST(a_key_that_the_token_does_not_make_is_none)
{
    static const PublicKey UNTOUCHED;

    for (size_t i = 0; i < ARRAY_LEN(MAKING); i++) {
        PublicKey key = UNTOUCHED;
        Err err = { 0 };
        bool ok = pkcs11_generate(odd(MAKING[i].manner), &ANY_PIN, &key, &err);

        CHECK(ok == !MAKING[i].rule, MAKING[i].manner);
        CHECK(ok != sign_public_equal(&key, &UNTOUCHED), "written on success only");
        CHECK_INT(ok ? ERR_NONE : err.code, MAKING[i].code, MAKING[i].manner);
        CHECK(ok || str_eq(err.rule, str_of(MAKING[i].rule)), MAKING[i].manner);
    }
}

static const struct { const char *manner, *message; ErrCode code; const char *why; } SIGNING[] = {
    { "", "", ERR_NONE, "the message of RFC 8032" },
    { "", "another", ERR_VERIFY, "a signature of something else is not believed" },
    { "half", "", ERR_VERIFY, "half a signature is none" },
    { "C_SignInit", "", ERR_IO, "it does not begin" },
    { "C_Sign", "", ERR_IO, "it does not end" },
};

TEST(a_signature_that_the_token_does_not_make_is_none)
{
    for (size_t i = 0; i < ARRAY_LEN(SIGNING); i++) {
        CLEANUP(pkcs11_close) Pkcs11Key key = { 0 };
        Signature signature = { { 0 } };
        Err err = { 0 };
        bool ok;

        CHECK_OK(pkcs11_open(odd(""), &ANY_PIN, &key, &err), &err);
        setenv("TOKEN", SIGNING[i].manner, 1);
        ok = pkcs11_sign(&key, str_of(SIGNING[i].message), &signature, &err);
        CHECK_INT(ok ? ERR_NONE : err.code, SIGNING[i].code, SIGNING[i].why);
        CHECK(ok == (signature.bytes[0] != 0), "written on success only");
    }
}
