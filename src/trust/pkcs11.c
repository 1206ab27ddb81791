/* SPDX-License-Identifier: Apache-2.0 */
#include "trust/pkcs11.h"

#include "base/io.h"
#include "base/random.h"

#include <string.h>

#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>

#define RULE_CALL       STR("trust.pkcs11-call")
#define RULE_KEY_EXISTS STR("trust.pkcs11-key-exists")
#define RULE_KEY_FORM   STR("trust.pkcs11-key-form")
#define RULE_KEY_MANY   STR("trust.pkcs11-key-many")
#define RULE_KEY_NAME   STR("trust.pkcs11-key-name")
#define RULE_KEY_NONE   STR("trust.pkcs11-key-none")
#define RULE_MODULE     STR("trust.pkcs11-module")
#define RULE_NO_PIN     STR("trust.pkcs11-no-pin")
#define RULE_PIN        STR("trust.pkcs11-pin")
#define RULE_PIN_SOURCE STR("trust.pkcs11-pin-source")
#define RULE_PIN_VALUE  STR("trust.pkcs11-pin-value")
#define RULE_TOKEN_MANY STR("trust.pkcs11-token-many")
#define RULE_TOKEN_NONE STR("trust.pkcs11-token-none")
#define RULE_URI        STR("trust.pkcs11-uri")

enum { ID_BYTES_MAX = 256, ID_BYTES_NEW = 16, POINT_BYTES_MAX = 64, TEMPLATE_MAX = 10 };

static_assert(sizeof(CK_SESSION_HANDLE) == sizeof(unsigned long), "handles fit Pkcs11Key");

/* The library takes even what it only reads as writable. */
static void *loose(const void *bytes)
{
    return (void *)(uintptr_t)bytes;
}

static bool refuse_call(Err *err, Str what, CK_RV result)
{
    return err_set(err, ERR_IO, RULE_CALL, what, str_of(p11_kit_strerror(result)));
}

/* ---- the URI ---- */

static void uri_done(P11KitUri **uri)
{
    p11_kit_uri_free(*uri);
}

/* Source: RFC 3986, 2: a URI is written in graphic characters; letters of people are let pass. */
static bool is_graphic(const char *text)
{
    while (*text && (unsigned char)*text > ' ' && *text != 0x7F)
        text++;
    return !*text;
}

static bool has_empty(Str list, char between)
{
    Str item = STR("whole");

    while (list.len && item.len && str_next(&list, between, &item))
        continue;
    return !item.len;
}

/* p11-kit reads nothing behind an empty attribute, without a word: neither which key is meant, nor
 * a PIN that must not be there. */
static bool is_whole(Str uri)
{
    size_t scheme = str_find_char(uri, ':') + 1, query = str_find_char(uri, '?');

    return !has_empty(str_slice(uri, scheme, query), ';')
        && !has_empty(str_slice(uri, query + 1, uri.len), '&');
}

static bool uri_read(const char *text, P11KitUri **out, Err *err)
{
    const P11KitUriType type = P11_KIT_URI_FOR_OBJECT_ON_TOKEN_AND_MODULE;
    CLEANUP(uri_done) P11KitUri *uri = p11_kit_uri_new();

    if (!uri)
        return err_no_memory(err);
    if (strlen(text) > PKCS11_URI_BYTES_MAX || !is_graphic(text) || !is_whole(str_of(text))
        || p11_kit_uri_parse(text, type, uri) != P11_KIT_URI_OK
        || p11_kit_uri_any_unrecognized(uri))
        return err_set(err, ERR_USAGE, RULE_URI);
    if (p11_kit_uri_get_pin_value(uri))
        return err_set(err, ERR_USAGE, RULE_PIN_VALUE);
    *out = uri;
    uri = NULL;
    return true;
}

bool pkcs11_uri_check(const char *text, Err *err)
{
    CLEANUP(uri_done) P11KitUri *uri = NULL;

    return uri_read(text, &uri, err);
}

/* ---- modules and tokens ---- */

static bool load_named(const char *path, Pkcs11Key *key, Err *err)
{
    CK_FUNCTION_LIST *module = p11_kit_module_load(path, 0);
    CK_RV result;

    if (!module)
        return err_set(err, ERR_IO, RULE_MODULE, str_of(path));
    result = p11_kit_module_initialize(module);
    if (result != CKR_OK) {
        p11_kit_module_release(module);
        return refuse_call(err, STR("C_Initialize"), result);
    }
    key->named = module;
    return true;
}

static bool load(P11KitUri *uri, Pkcs11Key *key, Err *err)
{
    const char *path = p11_kit_uri_get_module_path(uri);

    if (path)
        return load_named(path, key, err);
    key->registered = p11_kit_modules_load_and_initialize(0);
    return key->registered || err_set(err, ERR_IO, RULE_MODULE, STR("p11-kit"));
}

void pkcs11_close(Pkcs11Key *key)
{
    CK_FUNCTION_LIST *module = key->module;

    if (module && key->session)
        module->C_CloseSession(key->session);
    if (key->registered)
        p11_kit_modules_finalize_and_release(key->registered);
    if (key->named) {
        p11_kit_module_finalize(key->named);
        p11_kit_module_release(key->named);
    }
    *key = (Pkcs11Key){ 0 };
}

/* What fits a URI; the last of `count`. */
typedef struct {
    CK_FUNCTION_LIST *module;
    CK_SLOT_ID slot;
    CK_TOKEN_INFO info;
    size_t count;
} Token;

/* A module that cannot say what it holds has no token for us; another may. */
static void look_into(CK_FUNCTION_LIST *module, const P11KitUri *uri, Token *found)
{
    CK_SLOT_ID slots[PKCS11_SLOTS_MAX];
    CK_ULONG count = PKCS11_SLOTS_MAX;
    CK_TOKEN_INFO info;

    if (module->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK)
        return;
    for (CK_ULONG i = 0; i < count; i++) {
        if (module->C_GetTokenInfo(slots[i], &info) != CKR_OK
            || !(info.flags & CKF_TOKEN_INITIALIZED)
            || !p11_kit_uri_match_token_info(uri, &info))
            continue;
        *found = (Token){ module, slots[i], info, found->count + 1 };
    }
}

static bool find_token(const Pkcs11Key *key, const P11KitUri *uri, Token *out, Err *err)
{
    CK_FUNCTION_LIST **module = key->registered;
    Token found = { 0 };

    if (key->named)
        look_into(key->named, uri, &found);
    for (; module && *module; module++)
        look_into(*module, uri, &found);
    if (found.count != 1)
        return err_set(err, ERR_STRUCTURE, found.count ? RULE_TOKEN_MANY : RULE_TOKEN_NONE);
    *out = found;
    return true;
}

/* ---- the PIN ---- */

typedef struct {
    char text[PKCS11_PIN_BYTES_MAX];
    size_t size;
} PinText;

static void pin_done(PinText *pin)
{
    sign_wipe(pin, sizeof *pin);
}

static bool pin_from_file(const char *source, PinText *pin, Err *err)
{
    const char *path = str_starts(str_of(source), STR("file:")) ? source + 5 : source;

    if (*path != '/')
        return err_set(err, ERR_USAGE, RULE_PIN_SOURCE);
    if (!io_read_secret(path, pin->text, sizeof pin->text, &pin->size, err))
        return false;
    while (pin->size && strchr("\r\n", pin->text[pin->size - 1])) /* an editor's line end */
        pin->size--;
    return true;
}

static bool pin_read(P11KitUri *uri, const Pkcs11Pin *ask, const Token *token, PinText *pin,
                     Err *err)
{
    const char *source = p11_kit_uri_get_pin_source(uri);
    Str label = str_trim((Str){ (const char *)token->info.label, sizeof token->info.label });

    if (source)
        return pin_from_file(source, pin, err);
    if (!ask)
        return err_set(err, ERR_USAGE, RULE_NO_PIN, label);
    return ask->ask(ask->context, label, pin->text, &pin->size, err);
}

static bool login(P11KitUri *uri, const Pkcs11Pin *ask, const Token *token, Pkcs11Key *key,
                  Err *err)
{
    CLEANUP(pin_done) PinText pin = { .size = 0 };
    bool own_keys = token->info.flags & CKF_PROTECTED_AUTHENTICATION_PATH;
    CK_RV result;

    if (!(token->info.flags & CKF_LOGIN_REQUIRED))
        return true;
    if (!own_keys && !pin_read(uri, ask, token, &pin, err))
        return false;
    result = token->module->C_Login(key->session, CKU_USER,
                                    own_keys ? NULL : (CK_UTF8CHAR *)pin.text, pin.size);
    if (result == CKR_OK || result == CKR_USER_ALREADY_LOGGED_IN)
        return true;
    if (result == CKR_PIN_INCORRECT || result == CKR_PIN_INVALID || result == CKR_PIN_LEN_RANGE)
        return err_set(err, ERR_VERIFY, RULE_PIN);
    return refuse_call(err, STR("C_Login"), result);
}

static bool open_session(P11KitUri *uri, const Pkcs11Pin *ask, CK_FLAGS more, Pkcs11Key *key,
                         Err *err)
{
    Token token = { .count = 0 };
    CK_RV result;

    if (!load(uri, key, err) || !find_token(key, uri, &token, err))
        return false;
    key->module = token.module;
    result = token.module->C_OpenSession(token.slot, CKF_SERIAL_SESSION | more, NULL, NULL,
                                         &key->session);
    if (result != CKR_OK)
        return refuse_call(err, STR("C_OpenSession"), result);
    return login(uri, ask, &token, key, err);
}

/* ---- objects ---- */

typedef struct {
    CK_ATTRIBUTE row[TEMPLATE_MAX];
    CK_ULONG count;
} Template;

static void add(Template *template, CK_ATTRIBUTE_TYPE type, const void *value, size_t size)
{
    assert(template->count < TEMPLATE_MAX);
    template->row[template->count++] = (CK_ATTRIBUTE){ type, loose(value), size };
}

static void add_kind(Template *template, const CK_OBJECT_CLASS *class)
{
    static const CK_KEY_TYPE EDWARDS = CKK_EC_EDWARDS;

    add(template, CKA_CLASS, class, sizeof *class);
    add(template, CKA_KEY_TYPE, &EDWARDS, sizeof EDWARDS);
}

/* The label and id of the URI, where it has them. */
static void add_names(Template *template, P11KitUri *uri)
{
    static const CK_ATTRIBUTE_TYPE NAMES[] = { CKA_LABEL, CKA_ID };

    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        const CK_ATTRIBUTE *name = p11_kit_uri_get_attribute(uri, NAMES[i]);

        if (name)
            add(template, NAMES[i], name->pValue, name->ulValueLen);
    }
}

/* How many objects fit, up to two, and the first. */
static bool find(const Pkcs11Key *key, Template *template, CK_OBJECT_HANDLE found[2],
                 CK_ULONG *count, Err *err)
{
    CK_FUNCTION_LIST *module = key->module;
    CK_RV result = module->C_FindObjectsInit(key->session, template->row, template->count);

    if (result != CKR_OK)
        return refuse_call(err, STR("C_FindObjectsInit"), result);
    result = module->C_FindObjects(key->session, found, 2, count);
    module->C_FindObjectsFinal(key->session);
    return result == CKR_OK || refuse_call(err, STR("C_FindObjects"), result);
}

static bool find_one(const Pkcs11Key *key, Template *template, CK_OBJECT_HANDLE *out, Err *err)
{
    CK_OBJECT_HANDLE found[2];
    CK_ULONG count;

    if (!find(key, template, found, &count, err))
        return false;
    if (count != 1)
        return err_set(err, ERR_STRUCTURE, count ? RULE_KEY_MANY : RULE_KEY_NONE);
    *out = found[0];
    return true;
}

static bool find_private(P11KitUri *uri, Pkcs11Key *key, Err *err)
{
    static const CK_OBJECT_CLASS PRIVATE = CKO_PRIVATE_KEY;
    Template template = { .count = 0 };

    add_kind(&template, &PRIVATE);
    add_names(&template, uri);
    return find_one(key, &template, &key->private_key, err);
}

static bool read_attribute(const Pkcs11Key *key, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *row,
                           Err *err)
{
    CK_FUNCTION_LIST *module = key->module;
    CK_RV result = module->C_GetAttributeValue(key->session, object, row, 1);

    return result == CKR_OK || refuse_call(err, STR("C_GetAttributeValue"), result);
}

/* Tokens give the 32 bytes as they are, or in DER as an OCTET STRING or a BIT STRING. */
static const struct { size_t size, skip; unsigned char front[3]; } POINT_FORMS[] = {
    { SIGN_PUBLIC_BYTES, 0, { 0 } },
    { SIGN_PUBLIC_BYTES + 2, 2, { 0x04, SIGN_PUBLIC_BYTES } },
    { SIGN_PUBLIC_BYTES + 3, 3, { 0x03, SIGN_PUBLIC_BYTES + 1, 0 } },
};

static bool read_point(const Pkcs11Key *key, CK_OBJECT_HANDLE object, PublicKey *out, Err *err)
{
    unsigned char bytes[POINT_BYTES_MAX];
    CK_ATTRIBUTE row = { CKA_EC_POINT, bytes, sizeof bytes };

    if (!read_attribute(key, object, &row, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(POINT_FORMS); i++) {
        size_t skip = POINT_FORMS[i].skip;

        if (row.ulValueLen == POINT_FORMS[i].size && memcmp(bytes, POINT_FORMS[i].front, skip) == 0)
            return sign_public_of((Str){ (const char *)bytes + skip, SIGN_PUBLIC_BYTES }, out, err);
    }
    return err_set(err, ERR_STRUCTURE, RULE_KEY_FORM);
}

/* The public half is the one with the id of the private half. */
static bool find_public(Pkcs11Key *key, Err *err)
{
    static const CK_OBJECT_CLASS PUBLIC = CKO_PUBLIC_KEY;
    unsigned char id[ID_BYTES_MAX];
    CK_ATTRIBUTE row = { CKA_ID, id, sizeof id };
    Template template = { .count = 0 };
    CK_OBJECT_HANDLE object;

    if (!read_attribute(key, key->private_key, &row, err))
        return false;
    add_kind(&template, &PUBLIC);
    add(&template, CKA_ID, id, row.ulValueLen);
    return find_one(key, &template, &object, err) && read_point(key, object, &key->public, err);
}

bool pkcs11_open(const char *text, const Pkcs11Pin *pin, Pkcs11Key *out, Err *err)
{
    CLEANUP(uri_done) P11KitUri *uri = NULL;
    CLEANUP(pkcs11_close) Pkcs11Key key = { 0 };

    if (!uri_read(text, &uri, err) || !open_session(uri, pin, 0, &key, err)
        || !find_private(uri, &key, err) || !find_public(&key, err))
        return false;
    *out = key;
    key = (Pkcs11Key){ 0 };
    return true;
}

/* A token may fail in ways of its own, so its word is checked before it is used. */
bool pkcs11_sign(const Pkcs11Key *key, Str message, Signature *out, Err *err)
{
    CK_FUNCTION_LIST *module = key->module;
    CK_MECHANISM mechanism = { CKM_EDDSA, NULL, 0 };
    const char *bytes = message.len ? message.ptr : "";
    Signature signature;
    CK_ULONG size = sizeof signature.bytes;
    CK_RV result = module->C_SignInit(key->session, &mechanism, key->private_key);

    if (result != CKR_OK)
        return refuse_call(err, STR("C_SignInit"), result);
    result = module->C_Sign(key->session, loose(bytes), message.len, signature.bytes, &size);
    if (result != CKR_OK)
        return refuse_call(err, STR("C_Sign"), result);
    if (!sign_signature_of((Str){ (const char *)signature.bytes, size }, &signature, err)
        || !sign_verify(&key->public, message, &signature, err))
        return false;
    *out = signature;
    return true;
}

/* ---- making a key ---- */

/* The curve as OID 1.3.101.112 (RFC 8410) or by its name (PKCS #11 3.0, 2.3.10); tokens know one
 * or both. */
static const Str CURVES[] = {
    STR_ROW("\x06\x03\x2b\x65\x70"),
    STR_ROW("\x13\x0c" "edwards25519"),
};

static bool make_pair(const Pkcs11Key *key, Template *private, Template *public, Err *err)
{
    CK_FUNCTION_LIST *module = key->module;
    CK_MECHANISM mechanism = { CKM_EC_EDWARDS_KEY_PAIR_GEN, NULL, 0 };
    CK_OBJECT_HANDLE private_key, public_key;
    CK_RV result = CKR_GENERAL_ERROR;

    for (size_t i = 0; i < ARRAY_LEN(CURVES) && result != CKR_OK; i++, public->count--) {
        add(public, CKA_EC_PARAMS, CURVES[i].ptr, CURVES[i].len);
        result = module->C_GenerateKeyPair(key->session, &mechanism, public->row, public->count,
                                           private->row, private->count, &public_key,
                                           &private_key);
    }
    return result == CKR_OK || refuse_call(err, STR("C_GenerateKeyPair"), result);
}

static bool generate(const Pkcs11Key *key, P11KitUri *uri, Err *err)
{
    static const CK_BBOOL YES = CK_TRUE, NO = CK_FALSE;
    Template private = { .count = 0 }, public = { .count = 0 };
    unsigned char id[ID_BYTES_NEW];

    add_names(&private, uri);
    if (!p11_kit_uri_get_attribute(uri, CKA_ID)) {
        if (!random_fill(id, sizeof id, err))
            return false;
        add(&private, CKA_ID, id, sizeof id);
    }
    public = private;
    add(&private, CKA_TOKEN, &YES, sizeof YES);
    add(&private, CKA_PRIVATE, &YES, sizeof YES);
    add(&private, CKA_SENSITIVE, &YES, sizeof YES);
    add(&private, CKA_EXTRACTABLE, &NO, sizeof NO);
    add(&private, CKA_SIGN, &YES, sizeof YES);
    add(&public, CKA_TOKEN, &YES, sizeof YES);
    add(&public, CKA_VERIFY, &YES, sizeof YES);
    return make_pair(key, &private, &public, err);
}

/* Whether no key fits yet; not finding one is what is wanted. */
static bool is_free(P11KitUri *uri, Pkcs11Key *key, Err *err)
{
    if (find_private(uri, key, err))
        return err_set(err, ERR_STRUCTURE, RULE_KEY_EXISTS);
    if (str_eq(err->rule, RULE_KEY_MANY))
        return err_set(err, ERR_STRUCTURE, RULE_KEY_EXISTS);
    return str_eq(err->rule, RULE_KEY_NONE);
}

bool pkcs11_generate(const char *text, const Pkcs11Pin *pin, PublicKey *out, Err *err)
{
    CLEANUP(uri_done) P11KitUri *uri = NULL;
    CLEANUP(pkcs11_close) Pkcs11Key key = { 0 };

    if (!uri_read(text, &uri, err))
        return false;
    if (!p11_kit_uri_get_attribute(uri, CKA_LABEL) && !p11_kit_uri_get_attribute(uri, CKA_ID))
        return err_set(err, ERR_USAGE, RULE_KEY_NAME);
    if (!open_session(uri, pin, CKF_RW_SESSION, &key, err) || !is_free(uri, &key, err)
        || !generate(&key, uri, err) || !find_private(uri, &key, err) || !find_public(&key, err))
        return false;
    *out = key.public;
    return true;
}
