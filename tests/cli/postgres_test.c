/* SPDX-License-Identifier: Apache-2.0 */
/* A record on a server, through the program: moved there and back, written to by two installations
 * at once, cut off, and on servers that are not as they should be.
 * Tests: cli/backup.c api/backup.c store/copy.c store/db_postgres.c */
#include "accept.h"

#include "../between.h"
#include "../postgres.h"

#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DONE(...)         ended(INRO(__VA_ARGS__), 0, __LINE__)
#define ENDS(status, ...) ended(INRO(__VA_ARGS__), (status), __LINE__)
#define VERIFIED(record, why)                                                                      \
    CHECK_HAS(DONE("record", "verify", "--record", (record)), "\nverified", (why))

/* ---- from place to place ------------------------------------------------------------------ */

/* A product with a document, a site and a device, and somebody whose name is gone. */
static void fill(const char *record)
{
    DONE("product", "create", "--record", record, "--name", "Pump", "--intended-use", "輸液");
    DONE("release", "create", "--record", record, "--product", "Pump", "--version", "2.1");
    DONE("release", "sbom", "attach", "--record", record, "Pump@2.1",
         document("moved.json", CDX("{'type':'library','name':'a','version':'1',"
                                    "'purl':'pkg:pypi/a@1'}")));
    DONE("site", "create", "--record", record, "--name", "第三病棟");
    DONE("device", "create", "--record", record, "--product", "Pump", "--serial", "SN-1", "--site",
         "第三病棟");
}

static Str lists(const char *record)
{
    static const char *const NOUNS[] = { "product", "release", "site", "device" };
    char *all = test_keep(calloc(1, 1 << 16));

    for (size_t i = 0; i < ARRAY_LEN(NOUNS); i++) {
        Str out = DONE(NOUNS[i], "list", "--record", record, "--json");

        snprintf(all + strlen(all), (1 << 16) - strlen(all), "%.*s", STR_ARG(out));
    }
    return str_of(all);
}

static void moves(const char *from, const char *to)
{
    Str before, keys;

    fill(from);
    before = lists(from);
    keys = DONE("key", "list", "--record", from);
    CHECK_HAS(DONE("record", "copy", "--record", from, "--to", to), "verified and copied: ",
              "told");
    CHECK_HAS(DONE("record", "verify", "--record", to), "kept outside the record belongs",
              "the newest head went along");
    CHECK_STR(lists(to), before, "every row, with its id");
    DONE("release", "create", "--record", to, "--product", "Pump", "--version", "2.2");
    VERIFIED(to, "it goes on, under a key of its own");
    CHECK(DONE("key", "list", "--record", to).len > keys.len, "which the record tells");
    VERIFIED(from, "and the old one is as it was");
    CHECK_STR(lists(from), before, "in every row");
    CHECK_HAS(ENDS(2, "record", "copy", "--record", from, "--to", to), "there is a record",
              "a place that is taken is refused");
    VERIFIED(to, "and left alone");
}

TEST(a_record_moves_from_a_folder_to_a_server)
{
    moves(place("folder"), postgres_new());
}

TEST(a_record_moves_from_a_server_to_a_folder)
{
    moves(postgres_new(), place("home"));
}

TEST(a_record_moves_there_and_back_and_loses_nothing)
{
    const char *server = postgres_new();
    Str before;

    fill(place("start"));
    before = lists(place("start"));
    DONE("record", "copy", "--record", place("start"), "--to", server);
    DONE("record", "copy", "--record", server, "--to", place("back"));
    CHECK_STR(lists(place("back")), before, "as it was");
    VERIFIED(place("back"), "all of it");
}

TEST(what_does_not_verify_is_not_copied)
{
    const char *from = postgres_new(), *to = postgres_new();

    fill(from);
    postgres_say(from, "UPDATE product SET name = 'Pomp'");
    CHECK_HAS(ENDS(2, "record", "copy", "--record", from, "--to", to), "product", "by its place");
    CHECK_HAS(ENDS(3, "record", "verify", "--record", to), "there is no record", "not made");
    ENDS(2, "record", "copy", "--record", from, "--to", place("unsound"));
    ENDS(3, "record", "verify", "--record", place("unsound"));
    ENDS(2, "record", "backup", "--record", from, place("unsound.backup"));
    ENDS(2, "record", "copy", "--record", from);
    ENDS(3, "record", "copy", "--record", to, "--to", place("nothing"));
}

TEST(a_backup_of_a_server_is_restored_anywhere)
{
    const char *from = postgres_new(), *to = postgres_new();
    Str before;

    fill(from);
    before = lists(from);
    DONE("record", "backup", "--record", from, place("server.backup"));
    CHECK_HAS(ENDS(2, "record", "backup", "--record", from, place("server.backup")), "exists",
              "nothing is written over");
    DONE("record", "restore", "--record", place("restored"), place("server.backup"));
    DONE("record", "restore", "--record", to, place("server.backup"));
    CHECK_STR(lists(place("restored")), before, "into a folder");
    CHECK_STR(lists(to), before, "and into a server");
    VERIFIED(place("restored"), "with its head");
}

/* ---- how often it asks -------------------------------------------------------------------- */

enum { WORDS_MAX = 20 };

/* What `words` end with when they are said through who stands between; what it asked goes to
 * *questions. */
static ProcessResult through(const char *place, int cut_at, bool answered,
                             const char *const *words, unsigned *questions)
{
    const char *all[WORDS_MAX] = { NULL };
    size_t count = 0;
    ProcessResult result;

    for (; words[count]; count++)
        all[count] = words[count];
    all[count++] = "--record";
    all[count] = between_start(place, cut_at, answered);
    result = inro_words(STR(""), NULL, all);
    *questions = between_end();
    return result;
}

TEST(a_command_asks_the_server_a_few_times)
{
    static const struct { const char *words[WORDS_MAX]; unsigned most; } ROWS[] = {
        { { "product", "create", "--name", "A" }, 66 }, /* which makes the record */
        { { "product", "create", "--name", "B" }, 32 },
        { { "release", "create", "--product", "A", "--version", "1" }, 37 },
        { { "product", "list" }, 12 },
        { { "product", "show", "A" }, 14 },
        { { "product", "change", "A", "--intended-use", "x" }, 31 },
        { { "site", "create", "--name", "S" }, 32 },
        { { "device", "create", "--product", "A", "--serial", "1" }, 36 },
        { { "device", "list" }, 10 },
        { { "key", "list" }, 8 },
        { { "record", "verify" }, 62 },
        { { "record", "export", "A" }, 58 },
        { { "decision", "list" }, 15 },
        { { "clock", "list", "--product", "A" }, 32 },
    };
    const char *place = postgres_new();

    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        unsigned questions;
        ProcessResult result = through(place, 0, false, ROWS[i].words, &questions);

        printf("%s %s: %u round trips\n", ROWS[i].words[0], ROWS[i].words[1], questions);
        ended(result, 0, __LINE__);
    }
}

/* ---- cut off ------------------------------------------------------------------------------ */

enum { CUTS_MAX = 200, SOUND_IN_A_ROW = 3 };

static bool count_take(void *context, const DbValue *values, size_t count, Err *err)
{
    (void)count, (void)err;
    *(long *)context = (long)values[0].number;
    return true;
}

static long events_of(const char *place)
{
    long count = -1;
    Err err = { 0 };
    Db *db;

    CHECK_OK(db_open(place, false, &db, &err), &err);
    CHECK_OK(db_query(db, "SELECT count(*) FROM event", NULL, 0, count_take, &count, &err), &err);
    db_close(db);
    return count;
}

/* Every word with a "%" gets the number of the try. */
static void numbered(const char *const *words, int number, char (*room)[300], const char **out)
{
    size_t i = 0;

    for (; words[i]; i++) {
        const char *mark = strchr(words[i], '%');

        snprintf(room[i], sizeof room[i], "%.*s", mark ? (int)(mark - words[i]) : 299, words[i]);
        if (mark)
            snprintf(room[i] + (mark - words[i]), 200, "%d%s", number, mark + 1);
        out[i] = room[i];
    }
    out[i] = NULL;
}

typedef struct {
    int done, lost, doubtful;
} Cuts;

/* The connection ends at question `cut`: the program says so and ends with 4, or was done. */
static bool cut_once(const char *place, const char *const *words, int cut, long writes,
                     Cuts *cuts)
{
    char room[WORDS_MAX][300], why[600];
    const char *all[WORDS_MAX];
    long before = events_of(place), after;
    unsigned questions;
    ProcessResult result;
    bool doubtful;

    numbered(words, cut, room, all);
    result = through(place, cut, cut % 2 == 1, all, &questions);
    after = events_of(place);
    snprintf(why, sizeof why, "%s %s, cut at %d: ended with %d, said %.*s", words[0], words[1],
             cut, result.status, STR_ARG(str_slice(result.err, 0, 400)));
    doubtful = has(result.err, "did not say whether");
    if (result.status == 0) {
        CHECK_INT(after - before, writes, why);
        cuts->done++;
        return true;
    }
    CHECK_INT(result.status, 4, why);
    CHECK(doubtful || has(result.err, "connection"), why);
    CHECK(!writes || result.out.len == 0, why);
    CHECK(after == before || (doubtful && after == before + writes), why);
    cuts->doubtful += doubtful;
    cuts->lost += !doubtful;
    return false;
}

TEST(a_command_whose_connection_ends_says_so_and_never_that_it_is_done)
{
    const char *devices = process_file("cut.csv", STR("serial,release\nC-1,2.1\nC-2,2.1\n"));
    const char *backup = place("cut%.backup");
    const struct { const char *words[WORDS_MAX]; long writes; int step; } ROWS[] = {
        { { "product", "create", "--name", "P%" }, 1, 1 },
        { { "device", "create", "--product", "Pump", "--serial", "S%" }, 1, 1 },
        { { "product", "list" }, 0, 2 },
        { { "record", "export", "Pump", "-o", "/dev/null" }, 0, 9 },
        { { "record", "verify" }, 0, 9 },
        { { "record", "backup", backup }, 0, 9 },
    };
    const char *server = postgres_new();

    fill(server);
    DONE("device", "import", "--record", server, "--product", "Pump", devices);
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        Cuts cuts = { 0, 0, 0 };
        int sound = 0;

        for (int cut = 1; cut < CUTS_MAX && sound < SOUND_IN_A_ROW; cut += ROWS[i].step)
            sound = cut_once(server, ROWS[i].words, cut, ROWS[i].writes, &cuts) ? sound + 1 : 0;
        printf("%s %s: cut %d times, %d of them in doubt\n", ROWS[i].words[0], ROWS[i].words[1],
               cuts.lost + cuts.doubtful, cuts.doubtful);
        CHECK_INT(sound, SOUND_IN_A_ROW, "behind the last question nothing is cut");
        CHECK(cuts.lost > 3, "and before it everything");
        CHECK((cuts.doubtful > 0) == (ROWS[i].writes > 0) && cuts.doubtful < 4,
              "COMMIT alone leaves a doubt");
    }
    VERIFIED(server, "after all that");
}

/* ---- two installations -------------------------------------------------------------------- */

/* Each has a home of its own, and so a key of its own. */
static Process installation_start(const char *home, const char *const *words)
{
    static char state[2][1300];
    static unsigned next;
    char *with = state[next++ % 2];
    const char *argv[WORDS_MAX + 1] = { process_inro() };
    const char *environment[] = { with, "LC_ALL=C", "INRO_LANG=en", NULL };
    ProcessOptions options = { .environment = environment };

    snprintf(with, sizeof state[0], "XDG_STATE_HOME=%s", place(home));
    for (size_t i = 0; words[i]; i++)
        argv[i + 1] = words[i];
    return process_start(argv, &options);
}

static ProcessResult installation(const char *home, const char *const *words)
{
    Process process = installation_start(home, words);

    return process_wait(&process);
}
#define FROM(home, ...) installation((home), (const char *const[]){ __VA_ARGS__, NULL })

/* Both say something at the same moment, again and again; whoever is told to try again does not. */
static unsigned both_say(const char *place)
{
    unsigned said = 0;

    for (int i = 0; i < 8; i++) {
        char serial[2][16];
        Process process[2];

        for (int home = 0; home < 2; home++) {
            snprintf(serial[home], sizeof serial[home], "%s-%d", home ? "B" : "A", i);
            process[home] = installation_start(
                home ? "two" : "one",
                (const char *const[]){ "device", "create", "--record", place, "--product", "Pump",
                                       "--serial", serial[home], NULL });
        }
        for (int home = 0; home < 2; home++) {
            ProcessResult result = process_wait(&process[home]);

            ended(result, 0, __LINE__);
            said++;
        }
    }
    return said;
}

TEST(two_installations_write_to_one_record_each_under_its_own_key)
{
    static const Fact KEYS[] = { { "rows", "[2]", "a key of each" } };
    const char *place = postgres_new();
    unsigned said;
    Str json;
    char count[16];

    ended(FROM("one", "product", "create", "--record", place, "--name", "Pump"), 0, __LINE__);
    said = both_say(place);
    json = ended(FROM("two", "device", "list", "--record", place, "--json"), 0, __LINE__);
    snprintf(count, sizeof count, "[%u]", said);
    CHECK_STR(json_at(json, "rows"), str_of(count), "no update is lost");
    CHECK_FACTS(ended(FROM("two", "key", "list", "--record", place, "--json"), 0, __LINE__), KEYS);
    CHECK_HAS(ended(FROM("one", "record", "verify", "--record", place), 0, __LINE__), "\nverified",
              "each key was known before its first signature");
    CHECK_HAS(ended(FROM("two", "record", "verify", "--record", place), 0, __LINE__),
              "kept outside the record belongs", "by the head that each has seen");
}

TEST(who_changes_what_another_installation_changed_is_told_by_whom)
{
    const char *place = postgres_new();
    Str json, version, err;
    char words[40];

    ended(FROM("one", "product", "create", "--record", place, "--name", "Pump"), 0, __LINE__);
    json = ended(FROM("two", "product", "show", "--record", place, "Pump", "--json"), 0, __LINE__);
    version = json_at(json, "row_version");
    CHECK(version.len && !str_eq(version, STR("absent")), "what was read has a version");
    snprintf(words, sizeof words, "%.*s", STR_ARG(version));
    ended(FROM("one", "product", "change", "--record", place, "Pump", "--intended-use", "first"), 0,
          __LINE__);
    err = ended(FROM("two", "product", "change", "--record", place, "Pump", "--intended-use",
                     "second", "--if-version", words), 2, __LINE__);
    CHECK_HAS(err, "product.changed", "by which event");
    json = ended(FROM("two", "product", "show", "--record", place, "Pump", "--json"), 0, __LINE__);
    CHECK_STR(json_at(json, "intended_use"), STR("first"), "what was said first stands");
}

/* ---- many rows --------------------------------------------------------------------------- */

static size_t devices_print(char *csv, int rows)
{
    char *at = csv + snprintf(csv, 64, "serial,version,addresses\n");

    for (int i = 0; i < rows; i++)
        at += snprintf(at, 64, "SN-%06d,2.1,10.%d.%d.%d\n", i, i >> 16, i >> 8 & 255, i & 255);
    return (size_t)(at - csv);
}

TEST(a_hundred_thousand_devices_go_in_by_few_questions)
{
    enum { ROWS = 100000 };
    const char *place = postgres_new();
    char *csv = test_keep(malloc(ROWS * 64 + 64));
    size_t len = devices_print(csv, ROWS);
    const char *words[] = { "device", "import", "--product", "Pump",
                            process_file("many.csv", (Str){ csv, len }), NULL };
    struct timespec begin, end;
    unsigned questions;
    double seconds;
    long before;
    Str out;

    fill(place);
    before = events_of(place);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    out = ended(through(place, 0, false, words, &questions), 0, __LINE__);
    clock_gettime(CLOCK_MONOTONIC, &end);
    seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%d devices: %u round trips, %.0f rows/s\n", ROWS, questions, (double)ROWS / seconds);
    CHECK_HAS(out, "created: 100000", "all of them");
    CHECK(questions < 400, "rows go by COPY, not one by one");
    CHECK_INT(events_of(place), before + 1, "one event of the product");
    VERIFIED(place, "every row");
}

/* ---- secrets ------------------------------------------------------------------------------ */

#define SECRET_PLACE "postgres://u:s3cret@127.0.0.1:1/db"
#define TENS "cretcretcr" "cretcretcr" "cretcretcr" "cretcretcr" "cretcretcr"
/* Longer than what a message has room for, so that its end is cut off before the "@". */
#define LONG_PLACE   "postgres://u:s3" TENS TENS TENS TENS TENS TENS TENS TENS "@127.0.0.1:1/db"

TEST(no_password_is_told_wherever_a_place_is_written)
{
    static const struct { const char *words[8]; int status; } ROWS[] = {
        { { "product", "list", "--record", SECRET_PLACE }, 4 },
        { { "product", "list", "--record=" SECRET_PLACE }, 4 },
        { { "product", "list", "--record", "postgres://u@127.0.0.1:1/db?password=s3cret" }, 4 },
        { { "product", "list", "--record", SECRET_PLACE "?sslmode=bogus" }, 4 },
        { { "product", "list", "--record", SECRET_PLACE, "--help" }, 0 },
        { { "product", "list", "--record", SECRET_PLACE, "--bogus" }, 2 },
        { { "product", "list", "--recordx=" SECRET_PLACE }, 2 },
        { { "product", "list", "--recordx=postgres://127.0.0.1/db?password=s3cret&x=y" }, 2 },
        { { "product", "list", SECRET_PLACE }, 2 },
        { { "product", "list", "--recordx=" LONG_PLACE }, 2 },
        { { "product", "list", "--record", LONG_PLACE }, 4 },
        { { "product", "list", "--record", LONG_PLACE "?sslmode=bogus" }, 4 },
        { { "record", "verify", LONG_PLACE }, 2 },
        { { "record", "export", "Pump", "-o", LONG_PLACE, "--record", LONG_PLACE }, 4 },
        { { "scan", LONG_PLACE }, 2 },
        { { "key", "trust", LONG_PLACE, "--record", "mysql://u:s3" TENS TENS "@host/db" }, 2 },
        { { LONG_PLACE }, 2 },
        { { "record", "verify", SECRET_PLACE }, 2 },
        { { "record", "copy", "--record", SECRET_PLACE, "--to", SECRET_PLACE }, 4 },
        { { "record", "copy", "--record", SECRET_PLACE }, 2 },
        { { "record", "restore", "--record", SECRET_PLACE, "/nowhere" }, 4 },
        { { SECRET_PLACE }, 2 },
        { { "scan", SECRET_PLACE, SECRET_PLACE }, 2 },
        { { "key", "list", "--record", "mysql://u:s3cret@host/db" }, 2 },
        { { "key", "list", "--record", "postgres://u:s3/cret@127.0.0.1:1/db" }, 2 },
    };

    if (!postgres_new()) /* skips when this program knows no server */
        return;
    for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
        ProcessResult result = inro_words(STR(""), NULL, ROWS[i].words);

        ended(result, ROWS[i].status, (int)i);
        CHECK_LACKS(result.err, "cret", "nothing of it in what is told");
        CHECK_LACKS(result.out, "cret", "nor in what is printed");
    }
}

/* ---- who may do what ----------------------------------------------------------------------- */

/* The place of another role, with what else belongs into the address. */
static const char *as_role(const char *place, const char *role, const char *more)
{
    char *other = test_keep(malloc(600));

    snprintf(other, 600, "postgres://%s@%s%s", role, strchr(place, '@') + 1, more);
    return other;
}

/* From now on the server asks this role for its password. */
static void password_is_asked(const char *role)
{
    char path[300], text[8000];
    Str rules;
    FILE *file;

    snprintf(path, sizeof path, "%s/data/pg_hba.conf", postgres_folder());
    rules = test_file(path);
    snprintf(text, sizeof text, "local all %s scram-sha-256\n%.*s", role, STR_ARG(rules));
    file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0, path);
    postgres_say(NULL, "SELECT pg_reload_conf()");
}

static ProcessResult with(const char *environment, const char *const *words)
{
    return inro_words(STR(""), environment, words);
}
#define WITH(environment, ...) with((environment), (const char *const[]){ __VA_ARGS__, NULL })

TEST(a_password_comes_from_the_address_or_from_its_own_file)
{
    const char *place = postgres_new(), *none, *wrong;
    char line[600], variable[1400];
    ProcessResult result;
    const char *file;

    postgres_say(place, "CREATE ROLE secretive LOGIN PASSWORD 's3cret';"
                        "GRANT ALL ON SCHEMA public TO secretive");
    password_is_asked("secretive");
    none = as_role(place, "secretive", "");
    wrong = as_role(place, "secretive:wr0ng", "");
    ENDS(4, "product", "create", "--record", none, "--name", "Pump");
    result = INRO("product", "create", "--record", wrong, "--name", "Pump");
    CHECK_HAS(ended(result, 4, __LINE__), "password authentication failed", "why");
    CHECK_LACKS(result.err, "wr0ng", "and not with what");
    DONE("product", "create", "--record", as_role(place, "secretive:s3cret", ""), "--name", "Pump");
    DONE("product", "list", "--record", as_role(place, "secretive", "&password=s3cret"));
    snprintf(line, sizeof line, "*:*:*:secretive:s3cret\n");
    file = process_file("pgpass", str_of(line));
    CHECK(chmod(file, 0600) == 0, "its owner's alone");
    snprintf(variable, sizeof variable, "PGPASSFILE=%s", file);
    CHECK_HAS(ended(WITH(variable, "product", "list", "--record", none), 0, __LINE__), "Pump",
              "nothing secret in the address");
    snprintf(variable, sizeof variable, "INRO_RECORD=%s", place);
    CHECK_HAS(ended(WITH(variable, "product", "list"), 0, __LINE__), "Pump", "nor an option");
}

TEST(who_may_only_read_reads_and_is_told_when_that_is_not_enough)
{
    const char *place = postgres_new(), *poor, *reader, *writer;

    postgres_say(place, "CREATE ROLE poor LOGIN; CREATE ROLE reader LOGIN;"
                        "CREATE ROLE writer LOGIN");
    poor = as_role(place, "poor", "");
    reader = as_role(place, "reader", "");
    writer = as_role(place, "writer", "");
    CHECK_HAS(ENDS(2, "product", "create", "--record", poor, "--name", "Pump"),
              "permission denied for schema public", "who may make no table");
    CHECK_HAS(ENDS(3, "product", "list", "--record", poor), "there is no record", "none was made");
    fill(place);
    CHECK_HAS(ENDS(2, "product", "list", "--record", poor), "permission denied for table",
              "there is one, and it may not be read");
    CHECK_HAS(ENDS(2, "product", "create", "--record", poor, "--name", "B"),
              "permission denied for table", "nor is it made again");
    postgres_say(place, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader, writer;"
                        "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer");
    CHECK_HAS(DONE("product", "list", "--record", reader), "Pump", "reading is enough to read");
    VERIFIED(reader, "and to verify");
    CHECK_HAS(ENDS(2, "product", "create", "--record", reader, "--name", "B"),
              "permission denied for table", "not to write");
    DONE("product", "create", "--record", writer, "--name", "B");
    VERIFIED(writer, "who writes needs not to own the tables");
}

/* ---- servers that are not as they should be ------------------------------------------------- */

TEST(settings_of_the_server_change_nothing)
{
    static const char *const SETTINGS[] = {
        "standard_conforming_strings = off", "backslash_quote = on", "escape_string_warning = off",
        "bytea_output = 'escape'", "client_encoding = 'SJIS'", "DateStyle = 'German'",
        "default_transaction_read_only = on", "default_transaction_isolation = 'serializable'",
        "search_path = nowhere, public", "statement_timeout = 5000", "lock_timeout = 1",
        "synchronous_commit = off", "extra_float_digits = -15", "array_nulls = off",
        "quote_all_identifiers = on", "row_security = off", "enable_indexscan = off",
        "xmloption = document", "TimeZone = 'Asia/Tokyo'", "IntervalStyle = 'sql_standard'",
        "lc_messages = 'C'", "cursor_tuple_fraction = 0.01", "plan_cache_mode = force_generic_plan",
    };
    const char *server = postgres_new();
    char sql[300];
    Str before;

    for (size_t i = 0; i < ARRAY_LEN(SETTINGS); i++) {
        const char *name = strstr(server, "@/") + 2;

        snprintf(sql, sizeof sql, "ALTER DATABASE %.*s SET %s", (int)strcspn(name, "?"), name,
                 SETTINGS[i]);
        postgres_say(NULL, sql);
    }
    DONE("product", "create", "--record", server, "--name", "a\\'b", "--intended-use", "輸液 \\ '\"");
    CHECK_STR(json_at(DONE("product", "show", "--record", server, "a\\'b", "--json"),
                      "intended_use"), STR("輸液 \\ '\""), "word for word");
    fill(server);
    before = lists(server);
    VERIFIED(server, "all of it");
    DONE("record", "copy", "--record", server, "--to", place("unsettled"));
    CHECK_STR(lists(place("unsettled")), before, "as it is");
}

static const char *database_new(const char *name, const char *how)
{
    const char *some = postgres_new();
    char *place = test_keep(malloc(300)), sql[300];

    snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE template0 %s", name, how);
    postgres_say(NULL, sql);
    snprintf(place, 300, "postgres://postgres@/%s%s", name, strchr(some, '?'));
    return place;
}

TEST(a_database_in_another_encoding_is_refused)
{
    static const char *const ENCODINGS[] = { "LATIN1", "SQL_ASCII", "EUC_JP" };

    for (size_t i = 0; i < ARRAY_LEN(ENCODINGS); i++) {
        char name[40], how[100];
        const char *place;
        Str err;

        snprintf(name, sizeof name, "coded%zu", i);
        snprintf(how, sizeof how, "ENCODING '%s' LC_COLLATE 'C' LC_CTYPE 'C'", ENCODINGS[i]);
        place = database_new(name, how);
        err = ENDS(2, "product", "create", "--record", place, "--name", "Pump");
        CHECK_HAS(err, ENCODINGS[i], "which one it is");
        CHECK_HAS(err, "UTF8", "which one it should be");
    }
}

TEST(a_database_of_any_collation_sorts_alike)
{
    const char *server = database_new("collated", "LOCALE_PROVIDER icu ICU_LOCALE 'ja-JP'"
                                                 " LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
    Str before;

    fill(server);
    DONE("product", "create", "--record", server, "--name", "anvil");
    DONE("product", "create", "--record", server, "--name", "あ");
    VERIFIED(server, "in the order of bytes, as the folder has it");
    before = lists(server);
    DONE("record", "copy", "--record", server, "--to", place("collated"));
    CHECK_STR(lists(place("collated")), before, "which lists it alike");
}

TEST(a_record_of_a_newer_version_is_left_alone)
{
    const char *server = postgres_new();

    fill(server);
    postgres_say(server, "UPDATE setting SET value = '99' WHERE name = 'schema'");
    CHECK_HAS(ENDS(2, "product", "list", "--record", server), "newer version (schema 99)", "read");
    CHECK_HAS(ENDS(2, "product", "create", "--record", server, "--name", "B"), "newer version",
              "written");
    CHECK_HAS(ENDS(2, "record", "copy", "--record", server, "--to", place("newer")),
              "newer version", "copied");
}

TEST(tables_of_something_else_are_not_taken_for_a_record)
{
    const char *server = postgres_new();
    Str err;

    postgres_say(server, "CREATE TABLE event (id int); CREATE TABLE setting (key text)");
    CHECK_HAS(ENDS(3, "product", "list", "--record", server), "there is no record",
              "none is there");
    err = ENDS(2, "product", "create", "--record", server, "--name", "Pump");
    CHECK_HAS(err, "a table of something else is in the way", "told");
    CHECK_HAS(err, "already exists", "by name");
    fill(place("own"));
    CHECK_HAS(ENDS(2, "record", "copy", "--record", place("own"), "--to", server), "in the way",
              "nor written over by a copy");
    postgres_say(server, "CREATE SCHEMA inro");
    server = as_role(server, "postgres", "&options=-csearch_path%3Dinro");
    fill(server);
    VERIFIED(server, "a schema of its own is enough");
}
