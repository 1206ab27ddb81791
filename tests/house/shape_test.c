/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions tools/tidy.c calls too long, in a small tree of its own. */
#include "base/buf.h"
#include "process.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

enum { TREE_BYTES = 1 << 16, TOOL_BYTES = 1024 };

/* Between head and brace as many lines as make `lines` of it, its comment not counted. */
static void function_add(Buf *out, const char *head, size_t head_lines, size_t lines)
{
    buf_add(out, STR("\n/* Said before. */\n"));
    buf_add(out, str_of(head));
    buf_add(out, STR("\n{\n"));
    for (size_t i = head_lines + 2; i < lines; i++)
        buf_add(out, STR("    count++;\n"));
    buf_add(out, STR("}\n"));
}

/* What tidy says of a file with one such function. */
static Str told(const char *head, size_t head_lines, size_t lines)
{
    CLEANUP(buf_done) Buf file = buf_new(TREE_BYTES);
    char tool[TOOL_BYTES];
    const char *const argv[] = { tool, process_folder(), NULL };

    buf_add(&file, STR("/* SPDX-License-Identifier: Apache-2.0 */\nstatic int count;\n"));
    function_add(&file, head, head_lines, lines);
    process_file("ARCHITECTURE.md", STR("| base | – | – |\n"));
    process_file("long.c", buf_str(&file));
    snprintf(tool, sizeof tool, "%s/tools/tidy", getenv("INRO_BUILD"));
    return process_run(argv, &(ProcessOptions){ .folder = NULL }).out;
}

TEST(a_function_is_counted_from_its_name_to_its_last_brace)
{
    static const struct {
        const char *head;
        size_t head_lines, lines;
        const char *found; /* NULL: nothing */
    } ROWS[] = {
        { "static void each(void)", 1, 70, NULL },
        { "static void each(void)", 1, 71, "long.c:5: a function of 71 lines; at most 70" },
        { "static void each(int a,\n                 int b)", 2, 70, NULL },
        { "static void each(int a,\n                 int b)", 2, 71,
          "long.c:5: a function of 71 lines; at most 70" },
        { "TEST(a_name_in_a_macro) /* REQ A1 */", 1, 71,
          "long.c:5: a function of 71 lines; at most 70" },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Str out = told(ROWS[i].head, ROWS[i].head_lines, ROWS[i].lines);
        bool found = str_find(out, STR("a function of")) < out.len;

        CHECK_INT(found, ROWS[i].found != NULL, ROWS[i].head);
        if (ROWS[i].found)
            CHECK(str_find(out, str_of(ROWS[i].found)) < out.len, ROWS[i].found);
    }
}
