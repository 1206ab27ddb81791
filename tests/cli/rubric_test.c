/* SPDX-License-Identifier: Apache-2.0 */
/* The rubric as a conversation on a terminal: a pseudo terminal of 80 columns, in both languages.
 * Tests: cli/rubric.c */
#include "accept.h"
#include "../lifecycle/snapshot.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEEN_BYTES = 1 << 16, WAIT_MS = 20000 };

/* The program at the other end of the terminal. */
typedef struct {
    int pid, terminal;
    char out[1200];          /* the file its standard output goes to; empty: the terminal */
    char seen[SEEN_BYTES];   /* what stood on the terminal */
    size_t len, read;        /* `read`: of `seen`, by the last expect */
} Talk;

static void child_run(const Talk *talk, const char *language)
{
    static char name[] = "inro", noun[] = "risk", verb[] = "rubric";
    char *const argv[] = { name, noun, verb, NULL };

    setenv("INRO_LANG", language, 1);
    unsetenv("COLUMNS");
    if (talk->out[0]) {
        int fd = open(talk->out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        if (fd < 0 || dup2(fd, 1) < 0)
            _exit(99);
    }
    execv(process_inro(), argv);
    _exit(98);
}

static void begin(Talk *talk, const char *language, const char *out, unsigned short columns)
{
    struct winsize size = { .ws_row = 24, .ws_col = columns };

    talk->len = talk->read = 0;
    talk->out[0] = '\0';
    if (out)
        snprintf(talk->out, sizeof talk->out, "%s/%s", process_folder(), out);
    talk->pid = forkpty(&talk->terminal, NULL, NULL, &size);
    if (talk->pid == 0)
        child_run(talk, language);
    CHECK(talk->pid > 0, "a terminal");
}

/* False at the end of what the program says. A terminal ends lines with CR LF. */
static bool hear(Talk *talk)
{
    struct pollfd ready = { .fd = talk->terminal, .events = POLLIN };
    char bytes[4096];
    ssize_t got;

    CHECK(poll(&ready, 1, WAIT_MS) == 1, "it says something in time");
    got = read(talk->terminal, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    for (ssize_t i = 0; i < got && talk->len < SEEN_BYTES; i++)
        if (bytes[i] != '\r')
            talk->seen[talk->len++] = bytes[i];
    return true;
}

/* Waits until it stands behind what was expected before. */
static void expect(Talk *talk, const char *text)
{
    Str rest = { talk->seen + talk->read, talk->len - talk->read }, wanted = str_of(text);

    while (str_find(rest, wanted) == rest.len) {
        if (!hear(talk))
            test_fail("it ended before it said \"%s\"", text);
        rest.len = talk->len - talk->read;
    }
    talk->read += str_find(rest, wanted) + wanted.len;
}

static void type(const Talk *talk, const char *keys)
{
    CHECK_INT(write(talk->terminal, keys, strlen(keys)), (int)strlen(keys), "typed");
}

static int end(Talk *talk)
{
    int status = 0;

    while (hear(talk))
        continue;
    close(talk->terminal);
    CHECK(waitpid(talk->pid, &status, 0) == talk->pid, "it has ended");
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static Str seen(const Talk *talk)
{
    return (Str){ talk->seen, talk->len };
}

static Str written(const Talk *talk)
{
    return test_file(talk->out);
}

static void fits(const Talk *talk, size_t columns)
{
    Str rest = seen(talk), line = STR("");

    while (str_next(&rest, '\n', &line))
        if (utf8_width(line, true) > columns)
            test_fail("%zu columns: %.*s", utf8_width(line, true), STR_ARG(line));
}

/* Help, an answer that is none, an empty one, going back, and back before the first question. */
static const char *const ANSWERED[] = {
    "?", "perhaps", "", "b", "y", "b", "n", "b", "y", "y", "n", "y", "y", "y", "u", "n",
};
/* The same on a keyboard that stayed Japanese. */
static const char *const JAPANESE[] = {
    "？", "たぶん", "", "戻る", "はい", "ｂ", "いいえ", "b", "ｙ", "y", "ｎ", "y", "y", "y",
    "不明", "n",
};

static void converse(Talk *talk, const char *const *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        expect(talk, "? > ");
        type(talk, answers[i]);
        type(talk, "\n");
    }
    for (int i = 0; i < 18; i++) { /* nothing of the rest is so */
        expect(talk, "? > ");
        type(talk, "n\n");
    }
}

#define VECTOR                                                                                     \
    "CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:N/I:N/A:N\n"                                               \
    "XAVN:Y/XAVT:Y/XACL:N/XPRL:Y/XPRZ:Y/XPRS:Y/XUI:U/XS:N/"

TEST(a_conversation_reads_well_in_both_languages)
{
    static const struct {
        const char *language, *file, *const *answers;
        size_t count;
    } ROWS[] = {
        { "en", "tests/golden/cli-rubric.en.txt", ANSWERED, ARRAY_LEN(ANSWERED) },
        { "ja", "tests/golden/cli-rubric.ja.txt", JAPANESE, ARRAY_LEN(JAPANESE) },
    };

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        CLEANUP(buf_done) Buf told = buf_new(SEEN_BYTES);
        static Talk talk;

        begin(&talk, ROWS[i].language, "vector", 80);
        converse(&talk, ROWS[i].answers, ROWS[i].count);
        CHECK_INT(end(&talk), 0, "all is answered");
        CHECK(str_starts(written(&talk), STR(VECTOR)), "both vectors, and nothing else");
        fits(&talk, 80);
        buf_add(&told, seen(&talk));
        snapshot_check(ROWS[i].file, &told);
    }
}

TEST(a_vector_on_the_terminal_stands_below_the_questions)
{
    static Talk talk;

    begin(&talk, "en", NULL, 80);
    converse(&talk, ANSWERED, ARRAY_LEN(ANSWERED));
    CHECK_INT(end(&talk), 0, "all is answered");
    CHECK_HAS(seen(&talk), "? > n\n\n" VECTOR, "below a blank line");
}

TEST(a_narrow_terminal_gets_short_lines)
{
    static Talk talk;

    begin(&talk, "en", NULL, 40);
    expect(&talk, "? > ");
    CHECK_HAS(seen(&talk), "  Can the vulnerability be attacked over\n  a network", "lines of 40");
    type(&talk, "\x04");
    CHECK_INT(end(&talk), 2, "ended");
}

TEST(the_end_of_the_input_writes_nothing_and_says_how_to_go_on)
{
    static Talk talk;
    ProcessResult again;

    begin(&talk, "en", "ended", 80);
    expect(&talk, "? > ");
    type(&talk, "y\n");
    expect(&talk, "XAVT\n");
    expect(&talk, "? > ");
    type(&talk, "\x04");
    CHECK_INT(end(&talk), 2, "not all is answered");
    CHECK_HAS(seen(&talk), "\nTo go on where it ended: inro risk rubric XAVN:Y\n", "how");
    CHECK_HAS(seen(&talk), "inro: question XAVT is not answered\n", "what is open");
    CHECK_STR(written(&talk), STR(""), "nothing was written");
    again = inro_words(STR(""), NULL, (const char *const[]){ "risk", "rubric", "XAVN:Y", NULL });
    CHECK_HAS(again.err, "question XAVT", "it goes on there");
    CHECK_LACKS(again.err, "question XAVN", "and not before");
}

TEST(an_interrupt_and_a_closed_terminal_leave_nothing_behind)
{
    static Talk talk;
    int status = 0;

    begin(&talk, "ja", "interrupted", 80);
    expect(&talk, "? > ");
    type(&talk, "y\n");
    expect(&talk, "? > ");
    type(&talk, "\x03");
    CHECK_INT(end(&talk), 128 + SIGINT, "by the signal");
    CHECK_STR(written(&talk), STR(""), "nothing is half written");
    begin(&talk, "en", "closed", 80);
    expect(&talk, "? > ");
    close(talk.terminal);
    CHECK(waitpid(talk.pid, &status, 0) == talk.pid, "it does not wait for ever");
    CHECK(!WIFEXITED(status) || WEXITSTATUS(status) == 2, "and does not say that all is well");
    CHECK_STR(written(&talk), STR(""), "nothing is half written");
}

TEST(a_long_or_hostile_answer_is_no_answer_and_harms_no_screen)
{
    static Talk talk;

    begin(&talk, "en", "hostile", 80);
    expect(&talk, "? > ");
    type(&talk,
    "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n");
    expect(&talk, "is no answer.");
    expect(&talk, "? > ");
    type(&talk, "\xe2\x80\xae" "y\n"); /* turns the direction of text */
    expect(&talk, "\"???y\" is no answer.");
    expect(&talk, "? > ");
    type(&talk, "\x03");
    CHECK_INT(end(&talk), 128 + SIGINT, "nothing was taken");
}
