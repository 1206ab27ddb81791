/* SPDX-License-Identifier: Apache-2.0 */
/* trace — from requirement to code to test, and back.
 *
 *     trace ROOT [--matrix]
 *
 * docs/requirements.tsv has a row each: id, source, text, state (`planned`, `partial: what is
 * missing`, `held`). A line of code or of a test that satisfies one carries the mark REQ and the
 * id in a comment. Fails when a held row lacks a mark in src/ or in a test that asserts, when a
 * mark names no row, when a state is none of the three, and when a row of
 * tests/golden/requirements-held.txt is held no longer.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ROWS_MAX = 1024, LINE_BYTES = 8192, ID_BYTES = 16, PATH_BYTES = 1024 };

typedef struct {
    char id[ID_BYTES], state[256];
    size_t code_marks, test_marks;
} Row;

static Row rows[ROWS_MAX];
static size_t row_count, complaints;

static Row *row_of(const char *id)
{
    for (size_t i = 0; i < row_count; i++)
        if (strcmp(rows[i].id, id) == 0)
            return &rows[i];
    return NULL;
}

static void state_check(const Row *row)
{
    if (strcmp(row->state, "planned") == 0 || strcmp(row->state, "held") == 0
        || strncmp(row->state, "partial: ", 9) == 0)
        return;
    printf("docs/requirements.tsv: %s: no such state: %s\n", row->id, row->state);
    complaints++;
}

static bool rows_read(const char *root)
{
    static char path[PATH_BYTES], line[LINE_BYTES];
    FILE *in;

    snprintf(path, sizeof path, "%s/docs/requirements.tsv", root);
    if (!(in = fopen(path, "r")))
        return false;
    while (fgets(line, sizeof line, in) && row_count < ROWS_MAX) {
        char *tab = strchr(line, '\t'), *last = strrchr(line, '\t');
        Row *row = &rows[row_count];
        if (!tab || strncmp(line, "id\t", 3) == 0)
            continue;
        last[strcspn(last, "\n")] = '\0';
        snprintf(row->id, sizeof row->id, "%.*s", (int)(tab - line), line);
        snprintf(row->state, sizeof row->state, "%s", last + 1);
        state_check(row);
        row_count++;
    }
    fclose(in);
    return row_count > 0;
}

/* Every id behind the mark: "REQ A96" or "REQ A96 D52". */
static void marks_read(const char *path, const char *line, bool test)
{
    const char *at = strstr(line, "/* REQ ");
    char id[ID_BYTES];
    int used;

    if (!at)
        return;
    if (strstr(at + 1, "/* REQ ")) {
        printf("%s: two marks on one line; write one with both ids\n", path);
        complaints++;
    }
    for (at += 7; sscanf(at, " %15[A-Z0-9]%n", id, &used) == 1; at += used) {
        Row *row = row_of(id);
        if (!row) {
            printf("%s: the mark %s names no requirement\n", path, id);
            complaints++;
            continue;
        }
        row->test_marks += test;
        row->code_marks += !test;
    }
}

/* A mark in a test counts only in a file that asserts. */
static void file_read(const char *path, bool test)
{
    static char line[LINE_BYTES];
    bool asserts = !test;
    FILE *in = fopen(path, "r");

    while (in && fgets(line, sizeof line, in))
        asserts = asserts || strstr(line, "CHECK");
    if (in && asserts) {
        rewind(in);
        while (fgets(line, sizeof line, in))
            marks_read(path, line, test);
    }
    if (in)
        fclose(in);
}

static void walk(const char *folder, bool test)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char path[PATH_BYTES];
        struct stat info;
        size_t len = strlen(entry->d_name);
        if (entry->d_name[0] == '.'
            || snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= PATH_BYTES
            || stat(path, &info) != 0)
            continue;
        if (S_ISDIR(info.st_mode))
            walk(path, test);
        else if (len > 2 && (strcmp(entry->d_name + len - 2, ".c") == 0
                             || strcmp(entry->d_name + len - 2, ".h") == 0))
            file_read(path, test);
    }
    if (dir)
        closedir(dir);
}

static void held_check(const char *root)
{
    static char path[PATH_BYTES], id[ID_BYTES];
    FILE *in;

    for (size_t i = 0; i < row_count; i++)
        if (strcmp(rows[i].state, "held") == 0 && (!rows[i].code_marks || !rows[i].test_marks)) {
            printf("%s is held without a mark in %s\n", rows[i].id,
                   rows[i].code_marks ? "a test" : "the code");
            complaints++;
        }
    snprintf(path, sizeof path, "%s/tests/golden/requirements-held.txt", root);
    in = fopen(path, "r");
    while (in && fscanf(in, "%15s", id) == 1) {
        const Row *row = row_of(id);
        if (!row || strcmp(row->state, "held") != 0) {
            printf("%s was held once and is no longer\n", id);
            complaints++;
        }
    }
    if (in)
        fclose(in);
}

static void matrix_print(void)
{
    puts("id\tstate\tcode\ttests");
    for (size_t i = 0; i < row_count; i++)
        printf("%s\t%s\t%zu\t%zu\n", rows[i].id, rows[i].state, rows[i].code_marks,
               rows[i].test_marks);
}

int main(int argc, char **argv)
{
    static char path[PATH_BYTES];
    size_t held = 0, partial = 0;

    if (argc < 2 || !rows_read(argv[1])) {
        fputs("trace: ROOT/docs/requirements.tsv cannot be read\n", stderr);
        return 2;
    }
    snprintf(path, sizeof path, "%s/src", argv[1]);
    walk(path, false);
    snprintf(path, sizeof path, "%s/tests", argv[1]);
    walk(path, true);
    held_check(argv[1]);
    if (argc > 2 && strcmp(argv[2], "--matrix") == 0)
        matrix_print();
    for (size_t i = 0; i < row_count; i++) {
        held += strcmp(rows[i].state, "held") == 0;
        partial += strncmp(rows[i].state, "partial", 7) == 0;
    }
    printf("%zu requirements: %zu held, %zu partial, %zu planned\n", row_count, held, partial,
           row_count - held - partial);
    printf("cases: %d passed, %d failed, 0 skipped\n", complaints == 0, complaints != 0);
    return complaints ? 1 : 0;
}
