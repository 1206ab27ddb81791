/* SPDX-License-Identifier: Apache-2.0 */
/* embed — turns files into constants of C, each with its SHA-256 in base64.
 *
 *     embed OUT.c NAME FILE [NAME FILE]… [NAME[] FILE…]
 *
 * gives `const Str NAME` and `const Str NAME_SHA256`, the hash as a Content-Security-Policy
 * wants it. A page may so carry its own style and script, and no other. A name that ends in "[]"
 * takes all files that follow: `const Str NAME[]` and `const size_t NAME_COUNT`, without hashes.
 */
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 1 << 20 };

static unsigned char bytes[FILE_BYTES];

/* Octal escapes cannot run into the character that follows. */
static void put_bytes(FILE *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = bytes[i];
        if (c == '\n')
            fputs(i + 1 < len ? "\\n\"\n    \"" : "\\n", out);
        else if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20 || c >= 0x7F)
            fprintf(out, "\\%03o", c);
        else
            fputc(c, out);
    }
}

static bool load(const char *path, size_t *len)
{
    FILE *in = fopen(path, "rb");

    *len = in ? fread(bytes, 1, sizeof bytes, in) : 0;
    if (!in || ferror(in) || *len == sizeof bytes) {
        fprintf(stderr, "embed: %s cannot be read, or is larger than 1 MiB\n", path);
        return false;
    }
    fclose(in);
    return true;
}

static bool embed_list(FILE *out, const char *name, char **paths)
{
    int bare = (int)strlen(name) - 2;
    size_t count = 0, len;

    fprintf(out, "extern const Str %s;\nextern const size_t %.*s_COUNT;\nconst Str %s = {\n", name,
            bare, name, name);
    for (; paths[count]; count++) {
        if (!load(paths[count], &len))
            return false;
        fputs("    STR_ROW(\"", out);
        put_bytes(out, len);
        fputs("\"),\n", out);
    }
    fprintf(out, "};\nconst size_t %.*s_COUNT = %zu;\n", bare, name, count);
    return true;
}

static bool embed(FILE *out, const char *name, const char *path)
{
    struct sha256_ctx sha256;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char text[BASE64_ENCODE_RAW_LENGTH(sizeof digest) + 1] = "";
    size_t len;

    if (!load(path, &len))
        return false;
    sha256_init(&sha256);
    sha256_update(&sha256, len, bytes);
    sha256_digest(&sha256, sizeof digest, digest);
    base64_encode_raw(text, sizeof digest, digest);
    fprintf(out, "extern const Str %s, %s_SHA256;\nconst Str %s = STR_ROW(\n    \"", name, name,
            name);
    put_bytes(out, len);
    fprintf(out, "\");\nconst Str %s_SHA256 = STR_ROW(\"%s\");\n", name, text);
    return true;
}

static bool is_list(const char *name)
{
    size_t len = strlen(name);

    return len > 2 && strcmp(name + len - 2, "[]") == 0;
}

int main(int argc, char **argv)
{
    FILE *out = argc > 3 ? fopen(argv[1], "w") : NULL;
    bool ok = out;
    int i = 2;

    if (!out) {
        fputs("embed: OUT.c NAME FILE [NAME FILE]... [NAME[] FILE...]\n", stderr);
        return 1;
    }
    fputs("/* Made by tools/embed; not to be edited. */\n#include \"base/str.h\"\n\n", out);
    for (; ok && i + 1 < argc && !is_list(argv[i]); i += 2)
        ok = embed(out, argv[i], argv[i + 1]);
    if (i + 1 < argc)
        ok = ok && embed_list(out, argv[i], argv + i + 1);
    else
        ok = ok && i == argc;
    return fclose(out) == 0 && ok ? 0 : 1;
}
