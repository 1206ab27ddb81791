/* SPDX-License-Identifier: Apache-2.0 */
/* token — a module of PKCS #11 for pkcs11_test that misbehaves as $TOKEN says: words parted by
 * blanks, a function that shall fail ("C_Sign") or a manner of the table below. It holds one key
 * pair, that of RFC 8032 section 7.1 test 1, whose signature of the empty message it knows. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <p11-kit/pkcs11.h>

enum { SLOT = 7, SESSION = 8, PRIVATE_KEY = 9, PUBLIC_KEY = 10, KEY_BYTES = 32 };

#define PUBLIC "\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a"                  \
               "\x0e\xe1\x72\xf3\xda\xa6\x23\x25\xaf\x02\x1a\x68\xf7\x07\x51\x1a"
static const char SIGNATURE[] =
    "\xe5\x56\x43\x00\xc3\x60\xac\x72\x90\x86\xe2\xcc\x80\x6e\x82\x8a"
    "\x84\x87\x7f\x1e\xb8\xe5\xd9\x74\xd8\x73\xe0\x65\x22\x49\x01\x55"
    "\x5f\xb8\x82\x15\x90\xa3\x3b\xac\xc6\x1e\x39\x70\x1c\xf9\xb4\x6b"
    "\xd2\x5b\xf5\xf0\x59\x5b\xbe\x24\x65\x51\x41\x43\x8e\x7a\x10\x0b";

/* How the point is told, the last one being no form at all. */
static const struct { const char *manner, *bytes; size_t size; } POINTS[] = {
    { "octets", "\x04\x20" PUBLIC,     KEY_BYTES + 2 },
    { "bits",   "\x03\x21\0" PUBLIC,   KEY_BYTES + 3 },
    { "odd",    "\x05\x20" PUBLIC,     KEY_BYTES + 2 },
    { "short",  PUBLIC,                KEY_BYTES - 1 },
    { "",       PUBLIC,                KEY_BYTES     },
};

static CK_OBJECT_CLASS wanted; /* by the search under way */
static bool made;              /* a pair was made: it is there although the token is "empty" */

static bool told(const char *word)
{
    const char *all = getenv("TOKEN"), *at = all;
    size_t len = strlen(word);

    while (at && len && (at = strstr(at, word)) != NULL) {
        if ((at == all || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
            return true;
        at += len;
    }
    return len == 0;
}

#define MAY_FAIL(name)                                                                             \
    if (told(name))                                                                                \
    return CKR_DEVICE_ERROR

static CK_RV initialize(void *args)
{
    (void)args;
    MAY_FAIL("C_Initialize");
    made = false;
    return CKR_OK;
}

static CK_RV finalize(void *reserved)
{
    (void)reserved;
    return CKR_OK;
}

static CK_RV slots(CK_BBOOL present, CK_SLOT_ID *list, CK_ULONG *count)
{
    (void)present;
    MAY_FAIL("C_GetSlotList");
    if (list)
        list[0] = SLOT;
    *count = 1;
    return CKR_OK;
}

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *out)
{
    (void)slot;
    MAY_FAIL("C_GetTokenInfo");
    memset(out, 0, sizeof *out);
    memset(out->label, ' ', sizeof out->label);
    memcpy(out->label, "odd", 3);
    out->flags = (told("blank") ? 0 : CKF_TOKEN_INITIALIZED)
               | (told("open") ? 0 : CKF_LOGIN_REQUIRED)
               | (told("keypad") ? CKF_PROTECTED_AUTHENTICATION_PATH : 0);
    return CKR_OK;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                          CK_SESSION_HANDLE *out)
{
    (void)slot, (void)flags, (void)application, (void)notify;
    MAY_FAIL("C_OpenSession");
    *out = SESSION;
    return CKR_OK;
}

static CK_RV close_session(CK_SESSION_HANDLE session)
{
    return session == SESSION ? CKR_OK : CKR_SESSION_HANDLE_INVALID;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG size)
{
    (void)session, (void)user, (void)size;
    MAY_FAIL("C_Login");
    if (told("pin-invalid") || (told("keypad") && pin))
        return CKR_PIN_INVALID;
    if (told("pin-length"))
        return CKR_PIN_LEN_RANGE;
    return told("logged-in") ? CKR_USER_ALREADY_LOGGED_IN : CKR_OK;
}

static CK_RV find_begin(CK_SESSION_HANDLE session, CK_ATTRIBUTE *rows, CK_ULONG count)
{
    (void)session;
    MAY_FAIL("C_FindObjectsInit");
    for (CK_ULONG i = 0; i < count; i++)
        if (rows[i].type == CKA_CLASS)
            memcpy(&wanted, rows[i].pValue, sizeof wanted);
    return CKR_OK;
}

static CK_RV find(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *out, CK_ULONG room, CK_ULONG *count)
{
    bool private = wanted == CKO_PRIVATE_KEY;

    (void)session, (void)room;
    MAY_FAIL("C_FindObjects");
    out[0] = out[1] = private ? PRIVATE_KEY : PUBLIC_KEY;
    *count = told("empty") && !made ? 0 : told(private ? "two" : "two-public") ? 2 : 1;
    if (!private && told("no-public"))
        *count = 0;
    return CKR_OK;
}

static CK_RV find_end(CK_SESSION_HANDLE session)
{
    (void)session;
    return CKR_OK;
}

static CK_RV give(CK_ATTRIBUTE *row, const char *bytes, size_t size)
{
    memcpy(row->pValue, bytes, size);
    row->ulValueLen = size;
    return CKR_OK;
}

static CK_RV attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *row,
                       CK_ULONG count)
{
    size_t i = 0;

    (void)session, (void)object, (void)count;
    MAY_FAIL(row->type == CKA_ID ? "id" : "point");
    if (row->type == CKA_ID)
        return give(row, "\x01", 1);
    while (!told(POINTS[i].manner))
        i++;
    return give(row, POINTS[i].bytes, POINTS[i].size);
}

static CK_RV generate(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *public,
                      CK_ULONG public_count, CK_ATTRIBUTE *private, CK_ULONG private_count,
                      CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key)
{
    const CK_ATTRIBUTE *curve = &public[public_count - 1];

    (void)session, (void)mechanism, (void)private, (void)private_count;
    MAY_FAIL("C_GenerateKeyPair");
    if (curve->type != CKA_EC_PARAMS || (told("named") && *(const char *)curve->pValue != 0x13))
        return CKR_CURVE_NOT_SUPPORTED;
    *public_key = PUBLIC_KEY;
    *private_key = PRIVATE_KEY;
    made = !told("forgets");
    return CKR_OK;
}

static CK_RV sign_begin(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key)
{
    (void)session, (void)mechanism, (void)key;
    MAY_FAIL("C_SignInit");
    return CKR_OK;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE *message, CK_ULONG size, CK_BYTE *out,
                  CK_ULONG *out_size)
{
    (void)session, (void)message, (void)size;
    MAY_FAIL("C_Sign");
    memcpy(out, SIGNATURE, sizeof SIGNATURE - 1);
    *out_size = told("half") ? KEY_BYTES : sizeof SIGNATURE - 1;
    return CKR_OK;
}

static CK_FUNCTION_LIST functions = {
    .version = { 2, 40 }, .C_Initialize = initialize, .C_Finalize = finalize,
    .C_GetSlotList = slots, .C_GetTokenInfo = token_info, .C_OpenSession = open_session,
    .C_CloseSession = close_session, .C_Login = login, .C_FindObjectsInit = find_begin,
    .C_FindObjects = find, .C_FindObjectsFinal = find_end, .C_GetAttributeValue = attribute,
    .C_GenerateKeyPair = generate, .C_SignInit = sign_begin, .C_Sign = sign,
};

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **out)
{
    *out = &functions;
    return CKR_OK;
}
