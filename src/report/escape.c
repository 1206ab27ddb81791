/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include "base/utf8.h"
#include "formats/csv.h"

#include <string.h>

#define REPLACEMENT STR("\xEF\xBF\xBD")

/* Characters that no target minds. */
static bool is_harmless(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == ' ' || c == '.' || c == '/';
}

/* Writes the harmless characters at the front of *rest; then gives the next character as bytes
 * and code, U+FFFD for a byte that begins none. */
static bool next_char(Buf *out, Str *rest, Str *bytes, uint32_t *code)
{
    size_t len = 0;

    while (len < rest->len && is_harmless(rest->ptr[len]))
        len++;
    buf_add(out, str_slice(*rest, 0, len));
    *rest = str_slice(*rest, len, rest->len);
    if (rest->len == 0)
        return false;
    len = utf8_decode(*rest, code);
    *bytes = len ? str_slice(*rest, 0, len) : REPLACEMENT;
    if (len == 0)
        *code = 0xFFFD;
    *rest = str_slice(*rest, len ? len : 1, rest->len);
    return true;
}

/* Marks, embeddings, overrides and isolates let a name reorder what follows it; separators break
 * its line. */
static bool is_direction(uint32_t code)
{
    return code > 0x9F && utf8_is_unsafe(code);
}

/* XML 1.0, production 2, Char; HTML does not want the others either. */
static bool is_xml_char(uint32_t code)
{
    return code == '\t' || code == '\n' || code == '\r' ||
           (code >= 0x20 && code != 0xFFFE && code != 0xFFFF && !(code >= 0x7F && code <= 0x9F));
}

void escape_markup(Buf *out, Str text)
{
    Str bytes;
    uint32_t code;

    while (next_char(out, &text, &bytes, &code)) {
        if (code == '<')
            buf_add(out, STR("&lt;"));
        else if (code == '>')
            buf_add(out, STR("&gt;"));
        else if (code == '&')
            buf_add(out, STR("&amp;"));
        else if (code == '"')
            buf_add(out, STR("&quot;"));
        else if (code == '\'')
            buf_add(out, STR("&#39;"));
        else
            buf_add(out, is_xml_char(code) && !is_direction(code) ? bytes : REPLACEMENT);
    }
}

void escape_csv(Buf *out, Str text)
{
    bool formula = csv_is_formula(text), quoted = formula;
    Str rest = text, bytes;
    uint32_t code;

    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = memchr(",;\"\r\n\t ", text.ptr[i], 7) != NULL;
    if (quoted)
        buf_char(out, '"');
    if (formula)
        buf_char(out, '\'');
    while (next_char(out, &rest, &bytes, &code)) {
        if (code == '"')
            buf_char(out, '"');
        buf_add(out, is_xml_char(code) && !is_direction(code) ? bytes : REPLACEMENT);
    }
    if (quoted)
        buf_char(out, '"');
}

void escape_prose(Buf *out, Str text)
{
    Str bytes;
    uint32_t code;

    while (next_char(out, &text, &bytes, &code)) {
        if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) {
            buf_char(out, ' ');
            continue;
        }
        if (code < 0x80 && strchr("\\`*_{}[]<>#|~!&@$^", (int)code))
            buf_char(out, '\\');
        if (code == ':' && str_starts(text, STR("/"))) /* would begin a link */
            buf_char(out, '\\');
        buf_add(out, is_direction(code) ? REPLACEMENT : bytes);
        if (code == '@')
            buf_add(out, STR("\xE2\x81\xA0")); /* U+2060 ends what would be a mention */
    }
}

static size_t longest_run(Str text, char c)
{
    size_t run = 0, longest = 0;

    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* The fence is longer than any run of backticks inside (CommonMark 6.1); a bar is escaped even
 * in code (GFM 4.10). */
void escape_code(Buf *out, Str text)
{
    size_t fence = longest_run(text, '`') + 1;
    Str rest = text, bytes;
    uint32_t code;

    if (text.len == 0)
        return;
    for (size_t i = 0; i < fence; i++)
        buf_char(out, '`');
    if (fence > 1)
        buf_char(out, ' ');
    while (next_char(out, &rest, &bytes, &code)) {
        if (code == '|')
            buf_char(out, '\\');
        if (code < 0x20 || (code >= 0x7F && code <= 0x9F))
            bytes = STR(" ");
        buf_add(out, is_direction(code) ? REPLACEMENT : bytes);
    }
    if (fence > 1)
        buf_char(out, ' ');
    for (size_t i = 0; i < fence; i++)
        buf_char(out, '`');
}

static bool is_shown(unsigned char c)
{
    return c >= 0x20 && c <= 0x7E;
}

/* Eight bytes at a time: one below 0x20 borrows, 0x7F carries, and the others stand out. */
bool escape_is_ascii(Str text)
{
    const uint64_t one = 0x0101010101010101U, high = 0x8080808080808080U;
    size_t i = 0;
    uint64_t eight;

    for (; i + sizeof eight <= text.len; i += sizeof eight) {
        memcpy(&eight, text.ptr + i, sizeof eight);
        if ((eight | (eight + one) | (eight - 0x20 * one)) & high)
            return false;
    }
    if (text.len > sizeof eight && i < text.len) { /* the last eight may have been seen in part */
        memcpy(&eight, text.ptr + text.len - sizeof eight, sizeof eight);
        return !((eight | (eight + one) | (eight - 0x20 * one)) & high);
    }
    while (i < text.len && is_shown((unsigned char)text.ptr[i]))
        i++;
    return i == text.len;
}

void escape_terminal(Buf *out, Str text)
{
    Str bytes;
    uint32_t code;

    if (escape_is_ascii(text)) {
        buf_add(out, text);
        return;
    }
    while (next_char(out, &text, &bytes, &code)) {
        if (!utf8_is_unsafe(code))
            buf_add(out, bytes);
        else if (code < 0x100)
            buf_printf(out, "\\x%02x", (unsigned)code);
        else
            buf_printf(out, "\\u%04x", (unsigned)code);
    }
}

void escape_path(Buf *out, Str path)
{
    static const char KEPT[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789-._~/";

    for (size_t i = 0; i < path.len; i++) {
        if (memchr(KEPT, path.ptr[i], sizeof KEPT - 1))
            buf_char(out, path.ptr[i]);
        else
            buf_printf(out, "%%%02X", (unsigned char)path.ptr[i]);
    }
}
