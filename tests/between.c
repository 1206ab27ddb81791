/* SPDX-License-Identifier: Apache-2.0 */
#include "between.h"

#include "postgres.h"
#include "test.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOCKET ".s.PGSQL.5432"

enum { SAID_BYTES = 1 << 16, ANSWER_MS = 5000, FOLDER_BYTES = 64, PLACE_BYTES = 256 };

/* What the processes that pass things on share with who started them. */
static unsigned *questions_asked;
static char folder[FOLDER_BYTES];
static pid_t running;

static int socket_at(const char *in, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    snprintf(address->sun_path, sizeof address->sun_path, "%s/" SOCKET, in);
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static bool write_all(int to, const void *bytes, size_t count)
{
    for (const char *at = bytes; count > 0;) {
        ssize_t done = write(to, at, count);

        if (done <= 0)
            return false;
        at += done;
        count -= (size_t)done;
    }
    return true;
}

/* Passes on what came by now; false when one side has ended. */
static bool pass(int from, int to)
{
    char bytes[1 << 16];
    ssize_t got = read(from, bytes, sizeof bytes);

    return got > 0 && write_all(to, bytes, (size_t)got);
}

/* What the client said and nobody passed on yet. A message is a letter, the length of the rest in
 * network order, and the rest; the very first has no letter. */
typedef struct {
    unsigned char bytes[SAID_BYTES];
    size_t count, left; /* of the message that is being passed on */
    bool greeted;
} Said;

/* 0 until its head is there. */
static size_t message_bytes(const Said *said)
{
    size_t at = said->greeted, len = 0;

    if (said->count < at + 4)
        return 0;
    for (size_t i = 0; i < 4; i++)
        len = len << 8 | said->bytes[at + i];
    return at + len;
}

/* The client waits for an answer to its greeting, a query, a sync and the end of a COPY. */
static bool asks(const Said *said)
{
    return !said->greeted || said->bytes[0] == 'Q' || said->bytes[0] == 'S'
        || said->bytes[0] == 'c';
}

static bool hear(int client, Said *said)
{
    ssize_t got = read(client, said->bytes + said->count, sizeof said->bytes - said->count);

    said->count += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* What is there of the message. */
static bool send_on(Said *said, int server)
{
    size_t len = said->left < said->count ? said->left : said->count;
    bool ok = write_all(server, said->bytes, len);

    memmove(said->bytes, said->bytes + len, said->count - len);
    said->count -= len;
    said->left -= len;
    said->greeted = true;
    return ok;
}

typedef struct {
    int questions, cut_at;
    bool answered, last;
} Cut;

/* Passes on what was heard; false when the connection is to end. */
static bool speak(Said *said, int server, Cut *cut)
{
    while (said->count > 0) {
        if (!said->left && (said->left = message_bytes(said)) > 0) {
            bool asked = asks(said);

            cut->questions += asked;
            *questions_asked += asked;
            cut->last = asked && cut->questions == cut->cut_at;
        }
        if (!said->left)
            return true;
        if ((cut->last && !cut->answered) || !send_on(said, server))
            return false;
        if (cut->last && !said->left) {
            char bytes[1 << 16];
            struct pollfd answer = { server, POLLIN, 0 };

            return poll(&answer, 1, ANSWER_MS) <= 0 || read(server, bytes, sizeof bytes) < 0;
        }
    }
    return true;
}

/* The question `cut_at` of the client is the last: lost, or answered into the void. */
static void stand_between(int client, int server, int cut_at, bool answered)
{
    static Said said;
    struct pollfd ends[] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
    Cut cut = { .cut_at = cut_at, .answered = answered };

    said.count = said.left = 0;
    said.greeted = false;
    while (poll(ends, 2, -1) > 0)
        if ((ends[1].revents && !pass(server, client))
            || (ends[0].revents && (!hear(client, &said) || !speak(&said, server, &cut))))
            return;
}

/* Only the first connection is cut: whoever comes back finds the server. */
static void stay(int listener, int cut_at, bool answered)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        struct sockaddr_un address;
        int server = socket_at(postgres_folder(), &address);
        int client = accept(listener, NULL, NULL);

        if (client < 0 || connect(server, (struct sockaddr *)&address, sizeof address) != 0)
            _exit(1);
        stand_between(client, server, cut_at, answered);
        close(client);
        close(server);
        cut_at = INT_MAX;
    }
}

static void folder_end(void)
{
    char path[PLACE_BYTES];

    snprintf(path, sizeof path, "%s/" SOCKET, folder);
    unlink(path);
    rmdir(folder);
}

static void folder_make(void)
{
    if (folder[0])
        return;
    snprintf(folder, sizeof folder, "/tmp/inro-between-XXXXXX");
    CHECK(mkdtemp(folder), "a folder");
    questions_asked = mmap(NULL, sizeof *questions_asked, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(questions_asked != MAP_FAILED, "memory of both");
    atexit(folder_end);
}

const char *between_start(const char *place, int cut_at, bool answered)
{
    static char through[PLACE_BYTES];
    const char *name = strstr(place, "@/") + 2;
    struct sockaddr_un address;
    int listener;

    folder_make();
    listener = socket_at(folder, &address);
    unlink(address.sun_path);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0
              && listen(listener, 8) == 0, "a socket");
    *questions_asked = 0;
    fflush(NULL);
    running = fork();
    if (running == 0)
        stay(listener, cut_at ? cut_at : INT_MAX, answered);
    close(listener);
    snprintf(through, sizeof through, "postgres://postgres@/%.*s?host=%s",
             (int)strcspn(name, "?"), name, folder);
    return through;
}

unsigned between_end(void)
{
    kill(running, SIGKILL);
    while (waitpid(running, NULL, 0) < 0 && errno == EINTR)
        continue;
    running = 0;
    return *questions_asked;
}
