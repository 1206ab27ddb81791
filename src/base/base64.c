/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(Buf *out, Str bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t count = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;

        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < count ? (unsigned char)bytes.ptr[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            buf_char(out, j <= count ? ALPHABET[group >> (18 - 6 * j) & 63] : '=');
    }
}

static bool value_of(char c, uint32_t *out)
{
    const char *at = c ? strchr(ALPHABET, c) : NULL;

    if (!at)
        return false;
    *out = (uint32_t)(at - ALPHABET);
    return true;
}

/* Four characters; *count is how many bytes they stand for. */
static bool read_group(const char *text, bool last, unsigned char *to, size_t *count)
{
    uint32_t group = 0, value;
    size_t chars = 4;

    while (last && chars > 2 && text[chars - 1] == '=')
        chars--;
    for (size_t i = 0; i < 4; i++) {
        if (i >= chars)
            value = 0;
        else if (!value_of(text[i], &value))
            return false;
        group = group << 6 | value;
    }
    *count = chars - 1;
    for (size_t i = 0; i < *count; i++)
        to[i] = (unsigned char)(group >> (16 - 8 * i));
    return chars == 4 || (group & (chars == 3 ? 0xFFu : 0xFFFFu)) == 0;
}

bool base64_read(Str text, void *to, size_t *count)
{
    unsigned char *bytes = to;
    size_t total = 0, more;

    if (text.len % 4)
        return false;
    for (size_t i = 0; i < text.len; i += 4, total += more)
        if (!read_group(text.ptr + i, i + 4 == text.len, bytes + total, &more))
            return false;
    *count = total;
    return true;
}
