/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte is a scheme, then three versions, each ended by a line end. A comparison
 * must be antisymmetric, transitive over versions that have a key, agree with the keys, and
 * hold for a version and itself; what is valid has an order. */
#include "version/version.h"

enum { TEXTS = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int sign_of(int order)
{
    return (order > 0) - (order < 0);
}

/* 2 when there is no order; then the error must say so. */
static int order_of(Scheme scheme, Str a, Str b)
{
    Err err = { 0 };
    int order = 0;

    if (version_compare(scheme, a, b, &order, &err))
        return sign_of(order);
    assert(err.code == ERR_SYNTAX && err.rule.len > 0);
    return 2;
}

static void check_pair(Scheme scheme, Str a, Str b)
{
    uint8_t a_key[VERSION_KEY_BYTES_MAX], b_key[VERSION_KEY_BYTES_MAX];
    int order = order_of(scheme, a, b);
    size_t a_len, b_len;

    if (order == 2) {
        assert(!version_valid(scheme, a) || !version_valid(scheme, b));
        return;
    }
    assert(order_of(scheme, b, a) == -order);
    assert(order_of(scheme, a, a) == 0 && order_of(scheme, b, b) == 0);
    if (version_key(scheme, a, a_key, &a_len) && version_key(scheme, b, b_key, &b_len)) {
        Str left = { (const char *)a_key, a_len }, right = { (const char *)b_key, b_len };
        assert(sign_of(str_cmp(left, right)) == order);
    }
}

static bool has_key(Scheme scheme, Str version)
{
    uint8_t key[VERSION_KEY_BYTES_MAX];
    size_t len = 0;

    return version_key(scheme, version, key, &len) && len <= VERSION_KEY_BYTES_MAX;
}

static void check_circle(Scheme scheme, const Str text[TEXTS])
{
    int order[TEXTS];

    for (size_t i = 0; i < TEXTS; i++)
        if (!has_key(scheme, text[i]))
            return;
    for (size_t i = 0; i < TEXTS; i++)
        order[i] = order_of(scheme, text[i], text[(i + 1) % TEXTS]);
    bool rises = order[0] >= 0 && order[1] >= 0 && order[2] >= 0;
    bool falls = order[0] <= 0 && order[1] <= 0 && order[2] <= 0;
    assert((!rises && !falls) || (order[0] == 0 && order[1] == 0 && order[2] == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Str rest, text[TEXTS] = { { NULL, 0 } };

    if (size == 0)
        return 0;
    Scheme scheme = (Scheme)(bytes[0] % SCHEME_COUNT);
    rest = (Str){ (const char *)bytes + 1, size - 1 };
    for (size_t i = 0; i < TEXTS; i++)
        if (!str_next(&rest, '\n', &text[i]))
            text[i] = (Str){ NULL, 0 };
    for (size_t i = 0; i < TEXTS; i++)
        check_pair(scheme, text[i], text[(i + 1) % TEXTS]);
    check_circle(scheme, text);
    return 0;
}
