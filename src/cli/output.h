/* SPDX-License-Identifier: Apache-2.0 */
/* output.h — where results go: -o FORMAT[=FILE], given as often as one likes.
 *
 *     { "output", 'o', "FORMAT[=FILE]", OPTION_LIST, offsetof(Args, outputs) },
 */
#pragma once

#include "cli/app.h"
#include "inro/report.h"

enum { OUTPUT_FORMAT_BYTES = 32 };

/* "html=report.html" is the format and the file; without a file, or with "-", standard output. */
typedef struct {
    char format[OUTPUT_FORMAT_BYTES];
    const char *file;
} Output;

typedef struct {
    Output item[LIST_MAX];
    size_t count;
} OutputList;

/* Reads every word; no word, and NULL, is a table on standard output; with `json` (--json) that is
 * all there is. False, said to the user, when a word names no format. */
bool output_read(const App *app, const TextList *words, bool json, OutputList *out);

/* The files among them, for confine and confine_record; NULL for standard output. */
void output_files(const OutputList *list, const char *files[LIST_MAX]);

/* Prints once: `options` have been filled in. Returns false with the error set; one that returns
 * true may set its status (inro.h), which is the program's then. */
typedef bool OutputPrint(const App *app, const void *what, const InroReportOptions *options,
                         InroError *error);
/* Prints `what` to each in turn. A file appears whole or not at all; a reader of standard output
 * that has seen enough is no failure. */
InroStatus output_print(const App *app, const OutputList *list, OutputPrint *print,
                        const void *what);
