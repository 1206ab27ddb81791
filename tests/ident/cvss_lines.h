/* SPDX-License-Identifier: Apache-2.0 */
/* cvss_lines.h — files of vectors with their scores, as the corpus writes them. */
#pragma once

#include "ident/cvss.h"
#include "test.h"

/* A line "98", "9.8" or "10" as tenths; "-", "None" and "" are an absent score. */
static inline int tenths_of(Str text)
{
    int tenths = 0, digits_after = 0;
    bool after = false;

    text = str_trim(text);
    if (!text.len || str_eq(text, STR("-")) || str_eq(text, STR("None")))
        return CVSS_ABSENT;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '.')
            after = true;
        else if (text.ptr[i] != '-') {
            tenths = tenths * 10 + (text.ptr[i] - '0');
            digits_after += after;
        }
    }
    return digits_after ? tenths : tenths * 10;
}

static inline bool any_metric(Str vector, const char *names)
{
    Str rest = vector, part, list, name;

    while (str_next(&rest, '/', &part)) {
        list = str_of(names);
        while (str_next(&list, ' ', &name))
            if (str_eq(str_slice(part, 0, str_find_char(part, ':')), name))
                return true;
    }
    return false;
}

/* The corpora of v3 repeat the score before for a group that is not written, and so do their
 * v2 lines at times: an absent group must then be one that the vector does not write. */
static inline bool group_agrees(int got, int want, Str vector, const char *names)
{
    if (any_metric(vector, names))
        return got == want;
    return got == CVSS_ABSENT;
}

static inline bool scores_agree(const CvssScore *got, const int want[3], Str vector)
{
    if (got->version == CVSS_4_0)
        return got->base == want[0] && got->temporal == CVSS_ABSENT
               && got->environmental == CVSS_ABSENT;
    return got->base == want[0] && group_agrees(got->temporal, want[1], vector, "E RL RC")
           && group_agrees(got->environmental, want[2], vector,
                           "CDP TD CR IR AR MAV MAC MPR MUI MS MC MI MA");
}

enum { SCORE_BYTES = 16 };

static int wrong; /* lines of the present file */

static inline void vector_check(Str vector, const int want[3], const char *file)
{
    CvssScore got;
    Err err = { 0 };

    if (!cvss_score(vector, &got, &err) || !scores_agree(&got, want, vector)) {
        if (wrong++ < 5)
            fprintf(stderr, "%s: %.*s: got %d %d %d, want %d %d %d\n", file, STR_ARG(vector),
                    got.base, got.temporal, got.environmental, want[0], want[1], want[2]);
    }
}

/* "VECTOR - (7.8, 6.4, None)" or "VECTOR - 7.3". */
static inline void redhat_line(Str line, const char *file)
{
    size_t dash = str_find(line, STR(" - "));
    Str rest = str_slice(line, dash + 3, line.len), piece;
    int want[3] = { CVSS_ABSENT, CVSS_ABSENT, CVSS_ABSENT };

    if (str_starts(rest, STR("(")))
        rest = str_slice(rest, 1, rest.len - 1);
    for (size_t i = 0; i < 3 && str_next(&rest, ',', &piece); i++)
        want[i] = tenths_of(piece);
    vector_check(str_slice(line, 0, dash), want, file);
}

static inline void tab_line(Str line, const char *file)
{
    int want[3] = { CVSS_ABSENT, CVSS_ABSENT, CVSS_ABSENT };
    Str vector, piece;

    CHECK(str_next(&line, '\t', &vector), "a vector");
    for (size_t i = 0; i < 3 && str_next(&line, '\t', &piece); i++)
        want[i] = tenths_of(piece);
    vector_check(vector, want, file);
}

static inline void file_check(const char *name, void (*line_check)(Str, const char *),
                              size_t lines_min)
{
    char inside[128];
    Str rest, line;
    size_t lines = 0;

    snprintf(inside, sizeof inside, "corpus/cvss/%s", name);
    rest = test_file(TEST_SHARED(inside));
    wrong = 0;
    while (str_next(&rest, '\n', &line))
        if (line.len) {
            line_check(line, name);
            lines++;
        }
    CHECK(lines >= lines_min, "the file is whole");
    CHECK_INT(wrong, 0, name);
}

static inline const char *score_text(int tenths, char buffer[SCORE_BYTES])
{
    if (tenths == CVSS_ABSENT)
        return "-";
    snprintf(buffer, SCORE_BYTES, "%d.%d", tenths / 10, tenths % 10);
    return buffer;
}
