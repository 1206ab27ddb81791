/* SPDX-License-Identifier: Apache-2.0 */
/* gen — turns the message catalogues into the table that base/msg reads.
 *
 *     gen OUT.c en/base.po … -- ja/base.po …
 *
 * A catalogue is a gettext .po file: comments, then `msgid "id"` and `msgstr "sentence"`,
 * either of which may go on in further quoted lines. The empty id is the header and is
 * left out. An id given twice in one language is an error.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 8192, LINE_BYTES = 4096, TEXT_BYTES = 8192, LANGS = 2 };
_Static_assert(LANGS == 2, "print_table writes two");

typedef struct {
    char *id;
    char *text[LANGS]; /* still quoted as in C, which is how .po quotes */
} Row;

static Row rows[ROWS_MAX];
static size_t row_count;

static char *copy(const char *text)
{
    size_t len = strlen(text) + 1;
    char *made = malloc(len);

    if (!made) {
        fputs("gen: no memory\n", stderr);
        exit(1);
    }
    return memcpy(made, text, len);
}

static Row *row_of(const char *id)
{
    for (size_t i = 0; i < row_count; i++)
        if (strcmp(rows[i].id, id) == 0)
            return &rows[i];
    if (row_count == ROWS_MAX) {
        fputs("gen: too many sentences\n", stderr);
        exit(1);
    }
    rows[row_count].id = copy(id);
    return &rows[row_count++];
}

/* Appends what stands between the first and the last quote of the line. */
static void append_quoted(char *text, const char *line)
{
    const char *from = strchr(line, '"'), *to = strrchr(line, '"');
    size_t used = strlen(text);

    if (!from || to <= from || used + (size_t)(to - from) > TEXT_BYTES - 1)
        return;
    memcpy(text + used, from + 1, (size_t)(to - from) - 1);
    text[used + (size_t)(to - from) - 1] = '\0';
}

static bool keep(const char *file, int lang, const char *id, const char *text)
{
    Row *row;

    if (id[0] == '\0')
        return true;
    row = row_of(id);
    if (row->text[lang]) {
        fprintf(stderr, "gen: %s: \"%s\" twice\n", file, id);
        return false;
    }
    row->text[lang] = copy(text);
    return true;
}

static bool read_po(const char *file, int lang)
{
    static char line[LINE_BYTES], id[TEXT_BYTES], text[TEXT_BYTES];
    FILE *in = fopen(file, "r");
    char *target = id;
    bool ok = true;

    if (!in) {
        perror(file);
        return false;
    }
    id[0] = text[0] = '\0';
    while (fgets(line, sizeof line, in)) {
        if (strncmp(line, "msgid ", 6) == 0) {
            ok = keep(file, lang, id, text) && ok;
            id[0] = text[0] = '\0';
            target = id;
        } else if (strncmp(line, "msgstr ", 7) == 0) {
            target = text;
        }
        if (line[0] == 'm' || line[0] == '"')
            append_quoted(target, line);
    }
    ok = keep(file, lang, id, text) && ok;
    fclose(in);
    return ok;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const Row *)a)->id, ((const Row *)b)->id);
}

/* Column 0 is the id, the others are languages. */
static const char *cell(size_t row, int column)
{
    const char *text = column ? rows[row].text[column - 1] : rows[row].id;

    return text ? text : "";
}

/* All texts are members of one struct, so that the compiler counts their places. */
static void print_texts(FILE *out)
{
    fputs("static const struct {\n", out);
    for (size_t i = 0; i < row_count; i++)
        for (int column = 0; column <= LANGS; column++)
            fprintf(out, "    char t%zu_%d[sizeof \"%s\"];\n", i, column, cell(i, column));
    fputs("} TEXTS = {\n", out);
    for (size_t i = 0; i < row_count; i++)
        for (int column = 0; column <= LANGS; column++)
            fprintf(out, "    \"%s\",\n", cell(i, column));
    fputs("};\nconst char *const CATALOGUE_TEXTS = (const char *)&TEXTS;\n\n", out);
}

static void print_table(FILE *out)
{
    qsort(rows, row_count, sizeof rows[0], by_id);
    fputs("/* Made by tools/gen from po/; not to be edited. */\n#include \"base/catalogue.h\"\n\n",
          out);
    print_texts(out);
    fputs("#define TEXT(name) { offsetof(__typeof__(TEXTS), name), sizeof TEXTS.name - 1 }\n"
          "const CatalogueRow CATALOGUE[] = {\n", out);
    for (size_t i = 0; i < row_count; i++)
        fprintf(out, "    { TEXT(t%zu_0), { TEXT(t%zu_1), TEXT(t%zu_2) } },\n", i, i, i);
    fprintf(out, "};\nconst size_t CATALOGUE_COUNT = %zu;\n", row_count);
}

int main(int argc, char **argv)
{
    int lang = 0;
    bool ok = argc > 2;
    FILE *out;

    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            lang++;
        else
            ok = lang < LANGS && read_po(argv[i], lang) && ok;
    }
    if (!ok || !(out = fopen(argv[1], "w"))) {
        fputs("gen: nothing written\n", stderr);
        return 1;
    }
    print_table(out);
    return fclose(out) == 0 ? 0 : 1;
}
