/* SPDX-License-Identifier: Apache-2.0 */
/* The program as a user meets it: words, help, exit statuses.
 * Tests: app.c command.c help.c main.c output.c */
#include "process.h"
#include "test.h"

#include "base/io.h"

#include <stdlib.h>
#include <string.h>

static ProcessResult inro(const char *const *words, Str input)
{
    const char *argv[16] = { process_inro() };
    ProcessOptions options = { .input = input };

    for (size_t i = 0; words[i]; i++)
        argv[i + 1] = words[i];
    return process_run(argv, &options);
}

typedef struct {
    const char *words[8];
    int status;
    const char *out, *err; /* a part of what is printed; NULL: nothing is */
} Row;

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ProcessResult result = inro(rows[i].words, STR(""));
        const char *why = rows[i].words[0] ? rows[i].words[0] : "no words";
        CHECK_INT(result.status, rows[i].status, why);
        if (rows[i].out)
            CHECK(str_find(result.out, str_of(rows[i].out)) < result.out.len, rows[i].out);
        else
            CHECK_STR(result.out, STR(""), why);
        if (rows[i].err)
            CHECK(str_find(result.err, str_of(rows[i].err)) < result.err.len, rows[i].err);
        else
            CHECK_STR(result.err, STR(""), why);
    }
}

TEST(results_go_to_stdout_and_refusals_to_stderr)
{
    static const Row ROWS[] = {
        { { "--version" }, 0, "inro 0.1.0\n", NULL },
        { { "version", "compare", "deb", "1.0~rc1", "1.0" }, 0, "<\n", NULL },
        { { "version", "compare", "deb", "1.0" }, 2, NULL, "takes two versions" },
        { { "version", "compare", "nosuch", "1", "2" }, 2, NULL, "nosuch" },
        { { "cpe", "match", "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*", "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*" },
          0, "SUPERSET\n", NULL },
        { { "cpe", "match", "x", "y" }, 2, NULL, "x" },
        { { "purl", "pkg:PyPI/Django_Rest@4.2" }, 0, "pkg:pypi/django-rest@4.2\n", NULL },
        { { "purl", "pkg:npm/a@1", "nonsense" }, 2, "pkg:npm/a@1\n", "nonsense: " },
        { { "cvss", "AV:N/AC:L/Au:N/C:P/I:P/A:P" }, 0,
          "AV:N/AC:L/Au:N/C:P/I:P/A:P\t7.5\t-\t-\thigh\n", NULL },
        { { "cvss", "nonsense" }, 2, "nonsense\tinvalid\t", NULL },
        { { "purll", "x" }, 2, NULL, "did you mean \"purl\"" },
        { { "zzzzzzzz" }, 2, NULL, "inro help" },
        { { "purl" }, 2, NULL, "PURL" },
        { { "purl", "--nosuch" }, 2, NULL, "--nosuch" },
        { { "product", "create", "Pump" }, 2, NULL,
          "\"Pump\" is one word too many for product create; inro help product create" },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(help_is_everywhere_and_in_both_languages)
{
    static const Row ROWS[] = {
        { { NULL }, 0, "version compare", NULL },
        { { "help" }, 0, "Usage: inro COMMAND", NULL },
        { { "help", "--lang", "ja" }, 0, "使い方", NULL },
        { { "help", "cvss" }, 0, "CVSS:3.1/", NULL },
        { { "cvss", "--help" }, 0, "CVSS:3.1/", NULL },
        { { "help", "exit-codes" }, 0, "  70  ", NULL },
        { { "help", "db" }, 0, "  db import  ", NULL },
        { { "help", "prl" }, 2, NULL, "did you mean \"purl\"" },
        { { "nosuchword", "--help" }, 2, NULL, "inro help" },
        { { "db", "--help" }, 0, "  db status  ", NULL },
    };
    check_rows(ROWS, ARRAY_LEN(ROWS));
}

TEST(pairs_on_standard_input_are_answered_line_by_line)
{
    static const char *const WORDS[] = { "version", "compare", "semver", NULL };
    ProcessResult result = inro(WORDS, STR("1.0.0\t1.0.1\n2.0.0\t1.0.0\r\n1.0.0\t1.0.0\n"
                                           "x\t1.0.0\n\n"));

    CHECK_STR(result.out, STR("<\n>\n=\n?\n?\n"), "a line each, ? where one is no version");
    CHECK_INT(result.status, 0, "an invalid version is an answer, no failure");
}

/* Every option that the help of a command shows stands in its man page, and the other way. */
static void check_page(const char *page, Str help)
{
    Str rest = test_file(test_source_path(page)), line;
    Str all = rest;

    while (str_next(&help, '\n', &line)) {
        size_t at = str_find(line, STR("--"));
        Str name = str_slice(line, at + 2, line.len);
        char want[80];
        if (!str_starts(line, STR("  ")) || at > 8 || at == line.len)
            continue;
        name = str_slice(name, 0, str_find_char(name, ' '));
        snprintf(want, sizeof want, "Fl -%.*s", STR_ARG(name));
        if (str_find(all, str_of(want)) == all.len) {
            snprintf(want, sizeof want, ", -%.*s", STR_ARG(name));
            CHECK(str_find(all, str_of(want)) < all.len, page);
        }
    }
}

enum { COMMAND_COLUMN = 18, NOUN_COLUMN = 28 }; /* as in src/cli/help.c */

/* The name in a line of the help such as "  db import       take …"; empty for another line. */
static Str name_in(Str line, size_t column)
{
    size_t end;

    if (!str_starts(line, STR("  ")))
        return STR("");
    line = str_slice(line, 2, line.len);
    end = str_find(line, STR("  "));
    /* A name that fills its column has one blank behind it. */
    return str_trim(str_slice(line, 0, end < column - 2 ? end : column - 3));
}

static void check_command(Str name)
{
    char text[48], page[80], begins[64];
    const char *words[6] = { "help" };
    size_t count = 1;
    Str help;

    snprintf(text, sizeof text, "%.*s", STR_ARG(name));
    snprintf(begins, sizeof begins, "inro %s ", text);
    snprintf(page, sizeof page, "docs/man/inro-%s.1", text);
    for (char *c = page; *c; c++)
        *c = *c == ' ' ? '-' : *c;
    for (char *c = text; count < 5; c++) {
        words[count++] = c;
        c = strchr(c, ' ');
        if (!c)
            break;
        *c = '\0';
    }
    if (!io_exists(test_source_path(page))) /* the commands of a noun share a page */
        snprintf(page, sizeof page, "docs/man/inro-%s.1", words[1]);
    help = inro(words, STR("")).out;
    CHECK(str_starts(help, str_of(begins)), begins);
    check_page(page, help);
}

/* Every command that the help of `noun` lists, by the program that has it. */
static size_t check_noun(Str noun)
{
    char text[48];
    const char *words[] = { "help", text, NULL };
    Str rest, line;
    size_t count = 0;

    snprintf(text, sizeof text, "%.*s", STR_ARG(noun));
    rest = inro(words, STR("")).out;
    if (str_starts(rest, STR("inro "))) { /* one command of that name */
        check_command(noun);
        return 1;
    }
    while (str_next(&rest, '\n', &line)) {
        Str name = name_in(line, NOUN_COLUMN);
        if (name.len)
            check_command(name);
        count += name.len > 0;
    }
    return count;
}

TEST(man_pages_and_help_speak_of_the_same_options)
{
    static const char *const WORDS[] = { "help", NULL };
    Str rest = inro(WORDS, STR("")).out, line;
    size_t pages = 0, parts = 0;

    while (str_next(&rest, '\n', &line)) {
        Str name = name_in(line, COMMAND_COLUMN);
        parts += line.len == 0; /* head, commands, the record's head, nouns, foot */
        if (name.len && parts < 3)
            check_command(name);
        else if (name.len)
            check_noun(name);
        pages += name.len > 0;
    }
    CHECK(pages >= 4, "the help lists the commands");
}
