/* SPDX-License-Identifier: Apache-2.0 */
/* The connection to the server is cut at every question, before it arrives and after it was
 * answered: a writer is told the truth, and only a lost answer to COMMIT leaves a doubt. */
/* Tests: db_postgres.c db.c */
#include "postgres.h"
#include "test.h"

#include "store/record.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOCKET ".s.PGSQL.5432"

enum { QUESTIONS_MAX = 80, SOUND_IN_A_ROW = 3, ANSWER_MS = 5000, FIRST_EVENTS = 4 };

/* ---- who stands between ------------------------------------------------------------- */

static int socket_at(const char *folder, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    snprintf(address->sun_path, sizeof address->sun_path, "%s/" SOCKET, folder);
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* Passes on what came by now; false when one side has ended. */
static bool pass(int from, int to)
{
    char bytes[1 << 16];
    ssize_t got = read(from, bytes, sizeof bytes);

    return got > 0 && write(to, bytes, (size_t)got) == got;
}

/* What the client said and nobody looked at yet. A message is a letter, the length of the rest in
 * network order, and the rest; the very first has no letter. */
typedef struct {
    unsigned char bytes[1 << 16];
    size_t count;
    bool greeted;
} Said;

static size_t message_bytes(const Said *said)
{
    size_t at = said->greeted, len;

    if (said->count < at + 4)
        return 0;
    len = (size_t)said->bytes[at + 2] << 8 | said->bytes[at + 3];
    return at + len <= said->count ? at + len : 0;
}

/* The client waits for an answer to its greeting, a query and a sync. */
static bool asks(const Said *said)
{
    return !said->greeted || said->bytes[0] == 'Q' || said->bytes[0] == 'S';
}

static bool hear(int client, Said *said)
{
    ssize_t got = read(client, said->bytes + said->count, sizeof said->bytes - said->count);

    said->count += got > 0 ? (size_t)got : 0;
    return got > 0;
}

static bool send_on(Said *said, size_t len, int server)
{
    bool ok = write(server, said->bytes, len) == (ssize_t)len;

    memmove(said->bytes, said->bytes + len, said->count - len);
    said->count -= len;
    said->greeted = true;
    return ok;
}

/* The question `cut_at` of the client is the last: lost, or answered into the void. */
static void stand_between(int client, int server, int cut_at, bool answered)
{
    static Said said;
    struct pollfd ends[] = { { client, POLLIN, 0 }, { server, POLLIN, 0 } };
    char bytes[1 << 16];

    said = (Said){ .count = 0 };
    for (int questions = 0; poll(ends, 2, -1) > 0;) {
        if ((ends[1].revents && !pass(server, client))
            || (ends[0].revents && !hear(client, &said)))
            return;
        for (size_t len; (len = message_bytes(&said)) > 0;) {
            questions += asks(&said);
            if ((questions == cut_at && !answered) || !send_on(&said, len, server))
                return;
            if (questions == cut_at && poll(&ends[1], 1, ANSWER_MS) > 0) {
                (void)(read(server, bytes, sizeof bytes) > 0);
                return;
            }
        }
    }
}

/* Only the first connection is cut: whoever comes back finds the server. */
static void proxy(int listener, int cut_at, bool answered)
{
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

static pid_t proxy_start(const char *folder, int cut_at, bool answered)
{
    struct sockaddr_un address;
    int listener = socket_at(folder, &address);
    pid_t pid;

    unlink(address.sun_path);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0
              && listen(listener, 8) == 0, "a socket");
    fflush(NULL);
    pid = fork();
    if (pid == 0)
        proxy(listener, cut_at, answered);
    close(listener);
    return pid;
}

static void proxy_end(pid_t pid)
{
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

/* ---- what the writer is told -------------------------------------------------------- */

typedef enum { KEPT, NOT_OPENED, LOST, DOUBTFUL } Told;

static Told told_by(const Err *err)
{
    char text[ERR_TEXT_BYTES];

    if (str_eq(err->rule, STR("store.commit-doubtful")))
        return DOUBTFUL;
    CHECK(err->code == ERR_NETWORK, err_text(err, LANG_EN, text, sizeof text));
    return LOST;
}

static bool say(Record *record, Err *err)
{
    char text[256], id[37];

    record_id(record, id);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"product\":\"%s\",\"version\":\"%u\"}", id,
             record->product, record->ids);
    return record_say(record, "release.created", record->product, text, err);
}

/* One fact through the proxy. A handle in doubt writes no more. */
static Told say_through(Record *record, const char *folder)
{
    Record own = *record;
    const char *name = strstr(record->place, "@/") + 2;
    StoreOptions options = { own.place, false, STR("") };
    Told told = KEPT;
    Err err = { 0 };

    snprintf(own.place, sizeof own.place, "postgres://postgres@/%.*s?host=%s",
             (int)strcspn(name, "?"), name, folder);
    own.signer.context = &own;
    own.arena = arena_new(1 << 24);
    if (!store_open(&options, &own.store, &err)) {
        CHECK(err.code == ERR_NETWORK, "not reached");
        told = NOT_OPENED;
    } else {
        if (!say(&own, &err))
            told = told_by(&err);
        if (told == DOUBTFUL)
            CHECK(!say(&own, &err) && told_by(&err) == DOUBTFUL, "nothing before one looks");
        store_close(own.store);
    }
    arena_done(&own.arena);
    record->ids = own.ids;
    return told;
}

static bool count_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(int64_t *)context = values[0].number;
    return true;
}

static int64_t events_of(Record *record)
{
    int64_t count = -1;
    Err err = { 0 };

    CHECK_OK(db_query(store_db(record->store), "SELECT count(*) FROM event", NULL, 0, count_take,
                      &count, &err), &err);
    return count;
}

static void cut_everywhere(bool answered)
{
    char folder[] = "/tmp/inro-cut-XXXXXX", path[64];
    int sound = 0, told_count[DOUBTFUL + 1] = { 0 };
    Record record;
    VerifyReport report;
    Err err = { 0 };

    record_place(RECORD_POSTGRES);
    record_begin(&record);
    CHECK(mkdtemp(folder), "a folder");
    for (int at = 1; at < QUESTIONS_MAX && sound < SOUND_IN_A_ROW; at++) {
        int64_t before = events_of(&record);
        pid_t pid = proxy_start(folder, at, answered);
        Told told = say_through(&record, folder);

        proxy_end(pid);
        CHECK_INT(events_of(&record) - before,
                  told == KEPT || (told == DOUBTFUL && answered), "kept when it was said to be");
        told_count[told]++;
        sound = told == KEPT ? sound + 1 : 0;
    }
    CHECK_INT(sound, SOUND_IN_A_ROW, "behind the last question nothing is cut");
    CHECK(told_count[DOUBTFUL] > 0 && told_count[DOUBTFUL] < 4, /* it moves as the tree grows */
          "COMMIT alone leaves a doubt");
    CHECK(told_count[NOT_OPENED] > 0 && told_count[LOST] > 3, "and many leave none");
    CHECK_OK(store_verify(record.store, NULL, &report, &err), &err);
    snprintf(path, sizeof path, "%s/" SOCKET, folder);
    unlink(path);
    rmdir(folder);
    record_end(&record);
}

TEST(a_question_that_never_arrives_is_told_truly)
{
    cut_everywhere(false);
}

TEST(an_answer_that_never_arrives_is_told_truly)
{
    cut_everywhere(true);
}
